//! The places where a border may be, told from a few of a table's lines, and what all of them tell of these alone.
//!
//! In most tables a few lines leave but a handful of places that hardly a line crosses. As long as no line crosses one of
//! them between any two columns, nothing that is told of the other places matters.

#![allow(
    clippy::arithmetic_side_effects,
    reason = "it counts lines that are held in memory, none of which adds more than four, and finds places in \
        them; a bit that is set is taken from bits that are"
)]

use super::mask::Mask;
use super::tally::{First, Place, Ranges};

/// Lines that tell where a border may be; tests have fewer.
const FEW: usize = if cfg!(test) { 6 } else { 256 };

/// What lines of printable ASCII tell of a few places.
#[derive(Clone, Debug)]
pub(super) struct Narrow {
    /// The blocks of 64 columns of characters that have such a place.
    blocks: Vec<Block>,
    /// By column of characters.
    counts: Vec<Count>,
}

/// Places of a block, as bits.
#[derive(Clone, Copy, Debug, Default)]
struct Block {
    at: usize,
    /// All of them.
    places: u64,
    /// Those that are not the first of their range.
    inner: u64,
    /// Those whose cells begin in some way of their own.
    typed: u64,
    /// The columns of it that one stands behind.
    before: u64,
}

#[derive(Clone, Copy, Debug, Default)]
struct Count {
    /// Where the range starts that it is in; none where it is no such place.
    range: Option<usize>,
    first: Option<First>,
    loose: usize,
    tight: usize,
    ends: usize,
    typed: i64,
    /// Words that go across it, and begin within its range; and left of that.
    hard: i64,
    soft: i64,
}

/// Every so many lines of so many one is to tell where borders may be; none where there are too few.
pub(super) fn step(lines: usize) -> Option<usize> {
    (lines >= 4 * FEW).then_some(lines / FEW)
}

impl Narrow {
    /// Those of the places of some lines, of which the sums are known, that hardly a word goes across. `None` where a range
    /// has none.
    pub(super) fn new(ranges: &Ranges, places: &[Place], few: i64) -> Option<Self> {
        let end = ranges.all.iter().map(|range| range.end).max()?;
        let mut own = Self { blocks: Vec::new(), counts: vec![Count::default(); end] };
        let mut blocks = vec![Block::default(); end / 64 + 1];
        for (range, first) in ranges.all.iter().zip(&ranges.firsts) {
            let mut has_any = false;
            for at in range.clone() {
                let (place, count) = (places.get(at)?, own.counts.get_mut(at)?);
                if place.hard > 0 || place.soft > few {
                    continue;
                }
                has_any = true;
                *count = Count { range: Some(range.start), first: Some(*first), ..Count::default() };
                let (block, bit) = (blocks.get_mut(at / 64)?, 1 << (at % 64));
                block.at = at / 64;
                block.places |= bit;
                block.inner |= if at > range.start { bit } else { 0 };
                block.typed |= if *first == First::Any { 0 } else { bit };
                let before = at.checked_sub(1)?;
                let block = blocks.get_mut(before / 64)?;
                block.at = before / 64;
                block.before |= 1 << (before % 64);
            }
            if !has_any {
                return None;
            }
        }
        own.blocks.extend(blocks.into_iter().filter(|block| block.places | block.before != 0));
        Some(own)
    }

    /// Takes in a line, so many times.
    pub(super) fn add(&mut self, line: &[u8], mask: Mask<'_>, times: usize) {
        let signed = i64::try_from(times).unwrap_or(i64::MAX);
        for block in &self.blocks {
            let Block { at, places, inner, typed, before } = *block;
            let last = at.checked_sub(1).and_then(|at| mask.blocks.get(at)).copied().unwrap_or(0);
            let filled = match mask.blocks.get(at) {
                Some(filled) => *filled,
                // Behind the line there are blanks alone.
                None if last >> 62 == 0 => break,
                None => 0,
            };
            // What stands one column before each, and two.
            let (one, two) = (filled << 1 | last >> 63, filled << 2 | last >> 62);
            let begins = filled & !one & places;
            let start = at * 64;
            let counts = self.counts.get_mut(start..).unwrap_or_default();
            each(begins & !two, |at| {
                if let Some(count) = counts.get_mut(at) {
                    count.loose += times;
                }
            });
            each(begins & two, |at| {
                if let Some(count) = counts.get_mut(at) {
                    count.tight += times;
                }
            });
            each(two & !one & !filled & inner, |at| {
                if let Some(count) = counts.get_mut(at) {
                    count.ends += times;
                }
            });
            each(begins & typed, |at| {
                if let Some(count) = counts.get_mut(at)
                    && let Some(first) = count.first
                {
                    count.typed += signed * first.score(first.fits_at(line, start + at), two >> at & 1 == 0);
                }
            });
            each(filled & before, |at| {
                if let Some(count) = counts.get_mut(at + 1)
                    && let Some(range) = count.range
                {
                    // Whether a blank is between the start of the range and the word.
                    let is_hard = line.get(range.saturating_sub(1)..start + at).is_some_and(|own| own.contains(&b' '));
                    *(if is_hard { &mut count.hard } else { &mut count.soft }) += signed;
                }
            });
        }
    }

    /// Tells what was counted to `places`, of which the sums are known. Whether no word goes across one in each range: then
    /// none of the other places could be the best.
    pub(super) fn tell(&self, ranges: &Ranges, places: &mut [Place], few: i64) -> bool {
        let signed = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
        for (place, count) in places.iter_mut().zip(&self.counts) {
            if let Some(first) = count.first {
                let any = signed(count.loose) * First::Any.score(true, true)
                    + signed(count.tight) * First::Any.score(true, false);
                place.score += if first == First::Any { any } else { count.typed } + signed(count.ends);
                place.hard += count.hard;
                place.soft += count.soft;
            }
        }
        ranges.all.iter().all(|range| {
            let places = places.get_mut(range.clone()).unwrap_or_default();
            let counts = self.counts.get(range.clone()).unwrap_or_default();
            let is_clean = |(place, count): (&Place, &Count)| count.first.is_some() && place.hard + place.soft == 0;
            let has_clean = places.iter().zip(counts).any(is_clean);
            for (place, _) in places.iter_mut().zip(counts).filter(|(_, count)| count.first.is_none()) {
                // More than any clean one has, and few besides.
                (place.hard, place.soft) = (1, few + 1);
            }
            has_clean
        })
    }
}

/// The places of the bits that are set.
#[inline(always)]
fn each(mut bits: u64, mut tell: impl FnMut(usize)) {
    while bits != 0 {
        tell(bits.trailing_zeros() as usize);
        bits &= bits - 1;
    }
}
