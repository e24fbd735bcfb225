//! Pages of one registry become that registry again, however it was divided.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::collections::BTreeSet;

use portolan::{
    Code, Contact, Encoding, Field, FieldSet, Format, Layout, MergeError, Note, Page, Parsed, PortRange, Record,
    Reference, Registry, Severity, Source, Span, Transport, merge, parse,
};
use proptest::collection::vec;
use proptest::prelude::*;

const HEADING: &str = "Service Name Port Number Transport Protocol Description Assignee Contact Registration Date\n";

fn record(name: &str, port: u16, transport: Transport) -> Record {
    Record::new().with_service_name(name).with_ports(PortRange::single(port)).with_transport(transport)
}

fn with(records: impl IntoIterator<Item = Record>) -> Registry {
    Registry { records: records.into_iter().collect(), ..Registry::default() }
}

fn page(registry: Registry) -> Page<'static> {
    Page::new(Parsed { registry, diagnostics: Vec::new() }, Vec::new())
}

fn merged(registries: impl IntoIterator<Item = Registry>) -> Parsed {
    let pages: Vec<_> = registries.into_iter().map(page).collect();
    merge(&pages).unwrap()
}

fn listed(fields: impl IntoIterator<Item = Field>) -> FieldSet {
    fields.into_iter().collect()
}

fn source(format: Format, layout: Option<Layout>, columns: &[Field]) -> Option<Source> {
    let mut source: Source = serde_json::from_str(r#"{"format":"html","layout":null,"columns":[]}"#).unwrap();
    (source.format, source.layout, source.columns) = (format, layout, columns.to_vec());
    Some(source)
}

/// The order of the registry: ports ascend, TCP stands before UDP, names without a port come last.
fn registry() -> impl Strategy<Value = Vec<Record>> {
    let rows = vec((0_u16..3, 0_u8..4, any::<bool>(), 0_u16..30), 1..60);
    (rows, 0_usize..12).prop_map(|(rows, nameless_ports)| {
        let mut port = 1;
        let mut records = Vec::new();
        for (at, (gap, kind, is_dated, year)) in rows.into_iter().enumerate() {
            // A port without a name is there once.
            port += gap.max(u16::from(kind == 0));
            let name = format!("name-{at}");
            let date = is_dated.then(|| format!("20{year:02}-05").parse().unwrap());
            let tcp = record(&name, port, Transport::Tcp)
                .with_description(format!("Of {kind}"))
                .with_assignees([format!("Person_{}", at % 7).into()])
                .with_registration_date(date);
            match kind {
                0 => records.push(Record::new().with_ports(PortRange::single(port)).with_description(name)),
                1 => records.push(tcp),
                _ => records.extend([tcp.clone(), tcp.with_transport(Transport::Udp)]),
            }
        }
        let names = (0..nameless_ports).map(|at| {
            Record::new().with_service_name(format!("x-{at:03}")).with_notes("txtvers=1").with_contacts(["Last".into()])
        });
        records.extend(names);
        records
    })
}

fn contacts(records: &[Record]) -> Vec<Contact> {
    let ids: BTreeSet<_> =
        records.iter().flat_map(|record| record.assignees().iter().chain(record.contacts())).collect();
    ids.into_iter().map(|id| Contact { id: id.clone(), name: Some(id.clone()), ..Contact::default() }).collect()
}

fn whole(records: Vec<Record>) -> Registry {
    let contacts = contacts(&records);
    Registry { contacts, ..with(records) }
}

/// What a rendering without columns makes of a record.
fn doubtful(record: &Record) -> Record {
    let dates = listed([Field::RegistrationDate, Field::ModificationDate]);
    let date = record.registration_date();
    let record = record.clone().with_registration_date(None).with_modification_date(date);
    if date.is_some() { record.with_uncertain(dates) } else { record }
}

proptest! {
    #[test]
    fn a_registry_is_what_its_pages_make(
        records in registry(),
        cuts in vec((any::<prop::sample::Index>(), 0_usize..4), 0..6),
        searches in vec((vec(0_u8..3, 1..200), any::<bool>()), 0..4),
        turns in vec(any::<u32>(), 10),
    ) {
        let mut at: Vec<(usize, usize)> = cuts.iter().map(|(cut, back)| (cut.index(records.len()), *back)).collect();
        at.sort_unstable();
        let mut pages = Vec::new();
        let mut start = 0;
        for (end, back) in at {
            // Each begins some rows before the one above it ends.
            pages.push(records[start..end].to_vec());
            // Where two pages divide a port and share no row of it, nothing tells how a search of both goes.
            let port = |at: usize| records.get(at).map(Record::ports);
            let divides = end > 0 && port(end - 1) == port(end) && port(end) != Some(None);
            start = end.saturating_sub(back.max(usize::from(divides)));
        }
        pages.push(records[start..].to_vec());
        for (pattern, is_doubtful) in searches {
            let found = records.iter().zip(pattern.iter().cycle()).filter(|(_, take)| **take == 0).map(|(record, _)| {
                if is_doubtful { doubtful(record) } else { record.clone() }
            });
            pages.push(found.collect());
        }
        let mut turned: Vec<_> = pages.into_iter().zip(turns).collect();
        turned.sort_by_key(|(_, turn)| *turn);

        let merged = merged(turned.into_iter().map(|(page, _)| whole(page)));
        prop_assert_eq!(&merged.diagnostics, &[]);
        prop_assert_eq!(&merged.registry.contacts, &contacts(&records));
        let shown = |records: &[Record]| -> Vec<String> {
            records.iter().map(|record| format!("{:?} {:?} {:?}", record.service_name(), record.ports().map(|p| p.first()), record.transport())).collect()
        };
        prop_assert_eq!(shown(&merged.registry.records), shown(&records));
        prop_assert_eq!(merged.registry.records, records);
    }

    #[test]
    fn any_pages_make_something_that_has_all_they_have(
        pages in vec(vec((0_u16..5, 0_u8..3, 0_u16..16), 0..12), 0..5),
    ) {
        let pages: Vec<Vec<Record>> = pages.into_iter().map(|rows| rows.into_iter().map(|(port, text, open)| {
            let uncertain = Field::ALL.into_iter().filter(|field| *field as u16 >= 3 && open & (1 << (*field as u16 - 3)) != 0);
            let row = if port == 0 { Record::new().with_service_name("a") } else { record("a", port, Transport::Tcp) };
            row.with_description(format!("text {text}")).with_uncertain(uncertain.collect())
        }).collect()).collect();
        let merged = merged(pages.iter().cloned().map(with));
        let most = pages.iter().map(Vec::len).max().unwrap_or(0);
        let all = pages.iter().map(Vec::len).sum();
        prop_assert!((most..=all).contains(&merged.registry.records.len()));
        for record in pages.iter().flatten() {
            let is_kept = |kept: &Record| {
                kept.ports() == record.ports()
                    && (kept.description() == record.description()
                        || kept.uncertain().contains(Field::Description)
                        || record.uncertain().contains(Field::Description))
            };
            prop_assert!(merged.registry.iter().any(is_kept), "{record:?}");
        }
    }
}

#[test]
fn a_row_is_there_as_often_as_the_page_has_it_that_has_it_most() {
    let row = record("a", 1, Transport::Tcp);
    let rows = |count: usize| with(vec![row.clone(); count]);
    assert_eq!(merged([rows(1), rows(2), rows(1)]).registry.records.len(), 2);
    assert_eq!(merged([rows(1), rows(1)]).registry.records.len(), 1);
}

#[test]
fn the_copy_that_leaves_less_open_is_kept() {
    let date = "2011-05".parse().ok();
    let sure = record("a", 1, Transport::Tcp).with_registration_date(date).with_description("One.\nTwo.");
    let open = doubtful(&sure).with_description("One. Two.");
    for pages in [[sure.clone(), open.clone()], [open.clone(), sure.clone()]] {
        let merged = merged(pages.map(|record| with([record])));
        assert_eq!((merged.registry.records, merged.diagnostics), (vec![sure.clone()], Vec::new()));
    }
    // What is certain in both must agree.
    let other = open.with_description("Three.");
    let merged = merged([with([sure.clone()]), with([other.clone()])]);
    assert_eq!(merged.registry.records, [sure, other]);
    assert_eq!(merged.diagnostics[0].code, Code::DifferentCopies);
    assert_eq!(merged.worst(), Some(Severity::Warning));
}

#[test]
fn rows_of_one_name_that_differ_are_no_conflict_where_every_page_has_them() {
    let rows =
        ["Remote Desktop", "Reliable Data"].map(|text| Record::new().with_service_name("rdp").with_description(text));
    let merged = merged([with(rows.clone()), with(rows.clone()), with([rows[1].clone()])]);
    assert_eq!((merged.registry.records, merged.diagnostics), (rows.to_vec(), Vec::new()));
}

#[test]
fn a_page_without_some_columns_says_nothing_of_them() {
    let full = ["tcp", "udp"].map(|transport| {
        record("a", 1, Transport::from(transport)).with_description("A").with_references([Reference::from_text("RFC1")])
    });
    let narrow = full.clone().map(|record| record.with_transport(None).with_references([]));
    let mut one = with(full.clone());
    one.source = source(Format::Html, None, &Field::ALL);
    let mut two = with(narrow);
    two.source = source(Format::Text, Some(Layout::Joined), &[Field::Ports, Field::ServiceName, Field::Description]);
    for pages in [[one.clone(), two.clone()], [two, one]] {
        let first = pages[0].source.clone().unwrap();
        let merged = merged(pages);
        assert_eq!((merged.registry.records, merged.diagnostics), (full.to_vec(), Vec::new()));
        let source = merged.registry.source.unwrap();
        assert_eq!((source.format, source.layout, source.encoding), (first.format, None, Encoding::Utf8));
        assert_eq!(listed(source.columns), listed([Field::ServiceName, Field::Ports, Field::Description]));
    }
}

#[test]
fn the_header_is_the_first_pages_that_has_it() {
    let note = |text: &str| vec![Note { title: "Note".into(), text: text.into() }];
    let bare = Registry::default();
    let one = Registry { title: Some("T".into()), notes: note("one"), ..Registry::default() };
    let two = Registry { experts: Some("E".into()), notes: note("two"), ..Registry::default() };
    let merged = merged([bare, one, two]).registry;
    assert_eq!((merged.title.as_deref(), merged.experts.as_deref()), (Some("T"), Some("E")));
    assert_eq!(merged.notes, note("one"));
    assert_eq!(merge(&[]).unwrap(), Parsed::default());
}

#[test]
fn pages_of_different_dates_are_refused() {
    let dated = |date: &str| page(Registry { updated: date.parse().ok(), ..Registry::default() });
    let error = merge(&[dated(""), dated("2025-10-22"), dated("2025-10-22"), dated("2024-06-07")]).unwrap_err();
    let (first, other) = ((1, "2025-10-22".parse().unwrap()), (3, "2024-06-07".parse().unwrap()));
    assert_eq!(error, MergeError::Dates { first, other });
    assert_eq!(error.to_string(), "pages of different dates: page 2 of 2025-10-22, page 4 of 2024-06-07");
    assert_eq!(merge(&[dated(""), dated("2024-06-07")]).unwrap().registry.updated, Some(other.1));
}

#[test]
fn places_count_the_documents_one_behind_the_other() {
    // The second does not end with a line, so the third goes on in it.
    let texts = [
        format!("{HEADING}acc 22 tcp Échelle [A_Mole] [A_Mole] 2011-05-01\nssh 25 tcp Shell\n"),
        format!("{HEADING}telnet 23 tcp Telnet [A_Mole]\nlast 99 tcp Last"),
        format!("{HEADING}telnet 23 tcp Another [A_Mole]\nnext 24 tcp Next"),
    ];
    let pages: Vec<_> = texts.iter().map(|text| Page::new(parse(text.as_bytes()), text.as_bytes())).collect();
    let merged = merge(&pages).unwrap();
    let all = texts.concat();
    let places =
        merged.registry.iter().map(|record| record.span()).chain(merged.diagnostics.iter().map(|told| told.span));
    for span in places.clone() {
        assert_eq!(span.line as usize, 1 + all[..span.start as usize].matches('\n').count(), "{span:?}");
    }
    let row = |span: Span| &all[span.range()];
    for record in &merged.registry {
        assert!(row(record.span()).starts_with(record.service_name().unwrap()), "{:?}", row(record.span()));
    }
    assert!(merged.diagnostics.iter().any(|told| told.code == Code::DifferentCopies));
    for told in &merged.diagnostics {
        let head = &all[..told.span.start as usize];
        let column = 1 + head.rsplit('\n').next().unwrap().chars().count();
        assert_eq!(told.column as usize, column, "{told:?}");
    }
    assert!(merged.diagnostics.is_sorted_by_key(|told| told.span));
    assert_eq!(places.collect::<Vec<_>>().len(), 6 + merged.diagnostics.len());
}

#[test]
fn many_rows_of_one_name_take_no_more_time_than_others() {
    let rows = |text: &str| {
        let open = listed([Field::Notes]);
        let row = |at| record("a", 1, Transport::Tcp).with_description(format!("{text} {at}")).with_uncertain(open);
        with((0..20_000).map(row))
    };
    assert_eq!(merged([rows("one"), rows("two"), rows("one")]).registry.records.len(), 40_000);
}
