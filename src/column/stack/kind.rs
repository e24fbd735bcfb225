//! What the costs look at of a line of stacked text, in a few bits: lines of one kind cost the same in every column.

use crate::ast::{PartialDate, Status};
use crate::cell::{self, name, state};

use super::super::shape::{self, Brackets, Name, People, Persons, Shape, Words};
use super::super::tail::{self, Opener};

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
                sort | bit(text.contains('-'), RANGE) | bit(is_year(text.as_bytes()), YEAR)
            }
            Shape::Transport => TRANSPORT | bit(text == "dccp", DCCP),
            Shape::Date(_) => DATE,
            Shape::Brackets(found) => {
                persons(found) | bit(found.references, REFERENCES) | bit(!found.plain, DOUBTFUL) | BRACKETS
            }
            Shape::Words(words) => words_of(text, words) | WORDS,
        })
    }

    /// The kind of a line as most are, told in one walk over its bytes, and its port; `None` for what is rare.
    ///
    /// It is the one that [`of`](Self::of) gives of the line's shape.
    pub(crate) fn of_usual(text: &str, people: &People<'_>) -> Option<(Self, u16)> {
        #[cfg(test)]
        if super::super::grid::general_way_only::is_forced() {
            return None;
        }
        let bytes = text.as_bytes();
        match bytes.first()? {
            b'0'..=b'9' => match usual_port(bytes) {
                Some(port) => Some((Self(PORTS | bit(is_year(bytes), YEAR)), port)),
                None if usual_date(bytes).is_some() => Some((Self(DATE), 0)),
                None => match usual_range(bytes) {
                    Some(port) => Some((Self(PORTS | RANGE), port)),
                    None => Some((Self(usual_words(text)? | WORDS), 0)),
                },
            },
            b't' | b'u' | b's' | b'd' if cell::is_transport(text) => {
                Some((Self(TRANSPORT | bit(text == "dccp", DCCP)), 0))
            }
            b'A'..=b'Z' | b'a'..=b'z' => Some((Self(usual_words(text)? | WORDS), 0)),
            b'[' => Some((Self(usual_brackets(text, people)? | BRACKETS), 0)),
            _ => None,
        }
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
            DATE => shape::date(text).map_or_else(|| shape::of_words(text), Shape::Date),
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
        !(self.is(WORDS) || self.is(BRACKETS)) || !self.has(DOUBTFUL)
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
fn is_of_state(bytes: &[u8]) -> bool {
    // Nearly all are told by the first byte.
    if bytes.first().is_none_or(|first| first.is_ascii_alphabetic() && !matches!(first | 0x20, b'u' | b'r' | b'd')) {
        return false;
    }
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

fn is_year(text: &[u8]) -> bool {
    matches!(text, [b'1', b'9', _, _] | [b'2', b'0', _, _])
}

/// A port that stands alone.
fn usual_port(text: &[u8]) -> Option<u16> {
    if text.len() > 5 {
        return None;
    }
    let mut port = 0_u32;
    for digit in text {
        port = 10 * port + u32::from(Some(digit.wrapping_sub(b'0')).filter(|digit| *digit < 10)?);
    }
    u16::try_from(port).ok()
}

/// The first of two ports.
fn usual_range(text: &[u8]) -> Option<u16> {
    let hyphen = text.iter().take(6).position(|byte| *byte == b'-')?;
    let (first, last) = text.split_at_checked(hyphen)?;
    let (first, last) = (usual_port(first)?, usual_port(last.get(1..).filter(|last| !last.is_empty())?)?);
    (first <= last && hyphen > 0).then_some(first)
}

/// A day, or a month that is no range of ports.
pub(super) fn usual_date(text: &[u8]) -> Option<PartialDate> {
    let digit = |digit: &u8| Some(u16::from(digit.wrapping_sub(b'0'))).filter(|digit| *digit < 10);
    let two = |one: &u8, two: &u8| Some(10 * digit(one)? + digit(two)?);
    let [century @ b'1'..=b'9', c2, y1, y2, b'-', m1, m2, day @ ..] = text else { return None };
    let day = match day {
        [] => None,
        [b'-', d1, d2] => Some(two(d1, d2)?),
        _ => return None,
    };
    let narrow = |number: u16| u8::try_from(number).unwrap_or(u8::MAX);
    let year = 100 * two(century, c2)? + two(y1, y2)?;
    PartialDate::new(year, Some(narrow(two(m1, m2)?)), day.map(narrow)).ok()
}

const HAS_LETTER: u8 = 1;
const HAS_UPPER: u8 = 1 << 1;
const HAS_HYPHEN: u8 = 1 << 2;
/// What names before RFC 6335 had, too.
const HAS_MARK: u8 = 1 << 3;
const HAS_SPACE: u8 = 1 << 4;
const HAS_QUOTE: u8 = 1 << 5;
/// What no name of one word has.
const HAS_OTHER: u8 = 1 << 6;
/// Brackets, white space but spaces, and all beyond ASCII.
const HAS_RARE: u8 = 1 << 7;

/// What each byte of words is.
const HELD: [u8; 256] = by_byte!(|byte| match byte {
    b'A'..=b'Z' => HAS_LETTER | HAS_UPPER,
    b'a'..=b'z' => HAS_LETTER,
    b'0'..=b'9' => 0,
    b'-' => HAS_HYPHEN,
    b'_' | b'.' | b'+' | b'*' | b'/' => HAS_MARK,
    b' ' => HAS_SPACE,
    b'"' => HAS_QUOTE,
    b'[' | b']' | 0..b' ' | 0x7f.. => HAS_RARE,
    _ => HAS_OTHER,
});

/// The kind of one word in brackets, which the contact table lists, or which is an RFC.
fn usual_brackets(text: &str, people: &People<'_>) -> Option<u16> {
    let [b'[', inner @ .., b']'] = text.as_bytes() else { return None };
    let id = text.get(1..=inner.len())?;
    let mut held = 0;
    for byte in inner {
        held |= HELD.get(usize::from(*byte)).copied().unwrap_or(HAS_RARE);
    }
    if id.is_empty() || held & (HAS_SPACE | HAS_RARE) != 0 {
        return None;
    }
    let is_rfc = shape::is_rfc(id);
    let persons = match people.lists(id) {
        true => Persons::Sure,
        false if is_rfc => Persons::No,
        false => return None,
    };
    Some((persons as u16) << PERSONS | bit(is_rfc || shape::is_reference(id), REFERENCES))
}

/// The kind of words that begin with a letter or a digit, and neither open a note nor report unauthorized use.
fn usual_words(text: &str) -> Option<u16> {
    let bytes = text.as_bytes();
    if tail::may_open(bytes) || tail::says_so(bytes) {
        return None;
    }
    let ends_as_transport = |text: &[u8]| matches!(text, [.., b'c' | b'd' | b't', b'p']);
    let (mut held, mut spaces, mut second) = (0, 0, 0);
    let mut may_be_transport = ends_as_transport(bytes);
    for (at, byte) in bytes.iter().enumerate() {
        let sort = HELD.get(usize::from(*byte)).copied().unwrap_or(HAS_RARE);
        held |= sort;
        if sort == HAS_SPACE {
            let (before, after) = bytes.split_at(at);
            may_be_transport |= ends_as_transport(before);
            if after.get(1..).is_some_and(tail::says_so) {
                return None;
            }
            second = if spaces == 0 { at + 1 } else { second };
            spaces += 1;
        }
    }
    let has = |sort: u8| held & sort != 0;
    // Digits alone are a number, and those with hyphens may be a date.
    if has(HAS_RARE) || !has(HAS_LETTER) {
        return None;
    }
    let is_word = !has(HAS_SPACE | HAS_QUOTE | HAS_OTHER);
    let is_plain = is_word && !has(HAS_HYPHEN | HAS_MARK) && bytes.len() <= 15;
    let name = if is_plain || is_word && !has(HAS_MARK) && name::is_well_formed(text) {
        Name::WellFormed
    } else if is_word && name::is_plausible(text) {
        Name::Plausible
    } else if bytes.len() <= 60 && spaces <= 5 && !has(HAS_QUOTE) && !matches!(bytes, [.., b'.' | b':']) {
        Name::Words
    } else {
        Name::No
    };
    let may_be_state = is_of_state(bytes);
    let may_state = may_be_state || spaces > 0 && bytes.get(second..).is_some_and(is_of_state);
    let is_state = may_be_state && state::of_word(text).is_some();
    let states = is_state && spaces == 0 || may_state && state::of_description(text) != Status::Assigned;
    let bits = (name as u16) << NAME
        | bit(has(HAS_UPPER), UPPER)
        | bit(spaces > 0, SPACE)
        | bit(matches!(bytes, [.., b',' | b'-' | b'/' | b'(' | b':' | b';']), OPEN_END)
        | bit(bytes.first().is_some_and(u8::is_ascii_lowercase), GOES_ON)
        | bit(states, STATES)
        | bit(is_state, STATE)
        | bit(may_be_transport, DOUBTFUL);
    Some(bits)
}

#[cfg(test)]
mod tests {
    use super::super::super::shape;
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

    #[test]
    fn usual_lines_are_what_any_are() {
        let parts = [
            "a",
            "B",
            "tp",
            "tcp",
            "udp",
            " ",
            " ",
            "-",
            "_",
            ".",
            "/",
            "+",
            "\"",
            "[",
            "]",
            "(",
            ")",
            ",",
            ":",
            ";",
            "é",
            "\t",
            "0",
            "1",
            "19",
            "20",
            "80",
            "443",
            "65535",
            "65536",
            "2001",
            "-09",
            "-30",
            "0001-12",
            "Re",
            "served",
            "reserved",
            "Unassigned",
            "uun",
            "de-registered",
            "Unauthorized use",
            "unofficially",
            "Known ",
            "This entry ",
            "Defined TXT keys",
            "not ",
            "removed",
            "dccp",
            "sctp",
            "http",
            "Rr",
            "uU",
            "nassigned",
            "abcdefghijklmnop",
        ];
        let mut number = 1_u64;
        let mut next = |end: usize| {
            number = number.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            usize::try_from(number >> 33).unwrap_or(0) % end
        };
        let people = People::new(["a", "a_b", "RFC80", "tp", "19"].into_iter());
        let mut usual = 0;
        for _ in 0..200_000 {
            let text: String = (0..=next(7)).map(|_| parts[next(parts.len())]).collect();
            let text = text.trim();
            let shape = shape::of_cell(text, &people);
            let of = Kind::of(text, &shape);
            assert_eq!(of.shape(text), shape, "{text:?}");
            if let Some((kind, port)) = Kind::of_usual(text, &people) {
                usual += 1;
                assert_eq!(kind, of, "{text:?}");
                let ports = cell::ports(text).filter(|_| shape == Shape::Ports);
                assert_eq!(port, ports.map_or(0, crate::PortRange::first), "{text:?}");
            }
        }
        assert!(usual > 50_000);
    }
}
