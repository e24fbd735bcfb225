//! How a text without columns ends: cut, or with its footnotes.

use std::ops::Range;

use crate::assemble::Assembler;
use crate::ast::{Code, Record, Span};
use crate::cell::{self, brackets, sentence};
use crate::column::address;
use crate::column::contact::is_cut_date;
use crate::column::place::{LooseRow, Trouble};
use crate::column::shape::{Piece, Shape};
use crate::front::sections::lines_of;
use crate::report::end_of;

/// A row that does not read is cut where it is the last of the document, and damaged elsewhere.
pub(super) fn damage_code(text: &str, span: Span) -> Code {
    if span.range().end >= text.trim_end().len() { Code::Truncated } else { Code::DamagedRow }
}

/// Whether any of `rows` has a person's id in brackets.
pub(super) fn names_persons(rows: &[LooseRow<'_>]) -> bool {
    let is_person = |piece: &Piece<'_>| matches!(piece.shape, Shape::Brackets(found) if !found.references);
    rows.iter().any(|row| row.pieces.iter().any(is_person))
}

/// Whether the last row of a document ends within a cell: in brackets or in the sentence on a replacement that do not
/// close, or in a date.
pub(super) fn ends_within(row: &str) -> bool {
    let is_open = row.rfind('[').is_some_and(|at| !row.get(at.saturating_add(1)..).unwrap_or("").contains(']'));
    let sentence = row.rfind("IANA assigned ").and_then(|at| row.get(at..));
    is_open
        || sentence.is_some_and(|sentence| sentence::replacement_len(sentence).is_none())
        || row.rsplit(char::is_whitespace).next().is_some_and(is_cut_date)
}

/// Whether a text is an id or the like whose bracket does not close.
pub(super) fn is_open(text: &str) -> bool {
    text.starts_with('[') && !text.contains(']')
}

/// Whether a contact's last cell shows that the document ends within it. A month alone may be all of a date.
pub(super) fn ends_within_contact(last: &str) -> bool {
    ends_within(last) && !is_month(last) || address::is_cut(last)
}

/// Whether a text is a date, with its day or without.
pub(super) fn is_month(text: &str) -> bool {
    cell::date(text).is_some_and(|date| date.month().is_some())
}

/// The document ends within a row of the contact table.
pub(super) fn report_cut_contact(span: Span, out: &mut Assembler) {
    out.report.error(Code::Truncated, span, "the document ends within this row of the contact table");
}

/// What the document's end did to its last row. Brackets or quotes that do not close, and half a date, tell that
/// the row was cut; where records name contacts and no table of them follows, it may have been.
///
/// `expects_contacts`: records name contacts, and there is no table of them.
pub(super) fn trouble_at_end(
    source: &str,
    last: &LooseRow<'_>,
    expects_contacts: bool,
    out: &mut Assembler,
) -> Trouble {
    if last.span.range().end < source.trim_end().len() {
        return Trouble::None;
    }
    if ends_within(last.text) {
        out.report.error(
            Code::Truncated,
            end_of(source),
            "the document ends within this row; its record is incomplete",
        );
        return Trouble::Cut;
    }
    if expects_contacts && !source.ends_with('\n') { Trouble::Cut } else { Trouble::None }
}

/// Says why the last row is in doubt where nothing else does: no record names somebody after all.
pub(super) fn report_doubt_at_end(source: &str, trouble: Trouble, out: &mut Assembler) {
    let names_somebody = |record: &Record| !record.assignees().is_empty() || !record.contacts().is_empty();
    if trouble == Trouble::Cut
        && !out.report.has_told(Code::Truncated)
        && !out.registry.records.iter().any(names_somebody)
    {
        let message = "the document ends within a line, where a table of contacts could follow; was it cut?";
        out.report.warning(Code::Truncated, end_of(source), message);
    }
}

/// Whether nothing follows a line of `text`.
fn is_last(text: &str, line: &str) -> bool {
    let end = |of: &str, length: usize| (of.as_ptr() as usize).saturating_add(length);
    end(line, line.len()) >= end(text, text.trim_end().len())
}

/// Footnotes: `[1] text`, over lines; a line that is indented more goes on, whatever it begins with. `source` is the
/// document of which `text` is made, byte for byte.
pub(super) fn footnotes(source: &str, text: &str, range: Range<usize>, out: &mut Assembler) {
    let mut open: Option<(&str, String)> = None;
    let mut least = usize::MAX;
    for (_, line) in lines_of(text, range) {
        let indent = line.len().saturating_sub(line.trim_start().len());
        let run = brackets::run(line.trim_start()).and_then(|length| line.trim_start().split_at_checked(length));
        let run = run.filter(|_| indent <= least);
        if run.is_some() {
            least = indent;
        }
        match (run, &mut open) {
            (Some((id, body)), _) => {
                if let Some((id, body)) = open.replace((id, body.to_owned())) {
                    out.footnote(id, &body);
                }
            }
            (None, _) if is_open(line.trim_start()) && is_last(text, line) => {
                out.report.error(Code::Truncated, end_of(source), "the document ends within the mark of this footnote");
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
