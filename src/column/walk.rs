//! Walks over the columns of a table, from piece to piece, each step of which costs something: see [`order`](super::order).

#![allow(clippy::arithmetic_side_effects, reason = "places of columns, of which there are few")]

use crate::ast::{Field, FieldSet};

use super::order;

/// A walk cheaper than the cheapest plus this is a reading too.
pub(crate) const MARGIN: u32 = 4;
/// Never.
pub(crate) const NO: Cost = order::NO as Cost;
/// More than what is none and what a border can save, together.
const FAR: Cost = 4_194_304.0;

/// Columns that a table can have: each is there once.
pub(crate) const WIDTH: usize = Field::ALL.len();

/// What something costs: a whole number, all of whose sums are exact. The least of several is told at once where they
/// are floats.
pub(crate) type Cost = f32;

/// For each column what the cheapest walk costs that has come to it.
pub(crate) type Front = [Cost; WIDTH];

/// What it costs in each column that a piece begins its cell, and that it goes on in it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PieceCosts {
    pub(crate) start: Front,
    pub(crate) flow: Front,
}

/// The column of each piece, and the fields that are uncertain.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Reading {
    pub(crate) columns: Vec<Field>,
    pub(crate) uncertain: FieldSet,
}

/// What the steps between the columns of a table cost.
pub(crate) struct Walks<'c> {
    columns: &'c [Field],
    pub(crate) width: usize,
    /// From each column to each later one.
    from: [Front; WIDTH],
    /// To each column from each earlier one; from the others it is farther than anything could make up for.
    to: [Front; WIDTH],
    begin: Front,
    /// From each column to the row's end.
    end: Front,
}

impl<'c> Walks<'c> {
    /// `skip`: what the step to a column, or to the row's end, costs from another, or from the row's beginning.
    pub(crate) fn new(columns: &'c [Field], skip: impl Fn(Option<usize>, usize) -> u32) -> Self {
        let width = columns.len().min(WIDTH);
        let skip = |from: Option<usize>, to: usize| least(skip(from, to) as Cost, NO);
        let (mut from_each, mut to_each) = ([[NO; WIDTH]; WIDTH], [[FAR; WIDTH]; WIDTH]);
        for (from, costs) in from_each.iter_mut().enumerate() {
            for (to, cost) in costs.iter_mut().enumerate().take(width).skip(from + 1) {
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
        Self { columns, width, from: from_each, to: to_each, begin, end }
    }

    /// The walks of a row that begins with a piece.
    pub(crate) fn begin(&self, costs: &PieceCosts) -> Front {
        let mut front = costs.start;
        for at in 0..WIDTH {
            if let (Some(slot), Some(skip)) = (front.get_mut(at), self.begin.get(at)) {
                *slot = least(*slot + skip, NO);
            }
        }
        front
    }

    /// Goes on in all walks with a piece.
    pub(crate) fn go_on(&self, front: &mut Front, costs: &PieceCosts) {
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
    pub(crate) fn to(&self, to: usize) -> &Front {
        self.to.get(to).unwrap_or(&[FAR; WIDTH])
    }

    /// What a walk costs more that ends in a column.
    pub(crate) fn end(&self, from: usize) -> Cost {
        self.end.get(from).copied().unwrap_or(NO)
    }

    /// What the cheapest walk costs that ends here.
    pub(crate) fn end_of(&self, front: &Front) -> Cost {
        least_of(&total(front, &self.end))
    }

    /// The columns of pieces of these costs by the cheapest walk, and those of walks nearly as cheap, which are uncertain.
    /// `None` where there is no walk.
    pub(crate) fn read(&self, costs: &[PieceCosts]) -> Option<Reading> {
        let mut forward: Vec<Front> = Vec::with_capacity(costs.len());
        for costs in costs {
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
        // Backward: what all of it costs at the least of a walk that is in each column at a piece.
        let mut after = self.end;
        let last = total(forward.last()?, &after);
        let best = least_of(&last);
        if best >= NO {
            return None;
        }
        let mut at = last.iter().position(|total| *total == best)?;
        let mut reading = Reading { columns: vec![Field::ServiceName; costs.len()], uncertain: FieldSet::EMPTY };
        for (piece, (costs, front)) in costs.iter().zip(&forward).enumerate().rev() {
            let field = *self.columns.get(at)?;
            *reading.columns.get_mut(piece)? = field;
            for (other, total) in total(front, &after).iter().enumerate().take(self.width) {
                if other != at && *total < best + MARGIN as Cost {
                    reading.uncertain.extend([field, *self.columns.get(other)?]);
                }
            }
            let Some(before) = piece.checked_sub(1).and_then(|before| forward.get(before)) else { break };
            at = self.came_from(before, costs, at);
            after = self.before(&after, costs);
        }
        Some(reading)
    }

    /// The column above a piece of these `costs` of the cheapest walk that is in column `at` there.
    fn came_from(&self, front: &Front, costs: &PieceCosts, at: usize) -> usize {
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

    /// What the rest of a walk costs that is in each column above a piece of these `costs`, from what it does below.
    fn before(&self, below: &Front, costs: &PieceCosts) -> Front {
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
}

/// The lower of two costs.
#[inline]
pub(crate) fn least(one: Cost, two: Cost) -> Cost {
    if one < two { one } else { two }
}

/// The least of these, or [`NO`].
#[inline]
pub(crate) fn least_of(costs: &Front) -> Cost {
    let mut best = NO;
    for cost in costs {
        best = least(best, *cost);
    }
    best
}

/// Lowers each of `costs` to `more` than `cost`, where it is higher.
#[inline]
pub(crate) fn lower(costs: &mut Front, more: &Front, cost: Cost) {
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
