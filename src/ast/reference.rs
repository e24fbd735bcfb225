use ecow::EcoString;
use serde::{Deserialize, Serialize};

/// What a record or the registry refers to; column "Reference", a bracket each.
///
/// The registry's XML says the kind itself. In every other rendering it is read from the text between the
/// brackets, by the same rules for all: see [`Reference::from_text`].
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Reference {
    /// What sort of thing it points to.
    pub kind: ReferenceKind,
    /// RFC number, or the number of a footnote.
    pub number: Option<u32>,
    /// Section of the document, as written after "Section".
    pub section: Option<EcoString>,
    /// What stands between the brackets.
    pub text: EcoString,
}

/// The sort of thing that a [`Reference`] points to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum ReferenceKind {
    /// An RFC: `number` is set.
    Rfc,
    /// An Internet-Draft, also one that waits in the RFC Editor's queue (`RFC-ietf-…`).
    Draft,
    /// A URI, or a label that links to one.
    Uri,
    /// A footnote of the registry: `number` is set where it is one.
    Note,
    /// A person or an organization of the contact table.
    Person,
    /// Another registry of IANA.
    Registry,
    /// Words.
    Text,
}
