//! Collecting diagnostics: bounded in number, in the order of the document, columns reckoned once at the end.

use crate::ast::{Code, Diagnostic, Registry, Severity, Span};

/// Where readers put what they have to say.
#[derive(Clone, Debug)]
pub(crate) struct Report {
    diagnostics: Vec<Diagnostic>,
    keep: usize,
    left_out: usize,
    /// The worst severity among those left out: a lost error must not look like success.
    worst_left_out: Severity,
    tallies: Vec<Tally>,
}

/// One diagnostic for many places of one sort.
#[derive(Clone, Debug)]
struct Tally {
    code: Code,
    count: usize,
    first: Span,
}

impl Report {
    pub(crate) fn new(keep: usize) -> Self {
        Self { diagnostics: Vec::new(), keep, left_out: 0, worst_left_out: Severity::Note, tallies: Vec::new() }
    }

    fn push(&mut self, severity: Severity, code: Code, span: Span, message: String) {
        if self.diagnostics.len() < self.keep {
            self.diagnostics.push(Diagnostic { severity, code, message, span, column: 0 });
        } else {
            self.left_out = self.left_out.saturating_add(1);
            self.worst_left_out = self.worst_left_out.max(severity);
        }
    }

    /// Something of the input is lost.
    pub(crate) fn error(&mut self, code: Code, span: Span, message: impl Into<String>) {
        self.push(Severity::Error, code, span, message.into());
    }

    /// Repaired, or doubtful.
    pub(crate) fn warning(&mut self, code: Code, span: Span, message: impl Into<String>) {
        self.push(Severity::Warning, code, span, message.into());
    }

    /// Nothing of the registry is concerned.
    pub(crate) fn note(&mut self, code: Code, span: Span, message: impl Into<String>) {
        self.push(Severity::Note, code, span, message.into());
    }

    /// Adds what another has, whose places are its own; whether nothing of both had to be left out.
    pub(crate) fn append(&mut self, other: Self) -> bool {
        let has_room = self.diagnostics.len().saturating_add(other.diagnostics.len()) <= self.keep;
        let is_whole = other.diagnostics.is_empty() || self.left_out == 0 && other.left_out == 0 && has_room;
        self.diagnostics.extend(other.diagnostics);
        is_whole
    }

    /// Goes on with what `later` has: as if that had been said here.
    pub(crate) fn then(&mut self, later: Self) {
        for Diagnostic { severity, code, span, message, .. } in later.diagnostics {
            self.push(severity, code, span, message);
        }
        self.left_out = self.left_out.saturating_add(later.left_out);
        self.worst_left_out = self.worst_left_out.max(later.worst_left_out);
        for Tally { code, count, first } in later.tallies {
            match self.tallies.iter_mut().find(|tally| tally.code == code) {
                Some(tally) => tally.count = tally.count.saturating_add(count),
                None => self.tallies.push(Tally { code, count, first }),
            }
        }
    }

    /// One that has as much room, and says nothing yet.
    pub(crate) fn apart(&self) -> Self {
        Self::new(self.keep)
    }

    /// Reports that there is more of `what` than the limit of records.
    #[cold]
    pub(crate) fn over_records(&mut self, what: &str, most: usize, span: Span) {
        self.error(Code::Limit, span, format!("more than {most} {what} (limit: records); the others are left out"));
    }

    /// Reports a contact that has the id of one above, and says something else.
    pub(crate) fn differing_contact(&mut self, id: &str, span: Span) {
        self.warning(Code::DuplicateContact, span, format!("contact {id:?} is listed more than once, and differs"));
    }

    /// How much was said of single places.
    pub(crate) fn said(&self) -> usize {
        self.diagnostics.len().saturating_add(self.left_out)
    }

    /// Where those begin that it has, in their order.
    pub(crate) fn places(&self) -> Vec<usize> {
        let mut places: Vec<_> = self.diagnostics.iter().map(|found| found.span.range().start).collect();
        places.sort_unstable();
        places
    }

    /// Whether it has one of this code, or has left some out that could be.
    pub(crate) fn may_have(&self, code: Code) -> bool {
        self.left_out > 0 || self.diagnostics.iter().any(|found| found.code == code)
    }

    pub(crate) fn has_errors(&self) -> bool {
        self.worst_left_out == Severity::Error || self.diagnostics.iter().any(|found| found.severity == Severity::Error)
    }

    /// Whether something of this sort was told already.
    pub(crate) fn has_told(&self, code: Code) -> bool {
        self.diagnostics.iter().any(|told| told.code == code)
    }

    /// Counts one place of an ambiguity that the rendering has by its nature; told once, with the first place.
    pub(crate) fn tally(&mut self, code: Code, span: Span) {
        match self.tallies.iter_mut().find(|tally| tally.code == code) {
            Some(tally) => tally.count = tally.count.saturating_add(1),
            None => self.tallies.push(Tally { code, count: 1, first: span }),
        }
    }

    /// Reports that there is no record, where something was left out that may have been one. A table may be empty, and a
    /// document that was cut is told.
    pub(crate) fn check_records(&mut self, registry: &Registry, text: &str) {
        let is_left_out =
            |found: &Diagnostic| matches!(found.code, Code::UnknownColumn | Code::Markup | Code::DamagedRow);
        if registry.records.is_empty() && !self.has_errors() && self.diagnostics.iter().any(is_left_out) {
            let message = "no record is read, and something that could hold them is left out, as is told above";
            self.error(Code::DamagedRow, end_of(text), message);
        }
    }

    /// All of them, in the order of the document, with their columns in `text`.
    pub(crate) fn finish(mut self, text: &str) -> Vec<Diagnostic> {
        for Tally { code, count, first } in std::mem::take(&mut self.tallies) {
            self.diagnostics.push(Diagnostic {
                severity: Severity::Note,
                code,
                message: tally_message(code, count),
                span: first,
                column: 0,
            });
        }
        if self.left_out > 0 {
            let (more, keep) = (self.left_out, self.keep);
            let message = format!("{more} more diagnostics than {keep} were left out (limit: diagnostics)");
            let (severity, code) = (self.worst_left_out, Code::Limit);
            let span = end_of(text);
            self.diagnostics.push(Diagnostic { severity, code, message, span, column: 0 });
        }
        self.diagnostics.sort_by_key(|diagnostic| (diagnostic.span, diagnostic.code));
        reckon_columns(&mut self.diagnostics, text);
        self.diagnostics
    }
}

fn tally_message(code: Code, count: usize) -> String {
    let (records, they) = if count == 1 { ("1 record has", "it lists") } else { ("records have", "they list") };
    let many = if count == 1 { String::new() } else { format!("{count} ") };
    match code {
        Code::LoneDate => format!(
            "{many}{records} one date, and this rendering does not say whether of registration or of modification; \
             {they} both as uncertain"
        ),
        Code::AmbiguousContact => {
            let (contacts, they) =
                if count == 1 { ("1 contact has", "it lists") } else { ("contacts have", "they list") };
            format!("{many}{contacts} a text that could be a name or an organization; {they} both as uncertain")
        }
        Code::AmbiguousLine => {
            let (may, they) = if count == 1 { ("1 record may", "it lists") } else { ("records may", "they list") };
            format!(
                "{many}{may} lack cells or lines, for the document ends without a contact table and could have been cut; \
                 {they} what those would change as uncertain"
            )
        }
        Code::MarkedUncertain => {
            let rows = if count == 1 { "1 record or contact has" } else { "records and contacts have" };
            format!("{many}{rows} fields that the document marks as uncertain; {they} those")
        }
        Code::Reformatted => {
            let rows = if count == 1 { "1 row has" } else { "rows have" };
            format!(
                "{many}{rows} cells that hold NaN or the like for nothing, or a number such as 443.0; read as meant"
            )
        }
        _ => format!("{many}{records} text that could stand in more than one column; {they} those as uncertain"),
    }
}

/// Where a document ends, but for white space.
pub(crate) fn end_of(text: &str) -> Span {
    let end = text.trim_end().len();
    Lines::new(text.as_bytes()).span(end, end)
}

/// Sets each column by one walk: many diagnostics on one endless line cost no more than that line.
#[allow(clippy::arithmetic_side_effects, reason = "counts characters of a text that is held in memory")]
pub(crate) fn reckon_columns(diagnostics: &mut [Diagnostic], text: &str) {
    let (mut at, mut column) = (0, 1);
    for diagnostic in diagnostics {
        if diagnostic.span.line == 0 {
            continue;
        }
        let to = crate::cell::text::floor(text, diagnostic.span.start as usize);
        let between = text.get(at..to).unwrap_or("");
        match memchr::memrchr(b'\n', between.as_bytes()) {
            Some(newline) => column = 1 + between.get(newline + 1..).unwrap_or("").chars().count(),
            None => column += between.chars().count(),
        }
        at = at.max(to);
        diagnostic.column = u32::try_from(column).unwrap_or(u32::MAX);
    }
}

/// Counts lines as a reader moves on through a text.
#[derive(Clone, Debug)]
pub(crate) struct Lines<'a> {
    text: &'a [u8],
    at: usize,
    line: u32,
}

impl<'a> Lines<'a> {
    pub(crate) fn new(text: &'a [u8]) -> Self {
        Self { text, at: 0, line: 1 }
    }

    /// The span of `start..end`. A start that goes back, as that of a table within a table, costs what it goes.
    pub(crate) fn span(&mut self, start: usize, end: usize) -> Span {
        if let Some(between) = self.text.get(start..self.at) {
            let newlines = memchr::memchr_iter(b'\n', between).count();
            self.line = self.line.saturating_sub(u32::try_from(newlines).unwrap_or(u32::MAX));
            self.at = start;
        }
        let between = self.text.get(self.at..start).unwrap_or_default();
        let newlines = memchr::memchr_iter(b'\n', between).count();
        self.span_below(u32::try_from(newlines).unwrap_or(u32::MAX), start, end)
    }

    /// The span of `start..end`, where so many newlines are known to stand since the last start.
    #[inline]
    pub(crate) fn span_below(&mut self, newlines: u32, start: usize, end: usize) -> Span {
        self.line = self.line.saturating_add(newlines);
        self.at = self.at.max(start);
        Span::new(start, end, self.line)
    }

    /// The span of `start..end` for a reader that counts newlines as it reads: how many stand before it, since the end of
    /// the last span or the place moved to, and how many in it.
    pub(crate) fn counted(&mut self, start: usize, end: usize, (before, within): (u32, u32)) -> Span {
        let span = Span::new(start, end, self.line.saturating_add(before));
        self.line = span.line.saturating_add(within);
        self.at = end;
        span
    }

    /// Counts the lines up to `to`, where a reader goes on by itself.
    pub(crate) fn move_to(&mut self, to: usize) {
        self.span(to, to);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_of_the_line() {
        let text = "é\nüa b\n";
        let mut report = Report::new(9);
        report.warning(Code::Markup, Span::new(7, 8, 2), "b");
        report.warning(Code::Markup, Span::new(5, 6, 2), "a");
        let columns: Vec<_> = report.finish(text).iter().map(|found| (found.message.clone(), found.column)).collect();
        assert_eq!(columns, [("a".to_owned(), 2), ("b".to_owned(), 4)]);
    }

    #[test]
    fn lines_are_counted_back_and_forth() {
        let mut lines = Lines::new(b"a\nb\nc\nd");
        let numbers = [4, 2, 2, 6, 0, 0].map(|at| lines.span(at, at).line);
        assert_eq!(numbers, [3, 2, 2, 4, 1, 1]);
    }

    #[test]
    fn an_error_that_is_left_out_is_still_an_error() {
        let mut report = Report::new(1);
        report.warning(Code::Markup, Span::default(), "kept");
        report.error(Code::DamagedRow, Span::default(), "left out");
        let diagnostics = report.finish("");
        assert_eq!(diagnostics.len(), 2);
        assert!(diagnostics.iter().any(|found| found.code == Code::Limit && found.severity == Severity::Error));
    }
}
