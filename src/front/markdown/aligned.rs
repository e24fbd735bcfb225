//! A Markdown table that has every cell.
//!
//! ```text
//! | Service Name | Port Number | Transport Protocol | Description | …
//! | --- | --- | --- | --- | …
//! |  | 49000 | udp | Reserved |  |  |  |  |  |  |  |  |
//! ```
//!
//! With or without the outer pipes. Where cells have several lines the table may be one of HTML.

use std::borrow::Cow;
use std::ops::Range;

use crate::assemble::Assembler;
use crate::ast::{Code, ContactField, Field, FieldSet, Format, Layout, Parsed};
use crate::cell::text::floor;
use crate::cell::{self, brackets};
use crate::column::grid::{self, GridRow, UsualRow};
use crate::column::heading::{self, Table};
use crate::front::sections::{lines_of, lines_with};
use crate::front::signs::Signs;
use crate::front::text_preamble;
use crate::options::Limits;
use crate::report::{Lines, end_of};

use super::inline::{self, Breaks};
use super::link::Definitions;
use super::mend::{CellRow, join_lines, leaves_out_ends, pad};
use super::table::{self, Line, PipeTable, RawRow, Style};
use super::{header, html, kind, mark, usual};

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
        kind::is_aligned(&pipes, &table::tables(&pipes), &Definitions::of(text))
    } else {
        html::is_markdown_with_records(text, &html)
    }
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
    let mut out = Assembler::new(Format::Markdown, Some(Layout::Aligned), limits);
    let html = html::tables(text);
    let pipes = html::without(text, &html);
    let tables = table::tables(&pipes);
    let definitions = Definitions::of(text);
    let first_table = tables.records.iter().chain(&tables.contacts).map(|table| table.header_at);
    let header_end = first_table.chain(html.iter().map(|table| table.start)).min().unwrap_or(text.len());
    header::read(text, header_end, &definitions, &mut out);

    let is_last = tables.contacts.is_none() && html.is_empty();
    let is_usual = tables.records.as_ref().is_some_and(|table| is_usual(&pipes, table, is_last, limits));
    let is_wrapped = !is_usual && tables.records.as_ref().is_some_and(|table| is_wrapped(&pipes, table));
    let page = Page { text: &pipes, definitions: &definitions, is_wrapped };
    let mut has_records = tables.records.is_some();
    if let Some(table) = &tables.records {
        page.records(table, is_usual, is_last, &mut out);
    }
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

/// The rows of `table` as they are written, `most` of them and perhaps one more.
pub(super) fn raw_rows(text: &str, table: &PipeTable<'_>, columns: &[Option<Field>], most: usize) -> Vec<RawRow> {
    let style = table.style;
    table::first_rows(text, table, most, |line, pipes, row| {
        let begins = |line: &str, below_whole: bool| begins_record(&table::cells(line, style), columns, below_whole);
        told(text, line, pipes, row, style, &begins)
    })
}

fn is_usual(text: &str, table: &PipeTable<'_>, is_last: bool, limits: &Limits) -> bool {
    let Table::Records(columns) = heading::table(&table.headings) else { return false };
    usual::is_usual(text, table, &columns, limits.cell_bytes, is_last)
}

/// Whether many rows of `table` go on over lines, as where a document was wrapped.
fn is_wrapped(text: &str, table: &PipeTable<'_>) -> bool {
    let Table::Records(columns) = heading::table(&table.headings) else { return false };
    let rows = raw_rows(text, table, &columns, usize::MAX);
    let over_lines = rows.iter().filter(|row| text.get(row.range.clone()).is_some_and(|row| row.contains('\n')));
    over_lines.count() * 5 > rows.len()
}

/// What `line`, which has so many `pipes`, is below `row`. `begins` tells whether a line looks like the first one of a
/// row, below one that is whole or not.
fn told(text: &str, line: &str, pipes: usize, row: &RawRow, style: Style, begins: &dyn Fn(&str, bool) -> bool) -> Line {
    let whole = style.pipes();
    let above = text.get(row.range.clone()).unwrap_or("");
    let ends = above.ends_with('|');
    let is_whole = row.pipes >= whole && (ends || !style.trailing);
    let line_at = line.as_ptr() as usize - text.as_ptr() as usize;
    let between = text.get(row.range.end..line_at).unwrap_or("");
    let is_next = between.len() < 64 && between.matches('\n').count() < 2;
    if pipes == 0 {
        // `{: .class}`, the attributes of a table.
        if line.starts_with("{:") && line.ends_with('}') {
            return Line::Apart;
        }
        let is_title = line.starts_with(['#', '=', '`', '~']);
        return match () {
            () if line.is_empty() || is_whole && (style.trailing || is_title) => Line::Apart,
            () if is_next => Line::GoesOn,
            () => Line::MayGoOn,
        };
    }
    match () {
        () if style.leading && line.starts_with('|') => {
            if !ends && row.pipes + pipes == whole {
                Line::GoesOn
            } else {
                Line::Begins
            }
        }
        () if pipes + usize::from(style.leading) >= whole || begins(line, is_whole) => Line::Begins,
        () if row.pipes + pipes <= whole => Line::GoesOn,
        // Pipes within a cell that nothing escaped.
        () if !is_whole && !ends || !style.trailing && is_next => Line::GoesOn,
        () => Line::Begins,
    }
}

/// Whether cells look like the first ones of a record: a port or a transport in its column, and nothing else there;
/// below a whole row, a name with neither as well.
fn begins_record(cells: &[&str], columns: &[Option<Field>], below_whole: bool) -> bool {
    let (mut told, mut is_words, mut is_named, mut is_empty) = (0, false, false, cells.len() > 3);
    let fits = cells.iter().zip(columns).take(4).all(|(cell, column)| {
        let cell = cell.trim();
        let is_own = match column {
            Some(Field::ServiceName) => {
                is_named |= !cell.is_empty();
                is_words = cell.contains(char::is_whitespace);
                return true;
            }
            Some(Field::Ports) => cell::ports(cell).is_some(),
            Some(Field::Transport) => cell::is_transport(cell),
            _ => return true,
        };
        told += usize::from(is_own);
        is_empty &= cell.is_empty();
        cell.is_empty() || is_own
    });
    // A few names are of several words.
    fits && (told > usize::from(is_words) || below_whole && is_named && is_empty && !is_words)
}

/// The columns whose cells the document marks as not sure.
fn marked<T: Copy>(cells: &[Cow<'_, str>], columns: &[Option<T>]) -> impl Iterator<Item = T> {
    cells.iter().zip(columns).filter(|(cell, _)| mark::is_uncertain(cell)).filter_map(|(_, column)| *column)
}

/// A document whose tables are read.
struct Page<'a> {
    text: &'a str,
    definitions: &'a Definitions<'a>,
    /// Its lines were wrapped at some width, words at their hyphens.
    is_wrapped: bool,
}

impl<'a> Page<'a> {
    fn plain<'c>(&self, cell: &'c str, labels: &mut Vec<String>) -> Cow<'c, str> {
        let cell = cell.trim();
        if let Some(words) = inline::linked(cell) {
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

    fn records(&self, table: &PipeTable<'a>, is_usual: bool, is_last: bool, out: &mut Assembler) {
        let Table::Records(columns) = heading::table(&table.headings) else { return };
        let below = self.text.get(..table.rows.start).unwrap_or(self.text).trim_end_matches(['\r', '\n']).len();
        let span = Lines::new(self.text.as_bytes()).span(table.header_at, below);
        out.unknown_columns(&table.headings, &columns, span);
        out.columns(columns.iter().flatten().copied());
        if is_usual {
            return self.usual_records(table, &columns, out);
        }
        let raw = raw_rows(self.text, table, &columns, usize::MAX);
        let mut rows = self.rows(raw, table, is_last, out);
        self.join_pipes(&mut rows, &columns);
        let fits = |cell: &str, at: usize| {
            let column = columns.get(at).copied().flatten();
            grid::fits_column(&self.plain(cell, &mut Vec::new()), column)
        };
        pad(&mut rows, columns.len(), &fits);
        join_lines(&mut rows, &columns, table.is_ruled, out);
        for row in rows {
            self.record(&row, &columns, out);
        }
    }

    fn record(&self, row: &CellRow<'_>, columns: &[Option<Field>], out: &mut Assembler) {
        let mut labels = Vec::new();
        let uncertain: FieldSet = marked(&row.cells, columns).collect();
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

    /// The records of a table in which nothing has to be mended: those whose cells are as they are written by the short
    /// way, as grid rows of such cells are.
    fn usual_records(&self, table: &PipeTable<'a>, columns: &[Option<Field>], out: &mut Assembler) {
        let mut lines = Lines::new(self.text.as_bytes());
        usual::rows(self.text, table, |at, line, cells| {
            let span = lines.span(at, at + line.len());
            let is_heading = |(cell, heading): (&&str, &Cow<'_, str>)| self.plain(cell, &mut Vec::new()) == *heading;
            if cells.iter().zip(&table.headings).all(is_heading) {
                return;
            }
            let mut row = UsualRow::default();
            let mut cells_of_columns = cells.iter().zip(columns);
            if cells_of_columns
                .all(|(cell, column)| inline::as_written(cell.trim()).is_some_and(|text| row.put(text, *column)))
            {
                return row.hand_over(span, out);
            }
            let cells = cells.iter().copied().map(Cow::Borrowed).collect();
            self.record(&CellRow { cells, span, is_cut: false, is_damaged: false }, columns, out);
        });
    }

    fn contacts(&self, table: &PipeTable<'a>, out: &mut Assembler) {
        let Table::Contacts(columns) = heading::table(&table.headings) else { return };
        let id = columns.iter().position(|column| *column == Some(ContactField::Id)).unwrap_or(0);
        let begins = |line: &str, _: bool| {
            let cells = table::cells(line, table.style);
            let cell = cells.get(id).map_or("", |cell| cell.trim());
            let id = inline::text(cell, self.definitions, Breaks::Fold, &mut Vec::new());
            brackets::run(&id).is_some_and(|length| length == id.len())
        };
        let raw =
            table::rows(self.text, table, |line, pipes, row| told(self.text, line, pipes, row, table.style, &begins));
        let mut rows = self.rows(raw, table, true, out);
        pad(&mut rows, columns.len(), &|cell: &str, at| match columns.get(at) {
            Some(Some(ContactField::Updated)) => cell.trim().is_empty() || cell::date(cell.trim()).is_some(),
            _ => true,
        });
        for row in rows {
            let uncertain: Vec<ContactField> = marked(&row.cells, &columns).collect();
            let mut cells: Vec<Cow<'_, str>> = row.cells.iter().map(|cell| self.plain(cell, &mut Vec::new())).collect();
            // An anchor that was written out besides what it marks: `[A][A]`.
            if let Some(cell) = cells.get_mut(id)
                && let Some([first, rest @ ..]) = brackets::brackets(cell).as_deref()
                && rest.iter().all(|other| other == first)
            {
                *cell = Cow::Owned(format!("[{first}]"));
            }
            // An id that the document's end cut is none.
            if row.is_cut && cells.get(id).is_none_or(|cell| brackets::brackets(cell).is_none_or(|ids| ids.len() != 1))
            {
                continue;
            }
            let is_whole = cells.len() == columns.len() && !row.is_cut;
            let contact = GridRow { cells, span: row.span, is_damaged: row.is_cut, ..GridRow::default() };
            if uncertain.is_empty() || !is_whole {
                grid::contact(contact, &columns, out);
            } else {
                out.report.tally(Code::MarkedUncertain, row.span);
                grid::doubtful_contact(contact, uncertain, &columns, out);
            }
        }
    }

    /// The rows of a table but its headings said again. `is_last`: no other table follows; the document may end
    /// within its last row.
    fn rows(&self, raw: Vec<RawRow>, table: &PipeTable<'a>, is_last: bool, out: &mut Assembler) -> Vec<CellRow<'a>> {
        let style = table.style;
        let mut lines = Lines::new(self.text.as_bytes());
        let end = self.text.trim_end().len();
        let mut rows = Vec::with_capacity(raw.len());
        let count = raw.len();
        for (number, row) in raw.into_iter().enumerate() {
            let span = lines.span(row.range.start, row.range.end);
            if out.is_too_long(span) {
                continue;
            }
            let row_text = self.text.get(row.range.clone()).unwrap_or("");
            let cells = table::cells(row_text, style);
            if cells.len() == table.headings.len()
                && cells
                    .iter()
                    .zip(&table.headings)
                    .all(|(cell, heading)| self.plain(cell, &mut Vec::new()) == *heading)
            {
                continue;
            }
            let cells: Vec<_> = cells.into_iter().map(Cow::Borrowed).collect();
            // Lines below it that no pipe ends may be of its last cell.
            let is_open = style.trailing && !row_text.ends_with('|');
            let ends = number + 1 == count && (is_open || row.range.end >= end);
            let is_cut = is_last && ends && self.is_cut(row_text, &cells, style, &rows);
            rows.push(CellRow { cells, span, is_cut, is_damaged: false });
        }
        if let Some(row) = rows.last_mut().filter(|row| row.is_cut) {
            out.report.error(Code::Truncated, end_of(self.text), "the document ends within this row; it is incomplete");
            row.cells.resize(style.columns.max(row.cells.len()), Cow::Borrowed(""));
        }
        rows
    }

    /// Whether the document's last row is one that the document's end cut; `above` are those above it.
    fn is_cut(&self, row: &str, cells: &[Cow<'_, str>], style: Style, above: &[CellRow<'_>]) -> bool {
        let last = cells.last().map_or("", |cell| cell.as_ref());
        let is_open = |opens: &str, closes: char| {
            last.rfind(opens).is_some_and(|open| !last.get(open..).unwrap_or("").contains(closes))
        };
        let is_ended = style.trailing && row.ends_with('|') && self.text.ends_with('\n');
        match () {
            () if is_ended && cells.len() == style.columns => false,
            () if is_open("[", ']') || is_open("](", ')') || is_open("<", '>') || last.ends_with('\\') => true,
            () if style.trailing && !row.ends_with('|') => true,
            () => cells.len() < style.columns && !is_ended && !leaves_out_ends(above, style.columns),
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
            let mut cells = table::split(line).into_iter().map(str::trim).filter(|cell| !cell.is_empty());
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
