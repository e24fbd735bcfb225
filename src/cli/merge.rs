//! `portolan convert --merge`: all inputs, and one output.

use std::collections::HashSet;
use std::ops::ControlFlow;

use portolan::{Code, Diagnostic, MergeError, Page, Parsed, Span};

use super::convert::{failed, outcome, read};
use super::diagnose::Diagnoser;
use super::input::Input;
use super::output::{Output, WriteError};
use super::plan::Plan;
use super::progress::Progress;
use super::{Outcome, batch};

pub(super) fn run(plan: &Plan) -> Outcome {
    let progress = Progress::start(plan);
    let mut documents = Vec::with_capacity(plan.inputs.len());
    let work = |input: &Input| read(plan, input, &progress);
    // All of them are kept, so that nothing is saved by keeping few ahead.
    let _ = batch::in_order(&plan.inputs, plan.threads, usize::MAX, work, |input, read| {
        match read {
            Ok((bytes, parsed)) => documents.push((input, bytes, parsed)),
            Err(told) => progress.print(&told),
        }
        progress.done_one();
        ControlFlow::Continue(())
    });
    let read = if documents.len() == plan.inputs.len() { Outcome::Complete } else { Outcome::Failed };
    let (inputs, pages): (Vec<(&Input, &[u8])>, Vec<Page<'_>>) = documents
        .iter_mut()
        .map(|(input, bytes, parsed)| ((*input, &**bytes), Page::new(std::mem::take(parsed), &**bytes)))
        .unzip();
    let Some((first, _)) = inputs.first() else { return read };
    progress.at("merging".to_owned());
    let merged = match portolan::merge(&pages) {
        Ok(merged) => merged,
        Err(error) => {
            progress.print(&format!("portolan: {}; nothing was written\n", reason(&error, &inputs)));
            return Outcome::Failed;
        }
    };
    let unwritten = match progress.hidden(|| write(plan, first, &merged)) {
        Ok(unwritten) => unwritten,
        Err(error) if error.is_closed_pipe() => Vec::new(),
        Err(error) => return failed(&progress, &error),
    };
    if !plan.quiet {
        for ((input, bytes), own) in inputs.iter().zip(by_page(&pages, &merged)) {
            if let (page, diagnostics @ [_, ..]) = (own.0, own.1.as_slice()) {
                let name = input.shown();
                let diagnoser = Diagnoser::new(&name, plan.all_diagnostics);
                let summary = diagnoser.summary(&page.parsed().registry, diagnostics.iter());
                progress.print(&(diagnoser.render(diagnostics, bytes) + &summary));
            }
        }
        let placeless = placeless(&pages, &merged);
        let diagnoser = Diagnoser::new("merged", plan.all_diagnostics);
        progress.print(&diagnoser.render(&placeless, b""));
        let (unplaced, placed): (Vec<_>, Vec<_>) = unwritten.iter().cloned().partition(|told| told.span.line == 0);
        progress.print(&diagnoser.render(&unplaced, b""));
        for ((input, bytes), own) in inputs.iter().zip(apart(&pages, &placed)) {
            progress.print(&Diagnoser::new(&input.shown(), plan.all_diagnostics).render(&own, bytes));
        }
    }
    read.max(outcome(plan, &merged.diagnostics)).max(outcome(plan, &unwritten))
}

fn write(plan: &Plan, input: &Input, merged: &Parsed) -> Result<Vec<Diagnostic>, WriteError> {
    let mut output = Output::open(plan)?;
    let unwritten = output.write(input, merged)?;
    output.finish()?;
    Ok(unwritten)
}

fn reason(error: &MergeError, inputs: &[(&Input, &[u8])]) -> String {
    let name = |page: usize| inputs.get(page).map(|(input, _)| input.shown()).unwrap_or_default();
    match error {
        MergeError::Dates { first, other } => format!(
            "pages of different dates are not merged: {} is of {}, {} of {}",
            name(first.0),
            first.1,
            name(other.0),
            other.1
        ),
        other => other.to_string(),
    }
}

/// What there is to say of each page: what its reader said, but for contacts that another page has, and where it
/// differs from an earlier one.
fn by_page<'a>(pages: &'a [Page<'a>], merged: &Parsed) -> Vec<(&'a Page<'a>, Vec<Diagnostic>)> {
    let contacts: HashSet<&str> = merged.registry.contacts.iter().map(|contact| contact.id.as_str()).collect();
    let conflicts = merged.diagnostics.iter().filter(|told| told.code == Code::DifferentCopies).cloned();
    let conflicts = apart(pages, &conflicts.collect::<Vec<_>>());
    let own = |(page, conflicts): (&'a Page<'a>, Vec<Diagnostic>)| {
        let Parsed { registry, diagnostics } = page.parsed();
        let mut named = registry.iter().flat_map(|record| record.assignees().iter().chain(record.contacts()));
        let lacks = diagnostics.iter().any(|told| told.code == Code::MissingContacts)
            && named.any(|id| !contacts.contains(id.as_str()));
        let is_so = |told: &&Diagnostic| told.code != Code::MissingContacts || lacks;
        let mut told: Vec<Diagnostic> = diagnostics.iter().filter(is_so).cloned().chain(conflicts).collect();
        told.sort_by_key(|told| (told.span, told.code));
        told.dedup();
        (page, told)
    };
    pages.iter().zip(conflicts).map(own).collect()
}

/// What is told of places that count all pages as one, in their order: of each page its own, with the places there.
fn apart(pages: &[Page<'_>], told: &[Diagnostic]) -> Vec<Vec<Diagnostic>> {
    let mut told = told.iter().peekable();
    let (mut bytes, mut lines) = (0_usize, 0_u32);
    let own = |page: &Page<'_>| {
        let (length, height) = page.extent();
        let mut own = Vec::new();
        while let Some(found) = told.next_if(|found| (found.span.start as usize) < bytes.saturating_add(length)) {
            let range = found.span.range();
            let line = found.span.line.saturating_sub(lines);
            let span = Span::new(range.start.saturating_sub(bytes), range.end.saturating_sub(bytes), line);
            own.push(Diagnostic { span, ..found.clone() });
        }
        (bytes, lines) = (bytes.saturating_add(length), lines.saturating_add(height));
        own
    };
    pages.iter().map(own).collect()
}

/// What was found between pages and has no place.
fn placeless(pages: &[Page<'_>], merged: &Parsed) -> Vec<Diagnostic> {
    let is_new = |told: &&Diagnostic| {
        told.code == Code::DuplicateContact
            && told.span.line == 0
            && !pages.iter().any(|page| page.parsed().diagnostics.contains(told))
    };
    merged.diagnostics.iter().filter(is_new).cloned().collect()
}
