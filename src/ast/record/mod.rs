use ecow::{EcoString, EcoVec};

use super::id_list::IdList;
use super::{Field, FieldSet, PartialDate, PortRange, Reference, Span, Status, Transport};

mod parts;

pub(crate) use parts::{Parts, RareParts, Words, shared};

/// One row of the registry: a service name, a port or both, for one transport protocol.
///
/// How a record is stored is its own business, so its fields are behind methods: `record.description()` reads,
/// `record.with_description(…)` makes. Text is folded: one space between words, `\n` between paragraphs.
///
/// ```
/// use portolan::{PortRange, Record, Transport};
///
/// let record = Record::new()
///     .with_service_name("https")
///     .with_ports(PortRange::single(443))
///     .with_transport(Transport::Tcp);
/// assert!(record.ports().is_some_and(|range| range.contains(443)));
/// assert!(record.assignees().is_empty());
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Record {
    service_name: EcoString,
    description: EcoString,
    assignees: IdList,
    contacts: IdList,
    /// What few records carry, kept apart so that the others stay small.
    rare: Option<Box<Rare>>,
    span: Span,
    registration_date: Option<PartialDate>,
    modification_date: Option<PartialDate>,
    ports: Option<PortRange>,
    uncertain: FieldSet,
    transport: Word,
    status: Word,
}

/// A word of a closed set, by its place among the known ones; of transports counted from 1, for there may be none.
/// So a record needs a byte for it, and few keep a word apart.
type Word = u8;

/// A word that is not known, which [`Rare`] keeps.
const OTHER: Word = Word::MAX;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Rare {
    replaces: EcoString,
    alias_of: EcoString,
    references: EcoVec<Reference>,
    service_code: Option<u32>,
    unauthorized_use: EcoString,
    notes: EcoString,
    transport: Option<Transport>,
    status: Option<Status>,
}

/// Where `word` stands in `known`.
#[inline]
fn place_of<T: PartialEq>(known: &[T], word: &T) -> Option<Word> {
    known.iter().position(|one| one == word).and_then(|place| Word::try_from(place).ok())
}

fn present(text: &EcoString) -> Option<&str> {
    (!text.is_empty()).then_some(text.as_str())
}

impl Record {
    /// A record that says nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The service name (RFC 6335 §5.1); absent for a port that has none.
    #[must_use]
    pub fn service_name(&self) -> Option<&str> {
        present(&self.service_name)
    }

    /// The port or ports; absent for a name that is used without a fixed one.
    #[must_use]
    pub fn ports(&self) -> Option<PortRange> {
        self.ports
    }

    /// The transport protocol; absent where the record holds for all.
    #[must_use]
    pub fn transport(&self) -> Option<&Transport> {
        match self.transport {
            OTHER => self.rare.as_ref()?.transport.as_ref(),
            word => Transport::KNOWN.get(usize::from(word).checked_sub(1)?),
        }
    }

    /// Whether it is assigned, reserved, unassigned or something else.
    #[must_use]
    pub fn status(&self) -> &Status {
        let known = Status::KNOWN.get(usize::from(self.status));
        known.or_else(|| self.rare.as_ref()?.status.as_ref()).unwrap_or(&Status::Assigned)
    }

    /// What the service is; without the sentence by which IANA marks a replacement name (see [`replaces`](Self::replaces)).
    #[must_use]
    pub fn description(&self) -> Option<&str> {
        present(&self.description)
    }

    /// The ill-formed historic name that this record's name was assigned to replace.
    #[must_use]
    pub fn replaces(&self) -> Option<&str> {
        self.rare.as_ref().and_then(|rare| present(&rare.replaces))
    }

    /// The name that this historic one is an alias to, read from its notes.
    #[must_use]
    pub fn alias_of(&self) -> Option<&str> {
        self.rare.as_ref().and_then(|rare| present(&rare.alias_of))
    }

    /// Ids of the organizations or persons that hold the assignment (RFC 6335 §8.1.1), see [`Contact`](super::Contact).
    #[must_use]
    pub fn assignees(&self) -> &[EcoString] {
        &self.assignees
    }

    /// Ids of the persons to ask (RFC 6335 §8.1.1).
    #[must_use]
    pub fn contacts(&self) -> &[EcoString] {
        &self.contacts
    }

    /// When it was registered.
    #[must_use]
    pub fn registration_date(&self) -> Option<PartialDate> {
        self.registration_date
    }

    /// When it was last changed.
    #[must_use]
    pub fn modification_date(&self) -> Option<PartialDate> {
        self.modification_date
    }

    /// The documents that define the service.
    #[must_use]
    pub fn references(&self) -> &[Reference] {
        self.rare.as_ref().map_or(&[], |rare| &rare.references)
    }

    /// The DCCP service code, 32 bits (RFC 5595).
    #[must_use]
    pub fn service_code(&self) -> Option<u32> {
        self.rare.as_ref().and_then(|rare| rare.service_code)
    }

    /// What is known of use without assignment.
    #[must_use]
    pub fn unauthorized_use(&self) -> Option<&str> {
        self.rare.as_ref().and_then(|rare| present(&rare.unauthorized_use))
    }

    /// Assignment notes, the TXT keys of DNS-SD among them.
    #[must_use]
    pub fn notes(&self) -> Option<&str> {
        self.rare.as_ref().and_then(|rare| present(&rare.notes))
    }

    /// The fields whose value or column the input does not determine. Where it holds the description it speaks of
    /// [`replaces`](Self::replaces) too, and where it holds the notes of [`alias_of`](Self::alias_of).
    #[must_use]
    pub fn uncertain(&self) -> FieldSet {
        self.uncertain
    }

    /// Where it stands in the document.
    #[must_use]
    pub fn span(&self) -> Span {
        self.span
    }

    /// The name as it is stored, for others to share.
    pub(crate) fn name_text(&self) -> &EcoString {
        &self.service_name
    }

    /// The description as it is stored.
    pub(crate) fn description_text(&self) -> &EcoString {
        &self.description
    }

    /// Changes what is rare; a record without any of it has no allocation for it, so that equal records are equal.
    fn change_rare(mut self, change: impl FnOnce(&mut Rare)) -> Self {
        let mut rare = self.rare.take().map_or_else(Rare::default, |rare| *rare);
        change(&mut rare);
        self.rare = (rare != Rare::default()).then(|| Box::new(rare));
        self
    }
}

/// Making and changing; each takes the record and gives it back.
impl Record {
    /// With this service name; an empty one is none.
    #[must_use]
    pub fn with_service_name(mut self, name: impl Into<EcoString>) -> Self {
        self.service_name = name.into();
        self
    }

    /// With these ports.
    #[must_use]
    pub fn with_ports(mut self, ports: impl Into<Option<PortRange>>) -> Self {
        self.ports = ports.into();
        self
    }

    /// With this transport protocol; another word that is one of the known is that one.
    #[must_use]
    #[allow(clippy::arithmetic_side_effects, reason = "places among those that are known, which are few")]
    pub fn with_transport(mut self, transport: impl Into<Option<Transport>>) -> Self {
        let transport = match transport.into() {
            Some(Transport::Other(word)) => Some(word.into()),
            known => known,
        };
        self.transport = match transport.as_ref().map(|transport| place_of(&Transport::KNOWN, transport)) {
            None => 0,
            Some(None) => OTHER,
            Some(Some(place)) => place + 1,
        };
        let other = transport.filter(|_| self.transport == OTHER);
        self.change_rare(|rare| rare.transport = other)
    }

    /// With this status.
    #[must_use]
    pub fn with_status(mut self, status: Status) -> Self {
        self.status = place_of(&Status::KNOWN, &status).unwrap_or(OTHER);
        let other = Some(status).filter(|_| self.status == OTHER);
        self.change_rare(|rare| rare.status = other)
    }

    /// With this description; an empty one is none.
    #[must_use]
    pub fn with_description(mut self, text: impl Into<EcoString>) -> Self {
        self.description = text.into();
        self
    }

    /// With the historic name that its own replaces.
    #[must_use]
    pub fn with_replaces(self, name: impl Into<EcoString>) -> Self {
        self.change_rare(|rare| rare.replaces = name.into())
    }

    /// With the name that its own is an alias to.
    #[must_use]
    pub fn with_alias_of(self, name: impl Into<EcoString>) -> Self {
        self.change_rare(|rare| rare.alias_of = name.into())
    }

    /// With these assignees.
    #[must_use]
    pub fn with_assignees(mut self, ids: impl Into<EcoVec<EcoString>>) -> Self {
        self.assignees = ids.into().into_iter().collect();
        self
    }

    /// With these contacts.
    #[must_use]
    pub fn with_contacts(mut self, ids: impl Into<EcoVec<EcoString>>) -> Self {
        self.contacts = ids.into().into_iter().collect();
        self
    }

    /// With this registration date.
    #[must_use]
    pub fn with_registration_date(mut self, date: impl Into<Option<PartialDate>>) -> Self {
        self.registration_date = date.into();
        self
    }

    /// With this modification date.
    #[must_use]
    pub fn with_modification_date(mut self, date: impl Into<Option<PartialDate>>) -> Self {
        self.modification_date = date.into();
        self
    }

    /// With these references.
    #[must_use]
    pub fn with_references(self, references: impl Into<EcoVec<Reference>>) -> Self {
        self.change_rare(|rare| rare.references = references.into())
    }

    /// With this service code.
    #[must_use]
    pub fn with_service_code(self, code: impl Into<Option<u32>>) -> Self {
        self.change_rare(|rare| rare.service_code = code.into())
    }

    /// With these words on use without assignment.
    #[must_use]
    pub fn with_unauthorized_use(self, text: impl Into<EcoString>) -> Self {
        self.change_rare(|rare| rare.unauthorized_use = text.into())
    }

    /// With these notes.
    #[must_use]
    pub fn with_notes(self, text: impl Into<EcoString>) -> Self {
        self.change_rare(|rare| rare.notes = text.into())
    }

    /// With what `other` has in a column, whatever is read from that.
    pub(crate) fn with_field_of(self, field: Field, other: &Self) -> Self {
        match field {
            Field::ServiceName => self.with_service_name(other.service_name.clone()),
            Field::Ports => self.with_ports(other.ports),
            Field::Transport => self.with_transport(other.transport().cloned()),
            Field::Description => self
                .with_status(other.status().clone())
                .with_description(other.description.clone())
                .with_replaces(other.replaces().unwrap_or_default()),
            Field::Assignees => Self { assignees: other.assignees.clone(), ..self },
            Field::Contacts => Self { contacts: other.contacts.clone(), ..self },
            Field::RegistrationDate => self.with_registration_date(other.registration_date),
            Field::ModificationDate => self.with_modification_date(other.modification_date),
            Field::References => self.with_references(other.references()),
            Field::ServiceCode => self.with_service_code(other.service_code()),
            Field::UnauthorizedUse => self.with_unauthorized_use(other.unauthorized_use().unwrap_or_default()),
            Field::Notes => {
                self.with_notes(other.notes().unwrap_or_default()).with_alias_of(other.alias_of().unwrap_or_default())
            }
        }
    }

    /// With these fields marked as not determined by the input.
    #[must_use]
    pub fn with_uncertain(mut self, fields: FieldSet) -> Self {
        self.uncertain = fields;
        self
    }

    /// Standing there in its document.
    #[must_use]
    pub fn with_span(mut self, span: Span) -> Self {
        self.span = span;
        self
    }
}
