//! How badly some lines keep the rules of one row.
//!
//! What a line says of its columns is told once, as bits; what that means for a row of several lines is then reckoned for
//! all columns at a time, as often as there are ways to divide the lines.

#![allow(
    clippy::arithmetic_side_effects,
    reason = "it adds costs of lines that are held in memory, none of which is more than a few for each \
        column; what is looked at is below the first line, a row below its twin, and a cell within its \
        row; there is a place for what is known"
)]

use crate::{eight, general_way};

use std::collections::HashMap;
use std::ops::Range;

use foldhash::fast::RandomState;

use super::body::{Body, columns_of};
use super::borders::Piece;
use super::divide::{ALIGNS, Column, Role};
use super::said::{Look, MOST_SAID, depth};

/// What a broken rule costs, in hints: a row could do without as many.
pub(super) const HARD: u64 = 4;

/// Lines of rows whose costs are kept.
const MOST_KNOWN: usize = 8;

/// How many sorts of lines are kept.
const MOST_KEPT: usize = 1 << 12;

/// Places for what is known of rows, and the bits of their numbers.
const PLACE_BITS: u32 = 13;
const MOST_PLACES: usize = 1 << PLACE_BITS;

/// Lines that are held against one another again and again are no further apart.
const NEAR: usize = 8;

/// What is not known of two lines.
const UNKNOWN: u64 = u64::MAX;

/// What something costs: with all cells at the top, and in the middle as the upper or the lower line.
pub(super) type Costs = [u64; ALIGNS];

/// The piece of a column, if there is one; those before it go.
#[inline]
fn of_column<'p, 'a>(pieces: &mut &'p [Piece<'a>], column: usize) -> Option<&'p Piece<'a>> {
    while let [first, rest @ ..] = pieces
        && first.column < column
    {
        *pieces = rest;
    }
    pieces.first().filter(|first| first.column == column)
}

/// What the rows of an anchor cost. Several ways lead to each, and it is looked at once.
pub(super) struct Looks<'a> {
    /// The lines that are looked at, from the first one on, and what stands in them.
    from: usize,
    lines: Vec<Look>,
    pieces: Vec<Piece<'a>>,
    costs: Vec<(Range<usize>, Costs)>,
    /// By line and how far another is below it: the columns in which both have the same.
    same: Vec<u64>,
    /// The columns of ids, as bits.
    ids: u64,
    /// What has been said of a line, with its number.
    sorts: HashMap<u128, u16, RandomState>,
    /// By the sorts of its lines, what is broken in a row: in the place that these tell, if it was the last of those there.
    known: Vec<(u128, [u32; ALIGNS])>,
    /// By line of a row, the columns whose cell begins there, and those whose cell ends.
    cells: Vec<(u64, u64)>,
    /// The letters of an id, and of a name that it may be made of.
    letters: [Vec<u8>; 2],
}

impl<'a> Looks<'a> {
    /// For so many lines.
    pub(super) fn new(columns: &[Column], lines: usize) -> Self {
        let ids = columns.iter().enumerate().filter(|(_, column)| column.role == Role::Id);
        Self {
            from: 0,
            lines: Vec::new(),
            pieces: Vec::new(),
            costs: Vec::new(),
            same: Vec::new(),
            ids: ids.fold(0, |ids, (at, _)| ids | 1 << at.min(63)),
            sorts: HashMap::default(),
            known: vec![(0, [0; ALIGNS]); lines.clamp(1, MOST_PLACES).next_power_of_two()],
            cells: Vec::new(),
            letters: <[Vec<u8>; 2]>::default(),
        }
    }

    /// Goes on to a run of rows, in these lines.
    pub(super) fn begin(&mut self, body: &Body<'a>, lines: Range<usize>, columns: &[Column]) {
        self.from = lines.start;
        self.lines.clear();
        self.pieces.clear();
        let mut above = 0;
        let is_general = columns.len() > MOST_SAID || general_way::is_forced();
        for at in lines {
            let start = self.pieces.len();
            // In its place, not moved there: what was just written bit by bit is slow to be read as a whole.
            self.lines.push(Look { filled: body.columns(at), ..Look::default() });
            let Some(look) = self.lines.last_mut() else { continue };
            let mut next = above;
            body.each_piece(at, |own| {
                if let Some(column) = columns.get(own.column) {
                    let mut before = None;
                    while next < start
                        && let Some(above) = self.pieces.get(next)
                        && above.column <= own.column
                    {
                        before = Some(above).filter(|above| above.column == own.column);
                        next += 1;
                    }
                    look.add(&own, before, column);
                }
                self.pieces.push(own);
            });
            look.pieces_end = self.pieces.len();
            if !is_general && look.deep | look.filled & self.ids == 0 {
                look.sort = sort_of(&mut self.sorts, look);
            }
            above = start;
        }
        self.same.clear();
        self.same.resize(self.lines.len() * NEAR, UNKNOWN);
    }

    /// Goes on to the next anchor.
    pub(super) fn go_on(&mut self) {
        self.costs.clear();
    }

    fn pieces(&self, line: usize) -> &[Piece<'a>] {
        let end_of = |at: usize| self.lines.get(at).map_or(0, |line| line.pieces_end);
        let at = line - self.from;
        self.pieces.get(at.checked_sub(1).map_or(0, end_of)..end_of(at)).unwrap_or_default()
    }

    fn columns(&self, line: usize) -> u64 {
        self.lines.get(line - self.from).map_or(0, |line| line.filled)
    }

    fn text(&self, line: usize, column: usize) -> &'a str {
        self.pieces(line).iter().find(|piece| piece.column == column).map_or("", |piece| piece.text)
    }

    /// What is broken in a row of these lines.
    pub(super) fn costs(&mut self, block: &Range<usize>, columns: &[Column]) -> Costs {
        if block.len() == 1
            && let Some(costs) = self.costs_of_line(block.start)
        {
            return costs;
        }
        let Some(key) = self.key(block) else {
            if let Some((_, costs)) = self.costs.iter().find(|(known, _)| known == block) {
                return *costs;
            }
            let costs = self.look(block, columns);
            self.costs.push((block.clone(), costs));
            return costs;
        };
        let place = self.place_of(key);
        if let Some((_, costs)) = self.known.get(place).filter(|(known, _)| *known == key) {
            return costs.map(u64::from);
        }
        let costs = self.look(block, columns);
        if let Some(known) = self.known.get_mut(place)
            && let [Ok(top), Ok(upper), Ok(lower)] = costs.map(u32::try_from)
        {
            *known = (key, [top, upper, lower]);
        }
        costs
    }

    /// Where what is known of a row stands.
    #[inline]
    fn place_of(&self, key: u128) -> usize {
        let mixed = eight::mix(key as u64, (key >> 64) as u64, 0);
        (mixed >> (64 - PLACE_BITS)) as usize & (self.known.len() - 1)
    }

    /// The same of a row of one line, where that is told by what it says: wherever cells stand, these stand right.
    #[inline]
    fn costs_of_line(&self, line: usize) -> Option<Costs> {
        let own = self.lines.get(line - self.from).filter(|own| own.sort != 0)?;
        let broken = count(own.odd) + 3 * count(own.bare | own.open | own.shut);
        Some([HARD * broken + count(own.lower); ALIGNS])
    }

    /// All that the costs of a row depend on, where that is known of its lines.
    fn key(&self, block: &Range<usize>) -> Option<u128> {
        let lines = self.lines.get(block.start - self.from..block.end - self.from)?;
        let is_known = lines.len() <= MOST_KNOWN && lines.iter().all(|line| line.sort != 0);
        is_known.then(|| lines.iter().fold(0, |key, line| key << u16::BITS | u128::from(line.sort)))
    }

    /// How far two rows of one name and port, at two transports, are unlike. They mostly say the same.
    pub(super) fn unlike(&mut self, [one, two]: [&Range<usize>; 2]) -> u64 {
        if one.len() == two.len()
            && let Some(unlike) = self.unlike_in_shape(one.start, two.start, one.len())
        {
            return unlike;
        }
        let ([seen_one, more_one], [seen_two, more_two]) = (self.columns_of_row(one), self.columns_of_row(two));
        // Of a column that one of them lacks nothing is the same.
        let mut unlike = 4 * count(seen_one ^ seen_two);
        let common = seen_one & seen_two;
        // Most cells have one line.
        let short = common & !(more_one | more_two);
        let mut differ = 0;
        for first in one.clone() {
            let of_first = self.columns(first) & short;
            let rows = if of_first == 0 { 0..0 } else { two.clone() };
            for second in rows {
                let both = of_first & self.columns(second);
                if both != 0 {
                    differ |= both & !self.same(first, second);
                }
            }
        }
        unlike += 4 * count(differ);
        let mut left = common & !short;
        while left != 0 {
            let bit = left & left.wrapping_neg();
            left ^= bit;
            let (mut first, mut second) = (one.start, two.start);
            let (mut most, mut same) = (0_u64, 0);
            loop {
                while first < one.end && self.columns(first) & bit == 0 {
                    first += 1;
                }
                while second < two.end && self.columns(second) & bit == 0 {
                    second += 1;
                }
                match (first < one.end, second < two.end) {
                    (false, false) => break,
                    (true, true) if self.same(first, second) & bit != 0 => same += 1,
                    _ => {}
                }
                most += 1;
                first += 1;
                second += 1;
            }
            unlike += (4 * (most - same)).div_ceil(most.max(1));
        }
        unlike
    }

    /// The same of two rows of so many lines, from these on, where both have something in the same places, and what is not
    /// the same stands in cells of one line.
    fn unlike_in_shape(&mut self, one: usize, two: usize, height: usize) -> Option<u64> {
        let (mut seen, mut more, mut differ) = (0, 0, 0);
        for at in 0..height {
            let own = self.columns(one + at);
            if own != self.columns(two + at) {
                return None;
            }
            (seen, more) = (seen | own, more | seen & own);
            differ |= own & !self.same(one + at, two + at);
        }
        (differ & more == 0 && !general_way::is_forced()).then(|| 4 * count(differ))
    }

    /// The columns that have something in a row of these lines, as bits, and those that have it in more than one.
    fn columns_of_row(&self, row: &Range<usize>) -> [u64; 2] {
        let (mut seen, mut more) = (0, 0);
        for at in row.clone() {
            let own = self.columns(at);
            (seen, more) = (seen | own, more | seen & own);
        }
        [seen, more]
    }

    /// The columns in which two lines have the same, as bits.
    fn same(&mut self, one: usize, two: usize) -> u64 {
        let apart = two - one;
        let place = (apart < NEAR).then_some((one - self.from) * NEAR + apart);
        if let Some(same) = place.and_then(|place| self.same.get(place))
            && *same != UNKNOWN
        {
            return *same;
        }
        let mut rest = self.pieces(two);
        let mut same = 0_u64;
        for one in self.pieces(one) {
            if of_column(&mut rest, one.column).is_some_and(|two| two.text == one.text) {
                same |= 1 << one.column.min(63);
            }
        }
        if let Some(known) = place.and_then(|place| self.same.get_mut(place)) {
            *known = same;
        }
        same
    }

    /// Looks at a row of these lines.
    fn look(&mut self, block: &Range<usize>, columns: &[Column]) -> Costs {
        let mut cells = std::mem::take(&mut self.cells);
        let lines = self.lines.get(block.start - self.from..block.end - self.from).unwrap_or_default();
        let height = block.len();
        let (mut cost, mut hints) = (0, 0);
        // The columns that have a cell, as bits, and those that have something in the line above.
        let (mut filled, mut above) = (0, 0);
        // Those whose brackets are to be counted, and those of which enough is known without.
        let (mut open, mut bare) = (0, 0);
        cells.clear();
        for line in lines {
            let goes_on = line.filled & filled;
            let begins = line.filled & !filled;
            cost += count(goes_on & !above)
                + 2 * count(goes_on & above & line.fits)
                // One word has one beginning.
                + 3 * count(goes_on & line.addresses)
                + count(begins & line.odd);
            hints += count(begins & line.lower);
            open |= line.open | line.shut;
            bare |= begins & line.bare;
            cells.push((begins, line.filled));
            (filled, above) = (filled | line.filled, line.filled);
        }
        cost += 3 * (count(bare) + self.unbalanced(block.start, lines, open & !bare));
        // Two rows of two lines are likelier than one of one and one of three.
        hints += match height {
            1 => 0,
            _ => 2 * height as u64 - 3,
        };
        // A cell can begin or end with an empty line.
        let begins_blank = lines.first().is_some_and(|line| line.filled == 0);
        let ends_blank = lines.last().is_some_and(|line| line.filled == 0);
        let (mut top, mut upper, mut lower) = (Stand::default(), Stand::default(), Stand::default());
        let mut add = |first: usize, last: usize, count: u64| {
            let spare = height - (last + 1 - first);
            let reaches = (first == 0 || begins_blank) && (last + 1 == height || ends_blank);
            top.add(first, spare, 0, reaches, count);
            upper.add(first, spare, spare / 2, reaches, count);
            lower.add(first, spare, spare.div_ceil(2), reaches, count);
        };
        // What stands in a line below is no end.
        let mut below = 0;
        for (_, ends) in cells.iter_mut().rev() {
            let own = *ends;
            *ends &= !below;
            below |= own;
        }
        for first in 0..cells.len() {
            let mut begins = cells.get(first).map_or(0, |(begins, _)| *begins);
            let mut rest = cells.iter().enumerate().skip(first);
            while begins != 0
                && let Some((last, (_, ends))) = rest.next()
            {
                if begins & ends != 0 {
                    add(first, last, count(begins & ends));
                    begins &= !ends;
                }
            }
        }
        self.cells = cells;
        if filled & self.ids != 0 {
            let mut letters = std::mem::take(&mut self.letters);
            cost += u64::from(self.is_of_other_name(block, filled, columns, &mut letters));
            self.letters = letters;
        }
        // Cells at the top need not reach from the first line to the last.
        top.is_filled = true;
        let of = |stand: Stand| HARD * (cost + stand.astray + if stand.is_filled { 0 } else { 6 }) + hints;
        [of(top), of(upper), of(lower)]
    }

    /// How many cells of these columns have brackets that do not close, or close none, in lines from this one on.
    fn unbalanced(&self, from: usize, lines: &[Look], columns: u64) -> u64 {
        let is_unbalanced = |column: &usize| {
            let is_in = |columns: u64| (columns >> column & 1) as i32;
            let depths = lines.iter().enumerate().map(|(at, line)| match is_in(line.deep) {
                0 => is_in(line.open) - is_in(line.shut),
                _ => depth(self.text(from + at, *column)),
            });
            depths.sum::<i32>() != 0
        };
        columns_of(columns).filter(is_unbalanced).count() as u64
    }

    /// Whether the id of a contact is of none of its names: it is made of one, and may be cut.
    fn is_of_other_name(
        &self,
        block: &Range<usize>,
        filled: u64,
        columns: &[Column],
        [id, name]: &mut [Vec<u8>; 2],
    ) -> bool {
        let of = |role: Role| {
            columns_of(filled).filter(move |at| columns.get(*at).is_some_and(|column| column.role == role))
        };
        let Some(column) = of(Role::Id).next() else { return false };
        let spell = |column: usize, letters: &mut Vec<u8>| {
            letters.clear();
            block.clone().for_each(|at| add_letters(letters, self.text(at, column)));
        };
        spell(column, id);
        let is_of = |column: usize| {
            spell(column, name);
            !id.is_empty() && memchr::memmem::find(name, id).is_some()
        };
        of(Role::Name).next().is_some() && !of(Role::Name).any(is_of)
    }
}

fn count(bits: u64) -> u64 {
    // Few of them are set.
    let (mut left, mut count) = (bits, 0);
    while left != 0 {
        left &= left - 1;
        count += 1;
    }
    count
}

/// The number of what a line says, where nothing else tells what rows cost that have it.
#[inline]
fn sort_of(sorts: &mut HashMap<u128, u16, RandomState>, look: &Look) -> u16 {
    if sorts.len() >= MOST_KEPT {
        return 0;
    }
    let next = u16::try_from(sorts.len() + 1).unwrap_or(0);
    *sorts.entry(look.said()).or_insert(next)
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
    fn add(&mut self, first: usize, spare: usize, expected: usize, reaches: bool, count: u64) {
        let far = 3 * first.abs_diff(expected).min(3) as u64;
        let reaches = far > 0 && reaches;
        self.is_filled |= spare == 0 || reaches;
        self.astray += count * if reaches { 1 } else { far };
    }
}

/// Adds the letters of a name, or of an id that is made of one.
fn add_letters(letters: &mut Vec<u8>, text: &str) {
    if text.is_ascii() {
        let own = text.bytes().filter(u8::is_ascii_alphabetic);
        letters.extend(own.map(|letter| letter.to_ascii_lowercase()));
    } else {
        let own = text.chars().filter(|c| c.is_alphabetic()).flat_map(char::to_lowercase);
        own.for_each(|c| letters.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()));
    }
}
