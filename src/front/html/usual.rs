//! Rows of a table as the registry's page and most others write them, read off their bytes.
//!
//! A page is little but the borders between cells, and these are the same in every row: so what stood between two cells of
//! the last row is compared with what stands there in this one, and so is a cell that holds more than text. Here is known
//! what may come: whole tags of rows, cells, links and line breaks, text, and the usual character references. Such a row
//! is well nested, and says what [`Puller`](super::pull) would hear of it; at the first byte that is anything else the
//! whole row is left to that, as if it had not been looked at.
#![allow(
    clippy::arithmetic_side_effects,
    reason = "places in a text and counts of what is in it, which only grow while a row is read; a row has a column"
)]

use std::ops::Range;

use crate::ast::Field;
use crate::cell::text;
use crate::column::heading::Table;
use crate::eight;
use crate::options::Limits;
use crate::sixteen;

use super::bounded::UNCERTAIN;
use super::element::{Element, Kind};
use super::page::{is_name, leads_out};
use super::tag::{Tag, usual_attributes};
use super::words::usual_reference;

/// Reads the usual rows of one table.
#[derive(Debug)]
pub(super) struct Usual<'a> {
    text: &'a str,
    limits: Limits,
    /// The columns of the table, and what ends a row.
    columns: Vec<Column<'a>>,
    /// The cells of the row.
    cells: Vec<Cell<'a>>,
    /// The white space that the border before a row begins with, and its newlines.
    gap: (usize, u32),
    /// Where the row begins.
    from: usize,
    /// How far it was looked at.
    at: usize,
    /// Its newlines so far, and those in the white space before it.
    newlines: u32,
    /// Its tags so far of elements that are kept.
    elements: usize,
}

/// What is remembered of a column.
#[derive(Debug, Default)]
struct Column<'a> {
    holds: Holds,
    /// What stood before the last cell; of the column behind the last one, what ended the row.
    border: Stretch<'a>,
    /// The last cell that was more than a run of text.
    cell: Stretch<'a>,
    /// What it said.
    said: String,
}

/// What the cells of a column hold.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
enum Holds {
    #[default]
    Text,
    Names,
    /// Names, and links whose labels are wanted where they lead out of the registry.
    References,
}

/// What was read of a row, and is the same wherever it stands again.
#[derive(Clone, Copy, Debug, Default)]
struct Stretch<'a> {
    text: &'a str,
    /// How much of it is this row's: the tag that begins the next one may end it.
    length: usize,
    newlines: u32,
    elements: usize,
}

/// The words of a cell.
#[derive(Clone, Copy, Debug)]
enum Cell<'a> {
    /// As they stand in the page.
    Page(&'a str),
    /// What is remembered of this column.
    Said(usize),
}

/// A row that was read.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) bytes: Range<usize>,
    /// How many newlines stand before it, and in it.
    pub(super) newlines: (u32, u32),
    /// Tags in it of elements that are kept.
    pub(super) elements: usize,
}

impl<'a> Usual<'a> {
    pub(super) fn new(text: &'a str, table: &Table, limits: &Limits) -> Self {
        let holds = |field: &Option<Field>| match field {
            Some(Field::Assignees | Field::Contacts) => Holds::Names,
            Some(Field::References) => Holds::References,
            _ => Holds::Text,
        };
        let mut columns: Vec<_> = match table {
            Table::Records(fields) => fields.iter().map(holds).collect(),
            Table::Contacts(fields) => vec![Holds::Text; fields.len()],
            Table::Other => Vec::new(),
        };
        columns.push(Holds::Text);
        Self {
            text,
            limits: limits.clone(),
            columns: columns.into_iter().map(|holds| Column { holds, ..Column::default() }).collect(),
            cells: Vec::new(),
            gap: (0, 0),
            from: 0,
            at: 0,
            newlines: 0,
            elements: 0,
        }
    }

    /// The row that stands at this byte, after white space, if it is a usual one.
    pub(super) fn row(&mut self, at: usize) -> Option<Row> {
        (self.at, self.newlines, self.elements) = (at, 0, 0);
        self.cells.clear();
        self.border(0)?;
        let (white, before) = self.gap;
        self.from = at + white;
        for number in 0..self.columns.len() - 1 {
            let cell = self.cell(number)?;
            self.cells.push(cell);
        }
        let newlines = (before, self.newlines - before);
        Some(Row { bytes: self.from..self.at, newlines, elements: self.elements })
    }

    /// The words of each cell of the row, without white space around them.
    pub(super) fn cells(&self) -> impl Iterator<Item = &str> {
        self.cells.iter().map(|cell| self.words(*cell))
    }

    fn words(&self, cell: Cell<'a>) -> &str {
        match cell {
            Cell::Page(words) => words,
            Cell::Said(number) => self.columns.get(number).map_or("", |column| text::trim(&column.said)),
        }
    }

    fn rest(&self) -> &'a [u8] {
        self.text.as_bytes().get(self.at..).unwrap_or_default()
    }

    fn white(&mut self) {
        let (length, newlines) = eight::white(self.rest());
        self.at += length;
        self.newlines += newlines;
    }

    /// Goes on behind a stretch, if it stands here once more.
    #[inline(always)]
    fn again(&mut self, stretch: Stretch<'a>) -> Option<()> {
        (!stretch.text.is_empty() && eight::begins(self.rest(), stretch.text.as_bytes())).then(|| {
            self.at += stretch.length;
            self.newlines += stretch.newlines;
            self.elements += stretch.elements;
        })
    }

    /// What was read up to here, from where so much had been read, and what ends it.
    fn since(&self, (at, newlines, elements): (usize, u32, usize), end: usize) -> Option<Stretch<'a>> {
        Some(Stretch {
            text: self.text.get(at..end)?,
            length: self.at - at,
            newlines: self.newlines - newlines,
            elements: self.elements - elements,
        })
    }

    /// Goes on behind what stands before the cell of this number, if that is here.
    #[inline(always)]
    fn border(&mut self, number: usize) -> Option<()> {
        match self.again(self.columns.get(number)?.border) {
            // A link or a line break, as most other tags are.
            None if matches!(self.rest(), [b'<', b'a' | b'b', ..] | [b'<', b'/', b'a', ..]) => None,
            None => self.new_border(number),
            found => found,
        }
    }

    #[inline(never)]
    fn new_border(&mut self, number: usize) -> Option<()> {
        // Most of what else stands in a cell.
        let tag = self.rest().trim_ascii_start().strip_prefix(b"<")?;
        let name = tag.strip_prefix(b"/").unwrap_or(tag);
        name.first().filter(|byte| byte.eq_ignore_ascii_case(&b't'))?;
        let before = (self.at, self.newlines, self.elements);
        let found = if number + 1 < self.columns.len() {
            let before = if number == 0 { self.pass(Element::Tr, false) } else { self.close(Element::Td) };
            let cell = before.and_then(|_| self.pass(Element::Td, false));
            // What the cell begins with says nothing.
            self.white();
            cell.map(|_| self.at)
        } else {
            self.close(Element::Td);
            // The next row ends this one, too.
            self.pass(Element::Tr, true).or_else(|| self.next(Element::Tr, false).map(|tag| tag.end))
        };
        let border = found.and_then(|end| self.since(before, end));
        if border.is_none() {
            (self.at, self.newlines, self.elements) = before;
        }
        let border = border?;
        if number == 0 {
            self.gap = eight::white(border.text.as_bytes());
        }
        self.columns.get_mut(number)?.border = border;
        Some(())
    }

    /// The tag that comes next, after white space, if it is a whole one of this element.
    fn next(&mut self, element: Element, closes: bool) -> Option<Tag<'a>> {
        self.white();
        self.rest().strip_prefix(b"<")?;
        let tag = Tag::read(self.text, self.at)?;
        let is_usual = !tag.is_broken && !tag.has_more_than(self.limits.attributes);
        let is_it = tag.kind == Kind::Kept(element) && tag.closes == closes && is_usual;
        let is_uncertain = element == Element::Td && tag.has_class(UNCERTAIN, self.limits.attributes);
        (is_it && !is_uncertain).then_some(tag)
    }

    /// Goes on behind it; where that is.
    fn pass(&mut self, element: Element, closes: bool) -> Option<usize> {
        let tag = self.next(element, closes)?;
        self.behind(&tag)
    }

    /// Goes on behind an end tag, which may be left out; where that is.
    fn close(&mut self, element: Element) -> Option<usize> {
        self.pass(element, true).or(Some(self.at))
    }

    fn behind(&mut self, tag: &Tag<'a>) -> Option<usize> {
        let newlines = memchr::memchr_iter(b'\n', self.text.as_bytes().get(self.at..tag.end)?).count();
        self.newlines += u32::try_from(newlines).ok()?;
        self.elements += 1;
        self.at = tag.end;
        Some(tag.end)
    }

    /// Reads the words of a cell, and the border behind it.
    #[inline(always)]
    fn cell(&mut self, number: usize) -> Option<Cell<'a>> {
        if is_border(*self.rest().first()?) {
            if self.border(number + 1).is_some() {
                return Some(Cell::Page(""));
            }
            self.white();
        }
        if let Some(cell) = self.remembered(number) {
            return Some(cell);
        }
        let before = (self.at, self.newlines, self.elements);
        self.at += sixteen::plain(self.rest(), b'<');
        let words = self.text.get(before.0..self.at)?;
        if self.border(number + 1).is_none() {
            return self.written(number, before, words);
        }
        let words = text::trim(words);
        self.is_usual(words, number).then_some(Cell::Page(words))
    }

    /// Whether the words of a cell are trimmed: what is no name where names stand is quoted as it is.
    fn is_usual(&self, words: &str, number: usize) -> bool {
        let holds = self.columns.get(number).map(|column| column.holds);
        holds == Some(Holds::Text) || words.is_empty() || is_name(words)
    }

    /// A cell that is the same as the last one of its column, or as the one of names before it.
    #[inline]
    fn remembered(&mut self, number: usize) -> Option<Cell<'a>> {
        let column = self.columns.get(number)?;
        // Most cells begin otherwise, or none is remembered.
        let first = *self.rest().first()?;
        let begins = |cell: &Stretch<'_>| cell.text.as_bytes().first() == Some(&first);
        let is_named = column.holds == Holds::Names;
        if begins(&column.cell) && self.once_more(column.cell, number).is_some() {
            return Some(Cell::Said(number));
        }
        let before = number.checked_sub(1).filter(|_| is_named)?;
        let cell = self.columns.get(before).filter(|before| before.holds == Holds::Names)?.cell;
        (begins(&cell) && self.once_more(cell, number).is_some()).then_some(Cell::Said(before))
    }

    /// Goes on behind a cell, and the border behind it.
    fn once_more(&mut self, cell: Stretch<'a>, number: usize) -> Option<()> {
        let before = (self.at, self.newlines, self.elements);
        self.again(cell)?;
        let border = self.border(number + 1);
        if border.is_none() {
            (self.at, self.newlines, self.elements) = before;
        }
        border
    }

    /// A cell that holds more than a run of text, which it begins with.
    fn written(&mut self, number: usize, before: (usize, u32, usize), words: &str) -> Option<Cell<'a>> {
        let column = self.columns.get_mut(number)?;
        column.cell = Stretch::default();
        let mut said = std::mem::take(&mut column.said);
        said.clear();
        said.push_str(words);
        let cell = self.say(number, before, &mut said);
        let cell = cell.filter(|_| self.is_usual(text::trim(&said), number));
        let column = self.columns.get_mut(number)?;
        column.said = said;
        column.cell = cell?;
        Some(Cell::Said(number))
    }

    /// Goes on behind the tag of a link that is written as usual; where its label could be wanted, that is looked at closer.
    #[inline]
    fn link(&mut self, number: usize, in_link: &mut bool) -> Option<()> {
        let rest = self.rest();
        let length = match (rest, *in_link) {
            ([b'<', b'/', b'a', b'>', ..], true) => 4,
            ([b'<', b'a', b' ', ..], false) if self.columns.get(number)?.holds != Holds::References => {
                2 + usual_attributes(rest.get(2..)?)? + 1
            }
            _ => return None,
        };
        *in_link = !*in_link;
        self.at += length;
        self.elements += 1;
        Some(())
    }

    /// Whether a link is sure to lead to what is of the registry.
    fn is_inner(&self, tag: &Tag<'a>) -> bool {
        let target = tag.attribute("href", self.limits.attributes).unwrap_or("");
        !target.contains('&') && !leads_out(target)
    }

    /// Reads on in a cell, up to and with the border behind it.
    fn say(&mut self, number: usize, before: (usize, u32, usize), said: &mut String) -> Option<Stretch<'a>> {
        let mut in_link = false;
        loop {
            let first = *self.rest().first().filter(|_| self.at - self.from <= self.limits.cell_bytes)?;
            if is_border(first) && !in_link {
                let cell = self.since(before, self.at)?;
                if self.border(number + 1).is_some() {
                    return Some(cell);
                }
            }
            match first {
                b'<' if self.link(number, &mut in_link).is_some() => {}
                b'<' => {
                    let is_usual = |tag: &Tag<'_>| !tag.is_broken && !tag.has_more_than(self.limits.attributes);
                    let tag = Tag::read(self.text, self.at).filter(is_usual)?;
                    match tag.kind {
                        Kind::Kept(Element::Br) if !tag.closes => said.push('\n'),
                        Kind::Kept(Element::Span) if tag.closes == in_link => {
                            in_link = !in_link;
                            let has_label = in_link && self.columns.get(number)?.holds == Holds::References;
                            if has_label && !self.is_inner(&tag) {
                                return None;
                            }
                        }
                        _ => return None,
                    }
                    self.behind(&tag)?;
                }
                b'&' => {
                    let (c, length) = usual_reference(self.text.get(self.at..)?)?;
                    said.push(c);
                    self.at += length;
                }
                b' ' | b'\t' | b'\n' | b'\r' => {
                    let from = self.at;
                    self.white();
                    // A line's end is one space.
                    let mut before = ' ';
                    for c in self.text.get(from..self.at)?.chars() {
                        match c {
                            '\n' if before == '\r' => {}
                            '\n' | '\r' => said.push(' '),
                            c => said.push(c),
                        }
                        before = c;
                    }
                }
                _ => return None,
            }
            let from = self.at;
            self.at += sixteen::plain(self.rest(), b'<');
            said.push_str(self.text.get(from..self.at)?);
        }
    }
}

/// Whether what ends a cell may begin with this byte: a tag, or white space before it.
fn is_border(byte: u8) -> bool {
    matches!(byte, b'<' | b' ' | b'\t' | b'\n' | b'\r')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The cells of the rows that are read before the first that is not usual.
    fn rows(text: &str) -> Vec<Vec<String>> {
        let columns = [Field::ServiceName, Field::Assignees, Field::Contacts, Field::References].map(Some);
        let mut usual = Usual::new(text, &Table::Records(columns.to_vec()), &Limits::default());
        let mut at = 0;
        std::iter::from_fn(|| {
            at = usual.row(at)?.bytes.end;
            Some(usual.cells().map(str::to_owned).collect())
        })
        .collect()
    }

    #[test]
    fn what_pages_have_is_usual() {
        let cells = "<td>a &amp; b<br/>c</td>\n <td>[<a href=\"#A\">A</a>]</td>\n <td>\n[<a href=\"#A\">A</a>]</td>\
                     <TD align='center'>[<a href=https://www.iana.org/go/rfc1>RFC1</a>]</td>";
        let row = format!("\n<tr>{cells}</tr>");
        let said = ["a & b\nc", "[A]", "[A]", "[RFC1]"];
        for without in ["nothing", "</td>", "</tr>"] {
            let row = row.replace(without, "\n");
            assert_eq!(rows(&format!("{row}{row}{row}<tr>")), [said; 3], "{row}");
        }
        for (from, to) in [
            ("c</td>", "<b>c</b></td>"),
            ("c</td>", "<!-- c --></td>"),
            ("c</td>", "&copy;</td>"),
            ("c</td>", "</td><td></td>"),
            ("A</a>]", "A</a>][B]"),
            ("A</a>]", "A]"),
            ("<TD", "<th"),
            ("<TD", "<td class=uncertain"),
            ("www.iana", "www.other"),
            ("</td>", "</td>td>"),
        ] {
            let other = row.replacen(from, to, 1);
            assert_eq!(rows(&format!("{row}{other}{row}")).len(), 1, "{to}");
        }
    }
}
