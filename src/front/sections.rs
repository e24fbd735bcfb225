//! Lines of a text, and the titles that stand between its parts.

use std::ops::Range;

use crate::marks::Marks;

/// Lines with where they start.
#[allow(clippy::arithmetic_side_effects, reason = "places in a text in memory, no longer than isize::MAX")]
pub(in crate::front) fn lines_of(text: &str, range: Range<usize>) -> impl Iterator<Item = (usize, &str)> + Clone {
    // Where the range is none of the text, it has one line, an empty one.
    let part = text.get(..range.end).filter(|part| part.is_char_boundary(range.start)).unwrap_or("");
    let start = range.start.min(part.len());
    let mut ends = Marks::new(part.as_bytes(), [b'\n'], start);
    let mut next = Some(start);
    std::iter::from_fn(move || {
        let at = next?;
        let end = ends.next();
        next = end.map(|end| end.saturating_add(1));
        let line = part.get(at..end.unwrap_or(part.len())).unwrap_or("");
        Some((range.start.max(at), line))
    })
}

/// The lines that hold a byte, with where they start. Where few do, the others cost next to nothing.
pub(in crate::front) fn lines_with(text: &str, byte: u8) -> impl Iterator<Item = (usize, &str)> {
    lines_at(text, memchr::memchr_iter(byte, text.as_bytes()))
}

/// The lines in which these places are, in order.
#[allow(clippy::arithmetic_side_effects, reason = "places in a text in memory, no longer than isize::MAX")]
pub(in crate::front) fn lines_at(
    text: &str,
    places: impl Iterator<Item = usize>,
) -> impl Iterator<Item = (usize, &str)> {
    let bytes = text.as_bytes();
    let mut past = 0;
    places.filter_map(move |at| {
        if at < past {
            return None;
        }
        let start = memchr::memrchr(b'\n', bytes.get(..at).unwrap_or_default()).map_or(0, |newline| newline + 1);
        past = bytes.get(at..).and_then(|rest| memchr::memchr(b'\n', rest)).map_or(text.len(), |end| at + end);
        Some((start, text.get(start..past)?))
    })
}

/// A line without the marks of a heading: `# People {#people}`.
fn title(line: &str) -> &str {
    let title = line.trim().trim_start_matches('#').trim();
    match title.split_once(" {") {
        Some((title, attributes)) if attributes.ends_with('}') => title.trim_end(),
        _ => title,
    }
}

/// Whether one of the titles below begins with these two letters.
#[inline]
pub(in crate::front) const fn may_begin_title(one: u8, two: u8) -> bool {
    matches!(&[one | 0x20, two | 0x20], b"co" | b"pe" | b"fo")
}

/// Whether a line is the title of the contact table, in any of its names.
#[inline]
pub(in crate::front) fn is_contact_title(line: &str) -> bool {
    may_begin(line, [*b"co", *b"pe"]) && is_title(line, &["Contact Information", "People", "Contacts"])
}

/// Whether a line is the title of the footnotes.
#[inline]
pub(in crate::front) fn is_footnote_title(line: &str) -> bool {
    may_begin(line, [*b"fo"; 2]) && is_title(line, &["Footnotes", "Footnote"])
}

/// Whether a title may begin with one of these pairs of letters: every line of a document is asked, and by far most
/// are told by their first two bytes.
#[inline]
fn may_begin(line: &str, pairs: [[u8; 2]; 2]) -> bool {
    match line.as_bytes() {
        [one, two, ..] if one.is_ascii_alphanumeric() => pairs.contains(&[one | 0x20, two | 0x20]),
        [b'[' | b'(' | b'-', ..] => false,
        // White space and marks may stand before it.
        line => line
            .iter()
            .find(|byte| !matches!(byte, b' ' | b'\t' | b'#'))
            .is_some_and(|byte| !byte.is_ascii_graphic() || pairs.iter().any(|[first, _]| byte | 0x20 == *first)),
    }
}

fn is_title(line: &str, known: &[&str]) -> bool {
    known.iter().any(|known| title(line).eq_ignore_ascii_case(known))
}
