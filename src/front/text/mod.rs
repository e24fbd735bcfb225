//! Plain text, one file a layout.

pub(crate) mod fixed;
pub(crate) mod joined;
mod mend;
mod plain;
pub(crate) mod stacked;
pub(crate) mod tabbed;
mod tail;
pub(crate) mod unwrap;

use std::borrow::Cow;

use crate::ast::{Layout, Parsed};
use crate::front::signs::Signs;
use crate::options::Limits;

/// Reads text of this layout; `None` where it has neither a table of records nor the registry's title.
pub(crate) fn read(text: &str, layout: Option<Layout>, limits: &Limits) -> Option<Parsed> {
    let is_dashed = || layout == Some(Layout::Fixed) && fixed::has_dashes(text) && fixed::is_dashed(&Signs::of(text));
    let has_pairs = memchr::memmem::find(text.as_bytes(), b"[[").is_some();
    let plain = plain::plain(text, has_pairs, is_dashed);
    let (text, may_have_pairs) = (&*plain, has_pairs || matches!(plain, Cow::Owned(_)));
    match layout {
        Some(Layout::Tabbed) => tabbed::read(text, limits),
        Some(Layout::Fixed) => fixed::read(text, may_have_pairs, limits),
        Some(Layout::Stacked) => stacked::read(text, limits),
        _ => joined::read(text, limits),
    }
}
