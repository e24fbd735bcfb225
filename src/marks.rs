//! Where certain bytes stand in a text, sixteen bytes looked at at once.

/// Bytes that are looked at at once.
const STEP: usize = 16;

/// The places of `N` ASCII bytes, in order. Short cells are found so sooner than by a search for each.
#[derive(Clone, Debug)]
pub(crate) struct Marks<'t, const N: usize> {
    text: &'t [u8],
    wanted: [u8; N],
    /// Where the bytes begin that are looked at.
    at: usize,
    /// The lowest bit of each byte of them that is wanted and was not handed over.
    found: u128,
}

impl<'t, const N: usize> Marks<'t, N> {
    #[inline(always)]
    pub(crate) fn new(text: &'t [u8], wanted: [u8; N], at: usize) -> Self {
        let mut marks = Self { text, wanted, at, found: 0 };
        marks.seek(at);
        marks
    }

    /// Goes on at byte `at`.
    #[inline(always)]
    pub(crate) fn seek(&mut self, at: usize) {
        self.at = at;
        let rest = self.text.get(at..).unwrap_or_default();
        self.found = match rest.first_chunk::<STEP>() {
            Some(bytes) => self.look_at(*bytes),
            None => self.look_at_last(rest),
        };
    }

    #[inline(always)]
    fn look_at(&self, bytes: [u8; STEP]) -> u128 {
        // Without a branch, so that the compiler takes all bytes at once.
        let mut found = [0; STEP];
        for (found, byte) in found.iter_mut().zip(bytes) {
            *found = self.wanted.iter().fold(0, |found, wanted| found | u8::from(byte == *wanted));
        }
        u128::from_le_bytes(found)
    }

    #[cold]
    fn look_at_last(&self, rest: &[u8]) -> u128 {
        // No text has this byte.
        let mut bytes = [0xff; STEP];
        bytes.iter_mut().zip(rest).for_each(|(byte, last)| *byte = *last);
        self.look_at(bytes)
    }
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
        let place = self.found.trailing_zeros() / 8;
        self.found &= self.found - 1;
        Some(self.at + place as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_wanted_byte_is_found_once() {
        let text = "a,\"é,ü\u{ff}\n,,,,,,,,,,\u{2028}-,+.\n\nlonger than sixteen bytes,\"\" ends";
        for from in 0..text.len() {
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
