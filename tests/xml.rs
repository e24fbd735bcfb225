//! XML that no tool of the registry writes, and that is the same registry all the same.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that cannot go on fails")]

use portolan::{Code, ContactField, Field, Options, Parsed, Record, Severity, parse};

fn page(description: &str) -> String {
    format!(
        "<registry xmlns=\"http://www.iana.org/assignments\" id=\"service-names-port-numbers\"><title>Quays</title>\n\
         <record><name>pier</name><protocol>udp</protocol><number>4001</number></record>\n\
         <record><name>quay</name><protocol>tcp</protocol><description>{description}</description>\
         <number>4000</number></record></registry>"
    )
}

#[test]
fn text_of_an_element_may_be_written_in_any_way_of_xml() {
    let page = page(
        "Caf&#233; <b>of</b> <xref type=\"uri\" data=\"https://example.org/\">the  quay</xref><br></br>\
         <i/>and <xref type=\"rfc\" data=\"rfc6335\"></xref><![CDATA[ & <more>]]>, <!-- or so -->&#x201c;etc&#x201d;",
    );
    let parsed = parse(page.as_bytes());
    assert_eq!(parsed.diagnostics, []);
    let [_, quay] = &parsed.registry.records[..] else { panic!("{:?}", parsed.registry.records) };
    assert_eq!(quay.description(), Some("Café of [the quay]\nand [RFC6335] & <more>, “etc”"));
}

#[test]
fn elements_deeper_than_the_limit_end_the_reading_and_nothing_before() {
    let mut options = Options::default();
    options.limits.depth = 8;
    let parsed = options.parse(page(&format!("{}x{}", "<b>".repeat(9), "</b>".repeat(9))).as_bytes());
    let told = parsed.diagnostics.iter().find(|found| found.code == Code::Limit).unwrap();
    assert_eq!((told.severity, told.span.line), (Severity::Error, 3));
    assert_eq!(told.message, "elements deeper than 8 (limit: depth); reading stopped here");
    assert!(parsed.registry.by_name("pier").next().is_some(), "{:?}", parsed.registry);
}

#[test]
fn what_stands_in_an_element_more_than_once_and_differs_is_told() {
    let record = "<record date=\"2001\" date=\"2002\"><name>pier</name><name/><name>quay</name><name>quay</name>\
                  <protocol>udp</protocol><number>4001</number><number>4002</number><assignee/>\
                  <assignee><xref type=\"person\" data=\"Ada\"/></assignee></record>";
    let person = "<person id=\"Ada\" id=\"Ben\"><name>Ada</name><uri>mailto:a@b.example</uri><name>Ben</name></person>";
    let page = page("Quay").replacen("<record>", &format!("{record}{person}<updated>2001</updated><record>"), 1);
    let page = page.replace("</registry>", "<title>Piers</title><updated>2002</updated></registry>");
    let Parsed { registry, diagnostics } = parse(page.as_bytes());
    let told: Vec<_> = diagnostics.iter().map(|found| &*found.message).collect();
    assert_eq!(
        told,
        [
            "this record has more than one \"Service Name\", \"Port Number\", \"Assignee\", \"Registration Date\", and they \
             differ; the first is kept",
            "this person has more than one \"Name\", \"ID\", and they differ; the first is kept",
            "another title, \"Piers\", stands here; the first is kept",
            "\"Last Updated\" stands in the header more than once, and differs; the first is kept",
        ]
    );
    assert_eq!((registry.title.as_deref(), registry.updated), (Some("Quays"), Some("2001".parse().unwrap())));
    let record = registry.iter().next().unwrap();
    assert_eq!(record.service_name(), Some("pier"));
    assert_eq!(record.ports().map(|ports| ports.first()), Some(4001));
    let uncertain: Vec<_> = record.uncertain().iter().collect();
    assert_eq!(uncertain, [Field::ServiceName, Field::Ports, Field::Assignees, Field::RegistrationDate]);
    let [ada] = &registry.contacts[..] else { panic!("{:?}", registry.contacts) };
    assert_eq!((&*ada.id, ada.name.as_deref()), ("Ada", Some("Ada")));
    assert!(ada.uncertain.iter().eq([ContactField::Id, ContactField::Name]));
}

#[test]
fn what_stands_in_an_element_again_and_says_the_same_is_not_told() {
    let page = page("Quay");
    let twice = ["name", "number", "protocol"]
        .iter()
        .fold(page.clone(), |page, name| page.replace(&format!("</{name}>"), &format!("</{name}><{name}></{name}>")));
    let page = page.replace("<number>4001</number>", "<number>4001</number><number> 4001</number><number/>");
    for page in [page, twice] {
        let parsed = parse(page.as_bytes());
        assert_eq!(parsed.diagnostics, []);
        assert_eq!(parsed.registry.iter().filter_map(Record::ports).count(), 2);
    }
}

#[test]
fn a_registry_of_which_no_record_is_read_is_an_error() {
    let parsed = parse(page("Quay").replace("record", "Record").as_bytes());
    assert!(parsed.registry.records.is_empty());
    let errors: Vec<_> = parsed.diagnostics.iter().filter(|found| found.severity == Severity::Error).collect();
    let [error] = &errors[..] else { panic!("{errors:?}") };
    assert_eq!(error.message, "no record is read, and something that could hold them is left out, as is told above");
    // A table of nothing is one.
    let head = page("Quay").split("<record>").next().unwrap().to_owned();
    assert_eq!(parse(format!("{head}</registry>").as_bytes()).diagnostics, []);
}
