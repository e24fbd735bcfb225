//! The `portolan` command: the library, for people and scripts.

#![forbid(unsafe_code)]
// Besides what Cargo.toml denies of tests, too. Only a test may stop where something is odd.
#![cfg_attr(
    not(test),
    deny(
        clippy::arithmetic_side_effects,
        clippy::string_slice,
        clippy::todo,
        clippy::unimplemented,
        clippy::unreachable
    )
)]

mod cli;

use std::process::ExitCode;

use mimalloc::MiMalloc;

#[global_allocator]
static HEAP: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    cli::main()
}
