//! Any text, read as Markdown, aligned and packed.
#![no_main]

use libfuzzer_sys::fuzz_target;
use portolan::{Format, Layout};
use portolan_fuzz::rendering;

fuzz_target!(|input: &[u8]| {
    rendering(input, Format::Markdown, Some(Layout::Aligned));
    rendering(input, Format::Markdown, Some(Layout::Packed));
});
