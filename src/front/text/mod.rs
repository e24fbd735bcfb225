//! Plain text, one file a layout.

pub(crate) mod fixed;
pub(crate) mod joined;
mod mend;
mod plain;
pub(crate) mod run_on;
pub(crate) mod stacked;
pub(crate) mod tabbed;
mod tail;
pub(crate) mod unwrap;

use std::borrow::Cow;

use crate::ast::{Layout, Parsed};
use crate::front::signs::Signs;
use crate::options::Limits;
use crate::report;

/// Reads text of this layout; `None` where it has neither a table of records nor the registry's title.
pub(crate) fn read(text: &str, layout: Option<Layout>, limits: &Limits) -> Option<Parsed> {
    let is_dashed = || layout == Some(Layout::Fixed) && fixed::has_dashes(text) && fixed::is_dashed(&Signs::of(text));
    let has_pairs = memchr::memmem::find(text.as_bytes(), b"[[").is_some();
    let plain = plain::plain(text, has_pairs, is_dashed);
    let source = text;
    let (text, may_have_pairs) = (&*plain, has_pairs || matches!(plain, Cow::Owned(_)));
    let mut parsed = match layout {
        Some(Layout::Tabbed) => tabbed::read(text, limits),
        Some(Layout::Fixed) => fixed::read(text, may_have_pairs, limits),
        Some(Layout::Stacked) => stacked::read(text, limits),
        _ => joined::read(&mend::without_links(text), limits),
    };
    // Bytes stay where they are, and characters do not: a no-break space has become two spaces, a word has moved.
    let is_moved = matches!(plain, Cow::Owned(_)) || matches!(layout, None | Some(Layout::Joined));
    if let Some(parsed) = parsed.as_mut().filter(|_| is_moved && !source.is_ascii()) {
        report::reckon_columns(&mut parsed.diagnostics, source);
    }
    parsed
}
