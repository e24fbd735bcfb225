//! The rows of what stands between two rules of a table whose cells are drawn as boxes.
//!
//! Mostly that is one. Where rules part groups of rows, or one is lost, it is several: they are told by the columns of which
//! a row has one word, for two of them are no word that goes on.

#![allow(
    clippy::arithmetic_side_effects,
    reason = "it adds to widths of text that is held in memory, and counts what stands between rules"
)]

use std::ops::Range;

use crate::cell::{self, name};

use super::body::{Body, columns_of};
use super::borders::Piece;
use super::divide::{Block, Column, Role};
use super::lines::is_bar;
use super::rows::Known;
use super::said::depth;

/// The rows of such a table.
#[derive(Default)]
pub(super) struct Parts {
    pub(super) blocks: Vec<Block>,
    /// Lines above the first row that belong to none.
    pub(super) stray: Option<Range<usize>>,
    /// Lines that tell of damage.
    pub(super) torn: Vec<(Tear, Range<usize>)>,
}

/// What some lines tell of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tear {
    /// They stand between two rules and are not one row, though rules part rows.
    Rows,
    /// No border stands at the end of a line.
    Open,
    /// A line is the one above it once more.
    Again,
}

/// The rows of lines between rules.
pub(super) fn rows(body: &Body<'_>, parts: &[Range<usize>], columns: &[Column], known: &Known) -> Parts {
    let is_anchor = |at: usize| body.columns(at) & known.anchors != 0;
    let filled = || parts.iter().filter(|part| (*part).clone().any(is_anchor));
    let count = filled().count();
    // Where cells stand in the middle of their rows, those of one row begin on different lines.
    let is_at_top = filled().filter(|part| is_anchor(part.start)).count() * 10 >= count * 9;
    let divided: Vec<Divided> = parts.iter().map(|part| Divided::of(body, part, columns, known, is_at_top)).collect();
    let several = divided.iter().filter(|divided| divided.starts.len() > 1).count();
    let are_rows = several * 2 < count;
    let mut found = Parts::default();
    for (part, divided) in parts.iter().zip(divided) {
        if !part.clone().any(is_anchor) {
            // No row has nothing that it is known by: it goes on above, or has lost its first line.
            match found.blocks.last_mut() {
                Some(block) => {
                    (block.lines.end, block.doubtful) = (part.end, u64::MAX);
                    found.torn.push((Tear::Rows, part.clone()));
                }
                None => found.stray = Some(part.clone()),
            }
            continue;
        }
        let is_one = divided.starts.len() <= 1;
        if are_rows && !is_one {
            found.torn.push((Tear::Rows, part.clone()));
        }
        // No name ends in a hyphen: it goes on below. Lines that are a row each are whole. Others may be of another row, or some
        // may be lost with the rule.
        let name = known.names.unwrap_or(0);
        let is_open = divided.starts.iter().skip(1).any(|at| body.text(at - 1, name).ends_with('-'));
        let are_whole = divided.starts.len() == part.len() || !are_rows && is_at_top && !divided.has_cut;
        let is_sure = is_one || !is_open && are_whole;
        if is_open && !are_rows {
            found.torn.push((Tear::Rows, part.clone()));
        }
        let ends = divided.starts.iter().skip(1).copied().chain([part.end]);
        for (start, end) in divided.starts.iter().copied().zip(ends) {
            found.blocks.push(Block { lines: start..end, doubtful: if is_sure { 0 } else { u64::MAX } });
        }
    }
    check_lines(body, columns.len(), &mut found);
    found
}

/// Tells of lines that are cut, or doubled, in boxes of so many columns.
fn check_lines(body: &Body<'_>, columns: usize, found: &mut Parts) {
    let text = |at: usize| body.source(at).map_or("", |line| line.text.trim_end());
    let all = 0..body.len();
    let is_closed = |at: &usize| text(*at).ends_with(is_bar) && text(*at).matches(is_bar).count() > columns;
    let are_closed = all.clone().filter(is_closed).count() * 2 > all.len();
    for block in &mut found.blocks {
        for at in block.lines.clone().filter(|at| !text(*at).is_empty()) {
            if are_closed && !is_closed(&at) {
                found.torn.push((Tear::Open, at..at + 1));
                block.doubtful = u64::MAX;
            } else if at > block.lines.start && text(at) == text(at - 1) {
                found.torn.push((Tear::Again, at..at + 1));
                block.doubtful |= body.columns(at);
            }
        }
    }
}

/// The lines between two rules, divided.
struct Divided {
    /// The first line of each row.
    starts: Vec<usize>,
    /// A word goes on that is cut elsewhere than at a hyphen.
    has_cut: bool,
}

impl Divided {
    fn of(body: &Body<'_>, part: &Range<usize>, columns: &[Column], known: &Known, is_at_top: bool) -> Self {
        let mut divided = Self { starts: vec![part.start], has_cut: false };
        if part.len() == 1 {
            return divided;
        }
        let name = known.names.map_or(0, |at| 1 << at.min(63));
        let of_id = |(at, column): (usize, &Column)| if column.role == Role::Id { 1 << at.min(63) } else { 0 };
        let words = columns.iter().enumerate().map(of_id).fold(known.once | name, |words, id| words | id);
        let mut cells: Vec<Word<'_>> = Vec::new();
        let mut has_anchor = false;
        for at in part.clone() {
            let own = || columns_of(body.columns(at) & words).filter_map(|column| body.piece(at, column));
            let above = |piece: &Piece<'_>| cells.iter().find(|word| word.last.column == piece.column);
            let is_new = own().any(|piece| match above(&piece) {
                Some(word) => !columns.get(piece.column).is_some_and(|column| word.goes_on(at, &piece, *column)),
                None => has_anchor && is_at_top,
            });
            if is_new {
                divided.starts.push(at);
                cells.clear();
                has_anchor = false;
            }
            has_anchor |= body.columns(at) & known.anchors != 0;
            for piece in own() {
                let is_full = columns.get(piece.column).is_some_and(|column| piece.width >= column.room);
                match cells.iter_mut().find(|word| word.last.column == piece.column) {
                    Some(word) => {
                        divided.has_cut |= !word.text.ends_with('-');
                        word.text.push_str(piece.text);
                        (word.last, word.line, word.is_first) = (piece, at, false);
                    }
                    None => cells.push(Word {
                        text: piece.text.to_owned(),
                        last: piece,
                        line: at,
                        is_first: true,
                        begins_full: is_full,
                    }),
                }
            }
        }
        divided
    }
}

/// The one word of a cell, as far as it has come.
struct Word<'a> {
    text: String,
    /// Its last piece, and the line of that.
    last: Piece<'a>,
    line: usize,
    /// That is its first, too.
    is_first: bool,
    begins_full: bool,
}

impl Word<'_> {
    /// Whether it may go on in the piece that stands below it.
    fn goes_on(&self, at: usize, below: &Piece<'_>, column: Column) -> bool {
        let Piece { width, text, .. } = self.last;
        let is_adjacent = self.line + 1 == at;
        match column.role {
            Role::Id => {
                is_adjacent && !(self.text.ends_with(']') && depth(&self.text) == 0 && below.text.starts_with('['))
            }
            Role::Service => {
                let has_parts = || !(name::is_plausible(text) && name::is_plausible(below.text));
                is_adjacent && width + 1 + below.word() > column.room && (self.is_cut(below, column) || has_parts())
            }
            _ => {
                // Behind these a blank may have stood.
                let has_list = text.ends_with([',', '/']);
                is_adjacent
                    && self.text.len() <= MOST_BYTES
                    && (has_list || width + below.word() > column.room && self.is_cut(below, column))
                    && !is_whole(&self.text, below.text)
            }
        }
    }

    /// Whether a word breaks there as tools break those that have no room: behind a hyphen, or anywhere if all its pieces but
    /// the first, or but the last, fill the column.
    fn is_cut(&self, below: &Piece<'_>, column: Column) -> bool {
        let (is_full, is_full_below) = (self.last.width >= column.room, below.width >= column.room);
        self.last.text.ends_with('-')
            || match is_full {
                true => is_full_below || self.begins_full,
                false => self.is_first && is_full_below,
            }
    }
}

/// Bytes of a port, a date, a transport or several of these, or more.
const MOST_BYTES: usize = 64;

/// Whether a port, a date or a transport is whole above what stands below it, or both would be none.
fn is_whole(above: &str, below: &str) -> bool {
    let joined = [above, below].concat();
    if joined.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-') {
        let fits = |widths: &[usize]| {
            let groups: Vec<&str> = joined.split('-').collect();
            groups.len() <= widths.len() && groups.iter().zip(widths).all(|(group, width)| group.len() <= *width)
        };
        // `49152-65535`, `2014-05-02`
        return !fits(&[5, 5]) && !fits(&[4, 2, 2]);
    }
    let is_transport = |text: &str| cell::transports_len(text) == text.len();
    is_transport(above) && !is_transport(&joined)
}
