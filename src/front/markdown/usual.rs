//! A table each of whose rows is one line with every cell: what most converters write.
//!
//! Nothing of it has to be put together, filled up or taken apart, so its rows are handed over line by line, as they are
//! found. A table with a single row that is otherwise is left to the general way, which looks at all rows before the
//! first.

use crate::marks::Marks;

use super::table::{self, PipeTable};
use super::{cells, inline, link};

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
    /// What it says, where that stands in it as it is, or is the words of [its one link](inline::linked).
    pub(super) words: Option<&'a str>,
}

impl AsRef<str> for Cell<'_> {
    fn as_ref(&self) -> &str {
        self.text
    }
}

/// Whether rows of `table` may be such lines.
pub(super) fn may_be_usual(table: &PipeTable<'_>, columns: usize) -> bool {
    #[cfg(test)]
    if crate::column::grid::general_way_only::is_forced() {
        return false;
    }
    let style = table.style;
    style.leading && style.trailing && !style.doubled && style.columns == columns && columns == table.headings.len()
}

/// Gives `read` the rows of `table`, which [may be usual](may_be_usual), one after the other, and says where the line
/// begins that `ends` the table, or where the table ends; `None` at the first line before that is neither such a row nor
/// apart from all rows, or that `read` says is none.
///
/// `ends` is asked of a line, and where it begins: of all but rows that do not look like headings.
pub(super) fn rows<'a>(
    text: &'a str,
    table: &PipeTable<'_>,
    ends: impl Fn(usize, &'a str) -> bool,
    mut read: impl FnMut(Row<'a, '_>) -> bool,
) -> Option<usize> {
    let part = text.get(..table.rows.end)?;
    let columns = table.style.columns;
    let mut cells = Vec::with_capacity(columns.min(64) + 1);
    let mut link = Link::default();
    let mut marks = Marks::new(part.as_bytes(), inline::MARKS, table.rows.start);
    let (mut line_at, mut newlines) = (table.rows.start, 0);
    while line_at < part.len() {
        let (from, end) = cut(part, line_at, &mut marks, &mut link, &mut cells);
        // What stands outside of the outer pipes is white space.
        let is_whole = cells.len() == columns + 1 && cells.first().is_some_and(|cell| cell.text.is_empty());
        let is_row = is_whole && part.get(from..end).is_some_and(|after| after.trim().is_empty());
        let line = part.get(line_at..end).unwrap_or("");
        let inner = if is_row { part.get(line_at..from).unwrap_or("").trim_start() } else { line.trim() };
        if is_row && !is_rule(inner) {
            if cells.iter().any(|cell| table::may_name_rows(cell.text, 0..cell.text.len())) && ends(line_at, line) {
                return Some(line_at);
            }
            let at = from - inner.len();
            if !read(Row { at, text: inner, cells: cells.get(1..).unwrap_or_default(), newlines }) {
                return None;
            }
            newlines = 0;
        } else if ends(line_at, line) {
            return Some(line_at);
        } else if !(inner.is_empty() || cells.is_empty() || is_rule(inner) || link::is_definition(inner)) {
            return None;
        }
        newlines += 1;
        line_at = end + 1;
    }
    Some(table.rows.end)
}

/// A cell that is a link, as it is written, and what it says: the same stands in cells side by side, and below.
#[derive(Clone, Copy, Debug, Default)]
struct Link<'a> {
    text: &'a str,
    words: &'a str,
}

/// Cuts the line at `from`, the first that `marks` are of, into `cells`, but for what follows the last pipe: where that
/// begins, and where the line ends.
#[inline]
fn cut<'a>(
    text: &'a str,
    mut from: usize,
    marks: &mut Marks<'a, { inline::MARKS.len() }>,
    link: &mut Link<'a>,
    cells: &mut Vec<Cell<'a>>,
) -> (usize, usize) {
    cells.clear();
    let (mut is_plain, mut escaped) = (true, usize::MAX);
    for at in marks {
        match text.as_bytes().get(at) {
            Some(b'\n') => return (from, at),
            Some(b'|') if at != escaped => {
                let cell = cells::trimmed(text.get(from..at).unwrap_or(""));
                cells.push(Cell { text: cell, words: if is_plain { Some(cell) } else { link.words_of(cell) } });
                (from, is_plain) = (at + 1, true);
            }
            Some(b'\\') if at != escaped => (escaped, is_plain) = (at + 1, false),
            _ => is_plain = false,
        }
    }
    (from, text.len())
}

impl<'a> Link<'a> {
    fn words_of(&mut self, cell: &'a str) -> Option<&'a str> {
        if !cell.starts_with('[') {
            return None;
        }
        if cell != self.text {
            *self = Self { text: cell, words: inline::linked(cell)? };
        }
        Some(self.words)
    }
}

/// Whether a line holds nothing but borders.
fn is_rule(line: &str) -> bool {
    cells::is_delimiter_row(line) || line.starts_with('|') && cells::is_rest(line)
}
