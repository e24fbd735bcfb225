//! Which rendering is this? Told from the content alone.

use crate::ast::Format;
use crate::front::{markdown, unwrap, xml};
use crate::preamble;

/// The format of `text`, if it looks like a rendering of the registry in any that portolan reads.
pub(crate) fn detect(text: &str) -> Option<Format> {
    let start = text.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']);
    if start.starts_with('<') {
        if xml::is_registry(start) {
            return Some(Format::Xml);
        }
        return is_html(start).then_some(Format::Html);
    }
    if markdown::headings(text).is_some() {
        return Some(Format::Markdown);
    }
    if unwrap::has_headings(text) {
        return Some(Format::Text);
    }
    // Cut before its table.
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty()).take(4);
    if lines.any(|line| preamble::is_title(line.trim_start_matches(['#', ' ']))) {
        return Some(if text.lines().any(|line| line == "- Last Updated") { Format::Markdown } else { Format::Text });
    }
    None
}

fn is_html(start: &str) -> bool {
    // A tag that only HTML has, near the beginning: a page, or a part of one.
    let head = start.get(..crate::cell::text::floor(start, 4096)).unwrap_or(start).to_ascii_lowercase();
    ["<html", "<!doctype html", "<table", "<body", "<div", "<head", "<h1", "<dl"].iter().any(|tag| head.contains(tag))
}
