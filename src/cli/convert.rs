//! `portolan convert`: each input in turn, to the end, whatever becomes of the others.

use portolan::{Diagnostic, Parsed, Severity};

use super::Outcome;
use super::diagnose::Diagnoser;
use super::input::Input;
use super::output::{Output, WriteError};
use super::plan::Plan;
use super::progress::Progress;

pub(super) fn run(plan: &Plan) -> Outcome {
    let progress = Progress::start(plan);
    let mut output = match Output::open(plan) {
        Ok(output) => output,
        Err(error) => return failed(&progress, &error),
    };
    let mut worst = Outcome::Complete;
    for input in &plan.inputs {
        match convert(plan, input, &mut output, &progress) {
            Ok(outcome) => worst = worst.max(outcome),
            Err(error) if error.is_closed_pipe() && output.is_shared() => return worst,
            Err(error) => {
                worst = worst.max(failed(&progress, &error));
                if output.is_shared() {
                    // A file that lacks an input is not complete: the old one stays.
                    return worst;
                }
            }
        }
        progress.done_one();
    }
    match progress.hidden(|| output.finish()) {
        Err(error) if !error.is_closed_pipe() => worst.max(failed(&progress, &error)),
        _ => worst,
    }
}

/// Tells of data that could not be written.
pub(super) fn failed(progress: &Progress, error: &WriteError) -> Outcome {
    progress.print(&format!("portolan: {error}\n"));
    Outcome::Failed
}

fn convert(plan: &Plan, input: &Input, output: &mut Output<'_>, progress: &Progress) -> Result<Outcome, WriteError> {
    let Some((bytes, parsed)) = read(plan, input, progress) else {
        return Ok(Outcome::Failed);
    };
    let name = input.shown();
    let diagnoser = Diagnoser::new(&name, plan.all_diagnostics);
    let is_told = !plan.quiet && !parsed.diagnostics.is_empty();
    let unwritten = progress.hidden(|| {
        let unwritten = output.write(input, &parsed)?;
        if is_told || !plan.quiet && !unwritten.is_empty() {
            output.flush()?;
        }
        Ok(unwritten)
    })?;
    let Parsed { registry, diagnostics } = &parsed;
    if !plan.quiet {
        let mut told = diagnoser.render(diagnostics, &bytes) + &diagnoser.render(&unwritten, &bytes);
        if is_told {
            told += &diagnoser.summary(registry, diagnostics.iter().chain(&unwritten));
        }
        progress.print(&told);
    }
    Ok(outcome(plan, diagnostics).max(outcome(plan, &unwritten)))
}

/// Reads an input; `None`, told, where there is nothing in it to write.
pub(super) fn read(plan: &Plan, input: &Input, progress: &Progress) -> Option<(Vec<u8>, Parsed)> {
    let name = input.shown();
    if !plan.quiet {
        progress.hidden(|| input.tell_of_terminal("convert"));
    }
    progress.at(format!("reading {name}"));
    let bytes = match input.read(plan.options.limits.input_bytes) {
        Ok(bytes) => bytes,
        Err(error) => {
            progress.print(&format!("portolan: cannot read {name}: {error}\n"));
            return None;
        }
    };
    let parsed = plan.options.parse(&bytes);
    if !parsed.is_recognized() {
        // The reason why there is no data at all is told even to those who want no diagnostics.
        progress.print(&Diagnoser::new(&name, plan.all_diagnostics).render(&parsed.diagnostics, &bytes));
        return None;
    }
    Some((bytes, parsed))
}

/// What became of what was read or written, by what there is to say of it.
pub(super) fn outcome(plan: &Plan, diagnostics: &[Diagnostic]) -> Outcome {
    match diagnostics.iter().map(|diagnostic| diagnostic.severity).max() {
        Some(Severity::Error) => Outcome::Lost,
        Some(Severity::Warning) if plan.strict => Outcome::Lost,
        _ => Outcome::Complete,
    }
}
