//! Which columns of a line are no blanks, as bits.

#![allow(
    clippy::arithmetic_side_effects,
    reason = "it adds to places in a line that is held in memory; bits are shifted by less than there are, and \
        a block above another has one below it"
)]

use std::cell::Cell;
use std::ops::Range;

use wide::u8x16;

use crate::marks;
use crate::sixteen;

/// The bytes of a line that are no blanks, as bits: 64 to a block, the first the lowest.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mask<'m> {
    pub(super) blocks: &'m [u64],
}

impl Mask<'_> {
    /// Whether a column is.
    #[inline]
    pub(super) fn is_filled(&self, at: usize) -> bool {
        self.blocks.get(at / 64).is_some_and(|block| block >> (at % 64) & 1 == 1)
    }

    /// The first column from `from` on that is filled.
    #[inline]
    pub(super) fn first(&self, from: usize) -> Option<usize> {
        let mut at = from / 64;
        let mut filled = self.blocks.get(at)? >> (from % 64) << (from % 64);
        while filled == 0 {
            at += 1;
            filled = *self.blocks.get(at)?;
        }
        Some(at * 64 + filled.trailing_zeros() as usize)
    }

    /// The first column from `from` on that is not.
    #[inline]
    pub(super) fn blank(&self, from: usize) -> usize {
        let (at, below) = (from / 64, from % 64);
        let blank = |at: usize| self.blocks.get(at).map_or(u64::MAX, |filled| !filled);
        let first = blank(at) >> below << below;
        if first != 0 {
            return at * 64 + first.trailing_zeros() as usize;
        }
        let next = (at + 1..).find(|at| blank(*at) != 0).unwrap_or(at);
        next * 64 + blank(next).trailing_zeros() as usize
    }

    /// The end of the last column of `range` that is filled; its start where none is.
    #[inline]
    pub(super) fn end(&self, range: Range<usize>) -> usize {
        let Some(last) = range.end.checked_sub(1) else { return range.start };
        let mut at = last / 64;
        let mut filled = match self.blocks.get(at) {
            Some(filled) => filled << (63 - last % 64) >> (63 - last % 64),
            None => {
                at = self.blocks.len().saturating_sub(1);
                self.blocks.last().copied().unwrap_or(0)
            }
        };
        while filled == 0 && at * 64 > range.start {
            at -= 1;
            filled = self.blocks.get(at).copied().unwrap_or(0);
        }
        range.start.max(at * 64 + 64 - filled.leading_zeros() as usize)
    }
}

/// Puts the mask of the line that a text begins with into the first of `blocks`; how many bytes it has, but for the end of
/// the line. `None` where one of them is none of printable ASCII, or there is no room. The columns of such a line are
/// its bytes by any measure.
pub(super) fn read(text: &[u8], blocks: &mut [u64]) -> Option<usize> {
    let mut rest = text;
    let mut count = 0;
    loop {
        let padded;
        let bytes = match rest.first_chunk() {
            Some(bytes) => bytes,
            None => {
                padded = padded_line(rest);
                &padded
            }
        };
        let (filled, is_plain) = filled(bytes);
        let block = blocks.get_mut(count)?;
        if is_plain {
            *block = filled;
            count += 1;
            rest = rest.get(STEP..)?;
            continue;
        }
        let end = plain(bytes);
        match rest.get(end..end + 1) {
            None | Some(b"\n") => {}
            Some(b"\r") if matches!(rest.get(end + 1), Some(b'\n') | None) => {}
            Some(_) => return None,
        }
        *block = filled & !(u64::MAX << end);
        return Some(count * STEP + end);
    }
}

/// Takes the blocks of a line, so many, from the first ones.
#[inline]
pub(super) fn split<'b>(blocks: &mut &'b mut [u64], count: usize) -> Option<Mask<'b>> {
    let (own, others) = std::mem::take(blocks).split_at_mut_checked(count)?;
    *blocks = others;
    Some(Mask { blocks: own })
}

/// The last bytes of a text, and a line's end.
#[cold]
fn padded_line(rest: &[u8]) -> [u8; STEP] {
    let mut padded = [b'\n'; STEP];
    padded.iter_mut().zip(rest).for_each(|(to, byte)| *to = *byte);
    padded
}

/// Bytes that are looked at at once.
const STEP: usize = 64;

/// The bytes that are no blanks, as bits, up to the first one that is none of printable ASCII; whether there is none.
#[inline(always)]
fn filled(bytes: &[u8; STEP]) -> (u64, bool) {
    let plain = Cell::new(u8x16::MAX);
    let blanks = marks::bits(bytes, |sixteen| {
        plain.set(plain.get() & is_plain(sixteen));
        sixteen.simd_eq(u8x16::splat(b' '))
    });
    (!blanks, plain.get() == u8x16::MAX)
}

/// How many bytes stand before the first one that is none of printable ASCII.
#[inline]
fn plain(bytes: &[u8; STEP]) -> usize {
    marks::bits(bytes, |sixteen| !is_plain(sixteen)).trailing_zeros() as usize
}

/// Marks the bytes of printable ASCII.
#[inline(always)]
fn is_plain(bytes: u8x16) -> u8x16 {
    sixteen::between(bytes, b' ', 0x7f)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_of_ascii_are_told() {
        let texts = ["ab c  d ", "~a\u{7f} ! ", "x", " ", "a\tb ", "é b ", "  x", "\u{1f}", "                     y"];
        for length in [0, 1, 7, 8, 15, 16, 63, 64, 65, 127, 128, 130, 200] {
            for text in texts {
                let text: Vec<u8> = text.bytes().cycle().take(length).collect();
                let is_plain = text.iter().all(|byte| (0x20..0x80).contains(byte));
                // What was there before does not matter, nor what follows.
                let mut blocks = vec![u64::MAX; length / 64 + 1];
                for end in ["", "\n", "\r\n", "\nabc d e f", "\r", "\t\n", "\nx\u{7f}\u{e9}y\n x"] {
                    let line = [&text, end.as_bytes()].concat();
                    let is_whole = is_plain && end != "\t\n";
                    assert_eq!(read(&line, &mut blocks), is_whole.then_some(length), "{text:?} {end:?}");
                }
                if !is_plain {
                    continue;
                }
                let blocks = &blocks[..length.div_ceil(64)];
                let mask = Mask { blocks };
                let is_filled = |at: usize| blocks.get(at / 64).is_some_and(|block| block >> (at % 64) & 1 == 1);
                for (at, byte) in text.iter().enumerate() {
                    assert_eq!(is_filled(at), *byte != b' ', "{text:?}");
                    let first = (at..length).find(|at| is_filled(*at));
                    assert_eq!(mask.first(at), first, "{text:?}");
                    let blank = (at..).find(|at| !is_filled(*at)).unwrap_or(length);
                    assert_eq!(mask.blank(at), blank, "{text:?}");
                    for end in [at + 1, at + 3, at + 64, at + 300] {
                        let last = (at..end).rev().find(|at| is_filled(*at)).map_or(at, |last| last + 1);
                        assert_eq!(mask.end(at..end), last, "{at} {end} {text:?}");
                    }
                }
            }
        }
    }
}
