//! The page of HTML: what it looks like, and that nothing in a registry breaks out of its place.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::collections::BTreeSet;

use portolan::{
    Code, Contact, ContactField, Field, FieldSet, Footnote, Format, Note, Parsed, Part, Record, Reference,
    ReferenceKind, Registry, Severity, Transport,
};
use proptest::prelude::*;
use proptest::sample::select;
use scraper::{ElementRef, Html, Selector};

fn page(registry: &Registry) -> String {
    let mut bytes = Vec::new();
    portolan::write(&Parsed::from(registry.clone()), Format::Html, &mut bytes).unwrap();
    String::from_utf8(bytes).unwrap()
}

fn all<'a>(tree: &'a Html, selector: &str) -> Vec<ElementRef<'a>> {
    tree.select(&Selector::parse(selector).unwrap()).collect()
}

fn text(element: ElementRef<'_>) -> String {
    element.text().collect()
}

fn hrefs(tree: &Html) -> Vec<String> {
    all(tree, "a").iter().map(|link| link.attr("href").unwrap().to_owned()).collect()
}

/// Style and script, which are files of their own, are left out.
fn without_assets(page: &str) -> String {
    let mut rest = page;
    let mut shown = String::new();
    for (open, close) in [("<style>", "</style>"), ("<script>", "</script>")] {
        let (before, after) = rest.split_once(open).unwrap();
        shown.push_str(before);
        shown.push_str(open);
        shown.push('…');
        rest = after.get(after.find(close).unwrap()..).unwrap();
    }
    shown + rest
}

/// Whether it is XML, and how many elements and attributes of which names it has.
fn names_of_xml(page: &str) -> BTreeSet<String> {
    let mut reader = quick_xml::Reader::from_str(page);
    let mut names = BTreeSet::new();
    loop {
        match reader.read_event().unwrap_or_else(|error| panic!("{error}\n{page}")) {
            quick_xml::events::Event::Start(tag) | quick_xml::events::Event::Empty(tag) => {
                names.insert(String::from_utf8(tag.name().as_ref().to_vec()).unwrap());
                for attribute in tag.attributes() {
                    let attribute = attribute.unwrap_or_else(|error| panic!("{error}\n{page}"));
                    names.insert(format!("@{}", String::from_utf8(attribute.key.as_ref().to_vec()).unwrap()));
                }
            }
            quick_xml::events::Event::GeneralRef(name) => {
                let known: [&[u8]; 4] = [b"amp", b"lt", b"gt", b"quot"];
                assert!(known.contains(&name.as_ref()), "{name:?}");
            }
            quick_xml::events::Event::Eof => return names,
            _ => {}
        }
    }
}

#[test]
fn a_page() {
    let xml = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/xml/page.xml")).unwrap();
    let page = without_assets(&page(&portolan::parse(&xml).registry));
    // Apart from the snapshots of fixtures, each of which has its fixture.
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("snapshots/write");
    settings.set_prepend_module_to_snapshot(false);
    settings.bind(|| insta::assert_snapshot!("page.html", page));
}

#[test]
fn what_is_uncertain_is_marked_and_read_back() {
    let uncertain: FieldSet = [Field::RegistrationDate, Field::ModificationDate].into_iter().collect();
    let everything: FieldSet = Field::ALL.into_iter().collect();
    let registry = Registry {
        records: vec![
            Record::new().with_service_name("buoy").with_uncertain(uncertain),
            Record::new().with_service_name("tide").with_uncertain(everything),
            Record::new().with_service_name("reef"),
        ],
        contacts: vec![Contact {
            id: "Eve_Sand".into(),
            name: Some("Eve Sand".into()),
            uncertain: [ContactField::Name, ContactField::Organization].into_iter().collect(),
            ..Contact::default()
        }],
        // Only some columns: what is uncertain beyond them gets a column of its own, to be marked.
        source: portolan::parse(b"Service Name,Port Number,Registration Date\nx,1,2005\n").registry.source,
        ..Registry::default()
    };
    let page = page(&registry);
    let read = portolan::parse(page.as_bytes());
    assert_eq!(
        read.registry.iter().map(Record::uncertain).collect::<Vec<_>>(),
        [uncertain, everything, FieldSet::EMPTY],
        "{page}"
    );
    assert_eq!(read.registry.contacts, registry.contacts);
    assert_eq!(read.registry.source.unwrap().columns, Field::ALL);
    let told: Vec<_> = read.diagnostics.iter().map(|told| (told.code, told.severity)).collect();
    assert_eq!(told, [(Code::MarkedUncertain, Severity::Note)]);
    assert!(page.contains("<p class=\"legend\">"));
}

#[test]
fn links_lead_where_they_may() {
    let contact = |id: &str, uri: &str| Contact { id: id.into(), uri: Some(uri.into()), ..Contact::default() };
    let kind = |kind, text: &str| Reference { kind, number: None, section: None, text: text.into() };
    let registry = Registry {
        records: vec![
            Record::new()
                .with_service_name("buoy")
                .with_assignees([r#"José "Q" O'Kelp"#.into(), "Not_There".into()].as_slice())
                .with_references(
                    [
                        Reference::from_text("RFC6335, Section 4"),
                        Reference::from_text("1"),
                        Reference::from_text("2"),
                        kind(ReferenceKind::Uri, "javascript:alert(1)"),
                        kind(ReferenceKind::Uri, "https://example.org/?a=\"b\"&c"),
                        kind(ReferenceKind::Person, "Eve"),
                    ]
                    .as_slice(),
                )
                .with_notes("see [RFC1], [Eve], [ RFC2 ] and [http://example.org/x ]"),
        ],
        contacts: vec![
            contact(r#"José "Q" O'Kelp"#, "mailto:jose@example.org"),
            contact("Eve", " JavaScript:alert(1)"),
            contact("Eve", "data:text/html,x"),
        ],
        footnotes: vec![Footnote { id: "1".into(), text: "A note.".into() }],
        ..Registry::default()
    };
    let page = page(&registry);
    let tree = Html::parse_document(&page);
    assert_eq!(
        hrefs(&tree),
        [
            "#Jos%C3%A9%20%22Q%22%20O%27Kelp",
            "https://www.iana.org/go/rfc6335",
            "#note1",
            "https://example.org/?a=\"b\"&c",
            "#Eve",
            "https://www.iana.org/go/rfc1",
            "#Eve",
            "http://example.org/x",
            "mailto:jose@example.org",
        ]
    );
    let ids: Vec<_> = all(&tree, "[id]").iter().map(|found| found.attr("id").unwrap()).collect();
    assert_eq!(ids, ["José \"Q\" O'Kelp", "Eve", "note1"]);
    let notes = portolan::parse(page.as_bytes()).registry.records[0].notes().unwrap().to_owned();
    assert_eq!(notes, "see [RFC1], [Eve], [ RFC2 ] and [http://example.org/x ]");
}

/// Pieces that mean something to a browser, to XML or to a reader.
const PIECES: &[&str] = &[
    "</td>",
    "</tr></table>",
    "<script>alert(1)</script>",
    "</script>",
    "</style>",
    "<!--",
    "-->",
    "]]>",
    "<![CDATA[",
    "\"",
    "'",
    "\" onmouseover=\"x",
    "' onclick='x",
    ">",
    "<",
    "&",
    "&lt;",
    "&#60;",
    "&quot",
    "javascript:",
    "a",
    "b c",
    "\u{0}",
    "\u{b}",
    "\u{85}",
    "\u{2028}",
    "\u{202e}",
    "\u{feff}",
    "\u{ffff}",
    "\r",
    "\n",
    "\t",
    "[",
    "]",
    "[RFC1]",
    "[x](javascript:y)",
    "|",
    "|---|---|",
    "https://x/",
    "#",
    "%",
    "=",
    "/",
    "\\",
    "é",
    "\u{1f6a2}",
    "<svg onload=x>",
    "<?x?>",
    "{{",
    "</title>",
    "</h1>",
    "<plaintext>",
    "</main>",
    "_",
];

fn odd() -> impl Strategy<Value = String> {
    proptest::collection::vec(select(PIECES), 0..8).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_breaks_out(words in proptest::collection::vec(odd(), 20)) {
        let mut words = words.into_iter().cycle();
        let mut next = || words.next().unwrap();
        let kinds = [ReferenceKind::Uri, ReferenceKind::Draft, ReferenceKind::Person, ReferenceKind::Text];
        let references: Vec<_> =
            kinds.map(|kind| Reference { kind, number: None, section: None, text: next().into() }).into();
        let records: Vec<Record> = (0..3)
            .map(|_| {
                Record::new()
                    .with_service_name(next())
                    .with_transport(Transport::from(next().as_str()))
                    .with_description(next())
                    .with_replaces(next())
                    .with_assignees([next().into(), next().into()].as_slice())
                    .with_references(references.as_slice())
                    .with_unauthorized_use(next())
                    .with_notes(next())
            })
            .collect();
        let contacts = (0..3).map(|_| Contact {
            id: next().into(),
            name: Some(next().into()),
            organization: Some(next().into()),
            uri: Some(next().into()),
            other_uris: vec![next().into()],
            ..Contact::default()
        });
        let registry = Registry {
            contacts: contacts.collect(),
            title: Some(next().into()),
            experts: Some(next().into()),
            references: references.clone(),
            notes: vec![Note { title: next().into(), text: next().into() }],
            footnotes: vec![Footnote { id: next().into(), text: next().into() }],
            records,
            ..Registry::default()
        };
        let page = page(&registry);
        let known = [
            "html", "@xmlns", "@lang", "head", "meta", "@charset", "@name", "@content", "@http-equiv", "title", "style", "body", "main", "h1",
            "dl", "dt", "dd", "p", "a", "@href", "table", "@class", "@aria-label", "thead", "tbody", "tr", "th", "@scope", "td", "br", "wbr",
            "h2", "@id", "script",
        ];
        for name in names_of_xml(&page) {
            prop_assert!(known.contains(&name.as_str()), "{}\n{}", name, page);
        }
        let tree = Html::parse_document(&page);
        prop_assert_eq!(all(&tree, "script").len(), 1);
        prop_assert_eq!(all(&tree, "body > main + script").len(), 1);
        prop_assert_eq!(all(&tree, ".records tbody tr").len(), 3);
        prop_assert_eq!(all(&tree, ".records tbody td").len(), 36);
        prop_assert_eq!(all(&tree, ".people tbody td").len(), 15);
        for href in hrefs(&tree) {
            let scheme = href.split_once(':').map_or("", |(scheme, _)| scheme);
            prop_assert!(href.starts_with('#') || ["http", "https"].contains(&scheme), "{}", href);
        }
        // What stands there is what was to be written, as reading folds it.
        let folded = |words: &str| {
            let plain: String = words.chars().map(|c| if c.is_control() && !c.is_whitespace() || "\u{feff}\u{ffff}".contains(c) { '\u{fffd}' } else { c }).collect();
            plain.split_whitespace().collect::<Vec<_>>().concat()
        };
        for (row, record) in all(&tree, ".records tbody tr").into_iter().zip(&registry) {
            let cells: Vec<String> = row.child_elements().map(|cell| folded(&text(cell))).collect();
            prop_assert_eq!(&cells[0], &folded(record.service_name().unwrap_or("")), "{}", page);
            prop_assert_eq!(&cells[11], &folded(record.notes().unwrap_or("")), "{}", page);
        }
        // It is read as HTML, whatever stands in it.
        let read = portolan::parse(page.as_bytes());
        prop_assert_eq!(read.registry.source.map(|source| source.format), Some(Format::Html), "{}", page);
    }
}

#[test]
fn a_word_without_end_stays_in_its_cell() {
    let word = "a<".repeat(1 << 19);
    let record = || Record::new().with_service_name("buoy").with_description(word.as_str());
    let page = page(&Registry { records: vec![record(), record()], ..Registry::default() });
    let tree = Html::parse_document(&page);
    assert_eq!(all(&tree, ".records tbody td").len(), 24);
    assert!(all(&tree, ".records tbody td").iter().any(|cell| text(*cell) == word));
}

#[test]
fn style_and_script_are_the_same_in_html_and_xml() {
    let page = page(&Registry::default());
    for tag in ["style", "script"] {
        let (_, rest) = page.split_once(&format!("<{tag}>")).unwrap();
        let (content, _) = rest.split_once(&format!("</{tag}>")).unwrap();
        assert!(!content.contains(['<', '&']), "{tag}");
        assert!(!content.contains("http"), "{tag} asks something of the network");
    }
    assert!(names_of_xml(&page).contains("script"));
    assert!(portolan::losses(&Registry::default(), Format::Html).is_empty());
    assert!(Format::Html.carries(Part::Uncertain));
}
