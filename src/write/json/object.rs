//! Records, contacts and diagnostics, key by key, in the order of their `Serialize`.

use crate::ast::{Contact, Diagnostic, Field, PortRange, Record, Reference, ReferenceKind, Span, Transport};

use super::value::{self, or_null, put};

pub(super) fn record(out: &mut Vec<u8>, record: &Record) {
    put(out, b"{\"service_name\":");
    or_null(out, record.service_name(), value::text);
    put(out, b",\"ports\":");
    or_null(out, record.ports(), ports);
    put(out, b",\"transport\":");
    or_null(out, record.transport().map(Transport::as_str), value::text);
    put(out, b",\"status\":");
    value::text(out, record.status().as_str());
    put(out, b",\"description\":");
    or_null(out, record.description(), value::text);
    put(out, b",\"replaces\":");
    or_null(out, record.replaces(), value::text);
    put(out, b",\"alias_of\":");
    or_null(out, record.alias_of(), value::text);
    put(out, b",\"assignees\":");
    value::list(out, record.assignees(), |out, id| value::text(out, id));
    put(out, b",\"contacts\":");
    value::list(out, record.contacts(), |out, id| value::text(out, id));
    put(out, b",\"registration_date\":");
    or_null(out, record.registration_date(), value::date);
    put(out, b",\"modification_date\":");
    or_null(out, record.modification_date(), value::date);
    put(out, b",\"references\":");
    value::list(out, record.references(), reference);
    put(out, b",\"service_code\":");
    or_null(out, record.service_code(), value::number);
    put(out, b",\"unauthorized_use\":");
    or_null(out, record.unauthorized_use(), value::text);
    put(out, b",\"notes\":");
    or_null(out, record.notes(), value::text);
    put(out, b",\"uncertain\":");
    if record.uncertain().is_empty() {
        put(out, b"[]");
    } else {
        value::list(out, record.uncertain().iter(), |out, field| value::text(out, Field::as_str(field)));
    }
    put(out, b",\"span\":");
    span(out, record.span());
    out.push(b'}');
}

pub(super) fn contact(out: &mut Vec<u8>, contact: &Contact) {
    let Contact { id, name, organization, uri, other_uris, updated, uncertain } = contact;
    put(out, b"{\"id\":");
    value::text(out, id);
    put(out, b",\"name\":");
    or_null(out, name.as_deref(), value::text);
    put(out, b",\"organization\":");
    or_null(out, organization.as_deref(), value::text);
    put(out, b",\"uri\":");
    or_null(out, uri.as_deref(), value::text);
    put(out, b",\"other_uris\":");
    value::list(out, other_uris, |out, uri| value::text(out, uri));
    put(out, b",\"updated\":");
    or_null(out, *updated, value::date);
    put(out, b",\"uncertain\":");
    value::list(out, uncertain.iter(), |out, field| value::text(out, field.as_str()));
    out.push(b'}');
}

pub(super) fn diagnostic(out: &mut Vec<u8>, diagnostic: &Diagnostic) {
    let Diagnostic { severity, code, message, span: place, column } = diagnostic;
    put(out, b"{\"severity\":");
    value::text(out, severity.as_str());
    put(out, b",\"code\":");
    value::text(out, code.as_str());
    put(out, b",\"message\":");
    value::text(out, message);
    put(out, b",\"span\":");
    span(out, *place);
    put(out, b",\"column\":");
    value::number(out, *column);
    out.push(b'}');
}

fn reference(out: &mut Vec<u8>, reference: &Reference) {
    let Reference { kind, number, section, text } = reference;
    put(out, b"{\"kind\":\"");
    out.extend_from_slice(match kind {
        ReferenceKind::Rfc => b"rfc",
        ReferenceKind::Draft => b"draft",
        ReferenceKind::Uri => b"uri",
        ReferenceKind::Note => b"note",
        ReferenceKind::Person => b"person",
        ReferenceKind::Registry => b"registry",
        ReferenceKind::Text => b"text",
    });
    put(out, b"\",\"number\":");
    or_null(out, *number, value::number);
    put(out, b",\"section\":");
    or_null(out, section.as_deref(), value::text);
    put(out, b",\"text\":");
    value::text(out, text);
    out.push(b'}');
}

fn ports(out: &mut Vec<u8>, ports: PortRange) {
    put(out, b"{\"first\":");
    value::number(out, ports.first().into());
    put(out, b",\"last\":");
    value::number(out, ports.last().into());
    // Of several ports the ends say so.
    if ports.is_range() && ports.len() == 1 {
        put(out, b",\"range\":true");
    }
    out.push(b'}');
}

fn span(out: &mut Vec<u8>, Span { start, end, line }: Span) {
    put(out, b"{\"start\":");
    value::number(out, start);
    put(out, b",\"end\":");
    value::number(out, end);
    put(out, b",\"line\":");
    value::number(out, line);
    out.push(b'}');
}
