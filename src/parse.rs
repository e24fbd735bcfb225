//! From bytes to a registry.

use crate::ast::{Code, Diagnostic, Encoding, Format, Parsed, Severity, Span};
use crate::cell::text::floor;
use crate::detect;
use crate::encoding::{content, decode};
use crate::front;
use crate::options::Options;
use crate::report::Lines;

impl Options {
    /// Reads a document. Any bytes give a registry and diagnostics; where they are no rendering of the registry,
    /// the registry is empty, its source is `None`, and the one error says so.
    #[must_use]
    pub fn parse(&self, input: &[u8]) -> Parsed {
        let bytes = self.within(input);
        let decoded = decode(bytes);
        let text = self.lines_within(&decoded.text);
        let (mut parsed, format) = self.parse_text(text);
        // What is read back says itself what its places count.
        if let Some(source) = &mut parsed.registry.source
            && (!matches!(format, Some(Format::Json | Format::Ndjson))
                || decoded.encoding != Encoding::Utf8 && !front::json::is_own(text))
        {
            source.encoding = decoded.encoding;
        }
        if let (Some((count, first)), true) = (decoded.doubtful, parsed.is_recognized()) {
            let found = doubtful_bytes(text, decoded.encoding, count, first);
            let at = parsed.diagnostics.partition_point(|other| other.span < found.span);
            parsed.diagnostics.insert(at, found);
        }
        let quoted = decoded.is_quoted.then(|| "each line begins with \">\", as a mail quotes it".to_owned());
        let separated = decoded.separator.map(|separator| format!("texts are joined by {separator:?}"));
        let is_recognized = parsed.is_recognized();
        for told in [quoted, separated].into_iter().flatten().filter(|_| is_recognized) {
            let message = format!("{told}; they are read without");
            let span = Span::new(0, 0, 0);
            let (severity, code) = (Severity::Warning, Code::Markup);
            parsed.diagnostics.insert(0, Diagnostic { severity, code, message, span, column: 0 });
        }
        let mut error = |code: Code, message: String| {
            let severity = Severity::Error;
            let (span, column) = place(text, text.len());
            parsed.diagnostics.push(Diagnostic { severity, code, message, span, column });
        };
        // Not how many there are: a caller that bounds what it loads does not know.
        let over = |most: usize, what: &str, limit: &str| {
            format!("the input is longer than {most} {what} (limit: {limit}); what follows them was not read")
        };
        if text.len() < decoded.text.len() {
            error(Code::Limit, over(self.limits.lines, "lines", "lines"));
        } else if bytes.len() < input.len() {
            error(Code::Limit, over(bytes.len(), "bytes", "input_bytes"));
        } else if text.len() < content(bytes).len() && decoded.encoding == Encoding::Utf8 {
            // A document that ends so ends nowhere else: no other reader sees it.
            error(Code::Truncated, "the document ends within a character, which is left out".to_owned());
        }
        parsed
    }

    /// As many lines of a text as are looked at.
    fn lines_within<'t>(&self, text: &'t str) -> &'t str {
        // It has no more lines than bytes, and to count them is a hundred times as fast as to find one.
        if text.len() <= self.limits.lines || memchr::memchr_iter(b'\n', text.as_bytes()).count() < self.limits.lines {
            return text;
        }
        let last = self.limits.lines.checked_sub(1);
        let end = last.and_then(|last| memchr::memchr_iter(b'\n', text.as_bytes()).nth(last));
        end.and_then(|end| text.get(..=end)).unwrap_or("")
    }

    /// As much of an input as is looked at.
    pub(crate) fn within<'a>(&self, input: &'a [u8]) -> &'a [u8] {
        input.get(..self.limits.input_bytes.min(u32::MAX as usize)).unwrap_or(input)
    }

    /// What was read, and as what.
    fn parse_text(&self, text: &str) -> (Parsed, Option<Format>) {
        let found = detect::rendering(text, self.format, &self.limits);
        let wiki = found.and_then(|(format, _)| front::markdown_of(text, format));
        let text = wiki.as_deref().unwrap_or(text);
        let found = if wiki.is_some() { detect::rendering(text, self.format, &self.limits) } else { found };
        let parsed = found.and_then(|rendering| front::read_whole(text, rendering, &self.limits));
        (parsed.unwrap_or_else(|| unrecognized(text, self.format)), found.map(|(format, _)| format))
    }
}

fn doubtful_bytes(text: &str, encoding: Encoding, count: usize, first: usize) -> Diagnostic {
    let message = match encoding {
        Encoding::Windows1252 if count == 1 => {
            "1 byte is not UTF-8; it was read as Windows-1252, and places count the text after that".to_owned()
        }
        Encoding::Windows1252 => {
            format!("{count} bytes are not UTF-8; they were read as Windows-1252, and places count the text after that")
        }
        _ => format!("the input is not whole {encoding}: {count} of its characters are lost"),
    };
    let (span, column) = place(text, first);
    Diagnostic { severity: Severity::Warning, code: Code::Encoding, message, span, column }
}

/// The empty place at byte `at`, and its column.
fn place(text: &str, at: usize) -> (Span, u32) {
    let before = text.get(..at).unwrap_or(text).rsplit('\n').next().unwrap_or("").chars().count();
    (Lines::new(text.as_bytes()).span(at, at), u32::try_from(before).unwrap_or(u32::MAX).saturating_add(1))
}

fn unrecognized(text: &str, asked: Option<Format>) -> Parsed {
    let json = front::json::what_else(text).or_else(|| front::json::what_is_damaged(text));
    let head = text.get(..floor(text, 4096)).unwrap_or(text);
    let message = match asked {
        _ if text.trim().is_empty() => "the input is empty".to_owned(),
        _ if head.contains('\0') => "this is binary data, not a rendering of the registry".to_owned(),
        None | Some(Format::Json | Format::Ndjson) if json.is_some() => json.unwrap_or_default(),
        Some(Format::Xml) => "this is not the port number registry's XML: its root element is not that <registry>".to_owned(),
        Some(format) => format!("this is no {} rendering of the port number registry: no table with its headings", format.as_str()),
        None => "this is no rendering of the port number registry that portolan reads (xml, csv, html, markdown, text, json, ndjson): no table with its headings".to_owned(),
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
