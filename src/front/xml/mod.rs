//! The registry's XML, through quick-xml's pull reader; most of its records and persons in a quicker way.
//!
//! Its cells are typed, so rows are handed over in their columns, and nothing is uncertain but what the document itself
//! marks: a registry that was read from less and written as XML.

mod content;
mod cursor;
mod document;
mod once;
mod part;
mod tag;
mod told;
mod usual;
#[cfg(test)]
mod ways;
mod xref;

use quick_xml::events::Event;

use self::document::{Document, reader};
use self::tag::attribute;
use crate::assemble::Assembler;
use crate::ast::{Field, Format, Parsed};
use crate::general_way;
use crate::options::Limits;
use crate::preamble;

/// Reads the registry's XML; `None` where it is none. Markup that is not well-formed costs the record that it
/// stands in.
pub(crate) fn read(text: &str, limits: &Limits) -> Option<Parsed> {
    is_registry(text).then(|| read_by(text, limits, general_way::is_forced()))
}

fn read_by(text: &str, limits: &Limits, by_events: bool) -> Parsed {
    let mut out = Assembler::new(Format::Xml, None, limits).of(text);
    out.columns(Field::ALL);
    Document::read(text, &mut out, by_events);
    out.finish(text)
}

/// Whether `text` is the registry's XML: its root element is `registry`, with the registry's id or title. A part
/// that has neither is taken for it, too; IANA's other registries have theirs.
pub(crate) fn is_registry(text: &str) -> bool {
    let mut reader = reader(text.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']));
    let (mut in_root, mut in_title) = (false, false);
    for _ in 0..64 {
        match reader.read_event() {
            Ok(Event::Start(tag) | Event::Empty(tag)) if !in_root => {
                if tag.local_name().as_ref() != b"registry" {
                    return false;
                }
                match attribute(&tag, b"id") {
                    Some(id) if id != "service-names-port-numbers" => in_root = true,
                    _ => return true,
                }
            }
            Ok(Event::Start(tag)) if tag.local_name().as_ref() == b"title" => in_title = true,
            Ok(Event::Text(title)) if in_title => return preamble::is_title(&String::from_utf8_lossy(&title)),
            Ok(Event::Eof) | Err(_) => return false,
            Ok(_) => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ast::Code;

    fn read_records(body: &str) -> Parsed {
        read(&format!("<registry xmlns=\"http://www.iana.org/assignments\">{body}</registry>"), &Limits::default())
            .expect("a registry")
    }

    #[test]
    fn references_and_breaks_in_text() {
        let parsed = read_records(
            "<record><name/><number>1</number><description>Foo &amp; bar<br/>baz <xref type=\"rfc\" data=\"rfc1\"/>\n x</description>\
             <note><paragraph>One\n two</paragraph><paragraph>by <xref type=\"person\" data=\"A_B\"/></paragraph></note>\
             <xref type=\"rfc\" data=\"rfc8765\">RFC8765, Section 6.1</xref></record>",
        );
        let record = &parsed.registry.records[0];
        assert_eq!(record.description(), Some("Foo & bar\nbaz [RFC1] x"));
        assert_eq!(record.notes(), Some("One two\nby [A_B]"));
        assert_eq!(record.references()[0].section.as_deref(), Some("6.1"));
        assert_eq!(record.service_name(), None);
        assert!(parsed.diagnostics.is_empty(), "{:?}", parsed.diagnostics);
    }

    #[test]
    fn damage_costs_one_record() {
        let parsed = read_records(
            "<record><name>a</name><number>1</number></record><record><name>b</nam></record>\
             <record><name>c</name><number>3</number></record>",
        );
        let names: Vec<_> = parsed.registry.iter().filter_map(|record| record.service_name()).collect();
        assert_eq!(names, ["a", "c"]);
        assert_eq!(parsed.diagnostics.len(), 1);
        assert_eq!(parsed.diagnostics[0].code, Code::Markup);
    }
}
