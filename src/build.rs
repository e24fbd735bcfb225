//! The one place that makes a [`Record`] or a [`Contact`].

use std::borrow::Cow;

use ecow::{EcoString, EcoVec};

use crate::ast::{Code, Contact, ContactField, Field, FieldSet, Parts, Record, Reference, Span, Status};
use crate::cell::{self, sentence, state, text, uri};
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
        let mut lost = |field: Field, cell: &str| {
            uncertain.insert(field);
            let message =
                format!("column {:?} holds {:?}, which is not names in brackets", field.column(), shortened(cell));
            report.error(Code::UnreadableBrackets, span, message);
        };
        let assignee_ids = memo.ids(&assignees).unwrap_or_else(|| {
            lost(Field::Assignees, &assignees);
            EcoVec::new()
        });
        let contact_ids = memo.ids(&contacts).unwrap_or_else(|| {
            lost(Field::Contacts, &contacts);
            EcoVec::new()
        });
        let references = memo.references(&references).unwrap_or_else(|| {
            lost(Field::References, &references);
            EcoVec::new()
        });
        Self {
            service_name,
            ports,
            transport,
            description,
            assignees: assignee_ids,
            contacts: contact_ids,
            registration_date,
            modification_date,
            references,
            service_code,
            unauthorized_use,
            notes,
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
        let span = self.span;
        let mut uncertain = self.uncertain;
        let mut lost = |code: Code, field: Field, cell: &str, what: &str| {
            uncertain.insert(field);
            let column = field.column();
            report.error(code, span, format!("column {column:?} holds {:?}, which is no {what}", shortened(cell)));
        };
        // What a row says just as the one before it is folded.
        let name_before = before.map_or("", |before| before.service_name().unwrap_or_default());
        let name = match &*self.service_name {
            name if name == name_before => Cow::Borrowed(name),
            name => text::fold_line(name),
        };
        let description_before = before.map_or("", |before| before.description().unwrap_or_default());
        let folded = match &*self.description {
            description if description == description_before => Cow::Borrowed(description),
            description => text::fold(description),
        };
        let (description, replaces) = sentence::split_replacement(&folded);
        let cell = text::trim(&self.ports);
        let ports = cell::ports(cell);
        if ports.is_none() && !cell.is_empty() {
            lost(Code::UnreadablePorts, Field::Ports, cell, "port or range of ports");
        }
        let mut date = |cell: &str, field: Field| {
            let cell = text::trim(cell);
            let date = cell::date(cell);
            if date.is_none() && !cell.is_empty() {
                lost(Code::UnreadableDate, field, cell, "date");
            }
            date
        };
        let registration_date = date(&self.registration_date, Field::RegistrationDate);
        let modification_date = date(&self.modification_date, Field::ModificationDate);
        let cell = text::trim(&self.service_code);
        let service_code = cell::service_code(cell);
        if service_code.is_none() && !cell.is_empty() {
            lost(Code::UnreadableServiceCode, Field::ServiceCode, cell, "service code");
        }
        if let (Some(registered), Some(modified)) = (registration_date, modification_date)
            && registered > modified
        {
            let message = format!("registered {registered}, but modified before it, {modified}");
            report.warning(Code::DateOrder, span, message);
        }
        let notes = text::fold(&self.notes);
        let unauthorized_use = text::fold(&self.unauthorized_use);
        let parts = Parts {
            service_name: &name,
            ports,
            transport: text::trim(&self.transport),
            status: if name.is_empty() { state::of_description(description) } else { Status::Assigned },
            description,
            replaces: replaces.unwrap_or_default(),
            alias_of: if notes.is_empty() { "" } else { sentence::alias_of(&notes).unwrap_or_default() },
            assignees: self.assignees,
            contacts: self.contacts,
            registration_date,
            modification_date,
            references: self.references,
            service_code,
            unauthorized_use: &unauthorized_use,
            notes: &notes,
            uncertain,
            span,
        };
        parts.record(before)
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
        let id = id.strip_prefix('[').and_then(|id| id.strip_suffix(']')).unwrap_or(&id).trim();
        if id.is_empty() || id.contains(['[', ']']) {
            report.error(Code::DamagedRow, span, "a row of the contact table without an id in brackets is left out");
            return None;
        }
        let mut uncertain = self.uncertain;
        let mut address = |cell: &str| {
            // Most contacts have one URI.
            if cell.is_empty() {
                return None;
            }
            let address = uri::address(&text::fold_line(cell));
            if address.repaired {
                let message = format!("{:?} was damaged by entity decoding; read as {:?}", cell.trim(), address.uri);
                report.warning(Code::RepairedUri, span, message);
            }
            Some(address.uri).filter(|uri| !uri.is_empty())
        };
        // No URI has white space: a cell of several holds one in each of its lines.
        let cell = text::fold_line(&self.uri);
        let (first, more) = match cell.split_once(' ') {
            Some((first, more)) if cell.split(' ').all(uri::is_contact_uri) => (first, more),
            _ => (&*cell, ""),
        };
        let others = more.split(' ').chain(self.other_uris.iter().map(AsRef::as_ref));
        let uri = address(first);
        let other_uris = others.filter_map(address).collect();
        let cell = self.updated.trim();
        let updated = cell::date(cell);
        if updated.is_none() && !cell.is_empty() {
            let message = format!("contact {id:?} was last updated {:?}, which is no date", shortened(cell));
            report.error(Code::UnreadableDate, span, message);
            uncertain.push(ContactField::Updated);
        }
        let present = |text: &str| Some(cell::owned(text)).filter(|text| !text.is_empty());
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
