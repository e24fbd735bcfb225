//! `<xref type="…" data="…">…</xref>`: a person, or a document.

use std::borrow::Cow;

use ecow::EcoString;

use crate::ast::{IdList, Reference, ReferenceKind};
use crate::cell::text::fold_line;
use crate::memo::Memo;

/// What such an element says.
#[derive(Default)]
pub(super) struct Xref<'a> {
    pub(super) kind: Cow<'a, str>,
    pub(super) target: Cow<'a, str>,
    pub(super) section: Option<Cow<'a, str>>,
    /// Its own words.
    pub(super) own: Cow<'a, str>,
}

impl Xref<'_> {
    pub(super) fn is_person(&self) -> bool {
        self.kind == "person"
    }

    /// Whether it is of a type that the registry has.
    pub(super) fn is_known(&self) -> bool {
        let kinds = ["person", "rfc", "text", "uri", "note", "draft", "registry", "rfc-errata", "unicode"];
        kinds.contains(&&*self.kind)
    }

    /// Its own words, else an RFC's number, else what it points to.
    pub(super) fn text(&self) -> Cow<'_, str> {
        // Most have none.
        let own = if self.own.is_empty() { Cow::Borrowed("") } else { fold_line(&self.own) };
        match (own.is_empty(), self.kind.as_ref()) {
            (false, _) => own,
            (true, "rfc") => Cow::Owned(self.target.to_uppercase()),
            (true, _) => fold_line(&self.target),
        }
    }

    /// Adds it to ids.
    pub(super) fn add_to(&self, ids: &mut IdList, memo: &mut Memo) {
        ids.push(memo.id(&self.text()));
    }

    pub(super) fn reference(&self) -> Reference {
        let read = Reference::from_text(&self.text());
        let number = || {
            let digits = self.target.trim_start_matches(|c: char| !c.is_ascii_digit());
            digits.parse().ok().or(read.number)
        };
        let (kind, number) = match self.kind.as_ref() {
            "rfc" => (ReferenceKind::Rfc, number()),
            "draft" => (ReferenceKind::Draft, None),
            "uri" => (ReferenceKind::Uri, None),
            "note" => (ReferenceKind::Note, number()),
            "person" => (ReferenceKind::Person, None),
            "registry" => (ReferenceKind::Registry, None),
            _ => (read.kind, read.number),
        };
        // Words of its own say the section, too; an attribute does where they do not.
        let section = read.section.or_else(|| {
            let section = fold_line(self.section.as_deref()?);
            Some(section.as_ref().into()).filter(|section: &EcoString| !section.is_empty())
        });
        Reference { kind, number, section, text: read.text }
    }
}
