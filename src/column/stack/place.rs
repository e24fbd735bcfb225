//! Rows of lines to drafts. Which line stands in which column is reckoned once for each sort of row.

use std::borrow::Cow;

use crate::assemble::Assembler;
use crate::ast::{Code, Field, FieldSet, Span};
use crate::build::{Cells, Draft};
use crate::cell;

use super::super::dates;
use super::super::known::Readings;
use super::super::order::Context;
use super::super::place::{self, LooseRow, Trouble};
use super::super::rows::Guess;
use super::super::shape::{self, Persons};
use super::kind::{DATE, Kind, PORTS, TRANSPORT, WORDS};
use super::lines::Lines;
use super::{CONTEXT, StackedRow};

/// A row, and where in the document it stands.
#[derive(Debug)]
pub(crate) struct Placed {
    pub(crate) row: StackedRow,
    pub(crate) span: Span,
    /// The columns of its lines, where empty lines tell them.
    pub(crate) told: Option<Vec<Field>>,
    pub(crate) trouble: Trouble,
}

impl Placed {
    /// The row as any other that has lost its columns. `columns` are the table's.
    pub(crate) fn loose<'a>(&self, lines: &Lines<'a>, columns: &[Field]) -> LooseRow<'a> {
        // Where empty lines tell the columns they tell the rows, but for the end of a cell that is the last.
        let in_last = |told: &Vec<Field>| told.iter().filter(|field| columns.last() == Some(field)).count();
        let ends_surely = self.told.as_ref().is_some_and(|told| in_last(told) < 2);
        let fields = if ends_surely { FieldSet::EMPTY } else { self.row.doubtful };
        LooseRow {
            text: lines.slice(self.span.range()),
            pieces: lines.pieces(self.row.lines.clone()),
            borders: CONTEXT.borders,
            span: self.span,
            trouble: self.trouble,
            guess: Guess { fields, ..Guess::default() },
            told: self.told.clone(),
        }
    }
}

/// The column of each line of a sort of row.
#[derive(Clone, Copy, Debug)]
struct Plan {
    /// The first and the last line of each cell that is not empty.
    cells: [Option<(u8, u8)>; 12],
    uncertain: FieldSet,
}

/// What is known of a sort of row.
#[derive(Clone, Copy, Debug, Default)]
enum Known {
    #[default]
    Nothing,
    /// Its rows are read one by one.
    Odd,
    Plan(u32),
}

/// Sorts of contexts in which a row can stand.
const CONTEXTS: usize = 4;

/// Puts the lines of rows in their columns.
struct Placer<'l, 'a> {
    lines: &'l Lines<'a>,
    columns: &'l [Field],
    readings: Readings<'l>,
    known: Vec<[Known; CONTEXTS]>,
    plans: Vec<Plan>,
}

/// Puts the lines of all rows in their columns and hands the rows over.
pub(crate) fn place(rows: &[Placed], lines: &Lines<'_>, columns: &[Field], out: &mut Assembler) {
    let mut placer = Placer { lines, columns, readings: Readings::new(columns), known: Vec::new(), plans: Vec::new() };
    for (at, row) in rows.iter().enumerate() {
        // Rows of one port stand together; a few on either side are enough.
        let near = rows.get(at.saturating_sub(6)..(at + 7).min(rows.len())).unwrap_or_default();
        placer.place(row, near, out);
    }
}

impl Placer<'_, '_> {
    fn place(&mut self, row: &Placed, near: &[Placed], out: &mut Assembler) {
        let context = self.context(row, near);
        let of_context = usize::from(context.lone_date == Field::ModificationDate) + 2 * usize::from(context.is_dccp);
        let is_usual = row.row.doubtful.is_empty() && row.told.is_none() && row.trouble == Trouble::None;
        if let Some(run) = row.row.run.filter(|_| is_usual) {
            let run = run as usize;
            if run >= self.known.len() {
                self.known.resize(run + 1, [Known::Nothing; CONTEXTS]);
            }
            if let Some(known) = self.known.get_mut(run).and_then(|known| known.get_mut(of_context)) {
                if matches!(known, Known::Nothing) {
                    *known = match plan(row, self.lines, context, &mut self.readings) {
                        Some(plan) => {
                            self.plans.push(plan);
                            Known::Plan(u32::try_from(self.plans.len() - 1).unwrap_or(u32::MAX))
                        }
                        None => Known::Odd,
                    };
                }
                if let Known::Plan(plan) = *known
                    && let Some(plan) = self.plans.get(plan as usize)
                {
                    hand_over(row, plan, self.lines, out);
                    return;
                }
            }
        }
        place::place_row(&mut row.loose(self.lines, self.columns), context, &mut self.readings, out);
    }

    fn context(&self, row: &Placed, near: &[Placed]) -> Context {
        let key = Key::of(row, self.lines);
        let mut kinds = row.row.lines.clone();
        let date = kinds.find(|at| self.lines.kind(*at).is_some_and(|kind| kind.is(DATE)));
        let date = date.and_then(|at| shape::date(self.lines.text(at)));
        let lone_date = date.map_or(Field::RegistrationDate, |date| {
            let known = dates::Row {
                has_name: key.name.is_some(),
                has_ports: key.ports.is_some(),
                has_persons: has_persons(row, self.lines),
                has_twin: false,
            };
            let alone = dates::guess(date, known);
            let with_twin = dates::guess(date, dates::Row { has_twin: true, ..known });
            if alone == with_twin {
                return alone;
            }
            let is_twin = |other: &Placed| key.is_twin(&Key::of(other, self.lines), self.lines);
            if key.ports.is_some() && near.iter().any(is_twin) { with_twin } else { alone }
        });
        let is_dccp = key.transport.and_then(|at| self.lines.kind(at)).is_some_and(Kind::is_dccp);
        Context { lone_date, is_dccp, ..CONTEXT }
    }
}

/// What the twins of a row are told by, by its lines.
#[derive(Clone, Copy, Debug)]
struct Key {
    name: Option<usize>,
    ports: Option<usize>,
    transport: Option<usize>,
}

impl Key {
    fn of(row: &Placed, lines: &Lines<'_>) -> Self {
        let Placed { row: StackedRow { lines: own, .. }, .. } = row;
        let head = || own.clone().take(3);
        let find = |sort: u16| head().find(|at| lines.kind(*at).is_some_and(|kind| kind.is(sort)));
        let name = head().next().filter(|at| lines.kind(*at).is_some_and(|kind| kind.is(WORDS)));
        Self { name, ports: find(PORTS), transport: find(TRANSPORT) }
    }

    /// The same name at the same port, one for TCP and one for UDP.
    fn is_twin(&self, other: &Self, lines: &Lines<'_>) -> bool {
        let text = |at: Option<usize>| at.map_or("", |at| lines.text(at));
        matches!((text(self.transport), text(other.transport)), ("tcp", "udp") | ("udp", "tcp"))
            && text(self.name) == text(other.name)
            && (text(self.ports) == text(other.ports)
                || cell::ports(text(self.ports)) == cell::ports(text(other.ports)))
    }
}

fn has_persons(row: &Placed, lines: &Lines<'_>) -> bool {
    let is_person = |at: usize| {
        let found = lines.kind(at).filter(|kind| !kind.is_reference()).and_then(Kind::persons);
        found.is_some_and(|persons| persons != Persons::No)
    };
    let own = row.row.lines.clone();
    own.clone().zip(own.skip(1)).any(|(one, two)| is_person(one) && is_person(two))
}

/// The plan of rows of the sort of `row`; `None` where one of them may be damaged: what tells of that is not all in the
/// kinds of its lines.
fn plan(row: &Placed, lines: &Lines<'_>, context: Context, readings: &mut Readings<'_>) -> Option<Plan> {
    let own = row.row.lines.clone();
    let is_plain = |at: usize| lines.kind(at).is_some_and(Kind::is_plain);
    let is_transport = |at: usize| lines.kind(at).is_some_and(|kind| kind.is(TRANSPORT));
    if !own.clone().all(is_plain) || own.clone().skip(3).any(is_transport) {
        return None;
    }
    let pieces = lines.pieces(own);
    let reading = readings.read(&pieces, context)?;
    if place::trouble_of(reading, &pieces, CONTEXT.borders).is_some() {
        return None;
    }
    let mut plan = Plan { cells: [None; 12], uncertain: reading.uncertain };
    for (line, field) in reading.columns.iter().enumerate() {
        let line = u8::try_from(line).ok()?;
        let cell = plan.cells.get_mut(*field as usize)?;
        *cell = Some((cell.map_or(line, |(first, _)| first), line));
    }
    Some(plan)
}

fn hand_over(row: &Placed, plan: &Plan, lines: &Lines<'_>, out: &mut Assembler) {
    let first = row.row.lines.start;
    let mut cells: Cells<'_> = Default::default();
    for (cell, place) in cells.iter_mut().zip(&plan.cells) {
        if let Some((from, to)) = *place {
            let (from, to) = (lines.bytes(first + usize::from(from)), lines.bytes(first + usize::from(to)));
            *cell = Cow::Borrowed(lines.slice(from.start..to.end));
        }
    }
    let mut other = plan.uncertain;
    if other.contains(Field::RegistrationDate) && other.contains(Field::ModificationDate) {
        out.report.tally(Code::LoneDate, row.span);
        other.remove(Field::RegistrationDate);
        other.remove(Field::ModificationDate);
    }
    if !other.is_empty() {
        out.report.tally(Code::AmbiguousColumn, row.span);
    }
    let draft = Draft::from_cells(cells, plan.uncertain, row.span, &mut out.memo, &mut out.report);
    out.row(draft);
}
