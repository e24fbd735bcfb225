//! A row that may go on in the line below.

#![allow(clippy::arithmetic_side_effects, reason = "places in a text in memory and parts of it, and numbers of cells")]

use std::borrow::Cow;

use crate::ast::{Field, FieldSet, Span};
use crate::column::order::{self, Borders, Context};
use crate::column::shape::{self, People, Piece, Shape};
use crate::column::tail::{self, Opener};

use super::lines::Line;
use super::{TabTable, is_free_text};

/// A row as its lines are read.
#[derive(Default)]
pub(super) struct OpenRow<'a> {
    pub(super) span: Span,
    pub(super) cells: Vec<Cow<'a, str>>,
    pub(super) uncertain: FieldSet,
    /// How many cells there were when the last of them was looked at, and what it looked like: a cell of many lines is
    /// not looked at again for each.
    last_shape: Option<(usize, Shape)>,
}

impl<'a> OpenRow<'a> {
    pub(super) fn new<T>(line: Line<'a>, table: &TabTable<'_, T>) -> Self {
        let cells = split(line.text, table.border).map(Cow::Borrowed).collect();
        let lead = line.text.len() - line.text.trim_start_matches([' ', '\t']).len();
        let begins = Line { at: line.at + lead, text: line.text.get(lead..).unwrap_or_default(), ..line };
        Self { span: begins.span(), cells, ..Self::default() }
    }

    /// The line's first cell goes on in the last one of the row; the others follow.
    pub(super) fn go_on(&mut self, line: Line<'a>, border: &str) {
        let mut cells = split(line.text, border);
        if let (Some(last), Some(first)) = (self.cells.last_mut(), cells.next()) {
            let last = last.to_mut();
            last.push('\n');
            last.push_str(first);
        }
        self.cells.extend(cells.map(Cow::Borrowed));
        self.span.end = line.span().end;
    }

    /// Whether a line can go on in the row: a paragraph can, what opens a note or the like can, and any where free text
    /// stands last.
    pub(super) fn takes(&self, line: &str, is_paragraph: bool, columns: &[Option<Field>]) -> bool {
        let last = self.cells.len().checked_sub(1).and_then(|at| columns.get(at)).copied().flatten();
        let is_text = last.is_none_or(is_free_text);
        let is_open = self.cells.last().is_some_and(|cell| cell.trim().is_empty());
        is_text || is_paragraph || is_open || tail::opener(line) != Opener::None || tail::is_unauthorized(line)
    }

    /// Before a paragraph tabs are cut as they are at the row's end: where one stands below the last cell, it can be
    /// of that cell or of a later one. Empty cells are put in for those that it skips.
    pub(super) fn skip_to(&mut self, paragraph: &str, columns: &[Option<Field>]) {
        let last = self.cells.len().saturating_sub(1);
        let paragraph = paragraph.trim();
        let rest: Vec<Field> = columns.iter().skip(last).copied().flatten().collect();
        let (Some(cell), [field, _, ..]) = (self.cells.last(), rest.as_slice()) else { return };
        let shape = match self.last_shape {
            Some((count, shape)) if count == self.cells.len() => shape,
            _ => shape::of_cell(cell.trim(), &People::default()),
        };
        self.last_shape = Some((self.cells.len(), shape));
        let begins = Piece::cell(cell, shape);
        let goes_on = Piece { text: paragraph, shape: shape::of_words(paragraph), flows: true };
        let is_dccp = self.cells.iter().any(|cell| cell.trim() == "dccp");
        let context = Context { lone_date: *field, is_dccp, borders: Borders::Kept };
        // A cell of another kind than its column's is not for this to judge.
        let Some(reading) = order::read(&[begins, goes_on], &rest, context) else { return };
        if let [first, then] = reading.columns.as_slice()
            && first == field
        {
            self.uncertain.extend(reading.uncertain.iter().filter(|field| is_free_text(*field)));
            let to = columns.iter().position(|column| column == &Some(*then)).unwrap_or(last);
            self.cells.resize(to.max(last) + 1, Cow::Borrowed(""));
        }
    }
}

/// The cells of a line.
pub(super) fn split<'a>(line: &'a str, border: &str) -> impl Iterator<Item = &'a str> {
    let width = border.len();
    let mut past = 0;
    let tabs = memchr::memchr_iter(b'\t', line.as_bytes());
    let borders = tabs.filter(move |&tab| {
        let is_border =
            tab >= past && line.get(tab..tab + width).is_some_and(|tabs| tabs.bytes().all(|tab| tab == b'\t'));
        past = if is_border { tab + width } else { past };
        is_border
    });
    let mut from = 0;
    borders.chain(std::iter::once(line.len())).map(move |at| {
        let cell = line.get(from..at).unwrap_or("");
        from = at + width;
        cell
    })
}
