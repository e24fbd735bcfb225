//! Records and persons as the registry writes them, read off their bytes.
//!
//! A tag costs a general reader some thirty nanoseconds, and a record has fifteen. Here is known what may come next:
//! elements without a prefix, attributes in double quotes, text with `<br/>`, references without words of their own and
//! the five entities of XML. What stands between two texts of an element most often stood there in the last one, too, and
//! is compared with that. An element of this shape is well-formed, and what it says is what
//! [`Document`](super::document::Document) would read in it; at the first byte that is anything else the whole element
//! is left to that, as if it had not been looked at.

use ecow::{EcoString, EcoVec};

use super::cursor::{Cursor, Piece};
use super::xref::Xref;
use crate::assemble::Assembler;
use crate::ast::{FieldSet, Reference, Span};
use crate::build::{ContactDraft, Draft};
use crate::memo::Memo;
use crate::report::Lines;

/// Attributes that an element may have here. Where the limit is lower, nothing is usual.
pub(super) const MOST_ATTRIBUTES: usize = 3;

/// Reads elements of the usual shape from some place of a document on.
#[derive(Debug)]
pub(super) struct Usual<'a> {
    cursor: Cursor<'a>,
    /// How far elements were read.
    pub(super) end: usize,
    /// What stood behind each part of the last records, and of the last persons.
    borders: [[Border<'a>; PARTS]; 2],
    /// The person that was named last, and the list of that one alone.
    named: (&'a str, EcoVec<EcoString>),
}

/// A part of an element.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
enum Part {
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

const PARTS: usize = End as usize + 1;

impl Part {
    /// What stands before its text, and behind it.
    const fn tags(self) -> (&'static str, &'static str) {
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

/// What stands between two texts of an element: the end tag of the one, white space, and the start tag of the other.
#[derive(Clone, Copy, Debug, Default)]
struct Border<'a> {
    text: &'a str,
    newlines: u32,
    next: Part,
}

/// An element that has parts.
#[derive(Clone, Copy, Debug)]
enum Whole {
    Record,
    Contact,
}

impl Whole {
    const fn end(self) -> &'static str {
        match self {
            Self::Record => "</record>",
            Self::Contact => "</person>",
        }
    }

    /// The part that begins with these letters, if it is one.
    fn part(self, letters: [u8; 2]) -> Option<Part> {
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

impl<'a> Usual<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let borders = [[Border::default(); PARTS]; 2];
        Self { cursor: Cursor::new(text), end: 0, borders, named: ("", EcoVec::new()) }
    }

    /// Hands over the element that stands behind the last one, after white space, if it is a usual one.
    pub(super) fn next(&mut self, lines: &mut Lines<'a>, out: &mut Assembler) -> Option<()> {
        self.cursor.begin(self.end);
        self.cursor.white();
        let began = (self.cursor.at, self.cursor.newlines);
        if self.cursor.eat("<record").is_some() {
            let draft = self.record(began, lines, &mut out.memo)?;
            if !out.is_too_long(draft.span) {
                out.row(draft);
            }
        } else {
            self.cursor.eat("<person")?;
            out.contact(self.person(began, lines)?);
        }
        Some(())
    }

    fn record(&mut self, began: (usize, u32), lines: &mut Lines<'a>, memo: &mut Memo) -> Option<Draft<'_>> {
        let (mut date, mut updated) = (None, None);
        while self.cursor.attribute(">")? {
            let value = if self.cursor.eat("date=\"").is_some() {
                &mut date
            } else {
                self.cursor.eat("updated=\"")?;
                &mut updated
            };
            self.cursor.value(value)?;
        }
        let mut pieces = [Piece::default(); Note as usize + 1];
        let (mut contacts, mut references, mut assignees) = (EcoVec::new(), EcoVec::new(), None);
        let mut part = Start;
        loop {
            part = self.behind(part, Whole::Record)?;
            match part {
                End => break,
                Person => match self.id() {
                    Some(id) => self.name(id, &mut contacts, memo),
                    None => {
                        part = Other;
                        self.reference(&mut contacts, &mut references, memo)?;
                    }
                },
                Other => match self.cursor.rest() {
                    [b'<', b'x', ..] => self.reference(&mut contacts, &mut references, memo)?,
                    [b'<', b'a', ..] => assignees = Some(self.assignees(memo)?),
                    _ => *pieces.get_mut(self.empty(Whole::Record)? as usize)? = Piece::default(),
                },
                part => *pieces.get_mut(part as usize)? = self.cursor.content()?,
            }
        }
        self.end = self.cursor.at;
        let [name, number, protocol, description, code, unauthorized, note] = pieces;
        Some(Draft {
            service_name: self.cursor.cow(name),
            ports: self.cursor.cow(number),
            transport: self.cursor.cow(protocol),
            description: self.cursor.cow(description),
            // Where nobody else is named, the contact holds the assignment.
            assignees: assignees.unwrap_or_else(|| contacts.clone()),
            contacts,
            registration_date: date.unwrap_or_default(),
            modification_date: updated.unwrap_or_default(),
            references,
            service_code: self.cursor.cow(code),
            unauthorized_use: self.cursor.cow(unauthorized),
            notes: self.cursor.cow(note),
            uncertain: FieldSet::default(),
            span: self.span(began, lines),
        })
    }

    fn person(&mut self, began: (usize, u32), lines: &mut Lines<'a>) -> Option<ContactDraft<'_>> {
        let mut id = None;
        while self.cursor.attribute(">")? {
            self.cursor.eat("id=\"")?;
            self.cursor.value(&mut id)?;
        }
        let [mut name, mut organization, mut uri, mut updated] = [Piece::default(); 4];
        let mut others = Vec::new();
        let mut part = Start;
        loop {
            part = self.behind(part, Whole::Contact)?;
            match part {
                End => break,
                // An empty element says nothing here.
                Other => drop(self.empty(Whole::Contact)?),
                Name => name = self.cursor.content()?,
                Organization => organization = self.cursor.content()?,
                Updated => updated = self.cursor.content()?,
                _ if uri.is_empty() => uri = self.cursor.content()?,
                _ => others.push(self.cursor.content()?),
            }
        }
        self.end = self.cursor.at;
        Some(ContactDraft {
            id: id.unwrap_or_default(),
            name: self.cursor.cow(name),
            organization: self.cursor.cow(organization),
            uri: self.cursor.cow(uri),
            other_uris: others.into_iter().map(|uri| self.cursor.cow(uri)).collect(),
            updated: self.cursor.cow(updated),
            uncertain: Vec::new(),
            span: self.span(began, lines),
        })
    }

    /// The place of the element that began at this place, behind so many newlines, and was read to its end.
    fn span(&self, (began, before): (usize, u32), lines: &mut Lines<'a>) -> Span {
        lines.counted(began, self.end, (before, self.cursor.newlines - before))
    }

    /// What comes behind the text of a part, or behind a tag; it is read up to its text.
    #[inline]
    fn behind(&mut self, part: Part, whole: Whole) -> Option<Part> {
        let border = self.borders.get(whole as usize)?.get(part as usize)?;
        if !border.text.is_empty() && self.cursor.eat(border.text).is_some() {
            self.cursor.newlines += border.newlines;
            return Some(border.next);
        }
        self.new_border(part, whole)
    }

    fn new_border(&mut self, part: Part, whole: Whole) -> Option<Part> {
        let (from, newlines) = (self.cursor.at, self.cursor.newlines);
        self.cursor.eat(part.tags().1)?;
        self.cursor.white();
        let next = match self.cursor.rest() {
            [b'<', b'/', ..] => self.cursor.eat(whole.end()).map(|()| End)?,
            [b'<', first, second, ..] => match whole.part([*first, *second]) {
                Some(next) if self.cursor.eat(next.tags().0).is_some() => next,
                // It is not remembered, for its tag is read yet.
                _ => return Some(Other),
            },
            _ => return None,
        };
        let border = Border { text: self.cursor.since(from)?, newlines: self.cursor.newlines - newlines, next };
        *self.borders.get_mut(whole as usize)?.get_mut(part as usize)? = border;
        Some(next)
    }

    /// Goes on behind an element that is written as an empty one; which it is.
    fn empty(&mut self, whole: Whole) -> Option<Part> {
        let part = match self.cursor.rest() {
            [b'<', first, second, ..] => whole.part([*first, *second]).filter(|part| *part != Person)?,
            _ => return None,
        };
        self.cursor.eat(part.tags().0.strip_suffix('>')?)?;
        self.cursor.eat("/>")?;
        Some(part)
    }

    /// The id in a reference to a person that is read up to there; where more stands in its tag, it is gone back to its
    /// beginning.
    #[inline]
    fn id(&mut self) -> Option<&'a str> {
        let (start, end) = Person.tags();
        let from = self.cursor.at;
        let id = self.cursor.plain_value().filter(|_| self.cursor.rest().starts_with(end.as_bytes()));
        if id.is_none() {
            self.cursor.at = from - start.len();
        }
        id
    }

    /// Adds the person of this id to others.
    fn name(&mut self, id: &'a str, ids: &mut EcoVec<EcoString>, memo: &mut Memo) {
        if self.named.0 == id && ids.is_empty() && !id.is_empty() {
            ids.clone_from(&self.named.1);
            return;
        }
        let is_first = ids.is_empty();
        Xref::person(id).add_to(ids, memo);
        if is_first {
            self.named = (id, ids.clone());
        }
    }

    /// Reads a reference: a person is the record's contact.
    fn reference(
        &mut self,
        contacts: &mut EcoVec<EcoString>,
        references: &mut EcoVec<Reference>,
        memo: &mut Memo,
    ) -> Option<()> {
        match self.cursor.xref()? {
            xref if xref.is_person() => xref.add_to(contacts, memo),
            xref => references.push(xref.reference()),
        }
        Some(())
    }

    fn assignees(&mut self, memo: &mut Memo) -> Option<EcoVec<EcoString>> {
        let mut assignees = EcoVec::new();
        if self.cursor.eat("<assignee/>").is_some() {
            return Some(assignees);
        }
        self.cursor.eat("<assignee>")?;
        loop {
            self.cursor.white();
            if self.cursor.eat("</assignee>").is_some() {
                return Some(assignees);
            }
            self.cursor.xref()?.add_to(&mut assignees, memo);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ast::Format;
    use crate::options::Limits;

    /// How many records and persons are read before the first element that is not usual.
    fn usual(text: &str) -> usize {
        let mut out = Assembler::new(Format::Xml, None, &Limits::default());
        let mut usual = Usual::new(text);
        let mut lines = Lines::new(text.as_bytes());
        std::iter::from_fn(|| usual.next(&mut lines, &mut out)).count()
    }

    #[test]
    fn what_the_registry_writes_is_usual() {
        let record = "\n  <record date=\"2001-01\" updated='2002'>".replace('\'', "\"")
            + "<name>a</name>\r\n\t<protocol/><assignee>\n<xref type=\"person\" data=\"A\"/></assignee><xref type=\"rfc\" data=\"rfc1\"/>\
               <description>a &lt; b<br/>\n c, <xref type=\"rfc\" data=\"rfc2\" /></description></record>";
        let person = "<person id=\"A\"><name>é</name><uri>mailto:a&amp;b.example</uri><updated>2003</updated></person>";
        assert_eq!(usual(&[&record, person, &record].concat()), 3);
        for other in [
            "<a:record></a:record>",
            "<record/>",
            "<record><name>&#65;</name></record>",
            "<record><name>a</nam></record>",
        ] {
            assert_eq!(usual(&[&record, other, &record].concat()), 1, "{other}");
        }
    }
}
