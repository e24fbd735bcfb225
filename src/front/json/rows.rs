//! Rows of a table as JSON, each an object whose keys are the registry's columns, or an array below one of headings.
//!
//! They may stand in an array, under keys of an object, or one behind the other, and wherever in a document: what is
//! around them is told if it could be more than a data frame's own. A row reads as the same row of a CSV does.
#![allow(clippy::arithmetic_side_effects, reason = "places in a text in memory, no longer than isize::MAX")]

use std::borrow::Cow;
use std::ops::Range;
use std::rc::Rc;

use super::around::{self, Around, Passed, What};
use super::cursor::{Cursor, Fault, Starts, Value};
use super::frame::{index, key_beside, rows_below, unescaped};
use super::kept::{self, Kept};
use super::keys::{Key, Keys};
use super::member::{self, Member};
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
        begins_unnamed: false,
        last_headings: Rc::default(),
        unnamed: Vec::new(),
        lone: None,
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
    if let (Some(span), true) = (rows.lone, rows.kept.is_empty()) {
        rows.out.report.error(Code::DamagedRow, span, "no array of rows stands beside these headings");
    }
    kept::hand_over(std::mem::take(&mut rows.kept), &mut rows.keys, rows.out);
    let fields = rows.keys.fields();
    out.columns(fields);
    text_preamble::report_no_rows(text, &mut out);
    out.finish(text)
}

/// What is said of what stands between rows.
const NO_ROW: &str = "this is no row of the registry; it is left out";

/// The rows of a text as they are read.
struct Rows<'t, 'o> {
    cursor: Cursor<'t>,
    lines: Lines<'t>,
    starts: Starts<'t>,
    around: Around<'t>,
    keys: Keys,
    /// The columns of rows that are arrays.
    headings: Rc<[Option<Field>]>,
    /// The first of them has no heading: data frames put there what they call their rows.
    begins_unnamed: bool,
    last_headings: Rc<[Option<Field>]>,
    /// Those of them without a heading, as far as nothing is known to stand there.
    unnamed: Vec<usize>,
    /// Where the first stand beside which there is no array of rows.
    lone: Option<Span>,
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
                    let mut passed = self.around.pass(&mut self.cursor, at);
                    let beside = self.around.beside().filter(|beside| *beside >= from);
                    // It is told as a whole.
                    passed.retain(|passed| !passed.is_damage() || beside.is_none_or(|at| passed.bytes.start < at));
                    self.report_passed(passed);
                    if let Some(beside) = beside {
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

    fn report_passed(&mut self, passed: Vec<Passed<'t>>) {
        for Passed { what, bytes } in passed {
            let span = self.span(bytes);
            let message = match what {
                What::Key(key) => {
                    let message =
                        format!("what stands under {:?} is no row of the registry; it is left out", shortened(key));
                    self.out.report.warning(Code::UnknownColumn, span, message);
                    continue;
                }
                What::Word(key) => {
                    let message =
                        format!("the word under {:?} is no row of the registry; it is left out", shortened(key));
                    self.out.report.note(Code::UnknownColumn, span, message);
                    continue;
                }
                What::Damage => "this does not read as JSON; what is damaged is left out",
                What::Beside if self.around.has_begun() => "something follows the end of the JSON; it is left out",
                What::Beside => "this stands above the first row and belongs to none; it is left out",
            };
            self.out.report.error(Code::Markup, span, message);
        }
    }

    /// Rows below headings: beside them, or in an array under another key, which may stand above them.
    fn below_headings(&mut self, headings: &[Cow<'t, str>], bytes: Range<usize>) {
        let mut passed = self.around.pass(&mut self.cursor, bytes.start);
        let is_frame = self.around.enclosing() == Some(b'{');
        self.cursor.at = bytes.end;
        self.around.take_name();
        let below = if is_frame { self.rows_below() } else { None };
        // All that stands above is looked at once more.
        let may_turn = is_frame && below.is_none() && self.frames >= bytes.end;
        let above = if may_turn { self.around.take_rows(self.text()) } else { None };
        if let Some(above) = &above {
            passed.retain(|passed| passed.bytes.end != above.end);
        }
        self.report_passed(passed);
        let columns = match heading::table(headings) {
            heading::Table::Records(columns) => columns,
            _ => Vec::new(),
        };
        let span = self.span(bytes.clone());
        self.out.unknown_columns(headings, &columns, span);
        // Other tables may follow before any row is handed over.
        self.unnamed = std::mem::take(&mut self.out.unnamed);
        // What rows are called by is told of otherwise.
        self.unnamed.retain(|at| *at > 0);
        self.keys.add(columns.iter().flatten().copied());
        self.headings = columns.into();
        self.begins_unnamed = headings.first().is_some_and(|first| first.as_ref().trim().is_empty());
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
            (None, None) => {
                self.lone = self.lone.or(Some(span));
            }
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
        if let Some(at) = self.around.take_loose() {
            let span = self.span(at..at);
            self.out.report.error(Code::DamagedRow, span, NO_ROW);
        }
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
                b'{' => self.row(name.take(), &group),
                b'[' if !self.headings.is_empty() => {
                    let name = self.names.next();
                    self.row(name, &group)
                }
                b'"' if enclosing == Some(b'{') && self.key(&mut name) => {
                    // A word beside the rows of an object.
                    let is_word = !matches!(self.cursor.peek(), Some(b'{' | b'['));
                    let end = at + self.cursor.text.get(at..self.cursor.at).map_or(0, |key| key.trim_end().len());
                    match is_word.then(|| self.cursor.value(&self.starts)) {
                        Some(Err(_)) => self.no_row(at),
                        Some(Ok(_)) => {
                            let passed = name.take().and_then(|_| self.around.beside_rows(self.cursor.text, at, end));
                            self.report_passed(passed.into_iter().collect());
                        }
                        None => {}
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
    fn row(&mut self, name: Option<Cow<'t, str>>, group: &Option<Cow<'t, str>>) -> bool {
        let start = self.cursor.at;
        self.members.clear();
        let (cursor, members) = (&mut self.cursor, &mut self.members);
        let read = match cursor.peek() {
            Some(b'[') => member::array(cursor, &self.starts, self.headings.len(), members),
            _ => member::object(cursor, &self.starts, members),
        };
        match read {
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

    fn keep(&mut self, start: usize, span: Span, mut name: Option<Cow<'t, str>>, group: Option<Cow<'t, str>>) {
        let members = std::mem::take(&mut self.members);
        let mut row = GridRow { span, ..GridRow::default() };
        if self.text().as_bytes().get(start) == Some(&b'[') {
            let columns = Rc::clone(&self.headings);
            for (at, member) in members.into_iter().enumerate() {
                let column = columns.get(at).copied().flatten();
                let mut cell = self.cell(member.value, member.bytes, column, &mut row.uncertain);
                if at == 0 && self.begins_unnamed && name.is_none() {
                    name = Some(std::mem::take(&mut cell)).filter(|name| !name.is_empty());
                }
                row.cells.push(cell);
            }
            self.check_array(&row);
            return self.kept.push(Kept { row, columns, unknown: None, name, group });
        }
        let (mut columns, mut unknown) = (Vec::new(), Vec::new());
        let has_keys = !members.is_empty();
        for (at, member) in members.into_iter().enumerate() {
            let (key, is_new) = self.keys.column(&member.key);
            let field = match key {
                Key::Column(field) => field,
                Key::Unknown(key) => {
                    // Data frames put first what they call their rows.
                    if at == 0 && member.key.is_empty() && name.is_none() {
                        let cell = self.cell(member.value, member.bytes, None, &mut row.uncertain);
                        name = Some(cell).filter(|name| !name.is_empty());
                    } else {
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

    /// Tells of what the other rows of an array's table have not.
    fn check_array(&mut self, row: &GridRow<'_>) {
        let (count, columns) = (row.cells.len(), self.headings.len());
        if count > 0 && count != columns && row.cells.iter().all(|cell| cell.trim().is_empty()) {
            self.out.wrong_length("row", count, columns, "it holds nothing, and is left out", row.span);
        }
        if !self.unnamed.is_empty() {
            std::mem::swap(&mut self.unnamed, &mut self.out.unnamed);
            self.out.unnamed_cell(&row.cells, row.span);
            std::mem::swap(&mut self.unnamed, &mut self.out.unnamed);
        }
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
        let at = self.cursor.at;
        let is_last = !self.go_on_behind(start);
        let span = self.span(start..self.end_of_row(start));
        if is_last && fault == Fault::Open {
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
        self.go_on_behind(start);
        let span = self.span(start..self.end_of_row(start));
        self.out.report.error(Code::DamagedRow, span, NO_ROW);
    }

    /// Moves behind what begins at `start`, to the next row or to what closes all that is open, else to the end; whether it
    /// is one of the first two.
    fn go_on_behind(&mut self, start: usize) -> bool {
        let text = self.text();
        let next = self.starts.next(text, start + 1..text.len(), !self.headings.is_empty());
        let next = next.or_else(|| self.around.closers(text, start));
        self.cursor.at = next.unwrap_or(text.len());
        next.is_some()
    }

    /// Where what begins at `start` ends, before the place to go on from.
    fn end_of_row(&self, start: usize) -> usize {
        let part = self.text().get(start..self.cursor.at).unwrap_or("");
        start + part.trim_end_matches(|c: char| c == ',' || c.is_ascii_whitespace()).len()
    }
}
