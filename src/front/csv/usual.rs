//! The usual row of a CSV, told in one walk over its bytes.
//!
//! It has every cell, each plain or in quotes that are where they must be, and nothing to be looked at again. Any other is
//! left to the general way, which reads these rows the same.

use std::ops::Range;

use crate::ast::Field;
use crate::column::grid::UsualRow;
use crate::marks::Ends;

/// Columns that a table has at the most whose rows are looked at here.
const COLUMNS: usize = 64;

/// Rows of a part of a text.
pub(super) struct Usual<'t> {
    text: &'t str,
    delimiter: u8,
    /// Bytes that one row may have.
    most: usize,
    marks: Ends<'t, 3>,
    /// Where the marks go on, if the last row was told here.
    next: Option<usize>,
    /// Newlines from the beginning of that row to there.
    newlines: u32,
    /// Where the cells of the row end that is looked at.
    ends: [usize; COLUMNS],
}

/// Where a row stands.
pub(super) struct Place {
    /// Without the line breaks around it.
    pub(super) bytes: Range<usize>,
    /// Where the next one begins, or line breaks before it.
    pub(super) next: usize,
    /// Newlines from where the row before begins, if that was told here, too.
    pub(super) newlines: Option<u32>,
}

impl<'t> Usual<'t> {
    /// The part of a text that ends with `text`.
    pub(super) fn new(text: &'t str, delimiter: u8, most: usize) -> Self {
        let marks = Ends::new(text.as_bytes(), delimiter, *b"\n\r\"");
        Self { text, delimiter, most, marks, next: None, newlines: 0, ends: [0; COLUMNS] }
    }

    /// Puts the cells of the row at `from`, or behind line breaks there, into `row`; `None` where it is not usual.
    ///
    /// It gives up no later than the general way comes to the end of a row, so that nothing is looked at more than twice.
    pub(super) fn read(&mut self, from: usize, columns: &[Option<Field>], row: &mut UsualRow<'t>) -> Option<Place> {
        let mut above = self.next.take().filter(|next| *next == from).map(|_| self.newlines);
        if above.is_none() {
            self.marks.seek(from);
        }
        let bytes = self.text.as_bytes();
        let mut start = from;
        while let Some(byte @ (b'\n' | b'\r')) = bytes.get(start) {
            above = above.map(|newlines| newlines + u32::from(*byte == b'\n'));
            start = self.marks.next_stop() + 1;
        }
        let ends = self.ends.get_mut(..columns.len())?;
        let (mut newlines, mut quoted, mut count) = (0, 0_u64, 0);
        let end = loop {
            let at = self.marks.put_until_stop(ends, &mut count)?;
            if *bytes.get(at)? != b'"' {
                break at;
            }
            // A quote within a cell, one that is text, and text behind one that closes are for the general way.
            let cell_at = match count.checked_sub(1) {
                Some(before) => *ends.get(before)? + 1,
                None => start,
            };
            if at != cell_at || count >= ends.len() {
                return None;
            }
            quoted |= 1 << count;
            // A carriage return in quotes is read as a newline.
            let closes = loop {
                let at = self.marks.next_stop();
                match bytes.get(at)? {
                    b'"' => break at,
                    b'\n' if at - start <= self.most => newlines += 1,
                    _ => return None,
                }
            };
            if !matches!(bytes.get(closes + 1), Some(byte) if matches!(byte, b'\n' | b'\r') || *byte == self.delimiter)
            {
                return None;
            }
        };
        *ends.get_mut(count)? = end;
        if count + 1 != ends.len() || end - start > self.most {
            return None;
        }
        row.clear();
        let mut from = start;
        let mut ends = ends.iter();
        for column in columns {
            let end = *ends.next()?;
            let in_quotes = (quoted & 1) as usize;
            let cell = from + in_quotes..end - in_quotes;
            quoted >>= 1;
            from = end + 1;
            if !cell.is_empty() && !row.put(self.text.get(cell)?, *column) {
                return None;
            }
        }
        if !row.is_no_heading() {
            return None;
        }
        self.newlines = newlines + u32::from(bytes.get(end) == Some(&b'\n'));
        self.next = Some(end + 1);
        Some(Place { bytes: start..end, next: end + 1, newlines: above })
    }
}
