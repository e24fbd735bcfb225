//! The rows of packed tables, one after the other: from cells to records.
//!
//! A service has a row for each transport protocol, and most say the same but for that: such a row has the cells of the
//! one above.

use crate::assemble::Assembler;
use crate::ast::{Field, Span};
use crate::cell;
use crate::general_way;

use super::known::Readings;
use super::place::{self, LooseRow, Settled, Trouble};
use super::shape::{self, People, Shape};
use super::twin::Twin;

/// Puts the cells of rows in their columns and hands them over.
pub(crate) struct Placing<'t, 'c, 'p> {
    readings: Readings<'c>,
    people: &'p People<'p>,
    above: Option<Above<'t>>,
}

/// A row that was read without trouble, and for which no other was looked at.
struct Above<'t> {
    twin: Twin<'t>,
    settled: Settled<'t>,
}

impl<'t, 'c, 'p> Placing<'t, 'c, 'p> {
    pub(crate) fn new(columns: &'c [Field], people: &'p People<'p>) -> Self {
        Self { readings: Readings::new(columns), people, above: None }
    }

    /// Hands a row over that is written as the one above, but for TCP or UDP; `false` where it is none.
    #[inline]
    pub(crate) fn hand_over_twin(&mut self, text: &'t str, span: Span, out: &mut Assembler) -> bool {
        let Some(above) = &mut self.above else { return false };
        let Some(transport) = above.twin.transport_of(text) else { return false };
        above.settled.hand_over_again("", transport, span, out);
        true
    }

    /// The next row says nothing of what this one does.
    pub(crate) fn forget_above(&mut self) {
        self.above = None;
    }

    /// Puts a row's cells in their columns and hands it over. `has_escapes`: something in it is escaped; `near`: the rows
    /// near it; `cells`: those of one that are not empty.
    pub(crate) fn place<'n, C: Iterator<Item = &'n str>>(
        &mut self,
        row: &mut LooseRow<'t>,
        has_escapes: bool,
        near: impl Iterator<Item = &'n str>,
        cells: impl Fn(&'n str) -> C,
        out: &mut Assembler,
    ) {
        shape::twins(&mut row.pieces);
        let mut is_asked = false;
        let context = place::context(row, || {
            is_asked = true;
            has_twin(row, near, cells, self.people)
        });
        let is_usual = !general_way::is_forced();
        let is_plain = || row.pieces.iter().enumerate().all(place::is_plain);
        let is_sound = is_usual && !has_escapes && row.trouble == Trouble::None && is_plain();
        let settled = match is_sound {
            true => place::place_sound(row, context, &mut self.readings, out),
            false => None,
        };
        let settled = settled.or_else(|| place::place_row(row, context, &mut self.readings, out));
        self.above = settled.filter(|_| is_usual && !is_asked).and_then(|settled| {
            // A cell of its own: no other piece is in it.
            let twin = Twin::new(row.text, settled.cell(Field::Transport))?;
            Some(Above { twin, settled })
        });
    }
}

/// Whether a row `near` this one, which has a name, has that name and its port for the other of TCP and UDP.
fn has_twin<'n, C: Iterator<Item = &'n str>>(
    row: &LooseRow<'_>,
    mut near: impl Iterator<Item = &'n str>,
    cells: impl Fn(&'n str) -> C,
    people: &People<'_>,
) -> bool {
    let Some(other) = place::other_transport(place::transport(row)) else { return false };
    let (name, ports) = (place::name(row), place::ports(row));
    near.any(|row| {
        // By far most rows have another name.
        let inner = match row.as_bytes() {
            [b'|', b' ', first, ..] if first.is_ascii_graphic() && *first != b'|' => row.get(2..).unwrap_or(""),
            _ => row.trim_start_matches(|c: char| c == '|' || c.is_whitespace()),
        };
        if !inner.starts_with(name) {
            return false;
        }
        let mut cells = cells(row);
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
