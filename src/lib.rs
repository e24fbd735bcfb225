//! Reads the IANA *Service Name and Transport Protocol Port Number Registry* (RFC 6335), in any rendering that
//! people hold it in, into one typed AST, and writes it out again.
//!
//! ```
//! let page = b"Service Name and Transport Protocol Port Number Registry\n\
//!     Last Updated\n2025-10-22\n\
//!     Service Name Port Number Transport Protocol Description Assignee Contact Registration Date\n\
//!     https 443 tcp http protocol over TLS/SSL\n\
//!     https 443 udp http protocol over TLS/SSL\n\
//!     444-499 Unassigned\n";
//! let parsed = portolan::parse(page);
//!
//! let https = parsed.registry.by_name("https").next().expect("it is registered");
//! assert_eq!(https.ports(), Some(portolan::PortRange::single(443)));
//! assert_eq!(https.transport(), Some(&portolan::Transport::Tcp));
//! assert!(https.uncertain().is_empty());
//! assert_eq!(parsed.registry.by_port(450).next().map(|record| record.status().as_str()), Some("unassigned"));
//! ```
//!
//! # Renderings
//!
//! [`parse`] tells the rendering from the content; [`Options`] can say it, and hold other [`Limits`].
//!
//! * The registry's XML, CSV (by its headings, in any order and any subset of them) and HTML page, Markdown tables
//!   that have every cell, text between tabs: every cell stands in its column, and nothing of an undamaged document is
//!   uncertain.
//! * Text of fixed columns, the registry's own or a pager's: where columns part follows from headings and rows; a field
//!   is uncertain where a wrapped line could belong to either of two rows.
//! * Packed Markdown, joined text and stacked text, which web-text extractors make of the page: empty cells are gone,
//!   so which column a cell is follows from its form and the order of the columns. Where more than one reading is
//!   left, the likeliest is taken and every field that another reading would change is listed in
//!   [`Record::uncertain`].
//! * The JSON and the NDJSON that this crate writes, read back equal; and what other tools make of the CSV, with its
//!   columns for keys or for headings, read as the CSV is.
//!
//! UTF-8, UTF-16 and Windows-1252 are told apart, see [`decode`]. [`detect`] tells what a document is, and how sure that
//! is, without reading all of it. [`merge`] makes one registry of several pages.
//!
//! # The AST
//!
//! [`Registry`] holds the header, the [`Record`]s, the [`Contact`]s and the notes. It serialises with serde to a JSON
//! of stable keys, and reads it back: [`Parsed`] is the whole object, with its diagnostics.
//!
//! # Writing
//!
//! [`write()`] writes a registry in any [`Format`], from whichever it was read: reading it again gives an equal registry,
//! but for what [`losses`] tells. [`Services`] writes `/etc/services`.
//!
//! # Error reporting
//!
//! Reading never fails as a whole. A [`Diagnostic`] has a stable [`Code`], a [`Severity`] ([`Severity::Error`]:
//! something of the input is lost), a sentence, and a place. [`Parsed::worst`] is the worst of them;
//! [`Parsed::is_recognized`] tells an input that is no rendering of the registry at all.
//!
//! # Input safety
//!
//! Any bytes may be given. Reading does not panic, and takes time and memory in proportion to the input: nesting,
//! lines, elements, attributes, rows, records, contacts and diagnostics are bounded by [`Limits`], and html5ever, whose tree
//! construction is quadratic on misnested markup, sees a bounded and well-nested copy of a page only. What lies past
//! a limit is reported with code [`Code::Limit`]. There is no `unsafe` here.
//!
//! # Features
//!
//! * `cli` (default): the command `portolan`. Library users switch it off, and with it all that it depends on.

#![forbid(unsafe_code)]
// Besides what Cargo.toml denies of tests, too. Only a test may stop where something is odd.
#![cfg_attr(
    not(test),
    deny(
        clippy::arithmetic_side_effects,
        clippy::string_slice,
        clippy::todo,
        clippy::unimplemented,
        clippy::unreachable
    )
)]

// Tests of the library share what tests of its public API use.
#[cfg(test)]
extern crate self as portolan;

#[macro_use]
mod by_byte;

mod assemble;
mod ast;
mod between;
mod build;
mod cell;
mod column;
mod detect;
mod detection;
mod eight;
mod encoding;
mod front;
#[cfg(fuzzing)]
#[doc(hidden)]
pub mod fuzzing;
mod general_way;
mod ids;
mod loss;
mod marks;
mod memo;
mod merge;
#[cfg(test)]
mod numbers;
mod options;
mod parse;
mod preamble;
mod report;
mod sample;
mod separated;
mod sixteen;
mod write;

/// The README's examples are tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

pub use ast::{
    Code, Contact, ContactField, ContactFieldSet, DateError, Diagnostic, Encoding, Field, FieldSet, Footnote, Format,
    FormatError, Layout, Note, Parsed, PartialDate, PortRange, PortRangeError, Record, Reference, ReferenceKind,
    Registry, Severity, Source, Span, Status, Transport,
};
pub use detection::{Detection, detect};
pub use encoding::{Decoded, decode};
pub use loss::{Loss, Part, losses};
pub use merge::{MergeError, Page, merge};
pub use options::{Limits, Options};
pub use parse::parse;
pub use write::services::{Ranges, Services};
pub use write::write;
