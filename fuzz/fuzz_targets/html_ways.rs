//! Any page of HTML: what is read without a tree is what scraper's tree says.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    portolan::html_ways(&String::from_utf8_lossy(input));
});
