//! What holds of every reading holds of the fixtures, whole, cut and damaged, read as every format; and of what the fuzz
//! targets found.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use std::fs;
use std::panic::{self, AssertUnwindSafe};
use std::path::{Path, PathBuf};

use portolan::{Format, Options};

use support::invariants;

fn fixtures() -> Vec<PathBuf> {
    let directories = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures")).unwrap();
    let files = directories.flat_map(|directory| fs::read_dir(directory.unwrap().path()).unwrap());
    let mut files: Vec<PathBuf> = files.map(|file| file.unwrap().path()).collect();
    files.sort();
    files
}

/// The names of inputs, and the formats, of which something does not hold; the panic's message says what.
fn broken(inputs: impl Iterator<Item = (String, Vec<u8>)>) -> Vec<String> {
    let mut found = Vec::new();
    for (name, input) in inputs {
        for format in std::iter::once(None).chain(Format::ALL.map(Some)) {
            let mut options = Options::default();
            options.format = format;
            let read = || drop(invariants::read(&input, &options));
            if panic::catch_unwind(AssertUnwindSafe(read)).is_err() {
                found.push(format!("{name} read as {format:?}"));
            }
        }
    }
    found
}

#[test]
fn all_holds_of_every_fixture() {
    let inputs = fixtures().into_iter().map(|path| (path.display().to_string(), fs::read(&path).unwrap()));
    assert_eq!(broken(inputs), [""; 0]);
}

/// `bytes` with some of them lost, doubled or become others.
fn damaged(bytes: &[u8], seed: u64) -> Vec<u8> {
    let mut state = seed;
    let mut below = |end: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % end.max(1)
    };
    let mut bytes = bytes.to_vec();
    for _ in 0..=below(4) {
        let (at, length) = (below(bytes.len()), below(40));
        let end = bytes.len().min(at + length);
        match below(5) {
            0 => drop(bytes.drain(at..end)),
            1 => bytes.extend_from_within(at..end),
            2 => bytes.truncate(at),
            3 => bytes.insert(at, b"\t\n\r |\"[]<>&;,0-\xff"[below(16)]),
            _ => bytes.splice(at..at, bytes[at..end].to_vec()).for_each(drop),
        }
    }
    bytes
}

#[test]
fn all_holds_of_damaged_fixtures() {
    let inputs = fixtures().into_iter().enumerate().flat_map(|(number, path)| {
        let bytes = fs::read(&path).unwrap();
        (0..4).map(move |time| {
            let seed = (4 * number + time) as u64;
            (format!("{} {seed}", path.display()), damaged(&bytes, seed))
        })
    });
    assert_eq!(broken(inputs), [""; 0]);
}
