//! How a joined row begins: name, ports and transport, each of which may be absent.

use crate::ast::PortRange;
use crate::cell::{self, name, state};

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

/// How surely a line begins a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Strength {
    /// A word, and more words: a name without port and transport, or a line of a note.
    Words,
    /// A port without a transport or after several words; to be believed where it fits the order of ports.
    InOrder,
    /// Nothing but a row begins so.
    Sure,
}

/// Takes the word that begins `input`, anything but spaces, and the spaces behind it, if `test` finds something in it.
fn take<'a, T>(input: &'a str, test: impl FnOnce(&'a str) -> Option<T>) -> (&'a str, Option<T>, &'a str) {
    let end = input.bytes().position(|byte| matches!(byte, b' ' | b'\n')).unwrap_or(input.len());
    let (word, after) = input.split_at(end);
    match test(word).filter(|_| !word.is_empty()) {
        // The row's end, too, is a border.
        Some(found) => {
            let spaces = after.bytes().position(|byte| !matches!(byte, b' ' | b'\t')).unwrap_or(after.len());
            (word, Some(found), after.get(spaces..).unwrap_or(""))
        }
        None => ("", None, input),
    }
}

fn ports(word: &str) -> Option<PortRange> {
    // Most are a port alone.
    if word.len() <= 5 && word.bytes().all(|byte| byte.is_ascii_digit()) {
        let port = word.bytes().fold(0_u32, |port, digit| 10 * port + u32::from(digit & 0xf));
        return u16::try_from(port).ok().filter(|_| !word.is_empty()).map(PortRange::single);
    }
    word.as_bytes().first().is_some_and(u8::is_ascii_digit).then(|| cell::ports(word)).flatten()
}

fn transport(word: &str) -> Option<()> {
    cell::is_transport(word).then_some(())
}

/// `head = [ name SP ] [ ports SP ] [ transport SP ]`, the longest that there is
pub(crate) fn head(line: &str) -> Option<(Head<'_>, Strength)> {
    let (first, _, after_name) = take(line, |word| name::is_plausible(word).then_some(()));
    // A row can begin with its transport alone, but such a row would have neither name nor port.
    let (ports_text, ports, after_ports) = take(after_name, ports);
    let (transport_text, _, rest) = take(after_ports, transport);
    let found = Head { name: first, ports, ports_text, transport: transport_text, rest };
    let first_word = || rest.split_whitespace().next().unwrap_or("");
    let strength = match (first, ports_text, transport_text) {
        (_, "", "") => words_before_port(line).map_or(Strength::Words, |_| Strength::InOrder),
        ("", "", _) => return None,
        ("", _, "") if state::of_word(first_word()).is_some() => Strength::Sure,
        (_, _, "") => Strength::InOrder,
        _ => Strength::Sure,
    };
    if strength == Strength::InOrder && ports_text.is_empty() {
        return words_before_port(line).map(|head| (head, strength));
    }
    (!(first.is_empty() && ports_text.is_empty())).then_some((found, strength))
}

/// A name of several words, before a port and a transport: a few registrations older than RFC 6335 have them.
fn words_before_port(line: &str) -> Option<Head<'_>> {
    for (count, word) in line.split(' ').filter(|word| !word.is_empty()).take(9).enumerate() {
        let at = word.as_ptr() as usize - line.as_ptr() as usize;
        let after = line.get(at + word.len()..)?;
        if count > 1
            && let Some(found) = ports(word)
        {
            let (transport, is_there, rest) = take(after.trim_start_matches(' '), transport);
            is_there?;
            let name = line.get(..at)?.trim_end();
            let ports = Some(found);
            return (!name.contains(['[', ']', '"', '='])).then_some(Head {
                name,
                ports,
                ports_text: word,
                transport,
                rest,
            });
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
    fn heads_of_every_sort() {
        use Strength::{InOrder, Sure, Words};
        for (line, expected) in [
            ("cdbroker 3376 udp CD Broker [M] [M]", Some(("cdbroker", "3376", "udp", "CD Broker [M] [M]", Sure))),
            ("3546 Unassigned 2002-09", Some(("", "3546", "", "Unassigned 2002-09", Sure))),
            ("24 tcp any private mail system", Some(("", "24", "tcp", "any private mail system", Sure))),
            ("swx 7300-7359 The Swiss Exchange", Some(("swx", "7300-7359", "", "The Swiss Exchange", InOrder))),
            ("core-rd tcp Resource Directory", Some(("core-rd", "", "tcp", "Resource Directory", Sure))),
            ("mihcs MIH Command Services", Some(("mihcs", "", "", "MIH Command Services", Words))),
            ("Old Name (Words) 3283 tcp Net", Some(("Old Name (Words)", "3283", "tcp", "Net", InOrder))),
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
}
