//! The cells of rows.

#![allow(
    clippy::arithmetic_side_effects,
    reason = "it adds to places in text that is held in memory; the first line of a row is skipped before the \
        line above is asked for"
)]

use std::borrow::Cow;
use std::ops::Range;

use crate::ast::{Field, FieldSet, Span};
use crate::column::grid::GridRow;
use crate::front::links::Markup;

use super::body::columns_of;
use super::borders::Piece;
use super::cells::{self, Breaks, Cell, Kind};
use super::divide::Block;
use super::rows::Rows;

/// What of a row is in doubt.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Doubt {
    pub(super) fields: FieldSet,
    /// Its columns, as bits.
    pub(super) columns: u64,
    /// Another division would give it other lines.
    pub(super) is_divided: bool,
    /// Text goes across a border.
    pub(super) is_across: bool,
}

/// What of a document's text tells what tools have put around links.
#[derive(Clone, Copy, Debug)]
pub(super) struct Marks {
    /// Some are written as Markdown has them.
    has_links: bool,
    /// Two brackets may open somewhere, one right behind the other.
    has_pairs: bool,
}

impl Marks {
    pub(super) fn of(text: &str, has_pairs: bool) -> Self {
        Self { has_links: has_markdown_links(text), has_pairs }
    }
}

/// A table whose lines are divided into rows.
pub(super) struct Table<'t, 'a> {
    rows: &'t Rows<'a>,
    columns: &'t [Option<Field>],
    /// How links are written: converters print tables of fixed columns, too.
    markup: Markup,
    /// A browser has put numbers before links.
    has_numbers: bool,
    marks: Marks,
    breaks: Breaks,
    /// The lines of a cell.
    pieces: Vec<(usize, Piece<'a>)>,
}

impl<'t, 'a> Table<'t, 'a> {
    pub(super) fn new(rows: &'t Rows<'a>, columns: &'t [Option<Field>], marks: Marks) -> Self {
        let markup = markup_of(rows, marks.has_links);
        // No pager draws a rule of dashes; a tool that does can print what a pager gave it.
        let has_numbers = !rows.is_drawn
            || rows.body.all().any(|piece| {
                let is_number = |at: usize| piece.text.as_bytes().get(at).is_some_and(u8::is_ascii_digit);
                match rows.columns.get(piece.column).map(|column| column.kind) {
                    Some(Kind::Ids | Kind::References) => {
                        piece.text.match_indices("[[").any(|(at, _)| is_number(at + 2))
                    }
                    Some(Kind::Word) => piece.text.starts_with('[') && is_number(1),
                    _ => false,
                }
            });
        let breaks = breaks(rows, markup);
        Self { rows, columns, markup, has_numbers, marks, breaks, pieces: Vec::new() }
    }

    /// The cells of a row of one line that is sure to have them in its columns, `put` one by one with their columns; its
    /// span. `None` where it is no such row, or one of them is not put. What [`row`](Self::row) makes of it has the same.
    #[inline]
    pub(super) fn usual(&self, block: &Block, mut put: impl FnMut(usize, &'a str) -> bool) -> Option<Span> {
        let body = &self.rows.body;
        let at = block.lines.start;
        let (across, unsure) = body.doubts(at);
        if block.lines.len() != 1
            || block.doubtful | across | unsure != 0
            || body.is_blank(at)
            || self.markup != Markup::None
            || self.columns.len() != self.rows.columns.len()
        {
            return None;
        }
        let may_have_numbers = |text: &str| self.has_numbers && cells::may_have_numbers(text, self.marks.has_pairs);
        let is_usual =
            |column, text| !may_have_numbers(text) && !is_nothing(column, text) && column < self.columns.len();
        if !body.each(at, |column, text| is_usual(column, text) && put(column, text)) {
            return None;
        }
        let (bytes, number) = body.place(at)?;
        Some(span(bytes, number))
    }

    /// A row, and what of it is in doubt.
    pub(super) fn row(&mut self, block: &Block) -> (GridRow<'a>, Doubt) {
        let body = &self.rows.body;
        let (mut across, mut unsure) = (0, 0);
        for (line_across, line_unsure) in block.lines.clone().map(|at| body.doubts(at)) {
            // What follows on the line may be shifted as well.
            across |= if line_across == 0 { 0 } else { u64::MAX << line_across.trailing_zeros() };
            unsure |= line_unsure;
        }
        let mut doubt = Doubt {
            columns: block.doubtful | across | unsure,
            is_divided: block.doubtful != 0,
            is_across: across != 0,
            ..Doubt::default()
        };
        let count = self.columns.len().min(self.rows.columns.len());
        let mut cells: Vec<Cow<'a, str>> = (0..count).map(|_| Cow::Borrowed("")).collect();
        // The cells that have a line, by their columns, and those that have more than one.
        let (mut filled, mut wrapped) = (0, 0);
        for columns in block.lines.clone().map(|line| body.columns(line)) {
            (filled, wrapped) = (filled | columns, wrapped | filled & columns);
        }
        // Those that are not as they stand there.
        let mut other = if self.markup == Markup::None { wrapped } else { filled };
        for line in block.lines.clone() {
            body.each_of(line, !other, |at, text| {
                if self.has_numbers && cells::may_have_numbers(text, self.marks.has_pairs) {
                    other |= 1 << at.min(63);
                } else if let Some(cell) = cells.get_mut(at) {
                    *cell = Cow::Borrowed(if is_nothing(at, text) { "" } else { text });
                }
            });
        }
        for at in columns_of(other) {
            let (Some(cell), Some(column)) = (cells.get_mut(at), self.rows.columns.get(at)) else { continue };
            self.pieces.clear();
            let pieces = block.lines.clone().enumerate();
            self.pieces.extend(pieces.filter_map(|(line, of)| Some((line, body.piece(of, at)?))));
            let Cell { text, is_doubtful } = match self.pieces.as_slice() {
                [(_, piece)] if !self.has_numbers || !cells::may_have_numbers(piece.text, self.marks.has_pairs) => {
                    Cell { text: Cow::Borrowed(piece.text), is_doubtful: false }
                }
                pieces => cells::join(pieces, *column, &self.breaks, self.has_numbers),
            };
            doubt.columns |= u64::from(is_doubtful) << at.min(63);
            let text = self.markup.plain(text);
            *cell = if is_nothing(at, &text) { Cow::Borrowed("") } else { text };
        }
        let doubtful = self.columns.iter().enumerate().filter(|_| doubt.columns != 0);
        for (at, column) in doubtful {
            doubt.fields.extend(column.filter(|_| doubt.columns >> at.min(63) & 1 == 1));
        }
        let (first, number) = body.place(block.lines.start).unwrap_or((0..0, 1));
        let last = block.lines.clone().rfind(|at| !body.is_blank(*at)).and_then(|at| body.place(at));
        let (start, end) = (first.start, last.map_or(first.start, |(last, _)| last.end));
        (GridRow { cells, span: span(start..end, number), ..GridRow::default() }, doubt)
    }
}

/// The place of some bytes that begin in this line.
#[inline]
pub(super) fn span(bytes: Range<usize>, line: usize) -> Span {
    Span::new(bytes.start, bytes.end, u32::try_from(line).unwrap_or(u32::MAX))
}

/// A row that would begin with nothing begins with dots in some renderings.
#[inline]
fn is_nothing(column: usize, text: &str) -> bool {
    column == 0 && matches!(text, ".." | "\\")
}

/// What the renderer does with words that have no room, told from the lines that break within a word, and from those
/// that could have and did not.
fn breaks(rows: &Rows<'_>, markup: Markup) -> Breaks {
    let mut breaks = Breaks::default();
    (breaks.is_drawn, breaks.markup) = (rows.is_drawn, markup);
    breaks.cuts = rows.is_boxed.then(Default::default);
    for at in rows.blocks.iter().flat_map(|block| block.lines.clone().skip(1)) {
        // Most have nothing right above.
        for column in columns_of(rows.body.columns(at) & rows.body.columns(at - 1)) {
            let pieces = || Some((rows.body.piece(at - 1, column)?, rows.body.piece(at, column)?));
            if let Some(known) = rows.columns.get(column).filter(|column| breaks.learns_of(**column))
                && let Some((above, below)) = pieces()
            {
                breaks.learn(&above, &below, *known);
            }
        }
    }
    breaks
}

/// How a table writes links. It is told where ids or addresses are links, and not where the words of a cell look like one;
/// `has_markdown`: some of the document are written as Markdown has them.
fn markup_of(rows: &Rows<'_>, has_markdown: bool) -> Markup {
    if !has_markdown && !rows.is_boxed {
        return Markup::None;
    }
    let linked = rows.body.all().filter(|piece| {
        let kind = rows.columns.get(piece.column).map(|column| column.kind);
        matches!(kind, Some(Kind::Ids | Kind::References | Kind::Word))
    });
    // What is cut to a few letters shows the mark alone.
    let of_piece = |text: &str| match has_markdown && has_markdown_links(text) {
        true => Markup::Markdown,
        false if rows.is_boxed => Markup::of(text),
        false => Markup::None,
    };
    // A damaged line may show the inner mark of another's link.
    let mut found = linked.map(|piece| of_piece(piece.text)).filter(|markup| *markup != Markup::None);
    match found.next() {
        Some(Markup::Angles) => found.find(|markup| *markup != Markup::Angles).unwrap_or(Markup::Angles),
        first => first.unwrap_or_default(),
    }
}

/// Whether links are written as Markdown has them.
fn has_markdown_links(text: &str) -> bool {
    memchr::memmem::find_iter(text.as_bytes(), b"](").any(|at| {
        let target = text.get(at.saturating_add(2)..).unwrap_or("");
        target.starts_with('#') || ["http", "mailto:", "tel:"].iter().any(|scheme| target.starts_with(scheme))
    })
}
