//! Rows of lines to drafts. Which line stands in which column is reckoned once for each sort of row.

use crate::assemble::Assembler;
use crate::ast::{Code, Field, FieldSet, Span};
use crate::build::Draft;
use crate::cell;

use super::super::dates;
use super::super::known::Readings;
use super::super::order::Context;
use super::super::place::{self, LooseRow, Trouble};
use super::super::rows::Guess;
use super::super::shape::{self, Persons};
use super::kind::{DATE, Kind, PORTS, TRANSPORT, WORDS};
use super::lines::Lines;
use super::steps::Steps;
use super::usual;
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
    name: Option<usize>,
    ports: Option<usize>,
    transport: Option<usize>,
    date: Option<usize>,
    has_persons: bool,
    is_dccp: bool,
}

/// Puts the lines of rows in their columns.
struct Placer<'l, 'a> {
    lines: &'l Lines<'a>,
    columns: &'l [Field],
    readings: Readings<'l>,
    steps: [Option<Steps<'l>>; CONTEXTS],
    sorts: Vec<Sort>,
    cells: Vec<Cell>,
}

/// Puts the lines of all rows in their columns and hands the rows over.
pub(crate) fn place(rows: &[Placed], lines: &Lines<'_>, columns: &[Field], out: &mut Assembler) {
    let readings = Readings::new(columns);
    let mut placer =
        Placer { lines, columns, readings, steps: Default::default(), sorts: Vec::new(), cells: Vec::new() };
    for (at, row) in rows.iter().enumerate() {
        // Rows of one port stand together; a few on either side are enough.
        let near = rows.get(at.saturating_sub(6)..(at + 7).min(rows.len())).unwrap_or_default();
        placer.place(row, near, out);
    }
}

impl Placer<'_, '_> {
    fn place(&mut self, row: &Placed, near: &[Placed], out: &mut Assembler) {
        let run = row.row.run.map(|run| run as usize);
        #[cfg(test)]
        let run = run.filter(|_| !super::super::grid::general_way_only::is_forced());
        if let Some(run) = run.filter(|run| *run >= self.sorts.len()) {
            self.sorts.resize(run + 1, Sort::default());
        }
        let head = self.head(row);
        if let Some(sort) = run.and_then(|run| self.sorts.get_mut(run)) {
            sort.head = Some(head);
        }
        let lone_date = self.lone_date(row, head, near);
        let context = Context { lone_date, is_dccp: head.is_dccp, ..CONTEXT };
        if let Some(run) = run.filter(|_| row.told.is_none() && row.trouble == Trouble::None)
            && let Some(plan) = self.plan(row, run, context)
            && !self.is_damaged(row)
        {
            let (from, to) = plan.cells;
            let cells = self.cells.get(from as usize..to as usize).unwrap_or_default();
            hand_over(row, plan, cells, self.lines, out);
            return;
        }
        place::place_row(&mut row.loose(self.lines, self.columns), context, &mut self.readings, out);
    }

    /// Whether the words of a row tell that it is damaged, as no kind of its lines does.
    fn is_damaged(&self, row: &Placed) -> bool {
        let (mut is_plain, mut has_plain_tail, mut has_transport) = (true, true, false);
        for (at, line) in row.row.lines.clone().enumerate() {
            let kind = self.lines.kind(line).unwrap_or_default();
            let is_transport = kind.is(TRANSPORT);
            let may_tell = !kind.is_plain() || is_transport && at > 2;
            has_transport |= is_transport;
            is_plain &= !may_tell;
            has_plain_tail &= !may_tell || at < 3 && !self.lines.text(line).contains(['[', ']']);
        }
        // A name such as "http" looks as if it ended with a transport.
        let is_usual = is_plain || has_plain_tail && has_transport;
        !is_usual && place::trouble_within(&self.lines.pieces(row.row.lines.clone()), CONTEXT.borders).is_some()
    }

    fn head(&self, row: &Placed) -> Head {
        let known = row.row.run.and_then(|run| self.sorts.get(run as usize)).and_then(|sort| sort.head);
        known.unwrap_or_else(|| Head::of(row, self.lines))
    }

    /// The likelier column of the lone date of a row.
    fn lone_date(&self, row: &Placed, head: Head, near: &[Placed]) -> Field {
        let Some(date) = head.date.map(|at| self.lines.text(row.row.lines.start + at)) else {
            return Field::RegistrationDate;
        };
        let Some(date) = usual::usual_date(date.as_bytes()).or_else(|| shape::date(date)) else {
            return Field::RegistrationDate;
        };
        let has_ports = head.ports.is_some();
        let known =
            dates::Row { has_name: head.name.is_some(), has_ports, has_persons: head.has_persons, has_twin: false };
        let alone = dates::guess(date, known);
        let with_twin = dates::guess(date, dates::Row { has_twin: true, ..known });
        if alone == with_twin || !has_ports {
            return alone;
        }
        let key = Key::of(row, head, self.lines);
        let is_twin = |other: &Placed| key.is_twin(&Key::of(other, self.head(other), self.lines));
        if near.iter().any(is_twin) { with_twin } else { alone }
    }

    /// The plan of rows of the sort of `row`; `None` where they are to be read one by one.
    fn plan(&mut self, row: &Placed, run: usize, context: Context) -> Option<Plan> {
        let of_context = usize::from(context.lone_date == Field::ModificationDate) + 2 * usize::from(context.is_dccp);
        match self.sorts.get(run)?.plans.get(of_context)? {
            Known::Plan(plan) => return Some(*plan),
            Known::Odd => return None,
            Known::Nothing => {}
        }
        let columns = self.columns;
        let steps = self.steps.get_mut(of_context)?.get_or_insert_with(|| Steps::new(columns, context));
        let plan = plan(row, self.lines, steps, &mut self.cells);
        *self.sorts.get_mut(run)?.plans.get_mut(of_context)? = plan.map_or(Known::Odd, Known::Plan);
        plan
    }
}

impl Head {
    fn of(row: &Placed, lines: &Lines<'_>) -> Self {
        let own = row.row.lines.clone();
        let is = |at: usize, sort: u16| lines.kind(at).is_some_and(|kind| kind.is(sort));
        let find = |sort: u16| own.clone().take(3).position(|at| is(at, sort));
        let transport = find(TRANSPORT);
        let is_dccp = transport.and_then(|at| lines.kind(own.start + at)).is_some_and(Kind::is_dccp);
        Self {
            name: Some(0).filter(|_| !own.is_empty() && is(own.start, WORDS)),
            ports: find(PORTS),
            transport,
            date: own.clone().position(|at| is(at, DATE)),
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
    fn of(row: &Placed, head: Head, lines: &Lines<'a>) -> Self {
        let text = |at: Option<usize>| at.map_or("", |at| lines.text(row.row.lines.start + at));
        Self { name: text(head.name), ports: text(head.ports), transport: text(head.transport) }
    }

    /// The same name at the same port, one for TCP and one for UDP.
    fn is_twin(&self, other: &Self) -> bool {
        matches!((self.transport, other.transport), ("tcp", "udp") | ("udp", "tcp"))
            && self.name == other.name
            && (self.ports == other.ports || cell::ports(self.ports) == cell::ports(other.ports))
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

/// The plan of rows of the sort of `row`, whose cells are put to `cells`; `None` where they do not read as rows, or as
/// damaged ones.
fn plan(row: &Placed, lines: &Lines<'_>, steps: &mut Steps<'_>, cells: &mut Vec<Cell>) -> Option<Plan> {
    let own = row.row.lines.clone();
    let reading = steps.read(lines, own.clone())?;
    if place::trouble_of(&reading, &lines.pieces(own), CONTEXT.borders).is_some() {
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

fn hand_over(row: &Placed, plan: Plan, cells: &[Cell], lines: &Lines<'_>, out: &mut Assembler) {
    let first = row.row.lines.start;
    let mut texts = [""; 12];
    for cell in cells {
        if let Some(slot) = texts.get_mut(cell.field as usize) {
            *slot = lines.part(first + usize::from(cell.first), first + usize::from(cell.last));
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
    let mut uncertain = plan.uncertain;
    if !row.row.doubtful.is_empty() {
        uncertain.extend(row.row.doubtful.iter());
        out.report.warning(Code::AmbiguousLine, row.span, place::AMBIGUOUS_LINE);
    }
    let draft = Draft::from_texts(&texts, uncertain, row.span, &mut out.memo, &mut out.report);
    out.row(draft);
}
