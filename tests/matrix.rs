//! What each pair of a rendering that is read and one that is written loses: the README's table, held true.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use portolan::{Format, Layout, Parsed, Part};

use support::differ::differences;
use support::written;

const WRITTEN: [Format; 7] =
    [Format::Xml, Format::Csv, Format::Html, Format::Markdown, Format::Text, Format::Json, Format::Ndjson];

fn fixture(name: &str) -> Parsed {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name);
    portolan::parse(&fs::read(path).unwrap())
}

/// The same registry, of everything that the real one has, from each rendering.
fn sources() -> Vec<(String, Parsed)> {
    let xml = fixture("xml/everything.xml");
    let of_format = |format: Format| portolan::parse(&written(&xml, format));
    let mut sources = vec![
        ("CSV", of_format(Format::Csv)),
        ("HTML", of_format(Format::Html)),
        ("Markdown, aligned", of_format(Format::Markdown)),
        ("Markdown, packed", fixture("packed/everything.md")),
        ("text, fixed columns", of_format(Format::Text)),
        ("text, tabbed", fixture("tabbed/everything.txt")),
        ("text, joined", fixture("joined/everything.txt")),
        ("text, stacked", fixture("stacked/everything.txt")),
        ("JSON", of_format(Format::Json)),
        ("NDJSON", of_format(Format::Ndjson)),
    ];
    sources.insert(0, ("XML", xml));
    sources.into_iter().map(|(name, parsed)| (name.to_owned(), parsed)).collect()
}

#[test]
fn every_source_is_what_it_is_said_to_be() {
    for (name, parsed) in sources() {
        let source = parsed.registry.source.unwrap();
        let layout = source.layout.map_or("", Layout::as_str);
        let said = name.to_lowercase();
        assert!(said.starts_with(source.format.as_str()) || said == "json", "{name} is {:?}", source.format);
        assert!(said.contains(layout), "{name} is {layout}");
        assert_eq!(parsed.registry.records.len(), 8, "{name}");
        assert!(parsed.diagnostics.iter().all(|told| told.severity == portolan::Severity::Note), "{name}");
    }
}

/// A word for a part, and one for all of the header.
fn word(part: Part) -> &'static str {
    match part {
        Part::Title | Part::Updated | Part::Experts | Part::References | Part::Notes | Part::Footnotes => "header",
        Part::Contacts => "contacts",
        Part::Uncertain => "`uncertain`",
        Part::ReferenceKinds => "kinds of references",
        other => panic!("nothing of the fixture is lost as {other:?}"),
    }
}

#[test]
fn the_readme_has_the_table_of_what_each_pair_loses() {
    let mut table =
        String::from("| read from | to XML | to CSV | to HTML | to Markdown | to text | to JSON | to NDJSON |\n");
    table += "|---|---|---|---|---|---|---|---|\n";
    for (name, parsed) in sources() {
        table += &format!("| {name} |");
        for format in WRITTEN {
            let read = portolan::parse(&written(&parsed, format));
            let found = differences(&parsed.registry, &read.registry);
            let lost: BTreeSet<Option<Part>> = found.keys().copied().collect();
            let declared = portolan::losses(&parsed.registry, format).into_iter().map(|loss| Some(loss.part)).collect();
            assert_eq!(lost, declared, "{name} to {format}: {found:#?}");
            let mut words: Vec<&str> = lost.iter().flatten().map(|part| word(*part)).collect();
            words.dedup();
            table += &format!(" {} |", if words.is_empty() { "-".to_owned() } else { words.join(", ") });
        }
        table.push('\n');
    }
    let readme = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap();
    assert!(readme.contains(&table), "the README's table must be:\n{table}");
}

#[test]
fn a_second_trip_changes_nothing() {
    for (name, parsed) in sources() {
        for format in WRITTEN {
            let once = written(&portolan::parse(&written(&parsed, format)), format);
            let twice = written(&portolan::parse(&once), format);
            assert_eq!(String::from_utf8(once), String::from_utf8(twice), "{name} to {format}");
        }
    }
}
