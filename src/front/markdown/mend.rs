//! Rows of a table that has every cell, where a converter left cells out or wrote a row on several lines.

use std::borrow::Cow;

use crate::assemble::Assembler;
use crate::ast::{Code, Field, Span};

/// A row: its cells as they are written.
pub(super) struct CellRow<'a> {
    pub(super) cells: Vec<Cow<'a, str>>,
    pub(super) span: Span,
    pub(super) is_cut: bool,
    pub(super) is_damaged: bool,
}

/// Fills up rows whose empty cells at the end were left out, where the whole table is written so: no row ends in an
/// empty cell. A single short row has lost a cell, and nothing says which.
pub(super) fn pad(rows: &mut [CellRow<'_>], columns: usize, fits: &dyn Fn(&str, usize) -> bool) {
    if !leaves_out_ends(rows, columns) {
        return;
    }
    for row in rows.iter_mut().filter(|row| row.cells.len() < columns) {
        if row.cells.iter().enumerate().all(|(at, cell)| fits(cell, at)) {
            row.cells.resize(columns, Cow::Borrowed(""));
        }
    }
}

/// Whether rows are written without the empty cells at their ends: many are short, and none ends in an empty cell.
pub(super) fn leaves_out_ends(rows: &[CellRow<'_>], columns: usize) -> bool {
    let ends_empty = |row: &CellRow<'_>| row.cells.last().is_some_and(|cell| cell.trim().is_empty());
    let short = rows.iter().filter(|row| row.cells.len() < columns).count();
    short > rows.len() / 2 && !rows.iter().any(|row| ends_empty(row) && !row.is_cut)
}

/// Puts rows together whose cells were wrapped each on its own: lines with neither a name nor a port nor a transport
/// go on in the row above, where that has something in the same cells. Where it has not, such a line may as well
/// belong to the row below, and neither is sure.
pub(super) fn join_lines(rows: &mut Vec<CellRow<'_>>, columns: &[Option<Field>], is_ruled: bool, out: &mut Assembler) {
    let is_key = |column: &Option<Field>| matches!(column, Some(Field::ServiceName | Field::Ports | Field::Transport));
    if columns.iter().filter(|column| is_key(column)).count() < 2 {
        return;
    }
    let is_empty = |row: &CellRow<'_>, fields: &[Field]| {
        row.cells.len() == columns.len()
            && row
                .cells
                .iter()
                .zip(columns)
                .all(|(cell, column)| column.is_none_or(|field| !fields.contains(&field)) || cell.trim().is_empty())
    };
    use Field::{Description, Ports, ServiceName, Transport};
    let has_rests = is_ruled && rows.iter().any(|row| is_empty(row, &[ServiceName, Ports, Transport]));
    // Where others go on, a mere name is the rest of one.
    let is_rest = |row: &CellRow<'_>| {
        is_empty(row, &[ServiceName, Ports, Transport]) || has_rests && is_empty(row, &[Ports, Transport, Description])
    };
    let mut joined: Vec<CellRow<'_>> = Vec::with_capacity(rows.len());
    let mut is_doubtful = false;
    for mut row in rows.drain(..) {
        if row.is_cut || !is_rest(&row) {
            row.is_damaged |= std::mem::take(&mut is_doubtful);
            joined.push(row);
            continue;
        }
        let above = joined.last_mut().filter(|above| {
            is_ruled
                && above.cells.len() == columns.len()
                && !above.is_damaged
                && above
                    .cells
                    .iter()
                    .zip(&row.cells)
                    .all(|(above, cell)| cell.trim().is_empty() || !above.trim().is_empty())
        });
        if let Some(above) = above {
            for ((cell, rest), column) in above.cells.iter_mut().zip(&row.cells).zip(columns) {
                join(cell, rest.trim(), *column);
            }
            above.span = Span::new(above.span.range().start, row.span.range().end, above.span.line);
        } else {
            let message = "this row has neither a name nor a port: it goes on in the one above or the one below";
            out.report.error(Code::DamagedRow, row.span, message);
            is_doubtful = true;
            if let Some(above) = joined.last_mut() {
                above.is_damaged = true;
            }
        }
    }
    *rows = joined;
}

/// Puts another line to a cell.
fn join(cell: &mut Cow<'_, str>, rest: &str, column: Option<Field>) {
    if rest.is_empty() {
        return;
    }
    if let Cow::Borrowed(line) = cell {
        *cell = Cow::Owned(line.trim().to_owned());
    }
    let line = cell.to_mut();
    // An id has no spaces.
    let is_id = matches!(column, Some(Field::Assignees | Field::Contacts));
    let is_hyphenated = line.strip_suffix('-').is_some_and(|line| line.ends_with(char::is_alphanumeric));
    if !is_id && !is_hyphenated {
        line.push(' ');
    }
    line.push_str(rest);
}
