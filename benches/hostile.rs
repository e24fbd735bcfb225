//! What hostile documents cost at full size, within the default limits, and which of them stopped it.
//!
//! `cargo bench --bench hostile -- html cell` takes the shapes whose names have these words, and `1/16` makes all of them
//! so much smaller.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a benchmark that cannot go on stops")]

#[path = "../tests/support/hostile/mod.rs"]
#[allow(dead_code, unreachable_pub, reason = "the tests use the rest of it")]
mod hostile;

use std::collections::BTreeSet;

use cpu_time::ThreadTime;
use hostile::{Place, Shape, listed};
use portolan::{Code, Options, Parsed};

/// A shape that takes so many seconds is not tried at four times the size.
const TOO_LONG: f64 = 30.0;

struct Cost {
    bytes: usize,
    seconds: f64,
    /// Bytes of the heap at the peak, beside the document.
    peak: u64,
    limits: BTreeSet<String>,
    records: usize,
}

fn parse(shape: &Shape, document: &[u8]) -> Parsed {
    let mut options = Options::default();
    options.format = (shape.place != Place::All).then(|| shape.format());
    options.parse(document)
}

/// The name in `(limit: NAME)`.
fn limit(message: &str) -> Option<String> {
    Some(message.split_once("(limit: ")?.1.split(')').next()?.to_owned())
}

/// Time is that of this thread, the least of some turns.
fn cost(shape: &Shape, n: usize) -> Cost {
    let document = shape.document(n);
    let mut parsed = Parsed::default();
    let peak = allocation_counter::measure(|| parsed = parse(shape, &document)).bytes_max;
    let mut seconds = f64::INFINITY;
    let all = ThreadTime::now();
    while seconds == f64::INFINITY || all.elapsed().as_secs_f64() < 0.5 {
        let start = ThreadTime::now();
        let again = parse(shape, &document);
        seconds = seconds.min(start.elapsed().as_secs_f64());
        drop(again);
    }
    let limits = parsed.diagnostics.iter().filter(|found| found.code == Code::Limit);
    let limits = limits.filter_map(|found| limit(&found.message)).collect();
    Cost { bytes: document.len(), seconds, peak, limits, records: parsed.registry.records.len() }
}

/// The worst of all, and whose it is.
struct Worst(f64, String);

impl Worst {
    fn meet(&mut self, figure: f64, name: &str) {
        if figure > self.0 {
            *self = Self(figure, name.to_owned());
        }
    }
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with("--")).collect();
    let part = arguments.iter().find_map(|word| word.strip_prefix("1/")).map_or(1, |part| part.parse().unwrap());
    let words: Vec<String> =
        arguments.iter().filter(|word| !word.starts_with("1/")).map(|word| word.to_lowercase()).collect();
    println!("| rendering | where: what | 4n | MB | s, n | s, 4n | peak MB, n | 4n | limit | records |");
    println!("|---|---|---|---|---|---|---|---|---|---|");
    let [mut seconds, mut peak, mut a_byte, mut a_megabyte] = [const { Worst(0.0, String::new()) }; 4];
    for shape in listed() {
        let name = format!("{} | {}: {}", shape.rendering, format!("{:?}", shape.place).to_lowercase(), shape.name);
        if !words.iter().all(|word| name.to_lowercase().contains(word.as_str())) {
            continue;
        }
        let n = shape.full / part / 4;
        let (what, mb) = (format!("{name} | {} {}", 4 * n, shape.unit), |bytes: f64| bytes / 1e6);
        let small = cost(&shape, n);
        if small.seconds > TOO_LONG {
            println!("| {what} | | {:.3} | more than {TOO_LONG} | {:.2} | | | |", small.seconds, mb(small.peak as f64));
            seconds.meet(f64::INFINITY, &name);
            continue;
        }
        let large = cost(&shape, 4 * n);
        let (bytes, heap) = (large.bytes as f64, large.peak as f64);
        println!(
            "| {what} | {:.1} | {:.4} | {:.4} | {:.2} | {:.2} | {} | {} |",
            mb(bytes),
            small.seconds,
            large.seconds,
            mb(small.peak as f64),
            mb(heap),
            large.limits.into_iter().collect::<Vec<_>>().join(", "),
            large.records,
        );
        seconds.meet(large.seconds, &name);
        peak.meet(mb(heap), &name);
        a_byte.meet(heap / bytes, &name);
        a_megabyte.meet(large.seconds / mb(bytes), &name);
    }
    println!("\nThe most of all:\n");
    println!("* {:.2} s: {}", seconds.0, seconds.1);
    println!("* {:.3} s a megabyte: {}", a_megabyte.0, a_megabyte.1);
    println!("* {:.0} MB: {}", peak.0, peak.1);
    println!("* {:.1} bytes a byte: {}", a_byte.0, a_byte.1);
}
