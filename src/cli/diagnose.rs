//! Diagnostics, as compilers show them: what, where, and the line with the place underlined.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::fmt::Write;

use annotate_snippets::renderer::{DEFAULT_LINE_NUM_STYLE, Style};
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use portolan::{Diagnostic, Registry, Severity, Span};

use super::excerpt::{self, Excerpt};

/// How many are shown of one input, unless all are asked for.
const SHOWN: usize = 50;
/// Characters of a message: it may quote what the input gave, of any length.
const MESSAGE: usize = 400;
/// Wider than any excerpt is, with its tabs drawn as spaces: excerpts are cut to their width already.
const WIDTH: usize = 1_000;

/// How the renderer shows line numbers and what belongs to them.
const ARROW: Style = DEFAULT_LINE_NUM_STYLE;

/// Shows what the reader has to say of one input.
pub(super) struct Diagnoser<'a> {
    name: &'a str,
    most: usize,
}

impl<'a> Diagnoser<'a> {
    pub(super) fn new(name: &'a str, all: bool) -> Self {
        Self { name, most: if all { usize::MAX } else { SHOWN } }
    }

    /// The worst of them in the order of the document, with escape sequences for colours.
    pub(super) fn render(&self, diagnostics: &[Diagnostic], input: &[u8]) -> String {
        let mut shown: Vec<_> = diagnostics.iter().enumerate().collect();
        if shown.len() > self.most {
            shown.sort_by_key(|(_, diagnostic)| Reverse(diagnostic.severity));
            shown.truncate(self.most);
            shown.sort_by_key(|(index, _)| *index);
        }
        // Spans count the bytes of this text.
        let has_place = shown.iter().any(|(_, diagnostic)| diagnostic.span.line > 0);
        let document = if has_place { portolan::decode(input).text } else { Cow::Borrowed("") };
        // What is read back carries what was said of the document that it was made from: no line of it is here.
        let is_read_back = document.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']).starts_with(['{', '[']);
        let document = (!is_read_back).then_some(&*document);
        let mut columns = Columns::new(document.unwrap_or_default());
        let mut text = String::new();
        for (_, diagnostic) in &shown {
            let column = match diagnostic.column {
                // What was said of a record and not of its document knows the line alone.
                0 if document.is_some() && diagnostic.span.line > 0 => columns.at(diagnostic.span.range().start),
                column => column,
            };
            text.push_str(&self.one(diagnostic, column, document));
        }
        if let Some(more @ 1..) = diagnostics.len().checked_sub(shown.len()) {
            // A `String` takes whatever is written to it.
            let _ = writeln!(
                text,
                "portolan: {}: ... and {} more (--all-diagnostics shows them)",
                self.name,
                grouped(more)
            );
        }
        text
    }

    fn one(&self, diagnostic: &Diagnostic, column: u32, document: Option<&str>) -> String {
        let message = one_line(&diagnostic.message);
        let level = match diagnostic.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
            Severity::Note => Level::NOTE,
        };
        let renderer = Renderer::styled().term_width(WIDTH);
        let title = level.clone().primary_title(message).id(diagnostic.code.as_str());
        let title = renderer.render(&[Group::with_title(title)]);
        let Span { line, .. } = diagnostic.span;
        let place = match (line, column) {
            (0, _) => self.name.to_owned(),
            (line, 0) => format!("{}:{line}", self.name),
            (line, column) => format!("{}:{line}:{column}", self.name),
        };
        // What has no place has no line to show, and a note is about many places: one line is enough.
        let Some(document) = document.filter(|_| line > 0 && diagnostic.severity != Severity::Note) else {
            return format!("{place}: {title}\n");
        };
        let excerpt = Excerpt::new(document, diagnostic.span.range());
        let snippet = Snippet::source(excerpt.text)
            .line_start(line as usize)
            .annotation(AnnotationKind::Primary.span(excerpt.place));
        let snippet = renderer.render(&[Group::with_level(level).element(snippet)]);
        // The renderer would reckon the column in the excerpt.
        let arrow = " ".repeat(line.to_string().len()) + "-->";
        format!("{title}\n{ARROW}{arrow}{ARROW:#} {place}\n{snippet}\n\n")
    }

    /// What was read, and how many diagnostics of which severity there were.
    pub(super) fn summary<'d>(
        &self,
        registry: &Registry,
        diagnostics: impl Iterator<Item = &'d Diagnostic> + Clone,
    ) -> String {
        let counts = [(Severity::Error, "error"), (Severity::Warning, "warning"), (Severity::Note, "note")]
            .map(|(severity, noun)| (diagnostics.clone().filter(|found| found.severity == severity).count(), noun));
        let counts: Vec<_> =
            counts.into_iter().filter(|(count, _)| *count > 0).map(|(count, noun)| counted(count, noun)).collect();
        format!(
            "portolan: {}: {}, {}; {}\n",
            self.name,
            counted(registry.records.len(), "record"),
            counted(registry.contacts.len(), "contact"),
            counts.join(", ")
        )
    }
}

/// Reckons columns as places go on through a document: many on one endless line cost no more than that line.
struct Columns<'a> {
    document: &'a str,
    at: usize,
    column: u32,
}

impl<'a> Columns<'a> {
    fn new(document: &'a str) -> Self {
        Self { document, at: 0, column: 1 }
    }

    /// The column of the character at byte `to`, counted from 1; 0, unknown, where that is before the last one.
    fn at(&mut self, to: usize) -> u32 {
        let Some(between) = self.document.get(self.at..to) else { return 0 };
        let count = |text: &str| u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
        self.column = match between.rsplit_once('\n') {
            Some((_, line)) => count(line).saturating_add(1),
            None => self.column.saturating_add(count(between)),
        };
        self.at = to;
        self.column
    }
}

/// A message without line breaks, and no longer than anyone would read.
fn one_line(message: &str) -> String {
    let mut line: String =
        message.chars().take(MESSAGE).map(|c| if c.is_control() || excerpt::steers(c) { ' ' } else { c }).collect();
    if line.len() < message.len() {
        line.push('…');
    }
    line
}

fn counted(count: usize, noun: &str) -> String {
    format!("{} {noun}{}", grouped(count), if count == 1 { "" } else { "s" })
}

/// A number with a comma before each three digits.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && digits.len().saturating_sub(index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_grouped_by_three() {
        assert_eq!([0, 999, 1_000, 14_494, 1_234_567].map(grouped), ["0", "999", "1,000", "14,494", "1,234,567"]);
    }

    #[test]
    fn a_message_is_one_line_of_bounded_length() {
        assert_eq!(one_line("a\nb"), "a b");
        assert_eq!(one_line(&"é".repeat(10_000)).chars().count(), MESSAGE + 1);
    }

    #[test]
    fn columns_count_characters_of_the_line() {
        let mut columns = Columns::new("ab\né\u{1f600}c\n");
        assert_eq!([1, 1, 3, 9, 10, 0, 99].map(|at| columns.at(at)), [2, 2, 1, 3, 4, 0, 0]);
    }

    fn diagnostic(severity: Severity, start: usize, end: usize) -> Diagnostic {
        let (code, message) = (portolan::Code::Markup, "message".to_owned());
        Diagnostic { severity, code, message, span: Span::new(start, end, 1), column: 1 }
    }

    #[test]
    fn no_input_and_no_place_is_too_odd_to_show() {
        for document in
            ["", "\n", "\r\r\n", "\ta\u{1b}[31mb\u{0}\u{2028}\u{202e}c", "e\u{301}\u{1f600}\r", "\u{feff}漢字"]
        {
            for start in 0..20 {
                for end in 0..20 {
                    let text = Diagnoser::new("x", true)
                        .render(&[diagnostic(Severity::Error, start, end)], document.as_bytes());
                    assert!(text.contains("x:1:1"), "{document:?} {start}..{end}");
                    assert!(!text.contains("\u{1b}[31m"), "the input steers the terminal");
                }
            }
        }
    }

    #[test]
    fn of_too_many_the_worst_are_shown() {
        let mut diagnostics = vec![diagnostic(Severity::Note, 0, 0); 60];
        diagnostics.push(diagnostic(Severity::Error, 0, 0));
        let text = Diagnoser::new("x", false).render(&diagnostics, b"line");
        assert_eq!(text.matches("message").count(), SHOWN);
        assert!(text.contains("error"));
        assert!(text.contains("and 11 more"));
        let text = Diagnoser::new("x", true).render(&diagnostics, b"line");
        assert_eq!(text.matches("message").count(), 61);
    }
}
