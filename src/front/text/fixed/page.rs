//! The parts of a page: its tables, what stands above them and below.

use std::ops::Range;

use crate::ast::{ContactField, Field};
use crate::column::heading::Table as Columns;
use crate::front::sections::{is_contact_title, is_footnote_title};

use super::borders::{Borders, First};
use super::headings::{self, Headings};
use super::lines::{self, Line, Measure};

/// A table's headings and the lines of its rows.
#[derive(Debug)]
pub(super) struct Table {
    pub(super) headings: Headings,
    pub(super) body: Range<usize>,
}

/// Where the parts of a page stand, by lines.
#[derive(Debug)]
pub(super) struct Page {
    pub(super) header_end: usize,
    pub(super) records: Table,
    pub(super) columns: Vec<Option<Field>>,
    pub(super) contacts: Option<(Table, Vec<Option<ContactField>>)>,
    pub(super) footnotes: Option<Range<usize>>,
}

/// Lines between a table's title and its headings.
const MOST_BELOW_TITLE: usize = 6;

/// Lines that tell whether rows stand in columns.
const SAMPLE: usize = 2000;

impl Page {
    /// The lines of a text and its parts; the measure of characters is the one by which the fewest lines go across a
    /// border.
    pub(super) fn laid_out(text: &str) -> Option<(Vec<Line<'_>>, Self)> {
        let mut best: Option<(usize, Vec<Line<'_>>, Self)> = None;
        for measure in Measure::ALL {
            let lines = lines::lines(text, measure);
            let page = Self::of(&lines)?;
            let across = if text.is_ascii() { 0 } else { page.across(&lines) };
            if best.as_ref().is_none_or(|(least, ..)| across < *least) {
                best = Some((across, lines, page));
            }
            if across == 0 {
                break;
            }
        }
        best.map(|(_, lines, page)| (lines, page))
    }

    /// How many lines of more than ASCII go across a border.
    fn across(&self, lines: &[Line<'_>]) -> usize {
        let count = |table: &Table, firsts: &[First]| {
            let body = lines.get(table.body.clone()).unwrap_or_default();
            let borders = Borders::of(&table.headings, firsts, body);
            body.iter()
                .filter(|line| !line.text.is_ascii() && !line.is_rule() && borders.split(line).across != 0)
                .count()
        };
        let firsts: Vec<First> = self.columns.iter().map(|column| super::first_of(*column)).collect();
        count(&self.records, &firsts) + self.contacts.as_ref().map_or(0, |(table, _)| count(table, &[]))
    }

    pub(super) fn of(lines: &[Line<'_>]) -> Option<Self> {
        let headings = headings::find(lines, 0, |table| matches!(table, Columns::Records(_)))?;
        let Columns::Records(columns) = &headings.table else { return None };
        let columns = columns.clone();
        let is_rule = |at: usize| lines.get(at).is_some_and(Line::is_rule);
        let below = headings.lines.end + usize::from(is_rule(headings.lines.end));
        let above = headings.lines.start;
        let header_end = above - usize::from(above > 0 && is_rule(above - 1));

        let contacts = headings::find(lines, below, |table| matches!(table, Columns::Contacts(_)));
        // The titles of the parts stand alone between blank lines, or above a table's headings.
        let is_blank = |at: usize| lines.get(at).is_none_or(Line::is_blank);
        let title = |at: &usize, is: fn(&str) -> bool| {
            let bare = lines.get(*at).map_or("", |line| line.text.trim_matches(|c: char| "*=#_- ".contains(c)));
            is(bare)
        };
        let end = match &contacts {
            Some(found) => {
                let first = found.lines.start.saturating_sub(MOST_BELOW_TITLE).max(below);
                (first..found.lines.start).find(|at| title(at, is_contact_title)).unwrap_or(found.lines.start)
            }
            None => (below..lines.len())
                .find(|at| title(at, is_contact_title) && is_blank(at - 1) && is_blank(at + 1))
                .or_else(|| cut_title(lines).filter(|at| *at >= below))
                .unwrap_or(lines.len()),
        };
        let mut contacts_at = contacts.as_ref().map_or(end, |found| found.lines.end);
        contacts_at += usize::from(is_rule(contacts_at));
        let footnotes = (contacts_at..lines.len())
            .rev()
            .chain((below..end).rev())
            .find(|at| title(at, is_footnote_title) && is_blank(at - 1) && is_blank(at + 1));
        let body = below..footnotes.filter(|at| *at < end).unwrap_or(end);
        let contacts = contacts.and_then(|headings| {
            let Columns::Contacts(columns) = &headings.table else { return None };
            let columns = columns.clone();
            let end = footnotes.filter(|at| *at > contacts_at).unwrap_or(lines.len());
            Some((Table { headings, body: contacts_at..end_of_contacts(lines, contacts_at..end) }, columns))
        });
        let footnotes = footnotes.map(|at| at + 1..if at < end { end } else { lines.len() });
        let records = Table { headings, body };
        Some(Self { header_end, records, columns, contacts, footnotes })
    }

    /// Whether the rows stand in the columns of their headings: joined text has a line of headings, too, and its words
    /// go across any border.
    pub(super) fn is_fixed(&self, lines: &[Line<'_>]) -> bool {
        let body = &self.records.body;
        let sample = lines.get(body.start..body.end.min(body.start + SAMPLE)).unwrap_or_default();
        let firsts: Vec<First> = self.columns.iter().map(|column| super::first_of(*column)).collect();
        let borders = Borders::of(&self.records.headings, &firsts, sample);
        let (mut all, mut across, mut spaced) = (0, 0, 0);
        for line in sample.iter().filter(|line| !line.is_blank() && !line.is_rule()) {
            all += 1;
            across += usize::from(borders.split(line).across != 0);
            spaced += usize::from(line.text.trim_start().contains("  "));
        }
        if all == 0 {
            return self.records.headings.is_spaced;
        }
        across * 2 <= all && (self.records.headings.is_spaced || spaced * 4 >= all)
    }
}

/// The last line, if the document ends within the title of the contacts there.
fn cut_title(lines: &[Line<'_>]) -> Option<usize> {
    let at = lines.iter().rposition(|line| !line.is_blank())?;
    let line = lines.get(at)?.text.trim();
    let is_alone = at.checked_sub(1).and_then(|above| lines.get(above)).is_some_and(Line::is_blank);
    (is_alone && ["Contact Information", "People"].iter().any(|title| title.starts_with(line))).then_some(at)
}

/// Where the contacts end: below a blank line, at one that does not begin with an id in brackets.
fn end_of_contacts(lines: &[Line<'_>], body: Range<usize>) -> usize {
    let is_blank = |at: usize| lines.get(at).is_none_or(Line::is_blank);
    let is_row = |at: usize| {
        lines.get(at).is_some_and(|line| {
            let text = line.text.trim_start();
            let indent = line.text.len() - text.len();
            line.is_rule()
                || line.is_blank()
                || indent > 8
                || text.trim_start_matches(super::lines::is_bar).trim_start().starts_with(['[', '\\'])
        })
    };
    let mut range = body.clone();
    range.find(|at| *at > body.start && is_blank(at - 1) && !is_row(*at)).unwrap_or(body.end)
}
