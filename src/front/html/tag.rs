//! One tag of a page.
#![allow(
    clippy::arithmetic_side_effects,
    reason = "places in a text in memory, no longer than isize::MAX; what loses a byte has the bracket that ends it"
)]

use crate::sixteen;

use super::element::{self, Element, Kind};

/// A tag of the page.
#[derive(Debug)]
pub(super) struct Tag<'a> {
    pub(super) kind: Kind,
    attributes: &'a str,
    pub(super) closes: bool,
    /// It does not end, or a quote in it does not.
    pub(super) is_broken: bool,
    /// Where what follows it begins.
    pub(super) end: usize,
}

impl<'a> Tag<'a> {
    /// The tag whose `<` is at a byte of `text`; `None` where it is none, or has no end.
    #[inline]
    pub(super) fn read(text: &'a str, at: usize) -> Option<Self> {
        let bytes = text.as_bytes();
        let closes = bytes.get(at + 1) == Some(&b'/');
        let from = at + 1 + usize::from(closes);
        let inner = bytes.get(from..)?;
        if !inner.first()?.is_ascii_alphabetic() {
            return None;
        }
        let length = inner.iter().position(|byte| matches!(byte, b'>' | b'/') || byte.is_ascii_whitespace())?;
        let (name, rest) = inner.split_at_checked(length)?;
        let kind = element::kind(name);
        let from = from + length;
        if rest.first() == Some(&b'>') {
            return Some(Self { kind, attributes: "", closes, is_broken: false, end: from + 1 });
        }
        let (length, is_broken) = end(rest)?;
        let attributes = text.get(from..from + length)?;
        Some(Self { kind, attributes, closes, is_broken, end: from + length + 1 })
    }

    /// The tag of a cell at a byte of `text`, if it is one, written as usual, and whole. `last` is what stood in the last
    /// one, up to its end: most have the same.
    #[inline]
    pub(super) fn read_cell(text: &'a str, at: usize, last: &mut &'a str) -> Option<Self> {
        let kind = Kind::Kept(Element::Td);
        let cell = |attributes, end| Some(Self { kind, attributes, closes: false, is_broken: false, end });
        let [b'<', b't', b'd', rest @ ..] = text.as_bytes().get(at..)? else { return None };
        if rest.first() == Some(&b'>') {
            return cell("", at + 4);
        }
        if !last.is_empty() && rest.starts_with(last.as_bytes()) {
            return cell(last.get(..last.len() - 1)?, at + 3 + last.len());
        }
        let tag = Self::read(text, at).filter(|tag| tag.kind == kind && !tag.is_broken)?;
        *last = text.get(at + 3..tag.end)?;
        Some(tag)
    }

    /// Whether it is written as an element without content.
    pub(super) fn is_empty(&self) -> bool {
        self.attributes.ends_with('/')
    }

    /// The value of an attribute, among the first `most`, as it is written.
    pub(super) fn attribute(&self, name: &str, most: usize) -> Option<&'a str> {
        let mut found = self.attributes().take(most);
        found.find_map(|(key, value)| value.filter(|_| key.eq_ignore_ascii_case(name)))
    }

    /// Whether it has more attributes than so many.
    #[inline]
    pub(super) fn has_more_than(&self, most: usize) -> bool {
        // Each takes two bytes at the least.
        self.attributes.len() / 2 > most && self.attributes().nth(most).is_some()
    }

    /// Names of attributes, with the values of those that have one.
    fn attributes(&self) -> impl Iterator<Item = (&'a str, Option<&'a str>)> + use<'a> {
        let mut rest = self.attributes.trim_end_matches('/');
        std::iter::from_fn(move || {
            rest = rest.trim_start();
            let end = rest.find(|c: char| c == '=' || c.is_ascii_whitespace()).unwrap_or(rest.len());
            let (key, after) = rest.split_at(end);
            if key.is_empty() && after.is_empty() {
                return None;
            }
            let after = after.trim_start();
            let Some(value) = after.strip_prefix('=') else {
                rest = after;
                return Some((key, None));
            };
            let value = value.trim_start();
            let (found, after) = match value.chars().next() {
                Some(quote @ ('"' | '\'')) => value.get(1..)?.split_once(quote).unwrap_or((value.get(1..)?, "")),
                _ => value.split_at(value.find(|c: char| c.is_ascii_whitespace()).unwrap_or(value.len())),
            };
            rest = after;
            Some((key, Some(found)))
        })
    }

    /// Whether its class is, among others, this one.
    #[inline]
    pub(super) fn has_class(&self, class: &str, most: usize) -> bool {
        // Most cells have none, or few bytes of attributes: ` class=`, and the class.
        self.attributes.len() >= " class=".len() + class.len()
            && self
                .attribute("class", most)
                .is_some_and(|found| found.split_ascii_whitespace().any(|found| found == class))
    }
}

/// Where the `>` of a tag is in what follows its name, and whether the tag is broken.
fn end(rest: &[u8]) -> Option<(usize, bool)> {
    let mut after_equals = false;
    let mut has_bracket = false;
    let mut at = 0;
    while let Some(&byte) = rest.get(at) {
        match byte {
            b'>' => return Some((at, has_bracket)),
            // Quotes in attribute values hide `>`.
            b'"' | b'\'' if after_equals => match quoted(rest, at) {
                Quoted::Whole { end, holds_bracket } => {
                    has_bracket |= holds_bracket;
                    at = end;
                }
                // The tag ends at its first `>`.
                Quoted::Broken => return Some((memchr::memchr(b'>', rest)?, true)),
                Quoted::Endless => {
                    let end = memchr::memchr(b'>', rest)?;
                    return Some((end, rest.get(..end)?.contains(&b'<')));
                }
            },
            b'<' => has_bracket = true,
            _ => {}
        }
        after_equals = byte == b'=' || after_equals && byte.is_ascii_whitespace();
        at += 1;
    }
    // No `>` that is not hidden.
    let end = memchr::memchr(b'>', rest)?;
    Some((end, rest.get(..end)?.contains(&b'<')))
}

/// The attributes of a tag from this byte on, if they are written as usual, none has a newline, and the tag ends behind
/// them: how long they are.
pub(super) fn usual_attributes(tag: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        match tag.get(at)? {
            b'>' => return Some(at),
            b' ' => at += 1,
            _ => return None,
        }
        let name = tag.get(at..)?;
        let length = name.iter().take_while(|byte| byte.is_ascii_lowercase()).count();
        let value = name.get(length..)?.strip_prefix(b"=\"").filter(|_| length > 0)?;
        at += length + 2;
        let mut length = sixteen::plain(value, b'"');
        while value.get(length) == Some(&b'&') {
            length += 1 + sixteen::plain(value.get(length + 1..)?, b'"');
        }
        value.get(length).filter(|byte| **byte == b'"')?;
        at += length + 1;
    }
}

/// How a value in quotes goes on.
enum Quoted {
    /// To the quote at `end`.
    Whole { end: usize, holds_bracket: bool },
    /// An end tag is within it: the quote was not closed.
    Broken,
    /// To the end of the page.
    Endless,
}

fn quoted(rest: &[u8], at: usize) -> Quoted {
    let Some(&quote) = rest.get(at) else { return Quoted::Endless };
    let mut holds_bracket = false;
    let mut from = at + 1;
    while let Some(found) = memchr::memchr2(quote, b'<', rest.get(from..).unwrap_or_default()) {
        let found = from + found;
        if rest.get(found) == Some(&quote) {
            return Quoted::Whole { end: found, holds_bracket };
        }
        if rest.get(found + 1) == Some(&b'/') {
            return Quoted::Broken;
        }
        holds_bracket = true;
        from = found + 1;
    }
    Quoted::Endless
}

/// Length of what stands before the end of the end tag of `name`.
pub(super) fn find_end(text: &str, name: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = 0;
    loop {
        let tag = at + memchr::memmem::find(bytes.get(at..)?, b"</")?;
        let after = bytes.get(tag + 2..)?;
        if after.get(..name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes())) {
            return Some(tag + 2 + memchr::memchr(b'>', after)? + 1);
        }
        at = tag + 2;
    }
}
