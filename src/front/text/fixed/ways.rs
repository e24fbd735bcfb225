//! The ways to divide the lines of a run of rows, from row to row.

#![allow(
    clippy::arithmetic_side_effects,
    reason = "it adds costs of lines that are held in memory, none of which is more than a few for each \
        column; a row takes of a gap no more lines than that has, and of the lines above its anchor \
        those that there are"
)]

use crate::general_way;

use std::ops::Range;

use super::body::Body;
use super::divide::{ALIGNS, Anchor, Block, Column, Run, Segment};
use super::look::{self, Costs, Looks};

/// Ways kept at each row.
const MOST_WAYS: usize = 12;

/// Divides runs of rows.
///
/// Cells at the top leave nothing to choose: a row has all lines down to the next anchor. Those in the middle, the upper
/// one or the lower one of two lines, go the same ways, which cost something else by each.
pub(super) struct Divider<'b, 'a> {
    body: &'b Body<'a>,
    columns: &'b [Column],
    looks: Looks<'a>,
    states: Flat<State>,
    steps: Flat<Step>,
    rest: Vec<u64>,
}

/// What a way costs where cells stand in the middle: the upper one of two lines that are, or the lower one.
type Middle = [u64; 2];

/// Where cells stand that stand in the middle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Of {
    Upper = 0,
    Lower = 1,
}

impl Of {
    #[inline(always)]
    fn cost(self, [upper, lower]: &Middle) -> u64 {
        if self == Self::Upper { *upper } else { *lower }
    }
}

/// Where a way stands before a row.
#[derive(Clone, Copy, Debug)]
struct State {
    /// Lines above the row's anchor that it has.
    above: usize,
    /// The lines of the row before, where the next one is its twin.
    before: (usize, usize),
    /// The least cost up to here.
    costs: Middle,
}

/// A way from one row to the next: what the first of them takes.
#[derive(Clone, Copy, Debug)]
struct Step {
    from: usize,
    to: usize,
    below: usize,
    costs: Middle,
}

impl<'b, 'a> Divider<'b, 'a> {
    /// For runs of so many lines.
    pub(super) fn new(body: &'b Body<'a>, columns: &'b [Column], lines: usize) -> Self {
        let (states, steps) = (Flat::default(), Flat::default());
        Self { body, columns, looks: Looks::new(columns, lines), states, steps, rest: Vec::new() }
    }

    /// The rows of these runs, with their cells as breaks the fewest rules in all of them.
    pub(super) fn divide(mut self, runs: &[Run<'_>]) -> Vec<Block> {
        let mut blocks = Vec::with_capacity(runs.iter().map(|run| run.anchors.len()).sum());
        let mut sums: Costs = [0; ALIGNS];
        for run in runs {
            let costs = self.run(run, Of::Upper, &mut blocks);
            sums.iter_mut().zip(costs).for_each(|(sum, cost)| *sum += cost);
        }
        let [top, upper, lower] = sums;
        if upper <= top && upper <= lower {
            return blocks;
        }
        blocks.clear();
        if top <= lower {
            return at_top(runs);
        }
        for run in runs {
            self.run(run, Of::Lower, &mut blocks);
        }
        blocks
    }

    /// Adds the rows of a run, with their cells in the middle; what they cost by any alignment.
    fn run(&mut self, run: &Run<'_>, of: Of, blocks: &mut Vec<Block>) -> Costs {
        self.looks.begin(self.body, run.lines(), self.columns);
        let anchors = run.own();
        if !general_way::is_forced()
            && let Some(costs) = self.ways(run, None)
        {
            self.walk_back(anchors, of, blocks);
            return costs;
        }
        // So many ways that each has to go its own.
        let [_, upper, _] = self.ways(run, Some(Of::Upper)).unwrap_or_default();
        if of == Of::Upper {
            self.walk_back(anchors, of, blocks);
        }
        let [.., lower] = self.ways(run, Some(Of::Lower)).unwrap_or_default();
        if of == Of::Lower {
            self.walk_back(anchors, of, blocks);
        }
        [self.cost_at_top(run), upper, lower]
    }

    /// What a run costs by any alignment; `None` where there are too many ways, and not only those in which cells stand
    /// in one way are asked for, of which the best are kept.
    fn ways(&mut self, run: &Run<'_>, only: Option<Of>) -> Option<Costs> {
        let Segment { lines, anchors } = run.segment;
        self.states.clear();
        self.steps.clear();
        let (above, before) = run.begin();
        self.states.all.push(State { above, before, costs: [0; 2] });
        self.states.end();
        // Which of the states all cells at the top lead to, and at what cost.
        let (mut top_at, mut top) = (0, 0);
        for at in run.anchors.clone() {
            let anchor = anchors.get(at)?;
            let next = anchors.get(at + 1);
            let below = next.map_or(lines.end, |next| next.lines.start);
            let gap = below.saturating_sub(anchor.lines.end);
            let next_is_twin = next.is_some_and(|next| next.is_twin);
            self.looks.go_on();
            let own = self.states.last();
            let first = self.states.all.len();
            let mut next_top = 0;
            for (from, place) in own.enumerate() {
                let Some(State { above, before, costs: so_far }) = self.states.all.get(place).copied() else { break };
                for below in options(gap, above, next.is_none()) {
                    let block = anchor.lines.start - above..anchor.lines.end + below;
                    let [mut at_top, mut upper, mut lower] = self.looks.costs(&block, self.columns);
                    if anchor.is_twin && before != (0, 0) {
                        let unlike = look::HARD * self.looks.unlike([&(before.0..before.1), &block]);
                        (at_top, upper, lower) = (at_top + unlike, upper + unlike, lower + unlike);
                    }
                    let above = gap - below;
                    let before = if next_is_twin { (block.start, block.end) } else { (0, 0) };
                    let costs = [so_far[0] + upper, so_far[1] + lower];
                    let reached = self.states.all.get_mut(first..).unwrap_or_default();
                    let same = |state: &&mut State| state.above == above && state.before == before;
                    let mut to = reached.len();
                    match reached.iter_mut().enumerate().find(|(_, state)| same(state)) {
                        Some((at, state)) => {
                            state.costs = [state.costs[0].min(costs[0]), state.costs[1].min(costs[1])];
                            to = at;
                        }
                        None => self.states.all.push(State { above, before, costs }),
                    }
                    if from == top_at && below == gap {
                        (top, next_top) = (top + at_top, to);
                    }
                    self.steps.all.push(Step { from, to, below, costs: [upper, lower] });
                }
            }
            top_at = next_top;
            if self.states.all.len() - first > MOST_WAYS {
                // In what order they are matters only to which of them go.
                self.keep_best(first, only?);
            }
            self.states.end();
            self.steps.end();
        }
        let last = self.states.all.get(self.states.last()).unwrap_or_default();
        let least = |of: Of| last.iter().map(|state| of.cost(&state.costs)).min().unwrap_or(0);
        Some([top, least(Of::Upper), least(Of::Lower)])
    }

    /// Keeps the few best of the states from this one on; steps to the others go.
    fn keep_best(&mut self, first: usize, of: Of) {
        let reached = self.states.all.split_off(first);
        let mut order: Vec<usize> = (0..reached.len()).collect();
        order.sort_by_key(|at| reached.get(*at).map(|state| of.cost(&state.costs)));
        order.truncate(MOST_WAYS);
        let mut own = self.steps.all.split_off(self.steps.end_of_last());
        own.retain_mut(|step| order.iter().position(|at| *at == step.to).inspect(|to| step.to = *to).is_some());
        self.steps.all.append(&mut own);
        self.states.all.extend(order.iter().filter_map(|at| reached.get(*at)));
    }

    /// What a run costs with all cells at the top.
    fn cost_at_top(&mut self, run: &Run<'_>) -> u64 {
        let (mut above, mut before) = run.begin();
        let mut sum = 0;
        for (at, anchor) in run.own().iter().enumerate() {
            self.looks.go_on();
            let block = anchor.lines.start - above..run.end_of(at);
            let [top, ..] = self.looks.costs(&block, self.columns);
            sum += top;
            if anchor.is_twin && before != (0, 0) {
                sum += look::HARD * self.looks.unlike([&(before.0..before.1), &block]);
            }
            (above, before) = (0, (block.start, block.end));
        }
        sum
    }

    /// Adds the rows of the best way, and what is in doubt where others are as good.
    fn walk_back(&mut self, anchors: &[Anchor], of: Of, blocks: &mut Vec<Block>) {
        let Self { body, states, steps, rest, .. } = self;
        // What it costs from each state to the end.
        rest.clear();
        rest.resize(states.all.len(), u64::MAX);
        if let Some(last) = rest.get_mut(states.last()) {
            last.fill(0);
        }
        for at in (0..anchors.len()).rev() {
            let (own, next) = (states.range(at).start, states.range(at + 1).start);
            for step in steps.get(at) {
                let after = rest.get(next + step.to).copied().unwrap_or(u64::MAX);
                if let Some(least) = rest.get_mut(own + step.from) {
                    *least = (*least).min(after.saturating_add(of.cost(&step.costs)));
                }
            }
        }
        let total = rest.first().copied().unwrap_or(0);
        let mut state = 0;
        let mut shared = 0;
        for (at, anchor) in anchors.iter().enumerate() {
            let (own, next, steps) = (states.get(at), states.range(at + 1).start, steps.get(at));
            let before = |step: &Step| own.get(step.from).map_or(0, |state| of.cost(&state.costs));
            let after = |step: &Step| rest.get(next + step.to).copied().unwrap_or(u64::MAX);
            let cost = |step: &Step| after(step).saturating_add(of.cost(&step.costs));
            let Some(best) = steps.iter().filter(|step| step.from == state).min_by_key(|step| cost(step)) else {
                break;
            };
            let above = own.get(state).map_or(0, |state| state.above);
            let mut doubtful = shared | anchor.doubtful;
            shared = 0;
            for rival in steps.iter().filter(|step| step.below != best.below) {
                if cost(rival).saturating_add(before(rival)) < total.saturating_add(look::HARD) {
                    let (one, two) = (rival.below.min(best.below), rival.below.max(best.below));
                    let between = anchor.lines.end + one..anchor.lines.end + two;
                    shared = between.fold(shared, |set, at| set | body.columns(at));
                }
            }
            doubtful |= shared;
            blocks.push(Block { lines: anchor.lines.start - above..anchor.lines.end + best.below, doubtful });
            state = best.to;
        }
    }
}

/// The rows of these runs with their cells at the top.
pub(super) fn at_top(runs: &[Run<'_>]) -> Vec<Block> {
    let mut blocks = Vec::with_capacity(runs.iter().map(|run| run.anchors.len()).sum());
    for run in runs {
        let (mut above, _) = run.begin();
        for (at, anchor) in run.own().iter().enumerate() {
            blocks.push(Block { lines: anchor.lines.start - above..run.end_of(at), doubtful: anchor.doubtful });
            above = 0;
        }
    }
    blocks
}

/// How many of the lines in the gap below its anchor a row may have that has so many above it, the fewest first: none, about
/// as many, or all. The last of all has them all.
#[inline]
fn options(gap: usize, above: usize, is_last: bool) -> impl Iterator<Item = usize> {
    let (none, some) =
        if is_last { (0..0, 0..0) } else { (0..gap.min(1), above.saturating_sub(1).max(1)..gap.min(above + 3)) };
    none.chain(some).chain(std::iter::once(gap))
}

/// Lists, one behind the other.
struct Flat<T> {
    all: Vec<T>,
    ends: Vec<usize>,
}

impl<T> Default for Flat<T> {
    fn default() -> Self {
        Self { all: Vec::new(), ends: Vec::new() }
    }
}

impl<T> Flat<T> {
    fn clear(&mut self) {
        self.all.clear();
        self.ends.clear();
    }

    /// Ends a list: what was added since the last one ended.
    #[inline]
    fn end(&mut self) {
        self.ends.push(self.all.len());
    }

    /// Where the last one ends.
    #[inline]
    fn end_of_last(&self) -> usize {
        self.ends.last().copied().unwrap_or(0)
    }

    /// Where a list stands.
    #[inline]
    fn range(&self, at: usize) -> Range<usize> {
        let start = at.checked_sub(1).and_then(|at| self.ends.get(at)).copied().unwrap_or(0);
        start..self.ends.get(at).copied().unwrap_or(start)
    }

    #[inline]
    fn get(&self, at: usize) -> &[T] {
        self.all.get(self.range(at)).unwrap_or_default()
    }

    /// Where the last list stands.
    #[inline]
    fn last(&self) -> Range<usize> {
        self.range(self.ends.len().saturating_sub(1))
    }
}
