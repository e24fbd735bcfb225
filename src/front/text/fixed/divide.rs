//! Lines between the first lines of two rows: which of them belongs to the row above, and which to the one below?
//!
//! A renderer puts the cells of a row at its top, or it centres each: a row of `H` lines has a cell of `k` lines begin
//! at line `(H - k) / 2`. The tallest cell reaches from the row's first line to its last, and a line breaks where
//! the next word has no room. So nearly every division but the right one breaks a rule. What breaks the fewest is
//! found from row to row, keeping the few best ways; where another costs as little, the lines that it would give to
//! another row are told.

use std::ops::Range;

use super::borders::Piece;
use super::cells::Kind;

/// How cells of few lines stand in a row of more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Align {
    Top,
    /// In the middle; of two lines that are, the upper one.
    Upper,
    /// The lower one.
    Lower,
}

/// Ways kept at each row.
const MOST_WAYS: usize = 12;

/// Columns that are looked at.
pub(super) const MOST_COLUMNS: usize = 64;

/// A line of a row: what stands in its columns.
#[derive(Debug)]
pub(super) struct BodyLine<'a> {
    pub(super) bytes: Range<usize>,
    pub(super) pieces: Vec<Piece<'a>>,
    /// Columns whose text goes across the border to the next.
    pub(super) across: u64,
    /// Columns of which it is not sure where they part.
    pub(super) unsure: u64,
}

/// The lines by which a row is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Anchor {
    pub(super) lines: Range<usize>,
    /// It has the name and the port of the one above.
    pub(super) is_twin: bool,
    /// Columns whose text may be of something else.
    pub(super) doubtful: u64,
}

/// What is known of a column's cells.
#[derive(Clone, Copy, Debug)]
pub(super) struct Column {
    /// Their width.
    pub(super) room: usize,
    pub(super) kind: Kind,
    pub(super) role: Role,
}

/// What a column has to say of another.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Role {
    #[default]
    None,
    /// The id of a contact.
    Id,
    /// What such an id is made of.
    Name,
}

/// What a broken rule costs, in hints: a row could do without as many.
const HARD: u64 = 4;

/// A row: its lines, and the columns in which another division would give it other text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Block {
    pub(super) lines: Range<usize>,
    pub(super) doubtful: u64,
}

/// Where a way stands before a row.
#[derive(Clone, Debug)]
struct State {
    /// Lines above the row's anchor that it has.
    above: usize,
    /// The lines of the row before, where the next one is its twin.
    before: Range<usize>,
    /// The least cost up to here.
    cost: u64,
}

/// A way from one row to the next: what the first of them takes.
#[derive(Clone, Copy, Debug)]
struct Step {
    from: usize,
    to: usize,
    below: usize,
    cost: u64,
}

/// Divides the lines `range` into rows, one for each of `anchors`, the lines by which they are known, in order. What
/// it costs, and the rows.
pub(super) fn divide(
    lines: &[BodyLine<'_>],
    range: &Range<usize>,
    anchors: &[Anchor],
    align: Align,
    columns: &[Column],
) -> (u64, Vec<Block>) {
    let Some(first) = anchors.first() else { return (0, Vec::new()) };
    let mut states = vec![vec![State { above: first.lines.start - range.start, before: 0..0, cost: 0 }]];
    let mut steps: Vec<Vec<Step>> = Vec::with_capacity(anchors.len());
    for (at, anchor) in anchors.iter().enumerate() {
        let next = anchors.get(at + 1).map(|next| next.lines.start);
        let next_is_twin = anchors.get(at + 1).is_some_and(|next| next.is_twin);
        let gap = next.unwrap_or(range.end).saturating_sub(anchor.lines.end);
        let mut own: Vec<Step> = Vec::new();
        let mut reached: Vec<State> = Vec::new();
        for (from, State { above, before, cost: so_far }) in states.last().into_iter().flatten().enumerate() {
            let mut options = match (next, align) {
                (None, _) | (_, Align::Top) => vec![gap],
                _ => vec![0, above.saturating_sub(1), *above, above + 1, above + 2, gap],
            };
            options.sort_unstable();
            options.dedup();
            for below in options.into_iter().filter(|below| *below <= gap) {
                let block = anchor.lines.start - above..anchor.lines.end + below;
                let mut cost = cost(lines, &block, align, columns);
                if anchor.is_twin && !before.is_empty() {
                    cost += HARD * unlike(lines, before, &block);
                }
                let above = gap - below;
                let before = if next_is_twin { block } else { 0..0 };
                let same = |state: &State| state.above == above && state.before == before;
                let to = reached.iter().position(same).unwrap_or_else(|| {
                    reached.push(State { above, before: before.clone(), cost: u64::MAX });
                    reached.len() - 1
                });
                if let Some(state) = reached.get_mut(to) {
                    state.cost = state.cost.min(so_far + cost);
                }
                own.push(Step { from, to, below, cost });
            }
        }
        // The few best; steps to the others go.
        let mut order: Vec<usize> = (0..reached.len()).collect();
        order.sort_by_key(|at| reached.get(*at).map(|state| state.cost));
        order.truncate(MOST_WAYS);
        own.retain_mut(|step| order.iter().position(|at| *at == step.to).inspect(|to| step.to = *to).is_some());
        own.shrink_to_fit();
        states.push(order.iter().filter_map(|at| reached.get(*at).cloned()).collect());
        steps.push(own);
    }
    let (cost, blocks) = walk_back(lines, anchors, &states, &steps);
    (cost, blocks)
}

/// The best way, and where others are as good.
fn walk_back(
    lines: &[BodyLine<'_>],
    anchors: &[Anchor],
    states: &[Vec<State>],
    steps: &[Vec<Step>],
) -> (u64, Vec<Block>) {
    // What it costs from each state to the end.
    let mut rest: Vec<Vec<u64>> = states.iter().map(|states| vec![u64::MAX; states.len()]).collect();
    if let Some(last) = rest.last_mut() {
        last.fill(0);
    }
    for (at, steps) in steps.iter().enumerate().rev() {
        for step in steps {
            let after = rest.get(at + 1).and_then(|rest| rest.get(step.to)).copied().unwrap_or(u64::MAX);
            if let Some(least) = rest.get_mut(at).and_then(|rest| rest.get_mut(step.from)) {
                *least = (*least).min(after.saturating_add(step.cost));
            }
        }
    }
    let total = rest.first().and_then(|rest| rest.first()).copied().unwrap_or(0);
    let mut blocks: Vec<Block> = Vec::with_capacity(anchors.len());
    let mut state = 0;
    let mut shared = 0;
    for (at, (steps, anchor)) in steps.iter().zip(anchors).enumerate() {
        let before =
            |step: &Step| states.get(at).and_then(|states| states.get(step.from)).map_or(0, |state| state.cost);
        let after = |step: &Step| rest.get(at + 1).and_then(|rest| rest.get(step.to)).copied().unwrap_or(u64::MAX);
        let of = |step: &Step| after(step).saturating_add(step.cost);
        let Some(best) = steps.iter().filter(|step| step.from == state).min_by_key(|step| of(step)) else { break };
        let above = states.get(at).and_then(|states| states.get(state)).map_or(0, |state| state.above);
        let rival = steps.iter().filter(|step| step.below != best.below);
        let equals: Vec<usize> = rival
            .filter(|step| of(step).saturating_add(before(step)) < total.saturating_add(HARD))
            .map(|step| step.below)
            .collect();
        let mut doubtful = shared | anchor.doubtful;
        shared = 0;
        for below in equals {
            let between = anchor.lines.end + below.min(best.below)..anchor.lines.end + below.max(best.below);
            shared |= columns_of(lines.get(between).unwrap_or_default());
        }
        doubtful |= shared;
        blocks.push(Block { lines: anchor.lines.start - above..anchor.lines.end + best.below, doubtful });
        state = best.to;
    }
    (total, blocks)
}

fn columns_of(lines: &[BodyLine<'_>]) -> u64 {
    lines.iter().flat_map(|line| &line.pieces).fold(0, |set, piece| set | 1 << piece.column.min(63))
}

/// How badly a row of these lines keeps the rules.
fn cost(lines: &[BodyLine<'_>], block: &Range<usize>, align: Align, columns: &[Column]) -> u64 {
    struct Cell<'a> {
        first: usize,
        last: usize,
        begin: &'a str,
        width: usize,
        depth: i32,
        /// Its letters, where an id is made of them.
        letters: String,
    }
    let height = block.len();
    let mut cells: [Option<Cell<'_>>; MOST_COLUMNS] = [const { None }; MOST_COLUMNS];
    let mut cost = 0;
    for (at, line) in lines.get(block.clone()).unwrap_or_default().iter().enumerate() {
        for piece in &line.pieces {
            let (Some(slot), Some(column)) = (cells.get_mut(piece.column), columns.get(piece.column)) else { continue };
            let Some(cell) = slot else {
                let letters = if column.role == Role::None { String::new() } else { letters(piece.text) };
                let depth = depth(piece.text);
                *slot = Some(Cell { first: at, last: at, begin: piece.text, width: piece.width, depth, letters });
                continue;
            };
            if cell.last + 1 < at {
                cost += 1;
            } else if cell.width + usize::from(column.kind == Kind::Text) + piece.word() <= column.room {
                cost += 2;
            }
            // One word has one beginning.
            if column.kind == Kind::Word && is_address(piece.text) {
                cost += 3;
            }
            (cell.last, cell.width) = (at, piece.width);
            cell.depth += depth(piece.text);
            if column.role != Role::None {
                cell.letters.push_str(&letters(piece.text));
            }
        }
    }
    // An id is made of a name, and may be cut.
    let of = |role: Role| {
        let own = cells.iter().zip(columns).filter(move |(_, column)| column.role == role);
        own.filter_map(|(cell, _)| cell.as_ref())
    };
    if let Some(id) = of(Role::Id).next()
        && of(Role::Name).next().is_some()
        && !of(Role::Name).any(|name| !id.letters.is_empty() && name.letters.contains(&id.letters))
    {
        cost += 1;
    }
    let own = lines.get(block.clone()).unwrap_or_default();
    let is_blank = |line: &&BodyLine<'_>| line.pieces.is_empty();
    let blank = (own.iter().take_while(is_blank).count(), own.iter().rev().take_while(is_blank).count());
    // Two rows of two lines are likelier than one of one and one of three.
    let mut hints = match height {
        1 => 0,
        _ => 2 * height as u64 - 3,
    };
    let mut is_filled = false;
    for (cell, column) in cells.iter().zip(columns).filter_map(|(cell, column)| Some((cell.as_ref()?, column))) {
        let out_of_place = |first: usize, last: usize| {
            let spare = height - (last + 1 - first);
            let expected = match align {
                Align::Top => 0,
                Align::Upper => spare / 2,
                Align::Lower => spare.div_ceil(2),
            };
            (3 * first.abs_diff(expected).min(3) as u64, spare == 0)
        };
        let (mut own, mut fills) = out_of_place(cell.first, cell.last);
        // A cell can begin or end with an empty line.
        let reaches = (cell.first == 0 || blank.0 > 0) && (cell.last + 1 == height || blank.1 > 0);
        if own > 0 && reaches {
            (own, fills) = (1, true);
        }
        is_filled |= fills;
        cost += own;
        match column.kind {
            Kind::Ids | Kind::References if cell.depth != 0 || !cell.begin.starts_with(['[', '\\']) => cost += 3,
            // An address goes on, and begins no cell.
            Kind::Word if cell.begin.contains('@') && !is_address(cell.begin) => cost += 1,
            // A few descriptions begin in lower case; what goes on often does.
            Kind::Text if cell.begin.starts_with(char::is_lowercase) => hints += 1,
            _ => {}
        }
    }
    HARD * (cost + if is_filled || align == Align::Top { 0 } else { 6 }) + hints
}

/// The letters of a name, or of an id that is made of one.
fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphabetic()).flat_map(char::to_lowercase).collect()
}

fn is_address(text: &str) -> bool {
    text.contains("mailto:") || text.contains("://")
}

/// Brackets that open, less those that close.
pub(super) fn depth(text: &str) -> i32 {
    text.bytes().map(|byte| i32::from(byte == b'[') - i32::from(byte == b']')).sum()
}

/// How far two rows of one name and port, at two transports, are unlike. They mostly say the same.
fn unlike(lines: &[BodyLine<'_>], one: &Range<usize>, two: &Range<usize>) -> u64 {
    let of = |range: &Range<usize>| {
        let pieces = lines.get(range.clone()).unwrap_or_default().iter().flat_map(|line| &line.pieces);
        let own = pieces.filter(|piece| piece.column < MOST_COLUMNS);
        let mut cells: Vec<(usize, &str)> = own.map(|piece| (piece.column, piece.text)).collect();
        cells.sort_by_key(|(column, _)| *column);
        cells
    };
    let (one, two) = (of(one), of(two));
    let (mut one, mut two) = (one.as_slice(), two.as_slice());
    let mut unlike = 0;
    while let Some(column) = one.first().into_iter().chain(two.first()).map(|(column, _)| *column).min() {
        let own = |cells: &[(usize, &str)]| cells.partition_point(|(other, _)| *other <= column);
        let (first, rest) = one.split_at_checked(own(one)).unwrap_or_default();
        let (second, other_rest) = two.split_at_checked(own(two)).unwrap_or_default();
        let most = first.len().max(second.len());
        let same = first.iter().zip(second).filter(|(one, two)| one == two).count();
        unlike += (4 * (most - same)).div_ceil(most.max(1)) as u64;
        (one, two) = (rest, other_rest);
    }
    unlike
}
