//! The rows of joined text, one after the other: from lines to records.
//!
//! A service has a row for each transport protocol, and most say the same but for that: such a row has the cells of the
//! one above.

use crate::assemble::Assembler;
use crate::ast::{Field, PortRange, Span};
use crate::cell;
use crate::general_way;

use super::head::{self, Head};
use super::known::Readings;
use super::order::{self, Borders};
use super::place::{self, LooseRow, NEAR, Settled, Trouble};
use super::rows::{Guess, JoinedRow};
use super::shape::{self, Piece};
use super::split::Splits;
use super::twin;
use super::usual::UsualRows;

/// The table of records in `text`.
pub(crate) struct Table<'t, 'r> {
    pub(crate) text: &'t str,
    pub(crate) rows: &'r [JoinedRow],
}

/// A row that was read without trouble, and that says nothing for which others were looked at.
#[derive(Default)]
struct Above<'t> {
    /// `None` where there is no such row.
    head: Option<Head<'t>>,
    /// The number of the last row that said this.
    at: usize,
    settled: Settled<'t>,
}

impl<'t> Above<'t> {
    /// Takes the row that has this head and whose cells are settled, unless its ports or its transport are not cells of
    /// their own, or something else is told from them.
    #[inline]
    fn take(&mut self, at: usize, head: Head<'t>) {
        let is_alone = |field: Field, text: &str| text.is_empty() || std::ptr::eq(self.settled.cell(field), text);
        let are_alone = is_alone(Field::Ports, head.ports_text) && is_alone(Field::Transport, head.transport);
        // A number in the row can be a service code.
        self.at = at;
        self.head = (are_alone && !cell::is_dccp(head.transport)).then_some(head);
    }

    /// Whether a row that has this head says the same, but for its ports and its transport.
    #[inline]
    fn is_as(&self, head: &Head<'_>) -> bool {
        let Some(Head { name, ports_text, transport, rest, .. }) = self.head else { return false };
        rest == head.rest
            && name == head.name
            && (ports_text == head.ports_text || sort_of_ports(ports_text) == sort_of_ports(head.ports_text))
            && transport.is_empty() == head.transport.is_empty()
            && !cell::is_dccp(head.transport)
    }
}

/// All that is told from ports: whether they are there, a range, and what could be a year.
fn sort_of_ports(ports: &str) -> (bool, bool, bool) {
    (ports.is_empty(), ports.bytes().any(|byte| byte == b'-'), order::is_year(ports))
}

impl<'t> Table<'t, '_> {
    #[inline(always)]
    fn line(&self, row: &JoinedRow) -> &'t str {
        self.text.get(row.bytes.clone()).unwrap_or("")
    }

    #[inline(always)]
    fn head(&self, row: &JoinedRow) -> Option<Head<'t>> {
        let line = self.line(row);
        match row.head {
            Some(lengths) => Some(lengths.head(line)),
            None => head::head(line).map(|(head, _)| head),
        }
    }

    /// Whether a row that is written as the one above has a name, and its transport.
    #[inline(always)]
    fn head_again(&self, row: &JoinedRow) -> Option<(bool, &'t str)> {
        let lengths = row.head?;
        let transport = row.bytes.start.saturating_add(lengths.transport_at());
        Some((lengths.has_name(), self.text.get(transport..transport.saturating_add(twin::LENGTH))?))
    }

    /// A row cut to pieces.
    pub(crate) fn loose(&self, row: &JoinedRow, splits: &mut Splits<'t, '_>) -> Option<LooseRow<'t>> {
        let mut pieces = Vec::new();
        splits.pieces(&self.head(row)?, &mut pieces);
        let (span, trouble) = (Span::new(row.bytes.start, row.bytes.end, 0), Trouble::None);
        Some(self.row(row, pieces, span, trouble))
    }

    fn row(&self, row: &JoinedRow, pieces: Vec<Piece<'t>>, span: Span, trouble: Trouble) -> LooseRow<'t> {
        LooseRow { text: self.line(row), pieces, borders: Borders::Lost, trouble, span, guess: row.guess, told: None }
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
        let mut usual_rows = (columns.first() == Some(&Field::ServiceName)).then(|| UsualRows::new(splits.people()));
        let mut pieces = Vec::new();
        // Rows without a name, which say that ports are free, stand between those of services.
        let (mut above, mut nameless) = (Above::default(), Above::default());
        let mut is_written_otherwise = false;
        for (at, row) in self.rows.iter().enumerate() {
            let span = span(row);
            let trouble = trouble.filter(|(of, _)| *of == at).map_or(Trouble::None, |(_, trouble)| trouble);
            // Only rows above it may have been left out, and one that is written as this was then, too.
            if row.is_again
                && is_usual(row, trouble)
                && let Some((has_name, transport)) = self.head_again(row)
            {
                let above = if has_name { &mut above } else { &mut nameless };
                if above.head.is_some() && at.checked_sub(1) == Some(above.at) {
                    above.settled.hand_over_twin(transport, span, out);
                    above.at = at;
                    continue;
                }
            }
            let Some(mut head) = self.head(row) else { continue };
            // Where a page writes them otherwise, a name without a port has a transport more likely than words.
            is_written_otherwise |= head.is_written_otherwise();
            let is_usual = !(is_written_otherwise && head.take_transport()) && is_usual(row, trouble);
            let above = if head.name.is_empty() { &mut nameless } else { &mut above };
            if is_usual && above.is_as(&head) {
                above.settled.hand_over_again(head.ports_text, head.transport, span, out);
                above.at = at;
                continue;
            }
            if let Some(reader) = &mut usual_rows
                && is_usual
                && let Some(found) = reader.read(&head)
            {
                let mut is_asked = false;
                let mut is_twin = || {
                    is_asked = !head.ports_text.is_empty();
                    is_asked && self.has_twin(at, head.name, cell::ports(head.ports_text), head.transport)
                };
                let guess = |date| place::lone_date(date, !head.name.is_empty(), found.has_persons, &mut is_twin);
                let lone_date = found.date.map_or(Field::RegistrationDate, guess);
                if let Some(reading) = readings.known(found.key.finish(lone_date)) {
                    above.head = None;
                    above.settled.settle(self.line(row), found.texts(), |text| text, reading);
                    above.settled.names_listed = found.names_listed;
                    above.settled.hand_over(span, out);
                    if !is_asked {
                        above.take(at, head);
                    }
                    continue;
                }
            }
            pieces.clear();
            splits.pieces(&head, &mut pieces);
            shape::twins(&mut pieces);
            let mut loose = self.row(row, std::mem::take(&mut pieces), span, trouble);
            let mut is_asked = false;
            let context = place::context(&loose, || {
                is_asked = true;
                self.has_twin(at, place::name(&loose), place::ports(&loose), place::transport(&loose))
            });
            let settled = place::place_row(&mut loose, context, &mut readings, out);
            above.head = None;
            if let (Some(settled), false) = (settled, is_asked) {
                above.settled = settled;
                above.take(at, head);
            }
            pieces = loose.pieces;
        }
    }

    /// Whether one of the rows near it has the same name at the same port, for the other of TCP and UDP.
    fn has_twin(&self, at: usize, name: &str, ports: Option<PortRange>, transport: &str) -> bool {
        let Some(other) = place::other_transport(transport) else { return false };
        let (above, below) = self.rows.split_at_checked(at).unwrap_or_default();
        let is_twin = |row: &JoinedRow| {
            // Most have another name, which tells.
            row.head.is_none_or(|lengths| lengths.is_of_name(name, self.line(row)))
                && self
                    .head(row)
                    .is_some_and(|head| head.transport == other && head.name == name && ports_of(&head) == ports)
        };
        let is_row = |row: &&JoinedRow| row.head.is_some() || self.head(row).is_some();
        let mut above = above.iter().rev().filter(is_row).take(NEAR);
        let mut below = below.iter().skip(1).filter(is_row).take(NEAR);
        above.any(is_twin) || below.any(is_twin)
    }
}

/// Whether a row could say what another does: nothing of it was guessed, or is wrong.
#[inline]
fn is_usual(row: &JoinedRow, trouble: Trouble) -> bool {
    if general_way::is_forced() {
        return false;
    }
    trouble == Trouble::None && row.guess == Guess::default()
}

/// The ports of a row that has this head; a number can stand in their place behind the transport.
fn ports_of(head: &Head<'_>) -> Option<PortRange> {
    let number = || head.rest.split_whitespace().next().filter(|word| word.bytes().all(|byte| byte.is_ascii_digit()));
    cell::ports(if head.ports_text.is_empty() { number().unwrap_or("") } else { head.ports_text })
}
