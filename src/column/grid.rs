//! Rows that have every cell, each in its column: CSV, HTML, tabbed and fixed text, aligned Markdown.
//!
//! A row of another length has lost a border, or got one, and its cells may stand in other columns than they seem to.

#![allow(clippy::arithmetic_side_effects, reason = "cells of a text in memory, and columns")]

use std::borrow::Cow;

use crate::assemble::Assembler;
use crate::ast::{ContactField, ContactFieldSet, Field, FieldSet, ReferenceKind, Span};
use crate::build::{self, Cells, ContactDraft, Draft};
use crate::cell::{self, brackets, text};
use crate::general_way;

use super::order::{self, Borders, Context};
use super::shape::{self, People, Piece, Shape};
use super::{frame, heading};

/// A row of a table that has every cell.
#[derive(Debug, Default)]
pub(crate) struct GridRow<'a> {
    pub(crate) cells: Vec<Cow<'a, str>>,
    pub(crate) span: Span,
    /// Something in it is broken, which the front-end has reported.
    pub(crate) is_damaged: bool,
    /// What the rendering leaves open in this row all the same; the front-end has counted it.
    pub(crate) uncertain: FieldSet,
}

impl GridRow<'_> {
    fn is_blank(&self) -> bool {
        self.cells.iter().all(|cell| cell.trim().is_empty())
    }
}

/// What is said of a row of which nothing is sure.
pub(crate) const NOTHING_SURE: &str = "none of its fields is sure";

/// Hands over a record. `labels` are the texts of links in its references that lead out of the registry.
pub(crate) fn record(mut row: GridRow<'_>, columns: &[Option<Field>], labels: &[String], out: &mut Assembler) {
    if !out.unnamed.is_empty() {
        out.unnamed_cell(&row.cells, row.span);
    }
    if labels.is_empty() && !row.is_damaged && row.cells.len() == columns.len() {
        let mut usual = UsualRow::default();
        if row.cells.iter().zip(columns).all(|(cell, column)| usual.put(cell, *column)) {
            return usual.hand_over_doubtful(row.uncertain, row.span, out);
        }
    }
    if row.is_blank() {
        return;
    }
    frame::undo(&mut row.cells, columns, row.span, out);
    let count = row.cells.len();
    if count != columns.len() {
        let head = if row.is_damaged { 0 } else { sure_head(&row.cells, columns) };
        let sure = if head > 0 { "only its name, port and transport are sure" } else { NOTHING_SURE };
        out.wrong_length("row", count, columns.len(), sure, row.span);
        return shifted(row, head, columns, out);
    }
    let uncertain = if row.is_damaged { Field::ALL.into_iter().collect() } else { row.uncertain };
    let cells = in_columns(row.cells, columns);
    let texts = build::texts(&cells);
    let mut draft = Draft::from_texts(&texts, uncertain, row.span, &mut out.memo, &mut out.report);
    let references = &mut draft.lists.references;
    if labels.iter().any(|label| references.iter().any(|reference| reference.text == label.as_str())) {
        for reference in references.make_mut() {
            if reference.kind == ReferenceKind::Text && labels.iter().any(|label| reference.text == label.as_str()) {
                reference.kind = ReferenceKind::Uri;
            }
        }
    }
    out.row(draft);
}

/// The cells of a row that needs no second look: those of all columns, none of them written in the way of a data frame.
///
/// [`record`] does with such a row what [`hand_over`](Self::hand_over) does, after it has looked for that.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct UsualRow<'a> {
    cells: [&'a str; 12],
    /// Cells of columns that are none of the registry's.
    others: usize,
    has_number: bool,
}

impl<'a> UsualRow<'a> {
    /// One without a cell.
    pub(crate) const EMPTY: Self = Self { cells: [""; 12], others: 0, has_number: false };

    /// Puts in the cell of a column; whether it is none that a data frame may have written.
    #[inline(always)]
    pub(crate) fn put(&mut self, cell: &'a str, column: Option<Field>) -> bool {
        if general_way::is_forced() {
            return false;
        }
        let Some(first) = cell.as_bytes().first() else { return true };
        if frame::may_be_framed(cell, column) {
            return false;
        }
        self.has_number |= first.is_ascii_digit();
        match column.and_then(|field| self.cells.get_mut(field as usize)) {
            Some(slot) => *slot = cell,
            None => self.others += 1,
        }
        true
    }

    /// What was put in for a column.
    pub(crate) fn cell(&self, field: Field) -> &'a str {
        self.cells.get(field as usize).copied().unwrap_or_default()
    }

    /// Whether it says more than a name and a port, by what every record has besides.
    #[inline(always)]
    pub(crate) fn says_what(&self) -> bool {
        !self.cell(Field::Transport).is_empty() || !self.cell(Field::Description).is_empty()
    }

    /// Whether it cannot be the headings of a table, said once more: none of these has a number.
    #[inline]
    pub(crate) fn is_no_heading(&self) -> bool {
        self.has_number || self.has_few_headings()
    }

    #[inline(never)]
    fn has_few_headings(&self) -> bool {
        let is_heading = |cell: &&&str| !cell.is_empty() && heading::is_of_records(cell);
        self.others + self.cells.iter().filter(is_heading).count() < heading::FEWEST
    }

    pub(crate) fn hand_over(&self, span: Span, out: &mut Assembler) {
        self.hand_over_doubtful(FieldSet::EMPTY, span, out);
    }

    /// Hands it over with the fields that the rendering leaves open.
    fn hand_over_doubtful(&self, uncertain: FieldSet, span: Span, out: &mut Assembler) {
        let draft = Draft::from_texts(&self.cells, uncertain, span, &mut out.memo, &mut out.report);
        out.row(draft);
    }
}

/// The cells of a contact that needs no second look: as [`UsualRow`] to [`record`], so this to [`contact`].
#[derive(Debug, Default)]
pub(crate) struct UsualContact<'a>(ContactDraft<'a>);

impl<'a> UsualContact<'a> {
    /// Puts in the cell of a column; whether it is none that a data frame may have written.
    #[inline]
    pub(crate) fn put(&mut self, cell: &'a str, column: Option<ContactField>) -> bool {
        if general_way::is_forced() {
            return false;
        }
        self.0.put(cell, column);
        !frame::may_be_framed(cell, None)
    }

    /// A row without an id may be one of nothing.
    pub(crate) fn has_id(&self) -> bool {
        !text::trim(self.0.id).is_empty()
    }

    pub(crate) fn hand_over(self, span: Span, out: &mut Assembler) {
        out.contact(ContactDraft { span, ..self.0 });
    }
}

/// Whether each of `cells` reads as its column's kind of value: the cells of a row that lost a border seldom do.
pub(crate) fn fits(cells: &[Cow<'_, str>], columns: &[Option<Field>]) -> bool {
    cells.iter().zip(columns).all(|(cell, column)| fits_column(cell, *column))
}

/// Whether a cell could stand in a column: it is empty, or the column's kind of value.
pub(crate) fn fits_column(cell: &str, column: Option<Field>) -> bool {
    let cell = cell.trim();
    frame::is_nothing(cell)
        || match column {
            Some(Field::Ports) => cell::ports(frame::number(cell)).is_some(),
            Some(Field::Transport) => !cell.contains(|c: char| c.is_whitespace() || c == '['),
            Some(Field::Assignees | Field::Contacts | Field::References) => brackets::brackets(cell).is_some(),
            Some(Field::RegistrationDate | Field::ModificationDate) => cell::date(cell).is_some(),
            Some(Field::ServiceCode) => cell::service_code(frame::number(cell)).is_some(),
            _ => true,
        }
}

/// Hands over a record, which the front-end has reported, whose cells stand in other columns than they seem to.
pub(crate) fn misplaced(row: GridRow<'_>, columns: &[Option<Field>], out: &mut Assembler) {
    let head = sure_head(&row.cells, columns);
    shifted(row, head, columns, out);
}

/// Only the first `head` cells are sure.
fn shifted(row: GridRow<'_>, head: usize, columns: &[Option<Field>], out: &mut Assembler) {
    let mut uncertain: FieldSet = Field::ALL.into_iter().collect();
    columns.iter().take(head).flatten().for_each(|field| uncertain.remove(*field));
    let cells = salvage(row.cells, columns, head);
    let texts = build::texts(&cells);
    let draft = Draft::from_texts(&texts, uncertain, row.span, &mut out.memo, &mut out.report);
    out.row(draft);
}

fn in_columns<'a>(row: Vec<Cow<'a, str>>, columns: &[Option<Field>]) -> Cells<'a> {
    let mut cells: Cells<'_> = Default::default();
    for (cell, column) in row.into_iter().zip(columns) {
        if let Some(slot) = column.and_then(|field| cells.get_mut(field as usize)) {
            *slot = cell;
        }
    }
    cells
}

/// How many cells from the left are sure to stand in their columns, whatever the row's length: name, ports and
/// transport, where each looks as it must and a port or a transport is there.
fn sure_head(row: &[Cow<'_, str>], columns: &[Option<Field>]) -> usize {
    let head = [Field::ServiceName, Field::Ports, Field::Transport];
    let length = columns.iter().take_while(|column| column.is_some_and(|field| head.contains(&field))).count();
    let mut is_told = false;
    let fits = row.iter().zip(columns).take(length).all(|(cell, column)| {
        let cell = cell.trim();
        let shape = shape::of_cell(cell, &People::default());
        match column {
            _ if cell.is_empty() => true,
            Some(Field::Ports) => {
                is_told = true;
                shape == Shape::Ports
            }
            Some(Field::Transport) => {
                is_told = true;
                shape == Shape::Transport
            }
            _ => matches!(shape, Shape::Words(words) if words.name != shape::Name::No),
        }
    });
    if fits && is_told && row.len() > length { length } else { 0 }
}

/// The likeliest columns of the cells behind the first `head`, by their forms and their order.
fn salvage<'a>(row: Vec<Cow<'a, str>>, columns: &[Option<Field>], head: usize) -> Cells<'a> {
    let rest_columns: Vec<Field> = columns.iter().skip(head).copied().flatten().collect();
    let reading = {
        let people = People::default();
        let is_dccp = row.iter().take(head).any(|cell| cell.trim() == "dccp");
        let context = Context { lone_date: Field::RegistrationDate, is_dccp, borders: Borders::Kept };
        let mut pieces: Vec<Piece<'_>> = row
            .iter()
            .skip(head)
            .map(|cell| cell.trim())
            .filter(|cell| !cell.is_empty())
            .take(4 * Field::ALL.len())
            .map(|cell| Piece::cell(cell, shape::of_cell(cell, &people)))
            .collect();
        order::read(&pieces, &rest_columns, context).or_else(|| {
            pieces.iter_mut().skip(1).for_each(|piece| piece.flows = true);
            order::read(&pieces, &rest_columns, context)
        })
    };
    let Some(reading) = reading else { return in_columns(row, columns) };
    let mut row = row.into_iter();
    let mut cells = in_columns(row.by_ref().take(head).collect(), columns);
    for (cell, field) in row.filter(|cell| !cell.trim().is_empty()).zip(reading.columns) {
        if let Some(slot) = cells.get_mut(field as usize) {
            if slot.is_empty() {
                *slot = cell;
            } else {
                *slot = Cow::Owned(format!("{slot} {}", cell.trim()));
            }
        }
    }
    cells
}

/// Hands over a contact of which these fields are in doubt, which the front-end has reported.
pub(crate) fn doubtful_contact(
    mut row: GridRow<'_>,
    doubtful: ContactFieldSet,
    columns: &[Option<ContactField>],
    out: &mut Assembler,
) {
    if !row.is_blank() {
        frame::undo_contact(&mut row.cells, columns, row.span, out);
        hand_over_contact(&row, doubtful, columns, out);
    }
}

/// Hands over a contact.
pub(crate) fn contact(mut row: GridRow<'_>, columns: &[Option<ContactField>], out: &mut Assembler) {
    if !row.is_damaged && row.cells.len() == columns.len() {
        let mut usual = UsualContact::default();
        if row.cells.iter().zip(columns).all(|(cell, column)| usual.put(cell, *column)) && usual.has_id() {
            return usual.hand_over(row.span, out);
        }
    }
    if row.is_blank() {
        return;
    }
    frame::undo_contact(&mut row.cells, columns, row.span, out);
    let count = row.cells.len();
    if count != columns.len() {
        out.wrong_length("contact", count, columns.len(), NOTHING_SURE, row.span);
    }
    let mut uncertain = ContactFieldSet::EMPTY;
    if row.is_damaged || count != columns.len() {
        use ContactField::{Name, Organization, Updated, Uri};
        uncertain.extend([Name, Organization, Uri, Updated]);
    }
    hand_over_contact(&row, uncertain, columns, out);
}

fn hand_over_contact(
    row: &GridRow<'_>,
    uncertain: ContactFieldSet,
    columns: &[Option<ContactField>],
    out: &mut Assembler,
) {
    let mut draft = ContactDraft { span: row.span, uncertain, ..ContactDraft::default() };
    row.cells.iter().zip(columns).for_each(|(cell, column)| draft.put(cell, *column));
    out.contact(draft);
}
