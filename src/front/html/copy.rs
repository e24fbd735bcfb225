//! A bounded copy of a page, for scraper.

use std::fmt::Write as _;

use crate::options::Limits;
use crate::report::Report;

use super::bounded::{self, End, Row, Sink, Text, UNCERTAIN};
use super::element::Element;
use super::tag::Tag;

/// The copy, and where in the page the rows stood that it numbers.
#[derive(Debug, Default)]
pub(super) struct Copy {
    pub(super) html: String,
    /// Each `<tr>` in order, and each cell that stands in none: scraper makes rows around those.
    pub(super) rows: Vec<Row>,
}

/// The attribute of the copy's `<tr>`, or of its cell in none, that numbers it.
pub(super) const ROW: &str = "data-row";
/// The attribute of the copy's `<span>` that carries a link's target.
pub(super) const HREF: &str = "data-href";

struct Copier {
    copy: Copy,
    /// The rows that are open, and the cells in none, with their numbers.
    open: Vec<(Element, usize)>,
    /// Attributes of an element that are looked at.
    attributes: usize,
}

/// Copies the page within `limits`.
pub(super) fn copy(text: &str, limits: &Limits, report: &mut Report) -> (Copy, End) {
    let mut html = String::with_capacity(text.len() / 2);
    html.push_str("<!DOCTYPE html>");
    let copier = Copier { copy: Copy { html, rows: Vec::new() }, open: Vec::new(), attributes: limits.attributes };
    let (copier, end) = bounded::scan(text, limits, copier, report);
    (copier.copy, end)
}

impl<'a> Sink<'a> for Copier {
    const SKIPS_BETWEEN_CELLS: bool = false;

    fn text(&mut self, text: Text<'a>) {
        self.copy.html.push_str(text.text);
    }

    fn cell(&mut self, _: &Tag<'_>, _: Text<'a>) {}

    fn characters(&mut self, text: &'a str) {
        for c in text.chars() {
            match c {
                '<' => self.copy.html.push_str("&lt;"),
                '&' => self.copy.html.push_str("&amp;"),
                c => self.copy.html.push(c),
            }
        }
    }

    fn line_break(&mut self) {
        self.copy.html.push_str("<br>");
    }

    fn open(&mut self, element: Element, parent: Option<Element>, tag: &Tag<'_>, _: usize) {
        let Copy { html, rows } = &mut self.copy;
        html.push('<');
        html.push_str(element.name());
        // Writing to a String cannot fail.
        let is_cell = matches!(element, Element::Td | Element::Th);
        if element == Element::Tr || is_cell && parent != Some(Element::Tr) {
            let _ = write!(html, " {ROW}={}", rows.len());
            self.open.push((element, rows.len()));
            rows.push(Row::default());
        }
        match element {
            _ if is_cell && tag.has_class(UNCERTAIN, self.attributes) => {
                let _ = write!(html, " class={UNCERTAIN}");
            }
            Element::Span => {
                if let Some(href) = tag.attribute("href", self.attributes) {
                    let _ = write!(html, " {HREF}=\"{}\"", href.replace('"', "&quot;"));
                }
            }
            _ => {}
        }
        html.push('>');
    }

    fn rows(&mut self, at: usize, _: usize) -> (usize, usize) {
        (at, 0)
    }

    fn close(&mut self, element: Element, row: Row) {
        if let Some((_, number)) = self.open.pop_if(|(open, _)| *open == element)
            && let Some(slot) = self.copy.rows.get_mut(number)
        {
            *slot = row;
        }
        self.copy.html.push_str("</");
        self.copy.html.push_str(element.name());
        self.copy.html.push('>');
    }

    fn is_done(&self) -> bool {
        false
    }
}

#[cfg(test)]
#[path = "../../../tests/support/hostile/mod.rs"]
#[allow(dead_code, unreachable_pub, clippy::unwrap_used, clippy::indexing_slicing, reason = "shared with other tests")]
mod hostile;

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops where something is wrong")]
mod tests {
    use crate::ast::Code;

    use super::*;

    fn copy_of(text: &str) -> String {
        let (copied, _) = copy(text, &Limits::default(), &mut Report::new(9));
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
            ("<TR><TD TITLE='a>b'>x</TD>", "<tr data-row=0><td>x</td></tr>"),
            ("<td class='a uncertain' title=b>x</td>", "<td data-row=0 class=uncertain>x</td>"),
            ("<td class=uncertainly>x</td><th>y", "<td data-row=0>x</td><th data-row=1>y</th>"),
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
        let (copied, _) = copy(&page, &Limits::default(), &mut report);
        assert!(copied.html.len() < 2_000);
        assert_eq!(report.finish(&page).iter().map(|found| found.code).collect::<Vec<_>>(), [Code::Limit]);
    }

    /// What tags of a copy may say beside their names.
    const ATTRIBUTES: [&str; 4] = ["", ROW, HREF, "class=uncertain"];

    /// Checks that what scraper sees of a page is well nested, no deeper than the limit, of no more elements, and has
    /// neither formatting elements nor attributes of the page.
    fn check(page: &str, limits: &Limits) {
        let (copied, _) = copy(page, limits, &mut Report::new(9));
        let html = copied.html.strip_prefix("<!DOCTYPE html>").unwrap();
        let known = "html head body title h1 h2 h3 dl dt dd table thead tbody tr td th p div pre span br";
        let mut open = Vec::new();
        let mut tags = 0;
        let mut rest = html;
        while let Some((_, after)) = rest.split_once('<') {
            let end = if after.starts_with("span data-href=") { "\">" } else { ">" };
            let (tag, after) = after.split_once(end).unwrap();
            rest = after;
            tags += 1;
            let (name, attribute) = tag.split_once(' ').unwrap_or((tag, ""));
            match name.strip_prefix('/') {
                Some(name) => assert_eq!(open.pop(), Some(name)),
                None => {
                    assert!(known.split(' ').any(|known| known == name), "{name}");
                    let known =
                        attribute.split_once('=').filter(|(key, _)| *key == ROW || (name != "td" && name != "th"));
                    let known = known.map_or(attribute, |(key, _)| key);
                    assert!(ATTRIBUTES.contains(&known), "{tag}");
                    if name != "br" {
                        open.push(name);
                    }
                }
            }
            assert!(open.len() <= limits.depth);
        }
        assert!(open.is_empty());
        // An element that the page leaves open, or whose end another one is, is closed in the copy.
        assert!(tags <= 2 * limits.elements);
        // What is written of an element is longer than its tag in the page, but not many times.
        assert!(html.len() <= 16 * page.len() + 1_000, "{} of {}", html.len(), page.len());
    }

    #[test]
    fn scraper_sees_nothing_that_is_not_bounded() {
        let mut narrow = Limits::default();
        (narrow.depth, narrow.elements, narrow.attributes) = (8, 200, 2);
        let (_, whole, _) = hostile::RENDERINGS[8];
        for shape in hostile::listed() {
            let document = shape.document((shape.full / 1024).max(500));
            let document = String::from_utf8_lossy(&document);
            // A page that holds it, too, where it is none.
            let held = whole.replacen("Weir", &document, 1);
            for limits in [&Limits::default(), &narrow] {
                check(&document, limits);
                check(&held, limits);
            }
        }
    }

    #[test]
    fn scraper_is_given_copies_and_references_alone() {
        let mut folders = vec![std::path::PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src")];
        let mut found = Vec::new();
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                    continue;
                }
                let text = std::fs::read_to_string(&path).unwrap();
                let parses = text.lines().filter(|line| line.contains(concat!("Html::", "parse")));
                found.extend(parses.map(|line| line.trim().to_owned()));
            }
        }
        found.sort();
        let [reference, copy] = found.as_slice() else { unreachable!("{found:?}") };
        assert!(copy.ends_with(concat!("Html::", "parse_document(&copy.html);")), "{copy}");
        assert!(
            reference.ends_with(concat!("Html::", "parse_fragment(&format!(\"{reference}<br>\"));")),
            "{reference}"
        );
    }
}
