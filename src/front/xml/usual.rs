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

use super::shared::{Memory, Shared, add};
use super::tag::unescaped;
use super::xref::Xref;
use crate::ast::Reference;
use crate::build::{ContactDraft, Draft};
use crate::report::Lines;

/// Attributes that an element may have here. Where the limit is lower, nothing is usual.
pub(super) const MOST_ATTRIBUTES: usize = 3;

/// An element that was read.
pub(super) enum Element<'b> {
    Record(Draft<'b>),
    Person(ContactDraft<'b>),
}

/// Reads elements of the usual shape from some place of a document on.
#[derive(Debug)]
pub(super) struct Usual<'a> {
    text: &'a str,
    /// Where to read on.
    pub(super) at: usize,
    /// The texts of the element that do not stand in the document as they are read.
    written: String,
    memory: Memory<'a>,
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

#[derive(Default)]
struct Record<'a> {
    date: Option<Cow<'a, str>>,
    updated: Option<Cow<'a, str>>,
    name: Piece<'a>,
    number: Piece<'a>,
    protocol: Piece<'a>,
    description: Piece<'a>,
    sc: Piece<'a>,
    unauthorized: Piece<'a>,
    note: Piece<'a>,
    assignees: Option<EcoVec<EcoString>>,
    contacts: EcoVec<EcoString>,
    references: EcoVec<Reference>,
}

#[derive(Default)]
struct Person<'a> {
    id: Option<Cow<'a, str>>,
    name: Piece<'a>,
    org: Piece<'a>,
    uris: Vec<Piece<'a>>,
    updated: Piece<'a>,
}

enum Read<'a> {
    Record(Record<'a>),
    Person(Person<'a>),
}

impl<'a> Usual<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, at: 0, written: String::new(), memory: Memory::new() }
    }

    /// The element that stands here, after white space, if it is a usual one; else nothing was read.
    pub(super) fn next(&mut self, lines: &mut Lines<'a>) -> Option<Element<'_>> {
        let before = self.at;
        self.written.clear();
        self.white();
        let began = self.at;
        let Some(read) = self.element() else {
            self.at = before;
            return None;
        };
        let span = lines.span(began, self.at);
        Some(match read {
            Read::Record(record) => Element::Record(Draft {
                service_name: self.cow(record.name),
                ports: self.cow(record.number),
                transport: self.cow(record.protocol),
                description: self.cow(record.description),
                assignees: record.assignees.unwrap_or_else(|| record.contacts.clone()),
                contacts: record.contacts,
                registration_date: record.date.unwrap_or_default(),
                modification_date: record.updated.unwrap_or_default(),
                references: record.references,
                service_code: self.cow(record.sc),
                unauthorized_use: self.cow(record.unauthorized),
                notes: self.cow(record.note),
                span,
                ..Draft::default()
            }),
            Read::Person(person) => {
                // The first that says anything is the one.
                let uris = person.uris.into_iter().map(|uri| self.cow(uri));
                let mut uris = uris.skip_while(|uri| uri.is_empty());
                Element::Person(ContactDraft {
                    id: person.id.unwrap_or_default(),
                    name: self.cow(person.name),
                    organization: self.cow(person.org),
                    uri: uris.next().unwrap_or_default(),
                    other_uris: uris.collect(),
                    updated: self.cow(person.updated),
                    span,
                    ..ContactDraft::default()
                })
            }
        })
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
    fn eat(&mut self, word: &[u8]) -> Option<()> {
        self.rest().starts_with(word).then(|| self.at += word.len())
    }

    fn white(&mut self) {
        self.at += self.rest().iter().take_while(|byte| is_white(**byte)).count();
    }

    fn element(&mut self) -> Option<Read<'a>> {
        let rest = self.rest();
        if rest.starts_with(b"<record") {
            self.at += b"<record".len();
            self.record().map(Read::Record)
        } else if rest.starts_with(b"<person") {
            self.at += b"<person".len();
            self.person().map(Read::Person)
        } else {
            None
        }
    }

    fn record(&mut self) -> Option<Record<'a>> {
        let ([date, updated], true) = self.attributes(["date=\"", "updated=\""])? else { return None };
        let mut record = Record { date, updated, ..Record::default() };
        loop {
            let name = self.child()?;
            let text = match name {
                b"" => {
                    self.eat(b"</record>")?;
                    return Some(record);
                }
                b"xref" => {
                    let slot = self.xref()?;
                    match self.memory.get(slot)? {
                        Shared::Person(person) => add(&mut record.contacts, person),
                        Shared::Reference(reference) => add(&mut record.references, reference),
                    }
                    continue;
                }
                b"assignee" => {
                    record.assignees = Some(self.assignees()?);
                    continue;
                }
                b"name" => &mut record.name,
                b"number" => &mut record.number,
                b"protocol" => &mut record.protocol,
                b"description" => &mut record.description,
                b"sc" => &mut record.sc,
                b"unauthorized" => &mut record.unauthorized,
                b"note" => &mut record.note,
                _ => return None,
            };
            *text = self.text(name)?.unwrap_or_default();
        }
    }

    fn assignees(&mut self) -> Option<EcoVec<EcoString>> {
        let mut assignees = EcoVec::new();
        if !self.opened(b"assignee")? {
            return Some(assignees);
        }
        loop {
            match self.child()? {
                b"" => {
                    self.eat(b"</assignee>")?;
                    return Some(assignees);
                }
                b"xref" => {
                    let slot = self.xref()?;
                    let Shared::Person(person) = self.memory.get(slot)? else { return None };
                    add(&mut assignees, person);
                }
                _ => return None,
            }
        }
    }

    fn person(&mut self) -> Option<Person<'a>> {
        let ([id], true) = self.attributes(["id=\""])? else { return None };
        let mut person = Person { id, ..Person::default() };
        // An empty element says nothing here.
        loop {
            match self.child()? {
                b"" => {
                    self.eat(b"</person>")?;
                    return Some(person);
                }
                b"name" => person.name = self.text(b"name")?.unwrap_or(person.name),
                b"org" => person.org = self.text(b"org")?.unwrap_or(person.org),
                b"updated" => person.updated = self.text(b"updated")?.unwrap_or(person.updated),
                b"uri" => person.uris.extend(self.text(b"uri")?),
                _ => return None,
            }
        }
    }

    /// The name in the start tag that comes next, after white space; an empty one of an end tag.
    fn child(&mut self) -> Option<&'a [u8]> {
        self.white();
        let rest = self.rest().strip_prefix(b"<")?;
        let end = rest.iter().position(|byte| matches!(byte, b'>' | b'/' | b' '))?;
        rest.get(..end)
    }

    /// Reads a start tag without attributes; whether it has content.
    fn opened(&mut self, name: &[u8]) -> Option<bool> {
        self.at += 1 + name.len();
        if self.eat(b">").is_some() { Some(true) } else { self.eat(b"/>").map(|()| false) }
    }

    /// Reads the rest of a start tag; the attributes of these names, each written with its `="`, and whether there is
    /// content.
    fn attributes<const N: usize>(&mut self, names: [&str; N]) -> Option<([Option<Cow<'a, str>>; N], bool)> {
        let mut values = [const { None }; N];
        loop {
            let before = self.at;
            self.white();
            if self.eat(b">").is_some() {
                return Some((values, true));
            }
            if self.eat(b"/>").is_some() {
                return Some((values, false));
            }
            let rest = self.rest();
            let (name, value) = names.iter().zip(&mut values).find(|(name, _)| rest.starts_with(name.as_bytes()))?;
            if self.at == before || value.is_some() {
                return None;
            }
            let from = self.at + name.len();
            let (end, _) =
                self.text.as_bytes().get(from..)?.iter().enumerate().find(|(_, b)| matches!(b, b'"' | b'<'))?;
            let raw = self.text.get(from..from + end)?;
            *value = Some(unescaped(raw));
            self.at = from + end;
            self.eat(b"\"")?;
        }
    }

    /// Reads a reference without words of its own; the slot of the memory that has it.
    fn xref(&mut self) -> Option<usize> {
        let rest = self.rest();
        let known = rest.get(..=memchr::memchr(b'>', rest)?)?;
        let slot = Memory::slot(known);
        if self.memory.is_known(slot, known) {
            self.at += known.len();
            return Some(slot);
        }
        self.at += b"<xref".len();
        let ([kind, target, section], false) = self.attributes(["type=\"", "data=\"", "section=\""])? else {
            return None;
        };
        let (kind, target) = (kind.unwrap_or_default(), target.unwrap_or_default());
        let shared = Shared::new(&Xref { kind, target, section, own: Cow::Borrowed("") });
        // A value may have a `>`.
        let written = rest.get(..rest.len() - self.rest().len())?;
        Some(self.memory.put(written, shared))
    }

    /// The text of the element that begins here, up to and with its end tag; `None` within where it is written without.
    fn text(&mut self, name: &[u8]) -> Option<Option<Piece<'a>>> {
        if !self.opened(name)? {
            return Some(None);
        }
        let mut from = self.at;
        let mut written = None;
        loop {
            let rest = self.rest();
            let stop = rest.iter().position(|byte| matches!(byte, b'<' | b'&' | b'\n' | b'\r'))?;
            let after = rest.get(stop..)?;
            self.at += stop;
            let plain = self.text.get(from..self.at)?;
            if after.starts_with(b"</") {
                self.at += 2;
                self.eat(name)?;
                self.eat(b">")?;
                let Some(start) = written else { return Some(Some(Piece::Plain(plain))) };
                self.written.push_str(plain);
                return Some(Some(Piece::Written(start, self.written.len())));
            }
            written.get_or_insert(self.written.len());
            self.written.push_str(plain);
            match after {
                [b'\n' | b'\r', ..] => {
                    self.written.push(' ');
                    self.at += 1;
                }
                [b'&', entity @ ..] => {
                    // The longest of the five has four letters.
                    let end = entity.iter().take(5).position(|byte| *byte == b';')?;
                    let name = self.text.get(self.at + 1..self.at + 1 + end)?;
                    self.written.push_str(resolve_xml_entity(name)?);
                    self.at += end + 2;
                }
                _ if self.eat(b"<br/>").is_some() => self.written.push('\n'),
                _ if after.starts_with(b"<xref") => {
                    let slot = self.xref()?;
                    self.written.push('[');
                    self.written.push_str(self.memory.get(slot)?.text());
                    self.written.push(']');
                }
                _ => return None,
            }
            from = self.at;
        }
    }
}

fn is_white(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}
