//! How readers make a record, all at once.

use ecow::{EcoString, EcoVec};

use super::{OTHER, Rare, Record, Word, place_of};
use crate::ast::{FieldSet, IdList, PartialDate, PortRange, Reference, Span, Status, Transport};

/// A record as its reader has it.
pub(crate) struct Parts {
    pub(crate) service_name: EcoString,
    pub(crate) ports: Option<PortRange>,
    pub(crate) description: EcoString,
    pub(crate) assignees: IdList,
    pub(crate) contacts: IdList,
    pub(crate) registration_date: Option<PartialDate>,
    pub(crate) modification_date: Option<PartialDate>,
    pub(crate) words: Words,
    pub(crate) uncertain: FieldSet,
    pub(crate) span: Span,
}

impl Parts {
    #[inline]
    pub(crate) fn record(self) -> Record {
        Record {
            service_name: self.service_name,
            description: self.description,
            assignees: self.assignees,
            contacts: self.contacts,
            rare: self.words.rare,
            span: self.span,
            registration_date: self.registration_date,
            modification_date: self.modification_date,
            ports: self.ports,
            uncertain: self.uncertain,
            transport: self.words.transport,
            status: self.words.status,
        }
    }
}

impl Record {
    /// The same for other ports and another transport; `None` where a word of either is to be looked at.
    #[inline]
    pub(crate) fn again(&self, ports: Option<PortRange>, transport: &str, span: Span) -> Option<Self> {
        let transport = usual_transport(transport).filter(|_| self.transport != OTHER)?;
        Some(Self { ports, transport, span, ..self.clone() })
    }
}

/// A transport as a record stores it, where it is none, TCP or UDP.
#[inline]
fn usual_transport(word: &str) -> Option<Word> {
    const { assert!(matches!(&Transport::KNOWN, [Transport::Tcp, Transport::Udp, ..])) }
    match word {
        "" => Some(0),
        "tcp" => Some(1),
        "udp" => Some(2),
        _ => None,
    }
}

/// The transport and the status of a record, and what few records carry.
pub(crate) struct Words {
    transport: Word,
    status: Word,
    rare: Option<Box<Rare>>,
}

/// What few records carry, as their reader has it; an empty text says nothing.
#[derive(Default)]
pub(crate) struct RareParts<'a> {
    pub(crate) references: EcoVec<Reference>,
    pub(crate) replaces: EcoString,
    pub(crate) alias_of: &'a str,
    pub(crate) service_code: Option<u32>,
    pub(crate) unauthorized_use: &'a str,
    pub(crate) notes: &'a str,
}

impl Words {
    /// Those of a record with nothing that few carry; `None` where a word of it is to be looked at.
    #[inline]
    pub(crate) fn usual(transport: &str, status: &Status) -> Option<Self> {
        let transport = usual_transport(transport)?;
        const { assert!(matches!(&Status::KNOWN, [Status::Assigned, Status::Reserved, Status::Unassigned, ..])) }
        let status = match status {
            Status::Assigned => 0,
            Status::Reserved => 1,
            Status::Unassigned => 2,
            _ => return None,
        };
        Some(Self { transport, status, rare: None })
    }

    /// An empty word is no transport. Texts share the storage of the record `before` it where they are equal.
    #[inline(never)]
    #[allow(clippy::arithmetic_side_effects, reason = "places among those that are known, which are few")]
    pub(crate) fn new(transport: &str, status: Status, rare: RareParts<'_>, before: Option<&Record>) -> Self {
        let (transport, other) = match usual_transport(transport) {
            Some(usual) => (usual, None),
            None => match Transport::from(transport) {
                other @ Transport::Other(_) => (OTHER, Some(other)),
                known => (place_of(&Transport::KNOWN, &known).map_or(OTHER, |place| place + 1), None),
            },
        };
        let (status, other_status) = match place_of(&Status::KNOWN, &status) {
            Some(place) => (place, None),
            None => (OTHER, Some(status)),
        };
        let texts = [&rare.replaces, rare.alias_of, rare.unauthorized_use, rare.notes];
        let is_rare = rare.service_code.is_some()
            || !rare.references.is_empty()
            || transport == OTHER
            || status == OTHER
            || texts.iter().any(|text| !text.is_empty());
        let rare = if is_rare { Some(Rare::new(rare, other, other_status, before)) } else { None };
        Self { transport, status, rare }
    }
}

impl Rare {
    #[inline(never)]
    fn new(
        parts: RareParts<'_>,
        transport: Option<Transport>,
        status: Option<Status>,
        before: Option<&Record>,
    ) -> Box<Self> {
        let before = before.and_then(|before| before.rare.as_deref());
        Box::new(Self {
            references: parts.references,
            replaces: parts.replaces,
            alias_of: parts.alias_of.into(),
            service_code: parts.service_code,
            unauthorized_use: shared(parts.unauthorized_use, before.map(|before| &before.unauthorized_use)),
            notes: shared(parts.notes, before.map(|before| &before.notes)),
            transport,
            status,
        })
    }
}

/// `text`, in the storage of `before` where that is equal.
pub(crate) fn shared(text: &str, before: Option<&EcoString>) -> EcoString {
    before.filter(|before| before.as_str() == text).map_or_else(|| text.into(), EcoString::clone)
}
