//! What may stand once in an element, and stands there again: the first is kept, and another one is told.

use ecow::EcoString;
use quick_xml::events::BytesStart;

use super::document::Document;
use super::tag::{attribute, unescaped};
use crate::ast::{Code, Span};
use crate::cell::text::{fold_line, trim};
use crate::preamble::shortened;

/// Parts of an element, such as the columns of a record, that stood in it with different texts.
pub(super) struct Once<P>(Vec<P>);

impl<P: Copy + PartialEq> Once<P> {
    pub(super) const fn new() -> Self {
        Self(Vec::new())
    }

    /// Keeps the text of a part, unless another one stood before.
    pub(super) fn keep(&mut self, part: P, kept: &mut String, text: String) {
        let text = trim(&text);
        if kept.is_empty() {
            text.clone_into(kept);
        } else if !text.is_empty() && kept != text {
            self.differs(part);
        }
    }

    pub(super) fn differs(&mut self, part: P) {
        if !self.0.contains(&part) {
            self.0.push(part);
        }
    }

    /// The value of an attribute, which is this part.
    pub(super) fn attribute(&mut self, part: P, tag: &BytesStart<'_>, name: &[u8]) -> String {
        if is_other(tag, name) {
            self.differs(part);
        }
        attribute(tag, name).unwrap_or_default().into_owned()
    }

    /// The parts, none of which says for sure what is meant; they are told with the place of `what` they stand in.
    pub(super) fn told(
        self,
        what: &str,
        name: fn(P) -> &'static str,
        span: Span,
        out: &mut Document<'_, '_>,
    ) -> Vec<P> {
        if !self.0.is_empty() {
            let names: Vec<String> = self.0.iter().map(|part| format!("{:?}", name(*part))).collect();
            let names = names.join(", ");
            let message = format!("this {what} has more than one {names}, and they differ; the first is kept");
            out.out.report.error(Code::DamagedRow, span, message);
        }
        self.0
    }
}

impl Document<'_, '_> {
    /// The title of the registry. A part of it may repeat that.
    pub(super) fn title(&mut self, title: &str, began: usize) {
        self.out.title(title);
        let title = fold_line(title);
        let is_other = |kept: &EcoString| !title.is_empty() && *kept != *title;
        if self.out.registry.title.as_ref().is_some_and(is_other) {
            let message = format!("another title, {:?}, stands here; the first is kept", shortened(&title));
            self.tell(Code::Markup, message, began);
        }
    }

    /// Tells attributes of other elements that differ, too.
    pub(super) fn attributes_once(&mut self, tag: &BytesStart<'_>, known: &[&[u8]], began: usize) {
        self.attributes(tag, known, began);
        if let Some(key) = known.iter().find(|key| is_other(tag, key)) {
            let [name, key] = [tag.local_name().as_ref(), key].map(|name| String::from_utf8_lossy(name).into_owned());
            let message =
                format!("<{}> has more than one {key:?}, and they differ; the first is kept", shortened(&name));
            self.tell(Code::Markup, message, began);
        }
    }
}

/// Whether an attribute stands in a tag with different values.
fn is_other(tag: &BytesStart<'_>, name: &[u8]) -> bool {
    let mut attributes = tag.attributes();
    let mut found = attributes.with_checks(false).flatten().filter(|found| found.key.as_ref() == name);
    let value = |raw: &[u8]| unescaped(&String::from_utf8_lossy(raw)).trim().to_owned();
    let first = found.next().map(|first| value(&first.value));
    found.any(|other| Some(value(&other.value)) != first)
}
