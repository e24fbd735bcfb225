//! A page as the registry's own, which also stands alone: style and script are in it, and it asks nothing of the network.
//!
//! It is XHTML that HTML reads alike, so style and script have neither `<` nor `&`. Without its script the page is
//! whole; the script adds the search.

mod fragment;

use std::collections::HashSet;
use std::io::{self, Write};

use ecow::EcoString;

use crate::ast::{Contact, ContactField, Field, Footnote, Note, Record, Reference, ReferenceKind, Registry, Status};
use crate::preamble;

use super::cells::{self, Cell};
use super::link;
use super::markup::Quoted;
use super::prose::{self, Piece};
use fragment::fragment;

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// Nothing is loaded from anywhere, whatever a registry holds.
const POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/// Longer ids may break behind their underscores.
const LONG_ID: usize = 12;

/// Rows of a `<tbody>`: a browser lays out those that are near its window. The style knows the number, too.
const BODY: usize = 64;

pub(super) fn write<W: Write + ?Sized>(registry: &Registry, out: &mut W) -> io::Result<()> {
    let ids = registry.contacts.iter().map(|contact| cells::bracketed(&contact.id).into_owned());
    let contacts = ids.filter(|id| !id.is_empty()).collect();
    let footnotes = registry.footnotes.iter().map(|footnote| cells::bracketed(&footnote.id).into_owned()).collect();
    let columns = cells::columns(registry);
    let mut page = Page { out, contacts, footnotes };
    page.head(registry, &columns)?;
    page.header(registry)?;
    page.records(registry, &columns)?;
    page.contacts(&registry.contacts)?;
    page.footnotes(&registry.footnotes)?;
    write!(page.out, "</main>\n<script>{SCRIPT}</script>\n</body>\n</html>\n")
}

struct Page<'a, W: Write + ?Sized> {
    out: &'a mut W,
    /// Where links may lead: ids of the contacts and of the footnotes that are in the page.
    contacts: HashSet<String>,
    footnotes: HashSet<String>,
}

impl<W: Write + ?Sized> Page<'_, W> {
    fn raw(&mut self, markup: &str) -> io::Result<()> {
        self.out.write_all(markup.as_bytes())
    }

    fn text(&mut self, words: &str) -> io::Result<()> {
        write!(self.out, "{}", Quoted(words))
    }

    fn head(&mut self, registry: &Registry, columns: &[Field]) -> io::Result<()> {
        self.raw("<!DOCTYPE html>\n<html xmlns=\"http://www.w3.org/1999/xhtml\" lang=\"en\">\n<head>\n")?;
        self.raw("<meta charset=\"utf-8\"/>\n")?;
        // An untitled registry stays one.
        let title = registry.title.as_deref().map(cells::line).filter(|title| !title.is_empty());
        if let Some(title) = &title {
            self.raw("<title>")?;
            self.text(title)?;
            self.raw("</title>\n")?;
        }
        self.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n")?;
        writeln!(self.out, "<meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\"/>")?;
        writeln!(self.out, "<style>{STYLE}{}</style>", style_of(columns))?;
        self.raw("</head>\n<body>\n<main>\n")?;
        if let Some(title) = &title {
            self.raw("<h1>")?;
            self.text(title)?;
            self.raw("</h1>\n")?;
        }
        Ok(())
    }

    /// What stands above the table.
    fn header(&mut self, registry: &Registry) -> io::Result<()> {
        self.raw("<dl>\n")?;
        if let Some(updated) = registry.updated {
            writeln!(self.out, "<dt>Last Updated</dt>\n<dd>{updated}</dd>")?;
        }
        if let Some(experts) = &registry.experts {
            self.raw("<dt>Expert(s)</dt>\n<dd>")?;
            self.prose(experts)?;
            self.raw("</dd>\n")?;
        }
        if !registry.references.is_empty() {
            self.raw("<dt>Reference</dt>\n<dd>")?;
            self.references(&registry.references)?;
            self.raw("</dd>\n")?;
        }
        for Note { title, text } in &registry.notes {
            // Under a heading of its own a note would be read as what that announces.
            let title = cells::line(title);
            self.raw("<dt>")?;
            self.text(if preamble::is_note(&title) { &title } else { "Note" })?;
            self.raw("</dt>\n<dd>\n")?;
            self.blocks(text)?;
            self.raw("</dd>\n")?;
        }
        self.raw("</dl>\n")
    }

    fn records(&mut self, registry: &Registry, columns: &[Field]) -> io::Result<()> {
        let is_unsure = registry.iter().any(|record| !record.uncertain().is_empty())
            || registry.contacts.iter().any(|contact| !contact.uncertain.is_empty());
        if is_unsure {
            self.raw("<p class=\"legend\"><span>Underlined with dots</span>: uncertain; the document that this was ")?;
            self.raw("read from does not determine the value, or its column.</p>\n")?;
        }
        self.raw("<table class=\"records\" aria-label=\"Services and ports\">\n<thead>\n<tr>")?;
        for field in columns {
            write!(self.out, "<th scope=\"col\" class=\"{field}\">{}</th>", field.column())?;
        }
        self.raw("</tr>\n</thead>\n<tbody>\n")?;
        for (at, record) in registry.iter().enumerate() {
            self.body(at)?;
            self.record(record, columns)?;
        }
        self.raw("</tbody>\n</table>\n")
    }

    fn record(&mut self, record: &Record, columns: &[Field]) -> io::Result<()> {
        let is_in_use = matches!(record.status(), Status::Assigned | Status::Other(_));
        self.raw(if is_in_use { "<tr>" } else { "<tr class=\"quiet\">" })?;
        for &field in columns {
            self.cell(record.uncertain().contains(field))?;
            match Cell::of(record, field) {
                Cell::Text(words) => self.prose(&words)?,
                Cell::Ids(ids) => self.ids(ids)?,
                Cell::References(references) => self.references(references)?,
            }
            self.raw("</td>")?;
        }
        self.raw("</tr>\n")
    }

    /// Begins a new body of the table where the one before has its rows.
    fn body(&mut self, at: usize) -> io::Result<()> {
        self.raw(if at > 0 && at.is_multiple_of(BODY) { "</tbody>\n<tbody>\n" } else { "" })
    }

    fn cell(&mut self, is_uncertain: bool) -> io::Result<()> {
        self.raw(if is_uncertain { "<td class=\"uncertain\" title=\"uncertain\">" } else { "<td>" })
    }

    /// Names in brackets; nothing for one that says nothing.
    fn names<'n>(&mut self, names: impl Iterator<Item = (&'n str, Option<String>)>) -> io::Result<()> {
        for (name, target) in names {
            let name = cells::bracketed(name);
            if !name.is_empty() {
                self.bracket(&name, target.as_deref())?;
            }
        }
        Ok(())
    }

    fn ids(&mut self, ids: &[EcoString]) -> io::Result<()> {
        let targets: Vec<_> = ids.iter().map(|id| (id.as_str(), self.contact_target(id))).collect();
        self.names(targets.into_iter())
    }

    fn references(&mut self, references: &[Reference]) -> io::Result<()> {
        let targets: Vec<_> = references.iter().map(|found| (found.text.as_str(), self.target(found))).collect();
        self.names(targets.into_iter())
    }

    /// Where the row of a contact is, if the page has one.
    fn contact_target(&self, id: &str) -> Option<String> {
        let id = cells::bracketed(id);
        self.contacts.contains(&*id).then(|| format!("#{}", fragment(&id)))
    }

    fn target(&self, reference: &Reference) -> Option<String> {
        match reference.kind {
            ReferenceKind::Person => self.contact_target(&reference.text),
            ReferenceKind::Note => {
                let id = reference.number?.to_string();
                self.footnotes.contains(&id).then(|| format!("#note{id}"))
            }
            _ => link::of(reference),
        }
    }

    fn bracket(&mut self, words: &str, target: Option<&str>) -> io::Result<()> {
        self.raw("[")?;
        self.link(target, |page| {
            if words.len() <= LONG_ID || words.contains(' ') {
                return page.text(words);
            }
            for (at, part) in words.split_inclusive('_').enumerate() {
                page.raw(if at > 0 { "<wbr/>" } else { "" })?;
                page.text(part)?;
            }
            Ok(())
        })?;
        self.raw("]")
    }

    fn link(&mut self, target: Option<&str>, label: impl FnOnce(&mut Self) -> io::Result<()>) -> io::Result<()> {
        let Some(target) = target else { return label(self) };
        self.raw("<a href=\"")?;
        self.text(&cells::line(target))?;
        self.raw("\">")?;
        label(self)?;
        self.raw("</a>")
    }

    /// Text with the references in it, a line break between paragraphs.
    fn prose(&mut self, words: &str) -> io::Result<()> {
        for (at, paragraph) in cells::paragraphs(words).split('\n').enumerate() {
            if at > 0 {
                self.raw("<br/>")?;
            }
            self.pieces(paragraph)?;
        }
        Ok(())
    }

    /// Text with the references in it, a block a paragraph.
    fn blocks(&mut self, words: &str) -> io::Result<()> {
        for paragraph in cells::paragraphs(words).split('\n') {
            self.raw("<p>")?;
            self.pieces(paragraph)?;
            self.raw("</p>\n")?;
        }
        Ok(())
    }

    fn pieces(&mut self, words: &str) -> io::Result<()> {
        if !words.contains('[') {
            return self.text(words);
        }
        for piece in prose::pieces(words, |id| self.contacts.contains(id)) {
            match piece {
                Piece::Words(words) => self.text(words)?,
                Piece::Reference(reference) => self.bracket(&reference.text, self.target(&reference).as_deref())?,
            }
        }
        Ok(())
    }

    fn contacts(&mut self, contacts: &[Contact]) -> io::Result<()> {
        if contacts.is_empty() {
            return Ok(());
        }
        self.raw("<h2>Contact Information</h2>\n<table class=\"people\" aria-label=\"Contact Information\">\n")?;
        self.raw("<thead>\n<tr>")?;
        for field in ContactField::ALL {
            write!(self.out, "<th scope=\"col\">{}</th>", field.column())?;
        }
        self.raw("</tr>\n</thead>\n<tbody>\n")?;
        let mut anchors = HashSet::new();
        for (at, contact) in contacts.iter().enumerate() {
            self.body(at)?;
            let id = cells::bracketed(&contact.id);
            self.contact(contact, &id, anchors.insert(id.clone()))?;
        }
        self.raw("</tbody>\n</table>\n")
    }

    /// A row of the contact table; links lead to the first one of an id.
    fn contact(&mut self, contact: &Contact, id: &str, is_first: bool) -> io::Result<()> {
        let Contact { name, organization, uri, other_uris, updated, uncertain, .. } = contact;
        self.raw("<tr")?;
        if is_first && !id.is_empty() {
            self.raw(" id=\"")?;
            self.text(id)?;
            self.raw("\"")?;
        }
        self.raw(">")?;
        self.cell(uncertain.contains(ContactField::Id))?;
        self.bracket(id, None)?;
        self.raw("</td>")?;
        for (field, words) in [(ContactField::Name, name), (ContactField::Organization, organization)] {
            self.cell(uncertain.contains(field))?;
            self.prose(words.as_deref().unwrap_or(""))?;
            self.raw("</td>")?;
        }
        self.cell(uncertain.contains(ContactField::Uri))?;
        for (at, uri) in uri.iter().chain(other_uris).enumerate() {
            let uri = cells::line(uri);
            self.raw(if at > 0 { "<br/>" } else { "" })?;
            self.link(Some(&*uri).filter(|uri| link::is_followed(uri)), |page| page.text(&uri))?;
        }
        self.raw("</td>")?;
        self.cell(uncertain.contains(ContactField::Updated))?;
        if let Some(updated) = updated {
            write!(self.out, "{updated}")?;
        }
        self.raw("</td></tr>\n")
    }

    fn footnotes(&mut self, footnotes: &[Footnote]) -> io::Result<()> {
        if footnotes.is_empty() {
            return Ok(());
        }
        self.raw("<h2>Footnotes</h2>\n<table class=\"footnotes\" aria-label=\"Footnotes\">\n<tbody>\n")?;
        let mut anchors = HashSet::new();
        for Footnote { id, text } in footnotes {
            let id = cells::bracketed(id);
            let anchor = format!("note{id}");
            self.raw("<tr")?;
            if !self.contacts.contains(&anchor) && anchors.insert(id.clone()) {
                self.raw(" id=\"")?;
                self.text(&anchor)?;
                self.raw("\"")?;
            }
            self.raw("><th scope=\"row\">")?;
            self.bracket(&id, None)?;
            self.raw("</th><td>")?;
            self.blocks(text)?;
            self.raw("</td></tr>\n")?;
        }
        self.raw("</tbody>\n</table>\n")
    }
}

/// The style that depends on which columns there are: how wide they are, and what stands before each cell of a record
/// where a narrow window has no room for columns.
fn style_of(columns: &[Field]) -> String {
    let mut style = ".records tr { grid-template-columns:".to_owned();
    for field in columns {
        style.push_str(&format!(" {}fr", width(*field)));
    }
    style.push_str(" }\n@media screen and (max-width: 60rem) {\n");
    for (number, field) in (1..).zip(columns) {
        style.push_str(&format!("  .records td:nth-child({number})::before {{ content: \"{}\" }}\n", field.column()));
    }
    style.push_str("}\n");
    style
}

/// How wide a column is, all twelve in a thousand.
const fn width(field: Field) -> u16 {
    match field {
        Field::ServiceName => 104,
        Field::Ports => 62,
        Field::Transport => 54,
        Field::Description => 146,
        Field::Assignees | Field::Contacts => 100,
        Field::RegistrationDate | Field::ModificationDate => 64,
        Field::References => 76,
        Field::ServiceCode => 50,
        Field::UnauthorizedUse => 72,
        Field::Notes => 108,
    }
}
