//! One registry in several renderings gives one AST, but for what a rendering does not carry and says so.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use portolan::{Contact, Parsed, Severity};
use serde_json::Value;

const OTHERS: &[(&str, &str)] = &[
    ("aligned", "md"),
    ("fixed", "txt"),
    ("html", "html"),
    ("joined", "txt"),
    ("packed", "md"),
    ("stacked", "txt"),
    ("tabbed", "txt"),
];

/// Files of one name that damage makes differ.
const DAMAGED: &[&str] = &["damaged-", "truncated-"];

fn path(directory: &str, name: &str, extension: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(directory).join(format!("{name}.{extension}"))
}

fn read(path: &Path) -> Parsed {
    portolan::parse(&fs::read(path).unwrap())
}

/// Packed Markdown keeps no paragraphs, and a wrapped cell not all: they are held against one another as one line. Text does not carry that a
/// reference was a link with words of its own.
fn comparable(value: &Value, directory: &str) -> Value {
    match value {
        Value::Object(reference)
            if matches!(directory, "fixed" | "tabbed") && reference.get("kind") == Some(&"uri".into()) =>
        {
            let mut reference = reference.clone();
            if !reference["text"].as_str().unwrap().contains(':') {
                reference.insert("kind".to_owned(), "text".into());
            }
            reference.into()
        }
        Value::Array(values) => values.iter().map(|value| comparable(value, directory)).collect(),
        Value::String(text) if matches!(directory, "fixed" | "packed") => Value::String(text.replace('\n', " ")),
        other => other.clone(),
    }
}

/// The fields of `one` and `other` that differ and that `other` does not list as uncertain.
fn differences(one: &Value, other: &Value, directory: &str) -> Vec<String> {
    let listed = other["uncertain"].as_array().unwrap();
    let fields = one.as_object().unwrap();
    let differs = |(key, value): &(&String, &Value)| {
        !matches!(key.as_str(), "span" | "uncertain" | "other_uris")
            && !listed.iter().any(|field| field == key.as_str())
            && comparable(value, directory) != comparable(&other[key.as_str()], directory)
    };
    fields
        .iter()
        .filter(differs)
        .map(|(key, value)| format!("{key} of {}{}: {value} or {}", one["service_name"], one["ports"], other[key]))
        .collect()
}

fn values<T: serde::Serialize>(items: &[T]) -> Vec<Value> {
    items.iter().map(|item| serde_json::to_value(item).unwrap()).collect()
}

fn compare(name: &str, xml: &Parsed, directory: &str, other: &Parsed) -> Vec<String> {
    let (one, two) = (&xml.registry, &other.registry);
    let mut found = Vec::new();
    if (&one.title, one.updated, &one.experts, &one.references)
        != (&two.title, two.updated, &two.experts, &two.references)
    {
        found.push(format!("header: {:?} or {:?}", one.title, two.title));
    }
    let notes = |parsed: &Parsed| -> Vec<_> {
        let note =
            |note: &portolan::Note| (note.title.clone(), comparable(&Value::String(note.text.to_string()), directory));
        parsed.registry.notes.iter().map(note).collect()
    };
    if notes(xml) != notes(other) {
        found.push("notes".to_owned());
    }
    if one.footnotes != two.footnotes {
        found.push(format!("footnotes: {:?} or {:?}", one.footnotes, two.footnotes));
    }
    for (what, one, two) in [
        ("records", values(&one.records), values(&two.records)),
        ("contacts", values(&one.contacts), values(&two.contacts)),
    ] {
        if one.len() != two.len() {
            found.push(format!("{} {what} or {}", one.len(), two.len()));
        }
        found.extend(one.iter().zip(&two).flat_map(|(one, two)| differences(one, two, directory)));
    }
    found.iter().map(|found| format!("{directory}/{name}: {found}")).collect()
}

#[test]
fn files_of_one_name_say_the_same() {
    let xml = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/xml");
    let names: BTreeSet<String> = fs::read_dir(xml)
        .unwrap()
        .map(|entry| entry.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned())
        .filter(|name| !DAMAGED.iter().any(|damage| name.starts_with(damage)))
        .collect();
    let mut found = Vec::new();
    let mut compared = 0;
    for name in &names {
        let one = read(&path("xml", name, "xml"));
        for (directory, extension) in OTHERS {
            let path = path(directory, name, extension);
            if path.exists() {
                found.extend(compare(name, &one, directory, &read(&path)));
                compared += 1;
            }
        }
    }
    assert!(compared > 60, "{compared} files compared");
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn a_csv_says_the_same_of_its_records() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/csv");
    let (mut found, mut compared) = (Vec::new(), 0);
    for entry in fs::read_dir(directory).unwrap() {
        let file = entry.unwrap().path();
        let name = file.file_stem().unwrap().to_str().unwrap();
        let xml = path("xml", name, "xml");
        // No cell tells that a label links.
        let is_other = name == "references" || DAMAGED.iter().any(|damage| name.starts_with(damage));
        if is_other || !xml.exists() {
            continue;
        }
        let (one, two) = (read(&xml).registry, read(&file).registry);
        assert_eq!((two.title, two.updated, two.contacts.len()), (None, None, 0), "{name}");
        let (one, two) = (values(&one.records), values(&two.records));
        assert_eq!(one.len(), two.len(), "{name}");
        found.extend(one.iter().zip(&two).flat_map(|(one, two)| differences(one, two, "csv")));
        compared += 1;
    }
    assert!(compared > 20, "{compared} files compared");
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn renderings_with_every_cell_leave_nothing_uncertain() {
    for (directory, extension) in [("xml", "xml"), ("aligned", "md"), ("html", "html"), ("tabbed", "txt")] {
        let parsed = read(&path(directory, "page", extension));
        assert!(parsed.registry.iter().all(|record| record.uncertain().is_empty()));
        assert!(parsed.registry.contacts.iter().all(|contact| contact.uncertain.is_empty()));
        assert_eq!(parsed.diagnostics, []);
    }
}

#[test]
fn the_page_is_whole_in_every_rendering() {
    for (directory, extension) in [
        ("xml", "xml"),
        ("aligned", "md"),
        ("fixed", "txt"),
        ("html", "html"),
        ("joined", "txt"),
        ("packed", "md"),
        ("stacked", "txt"),
        ("tabbed", "txt"),
    ] {
        let parsed = read(&path(directory, "page", extension));
        assert_eq!((parsed.registry.records.len(), parsed.registry.contacts.len()), (25, 12), "{directory}");
        assert!(parsed.worst() < Some(Severity::Warning), "{directory}: {:?}", parsed.diagnostics);
        assert_eq!(parsed.registry.title.as_deref(), Some("Service Name and Transport Protocol Port Number Registry"));
        assert_eq!(parsed.registry.updated.map(|date| date.to_string()).as_deref(), Some("2025-10-22"));
        assert_eq!(parsed.registry.references[0].number, Some(6335));
        let contact = |id: &str| -> &Contact { parsed.registry.contact(id).unwrap() };
        assert_eq!(contact("Jo_Tarn").uri.as_deref(), Some("mailto:jo@tarn.example.com"));
        // A name and an organization side by side can be told apart by the id, even in text.
        assert_eq!(contact("Jo_Tarn").organization.as_deref(), Some("Tarn Systems Inc."), "{directory}");
    }
}

#[test]
fn what_is_listed_as_uncertain_on_the_page_is_dates_and_contacts_alone() {
    for (directory, extension) in [("joined", "txt"), ("packed", "md"), ("stacked", "txt")] {
        let parsed = read(&path(directory, "page", extension));
        let listed: BTreeSet<_> =
            parsed.registry.iter().flat_map(|record| record.uncertain().iter().collect::<Vec<_>>()).collect();
        let dates = [portolan::Field::RegistrationDate, portolan::Field::ModificationDate];
        assert_eq!(listed, BTreeSet::from(dates), "{directory}");
        let lone = parsed
            .registry
            .iter()
            .filter(|record| (record.registration_date().is_some()) != (record.modification_date().is_some()));
        assert_eq!(lone.count(), 8, "{directory}");
    }
}
