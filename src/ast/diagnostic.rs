use std::fmt;

use serde::{Deserialize, Serialize};

use super::Span;

/// What a reader has to say of a place in its input.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagnostic {
    /// How bad it is.
    pub severity: Severity,
    /// Which sort of trouble; stable, to filter by.
    pub code: Code,
    /// One sentence for the person whose file it is.
    pub message: String,
    /// The place; of several places the first.
    #[serde(default)]
    pub span: Span,
    /// Column of the first byte of `span` in its line, counted in characters from 1; 0 where there is no place, or where
    /// a writer, which knows places alone, tells it.
    #[serde(default)]
    pub column: u32,
}

/// How bad a [`Diagnostic`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing; nothing is wrong with the input.
    Note,
    /// Repaired, or doubtful.
    Warning,
    /// Something of the input is lost.
    Error,
}

impl Severity {
    /// The lower-case word that the JSON carries.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident = $text:literal,)*) => {
        /// The sort of trouble that a [`Diagnostic`] tells of.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[non_exhaustive]
        pub enum Code {
            $($(#[$doc])* #[serde(rename = $text)] $variant,)*
        }

        impl Code {
            /// The stable text that the JSON and the command line carry.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }
        }
    };
}

codes! {
    /// The input is no rendering of this registry that portolan reads.
    Unrecognized = "unrecognized",
    /// The document ends before it is complete.
    Truncated = "truncated",
    /// Records name contacts that the contact table does not list; the document may have been cut there.
    MissingContacts = "missing-contacts",
    /// A row could not be read as a record or as a contact.
    DamagedRow = "damaged-row",
    /// The markup is not well-formed.
    Markup = "markup",
    /// A port that is no number of 0 to 65535 and no range of them.
    UnreadablePorts = "unreadable-ports",
    /// A date that is not of the registry's form or not in the calendar.
    UnreadableDate = "unreadable-date",
    /// A service code that is no number of 32 bits.
    UnreadableServiceCode = "unreadable-service-code",
    /// A cell of names in brackets that holds something else.
    UnreadableBrackets = "unreadable-brackets",
    /// The modification date is before the registration date.
    DateOrder = "date-order",
    /// An e-mail address that entity decoding had damaged was repaired.
    RepairedUri = "repaired-uri",
    /// Two contacts have one id.
    DuplicateContact = "duplicate-contact",
    /// Two pages that were merged have one name, port and transport, and say different things of it.
    DifferentCopies = "different-copies",
    /// A column whose heading is none of the registry's.
    UnknownColumn = "unknown-column",
    /// Records with one date where the rendering does not say which.
    LoneDate = "lone-date",
    /// Records with a text, a bracket or a number that could stand in more than one column.
    AmbiguousColumn = "ambiguous-column",
    /// Contacts whose text could be a name or an organization.
    AmbiguousContact = "ambiguous-contact",
    /// A line that could continue a record or begin one.
    AmbiguousLine = "ambiguous-line",
    /// Fields that the document itself marks as uncertain, as portolan's own renderings do.
    MarkedUncertain = "marked-uncertain",
    /// Cells as a spreadsheet or a data frame writes them: `NaN` for nothing, `443.0` for 443.
    Reformatted = "reformatted",
    /// What the rendering that was written has no place for, see [`losses`](crate::losses).
    NotCarried = "not-carried",
    /// A record that no line of `/etc/services` can hold, see [`Services`](crate::Services).
    NotAService = "not-a-service",
    /// A limit of [`Limits`](crate::Limits) was reached; what lies past it was not read.
    Limit = "limit",
    /// Bytes that are not of the encoding that the input was read as, or not UTF-8 and taken for Windows-1252.
    Encoding = "encoding",
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
