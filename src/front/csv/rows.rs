//! The rows of a CSV one by one, as the csv crate reads them, and the way back where a quote made it read too far.

use std::io::Cursor;
use std::ops::Range;

use csv::{Reader, StringRecord};

use super::table::{is_break, is_row, reader};
use crate::ast::Field;
use crate::cell::text::floor;

/// What reading again at a place costs besides the bytes that are read again.
const SEEK: usize = 512;

/// Rows of a part of a text.
pub(super) struct Rows<'t> {
    text: &'t str,
    end: usize,
    delimiter: u8,
    /// Bytes that one row may have.
    most: usize,
    reader: Reader<Cursor<&'t [u8]>>,
    /// What `reader` reads; a window, so that what one row makes it read is bounded.
    window: Range<usize>,
    /// Bytes that may be read more than once.
    budget: usize,
    /// Where the next row begins.
    next: usize,
    record: StringRecord,
    bytes: Range<usize>,
}

impl<'t> Rows<'t> {
    pub(super) fn new(text: &'t str, part: Range<usize>, delimiter: u8, most: usize) -> Self {
        let mut rows = Self {
            text,
            end: part.end,
            delimiter,
            most,
            reader: reader("", delimiter, true),
            window: part.start..part.start,
            budget: part.len().saturating_mul(8).saturating_add(1 << 16),
            next: part.start,
            record: StringRecord::new(),
            bytes: part.start..part.start,
        };
        rows.open(part.start);
        rows
    }

    fn open(&mut self, at: usize) {
        let length = self.most.saturating_mul(4).saturating_add(1 << 16);
        let end = floor(self.text, at.saturating_add(length).min(self.end));
        self.window = at..end;
        self.next = at;
        self.reader = reader(self.text.get(at..end).unwrap_or(""), self.delimiter, !self.is_by_line());
    }

    /// Whether quotes are no longer heeded, for too many were damaged: each line is a row.
    pub(super) fn is_by_line(&self) -> bool {
        self.budget == 0
    }

    /// Reads the next row; whether there is one.
    pub(super) fn advance(&mut self) -> bool {
        loop {
            let start = self.next;
            let found = matches!(self.reader.read_record(&mut self.record), Ok(true));
            let read = usize::try_from(self.reader.position().byte()).unwrap_or(usize::MAX);
            let end = self.window.start.saturating_add(read).min(self.window.end);
            let goes_on = end == self.window.end && end < self.end;
            if goes_on && start > self.window.start {
                // It may end past the window; with the next one it begins.
                self.open(start);
                continue;
            }
            if !found && goes_on {
                self.open(end);
                continue;
            }
            if !found {
                return false;
            }
            self.next = end;
            let row = self.text.get(start..end).unwrap_or("");
            let lead = row.len() - row.trim_start_matches(is_break).len();
            self.bytes = start + lead..(start + row.trim_end_matches(is_break).len()).max(start + lead);
            return true;
        }
    }

    /// Where the row stands, without the line breaks around it.
    pub(super) fn bytes(&self) -> Range<usize> {
        self.bytes.clone()
    }

    /// Its cells, without their quotes.
    pub(super) fn cells(&self) -> &StringRecord {
        &self.record
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
        if self.next < self.window.end || self.window.end == self.end {
            return;
        }
        let rest = self.text.get(self.next..self.end).unwrap_or("");
        // The first line is the end of one.
        let at = first_row(rest, columns, self.delimiter, self.most).unwrap_or(rest.len());
        self.open(self.next + at);
    }
}

/// Where, after its first line, `text` has a line that is a row by itself.
pub(super) fn first_row(text: &str, columns: &[Option<Field>], delimiter: u8, most: usize) -> Option<usize> {
    let mut lines = text.split(is_break);
    lines.next();
    let line = lines.find(|line| !line.is_empty() && line.len() <= most && is_row(line, columns, delimiter))?;
    Some(line.as_ptr() as usize - text.as_ptr() as usize)
}
