//! A page within bounds: what is needed of it, well nested.
//!
//! html5ever's tree construction is quadratic on deeply nested and misnested markup. It never sees any: this
//! scanner keeps the few elements that the page's structure needs, closes them in order, drops every formatting
//! element, script and style, nearly every attribute, and stops at the limits. Text is handed on as it stands; what is
//! character reference and what is text is left to who takes it.

use std::ops::Range;

use crate::ast::Code;
use crate::eight::{self, below, equal};
use crate::options::Limits;
use crate::report::{Lines, Report};

use super::element::{Element, Kind, MUST_CLOSE, SKIPPED};
use super::tag::{self, Tag};

/// Who takes a page within bounds: elements that nest, and text.
pub(super) trait Sink<'a> {
    /// Text between cells is nothing to it.
    const SKIPS_BETWEEN_CELLS: bool;

    /// Text as it stands in the page.
    fn text(&mut self, text: Text<'a>);
    /// Text that is none of the page's: `<` and `&` in it are characters.
    fn characters(&mut self, text: &'a str);
    fn line_break(&mut self);
    /// A cell of a row opens, has this text, and closes.
    fn cell(&mut self, tag: &Tag<'_>, text: Text<'a>);
    /// An element opens, at this byte, within `parent`.
    fn open(&mut self, element: Element, parent: Option<Element>, tag: &Tag<'_>, at: usize);
    /// The innermost element closes; `row` is for a `<tr>`.
    fn close(&mut self, element: Element, row: Row);
    /// Takes the rows of the innermost table that stand at this byte, if it can, but no more than so many elements: where
    /// the page goes on, and how many it took.
    fn rows(&mut self, at: usize, most: usize) -> (usize, usize);
    /// It takes no more of the page.
    fn is_done(&self) -> bool;
}

/// Text as it stands in the page.
#[derive(Clone, Copy, Debug)]
pub(super) struct Text<'a> {
    pub(super) text: &'a str,
    /// It says what it is: it has no character reference, and no control character, such as a line end.
    pub(super) is_plain: bool,
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
    /// What stood behind the last cell.
    gap: &'a [u8],
    /// What stood in the last tag of a cell.
    cell_tag: &'a str,
    elements: usize,
    too_deep: Option<usize>,
    /// The first with too many attributes.
    too_many: Option<usize>,
    damaged_tags: Vec<usize>,
    /// Cells that no row is around.
    rowless: Vec<usize>,
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
        gap: &[],
        cell_tag: "",
        elements: 0,
        too_deep: None,
        too_many: None,
        damaged_tags: Vec::new(),
        rowless: Vec::new(),
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
    #[allow(clippy::arithmetic_side_effects, reason = "places in a text in memory, and counts of what is in it")]
    fn run(&mut self) -> Option<usize> {
        let mut at = 0;
        let mut unclosed: Vec<&str> = Vec::new();
        loop {
            if S::SKIPS_BETWEEN_CELLS {
                at = self.cells(at);
            }
            let (tag_at, text) = self.text_at(at)?;
            if !text.text.is_empty() {
                self.sink.text(text);
            }
            if self.sink.is_done() || tag_at == self.text.len() {
                return None;
            }
            let Some(tag) = Tag::read(self.text, tag_at) else {
                at = self.past_no_tag(self.text.get(tag_at..)?, tag_at, &mut unclosed)?;
                continue;
            };
            at = tag.end;
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
                    if tag.has_more_than(self.limits.attributes) {
                        self.too_many.get_or_insert(tag_at);
                    }
                    self.is_xhtml |=
                        element == Element::Html && tag.attribute("xmlns", self.limits.attributes).is_some();
                    if tag.closes {
                        self.closed_html |= element == Element::Html;
                        self.close(element, at);
                    } else if element == Element::Br {
                        self.sink.line_break();
                    } else {
                        at = self.open(element, &tag, tag_at);
                    }
                }
                Kind::Skipped(skipped) => {
                    let name = SKIPPED.get(usize::from(skipped))?;
                    if !tag.closes && !tag.is_empty() && !unclosed.contains(name) {
                        match tag::find_end(self.text.get(at..)?, name) {
                            Some(length) => at += length,
                            None => unclosed.push(name),
                        }
                    }
                }
                Kind::Dropped => {}
            }
        }
    }

    /// The next `<` or the end of the page, and the text before it.
    #[inline]
    fn text_at(&self, at: usize) -> Option<(usize, Text<'a>)> {
        let (to, is_plain) = find_bracket(self.text.as_bytes(), at);
        Some((to, Text { text: self.text.get(at..to)?, is_plain }))
    }

    /// Where the page goes on behind cells that hold text alone, as most do: nothing else need be looked at for them.
    #[inline]
    #[allow(clippy::arithmetic_side_effects, reason = "places in a text in memory, and counts of what is in it")]
    fn cells(&mut self, mut at: usize) -> usize {
        let in_row = self.open.last().is_some_and(|open| open.element == Element::Tr);
        if !in_row || self.open.len() >= self.limits.depth {
            return at;
        }
        while let Some(tag_at) = self.past_gap(at) {
            // What stands before it need not be looked at again.
            at = tag_at;
            if self.elements + 2 <= self.limits.elements
                && let Some(tag) = Tag::read_cell(self.text, tag_at, &mut self.cell_tag)
                && !tag.has_more_than(self.limits.attributes)
                && let Some((end, text)) = self.text_of_cell(tag.end)
            {
                // Its end tag is one, too, where it has one.
                self.elements += if end > tag.end + text.text.len() { 2 } else { 1 };
                self.sink.cell(&tag, text);
                at = end;
            } else {
                break;
            }
        }
        at
    }

    /// Where the next tag is from behind a cell on. Most often that is as far as the last time.
    #[inline]
    #[allow(clippy::arithmetic_side_effects, reason = "places in a text in memory, no longer than isize::MAX")]
    fn past_gap(&mut self, at: usize) -> Option<usize> {
        let bytes = self.text.as_bytes();
        let rest = bytes.get(at..)?;
        if rest.starts_with(self.gap) && rest.get(self.gap.len()) == Some(&b'<') {
            return Some(at + self.gap.len());
        }
        let (tag_at, _) = find_bracket(bytes, at);
        self.gap = bytes.get(at..tag_at)?;
        Some(tag_at)
    }

    /// The text of a cell that has nothing else, and where what follows the cell begins: behind its end tag, or at the
    /// next cell, which ends it as well.
    #[inline]
    #[allow(clippy::arithmetic_side_effects, reason = "places in a text in memory, no longer than isize::MAX")]
    fn text_of_cell(&self, at: usize) -> Option<(usize, Text<'a>)> {
        const END: &[u8] = b"</td>";
        let rest = |at: usize| self.text.as_bytes().get(at..).unwrap_or_default();
        if rest(at).starts_with(END) {
            return Some((at + END.len(), Text { text: "", is_plain: true }));
        }
        let (end, text) = self.text_at(at)?;
        match rest(end) {
            after if after.starts_with(END) => Some((end + END.len(), text)),
            [b'<', b't', b'd', b'>' | b' ', ..] => Some((end, text)),
            _ => None,
        }
    }

    /// Where what follows a `<` that begins no tag goes on.
    #[allow(clippy::arithmetic_side_effects, reason = "places in a text in memory, no longer than isize::MAX")]
    fn past_no_tag(&mut self, rest: &'a str, at: usize, unclosed: &mut Vec<&str>) -> Option<usize> {
        // An end that was not found once is not looked for again.
        let mut find = |text: &str, end: &'static str| {
            let found = if unclosed.contains(&end) { None } else { text.find(end) };
            if found.is_none() {
                unclosed.push(end);
            }
            found
        };
        if let Some(comment) = rest.strip_prefix("<!--") {
            return Some(find(comment, "-->").map_or(at + 4, |end| at + 4 + end + 3));
        }
        // Only in XHTML that was saved as it is.
        if let Some(cdata) = rest.strip_prefix("<![CDATA[")
            && let Some(end) = find(cdata, "]]>")
        {
            self.sink.characters(cdata.get(..end)?);
            return Some(at + 9 + end + 3);
        }
        if rest.starts_with("<!") || rest.starts_with("<?") {
            return Some(at + rest.find('>').map_or(rest.len(), |end| end + 1));
        }
        if let Some(after) = rest.strip_prefix("</").filter(|after| !after.is_empty() && !begins_name(after)) {
            // An end tag without its name ends nothing.
            self.damaged_tags.push(at);
            let end = memchr::memchr2(b'<', b'>', after.as_bytes()).unwrap_or(after.len());
            return Some(at + 2 + end + usize::from(after.as_bytes().get(end) == Some(&b'>')));
        }
        if rest.get(1..).is_some_and(|rest| rest == "/" || begins_name(rest.strip_prefix('/').unwrap_or(rest))) {
            // A tag that the end of the document cut off.
            return Some(self.text.len());
        }
        self.sink.characters(rest.get(..1)?);
        Some(at + 1)
    }

    /// Opens an element; where the page goes on.
    #[allow(clippy::arithmetic_side_effects, reason = "places in a text in memory, no longer than isize::MAX")]
    fn open(&mut self, element: Element, tag: &Tag<'_>, tag_at: usize) -> usize {
        let (closes, barriers) = element.implied();
        // The outermost that it closes: a new section ends a row and the section of that row.
        let within = self.open.iter().rposition(|open| barriers.has(open.element)).map_or(0, |barrier| barrier + 1);
        let outer = self.open.get(within..).unwrap_or_default().iter().position(|open| closes.has(open.element));
        if let Some(outer) = outer {
            self.close_to(within + outer, tag_at, true);
        }
        if self.open.len() >= self.limits.depth {
            self.too_deep.get_or_insert(tag_at);
            return tag.end;
        }
        let mut parent = self.open.last().map(|open| open.element);
        let is_cell = matches!(element, Element::Td | Element::Th);
        if is_cell && matches!(parent, Some(Element::Table | Element::Thead | Element::Tbody)) {
            // The tag of their row is lost.
            self.rowless.push(tag_at);
            self.row = Some(self.open.len());
            self.open.push(Open { element: Element::Tr, at: tag_at, is_damaged: false });
            self.sink.open(Element::Tr, parent, tag, tag_at);
            parent = Some(Element::Tr);
        }
        if element == Element::Tr {
            if let Some(end) = self.rows(parent, tag_at) {
                return end;
            }
            self.row = Some(self.open.len());
        }
        self.open.push(Open { element, at: tag_at, is_damaged: false });
        self.sink.open(element, parent, tag, tag_at);
        tag.end
    }

    /// Where the page goes on behind the rows that begin here, if the sink takes any itself.
    fn rows(&mut self, parent: Option<Element>, at: usize) -> Option<usize> {
        // The row, its cell, and a link in that.
        let is_deep = self.open.len().saturating_add(3) > self.limits.depth;
        if is_deep || !matches!(parent, Some(Element::Table | Element::Thead | Element::Tbody)) {
            return None;
        }
        // The tag of the first is counted already.
        let before = self.elements.saturating_sub(1);
        let (end, elements) = self.sink.rows(at, self.limits.elements.saturating_sub(before));
        (end > at).then(|| {
            self.elements = before.saturating_add(elements);
            end
        })
    }

    #[allow(clippy::arithmetic_side_effects, reason = "places in a text in memory, no longer than isize::MAX")]
    fn close(&mut self, element: Element, at: usize) {
        if self.open.last().is_some_and(|open| open.element == element) {
            return self.close_to(self.open.len().saturating_sub(1), at, true);
        }
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

    #[allow(clippy::arithmetic_side_effects, reason = "places in a text in memory, no longer than isize::MAX")]
    fn report(&mut self, stopped: Option<usize>, report: &mut Report) {
        let mut lines = Lines::new(self.text.as_bytes());
        for &at in &self.damaged_tags {
            let message = "a tag is broken: it does not end, or a quote in it does not";
            report.error(Code::Markup, lines.span(at, at + 1), message);
        }
        let mut lines = Lines::new(self.text.as_bytes());
        for &at in &self.rowless {
            let message = "a cell stands in no row; it and those behind it are read as one";
            report.warning(Code::Markup, lines.span(at, at + 1), message);
        }
        let Limits { depth, elements, attributes, .. } = self.limits;
        let too_many = format!(
            "an element has more than {attributes} attributes (limit: attributes); those past them were not looked at"
        );
        let mut found = [
            (self.too_many, too_many),
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

/// Whether the name of a tag could begin here.
fn begins_name(rest: &str) -> bool {
    rest.starts_with(|c: char| c.is_ascii_alphabetic())
}

/// Where the next `<` is from `at` on, or the end, and whether what stands before it is plain. Eight bytes at a time: most
/// are near.
#[inline]
#[allow(clippy::arithmetic_side_effects, reason = "places in a text; a mark that was found is a bit")]
fn find_bracket(bytes: &[u8], mut at: usize) -> (usize, bool) {
    let mut odd = 0;
    while let Some(chunk) = bytes.get(at..).and_then(|rest| rest.first_chunk()) {
        let chunk = u64::from_le_bytes(*chunk);
        let odd_here = equal(chunk, b'&') | below(chunk, b' ');
        let found = equal(chunk, b'<');
        if found != 0 {
            let before = (found & found.wrapping_neg()) - 1;
            return (at + eight::first(found), (odd | (odd_here & before)) == 0);
        }
        odd |= odd_here;
        at += 8;
    }
    let rest = bytes.get(at..).unwrap_or_default();
    let length = rest.iter().position(|byte| *byte == b'<').unwrap_or(rest.len());
    let is_plain = rest.iter().take(length).all(|byte| *byte != b'&' && *byte >= b' ');
    (at + length, odd == 0 && is_plain)
}

#[cfg(test)]
mod tests {
    use super::find_bracket;

    #[test]
    fn a_bracket_is_found_wherever_it_is() {
        for length in 0..40 {
            for at in 0..=length {
                let mut text = vec![0xbc; length];
                text.insert(at, b'<');
                for from in 0..=at {
                    assert_eq!(find_bracket(&text, from), (at, true));
                }
                assert_eq!(find_bracket(&text, at + 1), (text.len(), true));
                for odd in [b'&', b'\n', 0] {
                    let mut text = text.clone();
                    text.push(odd);
                    assert_eq!(find_bracket(&text, 0), (at, true));
                    assert_eq!(find_bracket(&text, at + 1), (text.len(), false));
                    text.swap(0, length + 1);
                    let at = text.iter().position(|byte| *byte == b'<').unwrap_or(0);
                    assert_eq!(find_bracket(&text, 0), (at, at == 0));
                }
            }
        }
        assert_eq!(find_bracket(b"", 0), (0, true));
    }
}
