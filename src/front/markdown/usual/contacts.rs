//! The contacts of a table in which nothing has to be mended; as [`records`](super::records).

use std::borrow::Cow;

use crate::assemble::Assembler;
use crate::ast::{ContactField, Span};
use crate::cell::brackets;
use crate::column::grid::{GridRow, UsualContact};
use crate::report::Lines;

use super::super::aligned::{self, Page};
use super::super::alone;
use super::super::table::PipeTable;
use super::{Cell, Reader, Row, may_be_usual, rows};

/// Whether they are such a table; where not, what was handed over by then is to be forgotten. `id`: the column of ids.
pub(in super::super) fn read(
    page: &Page<'_>,
    table: &PipeTable<'_>,
    columns: &[Option<ContactField>],
    id: usize,
    out: &mut Assembler,
) -> bool {
    if !may_be_usual(table, columns.len()) {
        return false;
    }
    let mut lines = Lines::new(page.text.as_bytes());
    lines.span(table.rows.start, table.rows.start);
    let end = page.end(true);
    let mut reader = Contacts { page, table, columns, id, end, lines, id_text: String::new(), out };
    rows(page.text, table, |_, _| false, &mut reader).is_some()
}

struct Contacts<'a, 'p> {
    page: &'p Page<'a>,
    table: &'p PipeTable<'p>,
    columns: &'p [Option<ContactField>],
    id: usize,
    /// Where a row ends that the document's end may have cut.
    end: usize,
    lines: Lines<'a>,
    /// Room for an id as it reads.
    id_text: String,
    out: &'p mut Assembler,
}

impl<'a> Contacts<'a, '_> {
    /// Hands over a contact of which no cell needs a second look: those that are as they are written, a link between angle
    /// brackets, and an id in brackets that are escaped. None of them is marked as not sure.
    fn usual(&mut self, row: &Row<'a, '_>, span: Span) -> bool {
        self.id_text.clear();
        let id = row.cells.get(self.id).filter(|cell| cell.words.is_none());
        if let Some(word) = id.and_then(|cell| alone::anchored(cell.text)) {
            self.id_text.extend(["[", word, "]"]);
        }
        let mut is_heading = true;
        let mut usual = UsualContact::default();
        for (at, ((cell, &column), heading)) in row.cells.iter().zip(self.columns).zip(&self.table.headings).enumerate()
        {
            let words = cell.words.or_else(|| alone::angle_link(cell.text));
            let words = match words {
                None if at == self.id => self.id_text.as_str(),
                Some(words) => words,
                None => return false,
            };
            if at == self.id && brackets::word(words).is_none() || !usual.put(words, column) {
                return false;
            }
            is_heading = is_heading && words == *heading;
        }
        if is_heading {
            return false;
        }
        if usual.has_id() {
            usual.hand_over(span, self.out);
            return true;
        }
        false
    }
}

impl<'a> Reader<'a> for Contacts<'a, '_> {
    fn read(&mut self, row: Row<'a, '_>) -> bool {
        if self.page.is_unusual(&row, self.table.style, self.end, self.out) {
            return false;
        }
        let span = self.lines.span_below(row.newlines, row.at, row.at.saturating_add(row.text.len()));
        if self.usual(&row, span) {
            return true;
        }
        let plain =
            |cell: &Cell<'a>| cell.words.map_or_else(|| self.page.plain(cell.text, &mut Vec::new()), Cow::Borrowed);
        let cells: Vec<_> = row.cells.iter().map(plain).collect();
        if cells != self.table.headings {
            let uncertain = aligned::marked(row.cells.iter().map(Cell::markup), self.columns).collect();
            let contact = GridRow { cells, span, ..GridRow::default() };
            aligned::contact(contact, self.id, uncertain, self.columns, self.out);
        }
        true
    }
}
