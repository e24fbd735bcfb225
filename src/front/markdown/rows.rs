//! The lines of a table, and the rows that they make: a row may go on over lines.

#![allow(clippy::arithmetic_side_effects, reason = "places in a text in memory, and counts of what is there")]

use std::ops::Range;

use crate::marks::Marks;

use super::cells::{is_delimiter_row, is_rest};
use super::link;
use super::table::{self, PipeTable};

/// A line that may be one of a table, as it is found.
#[derive(Clone, Copy, Debug)]
pub(super) struct RawLine<'a> {
    pub(super) at: usize,
    pub(super) text: &'a str,
    /// Those that are not escaped.
    pub(super) pipes: usize,
    /// Some cell of it may be a heading that says what rows are called by, as one of each table does.
    pub(super) names_rows: bool,
}

/// The lines of a part of a text, in one walk over its bytes.
#[derive(Debug)]
pub(super) struct RawLines<'a> {
    text: &'a str,
    marks: Marks<'a, 3>,
    /// Where the next line begins; beyond the text behind the last one.
    at: usize,
}

impl<'a> RawLines<'a> {
    pub(super) fn new(text: &'a str, range: Range<usize>) -> Self {
        let text = text.get(..range.end).unwrap_or(text);
        Self { text, marks: Marks::new(text.as_bytes(), [b'|', b'\\', b'\n'], range.start), at: range.start }
    }
}

impl<'a> Iterator for RawLines<'a> {
    type Item = RawLine<'a>;

    #[inline]
    fn next(&mut self) -> Option<RawLine<'a>> {
        let at = self.at;
        let (mut from, mut escaped) = (at, usize::MAX);
        let (mut pipes, mut names_rows) = (0, false);
        let end = loop {
            let Some(mark) = self.marks.next() else { break self.text.len() };
            match self.text.as_bytes().get(mark) {
                Some(b'\n') => break mark,
                _ if mark == escaped => {}
                Some(b'\\') => escaped = mark + 1,
                _ => {
                    pipes += 1;
                    // By far most cells are empty.
                    names_rows |= mark > from + 1 && table::may_name_rows(self.text, from..mark);
                    from = mark + 1;
                }
            }
        };
        names_rows |= pipes > 0 && table::may_name_rows(self.text, from..end);
        // A text that ends in a newline has an empty line behind it.
        let text = self.text.get(at..end)?;
        self.at = end + 1;
        Some(RawLine { at, text, pipes, names_rows })
    }
}

/// A row as it is written.
#[derive(Clone, Debug)]
pub(super) struct RawRow {
    pub(super) range: Range<usize>,
    pub(super) pipes: usize,
    /// Newlines between the beginning of the table's rows and this one.
    pub(super) newlines: u32,
}

/// What a line is below a row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Line {
    Begins,
    GoesOn,
    /// It goes on in the row above where another row follows.
    MayGoOn,
    /// It belongs to no row.
    Apart,
}

/// The rows of `table`; `told` says of a line below a row, and of the pipes in it, whether it goes on in that row.
pub(super) fn rows(text: &str, table: &PipeTable<'_>, told: impl FnMut(&str, usize, &RawRow) -> Line) -> Vec<RawRow> {
    first_rows(text, table, usize::MAX, told)
}

/// The first rows of `table`, `most` of them and perhaps one more.
pub(super) fn first_rows(
    text: &str,
    table: &PipeTable<'_>,
    most: usize,
    told: impl FnMut(&str, usize, &RawRow) -> Line,
) -> Vec<RawRow> {
    let mut rows = RawRows::default();
    rows.read(text, table, most, told, |_| false);
    rows.rows
}

/// The rows of a table as they are found, and where the line begins that ends it.
#[derive(Debug, Default)]
pub(super) struct RawRows {
    pub(super) rows: Vec<RawRow>,
    pub(super) end: usize,
    /// Where a line ends that goes on in the last row where another row follows.
    below: Option<usize>,
}

impl RawRows {
    /// The first rows of a table of records that stands [above all others](Search::before_rows), down to its end: `most`
    /// of them and perhaps one more.
    pub(super) fn of_records(
        text: &str,
        table: &PipeTable<'_>,
        most: usize,
        told: impl FnMut(&str, usize, &RawRow) -> Line,
    ) -> Self {
        let mut rows = Self::default();
        rows.read(text, table, most, told, |line| {
            (line.names_rows || !line.text.starts_with('|')) && table::ends_records(text, line.at, line.text)
        });
        rows
    }

    fn extend(&mut self) {
        if let (Some(row), Some(end)) = (self.rows.last_mut(), self.below.take()) {
            row.range.end = row.range.end.max(end);
        }
    }

    fn read(
        &mut self,
        text: &str,
        table: &PipeTable<'_>,
        most: usize,
        mut told: impl FnMut(&str, usize, &RawRow) -> Line,
        ends: impl Fn(&RawLine<'_>) -> bool,
    ) {
        self.end = table.rows.end;
        for (newlines, raw) in (0..).zip(RawLines::new(text, table.rows.clone())) {
            if self.rows.len() > most {
                return;
            }
            if ends(&raw) {
                self.end = raw.at;
                break;
            }
            let line = raw.text.trim_end();
            if is_delimiter_row(line) || link::is_definition(line) {
                continue;
            }
            let (at, count) = (raw.at + line.len().saturating_sub(line.trim_start().len()), raw.pipes);
            let line = line.trim_start();
            let is_what = self.rows.last().map_or(Line::Begins, |row| told(line, count, row));
            match (is_what, self.rows.last_mut()) {
                (Line::GoesOn, Some(row)) if !line.is_empty() => {
                    row.range.end = at + line.len();
                    row.pipes += count;
                }
                (Line::MayGoOn, _) => self.below = Some(at + line.len()),
                (Line::Begins, _) if count > 0 && !is_rest(line) => {
                    self.extend();
                    if self.rows.len() >= most {
                        return;
                    }
                    self.rows.push(RawRow { range: at..at + line.len(), pipes: count, newlines });
                }
                _ => {}
            }
        }
        // Another table follows, and its title ended this one.
        if self.end < text.len() {
            self.extend();
        }
    }
}
