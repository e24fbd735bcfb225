//! Rows of a table as JSON, each an object whose keys are the registry's columns, or an array below one of headings.
//!
//! They may stand in an array, under keys of an object, or one behind the other, and wherever in a document: what is
//! around them is told if it could be more than a data frame's own. A row reads as the same row of a CSV does.
#![allow(clippy::arithmetic_side_effects, reason = "places in a text in memory, no longer than isize::MAX")]

use std::borrow::Cow;
use std::ops::Range;

use super::around::Around;
use super::cursor::{Cursor, Fault, Starts, Value};
use super::keys::Keys;
use super::table::{self, Found};
use crate::assemble::Assembler;
use crate::ast::{Code, Field, FieldSet, Format, Parsed, Span};
use crate::column::grid::{self, GridRow};
use crate::column::heading;
use crate::front::csv::with_plain_breaks;
use crate::front::text_preamble;
use crate::options::Limits;
use crate::preamble::shortened;
use crate::report::{Lines, end_of};

/// Reads the tables of a text, of which `first` is the first.
pub(super) fn read(text: &str, start: usize, first: Found<'_>, format: Format, limits: &Limits) -> Parsed {
    let mut out = Assembler::new(format, None, limits).of(text);
    let mut rows = Rows {
        cursor: Cursor::new(text, start),
        lines: Lines::new(text.as_bytes()),
        starts: Starts::default(),
        around: Around::default(),
        keys: Keys::default(),
        headings: Vec::new(),
        members: Vec::new(),
        budget: text.len().saturating_mul(8).saturating_add(1 << 16),
        is_cut: false,
        out: &mut out,
    };
    rows.tables(first);
    let fields = rows.keys.fields();
    out.columns(fields);
    text_preamble::report_no_rows(text, &mut out);
    out.finish(text)
}

/// What is said of what stands between rows.
const NO_ROW: &str = "this is no row of the registry; it is left out";

/// A value of a row, and its key.
#[derive(Debug)]
struct Member<'t> {
    key: Cow<'t, str>,
    key_at: usize,
    value: Value<'t>,
    bytes: Range<usize>,
}

/// The rows of a text as they are read.
struct Rows<'t, 'o> {
    cursor: Cursor<'t>,
    lines: Lines<'t>,
    starts: Starts<'t>,
    around: Around<'t>,
    keys: Keys,
    /// The columns of rows that are arrays.
    headings: Vec<Option<Field>>,
    /// Those of the row that is read.
    members: Vec<Member<'t>>,
    /// Bytes of damaged rows that may still be looked at: the next row may begin within one.
    budget: usize,
    /// That the text is cut was told.
    is_cut: bool,
    out: &'o mut Assembler,
}

impl<'t> Rows<'t, '_> {
    fn text(&self) -> &'t str {
        self.cursor.text
    }

    fn span(&mut self, bytes: Range<usize>) -> Span {
        self.lines.span(bytes.start, bytes.end)
    }

    fn tables(&mut self, first: Found<'t>) {
        let mut next = Some(first);
        while let Some(found) = next {
            match found {
                Found::Objects(at) => {
                    self.starts.learn(self.text(), at);
                    // Above the first that is whole, damaged ones may stand.
                    let at = self.starts.next(self.text(), self.cursor.at..at, false).unwrap_or(at);
                    let from = self.cursor.at;
                    self.pass_to(at);
                    if let Some(beside) = self.around.beside().filter(|beside| *beside >= from) {
                        let span = self.span(beside..self.end_of_row(beside));
                        self.out.report.error(Code::DamagedRow, span, NO_ROW);
                    }
                    self.headings.clear();
                    self.rows();
                }
                Found::Headings(bytes, headings) => {
                    self.pass_to(bytes.start);
                    self.cursor.at = bytes.end;
                    self.below_headings(&headings, bytes);
                }
            }
            next = table::find(self.text(), self.cursor.at);
        }
        self.pass_to(self.text().len());
        if self.around.is_open() && !self.is_cut {
            self.out.report.error(Code::Truncated, end_of(self.text()), "the document ends before it is complete");
        }
    }

    /// Passes over what stands between tables.
    fn pass_to(&mut self, to: usize) {
        for (key, bytes) in self.around.pass(&mut self.cursor, to) {
            let span = self.span(bytes);
            let message = match key {
                Some(key) => {
                    format!("what stands under {:?} is no row of the registry; it is left out", shortened(key))
                }
                None if self.around.has_begun() => "something follows the end of the JSON; it is left out".to_owned(),
                None => "this stands above the first row and belongs to none; it is left out".to_owned(),
            };
            match key {
                Some(_) => self.out.report.warning(Code::UnknownColumn, span, message),
                None => self.out.report.error(Code::Markup, span, message),
            }
        }
    }

    /// Rows below headings: beside them, or in an array under another key.
    fn below_headings(&mut self, headings: &[Cow<'t, str>], bytes: Range<usize>) {
        let columns = match heading::table(headings) {
            heading::Table::Records(columns) => columns,
            _ => Vec::new(),
        };
        let span = self.span(bytes);
        self.out.unknown_columns(headings, &columns, span);
        self.keys.add(columns.iter().flatten().copied());
        self.headings = columns;
        if self.around.enclosing() == Some(b'{') {
            let Some(at) = rows_below(self.cursor.clone()) else { return };
            self.pass_to(at);
            self.around.open(&mut self.cursor);
        }
        self.rows();
        self.headings.clear();
    }

    /// Reads rows up to the end of the array or the object that they stand in.
    fn rows(&mut self) {
        self.around.has_rows();
        let enclosing = self.around.enclosing();
        let mut needs_comma = false;
        while let Some(byte) = self.cursor.peek() {
            let at = self.cursor.at;
            match byte {
                b',' => {
                    self.cursor.at += 1;
                    needs_comma = false;
                    continue;
                }
                b'{' | b'[' if needs_comma && enclosing.is_some() => {
                    let span = self.span(at..at);
                    self.out.report.warning(Code::Markup, span, "a comma is missing between two elements");
                }
                _ => {}
            }
            needs_comma = match byte {
                b'{' => self.row(Self::object),
                b'[' if !self.headings.is_empty() => self.row(Self::array),
                b'"' if enclosing == Some(b'{') && self.cursor.key().is_ok() => {
                    // A word beside the rows of an object.
                    let is_word = !matches!(self.cursor.peek(), Some(b'{' | b'['));
                    if is_word && self.cursor.value(&self.starts).is_err() {
                        self.no_row(at);
                    }
                    false
                }
                b']' if enclosing == Some(b'[') => return self.around.close(&mut self.cursor),
                b'}' if enclosing == Some(b'{') => return self.around.close(&mut self.cursor),
                _ => {
                    self.no_row(at);
                    false
                }
            };
            if self.budget == 0 {
                let end = self.text().len();
                let span = self.span(self.cursor.at..end);
                self.out.report.error(Code::Limit, span, "too much of this JSON is damaged; what follows is left out");
                (self.cursor.at, self.is_cut) = (end, true);
            }
        }
    }

    /// Reads a row; whether it does.
    fn row(&mut self, read: impl FnOnce(&mut Self) -> Result<(), Fault>) -> bool {
        let start = self.cursor.at;
        self.members.clear();
        match read(self) {
            Ok(()) => {
                let span = self.span(start..self.cursor.at);
                if !self.out.is_too_long(span) {
                    self.hand_over(start, span);
                }
                true
            }
            Err(fault) => {
                self.broken(start, fault);
                false
            }
        }
    }

    /// Puts what stands in the object here into `members`.
    fn object(&mut self) -> Result<(), Fault> {
        let cursor = &mut self.cursor;
        cursor.at += 1;
        if cursor.eat(b'}') {
            return Ok(());
        }
        loop {
            cursor.peek();
            let key_at = cursor.at;
            let key = cursor.key()?;
            // The key may be the number of the next row.
            if cursor.peek() == Some(b'{') && self.starts.begins(cursor.text, cursor.at) {
                return Err(Fault::Expected("the end of the row"));
            }
            let from = cursor.at;
            let value = cursor.value(&self.starts)?;
            self.members.push(Member { key, key_at, value, bytes: from..cursor.at });
            if cursor.eat(b'}') {
                return Ok(());
            }
            comma(cursor)?;
        }
    }

    /// The same of the array here.
    fn array(&mut self) -> Result<(), Fault> {
        let cursor = &mut self.cursor;
        cursor.at += 1;
        if cursor.eat(b']') {
            return Ok(());
        }
        loop {
            // Behind all cells no other is an array: it is the next row.
            if cursor.peek() == Some(b'[') && self.members.len() >= self.headings.len() {
                return Err(Fault::Expected("the end of the row"));
            }
            let from = cursor.at;
            let value = cursor.value(&self.starts)?;
            self.members.push(Member { key: Cow::Borrowed(""), key_at: from, value, bytes: from..cursor.at });
            if cursor.eat(b']') {
                return Ok(());
            }
            comma(cursor)?;
        }
    }

    fn hand_over(&mut self, start: usize, span: Span) {
        let members = std::mem::take(&mut self.members);
        let is_array = self.text().as_bytes().get(start) == Some(&b'[');
        let mut row = GridRow { span, ..GridRow::default() };
        let mut columns = Vec::new();
        if is_array {
            columns.clone_from(&self.headings);
            for (at, member) in members.into_iter().enumerate() {
                let column = columns.get(at).copied().flatten();
                let cell = self.cell(member.value, member.bytes, column, &mut row.uncertain);
                row.cells.push(cell);
            }
        } else {
            let has_keys = !members.is_empty();
            for (at, member) in members.into_iter().enumerate() {
                let Some(field) = self.column(&member, at, &columns, &row) else { continue };
                if columns.contains(&Some(field)) {
                    row.uncertain.insert(field);
                    continue;
                }
                let cell = self.cell(member.value, member.bytes, Some(field), &mut row.uncertain);
                self.keys.holds(field, &cell);
                columns.push(Some(field));
                row.cells.push(cell);
            }
            if columns.is_empty() {
                if has_keys {
                    let message = "no key of this object is a column of the registry; it is left out";
                    self.out.report.error(Code::DamagedRow, span, message);
                }
                return;
            }
            self.lacking(&columns, &mut row);
        }
        if !is_heading(&row.cells, &columns) {
            grid::record(row, &columns, &[], self.out);
        }
    }

    /// The column of a member of an object; `None` where there is none, or nothing more is to be said of it.
    fn column(
        &mut self,
        member: &Member<'t>,
        at: usize,
        columns: &[Option<Field>],
        row: &GridRow<'_>,
    ) -> Option<Field> {
        let (known, is_new) = self.keys.column(&member.key);
        let span = |rows: &mut Self| rows.span(member.key_at..member.bytes.start);
        let Some(field) = known else {
            // Data frames put the numbers of their rows first.
            if is_new && !(at == 0 && member.key.is_empty()) {
                let span = span(self);
                let message = format!("column {:?} is none of the registry's; it is left out", shortened(&member.key));
                self.out.report.warning(Code::UnknownColumn, span, message);
            }
            return None;
        };
        let before = columns.iter().position(|column| *column == Some(field));
        let Some(first) = before.and_then(|before| row.cells.get(before)) else { return Some(field) };
        let text = match &member.value {
            Value::Text(text) => text.as_ref(),
            Value::Nothing | Value::Other(_) => "",
        };
        let differs = text != first.as_ref();
        if differs || self.keys.is_told_twice(field) {
            let span = span(self);
            let message = format!(
                "key {:?} is the column {:?} once more; the first counts",
                shortened(&member.key),
                field.column()
            );
            match differs {
                true => self.out.report.error(Code::DamagedRow, span, message),
                false => self.out.report.warning(Code::UnknownColumn, span, message),
            }
        }
        differs.then_some(field)
    }

    fn cell(
        &mut self,
        value: Value<'t>,
        bytes: Range<usize>,
        column: Option<Field>,
        uncertain: &mut FieldSet,
    ) -> Cow<'t, str> {
        match value {
            Value::Text(text) => with_plain_breaks(text),
            Value::Nothing => Cow::Borrowed(""),
            Value::Other(what) => {
                if let Some(field) = column {
                    let span = self.span(bytes);
                    let message =
                        format!("{what} stands where the text of {:?} should; it is left out", field.column());
                    self.out.report.error(Code::DamagedRow, span, message);
                    uncertain.insert(field);
                }
                Cow::Borrowed("")
            }
        }
    }

    /// Tells of columns that this object has no key for, where others have it though nothing stands there. Many tools leave
    /// a key out that has no value.
    fn lacking(&mut self, columns: &[Option<Field>], row: &mut GridRow<'_>) {
        let (lacking, is_new) = self.keys.lacking(columns);
        row.uncertain.extend(lacking.iter());
        if is_new && !lacking.is_empty() {
            let names: Vec<_> = lacking.iter().map(|field| format!("{:?}", field.column())).collect();
            let message = format!(
                "this object has no key for {}, which others have though nothing stands there; listed as uncertain",
                names.join(", ")
            );
            self.out.report.error(Code::DamagedRow, row.span, message);
        }
    }

    /// A row that does not read costs itself alone.
    fn broken(&mut self, start: usize, fault: Fault) {
        self.budget = self.budget.saturating_sub(self.cursor.at - start);
        let (at, end) = (self.cursor.at, self.text().len());
        let next = self.next_row(start + 1);
        let closers = if next.is_none() { self.around.closers(self.text(), start) } else { None };
        self.cursor.at = next.or(closers).unwrap_or(end);
        let span = self.span(start..self.end_of_row(start));
        if next.is_none() && closers.is_none() && fault == Fault::Open {
            self.is_cut = true;
            let message = "the document ends within this row; it is left out";
            return self.out.report.error(Code::Truncated, span, message);
        }
        let behind = match self.members.last() {
            Some(Member { key, .. }) if !key.is_empty() => format!(" behind its key {:?}", shortened(key)),
            _ => String::new(),
        };
        let message = match fault {
            Fault::Open => format!("this row does not read{behind}: a string does not close; it is left out"),
            Fault::Expected(what) => {
                let line = self.lines.clone().span(at, at).line;
                let place = if line > span.line { format!(", on line {line}") } else { String::new() };
                format!("this row does not read{behind}: {what} is expected{place}; it is left out")
            }
        };
        self.out.report.error(Code::DamagedRow, span, message);
    }

    /// What stands between rows, and is none.
    fn no_row(&mut self, start: usize) {
        let next = self.next_row(start + 1);
        let closers = if next.is_none() { self.around.closers(self.text(), start) } else { None };
        self.cursor.at = next.or(closers).unwrap_or(self.text().len());
        let span = self.span(start..self.end_of_row(start));
        self.out.report.error(Code::DamagedRow, span, NO_ROW);
    }

    fn next_row(&self, from: usize) -> Option<usize> {
        self.starts.next(self.text(), from..self.text().len(), !self.headings.is_empty())
    }

    /// Where what begins at `start` ends, before the place to go on from.
    fn end_of_row(&self, start: usize) -> usize {
        let part = self.text().get(start..self.cursor.at).unwrap_or("");
        start + part.trim_end_matches(|c: char| c == ',' || c.is_ascii_whitespace()).len()
    }
}

fn comma(cursor: &mut Cursor<'_>) -> Result<(), Fault> {
    match cursor.peek() {
        None => Err(Fault::Open),
        Some(b',') => {
            cursor.at += 1;
            Ok(())
        }
        Some(_) => Err(Fault::Expected("a comma, or the end,")),
    }
}

/// Where the array of rows begins that stands behind headings under another key of their object.
fn rows_below(mut cursor: Cursor<'_>) -> Option<usize> {
    loop {
        cursor.eat(b',');
        cursor.key().ok()?;
        let is_array = cursor.peek() == Some(b'[');
        let (at, mut inner) = (cursor.at, cursor.clone());
        inner.at += 1;
        if is_array && matches!(inner.peek(), Some(b'[' | b'{')) {
            return Some(at);
        }
        cursor.value(&Starts::default()).ok()?;
    }
}

/// Whether a row is the headings once more, as where files were put together before they were converted.
fn is_heading(cells: &[Cow<'_, str>], columns: &[Option<Field>]) -> bool {
    let said = || cells.iter().zip(columns).filter(|(cell, column)| column.is_some() && !cell.is_empty());
    said().count() >= heading::FEWEST && said().all(|(cell, column)| heading::column(cell) == *column)
}
