//! Text whose cells are joined by one space, empty ones gone.
//!
//! ```text
//! Service Name Port Number Transport Protocol Description Assignee Contact …
//! rcst 3467 tcp RCST [Kit_Sturgeon] [Kit_Sturgeon]
//! ```
//!
//! The contact table at the foot of the page is read first: it tells persons from other words in brackets.

use std::borrow::Cow;
use std::ops::Range;

use crate::assemble::Assembler;
use crate::ast::{Code, ContactField, Field, Format, Layout, Parsed, Span};
use crate::cell::text::trim;
use crate::column::address;
use crate::column::contact::{self, LooseContact};
use crate::column::heading;
use crate::column::joined::Table;
use crate::column::rows::{self, JoinedRow};
use crate::column::shape::People;
use crate::column::split::Splits;
use crate::marks::Marks;
use crate::options::Limits;
use crate::report::Lines;

use super::{run_on, tail, unwrap};
use crate::front::sections::{is_contact_title, is_footnote_title, lines_of, may_begin_title};
use crate::front::text_preamble;

/// Tabs and no-break spaces as spaces, as many bytes for as many, so that places stay.
fn with_plain_spaces(text: &str) -> Cow<'_, str> {
    // A no-break space is two bytes, of which few others have the first. Each is soonest searched for by itself.
    let bytes = text.as_bytes();
    let is_no_break = |at: usize| matches!(bytes.get(at..), Some([0xc2, 0xa0, ..]));
    if memchr::memchr(b'\t', bytes).is_none() && !memchr::memchr_iter(0xc2, bytes).any(is_no_break) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.replace('\t', " ").replace('\u{a0}', "  "))
}

/// Where the parts of a page stand.
struct Layed {
    header_end: usize,
    columns: Vec<Field>,
    table: Range<usize>,
    contact_columns: Vec<Option<ContactField>>,
    contacts: Range<usize>,
    footnotes: Range<usize>,
    /// The document ends within the title of the contact table, which begins here.
    cut_at: Option<usize>,
}

/// Reads a page of joined text, whose table has a line of headings, see [`heading::joined`]; `None` where it has
/// neither that line nor the registry's title.
pub(crate) fn read(text: &str, limits: &Limits) -> Option<Parsed> {
    let source: &str = &with_plain_spaces(text);
    // Rows are read from whole lines; places are counted in the lines as they are.
    let (unwrapped, run_on) = match run_on::rows(source) {
        Some(broken) => (Some(broken.text), broken.headings),
        None => (unwrap::unwrap(source), None),
    };
    let (text, guesses) = unwrapped.map_or((Cow::Borrowed(source), Vec::new()), |found| (found.text, found.guesses));
    let text: &str = &text;
    let mut out = Assembler::new(Format::Text, Some(Layout::Joined), limits).of(text);
    if let Some(Range { start, end }) = run_on.clone() {
        let message =
            "no line ends where a row does; rows are told by their names, ports and transports, and may end elsewhere";
        out.report.warning(Code::AmbiguousLine, Lines::new(source.as_bytes()).span(start, end), message);
    }
    let page = lay_out(text);
    out.columns(page.columns.iter().copied());
    text_preamble::read(text, page.header_end, &mut out);
    if page.columns.is_empty() && !text_preamble::report_no_table(source, &mut out) {
        return None;
    }
    // Of contacts, lines go on as they are; where there are none, as they were made.
    let contacts = contact_rows(source, if run_on.is_some() { text } else { source }, page.contacts.clone(), &mut out);
    let mut people = People::with_room(contacts.len(), std::iter::empty());
    contacts.iter().for_each(|contact| people.add_contact(contact.id, contact.word));
    let (mut rows, stray) = rows::rows(text, page.table.clone(), &people);
    rows::guess(&mut rows, &guesses);
    let mut lines = Lines::new(source.as_bytes());
    if let Some(stray) = stray {
        let span = lines.span(stray.start, stray.end);
        out.report.error(Code::DamagedRow, span, text_preamble::STRAY_LINES);
    }
    let most_bytes = out.limits.cell_bytes;
    rows.retain(|row| row.bytes.len() <= most_bytes || !out.is_too_long(lines.span(row.bytes.start, row.bytes.end)));
    if let Some(at) = page.cut_at {
        let span = lines.span(at, text.trim_end().len());
        out.report.error(Code::Truncated, span, "the document ends before its contact table");
    }
    let mut splits = Splits::new(&people);
    let table = Table { text, rows: &rows };
    let mut read = |row: &JoinedRow| table.loose(row, &mut splits);
    let last = rows.iter().enumerate().rev().find_map(|(at, row)| Some((at, read(row)?)));
    // Whether the document has lost its contact table is asked of one that ends within a line.
    let expects_contacts = !source.ends_with('\n')
        && page.contact_columns.is_empty()
        && rows.iter().any(|row| read(row).is_some_and(|row| tail::names_persons(&[row])));
    let trouble = last.map(|(at, last)| (at, tail::trouble_at_end(source, &last, expects_contacts, &mut out)));
    if let Some(ids) = people.ids() {
        out.contact_ids(ids);
    }
    out.reserve_records(rows.len());
    let mut count = RowLines::new(source, text, &page.table);
    table.place(&page.columns, |row| count.span(row), trouble, &mut splits, &mut out);
    tail::report_doubt_at_end(source, trouble.map(|(_, trouble)| trouble).unwrap_or_default(), &mut out);
    out.reserve_contacts(contacts.len());
    let has_organization = page.contact_columns.contains(&Some(ContactField::Organization));
    contact::place_contacts(contacts, has_organization, &mut out);
    tail::footnotes(source, text, page.footnotes, &mut out);
    text_preamble::report_no_rows(source, &mut out);
    Some(out.finish(source))
}

/// The spans of rows, one after the other.
struct RowLines<'a> {
    lines: Lines<'a>,
    /// Where the newlines of the text are those of the source: how many stand above the last row, since the table's
    /// beginning.
    newlines: Option<u32>,
}

impl<'a> RowLines<'a> {
    fn new(source: &'a str, text: &str, table: &Range<usize>) -> Self {
        let mut lines = Lines::new(source.as_bytes());
        lines.move_to(table.start);
        // Lines that were put together have lost their newlines.
        Self { lines, newlines: std::ptr::eq(source, text).then_some(0) }
    }

    #[inline]
    fn span(&mut self, row: &JoinedRow) -> Span {
        let Range { start, end } = row.bytes;
        match &mut self.newlines {
            Some(above) => {
                let below = row.newlines.saturating_sub(std::mem::replace(above, row.newlines));
                self.lines.span_below(below, start, end)
            }
            None => self.lines.span(start, end),
        }
    }
}

/// Whether the last line of the document, below an empty one, is a part of the title of the contact table.
fn is_cut_contact_title(text: &str, at: usize, line: &str) -> bool {
    let title = line.trim();
    !title.is_empty()
        && "Contact Information".starts_with(title)
        && text.get(..at).is_some_and(|above| above.ends_with("\n\n") || above.ends_with("\n\r\n"))
}

/// Whether a line can be the title of the contact table or of the footnotes, told by how it begins.
fn may_be_title(line: &str) -> bool {
    match line.as_bytes() {
        [one, two, ..] if one.is_ascii_alphanumeric() => {
            let begins = |title: &&str| line.get(..title.len()).is_some_and(|line| line.eq_ignore_ascii_case(title));
            may_begin_title(*one, *two) && ["contact", "people", "footnote"].iter().any(begins)
        }
        [b'[', ..] => false,
        _ => true,
    }
}

fn lay_out(text: &str) -> Layed {
    let end = text.len();
    let text_end = text.trim_end().len();
    let mut page = Layed {
        header_end: end,
        columns: Vec::new(),
        table: end..end,
        contact_columns: Vec::new(),
        contacts: end..end,
        footnotes: end..end,
        cut_at: None,
    };
    let mut line_ends = Marks::new(text.as_bytes(), [b'\n'], 0);
    let mut next = Some(0);
    while let Some(at) = next {
        let line_end = line_ends.next();
        let below = line_end.map_or(end, |line_end| line_end.saturating_add(1));
        next = line_end.map(|_| below);
        let line_end = line_end.unwrap_or(end);
        let is_last = text_end <= line_end;
        // Nearly all are rows.
        let is_row = match text.as_bytes().get(at..) {
            Some([b'[', ..]) => page.contacts.start != end,
            Some([one, two, ..]) => !may_begin_title(*one, *two) && !heading::may_open_or_be_odd(&[*one, *two]),
            _ => false,
        };
        if is_row && !is_last && !page.columns.is_empty() {
            continue;
        }
        let line = text.get(at..line_end).unwrap_or("");
        let may_be_title = may_be_title(line);
        let table_open = !page.columns.is_empty() && page.table.end == end;
        if !table_open && page.columns.is_empty() {
            if let Some(heading::Table::Records(columns)) = heading::joined(line) {
                page.columns = columns.into_iter().flatten().collect();
                page.header_end = at;
                page.table = below..end;
            }
        } else if may_be_title && is_contact_title(line) && (table_open || page.footnotes.start <= at) {
            page.table.end = page.table.end.min(at);
            page.footnotes.end = page.footnotes.end.min(at).max(page.footnotes.start.min(at));
        } else if table_open && is_last && is_cut_contact_title(text, at, line) {
            page.table.end = at;
            page.cut_at = Some(at);
        } else if may_be_title && is_footnote_title(line) {
            page.table.end = page.table.end.min(at);
            page.contacts.end = page.contacts.end.min(at).max(page.contacts.start.min(at));
            page.footnotes = below..end;
        } else if page.contacts.start == end
            && let Some(heading::Table::Contacts(columns)) = heading::joined(line)
        {
            page.contact_columns = columns;
            page.table.end = page.table.end.min(at);
            page.footnotes.end = page.footnotes.end.min(at).max(page.footnotes.start.min(at));
            page.contacts = below..end;
        }
    }
    page
}

/// Whether a line is the title or the headings of the contact table.
fn is_heading(line: &str) -> bool {
    may_be_title(line) && is_contact_title(line)
        || heading::may_open_or_be_odd(line.as_bytes())
            && matches!(heading::joined(line), Some(heading::Table::Contacts(_)))
}

/// The contact table: a row begins with an id in brackets, and what else follows goes on in it. Lines after an
/// empty one that begin otherwise are no part of the table.
fn contact_rows<'a>(source: &str, text: &'a str, range: Range<usize>, out: &mut Assembler) -> Vec<LooseContact<'a>> {
    // Where they stand, and how many newlines of the range above them.
    let mut rows: Vec<(Range<usize>, u32)> = Vec::new();
    // Lines below contacts that have ended, but for those below the last: these are no part of the table.
    let mut strays: Vec<Range<usize>> = Vec::new();
    let mut lines = Lines::new(source.as_bytes());
    lines.move_to(range.start);
    let (mut ended, mut stray) = (false, None::<Range<usize>>);
    for (newlines, (at, line)) in (0..).zip(lines_of(text, range)) {
        let trimmed = trim(line);
        let start = at.saturating_add((trimmed.as_ptr() as usize).saturating_sub(line.as_ptr() as usize));
        let end = start.saturating_add(trimmed.len());
        if trimmed.is_empty() {
            ended = true;
        } else if trimmed.starts_with('[') {
            rows.push((start..end, newlines));
            ended = false;
            strays.extend(stray.take());
        } else if is_heading(trimmed) {
            // Each page has its own.
        } else if let (false, Some((row, _))) = (ended, rows.last_mut()) {
            if stray.is_none() && !text.get(row.clone()).is_some_and(|row| contact::ends_before(row, trimmed)) {
                row.end = end;
            } else {
                stray.get_or_insert(start..end).end = end;
            }
        }
    }
    let mut count = Lines::new(source.as_bytes());
    for stray in strays {
        let message = "these lines of the contact table belong to no row of it; they are left out";
        out.report.error(Code::DamagedRow, count.span(stray.start, stray.end), message);
    }
    let text_end = text.trim_end().len();
    let mut above = 0;
    let mut contacts = Vec::with_capacity(rows.len());
    for (row, newlines) in rows {
        let below = newlines.saturating_sub(std::mem::replace(&mut above, newlines));
        let span = match std::ptr::eq(source, text) {
            true => lines.span_below(below, row.start, row.end),
            false => lines.span(row.start, row.end),
        };
        if out.is_too_long(span) {
            continue;
        }
        match text.get(row).and_then(|row| contact::joined(row, span)) {
            Some(mut contact) => {
                contact.is_cut = span.range().end >= text_end && address::is_cut(contact.uri);
                if contact.is_cut {
                    tail::report_cut_contact(span, out);
                }
                if contact.has_strays {
                    let message =
                        "words stand behind the address of this contact; its address and its date are not sure";
                    out.report.error(Code::DamagedRow, span, message);
                }
                contacts.push(contact);
            }
            None => out.report.error(
                tail::damage_code(source, span),
                span,
                "this row of the contact table does not begin with an id in brackets",
            ),
        }
    }
    contacts
}
