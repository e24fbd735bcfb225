//! The words by which organizations are told from persons.

#![allow(clippy::arithmetic_side_effects, reason = "places in a text in memory, and counts of what is there")]

use crate::general_way;
use crate::sixteen::{self, any_of, between, letters};

/// Legal forms of companies, compared without case and punctuation; in order: they are looked up by their first letter.
#[rustfmt::skip]
const LEGAL_FORMS: &[&str] = &[
    "ab", "ag", "aps", "as", "bv", "co", "company", "corp", "corporation", "doo", "gmbh", "inc", "kft", "kg", "kk",
    "limited", "llc", "ltd", "nv", "ooo", "oy", "oü", "plc", "pty", "sa", "sarl", "sas", "sl", "slu", "spa", "srl",
    "sro",
];

/// Other words by which organizations are called.
#[rustfmt::skip]
const MARKS: &[&str] = &[
    "3gpp", "alliance", "association", "audio", "authority", "automation", "bank", "center", "centre", "cloud",
    "committee", "communications", "community", "computer", "computers", "computing", "consortium", "control",
    "controls", "council", "data", "department", "design", "designs", "developer", "developers", "development",
    "digital", "electronics", "energy", "engineering", "enterprise", "enterprises", "entertainment", "etsi", "forum",
    "foundation", "games", "global", "group", "holdings", "ieee", "iesg", "ietf", "industries", "info", "institute",
    "instruments", "interactive", "international", "internet", "itu", "lab", "laboratories", "laboratory", "labs",
    "media", "mobile", "network", "networks", "oasis", "office", "online", "open", "org", "organisation",
    "organization", "partners", "productions", "products", "project", "registrations", "research", "robotics",
    "security", "services", "society", "soft", "software", "solutions", "specifications", "standards", "studio",
    "studios", "support", "system", "systems", "team", "tech", "technologies", "technology", "telecom", "university",
    "video", "w3c", "web", "wg", "wireless", "working", "works",
];

fn key(word: &str) -> String {
    word.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Bytes of a word of the lists above, or more.
const MOST_BYTES: usize = 16;

/// How long the words of the lists are that begin and end with two letters, a bit for each length: most words are told by
/// that.
#[allow(clippy::indexing_slicing, reason = "reckoned by the compiler, which tells of an index out of bounds")]
const LENGTHS: [u16; 1024] = {
    let mut lengths = [0; 1024];
    let lists = [MARKS, LEGAL_FORMS];
    let mut list = 0;
    while list < lists.len() {
        let mut at = 0;
        while at < lists[list].len() {
            let word = lists[list][at].as_bytes();
            lengths[ends(word[0], word[word.len() - 1])] |= 1 << word.len();
            at += 1;
        }
        list += 1;
    }
    lengths
};

/// The place of two letters, whatever their case, among those of [`LENGTHS`].
const fn ends(first: u8, last: u8) -> usize {
    (first as usize & 31) << 5 | last as usize & 31
}

/// What makes letters small and leaves digits as they are. Where there is neither, it makes a space.
const SMALL: u128 = u128::from_ne_bytes([0x20; MOST_BYTES]);

/// The bytes of each word as one number, the first one lowest.
#[allow(clippy::indexing_slicing, reason = "reckoned by the compiler, which tells of an index out of bounds")]
const fn numbers<const N: usize>(words: &[&str]) -> [u128; N] {
    let mut numbers = [SMALL; N];
    let mut at = 0;
    while at < N {
        let word = words[at].as_bytes();
        let mut byte = 0;
        while byte < word.len() {
            numbers[at] |= (word[byte] as u128) << (8 * byte);
            byte += 1;
        }
        at += 1;
    }
    numbers
}

static LEGAL_NUMBERS: [u128; LEGAL_FORMS.len()] = numbers(LEGAL_FORMS);
static MARK_NUMBERS: [u128; MARKS.len()] = numbers(MARKS);

/// Some words in order, as texts and as numbers, and where those stand that begin as each letter or digit does.
struct List {
    words: &'static [&'static str],
    numbers: &'static [u128],
    starts: [u8; 256],
}

static LEGAL: List = List::new(LEGAL_FORMS, &LEGAL_NUMBERS);
static MARKED: List = List::new(MARKS, &MARK_NUMBERS);

impl List {
    #[allow(clippy::indexing_slicing, reason = "reckoned by the compiler, which tells of an index out of bounds")]
    const fn new(words: &'static [&'static str], numbers: &'static [u128]) -> Self {
        let mut starts = [0; 256];
        let (mut first, mut at) = (0, 0);
        while first < starts.len() {
            while at < words.len() && (words[at].as_bytes()[0] as usize) < first {
                at += 1;
            }
            assert!(at < 256);
            starts[first] = at as u8;
            first += 1;
        }
        Self { words, numbers, starts }
    }

    /// Whether one of the words is this number.
    fn has_number(&self, number: u128) -> bool {
        let first = usize::from(number as u8);
        let start = |first: usize| self.starts.get(first).copied().map_or(0, usize::from);
        self.numbers.get(start(first)..start(first + 1)).is_some_and(|numbers| numbers.contains(&number))
    }

    fn has(&self, word: &str) -> bool {
        let first = word.as_bytes().first().copied().unwrap_or(0);
        let start = self.starts.get(usize::from(first)).copied().unwrap_or(0);
        let words = self.words.get(usize::from(start)..).unwrap_or_default();
        words.iter().take_while(|known| known.as_bytes().first() == Some(&first)).any(|known| *known == word)
    }
}

/// Whether one of `lists` has `word`.
fn is_of(word: &str, lists: &[&List]) -> bool {
    let has = |key: &str| lists.iter().any(|list| list.has(key));
    if !word.is_ascii() {
        return has(&key(word));
    }
    let mut sketch = Sketch::default();
    let mut key = [0; MOST_BYTES];
    for byte in word.bytes() {
        if byte.is_ascii_alphanumeric() {
            let Some(slot) = key.get_mut(sketch.length) else { return false };
            *slot = byte.to_ascii_lowercase();
        }
        sketch.add(byte);
    }
    sketch.may_be_listed() && std::str::from_utf8(key.get(..sketch.length).unwrap_or_default()).is_ok_and(has)
}

/// What tells of most words that they are of no list: the first and the last of their letters, and how many these are.
#[derive(Default)]
struct Sketch {
    first: u8,
    last: u8,
    length: usize,
    /// Letters beyond ASCII tell nothing.
    is_foreign: bool,
}

impl Sketch {
    #[inline]
    fn add(&mut self, byte: u8) {
        if byte.is_ascii_alphanumeric() {
            self.last = byte;
            if self.length == 0 {
                self.first = byte;
            }
            self.length += 1;
        } else {
            self.is_foreign |= !byte.is_ascii();
        }
    }

    fn may_be_listed(&self) -> bool {
        let lengths = LENGTHS.get(ends(self.first, self.last)).copied().unwrap_or(0);
        self.is_foreign || self.length < MOST_BYTES && lengths >> self.length & 1 == 1
    }
}

/// Whether a word of `text`, or its end, is one by which organizations are called.
pub(super) fn has_mark(text: &str) -> bool {
    let has_dot = || matches!(text.as_bytes(), [.., b'.', _, _, _] | [.., b'.', _, _]);
    has_marked_word(text)
        || has_dot()
            && [".com", ".org", ".net", ".io", ".de"].iter().any(|end| {
                let at = text.len().checked_sub(end.len());
                let found = at.and_then(|at| text.as_bytes().get(at..));
                found.is_some_and(|found| found.eq_ignore_ascii_case(end.as_bytes()))
            })
}

fn has_marked_word(text: &str) -> bool {
    match has_usual_marked_word(text.as_bytes()).filter(|_| !general_way::is_forced()) {
        Some(has) => has,
        None => has_any_marked_word(text),
    }
}

/// The same of a text that has nothing but letters and digits in its words, and is neither short nor long.
fn has_usual_marked_word(text: &[u8]) -> Option<bool> {
    let [borders] = sixteen::all_bits(text, |bytes| {
        let borders = between(bytes, b',', b'/') | any_of(bytes, [b' ']);
        ([borders], !(borders | letters(bytes) | between(bytes, b'0', b'9')))
    })?;
    // Behind the text is none of its words.
    let mut words = !(borders | u64::MAX.checked_shl(u32::try_from(text.len()).ok()?).unwrap_or(0));
    while words != 0 {
        let start = words.trailing_zeros();
        let length = (!(words >> start)).trailing_zeros() as usize;
        let word = text.get(start as usize..)?.get(..length)?;
        let sketch = Sketch { first: *word.first()?, last: *word.last()?, length, is_foreign: false };
        if sketch.may_be_listed() && is_listed(word) {
            return Some(true);
        }
        // One more than the lowest of a run ends it.
        words &= words.wrapping_add(1 << start);
    }
    Some(false)
}

/// Whether a word of letters and digits, no longer than the listed ones, is of either list.
fn is_listed(word: &[u8]) -> bool {
    let number = match (word.first_chunk(), word.last_chunk()) {
        // The two overlap.
        (Some(first), Some(last)) => {
            let last = u128::from(u64::from_le_bytes(*last)) << (8 * (word.len() - 8));
            u128::from(u64::from_le_bytes(*first)) | last
        }
        _ => u128::from(sixteen::few(word)),
    };
    let number = number | SMALL;
    [&MARKED, &LEGAL].iter().any(|list| list.has_number(number))
}

fn has_any_marked_word(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut start = 0;
    while start < bytes.len() {
        // Of each word what [`is_of`] asks first, which letters and digits alone tell.
        let (mut sorts, mut end) = (0, start);
        for &byte in bytes.get(start..).unwrap_or_default() {
            let sort = WORD_SORTS.get(usize::from(byte)).copied().unwrap_or(OTHER);
            if sort & BORDER != 0 {
                break;
            }
            sorts |= sort;
            end += 1;
        }
        let may_be_listed = match bytes.get(start..end) {
            Some([first, .., last]) if sorts & OTHER == 0 => {
                let sketch =
                    Sketch { first: *first, last: *last, length: end.saturating_sub(start), is_foreign: false };
                sketch.may_be_listed()
            }
            _ => sorts != 0,
        };
        if may_be_listed && text.get(start..end).is_some_and(|word| is_of(word, &[&MARKED, &LEGAL])) {
            return true;
        }
        start = end + 1;
    }
    false
}

/// What a byte is in a text of words: between them, no letter and no digit, or one of these.
const BORDER: u8 = 1;
const OTHER: u8 = 2;
const LETTER: u8 = 4;
const WORD_SORTS: [u8; 256] = by_byte!(|byte| match byte {
    b' ' | b',' | b'/' | b'.' | b'-' => BORDER,
    b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => LETTER,
    _ => OTHER,
});

/// A legal form alone: "Inc.", "Co., Ltd", "GmbH & Co. KG".
pub(super) fn is_legal_form(text: &str) -> bool {
    let mut words = text.split([' ', ',']).filter(|word| word.contains(char::is_alphanumeric));
    words.all(|word| is_of(word, &[&LEGAL]))
}

/// What ends a person's name: "Jr.", "III", "PhD".
pub(super) fn is_name_ending(text: &str) -> bool {
    // Of most words nothing need be put together.
    text.bytes().filter(u8::is_ascii_alphanumeric).count() <= 3
        && ["jr", "sr", "2nd", "3rd", "ii", "iii", "iv", "phd", "md", "esq"].contains(&key(text).as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numbers::Numbers;

    #[test]
    fn lists_are_in_order() {
        assert!(MARKS.is_sorted() && LEGAL_FORMS.is_sorted());
        assert!(MARKS.iter().chain(LEGAL_FORMS).all(|word| word.len() < MOST_BYTES && is_of(word, &[&MARKED, &LEGAL])));
    }

    #[test]
    fn usual_texts_have_the_words_that_any_have() {
        let parts = [
            " ",
            " ",
            " ",
            ",",
            ".",
            "-",
            "/",
            "&",
            "\u{e9}",
            "(",
            "x",
            "I",
            "3",
            "Inc",
            "GmbH",
            "co",
            "Co",
            "W3C",
            "3GPP",
            "network",
            "Networks",
            "CORPORATION",
            "o\u{fc}",
            "Somebody",
            "Jr",
            "entertainment",
            "specification",
            "s",
            "LABORATORIES",
            "abcdefghijklmnopq",
            "Compan",
            "y",
        ];
        let mut numbers = Numbers(1);
        let mut next = |end: usize| numbers.below(end);
        let (mut with, mut without) = (0, 0);
        for _ in 0..200_000 {
            let text: String = (0..=next(9)).map(|_| parts[next(parts.len())]).collect();
            let has = has_any_marked_word(&text);
            if let Some(found) = has_usual_marked_word(text.as_bytes()) {
                assert_eq!(found, has, "{text:?}");
                *if has { &mut with } else { &mut without } += 1;
            }
        }
        assert!(with > 20_000 && without > 20_000, "{with} {without}");
    }

    #[test]
    fn listed_words_are_told_by_their_numbers() {
        let words = || MARKS.iter().chain(LEGAL_FORMS).filter(|word| word.is_ascii());
        for word in words() {
            assert!(is_listed(word.as_bytes()) && is_listed(word.to_uppercase().as_bytes()), "{word}");
            for at in 0..word.len() {
                for byte in [b'a', b'e', b'S', b'0'] {
                    let mut other = word.as_bytes().to_owned();
                    other[at] = byte;
                    let is_known = words().any(|word| word.as_bytes().eq_ignore_ascii_case(&other));
                    assert_eq!(is_listed(&other), is_known, "{other:?}");
                }
            }
        }
    }

    #[test]
    fn lengths_are_those_of_the_words_with_these_ends() {
        let words = || MARKS.iter().chain(LEGAL_FORMS).map(|word| word.as_bytes());
        for (first, last) in (b'a'..=b'z').flat_map(|first| (0..=u8::MAX).map(move |last| (first, last))) {
            let has_ends = |word: &&[u8]| word[0] & 31 == first & 31 && word[word.len() - 1] & 31 == last & 31;
            let bits = words().filter(has_ends).fold(0, |bits, word| bits | 1 << word.len());
            assert_eq!(LENGTHS[usize::from(first & 31) * 32 + usize::from(last & 31)], bits, "{first} {last}");
            assert_eq!(ends(first, last), usize::from(first & 31) * 32 + usize::from(last & 31));
        }
    }
}
