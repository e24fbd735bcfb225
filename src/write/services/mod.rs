//! `/etc/services`, as services(5) describes and the C library reads it.
//!
//! * [`name`]: which names and transport protocols a line can hold.
//! * [`collect`]: the names that the records give, and what is to say of those that are left out.
//! * [`line`]: a line for each port and transport protocol.

mod collect;
mod line;
mod name;

use std::io::{self, Write};

use crate::ast::{Diagnostic, Registry, Transport};

/// What of a registry becomes lines of `/etc/services`.
///
/// A line stands for a port and a transport protocol, in the order of ports, then tcp, udp, sctp, dccp and others. Its
/// first name, which is what the C library gives for the port, is the first in the registry that is not historic. The
/// others follow as aliases: those that the registry lists there too, then historic ones, which a record
/// [replaces](crate::Record::replaces), which are [an alias](crate::Record::alias_of) to another or whose notes call
/// them a duplicate. A historic name is left out where it would hide a current one of the same spelling at a higher
/// port: the C library takes the first line that has a name. Names keep their case and spelling.
///
/// The comment is the description of the first name, cut short.
///
/// ```
/// use portolan::{PortRange, Record, Registry, Services, Transport};
///
/// let whois = Record::new()
///     .with_service_name("whoispp")
///     .with_replaces("whois++")
///     .with_ports(PortRange::single(63))
///     .with_transport(Transport::Tcp);
/// let registry = Registry { records: vec![whois], ..Registry::default() };
/// let mut file = Vec::new();
/// let diagnostics = Services::default().write(&registry, &mut file)?;
/// assert!(diagnostics.is_empty());
/// assert!(file.ends_with(b"whoispp\t\t63/tcp\t\twhois++\n"));
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Services {
    /// What becomes of a name that has a range of ports.
    pub ranges: Ranges,
    /// The transport protocols to write; none: all. ASCII case does not matter.
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
    /// No line. A range of one port, `4748-4748`, is a port.
    None,
}

impl Services {
    /// Writes the services of `registry` that have a name, a port and a transport protocol, and tells what could not be
    /// written, in the order of their places: those of the records, whose columns are not known here (0).
    ///
    /// With code [`NotAService`](crate::Code::NotAService), a warning for each name or transport protocol that no line
    /// can hold, and a note for each historic name that would hide a current one, and one for all names without a port
    /// or a transport protocol; with [`NotCarried`](crate::Code::NotCarried), a warning for all services that are not
    /// certain, and look so now. Nothing is told of what these options leave out.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn write<W: Write + ?Sized>(&self, registry: &Registry, out: &mut W) -> io::Result<Vec<Diagnostic>> {
        let (names, diagnostics) = collect::names(self, registry);
        line::head(registry, out)?;
        line::all(names, out)?;
        Ok(diagnostics)
    }
}
