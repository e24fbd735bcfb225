//! The documents that are damaged here, and who looks at them.

use std::fs;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use portolan::{Format, Parsed};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;

use crate::support::{registries, written};

/// How a document's cells stand, as its folder of fixtures is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rendering {
    Xml,
    Html,
    Json,
    Ndjson,
    Csv,
    Aligned,
    Packed,
    Tabbed,
    Joined,
    Stacked,
    Fixed,
}

impl Rendering {
    pub const ALL: [Self; 11] = [
        Self::Xml,
        Self::Html,
        Self::Json,
        Self::Ndjson,
        Self::Csv,
        Self::Aligned,
        Self::Packed,
        Self::Tabbed,
        Self::Joined,
        Self::Stacked,
        Self::Fixed,
    ];

    pub fn name(self) -> String {
        format!("{self:?}").to_lowercase()
    }

    /// Rows may go on over lines, and nothing marks where one ends.
    pub fn is_of_lines(self) -> bool {
        !matches!(self, Self::Xml | Self::Html | Self::Json | Self::Ndjson | Self::Csv)
    }

    /// What it was read from stands elsewhere: its places are not those of its own text.
    pub fn is_read_back(self) -> bool {
        matches!(self, Self::Json | Self::Ndjson)
    }

    fn of(parsed: &Parsed) -> Self {
        let source = parsed.registry.source.as_ref().unwrap();
        let name = source.layout.map_or(source.format.as_str(), |layout| layout.as_str());
        Self::ALL.into_iter().find(|rendering| rendering.name() == name).unwrap()
    }
}

/// A document, and what it reads as.
pub struct Document {
    pub name: String,
    pub rendering: Rendering,
    pub bytes: Vec<u8>,
    pub whole: Parsed,
}

impl Document {
    pub fn new(name: String, bytes: Vec<u8>) -> Self {
        let whole = portolan::parse(&bytes);
        Self { name, rendering: Rendering::of(&whole), bytes, whole }
    }

    /// Its text, where it is UTF-8.
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.bytes).unwrap()
    }

    /// Whether it is no made-up registry.
    pub fn is_fixture(&self) -> bool {
        self.name.contains('.')
    }

    /// Whether its file has this name.
    pub fn is(&self, name: &str) -> bool {
        Path::new(&self.name).file_stem().unwrap() == name
    }
}

/// Every fixture of a rendering.
pub fn fixtures(rendering: Rendering) -> Vec<Document> {
    let name = rendering.name();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(&name);
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let document = |path: &std::path::PathBuf| {
        let file = path.file_name().unwrap().to_str().unwrap();
        Document::new(format!("{name}/{file}"), fs::read(path).unwrap())
    };
    paths.iter().map(document).collect()
}

/// So many made-up registries, in each rendering that is written.
pub fn made_up(count: usize) -> Vec<Document> {
    let mut runner = TestRunner::deterministic();
    let mut documents = Vec::new();
    for number in 0..count {
        let registry = registries::registry().new_tree(&mut runner).unwrap().current();
        let parsed = Parsed::from(registry);
        for format in
            [Format::Xml, Format::Csv, Format::Html, Format::Markdown, Format::Text, Format::Json, Format::Ndjson]
        {
            documents.push(Document::new(format!("{format}/made-up-{number}"), written(&parsed, format)));
        }
    }
    documents
}

/// Of so many places in a document each is tried where the tests are optimized, as `.ci/run` has them; else one of so
/// many.
pub fn step(otherwise: usize) -> usize {
    if cfg!(debug_assertions) { otherwise } else { 1 }
}

const THREADS: usize = 2;

/// What `check` finds wrong with each of `items`, which some threads share: nothing, or this is a failure.
pub fn assert_of_all<T: Sync>(items: &[T], check: impl Fn(&T) -> Vec<String> + Sync) {
    let (next, found) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                while let Some(item) = items.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let wrong = check(item);
                    found.lock().unwrap().extend(wrong);
                }
            });
        }
    });
    let mut found: Vec<String> = found.into_inner().unwrap();
    found.sort();
    assert!(!items.is_empty());
    assert!(found.is_empty(), "{} findings, the first of them {:#?}", found.len(), &found[..found.len().min(12)]);
}

/// What stands on either side of a byte.
pub fn around(bytes: &[u8], at: usize) -> String {
    let part = |from: usize, to: usize| String::from_utf8_lossy(&bytes[from..to.min(bytes.len())]).into_owned();
    format!("{:?} | {:?}", part(at.saturating_sub(40), at), part(at, at + 30))
}
