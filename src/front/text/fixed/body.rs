//! The lines of a table's rows. What stands in their columns is cut out when it is asked for: most is asked for once.

#![allow(
    clippy::arithmetic_side_effects,
    reason = "it adds to places in lines that are held in memory; a mask has no bit behind its line, and a bit \
        that is set is taken from bits that are"
)]

use std::ops::Range;

use super::borders::{Borders, Cut, Cutter, Piece};
use super::lines::Line;
use super::mask::Mask;

/// The lines of a table's rows, without the rules among them.
pub(super) struct Body<'a> {
    /// Those of the table, and the number in the document of the first.
    all: &'a [Line<'a>],
    first_number: usize,
    cutter: Cutter<'a>,
    lines: Vec<BodyLine>,
    odd: Vec<OddLine>,
    /// What stands in the lines that are cut character by character.
    pieces: Vec<Piece<'a>>,
    /// Where anything stands in any line that is cut by its mask, as bits.
    any: Vec<u64>,
    /// The width of the widest piece of the last column in these lines.
    widest: usize,
}

/// A line of a row.
#[derive(Clone, Copy)]
struct BodyLine {
    /// Its place among those of the table.
    at: usize,
    /// One more than its place among the odd ones, if it is one.
    odd: usize,
    /// The columns that have something, as bits.
    columns: u64,
}

/// A line that is not cut by its mask, or not for sure.
struct OddLine {
    /// Columns whose text goes across the border to the next.
    across: u64,
    /// Columns of which it is not sure where they part.
    unsure: u64,
    /// What stands in it, where it is not cut by its mask.
    pieces: Option<Range<usize>>,
}

impl<'a> Body<'a> {
    pub(super) fn new(all: &'a [Line<'a>], first_number: usize, borders: &'a Borders) -> Self {
        Self {
            all,
            first_number,
            cutter: Cutter::new(borders),
            lines: Vec::with_capacity(all.len()),
            odd: Vec::new(),
            pieces: Vec::new(),
            any: Vec::new(),
            widest: 0,
        }
    }

    /// Takes in a line of the table.
    pub(super) fn add(&mut self, at: usize, line: &Line<'a>) {
        if line.is_again
            && let Some(above) = self.lines.last().copied()
            && above.odd == 0
            && above.at + 1 == at
        {
            self.lines.push(BodyLine { at, ..above });
            return;
        }
        let (columns, odd) = match line.mask.and_then(|mask| Some((mask, self.cutter.columns(line, mask)?))) {
            Some((mask, columns)) => {
                self.take_in(line, mask);
                let unsure = self.cutter.unsure(mask, columns);
                (columns, (unsure != 0).then_some(OddLine { across: 0, unsure, pieces: None }))
            }
            None => {
                let start = self.pieces.len();
                let Cut { columns, across, unsure } = self.cutter.by_marks(line, &mut self.pieces);
                (columns, Some(OddLine { across, unsure, pieces: Some(start..self.pieces.len()) }))
            }
        };
        let is_odd = odd.is_some();
        if let Some(odd) = odd {
            self.odd.push(odd);
        }
        self.lines.push(BodyLine { at, odd: if is_odd { self.odd.len() } else { 0 }, columns });
    }

    #[inline]
    fn take_in(&mut self, line: &Line<'_>, mask: Mask<'_>) {
        if self.any.len() < mask.blocks.len() {
            self.any.resize(mask.blocks.len(), 0);
        }
        let mut filled = mask.blocks.iter();
        for any in &mut self.any {
            let Some(filled) = filled.next() else { break };
            *any |= filled;
        }
        if line.text.len() > self.cutter.last() {
            let start = mask.first(self.cutter.last()).unwrap_or(line.text.len());
            self.widest = self.widest.max(line.text.len() - start);
        }
    }

    pub(super) fn len(&self) -> usize {
        self.lines.len()
    }

    /// A line as it is written.
    #[inline]
    pub(super) fn source(&self, at: usize) -> Option<&'a Line<'a>> {
        self.all.get(self.lines.get(at)?.at)
    }

    #[inline]
    fn odd(&self, at: usize) -> Option<&OddLine> {
        self.odd.get(self.lines.get(at)?.odd.checked_sub(1)?)
    }

    /// The bytes of a line, and its number in the document, from 1 on.
    #[inline]
    pub(super) fn place(&self, at: usize) -> Option<(Range<usize>, usize)> {
        let line = self.source(at)?;
        Some((line.start..line.end(), self.first_number + self.lines.get(at)?.at))
    }

    /// A line that is cut by its mask, and for sure.
    #[inline]
    pub(super) fn plain(&self, at: usize) -> Option<&'a str> {
        let line = self.lines.get(at).filter(|line| line.odd == 0)?;
        self.all.get(line.at).map(|source| source.text)
    }

    /// Whether a line is written as the one above, but for TCP or UDP.
    #[inline]
    pub(super) fn is_again(&self, at: usize) -> bool {
        self.source(at).is_some_and(|source| source.is_again)
    }

    /// The columns of a line in which something stands, as bits.
    #[inline]
    pub(super) fn columns(&self, at: usize) -> u64 {
        self.lines.get(at).map_or(0, |line| line.columns)
    }

    /// Whether nothing stands in a line.
    #[inline]
    pub(super) fn is_blank(&self, at: usize) -> bool {
        self.columns(at) == 0
    }

    /// Columns of a line whose text goes across the border to the next, and those of which it is not sure where they part.
    #[inline]
    pub(super) fn doubts(&self, at: usize) -> (u64, u64) {
        self.odd(at).map_or((0, 0), |odd| (odd.across, odd.unsure))
    }

    /// What stands in a column of a line.
    #[inline]
    pub(super) fn piece(&self, at: usize, column: usize) -> Option<Piece<'a>> {
        let line = self.lines.get(at)?;
        if line.columns >> column.min(63) & 1 == 0 {
            return None;
        }
        if line.odd != 0
            && let Some(OddLine { pieces: Some(pieces), .. }) = self.odd(at)
        {
            return self.pieces.get(pieces.clone())?.iter().find(|piece| piece.column == column).copied();
        }
        self.cutter.piece(self.all.get(line.at)?, column)
    }

    /// The same, without where it stands; nothing where nothing does.
    #[inline]
    pub(super) fn text(&self, at: usize, column: usize) -> &'a str {
        match self.lines.get(at) {
            Some(line) if line.odd == 0 && line.columns >> column.min(63) & 1 == 1 => {
                self.all.get(line.at).map_or("", |source| self.cutter.text(source, column))
            }
            _ => self.piece(at, column).map_or("", |piece| piece.text),
        }
    }

    /// What stands in a line, column by column.
    #[inline]
    pub(super) fn line(&self, at: usize) -> impl Iterator<Item = Piece<'a>> + use<'_, 'a> {
        columns_of(self.columns(at)).filter_map(move |column| self.piece(at, column))
    }

    /// Whether `is` says so of what stands in each column of a line, column by column.
    #[inline(always)]
    pub(super) fn each(&self, at: usize, mut is: impl FnMut(usize, &'a str) -> bool) -> bool {
        match self.lines.get(at) {
            Some(line) if line.odd == 0 => self
                .all
                .get(line.at)
                .is_some_and(|source| self.cutter.each(source, line.columns, |column, _, text| is(column, text))),
            _ => self.line(at).all(|piece| is(piece.column, piece.text)),
        }
    }

    /// Tells what stands in those of a line's columns that are `of` these.
    #[inline]
    pub(super) fn each_of(&self, at: usize, of: u64, mut tell: impl FnMut(usize, &'a str)) {
        match self.lines.get(at) {
            Some(line) if line.odd == 0 => {
                let Some(source) = self.all.get(line.at) else { return };
                self.cutter.each(source, line.columns & of, |column, _, text| {
                    tell(column, text);
                    true
                });
            }
            _ => {
                let own = self.line(at).filter(|piece| of >> piece.column.min(63) & 1 == 1);
                own.for_each(|piece| tell(piece.column, piece.text));
            }
        }
    }

    /// Tells what stands in a line, column by column.
    #[inline(always)]
    pub(super) fn each_piece(&self, at: usize, mut tell: impl FnMut(Piece<'a>)) {
        match self.lines.get(at) {
            Some(line) if line.odd == 0 => {
                let Some(source) = self.all.get(line.at) else { return };
                self.cutter.each(source, line.columns, |column, at, text| {
                    tell(Piece { column, at, width: text.len(), text, measure: source.measure });
                    true
                });
            }
            _ => self.line(at).for_each(tell),
        }
    }

    /// What stands in all lines.
    pub(super) fn all(&self) -> impl Iterator<Item = Piece<'a>> + use<'_, 'a> {
        (0..self.len()).flat_map(|at| self.line(at))
    }

    /// Where the pieces of each column begin and end that go across no border: the first and the last column of characters,
    /// and how wide the widest is, as far as the next column leaves that open.
    pub(super) fn extents(&self, count: usize, columns: impl Fn(usize) -> Range<usize>) -> Vec<(usize, usize, usize)> {
        let any = Mask { blocks: &self.any };
        let by_masks = |at: usize| {
            let Range { start, end: limit } = columns(at);
            let first = any.first(start).filter(|first| *first < limit)?;
            let end = any.end(first..limit.min(self.any.len() * 64));
            Some((first, end, if limit == usize::MAX { self.widest } else { 0 }))
        };
        let mut extents: Vec<_> = (0..count).map(|at| by_masks(at).unwrap_or((usize::MAX, 0, 0))).collect();
        for odd in self.odd.iter().filter(|odd| odd.across == 0) {
            let pieces = odd.pieces.clone().and_then(|pieces| self.pieces.get(pieces)).unwrap_or_default();
            for piece in pieces {
                if let Some((first, end, widest)) = extents.get_mut(piece.column) {
                    *first = piece.at.min(*first);
                    *end = (piece.at + piece.width).max(*end);
                    *widest = piece.width.max(*widest);
                }
            }
        }
        extents
    }
}

/// The columns that are set as bits.
#[inline]
pub(super) fn columns_of(mut left: u64) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let at = left.trailing_zeros() as usize;
        (left != 0).then(|| {
            left &= left - 1;
            at
        })
    })
}
