//! The JSON and the NDJSON that portolan writes, read back: the same registry, places and diagnostics. And JSON that other
//! tools made of the registry's CSV, read as that is.
//!
//! Spans and diagnostics of what is read back are those of the document that the JSON was written from. What is wrong with
//! the JSON itself is told besides.
//!
//! * [`own`]: whether a text is that.
//! * [`walk`]: where values end, also past damage.
//! * [`document`]: one object, key by key, element by element.
//! * [`record`]: one record.
//! * [`twice`]: contacts of one id.
//!
//! Of other tools:
//!
//! * [`table`]: where rows stand, and how.
//! * [`rows`]: objects whose keys are columns, and arrays below headings; [`around`]: what stands beside them.
//! * [`member`]: what stands in a row; [`frame`]: what data frames put beside them.
//! * [`kept`]: rows until all were seen; [`names`]: what they are called by.
//! * [`by_column`]: the cells of a column under each key.
//! * [`keys`]: which columns the keys of a document name.
//! * [`cursor`]: value by value.
//! * [`other`]: JSON that is none of these.

mod around;
mod by_column;
mod cursor;
mod document;
mod frame;
mod kept;
mod keys;
mod member;
mod names;
mod other;
mod own;
mod record;
mod rows;
mod table;
mod twice;
mod walk;

use std::ops::Range;

use crate::ast::{Code, Encoding, Field, Format, Layout, Parsed, Registry, Source};
use crate::cell::text::offset;
use crate::options::Limits;
use crate::report::{Lines, Report};

use cursor::Cursor;
use document::Document;
use table::Found;

/// Lines of a text that does not begin as JSON that are looked at for rows.
const FIRST_ROWS: usize = 64;

/// Which of the two `text` is.
pub(crate) fn format_of(text: &str) -> Option<Format> {
    own::format_of(text).or_else(|| rows_format_of(text))
}

/// Whether `text` is what portolan writes.
pub(crate) fn is_own(text: &str) -> bool {
    own::format_of(text).is_some()
}

/// The same of rows of a table: whether they stand one behind the other, or within an array or an object.
fn rows_format_of(text: &str) -> Option<Format> {
    let text = without_mark(text);
    if !text.starts_with(['{', '[']) {
        return are_mostly_rows(text).then_some(Format::Ndjson);
    }
    match table::find(text, 0) {
        Some(Found::Headings(Range { start: 0, .. }, _)) => Some(Format::Ndjson),
        // Rows that have few keys may stand above it.
        Some(Found::Objects(at)) if at == 0 || text.starts_with('{') && ends_object(text, at) => Some(Format::Ndjson),
        Some(_) => Some(Format::Json),
        None => table::is_by_column(text, 0).then_some(Format::Json),
    }
}

/// Whether an object ends above `at`.
fn ends_object(text: &str, at: usize) -> bool {
    text.get(..at).is_some_and(|above| above.trim_ascii_end().ends_with('}'))
}

/// Whether the first lines are rows: some may be damaged, but a page of something else may show a row, too.
fn are_mostly_rows(text: &str) -> bool {
    let (mut rows, mut others) = (0_usize, 0_usize);
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()).take(FIRST_ROWS) {
        if line.starts_with('{') && table::is_row(&mut Cursor::new(line, 0)) {
            rows = rows.saturating_add(1);
        } else if !(line.ends_with('}') && line.contains("\":")) {
            others = others.saturating_add(1);
        }
    }
    rows > others
}

/// Reads one object, or an array of records or rows; `None` where it has nothing of a registry.
pub(crate) fn read(text: &str, limits: &Limits) -> Option<Parsed> {
    let start = offset(text, without_mark(text));
    if !own::is_document(text.get(start..)?) {
        return read_rows(text, Format::Json, limits);
    }
    Some(Document::new(text, limits).read(start))
}

/// Reads the rows of a table.
fn read_rows(text: &str, format: Format, limits: &Limits) -> Option<Parsed> {
    let start = offset(text, without_mark(text));
    match table::find(text, start) {
        Some(found) => Some(rows::read(text, start, found, format, limits)),
        None => table::is_by_column(text, start).then(|| by_column::read(text, start, format, limits)),
    }
}

/// What to say of a text that is JSON, and nothing that is read.
pub(crate) fn what_else(text: &str) -> Option<String> {
    other::describe(without_mark(text))
}

/// The same of a text that begins as JSON and is none.
pub(crate) fn what_is_damaged(text: &str) -> Option<String> {
    other::damage(text.trim_start_matches('\u{feff}'))
}

/// Reads a record or a row a line; `None` where no line near the beginning is one.
pub(crate) fn read_lines(text: &str, limits: &Limits) -> Option<Parsed> {
    if own::format_of(text) != Some(Format::Ndjson) {
        return read_rows(text, Format::Ndjson, limits);
    }
    let mut report = Report::new(limits.diagnostics);
    let mut registry = Registry { source: Some(source(Format::Ndjson)), ..Registry::default() };
    let mut lines = Lines::new(text.as_bytes());
    for line in text.split('\n') {
        let line = without_mark(line).trim_end();
        if line.is_empty() {
            continue;
        }
        let start = offset(text, line);
        let span = lines.span(start, start.saturating_add(line.len()));
        if registry.records.len() >= limits.records {
            report.over_records("records", limits.records, span);
            break;
        }
        if document::is_too_long(span, limits, &mut report) {
            continue;
        }
        match record::read(line) {
            Ok((record, unknown)) => {
                if let Some(key) = unknown {
                    document::report_unknown(&key, "record", span, &mut report);
                }
                registry.records.push(record);
            }
            Err(error) if error.is_eof() && span.range().end == text.len() => {
                report.error(Code::Truncated, span, "the document ends within this record; it is left out");
            }
            Err(error) => {
                let message = format!("this record does not read: {}; it is left out", document::reason(&error));
                report.error(Code::DamagedRow, span, message);
            }
        }
    }
    report.check_records(&registry, text);
    Some(Parsed { registry, diagnostics: report.finish(text) })
}

/// The source of what was read from no other document, or is not said to be.
fn source(format: Format) -> Source {
    let layout: Option<Layout> = None;
    Source { format, layout, encoding: Encoding::Utf8, columns: Field::ALL.to_vec() }
}

fn without_mark(text: &str) -> &str {
    text.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n', char::from(cursor::SEPARATOR)])
}
