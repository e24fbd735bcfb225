//! Where lines of texts in boxes end: a paragraph ends there, or the next word has no room.

#![allow(clippy::arithmetic_side_effects, reason = "it adds to widths of text in memory, and counts its lines")]

use super::borders::Piece;
use super::divide::MOST_COLUMNS;

/// How lines end, by column.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tally {
    columns: [Ends; MOST_COLUMNS],
}

/// How those of a column do.
#[derive(Clone, Copy, Debug, Default)]
struct Ends {
    /// The next word had room: paragraphs end.
    sure: usize,
    /// It had none, and the line does not fill the column: lines are wrapped.
    wrapped: usize,
}

impl Default for Tally {
    fn default() -> Self {
        Self { columns: [Ends::default(); MOST_COLUMNS] }
    }
}

impl Tally {
    /// Takes in one line of a cell and the next.
    pub(super) fn add(&mut self, above: &Piece<'_>, below: &Piece<'_>, room: usize) {
        if let Some(ends) = self.columns.get_mut(above.column) {
            let had_room = above.width + 1 + below.word() <= room;
            ends.sure += usize::from(had_room);
            ends.wrapped += usize::from(!had_room && above.width < room);
        }
    }

    /// Whether a line behind which the next word had no room may end a paragraph: others of the column do, it ends as they
    /// would, the next begins as one of a list does, or it is the one that makes the column so wide.
    pub(super) fn may_end(&self, above: &Piece<'_>, below: &Piece<'_>, room: usize) -> bool {
        let ends = self.columns.get(above.column).copied().unwrap_or_default();
        ends.sure > 0
            || ends.wrapped == 0 && above.width >= room
            || above.text.ends_with(['.', ':']) && !below.text.starts_with(char::is_lowercase)
            || begins_item(below.text)
    }
}

/// `version=<number>`, `(added 1997)`
fn begins_item(text: &str) -> bool {
    text.starts_with('(') || text.split(' ').next().is_some_and(|word| word.contains('='))
}
