//! Lines as columns of characters: what stands where.

#![allow(
    clippy::arithmetic_side_effects,
    reason = "it adds to places in text that is held in memory, of which a tab takes eight columns, and counts \
        what stands there"
)]

use std::ops::Range;

use crate::cell::text::stands_on;
use crate::general_way;

use super::mask::{self, Mask};

/// A line with the place where it starts; without white space at its end.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line<'a> {
    pub(super) start: usize,
    pub(super) text: &'a str,
    pub(super) measure: Measure,
    /// Its columns that are no blanks, where they are known, and it is printable ASCII alone.
    pub(super) mask: Option<Mask<'a>>,
    /// Whether its first byte that is no blank may be of a rule.
    pub(super) may_be_rule: bool,
    /// Whether it is known to be written as the line above, but for TCP or UDP.
    pub(super) is_again: bool,
}

/// What a renderer takes for the width of a character beyond ASCII.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Measure {
    #[default]
    Characters,
    /// As many columns as it has bytes.
    Bytes,
    /// Two columns where a terminal gives it two.
    Wide,
}

impl Measure {
    pub(super) const ALL: [Self; 3] = [Self::Characters, Self::Bytes, Self::Wide];

    pub(super) fn width(self, c: char) -> usize {
        match (self, c) {
            (Self::Bytes, _) => c.len_utf8(),
            _ if stands_on(c) => 0,
            (Self::Wide, '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7a3}')
            | (Self::Wide, '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe6f}' | '\u{ff00}'..='\u{ff60}')
            | (Self::Wide, '\u{1f300}'..='\u{1f64f}' | '\u{20000}'..='\u{3fffd}') => 2,
            _ => 1,
        }
    }
}

/// Columns at which a tab stops.
const TAB: usize = 8;

impl<'a> Line<'a> {
    /// One from this byte on.
    #[inline]
    fn new(start: usize, text: &'a str, measure: Measure, mask: Option<Mask<'a>>) -> Self {
        let first = match mask {
            Some(mask) => mask.first(0).and_then(|at| text.as_bytes().get(at)).copied(),
            None => text.as_bytes().get(blanks(text.as_bytes())).copied(),
        };
        let may_draw = |byte: u8| matches!(byte, b'-' | b'=' | b'+' | b'|' | b':' | b'\t' | 0x0b..=0x0d | 0x80..);
        Self { start, text, measure, mask, may_be_rule: first.is_some_and(may_draw), is_again: false }
    }

    pub(super) fn is_blank(&self) -> bool {
        self.text.is_empty()
    }

    pub(super) fn end(&self) -> usize {
        self.start + self.text.len()
    }

    /// Each character but white space, with the columns that it takes and its byte. One that stands on the one before
    /// takes the column of that.
    pub(super) fn marks(&self) -> Marks<'a> {
        Marks { text: self.text, measure: self.measure, byte: 0, column: 0, is_first: true }
    }

    /// Runs of characters without white space between them. A bar is a word by itself where `bars` says so.
    pub(super) fn words(&self, bars: bool) -> Vec<Word<'a>> {
        if self.is_plain() {
            return plain_words(self.text, bars);
        }
        let mut words: Vec<Word<'a>> = Vec::new();
        for (columns, byte, c) in self.marks() {
            let is_bar = bars && is_bar(c);
            let end = byte + c.len_utf8();
            match words.last_mut() {
                Some(word) if word.bytes.end == byte && !is_bar && !word.is_bar => {
                    word.columns.end = columns.end;
                    word.bytes.end = end;
                }
                _ => words.push(Word { columns, bytes: byte..end, is_bar, text: "" }),
            }
        }
        for word in &mut words {
            word.text = self.text.get(word.bytes.clone()).unwrap_or("");
        }
        words
    }

    /// Whether two blanks stand in it, and not before all else.
    pub(super) fn is_spaced(&self) -> bool {
        self.text.trim_start().contains("  ")
    }

    pub(super) fn is_ascii(&self) -> bool {
        self.mask.is_some() || self.text.is_ascii()
    }

    /// Whether it is printable ASCII alone: its columns are its bytes, by any measure.
    pub(super) fn is_plain(&self) -> bool {
        self.mask.is_some() || self.text.bytes().fold(true, |is_plain, byte| is_plain & (0x20..0x80).contains(&byte))
    }

    /// Whether it is drawn of dashes and corners, and nothing else. Most lines are told by their first byte.
    #[inline]
    pub(super) fn is_rule(&self) -> bool {
        self.may_be_rule && self.is_drawn()
    }

    fn is_drawn(&self) -> bool {
        let mut dashes = 0;
        self.text.chars().all(|c| {
            dashes += usize::from(is_dash(c));
            is_dash(c) || is_corner(c) || c == ':' || c.is_whitespace() || c == '\u{feff}'
        }) && dashes >= 3
    }

    /// Whether it is a rule of dashes and blanks alone.
    #[inline]
    pub(super) fn is_dashes(&self) -> bool {
        self.is_rule()
            && self.text.starts_with(|c: char| is_dash(c) || c.is_whitespace())
            && self.text.chars().all(|c| is_dash(c) || c.is_whitespace())
    }

    /// The columns between the corners or the blanks of a rule; one range where the rule has neither.
    pub(super) fn rule_columns(&self) -> Vec<Range<usize>> {
        let mut ranges: Vec<Range<usize>> = Vec::new();
        for (columns, _, c) in self.marks() {
            if is_corner(c) {
                continue;
            }
            match ranges.last_mut() {
                Some(range) if range.end == columns.start => range.end = columns.end,
                _ => ranges.push(columns),
            }
        }
        ranges
    }
}

/// The [marks](Line::marks) of a line.
pub(super) struct Marks<'a> {
    text: &'a str,
    measure: Measure,
    /// Where it goes on, and the column there.
    byte: usize,
    column: usize,
    /// Nothing stands there that the next character could stand on.
    is_first: bool,
}

impl Iterator for Marks<'_> {
    type Item = (Range<usize>, usize, char);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let rest = self.text.get(self.byte..)?;
            let blank = blanks(rest.as_bytes());
            self.is_first |= blank > 0;
            self.column += blank;
            let byte = self.byte + blank;
            let c = rest.get(blank..)?.chars().next()?;
            self.byte = byte + c.len_utf8();
            let column = self.column;
            self.column = match c {
                '!'..='~' => column + 1,
                '\t' => (column / TAB + 1) * TAB,
                // A byte order mark.
                '\u{feff}' => column,
                _ => column + self.measure.width(c),
            };
            let first = if self.column == column && !self.is_first { column.saturating_sub(1) } else { column };
            self.is_first = c.is_whitespace();
            if !self.is_first && c != '\u{feff}' {
                return Some((first..self.column, byte, c));
            }
        }
    }
}

/// A word, or a bar that stands between columns.
#[derive(Clone, Debug)]
pub(super) struct Word<'a> {
    pub(super) columns: Range<usize>,
    pub(super) bytes: Range<usize>,
    pub(super) is_bar: bool,
    pub(super) text: &'a str,
}

/// The [words](Line::words) of a line of printable ASCII, whose columns are its bytes.
fn plain_words(text: &str, bars: bool) -> Vec<Word<'_>> {
    let all = text.as_bytes();
    let mut words = Vec::new();
    let mut from = 0;
    while let Some(start) = all.get(from..).and_then(|rest| rest.iter().position(|byte| *byte != b' ')) {
        let start = from + start;
        let ends = |byte: &u8| *byte == b' ' || bars && *byte == b'|';
        let rest = all.get(start..).unwrap_or_default();
        // A bar is a word, and ends one.
        let length = rest.iter().position(ends).unwrap_or(rest.len());
        from = start + length.max(1);
        let bytes = start..from;
        words.push(Word {
            columns: bytes.clone(),
            is_bar: length == 0,
            text: text.get(bytes.clone()).unwrap_or(""),
            bytes,
        });
    }
    words
}

/// How many blanks stand before all else.
#[inline]
fn blanks(bytes: &[u8]) -> usize {
    let (eights, _) = bytes.as_chunks::<8>();
    let blank = 8 * eights.iter().take_while(|eight| **eight == [b' '; 8]).count();
    blank + bytes.get(blank..).unwrap_or_default().iter().take_while(|byte| **byte == b' ').count()
}

pub(super) fn lines(text: &str, measure: Measure) -> Vec<Line<'_>> {
    lazy(text, measure).collect()
}

pub(super) fn lazy(text: &str, measure: Measure) -> impl Iterator<Item = Line<'_>> {
    let ends = memchr::memchr_iter(b'\n', text.as_bytes()).chain(std::iter::once(text.len()));
    ends.scan(0, move |start, end| {
        let line = text.get(*start..end)?;
        let text = if ends_in_word(line) { line } else { line.trim_end() };
        Some(Line::new(std::mem::replace(start, end + 1), text, measure, None))
    })
}

/// The lines of a text, each with its mask, for all of which there is room in `blocks`.
pub(super) fn masked<'a>(text: &'a str, measure: Measure, blocks: &'a mut Vec<u64>) -> Vec<Line<'a>> {
    let count = memchr::memchr_iter(b'\n', text.as_bytes()).count() + 1;
    let mut lines: Vec<Line<'a>> = Vec::with_capacity(count);
    *blocks = if general_way::is_forced() { Vec::new() } else { vec![0; text.len() / 64 + count + 1] };
    let mut rest = blocks.as_mut_slice();
    let bytes = text.as_bytes();
    let mut start = 0;
    while start <= text.len() {
        let plain = mask::read(bytes.get(start..).unwrap_or_default(), rest);
        let end = plain.map_or_else(|| end_of_line(bytes, start), |length| start + length);
        let line = text.get(start..end).unwrap_or("");
        let line = if ends_in_word(line) { line } else { line.trim_end() };
        let count = line.len().div_ceil(64);
        // What is odd in other lines may stand at their end alone.
        let is_plain = plain.is_some() || mask::read(line.as_bytes(), rest).is_some();
        let mask = if is_plain { mask::split(&mut rest, count) } else { None };
        let is_again = mask.is_some_and(|mask| lines.last().is_some_and(|above| is_again(above, line, mask)));
        lines.push(Line { is_again, ..Line::new(start, line, measure, mask) });
        let is_return = plain.is_some() && bytes.get(end) == Some(&b'\r');
        start = end + 1 + usize::from(is_return);
    }
    lines
}

fn end_of_line(text: &[u8], start: usize) -> usize {
    let line = text.get(start..).unwrap_or_default();
    memchr::memchr(b'\n', line).map_or(text.len(), |length| start + length)
}

/// Whether a line of such a mask is the same as the one above but for a word that is TCP in one and UDP in the other.
#[inline]
fn is_again(above: &Line<'_>, line: &str, mask: Mask<'_>) -> bool {
    let Some(mask_above) = above.mask.filter(|_| above.text.len() == line.len()) else { return false };
    let ends = |mask: Mask<'_>| (mask.blocks.first().copied(), mask.blocks.last().copied());
    ends(mask_above) == ends(mask) && differs_in_transport(above.text, line)
}

/// Whether two lines, one as long as the other, are the same but for such a word.
fn differs_in_transport(above: &str, line: &str) -> bool {
    let (above, line) = (above.as_bytes(), line.as_bytes());
    let ((ones, _), (twos, _)) = (above.as_chunks::<8>(), line.as_chunks());
    let eights = ones.iter().zip(twos).take_while(|(one, two)| one == two).count();
    let same = |(one, two): &(&u8, &u8)| one == two;
    let rest = |from: usize| above.iter().zip(line).skip(from);
    let at = 8 * eights + rest(8 * eights).take_while(same).count();
    let end = at + 3;
    let is_one = |text: &[u8]| matches!(text.get(at..end), Some(b"tcp" | b"udp"));
    let is_blank = |at: Option<usize>| at.and_then(|at| line.get(at)).is_none_or(|byte| *byte == b' ');
    is_one(above)
        && is_one(line)
        && is_blank(at.checked_sub(1))
        && is_blank(Some(end))
        && above.get(end..) == line.get(end..)
}

/// Whether there is no white space at the end of a line, told from its last byte.
fn ends_in_word(line: &str) -> bool {
    line.as_bytes().last().is_some_and(u8::is_ascii_graphic)
}

/// Whether the first line of a text is drawn of dashes and corners, and nothing else. It begins with no blank.
pub(crate) fn begins_with_rule(text: &[u8]) -> bool {
    let is_drawn = |byte: &u8| matches!(byte, b'-' | b'=' | b'+' | b'|' | b':' | b' ' | b'\t' | 0x0b..=0x0d);
    let length = text.iter().take_while(|byte| is_drawn(byte)).count();
    let (drawn, rest) = text.split_at_checked(length).unwrap_or_default();
    match rest.first() {
        None | Some(b'\n') => drawn.iter().filter(|byte| matches!(byte, b'-' | b'=')).count() >= 3,
        Some(other) if other.is_ascii() => false,
        Some(_) => {
            let line = text.split(|byte| *byte == b'\n').next().and_then(|line| std::str::from_utf8(line).ok());
            line.is_some_and(|text| Line::new(0, text, Measure::Characters, None).is_rule())
        }
    }
}

/// A line that stands between the columns of a table.
pub(super) fn is_bar(c: char) -> bool {
    matches!(c, '|' | '│' | '┃' | '║' | '┆' | '┊')
}

/// Whether such a line begins a text.
pub(super) fn begins_with_bar(text: &str) -> bool {
    text.starts_with(is_bar)
}

fn is_dash(c: char) -> bool {
    matches!(c, '-' | '=' | '─' | '━' | '═' | '┄' | '┈' | '╌')
}

fn is_corner(c: char) -> bool {
    c == '+' || is_bar(c) || ('\u{2500}'..='\u{257f}').contains(&c) && !is_dash(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(text: &str) -> Line<'_> {
        Line::new(0, text, Measure::Characters, None)
    }

    #[test]
    fn rules_have_columns() {
        for (text, columns) in [
            ("+----+--+", vec![1..5, 6..8]),
            ("  --- ----", vec![2..5, 6..10]),
            ("|:--:|-----|", vec![1..5, 6..11]),
            ("╒═══╤══╕", vec![1..4, 5..7]),
        ] {
            assert!(line(text).is_rule(), "{text}");
            assert_eq!(line(text).rule_columns(), columns, "{text}");
        }
        assert!(!line("a ---").is_rule() && !line("|").is_rule() && !line("").is_rule());
    }

    #[test]
    fn lines_say_the_same_but_for_tcp_and_udp() {
        for (above, line, is) in [
            ("a-service  7  tcp  A", "a-service  7  udp  A", true),
            ("tcp", "udp", true),
            ("x udp", "x tcp", true),
            ("x udp", "x udp", false),
            ("x udp udp", "x tcp tcp", false),
            ("x-udp 1", "x-tcp 1", false),
            ("x udp2", "x tcp2", false),
            ("x sctp", "x stcp", false),
            ("x tc", "x ud", false),
            ("a-service  7  tcp  A", "a-service  7  udp  B", false),
            ("tcp x", "udp", false),
        ] {
            let text = format!("{above}\n{line}");
            let mut blocks = Vec::new();
            assert_eq!(masked(&text, Measure::Characters, &mut blocks)[1].is_again, is, "{line}");
        }
    }

    #[test]
    fn plain_words_are_those_of_any_line() {
        for text in ["", "  ", " a  bc|d | e||", "|a", "a b", "||", "a|"] {
            for bars in [true, false] {
                let plain = plain_words(text, bars);
                // A byte order mark takes no column.
                let other = format!("{text} \u{feff}");
                let words = line(&other).words(bars);
                assert!(
                    plain
                        .iter()
                        .map(|word| (&word.columns, &word.bytes, word.is_bar, word.text))
                        .eq(words.iter().map(|word| (&word.columns, &word.bytes, word.is_bar, word.text))),
                    "{text}"
                );
            }
        }
    }

    #[test]
    fn columns_count_characters_and_tabs_stop() {
        let words: Vec<_> = line("é\tb|c").words(true).into_iter().map(|word| (word.columns, word.text)).collect();
        assert_eq!(words, [(0..1, "é"), (8..9, "b"), (9..10, "|"), (10..11, "c")]);
    }
}
