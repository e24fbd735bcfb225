//! White space: one space between words, `\n` between paragraphs.

use std::borrow::Cow;

/// `text` with runs of white space inside a line folded to one space, lines trimmed and empty lines gone.
pub(crate) fn fold(text: &str) -> Cow<'_, str> {
    if text.is_empty() || Look::at(text).is_folded() {
        return Cow::Borrowed(text);
    }
    let mut folded = String::with_capacity(text.len());
    for line in text.lines() {
        let mut words = line.split_whitespace();
        if let Some(first) = words.next() {
            if !folded.is_empty() {
                folded.push('\n');
            }
            folded.push_str(first);
            for word in words {
                folded.push(' ');
                folded.push_str(word);
            }
        }
    }
    Cow::Owned(folded)
}

/// `text` without white space around it, as [`str::trim`] has it; quickly where there is none.
#[inline]
pub(crate) fn trim(text: &str) -> &str {
    match text.as_bytes() {
        [] => text,
        [one] | [one, .., _] if !one.is_ascii_graphic() => text.trim(),
        [.., last] if !last.is_ascii_graphic() => text.trim(),
        _ => text,
    }
}

/// `text` as one line: every run of white space is one space.
pub(crate) fn fold_line(text: &str) -> Cow<'_, str> {
    let look = Look::at(text);
    if look.is_folded() && !look.has_newline() {
        return Cow::Borrowed(text);
    }
    let mut folded = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !folded.is_empty() {
            folded.push(' ');
        }
        folded.push_str(word);
    }
    Cow::Owned(folded)
}

/// What white space a text has: one walk over its bytes tells whether folding would change anything.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Look(u8);

impl Look {
    /// A character that is not printed ASCII or a newline, or white space beside other white space.
    const ODD: u8 = 1;
    const NEWLINE: u8 = 2;
    const SPACE: u8 = 4;

    pub(crate) fn at(text: &str) -> Self {
        let bytes = text.as_bytes();
        let is_space = |byte: Option<&u8>| matches!(byte, Some(b' ' | b'\n'));
        if is_space(bytes.first()) || is_space(bytes.last()) {
            return Self(Self::ODD);
        }
        let mut seen = 0;
        if bytes.len() <= 16 {
            let (first, next) = short(bytes);
            seen = signs(&first, &next);
        } else {
            let mut rest = bytes;
            while let (Some(first), Some(next)) = (rest.first_chunk(), rest.get(1..).and_then(<[u8]>::first_chunk)) {
                seen |= signs(first, next);
                rest = rest.get(16..).unwrap_or_default();
            }
            // Those at the end overlap the ones before, which does no harm.
            if let (Some(next), Some(first)) =
                (bytes.last_chunk(), bytes.get(..bytes.len() - 1).and_then(<[u8]>::last_chunk))
            {
                seen |= signs(first, next);
            }
        }
        let sign = |sign: u8| if seen & u128::from_ne_bytes([sign; 16]) == 0 { 0 } else { sign };
        Self(sign(Self::ODD) | sign(Self::NEWLINE) | sign(Self::SPACE))
    }

    /// Whether folding would change nothing. Other white space than space and newline is left to the slow way.
    pub(crate) fn is_folded(self) -> bool {
        self.0 & Self::ODD == 0
    }

    pub(crate) fn has_newline(self) -> bool {
        self.0 & Self::NEWLINE != 0
    }

    /// Whether it is one word.
    pub(crate) fn is_word(self) -> bool {
        self.0 == 0
    }
}

/// The signs of sixteen bytes, a byte for each; `next` are the bytes behind them.
#[inline(always)]
fn signs(bytes: &[u8; 16], next: &[u8; 16]) -> u128 {
    // Without a branch, so that the compiler takes all bytes at once.
    let mut signs = [0; 16];
    for ((signs, byte), next) in signs.iter_mut().zip(bytes).zip(next) {
        let is_newline = u8::from(*byte == b'\n');
        let is_space = u8::from(*byte == b' ');
        let is_printed = u8::from(byte.wrapping_sub(b' ') < 0x5f);
        let is_before_white = u8::from(*next == b' ') | u8::from(*next == b'\n');
        let is_odd = 1 ^ (is_printed | is_newline) | (is_space | is_newline) & is_before_white;
        *signs = is_odd | is_newline << 1 | is_space << 2;
    }
    u128::from_ne_bytes(signs)
}

/// At most sixteen bytes, filled up with letters, and the same from the second on.
#[inline(always)]
fn short(bytes: &[u8]) -> ([u8; 16], [u8; 16]) {
    const FILL: u128 = u128::from_le_bytes([b'x'; 16]);
    let length = bytes.len();
    // Two halves that overlap have the same bytes there.
    let word = match (bytes.first_chunk::<8>(), bytes.last_chunk::<8>()) {
        (Some(first), Some(last)) => {
            u128::from(u64::from_le_bytes(*first)) | u128::from(u64::from_le_bytes(*last)) << (8 * (length - 8))
        }
        _ => match (bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
            (Some(first), Some(last)) => {
                let last = u64::from(u32::from_le_bytes(*last)) << (8 * (length - 4));
                u128::from(u64::from(u32::from_le_bytes(*first)) | last)
            }
            _ => bytes.iter().rev().fold(0, |word, byte| word << 8 | u128::from(*byte)),
        },
    };
    let word = if length < 16 { word | FILL << (8 * length) } else { word };
    (word.to_le_bytes(), (word >> 8 | FILL << 120).to_le_bytes())
}

/// `text` as every rendering can hold it: U+FFFD for controls, for the two noncharacters that XML 1.0 has no place for,
/// and for the mark that is read as the beginning of a document. Newlines stay.
pub(crate) fn spellable(text: Cow<'_, str>) -> Cow<'_, str> {
    let is_odd = |c: char| c.is_control() && c != '\n' || matches!(c, '\u{feff}' | '\u{fffe}' | '\u{ffff}');
    if text.chars().any(is_odd) {
        return text
            .chars()
            .map(|c| if is_odd(c) { char::REPLACEMENT_CHARACTER } else { c })
            .collect::<String>()
            .into();
    }
    text
}

/// Whether a character stands on the one before it, and takes no column of its own.
pub(crate) fn stands_on(c: char) -> bool {
    matches!(c, '\u{200b}' | '\u{300}'..='\u{36f}')
}

/// The last character border of `text` at or before `at`.
pub(crate) fn floor(text: &str, at: usize) -> usize {
    let at = at.min(text.len());
    (0..=at).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_fold_and_paragraphs_stay() {
        assert_eq!(fold("  a \t b\r\n\r\n c\u{a0}d \n"), "a b\nc d");
        assert!(matches!(fold("a b\nc"), Cow::Borrowed(_)));
        assert_eq!(fold("a \nb"), "a\nb");
        assert_eq!(fold(" "), "");
        assert_eq!(fold("é"), "é");
        assert_eq!(fold_line("a\n b"), "a b");
    }

    #[test]
    fn white_space_is_seen_at_every_place() {
        for length in 1..40 {
            for at in 0..length {
                for odd in ["  ", " \n", "\n\n", "\t", "\r", "\u{b}", "\u{c}", "\u{a0}", "\u{2003}", " ", "\n"] {
                    let mut text = "x".repeat(length);
                    text.replace_range(at..at + 1, odd);
                    let lines = text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
                    let folded = lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n");
                    assert_eq!(fold(&text), folded);
                    assert_eq!(fold_line(&text), folded.replace('\n', " "));
                }
            }
        }
    }
}
