//! Documents derived from `grammar/registry.rnc`, and read.

use std::collections::BTreeSet;
use std::fs;

use portolan::{Code, Options, PartialDate};

use crate::language::derive::Chance;
use crate::language::mutate::mutated;
use crate::language::rules::root;
use crate::page::{Page, Row, difference, folded, put};
use crate::pages::number;
use crate::schema::derive::{Deriver, Element, Node};
use crate::schema::{Pattern, Schema};

/// Documents derived; more with `GRAMMAR_PAGES`, others with `GRAMMAR_SEED`.
const DOCUMENTS: u64 = 300;

pub fn schema() -> Schema {
    Schema::read(&fs::read_to_string(root().join("grammar/registry.rnc")).unwrap())
}

fn namespace(schema: &Schema) -> &str {
    match schema.get("default namespace") {
        Pattern::Literal(namespace) => namespace,
        other => panic!("{other:?}"),
    }
}

/// Changes all elements.
fn change(element: &mut Element, see: &mut dyn FnMut(&mut Element)) {
    see(element);
    for node in &mut element.children {
        if let Node::Element(child) = node {
            change(child, see);
        }
    }
}

/// Makes so what the schema cannot say: dates are of the calendar, the first of two ports is not above the last, no two
/// persons have one id, and what is asked of an address.
fn settle(root: &mut Element) {
    let mut persons = 0;
    let dated = |text: &mut String| {
        if text.parse::<PartialDate>().is_err() {
            *text = "2001-02-28".to_owned();
        }
    };
    change(root, &mut |element| {
        let name = element.name.clone();
        for (attribute, value) in &mut element.attributes {
            match &**attribute {
                "date" | "updated" => dated(value),
                "id" if name == "person" => *value = format!("{} {persons}", value.replace(['[', ']'], "")),
                _ => {}
            }
        }
        persons += usize::from(name == "person");
        for node in &mut element.children {
            match node {
                Node::Text(text) if name == "updated" => dated(text),
                Node::Text(text) if name == "uri" => *text = format!("mailto:quay{}&example.org", text.len()),
                Node::Text(text) if name == "number" => {
                    let mut ports: Vec<u16> = text.split('-').map(|port| port.parse().unwrap()).collect();
                    ports.sort_unstable();
                    *text = ports.iter().map(ToString::to_string).collect::<Vec<_>>().join("-");
                }
                _ => {}
            }
        }
    });
}

/// The text of an element with the references in it.
fn content(element: &Element) -> String {
    let text = |node: &Node| match node {
        Node::Text(text) => text.clone(),
        Node::Element(child) => match &*child.name {
            "br" => "\n".to_owned(),
            "xref" => format!("[{}]", words(child)),
            "paragraph" => format!("\n{}\n", content(child)),
            name => panic!("{name} in text"),
        },
    };
    element.children.iter().map(text).collect()
}

/// What a reference shows: its own words, or what it points to.
fn words(xref: &Element) -> String {
    let own = folded(&content(xref)).replace('\n', " ");
    let data = xref.attribute("data").unwrap_or_default();
    match xref.attribute("type") {
        _ if !own.is_empty() => own,
        Some("rfc") => data.to_uppercase(),
        _ => folded(data),
    }
}

fn listed<'a>(xrefs: impl Iterator<Item = &'a Element>) -> Option<String> {
    let words: Vec<String> = xrefs.map(words).collect();
    (!words.is_empty()).then(|| words.join(" | "))
}

fn is_person(xref: &&Element) -> bool {
    xref.attribute("type") == Some("person")
}

/// The lines of a note joined to paragraphs, which empty lines part.
fn paragraphs(element: &Element) -> String {
    let text = content(element);
    let mut paragraphs = vec![Vec::new()];
    for line in text.lines() {
        if line.trim().is_empty() {
            paragraphs.push(Vec::new());
        }
        paragraphs.last_mut().unwrap().extend(line.split_whitespace());
    }
    let texts = paragraphs.iter().filter(|words| !words.is_empty()).map(|words| words.join(" "));
    texts.collect::<Vec<_>>().join("\n")
}

fn derived(root: &Element) -> Page {
    let mut page = Page::default();
    let of = |element: &Element, name: &str| element.elements(name).next().map(|one| folded(&content(one)));
    let line = |text: Option<String>| text.map(|text| text.replace('\n', " "));
    put(&mut page.header, "title", of(root, "title"));
    put(&mut page.header, "updated", of(root, "updated"));
    put(&mut page.header, "experts", of(root, "expert"));
    put(&mut page.header, "references", listed(root.elements("xref")));
    for note in root.elements("note").map(|note| (note, paragraphs(note))).filter(|(_, text)| !text.is_empty()) {
        page.notes.push((note.0.attribute("title").map_or_else(|| "Note".to_owned(), folded), note.1));
    }
    for note in root.elements("footnote") {
        page.footnotes.push((folded(note.attribute("anchor").unwrap()), paragraphs(note)));
    }
    for record in root.elements("record") {
        let mut row = Row::new();
        for (name, field) in [
            ("name", "service_name"),
            ("number", "ports"),
            ("protocol", "transport"),
            ("description", "description"),
            ("sc", "service_code"),
            ("unauthorized", "unauthorized_use"),
            ("note", "notes"),
        ] {
            put(&mut row, field, of(record, name));
        }
        let contacts = listed(record.elements("xref").filter(is_person));
        let assignees = match record.elements("assignee").next() {
            Some(assignee) => listed(assignee.elements("xref")),
            None => contacts.clone(),
        };
        put(&mut row, "assignees", assignees);
        put(&mut row, "contacts", contacts);
        put(&mut row, "references", listed(record.elements("xref").filter(|xref| !is_person(xref))));
        put(&mut row, "registration_date", record.attribute("date").map(str::to_owned));
        put(&mut row, "modification_date", record.attribute("updated").map(str::to_owned));
        if !row.is_empty() {
            page.rows.push(row);
        }
    }
    for person in root.elements("people").flat_map(|people| people.elements("person")) {
        let mut row = Row::new();
        put(&mut row, "id", person.attribute("id").map(folded));
        put(&mut row, "name", of(person, "name"));
        put(&mut row, "organization", of(person, "org"));
        let uris = person.elements("uri").map(|uri| content(uri).replace('&', "@"));
        put(&mut row, "uri", line(uris.into_iter().find(|uri| !uri.is_empty())));
        put(&mut row, "updated", of(person, "updated"));
        page.contacts.push(row);
    }
    page
}

/// Calls `check` with documents that are settled.
fn each(schema: &Schema, mut check: impl FnMut(&Element, &mut Chance)) {
    let mut deriver = Deriver { schema, chance: Chance(number("GRAMMAR_SEED").unwrap_or(1)) };
    for _ in 0..number("GRAMMAR_PAGES").unwrap_or(DOCUMENTS) {
        let mut root = deriver.document();
        settle(&mut root);
        check(&root, &mut deriver.chance);
    }
}

#[test]
fn every_pattern_is_defined_and_used() {
    let schema = schema();
    let mut used = BTreeSet::from(["start", "default namespace", "xsd"]);
    for pattern in schema.0.values() {
        pattern.walk(&mut |pattern| {
            if let Pattern::Named(name) = pattern {
                schema.get(name);
                used.insert(name);
            }
        });
    }
    let unused: Vec<_> = schema.0.keys().filter(|name| !used.contains(name.as_str())).collect();
    assert!(unused.is_empty(), "nothing uses {unused:?}");
}

#[test]
fn documents_are_read_as_they_were_derived() {
    let schema = schema();
    let mut faults = Vec::new();
    let mut records = 0;
    each(&schema, |root, _| {
        let mut text = String::new();
        root.xml(Some(namespace(&schema)), &mut text);
        let page = derived(root);
        records += page.rows.len();
        let parsed = Options::default().parse(text.as_bytes());
        faults.extend(difference(&page, &parsed).map(|fault| format!("{fault}:\n{text}")));
    });
    faults.sort_by_key(String::len);
    assert!(faults.is_empty(), "{} documents are read otherwise, the shortest: {}", faults.len(), faults[0]);
    assert!(records > 100, "{records}");
}

/// Makes one text of those that stand one behind the other.
fn join_texts(element: &mut Element) {
    let mut joined: Vec<Node> = Vec::new();
    for node in element.children.drain(..) {
        match (joined.last_mut(), node) {
            (Some(Node::Text(before)), Node::Text(text)) => *before += &text,
            (_, node) => joined.push(node),
        }
    }
    element.children = joined;
}

/// Changes one thing in a document.
///
/// Left alone is what the reader makes something of: an element that says nothing, words in the end of a line, what a
/// reference points to, and a second list of persons.
fn damage(root: &mut Element, chance: &mut Chance) {
    let mut count = 0;
    change(root, &mut |_| count += 1);
    let (chosen, mut at) = (chance.below(count), 0);
    change(root, &mut |element| {
        if at == chosen {
            let child = chance.below(element.children.len());
            match (chance.below(6), element.children.get_mut(child)) {
                (0, Some(Node::Element(part))) if part.name != "people" => {
                    let part = Node::Element(part.clone());
                    element.children.insert(child, part);
                }
                (1, _) if element.name != "br" => element.children.insert(child, Node::Text("quay".to_owned())),
                (2, Some(Node::Text(text))) => {
                    *text = Some(mutated(text, chance)).filter(|text| !text.trim().is_empty()).unwrap_or("-".to_owned())
                }
                (3, Some(Node::Element(part))) => part.name.push('x'),
                (4, _) if !element.attributes.is_empty() && element.name != "registry" => {
                    let at = chance.below(element.attributes.len());
                    element.attributes[at].0.push('x');
                }
                _ => {
                    let dates = element.attributes.iter_mut().filter(|(name, _)| matches!(&**name, "date" | "updated"));
                    dates.for_each(|(_, date)| *date += *chance.one_of::<&str>(&["0", "-", "-31-31", " AD"]));
                }
            }
            join_texts(element);
        }
        at += 1;
    });
}

#[test]
fn documents_that_are_none_are_told() {
    let schema = schema();
    let (mut tried, mut faults) = (0, Vec::new());
    each(&schema, |root, chance| {
        assert!(schema.is_valid(root), "derived, and not valid: {root:?}");
        let page = derived(root);
        for _ in 0..4 {
            let mut other = root.clone();
            damage(&mut other, chance);
            if schema.is_valid(&other) {
                continue;
            }
            tried += 1;
            let mut text = String::new();
            other.xml(Some(namespace(&schema)), &mut text);
            let parsed = Options::default().parse(text.as_bytes());
            let is_told = parsed.diagnostics.iter().any(|found| found.code != Code::MissingContacts);
            if parsed.is_recognized() && !is_told && Page::read(&parsed) != page {
                faults.push(text);
            }
        }
    });
    faults.sort_by_key(String::len);
    assert!(
        tried > 50 && faults.is_empty(),
        "{} of {tried}, the shortest:\n{}",
        faults.len(),
        faults[..faults.len().min(5)].join("\n")
    );
}
