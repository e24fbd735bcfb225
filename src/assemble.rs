//! Where every front-end hands over what it read: header entries, rows, contacts.

use std::ops::Range;
use std::rc::Rc;

use ecow::EcoString;

use crate::ast::{Code, Encoding, Field, Footnote, Format, Layout, Parsed, Record, Registry, Source, Span};
use crate::between;
use crate::build::{ContactDraft, Draft};
use crate::cell::{self, text};
use crate::column::heading;
use crate::ids::{self, Ids};
use crate::memo::Memo;
use crate::options::Limits;
use crate::preamble;
use crate::report::{Report, end_of};

/// A registry as it comes together.
#[derive(Clone, Debug)]
pub(crate) struct Assembler {
    pub(crate) registry: Registry,
    pub(crate) report: Report,
    pub(crate) limits: Limits,
    pub(crate) memo: Memo,
    /// Where the last contact of each id stands.
    contact_ids: Ids<u32>,
    /// The ids of all contacts that are to come, where these are known, and none of them comes twice.
    listed: Option<Rc<Ids>>,
    /// Who is named, and not among those.
    unlisted: Vec<EcoString>,
    over_records: bool,
    over_contacts: bool,
    /// How long the document is, and where its first contact stands.
    bytes: usize,
    contacts_from: usize,
    /// The marks, such as `NaN`, by which cells of this document say that they hold nothing.
    pub(crate) marks: Vec<&'static str>,
    /// Columns without a heading, as far as nothing is known to stand in them.
    pub(crate) unnamed: Vec<usize>,
}

impl Assembler {
    pub(crate) fn new(format: Format, layout: Option<Layout>, limits: &Limits) -> Self {
        let source = Some(Source { format, layout, encoding: Encoding::Utf8, columns: Vec::new() });
        Self {
            registry: Registry { source, ..Registry::default() },
            report: Report::new(limits.diagnostics),
            limits: limits.clone(),
            memo: Memo::default(),
            contact_ids: Ids::default(),
            listed: None,
            unlisted: Vec::new(),
            over_records: false,
            over_contacts: false,
            bytes: 0,
            contacts_from: 0,
            marks: Vec::new(),
            unnamed: Vec::new(),
        }
    }

    /// Knowing how long the document is, it takes room for all of its rows once.
    pub(crate) fn of(mut self, text: &str) -> Self {
        self.bytes = text.len();
        self
    }

    /// The columns that the document has.
    pub(crate) fn columns(&mut self, columns: impl IntoIterator<Item = Field>) {
        if let Some(source) = &mut self.registry.source {
            source.columns = columns.into_iter().collect();
        }
    }

    /// Reports the columns whose headings are none of the registry's; what they hold is no part of the registry. Of records,
    /// those that have none are reported where they hold something, see [`unnamed`](Self::unnamed).
    pub(crate) fn unknown_columns<S: AsRef<str>>(&mut self, headings: &[S], columns: &[Option<Field>], span: Span) {
        let is_unnamed = |at: &usize| {
            let is_empty = headings.get(*at).is_some_and(|heading| text::trim(heading.as_ref()).is_empty());
            is_empty && columns.get(*at) == Some(&None)
        };
        self.unnamed = (0..headings.len()).filter(is_unnamed).collect();
        for (heading, column) in headings.iter().zip(columns) {
            if column.is_none() {
                self.unknown_heading(heading.as_ref(), heading::column(heading.as_ref()), span);
            }
        }
    }

    /// The same of any table, whatever its columns without a heading hold.
    pub(crate) fn unknown_headings<S: AsRef<str>, T>(&mut self, headings: &[S], columns: &[Option<T>], span: Span) {
        for (heading, column) in headings.iter().zip(columns) {
            if column.is_none() {
                self.unknown_heading(heading.as_ref(), None, span);
            }
        }
    }

    fn unknown_heading(&mut self, heading: &str, again: Option<Field>, span: Span) {
        let heading = text::fold_line(heading);
        if heading.is_empty() {
            return;
        }
        let heading = preamble::shortened(&heading);
        let message = match again {
            None => format!("column {heading:?} is none of the registry's; it is left out"),
            Some(field) => format!("column {heading:?} is {:?} once more; the first counts", field.column()),
        };
        self.report.warning(Code::UnknownColumn, span, message);
    }

    /// Reports `what`, a row or a contact, whose cells are not as many as its table's columns; `sure` tells
    /// what of it is sure all the same.
    pub(crate) fn wrong_length(&mut self, what: &str, cells: usize, columns: usize, sure: &str, span: Span) {
        let message = format!("this {what} has {cells} cells where the table has {columns} columns; {sure}");
        self.report.error(Code::DamagedRow, span, message);
    }

    /// Reports the first cell in a column without a heading.
    #[cold]
    pub(crate) fn unnamed_cell<S: AsRef<str>>(&mut self, cells: &[S], span: Span) {
        let cell = |at: &usize| (*at, cells.get(*at).map_or("", |cell| text::trim(cell.as_ref())));
        // Data frames put the numbers of their rows first.
        let is_told = |(at, cell): &(usize, &str)| *at > 0 || !cell.bytes().all(|byte| byte.is_ascii_digit());
        if let Some((_, cell)) = self.unnamed.iter().map(cell).filter(|(_, cell)| !cell.is_empty()).find(is_told) {
            let message = format!(
                "{:?} stands in a column without a heading; it is left out, or the cells of all rows stand beside their columns",
                preamble::shortened(cell)
            );
            self.report.warning(Code::UnknownColumn, span, message);
            self.unnamed.clear();
        }
    }

    /// The title of the registry; the first one counts.
    pub(crate) fn title(&mut self, title: &str) {
        if self.registry.title.is_none() {
            self.registry.title =
                Some(text::fold_line(title).as_ref().into()).filter(|title: &EcoString| !title.is_empty());
        }
    }

    /// An entry of the header; `body` keeps its lines.
    pub(crate) fn entry(&mut self, heading: &str, body: &str, span: Span) {
        preamble::put(&mut self.registry, &mut self.report, heading, body, span);
    }

    /// A note below the table.
    pub(crate) fn footnote(&mut self, id: &str, body: &str) {
        let id = id.trim().trim_start_matches('[').trim_end_matches(']');
        let text = preamble::paragraphs(body);
        if !id.is_empty() || !text.is_empty() {
            self.registry.footnotes.push(Footnote { id: id.into(), text });
        }
    }

    /// A row; one without anything in it is no record.
    pub(crate) fn row(&mut self, draft: Draft<'_>) {
        if draft.is_empty() {
            return;
        }
        if self.registry.records.len() >= self.limits.records {
            if !std::mem::replace(&mut self.over_records, true) {
                self.report.over_records("records", self.limits.records, draft.span);
            }
            return;
        }
        let records = &mut self.registry.records;
        if records.len() == records.capacity() {
            let from = records.first().map_or(0, |first| first.span().start as usize);
            make_room(records, from..draft.span.range().end, self.bytes);
        }
        let names_listed = draft.names_listed;
        let record = draft.record(records.last(), &mut self.report);
        // Whoever is looked up now is at hand.
        if let Some(listed) = self.listed.as_ref().filter(|_| !names_listed) {
            let above = records.last().map_or([&[][..]; 2], lists);
            name_unlisted(listed, lists(&record), above, |id| self.unlisted.push(id.clone()));
        }
        records.push(record);
    }

    /// Where the record stands that `hand_over` makes, if it makes one and has nothing to say of it.
    #[inline]
    pub(crate) fn record_of(&mut self, hand_over: impl FnOnce(&mut Self)) -> Option<usize> {
        let (at, said) = (self.registry.records.len(), self.report.said());
        hand_over(self);
        (self.registry.records.len() > at && self.report.said() == said).then_some(at)
    }

    /// A row that says what the record `at` a place does, but for its ports and its transport; `false` where these are to be
    /// looked at, or there is no more room.
    #[inline]
    pub(crate) fn row_again(&mut self, at: usize, ports: &str, transport: &str, span: Span) -> bool {
        let ports = || if ports.is_empty() { Some(None) } else { cell::ports(ports).map(Some) };
        self.push_again(at, |record| record.again(ports()?, transport, span))
    }

    /// The same of a row that has its ports, too.
    #[inline]
    pub(crate) fn row_once_more(&mut self, at: usize, transport: &str, span: Span) -> bool {
        self.push_again(at, |record| record.again(record.ports(), transport, span))
    }

    #[inline]
    fn push_again(&mut self, at: usize, again: impl FnOnce(&Record) -> Option<Record>) -> bool {
        let records = &mut self.registry.records;
        if records.len() >= self.limits.records || records.len() == records.capacity() {
            return false;
        }
        let record = records.get(at).and_then(again);
        record.map(|record| records.push(record)).is_some()
    }

    /// Whether one of the records right above has a transport.
    pub(crate) fn has_transport_above(&self) -> bool {
        self.registry.records.iter().rev().take(32).any(|record| record.transport().is_some())
    }

    /// The ids of all contacts that are to come, each of one alone, before any row.
    pub(crate) fn contact_ids(&mut self, ids: Rc<Ids>) {
        self.listed = Some(ids);
    }

    /// Room for so many more records.
    pub(crate) fn reserve_records(&mut self, more: usize) {
        self.registry.records.reserve_exact(more.min(self.limits.records));
    }

    /// Room for so many more contacts.
    pub(crate) fn reserve_contacts(&mut self, more: usize) {
        self.registry.contacts.reserve_exact(more.min(self.limits.records));
    }

    /// A row of the contact table.
    pub(crate) fn contact(&mut self, draft: ContactDraft<'_>) {
        let span = draft.span;
        let Some(id) = draft.bare_id() else {
            let message = "a row of the contact table without an id in brackets is left out";
            return self.report.error(Code::DamagedRow, span, message);
        };
        let contacts = &mut self.registry.contacts;
        let at = contacts.len();
        if at >= self.limits.records {
            if !std::mem::replace(&mut self.over_contacts, true) {
                self.report.over_records("contacts", self.limits.records, span);
            }
            return;
        }
        if at == 0 {
            self.contacts_from = span.range().start;
            if self.listed.is_none() {
                // Records name about so many, and stand before them: room at once, not by and by.
                self.contact_ids.reserve(self.registry.records.len() / 3);
            }
        }
        if at == contacts.capacity() {
            make_room(contacts, self.contacts_from..span.range().end, self.bytes);
        }
        let before = match self.listed {
            Some(_) => None,
            None => self.contact_ids.insert(&id, u32::try_from(at).unwrap_or(u32::MAX)),
        };
        contacts.push(draft.contact(id, &mut self.report));
        if let Some(before) = before
            && let (Some(before), Some(contact)) = (contacts.get(before as usize), contacts.get(at))
            && before != contact
        {
            self.report.differing_contact(&contact.id, span);
        }
    }

    /// Reports a row that is longer than the limit; `false` where it is not.
    pub(crate) fn is_too_long(&mut self, span: Span) -> bool {
        self.is_longer(span.range().len(), span)
    }

    /// Reports a row of so many bytes that is longer than the limit; `false` where it is not.
    pub(crate) fn is_longer(&mut self, bytes: usize, span: Span) -> bool {
        let too_long = bytes > self.limits.cell_bytes;
        if too_long {
            let message =
                format!("a row of more than {} bytes (limit: cell_bytes) is left out", self.limits.cell_bytes);
            self.report.error(Code::Limit, span, message);
        }
        too_long
    }

    /// The registry as far as it was read. Records that name contacts of which there is no table are reported.
    pub(crate) fn finish(mut self, text: &str) -> Parsed {
        self.check_headings(text);
        self.check_contacts(text);
        between::report(&self.registry, text, &mut self.report);
        between::report_other(&self.registry, text, &mut self.report);
        self.report.check_records(&self.registry, text);
        Parsed { registry: self.registry, diagnostics: self.report.finish(text) }
    }

    /// Headings that go on over lines are read as rows where the document ends within them.
    fn check_headings(&mut self, text: &str) {
        let is_cut = match self.registry.records.as_slice() {
            [] | [_, _, _, ..] => false,
            records => {
                records.last().is_some_and(|last| last.span().range().end >= text.trim_end().len())
                    && records.iter().all(|record| text.get(record.span().range()).is_some_and(heading::is_rest))
            }
        };
        let is_of_lines = |source: &Source| matches!(source.format, Format::Text | Format::Markdown);
        if is_cut && self.registry.source.as_ref().is_some_and(is_of_lines) {
            self.registry.records.clear();
            self.unlisted.clear();
            let message = "the document ends within the headings of its table; no row of it is there";
            self.report.error(Code::Truncated, end_of(text), message);
        }
    }

    /// A page lists the contacts that its records name: where some are missing, the page was cut, or its table
    /// was left out.
    fn check_contacts(&mut self, text: &str) {
        // No CSV has them, nor what was made of one.
        let is_without = |source: &Source| matches!(source.format, Format::Csv | Format::Json | Format::Ndjson);
        if self.registry.source.as_ref().is_some_and(is_without) {
            return;
        }
        let mut missing: Vec<&EcoString> = Vec::new();
        if self.listed.is_some() {
            missing.extend(&self.unlisted);
        } else {
            let mut above: [&[EcoString]; 2] = [&[]; 2];
            for record in &self.registry.records {
                name_unlisted(&self.contact_ids, lists(record), above, |id| missing.push(id));
                above = lists(record);
            }
        }
        missing.sort_unstable();
        missing.dedup();
        let Some(first) = missing.first() else { return };
        let contacts = if missing.len() == 1 { "contact" } else { "contacts" };
        let message = if self.registry.contacts.is_empty() {
            format!(
                "the records name {} {contacts}, and there is no contact table; was the document cut?",
                missing.len()
            )
        } else {
            let first = if missing.len() == 1 { format!("{first:?}") } else { format!("{first:?} the first") };
            format!(
                "the contact table lacks {} {contacts} that records name, {first}; was the document cut?",
                missing.len()
            )
        };
        self.report.warning(Code::MissingContacts, end_of(text), message);
    }
}

/// Whom a record names.
#[inline]
fn lists(record: &Record) -> [&[EcoString]; 2] {
    [record.assignees(), record.contacts()]
}

/// Tells whom a record names, but for whom the one `above` it does, that is none of those `listed`.
#[inline]
fn name_unlisted<'r, V: Copy>(
    listed: &Ids<V>,
    [assignees, contacts]: [&'r [EcoString]; 2],
    [older, newer]: [&[EcoString]; 2],
    mut name: impl FnMut(&'r EcoString),
) {
    // Records that stand beside each other often name the same persons.
    for (list, [older, newer]) in [(assignees, [older, newer]), (contacts, [newer, assignees])] {
        if !ids::are_same(newer, list) && !ids::are_same(older, list) {
            list.iter().filter(|id| !listed.has(id)).for_each(&mut name);
        }
    }
}

/// Makes room for as many rows as the rest of a document of so many bytes may have, by what those `read` so far took.
#[cold]
fn make_room<T>(rows: &mut Vec<T>, read: Range<usize>, bytes: usize) {
    let rest = bytes.saturating_sub(read.end) as u64;
    let more = (rows.len() as u64).saturating_mul(rest).checked_div(read.len() as u64).unwrap_or(0);
    let more = usize::try_from(more.saturating_add(more / 16)).unwrap_or(usize::MAX);
    let more = if bytes == 0 { rows.len() } else { more };
    // However wrong that is, what is moved and what stays empty is not much.
    let (least, most) = (rows.len() / 8, rows.len().saturating_mul(15));
    rows.reserve_exact(more.clamp(least.saturating_add(8), most.saturating_add(64)));
}
