//! JSON and NDJSON that are read back: what is no record of them, and the places that they carry.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use portolan::{Code, Format, Page, Parsed, parse, write};

const CSV: &[u8] = include_bytes!("../fixtures/csv/ranges.csv");

fn written(format: Format) -> (Parsed, String) {
    let parsed = parse(CSV);
    let mut text = Vec::new();
    write(&parsed, format, &mut text).unwrap();
    (parsed, String::from_utf8(text).unwrap())
}

#[test]
fn a_line_that_is_no_record_costs_itself_alone_and_says_what_it_is() {
    let (parsed, text) = written(Format::Ndjson);
    let (first, rest) = text.split_once('\n').unwrap();
    let damaged = format!("{first}\n5\n{{\"x\":1}}\n[\"ports\"]\n{rest}");
    let read = parse(damaged.as_bytes());
    assert_eq!(read.registry.records, parsed.registry.records);
    let told: Vec<_> =
        read.diagnostics.iter().map(|found| (found.code, found.span.line, found.message.as_str())).collect();
    assert_eq!(
        told,
        [
            (
                Code::DamagedRow,
                2,
                "this record does not read: invalid type: integer `5`, expected an object; it is left out"
            ),
            (Code::DamagedRow, 3, "this record does not read: it has none of the keys of a record; it is left out"),
            (
                Code::DamagedRow,
                4,
                "this record does not read: invalid type: sequence, expected an object; it is left out"
            ),
        ]
    );
}

#[test]
fn a_page_that_is_read_back_takes_up_what_its_document_did() {
    let (_, text) = written(Format::Json);
    let (document, read_back) = (Page::new(parse(CSV), CSV), Page::new(parse(text.as_bytes()), text.as_bytes()));
    let last = document.parsed().registry.records.last().unwrap().span();
    let (bytes, lines) = read_back.extent();
    assert!(bytes >= text.len().max(last.end as usize));
    assert!(lines >= last.line);
    let (bytes, lines) = document.extent();
    assert_eq!((bytes, lines as usize), (CSV.len(), CSV.split(|byte| *byte == b'\n').count().saturating_sub(1)));
}

#[test]
fn an_array_is_no_object_of_the_same_values() {
    let (parsed, text) = written(Format::Ndjson);
    let (first, rest) = text.split_once('\n').unwrap();
    let from = first.find("\"ports\":{").unwrap();
    let to = from + first[from..].find('}').unwrap() + 1;
    let damaged = format!("{}\"ports\":[1,2]{}\n{rest}", &first[..from], &first[to..]);
    let read = parse(damaged.as_bytes());
    assert_eq!(read.registry.records, parsed.registry.records[1..]);
    let told: Vec<_> = read.diagnostics.iter().map(|found| found.message.as_str()).collect();
    assert_eq!(told, ["this record does not read: invalid type: sequence, expected an object; it is left out"]);
}

#[test]
fn contacts_of_one_id_that_differ_are_told_unless_the_document_tells() {
    let contact = |name: &str| format!("{{\"id\":\"Ada\",\"name\":\"{name}\",\"uncertain\":[]}}");
    let text = |contacts: &[&str]| {
        let contacts: Vec<_> = contacts.iter().map(|name| contact(name)).collect();
        format!(
            "{{\"title\":null,\"notes\":[],\"footnotes\":[],\"records\":[],\"contacts\":[\n{}]}}",
            contacts.join(",\n")
        )
    };
    assert_eq!(parse(text(&["Ada", "Ada"]).as_bytes()).diagnostics, []);
    let parsed = parse(text(&["Ada", "Ada", "Ada Merle"]).as_bytes());
    let told: Vec<_> = parsed.diagnostics.iter().map(|found| (found.code, found.span.line)).collect();
    assert_eq!(told, [(Code::DuplicateContact, 4)]);
    let mut again = Vec::new();
    write(&parsed, Format::Json, &mut again).unwrap();
    assert_eq!(parse(&again), parsed);
}
