//! The one place that makes a [`Record`] or a [`Contact`].

use std::borrow::Cow;

use ecow::{EcoString, EcoVec};

use crate::ast::{
    Code, Contact, ContactField, ContactFieldSet, Field, FieldSet, IdList, PartialDate, Parts, RareParts, Record,
    Reference, Span, Status, Words, shared,
};
use crate::cell::{self, brackets, sentence, state, text, uri};
use crate::eight;
use crate::memo::Memo;
use crate::preamble::shortened;
use crate::report::Report;
use crate::sixteen;

/// A row whose every cell is in its column; an empty cell is an empty string.
#[derive(Debug)]
pub(crate) struct Draft<'a> {
    /// By [`Field`]; those of names in brackets are not looked at.
    pub(crate) cells: &'a [&'a str; 12],
    pub(crate) lists: Lists,
    pub(crate) uncertain: FieldSet,
    pub(crate) span: Span,
    /// Whom it names is known to be [listed](crate::assemble::Assembler::contact_ids), and need not be looked up.
    pub(crate) names_listed: bool,
}

/// The twelve cells of a row as text, by [`Field`].
pub(crate) type Cells<'a> = [Cow<'a, str>; 12];

/// What they say.
pub(crate) fn texts<'a>(cells: &'a Cells<'_>) -> [&'a str; 12] {
    cells.each_ref().map(|cell| &**cell)
}

impl<'a> Draft<'a> {
    /// Reads the bracketed cells of a row of text; a bracketed cell that holds something else is reported.
    #[inline]
    pub(crate) fn from_texts(
        cells: &'a [&'a str; 12],
        mut uncertain: FieldSet,
        span: Span,
        memo: &mut Memo,
        report: &mut Report,
    ) -> Self {
        let lists = Lists::read(cells, &mut uncertain, span, memo, report);
        Self { cells, lists, uncertain, span, names_listed: false }
    }

    /// Whether no cell says anything.
    #[inline]
    pub(crate) fn is_empty(&self) -> bool {
        // Most have a name or a port.
        let [name, ports, ..] = self.cells;
        let is_told = |cell: &str| cell.as_bytes().first().is_some_and(u8::is_ascii_graphic);
        !is_told(name) && !is_told(ports) && self.are_all_empty()
    }

    #[inline(never)]
    fn are_all_empty(&self) -> bool {
        let in_lists = [Field::Assignees, Field::Contacts, Field::References];
        let mut cells = Field::ALL.iter().zip(self.cells).filter(|(field, _)| !in_lists.contains(field));
        let Lists { assignees, contacts, references } = &self.lists;
        cells.all(|(_, cell)| text::trim(cell).is_empty())
            && assignees.is_empty()
            && contacts.is_empty()
            && references.is_empty()
    }

    /// The record, with a diagnostic for each cell that does not read as its column's kind of value. Texts that the
    /// record `before` it has, too, are shared with it: a service has a row for each transport protocol.
    #[inline]
    pub(crate) fn record(self, before: Option<&Record>, report: &mut Report) -> Record {
        let Self { cells, lists, mut uncertain, span, .. } = self;
        let [name, ports, transport, description, _, _, registered, modified, _, code, unauthorized_use, notes] = cells;
        // What a row says just as the one before it is folded.
        let service_name = match before {
            Some(before) if *before.name_text() == **name => before.name_text().clone(),
            _ if text::is_word(name) => (*name).into(),
            _ => text::fold_line(name).as_ref().into(),
        };
        let is_whole = |text: &str| !sentence::may_end_in_replacement(text);
        let mut replaces = EcoString::new();
        let description = match before {
            Some(before) if *before.description_text() == **description && is_whole(description) => {
                before.description_text().clone()
            }
            _ if is_whole(description) && text::is_plain(description) => (*description).into(),
            _ => described(description, &mut replaces, before),
        };
        let mut reading = Reading { span, uncertain: &mut uncertain, report };
        let written = ports;
        let ports = reading.value(ports, cell::ports, Field::Ports);
        let registration_date = reading.value(registered, cell::date, Field::RegistrationDate);
        let modification_date = reading.value(modified, cell::date, Field::ModificationDate);
        let service_code = reading.value(code, cell::service_code, Field::ServiceCode);
        if ports.is_none() {
            reading.misplaced_ports(&service_name, transport);
            reading.no_record([&service_name, written, transport]);
        }
        if let (Some(registered), Some(modified)) = (registration_date, modification_date)
            && registered > modified
        {
            reading.dates_out_of_order(registered, modified);
        }
        let Lists { assignees, contacts, references } = lists;
        let is_rare = !unauthorized_use.is_empty()
            || !notes.is_empty()
            || !replaces.is_empty()
            || service_code.is_some()
            || !references.is_empty();
        let status = if service_name.is_empty() { state::of_description(&description) } else { Status::Assigned };
        let usual = if is_rare { None } else { Words::usual(transport, &status) };
        let words = match usual {
            Some(words) => words,
            None => rare_words(cells, status, references, replaces, service_code, before),
        };
        let parts = Parts {
            service_name,
            ports,
            words,
            description,
            assignees,
            contacts,
            registration_date,
            modification_date,
            uncertain,
            span,
        };
        parts.record()
    }
}

/// A description that is to be folded, or may end in the sentence on a replacement; what that replaces is put there.
#[inline(never)]
fn described(description: &str, replaces: &mut EcoString, before: Option<&Record>) -> EcoString {
    let folded = text::fold(description);
    let (description, replaced) = sentence::split_replacement(&folded);
    *replaces = replaced.unwrap_or_default().into();
    shared(description, before.map(Record::description_text))
}

/// The words of a record that may have some of what few carry.
#[inline(never)]
fn rare_words(
    cells: &[&str; 12],
    status: Status,
    references: EcoVec<Reference>,
    replaces: EcoString,
    service_code: Option<u32>,
    before: Option<&Record>,
) -> Words {
    let [_, _, transport, .., unauthorized_use, notes] = cells;
    let (unauthorized_use, notes) = (text::fold(unauthorized_use), text::fold(notes));
    let alias_of = if notes.is_empty() { "" } else { sentence::alias_of(&notes).unwrap_or_default() };
    let rare =
        RareParts { references, replaces, alias_of, service_code, unauthorized_use: &unauthorized_use, notes: &notes };
    Words::new(text::trim(transport), status, rare, before)
}

/// What the cells of names in brackets hold.
#[derive(Debug, Default)]
pub(crate) struct Lists {
    pub(crate) assignees: IdList,
    pub(crate) contacts: IdList,
    pub(crate) references: EcoVec<Reference>,
}

impl Lists {
    /// Reads them; a cell that holds something else is reported.
    #[inline]
    fn read(cells: &[&str; 12], uncertain: &mut FieldSet, span: Span, memo: &mut Memo, report: &mut Report) -> Self {
        let [_, _, _, _, assignee, contact, _, _, reference, ..] = *cells;
        let assignees = match memo.ids(assignee) {
            Some(ids) => ids,
            None => lost_list(Field::Assignees, assignee, uncertain, span, report),
        };
        let contacts = if !assignees.is_empty() && eight::same(contact.as_bytes(), assignee.as_bytes()) {
            // The same person, as often.
            assignees.clone()
        } else {
            match memo.ids(contact) {
                Some(ids) => ids,
                None => lost_list(Field::Contacts, contact, uncertain, span, report),
            }
        };
        let references = match memo.references(reference) {
            Some(references) => references,
            None => lost_list(Field::References, reference, uncertain, span, report),
        };
        Self { assignees, contacts, references }
    }
}

/// Reports a cell that is not names in brackets, of which nothing is kept.
#[cold]
fn lost_list<T: Default>(field: Field, cell: &str, uncertain: &mut FieldSet, span: Span, report: &mut Report) -> T {
    uncertain.insert(field);
    let message = format!("column {:?} holds {:?}, which is not names in brackets", field.column(), shortened(cell));
    report.error(Code::UnreadableBrackets, span, message);
    T::default()
}

/// The cells of a record that are read as values.
struct Reading<'r> {
    span: Span,
    uncertain: &'r mut FieldSet,
    report: &'r mut Report,
}

impl Reading<'_> {
    /// The value of a cell; one that holds something else is reported.
    #[inline]
    fn value<T>(&mut self, cell: &str, read: impl Fn(&str) -> Option<T>, field: Field) -> Option<T> {
        if cell.is_empty() {
            return None;
        }
        // None has white space.
        read(cell).or_else(|| {
            let cell = text::trim(cell);
            let value = read(cell);
            if value.is_none() && !cell.is_empty() {
                self.lost(cell, field);
            }
            value
        })
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

    /// A port where a name or a transport protocol should stand.
    #[inline]
    fn misplaced_ports(&mut self, service_name: &str, transport: &str) {
        let is_misplaced = |text: &str| {
            text.as_bytes().first().is_some_and(u8::is_ascii_digit) && cell::ports(text::trim(text)).is_some()
        };
        for (field, text) in [(Field::ServiceName, service_name), (Field::Transport, transport)] {
            if is_misplaced(text) && !self.uncertain.contains(field) {
                self.uncertain.extend([field, Field::Ports]);
                let message = format!("column {:?} holds {text:?}, which is a port", field.column());
                self.report.warning(Code::DamagedRow, self.span, message);
            }
        }
    }

    /// A row of another document than it was taken for: what should be ports is none, and neither can be what stands beside
    /// them.
    fn no_record(&mut self, [name, ports, transport]: [&str; 3]) {
        // None of these signs is in a name or a transport of RFC 6335, nor in any that is older.
        let is_odd = |text: &str| text.bytes().any(|byte| b"'\"=<>|\\`{}[]".contains(&byte));
        if !text::trim(ports).is_empty() && (is_odd(name) || is_odd(transport)) {
            self.uncertain.extend(Field::ALL);
            let message = "the ports of this row are none, and what stands beside them cannot be its name or transport; none of its fields is sure";
            self.report.error(Code::DamagedRow, self.span, message);
        }
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
    pub(crate) id: &'a str,
    /// What stands between them, where that is known to be a word.
    pub(crate) word: Option<&'a str>,
    pub(crate) name: &'a str,
    pub(crate) organization: &'a str,
    pub(crate) uri: &'a str,
    pub(crate) other_uris: Vec<&'a str>,
    pub(crate) updated: &'a str,
    pub(crate) uncertain: ContactFieldSet,
    pub(crate) span: Span,
}

impl<'a> ContactDraft<'a> {
    /// Puts in the cell of a column.
    #[inline]
    pub(crate) fn put(&mut self, cell: &'a str, column: Option<ContactField>) {
        match column {
            Some(ContactField::Id) => self.id = cell,
            Some(ContactField::Name) => self.name = cell,
            Some(ContactField::Organization) => self.organization = cell,
            Some(ContactField::Uri) => self.uri = cell,
            Some(ContactField::Updated) => self.updated = cell,
            None => {}
        }
    }

    /// Its id without brackets; `None` where it has none.
    #[inline]
    pub(crate) fn bare_id(&self) -> Option<EcoString> {
        // As most are.
        if let Some(id) = self.word.or_else(|| brackets::word(self.id)) {
            return Some(id.into());
        }
        let of = |id: &str| {
            let id = text::trim(brackets::inner(id).unwrap_or(id));
            (!id.is_empty() && !sixteen::has_any(id.as_bytes(), *b"[]")).then(|| id.into())
        };
        if text::is_word(self.id) { of(self.id) } else { of(&text::fold_line(self.id)) }
    }

    /// The contact of this id.
    #[inline]
    pub(crate) fn contact(self, id: EcoString, report: &mut Report) -> Contact {
        let span = self.span;
        let (uri, other_uris) = if self.other_uris.is_empty() && text::is_word(self.uri) {
            // As most contacts have it.
            (address(self.uri, span, report), Vec::new())
        } else {
            addresses(self.uri, &self.other_uris, span, report)
        };
        let mut uncertain = self.uncertain;
        let cell = text::trim(self.updated);
        let updated = cell::date(cell);
        if updated.is_none() && !cell.is_empty() {
            let message = format!("contact {id:?} was last updated {:?}, which is no date", shortened(cell));
            report.error(Code::UnreadableDate, span, message);
            uncertain.insert(ContactField::Updated);
        }
        let (name, organization) = (owned(self.name), owned(self.organization));
        Contact { id, name, organization, uri, other_uris, updated, uncertain }
    }
}

/// The text of a cell, if it has one.
#[inline]
fn owned(cell: &str) -> Option<EcoString> {
    if cell.is_empty() { None } else { present(cell::owned(cell)) }
}

#[inline]
fn present(text: EcoString) -> Option<EcoString> {
    if text.is_empty() { None } else { Some(text) }
}

/// The URI in a cell that is folded; one that had to be repaired is reported.
fn address(cell: &str, span: Span, report: &mut Report) -> Option<EcoString> {
    if cell.is_empty() {
        return None;
    }
    let address = uri::address(cell);
    if address.repaired {
        let message = format!("{:?} was damaged by entity decoding; read as {:?}", cell.trim(), address.uri);
        report.warning(Code::RepairedUri, span, message);
    }
    present(address.uri)
}

/// The first URI of a cell, and those that follow it there or stand in cells of their own.
#[inline(never)]
fn addresses(cell: &str, others: &[&str], span: Span, report: &mut Report) -> (Option<EcoString>, Vec<EcoString>) {
    // No URI has white space: a cell of several holds one in each of its lines.
    let cell = text::fold_line(cell);
    let (first, more) = match cell.split_once(' ') {
        Some((first, more)) if cell.split(' ').all(uri::is_contact_uri) => (first, more),
        _ => (&*cell, ""),
    };
    let mut address = |cell: &str| address(cell, span, report);
    let uri = address(first);
    let mut other_uris: Vec<EcoString> = more.split(' ').filter_map(&mut address).collect();
    other_uris.extend(others.iter().filter_map(|cell| address(&text::fold_line(cell))));
    (uri, other_uris)
}
