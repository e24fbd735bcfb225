//! A line that is a row as most are, told in one walk over its bytes.
//!
//! A line that is not quite so, or that goes on in the one below, is left to the general way. That looks for the same and
//! then for more.

use std::ops::Range;

use crate::ast::{ContactField, Field};
use crate::cell::{self, name};
use crate::column::grid::{UsualContact, UsualRow};
use crate::marks::{Marks, has_any};

use super::{Line, TabTable, last_of_head};

/// A row of one line.
#[derive(Debug, Default)]
pub(super) struct UsualLine<'a> {
    pub(super) line: Line<'a>,
    /// From the first cell that says anything to the last one.
    pub(super) bytes: Range<usize>,
    pub(super) row: UsualRow<'a>,
}

/// Rows of a table of records.
pub(super) struct Usual<'a, 't> {
    cells: Cells<'a>,
    columns: &'t [Option<Field>],
    last_of_head: usize,
    /// The last name: a service has a row for each transport protocol.
    name: &'a str,
}

impl<'a, 't> Usual<'a, 't> {
    pub(super) fn of(text: &'a str, table: &'t TabTable<'_, Field>) -> Self {
        let cells = Cells::of(text, table);
        Self { cells, columns: &table.columns, last_of_head: last_of_head(&table.columns), name: "" }
    }

    /// Puts the row that the line at `at` is into `row`, where it begins one whatever stands above it, every border is
    /// whole, and each cell is what its column mostly holds. Where the next line begins, if so.
    pub(super) fn read(&mut self, at: usize, number: u32, row: &mut UsualLine<'a>) -> Option<usize> {
        self.cells.open(at);
        row.row = UsualRow::default();
        let (mut begins, mut ends, mut last) = (usize::MAX, at, 0);
        for (place, column) in self.columns.iter().enumerate() {
            let (cell, next) = self.cells.next()?;
            let end = cell.end;
            if !cell.is_empty() {
                (begins, ends, last) = (begins.min(cell.start), end, place);
                let cell = self.cells.text.get(cell)?;
                if !self.fits(cell, *column) || !row.row.put(cell, *column) {
                    return None;
                }
            }
            if let Some(next) = next {
                row.line = Line { number, at, text: self.cells.text.get(at..end)? };
                row.bytes = begins..ends;
                return self.begins_row(&row.row, last).then_some(next);
            }
        }
        None
    }

    /// Whether these are the cells of a row, the `last` of them there: with a port, a transport, or a name and more.
    fn begins_row(&self, row: &UsualRow<'_>, last: usize) -> bool {
        let [name, ports, transport] =
            [Field::ServiceName, Field::Ports, Field::Transport].map(|field| row.cell(field));
        !transport.is_empty()
            || cell::ports(ports).is_some()
            || ports.is_empty() && !name.is_empty() && last > self.last_of_head
    }

    /// Whether a cell is what its column mostly holds.
    fn fits(&mut self, cell: &'a str, column: Option<Field>) -> bool {
        if !is_black(cell.as_bytes().first()) || !is_black(cell.as_bytes().last()) {
            return false;
        }
        match column {
            // With a letter, so that it is no port behind a border that was cut.
            Some(Field::ServiceName) => {
                let is_plausible = cell == self.name || name::is_plausible(cell);
                if is_plausible {
                    self.name = cell;
                }
                is_plausible
            }
            Some(Field::Transport) => cell::is_transport(cell),
            Some(Field::Assignees | Field::Contacts | Field::References) => are_brackets(cell),
            Some(Field::RegistrationDate | Field::ModificationDate) => {
                cell.starts_with(|first: char| first.is_ascii_digit())
            }
            _ => true,
        }
    }
}

fn is_black(byte: Option<&u8>) -> bool {
    byte.is_some_and(u8::is_ascii_graphic)
}

/// `1*( "[" 1*(any but "[" and "]") "]" )`
fn are_brackets(cell: &str) -> bool {
    // Most cells have one name.
    let inner = cell.strip_prefix('[').and_then(|cell| cell.strip_suffix(']'));
    if inner.is_some_and(|inner| !inner.is_empty() && !has_any(inner.as_bytes(), *b"[]")) {
        return true;
    }
    let mut inside = None;
    for byte in cell.bytes() {
        inside = match (byte, inside) {
            (b'[', None) => Some(0_usize),
            (b']', Some(1..)) => None,
            (b'[' | b']', _) | (_, None) => return false,
            (_, Some(count)) => Some(count + 1),
        };
    }
    inside.is_none()
}

/// Rows of a table of contacts.
pub(super) struct UsualContacts<'a, 't> {
    cells: Cells<'a>,
    columns: &'t [Option<ContactField>],
    /// Where a contact ends that may be cut.
    cut_at: usize,
}

impl<'a, 't> UsualContacts<'a, 't> {
    /// `None` where columns have one heading: it is the last of their cells that counts, though it be empty.
    pub(super) fn of(text: &'a str, table: &'t TabTable<'_, ContactField>) -> Option<Self> {
        let columns = table.columns.as_slice();
        let is_again = |at: usize| {
            let (before, rest) = columns.split_at_checked(at).unwrap_or_default();
            rest.first().is_some_and(|column| column.is_some() && before.contains(column))
        };
        let cut_at = if text.ends_with('\n') { usize::MAX } else { text.trim_end().len() };
        let cells = Cells::of(text, table);
        (0..columns.len()).all(|at| !is_again(at)).then_some(Self { cells, columns, cut_at })
    }

    /// The contact that the line at `at` is, where it stands, and where the next line begins; `None` where that may belong
    /// to it, or its cells are not as they mostly are.
    pub(super) fn read(&mut self, at: usize) -> Option<(UsualContact<'a>, Range<usize>, usize)> {
        let text = self.cells.text;
        let bytes = text.as_bytes();
        if bytes.get(at) != Some(&b'[') {
            return None;
        }
        self.cells.open(at);
        let mut contact = UsualContact::default();
        let mut ends = at;
        for column in self.columns {
            let (cell, next) = self.cells.next()?;
            if !cell.is_empty() {
                ends = cell.end;
                if !contact.put(text.get(cell)?, *column) {
                    return None;
                }
            }
            if let Some(next) = next {
                let below = bytes.get(next..).unwrap_or_default();
                let is_whole = matches!(below, [] | [b'[' | b'\n', ..] | [b'\r', b'\n', ..])
                    && is_black(bytes.get(ends - 1))
                    && ends < self.cut_at;
                return is_whole.then_some((contact, at..ends, next));
            }
        }
        None
    }
}

/// The cells of lines, every border of them whole.
struct Cells<'a> {
    /// To the end of the table.
    text: &'a str,
    border: usize,
    marks: Marks<'a, 2>,
    /// Where the marks go on, if at the beginning of a line.
    line_at: Option<usize>,
    /// Where the next cell begins.
    cell_at: usize,
}

impl<'a> Cells<'a> {
    fn of<T>(text: &'a str, table: &TabTable<'_, T>) -> Self {
        let text = text.get(..table.rows.end).unwrap_or_default();
        let marks = Marks::new(text.as_bytes(), *b"\t\n", text.len());
        Self { text, border: table.border.len(), marks, line_at: None, cell_at: 0 }
    }

    /// Begins with the line at `at`.
    fn open(&mut self, at: usize) {
        if self.line_at.take() != Some(at) {
            self.marks.seek(at);
        }
        self.cell_at = at;
    }

    /// The next cell, and where the next line begins if it is the last of its line, whose blanks at its end are no part of
    /// it; `None` where a border is not whole.
    #[inline(always)]
    fn next(&mut self) -> Option<(Range<usize>, Option<usize>)> {
        let bytes = self.text.as_bytes();
        let at = self.marks.next().unwrap_or(bytes.len());
        let from = self.cell_at;
        if bytes.get(at) == Some(&b'\t') {
            for next in 1..self.border {
                self.marks.next().filter(|tab| *tab == at + next && bytes.get(*tab) == Some(&b'\t'))?;
            }
            self.cell_at = at + self.border;
            return Some((from..at, None));
        }
        let cell = bytes.get(from..at)?;
        let blank = cell.iter().rev().take_while(|byte| matches!(byte, b' ' | b'\r')).count();
        self.line_at = Some(at + 1);
        Some((from..at - blank, Some(at + 1)))
    }
}
