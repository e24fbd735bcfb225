//! What is written: the forms of the data.

use std::io::{self, Write};

use portolan::{Code, Diagnostic, Format, Loss, Parsed, Part, Record, Registry, Severity, Span};
use serde::Serialize;

use super::args::Form;
use super::input::Input;
use super::plan::Plan;

/// Writes what was read of `input`, and tells what could not be written.
pub(super) fn write<W: Write>(plan: &Plan, input: &Input, parsed: &Parsed, out: &mut W) -> io::Result<Vec<Diagnostic>> {
    match plan.form.format() {
        Some(Format::Json) if plan.pretty => {
            serde_json::to_writer_pretty(&mut *out, parsed)?;
            out.write_all(b"\n")?;
        }
        Some(Format::Ndjson) if !plan.merge && plan.inputs.len() > 1 => lines(parsed, &input.name(), out)?,
        Some(format) => portolan::write(parsed, format, out)?,
        None => return plan.services.write(&parsed.registry, out),
    }
    Ok(lost(plan.form, &parsed.registry))
}

/// A record on its line, after the name of the input that it is from.
#[derive(Serialize)]
struct Line<'a> {
    input: &'a str,
    #[serde(flatten)]
    record: &'a Record,
}

/// One line a record, with the input that it is from.
fn lines(parsed: &Parsed, input: &str, out: &mut impl Write) -> io::Result<()> {
    for record in &parsed.registry {
        serde_json::to_writer(&mut *out, &Line { input, record })?;
        out.write_all(b"\n")?;
    }
    Ok(())
}

/// What the rendering has no place for. That a value is not sure is more than the rest: without it, it looks sure.
fn lost(form: Form, registry: &Registry) -> Vec<Diagnostic> {
    let Some(format) = form.format() else { return Vec::new() };
    let (uncertain, rest): (Vec<Loss>, Vec<Loss>) =
        portolan::losses(registry, format).into_iter().partition(|loss| loss.part == Part::Uncertain);
    let tell = |severity, message| {
        let span = Span::default();
        Diagnostic { severity, code: Code::NotCarried, message, span, column: 0 }
    };
    let mut told = Vec::new();
    if let Some(loss) = uncertain.first() {
        let message = format!("{format} cannot say what is uncertain; lost: {loss}, which look certain now");
        told.push(tell(Severity::Warning, message));
    }
    let rest: Vec<String> = rest.iter().map(Loss::to_string).collect();
    if let Some((last, others)) = rest.split_last() {
        let and = if others.is_empty() { "" } else { " and " };
        let message = format!("{format} has no place for {}{and}{last}", others.join(", "));
        told.push(tell(Severity::Note, message));
    }
    told
}
