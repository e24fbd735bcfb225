//! A Markdown table that has every cell.
//!
//! ```text
//! | Service Name | Port Number | Transport Protocol | Description | …
//! | --- | --- | --- | --- | …
//! |  | 49000 | udp | Reserved |  |  |  |  |  |  |  |  |
//! ```
//!
//! With or without the outer pipes. Where cells have several lines the table may be one of HTML.

#![allow(clippy::arithmetic_side_effects, reason = "places in a text in memory, and counts of what is there")]

use std::borrow::Cow;
use std::ops::Range;

use crate::assemble::Assembler;
use crate::ast::{Code, ContactField, ContactFieldSet, Field, FieldSet, Format, Layout, Parsed};
use crate::cell::text::floor;
use crate::cell::{self, brackets};
use crate::column::grid::{self, GridRow};
use crate::column::heading::{self, Table};
use crate::front::sections::{lines_of, lines_with};
use crate::front::signs::Signs;
use crate::front::text_preamble;
use crate::options::Limits;
use crate::report::{Lines, end_of};

use super::inline::{self, Breaks};
use super::link::Definitions;
use super::mend::{CellRow, join_lines, leaves_out_ends, pad};
use super::rows::{self, RawRow};
use super::table::{self, PipeTable, Search, Style};
use super::{alone, cells, header, html, kind, mark, told, usual};

/// Bytes of a document that tell of most whether cells are in their places.
const HEAD: usize = 1 << 19;

/// Whether a text has one.
pub(crate) fn is_aligned(signs: &Signs<'_>) -> bool {
    let text = signs.text;
    let html = if html::may_have_tables(signs) { html::tables(text) } else { Vec::new() };
    let (has_pipes, pipes) = match html.is_empty() {
        true => (signs.places(b'|').next().is_some(), Cow::Borrowed(text)),
        false => (html::has_pipes_outside(text, &html), html::without(text, &html)),
    };
    if !has_pipes {
        return html::is_markdown_with_records(text, &html);
    }
    let has_records = match html.is_empty() {
        true => table::has_records(text, signs.lines_with(b'|')),
        false => table::has_records(&pipes, lines_with(&pipes, b'|')),
    };
    if has_records {
        let definitions = Definitions::of(text);
        let told = lines_within(&pipes, HEAD).and_then(|head| kind::is_aligned_by_head(head, &definitions));
        told.unwrap_or_else(|| kind::is_aligned(&pipes, &table::tables(&pipes), &definitions))
    } else {
        html::is_markdown_with_records(text, &html)
    }
}

/// Whether a text begins as one, whose first lines `head` have the headings of records and no tables of HTML; `None` where
/// they leave a doubt.
pub(crate) fn begins_aligned(head: &str, text: &str) -> Option<bool> {
    kind::is_aligned_by_head(head, &Definitions::of(text))
}

/// Whether a table of HTML may begin in a text.
pub(crate) fn may_hold_html(signs: &Signs<'_>) -> bool {
    html::may_have_tables(signs)
}

/// The first lines of a text that is longer than so many bytes.
fn lines_within(text: &str, bytes: usize) -> Option<&str> {
    let head = text.as_bytes().get(..bytes).filter(|head| head.len() < text.len())?;
    text.get(..memchr::memrchr(b'\n', head)? + 1)
}

/// Whether a page that begins as HTML may [have one](is_aligned), told without a look at all of its tags.
pub(crate) fn may_be_aligned(page: &str) -> bool {
    html::has_markdown_above(page)
        || lines_with(page, b'|').any(|(_, line)| html::may_bound_table(line) || table::are_headings(line))
}

/// Whether `text` begins as such a document, whatever became of its table.
pub(crate) fn has_header(text: &str) -> bool {
    header::begins(text)
}

/// Reads such a document; `None` where it has neither a table of records nor the registry's title.
pub(crate) fn read(text: &str, limits: &Limits) -> Option<Parsed> {
    let mut out = Assembler::new(Format::Markdown, Some(Layout::Aligned), limits).of(text);
    let html = html::tables(text);
    let pipes = html::without(text, &html);
    let mut search = Search::new(&pipes);
    search.go_to_records();
    let definitions = Definitions::of(text);
    // Tables that stand below the one of records have no say in it.
    let first_table = search.found.records.iter().chain(&search.found.contacts).map(|table| table.header_at);
    let header_end = first_table.chain(html.iter().map(|table| table.start)).min().unwrap_or(text.len());
    header::read(text, header_end, &definitions, &mut out);

    let mut page = Page { text: &pipes, definitions: &definitions, is_wrapped: false };
    let columns = search.found.records.as_ref().map(|table| page.columns(table, &mut out)).unwrap_or_default();
    let before = out.clone();
    let open = search.before_rows().filter(|_| out.unnamed.is_empty());
    let usual_end = open.and_then(|table| usual::records::read(&page, table, &columns, html.is_empty(), &mut out));
    search.skip_to(usual_end.unwrap_or(0));
    let tables = search.tables();
    if usual_end.is_none()
        && let Some(table) = &tables.records
    {
        out = before;
        let is_last = tables.contacts.is_none() && html.is_empty();
        page.records(table, &columns, is_last, &mut out);
    }
    let mut has_records = tables.records.is_some();
    if !html.is_empty() {
        let alone = html::alone(text, &html);
        let section = |at: usize| section_above(&pipes, at);
        // Some write the links within such a table as Markdown all the same.
        let plain = |words: String, labels: &mut Vec<String>| {
            if words.contains("](") || words.contains("][") {
                inline::text(words.trim(), &definitions, Breaks::Keep, labels).into_owned()
            } else {
                words
            }
        };
        has_records |= crate::front::html::tables(&alone, limits, &section, &plain, &mut out);
        out.registry.records.sort_by_key(|record| record.span().start);
    }
    if !has_records && !text_preamble::report_no_table(text, &mut out) {
        return None;
    }
    if let Some(table) = &tables.contacts {
        page.contacts(table, &mut out);
    }
    page.footnotes(tables.footnotes, &mut out);
    text_preamble::report_no_rows(text, &mut out);
    Some(out.finish(text))
}

/// Bytes above a table in which its title is looked for.
const MOST_ABOVE: usize = 8 << 10;

/// The title above byte `at`.
fn section_above(text: &str, at: usize) -> String {
    let from = floor(text, at.saturating_sub(MOST_ABOVE));
    let above = text.get(from..at).unwrap_or("");
    // Whole lines only.
    let above = if from > 0 { above.split_once('\n').map_or("", |(_, below)| below) } else { above };
    let titles = above.lines().rev().take(8).map(table::title_of);
    titles.into_iter().find(|title| title.contains(char::is_alphabetic)).unwrap_or_default().into_owned()
}

/// Whether many of `rows` go on over lines, as where a document was wrapped.
fn is_wrapped(text: &str, rows: &[RawRow]) -> bool {
    let over_lines = rows.iter().filter(|row| text.get(row.range.clone()).is_some_and(|row| row.contains('\n')));
    over_lines.count() * 5 > rows.len()
}

/// The columns whose cells the document marks as not sure.
pub(super) fn marked<'c, T: Copy>(
    cells: impl Iterator<Item = &'c str>,
    columns: &[Option<T>],
) -> impl Iterator<Item = T> {
    cells.zip(columns).filter(|(cell, _)| mark::is_uncertain(cell)).filter_map(|(_, column)| *column)
}

/// Hands over a contact, the id of which is cell `id`; `uncertain`: what the document marks as not sure.
pub(super) fn contact(
    mut row: GridRow<'_>,
    id: usize,
    uncertain: ContactFieldSet,
    columns: &[Option<ContactField>],
    out: &mut Assembler,
) {
    // An anchor that was written out besides what it marks: `[A][A]`.
    if let Some(cell) = row.cells.get_mut(id)
        && brackets::word(cell).is_none()
        && let Some([first, rest @ ..]) = brackets::brackets(cell).as_deref()
        && rest.iter().all(|other| other == first)
    {
        *cell = Cow::Owned(format!("[{first}]"));
    }
    let is_one_id = |cell: &Cow<'_, str>| brackets::brackets(cell).is_some_and(|ids| ids.len() == 1);
    // An id that the document's end cut is none.
    if row.is_damaged && !row.cells.get(id).is_some_and(is_one_id) {
        return;
    }
    if uncertain.is_empty() || row.cells.len() != columns.len() || row.is_damaged {
        grid::contact(row, columns, out);
    } else {
        out.report.tally(Code::MarkedUncertain, row.span);
        grid::doubtful_contact(row, uncertain, columns, out);
    }
}

/// A document whose tables are read.
pub(super) struct Page<'a> {
    pub(super) text: &'a str,
    definitions: &'a Definitions<'a>,
    /// Its lines were wrapped at some width, words at their hyphens.
    is_wrapped: bool,
}

impl<'a> Page<'a> {
    pub(super) fn plain<'c>(&self, cell: &'c str, labels: &mut Vec<String>) -> Cow<'c, str> {
        let cell = cell.trim();
        if let Some(words) = alone::linked(cell) {
            return Cow::Borrowed(words);
        }
        if !(self.is_wrapped && cell.contains("-\n")) {
            return inline::text(cell, self.definitions, Breaks::Fold, labels);
        }
        let mut whole = String::with_capacity(cell.len());
        for line in cell.split_inclusive('\n') {
            let is_hyphenated = line.strip_suffix("-\n").is_some_and(|line| line.ends_with(char::is_alphanumeric));
            whole.push_str(if is_hyphenated { line.trim_end() } else { line });
        }
        Cow::Owned(inline::text(&whole, self.definitions, Breaks::Fold, labels).into_owned())
    }

    /// The columns of a table of records, and what is to be said of its headings.
    fn columns(&self, table: &PipeTable<'a>, out: &mut Assembler) -> Vec<Option<Field>> {
        let Table::Records(columns) = heading::table(&table.headings) else { return Vec::new() };
        let below = self.text.get(..table.rows.start).unwrap_or(self.text).trim_end_matches(['\r', '\n']).len();
        let span = Lines::new(self.text.as_bytes()).span(table.header_at, below);
        out.unknown_columns(&table.headings, &columns, span);
        out.columns(columns.iter().flatten().copied());
        columns
    }

    fn records(&mut self, table: &PipeTable<'a>, columns: &[Option<Field>], is_last: bool, out: &mut Assembler) {
        let raw = told::raw_rows(self.text, table, columns, usize::MAX);
        self.is_wrapped = is_wrapped(self.text, &raw);
        let mut rows = self.rows(raw, table, is_last, out);
        self.join_pipes(&mut rows, columns);
        let fits = |cell: &str, at: usize| {
            let column = columns.get(at).copied().flatten();
            grid::fits_column(&self.plain(cell, &mut Vec::new()), column)
        };
        pad(&mut rows, columns.len(), &fits);
        join_lines(&mut rows, columns, table.is_ruled, out);
        for row in rows {
            self.record(&row, columns, out);
        }
    }

    fn record(&self, row: &CellRow<'_>, columns: &[Option<Field>], out: &mut Assembler) {
        let mut labels = Vec::new();
        let uncertain: FieldSet = marked(row.cells.iter().map(Cow::as_ref), columns).collect();
        if !uncertain.is_empty() {
            out.report.tally(Code::MarkedUncertain, row.span);
        }
        let cells = row
            .cells
            .iter()
            .zip(columns.iter().copied().chain(std::iter::repeat(None)))
            .map(|(cell, column)| {
                let mut found = Vec::new();
                let cell = self.plain(cell, &mut found);
                if column == Some(Field::References) {
                    labels = found;
                }
                // What is left of a cell that the document's end cut is told with the cut.
                if row.is_cut && !grid::fits_column(&cell, column) { Cow::Borrowed("") } else { cell }
            })
            .collect();
        let is_damaged = row.is_cut || row.is_damaged;
        grid::record(GridRow { cells, span: row.span, is_damaged, uncertain }, columns, &labels, out);
    }

    /// Where a row ends that the document's end may have cut, or beyond all rows: where the table is not the last one.
    pub(super) fn end(&self, is_last: bool) -> usize {
        if is_last { self.text.trim_end().len() } else { usize::MAX }
    }

    /// Whether a row that is a whole line is left out for its length, or may have been cut by the document's `end`.
    pub(super) fn is_unusual(&self, row: &usual::Row<'_, '_>, style: Style, end: usize, out: &Assembler) -> bool {
        let last = row.cells.last().map_or("", |cell| cell.text);
        row.text.len() > out.limits.cell_bytes
            || row.at + row.text.len() >= end && self.is_cut(row.text, last, row.cells.len(), style, &[])
    }

    /// Whether a row says the headings once more.
    pub(super) fn is_headings<S: AsRef<str>>(&self, cells: &[S], table: &PipeTable<'_>) -> bool {
        cells.len() == table.headings.len()
            && cells
                .iter()
                .zip(&table.headings)
                .all(|(cell, heading)| self.plain(cell.as_ref(), &mut Vec::new()) == *heading)
    }

    fn contacts(&self, table: &PipeTable<'a>, out: &mut Assembler) {
        let Table::Contacts(columns) = heading::table(&table.headings) else { return };
        let below = self.text.get(..table.rows.start).unwrap_or(self.text).trim_end_matches(['\r', '\n']).len();
        let span = Lines::new(self.text.as_bytes()).span(table.header_at, below);
        out.unknown_headings(&table.headings, &columns, span);
        let id = columns.iter().position(|column| *column == Some(ContactField::Id)).unwrap_or(0);
        // What may be forgotten again; the records may not.
        let records = std::mem::take(&mut out.registry.records);
        let before = out.clone();
        let is_usual = usual::contacts::read(self, table, &columns, id, out);
        if !is_usual {
            *out = before;
        }
        out.registry.records = records;
        if is_usual {
            return;
        }
        let begins = |line: &str, _: bool| {
            let cells = cells::cells(line, table.style);
            let cell = cells.get(id).map_or("", |cell| cell.trim());
            let id = inline::text(cell, self.definitions, Breaks::Fold, &mut Vec::new());
            brackets::run(&id).is_some_and(|length| length == id.len())
        };
        let raw = rows::rows(self.text, table, |line, pipes, row| {
            told::told(self.text, line, pipes, row, table.style, &begins)
        });
        let mut rows = self.rows(raw, table, true, out);
        pad(&mut rows, columns.len(), &|cell: &str, at| match columns.get(at) {
            Some(Some(ContactField::Updated)) => cell.trim().is_empty() || cell::date(cell.trim()).is_some(),
            _ => true,
        });
        for row in rows {
            let uncertain = marked(row.cells.iter().map(Cow::as_ref), &columns).collect();
            let cells = row.cells.iter().map(|cell| self.plain(cell, &mut Vec::new())).collect();
            let contact = GridRow { cells, span: row.span, is_damaged: row.is_cut, ..GridRow::default() };
            self::contact(contact, id, uncertain, &columns, out);
        }
    }

    /// The rows of a table but its headings said again. `is_last`: no other table follows; the document may end
    /// within its last row.
    fn rows(&self, raw: Vec<RawRow>, table: &PipeTable<'a>, is_last: bool, out: &mut Assembler) -> Vec<CellRow<'a>> {
        let style = table.style;
        let mut lines = Lines::new(self.text.as_bytes());
        lines.span(table.rows.start, table.rows.start);
        let end = self.text.trim_end().len();
        let (mut rows, mut newlines) = (Vec::with_capacity(raw.len()), 0);
        let count = raw.len();
        for (number, row) in raw.into_iter().enumerate() {
            let below = row.newlines.saturating_sub(std::mem::replace(&mut newlines, row.newlines));
            let span = lines.span_below(below, row.range.start, row.range.end);
            if out.is_too_long(span) {
                continue;
            }
            let row_text = self.text.get(row.range.clone()).unwrap_or("");
            let cells = cells::cells(row_text, style);
            if self.is_headings(&cells, table) {
                continue;
            }
            let last = cells.last().copied().unwrap_or("");
            // Lines below it that no pipe ends may be of its last cell.
            let is_open = style.trailing && !row_text.ends_with('|');
            let ends = number + 1 == count && (is_open || row.range.end >= end);
            let is_cut = is_last && ends && self.is_cut(row_text, last, cells.len(), style, &rows);
            let cells = cells.into_iter().map(Cow::Borrowed).collect();
            rows.push(CellRow { cells, span, is_cut, is_damaged: false });
        }
        if let Some(row) = rows.last_mut().filter(|row| row.is_cut) {
            out.report.error(Code::Truncated, end_of(self.text), "the document ends within this row; it is incomplete");
            row.cells.resize(style.columns.max(row.cells.len()), Cow::Borrowed(""));
        }
        rows
    }

    /// Whether the document's last row, of so many cells, `last` the last of them, is one that the document's end cut;
    /// `above` are those above it.
    fn is_cut(&self, row: &str, last: &str, cells: usize, style: Style, above: &[CellRow<'_>]) -> bool {
        let is_open = |opens: &str, closes: char| {
            last.rfind(opens).is_some_and(|open| !last.get(open..).unwrap_or("").contains(closes))
        };
        let is_ended = style.trailing && row.ends_with('|') && self.text.ends_with('\n');
        match () {
            () if is_ended && cells == style.columns => false,
            () if is_open("[", ']') || is_open("](", ')') || is_open("<", '>') || last.ends_with('\\') => true,
            () if style.trailing && !row.ends_with('|') => true,
            () => cells < style.columns && !is_ended && !leaves_out_ends(above, style.columns),
        }
    }

    /// Puts a cell together again in which pipes stand that nothing escaped: the last one, of notes, where all
    /// before it are in their columns and the one next to it is empty. Cells for another row, or empty ones at either
    /// end, are no such cell: a line's end was lost there, or a pipe is one too many.
    fn join_pipes(&self, rows: &mut [CellRow<'a>], columns: &[Option<Field>]) {
        let count = columns.len();
        let Some(last) = count.checked_sub(1).filter(|last| columns.get(*last) == Some(&Some(Field::Notes))) else {
            return;
        };
        let escapes =
            rows.iter().flat_map(|row| &row.cells).any(|cell| cell.contains("\\|") || cell.contains("&#124;"));
        for row in rows.iter_mut().filter(|row| row.cells.len() > count && !escapes && !row.is_cut) {
            let is_empty = |cell: Option<&Cow<'_, str>>| cell.is_some_and(|cell| cell.trim().is_empty());
            let is_before_free = last.checked_sub(1).is_some_and(|before| is_empty(row.cells.get(before)));
            let mut is_anchored = false;
            let fits = row.cells.iter().zip(columns).take(last).all(|(cell, column)| {
                let is_typed = column.is_some_and(|field| {
                    !matches!(field, Field::ServiceName | Field::Description | Field::UnauthorizedUse | Field::Notes)
                });
                is_anchored |= is_typed && !cell.trim().is_empty() && column.is_some_and(|field| field as usize > 3);
                !is_typed || grid::fits_column(&self.plain(cell, &mut Vec::new()), *column)
            });
            let is_open = is_empty(row.cells.get(last)) || is_empty(row.cells.last());
            let is_another = row.cells.len() + 1 >= 2 * count;
            if is_before_free && is_anchored && fits && !is_open && !is_another {
                let cell = row.cells.split_off(last).join("|");
                row.cells.push(Cow::Owned(cell));
            }
        }
    }

    /// Footnotes as rows, `| [1] | text |`, or as lines.
    fn footnotes(&self, range: Range<usize>, out: &mut Assembler) {
        for (_, line) in lines_of(self.text, range) {
            let line = line.trim();
            let mut cells = cells::split(line).into_iter().map(str::trim).filter(|cell| !cell.is_empty());
            let (first, body) = (cells.next().unwrap_or(""), cells.next());
            let first = self.plain(first, &mut Vec::new());
            let Some(length) = brackets::run(&first) else { continue };
            match body {
                Some(body) if length == first.len() => out.footnote(&first, &self.plain(body, &mut Vec::new())),
                _ => {
                    let (id, body) = first.split_at(length);
                    out.footnote(id, body);
                }
            }
        }
    }
}
