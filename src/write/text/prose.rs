//! What stands above the tables and below: headings above indented paragraphs.
//!
//! A heading stands at the left, and all that is under it is indented, so that no line of a note is taken for a
//! heading.

use std::borrow::Cow;
use std::io::{self, Write};

use crate::ast::{Note, Registry};
use crate::cell::text::spellable;
use crate::preamble::{self, Entry};

use super::super::cells::{bracketed, has_entries, line, paragraphs};
use super::wrap;

/// The width of a line of prose.
const WIDTH: usize = 72;

/// The indent of what is under a heading.
const INDENT: &str = "    ";

/// Bytes that the title of a note may have, where it is none that every page has.
const LONGEST_TITLE: usize = 60;

/// The header, entry by entry.
pub(super) fn header<W: Write + ?Sized>(registry: &Registry, out: &mut W) -> io::Result<()> {
    if let Some(title) = title(registry) {
        writeln!(out, "{title}\n")?;
    }
    if let Some(updated) = registry.updated {
        writeln!(out, "Last Updated\n{INDENT}{updated}\n")?;
    }
    if let Some(experts) = registry.experts.as_deref() {
        writeln!(out, "Expert(s)")?;
        for scope in paragraphs(experts).split('\n') {
            paragraph(scope, INDENT, out)?;
        }
        writeln!(out)?;
    }
    if !registry.references.is_empty() {
        writeln!(out, "Reference")?;
        for reference in &registry.references {
            writeln!(out, "{INDENT}[{}]", bracketed(&reference.text))?;
        }
        writeln!(out)?;
    }
    let mut is_first = !has_entries(registry);
    for note in registry.notes.iter().filter(|note| !note.text.trim().is_empty()) {
        let title = line(&note.title);
        writeln!(out, "{}", if is_title_of_note(&title, is_first) { &title } else { "Note" })?;
        is_first = false;
        body(&note.text, INDENT, out)?;
        writeln!(out)?;
    }
    Ok(())
}

/// The notes below the tables.
pub(super) fn footnotes<W: Write + ?Sized>(registry: &Registry, out: &mut W) -> io::Result<()> {
    if !registry.footnotes.is_empty() {
        writeln!(out, "\nFootnotes")?;
    }
    for footnote in &registry.footnotes {
        let id = bracketed(&footnote.id);
        // A footnote that nothing can refer to has a place all the same.
        let id: &str = if id.is_empty() { "-" } else { &id };
        write!(out, "\n[{id}] ")?;
        let mut text = Vec::new();
        body(&footnote.text, INDENT, &mut text)?;
        out.write_all(text.strip_prefix(INDENT.as_bytes()).unwrap_or(b"\n"))?;
    }
    Ok(())
}

/// Titles that would be read as something else, and are left out or replaced.
pub(super) fn misread(registry: &Registry) -> usize {
    let notes = |notes: &[Note], is_first: bool| {
        let own = notes.iter().filter(|note| !note.text.trim().is_empty()).enumerate();
        own.filter(|(at, note)| !is_title_of_note(&line(&note.title), is_first && *at == 0)).count()
    };
    let has_odd_title = registry.title.as_deref().is_some_and(|own| !own.is_empty()) && title(registry).is_none();
    notes(&registry.notes, !has_entries(registry)).saturating_add(usize::from(has_odd_title))
}

/// The title, if it is read as one.
fn title(registry: &Registry) -> Option<Cow<'_, str>> {
    let title = line(registry.title.as_deref()?);
    let is_bare = title.trim_matches(['#', '*', ' ', '\t']) == title && !title.starts_with(['<', '{', '[', '-']);
    (is_bare && !title.is_empty() && preamble::entry(&title).is_none()).then_some(title)
}

/// Whether a note of this title is read as one; `is_first`: nothing that every page has stands above.
fn is_title_of_note(title: &str, is_first: bool) -> bool {
    match preamble::entry(title) {
        Some(Entry::Note | Entry::Procedures) => true,
        Some(_) => false,
        None => {
            !is_first
                && title.len() <= LONGEST_TITLE
                && title.starts_with(char::is_alphabetic)
                && !title.ends_with(['.', ':', ','])
        }
    }
}

/// Paragraphs with an empty line between them.
fn body<W: Write + ?Sized>(text: &str, indent: &str, out: &mut W) -> io::Result<()> {
    for (at, words) in paragraphs(text).split('\n').enumerate() {
        if at > 0 {
            writeln!(out)?;
        }
        paragraph(words, indent, out)?;
    }
    Ok(())
}

/// The lines of a paragraph. A line that ends in a hyphen would go on in the next, and one that begins with dashes could
/// be a rule: neither is made.
#[allow(clippy::arithmetic_side_effects, reason = "widths of words that are held in memory")]
fn paragraph<W: Write + ?Sized>(words: &str, indent: &str, out: &mut W) -> io::Result<()> {
    let words = spellable(Cow::Borrowed(words));
    let mut at = 0;
    let mut before = "";
    for word in words.split(' ') {
        let own = wrap::width(word);
        let is_dashes = word.chars().all(|c| !c.is_alphanumeric());
        if at == 0 {
            out.write_all(indent.as_bytes())?;
            at = indent.len() + own;
        } else if at + 1 + own <= WIDTH || before.ends_with('-') || is_dashes {
            out.write_all(b" ")?;
            at += 1 + own;
        } else {
            out.write_all(b"\n")?;
            out.write_all(indent.as_bytes())?;
            at = indent.len() + own;
        }
        out.write_all(word.as_bytes())?;
        before = word;
    }
    out.write_all(b"\n")
}
