//! What data frames put beside their rows: headings and names, each under a key of one object, in any order.
#![allow(clippy::arithmetic_side_effects, reason = "places in a text in memory, no longer than isize::MAX")]

use std::borrow::Cow;

use super::around::OF_FRAMES;
use super::cursor::{Cursor, Starts, Value};
use super::names::SEVERAL;

/// Where the array of rows begins that stands behind headings under another key of their object; it may be empty. The
/// cursor is then where was looked to.
pub(super) fn rows_below(cursor: &mut Cursor<'_>) -> Option<usize> {
    let mut empty = None;
    loop {
        cursor.eat(b',');
        if cursor.peek() == Some(b'}') {
            return empty;
        }
        let Ok(key) = cursor.key() else { return rows_behind_damage(cursor) };
        if cursor.peek() == Some(b'[') && !OF_FRAMES.contains(&&*key) {
            let mut inner = cursor.clone();
            inner.at += 1;
            match inner.peek() {
                Some(b'[' | b'{') => return Some(cursor.at),
                Some(b']') => empty = Some(cursor.at),
                _ => {}
            }
        }
        if cursor.value(&Starts::default()).is_err() {
            return rows_behind_damage(cursor);
        }
    }
}

/// The same where what stands between does not read: the next key with an array of arrays.
fn rows_behind_damage(cursor: &mut Cursor<'_>) -> Option<usize> {
    let from = cursor.at;
    let rest = cursor.text.get(from..)?;
    let is_rows = |rest: &str| {
        let array = rest.trim_ascii_start().strip_prefix('[').map(str::trim_ascii_start);
        array.is_some_and(|inner| inner.starts_with(['[']))
    };
    let colon = memchr::memchr_iter(b':', rest.as_bytes()).find(|at| rest.get(at + 1..).is_some_and(is_rows));
    cursor.at = colon.map_or(cursor.text.len(), |at| from + at + 1);
    cursor.peek();
    colon.map(|_| cursor.at)
}

/// Where the array begins that stands under this key further on in the object that the cursor is in.
pub(super) fn key_beside(cursor: &mut Cursor<'_>, wanted: &str) -> Option<usize> {
    loop {
        cursor.eat(b',');
        let is_wanted = cursor.key().ok()? == wanted;
        if cursor.peek() == Some(b'[') && is_wanted {
            return Some(cursor.at);
        }
        cursor.value(&Starts::default()).ok()?;
    }
}

/// The names of rows, in the array that begins at `at`; as far as it reads.
pub(super) fn index(text: &str, at: usize) -> Vec<Cow<'_, str>> {
    let mut cursor = Cursor::new(text, at + 1);
    let mut names = Vec::new();
    while !matches!(cursor.peek(), Some(b']') | None) {
        match cursor.value(&Starts::default()) {
            Ok(Value::Text(name)) => names.push(name),
            Ok(Value::Nothing) => names.push(Cow::Borrowed("")),
            Ok(Value::Other(_)) => names.push(Cow::Borrowed(SEVERAL)),
            Err(_) => break,
        }
        if !cursor.eat(b',') {
            break;
        }
    }
    names
}

/// What a key says.
pub(super) fn unescaped(key: &str) -> Cow<'_, str> {
    let read = if key.contains('\\') { serde_json::from_str(&format!("\"{key}\"")).ok() } else { None };
    read.map_or(Cow::Borrowed(key), Cow::Owned)
}
