//! Where certain bytes stand in a text, sixty-four bytes looked at at once.
#![allow(
    clippy::arithmetic_side_effects,
    reason = "places in a text; the lowest bit is taken from numbers that have one"
)]

use wide::u8x16;

use crate::sixteen;

/// Bytes that are looked at at once.
const STEP: usize = 64;

/// The places of `N` ASCII bytes, in order. Short cells are found so sooner than by a search for each.
#[derive(Clone, Debug)]
pub(crate) struct Marks<'t, const N: usize> {
    text: &'t [u8],
    wanted: [u8x16; N],
    /// Where the bytes begin that are looked at.
    at: usize,
    /// A bit for each of them that is wanted and was not handed over, the first one lowest.
    found: u64,
}

impl<'t, const N: usize> Marks<'t, N> {
    #[inline]
    pub(crate) fn new(text: &'t [u8], wanted: [u8; N], at: usize) -> Self {
        let mut marks = Self { text, wanted: wanted.map(u8x16::splat), at, found: 0 };
        marks.seek(at);
        marks
    }

    /// Goes on at byte `at`.
    #[inline]
    pub(crate) fn seek(&mut self, at: usize) {
        self.at = at;
        let rest = self.text.get(at..).unwrap_or_default();
        self.found = match rest.first_chunk() {
            Some(bytes) => places(bytes, &self.wanted),
            None => self.last_places(rest),
        };
    }

    /// The places of the last bytes of the text, less than a step.
    #[cold]
    fn last_places(&self, rest: &[u8]) -> u64 {
        match self.text.last_chunk() {
            _ if rest.is_empty() => 0,
            Some(bytes) => places(bytes, &self.wanted) >> (STEP - rest.len()),
            None => places(&padded(rest), &self.wanted),
        }
    }
}

/// A bit for each byte that is one of those wanted, the first one lowest.
#[inline(always)]
fn places<const N: usize>(bytes: &[u8; STEP], wanted: &[u8x16; N]) -> u64 {
    bits(bytes, |sixteen| wanted.iter().fold(u8x16::ZERO, |found, wanted| found | sixteen.simd_eq(*wanted)))
}

/// A bit for each byte that is marked in all its bits, the first one lowest.
#[inline(always)]
pub(crate) fn bits(bytes: &[u8; STEP], marked: impl Fn(u8x16) -> u8x16) -> u64 {
    let (sixteens, _) = bytes.as_chunks();
    sixteens.iter().rev().fold(0, |all, sixteen| all << 16 | u64::from(sixteen::bits(*sixteen, &marked)))
}

impl<const N: usize> Iterator for Marks<'_, N> {
    type Item = usize;

    #[inline(always)]
    fn next(&mut self) -> Option<usize> {
        while self.found == 0 {
            if self.text.len().saturating_sub(self.at) <= STEP {
                return None;
            }
            self.seek(self.at + STEP);
        }
        let place = self.found.trailing_zeros();
        self.found &= self.found - 1;
        Some(self.at + place as usize)
    }
}

/// Where cells end: the places of borders, and of the bytes at which there is more to be told.
#[derive(Clone, Debug)]
pub(crate) struct Ends<'t, const N: usize> {
    text: &'t [u8],
    border: u8,
    stops: [u8; N],
    /// Where the bytes begin that are looked at.
    at: usize,
    /// A bit for each of them that is a border, and for each at which to stop, and was not handed over.
    borders: u64,
    stopping: u64,
}

impl<'t, const N: usize> Ends<'t, N> {
    /// Goes nowhere before [`seek`](Self::seek).
    pub(crate) fn new(text: &'t [u8], border: u8, stops: [u8; N]) -> Self {
        Self { text, border, stops, at: text.len(), borders: 0, stopping: 0 }
    }

    /// Goes on at byte `at`.
    pub(crate) fn seek(&mut self, at: usize) {
        self.at = at;
        let rest = self.text.get(at..).unwrap_or_default();
        (self.borders, self.stopping) = match rest.first_chunk() {
            Some(bytes) => both_places(bytes, self.border, self.stops),
            None => both_places(&padded(rest), self.border, self.stops),
        };
    }

    /// Puts the places of borders before the next stop into `ends`, from the one of this number on, which it counts up.
    /// Where it stops, or the text ends; `None` where there are more borders than room.
    #[inline]
    pub(crate) fn put_until_stop(&mut self, ends: &mut [usize], number: &mut usize) -> Option<usize> {
        loop {
            let stop = self.stopping & self.stopping.wrapping_neg();
            let before = stop.wrapping_sub(1);
            let mut borders = self.borders & before;
            let mut count = *number;
            while borders != 0 {
                *ends.get_mut(count)? = self.at + borders.trailing_zeros() as usize;
                borders &= borders - 1;
                count += 1;
            }
            *number = count;
            if let Some(at) = self.stop_or_go_on(stop) {
                return Some(at);
            }
        }
    }

    /// The place of the next stop, whatever borders stand before it, or of the text's end.
    #[inline]
    pub(crate) fn next_stop(&mut self) -> usize {
        loop {
            let stop = self.stopping & self.stopping.wrapping_neg();
            if let Some(at) = self.stop_or_go_on(stop) {
                return at;
            }
        }
    }

    /// Goes beyond the lowest stop of those that are looked at, if there is one, or looks at more.
    #[inline(always)]
    fn stop_or_go_on(&mut self, stop: u64) -> Option<usize> {
        if stop != 0 {
            self.borders &= !stop.wrapping_sub(1);
            self.stopping ^= stop;
            return Some(self.at + stop.trailing_zeros() as usize);
        }
        if self.text.len().saturating_sub(self.at) <= STEP {
            self.borders = 0;
            return Some(self.text.len());
        }
        self.seek(self.at + STEP);
        None
    }
}

/// A bit for each byte that is `border`, and for each that is one of `stops`, the first one lowest.
#[inline(always)]
fn both_places<const N: usize>(bytes: &[u8; STEP], border: u8, stops: [u8; N]) -> (u64, u64) {
    (places(bytes, &[u8x16::splat(border)]), places(bytes, &stops.map(u8x16::splat)))
}

/// Where the first newline from byte `at` on is that another byte than `first` follows, or none: most lines of a table begin
/// alike.
pub(crate) fn end_of_lines_with(first: u8, text: &[u8], at: usize) -> Option<usize> {
    const PART: usize = 2 * STEP;
    let mut from = at;
    while let Some(part) = text.get(from..).and_then(<[u8]>::first_chunk::<{ PART + 1 }>) {
        let mut ends = 0;
        if let (Some(bytes), Some(next)) = (part.first_chunk::<PART>(), part.last_chunk::<PART>()) {
            for (byte, next) in bytes.iter().zip(next) {
                ends |= u8::from(*byte == b'\n') & u8::from(*next != first);
            }
        }
        if ends != 0 {
            break;
        }
        from += PART;
    }
    let mut ends = memchr::memchr_iter(b'\n', text.get(from..).unwrap_or_default()).map(|end| from + end);
    ends.find(|end| text.get(end + 1) != Some(&first))
}

/// The last bytes of a text, less than a step, and others that no text has.
#[cold]
fn padded(rest: &[u8]) -> [u8; STEP] {
    let mut bytes = [0xff; STEP];
    bytes.iter_mut().zip(rest).for_each(|(byte, last)| *byte = *last);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn borders_are_put_up_to_each_stop() {
        let text = "a,b\nno border here\n,,,\n\"a,b\"\n";
        let text = &[text, &"x".repeat(50), ",", &"y".repeat(100), "\n", text, &"z".repeat(64), ",,\n,"].concat();
        let bytes = text.as_bytes();
        for from in 0..=bytes.len() {
            let mut ends = Ends::new(bytes, b',', *b"\n\"");
            ends.seek(from);
            let (mut at, mut places) = (from, [0; 8]);
            loop {
                let stop =
                    bytes.iter().skip(at).position(|byte| b"\n\"".contains(byte)).map_or(bytes.len(), |stop| at + stop);
                let borders: Vec<usize> = (at..stop).filter(|at| bytes[*at] == b',').collect();
                let mut count = 0;
                if stop % 3 == 0 {
                    assert_eq!(ends.next_stop(), stop);
                } else {
                    assert_eq!(ends.put_until_stop(&mut places, &mut count), Some(stop));
                    assert_eq!(&places[..count], borders);
                }
                if stop == bytes.len() {
                    break;
                }
                at = stop + 1;
            }
        }
        let mut ends = Ends::new(b"a,b,c\n", b',', *b"\n");
        ends.seek(0);
        assert_eq!(ends.put_until_stop(&mut [0; 1], &mut 0), None);
    }

    #[test]
    fn lines_that_begin_alike_end_before_one_that_does_not() {
        let rows = "| a |\n".repeat(60);
        for (text, end) in [("", None), ("| a |", None), ("| a |\n", Some(5)), ("\n|", None), ("|\n\n|", Some(1))] {
            assert_eq!(end_of_lines_with(b'|', text.as_bytes(), 0), end, "{text:?}");
        }
        for length in 0..=rows.len() {
            let text = format!("{}{}b\n{rows}", &rows[..length], if length % 6 == 0 { "" } else { "\n" });
            let end = text.find('b').filter(|at| *at > 0).map_or(text.len() - 1, |at| at - 1);
            for at in [0, length / 2, length] {
                let is_below = |place: &usize| text.as_bytes()[*place] == b'\n' && !text[place + 1..].starts_with('|');
                let expected = (at..text.len()).find(is_below);
                assert_eq!(end_of_lines_with(b'|', text.as_bytes(), at), expected, "{text:?}");
                assert!(at > end || expected == Some(end), "{text:?}");
            }
        }
    }

    #[test]
    fn every_wanted_byte_is_found_once() {
        let text = "a,\"é,ü\u{ff}\n,,,,,,,,,,\u{2028}-,+.\n\nlonger than sixteen bytes,\"\" ends";
        let text = &[text, &"x".repeat(70), "\n", text].concat();
        for from in 0..90 {
            for to in from..=text.len() {
                let part = &text.as_bytes()[from..to];
                let is_wanted = |at: &usize| matches!(part[*at], b',' | b'"' | b'\n');
                let wanted = [b',', b'"', b'\n'];
                assert!(Marks::new(part, wanted, 0).eq((0..part.len()).filter(is_wanted)));
                let mut marks = Marks::new(part, wanted, part.len() / 3);
                assert!(marks.clone().eq((part.len() / 3..part.len()).filter(is_wanted)));
                marks.seek(part.len() / 2);
                assert!(marks.eq((part.len() / 2..part.len()).filter(is_wanted)));
            }
        }
    }
}
