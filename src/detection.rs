//! What a document is, without reading all of it.

use serde::Serialize;

use crate::ast::{Encoding, Field, Format, Layout};
use crate::detect::rendering;
use crate::encoding::decode;
use crate::front::markdown_of;
use crate::options::Options;
use crate::sample::Sample;

/// What a document was recognised as, see [`detect`].
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Detection {
    /// The format.
    pub format: Format,
    /// How the cells of a row stand, in a text or Markdown rendering.
    pub layout: Option<Layout>,
    /// How its characters are written as bytes.
    pub encoding: Encoding,
    /// The columns that it has, in its order.
    pub columns: Vec<Field>,
    /// How sure that is, from 0.0 to 1.0: the share of the rows in the first part of the document (64 KiB, more
    /// where there is no row in them; JSON whole) that read soundly as that format and layout: no error is about
    /// the row, and some field of it is certain.
    ///
    /// 1.0 for every rendering that is undamaged, whatever else it has lost. A document without rows does not show
    /// it: 0.5 where it has the headings of the table, 0.25 where it has the registry's title alone.
    pub confidence: f64,
}

impl Options {
    /// What a document is, told from its content; `None` where [`parse`](Self::parse) would not recognise it.
    ///
    /// With [`format`](Self::format) set: what it is as that format. A part of the document is read, so this costs
    /// less than to parse it.
    #[must_use]
    pub fn detect(&self, input: &[u8]) -> Option<Detection> {
        let decoded = decode(self.within(input));
        let text: &str = &decoded.text;
        let found = rendering(text, self.format, &self.limits)?;
        let wiki = markdown_of(text, found.0);
        let text = wiki.as_deref().unwrap_or(text);
        let rendering = if wiki.is_some() { rendering(text, self.format, &self.limits)? } else { found };
        let sample = Sample::read(text, rendering, &self.limits)?;
        let confidence = sample.confidence();
        let source = sample.parsed.registry.source?;
        let (format, layout) = match rendering.0 {
            // What is read back may say what it was before.
            Format::Json | Format::Ndjson => rendering,
            _ => (source.format, source.layout),
        };
        Some(Detection { format, layout, encoding: decoded.encoding, columns: source.columns, confidence })
    }
}

/// What a document is, with the default [`Options`].
///
/// ```
/// let page = b"Service Name Port Number Transport Protocol Description\nhttps 443 tcp http protocol over TLS/SSL\n";
/// let found = portolan::detect(page).expect("its headings say so");
/// assert_eq!((found.format, found.layout), (portolan::Format::Text, Some(portolan::Layout::Joined)));
/// assert_eq!(found.columns.len(), 4);
/// assert_eq!(found.confidence, 1.0);
/// assert!(portolan::detect(b"neither here nor there").is_none());
/// ```
#[must_use]
pub fn detect(input: &[u8]) -> Option<Detection> {
    Options::default().detect(input)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADINGS: &str = "Service Name Port Number Transport Protocol Description\n";

    fn confidence(text: &str) -> Option<f64> {
        detect(text.as_bytes()).map(|found| found.confidence)
    }

    #[test]
    fn a_document_without_rows_is_unsure() {
        let title = "Service Name and Transport Protocol Port Number Registry\n";
        assert_eq!(confidence(title), Some(0.25));
        assert_eq!(confidence(&format!("{title}\n{HEADINGS}")), Some(0.5));
        assert_eq!(confidence(&format!("{title}\n{HEADINGS}ssh 22 tcp The Secure Shell\n")), Some(1.0));
        assert_eq!(confidence("ssh 22 tcp The Secure Shell\n"), None);
    }

    #[test]
    fn damaged_rows_count() {
        let row = "<tr><td>ssh<td>22<td>tcp<td>Shell\n";
        let short = "<tr><td>ssh<td>22\n";
        let head = "<table><tr><th>Service Name<th>Port Number<th>Transport Protocol<th>Description\n";
        assert_eq!(confidence(&format!("{head}{row}{row}{row}</table></html>")), Some(1.0));
        assert_eq!(confidence(&format!("{head}{row}{short}{row}{row}</table></html>")), Some(0.75));
        assert_eq!(confidence(&format!("{head}{short}{short}</table></html>")), Some(0.0));
    }

    #[test]
    fn what_is_said_of_a_part_is_said_of_the_whole() {
        let rows: String = (1..=9_999).map(|port| format!("name-{port} {port} tcp Some Service\n")).collect();
        let far = format!("{}{HEADINGS}{rows}", "above it all\n".repeat(20_000));
        for text in [format!("{HEADINGS}{rows}"), far] {
            let found = detect(text.as_bytes()).unwrap();
            let source = crate::parse(text.as_bytes()).registry.source.unwrap();
            assert_eq!((found.layout, &found.columns, found.confidence), (source.layout, &source.columns, 1.0));
        }
    }
}
