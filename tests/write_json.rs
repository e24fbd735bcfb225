//! JSON is written by hand and read as serde has it: both must be the same bytes.
#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing)]

mod support;

use std::io::{self, Write};
use std::path::Path;

use ecow::{EcoString, EcoVec};
use portolan::{
    Code, Diagnostic, Encoding, Field, Footnote, Format, Layout, Note, Parsed, Record, Reference, ReferenceKind,
    Registry, Severity, Source, Span, Status,
};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use support::registries::{odd_reference, registry};
use support::written;

fn assert_same(parsed: &Parsed) {
    let mut json = serde_json::to_vec(parsed).unwrap();
    json.push(b'\n');
    assert!(written(parsed, Format::Json) == json, "{}", String::from_utf8_lossy(&json));
    let mut lines = Vec::new();
    for record in &parsed.registry {
        serde_json::to_writer(&mut lines, record).unwrap();
        lines.push(b'\n');
    }
    assert!(written(parsed, Format::Ndjson) == lines);
}

/// Any characters, those that JSON escapes among them, of lengths about those that are looked at together.
fn hostile() -> impl Strategy<Value = String> {
    prop_oneof![
        2 => vec(prop_oneof![8 => any::<char>(), 2 => prop::char::range('\0', '\u{7f}')], 0..20)
            .prop_map(String::from_iter),
        1 => "[ -~]{0,40}",
        1 => select(&["", "\"", "\\", "\u{0}", "\u{1f}", "\u{7f}", "\n\t\r\u{8}\u{c}", "é\"é", "1234567\\", "12345678\u{b}"][..])
            .prop_map(str::to_owned),
    ]
}

fn spans() -> impl Strategy<Value = Span> {
    prop_oneof![
        3 => any::<(u32, u32, u32)>(),
        1 => (0..20u32, 90..110u32, 0..2u32),
        1 => Just((u32::MAX, u32::MAX, u32::MAX)),
    ]
    .prop_map(|(start, end, line)| Span { start, end, line })
}

fn diagnostic() -> impl Strategy<Value = Diagnostic> {
    let severity = select(&[Severity::Note, Severity::Warning, Severity::Error][..]);
    let code = select(&[Code::Truncated, Code::UnreadableDate, Code::Limit][..]);
    (severity, code, hostile(), spans(), any::<u32>()).prop_map(|(severity, code, message, span, column)| Diagnostic {
        severity,
        code,
        message,
        span,
        column,
    })
}

fn ids(ids: Vec<String>) -> EcoVec<EcoString> {
    ids.into_iter().map(EcoString::from).collect()
}

fn source() -> impl Strategy<Value = Source> {
    let columns = prop_oneof![Just(vec![]), Just(Field::ALL.to_vec()), Just(vec![Field::Ports])];
    let format = select(&Format::ALL[..]);
    let layout = select(&[None, Some(Layout::Joined), Some(Layout::Aligned)][..]);
    let encoding = select(&[Encoding::Utf8, Encoding::Utf16Be, Encoding::Windows1252][..]);
    (format, layout, encoding, columns).prop_map(|(format, layout, encoding, columns)| Source {
        format,
        layout,
        encoding,
        columns,
    })
}

/// A registry whose texts may be anything.
fn hostile_registry() -> impl Strategy<Value = Registry> {
    let texts = vec(hostile(), 20);
    (registry(), texts, vec(odd_reference(), 0..3), vec(spans(), 1..5), vec(hostile(), 0..4)).prop_map(
        |(mut registry, texts, odd, spans, some)| {
            let mut texts = texts.into_iter().cycle();
            let mut text = || EcoString::from(texts.next().unwrap());
            let mut references: EcoVec<Reference> = odd.into_iter().collect();
            references.push(Reference {
                kind: ReferenceKind::Person,
                number: Some(0),
                section: Some(text()),
                text: text(),
            });
            let change = |(at, record): (usize, Record)| {
                let record = match at % 3 {
                    0 => record.with_transport(Some(text().as_str().into())).with_status(Status::Other(text())),
                    1 => record.with_references(references.clone()).with_service_code(0),
                    _ => record,
                };
                record
                    .with_service_name(text())
                    .with_description(text())
                    .with_replaces(text())
                    .with_alias_of(text())
                    .with_assignees(ids(some.clone()))
                    .with_contacts(EcoVec::from([text()]))
                    .with_unauthorized_use(text())
                    .with_notes(text())
                    .with_span(spans[at % spans.len()])
            };
            registry.records = registry.records.into_iter().enumerate().map(change).collect();
            for contact in &mut registry.contacts {
                contact.id = text();
                contact.name = contact.name.as_ref().map(|_| text());
                contact.organization = contact.organization.as_ref().map(|_| text());
                contact.uri = contact.uri.as_ref().map(|_| text());
                contact.other_uris.push(text());
            }
            registry.title = Some(text());
            registry.experts = Some(text());
            registry.notes.push(Note { title: text(), text: text() });
            registry.footnotes.push(Footnote { id: text(), text: text() });
            registry
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn any_registry_is_written_as_serde_writes_it(
        registry in prop_oneof![registry(), hostile_registry()],
        source in prop::option::of(source()),
        diagnostics in vec(diagnostic(), 0..4),
    ) {
        assert_same(&Parsed { registry: Registry { source, ..registry }, diagnostics });
    }
}

#[test]
fn nothing_is_written_as_serde_writes_it() {
    assert_same(&Parsed::default());
}

#[test]
fn every_fixture_is_written_as_serde_writes_it() {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let mut documents = 0;
    for folder in fixtures.read_dir().unwrap() {
        let folder = folder.unwrap().path();
        if !folder.is_dir() {
            continue;
        }
        for document in folder.read_dir().unwrap() {
            let document = document.unwrap().path();
            if document.is_file() {
                assert_same(&portolan::parse(&std::fs::read(document).unwrap()));
                documents += 1;
            }
        }
    }
    assert!(documents > 40, "{documents}");
}

/// Takes `room` bytes, and counts the pieces that they come in.
struct Little {
    room: usize,
    pieces: Vec<usize>,
}

impl Write for Little {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.room = self.room.checked_sub(bytes.len()).ok_or(io::ErrorKind::StorageFull)?;
        self.pieces.push(bytes.len());
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn what_is_written_comes_in_pieces_of_bounded_size_and_an_error_ends_it() {
    let record = Record::new().with_service_name("quay").with_description("\"Quay\" ".repeat(50));
    let parsed = Parsed::from(Registry { records: vec![record; 5_000], ..Registry::default() });
    for format in [Format::Json, Format::Ndjson] {
        let size = written(&parsed, format).len();
        let mut all = Little { room: size, pieces: Vec::new() };
        portolan::write(&parsed, format, &mut all).unwrap();
        assert_eq!(all.room, 0);
        assert!(all.pieces.len() < size / 10_000, "{format}: {} pieces", all.pieces.len());
        assert!(all.pieces.iter().all(|piece| *piece < 100_000), "{format}");
        let mut some = Little { room: size / 2, pieces: Vec::new() };
        let error = portolan::write(&parsed, format, &mut some).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::StorageFull);
        assert!(some.room < 100_000, "{format}");
    }
}
