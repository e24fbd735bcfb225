//! What the costs look at of a line of stacked text, in a few bits: lines of one kind cost the same in every column.

use crate::cell::state;

use super::super::shape::{Brackets, Name, Persons, Shape, Words};
use super::super::tail::Opener;

/// The kind of a line: of the same rows of kinds, the same division is cheapest and the same columns are read.
///
/// Whatever [`order`](super::super::order) and [`flow`](super::super::flow) ask of a line is a bit here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Kind(u16);

const SORT: u16 = 7;
pub(crate) const PORTS: u16 = 0;
pub(crate) const TRANSPORT: u16 = 1;
pub(crate) const DATE: u16 = 2;
pub(crate) const NUMBER: u16 = 3;
pub(crate) const BRACKETS: u16 = 4;
pub(crate) const WORDS: u16 = 5;

/// Ports: a range.
const RANGE: u16 = 1 << 3;
/// Ports: a year, too.
const YEAR: u16 = 1 << 4;
/// The transport that has service codes.
const DCCP: u16 = 1 << 3;
/// Brackets: two bits of what tells of persons.
const PERSONS: u32 = 3;
const REFERENCES: u16 = 1 << 5;
/// Words: two bits of the name, two of the opener.
const NAME: u32 = 3;
const OPENER: u32 = 5;
const UNAUTHORIZED: u16 = 1 << 7;
const ODD: u16 = 1 << 8;
const UPPER: u16 = 1 << 9;
const SPACE: u16 = 1 << 10;
/// It ends as a line does that goes on in the next.
const OPEN_END: u16 = 1 << 11;
/// It begins as a line does that goes on from the one above.
const GOES_ON: u16 = 1 << 12;
/// One word, by which a row says its state.
const STATE: u16 = 1 << 13;
/// A description that says the state of its row.
const STATES: u16 = 1 << 14;
/// Of words and brackets: something in it could tell that its row is damaged.
const DOUBTFUL: u16 = 1 << 15;

impl Kind {
    pub(crate) fn of(text: &str, shape: &Shape) -> Self {
        Self(match *shape {
            Shape::Ports | Shape::Number => {
                let sort = if *shape == Shape::Ports { PORTS } else { NUMBER };
                let is_year = text.len() == 4 && (text.starts_with("19") || text.starts_with("20"));
                sort | bit(text.contains('-'), RANGE) | bit(is_year, YEAR)
            }
            Shape::Transport => TRANSPORT | bit(text == "dccp", DCCP),
            Shape::Date(_) => DATE,
            Shape::Brackets(found) => {
                persons(found) | bit(found.references, REFERENCES) | bit(!found.plain, DOUBTFUL) | BRACKETS
            }
            Shape::Words(words) => words_of(text, words) | WORDS,
        })
    }

    /// The same brackets, of persons for sure.
    pub(crate) fn sure_persons(self) -> Self {
        Self(self.0 & !(3 << PERSONS) | (Persons::Sure as u16) << PERSONS)
    }

    pub(crate) fn bits(self) -> u16 {
        self.0
    }

    pub(crate) fn is(self, sort: u16) -> bool {
        self.0 & SORT == sort
    }

    pub(crate) fn sort(self) -> u16 {
        self.0 & SORT
    }

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

    /// The shape of brackets of this kind.
    pub(crate) fn brackets(self) -> Option<Brackets> {
        Some(Brackets { persons: self.persons()?, references: self.is_reference(), plain: self.is_plain() })
    }

    pub(crate) fn is_dccp(self) -> bool {
        self.is(TRANSPORT) && self.has(DCCP)
    }

    /// Words that could be a name, and are no phrase of notes.
    pub(crate) fn may_name(self) -> bool {
        let is_name = self.0 >> NAME & 3 != Name::No as u16;
        self.is(WORDS) && is_name && self.0 >> OPENER & 3 == Opener::None as u16 && !self.has(UNAUTHORIZED)
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
    pub(crate) fn is_open(self) -> bool {
        self.is(WORDS) && self.has(OPEN_END)
    }

    /// Whether it tells of more than words alone do: brackets, dates, phrases of notes.
    pub(crate) fn tells(self) -> bool {
        self.is(BRACKETS) || self.is(DATE) || self.is(WORDS) && self.0 >> OPENER & 3 != Opener::None as u16
    }

    /// Whether nothing in it could tell that its row is damaged.
    pub(crate) fn is_plain(self) -> bool {
        !(self.is(WORDS) || self.is(BRACKETS)) || !self.has(DOUBTFUL)
    }
}

fn bit(is_set: bool, bit: u16) -> u16 {
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
    let states = (!words.plain || may_state(text)) && state::of_description(text) != crate::ast::Status::Assigned;
    let is_state = is_of_state(text.bytes()) && state::of_word(text).is_some();
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
    is_of_state(first.bytes()) || is_of_state(rest.bytes())
}

/// Whether the first letter is one of those by which states begin.
fn is_of_state(mut bytes: impl Iterator<Item = u8>) -> bool {
    let letter = bytes.find(u8::is_ascii_alphabetic);
    letter.is_some_and(|letter| matches!(letter | 0x20, b'u' | b'r' | b'd'))
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
