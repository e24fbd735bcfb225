//! Rows of a sort that has been seen: their columns are those of the row that was read before.
//!
//! Most rows look like one of some dozens. What a reading depends on is little, see [`key`]: two rows with the same key
//! have the same costs everywhere, and so the same walks. The keys of a bounded number of sorts are kept.

#![allow(clippy::arithmetic_side_effects, reason = "of columns and pieces of a row there are few thousands")]

use crate::ast::Field;

use super::order::{self, Borders, Context, Reader};
use super::shape::{Brackets, Persons, Piece, Shape, Words};
use super::tail::Opener;
use super::walk::{PieceCosts, Reading};

/// Sorts that are kept, one for each hash.
const SORTS: usize = 1 << 10;
/// Sorts of pieces whose costs are kept.
const MOST_COSTS: usize = 64;
/// Pieces of a row that has a key.
pub(super) const MOST_PIECES: usize = 10;
/// Bits of a key that a piece takes.
const BITS: u32 = 12;

/// The readings of rows that have these columns.
pub(crate) struct Readings<'c> {
    columns: &'c [Field],
    /// Those of the last rows' contexts, and what pieces of some sorts cost in each.
    readers: Vec<(Context, Reader<'c>, Costs)>,
    known: Vec<Known>,
    /// That of a row without a key.
    other: Option<Reading>,
}

#[derive(Clone, Debug, Default)]
struct Known {
    /// 0: nothing is known yet.
    key: u128,
    reading: Option<Reading>,
}

impl<'c> Readings<'c> {
    pub(crate) fn new(columns: &'c [Field]) -> Self {
        Self { columns, readers: Vec::new(), known: Vec::new(), other: None }
    }

    /// Reads `pieces` as [`order::read`](super::order::read) does.
    pub(crate) fn read(&mut self, pieces: &[Piece<'_>], context: Context) -> Option<&Reading> {
        let Some(key) = key(pieces, self.columns, context) else {
            self.other = self.walk(pieces, context);
            return self.other.as_ref();
        };
        if self.known.is_empty() {
            self.known.resize(SORTS, Known::default());
        }
        let slot = slot(key);
        if self.known.get(slot).is_none_or(|known| known.key != key) {
            let reading = self.walk(pieces, context);
            if let Some(known) = self.known.get_mut(slot) {
                *known = Known { key, reading };
            }
        }
        self.known.get(slot)?.reading.as_ref()
    }

    /// The reading of a row that has this key, if one was read before.
    #[inline]
    pub(super) fn known(&self, key: u128) -> Option<&Reading> {
        self.known.get(slot(key)).filter(|known| known.key == key)?.reading.as_ref()
    }

    fn walk(&mut self, pieces: &[Piece<'_>], context: Context) -> Option<Reading> {
        let columns = self.columns;
        let at = self.readers.iter().position(|(known, ..)| *known == context);
        let at = at.unwrap_or_else(|| {
            // Two guesses of a lone date, with service codes or without.
            self.readers.truncate(3);
            let at = self.readers.len();
            self.readers.push((context, Reader::new(columns, context), Costs::default()));
            at
        });
        let (_, reader, costs) = self.readers.get_mut(at)?;
        match context.borders {
            // What they cost depends on more than sorts.
            Borders::Lines => reader.read(pieces),
            Borders::Kept | Borders::Lost => reader.read_of(pieces, &costs.of(pieces, columns, reader)),
        }
    }
}

/// What pieces of the sorts that were seen first cost.
#[derive(Default)]
struct Costs {
    costs: Vec<PieceCosts>,
    /// The sorts, with what is asked of the piece before.
    sorts: Vec<(u16, Before)>,
}

/// All that the costs of a piece depend on of the one before it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Before {
    None,
    Brackets,
    Other,
}

impl Costs {
    /// Those of `pieces`, which are in no lines.
    fn of(&mut self, pieces: &[Piece<'_>], columns: &[Field], reader: &Reader<'_>) -> Vec<PieceCosts> {
        let names_first = columns.first() == Some(&Field::ServiceName);
        let mut costs = Vec::with_capacity(pieces.len());
        let before = std::iter::once(None).chain(pieces.iter().map(Some));
        for (at, (before, piece)) in before.zip(pieces).enumerate() {
            let kind = match before {
                None => Before::None,
                Some(Piece { shape: Shape::Brackets(_), .. }) => Before::Brackets,
                Some(_) => Before::Other,
            };
            let sort = (sort(piece, names_first && at > 0), kind);
            let known = self.sorts.iter().position(|known| *known == sort);
            if let Some(known) = known.and_then(|known| self.costs.get(known)) {
                costs.push(*known);
                continue;
            }
            let own = reader.costs(before, piece);
            costs.push(own);
            if self.sorts.len() < MOST_COSTS {
                self.sorts.push(sort);
                self.costs.push(own);
            }
        }
        costs
    }
}

fn slot(key: u128) -> usize {
    let folded = (key as u64) ^ (key >> 60) as u64;
    (folded.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32) as usize % SORTS
}

/// All that a reading depends on, in bits; `None` for a row of lines, whose costs depend on more, and for one of many
/// pieces.
pub(super) fn key(pieces: &[Piece<'_>], columns: &[Field], context: Context) -> Option<u128> {
    if pieces.len() > MOST_PIECES || context.borders == Borders::Lines {
        return None;
    }
    // No piece but the first comes to the first column, and the name of no other is asked for.
    let names_first = columns.first() == Some(&Field::ServiceName);
    let mut key = Key::default();
    for (at, piece) in pieces.iter().enumerate() {
        key.push(sort(piece, names_first && at > 0));
    }
    key.ends_sentence = context.borders == Borders::Lost
        && pieces.last().is_some_and(|last| matches!(last.shape, Shape::Words(_)) && order::is_sentence(last.text));
    Some(key.with(context))
}

/// A key as it comes together, piece by piece.
#[derive(Clone, Copy, Default)]
pub(super) struct Key {
    sorts: u128,
    /// The last piece is words that read as a note could.
    pub(super) ends_sentence: bool,
}

impl Key {
    #[inline]
    pub(super) fn push(&mut self, sort: u16) {
        self.sorts = self.sorts << BITS | u128::from(sort);
    }

    /// Puts another sort in the place of the last one, which flows as that did.
    #[inline]
    pub(super) fn replace_last(&mut self, sort: u16) {
        let flows = self.sorts as u16 & FLOWS;
        self.sorts = self.sorts >> BITS << BITS | u128::from(sort | flows);
    }

    /// That of a row in this context.
    #[inline]
    pub(super) fn with(self, context: Context) -> u128 {
        let flags = [
            context.lone_date == Field::ModificationDate,
            context.is_dccp,
            context.borders == Borders::Lost,
            self.ends_sentence,
        ];
        flags.into_iter().fold(self.sorts, |key, flag| key << 1 | u128::from(flag))
    }

    /// That of a row of joined text that is not for DCCP.
    #[inline]
    pub(super) fn finish(self, lone_date: Field) -> u128 {
        self.with(Context { lone_date, is_dccp: false, borders: Borders::Lost })
    }
}

/// The sorts of pieces, as far as they go without saying more. Of words: those that are no name but a well-formed one, or
/// that are in no place for a name, and open and report nothing.
pub(super) const TRANSPORT: u16 = 1;
pub(super) const DATE: u16 = 2;
const NUMBER: u16 = 3;
const PORTS: u16 = 4;
const BRACKETS: u16 = 5;
pub(super) const WORDS: u16 = 6;
/// A piece that may belong to the cell before it.
pub(super) const FLOWS: u16 = 1 << 3;
/// Bits of the above.
const SORT_BITS: u32 = 4;
/// Bits below those that say what words open: the above, and four of other things.
const OPENER_BITS: u32 = SORT_BITS + 4;

pub(super) fn sort_of_ports(text: &str) -> u16 {
    let is_range = text.bytes().fold(false, |is_range, byte| is_range | (byte == b'-'));
    (u16::from(is_range) << 1 | u16::from(order::is_year(text))) << SORT_BITS | PORTS
}

#[inline]
pub(super) fn sort_of_brackets(found: Brackets) -> u16 {
    let persons = match found.persons {
        Persons::Sure => 0,
        Persons::Possible => 1,
        Persons::Unlisted => 2,
        Persons::No => 3,
    };
    (persons << 1 | u16::from(found.references)) << SORT_BITS | BRACKETS
}

/// What the costs of a piece depend on, in bits, one of the lowest of them set.
pub(super) fn sort(piece: &Piece<'_>, is_nameless: bool) -> u16 {
    let sort = match piece.shape {
        Shape::Transport => TRANSPORT,
        Shape::Date(_) => DATE,
        Shape::Number => NUMBER,
        Shape::Ports => sort_of_ports(piece.text),
        Shape::Brackets(found) => sort_of_brackets(found),
        Shape::Words(words) => sort_of_words(piece.text, words, is_nameless),
    };
    sort | if piece.flows { FLOWS } else { 0 }
}

/// That of words that do not flow.
pub(super) fn sort_of_words(text: &str, words: Words, is_nameless: bool) -> u16 {
    let name = if is_nameless { 0 } else { words.name as u16 };
    let goes_on = words.after_state && super::flow::goes_on_from_state(text);
    let flags = [words.unauthorized, words.odd, words.after_state, goes_on];
    let flags = flags.into_iter().fold(0, |bits, flag| bits << 1 | u16::from(flag));
    name << (OPENER_BITS + 2) | flags << SORT_BITS | bits_of_opener(words.opener) | WORDS
}

pub(super) fn bits_of_opener(opener: Opener) -> u16 {
    let opener = match opener {
        Opener::None => 0,
        Opener::Weak => 1,
        Opener::Strong => 2,
        Opener::Replacement => 3,
    };
    opener << OPENER_BITS
}

#[cfg(test)]
mod tests {
    use super::super::shape::{self, People};
    use super::*;

    /// Pieces of every sort, made of seeded numbers.
    fn piece(number: u32) -> Piece<'static> {
        const WORDS: [&str; 8] = [
            "http",
            "a_b",
            "Some Words",
            "(more) of it",
            "- and so on",
            "One sentence of five words.",
            "Known Unauthorized Use on port 7",
            "This entry is an alias to \"a\".",
        ];
        let part = |shift: u32, of: usize| (number >> shift) as usize % of;
        let words = WORDS.get(part(4, WORDS.len())).copied().unwrap_or("");
        let (text, mut shape) = match part(0, 8) {
            0 => ("tcp", shape::of_cell("tcp", &People::default())),
            1 => ("2002-09", shape::of_cell("2002-09", &People::default())),
            2 => ("99999", shape::of_cell("99999", &People::default())),
            3 => ["22", "1999", "1-2"].get(part(4, 3)).map_or(("", Shape::Ports), |text| (*text, Shape::Ports)),
            4 => {
                let persons = [Persons::Sure, Persons::Possible, Persons::Unlisted, Persons::No];
                let persons = persons.get(part(4, 4)).copied().unwrap_or(Persons::No);
                ("[A]", Shape::Brackets(Brackets { persons, references: part(6, 2) == 1, plain: true }))
            }
            _ => (words, shape::of_words(words)),
        };
        if let Shape::Words(Words { odd, after_state, .. }) = &mut shape {
            (*odd, *after_state) = (part(8, 4) == 0, part(10, 4) == 0);
        }
        Piece { text, shape, flows: part(12, 2) == 1 }
    }

    #[test]
    fn a_sort_that_is_known_reads_as_one_that_is_not() {
        let turned: Vec<Field> = Field::ALL.into_iter().skip(1).chain([Field::ServiceName]).collect();
        let mut number = 1_u32;
        let mut next = || {
            number = number.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            number >> 8
        };
        for columns in [&Field::ALL[..], &Field::ALL[..5], &turned] {
            let mut readings = Readings::new(columns);
            let mut found = 0;
            for _ in 0..20_000 {
                // Few pieces, so that many rows are of one sort.
                let pieces: Vec<Piece<'_>> = (0..1 + next() % 4).map(|_| piece(next() % 4096)).collect();
                let more = (0..next() % 16).map(|_| piece(next())).filter(|_| pieces.len() == 4);
                let pieces: Vec<Piece<'_>> = pieces.iter().cloned().chain(more).collect();
                let context = Context {
                    lone_date: if next() % 2 == 0 { Field::RegistrationDate } else { Field::ModificationDate },
                    is_dccp: next() % 4 == 0,
                    borders: if next() % 2 == 0 { Borders::Kept } else { Borders::Lost },
                };
                let expected = order::read(&pieces, columns, context);
                found += usize::from(expected.is_some());
                for _ in 0..2 {
                    assert_eq!(readings.read(&pieces, context), expected.as_ref(), "{pieces:?} {context:?}");
                }
            }
            assert!(found > 1000);
        }
    }
}
