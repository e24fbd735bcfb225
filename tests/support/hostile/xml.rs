//! XML.

use super::Place::{All, Cell, Contacts, Row};
use super::{BYTES, FEW_BYTES, MILLION, ROWS, Shape, TAGS, bytes_of, each, shape, times, within};

const OPEN: &str = "<registry xmlns=\"http://www.iana.org/assignments\" id=\"service-names-port-numbers\">\
    <record><name>wave</name></record>";

/// Ten of the one before, and so on: what a reader that expands entities takes for ten thousand million.
const LAUGHS: &str = "<!DOCTYPE registry [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\">\
    <!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;\"><!ENTITY d \"&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;\">\
    <!ENTITY e \"&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;\"><!ENTITY f \"&e;&e;&e;&e;&e;&e;&e;&e;&e;&e;\">]>";

#[rustfmt::skip]
pub const SHAPES: &[Shape] = &[
    shape("xml", Row, "open elements", TAGS, |n| times("<a>", n)),
    shape("xml", Cell, "open elements", TAGS, |n| times("<a>", n)),
    shape("xml", Row, "nested elements", TAGS, |n| [times("<a>", n / 2), times("</a>", n / 2)].concat()),
    shape("xml", Row, "open records", TAGS, |n| times("<record>", n)),
    shape("xml", Row, "records never closed", TAGS, |n| times("<record><name>a</name>", n / 3)),
    shape("xml", Row, "registries in registries", TAGS, |n| times("<registry><title>a", n / 2)),
    shape("xml", Row, "closed that never opened", TAGS, |n| times("</a>", n)),
    shape("xml", Cell, "misnested", TAGS, |n| times("<a><b></a></b>", n / 4)),
    shape("xml", Row, "attributes of a record", (80_000, "attributes"), |n|
        within("<record", each(n, |at| format!(" a{at}=\"{at}\"")), "><name>b</name></record>")),
    shape("xml", Row, "one attribute again and again", (80_000, "attributes"), |n| within("<record", times(" date=\"2001-01-01\"", n), "/>")),
    shape("xml", Row, "attributes of each record", (MILLION, "attributes"), |n| times("<record a='1' b='2' c='3' date='4'/>", n / 4)),
    shape("xml", Row, "a value never closed", BYTES, |n| within("<record date=\"", bytes_of("word ", n), "")),
    shape("xml", Row, "values never closed", TAGS, |n| times("<record date=\">", n)),
    shape("xml", Row, "tags never closed", TAGS, |n| times("<record ", n)),
    shape("xml", Row, "half tags", TAGS, |n| times("<", n)),
    shape("xml", Row, "a name of an element", BYTES, |n| within("<", bytes_of("a", n), "/>")),
    shape("xml", All, "entity declarations", (MILLION, "entities"), |n|
        within("<!DOCTYPE registry [", each(n, |at| format!("<!ENTITY e{at} \"&e{};\">", at + 1)), &format!("]>{OPEN}<title>&e0;</title>"))),
    shape("xml", All, "a long entity, named often", (MILLION, "references"), |n|
        within(&format!("<!DOCTYPE registry [<!ENTITY a \"{}\">]>{OPEN}<title>", "a".repeat(n)), times("&a;", n), "</title></registry>")),
    shape("xml", All, "entities of entities", (MILLION, "references"), |n|
        within(&format!("{LAUGHS}{OPEN}<title>"), times("&f;", n), "</title></registry>")),
    shape("xml", All, "an entity of itself", (MILLION, "references"), |n|
        within(&format!("<!DOCTYPE registry [<!ENTITY a \"&a;&a;\"><!ENTITY % p \"%p;\">%p;]>{OPEN}<title>"), times("&a;", n), "</title></registry>")),
    shape("xml", All, "entities of files", (MILLION, "references"), |n|
        within(&format!("<!DOCTYPE registry [<!ENTITY a SYSTEM \"file:///etc/passwd\">]>{OPEN}<title>"), times("&a;", n), "</title></registry>")),
    shape("xml", All, "brackets in a declaration", FEW_BYTES, |n| within("<!DOCTYPE registry ", bytes_of("[<", n), OPEN)),
    shape("xml", Cell, "references nobody declared", (MILLION, "references"), |n| each(n, |at| format!("&e{at};"))),
    shape("xml", Cell, "references never closed", (MILLION, "references"), |n| times("&#", n)),
    shape("xml", Cell, "ampersands", FEW_BYTES, |n| bytes_of("&", n)),
    shape("xml", Cell, "references of many digits", BYTES, |n| within("&#", bytes_of("9", n), ";")),
    shape("xml", Cell, "references", (MILLION, "references"), |n| times("&#x41;", n)),
    shape("xml", Row, "namespaces nested", TAGS, |n| each(n, |at| format!("<n{at}:a xmlns:n{at}=\"urn:{at}\">"))),
    shape("xml", Row, "namespaces of one element", (80_000, "attributes"), |n|
        within("<record", each(n, |at| format!(" xmlns:n{at}=\"http://www.iana.org/assignments\"")), "/>")),
    shape("xml", Row, "records of prefixes", TAGS, |n| each(n / 4, |at| format!("<n{at}:record><n{at}:name>a</n{at}:name></n{at}:record>"))),
    shape("xml", Row, "names of many colons", BYTES, |n| within("<", bytes_of("a:", n), "b/>")),
    shape("xml", Row, "comments never closed", TAGS, |n| times("<!--", n)),
    shape("xml", Row, "a comment", BYTES, |n| within("<!--", bytes_of("- ", n), "-->")),
    shape("xml", Row, "comments", TAGS, |n| times("<!---->", n)),
    shape("xml", Cell, "sections never closed", TAGS, |n| times("<![CDATA[", n)),
    shape("xml", Cell, "sections", TAGS, |n| times("<![CDATA[a]]>", n)),
    shape("xml", Row, "instructions never closed", TAGS, |n| times("<?portolan uncertain=\"", n)),
    shape("xml", Cell, "marks of what is uncertain", TAGS, |n| times("<?portolan uncertain=\"notes\"?>", n)),
    shape("xml", Cell, "one cell", BYTES, |n| bytes_of("word ", n)),
    shape("xml", Row, "words between records", BYTES, |n| bytes_of("word ", n)),
    shape("xml", Cell, "paragraphs", (MILLION, "lines"), |n| times("a\n\n", n)),
    shape("xml", Cell, "references in a cell", TAGS, |n| times("<xref type=\"rfc\" data=\"rfc1\"/>", n)),
    shape("xml", Row, "persons of a record", TAGS, |n|
        within("<record><name>b</name>", each(n, |at| format!("<xref type=\"person\" data=\"A{at}\"/>")), "</record>")),
    shape("xml", Row, "names of a record", TAGS, |n| within("<record>", times("<name>b</name>", n / 2), "</record>")),
    shape("xml", Row, "empty records", ROWS, |n| times("<record/>", n)),
    shape("xml", Row, "records", ROWS, |n| each(n, |at| format!("<record><name>a{at}</name><protocol>tcp</protocol><number>{}</number></record>", at % 65_536))),
    shape("xml", Row, "titles, notes and footnotes", TAGS, |n| times("<title>a</title><note>b</note><footnote anchor=\"1\">c</footnote>", n / 6)),
    shape("xml", Contacts, "contacts of one id", ROWS, |n| times("<person id=\"Ada_Merle\"><name>A</name></person>", n)),
    shape("xml", Contacts, "contacts that differ", ROWS, |n| each(n, |at| format!("<person id=\"A{at}\"><name>A</name></person>"))),
    shape("xml", Contacts, "addresses of a contact", TAGS, |n| within("<person id=\"B\">", times("<uri>mailto:a</uri>", n / 2), "</person>")),
];
