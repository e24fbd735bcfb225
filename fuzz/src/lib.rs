//! What the fuzz targets share: what must hold of every reading, how long one may take, registries made of any bytes.

pub mod registry;

// Tests hold it against fixtures without cargo-fuzz.
#[path = "../../tests/support/differ.rs"]
mod differ;
#[path = "../../tests/support/invariants.rs"]
pub mod invariants;
#[path = "../../tests/support/trip.rs"]
pub mod trip;
#[path = "../../tests/support/words.rs"]
mod words;

use std::fs;
use std::time::Duration;

use portolan::{Format, Layout, Limits, Options};

/// The usual options; narrow limits for one input of four, told by its length.
pub fn options(input: &[u8]) -> Options {
    let mut options = Options::default();
    options.limits.input_bytes = 1 << 20;
    if input.len() % 4 == 3 {
        let Limits { cell_bytes, depth, elements, attributes, records, diagnostics, .. } = &mut options.limits;
        (*cell_bytes, *depth, *elements, *attributes, *records, *diagnostics) = (200, 6, 60, 1, 3, 2);
    }
    options
}

/// Reads a text as one rendering, the usual and the general way.
pub fn rendering(input: &[u8], format: Format, layout: Option<Layout>) {
    let Ok(text) = std::str::from_utf8(input) else { return };
    let limits = options(input).limits;
    let parsed = timed(input.len(), || portolan::fuzzing::read(text, format, layout, &limits));
    if let Some(parsed) = parsed {
        assert!(parsed.is_recognized());
        invariants::check(text, &parsed, matches!(format, Format::Json | Format::Ndjson));
    }
}

/// What a start may cost, and a byte: some fifty times what most inputs take, with the sanitizer on.
const START: Duration = Duration::from_millis(500);
const BYTE: Duration = Duration::from_micros(100);

/// Stops where `read` takes longer than so many bytes may. Time on a processor counts, not time spent waiting for one.
pub fn timed<T>(bytes: usize, read: impl FnOnce() -> T) -> T {
    let before = cpu_time();
    let found = read();
    if let (Some(before), Some(after)) = (before, cpu_time()) {
        let (took, most) = (after - before, START + BYTE * u32::try_from(bytes).unwrap_or(u32::MAX));
        assert!(took <= most, "{bytes} bytes took {took:?}, more than {most:?}");
    }
    found
}

/// What this thread has had of processors, where Linux tells it.
fn cpu_time() -> Option<Duration> {
    let told = fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    told.split(' ').next()?.parse().ok().map(Duration::from_nanos)
}
