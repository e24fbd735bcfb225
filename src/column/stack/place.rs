//! Rows of lines to drafts. Which line stands in which column is reckoned once for each sort of row.

use std::ops::Range;

use crate::assemble::Assembler;
use crate::ast::{Code, Field, FieldSet};
use crate::build::Draft;
use crate::cell;
use crate::eight;
use crate::general_way;

use super::super::dates;
use super::super::known::Readings;
use super::super::order::Context;
use super::super::place::{self, LooseRow, NEAR, Trouble};
use super::super::rows::Guess;
use super::super::shape::{self, Persons};
use super::kind::{DATE, Kind, PORTS, TRANSPORT, WORDS};
use super::lines::Lines;
use super::steps::Steps;
use super::{CONTEXT, StackedRow};

/// A row, and what is known of it besides its lines.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Placed<'r> {
    pub(crate) row: &'r StackedRow,
    /// The columns of its lines, where empty lines tell them.
    pub(crate) told: Option<&'r Vec<Field>>,
    pub(crate) trouble: Trouble,
}

impl Placed<'_> {
    /// The row as any other that has lost its columns. `columns` are the table's.
    pub(crate) fn loose<'a>(&self, lines: &Lines<'a>, columns: &[Field]) -> LooseRow<'a> {
        // Where empty lines tell the columns they tell the rows, but for the end of a cell that is the last.
        let in_last = |told: &Vec<Field>| told.iter().filter(|field| columns.last() == Some(field)).count();
        let ends_surely = self.told.is_some_and(|told| in_last(told) < 2);
        let fields = if ends_surely { FieldSet::EMPTY } else { self.row.doubtful };
        LooseRow {
            text: lines.slice(self.row.span.range()),
            pieces: lines.pieces(self.row.lines.clone()),
            borders: CONTEXT.borders,
            span: self.row.span,
            trouble: self.trouble,
            guess: Guess { fields, ..Guess::default() },
            told: self.told.cloned(),
        }
    }
}

/// The column of each line of a sort of row.
#[derive(Clone, Copy, Debug)]
struct Plan {
    /// Where among all cells those of the row are.
    cells: (u32, u32),
    uncertain: FieldSet,
}

/// A cell that is not empty: its first line, and its last.
#[derive(Clone, Copy, Debug)]
struct Cell {
    field: Field,
    first: u8,
    last: u8,
}

/// What is known of a sort of row in a context.
#[derive(Clone, Copy, Debug, Default)]
enum Known {
    #[default]
    Nothing,
    /// Its rows are read one by one.
    Odd,
    Plan(Plan),
}

/// Sorts of contexts in which a row can stand.
const CONTEXTS: usize = 4;

/// What is known of a sort of row.
#[derive(Clone, Copy, Debug, Default)]
struct Sort {
    head: Option<Head>,
    plans: [Known; CONTEXTS],
}

/// What the context of a row is told by, by the numbers of its lines.
#[derive(Clone, Copy, Debug)]
struct Head {
    has_name: bool,
    ports: Option<u8>,
    transport: Option<u8>,
    date: Option<u32>,
    /// A transport stands below its third line.
    has_late_transport: bool,
    has_persons: bool,
    is_dccp: bool,
}

/// A row that was handed over, of which nothing had to be said.
#[derive(Clone, Debug)]
struct Above<'a> {
    lines: Range<usize>,
    /// Where its record stands.
    record: usize,
    ports: &'a str,
    transport: &'a str,
    /// Which of its lines is that.
    transport_at: u8,
    uncertain: FieldSet,
}

/// Puts the lines of rows in their columns.
struct Placer<'l, 'a> {
    lines: &'l Lines<'a>,
    above: Option<Above<'a>>,
    columns: &'l [Field],
    readings: Readings<'l>,
    steps: [Option<Steps<'l>>; CONTEXTS],
    sorts: Vec<Sort>,
    cells: Vec<Cell>,
}

/// Puts the lines of all rows in their columns and hands the rows over; `placed` are the `rows`, one by one.
pub(crate) fn place<'r>(
    placed: impl Iterator<Item = Placed<'r>>,
    rows: &'r [StackedRow],
    lines: &Lines<'_>,
    columns: &[Field],
    out: &mut Assembler,
) {
    let readings = Readings::new(columns);
    let mut placer = Placer {
        lines,
        above: None,
        columns,
        readings,
        steps: Default::default(),
        sorts: Vec::new(),
        cells: Vec::new(),
    };
    for (at, row) in placed.enumerate() {
        let end = |at: usize| at.saturating_add(NEAR).saturating_add(1).min(rows.len());
        let near = || rows.get(at.saturating_sub(NEAR)..end(at)).unwrap_or_default();
        placer.place(&row, near, out);
    }
}

impl Placer<'_, '_> {
    #[inline]
    fn place<'r>(&mut self, placed: &Placed<'r>, near: impl FnOnce() -> &'r [StackedRow], out: &mut Assembler) {
        let is_sound = placed.told.is_none() && placed.trouble == Trouble::None;
        if is_sound && self.hand_over_again(placed, out) {
            return;
        }
        self.above = None;
        let row = placed.row;
        let run = row.run.map(|run| run as usize);
        let run = run.filter(|_| !general_way::is_forced());
        if let Some(run) = run.filter(|run| *run >= self.sorts.len()) {
            self.sorts.resize(run.saturating_add(1), Sort::default());
        }
        let sort = run.and_then(|run| self.sorts.get_mut(run));
        let head = match sort {
            Some(sort) => *sort.head.get_or_insert_with(|| Head::of(row, self.lines)),
            None => Head::of(row, self.lines),
        };
        let lone_date = self.lone_date(row, head, near);
        let context = Context { lone_date, is_dccp: head.is_dccp, ..CONTEXT };
        if let Some(run) = run.filter(|_| is_sound)
            && let Some(plan) = self.plan(row, run, context)
            && !self.is_damaged(row, head)
        {
            let (from, to) = plan.cells;
            let cells = self.cells.get(from as usize..to as usize).unwrap_or_default();
            let above = hand_over(placed, plan, cells, self.lines, out);
            self.above = above.filter(|above| head.transport == Some(above.transport_at));
            return;
        }
        place::place_row(&mut placed.loose(self.lines, self.columns), context, &mut self.readings, out);
    }

    /// Hands over a row that says what the one above does, but for TCP or UDP; `false` where it does not.
    ///
    /// All that the reading of a row depends on is the same of both: either is the other's twin.
    #[inline]
    fn hand_over_again(&mut self, placed: &Placed<'_>, out: &mut Assembler) -> bool {
        let own = &placed.row.lines;
        let Some(above) = self.above.as_mut().filter(|above| above.lines.end == own.start) else { return false };
        if !self.lines.are_again(own) || above.lines.len() != own.len() || !placed.row.doubtful.is_empty() {
            return false;
        }
        // There is but one line in which they differ.
        let transport = self.lines.text(own.start.saturating_add(usize::from(above.transport_at)));
        if transport == above.transport || !out.row_again(above.record, above.ports, transport, placed.row.span) {
            return false;
        }
        place::tally_doubts(above.uncertain, placed.row.span, out);
        above.lines = own.clone();
        above.transport = transport;
        true
    }

    /// Whether the words of a row tell that it is damaged, as no kind of its lines does.
    #[inline]
    fn is_damaged(&self, row: &StackedRow, head: Head) -> bool {
        (head.has_late_transport || self.lines.are_doubtful(row.lines.clone())) && self.is_damaged_by_words(row)
    }

    fn is_damaged_by_words(&self, row: &StackedRow) -> bool {
        let (mut has_plain_tail, mut has_transport) = (true, false);
        for (at, line) in row.lines.clone().enumerate() {
            let kind = self.lines.kind(line).unwrap_or_default();
            let is_transport = kind.is(TRANSPORT);
            let may_tell = !kind.is_plain() || is_transport && at > 2;
            has_transport |= is_transport;
            has_plain_tail &= !may_tell || at < 3 && !self.lines.text(line).contains(['[', ']']);
        }
        // A name such as "http" looks as if it ended with a transport.
        let is_usual = has_plain_tail && has_transport;
        !is_usual && place::trouble_within(&self.lines.pieces(row.lines.clone()), CONTEXT.borders).is_some()
    }

    #[inline]
    fn head(&self, row: &StackedRow) -> Head {
        let known = row.run.and_then(|run| self.sorts.get(run as usize)).and_then(|sort| sort.head);
        known.unwrap_or_else(|| Head::of(row, self.lines))
    }

    /// The likelier column of the lone date of a row.
    #[inline]
    fn lone_date<'r>(&self, row: &StackedRow, head: Head, near: impl FnOnce() -> &'r [StackedRow]) -> Field {
        let Some(date) = head.date.map(|at| self.lines.text(row.lines.start.saturating_add(at as usize))) else {
            return Field::RegistrationDate;
        };
        let Some(date) = shape::date(date) else {
            return Field::RegistrationDate;
        };
        let has_ports = head.ports.is_some();
        let known = dates::Row { has_name: head.has_name, has_ports, has_persons: head.has_persons, has_twin: false };
        let alone = dates::guess(date, known);
        let with_twin = dates::guess(date, dates::Row { has_twin: true, ..known });
        if alone == with_twin || !has_ports {
            return alone;
        }
        let key = Key::of(row, head, self.lines);
        let Some(other_transport) = place::other_transport(key.transport) else { return alone };
        let is_twin = |other: &StackedRow| {
            let head = self.head(other);
            eight::same(Key::text(other, head.transport, self.lines).as_bytes(), other_transport.as_bytes())
                && key.is_twin(&Key::of(other, head, self.lines))
        };
        if near().iter().any(is_twin) { with_twin } else { alone }
    }

    /// The plan of rows of the sort of `row`; `None` where they are to be read one by one.
    #[inline]
    fn plan(&mut self, row: &StackedRow, run: usize, context: Context) -> Option<Plan> {
        let of_context = usize::from(context.lone_date == Field::ModificationDate) | usize::from(context.is_dccp) << 1;
        match self.sorts.get(run)?.plans.get(of_context)? {
            Known::Plan(plan) => Some(*plan),
            Known::Odd => None,
            Known::Nothing => self.new_plan(row, run, context, of_context),
        }
    }

    fn new_plan(&mut self, row: &StackedRow, run: usize, context: Context, of_context: usize) -> Option<Plan> {
        let columns = self.columns;
        let steps = self.steps.get_mut(of_context)?.get_or_insert_with(|| Steps::new(columns, context));
        let plan = plan(row, self.lines, steps, &mut self.cells);
        *self.sorts.get_mut(run)?.plans.get_mut(of_context)? = plan.map_or(Known::Odd, Known::Plan);
        plan
    }
}

impl Head {
    fn of(row: &StackedRow, lines: &Lines<'_>) -> Self {
        let own = row.lines.clone();
        let is = |at: usize, sort: u16| lines.kind(at).is_some_and(|kind| kind.is(sort));
        let find = |sort: u16| (0..3).zip(own.clone()).find(|(_, at)| is(*at, sort)).map(|(at, _)| at);
        let transport = find(TRANSPORT);
        let is_dccp =
            transport.and_then(|at| lines.kind(own.start.saturating_add(usize::from(at)))).is_some_and(Kind::is_dccp);
        Self {
            has_name: !own.is_empty() && is(own.start, WORDS),
            ports: find(PORTS),
            transport,
            has_late_transport: own.clone().skip(3).any(|at| is(at, TRANSPORT)),
            date: (0..).zip(own.clone()).find(|(_, at)| is(*at, DATE)).map(|(at, _)| at),
            has_persons: has_persons(row, lines),
            is_dccp,
        }
    }
}

/// What the twins of a row are told by.
#[derive(Clone, Copy, Debug)]
struct Key<'a> {
    name: &'a str,
    ports: &'a str,
    transport: &'a str,
}

impl<'a> Key<'a> {
    fn of(row: &StackedRow, head: Head, lines: &Lines<'a>) -> Self {
        let text = |at: Option<u8>| Self::text(row, at, lines);
        Self { name: text(Some(0).filter(|_| head.has_name)), ports: text(head.ports), transport: text(head.transport) }
    }

    /// The text of a line of a row.
    #[inline]
    fn text(row: &StackedRow, at: Option<u8>, lines: &Lines<'a>) -> &'a str {
        at.map_or("", |at| lines.text(row.lines.start.saturating_add(usize::from(at))))
    }

    /// The same name at the same port, one for TCP and one for UDP.
    fn is_twin(&self, other: &Self) -> bool {
        place::other_transport(self.transport) == Some(other.transport)
            && eight::same(self.name.as_bytes(), other.name.as_bytes())
            && (eight::same(self.ports.as_bytes(), other.ports.as_bytes())
                || cell::ports(self.ports) == cell::ports(other.ports))
    }
}

fn has_persons(row: &StackedRow, lines: &Lines<'_>) -> bool {
    let is_person = |at: usize| {
        let found = lines.kind(at).filter(|kind| !kind.is_reference()).and_then(Kind::persons);
        found.is_some_and(|persons| persons != Persons::No)
    };
    let own = row.lines.clone();
    own.clone().zip(own.skip(1)).any(|(one, two)| is_person(one) && is_person(two))
}

/// The plan of rows of the sort of `row`, whose cells are put to `cells`; `None` where they do not read as rows, or as
/// damaged ones.
fn plan(row: &StackedRow, lines: &Lines<'_>, steps: &mut Steps<'_>, cells: &mut Vec<Cell>) -> Option<Plan> {
    let own = row.lines.clone();
    let reading = steps.read(lines, own.clone())?;
    if own.zip(&reading.columns).any(|(line, field)| lines.kind(line).is_some_and(|kind| strays(kind, *field))) {
        return None;
    }
    let from = cells.len();
    for (line, field) in reading.columns.iter().enumerate() {
        let line = u8::try_from(line).ok()?;
        match cells.get_mut(from..).and_then(|cells| cells.iter_mut().find(|cell| cell.field == *field)) {
            Some(cell) => cell.last = line,
            None => cells.push(Cell { field: *field, first: line, last: line }),
        }
    }
    let cells = (u32::try_from(from).ok()?, u32::try_from(cells.len()).ok()?);
    Some(Plan { cells, uncertain: reading.uncertain })
}

/// Whether a line of this kind is in a column where it tells of damage: see [`place::trouble_of`].
fn strays(kind: Kind, field: Field) -> bool {
    let in_prose = matches!(field, Field::Description | Field::UnauthorizedUse | Field::Notes);
    match kind.sort() {
        TRANSPORT => !matches!(field, Field::Transport | Field::ServiceName),
        DATE => in_prose,
        _ => in_prose && kind.persons() == Some(Persons::Sure),
    }
}

/// Hands over a row whose cells these are; what is known of it, where nothing had to be said.
#[inline]
fn hand_over<'a>(
    row: &Placed<'_>,
    plan: Plan,
    cells: &[Cell],
    lines: &Lines<'a>,
    out: &mut Assembler,
) -> Option<Above<'a>> {
    let mut texts = [""; 12];
    let part = lines.parts(row.row.lines.clone());
    let mut transport_at = None;
    let mut names_listed = lines.lists_sure;
    for cell in cells {
        if matches!(cell.field, Field::Assignees | Field::Contacts) {
            let kind = lines.kind(row.row.lines.start.saturating_add(usize::from(cell.first))).unwrap_or_default();
            names_listed &= cell.first == cell.last && kind.persons() == Some(Persons::Sure);
        }
        if let Some(slot) = texts.get_mut(cell.field as usize) {
            *slot = part(cell.first, cell.last);
        }
        if cell.field == Field::Transport {
            transport_at = Some(cell.first).filter(|first| *first == cell.last);
        }
    }
    let (record, said) = (out.registry.records.len(), out.report.said());
    place::tally_doubts(plan.uncertain, row.row.span, out);
    let mut uncertain = plan.uncertain;
    if !row.row.doubtful.is_empty() {
        uncertain.extend(row.row.doubtful.iter());
        out.report.warning(Code::AmbiguousLine, row.row.span, place::AMBIGUOUS_LINE);
    }
    let draft = Draft::from_texts(&texts, uncertain, row.row.span, &mut out.memo, &mut out.report);
    out.row(Draft { names_listed, ..draft });
    let is_told = out.registry.records.len() > record && out.report.said() == said;
    let [_, ports, transport, ..] = texts;
    transport_at.filter(|_| is_told).map(|transport_at| {
        let lines = row.row.lines.clone();
        Above { lines, record, ports, transport, transport_at, uncertain: plan.uncertain }
    })
}
