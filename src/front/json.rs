//! To come.

use crate::ast::{Format, Parsed};
use crate::options::Limits;

/// Which of the two `text` is, told from its first object.
pub(crate) fn format_of(_text: &str) -> Option<Format> {
    None
}

pub(crate) fn read(_text: &str, _limits: &Limits) -> Option<Parsed> {
    None
}

pub(crate) fn read_lines(_text: &str, _limits: &Limits) -> Option<Parsed> {
    None
}
