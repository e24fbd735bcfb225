//! Comma-separated values with the registry's columns, by their headings; also separated by semicolons, tabs or pipes.
//!
//! * [`table`]: where the table begins, its delimiter and its columns.
//! * [`usual`]: the rows that most are.
//! * [`rows`]: row by row.
//! * [`apart`]: quotes with blanks beside them.
//! * [`quotes`]: the cells of a row, and which of its quotes are not where they must be.
//! * [`aside`]: rows that are none, but have all delimiters.
//! * [`damage`]: rows that a quote or a line break was lost from, or put into.

mod apart;
mod aside;
mod damage;
mod quotes;
mod rows;
mod table;
mod usual;

use std::borrow::Cow;
use std::ops::Range;

use crate::assemble::Assembler;
use crate::ast::{Code, Field, FieldSet, Format, Parsed, Span};
use crate::cell::text::offset;
use crate::column::grid::{self, GridRow, UsualRow};
use crate::column::heading::{self, Table};
use crate::front::signs::Signs;
use crate::front::text_preamble;
use crate::options::Limits;
use crate::report::Lines;

use aside::Aside;
use quotes::Fault;
use rows::Rows;
use table::CsvTable;
use usual::Usual;

/// Whether `text` has the headings of the registry's records in this rendering, or rows that need none.
pub(crate) fn has_headings(text: &str) -> bool {
    table::is_csv(text)
}

/// Whether the first line of a text has most of the registry's headings, and commas between them.
pub(crate) fn begins_with_headings(text: &str) -> bool {
    table::begins_with_headings(text)
}

/// Whether a text is a CSV between whose cells pipes stand, which is no Markdown.
pub(crate) fn is_piped(signs: &Signs<'_>) -> bool {
    signs.places(b'|').next().is_some_and(|first| table::is_piped_csv(signs.text, first))
}

/// Reads a CSV; `None` where no line of it has the registry's headings and its rows do not show their columns.
pub(crate) fn read(text: &str, limits: &Limits) -> Option<Parsed> {
    let table = table::find(text)?;
    let out = read_table(text, &table, limits);
    if out.report.may_have(Code::DamagedRow) {
        // Where blanks part the quotes from their cells' borders, rows with such cells read as damaged.
        let moved = apart::moved(text, table::start(text), table.delimiter, table.columns.len());
        let again = moved.and_then(|moved| {
            let again = read_table(&moved, &table::find(&moved)?, limits);
            (again.report.said() < out.report.said()).then(|| again.finish(&moved))
        });
        if again.is_some() {
            return again;
        }
    }
    Some(out.finish(text))
}

fn read_table(text: &str, table: &CsvTable, limits: &Limits) -> Assembler {
    let mut out = Assembler::new(Format::Csv, None, limits).of(text);
    let from = table::start(text);
    let mut body = Body {
        text,
        content_end: text.trim_end().len(),
        fields: table.columns.iter().flatten().copied().collect(),
        columns: table.columns.clone(),
        lines: Lines::new(text.as_bytes()),
        is_ragged: table.is_ragged,
        delimiter: table.delimiter,
        is_after_name: false,
        out: &mut out,
    };
    // Who sorts the lines of a CSV sorts rows above its headings; other lines there are titles.
    body.part(from..table.header.start, true);
    body.header(table);
    body.part(table.rows_from..text.len(), false);
    let fields = std::mem::take(&mut body.fields);
    out.columns(fields);
    text_preamble::report_no_rows(text, &mut out);
    out
}

/// The rows of a table as they are read.
struct Body<'t, 'o> {
    text: &'t str,
    /// Where the text ends, but for white space.
    content_end: usize,
    columns: Vec<Option<Field>>,
    /// All columns that the document has.
    fields: Vec<Field>,
    lines: Lines<'t>,
    is_ragged: bool,
    delimiter: u8,
    /// The line above is no row, and may be the beginning of the next one's first cell.
    is_after_name: bool,
    out: &'o mut Assembler,
}

impl<'t> Body<'t, '_> {
    fn header(&mut self, table: &CsvTable) {
        let header = self.text.get(table.header.clone()).unwrap_or("");
        let begins = table.header.start.saturating_add(offset(header, header.trim_start()));
        let ends = table.header.start.saturating_add(header.trim_end().len());
        if table.headings.is_empty() {
            let line = self.text.get(table.rows_from..).unwrap_or("").split(table::is_break).next().unwrap_or("");
            let span = self.lines.span(table.rows_from, table.rows_from.saturating_add(line.len()));
            let message =
                "no line of headings; its twelve cells a row are read as the registry's columns in their order";
            self.out.report.warning(Code::UnknownColumn, span, message);
        } else {
            let span = self.lines.span(begins, ends.max(begins));
            self.out.unknown_columns(&table.headings, &table.columns, span);
        }
    }

    fn part(&mut self, part: Range<usize>, is_above: bool) {
        let most = self.out.limits.cell_bytes;
        let mut usual = Usual::new(self.text.get(..part.end).unwrap_or(""), self.delimiter, most);
        let mut rows = Rows::new(self.text, part, self.delimiter, most);
        loop {
            while !is_above
                && self.out.unnamed.is_empty()
                && !self.is_after_name
                && !rows.is_by_line()
                && let Some(place) = usual.read(rows.next(), self.columns.len())
            {
                let mut row = UsualRow::EMPTY;
                if usual.row(&self.columns, &mut row).is_none() {
                    usual.forget();
                    break;
                }
                rows.pass(place.next);
                let span = match place.newlines {
                    Some(newlines) => self.lines.span_below(newlines, place.bytes.start, place.bytes.end),
                    None => self.span(&place.bytes),
                };
                row.hand_over(span, self.out);
            }
            if !rows.advance() {
                return;
            }
            if !is_above
                || rows.cells().len() == self.columns.len()
                    && table::is_row(rows.raw(), &self.columns, self.delimiter)
                    && self.aside(&rows.texts().collect::<Vec<_>>()).is_none()
            {
                self.row(&mut rows);
            }
        }
    }

    fn raw(&self, bytes: Range<usize>) -> &'t str {
        self.text.get(bytes).unwrap_or("")
    }

    fn span(&mut self, bytes: &Range<usize>) -> Span {
        self.lines.span(bytes.start, bytes.end)
    }

    fn row(&mut self, rows: &mut Rows<'t>) {
        if self.usual(rows) {
            return;
        }
        let bytes = rows.bytes();
        let raw = rows.raw();
        let has_quotes = memchr::memchr(b'"', raw.as_bytes()).is_some();
        let quoted = if has_quotes && !rows.is_over() { quotes::cells(raw, self.delimiter) } else { Vec::new() };
        let width = self.columns.len();
        let count = if rows.is_by_line() && has_quotes { quoted.len() } else { rows.cells().len() };
        let fault = quoted.iter().find_map(|cell| cell.fault);
        // A quote that is lost makes the rows below a part of its cell.
        if (fault.is_some() || rows.is_over() || count != width)
            && let Some(at) = rows::first_row(raw, &self.columns, self.delimiter, self.out.limits.cell_bytes)
        {
            let at = bytes.start.saturating_add(at);
            self.broken(bytes.start..at);
            rows.resume(at);
            return;
        }
        let span = self.span(&bytes);
        if self.out.is_too_long(span) {
            rows.skip(&self.columns);
            return;
        }
        match fault {
            Some(_) if rows.is_by_line() => self.broken(bytes),
            Some(_) if quoted.iter().any(|cell| cell.fault == Some(Fault::Open)) => self.open(raw, &quoted, span),
            Some(_) => self.faulty(rows, raw, &quoted, span),
            None if rows.is_by_line() && has_quotes => {
                let cells = quoted.iter().map(|cell| quotes::text(raw, cell)).collect();
                self.record(cells, FieldSet::EMPTY, span);
            }
            None if count == width => {
                let cells: Vec<_> = rows.texts().collect();
                if !self.is_heading(&cells, raw, span) {
                    self.record(cells, FieldSet::EMPTY, span);
                }
            }
            None => self.wrong_length(rows, raw, span),
        }
    }

    /// Hands over a row with quotes that has every cell and nothing that [`row`](Self::row) would look for; `false` where
    /// it is another.
    fn usual(&mut self, rows: &Rows<'t>) -> bool {
        let cells = rows.cells();
        if cells.len() != self.columns.len()
            || self.is_after_name
            || rows.is_by_line()
            || rows.is_over()
            || cells.iter().any(|cell| cell.fault.is_some())
        {
            return false;
        }
        let raw = rows.raw();
        let mut texts: Vec<_> = cells.iter().map(|cell| quotes::text(raw, cell)).collect();
        if memchr::memchr(b'\r', raw.as_bytes()).is_some() {
            texts = texts.into_iter().map(with_plain_breaks).collect();
        }
        let mut row = UsualRow::default();
        let is_usual = self.out.unnamed.is_empty()
            && texts.iter().zip(&self.columns).all(|(text, column)| row.put(text, *column))
            && row.says_what()
            && row.is_no_heading();
        if is_usual {
            row.hand_over(self.span(&rows.bytes()), self.out);
        }
        is_usual
    }

    /// A row whose cells are as many as the columns, or are taken for what they are.
    fn record(&mut self, cells: Vec<Cow<'_, str>>, mut uncertain: FieldSet, span: Span) {
        if std::mem::take(&mut self.is_after_name) {
            uncertain.extend(self.columns.first().copied().flatten());
        }
        let cells: Vec<_> = cells.into_iter().map(with_plain_breaks).collect();
        // Of what is uncertain, more is told already.
        match self.aside(&cells).filter(|_| uncertain.is_empty()) {
            None => {}
            Some(Aside::Words) => {
                let message = "words stand in the place of a name here, and nothing beside them; they are left out";
                return self.out.report.warning(Code::DamagedRow, span, message);
            }
            Some(Aside::Port) => {
                uncertain.extend([Field::ServiceName, Field::Ports]);
                let message = "this row has neither a transport protocol nor a description; it may be no record";
                self.out.report.warning(Code::AmbiguousLine, span, message);
            }
        }
        let row = GridRow { cells, span, uncertain, ..GridRow::default() };
        grid::record(row, &self.columns, &[], self.out);
    }

    fn wrong_length(&mut self, rows: &mut Rows<'t>, raw: &'t str, span: Span) {
        let cells: Vec<Cow<'t, str>> = rows.texts().collect();
        let (count, width) = (cells.len(), self.columns.len());
        if cells.iter().all(|cell| cell.trim().is_empty()) || self.is_heading(&cells, raw, span) {
            return;
        }
        if count < width {
            let is_last = span.range().end >= self.content_end;
            if self.is_ragged && count >= table::RAGGED && grid::fits(&cells, &self.columns) {
                return self.padded(cells, FieldSet::EMPTY, span);
            }
            if is_last && !self.text.ends_with(table::is_break) {
                return self.cut(raw, &quotes::cells(raw, self.delimiter), span);
            }
            if count == 1 && width > 3 {
                return self.stray(raw, span);
            }
            if !rows.is_by_line()
                && let Some(end) = self.broken_line(rows, span, count)
            {
                rows.resume(end);
                return;
            }
        } else if self.two_rows(raw, span) {
            return;
        }
        self.record(cells, FieldSet::EMPTY, span);
    }

    /// A row that lacks cells at its end, which are empty or lost.
    fn padded(&mut self, mut cells: Vec<Cow<'_, str>>, uncertain: FieldSet, span: Span) {
        cells.resize(self.columns.len().max(cells.len()), Cow::Borrowed(""));
        self.record(cells, uncertain, span);
    }

    /// Whether a row is the headings once more, as where files were put together. Its columns are those of the rows
    /// that follow.
    fn is_heading(&mut self, cells: &[Cow<'_, str>], raw: &str, span: Span) -> bool {
        if raw.bytes().any(|byte| byte.is_ascii_digit()) || cells.len() < 3 {
            return false;
        }
        let Table::Records(mut columns) = heading::table(cells) else { return false };
        if span.range().end >= self.content_end {
            let message = "the document ends with headings, and no row stands below them";
            self.out.report.warning(Code::Truncated, span, message);
        }
        columns.resize(cells.len(), None);
        if columns != self.columns {
            let message = "headings of other columns, or in another order, stand here; the rows below are read by them";
            self.out.report.warning(Code::DamagedRow, span, message);
            self.out.unknown_columns(cells, &columns, span);
        }
        let new: Vec<Field> = columns.iter().flatten().copied().filter(|field| !self.fields.contains(field)).collect();
        self.fields.extend(new);
        self.columns = columns;
        true
    }

    /// The fields of the columns from `first` on.
    fn fields_from(&self, first: usize) -> FieldSet {
        self.columns.iter().skip(first).copied().flatten().collect()
    }
}

/// A lone carriage return ends a line as a newline does.
pub(in crate::front) fn with_plain_breaks(cell: Cow<'_, str>) -> Cow<'_, str> {
    if memchr::memchr(b'\r', cell.as_bytes()).is_none() {
        return cell;
    }
    Cow::Owned(cell.replace("\r\n", "\n").replace('\r', "\n"))
}
