//! The registry as it was day by day, which is too much to stand here: what is written of it and read again is equal
//! but for what was declared. `PORTOLAN_HISTORY` names a directory of the registry's XML, a file a day; without it the
//! snapshots of the corpus are taken, and none where that is not at hand. `PORTOLAN_HISTORY_EVERY=20` takes every
//! twentieth.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use portolan::{Format, Parsed, Part};

use support::differ::differences;
use support::written;

/// The renderings that a registry's snapshot is taken through.
const WRITTEN: &[Format] = &[Format::Xml, Format::Csv, Format::Html, Format::Markdown, Format::Text];

const THREADS: usize = 2;

fn snapshots() -> Option<Vec<PathBuf>> {
    let named = std::env::var_os("PORTOLAN_HISTORY").map(PathBuf::from);
    let directory = named.or_else(support::corpus::official)?;
    let mut paths: Vec<_> = fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "xml"));
    paths.sort();
    let every = std::env::var("PORTOLAN_HISTORY_EVERY").map_or(1, |every| every.parse().expect("a number of days"));
    Some(paths.into_iter().step_by(every).collect())
}

/// What a trip loses that was not declared, or keeps that was declared lost; how much was declared.
fn trip(path: &Path, snapshot: &Parsed, format: Format) -> (Vec<String>, BTreeMap<Part, usize>) {
    let mut wrong = Vec::new();
    let mut tell = |what: String| wrong.push(format!("{} to {format}: {what}", path.display()));
    let losses = portolan::losses(&snapshot.registry, format);
    let bytes = written(snapshot, format);
    let read = portolan::parse(&bytes);
    let source = read.registry.source.as_ref();
    if source.map(|source| source.format) != Some(format) {
        tell(format!("read as {source:?}"));
    }
    let told = |parsed: &Parsed| parsed.diagnostics.iter().map(|told| (told.code, told.severity)).collect::<Vec<_>>();
    let (before, after) = (told(snapshot), told(&read));
    let contacts = portolan::Code::MissingContacts;
    // No CSV has contacts, and none is missed.
    if before.iter().filter(|(code, _)| *code != contacts).ne(after.iter().filter(|(code, _)| *code != contacts)) {
        tell(format!("the reader said {before:?}, and says {after:?}"));
    }
    let found = differences(&snapshot.registry, &read.registry);
    let declared: BTreeSet<Option<Part>> = losses.iter().map(|loss| Some(loss.part)).collect();
    if found.keys().copied().collect::<BTreeSet<_>>() != declared {
        let shown: Vec<_> = found
            .iter()
            .filter(|(part, _)| !declared.contains(part))
            .map(|(part, all)| (part, all.len(), all.iter().take(3).collect::<Vec<_>>()))
            .collect();
        tell(format!("declared {declared:?}, differ {:?}: {shown:#?}", found.keys()));
    }
    if written(&read, format) != bytes {
        tell("the second trip gives other bytes".to_owned());
    }
    (wrong, losses.into_iter().map(|loss| (loss.part, loss.count)).collect())
}

#[test]
fn every_day_comes_back_as_it_was() {
    let Some(paths) = snapshots() else { return };
    let next = AtomicUsize::new(0);
    let work = || {
        let (mut wrong, mut lost, mut records) = (Vec::new(), BTreeMap::new(), 0);
        while let Some(path) = paths.get(next.fetch_add(1, Ordering::Relaxed)) {
            let snapshot = portolan::parse(&fs::read(path).unwrap());
            records += snapshot.registry.records.len();
            for &format in WRITTEN {
                let (found, declared) = trip(path, &snapshot, format);
                wrong.extend(found);
                for (part, count) in declared {
                    *lost.entry((format, part)).or_insert(0_usize) += count;
                }
            }
        }
        (wrong, lost, records)
    };
    let parts: Vec<_> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS).map(|_| scope.spawn(work)).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    let (mut wrong, mut lost, mut records) = (Vec::new(), BTreeMap::new(), 0);
    for (found, declared, count) in parts {
        wrong.extend(found);
        declared.into_iter().for_each(|(part, count)| *lost.entry(part).or_insert(0) += count);
        records += count;
    }
    wrong.sort();
    eprintln!("{} snapshots of {records} records; declared lost: {lost:#?}", paths.len());
    assert!(wrong.is_empty(), "{}\n{}", wrong.len(), wrong.iter().take(8).cloned().collect::<Vec<_>>().join("\n"));
}
