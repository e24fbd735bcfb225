//! How badly some lines keep the rules of one row.

use std::ops::Range;

use super::borders::Piece;
use super::cells::Kind;
use super::divide::{Align, Body, Column, MOST_COLUMNS, Role};
use super::mask::general_way_only;

/// What a broken rule costs, in hints: a row could do without as many.
pub(super) const HARD: u64 = 4;

/// What is known of a cell while its lines are looked at.
#[derive(Default)]
struct Cell<'a> {
    first: usize,
    last: usize,
    begin: &'a str,
    width: usize,
    depth: i32,
    /// Its letters, where an id is made of them.
    letters: String,
}

impl<'a> Cell<'a> {
    /// Begins with a line of the row.
    fn begin(&mut self, at: usize, piece: &Piece<'a>, column: &Column) {
        (self.first, self.begin, self.depth) = (at, piece.text, 0);
        self.letters.clear();
        self.go_on(at, piece, column);
    }

    fn go_on(&mut self, at: usize, piece: &Piece<'a>, column: &Column) {
        (self.last, self.width) = (at, piece.width);
        if column.is_bracketed() {
            self.depth += depth(piece.text);
        }
        if column.role != Role::None {
            add_letters(&mut self.letters, piece.text);
        }
    }
}

/// What something costs, by alignment.
pub(super) type Costs = [u64; Align::COUNT];

/// The lines that the row of an anchor may have.
#[derive(Default)]
pub(super) struct Reach {
    /// The anchor's first line.
    line: usize,
    /// Columns that have something in other lines as well, as bits: what the other cells of the row are does not depend on
    /// the lines that it takes.
    open: u64,
}

impl Reach {
    /// That of an anchor, of lines from the end of the one above up to the one below.
    pub(super) fn of(body: &Body<'_>, anchor: &Range<usize>, lines: Range<usize>) -> Self {
        let open = match anchor.len() {
            1 if !general_way_only() => {
                (lines.start..anchor.start).chain(anchor.end..lines.end).fold(0, |set, at| set | body.columns(at))
            }
            _ => u64::MAX,
        };
        Self { line: anchor.start, open }
    }
}

/// What the cells of an anchor alone give a row, whatever lines it takes.
#[derive(Default)]
struct Alone {
    /// How many there are.
    cells: usize,
    cost: u64,
    hints: u64,
    /// How far they are unlike those of the twin above.
    unlike: u64,
}

/// What the rows of an anchor cost. Several ways lead to each, and it is looked at once.
#[derive(Default)]
pub(super) struct Looks<'a> {
    reach: Reach,
    /// That of the anchor above.
    above: Reach,
    alone: Alone,
    /// What else stands in the anchor's first line.
    others: Vec<Piece<'a>>,
    costs: Vec<(Range<usize>, Costs)>,
    /// How far rows and the twins above them are unlike.
    unlike: Vec<([Range<usize>; 2], u64)>,
    cells: Vec<Cell<'a>>,
}

impl<'a> Looks<'a> {
    /// Goes on to the first anchor of a run, below this one.
    pub(super) fn begin(&mut self, above: Reach) {
        self.reach = above;
    }

    /// Goes on to the next anchor.
    pub(super) fn go_on(&mut self, body: &Body<'a>, reach: Reach, is_twin: bool, columns: &[Column]) {
        self.costs.clear();
        self.unlike.clear();
        self.above = std::mem::replace(&mut self.reach, reach);
        self.cells.resize_with(columns.len().min(MOST_COLUMNS), Cell::default);
        self.alone = Alone::default();
        self.others.clear();
        for piece in body.line(self.reach.line) {
            let Some(column) = columns.get(piece.column) else { continue };
            if column.role != Role::None {
                self.reach.open |= 1 << piece.column.min(63);
            }
            if self.reach.open >> piece.column.min(63) & 1 == 1 {
                self.others.push(*piece);
            } else {
                let depth = if column.is_bracketed() { depth(piece.text) } else { 0 };
                let (cost, hints) = begin_cost(piece.text, depth, column.kind);
                self.alone.cells += 1;
                self.alone.cost += cost;
                self.alone.hints += hints;
            }
        }
        if is_twin {
            let rows = [self.above.line, self.reach.line].map(|line| line..line + 1);
            self.alone.unlike = unlike(body, rows.each_ref(), !(self.above.open | self.reach.open));
        }
    }

    /// What is broken in a row of these lines.
    pub(super) fn costs(&mut self, body: &Body<'a>, block: &Range<usize>, columns: &[Column]) -> Costs {
        if let Some((_, costs)) = self.costs.iter().find(|(known, _)| known == block) {
            return *costs;
        }
        let costs = self.look(body, block, columns);
        self.costs.push((block.clone(), costs));
        costs
    }

    /// How far two rows of one name and port, at two transports, are unlike.
    pub(super) fn unlike(&mut self, body: &Body<'_>, rows: [&Range<usize>; 2]) -> u64 {
        match self.unlike.iter().find(|(known, _)| known.each_ref() == rows) {
            Some((_, unlike)) => *unlike,
            None => {
                let unlike = self.alone.unlike + unlike(body, rows, self.above.open | self.reach.open);
                self.unlike.push((rows.map(Range::clone), unlike));
                unlike
            }
        }
    }

    /// Looks at a row of these lines.
    fn look(&mut self, body: &Body<'a>, block: &Range<usize>, columns: &[Column]) -> Costs {
        let Self { reach, alone, others, cells, .. } = self;
        let height = block.len();
        // The columns that have a cell, as bits.
        let mut filled = 0_u64;
        let mut cost = alone.cost;
        for (at, line) in block.clone().enumerate() {
            let pieces = if line == reach.line { others.as_slice() } else { body.line(line) };
            for piece in pieces {
                let (Some(cell), Some(column)) = (cells.get_mut(piece.column), columns.get(piece.column)) else {
                    continue;
                };
                if filled >> piece.column & 1 == 0 {
                    filled |= 1 << piece.column;
                    cell.begin(at, piece, column);
                    continue;
                }
                if cell.last + 1 < at {
                    cost += 1;
                } else if piece.word_fits(column.room, cell.width + usize::from(column.kind == Kind::Text)) {
                    cost += 2;
                }
                // One word has one beginning.
                if column.kind == Kind::Word && is_address(piece.text) {
                    cost += 3;
                }
                cell.go_on(at, piece, column);
            }
        }
        // Two rows of two lines are likelier than one of one and one of three.
        let mut hints = alone.hints
            + match height {
                1 => 0,
                _ => 2 * height as u64 - 3,
            };
        // A cell can begin or end with an empty line.
        let begins_blank = body.is_blank(block.start);
        let ends_blank = body.is_blank(block.end.saturating_sub(1));
        let (mut top, mut upper, mut lower) = (Stand::default(), Stand::default(), Stand::default());
        let mut add = |first: usize, last: usize, count: usize| {
            let spare = height - (last + 1 - first);
            let reaches = (first == 0 || begins_blank) && (last + 1 == height || ends_blank);
            top.add(first, spare, 0, reaches, count);
            upper.add(first, spare, spare / 2, reaches, count);
            lower.add(first, spare, spare.div_ceil(2), reaches, count);
        };
        if alone.cells > 0 {
            add(reach.line - block.start, reach.line - block.start, alone.cells);
        }
        let mut has_id = false;
        let mut left = filled;
        while left != 0 {
            let at = left.trailing_zeros() as usize;
            left &= left - 1;
            let (Some(cell), Some(column)) = (cells.get(at), columns.get(at)) else { continue };
            has_id |= column.role == Role::Id;
            let (own, hint) = begin_cost(cell.begin, cell.depth, column.kind);
            (cost, hints) = (cost + own, hints + hint);
            add(cell.first, cell.last, 1);
        }
        cost += u64::from(has_id && is_of_other_name(cells, columns, filled));
        // Cells at the top need not reach from the first line to the last.
        top.is_filled = true;
        let of = |stand: Stand| HARD * (cost + stand.astray + if stand.is_filled { 0 } else { 6 }) + hints;
        [of(top), of(upper), of(lower)]
    }
}

/// Rules that a cell breaks by how it begins, and hints.
fn begin_cost(text: &str, depth: i32, kind: Kind) -> (u64, u64) {
    let first = text.as_bytes().first().copied().unwrap_or(0);
    match kind {
        Kind::Ids | Kind::References => (if depth != 0 || !matches!(first, b'[' | b'\\') { 3 } else { 0 }, 0),
        // An address goes on, and begins no cell.
        Kind::Word => (u64::from(text.as_bytes().contains(&b'@') && !is_address(text)), 0),
        // A few descriptions begin in lower case; what goes on often does.
        Kind::Text if first.is_ascii() => (0, u64::from(first.is_ascii_lowercase())),
        Kind::Text => (0, u64::from(text.starts_with(char::is_lowercase))),
    }
}

/// How the cells of a row stand, by an alignment.
#[derive(Clone, Copy, Default)]
struct Stand {
    /// How far they are from where they would be.
    astray: u64,
    /// One of them reaches from the first line to the last.
    is_filled: bool,
}

impl Stand {
    /// Takes in `count` cells that begin at the `first` line, beside which lines are to `spare`, so many of them `expected`
    /// above.
    #[inline]
    fn add(&mut self, first: usize, spare: usize, expected: usize, reaches: bool, count: usize) {
        let far = 3 * first.abs_diff(expected).min(3) as u64;
        let reaches = far > 0 && reaches;
        self.is_filled |= spare == 0 || reaches;
        self.astray += count as u64 * if reaches { 1 } else { far };
    }
}

/// Whether the id of a contact is of none of its names: it is made of one, and may be cut.
fn is_of_other_name(cells: &[Cell<'_>], columns: &[Column], filled: u64) -> bool {
    let cells = || cells.iter().zip(columns).enumerate().filter(|(at, _)| filled >> at & 1 == 1).map(|(_, cell)| cell);
    let of = |role: Role| cells().filter(move |(_, column)| column.role == role).map(|(cell, _)| cell);
    let is_of = |id: &Cell<'_>, name: &Cell<'_>| !id.letters.is_empty() && name.letters.contains(&id.letters);
    of(Role::Id).next().is_some_and(|id| of(Role::Name).next().is_some() && !of(Role::Name).any(|name| is_of(id, name)))
}

/// Adds the letters of a name, or of an id that is made of one.
fn add_letters(letters: &mut String, text: &str) {
    if text.is_ascii() {
        let own = text.bytes().filter(u8::is_ascii_alphabetic);
        letters.extend(own.map(|letter| char::from(letter.to_ascii_lowercase())));
    } else {
        letters.extend(text.chars().filter(|c| c.is_alphabetic()).flat_map(char::to_lowercase));
    }
}

fn is_address(text: &str) -> bool {
    memchr::memchr(b':', text.as_bytes()).is_some() && (text.contains("mailto:") || text.contains("://"))
}

/// Brackets that open, less those that close.
pub(super) fn depth(text: &str) -> i32 {
    text.bytes().map(|byte| i32::from(byte == b'[') - i32::from(byte == b']')).sum()
}

/// How far two rows of one name and port are unlike in these columns, as bits. They mostly say the same.
fn unlike(body: &Body<'_>, [one, two]: [&Range<usize>; 2], among: u64) -> u64 {
    let columns = |row: &Range<usize>| row.clone().fold(0, |set, at| set | body.columns(at));
    let mut left = (columns(one) | columns(two)) & among;
    let mut unlike = 0;
    while left != 0 {
        let column = left.trailing_zeros() as usize;
        left &= left - 1;
        let lines =
            |row: &Range<usize>| row.clone().filter_map(move |at| body.piece(at, column)).map(|piece| piece.text);
        let (mut first, mut second) = (lines(one), lines(two));
        let (mut most, mut same) = (0_usize, 0);
        loop {
            match (first.next(), second.next()) {
                (None, None) => break,
                (first, second) => {
                    most += 1;
                    same += usize::from(first == second);
                }
            }
        }
        unlike += (4 * (most - same)).div_ceil(most.max(1)) as u64;
    }
    unlike
}
