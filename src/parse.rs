//! From bytes to a registry.

use std::borrow::Cow;

use crate::ast::{Code, Diagnostic, Format, Parsed, Severity, Span};
use crate::cell::text::floor;
use crate::detect;
use crate::front;
use crate::options::Options;

impl Options {
    /// Reads a document. Any bytes give a registry and diagnostics; where they are no rendering of the registry,
    /// the registry is empty, its source is `None`, and the one error says so.
    #[must_use]
    pub fn parse(&self, input: &[u8]) -> Parsed {
        let most = self.limits.input_bytes.min(u32::MAX as usize);
        let (bytes, over) = match input.get(..most) {
            Some(head) if head.len() < input.len() => (head, true),
            _ => (input, false),
        };
        let decoded = decode(bytes);
        let text: &str = &decoded;
        let mut parsed = self.parse_text(text);
        let end = Span::new(text.len(), text.len(), 0);
        if let (Cow::Owned(_), true) = (&decoded, parsed.is_recognized()) {
            parsed.diagnostics.insert(0, Diagnostic {
                severity: Severity::Warning,
                code: Code::Encoding,
                message: "the input is not UTF-8; bytes that do not decode were replaced, and places count the text after that".to_owned(),
                span: Span::default(),
                column: 0,
            });
        }
        if over {
            parsed.diagnostics.push(Diagnostic {
                severity: Severity::Error,
                code: Code::Limit,
                // Not how many there are: a caller that bounds what it loads does not know.
                message: format!(
                    "the input is longer than {most} bytes (limit: input_bytes); what follows them was not read"
                ),
                span: end,
                column: 0,
            });
        }
        parsed
    }

    fn parse_text(&self, text: &str) -> Parsed {
        // Binary data is not looked at any further; text has no NUL.
        let is_binary = text.get(..floor(text, 4096)).unwrap_or(text).contains('\0');
        let format = if is_binary { None } else { self.format.or_else(|| detect::detect(text)) };
        let parsed = match format {
            Some(Format::Xml) => front::xml::read(text, &self.limits),
            Some(Format::Html) => front::html::read(text, &self.limits),
            Some(Format::Markdown) => front::markdown::read(text, &self.limits),
            Some(Format::Text) => front::joined::read(text, &self.limits),
            _ => None,
        };
        parsed.unwrap_or_else(|| unrecognized(text, self.format))
    }
}

fn decode(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        // Cut within a character, by a limit or with the document: no reason to copy.
        Err(error) if error.error_len().is_none() => {
            Cow::Borrowed(std::str::from_utf8(bytes.get(..error.valid_up_to()).unwrap_or_default()).unwrap_or_default())
        }
        Err(_) => String::from_utf8_lossy(bytes),
    }
}

fn unrecognized(text: &str, asked: Option<Format>) -> Parsed {
    let head = text.get(..floor(text, 4096)).unwrap_or(text);
    let message = match asked {
        _ if text.trim().is_empty() => "the input is empty".to_owned(),
        _ if head.contains('\0') => "this is binary data, not a rendering of the registry".to_owned(),
        Some(Format::Xml) => "this is not the port number registry's XML: its root element is not that <registry>".to_owned(),
        Some(format) => format!("this is no {} rendering of the port number registry: no table with its headings", format.as_str()),
        None => "this is no rendering of the port number registry that portolan reads (xml, html, markdown, text): no table with its headings".to_owned(),
    };
    let diagnostic =
        Diagnostic { severity: Severity::Error, code: Code::Unrecognized, message, span: Span::default(), column: 0 };
    Parsed { diagnostics: vec![diagnostic], ..Parsed::default() }
}

/// Reads a document with the default [`Options`].
///
/// ```
/// let parsed = portolan::parse(b"neither here nor there");
/// assert!(!parsed.is_recognized());
/// ```
#[must_use]
pub fn parse(input: &[u8]) -> Parsed {
    Options::default().parse(input)
}
