//! Has a pipe table every cell, or were its empty cells pushed to the end of the row?
//!
//! The rows tell it: an empty cell before a filled one stands where it belongs, and a cell that is nothing its column
//! could hold was pushed there. The many decide, so that one damaged row does not. Where the rows of records tell
//! nothing, those of contacts may; where these do not, the way all are written does: an extractor that drops empty
//! cells drops links and escapes as well.

use std::borrow::Cow;
use std::cmp::Ordering;

use crate::ast::ContactField;
use crate::cell::{self, uri};
use crate::column::grid;
use crate::column::heading::{self, Table};
use crate::front::sections::lines_of;

use super::aligned;
use super::inline::{self, Breaks};
use super::link::Definitions;
use super::table::{self, PipeTable, RawRow, Tables};

/// Rows that are looked at.
const ROWS: usize = 2000;

/// Whether the tables of a page have every cell in its column.
pub(super) fn is_aligned(text: &str, tables: &Tables<'_>, definitions: &Definitions<'_>) -> bool {
    let Some(table) = &tables.records else { return false };
    let Table::Records(columns) = heading::table(&table.headings) else { return false };
    if table.style.doubled {
        return false;
    }
    let rows = aligned::raw_rows(text, table, &columns, ROWS);
    let fits = |cell: &str, at: usize| grid::fits_column(cell, columns.get(at).copied().flatten());
    let (votes, is_full) = votes(text, table, rows, definitions, &fits);
    let of_contacts = || match &tables.contacts {
        Some(table) => match heading::table(&table.headings) {
            Table::Contacts(columns) => {
                let rows = table::first_rows(text, table, ROWS, |_, _, _| table::Line::Begins);
                let fits = |cell: &str, at: usize| fits_contact(cell, columns.get(at).copied().flatten());
                self::votes(text, table, rows, definitions, &fits).0
            }
            _ => Ordering::Equal,
        },
        None => Ordering::Equal,
    };
    match votes.then_with(of_contacts) {
        Ordering::Greater => true,
        Ordering::Less => false,
        Ordering::Equal => is_full || is_written_whole(text, table),
    }
}

/// Whether more of `rows` have cells in their places than pushed ones, and whether no row has an empty cell.
fn votes(
    text: &str,
    table: &PipeTable<'_>,
    rows: Vec<RawRow>,
    definitions: &Definitions<'_>,
    fits: &dyn Fn(&str, usize) -> bool,
) -> (Ordering, bool) {
    let (mut in_place, mut pushed, mut is_full) = (0_usize, 0_usize, !rows.is_empty());
    for row in rows.into_iter().take(ROWS) {
        let row = text.get(row.range).unwrap_or("");
        let cells = table::cells(row, table.style);
        // One of another length is damaged, and what stands where in it says nothing.
        let is_whole = cells.len() == table.style.columns;
        let filled = cells.iter().rposition(|cell| !cell.trim().is_empty()).map_or(0, |last| last + 1);
        is_full &= filled >= table.style.columns;
        let mut cells = cells.iter().take(filled).map(|cell| cell.trim());
        if cells.clone().any(str::is_empty) {
            in_place += 1;
        } else if is_whole && filled < table.style.columns {
            let plain = |cell| -> Cow<'_, str> { inline::text(cell, definitions, Breaks::Fold, &mut Vec::new()) };
            let mut at = 0..;
            pushed += usize::from(!cells.all(|cell| fits(&plain(cell), at.next().unwrap_or(0))));
        }
    }
    (in_place.cmp(&pushed), is_full)
}

fn fits_contact(cell: &str, column: Option<ContactField>) -> bool {
    // Of several words each is one: "Tide & Reef Inc. (Coast)" is none.
    let is_uri = || cell.split_whitespace().all(uri::is_contact_uri);
    match column {
        Some(ContactField::Updated) => cell::date(cell).is_some(),
        Some(ContactField::Uri) => is_uri(),
        Some(_) => !is_uri() && cell::date(cell).is_none(),
        None => true,
    }
}

/// Whether a table is written as converters do that keep all: links, escapes, references, cells of mere spaces,
/// columns that are aligned.
fn is_written_whole(text: &str, table: &PipeTable<'_>) -> bool {
    lines_of(text, table.header_at..table.rows.end).take(ROWS).any(|(_, line)| {
        let line = line.trim();
        if table::is_delimiter_row(line) && !line.is_empty() {
            let mut cells = table::cells(line, table.style).into_iter();
            let first = cells.next().unwrap_or("");
            return line.contains([':', ' ']) || cells.any(|cell| cell.len() != first.len());
        }
        let marks = ["](", "\\_", "\\[", "\\]", "\\*", "\\|", "<br", "<span", "&lt;", "&gt;", "&amp;", "<mailto:"];
        let is_marked = || marks.iter().any(|mark| line.contains(mark));
        // Extractors write one empty cell with a space and the others without.
        let has_spaces = || {
            let mut empty = 0;
            table::split(line).iter().any(|cell| {
                empty = if !cell.is_empty() && cell.trim().is_empty() { empty + 1 } else { 0 };
                empty > 1
            })
        };
        line.contains('|') && (is_marked() || has_spaces())
    })
}
