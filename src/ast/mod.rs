//! The registry as data: one model for every rendering, and nothing of how it was read.

mod contact;
mod date;
mod diagnostic;
mod encoding;
mod field;
mod id_list;
mod json;
mod ports;
mod record;
mod reference;
mod registry;
mod set;
mod span;
mod status;
mod transport;

pub use contact::{Contact, ContactField, ContactFieldSet};
pub use date::{DateError, PartialDate};
pub use diagnostic::{Code, Diagnostic, Severity};
pub use encoding::Encoding;
pub use field::{Field, FieldSet};
pub(crate) use id_list::IdList;
pub use ports::{PortRange, PortRangeError};
pub use record::Record;
pub(crate) use record::{Parts, RareParts, Words, shared};
pub use reference::{Reference, ReferenceKind};
pub use registry::{Footnote, Format, FormatError, Layout, Note, Registry, Source};
pub use span::Span;
pub use status::Status;
pub use transport::Transport;

pub use json::Parsed;
