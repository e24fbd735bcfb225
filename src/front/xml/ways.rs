//! Both ways of reading give the same: of fixtures, of generated registries, and of what damage makes of them.

use proptest::prelude::*;

use super::read_by;
use crate::ast::{Format, Parsed};
use crate::cell::text::floor;
use crate::numbers::Numbers;
use crate::options::Limits;

#[path = "../../../tests/support/registries.rs"]
#[allow(dead_code, unreachable_pub, reason = "tests of the public API share it")]
mod registries;
#[path = "../../../tests/support/words.rs"]
#[allow(unreachable_pub, reason = "tests of the public API share it")]
mod words;

fn limits() -> [Limits; 3] {
    let small = Limits { records: 3, cell_bytes: 300, diagnostics: 2, ..Limits::default() };
    [Limits::default(), small, Limits { attributes: 1, depth: 1, ..Limits::default() }]
}

#[track_caller]
fn assert_same(text: &str) {
    for limits in limits() {
        let [usual, by_events] = [false, true].map(|by_events| read_by(text, &limits, by_events));
        assert_eq!(usual.registry, by_events.registry, "{text}");
        assert_eq!(usual.diagnostics, by_events.diagnostics, "{text}");
    }
}

fn fixtures() -> Vec<String> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/xml");
    let paths = std::fs::read_dir(folder).expect("fixtures").map(|entry| entry.expect("a fixture").path());
    let texts: Vec<String> = paths.map(|path| std::fs::read_to_string(path).expect("UTF-8")).collect();
    assert!(texts.len() > 30);
    texts
}

/// What damage and other writers put into a document.
const PIECES: &[&str] = &[
    "<",
    ">",
    "/",
    "/>",
    "</",
    "&",
    ";",
    "\"",
    "'",
    "=",
    " ",
    "\n",
    "\r\n",
    "\t",
    "\u{b}",
    "\u{feff}",
    "é",
    "x",
    "1",
    "&amp;",
    "&quot;",
    "&apos;",
    "&#10;",
    "&#x41;",
    "&nope;",
    "&amp",
    "<br/>",
    "<br />",
    "<br>",
    "<note>",
    "</note>",
    "<name/>",
    "<uri/>",
    "<uri></uri>",
    "<uri>mailto:a&amp;b.example</uri>",
    "<assignee/>",
    "<assignee>",
    "</assignee>",
    "<record>",
    "<record ",
    "</record>",
    "</record >",
    "<person id=\"Z\">",
    "</person>",
    "<people>",
    "</registry>",
    "<footnote>",
    "<xref type=\"person\" data=\"Ada_Merle\"/>",
    "<xref type=\"rfc\" data=\"rfc1\" section=\"2 &gt; 1\"/>",
    "<xref data=\">\"/>",
    "<xref type=\"text\">a &amp; b</xref>",
    "<paragraph>",
    "</paragraph>",
    "<!-- -->",
    "<!--",
    "<![CDATA[<x>]]>",
    "<?portolan uncertain=\"ports\"?>",
    "<a:name>",
    " date=\"2001-02-03\"",
    " date='2001'",
    " data=\"a&amp;b\"",
    " type=\"rfc\"",
    " a=\"b\"",
];

/// `text` with a few pieces put in, taken out or doubled, as `numbers` say.
fn damaged(text: &str, numbers: &mut Numbers) -> String {
    let mut next = |end: usize| numbers.below(end);
    let mut text = text.to_owned();
    for _ in 0..=next(3) {
        let [from, length] = [next(text.len()), next(40)];
        let from = floor(&text, from);
        let to = floor(&text, from + length);
        match next(4) {
            0 => text.replace_range(from..to, ""),
            1 => {
                let again = text[from..to].to_owned();
                text.insert_str(from, &again);
            }
            _ => text.insert_str(from, PIECES[next(PIECES.len())]),
        }
    }
    text
}

#[test]
fn fixtures_and_their_damage_read_the_same_both_ways() {
    let mut numbers = Numbers(1);
    for text in fixtures() {
        assert_same(&text);
        for text in [text.replace('\n', "\r\n"), text.replace('\n', ""), text.replace('"', "'")] {
            assert_same(&text);
        }
        for _ in 0..400 {
            assert_same(&damaged(&text, &mut numbers));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn generated_registries_and_their_damage_read_the_same_both_ways(
        registry in registries::registry(),
        seed in any::<u64>(),
    ) {
        let mut out = Vec::new();
        crate::write(&Parsed::from(registry), Format::Xml, &mut out).expect("a buffer takes all");
        let text = String::from_utf8(out).expect("UTF-8");
        assert_same(&text);
        let mut numbers = Numbers(seed);
        for _ in 0..50 {
            assert_same(&damaged(&text, &mut numbers));
        }
    }
}

/// A small document that has everything.
const SMALL: &str = "<?xml version='1.0'?>\n<registry xmlns=\"http://www.iana.org/assignments\" id=\"service-names-port-numbers\">\n\
<title>Service Name and Transport Protocol Port Number Registry</title>\n<category>Transport</category>\n<updated>2025-03-14</updated>\n\
<registry id=\"service-names-port-numbers-1\">\n<record date=\"2001-02-03\" updated=\"2002-02-03\">\n<name>wave</name>\n<protocol>tcp</protocol>\n\
<xref type=\"person\" data=\"Ada\"/>\n<description>Wave</description>\n<number>4300</number>\n<note>A <xref type=\"rfc\" data=\"rfc1\"/></note>\n\
</record>\n<footnote anchor=\"1\">Words</footnote>\n</registry>\n<people>\n<person id=\"Ada\">\n<name>Ada</name>\n<org>Lab</org>\n\
<uri>mailto:a&amp;b.example</uri>\n<updated>2001-02-03</updated>\n</person>\n</people>\n</registry>\n";

#[test]
fn each_piece_at_each_place_reads_the_same_both_ways() {
    for (at, _) in SMALL.char_indices() {
        for piece in PIECES {
            let [before, behind] = [&SMALL[..at], &SMALL[at..]];
            let text = format!("{before}{piece}{behind}");
            assert_same(&text);
        }
    }
}
