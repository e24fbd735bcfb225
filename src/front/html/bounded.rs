//! A bounded copy of a page, for scraper.
//!
//! html5ever's tree construction is quadratic on deeply nested and misnested markup. It never sees any: this
//! scanner keeps the few elements that the page's structure needs, closes them in order, drops every formatting
//! element, script and style, nearly every attribute, and stops at the limits. Text is copied as it stands; what is character
//! reference and what is text is left to html5ever.

use std::fmt::Write as _;
use std::ops::Range;

use crate::ast::Code;
use crate::options::Limits;
use crate::report::{Lines, Report};

/// The copy, and where in the page the rows stood that it numbers.
#[derive(Debug, Default)]
pub(super) struct Bounded {
    pub(super) html: String,
    /// Each `<tr>` in order.
    pub(super) rows: Vec<Row>,
    /// The element that was open at the page's end and should not have been.
    pub(super) open_at_end: Option<&'static str>,
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

/// The attribute of the copy's `<tr>` that numbers it.
pub(super) const ROW: &str = "data-row";
/// The attribute of the copy's `<span>` that carries a link's target.
pub(super) const HREF: &str = "data-href";
/// The class of a cell whose value is uncertain, by which our own pages mark it.
pub(super) const UNCERTAIN: &str = "uncertain";

/// How an element is copied.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    /// It has content.
    Normal,
    /// It has none.
    Void,
}

/// The elements that are kept. Links are kept as `span`, which is no formatting element.
const KEPT: &[(&str, &str, Kind)] = &[
    ("html", "html", Kind::Normal),
    ("head", "head", Kind::Normal),
    ("title", "title", Kind::Normal),
    ("body", "body", Kind::Normal),
    ("h1", "h1", Kind::Normal),
    ("h2", "h2", Kind::Normal),
    ("h3", "h3", Kind::Normal),
    ("dl", "dl", Kind::Normal),
    ("dt", "dt", Kind::Normal),
    ("dd", "dd", Kind::Normal),
    ("pre", "pre", Kind::Normal),
    ("p", "p", Kind::Normal),
    ("div", "div", Kind::Normal),
    ("li", "div", Kind::Normal),
    ("br", "br", Kind::Void),
    ("a", "span", Kind::Normal),
    ("table", "table", Kind::Normal),
    ("thead", "thead", Kind::Normal),
    ("tbody", "tbody", Kind::Normal),
    ("tfoot", "tbody", Kind::Normal),
    ("tr", "tr", Kind::Normal),
    ("td", "td", Kind::Normal),
    ("th", "th", Kind::Normal),
];

/// Elements whose content is no markup and no text of the page.
const SKIPPED: &[&str] =
    &["script", "style", "textarea", "iframe", "noembed", "noframes", "xmp", "template", "svg", "math"];

/// What an opening element closes, up to a barrier.
fn implied(name: &str) -> (&'static [&'static str], &'static [&'static str]) {
    match name {
        "td" | "th" => (&["td", "th"], &["tr", "table"]),
        "tr" => (&["tr"], &["table"]),
        "thead" | "tbody" => (&["thead", "tbody", "tr"], &["table"]),
        "dt" | "dd" => (&["dt", "dd"], &["dl", "td"]),
        "span" => (&["span"], &["td", "th", "dd", "pre", "p", "div", "dt"]),
        "body" => (&["head"], &[]),
        "p" | "div" | "dl" | "pre" | "table" | "h1" | "h2" | "h3" => (&["p"], &["td", "th", "dd", "table", "div"]),
        _ => (&[], &[]),
    }
}

/// Elements that may not be left open at the end of a page.
const MUST_CLOSE: &[&str] = &["table", "dl", "pre", "h1", "h2", "h3", "title"];

struct Copier<'a> {
    text: &'a str,
    out: Bounded,
    open: Vec<(&'static str, usize)>,
    elements: usize,
    too_deep: Option<usize>,
    damaged_tags: Vec<usize>,
    is_xhtml: bool,
    closed_html: bool,
}

/// Copies the page within `limits`.
pub(super) fn copy(text: &str, limits: &Limits, report: &mut Report) -> Bounded {
    let mut copier = Copier {
        text,
        out: Bounded { html: String::with_capacity(text.len() / 2), ..Bounded::default() },
        open: Vec::new(),
        elements: 0,
        too_deep: None,
        damaged_tags: Vec::new(),
        is_xhtml: false,
        closed_html: false,
    };
    copier.out.html.push_str("<!DOCTYPE html>");
    let stopped = copier.run(limits);
    let mut lines = Lines::new(text.as_bytes());
    for at in std::mem::take(&mut copier.damaged_tags) {
        report.error(
            Code::Markup,
            lines.span(at, at + 1),
            "a tag is broken: it does not end, or a quote in it does not",
        );
    }
    let mut lines = Lines::new(text.as_bytes());
    let limit = |at: Option<usize>, what: &str, report: &mut Report, lines: &mut Lines<'_>| {
        if let Some(at) = at {
            report.error(Code::Limit, lines.span(at, at), what);
        }
    };
    let mut found = [
        (copier.too_deep, format!("elements deeper than {} (limit: depth) were taken for text", limits.depth)),
        (stopped, format!("more than {} elements (limit: elements); the rest was not read", limits.elements)),
    ];
    found.sort_by_key(|(at, _)| *at);
    for (at, message) in found {
        limit(at, &message, report, &mut lines);
    }
    let end = text.trim_end().len();
    copier.out.open_at_end = copier.open.iter().rev().map(|(name, _)| *name).find(|name| MUST_CLOSE.contains(name));
    if stopped.is_none() && copier.out.open_at_end.is_none() && copier.is_xhtml && !copier.closed_html {
        copier.out.open_at_end = Some("html");
    }
    copier.close_to(0, end, false);
    copier.out
}

impl Copier<'_> {
    /// Copies until the end, or to where a limit stopped it.
    fn run(&mut self, limits: &Limits) -> Option<usize> {
        let bytes = self.text.as_bytes();
        let mut at = 0;
        let mut unclosed: Vec<&str> = Vec::new();
        while let Some(tag_at) = memchr::memchr(b'<', bytes.get(at..)?).map(|found| at + found) {
            self.push_text(at, tag_at);
            let rest = self.text.get(tag_at..)?;
            if let Some(comment) = rest.strip_prefix("<!--") {
                // An end that was not found once is not looked for again.
                let end = if unclosed.contains(&"-->") { None } else { comment.find("-->") };
                at = match end {
                    Some(end) => tag_at + 4 + end + 3,
                    None => {
                        unclosed.push("-->");
                        tag_at + 4
                    }
                };
                continue;
            }
            if let Some(cdata) = rest.strip_prefix("<![CDATA[") {
                // Only in XHTML that was saved as it is.
                let end = cdata.find("]]>").unwrap_or(cdata.len());
                self.push_escaped(cdata.get(..end)?);
                at = (tag_at + 9 + end + 3).min(self.text.len());
                continue;
            }
            let Some(tag) = Tag::read(rest) else {
                if rest.starts_with("<!") || rest.starts_with("<?") {
                    at = tag_at + rest.find('>').map_or(rest.len(), |end| end + 1);
                } else if rest
                    .get(1..)
                    .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/'))
                {
                    // A tag that the end of the document cut off.
                    at = self.text.len();
                } else {
                    self.out.html.push_str("&lt;");
                    at = tag_at + 1;
                }
                continue;
            };
            at = tag_at + tag.length;
            if tag.is_broken || tag.attributes.contains('<') {
                self.damaged_tags.push(tag_at);
                if let Some(row) = self.out.rows.last_mut().filter(|row| !row.is_whole) {
                    row.is_damaged = true;
                }
            }
            let name = tag.name.to_ascii_lowercase();
            if let Some(&skipped) = SKIPPED.iter().find(|skipped| **skipped == name) {
                if !tag.closes && !tag.is_empty && !unclosed.contains(&skipped) {
                    match find_end(self.text.get(at..)?, skipped) {
                        Some(length) => at += length,
                        None => unclosed.push(skipped),
                    }
                }
                continue;
            }
            let Some(&(_, kept, kind)) = KEPT.iter().find(|(from, ..)| *from == name) else {
                continue;
            };
            self.elements += 1;
            if self.elements > limits.elements {
                return Some(tag_at);
            }
            self.is_xhtml |= kept == "html" && tag.attribute("xmlns", limits.attributes).is_some();
            if tag.closes {
                self.closed_html |= kept == "html";
                self.close(kept, at);
            } else if kind == Kind::Void {
                self.out.html.push_str("<br>");
            } else {
                self.open(kept, &tag, tag_at, limits);
            }
        }
        self.push_text(at, self.text.len());
        None
    }

    fn push_text(&mut self, from: usize, to: usize) {
        self.out.html.push_str(self.text.get(from..to).unwrap_or(""));
    }

    fn push_escaped(&mut self, text: &str) {
        for c in text.chars() {
            match c {
                '<' => self.out.html.push_str("&lt;"),
                '&' => self.out.html.push_str("&amp;"),
                c => self.out.html.push(c),
            }
        }
    }

    fn open(&mut self, name: &'static str, tag: &Tag<'_>, tag_at: usize, limits: &Limits) {
        let (closes, barriers) = implied(name);
        let implied = self.open.iter().rposition(|(open, _)| closes.contains(open) || barriers.contains(open));
        if let Some(at) = implied
            && self.open.get(at).is_some_and(|(open, _)| closes.contains(open))
        {
            // The outermost that it closes: a new section ends a row and the section of that row.
            let outer =
                (0..=at).rev().take_while(|&at| self.open.get(at).is_some_and(|(open, _)| !barriers.contains(open)));
            let outer = outer.filter(|&at| self.open.get(at).is_some_and(|(open, _)| closes.contains(open))).last();
            self.close_to(outer.unwrap_or(at), tag_at, true);
        }
        if self.open.len() >= limits.depth {
            self.too_deep.get_or_insert(tag_at);
            return;
        }
        self.open.push((name, self.out.rows.len()));
        self.out.html.push('<');
        self.out.html.push_str(name);
        match name {
            "tr" => {
                // Writing to a String cannot fail.
                let _ = write!(self.out.html, " {ROW}={}", self.out.rows.len());
                self.out.rows.push(Row { bytes: tag_at..self.text.len(), ..Row::default() });
            }
            "td" | "th" => {
                let class = tag.attribute("class", limits.attributes).unwrap_or("");
                if class.split_ascii_whitespace().any(|class| class == UNCERTAIN) {
                    let _ = write!(self.out.html, " class={UNCERTAIN}");
                }
            }
            "span" => {
                if let Some(href) = tag.attribute("href", limits.attributes) {
                    let _ = write!(self.out.html, " {HREF}=\"{}\"", href.replace('"', "&quot;"));
                }
            }
            _ => {}
        }
        self.out.html.push('>');
    }

    fn close(&mut self, name: &str, at: usize) {
        if let Some(depth) = self.open.iter().rposition(|(open, _)| *open == name) {
            // An end tag inside a cell ends nothing outside of that cell but what holds the cell.
            let crosses = self.open.get(depth + 1..).unwrap_or_default().iter().any(|(open, _)| *open == "table");
            let holds = matches!(name, "table" | "html" | "body");
            if !crosses || holds {
                if let (Some((_, row)), "tr") = (self.open.get(depth).copied(), name) {
                    self.end_row(row, at, true);
                }
                self.close_to(depth, at, true);
            }
        }
    }

    fn end_row(&mut self, row: usize, at: usize, is_whole: bool) {
        if let Some(row) = self.out.rows.get_mut(row).filter(|row| !row.is_whole) {
            row.bytes.end = at;
            row.is_whole = is_whole;
        }
    }

    /// Closes what is open down to `depth` elements; `is_whole`: a tag does it, not the end of the document.
    fn close_to(&mut self, depth: usize, at: usize, is_whole: bool) {
        while self.open.len() > depth {
            let Some((name, row)) = self.open.pop() else {
                return;
            };
            if name == "tr" {
                self.end_row(row, at, is_whole);
            }
            self.out.html.push_str("</");
            self.out.html.push_str(name);
            self.out.html.push('>');
        }
    }
}

/// A tag of the page.
struct Tag<'a> {
    name: &'a str,
    attributes: &'a str,
    closes: bool,
    is_empty: bool,
    is_broken: bool,
    length: usize,
}

impl<'a> Tag<'a> {
    /// The tag that begins `text`; `None` where it is none, or has no end.
    fn read(text: &'a str) -> Option<Self> {
        let inner = text.strip_prefix('<')?;
        let (inner, closes) = inner.strip_prefix('/').map_or((inner, false), |inner| (inner, true));
        if !inner.starts_with(|c: char| c.is_ascii_alphabetic()) {
            return None;
        }
        let name_end = inner.find(|c: char| c.is_ascii_whitespace() || c == '>' || c == '/')?;
        let (name, rest) = inner.split_at(name_end);
        // Quotes in attribute values hide `>`.
        let mut quote = None;
        let mut after_equals = false;
        let mut end = None;
        let mut is_broken = false;
        for (at, byte) in rest.bytes().enumerate() {
            match (quote, byte) {
                (Some(open), _) if byte == open => quote = None,
                // An end tag within a value: the quote before it was not closed.
                (Some(_), b'<') if rest.as_bytes().get(at + 1) == Some(&b'/') => {
                    is_broken = true;
                    break;
                }
                (Some(_), _) => {}
                (None, b'"' | b'\'') if after_equals => quote = Some(byte),
                (None, b'>') => {
                    end = Some(at);
                    break;
                }
                _ => {}
            }
            after_equals = byte == b'=' || after_equals && byte.is_ascii_whitespace();
        }
        // A quote that is never closed: the tag ends at its first `>`.
        let end = end.or_else(|| rest.find('>'))?;
        let attributes = rest.get(..end)?;
        let length = (rest.as_ptr() as usize - text.as_ptr() as usize) + end + 1;
        Some(Self { name, attributes, closes, is_empty: attributes.ends_with('/'), is_broken, length })
    }

    /// The value of an attribute, among the first `most`, as it is written.
    fn attribute(&self, name: &str, most: usize) -> Option<&'a str> {
        let mut rest = self.attributes.trim_end_matches('/');
        for _ in 0..most {
            rest = rest.trim_start();
            let end = rest.find(|c: char| c == '=' || c.is_ascii_whitespace()).unwrap_or(rest.len());
            let (key, after) = rest.split_at(end);
            if key.is_empty() && after.is_empty() {
                return None;
            }
            let after = after.trim_start();
            let Some(value) = after.strip_prefix('=') else {
                rest = after;
                continue;
            };
            let value = value.trim_start();
            let (found, after) = match value.chars().next() {
                Some(quote @ ('"' | '\'')) => value.get(1..)?.split_once(quote).unwrap_or((value.get(1..)?, "")),
                _ => value.split_at(value.find(|c: char| c.is_ascii_whitespace()).unwrap_or(value.len())),
            };
            if key.eq_ignore_ascii_case(name) {
                return Some(found);
            }
            rest = after;
        }
        None
    }
}

/// Length of what stands before the end of the end tag of `name`.
fn find_end(text: &str, name: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = 0;
    loop {
        let tag = at + memchr::memmem::find(bytes.get(at..)?, b"</")?;
        let after = bytes.get(tag + 2..)?;
        if after.get(..name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes())) {
            return Some(tag + 2 + memchr::memchr(b'>', after)? + 1);
        }
        at = tag + 2;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn copy_of(text: &str) -> String {
        let copied = copy(text, &Limits::default(), &mut Report::new(9));
        copied.html.trim_start_matches("<!DOCTYPE html>").to_owned()
    }

    #[test]
    fn what_is_not_needed_is_dropped_and_the_rest_closed_in_order() {
        for (page, copied) in [
            ("<p class=x>a<b>b<i>c</b></i>d", "<p>abcd</p>"),
            (
                "<table><tr><td>a<td>b<tr><td>c</table>d",
                "<table><tr data-row=0><td>a</td><td>b</td></tr><tr data-row=1><td>c</td></tr></table>d",
            ),
            ("<script>if (a<b) {}</script>x<!-- <td> -->y", "xy"),
            ("<a href=\"#x\" id='y'>z</a>", "<span data-href=\"#x\">z</span>"),
            ("a < b <= c &amp; d", "a &lt; b &lt;= c &amp; d"),
            ("<TD TITLE='a>b'>x</TD>", "<td>x</td>"),
            ("<td class='a uncertain' title=b>x</td>", "<td class=uncertain>x</td>"),
            ("<td class=uncertainly>x</td>", "<td>x</td>"),
            ("</td></table>x", "x"),
            ("x<td cla", "x"),
            ("<script>never closed", "never closed"),
        ] {
            assert_eq!(copy_of(page), copied, "{page}");
        }
    }

    #[test]
    fn depth_is_bounded_and_reported() {
        let mut report = Report::new(9);
        let page = "<div>".repeat(100_000);
        let copied = copy(&page, &Limits::default(), &mut report);
        assert!(copied.html.len() < 2_000);
        assert_eq!(report.finish(&page).iter().map(|found| found.code).collect::<Vec<_>>(), [Code::Limit]);
    }
}
