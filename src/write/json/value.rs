//! Strings, numbers, dates and lists of JSON, as serde_json writes them.

use crate::ast::PartialDate;
use crate::eight::{below, equal};

/// A piece whose length the compiler knows is copied without a call.
#[inline(always)]
pub(super) fn put<const N: usize>(out: &mut Vec<u8>, piece: &[u8; N]) {
    out.extend_from_slice(piece);
}

#[inline(always)]
pub(super) fn or_null<T>(out: &mut Vec<u8>, value: Option<T>, write: impl FnOnce(&mut Vec<u8>, T)) {
    match value {
        Some(value) => write(out, value),
        None => put(out, b"null"),
    }
}

#[inline(always)]
pub(super) fn list<I: IntoIterator>(out: &mut Vec<u8>, values: I, write: impl Fn(&mut Vec<u8>, I::Item)) {
    out.push(b'[');
    for (at, value) in values.into_iter().enumerate() {
        if at > 0 {
            out.push(b',');
        }
        write(out, value);
    }
    out.push(b']');
}

#[allow(clippy::arithmetic_side_effects, reason = "a text in memory is no longer than isize::MAX")]
pub(super) fn text(out: &mut Vec<u8>, text: &str) {
    let bytes = text.as_bytes();
    out.reserve(bytes.len() + 2);
    out.push(b'"');
    if is_plain(bytes) {
        out.extend_from_slice(bytes);
    } else {
        escaped(out, bytes);
    }
    out.push(b'"');
}

/// Runs that stand as they are, and the escapes after them.
#[cold]
fn escaped(out: &mut Vec<u8>, bytes: &[u8]) {
    for piece in bytes.split_inclusive(|byte| needs_escape(*byte)) {
        match piece.split_last() {
            Some((last, run)) if needs_escape(*last) => {
                out.extend_from_slice(run);
                escape(out, *last);
            }
            _ => out.extend_from_slice(piece),
        }
    }
}

#[allow(clippy::arithmetic_side_effects, reason = "a digit is less than sixteen")]
fn escape(out: &mut Vec<u8>, byte: u8) {
    match byte {
        b'"' | b'\\' => put(out, &[b'\\', byte]),
        b'\n' => put(out, b"\\n"),
        b'\t' => put(out, b"\\t"),
        b'\r' => put(out, b"\\r"),
        b'\x08' => put(out, b"\\b"),
        b'\x0c' => put(out, b"\\f"),
        byte => {
            let hex = |digit: u8| if digit < 10 { b'0' + digit } else { b'a' + (digit - 10) };
            put(out, &[b'\\', b'u', b'0', b'0', hex(byte >> 4), hex(byte & 15)]);
        }
    }
}

const fn needs_escape(byte: u8) -> bool {
    byte < 0x20 || byte == b'"' || byte == b'\\'
}

/// Whether no byte needs an escape; nearly always so, and told eight bytes at a time.
#[inline]
fn is_plain(bytes: &[u8]) -> bool {
    let Some(last) = bytes.last_chunk() else {
        return !bytes.iter().any(|byte| needs_escape(*byte));
    };
    // The last eight may have been looked at in part already, which does no harm.
    let (words, _) = bytes.as_chunks();
    !word_needs_escape(last) && !words.iter().any(word_needs_escape)
}

/// Whether one of eight bytes needs an escape.
#[inline(always)]
const fn word_needs_escape(word: &[u8; 8]) -> bool {
    let word = u64::from_ne_bytes(*word);
    below(word, 0x20) | equal(word, b'"') | equal(word, b'\\') != 0
}

pub(super) fn number(out: &mut Vec<u8>, number: u32) {
    out.extend_from_slice(itoa::Buffer::new().format(number).as_bytes());
}

#[allow(clippy::arithmetic_side_effects, reason = "a digit is less than ten")]
pub(super) fn date(out: &mut Vec<u8>, date: PartialDate) {
    let two = |number: u8| [b'0' + number / 10 % 10, b'0' + number % 10];
    let year = date.year();
    out.push(b'"');
    put(out, &two((year / 100) as u8));
    put(out, &two((year % 100) as u8));
    for part in [date.month(), date.day()].into_iter().flatten() {
        out.push(b'-');
        put(out, &two(part));
    }
    out.push(b'"');
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(text: &str) -> String {
        let mut out = Vec::new();
        super::text(&mut out, text);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn strings_are_those_of_serde_wherever_a_character_stands() {
        let characters = (0..=0x180).chain([0x2028, 0xd7ff, 0xfffd, 0x1f6a2]).filter_map(char::from_u32);
        for character in characters {
            for before in 0..18 {
                for after in [0, 1, 7, 8, 9] {
                    let text = "~".repeat(before) + &character.to_string() + &"\u{7f}".repeat(after);
                    assert_eq!(written(&text), serde_json::to_string(&text).unwrap());
                }
            }
        }
    }

    #[test]
    fn dates_are_those_of_serde() {
        for text in ["1", "0042", "1999", "2005-03", "9999-12", "2024-02-29", "0001-01-01", "2010-10-31"] {
            let Ok(date) = text.parse::<PartialDate>() else { continue };
            let mut out = Vec::new();
            super::date(&mut out, date);
            assert_eq!(String::from_utf8(out).unwrap(), serde_json::to_string(&date).unwrap());
        }
    }
}
