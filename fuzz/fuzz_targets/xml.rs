//! Any text, read as the registry's XML.
#![no_main]

use libfuzzer_sys::fuzz_target;
use portolan::Format;
use portolan_fuzz::rendering;

fuzz_target!(|input: &[u8]| rendering(input, Format::Xml, None));
