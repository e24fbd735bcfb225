//! How a joined row begins: name, ports and transport, each of which may be absent.

use nom::character::complete::{char, space1};
use nom::combinator::{opt, peek, verify};
use nom::{IResult, Parser};

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

/// One word: anything but spaces
fn word(input: &str) -> IResult<&str, &str> {
    nom::bytes::complete::is_not(" \n").parse(input)
}

/// A word for which `test` holds
fn word_that<'a>(test: fn(&str) -> bool) -> impl Fn(&'a str) -> IResult<&'a str, &'a str> {
    move |input| verify(word, test).parse(input)
}

/// SP, or the row's end
fn border(input: &str) -> IResult<&str, ()> {
    if input.is_empty() || peek(char::<&str, nom::error::Error<&str>>('\n')).parse(input).is_ok() {
        return Ok((input, ()));
    }
    space1.map(|_| ()).parse(input)
}

fn is_ports(word: &str) -> bool {
    cell::ports(word).is_some()
}

/// `head = [ name SP ] [ ports SP ] [ transport SP ]`, the longest that there is
pub(crate) fn head(line: &str) -> Option<(Head<'_>, Strength)> {
    let ports = word_that(is_ports);
    let transport = word_that(cell::is_transport);
    let tail = |input| (opt((&ports, border)), opt((&transport, border))).parse(input);

    let (after_name, first) = opt((word_that(name::is_plausible), border)).parse(line).ok()?;
    let first = first.map_or("", |(name, ())| name);
    // A row can begin with its transport alone, but such a row would have neither name nor port.
    let (rest, (ports_found, transport_found)) = tail(after_name).ok()?;
    let ports_text = ports_found.map_or("", |(ports, ())| ports);
    let transport_text = transport_found.map_or("", |(transport, ())| transport);
    let found = Head { name: first, ports: cell::ports(ports_text), ports_text, transport: transport_text, rest };
    let first_word = rest.split_whitespace().next().unwrap_or("");
    let strength = match (first, ports_text, transport_text) {
        (_, "", "") => words_before_port(line).map_or(Strength::Words, |_| Strength::InOrder),
        ("", "", _) => return None,
        ("", _, "") if state::of_word(first_word).is_some() => Strength::Sure,
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
        if count > 1 && is_ports(word) {
            let (rest, (transport, ())) =
                (word_that(cell::is_transport), border).parse(after.trim_start_matches(' ')).ok()?;
            let name = line.get(..at)?.trim_end();
            return (!name.contains(['[', ']', '"', '='])).then_some(Head {
                name,
                ports: cell::ports(word),
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
