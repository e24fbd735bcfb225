//! A table each of whose rows is one line with every cell: what most converters write.
//!
//! Nothing of it has to be put together, filled up or taken apart, so its rows are handed over line by line, as they are
//! found. A table with a single row that is otherwise is left to the general way, which looks at all rows before the
//! first.

#![allow(clippy::arithmetic_side_effects, reason = "places in a text in memory, and counts of what is there")]

pub(super) mod contacts;
pub(super) mod records;

use crate::column::twin::Twin;
use crate::general_way;
use crate::marks::Marks;

use super::table::{self, PipeTable};
use super::{alone, cells, inline, link};

/// A row, on a line of its own.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row<'a, 'c> {
    /// Where it begins.
    pub(super) at: usize,
    /// From the first pipe to the last.
    pub(super) text: &'a str,
    /// As many as the table has columns.
    pub(super) cells: &'c [Cell<'a>],
    /// Newlines since the beginning of the row above, or of the table's rows.
    pub(super) newlines: u32,
}

/// A cell, without the white space around it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cell<'a> {
    pub(super) text: &'a str,
    /// What it says, where that stands in it as it is, or is the words of [its one link](alone::linked).
    pub(super) words: Option<&'a str>,
}

impl<'a> Cell<'a> {
    const EMPTY: Self = Self { text: "", words: Some("") };

    /// What of it may be markup: no mark stands in a cell that says what is in it.
    fn markup(&self) -> &'a str {
        if self.words.is_none() { self.text } else { "" }
    }
}

impl AsRef<str> for Cell<'_> {
    fn as_ref(&self) -> &str {
        self.text
    }
}

/// Whether rows of `table` may be such lines.
pub(super) fn may_be_usual(table: &PipeTable<'_>, columns: usize) -> bool {
    if general_way::is_forced() {
        return false;
    }
    let style = table.style;
    style.leading && style.trailing && !style.doubled && style.columns == columns && columns == table.headings.len()
}

/// What takes the rows of a table.
pub(super) trait Reader<'a> {
    /// Takes a row; `false` where it is none of a usual table.
    fn read(&mut self, row: Row<'a, '_>) -> bool;

    /// The transport of the row that was taken last, where rows may be written as that one but for it.
    fn transport(&self) -> Option<&'a str> {
        None
    }

    /// Takes such a row, which begins at `at` and has so many bytes, below so many newlines; `false` where it has to be
    /// [read](Self::read).
    fn repeat(&mut self, _at: usize, _length: usize, _newlines: u32, _transport: &'a str) -> bool {
        false
    }
}

/// Gives `reader` the rows of `table`, which [may be usual](may_be_usual), one after the other, and says where the line
/// begins that `ends` the table, or where the table ends; `None` at the first line before that is neither such a row nor
/// apart from all rows, or that `reader` says is none.
///
/// `ends` is asked of a line, and where it begins: of all but rows that do not look like headings.
pub(super) fn rows<'a>(
    text: &'a str,
    table: &PipeTable<'_>,
    ends: impl Fn(usize, &'a str) -> bool,
    reader: &mut impl Reader<'a>,
) -> Option<usize> {
    let part = text.get(..table.rows.end)?;
    let columns = table.style.columns;
    let mut cutter = RowCutter::new(part, table.rows.start, columns);
    // The line of the row that was taken last, and how far from its beginning the row begins.
    let mut above: Option<(Twin<'a>, usize)> = None;
    let (mut line_at, mut newlines) = (table.rows.start, 0);
    while line_at < part.len() {
        if let Some((twin, indent)) = above
            && part.as_bytes().get(line_at + twin.len()) == Some(&b'\n')
            && let Some(transport) = part.get(line_at..line_at + twin.len()).and_then(|line| twin.transport_of(line))
            && reader.repeat(line_at + indent, twin.len().saturating_sub(indent), newlines, transport)
        {
            newlines = 1;
            line_at += twin.len() + 1;
            cutter.is_behind = true;
            continue;
        }
        above = None;
        let (from, end) = cutter.cut(line_at);
        let line = part.get(line_at..end).unwrap_or("");
        let cells = cutter.cells.get(..cutter.count).unwrap_or_default();
        // What stands outside of the outer pipes is white space.
        let is_whole = cells.len() == columns + 1 && cells.first().is_some_and(|cell| cell.text.is_empty());
        let is_row = is_whole && (from == end || part.get(from..end).is_some_and(|after| after.trim().is_empty()));
        let inner = if is_row { part.get(line_at..from).unwrap_or("").trim_start() } else { line.trim() };
        if is_row && (cutter.has_words || !is_rule(inner)) {
            let may_name_rows = std::mem::take(&mut cutter.may_name_rows);
            if may_name_rows && ends(line_at, line) {
                return Some(line_at);
            }
            let at = from.saturating_sub(inner.len());
            if !reader.read(Row { at, text: inner, cells: cells.get(1..).unwrap_or_default(), newlines }) {
                return None;
            }
            if may_name_rows {
                // The same is asked of a row that says the same.
                cutter.cells.clear();
            } else if from == end {
                let twin = reader.transport().and_then(|transport| Twin::new(line, transport));
                above = twin.map(|twin| (twin, at.saturating_sub(line_at)));
            }
            newlines = 0;
        } else if ends(line_at, line) {
            return Some(line_at);
        } else if !(inner.is_empty() || cells.is_empty() || is_rule(inner) || link::is_definition(inner)) {
            return None;
        }
        newlines = newlines.saturating_add(1);
        line_at = end + 1;
    }
    Some(table.rows.end)
}

/// Cuts lines to cells.
struct RowCutter<'a> {
    text: &'a str,
    marks: Marks<'a, 3>,
    /// The marks are those of a line above.
    is_behind: bool,
    /// The cells of the last line, so many of them, and of lines above: most cells say what the one above does.
    cells: Vec<Cell<'a>>,
    count: usize,
    link: Link<'a>,
    /// Some cell is not of hyphens and the like.
    has_words: bool,
    /// Some cell may be a heading that says what rows are called by.
    may_name_rows: bool,
}

impl<'a> RowCutter<'a> {
    fn new(text: &'a str, at: usize, columns: usize) -> Self {
        let marks = Marks::new(text.as_bytes(), [b'|', b'\\', b'\n'], at);
        let (cells, link) = (Vec::with_capacity(columns.min(64) + 1), Link::default());
        Self { text, marks, is_behind: false, cells, count: 0, link, has_words: false, may_name_rows: false }
    }

    /// Cuts the line at `from` to cells, but for what follows the last pipe: where that begins, and where the line ends.
    #[inline]
    fn cut(&mut self, mut from: usize) -> (usize, usize) {
        if std::mem::take(&mut self.is_behind) {
            self.marks.seek(from);
        }
        (self.count, self.has_words, self.may_name_rows) = (0, false, false);
        let bytes = self.text.as_bytes();
        let mut escaped = usize::MAX;
        while let Some(at) = self.marks.next() {
            match bytes.get(at) {
                Some(b'\n') => return (from, at),
                _ if at == escaped => {}
                Some(b'\\') => escaped = at + 1,
                _ => {
                    // By far most cells are empty: a space or two.
                    match bytes.get(from..at) {
                        Some([] | [b' '] | [b' ', b' ']) => self.put_empty(),
                        _ => self.put(cells::trimmed(self.text.get(from..at).unwrap_or(""))),
                    }
                    from = at + 1;
                }
            }
        }
        (from, self.text.len())
    }

    #[inline(always)]
    fn put_empty(&mut self) {
        match self.cells.get_mut(self.count) {
            Some(above) if above.text.is_empty() => {}
            Some(above) => *above = Cell::EMPTY,
            None => self.cells.push(Cell::EMPTY),
        }
        self.count += 1;
    }

    #[inline]
    fn put(&mut self, cell: &'a str) {
        let Some(first) = cell.as_bytes().first() else { return self.put_empty() };
        self.has_words |= first.is_ascii_alphanumeric() || *first == b'[';
        match self.cells.get_mut(self.count) {
            Some(above) if above.text == cell => {}
            above => {
                self.may_name_rows |= table::may_name_rows(cell, 0..cell.len());
                let is_marked = *first == b'[' || inline::has_special(cell);
                let found = Cell { text: cell, words: if is_marked { self.link.words_of(cell) } else { Some(cell) } };
                match above {
                    Some(above) => *above = found,
                    None => self.cells.push(found),
                }
            }
        }
        self.count += 1;
    }
}

/// A cell that is a link, as it is written, and what it says: the same stands in cells side by side, and below.
#[derive(Clone, Copy, Debug, Default)]
struct Link<'a> {
    text: &'a str,
    words: &'a str,
}

impl<'a> Link<'a> {
    fn words_of(&mut self, cell: &'a str) -> Option<&'a str> {
        if cell.as_bytes().first() != Some(&b'[') {
            return None;
        }
        if cell != self.text {
            *self = Self { text: cell, words: alone::linked(cell)? };
        }
        Some(self.words)
    }
}

/// Whether a line holds nothing but borders.
fn is_rule(line: &str) -> bool {
    cells::is_delimiter_row(line) || line.starts_with('|') && cells::is_rest(line)
}
