//! Where certain bytes stand in a text, eight bytes looked at at once.

/// A byte in each of eight places.
const ONES: u64 = u64::from_le_bytes([1; 8]);
const LOW: u64 = ONES * 0x7f;

/// The places of `N` ASCII bytes, in order. Short cells are found so sooner than by a search for each.
#[derive(Clone, Debug)]
pub(in crate::front) struct Marks<'t, const N: usize> {
    text: &'t [u8],
    wanted: [u64; N],
    /// Where the eight bytes begin that are looked at.
    at: usize,
    /// The highest bit of each byte that is wanted and was not handed over.
    found: u64,
}

impl<'t, const N: usize> Marks<'t, N> {
    #[inline]
    pub(in crate::front) fn new(text: &'t [u8], wanted: [u8; N]) -> Self {
        let mut marks = Self { text, wanted: [0; N], at: 0, found: 0 };
        for (all, byte) in marks.wanted.iter_mut().zip(wanted) {
            *all = ONES * u64::from(byte);
        }
        marks.seek(0);
        marks
    }

    /// Goes on at byte `at`.
    #[inline]
    pub(in crate::front) fn seek(&mut self, at: usize) {
        self.at = at;
        let rest = self.text.get(at..).unwrap_or_default();
        let word = match rest.first_chunk::<8>() {
            Some(word) => u64::from_le_bytes(*word),
            None => rest.iter().rev().fold(!0, |word, byte| word << 8 | u64::from(*byte)),
        };
        // Behind the end stands a byte that no text has. The highest bit stays clear where a byte is none of the wanted: the sum carries into it, or it is there.
        let others = self.wanted.iter().fold(!0, |others, wanted| {
            let differs = word ^ wanted;
            others & (((differs & LOW) + LOW) | differs)
        });
        self.found = !others & !LOW;
    }
}

impl<const N: usize> Iterator for Marks<'_, N> {
    type Item = usize;

    #[inline]
    fn next(&mut self) -> Option<usize> {
        while self.found == 0 {
            if self.at + 8 >= self.text.len() {
                self.at = self.text.len();
                return None;
            }
            self.seek(self.at + 8);
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
        let text = "a,\"é,ü\u{ff}\n,,,,,,,,,,\u{2028}-,+.\n\nlonger than eight bytes, ends";
        for from in 0..text.len() {
            for to in from..=text.len() {
                let part = &text.as_bytes()[from..to];
                let is_wanted = |byte: &u8| matches!(byte, b',' | b'"' | b'\n');
                let expected: Vec<_> =
                    part.iter().enumerate().filter(|(_, byte)| is_wanted(byte)).map(|(at, _)| at).collect();
                assert_eq!(Marks::new(part, [b',', b'"', b'\n']).collect::<Vec<_>>(), expected);
                let mut marks = Marks::new(part, [b',', b'"', b'\n']);
                marks.seek(part.len() / 2);
                assert!(marks.eq(expected.into_iter().filter(|at| *at >= part.len() / 2)));
            }
        }
    }
}
