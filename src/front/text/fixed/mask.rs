//! Which columns of a line are no blanks, as bits.

use std::ops::Range;

use crate::eight::{TOPS, every};

/// The bytes of a line that are no blanks, as bits: 64 to a block, the first the lowest.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mask<'m> {
    pub(super) blocks: &'m [u64],
}

impl Mask<'_> {
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

/// Adds the blocks of a line of printable ASCII, whose columns are its bytes by any measure; `false` where it holds
/// anything else.
pub(super) fn read(line: &[u8], blocks: &mut Vec<u64>) -> bool {
    let (wholes, rest) = line.as_chunks::<64>();
    let from = blocks.len();
    let mut is_plain = true;
    blocks.extend(wholes.iter().map(|block| {
        let filled = filled(block);
        is_plain &= filled.is_some();
        filled.unwrap_or(0)
    }));
    let last = match line.last_chunk::<64>() {
        _ if rest.is_empty() => Some(0),
        Some(last) => filled(last).map(|filled| filled >> (64 - rest.len())),
        None => {
            let mut last = [b' '; 64];
            last.iter_mut().zip(rest).for_each(|(to, byte)| *to = *byte);
            filled(&last)
        }
    };
    match last {
        Some(last) if is_plain => {
            if !rest.is_empty() {
                blocks.push(last);
            }
            true
        }
        _ => {
            blocks.truncate(from);
            false
        }
    }
}

/// For tests: whether lines go the general way, as if nothing were known of them.
pub(super) fn general_way_only() -> bool {
    #[cfg(test)]
    return crate::column::grid::general_way_only::is_forced();
    #[cfg(not(test))]
    false
}

/// The bytes of a block that are no blanks, as bits; `None` where one is none of printable ASCII.
fn filled(block: &[u8; 64]) -> Option<u64> {
    let (mut filled, mut odd) = (0, 0);
    let (eights, _) = block.as_chunks::<8>();
    for (at, eight) in eights.iter().enumerate() {
        let eight = u64::from_le_bytes(*eight);
        // What each byte is beyond the blank: of printable ASCII nothing that has the high bit.
        let beyond = eight.wrapping_sub(every(b' '));
        odd |= eight | beyond;
        // Now all have it that are no blanks; they go together in the highest byte.
        let bits = beyond.wrapping_add(every(0x7f)) & TOPS;
        filled |= (bits.wrapping_mul(0x0002_0408_1020_4081) >> 56) << (8 * at);
    }
    (odd & TOPS == 0).then_some(filled)
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
                let mut blocks = Vec::new();
                let is_plain = text.iter().all(|byte| (0x20..0x80).contains(byte));
                assert_eq!(read(&text, &mut blocks), is_plain, "{text:?}");
                let mask = Mask { blocks: &blocks };
                if !is_plain {
                    continue;
                }
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
