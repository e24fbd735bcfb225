//! Plain text of fixed columns, wrapped as the registry's own.
//!
//! ```text
//! Service Name  Port Number  Transport  Description     Assignee
//!                            Protocol
//! ------------  -----------  ---------  --------------  --------------
//! rcst          3467         tcp        RCST, which is  [Kit_Sturgeon]
//!                                       a protocol
//! ```
//!
//! Cells stand at the top of their row, whose first line has a name, a port or a transport, and no other has. The rule
//! tells where columns begin and how wide they are, and so which line of a cell goes on in the next; the last one
//! tells that the table is whole.
//!
//! * [`prose`]: what stands above the tables and below.
//! * [`table`]: a table, and how wide its columns are.
//! * [`wrap`]: where the lines of a cell break.

mod prose;
mod table;
mod wrap;

use std::borrow::Cow;
use std::io::{self, Write};

use crate::ast::{Contact, ContactField, Field, Record, Registry};

use super::cells::{self, Cell};
use table::{Plan, Table};
use wrap::{Kind, MOST};

/// What stands in the first column of a row that has neither a name nor a port nor a transport, as in the tables of
/// reStructuredText.
const NOTHING: &str = "..";

pub(in crate::write) fn write<W: Write + ?Sized>(registry: &Registry, out: &mut W) -> io::Result<()> {
    prose::header(registry, out)?;
    records(registry).write(out)?;
    if has_contacts(registry) {
        out.write_all(b"\nContact Information\n\n")?;
        contacts(registry).write(out)?;
    }
    prose::footnotes(registry, out)
}

/// The records that say something.
fn records<'a>(registry: &'a Registry) -> Table<impl Fn(usize, usize) -> Cow<'a, str>> {
    let columns = cells::columns(registry);
    let plans: Vec<Plan> = columns.iter().map(|field| plan(*field)).collect();
    let records: Vec<&Record> = registry.iter().filter(|record| !cells::is_empty(record)).collect();
    Table::new(&plans, records.len(), move |row, column| match (records.get(row), columns.get(column)) {
        (Some(record), Some(field)) => record_cell(record, *field, column == 0),
        _ => Cow::Borrowed(""),
    })
}

fn has_contacts(registry: &Registry) -> bool {
    registry.contacts.iter().any(has_id)
}

/// Nothing can refer to a contact without an id, and no reader takes it for one.
fn has_id(contact: &Contact) -> bool {
    !cells::line(&contact.id).is_empty()
}

fn contacts<'a>(registry: &'a Registry) -> Table<impl Fn(usize, usize) -> Cow<'a, str>> {
    let contacts: Vec<&Contact> = registry.contacts.iter().filter(|contact| has_id(contact)).collect();
    Table::new(&CONTACT, contacts.len(), move |row, column| {
        contacts.get(row).map_or(Cow::Borrowed(""), |contact| contact_cell(contact, column))
    })
}

fn plan(field: Field) -> Plan {
    let (kind, preferred) = match field {
        Field::Description => (Kind::Words, 40),
        Field::UnauthorizedUse => (Kind::Words, 24),
        Field::Notes => (Kind::Words, 60),
        Field::Assignees | Field::Contacts => (Kind::Names, 24),
        Field::References => (Kind::References(30), 30),
        _ => (Kind::Line, 0),
    };
    let is_name = matches!(field, Field::ServiceName | Field::Transport);
    Plan { heading: field.column(), kind, preferred, is_name }
}

/// The columns of the contact table.
const CONTACT: [Plan; 5] = [
    Plan { heading: ContactField::Id.column(), kind: Kind::Names, preferred: 24, is_name: false },
    Plan { heading: ContactField::Name.column(), kind: Kind::Words, preferred: 40, is_name: false },
    Plan { heading: ContactField::Organization.column(), kind: Kind::Words, preferred: 40, is_name: false },
    Plan { heading: ContactField::Uri.column(), kind: Kind::Names, preferred: 48, is_name: false },
    Plan { heading: ContactField::Updated.column(), kind: Kind::Line, preferred: 0, is_name: false },
];

fn record_cell(record: &Record, field: Field, is_first: bool) -> Cow<'_, str> {
    let cell = match field {
        Field::ServiceName | Field::Transport => cut(Cell::of(record, field).plain()),
        field => Cell::of(record, field).plain(),
    };
    let is_anchored = || record.service_name().is_some() || record.ports().is_some() || record.transport().is_some();
    if is_first && cell.is_empty() && !is_anchored() { Cow::Borrowed(NOTHING) } else { cell }
}

fn contact_cell(contact: &Contact, column: usize) -> Cow<'_, str> {
    let words = |text: Option<&str>| Cow::Owned(text.map(cells::paragraphs).unwrap_or_default().into_owned());
    match column {
        0 => Cow::Owned(format!("[{}]", cells::bracketed(&contact.id))),
        1 => words(contact.name.as_deref()),
        2 => words(contact.organization.as_deref()),
        3 => {
            let uris: Vec<Cow<'_, str>> =
                contact.uri.iter().chain(&contact.other_uris).map(|uri| cells::line(uri)).collect();
            Cow::Owned(uris.join(" "))
        }
        _ => Cow::Owned(contact.updated.map(|date| date.to_string()).unwrap_or_default()),
    }
}

/// What stands on one line whatever it is, no longer than a column can be.
fn cut(cell: Cow<'_, str>) -> Cow<'_, str> {
    if wrap::width(&cell) <= MOST {
        return cell;
    }
    let mut short: String = cell.chars().take(MOST - 1).collect();
    short.push('…');
    Cow::Owned(short)
}

/// How much of a registry has no room in fixed columns, or would be read as something else: words longer than a
/// column, names that stand for nothing, titles.
pub(crate) fn misfits(registry: &Registry) -> usize {
    let is_name = |cell: &str| wrap::width(cell) > MOST || matches!(cell, NOTHING | "\\");
    let is_odd = |record: &&Record| {
        record.service_name().is_some_and(|name| is_name(&cells::line(name)))
            || record.transport().is_some_and(|transport| wrap::width(&cells::line(transport.as_str())) > MOST)
    };
    // A line of nothing but dashes and the like is a rule.
    let columns = cells::columns(registry);
    let is_rule = |record: &&Record| {
        let mut words = columns.iter().map(|field| Cell::of(record, *field).plain()).filter(|cell| !cell.is_empty());
        let is_drawn = |cell: Cow<'_, str>| !cell.chars().any(char::is_alphanumeric);
        words.next().is_some_and(is_drawn) && words.all(is_drawn)
    };
    let heads = registry.iter().filter(|record| is_odd(record) || is_rule(record)).count();
    let records = records(registry).misfits();
    let contacts = contacts(registry).misfits();
    [heads, records, contacts, prose::misread(registry)].into_iter().fold(0, usize::saturating_add)
}
