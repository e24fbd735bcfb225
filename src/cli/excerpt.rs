//! The part of a source line that a message shows: as wide as a terminal, however long the line, and without what would
//! steer one.

use std::borrow::Cow;
use std::ops::Range;

/// Characters shown of a line.
const COLUMNS: usize = 120;
/// Characters kept before the place where the line is cut on both sides.
const LEAD: usize = 40;
const CUT: &str = "…";

/// A piece of one line, and the place in it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Excerpt {
    pub(super) text: String,
    /// The bytes of `text` to underline: of a span of many lines those of the first.
    pub(super) place: Range<usize>,
}

impl Excerpt {
    /// The surroundings of `span` in its first line. It looks at no more than it shows, so that many places on one
    /// endless line cost no more than places on short ones.
    pub(super) fn new(document: &str, span: Range<usize>) -> Self {
        let start = floor(document, span.start);
        let (before, after) = document.split_at_checked(start).unwrap_or((document, ""));
        let before_length = before.chars().rev().take_while(|c| *c != '\n').take(COLUMNS + 1).count();
        let after_length = after.chars().take_while(|c| *c != '\n').take(COLUMNS + 1).count();
        let lead = before_length.min(COLUMNS.saturating_sub(after_length).max(LEAD));
        let tail = after_length.min(COLUMNS.saturating_sub(lead));

        let before = before.get(last(before, lead)..).unwrap_or_default();
        let after = after.get(..first(after, tail)).unwrap_or_default();
        let mut text = String::new();
        if lead < before_length {
            text.push_str(CUT);
        }
        text.push_str(&harmless(before));
        let place_start = text.len();
        let shown = after.trim_end();
        text.push_str(&harmless(shown));
        let wanted = floor(after, span.end.saturating_sub(start)).min(shown.len());
        let underlined = harmless(after.get(..wanted).unwrap_or_default().trim_end()).len();
        if tail < after_length {
            text.push_str(CUT);
        }
        Self { text, place: place_start..place_start.saturating_add(underlined) }
    }
}

/// With U+FFFD for what steers a terminal. The controls of ASCII are shown by their pictures when the message is drawn.
fn harmless(text: &str) -> Cow<'_, str> {
    if text.chars().any(steers) { text.replace(steers, "\u{fffd}").into() } else { text.into() }
}

/// Whether a terminal may take a character beyond ASCII for a command, or does not show it.
pub(super) fn steers(c: char) -> bool {
    let is_tag = matches!(c, '\u{e0000}'..='\u{e007f}');
    c.is_control() && !c.is_ascii() || matches!(c, '\u{2028}' | '\u{2029}') || is_tag
}

/// The last border between characters at or before `at`.
fn floor(text: &str, at: usize) -> usize {
    let at = at.min(text.len());
    (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

/// Where the first `count` characters end.
fn first(text: &str, count: usize) -> usize {
    text.char_indices().nth(count).map_or(text.len(), |(at, _)| at)
}

/// Where the last `count` characters begin.
fn last(text: &str, count: usize) -> usize {
    match count.checked_sub(1) {
        Some(skipped) => text.char_indices().nth_back(skipped).map_or(0, |(at, _)| at),
        None => text.len(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(document: &str, span: Range<usize>) -> (String, String) {
        let Excerpt { text, place } = Excerpt::new(document, span);
        let underlined = text[place].to_owned();
        (text, underlined)
    }

    #[test]
    fn a_short_line_is_shown_whole() {
        assert_eq!(shown("one\ntwo three\r\nfour", 8..13), ("two three".to_owned(), "three".to_owned()));
    }

    #[test]
    fn of_many_lines_the_first_is_underlined() {
        assert_eq!(shown("one\ntwo three\r\nfour", 8..19), ("two three".to_owned(), "three".to_owned()));
    }

    #[test]
    fn a_long_line_is_cut_around_the_place() {
        let document = format!("{}ÄÖÜ{}", "é".repeat(1_000_000), "ß".repeat(1_000_000));
        let (text, underlined) = shown(&document, 2_000_000..2_000_006);
        assert_eq!(underlined, "ÄÖÜ");
        assert_eq!(text.chars().count(), COLUMNS + 2);
        assert!(text.starts_with("…é") && text.ends_with("ß…"));
    }

    #[test]
    fn the_end_of_a_long_line_keeps_what_is_before_it() {
        let document = "x".repeat(500);
        let excerpt = Excerpt::new(&document, 500..500);
        assert_eq!(excerpt.text.chars().count(), COLUMNS + 1);
        assert_eq!(excerpt.place, excerpt.text.len()..excerpt.text.len());
    }

    #[test]
    fn what_steers_a_terminal_is_not_shown() {
        let document = "a\u{9b}31m \u{85}b\u{2028}c\u{e0041}";
        assert_eq!(shown(document, 1..10).1, "\u{fffd}31m \u{fffd}b");
        assert_eq!(shown(document, 0..document.len()).0, "a\u{fffd}31m \u{fffd}b\u{fffd}c\u{fffd}");
    }

    #[test]
    fn no_offset_is_trusted() {
        for document in ["", "é", "\n", "a\u{1f600}b\n\r\n"] {
            for start in 0..12 {
                for end in 0..12 {
                    let Excerpt { text, place } = Excerpt::new(document, start..end);
                    assert!(text.get(place).is_some(), "{document:?} {start}..{end}");
                }
            }
        }
    }
}
