//! Markdown as it is written: looked at, rendered by a port of GitHub's own parser, and held against what would break
//! out of a cell.
//!
//! What HTML of Markdown loses by its nature: the marks of what is uncertain, which are comments, and the header, which
//! is headings and paragraphs there and no list that the reader of HTML knows; its text is compared as it stands.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use std::fs;
use std::path::Path;

use portolan::{Code, Contact, Field, Footnote, Format, Note, Parsed, Part, PortRange, Record, Registry, Transport};
use proptest::prelude::*;
use scraper::{ElementRef, Html, Selector};

use support::differ::differences;
use support::registries;

fn written(registry: &Registry) -> String {
    support::written_text(registry, Format::Markdown)
}

/// As GitHub renders it; what it takes out of that, such as scripts, must not be there in the first place.
fn rendered(markdown: &str) -> String {
    let mut options = comrak::Options::default();
    options.extension.table = true;
    options.extension.autolink = true;
    options.extension.strikethrough = true;
    options.extension.tasklist = true;
    options.extension.footnotes = true;
    options.extension.math_dollars = true;
    options.render.r#unsafe = true;
    comrak::markdown_to_html(markdown, &options)
}

/// Read with room for words of a megabyte.
fn read(text: &str, format: Option<Format>) -> Parsed {
    let mut options = portolan::Options::default();
    options.format = format;
    options.limits.cell_bytes = 1 << 24;
    options.parse(text.as_bytes())
}

/// What of `registry` is not in the HTML made of its Markdown, though it should be.
fn lost_in_rendering(registry: &Registry) -> Vec<String> {
    let page = rendered(&written(registry));
    let read = read(&page, Some(Format::Html));
    let mut found = differences(registry, &read.registry);
    for part in [Part::Uncertain, Part::Updated, Part::Experts, Part::References, Part::Notes, Part::ReferenceKinds] {
        found.remove(&Some(part));
    }
    let mut lost: Vec<String> = found.into_values().flatten().collect();
    let expected = header(registry);
    let shown = header_of(&page);
    if expected != shown {
        lost.push(format!("header: {expected:#?} is shown as {shown:#?}"));
    }
    lost
}

/// The header as headings and paragraphs.
fn header(registry: &Registry) -> Vec<String> {
    let mut texts: Vec<String> = registry.title.iter().map(|title| format!("h1 {title}")).collect();
    let mut put = |heading: &str, paragraphs: &mut dyn Iterator<Item = String>| {
        texts.push(format!("h2 {heading}"));
        texts.extend(paragraphs.map(|text| format!("p {text}")));
    };
    if let Some(date) = registry.updated {
        put("Last Updated", &mut [date.to_string()].into_iter());
    }
    if let Some(experts) = &registry.experts {
        put("Expert(s)", &mut [experts.to_string()].into_iter());
    }
    if !registry.references.is_empty() {
        let texts = registry.references.iter().map(|found| format!("[{}]", found.text)).collect();
        put("Reference", &mut [texts].into_iter());
    }
    for note in &registry.notes {
        put(&note.title, &mut note.text.split('\n').map(str::to_owned));
    }
    texts
}

fn header_of(page: &str) -> Vec<String> {
    let page = Html::parse_fragment(page.split("<table").next().unwrap());
    let blocks = Selector::parse("html > *").unwrap();
    let text = |block: ElementRef<'_>| format!("{} {}", block.value().name(), block.text().collect::<String>());
    page.select(&blocks).map(text).collect()
}

fn marks() -> impl Strategy<Value = String> {
    const MARKS: &str = "[-\\\\|`*_~\\[\\](){}<>!&;#$+=:.,/@^\"'a1w ]{1,24}";
    prop_oneof![
        2 => MARKS,
        1 => ("[( *_a\\]]?(https?://|ftp://|www\\.|mailto:|a@|\\[RFC1\\])(a\\.b)?", MARKS).prop_map(|(head, tail)| head + &tail),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn github_shows_what_the_registry_says(registry in registries::registry()) {
        let lost = lost_in_rendering(&registry);
        prop_assert!(lost.is_empty(), "{:#?}\n{}", lost, written(&registry));
    }

    /// Of the marks that mean something to Markdown, in any order, also behind addresses that GitHub links.
    #[test]
    fn any_marks_are_shown_as_they_are(words in marks(), note in marks()) {
        let text = words.split_whitespace().collect::<Vec<_>>().join(" ");
        let note = note.split_whitespace().collect::<Vec<_>>().join(" ");
        prop_assume!(!text.is_empty());
        let registry = of_text(&text, &note);
        let lost = lost_in_rendering(&registry);
        prop_assert!(lost.is_empty(), "{:#?}\n{}", lost, written(&registry));
        prop_assert_eq!(read_back(&registry), Vec::<String>::new(), "{}", written(&registry));
    }
}

/// A registry that has `text` wherever words are.
fn of_text(text: &str, note: &str) -> Registry {
    let id = "Ada_Merle";
    let record = Record::new()
        .with_service_name("chart")
        .with_ports(PortRange::single(4300))
        .with_transport(Transport::Tcp)
        .with_description(text)
        .with_unauthorized_use(format!("{text}\n{text}"))
        .with_notes(format!("see [RFC6335]{text}[{id}]{text}"))
        .with_assignees([id.into()]);
    let contact = Contact {
        id: id.into(),
        name: Some(text.into()).filter(|text: &ecow::EcoString| !text.is_empty()),
        ..Contact::default()
    };
    let is_note = !note.is_empty() && !note.contains("**");
    Registry {
        title: Some("Service Name and Transport Protocol Port Number Registry".into()),
        notes: is_note
            .then(|| Note { title: "Note".into(), text: format!("{note}\n{note}").into() })
            .into_iter()
            .collect(),
        footnotes: is_note
            .then(|| Footnote { id: "1".into(), text: format!("{note}\n{note}").into() })
            .into_iter()
            .collect(),
        records: vec![record.clone().with_service_name(""), record],
        contacts: vec![contact],
        ..Registry::default()
    }
}

/// What of `registry` is not read back from its Markdown.
fn read_back(registry: &Registry) -> Vec<String> {
    let parsed = read(&written(registry), None);
    assert_eq!(parsed.registry.source.as_ref().map(|source| source.format), Some(Format::Markdown));
    differences(registry, &parsed.registry).into_values().flatten().collect()
}

#[test]
fn nothing_breaks_out_of_its_cell() {
    let long = "long".repeat(1 << 16);
    let deep = "[".repeat(5000) + &"]".repeat(5000);
    let marks = "_*`~<&".repeat(5000);
    for text in [
        "a | b || c",
        "\\",
        "\\\\| \\\\\\| \\|",
        "|---|---|",
        "---",
        "|",
        "` unclosed",
        "``` fenced",
        "<!-- open",
        "closed -->",
        "<!--uncertain-->",
        "\\<!--uncertain-->",
        "<script>alert(1)</script>",
        "<table><tr><td>x</td></tr></table>",
        "</table>",
        "<a id=\"x\">",
        "<plaintext>",
        "<![CDATA[ x",
        "<?x",
        "&lt;b&gt; &#124; &NewLine; &#10;",
        "[x]: https://example.org/",
        "[^1] [^1]:",
        "[RFC6335](javascript:alert(1))",
        "[javascript:alert(1)]",
        "[https://example.org/\"><script>]",
        "![x](y)",
        "https://example.org/a|b\\*c",
        "www.example.org/_a_",
        "mailto:a_b@example.org",
        "$x$ and $$y$$",
        "# Contact Information",
        "Contact Information",
        "## Footnotes",
        "Footnotes",
        "Note",
        "Last Updated",
        "**Note:** x",
        "Reference: x",
        "# x",
        "    indented",
        "1. a",
        "* a",
        "{#id} {.class}",
        "Service Name | Port Number | Transport Protocol | Description",
        "\u{202e}a\u{2066}",
        &long,
        &deep,
        &marks,
    ] {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let registry = of_text(&text, &text);
        let shown: String = text.chars().take(60).collect();
        assert_eq!(lost_in_rendering(&registry), Vec::<String>::new(), "{shown}");
        assert_eq!(read_back(&registry), Vec::<String>::new(), "{shown}");
        let page = rendered(&written(&registry));
        assert!(!page.contains("=\"javascript:") && !page.contains("<script"), "{page}");
    }
}

#[test]
fn odd_names_stay_in_their_cells() {
    // Nothing of this is read: what no reader gives is spelled otherwise.
    for name in ["a\n| b |\n", "a](x)[b", "\"><script>", "a\u{0}b", "\\", "|", "", "^1", "a b", "<!--", "`"] {
        let contact = Contact {
            id: name.into(),
            name: Some(name.into()),
            organization: Some(name.into()),
            uri: Some(name.into()),
            other_uris: vec![name.into()],
            ..Contact::default()
        };
        let record = Record::new()
            .with_service_name(name)
            .with_ports(PortRange::single(1))
            .with_transport(Transport::from(name))
            .with_assignees([name.into()])
            .with_replaces(name)
            .with_references([portolan::Reference::from_text(name)]);
        let registry = Registry {
            title: Some(name.into()),
            experts: Some(name.into()),
            notes: vec![Note { title: name.into(), text: name.into() }],
            footnotes: vec![Footnote { id: name.into(), text: name.into() }],
            records: vec![record.clone(), record],
            contacts: vec![contact.clone(), contact],
            ..Registry::default()
        };
        let text = written(&registry);
        let own = portolan::parse(text.as_bytes()).registry;
        assert_eq!(own.records.len(), 2, "{name:?}\n{text}");
        let page = rendered(&text);
        assert!(!page.contains("<script"), "{page}");
        assert_eq!(read(&page, Some(Format::Html)).registry.records.len(), 2, "{name:?}\n{page}");
    }
}

#[test]
fn notes_have_any_title() {
    for title in
        ["Registration Procedures: all", "C#", "x {#id}", "\"Quoted\"", "a [label]", "Footnotes", "1. a", "`a_b_"]
    {
        let mut registry = of_text("a", "b");
        registry.footnotes.clear();
        registry.notes = vec![Note { title: title.into(), text: "One.\nTwo.".into() }; 2];
        for own in [None, Some("Registry of "), Some("Service Name and Transport Protocol Port Number Registry ")] {
            registry.updated = "2025-10-22"
                .parse()
                .ok()
                .filter(|_| own != Some("Service Name and Transport Protocol Port Number Registry "));
            registry.title = own.map(|own| format!("{own}{title}").into());
            assert_eq!(lost_in_rendering(&registry), Vec::<String>::new(), "{title}");
            assert_eq!(read_back(&registry), Vec::<String>::new(), "{}", written(&registry));
        }
    }
}

#[test]
fn an_uncertain_cell_is_marked() {
    let ports = PortRange::single(4300);
    let fields = [Field::Description, Field::RegistrationDate, Field::ModificationDate].into_iter().collect();
    let record = Record::new().with_service_name("chart").with_ports(ports).with_uncertain(fields);
    let registry = Registry {
        title: Some("Service Name and Transport Protocol Port Number Registry".into()),
        records: vec![
            record.clone().with_description("Chart").with_registration_date("2002-09".parse().ok()),
            record,
            // Neither a name nor a port: no rest of the row above.
            Record::new().with_description("of what follows"),
        ],
        ..Registry::default()
    };
    let text = written(&registry);
    assert!(
        text.contains(
            "| chart | 4300 |  | Chart <!--uncertain--> |  |  | 2002-09 <!--uncertain--> | <!--uncertain--> |"
        )
    );
    let parsed = portolan::parse(text.as_bytes());
    assert!(differences(&registry, &parsed.registry).is_empty(), "{text}");
    let told: Vec<_> = parsed.diagnostics.iter().map(|told| (told.code, told.message.as_str())).collect();
    let message = "2 records and contacts have fields that the document marks as uncertain; they list those";
    assert_eq!(told, [(Code::MarkedUncertain, message)]);
    // In words it is none.
    let record = Record::new().with_service_name("a").with_ports(ports).with_description("<!--uncertain-->");
    let registry = Registry { records: vec![record], ..registry };
    assert_eq!(read_back(&registry), Vec::<String>::new());
}

#[test]
fn a_small_registry() {
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/xml/page.xml");
    let text = written(&portolan::parse(&fs::read(fixture).unwrap()).registry);
    // Apart from the snapshots of fixtures, each of which has its fixture.
    insta::with_settings!({ snapshot_path => "snapshots/write", prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("page.md", text);
    });
}

#[test]
fn a_company_with_an_ampersand_is_no_address() {
    // Neither this record nor its contact has an empty cell before a filled one, which would tell the layout.
    let mut registry = of_text("Chart", "");
    registry.records.remove(0);
    registry.records[0] = registry.records[0].clone().with_unauthorized_use("").with_notes("");
    registry.contacts[0].organization = Some("Tide & Reef Inc. (Coast)".into());
    assert_eq!(read_back(&registry), Vec::<String>::new(), "{}", written(&registry));
}

/// Every tenth record and the contacts that they name. Skipped where the corpus is not at hand: `PORTOLAN_CORPUS`, or
/// `../shared/corpus`.
#[test]
fn github_shows_what_the_registry_of_a_day_says() {
    let Some(official) = support::corpus::official() else { return };
    let xml = fs::read(official.join("2025-10-22.xml")).unwrap();
    let mut registry = portolan::parse(&xml).registry;
    if std::env::var_os("PORTOLAN_WHOLE").is_none() {
        registry.records = registry.records.into_iter().step_by(10).collect();
        registry.contacts.retain(|contact| contact.id.len() % 5 == 0);
    }
    assert_eq!(lost_in_rendering(&registry), Vec::<String>::new());
    let lost = portolan::losses(&registry, Format::Markdown);
    assert!(lost.iter().all(|loss| loss.part == Part::ReferenceKinds), "{lost:?}");
    let parsed = portolan::parse(written(&registry).as_bytes());
    let found = differences(&registry, &parsed.registry);
    assert!(found.keys().all(|part| *part == Some(Part::ReferenceKinds)), "{found:#?}");
}
