//! Rows, headings and lines that are odd, one or two at a time, and what is read of them: a way of reading that holds for
//! whole documents shows here where it decides by a hair.
//!
//! `cases/` holds a file for each rendering: short documents, parted by lines of `%%`; `%headings` stands for the headings
//! of the registry as that rendering has them, and `%contacts` for those of the contact table. A snapshot has each of
//! them with what it says, keys without a value left out.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use portolan::{Field, Format, Layout, Parsed};
use serde_json::Value;

const BORDER: &str = "%%\n";

fn cases() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/oddities/cases")
}

fn expected(rendering: &str) -> Option<(Format, Option<Layout>)> {
    Some(match rendering {
        "aligned" => (Format::Markdown, Some(Layout::Aligned)),
        "csv" => (Format::Csv, None),
        "joined" => (Format::Text, Some(Layout::Joined)),
        "packed" => (Format::Markdown, Some(Layout::Packed)),
        "stacked" => (Format::Text, Some(Layout::Stacked)),
        "tabbed" => (Format::Text, Some(Layout::Tabbed)),
        _ => return None,
    })
}

/// Headings in one line, or in one each.
fn headings(rendering: &str, columns: &[&str]) -> String {
    match rendering {
        "stacked" => columns.join("\n") + "\n",
        "tabbed" => columns.join("\t") + "\n",
        "csv" => columns.join(",") + "\n",
        "packed" | "aligned" => format!("| {} |\n", columns.join(" | ")),
        _ => columns.join(" ") + "\n",
    }
}

/// `key: value` of what has one.
fn said(value: &Value) -> String {
    let Value::Object(fields) = value else { return value.to_string() };
    let is_said = |value: &Value| !matches!(value, Value::Null) && value.as_array().is_none_or(|all| !all.is_empty());
    let fields = fields.iter().filter(|(key, value)| *key != "span" && is_said(value));
    let name = |value: &Value| match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    fields.map(|(key, value)| format!("{key}: {}", name(value))).collect::<Vec<_>>().join("; ")
}

fn read(parsed: &Parsed) -> String {
    let registry = serde_json::to_value(parsed).unwrap();
    let mut lines = String::new();
    for key in ["records", "contacts", "notes", "footnotes"] {
        for one in registry[key].as_array().unwrap() {
            writeln!(lines, "{} {}", key.trim_end_matches('s'), said(one)).unwrap();
        }
    }
    for told in &parsed.diagnostics {
        let (line, column) = (told.span.line, told.column);
        writeln!(lines, "{}[{}] {line}:{column} {}", told.severity, told.code, told.message).unwrap();
    }
    lines
}

fn check(rendering: &str) {
    let record: Vec<_> = Field::ALL.iter().map(|field| field.column()).collect();
    let contact = ["ID", "Name", "Organization", "Contact URI", "Last Updated"];
    let text = fs::read_to_string(cases().join(rendering).with_extension("txt")).unwrap();
    let mut said = String::new();
    for case in text.split(BORDER) {
        let document = case
            .replace("%headings\n", &headings(rendering, &record))
            .replace("%contacts\n", &headings(rendering, &contact));
        let parsed = portolan::parse(document.as_bytes());
        let source = parsed.registry.source.as_ref().map(|source| (source.format, source.layout));
        assert_eq!(source, expected(rendering), "{case}");
        writeln!(said, "{case}=>\n{}", read(&parsed)).unwrap();
    }
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(rendering, said));
}

#[test]
fn aligned_markdown() {
    check("aligned");
}

#[test]
fn csv() {
    check("csv");
}

#[test]
fn joined_text() {
    check("joined");
}

#[test]
fn packed_markdown() {
    check("packed");
}

#[test]
fn stacked_text() {
    check("stacked");
}

#[test]
fn tabbed_text() {
    check("tabbed");
}
