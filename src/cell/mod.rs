//! The grammar of each kind of value that a cell can hold, the same for every rendering.
//!
//! Small parsers over `&str`, by nom where they are more than digits. They know nothing of tables, columns or documents.

pub(crate) mod brackets;
mod date;
#[cfg(test)]
mod grammar;
pub(crate) mod name;
mod ports;
mod reference;
pub(crate) mod sentence;
#[cfg(any(test, fuzzing))]
pub(crate) mod sound;
pub(crate) mod state;
pub(crate) mod text;
pub(crate) mod uri;

use ecow::EcoString;

use crate::ast::{PartialDate, PortRange};

/// `ports = port [ "-" port ]`, the whole cell.
#[inline]
pub(crate) fn ports(cell: &str) -> Option<PortRange> {
    if cell.as_bytes().first()?.is_ascii_digit() { cell.parse().ok() } else { None }
}

/// `date = year [ "-" month [ "-" day ] ]`, the whole cell.
#[inline]
pub(crate) fn date(cell: &str) -> Option<PartialDate> {
    if cell.as_bytes().first()?.is_ascii_digit() { cell.parse().ok() } else { None }
}

/// Whether a cell that is no date was to be one.
pub(crate) fn is_damaged_date(cell: &str) -> bool {
    date::is_damaged(cell)
}

/// The four transport protocols of RFC 6335, in the registry's lower case; a cell whose column is not known is a
/// transport only by these. "TCP" begins a description.
pub(crate) fn is_transport(cell: &str) -> bool {
    matches!(cell, "tcp" | "udp" | "sctp" | "dccp")
}

/// The length of the transports that begin `text` as a word of their own, however they are written: `TCP`, or several as
/// `tcp/udp` and `TCP, UDP`; 0 where none does. To be asked where a transport stands, for prose holds such words, too.
#[inline(always)]
pub(crate) fn transports_len(text: &str) -> usize {
    // Nearly all else is told by one of these letters.
    match text.as_bytes() {
        [_, _, b'p' | b'P', ..] | [_, _, _, b'p' | b'P', ..] => transports_at(text.as_bytes()),
        _ => 0,
    }
}

#[inline(never)]
fn transports_at(bytes: &[u8]) -> usize {
    let mut end = 0_usize;
    loop {
        let rest = bytes.get(end..).unwrap_or_default();
        let length = rest.iter().position(|byte| !byte.is_ascii_alphabetic()).unwrap_or(rest.len());
        let word = rest.get(..length).unwrap_or_default();
        if !(3..=4).contains(&length) || !TRANSPORTS.iter().any(|known| word.eq_ignore_ascii_case(known.as_bytes())) {
            return 0;
        }
        end = end.saturating_add(length);
        let length = match rest.get(length..).unwrap_or_default() {
            [] | [b' ' | b'\n', ..] => return end,
            [b',', b' ', ..] => 2,
            [b'/' | b',', ..] => 1,
            _ => return 0,
        };
        end = end.saturating_add(length);
    }
}

const TRANSPORTS: [&str; 4] = ["tcp", "udp", "sctp", "dccp"];

/// Whether this is the one transport that has service codes, however it is written.
#[inline(always)]
pub(crate) fn is_dccp(transport: &str) -> bool {
    matches!(transport.as_bytes(), [b'd' | b'D', b'c' | b'C', b'c' | b'C', b'p' | b'P'])
}

/// `service-code = 1*10DIGIT`, at most 32 bits (RFC 5595 §2.3).
pub(crate) fn service_code(cell: &str) -> Option<u32> {
    cell.bytes().all(|byte| byte.is_ascii_digit()).then(|| cell.parse().ok()).flatten()
}

/// Owned and folded: what an AST text is.
pub(crate) fn owned(cell: &str) -> EcoString {
    if text::is_plain(cell) { cell.into() } else { text::fold(cell).as_ref().into() }
}

#[cfg(test)]
mod tests {
    use super::transports_len;

    #[test]
    fn transports_are_told_however_they_are_written() {
        for (text, length) in [
            ("TCP Echo", 3),
            ("tcp", 3),
            ("Sctp\nEcho", 4),
            ("tcp/udp Echo", 7),
            ("TCP, udp,DCCP Echo", 13),
            ("TCP, Echo", 0),
            ("TCP/IP", 0),
            ("tcp/ udp", 0),
            ("TCPs", 0),
            ("tcp/", 0),
            ("", 0),
        ] {
            assert_eq!(transports_len(text), length, "{text:?}");
        }
    }
}
