//! Text whose cells stand between tabs, empty ones kept, the tabs at a row's end perhaps cut.
//!
//! ```text
//! Service Name␉␉Port Number␉␉Transport Protocol␉␉Description␉␉…
//! ␉␉49000␉␉udp␉␉Reserved
//! ```
//!
//! One tab stands between cells, or two, as the headings have it. A cell of several paragraphs breaks its row over
//! lines; which lines begin a row is told by what stands in its column of ports and of transport.

mod lines;
mod open_row;
mod search;
mod usual;

use std::borrow::Cow;
use std::ops::Range;

use crate::assemble::Assembler;
use crate::ast::{Code, ContactField, Field, Format, Layout, Parsed, Span};
use crate::cell::{self, brackets, name};
use crate::column::grid::{self, GridRow};
use crate::column::heading::{self, Table};
use crate::front::signs::Signs;
use crate::front::text_preamble;
use crate::options::Limits;
use crate::report::{Lines, end_of};

use lines::Place;
use open_row::{OpenRow, split};
use search::Search;
use usual::{Usual, UsualContacts, UsualLine};

use super::tail::{ends_within, ends_within_contact, footnotes, is_month, report_cut_contact};

/// More tabs between two headings than any tool writes.
const MOST_TABS: usize = 4;

/// A table: its columns, what stands between its cells, and where its lines are.
#[derive(Debug)]
struct TabTable<'a, T> {
    headings: Vec<&'a str>,
    columns: Vec<Option<T>>,
    border: &'static str,
    header_at: usize,
    rows: Range<usize>,
}

/// Whether a text has the headings of the registry's records with tabs between them.
pub(crate) fn has_headings(signs: &Signs<'_>) -> bool {
    signs.lines_with(b'\t').any(|(_, line)| matches!(headings(line), Some((_, _, Table::Records(_)))))
}

/// Whether a text has the headings of a table of contacts between tabs, as no CSV has.
pub(crate) fn has_contacts(signs: &Signs<'_>) -> bool {
    signs.lines_with(b'\t').any(|(_, line)| matches!(headings(line), Some((_, _, Table::Contacts(_)))))
}

/// The headings of a line with tabs, what stands between them, and their table.
fn headings(line: &str) -> Option<(Vec<&str>, &'static str, Table)> {
    // Each line is asked.
    if !heading::may_be_headings(line, b'\t') || !line.contains('\t') {
        return None;
    }
    let line = line.trim_matches(['\r', ' ', '\u{feff}']);
    // The fewest tabs between two headings; those at the end may be cut.
    let line = line.trim_end_matches('\t');
    let tabs = line.trim_matches('\t').split(|c| c != '\t').map(str::len).filter(|&tabs| tabs > 0).min()?;
    let border = "\t\t\t\t".get(..tabs.min(MOST_TABS))?;
    let cells: Vec<&str> = line.split(border).map(str::trim).take(65).collect();
    let table = heading::table(&cells);
    let has_unknown = match &table {
        Table::Records(columns) => is_any_unknown(&cells, columns),
        Table::Contacts(columns) => is_any_unknown(&cells, columns),
        Table::Other => return None,
    };
    // A tab for every space is a line of joined headings.
    if has_unknown && heading::joined(line).is_some() {
        return None;
    }
    Some((cells, border, table))
}

/// Whether some heading is none of the registry's; one that is empty says nothing.
fn is_any_unknown<T>(headings: &[&str], columns: &[Option<T>]) -> bool {
    headings.iter().zip(columns).any(|(heading, column)| column.is_none() && !heading.is_empty())
}

/// Reads a page whose table is separated by tabs; `None` where it has neither that table nor the registry's title.
pub(crate) fn read(text: &str, limits: &Limits) -> Option<Parsed> {
    let mut out = Assembler::new(Format::Text, Some(Layout::Tabbed), limits).of(text);
    let mut search = Search::new(text);
    search.go_to_records();
    let header_end = search.page.records.as_ref().map_or(text.len(), |table| table.header_at);
    text_preamble::read(text, header_end, &mut out);
    if search.page.records.is_none() && !text_preamble::report_no_table(text, &mut out) {
        return None;
    }
    if let Some(table) = &search.page.records {
        let end = table.rows.start.max(table.header_at);
        let header = text.get(table.header_at..end).unwrap_or("").trim_end();
        let span = Lines::new(text.as_bytes()).span(table.header_at, table.header_at.saturating_add(header.len()));
        out.columns(table.columns.iter().flatten().copied());
        out.unknown_columns(&table.headings, &table.columns, span);
        // Where the document ends, none stand below.
        let has_contacts = search.page.contacts.is_some();
        let end = records(text, table, has_contacts, |line| search.ends_records(line), &mut out);
        search.skip_to(end);
    }
    search.go_on();
    let page = search.page;
    if let Some(table) = &page.contacts {
        let end = text.get(table.header_at..table.rows.start).unwrap_or("").trim_end().len();
        let span = Lines::new(text.as_bytes()).span(table.header_at, table.header_at.saturating_add(end));
        out.unknown_headings(&table.headings, &table.columns, span);
        contacts(text, table, &mut out);
    }
    footnotes(text, text, page.footnotes, &mut out);
    text_preamble::report_no_rows(text, &mut out);
    Some(out.finish(text))
}

/// Reads the rows of the records down to the line that `ends` them, or to the end of the text: where that begins.
fn records(
    text: &str,
    table: &TabTable<'_, Field>,
    has_contacts: bool,
    ends: impl Fn(&str) -> bool,
    out: &mut Assembler,
) -> usize {
    // Rows are handed over when the next begins, after what is said of lines below them.
    let mut open: Option<OpenRow<'_>> = None;
    let mut stray: Option<Span> = None;
    let mut is_below_empty = false;
    let mut usual = Usual::of(text, table);
    // The row of the line above, which may go on in this line or be the last, if it is a usual one; and room for the next.
    let (above, below) = (&mut UsualLine::default(), &mut UsualLine::default());
    let (mut above, mut below, mut has_above) = (above, below, false);
    let mut place = Place::of(text, table);
    let mut end = table.rows.end;
    while place.is_within() {
        if out.unnamed.is_empty()
            && let Some(next) = usual.read(place.at, place.number, below)
        {
            place.pass(next);
            if let Some(row) = open.take() {
                record(text, row, table, has_contacts, out);
            }
            if std::mem::replace(&mut has_above, true) {
                whole(above, out);
            }
            std::mem::swap(&mut above, &mut below);
            is_below_empty = false;
            continue;
        }
        let line = place.line(text);
        if line.text.trim_end().is_empty() {
            // The border of a paragraph, or of the table.
            is_below_empty = true;
            continue;
        }
        if ends(line.text) {
            end = line.at;
            break;
        }
        if std::mem::take(&mut has_above) {
            open = Some(OpenRow::new(above.line, table));
        }
        if begins_row(line.text, table, open.as_ref()) {
            if let Some(row) = open.take() {
                record(text, row, table, has_contacts, out);
            }
            let mut row = OpenRow::new(line, table);
            if lacks_first(&row.cells, &table.columns) {
                row.cells.insert(0, Cow::Borrowed(""));
            }
            open = Some(row);
        } else if let Some(row) = &mut open {
            let first = line.text.split(table.border).next().unwrap_or("").trim();
            if row.takes(first, is_below_empty, &table.columns) {
                row.skip_to(first, &table.columns);
                row.go_on(line, table.border);
            } else {
                out.report.error(
                    Code::DamagedRow,
                    line.span(),
                    "this line belongs to no cell of the row above; it is left out",
                );
            }
        } else {
            stray.get_or_insert(line.span()).end = line.span().end;
        }
        is_below_empty = false;
    }
    if let Some(stray) = stray {
        out.report.error(Code::DamagedRow, stray, text_preamble::STRAY_LINES);
    }
    let last = has_above.then(|| OpenRow::new(above.line, table));
    if let Some(row) = last.or(open) {
        record(text, row, table, has_contacts, out);
    }
    end
}

/// Hands over a row of one line, below which another begins.
fn whole(line: &UsualLine<'_>, out: &mut Assembler) {
    let span = Span::new(line.bytes.start, line.bytes.end, line.line.number);
    if !out.is_too_long(span) {
        line.row.hand_over(span, out);
    }
}

/// Whether a line begins a row: with a name or without one, then a port, a transport, or neither and more cells. What
/// follows more cells than a row has begins one, too.
fn begins_row(line: &str, table: &TabTable<'_, Field>, open: Option<&OpenRow<'_>>) -> bool {
    if !line.contains(table.border) {
        return false;
    }
    let most = table.columns.len().saturating_add(1);
    let mut cells: Vec<&str> = split(line, table.border).map(str::trim).take(most).collect();
    if lacks_first(&cells, &table.columns) {
        cells.insert(0, "");
    }
    let at = |field: Field| table.columns.iter().position(|column| *column == Some(field));
    let cell = |field: Field| at(field).and_then(|at| cells.get(at)).copied().unwrap_or("");
    let name = cell(Field::ServiceName);
    let is_name = name.is_empty() || name::is_plausible(name) || name.len() <= 60 && !name.contains(['[', '"', '.']);
    let ports = cell(Field::Ports);
    let transport = cell(Field::Transport);
    let is_transport = cell::is_transport(&transport.to_ascii_lowercase());
    let behind_head = last_of_head(&table.columns).saturating_add(1);
    match (ports, transport) {
        ("", "") => !name.is_empty() && is_name && cells.iter().skip(behind_head).any(|cell| !cell.is_empty()),
        _ if !is_name => false,
        (ports, _) if cell::ports(ports).is_some() => true,
        (_, _) if is_transport => true,
        // A damaged head; more cells than the open row has room for.
        _ => open.is_some_and(|row| row.cells.len().saturating_add(cells.len()) > most),
    }
}

fn record(text: &str, row: OpenRow<'_>, table: &TabTable<'_, Field>, has_contacts: bool, out: &mut Assembler) {
    let OpenRow { span, mut cells, mut uncertain, .. } = row;
    if out.is_too_long(span) {
        return;
    }
    let bytes = span.range();
    if !uncertain.is_empty() {
        out.report.tally(Code::AmbiguousColumn, span);
    }
    let is_last = bytes.end >= text.trim_end().len();
    let given = cells.len();
    trim_to(&mut cells, table.columns.len());
    let fits = cells.len() != table.columns.len() || fits(&cells, &table.columns);
    let mut is_damaged = false;
    if is_last && !has_contacts && ends_within(text.get(bytes).unwrap_or("")) {
        out.report.error(Code::Truncated, end_of(text), "the document ends within this row; its record is incomplete");
        is_damaged = true;
    } else if !fits {
        let message = "the cells of this row do not stand in their columns: a border of cells is lost, or one too many";
        out.report.error(Code::DamagedRow, span, message);
        return grid::misplaced(GridRow { cells, span, ..GridRow::default() }, &table.columns, out);
    } else if is_last && !has_contacts && !text.ends_with('\n') && given < table.columns.len() {
        // It may be cut: the end of its line is not there, and no table of contacts.
        uncertain.extend(table.columns.iter().skip(given.saturating_sub(1)).copied().flatten());
        out.report.tally(Code::AmbiguousLine, span);
    }
    grid::record(GridRow { cells, span, is_damaged, uncertain }, &table.columns, &[], out);
}

/// The last column of those that a row begins with: what stands behind it is a description, or what else there is.
fn last_of_head(columns: &[Option<Field>]) -> usize {
    let is_of_head =
        |column: &Option<Field>| matches!(column, Some(Field::ServiceName | Field::Ports | Field::Transport));
    columns.iter().rposition(is_of_head).unwrap_or(0)
}

fn is_free_text(field: Field) -> bool {
    matches!(field, Field::Description | Field::UnauthorizedUse | Field::Notes)
}

/// Whether the tab behind an empty first cell was cut, as a copy of a selection cuts it: a port is no name.
fn lacks_first<T: AsRef<str>>(cells: &[T], columns: &[Option<Field>]) -> bool {
    let is_ports = |at: usize| cells.get(at).is_some_and(|cell| cell::ports(cell.as_ref().trim()).is_some());
    matches!(columns, [Some(Field::ServiceName), Some(Field::Ports), ..]) && is_ports(0) && !is_ports(1)
}

/// As many cells as there are columns, where those at the end were cut or say nothing.
fn trim_to(cells: &mut Vec<Cow<'_, str>>, columns: usize) {
    while cells.len() > columns && cells.last().is_some_and(|cell| cell.trim().is_empty()) {
        cells.pop();
    }
    if cells.len() < columns {
        cells.resize(columns, Cow::Borrowed(""));
    }
}

/// Whether the cells look as those of their columns must. A tab that is left within one is half a border.
fn fits(cells: &[Cow<'_, str>], columns: &[Option<Field>]) -> bool {
    cells.iter().zip(columns).all(|(cell, column)| {
        let cell = cell.trim_matches([' ', '\n', '\r']);
        let is_kind = match column {
            _ if cell.is_empty() => true,
            Some(Field::Assignees | Field::Contacts | Field::References) => brackets::brackets(cell).is_some(),
            Some(Field::RegistrationDate | Field::ModificationDate) => {
                cell.starts_with(|first: char| first.is_ascii_digit())
            }
            Some(Field::Transport) => !cell.contains(' ') && !cell.starts_with('['),
            _ => true,
        };
        is_kind && !cell.contains('\t')
    })
}

/// The contact table: a row begins with an id in brackets, and what else follows goes on in it.
fn contacts(text: &str, table: &TabTable<'_, ContactField>, out: &mut Assembler) {
    let mut open: Option<OpenRow<'_>> = None;
    let mut ended = false;
    let mut usual = UsualContacts::of(text, table);
    let mut place = Place::of(text, table);
    while place.is_within() {
        if let Some((row, bytes, next)) = usual.as_mut().and_then(|usual| usual.read(place.at)) {
            if let Some(row) = open.take() {
                contact(text, row, table, out);
            }
            let span = Span::new(bytes.start, bytes.end, place.number);
            if !out.is_too_long(span) {
                row.hand_over(span, out);
            }
            place.pass(next);
            continue;
        }
        let line = place.line(text);
        if line.text.trim().is_empty() {
            ended = true;
        } else if line.text.trim_start_matches(' ').starts_with('[') {
            ended = false;
            if let Some(row) = open.replace(OpenRow::new(line, table)) {
                contact(text, row, table, out);
            }
        } else if let (Some(row), false) = (&mut open, ended) {
            row.go_on(line, table.border);
        }
    }
    if let Some(row) = open {
        contact(text, row, table, out);
    }
}

fn contact(text: &str, row: OpenRow<'_>, table: &TabTable<'_, ContactField>, out: &mut Assembler) {
    let OpenRow { span, mut cells, .. } = row;
    if out.is_too_long(span) {
        return;
    }
    let is_last = span.range().end >= text.trim_end().len() && !text.ends_with('\n');
    let last = cells.iter().rfind(|cell| !cell.trim().is_empty()).filter(|_| is_last);
    let last = last.map_or("", |cell| cell.trim()).to_owned();
    let is_damaged = ends_within_contact(&last);
    if is_damaged {
        report_cut_contact(span, out);
    }
    trim_to(&mut cells, table.columns.len());
    let row = GridRow { cells, span, is_damaged, ..GridRow::default() };
    if is_month(&last) && last.len() < 10 && row.cells.len() == table.columns.len() {
        // Without the end of its line a month may lack its day.
        grid::doubtful_contact(row, [ContactField::Updated].into_iter().collect(), &table.columns, out);
    } else {
        grid::contact(row, &table.columns, out);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_border_is_what_stands_between_the_headings() {
        let border = |line| headings(line).map(|(cells, border, _)| (cells.len(), border.len()));
        assert_eq!(border("Service Name\tPort Number\tTransport Protocol\tDescription"), Some((4, 1)));
        assert_eq!(border("Service Name\t\tPort Number\t\tTransport Protocol\t\tDescription\t\t"), Some((4, 2)));
        assert_eq!(border("Service\tName\tPort\tNumber\tTransport\tProtocol\tDescription"), None);
        assert_eq!(border("Service Name Port Number Transport Protocol"), None);
    }
}
