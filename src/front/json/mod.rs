//! The JSON and the NDJSON that portolan writes, read back: the same registry, places and diagnostics.
//!
//! Spans and diagnostics are those of the document that the JSON was written from. What is wrong with the JSON itself
//! is told besides.
//!
//! * [`walk`]: where values end, also past damage.
//! * [`document`]: one object, key by key, element by element.
//! * [`record`]: one record.
//! * [`twice`]: contacts of one id.

mod document;
mod record;
mod twice;
mod walk;

use crate::ast::{Code, Encoding, Field, Format, Layout, Parsed, Registry, Source};
use crate::cell::text::offset;
use crate::options::Limits;
use crate::report::{Lines, Report};

use document::Document;

/// Lines of NDJSON that are looked at for a whole record.
const FIRST_LINES: usize = 8;

/// Bytes of a first line that is looked at by itself: a whole document may stand on it.
const MOST_OF_FIRST: usize = 1 << 16;

/// Which of the two `text` is.
pub(crate) fn format_of(text: &str) -> Option<Format> {
    let text = without_mark(text);
    // A damaged line below it makes both look like one object.
    let first = text.split('\n').next().unwrap_or("");
    if first.len() < MOST_OF_FIRST && first.starts_with('{') && record::is_record(first.trim_end()) {
        return Some(Format::Ndjson);
    }
    if document::is_document(text) {
        return Some(Format::Json);
    }
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty()).take(FIRST_LINES);
    lines.any(|line| line.starts_with('{') && record::is_record(line)).then_some(Format::Ndjson)
}

/// Reads one object, or an array of records; `None` where it has nothing of a registry.
pub(crate) fn read(text: &str, limits: &Limits) -> Option<Parsed> {
    let start = offset(text, without_mark(text));
    if !document::is_document(text.get(start..)?) {
        return None;
    }
    Some(Document::new(text, limits).read(start))
}

/// Reads a record a line; `None` where no line near the beginning is one.
pub(crate) fn read_lines(text: &str, limits: &Limits) -> Option<Parsed> {
    if format_of(text) != Some(Format::Ndjson) {
        return None;
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
    text.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n'])
}
