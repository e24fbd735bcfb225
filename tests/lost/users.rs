//! Documents as users have them: quoted in a mail, on one line, in another encoding, with a page around them, twice.
//!
//! Each is read as what it was, or it is told that something is wrong.

use portolan::{Code, Encoding, Parsed, Severity};
use serde_json::Value;

use crate::documents::{Document, Rendering, assert_of_all, fixtures};
use crate::line_ends::registry;

/// Documents of several rows, and some of what happens in them.
fn documents() -> Vec<Document> {
    let names = ["page", "whole", "everything", "alias-pair", "note-paragraphs", "byte-order-mark"];
    let of = |rendering| fixtures(rendering).into_iter().filter(|document| names.iter().any(|name| document.is(name)));
    Rendering::ALL.into_iter().flat_map(of).collect()
}

/// The records of the whole so many times, or something that is told.
fn check(document: &Document, what: &str, read: &Parsed, times: usize) -> Vec<String> {
    let records = |parsed: &Parsed| registry(parsed)["records"].as_array().unwrap().clone();
    let whole = records(&document.whole);
    let expected: Vec<Value> = (0..times).flat_map(|_| whole.clone()).collect();
    let is_told = read.worst() >= Some(Severity::Warning);
    let is_lost = records(read) != expected && !is_told;
    is_lost.then(|| format!("{} {what} has other records, and nothing is told", document.name)).into_iter().collect()
}

fn each(what: &str, times: usize, made: impl Fn(&Document) -> Vec<u8> + Sync) {
    assert_of_all(&documents(), |document| check(document, what, &portolan::parse(&made(document)), times));
}

#[test]
fn quoted_in_a_mail() {
    each("quoted", 1, |document| {
        document.text().lines().map(|line| format!("> {line}\n")).collect::<String>().into_bytes()
    });
}

#[test]
fn in_a_fence_of_markdown() {
    let codes = |parsed: &Parsed| parsed.diagnostics.iter().map(|diagnostic| diagnostic.code).collect::<Vec<_>>();
    // A mark of the byte order stands at the beginning alone, and what ends within a line ends with it here.
    let is_whole = |document: &Document| {
        let is_text = std::str::from_utf8(&document.bytes)
            .is_ok_and(|text| !text.starts_with('\u{feff}') && text.ends_with('\n'));
        is_text && !codes(&document.whole).contains(&Code::Truncated)
    };
    for rendering in Rendering::ALL {
        let documents: Vec<_> = fixtures(rendering).into_iter().filter(is_whole).collect();
        assert_of_all(&documents, |document| {
            let text = document.text().trim_end_matches(['\r', '\n']);
            let fenced = [("````", "````"), ("~~~~ csv\n", "~~~~\n")];
            let fenced = fenced.map(|(begin, end)| portolan::parse(format!("{begin}\n{text}\n{end}").as_bytes()));
            let is_same =
                |read: &Parsed| registry(read) == registry(&document.whole) && codes(read) == codes(&document.whole);
            let other = fenced.iter().filter(|read| !is_same(read));
            other.map(|read| format!("{} in a fence: {:?}", document.name, codes(read))).collect()
        });
    }
}

#[test]
fn on_one_line() {
    each("on one line", 1, |document| document.text().replace(['\r', '\n'], " ").into_bytes());
    // Where tags or braces part rows, lines say nothing.
    for rendering in [Rendering::Xml, Rendering::Html, Rendering::Json] {
        assert_of_all(&fixtures(rendering), |document| {
            let read = portolan::parse(document.text().replace(['\r', '\n'], " ").as_bytes());
            let is_same = read.registry.records.len() == document.whole.registry.records.len();
            if is_same { Vec::new() } else { vec![format!("{} has other records on one line", document.name)] }
        });
    }
}

#[test]
fn with_a_blank_for_all_white_space() {
    let joined = documents().into_iter().filter(|document| document.rendering == Rendering::Joined);
    for document in joined {
        let one_line = document.text().split_whitespace().collect::<Vec<_>>().join(" ");
        let read = portolan::parse(one_line.as_bytes());
        let names = |parsed: &Parsed| -> Vec<_> {
            let records = parsed.registry.records.iter();
            records.map(|record| (record.service_name().map(str::to_owned), record.ports())).collect()
        };
        // Every record is there, or whoever has its words says so.
        let (found, expected) = (names(&read), names(&document.whole));
        let lost = expected.iter().filter(|key| !found.contains(key)).count();
        let uncertain = read.registry.records.iter().filter(|record| !record.uncertain().is_empty()).count();
        assert!(lost <= uncertain && lost * 8 <= expected.len(), "{}: {lost} of {}", document.name, expected.len());
        let is_told = read.diagnostics.iter().any(|told| told.code == Code::AmbiguousLine);
        assert!(is_told || expected.len() < 2, "{}", document.name);
    }
}

#[test]
fn in_utf_16() {
    assert_of_all(&documents(), |document| {
        let text = document.text().trim_start_matches('\u{feff}');
        let units = || std::iter::once(0xfeff).chain(text.encode_utf16());
        let little: Vec<u8> = units().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = units().flat_map(u16::to_be_bytes).collect();
        let is_same = |bytes: &[u8]| registry(&portolan::parse(bytes)) == registry(&document.whole);
        let others = [little, big].into_iter().filter(|bytes| !is_same(bytes));
        others.map(|_| format!("{} is another in UTF-16", document.name)).collect()
    });
}

#[test]
fn in_windows_1252() {
    let mut count = 0;
    for document in documents() {
        let text = document.text().trim_start_matches('\u{feff}');
        let (bytes, _, has_others) = encoding_rs::WINDOWS_1252.encode(text);
        if has_others || text.is_ascii() {
            continue;
        }
        let read = portolan::parse(&bytes);
        count += 1;
        assert_eq!(registry(&read), registry(&document.whole), "{}", document.name);
        if !document.rendering.is_read_back() {
            assert_eq!(read.registry.source.map(|source| source.encoding), Some(Encoding::Windows1252));
        }
        assert!(read.diagnostics.iter().any(|told| told.code == portolan::Code::Encoding), "{}", document.name);
    }
    assert!(count > 3, "{count}");
}

#[test]
fn with_a_page_around_it() {
    each("with a page around it", 1, |document| {
        let text = document.text();
        let (above, below) = ("Skip to content\nMenu\nSearch\n\n", "\n\nAbout us\nPrivacy\n(c) An example\n");
        let page = match document.rendering {
            Rendering::Html => {
                let body = text.find("<body>").map_or(0, |at| at + "<body>".len());
                let nav = "<nav><ul><li><a href=\"/\">Home</a><li>Menu</ul></nav><script>x<y</script>";
                let end = text.rfind("</body>").unwrap_or(text.len());
                format!("{}{nav}{}<footer><p>About us</p></footer>{}", &text[..body], &text[body..end], &text[end..])
            }
            _ => format!("{above}{text}{below}"),
        };
        page.into_bytes()
    });
}

#[test]
fn twice() {
    each("twice", 2, |document| [&*document.bytes, b"\n", &*document.bytes].concat());
}

/// A fixture's page without columns, with what `written` makes of each line.
fn pages(written: impl Fn(&str) -> String) -> Vec<(String, Parsed)> {
    let layouts = [Rendering::Joined, Rendering::Packed, Rendering::Stacked];
    let pages = layouts.into_iter().flat_map(fixtures).filter(|document| document.is("page"));
    let read = |document: Document| {
        let text: String = document.text().lines().map(|line| written(line) + "\n").collect();
        (document.name.clone(), portolan::parse(text.as_bytes()))
    };
    pages.map(read).collect()
}

#[test]
fn with_protocols_in_upper_case_or_several() {
    for (tcp, expected) in [("TCP", "tcp"), ("Tcp", "tcp"), ("tcp/udp", "tcp/udp"), ("TCP, UDP", "TCP, UDP")] {
        let written = |line: &str| match line {
            "tcp" => tcp.to_owned(),
            _ => line.replacen(" tcp ", &format!(" {tcp} "), 1),
        };
        for (name, read) in pages(written) {
            let of = |transport: &str| {
                let is_of = |record: &&portolan::Record| record.transport().is_some_and(|of| of.as_str() == transport);
                read.registry.records.iter().filter(is_of).count()
            };
            assert_eq!((read.registry.records.len(), of(expected), of("udp")), (25, 14, 5), "{name} {tcp}");
            let is_error = |told: &portolan::Diagnostic| told.severity == Severity::Error;
            assert!(!read.diagnostics.iter().any(is_error), "{name} {tcp}");
        }
    }
}

#[test]
fn with_a_port_that_cannot_be_read() {
    for port in ["3,593", "3593.0", "43O2", "\u{ff13}\u{ff15}\u{ff19}\u{ff13}", "73593", "3594 - 3593", "3 593"] {
        for (name, read) in pages(|line| line.replace("3593", port)) {
            let records = &read.registry.records;
            assert_eq!(records.len(), 25, "{name} {port}");
            let is_oyster = |record: &&portolan::Record| record.service_name() == Some("oyster");
            for record in records.iter().filter(is_oyster) {
                assert_eq!(record.ports(), None, "{name} {port}");
                let is_told = |told: &portolan::Diagnostic| {
                    told.severity == Severity::Error && told.span.line == record.span().line
                };
                assert!(read.diagnostics.iter().any(is_told), "{name} {port}");
                assert!(record.uncertain().contains(portolan::Field::Ports), "{name} {port}");
            }
        }
    }
}

/// What of one rendering stands above or below another: each of the two is read, or told where it begins.
#[test]
fn of_two_renderings() {
    let pages: Vec<Document> =
        Rendering::ALL.into_iter().flat_map(fixtures).filter(|document| document.is("page")).collect();
    for above in pages.iter().filter(|page| !page.rendering.is_read_back()) {
        for below in pages.iter().filter(|page| !page.rendering.is_read_back() && page.rendering != above.rendering) {
            let text = format!("{}\n{}", above.text(), below.text());
            let read = portolan::parse(text.as_bytes());
            let is_both = read.registry.records.len() == 50;
            let is_told = read.worst() == Some(Severity::Error)
                || above.rendering == Rendering::Xml && read.worst() == Some(Severity::Warning);
            assert!(is_both || is_told, "{} above {}", above.name, below.name);
        }
    }
}

#[test]
fn what_is_of_another_rendering_is_told_where_it_begins() {
    let page = |rendering| fixtures(rendering).into_iter().find(|document| document.is("page")).unwrap();
    let (joined, csv) = (page(Rendering::Joined), page(Rendering::Csv));
    let text = format!("{}\n{}", joined.text(), csv.text());
    let read = portolan::parse(text.as_bytes());
    let line = text.lines().position(|line| line.starts_with("Service Name Port")).unwrap() + 1;
    let is_it = |told: &&portolan::Diagnostic| told.severity == Severity::Error && told.span.line as usize == line;
    assert_eq!(read.diagnostics.iter().filter(is_it).count(), 1, "{:?}", read.diagnostics);
}
