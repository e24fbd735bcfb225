//! Pipe tables: where they stand, how their rows are written, and the cells of a row.

use std::borrow::Cow;
use std::ops::Range;

use crate::column::heading::{self, Table};
use crate::front::sections::{is_contact_title, is_footnote_title, lines_of};

use super::inline;
use super::link::{self, Definitions};

/// A table: its headings, and where its rows stand.
#[derive(Debug)]
pub(super) struct PipeTable<'a> {
    pub(super) headings: Vec<Cow<'a, str>>,
    pub(super) style: Style,
    pub(super) header_at: usize,
    pub(super) rows: Range<usize>,
    /// A line of hyphens follows the headings.
    pub(super) is_ruled: bool,
}

/// How the rows of a table are written, told from its line of headings.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Style {
    pub(super) leading: bool,
    pub(super) trailing: bool,
    pub(super) columns: usize,
    /// `|a||b||c|`: two pipes stand between cells, and empty cells are gone.
    pub(super) doubled: bool,
}

impl Style {
    /// Pipes in a whole row.
    pub(super) fn pipes(self) -> usize {
        if self.doubled {
            return usize::from(self.leading) + usize::from(self.trailing);
        }
        self.columns.saturating_sub(1) + usize::from(self.leading) + usize::from(self.trailing)
    }
}

/// What a page holds below its header.
#[derive(Debug)]
pub(super) struct Tables<'a> {
    pub(super) records: Option<PipeTable<'a>>,
    pub(super) contacts: Option<PipeTable<'a>>,
    pub(super) footnotes: Range<usize>,
}

/// The tables of a page, each up to the next or to the title of the next.
pub(super) fn tables(text: &str) -> Tables<'_> {
    let end = text.len();
    let mut found = Tables { records: None, contacts: None, footnotes: end..end };
    let close = |rows: &mut Range<usize>, at: usize| rows.end = rows.end.min(at).max(rows.start);
    let mut above = "";
    for (at, line) in lines_of(text, 0..end) {
        let title = title_of(line);
        let (is_contacts, is_footnotes) = (is_contact_title(&title), is_footnote_title(&title));
        // No heading of contacts stands in brackets.
        let is_row = found.records.is_some() && (found.contacts.is_some() || inline::has_link_in_brackets(line));
        let opened = if is_row { None } else { open(text, at, line, above) };
        above = line;
        let table = opened.as_ref().map_or(Table::Other, |table| heading::table(&table.headings));
        let opens_contacts = matches!(table, Table::Contacts(_)) && found.contacts.is_none();
        if is_contacts || is_footnotes || opens_contacts {
            let open = [found.records.as_mut(), found.contacts.as_mut()].into_iter().flatten();
            open.for_each(|table| close(&mut table.rows, at));
            if found.footnotes.start < at {
                close(&mut found.footnotes, at);
            }
        }
        if is_footnotes {
            found.footnotes = (at + line.len() + 1).min(end)..end;
        } else if opens_contacts {
            found.contacts = opened;
        } else if matches!(table, Table::Records(_)) && found.records.is_none() {
            found.records = opened;
            // Footnotes stand below: what had their title is a paragraph of the header.
            found.footnotes = end..end;
        }
    }
    found
}

/// Whether `text`, which has pipes on these `lines` alone, has a table of records.
pub(super) fn has_records<'a>(text: &'a str, mut lines: impl Iterator<Item = (usize, &'a str)>) -> bool {
    lines.any(|(at, line)| {
        let above = at.checked_sub(1).and_then(|end| text.get(..end)).and_then(|above| above.rsplit('\n').next());
        let opened = open(text, at, line, above.unwrap_or(""));
        opened.is_some_and(|table| matches!(heading::table(&table.headings), Table::Records(_)))
    })
}

/// The table whose headings are the line at `at`, or begin there, if there is one.
fn open<'a>(text: &'a str, at: usize, line: &'a str, above: &str) -> Option<PipeTable<'a>> {
    if !may_be_headings(line) || is_rule(above) {
        return None;
    }
    let (headings, style) = header_cells(line);
    if heading::table(&headings) == Table::Other {
        return None;
    }
    let mut end = at + line.len();
    let whole =
        PipeTable { headings, style, header_at: at, rows: (end + 1).min(text.len())..text.len(), is_ruled: false };
    // A line of headings that was wrapped: the line of hyphens says how many there are.
    for (below_at, below) in lines_of(text, whole.rows.clone()).take(8) {
        if is_rule(below) {
            return None;
        }
        if is_delimiter_row(below) && !below.trim().is_empty() {
            let (cells, style) = header_cells(text.get(at..end).unwrap_or(line));
            let columns = header_cells(below).0.len();
            let is_wrapped = columns > whole.style.columns && cells.len() == columns;
            let rows = (below_at + below.len() + 1).min(text.len())..text.len();
            let (headings, style) = if is_wrapped { (cells, style) } else { (whole.headings, whole.style) };
            return Some(PipeTable { headings, style, header_at: at, rows, is_ruled: true });
        }
        if below.trim().is_empty() {
            break;
        }
        end = below_at + below.len();
    }
    Some(whole)
}

/// Whether a line, by itself, is the headings of a table.
pub(super) fn are_headings(line: &str) -> bool {
    may_be_headings(line) && heading::table(&header_cells(line).0) != Table::Other
}

/// Whether a line may be one of headings, told without a look through links, references and tags: each line is asked.
fn may_be_headings(line: &str) -> bool {
    if memchr::memchr(b'|', line.as_bytes()).is_none() {
        return false;
    }
    if line.contains("\\|") {
        return true;
    }
    let mut from = 0;
    let borders = memchr::memchr_iter(b'|', line.as_bytes()).chain(std::iter::once(line.len()));
    let cells = borders.map(|at| line.get(std::mem::replace(&mut from, at + 1)..at).unwrap_or(""));
    // Cells that may be any heading, those that are one, and those that are none.
    let (mut unknown, mut known, mut others) = (0, 0, 0);
    let mut is_named = false;
    for cell in cells {
        match inline::letters(cell) {
            None => unknown += 1,
            Some(words) if heading::is_known(words) => {
                known += 1;
                is_named |= heading::names_rows(words);
            }
            Some(words) => others += usize::from(words.bytes().any(|byte| byte.is_ascii_alphabetic())),
        }
    }
    let may_be = unknown + known;
    // Of the headings of contacts half are known.
    (is_named || unknown > 0) && (may_be >= heading::FEWEST || may_be == 2 && others <= 2)
}

fn header_cells(line: &str) -> (Vec<Cow<'_, str>>, Style) {
    let line = line.trim().trim_start_matches('\u{feff}');
    let mut cells = split(line);
    let is_outer = |cell: Option<&&str>| cell.is_some_and(|cell| cell.is_empty()) && line.len() > 1;
    let leading = is_outer(cells.first());
    let trailing = is_outer(cells.last());
    if trailing {
        cells.pop();
    }
    let mut cells: Vec<_> = cells.into_iter().skip(usize::from(leading)).map(|cell| plain(cell.trim())).collect();
    // `||a||b||` has two pipes in the headings alone.
    let marked = line.starts_with("||") && line.ends_with("||");
    let is_double = |cells: &[Cow<'_, str>]| {
        cells.len() > 4
            && cells.iter().enumerate().all(|(at, cell)| cell.is_empty() == (at % 2 == usize::from(!marked)))
    };
    let is_double = is_double(&cells);
    if is_double {
        cells.retain(|cell| !cell.is_empty());
    }
    let style = Style { leading, trailing, columns: cells.len(), doubled: is_double && !marked };
    (cells, style)
}

fn plain(cell: &str) -> Cow<'_, str> {
    inline::text(cell, &Definitions::default(), inline::Breaks::Fold, &mut Vec::new())
}

/// The words of a line that is a title: without its marks, attributes and what else a converter puts around them.
pub(super) fn title_of(line: &str) -> Cow<'_, str> {
    if line.starts_with('|') {
        return Cow::Borrowed("");
    }
    let line = line.trim();
    if line.is_empty() || line.len() > 400 || line.starts_with(['|', '<']) {
        return Cow::Borrowed("");
    }
    let is_heading = line.starts_with('#');
    let line = line.trim_matches('#').trim();
    // `{#contact-information .people}`, or `[contact-information]` behind a title.
    let line =
        line.strip_suffix('}').and_then(|rest| rest.rsplit_once('{')).map_or(line, |(title, _)| title.trim_end());
    let label = line.strip_suffix(']').and_then(|rest| rest.rsplit_once(" ["));
    let line = label.filter(|_| is_heading).map_or(line, |(title, _)| title.trim_end());
    let line = ["**", "__"].iter().find_map(|mark| line.strip_prefix(mark)?.strip_suffix(mark)).unwrap_or(line);
    plain(line.trim())
}

/// What stands between the pipes of `row` that are not escaped.
pub(super) fn split(row: &str) -> Vec<&str> {
    split_cells(row).collect()
}

/// The same, one after the other.
pub(super) fn split_cells(row: &str) -> impl Iterator<Item = &str> {
    let mut from = 0;
    pipes(row).chain(std::iter::once(row.len())).map(move |end| {
        let cell = row.get(from..end).unwrap_or("");
        from = end + 1;
        cell
    })
}

/// The cells of `row` that are not empty, without the white space around them.
pub(super) fn filled_cells(row: &str) -> impl Iterator<Item = &str> {
    let bytes = row.as_bytes();
    let mut from = 0;
    std::iter::from_fn(move || {
        loop {
            // Over empty cells at once.
            from += bytes.get(from..)?.iter().position(|byte| !matches!(byte, b'|' | b' '))?;
            let end = pipe_behind(bytes, from).unwrap_or(bytes.len());
            let cell = row.get(from..end).unwrap_or("");
            from = end;
            let cell = cell.strip_suffix(' ').unwrap_or(cell);
            let is_trimmed = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_graphic);
            let cell = if is_trimmed(cell.as_bytes().first()) && is_trimmed(cell.as_bytes().last()) {
                cell
            } else {
                cell.trim()
            };
            if !cell.is_empty() {
                return Some(cell);
            }
        }
    })
}

/// The next pipe at or after `from` that is not escaped.
fn pipe_behind(bytes: &[u8], mut from: usize) -> Option<usize> {
    loop {
        let at = from + bytes.get(from..)?.iter().position(|byte| matches!(byte, b'|' | b'\\'))?;
        if bytes.get(at) == Some(&b'|') {
            return Some(at);
        }
        // What follows a backslash is escaped, another backslash, too.
        from = at + 2;
    }
}

/// Where the pipes of `line` stand that are not escaped.
fn pipes(line: &str) -> impl Iterator<Item = usize> {
    let mut from = 0;
    std::iter::from_fn(move || {
        let at = pipe_behind(line.as_bytes(), from)?;
        from = at + 1;
        Some(at)
    })
}

fn count_pipes(line: &str) -> usize {
    if memchr::memchr(b'\\', line.as_bytes()).is_some() {
        return pipes(line).count();
    }
    line.bytes().filter(|byte| *byte == b'|').count()
}

/// A row as it is written.
#[derive(Clone, Debug)]
pub(super) struct RawRow {
    pub(super) range: Range<usize>,
    pub(super) pipes: usize,
}

/// What a line is below a row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Line {
    Begins,
    GoesOn,
    /// It goes on in the row above where another row follows.
    MayGoOn,
    /// It belongs to no row.
    Apart,
}

/// The rows of `table`; `told` says of a line below a row, and of the pipes in it, whether it goes on in that row.
pub(super) fn rows(text: &str, table: &PipeTable<'_>, told: impl FnMut(&str, usize, &RawRow) -> Line) -> Vec<RawRow> {
    first_rows(text, table, usize::MAX, told)
}

/// The first rows of `table`, `most` of them and perhaps one more.
pub(super) fn first_rows(
    text: &str,
    table: &PipeTable<'_>,
    most: usize,
    mut told: impl FnMut(&str, usize, &RawRow) -> Line,
) -> Vec<RawRow> {
    let mut rows: Vec<RawRow> = Vec::new();
    let mut below: Option<usize> = None;
    let extend = |rows: &mut Vec<RawRow>, below: &mut Option<usize>| {
        if let (Some(row), Some(end)) = (rows.last_mut(), below.take()) {
            row.range.end = row.range.end.max(end);
        }
    };
    for (at, line) in lines_of(text, table.rows.clone()) {
        if rows.len() > most {
            return rows;
        }
        let line = line.trim_end();
        if is_delimiter_row(line) || link::is_definition(line) {
            continue;
        }
        let at = at + (line.len() - line.trim_start().len());
        let line = line.trim_start();
        let count = count_pipes(line);
        let is_rest = line.bytes().all(|byte| matches!(byte, b'|' | b' '));
        let is_what = rows.last().map_or(Line::Begins, |row| told(line, count, row));
        match (is_what, rows.last_mut()) {
            (Line::GoesOn, Some(row)) if !line.is_empty() => {
                row.range.end = at + line.len();
                row.pipes += count;
            }
            (Line::MayGoOn, _) => below = Some(at + line.len()),
            (Line::Begins, _) if count > 0 && !is_rest => {
                extend(&mut rows, &mut below);
                if rows.len() >= most {
                    return rows;
                }
                rows.push(RawRow { range: at..at + line.len(), pipes: count });
            }
            _ => {}
        }
    }
    // Another table follows, and its title ended this one.
    if table.rows.end < text.len() {
        extend(&mut rows, &mut below);
    }
    rows
}

/// `|---|:---:|`, of any number of hyphens; some write `|---+---|`.
pub(super) fn is_delimiter_row(line: &str) -> bool {
    line.bytes().all(|byte| matches!(byte, b'|' | b'-' | b':' | b' ' | b'\t' | b'+'))
        && (line.contains("---") || line.contains('-') && line.contains('|'))
}

/// `+----+----+`, `+====+`, `-----+----`: the rules of a table whose columns are fixed.
fn is_rule(line: &str) -> bool {
    let line = line.trim();
    line.contains("--+-") && !line.contains('|') || line.starts_with("+-") || line.starts_with("+=")
}

/// The cells of a row that has them all, without what stands outside of the outer pipes.
pub(super) fn cells(row: &str, style: Style) -> Vec<&str> {
    let row = row.trim();
    let mut cells = split(row);
    let is_outer = |cell: Option<&&str>| cells.len() > 1 && cell.is_some_and(|cell| cell.trim().is_empty());
    let (first, last) = (is_outer(cells.first()), is_outer(cells.last()));
    let (leading, trailing) = match cells.len().saturating_sub(style.columns) {
        // As wide as the table within both, or without any, whatever the headings have.
        2 if first && last => (true, true),
        0 if !first && !last => (false, false),
        // One of them is lost.
        1 if style.leading && style.trailing && first != last => (first, last),
        _ => (style.leading && first, style.trailing && last),
    };
    if trailing {
        cells.pop();
    }
    if leading {
        cells.remove(0);
    }
    cells
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_found_in_any_dress() {
        for line in [
            "| Service Name | Port Number | Transport Protocol |",
            "|**Port**|Protocol|Description|",
            "Name | Ports | Proto | Description",
            "| a | [Port](#p) | Protocol | Assignee |",
            "| a | &#80;ort | Protocol | Assignee |",
            "| a | <b>Po</b>rt | Protocol | Assignee |",
            "| a | \\Port | Protocol | Assignee |",
            "| ID | Name | Contact URI |",
        ] {
            let found = header_cells(line).0;
            assert!(heading::table(&found) == Table::Other || may_be_headings(line), "{line}");
        }
        assert!(!may_be_headings("| ssh | 22 | tcp | Secure Shell | [A] |"));
    }

    #[test]
    fn filled_cells_are_those_that_are_not_empty() {
        for row in ["a |  | b\\|c | |d", "| a||\t|\u{a0}| é |", "", "|", "\\", "a\\\\|b"] {
            let filled: Vec<_> = split(row).into_iter().map(str::trim).filter(|cell| !cell.is_empty()).collect();
            assert_eq!(filled_cells(row).collect::<Vec<_>>(), filled, "{row}");
        }
    }
}
