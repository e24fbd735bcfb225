//! XML that no tool of the registry writes, and that is the same registry all the same.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that cannot go on fails")]

use portolan::{Code, Options, Severity, parse};

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
