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

/// `service-code = 1*10DIGIT`, at most 32 bits (RFC 5595 §2.3).
pub(crate) fn service_code(cell: &str) -> Option<u32> {
    cell.bytes().all(|byte| byte.is_ascii_digit()).then(|| cell.parse().ok()).flatten()
}

/// Owned and folded: what an AST text is.
pub(crate) fn owned(cell: &str) -> EcoString {
    if text::is_plain(cell) { cell.into() } else { text::fold(cell).as_ref().into() }
}
