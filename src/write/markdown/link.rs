//! Links: references and names in brackets, addresses of contacts.

use std::collections::HashSet;

use crate::ast::{Footnote, Reference, ReferenceKind, Registry};
use crate::cell::uri;
use crate::write::cells;
use crate::write::link;
use crate::write::prose::{self, Piece};

use super::escape;

/// Longest address that is linked: what is longer is none.
const MOST_BYTES: usize = 1000;

/// How the beginning of a text is escaped, see [`escape`].
pub(super) type Escape = fn(&str, bool, &mut String);

/// What of a document can be linked to.
pub(super) struct Targets<'a> {
    contacts: HashSet<&'a str>,
    footnotes: HashSet<u32>,
}

impl<'a> Targets<'a> {
    pub(super) fn of(registry: &'a Registry) -> Self {
        Self {
            contacts: registry.contacts.iter().map(|contact| contact.id.as_str()).collect(),
            footnotes: registry.footnotes.iter().filter_map(number).collect(),
        }
    }

    /// Appends one line of text, the references in it linked; `begin` escapes its beginning.
    pub(super) fn prose(&self, words: &str, begin: Escape, out: &mut String) {
        let pieces = prose::pieces(words, |id| self.contacts.contains(id));
        let mut escape = begin;
        let mut pieces = pieces.iter().peekable();
        while let Some(piece) = pieces.next() {
            match piece {
                Piece::Words(words) => escape(words, pieces.peek().is_some(), out),
                Piece::Reference(reference) => self.reference(reference, out),
            }
            escape = |words, is_joined, out| escape::inline(words, is_joined, out);
        }
    }

    /// Appends `reference` in its brackets.
    pub(super) fn reference(&self, reference: &Reference, out: &mut String) {
        let text = &cells::bracketed(&reference.text);
        let is_there = match reference.kind {
            ReferenceKind::Note => reference.number.is_some_and(|number| self.footnotes.contains(&number)),
            ReferenceKind::Person => self.contacts.contains(reference.text.as_str()),
            // A link makes one of any words; only where they say so themselves are they read back so.
            ReferenceKind::Uri => Reference::from_text(&reference.text).kind == ReferenceKind::Uri,
            _ => true,
        };
        let target = link::of(reference).filter(|_| is_there);
        match target.as_deref().map(|target| target.strip_prefix('#').map_or((target, false), |id| (id, true))) {
            Some((id, true)) => bracketed(text, Some((id, "#")), out),
            Some((target, false)) => bracketed(text, Some((target, "")), out),
            None => bracketed(text, None, out),
        }
    }

    /// Appends the id of a contact, in its brackets.
    pub(super) fn id(&self, id: &str, out: &mut String) {
        let target = self.contacts.contains(id).then_some((id, "#"));
        bracketed(&cells::bracketed(id), target, out);
    }
}

/// The number by which references call a footnote.
pub(super) fn number(footnote: &Footnote) -> Option<u32> {
    footnote.id.parse().ok()
}

/// Appends what a link to `id` leads to.
pub(super) fn anchor(id: &str, out: &mut String) {
    if id.len() <= MOST_BYTES {
        out.push_str("<a id=\"");
        escape::attribute(&cells::line(id), out);
        out.push_str("\"></a>");
    }
}

/// Appends the address of a contact, linked where it may be followed.
pub(super) fn address(address: &str, out: &mut String) {
    let is_link = link::is_followed(address) && uri::is_contact_uri(address) && address.len() <= MOST_BYTES;
    // What readers decode within the marks of a bare address, or take for their end, stands in a link of its own.
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-._~:/?#@!$'()*+,;=&".contains(c);
    if is_link && address.chars().all(is_plain) && !(address.contains('&') && address.contains(';')) {
        out.push('<');
        out.push_str(address);
        out.push('>');
    } else if is_link {
        out.push('[');
        escape::inline(address, false, out);
        out.push_str("](");
        target(address, "", out);
        out.push(')');
    } else {
        escape::cell(address, false, out);
    }
}

/// Appends `[[text](target)]`, or the brackets alone; with its mark the target is an id.
fn bracketed(text: &str, link: Option<(&str, &str)>, out: &mut String) {
    let Some((address, mark)) = link.filter(|(address, _)| address.len() <= MOST_BYTES && !text.is_empty()) else {
        out.push_str("\\[");
        escape::inline(text, true, out);
        out.push_str("\\]");
        return;
    };
    // `[^x]` would be a footnote.
    out.push_str(if text.starts_with('^') { "[[\\" } else { "[[" });
    escape::inline(text, false, out);
    out.push_str("](");
    target(address, mark, out);
    out.push_str(")]");
}

/// Appends the target of a link; behind a mark it is an id, in which `%` is one.
fn target(address: &str, mark: &str, out: &mut String) {
    out.push_str(mark);
    let address = cells::line(address);
    for (at, c) in address.char_indices() {
        match c {
            '&' if escape::begins_reference(address.get(at..).unwrap_or("")) => out.push_str("&amp;"),
            '(' | ')' if mark.is_empty() => out.extend(['\\', c]),
            _ if c == ' ' || c.is_control() || "<>\\|`\"^{}".contains(c) || !mark.is_empty() && "%()[]".contains(c) => {
                let mut bytes = [0; 4];
                c.encode_utf8(&mut bytes).bytes().for_each(|byte| out.push_str(&format!("%{byte:02X}")));
            }
            _ => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ast::Contact;

    #[test]
    fn only_what_is_there_is_linked() {
        let contact = Contact { id: "A_B".into(), ..Contact::default() };
        let footnote = Footnote { id: "1".into(), text: "x".into() };
        let registry = Registry { contacts: vec![contact], footnotes: vec![footnote], ..Registry::default() };
        let targets = Targets::of(&registry);
        let shown = |text: &str| {
            let mut out = String::new();
            targets.prose(text, escape::cell, &mut out);
            out
        };
        assert_eq!(shown("as [RFC6335](x) says"), "as [[RFC6335](https://www.iana.org/go/rfc6335)]\\(x) says");
        assert_eq!(shown("[A_B] [C_D] [1]"), "[[A_B](#A_B)] \\[C_D\\] \\[1\\]");
        let mut out = String::new();
        for text in ["1", "2", "javascript:x", "https://example.org/a_(b)"] {
            targets.reference(&Reference::from_text(text), &mut out);
        }
        let link = "[[https\\://example.org/a\\_(b)](https://example.org/a_\\(b\\))]";
        assert_eq!(out, format!("[[1](#note1)]\\[2\\]\\[javascript:x\\]{link}"));
    }

    #[test]
    fn addresses_are_linked_where_they_may_be() {
        let shown = |uri: &str| {
            let mut out = String::new();
            address(uri, &mut out);
            out
        };
        assert_eq!(shown("mailto:a_b@example.org"), "<mailto:a_b@example.org>");
        assert_eq!(shown("mailto:a%5Fb@c.org"), "[mailto:a%5Fb@c.org](mailto:a%5Fb@c.org)");
        assert_eq!(shown("javascript:alert(1)"), "javascript:alert(1)");
    }
}
