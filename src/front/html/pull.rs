//! The quick way: elements are read as they come, without a tree.
//!
//! What comes is well nested (see [`bounded`]). Where every element stands where HTML has it, the tree that html5ever
//! would build is that nesting and no other: no end tag is implied, nothing is moved out of a table, nothing ends or is
//! left out before its time. So this way knows which elements stand where; the first that it does not know ends it, and
//! the page is read by the general way from its beginning.

use std::borrow::Cow;

use crate::assemble::Assembler;
use crate::cell::text;
use crate::options::Limits;
use crate::report::Report;

use super::bounded::{self, Row, Sink, Text, UNCERTAIN};
use super::element::Element;
use super::page::{self, Page, Part, Seen, Table, leads_out};
use super::tag::Tag;
use super::usual::Usual;
use super::words::{Raw, Said, Words};

/// Reads a page; `None` where it needs the general way. What `out` holds then is of no use.
pub(super) fn read(text: &str, part: Part<'_>, limits: &Limits, out: &mut Assembler) -> Option<Seen> {
    // What the scanner reports comes before all else, which matters where not all is kept.
    let mut first = Report::new(limits.diagnostics);
    let puller = Puller::new(Page::new(text, part, out), limits.attributes);
    let (puller, end) = bounded::scan(text, limits, puller, &mut first);
    if puller.is_done() {
        return None;
    }
    let seen = puller.page.end(end);
    out.report.append(first).then_some(seen)
}

/// Where in the page it is.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Place {
    /// Outside of all that is read: in the body, or before it.
    Flow,
    Title,
    Heading,
    /// Between the entries of a list.
    List,
    Entry,
    /// Between the cells of a table.
    Table,
    Cell,
    /// Within so many elements that stand between the cells of a table: html5ever puts them before the table.
    Stray(usize),
}

struct Puller<'a, 'p> {
    page: Page<'a, 'p>,
    place: Place,
    /// Something stands where it is not known.
    is_strange: bool,
    /// Text that is not looked at yet.
    raw: Raw<'a>,
    /// What is read at the time says this.
    words: Words<'a>,
    /// The heading of the next entry of a list.
    heading: String,
    table: Option<Table>,
    /// What reads the usual rows of the table, once its headings are known.
    usual: Option<Usual<'a>>,
    row: Cells<'a>,
    /// Attributes of an element that are looked at.
    attributes: usize,
}

/// A row as it comes together.
#[derive(Default)]
struct Cells<'a> {
    said: Vec<Said<'a>>,
    uncertain: Vec<usize>,
    labels: Vec<String>,
    footnote: Vec<String>,
    /// The column whose links have labels that are wanted.
    labelled: Option<usize>,
    /// Where the labels of the links begin that are open, if they are wanted.
    links: Vec<Option<usize>>,
    /// Its cells are read.
    is_wanted: bool,
    /// It may be a footnote.
    is_footnote: bool,
}

impl<'a, 'p> Puller<'a, 'p> {
    fn new(page: Page<'a, 'p>, attributes: usize) -> Self {
        Self {
            page,
            place: Place::Flow,
            is_strange: false,
            raw: Raw::default(),
            words: Words::default(),
            heading: String::new(),
            table: None,
            usual: None,
            row: Cells::default(),
            attributes,
        }
    }

    /// Whether text is read where it is.
    fn reads(&self) -> bool {
        match self.place {
            Place::Title | Place::Heading | Place::Entry => true,
            Place::Cell => self.row.is_wanted,
            Place::Flow | Place::List | Place::Table | Place::Stray(_) => false,
        }
    }

    /// Reads the text before a tag.
    #[inline]
    fn read_text(&mut self) {
        if !self.raw.is_empty() {
            self.is_strange |= self.words.add(&self.raw).is_none();
            self.raw.clear();
        }
    }

    fn begin(&mut self, place: Place) {
        self.place = place;
        self.words.clear();
        self.words.begin(false);
    }

    /// What an element says that ends.
    fn end(&mut self) -> String {
        let said = self.words.end();
        self.words.of(&said).to_owned()
    }

    /// An element opens in what is read.
    fn open_inside(&mut self, element: Element, tag: &Tag<'_>) {
        match element {
            Element::P | Element::Div => self.words.line_break(),
            Element::Pre => self.words.open_pre(),
            Element::Span => {
                self.words.other_tag();
                if self.place == Place::Cell && self.row.labelled == Some(self.row.said.len()) {
                    self.open_link(tag);
                }
            }
            _ => self.is_strange = true,
        }
    }

    fn open_link(&mut self, tag: &Tag<'_>) {
        let href = tag.attribute("href", self.attributes).unwrap_or("");
        self.is_strange |= has_odd_reference(href);
        let mark = leads_out(href).then(|| self.words.mark());
        self.row.links.push(mark);
    }

    fn close_inside(&mut self, element: Element) {
        match element {
            Element::P | Element::Div => self.words.line_break(),
            Element::Pre => self.words.close_pre(),
            _ => {
                self.words.other_tag();
                if let Some(Some(mark)) = self.row.links.pop() {
                    self.row.labels.push(text::fold_line(self.words.since(mark)).into_owned());
                }
            }
        }
    }

    fn open_row(&mut self, at: usize) {
        self.words.clear();
        self.row.said.clear();
        self.row.uncertain.clear();
        self.row.labels.clear();
        self.row.footnote.clear();
        self.row.links.clear();
        if let Some(table) = &mut self.table {
            self.page.begin_row(table, Some(at));
            self.row.is_wanted = !table.is_over();
            self.row.is_footnote = table.is_of_footnotes();
            self.row.labelled = table.labels();
        }
    }

    fn open_cell(&mut self, tag: &Tag<'_>) {
        self.place = Place::Cell;
        self.words.begin(self.row.is_footnote && self.row.footnote.len() < 2);
        self.mark_uncertain(tag);
    }

    fn mark_uncertain(&mut self, tag: &Tag<'_>) {
        if tag.has_class(UNCERTAIN, self.attributes) {
            self.row.uncertain.push(self.row.said.len());
        }
    }

    fn close_cell(&mut self) {
        self.row.footnote.extend(self.words.with_breaks());
        self.row.said.push(self.words.end());
        self.place = Place::Table;
    }

    fn close_row(&mut self, place: Row) {
        let (Some(table), true) = (&mut self.table, self.row.is_wanted) else { return };
        let row = page::Row {
            cells: self.row.said.iter().map(|said| Cow::Borrowed(self.words.of(said))).collect(),
            uncertain: std::mem::take(&mut self.row.uncertain),
            labels: std::mem::take(&mut self.row.labels),
            footnote: std::mem::take(&mut self.row.footnote),
            holds_table: false,
            place: Some(place),
        };
        self.page.row(table, row);
    }
}

/// Whether the target of a link holds a character reference that could be one of the characters by which links are told
/// apart, [`leads_out`]. No name does without its semicolon.
fn has_odd_reference(href: &str) -> bool {
    href.split('&').skip(1).any(|after| {
        let name = after.bytes().take_while(u8::is_ascii_alphanumeric).count();
        after.starts_with('#')
            || after.get(name..).is_some_and(|rest| rest.starts_with(';')) && !after.starts_with("amp;")
    })
}

impl<'a> Sink<'a> for Puller<'a, '_> {
    const SKIPS_BETWEEN_CELLS: bool = true;

    #[inline]
    fn text(&mut self, text: Text<'a>) {
        if self.reads() {
            self.raw.push(text);
        }
    }

    fn characters(&mut self, text: &'a str) {
        if self.reads() {
            self.raw.push_characters(text);
        }
    }

    #[inline]
    fn cell(&mut self, tag: &Tag<'_>, text: Text<'a>) {
        if !self.row.is_wanted {
            return;
        }
        if text.is_plain && !self.row.is_footnote {
            self.mark_uncertain(tag);
            self.row.said.push(Said::Page(text.text));
        } else {
            self.open_cell(tag);
            self.raw.push(text);
            self.read_text();
            self.close_cell();
        }
    }

    fn line_break(&mut self) {
        self.read_text();
        match self.place {
            // A title has no elements: its tags are text.
            Place::Title => self.is_strange = true,
            Place::Heading | Place::Entry | Place::Cell => self.words.line_break(),
            Place::Flow | Place::List | Place::Table | Place::Stray(_) => {}
        }
    }

    fn open(&mut self, element: Element, parent: Option<Element>, tag: &Tag<'_>, at: usize) {
        use Element::{Body, Dd, Div, Dl, Dt, H1, H2, H3, Head, Html, P, Pre, Span, Tbody, Td, Th, Thead, Title, Tr};
        self.read_text();
        match (self.place, element, parent) {
            // Where none else is open, one of these more changes nothing.
            (Place::Flow, Html | Head | Body, None | Some(Html | Head | Body)) => {}
            (Place::Flow, Title, None | Some(Html | Head | Body)) => self.begin(Place::Title),
            (Place::Flow, Pre | P | Div | Span, _) => {}
            (Place::Flow, H1 | H2 | H3, _) => {
                self.begin(Place::Heading);
                self.words.line_break();
            }
            (Place::Flow, Dl, _) => {
                self.place = Place::List;
                self.heading.clear();
            }
            (Place::List, Dt | Dd, _) => {
                self.begin(Place::Entry);
                self.words.line_break();
            }
            (Place::Flow, Element::Table, _) => {
                self.place = Place::Table;
                self.table = Some(self.page.table());
                self.usual = None;
            }
            (Place::Table, Thead | Tbody, Some(Element::Table)) => {}
            (Place::Table, Tr, Some(Element::Table | Thead | Tbody)) => self.open_row(at),
            (Place::Table, Td | Th, Some(Tr)) => self.open_cell(tag),
            (Place::Table, Pre | P | Div | Span, _) => self.place = Place::Stray(1),
            (Place::Stray(depth), Pre | P | Div | Span, _) => self.place = Place::Stray(depth.saturating_add(1)),
            (Place::Heading | Place::Entry | Place::Cell, element, _) => self.open_inside(element, tag),
            _ => self.is_strange = true,
        }
    }

    fn rows(&mut self, at: usize, most: usize) -> (usize, usize) {
        let Some(table) = self.table.as_ref().filter(|_| self.place == Place::Table) else { return (at, 0) };
        if self.usual.is_none() {
            self.usual = self.page.usual(table);
        }
        self.usual.as_mut().map_or((at, 0), |usual| self.page.usual_rows(table, usual, at, most))
    }

    fn close(&mut self, element: Element, row: Row) {
        use Element::{Dd, Dl, Dt, H1, H2, H3, Td, Th, Tr};
        self.read_text();
        match (self.place, element) {
            (Place::Title, _) => {
                let title = self.end();
                self.page.title(title);
                self.place = Place::Flow;
            }
            (Place::Heading, H1 | H2 | H3) => {
                self.words.line_break();
                let heading = self.end();
                self.page.heading(heading);
                self.place = Place::Flow;
            }
            (Place::Entry, Dt) => {
                self.words.line_break();
                self.heading = self.end();
                self.place = Place::List;
            }
            (Place::Entry, Dd) => {
                self.words.line_break();
                let body = self.end();
                if !self.heading.is_empty() {
                    self.page.entry(&self.heading, &body);
                }
                self.place = Place::List;
            }
            (Place::List, Dl) => self.place = Place::Flow,
            (Place::Cell, Td | Th) => self.close_cell(),
            (Place::Table, Tr) => self.close_row(row),
            (Place::Table, Element::Table) => {
                if let Some(table) = self.table.take() {
                    self.page.end_table(table);
                }
                self.place = Place::Flow;
            }
            (Place::Stray(1), _) => self.place = Place::Table,
            (Place::Stray(depth), _) => self.place = Place::Stray(depth.saturating_sub(1)),
            (Place::Heading | Place::Entry | Place::Cell, element) => self.close_inside(element),
            (Place::Flow | Place::List | Place::Table, _) => {}
        }
    }

    fn is_done(&self) -> bool {
        self.is_strange
    }
}
