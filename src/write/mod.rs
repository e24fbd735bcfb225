//! Out again: one file a rendering, from the AST alone.
//!
//! * [`cells`]: the text of each cell as the registry's own renderings show it.
//! * [`link`]: where references lead.
//! * [`markup`]: escapes of XML and HTML.
//! * [`prose`]: the references that stand in text.

mod cells;
mod csv;
mod html;
mod json;
mod link;
pub(crate) mod markdown;
mod markup;
mod prose;
pub(crate) mod services;
pub(crate) mod text;
mod xml;

use std::io;

use crate::ast::{Format, Parsed};

pub(crate) use cells::{columns, description, is_empty};

/// Writes `parsed` as a document of this format.
///
/// Reading it again gives an equal registry but for what [`losses`](crate::losses) tells, and places, which are those of
/// the new document. [`Format::Json`] carries everything, diagnostics and places too; the other formats are written
/// from the registry alone.
///
/// `out` gets many small pieces, but for JSON and NDJSON: give it a [`BufWriter`](io::BufWriter) where each costs.
///
/// # Errors
/// Those of `out`.
///
/// ```
/// let parsed = portolan::parse(b"Port Number\tTransport Protocol\tService Name\n443\ttcp\thttps\n");
/// let mut csv = Vec::new();
/// portolan::write(&parsed, portolan::Format::Csv, &mut csv)?;
/// assert_eq!(csv, b"Service Name,Port Number,Transport Protocol\r\nhttps,443,tcp\r\n");
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn write<W: io::Write + ?Sized>(parsed: &Parsed, format: Format, out: &mut W) -> io::Result<()> {
    let registry = &parsed.registry;
    match format {
        Format::Xml => xml::write(registry, out),
        Format::Csv => csv::write(registry, out),
        Format::Html => html::write(registry, out),
        Format::Markdown => markdown::write(registry, out),
        Format::Text => text::write(registry, out),
        Format::Json => json::write(parsed, out),
        Format::Ndjson => json::write_lines(registry, out),
    }
}
