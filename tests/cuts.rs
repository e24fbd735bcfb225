//! A document cut at any byte: what stands before the cut is read as in the whole, and the cut is reported.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::fs;
use std::path::Path;

use portolan::{Parsed, Record, Severity};
use serde_json::Value;

/// The fields of `one` that are not those of `other` and that neither lists as uncertain.
fn differences(one: &Record, other: &Record) -> Vec<String> {
    let (mine, theirs) = (serde_json::to_value(one).unwrap(), serde_json::to_value(other).unwrap());
    let listed = |record: &Value, field: &str| {
        record["uncertain"].as_array().unwrap().iter().any(|name| {
            name == field || (field == "replaces" && name == "description") || (field == "alias_of" && name == "notes")
        })
    };
    let fields = mine.as_object().unwrap().iter();
    fields
        .filter(|(field, value)| {
            !matches!(field.as_str(), "uncertain" | "span")
                && theirs[field.as_str()] != **value
                && !listed(&mine, field)
                && !listed(&theirs, field)
        })
        .map(|(field, value)| format!("{field}: {value}, in the whole {}", theirs[field.as_str()]))
        .collect()
}

/// What is wrong with `cut`, read from `document`, the beginning of one that reads as `whole`.
fn check(cut: &Parsed, whole: &Parsed, document: &[u8]) -> Vec<String> {
    let at = document.trim_ascii_end().len();
    let mut found = Vec::new();
    let records = &cut.registry.records;
    if records.len() > whole.registry.records.len() {
        found.push(format!("cut at {at}: {} records", records.len()));
    }
    for (number, (one, other)) in records.iter().zip(&whole.registry.records).enumerate() {
        // Where nothing of a text tells that its last row was cut, the row is what is left of it.
        let may_be_cut = number + 1 == records.len() && one.span().range().end >= at;
        if !may_be_cut {
            found.extend(differences(one, other).iter().map(|field| format!("cut at {at}, record {number}: {field}")));
        }
    }
    found
}

fn cut_everywhere(directory: &str, always_reported: bool) {
    for name in ["whole", "page", "alias-pair", "ranges", "note-paragraphs"] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(directory);
        let entry = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path());
        let path = entry.into_iter().find(|path| path.file_stem().unwrap() == name).unwrap();
        let document = fs::read(&path).unwrap();
        let whole = portolan::parse(&document);
        let mut found = Vec::new();
        let end = document.trim_ascii_end().len();
        for at in 0..end {
            let cut = portolan::parse(&document[..at]);
            found.extend(check(&cut, &whole, &document[..at]));
            let is_reported = cut.worst() >= Some(Severity::Warning);
            // A page that ends after a whole contact shows no cut but for the contacts that are missing then.
            if !is_reported && always_reported {
                found.push(format!("cut at {at}: not reported"));
            }
        }
        assert!(found.is_empty(), "{}: {} findings, {:#?}", path.display(), found.len(), &found[..found.len().min(12)]);
    }
}

#[test]
fn xml() {
    cut_everywhere("xml", true);
}

#[test]
fn html() {
    cut_everywhere("html", true);
}

#[test]
fn joined() {
    cut_everywhere("joined", false);
}

#[test]
fn fixed() {
    cut_everywhere("fixed", false);
}

#[test]
fn packed() {
    cut_everywhere("packed", false);
}

#[test]
fn aligned() {
    cut_everywhere("aligned", false);
}

#[test]
fn tabbed() {
    cut_everywhere("tabbed", false);
}

#[test]
fn csv() {
    cut_everywhere("csv", false);
}

#[test]
fn stacked() {
    cut_everywhere("stacked", false);
}
