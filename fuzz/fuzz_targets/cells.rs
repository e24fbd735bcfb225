//! Any text, read as every kind of cell.
#![no_main]

use libfuzzer_sys::fuzz_target;
use portolan_fuzz::timed;

fuzz_target!(|cell: &str| timed(cell.len(), || portolan::fuzzing::cells(cell)));
