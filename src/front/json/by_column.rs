//! A table as JSON with its columns under their headings, each an object of its cells by the names of their rows, or an
//! array of them in their order, as data frames write it.
#![allow(clippy::arithmetic_side_effects, reason = "places in a text in memory, and counts of its rows")]

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use super::cursor::{Cursor, Fault, Starts, Value};
use super::kept;
use super::keys::{Key, Keys};
use super::names::{self, Names};
use crate::assemble::Assembler;
use crate::ast::{Code, Field, FieldSet, Format, Parsed};
use crate::column::grid::{self, GridRow};
use crate::column::heading;
use crate::front::csv::with_plain_breaks;
use crate::front::text_preamble;
use crate::options::Limits;
use crate::preamble::shortened;
use crate::report::{Lines, end_of};

/// Reads the object at `start`.
pub(super) fn read(text: &str, start: usize, format: Format, limits: &Limits) -> Parsed {
    let mut out = Assembler::new(format, None, limits).of(text);
    let mut columns = Columns {
        cursor: Cursor::new(text, start),
        lines: Lines::new(text.as_bytes()),
        keys: Keys::default(),
        rows: Vec::new(),
        names: Vec::new(),
        places: None,
        cells: Default::default(),
        lists: FieldSet::EMPTY,
        damaged: FieldSet::EMPTY,
        may_lack: false,
        budget: text.len().saturating_mul(8).saturating_add(1 << 16),
        is_cut: false,
        out: &mut out,
    };
    columns.read();
    columns.settle_lengths();
    columns.settle_names();
    let fields = columns.keys.fields();
    columns.hand_over(&fields);
    out.columns(fields);
    text_preamble::report_no_rows(text, &mut out);
    out.finish(text)
}

/// What is known of a row.
#[derive(Debug)]
struct Row {
    /// Where its first cell stands.
    bytes: Range<usize>,
    /// Bytes of all its cells.
    length: usize,
    uncertain: FieldSet,
}

/// The columns of a text as they are read.
struct Columns<'t, 'o> {
    cursor: Cursor<'t>,
    lines: Lines<'t>,
    keys: Keys,
    rows: Vec<Row>,
    /// What the rows are called by, in their order.
    names: Vec<Cow<'t, str>>,
    /// Where each of those is, once a column has them in another order.
    places: Option<HashMap<Cow<'t, str>, usize>>,
    /// The cells of each column.
    cells: [Vec<Option<Cow<'t, str>>>; Field::ALL.len()],
    /// Columns whose cells have no names.
    lists: FieldSet,
    /// Columns of which not all was read.
    damaged: FieldSet,
    /// That one may have been lost was told.
    may_lack: bool,
    /// Bytes of damaged columns that may still be looked at: the next column may begin within one.
    budget: usize,
    is_cut: bool,
    out: &'o mut Assembler,
}

impl<'t> Columns<'t, '_> {
    fn error(&mut self, code: Code, bytes: Range<usize>, message: impl Into<String>) {
        let span = self.lines.span(bytes.start, bytes.end);
        self.out.report.error(code, span, message);
    }

    fn read(&mut self) {
        self.cursor.eat(b'{');
        loop {
            self.cursor.eat(b',');
            let at = match self.cursor.peek() {
                None => break,
                Some(b'}') => {
                    self.cursor.at += 1;
                    let text = self.cursor.text;
                    if self.cursor.peek().is_some() {
                        self.may_lack = true;
                        let message = "something follows the end of the JSON; it is left out";
                        self.error(Code::Markup, self.cursor.at..text.trim_end().len(), message);
                    }
                    return;
                }
                Some(_) => self.cursor.at,
            };
            let read = self.cursor.key().and_then(|key| self.column(&key, at));
            if let Err(fault) = read {
                self.go_on(at, fault, None);
            }
        }
        self.may_lack = true;
        if !self.is_cut {
            let end = end_of(self.cursor.text);
            self.out.report.error(Code::Truncated, end, "the document ends before it is complete");
        }
    }

    /// Goes on with the next column behind what does not read, which began at `start`.
    fn go_on(&mut self, start: usize, fault: Fault, field: Option<Field>) {
        let (at, text) = (self.cursor.at, self.cursor.text);
        self.may_lack = true;
        self.budget = self.budget.saturating_sub(at.saturating_sub(start));
        let is_spent = self.budget == 0;
        let next = if is_spent { None } else { next_column(text, start + 1) };
        self.cursor.at = next.unwrap_or(text.len());
        let what = field.map_or_else(String::new, |field| format!(" of {:?}", field.column()));
        if next.is_none() {
            self.is_cut = is_spent || fault == Fault::Open;
            if is_spent {
                let message = "too much of this JSON is damaged; what follows is left out";
                return self.error(Code::Limit, start..text.trim_end().len(), message);
            }
            if fault == Fault::Open {
                let message = format!("the document ends within the cells{what}; those that are missing are uncertain");
                return self.error(Code::Truncated, start..text.trim_end().len(), message);
            }
        }
        let expected = match fault {
            Fault::Open => "a string does not close",
            Fault::Expected(expected) => &format!("{expected} is expected"),
        };
        let message = format!("the cells{what} do not read from here on: {expected}; they are left out");
        let from = at.min(self.cursor.at).max(start);
        self.error(Code::DamagedRow, from..self.cursor.at.max(from), message);
    }

    /// The column whose key, which the cursor is past, stands at `at`.
    fn column(&mut self, key: &str, at: usize) -> Result<(), Fault> {
        let (known, is_new) = self.keys.column(key);
        let is_array = match self.cursor.peek() {
            Some(b'{') => false,
            Some(b'[') => true,
            _ => {
                self.cursor.value(&Starts::default())?;
                self.may_lack = true;
                let message = format!("no cells stand under {:?}; it is left out", shortened(key));
                self.error(Code::DamagedRow, at..self.cursor.at, message);
                return Ok(());
            }
        };
        let Key::Column(field) = known else {
            self.cursor.pass(&Starts::default())?;
            if is_new {
                let span = self.lines.span(at, self.cursor.at);
                let message = format!("column {:?} is none of the registry's; it is left out", shortened(key));
                self.out.report.warning(Code::UnknownColumn, span, message);
            }
            return Ok(());
        };
        if self.cells.get(field as usize).is_some_and(|cells| !cells.is_empty()) {
            self.cursor.pass(&Starts::default())?;
            self.may_lack = true;
            let message = format!("the column {:?} stands here once more; the first counts", field.column());
            self.error(Code::DamagedRow, at..self.cursor.at, message);
            return Ok(());
        }
        let start = self.cursor.at;
        if is_array {
            self.lists.insert(field);
        }
        if let Err(fault) = self.column_cells(field, is_array) {
            self.damaged.insert(field);
            self.go_on(start, fault, Some(field));
            // What is cut off stood at its end.
            if self.is_cut && fault == Fault::Open {
                self.lists.remove(field);
            }
        }
        Ok(())
    }

    /// The cells of a column.
    fn column_cells(&mut self, field: Field, is_array: bool) -> Result<(), Fault> {
        let end = if is_array { b']' } else { b'}' };
        self.cursor.at += 1;
        if self.cursor.eat(end) {
            return Ok(());
        }
        for count in 0.. {
            let name = if is_array { None } else { Some(self.cursor.key()?) };
            self.cursor.peek();
            let from = self.cursor.at;
            let value = self.cursor.value(&Starts::default())?;
            let bytes = from..self.cursor.at;
            // A string that has lost its quote ends within the next.
            match self.cursor.peek() {
                None => return Err(Fault::Open),
                Some(byte) if byte == b',' || byte == end => {
                    let at = self.row(name, count, &bytes);
                    self.put(field, at, value, bytes);
                    self.cursor.at += 1;
                    if byte == end {
                        return Ok(());
                    }
                }
                Some(_) => return Err(Fault::Expected("a comma, or the end,")),
            }
        }
        Ok(())
    }

    /// The row of the cell that is the `count`th of its column, and has this name, if they have any.
    fn row(&mut self, name: Option<Cow<'t, str>>, count: usize, bytes: &Range<usize>) -> usize {
        let known = match &name {
            None => Some(count).filter(|count| *count < self.rows.len()),
            Some(name) if self.names.get(count) == Some(name) => Some(count),
            // Of the first column all are new, but where one comes twice.
            Some(name) => {
                let names = &self.names;
                let places = self
                    .places
                    .get_or_insert_with(|| names.iter().cloned().enumerate().map(|(at, name)| (name, at)).collect());
                places.get(name).copied()
            }
        };
        known.unwrap_or_else(|| {
            let at = self.rows.len();
            self.rows.push(Row { bytes: bytes.clone(), length: 0, uncertain: FieldSet::EMPTY });
            if let Some(places) = &mut self.places {
                places.insert(name.clone().unwrap_or_default(), at);
            }
            self.names.push(name.unwrap_or_default());
            at
        })
    }

    /// Puts in the cell of a row.
    fn put(&mut self, field: Field, at: usize, value: Value<'t>, bytes: Range<usize>) {
        let cell = match value {
            Value::Text(text) => with_plain_breaks(text),
            Value::Nothing => Cow::Borrowed(""),
            Value::Other(what) => {
                let message = format!("{what} stands where the text of {:?} should; it is left out", field.column());
                self.error(Code::DamagedRow, bytes.clone(), message);
                self.rows.get_mut(at).into_iter().for_each(|row| row.uncertain.insert(field));
                Cow::Borrowed("")
            }
        };
        let Some(cells) = self.cells.get_mut(field as usize) else { return };
        if cells.len() <= at {
            cells.resize(at + 1, None);
        }
        let (Some(slot), Some(row)) = (cells.get_mut(at), self.rows.get_mut(at)) else { return };
        row.length += bytes.len();
        match slot {
            None => *slot = Some(cell),
            Some(first) if *first == cell => {}
            Some(_) => {
                row.uncertain.insert(field);
                self.may_lack = true;
                let message = format!("{:?} has a second cell of one row here; the first counts", field.column());
                self.error(Code::DamagedRow, bytes, message);
            }
        }
    }

    fn length(&self, field: Field) -> usize {
        self.cells.get(field as usize).map_or(0, Vec::len)
    }

    /// Where cells have no names, a column of another length than most has lost a cell or got one: all of its cells may
    /// stand in other rows than theirs.
    fn settle_lengths(&mut self) {
        let mut lengths: Vec<usize> = self.lists.iter().map(|field| self.length(field)).collect();
        lengths.sort_unstable();
        let most = lengths.get(lengths.len() / 2).copied().unwrap_or(0);
        let is_sure = 2 * lengths.iter().filter(|length| **length == most).count() > lengths.len();
        let longest = lengths.last().copied().unwrap_or(0);
        if lengths.first().is_none_or(|shortest| *shortest == longest) {
            return;
        }
        let is_odd = |field: &Field| !is_sure || self.length(*field) != most;
        let odd: FieldSet = self.lists.iter().filter(is_odd).collect();
        let names = kept::quoted(odd);
        let message = match is_sure {
            true => format!("not as many cells stand under {names} as under others, {most}; listed as uncertain"),
            false => format!("not as many cells stand under each of {names}; listed as uncertain"),
        };
        let end = self.rows.first().map_or(0..0, |row| row.bytes.clone());
        self.error(Code::DamagedRow, end, message);
        // One of more cells may hold those of the next.
        self.may_lack |= !is_sure || longest > most;
        if is_sure && self.lists.iter().count() == self.keys.has().iter().count() {
            self.rows.truncate(most);
        }
        for row in &mut self.rows {
            row.uncertain.extend(odd.iter());
        }
        self.damaged.extend(odd.iter());
    }

    /// What the rows are called by may be a column that they lack. So may what was damaged.
    fn settle_names(&mut self) {
        let has = self.keys.has();
        let called = names::tell(self.names.iter().map(AsRef::as_ref).filter(|name| !name.is_empty()), has);
        let first = shortened(self.names.first().map_or("", AsRef::as_ref));
        let place = self.rows.first().map_or(0..0, |row| row.bytes.clone());
        let mut lost = FieldSet::EMPTY;
        match called {
            Names::Column(field) => {
                self.error(Code::DamagedRow, place, kept::taken(&first, field));
                self.keys.add([field].into_iter());
                if let Some(cells) = self.cells.get_mut(field as usize) {
                    *cells = std::mem::take(&mut self.names).into_iter().map(Some).collect();
                }
                lost.insert(field);
            }
            Names::Other(lacks) if lacks.is_empty() => {
                let message = format!("rows are called {first:?} and so on, which is no column; it is left out");
                let span = self.lines.span(place.start, place.end);
                self.out.report.warning(Code::UnknownColumn, span, message);
            }
            Names::Other(lacks) => {
                self.error(Code::DamagedRow, place, kept::left_out(&first, lacks));
                lost = lacks;
            }
            Names::Nothing => {}
        }
        if self.may_lack {
            lost.extend(Field::ALL.into_iter().filter(|field| !has.contains(*field)));
        }
        for row in &mut self.rows {
            row.uncertain.extend(lost.iter());
        }
    }

    fn hand_over(&mut self, fields: &[Field]) {
        let rows = std::mem::take(&mut self.rows);
        let mut told = FieldSet::EMPTY;
        for (at, mut row) in rows.into_iter().enumerate() {
            let span = self.lines.span(row.bytes.start, row.bytes.end);
            if self.out.is_longer(row.length, span) {
                continue;
            }
            let mut cells = Vec::with_capacity(fields.len());
            for field in fields {
                let cell =
                    self.cells.get_mut(*field as usize).and_then(|cells| cells.get_mut(at)).and_then(Option::take);
                if cell.is_none() {
                    row.uncertain.insert(*field);
                    // Of what is damaged it was told.
                    if !told.contains(*field) && !self.damaged.contains(*field) {
                        told.insert(*field);
                        let message = format!(
                            "{:?} has no cell for this row, the first of some; listed as uncertain",
                            field.column()
                        );
                        self.out.report.error(Code::DamagedRow, span, message);
                    }
                }
                cells.push(cell.unwrap_or_default());
            }
            let columns: Vec<_> = fields.iter().copied().map(Some).collect();
            grid::record(
                GridRow { cells, span, uncertain: row.uncertain, ..GridRow::default() },
                &columns,
                &[],
                self.out,
            );
        }
    }
}

/// Where the next column begins: its heading, and the bracket before its cells.
fn next_column(text: &str, from: usize) -> Option<usize> {
    let places = memchr::memchr_iter(b'"', text.as_bytes().get(from..)?).map(|offset| from + offset);
    places.into_iter().find(|at| {
        let bytes = text.as_bytes().get(at + 1..).unwrap_or_default();
        let key = bytes.get(..bytes.len().min(64)).and_then(|near| memchr::memchr(b'"', near));
        let near = key.and_then(|end| text.get(at + 1..).and_then(|rest| rest.split_at_checked(end)));
        near.is_some_and(|(key, rest)| {
            let rest = rest.get(1..).unwrap_or("");
            let value = rest.trim_ascii_start().strip_prefix(':').map(str::trim_ascii_start);
            value.is_some_and(|value| value.starts_with(['{', '['])) && heading::column(key).is_some()
        })
    })
}
