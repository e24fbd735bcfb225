//! Which rendering is this? Told from the content alone.

use crate::ast::{Format, Layout};
use crate::front::markdown::{self, aligned};
use crate::front::text::{fixed, stacked, tabbed, unwrap};
use crate::front::{csv, json, xml};
use crate::preamble;

/// The rendering of `text`, if it looks like one of the registry that portolan reads; `asked`: one of this format.
pub(crate) fn detect(text: &str, asked: Option<Format>) -> Option<(Format, Option<Layout>)> {
    match asked {
        None => any(text),
        Some(Format::Markdown) => Some((Format::Markdown, markdown_layout(text).or(Some(Layout::Packed)))),
        Some(Format::Text) => Some((Format::Text, text_layout(text).or(Some(Layout::Joined)))),
        Some(format) => Some((format, None)),
    }
}

fn any(text: &str) -> Option<(Format, Option<Layout>)> {
    let start = text.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']);
    if start.starts_with('<') {
        if xml::is_registry(start) {
            return Some((Format::Xml, None));
        }
        if is_html(start) && !aligned::is_aligned(text) {
            return Some((Format::Html, None));
        }
    }
    if start.starts_with('{')
        && let Some(format) = json::format_of(start)
    {
        return Some((format, None));
    }
    if let Some(layout) = markdown_layout(text) {
        return Some((Format::Markdown, Some(layout)));
    }
    if csv::has_headings(text) {
        return Some((Format::Csv, None));
    }
    if let Some(layout) = text_layout(text) {
        return Some((Format::Text, Some(layout)));
    }
    // Cut before its table.
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty()).take(4);
    if lines.any(|line| preamble::is_title(line.trim_start_matches(['#', ' ']))) {
        return Some(if text.lines().any(|line| line == "- Last Updated") {
            (Format::Markdown, Some(Layout::Packed))
        } else {
            (Format::Text, Some(Layout::Joined))
        });
    }
    None
}

fn markdown_layout(text: &str) -> Option<Layout> {
    if aligned::is_aligned(text) {
        return Some(Layout::Aligned);
    }
    markdown::headings(text).map(|_| Layout::Packed)
}

fn text_layout(text: &str) -> Option<Layout> {
    match () {
        () if tabbed::has_headings(text) => Some(Layout::Tabbed),
        () if stacked::has_headings(text) => Some(Layout::Stacked),
        () if fixed::has_headings(text) => Some(Layout::Fixed),
        () if unwrap::has_headings(text) => Some(Layout::Joined),
        () => None,
    }
}

fn is_html(start: &str) -> bool {
    // A tag that only HTML has, near the beginning: a page, or a part of one.
    let head = start.get(..crate::cell::text::floor(start, 4096)).unwrap_or(start).to_ascii_lowercase();
    ["<html", "<!doctype html", "<table", "<body", "<div", "<head", "<h1", "<dl"].iter().any(|tag| head.contains(tag))
}
