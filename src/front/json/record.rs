//! One record of the JSON that portolan writes.

use std::fmt;

use serde::de::{IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::cursor::Cursor;
use super::table;
use crate::ast::{Record, Span};
use crate::cell::state;

/// A record's keys, in the order in which they are written.
pub(super) const KEYS: &[&str] = &[
    "service_name",
    "ports",
    "transport",
    "status",
    "description",
    "replaces",
    "alias_of",
    "assignees",
    "contacts",
    "registration_date",
    "modification_date",
    "references",
    "service_code",
    "unauthorized_use",
    "notes",
    "uncertain",
    "span",
];

/// Keys of an object, the first of those that are not `known`, and how many are.
#[derive(Debug, Default)]
pub(super) struct Keys {
    pub(super) known: usize,
    pub(super) has_status: bool,
    pub(super) unknown: Option<String>,
}

/// An object, whatever it holds: an array of what it should say would be taken for one.
struct Object;

impl<'de> Deserialize<'de> for Object {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(KeysOf(&[])).map(|_| Self)
    }
}

struct KeysOf<'k>(&'k [&'k str]);

impl<'de> Visitor<'de> for KeysOf<'_> {
    type Value = Keys;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Keys, M::Error> {
        let mut keys = Keys::default();
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "ports" | "span" => map.next_value::<Option<Object>>().map(|_| ())?,
                "references" => map.next_value::<Option<Vec<Object>>>().map(|_| ())?,
                _ => map.next_value::<IgnoredAny>().map(|_| ())?,
            }
            keys.has_status |= key == "status";
            match self.0.contains(&key.as_str()) {
                true => keys.known = keys.known.saturating_add(1),
                // Put there where several files are written to one.
                false if key == "input" => {}
                false => keys.unknown = keys.unknown.or(Some(key)),
            }
        }
        Ok(keys)
    }
}

/// The keys of the object `text`.
pub(super) fn keys(text: &str, known: &[&str]) -> Result<Keys, serde_json::Error> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let keys = deserializer.deserialize_map(KeysOf(known))?;
    deserializer.end()?;
    Ok(keys)
}

/// Whether `text` is a whole record, and no object of another tool.
pub(super) fn is_record(text: &str) -> bool {
    keys(text, KEYS).is_ok_and(|keys| keys.known >= 4) && !table::is_row(&mut Cursor::new(text, 0))
}

/// Reads the object `text`. What it has no key for is not said; a state that is not said is that of its words.
pub(super) fn read(text: &str) -> Result<(Record, Option<String>), serde_json::Error> {
    let keys = keys(text, KEYS)?;
    if keys.known == 0 {
        return Err(serde::de::Error::custom("it has none of the keys of a record"));
    }
    let mut record: Record = serde_json::from_str(text)?;
    if !keys.has_status && record.service_name().is_none() {
        let status = state::of_description(record.description().unwrap_or(""));
        record = record.with_status(status);
    }
    let Span { start, end, line } = record.span();
    Ok((record.with_span(Span { start, end: end.max(start), line }), keys.unknown))
}
