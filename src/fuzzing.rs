//! Doors for the targets of `fuzz/`, to what the public API shows only from afar. They stop where something does not hold.

use crate::ast::{Format, Layout, Parsed};
use crate::cell;
use crate::front;
use crate::general_way;
use crate::options::Limits;

/// Reads a text as one rendering, whatever it looks like: the usual way, and the general way, which must give the same.
/// `None` where it is none.
#[allow(clippy::panic, reason = "it is there to stop")]
pub fn read(text: &str, format: Format, layout: Option<Layout>, limits: &Limits) -> Option<Parsed> {
    let read = || front::read(text, (format, layout), limits);
    let (usual, general) = (read(), general_way::force(read));
    if usual != general {
        panic!("{text:?}\nusual: {usual:#?}\ngeneral: {general:#?}");
    }
    usual
}

/// Reads a page of HTML both ways; whether the quick way took it.
pub fn html_ways(text: &str) -> bool {
    front::html::ways::agree(text)
}

/// Reads a text as every kind of cell.
pub fn cells(text: &str) {
    cell::sound::check(text);
}
