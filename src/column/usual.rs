//! The usual row of joined text: from its bytes to the columns of its cells in one walk.
//!
//! Behind a head stand plain words, names in brackets and dates, with one space between any two. Such a row is cut as
//! [`split`](super::split) cuts it, nothing in it can tell of damage, and where a row of its sort has been read its
//! columns are known, see [`known`](super::known). Of any other row nothing is said here.

#![allow(
    clippy::arithmetic_side_effects,
    reason = "places in a text in memory, and counts of what is there: so many pieces as an array has room for"
)]

use crate::ast::PartialDate;
use crate::cell::{self, brackets, name, sentence, state};
use crate::eight;
use crate::general_way;

use super::head::Head;
use super::known::{self, Key, MOST_PIECES};
use super::look::Look;
use super::order::is_sentence;
use super::place;
use super::shape::{self, Brackets, People, Persons, Shape};
use super::tail::{self, Opener};

/// The pieces of a usual row.
pub(super) struct UsualRow<'t> {
    texts: [&'t str; MOST_PIECES],
    count: usize,
    pub(super) key: Key,
    /// The first date.
    pub(super) date: Option<PartialDate>,
    /// What could be an assignee and a contact stand side by side.
    pub(super) has_persons: bool,
    /// Two runs of names in brackets do.
    pub(super) has_twins: bool,
    /// From the third piece on there is one that can be nothing but a cell: persons that are listed, references, a date or a
    /// note.
    pub(super) has_cells: bool,
    /// Each name in brackets is of the contact table.
    pub(super) names_listed: bool,
}

impl<'t> UsualRow<'t> {
    pub(super) fn texts(&self) -> &[&'t str] {
        self.texts.get(..self.count).unwrap_or_default()
    }

    #[inline(always)]
    fn push(&mut self, text: &'t str, sort: u16) -> Option<()> {
        *self.texts.get_mut(self.count)? = text;
        self.count += 1;
        self.key.push(sort);
        Some(())
    }
}

/// Reads usual rows, whose first column is that of names.
pub(super) struct UsualRows<'t, 'p> {
    runs: Runs<'t, 'p>,
    row: UsualRow<'t>,
}

/// What names in brackets look like.
pub(super) struct Runs<'t, 'p> {
    people: &'p People<'p>,
    /// The same stand twice in a row, and in rows that are near.
    last: (&'t str, Brackets),
}

impl<'t, 'p> UsualRows<'t, 'p> {
    pub(super) fn new(people: &'p People<'p>) -> Self {
        let row = UsualRow {
            texts: [""; MOST_PIECES],
            count: 0,
            key: Key::default(),
            date: None,
            has_persons: false,
            has_twins: false,
            has_cells: false,
            names_listed: true,
        };
        Self { runs: Runs::new(people), row }
    }

    /// The pieces of a row that has this head; `None` where it is not usual.
    pub(super) fn read(&mut self, head: &Head<'t>) -> Option<&UsualRow<'t>> {
        self.read_until(head, |_| false)
    }

    /// Whether a row that has this head has cells besides a description, see [`rows::has_cells`](super::rows::has_cells);
    /// `None` where it is not usual up to the first of them.
    pub(super) fn has_cells(&mut self, head: &Head<'t>) -> Option<bool> {
        let is_told = |row: &UsualRow<'_>| row.has_twins || row.has_cells;
        self.read_until(head, is_told).map(is_told)
    }

    /// The pieces of a row, as far as they are needed for `is_enough` to say so.
    #[inline]
    fn read_until(&mut self, head: &Head<'t>, is_enough: impl Fn(&UsualRow<'t>) -> bool) -> Option<&UsualRow<'t>> {
        let Self { runs, row } = self;
        let has_name = !head.name.is_empty();
        // A number in a row for DCCP can be a service code.
        if cell::is_dccp(head.transport) {
            return None;
        }
        if general_way::is_forced() {
            return None;
        }
        (row.count, row.key, row.date) = (0, Key::default(), None);
        (row.has_persons, row.has_twins, row.has_cells, row.names_listed) = (false, false, false, true);
        if has_name {
            let sort = match name::is_well_formed(head.name) {
                true => known::WORDS,
                false => known::sort_of_words(head.name, shape::of_name(head.name), false),
            };
            row.push(head.name, sort)?;
        }
        if !head.ports_text.is_empty() {
            row.push(head.ports_text, known::sort_of_ports(head.ports_text))?;
        } else if !has_name {
            return None;
        }
        if !head.transport.is_empty() {
            row.push(head.transport, known::TRANSPORT)?;
        }
        let mut flows = 0;
        // What the words open that come next, where that was asked.
        let mut opens = None;
        // The names in brackets that end right before.
        let mut before: Option<Brackets> = None;
        let mut rest = head.rest;
        loop {
            let length = match rest.as_bytes() {
                // Nothing stands behind the head.
                [] => return Some(row),
                [b'[', ..] => {
                    let again = runs.again(rest);
                    let (run, found) = match again {
                        Some(run) => (run, runs.last.1),
                        None => {
                            let run = rest.get(..brackets::run(rest)?)?;
                            (run, runs.look_at(run)?)
                        }
                    };
                    row.names_listed &= found.persons == Persons::Sure;
                    row.has_twins |= before.is_some();
                    row.has_cells |= row.count > 1 && (found.persons == Persons::Sure || found.references);
                    // What stands right before was looked at last.
                    before = Some(row.push_run(run, found, before.map(|before| (before, again.is_some())), flows)?);
                    run.len()
                }
                [b'0'..=b'9', ..] if !begins_with_digits_of_a_word(rest) => {
                    let text = rest.get(..date_length(rest.as_bytes())?)?;
                    let date = shape::date(text)?;
                    row.date.get_or_insert(date);
                    row.has_cells |= row.count > 1;
                    row.push(text, known::DATE | flows)?;
                    before = None;
                    text.len()
                }
                _ => {
                    let (length, sort, opens_behind) = words(rest, opens)?;
                    opens = opens_behind;
                    let text = rest.get(..length)?;
                    // What follows the state that a row without a name says of itself is told from it.
                    if !has_name && (flows > 0 || sort != known::WORDS || begins_with_state(text)) {
                        return None;
                    }
                    row.has_cells |= row.count > 1 && sort == known::WORDS | known::bits_of_opener(Opener::Strong);
                    if place::ends_in_year(text) {
                        // It may be a date.
                        return None;
                    }
                    row.push(text, sort | flows)?;
                    row.key.ends_sentence = length == rest.len() && is_sentence(text);
                    before = None;
                    length
                }
            };
            flows = known::FLOWS;
            rest = match rest.as_bytes().get(length) {
                None => return Some(row),
                Some(b' ') => rest.get(length + 1..)?,
                Some(_) => return None,
            };
            if is_enough(row) {
                return Some(row);
            }
        }
    }
}

impl<'t, 'p> Runs<'t, 'p> {
    pub(super) fn new(people: &'p People<'p>) -> Self {
        Self { people, last: ("", Brackets { persons: Persons::No, references: false, plain: false }) }
    }

    /// The run that begins a text, where it is the last one again and a space or the end follows.
    #[inline]
    fn again<'s>(&self, text: &'s str) -> Option<&'s str> {
        let (run, behind) = text.split_at_checked(self.last.0.len())?;
        (matches!(behind.as_bytes(), [] | [b' ', ..])
            && !run.is_empty()
            && eight::same(run.as_bytes(), self.last.0.as_bytes()))
        .then_some(run)
    }

    /// What a text looks like that is to be one run of them, each of which is a word.
    #[inline]
    pub(super) fn look_at_whole(&mut self, text: &'t str) -> Option<Brackets> {
        if self.last.0 != text {
            let found = match brackets::word(text) {
                Some(word) => shape::of_word(word, self.people),
                None if brackets::run(text) == Some(text.len()) => return self.look_at(text),
                None => return None,
            };
            self.last = (text, found);
        }
        Some(self.last.1)
    }

    /// What a run of them looks like, each of which is a word.
    pub(super) fn look_at(&mut self, run: &'t str) -> Option<Brackets> {
        let Shape::Brackets(found @ Brackets { plain: true, .. }) = shape::of_run(run, self.people) else {
            return None;
        };
        self.last = (run, found);
        Some(found)
    }
}

impl<'t> UsualRow<'t> {
    /// Puts names in brackets behind those `before`, if there are any, and these may be the same: twice the same are persons,
    /// see [`shape::twins`]. What they are.
    fn push_run(
        &mut self,
        run: &'t str,
        mut found: Brackets,
        before: Option<(Brackets, bool)>,
        flows: u16,
    ) -> Option<Brackets> {
        if let Some((before, is_same)) = before {
            let is_person = |found: Brackets| !found.references && found.persons != Persons::No;
            self.has_persons |= is_person(before) && is_person(found);
            if is_same && !matches!(before.persons, Persons::No | Persons::Sure) {
                found.persons = Persons::Sure;
                self.key.replace_last(known::sort_of_brackets(found));
            }
        }
        self.push(run, known::sort_of_brackets(found) | flows)?;
        Some(found)
    }
}

/// Whether a text that begins with a digit begins with a word that is neither a number nor could be a date: "3GPP".
fn begins_with_digits_of_a_word(text: &str) -> bool {
    let is_digit = |byte: &&u8| byte.is_ascii_digit();
    let digits = text.as_bytes().iter().take_while(is_digit).count();
    digits != 4
        && text.as_bytes().get(digits).is_some_and(|byte| !matches!(byte, b' ' | b'.') && byte.is_ascii_graphic())
}

/// The length of what could be a date.
fn date_length(text: &[u8]) -> Option<usize> {
    match text {
        [_, _, _, _, b'-', _, _, b'-', _, _] | [_, _, _, _, b'-', _, _, b'-', _, _, b' ', ..] => Some(10),
        [_, _, _, _, b'-', _, _] | [_, _, _, _, b'-', _, _, b' ', ..] => Some(7),
        _ => None,
    }
}

/// The length and the sort of the words that begin `text`, up to where [`split`](super::split) cuts: its end, a bracket,
/// what could be a date, a word that opens a note, or one that begins a sentence behind the end of another. `None` where
/// not all of them are plain, or a sort is not told from that. `opens`: what they open, as far as it was asked; it is told
/// of those behind, too.
#[inline]
fn words(text: &str, opens: Option<Opener>) -> Option<(usize, u16, Option<Opener>)> {
    let bytes = text.as_bytes();
    let is_digit = match bytes.first()? {
        first if first.is_ascii_alphabetic() => false,
        b'0'..=b'9' => true,
        _ => return None,
    };
    let mut look = Look::default();
    let mut is_asked = false;
    let mut length = match look.add_plain_word(bytes, is_digit) {
        Some(length) => length,
        None if is_digit => return None,
        None => {
            if bytes.starts_with(b"IANA")
                && let Some(length) = replacement(text)
            {
                let words = text.get(..length).map(shape::of_words)?;
                let Shape::Words(words) = words else { return None };
                return Some((length, known::sort_of_words(text, words, true), None));
            }
            is_asked = true;
            may_go_on(text).then(|| look.add_word(bytes).or_else(|| with_parenthesis(text)))??
        }
    };
    let mut opens_behind = None;
    loop {
        let word = match bytes.get(length..)? {
            [] | [b' ', b'[', ..] => break,
            [b' ', word @ ..] => word,
            _ => return None,
        };
        match word {
            [b'0'..=b'9', two, three, four, b'-', ..]
                if [two, three, four].iter().all(|byte| byte.is_ascii_digit()) =>
            {
                break;
            }
            [b'A'..=b'Z', ..]
                if bytes.get(length.checked_sub(1)?) == Some(&b'.') && ends_sentence(bytes.get(..length)?) =>
            {
                break;
            }
            _ => {}
        }
        let more = match look.add_plain_word(word, true) {
            Some(more) => more,
            None => {
                let word = text.get(length + 1..)?;
                if word.starts_with("IANA") && sentence::replacement_len(word).is_some() {
                    break;
                }
                if !word.starts_with(|c: char| c.is_ascii_alphabetic() || c == '(') || !may_go_on(word) {
                    return None;
                }
                let opener = tail::opener(word);
                if opener != Opener::None {
                    opens_behind = Some(opener);
                    break;
                }
                look.add_word(word.as_bytes()).or_else(|| with_parenthesis(word))?
            }
        };
        length += 1 + more;
    }
    let sort = match is_asked {
        false => known::WORDS,
        true => {
            let text = text.get(..length)?;
            // What stands behind them is not asked.
            let opener = match opens {
                Some(opener) if length >= tail::MOST_ASKED => opener,
                _ => tail::opener(text),
            };
            // One word alone can be a state.
            if opener == Opener::Replacement || opener != Opener::None && !text.bytes().any(|byte| byte == b' ') {
                return None;
            }
            known::WORDS | known::bits_of_opener(opener)
        }
    };
    look.is_sound().then_some((length, sort, opens_behind))
}

/// The length of the sentence on a replacement that begins a text, if nothing in it tells of damage.
fn replacement(text: &str) -> Option<usize> {
    let length = sentence::replacement_len(text)?;
    let sentence = text.get(..length)?;
    let is_sound = !sentence.contains(['[', ']', '\n']) && !sentence.split(' ').any(cell::is_transport);
    (is_sound && sentence.ends_with(|c: char| c.is_ascii_graphic()) && sentence.is_ascii()).then_some(length)
}

/// Whether the first word of a text is none that could report unauthorized use, nor the sentence on a replacement.
fn may_go_on(text: &str) -> bool {
    match text.as_bytes() {
        [b'I', ..] => sentence::replacement_len(text).is_none(),
        bytes @ [b'k' | b'K' | b'u' | b'U', ..] => {
            let word = bytes.split(|byte| *byte == b' ').next().unwrap_or_default();
            !(tail::says_so(word) || tail::is_known(word))
        }
        _ => true,
    }
}

/// Whether the last word of words that end with a full stop is one that a sentence ends with, and no shortened one.
fn ends_sentence(words: &[u8]) -> bool {
    let last = words.rsplit(|byte| *byte == b' ').next().unwrap_or_default();
    last.iter().filter(|byte| byte.is_ascii_lowercase()).count() > 2
}

/// The length of the word that begins a text up to the end of what it has in parentheses, and of the word that stands
/// right behind those.
pub(super) fn with_parenthesis(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let open = bytes.iter().position(|byte| *byte == b'(' || !byte.is_ascii_graphic())?;
    let close = open + bytes.get(open..)?.iter().position(|byte| *byte == b')')?;
    let behind = bytes.get(close..)?;
    let end = close + behind.iter().position(|byte| *byte == b' ').unwrap_or(behind.len());
    let whole = text.get(..end)?;
    let is_plain = |byte: u8| byte == b' ' || byte.is_ascii_graphic() && !matches!(byte, b'[' | b']');
    let is_one = whole.bytes().filter(|byte| *byte == b'(').count() == 1;
    let is_word = |word: &str| !cell::is_transport(word) && !tail::says_so(word.as_bytes());
    (bytes.get(open) == Some(&b'(') && is_one && whole.bytes().all(is_plain) && whole.split(' ').all(is_word))
        .then_some(end)
}

/// Whether the first of several words is a state.
fn begins_with_state(text: &str) -> bool {
    text.split_once(' ').is_some_and(|(first, _)| state::of_word(first).is_some())
}

#[cfg(test)]
mod tests {
    use super::super::order::{Borders, Context};
    use super::super::{head, rows, split::Splits};
    use super::*;
    use crate::ast::Field;
    use crate::general_way;

    #[test]
    fn usual_rows_are_cut_as_any() {
        let people = People::new(["A", "B_C"].into_iter());
        let words = [
            "x",
            "Web",
            "Web.",
            "of",
            "tcp",
            "This",
            "This is a",
            "known",
            "Knwon",
            "2",
            "2002-09",
            "2002-09-30",
            "2002-0",
            "2002-13-01",
            "of 2002",
            "[A]",
            "[A]",
            "[B_C]",
            "[D]",
            "[D]",
            "[D][E]",
            "[d e]",
            "[RFC1]",
            "[RFC1].",
            "(x)",
            "a[b",
            "\"a\"",
            "Unassigned",
            "Reserved",
            "unofficial use",
            "é",
            "-",
            "a  b",
            "Some more words of it.",
            "(y",
            "(y [Z])",
            "(an udp of y)",
            "(a)(b)",
            "w(unofficial use)",
            "w(more of it), and",
            "(more of it)",
            "(removed on",
            "Defined TXT keys: a=<b>",
            "this entry",
            "Historically.",
            "3GPP-LTE",
            "100G-PON",
            "011-04-01",
            "20111-04-01",
            "4-TIER X",
            "1999x",
            "12.",
            "De-registered",
            "Formal Remote Thistle",
            "IANA assigned this well-formed service name as a replacement for \"a_b\".",
            "IANA assigned this well-formed service name as a replacement for \"a [b\".",
            "Inc. Etc.",
            "1",
            "a 4711",
        ];
        let heads = [
            "a 1 tcp",
            "a 1",
            "a tcp",
            "a",
            "1 udp",
            "1",
            "1-2 udp",
            "1999",
            "a 2000 dccp",
            "a_b 1 tcp",
            "Old Name (x) 7 tcp",
        ];
        let (mut usual_rows, mut splits) = (UsualRows::new(&people), Splits::new(&people));
        let (mut number, mut found) = (1_u32, 0);
        let mut below = |end: usize| {
            number = number.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (number >> 8) as usize % end
        };
        for _ in 0..100_000 {
            let mut line = heads[below(heads.len())].to_owned();
            for _ in 0..below(7) {
                line = format!("{line} {}", words[below(words.len())]);
            }
            let line: &'static str = line.leak();
            let Some((head, _)) = head::head(line) else { continue };
            let has_cells = general_way::force(|| rows::has_cells(&head, &people));
            assert_eq!(rows::has_cells(&head, &people), has_cells, "{line}");
            let Some(row) = usual_rows.read(&head) else { continue };
            let mut pieces = Vec::new();
            splits.pieces(&head, &mut pieces);
            shape::twins(&mut pieces);
            let texts: Vec<_> = pieces.iter().map(|piece| piece.text).collect();
            assert_eq!(texts, row.texts(), "{line}");
            for lone_date in [Field::RegistrationDate, Field::ModificationDate] {
                let context = Context { lone_date, is_dccp: false, borders: Borders::Lost };
                assert_eq!(known::key(&pieces, &Field::ALL, context), Some(row.key.finish(lone_date)), "{line}");
            }
            assert_eq!(place::has_persons(&pieces), row.has_persons, "{line}");
            assert_eq!(place::date(&pieces), row.date, "{line}");
            assert_eq!(place::trouble_within(&pieces, Borders::Lost), None, "{line}");
            found += 1;
        }
        assert!(found > 5_000, "{found}");
    }
}
