//! Any bytes: what they are told to be is what they are read as, asked for a format or not.
#![no_main]

use libfuzzer_sys::fuzz_target;
use portolan::{Format, Options};
use portolan_fuzz::{invariants, timed};

fuzz_target!(|input: &[u8]| {
    let mut options = Options::default();
    for format in std::iter::once(None).chain(Format::ALL.map(Some)) {
        options.format = format;
        let found = timed(input.len(), || options.detect(input));
        assert_eq!(options.detect(input), found, "the same bytes give the same");
        invariants::check_detected(&options.parse(input), found.as_ref());
    }
});
