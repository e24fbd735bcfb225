//! The ways to divide the lines of a run of rows, from row to row.

use std::ops::Range;

use super::body::Body;
use super::divide::{Align, Anchor, Block, Column, Run, Segment};
use super::look::{self, Costs, Looks};

/// Ways kept at each row.
const MOST_WAYS: usize = 12;

/// Divides runs of rows, one after the other, by each alignment.
pub(super) struct Divider<'b, 'a> {
    body: &'b Body<'a>,
    columns: &'b [Column],
    /// What the runs that are divided cost, but for what they cost by any alignment.
    costs: Costs,
    /// Their rows, by alignment.
    blocks: [Vec<Block>; Align::COUNT],
    looks: Looks<'a>,
    /// One for each group of alignments.
    ways: Vec<Ways>,
    options: Vec<usize>,
    own: Vec<Step>,
    reached: Vec<State>,
    order: Vec<usize>,
    rest: Vec<u64>,
}

/// The ways through a run of rows.
#[derive(Default)]
struct Ways {
    states: Flat<State>,
    steps: Flat<Step>,
}

/// Where a way stands before a row.
#[derive(Clone, Debug)]
struct State {
    /// Lines above the row's anchor that it has.
    above: usize,
    /// The lines of the row before, where the next one is its twin.
    before: Range<usize>,
    /// The least cost up to here, by alignment.
    costs: Costs,
}

/// A way from one row to the next: what the first of them takes.
#[derive(Clone, Copy, Debug)]
struct Step {
    from: usize,
    to: usize,
    below: usize,
    costs: Costs,
}

#[inline(always)]
fn of(costs: &Costs, align: Align) -> u64 {
    let [top, upper, lower] = costs;
    match align {
        Align::Top => *top,
        Align::Upper => *upper,
        Align::Lower => *lower,
    }
}

impl<'b, 'a> Divider<'b, 'a> {
    pub(super) fn new(body: &'b Body<'a>, columns: &'b [Column]) -> Self {
        Self {
            body,
            columns,
            costs: Costs::default(),
            blocks: <[Vec<Block>; Align::COUNT]>::default(),
            looks: Looks::default(),
            ways: Vec::new(),
            options: Vec::new(),
            own: Vec::new(),
            reached: Vec::new(),
            order: Vec::new(),
            rest: Vec::new(),
        }
    }

    /// The rows by the first of these alignments of which there is none that costs less.
    pub(super) fn best(mut self, aligns: &[Align]) -> Vec<Block> {
        let best = aligns.iter().min_by_key(|align| of(&self.costs, **align));
        best.and_then(|align| self.blocks.get_mut(*align as usize)).map(std::mem::take).unwrap_or_default()
    }

    /// Divides a run by each alignment of these groups. Those of a group go the same ways; `false`, and nothing is done,
    /// where there are so many of them that each has to go its own.
    pub(super) fn divide(&mut self, run: &Run<'_>, groups: &[&[Align]]) -> bool {
        let Segment { lines, anchors } = run.segment;
        let Some(first) = anchors.get(run.anchors.start) else { return true };
        let above = run.anchors.start.checked_sub(1).and_then(|at| anchors.get(at));
        let top = above.map_or(lines.start, |above| above.lines.end);
        let before = above.filter(|_| first.is_twin).map_or(0..0, |above| above.lines.clone());
        self.ways.resize_with(groups.len(), Ways::default);
        for ways in &mut self.ways {
            ways.states.clear();
            ways.steps.clear();
            let begin = State { above: first.lines.start - top, before: before.clone(), costs: Costs::default() };
            ways.states.push(std::iter::once(begin));
        }
        let bottom = anchors.get(run.anchors.end).map_or(lines.end, |below| below.lines.start);
        // A twin is held against the row above.
        let from = if before.is_empty() { top } else { before.start };
        self.looks.begin(self.body, from..bottom, self.columns);
        for at in run.anchors.clone() {
            let Some(anchor) = anchors.get(at) else { break };
            let next = anchors.get(at + 1);
            let below = next.map_or(lines.end, |next| next.lines.start);
            self.looks.go_on();
            let gap = below.saturating_sub(anchor.lines.end);
            for (group, aligns) in groups.iter().enumerate() {
                if !self.step(anchor, next, gap, group, aligns) {
                    return false;
                }
            }
        }
        let own = anchors.get(run.anchors.clone()).unwrap_or_default();
        for (group, aligns) in groups.iter().enumerate() {
            aligns.iter().for_each(|align| self.walk_back(own, group, *align));
        }
        true
    }

    /// Goes on by a row, `gap` lines above the next; `false` where only one alignment could go on.
    fn step(&mut self, anchor: &Anchor, next: Option<&Anchor>, gap: usize, group: usize, aligns: &[Align]) -> bool {
        let Self { columns, looks, options, own, reached, order, .. } = self;
        let Some(ways) = self.ways.get_mut(group) else { return true };
        let next_is_twin = next.is_some_and(|next| next.is_twin);
        own.clear();
        reached.clear();
        for (from, State { above, before, costs: so_far }) in ways.states.last().iter().enumerate() {
            options.clear();
            match next {
                None => options.push(gap),
                _ if *aligns == [Align::Top] => options.push(gap),
                _ if gap < 2 => options.extend(0..=gap),
                _ => {
                    options.extend([0, above.saturating_sub(1), *above, above + 1, above + 2, gap]);
                    options.sort_unstable();
                    options.dedup();
                }
            }
            for below in options.iter().copied().filter(|below| *below <= gap) {
                let block = anchor.lines.start - above..anchor.lines.end + below;
                let mut costs = looks.costs(&block, columns);
                if anchor.is_twin && !before.is_empty() {
                    let unlike = look::HARD * looks.unlike([before, &block]);
                    costs.iter_mut().for_each(|cost| *cost += unlike);
                }
                let above = gap - below;
                let before = if next_is_twin { block } else { 0..0 };
                let same = |state: &State| state.above == above && state.before == before;
                let to = reached.iter().position(same).unwrap_or_else(|| {
                    reached.push(State { above, before: before.clone(), costs: [u64::MAX; Align::COUNT] });
                    reached.len() - 1
                });
                if let Some(state) = reached.get_mut(to) {
                    let [top, upper, lower] = &mut state.costs;
                    let least =
                        |least: &mut u64, align: Align| *least = (*least).min(of(so_far, align) + of(&costs, align));
                    least(top, Align::Top);
                    least(upper, Align::Upper);
                    least(lower, Align::Lower);
                }
                own.push(Step { from, to, below, costs });
            }
        }
        order.clear();
        let [align] = *aligns else {
            // In what order they are matters only to which of them go.
            if reached.len() > MOST_WAYS {
                return false;
            }
            ways.states.push(reached.drain(..));
            ways.steps.push(own.drain(..));
            return true;
        };
        // The few best; steps to the others go.
        order.extend(0..reached.len());
        order.sort_by_key(|at| reached.get(*at).map(|state| of(&state.costs, align)));
        order.truncate(MOST_WAYS);
        own.retain_mut(|step| order.iter().position(|at| *at == step.to).inspect(|to| step.to = *to).is_some());
        ways.states.push(order.iter().filter_map(|at| reached.get(*at).cloned()));
        ways.steps.push(own.drain(..));
        true
    }

    /// Adds the best way by an alignment, and where others are as good.
    fn walk_back(&mut self, anchors: &[Anchor], group: usize, align: Align) {
        let Self { body, rest, .. } = self;
        let Some(Ways { states, steps }) = self.ways.get(group) else { return };
        let (Some(blocks), Some(sum)) = (self.blocks.get_mut(align as usize), self.costs.get_mut(align as usize))
        else {
            return;
        };
        // What it costs from each state to the end.
        rest.clear();
        rest.resize(states.all.len(), u64::MAX);
        if let Some(last) = rest.get_mut(states.range(anchors.len())) {
            last.fill(0);
        }
        for at in (0..anchors.len()).rev() {
            let (own, next) = (states.range(at).start, states.range(at + 1).start);
            for step in steps.get(at) {
                let after = rest.get(next + step.to).copied().unwrap_or(u64::MAX);
                if let Some(least) = rest.get_mut(own + step.from) {
                    *least = (*least).min(after.saturating_add(of(&step.costs, align)));
                }
            }
        }
        let total = rest.first().copied().unwrap_or(0);
        let mut state = 0;
        let mut shared = 0;
        for (at, anchor) in anchors.iter().enumerate() {
            let (own, next, steps) = (states.get(at), states.range(at + 1).start, steps.get(at));
            let before = |step: &Step| own.get(step.from).map_or(0, |state| of(&state.costs, align));
            let after = |step: &Step| rest.get(next + step.to).copied().unwrap_or(u64::MAX);
            let cost = |step: &Step| after(step).saturating_add(of(&step.costs, align));
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
        *sum += total;
    }
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

    fn push(&mut self, list: impl Iterator<Item = T>) {
        self.all.extend(list);
        self.ends.push(self.all.len());
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

    fn last(&self) -> &[T] {
        self.get(self.ends.len().saturating_sub(1))
    }
}
