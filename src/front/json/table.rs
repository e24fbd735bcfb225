//! Where the rows of a JSON text stand that other tools made of a table: objects whose keys are the registry's columns,
//! arrays below one of headings, or an object or an array for each column.
#![allow(clippy::arithmetic_side_effects, reason = "places in a text in memory, and counts of what was looked at")]

use std::borrow::Cow;
use std::ops::Range;

use super::cursor::{Cursor, Starts, Value};
use super::record;
use crate::ast::Field;
use crate::column::heading::{self, Table};

/// Keys of an object that are looked at.
const MOST: usize = 64;
/// Bytes that are looked at are at most so many times those of the text.
const AGAIN: usize = 4;

/// A table within a JSON text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Found<'t> {
    /// The first of its rows, an object, begins here.
    Objects(usize),
    /// Its headings, an array, stand here.
    Headings(Range<usize>, Vec<Cow<'t, str>>),
}

/// The next table from `from` on.
pub(super) fn find(text: &str, from: usize) -> Option<Found<'_>> {
    let mut budget = AGAIN * text.len();
    for offset in memchr::memchr2_iter(b'{', b'[', text.as_bytes().get(from..)?) {
        let at = from + offset;
        let mut cursor = Cursor::new(text, at);
        let found = match text.as_bytes().get(at) {
            Some(b'{') => is_row(&mut cursor).then_some(Found::Objects(at)),
            _ => headings(&mut cursor).map(|headings| Found::Headings(at..cursor.at, headings)),
        };
        if found.is_some() {
            return found;
        }
        budget = budget.checked_sub(cursor.at - at)?;
    }
    None
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

/// Whether a table with these headings is the registry's. Portolan's own keys are headings, too; where the values of some
/// are plain text they are not its own.
fn is_of_registry(keys: &[Cow<'_, str>], is_plain: bool) -> bool {
    let Table::Records(columns) = heading::table(keys) else { return false };
    let columns = columns.iter().flatten().count();
    let own = keys.iter().filter(|key| record::KEYS.contains(&key.as_ref())).count();
    // Many an object has a service, a port and a protocol.
    let is_named = keys.iter().any(|key| is_full_name(key));
    (columns > heading::FEWEST || is_named) && (columns > own || columns == own && is_plain)
}

/// Whether a key is the whole heading of a column that has a shorter one that everybody uses.
fn is_full_name(key: &str) -> bool {
    let letters = |text: &str| {
        text.bytes().filter(u8::is_ascii_alphabetic).map(|byte| byte.to_ascii_lowercase()).collect::<Vec<_>>()
    };
    key.len() < MOST
        && [Field::ServiceName, Field::Ports, Field::Transport]
            .iter()
            .any(|field| letters(field.column()) == letters(key))
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
