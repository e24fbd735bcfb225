//! The registry's XML: elements in the order that most of its records have, a line each.
//!
//! What a schema has no word for, that a value is not sure, stands in a processing instruction, which no schema forbids:
//! `<?portolan uncertain="registration_date modification_date"?>` within its record or person.

use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt::{self, Display};
use std::io::{self, Write};

use ecow::EcoString;

use crate::ast::{Contact, Field, Footnote, Note, Record, Reference, ReferenceKind, Registry};
use crate::cell::{sentence, uri};
use crate::preamble;

use super::cells;
use super::markup::{Escaped, Quoted};
use super::prose::{self, Piece};

const OPENING: &str = "<?xml version='1.0' encoding='UTF-8'?>\n\
    <registry xmlns=\"http://www.iana.org/assignments\" id=\"service-names-port-numbers\">\n";

pub(super) fn write<W: Write + ?Sized>(registry: &Registry, out: &mut W) -> io::Result<()> {
    let contacts = registry.contacts.iter().map(|contact| contact.id.as_str()).collect();
    let mut document = Document { out, contacts };
    document.out.write_all(OPENING.as_bytes())?;
    document.header(registry)?;
    for record in registry.iter().filter(|record| !cells::is_empty(record)) {
        document.record(record)?;
    }
    registry.footnotes.iter().try_for_each(|footnote| document.footnote(footnote))?;
    if !registry.contacts.is_empty() {
        document.line("  <people>")?;
        registry.contacts.iter().try_for_each(|contact| document.person(contact))?;
        document.line("  </people>")?;
    }
    document.line("</registry>")
}

struct Document<'a, W: ?Sized> {
    out: &'a mut W,
    /// The ids of the contact table, which references in text lead to.
    contacts: HashSet<&'a str>,
}

impl<W: Write + ?Sized> Document<'_, W> {
    fn line(&mut self, line: &str) -> io::Result<()> {
        self.out.write_all(line.as_bytes())?;
        self.out.write_all(b"\n")
    }

    /// An element of text, if there is any.
    fn element(&mut self, indent: &str, name: &str, text: &str) -> io::Result<()> {
        if text.is_empty() {
            return Ok(());
        }
        writeln!(self.out, "{indent}<{name}>{}</{name}>", Broken(text))
    }

    /// An element of a date or a number, if there is one.
    fn value(&mut self, indent: &str, name: &str, value: Option<impl Display>) -> io::Result<()> {
        value.map_or(Ok(()), |value| writeln!(self.out, "{indent}<{name}>{value}</{name}>"))
    }

    /// An element of text whose brackets are references, if there is any.
    fn prose(&mut self, name: &str, text: &str) -> io::Result<()> {
        if text.is_empty() {
            return Ok(());
        }
        write!(self.out, "    <{name}>")?;
        self.pieces(text)?;
        writeln!(self.out, "</{name}>")
    }

    fn pieces(&mut self, text: &str) -> io::Result<()> {
        for piece in prose::pieces(text, |id| self.contacts.contains(id)) {
            match piece {
                Piece::Words(words) => write!(self.out, "{}", Broken(words))?,
                Piece::Reference(reference) => write!(self.out, "{}", Xref::of(&reference))?,
            }
        }
        Ok(())
    }

    fn header(&mut self, registry: &Registry) -> io::Result<()> {
        if let Some(title) = registry.title.as_deref().map(cells::line).filter(|title| !title.is_empty()) {
            self.element("  ", "title", &title)?;
            self.element("  ", "category", "Service Names and Transport Protocol Port Numbers")?;
        }
        self.value("  ", "updated", registry.updated)?;
        self.references("  ", &registry.references)?;
        let experts = preamble::experts(&registry.experts.as_deref().map(cells::paragraphs).unwrap_or_default());
        if !experts.is_empty() {
            // Its lines are lines here, too.
            writeln!(self.out, "  <expert>{}</expert>", Escaped(&experts))?;
        }
        registry.notes.iter().try_for_each(|note| self.note(note))
    }

    /// A note above the table: its paragraphs, an empty line between two.
    fn note(&mut self, note: &Note) -> io::Result<()> {
        let text = cells::paragraphs(&note.text);
        if text.is_empty() {
            return Ok(());
        }
        match &*cells::line(&note.title) {
            "Note" => self.line("  <note>")?,
            // It would be read as another entry of the header.
            title if !preamble::is_note(title) => self.line("  <note>")?,
            title => writeln!(self.out, "  <note title=\"{}\">", Quoted(title))?,
        }
        for (at, paragraph) in text.split('\n').enumerate() {
            if at > 0 {
                self.line("")?;
            }
            self.pieces(paragraph)?;
            self.line("")?;
        }
        self.line("  </note>")
    }

    fn footnote(&mut self, footnote: &Footnote) -> io::Result<()> {
        let (id, text) = (cells::bracketed(&footnote.id), cells::paragraphs(&footnote.text));
        if id.is_empty() && text.is_empty() {
            return Ok(());
        }
        write!(self.out, "  <footnote anchor=\"{}\">", Quoted(&id))?;
        for (at, paragraph) in text.split('\n').enumerate() {
            self.out.write_all(if at > 0 { b"\n\n" } else { b"" })?;
            self.pieces(paragraph)?;
        }
        self.line("</footnote>")
    }

    fn record(&mut self, record: &Record) -> io::Result<()> {
        self.out.write_all(b"  <record")?;
        for (name, date) in [("date", record.registration_date()), ("updated", record.modification_date())] {
            if let Some(date) = date {
                write!(self.out, " {name}=\"{date}\"")?;
            }
        }
        self.line(">")?;
        self.uncertain("    ", record.uncertain().iter().map(Field::as_str))?;
        self.element("    ", "name", &record.service_name().map(cells::line).unwrap_or_default())?;
        let transport = record.transport().map(|transport| cells::line(transport.as_str()));
        self.element("    ", "protocol", &transport.unwrap_or_default())?;
        // Where it names none, the contacts hold the assignment.
        if record.assignees() != record.contacts() {
            if record.assignees().is_empty() {
                self.line("    <assignee/>")?;
            } else {
                self.line("    <assignee>")?;
                self.people("      ", record.assignees())?;
                self.line("    </assignee>")?;
            }
        }
        self.people("    ", record.contacts())?;
        self.references("    ", record.references())?;
        self.description(record)?;
        self.value("    ", "number", record.ports())?;
        self.value("    ", "sc", record.service_code())?;
        self.prose("unauthorized", &record.unauthorized_use().map(cells::paragraphs).unwrap_or_default())?;
        self.prose("note", &record.notes().map(cells::paragraphs).unwrap_or_default())?;
        self.line("  </record>")
    }

    /// The registry leaves a line empty before its sentence on a replacement.
    fn description(&mut self, record: &Record) -> io::Result<()> {
        let words = cells::description(record, "\n");
        let (before, replaces) = sentence::split_replacement(&words);
        match words.get(before.len()..).map(str::trim_start) {
            Some(sentence) if replaces.is_some() && !before.is_empty() => {
                self.prose("description", &format!("{before}\n\n{sentence}"))
            }
            _ => self.prose("description", &words),
        }
    }

    fn uncertain<'f>(&mut self, indent: &str, fields: impl Iterator<Item = &'f str>) -> io::Result<()> {
        let fields: Vec<&str> = fields.collect();
        if fields.is_empty() {
            return Ok(());
        }
        writeln!(self.out, "{indent}<?portolan uncertain=\"{}\"?>", fields.join(" "))
    }

    fn people(&mut self, indent: &str, ids: &[EcoString]) -> io::Result<()> {
        for id in ids.iter().map(|id| cells::bracketed(id)).filter(|id| !id.is_empty()) {
            writeln!(self.out, "{indent}{}", Xref::new("person", Some(id), "".into()))?;
        }
        Ok(())
    }

    fn references(&mut self, indent: &str, references: &[Reference]) -> io::Result<()> {
        for reference in references {
            // Among the references of a record a person would be its contact.
            let is_misplaced = indent.len() > 2 && reference.kind == ReferenceKind::Person;
            let xref = if is_misplaced { Xref::words(&reference.text) } else { Xref::of(reference) };
            if !xref.is_empty() {
                writeln!(self.out, "{indent}{xref}")?;
            }
        }
        Ok(())
    }

    fn person(&mut self, contact: &Contact) -> io::Result<()> {
        let id = cells::bracketed(&contact.id);
        if id.is_empty() {
            return Ok(());
        }
        writeln!(self.out, "    <person id=\"{}\">", Quoted(&id))?;
        self.uncertain("      ", contact.uncertain.iter().map(|field| field.as_str()))?;
        let words = |text: &Option<EcoString>| text.as_deref().map(cells::paragraphs).unwrap_or_default().into_owned();
        self.element("      ", "name", &words(&contact.name))?;
        self.element("      ", "org", &words(&contact.organization))?;
        for uri in contact.uri.iter().chain(&contact.other_uris) {
            self.element("      ", "uri", &masked(&cells::line(uri)))?;
        }
        self.value("      ", "updated", contact.updated)?;
        self.line("    </person>")
    }
}

/// A contact's URI with `&` for `@`, where reading undoes that.
fn masked(address: &str) -> Cow<'_, str> {
    let masked = address.replacen('@', "&", 1);
    if masked != address && uri::address(&masked).uri == address { masked.into() } else { address.into() }
}

/// `<xref type="rfc" data="rfc8765">RFC8765, Section 6.1</xref>`; without words of its own where what it points to says
/// the same.
struct Xref<'a> {
    kind: &'static str,
    data: Option<Cow<'a, str>>,
    /// Where its words do not say it.
    section: Option<Cow<'a, str>>,
    own: Cow<'a, str>,
}

impl<'a> Xref<'a> {
    fn new(kind: &'static str, data: Option<Cow<'a, str>>, own: Cow<'a, str>) -> Self {
        Self { kind, data, section: None, own }
    }

    fn of(reference: &'a Reference) -> Self {
        let section = reference.section.as_deref().map(cells::line).filter(|section| !section.is_empty());
        let is_told = Reference::from_text(&cells::line(&reference.text)).section.is_some();
        Self { section: section.filter(|_| !is_told), ..Self::without_section(reference) }
    }

    fn without_section(reference: &'a Reference) -> Self {
        let text = cells::line(&reference.text);
        let to = |kind, data: Cow<'a, str>, text: Cow<'a, str>| {
            let own = if data == text { "".into() } else { text };
            Self::new(kind, Some(data).filter(|data| !data.is_empty()), own)
        };
        match (reference.kind, reference.number) {
            (ReferenceKind::Rfc, Some(number)) => {
                let own = if text == format!("RFC{number}") { "".into() } else { text };
                Self::new("rfc", Some(format!("rfc{number}").into()), own)
            }
            (ReferenceKind::Draft, _) => {
                let name = text.split([',', ' ']).next().filter(|name| !name.is_empty()).unwrap_or(&text).to_owned();
                to("draft", name.into(), text)
            }
            // Of a label the AST does not hold where it leads.
            (ReferenceKind::Uri, _) if Reference::from_text(&text).kind != ReferenceKind::Uri => {
                Self::new("uri", None, text)
            }
            (ReferenceKind::Uri, _) => to("uri", text.clone(), text),
            (ReferenceKind::Note, Some(number)) => to("note", number.to_string().into(), text),
            (ReferenceKind::Note, None) => Self::new("note", None, text),
            (ReferenceKind::Person, _) => to("person", text.clone(), text),
            (ReferenceKind::Registry, _) => to("registry", text.clone(), text),
            (ReferenceKind::Rfc | ReferenceKind::Text, _) => Self::new("text", None, text),
        }
    }

    /// Words that lead nowhere.
    fn words(text: &'a str) -> Self {
        Self::new("text", None, cells::line(text))
    }

    fn is_empty(&self) -> bool {
        self.data.is_none() && self.own.is_empty()
    }
}

impl Display for Xref<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<xref type=\"{}\"", self.kind)?;
        if let Some(data) = &self.data {
            write!(f, " data=\"{}\"", Quoted(data))?;
        }
        if let Some(section) = &self.section {
            write!(f, " section=\"{}\"", Quoted(section))?;
        }
        if self.own.is_empty() { f.write_str("/>") } else { write!(f, ">{}</xref>", Escaped(&self.own)) }
    }
}

/// Text whose lines are parted by `<br/>`.
struct Broken<'a>(&'a str);

impl Display for Broken<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, line) in self.0.split('\n').enumerate() {
            if at > 0 {
                f.write_str(if line.is_empty() { "<br/>" } else { "<br/>\n" })?;
            }
            write!(f, "{}", Escaped(line))?;
        }
        Ok(())
    }
}
