//! Rows that a quote, a line break or the end of the document broke: what is left of them, and what of it is sure.

use std::borrow::Cow;
use std::ops::Range;

use super::quotes::{self, Fault, RawCell};
use super::rows::Rows;
use super::{Body, table};
use crate::ast::{Code, Field, FieldSet, Record, Span};
use crate::cell::name;
use crate::cell::text::{floor, offset};
use crate::column::grid::{self, GridRow};
use crate::report::end_of;

/// Lines, and bytes of them, that a row may go on in where its opening quote is lost.
const LINES: usize = 64;
const BYTES: usize = 64 << 10;
/// What it costs to look at a line, besides its bytes.
const LINE: usize = 64;

impl<'t> Body<'t, '_> {
    /// A row that ends before the next one begins, though its quote does not close there.
    pub(super) fn broken(&mut self, bytes: Range<usize>) {
        let length = self.raw(bytes.clone()).trim_end_matches(table::is_break).len();
        let bytes = bytes.start..bytes.start.saturating_add(length);
        let span = self.span(&bytes);
        if !self.out.is_too_long(span) {
            let raw = self.raw(bytes);
            self.report(span, "a quote of this row does not close; the rows below are read as if it did");
            self.repaired(raw, &quotes::cells(raw, self.delimiter), span);
        }
    }

    fn report(&mut self, span: Span, message: &str) {
        self.out.report.error(Code::DamagedRow, span, message);
    }

    /// A row with a quote where none can be.
    pub(super) fn faulty(&mut self, rows: &mut Rows<'t>, raw: &'t str, quoted: &[RawCell], span: Span) {
        let width = self.columns.len();
        if self.delimiter == b'\t' && !raw.contains(table::is_break) {
            // Text between tabs has no need of quotes: those that it has are its own.
            let plain: Vec<_> = raw.split('\t').map(Cow::Borrowed).collect();
            if plain.len() == width {
                return self.record(plain, FieldSet::EMPTY, span);
            }
        }
        let faulty = |cell: &RawCell| cell.fault.is_some();
        if quoted.len() != width {
            let is_whole = without_quote(raw, quoted, self.delimiter, width).is_some();
            if !is_whole && let Some(end) = self.goes_on(rows, span) {
                return rows.resume(end);
            }
            if quoted.len() == 1 && width > 3 {
                return self.stray(raw, span);
            }
            self.report(
                span,
                "a quote of this row is lost, or stands where none can; its cells are not as many as the columns",
            );
            return self.repaired(raw, quoted, span);
        }
        if quoted.iter().all(|cell| matches!(cell.fault, None | Some(Fault::Bare))) {
            let message = "a quote stands in a cell that is not in quotes; it is kept";
            self.out.report.warning(Code::DamagedRow, span, message);
            let doubtful = quoted.iter().zip(&self.columns).filter(|(cell, _)| faulty(cell));
            let doubtful: FieldSet = doubtful.filter_map(|(_, column)| *column).collect();
            return self.record(rows.texts().collect(), doubtful, span);
        }
        self.report(span, "text follows a quote that closes; the cells from there on are not sure");
        let first = quoted.iter().position(faulty).unwrap_or(0);
        let uncertain = self.fields_from(first);
        self.record(rows.texts().collect(), uncertain, span);
    }

    /// A row that has lost one quote, or got one: where that gives every column its kind of value, the cells are as
    /// they were but for the one with the quote.
    fn repaired(&mut self, raw: &str, quoted: &[RawCell], span: Span) {
        let whole = without_quote(raw, quoted, self.delimiter, self.columns.len());
        match whole {
            Some((cells, at)) if grid::fits(&cells, &self.columns) => {
                let mut uncertain = self.broken_cells(raw, quoted.get(..at).unwrap_or_default());
                uncertain.extend(self.columns.get(at).copied().flatten());
                self.record(cells, uncertain, span);
            }
            _ => self.misplaced(texts(raw, quoted), span),
        }
    }

    fn misplaced(&mut self, cells: Vec<Cow<'_, str>>, span: Span) {
        let row = GridRow { cells, span, ..GridRow::default() };
        grid::misplaced(row, &self.columns, self.out);
    }

    /// The last row, whose quote does not close.
    pub(super) fn open(&mut self, raw: &str, quoted: &[RawCell], span: Span) {
        let is_whole = self.text.ends_with(table::is_break)
            && without_quote(raw, quoted, self.delimiter, self.columns.len())
                .is_some_and(|(cells, _)| grid::fits(&cells, &self.columns));
        if is_whole {
            self.broken(span.range());
        } else {
            self.cut(raw, quoted, span);
        }
    }

    /// The last row, in which the document ends.
    pub(super) fn cut(&mut self, raw: &str, quoted: &[RawCell], span: Span) {
        let message = "the document ends within this row; its record is incomplete";
        self.out.report.error(Code::Truncated, end_of(self.text), message);
        let cells = texts(raw, quoted);
        let whole = cells.len().saturating_sub(1);
        if cells.len() <= self.columns.len() && grid::fits(cells.get(..whole).unwrap_or_default(), &self.columns) {
            let uncertain = self.fields_from(whole);
            self.padded(cells, uncertain, span);
        } else {
            self.misplaced(cells, span);
        }
    }

    fn end_of(&self, line: &str) -> usize {
        offset(self.text, line).saturating_add(line.len())
    }

    /// A row with a quote too many or too few that goes on in a cell of lines behind it. Where it ends, if that is so.
    fn goes_on(&mut self, rows: &mut Rows<'t>, span: Span) -> Option<usize> {
        let Range { start, end } = span.range();
        if rows.is_by_line() {
            return None;
        }
        let with_quotes = |line: &&str| memchr::memchr(b'"', line.as_bytes()).is_some();
        let ends: Vec<usize> = lines_below(self.text, end, &self.columns, self.delimiter)
            .filter(with_quotes)
            .take(4)
            .map(|line| self.end_of(line))
            .collect();
        rows.charge(LINES * LINE);
        let to = ends.into_iter().find(|&to| {
            rows.charge(to.saturating_sub(start));
            let raw = self.raw(start..to);
            let quoted = quotes::cells(raw, self.delimiter);
            without_quote(raw, &quoted, self.delimiter, self.columns.len())
                .is_some_and(|(cells, _)| grid::fits(&cells, &self.columns))
        })?;
        let whole = Span { end: u32::try_from(to).unwrap_or(u32::MAX), ..span };
        self.report(whole, "a quote of this row is lost, or stands where none can; its lines are read as one row");
        let raw = self.raw(start..to);
        self.repaired(raw, &quotes::cells(raw, self.delimiter), whole);
        Some(to)
    }

    /// A line that is no row: the last cell of the row right above may go on in it.
    pub(super) fn stray(&mut self, raw: &str, span: Span) {
        self.report(span, "this line is no row of the table, nor do quotes make it a part of one; it is left out");
        let last = self.fields_from(self.columns.len().saturating_sub(1));
        // A row that says nothing is no record, and may stand between.
        let (text, start) = (self.text, span.range().start);
        let is_right_above = |above: &mut Record| {
            text.get(above.span().range().end..start).is_some_and(|between| between.trim().is_empty())
        };
        if let Some(above) = self.out.registry.records.pop_if(is_right_above) {
            let mut uncertain = above.uncertain();
            uncertain.extend(last.iter());
            self.out.registry.records.push(above.with_uncertain(uncertain));
        }
        self.is_after_name = name::is_plausible(raw.trim().trim_matches('"'));
    }

    /// A row of `count` cells, too few, that goes on in the lines below: a line break stands in a cell whose opening
    /// quote is lost, or that never had one. Where it ends, if that is so.
    pub(super) fn broken_line(&mut self, rows: &mut Rows<'t>, span: Span, mut count: usize) -> Option<usize> {
        let Range { start, end } = span.range();
        let width = self.columns.len();
        let columns = self.columns.clone();
        for line in lines_below(self.text, end, &columns, self.delimiter) {
            rows.charge(line.len().saturating_add(LINE));
            let cells = quotes::cells(line, self.delimiter);
            if cells.len() >= width {
                return None;
            }
            count = count.saturating_add(cells.len()).saturating_sub(1);
            if cells.iter().all(|cell| cell.fault.is_none()) && count < width {
                continue;
            }
            let to = self.end_of(line);
            let raw = self.raw(start..to);
            rows.charge(raw.len());
            let quoted = quotes::cells(raw, self.delimiter);
            let mut faults = quoted.iter().filter_map(|cell| cell.fault);
            let whole = Span { end: u32::try_from(to).unwrap_or(u32::MAX), ..span };
            let message = "a line break of this row stands outside quotes; the lines are read as one row";
            match faults.next() {
                // The last cell goes on in the lines below.
                Some(Fault::Open) => {}
                Some(_) => {
                    self.report(whole, message);
                    self.repaired(raw, &quoted, whole);
                    return Some(to);
                }
                None => {
                    let texts = texts(raw, &quoted);
                    if quoted.len() != width || !grid::fits(&texts, &self.columns) {
                        return None;
                    }
                    self.report(whole, message);
                    let uncertain = self.broken_cells(raw, &quoted);
                    self.record(texts, uncertain, whole);
                    return Some(to);
                }
            }
        }
        None
    }

    /// The fields of the cells in which a line breaks outside quotes.
    fn broken_cells(&self, raw: &str, quoted: &[RawCell]) -> FieldSet {
        let is_broken = |cell: &RawCell| {
            let text = raw.get(cell.bytes.clone()).unwrap_or("");
            !text.starts_with('"') && text.contains(table::is_break)
        };
        quoted.iter().zip(&self.columns).filter(|(cell, _)| is_broken(cell)).filter_map(|(_, column)| *column).collect()
    }

    /// Two rows on one line: the line break between them is lost, and with it the border between the last cell of the
    /// one and the first of the other. Whether `raw` is that.
    pub(super) fn two_rows(&mut self, raw: &str, span: Span) -> bool {
        let width = self.columns.len();
        let quoted = quotes::cells(raw, self.delimiter);
        let Some(last) = width.checked_sub(1) else { return false };
        let Some(middle) = quoted.get(last) else { return false };
        if quoted.len() != width.saturating_add(last)
            || !raw.get(middle.bytes.start..).is_some_and(|line| self.is_row(line))
        {
            return false;
        }
        self.report(span, "this line holds two rows; the border between them is not sure");
        let Range { start, end } = span.range();
        let at = start.saturating_add(middle.bytes.start);
        let mut one = texts(raw, quoted.get(..last).unwrap_or_default());
        one.push(Cow::Borrowed(""));
        let other = texts(raw, quoted.get(last..).unwrap_or_default());
        let first = self.columns.first().copied().flatten().into_iter().collect();
        let last = self.fields_from(last);
        // Cells may be of several lines.
        let above = raw.get(..middle.bytes.start).unwrap_or("").matches('\n').count();
        let line = span.line.saturating_add(u32::try_from(above).unwrap_or(u32::MAX));
        self.record(one, last, Span::new(start, at, span.line));
        self.record(other, first, Span::new(at, end, line));
        true
    }

    fn is_row(&self, line: &str) -> bool {
        table::is_row(line, &self.columns, self.delimiter)
    }
}

/// The lines below a row, as far as it may go on in them: none of them is a row by itself.
fn lines_below<'t>(
    text: &'t str,
    end: usize,
    columns: &[Option<Field>],
    delimiter: u8,
) -> impl Iterator<Item = &'t str> {
    let below = text.get(end..floor(text, end.saturating_add(BYTES))).unwrap_or("");
    let lines = below.split(table::is_break).skip(1).take(LINES);
    lines.take_while(move |line| !table::is_row(line, columns, delimiter)).filter(|line| !line.trim().is_empty())
}

fn texts<'a>(raw: &'a str, quoted: &[RawCell]) -> Vec<Cow<'a, str>> {
    quoted.iter().map(|cell| quotes::text(raw, cell)).collect()
}

/// The cells of a row of `width` columns as they were before one quote was lost or put in, and which of them it was.
fn without_quote<'a>(
    raw: &'a str,
    quoted: &[RawCell],
    delimiter: u8,
    width: usize,
) -> Option<(Vec<Cow<'a, str>>, usize)> {
    let at = quoted.iter().position(|cell| cell.fault.is_some())?;
    let faulty = quoted.get(at)?;
    let mut cells = texts(raw, quoted.get(..at)?);
    if faulty.fault == Some(Fault::Bare) {
        // It closes a cell whose opening quote is lost.
        let behind = quoted.get(at.saturating_add(1)..)?;
        if behind.iter().any(|cell| cell.fault.is_some()) || !raw.get(faulty.bytes.clone())?.ends_with('"') {
            return None;
        }
        let first = at.checked_sub(quoted.len().checked_sub(width)?)?;
        cells.truncate(first);
        let whole = raw.get(quoted.get(first)?.bytes.start..faulty.bytes.end)?;
        cells.push(Cow::Borrowed(whole.trim_matches('"')));
        cells.extend(texts(raw, behind));
        return Some((cells, first));
    }
    // It opens a cell whose closing quote is lost, or should not be there.
    let rest = raw.get(faulty.bytes.start.saturating_add(1)..)?;
    let behind = quotes::cells(rest, delimiter);
    let last = at.saturating_add(behind.len()).checked_sub(width)?;
    if behind.iter().any(|cell| cell.fault.is_some()) {
        return None;
    }
    cells.push(Cow::Borrowed(rest.get(..behind.get(last)?.bytes.end)?));
    cells.extend(texts(rest, behind.get(last.saturating_add(1)..)?));
    Some((cells, at))
}
