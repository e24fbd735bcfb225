//! Any text, read as the JSON and the NDJSON that portolan writes.
#![no_main]

use libfuzzer_sys::fuzz_target;
use portolan::Format;
use portolan_fuzz::rendering;

fuzz_target!(|input: &[u8]| {
    rendering(input, Format::Json, None);
    rendering(input, Format::Ndjson, None);
});
