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

mod contacts;
mod walk;

use std::ops::Range;

use crate::assemble::Assembler;
use crate::ast::{Code, ContactField, Field, Format, Layout, Parsed, Span};
use crate::column::contact;
use crate::column::heading::{self, Table};
use crate::column::place::Trouble;
use crate::column::rhythm;
use crate::column::shape::People;
use crate::column::stack::{self, Lines, Placed, StackedRow};
use crate::options::Limits;
use crate::report;

use super::{mend, tail};
use crate::front::sections::{is_contact_title, is_footnote_title};
use crate::front::signs::Signs;
use crate::front::text_preamble;
use walk::{Line, Walk};

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
            let mut walk = walk.get_or_insert_with(new).from(at);
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
    text_preamble::read_mended(source, text, page.header_end, &mut out);
    if page.columns.is_empty() && !text_preamble::report_no_table(source, &mut out) {
        return None;
    }
    let contacts = contacts::rows(source, text, &page.contacts, &mut out);
    let mut people = People::with_room(contacts.len(), std::iter::empty());
    contacts.iter().for_each(|contact| people.add_contact(contact.id, contact.word));
    page.rows.tell(&mut people, stack::names_first(&page.columns));
    let (rows, told) = rows(source, text, &page, &mut out);
    let told = |at: usize| told.get(at).and_then(Option::as_ref);
    let names_persons = || rows.iter().any(|row| page.rows.names_persons(row.lines.clone()));
    let expects_contacts = page.contact_columns.is_empty() && names_persons();
    let trouble = rows.last().map_or(Trouble::None, |row| {
        let last = Placed { row, told: rows.len().checked_sub(1).and_then(told), trouble: Trouble::None };
        tail::trouble_at_end(source, &last.loose(&page.rows, &page.columns), expects_contacts, &mut out)
    });
    if let Some(ids) = people.ids() {
        out.contact_ids(ids);
    }
    out.reserve_records(rows.len());
    stack::place(
        rows.iter().enumerate().map(|(at, row)| Placed {
            row,
            told: told(at),
            trouble: if at.saturating_add(1) == rows.len() { trouble } else { Trouble::None },
        }),
        &rows,
        &page.rows,
        &page.columns,
        &mut out,
    );
    tail::report_doubt_at_end(source, trouble, &mut out);
    out.reserve_contacts(contacts.len());
    let has_organization = page.contact_columns.contains(&Some(ContactField::Organization));
    contact::place_contacts(contacts, has_organization, &mut out);
    tail::footnotes(source, text, page.footnotes, &mut out);
    text_preamble::report_no_rows(source, &mut out);
    Some(out.finish(source))
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
                    page.header_end = text
                        .get(..line.at)
                        .and_then(|above| above.rfind('\n'))
                        .map_or(0, |newline| newline.saturating_add(1));
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
                page.contacts.reserve(memchr::memchr_iter(b'\n', below).count().saturating_add(1));
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
    line.saturating_sub(above) > 1 && rhythm::are_apart(above, line, headings)
}

/// Whether a title of the contact table is one: it is a cell's text, too, and what follows it tells.
fn is_title_of_contacts(rest: &Walk<'_>) -> bool {
    let mut rest = rest.clone();
    rest.next().is_none_or(|next| matches!(headings(next, &rest), Some((Table::Contacts(_), _))))
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
    // Where nothing but a newline is between any two lines, those of the source are counted by the lines before.
    let mut first: Option<(usize, u32)> = None;
    let is_counted = !is_mended && lines.is_dense();
    for (at, row) in rows.iter_mut().enumerate() {
        let Range { start, end } = row.lines;
        let span = match (first, end.checked_sub(1)) {
            (Some((first, line)), Some(last)) => {
                let end = source_end(source, text, lines.bytes(last).end);
                Span::new(lines.bytes(start).start, end, line.saturating_add(lines.newlines(first..start)))
            }
            _ => span(&row.lines),
        };
        first = first.or(Some((start, span.line)).filter(|_| is_counted));
        row.span = span;
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
    let number = |at: usize| (count.span(page.rows.bytes(at).start, 0).line as usize).saturating_sub(1);
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
#[inline]
fn source_end(source: &str, text: &str, end: usize) -> usize {
    if text.as_bytes().get(end).is_none_or(|byte| *byte == b'\n') && std::ptr::eq(source, text) {
        return end;
    }
    mended_end(source, text, end)
}

#[cold]
fn mended_end(source: &str, text: &str, end: usize) -> usize {
    let below = text.get(end..).and_then(|rest| end.checked_add(rest.find('\n')?)).unwrap_or(text.len());
    source.get(..below).map_or(end, |above| above.trim_end().len())
}
