//! Text with one cell a line, empty ones gone, as `get_text("\n")` of a page gives it.
//!
//! ```text
//! rcst
//! 3467
//! tcp
//! RCST
//! [Kit_Sturgeon]
//! [Kit_Sturgeon]
//! ```
//!
//! Brackets may stand on lines of their own, see [`mend`]. Empty lines tell nothing, but where they are the empty
//! cells, see [`rhythm`].

use std::ops::Range;

use crate::assemble::Assembler;
use crate::ast::{Code, ContactField, Field, Format, Layout, Parsed, Span};
use crate::cell::brackets;
use crate::column::contact::{self, Form, LooseContact};
use crate::column::heading::{self, Table};
use crate::column::place::Trouble;
use crate::column::rhythm;
use crate::column::shape::People;
use crate::column::stack::{self, Lines, Placed, StackedRow};
use crate::eight;
use crate::options::Limits;
use crate::report;

use super::{mend, tail};
use crate::front::sections::{is_contact_title, is_footnote_title, lines_with, may_begin_title};
use crate::front::signs::Signs;
use crate::front::text_preamble;

/// A line that is not empty, trimmed.
#[derive(Clone, Copy)]
struct Line<'a> {
    at: usize,
    /// Which line of the text it is.
    number: usize,
    text: &'a str,
}

impl Line<'_> {
    fn end(&self) -> usize {
        self.at + self.text.len()
    }
}

/// A walk over the lines that say something.
#[derive(Clone)]
struct Walk<'a> {
    text: &'a str,
    /// Where the next line begins, if there is one.
    at: Option<usize>,
    number: usize,
    /// Pipes at either end of a line are borders of a cell.
    is_piped: bool,
}

impl<'a> Walk<'a> {
    /// Where most lines begin with a pipe, it is the border of a cell.
    fn new(text: &'a str) -> Self {
        Self::among(text, lines_with(text, b'|'))
    }

    /// The same, of a text whose pipes stand in these lines.
    fn among(text: &'a str, lines: impl Iterator<Item = (usize, &'a str)>) -> Self {
        let walk = Self { text, at: Some(0), number: 0, is_piped: false };
        let piped = lines.filter(|(_, line)| line.trim_start_matches(is_space).starts_with('|')).count();
        // Of lines that few or no pipes begin, not all are counted.
        Self { is_piped: piped > 0 && 2 * piped > walk.clone().take(2 * piped).count(), ..walk }
    }

    /// Passes over lines that can be nothing but cells, and says where each of them stands, and its number.
    ///
    /// They are what [`next`](Self::next) would give, up to the first that could be a heading or a title, or is none of
    /// those that nothing is to be trimmed off.
    #[inline]
    fn pass_cells(&mut self, mut take: impl FnMut(Range<usize>, usize)) {
        let (Some(mut at), mut number) = (self.at, self.number) else { return };
        while let Some(length) = self.cell_length(at) {
            take(at..at + length, number);
            at += length + 1;
            number += 1;
        }
        (self.at, self.number) = (Some(at), number);
    }

    /// The same of cells of records, which are put to `rows`. `above` is the number of the line above.
    fn pass_rows(&mut self, rows: &mut Lines<'_>, above: &mut Option<usize>, is_apart: impl Fn(usize, usize) -> bool) {
        let (Some(mut at), mut number) = (self.at, self.number) else { return };
        let first = rows.len();
        loop {
            if let Some((length, lines)) = rows.push_twin(first, at) {
                at += length;
                number += lines;
            } else if let Some(length) = self.cell_length(at) {
                rows.push(at..at + length, above.is_some_and(|above| is_apart(above, number)));
                at += length + 1;
                number += 1;
            } else {
                break;
            }
            *above = Some(number - 1);
        }
        (self.at, self.number) = (Some(at), number);
    }

    /// The length of the line that begins here, if it can be nothing but a cell.
    #[inline]
    fn cell_length(&self, at: usize) -> Option<usize> {
        let rest = self.text.as_bytes().get(at..)?;
        let length = line_length(rest)?;
        let line = rest.get(..length)?;
        let is_cell =
            is_plain(line) && (is_cell(line) || self.text.get(at..at + length).is_some_and(|line| !may_be_title(line)));
        is_cell.then_some(length)
    }

    fn trimmed(&self, line: &'a str) -> &'a str {
        line.trim_matches(|c: char| is_space(c) || self.is_piped && c == '|')
    }
}

/// A byte that may end a line of which nothing is to be trimmed, and one that may begin it, too.
const ENDS: u8 = 1;
const BEGINS: u8 = 1 << 1;
/// A byte that a number, a date or a range of ports may hold.
const NUMBERS: u8 = 1 << 2;

const SORTS: [u8; 256] = by_byte!(|byte| match byte {
    b'|' => 0,
    b'-' => ENDS | NUMBERS,
    b'=' | b'_' | b'*' => ENDS,
    b'0'..=b'9' => ENDS | BEGINS | NUMBERS,
    b'!'..=b'~' => ENDS | BEGINS,
    _ => 0,
});

#[inline]
fn sort(byte: u8) -> u8 {
    SORTS.get(usize::from(byte)).copied().unwrap_or(0)
}

/// Whether nothing is to be trimmed off a line, and it is none that is drawn: by far most begin and end so.
#[inline]
fn is_plain(line: &[u8]) -> bool {
    match line {
        [first, .., last] => sort(*first) & BEGINS != 0 && sort(*last) & ENDS != 0,
        [only] => sort(*only) & BEGINS != 0,
        [] => false,
    }
}

/// Whether a line can be neither a heading nor a title: by its first two letters, or because it has none.
#[inline]
fn is_cell(line: &[u8]) -> bool {
    match line {
        [b'0'..=b'9', rest @ ..] => rest.len() < 10 && rest.iter().all(|byte| sort(*byte) & NUMBERS != 0),
        [b'[', one, two, ..] | [one, two, ..] => !heading::may_begin_with(*one, *two) && !may_begin_title(*one, *two),
        _ => false,
    }
}

/// Whether a line of which nothing is to be trimmed is a heading, or a title by itself.
fn may_be_title(line: &str) -> bool {
    let may_be_title = match line.as_bytes() {
        [b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z', two, three, ..] => {
            matches!(&[two | 0x20, three | 0x20], b"on" | b"eo" | b"oo")
        }
        _ => true,
    };
    may_be_title && (is_contact_title(line) || is_footnote_title(line))
        || heading::may_open(line.as_bytes()) && heading::is_known(line)
}

impl<'a> Iterator for Walk<'a> {
    type Item = Line<'a>;

    #[inline]
    fn next(&mut self) -> Option<Line<'a>> {
        loop {
            let start = self.at?;
            let length = line_length(self.text.as_bytes().get(start..)?);
            let line = self.text.get(start..length.map_or(self.text.len(), |length| start + length))?;
            let number = self.number;
            self.at = length.map(|length| start + length + 1);
            self.number += 1;
            if is_plain(line.as_bytes()) {
                return Some(Line { at: start, number, text: line });
            }
            let text = self.trimmed(line);
            if !is_rule(text) {
                return Some(Line { at: start + (text.as_ptr() as usize - line.as_ptr() as usize), number, text });
            }
        }
    }
}

/// How many bytes come before the next newline. Lines of a cell each are short: a search over long texts takes longer to
/// begin than to find it.
#[inline]
fn line_length(rest: &[u8]) -> Option<usize> {
    let (words, tail) = rest.as_chunks::<8>();
    for (at, word) in words.iter().enumerate() {
        let found = eight::equal(u64::from_le_bytes(*word), b'\n');
        if found != 0 {
            return Some(8 * at + eight::first(found));
        }
    }
    let at = tail.iter().position(|byte| *byte == b'\n')?;
    Some(rest.len() - tail.len() + at)
}

/// Where the parts of a page stand; lines by their numbers, but for what is read as a text.
struct Layed<'a> {
    header_end: usize,
    columns: Vec<Field>,
    /// The numbers of the lines of its headings.
    headings: Vec<usize>,
    rows: Lines<'a>,
    contact_columns: Vec<Option<ContactField>>,
    contacts: Vec<Line<'a>>,
    footnotes: Range<usize>,
}

/// Whether a text has the headings of the registry's records, one a line.
pub(crate) fn has_headings(signs: &Signs<'_>) -> bool {
    let mut walk = None;
    signs.openings.iter().any(|&at| {
        // What may stand around a heading, a pipe say, are no letters.
        let line = signs.text.get(at..).unwrap_or("").split('\n').next().unwrap_or("");
        heading::is_known(line) && {
            let new = || Walk::among(signs.text, signs.lines_with(b'|'));
            let mut walk = Walk { at: Some(at), ..walk.get_or_insert_with(new).clone() };
            let line = walk.next();
            // They are several.
            walk.clone().next().is_some_and(|below| heading::is_known(below.text))
                && line.is_some_and(|line| matches!(headings(line, &walk), Some((Table::Records(_), _))))
        }
    })
}

/// Reads a page of stacked text; `None` where it has neither a table of records nor the registry's title.
pub(crate) fn read(source: &str, limits: &Limits) -> Option<Parsed> {
    let text: &str = &mend::mend(source);
    let mut out = Assembler::new(Format::Text, Some(Layout::Stacked), limits).of(text);
    let mut page = lay_out(text);
    out.columns(page.columns.iter().copied());
    text_preamble::read(text, page.header_end, &mut out);
    if page.columns.is_empty() && !text_preamble::report_no_table(source, &mut out) {
        return None;
    }
    let contacts = contact_rows(source, text, &page.contacts, &mut out);
    let ids = contacts.iter().flat_map(|contact| brackets::of_run(contact.id));
    let mut people = People::with_room(contacts.len(), ids);
    page.rows.tell(&mut people, stack::names_first(&page.columns));
    let (rows, told) = rows(source, text, &page, &mut out);
    let told = |at: usize| told.get(at).and_then(Option::as_ref);
    let span = |row: &StackedRow| span(source, text, &page.rows, row);
    let names_persons = || rows.iter().any(|row| page.rows.names_persons(row.lines.clone()));
    let expects_contacts = page.contact_columns.is_empty() && names_persons();
    let trouble = rows.last().map_or(Trouble::None, |row| {
        let last = Placed { row, span: span(row), told: told(rows.len() - 1), trouble: Trouble::None };
        tail::trouble_at_end(source, &last.loose(&page.rows, &page.columns), expects_contacts, &mut out)
    });
    out.registry.records.reserve(rows.len());
    stack::place(
        rows.iter().enumerate().map(|(at, row)| Placed {
            row,
            span: span(row),
            told: told(at),
            trouble: if at + 1 == rows.len() { trouble } else { Trouble::None },
        }),
        &rows,
        &page.rows,
        &page.columns,
        &mut out,
    );
    out.registry.contacts.reserve(contacts.len());
    let has_organization = page.contact_columns.contains(&Some(ContactField::Organization));
    contact::place_contacts(contacts, has_organization, &mut out);
    tail::footnotes(text, page.footnotes, &mut out);
    text_preamble::report_no_rows(source, &mut out);
    Some(out.finish(source))
}

/// Whether a line is empty, or a line that is drawn.
fn is_rule(line: &str) -> bool {
    line.is_empty() || line.len() > 2 && line.bytes().all(is_drawn)
}

#[inline]
fn is_drawn(byte: u8) -> bool {
    matches!(byte, b'=' | b'-' | b'_' | b'*')
}

fn is_space(c: char) -> bool {
    c.is_whitespace() || c == '\u{feff}'
}

/// The headings of a table of the registry that begin with a line, and how many lines they are; `rest` follows it.
fn headings(line: Line<'_>, rest: &Walk<'_>) -> Option<(Table, usize)> {
    if !heading::is_known(line.text) {
        return None;
    }
    heading::stacked(std::iter::once(line.text).chain(rest.clone().map(|line| line.text)))
}

fn lay_out(text: &str) -> Layed<'_> {
    enum Part {
        Header,
        Records,
        Contacts,
        Footnotes,
    }
    let end = text.len();
    let mut page = Layed {
        header_end: end,
        columns: Vec::new(),
        headings: Vec::new(),
        rows: Lines::new(text),
        contact_columns: Vec::new(),
        contacts: Vec::new(),
        footnotes: end..end,
    };
    let mut walk = Walk::new(text);
    let mut part = Part::Header;
    let mut above: Option<usize> = None;
    loop {
        // By far most lines are cells, and told by their ends.
        match part {
            Part::Records => {
                walk.pass_rows(&mut page.rows, &mut above, |above, line| is_apart(above, line, &page.headings));
            }
            Part::Contacts => walk.pass_cells(|bytes, number| {
                let (at, text) = (bytes.start, text.get(bytes).unwrap_or(""));
                page.contacts.push(Line { at, number, text });
            }),
            Part::Header | Part::Footnotes => {}
        }
        let Some(line) = walk.next() else { break };
        let next = || walk.clone().next().map_or("", |line| line.text);
        match headings(line, &walk) {
            Some((Table::Records(columns), count)) if matches!(part, Part::Header | Part::Records) => {
                let mut numbers = vec![line.number];
                numbers.extend(walk.by_ref().take(count.saturating_sub(1)).map(|line| line.number));
                // Headings that are repeated between rows are no row.
                if page.columns.is_empty() {
                    page.columns = columns.into_iter().flatten().collect();
                    page.headings = numbers;
                    page.header_end =
                        text.get(..line.at).and_then(|above| above.rfind('\n')).map_or(0, |newline| newline + 1);
                }
                part = Part::Records;
                // The document ends within its headings.
                let mut rest = walk.clone();
                if rest.next().is_some_and(|last| heading::may_begin(last.text)) && rest.next().is_none() {
                    break;
                }
                continue;
            }
            Some((Table::Contacts(columns), count)) if !page.columns.is_empty() && page.contacts.is_empty() => {
                page.contact_columns = columns;
                page.footnotes.end = page.footnotes.end.min(line.at).max(page.footnotes.start.min(line.at));
                part = Part::Contacts;
                let below = text.as_bytes().get(line.end()..).unwrap_or_default();
                page.contacts.reserve(memchr::memchr_iter(b'\n', below).count() + 1);
                walk.by_ref().take(count.saturating_sub(1)).for_each(drop);
                continue;
            }
            _ if !page.columns.is_empty() && is_contact_title(line.text) && is_title_of_contacts(&walk) => {
                page.footnotes.end = page.footnotes.end.min(line.at).max(page.footnotes.start.min(line.at));
            }
            _ if !page.columns.is_empty() && is_footnote_title(line.text) && next().starts_with('[') => {
                page.footnotes = line.end()..end;
                part = Part::Footnotes;
            }
            _ => match part {
                Part::Records => {
                    let is_apart = above.is_some_and(|above| is_apart(above, line.number, &page.headings));
                    page.rows.push(line.at..line.end(), is_apart);
                    above = Some(line.number);
                }
                Part::Contacts => page.contacts.push(line),
                Part::Header | Part::Footnotes => {}
            },
        }
    }
    page
}

/// Whether empty cells could be between two lines, by their numbers.
#[inline]
fn is_apart(above: usize, line: usize, headings: &[usize]) -> bool {
    line - above > 1 && rhythm::are_apart(above, line, headings)
}

/// Whether a title of the contact table is one: it is a cell's text, too, and what follows it tells.
fn is_title_of_contacts(rest: &Walk<'_>) -> bool {
    let mut rest = rest.clone();
    rest.next().is_none_or(|next| matches!(headings(next, &rest), Some((Table::Contacts(_), _))))
}

/// Where a row stands whose first line's number is known.
#[inline]
fn span(source: &str, text: &str, lines: &Lines<'_>, row: &StackedRow) -> Span {
    let last = row.lines.end.checked_sub(1).filter(|last| row.lines.contains(last));
    let end = source_end(source, text, last.map_or(0, |last| lines.bytes(last).end));
    Span::new(lines.bytes(row.lines.start).start, end, row.number)
}

/// The rows of the table, and the columns of the lines of each as far as empty lines tell them.
fn rows(source: &str, text: &str, page: &Layed<'_>, out: &mut Assembler) -> (Vec<StackedRow>, Vec<Option<Vec<Field>>>) {
    let lines = &page.rows;
    let mut rows = stack::rows(lines, &page.columns);
    let mut told = told(text, &rows, page);
    let mut count = report::Lines::new(source.as_bytes());
    let is_mended = !std::ptr::eq(source, text);
    let mut before: Option<usize> = None;
    let mut span = |rows: &Range<usize>| -> Span {
        let last = rows.end.checked_sub(1).filter(|last| rows.contains(last));
        let (start, end) = (lines.bytes(rows.start).start, last.map_or(0, |last| lines.bytes(last).end));
        let end = source_end(source, text, end);
        match before.replace(rows.start) {
            // The text has the newlines of the source, most of them one after each line.
            Some(before) if !is_mended => count.span_below(lines.newlines(before..rows.start), start, end),
            _ => count.span(start, end),
        }
    };
    let above = 0..rows.first().map_or(lines.len(), |row| row.lines.start);
    if !above.is_empty() {
        let message = "these lines stand above the first record and belong to none; they are left out";
        out.report.error(Code::DamagedRow, span(&above), message);
    }
    let mut is_kept = Vec::new();
    for (at, row) in rows.iter_mut().enumerate() {
        let span = span(&row.lines);
        row.number = span.line;
        if out.is_too_long(span) {
            is_kept.resize(at, true);
            is_kept.push(false);
        }
    }
    if !is_kept.is_empty() {
        let kept = || is_kept.iter().copied().chain(std::iter::repeat(true));
        let (mut of_rows, mut of_told) = (kept(), kept());
        rows.retain(|_| of_rows.next().unwrap_or(true));
        told.retain(|_| of_told.next().unwrap_or(true));
    }
    (rows, told)
}

/// The columns of the lines of each row, as far as empty lines tell them; nothing where none do.
fn told(text: &str, rows: &[StackedRow], page: &Layed<'_>) -> Vec<Option<Vec<Field>>> {
    // Of rows whose lines stand one right below the other it is not told.
    if !page.rows.has_apart() || rows.iter().filter(|row| page.rows.are_apart(row.lines.clone())).count() < 2 {
        return Vec::new();
    }
    let mut count = report::Lines::new(text.as_bytes());
    let number = |at: usize| count.span(page.rows.bytes(at).start, 0).line as usize - 1;
    let numbers: Vec<usize> = (0..page.rows.len()).map(number).collect();
    let pieces = page.rows.pieces(0..page.rows.len());
    let placed = |row: &StackedRow| rhythm::Placed {
        pieces: pieces.get(row.lines.clone()).unwrap_or_default(),
        lines: numbers.get(row.lines.clone()).unwrap_or_default(),
    };
    let placed: Vec<_> = rows.iter().map(placed).collect();
    rhythm::columns(&placed, &page.headings, &page.columns, stack::CONTEXT)
}

/// Where in `source` a line ends whose letters end at `end` in `text`: brackets that were mended moved them.
fn source_end(source: &str, text: &str, end: usize) -> usize {
    if text.as_bytes().get(end).is_none_or(|byte| *byte == b'\n') && std::ptr::eq(source, text) {
        return end;
    }
    let below = text.get(end..).and_then(|rest| Some(end + rest.find('\n')?)).unwrap_or(text.len());
    source.get(..below).map_or(end, |above| above.trim_end().len())
}

/// The contact table: a row begins with an id in brackets. What stands behind the date of the last row, or behind its
/// address and is none, is no part of the table.
fn contact_rows<'a>(source: &str, text: &str, lines: &[Line<'a>], out: &mut Assembler) -> Vec<LooseContact<'a>> {
    let begins = |line: &Line<'_>| line.text.starts_with('[') && brackets::run(line.text) == Some(line.text.len());
    let above = lines.iter().take_while(|line| !begins(line)).count();
    let (above, table) = lines.split_at_checked(above).unwrap_or_default();
    let mut count = report::Lines::new(source.as_bytes());
    if let (Some(first), Some(last)) = (above.first(), above.last()) {
        let span = count.span(first.at, source_end(source, text, last.end()));
        out.report.error(
            tail::damage_code(source, span),
            span,
            "this row of the contact table does not begin with an id in brackets",
        );
    }
    let end = source.trim_end().len();
    let mut contacts = Vec::with_capacity(table.iter().filter(|line| line.text.starts_with('[')).count());
    let mut count = report::Lines::new(source.as_bytes());
    let is_mended = !std::ptr::eq(source, text);
    let mut hand_over = |cells: &[(&'a str, Form)], (bytes, number): &(Range<usize>, usize), out: &mut Assembler| {
        let last = source_end(source, text, bytes.end);
        let span = match u32::try_from(number + 1) {
            Ok(line) if !is_mended => Span::new(bytes.start, last, line),
            _ => count.span(bytes.start, last),
        };
        if let Some(mut contact) = contact::of_forms(cells, span) {
            contact.is_cut = span.range().end >= end && contact::is_cut_address(contact.uri);
            if contact.is_cut {
                tail::report_cut_contact(span, out);
            }
            contacts.push(contact);
        }
    };
    let mut count = report::Lines::new(source.as_bytes());
    let mut cells: Vec<(&'a str, Form)> = Vec::new();
    // Where a contact stands, and the number of its first line.
    let mut place = (0..0, 0);
    let mut stray: Option<Range<usize>> = None;
    for line in table {
        let form = Form::of(line.text);
        if begins(line) {
            if let Some(stray) = stray.take() {
                let span = count.span(stray.start, stray.end);
                let message = "these lines of the contact table belong to no row of it; they are left out";
                out.report.error(Code::DamagedRow, span, message);
            }
            hand_over(&cells, &place, out);
            cells.clear();
            cells.push((line.text, form));
            place = (line.at..line.end(), line.number);
        } else if stray.is_none() && may_follow(&cells, form) {
            cells.push((line.text, form));
            place.0.end = line.end();
        } else {
            stray = Some(stray.map_or(line.at, |stray| stray.start)..line.end());
        }
    }
    hand_over(&cells, &place, out);
    contacts
}

/// Whether a line of this form can be a cell of the contact whose `cells` stand above it.
fn may_follow(cells: &[(&str, Form)], form: Form) -> bool {
    match cells {
        [.., (_, Form::Date)] => false,
        [.., (_, Form::Uri)] | [_, _, _, _, ..] => form == Form::Date,
        _ => true,
    }
}
