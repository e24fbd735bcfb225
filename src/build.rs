//! The one place that makes a [`Record`] or a [`Contact`].

use std::borrow::Cow;

use ecow::{EcoString, EcoVec};

use crate::ast::{
    Code, Contact, ContactField, Field, FieldSet, PartialDate, Parts, RareParts, Record, Reference, Span, Status,
    Words, shared,
};
use crate::cell::{self, brackets, sentence, state, text, uri};
use crate::eight;
use crate::memo::Memo;
use crate::preamble::shortened;
use crate::report::Report;

/// A row whose every cell is in its column; an empty cell is an empty string.
///
/// A rendering of typed cells (XML) fills the lists; the others hand over text, see [`Draft::from_cells`].
#[derive(Debug, Default)]
pub(crate) struct Draft<'a> {
    pub(crate) service_name: Cow<'a, str>,
    pub(crate) ports: Cow<'a, str>,
    pub(crate) transport: Cow<'a, str>,
    pub(crate) description: Cow<'a, str>,
    pub(crate) assignees: EcoVec<EcoString>,
    pub(crate) contacts: EcoVec<EcoString>,
    pub(crate) registration_date: Cow<'a, str>,
    pub(crate) modification_date: Cow<'a, str>,
    pub(crate) references: EcoVec<Reference>,
    pub(crate) service_code: Cow<'a, str>,
    pub(crate) unauthorized_use: Cow<'a, str>,
    pub(crate) notes: Cow<'a, str>,
    pub(crate) uncertain: FieldSet,
    pub(crate) span: Span,
}

/// The twelve cells of a row as text, by [`Field`].
pub(crate) type Cells<'a> = [Cow<'a, str>; 12];

impl<'a> Draft<'a> {
    /// Reads the bracketed cells of a row of text; a bracketed cell that holds something else is reported.
    pub(crate) fn from_cells(
        cells: Cells<'a>,
        mut uncertain: FieldSet,
        span: Span,
        memo: &mut Memo,
        report: &mut Report,
    ) -> Self {
        let [
            service_name,
            ports,
            transport,
            description,
            assignees,
            contacts,
            registration_date,
            modification_date,
            references,
            service_code,
            unauthorized_use,
            notes,
        ] = cells;
        let lists = Lists::read([&assignees, &contacts, &references], &mut uncertain, span, memo, report);
        Self {
            service_name,
            ports,
            transport,
            description,
            assignees: lists.assignees,
            contacts: lists.contacts,
            registration_date,
            modification_date,
            references: lists.references,
            service_code,
            unauthorized_use,
            notes,
            uncertain,
            span,
        }
    }

    /// The same of cells that stand in the document as they are.
    pub(crate) fn from_texts(
        cells: &[&'a str; 12],
        mut uncertain: FieldSet,
        span: Span,
        memo: &mut Memo,
        report: &mut Report,
    ) -> Self {
        let [_, _, _, _, assignees, contacts, _, _, references, ..] = *cells;
        let lists = Lists::read([assignees, contacts, references], &mut uncertain, span, memo, report);
        let [name, ports, transport, description, _, _, registered, modified, _, code, unauthorized_use, notes] =
            *cells;
        Self {
            service_name: Cow::Borrowed(name),
            ports: Cow::Borrowed(ports),
            transport: Cow::Borrowed(transport),
            description: Cow::Borrowed(description),
            assignees: lists.assignees,
            contacts: lists.contacts,
            registration_date: Cow::Borrowed(registered),
            modification_date: Cow::Borrowed(modified),
            references: lists.references,
            service_code: Cow::Borrowed(code),
            unauthorized_use: Cow::Borrowed(unauthorized_use),
            notes: Cow::Borrowed(notes),
            uncertain,
            span,
        }
    }

    /// Whether no cell says anything.
    pub(crate) fn is_empty(&self) -> bool {
        let texts = [
            &self.service_name,
            &self.ports,
            &self.transport,
            &self.description,
            &self.registration_date,
            &self.modification_date,
            &self.service_code,
            &self.unauthorized_use,
            &self.notes,
        ];
        texts.iter().all(|text| text::trim(text).is_empty())
            && self.assignees.is_empty()
            && self.contacts.is_empty()
            && self.references.is_empty()
    }

    /// The record, with a diagnostic for each cell that does not read as its column's kind of value. Texts that the
    /// record `before` it has, too, are shared with it: a service has a row for each transport protocol.
    pub(crate) fn record(self, before: Option<&Record>, report: &mut Report) -> Record {
        let (name_before, description_before) = before.map(Record::texts).unzip();
        // What a row says just as the one before it is folded.
        let service_name = match name_before {
            Some(before) if *before == *self.service_name => before.clone(),
            before => match text::fold_line(&self.service_name) {
                Cow::Borrowed(name) => name.into(),
                Cow::Owned(name) => shared(&name, before),
            },
        };
        let folded;
        let (description, replaces) = match description_before {
            Some(before) if *before == *self.description && !sentence::may_end_in_replacement(before) => {
                (before.clone(), None)
            }
            before => {
                folded = text::fold(&self.description);
                let (description, replaces) = sentence::split_replacement(&folded);
                (shared(description, before), replaces)
            }
        };
        let mut reading = Reading { span: self.span, uncertain: self.uncertain, report };
        let ports = reading.value(&self.ports, cell::ports, Field::Ports);
        let registration_date = reading.value(&self.registration_date, cell::date, Field::RegistrationDate);
        let modification_date = reading.value(&self.modification_date, cell::date, Field::ModificationDate);
        let service_code = reading.value(&self.service_code, cell::service_code, Field::ServiceCode);
        if let (Some(registered), Some(modified)) = (registration_date, modification_date)
            && registered > modified
        {
            reading.dates_out_of_order(registered, modified);
        }
        let notes = text::fold(&self.notes);
        let unauthorized_use = text::fold(&self.unauthorized_use);
        let rare = RareParts {
            replaces: replaces.unwrap_or_default(),
            alias_of: if notes.is_empty() { "" } else { sentence::alias_of(&notes).unwrap_or_default() },
            service_code,
            unauthorized_use: &unauthorized_use,
            notes: &notes,
        };
        let is_named = !service_name.is_empty();
        let status = if is_named { Status::Assigned } else { state::of_description(&description) };
        let words = Words::new(text::trim(&self.transport), status, rare, before);
        let parts = Parts {
            service_name,
            ports,
            words,
            description,
            assignees: self.assignees,
            contacts: self.contacts,
            registration_date,
            modification_date,
            references: self.references,
            uncertain: reading.uncertain,
            span: self.span,
        };
        parts.record()
    }
}

/// What the cells of names in brackets hold.
struct Lists {
    assignees: EcoVec<EcoString>,
    contacts: EcoVec<EcoString>,
    references: EcoVec<Reference>,
}

impl Lists {
    /// Reads them; a cell that holds something else is reported.
    #[inline]
    fn read(
        [assignees, contacts, references]: [&str; 3],
        uncertain: &mut FieldSet,
        span: Span,
        memo: &mut Memo,
        report: &mut Report,
    ) -> Self {
        let mut lost = |field: Field, cell: &str| {
            uncertain.insert(field);
            let message =
                format!("column {:?} holds {:?}, which is not names in brackets", field.column(), shortened(cell));
            report.error(Code::UnreadableBrackets, span, message);
        };
        let assignee_ids = memo.ids(assignees).unwrap_or_else(|| {
            lost(Field::Assignees, assignees);
            EcoVec::new()
        });
        let contact_ids = match &assignee_ids {
            // The same person, as often.
            ids if !ids.is_empty() && contacts == assignees => ids.clone(),
            _ => memo.ids(contacts).unwrap_or_else(|| {
                lost(Field::Contacts, contacts);
                EcoVec::new()
            }),
        };
        let references = memo.references(references).unwrap_or_else(|| {
            lost(Field::References, references);
            EcoVec::new()
        });
        Self { assignees: assignee_ids, contacts: contact_ids, references }
    }
}

/// The cells of a record that are read as values.
struct Reading<'r> {
    span: Span,
    uncertain: FieldSet,
    report: &'r mut Report,
}

impl Reading<'_> {
    /// The value of a cell; one that holds something else is reported.
    #[inline]
    fn value<T>(&mut self, cell: &str, read: impl Fn(&str) -> Option<T>, field: Field) -> Option<T> {
        let cell = text::trim(cell);
        if cell.is_empty() {
            return None;
        }
        let value = read(cell);
        if value.is_none() {
            self.lost(cell, field);
        }
        value
    }

    #[cold]
    fn lost(&mut self, cell: &str, field: Field) {
        let (code, what) = match field {
            Field::Ports => (Code::UnreadablePorts, "port or range of ports"),
            Field::ServiceCode => (Code::UnreadableServiceCode, "service code"),
            _ => (Code::UnreadableDate, "date"),
        };
        self.uncertain.insert(field);
        let (column, cell) = (field.column(), shortened(cell));
        self.report.error(code, self.span, format!("column {column:?} holds {cell:?}, which is no {what}"));
    }

    #[cold]
    fn dates_out_of_order(&mut self, registered: PartialDate, modified: PartialDate) {
        let message = format!("registered {registered}, but modified before it, {modified}");
        self.report.warning(Code::DateOrder, self.span, message);
    }
}

/// A row of the contact table whose cells are in their columns.
#[derive(Debug, Default)]
pub(crate) struct ContactDraft<'a> {
    /// With or without its brackets.
    pub(crate) id: Cow<'a, str>,
    pub(crate) name: Cow<'a, str>,
    pub(crate) organization: Cow<'a, str>,
    pub(crate) uri: Cow<'a, str>,
    pub(crate) other_uris: Vec<Cow<'a, str>>,
    pub(crate) updated: Cow<'a, str>,
    pub(crate) uncertain: Vec<ContactField>,
    pub(crate) span: Span,
}

impl ContactDraft<'_> {
    /// The contact; `None`, reported, where it has no id.
    pub(crate) fn contact(self, report: &mut Report) -> Option<Contact> {
        let span = self.span;
        let id = text::fold_line(&self.id);
        let id = text::trim(brackets::inner(&id).unwrap_or(&id));
        if id.is_empty() || eight::has_any(id.as_bytes(), *b"[]") {
            report.error(Code::DamagedRow, span, "a row of the contact table without an id in brackets is left out");
            return None;
        }
        let mut uncertain = self.uncertain;
        // `cell` is folded.
        let mut address = |cell: &str| {
            if cell.is_empty() {
                return None;
            }
            let address = uri::address(cell);
            if address.repaired {
                let message = format!("{:?} was damaged by entity decoding; read as {:?}", cell.trim(), address.uri);
                report.warning(Code::RepairedUri, span, message);
            }
            Some(address.uri).filter(|uri| !uri.is_empty())
        };
        let (uri, other_uris) = if text::is_word(&self.uri) && self.other_uris.is_empty() {
            // As most contacts have it.
            (address(&self.uri), Vec::new())
        } else {
            // No URI has white space: a cell of several holds one in each of its lines.
            let cell = text::fold_line(&self.uri);
            let (first, more) = match cell.split_once(' ') {
                Some((first, more)) if cell.split(' ').all(uri::is_contact_uri) => (first, more),
                _ => (&*cell, ""),
            };
            let uri = address(first);
            let mut other_uris: Vec<EcoString> = more.split(' ').filter_map(&mut address).collect();
            other_uris.extend(self.other_uris.iter().filter_map(|cell| address(&text::fold_line(cell))));
            (uri, other_uris)
        };
        let cell = text::trim(&self.updated);
        let updated = cell::date(cell);
        if updated.is_none() && !cell.is_empty() {
            let message = format!("contact {id:?} was last updated {:?}, which is no date", shortened(cell));
            report.error(Code::UnreadableDate, span, message);
            uncertain.push(ContactField::Updated);
        }
        let present =
            |text: &str| if text.is_empty() { None } else { Some(cell::owned(text)).filter(|text| !text.is_empty()) };
        Some(Contact {
            id: id.into(),
            name: present(&self.name),
            organization: present(&self.organization),
            uri,
            other_uris,
            updated,
            uncertain,
        })
    }
}
