//! What tools add around links, taken away again: the numbers that pagers give them, `[[12]Jon_Postel]`, and the
//! spaces that joining the texts of elements leaves, `[ Jon_Postel ]`.

#![allow(
    clippy::arithmetic_side_effects,
    reason = "places in a text in memory and parts of it; numbers are held against each other before"
)]

use std::borrow::Cow;
use std::ops::Range;

/// Numbers of links that may be missing in a row, where lines are lost.
const MOST_MISSING: u32 = 64;

/// Bytes that an id in brackets may have.
const MOST_ID: usize = 256;

/// `text` without them. As many spaces are put in between the words behind, so that every line begins and ends where
/// it did and columns stay aligned. `has_pairs`: whether two brackets open right one behind the other. Where `has_none` no
/// pager can have put numbers before links; most documents show that sooner than it is told.
pub(crate) fn plain(text: &str, has_pairs: bool, has_none: impl FnOnce() -> bool) -> Cow<'_, str> {
    let numbers = if has_pairs { link_numbers(text) } else { Vec::new() };
    let is_plain = numbers.is_empty() || has_none();
    let text = if is_plain { Cow::Borrowed(text) } else { Cow::Owned(without(text, &numbers)) };
    let spaces = spaces_in_brackets(&text);
    if spaces.is_empty() { text } else { Cow::Owned(without(&text, &spaces)) }
}

/// Where the numbers of links stand: `[` number `]`, counted through the document. Only a document that has one right
/// within other brackets has them at all.
fn link_numbers(text: &str) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    if !memchr::memmem::find_iter(bytes, b"[[").any(|at| number_at(bytes, at + 1).is_some()) {
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut next = 1;
    for at in memchr::memchr_iter(b'[', bytes) {
        let Some((number, range)) = number_at(bytes, at) else { continue };
        let is_within = at.checked_sub(1).and_then(|before| bytes.get(before)) == Some(&b'[');
        let follows = number > next && (found.is_empty() || number - next <= MOST_MISSING);
        if number == next || is_within && follows {
            found.push(range);
            next = number.saturating_add(1);
        }
    }
    found
}

/// The number in brackets at `at`, and where it stands.
fn number_at(bytes: &[u8], at: usize) -> Option<(u32, Range<usize>)> {
    let digits = bytes.get(at + 1..)?;
    let length = digits.iter().take(7).take_while(|byte| byte.is_ascii_digit()).count();
    if bytes.get(at) != Some(&b'[') || length == 0 || digits.get(length) != Some(&b']') {
        return None;
    }
    let number = std::str::from_utf8(digits.get(..length)?).ok()?.parse().ok()?;
    Some((number, at..at + length + 2))
}

/// The spaces right within brackets, where most brackets of the document have them.
fn spaces_in_brackets(text: &str) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let is_space = |at: usize| bytes.get(at) == Some(&b' ');
    let is_word = |at: usize| bytes.get(at).is_some_and(|byte| !matches!(byte, b' ' | b'\n' | b'\r' | b'\t'));
    let opens = |at: usize| is_space(at + 1) && is_word(at + 2);
    // Ids are one word, and so is most of what stands in brackets.
    let is_spaced = |at: usize| {
        let inner = text.get(at + 2..).filter(|_| opens(at)).unwrap_or("");
        let end = inner.bytes().take(MOST_ID).position(|byte| matches!(byte, b' ' | b'\n' | b'[' | b']'));
        end.is_some_and(|end| end > 0 && inner.get(end..).is_some_and(|rest| rest.starts_with(" ]")))
    };
    // The only space of a pair stands behind the one that opens.
    let closes = |at: usize| at > 1 && is_space(at - 1) && is_word(at - 2) && bytes.get(at - 2) != Some(&b'[');
    // Most documents have none: that is found sooner than how many brackets there are.
    let spaced = memchr::memmem::find_iter(bytes, b"[ ").filter(|&at| is_spaced(at)).count();
    if spaced == 0 || 2 * spaced < memchr::memchr_iter(b'[', bytes).count() {
        return Vec::new();
    }
    memchr::memchr2_iter(b'[', b']', bytes)
        .filter_map(|at| match bytes.get(at) {
            Some(b'[') if opens(at) => Some(at + 1..at + 2),
            Some(b']') if closes(at) => Some(at - 1..at),
            _ => None,
        })
        .collect()
}

/// `text` without `ranges`, each line as long as it was: the next space that stays becomes as many more, or the last
/// one before where none follows.
pub(super) fn without(text: &str, ranges: &[Range<usize>]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut ranges = ranges.iter().peekable();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let end = start + line.len();
        let content_end = start + line.trim_end().len();
        let line_at = out.len();
        let mut missing = 0;
        let mut at = start;
        while let Some(range) = ranges.next_if(|range| range.end <= end) {
            push(&mut out, text.get(at..range.start).unwrap_or(""), &mut missing);
            missing += range.len();
            at = range.end;
        }
        push(&mut out, text.get(at..content_end).unwrap_or(""), &mut missing);
        if missing > 0 {
            let pad = out.get(line_at..).and_then(|line| {
                line.trim_start().rfind(' ').map(|at| line_at + line.len() - line.trim_start().len() + at)
            });
            out.insert_str(pad.unwrap_or(line_at), &" ".repeat(missing));
        }
        out.push_str(text.get(content_end.max(at)..end).unwrap_or(""));
        start = end;
    }
    out
}

/// Appends `part`, with `missing` more spaces where its first space is.
fn push(out: &mut String, part: &str, missing: &mut usize) {
    match part.split_once(' ') {
        Some((word, rest)) if *missing > 0 => {
            out.push_str(word);
            out.extend(std::iter::repeat_n(' ', std::mem::take(missing) + 1));
            out.push_str(rest);
        }
        _ => out.push_str(part),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_links_go_and_columns_stay() {
        for (text, expected) in [
            ("a  [[1]Jon]     [[2]Jon]  x\nb  [[3]Eve]\n", "a  [Jon]        [Jon]     x\nb     [Eve]\n"),
            ("see [[7]RFC1].\n[8]mailto:x&y.z 2001\n", "see    [RFC1].\nmailto:x&y.z    2001\n"),
            // A footnote within brackets of its own, and numbers that do not count on.
            ("[[1]1] [5] x", "[1]    [5] x"),
            ("[[1]RFC1]\n", "   [RFC1]\n"),
        ] {
            let found = plain(text, text.contains("[["), || false);
            assert_eq!(found, expected);
            assert_eq!(found.len(), text.len());
        }
        for text in ["a [1] b [2] c", "[[x]]", "[", "[[", ""] {
            assert_eq!(plain(text, text.contains("[["), || false), text);
        }
    }

    #[test]
    fn spaces_within_brackets_go_where_they_are_the_rule() {
        assert_eq!(plain("a [ Jon ] of [ RFC1 ]). b", false, || false), "a [Jon]   of [RFC1]).   b");
        assert_eq!(plain("a [Jon] [Jon] array[ 1 ] b", false, || false), "a [Jon] [Jon] array[ 1 ] b");
        assert_eq!(plain("[ Jon ]\n[ ]\nb", false, || false), "  [Jon]\n []\nb");
    }
}
