//! Any page of HTML: what is read without a tree is what scraper's tree says.
#![no_main]

use libfuzzer_sys::fuzz_target;
use portolan_fuzz::timed;

fuzz_target!(|input: &[u8]| {
    timed(input.len(), || portolan::fuzzing::html_ways(&String::from_utf8_lossy(input)));
});
