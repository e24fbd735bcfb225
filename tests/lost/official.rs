//! Every 997th prefix of the registry's own documents.
//!
//! A document of 4 MB has 4,000 of them, which take a minute each: `PORTOLAN_CUTS_EVERY=16`, which `.ci/run` has, takes
//! one of sixteen, another one of each document; 1 takes all. Without it nothing is asked.

use std::fs;

use portolan::Severity;

use crate::documents::{Document, Rendering, assert_of_all};
use crate::support::corpus::official;

const STEP: usize = 997;

fn check(document: &Document, at: usize) -> Vec<String> {
    let (whole, cut) = (&document.whole, portolan::parse(&document.bytes[..at]));
    let (rows, left) = (&whole.registry.records, &cut.registry.records);
    // No row of these is longer, and so far a row above may go on.
    let settled = rows.iter().take_while(|row| row.span().range().end + (8 << 10) < at).count();
    let mut found = Vec::new();
    if left.len() < settled {
        found.push(format!("{} cut at {at}: {} records of {settled}", document.name, left.len()));
    }
    for (one, other) in left.iter().zip(rows).take(settled).filter(|(one, other)| one != other) {
        let fields = crate::compare::different(one, other);
        if !fields.is_empty() {
            found.push(format!("{} cut at {at}: {:?} differs in {fields:?}", document.name, other.service_name()));
        }
    }
    // A CSV that is cut between two rows, or in the last cell of one, is a whole one.
    if cut.worst() < Some(Severity::Warning) && document.rendering != Rendering::Csv {
        found.push(format!("{} cut at {at}: it is not told", document.name));
    }
    found
}

#[test]
fn what_stands_before_a_cut_of_an_official_document_is_kept() {
    let Ok(every) = std::env::var("PORTOLAN_CUTS_EVERY") else {
        eprintln!("skipped: PORTOLAN_CUTS_EVERY does not say how many of the prefixes are asked for");
        return;
    };
    let every: usize = every.parse().expect("a number of prefixes");
    let Some(folder) = official() else { return };
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    for (number, path) in paths.iter().enumerate() {
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let document = Document::new(name, fs::read(path).unwrap());
        let places: Vec<_> = (STEP..document.bytes.len()).step_by(STEP).skip(number % every).step_by(every).collect();
        assert_of_all(&places, |at| check(&document, *at));
    }
}
