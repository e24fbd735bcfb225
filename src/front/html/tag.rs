//! One tag of a page.

/// A tag of the page.
#[derive(Debug)]
pub(super) struct Tag<'a> {
    pub(super) name: &'a str,
    attributes: &'a str,
    pub(super) closes: bool,
    /// It does not end, or a quote in it does not.
    pub(super) is_broken: bool,
    pub(super) length: usize,
}

impl<'a> Tag<'a> {
    /// The tag that begins `text`; `None` where it is none, or has no end.
    pub(super) fn read(text: &'a str) -> Option<Self> {
        let inner = text.strip_prefix('<')?;
        let (inner, closes) = inner.strip_prefix('/').map_or((inner, false), |inner| (inner, true));
        if !inner.as_bytes().first()?.is_ascii_alphabetic() {
            return None;
        }
        let name_end = inner.bytes().position(|byte| byte.is_ascii_whitespace() || byte == b'>' || byte == b'/')?;
        let (name, rest) = inner.split_at(name_end);
        let (end, is_broken) = end(rest)?;
        let attributes = rest.get(..end)?;
        Some(Self { name, attributes, closes, is_broken, length: 1 + usize::from(closes) + name_end + end + 1 })
    }

    /// Whether it is written as an element without content.
    pub(super) fn is_empty(&self) -> bool {
        self.attributes.ends_with('/')
    }

    /// The value of an attribute, among the first `most`, as it is written.
    pub(super) fn attribute(&self, name: &str, most: usize) -> Option<&'a str> {
        let mut rest = self.attributes.trim_end_matches('/');
        for _ in 0..most {
            rest = rest.trim_start();
            let end = rest.find(|c: char| c == '=' || c.is_ascii_whitespace()).unwrap_or(rest.len());
            let (key, after) = rest.split_at(end);
            if key.is_empty() && after.is_empty() {
                return None;
            }
            let after = after.trim_start();
            let Some(value) = after.strip_prefix('=') else {
                rest = after;
                continue;
            };
            let value = value.trim_start();
            let (found, after) = match value.chars().next() {
                Some(quote @ ('"' | '\'')) => value.get(1..)?.split_once(quote).unwrap_or((value.get(1..)?, "")),
                _ => value.split_at(value.find(|c: char| c.is_ascii_whitespace()).unwrap_or(value.len())),
            };
            if key.eq_ignore_ascii_case(name) {
                return Some(found);
            }
            rest = after;
        }
        None
    }

    /// Whether its class is, among others, this one.
    pub(super) fn has_class(&self, class: &str, most: usize) -> bool {
        // Most cells have none, or few bytes of attributes: ` class=`, and the class.
        self.attributes.len() >= " class=".len() + class.len()
            && self
                .attribute("class", most)
                .is_some_and(|found| found.split_ascii_whitespace().any(|found| found == class))
    }
}

/// Where the `>` of a tag is in what follows its name, and whether the tag is broken.
fn end(rest: &str) -> Option<(usize, bool)> {
    let bytes = rest.as_bytes();
    // Quotes in attribute values hide `>`.
    let mut quote = None;
    let mut after_equals = false;
    let mut has_bracket = false;
    for (at, &byte) in bytes.iter().enumerate() {
        match (quote, byte) {
            (None, b'>') => return Some((at, has_bracket)),
            (Some(open), _) if byte == open => quote = None,
            // An end tag within a value: the quote before it was not closed.
            (Some(_), b'<') if bytes.get(at + 1) == Some(&b'/') => {
                // The tag ends at its first `>`.
                return Some((memchr::memchr(b'>', bytes)?, true));
            }
            (_, b'<') => has_bracket = true,
            (Some(_), _) => {}
            (None, b'"' | b'\'') if after_equals => quote = Some(byte),
            _ => {}
        }
        after_equals = byte == b'=' || after_equals && byte.is_ascii_whitespace();
    }
    // A quote that is never closed: the tag ends at its first `>`.
    let end = memchr::memchr(b'>', bytes)?;
    Some((end, bytes.get(..end)?.contains(&b'<')))
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
