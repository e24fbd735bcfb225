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

/// The lines of a table's rows, and what stands in their columns.
#[derive(Debug, Default)]
pub(super) struct Body<'a> {
    pub(super) lines: Vec<BodyLine>,
    /// Of all lines, one after the other.
    pub(super) pieces: Vec<Piece<'a>>,
}

/// A line of a row.
#[derive(Debug)]
pub(super) struct BodyLine {
    pub(super) bytes: Range<usize>,
    /// How many pieces it and all lines above have.
    pub(super) pieces_end: usize,
    /// Columns whose text goes across the border to the next.
    pub(super) across: u64,
    /// Columns of which it is not sure where they part.
    pub(super) unsure: u64,
}

impl<'a> Body<'a> {
    /// What stands in these lines.
    pub(super) fn pieces(&self, lines: Range<usize>) -> &[Piece<'a>] {
        let end_of = |at: usize| self.lines.get(at).map_or(self.pieces.len(), |line| line.pieces_end);
        let start = lines.start.checked_sub(1).map_or(0, end_of);
        let end = lines.end.checked_sub(1).map_or(0, end_of);
        self.pieces.get(start..end).unwrap_or_default()
    }

    /// What stands in a line.
    pub(super) fn line(&self, at: usize) -> &[Piece<'a>] {
        self.pieces(at..at + 1)
    }

    pub(super) fn is_blank(&self, at: usize) -> bool {
        self.line(at).is_empty()
    }
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

/// Divides the lines `range` into rows, one for each of `anchors`, the lines by which they are known, in order: for each
/// of `divisions` by its alignment. What it costs is added to them, but for what it costs by any, and the rows.
pub(super) fn divide(
    body: &Body<'_>,
    range: &Range<usize>,
    anchors: &[Anchor],
    columns: &[Column],
    divisions: &mut [Division],
) {
    let mut start = 0;
    let mut desk = Desk::default();
    let is_free = |at: usize| is_free(range, anchors, at);
    while let Some(anchor) = anchors.get(start) {
        if is_free(start) {
            let block = Block { lines: anchor.lines.clone(), doubtful: anchor.doubtful };
            divisions.iter_mut().for_each(|division| division.blocks.push(block.clone()));
            start += 1;
            continue;
        }
        let end = (start..anchors.len()).find(|at| is_free(*at)).unwrap_or(anchors.len());
        divide_run(body, range, anchors, start..end, columns, &mut desk, divisions);
        start = end;
    }
}

/// Rows by one alignment.
#[derive(Debug)]
pub(super) struct Division {
    pub(super) align: Align,
    pub(super) cost: u64,
    pub(super) blocks: Vec<Block>,
}

impl Division {
    pub(super) fn by(align: Align) -> Self {
        Self { align, cost: 0, blocks: Vec::new() }
    }
}

/// What is at hand while a run of rows is divided.
#[derive(Default)]
struct Desk<'a> {
    cells: Vec<Option<Cell<'a>>>,
    twins: [Vec<(usize, &'a str)>; 2],
    options: Vec<usize>,
    /// The blocks of a row that have been looked at: several ways lead to one.
    known: Vec<(Range<usize>, Look)>,
    /// The first line of each of their cells, and its last.
    places: Vec<(usize, usize)>,
    ways: Vec<Ways>,
    own: Vec<Step>,
    reached: Vec<State>,
    order: Vec<usize>,
}

/// Whether a row is one line, whatever stands above and below: no way leads through it but one, and what that costs is
/// the same for all. It parts the rows above from those below, which can be divided by themselves.
fn is_free(range: &Range<usize>, anchors: &[Anchor], at: usize) -> bool {
    // Where the rows above end and below begin, if they are of their anchors alone.
    let end_of = |at: Option<usize>| match at {
        Some(at) => anchors.get(at).map(|anchor| anchor.lines.end),
        None => Some(range.start),
    };
    let is_close = |at: usize| {
        let own = anchors.get(at).map(|anchor| anchor.lines.clone());
        let next = anchors.get(at + 1).map_or(range.end, |next| next.lines.start);
        own.is_some_and(|own| end_of(at.checked_sub(1)) == Some(own.start) && own.end == next)
    };
    let Some(anchor) = anchors.get(at) else { return false };
    // The lines of a twin are compared with those of the row above.
    anchor.lines.len() == 1 && is_close(at) && (!anchor.is_twin || at.checked_sub(1).is_none_or(is_close))
}

/// The ways through a run of rows by one alignment.
#[derive(Default)]
struct Ways {
    states: Flat<State>,
    steps: Flat<Step>,
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
    fn range(&self, at: usize) -> Range<usize> {
        let start = at.checked_sub(1).and_then(|at| self.ends.get(at)).copied().unwrap_or(0);
        start..self.ends.get(at).copied().unwrap_or(start)
    }

    fn get(&self, at: usize) -> &[T] {
        self.all.get(self.range(at)).unwrap_or_default()
    }

    fn last(&self) -> &[T] {
        self.get(self.ends.len().saturating_sub(1))
    }
}

/// Divides the lines of a run of anchors, see [`divide`].
fn divide_run<'a>(
    body: &Body<'a>,
    range: &Range<usize>,
    anchors: &[Anchor],
    run: Range<usize>,
    columns: &[Column],
    desk: &mut Desk<'a>,
    divisions: &mut [Division],
) {
    let Some(first) = anchors.get(run.start) else { return };
    let above = run.start.checked_sub(1).and_then(|at| anchors.get(at));
    let top = above.map_or(range.start, |above| above.lines.end);
    let before = above.filter(|_| first.is_twin).map_or(0..0, |above| above.lines.clone());
    let mut ways = std::mem::take(&mut desk.ways);
    ways.resize_with(divisions.len(), Ways::default);
    for ways in &mut ways {
        ways.states.clear();
        ways.steps.clear();
        let begin = State { above: first.lines.start - top, before: before.clone(), cost: 0 };
        ways.states.push(std::iter::once(begin));
    }
    for at in run.clone() {
        let Some(anchor) = anchors.get(at) else { break };
        let next = anchors.get(at + 1);
        let gap = next.map_or(range.end, |next| next.lines.start).saturating_sub(anchor.lines.end);
        desk.known.clear();
        desk.places.clear();
        for (ways, division) in ways.iter_mut().zip(&*divisions) {
            step(body, anchor, next, gap, division.align, columns, desk, ways);
        }
    }
    let own = anchors.get(run).unwrap_or_default();
    for (ways, division) in ways.iter().zip(divisions) {
        division.cost += walk_back(body, own, ways, &mut division.blocks);
    }
    desk.ways = ways;
}

/// Goes on by a row, `gap` lines above the next.
#[allow(clippy::too_many_arguments, reason = "all that a row depends on")]
fn step<'a>(
    body: &Body<'a>,
    anchor: &Anchor,
    next: Option<&Anchor>,
    gap: usize,
    align: Align,
    columns: &[Column],
    desk: &mut Desk<'a>,
    ways: &mut Ways,
) {
    let Desk { cells, twins, options, known, places, own, reached, order, .. } = desk;
    let next_is_twin = next.is_some_and(|next| next.is_twin);
    own.clear();
    reached.clear();
    for (from, State { above, before, cost: so_far }) in ways.states.last().iter().enumerate() {
        options.clear();
        match (next, align) {
            (None, _) | (_, Align::Top) => options.push(gap),
            _ => options.extend([0, above.saturating_sub(1), *above, above + 1, above + 2, gap]),
        }
        options.sort_unstable();
        options.dedup();
        for below in options.iter().copied().filter(|below| *below <= gap) {
            let block = anchor.lines.start - above..anchor.lines.end + below;
            let seen = known.iter().position(|(known, _)| *known == block).unwrap_or_else(|| {
                known.push((block.clone(), look(body, &block, columns, cells, places)));
                known.len() - 1
            });
            let mut cost = known.get(seen).map_or(0, |(_, look)| look.cost(align, places));
            if anchor.is_twin && !before.is_empty() {
                cost += HARD * unlike(body, [before, &block], twins);
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
    order.clear();
    order.extend(0..reached.len());
    order.sort_by_key(|at| reached.get(*at).map(|state| state.cost));
    order.truncate(MOST_WAYS);
    own.retain_mut(|step| order.iter().position(|at| *at == step.to).inspect(|to| step.to = *to).is_some());
    ways.states.push(order.iter().filter_map(|at| reached.get(*at).cloned()));
    ways.steps.push(own.drain(..));
}

/// The best way, and where others are as good.
fn walk_back(body: &Body<'_>, anchors: &[Anchor], ways: &Ways, blocks: &mut Vec<Block>) -> u64 {
    let Ways { states, steps } = ways;
    // What it costs from each state to the end.
    let mut rest: Vec<u64> = vec![u64::MAX; states.all.len()];
    if let Some(last) = rest.get_mut(states.range(anchors.len())) {
        last.fill(0);
    }
    for at in (0..anchors.len()).rev() {
        let (own, next) = (states.range(at).start, states.range(at + 1).start);
        for step in steps.get(at) {
            let after = rest.get(next + step.to).copied().unwrap_or(u64::MAX);
            if let Some(least) = rest.get_mut(own + step.from) {
                *least = (*least).min(after.saturating_add(step.cost));
            }
        }
    }
    let total = rest.first().copied().unwrap_or(0);
    let mut state = 0;
    let mut shared = 0;
    for (at, anchor) in anchors.iter().enumerate() {
        let (own, next, steps) = (states.get(at), states.range(at + 1).start, steps.get(at));
        let before = |step: &Step| own.get(step.from).map_or(0, |state| state.cost);
        let after = |step: &Step| rest.get(next + step.to).copied().unwrap_or(u64::MAX);
        let of = |step: &Step| after(step).saturating_add(step.cost);
        let Some(best) = steps.iter().filter(|step| step.from == state).min_by_key(|step| of(step)) else { break };
        let above = own.get(state).map_or(0, |state| state.above);
        let rival = steps.iter().filter(|step| step.below != best.below);
        let equals = rival.filter(|step| of(step).saturating_add(before(step)) < total.saturating_add(HARD));
        let mut doubtful = shared | anchor.doubtful;
        shared = 0;
        for below in equals.map(|step| step.below) {
            let between = anchor.lines.end + below.min(best.below)..anchor.lines.end + below.max(best.below);
            shared |= columns_of(body.pieces(between));
        }
        doubtful |= shared;
        blocks.push(Block { lines: anchor.lines.start - above..anchor.lines.end + best.below, doubtful });
        state = best.to;
    }
    total
}

fn columns_of(pieces: &[Piece<'_>]) -> u64 {
    pieces.iter().fold(0, |set, piece| set | 1 << piece.column.min(63))
}

/// What is known of a cell while its lines are looked at.
struct Cell<'a> {
    first: usize,
    last: usize,
    begin: &'a str,
    width: usize,
    depth: i32,
    /// Its letters, where an id is made of them.
    letters: String,
}

/// How badly a row of some lines keeps the rules, as far as it does not depend on how its cells stand.
#[derive(Debug)]
struct Look {
    height: usize,
    /// Rules that are broken, and hints.
    cost: u64,
    hints: u64,
    /// Which of the places are of its cells.
    cells: Range<usize>,
    /// Lines without anything, above all cells and below.
    blank: (usize, usize),
}

impl Look {
    /// What is broken in all where cells stand so.
    fn cost(&self, align: Align, places: &[(usize, usize)]) -> u64 {
        let (mut cost, mut is_filled) = (self.cost, false);
        for &(first, last) in places.get(self.cells.clone()).unwrap_or_default() {
            let spare = self.height - (last + 1 - first);
            let expected = match align {
                Align::Top => 0,
                Align::Upper => spare / 2,
                Align::Lower => spare.div_ceil(2),
            };
            let (mut own, mut fills) = (3 * first.abs_diff(expected).min(3) as u64, spare == 0);
            // A cell can begin or end with an empty line.
            let reaches = (first == 0 || self.blank.0 > 0) && (last + 1 == self.height || self.blank.1 > 0);
            if own > 0 && reaches {
                (own, fills) = (1, true);
            }
            is_filled |= fills;
            cost += own;
        }
        HARD * (cost + if is_filled || align == Align::Top { 0 } else { 6 }) + self.hints
    }
}

/// Looks at a row of these lines. `cells` is for what is known of each column's; where they stand goes to `places`.
fn look<'a>(
    body: &Body<'a>,
    block: &Range<usize>,
    columns: &[Column],
    cells: &mut Vec<Option<Cell<'a>>>,
    places: &mut Vec<(usize, usize)>,
) -> Look {
    let height = block.len();
    cells.clear();
    cells.resize_with(columns.len().min(MOST_COLUMNS), || None);
    let mut cost = 0;
    for (at, line) in block.clone().enumerate() {
        for piece in body.line(line) {
            let (Some(slot), Some(column)) = (cells.get_mut(piece.column), columns.get(piece.column)) else { continue };
            let depth = |text: &str| match column.kind {
                Kind::Ids | Kind::References => depth(text),
                _ => 0,
            };
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
    let is_blank = |at: &usize| body.is_blank(*at);
    let blank = (block.clone().take_while(is_blank).count(), block.clone().rev().take_while(is_blank).count());
    // Two rows of two lines are likelier than one of one and one of three.
    let mut hints = match height {
        1 => 0,
        _ => 2 * height as u64 - 3,
    };
    for (cell, column) in cells.iter().zip(columns).filter_map(|(cell, column)| Some((cell.as_ref()?, column))) {
        match column.kind {
            Kind::Ids | Kind::References if cell.depth != 0 || !cell.begin.starts_with(['[', '\\']) => cost += 3,
            // An address goes on, and begins no cell.
            Kind::Word if cell.begin.contains('@') && !is_address(cell.begin) => cost += 1,
            // A few descriptions begin in lower case; what goes on often does.
            Kind::Text if cell.begin.starts_with(char::is_lowercase) => hints += 1,
            _ => {}
        }
    }
    let from = places.len();
    places.extend(cells.iter().flatten().map(|cell| (cell.first, cell.last)));
    Look { height, cost, hints, cells: from..places.len(), blank }
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

/// How far two rows of one name and port, at two transports, are unlike. They mostly say the same. `cells` is for what
/// stands in each.
fn unlike<'a>(body: &Body<'a>, rows: [&Range<usize>; 2], cells: &mut [Vec<(usize, &'a str)>; 2]) -> u64 {
    for (cells, row) in cells.iter_mut().zip(rows) {
        let own = body.pieces(row.clone()).iter().filter(|piece| piece.column < MOST_COLUMNS);
        cells.clear();
        cells.extend(own.map(|piece| (piece.column, piece.text)));
        // Those of a line stand in order.
        if row.len() > 1 {
            cells.sort_by_key(|(column, _)| *column);
        }
    }
    let [one, two] = cells;
    let (mut one, mut two) = (one.as_slice(), two.as_slice());
    let mut unlike = 0;
    while let Some(column) = one.first().into_iter().chain(two.first()).map(|(column, _)| *column).min() {
        let own = |cells: &[(usize, &str)]| cells.iter().take_while(|(other, _)| *other <= column).count();
        let (first, rest) = one.split_at_checked(own(one)).unwrap_or_default();
        let (second, other_rest) = two.split_at_checked(own(two)).unwrap_or_default();
        let most = first.len().max(second.len());
        let same = first.iter().zip(second).filter(|(one, two)| one == two).count();
        unlike += (4 * (most - same)).div_ceil(most.max(1)) as u64;
        (one, two) = (rest, other_rest);
    }
    unlike
}
