//! Tables that a Markdown document holds as HTML: converters write one so whose cells have several lines.
//!
//! They are read by the HTML front-end, from a copy of the document in which all else is blank, so that places stay.

#![allow(clippy::arithmetic_side_effects, reason = "places in a text in memory, and counts of what is there")]

use std::borrow::Cow;
use std::ops::Range;

use crate::cell::text::floor;
use crate::column::heading::{self, Table};
use crate::front::signs::Signs;
use crate::marks::Marks;
use crate::preamble;

use super::inline::{self, Breaks};
use super::link::Definitions;
use super::{header, table};

/// Whether a table begins in a text: few have a tag of one.
pub(super) fn may_have_tables(signs: &Signs<'_>) -> bool {
    may_begin(signs.text)
}

/// The same by itself.
fn may_begin(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr::memchr_iter(b'<', bytes).any(|at| {
        let is_near = |name: &[u8; 2]| name.eq_ignore_ascii_case(b"ta");
        bytes.get(at + 1..).and_then(|tag| tag.first_chunk()).is_some_and(is_near)
    })
}

/// The tag of a table.
struct Tag {
    at: usize,
    closes: bool,
}

/// The tags of tables.
fn tags(bytes: &[u8]) -> impl Iterator<Item = Tag> {
    // A page of HTML has hundreds of thousands of tags, and few bytes of it are a `b`.
    Marks::new(bytes, [b'b', b'B'], 0).filter_map(|middle| {
        let (before, name) = bytes.split_at_checked(middle.checked_sub(2)?)?;
        let (before, closes) = match before {
            [before @ .., b'<'] => (before, false),
            [before @ .., b'<', b'/'] => (before, true),
            _ => return None,
        };
        let is_table = name.get(..5).is_some_and(|name| name.eq_ignore_ascii_case(b"table"))
            && name.get(5).is_none_or(|byte| !byte.is_ascii_alphanumeric() && *byte != b'-');
        is_table.then_some(Tag { at: before.len(), closes })
    })
}

/// Where the tables stand, in order, each with its tags. One that has no end goes on to the end of the text.
pub(super) fn tables(text: &str) -> Vec<Range<usize>> {
    // Most Markdown has none.
    if !may_begin(text) {
        return Vec::new();
    }
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let (mut depth, mut from, mut past) = (0_usize, 0, 0);
    for Tag { at, closes } in tags(bytes) {
        // What stands within the tag that ended a table.
        if at < past {
            continue;
        }
        if closes && depth > 0 {
            depth = depth.saturating_sub(1);
            if depth == 0 {
                let tag = bytes.get(at..).unwrap_or_default();
                let end = memchr::memchr(b'>', tag).map_or(text.len(), |end| at + end + 1);
                found.push(from..end);
                past = end;
            }
        } else if !closes && depth > 0 {
            depth += 1;
        } else if !closes && begins_line(text, at) {
            (depth, from) = (1, at);
        }
    }
    if depth > 0 {
        found.push(from..text.len());
    }
    found
}

/// Whether the first of the [`tables`] stands below Markdown.
pub(super) fn has_markdown_above(text: &str) -> bool {
    let first = tags(text.as_bytes()).find(|tag| !tag.closes && begins_line(text, tag.at));
    first.and_then(|tag| text.get(..tag.at)).is_some_and(is_markdown)
}

/// Whether one of the [`tables`] may begin or end in a line.
pub(super) fn may_bound_table(line: &str) -> bool {
    // The tag at its end may have begun above.
    let first = line.bytes().find(|byte| matches!(byte, b'<' | b'>'));
    first == Some(b'>') || tags(line.as_bytes()).next().is_some()
}

fn begins_line(text: &str, at: usize) -> bool {
    let before = text.as_bytes().get(..at).unwrap_or_default();
    let space = before.iter().rev().take_while(|byte| matches!(byte, b' ' | b'\t')).take(64).count();
    before.len() == space || before.iter().rev().nth(space) == Some(&b'\n')
}

/// Whether `text` is Markdown that has a table of records as HTML.
pub(super) fn is_markdown_with_records(text: &str, tables: &[Range<usize>]) -> bool {
    let Some(first) = tables.first() else { return false };
    is_markdown(text.get(..first.start).unwrap_or("")) && tables.iter().any(|table| has_records(text, table))
}

/// Whether what stands above the first table is Markdown, not the header of a page of HTML.
fn is_markdown(head: &str) -> bool {
    let lower = head.to_ascii_lowercase();
    let is_entry = |line: &str| {
        let title = table::title_of(line);
        preamble::entry(&title).is_some() || preamble::is_title(&title)
    };
    // Some write the list as HTML.
    !lower.contains("<h1")
        && !lower.contains("<h2")
        && (!lower.contains("<dt") && head.lines().any(is_entry) || header::begins(head))
}

/// Whether the first rows of a table hold the headings of records.
fn has_records(text: &str, table: &Range<usize>) -> bool {
    let table = text.get(table.clone()).unwrap_or("");
    let head = table.get(..floor(table, 16 * 1024)).unwrap_or(table);
    head.split("<tr").skip(1).take(3).any(|row| {
        let cells: Vec<Cow<'_, str>> = row
            .split("<t")
            .skip(1)
            .filter_map(|cell| cell.strip_prefix(['h', 'd'])?.split_once('>'))
            .map(|(_, cell)| cell.split("</t").next().unwrap_or(""))
            .map(|cell| inline::text(cell, &Definitions::default(), Breaks::Fold, &mut Vec::new()))
            .collect();
        matches!(heading::table(&cells), Table::Records(_))
    })
}

/// `text` with `blank` parts as spaces, its lines and its length kept.
pub(super) fn without<'a>(text: &'a str, blank: &[Range<usize>]) -> Cow<'a, str> {
    if blank.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut copy = String::with_capacity(text.len());
    let mut at = 0;
    for part in blank {
        copy.push_str(text.get(at..part.start).unwrap_or(""));
        let bytes = text.as_bytes().get(part.clone()).unwrap_or_default();
        let mut from = 0;
        for end in memchr::memchr2_iter(b'\n', b'\r', bytes).chain(std::iter::once(bytes.len())) {
            push_blanks(&mut copy, end.saturating_sub(from));
            copy.extend(bytes.get(end).map(|byte| char::from(*byte)));
            from = end + 1;
        }
        at = part.end;
    }
    copy.push_str(text.get(at..).unwrap_or(""));
    Cow::Owned(copy)
}

fn push_blanks(text: &mut String, mut count: usize) {
    const BLANKS: &str = "                                                                ";
    while count > 0 {
        let blanks = BLANKS.get(..count).unwrap_or(BLANKS);
        text.push_str(blanks);
        count = count.saturating_sub(blanks.len());
    }
}

/// `text` with nothing but its `tables`.
pub(super) fn alone(text: &str, tables: &[Range<usize>]) -> String {
    let blank: Vec<Range<usize>> = outside(text, tables).collect();
    without(text, &blank).into_owned()
}

/// Whether a pipe stands outside of `tables`: without one there is no other table.
pub(super) fn has_pipes_outside(text: &str, tables: &[Range<usize>]) -> bool {
    outside(text, tables).any(|part| text.get(part).is_some_and(|part| part.contains('|')))
}

fn outside(text: &str, tables: &[Range<usize>]) -> impl Iterator<Item = Range<usize>> {
    let starts = std::iter::once(0).chain(tables.iter().map(|table| table.end));
    let ends = tables.iter().map(|table| table.start).chain(std::iter::once(text.len()));
    starts.zip(ends).map(|(start, end)| start..end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_told_from_what_stands_around_them() {
        let text = "é\n<table>\n<tr><td><table></table></td></tr></TABLE >\n\n`<table>`\n  <table id=\"x\">\n";
        let found = tables(text);
        let parts: Vec<&str> = found.iter().filter_map(|range| text.get(range.clone())).collect();
        assert_eq!(parts, ["<table>\n<tr><td><table></table></td></tr></TABLE >", "<table id=\"x\">\n"]);
        let (around, inside) = (without(text, &found), alone(text, &found));
        assert_eq!((around.len(), inside.len()), (text.len(), text.len()));
        assert!(around.starts_with("é\n   ") && around.contains("`<table>`") && !around.contains("</"));
        assert!(inside.starts_with("  \n<table>\n<tr>") && !inside.contains('`'));
    }

    #[test]
    fn what_stands_within_a_tag_is_no_table() {
        let text = "\n<table></table \n<table></table \n<table></table>\n<table></table>";
        assert_eq!(tables(text), [1..24, 33..48, 49..64]);
        let text = "\n<table </table ".repeat(3);
        assert_eq!(tables(&text).first(), Some(&(1..text.len())));
    }
}
