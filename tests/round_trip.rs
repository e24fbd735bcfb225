//! What is written and read again is equal, or the loss is declared.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use portolan::{Format, Record, Registry};
use proptest::prelude::*;

use support::registries;
use support::trip::{odd_trip, trip};
use support::words;

macro_rules! round_trips {
    ($($name:ident: $format:ident,)*) => {
        proptest! {
            #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]
            $(
                #[test]
                fn $name(registry in registries::registry()) {
                    trip(&registry, Format::$format);
                }
            )*
        }
    };
}

round_trips! {
    csv: Csv,
    html: Html,
    ndjson: Ndjson,
    xml: Xml,
    markdown: Markdown,
    text: Text,
}

/// A registry with one hostile word somewhere.
fn hostile() -> impl Strategy<Value = Registry> {
    let word = proptest::sample::select(words::HOSTILE);
    (registries::registry(), word, 0..18_usize, any::<prop::sample::Index>(), any::<bool>()).prop_map(
        |(mut registry, word, place, at, is_bare)| {
            if is_bare {
                (registry.updated, registry.experts) = (None, None);
                registry.references.clear();
            }
            let at = at.index(registry.records.len());
            let record = registry.records[at].clone();
            let names = || ecow::EcoVec::from([ecow::EcoString::from(word)]);
            let reference = portolan::Reference::from_text(word);
            registry.records[at] = match place {
                0 => record.with_service_name(word),
                1 => record.with_description(word),
                2 => record.with_notes(word),
                3 => record.with_unauthorized_use(word),
                4 => record.with_assignees(names()).with_contacts(names()),
                5 => record.with_references(ecow::EcoVec::from([reference])),
                6 => record.with_transport(portolan::Transport::from(word)),
                7 => record.with_replaces(word),
                8 => Record::new().with_service_name(word),
                9 => Record::new().with_description(word),
                _ => record,
            };
            let note = |title: &str, text: &str| portolan::Note { title: title.into(), text: text.into() };
            match place {
                10 => registry.title = Some(word.into()),
                11 => registry.notes.insert(0, note(word, "One.\nAnother.")),
                12 => registry.notes.push(note("Note", word)),
                13 => registry.experts = Some(word.into()),
                14 => (registry.title, registry.notes) = (None, vec![note(word, "One.\nAnother.")]),
                15..18 => {
                    if let Some(contact) = registry.contacts.first_mut() {
                        match place {
                            15 => contact.name = Some(word.into()),
                            16 => contact.uri = Some(word.into()),
                            _ => contact.organization = Some(word.into()),
                        }
                    }
                }
                _ => {}
            }
            registry
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn what_is_lost_of_hostile_registries_is_declared(registry in hostile()) {
        for format in [Format::Csv, Format::Xml, Format::Html, Format::Markdown, Format::Text] {
            odd_trip(&registry, format);
        }
    }
}
