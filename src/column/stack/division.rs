//! The cheapest division of a stretch of lines into rows, and what others nearly as cheap would read otherwise.

#![allow(
    clippy::arithmetic_side_effects,
    reason = "places of lines that are held in memory; of costs what a row has, which is little"
)]

use std::ops::Range;

use crate::ast::{Field, FieldSet, Span};

use super::super::walk::{Front, MARGIN, NO, least_of};
use super::StackedRow;
use super::kind::Kind;
use super::lines::Lines;
use super::start::Start;
use super::steps::Steps;

/// More than any division costs: a row costs some dozens at the most, and lines are counted in bytes of 32 bits.
const FAR: u32 = u32::MAX / 2;
/// What a row costs whose cells stand in no column.
pub(super) const DAMAGED: u32 = 30;
/// A row that costs so much more than the best division up to here goes on no longer.
const HOPELESS: u32 = 48;
/// What a line costs that stands above the first row and belongs to none.
pub(super) const STRAY: u32 = 3;
/// Rows that may be open at one line; with it the work for each line is bounded.
const MOST_OPEN: usize = 16;

/// A row from one start to the next, or to the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Edge {
    from: usize,
    to: usize,
    cost: u32,
}

/// A row that has begun and may go on.
struct Open {
    from: usize,
    start: Start,
    /// For each column the cheapest walk that has come to it.
    front: Front,
    /// The cheapest way to its beginning, with what is rare in that.
    cost: u32,
    /// The cheapest way to have come here.
    so_far: u32,
    /// What the row costs that ends here.
    end: u32,
}

impl Open {
    fn new(from: usize, start: Start, front: Front, cost: u32) -> Self {
        let mut open = Self { from, start, front, cost: cost.saturating_add(start.cost()), so_far: 0, end: 0 };
        open.reckon();
        open
    }

    fn reckon(&mut self) {
        let walk = least_of(&self.front);
        self.so_far = self.cost.saturating_add(if walk >= NO { DAMAGED } else { walk as u32 });
    }
}

/// Leaves the rows that can still be part of a cheap division.
fn prune(open: &mut Vec<Open>) {
    let Some(best) = open.iter().map(|row| row.so_far).min() else { return };
    open.retain(|row| row.so_far < best.saturating_add(HOPELESS));
    if open.len() > MOST_OPEN {
        // The dearest goes; of equals the latest.
        let worst = open.iter().enumerate().max_by_key(|(_, row)| row.so_far).map(|(at, _)| at);
        worst.map(|at| open.remove(at));
    }
}

/// Rows that a stretch of lines was divided into.
pub(super) struct Divided {
    pub(super) rows: Vec<StackedRow>,
    /// What the division costs.
    pub(super) cost: u32,
    /// Too many lines would be read again to see what other divisions would make of them: nothing is sure.
    pub(super) is_doubtful: bool,
}

/// Divides the lines `stretch`, which begin a row, or are the first of all. `above`: no division of the lines above
/// costs less. `left`: how many lines may be read again.
///
/// `None` where the lines above might belong to no row after all.
pub(super) fn divide(
    lines: &Lines<'_>,
    stretch: Range<usize>,
    steps: &mut Steps<'_>,
    above: u32,
    left: &mut usize,
) -> Option<Divided> {
    let mut division = Division::new(lines, stretch.clone());
    division.run(steps);
    if !division.is_first_of_all() && !division.leaves_rows_above(above) {
        return None;
    }
    let chosen = division.chosen();
    let mut rows: Vec<StackedRow> = chosen
        .iter()
        .map(|edge| StackedRow {
            lines: edge.from..edge.to,
            doubtful: FieldSet::EMPTY,
            run: None,
            span: Span::default(),
        })
        .collect();
    for row in &mut rows {
        if division.start(row.lines.start).is_some_and(|start| start.lacks_port()) {
            row.doubtful.extend([Field::ServiceName, Field::Ports]);
        }
    }
    let is_doubtful = !division.doubt(&chosen, &mut rows, steps, left);
    for row in &mut rows {
        row.lines = row.lines.start + stretch.start..row.lines.end + stretch.start;
    }
    Some(Divided { rows, cost: division.best.last().copied().unwrap_or(0), is_doubtful })
}

struct Division<'a, 'l> {
    all: &'l Lines<'a>,
    /// Where among all lines these stand; below, lines are counted from here.
    stretch: Range<usize>,
    /// How many lines before each are of a kind that words alone are not: brackets, dates, phrases of notes.
    telling: Vec<usize>,
    /// The cost of the cheapest division of the lines before each.
    best: Vec<u32>,
    /// Where that division is none: the lines before belong to no row.
    is_first: Vec<bool>,
    /// Rows of divisions that are cheapest up to their ends, or nearly so; by their ends.
    edges: Vec<Edge>,
}

impl<'a, 'l> Division<'a, 'l> {
    fn new(all: &'l Lines<'a>, stretch: Range<usize>) -> Self {
        let mut telling = vec![0];
        for at in stretch.clone() {
            let tells = all.kind(at).is_some_and(Kind::tells);
            telling.push(telling.last().copied().unwrap_or(0) + usize::from(tells));
        }
        let mut division = Self {
            all,
            telling,
            best: vec![FAR; stretch.len() + 1],
            is_first: vec![false; stretch.len() + 1],
            edges: Vec::new(),
            stretch,
        };
        if !division.is_first_of_all()
            && let Some(best) = division.best.first_mut()
        {
            *best = 0;
        }
        division
    }

    fn is_first_of_all(&self) -> bool {
        self.stretch.start == 0
    }

    fn start(&self, at: usize) -> Option<Start> {
        self.all.start(self.stretch.start + at)
    }

    /// What the lines above one cost where they belong to no row.
    fn stray(&self, at: usize) -> u32 {
        STRAY.saturating_mul(u32::try_from(self.stretch.start + at).unwrap_or(FAR)).min(FAR - 1)
    }

    /// Whether it is dearer everywhere that the lines above belong to no row.
    fn leaves_rows_above(&self, above: u32) -> bool {
        (0..self.stretch.len()).filter(|at| self.start(*at).is_some()).all(|at| {
            let best = self.best.get(at).copied().unwrap_or(FAR);
            above.saturating_add(best) <= self.stray(at)
        })
    }

    /// Goes through the lines once, with the rows that are open at each.
    fn run(&mut self, steps: &mut Steps<'_>) {
        let mut open: Vec<Open> = Vec::new();
        for at in 0..=self.stretch.len() {
            if at == self.stretch.len() || self.start(at).is_some() {
                self.close(&mut open, at, steps);
            }
            if at == self.stretch.len() {
                break;
            }
            let line = self.stretch.start + at;
            let is_open = line.checked_sub(1).and_then(|above| self.all.kind(above)).is_some_and(Kind::is_open);
            let costs = steps.costs(self.all, line, is_open);
            for row in &mut open {
                steps.walks().go_on(&mut row.front, &costs);
                row.reckon();
            }
            if let Some(start) = self.start(at) {
                let stray = if self.is_first_of_all() { self.stray(at) } else { FAR };
                let cost = self.best.get(at).copied().unwrap_or(FAR);
                // The first of all; where the lines above are many, only if no row could be among them.
                let is_first = stray < cost || at == 0;
                let cost = stray.min(cost);
                if let (Some(best), Some(first)) = (self.best.get_mut(at), self.is_first.get_mut(at)) {
                    (*best, *first) = (cost, is_first);
                }
                open.push(Open::new(at, start, steps.walks().begin(&costs), cost));
            }
            prune(&mut open);
        }
    }

    /// Ends every open row above line `at`.
    fn close(&mut self, open: &mut [Open], at: usize, steps: &Steps<'_>) {
        let next = self.start(at).map(|next| (self.stretch.start + at, next));
        let telling = self.telling.get(at).copied();
        let mut best = FAR;
        for row in &mut *open {
            let Open { from, start, .. } = *row;
            let words_alone =
                !start.has_transport() && !start.has_ports() && self.telling.get(from).copied() == telling;
            let walk = match steps.walks().end_of(&row.front) {
                NO.. => DAMAGED,
                walk => walk as u32,
            };
            let follows = next.map_or(0, |next| self.all.before((self.stretch.start + from, start), next));
            row.end = walk + start.cost() + 2 * u32::from(words_alone) + follows;
            best = best.min(self.best.get(from).copied().unwrap_or(FAR).saturating_add(row.end));
        }
        if open.is_empty() {
            return;
        }
        for Open { from, end: cost, .. } in open {
            if self.best.get(*from).copied().unwrap_or(FAR).saturating_add(*cost) < best.saturating_add(MARGIN) {
                self.edges.push(Edge { from: *from, to: at, cost: *cost });
            }
        }
        if let Some(slot) = self.best.get_mut(at) {
            *slot = best;
        }
    }

    /// The rows of the cheapest division.
    fn chosen(&self) -> Vec<Edge> {
        let mut rows = Vec::new();
        let mut to = self.stretch.len();
        let mut edges = self.edges.iter().rev().peekable();
        while edges.peek().is_some() && self.is_first.get(to) == Some(&false) {
            let ends = std::iter::from_fn(|| {
                while edges.next_if(|edge| edge.to > to).is_some() {}
                edges.next_if(|edge| edge.to == to)
            });
            let best = |edge: &&Edge| self.best.get(edge.from).copied().unwrap_or(FAR).saturating_add(edge.cost);
            let Some(row) = ends.min_by_key(best) else { break };
            rows.push(*row);
            to = row.from;
        }
        rows.reverse();
        rows
    }

    /// Rows that are none of `chosen`, and part of a division that costs hardly more.
    fn nearly_as_cheap(&self, chosen: &[Edge]) -> Vec<Edge> {
        // The cheapest division of the lines behind each.
        let mut rest = vec![FAR; self.stretch.len() + 1];
        if let Some(end) = rest.last_mut() {
            *end = 0;
        }
        for edge in self.edges.iter().rev() {
            let cost = rest.get(edge.to).copied().unwrap_or(FAR).saturating_add(edge.cost);
            if let Some(slot) = rest.get_mut(edge.from) {
                *slot = cost.min(*slot);
            }
        }
        let best = self.best.last().copied().unwrap_or(FAR);
        let is_near = |edge: &Edge| {
            let total = |costs: &[u32], at: usize| costs.get(at).copied().unwrap_or(FAR);
            let own = total(&self.best, edge.from).saturating_add(edge.cost);
            own.saturating_add(total(&rest, edge.to)) < best.saturating_add(MARGIN)
        };
        let is_chosen = |edge: &Edge| {
            let at = chosen.partition_point(|row| row.from < edge.from);
            chosen.get(at).is_some_and(|row| (row.from, row.to) == (edge.from, edge.to))
        };
        self.edges.iter().filter(|edge| is_near(edge) && !is_chosen(edge)).copied().collect()
    }

    /// Marks what divisions that cost hardly more than that into `chosen` would read otherwise than `rows` do. `false`
    /// where they are too many.
    fn doubt(&self, chosen: &[Edge], rows: &mut [StackedRow], steps: &mut Steps<'_>, left: &mut usize) -> bool {
        let mut columns_of: Vec<Option<Vec<Field>>> = vec![None; rows.len()];
        for other in self.nearly_as_cheap(chosen) {
            let Some(rest) = left.checked_sub(other.to.saturating_sub(other.from)) else { return false };
            *left = rest;
            self.compare(other, rows, &mut columns_of, steps);
        }
        true
    }

    fn columns_of(&self, lines: Range<usize>, steps: &mut Steps<'_>) -> Vec<Field> {
        let row = self.stretch.start + lines.start..self.stretch.start + lines.end;
        steps.read(self.all, row).map(|reading| reading.columns).unwrap_or_default()
    }

    /// Marks what `other` would read otherwise. `columns_of` are those of the lines of each row, as far as asked for.
    fn compare(
        &self,
        other: Edge,
        rows: &mut [StackedRow],
        columns_of: &mut [Option<Vec<Field>>],
        steps: &mut Steps<'_>,
    ) {
        let row_of = |rows: &[StackedRow], line: usize| rows.partition_point(|row| row.lines.end <= line);
        // The row that the other division has here, too, if differently: the one with the same port or name.
        let anchor = |row: usize| row + self.start(row).map_or(0, Start::to_anchor);
        let home = Some(row_of(rows, anchor(other.from)))
            .filter(|&at| rows.get(at).is_some_and(|row| anchor(row.lines.start) == anchor(other.from)));
        let theirs = self.columns_of(other.from..other.to, steps);
        let mut at = row_of(rows, other.from);
        for (line, their) in (other.from..other.to).zip(theirs) {
            if rows.get(at).is_some_and(|row| row.lines.end <= line) {
                at += 1;
            }
            let (Some(lines), Some(slot)) = (rows.get(at).map(|row| row.lines.clone()), columns_of.get_mut(at)) else {
                return;
            };
            let start = lines.start;
            let ours = slot.get_or_insert_with(|| self.columns_of(lines, steps));
            let our = line.checked_sub(start).and_then(|at| ours.get(at)).copied();
            if Some(at) != home || our != Some(their) {
                for (at, field) in [(Some(at), our), (home, Some(their))] {
                    if let (Some(row), Some(field)) = (at.and_then(|at| rows.get_mut(at)), field) {
                        row.doubtful.insert(field);
                    }
                }
            }
        }
    }
}
