use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;

use ecow::EcoString;
use serde::{Deserialize, Serialize};

/// The transport protocol of a record; column "Transport Protocol".
///
/// RFC 6335 §5 names four. What else a rendering writes is kept as written.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(from = "EcoString", into = "EcoString")]
#[non_exhaustive]
pub enum Transport {
    /// `tcp`
    Tcp,
    /// `udp`
    Udp,
    /// `sctp`
    Sctp,
    /// `dccp`
    Dccp,
    /// Any other word, as written.
    Other(EcoString),
}

impl Transport {
    /// The four of RFC 6335.
    pub(super) const KNOWN: [Self; 4] = [Self::Tcp, Self::Udp, Self::Sctp, Self::Dccp];

    /// The registry's word for it, lower case for the four of RFC 6335.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Tcp => "tcp",
            Self::Udp => "udp",
            Self::Sctp => "sctp",
            Self::Dccp => "dccp",
            Self::Other(word) => word,
        }
    }
}

impl From<&str> for Transport {
    fn from(word: &str) -> Self {
        match () {
            () if word.eq_ignore_ascii_case("tcp") => Self::Tcp,
            () if word.eq_ignore_ascii_case("udp") => Self::Udp,
            () if word.eq_ignore_ascii_case("sctp") => Self::Sctp,
            () if word.eq_ignore_ascii_case("dccp") => Self::Dccp,
            () => Self::Other(word.into()),
        }
    }
}

impl FromStr for Transport {
    type Err = Infallible;

    fn from_str(word: &str) -> Result<Self, Infallible> {
        Ok(word.into())
    }
}

impl From<EcoString> for Transport {
    fn from(word: EcoString) -> Self {
        word.as_str().into()
    }
}

impl From<Transport> for EcoString {
    fn from(transport: Transport) -> Self {
        match transport {
            Transport::Other(word) => word,
            known => known.as_str().into(),
        }
    }
}

impl fmt::Display for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
