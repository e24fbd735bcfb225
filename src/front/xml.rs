//! The registry's XML, through quick-xml's pull reader.
//!
//! Its cells are typed, so rows are handed over in their columns, and nothing is uncertain but what the document itself
//! marks: a registry that was read from less and written as XML.

use std::borrow::Cow;

use ecow::{EcoString, EcoVec};
use quick_xml::Reader;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::attributes::Attributes;
use quick_xml::events::{BytesPI, BytesRef, BytesStart, Event};

use crate::assemble::Assembler;
use crate::ast::{Code, ContactField, Field, Format, Parsed, Reference, ReferenceKind, Span};
use crate::build::{ContactDraft, Draft};
use crate::cell;
use crate::options::Limits;
use crate::preamble::{self, shortened};
use crate::report::Lines;

/// Reads the registry's XML; `None` where it is none. Markup that is not well-formed costs the record that it
/// stands in.
pub(crate) fn read(text: &str, limits: &Limits) -> Option<Parsed> {
    if !is_registry(text) {
        return None;
    }
    let mut out = Assembler::new(Format::Xml, None, limits);
    out.columns(Field::ALL);
    let mut document = Document {
        text,
        base: 0,
        reader: reader(text),
        lines: Lines::new(text.as_bytes()),
        out: &mut out,
        closed: false,
        scanned_to: 0,
        unknown_entity: None,
    };
    document.read();
    Some(out.finish(text))
}

fn reader(text: &str) -> Reader<&[u8]> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_end_names = true;
    reader
}

/// Why reading an element stopped: the document goes on elsewhere, or not at all.
#[derive(Debug)]
enum Stop {
    /// Not well-formed, here.
    Markup(usize, String),
    /// The document ended.
    End,
    /// Deeper than the limit, here.
    Depth(usize),
}

struct Document<'a, 'o> {
    text: &'a str,
    /// Where the text of `reader` begins in `text`: past 0 after markup that was not well-formed.
    base: usize,
    reader: Reader<&'a [u8]>,
    lines: Lines<'a>,
    out: &'o mut Assembler,
    /// The end tag of the registry was read.
    closed: bool,
    /// How far an error was looked for.
    scanned_to: usize,
    /// The first entity that is not known, in the element that is being read.
    unknown_entity: Option<String>,
}

impl<'a> Document<'a, '_> {
    fn position(&self) -> usize {
        self.base + usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX)
    }

    fn next(&mut self) -> Result<Event<'a>, Stop> {
        match self.reader.read_event() {
            Ok(Event::Eof) => Err(Stop::End),
            Ok(Event::Start(tag) | Event::Empty(tag)) if is_broken(&tag, self.out.limits.attributes) => {
                self.scanned_to = self.position();
                let name = String::from_utf8_lossy(tag.local_name().as_ref()).into_owned();
                let most = self.out.limits.attributes;
                let message = format!("<{}> has a broken attribute, or more than {most} of them", shortened(&name));
                Err(Stop::Markup(self.scanned_to, message))
            }
            Ok(event) => Ok(event),
            Err(error) => {
                let at = self.base + usize::try_from(self.reader.error_position()).unwrap_or(usize::MAX);
                // What does not end was looked for up to the document's end.
                let is_unclosed = matches!(error, quick_xml::Error::Syntax(_));
                self.scanned_to = if is_unclosed { self.text.len() } else { self.position() };
                Err(Stop::Markup(cell::text::floor(self.text, at), error.to_string()))
            }
        }
    }

    fn read(&mut self) {
        // Where the element that is being read began: after an error reading goes on with the next one.
        let mut began = 0;
        // What is read twice after errors is bounded, or unclosed comments would make reading quadratic.
        let mut again = self.text.len().saturating_mul(4);
        loop {
            let before = self.position();
            let step = match self.next() {
                Ok(Event::Start(tag)) => {
                    began = before;
                    self.element(&tag, before)
                }
                // A reference of the registry; whatever else is empty says nothing.
                Ok(Event::Empty(tag)) if tag.local_name().as_ref() == b"xref" => {
                    self.xref(&tag, false).map(|reference| self.out.registry.references.push(reference))
                }
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
                    let next = self.next_record(began.max(before));
                    let scanned_to = std::mem::take(&mut self.scanned_to).max(at);
                    again = again.saturating_sub(next.map_or(0, |next| scanned_to.saturating_sub(next)));
                    match next.filter(|_| again > 0) {
                        Some(next) => {
                            self.out.report.error(
                                Code::Markup,
                                span,
                                format!("not well-formed: {message}; this element is left out"),
                            );
                            self.base = next;
                            self.reader = reader(self.text.get(next..).unwrap_or(""));
                            // Within the registry again, whose start tag this reader has not seen.
                            self.reader.config_mut().allow_unmatched_ends = true;
                            began = next;
                        }
                        None => {
                            let message = format!(
                                "the document ends or breaks here ({message}); what it would say further is lost"
                            );
                            self.out.report.error(Code::Truncated, span, message);
                            return;
                        }
                    }
                }
            }
        }
    }

    /// Where the next record, person or footnote begins after `from`.
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

    /// An element of the registry, whose start tag was read.
    fn element(&mut self, tag: &BytesStart<'a>, began: usize) -> Result<(), Stop> {
        match tag.local_name().as_ref() {
            // What they hold is read as it comes.
            b"registry" | b"people" => Ok(()),
            b"title" => {
                let title = self.content(Breaks::Fold)?;
                self.out.title(&title);
                Ok(())
            }
            b"updated" => self.entry("Last Updated", began),
            b"expert" => self.entry("Expert(s)", began),
            b"note" => {
                let title = attribute(tag, b"title").unwrap_or_else(|| "Note".into());
                self.entry(&title, began)
            }
            b"xref" => {
                let reference = self.xref(tag, true)?;
                self.out.registry.references.push(reference);
                Ok(())
            }
            b"footnote" => {
                let id = attribute(tag, b"anchor").unwrap_or_default();
                let text = self.content(Breaks::Keep)?;
                self.out.footnote(&id, &text);
                Ok(())
            }
            b"record" => self.record(tag, began),
            b"person" => self.person(tag, began),
            _ => self.content(Breaks::Fold).map(drop),
        }
    }

    fn entry(&mut self, heading: &str, began: usize) -> Result<(), Stop> {
        let body = self.content(Breaks::Keep)?;
        let span = self.finished(began);
        self.out.entry(heading, &body, span);
        Ok(())
    }

    fn record(&mut self, tag: &BytesStart<'a>, began: usize) -> Result<(), Stop> {
        let mut draft = Draft {
            registration_date: attribute(tag, b"date").unwrap_or_default(),
            modification_date: attribute(tag, b"updated").unwrap_or_default(),
            ..Draft::default()
        };
        let mut assignees = None;
        loop {
            let event = self.next()?;
            let (tag, has_content) = match event {
                Event::Start(tag) => (tag, true),
                Event::Empty(tag) => (tag, false),
                Event::End(_) => break,
                Event::PI(mark) => {
                    draft
                        .uncertain
                        .extend(marked(&mark, |word| Field::ALL.into_iter().find(|field| field.as_str() == word)));
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
                b"xref" => self.xref(&tag, has_content)?.sort_into(&mut draft),
                b"assignee" => assignees = Some(if has_content { self.assignees()? } else { EcoVec::new() }),
                name => {
                    let content = if has_content { Cow::Owned(self.content(Breaks::Fold)?) } else { Cow::Borrowed("") };
                    match name {
                        b"name" => draft.service_name = content,
                        b"number" => draft.ports = content,
                        b"protocol" => draft.transport = content,
                        b"description" => draft.description = content,
                        b"sc" => draft.service_code = content,
                        b"unauthorized" => draft.unauthorized_use = content,
                        b"note" => draft.notes = content,
                        _ => {}
                    }
                }
            }
        }
        // Where nobody else is named, the contact holds the assignment.
        draft.assignees = assignees.unwrap_or_else(|| draft.contacts.clone());
        draft.span = self.finished(began);
        if self.out.is_too_long(draft.span) {
            return Ok(());
        }
        if !draft.uncertain.is_empty() {
            self.out.report.tally(Code::MarkedUncertain, draft.span);
        }
        self.out.row(draft);
        Ok(())
    }

    fn assignees(&mut self) -> Result<EcoVec<EcoString>, Stop> {
        let mut assignees = EcoVec::new();
        loop {
            match self.next()? {
                Event::Start(tag) => assignees.push(self.xref(&tag, true)?.text),
                Event::Empty(tag) => assignees.push(self.xref(&tag, false)?.text),
                Event::End(_) => return Ok(assignees),
                _ => {}
            }
        }
    }

    /// A reference: its own words, else an RFC's number, else what it points to.
    fn xref(&mut self, tag: &BytesStart<'a>, has_content: bool) -> Result<Reference, Stop> {
        let own = if has_content { self.content(Breaks::Fold)? } else { String::new() };
        let own = cell::text::fold_line(&own);
        let target = attribute(tag, b"data").unwrap_or_default();
        let kind = attribute(tag, b"type").unwrap_or_default();
        let text = match (own.is_empty(), kind.as_ref()) {
            (false, _) => own,
            (true, "rfc") => Cow::Owned(target.to_uppercase()),
            (true, _) => cell::text::fold_line(&target),
        };
        let read = Reference::from_text(&text);
        let number = || {
            let digits = target.trim_start_matches(|c: char| !c.is_ascii_digit());
            digits.parse().ok().or(read.number)
        };
        let (kind, number) = match kind.as_ref() {
            "rfc" => (ReferenceKind::Rfc, number()),
            "draft" => (ReferenceKind::Draft, None),
            "uri" => (ReferenceKind::Uri, None),
            "note" => (ReferenceKind::Note, number()),
            "person" => (ReferenceKind::Person, None),
            "registry" => (ReferenceKind::Registry, None),
            _ => (read.kind, read.number),
        };
        // Words of its own say the section, too; an attribute does where they do not.
        let section = read.section.or_else(|| {
            let section = attribute(tag, b"section")?;
            Some(cell::text::fold_line(&section).as_ref().into()).filter(|section: &EcoString| !section.is_empty())
        });
        Ok(Reference { kind, number, section, text: read.text })
    }

    fn person(&mut self, tag: &BytesStart<'a>, began: usize) -> Result<(), Stop> {
        let mut draft = ContactDraft { id: attribute(tag, b"id").unwrap_or_default(), ..ContactDraft::default() };
        loop {
            let tag = match self.next()? {
                Event::Start(tag) => tag,
                Event::End(_) => break,
                Event::PI(mark) => {
                    for field in
                        marked(&mark, |word| ContactField::ALL.into_iter().find(|field| field.as_str() == word))
                    {
                        if !draft.uncertain.contains(&field) {
                            draft.uncertain.push(field);
                        }
                    }
                    continue;
                }
                _ => continue,
            };
            if tag.local_name().as_ref() == b"person" {
                return Err(Stop::Markup(began, "a person without its end tag".to_owned()));
            }
            let content = Cow::Owned(self.content(Breaks::Fold)?);
            match tag.local_name().as_ref() {
                b"name" => draft.name = content,
                b"org" => draft.organization = content,
                b"uri" if draft.uri.is_empty() => draft.uri = content,
                b"uri" => draft.other_uris.push(content),
                b"updated" => draft.updated = content,
                _ => {}
            }
        }
        draft.span = self.finished(began);
        if !draft.uncertain.is_empty() {
            self.out.report.tally(Code::MarkedUncertain, draft.span);
        }
        self.out.contact(draft);
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

    /// An entity that XML does not define stays as it is written.
    fn push_entity(&mut self, text: &mut String, entity: &BytesRef<'_>) {
        if let Ok(Some(c)) = entity.resolve_char_ref() {
            text.push(c);
            return;
        }
        let name = String::from_utf8_lossy(entity);
        match resolve_xml_entity(&name) {
            Some(known) => text.push_str(known),
            None => {
                text.push_str(&format!("&{name};"));
                self.unknown_entity.get_or_insert_with(|| name.into_owned());
            }
        }
    }

    /// The text up to the end tag of the element whose start tag was read: references in brackets, `<br/>` and
    /// the borders of paragraphs as newlines.
    fn content(&mut self, breaks: Breaks) -> Result<String, Stop> {
        let mut text = String::new();
        // Open elements; a reference is held with the text before it until its own text is known.
        let mut open: Vec<Option<(BytesStart<'a>, usize)>> = Vec::new();
        loop {
            match self.next()? {
                Event::Text(part) => push(&mut text, &String::from_utf8_lossy(&part), breaks),
                Event::CData(part) => push(&mut text, &String::from_utf8_lossy(&part), breaks),
                Event::GeneralRef(entity) => self.push_entity(&mut text, &entity),
                Event::Empty(tag) => match tag.local_name().as_ref() {
                    b"br" => text.push('\n'),
                    b"xref" => {
                        let reference = self.xref(&tag, false)?;
                        text.push_str(&format!("[{}]", reference.text));
                    }
                    _ => {}
                },
                Event::Start(tag) => {
                    if open.len() >= self.out.limits.depth {
                        return Err(Stop::Depth(self.position()));
                    }
                    if tag.local_name().as_ref() == b"paragraph" {
                        text.push('\n');
                    }
                    let start = text.len();
                    open.push(Some((tag, start)));
                }
                Event::End(_) => match open.pop() {
                    None => return Ok(text),
                    Some(Some((tag, start))) => match tag.local_name().as_ref() {
                        b"paragraph" | b"br" => text.push('\n'),
                        b"xref" => {
                            let own = cell::text::fold_line(text.get(start..).unwrap_or("")).into_owned();
                            text.truncate(start);
                            let own = if own.is_empty() { self.xref(&tag, false)?.text } else { own.into() };
                            text.push_str(&format!("[{own}]"));
                        }
                        _ => {}
                    },
                    Some(None) => {}
                },
                _ => {}
            }
        }
    }
}

/// What a newline in the text of an element is.
#[derive(Clone, Copy)]
enum Breaks {
    /// White space.
    Fold,
    /// A line's end: the text stands in the page as it is.
    Keep,
}

fn push(text: &mut String, part: &str, breaks: Breaks) {
    match breaks {
        Breaks::Keep => text.push_str(part),
        Breaks::Fold => text.extend(part.chars().map(|c| if matches!(c, '\n' | '\r') { ' ' } else { c })),
    }
}

/// An attribute without its value, its quotes or its `=`, or more attributes than the limit.
fn is_broken(tag: &BytesStart<'_>, limit: usize) -> bool {
    let mut attributes = tag.attributes();
    let attributes = attributes.with_checks(false);
    attributes.by_ref().take(limit).any(|found| found.is_err()) || attributes.next().is_some()
}

fn attribute<'a>(tag: &BytesStart<'a>, name: &[u8]) -> Option<Cow<'a, str>> {
    let found = tag.attributes().with_checks(false).flatten().find(|found| found.key.as_ref() == name)?;
    let raw = String::from_utf8_lossy(&found.value);
    Some(Cow::Owned(quick_xml::escape::unescape(&raw).map_or_else(|_| raw.to_string(), Cow::into_owned)))
}

/// The fields that `<?portolan uncertain="…"?>` names, which the writer puts into records and persons. Other
/// instructions say nothing here, nor do words that name no field.
fn marked<F>(mark: &BytesPI<'_>, field: impl Fn(&str) -> Option<F>) -> Vec<F> {
    let Ok(content) = std::str::from_utf8(mark) else { return Vec::new() };
    if mark.target() != b"portolan" {
        return Vec::new();
    }
    let mut attributes = Attributes::new(content, mark.target().len());
    let found = attributes.with_checks(false).map_while(Result::ok).find(|found| found.key.as_ref() == b"uncertain");
    let Some(found) = found else { return Vec::new() };
    // There are no more fields than that.
    String::from_utf8_lossy(&found.value).split_whitespace().take(Field::ALL.len()).filter_map(field).collect()
}

impl Reference {
    /// A person is the record's contact; anything else is its reference.
    fn sort_into(self, draft: &mut Draft<'_>) {
        if self.kind == ReferenceKind::Person { draft.contacts.push(self.text) } else { draft.references.push(self) }
    }
}

/// Whether `text` is the registry's XML: its root element is `registry`, with the registry's id or title. A part
/// that has neither is taken for it, too; IANA's other registries have theirs.
pub(crate) fn is_registry(text: &str) -> bool {
    let mut reader = reader(text.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']));
    let (mut in_root, mut in_title) = (false, false);
    for _ in 0..64 {
        match reader.read_event() {
            Ok(Event::Start(tag) | Event::Empty(tag)) if !in_root => {
                if tag.local_name().as_ref() != b"registry" {
                    return false;
                }
                match attribute(&tag, b"id") {
                    Some(id) if id != "service-names-port-numbers" => in_root = true,
                    _ => return true,
                }
            }
            Ok(Event::Start(tag)) if tag.local_name().as_ref() == b"title" => in_title = true,
            Ok(Event::Text(title)) if in_title => return preamble::is_title(&String::from_utf8_lossy(&title)),
            Ok(Event::Eof) | Err(_) => return false,
            Ok(_) => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_records(body: &str) -> Parsed {
        read(&format!("<registry xmlns=\"http://www.iana.org/assignments\">{body}</registry>"), &Limits::default())
            .expect("a registry")
    }

    #[test]
    fn references_and_breaks_in_text() {
        let parsed = read_records(
            "<record><name/><number>1</number><description>Foo &amp; bar<br/>baz <xref type=\"rfc\" data=\"rfc1\"/>\n x</description>\
             <note><paragraph>One\n two</paragraph><paragraph>by <xref type=\"person\" data=\"A_B\"/></paragraph></note>\
             <xref type=\"rfc\" data=\"rfc8765\">RFC8765, Section 6.1</xref></record>",
        );
        let record = &parsed.registry.records[0];
        assert_eq!(record.description(), Some("Foo & bar\nbaz [RFC1] x"));
        assert_eq!(record.notes(), Some("One two\nby [A_B]"));
        assert_eq!(record.references()[0].section.as_deref(), Some("6.1"));
        assert_eq!(record.service_name(), None);
        assert!(parsed.diagnostics.is_empty(), "{:?}", parsed.diagnostics);
    }

    #[test]
    fn damage_costs_one_record() {
        let parsed = read_records(
            "<record><name>a</name><number>1</number></record><record><name>b</nam></record>\
             <record><name>c</name><number>3</number></record>",
        );
        let names: Vec<_> = parsed.registry.iter().filter_map(|record| record.service_name()).collect();
        assert_eq!(names, ["a", "c"]);
        assert_eq!(parsed.diagnostics.len(), 1);
        assert_eq!(parsed.diagnostics[0].code, Code::Markup);
    }
}
