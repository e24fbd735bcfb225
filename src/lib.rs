//! Reads the IANA *Service Name and Transport Protocol Port Number Registry* (RFC 6335), in any rendering that
//! people hold it in, into one typed AST.

mod assemble;
mod ast;
mod build;
mod cell;
mod column;
mod detect;
mod front;
mod options;
mod parse;
mod preamble;
mod report;
mod text_of;

pub use ast::{
    Code, Contact, ContactField, DateError, Diagnostic, Field, FieldSet, Footnote, Format, FormatError, Layout, Note,
    Parsed, PartialDate, PortRange, PortRangeError, Record, Reference, ReferenceKind, Registry, Severity, Source, Span,
    Status, Transport,
};
pub use options::{Limits, Options};
pub use parse::parse;
