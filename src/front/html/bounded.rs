//! A page within bounds: what is needed of it, well nested.
//!
//! html5ever's tree construction is quadratic on deeply nested and misnested markup. It never sees any: this
//! scanner keeps the few elements that the page's structure needs, closes them in order, drops every formatting
//! element, script and style, nearly every attribute, and stops at the limits. Text is handed on as it stands; what is
//! character reference and what is text is left to who takes it.

use std::ops::Range;

use crate::ast::Code;
use crate::options::Limits;
use crate::report::{Lines, Report};

use super::element::{Element, Kind, MUST_CLOSE};
use super::tag::{self, Tag};

/// Who takes a page within bounds: elements that nest, and text.
pub(super) trait Sink<'a> {
    /// Text as it stands in the page.
    fn text(&mut self, text: &'a str);
    /// Text that is none of the page's: `<` and `&` in it are characters.
    fn characters(&mut self, text: &'a str);
    fn line_break(&mut self);
    /// An element opens, at this byte, within `parent`.
    fn open(&mut self, element: Element, parent: Option<Element>, tag: &Tag<'_>, at: usize);
    /// The innermost element closes; `row` is for a `<tr>`.
    fn close(&mut self, element: Element, row: Row);
    /// It takes no more of the page.
    fn is_done(&self) -> bool;
}

/// A `<tr>` of the page.
#[derive(Clone, Debug, Default)]
pub(super) struct Row {
    /// Its bytes in the page.
    pub(super) bytes: Range<usize>,
    /// Something follows it: the page was not cut within it.
    pub(super) is_whole: bool,
    /// A tag in it was broken.
    pub(super) is_damaged: bool,
}

/// The class of a cell whose value is uncertain, by which our own pages mark it.
pub(super) const UNCERTAIN: &str = "uncertain";

/// What is known of a page when all of it was handed on.
#[derive(Debug, Default)]
pub(super) struct End {
    /// The element that was open at the page's end and should not have been.
    pub(super) open: Option<&'static str>,
}

/// An element that is open.
#[derive(Clone, Copy)]
struct Open {
    element: Element,
    /// The byte of its tag.
    at: usize,
    /// A row: a tag in it is broken.
    is_damaged: bool,
}

struct Scanner<'a, 'l, S> {
    text: &'a str,
    limits: &'l Limits,
    sink: S,
    open: Vec<Open>,
    /// Which of them is the row that began last, if it is still open.
    row: Option<usize>,
    elements: usize,
    too_deep: Option<usize>,
    damaged_tags: Vec<usize>,
    is_xhtml: bool,
    closed_html: bool,
}

/// Hands the page to `sink`, within `limits`.
pub(super) fn scan<'a, S: Sink<'a>>(text: &'a str, limits: &Limits, sink: S, report: &mut Report) -> (S, End) {
    let mut scanner = Scanner {
        text,
        limits,
        sink,
        open: Vec::new(),
        row: None,
        elements: 0,
        too_deep: None,
        damaged_tags: Vec::new(),
        is_xhtml: false,
        closed_html: false,
    };
    let stopped = scanner.run();
    let end = scanner.end(stopped);
    scanner.report(stopped, report);
    (scanner.sink, end)
}

impl<'a, S: Sink<'a>> Scanner<'a, '_, S> {
    /// Goes on until the end, or to where a limit stopped it.
    fn run(&mut self) -> Option<usize> {
        let bytes = self.text.as_bytes();
        let mut at = 0;
        let mut unclosed: Vec<&str> = Vec::new();
        while let Some(tag_at) = find_bracket(bytes, at) {
            if tag_at > at {
                self.sink.text(self.text.get(at..tag_at)?);
            }
            if self.sink.is_done() {
                return None;
            }
            let rest = self.text.get(tag_at..)?;
            let Some(tag) = Tag::read(rest) else {
                at = self.past_no_tag(rest, tag_at, &mut unclosed)?;
                continue;
            };
            at = tag_at + tag.length;
            if tag.is_broken {
                self.damaged_tags.push(tag_at);
                if let Some(row) = self.row.and_then(|row| self.open.get_mut(row)) {
                    row.is_damaged = true;
                }
            }
            match tag.kind {
                Kind::Kept(element) => {
                    self.elements += 1;
                    if self.elements > self.limits.elements {
                        return Some(tag_at);
                    }
                    self.is_xhtml |=
                        element == Element::Html && tag.attribute("xmlns", self.limits.attributes).is_some();
                    if tag.closes {
                        self.closed_html |= element == Element::Html;
                        self.close(element, at);
                    } else if element == Element::Br {
                        self.sink.line_break();
                    } else {
                        self.open(element, &tag, tag_at);
                    }
                }
                Kind::Skipped(skipped) if !tag.closes && !tag.is_empty() && !unclosed.contains(&skipped) => {
                    match tag::find_end(self.text.get(at..)?, skipped) {
                        Some(length) => at += length,
                        None => unclosed.push(skipped),
                    }
                }
                Kind::Skipped(_) | Kind::Dropped => {}
            }
        }
        self.sink.text(self.text.get(at..)?);
        None
    }

    /// Where what follows a `<` that begins no tag goes on.
    fn past_no_tag(&mut self, rest: &'a str, at: usize, unclosed: &mut Vec<&str>) -> Option<usize> {
        if let Some(comment) = rest.strip_prefix("<!--") {
            // An end that was not found once is not looked for again.
            let end = if unclosed.contains(&"-->") { None } else { comment.find("-->") };
            return Some(match end {
                Some(end) => at + 4 + end + 3,
                None => {
                    unclosed.push("-->");
                    at + 4
                }
            });
        }
        if let Some(cdata) = rest.strip_prefix("<![CDATA[") {
            // Only in XHTML that was saved as it is.
            let end = cdata.find("]]>").unwrap_or(cdata.len());
            self.sink.characters(cdata.get(..end)?);
            return Some((at + 9 + end + 3).min(self.text.len()));
        }
        if rest.starts_with("<!") || rest.starts_with("<?") {
            return Some(at + rest.find('>').map_or(rest.len(), |end| end + 1));
        }
        if rest.get(1..).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/')) {
            // A tag that the end of the document cut off.
            return Some(self.text.len());
        }
        self.sink.characters(rest.get(..1)?);
        Some(at + 1)
    }

    fn open(&mut self, element: Element, tag: &Tag<'_>, tag_at: usize) {
        let (closes, barriers) = element.implied();
        let stops = |open: &Open| closes.has(open.element) || barriers.has(open.element);
        let implied = self.open.iter().rposition(stops);
        if let Some(at) = implied
            && self.open.get(at).is_some_and(|open| closes.has(open.element))
        {
            // The outermost that it closes: a new section ends a row and the section of that row.
            let below = self.open.get(..=at).unwrap_or_default();
            let within = below.iter().rposition(|open| barriers.has(open.element)).map_or(0, |barrier| barrier + 1);
            let outer = below.get(within..).unwrap_or_default().iter().position(|open| closes.has(open.element));
            self.close_to(outer.map_or(at, |outer| within + outer), tag_at, true);
        }
        if self.open.len() >= self.limits.depth {
            self.too_deep.get_or_insert(tag_at);
            return;
        }
        let parent = self.open.last().map(|open| open.element);
        if element == Element::Tr {
            self.row = Some(self.open.len());
        }
        self.open.push(Open { element, at: tag_at, is_damaged: false });
        self.sink.open(element, parent, tag, tag_at);
    }

    fn close(&mut self, element: Element, at: usize) {
        if let Some(depth) = self.open.iter().rposition(|open| open.element == element) {
            // An end tag inside a cell ends nothing outside of that cell but what holds the cell.
            let inner = self.open.get(depth + 1..).unwrap_or_default();
            let holds = matches!(element, Element::Table | Element::Html | Element::Body);
            if holds || !inner.iter().any(|open| open.element == Element::Table) {
                self.close_to(depth, at, true);
            }
        }
    }

    /// Closes what is open down to `depth` elements; `is_whole`: a tag does it, not the end of the document.
    fn close_to(&mut self, depth: usize, at: usize, is_whole: bool) {
        while self.open.len() > depth {
            let Some(Open { element, at: from, is_damaged }) = self.open.pop() else {
                return;
            };
            self.row.take_if(|row| *row == self.open.len());
            self.sink.close(element, Row { bytes: from..at, is_whole, is_damaged });
        }
    }

    fn end(&mut self, stopped: Option<usize>) -> End {
        let mut open =
            self.open.iter().rev().map(|open| open.element).find(|open| MUST_CLOSE.has(*open)).map(Element::name);
        if stopped.is_none() && open.is_none() && self.is_xhtml && !self.closed_html {
            open = Some("html");
        }
        self.close_to(0, self.text.trim_end().len(), false);
        End { open }
    }

    fn report(&mut self, stopped: Option<usize>, report: &mut Report) {
        let mut lines = Lines::new(self.text.as_bytes());
        for &at in &self.damaged_tags {
            let message = "a tag is broken: it does not end, or a quote in it does not";
            report.error(Code::Markup, lines.span(at, at + 1), message);
        }
        let Limits { depth, elements, .. } = self.limits;
        let mut found = [
            (self.too_deep, format!("elements deeper than {depth} (limit: depth) were taken for text")),
            (stopped, format!("more than {elements} elements (limit: elements); the rest was not read")),
        ];
        found.sort_by_key(|(at, _)| *at);
        let mut lines = Lines::new(self.text.as_bytes());
        for (at, message) in found {
            if let Some(at) = at {
                report.error(Code::Limit, lines.span(at, at), message);
            }
        }
    }
}

/// Where the next `<` is from `at` on. Most are a few bytes away: those are looked at here, eight by eight.
fn find_bracket(bytes: &[u8], mut at: usize) -> Option<usize> {
    const EACH: u64 = 0x0101_0101_0101_0101;
    for _ in 0..3 {
        let Some(chunk) = bytes.get(at..)?.first_chunk() else { break };
        // The lowest byte that is zero is found so; those above it may seem to be.
        let zero = u64::from_le_bytes(*chunk) ^ EACH * b'<' as u64;
        let found = zero.wrapping_sub(EACH) & !zero & EACH << 7;
        if found != 0 {
            return Some(at + found.trailing_zeros() as usize / 8);
        }
        at += 8;
    }
    memchr::memchr(b'<', bytes.get(at..)?).map(|found| at + found)
}

#[cfg(test)]
mod tests {
    use super::find_bracket;

    #[test]
    fn a_bracket_is_found_wherever_it_is() {
        for length in 0..40 {
            for at in 0..=length {
                let mut text = vec![b'='; length];
                text.insert(at, b'<');
                for from in 0..=at {
                    assert_eq!(find_bracket(&text, from), Some(at));
                }
                assert_eq!(find_bracket(&text, at + 1), None);
            }
        }
        assert_eq!(find_bracket(b"", 0), None);
    }
}
