//! Rows of a table as JSON, each an object whose keys are the registry's columns, or an array below one of headings.
//!
//! They may stand in an array, under keys of an object, or one behind the other, and wherever in a document: what is
//! around them is told if it could be more than a data frame's own. A row reads as the same row of a CSV does.
#![allow(clippy::arithmetic_side_effects, reason = "places in a text in memory, no longer than isize::MAX")]

use std::borrow::Cow;
use std::ops::Range;
use std::rc::Rc;

use super::around::{self, Around};
use super::cursor::{Cursor, Fault, Starts, Value};
use super::kept::{self, Kept};
use super::keys::{Key, Keys};
use super::table::{Found, Search};
use crate::assemble::Assembler;
use crate::ast::{Code, Field, FieldSet, Format, Parsed, Span};
use crate::column::grid::GridRow;
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
        headings: Rc::default(),
        last_headings: Rc::default(),
        names: Vec::new().into_iter(),
        members: Vec::new(),
        columns: Rc::default(),
        kept: Vec::new(),
        search: Search::of(text),
        frames: text.len().saturating_mul(4),
        budget: text.len().saturating_mul(8).saturating_add(1 << 16),
        is_cut: false,
        out: &mut out,
    };
    rows.tables(first);
    kept::hand_over(std::mem::take(&mut rows.kept), &mut rows.keys, rows.out);
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
    headings: Rc<[Option<Field>]>,
    last_headings: Rc<[Option<Field>]>,
    /// What those are called by that are to come.
    names: std::vec::IntoIter<Cow<'t, str>>,
    /// Those of the row that is read.
    members: Vec<Member<'t>>,
    /// The columns of the last row that was an object.
    columns: Rc<[Option<Field>]>,
    kept: Vec<Kept<'t>>,
    search: Search,
    /// Bytes in which the rows of headings may still be looked for.
    frames: usize,
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
                    self.headings = Rc::default();
                    self.rows();
                }
                Found::Headings(bytes, headings) => self.below_headings(&headings, bytes),
                Found::DamagedHeadings(bytes, headings) => {
                    let span = self.span(bytes.clone());
                    let message = "these headings are damaged: cells may stand in other columns than they seem to";
                    self.out.report.error(Code::DamagedRow, span, message);
                    let first = self.kept.len();
                    self.below_headings(&headings, bytes);
                    let lost: FieldSet = Field::ALL.into_iter().filter(|f| !self.headings_had(*f)).collect();
                    for kept in self.kept.iter_mut().skip(first) {
                        kept.row.uncertain.extend(lost.iter());
                    }
                }
            }
            next = self.search.find(self.text(), self.cursor.at);
        }
        if self.search.is_spent() && self.cursor.at < self.text().len() {
            let end = self.text().len();
            let span = self.span(self.cursor.at..end);
            self.out.report.error(Code::Limit, span, "too much of this JSON is no row; what follows is left out");
            (self.cursor.at, self.is_cut) = (end, true);
        }
        self.pass_to(self.text().len());
        if self.around.is_open() && !self.is_cut {
            self.out.report.error(Code::Truncated, end_of(self.text()), "the document ends before it is complete");
        }
    }

    /// Passes over what stands between tables.
    fn pass_to(&mut self, to: usize) {
        let passed = self.around.pass(&mut self.cursor, to);
        self.report_passed(passed);
    }

    fn report_passed(&mut self, passed: Vec<(Option<&'t str>, Range<usize>)>) {
        for (key, bytes) in passed {
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

    /// Rows below headings: beside them, or in an array under another key, which may stand above them.
    fn below_headings(&mut self, headings: &[Cow<'t, str>], bytes: Range<usize>) {
        let mut passed = self.around.pass(&mut self.cursor, bytes.start);
        let is_frame = self.around.enclosing() == Some(b'{');
        self.cursor.at = bytes.end;
        let below = if is_frame { self.rows_below() } else { None };
        // All that stands above is looked at once more.
        let may_turn = is_frame && below.is_none() && self.frames >= bytes.end;
        let above = if may_turn { self.around.take_rows(self.text()) } else { None };
        if let Some(above) = &above {
            passed.retain(|(_, bytes)| bytes.end != above.end);
        }
        self.report_passed(passed);
        let columns = match heading::table(headings) {
            heading::Table::Records(columns) => columns,
            _ => Vec::new(),
        };
        let span = self.span(bytes.clone());
        self.out.unknown_columns(headings, &columns, span);
        self.keys.add(columns.iter().flatten().copied());
        self.headings = columns.into();
        match (below, above) {
            _ if !is_frame => self.rows(),
            (Some(at), _) => {
                self.pass_to(at);
                let at = self.around.take_index();
                self.names = at.map(|at| index(self.text(), at)).unwrap_or_default().into_iter();
                self.around.open(&mut self.cursor);
                self.rows();
            }
            (None, Some(above)) => {
                let mut cursor = self.cursor.clone();
                let at = self.around.take_index().or_else(|| key_beside(&mut cursor, around::INDEX));
                self.frames = self.frames.saturating_sub(cursor.at);
                self.names = at.map(|at| index(self.text(), at)).unwrap_or_default().into_iter();
                self.cursor.at = above.start;
                self.around.open(&mut self.cursor);
                self.rows();
                self.cursor.at = self.cursor.at.max(bytes.end);
            }
            (None, None) => {}
        }
        self.names = Vec::new().into_iter();
        self.last_headings = std::mem::take(&mut self.headings);
    }

    /// Whether the headings that were read last had a column.
    fn headings_had(&self, field: Field) -> bool {
        self.last_headings.contains(&Some(field))
    }

    /// Where the array of rows begins that stands behind headings under another key of their object.
    fn rows_below(&mut self) -> Option<usize> {
        if self.frames == 0 {
            return None;
        }
        let mut cursor = self.cursor.clone();
        let found = rows_below(&mut cursor);
        self.frames = self.frames.saturating_sub(cursor.at - self.cursor.at);
        found
    }

    /// Reads rows up to the end of the array or the object that they stand in.
    fn rows(&mut self) {
        self.around.has_rows();
        let enclosing = self.around.enclosing();
        let mut needs_comma = false;
        let mut name = self.around.take_name().filter(|_| enclosing == Some(b'{')).map(unescaped);
        let group = self.around.group().map(unescaped);
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
                b'{' => self.row(Self::object, name.take(), &group),
                b'[' if !self.headings.is_empty() => {
                    let name = self.names.next();
                    self.row(Self::array, name, &group)
                }
                b'"' if enclosing == Some(b'{') && self.key(&mut name) => {
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

    /// Reads a key; whether it does.
    fn key(&mut self, into: &mut Option<Cow<'t, str>>) -> bool {
        *into = self.cursor.key().ok();
        into.is_some()
    }

    /// Reads a row; whether it does.
    fn row(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<(), Fault>,
        name: Option<Cow<'t, str>>,
        group: &Option<Cow<'t, str>>,
    ) -> bool {
        let start = self.cursor.at;
        self.members.clear();
        match read(self) {
            Ok(()) => {
                let span = self.span(start..self.cursor.at);
                if !self.out.is_too_long(span) {
                    self.keep(start, span, name, group.clone());
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

    fn keep(&mut self, start: usize, span: Span, name: Option<Cow<'t, str>>, group: Option<Cow<'t, str>>) {
        let members = std::mem::take(&mut self.members);
        let mut row = GridRow { span, ..GridRow::default() };
        if self.text().as_bytes().get(start) == Some(&b'[') {
            let columns = Rc::clone(&self.headings);
            for (at, member) in members.into_iter().enumerate() {
                let column = columns.get(at).copied().flatten();
                let cell = self.cell(member.value, member.bytes, column, &mut row.uncertain);
                row.cells.push(cell);
            }
            return self.kept.push(Kept { row, columns, unknown: None, name, group });
        }
        let (mut columns, mut unknown) = (Vec::new(), Vec::new());
        let has_keys = !members.is_empty();
        for (at, member) in members.into_iter().enumerate() {
            let (key, is_new) = self.keys.column(&member.key);
            let field = match key {
                Key::Column(field) => field,
                Key::Unknown(key) => {
                    // Data frames put the numbers of their rows first.
                    if !(at == 0 && member.key.is_empty()) {
                        unknown.push(key);
                        self.unknown(&member, is_new);
                    }
                    continue;
                }
            };
            if let Some(before) = columns.iter().position(|column| *column == Some(field)) {
                if self.is_other(&member, field, row.cells.get(before)) {
                    row.uncertain.insert(field);
                }
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
        self.keys.object(&columns, &unknown);
        if *self.columns != *columns {
            self.columns = columns.into();
        }
        let columns = Rc::clone(&self.columns);
        self.kept.push(Kept { row, columns, unknown: Some(unknown), name, group });
    }

    /// Tells of a key that names no column.
    fn unknown(&mut self, member: &Member<'t>, is_new: bool) {
        if is_new {
            let span = self.span(member.key_at..member.bytes.start);
            let message = format!("column {:?} is none of the registry's; it is left out", shortened(&member.key));
            self.out.report.warning(Code::UnknownColumn, span, message);
        }
    }

    /// Tells of a second key for a column whose cell is `first`; whether it says something else.
    fn is_other(&mut self, member: &Member<'t>, field: Field, first: Option<&Cow<'_, str>>) -> bool {
        let text = match &member.value {
            Value::Text(text) => text.as_ref(),
            Value::Nothing | Value::Other(_) => "",
        };
        let differs = first.is_none_or(|first| text != first.as_ref());
        if differs || self.keys.is_told_twice(field) {
            let span = self.span(member.key_at..member.bytes.start);
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
        differs
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

/// Where the array of rows begins that stands behind headings under another key of their object. The cursor is then where
/// was looked to.
fn rows_below(cursor: &mut Cursor<'_>) -> Option<usize> {
    loop {
        cursor.eat(b',');
        if cursor.key().is_err() {
            return rows_behind_damage(cursor);
        }
        let is_array = cursor.peek() == Some(b'[');
        let mut inner = cursor.clone();
        inner.at += 1;
        if is_array && matches!(inner.peek(), Some(b'[' | b'{')) {
            return Some(cursor.at);
        }
        if cursor.value(&Starts::default()).is_err() {
            return rows_behind_damage(cursor);
        }
    }
}

/// The same where what stands between does not read: the next key with an array of arrays.
fn rows_behind_damage(cursor: &mut Cursor<'_>) -> Option<usize> {
    // An object that ends here holds no more.
    if cursor.peek() == Some(b'}') {
        return None;
    }
    let from = cursor.at;
    let rest = cursor.text.get(from..)?;
    let is_rows = |rest: &str| {
        let array = rest.trim_ascii_start().strip_prefix('[').map(str::trim_ascii_start);
        array.is_some_and(|inner| inner.starts_with(['[']))
    };
    let colon = memchr::memchr_iter(b':', rest.as_bytes()).find(|at| rest.get(at + 1..).is_some_and(is_rows));
    cursor.at = colon.map_or(cursor.text.len(), |at| from + at + 1);
    cursor.peek();
    colon.map(|_| cursor.at)
}

/// Where the array begins that stands under this key further on in the object that the cursor is in.
fn key_beside(cursor: &mut Cursor<'_>, wanted: &str) -> Option<usize> {
    loop {
        cursor.eat(b',');
        let is_wanted = cursor.key().ok()? == wanted;
        if cursor.peek() == Some(b'[') && is_wanted {
            return Some(cursor.at);
        }
        cursor.value(&Starts::default()).ok()?;
    }
}

/// The names of rows, in the array that begins at `at`; as far as it reads.
fn index(text: &str, at: usize) -> Vec<Cow<'_, str>> {
    let mut cursor = Cursor::new(text, at + 1);
    let mut names = Vec::new();
    while !matches!(cursor.peek(), Some(b']') | None) {
        match cursor.value(&Starts::default()) {
            Ok(Value::Text(name)) => names.push(name),
            Ok(Value::Nothing) => names.push(Cow::Borrowed("")),
            // Those of several columns at once; no service is called so.
            Ok(Value::Other(_)) => names.push(Cow::Borrowed("[…]")),
            Err(_) => break,
        }
        if !cursor.eat(b',') {
            break;
        }
    }
    names
}

/// What a key says.
fn unescaped(key: &str) -> Cow<'_, str> {
    let read = if key.contains('\\') { serde_json::from_str(&format!("\"{key}\"")).ok() } else { None };
    read.map_or(Cow::Borrowed(key), Cow::Owned)
}

/// Whether a row is the headings once more, as where files were put together before they were converted.
pub(super) fn is_heading(cells: &[Cow<'_, str>], columns: &[Option<Field>]) -> bool {
    let said = || cells.iter().zip(columns).filter(|(cell, column)| column.is_some() && !cell.is_empty());
    said().count() >= heading::FEWEST && said().all(|(cell, column)| heading::column(cell) == *column)
}
