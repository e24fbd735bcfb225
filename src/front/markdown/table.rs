//! Pipe tables: where they stand, and how their rows are written.

#![allow(clippy::arithmetic_side_effects, reason = "places in a text in memory, and counts of what is there")]

use std::borrow::Cow;
use std::ops::Range;

use crate::column::heading::{self, Table};
use crate::front::sections::{is_contact_title, is_footnote_title, lines_of};
use crate::general_way;
use crate::marks;

use super::cells::{is_delimiter_row, split};
use super::inline::{self, Begins};
use super::link::Definitions;
use super::rows::RawLines;

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
    Search::new(text).tables()
}

/// A search for the tables of a page, line by line.
#[derive(Debug)]
pub(super) struct Search<'a> {
    text: &'a str,
    /// The line that is next.
    at: usize,
    /// What was found above it.
    pub(super) found: Tables<'a>,
}

impl<'a> Search<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let end = text.len();
        Self { text, at: 0, found: Tables { records: None, contacts: None, footnotes: end..end } }
    }

    /// Goes on to the headings of records.
    pub(super) fn go_to_records(&mut self) {
        self.go_on(|found| found.records.is_some());
    }

    /// Goes on at `line`: those between were looked at otherwise, and none of them [ends](ends_records) the table.
    pub(super) fn skip_to(&mut self, line: usize) {
        self.at = self.at.max(line);
    }

    pub(super) fn tables(mut self) -> Tables<'a> {
        self.go_on(|_| false);
        self.found
    }

    fn go_on(&mut self, is_enough: impl Fn(&Tables<'_>) -> bool) {
        for line in RawLines::new(self.text, self.at..self.text.len()) {
            // A row, as most lines are, has no title.
            if line.names_rows || !line.text.starts_with('|') {
                self.look_at(line.at, line.text);
            }
            self.at = line.at + line.text.len() + 1;
            if is_enough(&self.found) {
                return;
            }
            if self.found.records.is_some() && self.found.contacts.is_some() {
                break;
            }
        }
        // Both tables are found: titles alone are looked for.
        while let Some(line) = self.next_line() {
            if line.starts_with('|') {
                self.at = self.past_lines_with_pipes();
                continue;
            }
            self.look_at(self.at, line);
            self.at += line.len() + 1;
            if is_enough(&self.found) {
                return;
            }
        }
    }

    /// The line below those that begin with a pipe, the first of which is next.
    fn past_lines_with_pipes(&self) -> usize {
        marks::end_of_lines_with(b'|', self.text.as_bytes(), self.at).unwrap_or(self.text.len()) + 1
    }

    fn next_line(&self) -> Option<&'a str> {
        let rest = self.text.get(self.at..)?;
        let end = memchr::memchr(b'\n', rest.as_bytes()).unwrap_or(rest.len());
        rest.get(..end)
    }

    /// Goes on beyond the rows of records, where they are [next](Self::before_rows); `false` where they are not, or a row
    /// may be without a pipe before it.
    ///
    /// A line that begins with a pipe below another is a row, and no title. Whether it [ends](ends_records) the table all
    /// the same is not asked: he must who reads the rows.
    pub(super) fn go_past_rows(&mut self) -> bool {
        if !self.before_rows().is_some_and(|table| table.style.leading && !table.style.doubled) {
            return false;
        }
        let bytes = self.text.as_bytes();
        let mut is_below_row = true;
        while let Some(line) = self.next_line() {
            let at = self.at;
            let is_row = line.starts_with('|');
            if is_row && is_below_row {
                self.at = self.past_lines_with_pipes();
                continue;
            }
            self.at += line.len() + 1;
            let names_rows = || RawLines::new(line, 0..line.len()).next().is_some_and(|line| line.names_rows);
            if !is_row || names_rows() {
                self.look_at(at, line);
            }
            let is_open = |table: &PipeTable<'_>| table.rows.end == bytes.len();
            if !self.found.records.as_ref().is_some_and(is_open) {
                break;
            }
            is_below_row = is_row;
        }
        true
    }

    /// The table of records and all that was found, where its rows are next: headings on one line, none of contacts above.
    pub(super) fn before_rows(&self) -> Option<&PipeTable<'a>> {
        if general_way::is_forced() {
            return None;
        }
        let has_rows_next = |table: &&PipeTable<'_>| {
            let headings = self.text.get(table.header_at..table.rows.start).unwrap_or("");
            headings.matches('\n').count() <= 1 + usize::from(table.is_ruled) && self.at <= table.rows.start
        };
        self.found.records.as_ref().filter(has_rows_next).filter(|_| self.found.contacts.is_none())
    }

    fn look_at(&mut self, at: usize, line: &'a str) {
        let (found, end) = (&mut self.found, self.text.len());
        let has_both = found.records.is_some() && found.contacts.is_some();
        let opened = if has_both { None } else { open(self.text, at, line) };
        let title = title_of(line);
        let (is_contacts, is_footnotes) = (is_contact_title(&title), is_footnote_title(&title));
        let table = opened.as_ref().map_or(Table::Other, |table| heading::table(&table.headings));
        let opens_contacts = matches!(table, Table::Contacts(_)) && found.contacts.is_none();
        let close = |rows: &mut Range<usize>| rows.end = rows.end.min(at).max(rows.start);
        if is_contacts || is_footnotes || opens_contacts {
            let open = [found.records.as_mut(), found.contacts.as_mut()].into_iter().flatten();
            open.for_each(|table| close(&mut table.rows));
            if found.footnotes.start < at {
                close(&mut found.footnotes);
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
}

/// Whether the line at `at` ends a table of records that stands [above all others](Search::before_rows): nothing else of
/// a search for tables depends on the lines of such a table.
pub(super) fn ends_records(text: &str, at: usize, line: &str) -> bool {
    let title = title_of(line);
    is_contact_title(&title)
        || is_footnote_title(&title)
        || open(text, at, line).is_some_and(|table| matches!(heading::table(&table.headings), Table::Contacts(_)))
}

/// Whether `text`, which has pipes on these `lines` alone, has a table of records.
pub(super) fn has_records<'a>(text: &'a str, mut lines: impl Iterator<Item = (usize, &'a str)>) -> bool {
    lines.any(|(at, line)| {
        let opened = open(text, at, line);
        opened.is_some_and(|table| matches!(heading::table(&table.headings), Table::Records(_)))
    })
}

/// The table whose headings are the line at `at`, or begin there, if there is one.
fn open<'a>(text: &'a str, at: usize, line: &'a str) -> Option<PipeTable<'a>> {
    let above = || at.checked_sub(1).and_then(|end| text.get(..end)?.rsplit('\n').next()).unwrap_or("");
    if !may_be_headings(line) || is_rule(above()) {
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
    let mut lines = RawLines::new(line, 0..line.len());
    if !lines.next().is_some_and(|line| line.names_rows) {
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
    for cell in cells {
        match inline::letters(cell) {
            None => unknown += 1,
            Some(words) if heading::is_known(words) => known += 1,
            Some(words) => others += usize::from(words.bytes().any(|byte| byte.is_ascii_alphabetic())),
        }
    }
    let may_be = unknown + known;
    // Of the headings of contacts half are known.
    may_be >= heading::FEWEST || may_be == 2 && others <= 2
}

/// Whether a cell may be a heading that says what rows are called by. The first letter of most tells it.
#[inline]
pub(super) fn may_name_rows(text: &str, cell: Range<usize>) -> bool {
    let bytes = text.as_bytes().get(cell.clone()).unwrap_or_default();
    heading::may_name_rows_by_first(bytes) && text.get(cell).is_some_and(may_be_named)
}

fn may_be_named(cell: &str) -> bool {
    match inline::begins(cell.as_bytes()) {
        Begins::Letters(one, two) => {
            heading::may_begin_name_of_rows(one, two) && inline::letters(cell).is_none_or(heading::names_rows)
        }
        Begins::Nothing => false,
        Begins::Unknown => true,
    }
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

/// `+----+----+`, `+====+`, `-----+----`: the rules of a table whose columns are fixed.
fn is_rule(line: &str) -> bool {
    let line = line.trim();
    line.contains("--+-") && !line.contains('|') || line.starts_with("+-") || line.starts_with("+=")
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
}
