//! One damaged row costs that row at the most, and is told where that can be.
//!
//! A row is damaged by a byte that is lost, a delimiter that is doubled, a line of something else above it, and two of its
//! cells that change places. Whatever it is, the rows above and below say what they said, or list what they say otherwise
//! as uncertain. Where a row may go on over lines, what is left of a damaged one, or a line of something else, may be read
//! as more of the row above: that has all it had before.
//!
//! Where every cell is marked, it is told that two fields of a row are other than they were, or that it is no row any more,
//! or two; but not where the cells of two texts, two dates or two lists of names have changed places. Where cells are not
//! marked, what is no longer of its cell's kind is words, as words may stand there.

use portolan::{Parsed, Record, Severity, Transport};
use serde_json::json;

use crate::compare::{differences, different, goes_on};
use crate::documents::{Document, Rendering, around, assert_of_all, fixtures, made_up};
use crate::rows::{Damage, Damaged, damages};

/// Whether two fields stand in cells that could hold each other's values: texts, numbers, dates, names in brackets.
fn is_alike(one: &str, other: &str) -> bool {
    let kind = |field: &str| match field {
        "ports" | "service_code" => 0,
        "registration_date" | "modification_date" => 1,
        "assignees" | "contacts" | "references" => 2,
        _ => 3,
    };
    kind(one) == kind(other)
}

/// What reading a document with one damaged row found wrong.
struct Reading<'a> {
    document: &'a Document,
    damaged: &'a Damaged,
    read: Parsed,
}

impl Reading<'_> {
    fn rendering(&self) -> Rendering {
        self.document.rendering
    }

    /// The records of the whole, and those that are left.
    fn records(&self) -> [&[Record]; 2] {
        [&self.document.whole.registry.records, &self.read.registry.records]
    }

    fn is_told(&self) -> bool {
        let whole = &self.document.whole.diagnostics;
        let is_new = |told: &&portolan::Diagnostic| {
            told.severity >= Severity::Warning
                && !whole.iter().any(|other| (other.code, &other.message) == (told.code, &told.message))
        };
        self.read.diagnostics.iter().any(|told| is_new(&told))
    }

    /// Whether a row stands where the quotes of a CSV that are one too few make it a part of the row above: a row is told
    /// by its port or its transport protocol, and by none whose protocol is not known.
    fn is_behind_quote(&self, at: usize) -> bool {
        let record = &self.document.whole.registry.records[at];
        let is_told = match record.transport() {
            Some(Transport::Other(_)) => false,
            other => other.is_some() || record.ports().is_some(),
        };
        let quotes = |text: &str| text.matches('"').count();
        self.rendering() == Rendering::Csv
            && at == self.damaged.row + 1
            && !is_told
            && quotes(&self.damaged.text) < quotes(self.document.text())
    }

    fn wrong(&self) -> Vec<String> {
        let ([whole, left], row) = (self.records(), self.damaged.row);
        let source = |parsed: &Parsed| parsed.registry.source.as_ref().map(|source| (source.format, source.layout));
        if source(&self.read) != source(&self.document.whole) {
            return vec![format!("SOURCE it is read as {:?}", source(&self.read))];
        }
        if left.len() + 1 < whole.len() {
            return vec![format!("COUNT {} records of {}", left.len(), whole.len())];
        }
        let mut found = Vec::new();
        let differences = |one: &Record, other: &Record| {
            let mut fields = differences(one, other);
            // Which of the lines that texts are wrapped to belong to which row is told by all rows.
            let is_wrapped = self.rendering() == Rendering::Fixed && self.document.is("page");
            fields.retain(|field| !is_wrapped || ["ports", "transport"].iter().any(|key| field.starts_with(key)));
            fields
        };
        for (at, (one, other)) in left.iter().zip(whole).take(row).enumerate() {
            if at + 1 == row && self.rendering().is_of_lines() && goes_on(one, other) {
                continue;
            }
            found.extend(differences(one, other).iter().map(|field| format!("ABOVE record {at}: {field}")));
        }
        // What a line above a row is no part of is a row by itself.
        let below = whole.len() - row - 1;
        for (at, (one, other)) in left.iter().rev().zip(whole.iter().rev()).take(below).enumerate() {
            let at = whole.len() - 1 - at;
            if self.is_behind_quote(at) {
                break;
            }
            found.extend(differences(one, other).iter().map(|field| format!("BELOW record {at}: {field}")));
        }
        let ids = |parsed: &Parsed| {
            parsed.registry.contacts.iter().map(|one| (one.id.clone(), one.uri.clone())).collect::<Vec<_>>()
        };
        if ids(&self.read) != ids(&self.document.whole) {
            found.push("CONTACTS are others".to_owned());
        }
        if found.is_empty() && !self.is_told() {
            found.extend(self.untold());
        }
        found
    }

    /// What should have been told.
    fn untold(&self) -> Option<String> {
        let ([whole, left], row) = (self.records(), self.damaged.row);
        let has_marked_cells =
            !self.rendering().is_of_lines() || matches!(self.rendering(), Rendering::Aligned | Rendering::Tabbed);
        if !has_marked_cells {
            return None;
        }
        if left.len() != whole.len() {
            return Some(format!("UNTOLD {} records of {}", left.len(), whole.len()));
        }
        let is_listed = || left.iter().zip(whole).any(|(one, other)| one.uncertain() != other.uncertain());
        if self.damaged.damage == Damage::Foreign && left == whole {
            unreachable!()
        }
        if self.damaged.damage == Damage::Foreign {
            return (!is_listed() && left.iter().zip(whole).all(|(one, other)| different(one, other).is_empty()))
                .then(|| "UNTOLD a line that is left out".to_owned());
        }
        let (one, other) = (&left[row], &whole[row]);
        let read = serde_json::to_value(one).unwrap();
        let mut fields = different(one, other);
        fields.retain(|field| !["status", "replaces", "alias_of"].contains(&field.as_str()));
        // A cell of text may hold whatever it is: that another is empty now tells nothing, but that a port is no name.
        let is_empty = |field: &str| field != "ports" && (read[field].is_null() || read[field] == json!([]));
        let odd = fields.iter().find(|field| !is_alike(field, "notes") && !is_empty(field))?;
        let is_untold = fields.iter().any(|field| !is_alike(field, odd));
        is_untold.then(|| format!("UNTOLD {fields:?}"))
    }
}

fn check(document: &Document) -> Vec<String> {
    let mut found = Vec::new();
    for damaged in damages(document) {
        let read = portolan::parse(damaged.text.as_bytes());
        let reading = Reading { document, damaged: &damaged, read };
        let place = around(damaged.text.as_bytes(), damaged.at);
        let (name, damage, row) = (&document.name, damaged.damage, damaged.row);
        found.extend(reading.wrong().iter().map(|what| format!("{what} ~ {name}, row {row} {damage:?} at {place}")));
    }
    found
}

/// Documents of several rows, of all that the registry has.
fn documents(rendering: Rendering) -> Vec<Document> {
    let names = ["page", "whole", "everything"];
    fixtures(rendering).into_iter().filter(|document| names.iter().any(|name| document.is(name))).collect()
}

macro_rules! renderings {
    ($($name:ident $rendering:ident,)*) => {
        $(
            #[test]
            fn $name() {
                assert_of_all(&documents(Rendering::$rendering), check);
            }
        )*
    };
}

renderings! {
    xml Xml, html Html, json Json, ndjson Ndjson, csv Csv, aligned Aligned, packed Packed, tabbed Tabbed,
    joined Joined, stacked Stacked, fixed Fixed,
}

#[test]
fn made_up_registries() {
    assert_of_all(&made_up(4), check);
}
