//! The rows of packed tables, one after the other: from cells to records.
//!
//! A service has a row for each transport protocol, and most say the same but for that: such a row has the cells of the
//! one above.

use crate::assemble::Assembler;
use crate::ast::{Field, PartialDate, Span};
use crate::cell;
use crate::general_way;

use super::glance::{Cell, Glance, Kind};
use super::known::{self, Key, MOST_PIECES, Readings};
use super::order::{Borders, Context};
use super::place::{self, LooseRow, Settled};
use super::shape::{self, Brackets, People, Persons, Shape};
use super::twin::Twin;

/// Puts the cells of rows in their columns and hands them over.
pub(crate) struct Placing<'t, 'c, 'p> {
    readings: Readings<'c>,
    people: &'p People<'p>,
    /// The first column is that of names.
    names_first: bool,
    /// A transport was written in upper case, or several were one cell.
    is_written_otherwise: bool,
    above: Above<'t>,
}

/// A row that was read without trouble, and for which no other was looked at; its twin `None` where there is no such row.
#[derive(Default)]
struct Above<'t> {
    twin: Option<Twin<'t>>,
    settled: Settled<'t>,
}

impl<'t> Above<'t> {
    /// Takes the row whose cells are settled, if its transport is a cell of its own.
    fn take(&mut self, row: &'t str) {
        self.twin = Twin::new(row, self.settled.cell(Field::Transport));
    }
}

impl<'t, 'c, 'p> Placing<'t, 'c, 'p> {
    pub(crate) fn new(columns: &'c [Field], people: &'p People<'p>) -> Self {
        let names_first = columns.first() == Some(&Field::ServiceName);
        let (readings, above) = (Readings::new(columns), Above::default());
        Self { readings, people, names_first, is_written_otherwise: false, above }
    }

    /// Hands a row over that is written as the one above, but for TCP or UDP; `false` where it is none.
    #[inline]
    pub(crate) fn hand_over_twin(&mut self, text: &'t str, span: Span, out: &mut Assembler) -> bool {
        let Some(transport) = self.above.twin.as_ref().and_then(|twin| twin.transport_of(text)) else { return false };
        self.above.settled.hand_over_twin(transport, span, out);
        true
    }

    /// The next row says nothing of what this one does.
    pub(crate) fn forget_above(&mut self) {
        self.above.twin = None;
    }

    /// Hands a row over in which nothing is wrong or escaped, if a glance tells all of its `cells`, those that are not empty,
    /// and a row of its sort has been read; `false` where it is none. `near`: the rows near it; `cells_of`: the cells of
    /// one.
    pub(crate) fn hand_over_usual<'n, C: Iterator<Item = &'n str>>(
        &mut self,
        (row, span): (&'t str, Span),
        cells: &[Cell<'t>],
        near: impl Iterator<Item = &'n str>,
        cells_of: impl Fn(&'n str) -> C,
        out: &mut Assembler,
    ) -> bool {
        if general_way::is_forced() || !self.names_first || cells.len() > MOST_PIECES {
            return false;
        }
        let Some(found) = Found::of(cells) else { return false };
        // A number in a row for DCCP can be a service code.
        if cell::is_dccp(found.head.transport) {
            return false;
        }
        let mut is_asked = false;
        let people = self.people;
        let is_twin = || {
            is_asked = cell::ports(found.head.ports).is_some();
            is_asked && has_twin(&found.head, near, cells_of, people)
        };
        let lone_date = found.date.map_or(Field::RegistrationDate, |date| {
            place::lone_date(date, !found.head.name.is_empty(), found.has_persons, is_twin)
        });
        let context = Context { lone_date, is_dccp: false, borders: Borders::Kept };
        let Some(reading) = self.readings.known(found.key.with(context)) else { return false };
        let Above { twin, settled } = &mut self.above;
        *twin = None;
        settled.settle(row, cells, |cell| cell.text, reading);
        settled.hand_over(span, out);
        if !is_asked {
            self.above.take(row);
        }
        true
    }

    /// Puts a row's cells in their columns and hands it over. `near`: the rows near it; `cells_of`: the cells of one that are
    /// not empty.
    pub(crate) fn place<'n, C: Iterator<Item = &'n str>>(
        &mut self,
        row: &mut LooseRow<'t>,
        near: impl Iterator<Item = &'n str>,
        cells_of: impl Fn(&'n str) -> C,
        out: &mut Assembler,
    ) {
        shape::twins(&mut row.pieces);
        self.is_written_otherwise |= shape::tell_transport(&mut row.pieces, self.is_written_otherwise);
        let mut is_asked = false;
        let head = Head { name: place::name(row), ports: place::ports_text(row), transport: place::transport(row) };
        let context = place::context(row, || {
            is_asked = true;
            has_twin(&head, near, cells_of, self.people)
        });
        self.above.twin = None;
        let settled = place::place_row(row, context, &mut self.readings, out);
        if let Some(settled) = settled.filter(|_| !is_asked && !general_way::is_forced()) {
            self.above.settled = settled;
            self.above.take(row.text);
        }
    }
}

/// What tells a row's twin.
#[derive(Clone, Copy, Default)]
struct Head<'t> {
    name: &'t str,
    ports: &'t str,
    transport: &'t str,
}

/// What a glance at a row's cells tells.
#[derive(Default)]
struct Found<'t> {
    key: Key,
    head: Head<'t>,
    /// The first date.
    date: Option<PartialDate>,
    /// What could be an assignee and a contact stand side by side.
    has_persons: bool,
}

impl<'t> Found<'t> {
    /// `None` where it does not tell all.
    fn of(cells: &[Cell<'t>]) -> Option<Self> {
        let mut found = Self::default();
        // The names in brackets right before.
        let mut before: Option<(&str, Brackets)> = None;
        for (at, &Cell { text, glance }) in cells.iter().enumerate() {
            let Glance { mut sort, kind } = glance?;
            let mut brackets = None;
            match kind {
                Kind::Words if at == 0 => found.head.name = text,
                Kind::Ports if at < 3 && found.head.ports.is_empty() => found.head.ports = text,
                Kind::Transport if found.head.transport.is_empty() => found.head.transport = text,
                Kind::Date(date) => {
                    found.date.get_or_insert(date);
                }
                Kind::Brackets(mut names) => {
                    if let Some((above, before)) = before {
                        let is_person = |names: Brackets| !names.references && names.persons != Persons::No;
                        found.has_persons |= is_person(before) && is_person(names);
                        // Twice the same are persons, see `shape::twins`.
                        if above == text && !matches!(before.persons, Persons::No | Persons::Sure) {
                            names.persons = Persons::Sure;
                            sort = known::sort_of_brackets(names);
                            found.key.replace_last(sort);
                        }
                    }
                    brackets = Some((text, names));
                }
                _ => {}
            }
            before = brackets;
            found.key.push(sort);
        }
        Some(found)
    }
}

/// Whether a row `near` one that has this head has its name, if that has one, and its port for the other of TCP and UDP.
fn has_twin<'n, C: Iterator<Item = &'n str>>(
    head: &Head<'_>,
    mut near: impl Iterator<Item = &'n str>,
    cells_of: impl Fn(&'n str) -> C,
    people: &People<'_>,
) -> bool {
    let Some(other) = place::other_transport(head.transport) else { return false };
    let (name, ports) = (head.name, cell::ports(head.ports));
    near.any(|row| {
        // By far most rows have another name.
        let inner = match row.as_bytes() {
            [b'|', b' ', first, ..] if first.is_ascii_graphic() && *first != b'|' => row.get(2..).unwrap_or(""),
            _ => row.trim_start_matches(|c: char| c == '|' || c.is_whitespace()),
        };
        if !inner.starts_with(name) {
            return false;
        }
        let mut cells = cells_of(row);
        if cells.next() != Some(name) {
            return false;
        }
        let (mut transport, mut ports_of) = ("", None);
        for cell in cells.take(2) {
            match shape::of_cell(cell, people) {
                Shape::Transport if transport.is_empty() => transport = cell,
                Shape::Ports if ports_of.is_none() => ports_of = cell::ports(cell),
                _ => {}
            }
        }
        transport == other && ports_of == ports
    })
}
