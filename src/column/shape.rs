//! What a piece of a row looks like, whatever column it stands in.

use std::rc::Rc;

use crate::ast::{PartialDate, ReferenceKind};
use crate::cell::{self, brackets, name::is_well_formed, state};
use crate::ids::Ids;
use crate::sixteen;

use super::look::{Look, ends_as_transport};
use super::tail::{self, Opener};

/// One piece of a row: a cell, or a part of one where the rendering lost the borders of cells.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Piece<'a> {
    pub(crate) text: &'a str,
    pub(crate) shape: Shape,
    /// Whether it may belong to the same cell as the piece before it.
    pub(crate) flows: bool,
}

impl<'a> Piece<'a> {
    /// A whole cell.
    #[inline]
    pub(crate) fn cell(text: &'a str, shape: Shape) -> Self {
        Self { text, shape, flows: false }
    }
}

/// What a piece looks like.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Shape {
    Ports,
    Transport,
    /// `None`: one that is damaged.
    Date(Option<PartialDate>),
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
    /// None of them is more than a word.
    pub(crate) plain: bool,
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
    /// Nothing in it can tell of damage: no bracket, and no word that could be a transport.
    pub(crate) plain: bool,
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
    ids: Rc<Ids>,
    /// A cell of the table was something else than one id, or an id came twice.
    is_mixed: bool,
    /// The last id of the table, which is in the order of ids: it may have been cut after it.
    last: &'a str,
    /// Whether the table is there and lists all whom the records name.
    pub(crate) complete: bool,
}

impl<'a> People<'a> {
    #[cfg(test)]
    pub(crate) fn new(ids: impl Iterator<Item = &'a str>) -> Self {
        Self::with_room(0, ids)
    }

    /// The people of these ids, with room for so many from the beginning.
    pub(crate) fn with_room(most: usize, found: impl Iterator<Item = &'a str>) -> Self {
        let mut people = Self::default();
        Rc::make_mut(&mut people.ids).reserve(most);
        found.for_each(|id| people.add(id));
        people
    }

    /// Adds those of a cell; none where it holds something else than names in brackets.
    #[inline]
    pub(crate) fn add_cell(&mut self, cell: &'a str) {
        // By far most are one name, a word.
        if let Some(id) = brackets::word(cell) {
            return self.add(id);
        }
        let ids = brackets::brackets(cell).unwrap_or_default();
        let is_word = |id: &str| !id.is_empty() && !id.contains(char::is_whitespace);
        self.is_mixed |= !matches!(ids.as_slice(), [id] if is_word(id));
        ids.into_iter().for_each(|id| self.add(id));
    }

    /// Adds the one that a contact is, told by its `word` where it has one.
    #[inline]
    pub(crate) fn add_contact(&mut self, cell: &'a str, word: Option<&'a str>) {
        match word {
            Some(id) => self.add(id),
            None => self.add_cell(cell),
        }
    }

    #[inline]
    fn add(&mut self, id: &'a str) {
        self.complete = true;
        self.last = self.last.max(id);
        self.is_mixed |= Rc::make_mut(&mut self.ids).insert(id, ()).is_some();
    }

    /// The ids of the table where each of its cells is one id, and none came twice.
    pub(crate) fn ids(&self) -> Option<Rc<Ids>> {
        (!self.is_mixed).then(|| Rc::clone(&self.ids))
    }

    pub(crate) fn lists(&self, id: &str) -> bool {
        self.ids.has(id)
    }

    fn of<'i>(&self, mut ids: impl Iterator<Item = &'i str> + Clone) -> Persons {
        if ids.clone().all(|id| self.lists(id)) {
            Persons::Sure
        } else if ids.clone().any(|id| !looks_like_id(id)) {
            Persons::No
        } else if self.complete && ids.any(|id| id < self.last && !self.lists(id)) {
            Persons::Unlisted
        } else {
            Persons::Possible
        }
    }
}

/// A text and its shape.
pub(crate) type Known<'a> = (&'a str, Shape);

/// The shapes of runs of brackets. The same stand twice in a row, and in rows one below the other.
pub(crate) struct Runs<'a, 'p> {
    pub(crate) people: &'p People<'p>,
    last: [(&'a str, Option<Shape>); 2],
}

impl<'a, 'p> Runs<'a, 'p> {
    pub(crate) fn new(people: &'p People<'p>) -> Self {
        Self { people, last: [("", None); 2] }
    }

    /// The shape of a whole cell.
    pub(crate) fn of_cell(&mut self, cell: &'a str) -> Shape {
        if cell.starts_with('[') && brackets::run(cell) == Some(cell.len()) {
            return self.shape(cell);
        }
        of_cell(cell, self.people)
    }

    pub(crate) fn shape(&mut self, run: &'a str) -> Shape {
        let known = self.last.iter().find(|(known, _)| *known == run).and_then(|(_, shape)| *shape);
        known.unwrap_or_else(|| {
            let shape = of_run(run, self.people);
            let [last, _] = self.last;
            self.last = [(run, Some(shape)), last];
            shape
        })
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

/// Whether this is "RFC" and a number, as nearly all references are.
pub(super) fn is_rfc(text: &str) -> bool {
    let number = text.as_bytes().strip_prefix(b"RFC").unwrap_or_default();
    (1..=9).contains(&number.len()) && number.iter().all(u8::is_ascii_digit)
}

pub(super) fn is_reference(text: &str) -> bool {
    // By far most names are none, and their first letters tell.
    let may_be = match text.as_bytes() {
        _ if is_rfc(text) => return true,
        [one, two, three, ..] => {
            matches!(&[one | 0x20, two | 0x20, three | 0x20], b"rfc" | b"dra" | b"htt" | b"ftp" | b"urn")
        }
        _ => false,
    };
    (may_be || text.bytes().all(|byte| byte.is_ascii_digit()))
        && !matches!(crate::ast::Reference::from_text(text).kind, ReferenceKind::Text)
}

/// The shape of a whole cell.
pub(crate) fn of_cell(text: &str, people: &People<'_>) -> Shape {
    let first = text.bytes().next().unwrap_or(b' ');
    // Ports, dates and service codes begin with a digit.
    if first.is_ascii_digit() {
        if cell::ports(text).is_some() {
            return Shape::Ports;
        }
        if let Some(shape) = of_date(text) {
            return shape;
        }
        if cell::service_code(text).is_some() {
            return Shape::Number;
        }
    }
    if cell::is_transport(text) {
        return Shape::Transport;
    }
    if first == b'[' {
        if brackets::run(text) == Some(text.len()) {
            return of_run(text, people);
        }
        if let Some(ids) = brackets::brackets(text) {
            return of_brackets(ids.iter().copied(), people);
        }
    }
    of_words(text)
}

/// A date that stands alone: a month at the least, for four digits are a number.
pub(crate) fn date(text: &str) -> Option<PartialDate> {
    if !matches!(text.len(), 7 | 10) || text.as_bytes().get(4) != Some(&b'-') {
        return None;
    }
    cell::date(text).filter(|date| date.month().is_some())
}

/// The shape of what is, or was to be, a date that stands alone.
#[inline]
pub(crate) fn of_date(text: &str) -> Option<Shape> {
    match date(text) {
        None => is_damaged_date(text).then_some(Shape::Date(None)),
        date => Some(Shape::Date(date)),
    }
}

/// Whether a text was to be a date that stands alone. Two numbers can be ports.
pub(super) fn is_damaged_date(text: &str) -> bool {
    let may_be = (5..=12).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    may_be && cell::is_damaged_date(text) && cell::ports(text).is_none()
}

/// The shape of a run of brackets without anything between them: `[A][B]`.
pub(crate) fn of_run(run: &str, people: &People<'_>) -> Shape {
    match run.as_bytes() {
        // Most are one name, a word.
        [b'[', name @ .., b']'] if sixteen::is_word_without(name, *b"[") => {
            Shape::Brackets(of_word(run.get(1..=name.len()).unwrap_or(""), people))
        }
        [b'[', name @ .., b']'] if !name.contains(&b'[') => {
            of_brackets(std::iter::once(run.get(1..=name.len()).unwrap_or("").trim()), people)
        }
        _ => of_brackets(brackets::of_run(run), people),
    }
}

/// What a name in brackets looks like that is a word.
pub(super) fn of_word(name: &str, people: &People<'_>) -> Brackets {
    let references = is_reference(name);
    let persons = match () {
        () if people.lists(name) => Persons::Sure,
        // None looks like an id.
        () if references => Persons::No,
        () => people.of(std::iter::once(name)),
    };
    Brackets { persons, references, plain: true }
}

fn of_brackets<'i>(mut ids: impl Iterator<Item = &'i str> + Clone, people: &People<'_>) -> Shape {
    Shape::Brackets(Brackets {
        persons: people.of(ids.clone()),
        references: ids.clone().all(is_reference),
        plain: ids.all(|id| !id.contains(char::is_whitespace)),
    })
}

/// What stands where a name does, and can be nothing else.
pub(crate) fn of_name(text: &str) -> Words {
    if is_well_formed(text) {
        let plain = !ends_as_transport(text.as_bytes());
        let (name, opener) = (Name::WellFormed, Opener::None);
        return Words { name, opener, unauthorized: false, odd: false, after_state: false, plain };
    }
    let look = Look::at(text);
    let name = match look.name(text) {
        Name::No => Name::Words,
        name => name,
    };
    let plain = look.is_plain();
    Words { name, opener: Opener::None, unauthorized: false, odd: false, after_state: false, plain }
}

pub(crate) fn of_words(text: &str) -> Shape {
    let look = Look::at(text);
    let name = look.name(text);
    let opener = match tail::opener(text) {
        // "De-registered" alone is what a row without a name says of itself.
        opener if opener != Opener::None && look.spaces == 0 && state::of_word(text).is_some() => Opener::None,
        opener => opener,
    };
    Shape::Words(Words {
        name,
        opener,
        unauthorized: look.may_report() && tail::is_unauthorized(text),
        odd: begins_oddly(text),
        after_state: false,
        plain: look.is_plain(),
    })
}

/// The shape of words none of which opens or reports anything, see [`Look::add_plain_word`].
pub(super) fn of_plain_words(text: &str, look: Look) -> Shape {
    let (name, odd, plain) = (look.name(text), begins_oddly(text), look.is_plain());
    Shape::Words(Words { name, opener: Opener::None, unauthorized: false, odd, after_state: false, plain })
}

fn begins_oddly(text: &str) -> bool {
    !text.as_bytes().first().is_some_and(u8::is_ascii_alphanumeric) && tail::begins_oddly(text)
}

/// Tells a transport however it is written, right behind the ports of a row; where a page writes it so, right behind a name,
/// too. Whether there is one.
pub(crate) fn tell_transport(pieces: &mut [Piece<'_>], or_behind_name: bool) -> bool {
    let end = pieces.len().min(3);
    let is_head = |at: usize, shape: Shape| match shape {
        Shape::Ports => true,
        Shape::Words(_) => or_behind_name && at == 1,
        _ => false,
    };
    for at in 1..end {
        if let Some([above, piece]) = pieces.get_mut(at.saturating_sub(1)..=at)
            && is_head(at, above.shape)
            && matches!(piece.shape, Shape::Words(_))
            && is_written_transport(piece.text)
        {
            piece.shape = Shape::Transport;
            return true;
        }
    }
    false
}

/// Whether a whole cell is a transport however it is written, or several.
#[inline]
pub(super) fn is_written_transport(cell: &str) -> bool {
    !cell.is_empty() && cell::transports_len(cell) == cell.len()
}

/// Brackets that stand twice in a row, neither of them a reference, are an assignee and a contact, whatever
/// the contact table says: a table that was cut off still leaves them persons.
pub(crate) fn twins(pieces: &mut [Piece<'_>]) {
    for at in 1..pieces.len() {
        let Some([one, two]) = pieces.get_mut(at.saturating_sub(1)..=at) else {
            continue;
        };
        if let (Shape::Brackets(first), Shape::Brackets(second)) = (&mut one.shape, &mut two.shape)
            && !matches!(first.persons, Persons::No | Persons::Sure)
            && one.text == two.text
        {
            first.persons = Persons::Sure;
            second.persons = Persons::Sure;
        }
    }
}
