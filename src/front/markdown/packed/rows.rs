//! The rows of a packed table, found one after the other.

#![allow(clippy::arithmetic_side_effects, reason = "places in a text in memory, and counts of what is there")]

use crate::ast::Span;
use crate::column::shape::{self, Name, People, Shape};
use crate::marks::Marks;
use crate::report::Lines;

use super::super::cells::{self, is_delimiter_row, is_rest};
use super::super::link;
use super::super::rows::Line;
use super::super::table::{PipeTable, Style};

/// A row as it is written.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Row<'t> {
    pub(super) text: &'t str,
    pub(super) span: Span,
    /// The pipes of its lines; those of a single line are counted with its cells.
    pub(super) pipes: Option<usize>,
}

/// The rows of a table.
#[derive(Debug)]
pub(super) struct Rows<'t> {
    text: &'t str,
    style: Style,
    lines: Lines<'t>,
    ends: Marks<'t, 1>,
    /// Where the next line begins, and newlines between that and the line at which the row that is open begins.
    at: usize,
    newlines: u32,
    open: Option<Open<'t>>,
}

/// A row that may go on.
#[derive(Debug)]
struct Open<'t> {
    at: usize,
    text: &'t str,
    /// Newlines since the beginning of the row above.
    newlines: u32,
    /// The pipes of its lines where it has several.
    pipes: Option<usize>,
}

impl Open<'_> {
    fn pipes(&self) -> usize {
        self.pipes.unwrap_or_else(|| cells::pipes(self.text).count())
    }
}

impl<'t> Rows<'t> {
    pub(super) fn new(text: &'t str, table: &PipeTable<'_>) -> Self {
        let mut lines = Lines::new(text.as_bytes());
        lines.span(table.rows.start, table.rows.start);
        let text = text.get(..table.rows.end).unwrap_or(text);
        let ends = Marks::new(text.as_bytes(), [b'\n'], table.rows.start);
        Self { text, style: table.style, lines, ends, at: table.rows.start, newlines: 0, open: None }
    }

    /// The row that is `text` begins `at` a byte: the one above it has its end.
    #[inline]
    fn begin(&mut self, at: usize, text: &'t str) -> Option<Row<'t>> {
        let newlines = std::mem::take(&mut self.newlines);
        let above = self.open.replace(Open { at, text, newlines, pipes: None });
        above.map(|above| self.row(above))
    }

    #[inline]
    fn row(&mut self, open: Open<'t>) -> Row<'t> {
        let Open { at, text, newlines, pipes } = open;
        Row { text, span: self.lines.span_below(newlines, at, at + text.len()), pipes }
    }

    /// Looks at a line that may be anything.
    #[inline(never)]
    fn look_at(&mut self, at: usize, line: &'t str) -> Option<Row<'t>> {
        let pipes = cells::pipes(line).count();
        let line = line.trim_end();
        if is_delimiter_row(line) || link::is_definition(line) {
            return None;
        }
        let at = at + line.len().saturating_sub(line.trim_start().len());
        let line = line.trim_start();
        let text = self.text;
        let told = self.open.as_ref().map_or(Line::Begins, |row| told(line, pipes, row, self.style));
        match (told, &mut self.open) {
            (Line::GoesOn, Some(row)) if !line.is_empty() => {
                row.pipes = Some(row.pipes() + pipes);
                row.text = text.get(row.at..at + line.len()).unwrap_or("");
                None
            }
            (Line::Begins, _) if pipes > 0 && !is_rest(line) => self.begin(at, line),
            _ => None,
        }
    }
}

impl<'t> Iterator for Rows<'t> {
    type Item = Row<'t>;

    #[inline]
    fn next(&mut self) -> Option<Row<'t>> {
        while self.at <= self.text.len() {
            let at = self.at;
            let end = self.ends.next().unwrap_or(self.text.len());
            let line = self.text.get(at..end).unwrap_or("");
            self.at = end + 1;
            let row = match row_of(line, self.style) {
                Some(row) => self.begin(at, row),
                None => self.look_at(at, line),
            };
            self.newlines = self.newlines.saturating_add(1);
            if row.is_some() {
                return row;
            }
        }
        self.open.take().map(|last| self.row(last))
    }
}

/// The row that a line begins [whatever stands above](told), without the white space behind it; `None` where that is not
/// told at a glance.
#[inline]
fn row_of(line: &str, style: Style) -> Option<&str> {
    if !style.leading || style.doubled {
        return None;
    }
    let [b'|', cells @ ..] = line.as_bytes() else { return None };
    let first = cells.iter().find(|byte| **byte != b' ')?;
    // Neither a line of pipes alone nor one of hyphens.
    let is_filled = first.is_ascii_graphic() && !matches!(first, b'|' | b'-' | b':' | b'+');
    let is_trimmed = cells.last().is_some_and(u8::is_ascii_graphic);
    is_filled.then(|| if is_trimmed { line } else { line.trim_end() })
}

/// What `line`, which has so many `pipes`, is below `row`.
fn told(line: &str, pipes: usize, row: &Open<'_>, style: Style) -> Line {
    let is_rest = is_rest(line);
    if style.doubled && style.leading {
        let is_open = style.trailing && !row.text.ends_with('|');
        return match () {
            () if line.starts_with('|') && !is_rest => Line::Begins,
            () if is_open => Line::GoesOn,
            () => Line::Apart,
        };
    }
    let has = row.pipes();
    if !is_rest && !goes_on(line, has, style) {
        Line::Begins
    } else if pipes > 0 || has < style.pipes() {
        Line::GoesOn
    } else {
        Line::Apart
    }
}

/// Whether `line` goes on in the row above, which has `has` pipes: that row is not whole, and the line does not
/// begin as a row does.
fn goes_on(line: &str, has: usize, style: Style) -> bool {
    if style.leading {
        return !line.starts_with('|') && (has < style.pipes() || !line.contains('|'));
    }
    if has >= style.pipes() {
        return !line.contains('|');
    }
    let mut cells = line.split('|').map(str::trim).map(|cell| shape::of_cell(cell, &People::default()));
    let is_name = |shape: &Shape| matches!(shape, Shape::Words(words) if words.name != Name::No);
    let begins = match (cells.next(), cells.next()) {
        (Some(Shape::Ports), Some(Shape::Transport | Shape::Words(_))) => true,
        (Some(first), Some(Shape::Ports | Shape::Transport)) => is_name(&first),
        // A name without port and transport cannot be told from a line of a note: the row above is short, as the
        // last of a document is, or goes on.
        _ => false,
    };
    !begins
}

/// Rows on either side of one that are looked at for it.
const NEAR: usize = crate::column::place::NEAR;
/// A power of two that has room for them all.
const ROOM: usize = 16;

/// Rows one after the other, each with those near it.
#[derive(Debug)]
pub(super) struct Window<'t, I> {
    rows: I,
    /// The last ones that were taken from `rows`, each in the place that its number has.
    taken: [Row<'t>; ROOM],
    count: usize,
    /// The number of the row that is next.
    next: usize,
}

impl<'t, I: Iterator<Item = Row<'t>>> Window<'t, I> {
    pub(super) fn new(rows: I) -> Self {
        const { assert!(2 * NEAR < ROOM) };
        Self { rows, taken: [Row::default(); ROOM], count: 0, next: 0 }
    }

    /// The next row.
    #[inline]
    pub(super) fn advance(&mut self) -> Option<Row<'t>> {
        while self.count <= self.next + NEAR
            && let Some(row) = self.rows.next()
        {
            if let Some(slot) = self.taken.get_mut(self.count % ROOM) {
                *slot = row;
            }
            self.count += 1;
        }
        let row = self.taken.get(self.next % ROOM).filter(|_| self.next < self.count);
        self.next += usize::from(row.is_some());
        row.copied()
    }

    /// Whether the row that came last is the last of all.
    pub(super) fn is_last(&self) -> bool {
        self.next == self.count
    }

    /// The rows near the one that came last, and that one.
    pub(super) fn near(&self) -> impl Iterator<Item = &Row<'t>> {
        let at = self.next.saturating_sub(1);
        let numbers = at.saturating_sub(NEAR)..self.count.min(at + NEAR + 1);
        numbers.filter_map(|number| self.taken.get(number % ROOM))
    }
}
