//! What a page is made of, in its order, becomes the registry: titles, lists of entries, tables.
//!
//! Who walks the page hands over one thing after the other; what they mean is decided here alone.

use std::borrow::Cow;
use std::ops::Range;

use crate::assemble::Assembler;
use crate::ast::{Code, ContactField, ContactFieldSet, Field, FieldSet, Span};
use crate::column::grid::{self, GridRow, UsualContact, UsualRow};
use crate::column::heading::{self, Table as Kind};
use crate::report::Lines;

use super::bounded;
use super::usual::Usual;

/// What makes plain text of a cell's words, and adds the labels of links among them.
pub(in crate::front) type Plain<'p> = dyn Fn(String, &mut Vec<String>) -> String + 'p;

/// What of a document is read.
#[derive(Clone, Copy)]
pub(super) enum Part<'p> {
    /// A page, all of it.
    Page,
    /// Tables, the title above a byte of them, and what makes plain text of their cells.
    Tables { section: &'p dyn Fn(usize) -> String, plain: &'p Plain<'p> },
}

/// A page as it is read.
pub(super) struct Page<'a, 'p> {
    text: &'a str,
    lines: Lines<'a>,
    part: Part<'p>,
    out: &'p mut Assembler,
    /// The last heading.
    section: String,
    /// The title of the page, not of the registry.
    title: String,
    has_records: bool,
}

/// What was seen of a page besides its records.
#[derive(Debug)]
pub(super) struct Seen {
    /// The title of the page, not of the registry.
    pub(super) title: String,
    pub(super) has_records: bool,
    /// The element that was open at the page's end and should not have been.
    pub(super) open: Option<&'static str>,
}

/// A row as it is walked over.
#[derive(Debug, Default)]
pub(super) struct Row<'c> {
    /// The text of each cell.
    pub(super) cells: Vec<Cow<'c, str>>,
    /// Which of them are marked as uncertain.
    pub(super) uncertain: Vec<usize>,
    /// The labels of links that lead out of the registry, from the column [`Table::labels`].
    pub(super) labels: Vec<String>,
    /// The first cells with their line breaks, if [`Table::is_of_footnotes`].
    pub(super) footnote: Vec<String>,
    /// One of the first 64 cells holds a table.
    pub(super) holds_table: bool,
    pub(super) place: Option<bounded::Row>,
}

/// A table as it is read.
#[derive(Debug)]
pub(super) struct Table {
    /// `None` while the headings are looked for.
    kind: Option<Kind>,
    rows: usize,
    section: Option<String>,
    /// Footnotes, if no headings follow.
    footnotes: Vec<Vec<String>>,
}

impl Table {
    /// Nothing more of it is wanted.
    pub(super) fn is_over(&self) -> bool {
        matches!(self.kind, Some(Kind::Other)) && !self.is_of_footnotes()
    }

    /// Whether it may be the table of footnotes: of those the lines are wanted.
    pub(super) fn is_of_footnotes(&self) -> bool {
        matches!(self.kind, None | Some(Kind::Other)) && self.section.as_deref().is_some_and(is_of_footnotes)
    }

    /// Whether its headings are still looked for.
    pub(super) fn has_no_headings(&self) -> bool {
        self.kind.is_none()
    }

    /// The column whose links have labels that are wanted.
    pub(super) fn labels(&self) -> Option<usize> {
        match &self.kind {
            Some(Kind::Records(columns)) => columns.iter().position(|column| *column == Some(Field::References)),
            _ => None,
        }
    }
}

fn trimmed(cell: Cow<'_, str>) -> Cow<'_, str> {
    match cell {
        Cow::Borrowed(words) => Cow::Borrowed(words.trim()),
        cell => cell,
    }
}

/// A cell of a whole row without the white space around its words, which is nothing of a value. What is quoted as it is
/// where it cannot be read keeps it: more than one name in brackets.
fn trimmed_of(cell: Cow<'_, str>, column: Option<Field>) -> Cow<'_, str> {
    if let (Some(Field::Assignees | Field::Contacts | Field::References), Cow::Borrowed(words)) = (column, &cell) {
        let words = words.trim();
        if !words.is_empty() && !is_name(words) {
            return cell;
        }
    }
    trimmed(cell)
}

/// Whether words are one name in brackets.
pub(super) fn is_name(words: &str) -> bool {
    match words.as_bytes() {
        [b'[', name @ .., b']'] => !name.is_empty() && !name.iter().any(|byte| matches!(byte, b'[' | b']')),
        _ => false,
    }
}

/// Whether a link leads out of the registry: references of kind URI have words of their own.
pub(super) fn leads_out(href: &str) -> bool {
    href.contains("://") && !href.contains("//www.iana.org/go/")
}

fn is_of_footnotes(section: &str) -> bool {
    section.trim().to_ascii_lowercase().starts_with("footnote")
}

impl<'a, 'p> Page<'a, 'p> {
    pub(super) fn new(text: &'a str, part: Part<'p>, out: &'p mut Assembler) -> Self {
        Self {
            text,
            lines: Lines::new(text.as_bytes()),
            part,
            out,
            section: String::new(),
            title: String::new(),
            has_records: false,
        }
    }

    pub(super) fn end(self, end: bounded::End) -> Seen {
        Seen { title: self.title, has_records: self.has_records, open: end.open }
    }

    pub(super) fn title(&mut self, title: String) {
        self.title = title;
    }

    pub(super) fn heading(&mut self, heading: String) {
        if let Part::Page = self.part {
            if heading.contains("Registry") {
                self.out.title(&heading);
            }
            self.section = heading;
        }
    }

    pub(super) fn entry(&mut self, heading: &str, body: &str) {
        if let Part::Page = self.part {
            self.out.entry(heading, body, Span::default());
        }
    }

    pub(super) fn table(&self) -> Table {
        let section = matches!(self.part, Part::Page).then(|| self.section.clone());
        Table { kind: None, rows: 0, section, footnotes: Vec::new() }
    }

    /// A row of `table` begins, at this byte if it has one.
    pub(super) fn begin_row(&self, table: &mut Table, at: Option<usize>) {
        if let (None, Part::Tables { section, .. }) = (&table.section, self.part) {
            table.section = Some(at.map(section).unwrap_or_default());
        }
    }

    /// A row of `table` ends.
    pub(super) fn row(&mut self, table: &mut Table, row: Row<'_>) {
        table.rows = table.rows.saturating_add(1);
        match &table.kind {
            None => self.heading_row(table, row),
            Some(Kind::Records(columns)) => self.record(row, columns),
            Some(Kind::Contacts(columns)) => self.contact(row, columns),
            Some(Kind::Other) if table.is_of_footnotes() => self.footnote(&row.footnote),
            Some(Kind::Other) => {}
        }
    }

    /// What reads the usual rows of a table whose headings are known; `None` where others want a second look.
    pub(super) fn usual(&self, table: &Table) -> Option<Usual<'a>> {
        let kind = table.kind.as_ref().filter(|kind| **kind != Kind::Other)?;
        matches!(self.part, Part::Page).then(|| Usual::new(self.text, kind, &self.out.limits))
    }

    /// Hands over the usual rows that stand at this byte, one after the other, which may have so many elements: where the
    /// page goes on, and how many they had. Each is handed over as [`Self::row`] does it.
    #[allow(clippy::arithmetic_side_effects, reason = "counts elements of a text that is held in memory")]
    pub(super) fn usual_rows(
        &mut self,
        table: &Table,
        usual: &mut Usual<'a>,
        mut at: usize,
        most: usize,
    ) -> (usize, usize) {
        self.lines.move_to(at);
        let mut elements = 0;
        while let Some(row) = usual.row(at) {
            if elements + row.elements > most || row.bytes.len() > self.out.limits.cell_bytes {
                break;
            }
            let Range { start, end } = row.bytes;
            match &table.kind {
                Some(Kind::Records(columns)) if self.out.unnamed.is_empty() => {
                    let mut record = UsualRow::default();
                    if !usual.cells().zip(columns).all(|(cell, column)| record.put(cell, *column)) {
                        break;
                    }
                    record.hand_over(self.lines.counted(start, end, row.newlines), self.out);
                }
                Some(Kind::Contacts(columns)) => {
                    let mut contact = UsualContact::default();
                    let is_usual = usual.cells().zip(columns).all(|(cell, column)| contact.put(cell, *column));
                    if !is_usual || !contact.has_id() {
                        break;
                    }
                    contact.hand_over(self.lines.counted(start, end, row.newlines), self.out);
                }
                _ => break,
            }
            elements += row.elements;
            at = end;
        }
        (at, elements)
    }

    /// The headings stand in the first rows; a table for layout has others.
    fn heading_row(&mut self, table: &mut Table, row: Row<'_>) {
        let mut found = Kind::Other;
        if !row.holds_table {
            let headings = row.cells.get(..64).unwrap_or(&row.cells);
            found = heading::table(headings);
            if found != Kind::Other {
                // The page may have been cut within it.
                let bytes = row.place.map(|place| place.bytes);
                let span = bytes.map_or_else(Span::default, |bytes| self.lines.span(bytes.start, bytes.end));
                if let Kind::Records(columns) = &found {
                    self.has_records = true;
                    self.out.columns(columns.iter().flatten().copied());
                    self.out.unknown_columns(headings, columns, span);
                } else if let Kind::Contacts(columns) = &found {
                    self.out.unknown_headings(headings, columns, span);
                }
            }
        }
        if table.is_of_footnotes() {
            table.footnotes.push(row.footnote);
        }
        if found != Kind::Other || table.rows == 3 {
            table.kind = Some(found);
            if !table.is_of_footnotes() {
                table.footnotes.clear();
            }
            self.footnotes(table);
        }
    }

    pub(super) fn end_table(&mut self, mut table: Table) {
        self.footnotes(&mut table);
    }

    fn footnotes(&mut self, table: &mut Table) {
        for footnote in std::mem::take(&mut table.footnotes) {
            self.footnote(&footnote);
        }
    }

    fn footnote(&mut self, texts: &[String]) {
        if let [id, body] = texts {
            self.out.footnote(id, body);
        }
    }

    /// Where a row stood, and whether a tag in it was broken; `None` where the page was cut within it.
    fn place(&mut self, row: Option<bounded::Row>) -> Option<(Span, bool)> {
        let Some(place) = row else {
            return Some((Span::default(), false));
        };
        let span = self.lines.span(place.bytes.start, place.bytes.end);
        // The page's end is reported once, for all that it cut.
        (place.is_whole && !self.out.is_too_long(span)).then_some((span, place.is_damaged))
    }

    fn record(&mut self, row: Row<'_>, columns: &[Option<Field>]) {
        let Some((span, is_damaged)) = self.place(row.place) else {
            return;
        };
        let uncertain: FieldSet = row.uncertain.iter().filter_map(|at| *columns.get(*at)?).collect();
        let mut labels = row.labels;
        let is_whole = !is_damaged && row.cells.len() == columns.len();
        let cells = match self.part {
            Part::Page if is_whole => {
                row.cells.into_iter().zip(columns).map(|(cell, column)| trimmed_of(cell, *column)).collect()
            }
            Part::Page => row.cells,
            Part::Tables { plain, .. } => row
                .cells
                .into_iter()
                .enumerate()
                .map(|(at, cell)| {
                    let mut found = Vec::new();
                    let words = plain(cell.into_owned(), &mut found);
                    if columns.get(at) == Some(&Some(Field::References)) {
                        labels.extend(found);
                    }
                    Cow::Owned(words)
                })
                .collect(),
        };
        if !uncertain.is_empty() {
            self.out.report.tally(Code::MarkedUncertain, span);
        }
        grid::record(GridRow { cells, span, is_damaged, uncertain }, columns, &labels, self.out);
    }

    fn contact(&mut self, row: Row<'_>, columns: &[Option<ContactField>]) {
        let Some((span, is_damaged)) = self.place(row.place) else {
            return;
        };
        let cells: Vec<_> = match self.part {
            // White space around words is nothing of a contact, and most of some pages.
            Part::Page => row.cells.into_iter().map(trimmed).collect(),
            Part::Tables { plain, .. } => {
                row.cells.into_iter().map(|cell| Cow::Owned(plain(cell.into_owned(), &mut Vec::new()))).collect()
            }
        };
        let marked: ContactFieldSet = row.uncertain.iter().filter_map(|at| *columns.get(*at)?).collect();
        let is_whole = !is_damaged && cells.len() == columns.len();
        let row = GridRow { cells, span, is_damaged, ..GridRow::default() };
        if marked.is_empty() || !is_whole {
            return grid::contact(row, columns, self.out);
        }
        self.out.report.tally(Code::MarkedUncertain, span);
        grid::doubtful_contact(row, marked, columns, self.out);
    }
}
