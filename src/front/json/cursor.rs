//! A JSON text value by value: the text of each, and past what is nested in one without a look at it.
//!
//! No recursion, and where a value is damaged nothing is passed over behind the place where the next row begins.
#![allow(
    clippy::arithmetic_side_effects,
    reason = "places in a text in memory, no longer than isize::MAX, and how deep it nests"
)]

use std::borrow::Cow;
use std::ops::Range;

use crate::ast::Field;
use crate::column::heading;

/// Keys with which rows begin, besides those of the columns that say what a row is called by; more are not kept.
const FIRST_KEYS: usize = 16;
/// Bytes of a key that is looked at to tell whether a row begins with it.
const KEY: usize = 128;

/// What stands before each text of a sequence (RFC 7464).
pub(super) const SEPARATOR: u8 = 0x1e;

/// A value of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Value<'t> {
    /// What a string says, or a number as it is written.
    Text(Cow<'t, str>),
    /// `null`, or the `NaN` that some write for it.
    Nothing,
    /// Anything else, and what it is.
    Other(&'static str),
}

/// Why a value does not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// The text ends in it.
    Open,
    /// This should stand where the cursor is.
    Expected(&'static str),
}

/// How the objects of rows begin.
#[derive(Clone, Debug, Default)]
pub(super) struct Starts<'t> {
    keys: Vec<&'t str>,
}

impl<'t> Starts<'t> {
    /// The object at `at` is a row: others begin as it does.
    pub(super) fn learn(&mut self, text: &'t str, at: usize) {
        if let Some(key) = first_key(text, at)
            && !self.keys.contains(&key)
            && self.keys.len() < FIRST_KEYS
        {
            self.keys.push(key);
        }
    }

    /// Whether a row begins at `at`. Within a string that closes this cannot stand: its quotes would be escaped.
    pub(super) fn begins(&self, text: &str, at: usize) -> bool {
        let is_name = |key| matches!(heading::column(key), Some(Field::ServiceName | Field::Ports));
        first_key(text, at).is_some_and(|key| self.keys.contains(&key) || is_name(key))
    }

    /// The first place in `part` of a text where a row begins: an object, or else an array of cells.
    pub(super) fn next(&self, text: &str, part: Range<usize>, has_arrays: bool) -> Option<usize> {
        let from = part.start;
        let places = memchr::memchr2_iter(b'{', b'[', text.as_bytes().get(part)?).map(|offset| from + offset);
        let mut places = places.filter(|at| self.begins(text, *at) || has_arrays && begins_array(text, *at));
        places.next()
    }
}

/// The first key of the object at `at`, as it is written.
fn first_key(text: &str, at: usize) -> Option<&str> {
    let bytes = text.as_bytes();
    let quote = (bytes.get(at) == Some(&b'{')).then(|| after_space(bytes, at + 1))?;
    let from = (bytes.get(quote) == Some(&b'"')).then_some(quote + 1)?;
    let near = bytes.get(from..bytes.len().min(from + KEY))?;
    let to = from + memchr::memchr(b'"', near)?;
    (bytes.get(after_space(bytes, to + 1)) == Some(&b':')).then(|| text.get(from..to))?
}

/// Whether an array that begins with a string, or with none in its place, stands at `at`. The bracket and the quote may
/// be the end of a string: then no other follows.
fn begins_array(text: &str, at: usize) -> bool {
    let Some(rest) = text.get(at..).and_then(|rest| rest.strip_prefix('[')) else { return false };
    let rest = rest.trim_ascii_start();
    let string = rest.strip_prefix('"').and_then(|rest| rest.bytes().next());
    rest.starts_with("null") || string.is_some_and(|byte| !b",]}:".contains(&byte) && !byte.is_ascii_whitespace())
}

/// A place in a JSON text that moves on.
#[derive(Clone, Debug)]
pub(super) struct Cursor<'t> {
    pub(super) text: &'t str,
    pub(super) at: usize,
}

impl<'t> Cursor<'t> {
    pub(super) fn new(text: &'t str, at: usize) -> Self {
        Self { text, at }
    }

    /// The next byte that is no white space, which the cursor now stands at.
    pub(super) fn peek(&mut self) -> Option<u8> {
        let bytes = self.text.as_bytes();
        self.at = after_space(bytes, self.at);
        bytes.get(self.at).copied()
    }

    /// Moves past `byte` if it is the next.
    pub(super) fn eat(&mut self, byte: u8) -> bool {
        let is_next = self.peek() == Some(byte);
        self.at += usize::from(is_next);
        is_next
    }

    /// A key, which the cursor is past then, with its colon.
    pub(super) fn key(&mut self) -> Result<Cow<'t, str>, Fault> {
        match self.peek() {
            None => return Err(Fault::Open),
            Some(b'"') => {}
            Some(_) => return Err(Fault::Expected("a key in quotes")),
        }
        let key = self.string()?;
        match self.peek() {
            None => Err(Fault::Open),
            Some(b':') => {
                self.at += 1;
                Ok(key)
            }
            Some(_) => Err(Fault::Expected("a colon")),
        }
    }

    /// The string at whose quote the cursor stands.
    pub(super) fn string(&mut self) -> Result<Cow<'t, str>, Fault> {
        let start = self.at;
        let has_escapes = self.pass_string()?;
        if !has_escapes {
            return Ok(Cow::Borrowed(self.text.get(start + 1..self.at - 1).unwrap_or("")));
        }
        let read = self.text.get(start..self.at).and_then(|string| serde_json::from_str::<String>(string).ok());
        read.map(Cow::Owned).ok_or(Fault::Expected("a string whose escapes are whole"))
    }

    /// Moves past a string; whether it has escapes.
    fn pass_string(&mut self) -> Result<bool, Fault> {
        let bytes = self.text.as_bytes();
        let (mut at, mut has_escapes) = (self.at + 1, false);
        loop {
            let rest = bytes.get(at..).unwrap_or_default();
            let Some(found) = memchr::memchr2(b'"', b'\\', rest) else {
                self.at = bytes.len();
                return Err(Fault::Open);
            };
            at += found + 1;
            if rest.get(found) == Some(&b'"') {
                self.at = at;
                return Ok(has_escapes);
            }
            has_escapes = true;
            at += 1;
        }
    }

    /// The value here, which the cursor is past then. Rows begin as `starts` tells: none stands in a value.
    pub(super) fn value(&mut self, starts: &Starts<'_>) -> Result<Value<'t>, Fault> {
        match self.peek() {
            None => Err(Fault::Open),
            Some(b'"') => self.string().map(Value::Text),
            Some(b'{') => self.pass(starts).map(|()| Value::Other("an object")),
            Some(b'[') => self.pass(starts).map(|()| Value::Other("an array")),
            Some(_) => self.word(),
        }
    }

    /// Moves past the array or the object here.
    pub(super) fn pass(&mut self, starts: &Starts<'_>) -> Result<(), Fault> {
        let bytes = self.text.as_bytes();
        let (from, mut depth) = (self.at, 0_usize);
        loop {
            let rest = bytes.get(self.at..).unwrap_or_default();
            let is_mark = |byte: &u8| matches!(byte, b'"' | b'{' | b'[' | b'}' | b']');
            let Some(found) = rest.iter().position(is_mark) else {
                self.at = bytes.len();
                return Err(Fault::Open);
            };
            self.at += found;
            match bytes.get(self.at) {
                Some(b'"') => {
                    self.pass_string()?;
                    continue;
                }
                Some(b'{') if self.at > from && starts.begins(self.text, self.at) => {
                    return Err(Fault::Expected("the end of an array or an object"));
                }
                Some(b'{' | b'[') => depth += 1,
                _ => depth = depth.saturating_sub(1),
            }
            self.at += 1;
            if depth == 0 {
                return Ok(());
            }
        }
    }

    /// A number or a word.
    fn word(&mut self) -> Result<Value<'t>, Fault> {
        let rest = self.text.get(self.at..).unwrap_or("");
        let length = rest.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || b"+-._".contains(byte)).count();
        let word = rest.get(..length).unwrap_or("");
        let value = match word {
            "null" | "NaN" | "nan" | "NaT" | "NA" => Value::Nothing,
            "true" | "false" => Value::Other("a boolean"),
            // Not as serde reads it: no digit may change.
            number if serde_json::from_str::<serde_json::Number>(number).is_ok() => Value::Text(Cow::Borrowed(number)),
            _ => return Err(if length == rest.len() { Fault::Open } else { Fault::Expected("a value") }),
        };
        self.at += length;
        Ok(value)
    }
}

fn after_space(bytes: &[u8], at: usize) -> usize {
    let is_space = |byte: &&u8| byte.is_ascii_whitespace() || **byte == SEPARATOR;
    at + bytes.get(at..).unwrap_or_default().iter().take_while(is_space).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(text: &str) -> Result<Value<'_>, Fault> {
        Cursor::new(text, 0).value(&Starts::default())
    }

    #[test]
    fn values_are_told_apart() {
        let text = |text: &'static str| Ok(Value::Text(Cow::Borrowed(text)));
        assert_eq!(value(r#" "a\u0062\"c" "#), text("ab\"c"));
        assert_eq!((value("80.0,"), value("-1e3}"), value("\"\"")), (text("80.0"), text("-1e3"), text("")));
        assert_eq!((value("null"), value("NaN,")), (Ok(Value::Nothing), Ok(Value::Nothing)));
        assert_eq!(
            (value("true"), value("[1,{\"]\":2}]")),
            (Ok(Value::Other("a boolean")), Ok(Value::Other("an array")))
        );
        for open in ["", "\"a", "[[]", "{\"a\":", "\"\\", "12x", "nul"] {
            assert_eq!(value(open), Err(Fault::Open), "{open}");
        }
        for bad in ["x,", "1x,", ",", "}", "\"\\u12\"", "\"\\ud800\"", "[{\"Service Name\":1}]"] {
            assert!(matches!(value(bad), Err(Fault::Expected(_))), "{bad}");
        }
    }

    #[test]
    fn rows_begin_with_their_first_keys() {
        let text = r#"{"x":1} { "Port Number" : 1} {"b":2}"#;
        let mut starts = Starts::default();
        assert_eq!((starts.begins(text, 0), starts.next(text, 0..text.len(), false)), (false, Some(8)));
        starts.learn(text, 29);
        assert_eq!(starts.next(text, 9..text.len(), false), Some(29));
    }
}
