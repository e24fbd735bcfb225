//! What the benchmarks share.

#![allow(dead_code, reason = "each benchmark uses a part of it")]

pub(crate) mod documents;
pub(crate) mod floors;
pub(crate) mod generate;
pub(crate) mod measure;
