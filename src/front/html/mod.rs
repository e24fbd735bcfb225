//! HTML: the registry's page, a search of it, or any page with a table that has its headings.
//!
//! scraper builds the tree, from a bounded copy of the page (see [`bounded`]); tables are found by their
//! headings, cells by the heading above them.

mod bounded;

use std::borrow::Cow;

use scraper::node::Node;
use scraper::{ElementRef, Html};

use crate::assemble::Assembler;
use crate::ast::{Code, ContactField, Field, FieldSet, Format, Parsed, Span};
use crate::cell::text;
use crate::column::grid::{self, GridRow};
use crate::column::heading::{self, Table};
use crate::options::Limits;
use crate::preamble;
use crate::report::{Lines, end_of};

type Rows = [bounded::Row];

/// What makes plain text of a cell's words, and adds the labels of links among them.
pub(in crate::front) type Plain<'p> = dyn Fn(String, &mut Vec<String>) -> String + 'p;

/// What the tables of a page are read with.
struct Page<'a> {
    rows: &'a Rows,
    lines: Lines<'a>,
    plain: &'a Plain<'a>,
}

/// Reads a page. `None` where it has neither a table of records nor the title of the registry.
pub(crate) fn read(text: &str, limits: &Limits) -> Option<Parsed> {
    let mut out = Assembler::new(Format::Html, None, limits);
    let copy = bounded::copy(text, limits, &mut out.report);
    let tree = Html::parse_document(&copy.html);
    let mut page = Page { rows: &copy.rows, lines: Lines::new(text.as_bytes()), plain: &|words, _| words };
    let mut has_table = false;
    let mut page_title = None;
    let mut section = String::new();
    for element in tree.tree.root().descendants().filter_map(ElementRef::wrap) {
        match element.value().name() {
            "title" => page_title = Some(content(element, Breaks::Fold)),
            "h1" | "h2" | "h3" => {
                section = content(element, Breaks::Fold);
                if section.contains("Registry") {
                    out.title(&section);
                }
            }
            "dl" => entries(element, &mut out),
            "table" => has_table |= table(element, &section, &mut page, &mut out),
            _ => {}
        }
    }
    let title = page_title.unwrap_or_default();
    out.title(&title);
    let is_titled = out.registry.title.as_deref().is_some_and(preamble::is_title);
    if !has_table && !is_titled {
        return None;
    }
    if let Some(open) = copy.open_at_end {
        let message = format!("the page ends before </{open}>; what was to follow is lost");
        out.report.error(Code::Truncated, end_of(text), message);
    } else if !has_table {
        out.report.error(Code::Truncated, end_of(text), "the page has the registry's title, and no table of records");
    }
    // Of tables within tables the outer one is read first.
    out.registry.records.sort_by_key(|record| record.span().start);
    Some(out.finish(text))
}

/// Reads the tables of `text`, in which all else is blank; `section` is the title above a byte of it, and `plain` reads
/// what its cells hold. Whether one is of records.
pub(in crate::front) fn tables(
    text: &str,
    limits: &Limits,
    section: &dyn Fn(usize) -> String,
    plain: &Plain<'_>,
    out: &mut Assembler,
) -> bool {
    let copy = bounded::copy(text, limits, &mut out.report);
    let tree = Html::parse_document(&copy.html);
    let mut page = Page { rows: &copy.rows, lines: Lines::new(text.as_bytes()), plain };
    let mut has_records = false;
    let elements = tree.tree.root().descendants().filter_map(ElementRef::wrap);
    for element in elements.filter(|element| element.value().name() == "table") {
        let first = rows(element).next().and_then(|row| row_of(row, &copy.rows));
        let section = first.map(|row| section(row.bytes.start)).unwrap_or_default();
        has_records |= table(element, &section, &mut page, out);
    }
    if copy.open_at_end.is_some() {
        out.report.error(
            Code::Truncated,
            end_of(text),
            "the document ends before </table>; what was to follow is lost",
        );
    }
    has_records
}

/// What a newline in the page's text is: white space, except in `<pre>`.
#[derive(Clone, Copy, PartialEq)]
enum Breaks {
    Fold,
    Keep,
}

/// The text of an element: `<br>` and the borders of blocks as newlines.
fn content(element: ElementRef<'_>, breaks: Breaks) -> String {
    use ego_tree::iter::Edge;
    let is_block = |name: &str| matches!(name, "p" | "div" | "tr" | "dt" | "dd" | "h1" | "h2" | "h3");
    let mut text = String::new();
    let mut in_pre = usize::from(breaks == Breaks::Keep);
    for edge in element.traverse() {
        match edge {
            Edge::Open(node) => match node.value() {
                Node::Text(part) if in_pre > 0 => text.push_str(&part.text),
                Node::Text(part) => text.extend(part.chars().map(|c| if matches!(c, '\n' | '\r') { ' ' } else { c })),
                Node::Element(found) if found.name() == "br" || is_block(found.name()) => text.push('\n'),
                Node::Element(found) if found.name() == "pre" => in_pre += 1,
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

/// The children of `element` of one of these names, and those inside the sections of a table.
fn children<'a>(element: ElementRef<'a>, names: &'static [&'static str]) -> impl Iterator<Item = ElementRef<'a>> {
    element.children().filter_map(ElementRef::wrap).filter(move |child| names.contains(&child.value().name()))
}

fn entries(list: ElementRef<'_>, out: &mut Assembler) {
    let mut heading = String::new();
    for item in children(list, &["dt", "dd"]) {
        if item.value().name() == "dt" {
            heading = content(item, Breaks::Fold);
        } else if !heading.is_empty() {
            out.entry(&heading, &content(item, Breaks::Fold), Span::default());
        }
    }
}

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

/// Reads a table; whether it was one of records.
fn table(table: ElementRef<'_>, section: &str, page: &mut Page<'_>, out: &mut Assembler) -> bool {
    // The headings stand in the first rows; a table for layout has others.
    let mut found = Table::Other;
    let mut headings = Vec::new();
    let mut heading_span = Span::default();
    let mut rows = rows(table);
    for row in rows.by_ref().take(3) {
        if cells(row).take(64).any(holds_table) {
            continue;
        }
        headings = cells(row).take(64).map(|cell| content(cell, Breaks::Fold)).collect::<Vec<String>>();
        found = heading::table(&headings);
        if found != Table::Other {
            heading_span = place(row, page, out).unwrap_or_default().0;
            break;
        }
    }
    match found {
        Table::Records(columns) => {
            out.columns(columns.iter().flatten().copied());
            out.unknown_columns(&headings, &columns, heading_span);
            for row in rows {
                record(row, &columns, page, out);
            }
            true
        }
        Table::Contacts(columns) => {
            for row in rows {
                contact(row, &columns, page, out);
            }
            false
        }
        Table::Other if section.trim().to_ascii_lowercase().starts_with("footnote") => {
            for row in self::rows(table) {
                let texts: Vec<String> = cells(row).take(2).map(|cell| content(cell, Breaks::Keep)).collect();
                if let [id, body] = texts.as_slice() {
                    out.footnote(id, body);
                }
            }
            false
        }
        Table::Other => false,
    }
}

fn row_of<'a>(row: ElementRef<'_>, spans: &'a Rows) -> Option<&'a bounded::Row> {
    let number: usize = row.value().attr(bounded::ROW)?.parse().ok()?;
    spans.get(number)
}

/// Where a row stood, and whether a tag in it was broken; `None` where the page was cut within it.
fn place(row: ElementRef<'_>, page: &mut Page<'_>, out: &mut Assembler) -> Option<(Span, bool)> {
    let Some(place) = row_of(row, page.rows) else {
        return Some((Span::default(), false));
    };
    let span = page.lines.span(place.bytes.start, place.bytes.end);
    // The page's end is reported once, for all that it cut.
    (place.is_whole && !out.is_too_long(span)).then_some((span, place.is_damaged))
}

fn record(row: ElementRef<'_>, columns: &[Option<Field>], page: &mut Page<'_>, out: &mut Assembler) {
    let Some((span, is_damaged)) = place(row, page, out) else {
        return;
    };
    let mut links = Vec::new();
    let mut uncertain = FieldSet::EMPTY;
    let texts = cells(row)
        .enumerate()
        .map(|(at, cell)| {
            if let (true, Some(Some(field))) = (is_uncertain(cell), columns.get(at)) {
                uncertain.insert(*field);
            }
            if columns.get(at) == Some(&Some(Field::References)) {
                links.extend(labelled_links(cell));
            }
            let words = content(cell, Breaks::Fold);
            let mut found = Vec::new();
            let words = (page.plain)(words, &mut found);
            if columns.get(at) == Some(&Some(Field::References)) {
                links.extend(found);
            }
            Cow::Owned(words)
        })
        .collect();
    if !uncertain.is_empty() {
        out.report.tally(Code::MarkedUncertain, span);
    }
    grid::record(GridRow { cells: texts, span, is_damaged, uncertain }, columns, &links, out);
}

/// Whether a cell is marked as uncertain.
fn is_uncertain(cell: ElementRef<'_>) -> bool {
    cell.value().attr("class") == Some(bounded::UNCERTAIN)
}

/// The labels of links that lead out of the registry: references of kind URI that have words of their own.
fn labelled_links(cell: ElementRef<'_>) -> Vec<String> {
    let leads_out = |href: &str| href.contains("://") && !href.contains("//www.iana.org/go/");
    cell.descendants()
        .filter_map(ElementRef::wrap)
        .filter(|inner| inner.value().attr(bounded::HREF).is_some_and(leads_out))
        .map(|link| text::fold_line(&content(link, Breaks::Fold)).into_owned())
        .collect()
}

fn contact(row: ElementRef<'_>, columns: &[Option<ContactField>], page: &mut Page<'_>, out: &mut Assembler) {
    let Some((span, is_damaged)) = place(row, page, out) else {
        return;
    };
    let plain = |cell| (page.plain)(content(cell, Breaks::Fold), &mut Vec::new());
    let texts: Vec<_> = cells(row).map(|cell| Cow::Owned(plain(cell))).collect();
    let marked: Vec<_> =
        cells(row).zip(columns).filter(|(cell, _)| is_uncertain(*cell)).filter_map(|(_, column)| *column).collect();
    let is_whole = !is_damaged && texts.len() == columns.len();
    let row = GridRow { cells: texts, span, is_damaged, ..GridRow::default() };
    if marked.is_empty() || !is_whole {
        return grid::contact(row, columns, out);
    }
    out.report.tally(Code::MarkedUncertain, span);
    grid::doubtful_contact(row, marked, columns, out);
}
