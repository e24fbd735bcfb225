//! `portolan convert`: each input, to the end, whatever becomes of the others.

use std::mem;
use std::ops::ControlFlow;

use portolan::{Diagnostic, Parsed, Severity};

use super::diagnose::Diagnoser;
use super::input::Input;
use super::output::{Output, WriteError};
use super::plan::{Destination, Plan};
use super::progress::Progress;
use super::{Outcome, batch, form, output};

/// Outputs that may wait for those before them, a thread: they are held in memory.
const OUTPUTS: usize = 2;

pub(super) fn run(plan: &Plan) -> Outcome {
    let progress = Progress::start(plan);
    let mut output = match Output::open(plan) {
        Ok(output) => output,
        Err(error) => return failed(&progress, &error),
    };
    let mut worst = Outcome::Complete;
    let flow = if plan.threads > 1 && plan.inputs.len() > 1 {
        let ahead = if output.is_shared() { OUTPUTS } else { batch::MESSAGES };
        let work = |input: &Input| convert_apart(plan, input, &progress);
        batch::in_order(&plan.inputs, plan.threads, ahead, work, |_, (done, data)| {
            let done = done.and_then(|done| {
                let Some(data) = data else { return Ok(done) };
                progress.hidden(|| output.append(&data))?;
                batch::reuse(data);
                Ok(done)
            });
            take(done, &mut output, &progress, &mut worst)
        })
    } else {
        plan.inputs.iter().try_for_each(|input| {
            let write = |parsed: &Parsed| progress.hidden(|| output.write(input, parsed));
            let done = convert(plan, input, &progress, write);
            take(done, &mut output, &progress, &mut worst)
        })
    };
    if flow.is_break() {
        return worst;
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

/// An input that was read and whose data was written.
struct Done {
    outcome: Outcome,
    is_written: bool,
    /// What there is to tell of it.
    told: String,
}

/// Converts an input beside others: what goes where theirs goes is given back, to be written in its turn.
fn convert_apart(plan: &Plan, input: &Input, progress: &Progress) -> (Result<Done, WriteError>, Option<Vec<u8>>) {
    let mut data = None;
    let done = convert(plan, input, progress, |parsed| match &plan.destination {
        Destination::Directory(directory) => output::write_in(plan, directory, input, parsed),
        Destination::Stdout | Destination::File(_) => {
            let data = data.insert(batch::spare());
            form::write(plan, input, parsed, data).map_err(WriteError::stdout)
        }
    });
    (done, data)
}

fn convert(
    plan: &Plan,
    input: &Input,
    progress: &Progress,
    write: impl FnOnce(&Parsed) -> Result<Vec<Diagnostic>, WriteError>,
) -> Result<Done, WriteError> {
    let (bytes, parsed) = match read(plan, input, progress) {
        Ok(read) => read,
        Err(told) => return Ok(Done { outcome: Outcome::Failed, is_written: false, told }),
    };
    let unwritten = write(&parsed)?;
    let Parsed { registry, diagnostics } = &parsed;
    let mut told = String::new();
    if !plan.quiet {
        let name = input.shown();
        let diagnoser = Diagnoser::new(&name, plan.all_diagnostics);
        told = diagnoser.render(diagnostics, &bytes) + &diagnoser.render(&unwritten, &bytes);
        if !diagnostics.is_empty() {
            told += &diagnoser.summary(registry, diagnostics.iter().chain(&unwritten));
        }
    }
    let outcome = outcome(plan, diagnostics).max(outcome(plan, &unwritten));
    if plan.inputs.len() == 1 {
        // The end of the process gives it back at once, and not a hundred thousand pieces one by one.
        mem::forget((bytes, parsed));
    } else {
        drop(parsed);
        batch::reuse(bytes);
    }
    Ok(Done { outcome, is_written: true, told })
}

/// Takes note of what became of an input, in its turn, and tells it; breaks where there is nothing to write the next
/// ones to.
fn take(
    done: Result<Done, WriteError>,
    output: &mut Output<'_>,
    progress: &Progress,
    worst: &mut Outcome,
) -> ControlFlow<()> {
    let done = done.and_then(|done| {
        if done.is_written && !done.told.is_empty() {
            progress.hidden(|| output.flush())?;
        }
        Ok(done)
    });
    match done {
        Ok(Done { outcome, told, .. }) => {
            *worst = outcome.max(*worst);
            if !told.is_empty() {
                progress.print(&told);
            }
        }
        Err(error) if error.is_closed_pipe() && output.is_shared() => return ControlFlow::Break(()),
        Err(error) => {
            *worst = failed(progress, &error);
            if output.is_shared() {
                // A file that lacks an input is not complete: the old one stays.
                return ControlFlow::Break(());
            }
        }
    }
    progress.done_one();
    ControlFlow::Continue(())
}

/// Reads an input.
///
/// # Errors
/// What there is to tell where there is nothing in it to write.
pub(super) fn read(plan: &Plan, input: &Input, progress: &Progress) -> Result<(Vec<u8>, Parsed), String> {
    let name = input.shown();
    if !plan.quiet {
        progress.hidden(|| input.tell_of_terminal("convert"));
    }
    progress.at(format!("reading {name}"));
    let bytes = input
        .read(plan.options.limits.input_bytes, batch::spare())
        .map_err(|error| format!("portolan: cannot read {name}: {error}\n"))?;
    let parsed = plan.options.parse(&bytes);
    progress.has_read(bytes.len());
    if !parsed.is_recognized() {
        // The reason why there is no data at all is told even to those who want no diagnostics.
        return Err(Diagnoser::new(&name, plan.all_diagnostics).render(&parsed.diagnostics, &bytes));
    }
    Ok((bytes, parsed))
}

/// What became of what was read or written, by what there is to say of it.
pub(super) fn outcome(plan: &Plan, diagnostics: &[Diagnostic]) -> Outcome {
    match diagnostics.iter().map(|diagnostic| diagnostic.severity).max() {
        Some(Severity::Error) => Outcome::Lost,
        Some(Severity::Warning) if plan.strict => Outcome::Lost,
        _ => Outcome::Complete,
    }
}
