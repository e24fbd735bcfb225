//! `portolan detect`: a line for each input.

use std::borrow::Cow;
use std::io::{self, Write};
use std::ops::ControlFlow;

use portolan::{Detection, Encoding, Field, Format, Layout, Options};
use serde::Serialize;

use super::args::Detect;
use super::diagnose::Diagnoser;
use super::input::{self, Input};
use super::{Outcome, batch};

/// What there is to say of an input, as JSON.
#[derive(Serialize)]
struct Line<'a> {
    input: &'a str,
    format: Format,
    layout: Option<Layout>,
    encoding: Encoding,
    columns: &'a [Field],
    confidence: f64,
}

/// # Errors
/// What is wrong with the arguments.
pub(super) fn run(arguments: Detect) -> Result<Outcome, String> {
    let inputs = input::all(arguments.inputs)?;
    let mut out = io::stdout().lock();
    let mut worst = Outcome::Complete;
    let work = |input: &Input| {
        input.tell_of_terminal("detect");
        detect(input).map(|found| line(input, &found, arguments.json))
    };
    let threads = batch::threads(arguments.threads);
    let _ = batch::in_order(&inputs, threads, batch::MESSAGES, work, |_, found| {
        let written = match found {
            Ok(line) => line.and_then(|line| out.write_all(line.as_bytes())),
            Err(message) => {
                worst = Outcome::Failed;
                tell(&message);
                Ok(())
            }
        };
        match written {
            Ok(()) => return ControlFlow::Continue(()),
            // The reader of the data has enough.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {}
            Err(error) => {
                worst = Outcome::Failed;
                tell(&format!("portolan: cannot write standard output: {error}\n"));
            }
        }
        ControlFlow::Break(())
    });
    Ok(worst)
}

/// # Errors
/// The line that says why there is nothing to say of it.
fn detect(input: &Input) -> Result<Detection, String> {
    let options = Options::default();
    let name = input.shown();
    let bytes = input
        .read(options.limits.input_bytes, batch::spare())
        .map_err(|error| format!("portolan: cannot read {name}: {error}\n"))?;
    // The reader has the words for what it is not.
    let found = options
        .detect(&bytes)
        .ok_or_else(|| Diagnoser::new(&name, false).render(&options.parse(&bytes).diagnostics, &bytes));
    batch::reuse(bytes);
    found
}

/// Where standard error is closed there is nobody to tell.
fn tell(message: &str) {
    let _ = anstream::stderr().lock().write_all(message.as_bytes());
}

fn line(input: &Input, found: &Detection, as_json: bool) -> io::Result<String> {
    let name = input.name();
    let line = if as_json {
        let Detection { format, layout, encoding, ref columns, confidence, .. } = *found;
        serde_json::to_string(&Line { input: &name, format, layout, encoding, columns, confidence })?
    } else {
        let (format, encoding) = (found.format, found.encoding);
        let layout = found.layout.map_or("-", Layout::as_str);
        let sure = format!("{}%", percent(found.confidence));
        format!("{}\t{format}\t{layout}\t{encoding}\t{sure}\t{}", cell(&name), columns(&found.columns))
    };
    Ok(line + "\n")
}

/// A name that breaks neither the line nor its columns.
fn cell(name: &str) -> String {
    name.replace(char::is_control, "\u{fffd}")
}

/// Rounded down: 100 is all.
fn percent(share: f64) -> u8 {
    // Not 28 for 0.29, which no `f64` is exactly.
    (share * 100.0 + 1e-9) as u8
}

fn columns(columns: &[Field]) -> Cow<'static, str> {
    match columns {
        [] => Cow::Borrowed("-"),
        all if all == Field::ALL => Cow::Borrowed("all 12"),
        some => Cow::Owned(some.iter().map(|field| field.as_str()).collect::<Vec<_>>().join(",")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_all_is_a_hundred_per_cent() {
        assert_eq!([0.0, 0.25, 0.996, 0.999_999, 1.0].map(percent), [0, 25, 99, 99, 100]);
    }

    #[test]
    fn columns_are_named_but_for_all_in_order() {
        assert_eq!(columns(&[]), "-");
        assert_eq!(columns(&Field::ALL), "all 12");
        assert_eq!(columns(&[Field::Ports, Field::ServiceName]), "ports,service_name");
    }
}
