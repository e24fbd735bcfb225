//! What hostile documents cost: four times the document is about four times the memory and the time, and nowhere sixteen
//! times. `cargo bench --bench hostile` reads them at full size.
//!
//! The documents are small, so that all of this takes seconds where nothing is optimized. `PORTOLAN_HOSTILE=100` makes them
//! a hundred times as long, to be run with `--release`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::time::Duration;

use allocation_counter::AllocationInfo;
use cpu_time::ThreadTime;
use portolan::{Code, Format, Options, Parsed, Severity};

mod support;
use support::hostile::bodies::BODIES;
use support::hostile::fills::FILLS;
use support::hostile::json::ROWS;
use support::hostile::{Place, RENDERINGS, Shape, listed, place, read_by_people};

/// Bytes of the shorter of two documents that are compared.
fn size() -> usize {
    let times = std::env::var("PORTOLAN_HOSTILE").map_or(1, |times| times.parse().unwrap());
    4_000 * times
}

/// So many of what a shape is made of as that is of its full size.
fn part_of(shape: &Shape) -> usize {
    (shape.full / 1024 * size() / 4_000).max(500)
}

fn read(document: &[u8], format: Option<Format>) -> Parsed {
    let mut options = Options::default();
    options.format = format;
    options.limits.cell_bytes = usize::MAX;
    options.limits.elements = usize::MAX;
    options.limits.depth = 1_000;
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

/// What grows too fast with a document of this shape. Small ones are read in another way, or are below what is kept of
/// diagnostics: what grows too fast must do so for larger ones, too.
fn check(name: &str, format: Option<Format>, n: usize, shape: impl Fn(usize) -> Vec<u8>) -> Vec<String> {
    let found = grown(name, format, n, &shape);
    if found.is_empty() { found } else { grown(name, format, 4 * n, &shape) }
}

fn grown(name: &str, format: Option<Format>, n: usize, shape: impl Fn(usize) -> Vec<u8>) -> Vec<String> {
    let documents = [shape(n), shape(4 * n)];
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

/// Puts `fill` into the whole document of a rendering: into a cell, as lines of its table, and as lines of its contacts.
fn check_fills(rendering: &str) {
    let (_, whole, format) = read_by_people().find(|(name, ..)| *name == rendering).unwrap();
    let contact = whole.find("Ada Merle").or_else(|| whole.rfind("Wharf")).unwrap();
    let at = |at| place(rendering, whole, at);
    let mut found = Vec::new();
    // Told from the content, or not.
    for (name, at, format) in
        [("cell", at(Place::Cell), Some(format)), ("row", at(Place::Row), None), ("contact", contact, None)]
    {
        for (what, fill) in FILLS {
            let shape = |bytes: usize| {
                let fill = fill.repeat(bytes / fill.len());
                [&whole.as_bytes()[..at], fill.as_bytes(), &whole.as_bytes()[at..]].concat()
            };
            found.extend(check(&format!("{rendering}, {name}, {what}"), format, size(), shape));
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
fn bodies() {
    let mut found = Vec::new();
    for (name, body) in BODIES.into_iter().chain(ROWS) {
        // Of small documents, some parts are read in another way.
        found.extend(check(name, None, 4 * size(), body));
        let format = RENDERINGS.iter().find(|(rendering, ..)| name.starts_with(rendering)).unwrap().2;
        found.extend(check(name, Some(format), 4 * size(), body));
    }
    assert!(found.is_empty(), "{found:#?}");
}

fn check_shapes(is_asked: impl Fn(Format) -> bool) {
    let mut found = Vec::new();
    for shape in listed().filter(|shape| is_asked(shape.format())) {
        let name = format!("{}, {:?}, {}", shape.rendering, shape.place, shape.name);
        found.extend(check(&name, Some(shape.format()), part_of(&shape), |n| shape.document(n)));
    }
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn shapes_of_html() {
    check_shapes(|format| format == Format::Html);
}

#[test]
fn shapes_of_xml() {
    check_shapes(|format| format == Format::Xml);
}

#[test]
fn shapes_of_texts() {
    check_shapes(|format| matches!(format, Format::Text | Format::Markdown | Format::Csv));
}

#[test]
fn shapes_of_json() {
    check_shapes(|format| matches!(format, Format::Json | Format::Ndjson));
}

/// The limits, so much smaller that small documents reach them.
fn small_limits() -> Options {
    let mut options = Options::default();
    let limits = &mut options.limits;
    for limit in [&mut limits.cell_bytes, &mut limits.elements, &mut limits.records, &mut limits.lines] {
        *limit /= 1024;
    }
    limits.diagnostics = 50;
    options
}

#[test]
fn what_stands_before_is_read_or_reported() {
    let mut reached = Vec::new();
    for shape in listed().filter(|shape| shape.place != Place::All) {
        let document = shape.document(4 * part_of(&shape));
        let mut options = small_limits();
        options.format = Some(shape.format());
        let parsed = options.parse(&document);
        let limits: Vec<_> = parsed.diagnostics.iter().filter(|found| found.code == Code::Limit).collect();
        assert!(limits.iter().all(|found| found.message.contains("(limit: ")), "{shape:?}, {limits:#?}");
        reached.push(!limits.is_empty());
        // The row above; one that the shape goes on is left out with it, and that is told.
        let is_kept = parsed.registry.by_name("wave").next().is_some();
        let is_told = parsed.diagnostics.iter().any(|found| found.severity == Severity::Error);
        assert!(is_kept || is_told, "{shape:?}, {:#?}", parsed.diagnostics);
        assert!(parsed.is_recognized(), "{shape:?}");
    }
    assert!(reached.iter().filter(|is_reached| **is_reached).count() > 100);
}
