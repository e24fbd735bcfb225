//! The usual row of joined text: from its bytes to the columns of its cells in one walk.
//!
//! Behind a head stand plain words, names in brackets and dates, with one space between any two. Such a row is cut as
//! [`split`](super::split) cuts it, nothing in it can tell of damage, and where a row of its sort has been read its
//! columns are known, see [`known`](super::known). Of any other row nothing is said here.

use crate::ast::PartialDate;
use crate::cell::{brackets, name, state};

use super::head::Head;
use super::known::{self, Key, MOST_PIECES};
use super::look::Look;
use super::shape::{self, Brackets, People, Persons, Shape};

/// The pieces of a usual row.
pub(super) struct UsualRow<'t> {
    texts: [&'t str; MOST_PIECES],
    count: usize,
    pub(super) key: Key,
    /// The first date.
    pub(super) date: Option<PartialDate>,
    /// What could be an assignee and a contact stand side by side.
    pub(super) has_persons: bool,
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
    people: &'p People<'p>,
    /// Names in brackets, and what they look like: the same stand twice in a row, and in rows that are near.
    last: (&'t str, Brackets),
}

impl<'t, 'p> UsualRows<'t, 'p> {
    pub(super) fn new(people: &'p People<'p>) -> Self {
        Self { people, last: ("", Brackets { persons: Persons::No, references: false, plain: false }) }
    }

    /// The pieces of a row that has this head; `None` where it is not usual.
    pub(super) fn read(&mut self, head: &Head<'t>) -> Option<UsualRow<'t>> {
        let has_name = !head.name.is_empty();
        // A number in a row for DCCP can be a service code.
        if head.transport == "dccp" || has_name && !name::is_well_formed(head.name) {
            return None;
        }
        let mut row =
            UsualRow { texts: [""; MOST_PIECES], count: 0, key: Key::default(), date: None, has_persons: false };
        if has_name {
            row.push(head.name, known::WORDS)?;
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
        // The names in brackets that end right before.
        let mut before: Option<(&str, Brackets)> = None;
        let mut rest = head.rest;
        loop {
            let length = match rest.as_bytes() {
                [b'[', ..] => {
                    let run = rest.get(..brackets::run(rest)?)?;
                    let found = self.look_at(run)?;
                    before = Some((run, row.push_run(run, found, before, flows)?));
                    run.len()
                }
                [b'0'..=b'9', ..] => {
                    let text = rest.get(..date_length(rest.as_bytes())?)?;
                    let date = shape::date(text)?;
                    row.date.get_or_insert(date);
                    row.push(text, known::DATE | flows)?;
                    before = None;
                    text.len()
                }
                bytes => {
                    let text = rest.get(..plain_words(bytes)?)?;
                    // What follows the state that a row without a name says of itself is told from it.
                    if !has_name && (flows > 0 || begins_with_state(text)) {
                        return None;
                    }
                    row.push(text, known::WORDS | flows)?;
                    row.key.ends_sentence = text.len() == rest.len() && super::order::is_sentence(text);
                    before = None;
                    text.len()
                }
            };
            flows = known::FLOWS;
            rest = match rest.as_bytes().get(length) {
                None => return Some(row),
                Some(b' ') => rest.get(length + 1..)?,
                Some(_) => return None,
            };
        }
    }

    /// What names in brackets look like, each of which is a word.
    fn look_at(&mut self, run: &'t str) -> Option<Brackets> {
        if self.last.0 != run {
            let Shape::Brackets(found @ Brackets { plain: true, .. }) = shape::of_run(run, self.people) else {
                return None;
            };
            self.last = (run, found);
        }
        Some(self.last.1)
    }
}

impl<'t> UsualRow<'t> {
    /// Puts names in brackets behind those `before`, if there are any: twice the same are persons, see
    /// [`shape::twins`]. What they are.
    fn push_run(
        &mut self,
        run: &'t str,
        mut found: Brackets,
        before: Option<(&str, Brackets)>,
        flows: u16,
    ) -> Option<Brackets> {
        if let Some((text, before)) = before {
            let is_person = |found: Brackets| !found.references && found.persons != Persons::No;
            self.has_persons |= is_person(before) && is_person(found);
            if text == run && !matches!(before.persons, Persons::No | Persons::Sure) {
                found.persons = Persons::Sure;
                self.key.replace_last(known::sort_of_brackets(found));
            }
        }
        self.push(run, known::sort_of_brackets(found) | flows)?;
        Some(found)
    }
}

/// The length of what could be a date.
fn date_length(text: &[u8]) -> Option<usize> {
    match text {
        [_, _, _, _, b'-', _, _, b'-', _, _] | [_, _, _, _, b'-', _, _, b'-', _, _, b' ', ..] => Some(10),
        [_, _, _, _, b'-', _, _] | [_, _, _, _, b'-', _, _, b' ', ..] => Some(7),
        _ => None,
    }
}

/// The length of the plain words that begin `text`, up to its end, a bracket or what could be a date; `None` where there
/// are others, or one begins a sentence behind the end of another.
#[inline(always)]
fn plain_words(text: &[u8]) -> Option<usize> {
    if !text.first().is_some_and(u8::is_ascii_alphabetic) {
        return None;
    }
    let mut look = Look::default();
    let mut length = look.add_plain_word(text, false)?;
    loop {
        match text.get(length..)? {
            [] | [b' ', b'[', ..] => break,
            [b' ', b'0'..=b'9', _, _, _, b'-', ..] => break,
            [b' ', word @ ..] if text.get(length.checked_sub(1)?) != Some(&b'.') => {
                length += 1 + look.add_plain_word(word, true)?;
            }
            _ => return None,
        }
    }
    look.is_sound().then_some(length)
}

/// Whether the first of several words is a state.
fn begins_with_state(text: &str) -> bool {
    text.split_once(' ').is_some_and(|(first, _)| state::of_word(first).is_some())
}

#[cfg(test)]
mod tests {
    use super::super::order::{Borders, Context};
    use super::super::{head, place, split::Splits};
    use super::*;
    use crate::ast::Field;

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
        ];
        let heads = ["a 1 tcp", "a 1", "a tcp", "a", "1 udp", "1", "1-2 udp", "1999", "a 2000 dccp", "a_b 1 tcp"];
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
