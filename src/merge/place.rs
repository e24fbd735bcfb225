//! Places in several documents that stand one behind the other.

use std::borrow::Cow;

use crate::ast::{Diagnostic, Parsed, Span};
use crate::cell::text::floor;
use crate::encoding::decode;
use crate::front::json;

/// What was read of a document, and the document: one of those that [`merge`](crate::merge) makes one.
#[derive(Clone, Debug)]
pub struct Page<'a> {
    parsed: Parsed,
    text: Cow<'a, str>,
    /// Whether its places are those of another document, which it was written from.
    is_read_back: bool,
}

impl<'a> Page<'a> {
    /// What was read of `input`, which is borrowed or owned.
    #[must_use]
    pub fn new(parsed: Parsed, input: impl Into<Cow<'a, [u8]>>) -> Self {
        let text = match input.into() {
            Cow::Borrowed(input) => decode(input).text,
            Cow::Owned(input) => Cow::Owned(match String::from_utf8(input) {
                Ok(text) => text,
                Err(error) => decode(error.as_bytes()).text.into_owned(),
            }),
        };
        let start = text.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']);
        let is_read_back = start.starts_with(['{', '[']) && json::format_of(start).is_some();
        Self { parsed, text, is_read_back }
    }

    /// What was read.
    #[must_use]
    pub fn parsed(&self) -> &Parsed {
        &self.parsed
    }

    /// How many bytes and lines its places take up in what [`merge`](crate::merge) makes of it and others: places of
    /// the page behind it begin there. That of the document; what was read back from JSON has the places of another.
    #[must_use]
    pub fn extent(&self) -> (usize, u32) {
        let newlines = memchr::memchr_iter(b'\n', self.text.as_bytes()).count();
        let (mut bytes, mut lines) = (self.text.len(), u32::try_from(newlines).unwrap_or(u32::MAX));
        if self.is_read_back {
            let records = self.parsed.registry.iter().map(|record| record.span());
            for span in records.chain(self.parsed.diagnostics.iter().map(|told| told.span)) {
                bytes = bytes.max(span.end as usize);
                lines = lines.max(span.line);
            }
        }
        (bytes, lines)
    }

    /// The column in which a span begins.
    pub(super) fn column(&self, span: Span) -> u32 {
        if span.line == 0 || self.is_read_back {
            return 0;
        }
        let head = self.text.get(..floor(&self.text, span.start as usize)).unwrap_or_default();
        characters(last_line(head)).saturating_add(1)
    }
}

/// What stands before a page.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Base {
    bytes: usize,
    /// Newlines.
    lines: u32,
    /// Characters behind the last of them.
    characters: u32,
}

impl Base {
    /// The span of a page in all of them. What has no place has none.
    pub(super) fn span(&self, span: Span) -> Span {
        if span.line == 0 {
            return span;
        }
        let Self { bytes, lines, .. } = *self;
        let range = span.range();
        Span::new(range.start.saturating_add(bytes), range.end.saturating_add(bytes), span.line.saturating_add(lines))
    }

    pub(super) fn diagnostic(&self, told: &Diagnostic) -> Diagnostic {
        let is_behind = told.span.line == 1 && told.column > 0;
        let column = told.column.saturating_add(if is_behind { self.characters } else { 0 });
        Diagnostic { span: self.span(told.span), column, ..told.clone() }
    }
}

/// What stands before each page.
pub(super) fn bases(pages: &[Page<'_>]) -> Vec<Base> {
    let mut next = Base::default();
    let step = |page: &Page<'_>| {
        let base = next;
        let (bytes, lines) = page.extent();
        let behind = characters(last_line(&page.text));
        next = Base {
            bytes: base.bytes.saturating_add(bytes),
            lines: base.lines.saturating_add(lines),
            characters: if lines > 0 { behind } else { base.characters.saturating_add(behind) },
        };
        base
    };
    pages.iter().map(step).collect()
}

fn last_line(text: &str) -> &str {
    memchr::memrchr(b'\n', text.as_bytes()).and_then(|newline| text.get(newline.saturating_add(1)..)).unwrap_or(text)
}

fn characters(text: &str) -> u32 {
    u32::try_from(text.chars().count()).unwrap_or(u32::MAX)
}
