//! What each step of a walk over the columns costs: the numbers of [`order`](super::super::order), at hand.

use std::collections::HashMap;
use std::ops::Range;

use foldhash::fast::FixedState;

use crate::ast::{Field, FieldSet};
use crate::general_way;

use super::super::order::{self, Context, MARGIN, Reading, Walks};
use super::super::shape::{Piece, Shape};
use super::kind::{Kind, WORDS};
use super::lines::Lines;

/// Columns that a table can have: each is there once.
pub(super) const WIDTH: usize = 12;
/// Kinds of lines whose costs are remembered.
const MOST_KINDS: usize = 1 << 12;
/// What something costs: a whole number, all of whose sums are exact. The least of several is told at once where they
/// are floats.
pub(super) type Cost = f32;
/// What a walk costs that is none.
pub(super) const NO: Cost = order::NO as Cost;

/// More than what is none and what a border can save, together.
const FAR: Cost = 4_194_304.0;

/// For each column what the cheapest walk costs that has come to it.
pub(super) type Front = [Cost; WIDTH];

/// What it costs in each column that a line begins its cell, and that it goes on in it.
#[derive(Clone, Copy, Debug)]
pub(super) struct LineCosts {
    pub(super) start: Front,
    pub(super) flow: Front,
}

/// The costs of steps, and those of the kinds of lines seen so far.
pub(super) struct Steps<'c> {
    walks: Walks<'c>,
    columns: &'c [Field],
    pub(super) width: usize,
    /// From each column to each later one.
    from: [Front; WIDTH],
    /// To each column from each earlier one; from the others it is farther than anything could make up for.
    to: [Front; WIDTH],
    begin: Front,
    /// From each column to the row's end.
    end: Front,
    known: Known<u32, LineCosts>,
}

impl<'c> Steps<'c> {
    pub(super) fn new(columns: &'c [Field], context: Context) -> Self {
        let walks = Walks::new(columns, context);
        let width = columns.len().min(WIDTH);
        let skip = |from: Option<usize>, to: usize| least(walks.skip(from, to) as Cost, NO);
        let (mut from_each, mut to_each) = ([[NO; WIDTH]; WIDTH], [[FAR; WIDTH]; WIDTH]);
        for (from, costs) in from_each.iter_mut().enumerate() {
            for (to, cost) in costs.iter_mut().enumerate().take(width).skip(from.saturating_add(1)) {
                *cost = skip(Some(from), to);
                if let Some(slot) = to_each.get_mut(to).and_then(|costs| costs.get_mut(from)) {
                    *slot = *cost;
                }
            }
        }
        let (mut begin, mut end) = ([NO; WIDTH], [NO; WIDTH]);
        for (at, (begin, end)) in begin.iter_mut().zip(&mut end).enumerate().take(width) {
            (*begin, *end) = (skip(None, at), skip(Some(at), columns.len()));
        }
        Self { walks, columns, width, from: from_each, to: to_each, begin, end, known: Known::default() }
    }

    /// What a line costs; `is_open`: the one above may go on in it.
    pub(super) fn costs(&mut self, lines: &Lines<'_>, at: usize, is_open: bool) -> LineCosts {
        let key = u32::from(lines.kind(at).map_or(0, |kind| kind.of_costs().bits())) | u32::from(is_open) << 16;
        if let Some(known) = self.known.get(&key) {
            return *known;
        }
        let above = Piece { text: if is_open { "," } else { "." }, shape: Shape::Transport, flows: true };
        let mut costs = LineCosts { start: [NO; WIDTH], flow: [NO; WIDTH] };
        for piece in lines.pieces(at..at.saturating_add(1)) {
            let slots = costs.start.iter_mut().zip(&mut costs.flow);
            for ((start, flow), cost) in slots.zip(self.walks.costs(Some(&above), &piece)) {
                (*start, *flow) = (least(cost.start as Cost, NO), least(cost.flow as Cost, NO));
            }
        }
        if self.known.len() < MOST_KINDS {
            self.known.insert(key, costs);
        }
        costs
    }

    /// The walks of a row that begins with a line.
    pub(super) fn begin(&self, costs: &LineCosts) -> Front {
        let mut front = costs.start;
        for at in 0..WIDTH {
            if let (Some(slot), Some(skip)) = (front.get_mut(at), self.begin.get(at)) {
                *slot = least(*slot + skip, NO);
            }
        }
        front
    }

    /// Goes on in all walks with a line.
    pub(super) fn go_on(&self, front: &mut Front, costs: &LineCosts) {
        // A walk comes to a column from an earlier one, or was there.
        let mut come = [NO; WIDTH];
        for from in 0..WIDTH {
            if let (Some(walk), Some(skips)) = (front.get(from), self.from.get(from))
                && *walk < NO
            {
                lower(&mut come, skips, *walk);
            }
        }
        for at in 0..WIDTH {
            if let (Some(slot), Some(come), Some(start), Some(flow)) =
                (front.get_mut(at), come.get(at), costs.start.get(at), costs.flow.get(at))
            {
                *slot = least(least(*slot + flow, come + start), NO);
            }
        }
    }

    /// What a step from one column to another costs.
    pub(super) fn to(&self, to: usize) -> &Front {
        self.to.get(to).unwrap_or(&[FAR; WIDTH])
    }

    /// What a walk costs more that ends in a column.
    pub(super) fn end(&self, from: usize) -> Cost {
        self.end.get(from).copied().unwrap_or(NO)
    }

    /// What the cheapest walk costs that ends here.
    pub(super) fn end_of(&self, front: &Front) -> Cost {
        least_of(&total(front, &self.end))
    }

    /// The columns of the lines of a row: as [`order::read`] tells them, of the same costs.
    pub(super) fn read(&mut self, lines: &Lines<'_>, row: Range<usize>) -> Option<Reading> {
        if general_way::is_forced() {
            return self.walks.read(&lines.pieces(row));
        }
        let mut is_open = false;
        let mut costs: Vec<LineCosts> = Vec::with_capacity(row.len());
        for line in row.clone() {
            costs.push(self.costs(lines, line, is_open));
            is_open = lines.kind(line).is_some_and(Kind::is_open);
        }
        let mut forward: Vec<Front> = Vec::with_capacity(row.len());
        for costs in &costs {
            let front = match forward.last() {
                Some(front) => {
                    let mut front = *front;
                    self.go_on(&mut front, costs);
                    front
                }
                None => self.begin(costs),
            };
            forward.push(front);
        }
        // Backward: what all of it costs at the least of a walk that is in each column at a line.
        let mut after = self.end;
        let last = total(forward.last()?, &after);
        let best = least_of(&last);
        if best >= NO {
            return None;
        }
        let mut at = last.iter().position(|total| *total == best)?;
        let mut reading = Reading { columns: vec![Field::ServiceName; row.len()], uncertain: FieldSet::EMPTY };
        for (line, (costs, front)) in costs.iter().zip(&forward).enumerate().rev() {
            let field = *self.columns.get(at)?;
            *reading.columns.get_mut(line)? = field;
            for (other, total) in total(front, &after).iter().enumerate().take(self.width) {
                if other != at && *total < best + MARGIN as Cost {
                    reading.uncertain.extend([field, *self.columns.get(other)?]);
                }
            }
            let Some(before) = line.checked_sub(1).and_then(|before| forward.get(before)) else { break };
            at = self.came_from(before, costs, at);
            after = self.before(&after, costs);
        }
        self.doubt_words(lines, row.start, &mut reading);
        Some(reading)
    }

    /// The column above a line of these `costs` of the cheapest walk that is in column `at` there.
    fn came_from(&self, front: &Front, costs: &LineCosts, at: usize) -> usize {
        let cost = |costs: &Front| costs.get(at).copied().unwrap_or(NO);
        let start = cost(&costs.start);
        let mut best = (cost(front) + cost(&costs.flow), at);
        if start < NO {
            for (from, (walk, skip)) in front.iter().zip(self.to(at)).enumerate().take(at) {
                let total = walk + skip + start;
                if *walk < NO && total < best.0 {
                    best = (total, from);
                }
            }
        }
        best.1
    }

    /// What the rest of a walk costs that is in each column above a line of these `costs`, from what it does below.
    fn before(&self, below: &Front, costs: &LineCosts) -> Front {
        let mut above = *below;
        for at in 0..WIDTH {
            if let (Some(slot), Some(flow)) = (above.get_mut(at), costs.flow.get(at)) {
                *slot += flow;
            }
        }
        for (to, (start, rest)) in costs.start.iter().zip(below).enumerate() {
            if *start < NO && *rest < NO {
                lower(&mut above, self.to(to), start + rest);
            }
        }
        above.iter_mut().for_each(|cost| *cost = least(*cost, NO));
        above
    }

    /// A note that nothing announces is rare, and a description of several lines: see [`order::read`].
    fn doubt_words(&self, lines: &Lines<'_>, first: usize, reading: &mut Reading) {
        let columns = &reading.columns;
        let kind = |line: usize| lines.kind(first.saturating_add(line)).unwrap_or_default();
        let has_more = (1..).zip(columns.windows(2)).any(|(line, pair)| {
            matches!(pair, [Field::Description, Field::Description]) && !kind(line).is_replacement()
        });
        let note = columns.iter().position(|field| *field == Field::Notes);
        if has_more {
            reading.uncertain.insert(Field::Description);
        }
        if note.is_some_and(|line| kind(line).is(WORDS) && !kind(line).tells()) {
            reading.uncertain.insert(Field::Notes);
        }
    }
}

/// The lower of two costs.
#[inline]
pub(super) fn least(one: Cost, two: Cost) -> Cost {
    if one < two { one } else { two }
}

/// The least of these, or [`NO`].
#[inline]
pub(super) fn least_of(costs: &Front) -> Cost {
    let mut best = NO;
    for cost in costs {
        best = least(best, *cost);
    }
    best
}

/// Lowers each of `costs` to `more` than `cost`, where it is higher.
#[inline]
pub(super) fn lower(costs: &mut Front, more: &Front, cost: Cost) {
    for at in 0..WIDTH {
        if let (Some(slot), Some(more)) = (costs.get_mut(at), more.get(at)) {
            *slot = least(cost + more, *slot);
        }
    }
}

/// The sums of two costs in each column.
#[inline]
fn total(one: &Front, two: &Front) -> Front {
    let mut sums = *one;
    for at in 0..WIDTH {
        if let (Some(slot), Some(two)) = (sums.get_mut(at), two.get(at)) {
            *slot += two;
        }
    }
    sums
}

pub(super) type Known<K, V> = HashMap<K, V, FixedState>;
