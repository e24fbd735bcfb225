//! What stands above the table: the entries of the header, whatever rendering they come from.

use ecow::EcoString;

use crate::ast::{Code, Note, Reference, Registry, Span};
use crate::cell::{self, brackets, text};
use crate::report::Report;

/// The entries that every page of the registry has, by their headings; other headings are titles of notes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Entry {
    Updated,
    Experts,
    Reference,
    Note,
    Formats,
    Procedures,
}

/// Whether a title is this registry's, whatever stands around it.
pub(crate) fn is_title(title: &str) -> bool {
    let words: Vec<String> = title.split_whitespace().take(32).map(str::to_ascii_lowercase).collect();
    let known = ["service", "name", "and", "transport", "protocol", "port", "number"];
    words.windows(known.len()).any(|found| found == known)
}

/// The entry that a heading announces, if it is one that every page has.
pub(crate) fn entry(heading: &str) -> Option<Entry> {
    let heading = heading.trim().trim_end_matches(':');
    let is = |names: &[&str]| names.iter().any(|name| heading.eq_ignore_ascii_case(name));
    match () {
        () if is(&["Last Updated", "Updated"]) => Some(Entry::Updated),
        () if is(&["Expert(s)", "Expert", "Experts"]) => Some(Entry::Experts),
        () if is(&["Reference", "References", "Reference(s)"]) => Some(Entry::Reference),
        () if is(&["Note", "Notes"]) => Some(Entry::Note),
        () if is(&["Available Formats", "Alternative Formats"]) => Some(Entry::Formats),
        () if is(&["Request an Assignment", "Registration Procedure(s)", "Registration Procedures"]) => {
            Some(Entry::Procedures)
        }
        () => None,
    }
}

/// Whether an entry of this heading is a note.
pub(crate) fn is_note(heading: &str) -> bool {
    matches!(entry(heading), Some(Entry::Note | Entry::Procedures) | None) && !heading.is_empty()
}

/// Puts an entry of the header where it belongs. `body` keeps its lines.
pub(crate) fn put(registry: &mut Registry, report: &mut Report, heading: &str, body: &str, span: Span) {
    let heading = text::fold_line(heading);
    match entry(&heading) {
        Some(Entry::Updated) => match cell::date(body.trim()) {
            Some(date) => keep(&mut registry.updated, date, "Last Updated", span, report),
            None if body.trim().is_empty() => {}
            None => report.error(
                Code::UnreadableDate,
                span,
                format!("\"Last Updated\" is followed by {:?}, which is no date", shortened(body.trim())),
            ),
        },
        Some(Entry::Experts) => {
            let experts = experts(body);
            if !experts.is_empty() {
                keep(&mut registry.experts, experts, "Expert(s)", span, report);
            }
        }
        Some(Entry::Reference) => match brackets::brackets(body) {
            Some(found) => registry.references.extend(found.into_iter().map(Reference::from_text)),
            None => report.warning(
                Code::UnreadableBrackets,
                span,
                "\"Reference\" of the registry holds more than names in brackets; it is left out",
            ),
        },
        Some(Entry::Formats) => {}
        Some(Entry::Note | Entry::Procedures) | None => {
            let text = paragraphs(body);
            if !text.is_empty() {
                registry.notes.push(Note { title: heading.as_ref().into(), text });
            }
        }
    }
}

/// Keeps what an entry says that a header has once; another one is told.
fn keep<T: PartialEq>(kept: &mut Option<T>, found: T, heading: &str, span: Span, report: &mut Report) {
    if kept.as_ref().is_some_and(|kept| *kept != found) {
        let message = format!("{heading:?} stands in the header more than once, and differs; the first is kept");
        return report.error(Code::DamagedRow, span, message);
    }
    *kept = Some(found);
}

/// The first 40 characters, to be quoted in a message.
pub(crate) fn shortened(text: &str) -> String {
    match text.char_indices().nth(40) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or(text)),
        None => text.to_owned(),
    }
}

/// `experts = 1*( scope ":" names )`, a line for each scope, however the rendering wrapped them.
pub(crate) fn experts(body: &str) -> EcoString {
    let mut lines = EcoString::new();
    let mut previous = "";
    for word in body.split_whitespace() {
        // "…, and Michael Scharf SCTP: Michael Tuexen": a scope begins a line but within a list ("; SCTP: …").
        let is_scope = word.strip_suffix(':').is_some_and(|scope| {
            scope.len() > 1 && scope.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'/' || byte == b'-')
        });
        if !lines.is_empty() {
            lines.push(if is_scope && !previous.ends_with([';', ',']) { '\n' } else { ' ' });
        }
        lines.push_str(word);
        previous = word;
    }
    lines
}

/// The paragraphs of a note, a line each. A paragraph ends at an empty line and at a box of asterisks, which
/// is one paragraph without its asterisks.
pub(crate) fn paragraphs(body: &str) -> EcoString {
    let mut text = EcoString::new();
    let mut paragraph = String::new();
    let mut in_box = false;
    let mut flush = |paragraph: &mut String| {
        if !paragraph.is_empty() {
            if !text.is_empty() {
                text.push('\n');
            }
            text.push_str(paragraph);
            paragraph.clear();
        }
    };
    let mut hyphenated = false;
    for line in body.lines() {
        let mut words = line.split_whitespace().peekable();
        // A line that ends in a hyphen goes on in the next: "explicitly-" "configured".
        let joins = std::mem::take(&mut hyphenated)
            && words.peek().is_some_and(|word| word.starts_with(|c: char| c.is_ascii_lowercase()));
        let mut is_first = true;
        if words.peek().is_none() && !in_box {
            flush(&mut paragraph);
        }
        for word in words {
            let is_asterisks = word.bytes().all(|byte| byte == b'*');
            if is_asterisks && word.len() >= 8 {
                flush(&mut paragraph);
                in_box = !in_box;
            } else if !(in_box && is_asterisks) {
                if !(paragraph.is_empty() || joins && is_first) {
                    paragraph.push(' ');
                }
                paragraph.push_str(word);
                is_first = false;
            }
        }
        hyphenated = paragraph.ends_with('-') && paragraph.trim_end_matches('-').ends_with(char::is_alphabetic);
    }
    flush(&mut paragraph);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_title_in_any_dress() {
        assert!(is_title("Service Name and Transport Protocol Port Number Registry"));
        assert!(is_title("IANA - Service Name and Transport Protocol  Port Number Registry"));
        assert!(!is_title("Service Name"));
        assert!(!is_title("Protocol Registries"));
        assert!(!is_title(""));
    }

    #[test]
    fn a_box_is_a_paragraph_of_its_own_in_any_rendering() {
        let lines = "First\nline.\n\nSecond.\n**********\n* PLEASE *\n*        *\n* NOTE.  *\n**********\n";
        assert_eq!(paragraphs(lines), "First line.\nSecond.\nPLEASE NOTE.");
        let folded = "Second. ********** * PLEASE * * * * NOTE. * **********";
        assert_eq!(paragraphs(folded), "Second.\nPLEASE NOTE.");
        assert_eq!(paragraphs("a * b"), "a * b");
    }

    #[test]
    fn experts_are_a_line_for_each_scope() {
        let wrapped = "TCP/UDP: A One; B Two, \nC Three\nSCTP: D Four\n";
        assert_eq!(experts(wrapped), "TCP/UDP: A One; B Two, C Three\nSCTP: D Four");
        assert_eq!(experts("TCP/UDP: A One SCTP: D Four"), "TCP/UDP: A One\nSCTP: D Four");
        assert_eq!(experts("TCP/UDP: A One; DCCP: E Five"), "TCP/UDP: A One; DCCP: E Five");
    }
}
