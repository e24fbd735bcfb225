//! What hostile documents cost at full size, and which limit stopped them.
//!
//! `cargo bench --bench hostile -- html cell` takes the shapes whose names have these words, and `1/16` makes all of them
//! so much smaller.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a benchmark that cannot go on stops")]

#[path = "../tests/support/hostile/mod.rs"]
#[allow(dead_code, unreachable_pub, reason = "the tests use the rest of it")]
mod hostile;

use cpu_time::ThreadTime;
use std::collections::BTreeSet;

use hostile::{Shape, listed};
use portolan::{Code, Parsed};

/// A shape that takes longer than this is not tried at four times the size.
const TOO_LONG: f64 = 20.0;

struct Cost {
    bytes: usize,
    seconds: f64,
    peak: u64,
    limits: BTreeSet<String>,
    records: usize,
}

fn parse(shape: &Shape, document: &[u8]) -> Parsed {
    let mut options = portolan::Options::default();
    options.format = (shape.place != hostile::Place::All).then(|| shape.format());
    options.parse(document)
}

/// The name in `(limit: NAME)`.
fn limit(message: &str) -> Option<&str> {
    message.split_once("(limit: ")?.1.split(')').next()
}

fn cost(shape: &Shape, n: usize) -> Cost {
    let document = shape.document(n);
    let mut seconds = f64::INFINITY;
    let mut parsed = Parsed::default();
    let mut peak = 0;
    // The heap is counted once, and time is the least of some turns.
    let counted = allocation_counter::measure(|| parsed = parse(shape, &document));
    peak = counted.bytes_max.max(peak);
    let mut turns = 0;
    let begin = ThreadTime::now();
    while turns == 0 || turns < 5 && begin.elapsed().as_secs_f64() < 1.0 {
        let start = ThreadTime::now();
        let again = parse(shape, &document);
        seconds = seconds.min(start.elapsed().as_secs_f64());
        drop(again);
        turns += 1;
    }
    let limits = parsed.diagnostics.iter().filter(|found| found.code == Code::Limit);
    Cost {
        bytes: document.len(),
        seconds,
        peak,
        limits: limits.filter_map(|found| limit(&found.message)).map(str::to_owned).collect(),
        records: parsed.registry.records.len(),
    }
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with("--")).collect();
    let part = arguments.iter().find_map(|word| word.strip_prefix("1/")).map_or(1, |part| part.parse().unwrap());
    let words: Vec<&String> = arguments.iter().filter(|word| !word.starts_with("1/")).collect();
    println!(
        "| rendering | shape | n | MB | s at n | s at 4n | times | MB at n | MB at 4n | times | a byte | limit | kept |"
    );
    println!("|---|---|---|---|---|---|---|---|---|---|---|---|---|");
    for shape in listed() {
        let name = format!("{} | {:?}: {}", shape.rendering, shape.place, shape.name);
        if !words.iter().all(|word| name.contains(word.as_str())) {
            continue;
        }
        let n = shape.full / part / 4;
        let small = cost(&shape, n);
        let mb = |bytes: u64| bytes as f64 / 1e6;
        if small.seconds > TOO_LONG {
            println!(
                "| {name} | {} {} | {:.1} | {:.3} | !!! |",
                shape.full / part,
                shape.unit,
                mb(small.bytes as u64),
                small.seconds
            );
            continue;
        }
        let large = cost(&shape, 4 * n);
        let limits: Vec<_> = large.limits.into_iter().collect();
        println!(
            "| {name} | {} {} | {:.1} | {:.4} | {:.4} | {:.1} | {:.2} | {:.2} | {:.1} | {:.1} | {} | {} |",
            4 * n,
            shape.unit,
            mb(large.bytes as u64),
            small.seconds,
            large.seconds,
            large.seconds / small.seconds,
            mb(small.peak),
            mb(large.peak),
            large.peak as f64 / small.peak as f64,
            large.peak as f64 / large.bytes as f64,
            limits.join(", "),
            large.records,
        );
    }
}
