use std::fmt;

use serde::{Deserialize, Serialize};

use super::set::set_of;

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

set_of!(
    /// A set of [`Field`]s; serialises as an array of their names in the registry's order.
    FieldSet(u16) of Field
);
