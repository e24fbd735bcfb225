//! What a piece of a row looks like, whatever column it stands in.

use std::collections::HashSet;

use crate::ast::{PartialDate, ReferenceKind};
use crate::cell::{self, brackets, name, state};

use super::tail::{self, Opener};

/// One piece of a row: a cell, or a part of one where the rendering lost the borders of cells.
#[derive(Clone, Debug)]
pub(crate) struct Piece<'a> {
    pub(crate) text: &'a str,
    pub(crate) shape: Shape,
    /// Whether it may belong to the same cell as the piece before it.
    pub(crate) flows: bool,
}

impl<'a> Piece<'a> {
    /// A whole cell.
    pub(crate) fn cell(text: &'a str, shape: Shape) -> Self {
        Self { text, shape, flows: false }
    }
}

/// What a piece looks like.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Shape {
    Ports,
    Transport,
    Date(PartialDate),
    /// Digits that are no port.
    Number,
    Brackets(Brackets),
    Words(Words),
}

/// A run of names in brackets.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Brackets {
    pub(crate) persons: Persons,
    /// All of them are RFCs, drafts, URIs or numbers of footnotes.
    pub(crate) references: bool,
}

/// Whether names in brackets are ids of contacts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Persons {
    /// The contact table lists them all, or they stand twice in a row.
    Sure,
    /// They look like ids, and there is no whole table to ask.
    Possible,
    /// They look like ids, and the contact table does not list them.
    Unlisted,
    /// They do not look like ids.
    No,
}

/// A piece of free text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Words {
    pub(crate) name: Name,
    pub(crate) opener: Opener,
    pub(crate) unauthorized: bool,
    pub(crate) odd: bool,
    /// It follows the one word by which a row without a name says its state.
    pub(crate) after_state: bool,
}

/// Whether a text could be a service name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Name {
    WellFormed,
    Plausible,
    /// Some words, as a few names had them before RFC 6335.
    Words,
    No,
}

/// The ids that a page's contact table lists; what persons are told by.
#[derive(Debug, Default)]
pub(crate) struct People<'a> {
    ids: HashSet<&'a str>,
    /// The last id of the table, which is in the order of ids: it may have been cut after it.
    last: &'a str,
    /// Whether the table is there and lists all whom the records name.
    pub(crate) complete: bool,
}

impl<'a> People<'a> {
    pub(crate) fn new(ids: impl Iterator<Item = &'a str>) -> Self {
        let ids: HashSet<&str> = ids.collect();
        Self { complete: !ids.is_empty(), last: ids.iter().max().copied().unwrap_or(""), ids }
    }

    pub(crate) fn lists(&self, id: &str) -> bool {
        self.ids.contains(id)
    }

    fn of(&self, ids: &[&str]) -> Persons {
        if ids.iter().all(|id| self.lists(id)) {
            Persons::Sure
        } else if ids.iter().any(|id| !looks_like_id(id)) {
            Persons::No
        } else if self.complete && ids.iter().any(|id| *id < self.last && !self.lists(id)) {
            Persons::Unlisted
        } else {
            Persons::Possible
        }
    }
}

/// An id is one word: the name with its spaces as underscores.
fn looks_like_id(id: &str) -> bool {
    !id.is_empty()
        && !id.contains(char::is_whitespace)
        && !id.contains("://")
        && id.chars().any(char::is_alphabetic)
        && !is_reference(id)
}

fn is_reference(text: &str) -> bool {
    !matches!(crate::ast::Reference::from_text(text).kind, ReferenceKind::Text)
}

/// The shape of a whole cell.
pub(crate) fn of_cell(text: &str, people: &People<'_>) -> Shape {
    if cell::ports(text).is_some() {
        return Shape::Ports;
    }
    if cell::is_transport(text) {
        return Shape::Transport;
    }
    if let Some(date) = date(text) {
        return Shape::Date(date);
    }
    if cell::service_code(text).is_some() {
        return Shape::Number;
    }
    if text.starts_with('[')
        && let Some(ids) = brackets::brackets(text)
    {
        return of_brackets(&ids, people);
    }
    of_words(text)
}

/// A date that stands alone: a month at the least, for four digits are a number.
pub(crate) fn date(text: &str) -> Option<PartialDate> {
    cell::date(text).filter(|date| date.month().is_some())
}

pub(crate) fn of_brackets(ids: &[&str], people: &People<'_>) -> Shape {
    Shape::Brackets(Brackets { persons: people.of(ids), references: ids.iter().all(|id| is_reference(id)) })
}

pub(crate) fn of_words(text: &str) -> Shape {
    let name = if name::is_well_formed(text) {
        Name::WellFormed
    } else if name::is_plausible(text) {
        Name::Plausible
    } else if text.len() <= 60
        && text.split(' ').count() <= 6
        && !text.contains(['"', '[', '\n'])
        && !text.ends_with(['.', ':'])
    {
        Name::Words
    } else {
        Name::No
    };
    Shape::Words(Words {
        name,
        // "De-registered" alone is what a row without a name says of itself.
        opener: if !text.contains(' ') && state::of_word(text).is_some() { Opener::None } else { tail::opener(text) },
        unauthorized: tail::is_unauthorized(text),
        odd: tail::begins_oddly(text),
        after_state: false,
    })
}

/// Brackets that stand twice in a row, neither of them a reference, are an assignee and a contact, whatever
/// the contact table says: a table that was cut off still leaves them persons.
pub(crate) fn mark_twins(pieces: &mut [Piece<'_>], people: &mut People<'_>) {
    for at in 1..pieces.len() {
        let Some([one, two]) = pieces.get_mut(at - 1..=at) else {
            continue;
        };
        if let (Shape::Brackets(first), Shape::Brackets(second)) = (&mut one.shape, &mut two.shape)
            && one.text == two.text
            && !matches!(first.persons, Persons::No | Persons::Sure)
        {
            people.complete = false;
            first.persons = Persons::Sure;
            second.persons = Persons::Sure;
        }
    }
}
