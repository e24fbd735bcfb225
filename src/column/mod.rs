//! Which column is this? The only place that decides it where a rendering lost it, and the only place that
//! knows what is uncertain then, and why.
//!
//! * [`heading`]: a table's headings to columns.
//! * [`grid`]: rows that have every cell, and what is sure of one that has not.
//! * [`rows`]: lines of joined text to rows; [`split`]: a joined row to pieces; [`shape`], [`look`]: what a piece
//!   looks like.
//! * [`stack`]: lines of stacked text, a cell each, to rows; [`rhythm`]: their columns where empty lines tell them.
//! * [`order`], [`flow`]: pieces in order to columns, by the cheapest way and the ways nearly as cheap, see [`walk`];
//!   [`known`]: the columns of rows of a sort that has been seen.
//! * [`place`]: rows of pieces to drafts of records; [`joined`], [`packed`]: all rows of joined text and of packed
//!   Markdown, one after the other; [`usual`]: those of joined text that are as most are; [`glance`]: whole cells that
//!   are; [`twin`]: rows that are written as the one above, but for TCP or UDP.
//! * [`dates`]: a lone date, of registration or of modification?
//! * [`contact`]: the contact table, whose columns are lost in the same renderings; [`address`]: where in its rows
//!   addresses stand; [`organization`]: the words by which
//!   organizations are told from persons.

pub(crate) mod address;
pub(crate) mod contact;
pub(crate) mod dates;
pub(crate) mod flow;
pub(crate) mod frame;
pub(crate) mod glance;
pub(crate) mod grid;
pub(crate) mod head;
pub(crate) mod heading;
pub(crate) mod joined;
mod known;
mod look;
pub(crate) mod order;
mod organization;
pub(crate) mod packed;
pub(crate) mod place;
pub(crate) mod rhythm;
pub(crate) mod rows;
pub(crate) mod shape;
pub(crate) mod split;
pub(crate) mod stack;
pub(crate) mod tail;
pub(crate) mod twin;
mod usual;
mod walk;
