//! Whether a text is what portolan writes, or as much of it as is left.
#![allow(clippy::arithmetic_side_effects, reason = "places in a text in memory, and counts of its keys")]

use serde::de::IgnoredAny;
use serde::{Deserialize, Deserializer};

use super::walk::{End, Walk, part};
use super::{record, without_mark};
use crate::ast::{Encoding, Field, Format, Layout, Source};

/// The keys of a document.
pub(super) const KEYS: &[&str] = &[
    "source",
    "title",
    "updated",
    "experts",
    "references",
    "notes",
    "footnotes",
    "records",
    "contacts",
    "diagnostics",
];

/// Lines of NDJSON that are looked at for a whole record.
const FIRST_LINES: usize = 8;

/// Bytes of a first line that is looked at by itself: a whole document may stand on it.
const MOST_OF_FIRST: usize = 1 << 16;

/// Which of the two `text` is, if it is what portolan writes.
pub(super) fn format_of(text: &str) -> Option<Format> {
    let text = without_mark(text);
    // A damaged line below it makes both look like one object.
    let first = text.split('\n').next().unwrap_or("");
    if first.len() < MOST_OF_FIRST && first.starts_with('{') && record::is_record(first.trim_end()) {
        return Some(Format::Ndjson);
    }
    if is_document(text) {
        return Some(Format::Json);
    }
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty()).take(FIRST_LINES);
    lines.any(|line| line.starts_with('{') && record::is_record(line)).then_some(Format::Ndjson)
}

/// Whether `text` is a document of a registry, or as much of one as is left.
pub(super) fn is_document(text: &str) -> bool {
    let mut walk = Walk::new(text, 0);
    if walk.eat(b'[') {
        return walk.peek() == Some(b'{') && holds_record(text, &mut walk) == Some(true);
    }
    if !walk.eat(b'{') {
        return false;
    }
    let mut known = 0;
    let mut has_source = false;
    while let Some(byte) = walk.peek() {
        if walk.is_spent() {
            break;
        }
        if byte == b',' || byte == b'}' {
            walk.at += 1;
            continue;
        }
        let Some(key) = walk.key() else {
            walk.recover_top();
            continue;
        };
        walk.peek();
        known += usize::from(KEYS.contains(&key.as_str()));
        has_source |= key == "source" && is_source(text, &mut walk);
        if key == "records" {
            let mut inner = Walk::new(text, walk.at);
            if inner.eat(b'[')
                && inner.peek() == Some(b'{')
                && let Some(is_record) = holds_record(text, &mut inner)
            {
                return is_record || has_source;
            }
        }
        match walk.extent(&[]).end {
            End::At(end) if is_sound(&key, part(text, walk.at..end)) => walk.at = end,
            _ => {
                walk.at += 1;
                walk.recover_top();
            }
        }
    }
    known >= 4 || has_source
}

/// Elements of an array that are looked at for a whole record: any of them may be damaged.
const FIRST_ELEMENTS: usize = 8;

/// Whether one of the first elements here is a record; `None` where the first of them does not end.
fn holds_record(text: &str, walk: &mut Walk<'_>) -> Option<bool> {
    for element in 0..FIRST_ELEMENTS {
        let (End::At(end) | End::Next(end)) = walk.extent(record::KEYS).end else {
            return (element > 0).then_some(false);
        };
        if record::is_record(part(text, walk.at..end)) {
            return Some(true);
        }
        walk.at = end;
        walk.recover(record::KEYS);
        if walk.peek() != Some(b'{') {
            break;
        }
    }
    Some(false)
}

/// Whether a value is one; arrays are not looked into.
fn is_sound(key: &str, value: &str) -> bool {
    match key {
        "source" => serde_json::from_str::<Option<StrictSource>>(value).is_ok(),
        _ => value.starts_with('[') || serde_json::from_str::<IgnoredAny>(value).is_ok(),
    }
}

/// Whether the value here says what a registry was read from, as far as it goes.
fn is_source(text: &str, walk: &mut Walk<'_>) -> bool {
    let rest = part(text, walk.at..text.len());
    match walk.extent(&[]).end {
        End::At(end) => serde_json::from_str::<StrictSource>(part(text, walk.at..end)).is_ok(),
        End::Next(_) | End::Open => {
            rest.strip_prefix('{').is_some_and(|inner| inner.trim_start().starts_with("\"format\""))
        }
    }
}

/// A source with its own keys and no others: where its brace is lost, it holds all that follows.
pub(super) struct StrictSource(pub(super) Source);

impl<'de> Deserialize<'de> for StrictSource {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Keys {
            format: Format,
            #[serde(default)]
            layout: Option<Layout>,
            #[serde(default)]
            encoding: Encoding,
            columns: Vec<Field>,
        }
        let Keys { format, layout, encoding, columns } = Keys::deserialize(deserializer)?;
        Ok(Self(Source { format, layout, encoding, columns }))
    }
}
