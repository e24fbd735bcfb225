//! The rows of a CSV one by one, and the way back where a quote made one read too far.

use std::borrow::Cow;
use std::ops::Range;

use super::quotes::{self, Dialect, RawCell};
use super::table::{is_break, is_row, start};
use crate::ast::Field;
use crate::cell::text::{floor, offset};

/// What reading again at a place costs besides the bytes that are read again.
const SEEK: usize = 512;

/// Rows of a part of a text.
pub(super) struct Rows<'t> {
    text: &'t str,
    end: usize,
    dialect: Dialect,
    /// Bytes that one row may have.
    most: usize,
    /// Bytes that may be read more than once.
    budget: usize,
    /// Where the next row begins.
    next: usize,
    /// How far the last one could have gone: what one row makes this read is bounded.
    limit: usize,
    cells: Vec<RawCell>,
    bytes: Range<usize>,
}

impl<'t> Rows<'t> {
    pub(super) fn new(text: &'t str, part: Range<usize>, delimiter: u8, most: usize) -> Self {
        let mut rows = Self {
            text,
            end: part.end,
            dialect: Dialect { delimiter, quoting: true, by_lines: true },
            most,
            budget: part.len().saturating_mul(8).saturating_add(1 << 16),
            next: part.start,
            limit: part.start,
            cells: Vec::new(),
            bytes: part.start..part.start,
        };
        rows.open(part.start);
        rows
    }

    fn open(&mut self, at: usize) {
        self.next = at.saturating_add(start(self.text.get(at..self.end).unwrap_or("")));
        self.dialect.quoting = !self.is_by_line();
    }

    /// Whether quotes are no longer heeded, for too many were damaged: each line is a row.
    pub(super) fn is_by_line(&self) -> bool {
        self.budget == 0
    }

    /// Reads the next row; whether there is one.
    #[allow(clippy::arithmetic_side_effects, reason = "places in a text, up to the limit of which the row is the end")]
    pub(super) fn advance(&mut self) -> bool {
        let length = self.most.saturating_mul(4).saturating_add(1 << 16);
        loop {
            let limit = self.next.saturating_add(length);
            self.limit = if limit < self.end { floor(self.text, limit) } else { self.end };
            let part = self.text.get(self.next..self.limit).unwrap_or("");
            let row = part.trim_start_matches(is_break);
            if !row.is_empty() {
                let start = self.limit - row.len();
                let end = self.dialect.row(row.as_bytes(), &mut self.cells);
                self.next = (start + end + 1).min(self.limit);
                let raw = row.get(..end).unwrap_or("").trim_end_matches(is_break);
                // An open quote goes on to the end.
                if let Some(last) = self.cells.last_mut() {
                    last.bytes.end = raw.len();
                }
                self.bytes = start..start + raw.len();
                return true;
            }
            if self.limit == self.end {
                return false;
            }
            self.next = self.limit;
        }
    }

    /// Where the row stands, without the line breaks around it.
    pub(super) fn bytes(&self) -> Range<usize> {
        self.bytes.clone()
    }

    /// The row as it is written.
    pub(super) fn raw(&self) -> &'t str {
        self.text.get(self.bytes()).unwrap_or("")
    }

    /// Its cells as they are written.
    pub(super) fn cells(&self) -> &[RawCell] {
        &self.cells
    }

    /// What its cells say.
    pub(super) fn texts(&self) -> impl Iterator<Item = Cow<'t, str>> {
        let raw = self.raw();
        self.cells.iter().map(move |cell| match self.dialect.quoting {
            true => quotes::as_read(raw, cell),
            false => Cow::Borrowed(raw.get(cell.bytes.clone()).unwrap_or("")),
        })
    }

    /// Whether no cell of it says anything.
    pub(super) fn is_blank(&self) -> bool {
        self.texts().all(|cell| cell.trim().is_empty())
    }

    /// Where the next row begins, or line breaks before it.
    pub(super) fn next(&self) -> usize {
        self.next
    }

    /// Goes on at `next`: the row before it was read elsewhere.
    pub(super) fn pass(&mut self, next: usize) {
        self.next = next;
    }

    /// Whether it is longer than one may be, and perhaps than what was read of it.
    pub(super) fn is_over(&self) -> bool {
        self.bytes.len() > self.most
    }

    /// Takes `bytes` that were looked at once more from what may be.
    pub(super) fn charge(&mut self, bytes: usize) {
        self.budget = self.budget.saturating_sub(bytes);
    }

    /// Reads on at `at`, where the last row that was read turns out to end.
    pub(super) fn resume(&mut self, at: usize) {
        self.budget = self.budget.saturating_sub(self.next.abs_diff(at).saturating_add(SEEK));
        self.open(at);
    }

    /// Reads on after a row of which only the beginning was read: at the next line that is a row by itself.
    pub(super) fn skip(&mut self, columns: &[Option<Field>]) {
        if self.next < self.limit || self.limit == self.end {
            return;
        }
        let rest = self.text.get(self.next..self.end).unwrap_or("");
        // The first line is the end of one.
        let at = first_row(rest, columns, self.dialect.delimiter, self.most).unwrap_or(rest.len());
        self.open(self.next.saturating_add(at));
    }
}

/// Where, after its first line, `text` has a line that is a row by itself.
pub(super) fn first_row(text: &str, columns: &[Option<Field>], delimiter: u8, most: usize) -> Option<usize> {
    let mut lines = text.split(is_break);
    lines.next();
    let line = lines.find(|line| !line.is_empty() && line.len() <= most && is_row(line, columns, delimiter))?;
    Some(offset(text, line))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All rows of a text by the csv crate.
    fn by_csv(text: &str, quoting: bool) -> Vec<Vec<String>> {
        let mut reader = csv::ReaderBuilder::new();
        let mut reader = reader.quoting(quoting).has_headers(false).flexible(true).from_reader(text.as_bytes());
        reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
    }

    #[test]
    fn rows_are_those_of_the_csv_crate() {
        let parts = [",", "\"", "\"\"", "\n", "\r\n", "\r", "a", "é", " ", ",\"", "\",", "longer than sixteen bytes"];
        let mut number = 1_u64;
        for _ in 0..20_000 {
            let mut text = String::new();
            for _ in 0..number % 13 {
                number = number.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                text += parts[(number >> 33) as usize % parts.len()];
            }
            number = number.wrapping_add(1);
            for quoting in [true, false] {
                let mut rows = Rows::new(&text, 0..text.len(), b',', usize::MAX);
                rows.dialect.quoting = quoting;
                let mut found: Vec<Vec<String>> = Vec::new();
                while rows.advance() {
                    found.push(rows.texts().map(Cow::into_owned).collect());
                }
                // Line breaks behind a quote that does not close are no part of the row here.
                let mut expected = by_csv(&text, quoting);
                let last =
                    found.last().zip(expected.last_mut()).and_then(|(found, last)| found.last().zip(last.last_mut()));
                if let Some((found, last)) = last
                    && last.trim_end_matches(is_break) == found.trim_end_matches(is_break)
                {
                    last.clone_from(found);
                }
                assert_eq!(found, expected, "{text:?}");
            }
        }
    }
}
