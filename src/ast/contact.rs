use ecow::EcoString;
use serde::{Deserialize, Serialize};

use super::PartialDate;
use super::set::set_of;

/// A person or an organization that records name; a row of "Contact Information" (once "People").
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// What records name it by, unique in a registry.
    pub id: EcoString,
    /// The person's name.
    pub name: Option<EcoString>,
    /// The organization's name.
    pub organization: Option<EcoString>,
    /// Where to write or call: a `mailto:`, `tel:` or `http:` URI. The `&` that the registry puts for `@` is undone.
    pub uri: Option<EcoString>,
    /// More of them, where the registry gives several; its page shows the first alone.
    #[serde(default)]
    pub other_uris: Vec<EcoString>,
    /// When this entry was last changed.
    pub updated: Option<PartialDate>,
    /// Fields whose value or column the rendering does not determine.
    #[serde(default)]
    pub uncertain: ContactFieldSet,
}

/// A field of a [`Contact`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum ContactField {
    /// [`Contact::id`]
    Id,
    /// [`Contact::name`]
    Name,
    /// [`Contact::organization`]
    Organization,
    /// [`Contact::uri`]
    Uri,
    /// [`Contact::updated`]
    Updated,
}

impl ContactField {
    /// All of them.
    pub(crate) const ALL: [Self; 5] = [Self::Id, Self::Name, Self::Organization, Self::Uri, Self::Updated];

    /// The registry's own name of the column, such as `Contact URI`.
    pub(crate) const fn column(self) -> &'static str {
        match self {
            Self::Id => "ID",
            Self::Name => "Name",
            Self::Organization => "Organization",
            Self::Uri => "Contact URI",
            Self::Updated => "Last Updated",
        }
    }

    /// The name that the JSON carries.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::Name => "name",
            Self::Organization => "organization",
            Self::Uri => "uri",
            Self::Updated => "updated",
        }
    }
}

set_of!(
    /// A set of [`ContactField`]s; serialises as an array of their names in the order of the registry's columns.
    ContactFieldSet(u8) of ContactField
);
