use std::fmt;

use serde::{Deserialize, Serialize};

/// How the characters of a document were written as bytes.
///
/// [`Span`](super::Span)s count bytes of the input where it is [`Utf8`](Self::Utf8), and elsewhere bytes of its text
/// as UTF-8, which [`decode`](crate::decode) gives.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Encoding {
    /// UTF-8, with or without a byte order mark.
    #[default]
    #[serde(rename = "utf-8")]
    Utf8,
    /// UTF-16, low byte first: what a Windows shell's `>` writes.
    #[serde(rename = "utf-16le")]
    Utf16Le,
    /// UTF-16, high byte first.
    #[serde(rename = "utf-16be")]
    Utf16Be,
    /// Bytes that are not UTF-8, taken for Windows-1252; those of the same document that are UTF-8 are read as that.
    #[serde(rename = "windows-1252")]
    Windows1252,
}

impl Encoding {
    /// The lower-case word that the JSON carries.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Utf8 => "utf-8",
            Self::Utf16Le => "utf-16le",
            Self::Utf16Be => "utf-16be",
            Self::Windows1252 => "windows-1252",
        }
    }
}

impl fmt::Display for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
