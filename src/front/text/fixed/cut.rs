//! Cells of boxes in which words are cut so that all their pieces but the first fill the column.
//!
//! ```text
//! | De    |
//! | fined |
//! | keys  |
//! ```
//!
//! A word that is wider than its column begins a line of its own, and only there is it cut; all its later pieces fill their lines.
//! What does not fill its line begins with a new word. What does may be another word that happens to be so wide.

#![allow(
    clippy::arithmetic_side_effects,
    reason = "it adds to widths of text that is held in memory, and counts its lines"
)]

use std::borrow::Cow;

use crate::cell::text::floor;

use super::borders::Piece;
use super::cells::{Breaks, Cell, Kind};
use super::divide::{Column, Role};
use super::said::depth;

/// Bytes at the end of a cell that are looked at.
const MOST: usize = 1 << 10;

/// What tells that words are cut so: pieces of what holds no blanks.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Tally {
    /// Full pieces below one that is not, and pieces that are not full below one that is.
    last: usize,
    first: usize,
}

impl Tally {
    /// Takes in one line of a cell that holds no blanks, and the next.
    pub(super) fn add(&mut self, above: &Piece<'_>, below: &Piece<'_>, room: usize) {
        match (above.width >= room, below.width >= room) {
            (false, true) => self.last += 1,
            (true, false) => self.first += 1,
            _ => {}
        }
    }

    /// Whether the last pieces of a word may fill the column: nothing tells that the first ones do, or as much that these do.
    pub(super) fn may_be_last_full(self) -> bool {
        self.first == 0 || self.last > 0
    }

    /// Whether the last pieces of a word fill the column.
    pub(super) fn is_last_full(self) -> bool {
        self.last > self.first
    }
}

/// Whether the cells of a column hold no blanks.
pub(super) fn is_word(column: Column) -> bool {
    matches!(column.kind, Kind::Ids | Kind::Word) || column.role == Role::Service
}

/// Joins the lines of a cell, given with their numbers.
pub(super) fn join<'a>(pieces: &[(usize, Piece<'a>)], column: Column, breaks: &Breaks) -> Cell<'a> {
    let markup = breaks.markup;
    let mut cell = Joined { column, breaks, text: String::new(), is_doubtful: false };
    cell.text.reserve(pieces.iter().map(|(_, piece)| piece.text.len() + 1).sum());
    // Whether a link was open above the line above, and is open behind it.
    let mut linked = (false, false);
    // Whether the line above is sure to be the first piece of a word; brackets of references that are open so far.
    let (mut is_first_piece, mut open) = (false, 0);
    for (at, own) in pieces.iter().enumerate() {
        if let Some(above) = at.checked_sub(1).and_then(|above| pieces.get(above)) {
            let pair = Pair { above, below: own, room: column.room };
            let next = pieces.get(at + 1).map(|below| Pair { above: own, below, room: column.room });
            let between = match linked {
                (false, true) => "",
                (true, true) => pair.blank_in_link(),
                _ if std::mem::take(&mut is_first_piece) || cell.ends_in_escape() => "",
                _ => {
                    is_first_piece = column.kind == Kind::Text
                        && pair.had_room()
                        && !pair.may_go_on()
                        && next.is_some_and(|next| next.may_go_on());
                    if is_first_piece { " " } else { cell.between(pair, open) }
                }
            };
            cell.text.push_str(between);
        }
        cell.text.push_str(own.1.text);
        open += if column.kind == Kind::References { depth(own.1.text) } else { 0 };
        linked = (linked.1, markup.is_open(own.1.text, linked.1));
    }
    Cell { text: Cow::Owned(cell.text), is_doubtful: cell.is_doubtful }
}

/// A cell as far as its lines are joined.
struct Joined<'b> {
    column: Column,
    breaks: &'b Breaks,
    text: String,
    is_doubtful: bool,
}

impl Joined<'_> {
    /// What stood between two lines, where no link is open; so many brackets of references are.
    fn between(&mut self, pair: Pair<'_, '_>, open: i32) -> &'static str {
        let kind = self.column.kind;
        match kind {
            Kind::Word | Kind::Ids => "",
            Kind::References if open <= 0 => "",
            Kind::References | Kind::Text if pair.may_go_on() => {
                let is_sure = self.column.role == Role::Service && !self.text.contains([' ', '('])
                    || pair.is_within_word()
                    || kind == Kind::References && begins_code(&self.text);
                self.is_doubtful |= !is_sure;
                if is_sure || kind == Kind::References || pair.is_likely() { "" } else { " " }
            }
            Kind::References => " ",
            Kind::Text if pair.is_apart() || pair.had_room() => "\n",
            Kind::Text => {
                self.is_doubtful |= self.breaks.ends.may_end(&pair.above.1, &pair.below.1, pair.room);
                " "
            }
        }
    }

    /// Whether the mark that the last backslash escapes is yet to come.
    fn ends_in_escape(&self) -> bool {
        let slashes = self.text.bytes().rev().take(MOST).take_while(|byte| *byte == b'\\').count();
        self.breaks.markup.has_escapes() && slashes % 2 == 1
    }
}

/// Whether what stands in the last bracket begins as a reference that holds no blanks.
fn begins_code(text: &str) -> bool {
    let near = text.get(floor(text, text.len().saturating_sub(MOST))..).unwrap_or("");
    let inside = near.rsplit('[').next().unwrap_or("");
    let is_code = inside.starts_with("RFC") || inside.contains([':', '/', '-', '_', '`', '<', '#']);
    inside.is_empty() || is_code && !inside.contains(' ')
}

/// Two lines of a cell, one below the other.
#[derive(Clone, Copy)]
struct Pair<'p, 'a> {
    above: &'p (usize, Piece<'a>),
    below: &'p (usize, Piece<'a>),
    room: usize,
}

impl Pair<'_, '_> {
    /// Whether a blank line stands between them.
    fn is_apart(self) -> bool {
        self.below.0 > self.above.0 + 1
    }

    /// Whether a word of the line above may go on below: both have one word, and the second fills its line.
    fn may_go_on(self) -> bool {
        let (above, below) = (self.above.1, self.below.1);
        !self.is_apart() && below.width >= self.room && !below.text.contains(' ') && !above.text.contains(' ')
    }

    /// Whether the word that begins the line below had room above: there a paragraph begins, or the first piece of a word.
    fn had_room(self) -> bool {
        self.above.1.width + 1 + self.below.1.word() <= self.room
    }

    /// A blank of a link at the end of a line leaves no trace but that the line is not full; its words are cut anywhere.
    fn blank_in_link(self) -> &'static str {
        let (above, below) = (self.above.1, self.below.1);
        if below.at + self.room > above.at + above.width { " " } else { "" }
    }

    /// Whether no blank stands between such signs.
    fn is_within_word(self) -> bool {
        self.above.1.text.ends_with(['[', '('])
            || self.below.1.text.starts_with([')', ']', '}', ',', '.', ';', ':', '!', '?', '_'])
    }

    /// Whether one word is more likely than two: the letters of one are alike, and small words are whole.
    fn is_likely(self) -> bool {
        const WHOLE: [&str; 24] = [
            "The", "an", "and", "are", "as", "at", "be", "by", "for", "from", "in", "is", "it", "not", "of", "on",
            "or", "over", "port", "the", "this", "to", "via", "with",
        ];
        let (above, below) = (self.above.1.text, self.below.1.text);
        let (Some(last), Some(first)) = (above.chars().next_back(), below.chars().next()) else { return false };
        let is_upper = |text: &str| !text.chars().any(char::is_lowercase);
        match first {
            _ if matches!(last, ',' | ';' | ':' | ')' | ']') || matches!(first, '(' | '[' | '<' | '"' | '\'') => false,
            _ if first.is_uppercase() => is_upper(above) && is_upper(below),
            _ if first.is_numeric() => !last.is_alphabetic(),
            _ if first.is_lowercase() && above.chars().nth(1).is_some() => {
                !last.is_uppercase() && !last.is_numeric() && last != '.' && !WHOLE.contains(&above)
            }
            _ => true,
        }
    }
}
