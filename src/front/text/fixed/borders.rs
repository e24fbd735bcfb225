//! Where the columns of a table part, and what stands in each.

#![allow(
    clippy::arithmetic_side_effects,
    reason = "columns of characters are places in a line that is held in memory, of which a tab takes eight; \
        ends are taken from what begins before them, and a count of columns from one that has some"
)]

use std::ops::Range;

use crate::sixteen;

use super::body::columns_of;
use super::boxed;
use super::headings::Headings;
use super::lines::{Line, Measure, is_bar};
use super::mask::Mask;
use super::tally::{First, Tally};

/// Where the columns of a table stand.
#[derive(Clone, Debug)]
pub(super) struct Borders {
    /// The first column of characters of each, and the end of the last. The one before a start is blank, or a bar.
    starts: Vec<usize>,
    /// Starts of columns of which the cells do not tell whether they begin there.
    weak: Vec<bool>,
    /// The width of each column's cells, where a rule of dashes draws it.
    rooms: Option<Vec<usize>>,
    /// Rules draw a box around each cell.
    is_boxed: bool,
}

impl Borders {
    pub(super) fn of(headings: &Headings, firsts: &[First], lines: &[Line<'_>]) -> Self {
        if let Some(drawn) = &headings.drawn {
            let mut starts: Vec<usize> = drawn.iter().map(|range| range.start).collect();
            // What is drawn of dashes alone is no border on the right.
            let is_open = !lines.iter().any(|line| line.text.ends_with(is_bar));
            starts.push(if is_open { usize::MAX } else { drawn.last().map_or(usize::MAX, |range| range.end + 1) });
            let weak = vec![false; starts.len()];
            let rooms = headings.is_dashed.then(|| {
                let padding = if headings.is_boxed { boxed::padding(headings, drawn) } else { 0 };
                drawn.iter().map(|range| range.len().saturating_sub(padding)).collect()
            });
            return Self { starts, weak, rooms, is_boxed: headings.is_boxed };
        }
        Tally::of(headings, firsts, lines, |_| true).borders(headings, lines)
    }

    /// Those of columns that start there, of which the cells of `weak` do not tell that they do.
    pub(super) fn new(starts: Vec<usize>, weak: Vec<bool>) -> Self {
        Self { starts, weak, rooms: None, is_boxed: false }
    }

    pub(super) fn count(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// The width of each column's cells, where a rule of dashes draws it.
    pub(super) fn rooms(&self) -> Option<&[usize]> {
        self.rooms.as_deref()
    }

    /// Whether rules draw a box around each cell.
    pub(super) fn is_boxed(&self) -> bool {
        self.is_boxed
    }

    /// Whether a rule among the rows is one: within the columns that a rule of dashes draws, it begins in the first.
    /// Elsewhere it would be dashes that a cell holds.
    pub(super) fn is_rule(&self, line: &Line<'_>) -> bool {
        line.may_be_rule
            && if self.is_boxed { boxed::is_rule(line.text) } else { line.is_rule() }
            && (self.rooms.is_none()
                || line.marks().next().is_some_and(|(columns, ..)| columns.start < self.columns(0).end))
    }

    /// The columns of characters of a column.
    pub(super) fn columns(&self, at: usize) -> Range<usize> {
        let of = |at: usize| self.starts.get(at).copied().unwrap_or(usize::MAX);
        of(at)..of(at + 1)
    }

    /// Whether text of a line goes across a border.
    pub(super) fn is_across(&self, line: &Line<'_>) -> bool {
        if !line.is_plain() {
            return self.by_marks(line, &mut Vec::new()) != 0;
        }
        let first = self.starts.first().copied().unwrap_or(0);
        let mut inner = self.starts.iter().skip(1).filter(|start| **start != usize::MAX);
        inner.any(|start| {
            let before = start.checked_sub(1).filter(|at| *at >= first).and_then(|at| line.text.as_bytes().get(at));
            before.is_some_and(|byte| !matches!(byte, b' ' | b'|'))
        })
    }

    /// Whether the cells of a column do not tell that it begins where it does.
    fn is_weak(&self, column: usize) -> bool {
        self.weak.get(column) == Some(&true)
    }

    /// Puts what stands in each column of a line behind `pieces`. As bits, the columns whose border to the next one the
    /// text goes across.
    fn by_marks<'a>(&self, line: &Line<'a>, pieces: &mut Vec<Piece<'a>>) -> u64 {
        let (mut across, mut column, mut bytes) = (0, 0, 0..0);
        // The column of the piece that is open.
        let mut last = None;
        for (Range { start: at, end: to }, byte, c) in line.marks() {
            while self.starts.get(column + 1).is_some_and(|start| *start <= at) {
                column += 1;
            }
            let is_gutter = self.starts.get(column + 1).is_some_and(|start| *start <= to);
            if is_bar(c) && (is_gutter || self.starts.first().is_some_and(|first| at + 1 == *first)) {
                continue;
            }
            if column + 1 >= self.starts.len() || self.starts.first().is_some_and(|first| at < *first) {
                // Left of the first column and right of the last: numbers of rows, and the like.
                continue;
            }
            if is_gutter && self.starts.get(column + 1) != Some(&usize::MAX) {
                across |= 1 << column.min(63);
            }
            let end = byte + c.len_utf8();
            match pieces.last_mut() {
                Some(piece) if last == Some(column) => {
                    bytes.end = end;
                    piece.width = to - piece.at;
                    piece.text = line.text.get(bytes.clone()).unwrap_or("");
                }
                _ => {
                    bytes = byte..end;
                    let text = line.text.get(bytes.clone()).unwrap_or("");
                    pieces.push(Piece { column, at, width: to - at, text, measure: line.measure });
                }
            }
            last = Some(column);
        }
        across
    }
}

/// What stands in one column of one line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Piece<'a> {
    pub(super) column: usize,
    /// The column of its first character.
    pub(super) at: usize,
    /// In columns of characters.
    pub(super) width: usize,
    pub(super) text: &'a str,
    pub(super) measure: Measure,
}

impl Piece<'_> {
    /// The width of its first word.
    pub(super) fn word(&self) -> usize {
        // That of most is graphic ASCII, one column each.
        match sixteen::graphic(self.text.as_bytes()) {
            end if end == self.text.len() => end,
            end if self.text.as_bytes().get(end) == Some(&b' ') => end,
            _ => self.text.chars().take_while(|c| !c.is_whitespace()).map(|c| self.measure.width(c)).sum(),
        }
    }

    /// Whether its first word has room where so many columns of it are taken.
    pub(super) fn word_fits(&self, room: usize, taken: usize) -> bool {
        // No word has no width at all but one of marks that stand on others.
        taken < room && taken + self.word() <= room || taken == room && !self.text.is_ascii() && self.word() == 0
    }

    /// The width of its last word.
    pub(super) fn last_word(&self) -> usize {
        match self.text.bytes().rev().position(|byte| !byte.is_ascii_graphic()) {
            None => self.text.len(),
            Some(width) if self.text.as_bytes().iter().rev().nth(width) == Some(&b' ') => width,
            _ => self.text.chars().rev().take_while(|c| !c.is_whitespace()).map(|c| self.measure.width(c)).sum(),
        }
    }
}

/// What of a line is cut, besides its pieces.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Cut {
    /// The columns that have a piece, as bits.
    pub(super) columns: u64,
    /// Columns whose text goes across the border to the next.
    pub(super) across: u64,
    /// Columns whose border is between two words, and could be between two others.
    pub(super) unsure: u64,
}

/// Cuts lines where the columns part.
pub(super) struct Cutter<'b> {
    borders: &'b Borders,
    blocks: Vec<Block>,
    wholes: Vec<Whole>,
    /// By column of characters: the column that it is of.
    columns: Vec<u8>,
    /// Where the last column starts, which is open; nowhere, where lines are not cut by their masks.
    last: usize,
    /// Columns of which the cells do not tell whether they begin where they do, as bits.
    weak: u64,
}

/// Columns of characters, 64 of them, as bits.
#[derive(Clone, Copy, Default)]
struct Block {
    /// Those before a border.
    gutters: u64,
    /// The others, from the first of the first cells to the last border.
    inner: u64,
}

/// The columns of characters of a column, from one on, as bits; none where there are more than bits, or no end.
#[derive(Clone, Copy)]
struct Whole {
    /// The block of the first, and which of its columns that is.
    block: usize,
    shift: u32,
    bits: u64,
}

impl Whole {
    fn of(Range { start, end }: Range<usize>) -> Self {
        let width = end.saturating_sub(start);
        let bits = if (1..=64).contains(&width) { u64::MAX >> (64 - width) } else { 0 };
        Self { block: start / 64, shift: (start % 64) as u32, bits }
    }
}

impl<'b> Cutter<'b> {
    pub(super) fn new(borders: &'b Borders) -> Self {
        let starts = borders.starts.strip_suffix(&[usize::MAX]).unwrap_or_default();
        // Columns are in order, and the last one is open.
        let is_plain = starts.len() <= 64
            && starts.windows(2).all(|pair| matches!(pair, [one, two] if one < two && *two <= 1 << 18));
        let starts = if is_plain { starts } else { &[] };
        let first = starts.first().copied().unwrap_or(0);
        let last = starts.last().copied().unwrap_or(usize::MAX);
        let mut columns = vec![0; first.min(last)];
        for (column, pair) in starts.windows(2).enumerate() {
            let [one, two] = pair else { continue };
            columns.resize(columns.len() + two - one, u8::try_from(column).unwrap_or(0));
        }
        let mut blocks = vec![Block::default(); columns.len().div_ceil(64)];
        for at in first..columns.len() {
            let is_gutter = columns.get(at) != columns.get(at + 1);
            if let Some(block) = blocks.get_mut(at / 64) {
                *(if is_gutter { &mut block.gutters } else { &mut block.inner }) |= 1 << (at % 64);
            }
        }
        let weak = (0..starts.len()).filter(|at| borders.is_weak(*at)).fold(0, |weak, at| weak | 1 << at);
        let wholes = (0..starts.len()).map(|at| Whole::of(borders.columns(at))).collect();
        Self { borders, blocks, wholes, columns, last, weak }
    }

    /// Where the last column starts.
    #[inline]
    pub(super) fn last(&self) -> usize {
        self.last
    }

    /// The columns that have something in a line of this mask, as bits; `None` where its text goes across a border, or it has
    /// to be looked at character by character.
    #[inline]
    pub(super) fn columns(&self, line: &Line<'_>, mask: Mask<'_>) -> Option<u64> {
        if self.last == usize::MAX {
            return None;
        }
        let (mut columns, mut carry) = (0, 0);
        for (at, Block { gutters, inner }) in self.blocks.iter().enumerate() {
            let filled = match mask.blocks.get(at) {
                Some(filled) => *filled,
                None if carry == 0 => break,
                None => 0,
            };
            if filled & gutters != 0 {
                return None;
            }
            // A sum overflows into the gutter behind a column, if anything stands in that.
            let (sum, is_over) = inner.overflowing_add(filled & inner);
            let (sum, goes_on) = sum.overflowing_add(carry);
            carry = u64::from(is_over | goes_on);
            let mut ends = sum & gutters;
            while ends != 0 {
                let end = at * 64 + ends.trailing_zeros() as usize;
                columns |= 1 << self.columns.get(end).copied().unwrap_or(0);
                ends &= ends - 1;
            }
        }
        if line.text.len() > self.last {
            columns |= 1 << (self.borders.count() - 1);
        }
        Some(columns)
    }

    /// What stands in a column of a line that is cut by its mask.
    #[inline]
    pub(super) fn piece<'a>(&self, line: &Line<'a>, column: usize) -> Option<Piece<'a>> {
        let (at, to) = self.ends(line, line.mask?, column)?;
        Some(Piece { column, at, width: to - at, text: line.text.get(at..to)?, measure: line.measure })
    }

    /// The same, without where it stands.
    #[inline]
    pub(super) fn text<'a>(&self, line: &Line<'a>, column: usize) -> &'a str {
        let ends = line.mask.and_then(|mask| self.ends(line, mask, column));
        ends.and_then(|(at, to)| line.text.get(at..to)).unwrap_or("")
    }

    /// Whether `is` says so of what stands in each of these columns of a line that is cut by its mask, and where it begins.
    #[inline(always)]
    pub(super) fn each<'a>(
        &self,
        line: &Line<'a>,
        columns: u64,
        mut is: impl FnMut(usize, usize, &'a str) -> bool,
    ) -> bool {
        let Some(mask) = line.mask else { return columns == 0 };
        let mut left = columns;
        while left != 0 {
            let column = left.trailing_zeros() as usize;
            left &= left - 1;
            let Some((at, to)) = self.ends(line, mask, column) else { return false };
            if !line.text.get(at..to).is_some_and(|text| is(column, at, text)) {
                return false;
            }
        }
        true
    }

    /// Where something begins and ends in a column of a line that is cut by its mask.
    #[inline(always)]
    fn ends(&self, line: &Line<'_>, mask: Mask<'_>, column: usize) -> Option<(usize, usize)> {
        let Whole { block, shift, bits } = *self.wholes.get(column)?;
        if bits == 0 {
            return self.ends_apart(line, mask, column);
        }
        let next = mask.blocks.get(block + 1).copied().unwrap_or(0);
        let filled = (mask.blocks.get(block)? >> shift | next << 1 << (63 - shift)) & bits;
        let start = block * 64 + shift as usize;
        (filled != 0)
            .then_some((start + filled.trailing_zeros() as usize, start + 64 - filled.leading_zeros() as usize))
    }

    /// The same of a column of more characters than there are bits, or of the last one.
    fn ends_apart(&self, line: &Line<'_>, mask: Mask<'_>, column: usize) -> Option<(usize, usize)> {
        let Range { start, end: limit } = self.borders.columns(column);
        let at = mask.first(start)?;
        if limit == usize::MAX {
            return Some((at, line.text.len()));
        }
        // Mostly one word alone.
        let blank = mask.blank(at);
        let end = if mask.first(blank).is_none_or(|next| next >= limit) { blank } else { mask.end(at..limit) };
        Some((at, end))
    }

    /// The columns of a line that is cut by its mask of which it is not sure where they part, among those that have something:
    /// those that tell not where they begin, and the one before, where no more than one blank is between both.
    #[inline]
    pub(super) fn unsure(&self, mask: Mask<'_>, columns: u64) -> u64 {
        let mut unsure = 0;
        for column in columns_of(columns & self.weak) {
            let start = self.borders.columns(column).start;
            if let Some(before) = start.checked_sub(2)
                && self.borders.columns(0).start <= before
                && mask.is_filled(start)
                && mask.is_filled(before)
            {
                let before = self.columns.get(before).copied().unwrap_or(0);
                unsure |= 1 << before | 1 << column;
            }
        }
        unsure
    }

    fn unsure_among(&self, pieces: &[Piece<'_>]) -> u64 {
        let mut unsure = 0;
        for pair in pieces.windows(2) {
            if let [one, two] = pair
                && self.borders.is_weak(two.column)
                && two.at <= one.at + one.width + 1
            {
                unsure |= 1 << one.column.min(63) | 1 << two.column.min(63);
            }
        }
        unsure
    }

    /// Puts what stands in each column of a line behind `pieces`, character by character.
    pub(super) fn by_marks<'a>(&self, line: &Line<'a>, pieces: &mut Vec<Piece<'a>>) -> Cut {
        let from = pieces.len();
        let across = self.borders.by_marks(line, pieces);
        let own = pieces.get(from..).unwrap_or_default();
        let columns = own.iter().fold(0, |set, piece| set | 1 << piece.column.min(63));
        Cut { columns, across, unsure: self.unsure_among(own) }
    }
}

#[cfg(test)]
mod tests {
    use super::super::lines;
    use super::*;

    #[test]
    fn plain_lines_are_cut_as_any() {
        let texts =
            ["a  bb ccc", " ab c", "aaaaaaaaaaaaaaaaaaaa b", "", "a a a a a a a a a", "   x     yy   zz", "a|b| c |d"];
        let starts = [vec![0, usize::MAX], vec![0, 4, 9, usize::MAX], vec![2, 5, 6, 12], vec![1, 3, 8, 15, usize::MAX]];
        for starts in starts.into_iter().chain([vec![3, 70, 129, usize::MAX]]) {
            for weak in [false, true] {
                let borders = Borders::new(starts.clone(), vec![weak; starts.len()]);
                let cutter = Cutter::new(&borders);
                for text in texts.into_iter().map(str::to_owned).chain(texts.map(|text| text.repeat(30))) {
                    let mut blocks = Vec::new();
                    let line = lines::masked(&text, Measure::Characters, &mut blocks)[0];
                    let mut marks = Vec::new();
                    let cut = cutter.by_marks(&line, &mut marks);
                    assert_eq!(borders.is_across(&line), cut.across != 0, "{text:?} {borders:?}");
                    let Some(columns) = line.mask.and_then(|mask| cutter.columns(&line, mask)) else { continue };
                    assert_eq!((columns, 0), (cut.columns, cut.across), "{text:?} {borders:?}");
                    assert_eq!(cutter.unsure(line.mask.unwrap(), columns), cut.unsure, "{text:?} {borders:?}");
                    let plain: Vec<_> = columns_of(columns).filter_map(|column| cutter.piece(&line, column)).collect();
                    assert_eq!(plain, marks, "{text:?} {borders:?}");
                }
            }
        }
    }
}
