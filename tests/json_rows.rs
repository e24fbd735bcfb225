//! JSON that other tools make of the registry's CSV: the same records, wherever the rows stand, and what damage costs.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::fs;
use std::path::Path;

use portolan::{Code, Encoding, Field, Format, Options, Parsed, Record, Severity, Span};
use serde_json::Value;

/// Tables without damage, of whatever columns and marks.
const TABLES: [&str; 14] = [
    "page",
    "whole",
    "basic",
    "ranges",
    "references",
    "states",
    "service-code",
    "note-paragraphs",
    "breaks-in-cells",
    "two-dates",
    "several-assignees",
    "older-headings",
    "data-frame",
    "columns-left-out",
];

fn csv(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("fixtures/csv/{name}.csv"))).unwrap()
}

/// The cells of a CSV by RFC 4180.
fn cells(text: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut cell, mut quoted) = (Vec::new(), Vec::new(), String::new(), false);
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '"' if quoted && rest.peek() == Some(&'"') => cell.push(rest.next().unwrap()),
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(std::mem::take(&mut cell)),
            '\n' if !quoted => {
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            '\r' if !quoted => {}
            c => cell.push(c),
        }
    }
    assert!(row.is_empty() && cell.is_empty(), "it ends with its last row");
    rows
}

fn string(text: &str) -> String {
    serde_json::to_string(text).unwrap()
}

/// A cell as tools write it that know numbers and nothing.
fn typed(text: &str) -> String {
    match text {
        "" => "null".to_owned(),
        number if number.bytes().all(|byte| byte.is_ascii_digit()) && (number == "0" || !number.starts_with('0')) => {
            number.to_owned()
        }
        text => string(text),
    }
}

fn object<K: AsRef<str>>(keys: &[K], cells: impl Iterator<Item = String>) -> String {
    let members = keys.iter().zip(cells).map(|(key, cell)| format!("{}: {cell}", string(key.as_ref())));
    format!("{{{}}}", members.collect::<Vec<_>>().join(", "))
}

fn array(elements: impl Iterator<Item = String>) -> String {
    format!("[{}]", elements.collect::<Vec<_>>().join(", "))
}

/// A table in every shape, each with its name and format.
fn shapes(text: &str) -> Vec<(&'static str, Format, String)> {
    let mut rows = cells(text);
    let head = rows.remove(0);
    let strings = |row: &Vec<String>| row.iter().map(|cell| string(cell)).collect::<Vec<_>>().into_iter();
    let types = |row: &Vec<String>| row.iter().map(|cell| typed(cell)).collect::<Vec<_>>().into_iter();
    let snake: Vec<String> = head.iter().map(|key| key.to_lowercase().replace(' ', "_")).collect();
    let objects: Vec<_> = rows.iter().map(|row| object(&head, strings(row))).collect();
    let numbers: Vec<_> = (0..rows.len()).map(|at| at.to_string()).collect();
    let column = |at: usize| rows.iter().map(move |row| string(&row[at]));
    let by_column = |cells: &dyn Fn(usize) -> String| object(&head, (0..head.len()).map(cells));
    let lines = |rows: &mut dyn Iterator<Item = String>| rows.map(|row| row + "\n").collect::<String>();
    let headings = array(strings(&head));
    vec![
        ("an array of objects", Format::Json, array(objects.iter().cloned())),
        ("typed", Format::Json, array(rows.iter().map(|row| object(&head, types(row))))),
        ("snake case", Format::Json, array(rows.iter().map(|row| object(&snake, types(row))))),
        (
            "indented",
            Format::Json,
            serde_json::to_string_pretty(&serde_json::from_str::<Value>(&array(objects.iter().cloned())).unwrap())
                .unwrap(),
        ),
        ("objects a line", Format::Ndjson, lines(&mut objects.iter().cloned())),
        (
            "under a key",
            Format::Json,
            format!("{{\"n\": 1, \"records\": {}, \"by\": \"a tool\"}}", array(objects.iter().cloned())),
        ),
        (
            "headings and rows",
            Format::Json,
            array([headings.clone()].into_iter().chain(rows.iter().map(|row| array(types(row))))),
        ),
        (
            "headings and rows, a line each",
            Format::Ndjson,
            lines(&mut [headings.clone()].into_iter().chain(rows.iter().map(|row| array(strings(row))))),
        ),
        (
            "split",
            Format::Json,
            format!(
                "{{\"columns\": {headings}, \"index\": {}, \"data\": {}}}",
                array(numbers.iter().cloned()),
                array(rows.iter().map(|row| array(strings(row))))
            ),
        ),
        ("by index", Format::Json, object(&numbers, objects.iter().cloned())),
        ("by column", Format::Json, by_column(&|at| object(&numbers, column(at)))),
        ("lists by column", Format::Json, by_column(&|at| array(column(at)))),
        (
            "objects within objects",
            Format::Json,
            array(objects.iter().map(|row| format!("{{\"_id\": 7, \"_source\": {row}}}"))),
        ),
    ]
}

/// A record without its place, which is that of its document.
fn without_place(record: &Record) -> Record {
    record.clone().with_span(Span::default())
}

fn records(parsed: &Parsed) -> Vec<Record> {
    parsed.registry.iter().map(without_place).collect()
}

#[test]
fn every_shape_says_what_the_csv_does() {
    for name in TABLES {
        let text = csv(name);
        let whole = portolan::parse(text.as_bytes());
        let columns = |parsed: &Parsed| {
            let mut columns = parsed.registry.source.as_ref().unwrap().columns.clone();
            columns.sort_unstable();
            columns
        };
        for (shape, format, json) in shapes(&text) {
            let read = portolan::parse(json.as_bytes());
            let source = read.registry.source.as_ref().unwrap();
            assert_eq!((source.format, source.layout), (format, None), "{name}, {shape}");
            assert_eq!(records(&read), records(&whole), "{name}, {shape}: {:?}", read.diagnostics);
            assert_eq!(columns(&read), columns(&whole), "{name}, {shape}");
            let told: Vec<_> = read.diagnostics.iter().filter(|found| found.severity > Severity::Note).collect();
            let of_csv = whole.diagnostics.iter().filter(|found| found.severity > Severity::Note).count();
            assert_eq!(told.len(), of_csv, "{name}, {shape}: {told:?}");
            let detected = portolan::detect(json.as_bytes()).unwrap();
            let of_csv = portolan::detect(text.as_bytes()).unwrap().confidence;
            assert_eq!((detected.format, detected.confidence), (format, of_csv), "{name}, {shape}");
            // The format may be asked for.
            let mut options = Options::default();
            options.format = Some(format);
            assert_eq!(options.parse(json.as_bytes()), read, "{name}, {shape}");
        }
    }
}

#[test]
fn places_are_those_of_the_rows() {
    let text = csv("page");
    for (shape, _, json) in shapes(&text) {
        let mut end = 0;
        for record in &portolan::parse(json.as_bytes()).registry {
            let span = record.span();
            let part = &json[span.range()];
            let is_row = match part.as_bytes()[0] {
                b'{' => part.ends_with('}'),
                b'[' => part.ends_with(']'),
                // The first cell of the row.
                _ => serde_json::from_str::<Value>(part).is_ok(),
            };
            assert!(is_row && record.service_name().is_none_or(|name| part.contains(name)), "{shape}: {part}");
            assert_eq!(span.line as usize, 1 + json[..span.start as usize].matches('\n').count(), "{shape}");
            assert!(span.range().start >= end, "{shape}");
            end = span.range().end;
        }
    }
}

/// What both say of a row is the same, but for fields that it lists, and columns that are not there.
fn is_covered(record: &Record, whole: &Record, columns: &[Field]) -> bool {
    let (one, other) = (serde_json::to_value(record).unwrap(), serde_json::to_value(whole).unwrap());
    let listed: Vec<&str> = one["uncertain"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    one.as_object().unwrap().iter().all(|(field, value)| {
        let column = match field.as_str() {
            "replaces" | "status" => "description",
            "alias_of" => "notes",
            own => own,
        };
        !columns.iter().any(|field| field.as_str() == column) || other[field] == *value || listed.contains(&column)
    })
}

/// Rows that are lost, if all others say what they did, each in its turn, or list what they say otherwise.
fn lost(read: &Parsed, whole: &[Record]) -> Option<usize> {
    let mut left = whole.iter();
    let columns = &read.registry.source.as_ref()?.columns;
    for record in &read.registry {
        left.find(|other| is_covered(record, other, columns))?;
    }
    whole.len().checked_sub(read.registry.records.len())
}

#[test]
fn a_lost_mark_costs_one_row_and_is_told() {
    let text = csv("breaks-in-cells") + &cells_of_page();
    let whole = records(&portolan::parse(text.as_bytes()));
    // Of objects that hold rows, one whose row does not read is no row's.
    for (shape, format, json) in shapes(&text).into_iter().filter(|(shape, ..)| *shape != "objects within objects") {
        let marks = json.bytes().enumerate().filter(|(_, byte)| b"\"{}[]:,".contains(byte));
        for (at, _) in marks {
            // One of a text is missed by nobody.
            let damaged = [&json[..at], &json[at + 1..]].concat();
            let read = portolan::parse(damaged.as_bytes());
            if !read.is_recognized() {
                // Of a row or headings that are the first no more may be left.
                assert!(at < 700 || shape.contains("column"), "{shape} at {at}");
                continue;
            }
            let is_headings = shape.contains("headings") || shape == "split" || shape.contains("column");
            if is_headings && at < 400 {
                continue;
            }
            let around = &json[at.saturating_sub(40)..(at + 40).min(json.len())];
            let is_of_text = serde_json::from_str::<Value>(&damaged).is_ok() || format == Format::Ndjson;
            let errors = read.diagnostics.iter().any(|found| found.severity > Severity::Note);
            match lost(&read, &whole) {
                Some(0) => {}
                Some(1) if errors => {}
                // A comma or a bracket within a text.
                None if is_of_text && !errors => {}
                lost => panic!("{shape} at {at}, {around:?}: {lost:?} {:?}", read.diagnostics),
            }
        }
    }
}

/// Some more rows.
fn cells_of_page() -> String {
    csv("page").lines().skip(1).take(5).map(|line| line.to_owned() + "\n").collect()
}

#[test]
fn what_is_cut_is_told_and_what_is_left_is_read() {
    let text = csv("ranges") + &cells_of_page();
    let whole = records(&portolan::parse(text.as_bytes()));
    for (shape, format, json) in shapes(&text) {
        for end in 0..json.trim_end().len() {
            let Some(cut) = json.get(..end) else { continue };
            let read = portolan::parse(cut.as_bytes());
            let errors = read.diagnostics.iter().any(|found| found.severity == Severity::Error);
            let is_whole = format == Format::Ndjson && cut.trim_end().ends_with(['}', ']']);
            let warned = read.diagnostics.iter().any(|found| found.code == Code::Truncated);
            assert!(errors || is_whole || warned, "{shape} to {end}: {cut}");
            assert!(read.registry.records.len() <= whole.len(), "{shape} to {end}");
            if !read.is_recognized() {
                continue;
            }
            assert!(lost(&read, &whole).is_some(), "{shape} to {end}: {read:#?}");
        }
    }
}

#[test]
fn keys_tell_records_of_portolan_from_rows_of_a_table() {
    let own = portolan::parse(csv("page").as_bytes());
    let mut text = Vec::new();
    portolan::write(&own, Format::Json, &mut text).unwrap();
    assert_eq!(portolan::parse(&text), own);
    let row = r#"[{"service_name":"gull","ports":"80","transport":"tcp","description":"Gull Web"}]"#;
    let read = portolan::parse(row.as_bytes());
    let source = read.registry.source.unwrap();
    assert_eq!(source.columns, [Field::ServiceName, Field::Ports, Field::Transport, Field::Description]);
    assert_eq!(read.registry.records[0].ports().unwrap().first(), 80);
    let record = r#"[{"service_name":"gull","ports":null,"transport":"tcp","description":"Gull Web","span":null}]"#;
    assert_eq!(portolan::parse(record.as_bytes()).registry.source.unwrap().columns, Field::ALL);
}

#[test]
fn the_encoding_is_that_of_the_rows() {
    let json = &shapes(&csv("page"))[0].2;
    let utf_16: Vec<u8> = ['\u{feff}']
        .into_iter()
        .chain(json.chars())
        .collect::<String>()
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let (read, whole) = (portolan::parse(&utf_16), portolan::parse(json.as_bytes()));
    assert_eq!(read.registry.source.as_ref().unwrap().encoding, Encoding::Utf16Le);
    assert_eq!(records(&read), records(&whole));
}

#[test]
fn limits_hold() {
    let json = &shapes(&csv("page"))[0].2;
    for (shape, _, json) in shapes(&csv("page")) {
        let mut options = Options::default();
        options.limits.records = 3;
        let read = options.parse(json.as_bytes());
        assert_eq!(read.registry.records.len(), 3, "{shape}");
        assert_eq!(read.diagnostics.iter().filter(|found| found.code == Code::Limit).count(), 1, "{shape}");
        options = Options::default();
        options.limits.cell_bytes = 200;
        let (read, all) = (options.parse(json.as_bytes()), portolan::parse(json.as_bytes()));
        let over = read.diagnostics.iter().filter(|found| found.code == Code::Limit).count();
        assert!(over > 0 && read.registry.records.len() + over == all.registry.records.len(), "{shape}: {over}");
    }
    let mut options = Options::default();
    options.limits.diagnostics = 2;
    let damaged = json.replace("\"Description\": \"", "\"Description\": [\"\"], \"Colour\": \"");
    let read = options.parse(damaged.as_bytes());
    assert_eq!(read.diagnostics.len(), 3);
}
