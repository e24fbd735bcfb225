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
use super::part::Part::{self, End, Name, Organization, Other, Person, Start, Updated, Uri};
use super::part::{PARTS, Whole};
use crate::assemble::Assembler;
use crate::ast::{ContactFieldSet, FieldSet, IdList, Span};
use crate::build::{ContactDraft, Draft, Lists};
use crate::cell::text::fold_line;
use crate::memo::Memo;
use crate::report::Lines;
use crate::sixteen;

/// Attributes that an element may have here. Where the limit is lower, nothing is usual.
pub(super) const MOST_ATTRIBUTES: usize = 3;

/// Reads elements of the usual shape from some place of a document on.
#[derive(Debug)]
pub(super) struct Usual<'a> {
    cursor: Cursor<'a>,
    /// How far elements were read.
    pub(super) end: usize,
    /// What stood last behind each part of a record, and of a person, and what else did; empty where it is not known.
    borders: [[[Border<'a>; 2]; PARTS]; 2],
    /// The person that was named last, and the list of that one alone.
    named: Option<(&'a str, EcoString)>,
}

/// What stands between two texts of an element: the end tag of the one, white space, and the start tag of the other.
#[derive(Clone, Copy, Debug, Default)]
struct Border<'a> {
    text: &'a str,
    newlines: u32,
    next: Part,
}

impl<'a> Usual<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let borders = [[[Border::default(); 2]; PARTS]; 2];
        Self { cursor: Cursor::new(text), end: 0, borders, named: None }
    }

    /// Hands over the element that stands behind the last one, after white space, if it is a usual one.
    pub(super) fn next(&mut self, lines: &mut Lines<'a>, out: &mut Assembler) -> Option<()> {
        self.cursor.begin(self.end);
        self.cursor.white();
        let began = (self.cursor.at, self.cursor.newlines);
        if self.cursor.eat("<record").is_some() {
            self.record(began, lines, out)
        } else {
            self.cursor.eat("<person")?;
            self.person(began, lines, out)
        }
    }

    fn record(&mut self, began: (usize, u32), lines: &mut Lines<'a>, out: &mut Assembler) -> Option<()> {
        let memo = &mut out.memo;
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
        let mut pieces = [Piece::default(); PARTS];
        let (mut contacts, mut references, mut assignees) = (IdList::default(), EcoVec::new(), None);
        let mut part = Start;
        while part != End {
            let (piece, next) = self.part(part, Whole::Record)?;
            let kept = pieces.get_mut(part as usize)?;
            if part == Person {
                self.name(piece, &mut contacts, memo);
            } else if kept.is_empty() {
                *kept = piece;
            } else {
                // It stood here before.
                return None;
            }
            part = next;
            if part == Other {
                match self.cursor.rest() {
                    [b'<', b'x', ..] => match self.cursor.xref()? {
                        xref if xref.is_person() => xref.add_to(&mut contacts, memo),
                        xref => references.push(xref.reference()),
                    },
                    [b'<', b'a', ..] if assignees.is_none() => assignees = Some(self.assignees(memo)?),
                    // An empty element says nothing.
                    _ => drop(self.cursor.empty(Whole::Record)?),
                }
            }
        }
        self.end = self.cursor.at;
        let [name, number, protocol, description, code, unauthorized, note, ..] = pieces;
        let pieces = [name, number, protocol, description, code, unauthorized, note];
        let [name, number, protocol, description, code, unauthorized, note] =
            pieces.map(|piece| self.cursor.read(piece));
        let (date, updated) = (date.as_deref().unwrap_or(""), updated.as_deref().unwrap_or(""));
        // Where nobody else is named, the contact holds the assignment.
        let assignees = assignees.unwrap_or_else(|| contacts.clone());
        let span = self.span(began, lines);
        if !out.is_too_long(span) {
            out.row(Draft {
                cells: &[name, number, protocol, description, "", "", date, updated, "", code, unauthorized, note],
                lists: Lists { assignees, contacts, references },
                uncertain: FieldSet::EMPTY,
                span,
                names_listed: false,
            });
        }
        Some(())
    }

    fn person(&mut self, began: (usize, u32), lines: &mut Lines<'a>, out: &mut Assembler) -> Option<()> {
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
                Name if name.is_empty() => name = piece,
                Organization if organization.is_empty() => organization = piece,
                Updated if updated.is_empty() => updated = piece,
                // It stood here before.
                Name | Organization | Updated => return None,
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
        let [name, organization, uri, updated] =
            [name, organization, uri, updated].map(|piece| self.cursor.read(piece));
        out.contact(ContactDraft {
            id: id.as_deref().unwrap_or(""),
            word: None,
            name,
            organization,
            uri,
            other_uris: others.iter().map(|uri| self.cursor.read(*uri)).collect(),
            updated,
            uncertain: ContactFieldSet::EMPTY,
            span: self.span(began, lines),
        });
        Some(())
    }

    /// The place of the element that began at this place, behind so many newlines, and was read to its end.
    #[allow(clippy::arithmetic_side_effects, reason = "the cursor went on from there, and counts up")]
    fn span(&self, (began, before): (usize, u32), lines: &mut Lines<'a>) -> Span {
        lines.counted(began, self.end, (before, self.cursor.newlines - before))
    }

    /// Reads the text of a part, which begins here, and what tells the part that comes next.
    #[inline(always)]
    fn part(&mut self, part: Part, whole: Whole) -> Option<(Piece, Part)> {
        let plain = match part {
            Start | Other | End => 0,
            Person => sixteen::plain(self.cursor.rest(), b'"'),
            _ => sixteen::plain(self.cursor.rest(), b'<'),
        };
        let [Border { text, newlines, next }, _] = self.borders.get(whole as usize)?.get(part as usize)?;
        match self.cursor.piece(plain, text, *newlines) {
            Some(piece) => Some((piece, *next)),
            None => self.unlike_last(part, plain, whole),
        }
    }

    /// The same, where what stands behind the text is not what stood there the last time, or the text is not plain but for
    /// so many bytes.
    #[inline(never)]
    #[allow(clippy::arithmetic_side_effects, reason = "the cursor goes on from there, and counts up")]
    fn unlike_last(&mut self, part: Part, plain: usize, whole: Whole) -> Option<(Piece, Part)> {
        let cursor = &mut self.cursor;
        let piece = match part {
            Start | Other | End => Piece::default(),
            Person => match cursor.id(plain) {
                Some(id) => id,
                // More stands in its tag.
                None => return Some((cursor.written_id()?, cursor.next_part(Other, whole)?)),
            },
            _ => cursor.content(plain)?,
        };
        let [last, other] = self.borders.get_mut(whole as usize)?.get_mut(part as usize)?;
        // Where the text is not plain, it may be the last one all the same.
        if cursor.piece(0, last.text, last.newlines).is_some() {
            return Some((piece, last.next));
        }
        std::mem::swap(last, other);
        if cursor.piece(0, last.text, last.newlines).is_none() {
            let (from, newlines) = (cursor.at, cursor.newlines);
            let next = cursor.next_part(part, whole)?;
            let is_read = next != Other;
            let text = if is_read { cursor.since(from)? } else { "" };
            *last = Border { text, newlines: cursor.newlines - newlines, next };
        }
        Some((piece, last.next))
    }

    /// Adds the person of this id to others.
    #[inline]
    fn name(&mut self, id: Piece, ids: &mut IdList, memo: &mut Memo) {
        let plain = self.cursor.plain(id);
        match &self.named {
            Some((known, id)) if plain == Some(known) => ids.push(id.clone()),
            _ => self.new_name(id, ids, memo),
        }
    }

    #[inline(never)]
    fn new_name(&mut self, id: Piece, ids: &mut IdList, memo: &mut Memo) {
        let plain = self.cursor.plain(id);
        let id = self.cursor.read(id);
        let is_folded = id.bytes().all(|byte| byte.is_ascii_graphic());
        let id = if is_folded { memo.id(id) } else { memo.id(&fold_line(id)) };
        ids.push(id.clone());
        self.named = plain.map(|plain| (plain, id));
    }

    fn assignees(&mut self, memo: &mut Memo) -> Option<IdList> {
        let mut assignees = IdList::default();
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
