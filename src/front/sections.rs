//! Lines of a text, and the titles that stand between its parts.

use std::ops::Range;

use crate::assemble::Assembler;
use crate::cell::{brackets, sentence};
use crate::column::contact::is_cut_date;

/// Lines with where they start.
pub(in crate::front) fn lines_of(text: &str, range: Range<usize>) -> impl Iterator<Item = (usize, &str)> {
    let part = text.get(range.clone()).unwrap_or("");
    part.split('\n').map(move |line| (range.start + (line.as_ptr() as usize - part.as_ptr() as usize), line))
}

/// Whether a line is the title of the contact table, in any of its names.
pub(in crate::front) fn is_contact_title(line: &str) -> bool {
    let title = line.trim().trim_start_matches('#').trim();
    ["Contact Information", "People", "Contacts"].iter().any(|known| title.eq_ignore_ascii_case(known))
}

/// Whether a line is the title of the footnotes.
pub(in crate::front) fn is_footnote_title(line: &str) -> bool {
    let title = line.trim().trim_start_matches('#').trim();
    ["Footnotes", "Footnote"].iter().any(|known| title.eq_ignore_ascii_case(known))
}

/// Whether the last row of a document ends within a cell: in brackets or in the sentence on a replacement that do not
/// close, or in a date.
pub(in crate::front) fn ends_within(row: &str) -> bool {
    let is_open = row.rfind('[').is_some_and(|at| !row.get(at + 1..).unwrap_or("").contains(']'));
    let sentence = row.rfind("IANA assigned ").and_then(|at| row.get(at..));
    is_open
        || sentence.is_some_and(|sentence| sentence::replacement_len(sentence).is_none())
        || row.rsplit(char::is_whitespace).next().is_some_and(is_cut_date)
}

/// The footnotes below their title: a line that begins with an id in brackets begins one, others go on in it.
pub(in crate::front) fn read_footnotes(text: &str, range: Range<usize>, out: &mut Assembler) {
    let mut open: Option<(&str, String)> = None;
    for (_, line) in lines_of(text, range) {
        let run = brackets::run(line.trim_start()).and_then(|length| line.trim_start().split_at_checked(length));
        match (run, &mut open) {
            (Some((id, body)), _) => {
                if let Some((id, body)) = open.replace((id, body.to_owned())) {
                    out.footnote(id, &body);
                }
            }
            (None, Some((_, body))) => {
                body.push('\n');
                body.push_str(line);
            }
            (None, None) => {}
        }
    }
    if let Some((id, body)) = open {
        out.footnote(id, &body);
    }
}
