//! The short way of usual rows gives what the general way gives: on the fixtures, on registries that are made up, and on
//! what is left of both where bytes are lost, doubled or become others.
//!
//! * [`made_up`]: tables of rows as they are, and as they should not be.

mod made_up;

use std::fs;
use std::path::Path;

use crate::column::grid::general_way_only;
use crate::{Format, Options, Parsed};

/// What makes borders, ends and marks of cells.
const BYTES: &[u8] = b",;|\t\r\n\" []()<>&!#\\-.0N9x";

/// Numbers that look random, and are the same each time.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end.max(1)
    }

    /// Whether one of so many falls on it.
    fn one_in(&mut self, many: usize) -> bool {
        self.below(many) == 0
    }

    fn of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())]
    }

    fn mutate(&mut self, text: &mut Vec<u8>) {
        for _ in 0..=self.below(3) {
            let at = self.below(text.len());
            let byte = BYTES[self.below(BYTES.len())];
            match self.below(5) {
                0 if !text.is_empty() => drop(text.remove(at)),
                1 if !text.is_empty() => text[at] = byte,
                2 => text.insert(at, byte),
                3 => text.truncate(at.max(text.len() / 2)),
                _ => {
                    // A line once more, elsewhere.
                    let lines: Vec<&[u8]> = text.split_inclusive(|byte| *byte == b'\n').collect();
                    let line = lines.get(self.below(lines.len())).copied().unwrap_or_default().to_vec();
                    let before: usize = lines.iter().take(self.below(lines.len())).map(|line| line.len()).sum();
                    text.splice(before..before, line);
                }
            }
        }
    }
}

/// Stops where the two ways differ. What a text was read as.
fn same(what: &str, text: &[u8]) -> Option<Format> {
    let read = |options: &Options| -> Parsed { options.parse(text) };
    let mut options = Options::default();
    let mut format = None;
    for cell_bytes in [options.limits.cell_bytes, 200] {
        options.limits.cell_bytes = cell_bytes;
        let (short, general) = (read(&options), general_way_only::force(|| read(&options)));
        assert_eq!(short, general, "{what}: {}", String::from_utf8_lossy(text));
        format = short.registry.source.map(|source| source.format);
    }
    format
}

#[test]
fn usual_rows_are_read_as_any() {
    for family in ["csv", "tabbed", "aligned", "html", "fixed"] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(family);
        let mut numbers = Numbers(family.len() as u64);
        for file in fs::read_dir(folder).unwrap() {
            let path = file.unwrap().path();
            let text = fs::read(&path).unwrap();
            let name = path.display().to_string();
            same(&name, &text);
            for _ in 0..40 {
                let mut damaged = text.clone();
                numbers.mutate(&mut damaged);
                same(&name, &damaged);
            }
        }
    }
}

#[test]
fn usual_rows_of_made_up_tables_are_read_as_any() {
    for format in [Format::Csv, Format::Text] {
        let make = if format == Format::Csv { made_up::csv } else { made_up::tabbed };
        let mut numbers = Numbers(6335);
        let mut recognized = 0;
        for number in 0..600 {
            let text = make(&mut numbers);
            let what = format!("{format:?} {number}");
            recognized += usize::from(same(&what, text.as_bytes()) == Some(format));
            let mut damaged = text.into_bytes();
            numbers.mutate(&mut damaged);
            same(&what, &damaged);
        }
        assert!(recognized > 400, "{format:?}: {recognized}");
    }
}
