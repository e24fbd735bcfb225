//! Where the table of a CSV begins, what separates its cells, and which columns it has.
#![allow(
    clippy::arithmetic_side_effects,
    reason = "places in a text, and counts of its rows and cells, which are held in memory"
)]

use std::borrow::Cow;

use super::quotes;
use super::rows::Rows;
use crate::ast::Field;
use crate::cell;
use crate::column::heading::{self, Table};

const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];
/// Lines that may stand above the headings, and bytes of them.
const LINES_ABOVE: usize = 200;
const BYTES_ABOVE: usize = 64 << 10;
/// Bytes that a line of headings may have.
const HEADINGS: usize = 16 << 10;
/// Rows that are looked at to tell the rendering, and bytes of them.
const SAMPLE: usize = 256;
const SAMPLE_BYTES: usize = 1 << 20;

/// Cells that a row has at the least where rows leave out the empty ones at their end.
pub(super) const RAGGED: usize = 3;

/// A table of records.
#[derive(Debug)]
pub(super) struct CsvTable {
    pub(super) delimiter: u8,
    pub(super) columns: Vec<Option<Field>>,
    /// Empty where the table has no line of headings: its columns are assumed.
    pub(super) headings: Vec<String>,
    /// Where the headings stand; empty where there are none.
    pub(super) header: std::ops::Range<usize>,
    pub(super) rows_from: usize,
    /// Most rows leave out the empty cells at their end.
    pub(super) is_ragged: bool,
}

/// The rows of `text[from..]` as far as they stand in its first `bytes`, of any length.
fn rows_from(text: &str, from: usize, bytes: usize, delimiter: u8) -> Rows<'_> {
    Rows::new(text, from..cell::text::floor(text, from.saturating_add(bytes)), delimiter, usize::MAX)
}

/// Whether a line ends here.
pub(super) fn is_break(c: char) -> bool {
    c == '\n' || c == '\r'
}

/// Whether `text` is a CSV of the registry, and no text between whose cells tabs stand.
pub(super) fn is_csv(text: &str) -> bool {
    find(text).is_some_and(|table| table.delimiter != b'\t' || is_tab_separated_csv(text, &table))
}

/// The table of `text`, told from its headings; from its rows where those are gone.
pub(super) fn find(text: &str) -> Option<CsvTable> {
    with_headings(text, &DELIMITERS).or_else(|| without_headings(text))
}

/// Where the text begins behind its mark.
pub(super) fn start(text: &str) -> usize {
    if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 }
}

/// Whether the first row of `text` is most of the registry's headings, with commas between them.
pub(super) fn begins_with_headings(text: &str) -> bool {
    let mut rows = rows_from(text, 0, HEADINGS, b',');
    if !rows.advance() {
        return false;
    }
    let headings: Vec<_> = rows.texts().collect();
    match heading::table(&headings) {
        Table::Records(columns) => 2 * columns.iter().flatten().count() > Field::ALL.len(),
        _ => false,
    }
}

fn with_headings(text: &str, delimiters: &[u8]) -> Option<CsvTable> {
    let from = start(text);
    let mut at = from;
    for line in broken(text.get(from..)?).take(LINES_ABOVE) {
        let may_part = |delimiter: &u8| match *delimiter {
            b'|' => has_bare_pipes(line),
            delimiter => memchr::memchr(delimiter, line.as_bytes()).is_some(),
        };
        // A line without quotes is a row, and has a heading.
        let is_quoted = memchr::memchr(b'"', line.as_bytes()).is_some();
        let may_be = |delimiter: &u8| {
            may_part(delimiter) && (is_quoted || line.split(char::from(*delimiter)).any(heading::is_known))
        };
        if let Some(table) =
            delimiters.iter().filter(|delimiter| may_be(delimiter)).find_map(|&d| headings_at(text, at, d))
        {
            return Some(table);
        }
        at += line.len() + 1;
        if at > from + BYTES_ABOVE {
            break;
        }
    }
    None
}

/// The lines of a text as [`is_break`] has them.
fn broken(text: &str) -> impl Iterator<Item = &str> {
    let ends = memchr::memchr2_iter(b'\n', b'\r', text.as_bytes()).chain(std::iter::once(text.len()));
    let mut from = 0;
    ends.map(move |end| text.get(std::mem::replace(&mut from, end + 1)..end).unwrap_or(""))
}

/// Whether a line has pipes, and not as Markdown: outside, or with blanks around them.
fn has_bare_pipes(line: &str) -> bool {
    let line = line.trim_end();
    line.contains('|') && !line.starts_with('|') && !line.contains("| ") && !line.contains(" |")
}

fn headings_at(text: &str, at: usize, delimiter: u8) -> Option<CsvTable> {
    let mut rows = rows_from(text, at, HEADINGS, delimiter);
    if !rows.advance() {
        return None;
    }
    let headings: Vec<String> = rows.texts().map(Cow::into_owned).collect();
    if delimiter == b'|' && !is_piped(&headings, text.get(at..cell::text::floor(text, at.saturating_add(HEADINGS)))?) {
        return None;
    }
    let Table::Records(mut columns) = heading::table(&headings) else { return None };
    columns.resize(headings.len(), None);
    let named = headings.iter().filter(|heading| !heading.trim().is_empty()).count();
    // A sentence that lists the columns has other words besides.
    if 2 * columns.iter().flatten().count() < named {
        return None;
    }
    let end = rows.next();
    let mut table = CsvTable { delimiter, columns, headings, header: at..end, rows_from: end, is_ragged: false };
    let lengths = lengths(text, &table);
    let width = table.columns.len();
    let most = |count: usize| count >= 3 && 2 * count > lengths.len();
    table.is_ragged = most(lengths.iter().filter(|&&length| (RAGGED..width).contains(&length)).count());
    // A delimiter at the end of every row, and none at the end of the headings.
    if most(lengths.iter().filter(|&&length| length == width + 1).count()) {
        table.columns.push(None);
    }
    // The document may end within its first row.
    let is_cut = lengths.len() == 1 && !text.ends_with(is_break);
    (lengths.is_empty() || is_cut || lengths.iter().any(|&length| length >= 3.min(width))).then_some(table)
}

/// Whether pipes separate these headings as commas would: none stands outside, none has blanks around it, and no rule of
/// a Markdown table follows.
fn is_piped(headings: &[String], text: &str) -> bool {
    let is_ruled = text.split(is_break).nth(1).is_some_and(|line| {
        line.contains('-') && line.trim().bytes().all(|byte| matches!(byte, b'-' | b':' | b'|' | b' '))
    });
    !is_ruled && headings.iter().all(|heading| !heading.is_empty() && heading.trim_start() == heading)
}

/// Whether pipes separate the cells of a CSV of the registry, the first of which stands at this byte.
pub(super) fn is_piped_csv(text: &str, first: usize) -> bool {
    let above = text.get(..first).unwrap_or("");
    let line = above.rfind(is_break).map_or(0, |end| end + 1);
    line <= start(text) + BYTES_ABOVE && with_headings(text, b"|").is_some()
}

/// How many cells the first rows have, one more than the headings only where it is empty.
fn lengths(text: &str, table: &CsvTable) -> Vec<usize> {
    let mut rows = rows_from(text, table.rows_from, SAMPLE_BYTES, table.delimiter);
    let mut lengths = Vec::new();
    while lengths.len() < SAMPLE && rows.advance() {
        if !rows.is_blank() {
            let length = rows.cells().len();
            let is_one_more = length == table.columns.len() + 1;
            let is_filled = is_one_more && rows.texts().last().is_some_and(|cell| !cell.trim().is_empty());
            lengths.push(length + usize::from(is_filled));
        }
    }
    lengths
}

/// Rows of the twelve columns in the registry's order: most of the first have a port and a transport in their places.
fn without_headings(text: &str) -> Option<CsvTable> {
    let from = start(text);
    let columns: Vec<_> = Field::ALL.into_iter().map(Some).collect();
    [b',', b';'].into_iter().find_map(|delimiter| {
        let mut rows = rows_from(text, from, SAMPLE_BYTES, delimiter);
        let (mut all, mut proofs) = (0, 0);
        while all < 20 && rows.advance() {
            let cell = |field: Field| rows.texts().nth(field as usize).unwrap_or_default();
            let is_proof = rows.cells().len() == columns.len()
                && cell::ports(cell(Field::Ports).trim()).is_some()
                && cell::is_transport(&cell(Field::Transport).trim().to_ascii_lowercase());
            all += 1;
            proofs += usize::from(is_proof);
        }
        (proofs > 0 && 2 * proofs > all).then(|| CsvTable {
            delimiter,
            columns: columns.clone(),
            headings: Vec::new(),
            header: from..from,
            rows_from: from,
            is_ragged: false,
        })
    })
}

/// Whether a table with tabs is more than text: it needs CSV's quotes to be read, or its headings are the first line
/// and its rows have all their tabs.
fn is_tab_separated_csv(text: &str, table: &CsvTable) -> bool {
    let width = table.columns.len();
    let mut rows = rows_from(text, table.rows_from, SAMPLE_BYTES, table.delimiter);
    let (mut all, mut whole) = (0, 0);
    while all < SAMPLE && rows.advance() {
        let is_whole = rows.cells().len() == width;
        let is_sound = || rows.cells().iter().all(|cell| cell.fault.is_none());
        if is_whole && rows.raw().contains(is_break) && is_sound() {
            return true;
        }
        if !rows.is_blank() {
            all += 1;
            whole += usize::from(is_whole);
        }
    }
    let above = text.get(..table.header.start).unwrap_or("").trim_start_matches('\u{feff}').trim();
    let is_first = above.is_empty() || above.starts_with("sep=");
    is_first && !table.headings.iter().any(|heading| heading.trim().is_empty()) && 5 * whole >= 4 * all
}

/// Whether `line`, by itself, is a row of these columns: a port or a transport stands in its column.
pub(super) fn is_row(line: &str, columns: &[Option<Field>], delimiter: u8) -> bool {
    let cells = quotes::cells(line, delimiter);
    let is_open = cells.last().is_some_and(|cell| cell.fault == Some(quotes::Fault::Open));
    let is_whole = cells.len() == columns.len();
    let at = |field: Field| columns.iter().position(|column| *column == Some(field));
    let cell = |at: usize| cells.get(at).map(|cell| quotes::text(line, cell)).map(|cell| cell.trim().to_owned());
    let (mut is_told, mut has_both) = (false, true);
    for (field, test) in [
        (Field::Ports, (|text| cell::ports(text).is_some()) as fn(&str) -> bool),
        (Field::Transport, |text| cell::is_transport(&text.to_ascii_lowercase())),
    ] {
        let Some(at) = at(field) else {
            has_both = false;
            continue;
        };
        match cell(at) {
            Some(text) if text.is_empty() => {}
            Some(text) if test(&text) => is_told = true,
            _ => return false,
        }
    }
    match () {
        () if is_told && has_both => is_whole || is_open || 2 * cells.len() >= columns.len(),
        () if is_told => is_whole || is_open,
        // A row of a name alone has neither.
        () => is_whole && columns.len() >= 4,
    }
}
