//! The usual row of a CSV, told in one walk over its bytes.
//!
//! It has every cell, each plain or in quotes that are where they must be, and nothing to be looked at again. Any other is
//! left to the general way, which reads these rows the same.

use std::ops::Range;

use crate::ast::Field;
use crate::column::grid::UsualRow;
use crate::marks::Marks;

/// Rows of a part of a text.
pub(super) struct Usual<'t> {
    text: &'t str,
    delimiter: u8,
    /// Bytes that one row may have.
    most: usize,
    marks: Marks<'t, 4>,
    /// Where the marks go on, if the last row was told here.
    next: Option<usize>,
    /// Newlines from the beginning of that row to there.
    newlines: u32,
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
        let marks = Marks::new(text.as_bytes(), [delimiter, b'\n', b'\r', b'"'], text.len());
        Self { text, delimiter, most, marks, next: None, newlines: 0 }
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
            start = self.marks.next()? + 1;
        }
        *row = UsualRow::default();
        let mut newlines = 0;
        let mut columns = columns.iter();
        let mut cell_at = start;
        loop {
            let column = columns.next()?;
            let mut at = self.marks.next()?;
            let mut cell = cell_at..at;
            if bytes.get(at) == Some(&b'"') {
                // A quote within a cell, one that is text, and text behind one that closes are for the general way.
                if !cell.is_empty() {
                    return None;
                }
                let closes = self.closing(start, &mut newlines)?;
                cell = at + 1..closes;
                at = self.marks.next().filter(|at| *at == closes + 1 && bytes.get(*at) != Some(&b'"'))?;
            }
            if !cell.is_empty() && !row.put(self.text.get(cell)?, *column) {
                return None;
            }
            cell_at = at + 1;
            let byte = *bytes.get(at)?;
            if byte != self.delimiter {
                if at - start > self.most || columns.next().is_some() || !row.is_no_heading() {
                    return None;
                }
                self.next = Some(at + 1);
                self.newlines = newlines + u32::from(byte == b'\n');
                return Some(Place { bytes: start..at, next: at + 1, newlines: above });
            }
        }
    }

    /// Where the next quote stands, in a row that begins at `start`, if no carriage return stands before it: that is read
    /// as a newline. Adds the newlines before it.
    fn closing(&mut self, start: usize, newlines: &mut u32) -> Option<usize> {
        loop {
            let at = self.marks.next().filter(|at| at - start <= self.most)?;
            match self.text.as_bytes().get(at)? {
                b'"' => return Some(at),
                b'\n' => *newlines += 1,
                b'\r' => return None,
                _ => {}
            }
        }
    }
}
