//! Markdown that GitHub renders: the header under headings, a pipe table of records, one of contacts.
//!
//! * [`escape`]: text that is shown as it is.
//! * [`link`]: references, ids and addresses that lead somewhere.
//!
//! A cell whose value is not sure ends in `<!--uncertain-->`, which nothing renders and the reader reads.

mod escape;
mod link;

use std::borrow::Cow;
use std::io::{self, Write};

use crate::ast::{Contact, ContactField, Field, Record, Registry};
use crate::preamble;

use super::cells::{self, Cell};
use link::{Escape, Targets};

/// The mark of a cell whose value is not sure.
const UNCERTAIN: &str = "<!--uncertain-->";

pub(super) fn write<W: Write + ?Sized>(registry: &Registry, out: &mut W) -> io::Result<()> {
    let targets = Targets::of(registry);
    let mut part = String::new();
    header(registry, &targets, &mut part);
    out.write_all(part.as_bytes())?;

    let columns = cells::columns(registry);
    headings(columns.iter().map(|field| field.column()), out)?;
    for record in registry {
        part.clear();
        self::record(record, &columns, &targets, &mut part);
        out.write_all(part.as_bytes())?;
    }
    if !registry.footnotes.is_empty() {
        out.write_all(b"\n## Footnotes\n\n")?;
        headings([""; 2].into_iter(), out)?;
    }
    for footnote in &registry.footnotes {
        part.clear();
        part.push_str("| ");
        if let Some(number) = link::number(footnote) {
            link::anchor(&format!("note{number}"), &mut part);
        }
        bracketed(&footnote.id, &mut part);
        part.push_str(" | ");
        paragraphs(&footnote.text, "<br><br>", &targets, escape::cell, &mut part);
        part.push_str(" |\n");
        out.write_all(part.as_bytes())?;
    }
    if !registry.contacts.is_empty() {
        out.write_all(b"\n## Contact Information\n\n")?;
        headings(ContactField::ALL.into_iter().map(ContactField::column), out)?;
    }
    for contact in &registry.contacts {
        part.clear();
        self::contact(contact, &mut part);
        out.write_all(part.as_bytes())?;
    }
    Ok(())
}

/// The title, and each entry under a heading of its own.
fn header(registry: &Registry, targets: &Targets<'_>, out: &mut String) {
    if let Some(title) = title(registry) {
        out.push_str("# ");
        escape::heading(&title, out);
        out.push_str("\n\n");
    }
    if let Some(date) = registry.updated {
        out.push_str(&format!("## Last Updated\n\n{date}\n\n"));
    }
    if let Some(experts) = &registry.experts {
        out.push_str("## Expert(s)\n\n");
        paragraphs(experts, "<br>\n", targets, escape::line, out);
        out.push_str("\n\n");
    }
    if !registry.references.is_empty() {
        out.push_str("## Reference\n\n");
        for reference in &registry.references {
            targets.reference(reference, out);
        }
        out.push_str("\n\n");
    }
    for (at, note) in registry.notes.iter().enumerate() {
        let title = cells::line(&note.title);
        out.push_str("## ");
        escape::heading(if is_title_of_note(&title, at == 0, registry) { &title } else { "Note" }, out);
        out.push_str("\n\n");
        paragraphs(&note.text, "\n\n", targets, escape::line, out);
        out.push_str("\n\n");
    }
}

/// The longest title that is read as one.
const LONGEST_TITLE: usize = 300;

/// The title, if it is read as one, and not as an entry of the header.
fn title(registry: &Registry) -> Option<Cow<'_, str>> {
    let title = cells::line(registry.title.as_deref()?);
    (!title.is_empty() && title.len() <= LONGEST_TITLE && preamble::entry(&title).is_none()).then_some(title)
}

/// Whether a note of this title is read as one: where nothing stands above, the first heading would be the title.
fn is_title_of_note(title: &str, is_first: bool, registry: &Registry) -> bool {
    match preamble::entry(title) {
        Some(_) => preamble::is_note(title),
        None => {
            title.len() <= LONGEST_TITLE
                && (!is_first || cells::has_entries(registry) || self::title(registry).is_some())
        }
    }
}

/// Titles that would be read as something else, and are left out or replaced.
pub(crate) fn misfits(registry: &Registry) -> usize {
    let notes = registry.notes.iter().enumerate();
    let notes = notes.filter(|(at, note)| !is_title_of_note(&cells::line(&note.title), *at == 0, registry)).count();
    let has_odd_title = registry.title.as_deref().is_some_and(|own| !own.is_empty()) && title(registry).is_none();
    notes.saturating_add(usize::from(has_odd_title))
}

/// The line of headings, and the rule below.
fn headings<'a, W: Write + ?Sized>(names: impl ExactSizeIterator<Item = &'a str>, out: &mut W) -> io::Result<()> {
    let count = names.len();
    for name in names {
        write!(out, "| {name} ")?;
    }
    out.write_all(b"|\n")?;
    for _ in 0..count {
        out.write_all(b"| --- ")?;
    }
    out.write_all(b"|\n")
}

fn record(record: &Record, columns: &[Field], targets: &Targets<'_>, out: &mut String) {
    // Without any of them a row would be the rest of the one above: a comment stands in the first of these cells.
    let is_key = |field: &Field| matches!(field, Field::ServiceName | Field::Ports | Field::Transport);
    let is_rest = columns.iter().filter(|field| is_key(field)).all(|field| Cell::of(record, *field).is_empty());
    let filled = columns.iter().copied().find(|field| is_rest && is_key(field));
    for &field in columns {
        out.push_str("| ");
        let from = out.len();
        match Cell::of(record, field) {
            Cell::Text(words) => paragraphs(&words, "<br>", targets, escape::cell, out),
            Cell::Ids(ids) => ids.iter().for_each(|id| targets.id(id, out)),
            Cell::References(references) => {
                references.iter().for_each(|found| targets.reference(found, out));
            }
        }
        if filled == Some(field) {
            out.push_str("<!-- -->");
        }
        end_cell(from, record.uncertain().contains(field), out);
    }
    out.push_str("|\n");
}

/// Ends the cell that begins at `from`.
fn end_cell(from: usize, is_uncertain: bool, out: &mut String) {
    if out.len() > from {
        out.push(' ');
    }
    if is_uncertain {
        out.push_str(UNCERTAIN);
        out.push(' ');
    }
    // An empty cell is two spaces, as converters write it.
    if out.len() == from {
        out.push(' ');
    }
}

fn contact(contact: &Contact, out: &mut String) {
    for field in ContactField::ALL {
        out.push_str("| ");
        let from = out.len();
        let plain = |words: &Option<ecow::EcoString>, out: &mut String| {
            let words = words.as_deref().map(cells::paragraphs).unwrap_or_default();
            for (at, line) in words.split('\n').enumerate() {
                out.push_str(if at > 0 { "<br>" } else { "" });
                escape::cell(line, false, out);
            }
        };
        match field {
            ContactField::Id => {
                link::anchor(&contact.id, out);
                bracketed(&contact.id, out);
            }
            ContactField::Name => plain(&contact.name, out),
            ContactField::Organization => plain(&contact.organization, out),
            ContactField::Uri => {
                for (at, uri) in contact.uri.iter().chain(&contact.other_uris).enumerate() {
                    out.push_str(if at > 0 { "<br>" } else { "" });
                    link::address(&cells::line(uri), out);
                }
            }
            ContactField::Updated => {
                if let Some(date) = contact.updated {
                    out.push_str(&date.to_string());
                }
            }
        }
        end_cell(from, contact.uncertain.contains(field), out);
    }
    out.push_str("|\n");
}

/// Appends `words`, whose paragraphs are a line each, with `joint` between them.
fn paragraphs(words: &str, joint: &str, targets: &Targets<'_>, begin: Escape, out: &mut String) {
    for (at, line) in cells::paragraphs(words).split('\n').enumerate() {
        out.push_str(if at > 0 { joint } else { "" });
        targets.prose(line, begin, out);
    }
}

/// Appends an id in its brackets, as it stands where it is told.
fn bracketed(id: &str, out: &mut String) {
    out.push_str("\\[");
    escape::cell(&cells::bracketed(id), true, out);
    out.push_str("\\]");
}
