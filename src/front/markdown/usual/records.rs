//! The records of a table in which nothing has to be mended: those whose cells are as they are written by the short way,
//! as grid rows of such cells are.

use std::borrow::Cow;

use crate::assemble::Assembler;
use crate::ast::{Code, Field, FieldSet, Span};
use crate::column::grid::{self, GridRow, UsualRow};
use crate::report::Lines;

use super::super::aligned::{self, Page};
use super::super::table::{self, PipeTable};
use super::{Cell, Reader, Row, may_be_usual, rows};

/// Where the table ends; `None` where some row of it has to be mended, and what was handed over by then is to be
/// forgotten.
///
/// `table` goes on to the end of the text as far as is known. `is_last`: no table but those of pipes follows.
pub(in super::super) fn read(
    page: &Page<'_>,
    table: &PipeTable<'_>,
    columns: &[Option<Field>],
    is_last: bool,
    out: &mut Assembler,
) -> Option<usize> {
    if !may_be_usual(table, columns.len()) {
        return None;
    }
    let mut lines = Lines::new(page.text.as_bytes());
    lines.span(table.rows.start, table.rows.start);
    let end = page.end(is_last);
    let ends = |at: usize, line: &str| table::ends_records(page.text, at, line);
    rows(page.text, table, ends, &mut Records { page, table, columns, end, lines, above: None, out })
}

struct Records<'a, 'p> {
    page: &'p Page<'a>,
    table: &'p PipeTable<'p>,
    columns: &'p [Option<Field>],
    /// Where a row ends that the document's end may have cut.
    end: usize,
    lines: Lines<'a>,
    /// The row above, if all its cells are as they are written, and where its record stands, if nothing was said of that.
    above: Option<(UsualRow<'a>, Option<usize>)>,
    out: &'p mut Assembler,
}

fn is_key(column: Option<Field>) -> bool {
    matches!(column, Some(Field::ServiceName | Field::Ports | Field::Transport))
}

impl<'a> Records<'a, '_> {
    /// A row with a cell that is not as it is written.
    fn hand_over(&mut self, row: &Row<'a, '_>, span: Span) {
        let mut labels = Vec::new();
        let mut plain = |(cell, column): (&Cell<'a>, &Option<Field>)| {
            let mut found = Vec::new();
            let cell = cell.words.map_or_else(|| self.page.plain(cell.text, &mut found), Cow::Borrowed);
            if *column == Some(Field::References) {
                labels = found;
            }
            cell
        };
        let cells = row.cells.iter().zip(self.columns).map(&mut plain).collect();
        let uncertain: FieldSet = aligned::marked(row.cells.iter().map(Cell::markup), self.columns).collect();
        if !uncertain.is_empty() {
            self.out.report.tally(Code::MarkedUncertain, span);
        }
        grid::record(GridRow { cells, span, is_damaged: false, uncertain }, self.columns, &labels, self.out);
    }
}

impl<'a> Reader<'a> for Records<'a, '_> {
    #[inline]
    fn read(&mut self, row: Row<'a, '_>) -> bool {
        self.above = None;
        let span = self.lines.span_below(row.newlines, row.at, row.at.saturating_add(row.text.len()));
        let (mut has_key, mut is_heading, mut is_as_written) = (false, true, true);
        let mut usual = UsualRow::EMPTY;
        for ((cell, &column), heading) in row.cells.iter().zip(self.columns).zip(&self.table.headings) {
            if cell.text.is_empty() {
                is_heading = is_heading && heading.is_empty();
                continue;
            }
            has_key |= is_key(column);
            is_as_written = is_as_written
                && cell.words.is_some_and(|words| {
                    is_heading = is_heading && words == *heading;
                    usual.put(words, column)
                });
        }
        // One without a name, a port and a transport may go on in the row above.
        if !has_key || self.page.is_unusual(&row, self.table.style, self.end, self.out) {
            return false;
        }
        if is_as_written {
            if !is_heading {
                let record = self.out.record_of(|out| usual.hand_over(span, out));
                self.above = Some((usual, record));
            }
        } else if !self.page.is_headings(row.cells, self.table) {
            self.hand_over(&row, span);
        }
        true
    }

    #[inline]
    fn transport(&self) -> Option<&'a str> {
        self.above.as_ref().map(|(above, _)| above.cell(Field::Transport))
    }

    #[inline]
    fn repeat(&mut self, at: usize, length: usize, newlines: u32, transport: &'a str) -> bool {
        let end = at.saturating_add(length);
        let Some((usual, record)) = self.above.as_mut().filter(|_| end < self.end) else { return false };
        if !usual.put(transport, Some(Field::Transport)) {
            return false;
        }
        let (span, ports) = (self.lines.span_below(newlines, at, end), usual.cell(Field::Ports));
        if !record.is_some_and(|record| self.out.row_again(record, ports, transport, span)) {
            usual.hand_over(span, self.out);
        }
        true
    }
}
