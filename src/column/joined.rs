//! The rows of joined text, one after the other: from lines to records.
//!
//! A service has a row for each transport protocol, and most say the same but for that: such a row has the columns of the
//! one above.

use crate::assemble::Assembler;
use crate::ast::{Field, PortRange, Span};
use crate::cell;

use super::head::{self, Head};
use super::known::Readings;
use super::order::Borders;
use super::place::{self, LooseRow, NEAR, Settled, Trouble};
use super::rows::{Guess, JoinedRow};
use super::shape::{self, Piece};
use super::split::Splits;

/// The table of records in `text`.
pub(crate) struct Table<'t, 'r> {
    pub(crate) text: &'t str,
    pub(crate) rows: &'r [JoinedRow],
}

/// A row that was read without trouble, and that says nothing for which others were looked at.
struct Above<'t> {
    head: Head<'t>,
    settled: Settled<'t>,
}

impl Above<'_> {
    /// Whether a row that has this head says the same, but for its transport.
    fn is_as(&self, head: &Head<'_>) -> bool {
        let Head { name, ports_text, rest, .. } = self.head;
        rest == head.rest && name == head.name && ports_text == head.ports_text && has_no_codes(head)
    }
}

/// Whether the transport of a row is a cell of its own, and nothing else is told from it.
fn is_alone(head: &Head<'_>, settled: &Settled<'_>) -> bool {
    std::ptr::eq(settled.cell(Field::Transport), head.transport) && has_no_codes(head)
}

/// Whether the transport is there and has no service codes, by which a number in the row is read.
fn has_no_codes(head: &Head<'_>) -> bool {
    !matches!(head.transport, "" | "dccp")
}

impl<'t> Table<'t, '_> {
    fn line(&self, row: &JoinedRow) -> &'t str {
        self.text.get(row.bytes.clone()).unwrap_or("")
    }

    fn head(&self, row: &JoinedRow) -> Option<Head<'t>> {
        let line = self.line(row);
        match row.head {
            Some(lengths) => Some(lengths.head(line)),
            None => head::head(line).map(|(head, _)| head),
        }
    }

    /// A row cut to pieces.
    pub(crate) fn loose(&self, row: &JoinedRow, splits: &mut Splits<'t, '_>) -> Option<LooseRow<'t>> {
        let span = Span::new(row.bytes.start, row.bytes.end, 0);
        Some(self.cut(row, &self.head(row)?, span, Vec::new(), splits))
    }

    fn cut(
        &self,
        row: &JoinedRow,
        head: &Head<'t>,
        span: Span,
        mut pieces: Vec<Piece<'t>>,
        splits: &mut Splits<'t, '_>,
    ) -> LooseRow<'t> {
        splits.pieces(head, &mut pieces);
        let (text, guess) = (self.line(row), row.guess);
        LooseRow { text, pieces, borders: Borders::Lost, trouble: Trouble::None, span, guess, told: None }
    }

    /// Puts the cells of all rows in their columns and hands them over. `trouble`: what is wrong with one of them.
    pub(crate) fn place(
        &self,
        columns: &[Field],
        mut span: impl FnMut(&JoinedRow) -> Span,
        trouble: Option<(usize, Trouble)>,
        splits: &mut Splits<'t, '_>,
        out: &mut Assembler,
    ) {
        let mut readings = Readings::new(columns);
        let mut pieces = Vec::new();
        let mut above: Option<Above<'_>> = None;
        for (at, row) in self.rows.iter().enumerate() {
            let span = span(row);
            let trouble = trouble.filter(|(of, _)| *of == at).map_or(Trouble::None, |(_, trouble)| trouble);
            let is_plain = trouble == Trouble::None && row.guess == Guess::default();
            let Some(head) = self.head(row) else { continue };
            if let Some(above) = &mut above
                && is_plain
                && above.is_as(&head)
            {
                above.settled.put(Field::Transport, head.transport);
                above.settled.hand_over(span, out);
                continue;
            }
            pieces.clear();
            let mut loose = self.cut(row, &head, span, std::mem::take(&mut pieces), splits);
            loose.trouble = trouble;
            shape::twins(&mut loose.pieces);
            let mut is_asked = false;
            let context = place::context(&loose, || {
                is_asked = true;
                self.has_twin(at, &loose)
            });
            let settled = place::place_row(&mut loose, context, &mut readings, out);
            above = match settled {
                Some(settled) if !is_asked && is_alone(&head, &settled) => Some(Above { head, settled }),
                _ => None,
            };
            pieces = loose.pieces;
        }
    }

    /// Whether one of the rows near it has the same name at the same port, for the other of TCP and UDP.
    fn has_twin(&self, at: usize, row: &LooseRow<'_>) -> bool {
        let Some(other) = place::other_transport(row) else { return false };
        let (name, ports) = (place::name(row), place::ports(row));
        let (above, below) = self.rows.split_at_checked(at).unwrap_or_default();
        let above = above.iter().rev().filter_map(|row| self.head(row)).take(NEAR);
        let below = below.iter().skip(1).filter_map(|row| self.head(row)).take(NEAR);
        let is_twin = |head: Head<'_>| head.transport == other && head.name == name && ports_of(&head) == ports;
        above.chain(below).any(is_twin)
    }
}

/// The ports of a row that has this head; a number can stand in their place behind the transport.
fn ports_of(head: &Head<'_>) -> Option<PortRange> {
    let number = || head.rest.split_whitespace().next().filter(|word| word.bytes().all(|byte| byte.is_ascii_digit()));
    cell::ports(if head.ports_text.is_empty() { number().unwrap_or("") } else { head.ports_text })
}
