//! Tables of records beside the one that was read: a document of another rendering that was put above it or below.
//!
//! A reader of one rendering passes over what is none of its own; here is told that it did. Nothing is looked at between
//! the records.

use std::ops::Range;

use memchr::memmem;

use super::Rendering;
use crate::ast::{Code, Diagnostic, Format, Layout, Parsed, Record, Severity};
use crate::report::Lines;

/// What stands between the first two headings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Between {
    Tags,
    Pipes,
    Commas,
    Tabs,
    Lines,
    Spaces,
    /// No headings: the root of the XML.
    Root,
}

const ALL: [Between; 7] =
    [Between::Tags, Between::Pipes, Between::Commas, Between::Tabs, Between::Lines, Between::Spaces, Between::Root];

impl Between {
    fn called(self) -> &'static str {
        match self {
            Self::Tags => "an HTML table",
            Self::Pipes => "a table between pipes",
            Self::Commas => "a CSV",
            Self::Tabs => "a table between tabs",
            Self::Lines => "text with a cell a line",
            Self::Spaces => "text with spaces between its cells",
            Self::Root => "the registry's XML",
        }
    }

    /// Whether a reader of this rendering reads such a table, or tells of it.
    fn is_of(self, rendering: Rendering) -> bool {
        match rendering {
            (Format::Json | Format::Ndjson, _) => true,
            (Format::Xml, _) => self == Self::Root,
            (Format::Csv, _) => matches!(self, Self::Commas | Self::Tabs),
            (Format::Html, _) => self == Self::Tags,
            (Format::Markdown, Some(Layout::Aligned)) => matches!(self, Self::Pipes | Self::Tags),
            (Format::Markdown, _) => self == Self::Pipes,
            (Format::Text, Some(Layout::Tabbed)) => matches!(self, Self::Tabs | Self::Lines),
            (Format::Text, Some(Layout::Stacked)) => self == Self::Lines,
            (Format::Text, Some(Layout::Fixed)) => matches!(self, Self::Spaces | Self::Pipes),
            (Format::Text, _) => matches!(self, Self::Spaces | Self::Lines),
        }
    }
}

/// Tells of each sort of table that is none of this rendering where the first of them stands.
pub(super) fn tell(text: &str, rendering: Rendering, parsed: &mut Parsed) {
    if matches!(rendering.0, Format::Json | Format::Ndjson) {
        return;
    }
    let mut seen = Vec::new();
    let [above, below] = ends(parsed, rendering, text);
    // The last headings above the first record are its own, however they are parted.
    let mut tables_above: Vec<_> = tables(text, above).collect();
    if tables_above.last().is_some_and(|(_, between)| *between != Between::Root) {
        tables_above.pop();
    }
    for (at, between) in tables_above.into_iter().chain(tables(text, below)) {
        if !between.is_of(rendering) && !seen.iter().any(|(_, other)| *other == between) {
            seen.push((at, between));
        }
    }
    for (at, between) in seen {
        let span = Lines::new(text.as_bytes()).span(at, at);
        let line = text.get(..at).unwrap_or("").rsplit('\n').next().unwrap_or("");
        let column = u32::try_from(line.chars().count()).unwrap_or(u32::MAX).saturating_add(1);
        let message = format!(
            "{} of the registry begins here, beside what the rest was read as; it is left out",
            between.called()
        );
        let (severity, code) = (Severity::Error, Code::DamagedRow);
        let place = parsed.diagnostics.partition_point(|other| other.span < span);
        parsed.diagnostics.insert(place, Diagnostic { severity, code, message, span, column });
    }
}

/// The parts of a text above its first record, and from its last one on; where tags tell that all ends, from there on.
fn ends(parsed: &Parsed, rendering: Rendering, text: &str) -> [Range<usize>; 2] {
    let start = |record: &Record| record.span().range().start;
    let first = parsed.registry.records.first().map_or(0, start);
    let last = parsed.registry.records.last().map_or(0, start);
    let end_tag = match rendering.0 {
        Format::Xml => "</registry>",
        Format::Html => "</table>",
        _ => return [0..first, last..text.len()],
    };
    let end = memmem::rfind(text.as_bytes(), end_tag.as_bytes()).unwrap_or(last);
    [0..first, end.max(last)..text.len()]
}

/// Where tables begin in a part of a text, and what is between their headings.
fn tables(text: &str, part: Range<usize>) -> impl Iterator<Item = (usize, Between)> {
    let from = part.start;
    let bytes = text.as_bytes().get(part).unwrap_or_default();
    let places = memmem::find_iter(bytes, "Service ");
    places.filter_map(move |at| {
        let (above, below) = bytes.split_at_checked(at)?;
        let root = || is_title_of_root(above, below).then_some(Between::Root);
        Some((from.saturating_add(at), between(below).or_else(root)?))
    })
}

/// Whether the title of the registry stands here within the root of its XML.
fn is_title_of_root(above: &[u8], below: &[u8]) -> bool {
    let root = above.get(above.len().saturating_sub(512)..).unwrap_or_default();
    below.starts_with(b"Service Name and ")
        && above.ends_with(b"<title>")
        && memmem::rfind(root, b"<registry ").is_some()
}

/// What parts the first two headings of a table that begins with these bytes.
fn between(bytes: &[u8]) -> Option<Between> {
    let rest = bytes.strip_prefix(b"Service ")?;
    let Some(mut rest) = rest.strip_prefix(b"Name") else {
        // Headings of several lines each, with the first of them side by side.
        let rest = rest.trim_ascii_start().strip_prefix(b"Port")?.strip_prefix(b"  ")?;
        return rest.trim_ascii_start().starts_with(b"Transport").then_some(Between::Spaces);
    };
    let mut found = [false; 6];
    // No tag is longer than its attributes need.
    let end = rest.len().saturating_sub(512);
    while rest.len() > end && !rest.starts_with(b"Port Number") {
        let (first, below) = rest.split_first()?;
        rest = below;
        let sort = match first {
            b'<' => {
                rest = rest.get(memchr::memchr(b'>', rest.get(..512.min(rest.len()))?)?.saturating_add(1)..)?;
                Between::Tags
            }
            b'|' => Between::Pipes,
            b',' | b';' | b'"' => Between::Commas,
            b'\t' => Between::Tabs,
            b'\n' | b'\r' => Between::Lines,
            b' ' | b'*' | b'_' | b':' | b'-' => Between::Spaces,
            _ => return None,
        };
        *found.get_mut(sort as usize)? = true;
    }
    let is_found = |sort: &Between| found.get(*sort as usize).copied().unwrap_or(false);
    rest.starts_with(b"Port Number").then(|| ALL.into_iter().find(is_found))?
}
