//! How lines end, a byte order mark, blanks at the ends of lines and tabs for blanks change nothing.

use portolan::Parsed;
use serde_json::Value;

use crate::documents::{Document, Rendering, assert_of_all, fixtures, made_up};

/// What was read, but for where it stands.
pub fn registry(parsed: &Parsed) -> Value {
    let mut value = serde_json::to_value(parsed).unwrap();
    value["diagnostics"] = Value::Null;
    for record in value["records"].as_array_mut().unwrap() {
        record["span"] = Value::Null;
    }
    if let Some(source) = value["source"].as_object_mut() {
        source.remove("encoding");
    }
    value
}

fn with_line_ends(text: &str, end: &str) -> String {
    text.replace("\r\n", "\n").replace('\n', end)
}

fn with_blanks_at_ends(text: &str) -> String {
    // Behind a quote that closes nothing may stand (RFC 4180).
    let is_bare = |line: &str| line.trim().is_empty() || line.ends_with('"');
    let blank = |line: &str| if is_bare(line) { line.to_owned() } else { format!("{line}  ") };
    text.split('\n').map(|line| blank(line.trim_end_matches('\r'))).collect::<Vec<_>>().join("\n")
}

/// In what ways a document may be written and say the same.
fn written(document: &Document) -> Vec<(&'static str, String)> {
    let text = document.text();
    let mut found = vec![
        ("newlines", with_line_ends(text, "\n")),
        ("returns and newlines", with_line_ends(text, "\r\n")),
        ("a byte order mark", format!("\u{feff}{}", text.trim_start_matches('\u{feff}'))),
        ("no byte order mark", text.trim_start_matches('\u{feff}').to_owned()),
        ("blanks at the ends of lines", with_blanks_at_ends(text)),
    ];
    if !text.contains('\r') {
        found.push(("returns alone", with_line_ends(text, "\r")));
    }
    // Tabs part cells elsewhere, or stand in for as many blanks as reach the next stop; in JSON they are none.
    if matches!(document.rendering, Rendering::Xml | Rendering::Html | Rendering::Stacked | Rendering::Packed) {
        let indented = |line: &str| {
            let inner = line.trim_start_matches(' ');
            "\t".repeat(line.len() - inner.len()) + inner
        };
        found.push(("tabs at the beginnings of lines", text.split('\n').map(indented).collect::<Vec<_>>().join("\n")));
    }
    if document.is_fixture() && matches!(document.rendering, Rendering::Xml | Rendering::Html) {
        let words = |part: &str| {
            let (tag, text) = part.split_once('>').unwrap_or(("", part));
            if tag.is_empty() { text.to_owned() } else { format!("{tag}>{}", text.replace(' ', "\t")) }
        };
        found.push(("tabs between words", text.split('<').map(words).collect::<Vec<_>>().join("<")));
    }
    found
}

fn check(document: &Document) -> Vec<String> {
    let whole = registry(&document.whole);
    let mut found = Vec::new();
    for (what, text) in written(document) {
        let read = registry(&portolan::parse(text.as_bytes()));
        let mut parts = whole.as_object().unwrap().iter().filter(|(part, value)| read[*part] != **value);
        if let Some((part, value)) = parts.next() {
            found.push(format!("{} with {what}: {part}, {value}, is read as {}", document.name, read[part]));
        }
    }
    found
}

/// All that are UTF-8.
fn documents() -> Vec<Document> {
    let mut documents: Vec<_> = Rendering::ALL.into_iter().flat_map(fixtures).collect();
    // What is left of a header alone is told by its first lines as they are.
    documents.retain(|document| std::str::from_utf8(&document.bytes).is_ok() && !document.is("truncated-in-header"));
    documents
}

#[test]
fn a_document_is_the_same_however_its_lines_end() {
    assert_of_all(&documents(), check);
}

#[test]
fn a_made_up_registry_is_the_same_however_its_lines_end() {
    assert_of_all(&made_up(8), check);
}
