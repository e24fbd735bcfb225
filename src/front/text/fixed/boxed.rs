//! Tables whose cells are drawn as boxes, the headings above a rule of `=`.
//!
//! ```text
//! +-------+-------+-----------+
//! | Se    | Tran  | Descr     |
//! | rvice | sport | iption    |
//! | Name  |       |           |
//! +=======+=======+===========+
//! | o     | tcp   | A service |
//! | rasrv |       |           |
//! +-------+-------+-----------+
//! ```
//!
//! A row is what stands between two rules, however many lines its name takes. A word that is wider than its column is cut
//! anywhere: some tools fill the column with its first pieces, and others with its last ones. [`parts`](super::parts) tells
//! where rules part groups of rows, or one is lost.

#![allow(
    clippy::arithmetic_side_effects,
    reason = "it adds to places among lines that are held in memory, and takes the line above a rule"
)]

use std::ops::Range;

use super::headings::{self, Headings};
use super::lines::{Line, begins_with_bar};

/// Lines that headings may take: of one letter a line they would be more, but no tool draws columns so narrow.
pub(super) const MOST_LINES: usize = 32;

/// Whether a line may be the rule below the headings.
pub(super) fn is_below_headings(line: &str) -> bool {
    let line = line.trim_start();
    line.starts_with("+=") || line.starts_with("+:=")
}

/// Whether a line among the rows is a rule, or what is left of one where the document ends.
pub(super) fn is_rule(line: &str) -> bool {
    let line = line.trim_start();
    line.starts_with('+') && line.bytes().all(|byte| matches!(byte, b'+' | b'-' | b'=' | b':'))
}

/// The headings above line `at`, up to a rule that draws the same columns.
pub(super) fn headings(lines: &[Line<'_>], from: usize, at: usize) -> Option<Headings> {
    let drawn = lines.get(at).filter(|line| line.is_rule())?.rule_columns();
    let has_bar = |at: &usize| lines.get(*at).is_some_and(|line| begins_with_bar(line.text.trim_start()));
    let count = (from..at).rev().take(MOST_LINES + 1).take_while(has_bar).count();
    let own = at - count..at;
    let above = own.start.checked_sub(1).filter(|above| *above >= from).and_then(|above| lines.get(above))?;
    if count == 0 || count > MOST_LINES || !above.is_rule() || above.rule_columns() != drawn {
        return None;
    }
    let found = headings::by_rule(&headings::words_of(lines, &own)?, drawn, &own)?;
    Some(Headings { is_dashed: true, is_boxed: true, ..found })
}

/// The line below the last rule of a table, where others follow than more of its rows: a rule that is lost closes none.
pub(super) fn end(lines: &[Line<'_>], below: Range<usize>) -> Option<usize> {
    let is_row = |at: &usize| lines.get(*at).is_some_and(|line| begins_with_bar(line.text.trim_start()));
    let rows = below.clone().take_while(is_row).count();
    let end = below.start + rows;
    let is_last = || lines.get(end..).unwrap_or_default().iter().all(Line::is_blank);
    if rows > 0 && is_last() { None } else { end.checked_sub(usize::from(rows == 0)) }
}

/// How many blanks stand around a cell in its box: one on either side, unless headings stand right behind its border.
pub(super) fn padding(headings: &Headings, drawn: &[Range<usize>]) -> usize {
    let is_padded = headings.columns.iter().zip(drawn).all(|(own, drawn)| own.start > drawn.start);
    if is_padded { 2 } else { 0 }
}
