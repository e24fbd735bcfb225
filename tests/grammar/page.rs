//! What a page says, by how it was derived; and what was read of it.

use std::collections::{BTreeMap, BTreeSet};

use portolan::{Contact, Field, Parsed, PartialDate, Record, Severity};

use crate::language::derive::{Chance, Piece, Tree};

/// A rule of cells, and the field that it is.
const CELLS: [(&str, Field); 12] = [
    ("service-name", Field::ServiceName),
    ("ports", Field::Ports),
    ("transport", Field::Transport),
    ("description", Field::Description),
    ("assignee", Field::Assignees),
    ("contact", Field::Contacts),
    ("registered", Field::RegistrationDate),
    ("modified", Field::ModificationDate),
    ("references", Field::References),
    ("code", Field::ServiceCode),
    ("unauthorized", Field::UnauthorizedUse),
    ("notes", Field::Notes),
];

/// A row as text by field, without those that are absent.
pub type Row = BTreeMap<&'static str, String>;

/// A page as text.
#[derive(Debug, Default, PartialEq)]
pub struct Page {
    pub header: Row,
    pub notes: Vec<(String, String)>,
    pub footnotes: Vec<(String, String)>,
    pub rows: Vec<Row>,
    pub contacts: Vec<Row>,
}

/// Makes so what ABNF cannot say of a page: one border in all of it, rows
/// of packed cells with a pipe for each column, ids that are those of contacts, dates in order;
/// and where rows are told from each other by their order, that.
pub fn settle(page: &mut Tree, are_sorted: bool, chance: &mut Chance) {
    if let Some(border) = page.first("border") {
        page.change("border", &mut |tree| tree.put(border.clone()));
    }
    let mut ids = BTreeSet::new();
    page.change("person-row", &mut |row| {
        let id = row.first("id").unwrap();
        let name = id.trim_end_matches(|c: char| c == '_' || c.is_ascii_digit()).replace('_', " ");
        row.change("contact-name", &mut |tree| tree.put(name.replace('\\', "")));
        ids.insert(id);
    });
    let ids: Vec<String> = ids.into_iter().collect();
    if are_sorted {
        let (at, mut rows): (Vec<_>, Vec<_>) = page
            .pieces
            .iter()
            .cloned()
            .enumerate()
            .filter(|(_, piece)| matches!(piece, Piece::Rule(tree) if tree.rule == "row"))
            .unzip();
        rows.sort_by_cached_key(|piece| match piece {
            Piece::Rule(row) => order(row),
            Piece::Text(_) => unreachable!(),
        });
        at.into_iter().zip(rows).for_each(|(at, row)| page.pieces[at] = row);
    }
    for (row, cells) in [("row", 12), ("person-row", 5)] {
        page.change(row, &mut |row| {
            row.change("end", &mut |tree| tree.put(String::new()));
            let missing = (cells + 1_usize).saturating_sub(row.text().matches('|').count());
            row.change("end", &mut |tree| tree.put(format!(" {}\n", "|".repeat(missing))));
        });
    }
    page.change("row", &mut |row| {
        if !ids.is_empty() {
            row.change("id", &mut |tree| tree.put(chance.one_of(&ids).clone()));
        }
        if let (Some(one), Some(two)) = (row.first("registered"), row.first("modified"))
            && one.parse::<PartialDate>().unwrap() > two.parse().unwrap()
        {
            row.change("registered", &mut |tree| tree.put(two.clone()));
            row.change("modified", &mut |tree| tree.put(one.clone()));
        }
    });
    align(page);
}

/// Puts the cells of a page of fixed columns below each other.
pub fn align(page: &mut Tree) {
    if let Some(indent) = page.first("indent") {
        page.change("indent", &mut |tree| tree.put(indent.clone()));
        pad(page, &["headings", "dashes", "row"]);
        pad(page, &["contact-headings", "contact-dashes", "person-row"]);
    }
}

/// Rows with ports come first, in their order; those without in that of their names.
fn order(row: &Tree) -> (u32, String) {
    let first = row.first("ports").map(|ports| ports.split('-').next().unwrap().parse().unwrap());
    (first.unwrap_or(u32::MAX), row.first("service-name").unwrap_or_default().to_lowercase())
}

/// The text of a page, whose lines may end otherwise than each was derived: all alike, or each for itself.
pub fn text(page: &Tree, chance: &mut Chance) -> String {
    let text = page.text().replace('\r', "");
    match chance.below(8) {
        0 | 1 => text.replace('\n', "\r\n"),
        2 => {
            text.split_inclusive('\n').map(|line| line.replace('\n', chance.one_of::<&str>(&["\n", "\r\n"]))).collect()
        }
        _ => text,
    }
}

/// The cells of a row of fixed columns.
pub fn cells(row: &Tree) -> Vec<String> {
    let mut cells = vec![String::new()];
    for piece in &row.pieces {
        match piece {
            Piece::Rule(tree) if tree.rule == "gap" => cells.push(String::new()),
            Piece::Rule(tree) => *cells.last_mut().unwrap() += &tree.text(),
            Piece::Text(text) => *cells.last_mut().unwrap() += text.trim_end(),
        }
    }
    cells
}

/// Fills the gaps of these rows so that their columns stand one below the other.
fn pad(page: &mut Tree, rules: &[&str]) {
    let mut widths: Vec<usize> = Vec::new();
    for row in rules.iter().filter(|rule| !rule.ends_with("dashes")).flat_map(|rule| page.all(rule)) {
        let found: Vec<usize> = cells(row).iter().map(|cell| cell.chars().count()).collect();
        widths.resize(found.len(), 0);
        widths.iter_mut().zip(found).for_each(|(width, found)| *width = found.max(*width));
    }
    for rule in rules {
        page.change(rule, &mut |row| {
            if rule.ends_with("dashes") {
                let dashes: Vec<String> = widths.iter().map(|width| "-".repeat(*width)).collect();
                return row.put(dashes.join("  ") + "\n");
            }
            let mut gaps = cells(row).into_iter().zip(&widths).map(|(cell, width)| width + 2 - cell.chars().count());
            row.change("gap", &mut |gap| gap.put(" ".repeat(gaps.next().unwrap())));
        });
    }
}

/// The words of a cell, folded.
pub fn folded(text: &str) -> String {
    let line = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
    text.lines().map(line).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

pub fn put(row: &mut Row, field: &'static str, text: Option<String>) {
    if let Some(text) = text.filter(|text| !text.is_empty()) {
        assert!(row.insert(field, text).is_none(), "{field} twice");
    }
}

impl Page {
    /// `plain` undoes what a rendering writes for characters that mean something in it.
    pub fn derived(tree: &Tree, plain: impl Fn(&str) -> String) -> Self {
        let plain = |text: String| folded(&plain(&text));
        let of = |tree: &Tree, rule: &str| tree.first(rule).map(plain);
        let mut page = Self::default();
        for (rule, name) in [("title", "title"), ("updated", "updated"), ("experts", "experts")] {
            put(&mut page.header, name, of(tree, rule));
        }
        put(&mut page.header, "references", of(tree, "registry-refs").map(bracketed));
        for note in tree.all("note") {
            let lines: Vec<String> = note.all("note-text").iter().map(|text| plain(text.text())).collect();
            page.notes.push((of(note, "note-title").unwrap(), lines.join("\n")));
        }
        for (id, text) in tree.all("footnote-id").iter().zip(tree.all("footnote-text")) {
            page.footnotes.push((id.text().trim_matches(['[', ']']).to_owned(), plain(text.text())));
        }
        for row in tree.all("row") {
            let mut found = Row::new();
            for (rule, field) in CELLS {
                let dccp = || (field == Field::Transport).then(|| of(row, "dccp")).flatten();
                let text = of(row, rule).or_else(dccp).map(|text| match field {
                    Field::Ports => ports(&text),
                    Field::Assignees | Field::Contacts | Field::References => bracketed(text),
                    _ => text,
                });
                put(&mut found, field.as_str(), text);
            }
            page.rows.push(found);
        }
        for row in tree.all("person-row") {
            let mut found = Row::new();
            put(&mut found, "id", of(row, "contact-id").map(|id| id.trim_matches(['[', ']']).to_owned()));
            put(&mut found, "name", of(row, "contact-name"));
            put(&mut found, "organization", of(row, "organization"));
            put(&mut found, "uri", of(row, "contact-uri").map(|uri| uri.replace('&', "@")));
            put(&mut found, "updated", of(row, "last-updated"));
            page.contacts.push(found);
        }
        page
    }

    pub fn read(parsed: &Parsed) -> Self {
        let registry = &parsed.registry;
        let mut page = Self::default();
        put(&mut page.header, "title", registry.title.as_ref().map(ToString::to_string));
        put(&mut page.header, "updated", registry.updated.map(|date| date.to_string()));
        put(&mut page.header, "experts", registry.experts.as_ref().map(ToString::to_string));
        put(&mut page.header, "references", Some(listed(registry.references.iter().map(|one| one.text.to_string()))));
        page.notes = registry.notes.iter().map(|note| (note.title.to_string(), note.text.to_string())).collect();
        page.footnotes = registry.footnotes.iter().map(|note| (note.id.to_string(), note.text.to_string())).collect();
        page.rows = registry.records.iter().map(record).collect();
        page.contacts = registry.contacts.iter().map(contact).collect();
        page
    }
}

/// `[A][B]` as a list.
fn bracketed(text: String) -> String {
    listed(text.split(['[', ']']).map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned))
}

fn listed(names: impl Iterator<Item = String>) -> String {
    names.collect::<Vec<_>>().join(" | ")
}

/// Without leading zeros.
fn ports(text: &str) -> String {
    let ports = text.split('-').map(|port| port.parse::<u16>().unwrap().to_string());
    ports.collect::<Vec<_>>().join("-")
}

fn record(record: &Record) -> Row {
    let ids = |ids: &[ecow::EcoString]| listed(ids.iter().map(ToString::to_string));
    let mut row = Row::new();
    let own = |text: Option<&str>| text.map(str::to_owned);
    let fields = [
        own(record.service_name()),
        record.ports().map(|ports| ports.to_string()),
        record.transport().map(|transport| transport.as_str().to_owned()),
        own(record.description()),
        Some(ids(record.assignees())),
        Some(ids(record.contacts())),
        record.registration_date().map(|date| date.to_string()),
        record.modification_date().map(|date| date.to_string()),
        Some(listed(record.references().iter().map(|one| one.text.to_string()))),
        record.service_code().map(|code| code.to_string()),
        own(record.unauthorized_use()),
        own(record.notes()),
    ];
    for ((_, field), text) in CELLS.into_iter().zip(fields) {
        put(&mut row, field.as_str(), text);
    }
    row
}

fn contact(contact: &Contact) -> Row {
    let own = |text: Option<&ecow::EcoString>| text.map(ToString::to_string);
    let mut row = Row::new();
    put(&mut row, "id", Some(contact.id.to_string()));
    put(&mut row, "name", own(contact.name.as_ref()));
    put(&mut row, "organization", own(contact.organization.as_ref()));
    put(&mut row, "uri", own(contact.uri.as_ref()));
    put(&mut row, "updated", contact.updated.map(|date| date.to_string()));
    row
}

/// What of a derived page was read otherwise, and is not listed as uncertain; `None`: nothing.
pub fn difference(derived: &Page, parsed: &Parsed) -> Option<String> {
    difference_by(derived, parsed, str::to_owned)
}

/// The same, where cells say the same if `plain` makes them one.
pub fn difference_by(derived: &Page, parsed: &Parsed, plain: fn(&str) -> String) -> Option<String> {
    let read = Page::read(parsed);
    if let Some(error) = parsed.diagnostics.iter().find(|found| found.severity == Severity::Error) {
        return Some(format!("{error:?}"));
    }
    let other =
        |what: &str, one: &dyn std::fmt::Debug, two: &dyn std::fmt::Debug| Some(format!("{what}: {one:?} as {two:?}"));
    if read.header != derived.header {
        return other("header", &derived.header, &read.header);
    }
    if read.notes != derived.notes || read.footnotes != derived.footnotes {
        return other("notes", &(&derived.notes, &derived.footnotes), &(&read.notes, &read.footnotes));
    }
    if (read.rows.len(), read.contacts.len()) != (derived.rows.len(), derived.contacts.len()) {
        return other("rows", &(&derived.rows, &derived.contacts), &(&read.rows, &read.contacts));
    }
    let records = parsed.registry.records.iter();
    let unsure = records.map(|record| record.uncertain().iter().map(|field| field.as_str().to_owned()).collect());
    let rows = derived.rows.iter().zip(&read.rows).zip(unsure);
    let people = parsed.registry.contacts.iter();
    let unsure = people.map(|one| one.uncertain.iter().map(|field| format!("{field:?}").to_lowercase()).collect());
    let contacts = derived.contacts.iter().zip(&read.contacts).zip(unsure);
    rows.chain(contacts).find_map(|((derived, read), unsure): (_, BTreeSet<String>)| {
        let fields: BTreeSet<_> = derived.keys().chain(read.keys()).collect();
        let plain = |row: &Row, field: &str| row.get(field).map(|text| plain(text));
        let is_wrong = |field: &&&str| plain(derived, field) != plain(read, field) && !unsure.contains(**field);
        let wrong = fields.into_iter().find(is_wrong);
        wrong.and_then(|field| other(field, derived, read))
    })
}
