//! The command line. It uses the public library alone, so whatever it does a caller of the library can do too.

mod args;
mod convert;
mod diagnose;
mod excerpt;
mod form;
mod input;
mod output;
mod plan;
mod progress;

use std::process::ExitCode;

use clap::Parser;

use args::{Cli, Command};
use plan::Plan;

/// How a run or a part of it went, from the best to the worst; its number is the exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Outcome {
    /// All was read.
    Complete = 0,
    /// What could be read was written, and something is missing from it.
    Lost = 1,
    /// There was nothing to write, or it could not be written.
    Failed = 2,
}

pub(crate) fn main() -> ExitCode {
    let Command::Convert(arguments) = Cli::parse().command;
    let outcome = match Plan::new(arguments) {
        Ok(plan) => convert::run(&plan),
        Err(message) => args::refuse(&message),
    };
    ExitCode::from(outcome as u8)
}
