//! How a joined row begins: name, ports and transport, each of which may be absent.

#![allow(clippy::arithmetic_side_effects, reason = "places in a line in memory, and numbers of six digits")]

use crate::ast::PortRange;
use crate::cell::{self, state};
use crate::sixteen;

/// The beginning of a line that could be a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Head<'a> {
    pub(crate) name: &'a str,
    pub(crate) ports: Option<PortRange>,
    pub(crate) ports_text: &'a str,
    pub(crate) transport: &'a str,
    /// What follows.
    pub(crate) rest: &'a str,
}

impl<'a> Head<'a> {
    /// Takes what begins the words behind a name for its transport, if that is one written in upper case, or several.
    pub(crate) fn take_transport(&mut self) -> bool {
        let is_alone = self.transport.is_empty() && self.ports.is_none() && !self.name.is_empty();
        let length = if is_alone { cell::transports_len(self.rest) } else { 0 };
        if length > 0 {
            (self.transport, self.rest) = split_behind(self.rest, length);
        }
        length > 0
    }

    /// Whether its transport is written in upper case, or is several.
    #[inline(always)]
    pub(crate) fn is_written_otherwise(&self) -> bool {
        matches!(self.transport.as_bytes(), [b'A'..=b'Z', ..] | [_, _, _, _, _, ..])
    }
}

/// How long the parts of a head are that have one space between them, and one behind them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Lengths {
    name: u8,
    ports: u8,
    transport: u8,
}

impl Lengths {
    #[inline]
    pub(crate) fn of(head: &Head<'_>, line: &str) -> Option<Self> {
        let part = |text: &str| u8::try_from(text.len()).ok();
        let found = Self { name: part(head.name)?, ports: part(head.ports_text)?, transport: part(head.transport)? };
        // Where nothing follows, no space does, and the sum would make up for two of them further up.
        (!head.rest.is_empty() && head.rest.len() + found.total() == line.len()).then_some(found)
    }

    fn total(self) -> usize {
        let with_space = |length: u8| usize::from(length) + usize::from(length > 0);
        with_space(self.name) + with_space(self.ports) + with_space(self.transport)
    }

    pub(crate) fn name(self, line: &str) -> &str {
        line.get(..usize::from(self.name)).unwrap_or("")
    }

    pub(crate) fn has_name(self) -> bool {
        self.name > 0
    }

    /// Where the transport of a line that has these begins.
    #[inline]
    pub(crate) fn transport_at(self) -> usize {
        self.total().saturating_sub(usize::from(self.transport) + 1)
    }

    /// Whether the name of a line that has these is `name`.
    pub(crate) fn is_of_name(self, name: &str, line: &str) -> bool {
        usize::from(self.name) == name.len() && line.starts_with(name)
    }

    /// The head of a line that has these, but for the number of its ports.
    #[inline(always)]
    pub(crate) fn head(self, line: &str) -> Head<'_> {
        let part = |from: usize, length: u8| {
            let end = from + usize::from(length);
            (line.get(from..end).unwrap_or(""), end + usize::from(length > 0))
        };
        let (name, at) = part(0, self.name);
        let (ports_text, at) = part(at, self.ports);
        let (transport, at) = part(at, self.transport);
        Head { name, ports: None, ports_text, transport, rest: line.get(at..).unwrap_or("") }
    }
}

/// How surely a line begins a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Strength {
    /// A word, and more words: a name without port and transport, or a line of a note.
    Words,
    /// What stands in the place of a port is none, and a transport or a state follows.
    Damaged,
    /// A port without a transport or after several words; to be believed where it fits the order of ports.
    InOrder,
    /// Nothing but a row begins so.
    Sure,
}

/// A byte that a name can have.
const NAME: u8 = 1;
const LETTER: u8 = 2;

/// The sort of each byte, 0 for one that no name has.
const SORTS: [u8; 256] = by_byte!(|byte| match byte {
    b'a'..=b'z' | b'A'..=b'Z' => NAME | LETTER,
    b'0'..=b'9' | b'-' | b'_' | b'.' | b'+' | b'*' | b'/' => NAME,
    _ => 0,
});

/// Bytes of the longest name.
const MOST_NAME: usize = 40;

/// Whether a letter is among the bytes that names have with which these begin, and how many they are; `None` where all are.
#[inline]
fn short_name(bytes: &[u8; 16]) -> Option<(bool, usize)> {
    let letters = sixteen::bits(*bytes, sixteen::letters);
    let others =
        sixteen::bits(*bytes, |bytes| sixteen::between(bytes, b'0', b'9') | sixteen::any_of(bytes, *b"-_.+*/"));
    let length = (letters | others).trailing_ones();
    (length < 16).then_some((letters & !(u32::MAX << length) != 0, length as usize))
}

/// The same of all bytes that names have with which a text begins.
fn long_name(bytes: &[u8]) -> (bool, usize) {
    let (mut sorts, mut length) = (0, 0);
    while let Some(&byte) = bytes.get(length) {
        let sort = SORTS.get(usize::from(byte)).copied().unwrap_or(0);
        if sort == 0 {
            break;
        }
        sorts |= sort;
        length += 1;
    }
    (sorts & LETTER != 0, length)
}

fn is_border(byte: Option<&u8>) -> bool {
    matches!(byte, None | Some(b' ' | b'\n'))
}

/// Length of the name that begins `bytes` as a word of its own, as [`is_plausible`](crate::cell::name::is_plausible) has it; 0 where none does.
#[inline]
pub(crate) fn name_length(bytes: &[u8]) -> usize {
    let (has_letter, length) = match bytes.first_chunk().and_then(short_name) {
        Some(found) => found,
        None => long_name(bytes),
    };
    let begins = matches!(bytes.first(), Some(first) if first.is_ascii_alphanumeric() || *first == b'_');
    let last = length.checked_sub(1).and_then(|last| bytes.get(last));
    let is_name = begins
        && has_letter
        && length <= MOST_NAME
        && !matches!(last, Some(b'.' | b'-' | b'/'))
        && is_border(bytes.get(length));
    if is_name { length } else { 0 }
}

/// The ports that begin `text` as a word of their own, and its length.
#[inline]
fn ports_at(text: &str) -> Option<(PortRange, usize)> {
    let bytes = text.as_bytes();
    let (mut port, mut length) = (0_u32, 0);
    // Most are a port alone, of five digits at the most.
    while let (Some(digit @ b'0'..=b'9'), 0..6) = (bytes.get(length), length) {
        port = 10 * port + u32::from(digit & 0xf);
        length += 1;
    }
    if length == 0 {
        return None;
    }
    if length <= 5 && is_border(bytes.get(length)) {
        return u16::try_from(port).ok().map(|port| (PortRange::single(port), length));
    }
    let end = bytes.iter().position(|byte| is_border(Some(byte))).unwrap_or(bytes.len());
    Some((cell::ports(text.get(..end)?)?, end))
}

/// Length of the transport that begins `text` as a word of its own; 0 where none does.
#[inline]
fn transport_length(text: &str) -> usize {
    let end = match text.as_bytes() {
        [b't' | b'u', _, b'p', rest @ ..] if is_border(rest.first()) => 3,
        [b's' | b'd', _, _, b'p', rest @ ..] if is_border(rest.first()) => 4,
        _ => return 0,
    };
    if text.get(..end).is_some_and(cell::is_transport) { end } else { 0 }
}

/// The first `end` bytes of `text`, a word, and what follows it and the spaces behind it.
#[inline]
fn split_behind(text: &str, end: usize) -> (&str, &str) {
    // The row's end, too, is a border.
    let mut start = end;
    while matches!(text.as_bytes().get(start), Some(b' ' | b'\t')) {
        start += 1;
    }
    (text.get(..end).unwrap_or(""), text.get(start..).unwrap_or(""))
}

/// How long the parts of the head are that begins a line as by far most do, and its port: a name or none, one port and a
/// transport, one space behind each, and something that follows. Nothing but a row begins so. `name`: the
/// [length](name_length) of its name.
#[inline]
pub(crate) fn usual(line: &[u8], name: usize) -> Option<(Lengths, u16)> {
    let rest = match (name, line.get(name..)?) {
        (0, rest) | (_, [b' ', rest @ ..]) => rest,
        _ => return None,
    };
    let (mut port, mut ports) = (0_u32, 0_u8);
    while let (Some(digit @ b'0'..=b'9'), 0..5) = (rest.get(usize::from(ports)), ports) {
        port = 10 * port + u32::from(digit & 0xf);
        ports += 1;
    }
    let (transport, after) = match rest.get(usize::from(ports)..)? {
        [b' ', b't', b'c', b'p', b' ', after, ..] | [b' ', b'u', b'd', b'p', b' ', after, ..] => (3, after),
        [b' ', b's', b'c', b't', b'p', b' ', after, ..] | [b' ', b'd', b'c', b'c', b'p', b' ', after, ..] => (4, after),
        _ => return None,
    };
    let is_usual = ports > 0 && after.is_ascii_graphic();
    let lengths = Lengths { name: u8::try_from(name).ok()?, ports, transport };
    u16::try_from(port).ok().filter(|_| is_usual).map(|port| (lengths, port))
}

/// `head = [ name SP ] [ ports SP ] [ transport SP ]`, the longest that there is
pub(crate) fn head(line: &str) -> Option<(Head<'_>, Strength)> {
    let name = name_length(line.as_bytes());
    usual_head(line, name).or_else(|| other(line, name))
}

/// The same, of a line that is sure to begin a row, or has its transport written otherwise.
pub(crate) fn sure(line: &str) -> Option<Head<'_>> {
    let name = name_length(line.as_bytes());
    let (head, strength) = usual_head(line, name).or_else(|| with_own_parts(line, name))?;
    (strength == Strength::Sure || head.is_written_otherwise()).then_some(head)
}

#[inline]
fn usual_head(line: &str, name: usize) -> Option<(Head<'_>, Strength)> {
    let (lengths, port) = usual(line.as_bytes(), name)?;
    Some((Head { ports: Some(PortRange::single(port)), ..lengths.head(line) }, Strength::Sure))
}

/// The same of a line that does not begin as [usual], whose name is so long.
pub(crate) fn other(line: &str, name: usize) -> Option<(Head<'_>, Strength)> {
    match with_own_parts(line, name)? {
        (head, Strength::Words) => match words_before_port(line) {
            Some(head) => Some((head, Strength::InOrder)),
            None => Some((head, Strength::Words)).filter(|(head, _)| !head.name.is_empty()),
        },
        found => Some(found),
    }
}

/// The same where no name has several words.
fn with_own_parts(line: &str, length_of_name: usize) -> Option<(Head<'_>, Strength)> {
    let mut found = Head { name: "", ports: None, ports_text: "", transport: "", rest: line };
    if length_of_name > 0 {
        (found.name, found.rest) = split_behind(found.rest, length_of_name);
    }
    // A row can begin with its transport alone, but such a row would have neither name nor port.
    if let Some((ports, length)) = ports_at(found.rest) {
        found.ports = Some(ports);
        (found.ports_text, found.rest) = split_behind(found.rest, length);
    }
    let length = transport_length(found.rest);
    if length > 0 {
        (found.transport, found.rest) = split_behind(found.rest, length);
    } else if found.ports.is_some() {
        // Behind a port prose holds such words, too.
        let length = cell::transports_len(found.rest);
        if length > 0 {
            (found.transport, found.rest) = split_behind(found.rest, length);
        }
    }
    let may_be_damaged = |text: &str| text.bytes().next().is_some_and(|first| !first.is_ascii_alphabetic());
    if found.transport.is_empty()
        // What follows ports that can be read is no part of them if it is words.
        && (found.ports.is_none() && may_be_damaged(line) || may_be_damaged(found.rest))
        && let Some(damaged) = damaged_ports(line, length_of_name)
    {
        return Some((damaged, Strength::Damaged));
    }
    let (has_name, has_ports) = (!found.name.is_empty(), found.ports.is_some());
    let strength = match () {
        () if length > 0 && (has_name || has_ports) => Strength::Sure,
        () if length > 0 => return None,
        () if has_ports && !has_name && states(found.rest) => Strength::Sure,
        () if has_ports => Strength::InOrder,
        () => Strength::Words,
    };
    Some((found, strength))
}

/// The head of a line in which something stands for a port that is none, such as `3,593` or `43O2`: behind a name and before
/// a transport, or before a transport or a state at the beginning.
fn damaged_ports(line: &str, length_of_name: usize) -> Option<Head<'_>> {
    let (name, rest) = split_behind(line, length_of_name);
    let at_beginning = || damaged_before(line, true).map(|found| ("", found));
    let (name, (ports_text, length, rest)) =
        if name.is_empty() { None } else { damaged_before(rest, false).map(|found| (name, found)) }
            .or_else(at_beginning)?;
    let (transport, rest) = split_behind(rest, length);
    Some(Head { name, ports: None, ports_text, transport, rest })
}

/// What begins a text and was to be ports, the length of the transport that follows, and all from that on.
fn damaged_before(text: &str, or_state: bool) -> Option<(&str, usize, &str)> {
    let mut end = 0;
    // "6000 - 6063" are three words.
    for count in 1..=3 {
        end += text.get(end..)?.find(' ')?;
        let (ports, rest) = split_behind(text, end);
        if !may_be_ports(ports, count == 1) {
            return None;
        }
        let length = cell::transports_len(rest);
        if length > 0 || or_state && count == 1 && states(rest) {
            let is_damaged = cell::ports(ports).is_none() && cell::date(ports).is_none();
            return is_damaged.then_some((ports, length, rest));
        }
        end = text.len() - rest.len();
    }
    None
}

/// Whether a text has digits, and more of them than letters, which a number of several words has not.
fn may_be_ports(text: &str, is_word: bool) -> bool {
    let (mut digits, mut letters) = (0, 0);
    for letter in text.chars() {
        digits += usize::from(letter.is_numeric());
        letters += usize::from(letter.is_alphabetic());
    }
    let has_marks = text.contains(['[', ']', '"', '=', '(', ')']);
    text.len() <= MOST_NAME && digits > letters && (is_word || letters == 0) && !has_marks
}

/// Whether the first word of what follows a port is a state.
fn states(rest: &str) -> bool {
    rest.split_whitespace().next().is_some_and(|word| state::of_word(word).is_some())
}

/// A name of several words, before a port and a transport: a few registrations older than RFC 6335 have them.
fn words_before_port(line: &str) -> Option<Head<'_>> {
    let bytes = line.as_bytes();
    let mut at = 0;
    for count in 0..9 {
        while bytes.get(at) == Some(&b' ') {
            at += 1;
        }
        if count > 1
            && bytes.get(at).is_some_and(u8::is_ascii_digit)
            && let Some((found, length)) = ports_at(line.get(at..)?)
            && matches!(bytes.get(at + length), None | Some(b' '))
        {
            let (ports_text, after) = line.get(at..)?.split_at_checked(length)?;
            let after = after.trim_start_matches(' ');
            let (transport, rest) = match transport_length(after) {
                0 => return None,
                length => split_behind(after, length),
            };
            let name = line.get(..at)?.trim_end();
            let (ports, is_name) = (Some(found), !name.contains(['[', ']', '"', '=']));
            return is_name.then_some(Head { name, ports, ports_text, transport, rest });
        }
        while bytes.get(at).is_some_and(|byte| *byte != b' ') {
            at += 1;
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(line: &str) -> Option<(&str, &str, &str, &str, Strength)> {
        head(line).map(|(head, strength)| (head.name, head.ports_text, head.transport, head.rest, strength))
    }

    #[test]
    fn lengths_tell_of_no_other_head() {
        for (line, are_usual) in [
            ("foo 7 tcp Foo", true),
            ("7 tcp Foo", true),
            ("foo tcp Foo", true),
            ("foo  7 tcp Foo", false),
            ("foo 7  tcp", false),
            ("foo  7 tcp", false),
            ("foo  dccp", false),
            ("foo 7 tcp", false),
        ] {
            let (head, _) = head(line).expect("a head");
            let lengths = Lengths::of(&head, line);
            assert_eq!(lengths.is_some(), are_usual, "{line}");
            if let Some(lengths) = lengths {
                assert_eq!(Head { ports: head.ports, ..lengths.head(line) }, head, "{line}");
            }
        }
    }

    #[test]
    fn heads_of_every_sort() {
        use Strength::{Damaged, InOrder, Sure, Words};
        for (line, expected) in [
            ("cdbroker 3376 udp CD Broker [M] [M]", Some(("cdbroker", "3376", "udp", "CD Broker [M] [M]", Sure))),
            ("3546 Unassigned 2002-09", Some(("", "3546", "", "Unassigned 2002-09", Sure))),
            ("24 tcp any private mail system", Some(("", "24", "tcp", "any private mail system", Sure))),
            ("swx 7300-7359 The Swiss Exchange", Some(("swx", "7300-7359", "", "The Swiss Exchange", InOrder))),
            ("core-rd tcp Resource Directory", Some(("core-rd", "", "tcp", "Resource Directory", Sure))),
            ("mihcs MIH Command Services", Some(("mihcs", "", "", "MIH Command Services", Words))),
            ("Old Name (Words) 3283 tcp Net", Some(("Old Name (Words)", "3283", "tcp", "Net", InOrder))),
            ("rrh 753 TCP/UDP Remote", Some(("rrh", "753", "TCP/UDP", "Remote", InOrder))),
            ("80 TCP Web", Some(("", "80", "TCP", "Web", InOrder))),
            ("oyster 3,593 tcp Model", Some(("oyster", "3,593", "tcp", "Model", Damaged))),
            ("oyster 3593.0 TCP Model", Some(("oyster", "3593.0", "TCP", "Model", Damaged))),
            ("x11 6000 - 6063 tcp X", Some(("x11", "6000 - 6063", "tcp", "X", Damaged))),
            ("x11 70000 tcp X", Some(("x11", "70000", "tcp", "X", Damaged))),
            ("778O Unassigned Known", Some(("", "778O", "", "Unassigned Known", Damaged))),
            ("uses version2 tcp stacks", Some(("uses", "", "", "version2 tcp stacks", Words))),
            ("web TCP Web", Some(("web", "", "", "TCP Web", Words))),
            ("rrh 753 udp", Some(("rrh", "753", "udp", "", Sure))),
            ("tcp 5 x", Some(("tcp", "5", "", "x", InOrder))),
            ("td: Absolute pathname", None),
            ("[A] [A]", None),
            ("hash=<40hex characters>", None),
            ("", None),
        ] {
            assert_eq!(parts(line), expected, "{line}");
        }
    }

    #[test]
    fn names_are_those_that_are_plausible() {
        let long = "a".repeat(41);
        for word in [
            "a",
            "a-b",
            "_a",
            "-a",
            "1",
            "1a",
            "a.",
            "a-",
            "a/",
            "a/b",
            "a+*",
            "a\tb",
            "é",
            "a[",
            "",
            ":",
            &long,
            &long[1..],
        ] {
            for line in [word.to_owned(), format!("{word} x"), format!("{word}\nx")] {
                let expected = if crate::cell::name::is_plausible(word) { word.len() } else { 0 };
                assert_eq!(name_length(line.as_bytes()), expected, "{line:?}");
            }
        }
    }
}
