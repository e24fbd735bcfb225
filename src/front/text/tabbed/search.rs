//! Where the tables of a page stand.

use std::ops::Range;

use crate::ast::{ContactField, Field};
use crate::column::heading::{self, Table};
use crate::front::sections::{is_contact_title, is_footnote_title};
use crate::marks::Ends;

use super::{TabTable, headings};

/// What a page holds below its header.
#[derive(Debug)]
pub(super) struct Page<'a> {
    pub(super) records: Option<TabTable<'a, Field>>,
    pub(super) contacts: Option<TabTable<'a, ContactField>>,
    pub(super) footnotes: Range<usize>,
}

/// A search for them, line by line. Rows of records are read while the search stands still: where they end is found so.
#[derive(Debug)]
pub(super) struct Search<'a> {
    text: &'a str,
    /// The line that is next.
    at: usize,
    /// What was found above it.
    pub(super) page: Page<'a>,
}

impl<'a> Search<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let end = text.len();
        Self { text, at: 0, page: Page { records: None, contacts: None, footnotes: end..end } }
    }

    /// Goes on beyond the headings of records, if there are any.
    pub(super) fn go_to_records(&mut self) {
        self.go_on_to(|page| page.records.is_some());
    }

    /// Goes on at `line`, the first that [ends](Self::ends_records) the records, or the end of the text.
    pub(super) fn skip_to(&mut self, line: usize) {
        self.at = line;
    }

    /// Goes on to the end.
    pub(super) fn go_on(&mut self) {
        self.go_on_to(|_| false);
    }

    /// Whether a line ends the table of records that was found above it: nothing else depends on the lines in that table.
    pub(super) fn ends_records(&self, line: &str) -> bool {
        let opens_contacts = || matches!(headings(line), Some((_, _, Table::Contacts(_))));
        is_contact_title(line) || is_footnote_title(line) || self.page.contacts.is_none() && opens_contacts()
    }

    fn go_on_to(&mut self, is_enough: impl Fn(&Page<'_>) -> bool) {
        let end = self.text.len();
        let mut marks = Ends::new(self.text.as_bytes(), b'\t', *b"\n");
        marks.seek(self.at);
        let mut tabs = [0; 64];
        while self.at < end {
            let (at, mut count) = (self.at, 0);
            let is_whole = self.page.records.is_some() && self.page.contacts.is_some();
            let found = if is_whole { None } else { marks.put_until_stop(&mut tabs, &mut count) };
            let (line_end, may_be_headings) = match found {
                Some(line_end) => {
                    (line_end, names_rows(self.text, at, tabs.get(..count).unwrap_or_default(), line_end))
                }
                None => (marks.next_stop(), !is_whole),
            };
            self.at = line_end.saturating_add(1).min(end);
            self.look_at(at, self.text.get(at..line_end).unwrap_or(""), may_be_headings);
            if is_enough(&self.page) {
                return;
            }
        }
    }

    fn look_at(&mut self, at: usize, line: &'a str, may_be_headings: bool) {
        let (page, below, end) = (&mut self.page, self.at, self.text.len());
        let close = |rows: &mut Range<usize>| rows.end = rows.end.min(at).max(rows.start);
        let found = if may_be_headings { headings(line) } else { None };
        let opens_contacts = page.contacts.is_none() && matches!(found, Some((_, _, Table::Contacts(_))));
        let is_footnotes = is_footnote_title(line);
        if is_contact_title(line) || is_footnotes || opens_contacts {
            let records = page.records.as_mut().map(|table| &mut table.rows);
            let contacts = page.contacts.as_mut().map(|table| &mut table.rows);
            records.into_iter().chain(contacts).for_each(close);
            if page.footnotes.start < at {
                close(&mut page.footnotes);
            }
        }
        match found {
            _ if is_footnotes => page.footnotes = below..end,
            Some((headings, border, Table::Contacts(columns))) if opens_contacts => {
                page.contacts = Some(TabTable { headings, columns, border, header_at: at, rows: below..end });
            }
            Some((headings, border, Table::Records(columns))) if page.records.is_none() => {
                page.records = Some(TabTable { headings, columns, border, header_at: at, rows: below..end });
            }
            _ => {}
        }
    }
}

/// Whether one of the cells between these tabs may be a heading by its first letters, as one of each line of headings
/// is; by far most lines have none, and [`headings`] looks at them more closely.
fn names_rows(text: &str, mut from: usize, tabs: &[usize], line_end: usize) -> bool {
    let names_rows = |from: usize, end: usize| text.as_bytes().get(from..end).is_some_and(heading::may_name_rows);
    for tab in tabs {
        if from < *tab && names_rows(from, *tab) {
            return true;
        }
        from = tab.saturating_add(1);
    }
    !tabs.is_empty() && names_rows(from, line_end)
}
