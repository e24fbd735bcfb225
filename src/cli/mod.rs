//! The command line. It uses the public library alone, so whatever it does a caller of the library can do too.

mod args;
mod batch;
mod convert;
mod detect;
mod diagnose;
mod excerpt;
mod form;
mod input;
mod limit;
mod merge;
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
    let outcome = match Cli::parse().command {
        Command::Convert(arguments) => match Plan::new(arguments) {
            Ok(plan) if plan.merge => merge::run(&plan),
            Ok(plan) => convert::run(&plan),
            Err(message) => args::refuse("convert", &message),
        },
        Command::Detect(arguments) => detect::run(arguments).unwrap_or_else(|message| args::refuse("detect", &message)),
    };
    ExitCode::from(outcome as u8)
}
