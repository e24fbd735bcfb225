//! The parts that a record and a person have, and how a cursor tells what comes next.

use super::cursor::{Cursor, Piece};
use crate::sixteen;

/// A part of an element.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) enum Part {
    Name,
    Number,
    Protocol,
    Description,
    Code,
    Unauthorized,
    Note,
    Organization,
    Uri,
    Updated,
    /// A reference to a person, up to whose id it is read.
    Person,
    /// The start tag.
    Start,
    /// An element that is read by itself.
    #[default]
    Other,
    /// The end tag.
    End,
}

use Part::{
    Code, Description, End, Name, Note, Number, Organization, Other, Person, Protocol, Start, Unauthorized, Updated,
    Uri,
};

pub(super) const PARTS: usize = End as usize + 1;

impl Part {
    /// What stands before its text, and behind it.
    pub(super) const fn tags(self) -> (&'static str, &'static str) {
        match self {
            Name => ("<name>", "</name>"),
            Number => ("<number>", "</number>"),
            Protocol => ("<protocol>", "</protocol>"),
            Description => ("<description>", "</description>"),
            Code => ("<sc>", "</sc>"),
            Unauthorized => ("<unauthorized>", "</unauthorized>"),
            Note => ("<note>", "</note>"),
            Organization => ("<org>", "</org>"),
            Uri => ("<uri>", "</uri>"),
            Updated => ("<updated>", "</updated>"),
            Person => ("<xref type=\"person\" data=\"", "\"/>"),
            Start | Other | End => ("", ""),
        }
    }
}

/// An element that has parts.
#[derive(Clone, Copy, Debug)]
pub(super) enum Whole {
    Record,
    Contact,
}

impl Whole {
    pub(super) const fn end(self) -> &'static str {
        match self {
            Self::Record => "</record>",
            Self::Contact => "</person>",
        }
    }

    /// The part that begins with these letters, if it is one.
    pub(super) fn part(self, letters: [u8; 2]) -> Option<Part> {
        Some(match (self, letters) {
            (_, [b'n', b'a']) => Name,
            (Self::Record, [b'n', b'u']) => Number,
            (Self::Record, [b'n', b'o']) => Note,
            (Self::Record, [b'p', _]) => Protocol,
            (Self::Record, [b'd', _]) => Description,
            (Self::Record, [b's', _]) => Code,
            (Self::Record, [b'u', _]) => Unauthorized,
            (Self::Record, [b'x', _]) => Person,
            (Self::Contact, [b'o', _]) => Organization,
            (Self::Contact, [b'u', b'p']) => Updated,
            (Self::Contact, [b'u', b'r']) => Uri,
            _ => return None,
        })
    }
}

impl<'a> Cursor<'a> {
    /// What comes behind the text of a part, or behind a tag: it is read up to its text.
    pub(super) fn next_part(&mut self, part: Part, whole: Whole) -> Option<Part> {
        self.eat(part.tags().1)?;
        self.white();
        match self.rest() {
            [b'<', b'/', ..] => self.eat(whole.end()).map(|()| End),
            [b'<', first, second, ..] => match whole.part([*first, *second]) {
                Some(next) if self.eat(next.tags().0).is_some() => Some(next),
                _ => Some(Other),
            },
            _ => None,
        }
    }

    /// Goes on behind an element that is written as an empty one; which it is.
    pub(super) fn empty(&mut self, whole: Whole) -> Option<Part> {
        let part = match self.rest() {
            [b'<', first, second, ..] => whole.part([*first, *second]).filter(|part| *part != Person)?,
            _ => return None,
        };
        self.eat(part.tags().0.strip_suffix('>')?)?;
        self.eat("/>")?;
        Some(part)
    }

    /// Reads a reference to a person that has nothing else in its tag.
    pub(super) fn person(&mut self) -> Option<Piece> {
        let from = self.at;
        self.eat(Person.tags().0)?;
        let length = sixteen::plain(self.rest(), b'"');
        let id = self.id(length).filter(|_| self.eat(Person.tags().1).is_some());
        if id.is_none() {
            self.at = from;
        }
        id
    }

    /// The id in a reference to a person, of which so many bytes are plain, if nothing else stands in its tag.
    pub(super) fn id(&mut self, length: usize) -> Option<Piece> {
        let end = self.rest().get(length..)?;
        end.starts_with(Person.tags().1.as_bytes()).then(|| self.skip(length))
    }

    /// The same, read as any reference, whatever else stands in its tag; it is read up to the id.
    pub(super) fn written_id(&mut self) -> Option<Piece> {
        self.at = self.at.checked_sub(Person.tags().0.len())?;
        let xref = self.xref()?;
        Some(self.write(&xref.target))
    }
}
