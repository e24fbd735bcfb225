//! Rows of a document, their cells, and how a row is damaged.

use std::ops::Range;

use crate::documents::{Document, Rendering, step};

/// A document with one damaged row.
pub struct Damaged {
    pub damage: Damage,
    /// Which row it is, and the byte.
    pub row: usize,
    pub at: usize,
    pub text: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Damage {
    Deleted,
    Doubled,
    /// A line of something else stands above the row.
    Foreign,
    Swapped,
}

/// Where the records of a document stand in it.
pub fn rows(document: &Document) -> Vec<Range<usize>> {
    if document.rendering.is_read_back() { objects(document.text()) } else { spans(document) }
}

fn spans(document: &Document) -> Vec<Range<usize>> {
    document.whole.registry.records.iter().map(|record| record.span().range()).collect()
}

/// The objects of records in JSON without white space.
fn objects(text: &str) -> Vec<Range<usize>> {
    let starts: Vec<_> = text.match_indices("{\"service_name\":").map(|(at, _)| at).collect();
    let end = |start: usize| {
        let mut stream = serde_json::Deserializer::from_str(&text[start..]).into_iter::<serde_json::Value>();
        stream.next().unwrap().unwrap();
        start + stream.byte_offset()
    };
    starts.into_iter().map(|start| start..end(start)).collect()
}

/// What parts cells, or begins or ends one.
fn delimiters(rendering: Rendering) -> &'static str {
    match rendering {
        Rendering::Xml | Rendering::Html => "<>\"",
        Rendering::Json | Rendering::Ndjson => ",\":{}[]",
        Rendering::Csv => ",",
        Rendering::Aligned | Rendering::Packed => "|",
        Rendering::Tabbed => "\t",
        Rendering::Stacked => "\n",
        Rendering::Joined | Rendering::Fixed => " ",
    }
}

/// The cells of a row, as far as they are plain; a word of joined text is as good as one.
fn cells(rendering: Rendering, row: &str) -> Vec<Range<usize>> {
    let split = |by: &str| {
        let place = |cell: &str| {
            let start = cell.trim().as_ptr() as usize - row.as_ptr() as usize;
            start..start + cell.trim().len()
        };
        row.split(by).map(place).collect::<Vec<_>>()
    };
    let filled = |cells: Vec<Range<usize>>| cells.into_iter().filter(|cell| !cell.is_empty()).collect();
    match rendering {
        Rendering::Csv if row.contains('"') => Vec::new(),
        Rendering::Aligned | Rendering::Packed if row.contains(['\\', '`']) => Vec::new(),
        Rendering::Csv => split(","),
        Rendering::Aligned | Rendering::Packed => split("|"),
        Rendering::Tabbed => split("\t\t"),
        // A bracket by itself is no cell.
        Rendering::Stacked => filled(split("\n").into_iter().filter(|cell| cell.len() > 2).collect()),
        Rendering::Joined => split(" "),
        Rendering::Fixed => filled(split("  ")),
        Rendering::Xml | Rendering::Html => {
            let texts = row.match_indices('>').map(|(at, _)| at + 1);
            filled(texts.map(|from| from..from + row[from..].find('<').unwrap_or(0)).collect())
        }
        Rendering::Json | Rendering::Ndjson => values(row),
    }
}

/// The keys of a record in JSON, down to the one behind its notes.
const KEYS: &str = "service_name ports transport status description replaces alias_of assignees contacts \
                    registration_date modification_date references service_code unauthorized_use notes uncertain";

/// The values of a record in JSON.
fn values(row: &str) -> Vec<Range<usize>> {
    let key = |key: &str| {
        let start = row.find(&format!("\"{key}\":")).unwrap();
        start..start + key.len() + 3
    };
    let keys: Vec<_> = KEYS.split_whitespace().map(key).collect();
    // A comma stands before a key.
    keys.windows(2).map(|pair| pair[0].end..pair[1].start - 1).collect()
}

/// Lines that stand in no document of the registry.
fn foreign(rendering: Rendering) -> &'static [&'static str] {
    match rendering {
        Rendering::Xml | Rendering::Html => &["Sort by: port\n", "<p>An advertisement</p>\n"],
        Rendering::Json => &["Sort by: port\n", "{\"id\": 7},\n"],
        _ => &["Sort by: port\n", "Advertisement\n", "7\n"],
    }
}

/// A document with each of its rows damaged in each way.
pub fn damages(document: &Document) -> impl Iterator<Item = Damaged> + '_ {
    let text = document.text();
    let numbered = rows(document).into_iter().enumerate();
    numbered.flat_map(move |(row, range)| {
        let damaged = move |damage, at, text| Damaged { damage, row, at, text };
        // What stands above the first row may be of the header.
        let found = of_row(document.rendering, text, range).into_iter();
        found
            .filter(move |(damage, ..)| row > 0 || *damage != Damage::Foreign)
            .map(move |(damage, at, text)| damaged(damage, at, text))
    })
}

fn of_row(rendering: Rendering, text: &str, row: Range<usize>) -> Vec<(Damage, usize, String)> {
    let mut found = Vec::new();
    let every = step(23);
    for at in (row.start + row.len() % every.min(row.len())..row.end).step_by(every) {
        if text.is_char_boundary(at) && text.is_char_boundary(at + 1) {
            found.push((Damage::Deleted, at, [&text[..at], &text[at + 1..]].concat()));
        }
    }
    let delimiters = text[row.clone()].match_indices(|c| delimiters(rendering).contains(c));
    for (offset, _) in delimiters.step_by(step(7)) {
        let at = row.start + offset;
        found.push((Damage::Doubled, at, [&text[..=at], &text[at..]].concat()));
    }
    let above = &text[..row.start];
    let line = above.rfind('\n').map_or(0, |newline| newline + 1);
    let at = if above[line..].trim().is_empty() { line } else { row.start };
    for foreign in foreign(rendering) {
        found.push((Damage::Foreign, at, [&text[..at], foreign, &text[at..]].concat()));
    }
    for pair in cells(rendering, &text[row.clone()]).windows(2).step_by(step(2)) {
        let [one, two] = [&pair[0], &pair[1]].map(|cell| row.start + cell.start..row.start + cell.end);
        if text[one.clone()] != text[two.clone()] {
            let parts = [..one.start, ..0].map(|range| &text[range]);
            let swapped = [&text[two.clone()], &text[one.end..two.start], &text[one.clone()], &text[two.end..]];
            found.push((Damage::Swapped, one.start, [parts[0], &swapped.concat()].concat()));
        }
    }
    found
}
