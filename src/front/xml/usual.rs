//! Records and persons as the registry writes them, read off their bytes.
//!
//! A tag costs a general reader some thirty nanoseconds, and a record has fifteen. Here is known what may come next:
//! elements without a prefix, attributes in double quotes, text with `<br/>`, references without words of their own and
//! the five entities of XML. An element of this shape is well-formed, and what it says is what
//! [`Document`](super::document::Document) would read in it; at the first byte that is anything else the whole element
//! is left to that, as if it had not been looked at.

use std::borrow::Cow;

use ecow::{EcoString, EcoVec};
use quick_xml::escape::resolve_xml_entity;

use super::tag::unescaped;
use super::xref::Xref;
use crate::assemble::Assembler;
use crate::ast::{FieldSet, Span};
use crate::build::{ContactDraft, Draft};
use crate::front::eight;
use crate::memo::Memo;
use crate::report::Lines;

/// Attributes that an element may have here. Where the limit is lower, nothing is usual.
pub(super) const MOST_ATTRIBUTES: usize = 3;

/// Reads elements of the usual shape from some place of a document on.
#[derive(Debug)]
pub(super) struct Usual<'a> {
    text: &'a str,
    /// How far elements were read.
    pub(super) end: usize,
    /// How far the one was looked at that is being read.
    at: usize,
    /// Newlines of the element so far, and in the white space before it.
    newlines: u32,
    /// The texts of the element that do not stand in the document as they are read.
    written: String,
}

/// A text of the element.
#[derive(Clone, Copy, Debug)]
enum Piece<'a> {
    /// As it stands in the document.
    Plain(&'a str),
    /// There in `written`.
    Written(usize, usize),
}

impl Default for Piece<'_> {
    fn default() -> Self {
        Self::Plain("")
    }
}

/// The ways to write the tags of an element without attributes.
struct Tags {
    start: &'static str,
    empty: &'static str,
    end: &'static str,
}

macro_rules! tags {
    ($name:literal) => {
        Tags { start: concat!("<", $name, ">"), empty: concat!("<", $name, "/>"), end: concat!("</", $name, ">") }
    };
}

impl<'a> Usual<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, end: 0, at: 0, newlines: 0, written: String::new() }
    }

    /// Hands over the element that stands behind the last one, after white space, if it is a usual one.
    pub(super) fn next(&mut self, lines: &mut Lines<'a>, out: &mut Assembler) -> Option<()> {
        (self.at, self.newlines) = (self.end, 0);
        self.written.clear();
        self.white();
        let began = (self.at, self.newlines);
        if self.eat("<record").is_some() {
            let draft = self.record(began, lines, &mut out.memo)?;
            if !out.is_too_long(draft.span) {
                out.row(draft);
            }
        } else {
            self.eat("<person")?;
            out.contact(self.person(began, lines)?);
        }
        Some(())
    }

    fn record(&mut self, began: (usize, u32), lines: &mut Lines<'a>, memo: &mut Memo) -> Option<Draft<'_>> {
        let (mut date, mut updated) = (None, None);
        while self.attribute(">")? {
            let value = if self.eat("date=\"").is_some() {
                &mut date
            } else {
                self.eat("updated=\"")?;
                &mut updated
            };
            self.value(value)?;
        }
        let [mut name, mut number, mut protocol, mut description] = [Piece::default(); 4];
        let [mut code, mut unauthorized, mut note] = [Piece::default(); 3];
        let (mut contacts, mut references, mut assignees) = (EcoVec::new(), EcoVec::new(), None);
        loop {
            match self.child()? {
                [b'/', ..] => break,
                [b'x', ..] => match self.xref()? {
                    xref if xref.is_person() => xref.add_to(&mut contacts, memo),
                    xref => references.push(xref.reference()),
                },
                [b'a', ..] => assignees = Some(self.assignees(memo)?),
                [b'n', b'a'] => name = self.text(&tags!("name"))?.unwrap_or_default(),
                [b'n', b'u'] => number = self.text(&tags!("number"))?.unwrap_or_default(),
                [b'n', b'o'] => note = self.text(&tags!("note"))?.unwrap_or_default(),
                [b'p', ..] => protocol = self.text(&tags!("protocol"))?.unwrap_or_default(),
                [b'd', ..] => description = self.text(&tags!("description"))?.unwrap_or_default(),
                [b's', ..] => code = self.text(&tags!("sc"))?.unwrap_or_default(),
                [b'u', ..] => unauthorized = self.text(&tags!("unauthorized"))?.unwrap_or_default(),
                _ => return None,
            }
        }
        self.eat("</record>")?;
        self.end = self.at;
        Some(Draft {
            service_name: self.cow(name),
            ports: self.cow(number),
            transport: self.cow(protocol),
            description: self.cow(description),
            // Where nobody else is named, the contact holds the assignment.
            assignees: assignees.unwrap_or_else(|| contacts.clone()),
            contacts,
            registration_date: date.unwrap_or_default(),
            modification_date: updated.unwrap_or_default(),
            references,
            service_code: self.cow(code),
            unauthorized_use: self.cow(unauthorized),
            notes: self.cow(note),
            uncertain: FieldSet::default(),
            span: self.span(began, lines),
        })
    }

    fn assignees(&mut self, memo: &mut Memo) -> Option<EcoVec<EcoString>> {
        let mut assignees = EcoVec::new();
        if self.eat("<assignee/>").is_some() {
            return Some(assignees);
        }
        self.eat("<assignee>")?;
        loop {
            if self.child()? == [b'/', b'a'] {
                self.eat("</assignee>")?;
                return Some(assignees);
            }
            self.xref()?.add_to(&mut assignees, memo);
        }
    }

    fn person(&mut self, began: (usize, u32), lines: &mut Lines<'a>) -> Option<ContactDraft<'_>> {
        let mut id = None;
        while self.attribute(">")? {
            self.eat("id=\"")?;
            self.value(&mut id)?;
        }
        let [mut name, mut organization, mut uri, mut updated] = [Piece::default(); 4];
        let mut others = Vec::new();
        loop {
            // An empty element says nothing here.
            match self.child()? {
                [b'/', ..] => break,
                [b'n', ..] => name = self.text(&tags!("name"))?.unwrap_or(name),
                [b'o', ..] => organization = self.text(&tags!("org"))?.unwrap_or(organization),
                [b'u', b'p'] => updated = self.text(&tags!("updated"))?.unwrap_or(updated),
                [b'u', b'r'] => match self.text(&tags!("uri"))? {
                    Some(address) if uri.is_empty() => uri = address,
                    address => others.extend(address),
                },
                _ => return None,
            }
        }
        self.eat("</person>")?;
        self.end = self.at;
        Some(ContactDraft {
            id: id.unwrap_or_default(),
            name: self.cow(name),
            organization: self.cow(organization),
            uri: self.cow(uri),
            other_uris: others.into_iter().map(|uri| self.cow(uri)).collect(),
            updated: self.cow(updated),
            uncertain: Vec::new(),
            span: self.span(began, lines),
        })
    }

    /// The place of the element that began at this place, behind so many newlines, and was read to its end.
    fn span(&self, (began, before): (usize, u32), lines: &mut Lines<'a>) -> Span {
        lines.counted(began, self.end, (before, self.newlines - before))
    }

    fn cow(&self, piece: Piece<'a>) -> Cow<'_, str> {
        Cow::Borrowed(match piece {
            Piece::Plain(text) => text,
            Piece::Written(from, to) => self.written.get(from..to).unwrap_or(""),
        })
    }

    fn rest(&self) -> &'a [u8] {
        self.text.as_bytes().get(self.at..).unwrap_or_default()
    }

    /// Goes on behind `word`, which must stand here.
    #[inline(always)]
    fn eat(&mut self, word: &str) -> Option<()> {
        (self.rest().get(..word.len())? == word.as_bytes()).then(|| self.at += word.len())
    }

    /// Goes on behind white space.
    fn white(&mut self) {
        let (length, newlines) = eight::white(self.rest());
        self.at += length;
        self.newlines += newlines;
    }

    /// What comes next in the element, after white space: how the name in its tag begins, which the tag must be checked
    /// for yet.
    fn child(&mut self) -> Option<[u8; 2]> {
        self.white();
        match self.rest() {
            [b'<', first, second, ..] => Some([*first, *second]),
            _ => None,
        }
    }

    /// Whether an attribute comes next in a start tag, and not its `end`, which is read.
    #[inline(always)]
    fn attribute(&mut self, end: &str) -> Option<bool> {
        let before = self.at;
        self.white();
        match self.eat(end) {
            Some(()) => Some(false),
            None => (self.at > before).then_some(true),
        }
    }

    /// Reads the value of an attribute that has none yet, up to and with the quote at its end.
    fn value(&mut self, value: &mut Option<Cow<'a, str>>) -> Option<()> {
        let from = self.at;
        self.at += eight::plain(self.rest(), b'"');
        let has_entity = self.rest().starts_with(b"&");
        while self.rest().starts_with(b"&") {
            self.at += 1;
            self.at += eight::plain(self.rest(), b'"');
        }
        let written = self.text.get(from..self.at)?;
        self.eat("\"")?;
        let read = if has_entity { unescaped(written) } else { Cow::Borrowed(written) };
        value.replace(read).is_none().then_some(())
    }

    /// Reads a reference without words of its own.
    fn xref(&mut self) -> Option<Xref<'a>> {
        self.eat("<xref")?;
        let (mut kind, mut target, mut section) = (None, None, None);
        while self.attribute("/>")? {
            let value = if self.eat("type=\"").is_some() {
                &mut kind
            } else if self.eat("data=\"").is_some() {
                &mut target
            } else {
                self.eat("section=\"")?;
                &mut section
            };
            self.value(value)?;
        }
        let (kind, target) = (kind.unwrap_or_default(), target.unwrap_or_default());
        Some(Xref { kind, target, section, own: Cow::Borrowed("") })
    }

    /// The text of the element that begins here; `None` within where it is written as an empty one.
    #[inline(always)]
    fn text(&mut self, tags: &Tags) -> Option<Option<Piece<'a>>> {
        if self.eat(tags.start).is_none() {
            return self.eat(tags.empty).map(|()| None);
        }
        let piece = self.content()?;
        self.eat(tags.end)?;
        Some(Some(piece))
    }

    /// Text, up to an end tag.
    #[inline(always)]
    fn content(&mut self) -> Option<Piece<'a>> {
        let from = self.at;
        let plain = eight::plain(self.rest(), b'<');
        self.at += plain;
        match self.rest() {
            [b'<', b'/', ..] => self.text.get(from..self.at).map(Piece::Plain),
            _ => self.written(from),
        }
    }

    /// The same, where it stands in the document otherwise than it is read; up to here, from `from` on, it is plain.
    fn written(&mut self, mut from: usize) -> Option<Piece<'a>> {
        let start = self.written.len();
        loop {
            self.written.push_str(self.text.get(from..self.at)?);
            from = self.at;
            match self.rest() {
                [b'<', b'/', ..] => return Some(Piece::Written(start, self.written.len())),
                [byte @ (b'\n' | b'\r'), ..] => {
                    self.written.push(' ');
                    self.newlines += u32::from(*byte == b'\n');
                    self.at += 1;
                    from = self.at;
                }
                [b'&', entity @ ..] => {
                    // The longest of the five has four letters.
                    let end = entity.iter().take(5).position(|byte| *byte == b';')?;
                    let name = self.text.get(self.at + 1..self.at + 1 + end)?;
                    self.written.push_str(resolve_xml_entity(name)?);
                    self.at += end + 2;
                    from = self.at;
                }
                [b'<', b'b', ..] => {
                    self.eat("<br/>")?;
                    self.written.push('\n');
                    from = self.at;
                }
                [b'<', ..] => {
                    let xref = self.xref()?;
                    self.written.push('[');
                    self.written.push_str(&xref.text());
                    self.written.push(']');
                    from = self.at;
                }
                // Another control character.
                [_, ..] => self.at += 1,
                [] => return None,
            }
            self.at += eight::plain(self.rest(), b'<');
        }
    }
}

impl Piece<'_> {
    fn is_empty(self) -> bool {
        match self {
            Self::Plain(text) => text.is_empty(),
            Self::Written(from, to) => from == to,
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
