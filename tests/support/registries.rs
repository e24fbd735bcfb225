//! Registries of invented content, in the shapes that the real one has and in some that it has not.

use portolan::{
    Contact, ContactField, Field, FieldSet, Footnote, Note, PartialDate, PortRange, Record, Reference, ReferenceKind,
    Registry, Status, Transport,
};
use proptest::collection::vec;
use proptest::option::{of, weighted};
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use super::words::WORDS;

pub fn paragraph() -> impl Strategy<Value = String> {
    vec(select(WORDS), 1..9).prop_map(|words| words.join(" "))
}

/// Text that a paragraph a line makes.
pub fn text() -> impl Strategy<Value = String> {
    prop_oneof![4 => paragraph(), 1 => vec(paragraph(), 2..4).prop_map(|lines| lines.join("\n"))]
}

/// Text of plain words, as header and notes have it.
pub fn prose() -> impl Strategy<Value = String> {
    let words = select(
        &[
            "Names",
            "of",
            "services,",
            "ports",
            "they",
            "use",
            "and",
            "[RFC6335]",
            "documents",
            "both",
            "as",
            "said",
            "in",
            "a & b",
            "(0-1023)",
            "\"Review\"",
            "the",
            "coast.",
        ][..],
    );
    vec(vec(words, 3..30).prop_map(|words| format!("Lines {}.", words.join(" "))), 1..4)
        .prop_map(|lines| lines.join("\n"))
}

pub fn id() -> impl Strategy<Value = String> {
    let first = select(&["Ada", "Bo", "Cy", "Dee", "Eve", "Finn", "Gus", "Hal", "Ida", "José"][..]);
    let last = select(&["Merle", "Quill", "Dune", "Vale", "Sand", "Reef", "Shoal", "Strand", "Wrack_2", "O'Kelp"][..]);
    prop_oneof![
        8 => (first, last).prop_map(|(first, last)| format!("{first}_{last}")),
        1 => select(&["IESG", "Isle_Council", "Harbour_Lab", "kelp-and-co.", "x"][..]).prop_map(str::to_owned),
    ]
}

pub fn name() -> impl Strategy<Value = String> {
    let plain = ("[a-z][a-z0-9]{0,6}", of("-[a-z0-9]{1,6}")).prop_map(|(head, tail)| head + &tail.unwrap_or_default());
    prop_oneof![
        8 => plain,
        1 => select(&["whois++", "buoy_link", "cl/1", "z39.50", "914c-g", "sql*net", "A-Long-Name", "x11", "3com-tsmux"][..])
            .prop_map(str::to_owned),
    ]
}

pub fn date() -> impl Strategy<Value = PartialDate> {
    prop_oneof![
        3 => (1988..2030u16, 1..13u8, 1..29u8).prop_map(|(year, month, day)| format!("{year}-{month:02}-{day:02}")),
        2 => (1988..2030u16, 1..13u8).prop_map(|(year, month)| format!("{year}-{month:02}")),
        1 => (1988..2030u16).prop_map(|year| year.to_string()),
    ]
    .prop_map(|text| text.parse().unwrap())
}

/// References whose text says what they are.
pub fn reference() -> impl Strategy<Value = Reference> {
    let text = prop_oneof![
        4 => (1..9999u32).prop_map(|number| format!("RFC{number}")),
        1 => (1..9999u32).prop_map(|number| format!("RFC{number}, Section 6.{}", number % 9)),
        1 => select(&[
            "draft-merle-chart-02", "RFC-ietf-tide-chart-11", "draft-a-b-05, Section 4.3", "https://example.org/chart?a=b&c=d_e", "1",
            "n/a", "ITU-T X.510", "Tide & Co. (2009)",
        ][..]).prop_map(str::to_owned),
    ];
    text.prop_map(|text| Reference::from_text(&text))
}

/// References of every kind, whatever their text says.
pub fn odd_reference() -> impl Strategy<Value = Reference> {
    let kind = select(
        &[
            ReferenceKind::Rfc,
            ReferenceKind::Draft,
            ReferenceKind::Uri,
            ReferenceKind::Note,
            ReferenceKind::Registry,
            ReferenceKind::Text,
        ][..],
    );
    let text = prop_oneof![
        Just("TR-352".to_owned()),
        Just("Chart, Section 4".to_owned()),
        reference().prop_map(|found| found.text.into())
    ];
    let section = weighted(0.2, select(&["4.3", "A"][..]));
    (kind, of(1..9999u32), text, section).prop_map(|(kind, number, text, section)| {
        let section = section.map(Into::into).or(Reference::from_text(&text).section);
        Reference { kind, number, section, text: text.into() }
    })
}

fn ports() -> impl Strategy<Value = PortRange> {
    prop_oneof![
        8 => any::<u16>().prop_map(PortRange::single),
        1 => any::<(u16, u16)>().prop_map(|(one, other)| PortRange::new(one.min(other), one.max(other)).unwrap()),
        1 => any::<u16>().prop_map(|port| PortRange::single(port).written_as_range()),
    ]
}

fn transport() -> impl Strategy<Value = Transport> {
    let word = select(&["tcp", "tcp", "tcp", "udp", "udp", "udp", "sctp", "dccp", "quic"][..]);
    word.prop_map(Transport::from)
}

fn uncertain() -> impl Strategy<Value = FieldSet> {
    weighted(0.1, subsequence(Field::ALL.to_vec(), 1..4))
        .prop_map(|fields| fields.unwrap_or_default().into_iter().collect())
}

/// A record whose words say its state.
pub fn record(ids: Vec<String>) -> impl Strategy<Value = Record> {
    let people = move || subsequence(ids.clone(), 0..=ids.len().min(3));
    let same = (people(), any::<bool>(), people())
        .prop_map(|(one, same, other)| (one.clone(), if same { one } else { other }));
    let named =
        (name(), weighted(0.8, ports()), weighted(0.9, transport()), weighted(0.95, text()), weighted(0.1, name()))
            .prop_map(|(name, ports, transport, description, replaces)| {
                let record = Record::new().with_service_name(name).with_ports(ports).with_transport(transport);
                record.with_description(description.unwrap_or_default()).with_replaces(replaces.unwrap_or_default())
            });
    let state = select(
        &[
            ("Unassigned", Status::Unassigned),
            ("Reserved", Status::Reserved),
            ("IANA Reserved", Status::Reserved),
            ("De-registered", Status::Deregistered),
            ("any private mail system", Status::Assigned),
        ][..],
    );
    let unnamed = (ports(), weighted(0.6, transport()), state).prop_map(|(ports, transport, (words, status))| {
        Record::new().with_ports(ports).with_transport(transport).with_description(words).with_status(status)
    });
    let notes = prop_oneof![
        6 => Just(String::new()),
        2 => text(),
        1 => name().prop_map(|name| format!("This entry is an alias to \"{name}\". It is historic.")),
        1 => paragraph().prop_map(|words| format!("Defined TXT keys: {words}")),
    ];
    let rest = (
        same,
        (weighted(0.4, date()), weighted(0.2, date())),
        prop_oneof![3 => Just(vec![]), 1 => vec(reference(), 1..4)],
        (weighted(0.05, any::<u32>()), weighted(0.1, text()), notes),
        uncertain(),
    );
    (prop_oneof![3 => named, 1 => unnamed], rest).prop_map(
        |(record, ((assignees, contacts), dates, references, (code, use_, notes), uncertain))| {
            let (registered, modified) = match dates {
                (Some(one), Some(other)) => (Some(one.min(other)), Some(one.max(other))),
                other => other,
            };
            let alias = notes.split('"').nth(1).filter(|_| notes.contains("alias to")).unwrap_or_default().to_owned();
            record
                .with_assignees(assignees.into_iter().map(Into::into).collect::<ecow::EcoVec<ecow::EcoString>>())
                .with_contacts(contacts.into_iter().map(Into::into).collect::<ecow::EcoVec<ecow::EcoString>>())
                .with_registration_date(registered)
                .with_modification_date(modified)
                .with_references(references.into_iter().collect::<ecow::EcoVec<_>>())
                .with_service_code(code)
                .with_unauthorized_use(use_.unwrap_or_default())
                .with_notes(notes)
                .with_alias_of(alias)
                .with_uncertain(uncertain)
        },
    )
}

fn contact(id: String) -> impl Strategy<Value = Contact> {
    let words = || prop_oneof![3 => Just("Eve Sand".to_owned()), 2 => Just("Tide & Reef <Labs>, Inc. (Coast)".to_owned()), 1 => Just("Müller_Wrack *x* [y]".to_owned())];
    let uri = || {
        select(
            &[
                "mailto:eve@example.org",
                "mailto:e_v.e+x@sub.example.org",
                "tel:+49-531-21-13-0",
                "https://example.org/~eve?a=b&c=d",
                "http://example.org",
            ][..],
        )
    };
    let uncertain =
        weighted(0.1, select(vec![vec![ContactField::Name, ContactField::Organization], vec![ContactField::Uri]]));
    (
        weighted(0.8, words()),
        weighted(0.3, words()),
        weighted(0.9, uri()),
        weighted(0.1, uri()),
        weighted(0.5, date()),
        uncertain,
    )
        .prop_map(move |(name, organization, uri, other, updated, uncertain)| Contact {
            id: id.as_str().into(),
            name: name.map(Into::into),
            organization: organization.map(Into::into),
            other_uris: other.filter(|_| uri.is_some()).into_iter().map(Into::into).collect(),
            uri: uri.map(Into::into),
            updated,
            uncertain: uncertain.into_iter().flatten().collect(),
        })
}

/// A whole registry, as reading could have given it.
pub fn registry() -> impl Strategy<Value = Registry> {
    vec(id(), 1..8)
        .prop_flat_map(|mut ids| {
            ids.sort();
            ids.dedup();
            let contacts: Vec<_> = ids.iter().cloned().map(contact).collect();
            let header = (
                weighted(0.8, date()),
                weighted(
                    0.7,
                    select(
                        &[
                            "TCP/UDP: Eve Sand; Finn Reef, Gus Shoal, and Jo Tarn\nSCTP: Hal Strand",
                            "Eve Sand and Hal Strand",
                        ][..],
                    ),
                ),
                prop_oneof![Just(vec![]), vec(reference(), 1..3)],
                vec((select(&["Note", "Request an Assignment"][..]), prose()), 0..3),
                vec(prose(), 0..3),
            );
            (vec(record(ids), 1..24), contacts, header)
        })
        .prop_map(|(records, contacts, (updated, experts, references, notes, footnotes))| Registry {
            source: None,
            title: Some("Service Name and Transport Protocol Port Number Registry".into()),
            updated,
            experts: experts.map(Into::into),
            references,
            notes: notes.into_iter().map(|(title, text)| Note { title: title.into(), text: text.into() }).collect(),
            footnotes: footnotes
                .into_iter()
                .enumerate()
                .map(|(at, text)| Footnote { id: (at + 1).to_string().into(), text: text.into() })
                .collect(),
            records,
            contacts,
        })
}
