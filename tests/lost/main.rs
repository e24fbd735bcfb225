//! Nothing lost: what damage leaves of a document is read as in the whole, and what it cost is told.
#![allow(unreachable_pub, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[path = "../support/mod.rs"]
mod support;

mod compare;
mod cuts;
mod damage;
mod documents;
mod line_ends;
mod official;
mod rows;
mod users;
