//! A damaged document is read with what is left of it: what it cost is told, and no other row changes.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::fs;
use std::path::{Path, PathBuf};

use portolan::{Code, Parsed, Record};
use serde_json::Value;

fn directory(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name)
}

/// The files whose name begins with `prefix`, each with the document that it was before.
fn damaged(prefix: &str) -> Vec<(String, Parsed, Parsed)> {
    let mut found = Vec::new();
    for rendering in ["aligned", "csv", "html", "joined", "packed", "tabbed", "xml"] {
        for entry in fs::read_dir(directory(rendering)).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            if name.starts_with(prefix) {
                let whole = match name.as_str() {
                    "truncated-in-replacement" => "alias-pair",
                    "damaged-quote-unclosed" | "damaged-quote-unopened" | "damaged-quote-unopened-one-line" => {
                        "quoted-lines"
                    }
                    _ => "whole",
                };
                let whole = path.with_file_name(whole).with_extension(path.extension().unwrap());
                let read = |path: &Path| portolan::parse(&fs::read(path).unwrap());
                found.push((format!("{rendering}/{name}"), read(&path), read(&whole)));
            }
        }
    }
    found.sort_by(|one, two| one.0.cmp(&two.0));
    assert!(!found.is_empty());
    found
}

/// Fields of `record` that are not those of the same row in `whole` and that it does not list as uncertain.
fn wrong_fields(record: &Record, whole: &Parsed) -> Vec<String> {
    let value = serde_json::to_value(record).unwrap();
    let known = values(whole);
    // The row that it was: the one that it shares most with.
    let shared = |other: &Value| value.as_object().unwrap().iter().filter(|(key, own)| other[*key] == **own).count();
    let was = known.iter().max_by_key(|other| shared(other)).unwrap();
    // What is read from a field is as sure as the field.
    let field = |key: &str| match key {
        "replaces" => "description".to_owned(),
        "alias_of" => "notes".to_owned(),
        own => own.to_owned(),
    };
    let differs = |(key, own): &(&String, &Value)| {
        !matches!(key.as_str(), "span" | "uncertain")
            && was[key.as_str()] != **own
            && !value["uncertain"].as_array().unwrap().iter().any(|listed| *listed == field(key))
    };
    let fields = value.as_object().unwrap();
    fields.iter().filter(differs).map(|(key, own)| format!("{key}: {own} was {}", was[key])).collect()
}

fn values(parsed: &Parsed) -> Vec<Value> {
    parsed.registry.iter().map(|record| serde_json::to_value(record).unwrap()).collect()
}

/// What every document of that rendering is told, whole or not.
fn is_of_the_rendering(code: Code) -> bool {
    matches!(code, Code::LoneDate | Code::AmbiguousContact)
}

fn check(prefix: &str) {
    let mut found = Vec::new();
    for (name, parsed, whole) in damaged(prefix) {
        if parsed.diagnostics.iter().all(|found| is_of_the_rendering(found.code)) {
            found.push(format!("{name}: nothing is told"));
        }
        for record in &parsed.registry {
            found.extend(wrong_fields(record, &whole).iter().map(|field| format!("{name}: {field}")));
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn a_truncated_document_is_told_and_no_wrong_value_is_certain() {
    check("truncated-");
}

#[test]
fn a_damaged_row_is_told_and_no_wrong_value_is_certain() {
    check("damaged-");
}

#[test]
fn damage_costs_one_row_at_the_most() {
    for (name, parsed, whole) in damaged("damaged-") {
        let lost = whole.registry.iter().filter(|record| {
            !parsed.registry.iter().any(|other| {
                (other.service_name(), other.ports(), other.description())
                    == (record.service_name(), record.ports(), record.description())
            })
        });
        assert!(lost.count() <= 1, "{name}");
    }
}

#[test]
fn cells_for_another_row_or_empty_ones_are_no_note_with_pipes() {
    let headings = "| Service Name | Port Number | Transport Protocol | Description | Assignee \
                    | Unauthorized Use Reported | Assignment Notes |\n|---|---|---|---|---|---|---|\n";
    let weir = "| weir | 4301 | tcp | Weir | [Ada_Merle] | |";
    for rest in [" || wave | 4302 | tcp | Wave | [Ada_Merle] | | |\n", " | |\n"] {
        let parsed = portolan::parse(format!("{headings}{weir}{rest}").as_bytes());
        let [record] = parsed.registry.records.as_slice() else { panic!("one record") };
        assert!(parsed.diagnostics.iter().any(|found| found.code == Code::DamagedRow));
        assert!(record.uncertain().contains(portolan::Field::Notes));
    }
}

#[test]
fn a_line_of_a_note_that_names_an_id_ends_no_table_of_fixed_columns() {
    let text = "\
+--------------+--------+-----------+-------------+--------------+------------------+
| Service Name | Port   | Transport | Description | Assignee     | Assignment Notes |
|              | Number | Protocol  |             |              |                  |
+==============+========+===========+=============+==============+==================+
| weir         | 4301   | tcp       | Weir        | [Ada_Merle]  | Defined TXT keys |
|              |        |           |             |              | name, id         |
+--------------+--------+-----------+-------------+--------------+------------------+
| wave         | 4302   | tcp       | Wave        | [Bo_Quill]   |                  |
+--------------+--------+-----------+-------------+--------------+------------------+
";
    let parsed = portolan::parse(text.as_bytes());
    let names: Vec<_> = parsed.registry.iter().filter_map(Record::service_name).collect();
    assert_eq!(names, ["weir", "wave"]);
    assert!(parsed.registry.contacts.is_empty());
}

#[test]
fn places_are_those_of_the_document_whatever_blanks_it_has() {
    let headings = "Service Name Port Number Transport Protocol Description Assignee Contact Registration Date";
    for row in [
        // A no-break space is two bytes and one character; numbers of links and blanks within brackets are left out.
        "gull\u{a0}4030 tcp Gull [Bo",
        "gull 4030 tcp Gull\u{a0}\u{a0}Fééd [Bo",
        "gull 4030 tcp é [ Bo_Quill ] [ Bo_Quill ] [Bo",
        "gull 4030 tcp é [[1]Bo_Quill] [[2]Bo_Quill] [Bo",
    ] {
        let parsed = portolan::parse(format!("{headings}\ntern 4029 tcp Tern\n{row}").as_bytes());
        let end = u32::try_from(row.chars().count()).unwrap() + 1;
        let cut = parsed.diagnostics.iter().find(|told| told.code == Code::Truncated);
        assert_eq!(cut.map(|told| (told.span.line, told.column)), Some((3, end)), "{row} {:#?}", parsed.diagnostics);
    }
}
