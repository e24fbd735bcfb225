//! One front-end a rendering: its syntax, and nothing of what the registry means.

mod beside;
#[cfg(test)]
mod both_ways;
pub(crate) mod csv;
pub(crate) mod html;
pub(crate) mod json;
mod links;
pub(crate) mod markdown;
mod sections;
pub(crate) mod signs;
pub(crate) mod text;
mod text_preamble;
pub(crate) mod xml;

use crate::ast::{Format, Layout, Parsed};
use crate::options::Limits;

/// Reads all of `text`: as this rendering what is of it, and what is of another is told.
pub(crate) fn read_whole(text: &str, rendering: Rendering, limits: &Limits) -> Option<Parsed> {
    let mut parsed = read(text, rendering, limits)?;
    beside::tell(text, rendering, &mut parsed);
    Some(parsed)
}

/// A text that is Markdown but for how its links and cells are marked, as Markdown; places stay.
pub(crate) fn markdown_of(text: &str, format: Format) -> Option<String> {
    if format == Format::Markdown { markdown::as_markdown(text) } else { None }
}

/// A format, and how its cells stand.
pub(crate) type Rendering = (Format, Option<Layout>);

/// Reads `text` as this rendering; `None` where it is none.
pub(crate) fn read(text: &str, rendering: Rendering, limits: &Limits) -> Option<Parsed> {
    match rendering {
        (Format::Xml, _) => xml::read(text, limits),
        (Format::Csv, _) => csv::read(text, limits),
        (Format::Html, _) => html::read(text, limits),
        (Format::Markdown, Some(Layout::Aligned)) => markdown::aligned::read(text, limits),
        (Format::Markdown, _) => markdown::packed::read(text, limits),
        (Format::Text, layout) => text::read(text, layout, limits),
        (Format::Json, _) => json::read(text, limits),
        (Format::Ndjson, _) => json::read_lines(text, limits),
    }
}
