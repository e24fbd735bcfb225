//! Where certain bytes stand in a text, sixty-four bytes looked at at once.

/// Bytes that are looked at at once.
const STEP: usize = 64;

/// The places of `N` ASCII bytes, in order. Short cells are found so sooner than by a search for each.
#[derive(Clone, Debug)]
pub(crate) struct Marks<'t, const N: usize> {
    text: &'t [u8],
    wanted: [u8; N],
    /// Where the bytes begin that are looked at.
    at: usize,
    /// A bit for each of them that is wanted and was not handed over, the first one lowest.
    found: u64,
}

impl<'t, const N: usize> Marks<'t, N> {
    #[inline]
    pub(crate) fn new(text: &'t [u8], wanted: [u8; N], at: usize) -> Self {
        let mut marks = Self { text, wanted, at, found: 0 };
        marks.seek(at);
        marks
    }

    /// Goes on at byte `at`.
    #[inline]
    pub(crate) fn seek(&mut self, at: usize) {
        self.at = at;
        let rest = self.text.get(at..).unwrap_or_default();
        self.found = match rest.first_chunk() {
            Some(bytes) => places(bytes, self.wanted),
            None => self.last_places(rest),
        };
    }

    /// The places of the last bytes of the text, less than a step.
    fn last_places(&self, rest: &[u8]) -> u64 {
        match self.text.last_chunk() {
            _ if rest.is_empty() => 0,
            Some(bytes) => places(bytes, self.wanted) >> (STEP - rest.len()),
            None => {
                // No text has this byte.
                let mut bytes = [0xff; STEP];
                bytes.iter_mut().zip(rest).for_each(|(byte, last)| *byte = *last);
                places(&bytes, self.wanted)
            }
        }
    }
}

/// A bit for each byte that is one of those wanted, the first one lowest.
#[inline(never)]
fn places<const N: usize>(bytes: &[u8; STEP], wanted: [u8; N]) -> u64 {
    // Without a branch, and not a word at a time, so that the compiler takes sixteen bytes at once.
    let mut found = [0; STEP];
    for (found, byte) in found.iter_mut().zip(bytes) {
        *found = wanted.iter().fold(0, |found, wanted| found | u8::from(byte == wanted));
    }
    let (words, _) = found.as_chunks();
    words.iter().enumerate().fold(0, |places, (at, word)| places | low_bits(u64::from_le_bytes(*word)) << (8 * at))
}

/// The lowest bits of eight bytes, which have no other, as the bits of one.
#[inline(always)]
const fn low_bits(bytes: u64) -> u64 {
    // Puts the bit of the first byte at place 56, that of the next at 57, and so on; no two of all the others meet.
    bytes.wrapping_mul(0x0102_0408_1020_4080) >> 56
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

/// Whether one of `N` bytes is in a short text.
#[inline]
pub(crate) fn has_any<const N: usize>(text: &[u8], wanted: [u8; N]) -> bool {
    let is_in = |word: &[u8; 8]| {
        wanted.iter().any(|byte| {
            // Taking one from each byte borrows its top bit where it was nothing.
            let differs = u64::from_ne_bytes(*word) ^ u64::from_ne_bytes([*byte; 8]);
            differs.wrapping_sub(u64::from_ne_bytes([1; 8])) & !differs & u64::from_ne_bytes([0x80; 8]) != 0
        })
    };
    let (words, rest) = text.as_chunks();
    words.iter().any(is_in)
        || match text.last_chunk() {
            _ if rest.is_empty() => false,
            // It overlaps the one before it, which does no harm.
            Some(last) => is_in(last),
            None => rest.iter().any(|byte| wanted.contains(byte)),
        }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_seen_at_every_place() {
        for length in 0..40 {
            for at in 0..length {
                let mut text = vec![b'\\'; length];
                assert!(!has_any(&text, *b"[]"));
                for byte in b"[]" {
                    text[at] = *byte;
                    assert!(has_any(&text, *b"[]"));
                }
                text[at] = 0xdb;
                assert!(!has_any(&text, *b"[]"));
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
