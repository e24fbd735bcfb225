//! The JSON contract: stable keys, in one order, `null` or `[]` for what is absent.

use ecow::{EcoString, EcoVec};
use serde::ser::SerializeStruct;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{
    Contact, Diagnostic, FieldSet, Footnote, Note, PartialDate, PortRange, Record, Reference, Registry, Severity,
    Source, Span, Status, Transport,
};

/// A registry and what its reader had to say; serialises as one JSON object.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parsed {
    /// What was read.
    pub registry: Registry,
    /// What there is to say of it, in the order of the document.
    pub diagnostics: Vec<Diagnostic>,
}

impl Parsed {
    /// Whether the input was a rendering of the registry at all.
    #[must_use]
    pub fn is_recognized(&self) -> bool {
        self.registry.source.is_some()
    }

    /// The worst that the diagnostics say; [`Severity::Error`] means that something of the input is lost.
    #[must_use]
    pub fn worst(&self) -> Option<Severity> {
        self.diagnostics.iter().map(|diagnostic| diagnostic.severity).max()
    }
}

impl From<Registry> for Parsed {
    /// A registry of which there is nothing to say.
    fn from(registry: Registry) -> Self {
        Self { registry, diagnostics: Vec::new() }
    }
}

impl Serialize for Parsed {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Registry { source, title, updated, experts, references, notes, footnotes, records, contacts } =
            &self.registry;
        let mut object = serializer.serialize_struct("Parsed", 10)?;
        object.serialize_field("source", source)?;
        object.serialize_field("title", title)?;
        object.serialize_field("updated", updated)?;
        object.serialize_field("experts", experts)?;
        object.serialize_field("references", references)?;
        object.serialize_field("notes", notes)?;
        object.serialize_field("footnotes", footnotes)?;
        object.serialize_field("records", records)?;
        object.serialize_field("contacts", contacts)?;
        object.serialize_field("diagnostics", &self.diagnostics)?;
        object.end()
    }
}

/// What a document written by hand leaves out is absent.
#[derive(Default, Deserialize)]
#[serde(default)]
struct ParsedObject {
    source: Option<Source>,
    title: Option<EcoString>,
    updated: Option<PartialDate>,
    experts: Option<EcoString>,
    references: Vec<Reference>,
    notes: Vec<Note>,
    footnotes: Vec<Footnote>,
    records: Vec<Record>,
    contacts: Vec<Contact>,
    diagnostics: Vec<Diagnostic>,
}

impl<'de> Deserialize<'de> for Parsed {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let ParsedObject {
            source,
            title,
            updated,
            experts,
            references,
            notes,
            footnotes,
            records,
            contacts,
            diagnostics,
        } = ParsedObject::deserialize(deserializer)?;
        let registry = Registry { source, title, updated, experts, references, notes, footnotes, records, contacts };
        Ok(Self { registry, diagnostics })
    }
}

impl Serialize for Record {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("Record", 17)?;
        object.serialize_field("service_name", &self.service_name())?;
        object.serialize_field("ports", &self.ports())?;
        object.serialize_field("transport", &self.transport().map(Transport::as_str))?;
        object.serialize_field("status", self.status().as_str())?;
        object.serialize_field("description", &self.description())?;
        object.serialize_field("replaces", &self.replaces())?;
        object.serialize_field("alias_of", &self.alias_of())?;
        object.serialize_field("assignees", self.assignees())?;
        object.serialize_field("contacts", self.contacts())?;
        object.serialize_field("registration_date", &self.registration_date())?;
        object.serialize_field("modification_date", &self.modification_date())?;
        object.serialize_field("references", self.references())?;
        object.serialize_field("service_code", &self.service_code())?;
        object.serialize_field("unauthorized_use", &self.unauthorized_use())?;
        object.serialize_field("notes", &self.notes())?;
        object.serialize_field("uncertain", &self.uncertain())?;
        object.serialize_field("span", &self.span())?;
        object.end()
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct RecordObject {
    service_name: Option<EcoString>,
    ports: Option<PortRange>,
    transport: Option<Transport>,
    status: Status,
    description: Option<EcoString>,
    replaces: Option<EcoString>,
    alias_of: Option<EcoString>,
    assignees: EcoVec<EcoString>,
    contacts: EcoVec<EcoString>,
    registration_date: Option<PartialDate>,
    modification_date: Option<PartialDate>,
    references: Vec<Reference>,
    service_code: Option<u32>,
    unauthorized_use: Option<EcoString>,
    notes: Option<EcoString>,
    uncertain: FieldSet,
    span: Span,
}

impl<'de> Deserialize<'de> for Record {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let object = RecordObject::deserialize(deserializer)?;
        Ok(Self::new()
            .with_service_name(object.service_name.unwrap_or_default())
            .with_ports(object.ports)
            .with_transport(object.transport)
            .with_status(object.status)
            .with_description(object.description.unwrap_or_default())
            .with_replaces(object.replaces.unwrap_or_default())
            .with_alias_of(object.alias_of.unwrap_or_default())
            .with_assignees(object.assignees)
            .with_contacts(object.contacts)
            .with_registration_date(object.registration_date)
            .with_modification_date(object.modification_date)
            .with_references(object.references.into_iter().collect::<EcoVec<_>>())
            .with_service_code(object.service_code)
            .with_unauthorized_use(object.unauthorized_use.unwrap_or_default())
            .with_notes(object.notes.unwrap_or_default())
            .with_uncertain(object.uncertain)
            .with_span(object.span))
    }
}
