//! A line that is a row as most are, told in one walk over its bytes.
//!
//! A line that is not quite so, or that goes on in the one below, is left to the general way. That looks for the same and
//! then for more.

#![allow(
    clippy::arithmetic_side_effects,
    reason = "places in a text in memory, and in the few that are marked of a line"
)]

use std::ops::Range;

use crate::ast::{ContactField, Field};
use crate::cell::{self, name};
use crate::column::grid::{UsualContact, UsualRow};
use crate::column::heading;
use crate::marks::Ends;
use crate::sixteen::has_any;

use super::lines::Line;
use super::{TabTable, last_of_head};

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
    /// Columns behind those that a row begins with.
    behind_head: usize,
    /// The last name: a service has a row for each transport protocol.
    name: &'a str,
}

impl<'a, 't> Usual<'a, 't> {
    pub(super) fn of(text: &'a str, table: &'t TabTable<'_, Field>) -> Self {
        let columns = table.columns.as_slice();
        let behind_head = columns.len().saturating_sub(last_of_head(columns) + 1);
        Self { cells: Cells::of(text, table), columns, behind_head, name: "" }
    }

    /// Puts the row that the line at `at` is into `row`, where it begins one whatever stands above it, every border is
    /// whole, and each cell is what its column mostly holds. Where the next line begins, if so.
    pub(super) fn read(&mut self, at: usize, number: u32, row: &mut UsualLine<'a>) -> Option<usize> {
        let (text, border) = (self.cells.text, self.cells.border);
        let (ends, next) = self.cells.line(at, self.columns.len())?;
        row.row = UsualRow::EMPTY;
        let mut columns = self.columns.iter();
        let (mut from, mut bytes, mut behind) = (at, at..at, self.columns.len());
        let mut has_brackets = false;
        for end in ends {
            let column = *columns.next()?;
            let cell = from..*end;
            from = end + border;
            if cell.is_empty() {
                continue;
            }
            if bytes.is_empty() {
                bytes.start = cell.start;
            }
            (bytes.end, behind) = (cell.end, columns.len());
            let cell = text.get(cell)?;
            if !fits(cell, column, &mut self.name) || !row.row.put(cell, column) {
                return None;
            }
            has_brackets |= cell.as_bytes().first() == Some(&b'[');
        }
        let line = text.get(at..*ends.last()?)?;
        // It may be the headings of contacts, of which none is in brackets, or a title with attributes, `People {#people}`.
        let names_rows = || line.as_bytes().split(|byte| *byte == b'\t').any(heading::may_name_rows);
        if !has_brackets && names_rows() || line.as_bytes().last() == Some(&b'}') {
            return None;
        }
        row.line = Line { number, at, text: line };
        row.bytes = bytes;
        begins_row(&row.row, behind < self.behind_head).then_some(next)
    }
}

/// Whether these are the cells of a row: with a port, a transport, or a name and more.
fn begins_row(row: &UsualRow<'_>, has_more: bool) -> bool {
    let ports = row.cell(Field::Ports);
    !row.cell(Field::Transport).is_empty()
        || cell::ports(ports).is_some()
        || ports.is_empty() && !row.cell(Field::ServiceName).is_empty() && has_more
}

/// Whether a cell is what its column mostly holds. `name` is the last one that was.
fn fits<'a>(cell: &'a str, column: Option<Field>, name: &mut &'a str) -> bool {
    if !is_black(cell.as_bytes().first()) || !is_black(cell.as_bytes().last()) {
        return false;
    }
    match column {
        // With a letter, so that it is no port behind a border that was cut.
        Some(Field::ServiceName) => {
            let is_name = cell == *name || name::is_plausible(cell);
            *name = if is_name { cell } else { *name };
            is_name
        }
        Some(Field::Transport) => cell::is_transport(cell),
        Some(Field::Assignees | Field::Contacts | Field::References) => are_brackets(cell.as_bytes()),
        Some(Field::RegistrationDate | Field::ModificationDate) => {
            cell.as_bytes().first().is_some_and(u8::is_ascii_digit)
        }
        _ => true,
    }
}

fn is_black(byte: Option<&u8>) -> bool {
    byte.is_some_and(u8::is_ascii_graphic)
}

/// `1*( "[" 1*(any but "[" and "]") "]" )`
fn are_brackets(cell: &[u8]) -> bool {
    // Most cells have one name.
    if matches!(cell, [b'[', inner @ .., b']'] if !inner.is_empty() && !has_any(inner, *b"[]")) {
        return true;
    }
    let mut inside = None;
    for byte in cell {
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
        let border = self.cells.border;
        let (ends, next) = self.cells.line(at, self.columns.len())?;
        let mut contact = UsualContact::default();
        let mut columns = self.columns.iter();
        let (mut from, mut last) = (at, at);
        for end in ends {
            let column = *columns.next()?;
            let cell = from..*end;
            from = end + border;
            if !cell.is_empty() {
                last = *end;
                if !contact.put(text.get(cell)?, column) {
                    return None;
                }
            }
        }
        let below = bytes.get(next..).unwrap_or_default();
        let is_whole = matches!(below, [] | [b'[' | b'\n', ..] | [b'\r', b'\n', ..])
            && is_black(last.checked_sub(1).and_then(|last| bytes.get(last)))
            && last < self.cut_at;
        is_whole.then_some((contact, at..last, next))
    }
}

/// Tabs that a line has at the most that is looked at here.
const TABS: usize = 64;

/// The cells of lines, every border of them whole.
struct Cells<'a> {
    /// To the end of the table.
    text: &'a str,
    border: usize,
    marks: Ends<'a, 1>,
    /// Where the marks go on, if at the beginning of a line.
    line_at: Option<usize>,
    /// Where the cells of the line end that is looked at.
    ends: [usize; TABS],
}

impl<'a> Cells<'a> {
    fn of<T>(text: &'a str, table: &TabTable<'_, T>) -> Self {
        let text = text.get(..table.rows.end).unwrap_or_default();
        let marks = Ends::new(text.as_bytes(), b'\t', *b"\n");
        Self { text, border: table.border.len(), marks, line_at: None, ends: [0; TABS] }
    }

    /// Where the cells of the line at `at` end, no more than `most`, and where the next line begins; `None` where there
    /// are more, or a border is not whole. Blanks at the end of the line are no part of its last cell.
    fn line(&mut self, at: usize, most: usize) -> Option<(&[usize], usize)> {
        if self.line_at.take() != Some(at) {
            self.marks.seek(at);
        }
        let ends = self.ends.get_mut(..most * self.border)?;
        let mut count = 0;
        let newline = self.marks.put_until_stop(ends, &mut count)?;
        if self.border > 1 {
            count = borders(ends.get_mut(..count)?, self.border)?;
        }
        let from = count.checked_sub(1).and_then(|last| ends.get(last)).map_or(at, |tab| tab + self.border);
        let line = self.text.as_bytes().get(from..newline)?;
        let blanks = line.iter().rev().take_while(|byte| matches!(byte, b' ' | b'\r')).count();
        *ends.get_mut(count)? = newline - blanks;
        self.line_at = Some(newline + 1);
        Some((ends.get(..=count).filter(|ends| ends.len() <= most)?, newline + 1))
    }
}

/// Puts the first of each `width` tabs that stand beside each other to the front. How many there are; `None` where some
/// stand by themselves.
fn borders(tabs: &mut [usize], width: usize) -> Option<usize> {
    let count = tabs.len() / width;
    for at in 0..count {
        let border = tabs.get(at * width..(at + 1) * width)?;
        let first = *border.first()?;
        if !border.iter().enumerate().all(|(next, tab)| *tab == first + next) {
            return None;
        }
        *tabs.get_mut(at)? = first;
    }
    (count * width == tabs.len()).then_some(count)
}
