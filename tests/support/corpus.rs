//! Where the real documents are.
#![allow(dead_code, unreachable_pub)]

use std::path::{Path, PathBuf};

/// The corpus: `PORTOLAN_CORPUS`, or `../shared/corpus`; `None`, told, where it is not at hand.
pub fn corpus() -> Option<PathBuf> {
    let path = std::env::var_os("PORTOLAN_CORPUS")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus"), PathBuf::from);
    if path.is_dir() {
        return Some(path);
    }
    eprintln!("skipped: there is no corpus at {}", path.display());
    None
}

/// The registry's own documents in it.
pub fn official() -> Option<PathBuf> {
    corpus().map(|corpus| corpus.join("official"))
}
