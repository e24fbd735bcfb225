//! What is written and read again is equal, or the loss is declared.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use std::collections::BTreeSet;

use portolan::{Code, Format, Options, Parsed, Part, Record, Registry, Severity};
use proptest::prelude::*;

use support::differ::differences;
use support::registries;
use support::written;

/// Writes, reads, and holds what differs against what the writer declares.
fn trip(registry: &Registry, format: Format) -> Result<Registry, TestCaseError> {
    let bytes = written(&Parsed::from(registry.clone()), format);
    let shown = || String::from_utf8_lossy(&bytes).into_owned();
    // It is told for what it is, too.
    let parsed = portolan::parse(&bytes);
    let source = parsed.registry.source.as_ref();
    prop_assert_eq!(source.map(|source| source.format), Some(format), "{}", shown());
    let told: Vec<_> = parsed
        .diagnostics
        .iter()
        .filter(|told| told.code != Code::MarkedUncertain && told.severity > Severity::Note)
        .collect();
    prop_assert!(told.is_empty(), "{:?}\n{}", told, shown());
    let found = differences(registry, &parsed.registry);
    let declared: BTreeSet<Option<Part>> =
        portolan::losses(registry, format).into_iter().map(|loss| Some(loss.part)).collect();
    let differ: BTreeSet<Option<Part>> = found.keys().copied().collect();
    prop_assert_eq!(differ, declared, "{:#?}\n{}", found, shown());
    // What was lost once is not lost again: the second trip is idempotent.
    let again = written(&Parsed::from(parsed.registry.clone()), format);
    prop_assert_eq!(String::from_utf8_lossy(&again), shown());
    let mut forced = Options::default();
    forced.format = Some(format);
    prop_assert_eq!(&forced.parse(&bytes), &parsed);
    Ok(parsed.registry)
}

macro_rules! round_trips {
    ($($name:ident: $format:ident,)*) => {
        proptest! {
            #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]
            $(
                #[test]
                fn $name(registry in registries::registry()) {
                    trip(&registry, Format::$format)?;
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

/// Words that mean something to one rendering or another, or to none.
const HOSTILE: &[&str] = &[
    "",
    " ",
    "\n",
    "a\nb",
    "a\r\nb",
    "a\u{0}b",
    "\u{feff}",
    "\u{2028}",
    "\u{a0}",
    "\u{202e}abc",
    "[",
    "]",
    "[x]",
    "[[x]]",
    "[]",
    "ID",
    "Name",
    "{#id}",
    "Note",
    "Notes",
    "Last Updated",
    "Reference",
    "Contact Information",
    "Footnotes",
    "Service Name",
    "..",
    "\\",
    "-",
    "--",
    "---",
    "----",
    "===",
    "***",
    "|---|---|",
    "|",
    "||",
    "\t",
    "&amp;",
    "&#10;",
    "<br>",
    "</td><script>alert(1)</script>",
    "]]>",
    "<!--",
    "-->",
    "<!--uncertain-->",
    "<?portolan uncertain=\"notes\"?>",
    "javascript:alert(1)",
    "`",
    "```",
    "#",
    "# x",
    "> x",
    "1. x",
    "    x",
    "\"",
    "'",
    "\"\"",
    "=1+1",
    "NaN",
    "nan",
    "None",
    "443",
    "443.0",
    "6000-6063",
    "tcp",
    "2005-03",
    "[RFC6335]",
    "Reserved",
    "Unassigned",
    "This entry is an alias to \"x\".",
    "IANA assigned this well-formed service name as a replacement for \"x\".",
    "********",
    "\u{fffe}",
    "\u{1f6a2}",
    "e\u{301}",
];

/// A registry with one hostile word somewhere.
fn hostile() -> impl Strategy<Value = Registry> {
    let word = proptest::sample::select(HOSTILE);
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

/// A registry that no reader gives: what is lost of it is declared, or told by the one who reads it again.
fn hostile_trip(registry: &Registry, format: Format) -> Result<(), TestCaseError> {
    let bytes = written(&Parsed::from(registry.clone()), format);
    let parsed = portolan::parse(&bytes);
    let found = differences(registry, &parsed.registry);
    let losses = portolan::losses(registry, format);
    let is_declared = |part: &Option<Part>| match part {
        Some(part) if losses.iter().any(|loss| loss.part == *part) => true,
        // A value that is spelled otherwise shows in its part.
        _ => losses.iter().any(|loss| matches!(loss.part, Part::Spelling | Part::Fit | Part::Empty | Part::Replaced)),
    };
    let is_told =
        parsed.diagnostics.iter().any(|told| told.severity > Severity::Note && told.code != Code::MissingContacts);
    let undeclared: Vec<_> = found.iter().filter(|(part, _)| !is_declared(part)).collect();
    prop_assert!(undeclared.is_empty() || is_told, "{:#?}\n{}", undeclared, String::from_utf8_lossy(&bytes));
    prop_assert!(registry.records.len().abs_diff(parsed.registry.records.len()) <= 1 || is_told);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn what_is_lost_of_hostile_registries_is_declared(registry in hostile()) {
        for format in [Format::Csv, Format::Xml, Format::Html, Format::Markdown, Format::Text] {
            hostile_trip(&registry, format)?;
        }
    }
}
