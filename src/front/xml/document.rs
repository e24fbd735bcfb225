//! The whole document through quick-xml's pull reader, and what becomes of markup that is not well-formed.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::io::BufRead;

use ecow::EcoVec;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::content::Breaks;
use super::once::Once;
use super::tag::{attribute, is_broken, marked};
use super::usual::{MOST_ATTRIBUTES, Usual};
use super::xref::Xref;
use crate::assemble::Assembler;
use crate::ast::{Code, ContactField, ContactFieldSet, Field, FieldSet, IdList, Span};
use crate::build::{ContactDraft, Draft, Lists};
use crate::cell;
use crate::preamble::shortened;
use crate::report::Lines;

/// Why reading an element stopped: the document goes on elsewhere, or not at all.
#[derive(Debug)]
pub(super) enum Stop {
    /// Not well-formed, here.
    Markup(usize, String),
    /// The document ended.
    End,
    /// Deeper than the limit, here.
    Depth(usize),
}

pub(super) struct Document<'a, 'o> {
    text: &'a str,
    /// Where the text of `reader` begins in `text`: behind a byte order mark, or after markup that was not well-formed.
    base: usize,
    reader: Reader<&'a [u8]>,
    pub(super) lines: Lines<'a>,
    pub(super) out: &'o mut Assembler,
    /// Reads most elements, where they may be read so.
    usual: Option<Usual<'a>>,
    /// The end tag of the registry was read.
    closed: bool,
    /// How far an error was looked for.
    scanned_to: usize,
    /// What stopped it last was a tag of too many attributes.
    has_too_many: bool,
    /// The first entity that is not known, in the element that is being read.
    pub(super) unknown_entity: Option<String>,
    /// What was told to be none of the registry's.
    pub(super) told: BTreeSet<String>,
}

/// What is said of an instruction that ends where another one does.
const ENDLESS: &str = "an instruction that does not end";

/// Whether elements stand in an instruction, as where it does not end.
fn holds_markup(mark: &[u8]) -> bool {
    memchr::memchr(b'<', mark).is_some()
}

/// A reader of the events of `text`.
pub(super) fn reader(text: &str) -> Reader<&[u8]> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_end_names = true;
    reader
}

impl<'a, 'o> Document<'a, 'o> {
    /// Reads the registry in `text`; `by_events`: all of it by the events of its markup, as only what is unusual has to
    /// be.
    pub(super) fn read(text: &'a str, out: &'o mut Assembler, by_events: bool) {
        let has_usual = !by_events && out.limits.attributes >= MOST_ATTRIBUTES;
        // The reader would leave byte order marks out of its count.
        let marked = text.trim_start_matches('\u{feff}');
        let mut document = Self {
            text,
            base: cell::text::offset(text, marked),
            reader: reader(marked),
            lines: Lines::new(text.as_bytes()),
            out,
            usual: has_usual.then(|| Usual::new(text)),
            closed: false,
            scanned_to: 0,
            has_too_many: false,
            unknown_entity: None,
            told: BTreeSet::new(),
        };
        document.elements();
    }

    pub(super) fn position(&self) -> usize {
        self.base.saturating_add(usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX))
    }

    pub(super) fn next(&mut self) -> Result<Event<'a>, Stop> {
        match self.reader.read_event() {
            Ok(Event::Eof) => Err(Stop::End),
            Ok(Event::Start(tag) | Event::Empty(tag)) if is_broken(&tag, self.out.limits.attributes) => {
                self.scanned_to = self.position();
                let name = String::from_utf8_lossy(tag.local_name().as_ref()).into_owned();
                let most = self.out.limits.attributes;
                let what = if is_broken(&tag, usize::MAX) {
                    "a broken attribute".to_owned()
                } else {
                    self.has_too_many = true;
                    format!("more than {most} attributes (limit: attributes)")
                };
                Err(Stop::Markup(self.scanned_to, format!("<{}> has {what}", shortened(&name))))
            }
            Ok(event) => Ok(event),
            Err(error) => {
                let at = self.base.saturating_add(usize::try_from(self.reader.error_position()).unwrap_or(usize::MAX));
                // What does not end was looked for up to the document's end.
                let is_unclosed = matches!(error, quick_xml::Error::Syntax(_));
                self.scanned_to = if is_unclosed { self.text.len() } else { self.position() };
                Err(Stop::Markup(cell::text::floor(self.text, at), error.to_string()))
            }
        }
    }

    fn elements(&mut self) {
        // Where the element that is being read began: after an error reading goes on with the next one.
        let mut began = 0;
        // What is read twice after errors is bounded, or unclosed comments would make reading quadratic.
        let mut again = self.text.len().saturating_mul(4);
        // Behind a tag.
        let mut is_behind = false;
        loop {
            if is_behind {
                self.usual();
            }
            let before = self.position();
            let event = self.next();
            is_behind = matches!(event, Ok(Event::Start(_) | Event::End(_)));
            let step = match event {
                Ok(Event::Start(tag)) => {
                    began = before;
                    self.element(&tag, before)
                }
                Ok(Event::Empty(tag)) => {
                    began = before;
                    self.empty_element(&tag, before)
                }
                Ok(Event::PI(mark)) if holds_markup(&mark) => Err(Stop::Markup(before, ENDLESS.to_owned())),
                Ok(Event::End(tag)) => {
                    self.closed |= tag.local_name().as_ref() == b"registry";
                    Ok(())
                }
                Ok(_) => Ok(()),
                Err(stop) => Err(stop),
            };
            match step {
                Ok(()) => {}
                Err(Stop::End) => {
                    self.report_end(began);
                    return;
                }
                Err(Stop::Depth(at)) => {
                    let span = self.lines.span(at, at);
                    let message =
                        format!("elements deeper than {} (limit: depth); reading stopped here", self.out.limits.depth);
                    self.out.report.error(Code::Limit, span, message);
                    return;
                }
                Err(Stop::Markup(at, message)) => {
                    // An unclosed tag or comment at the end is a cut; anything else is damage.
                    // The lines are counted by a copy: reading goes on before this place.
                    let span = self.lines.clone().span(at, at);
                    let is_limit = std::mem::take(&mut self.has_too_many);
                    let code = |other| if is_limit { Code::Limit } else { other };
                    let next = self.next_record(began.max(before));
                    let scanned_to = std::mem::take(&mut self.scanned_to).max(at);
                    again = again.saturating_sub(next.map_or(0, |next| scanned_to.saturating_sub(next)));
                    match next.filter(|_| again > 0) {
                        Some(next) => {
                            self.out.report.error(
                                code(Code::Markup),
                                span,
                                format!("not well-formed: {message}; this element is left out"),
                            );
                            // Lines above are counted once, however many errors follow.
                            self.lines.move_to(next);
                            self.base = next;
                            self.reader = reader(self.text.get(next..).unwrap_or(""));
                            // Within the registry again, whose start tag this reader has not seen.
                            self.reader.config_mut().allow_unmatched_ends = true;
                            began = next;
                            // A reader that has read nothing would leave a byte order mark that comes next out of its count.
                            is_behind = false;
                        }
                        None => {
                            let message = format!(
                                "the document ends or breaks here ({message}); what it would say further is lost"
                            );
                            self.out.report.error(code(Code::Truncated), span, message);
                            return;
                        }
                    }
                }
            }
        }
    }

    /// Reads the usual elements that stand here, behind a tag, and goes on behind them.
    fn usual(&mut self) {
        let from = self.position();
        // What is not known is told with the next element that is finished.
        let Some(usual) = self.usual.as_mut().filter(|_| self.unknown_entity.is_none()) else { return };
        usual.end = from;
        self.lines.move_to(from);
        while usual.next(&mut self.lines, self.out).is_some() {}
        // The reader stands between a tag and what follows, where it may be any number of elements further on.
        self.reader.stream().consume(usual.end.saturating_sub(from));
    }

    /// Where the next record, person or footnote begins after `from`.
    #[allow(clippy::arithmetic_side_effects, reason = "places in a text in memory, no longer than isize::MAX")]
    fn next_record(&self, from: usize) -> Option<usize> {
        let from = from + 1;
        let rest = self.text.as_bytes().get(from..)?;
        memchr::memchr_iter(b'<', rest).map(|at| from + at).find(|&at| {
            let tag = self.text.as_bytes().get(at + 1..).unwrap_or_default();
            [&b"record"[..], b"person", b"people", b"footnote"].iter().any(|name| {
                tag.strip_prefix(*name)
                    .and_then(<[u8]>::first)
                    .is_some_and(|byte| byte.is_ascii_whitespace() || *byte == b'>')
            })
        })
    }

    fn report_end(&mut self, began: usize) {
        if !self.closed {
            let end = self.text.trim_end().len().max(began);
            let span = self.lines.span(end, end);
            self.out.report.error(
                Code::Truncated,
                span,
                "the document ends before </registry>; what was to follow is lost",
            );
        }
    }

    /// An element of the registry that is one tag, and says what its attributes do.
    fn empty_element(&mut self, tag: &BytesStart<'a>, began: usize) -> Result<(), Stop> {
        match tag.local_name().as_ref() {
            b"registry" => self.closed = true,
            b"xref" => {
                let xref = self.xref(tag, false)?;
                self.out.registry.references.push(xref.reference());
            }
            b"footnote" => self.footnote(tag, "", began),
            b"record" => self.record(tag, false, began)?,
            b"person" => self.person(tag, false, began)?,
            b"title" | b"category" | b"updated" | b"expert" | b"note" | b"people" => {}
            _ => self.unknown(tag, began),
        }
        Ok(())
    }

    /// An element of the registry, whose start tag was read.
    fn element(&mut self, tag: &BytesStart<'a>, began: usize) -> Result<(), Stop> {
        match tag.local_name().as_ref() {
            // What they hold is read as it comes.
            b"registry" | b"people" => Ok(()),
            b"title" => {
                let title = self.content(Breaks::Fold)?;
                self.title(&title, began);
                Ok(())
            }
            b"updated" => self.entry("Last Updated", began),
            b"expert" => self.entry("Expert(s)", began),
            b"note" => {
                self.attributes_once(tag, &[b"title"], began);
                let title = attribute(tag, b"title").unwrap_or_else(|| "Note".into());
                self.entry(&title, began)
            }
            b"xref" => {
                let xref = self.xref(tag, true)?;
                self.out.registry.references.push(xref.reference());
                Ok(())
            }
            b"footnote" => {
                let text = self.content(Breaks::Keep)?;
                self.footnote(tag, &text, began);
                Ok(())
            }
            b"record" => self.record(tag, true, began),
            b"person" => self.person(tag, true, began),
            b"category" => self.content(Breaks::Fold).map(drop),
            _ => {
                self.unknown(tag, began);
                self.content(Breaks::Fold).map(drop)
            }
        }
    }

    fn footnote(&mut self, tag: &BytesStart<'a>, text: &str, began: usize) {
        self.attributes_once(tag, &[b"anchor"], began);
        let id = attribute(tag, b"anchor").unwrap_or_default();
        if id.trim().is_empty() {
            let span = self.lines.span(began, self.position());
            let message = "a footnote without its anchor: which references call it is not known";
            self.out.report.warning(Code::Markup, span, message);
        }
        self.out.footnote(&id, text);
    }

    fn entry(&mut self, heading: &str, began: usize) -> Result<(), Stop> {
        let body = self.content(Breaks::Keep)?;
        let span = self.finished(began);
        self.out.entry(heading, &body, span);
        Ok(())
    }

    fn record(&mut self, tag: &BytesStart<'a>, has_content: bool, began: usize) -> Result<(), Stop> {
        let [mut name, mut number, mut protocol, mut description, mut code, mut unauthorized, mut note] =
            [const { String::new() }; 7];
        let (mut contacts, mut references, mut assignees) = (IdList::default(), EcoVec::new(), None);
        let (mut uncertain, mut once) = (FieldSet::EMPTY, Once::new());
        loop {
            if !has_content {
                break;
            }
            let before = self.position();
            let event = self.next()?;
            let (tag, has_content) = match event {
                Event::Start(tag) => (tag, true),
                Event::Empty(tag) => (tag, false),
                Event::End(_) => break,
                Event::PI(mark) if holds_markup(&mark) => return Err(Stop::Markup(began, ENDLESS.to_owned())),
                Event::PI(mark) => {
                    uncertain.extend(marked(&mark, |word| Field::ALL.into_iter().find(|field| field.as_str() == word)));
                    continue;
                }
                Event::Text(text) if !text.iter().all(u8::is_ascii_whitespace) => {
                    return Err(Stop::Markup(self.position(), "text between the elements of a record".to_owned()));
                }
                _ => continue,
            };
            match tag.local_name().as_ref() {
                // The end tag is missing; what follows is not this record's.
                b"record" | b"people" | b"footnote" => {
                    return Err(Stop::Markup(began, "a record without its end tag".to_owned()));
                }
                // A person is the record's contact; anything else is its reference.
                b"xref" => match self.xref(&tag, has_content)? {
                    xref if xref.is_person() => xref.add_to(&mut contacts, &mut self.out.memo),
                    xref => references.push(xref.reference()),
                },
                b"assignee" => {
                    let found = if has_content { self.assignees()? } else { IdList::default() };
                    if *assignees.get_or_insert_with(|| found.clone()) != found {
                        once.differs(Field::Assignees);
                    }
                }
                element => {
                    let content = if has_content { self.content(Breaks::Fold)? } else { String::new() };
                    let (field, kept) = match element {
                        b"name" => (Field::ServiceName, &mut name),
                        b"number" => (Field::Ports, &mut number),
                        b"protocol" => (Field::Transport, &mut protocol),
                        b"description" => (Field::Description, &mut description),
                        b"sc" => (Field::ServiceCode, &mut code),
                        b"unauthorized" => (Field::UnauthorizedUse, &mut unauthorized),
                        b"note" => (Field::Notes, &mut note),
                        _ => {
                            self.unknown(&tag, before);
                            continue;
                        }
                    };
                    once.keep(field, kept, content);
                }
            }
        }
        // Where nobody else is named, the contact holds the assignment.
        let assignees = assignees.unwrap_or_else(|| contacts.clone());
        let lists = Lists { assignees, contacts, references };
        let span = self.finished(began);
        if self.out.is_too_long(span) {
            return Ok(());
        }
        if !uncertain.is_empty() {
            self.out.report.tally(Code::MarkedUncertain, span);
        }
        self.attributes(tag, &[b"date", b"updated"], began);
        let date = once.attribute(Field::RegistrationDate, tag, b"date");
        let updated = once.attribute(Field::ModificationDate, tag, b"updated");
        let (date, updated) = (&*date, &*updated);
        uncertain.extend(once.told("record", Field::column, span, self));
        let cells = [&*name, &number, &protocol, &description, "", "", date, updated, "", &code, &unauthorized, &note];
        self.out.row(Draft { cells: &cells, lists, uncertain, span, names_listed: false });
        Ok(())
    }

    fn assignees(&mut self) -> Result<IdList, Stop> {
        let mut assignees = IdList::default();
        loop {
            match self.next()? {
                Event::Start(tag) => self.xref(&tag, true)?.add_to(&mut assignees, &mut self.out.memo),
                Event::Empty(tag) => self.xref(&tag, false)?.add_to(&mut assignees, &mut self.out.memo),
                Event::End(_) => return Ok(assignees),
                _ => {}
            }
        }
    }

    pub(super) fn xref(&mut self, tag: &BytesStart<'a>, has_content: bool) -> Result<Xref<'a>, Stop> {
        self.attributes_once(tag, &[b"type", b"data", b"section"], self.position());
        let own = if has_content { Cow::Owned(self.content(Breaks::Fold)?) } else { Cow::Borrowed("") };
        let xref = Xref {
            kind: attribute(tag, b"type").unwrap_or_default(),
            target: attribute(tag, b"data").unwrap_or_default(),
            section: attribute(tag, b"section"),
            own,
        };
        if !xref.is_known() {
            let kind = shortened(&xref.kind);
            let message = format!("<xref> is of type {kind:?}, which is none of the registry's; it is read as text");
            self.tell(Code::Markup, message, self.position());
        }
        Ok(xref)
    }

    fn person(&mut self, tag: &BytesStart<'a>, has_content: bool, began: usize) -> Result<(), Stop> {
        let [mut name, mut organization, mut uri, mut updated] = [const { String::new() }; 4];
        let (mut other_uris, mut uncertain, mut once) = (Vec::new(), ContactFieldSet::EMPTY, Once::new());
        loop {
            if !has_content {
                break;
            }
            let before = self.position();
            let tag = match self.next()? {
                Event::Start(tag) => tag,
                Event::Empty(tag) => {
                    if !matches!(tag.local_name().as_ref(), b"name" | b"org" | b"uri" | b"updated") {
                        self.unknown(&tag, before);
                    }
                    continue;
                }
                Event::End(_) => break,
                Event::PI(mark) if holds_markup(&mark) => return Err(Stop::Markup(began, ENDLESS.to_owned())),
                Event::PI(mark) => {
                    let field = |word: &str| ContactField::ALL.into_iter().find(|field| field.as_str() == word);
                    uncertain.extend(marked(&mark, field));
                    continue;
                }
                _ => continue,
            };
            if tag.local_name().as_ref() == b"person" {
                return Err(Stop::Markup(began, "a person without its end tag".to_owned()));
            }
            let content = self.content(Breaks::Fold)?;
            match tag.local_name().as_ref() {
                b"name" => once.keep(ContactField::Name, &mut name, content),
                b"org" => once.keep(ContactField::Organization, &mut organization, content),
                b"uri" if uri.is_empty() => uri = content,
                b"uri" => other_uris.push(content),
                b"updated" => once.keep(ContactField::Updated, &mut updated, content),
                _ => self.unknown(&tag, before),
            }
        }
        let span = self.finished(began);
        if !uncertain.is_empty() {
            self.out.report.tally(Code::MarkedUncertain, span);
        }
        self.attributes(tag, &[b"id"], began);
        let id = once.attribute(ContactField::Id, tag, b"id");
        uncertain.extend(once.told("person", ContactField::column, span, self));
        self.out.contact(ContactDraft {
            id: &id,
            word: None,
            name: &name,
            organization: &organization,
            uri: &uri,
            other_uris: other_uris.iter().map(String::as_str).collect(),
            updated: &updated,
            uncertain,
            span,
        });
        Ok(())
    }

    /// The place of an element that was read to its end; reports the first entity in it that is not known.
    fn finished(&mut self, began: usize) -> Span {
        let span = self.lines.span(began, self.position());
        if let Some(name) = self.unknown_entity.take() {
            let name = shortened(&name);
            let message = format!("the entity &{name}; is not known; such entities are kept as written");
            self.out.report.warning(Code::Markup, span, message);
        }
        span
    }
}
