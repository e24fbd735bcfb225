//! What holds of the parsers of cells, whatever they read: for tests, and for the fuzz target.

use crate::ast::{Reference, ReferenceKind, Status, Transport};

use super::{brackets, date, name, ports, sentence, service_code, state, text, uri};

/// Reads `cell` by all of them, and stops where something does not hold.
pub(crate) fn check(cell: &str) {
    values(cell);
    white_space(cell);
    names(cell);
    sentences(cell);
    addresses(cell);
}

/// A value says what its cell says, and is read from what it is written as.
fn values(cell: &str) {
    if let Some(range) = ports(cell) {
        let written = range.to_string();
        assert_eq!(ports(&written), Some(range));
        assert!(range.first() <= range.last() && range.contains(range.first()) && range.contains(range.last()));
        let numbers = |text: &str| text.split('-').map(|port| port.parse().ok()).collect::<Vec<Option<u16>>>();
        assert_eq!(numbers(&written), numbers(cell));
    }
    if let Some(date) = date(cell) {
        assert_eq!(date.to_string(), cell, "a date is neither padded nor cut");
    }
    if let Some(code) = service_code(cell) {
        let digits = cell.trim_start_matches('0');
        assert_eq!(code.to_string(), if digits.is_empty() { "0" } else { digits });
    }
    assert!(Transport::from(cell).as_str().eq_ignore_ascii_case(cell));
    let status = state::of_description(cell);
    assert_eq!(Status::from(ecow::EcoString::from(status.as_str())), status);
    let reference = Reference::from_text(cell);
    assert_eq!(reference.text, cell);
    let is_numbered = matches!(reference.kind, ReferenceKind::Rfc | ReferenceKind::Note);
    assert_eq!(reference.number.is_some(), is_numbered);
    assert!(reference.section.is_none_or(|section| cell.trim_end().ends_with(section.as_str())));
}

/// Folding keeps all that is no white space, and once is enough.
fn white_space(cell: &str) {
    let bare = |text: &str| text.split_whitespace().collect::<String>();
    let (folded, line) = (text::fold(cell), text::fold_line(cell));
    for folded in [&folded, &line] {
        assert_eq!(bare(folded), bare(cell));
        assert_eq!(folded.trim(), &**folded);
    }
    assert_eq!(text::fold(&folded), folded);
    assert_eq!(text::fold_line(&line), line);
    assert_eq!(text::fold_line(&folded), line);
    assert_eq!(line, cell.split_whitespace().collect::<Vec<_>>().join(" "));
    assert!(folded.split('\n').all(|line| !line.is_empty() && text::fold_line(line) == line) || folded.is_empty());
    assert!(!text::is_plain(cell) || folded == cell && line == cell);
    assert!(!text::is_word(cell) || line == cell && !cell.contains(' '));
    assert_eq!(text::trim(cell), cell.trim());
    let spelled = text::spellable(cell.into());
    assert_eq!(spelled.chars().count(), cell.chars().count());
    assert_eq!(text::spellable(spelled.clone()), spelled);
    for at in 0..=cell.len() {
        let floor = text::floor(cell, at);
        assert!(cell.is_char_boundary(floor) && cell.get(floor..at).is_none_or(str::is_empty));
        assert!(at.saturating_sub(floor) < 4);
    }
    assert_eq!(text::floor(cell, usize::MAX), cell.len());
}

/// Names in brackets are those that a cell of them holds.
fn names(cell: &str) {
    let names = brackets::brackets(cell);
    if let Some(names) = &names {
        assert!(names.iter().all(|name| cell.contains(name) && !name.contains(['[', ']'])));
        let written: String = names.iter().map(|name| format!("[{name}]")).collect();
        assert!(names.iter().any(|name| name.is_empty()) || brackets::brackets(&written).as_ref() == Some(names));
    }
    if let Some(word) = brackets::word(cell) {
        assert_eq!(names, Some(vec![word]));
        assert_eq!(brackets::inner(cell), Some(word));
    }
    if let Some(end) = brackets::run(cell) {
        let run = cell.get(..end).unwrap_or_default();
        assert_eq!(brackets::brackets(run), Some(brackets::of_run(run).collect()));
    }
    assert!(!name::is_well_formed(cell) || cell.is_ascii() && (1..=15).contains(&cell.len()));
}

/// What a sentence names stands in it.
fn sentences(cell: &str) {
    let (before, replaced) = sentence::split_replacement(cell);
    assert!(cell.starts_with(before) && (replaced.is_some() || before == cell));
    for name in [replaced, sentence::alias_of(cell), sentence::duplicate_of(cell)].into_iter().flatten() {
        assert!(cell.contains(name) && !name.is_empty() && !name.contains(['"', '“', '”']));
    }
    assert!(sentence::replacement_len(cell).is_none_or(|length| cell.get(..length).is_some()));
}

/// An address once mended stays as it is.
fn addresses(cell: &str) {
    let address = uri::address(cell);
    let again = uri::address(&address.uri);
    assert_eq!((&again.uri, again.repaired), (&address.uri, false));
    assert!(address.repaired || address.uri.len() == cell.len());
}

#[cfg(test)]
mod tests {
    #[test]
    fn it_holds_of_cells_of_the_registry() {
        for cell in [
            "",
            "443",
            "6000-6063",
            "4748-4748",
            "2002-09-30",
            "2002-02-30",
            "1145656131",
            "00080",
            "[Ada_Merle] [Bo]",
            "[RFC6335, Section 8.1][1]",
            "RFC-ietf-tide-11",
            "mailto:ada&example.org",
            "mailto:edwardrµsoft.com",
            "Reserved",
            "De-registered",
            " a \t b\r\n\r\nc\u{a0}d ",
            "This entry is an alias to \"x\".",
            "IANA assigned this well-formed service name as a replacement for \"printer_agent\".",
        ] {
            super::check(cell);
        }
    }
}
