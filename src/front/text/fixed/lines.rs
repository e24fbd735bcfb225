//! Lines as columns of characters: what stands where.

use std::ops::Range;

use crate::cell::text::stands_on;

/// A line with the place where it starts; without white space at its end.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line<'a> {
    pub(super) start: usize,
    pub(super) text: &'a str,
    pub(super) measure: Measure,
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
    pub(super) fn is_blank(&self) -> bool {
        self.text.is_empty()
    }

    pub(super) fn end(&self) -> usize {
        self.start + self.text.len()
    }

    /// Each character but white space, with the columns that it takes and its byte. One that stands on the one before
    /// takes the column of that.
    pub(super) fn marks(&self) -> impl Iterator<Item = (Range<usize>, usize, char)> + use<'a> {
        let measure = self.measure;
        self.text
            .char_indices()
            .scan((0_usize, true), move |(next, is_first), (byte, c)| {
                let column = *next;
                *next = match c {
                    '\t' => (column / TAB + 1) * TAB,
                    // A byte order mark.
                    '\u{feff}' => column,
                    _ => column + measure.width(c),
                };
                let first = if *next == column && !*is_first { column.saturating_sub(1) } else { column };
                *is_first = c.is_whitespace();
                Some((first..*next, byte, c))
            })
            .filter(|(_, _, c)| !c.is_whitespace() && *c != '\u{feff}')
    }

    /// Runs of characters without white space between them. A bar is a word by itself where `bars` says so.
    pub(super) fn words(&self, bars: bool) -> Vec<Word<'a>> {
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

    /// Whether it is printable ASCII alone: its columns are its bytes, by any measure.
    pub(super) fn is_plain(&self) -> bool {
        self.text.bytes().fold(true, |is_plain, byte| is_plain & (0x20..0x80).contains(&byte))
    }

    /// Where its words stand, put into `spans`; the same as [`words`](Self::words) without bars, but for the cost.
    pub(super) fn spans(&self, spans: &mut Vec<Span>) {
        spans.clear();
        if !plain_spans(self.text.as_bytes(), spans) {
            spans.clear();
            let words = self.words(false).into_iter();
            spans.extend(words.map(|word| Span { columns: word.columns, bytes: word.bytes }));
        }
    }

    /// Whether it is drawn of dashes and corners, and nothing else.
    pub(super) fn is_rule(&self) -> bool {
        // Most lines are told by their first byte.
        let first = self.text.bytes().find(|byte| *byte != b' ');
        if first.is_none_or(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'[' | b'(')) {
            return false;
        }
        let mut dashes = 0;
        self.text.chars().all(|c| {
            dashes += usize::from(is_dash(c));
            is_dash(c) || is_corner(c) || c == ':' || c.is_whitespace()
        }) && dashes >= 3
    }

    /// Whether it is a rule of dashes and blanks alone.
    pub(super) fn is_dashes(&self) -> bool {
        self.text.starts_with(|c: char| is_dash(c) || c.is_whitespace())
            && self.is_rule()
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

/// A word, or a bar that stands between columns.
#[derive(Clone, Debug)]
pub(super) struct Word<'a> {
    pub(super) columns: Range<usize>,
    pub(super) bytes: Range<usize>,
    pub(super) is_bar: bool,
    pub(super) text: &'a str,
}

/// Where a word stands.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Span {
    pub(super) columns: Range<usize>,
    pub(super) bytes: Range<usize>,
}

/// The words of a line of printable ASCII, whose columns are its bytes; `false` where it holds anything else.
pub(super) fn plain_spans(line: &[u8], spans: &mut Vec<Span>) -> bool {
    let (blocks, rest) = line.as_chunks::<64>();
    let mut last = [b' '; 64];
    if let Some(begin) = last.get_mut(..rest.len()) {
        begin.copy_from_slice(rest);
    }
    let (mut start, mut is_within) = (0, false);
    for (at, block) in blocks.iter().chain(std::iter::once(&last)).enumerate() {
        let Some(filled) = filled(block) else { return false };
        // Each bit is the beginning of a word or its end, in turns.
        let mut turns = filled ^ (filled << 1 | u64::from(is_within));
        while turns != 0 {
            let turn = at * 64 + turns.trailing_zeros() as usize;
            turns &= turns - 1;
            if is_within {
                spans.push(Span { columns: start..turn, bytes: start..turn });
            }
            (start, is_within) = (turn, !is_within);
        }
    }
    true
}

/// The bytes of a block that are no blanks, as bits; `None` where one is none of printable ASCII.
fn filled(block: &[u8; 64]) -> Option<u64> {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x80 * ONES;
    let (mut filled, mut odd) = (0, 0);
    let (eights, _) = block.as_chunks::<8>();
    for (at, eight) in eights.iter().enumerate() {
        let eight = u64::from_le_bytes(*eight);
        // Beyond ASCII, or below the blank.
        odd |= eight | eight.wrapping_sub(0x20 * ONES);
        let others = ((eight ^ (0x20 * ONES)) | HIGH).wrapping_sub(ONES);
        // The high bit of each byte that is no blank, together in one byte.
        let bits = (others & HIGH) >> 7;
        filled |= (bits.wrapping_mul(0x0102_0408_1020_4080) >> 56) << (8 * at);
    }
    (odd & HIGH == 0).then_some(filled)
}

pub(super) fn lines(text: &str, measure: Measure) -> Vec<Line<'_>> {
    lazy(text, measure).collect()
}

pub(super) fn lazy(text: &str, measure: Measure) -> impl Iterator<Item = Line<'_>> {
    text.split('\n').map(move |line| Line {
        start: line.as_ptr() as usize - text.as_ptr() as usize,
        text: line.trim_end(),
        measure,
    })
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
            line.is_some_and(|text| Line { start: 0, text, measure: Measure::Characters }.is_rule())
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
        Line { start: 0, text, measure: Measure::Characters }
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
    fn words_of_ascii_are_found_in_blocks() {
        for length in [0, 1, 7, 8, 63, 64, 65, 130] {
            for text in ["ab c  d ", "~a\u{7f} ! ", "x", " ", "a\tb ", "é b "] {
                let text = text.repeat(length).chars().take(length).collect::<String>();
                let (mut spans, line) = (Vec::new(), line(&text));
                line.spans(&mut spans);
                let words = line.words(false).into_iter();
                let words: Vec<Span> = words.map(|word| Span { columns: word.columns, bytes: word.bytes }).collect();
                assert_eq!(spans, words, "{text:?}");
            }
        }
    }

    #[test]
    fn columns_count_characters_and_tabs_stop() {
        let words: Vec<_> = line("é\tb|c").words(true).into_iter().map(|word| (word.columns, word.text)).collect();
        assert_eq!(words, [(0..1, "é"), (8..9, "b"), (9..10, "|"), (10..11, "c")]);
    }
}
