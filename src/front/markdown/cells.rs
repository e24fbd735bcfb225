//! The cells of a row: what stands between its pipes.

#![allow(clippy::arithmetic_side_effects, reason = "places in a text in memory, and counts of what is there")]

use std::ops::Range;

use crate::marks::Marks;

use super::table::Style;

/// What stands between the pipes of `row` that are not escaped.
pub(super) fn split(row: &str) -> Vec<&str> {
    split_cells(row).collect()
}

/// The same, one after the other.
pub(super) fn split_cells(row: &str) -> impl Iterator<Item = &str> {
    let mut from = 0;
    pipes(row).chain(std::iter::once(row.len())).map(move |end| {
        let cell = row.get(from..end).unwrap_or("");
        from = end + 1;
        cell
    })
}

/// Four empty cells, none of whose pipes is escaped.
const EMPTY_CELLS: &[u8; 8] = b" | | | |";

/// Cuts rows of a text, one below the other, to cells.
#[derive(Debug)]
pub(super) struct Cutter<'t> {
    text: &'t str,
    marks: Marks<'t, 2>,
    /// Something was escaped in the row that was cut last.
    has_escapes: bool,
}

impl<'t> Cutter<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, marks: Marks::new(text.as_bytes(), [b'|', b'\\'], text.len()), has_escapes: false }
    }

    pub(super) fn has_escapes(&self) -> bool {
        self.has_escapes
    }

    /// Gives `take` the cells of a row that are not empty, without the white space around them. How many pipes stand
    /// between its cells.
    #[inline]
    pub(super) fn filled(&mut self, row: Range<usize>, mut take: impl FnMut(&'t str)) -> usize {
        // Empty cells stand at the end, as a rule: four of them are told at once.
        let Range { start, mut end } = row;
        let (mut from, mut escaped, mut pipes) = (start, usize::MAX, 0);
        while let Some((before, EMPTY_CELLS)) = self.text.as_bytes().get(start..end).and_then(<[u8]>::split_last_chunk)
        {
            (end, pipes) = (start + before.len(), pipes + 4);
        }
        self.marks.seek(start);
        self.has_escapes = false;
        let bytes = self.text.as_bytes();
        let mut put = |cell: Range<usize>| {
            let cell = trimmed_within(self.text, cell);
            if !cell.is_empty() {
                take(cell);
            }
        };
        while let Some(at) = self.marks.next().filter(|at| *at < end) {
            if at == escaped {
                continue;
            }
            if bytes.get(at) == Some(&b'|') {
                // By far most cells are empty: a space.
                if at > from + 1 || at > from && bytes.get(from) != Some(&b' ') {
                    put(from..at);
                }
                (from, pipes) = (at + 1, pipes + 1);
            } else {
                (escaped, self.has_escapes) = (at + 1, true);
            }
        }
        put(from..end);
        pipes
    }
}

/// The cells of `row` that are not empty, without the white space around them.
pub(super) fn filled(row: &str) -> impl Iterator<Item = &str> {
    split_cells(row).map(trimmed).filter(|cell| !cell.is_empty())
}

/// The cell that is a part of `text`, without the white space around it.
#[inline(always)]
fn trimmed_within(text: &str, cell: Range<usize>) -> &str {
    match text.as_bytes().get(cell.clone()) {
        // As nearly all are.
        Some([b' ', first, .., last, b' ']) if first.is_ascii_graphic() && last.is_ascii_graphic() => {
            text.get(cell.start + 1..cell.end - 1).unwrap_or("")
        }
        _ => trimmed(text.get(cell).unwrap_or("")),
    }
}

/// A cell without the white space around it, which is a space on either side as a rule.
#[inline]
pub(super) fn trimmed(cell: &str) -> &str {
    let has_ends = |bytes: &[u8]| {
        bytes.first().is_some_and(u8::is_ascii_graphic) && bytes.last().is_some_and(u8::is_ascii_graphic)
    };
    match cell.as_bytes() {
        [] | [b' '] | [b' ', b' '] => "",
        [b' ', inner @ .., b' '] if has_ends(inner) => cell.get(1..=inner.len()).unwrap_or(""),
        bytes if has_ends(bytes) => cell,
        _ => cell.trim(),
    }
}

/// Where the pipes of `line` stand that are not escaped.
pub(super) fn pipes(line: &str) -> impl Iterator<Item = usize> {
    let mut past = 0;
    Marks::new(line.as_bytes(), [b'|', b'\\'], 0).filter(move |&at| {
        if at < past {
            return false;
        }
        let is_pipe = line.as_bytes().get(at) == Some(&b'|');
        if !is_pipe {
            // What follows a backslash is escaped, another backslash, too.
            past = at + 2;
        }
        is_pipe
    })
}

/// The cells of a row that has them all, without what stands outside of the outer pipes.
pub(super) fn cells(row: &str, style: Style) -> Vec<&str> {
    let mut cells = Vec::with_capacity(style.columns.min(64) + 2);
    put_cells(row, style, &mut cells);
    cells
}

/// The same, in the place of what `cells` had.
pub(super) fn put_cells<'a>(row: &'a str, style: Style, cells: &mut Vec<&'a str>) {
    let row = row.trim();
    cells.clear();
    cells.extend(split_cells(row));
    let is_outer = |cell: Option<&&str>| cells.len() > 1 && cell.is_some_and(|cell| cell.trim().is_empty());
    let (first, last) = (is_outer(cells.first()), is_outer(cells.last()));
    let (leading, trailing) = match cells.len().saturating_sub(style.columns) {
        // As wide as the table within both, or without any, whatever the headings have.
        2 if first && last => (true, true),
        0 if !first && !last => (false, false),
        // One of them is lost.
        1 if style.leading && style.trailing && first != last => (first, last),
        _ => (style.leading && first, style.trailing && last),
    };
    if trailing {
        cells.pop();
    }
    if leading {
        cells.remove(0);
    }
}

/// Whether a line holds nothing but pipes.
pub(super) fn is_rest(line: &str) -> bool {
    line.as_bytes().iter().all(|byte| matches!(byte, b'|' | b' '))
}

/// `|---|:---:|`, of any number of hyphens; some write `|---+---|`.
pub(super) fn is_delimiter_row(line: &str) -> bool {
    line.as_bytes().iter().all(|byte| matches!(byte, b'|' | b'-' | b':' | b' ' | b'\t' | b'\r' | b'+'))
        && (line.contains("---") || line.contains('-') && line.contains('|'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filled_cells_are_those_that_are_not_empty() {
        let rows = [
            "a | | | |",
            "a\\ | | | | | |",
            " | | | |",
            "a\\| | | |",
            "a |  | b\\|c | |d",
            "| a||\t|\u{a0}| é |",
            "",
            "|",
            "\\",
            "a\\\\|b",
            "|a\\",
            "|\\",
        ];
        let text = rows.join("\n");
        let mut cutter = Cutter::new(&text);
        let mut at = 0;
        for row in rows {
            let filled: Vec<_> = split(row).into_iter().map(str::trim).filter(|cell| !cell.is_empty()).collect();
            let mut found = Vec::new();
            let pipes = cutter.filled(at..at + row.len(), |cell| found.push(cell));
            assert_eq!(super::filled(row).collect::<Vec<_>>(), filled);
            assert_eq!((found, pipes), (filled, pipes_of(row)), "{row}");
            at += row.len() + 1;
        }
    }

    fn pipes_of(row: &str) -> usize {
        split(row).len() - 1
    }
}
