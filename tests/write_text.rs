//! The text of fixed columns that is written, and what hostile registries make of it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use std::path::Path;
use std::time::Instant;

use portolan::{
    Code, Contact, Field, Footnote, Format, Layout, Note, Options, Part, PortRange, Record, Reference, Registry,
    Severity, Transport,
};
use support::differ::differences;

fn written(registry: &Registry) -> String {
    support::written_text(registry, Format::Text)
}

/// Reads what is written, which nothing may break out of: rows stay as many as they were.
fn trip(registry: &Registry) -> Registry {
    let text = written(registry);
    let mut options = Options::default();
    options.limits.cell_bytes = 16 << 20;
    let parsed = options.parse(text.as_bytes());
    let source = parsed.registry.source.as_ref().expect("it is told for what it is");
    assert_eq!((source.format, source.layout), (Format::Text, Some(Layout::Fixed)), "{}", head(&text));
    assert_eq!(parsed.registry.records.len(), registry.records.len(), "{}", head(&text));
    let ids = |registry: &Registry| registry.contacts.iter().map(|contact| contact.id.clone()).collect::<Vec<_>>();
    assert_eq!(ids(&parsed.registry), ids(registry), "{}", head(&text));
    parsed.registry
}

fn head(text: &str) -> &str {
    text.get(..4000).unwrap_or(text)
}

/// What is read is what was written, and nothing is said of it.
fn same(registry: &Registry) {
    let text = written(registry);
    let parsed = portolan::parse(text.as_bytes());
    let told: Vec<_> = parsed.diagnostics.iter().filter(|told| told.code != Code::MissingContacts).collect();
    assert!(told.is_empty(), "{told:?}\n{}", head(&text));
    let found = differences(registry, &parsed.registry);
    assert!(found.is_empty(), "{found:#?}\n{}", head(&text));
    assert_eq!(portolan::losses(registry, Format::Text), [], "{}", head(&text));
    assert_eq!(written(&parsed.registry), text);
}

fn row(name: &str, port: u16) -> Record {
    Record::new().with_service_name(name).with_ports(PortRange::single(port)).with_transport(Transport::Tcp)
}

fn of(records: Vec<Record>) -> Registry {
    Registry {
        title: Some("Service Name and Transport Protocol Port Number Registry".into()),
        updated: "2025-03-14".parse().ok(),
        records,
        ..Registry::default()
    }
}

#[test]
fn the_page_as_it_is_written() {
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/xml/page.xml");
    let parsed = portolan::parse(&std::fs::read(fixture).unwrap());
    insta::with_settings!({ snapshot_path => "snapshots/write", prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("page.txt", written(&parsed.registry));
    });
    trip(&parsed.registry);
}

#[test]
fn paragraphs_and_hyphens_stay_what_they_are() {
    let long = "Mussel beds of the northern coast, as pre- and post-war charts have them, where the tide- and storm-bound \
                ferries go - or went -- at low water / high water";
    let texts = [
        "one\ntwo\n\"three\"",
        long,
        &format!("{long}\n{long}\nPeople\nFootnotes\n{long}"),
        "Service Name Port Number Transport Protocol Description\n------------ ----------- --- ---\nID Name Contact URI",
        "Contact Information",
        "---",
        "=== === ===",
        "+---+---+\n| a | b |",
        "( a [ b ) c ] d",
        "see [x](#x) and [y](http://example.org/_y_) **not bold**",
        "[[17]of] [18]mailto:a@example.org",
        "..",
        "e\u{301}e\u{301}\u{301} 漢字 \u{1f6a2}",
        "\u{301}a \u{200b}",
    ];
    for text in texts {
        for other in ["Chart", long] {
            same(&of(vec![
                row("chart", 1).with_description(text).with_notes(other),
                row("chart", 1).with_description(other).with_notes(text).with_transport(Transport::Udp),
                row("depth", 2).with_notes(text).with_unauthorized_use(text),
            ]));
        }
    }
}

#[test]
fn names_below_one_another_are_rows_of_their_own() {
    let named = |name: &str| Record::new().with_service_name(name).with_description("Chart");
    let names = ["a name", "of several", "words", "ends-", "in-", "[odd", "x", "whois++", "td:", "\"Quoted", "name\""];
    for pair in names {
        for other in names {
            same(&of(vec![named(pair), named(other), named(other), row(pair, 7), named(pair)]));
        }
    }
    // Rows that have none of what rows are known by.
    let bare = |words: &str| Record::new().with_description(words).with_notes(words);
    same(&of(vec![bare("one"), bare("two\nparagraphs"), row("x", 1), bare("three")]));
}

#[test]
fn every_row_may_have_paragraphs() {
    let records = (1..40).map(|port| row("chart", port).with_description("one\ntwo")).collect();
    same(&of(records));
}

#[test]
fn quic_is_no_word_for_nothing() {
    let quic = |port| row("chart", port).with_transport(Transport::from("quic")).with_description("quic");
    same(&of((1..9).map(quic).collect()));
}

#[test]
fn header_and_footnotes_hold_what_looks_like_headings() {
    let text = "Note\nReference\n[RFC6335] says\nLast Updated\n--- --- ---\nFootnotes\nPeople\nService Name Port Number \
                Description";
    let note = |title: &str| Note { title: title.into(), text: text.into() };
    let footnote = |id: &str| Footnote { id: id.into(), text: text.into() };
    let contact = Contact { id: "x".into(), name: Some(text.into()), ..Contact::default() };
    let registry = Registry {
        experts: Some("Note".into()),
        references: vec![Reference::from_text("RFC6335"), Reference::from_text("ITU-T X.510")],
        notes: vec![note("Note"), note("On Tides"), note("Request an Assignment")],
        footnotes: vec![footnote("1"), footnote("2")],
        ..of(vec![row("chart", 1)])
    };
    same(&registry);
    same(&Registry { contacts: vec![contact.clone(), Contact { id: "y".into(), ..contact }], ..registry });
}

#[test]
fn a_table_has_the_columns_that_its_source_had() {
    let parsed =
        portolan::parse(b"Service Name,Port Number,Transport Protocol,Description\nhttps,443,tcp,\"Secure\"\n");
    same(&parsed.registry);
    let mut few = parsed.registry;
    few.source.as_mut().unwrap().columns = vec![Field::ServiceName, Field::Ports, Field::Description];
    few.records = vec![row("https", 443).with_description("Secure")];
    assert!(written(&few).starts_with("Service  Port    Transport  Description\n"), "{}", written(&few));
    trip(&few);
}

#[test]
fn empty_registries_are_tables_without_rows() {
    let text = written(&Registry::default());
    assert_eq!(text.lines().count(), 4, "{text}");
    let parsed = portolan::parse(text.as_bytes());
    assert!(parsed.registry.records.is_empty() && parsed.worst() < Some(Severity::Error));
    trip(&Registry::default());
}

#[test]
fn hostile_text_stays_in_its_row() {
    let big = "x".repeat(1 << 16);
    let many = "y\n".repeat(2_000);
    let wordy = "z- ".repeat(5_000);
    let hostile = [
        "a\tb\r\nc\u{85}d\u{2028}e\u{0}f\u{feff}",
        &big,
        &many,
        &wordy,
        "<table><tr><th>Service Name<th>Port Number<th>Transport Protocol<tr><td>x<td>1<td>tcp</table>",
        "|Service Name|Port Number|Transport Protocol|\n|---|---|---|\n|x|1|tcp|",
        "{\"records\": []}",
        "[",
        "]",
    ];
    for text in hostile {
        let started = Instant::now();
        let odd = row("chart", 1)
            .with_description(text)
            .with_notes(text)
            .with_unauthorized_use(text)
            .with_replaces(text)
            .with_assignees(vec![text.into()].into_iter().collect::<ecow::EcoVec<ecow::EcoString>>())
            .with_references(vec![Reference::from_text(text)].into_iter().collect::<ecow::EcoVec<_>>())
            .with_transport(Transport::from(text));
        let registry = Registry {
            title: Some(text.into()),
            notes: vec![Note { title: text.into(), text: text.into() }],
            footnotes: vec![Footnote { id: "1".into(), text: text.into() }],
            contacts: vec![Contact {
                id: "x".into(),
                name: Some(text.into()),
                uri: Some(text.into()),
                ..Contact::default()
            }],
            ..of(vec![row("above", 1), odd.clone(), row(text, 2), odd, row("below", 3)])
        };
        let read = trip(&registry);
        assert_eq!((read.records[0].service_name(), read.records[4].service_name()), (Some("above"), Some("below")));
        assert!(!portolan::losses(&registry, Format::Text).is_empty());
        assert!(started.elapsed().as_secs() < 30, "{}", text.len());
    }
}

#[test]
fn a_long_word_makes_the_others_no_wider() {
    let mut records: Vec<Record> = (1..2000).map(|port| row("chart", port).with_notes("Chart")).collect();
    records.push(row("deep", 1).with_description("x".repeat(1 << 20)));
    let registry = of(records);
    assert!(written(&registry).len() < 6 << 20);
    let losses = portolan::losses(&registry, Format::Text);
    assert_eq!(losses.iter().map(|loss| (loss.part, loss.count)).collect::<Vec<_>>(), [(Part::Fit, 1)]);
}

/// The time that writing and reading take grows with what there is to write, whatever it is.
#[test]
fn long_cells_cost_no_more_than_their_length() {
    type Shape = (&'static str, fn(usize) -> Record);
    let shapes: [Shape; 4] = [
        ("paragraphs", |count| row("x", 1).with_notes("y\n".repeat(count))),
        ("hyphens", |count| row("x", 1).with_description("z- ".repeat(count))),
        ("references", |count| {
            let one = Reference::from_text("RFC6335");
            row("x", 1).with_references(std::iter::repeat_n(one, count).collect::<ecow::EcoVec<_>>())
        }),
        ("words within brackets", |count| {
            let one = Reference::from_text(&"of ".repeat(count));
            row("x", 1).with_references([one].into_iter().collect::<ecow::EcoVec<_>>())
        }),
    ];
    for (shape, make) in shapes {
        let time = |count: usize| {
            let registry = of(vec![make(count)]);
            (0..3)
                .map(|_| {
                    let started = Instant::now();
                    let _ = trip(&registry);
                    started.elapsed()
                })
                .min()
                .unwrap_or_default()
        };
        let (short, long) = (time(2_000), time(16_000));
        assert!(long < 30 * short + std::time::Duration::from_millis(20), "{shape}: {short:?}, {long:?}");
    }
}

#[test]
fn documents_of_the_registry_are_read_back() {
    let Some(official) = support::corpus::official() else { return };
    for name in ["2013-06-26.txt", "2017-03-10.xml", "2025-10-22.xml"] {
        let parsed = portolan::parse(&std::fs::read(official.join(name)).unwrap());
        let mut options = Options::default();
        options.limits.diagnostics = 100_000;
        let again = options.parse(written(&parsed.registry).as_bytes());
        assert!(
            again.diagnostics.iter().all(|told| matches!(told.code, Code::DateOrder | Code::MissingContacts)),
            "{name}: {:?}",
            again.diagnostics.iter().find(|told| told.code != Code::DateOrder)
        );
        let mut found = differences(&parsed.registry, &again.registry);
        for loss in portolan::losses(&parsed.registry, Format::Text) {
            found.remove(&Some(loss.part)).expect("what is declared is lost");
        }
        assert!(found.is_empty(), "{name}: {found:#?}");
        assert_eq!(again.registry.source.unwrap().columns, Field::ALL, "{name}");
    }
}
