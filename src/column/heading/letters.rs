//! What the letters of headings tell of a text: by far most lines and words of a document are no headings, and a few
//! of their letters say so. What has a letter beyond ASCII before that is told may be one.

#![allow(
    clippy::arithmetic_side_effects,
    reason = "tables that the compiler reckons, which tells of what goes too far, and letters that are counted to four or in a text"
)]

use super::{CONTACT, MOST_LETTERS, RECORD};

/// How many letters of the alphabet there are, and the bits that one of them takes.
const ALPHABET: usize = 26;
const BITS: u32 = 5;
const LAST_ONE: usize = (1 << BITS) - 1;
const LAST_TWO: usize = (1 << (2 * BITS)) - 1;

/// Headings of both tables.
const HEADINGS: usize = RECORD.len() + CONTACT.len();

/// The letters of the heading `at`.
#[allow(clippy::indexing_slicing, reason = "reckoned by the compiler, which tells of an index out of bounds")]
const fn heading(at: usize) -> &'static [u8] {
    if at < RECORD.len() { RECORD[at].0.as_bytes() } else { CONTACT[at - RECORD.len()].0.as_bytes() }
}

/// All headings, what is no letter between them.
pub(super) const ALL: &[u8] = &all();

const fn length() -> usize {
    let (mut at, mut length) = (0, 0);
    while at < HEADINGS {
        length += heading(at).len() + 1;
        at += 1;
    }
    length
}

#[allow(clippy::indexing_slicing, reason = "reckoned by the compiler, which tells of an index out of bounds")]
const fn all() -> [u8; length()] {
    let mut all = [b' '; length()];
    let (mut at, mut end) = (0, 0);
    while at < HEADINGS {
        let mut letter = 0;
        while letter < heading(at).len() {
            all[end] = heading(at)[letter];
            letter += 1;
            end += 1;
        }
        end += 1;
        at += 1;
    }
    all
}

/// The first letters of each heading, four at the most.
const STEMS: [u32; HEADINGS] = stems();

/// The letters that follow each letter in a heading, a bit each.
const PAIRS: [u32; ALPHABET] = pairs(MOST_LETTERS);

/// The same of the first two letters of headings alone.
pub(crate) const FIRST_PAIRS: [u32; ALPHABET] = pairs(2);

/// The same of the last two letters of headings alone.
const LAST_PAIRS: [u32; ALPHABET] = last_pairs();

/// The first letters of headings, a bit each, and the last ones.
const FIRST: u32 = ends().0;
const LAST: u32 = ends().1;

/// The letters that follow each pair of letters in a heading.
const TRIPLES: [u32; ALPHABET << BITS] = triples();

/// Which letter of the alphabet each byte is; one more than the last, where it is none.
const PLACES: [u8; 256] = by_byte!(|byte| match byte {
    b'a'..=b'z' => byte - b'a',
    b'A'..=b'Z' => byte - b'A',
    _ => ALPHABET as u8,
});

/// Whether two bytes, of which the first is the lower of a number, may stand one behind the other in a heading, or are not
/// both letters: a bit each.
const NEIGHBOURS: [u64; 1 << 10] = neighbours();

#[allow(clippy::indexing_slicing, reason = "reckoned by the compiler, which tells of an index out of bounds")]
const fn neighbours() -> [u64; 1 << 10] {
    let mut neighbours = [0; 1 << 10];
    let mut pair = 0;
    while pair < 1 << 16 {
        let (one, two) = (PLACES[pair & 0xff] as usize, PLACES[pair >> 8] as usize);
        if one == ALPHABET || two == ALPHABET || PAIRS[one] >> two & 1 == 1 {
            neighbours[pair / 64] |= 1 << (pair % 64);
        }
        pair += 1;
    }
    neighbours
}

#[allow(clippy::indexing_slicing, reason = "reckoned by the compiler, which tells of an index out of bounds")]
const fn stems() -> [u32; HEADINGS] {
    let mut stems = [0; HEADINGS];
    let mut at = 0;
    while at < HEADINGS {
        let letters = heading(at);
        let mut letter = 0;
        while letter < letters.len() && letter < 4 {
            stems[at] = stems[at] << 8 | letters[letter] as u32;
            letter += 1;
        }
        at += 1;
    }
    stems
}

#[allow(clippy::indexing_slicing, reason = "reckoned by the compiler, which tells of an index out of bounds")]
const fn pairs(most: usize) -> [u32; ALPHABET] {
    let mut pairs = [0; ALPHABET];
    let mut at = 0;
    while at < HEADINGS {
        let letters = heading(at);
        let mut letter = 1;
        while letter < letters.len() && letter < most {
            pairs[(letters[letter - 1] - b'a') as usize] |= 1 << (letters[letter] - b'a');
            letter += 1;
        }
        at += 1;
    }
    pairs
}

#[allow(clippy::indexing_slicing, reason = "reckoned by the compiler, which tells of an index out of bounds")]
const fn last_pairs() -> [u32; ALPHABET] {
    let mut pairs = [0; ALPHABET];
    let mut at = 0;
    while at < HEADINGS {
        let letters = heading(at);
        let last = letters.len() - 1;
        pairs[(letters[last - 1] - b'a') as usize] |= 1 << (letters[last] - b'a');
        at += 1;
    }
    pairs
}

#[allow(clippy::indexing_slicing, reason = "reckoned by the compiler, which tells of an index out of bounds")]
const fn ends() -> (u32, u32) {
    let (mut first, mut last) = (0, 0);
    let mut at = 0;
    while at < HEADINGS {
        let letters = heading(at);
        first |= 1 << (letters[0] - b'a');
        last |= 1 << (letters[letters.len() - 1] - b'a');
        at += 1;
    }
    (first, last)
}

#[allow(clippy::indexing_slicing, reason = "reckoned by the compiler, which tells of an index out of bounds")]
const fn triples() -> [u32; ALPHABET << BITS] {
    let mut triples = [0; ALPHABET << BITS];
    let mut at = 0;
    while at < HEADINGS {
        let letters = heading(at);
        let mut letter = 2;
        while letter < letters.len() {
            let pair = ((letters[letter - 2] - b'a') as usize) << BITS | (letters[letter - 1] - b'a') as usize;
            triples[pair] |= 1 << (letters[letter] - b'a');
            letter += 1;
        }
        at += 1;
    }
    triples
}

/// The letters that follow each two at the beginning of a heading, a bit each.
pub(crate) const FIRST_TRIPLES: [u32; ALPHABET << BITS] = first_triples();

#[allow(clippy::indexing_slicing, reason = "reckoned by the compiler, which tells of an index out of bounds")]
const fn first_triples() -> [u32; ALPHABET << BITS] {
    let mut triples = [0; ALPHABET << BITS];
    let mut at = 0;
    while at < HEADINGS {
        if let [one, two, three, ..] = heading(at) {
            triples[((*one - b'a') as usize) << BITS | (*two - b'a') as usize] |= 1 << (*three - b'a');
        }
        at += 1;
    }
    triples
}

/// Which letter of the alphabet a byte is, small or large.
#[inline]
fn place(byte: u8) -> Option<u8> {
    let place = (byte | 0x20).wrapping_sub(b'a');
    (place < 26).then_some(place)
}

#[inline]
fn has(pairs: &[u32], at: usize, letter: u8) -> bool {
    pairs.get(at).is_some_and(|letters| letters >> letter & 1 == 1)
}

/// Whether a heading begins with these three letters, or one of them is none.
#[inline]
pub(super) fn may_begin_with_three(one: u8, two: u8, three: u8) -> bool {
    match (place(one), place(two), place(three)) {
        (Some(one), Some(two), Some(three)) => has(&FIRST_TRIPLES, usize::from(one) << BITS | usize::from(two), three),
        _ => true,
    }
}

/// Whether two bytes, read as a number of little ends, may stand one behind the other in a heading, or are not both letters.
#[inline(always)]
pub(super) fn may_be_neighbours(pair: u16) -> bool {
    NEIGHBOURS.get(usize::from(pair >> 6)).is_some_and(|pairs| pairs >> (pair & 63) & 1 == 1)
}

/// Whether a text may be a heading, and no more.
#[inline]
pub(super) fn may_be_one(text: &str) -> bool {
    may_begin(text.bytes(), |stem, letters| letters != 0 && STEMS.contains(&stem))
}

/// Whether the letters of a line may begin with those of a heading.
#[inline]
pub(super) fn may_begin_line(line: &str) -> bool {
    may_begin(line.bytes(), is_stem)
}

/// Whether a line may begin with a heading as [`may_open`] has it, told by its first two letters, or begins with
/// anything else; it may be empty.
#[inline(always)]
pub(crate) fn may_open_or_be_odd(text: &[u8]) -> bool {
    match text {
        [one, two, ..] => match (place(*one), place(*two)) {
            (Some(one), Some(two)) => has(&FIRST_PAIRS, usize::from(one), two),
            _ => *one != b'\n',
        },
        _ => true,
    }
}

/// Whether the letters of the first line of a text may begin with those of a heading.
#[inline]
pub(crate) fn may_open(text: &[u8]) -> bool {
    let mut first = None;
    for &byte in text {
        match (place(byte), first) {
            (None, _) if byte == b'\n' => break,
            (None, _) if byte.is_ascii() => {}
            (Some(letter), None) => first = Some(letter),
            (Some(letter), Some(first)) if !has(&FIRST_PAIRS, usize::from(first), letter) => return false,
            _ => return may_open_by_four(text),
        }
    }
    false
}

fn may_open_by_four(text: &[u8]) -> bool {
    // By far most begin with four letters.
    if let Some(four) = text.first_chunk()
        && four.iter().all(u8::is_ascii_alphabetic)
    {
        return is_stem(u32::from_be_bytes(*four) | 0x2020_2020, 4);
    }
    may_begin(text.iter().copied().take_while(|byte| *byte != b'\n'), is_stem)
}

/// Whether these first four letters, or all that there are, begin with those of a heading.
fn is_stem(stem: u32, _: usize) -> bool {
    let (id, uri) = (u32::from_be_bytes(*b"\0\0id"), u32::from_be_bytes(*b"\0uri"));
    stem >> 16 == id || stem >> 8 == uri || STEMS.contains(&stem)
}

/// Whether `is`, asked of the first four letters of a text and how many they are; most texts are told by two.
#[inline]
fn may_begin(text: impl Iterator<Item = u8>, is: impl Fn(u32, usize) -> bool) -> bool {
    let (mut stem, mut letters) = (0_u32, 0);
    for byte in text {
        let Some(letter) = place(byte) else {
            if byte.is_ascii() {
                continue;
            }
            return true;
        };
        if letters == 1 && !has(&FIRST_PAIRS, (stem as usize).saturating_sub(usize::from(b'a')), letter) {
            return false;
        }
        stem = stem << 8 | u32::from(byte | 0x20);
        letters += 1;
        if letters == 4 {
            break;
        }
    }
    is(stem, letters)
}

/// What its letters say of a word.
enum Word {
    /// Some of them follow one another in no heading.
    Foreign,
    /// So many, which do, and the last two.
    Familiar { letters: usize, last: usize },
    /// One is beyond ASCII.
    Beyond,
}

#[inline]
fn word(word: &str) -> Word {
    let (mut last, mut letters) = (0, 0_usize);
    for byte in word.bytes() {
        let Some(letter) = place(byte) else {
            if byte.is_ascii() {
                continue;
            }
            return Word::Beyond;
        };
        let is_known = match letters {
            0 => true,
            1 => has(&PAIRS, last, letter),
            _ => has(&TRIPLES, last, letter),
        };
        if !is_known {
            return Word::Foreign;
        }
        last = last << BITS & LAST_TWO | usize::from(letter);
        letters += 1;
    }
    Word::Familiar { letters, last }
}

/// Whether the letters of a word may stand one after the other in a heading; where it has none, they do.
#[inline]
pub(super) fn may_be_within(text: &str) -> bool {
    !matches!(word(text), Word::Foreign)
}

/// Whether a word may be a part of a heading as [`is_part`](super::is_part) has it: of one letter or two it is the
/// first or the last part.
#[inline]
pub(super) fn may_be_part(text: &str) -> bool {
    match word(text) {
        Word::Foreign | Word::Familiar { letters: 0, .. } => false,
        Word::Familiar { letters: 1, last } => (FIRST | LAST) >> last & 1 == 1,
        Word::Familiar { letters: 2, last } => {
            let (one, two) = (last >> BITS, last & LAST_ONE);
            let pairs = |pairs: &[u32]| pairs.get(one).copied().unwrap_or(0);
            (pairs(&FIRST_PAIRS) | pairs(&LAST_PAIRS)) >> two & 1 == 1
        }
        Word::Familiar { .. } | Word::Beyond => true,
    }
}

/// Whether a text may be a heading that says what the rows of a table are called by: "Service Name", "Port", "ID".
#[inline]
pub(crate) fn may_name_rows(text: &[u8]) -> bool {
    let mut second = None;
    for &byte in text {
        let is_letter = place(byte).is_some();
        match second {
            _ if !byte.is_ascii() => return true,
            Some(second) if is_letter => return byte | 0x20 == second,
            None if is_letter => {
                second = match byte | 0x20 {
                    b's' => Some(b'e'),
                    b'p' => Some(b'o'),
                    b'i' => Some(b'd'),
                    _ => return false,
                }
            }
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_have_the_letters_of_headings_and_no_others() {
        let names: Vec<_> = RECORD.iter().map(|(name, _)| *name).chain(CONTACT.iter().map(|(name, _)| *name)).collect();
        assert_eq!(ALL, (names.join(" ") + " ").as_bytes());
        let is = |bits: u32, letter: u8| bits >> (letter - b'a') & 1 == 1;
        for one in b'a'..=b'z' {
            let (first, place) = (char::from(one), usize::from(one - b'a'));
            assert_eq!(is(FIRST, one), names.iter().any(|name| name.starts_with(first)), "{first}");
            assert_eq!(is(LAST, one), names.iter().any(|name| name.ends_with(first)), "{first}");
            for two in b'a'..=b'z' {
                let pair = format!("{first}{}", char::from(two));
                assert_eq!(is(PAIRS[place], two), names.iter().any(|name| name.contains(&pair)), "{pair}");
                assert_eq!(is(FIRST_PAIRS[place], two), names.iter().any(|name| name.starts_with(&pair)), "{pair}");
                assert_eq!(is(LAST_PAIRS[place], two), names.iter().any(|name| name.ends_with(&pair)), "{pair}");
                for three in b'a'..=b'z' {
                    let triple = format!("{pair}{}", char::from(three));
                    let follows = is(TRIPLES[place << BITS | usize::from(two - b'a')], three);
                    assert_eq!(follows, names.iter().any(|name| name.contains(&triple)), "{triple}");
                    let begins = names.iter().any(|name| name.starts_with(&triple));
                    assert_eq!(may_begin_with_three(one, two, three), begins, "{triple}");
                }
            }
        }
        for pair in 0..=u16::MAX {
            let bytes = pair.to_le_bytes();
            let text = bytes.map(|byte| char::from(byte.to_ascii_lowercase())).iter().collect::<String>();
            let is_known = !bytes.iter().all(u8::is_ascii_alphabetic) || names.iter().any(|name| name.contains(&text));
            assert_eq!(may_be_neighbours(pair), is_known, "{bytes:?}");
        }
        let stem = |name: &str| name.bytes().take(4).fold(0, |stem, letter| stem << 8 | u32::from(letter));
        assert_eq!(STEMS.as_slice(), names.iter().map(|name| stem(name)).collect::<Vec<_>>());
    }

    #[test]
    fn headings_and_their_parts_are_told_by_letters() {
        for name in (0..HEADINGS).map(heading).filter_map(|name| std::str::from_utf8(name).ok()) {
            for spelt in [name.to_owned(), name.to_uppercase(), format!("{} {}", &name[..1], &name[1..])] {
                assert!(may_be_one(&spelt) && may_begin_line(&format!("{spelt} Port Notes")), "{spelt}");
            }
            for (from, to) in (0..name.len()).flat_map(|from| (from + 1..=name.len()).map(move |to| (from, to))) {
                let part = &name[from..to];
                assert!(may_be_within(part), "{part}");
                let is_edge = from == 0 || to == name.len();
                assert!(may_be_part(part) || part.len() < 3 && !is_edge, "{part}");
            }
        }
        for word in ["", "49152", "tcp", "ssh", "Joe", "2006-01-01", "[Joe_Touch]"] {
            assert!(!may_be_one(word) && !may_be_part(word), "{word}");
        }
        assert!(may_be_within("-") && may_be_one("\u{212a}nown Unauthorized Uses") && may_be_part("\u{212a}nown"));
    }
}
