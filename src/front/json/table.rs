//! Where the rows of a JSON text stand that other tools made of a table: objects whose keys are the registry's columns,
//! arrays below one of headings, or an object or an array for each column.
#![allow(clippy::arithmetic_side_effects, reason = "places in a text in memory, and counts of what was looked at")]

use std::borrow::Cow;
use std::ops::Range;

use super::cursor::{Cursor, Starts, Value};
use super::record;
use crate::ast::Field;
use crate::cell::text::{floor, offset};
use crate::column::heading::{self, Table};

/// Keys of an object that are looked at.
const MOST: usize = 64;
/// Bytes that are looked at are at most so many times those of the text.
const AGAIN: usize = 8;
/// Bytes that are looked at of a short text.
const LEAST: usize = 1 << 16;
/// Bytes of an array that may be damaged headings.
const HEADINGS: usize = 1 << 10;

/// A table within a JSON text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Found<'t> {
    /// The first of its rows, an object, begins here.
    Objects(usize),
    /// Its headings, an array, stand here.
    Headings(Range<usize>, Vec<Cow<'t, str>>),
    /// The same of headings that do not read.
    DamagedHeadings(Range<usize>, Vec<Cow<'t, str>>),
}

/// How much of a text may still be looked at for tables.
#[derive(Debug)]
pub(super) struct Search {
    budget: usize,
}

impl Search {
    pub(super) fn of(text: &str) -> Self {
        Self { budget: AGAIN * text.len() + LEAST }
    }

    /// Nothing more is looked for.
    pub(super) fn is_spent(&self) -> bool {
        self.budget == 0
    }

    /// The next table from `from` on.
    pub(super) fn find<'t>(&mut self, text: &'t str, from: usize) -> Option<Found<'t>> {
        if self.is_spent() {
            return None;
        }
        for offset in memchr::memchr2_iter(b'{', b'[', text.as_bytes().get(from..)?) {
            let at = from + offset;
            let mut cursor = Cursor::new(text, at);
            let found = match text.as_bytes().get(at) {
                Some(b'{') => is_row(&mut cursor).then_some(Found::Objects(at)),
                _ => headings(&mut cursor)
                    .map(|headings| Found::Headings(at..cursor.at, headings))
                    .or_else(|| damaged_headings(text, at)),
            };
            self.budget = self.budget.saturating_sub(cursor.at - at);
            if found.is_some() || self.is_spent() {
                return found;
            }
        }
        None
    }
}

/// The next table from `from` on.
pub(super) fn find(text: &str, from: usize) -> Option<Found<'_>> {
    Search::of(text).find(text, from)
}

/// Whether the object at the cursor, as far as nothing is nested in it, is a row of a table of the registry and none of
/// portolan's own records.
pub(super) fn is_row(cursor: &mut Cursor<'_>) -> bool {
    let mut keys = Vec::new();
    let mut is_plain = false;
    cursor.at += 1;
    while keys.len() < MOST && matches!(cursor.peek(), Some(b'"')) {
        let Ok(key) = cursor.key() else { break };
        let is_nested = matches!(cursor.peek(), Some(b'{' | b'['));
        let value = if is_nested { None } else { cursor.value(&Starts::default()).ok() };
        let Some(value) = value else {
            // A value that is nested where text should be is told when the row is read.
            keys.push(key);
            break;
        };
        // Portolan's own are objects and arrays.
        is_plain |=
            matches!(&*key, "ports" | "assignees" | "contacts" | "references") && matches!(&value, Value::Text(_));
        keys.push(key);
        if !cursor.eat(b',') {
            break;
        }
    }
    is_of_registry(&keys, is_plain)
}

/// Headings, in letters alone, that no other table has beside the names of services. `service_name`, `port`, `protocol`,
/// `description`, `assignee` and `contact` are the keys of many an object.
const OWN: [&str; 12] = [
    "portnumber",
    "portnumbers",
    "transportprotocol",
    "registrationdate",
    "modificationdate",
    "unauthorizeduse",
    "unauthorizeduses",
    "unauthorizedusereported",
    "unauthorizedusesreported",
    "knownunauthorizeduse",
    "knownunauthorizeduses",
    "assignmentnotes",
];

/// Whether a table with these headings is the registry's. Portolan's own keys are headings, too; where the values of some
/// are plain text they are not its own.
fn is_of_registry(keys: &[Cow<'_, str>], is_plain: bool) -> bool {
    let Table::Records(columns) = heading::table(keys) else { return false };
    let fields: Vec<Field> = columns.into_iter().flatten().collect();
    let columns = fields.len();
    let own = keys.iter().filter(|key| record::KEYS.contains(&key.as_ref())).count();
    match columns == own {
        true => columns > heading::FEWEST && is_plain,
        false => columns > own && (keys.iter().any(|key| is_own_heading(key)) || has_assignees(&fields)),
    }
}

/// Tickets have assignees, too, but not all of these.
fn has_assignees(fields: &[Field]) -> bool {
    [Field::ServiceName, Field::Ports, Field::Transport, Field::Assignees].iter().all(|field| fields.contains(field))
}

fn is_own_heading(key: &str) -> bool {
    let letters: Vec<u8> = key.bytes().filter(u8::is_ascii_alphabetic).take(MOST).collect();
    OWN.iter().any(|own| own.as_bytes().eq_ignore_ascii_case(&letters))
}

/// The headings that the array at the cursor, which is past it then, holds and nothing else.
fn headings<'t>(cursor: &mut Cursor<'t>) -> Option<Vec<Cow<'t, str>>> {
    let mut found = Vec::new();
    cursor.at += 1;
    while found.len() < MOST {
        match cursor.peek()? {
            b'"' => found.push(cursor.string().ok()?),
            // A data frame may have no name for a column.
            b'n' => {
                cursor.value(&Starts::default()).ok()?;
                found.push(Cow::Borrowed(""));
            }
            _ => return None,
        }
        if cursor.eat(b']') {
            return is_of_registry(&found, true).then_some(found);
        }
        if !cursor.eat(b',') {
            return None;
        }
    }
    None
}

/// The headings that stand in the array at `at`, which does not read, as far as they are sound: none holds a comma.
fn damaged_headings(text: &str, at: usize) -> Option<Found<'_>> {
    let from = at + 1;
    let near = text.get(from..floor(text, (from + HEADINGS).min(text.len())))?;
    if !near.trim_ascii_start().starts_with('"') {
        return None;
    }
    let length = near.find(['[', ']', '{', '}']).unwrap_or(near.len());
    let part = near.get(..length)?;
    let mut found = Vec::new();
    let mut end = 0;
    // A comma may be lost.
    for piece in part.split(',').flat_map(parted_by_quotes) {
        let piece_at = offset(text, piece);
        // The next key of the object, where a bracket is lost.
        if piece.contains("\":") {
            break;
        }
        found.push(Cow::Borrowed(piece.trim_matches(|c: char| c == '"' || c == '\'' || c.is_ascii_whitespace())));
        end = piece_at + piece.len();
    }
    let is_closed = end == from + length && near.as_bytes().get(length).is_some_and(|byte| b"]}".contains(byte));
    (found.len() <= MOST && is_of_registry(&found, true))
        .then(|| Found::DamagedHeadings(at..end + usize::from(is_closed), found))
}

/// The strings of a part in which no comma parts them.
fn parted_by_quotes(part: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(part);
    std::iter::from_fn(move || {
        let now = rest.take()?;
        let mut ends = memchr::memchr_iter(b'"', now.as_bytes());
        let end = ends.find(|at| {
            let behind = now.get(at + 1..).unwrap_or("");
            behind.starts_with(|c: char| c.is_ascii_whitespace()) && behind.trim_ascii_start().starts_with('"')
        });
        let (piece, behind) =
            end.and_then(|at| now.split_at_checked(at + 1)).map_or((now, None), |(a, b)| (a, Some(b)));
        rest = behind;
        Some(piece)
    })
}

/// Whether the object at `at` has a column under each key: its cells by the names of their rows, or in their order.
pub(super) fn is_by_column(text: &str, at: usize) -> bool {
    let mut cursor = Cursor::new(text, at);
    let mut keys = Vec::new();
    if !cursor.eat(b'{') {
        return false;
    }
    while keys.len() < MOST {
        let Ok(key) = cursor.key() else { break };
        if !matches!(cursor.peek(), Some(b'{' | b'[')) {
            return false;
        }
        keys.push(key);
        if cursor.pass(&Starts::default()).is_err() || !cursor.eat(b',') {
            break;
        }
    }
    is_of_registry(&keys, true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_found_wherever_they_stand() {
        let found = |text: &'static str| find(text, 0);
        let row = r#"{"Service Name":"gull","Port Number":80,"Transport Protocol":"tcp"}"#;
        assert_eq!(found(row), Some(Found::Objects(0)));
        assert_eq!(
            found(r#"{"a":[{"service_name":"gull","port_number":"80","protocol":null}]}"#),
            Some(Found::Objects(6))
        );
        assert!(matches!(found(r#"[["Service Name","Port Number","Transport Protocol"]]"#), Some(Found::Headings(..))));
        for other in [
            r#"{"service":"gull","port":80,"protocol":"tcp"}"#,
            r#"[{"service_name":"gull","ports":null,"transport":null,"description":null,"assignees":[]}]"#,
            r#"{"Service Name":{"0":"gull"},"Port Number":{"0":80},"Transport Protocol":{"0":"tcp"}}"#,
            r#"{"{":"{","{":"{"}"#,
        ] {
            assert_eq!(found(other), None, "{other}");
        }
    }

    #[test]
    fn a_column_may_stand_under_each_key() {
        for columns in [
            r#"{"Service Name":{"0":"gull"},"Port Number":{"0":80},"Transport Protocol":{"0":"tcp"}}"#,
            r#"{"service_name":["gull"],"port_number":[80],"transport_protocol":["tcp""#,
        ] {
            assert!(is_by_column(columns, 0), "{columns}");
        }
        assert!(!is_by_column(r#"{"Service Name":"gull","Port Number":80,"Transport Protocol":"tcp"}"#, 0));
    }
}
