//! White space: one space between words, `\n` between paragraphs.

use std::borrow::Cow;

use crate::eight::{TOPS, below, every, first};
use crate::sixteen;

/// `text` with runs of white space inside a line folded to one space, lines trimmed and empty lines gone.
#[inline]
pub(crate) fn fold(text: &str) -> Cow<'_, str> {
    if is_folded::<true>(text) { Cow::Borrowed(text) } else { folded(text).into() }
}

/// Whether a text is words of printed ASCII with one space between them, which is what most texts are.
#[inline]
pub(crate) fn is_plain(text: &str) -> bool {
    is_folded::<false>(text)
}

/// Whether folding would change nothing. `LINES`: a newline may stand between words, too. Other white space, and what is
/// beyond ASCII, is left to the slow way.
#[inline]
fn is_folded<const LINES: bool>(text: &str) -> bool {
    match text.as_bytes() {
        [] => true,
        [b' ' | b'\n', ..] => false,
        bytes @ [.., last] => last.is_ascii_graphic() && is_folded_within::<LINES>(bytes),
    }
}

/// Bytes that are looked at at once, and one more: what stands behind them.
const WINDOW: usize = 17;

/// The same of a text that neither begins nor ends in white space. What is looked at at once may overlap, which does no
/// harm; no two bytes stand beside each other that are never looked at together.
#[inline(never)]
#[allow(clippy::arithmetic_side_effects, reason = "bytes that have no eight are seven at the most")]
fn is_folded_within<const LINES: bool>(bytes: &[u8]) -> bool {
    let marks = |bytes| {
        let newlines = if LINES { sixteen::any_of(bytes, [b'\n']) } else { sixteen::any_of(bytes, []) };
        ([sixteen::any_of(bytes, [b' ']) | newlines], !(sixteen::between(bytes, b' ', 0x7f) | newlines))
    };
    if let Some([white]) = sixteen::all_bits(bytes, marks) {
        return white & white << 1 == 0;
    }
    let Some(last) = bytes.last_chunk() else {
        // Filled up with letters.
        return bytes.len() < 8 && is_folded_word::<LINES>(sixteen::few(bytes) | every(b'x') << (8 * bytes.len()));
    };
    let mut rest = bytes;
    while let Some(window) = rest.first_chunk() {
        if !is_folded_window::<LINES>(window) {
            return false;
        }
        rest = rest.get(WINDOW - 1..).unwrap_or_default();
    }
    is_folded_window::<LINES>(last)
}

/// Of eight bytes; what is said of a byte is its top bit.
#[inline(always)]
fn is_folded_word<const LINES: bool>(word: u64) -> bool {
    // A byte carries into the next one only if its top bit is set, which is odd.
    let are = |byte: u8| !(word ^ every(byte)).wrapping_add(every(0x7f));
    let newlines = if LINES { are(b'\n') } else { 0 };
    let white = are(b' ') | newlines;
    let controls = !word.wrapping_add(every(0x60)) & !newlines;
    (word | controls | white & white << 8) & TOPS == 0
}

#[inline(always)]
#[allow(clippy::indexing_slicing, reason = "all places are within; a loop over them is what the compiler unrolls")]
#[allow(
    clippy::arithmetic_side_effects,
    reason = "the last place is the last but one of a window, which is longer than that"
)]
fn is_folded_window<const LINES: bool>(window: &[u8; WINDOW]) -> bool {
    let is_newline = |byte: u8| LINES & (byte == b'\n');
    let is_white = |byte: u8| (byte == b' ') | is_newline(byte);
    let mut is_odd = false;
    for at in 0..WINDOW - 1 {
        let (byte, next) = (window[at], window[at + 1]);
        // Signed, those beyond ASCII are less, too. Without a branch, so that the compiler takes all at once.
        is_odd |= (byte.cast_signed() < 0x20) & !is_newline(byte) | is_white(byte) & is_white(next);
    }
    !is_odd
}

#[inline(never)]
fn folded(text: &str) -> String {
    if text.is_ascii() {
        return folded_ascii(text, '\n');
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
    folded
}

/// Folds text of ASCII alone; between words of two lines stands `newline`.
#[allow(clippy::arithmetic_side_effects, reason = "places in a text in memory, no longer than isize::MAX")]
fn folded_ascii(text: &str, newline: char) -> String {
    // What `char::is_whitespace` has of ASCII.
    let is_white = |byte: &u8| matches!(byte, b'\t'..=b'\r' | b' ');
    let mut folded = String::with_capacity(text.len());
    let mut rest = text;
    loop {
        let white = rest.bytes().take_while(is_white).count();
        let gap = rest.as_bytes().get(..white).unwrap_or_default();
        rest = rest.get(white..).unwrap_or_default();
        let mut length = word_length(rest.as_bytes());
        while rest.as_bytes().get(length).is_some_and(|byte| !is_white(byte)) {
            // Another control character.
            length += 1 + word_length(rest.as_bytes().get(length + 1..).unwrap_or_default());
        }
        let (word, behind) = rest.split_at_checked(length).unwrap_or((rest, ""));
        if word.is_empty() {
            return folded;
        }
        if !folded.is_empty() {
            folded.push(if gap.contains(&b'\n') { newline } else { ' ' });
        }
        folded.push_str(word);
        rest = behind;
    }
}

/// How many bytes come before the first space or control character.
#[allow(clippy::arithmetic_side_effects, reason = "places in a text in memory, no longer than isize::MAX")]
fn word_length(text: &[u8]) -> usize {
    let (words, rest) = text.as_chunks();
    for (at, word) in words.iter().enumerate() {
        let marks = below(u64::from_le_bytes(*word), b' ' + 1);
        if marks != 0 {
            return 8 * at + first(marks);
        }
    }
    8 * words.len() + rest.iter().take_while(|byte| **byte > b' ').count()
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
#[inline]
pub(crate) fn fold_line(text: &str) -> Cow<'_, str> {
    if is_plain(text) { Cow::Borrowed(text) } else { folded_line(text).into() }
}

#[inline(never)]
fn folded_line(text: &str) -> String {
    if text.is_ascii() {
        return folded_ascii(text, ' ');
    }
    let mut folded = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !folded.is_empty() {
            folded.push(' ');
        }
        folded.push_str(word);
    }
    folded
}

/// Whether a text is one word of printed ASCII, if it is not empty: there is nothing to fold or to trim.
pub(crate) fn is_word(text: &str) -> bool {
    sixteen::is_printed(text.as_bytes())
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

/// Where in a text `part` begins, which is a part of it.
pub(crate) fn offset(text: &str, part: &str) -> usize {
    part.as_ptr().addr().saturating_sub(text.as_ptr().addr())
}

/// The last character border of `text` at or before `at`.
pub(crate) fn floor(text: &str, at: usize) -> usize {
    let at = at.min(text.len());
    (0..=at).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sixteen::has_any;

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
    fn bytes_are_seen_at_every_place() {
        for length in 0..40 {
            assert!(is_word(&"~!".repeat(length)));
            for at in 0..length {
                let with = |byte: char| {
                    let mut text = "z".repeat(length);
                    text.replace_range(at..at + 1, &byte.to_string());
                    text
                };
                for byte in (0..=0x7f_u8).map(char::from).chain(['é', '\u{2003}']) {
                    let text = with(byte);
                    assert_eq!(is_word(&text), byte.is_ascii() && byte > ' ', "{text:?}");
                    assert_eq!(has_any(text.as_bytes(), [b'@', b'[']), matches!(byte, '@' | '['), "{text:?}");
                }
            }
        }
    }

    fn folds_as_its_words(text: &str) {
        let lines = text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
        let folded = lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n");
        assert_eq!(fold(text), folded, "{text:?}");
        assert_eq!(fold_line(text), folded.replace('\n', " "), "{text:?}");
    }

    #[test]
    fn white_space_is_seen_at_every_place() {
        for length in 1..90 {
            for at in 0..length {
                for odd in [
                    "  ", " \n", "\n\n", "\t", "\r", "\u{b}", "\u{c}", "\u{a0}", "\u{2003}", " ", "\n", " \r\n ",
                    "\n \n",
                ] {
                    let mut text = "x".repeat(length);
                    text.replace_range(at..at + 1, odd);
                    folds_as_its_words(&text);
                }
            }
        }
    }
    #[test]
    fn white_space_is_seen_where_there_is_little_else() {
        let all = ["x", " ", "\n", "\t", "\u{1}", "\u{a0}"];
        for (one, two) in all.iter().flat_map(|one| all.map(|two| (one, two))) {
            for (three, times) in all.iter().flat_map(|three| (1..30).map(move |times| (three, times))) {
                folds_as_its_words(&([*one, two, three].concat().repeat(times) + "x"));
            }
        }
    }
}
