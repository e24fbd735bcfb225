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
use crate::ast::{Code, ContactField, Field, FieldSet, Format, Layout, Parsed, Span};
use crate::cell::text::floor;
use crate::cell::{self, brackets, uri};
use crate::column::contact::{self, LooseContact};
use crate::column::heading::{self, Table};
use crate::column::order::Borders;
use crate::column::place::{self, LooseRow, Trouble};
use crate::column::rhythm::{self, Placed};
use crate::column::rows::Guess;
use crate::column::shape::{self, People, Piece};
use crate::column::stack::{self, StackedRow};
use crate::options::Limits;
use crate::report::Lines;

use super::{mend, tail};
use crate::front::sections::{is_contact_title, is_footnote_title, lines_of, lines_with};
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

/// Where the parts of a page stand; lines by their numbers, but for what is read as a text.
struct Layed<'a> {
    header_end: usize,
    columns: Vec<Field>,
    /// The numbers of the lines of its headings.
    headings: Vec<usize>,
    rows: Vec<Line<'a>>,
    contact_columns: Vec<Option<ContactField>>,
    contacts: Vec<Line<'a>>,
    footnotes: Range<usize>,
}

/// Whether `text` has the headings of the registry's records, one a line.
pub(crate) fn has_headings(text: &str) -> bool {
    let is_piped = |(_, line): (usize, &str)| line.trim_start_matches(is_space).starts_with('|');
    // Pipes can be borders of cells, see `lines`.
    if lines_with(text, b'|').any(is_piped) {
        let lines = lines(text);
        return (0..lines.len()).any(|at| matches!(headings(&lines, at), Some((Table::Records(_), _))));
    }
    lines_of(text, 0..text.len()).any(|(at, line)| {
        let line = line.trim_start_matches(is_space);
        // Few lines are as short as a heading, or begin as one.
        heading::is_known(line.get(..floor(line, 120)).unwrap_or("").trim_matches(is_space)) && {
            let below = lines_of(text, at..text.len()).map(|(_, line)| line.trim_matches(is_space));
            matches!(heading::stacked(below.filter(|line| !is_rule(line))), Some((Table::Records(_), _)))
        }
    })
}

/// Reads a page of stacked text; `None` where it has neither a table of records nor the registry's title.
pub(crate) fn read(source: &str, limits: &Limits) -> Option<Parsed> {
    let text: &str = &mend::mend(source);
    let mut out = Assembler::new(Format::Text, Some(Layout::Stacked), limits);
    let page = lay_out(text);
    out.columns(page.columns.iter().copied());
    text_preamble::read(text, page.header_end, &mut out);
    if page.columns.is_empty() && !text_preamble::report_no_table(source, &mut out) {
        return None;
    }
    let contacts = contact_rows(source, text, &page.contacts, &mut out);
    let ids = contacts.iter().flat_map(|contact| brackets::brackets(contact.id)).flatten();
    let mut people = People::new(ids);
    let mut loose = rows(source, text, &page, &mut people, &mut out);
    let expects_contacts = page.contact_columns.is_empty() && tail::names_persons(&loose);
    if let Some(last) = loose.last_mut() {
        last.trouble = tail::trouble_at_end(source, last, expects_contacts, &mut out);
    }
    place::place(loose, &page.columns, &mut people, &mut out);
    let has_organization = page.contact_columns.contains(&Some(ContactField::Organization));
    contact::place_contacts(contacts, has_organization, &mut out);
    tail::footnotes(text, page.footnotes, &mut out);
    text_preamble::report_no_rows(source, &mut out);
    Some(out.finish(source))
}

/// The lines that say something. Where most of them begin with a pipe, it is the border of a cell.
fn lines(text: &str) -> Vec<Line<'_>> {
    let trimmed = |is_space: fn(char) -> bool| {
        let line = move |(number, (at, line)): (usize, (usize, &'_ str))| {
            let from_start = line.trim_start_matches(is_space);
            (number, at + line.len() - from_start.len(), from_start.trim_end_matches(is_space).len())
        };
        lines_of(text, 0..text.len())
            .enumerate()
            .map(line)
            .filter_map(|(number, at, length)| Some(Line { at, number, text: text.get(at..at + length)? }))
            .filter(|line| !is_rule(line.text))
            .collect::<Vec<_>>()
    };
    let found = trimmed(is_space);
    let piped = found.iter().filter(|line| line.text.starts_with('|')).count();
    if 2 * piped > found.len() { trimmed(|c| is_space(c) || c == '|') } else { found }
}

/// Whether a line is empty, or a line that is drawn.
fn is_rule(line: &str) -> bool {
    line.is_empty() || line.len() > 2 && line.bytes().all(|byte| matches!(byte, b'=' | b'-' | b'_' | b'*'))
}

fn is_space(c: char) -> bool {
    c.is_whitespace() || c == '\u{feff}'
}

/// The headings of a table of the registry that begin at line `at`, and how many lines they are.
fn headings(lines: &[Line<'_>], at: usize) -> Option<(Table, usize)> {
    heading::stacked(lines.get(at..)?.iter().map(|line| line.text))
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
        rows: Vec::new(),
        contact_columns: Vec::new(),
        contacts: Vec::new(),
        footnotes: end..end,
    };
    let all = lines(text);
    let mut part = Part::Header;
    let mut at = 0;
    while let Some(&line) = all.get(at) {
        let next = all.get(at + 1).map_or("", |line| line.text);
        // A title is a cell's text, too: what follows it tells.
        let is_title = is_contact_title(line.text)
            && (next.is_empty() || matches!(headings(&all, at + 1), Some((Table::Contacts(_), _))));
        match headings(&all, at) {
            Some((Table::Records(columns), count)) if matches!(part, Part::Header | Part::Records) => {
                // Headings that are repeated between rows are no row.
                if page.columns.is_empty() {
                    page.columns = columns.into_iter().flatten().collect();
                    page.headings = all.iter().skip(at).take(count).map(|line| line.number).collect();
                    page.header_end =
                        text.get(..line.at).and_then(|above| above.rfind('\n')).map_or(0, |newline| newline + 1);
                }
                part = Part::Records;
                at += count;
                // The document ends within its headings.
                if all.len() == at + 1 && all.get(at).is_some_and(|last| heading::may_begin(last.text)) {
                    break;
                }
                continue;
            }
            Some((Table::Contacts(columns), count)) if !page.columns.is_empty() && page.contacts.is_empty() => {
                page.contact_columns = columns;
                page.footnotes.end = page.footnotes.end.min(line.at).max(page.footnotes.start.min(line.at));
                part = Part::Contacts;
                at += count;
                continue;
            }
            _ if is_title && !page.columns.is_empty() => {
                page.footnotes.end = page.footnotes.end.min(line.at).max(page.footnotes.start.min(line.at));
            }
            _ if is_footnote_title(line.text) && next.starts_with('[') && !page.columns.is_empty() => {
                page.footnotes = line.end()..end;
                part = Part::Footnotes;
            }
            _ => match part {
                Part::Records => page.rows.push(line),
                Part::Contacts => page.contacts.push(line),
                Part::Header | Part::Footnotes => {}
            },
        }
        at += 1;
    }
    page
}

/// The rows of the table, each with its lines as pieces.
fn rows<'a>(
    source: &str,
    text: &'a str,
    page: &Layed<'a>,
    people: &mut People<'_>,
    out: &mut Assembler,
) -> Vec<LooseRow<'a>> {
    let piece = |line: &Line<'a>| Piece { text: line.text, shape: shape::of_cell(line.text, people), flows: true };
    let mut pieces: Vec<Piece<'_>> = page.rows.iter().map(piece).collect();
    shape::mark_twins(&mut pieces, people);
    let found = stack::rows(&pieces, &page.columns);
    let numbers: Vec<usize> = page.rows.iter().map(|line| line.number).collect();
    let told = {
        let placed = |row: &StackedRow| Placed {
            pieces: pieces.get(row.lines.clone()).unwrap_or_default(),
            lines: numbers.get(row.lines.clone()).unwrap_or_default(),
        };
        let placed: Vec<_> = found.iter().map(placed).collect();
        rhythm::columns(&placed, &page.headings, &page.columns, stack::CONTEXT)
    };
    let mut count = Lines::new(source.as_bytes());
    let mut span = |lines: &Range<usize>| -> Span {
        let lines = page.rows.get(lines.clone()).unwrap_or_default();
        let (start, end) = (lines.first().map_or(0, |line| line.at), lines.last().map_or(0, Line::end));
        count.span(start, source_end(source, text, end))
    };
    let above = 0..found.first().map_or(page.rows.len(), |row| row.lines.start);
    if !above.is_empty() {
        let message = "these lines stand above the first record and belong to none; they are left out";
        out.report.error(Code::DamagedRow, span(&above), message);
    }
    let mut loose = Vec::with_capacity(found.len());
    for (row, told) in found.into_iter().zip(told) {
        let span = span(&row.lines);
        if out.is_too_long(span) {
            continue;
        }
        // Where empty lines tell the columns they tell the rows, but for the end of a cell that is the last.
        let in_last = |told: &Vec<Field>| told.iter().filter(|field| page.columns.last() == Some(field)).count();
        let ends_surely = told.as_ref().is_some_and(|told| in_last(told) < 2);
        loose.push(LooseRow {
            text: text.get(span.range()).unwrap_or(""),
            pieces: pieces.get(row.lines).unwrap_or_default().to_vec(),
            borders: Borders::Lines,
            span,
            trouble: Trouble::None,
            guess: Guess { fields: if ends_surely { FieldSet::EMPTY } else { row.doubtful }, ..Guess::default() },
            told,
        });
    }
    loose
}

/// Where in `source` a line ends whose letters end at `end` in `text`: brackets that were mended moved them.
fn source_end(source: &str, text: &str, end: usize) -> usize {
    let below = text.get(end..).and_then(|rest| Some(end + rest.find('\n')?)).unwrap_or(text.len());
    source.get(..below).map_or(end, |above| above.trim_end().len())
}

/// The contact table: a row begins with an id in brackets. What stands behind the date of the last row, or behind its
/// address and is none, is no part of the table.
fn contact_rows<'a>(source: &str, text: &str, lines: &[Line<'a>], out: &mut Assembler) -> Vec<LooseContact<'a>> {
    let mut rows: Vec<(Vec<&'a str>, Range<usize>)> = Vec::new();
    let begins = |line: &Line<'_>| brackets::run(line.text) == Some(line.text.len());
    let above = lines.iter().take_while(|line| !begins(line)).count();
    let (above, table) = lines.split_at_checked(above).unwrap_or_default();
    let mut count = Lines::new(source.as_bytes());
    if let (Some(first), Some(last)) = (above.first(), above.last()) {
        let span = count.span(first.at, source_end(source, text, last.end()));
        out.report.error(
            tail::damage_code(source, span),
            span,
            "this row of the contact table does not begin with an id in brackets",
        );
    }
    let mut stray: Option<Range<usize>> = None;
    for line in table {
        if begins(line) {
            if let Some(stray) = stray.take() {
                let span = count.span(stray.start, stray.end);
                let message = "these lines of the contact table belong to no row of it; they are left out";
                out.report.error(Code::DamagedRow, span, message);
            }
            rows.push((vec![line.text], line.at..line.end()));
        } else if let Some((cells, bytes)) = rows.last_mut() {
            if stray.is_none() && may_follow(cells, line.text) {
                cells.push(line.text);
                bytes.end = line.end();
            } else {
                stray = Some(stray.map_or(line.at, |stray| stray.start)..line.end());
            }
        }
    }
    let mut count = Lines::new(source.as_bytes());
    let mut contacts = Vec::with_capacity(rows.len());
    for (cells, bytes) in rows {
        let span = count.span(bytes.start, source_end(source, text, bytes.end));
        if let Some(mut contact) = contact::packed(&cells, span) {
            contact.is_cut = span.range().end >= source.trim_end().len() && contact::is_cut_address(contact.uri);
            if contact.is_cut {
                tail::report_cut_contact(span, out);
            }
            contacts.push(contact);
        }
    }
    contacts
}

/// Whether `line` can be a cell of the contact whose `cells` stand above it.
fn may_follow(cells: &[&str], line: &str) -> bool {
    let is_date =
        |cell: &str| cell::date(cell).is_some_and(|date| date.month().is_some()) || contact::is_cut_date(cell);
    let is_uri = |cell: &str| uri::is_contact_uri(cell.split(char::is_whitespace).next().unwrap_or(""));
    match cells {
        [.., last] if is_date(last) => false,
        [.., last] if is_uri(last) => is_date(line),
        [_, _, _, _, ..] => is_date(line),
        _ => true,
    }
}
