//! Any text, read as text whose cells are joined by spaces.
#![no_main]

use libfuzzer_sys::fuzz_target;
use portolan::{Format, Layout};
use portolan_fuzz::rendering;

fuzz_target!(|input: &[u8]| rendering(input, Format::Text, Some(Layout::Joined)));
