//! Looking at eight bytes as one number: most white space is an indent, and most texts are short, so that a search of
//! more at once costs more to begin than it saves.

const EACH: u64 = 0x0101_0101_0101_0101;
/// The highest bit of each byte, where what is found is marked.
const MARKS: u64 = 0x80 * EACH;

/// How many bytes of white space `text` begins with, and how many newlines are among them.
#[inline]
pub(super) fn white(text: &[u8]) -> (usize, u32) {
    text.first_chunk().and_then(|eight| indent(u64::from_le_bytes(*eight))).unwrap_or_else(|| {
        let white = text.iter().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r'));
        white.fold((0, 0), |(length, newlines), byte| (length + 1, newlines + u32::from(*byte == b'\n')))
    })
}

/// The same, where that is no more than seven spaces, the first of which may be a newline.
#[inline]
fn indent(eight: u64) -> Option<(usize, u32)> {
    const NEWLINE: u64 = (b' ' ^ b'\n') as u64;
    // More than a space.
    let marks = (((eight | MARKS) - (u64::from(b' ') + 1) * EACH) | eight) & MARKS;
    let length = marks.trailing_zeros() / 8;
    let mask = 1_u64.checked_shl(8 * length)? - 1;
    let other = (eight ^ (u64::from(b' ') * EACH)) & mask;
    (other == 0 || other == NEWLINE).then_some((length as usize, u32::from(other == NEWLINE)))
}

/// How many bytes `text` begins with that are none of `end`, `<`, `&` and control characters.
#[inline]
pub(super) fn plain(text: &[u8], end: u8) -> usize {
    let (words, rest) = text.as_chunks();
    for (at, eight) in words.iter().enumerate() {
        let eight = u64::from_le_bytes(*eight);
        // Only the first mark of each is sure: what is less than is taken from it borrows of the next byte.
        let less = |eight: u64, than: u8| eight.wrapping_sub(u64::from(than) * EACH) & !eight;
        let equal = |byte: u8| less(eight ^ (u64::from(byte) * EACH), 1);
        let marks = (less(eight, b' ') | equal(b'<') | equal(b'&') | equal(end)) & MARKS;
        if marks != 0 {
            return 8 * at + marks.trailing_zeros() as usize / 8;
        }
    }
    let is_plain = |byte: &&u8| !matches!(byte, b'<' | b'&' | 0..b' ') && **byte != end;
    8 * words.len() + rest.iter().take_while(is_plain).count()
}

/// Whether `text` begins with `word`, told by both ends of it, which meet where it is not long.
#[inline(always)]
pub(super) fn begins(text: &[u8], word: &[u8]) -> bool {
    #[inline]
    fn by_ends<const N: usize>(text: &[u8], word: &[u8]) -> bool {
        match (text.first_chunk::<N>(), word.first_chunk(), text.last_chunk::<N>(), word.last_chunk()) {
            (Some(text), Some(word), Some(text_end), Some(word_end)) => text == word && text_end == word_end,
            _ => false,
        }
    }
    let Some(text) = text.get(..word.len()) else { return false };
    match word.len() {
        8..16 => by_ends::<8>(text, word),
        16..32 => by_ends::<16>(text, word),
        32..=64 => by_ends::<32>(text, word),
        _ => text == word,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_compared_in_full() {
        let text: Vec<u8> = (0..80).collect();
        for length in 0..80 {
            assert!(begins(&text, &text[..length]) && !begins(&text[..length], &text[..=length]));
            for at in 0..length {
                let mut word = text[..length].to_owned();
                word[at] ^= 0x20;
                assert!(!begins(&text, &word), "{length} {at}");
            }
        }
    }

    #[test]
    fn numbers_and_bytes_find_the_same() {
        let bytes = b" \n\t\r<&\"x=>\x00\x1f!;%'\x0b\x7f\x80\xbc\xa6\x8a\xff";
        let mut seed = 1_u64;
        for _ in 0..200_000 {
            let text: Vec<u8> = (0..24)
                .map(|_| {
                    seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                    let some = usize::try_from(seed >> 33).expect("31 bits");
                    // Runs, as there are.
                    if some % 4 == 0 { bytes[some / 4 % bytes.len()] } else { [b' ', b'x'][some / 4 % 2] }
                })
                .collect();
            for from in 0..8 {
                let text = &text[from..];
                let is_white = |byte: &&u8| b" \t\n\r".contains(byte);
                let run = text.iter().take_while(is_white);
                let newlines = run.clone().filter(|byte| **byte == b'\n').count();
                assert_eq!(white(text), (run.count(), u32::try_from(newlines).expect("few")), "{text:?}");
                for end in *b"<\"" {
                    let is_plain = |byte: &&u8| **byte >= b' ' && !b"<&".contains(byte) && **byte != end;
                    assert_eq!(plain(text, end), text.iter().take_while(is_plain).count(), "{text:?}");
                }
            }
        }
    }
}
