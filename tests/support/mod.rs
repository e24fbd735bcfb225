//! What several test files share.
#![allow(dead_code, unreachable_pub, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

pub mod corpus;
pub mod differ;
pub mod hostile;
pub mod invariants;
pub mod registries;
pub mod trip;
pub mod words;

use portolan::{Format, Parsed, Registry};

/// What is written of `parsed`.
pub fn written(parsed: &Parsed, format: Format) -> Vec<u8> {
    let mut bytes = Vec::new();
    portolan::write(parsed, format, &mut bytes).unwrap();
    bytes
}

/// What is written of `registry`, which is text.
pub fn written_text(registry: &Registry, format: Format) -> String {
    String::from_utf8(written(&Parsed::from(registry.clone()), format)).unwrap()
}
