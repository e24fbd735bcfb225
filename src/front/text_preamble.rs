//! The header above the table in a rendering of lines: headings and what follows each.

use std::borrow::Cow;

use crate::assemble::Assembler;
use crate::ast::Code;
use crate::cell::text::offset;
use crate::preamble;
use crate::report::{Lines, end_of};

use super::links::Markup;

/// What is said of lines above the first row.
pub(in crate::front) const STRAY_LINES: &str =
    "these lines stand above the first record and belong to none; they are left out";

/// Reads the header `text[..end]`.
///
/// A definition list comes out as lines in two ways: headings on lines of their own, or list items (`- heading`,
/// `- body`) in turn.
pub(crate) fn read(text: &str, end: usize, out: &mut Assembler) {
    read_mended(text, text, end, out);
}

/// Whether a line is a rule, or the edge of a table that is drawn: a title may be a few of their signs.
fn is_drawn(line: &str) -> bool {
    line.len() >= 20 && line.chars().all(|c| matches!(c, '-' | '=' | '+' | '|' | '_' | '\u{2500}'..='\u{257f}'))
}

/// The same of a text whose lines were mended, which are counted in `source`.
#[allow(clippy::arithmetic_side_effects, reason = "counts lines that are held in memory")]
pub(crate) fn read_mended(source: &str, text: &str, end: usize, out: &mut Assembler) {
    let head = text.get(..end).unwrap_or("").trim_start_matches('\u{feff}');
    let lines: Vec<&str> = head.split('\n').map(|line| line.strip_suffix('\r').unwrap_or(line)).collect();
    let is_entry = |line: &str| preamble::entry(line).is_some();
    let first = lines.iter().position(|line| is_entry(item(line)) || bracketed(line).is_some_and(is_entry));
    let above = lines.get(..first.unwrap_or(lines.len())).unwrap_or_default();
    let titles = above.iter().map(|line| title(line)).filter(|line| !line.is_empty() && !is_drawn(line));
    // The line right above the first heading; above it stands at most the name of the site.
    if let Some(title) = titles.clone().rfind(|line| line.contains("Registry")).or_else(|| titles.clone().next_back()) {
        out.title(title);
    }
    let Some(first) = first else { return };
    let indent = lines.get(first).map_or(0, |line| indent(line));
    let has_brackets = lines.get(first).is_some_and(|line| bracketed(line).is_some());
    let item: fn(&str) -> &str = if has_brackets { |line| bracketed(line).unwrap_or(line) } else { item };
    let mut count = Lines::new(source.as_bytes());
    let offset = |line: &str| offset(text, line);
    let mut at = first;
    while let Some(heading) = lines.get(at) {
        let body_from = at + 1;
        let mut next = body_from;
        // Items of a list take turns: the first after a heading is its body, the next a heading.
        let in_list = is_item(heading.trim_start());
        let mut items = 0;
        while lines.get(next).is_some_and(|line| {
            let begins =
                is_heading(&lines, next, indent, item) || in_list && items == 1 && is_item(line) && *line != "-";
            items += usize::from(is_item(line));
            !begins
        }) {
            next += 1;
        }
        let start = lines.get(body_from).map_or(end, |line| offset(line));
        let stop = lines.get(next).map_or(end, |line| offset(line));
        let body = text.get(start..stop).unwrap_or("");
        let body = if heading.trim_start().starts_with('-') { body.trim_start().trim_start_matches('-') } else { body };
        out.entry(item(heading), &unmarked(body, has_brackets), count.span(offset(heading), stop));
        at = next;
    }
}

/// A document without a table of records: reported as cut where it has the registry's title. Whether it has.
pub(in crate::front) fn report_no_table(text: &str, out: &mut Assembler) -> bool {
    let is_titled = out.registry.title.as_deref().is_some_and(preamble::is_title);
    if is_titled {
        out.report.error(
            Code::Truncated,
            end_of(text),
            "the document has the registry's title, and ends before a table of records",
        );
    }
    is_titled
}

/// A table without rows: a search that found nothing, or a document that was cut right there.
pub(in crate::front) fn report_no_rows(text: &str, out: &mut Assembler) {
    if out.registry.records.is_empty() && !out.report.has_errors() {
        out.report.warning(Code::Truncated, end_of(text), "the table of records has no rows; was the document cut?");
    }
}

/// A line without its list marker.
fn item(line: &str) -> &str {
    let line = line.trim();
    line.strip_prefix("- ").map_or(line, str::trim)
}

/// A line without the brackets that mark what a list defines, if it has them.
fn bracketed(line: &str) -> Option<&str> {
    line.trim().strip_prefix('[')?.strip_suffix(']')
}

/// A line without the marks of a title: `# Title`, `== Title ==`.
fn title(line: &str) -> &str {
    let line = directive(line).trim_matches(['#', '*', ' ', '\t']);
    let words = line.trim_start_matches('=');
    let is_marked = words.len() < line.len() && words.starts_with(' ');
    if is_marked { words.trim_matches(['=', ' ']) } else { line }
}

/// What a directive of markup is about: `.. rubric:: Port Numbers`.
fn directive(line: &str) -> &str {
    let words = line.trim_start().strip_prefix(".. ").and_then(|line| line.split_once(":: "));
    words.map_or(line, |(_, words)| words)
}

/// The body of an entry without what markup puts around it: a line of two colons above what stands as it is, links, and the
/// marks of quotations where headings stand in brackets: elsewhere a text may have them.
fn unmarked(body: &str, is_quoted: bool) -> Cow<'_, str> {
    if !["::", "> ", "[`", "[<"].iter().any(|mark| body.contains(mark)) {
        return Cow::Borrowed(body);
    }
    let first = body.lines().position(|line| !line.trim().is_empty());
    let lines =
        body.lines().enumerate().filter(|(at, line)| Some(*at) != first || line.trim() != "::").map(|(_, line)| {
            if !is_quoted {
                return line;
            }
            let line = line.trim_start();
            line.strip_prefix("> ").or_else(|| line.strip_prefix('>').filter(|rest| rest.is_empty())).unwrap_or(line)
        });
    let lines = lines.collect::<Vec<_>>().join("\n");
    let markup = if ["[`", "[<"].iter().any(|mark| body.contains(mark)) { Markup::of(&lines) } else { Markup::None };
    Cow::Owned(markup.plain(Cow::Borrowed(&lines)).into_owned())
}

fn is_item(line: &str) -> bool {
    line == "-" || line.starts_with("- ")
}

/// White space before a line's first word.
fn indent(line: &str) -> usize {
    offset(line, line.trim_start())
}

/// Whether line `at` is a heading by itself, where the first one is indented so far.
fn is_heading(lines: &[&str], at: usize, first: usize, item: fn(&str) -> &str) -> bool {
    let Some(line) = lines.get(at) else { return false };
    if preamble::entry(item(line)).is_some() && indent(line) <= first {
        return true;
    }
    // A heading that not every page has: a short line after an empty one, with an indented body right below.
    let before = at.checked_sub(1).and_then(|before| lines.get(before)).is_some_and(|line| line.trim().is_empty());
    let below =
        lines.get(at.saturating_add(1)).is_some_and(|line| line.starts_with([' ', '\t']) && !line.trim().is_empty());
    before && below && line.len() <= 60 && line.starts_with(char::is_alphabetic) && !line.ends_with(['.', ':', ','])
}
