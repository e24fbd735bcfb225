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
use super::part::Part::{self, End, Name, Note, Organization, Other, Person, Start, Updated, Uri};
use super::part::{PARTS, Whole};
use crate::assemble::Assembler;
use crate::ast::{FieldSet, Span};
use crate::build::{ContactDraft, Draft};
use crate::cell::text::fold_line;
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
    /// Each part as it was last in a record, and in a person.
    last: [[Last<'a>; PARTS]; 2],
    /// The person that was named last, and the list of that one alone.
    named: (&'a str, EcoVec<EcoString>),
}

/// A part as it was the last time that it was told by its tag.
#[derive(Clone, Copy, Debug, Default)]
struct Last<'a> {
    /// What it said, if that stands in the document as it is.
    said: &'a str,
    /// That, and all up to the text of the next part: its end tag, white space, and the other's start tag. Empty where it
    /// is not known.
    text: &'a str,
    /// The newlines of that.
    newlines: u32,
    next: Part,
}

impl<'a> Usual<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let last = [[Last::default(); PARTS]; 2];
        // No id is looked for that is empty.
        Self { cursor: Cursor::new(text), end: 0, last, named: ("", EcoVec::new()) }
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
        while part != End {
            let (piece, next) = self.part(part, Whole::Record)?;
            match (part, piece) {
                (Person, Piece::Plain("")) => {}
                (Person, Piece::Plain(id)) => self.name(id, &mut contacts, memo),
                _ => {
                    if let Some(slot) = pieces.get_mut(part as usize) {
                        *slot = piece;
                    }
                }
            }
            part = next;
            if part == Other {
                match self.cursor.rest() {
                    [b'<', b'x', ..] => match self.cursor.xref()? {
                        xref if xref.is_person() => xref.add_to(&mut contacts, memo),
                        xref => references.push(xref.reference()),
                    },
                    [b'<', b'a', ..] => assignees = Some(self.assignees(memo)?),
                    _ => *pieces.get_mut(self.cursor.empty(Whole::Record)? as usize)? = Piece::default(),
                }
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
        while part != End {
            let (piece, next) = self.part(part, Whole::Contact)?;
            match part {
                Name => name = piece,
                Organization => organization = piece,
                Updated => updated = piece,
                Uri if uri.is_empty() => uri = piece,
                Uri => others.push(piece),
                _ => {}
            }
            part = next;
            if part == Other {
                // An empty element says nothing here.
                self.cursor.empty(Whole::Contact)?;
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

    /// Reads the text of a part, which begins here, what is behind it, and what tells the part that comes next. Both are
    /// often as they were the last time.
    #[inline]
    fn part(&mut self, part: Part, whole: Whole) -> Option<(Piece<'a>, Part)> {
        let Self { cursor, last, .. } = self;
        let last = last.get_mut(whole as usize)?.get_mut(part as usize)?;
        if cursor.eat_again(last.text, last.newlines).is_some() {
            return Some((Piece::Plain(last.said), last.next));
        }
        let from = cursor.at;
        let piece = match part {
            Start | Other | End => Piece::Plain(""),
            Person => match cursor.plain_value() {
                Some(id) if !id.is_empty() && cursor.rest().starts_with(b"\"/>") => Piece::Plain(id),
                // More stands in its tag, which is read from its beginning.
                _ => {
                    cursor.at = from - part.tags().0.len();
                    return Some((Piece::Plain(""), Other));
                }
            },
            _ => cursor.content()?,
        };
        let (end, newlines) = (cursor.at, cursor.newlines);
        let border = last.text.get(last.said.len()..)?;
        if cursor.eat_again(border, last.newlines).is_none() {
            last.next = cursor.next_part(part, whole)?;
            last.newlines = cursor.newlines - newlines;
        }
        (last.said, last.text) = match piece {
            _ if last.next == Other => ("", ""),
            Piece::Plain(said) => (said, cursor.since(from)?),
            Piece::Written(..) => ("", cursor.since(end)?),
        };
        Some((piece, last.next))
    }

    /// Adds the person of this id to others.
    fn name(&mut self, id: &'a str, ids: &mut EcoVec<EcoString>, memo: &mut Memo) {
        if ids.is_empty() && self.named.0 != id {
            self.named = (id, memo.id(&fold_line(id)));
        }
        if ids.is_empty() {
            ids.clone_from(&self.named.1);
        } else {
            ids.extend(memo.id(&fold_line(id)));
        }
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
            match self.cursor.person() {
                Some(id) => self.name(id, &mut assignees, memo),
                None => self.cursor.xref()?.add_to(&mut assignees, memo),
            }
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
