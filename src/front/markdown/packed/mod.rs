//! A Markdown pipe table whose empty cells were pushed to the end of the row.
//!
//! ```text
//! | Service Name | Port Number | Transport Protocol | Description | …
//! |---|---|---|---|…
//! | 49000 | udp | Reserved | |||||||||
//! ```
//!
//! With or without the outer pipes; a cell of several paragraphs breaks its row over lines.

#![allow(clippy::arithmetic_side_effects, reason = "places in a text in memory, and counts of what is there")]

mod rows;

use std::ops::Range;

use crate::assemble::Assembler;
use crate::ast::{Code, ContactField, Field, Format, Layout, Parsed};
use crate::cell::brackets;
use crate::column::contact::{self, Form, LooseContact};
use crate::column::glance::{Cell, Glances};
use crate::column::grid;
use crate::column::heading::{self, Table};
use crate::column::order::Borders;
use crate::column::packed::Placing;
use crate::column::place::{LooseRow, Trouble};
use crate::column::rows::Guess;
use crate::column::shape::{People, Piece, Runs, Shape};
use crate::options::Limits;
use crate::report::{Lines, Report, end_of};

use crate::front::sections::lines_of;
use crate::front::signs::Signs;
use crate::front::text_preamble;

use super::cells::{self, Cutter};
use super::table::{self, PipeTable, Search, Style, Tables};
use rows::{Row, Rows, Window};

/// Columns that a table of records has.
const MOST_COLUMNS: usize = 12;

/// Whether a line of a text is the headings of a table of records.
pub(crate) fn has_headings(signs: &Signs<'_>) -> bool {
    table::has_records(signs.text, signs.lines_with(b'|'))
}

/// Reads a page whose table is a packed pipe table; `None` where it has neither that table nor the registry's title.
pub(crate) fn read(text: &str, limits: &Limits) -> Option<Parsed> {
    let end = text.trim_end().len();
    let mut search = Search::new(text);
    search.go_to_records();
    if search.go_past_rows() {
        let page = Page { text, end, limits, tables: search.tables(), is_sure: false };
        if let Ok(parsed) = page.read() {
            return parsed;
        }
    }
    let page = Page { text, end, limits, tables: table::tables(text), is_sure: true };
    page.read().ok().flatten()
}

/// A table may end above a row that was taken for one of it.
#[derive(Debug)]
struct Ends;

/// A page whose tables are found.
struct Page<'a> {
    text: &'a str,
    /// Where it ends but for white space.
    end: usize,
    limits: &'a Limits,
    tables: Tables<'a>,
    /// All lines were looked at to find them. Where not, no row of records may be one that ends their table.
    is_sure: bool,
}

impl<'a> Page<'a> {
    fn read(&self) -> Result<Option<Parsed>, Ends> {
        let text = self.text;
        let Tables { records, contacts, footnotes } = &self.tables;
        let mut out = Assembler::new(Format::Markdown, Some(Layout::Packed), self.limits).of(self.text);
        let header_end = records.as_ref().map_or(text.len(), |table| table.header_at);
        text_preamble::read(text, header_end, &mut out);
        if records.is_none() && !text_preamble::report_no_table(text, &mut out) {
            return Ok(None);
        }
        // What is said of contacts stands behind what is said of records, for which they are read.
        let mut of_contacts = out.report.apart();
        let contacts = contacts.as_ref().map(|table| self.contacts(table, &mut out, &mut of_contacts));
        let (contacts, people) = contacts.unwrap_or_default();
        if let Some(ids) = people.ids() {
            out.contact_ids(ids);
        }
        if let Some(table) = records {
            self.records(table, &people, &mut out)?;
        }
        out.report.then(of_contacts);
        out.reserve_contacts(contacts.len());
        contact::place_contacts(contacts, self.has_organization(), &mut out);
        read_footnotes(text, footnotes.clone(), &mut out);
        text_preamble::report_no_rows(text, &mut out);
        Ok(Some(out.finish(text)))
    }

    /// About how many rows a table has: each has a line, and few are shorter.
    fn most_rows(&self, table: &PipeTable<'_>) -> usize {
        let part = self.text.as_bytes().get(table.rows.clone()).unwrap_or_default();
        memchr::memchr_iter(b'\n', part).count().min(part.len() / 32)
    }

    fn records(&self, table: &PipeTable<'_>, people: &People<'a>, out: &mut Assembler) -> Result<(), Ends> {
        let text = self.text;
        let columns: Vec<Field> = match heading::table(&table.headings) {
            Table::Records(columns) => {
                let below = text.get(..table.rows.start).unwrap_or(text).trim_end_matches(['\r', '\n']).len();
                let span = Lines::new(text.as_bytes()).span(table.header_at, below);
                out.unknown_columns(&table.headings, &columns, span);
                columns.into_iter().flatten().collect()
            }
            _ => Vec::new(),
        };
        out.columns(columns.iter().copied());
        let style = table.style;
        // What is said of rows as they are written stands before what is said of their cells.
        let mut of_lengths = out.report.apart();
        let of_cells = out.report.apart();
        let before = std::mem::replace(&mut out.report, of_cells);
        let (mut too_long, mut ends, mut is_cut) = (Vec::new(), false, false);
        let rows = Rows::new(text, table).filter(|row| {
            let is_too_long = row.span.range().len() > self.limits.cell_bytes;
            if is_too_long {
                too_long.push(row.span);
                ends |= !self.is_sure && self.may_end_at(row);
            }
            !is_too_long
        });
        let mut rows = Window::new(rows);
        let mut cutter = RowCutter::new(text, people, self.is_sure);
        let mut placing = Placing::new(&columns, people);
        while let Some(row) = rows.advance() {
            if !rows.is_last() && placing.hand_over_twin(row.text, row.span, out) {
                continue;
            }
            let pipes = cutter.cut(&row);
            let may_name_rows = std::mem::take(&mut cutter.may_name_rows);
            if may_name_rows && !names_somebody(row.text, &cutter.cells) && self.may_end_at(&row) {
                return Err(Ends);
            }
            let count = row.count(pipes, cutter.cells.len(), style);
            let is_whole = row.pipes.unwrap_or(pipes) >= style.pipes();
            let trouble = match rows.is_last() {
                // Extractors leave the last pipes of the last row out.
                true if !is_whole && self.tables.contacts.is_none() && self.is_cut(&row, &cutter.cells) => {
                    is_cut = true;
                    Trouble::Cut
                }
                true => Trouble::None,
                false if is_whole => Trouble::None,
                false => Trouble::Damaged,
            };
            if trouble == Trouble::Damaged {
                std::mem::swap(&mut out.report, &mut of_lengths);
                out.wrong_length("row", count, style.columns, grid::NOTHING_SURE, row.span);
                std::mem::swap(&mut out.report, &mut of_lengths);
            }
            let is_sound = trouble == Trouble::None && count <= style.columns && !cutter.cutter.has_escapes();
            let near = || rows.near().map(|row| row.text);
            if !is_sound || !placing.hand_over_usual((row.text, row.span), &cutter.cells, near(), cells::filled, out) {
                let mut loose = cutter.loose(&row, trouble);
                if count > style.columns {
                    let_flow(&mut loose.pieces);
                }
                placing.place(&mut loose, near(), cells::filled, out);
                cutter.pieces = loose.pieces;
            }
            if may_name_rows {
                // A row that says the same is asked the same.
                cutter.cells.clear();
                placing.forget_above();
            }
        }
        if ends {
            return Err(Ends);
        }
        let of_cells = std::mem::replace(&mut out.report, before);
        for span in too_long {
            out.is_too_long(span);
        }
        if is_cut {
            report_cut(text, &mut out.report);
        }
        out.report.then(of_lengths);
        out.report.then(of_cells);
        Ok(())
    }

    /// Whether the first line of a row may end the table.
    fn may_end_at(&self, row: &Row<'_>) -> bool {
        let at = row.span.range().start;
        let line = self.text.get(at..).and_then(|rest| rest.split('\n').next()).unwrap_or("");
        table::ends_records(self.text, at, line)
    }

    /// Whether the document ends within the last row. Extractors leave out the last pipes of the last row; one that ends
    /// within brackets or a date, or has not even a description, was cut.
    ///
    /// Cut right behind a pipe it looks as the last row always does, and many extractors leave the contact table out: the
    /// report of missing contacts must do.
    fn is_cut(&self, last: &Row<'_>, cells: &[Cell<'_>]) -> bool {
        let cell = cells.last().map_or("", |cell| cell.text);
        let is_open = cell.rfind('[').is_some_and(|open| !cell.get(open..).unwrap_or("").contains(']'));
        self.is_at_end(last) && (!last.text.ends_with('|') || is_open || cells.len() < 2)
    }

    fn is_at_end(&self, row: &Row<'_>) -> bool {
        row.span.range().end >= self.end
    }

    fn has_organization(&self) -> bool {
        self.tables.contacts.as_ref().is_some_and(|table| match heading::table(&table.headings) {
            Table::Contacts(columns) => columns.contains(&Some(ContactField::Organization)),
            _ => false,
        })
    }

    /// The contacts of a table, and their ids. Rows that are too long are reported at once, others `later`.
    fn contacts(
        &self,
        table: &PipeTable<'_>,
        out: &mut Assembler,
        later: &mut Report,
    ) -> (Vec<LooseContact<'a>>, People<'a>) {
        let most = self.most_rows(table);
        let (mut loose, mut people) = (Vec::with_capacity(most), People::with_room(most, std::iter::empty()));
        let mut cells = Vec::new();
        let mut cutter = Cutter::new(self.text);
        for row in Rows::new(self.text, table).filter(|row| !out.is_too_long(row.span)) {
            cells.clear();
            let pipes = cutter.filled(row.span.range(), |cell| {
                // That of the id is not asked for.
                let form = if cells.is_empty() { Form::Other } else { Form::of(cell) };
                cells.push((cell, form));
            });
            let contact = contact::of_forms(&cells, row.span);
            if let Some((id, _)) = cells.first() {
                people.add_contact(id, contact.as_ref().and_then(|contact| contact.word));
            }
            match contact {
                Some(mut contact) => {
                    let is_whole = row.pipes.unwrap_or(pipes) >= table.style.pipes();
                    contact.is_cut = !is_whole && !row.text.ends_with('|') && self.is_at_end(&row);
                    if contact.is_cut {
                        report_cut(self.text, later);
                    }
                    loose.push(contact);
                }
                None => later.error(
                    Code::DamagedRow,
                    row.span,
                    "this row of the contact table does not begin with an id in brackets",
                ),
            }
        }
        (loose, people)
    }
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

impl Row<'_> {
    /// Cells with the empty ones, which stand between so many `pipes`; more than the table has columns where a pipe stands
    /// in a cell. `filled`: those that are not empty.
    fn count(&self, pipes: usize, filled: usize, style: Style) -> usize {
        if style.doubled {
            return filled;
        }
        let outer = match self.text.as_bytes() {
            [b'|'] => usize::from(style.leading),
            [first, .., last] => usize::from(style.leading && *first == b'|') + usize::from(*last == b'|'),
            _ => 0,
        };
        (pipes + 1).saturating_sub(outer)
    }
}

/// Cuts rows to pieces.
struct RowCutter<'a, 'p> {
    cutter: Cutter<'a>,
    glances: Glances<'a, 'p>,
    runs: Runs<'a, 'p>,
    /// The cells of a row. Most say the same as in the one above.
    cells: Vec<Cell<'a>>,
    /// Room for the pieces of a row.
    pieces: Vec<Piece<'a>>,
    /// Nobody asks whether rows may be headings.
    is_sure: bool,
    /// A cell may be a heading that says what rows are called by.
    may_name_rows: bool,
}

impl<'a, 'p> RowCutter<'a, 'p> {
    fn new(text: &'a str, people: &'p People<'p>, is_sure: bool) -> Self {
        Self {
            cutter: Cutter::new(text),
            glances: Glances::new(people),
            runs: Runs::new(people),
            cells: Vec::with_capacity(MOST_COLUMNS),
            pieces: Vec::with_capacity(MOST_COLUMNS),
            is_sure,
            may_name_rows: false,
        }
    }

    /// Cuts a row to cells. The pipes between them.
    fn cut(&mut self, row: &Row<'a>) -> usize {
        let Self { cutter, glances, cells, may_name_rows, is_sure, .. } = self;
        let mut count = 0;
        let pipes = cutter.filled(row.span.range(), |text| {
            match cells.get_mut(count) {
                // A part of this row.
                Some(cell) if cell.text == text => cell.text = text,
                cell => {
                    let found = glances.cell(text, count);
                    *may_name_rows |= !*is_sure && !found.is_figures() && table::may_name_rows(text, 0..text.len());
                    match cell {
                        Some(cell) => *cell = found,
                        None => cells.push(found),
                    }
                }
            }
            count += 1;
        });
        cells.truncate(count);
        pipes
    }

    /// The row that was cut last.
    fn loose(&mut self, row: &Row<'a>, trouble: Trouble) -> LooseRow<'a> {
        let mut pieces = std::mem::take(&mut self.pieces);
        pieces.clear();
        pieces.extend(self.cells.iter().map(|cell| Piece::cell(cell.text, self.runs.of_cell(cell.text))));
        let (text, span) = (row.text, row.span);
        LooseRow { text, pieces, borders: Borders::Kept, told: None, span, trouble, guess: Guess::default() }
    }
}

/// Whether the first line of a row is no line of headings, for none of those is a name in brackets: a cell between two pipes
/// is.
fn names_somebody(row: &str, cells: &[Cell<'_>]) -> bool {
    if cells.len() > 2 * MOST_COLUMNS {
        return false;
    }
    let line = row.split('\n').next().unwrap_or("").as_bytes().as_ptr_range();
    let of_line = cells.iter().take_while(|cell| line.contains(&cell.text.as_ptr()));
    let is_name = |cell: &Cell<'_>| brackets::word(cell.text).is_some();
    let mut names = of_line.skip_while(|cell| !is_name(cell));
    // Behind the last pipe of a line can stand what goes on below.
    names.next().is_some() && names.next().is_some()
}

/// Some pipe stands in a cell: a cell of words may go on in the next piece.
fn let_flow(pieces: &mut [Piece<'_>]) {
    let head = pieces.iter().take_while(|piece| !matches!(piece.shape, Shape::Brackets(_) | Shape::Date(_))).count();
    let spine = pieces.iter().skip(head).take_while(|piece| !matches!(piece.shape, Shape::Words(_))).count();
    pieces.iter_mut().skip((head + spine).max(3) + 1).for_each(|piece| piece.flows = true);
}

fn report_cut(text: &str, report: &mut Report) {
    report.error(Code::Truncated, end_of(text), "the document ends within this row; it is incomplete");
}
