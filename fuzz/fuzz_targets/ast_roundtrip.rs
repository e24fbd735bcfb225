//! A registry of any content, written in every format there is and read again: equal but for the losses that are declared.
#![no_main]

use libfuzzer_sys::fuzz_target;
use portolan::Format;
use portolan_fuzz::registry::Made;
use portolan_fuzz::trip;

fuzz_target!(|made: Made| {
    for format in Format::ALL {
        match &made {
            Made::Usual(registry) => trip::trip(registry, format),
            Made::Odd(registry) => trip::odd_trip(registry, format),
        }
    }
});
