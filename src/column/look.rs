//! What free text holds, gathered in one walk over its bytes.

#![allow(clippy::arithmetic_side_effects, reason = "places in a text in memory, and counts of what is there")]

use crate::cell::{self, name};
use crate::sixteen;

use super::shape::Name;
use super::tail;

const SPACE: u8 = 1;
/// What no name of several words has.
const BARRED: u8 = 2;
const BRACKET: u8 = 4;
/// White space but a space and a newline, and all beyond ASCII, where there is more of it.
const ODD: u8 = 8;
const CONTROL: u8 = 16;
const PARENTHESIS: u8 = 32;

/// What ends a plain word: all but what ASCII has a mark for, and a parenthesis.
const END: u8 = SPACE | ODD | CONTROL | PARENTHESIS;

/// The sort of each byte.
const SORTS: [u8; 256] = by_byte!(|byte| match byte {
    b' ' => SPACE,
    b'\n' => SPACE | BARRED,
    b'"' => BARRED,
    b'[' => BRACKET | BARRED,
    b']' => BRACKET,
    b'(' => PARENTHESIS,
    b'\t' | b'\r' | 0x0b | 0x0c | 0x80.. => ODD,
    0..0x20 | 0x7f => CONTROL,
    _ => 0,
});

/// What the first byte of a plain word is.
const LETTER: u8 = 1;
const DIGIT: u8 = 2;
const MARK: u8 = 3;

/// What each byte is as the first of a word, 0 for one that no plain word begins with.
const FIRSTS: [u8; 256] = by_byte!(|byte| match byte {
    b'a'..=b'z' | b'A'..=b'Z' => LETTER,
    b'0'..=b'9' => DIGIT,
    b'-' | b'&' | b'/' | b'"' | b'=' | b'<' | b'_' | b'\'' => MARK,
    _ => 0,
});

/// By the first letter of a word, a bit each for the letters with which it may begin a phrase of notes or a report.
const SECONDS: [u32; 32] = {
    // The sentence on a replacement, and reports of unauthorized use.
    let others = ["iana assigned", "known", "knwon", "unauthorized", "unofficial"];
    with_seconds(with_seconds(with_seconds([0; 32], &others), tail::STRONG), tail::WEAK)
};

#[allow(clippy::indexing_slicing, reason = "reckoned by the compiler, which tells of an index out of bounds")]
const fn with_seconds(mut seconds: [u32; 32], phrases: &[&str]) -> [u32; 32] {
    let mut at = 0;
    while at < phrases.len() {
        let phrase = phrases[at].as_bytes();
        // One in parentheses begins no plain word.
        if phrase[0].is_ascii_lowercase() {
            seconds[(phrase[0] & 31) as usize] |= 1 << (phrase[1] & 31);
        }
        at += 1;
    }
    seconds
}

/// Whether a text that begins with a digit may begin with a date, damaged or not: a hyphen follows its digits.
#[inline]
fn may_be_date(text: &[u8]) -> bool {
    text.iter().find(|byte| !byte.is_ascii_digit()) == Some(&b'-')
}

/// Whether a text that begins with a letter or a digit has to be asked what it opens or reports.
#[inline]
pub(super) fn begins_as_asked(text: &[u8]) -> bool {
    matches!(text, [first, second, ..] if is_asked(*first, *second))
}

/// Whether a word that begins with these letters has to be asked what it opens or reports.
#[inline(always)]
fn is_asked(first: u8, second: u8) -> bool {
    SECONDS.get(usize::from(first & 31)).copied().unwrap_or(0) >> (second & 31) & 1 == 1
}

/// The length of a word that holds nothing of a sort of its own, and behind which a space or the line's end stands; of
/// most words less than sixteen bytes.
#[inline(always)]
fn length_of_unmarked(text: &[u8]) -> Option<usize> {
    let is_other = |bytes| !sixteen::between(bytes, b'!', b'~') | sixteen::any_of(bytes, *b"(\"[]");
    let others = sixteen::bits(*text.first_chunk()?, is_other);
    let length = others.trailing_zeros() as usize;
    (others != 0 && matches!(text.get(length), Some(b' ' | b'\n'))).then_some(length)
}

/// The sorts of what a word holds, and its length, as far as words go on, whatever in them may say that they are none; `None`
/// where it holds more than plain words do.
fn length_of_marked(text: &[u8]) -> Option<(u8, usize)> {
    let (mut sorts, mut length) = (0, 0);
    for &byte in text {
        let sort = sort(byte);
        if sort & END != 0 {
            return matches!(byte, b' ' | b'\n').then_some((sorts, length));
        }
        sorts |= sort;
        length += 1;
    }
    Some((sorts, length))
}

#[inline]
fn sort(byte: u8) -> u8 {
    SORTS.get(usize::from(byte)).copied().unwrap_or(ODD)
}

/// What a text holds.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Look {
    sorts: u8,
    /// A word begins as "unauthorized" and "unofficial" do.
    reports: bool,
    /// A word ends as a transport does.
    may_be_transport: bool,
    /// One of the plain words is a transport.
    has_transport: bool,
    /// Spaces, without newlines.
    pub(super) spaces: usize,
}

impl Look {
    pub(super) fn at(text: &str) -> Self {
        let bytes = text.as_bytes();
        let (reports, may_be_transport) = (tail::says_so(bytes), ends_as_transport(bytes));
        let mut look = Self { reports, may_be_transport, ..Self::default() };
        for (at, &byte) in bytes.iter().enumerate() {
            let sort = sort(byte);
            look.sorts |= sort;
            if sort & SPACE != 0 {
                look.spaces += usize::from(byte == b' ');
                let (before, after) = bytes.split_at(at);
                look.reports |= after.get(1..).is_some_and(tail::says_so);
                look.may_be_transport |= ends_as_transport(before);
            }
        }
        look
    }

    /// Goes on with the word that begins `text`, where it neither opens nor reports anything, and has no parenthesis:
    /// its length. Where it is another, nothing has changed. `or_number`: it can be a number, but no date.
    #[inline(always)]
    pub(super) fn add_plain_word(&mut self, text: &[u8], or_number: bool) -> Option<usize> {
        let first = *text.first()?;
        let is_plain = match FIRSTS.get(usize::from(first)).copied().unwrap_or(0) {
            LETTER => match text.get(1) {
                Some(second) if is_asked(first, *second) => !tail::may_open(text) && !tail::says_so(text),
                _ => true,
            },
            MARK => true,
            DIGIT => or_number && !may_be_date(text),
            _ => false,
        };
        if !is_plain {
            return None;
        }
        self.add_word(text)
    }

    /// Goes on with the word that begins `text`, of which is known that it neither opens nor reports anything; `None`
    /// where it holds more than plain words do.
    #[inline(always)]
    pub(super) fn add_word(&mut self, text: &[u8]) -> Option<usize> {
        let (sorts, length) = match length_of_unmarked(text) {
            Some(length) => (0, length),
            None => length_of_marked(text)?,
        };
        let word = text.get(..length)?;
        match word {
            [b'k' | b'K', _, _, _, _] if tail::is_known(word) => return None,
            [_, _, .., b'p'] if length <= 4 => {
                self.has_transport |= std::str::from_utf8(word).is_ok_and(cell::is_transport);
            }
            _ => {}
        }
        self.may_be_transport |= ends_as_transport(word);
        self.sorts |= sorts;
        Some(length)
    }

    /// A space between two words.
    #[inline]
    pub(super) fn add_space(&mut self) {
        self.sorts |= SPACE;
        self.spaces += 1;
    }

    /// Whether plain words hold no bracket and are no transport, so that nothing in them tells of damage.
    pub(super) fn is_sound(&self) -> bool {
        !self.has_transport && !self.has(BRACKET)
    }

    fn has(&self, sorts: u8) -> bool {
        self.sorts & sorts != 0
    }

    /// Whether it could be a service name.
    pub(super) fn name(&self, text: &str) -> Name {
        let is_word = !self.has(SPACE | BARRED | BRACKET | ODD);
        if is_word && name::is_well_formed(text) {
            Name::WellFormed
        } else if is_word && name::is_plausible(text) {
            Name::Plausible
        } else if text.len() <= 60 && self.spaces <= 5 && !self.has(BARRED) && !text.ends_with(['.', ':']) {
            Name::Words
        } else {
            Name::No
        }
    }

    /// Whether it could report unauthorized use.
    pub(super) fn may_report(&self) -> bool {
        self.reports || self.has(ODD)
    }

    /// Whether nothing in it can tell of damage.
    pub(super) fn is_plain(&self) -> bool {
        !self.may_be_transport && !self.has(BRACKET | ODD)
    }
}

/// Whether the last word of a text ends as every transport does.
#[inline]
pub(super) fn ends_as_transport(text: &[u8]) -> bool {
    matches!(text, [.., b'c' | b'd' | b't', b'p'])
}

#[cfg(test)]
mod tests {
    use super::super::shape;
    use super::*;

    #[test]
    fn words_are_asked_by_the_first_letters_of_phrases_alone() {
        let others = ["iana assigned", "known", "knwon", "unauthorized", "unofficial"];
        let phrases = || others.iter().chain(tail::STRONG).chain(tail::WEAK);
        for (first, second) in (b'a'..=b'z').flat_map(|first| (b'a'..=b'z').map(move |second| (first, second))) {
            let begins = phrases().any(|phrase| phrase.as_bytes().starts_with(&[first, second]));
            assert_eq!(is_asked(first, second), begins, "{first} {second}");
        }
    }

    #[test]
    fn plain_words_look_as_a_text_does() {
        for text in [
            "a",
            "Web TCP ftp",
            "x. \"y\" z[b",
            "-a b_c",
            "S/W & H]",
            "<tag> 'x'",
            "= a b c d e f g",
            "Unassigned 4G kiosk 12",
        ] {
            let bytes = text.as_bytes();
            let mut look = Look::default();
            let mut at = look.add_plain_word(bytes, false).expect(text);
            while at < bytes.len() {
                look.add_space();
                at += 1 + look.add_plain_word(&bytes[at + 1..], true).expect(text);
            }
            assert_eq!(shape::of_plain_words(text, look), shape::of_words(text), "{text}");
        }
        for text in tail::STRONG.iter().chain(tail::WEAK).chain(&[
            "IANA assigned",
            "unofficial",
            "Knwon x",
            "011-04-01",
            "2011-13-41",
        ]) {
            for text in [(*text).to_owned(), text.to_uppercase()] {
                assert!(Look::default().add_plain_word(text.as_bytes(), true).is_none(), "{text}");
                assert!(!text.starts_with(char::is_alphabetic) || begins_as_asked(text.as_bytes()), "{text}");
            }
        }
        for text in ["", " a", "Unauthorized use", "Known", "This entry", "a(b)", "(a)", "1", "[A]", "\u{e9}", "a\tb"] {
            assert!(Look::default().add_plain_word(text.as_bytes(), false).is_none(), "{text}");
        }
    }
}
