//! How much of the heap reading takes at its peak, and how time and memory grow with the document.

#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a benchmark that cannot go on stops")]

mod support;

use std::hint::black_box;
use std::time::Instant;

use peak_alloc::PeakAlloc;
use portolan::{Format, Options, Parsed};
use support::documents::Documents;

#[global_allocator]
static HEAP: PeakAlloc = PeakAlloc;

/// The largest are beyond what one page may hold by default.
fn parse(document: &str) -> Parsed {
    let mut options = Options::default();
    options.limits.elements = usize::MAX;
    options.parse(black_box(document.as_bytes()))
}

/// What the heap held at most while `document` was read, beyond what it held before; the registry is kept.
fn peak(document: &str) -> usize {
    HEAP.reset_peak_usage();
    let before = HEAP.current_usage();
    let parsed = parse(document);
    let peak = HEAP.peak_usage() - before;
    drop(black_box(parsed));
    peak
}

/// The least of some times, in seconds. What was read is kept till the last time is taken: every turn so takes new memory,
/// where a small document would find its own again and a large one would not.
fn time(document: &str) -> f64 {
    let mut kept = Vec::new();
    let mut once = || {
        let start = Instant::now();
        kept.push(parse(document));
        start.elapsed().as_secs_f64()
    };
    let least = (0..5).map(|_| once()).fold(f64::INFINITY, f64::min);
    drop(black_box(kept));
    least
}

fn main() {
    let documents = Documents::new();
    println!("{}: peak of the heap, the registry kept\n", documents.origin);
    println!("| what | MB | peak, MB | B a byte |\n|---|---|---|---|");
    for (what, document) in documents.all() {
        let peak = peak(document);
        let size = document.len() as f64;
        println!("| {what} | {:.2} | {:.2} | {:.2} |", size / 1e6, peak as f64 / 1e6, peak as f64 / size);
    }
    let mut out = Vec::with_capacity(16 << 20);
    HEAP.reset_peak_usage();
    let before = HEAP.current_usage();
    portolan::write(&documents.parsed, Format::Json, &mut out).expect("a buffer takes all");
    println!("| AST → json | {:.2} | {:.2} | |", out.len() as f64 / 1e6, (HEAP.peak_usage() - before) as f64 / 1e6);

    println!("\na generated registry, 4 and 16 times as long: times the time and times the heap\n");
    println!("| what | time × 4 | time × 16 | heap × 4 | heap × 16 |\n|---|---|---|---|---|");
    let sizes = [14_500, 58_000, 232_000].map(Documents::generated);
    let [one, four, sixteen] = sizes.each_ref().map(Documents::all);
    for ((small, middle), large) in one.iter().zip(&four).zip(&sixteen) {
        let documents = [small.1, middle.1, large.1];
        let (times, heaps) = (documents.map(time), documents.map(peak));
        // Documents grow not quite as their records do: by the byte.
        let bytes = documents.map(|document| document.len() as f64);
        let grown = |by: f64, times: f64, at: usize| by * times / (bytes[at] / bytes[0]);
        println!(
            "| {} | {:.2} | {:.2} | {:.2} | {:.2} |",
            small.0,
            grown(times[1] / times[0], 4.0, 1),
            grown(times[2] / times[0], 16.0, 2),
            grown(heaps[1] as f64 / heaps[0] as f64, 4.0, 1),
            grown(heaps[2] as f64 / heaps[0] as f64, 16.0, 2),
        );
    }
}
