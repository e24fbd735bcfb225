//! Where the values of a JSON text begin and end, told without reading them: what is damaged must not cost the rest.
//!
//! No recursion, and one look at each byte, but where damage makes it look again: that has a budget.
#![allow(
    clippy::arithmetic_side_effects,
    reason = "places in a text in memory, no longer than isize::MAX, and how deep it nests"
)]

use std::ops::Range;

/// Keys that only a whole document has, and no record and nothing within one.
const TOP: &[&str] = &["source", "title", "updated", "experts", "footnotes", "records", "contacts", "diagnostics"];

/// Those of them that may follow an array; a contact has one before its "updated".
const AFTER_ARRAY: &[&str] = &["source", "title", "experts", "footnotes", "records", "contacts", "diagnostics"];

/// Where a value ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// Here.
    At(usize),
    /// It does not, and here the next element of its array begins.
    Next(usize),
    /// It does not before the text does.
    Open,
}

/// What was found of a value.
#[derive(Clone, Copy, Debug)]
pub(super) struct Extent {
    pub(super) end: End,
    /// The first place within it where its array seems to end.
    pub(super) array_end: Option<usize>,
}

/// A place in a JSON text that moves on.
#[derive(Debug)]
pub(super) struct Walk<'t> {
    text: &'t str,
    pub(super) at: usize,
    /// Bytes that may still be looked at.
    budget: usize,
    /// Keys of the document that have not come yet.
    to_come: Vec<&'static str>,
}

impl<'t> Walk<'t> {
    pub(super) fn new(text: &'t str, at: usize) -> Self {
        Self { text, at, budget: text.len().saturating_mul(8).saturating_add(1 << 16), to_come: TOP.to_vec() }
    }

    fn bytes(&self) -> &'t [u8] {
        self.text.as_bytes()
    }

    /// The next byte that is no white space, which the walk now stands at.
    pub(super) fn peek(&mut self) -> Option<u8> {
        self.at = after_space(self.bytes(), self.at);
        self.bytes().get(self.at).copied()
    }

    /// Moves past `byte` if it is the next.
    pub(super) fn eat(&mut self, byte: u8) -> bool {
        let is_next = self.peek() == Some(byte);
        self.at += usize::from(is_next);
        is_next
    }

    /// The key that the walk stands at and is past then, with its colon.
    pub(super) fn key(&mut self) -> Option<String> {
        let start = self.at;
        if self.peek() != Some(b'"') {
            return None;
        }
        let End::At(end) = self.extent(&[]).end else { return None };
        let key = self.text.get(self.at..end).and_then(|key| serde_json::from_str(key).ok());
        self.at = end;
        if key.is_none() || !self.eat(b':') {
            self.at = start;
            return None;
        }
        self.to_come.retain(|other| key.as_deref() != Some(*other));
        key
    }

    /// One of `keys` that has lost a quote or its colon, which the walk is past then.
    pub(super) fn damaged_key(&mut self, keys: &[&'static str]) -> Option<&'static str> {
        let rest = self.bytes().get(self.at..)?;
        let bare = rest.strip_prefix(b"\"").unwrap_or(rest);
        let key = *keys.iter().find(|key| bare.starts_with(key.as_bytes()))?;
        let after = bare.get(key.len()..)?;
        let after = after.strip_prefix(b"\"").unwrap_or(after);
        if after.first().is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_') {
            return None;
        }
        self.at = self.text.len().saturating_sub(after.len());
        self.eat(b':');
        self.to_come.retain(|other| *other != key);
        Some(key)
    }

    /// The value that the walk stands at. Elements of its array begin with one of the keys `starts`.
    pub(super) fn extent(&mut self, starts: &[&str]) -> Extent {
        let from = self.at;
        let found = self.look(starts);
        let to = match found.end {
            End::At(end) | End::Next(end) => end,
            End::Open => self.text.len(),
        };
        self.budget = self.budget.saturating_sub(to.saturating_sub(from));
        found
    }

    /// Whether too much was looked at more than once.
    pub(super) fn is_spent(&self) -> bool {
        self.budget == 0
    }

    fn look(&self, starts: &[&str]) -> Extent {
        let bytes = self.bytes();
        let (mut at, mut depth, mut in_string, mut array_end, mut before) = (self.at, 0_usize, false, None, 0);
        let extent = |end, array_end| Extent { end, array_end };
        while let Some(&byte) = bytes.get(at) {
            // In no JSON do these keys follow a brace but in an object, even where a lost quote makes it look so.
            if byte == b'{' && at > self.at && begins_with(bytes, at, starts) {
                return extent(End::Next(at), array_end);
            }
            if byte == b']' && before == b'}' && array_end.is_none() && is_array_end(bytes, at) {
                array_end = Some(at);
            }
            match byte {
                b'\\' if in_string => at += 1,
                b'"' => {
                    in_string = !in_string;
                    if !in_string && depth == 0 {
                        return extent(End::At(at + 1), array_end);
                    }
                }
                _ if in_string => {}
                b'{' | b'[' => depth += 1,
                b'}' | b']' if depth <= 1 => return extent(End::At(at + usize::from(depth == 1)), array_end),
                b'}' | b']' => depth = depth.saturating_sub(1),
                b',' | b':' if depth == 0 => return extent(End::At(at), array_end),
                byte if depth == 0 && byte.is_ascii_whitespace() => return extent(End::At(at), array_end),
                _ => {}
            }
            if !byte.is_ascii_whitespace() {
                before = byte;
            }
            at += 1;
        }
        // A number or a word needs nothing to end it, but what follows would.
        extent(End::Open, array_end)
    }

    /// Moves to where the next element begins, or the array ends, or the text.
    pub(super) fn recover(&mut self, starts: &[&str]) {
        let bytes = self.bytes();
        let found = memchr::memchr2_iter(b'{', b']', bytes.get(self.at..).unwrap_or_default())
            .map(|offset| self.at + offset)
            .find(|&at| begins_with(bytes, at, starts) || is_array_end(bytes, at))
            .unwrap_or(bytes.len());
        self.budget = self.budget.saturating_sub(found.saturating_sub(self.at));
        self.at = found;
    }

    /// Whether a key that only a whole document has stands here.
    pub(super) fn is_at_top(&self) -> bool {
        is_top(self.bytes(), self.at, &self.to_come)
    }

    /// Moves to the next key that only a whole document has.
    pub(super) fn recover_top(&mut self) {
        let bytes = self.bytes();
        self.at = self.at.min(bytes.len());
        let found = memchr::memchr_iter(b'"', bytes.get(self.at..).unwrap_or_default())
            .map(|offset| self.at + offset)
            .find(|&at| is_top(bytes, at, &self.to_come))
            .unwrap_or(bytes.len());
        self.budget = self.budget.saturating_sub(found.saturating_sub(self.at));
        self.at = found;
    }
}

fn after_space(bytes: &[u8], at: usize) -> usize {
    let space = bytes.get(at..).unwrap_or_default().iter().take_while(|byte| byte.is_ascii_whitespace()).count();
    at + space
}

/// Whether one of `keys` stands at `at`, with its colon.
fn is_key(bytes: &[u8], at: usize, keys: &[&str]) -> bool {
    let rest = bytes.get(at..).unwrap_or_default();
    keys.iter().any(|key| {
        rest.strip_prefix(b"\"")
            .and_then(|rest| rest.strip_prefix(key.as_bytes()))
            .and_then(|rest| rest.strip_prefix(b"\""))
            .is_some_and(|rest| rest.get(after_space(rest, 0)) == Some(&b':'))
    })
}

/// Whether one of `keys`, which are a document's, stands at `at`. A record has "contacts", too, but they are no objects.
fn is_top(bytes: &[u8], at: usize, keys: &[&str]) -> bool {
    if !is_key(bytes, at, keys) {
        return false;
    }
    let rest = bytes.get(at..).unwrap_or_default();
    let Some(rest) = rest.strip_prefix(b"\"contacts\"") else { return true };
    let mut next = 0;
    let mut expect = |byte: u8| {
        next = after_space(rest, next);
        let found = rest.get(next) == Some(&byte);
        next += usize::from(found);
        found
    };
    let is_array = expect(b':') && expect(b'[');
    is_array
        && (expect(b'{')
            || expect(b']') && (expect(b'}') || expect(b',') && is_key(rest, after_space(rest, next), TOP)))
}

/// Whether a brace stands at `at` and one of `keys` follows.
fn begins_with(bytes: &[u8], at: usize, keys: &[&str]) -> bool {
    bytes.get(at) == Some(&b'{') && is_key(bytes, after_space(bytes, at + 1), keys)
}

/// Whether the bracket at `at` ends an array of the document: one of the document's keys follows, or its end.
fn is_array_end(bytes: &[u8], at: usize) -> bool {
    if bytes.get(at) != Some(&b']') {
        return false;
    }
    let next = after_space(bytes, at + 1);
    match bytes.get(next) {
        Some(b',') => is_top(bytes, after_space(bytes, next + 1), AFTER_ARRAY),
        Some(b'}') => after_space(bytes, next + 1) >= bytes.len(),
        _ => false,
    }
}

/// The part of `text` that `range` is.
pub(super) fn part(text: &str, range: Range<usize>) -> &str {
    text.get(range).unwrap_or("")
}
