//! What an XML document has that the registry's has not: it is left out, and told once.

use quick_xml::events::BytesStart;

use super::document::Document;
use crate::ast::Code;
use crate::preamble::shortened;

/// What is told at the most: each costs a count of lines.
const MOST_TOLD: usize = 50;

/// Elements within text that say how it looks.
const LOOKS: [&[u8]; 9] = [b"i", b"b", b"em", b"strong", b"tt", b"code", b"sub", b"sup", b"span"];

impl Document<'_, '_> {
    /// An element, which begins here, that may not stand where it does.
    pub(super) fn unknown(&mut self, tag: &BytesStart<'_>, began: usize) {
        let name = String::from_utf8_lossy(tag.local_name().as_ref()).into_owned();
        let message = format!("element <{}> has no place here; it is left out", shortened(&name));
        self.tell(Code::UnknownColumn, message, began);
    }

    /// An element within text, of which nothing but its own text is kept.
    pub(super) fn within_text(&mut self, tag: &BytesStart<'_>, began: usize) {
        if !LOOKS.contains(&tag.local_name().as_ref()) {
            self.unknown(tag, began);
        }
    }

    /// The attributes of an element, which begins here, of which `known` are read. Those of namespaces say nothing.
    pub(super) fn attributes(&mut self, tag: &BytesStart<'_>, known: &[&[u8]], began: usize) {
        let is_unknown = |key: &[u8]| !known.contains(&key) && !key.starts_with(b"xml") && !key.contains(&b':');
        let mut attributes = tag.attributes();
        let found = attributes.with_checks(false).flatten().find(|found| is_unknown(found.key.as_ref()));
        if let Some(found) = found {
            let name = String::from_utf8_lossy(tag.local_name().as_ref()).into_owned();
            let key = String::from_utf8_lossy(found.key.as_ref());
            let message = format!("<{}> has no attribute {:?}; it is left out", shortened(&name), shortened(&key));
            self.tell(Code::UnknownColumn, message, began);
        }
    }

    /// Tells something once. Reading may go on before this place, so the lines are counted by a copy.
    pub(super) fn tell(&mut self, code: Code, message: String, at: usize) {
        if self.told.len() < MOST_TOLD && self.told.insert(message.clone()) {
            let more = if self.told.len() == MOST_TOLD { "; others are not told" } else { "" };
            let span = self.lines.clone().span(at, self.position().max(at));
            self.out.report.warning(code, span, format!("{message}{more}"));
        }
    }
}
