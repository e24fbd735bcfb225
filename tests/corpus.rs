//! Whole documents of the registry, which are too large to stand here. Skipped where they are not at hand:
//! `PORTOLAN_CORPUS`, or `../shared/corpus`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[path = "support/corpus.rs"]
mod place;

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use portolan::{Code, Contact, Field, Format, Layout, Page, Parsed, Record, Span};
use serde_json::Value;

use place::corpus;

fn read(path: &Path) -> Parsed {
    portolan::parse(&fs::read(path).unwrap())
}

fn codes(parsed: &Parsed) -> Vec<Code> {
    parsed.diagnostics.iter().map(|found| found.code).collect()
}

fn without_place(record: &Record) -> Record {
    record.clone().with_span(Span::default())
}

fn with_one_uri(contact: &Contact) -> Contact {
    Contact { other_uris: Vec::new(), ..contact.clone() }
}

#[test]
fn the_page_of_a_day_says_what_its_xml_says() {
    let Some(corpus) = corpus() else { return };
    let xml = read(&corpus.join("official/2025-10-22.xml"));
    let page = read(&corpus.join("official/2025-10-22.xhtml"));
    assert_eq!((xml.registry.records.len(), xml.registry.contacts.len()), (14494, 5586));
    // Of 2011, in the registry itself.
    assert_eq!(codes(&xml), [Code::DateOrder]);
    assert_eq!(codes(&page), [Code::DateOrder]);

    let (xml, page) = (xml.registry, page.registry);
    assert_eq!((&xml.title, xml.updated, &xml.experts), (&page.title, page.updated, &page.experts));
    assert_eq!((&xml.references, &xml.notes), (&page.references, &page.notes));
    // The page leaves them out.
    assert_eq!((xml.footnotes.len(), page.footnotes.len()), (1, 0));

    assert_eq!(xml.records.len(), page.records.len());
    for (one, two) in xml.iter().zip(&page) {
        assert!(one.uncertain().is_empty() && two.uncertain().is_empty());
        assert_eq!(without_place(one), without_place(two));
    }

    // The page shows one URI of each.
    let several = xml.contacts.iter().filter(|contact| !contact.other_uris.is_empty());
    assert_eq!(several.count(), 7);
    let contacts: Vec<_> = xml.contacts.iter().map(with_one_uri).collect();
    assert_eq!(contacts, page.contacts);
}

#[test]
fn the_csv_of_a_day_says_what_its_xml_says() {
    let Some(corpus) = corpus() else { return };
    let xml = read(&corpus.join("official/2024-06-07.xml"));
    let csv = read(&corpus.join("official/2024-06-07.csv"));
    // Of 2011, in the registry itself.
    assert_eq!(codes(&csv), [Code::DateOrder]);
    let (xml, csv) = (xml.registry, csv.registry);
    assert_eq!((csv.source.as_ref().unwrap().columns.as_slice(), csv.contacts.len()), (&Field::ALL[..], 0));
    assert!(csv.iter().all(|record| record.uncertain().is_empty()));
    assert_eq!((xml.records.len(), csv.records.len()), (14447, 14447));
    // The CSV breaks the lines of a cell where the source of the XML does; its labels link nowhere.
    let comparable = |record: &Record| {
        let references: Vec<_> = record.references().iter().map(|reference| reference.text.clone()).collect();
        let folded = without_place(record).with_references([]);
        (serde_json::to_string(&folded).unwrap().replace("\\n", " "), references)
    };
    let differ = |(one, two): &(&Record, &Record)| comparable(one) != comparable(two);
    let differing: Vec<_> = xml.iter().zip(&csv).filter(differ).map(|(one, _)| one.service_name().unwrap()).collect();
    // The CSV is of a moment before these two were changed.
    assert_eq!(differing, ["rift-lies", "rift-ties"]);
}

#[test]
fn a_page_with_the_headings_of_2015() {
    let Some(corpus) = corpus() else { return };
    let page = read(&corpus.join("official/2015-03-16-page1.xhtml"));
    assert_eq!(codes(&page), []);
    assert_eq!(page.registry.updated.map(|date| date.to_string()).as_deref(), Some("2015-03-16"));
    assert_eq!(page.registry.source.as_ref().unwrap().columns, Field::ALL);
    assert_eq!((page.registry.records.len(), page.registry.contacts.len()), (100, 11));
    let contact = page.registry.contact("Eddie_Kohler").unwrap();
    assert_eq!(contact.name.as_deref(), Some("Eddie Kohler"));
    assert_eq!(contact.organization.as_deref(), Some("IETF dccp WG"));
}

#[test]
fn dumps_have_the_rows_of_their_registry() {
    let Some(corpus) = corpus() else { return };
    let mut dumps: Vec<_> =
        fs::read_dir(corpus.join("seeds/dumps")).unwrap().map(|entry| entry.unwrap().path()).collect();
    dumps.sort();
    assert_eq!(dumps.len(), 5);
    for dump in dumps {
        let truth = corpus.join("seeds/truth").join(dump.file_name().unwrap()).with_extension("json");
        let truth: Value = serde_json::from_slice(&fs::read(truth).unwrap()).unwrap();
        let known: Vec<[&str; 3]> = truth["records"]
            .as_array()
            .unwrap()
            .iter()
            .map(|row| [0, 1, 2].map(|column| row[column].as_str().unwrap()))
            .collect();
        let registry = read(&dump).registry;
        assert_eq!(registry.records.len(), known.len(), "{}", dump.display());
        for (record, [name, ports, transport]) in registry.iter().zip(known) {
            assert_eq!(record.service_name().unwrap_or_default(), name);
            assert_eq!(record.ports().map(|ports| ports.to_string()).unwrap_or_default(), ports);
            assert_eq!(record.transport().map(|transport| transport.as_str()).unwrap_or_default(), transport);
        }
    }
}

fn files(directory: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<_> = fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

#[test]
fn every_document_is_told_for_what_it_is() {
    let Some(corpus) = corpus() else { return };
    for (directory, format, layout) in [
        ("html-official", Format::Html, None),
        ("resiliparse-0.14.9", Format::Text, Some(Layout::Joined)),
        ("trafilatura-1.12.2", Format::Markdown, Some(Layout::Packed)),
        ("trafilatura-2.0.0", Format::Markdown, Some(Layout::Packed)),
    ] {
        for path in files(&corpus.join("pages").join(directory)) {
            let found = portolan::detect(&fs::read(&path).unwrap()).unwrap();
            assert_eq!((found.format, found.layout), (format, layout), "{}", path.display());
            assert_eq!((found.columns.as_slice(), found.confidence), (&Field::ALL[..], 1.0), "{}", path.display());
        }
    }
}

/// The pages are every other one of the registry's; searches lie across them and what is between them.
#[test]
fn pages_and_searches_make_the_registry_they_are_of() {
    let Some(corpus) = corpus() else { return };
    let xml = read(&corpus.join("official/2025-10-22.xml")).registry;
    let mut pages = Vec::new();
    for directory in ["html-official", "trafilatura-2.0.0"] {
        for path in files(&corpus.join("pages").join(directory)) {
            pages.push(Page::new(read(&path), fs::read(&path).unwrap()));
        }
    }
    // In an order that is none.
    let count = pages.len();
    let pages: Vec<Page<'_>> = (0..count).map(|at| pages[at * 59 % count].clone()).collect();
    let all: HashSet<String> = pages.iter().flat_map(|page| page.parsed().registry.iter().map(identity)).collect();

    let merged = portolan::merge(&pages).unwrap();
    let expected: Vec<Record> =
        xml.iter().filter(|record| all.contains(&identity(record))).map(without_place).collect();
    let found: Vec<Record> = merged.registry.iter().map(without_place).collect();
    assert_eq!(found.len(), 7335);
    assert_eq!(found, expected);
    assert!(!codes(&merged).contains(&Code::DifferentCopies) && !codes(&merged).contains(&Code::DuplicateContact));
    for contact in &merged.registry.contacts {
        assert_eq!(xml.contact(&contact.id).map(with_one_uri).as_ref(), Some(contact));
    }
}

/// What of a record every rendering carries for certain.
fn identity(record: &Record) -> String {
    let description = record.description().map(|text| text.replace('\n', " "));
    format!("{:?} {:?} {:?} {description:?}", record.service_name(), record.ports(), record.transport())
}
