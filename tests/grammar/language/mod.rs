//! The grammar in `grammar/`, sentences of it, and whether a text is one.
#![allow(dead_code, unreachable_pub, missing_docs)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

pub mod derive;
pub mod matcher;
pub mod mutate;
pub mod rules;
