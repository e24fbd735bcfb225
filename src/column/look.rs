//! What free text holds, gathered in one walk over its bytes.

use crate::cell::name;

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

/// The letters, a bit each, that a phrase of notes or a report begins with.
#[allow(clippy::indexing_slicing, reason = "reckoned by the compiler, which tells of an index out of bounds")]
const ASKED: u32 = {
    let letters = b"dfhikmnprstu";
    let (mut asked, mut at) = (0, 0);
    while at < letters.len() {
        asked |= 1 << (letters[at] & 31);
        at += 1;
    }
    asked
};

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
    /// Spaces, without newlines.
    pub(super) spaces: usize,
}

impl Look {
    pub(super) fn at(text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut look =
            Self { sorts: 0, reports: tail::says_so(bytes), may_be_transport: ends_as_transport(bytes), spaces: 0 };
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

    /// What the word holds that begins at `start`, and its end, where it neither opens nor reports anything, and has no
    /// parenthesis. `or_number`: it can be a number, but no date.
    #[inline]
    pub(super) fn of_plain_word(text: &[u8], start: usize, or_number: bool) -> Option<(Self, usize)> {
        let word @ [first, ..] = text.get(start..)? else { return None };
        let is_plain = match first {
            b'a'..=b'z' | b'A'..=b'Z' => {
                ASKED >> (first & 31) & 1 == 0 || !tail::may_open(word) && !tail::says_so(word)
            }
            b'0'..=b'9' => or_number && word.get(4) != Some(&b'-'),
            _ => matches!(first, b'-' | b'&' | b'/' | b'"' | b'=' | b'<' | b'_' | b'\''),
        };
        if !is_plain {
            return None;
        }
        // As far as words go on, whatever in them may say that they are none.
        let (mut sorts, mut length) = (0, 0);
        while let Some(&byte) = word.get(length) {
            let sort = sort(byte);
            if sort & END != 0 {
                break;
            }
            sorts |= sort;
            length += 1;
        }
        let word_alone = word.get(..length)?;
        if first | 0x20 == b'k' && tail::is_known(word_alone) {
            return None;
        }
        let may_be_transport = ends_as_transport(word_alone);
        let look = Self { sorts, reports: false, may_be_transport, spaces: 0 };
        matches!(word.get(length), None | Some(b' ' | b'\n')).then_some((look, start + length))
    }

    /// Goes on with a word behind a space.
    #[inline]
    pub(super) fn add(&mut self, word: Self) {
        self.sorts |= word.sorts | SPACE;
        self.may_be_transport |= word.may_be_transport;
        self.spaces += 1;
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
            let (mut look, mut at) = Look::of_plain_word(bytes, 0, false).expect(text);
            while at < bytes.len() {
                let (word, end) = Look::of_plain_word(bytes, at + 1, true).expect(text);
                look.add(word);
                at = end;
            }
            assert_eq!(shape::of_plain_words(text, look), shape::of_words(text), "{text}");
        }
        for text in tail::STRONG.iter().chain(tail::WEAK).chain(&["IANA assigned", "unofficial", "Knwon x"]) {
            for text in [(*text).to_owned(), text.to_uppercase()] {
                assert!(Look::of_plain_word(text.as_bytes(), 0, true).is_none(), "{text}");
            }
        }
        for text in ["", " a", "Unauthorized use", "Known", "This entry", "a(b)", "(a)", "1", "[A]", "\u{e9}", "a\tb"] {
            assert!(Look::of_plain_word(text.as_bytes(), 0, false).is_none(), "{text}");
        }
    }
}
