//! How badly some lines keep the rules of one row.
//!
//! What a line says of its columns is told once, as bits; what that means for a row of several lines is then reckoned for
//! all columns at a time, as often as there are ways to divide the lines.

use crate::general_way;

use std::collections::HashMap;
use std::ops::Range;

use foldhash::fast::RandomState;

use super::body::{Body, columns_of};
use super::borders::Piece;
use super::cells::Kind;
use super::divide::{Align, Column, Role};

/// What a broken rule costs, in hints: a row could do without as many.
pub(super) const HARD: u64 = 4;

/// Lines of rows whose costs are kept.
const MOST_KNOWN: usize = 4;

/// How many costs are kept, and sorts of lines.
const MOST_KEPT: usize = 1 << 12;

/// Lines that are held against one another again and again are no further apart.
const NEAR: usize = 16;

/// What is not known of two lines.
const UNKNOWN: u64 = u64::MAX;

/// What something costs, by alignment.
pub(super) type Costs = [u64; Align::COUNT];

/// What stands in the columns of a line, as bits.
#[derive(Clone, Copy, Default)]
struct Look {
    filled: u64,
    /// What begins would have had room behind what stands in the line above.
    fits: u64,
    /// An address, where one word belongs.
    addresses: u64,
    /// Something with an `@` that is no address, where one word belongs.
    odd: u64,
    /// No bracket begins, where cells begin with one.
    bare: u64,
    /// More brackets open than close there, or fewer.
    open: u64,
    /// Text begins in lower case.
    lower: u64,
    /// Where its pieces end.
    pieces_end: usize,
    /// The number of what is said above; 0 where more than that matters.
    sort: u32,
}

impl Look {
    /// That of a line of these pieces, below one of those.
    fn of(own: &[Piece<'_>], mut above: &[Piece<'_>], columns: &[Column]) -> Self {
        let mut look = Self::default();
        for own in own {
            let bit = 1 << own.column.min(63);
            look.filled |= bit;
            let Some(column) = columns.get(own.column) else { continue };
            if let Some(above) = of_column(&mut above, own.column) {
                let taken = above.width + usize::from(column.kind == Kind::Text);
                look.fits |= if own.word_fits(column.room, taken) { bit } else { 0 };
            }
            let first = own.text.as_bytes().first().copied().unwrap_or(0);
            match column.kind {
                Kind::Ids | Kind::References => {
                    look.bare |= if matches!(first, b'[' | b'\\') { 0 } else { bit };
                    look.open |= if depth(own.text) == 0 { 0 } else { bit };
                }
                // An address goes on, and begins no cell.
                Kind::Word if is_address(own.text) => look.addresses |= bit,
                Kind::Word => look.odd |= if own.text.as_bytes().contains(&b'@') { bit } else { 0 },
                // A few descriptions begin in lower case; what goes on often does.
                Kind::Text if first.is_ascii() => look.lower |= if first.is_ascii_lowercase() { bit } else { 0 },
                Kind::Text => look.lower |= if own.text.starts_with(char::is_lowercase) { bit } else { 0 },
            }
        }
        look
    }
}

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
#[derive(Default)]
pub(super) struct Looks<'a> {
    /// The lines that are looked at, from the first one on, and what stands in them.
    from: usize,
    lines: Vec<Look>,
    pieces: Vec<Piece<'a>>,
    costs: Vec<(Range<usize>, Costs)>,
    /// By line and how far another is below it: the columns in which both have the same.
    same: Vec<u64>,
    /// What has been said of a line, with its number.
    sorts: HashMap<[u64; 7], u32, RandomState>,
    /// By the sorts of its lines, what is broken in a row.
    known: HashMap<[u32; MOST_KNOWN], Costs, RandomState>,
    /// By line of a row, the columns whose cell begins there, and those whose cell ends.
    cells: Vec<(u64, u64)>,
    /// The letters of an id, and of a name that it may be made of.
    letters: [String; 2],
}

impl<'a> Looks<'a> {
    /// Goes on to a run of rows, in these lines.
    pub(super) fn begin(&mut self, body: &Body<'a>, lines: Range<usize>, columns: &[Column]) {
        self.from = lines.start;
        self.lines.clear();
        self.pieces.clear();
        let mut above = 0;
        for at in lines {
            let start = self.pieces.len();
            body.put(at, &mut self.pieces);
            let (before, own) = self.pieces.split_at_checked(start).unwrap_or_default();
            let look = Look::of(own, before.get(above..).unwrap_or_default(), columns);
            let sort = self.sort(&look, columns);
            self.lines.push(Look { pieces_end: self.pieces.len(), sort, ..look });
            above = start;
        }
        self.same.clear();
        self.same.resize(self.lines.len() * NEAR, UNKNOWN);
    }

    /// The number of what a line says, where nothing else tells what rows cost that have it.
    fn sort(&mut self, look: &Look, columns: &[Column]) -> u32 {
        let has_id = || columns_of(look.filled).any(|at| columns.get(at).is_some_and(|column| column.role == Role::Id));
        if look.open != 0 || self.sorts.len() >= MOST_KEPT || general_way::is_forced() || has_id() {
            return 0;
        }
        let Look { filled, fits, addresses, odd, bare, open, lower, .. } = *look;
        let next = u32::try_from(self.sorts.len() + 1).unwrap_or(0);
        *self.sorts.entry([filled, fits, addresses, odd, bare, open, lower]).or_insert(next)
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
        if let Some((_, costs)) = self.costs.iter().find(|(known, _)| known == block) {
            return *costs;
        }
        let costs = match self.key(block) {
            Some(key) => match self.known.get(&key) {
                Some(known) => *known,
                None => {
                    let costs = self.look(block, columns);
                    if self.known.len() < MOST_KEPT {
                        self.known.insert(key, costs);
                    }
                    costs
                }
            },
            None => self.look(block, columns),
        };
        self.costs.push((block.clone(), costs));
        costs
    }

    /// All that the costs of a row depend on, where that is known of its lines.
    fn key(&self, block: &Range<usize>) -> Option<[u32; MOST_KNOWN]> {
        let lines = self.lines.get(block.start - self.from..block.end - self.from)?;
        let mut key = [0; MOST_KNOWN];
        if lines.len() > key.len() {
            return None;
        }
        for (key, line) in key.iter_mut().zip(lines) {
            *key = line.sort;
            if line.sort == 0 {
                return None;
            }
        }
        Some(key)
    }

    /// How far two rows of one name and port, at two transports, are unlike. They mostly say the same.
    pub(super) fn unlike(&mut self, [one, two]: [&Range<usize>; 2]) -> u64 {
        let ([seen_one, more_one], [seen_two, more_two]) = (self.columns_of_row(one), self.columns_of_row(two));
        // Of a column that one of them lacks nothing is the same.
        let mut unlike = 4 * count(seen_one ^ seen_two);
        let common = seen_one & seen_two;
        // Most cells have one line.
        let short = common & !(more_one | more_two);
        let mut differ = 0;
        for first in one.clone() {
            let of_first = self.columns(first) & short;
            for second in two.clone() {
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
        let mut same = 0;
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
        let (mut cells, mut letters) = (std::mem::take(&mut self.cells), std::mem::take(&mut self.letters));
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
            open |= line.open;
            bare |= begins & line.bare;
            cells.push((begins, line.filled));
            (filled, above) = (filled | line.filled, line.filled);
        }
        cost += 3 * (count(bare) + self.unbalanced(block, open & !bare));
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
        cost += u64::from(self.is_of_other_name(block, filled, columns, &mut letters));
        (self.cells, self.letters) = (cells, letters);
        // Cells at the top need not reach from the first line to the last.
        top.is_filled = true;
        let of = |stand: Stand| HARD * (cost + stand.astray + if stand.is_filled { 0 } else { 6 }) + hints;
        [of(top), of(upper), of(lower)]
    }

    /// How many cells of these columns have brackets that do not close, or close none.
    fn unbalanced(&self, block: &Range<usize>, columns: u64) -> u64 {
        let is_unbalanced = |column: &usize| block.clone().map(|at| depth(self.text(at, *column))).sum::<i32>() != 0;
        columns_of(columns).filter(is_unbalanced).count() as u64
    }

    /// Whether the id of a contact is of none of its names: it is made of one, and may be cut.
    fn is_of_other_name(
        &self,
        block: &Range<usize>,
        filled: u64,
        columns: &[Column],
        [id, name]: &mut [String; 2],
    ) -> bool {
        let of = |role: Role| {
            columns_of(filled).filter(move |at| columns.get(*at).is_some_and(|column| column.role == role))
        };
        let Some(column) = of(Role::Id).next() else { return false };
        let spell = |column: usize, letters: &mut String| {
            letters.clear();
            block.clone().for_each(|at| add_letters(letters, self.text(at, column)));
        };
        spell(column, id);
        let is_of = |column: usize| {
            spell(column, name);
            !id.is_empty() && name.contains(id.as_str())
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
