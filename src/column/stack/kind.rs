//! What the costs look at of a line of stacked text, in a few bits: lines of one kind cost the same in every column.

use crate::ast::Status;
use crate::cell::{self, state};

use super::super::shape::{self, Brackets, Name, Persons, Shape, Words};
use super::super::tail::Opener;

/// The kind of a line: of the same rows of kinds, the same division is cheapest and the same columns are read.
///
/// Whatever [`order`](super::super::order) and [`flow`](super::super::flow) ask of a line is a bit here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Kind(pub(super) u16);

pub(super) const SORT: u16 = 7;
pub(crate) const PORTS: u16 = 0;
pub(crate) const TRANSPORT: u16 = 1;
pub(crate) const DATE: u16 = 2;
pub(crate) const NUMBER: u16 = 3;
pub(crate) const BRACKETS: u16 = 4;
pub(crate) const WORDS: u16 = 5;

/// Ports: a range.
pub(super) const RANGE: u16 = 1 << 3;
/// Ports: a year, too.
pub(super) const YEAR: u16 = 1 << 4;
/// The transport that has service codes.
pub(super) const DCCP: u16 = 1 << 3;
/// Brackets: two bits of what tells of persons.
pub(super) const PERSONS: u32 = 3;
pub(super) const REFERENCES: u16 = 1 << 5;
/// Words: two bits of the name, two of the opener.
pub(super) const NAME: u32 = 3;
pub(super) const OPENER: u32 = 5;
pub(super) const UNAUTHORIZED: u16 = 1 << 7;
pub(super) const ODD: u16 = 1 << 8;
pub(super) const UPPER: u16 = 1 << 9;
pub(super) const SPACE: u16 = 1 << 10;
/// It ends as a line does that goes on in the next.
pub(super) const OPEN_END: u16 = 1 << 11;
/// It begins as a line does that goes on from the one above.
pub(super) const GOES_ON: u16 = 1 << 12;
/// One word, by which a row says its state.
pub(super) const STATE: u16 = 1 << 13;
/// A description that says the state of its row.
pub(super) const STATES: u16 = 1 << 14;
/// Of words and brackets: something in it could tell that its row is damaged.
pub(super) const DOUBTFUL: u16 = 1 << 15;

impl Kind {
    /// Of brackets that were not looked into.
    pub(super) const IN_BRACKETS: Self = Self(BRACKETS);

    pub(crate) fn of(text: &str, shape: &Shape) -> Self {
        Self(match *shape {
            Shape::Ports | Shape::Number => {
                let sort = if *shape == Shape::Ports { PORTS } else { NUMBER };
                sort | bit(text.contains('-'), RANGE) | bit(is_year(text.as_bytes()), YEAR)
            }
            Shape::Transport => TRANSPORT | bit(cell::is_dccp(text), DCCP),
            Shape::Date(_) => DATE,
            Shape::Brackets(found) => {
                persons(found) | bit(found.references, REFERENCES) | bit(!found.plain, DOUBTFUL) | BRACKETS
            }
            Shape::Words(words) => words_of(text, words) | WORDS,
        })
    }

    /// The kind without what no cost depends on: of two lines of one such kind all costs are the same.
    #[inline]
    pub(super) fn of_costs(self) -> Self {
        let at = usize::from(self.0 & 31 | (self.0 & UPPER) >> 4);
        Self(self.0 & COSTS.get(at).copied().unwrap_or(u16::MAX))
    }

    /// The same brackets, of persons for sure.
    pub(crate) fn sure_persons(self) -> Self {
        Self(self.0 & !(3 << PERSONS) | (Persons::Sure as u16) << PERSONS)
    }

    #[inline]
    pub(crate) fn bits(self) -> u16 {
        self.0
    }

    #[inline]
    pub(crate) fn is(self, sort: u16) -> bool {
        self.0 & SORT == sort
    }

    #[inline]
    pub(crate) fn sort(self) -> u16 {
        self.0 & SORT
    }

    #[inline]
    fn has(self, bit: u16) -> bool {
        self.0 & bit != 0
    }

    pub(crate) fn persons(self) -> Option<Persons> {
        self.is(BRACKETS).then_some(match self.0 >> PERSONS & 3 {
            0 => Persons::Sure,
            1 => Persons::Possible,
            2 => Persons::Unlisted,
            _ => Persons::No,
        })
    }

    /// Names in brackets of which none is a reference; of persons, but for `No`.
    pub(crate) fn is_reference(self) -> bool {
        self.is(BRACKETS) && self.has(REFERENCES)
    }

    /// The shape of `text`, whose kind this is.
    pub(crate) fn shape(self, text: &str) -> Shape {
        match self.sort() {
            PORTS => Shape::Ports,
            TRANSPORT => Shape::Transport,
            NUMBER => Shape::Number,
            DATE => shape::of_date(text).unwrap_or_else(|| shape::of_words(text)),
            _ => match self.persons() {
                Some(persons) => {
                    Shape::Brackets(Brackets { persons, references: self.is_reference(), plain: self.is_plain() })
                }
                None => Shape::Words(Words {
                    name: self.name(),
                    opener: self.opener(),
                    unauthorized: self.has(UNAUTHORIZED),
                    odd: self.has(ODD),
                    after_state: false,
                    plain: self.is_plain(),
                }),
            },
        }
    }

    /// Of words.
    #[inline]
    fn name(self) -> Name {
        match self.0 >> NAME & 3 {
            0 => Name::WellFormed,
            1 => Name::Plausible,
            2 => Name::Words,
            _ => Name::No,
        }
    }

    /// Of words.
    #[inline]
    fn opener(self) -> Opener {
        match self.0 >> OPENER & 3 {
            0 => Opener::None,
            1 => Opener::Weak,
            2 => Opener::Strong,
            _ => Opener::Replacement,
        }
    }

    /// Words by which a replacement name says so.
    pub(crate) fn is_replacement(self) -> bool {
        self.is(WORDS) && self.opener() == Opener::Replacement
    }

    pub(crate) fn is_dccp(self) -> bool {
        self.is(TRANSPORT) && self.has(DCCP)
    }

    /// Words that could be a name, and are no phrase of notes.
    pub(crate) fn may_name(self) -> bool {
        self.is(WORDS) && self.name() != Name::No && self.opener() == Opener::None && !self.has(UNAUTHORIZED)
    }

    /// One word, by which a row says its state.
    pub(crate) fn is_state(self) -> bool {
        self.is(WORDS) && self.has(STATE)
    }

    /// Words that say the state of a row whose description they are.
    pub(crate) fn states(self) -> bool {
        self.is(WORDS) && self.has(STATES)
    }

    /// Whether the line below may go on in the middle of this one's sentence.
    #[inline]
    pub(crate) fn is_open(self) -> bool {
        self.is(WORDS) && self.has(OPEN_END)
    }

    /// Whether it tells of more than words alone do: brackets, dates, phrases of notes.
    #[inline]
    pub(crate) fn tells(self) -> bool {
        self.is(BRACKETS) || self.is(DATE) || self.is(WORDS) && self.opener() != Opener::None
    }

    /// Whether nothing in it could tell that its row is damaged.
    #[inline]
    pub(crate) fn is_plain(self) -> bool {
        !self.has(DOUBTFUL)
    }
}

/// The bits of a kind that costs depend on, by its lowest five, which are its sort and the name of words, and by whether
/// there is upper case.
#[allow(clippy::indexing_slicing, reason = "reckoned by the compiler, which tells of an index out of bounds")]
const COSTS: [u16; 64] = {
    let mut costs = [u16::MAX; 64];
    let mut at = 0;
    while at < costs.len() {
        let (kind, has_upper) = (at as u16 & 31, at & 32 != 0);
        costs[at] = match kind & SORT {
            BRACKETS => !DOUBTFUL,
            // Upper case is asked for of one word alone, and how a line begins of no such word in lower case.
            WORDS => {
                let unasked = match kind >> NAME {
                    0 if has_upper => 0,
                    0 => GOES_ON,
                    1 => 0,
                    _ => UPPER,
                };
                !(STATE | STATES | DOUBTFUL | unasked)
            }
            _ => u16::MAX,
        };
        at += 1;
    }
    costs
};

#[inline]
pub(super) fn bit(is_set: bool, bit: u16) -> u16 {
    if is_set { bit } else { 0 }
}

fn persons(found: Brackets) -> u16 {
    (found.persons as u16) << PERSONS
}

fn words_of(text: &str, words: Words) -> u16 {
    let (mut has_upper, mut has_space) = (false, false);
    for byte in text.bytes() {
        has_upper |= byte.is_ascii_uppercase();
        has_space |= byte == b' ';
    }
    let first = text.chars().next().unwrap_or(' ');
    // Of words that are not plain, white space of any sort may be between them.
    let states = (!words.plain || may_state(text)) && state::of_description(text) != Status::Assigned;
    let is_state = is_of_state(text.as_bytes()) && state::of_word(text).is_some();
    bit(words.unauthorized, UNAUTHORIZED)
        | (words.name as u16) << NAME
        | (words.opener as u16) << OPENER
        | bit(words.odd, ODD)
        | bit(has_upper, UPPER)
        | bit(has_space, SPACE)
        | bit(text.ends_with([',', '-', '/', '(', ':', ';']), OPEN_END)
        | bit(first.is_lowercase() || first == ')', GOES_ON)
        | bit(states, STATES)
        | bit(is_state, STATE)
        | bit(!words.plain, DOUBTFUL)
}

/// Whether the first or second word of a text could name a state, told from their first letters.
fn may_state(text: &str) -> bool {
    let (first, rest) = text.split_once(' ').unwrap_or((text, ""));
    is_of_state(first.as_bytes()) || is_of_state(rest.as_bytes())
}

/// Whether the first three letters, of which none is the one before once more, are those by which states begin.
#[inline]
pub(super) fn is_of_state(bytes: &[u8]) -> bool {
    // Nearly all are told by the first byte.
    bytes.first().is_some_and(|first| !first.is_ascii_alphabetic() || matches!(first | 0x20, b'u' | b'r' | b'd'))
        && has_letters_of_state(bytes)
}

fn has_letters_of_state(bytes: &[u8]) -> bool {
    let mut before = 0;
    let letters = bytes.iter().filter(|byte| byte.is_ascii_alphabetic()).map(|letter| letter | 0x20);
    let mut letters = letters.filter(|letter| std::mem::replace(&mut before, *letter) != *letter);
    let Some(first @ (b'u' | b'r' | b'd')) = letters.next() else { return false };
    let is_third = |one: u8, two: Option<u8>, three: Option<u8>| {
        let three = three.unwrap_or(0);
        match (one, two) {
            (b'u', Some(b'n')) => three == b'a',
            (b'r', Some(b'e')) => matches!(three, b's' | b'm'),
            (b'd', Some(b'e')) => matches!(three, b'r' | b'c' | b'p'),
            _ => false,
        }
    };
    is_third(first, letters.next(), letters.next())
}

pub(super) fn is_year(text: &[u8]) -> bool {
    matches!(text, [b'1', b'9', _, _] | [b'2', b'0', _, _])
}

#[cfg(test)]
mod tests {
    use super::super::super::shape::{self, People};
    use super::*;

    fn kind(text: &str) -> Kind {
        Kind::of(text, &shape::of_cell(text, &People::default()))
    }

    #[test]
    fn kinds_tell_what_the_costs_ask() {
        assert!(kind("Port reserved").states() && !kind("a b reserved").states());
        assert!(kind("Unassigned").is_state() && kind("IANA Reserved").states() && !kind("IANA Reserved").is_state());
        assert!(kind("http").may_name() && !kind("Defined TXT keys: None").may_name() && !kind("A b:").may_name());
        assert!(kind("path,").is_open() && kind("[X]").tells() && kind("2020-01").tells() && !kind("x").tells());
        assert!(kind("a b").is_plain() && !kind("a udp b").is_plain() && !kind("a [b]").is_plain());
        assert_ne!(kind("2020"), kind("3020"));
        assert_eq!(kind("[X]").persons(), Some(Persons::Possible));
        assert_eq!(kind("[X]").sure_persons().persons(), Some(Persons::Sure));
    }
}
