use std::fmt;

use ecow::EcoString;
use serde::{Deserialize, Serialize};

/// What the registry says of a record's port or name.
///
/// A record with a service name is [`Assigned`](Status::Assigned), whatever its description says. A record
/// without one says its state in the words of its description (RFC 6335 §6: assigned, unassigned, reserved);
/// words that name no state describe a use without a name ("any private mail system"), which is assigned too.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(from = "EcoString", into = "EcoString")]
#[non_exhaustive]
pub enum Status {
    /// Assigned to a service or to a use.
    #[default]
    Assigned,
    /// Held back by IANA.
    Reserved,
    /// Free to be assigned on request.
    Unassigned,
    /// The registration was withdrawn.
    Deregistered,
    /// The entry was taken out of the registry.
    Removed,
    /// The port was taken out of use.
    Decommissioned,
    /// No longer to be used.
    Deprecated,
    /// Another word, read back from JSON.
    Other(EcoString),
}

impl Status {
    /// Those that have a variant, the default first.
    pub(super) const KNOWN: [Self; 7] = [
        Self::Assigned,
        Self::Reserved,
        Self::Unassigned,
        Self::Deregistered,
        Self::Removed,
        Self::Decommissioned,
        Self::Deprecated,
    ];

    /// The lower-case word that the JSON carries.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Assigned => "assigned",
            Self::Reserved => "reserved",
            Self::Unassigned => "unassigned",
            Self::Deregistered => "deregistered",
            Self::Removed => "removed",
            Self::Decommissioned => "decommissioned",
            Self::Deprecated => "deprecated",
            Self::Other(word) => word,
        }
    }
}

impl From<EcoString> for Status {
    fn from(word: EcoString) -> Self {
        match word.as_str() {
            "assigned" => Self::Assigned,
            "reserved" => Self::Reserved,
            "unassigned" => Self::Unassigned,
            "deregistered" => Self::Deregistered,
            "removed" => Self::Removed,
            "decommissioned" => Self::Decommissioned,
            "deprecated" => Self::Deprecated,
            _ => Self::Other(word),
        }
    }
}

impl From<Status> for EcoString {
    fn from(status: Status) -> Self {
        match status {
            Status::Other(word) => word,
            known => known.as_str().into(),
        }
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
