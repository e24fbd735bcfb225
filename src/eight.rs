//! Looking at eight bytes as one number: most white space is an indent, and most texts are short, so that a search of
//! more at once costs more to begin than it saves. What is said of a byte is its top bit, its mark.
#![allow(
    clippy::arithmetic_side_effects,
    reason = "places in a slice; of what is taken from, one has the top bit of every byte, the other is a power of two"
)]

/// The marks of eight bytes.
pub(crate) const TOPS: u64 = every(0x80);

/// The same byte eight times.
#[inline(always)]
pub(crate) const fn every(byte: u8) -> u64 {
    u64::from_ne_bytes([byte; 8])
}

/// Marks the bytes that are less than `than`, which is ASCII. Of the marks only the lowest is sure: what is taken from a byte
/// that is less borrows of the one above it.
#[inline(always)]
pub(crate) const fn below(word: u64, than: u8) -> u64 {
    word.wrapping_sub(every(than)) & !word & TOPS
}

/// Marks the bytes that are `byte`; only the lowest mark is sure.
#[inline(always)]
pub(crate) const fn equal(word: u64, byte: u8) -> u64 {
    below(word ^ every(byte), 1)
}

/// Where among the bytes, read in the order of little ends, the lowest mark is; 8 where there is none.
#[inline(always)]
pub(crate) const fn first(marks: u64) -> usize {
    marks.trailing_zeros() as usize / 8
}

/// Marks the bytes from one to another; every mark below the first byte that is no ASCII is sure.
#[inline(always)]
pub(crate) const fn between(word: u64, from: u8, to: u8) -> u64 {
    word.wrapping_add(every(0x80 - from)) & !word.wrapping_add(every(0x7f - to)) & TOPS
}

/// Marks the letters, as surely.
#[inline(always)]
pub(crate) const fn letters(word: u64) -> u64 {
    between(word | every(0x20), b'a', b'z')
}

/// Whether `text` is what `other` would be with `new` in each place where that has `old`, both of them ASCII.
#[inline]
pub(crate) fn is_with_other(text: &[u8], other: &[u8], old: u8, new: u8) -> bool {
    let is_same = |text: &[u8; 8], other: &[u8; 8]| {
        let (text, other) = (u64::from_ne_bytes(*text), u64::from_ne_bytes(*other));
        // Of ASCII every mark is sure: nothing carries.
        let marks = !(other ^ every(old)).wrapping_add(every(0x7f)) & TOPS;
        other & TOPS == 0 && text ^ other == (marks >> 7).wrapping_mul(u64::from(old ^ new))
    };
    let (words, others) = (text.as_chunks(), other.as_chunks());
    text.len() == other.len()
        && words.0.iter().zip(others.0).all(|(text, other)| is_same(text, other))
        && match (text.last_chunk(), other.last_chunk()) {
            _ if others.1.is_empty() => true,
            // They overlap those before them, which does no harm.
            (Some(text), Some(other)) => is_same(text, other),
            _ => text
                .iter()
                .zip(other)
                .all(|(byte, other)| other.is_ascii() && *byte == if *other == old { new } else { *other }),
        }
}

/// Whether two texts are the same: a call costs more than to compare what most are, short ones.
#[inline]
pub(crate) fn same(one: &[u8], two: &[u8]) -> bool {
    // The ends of both, which overlap.
    fn ends<const N: usize>(one: &[u8], two: &[u8]) -> bool {
        one.first_chunk::<N>() == two.first_chunk() && one.last_chunk::<N>() == two.last_chunk()
    }
    one.len() == two.len()
        && match one.len() {
            8..=16 => ends::<8>(one, two),
            4..8 => ends::<4>(one, two),
            17..=32 => ends::<16>(one, two),
            _ => one == two,
        }
}

/// A number for a text of these first and last eight bytes and this length, of which the upper bits tell most.
#[inline]
pub(crate) fn mix(first: u64, last: u64, length: u64) -> u64 {
    (first ^ last.rotate_left(29) ^ length).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// How many bytes of white space `text` begins with, and how many newlines are among them.
#[inline]
pub(crate) fn white(text: &[u8]) -> (usize, u32) {
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
    let marks = (((eight | TOPS) - every(b' ' + 1)) | eight) & TOPS;
    let length = marks.trailing_zeros() / 8;
    let mask = 1_u64.checked_shl(8 * length)? - 1;
    let other = (eight ^ every(b' ')) & mask;
    (other == 0 || other == NEWLINE).then_some((length as usize, u32::from(other == NEWLINE)))
}

/// Whether `text` begins with `word`, told by both ends of it, which meet where it is not long.
#[inline(always)]
pub(crate) fn begins(text: &[u8], word: &[u8]) -> bool {
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
    use crate::numbers::Numbers;

    #[test]
    fn a_byte_stands_for_another_everywhere() {
        for length in 0..30 {
            let other: Vec<u8> = b"a_bcde__fghi".iter().copied().cycle().take(length).collect();
            let text: Vec<u8> = other.iter().map(|byte| if *byte == b'_' { b' ' } else { *byte }).collect();
            assert!(is_with_other(&text, &other, b'_', b' '));
            assert_eq!(is_with_other(&other, &other, b'_', b' '), text == other);
            for at in 0..length {
                for byte in 0..=u8::MAX {
                    let mut changed = text.clone();
                    changed[at] = byte;
                    assert_eq!(is_with_other(&changed, &other, b'_', b' '), changed == text, "{changed:?}");
                    let mut changed = other.clone();
                    changed[at] = byte;
                    let is_same = byte.is_ascii() && text[at] == if byte == b'_' { b' ' } else { byte };
                    assert_eq!(is_with_other(&text, &changed, b'_', b' '), is_same, "{changed:?}");
                }
            }
        }
    }

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
    fn texts_are_the_same_where_each_byte_is() {
        for length in 0..70 {
            let text = vec![b'a'; length];
            assert!(same(&text, &text.clone()));
            assert!(!same(&text, &vec![b'a'; length + 1]));
            for at in 0..length {
                let mut other = text.clone();
                other[at] = b'b';
                assert!(!same(&text, &other), "{length} {at}");
            }
        }
    }

    #[test]
    fn white_space_is_counted_as_by_bytes() {
        let bytes = b" \n\t\rx\x00\x1f!\x0b\x7f\x80\xff";
        let mut numbers = Numbers(1);
        for _ in 0..200_000 {
            let text: Vec<u8> = (0..24)
                .map(|_| {
                    let some = numbers.below(usize::MAX);
                    // Runs, as there are.
                    if some.is_multiple_of(4) { bytes[some / 4 % bytes.len()] } else { [b' ', b'x'][some / 4 % 2] }
                })
                .collect();
            for from in 0..8 {
                let text = &text[from..];
                let is_white = |byte: &&u8| b" \t\n\r".contains(byte);
                let run = text.iter().take_while(is_white);
                let newlines = run.clone().filter(|byte| **byte == b'\n').count();
                assert_eq!(white(text), (run.count(), u32::try_from(newlines).expect("few")), "{text:?}");
            }
        }
    }
}
