//! A registry written, and read again: equal, or the loss is declared.

use std::collections::BTreeSet;

use portolan::{Code, Format, Options, Parsed, Part, Record, Registry, Severity};

use super::differ::differences;

fn written(registry: &Registry, format: Format) -> Vec<u8> {
    let mut bytes = Vec::new();
    portolan::write(&Parsed::from(registry.clone()), format, &mut bytes).unwrap();
    bytes
}

/// Writes a registry that reading could have given, reads it, and holds what differs against what the writer declares.
pub fn trip(registry: &Registry, format: Format) {
    // Of a row of CSV that has a name and a port alone the reader tells that it may be none.
    let is_bare = |record: &Record| {
        let texts = [record.description(), record.notes(), record.unauthorized_use()];
        record.transport().is_none() && texts == [None; 3] && record.assignees().is_empty()
    };
    if format == Format::Csv && registry.records.iter().any(is_bare) {
        return odd_trip(registry, format);
    }
    let bytes = written(registry, format);
    let shown = String::from_utf8_lossy(&bytes);
    // It is told for what it is, too.
    let parsed = portolan::parse(&bytes);
    let source = parsed.registry.source.as_ref();
    assert_eq!(source.map(|source| source.format), Some(format), "{shown}");
    let is_news = |code: Code, severity: Severity| code != Code::MarkedUncertain && severity > Severity::Note;
    let told: Vec<_> = parsed.diagnostics.iter().filter(|told| is_news(told.code, told.severity)).collect();
    assert!(told.is_empty(), "{told:?}\n{shown}");
    let found = differences(registry, &parsed.registry);
    let declared: BTreeSet<Option<Part>> =
        portolan::losses(registry, format).into_iter().map(|loss| Some(loss.part)).collect();
    let differ: BTreeSet<Option<Part>> = found.keys().copied().collect();
    assert_eq!(differ, declared, "{found:#?}\n{shown}");
    // What was lost once is not lost again: the second trip is idempotent.
    let again = written(&parsed.registry, format);
    if format != Format::Json {
        assert_eq!(String::from_utf8_lossy(&again), shown);
    }
    let mut forced = Options::default();
    forced.format = Some(format);
    assert_eq!(forced.parse(&bytes), parsed);
}

/// The same of a registry that no reader gives: what is lost of it is declared, or told by the one who reads it again.
pub fn odd_trip(registry: &Registry, format: Format) {
    let bytes = written(registry, format);
    let shown = String::from_utf8_lossy(&bytes);
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
    assert!(undeclared.is_empty() || is_told, "{undeclared:#?}\n{shown}");
    assert!(registry.records.len().abs_diff(parsed.registry.records.len()) <= 1 || is_told, "{shown}");
}
