//! The registry's XML as it is written: a document to look at, and what a schema has no place for.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use std::fs;
use std::path::Path;

use portolan::{
    Code, Contact, ContactField, Field, Footnote, Format, Note, Part, PortRange, Record, Reference, ReferenceKind,
    Registry, Severity, Transport,
};
use proptest::collection::vec;
use proptest::prelude::*;

use support::registries::odd_reference;
use support::written_text as written;

fn xml(registry: &Registry) -> String {
    written(registry, Format::Xml)
}

#[test]
fn a_page_looks_as_the_registry_s_own() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/xml/page.xml");
    let registry = portolan::parse(&fs::read(path).unwrap()).registry;
    let mut few = Registry { records: Vec::new(), ..registry.clone() };
    // One of each shape.
    few.records =
        registry.records.iter().enumerate().filter(|(at, _)| at % 3 == 0).map(|(_, one)| one.clone()).collect();
    insta::with_settings!({ snapshot_path => "snapshots/write", prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("page.xml", xml(&few));
    });
}

#[test]
fn what_is_uncertain_is_marked_and_told_once() {
    let doubtful = [Field::RegistrationDate, Field::ModificationDate].into_iter().collect();
    let record = Record::new().with_service_name("quay").with_uncertain(doubtful);
    let mut registry = Registry { records: vec![record.clone(), record], ..Registry::default() };
    registry.contacts = vec![Contact {
        id: "Ada_Merle".into(),
        name: Some("Ada Merle".into()),
        uncertain: [ContactField::Name, ContactField::Organization].into_iter().collect(),
        ..Contact::default()
    }];
    let document = xml(&registry);
    assert_eq!(document.matches("<?portolan uncertain=\"registration_date modification_date\"?>").count(), 2);
    assert_eq!(document.matches("<?portolan uncertain=\"name organization\"?>").count(), 1);
    let read = portolan::parse(document.as_bytes());
    assert!(read.registry.iter().all(|record| record.uncertain().contains(Field::ModificationDate)));
    assert_eq!(read.registry.contacts, registry.contacts);
    let told: Vec<_> = read.diagnostics.iter().map(|told| (told.code, told.severity, told.span.line)).collect();
    assert_eq!(told, [(Code::MarkedUncertain, Severity::Note, 3)]);
}

#[test]
fn instructions_that_name_no_field_say_nothing() {
    for instruction in [
        "<?portolan uncertain=\"colour\"?>",
        "<?portolan?>",
        "<?portolan uncertain=?>",
        "<?portolan uncertain=\"?>",
        "<?other uncertain=\"notes\"?>",
        "<?portolanx uncertain=\"notes\"?>",
        "<?portolan certain=\"notes\"?>",
    ] {
        let document = format!(
            "<registry id=\"service-names-port-numbers\"><record>{instruction}<name>quay</name></record>\
             <people><person id=\"A\">{instruction}</person></people></registry>"
        );
        let read = portolan::parse(document.as_bytes());
        assert!(read.diagnostics.is_empty(), "{instruction}: {:?}", read.diagnostics);
        assert!(read.registry.records[0].uncertain().is_empty(), "{instruction}");
        assert!(read.registry.contacts[0].uncertain.is_empty(), "{instruction}");
    }
    let document = "<registry id=\"service-names-port-numbers\"><record><name>quay</name>\
        <?portolan of='now' uncertain=' notes  colour\nports notes'?></record></registry>";
    let read = portolan::parse(document.as_bytes());
    assert_eq!(read.registry.records[0].uncertain().iter().collect::<Vec<_>>(), [Field::Ports, Field::Notes]);
}

#[test]
fn references_in_text_are_typed_again() {
    let record = Record::new()
        .with_service_name("quay")
        .with_description("see [RFC6335], [RFC8765, Section 6.1] and [was quay]\nby [Ada_Merle], not [Bo_Quill]")
        .with_notes("[https://example.org/?a=1&b=2] [draft-a-b-05] [RFC 6335]");
    let contacts = vec![Contact { id: "Ada_Merle".into(), ..Contact::default() }];
    let registry = Registry { records: vec![record], contacts, ..Registry::default() };
    let document = xml(&registry);
    for expected in [
        "<description>see <xref type=\"rfc\" data=\"rfc6335\"/>, <xref type=\"rfc\" data=\"rfc8765\">RFC8765, Section \
         6.1</xref> and [was quay]<br/>\nby <xref type=\"person\" data=\"Ada_Merle\"/>, not [Bo_Quill]</description>",
        "<note><xref type=\"uri\" data=\"https://example.org/?a=1&amp;b=2\"/> <xref type=\"draft\" \
         data=\"draft-a-b-05\"/> <xref type=\"rfc\" data=\"rfc6335\">RFC 6335</xref></note>",
    ] {
        assert!(document.contains(expected), "{document}");
    }
    let read = portolan::parse(document.as_bytes()).registry;
    assert_eq!(read.records[0].description(), registry.records[0].description());
    assert_eq!(read.records[0].notes(), registry.records[0].notes());
}

#[test]
fn addresses_are_masked_where_reading_undoes_it() {
    for (uri, shown) in [
        ("mailto:ada@example.org", "mailto:ada&amp;example.org"),
        ("ada@example.org", "ada&amp;example.org"),
        ("mailto:a&b@example.org", "mailto:a&amp;b@example.org"),
        ("mailto:a@b@example.org", "mailto:a@b@example.org"),
        ("http://ada@example.org/?a&b", "http://ada@example.org/?a&amp;b"),
        ("mailto:ada", "mailto:ada"),
    ] {
        let contact = Contact { id: "A".into(), uri: Some(uri.into()), ..Contact::default() };
        let registry = Registry { contacts: vec![contact], ..Registry::default() };
        let document = xml(&registry);
        assert!(document.contains(&format!("<uri>{shown}</uri>")), "{document}");
        let read = portolan::parse(document.as_bytes());
        assert_eq!(read.registry.contacts, registry.contacts);
        assert!(read.diagnostics.is_empty());
    }
}

/// The registry has had such a one; it is no URI, and comes back all the same.
#[test]
fn an_address_of_two_words_is_no_loss_but_where_both_are_addresses() {
    for (uri, is_lost) in [("mailto:Ada Merle", false), ("mailto:a@b.example mailto:c@d.example", true)] {
        let contact = Contact { id: "A".into(), uri: Some(uri.into()), ..Contact::default() };
        let registry = Registry { contacts: vec![contact], ..Registry::default() };
        let read = portolan::parse(xml(&registry).as_bytes()).registry;
        assert_eq!(read.contacts != registry.contacts, is_lost);
        let losses = portolan::losses(&registry, Format::Xml);
        assert_eq!(losses.iter().any(|loss| loss.part == Part::Spelling), is_lost);
    }
}

/// Strings of a hand-made registry stay within their elements.
#[test]
fn nothing_breaks_out() {
    let hostile = "]]><x a=\"'>&amp;<!--\u{0}\u{1b}\u{fffe}\r\n</record><?p q?>[[RFC1]] \u{85}<br/>&#60;";
    let record = Record::new()
        .with_service_name(hostile)
        .with_ports(PortRange::single(1))
        .with_transport(Transport::from(hostile))
        .with_description(hostile)
        .with_replaces(hostile)
        .with_assignees(vec![hostile.into(), "".into()].into_iter().collect::<ecow::EcoVec<_>>())
        .with_contacts(vec!["".into()].into_iter().collect::<ecow::EcoVec<_>>())
        .with_references(
            [ReferenceKind::Uri, ReferenceKind::Draft, ReferenceKind::Person]
                .map(|kind| Reference { kind, number: None, section: None, text: hostile.into() })
                .into_iter()
                .collect::<ecow::EcoVec<_>>(),
        )
        .with_unauthorized_use(hostile)
        .with_notes(hostile);
    let contact = Contact {
        id: hostile.into(),
        name: Some(hostile.into()),
        organization: Some(hostile.into()),
        uri: Some(hostile.into()),
        other_uris: vec![hostile.into()],
        ..Contact::default()
    };
    let registry = Registry {
        title: Some(hostile.into()),
        experts: Some(hostile.into()),
        references: record.references().to_vec(),
        notes: vec![
            Note { title: hostile.into(), text: hostile.into() },
            Note { title: "Last Updated".into(), text: "2001-01-01".into() },
        ],
        footnotes: vec![Footnote { id: hostile.into(), text: hostile.into() }],
        records: vec![record.clone(), Record::new(), Record::new().with_description("\u{a0}"), record],
        contacts: vec![contact, Contact::default()],
        ..Registry::default()
    };
    let document = xml(&registry);
    let read = portolan::parse(document.as_bytes());
    assert!(
        read.diagnostics.iter().all(|told| told.code == Code::MissingContacts),
        "{:?}\n{document}",
        read.diagnostics
    );
    let read = read.registry;
    let sizes =
        (read.records.len(), read.contacts.len(), read.notes.len(), read.footnotes.len(), read.references.len());
    assert_eq!(sizes, (2, 1, 2, 1, 3));
    assert_eq!((read.updated, read.records[0].references().len()), (None, 3));
    let words = read.records[0].notes().unwrap();
    assert!(words.starts_with("]]><x a=\"'>&amp;<!--\u{fffd}\u{fffd}\u{fffd}\n</record><?p q?>[[RFC1]]"), "{words}");
    assert_eq!(xml(&read), document);
}

fn any_reference() -> impl Strategy<Value = Reference> {
    (odd_reference(), prop::bool::weighted(0.2)).prop_map(|(reference, is_person)| {
        if is_person { Reference { kind: ReferenceKind::Person, ..reference } } else { reference }
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    /// The kinds and numbers of references survive as far as it is declared, one by one.
    #[test]
    fn kinds_of_references_are_lost_as_declared(own in any_reference(), of_record in vec(any_reference(), 1..4)) {
        for format in [Format::Xml, Format::Csv] {
            let count = |registry: &Registry| {
                let found = portolan::losses(registry, format).into_iter().find(|loss| loss.part == Part::ReferenceKinds);
                found.map_or(0, |loss| loss.count)
            };
            let references: ecow::EcoVec<_> = of_record.iter().cloned().collect();
            let record = Record::new().with_service_name("quay").with_references(references);
            let records = vec![record];
            let registry = Registry { records, references: vec![own.clone()], ..Registry::default() };
            let read = portolan::parse(written(&registry, format).as_bytes()).registry;
            let mut pairs: Vec<_> = of_record.iter().zip(read.records[0].references()).collect();
            prop_assert_eq!(pairs.len(), of_record.len());
            if format == Format::Xml {
                pairs.push((&own, &read.references[0]));
            }
            let differ = pairs.iter().filter(|(one, other)| one != other).count();
            prop_assert_eq!(differ, count(&registry), "{:#?}", pairs);
            prop_assert!(pairs.iter().all(|(one, other)| one.text == other.text));
        }
    }
}
