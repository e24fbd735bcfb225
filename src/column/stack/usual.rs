//! The kinds of lines as most are, each told in one walk over its bytes.

use crate::ast::Status;
use crate::cell::{self, name, state};
use crate::eight::{self, TOPS, between};
use crate::general_way;
use crate::sixteen;

use super::super::look::ends_as_transport;
use super::super::shape::{self, Name, People, Persons};
use super::super::tail;
use super::kind::{
    BRACKETS, DATE, DCCP, DOUBTFUL, GOES_ON, Kind, NAME, OPEN_END, PERSONS, PORTS, RANGE, REFERENCES, SPACE, STATE,
    STATES, TRANSPORT, UPPER, WORDS, YEAR, bit, is_of_state, is_year,
};

impl Kind {
    /// The kind of a line as most are, told in one walk over its bytes, and its port; `None` for what is rare.
    ///
    /// It is the one that [`of`](Self::of) gives of the line's shape.
    pub(super) fn of_usual(text: &str) -> Option<(Self, u16)> {
        if general_way::is_forced() {
            return None;
        }
        let bytes = text.as_bytes();
        match bytes.first()? {
            b'0'..=b'9' => match usual_port(bytes) {
                Some(port) => Some((Self(PORTS | bit(is_year(bytes), YEAR)), port)),
                // A month of a year with three zeros is a range of ports.
                None if bytes.first() != Some(&b'0') && shape::date(text).is_some() => Some((Self(DATE), 0)),
                None => match usual_range(bytes) {
                    Some(port) => Some((Self(PORTS | RANGE), port)),
                    None => Some((Self(usual_words(text)? | WORDS), 0)),
                },
            },
            b't' | b'u' | b's' | b'd' if cell::is_transport(text) => {
                Some((Self(TRANSPORT | bit(text == "dccp", DCCP)), 0))
            }
            b'A'..=b'Z' | b'a'..=b'z' => Some((Self(usual_words(text)? | WORDS), 0)),
            _ => None,
        }
    }

    /// The same of one word in brackets, which the contact table lists, or which is an RFC.
    pub(super) fn of_usual_brackets(text: &str, people: &People<'_>) -> Option<Self> {
        if general_way::is_forced() {
            return None;
        }
        Some(Self(usual_brackets(text, people)? | BRACKETS))
    }
}

/// The kind of a port or a transport that stands alone, and the port, told from a line's first eight bytes as
/// [`Kind::of_usual`] tells it.
#[inline]
#[allow(clippy::arithmetic_side_effects, reason = "five digits at the most")]
pub(super) fn of_port_or_transport(head: u64, len: u32) -> Option<(Kind, u16)> {
    const TCP: u64 = u64::from_le_bytes(*b"tcp\0\0\0\0\0");
    const UDP: u64 = u64::from_le_bytes(*b"udp\0\0\0\0\0");
    if !(1..=5).contains(&len) {
        return None;
    }
    if len == 3 && matches!(head, TCP | UDP) {
        return Some((Kind(TRANSPORT), 0));
    }
    let (mut rest, mut port) = (head, 0);
    for _ in 0..len {
        let digit = (rest as u8).wrapping_sub(b'0');
        if digit > 9 {
            return None;
        }
        port = 10 * port + u32::from(digit);
        rest >>= 8;
    }
    let century = (head as u16).to_le_bytes();
    let is_year = len == 4 && matches!(&century, b"19" | b"20");
    Some((Kind(PORTS | bit(is_year, YEAR)), u16::try_from(port).ok()?))
}

/// The first three letters of words that are more than a name: of transports, of states, of what opens a note and of what
/// reports unauthorized use. A letter of a state may be there twice.
const OPENINGS: [&[u8; 3]; 27] = [
    b"tcp", b"udp", b"sct", b"dcc", b"una", b"unn", b"uno", b"res", b"rem", b"ree", b"der", b"dec", b"dep", b"dee",
    b"not", b"new", b"ian", b"def", b"thi", b"pre", b"for", b"his", b"mod", b"sub", b"kno", b"pos", b"pot",
];

/// The last of those letters, a bit each, by the other two.
#[allow(clippy::indexing_slicing, reason = "reckoned by the compiler, which tells of an index out of bounds")]
const LAST_OF_OPENINGS: [u32; 1 << 10] = {
    let mut last = [0; 1 << 10];
    let mut at = 0;
    while at < OPENINGS.len() {
        let [one, two, three] = *OPENINGS[at];
        last[((one & 31) as usize) << 5 | (two & 31) as usize] |= 1 << (three & 31);
        at += 1;
    }
    let mut at = 0;
    while at < 3 {
        let letter = (b"urd"[at] & 31) as usize;
        last[letter << 5 | letter] = u32::MAX;
        at += 1;
    }
    last
};

/// Whether three letters are such, whatever their case.
#[inline]
fn is_opening(three: [u8; 3]) -> bool {
    let [one, two, three] = three.map(|letter| letter & 31);
    let last = LAST_OF_OPENINGS.get(usize::from(one) << 5 | usize::from(two)).copied().unwrap_or(u32::MAX);
    last >> three & 1 == 1
}

/// The kind of a name as most are, told from its first eight bytes and the eight below them, of which `len` are its own, as
/// [`Kind::of_usual`] tells it; `None` for what may be more than a name.
#[inline]
#[allow(clippy::arithmetic_side_effects, reason = "shifts by less than a word")]
pub(super) fn of_name([head, tail]: [u64; 2], len: usize) -> Option<Kind> {
    const FIRST_THREE: u64 = 0x80_8080;
    let of_len = |len: usize| (1_u64 << (8 * len)) - 1;
    let own = match len {
        3..=7 => [of_len(len), 0],
        8 => [u64::MAX, 0],
        9..=15 => [u64::MAX, of_len(len - 8)],
        _ => return None,
    };
    let last_two = ((u128::from(tail) << 64 | u128::from(head)) >> (8 * (len - 2))) as u16;
    let words = [head & own[0], tail & own[1]];
    if (words[0] | words[1]) & TOPS != 0 {
        return None;
    }
    let letters = words.map(eight::letters);
    let hyphens = words.map(|word| between(word, b'-', b'-'));
    let digits = words.map(|word| between(word, b'0', b'9'));
    let are_of_name = [letters[0] | hyphens[0] | digits[0], letters[1] | hyphens[1] | digits[1]];
    let [one, two, three, ..] = head.to_le_bytes();
    let has_two_hyphens = hyphens[0] & hyphens[0] << 8 | hyphens[1] & (hyphens[1] << 8 | hyphens[0] >> 56);
    if are_of_name != own.map(|own| own & TOPS)
        || letters[0] & FIRST_THREE != FIRST_THREE
        || is_opening([one, two, three])
        || has_two_hyphens != 0
        || last_two >> 8 == u16::from(b'-')
    {
        return None;
    }
    let upper = letters[0] & !(words[0] << 2) | letters[1] & !(words[1] << 2);
    let bits = (Name::WellFormed as u16) << NAME
        | bit(upper != 0, UPPER)
        | bit(head & 0x20 != 0, GOES_ON)
        | bit(ends_as_transport(&last_two.to_le_bytes()), DOUBTFUL);
    Some(Kind(bits | WORDS))
}

/// A port that stands alone.
#[allow(clippy::arithmetic_side_effects, reason = "five digits at the most")]
fn usual_port(text: &[u8]) -> Option<u16> {
    if text.len() > 5 {
        return None;
    }
    let mut port = 0_u32;
    for digit in text {
        port = 10 * port + u32::from(Some(digit.wrapping_sub(b'0')).filter(|digit| *digit < 10)?);
    }
    u16::try_from(port).ok()
}

/// The first of two ports.
fn usual_range(text: &[u8]) -> Option<u16> {
    let hyphen = text.iter().take(6).position(|byte| *byte == b'-')?;
    let (first, last) = text.split_at_checked(hyphen)?;
    let (first, last) = (usual_port(first)?, usual_port(last.get(1..).filter(|last| !last.is_empty())?)?);
    (first <= last && hyphen > 0).then_some(first)
}

const HAS_LETTER: u8 = 1;
const HAS_UPPER: u8 = 1 << 1;
const HAS_HYPHEN: u8 = 1 << 2;
/// What names before RFC 6335 had, too.
const HAS_MARK: u8 = 1 << 3;
const HAS_SPACE: u8 = 1 << 4;
const HAS_QUOTE: u8 = 1 << 5;
/// What no name of one word has.
const HAS_OTHER: u8 = 1 << 6;
/// Brackets, white space but spaces, and all beyond ASCII.
const HAS_RARE: u8 = 1 << 7;

/// What each byte of words is.
const HELD: [u8; 256] = by_byte!(|byte| match byte {
    b'A'..=b'Z' => HAS_LETTER | HAS_UPPER,
    b'a'..=b'z' => HAS_LETTER,
    b'0'..=b'9' => 0,
    b'-' => HAS_HYPHEN,
    b'_' | b'.' | b'+' | b'*' | b'/' => HAS_MARK,
    b' ' => HAS_SPACE,
    b'"' => HAS_QUOTE,
    b'[' | b']' | 0..b' ' | 0x7f.. => HAS_RARE,
    _ => HAS_OTHER,
});

fn usual_brackets(text: &str, people: &People<'_>) -> Option<u16> {
    let [b'[', inner @ .., b']'] = text.as_bytes() else { return None };
    let id = text.get(1..=inner.len())?;
    if id.is_empty() || held(inner) & (HAS_SPACE | HAS_RARE) != 0 {
        return None;
    }
    let is_rfc = shape::is_rfc(id);
    let persons = match people.lists(id) {
        true => Persons::Sure,
        false if is_rfc => Persons::No,
        false => return None,
    };
    Some((persons as u16) << PERSONS | bit(is_rfc || shape::is_reference(id), REFERENCES))
}

/// What the bytes of a text are, all in one.
#[inline]
fn held(text: &[u8]) -> u8 {
    let of = |byte: u8| HELD.get(usize::from(byte)).copied().unwrap_or(HAS_RARE);
    let (fours, rest) = text.as_chunks();
    let rest = rest.iter().fold(0, |held, byte| held | of(*byte));
    fours.iter().fold(rest, |held, [one, two, three, four]| held | of(*one) | of(*two) | of(*three) | of(*four))
}

/// Where from `at` on the next space is.
#[inline]
#[allow(clippy::arithmetic_side_effects, reason = "places in a text in memory")]
fn next_space(text: &[u8], at: usize) -> Option<usize> {
    sixteen::position(text.get(at..)?, [b' ']).map(|space| at + space)
}

/// What is asked of words.
#[derive(Debug, PartialEq, Eq)]
struct Words {
    /// What their bytes are, all in one; where there are spaces it is no matter what but these, letters and quotes.
    held: u8,
    spaces: usize,
    /// Where the second of them begins; 0 where there is but one.
    second: usize,
    /// Whether one of them can be a transport.
    may_be_transport: bool,
    /// Whether the first can be a state.
    may_be_state: bool,
}

/// Words of which none opens a note or reports unauthorized use; `None` where one may, or that hold what is rare.
#[inline]
#[allow(clippy::arithmetic_side_effects, reason = "places in a text in memory, and how many of its bytes are spaces")]
fn any_words(bytes: &[u8]) -> Option<Words> {
    if tail::may_open(bytes) || tail::says_so(bytes) {
        return None;
    }
    let held = held(bytes);
    // Digits alone are a number, and those with hyphens may be a date.
    if held & HAS_RARE != 0 || held & HAS_LETTER == 0 {
        return None;
    }
    let (mut spaces, mut second) = (0, 0);
    let mut may_be_transport = ends_as_transport(bytes);
    if held & HAS_SPACE != 0 {
        let mut at = 0;
        while let Some(space) = next_space(bytes, at) {
            let (before, after) = bytes.split_at_checked(space)?;
            may_be_transport |= ends_as_transport(before);
            if matches!(after, [_, b'u' | b'U', ..]) && after.get(1..).is_some_and(tail::says_so) {
                return None;
            }
            at = space + 1;
            second = if spaces == 0 { at } else { second };
            spaces += 1;
        }
    }
    Some(Words { held, spaces, second, may_be_transport, may_be_state: is_of_state(bytes) })
}

/// The same of several words that hold no marks but common ones, told by sixteen bytes at a time; `None` of all others.
#[inline]
#[allow(clippy::arithmetic_side_effects, reason = "places in a text of no more bytes than a word has bits")]
fn usual_prose(bytes: &[u8]) -> Option<Words> {
    let [letters, capitals, white, asked] = sixteen::all_bits(bytes, |bytes| {
        let (letters, white) = (sixteen::letters(bytes), sixteen::any_of(bytes, [b' ']));
        // What ends a transport, or begins a report of unauthorized use.
        let asked = sixteen::any_of(bytes, [b'p']) | sixteen::any_of(sixteen::small(bytes), [b'u']);
        let is_common = letters | white | sixteen::between(bytes, b'#', b'@');
        ([letters, sixteen::capitals(bytes), white, asked], !is_common)
    })?;
    if white == 0 || letters == 0 {
        return None;
    }
    let may_be_more = letters & 7 != 7 || bytes.first_chunk().is_none_or(|three| is_opening(*three));
    if may_be_more && (tail::may_open(bytes) || tail::says_so(bytes)) {
        return None;
    }
    let mut may_be_transport = ends_as_transport(bytes);
    let mut asked = white & (asked << 1 | asked >> 1);
    while asked != 0 {
        let (before, after) = bytes.split_at_checked(asked.trailing_zeros() as usize)?;
        may_be_transport |= ends_as_transport(before);
        if after.get(1..).is_some_and(tail::says_so) {
            return None;
        }
        asked &= asked - 1;
    }
    Some(Words {
        held: HAS_LETTER | HAS_SPACE | if capitals == 0 { 0 } else { HAS_UPPER },
        spaces: white.count_ones() as usize,
        second: white.trailing_zeros() as usize + 1,
        may_be_transport,
        may_be_state: may_be_more && is_of_state(bytes),
    })
}

/// The kind of words that begin with a letter or a digit, and neither open a note nor report unauthorized use.
fn usual_words(text: &str) -> Option<u16> {
    let bytes = text.as_bytes();
    let Words { held, spaces, second, may_be_transport, may_be_state } = match usual_prose(bytes) {
        Some(prose) => prose,
        None => any_words(bytes)?,
    };
    let has = |sort: u8| held & sort != 0;
    // By far most names are short, and in lower case.
    if held == HAS_LETTER && bytes.len() <= 15 && !may_be_state {
        let goes_on = bit(bytes.first().is_some_and(u8::is_ascii_lowercase), GOES_ON);
        return Some((Name::WellFormed as u16) << NAME | goes_on | bit(may_be_transport, DOUBTFUL));
    }
    let is_word = !has(HAS_SPACE | HAS_QUOTE | HAS_OTHER);
    // It has a letter, and begins with that or a digit.
    let has_single_hyphens = || !bytes.ends_with(b"-") && !bytes.windows(2).any(|pair| pair == b"--");
    let is_short = is_word && !has(HAS_MARK) && bytes.len() <= 15;
    let name = if is_short && (!has(HAS_HYPHEN) || has_single_hyphens()) {
        Name::WellFormed
    } else if is_word && name::is_plausible(text) {
        Name::Plausible
    } else if bytes.len() <= 60 && spaces <= 5 && !has(HAS_QUOTE) && !matches!(bytes, [.., b'.' | b':']) {
        Name::Words
    } else {
        Name::No
    };
    let may_state = may_be_state || spaces > 0 && bytes.get(second..).is_some_and(is_of_state);
    let is_state = may_be_state && state::of_word(text).is_some();
    let states = is_state && spaces == 0 || may_state && state::of_description(text) != Status::Assigned;
    let bits = (name as u16) << NAME
        | bit(has(HAS_UPPER), UPPER)
        | bit(spaces > 0, SPACE)
        | bit(matches!(bytes, [.., b',' | b'-' | b'/' | b'(' | b':' | b';']), OPEN_END)
        | bit(bytes.first().is_some_and(u8::is_ascii_lowercase), GOES_ON)
        | bit(states, STATES)
        | bit(is_state, STATE)
        | bit(may_be_transport, DOUBTFUL);
    Some(bits)
}

#[cfg(test)]
mod tests {
    use super::super::super::shape::Shape;
    use super::*;
    use crate::numbers::Numbers;

    /// The first two words of a line, and what stands below it.
    fn words(text: &str) -> [u64; 2] {
        let rest = format!("{text}\n[X]\n-1234-56789");
        let word = |from: usize| u64::from_le_bytes(*rest.as_bytes()[from..].first_chunk().unwrap());
        [word(0), word(8)]
    }

    #[test]
    fn what_is_more_than_a_name_is_told_by_three_letters() {
        let letters = || b'a'..=b'z';
        for (one, two) in letters().flat_map(|one| letters().map(move |two| (one, two))) {
            for (three, four) in letters().chain(*b"-1 ").flat_map(|three| letters().map(move |four| (three, four))) {
                for rest in ["", "v-x"] {
                    let name = format!("{}{rest}", [one, two, three, four].map(char::from).iter().collect::<String>());
                    let found = of_name(words(&name), name.len());
                    assert!(found.is_none_or(|kind| Kind::of_usual(&name) == Some((kind, 0))), "{name}");
                }
            }
        }
        let kind = |name: &str| of_name(words(name), name.len());
        assert!(["abc", "www-http", "Abcdefgh", "abcdefgh-90123X"].iter().all(|name| kind(name).is_some()));
        assert!(
            ["ab", "ab-", "abc--d", "abcdefg--a", "abc_d", "abcé", "abcdefghijklmnop"]
                .iter()
                .all(|name| kind(name).is_none())
        );
    }

    #[test]
    fn usual_lines_are_what_any_are() {
        let parts = [
            "a",
            "B",
            "tp",
            "tcp",
            "udp",
            " ",
            " ",
            "-",
            "_",
            ".",
            "/",
            "+",
            "\"",
            "[",
            "]",
            "(",
            ")",
            ",",
            ":",
            ";",
            "é",
            "\t",
            "0",
            "1",
            "19",
            "20",
            "80",
            "443",
            "65535",
            "65536",
            "2001",
            "-09",
            "-30",
            "0001-12",
            "Re",
            "served",
            "reserved",
            "Unassigned",
            "uun",
            "de-registered",
            "Unauthorized use",
            "unofficially",
            "Known ",
            "This entry ",
            "Defined TXT keys",
            "not ",
            "removed",
            "dccp",
            "sctp",
            "http",
            "Rr",
            "uU",
            "nassigned",
            "abcdefghijklmnop",
        ];
        let mut numbers = Numbers(1);
        let mut next = |end: usize| numbers.below(end);
        let people = People::new(["a", "a_b", "RFC80", "tp", "19"].into_iter());
        let (mut usual, mut proses) = (0, 0);
        for _ in 0..200_000 {
            let most = [8, 8, 8, 30][next(4)];
            let text: String = (0..=next(most)).map(|_| parts[next(parts.len())]).collect();
            let text = text.trim();
            let shape = shape::of_cell(text, &people);
            let of = Kind::of(text, &shape);
            assert_eq!(of.shape(text), shape, "{text:?}");
            let brackets = || Some((Kind::of_usual_brackets(text, &people)?, 0));
            if let Some(prose) = usual_prose(text.as_bytes()) {
                proses += 1;
                let words = any_words(text.as_bytes()).expect(text);
                let kept = HAS_LETTER | HAS_UPPER | HAS_SPACE | HAS_QUOTE;
                assert_eq!(prose, Words { held: words.held & kept, ..words }, "{text:?}");
            }
            if let Some((kind, port)) = Kind::of_usual(text).or_else(brackets) {
                usual += 1;
                assert_eq!(kind, of, "{text:?}");
                let head = text.bytes().take(8).rev().fold(0, |head, byte| head << 8 | u64::from(byte));
                let by_head = of_port_or_transport(head, u32::try_from(text.len()).unwrap());
                assert!(by_head.is_none_or(|told| told == (kind, port)), "{text:?}");
                let by_words = of_name(words(text), text.len());
                assert!(by_words.is_none_or(|name| (name, 0) == (kind, port)), "{text:?}");
                let ports = cell::ports(text).filter(|_| shape == Shape::Ports);
                assert_eq!(port, ports.map_or(0, crate::PortRange::first), "{text:?}");
            }
        }
        assert!(usual > 50_000 && proses > 20_000, "{usual} {proses}");
    }
}
