//! A table each of whose rows is one line with every cell: what most converters write.
//!
//! Nothing of it has to be put together, filled up or taken apart, so its rows are handed over line by line. A table
//! with a single row that is otherwise is left to the general way, which looks at all rows before the first.

use crate::ast::Field;
use crate::front::sections::lines_of;
use crate::marks::Marks;

use super::link;
use super::table::{self, PipeTable};

/// What a line of such a table is.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Line {
    Row,
    /// No row, nor a part of one: empty, without pipes, a rule, the target of a link.
    Apart,
    /// Anything else.
    Odd,
}

/// Whether all rows of `table` are such lines, of `most` bytes. `is_cut`: the document may end within the last.
pub(super) fn is_usual(
    text: &str,
    table: &PipeTable<'_>,
    columns: &[Option<Field>],
    most: usize,
    is_cut: bool,
) -> bool {
    #[cfg(test)]
    if crate::column::grid::general_way_only::is_forced() {
        return false;
    }
    let style = table.style;
    if !style.leading
        || !style.trailing
        || style.doubled
        || style.columns != columns.len()
        || columns.len() != table.headings.len()
        || is_cut && !text.ends_with('\n')
    {
        return false;
    }
    let is_key = |column: &Option<Field>| matches!(column, Some(Field::ServiceName | Field::Ports | Field::Transport));
    let mut cells = Vec::with_capacity(columns.len());
    lines_of(text, table.rows.clone()).all(|(_, line)| {
        let line = line.trim();
        match told(line, columns.len(), &mut cells) {
            Line::Apart => true,
            // One without a name, a port and a transport may go on in the row above.
            Line::Row => {
                line.len() <= most
                    && cells.iter().zip(columns).any(|(cell, column)| is_key(column) && !cell.trim().is_empty())
            }
            Line::Odd => false,
        }
    })
}

/// The rows of such a table: where each line begins, its text, and its cells, which `read` is given.
pub(super) fn rows<'a>(text: &'a str, table: &PipeTable<'_>, mut read: impl FnMut(usize, &'a str, &[&'a str])) {
    let mut cells = Vec::with_capacity(table.style.columns);
    for (at, line) in lines_of(text, table.rows.clone()) {
        let at = at + (line.len() - line.trim_start().len());
        let line = line.trim();
        if told(line, table.style.columns, &mut cells) == Line::Row {
            read(at, line, &cells);
        }
    }
}

/// What a line is, and its cells where it is a row of so many `columns`.
fn told<'a>(line: &'a str, columns: usize, cells: &mut Vec<&'a str>) -> Line {
    cells.clear();
    if line.is_empty() || table::is_delimiter_row(line) || link::is_definition(line) {
        return Line::Apart;
    }
    let (mut from, mut escaped) = (0, None);
    for at in Marks::new(line.as_bytes(), [b'|', b'\\'], 0) {
        if escaped == Some(at) {
            continue;
        }
        if line.as_bytes().get(at) == Some(&b'\\') {
            escaped = Some(at + 1);
        } else {
            cells.push(line.get(from..at).unwrap_or(""));
            from = at + 1;
        }
    }
    if cells.is_empty() || line.bytes().all(|byte| matches!(byte, b'|' | b' ')) && line.starts_with('|') {
        return Line::Apart;
    }
    // The first pipe and the last are the outer ones.
    if cells.len() != columns + 1 || from != line.len() || !line.starts_with('|') {
        return Line::Odd;
    }
    cells.remove(0);
    Line::Row
}
