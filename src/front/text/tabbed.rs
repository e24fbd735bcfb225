//! To come.

use crate::ast::Parsed;
use crate::options::Limits;

/// Whether `text` has the headings of the registry's records in this rendering.
pub(crate) fn has_headings(_text: &str) -> bool {
    false
}

pub(crate) fn read(_text: &str, _limits: &Limits) -> Option<Parsed> {
    None
}
