//! The registry's CSV as it is written: byte-equal to the registry's own but where its white space is irregular.
//! Skipped where the registry's own documents are not at hand: `PORTOLAN_CORPUS`, or `../shared/corpus`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use std::collections::BTreeSet;
use std::fs;

use portolan::{Encoding, Field, Format, Options, Parsed, Part, PortRange, Record, Registry, Severity, Source};
use proptest::prelude::*;

use support::corpus::official;
use support::differ::differences;
use support::written_text as written;

/// The rows as they are written, each with its line's end.
fn rows(csv: &str) -> Vec<&str> {
    let (mut rows, mut from, mut is_quoted) = (Vec::new(), 0, false);
    for (at, byte) in csv.bytes().enumerate() {
        is_quoted ^= byte == b'"';
        if byte == b'\n' && !is_quoted {
            rows.push(&csv[from..=at]);
            from = at + 1;
        }
    }
    assert_eq!(from, csv.len());
    rows
}

fn cells(row: &str) -> Vec<String> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(row.as_bytes());
    reader.records().next().unwrap().unwrap().iter().map(str::to_owned).collect()
}

fn folded(cells: &[String]) -> Vec<String> {
    cells.iter().map(|cell| cell.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
}

/// One space between words, and lines that end and begin with words; none within names in brackets.
fn is_regular(cell: &str) -> bool {
    let is_line = |line: &str| !line.is_empty() && line.split_whitespace().collect::<Vec<_>>().join(" ") == line;
    cell.is_empty() || cell.split('\n').all(is_line) && !(cell.starts_with('[') && cell.contains('\n'))
}

/// The names of the services whose rows are other bytes, all of whose cells are the same words; and of those whose
/// cells are not.
fn compared<'a>(own: &'a str, official: &'a str) -> (Vec<(&'a str, &'a str)>, Vec<String>) {
    let (own, official) = (rows(own), rows(official));
    assert_eq!(own.len(), official.len());
    let (mut spaced, mut other) = (Vec::new(), Vec::new());
    for (own, official) in own.into_iter().zip(official) {
        if own != official {
            let (left, right) = (cells(own), cells(official));
            if folded(&left) == folded(&right) { spaced.push((own, official)) } else { other.push(right[0].clone()) }
        }
    }
    (spaced, other)
}

#[test]
fn the_registry_s_own_csv_is_written_as_it_is() {
    let Some(corpus) = official() else { return };
    let official = fs::read_to_string(corpus.join("2024-06-07.csv")).unwrap();
    let own = written(&portolan::parse(official.as_bytes()).registry, Format::Csv);
    let (spaced, other) = compared(&own, &official);
    assert_eq!((rows(&own).len(), spaced.len(), other), (14448, 80, vec![]));
    for (own, official) in spaced {
        assert!(cells(own).iter().all(|cell| is_regular(cell)), "{own}");
        assert!(!cells(official).iter().all(|cell| is_regular(cell)), "{official}");
    }
}

#[test]
fn the_xml_of_a_day_is_written_as_its_csv() {
    let Some(corpus) = official() else { return };
    let official = fs::read_to_string(corpus.join("2024-06-07.csv")).unwrap();
    let xml = portolan::parse(&fs::read(corpus.join("2024-06-07.xml")).unwrap()).registry;
    let own = written(&xml, Format::Csv);
    let (spaced, other) = compared(&own, &official);
    // The CSV is of a moment before these two were changed.
    assert_eq!(other, ["rift-lies", "rift-ties"]);
    assert_eq!(spaced.len(), 281);
    for (own, official) in spaced {
        // The CSV's lines are those of the XML's source, where the page and this crate have its paragraphs.
        let breaks = cells(own).iter().chain(&cells(official)).any(|cell| cell.contains('\n'));
        assert!(breaks || !cells(official).iter().all(|cell| is_regular(cell)), "{own}{official}");
        assert!(cells(own).iter().all(|cell| is_regular(cell)), "{own}");
    }
}

#[test]
fn a_trip_from_xml_to_csv_and_back_loses_what_is_declared() {
    let Some(corpus) = official() else { return };
    for day in ["2017-03-10", "2024-06-07", "2025-10-22"] {
        let registry = portolan::parse(&fs::read(corpus.join(day).with_extension("xml")).unwrap()).registry;
        let csv = portolan::parse(written(&registry, Format::Csv).as_bytes()).registry;
        let back = portolan::parse(written(&csv, Format::Xml).as_bytes()).registry;
        let differ: BTreeSet<Option<Part>> = differences(&registry, &back).into_keys().collect();
        let declared: BTreeSet<_> =
            portolan::losses(&registry, Format::Csv).into_iter().map(|loss| Some(loss.part)).collect();
        assert_eq!(differ, declared, "{day}");
        assert!(differences(&csv, &back).is_empty(), "{day}");
    }
}

const NARROW: &[Field] = &[Field::Description, Field::Ports, Field::Transport];

const HOSTILE: &[&str] = &[
    "\"",
    "\"\"",
    "\"a",
    "a\"",
    "\",\"",
    ",",
    ",,",
    ";",
    "\t",
    "a\tb",
    "|",
    "=1+1",
    "=HYPERLINK(\"x\")",
    "+1",
    "-1",
    "@x",
    "'",
    "a\n",
    "\na",
    "a\n\nb",
    "a\r\nb",
    "a\rb",
    "\u{feff}a",
    "\u{0}",
    " a ",
    "#",
    "# Service Name",
    "Description",
    "Service Name,Port Number",
    "[x",
    "x]",
    "\u{2028}",
    "</record>",
    "\\",
    "\\\"",
    "IANA",
    "a \"b\" c",
    "\u{85}",
];

fn source(columns: &[Field]) -> Option<Source> {
    Some(Source { format: Format::Csv, layout: None, encoding: Encoding::Utf8, columns: columns.to_vec() })
}

fn read_as_csv(bytes: &str) -> Parsed {
    let mut options = Options::default();
    options.format = Some(Format::Csv);
    options.parse(bytes.as_bytes())
}

/// Each text alone in its record, in tables of these columns: as many records are read, with what stood in them.
fn assert_kept(texts: &[String], columns: &[Field]) -> Result<(), TestCaseError> {
    let source = source(columns);
    let records = texts.iter().map(|text| Record::new().with_description(text.as_str())).collect();
    let registry = Registry { source, records, ..Registry::default() };
    let csv = written(&registry, Format::Csv);
    let read = read_as_csv(&csv);
    let found: Vec<_> =
        read.registry.iter().map(|record| record.description().unwrap_or_default().to_owned()).collect();
    let expected: Vec<String> = texts.iter().map(|text| spelled(text)).filter(|text| !text.is_empty()).collect();
    // A table without a row is told to be cut, perhaps.
    let worst: Vec<_> = read.diagnostics.iter().filter(|told| told.severity > Severity::Note).collect();
    prop_assert!(worst.is_empty() || expected.is_empty(), "{:?}\n{:?}", worst, csv);
    prop_assert_eq!(found, expected, "{:?}", csv);
    prop_assert_eq!(written(&read.registry, Format::Csv), csv);
    Ok(())
}

/// As folding and spelling leave a text.
fn spelled(text: &str) -> String {
    let lines = text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
    let text = lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n");
    let is_odd = |c: char| c.is_control() && c != '\n' || matches!(c, '\u{feff}' | '\u{fffe}' | '\u{ffff}');
    text.chars().map(|c| if is_odd(c) { '\u{fffd}' } else { c }).collect()
}

#[test]
fn hostile_cells_stay_in_their_cells() {
    let texts: Vec<String> = HOSTILE.iter().map(|&text| text.to_owned()).collect();
    for columns in [&[Field::Description][..], NARROW, &Field::ALL] {
        assert_kept(&texts, columns).unwrap();
        for text in &texts {
            assert_kept(std::slice::from_ref(text), columns).unwrap();
        }
    }
}

#[test]
fn as_many_columns_are_written_as_are_read_again() {
    for (columns, count) in [
        (&[Field::ServiceName, Field::Ports, Field::Description][..], 3),
        // No reader knows a table of a name and a port alone.
        (&[Field::ServiceName, Field::Ports], 12),
        // A record has a name and a port, too.
        (&[Field::Description], 3),
        (&[Field::Assignees, Field::Contacts], 4),
    ] {
        let records = ["a", "b"].map(|name| Record::new().with_service_name(name).with_ports(PortRange::single(1)));
        let registry = Registry { source: source(columns), records: records.into(), ..Registry::default() };
        let csv = written(&registry, Format::Csv);
        let read = read_as_csv(&csv).registry;
        assert_eq!(read.records.len(), 2, "{csv}");
        assert_eq!(read.source.as_ref().unwrap().columns.len(), count, "{csv}");
        let differ: Vec<_> = differences(&registry, &read).into_keys().collect();
        let declared: Vec<_> =
            portolan::losses(&registry, Format::Csv).into_iter().map(|loss| Some(loss.part)).collect();
        assert_eq!(differ, declared, "{csv}");
    }
}

/// A record that says nothing is no record, in any rendering; a line of commas would be one for some.
#[test]
fn an_empty_record_is_no_line() {
    let columns = [Field::ServiceName, Field::Ports, Field::Transport];
    let records = vec![Record::new().with_service_name("a"), Record::new(), Record::new().with_service_name("b")];
    let csv = written(&Registry { source: source(&columns), records, ..Registry::default() }, Format::Csv);
    assert_eq!(csv, "Service Name,Port Number,Transport Protocol\r\na,,\r\nb,,\r\n");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_stays_in_its_cell(
        texts in prop::collection::vec(prop_oneof![any::<String>(), "[\"',;\t\r\n =a]{0,6}"], 1..6),
        columns in prop::sample::select(vec![NARROW, &Field::ALL]),
    ) {
        assert_kept(&texts, columns)?;
    }
}
