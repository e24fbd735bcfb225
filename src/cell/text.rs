//! White space: one space between words, `\n` between paragraphs.

use std::borrow::Cow;

/// `text` with runs of white space inside a line folded to one space, lines trimmed and empty lines gone.
pub(crate) fn fold(text: &str) -> Cow<'_, str> {
    if is_folded(text) {
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

/// `text` as one line: every run of white space is one space.
pub(crate) fn fold_line(text: &str) -> Cow<'_, str> {
    if is_folded(text) && !text.contains('\n') {
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

/// Whether folding would change nothing. Other white space than space and newline is left to the slow way.
fn is_folded(text: &str) -> bool {
    let bytes = text.as_bytes();
    let is_space = |byte: u8| matches!(byte, b' ' | b'\n');
    let is_odd = |byte: u8| matches!(byte, b'\t' | b'\r' | 0x0b | 0x0c | 0x80..);
    let is_at_border = [bytes.first(), bytes.last()].into_iter().flatten().any(|&byte| is_space(byte));
    // Without leaving early, so that many bytes are looked at at once.
    let found_odd = bytes.iter().fold(false, |found, &byte| found | is_odd(byte));
    let pairs = bytes.iter().zip(bytes.iter().skip(1));
    !is_at_border && !found_odd && !pairs.fold(false, |found, (&one, &next)| found | (is_space(one) & is_space(next)))
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
}
