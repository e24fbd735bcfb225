//! Any bytes, read as what they are told to be and as each format.
#![no_main]

use libfuzzer_sys::fuzz_target;
use portolan::Format;
use portolan_fuzz::{invariants, options, timed};

fuzz_target!(|input: &[u8]| {
    let mut options = options(input);
    for format in std::iter::once(None).chain(Format::ALL.map(Some)) {
        options.format = format;
        timed(input.len(), || invariants::read(input, &options));
    }
});
