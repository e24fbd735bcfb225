//! `/etc/services`, as services(5) describes and the C library reads it.

use std::io::{self, Write};

use crate::ast::{Diagnostic, Registry, Transport};

/// What of a registry becomes lines of `/etc/services`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Services {
    /// What becomes of a name that has a range of ports.
    pub ranges: Ranges,
    /// The transport protocols to write; none: all.
    pub transports: Vec<Transport>,
    /// The highest port to write; absent: all.
    pub max_port: Option<u16>,
}

/// What becomes of a name that has a range of ports, where a line has room for one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Ranges {
    /// A line for its first port.
    #[default]
    First,
    /// A line for each of its ports.
    All,
    /// No line.
    None,
}

impl Services {
    /// Writes the services of `registry` that have a name, a port and a transport protocol, and tells what could not be
    /// written, with the places of the records.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn write<W: Write + ?Sized>(&self, _registry: &Registry, _out: &mut W) -> io::Result<Vec<Diagnostic>> {
        Err(io::Error::other("not written yet"))
    }
}
