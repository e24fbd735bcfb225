//! JSON that is neither what portolan writes nor rows of the registry.

use serde::de::IgnoredAny;

use super::cursor::{Cursor, Starts};
use crate::preamble::shortened;

/// Keys that are named.
const NAMED: usize = 6;

/// What `text` is, if it is an object or an array of JSON, or such objects one a line.
pub(super) fn describe(text: &str) -> Option<String> {
    let is_json = |text: &str| serde_json::from_str::<IgnoredAny>(text).is_ok();
    let first = text.lines().next().unwrap_or("");
    let is_object = text.starts_with('{');
    if !is_object && !text.starts_with('[') || !(is_json(text) || is_object && is_json(first)) {
        return None;
    }
    let mut message = "this is JSON, but no rows in it have the registry's columns as keys or as headings".to_owned();
    let named = keys(text);
    if !named.is_empty() {
        message += &format!("; its first object has the keys {}", named.join(", "));
    }
    Some(message)
}

/// Where `text` does not read, if it begins as JSON.
pub(super) fn damage(text: &str) -> Option<String> {
    let mut head = text.chars().filter(|c| !c.is_ascii_whitespace());
    let begins = match (head.next()?, head.next()?) {
        ('{' | '[', '"') | ('[', '{') => true,
        ('[', '[') => head.next() == Some('"'),
        _ => false,
    };
    let error = serde_json::from_str::<IgnoredAny>(text).err().filter(|_| begins)?;
    Some(format!("this begins as JSON, and no rows of the registry are found in it; it does not read: {error}"))
}

/// The first keys of the first object.
fn keys(text: &str) -> Vec<String> {
    let mut cursor = Cursor::new(text, memchr::memchr(b'{', text.as_bytes()).unwrap_or(text.len()));
    let mut keys = Vec::new();
    cursor.eat(b'{');
    while keys.len() < NAMED
        && let Ok(key) = cursor.key()
    {
        keys.push(format!("{:?}", shortened(&key)));
        if cursor.value(&Starts::default()).is_err() || !cursor.eat(b',') {
            break;
        }
    }
    keys
}
