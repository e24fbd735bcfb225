//! The usual row of a CSV, told in one walk over its bytes.
//!
//! It has every cell, each plain or in quotes that are where they must be, and nothing to be looked at again. Any other is
//! left to the general way, which reads these rows the same.
#![allow(
    clippy::arithmetic_side_effects,
    reason = "places in a text; a row ends behind its beginning, and a quoted cell has two quotes"
)]

use std::ops::Range;

use crate::ast::Field;
use crate::column::grid::UsualRow;
use crate::marks::Ends;

use super::quotes;

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
    /// Where the row begins that is looked at, and where its cells end.
    start: usize,
    ends: [usize; COLUMNS],
    /// A bit for each cell in quotes, and for each in which a quote stands, written as two.
    quoted: u64,
    doubled: u64,
    /// What the latter say, one behind the other, and where each of them ends.
    singles: String,
    single_ends: Vec<usize>,
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
        Self {
            text,
            delimiter,
            most,
            marks,
            next: None,
            newlines: 0,
            start: 0,
            ends: [0; COLUMNS],
            quoted: 0,
            doubled: 0,
            singles: String::new(),
            single_ends: Vec::new(),
        }
    }

    /// Tells the cells of the row at `from`, or behind line breaks there, of so many `columns`; `None` where it is not
    /// usual.
    ///
    /// It gives up no later than the general way comes to the end of a row, so that nothing is looked at more than twice.
    pub(super) fn read(&mut self, from: usize, columns: usize) -> Option<Place> {
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
        let ends = self.ends.get_mut(..columns)?;
        let (mut newlines, mut quoted, mut doubled, mut count) = (0, 0_u64, 0_u64, 0);
        let end = loop {
            let at = self.marks.put_until_stop(ends, &mut count)?;
            if *bytes.get(at)? != b'"' {
                break at;
            }
            // A quote within a cell, and text behind one that closes, are for the general way.
            let cell_at = match count.checked_sub(1) {
                Some(before) => *ends.get(before)? + 1,
                None => start,
            };
            if at != cell_at || count >= ends.len() {
                return None;
            }
            quoted |= 1 << count;
            let closes = loop {
                let at = self.marks.next_stop();
                match bytes.get(at)? {
                    b'"' if bytes.get(at + 1) == Some(&b'"') => {
                        doubled |= 1 << count;
                        self.marks.next_stop();
                    }
                    b'"' => break at,
                    b'\n' if at - start <= self.most => newlines += 1,
                    // A carriage return is read as a newline.
                    _ => return None,
                }
            };
            if !bytes.get(closes + 1).is_some_and(|byte| matches!(byte, b'\n' | b'\r') || *byte == self.delimiter) {
                return None;
            }
        };
        *ends.get_mut(count)? = end;
        if count + 1 != columns || end - start > self.most {
            return None;
        }
        (self.start, self.quoted, self.doubled) = (start, quoted, doubled);
        if doubled != 0 {
            self.undouble(columns);
        }
        self.newlines = newlines + u32::from(bytes.get(end) == Some(&b'\n'));
        self.next = Some(end + 1);
        Some(Place { bytes: start..end, next: end + 1, newlines: above })
    }

    #[cold]
    fn undouble(&mut self, columns: usize) {
        self.singles.clear();
        self.single_ends.clear();
        let mut from = self.start;
        for (place, end) in self.ends.iter().enumerate().take(columns) {
            if self.doubled >> place & 1 == 1 {
                quotes::push_undoubled(&mut self.singles, self.text.get(from + 1..end - 1).unwrap_or(""));
                self.single_ends.push(self.singles.len());
            }
            from = end + 1;
        }
    }

    /// The row that was told is read elsewhere.
    pub(super) fn forget(&mut self) {
        self.next = None;
    }

    /// The cells of the row that was told, in their columns; `None` where it is not usual after all.
    pub(super) fn row<'r>(&'r self, columns: &[Option<Field>], row: &mut UsualRow<'r>) -> Option<()> {
        let mut ends = self.ends.iter();
        let mut from = self.start;
        if self.quoted == 0 {
            for column in columns {
                let end = *ends.next()?;
                if end > from && !row.put(self.text.get(from..end)?, *column) {
                    return None;
                }
                from = end + 1;
            }
        } else {
            let (mut quoted, mut doubled) = (self.quoted, self.doubled);
            let (mut singles, mut single_from) = (self.single_ends.iter(), 0);
            for column in columns {
                let end = *ends.next()?;
                let in_quotes = (quoted & 1) as usize;
                let cell = if doubled & 1 == 1 {
                    let single_end = *singles.next()?;
                    self.singles.get(std::mem::replace(&mut single_from, single_end)..single_end)?
                } else {
                    self.text.get(from + in_quotes..end - in_quotes)?
                };
                if !row.put(cell, *column) {
                    return None;
                }
                (quoted, doubled, from) = (quoted >> 1, doubled >> 1, end + 1);
            }
        }
        (row.says_what() && row.is_no_heading()).then_some(())
    }
}
