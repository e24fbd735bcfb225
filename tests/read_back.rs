//! What portolan writes it reads back: the same registry, the same places, the same diagnostics.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::fs;
use std::path::{Path, PathBuf};

use portolan::{Code, Field, Format, Options, Parsed, Severity};

fn files(directory: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found.sort();
    found
}

fn fixtures() -> Vec<(String, Parsed)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let read = |path: PathBuf| {
        let name = path.strip_prefix(&root).unwrap().display().to_string();
        (name, portolan::parse(&fs::read(&path).unwrap()))
    };
    files(&root).into_iter().map(read).collect()
}

fn fixture(name: &str) -> Parsed {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name);
    portolan::parse(&fs::read(path).unwrap())
}

fn ndjson(parsed: &Parsed) -> String {
    let line = |record| serde_json::to_string(record).unwrap() + "\n";
    parsed.registry.iter().map(line).collect()
}

#[test]
fn every_fixture_reads_back_from_json() {
    for (name, parsed) in fixtures() {
        let compact = serde_json::to_string(&parsed).unwrap();
        let pretty = serde_json::to_string_pretty(&parsed).unwrap();
        // Keys in another order, as tools that sort them write.
        let sorted = serde_json::to_value(&parsed).unwrap().to_string();
        for json in [&compact, &pretty, &sorted, &format!("\u{feff}{compact}\r\n")] {
            assert_eq!(portolan::parse(json.as_bytes()), parsed, "{name}");
        }
    }
}

#[test]
fn every_fixture_reads_back_from_ndjson() {
    let mut lines = 0;
    for (name, parsed) in fixtures().into_iter().filter(|(_, parsed)| !parsed.registry.records.is_empty()) {
        let read = portolan::parse(ndjson(&parsed).as_bytes());
        assert_eq!(read.registry.records, parsed.registry.records, "{name}");
        assert_eq!(read.diagnostics, [], "{name}");
        let source = read.registry.source.unwrap();
        assert_eq!((source.format, source.layout, source.columns), (Format::Ndjson, None, Field::ALL.to_vec()));
        lines += read.registry.records.len();
    }
    assert!(lines > 300, "{lines}");
}

#[test]
fn a_registry_made_by_hand_has_json_for_its_source() {
    let mut parsed = fixture("xml/page.xml");
    parsed.registry.source = None;
    let read = portolan::parse(serde_json::to_string(&parsed).unwrap().as_bytes());
    assert_eq!(read.registry.source.as_ref().map(|source| source.format), Some(Format::Json));
    assert_eq!(read.registry.records, parsed.registry.records);
}

#[test]
fn what_stands_before_a_cut_is_kept() {
    let whole = fixture("xml/page.xml");
    for json in [serde_json::to_string(&whole).unwrap(), serde_json::to_string_pretty(&whole).unwrap()] {
        let bytes = json.as_bytes();
        for at in (0..bytes.len()).step_by(7) {
            let parsed = portolan::parse(&bytes[..at]);
            let records = &parsed.registry.records;
            assert_eq!(records[..], whole.registry.records[..records.len()], "cut at {at}");
            assert_eq!(parsed.worst(), Some(Severity::Error), "cut at {at}");
            let contacts = &parsed.registry.contacts;
            assert_eq!(contacts[..], whole.registry.contacts[..contacts.len()], "cut at {at}");
            if !contacts.is_empty() {
                assert_eq!(records.len(), whole.registry.records.len(), "cut at {at}");
            }
        }
    }
}

#[test]
fn a_lost_byte_costs_one_element_at_the_most() {
    let whole = fixture("xml/page.xml");
    for json in [serde_json::to_string(&whole).unwrap(), serde_json::to_string_pretty(&whole).unwrap()] {
        let punctuation = |(_, byte): &(usize, u8)| b"\"{}[],:".contains(byte);
        for (at, _) in json.bytes().enumerate().skip(1).filter(punctuation) {
            let damaged = [&json[..at], &json[at + 1..]].concat();
            let parsed = portolan::parse(damaged.as_bytes());
            let lost = |all: usize, left: usize| all.saturating_sub(left);
            let (one, two) = (&whole.registry, &parsed.registry);
            let same = two.records.iter().filter(|record| one.records.contains(record)).count();
            let contacts = two.contacts.iter().filter(|contact| one.contacts.contains(contact)).count();
            let cost = lost(one.records.len(), same) + lost(one.contacts.len(), contacts);
            let around = &json[at.saturating_sub(40)..(at + 40).min(json.len())];
            assert!(cost <= 1, "byte {at} costs {cost}: {around}: {:?}", parsed.diagnostics);
            // A comma of a text is no part of the JSON, and a comma that was one may be given back.
            if parsed != whole && serde_json::from_str::<serde_json::Value>(&damaged).is_err() {
                assert!(!parsed.diagnostics.is_empty(), "byte {at}: {around}");
            }
        }
    }
}

#[test]
fn limits_hold_for_what_is_read_back() {
    let whole = fixture("xml/page.xml");
    let mut options = Options::default();
    options.limits.records = 3;
    // The limit is one of contacts, too, which NDJSON has not.
    let documents = [(serde_json::to_string(&whole).unwrap(), 3), (ndjson(&whole), 0)];
    for (text, contacts) in documents {
        let parsed = options.parse(text.as_bytes());
        assert_eq!(parsed.registry.records, whole.registry.records[..3]);
        assert_eq!(parsed.registry.contacts, whole.registry.contacts[..contacts]);
        let told = if contacts > 0 { 2 } else { 1 };
        assert_eq!(parsed.diagnostics.iter().map(|found| found.code).collect::<Vec<_>>(), vec![Code::Limit; told]);
    }
}

#[test]
fn nesting_and_damage_cost_no_more_than_their_length() {
    let deep = "[".repeat(1 << 20);
    let open = "{\"service_name\":\"".repeat(1 << 16);
    let ends = "{\"x\":\"}],\"contacts\":[{\"id\":\"".repeat(1 << 14);
    for part in [&deep, &open, &ends] {
        let document = format!("{{\"source\":null,\"title\":null,\"updated\":null,\"notes\":[],\"records\":[{part}");
        assert_eq!(portolan::parse(document.as_bytes()).worst(), Some(Severity::Error));
    }
}

#[test]
fn other_json_is_none_of_it() {
    for text in [
        r#"{"title": "Inventory", "notes": [], "contacts": []}"#,
        r#"{"records": [{"id": 1, "value": 2}], "title": "x", "source": "y", "updated": "z", "notes": 3}"#,
        r#"{"service_name": "x", "port": 80}"#,
        r#"[{"name": "x"}]"#,
        r#"{"source": {"x": 1}, "format": "csv"}"#,
        "[]",
        "{}",
        "{",
    ] {
        assert!(!portolan::parse(text.as_bytes()).is_recognized(), "{text}");
    }
}
