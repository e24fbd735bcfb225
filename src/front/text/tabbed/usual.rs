//! A line that is a row as most are, told in one walk over its cells.
//!
//! A line that is not quite so, or that goes on in the one below, is left to the general way. That looks for the same and
//! then for more.

use std::ops::Range;

use crate::ast::Field;
use crate::cell::{self, name};
use crate::column::grid::UsualRow;
use crate::marks::Marks;

use super::{TabTable, bytes_of, last_of_head};

/// A row of one line.
#[derive(Clone, Copy)]
pub(super) struct UsualLine<'a> {
    pub(super) at: usize,
    pub(super) line: &'a str,
    pub(super) row: UsualRow<'a>,
}

impl UsualLine<'_> {
    pub(super) fn bytes(&self) -> Range<usize> {
        bytes_of(self.at, self.line)
    }
}

/// What is asked of the lines of one table.
pub(super) struct Usual<'t> {
    border: usize,
    columns: &'t [Option<Field>],
    last_of_head: usize,
}

impl<'t> Usual<'t> {
    pub(super) fn of(table: &'t TabTable<'_, Field>) -> Self {
        Self { border: table.border.len(), columns: &table.columns, last_of_head: last_of_head(&table.columns) }
    }

    /// The row that `line` is, where it begins one whatever stands above it, every border is whole, and each cell is what
    /// its column mostly holds.
    pub(super) fn read<'a>(&self, text: &'a str, at: usize, line: &'a str) -> Option<UsualLine<'a>> {
        let end = at + line.len();
        let mut row = UsualRow::default();
        let mut marks = Marks::new(text.as_bytes(), [b'\t'], at);
        let (mut from, mut last) = (at, 0);
        for (number, column) in self.columns.iter().enumerate() {
            let tab = marks.next().filter(|tab| *tab < end);
            let cell = text.get(from..tab.unwrap_or(end))?;
            if !cell.is_empty() {
                if !fits(cell, *column) || !row.put(cell, *column) {
                    return None;
                }
                last = number;
            }
            let Some(tab) = tab else { return self.begins_row(&row, last).then_some(UsualLine { at, line, row }) };
            for next in 1..self.border {
                marks.next().filter(|at| *at == tab + next)?;
            }
            from = tab + self.border;
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
}

/// Whether a cell is what its column mostly holds.
fn fits(cell: &str, column: Option<Field>) -> bool {
    let is_black = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_graphic);
    if !is_black(cell.as_bytes().first()) || !is_black(cell.as_bytes().last()) {
        return false;
    }
    match column {
        // With a letter, so that it is no port behind a border that was cut.
        Some(Field::ServiceName) => name::is_plausible(cell),
        Some(Field::Transport) => cell::is_transport(cell),
        Some(Field::Assignees | Field::Contacts | Field::References) => are_brackets(cell),
        Some(Field::RegistrationDate | Field::ModificationDate) => {
            cell.starts_with(|first: char| first.is_ascii_digit())
        }
        _ => true,
    }
}

/// `1*( "[" 1*(any but "[" and "]") "]" )`
fn are_brackets(cell: &str) -> bool {
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
