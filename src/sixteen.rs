//! Looking at sixteen bytes at once: most texts are short, so that a search that looks at more costs more to begin than it
//! saves.

#![allow(
    clippy::arithmetic_side_effects,
    reason = "places in a slice, and bits of no more bytes than sixteen; of seven, four are shifted by three at the most"
)]

use wide::u8x16;

/// Bytes that are looked at at once.
const STEP: usize = 16;

/// A bit for each of sixteen bytes that is marked in all its bits, the first one lowest.
#[inline(always)]
pub(crate) fn bits(bytes: [u8; STEP], marked: impl Fn(u8x16) -> u8x16) -> u32 {
    marked(u8x16::new(bytes)).to_bitmask()
}

/// Bits for each byte of a text, the first one lowest, of one word each: some `marks`. `None` where the text has less than
/// eight bytes or more than sixty-four, or one that is marked as odd.
#[inline(always)]
pub(crate) fn all_bits<const N: usize>(text: &[u8], marks: impl Fn(u8x16) -> ([u8x16; N], u8x16)) -> Option<[u64; N]> {
    let mut are_odd = u8x16::ZERO;
    let mut bits = |bytes: &[u8; STEP]| {
        let (marked, odd) = marks(u8x16::new(*bytes));
        are_odd |= odd;
        marked.map(|marked| u64::from(marked.to_bitmask()))
    };
    let length = text.len();
    let all = if let Some(last) = text.last_chunk() {
        if length > 64 {
            return None;
        }
        // It overlaps those before it, of which the bits are the same.
        let mut all = bits(last).map(|bits| bits << (length - STEP));
        for (at, sixteen) in text.as_chunks().0.iter().enumerate() {
            for (all, bits) in all.iter_mut().zip(bits(sixteen)) {
                *all |= bits << (STEP * at);
            }
        }
        all
    } else {
        bits(&both_ends(text)?).map(|bits| bits & 0xff | bits >> 8 << (length - STEP / 2))
    };
    (are_odd.to_bitmask() == 0).then_some(all)
}

/// Marks the bytes from one to another.
#[inline(always)]
pub(crate) fn between(bytes: u8x16, from: u8, to: u8) -> u8x16 {
    (bytes - u8x16::splat(from)).simd_le(u8x16::splat(to - from))
}

/// Letters made small; other bytes may become others.
#[inline(always)]
pub(crate) fn small(bytes: u8x16) -> u8x16 {
    bytes | u8x16::splat(0x20)
}

/// Marks the letters.
#[inline(always)]
pub(crate) fn letters(bytes: u8x16) -> u8x16 {
    between(small(bytes), b'a', b'z')
}

/// Marks those of them that are not small.
#[inline(always)]
pub(crate) fn capitals(bytes: u8x16) -> u8x16 {
    letters(bytes) & !small(bytes).simd_eq(bytes)
}

/// Marks the bytes that are one of `wanted`.
#[inline(always)]
pub(crate) fn any_of<const N: usize>(bytes: u8x16, wanted: [u8; N]) -> u8x16 {
    wanted.iter().fold(u8x16::ZERO, |marks, byte| marks | bytes.simd_eq(u8x16::splat(*byte)))
}

/// Where the first byte is that is marked.
#[inline(always)]
pub(crate) fn first(text: &[u8], marked: impl Fn(u8x16) -> u8x16) -> Option<usize> {
    let place = |bits: u32| bits.trailing_zeros() as usize;
    // Most are shorter than what is looked at at once.
    let Some(last) = text.last_chunk() else {
        let found = bits_of_few(text, marked);
        return (found != 0).then(|| place(found));
    };
    let (sixteens, rest) = text.as_chunks();
    for (at, sixteen) in sixteens.iter().enumerate() {
        let found = bits(*sixteen, &marked);
        if found != 0 {
            return Some(STEP * at + place(found));
        }
    }
    if rest.is_empty() {
        return None;
    }
    // It overlaps what was looked at, in which none is.
    let found = bits(*last, marked);
    (found != 0).then(|| text.len() - STEP + place(found))
}

/// The bits of a text that has no sixteen bytes.
#[inline(always)]
fn bits_of_few(text: &[u8], marked: impl Fn(u8x16) -> u8x16) -> u32 {
    if let Some(both) = both_ends(text) {
        return bits_of_both(bits(both, marked), text.len());
    }
    let mut bytes = [0; STEP];
    let (low, _) = bytes.split_at_mut(STEP / 2);
    low.copy_from_slice(&few(text).to_le_bytes());
    bits(bytes, marked) & !(u32::MAX << text.len())
}

/// The first eight bytes of a text and its last eight, which may overlap.
#[inline(always)]
fn both_ends(text: &[u8]) -> Option<[u8; STEP]> {
    let mut bytes = [0; STEP];
    let (low, high) = bytes.split_at_mut(STEP / 2);
    low.copy_from_slice(text.first_chunk::<{ STEP / 2 }>()?);
    high.copy_from_slice(text.last_chunk::<{ STEP / 2 }>()?);
    Some(bytes)
}

/// At most seven bytes, the first the lowest.
#[inline(always)]
pub(crate) fn few(bytes: &[u8]) -> u64 {
    match (bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
        // Two halves that overlap have the same bytes there.
        (Some(first), Some(last)) => {
            let last = u64::from(u32::from_le_bytes(*last)) << (8 * (bytes.len() - 4));
            u64::from(u32::from_le_bytes(*first)) | last
        }
        _ => match bytes {
            [a] => u64::from(*a),
            [a, b] => u64::from(u16::from_le_bytes([*a, *b])),
            [a, b, c] => u64::from(u32::from_le_bytes([*a, *b, *c, 0])),
            _ => 0,
        },
    }
}

/// The bits of a text of so many bytes, from those of its first eight and its last eight.
#[inline(always)]
fn bits_of_both(bits: u32, length: usize) -> u32 {
    bits & 0xff | bits >> 8 << (length - STEP / 2)
}

/// Where the first of `wanted` is in a text: near its beginning, as a rule, however long it is.
#[inline]
pub(crate) fn position<const N: usize>(text: &[u8], wanted: [u8; N]) -> Option<usize> {
    first(text, |bytes| any_of(bytes, wanted))
}

/// Whether one of `wanted` is in a text.
#[inline]
pub(crate) fn has_any<const N: usize>(text: &[u8], wanted: [u8; N]) -> bool {
    position(text, wanted).is_some()
}

/// Whether a text is printed ASCII without a space, and has none of `barred`.
#[inline]
pub(crate) fn is_word_without<const N: usize>(text: &[u8], barred: [u8; N]) -> bool {
    first(text, |bytes| !between(bytes, b'!', b'~') | any_of(bytes, barred)).is_none()
}

/// Whether a text is ASCII above the space.
#[inline]
pub(crate) fn is_printed(text: &[u8]) -> bool {
    first(text, |bytes| !between(bytes, b'!', 0x7f)).is_none()
}

/// How many graphic bytes of ASCII `text` begins with.
#[inline]
pub(crate) fn graphic(text: &[u8]) -> usize {
    first(text, |bytes| !between(bytes, b'!', b'~')).unwrap_or(text.len())
}

/// How many bytes `text` begins with that are none of `end`, `<`, `&` and control characters.
#[inline]
pub(crate) fn plain(text: &[u8], end: u8) -> usize {
    first(text, |bytes| between(bytes, 0, 0x1f) | any_of(bytes, [b'<', b'&', end])).unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numbers::Numbers;

    #[test]
    fn bytes_are_seen_at_every_place() {
        for length in 0..40 {
            for at in 0..length {
                let mut text = vec![b'\\'; length];
                assert!(!has_any(&text, *b"[]") && position(&text, *b"[]").is_none());
                for byte in b"[]" {
                    text[at] = *byte;
                    assert!(has_any(&text, *b"[]"));
                    assert_eq!(position(&text, *b"[]"), Some(at));
                }
                text[at] = 0xdb;
                assert!(!has_any(&text, *b"[]") && position(&text, *b"[]").is_none());
            }
        }
    }

    #[test]
    fn the_first_of_several_is_found() {
        for length in 0..50 {
            for (one, two) in (0..length).flat_map(|one| (one..length).map(move |two| (one, two))) {
                let mut text = vec![0; length];
                (text[one], text[two]) = (b'<', b'&');
                assert_eq!(position(&text, *b"<&"), Some(one), "{length} {one} {two}");
            }
        }
    }

    #[test]
    fn each_byte_has_its_bits() {
        let mut numbers = Numbers(1);
        for length in 0..80 {
            for _ in 0..50 {
                let text: Vec<u8> = (0..length).map(|_| numbers.of(b" az0-\x80")).collect();
                let bits = |is_marked: fn(&u8) -> bool| {
                    text.iter().rev().fold(0, |bits, byte| bits << 1 | u64::from(is_marked(byte)))
                };
                let expected = [bits(|byte| *byte == b' '), bits(u8::is_ascii_alphabetic)];
                let of =
                    |odd: u8| all_bits(&text, |bytes| ([any_of(bytes, [b' ']), letters(bytes)], any_of(bytes, [odd])));
                for odd in *b"z\x01" {
                    let is_told = (8..=64).contains(&length) && !text.contains(&odd);
                    assert_eq!(of(odd), is_told.then_some(expected), "{text:?}");
                }
            }
        }
    }

    #[test]
    fn a_word_is_printed_and_has_nothing_barred() {
        for length in 0..40 {
            for at in 0..length {
                for byte in 0..=u8::MAX {
                    let mut text = vec![b'a'; length];
                    text[at] = byte;
                    let expected = byte.is_ascii_graphic() && !b"[]".contains(&byte);
                    assert_eq!(is_word_without(&text, *b"[]"), expected, "{text:?}");
                    let graphic_bytes = text.iter().take_while(|byte| byte.is_ascii_graphic()).count();
                    assert_eq!(graphic(&text), graphic_bytes, "{text:?}");
                    for end in *b"<\"" {
                        let is_plain = |byte: &&u8| **byte >= b' ' && !b"<&".contains(byte) && **byte != end;
                        assert_eq!(plain(&text, end), text.iter().take_while(is_plain).count(), "{text:?}");
                    }
                }
            }
            assert!(is_word_without(&vec![b'~'; length], *b"[]"));
        }
    }
}
