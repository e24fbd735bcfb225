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

/// Rows with keys of the registry: a name, a port, a transport and a description, of which some are lacking.
fn rows_of(rows: &[&[(&str, &str)]]) -> String {
    array(rows.iter().map(|row| {
        let keys: Vec<_> = row.iter().map(|(key, _)| *key).collect();
        object(&keys, row.iter().map(|(_, cell)| string(cell)))
    }))
}

fn uncertain(parsed: &Parsed) -> Vec<Vec<Field>> {
    parsed.registry.iter().map(|record| record.uncertain().iter().collect()).collect()
}

#[test]
fn a_key_that_is_missing_is_listed_wherever_others_tell_that_it_should_not() {
    let (name, port, tcp) = (("Service Name", "gull"), ("Port Number", "80"), ("Transport Protocol", "tcp"));
    let (text, who) = (("Description", "Gull"), ("Assignee", "[A]"));
    let whole: &[_] = &[name, port, tcp, text, who];
    let read = |rows: &[&[(&str, &str)]]| {
        let read = portolan::parse(rows_of(rows).as_bytes());
        let told = read.diagnostics.iter().map(|found| found.severity).max();
        (uncertain(&read), told)
    };
    // A key without a value further down.
    let empty: &[_] = &[name, port, tcp, text, ("Assignee", "")];
    let short: &[_] = &[name, port, tcp, text];
    let listed = |field: Field| vec![vec![field], vec![], vec![]];
    assert_eq!(read(&[short, whole, empty]), (listed(Field::Assignees), Some(Severity::Error)));
    // Nobody writes what is empty.
    assert_eq!(read(&[short, whole, whole]).0, [vec![], vec![], vec![]]);
    // By a port, a transport and a name, records are found.
    assert_eq!(read(&[&[name, tcp, text, who], whole, whole]), (listed(Field::Ports), Some(Severity::Warning)));
    // Another key may be it, but for one that most have.
    let misspelt: &[_] = &[name, port, tcp, text, ("Assigne", "[A]")];
    assert_eq!(read(&[misspelt, whole, whole]), (listed(Field::Assignees), Some(Severity::Error)));
    let (more, other) = ([whole, &[("x", "1")]].concat(), [short, &[("x", "1")]].concat());
    assert_eq!(read(&[&other, &more, &more]).0, [vec![], vec![], vec![]]);
}

#[test]
fn what_rows_are_called_by_is_taken_for_the_column_that_they_lack() {
    let cells =
        |name: &str| format!("\"Port Number\":\"{name}1\",\"Transport Protocol\":\"tcp\",\"Description\":\"D\"");
    let row = |name: &str| format!("\"{name}\":{{{}}}", cells("8"));
    let headings = r#"["Port Number","Transport Protocol","Description"]"#;
    let data = r#"[["81","tcp","D"],["81","tcp","D"]]"#;
    for text in [
        format!("{{{},{}}}", row("gull"), row("tern")),
        format!("{{\"columns\":{headings},\"index\":[\"gull\",\"tern\"],\"data\":{data}}}"),
        format!("{{\"index\":[\"gull\",\"tern\"],\"data\":{data},\"columns\":{headings}}}"),
        format!("{{\"data\":{data},\"columns\":{headings},\"index\":[\"gull\",\"tern\"]}}"),
        r#"{"Port Number":{"gull":81,"tern":81},"Transport Protocol":{"gull":"tcp","tern":"tcp"},"Description":{"gull":"D","tern":"D"}}"#
            .to_owned(),
    ] {
        let read = portolan::parse(text.as_bytes());
        let names: Vec<_> = read.registry.iter().map(Record::service_name).collect();
        assert_eq!(names, [Some("gull"), Some("tern")], "{text}");
        assert_eq!(uncertain(&read), vec![vec![Field::ServiceName]; 2], "{text}");
        let errors = read.diagnostics.iter().filter(|found| found.severity == Severity::Error).count();
        assert_eq!(errors, 1, "{text}: {:?}", read.diagnostics);
        assert!(read.registry.iter().all(|record| record.ports().unwrap().first() == 81), "{text}");
    }
    let group = |name: &str| {
        format!(
            "\"{name}\":[{}]",
            rows_of(&[&[("Service Name", "gull"), ("Port Number", "80"), ("Description", "D")]])
                .trim_matches(['[', ']'])
        )
    };
    let read = portolan::parse(format!("{{{},{}}}", group("tcp"), group("udp")).as_bytes());
    let transports: Vec<_> = read.registry.iter().map(|record| record.transport().unwrap().to_string()).collect();
    assert_eq!(
        (transports, uncertain(&read)),
        (vec!["tcp".to_owned(), "udp".to_owned()], vec![vec![Field::Transport]; 2])
    );
}

#[test]
fn what_stands_first_without_a_key_is_what_rows_are_called_by() {
    let rows = |name: &str| {
        format!(
            r#"[{{"": "gull", {name}"Port Number": "4801", "Transport Protocol": "tcp", "Description": "Gull calls"}},
                {{"": "tern", {name}"Port Number": "4802", "Transport Protocol": "udp", "Description": "Tern calls"}}]"#
        )
    };
    let parsed = portolan::parse(rows("").as_bytes());
    let names: Vec<_> = parsed.registry.records.iter().map(Record::service_name).collect();
    assert_eq!(names, [Some("gull"), Some("tern")]);
    assert_eq!(uncertain(&parsed), [[Field::ServiceName], [Field::ServiceName]]);
    assert_eq!(parsed.diagnostics[0].code, Code::DamagedRow);
    // Of rows that have all columns it is told that something else is left out, below headings as under keys.
    let below = r#"{"columns": ["", "Service Name", "Port Number", "Transport Protocol", "Description"],
        "data": [["first shore", "gull", 4801, "tcp", "Gull calls"], ["second shore", "tern", 4802, "udp", "Tern calls"]]}"#;
    for text in [rows("\"Service Name\": \"auk\", "), below.to_owned()] {
        let parsed = portolan::parse(text.as_bytes());
        assert_eq!((parsed.registry.records.len(), uncertain(&parsed)), (2, vec![vec![]; 2]), "{text}");
        let codes: Vec<_> = parsed.diagnostics.iter().map(|diagnostic| diagnostic.code).collect();
        assert_eq!(codes, [Code::UnknownColumn], "{text}");
    }
}

#[test]
fn columns_of_another_length_are_listed_in_all_rows() {
    let text =
        r#"{"Service Name":["gull","tern","wren"],"Port Number":["80","82"],"Transport Protocol":["tcp","tcp","udp"]}"#;
    let read = portolan::parse(text.as_bytes());
    assert_eq!(uncertain(&read), vec![vec![Field::Ports]; 3]);
    // One that was lost in another is listed, too.
    let text =
        r#"{"Service Name":["gull","tern"],"Port Number":["80","82"],"Transport Protocol":["tcp","udp","A","B"]}"#;
    let read = portolan::parse(text.as_bytes());
    assert_eq!(read.registry.records.len(), 2);
    let listed = |record: &Record| {
        [Field::Transport, Field::Description].iter().all(|field| record.uncertain().contains(*field))
    };
    assert!(read.registry.iter().all(listed), "{read:#?}");
}

#[test]
fn rows_stand_above_their_headings_too_and_damaged_headings_are_read_as_far_as_they_go() {
    let data = r#"[["gull",80,"tcp","D"]]"#;
    let headings = r#"["Service Name","Port Number","Transport Protocol","Description"]"#;
    let whole = portolan::parse(format!("{{\"data\":{data},\"columns\":{headings}}}").as_bytes());
    assert_eq!((whole.registry.records.len(), whole.diagnostics.len()), (1, 0));
    for (from, to) in [("\"]", "\"}"), ("e\",\"P", "e\" \"P"), ("Protocol\",", "Protocol,"), ("ion\"]", "ion\"")] {
        let damaged = headings.replace(from, to);
        let read = portolan::parse(format!("{{\"columns\":{damaged},\"index\":[0],\"data\":{data}}}").as_bytes());
        assert!(read.diagnostics.iter().any(|found| found.severity == Severity::Error), "{damaged}");
        let record = &read.registry.records[0];
        assert_eq!((record.service_name(), record.ports().unwrap().first()), (Some("gull"), 80), "{damaged}");
        assert!(record.uncertain().contains(Field::Assignees), "{damaged}");
    }
}

#[test]
fn other_json_and_pages_with_a_row_in_them_are_not_rows() {
    for other in [
        r#"{"service_name":"svc","version":1,"port":80,"protocol":"tcp","description":"a config"}"#,
        r#"[{"ServiceName":"web","ServicePort":80,"Protocol":"tcp","Description":"x"}]"#,
        r#"{"services":{"a":{"serviceName":"web","port":80,"protocol":"http","description":"x","contact":"a@b"}}}"#,
        r#"{"service_name":["checkout"],"port":[8080],"description":["x"],"contact":["y"],"notes":["n"]}"#,
    ] {
        assert!(!portolan::parse(other.as_bytes()).is_recognized(), "{other}");
    }
    let page = format!(
        "# Ports\n\n```json\n{{\"Service Name\":\"a\",\"Port Number\":\"1\",\"Transport Protocol\":\"tcp\"}}\n```\n\n{}",
        "| Service Name | Port Number | Transport Protocol | Description |\n|---|---|---|---|\n| gull | 80 | tcp | Gull |\n| tern | 81 | tcp | Tern |\n"
    );
    assert_eq!(portolan::parse(page.as_bytes()).registry.source.unwrap().format, Format::Markdown);
}
