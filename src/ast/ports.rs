use std::fmt;

use serde::{Deserialize, Serialize};

/// One port or a range of ports, both ends included; the first is never above the last.
///
/// Column "Port Number". RFC 6335 §6 divides the 16-bit numbers into system, user and dynamic ports.
///
/// The registry writes some single ports as a range, `4748-4748`. Such a range [is one](Self::is_range) of one port, and
/// not equal to the port written alone: compare the ends where only the ports matter.
///
/// ```
/// let x11: portolan::PortRange = "6000-6063".parse()?;
/// assert!(x11.contains(6010));
/// assert_eq!(x11.len(), 64);
/// assert!("443-80".parse::<portolan::PortRange>().is_err());
/// # Ok::<(), portolan::PortRangeError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "Ends")]
pub struct PortRange {
    first: u16,
    last: u16,
    /// Written with both its ends, though they are one port.
    #[serde(rename = "range", skip_serializing_if = "std::ops::Not::not")]
    is_repeated: bool,
}

#[derive(Deserialize)]
struct Ends {
    first: u16,
    last: u16,
    #[serde(default)]
    range: bool,
}

impl TryFrom<Ends> for PortRange {
    type Error = PortRangeError;

    fn try_from(ends: Ends) -> Result<Self, PortRangeError> {
        let range = Self::new(ends.first, ends.last)?;
        Ok(if ends.range { range.written_as_range() } else { range })
    }
}

impl PortRange {
    /// The ports `first` to `last`, both included.
    ///
    /// # Errors
    /// [`PortRangeError::Reversed`] where `first` is above `last`.
    pub const fn new(first: u16, last: u16) -> Result<Self, PortRangeError> {
        if first > last {
            Err(PortRangeError::Reversed { first, last })
        } else {
            Ok(Self { first, last, is_repeated: false })
        }
    }

    /// The one port `port`.
    #[must_use]
    pub const fn single(port: u16) -> Self {
        Self { first: port, last: port, is_repeated: false }
    }

    /// The same ports, written with both ends, `4748-4748`, even where they are one port.
    #[must_use]
    pub const fn written_as_range(self) -> Self {
        Self { is_repeated: self.first == self.last, ..self }
    }

    /// Whether it is written with both its ends: it holds several ports, or is a range of one.
    #[must_use]
    pub const fn is_range(self) -> bool {
        self.is_repeated || self.first != self.last
    }

    /// The lowest port.
    #[must_use]
    pub const fn first(self) -> u16 {
        self.first
    }

    /// The highest port.
    #[must_use]
    pub const fn last(self) -> u16 {
        self.last
    }

    /// Whether `port` is one of them.
    #[must_use]
    pub const fn contains(self, port: u16) -> bool {
        self.first <= port && port <= self.last
    }

    /// How many ports, 1 to 65,536.
    #[must_use]
    #[allow(clippy::len_without_is_empty, reason = "a range holds one port at the least")]
    pub const fn len(self) -> u32 {
        (self.last.abs_diff(self.first) as u32).saturating_add(1)
    }

    /// Every port, in order.
    pub fn iter(self) -> impl DoubleEndedIterator<Item = u16> {
        self.first..=self.last
    }
}

impl fmt::Display for PortRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_range() { write!(f, "{}-{}", self.first, self.last) } else { write!(f, "{}", self.first) }
    }
}

/// Why a text or a pair of numbers is no [`PortRange`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PortRangeError {
    /// The first port is above the last.
    Reversed {
        /// The first as given.
        first: u16,
        /// The last as given.
        last: u16,
    },
    /// Not one or two numbers of 0 to 65535 joined by a hyphen.
    Syntax,
}

impl fmt::Display for PortRangeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Reversed { first, last } => write!(f, "port range {first}-{last} is reversed"),
            Self::Syntax => f.write_str("not a port number (0 to 65535) or a range of them"),
        }
    }
}

impl std::error::Error for PortRangeError {}
