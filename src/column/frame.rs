//! What spreadsheets and data frames write in their own way: `NaN` in a cell that holds nothing, `443.0` for 443.

use std::borrow::Cow;

use crate::assemble::Assembler;
use crate::ast::{Code, ContactField, Field, Span};
use crate::cell::text;

/// The marks for nothing of pandas, R, SQL, JSON and people.
const MARKS: [&str; 16] = [
    "NaN", "nan", "NaT", "NA", "<NA>", "None", "none", "NULL", "null", "nil", "N/A", "n/a", "-", "--", "\u{2013}",
    "\u{2014}",
];

/// Bytes of the longest of them.
const LONGEST: usize = 4;

/// 1 for a byte that a mark can begin with: each cell of each table is asked, and few begin so.
const BEGINNINGS: [u8; 256] =
    by_byte!(|byte| if matches!(byte, b'N' | b'n' | b'<' | b'-') || !byte.is_ascii_graphic() { 1 } else { 0 });

/// The mark for nothing that `cell` is, if it is one.
#[inline]
fn mark(cell: &str) -> Option<&'static str> {
    let first = cell.as_bytes().first()?;
    if BEGINNINGS.get(usize::from(*first)) == Some(&1) { mark_of(cell) } else { None }
}

fn mark_of(cell: &str) -> Option<&'static str> {
    let cell = text::trim(cell);
    if cell.is_empty() || cell.len() > LONGEST {
        return None;
    }
    MARKS.into_iter().find(|mark| *mark == cell)
}

/// A number with a fraction of nothing, as a column of numbers with empty cells becomes.
#[inline]
fn whole_part(cell: &str) -> Option<&str> {
    // It ends in a nought, but for white space.
    let may_end = |last: &u8| *last == b'0' || !last.is_ascii_graphic();
    if cell.as_bytes().last().is_some_and(may_end) { before_point(cell) } else { None }
}

#[inline(never)]
fn before_point(cell: &str) -> Option<&str> {
    // Hardly a number has a point.
    if !cell.as_bytes().contains(&b'.') {
        return None;
    }
    let (whole, fraction) = cell.trim().split_once('.')?;
    let is_number = |digits: &str| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    (is_number(whole) && !fraction.is_empty() && fraction.bytes().all(|byte| byte == b'0')).then_some(whole)
}

/// Whether there is something to undo in a cell.
#[inline]
pub(super) fn may_be_framed(cell: &str, column: Option<Field>) -> bool {
    mark(cell).is_some() || matches!(column, Some(Field::Ports | Field::ServiceCode)) && whole_part(cell).is_some()
}

/// Undoes it in the cells of a record.
pub(super) fn undo(cells: &mut [Cow<'_, str>], columns: &[Option<Field>], span: Span, out: &mut Assembler) {
    let is_typed = |column: &Option<Field>| match column {
        Some(Field::ServiceName | Field::Transport | Field::Description | Field::UnauthorizedUse | Field::Notes) => {
            false
        }
        column => column.is_some(),
    };
    let mut is_undone = undo_marks(cells, columns.iter().map(is_typed), out);
    for (cell, column) in cells.iter_mut().zip(columns) {
        if matches!(column, Some(Field::Ports | Field::ServiceCode))
            && let Some(whole) = whole_part(cell)
        {
            *cell = Cow::Owned(whole.to_owned());
            is_undone = true;
        }
    }
    if is_undone {
        out.report.tally(Code::Reformatted, span);
    }
}

/// Undoes it in the cells of a contact.
pub(super) fn undo_contact(
    cells: &mut [Cow<'_, str>],
    columns: &[Option<ContactField>],
    span: Span,
    out: &mut Assembler,
) {
    if undo_marks(cells, columns.iter().map(|column| *column == Some(ContactField::Updated)), out) {
        out.report.tally(Code::Reformatted, span);
    }
}

/// In a column of words a mark may be a word. Where it stood in a column that can hold none (`is_typed`), it is a mark
/// wherever the document has it.
fn undo_marks(cells: &mut [Cow<'_, str>], is_typed: impl Iterator<Item = bool>, out: &mut Assembler) -> bool {
    if cells.iter().all(|cell| mark(cell).is_none()) {
        return false;
    }
    for found in cells.iter().zip(is_typed).filter(|(_, is_typed)| *is_typed).filter_map(|(cell, _)| mark(cell)) {
        if !out.marks.contains(&found) {
            out.marks.push(found);
        }
    }
    let mut is_undone = false;
    for cell in cells {
        if mark(cell).is_some_and(|mark| out.marks.contains(&mark)) {
            *cell = Cow::Borrowed("");
            is_undone = true;
        }
    }
    is_undone
}

/// Whether a cell is empty, or says that it is.
pub(crate) fn is_nothing(cell: &str) -> bool {
    cell.is_empty() || mark(cell).is_some()
}

/// The number that a cell holds, however it is written.
pub(super) fn number(cell: &str) -> &str {
    whole_part(cell).unwrap_or(cell)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mark_is_found() {
        for mark in MARKS {
            assert_eq!(self::mark(&format!(" {mark} ")), Some(mark));
        }
        assert_eq!((self::mark(""), self::mark("naan"), self::mark("nothing")), (None, None, None));
    }

    #[test]
    fn numbers_lose_a_fraction_of_nothing_alone() {
        assert_eq!(number("443.0"), "443");
        for cell in ["443.5", "443.", ".0", "4e3.0", "443", "6000-6063.0", "1.0.0"] {
            assert_eq!(number(cell), cell);
        }
        assert!(crate::cell::ports(number("443.0")).is_some());
    }
}
