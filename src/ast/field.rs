use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A field of a [`Record`](super::Record), in the order of the registry's twelve columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// Column "Service Name".
    ServiceName,
    /// Column "Port Number".
    Ports,
    /// Column "Transport Protocol".
    Transport,
    /// Column "Description".
    Description,
    /// Column "Assignee".
    Assignees,
    /// Column "Contact".
    Contacts,
    /// Column "Registration Date".
    RegistrationDate,
    /// Column "Modification Date".
    ModificationDate,
    /// Column "Reference".
    References,
    /// Column "Service Code".
    ServiceCode,
    /// Column "Unauthorized Use Reported", once "Known Unauthorized Uses".
    UnauthorizedUse,
    /// Column "Assignment Notes".
    Notes,
}

impl Field {
    /// All twelve, in the registry's order.
    pub const ALL: [Self; 12] = [
        Self::ServiceName,
        Self::Ports,
        Self::Transport,
        Self::Description,
        Self::Assignees,
        Self::Contacts,
        Self::RegistrationDate,
        Self::ModificationDate,
        Self::References,
        Self::ServiceCode,
        Self::UnauthorizedUse,
        Self::Notes,
    ];

    /// The name that the JSON carries, such as `registration_date`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ServiceName => "service_name",
            Self::Ports => "ports",
            Self::Transport => "transport",
            Self::Description => "description",
            Self::Assignees => "assignees",
            Self::Contacts => "contacts",
            Self::RegistrationDate => "registration_date",
            Self::ModificationDate => "modification_date",
            Self::References => "references",
            Self::ServiceCode => "service_code",
            Self::UnauthorizedUse => "unauthorized_use",
            Self::Notes => "notes",
        }
    }

    /// The registry's own name of the column, such as `Registration Date`.
    #[must_use]
    pub const fn column(self) -> &'static str {
        match self {
            Self::ServiceName => "Service Name",
            Self::Ports => "Port Number",
            Self::Transport => "Transport Protocol",
            Self::Description => "Description",
            Self::Assignees => "Assignee",
            Self::Contacts => "Contact",
            Self::RegistrationDate => "Registration Date",
            Self::ModificationDate => "Modification Date",
            Self::References => "Reference",
            Self::ServiceCode => "Service Code",
            Self::UnauthorizedUse => "Unauthorized Use Reported",
            Self::Notes => "Assignment Notes",
        }
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A set of [`Field`]s; serialises as an array of their names in the registry's order.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct FieldSet(u16);

impl FieldSet {
    /// No field.
    pub const EMPTY: Self = Self(0);

    /// Whether it holds no field.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// How many fields.
    #[must_use]
    pub const fn len(self) -> u32 {
        self.0.count_ones()
    }

    /// Whether `field` is one of them.
    #[must_use]
    pub const fn contains(self, field: Field) -> bool {
        self.0 & (1 << field as u16) != 0
    }

    /// Puts `field` in.
    pub const fn insert(&mut self, field: Field) {
        self.0 |= 1 << field as u16;
    }

    /// Takes `field` out.
    pub const fn remove(&mut self, field: Field) {
        self.0 &= !(1 << field as u16);
    }

    /// The fields, in the registry's order.
    pub fn iter(self) -> impl Iterator<Item = Field> {
        Field::ALL.into_iter().filter(move |field| self.contains(*field))
    }
}

impl FromIterator<Field> for FieldSet {
    fn from_iter<I: IntoIterator<Item = Field>>(fields: I) -> Self {
        let mut set = Self::EMPTY;
        fields.into_iter().for_each(|field| set.insert(field));
        set
    }
}

impl Extend<Field> for FieldSet {
    fn extend<I: IntoIterator<Item = Field>>(&mut self, fields: I) {
        fields.into_iter().for_each(|field| self.insert(field));
    }
}

impl fmt::Debug for FieldSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

impl Serialize for FieldSet {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

impl<'de> Deserialize<'de> for FieldSet {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Vec::<Field>::deserialize(deserializer)?.into_iter().collect())
    }
}
