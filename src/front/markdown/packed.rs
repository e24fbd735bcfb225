//! A Markdown pipe table whose empty cells were pushed to the end of the row.
//!
//! ```text
//! | Service Name | Port Number | Transport Protocol | Description | …
//! |---|---|---|---|…
//! | 49000 | udp | Reserved | |||||||||
//! ```
//!
//! With or without the outer pipes; a cell of several paragraphs breaks its row over lines.

use std::ops::Range;

use crate::assemble::Assembler;
use crate::ast::{Code, ContactField, Field, Format, Layout, Parsed, Span};
use crate::cell::brackets;
use crate::column::contact;
use crate::column::grid;
use crate::column::heading::{self, Table};
use crate::column::order::Borders;
use crate::column::place::{self, LooseRow, Trouble};
use crate::column::rows::Guess;
use crate::column::shape::{self, Known, Name, People, Piece, Runs, Shape};
use crate::options::Limits;
use crate::report::{Lines, end_of};

use crate::front::sections::lines_of;
use crate::front::signs::Signs;
use crate::front::text_preamble;

use super::cells;
use super::rows::{self, Line, RawRow, RawRows};
use super::table::{self, PipeTable, Search, Style, Tables};

/// Columns that a table of records has.
const MOST_COLUMNS: usize = 12;

/// Whether a line of a text is the headings of a table of records.
pub(crate) fn has_headings(signs: &Signs<'_>) -> bool {
    table::has_records(signs.text, signs.lines_with(b'|'))
}

/// Reads a page whose table is a packed pipe table; `None` where it has neither that table nor the registry's title.
pub(crate) fn read(text: &str, limits: &Limits) -> Option<Parsed> {
    let mut out = Assembler::new(Format::Markdown, Some(Layout::Packed), limits).of(text);
    let mut search = Search::new(text);
    search.go_to_records();
    // Where nothing stands above the table, its rows are found with its end.
    let found = search.before_rows().map(|table| {
        RawRows::of_records(text, table, usize::MAX, |line, pipes, row| told(text, line, pipes, row, table.style))
    });
    search.skip_to(found.as_ref().map_or(0, |found| found.end));
    let Tables { records, contacts, footnotes } = search.tables();
    let header_end = records.as_ref().map_or(text.len(), |table| table.header_at);
    text_preamble::read(text, header_end, &mut out);
    if records.is_none() && !text_preamble::report_no_table(text, &mut out) {
        return None;
    }
    let raw =
        |table: &PipeTable<'_>| rows::rows(text, table, |line, pipes, row| told(text, line, pipes, row, table.style));
    let contact_rows = contacts.as_ref().map(|table| rows_of(text, table, raw(table), &mut out));
    let contact_rows = contact_rows.unwrap_or_default();
    let contact_style = contacts.as_ref().map(|table| table.style).unwrap_or_default();
    let ids = contact_rows.iter().filter_map(|row| row.cells(contact_style).next());
    let people = People::new(ids.flat_map(ids_of));
    if let Some(table) = &records {
        let columns: Vec<Field> = match heading::table(&table.headings) {
            Table::Records(columns) => {
                let span = Lines::new(text.as_bytes()).span(
                    table.header_at,
                    text.get(..table.rows.start).unwrap_or(text).trim_end_matches(['\r', '\n']).len(),
                );
                out.unknown_columns(&table.headings, &columns, span);
                columns.into_iter().flatten().collect()
            }
            _ => Vec::new(),
        };
        out.columns(columns.iter().copied());
        let style = table.style;
        let rows = rows_of(text, table, found.map_or_else(|| raw(table), |found| found.rows), &mut out);
        let is_cut = cut_row(text, &rows, style, contacts.is_some(), &mut out);
        let trouble_of = |at: usize, row: &Row<'_>| match at + 1 == rows.len() {
            true if is_cut => Trouble::Cut,
            // Extractors leave the last pipes of the last row out.
            true => Trouble::None,
            false if row.is_whole => Trouble::None,
            false => Trouble::Damaged,
        };
        for (at, row) in rows.iter().enumerate() {
            if trouble_of(at, row) == Trouble::Damaged {
                out.wrong_length("row", row.count(style), style.columns, grid::NOTHING_SURE, row.span);
            }
        }
        let mut runs = Runs::new(&people);
        let mut above = Vec::new();
        let loose = rows.iter().enumerate().map(|(at, row)| {
            let trouble = trouble_of(at, row);
            LooseRow { trouble, ..loose_row(row, style, &mut runs, &mut above) }
        });
        place::rows(loose, &columns, &mut out);
    }
    let has_organization = contacts.as_ref().is_some_and(|table| match heading::table(&table.headings) {
        Table::Contacts(columns) => columns.contains(&Some(ContactField::Organization)),
        _ => false,
    });
    let mut loose = Vec::with_capacity(contact_rows.len());
    let mut cells = Vec::new();
    for row in &contact_rows {
        cells.clear();
        cells.extend(row.cells(contact_style));
        match contact::packed(&cells, row.span) {
            Some(mut contact) => {
                contact.is_cut = is_last(text, row) && !row.text.ends_with('|');
                if contact.is_cut {
                    report_cut(text, &mut out);
                }
                loose.push(contact);
            }
            None => out.report.error(
                Code::DamagedRow,
                row.span,
                "this row of the contact table does not begin with an id in brackets",
            ),
        }
    }
    contact::place_contacts(loose, has_organization, &mut out);
    read_footnotes(text, footnotes, &mut out);
    text_preamble::report_no_rows(text, &mut out);
    Some(out.finish(text))
}

/// Footnotes as rows, `| [1] | text |`, or as lines.
fn read_footnotes(text: &str, range: Range<usize>, out: &mut Assembler) {
    for (_, line) in lines_of(text, range) {
        let mut cells = line.split('|').map(str::trim).filter(|cell| !cell.is_empty());
        if let (Some(id), Some(body)) = (cells.next(), cells.next())
            && brackets::run(id) == Some(id.len())
        {
            out.footnote(id, body);
        } else if let Some(length) = brackets::run(line) {
            let (id, body) = line.split_at(length);
            out.footnote(id, body);
        }
    }
}

/// The ids in a cell of brackets, none where it holds something else.
fn ids_of(cell: &str) -> impl Iterator<Item = &str> {
    // Most cells are one run, which needs no list.
    let is_run = brackets::run(cell) == Some(cell.len());
    let run = is_run.then(|| brackets::of_run(cell)).into_iter().flatten();
    run.chain((!is_run).then(|| brackets::brackets(cell)).flatten().into_iter().flatten())
}

/// A row as it is written.
struct Row<'a> {
    text: &'a str,
    /// Pipes of it.
    pipes: usize,
    is_whole: bool,
    span: Span,
}

impl<'a> Row<'a> {
    /// What follows the first of the outer pipes.
    fn inner(&self, style: Style) -> &'a str {
        if style.leading { self.text.strip_prefix('|').unwrap_or(self.text) } else { self.text }
    }

    /// The cells that are not empty.
    fn cells(&self, style: Style) -> impl Iterator<Item = &'a str> {
        cells::filled_cells(self.inner(style))
    }

    /// Cells with the empty ones; more than the table has columns where a pipe stands in a cell.
    fn count(&self, style: Style) -> usize {
        let inner = self.inner(style);
        if style.doubled {
            return self.cells(style).count();
        }
        // Those of the lines that were left out of it count, too.
        let is_line = memchr::memchr(b'\n', self.text.as_bytes()).is_none();
        let pipes = if is_line { self.pipes } else { cells::split_cells(self.text).count() - 1 };
        pipes + 1 - usize::from(inner.len() < self.text.len()) - usize::from(inner.ends_with('|'))
    }
}

/// What `line`, which has so many `pipes`, is below `row`.
fn told(text: &str, line: &str, pipes: usize, row: &RawRow, style: Style) -> Line {
    let is_rest = cells::is_rest(line);
    if style.doubled && style.leading {
        let is_open = style.trailing && !text.get(row.range.clone()).is_some_and(|row| row.ends_with('|'));
        return match () {
            () if line.starts_with('|') && !is_rest => Line::Begins,
            () if is_open => Line::GoesOn,
            () => Line::Apart,
        };
    }
    if !is_rest && !goes_on(line, row.pipes, style) {
        Line::Begins
    } else if pipes > 0 || row.pipes < style.pipes() {
        Line::GoesOn
    } else {
        Line::Apart
    }
}

/// The rows of `table` as they were found, but for those that are too long.
fn rows_of<'a>(text: &'a str, table: &PipeTable<'_>, raw: Vec<RawRow>, out: &mut Assembler) -> Vec<Row<'a>> {
    let mut lines = Lines::new(text.as_bytes());
    lines.span(table.rows.start, table.rows.start);
    let (mut rows, mut newlines) = (Vec::with_capacity(raw.len()), 0);
    for raw in raw {
        let below = raw.newlines - std::mem::replace(&mut newlines, raw.newlines);
        let span = lines.span_below(below, raw.range.start, raw.range.end);
        if !out.is_too_long(span) {
            let text = text.get(raw.range).unwrap_or("");
            rows.push(Row { text, pipes: raw.pipes, is_whole: raw.pipes >= table.style.pipes(), span });
        }
    }
    rows
}

/// Whether `line` goes on in the row above, which has `has` pipes: that row is not whole, and the line does not
/// begin as a row does.
fn goes_on(line: &str, has: usize, style: Style) -> bool {
    if style.leading {
        return !line.starts_with('|') && (has < style.pipes() || !line.contains('|'));
    }
    if has >= style.pipes() {
        return !line.contains('|');
    }
    let mut cells = line.split('|').map(str::trim).map(|cell| shape::of_cell(cell, &People::default()));
    let is_name = |shape: &Shape| matches!(shape, Shape::Words(words) if words.name != Name::No);
    let begins = match (cells.next(), cells.next()) {
        (Some(Shape::Ports), Some(Shape::Transport | Shape::Words(_))) => true,
        (Some(first), Some(Shape::Ports | Shape::Transport)) => is_name(&first),
        // A name without port and transport cannot be told from a line of a note: the row above is short, as the
        // last of a document is, or goes on.
        _ => false,
    };
    !begins
}

/// `above`: the cells of the row above, and then of this one.
fn loose_row<'a>(row: &Row<'a>, style: Style, runs: &mut Runs<'a, '_>, above: &mut Vec<Known<'a>>) -> LooseRow<'a> {
    let mut pieces = Vec::with_capacity(style.columns.min(MOST_COLUMNS));
    for cell in row.cells(style) {
        let shape = match cell {
            "tcp" | "udp" => Shape::Transport,
            cell => runs.of_cell(cell, above.get(pieces.len())),
        };
        pieces.push(Piece::cell(cell, shape));
    }
    above.clear();
    above.extend(pieces.iter().map(|piece| (piece.text, piece.shape)));
    if row.count(style) > style.columns {
        // Some pipe stands in a cell: a cell of words may go on in the next piece.
        let head =
            pieces.iter().take_while(|piece| !matches!(piece.shape, Shape::Brackets(_) | Shape::Date(_))).count();
        let spine = pieces.iter().skip(head).take_while(|piece| !matches!(piece.shape, Shape::Words(_))).count();
        pieces.iter_mut().skip((head + spine).max(3) + 1).for_each(|piece| piece.flows = true);
    }
    LooseRow {
        text: row.text,
        pieces,
        borders: Borders::Kept,
        told: None,
        span: row.span,
        trouble: Trouble::None,
        guess: Guess::default(),
    }
}

/// Whether the document ends within the last of `rows`, reported. Extractors leave out the last pipes of the last
/// row; one that ends within brackets or a date, or has not even a description, was cut.
fn cut_row(text: &str, rows: &[Row<'_>], style: Style, has_contacts: bool, out: &mut Assembler) -> bool {
    let Some(last) = rows.last().filter(|row| !has_contacts && is_last(text, row)) else {
        return false;
    };
    let cell = last.cells(style).last().unwrap_or("");
    let is_open = cell.rfind('[').is_some_and(|open| !cell.get(open..).unwrap_or("").contains(']'));
    let is_cut = !last.text.ends_with('|') || is_open || last.cells(style).count() < 2;
    if is_cut {
        report_cut(text, out);
    }
    // Cut right behind a pipe it looks as the last row always does, and many extractors leave the contact table
    // out: the report of missing contacts must do.
    is_cut
}

/// Whether the document ends with `row`, which is not whole.
fn is_last(text: &str, row: &Row<'_>) -> bool {
    !row.is_whole && row.span.range().end >= text.trim_end().len()
}

fn report_cut(text: &str, out: &mut Assembler) {
    out.report.error(Code::Truncated, end_of(text), "the document ends within this row; it is incomplete");
}
