//! Has a pipe table every cell, or were its empty cells pushed to the end of the row?
//!
//! The rows tell it: an empty cell before a filled one stands where it belongs, and a cell that is nothing its column
//! could hold was pushed there. The many decide, so that one damaged row does not; once nearly all of the first ones agree,
//! those below are not asked. Where the rows of records tell
//! nothing, those of contacts may; where these do not, the way all are written does: an extractor that drops empty
//! cells drops links and escapes as well.

#![allow(clippy::arithmetic_side_effects, reason = "places in a text in memory, and counts of what is there")]

use std::borrow::Cow;
use std::cmp::Ordering;

use crate::ast::{ContactField, Field};
use crate::cell::{self, uri};
use crate::column::grid;
use crate::column::heading::{self, Table};
use crate::front::sections::lines_of;

use super::inline::{self, Breaks};
use super::link::Definitions;
use super::rows::{self, RawRow, RawRows};
use super::table::{PipeTable, Search, Tables};
use super::{alone, cells, told};

/// Rows that are looked at, and those that tell enough as a rule.
const ROWS: usize = 2000;
const FEW: usize = 192;

/// By so many rows one kind has to be ahead of the other for the rows below not to be asked; each row of the other makes it
/// some more.
const AHEAD: usize = 64;
const AHEAD_EACH: usize = 8;

/// Whether the tables of a page have every cell in its column.
pub(super) fn is_aligned(text: &str, tables: &Tables<'_>, definitions: &Definitions<'_>) -> bool {
    let Some(table) = &tables.records else { return false };
    let Some(columns) = columns_of(table) else { return false };
    let rows = told::raw_rows(text, table, &columns, ROWS);
    let votes = votes_of_records(text, table, &columns, rows, definitions);
    let of_contacts = || match &tables.contacts {
        Some(table) => match heading::table(&table.headings) {
            Table::Contacts(columns) => {
                let rows = rows::first_rows(text, table, ROWS, |_, _, _| rows::Line::Begins);
                let fits =
                    |cell: &str, at: usize| fits_contact(&plain(cell, definitions), columns.get(at).copied().flatten());
                self::votes(text, table, rows, &fits).kind()
            }
            _ => Ordering::Equal,
        },
        None => Ordering::Equal,
    };
    match votes.kind().then_with(of_contacts) {
        Ordering::Greater => true,
        Ordering::Less => false,
        Ordering::Equal => votes.is_full || is_written_whole(text, table),
    }
}

/// The same, told from the first lines of a page; `None` where they leave a doubt.
///
/// They tell it where rows of records are decided by, and more of them stand there than are asked: nothing below those
/// rows changes what they say.
pub(super) fn is_aligned_by_head(head: &str, definitions: &Definitions<'_>) -> Option<bool> {
    let mut search = Search::new(head);
    search.go_to_records();
    let table = search.before_rows()?;
    let columns = columns_of(table)?;
    [FEW, ROWS].into_iter().find_map(|most| {
        let told = told::told_by(head, table.style, &columns);
        let rows = RawRows::of_records(head, table, most + 1, told).rows;
        if rows.len() <= most {
            return None;
        }
        let votes = votes_of_records(head, table, &columns, rows, definitions);
        match votes.kind() {
            Ordering::Equal => None,
            kind if most == ROWS || votes.are_clear() => Some(kind == Ordering::Greater),
            _ => None,
        }
    })
}

/// The columns of a table of records that may have every cell.
fn columns_of(table: &PipeTable<'_>) -> Option<Vec<Option<Field>>> {
    match heading::table(&table.headings) {
        Table::Records(columns) if !table.style.doubled => Some(columns),
        _ => None,
    }
}

fn votes_of_records(
    text: &str,
    table: &PipeTable<'_>,
    columns: &[Option<Field>],
    rows: Vec<RawRow>,
    definitions: &Definitions<'_>,
) -> Votes {
    use Field::{Description, Notes, ServiceName, UnauthorizedUse};
    votes(text, table, rows, &|cell, at| match columns.get(at).copied().flatten() {
        // Any text fits there.
        None | Some(ServiceName | Description | UnauthorizedUse | Notes) => true,
        column => grid::fits_column(&plain(cell, definitions), column),
    })
}

fn plain<'a>(cell: &'a str, definitions: &Definitions<'_>) -> Cow<'a, str> {
    let text = || inline::text(cell, definitions, Breaks::Fold, &mut Vec::new());
    alone::linked(cell).map_or_else(text, Cow::Borrowed)
}

/// What the rows of a table say.
struct Votes {
    /// How many have cells in their places, and pushed ones.
    in_place: usize,
    pushed: usize,
    /// Rows that were asked.
    asked: usize,
    /// No row has an empty cell.
    is_full: bool,
}

impl Votes {
    /// Whether more rows have cells in their places than pushed ones. One row alone among others may be damaged.
    fn kind(&self) -> Ordering {
        if self.in_place + self.pushed == 1 && self.asked > 2 {
            return Ordering::Equal;
        }
        self.in_place.cmp(&self.pushed)
    }

    /// Whether rows that are not asked yet need not be.
    fn are_clear(&self) -> bool {
        self.in_place.abs_diff(self.pushed) >= AHEAD + AHEAD_EACH * self.in_place.min(self.pushed)
    }
}

fn votes(text: &str, table: &PipeTable<'_>, rows: Vec<RawRow>, fits: &dyn Fn(&str, usize) -> bool) -> Votes {
    let mut votes = Votes { in_place: 0, pushed: 0, asked: 0, is_full: !rows.is_empty() };
    // The cell of each column that was asked last, and whether it fits: most rows say what the one above does.
    let mut asked: Vec<(&str, bool)> = vec![("", true); table.style.columns];
    let count = rows.len().min(ROWS);
    let (mut all, mut first) = (Vec::new(), Vec::new());
    for (at, row) in rows.into_iter().take(ROWS).enumerate() {
        // Those that are left cannot change it.
        if votes.are_clear() || votes.in_place.abs_diff(votes.pushed) > count.saturating_sub(at) {
            break;
        }
        votes.asked += 1;
        let text = text.get(row.range).unwrap_or("");
        // One of another length is damaged, and what stands where in it says nothing.
        let (is_whole, cells) = match inner(text).filter(|_| row.pipes == table.style.columns + 1) {
            Some(inner) => (true, filled(cells::split_cells(inner), &mut first, votes.is_full)),
            None => {
                cells::put_cells(text, table.style, &mut all);
                (all.len() == table.style.columns, filled(all.iter().copied(), &mut first, votes.is_full))
            }
        };
        votes.is_full &= cells >= table.style.columns;
        if cells > first.len() {
            votes.in_place += 1;
        } else if is_whole && cells < table.style.columns {
            let mut asked = asked.iter_mut().enumerate();
            let fits = first.iter().all(|&cell| match asked.next() {
                Some((_, (above, fits))) if *above == cell => *fits,
                Some((at, asked)) => {
                    *asked = (cell, fits(cell, at));
                    asked.1
                }
                None => true,
            });
            votes.pushed += usize::from(!fits);
        }
    }
    votes
}

/// What stands between the outer pipes of a row that has both.
fn inner(row: &str) -> Option<&str> {
    let inner = row.strip_prefix('|')?.strip_suffix('|')?;
    (!inner.ends_with('\\')).then_some(inner)
}

/// How many cells there are down to the last that is not empty; `first`: those before the first empty one. Where not
/// `all` are asked for, to one at the least behind that.
fn filled<'a>(cells: impl Iterator<Item = &'a str>, first: &mut Vec<&'a str>, all: bool) -> usize {
    first.clear();
    let mut filled = 0;
    for (at, cell) in cells.map(cells::trimmed).enumerate() {
        if cell.is_empty() {
            continue;
        }
        filled = at + 1;
        if at == first.len() {
            first.push(cell);
        } else if !all {
            break;
        }
    }
    filled
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
        if cells::is_delimiter_row(line) && !line.is_empty() {
            let mut cells = cells::cells(line, table.style).into_iter();
            let first = cells.next().unwrap_or("");
            return line.contains([':', ' ']) || cells.any(|cell| cell.len() != first.len());
        }
        let marks = ["](", "\\_", "\\[", "\\]", "\\*", "\\|", "<br", "<span", "&lt;", "&gt;", "&amp;", "<mailto:"];
        let is_marked = || marks.iter().any(|mark| line.contains(mark));
        // Extractors write one empty cell with a space and the others without.
        let has_spaces = || {
            let mut empty = 0;
            cells::split(line).iter().any(|cell| {
                empty = if !cell.is_empty() && cell.trim().is_empty() { empty + 1 } else { 0 };
                empty > 1
            })
        };
        line.contains('|') && (is_marked() || has_spaces())
    })
}

#[cfg(test)]
mod tests {
    use super::super::table;
    use super::*;

    #[test]
    fn the_many_decide() {
        let head = "| Service Name | Port Number | Transport Protocol | Description |\n|--|--|--|--|\n";
        let (in_place, pushed) = ("|  | 7 | udp | Reserved |\n", "| 7 | udp | Reserved |  |\n");
        for (few, many) in [(20, 25), (33, 41), (40, 300), (60, 1000)] {
            for (rows, is_in_place) in [
                ([in_place.repeat(few), pushed.repeat(many)], false),
                ([pushed.repeat(few), in_place.repeat(many)], true),
            ] {
                let text = format!("{head}{}", rows.concat());
                let kind = is_aligned(&text, &table::tables(&text), &Definitions::of(&text));
                assert_eq!(kind, is_in_place, "{few} {many}");
            }
        }
    }

    #[test]
    fn the_first_rows_tell_what_all_tell() {
        let head =
            "| Service Name | Port Number | Transport Protocol | Description | Modification Date |\n|--|--|--|--|--|\n";
        let contacts = "\n## People\n\n| ID | Name | Contact URI |\n|---|---|---|\n| [A] | A | mailto:a@b.example |\n";
        for (row, told) in [
            ("|  | 7 | udp | Reserved | 2001-02-03 |\n", Some(true)),
            ("| 7 | udp | Reserved | 2001-02-03 |  |\n", Some(false)),
            ("| a | 7 | udp | Reserved |  |\n", None),
        ] {
            let text = format!("{head}{}{contacts}", row.repeat(ROWS + 1));
            let definitions = Definitions::of(&text);
            assert_eq!(is_aligned_by_head(&text, &definitions), told, "{row}");
            let whole = is_aligned(&text, &table::tables(&text), &definitions);
            assert!(told.is_none_or(|told| told == whole), "{row}");
            // Too few of them.
            let text = format!("{head}{}{contacts}", row.repeat(FEW));
            assert_eq!(is_aligned_by_head(&text, &Definitions::of(&text)), None);
        }
    }
}
