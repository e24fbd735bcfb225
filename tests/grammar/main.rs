//! The grammar in `grammar/` against the library: what is derived from it is read as it was derived, and what is none of
//! it is not taken for it. The rules of cells are held against their functions in `src/cell/grammar.rs`.
#![allow(unreachable_pub, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod damage;
mod dictionaries;
mod language;
mod page;
mod pages;
mod rules;
mod schema;
mod wrap;
mod xml;
