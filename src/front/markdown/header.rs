//! The header above the table, as converters write a title and a definition list.
//!
//! ```text
//! # Service Name and Transport Protocol Port Number Registry
//!
//! Last Updated
//! :   2025-10-22
//! ```
//!
//! Titles with `#` or an underline; headings of the list on lines of their own, in bold, or as items; what follows
//! each behind a colon, indented, between fences, or as it is. Where the first of them has a `#`, all have as many.

#![allow(clippy::arithmetic_side_effects, reason = "places in a text in memory, and counts of what is there")]

use std::borrow::Cow;

use crate::assemble::Assembler;
use crate::preamble::{self, Entry};
use crate::report::Lines;

use super::inline::{self, Breaks};
use super::link::{self, Definitions};
use super::table::title_of;

/// A line, and whether it stands between fences.
struct HeaderLine<'a> {
    text: &'a str,
    at: usize,
    is_code: bool,
    is_fence: bool,
}

impl HeaderLine<'_> {
    fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// Whether it can only be the body of a heading above it.
    fn is_body(&self) -> bool {
        self.is_code || self.is_fence || self.text.starts_with(['\t', ' ']) || self.text.starts_with(": ")
    }
}

/// A heading of the list, on line `at`, with what follows it there.
struct Heading<'a> {
    at: usize,
    title: Cow<'a, str>,
    rest: &'a str,
    is_item: bool,
}

/// Reads the header `text[..end]`.
pub(super) fn read(text: &str, end: usize, definitions: &Definitions<'_>, out: &mut Assembler) {
    let lines = lines(text.get(..end).unwrap_or(""));
    let headings = headings(&lines);
    let above = headings.first().map_or(lines.len(), |heading| heading.at);
    title(lines.get(..above).unwrap_or_default(), out);
    let mut count = Lines::new(text.as_bytes());
    for (number, heading) in headings.iter().enumerate() {
        let stop = headings.get(number + 1).map_or(lines.len(), |next| next.at);
        let from = lines.get(heading.at).map_or(end, |line| line.at);
        let to = lines.get(stop).map_or(end, |line| line.at);
        let body = body(heading, lines.get(heading.at + 1..stop).unwrap_or_default(), definitions);
        let length = text.get(from..to).unwrap_or("").trim_end().len();
        out.entry(&heading.title, &body, count.span(from, from + length));
    }
}

/// Whether a document begins as one of these that was cut before its table.
pub(super) fn begins(text: &str) -> bool {
    let lines = lines(text);
    let headings = headings(&lines);
    let above = lines.get(..headings.first().map_or(lines.len(), |heading| heading.at)).unwrap_or_default();
    let is_marked = |(at, line): (usize, &HeaderLine<'_>)| {
        line.text.starts_with('#') || above.get(at + 1).is_some_and(|below| is_underline(below.text))
    };
    above.iter().enumerate().any(|(at, line)| preamble::is_title(&title_of(line.text)) && is_marked((at, line)))
}

fn lines(text: &str) -> Vec<HeaderLine<'_>> {
    let mut fence: Option<&str> = None;
    let base = text.as_ptr() as usize;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    text.split('\n')
        .map(|line| {
            let at = (line.as_ptr() as usize).saturating_sub(base);
            let line = line.strip_suffix('\r').unwrap_or(line);
            let inner = line.trim_start().trim_start_matches(':').trim();
            let mark = ["```", "~~~"].into_iter().find(|mark| inner.starts_with(mark));
            let is_fence = mark.is_some() && (fence.is_none() || fence == mark && inner.len() <= 4);
            if is_fence {
                fence = if fence.is_some() { None } else { mark };
            }
            HeaderLine { text: line, at, is_code: fence.is_some() && !is_fence, is_fence }
        })
        .collect()
}

fn is_underline(line: &str) -> bool {
    let line = line.trim();
    line.len() >= 2 && (line.bytes().all(|byte| byte == b'=') || line.bytes().all(|byte| byte == b'-'))
}

/// The line right above the first heading that is a title; above it stands at most the name of the site.
fn title(lines: &[HeaderLine<'_>], out: &mut Assembler) {
    let titles = lines.iter().filter(|line| !line.is_fence && !is_underline(line.text) && !is_wrapper(line.text));
    let titles: Vec<Cow<'_, str>> = titles.map(|line| title_of(line.text)).filter(|title| !title.is_empty()).collect();
    let found = titles.iter().rfind(|title| title.contains("Registry")).or_else(|| titles.last());
    if let Some(title) = found {
        // "title: …", the metadata that some put in front.
        let named = title.split_once(':').filter(|(name, _)| name.eq_ignore_ascii_case("title"));
        out.title(named.map_or(title.as_ref(), |(_, title)| title.trim().trim_matches(['"', '\''])));
    }
}

/// `<div id="body">`, `:::`: lines that only hold others together.
fn is_wrapper(line: &str) -> bool {
    let line = line.trim();
    line.starts_with(":::") || line.starts_with("<div") && line.ends_with('>') || line == "</div>"
}

fn item(line: &str) -> Option<&str> {
    ["- ", "* ", "+ "].iter().find_map(|mark| line.trim_start().strip_prefix(mark))
}

/// How many `#` a line begins with.
fn level(line: &str) -> usize {
    let level = line.bytes().take_while(|byte| *byte == b'#').count();
    if (1..7).contains(&level) && line.get(level..).is_some_and(|rest| rest.starts_with(' ')) { level } else { 0 }
}

fn headings<'a>(lines: &[HeaderLine<'a>]) -> Vec<Heading<'a>> {
    let mut found: Vec<Heading<'a>> = Vec::new();
    // The level of the registry's title, and of the headings below.
    let (mut above, mut own) = (None, None);
    for (at, line) in lines.iter().enumerate() {
        if line.is_code || line.is_fence || line.is_blank() {
            continue;
        }
        let level = level(line.text);
        if own.is_some_and(|own| level != own) {
            continue;
        }
        if level > 0 {
            let title = title_of(line.text);
            if above.is_none() && preamble::is_title(&title) {
                above = Some(level);
            }
            let is_known = preamble::entry(&title).is_some();
            if own.is_some() || found.is_empty() && (is_known || above.is_some_and(|above| level > above)) {
                own = Some(level);
                found.push(Heading { at, title, rest: "", is_item: false });
                continue;
            }
        }
        let words = item(line.text);
        let is_item = words.is_some();
        let words = words.unwrap_or(line.text).trim();
        // `<dt>Last Updated</dt>`
        let words = words.strip_prefix("<dl>").unwrap_or(words);
        let words = words.strip_prefix("<dt>").and_then(|words| words.strip_suffix("</dt>")).unwrap_or(words);
        // `**Last Updated:** 2025-10-22`
        let bold = words.strip_prefix("**").and_then(|words| words.split_once("**"));
        let (title, rest) = bold.map_or((words, ""), |(title, rest)| (title, rest.trim_start_matches(':').trim()));
        // `Last Updated: 2025-10-22`
        let on_line = words.split_once(": ").filter(|(title, _)| {
            matches!(preamble::entry(&title_of(title)), Some(Entry::Updated | Entry::Experts | Entry::Reference))
        });
        let (title, rest) = on_line.filter(|_| bold.is_none()).unwrap_or((title, rest));
        let title = title_of(title.trim_end_matches(['\\', ':']));
        if preamble::entry(&title).is_some()
            || !found.is_empty() && rest.is_empty() && is_own(&title, is_item, at, lines, &found)
        {
            found.push(Heading { at, title, rest, is_item });
        }
    }
    found
}

/// Whether line `at` is a heading that not every page has: short, alone, with what can only be a body below.
fn is_own(title: &str, is_item: bool, at: usize, lines: &[HeaderLine<'_>], found: &[Heading<'_>]) -> bool {
    let Some(line) = lines.get(at) else { return false };
    let is_alone = at.checked_sub(1).and_then(|above| lines.get(above)).is_none_or(|above| {
        above.is_blank() || above.is_body() || found.last().is_some_and(|heading| heading.at + 2 == at)
    });
    let below = lines.iter().skip(at + 1).take(3).find(|line| !line.is_blank());
    is_alone
        && is_item == found.iter().any(|heading| heading.is_item)
        && !line.text.starts_with([' ', '\t', ':', '<', '#'])
        && title.len() <= 60
        && title.starts_with(char::is_alphabetic)
        && !title.ends_with(['.', ':', ',', ';'])
        && below.is_some_and(HeaderLine::is_body)
}

/// What stands below a heading: code as it is, all else as plain text.
fn body(heading: &Heading<'_>, lines: &[HeaderLine<'_>], definitions: &Definitions<'_>) -> String {
    let mut body = String::new();
    let mut part = String::new();
    let flush = |part: &mut String, body: &mut String| {
        body.push_str(&inline::text(part, definitions, Breaks::Keep, &mut Vec::new()));
        part.clear();
    };
    part.push_str(heading.rest);
    part.push('\n');
    let mut is_first = true;
    for line in lines {
        // Some write links in code as elsewhere.
        if line.is_code && !["](", "<http", "<mailto:"].iter().any(|mark| line.text.contains(mark)) {
            flush(&mut part, &mut body);
            body.push_str(line.text);
            body.push('\n');
            is_first = false;
        } else if line.is_fence || is_wrapper(line.text) || link::is_definition(line.text) {
            part.push('\n');
        } else {
            let mut words = line.text.trim();
            if is_first && !words.is_empty() {
                words = words.strip_prefix(':').map_or(words, str::trim_start);
                words = if heading.is_item { item(words).unwrap_or(words) } else { words };
                is_first = words == "-";
                words = if is_first { "" } else { words };
            }
            part.push_str(words);
            part.push('\n');
        }
    }
    flush(&mut part, &mut body);
    body
}
