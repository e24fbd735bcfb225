//! What is written and read again is equal, or the loss is declared.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use std::collections::BTreeSet;

use portolan::{Code, Format, Options, Parsed, Part, Registry, Severity};
use proptest::prelude::*;

use support::differ::differences;
use support::registries;

fn written(parsed: &Parsed, format: Format) -> Vec<u8> {
    let mut bytes = Vec::new();
    portolan::write(parsed, format, &mut bytes).unwrap();
    bytes
}

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
