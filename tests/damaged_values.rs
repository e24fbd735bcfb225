//! Values that are damaged, years where a date could be, and what stands in columns and elements that the registry has
//! none of: each is told or listed as uncertain, and joined with nothing else.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use portolan::{Code, ContactField, Field, Options, Parsed};

const OF_CONTACTS: [&str; 5] = ["ID", "Name", "Organization", "Contact URI", "Last Updated"];
const TITLE: &str = "Service Name and Transport Protocol Port Number Registry";

/// The registry's own names of the columns.
fn headings() -> [&'static str; 12] {
    Field::ALL.map(Field::column)
}

/// A page of cells, of which those that are empty are gone, in each of the renderings that lose columns.
fn pages(rows: &[&[&str]], contacts: &[&[&str]]) -> [(&'static str, String); 3] {
    let lines = |border: &str| {
        let all = |rows: &[&[&str]]| rows.iter().map(|row| row.join(border) + "\n").collect::<String>();
        let (headings, of_contacts) = (headings().join(border), OF_CONTACTS.join(border));
        let (rows, contacts) = (all(rows), all(contacts));
        format!("{TITLE}\n\n{headings}\n{rows}\nContact Information\n\n{of_contacts}\n{contacts}")
    };
    let row =
        |cells: &[&str], width: usize| format!("| {} {}\n", cells.join(" | "), "|".repeat(width + 1 - cells.len()));
    let table = |headings: &[&str], rows: &[&[&str]]| {
        let width = headings.len();
        let rows: String = rows.iter().map(|cells| row(cells, width)).collect();
        format!("{}|{}\n{rows}", row(headings, width), "---|".repeat(width))
    };
    let packed =
        format!("{TITLE}\n\n{}\nContact Information\n\n{}", table(&headings(), rows), table(&OF_CONTACTS, contacts));
    [("joined", lines(" ")), ("stacked", lines("\n")), ("packed", packed)]
}

fn read(text: &str) -> Parsed {
    Options::default().parse(text.as_bytes())
}

fn has(parsed: &Parsed, code: Code) -> bool {
    parsed.diagnostics.iter().any(|found| found.code == code)
}

const ROW: &[&str] = &["aa", "1", "tcp", "Words of it", "[Ann_Ash]", "[Ann_Ash]"];
const CONTACT: &[&str] = &["[Ann_Ash]", "Ann Ash", "mailto:ann@ash.org"];

#[test]
fn a_year_alone_behind_an_address_is_when_a_contact_changed() {
    for (name, page) in pages(&[ROW], &[&[CONTACT, &["2026"]].concat()]) {
        let contact = &read(&page).registry.contacts[0];
        assert_eq!(contact.uri.as_deref(), Some("mailto:ann@ash.org"), "{name}");
        assert_eq!(contact.updated.map(|date| date.to_string()).as_deref(), Some("2026"), "{name}");
    }
}

#[test]
fn a_damaged_date_of_a_contact_is_told_and_its_address_kept() {
    for date in ["2002-13-01", "2002-0x-01", "20022-01", "201"] {
        for (name, page) in pages(&[ROW], &[&[CONTACT, &[date]].concat()]) {
            let parsed = read(&page);
            let contact = &parsed.registry.contacts[0];
            assert_eq!(contact.uri.as_deref(), Some("mailto:ann@ash.org"), "{name} {date}");
            assert!(contact.uncertain.contains(ContactField::Updated), "{name} {date}");
            assert!(has(&parsed, Code::UnreadableDate), "{name} {date}");
        }
    }
}

#[test]
fn lines_behind_a_contact_that_has_ended_are_no_part_of_it() {
    let page = pages(&[ROW], &[&[CONTACT, &["2002-02"]].concat(), &["Page 3 of 9"], &["[Bo_Beech]", "Bo Beech"]]);
    let parsed = read(&page[0].1);
    assert_eq!(parsed.registry.contacts[0].uri.as_deref(), Some("mailto:ann@ash.org"));
    assert!(parsed.registry.contacts[0].updated.is_some() && has(&parsed, Code::DamagedRow));
}

#[test]
fn a_damaged_date_of_a_record_is_told_and_the_cells_around_it_are_kept() {
    let rows: &[&[&str]] = &[&[ROW, &["1963-21", "2035-04", "[RFC1234]"]].concat()];
    for (name, page) in pages(rows, &[CONTACT]) {
        let parsed = read(&page);
        let record = &parsed.registry.records[0];
        assert!(has(&parsed, Code::UnreadableDate), "{name}");
        assert!(record.uncertain().contains(Field::RegistrationDate), "{name}");
        assert_eq!(record.modification_date().map(|date| date.to_string()).as_deref(), Some("2035-04"), "{name}");
        assert_eq!((record.references().len(), record.notes()), (1, None), "{name}");
    }
}

#[test]
fn a_year_that_ends_a_description_can_be_a_date() {
    let parsed = read(
        &pages(&[ROW, &["bb", "2", "tcp", "Words 2037"], &["cc", "3", "tcp", "Words 2037 [RFC1]"]], &[CONTACT])[0].1,
    );
    for record in &parsed.registry.records[1..] {
        let doubtful = [Field::Description, Field::RegistrationDate, Field::ModificationDate];
        assert!(doubtful.into_iter().all(|field| record.uncertain().contains(field)), "{record:?}");
    }
    assert!(parsed.registry.records[0].uncertain().is_empty());
}

#[test]
fn a_number_of_parts_is_no_date() {
    let row = ["aa", "1", "tcp", "IEC 60870-5-104 process control", "[Ann_Ash]", "[Ann_Ash]", "2001-02"];
    for (name, page) in pages(&[&row], &[CONTACT]) {
        let parsed = read(&page);
        assert!(!has(&parsed, Code::UnreadableDate), "{name}");
        assert_eq!(parsed.registry.records[0].description(), Some("IEC 60870-5-104 process control"), "{name}");
    }
}

/// A CSV, a tabbed text and an aligned table of these headings, each with one row.
fn grids(headings: &[&str], row: &[&str]) -> [(&'static str, String); 3] {
    let lines = |border: &str| format!("{}\n{}\n", headings.join(border), row.join(border));
    let ruled = format!("| {} |\n|{}\n| {} |\n", headings.join(" | "), "---|".repeat(headings.len()), row.join(" | "));
    [
        ("CSV", lines(",")),
        ("tabbed", format!("{TITLE}\n\n{}", lines("\t"))),
        ("aligned", format!("# {TITLE}\n\n{ruled}")),
    ]
}

#[test]
fn a_cell_under_no_heading_is_told() {
    let mut headings = headings().to_vec();
    headings.insert(4, "");
    for cell in ["", "stray"] {
        let row = [&ROW[..4], &[cell], &ROW[4..], &["", "", "", "", "", "x"]].concat();
        for (name, page) in grids(&headings, &row) {
            let parsed = read(&page);
            assert_eq!(parsed.registry.records[0].contacts(), ["Ann_Ash"], "{name}");
            assert_eq!(has(&parsed, Code::UnknownColumn), !cell.is_empty(), "{name} {cell:?}");
        }
    }
}

#[test]
fn a_column_of_contacts_that_is_none_of_the_registrys_is_told() {
    let row = [ROW, &["", "", "", "", "", "x"]].concat();
    let contacts = ["ID", "Name", "Telephone", "Contact URI"];
    let cells = ["[Ann_Ash]", "Ann Ash", "555", "mailto:ann@ash.org"];
    let [_, (_, tabbed), (_, aligned)] = grids(&headings(), &row);
    let (headings, cells) = ((contacts.join("\t"), contacts.join(" | ")), (cells.join("\t"), cells.join(" | ")));
    let tabbed = format!("{tabbed}\nContact Information\n\n{}\n{}\n", headings.0, cells.0);
    let aligned = format!("{aligned}\n## People\n\n| {} |\n|---|---|---|---|\n| {} |\n", headings.1, cells.1);
    for page in [tabbed, aligned] {
        let parsed = read(&page);
        assert!(has(&parsed, Code::UnknownColumn) && parsed.registry.contacts.len() == 1, "{page}");
    }
}

#[test]
fn a_bracket_that_closes_none_joins_no_lines() {
    let contact = [CONTACT, &["]2073-01-31"]].concat();
    let [_, (_, page), _] = pages(&[ROW], &[&contact, &["[Bo_Beech]", "Bo Beech"]]);
    let parsed = read(&page);
    assert_eq!(parsed.registry.contacts[0].uri.as_deref(), Some("mailto:ann@ash.org"));
    assert!(has(&parsed, Code::UnreadableDate) || has(&parsed, Code::DamagedRow));
}

#[test]
fn a_rule_of_markdown_may_end_otherwise_than_its_rows() {
    let [.., (_, page)] = pages(&[ROW], &[CONTACT]);
    let mixed = page.replace("---|\n", "---|\r\n");
    let (parsed, expected) = (read(&mixed), read(&page));
    assert_eq!((parsed.registry.records.len(), parsed.registry.contacts.len()), (1, 1));
    assert_eq!(parsed.registry.records[0].contacts(), expected.registry.records[0].contacts());
}

fn xml(body: &str) -> Parsed {
    let tag = "registry xmlns=\"http://www.iana.org/assignments\" id=\"service-names-port-numbers\"";
    read(&format!("<{tag}><title>{TITLE}</title>{body}</registry>"))
}

#[test]
fn elements_of_one_tag_say_what_their_attributes_do() {
    let parsed = xml("<record date=\"2001-02\"/><people><person id=\"x\"/></people>");
    assert!(parsed.registry.records[0].registration_date().is_some());
    assert_eq!(parsed.registry.contacts[0].id, "x");
    assert!(parsed.diagnostics.is_empty(), "{:?}", parsed.diagnostics);
    assert!(
        read("<registry id=\"service-names-port-numbers\"/>")
            .diagnostics
            .iter()
            .all(|found| found.code != Code::Truncated)
    );
}

#[test]
fn what_the_registrys_xml_has_not_is_told() {
    for (body, code) in [
        ("<record><name>aa</name><colour>red</colour></record>", Code::UnknownColumn),
        ("<record><name>aa</name><colour/></record>", Code::UnknownColumn),
        ("<people><person id=\"x\"><colour/></person></people>", Code::UnknownColumn),
        ("<colour>red</colour>", Code::UnknownColumn),
        ("<record><name>aa</name><xref type=\"personn\" data=\"x\"/></record>", Code::Markup),
        ("<record colour=\"red\"><name>aa</name></record>", Code::UnknownColumn),
        ("<record><description>See <xreff data=\"x\"/></description></record>", Code::UnknownColumn),
        ("<footnote>Words</footnote>", Code::Markup),
    ] {
        let parsed = xml(&format!("<record><name>bb</name></record>{body}"));
        assert_eq!(parsed.diagnostics.iter().map(|found| found.code).collect::<Vec<_>>(), [code], "{body}");
    }
    // However many there are, a bounded number is told.
    let many: String = (0..2000).map(|at| format!("<colour{at}/>")).collect();
    assert!((1..100).contains(&xml(&many).diagnostics.len()));
}
