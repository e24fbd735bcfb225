//! White space: one space between words, `\n` between paragraphs.

use std::borrow::Cow;

/// `text` with runs of white space inside a line folded to one space, lines trimmed and empty lines gone.
pub(crate) fn fold(text: &str) -> Cow<'_, str> {
    if text.is_empty() || is_folded(text) {
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
    if is_folded(text) && memchr::memchr(b'\n', text.as_bytes()).is_none() {
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
    let is_space = |byte: Option<&u8>| matches!(byte, Some(b' ' | b'\n'));
    if is_space(bytes.first()) || is_space(bytes.last()) {
        return false;
    }
    // The chunk at the end overlaps the one before it, which does no harm.
    let (chunks, rest) = bytes.as_chunks::<8>();
    let mut after_space = 0;
    let are_folded = chunks.iter().all(|chunk| is_chunk_folded(*chunk, &mut after_space));
    match bytes.last_chunk::<8>() {
        _ if rest.is_empty() => are_folded,
        Some(last) => are_folded && is_chunk_folded(*last, &mut 0),
        None => {
            let mut padded = *b"xxxxxxxx";
            padded.iter_mut().zip(rest).for_each(|(to, byte)| *to = *byte);
            is_chunk_folded(padded, &mut 0)
        }
    }
}

/// Whether eight bytes are ASCII without controls but newlines, and no white space of theirs follows another;
/// `after_space` is the top bit where one ends the chunk, and is kept for the next.
fn is_chunk_folded(chunk: [u8; 8], after_space: &mut u64) -> bool {
    // Eight bytes in a word; a byte's result is its top bit.
    const TOPS: u64 = u64::from_ne_bytes([0x80; 8]);
    let every = |byte: u8| u64::from_ne_bytes([byte; 8]);
    let word = u64::from_le_bytes(chunk);
    let low = word & !TOPS;
    let are = |byte: u8| !((low ^ every(byte)) + every(0x7f)) & TOPS;
    let newlines = are(b'\n');
    let spaces = are(b' ') | newlines;
    let printed = (low + every(0x60)) & TOPS;
    let after = spaces << 8 | *after_space >> 56;
    *after_space = spaces & (0x80 << 56);
    word & TOPS == 0 && printed | newlines == TOPS && spaces & after == 0
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
