//! The general way: scraper builds the tree of a page, from a bounded copy of it; tables are found wherever they stand.

use ego_tree::iter::Edge;
use scraper::node::Node;
use scraper::{ElementRef, Html};

use crate::assemble::Assembler;
use crate::cell::text;
use crate::options::Limits;

use super::bounded::{self, UNCERTAIN};
use super::copy::{self, HREF, ROW};
use super::page::{Page, Part, Row, Seen, leads_out};

/// Reads a page.
pub(super) fn read(text: &str, part: Part<'_>, limits: &Limits, out: &mut Assembler) -> Seen {
    let (copy, end) = copy::copy(text, limits, &mut out.report);
    let tree = Html::parse_document(&copy.html);
    let mut page = Page::new(text, part, out);
    for element in tree.tree.root().descendants().filter_map(ElementRef::wrap) {
        match element.value().name() {
            "title" => page.title(content(element, Breaks::Fold)),
            "h1" | "h2" | "h3" => page.heading(content(element, Breaks::Fold)),
            "dl" => entries(element, &mut page),
            "table" => table(element, &copy.rows, &mut page),
            _ => {}
        }
    }
    page.end(end)
}

/// What a newline in the page's text is: white space, except in `<pre>`.
#[derive(Clone, Copy, PartialEq)]
enum Breaks {
    Fold,
    Keep,
}

/// The text of an element: `<br>` and the borders of blocks as newlines.
fn content(element: ElementRef<'_>, breaks: Breaks) -> String {
    let is_block = |name: &str| matches!(name, "p" | "div" | "tr" | "dt" | "dd" | "h1" | "h2" | "h3");
    let mut text = String::new();
    let mut in_pre = usize::from(breaks == Breaks::Keep);
    for edge in element.traverse() {
        match edge {
            Edge::Open(node) => match node.value() {
                Node::Text(part) if in_pre > 0 => text.push_str(&part.text),
                Node::Text(part) => text.extend(part.chars().map(|c| if matches!(c, '\n' | '\r') { ' ' } else { c })),
                Node::Element(found) if found.name() == "br" || is_block(found.name()) => text.push('\n'),
                Node::Element(found) if found.name() == "pre" => in_pre = in_pre.saturating_add(1),
                _ => {}
            },
            Edge::Close(node) => match node.value() {
                Node::Element(found) if is_block(found.name()) => text.push('\n'),
                Node::Element(found) if found.name() == "pre" => in_pre = in_pre.saturating_sub(1),
                _ => {}
            },
        }
    }
    text
}

/// The children of `element` of one of these names.
fn children<'a>(element: ElementRef<'a>, names: &'static [&'static str]) -> impl Iterator<Item = ElementRef<'a>> {
    element.children().filter_map(ElementRef::wrap).filter(move |child| names.contains(&child.value().name()))
}

fn entries(list: ElementRef<'_>, page: &mut Page<'_, '_>) {
    let mut heading = String::new();
    for item in children(list, &["dt", "dd"]) {
        if item.value().name() == "dt" {
            heading = content(item, Breaks::Fold);
        } else if !heading.is_empty() {
            page.entry(&heading, &content(item, Breaks::Fold));
        }
    }
}

/// The rows of a table, and those inside its sections.
fn rows(table: ElementRef<'_>) -> impl Iterator<Item = ElementRef<'_>> {
    children(table, &["tr", "thead", "tbody"]).flat_map(|part| {
        let own = (part.value().name() == "tr").then_some(part);
        let inner = (part.value().name() != "tr").then(|| children(part, &["tr"]));
        own.into_iter().chain(inner.into_iter().flatten())
    })
}

fn cells(row: ElementRef<'_>) -> impl Iterator<Item = ElementRef<'_>> {
    children(row, &["td", "th"])
}

fn holds_table(cell: ElementRef<'_>) -> bool {
    cell.descendants().filter_map(ElementRef::wrap).any(|inner| inner.value().name() == "table")
}

fn table(element: ElementRef<'_>, places: &[bounded::Row], page: &mut Page<'_, '_>) {
    let mut table = page.table();
    for row in rows(element) {
        let place = place(row, places);
        page.begin_row(&mut table, place.as_ref().map(|place| place.bytes.start));
        if table.is_over() {
            break;
        }
        let mut found = Row { place, ..Row::default() };
        if table.is_of_footnotes() {
            found.footnote = cells(row).take(2).map(|cell| content(cell, Breaks::Keep)).collect();
        }
        found.holds_table = table.has_no_headings() && cells(row).take(64).any(holds_table);
        if !found.holds_table {
            found.cells = cells(row).map(|cell| content(cell, Breaks::Fold).into()).collect();
        }
        let is_uncertain = |cell: ElementRef<'_>| cell.value().attr("class") == Some(UNCERTAIN);
        found.uncertain = cells(row).enumerate().filter(|(_, cell)| is_uncertain(*cell)).map(|(at, _)| at).collect();
        found.labels = table.labels().and_then(|at| cells(row).nth(at)).map(labels).unwrap_or_default();
        page.row(&mut table, found);
    }
    page.end_table(table);
}

/// Where a row stood in the page; one that is made around cells that stand in none, where these stood.
fn place(row: ElementRef<'_>, places: &[bounded::Row]) -> Option<bounded::Row> {
    let of = |element: ElementRef<'_>| places.get(element.value().attr(ROW)?.parse::<usize>().ok()?).cloned();
    of(row).or_else(|| {
        cells(row).filter_map(of).reduce(|row, cell| bounded::Row {
            bytes: row.bytes.start.min(cell.bytes.start)..row.bytes.end.max(cell.bytes.end),
            is_whole: row.is_whole && cell.is_whole,
            is_damaged: row.is_damaged || cell.is_damaged,
        })
    })
}

/// The labels of links that lead out of the registry.
fn labels(cell: ElementRef<'_>) -> Vec<String> {
    cell.descendants()
        .filter_map(ElementRef::wrap)
        .filter(|inner| inner.value().attr(HREF).is_some_and(leads_out))
        .map(|link| text::fold_line(&content(link, Breaks::Fold)).into_owned())
        .collect()
}
