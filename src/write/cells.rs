//! The text of each cell, as the registry's own renderings show it.

use std::borrow::Cow;

use ecow::EcoString;

use crate::ast::{Field, FieldSet, Record, Reference, Registry};
use crate::cell::{sentence, text};
use crate::column::heading;

/// What a cell of a record holds.
#[derive(Debug)]
pub(super) enum Cell<'a> {
    /// Words, a paragraph a line.
    Text(Cow<'a, str>),
    /// Ids of contacts, a bracket each.
    Ids(&'a [EcoString]),
    /// References, a bracket each.
    References(&'a [Reference]),
}

impl<'a> Cell<'a> {
    pub(super) fn of(record: &'a Record, field: Field) -> Self {
        fn words(text: Option<&str>) -> Cell<'_> {
            Cell::Text(text.map(paragraphs).unwrap_or_default())
        }
        let shown = |value: Option<String>| Cell::Text(value.unwrap_or_default().into());
        match field {
            Field::ServiceName => Cell::Text(record.service_name().map(line).unwrap_or_default()),
            Field::Ports => shown(record.ports().map(|ports| ports.to_string())),
            Field::Transport => Cell::Text(record.transport().map(|known| line(known.as_str())).unwrap_or_default()),
            Field::Description => Cell::Text(description(record, "\n")),
            Field::Assignees => Cell::Ids(record.assignees()),
            Field::Contacts => Cell::Ids(record.contacts()),
            Field::RegistrationDate => shown(record.registration_date().map(|date| date.to_string())),
            Field::ModificationDate => shown(record.modification_date().map(|date| date.to_string())),
            Field::References => Cell::References(record.references()),
            Field::ServiceCode => shown(record.service_code().map(|code| code.to_string())),
            Field::UnauthorizedUse => words(record.unauthorized_use()),
            Field::Notes => words(record.notes()),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        match self {
            Self::Text(words) => words.is_empty(),
            Self::Ids(ids) => ids.iter().all(|id| line(id).is_empty()),
            Self::References(references) => references.iter().all(|found| line(&found.text).is_empty()),
        }
    }

    /// As text, names in brackets.
    pub(super) fn plain(self) -> Cow<'a, str> {
        let brackets = |names: &mut dyn Iterator<Item = &str>| {
            let mut text = String::new();
            // Brackets around nothing would leave the whole cell unreadable.
            for name in names.map(bracketed).filter(|name| !name.is_empty()) {
                text.push('[');
                text.push_str(&name);
                text.push(']');
            }
            Cow::Owned(text)
        };
        match self {
            Self::Text(words) => words,
            Self::Ids(ids) => brackets(&mut ids.iter().map(EcoString::as_str)),
            Self::References(references) => brackets(&mut references.iter().map(|found| found.text.as_str())),
        }
    }
}

/// Whether a record says nothing: no reader takes a row without a word for one.
pub(crate) fn is_empty(record: &Record) -> bool {
    Field::ALL.into_iter().all(|field| Cell::of(record, field).is_empty())
}

/// The description, and behind `joint` the sentence by which IANA marks a replacement name.
pub(crate) fn description<'a>(record: &'a Record, joint: &str) -> Cow<'a, str> {
    let words = record.description().map(paragraphs).unwrap_or_default();
    match record.replaces() {
        None => words,
        Some(name) => {
            let joint = if words.is_empty() { "" } else { joint };
            let name = line(name);
            format!("{words}{joint}{} \"{name}\".", sentence::OPENING).into()
        }
    }
}

/// The columns to write: those that the registry was read with and those that a record has a value for or leaves
/// uncertain. A column that the source lacked is not written empty, which would say that there is nothing to say.
///
/// A hand-made registry may have so few that no reader would take them for the registry's: it gets all of them.
pub(crate) fn columns(registry: &Registry) -> Vec<Field> {
    let known = registry.source.as_ref().map(|source| source.columns.as_slice()).unwrap_or_default();
    if known.is_empty() || known.len() >= Field::ALL.len() {
        return Field::ALL.to_vec();
    }
    let mut found: FieldSet = known.iter().copied().collect();
    for record in registry {
        found.extend(record.uncertain().iter());
        found.extend(Field::ALL.into_iter().filter(|field| !Cell::of(record, *field).is_empty()));
    }
    let headings: Vec<&str> = found.iter().map(Field::column).collect();
    match heading::table(&headings) {
        heading::Table::Records(_) => found.iter().collect(),
        _ => Field::ALL.to_vec(),
    }
}

/// Whether the header says anything besides title and notes.
pub(super) fn has_entries(registry: &Registry) -> bool {
    registry.updated.is_some() || registry.experts.is_some() || !registry.references.is_empty()
}

/// `words` with their white space folded, a paragraph a line, as reading would; what no document can hold is U+FFFD.
pub(super) fn paragraphs(words: &str) -> Cow<'_, str> {
    text::spellable(text::fold(words))
}

/// `words` as one line.
pub(super) fn line(words: &str) -> Cow<'_, str> {
    text::spellable(text::fold_line(words))
}

/// A name that stands between brackets: it can hold none.
pub(super) fn bracketed(name: &str) -> Cow<'_, str> {
    let name = line(name);
    if name.contains(['[', ']']) {
        return name.replace('[', "(").replace(']', ")").into();
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_spelled_as_reading_folds_it() {
        assert!(matches!(paragraphs("a b"), Cow::Borrowed(_)));
        assert_eq!(paragraphs(" a\t b\r\n\n c\u{1}d\n"), "a b\nc\u{fffd}d");
        assert_eq!(line("a\nb  c"), "a b c");
        assert_eq!(bracketed("a]b"), "a)b");
        assert_eq!(paragraphs("\u{a0}é"), "é");
    }

    #[test]
    fn the_replacement_sentence_is_put_back() {
        let record = Record::new().with_description("Buoy").with_replaces("buoy_link");
        let sentence = "IANA assigned this well-formed service name as a replacement for \"buoy_link\".";
        assert_eq!(description(&record, " "), format!("Buoy {sentence}"));
        assert_eq!(description(&record.with_description(""), " "), sentence);
    }
}
