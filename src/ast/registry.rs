use std::fmt;
use std::str::FromStr;

use ecow::EcoString;
use serde::{Deserialize, Serialize};

use super::{Contact, Encoding, Field, PartialDate, Record, Reference};

/// The registry, or as much of it as a document held.
///
/// ```
/// let xml = br#"<registry xmlns="http://www.iana.org/assignments"><title>Service Name and Transport
///   Protocol Port Number Registry</title><record><name>https</name><protocol>tcp</protocol>
///   <description>http protocol over TLS/SSL</description><number>443</number></record></registry>"#;
/// let registry = portolan::parse(xml).registry;
/// let names: Vec<_> = registry.by_port(443).filter_map(|record| record.service_name()).collect();
/// assert_eq!(names, ["https"]);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Registry {
    /// What it was read from; absent for a registry made by hand and for an input that was not recognised.
    pub source: Option<Source>,
    /// The registry's title.
    pub title: Option<EcoString>,
    /// "Last Updated".
    pub updated: Option<PartialDate>,
    /// "Expert(s)": a line for each transport protocol.
    pub experts: Option<EcoString>,
    /// "Reference" of the whole registry.
    pub references: Vec<Reference>,
    /// The notes above the table, paragraph by paragraph.
    pub notes: Vec<Note>,
    /// The notes below the table that references of kind note point to.
    pub footnotes: Vec<Footnote>,
    /// The rows, in the document's order.
    pub records: Vec<Record>,
    /// The contact table, in the document's order.
    pub contacts: Vec<Contact>,
}

impl Registry {
    /// The records, in the document's order.
    pub fn iter(&self) -> std::slice::Iter<'_, Record> {
        self.records.iter()
    }

    /// The records whose ports contain `port`, whatever their transport and status.
    pub fn by_port(&self, port: u16) -> impl Iterator<Item = &Record> {
        self.iter().filter(move |record| record.ports().is_some_and(|range| range.contains(port)))
    }

    /// The records of the service `name`; ASCII case does not matter (RFC 6335 §5.1).
    pub fn by_name<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Record> {
        self.iter().filter(move |record| record.service_name().is_some_and(|own| own.eq_ignore_ascii_case(name)))
    }

    /// The contact with this id.
    #[must_use]
    pub fn contact(&self, id: &str) -> Option<&Contact> {
        self.contacts.iter().find(|contact| contact.id == id)
    }
}

impl<'a> IntoIterator for &'a Registry {
    type Item = &'a Record;
    type IntoIter = std::slice::Iter<'a, Record>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// A note above the table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// Its heading: "Note" where the registry gives no other.
    pub title: EcoString,
    /// Its paragraphs, a line each.
    pub text: EcoString,
}

/// A note below the table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Footnote {
    /// What references call it by, such as `1`.
    pub id: EcoString,
    /// Its paragraphs, a line each.
    pub text: EcoString,
}

/// What a registry was read from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// The format.
    pub format: Format,
    /// How the cells of a row stand in a text or Markdown rendering.
    pub layout: Option<Layout>,
    /// How its characters were written as bytes, and so what [`Span`](super::Span)s count.
    #[serde(default)]
    pub encoding: Encoding,
    /// The columns that the document has, in its order.
    pub columns: Vec<Field>,
}

/// The format of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Format {
    /// The registry's XML.
    Xml,
    /// Comma-separated values with the registry's columns; also separated by semicolons or tabs.
    Csv,
    /// The registry's HTML page, or one like it.
    Html,
    /// A Markdown table.
    Markdown,
    /// Plain text.
    Text,
    /// The JSON that portolan writes, one object a document. And what other tools make of the CSV: rows as objects whose
    /// keys are its columns, or as arrays below one of its headings, within an array or an object; or its columns, each
    /// under its heading.
    Json,
    /// The JSON that portolan writes, one object a record on its line. And rows as other tools write them, one behind the
    /// other.
    Ndjson,
}

impl Format {
    /// All of them.
    pub const ALL: [Self; 7] = [Self::Xml, Self::Csv, Self::Html, Self::Markdown, Self::Text, Self::Json, Self::Ndjson];

    /// The lower-case word that the JSON and the command line carry.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Xml => "xml",
            Self::Csv => "csv",
            Self::Html => "html",
            Self::Markdown => "markdown",
            Self::Text => "text",
            Self::Json => "json",
            Self::Ndjson => "ndjson",
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Format {
    type Err = FormatError;

    /// The format of this name (see [`Format::as_str`]); ASCII case does not matter.
    fn from_str(name: &str) -> Result<Self, FormatError> {
        Self::ALL.into_iter().find(|format| format.as_str().eq_ignore_ascii_case(name)).ok_or(FormatError)
    }
}

/// A text that names no [`Format`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FormatError;

impl fmt::Display for FormatError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a format; the formats are ")?;
        for (index, format) in Format::ALL.into_iter().enumerate() {
            f.write_str(if index == 0 { "" } else { ", " })?;
            f.write_str(format.as_str())?;
        }
        Ok(())
    }
}

impl std::error::Error for FormatError {}

/// How the cells of a row stand in a text or Markdown rendering.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Layout {
    /// Markdown: cells between pipes, or in any table that has every cell.
    Aligned,
    /// Markdown: cells between pipes, empty ones pushed to the end of the row.
    Packed,
    /// Text: cells joined by one space, empty ones gone.
    Joined,
    /// Text: cells between tabs.
    Tabbed,
    /// Text: columns of fixed width, aligned by spaces, cells wrapped over lines.
    Fixed,
    /// Text: one cell a line, empty ones gone.
    Stacked,
}

impl Layout {
    /// The lower-case word that the JSON carries.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Aligned => "aligned",
            Self::Packed => "packed",
            Self::Joined => "joined",
            Self::Tabbed => "tabbed",
            Self::Fixed => "fixed",
            Self::Stacked => "stacked",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_reads_what_it_writes() {
        for format in Format::ALL {
            assert_eq!(format.as_str().parse(), Ok(format));
            assert_eq!(format.to_string().to_uppercase().parse(), Ok(format));
        }
        assert_eq!("pdf".parse::<Format>(), Err(FormatError));
        assert!(FormatError.to_string().ends_with("xml, csv, html, markdown, text, json, ndjson"));
    }
}
