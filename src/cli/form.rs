//! What is written: the forms of the data.

use std::io::{self, Write};

use portolan::{Code, Diagnostic, Format, Loss, Parsed, Part, Registry, Severity, Span};

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

/// One line a record, with the input that it is from.
fn lines(parsed: &Parsed, input: &str, out: &mut impl Write) -> io::Result<()> {
    let mut head = b"{\"input\":".to_vec();
    serde_json::to_writer(&mut head, input)?;
    head.push(b',');
    portolan::write(parsed, Format::Ndjson, &mut Headed { head, out, is_within: false })
}

/// Objects, a line each, that are given a first key on their way to `out`.
struct Headed<'a, W> {
    /// What each begins with, instead of its brace.
    head: Vec<u8>,
    out: &'a mut W,
    is_within: bool,
}

impl<W: Write> Write for Headed<'_, W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut rest = bytes;
        while !rest.is_empty() {
            let end = memchr::memchr(b'\n', rest);
            let (line, after) =
                rest.split_at_checked(end.map_or(rest.len(), |end| end.saturating_add(1))).unwrap_or((rest, b""));
            if self.is_within {
                self.out.write_all(line)?;
            } else {
                self.out.write_all(&self.head)?;
                self.out.write_all(line.strip_prefix(b"{").unwrap_or(line))?;
            }
            self.is_within = end.is_none();
            rest = after;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// What the rendering has no place for. What looks certain and is not, or is written as something else, is a warning.
fn lost(form: Form, registry: &Registry) -> Vec<Diagnostic> {
    let Some(format) = form.format() else { return Vec::new() };
    let mut told = Vec::new();
    let mut tell = |severity, message| {
        let span = Span::default();
        told.push(Diagnostic { severity, code: Code::NotCarried, message, span, column: 0 });
    };
    let (uncertain, rest): (Vec<Loss>, Vec<Loss>) =
        portolan::losses(registry, format).into_iter().partition(|loss| loss.part == Part::Uncertain);
    let is_changed =
        |loss: &Loss| matches!(loss.part, Part::Status | Part::Replaced | Part::Empty | Part::Spelling | Part::Fit);
    let (changed, rest): (Vec<Loss>, Vec<Loss>) = rest.into_iter().partition(is_changed);
    for Loss { count, .. } in uncertain {
        let (rows, look) = if count == 1 { ("row", "looks") } else { ("rows", "look") };
        tell(
            Severity::Warning,
            format!("{format} cannot mark what is uncertain: {count} {rows} with uncertain fields {look} certain now"),
        );
    }
    if !changed.is_empty() {
        tell(Severity::Warning, format!("{format} cannot hold as they are {}", listed(&changed)));
    }
    if !rest.is_empty() {
        tell(Severity::Note, format!("{format} has no place for {}", listed(&rest)));
    }
    told
}

/// `1 title, 1 date and 40 contacts`
fn listed(losses: &[Loss]) -> String {
    let shown: Vec<String> = losses.iter().map(Loss::to_string).collect();
    match shown.split_last() {
        Some((last, others @ [_, ..])) => format!("{} and {last}", others.join(", ")),
        Some((last, [])) => last.clone(),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_begin_with_the_input_wherever_they_are_cut() {
        let lines = b"{\"a\":\"{\"}\n{\"b\":[{}]}\n";
        for cut in 0..=lines.len() {
            let (mut out, head) = (Vec::new(), b"{\"input\":\"x\",".to_vec());
            let mut headed = Headed { head, out: &mut out, is_within: false };
            for piece in [&lines[..cut], b"", &lines[cut..]] {
                headed.write_all(piece).unwrap();
            }
            let expected = "{\"input\":\"x\",\"a\":\"{\"}\n{\"input\":\"x\",\"b\":[{}]}\n";
            assert_eq!(String::from_utf8(out).unwrap(), expected, "cut at {cut}");
        }
    }
}
