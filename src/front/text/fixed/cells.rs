//! The lines of a cell joined again.

#![allow(
    clippy::arithmetic_side_effects,
    reason = "it adds to places in text that is held in memory, to its widths, and counts its lines and brackets"
)]

use std::borrow::Cow;

use crate::front::links::Markup;
use crate::sixteen;

use super::borders::Piece;
use super::cut;
use super::divide::{Column, Role};
use super::ends;
use super::said::depth;

/// What a cell holds, as far as it matters to where its lines may have broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Words and paragraphs.
    Text,
    /// Ids in brackets, which hold no blanks.
    Ids,
    /// References in brackets, a few of which are words.
    References,
    /// One word: a date, a port, a code, an address.
    Word,
}

/// Behind these a renderer may break a word.
const JOINTS: [char; 5] = ['-', '/', '=', '@', '_'];

/// What a renderer does with a word that has no room, as the document shows it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Breaks {
    /// By joint: lines that end in it, and lines that could have.
    joints: [(usize, usize); JOINTS.len()],
    /// It breaks words anywhere.
    anywhere: bool,
    /// It lays out tables, and draws rules of dashes: it breaks words behind hyphens, and those wider than the column.
    pub(super) is_drawn: bool,
    /// It draws boxes around cells: how it cuts words that are wider than their column.
    pub(super) cuts: Option<cut::Tally>,
    /// Where lines of texts break in them, by column.
    pub(super) ends: ends::Tally,
    /// How it writes links.
    pub(super) markup: Markup,
}

impl Breaks {
    /// Whether cells of such a column tell anything more of it.
    pub(super) fn learns_of(&self, column: Column) -> bool {
        column.kind == Kind::Text || column.kind == Kind::Ids && !self.anywhere || self.cuts.is_some()
    }

    /// Takes in one line of a cell and the next.
    pub(super) fn learn(&mut self, above: &Piece<'_>, below: &Piece<'_>, column: Column) {
        if let Some(cuts) = &mut self.cuts
            && cut::is_word(column)
        {
            cuts.add(above, below, column.room);
        }
        if self.cuts.is_some() && column.kind == Kind::Text {
            self.ends.add(above, below, column.room);
        }
        match column.kind {
            Kind::Ids => {
                self.anywhere |= opens(above.text) && !above.text.contains(' ') && joint(above.text).is_none();
            }
            Kind::Word | Kind::References => {}
            Kind::Text => {
                if let Some(at) = joint(above.text)
                    && let Some((ends, _)) = self.joints.get_mut(at)
                {
                    *ends += 1;
                    return;
                }
                let word = first_word(below.text);
                if !sixteen::has_any(word.as_bytes(), *b"-/=@_") {
                    return;
                }
                for (joint, (_, could)) in JOINTS.iter().zip(&mut self.joints) {
                    let at = word.chars().position(|c| c == *joint).filter(|at| *at > 0);
                    let is_inner = |at: usize| at + 1 < word.chars().count() && above.width + 2 + at <= column.room;
                    *could += usize::from(at.is_some_and(is_inner));
                }
            }
        }
    }

    /// Whether a word that has no room may be cut between two lines: it fills the first, or in boxes the second.
    fn may_cut(&self, above: &Piece<'_>, below: &Piece<'_>, column: Column) -> bool {
        let is_last =
            |cuts: cut::Tally| cuts.may_be_last_full() && below.width >= column.room && !below.text.contains(' ');
        (above.width >= column.room || self.cuts.is_some_and(is_last)) && is_long(above, below, column)
    }

    /// Whether a line that ends so ends within a word; `None` where that is open.
    fn is_within(&self, above: &str) -> Option<bool> {
        let Some((ends, could)) = joint(above).and_then(|at| self.joints.get(at)) else { return Some(false) };
        match ends.cmp(could) {
            std::cmp::Ordering::Greater => Some(true),
            std::cmp::Ordering::Equal => None,
            std::cmp::Ordering::Less => Some(false),
        }
    }
}

/// The first word of a text that begins with it.
fn first_word(text: &str) -> &str {
    // That of most is graphic ASCII.
    match sixteen::graphic(text.as_bytes()) {
        end if end == text.len() => text,
        end if text.as_bytes().get(end) == Some(&b' ') => text.get(..end).unwrap_or(""),
        _ => text.split_whitespace().next().unwrap_or(""),
    }
}

/// Whether a line that is full ends in a word that may go on: with the next one it would be too long for any line.
fn is_long(above: &Piece<'_>, below: &Piece<'_>, column: Column) -> bool {
    above.last_word() + below.word() > column.room
}

/// The joint that ends a line, if it stands behind a word.
fn joint(text: &str) -> Option<usize> {
    if !matches!(text.as_bytes().last(), Some(b'-' | b'/' | b'=' | b'@' | b'_')) {
        return None;
    }
    let last = text.chars().next_back()?;
    let word = text.strip_suffix(last)?;
    let is_word = word.chars().next_back().is_some_and(|c| !c.is_whitespace() && c != last);
    JOINTS.iter().position(|joint| *joint == last).filter(|_| is_word)
}

fn opens(text: &str) -> bool {
    text.rfind('[') > text.rfind(']')
}

/// A cell, and whether what parted two of its lines is in doubt.
#[derive(Debug, Default)]
pub(super) struct Cell<'a> {
    pub(super) text: Cow<'a, str>,
    pub(super) is_doubtful: bool,
}

/// Joins the lines of a cell, given with their numbers; links `have_numbers` where a browser puts them there.
pub(super) fn join<'a>(pieces: &[(usize, Piece<'a>)], column: Column, breaks: &Breaks, have_numbers: bool) -> Cell<'a> {
    if breaks.cuts.is_some_and(cut::Tally::is_last_full) {
        return cut::join(pieces, column, breaks);
    }
    let mut cell = Cell::default();
    let mut before: Option<&(usize, Piece<'a>)> = None;
    // Brackets of references that are open so far.
    let mut open = 0;
    let mut reference = Reference::default();
    for piece in pieces {
        if let Some(above) = before {
            let inside = (open > 0).then(|| reference.goes_on(&cell.text));
            let (between, is_doubtful) = between(inside, above, piece, column, breaks);
            cell.is_doubtful |= is_doubtful;
            let text = match &mut cell.text {
                Cow::Owned(text) => text,
                Cow::Borrowed(first) => {
                    let all = pieces.iter().map(|(_, piece)| piece.text.len() + 1).sum();
                    let mut text = String::with_capacity(all);
                    text.push_str(first);
                    cell.text = Cow::Owned(text);
                    cell.text.to_mut()
                }
            };
            text.push_str(between);
            text.push_str(piece.1.text);
        } else {
            cell.text = Cow::Borrowed(piece.1.text);
        }
        if column.kind == Kind::References {
            open += depth(piece.1.text);
        }
        before = Some(piece);
    }
    if have_numbers && let Some(text) = without_link_numbers(&cell.text, column.kind) {
        cell.text = Cow::Owned(text);
    }
    cell
}

/// What stands in a bracket of references that is open, told as lines come: each is looked at once.
#[derive(Debug, Default)]
struct Reference {
    /// Where it begins.
    from: usize,
    /// How much of the cell was looked at.
    seen: usize,
    is_uri: bool,
}

impl Reference {
    /// What stands in it in a cell that has come so far, and whether that is a URI.
    fn goes_on<'t>(&mut self, cell: &'t str) -> (&'t str, bool) {
        let bytes = cell.as_bytes();
        if let Some(open) = memchr::memrchr(b'[', bytes.get(self.seen..).unwrap_or_default()) {
            self.from = self.seen.saturating_add(open).saturating_add(1);
            self.is_uri = false;
        }
        // "://" may stand across the end of the last line.
        let new = self.seen.saturating_sub(2).max(self.from);
        self.is_uri |= memchr::memmem::find(bytes.get(new..).unwrap_or_default(), b"://").is_some();
        self.seen = cell.len();
        (cell.get(self.from..).unwrap_or(""), self.is_uri)
    }
}

/// What stood between two lines of a cell, and whether that is in doubt. `inside`: what stands so far in brackets that
/// are open, and whether it is a URI.
fn between(
    inside: Option<(&str, bool)>,
    above: &(usize, Piece<'_>),
    below: &(usize, Piece<'_>),
    column: Column,
    breaks: &Breaks,
) -> (&'static str, bool) {
    let is_apart = below.0 > above.0 + 1;
    let (above, below) = (above.1, below.1);
    let is_full = above.width >= column.room;
    match column.kind {
        Kind::Word | Kind::Ids => ("", false),
        Kind::References => match inside {
            None => ("", false),
            // A URI has no blanks but behind its end.
            Some((_, true)) if breaks.cuts.is_some() => ("", true),
            // A word of theirs breaks as those of texts do.
            Some((inside, _)) if breaks.is_drawn && !(joint(inside).is_some() && inside.ends_with('-')) => {
                (" ", breaks.may_cut(&above, &below, column))
            }
            Some((inside, is_uri)) if is_uri || joint(inside).is_some() => ("", false),
            Some(_) => (" ", breaks.anywhere),
        },
        Kind::Text if is_apart => ("\n", false),
        // No name holds a blank, but for a few old ones.
        Kind::Text if column.role == Role::Service && breaks.cuts.is_some() => {
            let is_cut = is_full || below.width >= column.room || above.text.ends_with('-');
            let has_blanks = [above.text, below.text].iter().any(|text| text.contains([' ', '(']));
            if is_cut && !has_blanks { ("", false) } else { (" ", true) }
        }
        // "by [" "Bernie_Volz]": a link begins a line of its own.
        Kind::Text if !breaks.is_drawn && (above.text.ends_with(['[', '(']) || below.text.starts_with([']', ')'])) => {
            ("", false)
        }
        Kind::Text if !breaks.is_drawn && above.text.ends_with("://") => ("", false),
        // "org" "/assignments"
        Kind::Text if !breaks.is_drawn && below.text.starts_with(['/', '=', '@', '_']) && below.word() > 1 => {
            ("", true)
        }
        Kind::Text if joint(above.text).is_some() && (!breaks.is_drawn || above.text.ends_with('-')) => {
            let is_cut = breaks.cuts.is_some() && breaks.may_cut(&above, &below, column);
            match breaks.is_within(above.text) {
                Some(true) => ("", is_cut),
                Some(false) => (" ", is_cut),
                None => ("", true),
            }
        }
        Kind::Text if breaks.may_cut(&above, &below, column) => {
            (if is_full && breaks.anywhere { "" } else { " " }, true)
        }
        Kind::Text if above.width + 1 + below.word() <= column.room => ("\n", false),
        Kind::Text => (" ", breaks.cuts.is_some() && breaks.ends.may_end(&above, &below, column.room)),
    }
}

/// Whether a cell of one line could have a number that a browser gives a link: two brackets open, or it begins with
/// one. `has_pairs`: in some cell two do.
#[inline]
pub(super) fn may_have_numbers(text: &str, has_pairs: bool) -> bool {
    matches!(text.as_bytes(), [b'[', b'0'..=b'9' | b']', ..]) || has_pairs && text.contains("[[")
}

/// `[[17]Derick_Snyder]` and `[18]mailto:…` without the number that a browser gives the link. Where a line breaks within
/// the number it shows only now that the lines are joined.
fn without_link_numbers(cell: &str, kind: Kind) -> Option<String> {
    if kind == Kind::Word
        && let Some((number, rest)) = cell.strip_prefix('[').and_then(|cell| cell.split_once(']'))
        && number.bytes().all(|byte| byte.is_ascii_digit())
    {
        return Some(rest.to_owned());
    }
    let mut text = String::new();
    let mut rest = cell;
    let is_pair = |pair: &[u8]| pair == b"[[";
    if !sixteen::has_any(cell.as_bytes(), [b'[']) || !cell.as_bytes().windows(2).any(is_pair) {
        return None;
    }
    while let Some(at) = rest.find("[[") {
        let (before, after) = rest.split_at(at + 1);
        text.push_str(before);
        let digits = after.strip_prefix('[').map_or("", |after| after.trim_start_matches(|c: char| c.is_ascii_digit()));
        rest = match digits.strip_prefix(']') {
            Some(after_number) if digits.len() + 1 < after.len() => after_number,
            _ => after,
        };
    }
    if text.is_empty() {
        return None;
    }
    text.push_str(rest);
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_links_go() {
        assert_eq!(
            without_link_numbers("[[17]Derick_Snyder][[18]B]", Kind::Ids).as_deref(),
            Some("[Derick_Snyder][B]")
        );
        assert_eq!(without_link_numbers("[A][B]", Kind::Ids), None);
        assert_eq!(without_link_numbers("[[x]", Kind::Text).as_deref(), Some("[[x]"));
    }
}
