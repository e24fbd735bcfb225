//! How much of the heap reading takes at its peak, and how time and memory grow with the document.

#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a benchmark that cannot go on stops")]

mod support;

use std::hint::black_box;
use std::path::Path;
use std::process::Command;
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

/// A process of its own, told so by its first word, that reads one document and prints how many nanoseconds it took.
const ALONE: &str = "alone";

/// Reads the document in the file `path`. A small one is read before and kept, so that what is measured is neither the
/// loading of the program nor memory that is used again.
fn read_alone(path: &str, small: &str) {
    let [document, small] = [path, small].map(|path| std::fs::read_to_string(path).expect("a document"));
    let kept = parse(&small);
    let start = Instant::now();
    let parsed = parse(&document);
    println!("{}", start.elapsed().as_nanos());
    black_box((kept, parsed));
}

/// How long a new process takes to read the document in the file `path`, in seconds.
fn time_alone(path: &Path, small: &Path) -> f64 {
    let own = std::env::current_exe().expect("this program");
    let out = Command::new(own).arg(ALONE).args([path, small]).output().expect("a process");
    let nanos: f64 = String::from_utf8_lossy(&out.stdout).trim().parse().expect("a number");
    nanos / 1e9
}

/// How many times as long the two larger of three documents take as the smallest, the medians of all turns. Each reading is
/// a process of its own, as it is where somebody reads one document: memory is new for each size, while in one process a
/// small document finds what the last turn left, and a large one does not. The sizes take turns, and each is held against
/// the smallest of its own turn: the machine is slower for minutes at a time.
fn times(documents: [&str; 3], small: &str) -> [f64; 2] {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let file = |name: &str, text: &str| {
        let path = folder.join(format!("growth-{}-{name}", std::process::id()));
        std::fs::write(&path, text).expect("room for a file");
        path
    };
    let small = file("small", small);
    let files = [("1", documents[0]), ("4", documents[1]), ("16", documents[2])].map(|(name, text)| file(name, text));
    let mut ratios = [const { Vec::new() }; 2];
    for _ in 0..TURNS {
        let [one, rest @ ..] = files.each_ref().map(|file| time_alone(file, &small));
        for (ratios, time) in ratios.iter_mut().zip(rest) {
            ratios.push(time / one);
        }
    }
    for file in files.iter().chain([&small]) {
        let _ = std::fs::remove_file(file);
    }
    ratios.map(|mut ratios| {
        ratios.sort_by(f64::total_cmp);
        ratios[TURNS / 2]
    })
}

const TURNS: usize = 15;

fn main() {
    if let [_, word, path, small] = std::env::args().collect::<Vec<_>>().as_slice()
        && word == ALONE
    {
        return read_alone(path, small);
    }
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
    let first = Documents::generated(500);
    let [one, four, sixteen] = sizes.each_ref().map(Documents::all);
    for (((small, middle), large), first) in one.iter().zip(&four).zip(&sixteen).zip(first.all()) {
        let documents = [small.1, middle.1, large.1];
        let (times, heaps) = (times(documents, first.1), documents.map(peak));
        // Documents grow not quite as their records do: by the byte.
        let bytes = documents.map(|document| document.len() as f64);
        let grown = |by: f64, times: f64, at: usize| by * times / (bytes[at] / bytes[0]);
        println!(
            "| {} | {:.2} | {:.2} | {:.2} | {:.2} |",
            small.0,
            grown(times[0], 4.0, 1),
            grown(times[1], 16.0, 2),
            grown(heaps[1] as f64 / heaps[0] as f64, 4.0, 1),
            grown(heaps[2] as f64 / heaps[0] as f64, 16.0, 2),
        );
    }
}
