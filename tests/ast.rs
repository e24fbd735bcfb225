//! What the values of the AST say of themselves, to who asks them in Rust and to who reads their JSON.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use ecow::EcoString;
use portolan::{
    ContactField, Encoding, Field, FieldSet, Format, Layout, PartialDate, PortRange, Record, Registry, Severity,
    Status, Transport, parse,
};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Each value is this word in JSON, and that word is read as it.
fn are_words<T: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug>(pairs: &[(T, &str)]) {
    for (value, word) in pairs {
        let json = serde_json::to_string(value).unwrap();
        assert_eq!(json, format!("\"{word}\""));
        assert_eq!(serde_json::from_str::<T>(&json).unwrap(), *value);
    }
}

#[test]
fn statuses_and_transports_are_words_and_others_are_kept_as_written() {
    are_words(&[
        (Status::Assigned, "assigned"),
        (Status::Reserved, "reserved"),
        (Status::Unassigned, "unassigned"),
        (Status::Deregistered, "deregistered"),
        (Status::Removed, "removed"),
        (Status::Decommissioned, "decommissioned"),
        (Status::Deprecated, "deprecated"),
        (Status::Other("Lent".into()), "Lent"),
    ]);
    are_words(&[
        (Transport::Tcp, "tcp"),
        (Transport::Udp, "udp"),
        (Transport::Sctp, "sctp"),
        (Transport::Dccp, "dccp"),
        (Transport::Other("QUIC".into()), "QUIC"),
    ]);
    assert_eq!("dccp".parse(), Ok(Transport::Dccp));
    assert_eq!(Status::Deprecated.to_string(), "deprecated");
    assert_eq!(Transport::Other("QUIC".into()).to_string(), "QUIC");
    assert_eq!(EcoString::from(Status::Other("Lent".into())), "Lent");
}

#[test]
fn a_record_whose_odd_words_are_changed_is_one_that_never_had_them() {
    let (quic, lent) = (Transport::Other("QUIC".into()), Status::Other("Lent".into()));
    let odd = Record::default().with_transport(quic.clone()).with_status(lent.clone());
    assert_eq!((odd.transport(), odd.status()), (Some(&quic), &lent));
    let known = Record::default().with_transport(Transport::Tcp).with_status(Status::Reserved);
    assert_eq!(odd.clone().with_transport(Transport::Tcp).status(), &lent);
    assert_eq!(odd.clone().with_transport(Transport::Tcp).with_status(Status::Reserved), known);
    assert_eq!(odd.with_status(Status::Reserved).with_transport(Transport::Tcp), known);
}

#[test]
fn forms_encodings_and_fields_are_words() {
    are_words(&[
        (Layout::Aligned, "aligned"),
        (Layout::Packed, "packed"),
        (Layout::Joined, "joined"),
        (Layout::Tabbed, "tabbed"),
        (Layout::Fixed, "fixed"),
        (Layout::Stacked, "stacked"),
    ]);
    for layout in [Layout::Aligned, Layout::Packed, Layout::Joined, Layout::Tabbed, Layout::Fixed, Layout::Stacked] {
        assert_eq!(serde_json::to_string(&layout).unwrap(), format!("\"{}\"", layout.as_str()));
    }
    for (encoding, word) in [
        (Encoding::Utf8, "utf-8"),
        (Encoding::Utf16Le, "utf-16le"),
        (Encoding::Utf16Be, "utf-16be"),
        (Encoding::Windows1252, "windows-1252"),
    ] {
        assert_eq!(encoding.to_string(), word);
    }
    are_words(&[
        (ContactField::Id, "id"),
        (ContactField::Name, "name"),
        (ContactField::Organization, "organization"),
        (ContactField::Uri, "uri"),
        (ContactField::Updated, "updated"),
    ]);
    assert_eq!(format!("{} {}", Field::Ports, Field::UnauthorizedUse), "ports unauthorized_use");
    assert_eq!("ndjson".parse(), Ok(Format::Ndjson));
    assert_eq!(
        "pdf".parse::<Format>().unwrap_err().to_string(),
        "not a format; the formats are xml, csv, html, markdown, text, json, ndjson"
    );
}

#[test]
fn a_set_of_fields_is_a_list_in_the_order_of_the_registry() {
    let mut set: FieldSet = [Field::Notes, Field::Ports].into_iter().collect();
    set.extend([Field::Description, Field::Ports]);
    assert_eq!(set.len(), 3);
    assert_eq!(serde_json::to_string(&set).unwrap(), r#"["ports","description","notes"]"#);
    assert_eq!(serde_json::from_str::<FieldSet>(r#"["notes","description","ports"]"#).unwrap(), set);
    assert_eq!(format!("{set:?}"), "{Ports, Description, Notes}");
    set.remove(Field::Notes);
    assert!(!set.contains(Field::Notes) && set.contains(Field::Ports));
}

#[test]
fn ports_are_a_number_or_a_range_that_says_why_it_is_none() {
    let range: PortRange = "6000-6063".parse().unwrap();
    assert!(range.contains(6000) && range.contains(6063) && !range.contains(6064) && !range.contains(5999));
    assert_eq!(range.len(), 64);
    assert_eq!(PortRange::new(0, u16::MAX).unwrap().len(), 65_536);
    assert_eq!(range.iter().rev().take(2).collect::<Vec<_>>(), [6063, 6062]);
    assert_eq!((range.to_string(), PortRange::single(443).to_string()), ("6000-6063".to_owned(), "443".to_owned()));
    assert_eq!(PortRange::new(9, 8).unwrap_err().to_string(), "port range 9-8 is reversed");
    for text in ["", "-", "65536", "1-", "-1", "1-2-3", "٣"] {
        assert_eq!(
            text.parse::<PortRange>().unwrap_err().to_string(),
            "not a port number (0 to 65535) or a range of them"
        );
    }
}

#[test]
fn dates_have_no_more_than_was_written() {
    let month: PartialDate = "2002-09".parse().unwrap();
    assert_eq!((month.year(), month.month(), month.day()), (2002, Some(9), None));
    assert_eq!(format!("{month:?}"), "PartialDate(2002-09)");
    assert_eq!(serde_json::to_string(&month).unwrap(), "\"2002-09\"");
    assert_eq!(serde_json::from_str::<PartialDate>("\"2002-09\"").unwrap(), month);
    let error = |text: &str| text.parse::<PartialDate>().unwrap_err().to_string();
    assert_eq!(error("2002-9"), "not a date of the form YYYY-MM-DD, YYYY-MM or YYYY");
    assert_eq!(error("2001-02-29"), "no such date in the calendar");
}

#[test]
fn a_registry_is_searched_by_name_port_and_contact() {
    let page = include_bytes!("../fixtures/csv/ranges.csv");
    let Registry { records, .. } = parse(page).registry;
    let registry = Registry { records, ..Registry::default() };
    let range = registry.iter().find(|record| record.ports().is_some_and(|ports| ports.len() > 2)).unwrap();
    let ports = range.ports().unwrap();
    for port in [ports.first(), ports.last()] {
        assert!(registry.by_port(port).any(|record| record == range));
        assert!(registry.by_port(port).all(|record| record.ports().unwrap().contains(port)));
    }
    let named = registry.iter().find_map(Record::service_name).unwrap();
    assert!(registry.by_name(&named.to_ascii_uppercase()).all(|record| record.service_name() == Some(named)));
    assert!(registry.by_name(named).next().is_some());
    assert_eq!(registry.by_name("no such service").next(), None);
}

#[test]
fn an_input_beyond_the_limit_is_read_up_to_it_and_says_so() {
    let page = include_bytes!("../fixtures/csv/basic.csv");
    let whole = parse(page);
    let mut options = portolan::Options::default();
    options.limits.input_bytes = page.len().saturating_sub(1);
    let parsed = options.parse(page);
    let told = parsed.diagnostics.iter().find(|found| found.code == portolan::Code::Limit).unwrap();
    assert_eq!((told.severity, parsed.worst(), whole.worst()), (Severity::Error, Some(Severity::Error), None));
    assert!(told.message.contains("limit: input_bytes"), "{}", told.message);
    let kept = parsed.registry.records.len().saturating_sub(1);
    assert_eq!(parsed.registry.records.get(..kept), whole.registry.records.get(..kept));
}
