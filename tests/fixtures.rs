//! Reads every file below `fixtures/` and holds what comes out against a snapshot.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::fmt::Write;
use std::fs;
use std::panic::{self, AssertUnwindSafe};
use std::path::{Path, PathBuf};

use portolan::{Code, Format, Layout, Parsed, Severity, Span};

type Rendering = (Format, Option<Layout>);

/// A directory of fixtures, and what every file of it is read as; `None`: it is refused.
const DIRECTORIES: &[(&str, Option<Rendering>)] = &[
    ("aligned", Some((Format::Markdown, Some(Layout::Aligned)))),
    ("csv", Some((Format::Csv, None))),
    ("fixed", Some((Format::Text, Some(Layout::Fixed)))),
    ("html", Some((Format::Html, None))),
    ("joined", Some((Format::Text, Some(Layout::Joined)))),
    ("json", Some((Format::Json, None))),
    ("ndjson", Some((Format::Ndjson, None))),
    ("not-a-registry", None),
    ("packed", Some((Format::Markdown, Some(Layout::Packed)))),
    ("stacked", Some((Format::Text, Some(Layout::Stacked)))),
    ("tabbed", Some((Format::Text, Some(Layout::Tabbed)))),
    ("xml", Some((Format::Xml, None))),
];

struct Fixture {
    path: PathBuf,
    /// `xml/basic`
    name: String,
    bytes: Vec<u8>,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures")
}

fn entries(directory: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<_> = fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap().to_str().unwrap().to_owned()
}

fn fixtures(directory: &str) -> Vec<Fixture> {
    let read = |path: PathBuf| Fixture {
        name: format!("{directory}/{}", file_name(&path)),
        bytes: fs::read(&path).unwrap(),
        path,
    };
    entries(&root().join(directory)).into_iter().map(read).collect()
}

/// One line for each diagnostic, and the place that it points to.
fn diagnostics(parsed: &Parsed, text: &str) -> String {
    let mut lines = String::new();
    for found in &parsed.diagnostics {
        let source = text[found.span.range()].replace('\n', "⏎").replace('\r', "␍");
        let cut: String = source.chars().take(60).collect();
        let (line, column) = (found.span.line, found.column);
        writeln!(lines, "{line}:{column} {}[{}] {}  | {cut}", found.severity, found.code, found.message).unwrap();
    }
    if lines.is_empty() { "no diagnostics\n".to_owned() } else { lines }
}

fn ast(parsed: &Parsed) -> String {
    let silent = Parsed { registry: parsed.registry.clone(), diagnostics: Vec::new() };
    let pretty = serde_json::to_string_pretty(&silent).unwrap();
    pretty.replace(",\n  \"diagnostics\": []", "")
}

fn snapshot(fixture: &Fixture, parsed: &Parsed, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.set_input_file(fixture.path.strip_prefix(env!("CARGO_MANIFEST_DIR")).unwrap());
    let name = fixture.name.replace('/', "__");
    settings.bind(|| insta::assert_snapshot!(name, format!("{}\n{}", diagnostics(parsed, text), ast(parsed))));
}

#[track_caller]
fn assert_in_text(name: &str, what: &str, span: Span, text: &str) {
    assert!(text.get(span.range()).is_some(), "{name}: {what} {span:?} is no part of {} bytes", text.len());
    if span.line > 0 {
        let line = 1 + text[..span.start as usize].matches('\n').count();
        assert_eq!(span.line as usize, line, "{name}: line of {what} {span:?}");
    }
}

fn check_places(name: &str, parsed: &Parsed, text: &str) {
    let mut end = 0;
    // Records that are read back stand where they did in the document that they were read from first.
    let is_json =
        parsed.registry.source.as_ref().is_some_and(|source| matches!(source.format, Format::Json | Format::Ndjson));
    let is_read_back = is_json && !name.contains("/rows");
    for record in parsed.registry.iter().filter(|_| !is_read_back) {
        let span = record.span();
        assert_in_text(name, "record", span, text);
        assert!(span.line > 0 && !span.range().is_empty(), "{name}: a record at {span:?}");
        assert!(span.start >= end, "{name}: the record at {span:?} begins before byte {end}");
        end = span.end;
    }
    for found in &parsed.diagnostics {
        assert_in_text(name, found.code.as_str(), found.span, text);
        if found.span.line > 0 {
            let head = &text[..found.span.start as usize];
            let column = 1 + head.rsplit('\n').next().unwrap().chars().count();
            assert_eq!(found.column as usize, column, "{name}: column of {found:?}");
        }
    }
    assert!(parsed.diagnostics.is_sorted_by_key(|found| found.span), "{name}: {:?}", parsed.diagnostics);
}

fn check(fixture: &Fixture, expected: Option<Rendering>) {
    let name = &fixture.name;
    let parsed = portolan::parse(&fixture.bytes);
    // What places count.
    let text = portolan::decode(&fixture.bytes).text;
    snapshot(fixture, &parsed, &text);
    check_places(name, &parsed, &text);

    assert_eq!(portolan::parse(&fixture.bytes), parsed, "{name}: read twice");
    let json = serde_json::to_string(&parsed).unwrap();
    assert_eq!(serde_json::from_str::<Parsed>(&json).unwrap(), parsed, "{name}: through JSON");

    let source = parsed.registry.source.as_ref().map(|source| (source.format, source.layout));
    assert_eq!(source, expected, "{name}");
    assert_eq!(parsed.is_recognized(), expected.is_some(), "{name}");
    if expected.is_none() {
        let errors = parsed.diagnostics.iter().filter(|found| found.severity == Severity::Error);
        let codes: Vec<_> = errors.map(|found| found.code).collect();
        assert_eq!(codes, [Code::Unrecognized], "{name}");
    }
}

fn check_all(directory: &str) {
    let (_, expected) = DIRECTORIES.iter().find(|(known, _)| *known == directory).unwrap();
    let fixtures = fixtures(directory);
    assert!(!fixtures.is_empty(), "{directory}");
    // All of them are checked: one that fails must not hide another.
    let failed: Vec<_> = fixtures
        .iter()
        .filter(|fixture| panic::catch_unwind(AssertUnwindSafe(|| check(fixture, *expected))).is_err())
        .map(|fixture| fixture.name.as_str())
        .collect();
    assert!(failed.is_empty(), "{} of {} fixtures failed: {failed:#?}", failed.len(), fixtures.len());
}

#[test]
fn every_directory_is_known() {
    let found: Vec<_> = entries(&root()).iter().map(|path| file_name(path)).collect();
    let known: Vec<_> = DIRECTORIES.iter().map(|(name, _)| *name).collect();
    assert_eq!(found, known);
}

#[test]
fn every_snapshot_has_its_fixture() {
    let snapshots = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots");
    let names: Vec<_> =
        DIRECTORIES.iter().flat_map(|(directory, _)| fixtures(directory)).map(|fixture| fixture.name).collect();
    for path in entries(&snapshots) {
        let file = file_name(&path);
        // What a failed run leaves behind.
        let Some(name) = file.strip_suffix(".snap") else { continue };
        assert!(names.contains(&name.replace("__", "/")), "{file} has no fixture");
    }
}

#[test]
fn aligned() {
    check_all("aligned");
}

#[test]
fn xml() {
    check_all("xml");
}

#[test]
fn html() {
    check_all("html");
}

#[test]
fn fixed() {
    check_all("fixed");
}

#[test]
fn joined() {
    check_all("joined");
}

#[test]
fn packed() {
    check_all("packed");
}

#[test]
fn stacked() {
    check_all("stacked");
}

#[test]
fn not_a_registry() {
    check_all("not-a-registry");
}

#[test]
fn tabbed() {
    check_all("tabbed");
}

#[test]
fn csv() {
    check_all("csv");
}

#[test]
fn json() {
    check_all("json");
}

#[test]
fn ndjson() {
    check_all("ndjson");
}
