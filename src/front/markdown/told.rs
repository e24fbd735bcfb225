//! Where every cell is there, does a line begin a row, or go on in the one above?

#![allow(clippy::arithmetic_side_effects, reason = "places in a text in memory, and counts of what is there")]

use crate::ast::Field;
use crate::cell;

use super::cells;
use super::rows::{self, Line, RawRow};
use super::table::{PipeTable, Style};

/// The rows of `table` as they are written, `most` of them and perhaps one more.
pub(super) fn raw_rows(text: &str, table: &PipeTable<'_>, columns: &[Option<Field>], most: usize) -> Vec<RawRow> {
    rows::first_rows(text, table, most, told_by(text, table.style, columns))
}

/// What a line, which has so many pipes, is below a row of records.
pub(super) fn told_by<'a>(
    text: &'a str,
    style: Style,
    columns: &'a [Option<Field>],
) -> impl Fn(&str, usize, &RawRow) -> Line + 'a {
    move |line, pipes, row| {
        let begins = |line: &str, below_whole: bool| begins_record(&cells::cells(line, style), columns, below_whole);
        told(text, line, pipes, row, style, &begins)
    }
}

/// What `line`, which has so many `pipes`, is below `row`. `begins` tells whether a line looks like the first one of a
/// row, below one that is whole or not.
pub(super) fn told(
    text: &str,
    line: &str,
    pipes: usize,
    row: &RawRow,
    style: Style,
    begins: &dyn Fn(&str, bool) -> bool,
) -> Line {
    let whole = style.pipes();
    let above = text.get(row.range.clone()).unwrap_or("");
    let ends = above.ends_with('|');
    let is_whole = row.pipes >= whole && (ends || !style.trailing);
    let line_at = (line.as_ptr() as usize).saturating_sub(text.as_ptr() as usize);
    let between = text.get(row.range.end..line_at).unwrap_or("");
    let is_next = between.len() < 64 && between.matches('\n').count() < 2;
    if pipes == 0 {
        // `{: .class}`, the attributes of a table.
        if line.starts_with("{:") && line.ends_with('}') {
            return Line::Apart;
        }
        let is_title = line.starts_with(['#', '=', '`', '~']);
        return match () {
            () if line.is_empty() || is_whole && (style.trailing || is_title) => Line::Apart,
            () if is_next => Line::GoesOn,
            () => Line::MayGoOn,
        };
    }
    match () {
        () if style.leading && line.starts_with('|') => {
            if !ends && row.pipes + pipes == whole {
                Line::GoesOn
            } else {
                Line::Begins
            }
        }
        () if pipes + usize::from(style.leading) >= whole || begins(line, is_whole) => Line::Begins,
        () if row.pipes + pipes <= whole => Line::GoesOn,
        // Pipes within a cell that nothing escaped.
        () if !is_whole && !ends || !style.trailing && is_next => Line::GoesOn,
        () => Line::Begins,
    }
}

/// Whether cells look like the first ones of a record: a port or a transport in its column, and nothing else there;
/// below a whole row, a name with neither as well.
fn begins_record(cells: &[&str], columns: &[Option<Field>], below_whole: bool) -> bool {
    let (mut told, mut is_words, mut is_named, mut is_empty) = (0, false, false, cells.len() > 3);
    let fits = cells.iter().zip(columns).take(4).all(|(cell, column)| {
        let cell = cell.trim();
        let is_own = match column {
            Some(Field::ServiceName) => {
                is_named |= !cell.is_empty();
                is_words = cell.contains(char::is_whitespace);
                return true;
            }
            Some(Field::Ports) => cell::ports(cell).is_some(),
            Some(Field::Transport) => cell::is_transport(cell),
            _ => return true,
        };
        told += usize::from(is_own);
        is_empty &= cell.is_empty();
        cell.is_empty() || is_own
    });
    // A few names are of several words.
    fits && (told > usize::from(is_words) || below_whole && is_named && is_empty && !is_words)
}
