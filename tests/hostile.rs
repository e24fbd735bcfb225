//! What hostile documents cost: four times the document is about four times the memory and the time, and nowhere sixteen
//! times; and past a limit what was read is kept.
//!
//! The documents are small, so that all of this takes seconds where nothing is optimized. `PORTOLAN_HOSTILE=100` makes them
//! a hundred times as long, to be run with `--release`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::fs;
use std::path::Path;
use std::time::Duration;

use allocation_counter::AllocationInfo;
use cpu_time::ThreadTime;
use portolan::{Code, Format, Options, Parsed};

mod support;
use support::hostile::{FILLS, SHAPES};

/// Bytes of the shorter of two documents that are compared.
fn size() -> usize {
    let times = std::env::var("PORTOLAN_HOSTILE").map_or(1, |times| times.parse().unwrap());
    4_000 * times
}

fn read(document: &[u8], format: Option<Format>) -> Parsed {
    let mut options = Options::default();
    options.format = format;
    options.limits.cell_bytes = usize::MAX;
    options.limits.elements = usize::MAX;
    options.parse(document)
}

/// What reading takes from the heap.
fn memory(document: &[u8], format: Option<Format>) -> AllocationInfo {
    allocation_counter::measure(|| drop(read(document, format)))
}

/// How long this thread works on it: on a busy machine a long document waits more often than a short one.
fn time(document: &[u8], format: Option<Format>) -> Duration {
    let start = ThreadTime::now();
    let parsed = read(document, format);
    let took = start.elapsed();
    drop(parsed);
    took
}

/// How many times as long the second takes: by the medians of turns, and of more turns if that is much, for other work may
/// have taken the caches meanwhile.
fn slowdown(documents: [&[u8]; 2], format: Option<Format>) -> f64 {
    let mut least = f64::INFINITY;
    for turns in [1, 5, 25] {
        let mut times = [const { Vec::new() }; 2];
        for _ in 0..turns {
            for (times, document) in times.iter_mut().zip(documents) {
                times.push(time(document, format));
            }
        }
        let [short, long] = times.map(|mut times| {
            times.sort_unstable();
            times[turns / 2].as_secs_f64()
        });
        least = least.min(long / short);
        if least < MOST_SLOWDOWN {
            break;
        }
    }
    least
}

/// Four times as long a document takes four times as long, and sixteen times where time is quadratic.
const MOST_SLOWDOWN: f64 = 8.0;

/// What grows too fast with a document of this shape.
fn check(name: &str, format: Option<Format>, bytes: usize, shape: impl Fn(usize) -> Vec<u8>) -> Vec<String> {
    let documents = [shape(bytes), shape(4 * bytes)];
    let documents = [&*documents[0], &*documents[1]];
    let [short, long] = documents.map(|document| memory(document, format));
    let mut found = Vec::new();
    // So many times as much, beside the least that tables and buffers take; what is there at one time, where each vector has
    // just grown or is about to, is a little more.
    for (what, times, short, long, spare) in [
        ("allocations", 5, short.count_total, long.count_total, 64),
        ("bytes", 5, short.bytes_total, long.bytes_total, 1 << 15),
        ("bytes at the peak", 6, short.bytes_max, long.bytes_max, 1 << 15),
    ] {
        if long > times * short + spare {
            found.push(format!("{name}, {format:?}: {short} {what}, and {long} of four times the document"));
        }
    }
    let slowdown = slowdown(documents, format);
    if slowdown > MOST_SLOWDOWN {
        found.push(format!("{name}, {format:?}: {slowdown:.1} times the time for four times the document"));
    }
    found
}

/// The fixture of a rendering, and the words of its format.
const RENDERINGS: [(&str, &str, Format); 9] = [
    ("joined", "joined/whole.txt", Format::Text),
    ("tabbed", "tabbed/whole.txt", Format::Text),
    ("stacked", "stacked/whole.txt", Format::Text),
    ("fixed", "fixed/whole.txt", Format::Text),
    ("packed", "packed/whole.md", Format::Markdown),
    ("aligned", "aligned/whole.md", Format::Markdown),
    ("csv", "csv/whole.csv", Format::Csv),
    ("xml", "xml/whole.xml", Format::Xml),
    ("html", "html/whole.html", Format::Html),
];

fn fixture(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(path)).unwrap()
}

/// Puts `fill` into the whole document of a rendering: into a cell, as lines of its table, and as lines of its contacts.
fn check_fills(rendering: &str) {
    let (_, path, format) = *RENDERINGS.iter().find(|(name, ..)| *name == rendering).unwrap();
    let whole = fixture(path);
    let cell = whole.find("Weir").unwrap();
    let opening = match rendering {
        "xml" => "<record",
        "html" => "<tr",
        _ => "\n",
    };
    let row = whole[..cell].rfind(opening).unwrap();
    let contact = whole.find("Ada Merle").or_else(|| whole.rfind("Wharf")).unwrap();
    let mut found = Vec::new();
    // Told from the content, or not.
    for (at, place, format) in [("cell", cell, Some(format)), ("row", row, None), ("contact", contact, None)] {
        for (what, fill) in FILLS {
            let shape = |bytes: usize| {
                let fill = fill.repeat(bytes / fill.len());
                [&whole.as_bytes()[..place], fill.as_bytes(), &whole.as_bytes()[place..]].concat()
            };
            found.extend(check(&format!("{rendering}, {at}, {what}"), format, size(), shape));
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn joined() {
    check_fills("joined");
}

#[test]
fn tabbed() {
    check_fills("tabbed");
}

#[test]
fn stacked() {
    check_fills("stacked");
}

#[test]
fn fixed() {
    check_fills("fixed");
}

#[test]
fn packed() {
    check_fills("packed");
}

#[test]
fn aligned() {
    check_fills("aligned");
}

#[test]
fn csv() {
    check_fills("csv");
}

#[test]
fn xml() {
    check_fills("xml");
}

#[test]
fn html() {
    check_fills("html");
}

#[test]
fn shapes() {
    let mut found = Vec::new();
    for (name, shape) in SHAPES {
        // Of small documents, some parts are read in another way.
        found.extend(check(name, None, 4 * size(), shape));
        let format = RENDERINGS.iter().find(|(rendering, ..)| name.starts_with(rendering)).unwrap().2;
        found.extend(check(name, Some(format), 4 * size(), shape));
    }
    assert!(found.is_empty(), "{found:#?}");
}

/// Reads with a limit, which is reported once; what was read.
fn limited(document: &str, limit: impl Fn(&mut Options)) -> Vec<String> {
    let mut options = Options::default();
    limit(&mut options);
    let parsed = options.parse(document.as_bytes());
    let reported = parsed.diagnostics.iter().filter(|found| found.code == Code::Limit).count();
    assert!(reported > 0, "{document:.300}");
    parsed.registry.iter().filter_map(|record| record.service_name().map(str::to_owned)).collect()
}

#[test]
fn past_a_limit_what_was_read_is_kept() {
    for (rendering, path, _) in RENDERINGS {
        let whole = fixture(path);
        let names = limited(&whole, |options| options.limits.records = 2);
        assert_eq!(names, ["wave", "weir"], "{rendering}: records");
        // No line of a stacked row is as long as the row.
        let long = whole.replacen("Weir", &format!("Weir {}", "a".repeat(3_000)), 1);
        let names = limited(&long, |options| options.limits.cell_bytes = 2_000);
        assert_eq!(names, ["wave", "wharf"], "{rendering}: cell_bytes");
        let cut = whole.find("Wharf").unwrap();
        let names = limited(&whole, |options| options.limits.input_bytes = cut);
        assert!(names.starts_with(&["wave".to_owned(), "weir".to_owned()]), "{rendering}: input_bytes, {names:?}");
    }
    for (rendering, path, tag) in [("html", "html/whole.html", "<div>"), ("xml", "xml/whole.xml", "<b>")] {
        let whole = fixture(path);
        let deep = whole.replacen("Weir", &format!("{}Weir", tag.repeat(100)), 1);
        let names = limited(&deep, |options| options.limits.depth = 64);
        assert!(names.starts_with(&["wave".to_owned()]), "{rendering}: depth, {names:?}");
    }
    let whole = fixture("html/whole.html");
    // Each tag counts.
    let names = limited(&whole, |options| options.limits.elements = 90);
    assert!(names.starts_with(&["wave".to_owned()]) && names.len() < 3, "elements, {names:?}");
    let damaged = fixture("csv/whole.csv") + &"a,b,c\n".repeat(100);
    let names = limited(&damaged, |options| options.limits.diagnostics = 10);
    assert!(names.starts_with(&["wave".to_owned(), "weir".to_owned(), "wharf".to_owned()]), "diagnostics, {names:?}");
}
