//! The lines that rows are known by.

#![allow(
    clippy::arithmetic_side_effects,
    reason = "it adds to places among lines that are held in memory, and to widths of text in them"
)]

use std::ops::Range;

use crate::cell::name;
use crate::general_way;

use super::body::{Body, columns_of};
use super::borders::Piece;
use super::cells::Kind;
use super::divide::Anchor;
use super::rows::Known;

/// Lines that a name may take.
const MOST_NAME_LINES: usize = 8;

/// What is known of the lines of an anchor while it grows.
#[derive(Default)]
struct Run {
    /// Each has a name, or more of one.
    has_names: bool,
    /// One has a part of a name of several words.
    has_part: bool,
    begins_with_part: bool,
    /// Lines above the first that has more than a name.
    more: Option<usize>,
}

/// The anchors of the rows in a segment. A name of several words takes several lines where it is wrapped, and so does
/// one, or a range of ports, that breaks at its hyphen; where the columns are `drawn` that is so wide that what stands
/// below would have had no room.
pub(super) fn of(body: &Body<'_>, segment: Range<usize>, known: &Known, drawn: Option<&[usize]>) -> Vec<Anchor> {
    let is_general = general_way::is_forced();
    let anchors = known.anchors;
    let name_bit = known.names.map_or(0, |at| 1 << at.min(63)) & anchors;
    let name_in = |at: usize| known.names.filter(|_| body.columns(at) & name_bit != 0);
    let named = |at: usize| body.piece(at, name_in(at)?);
    let had_room = |above: &Piece<'_>, below: &Piece<'_>, blanks: usize| {
        drawn.and_then(|rooms| rooms.get(above.column)).is_some_and(|room| above.width + blanks + below.word() <= *room)
    };
    let is_ids = |column: usize| matches!(known.kinds.get(column), Some((Kind::Ids, _)));
    // Whether the names of persons begin on a line.
    let begins_ids = |at: usize| body.line(at).any(|piece| is_ids(piece.column) && piece.text.starts_with('['));
    // Runs of lines, and what is known of all of them.
    let mut runs: Vec<Range<usize>> = Vec::with_capacity(segment.len());
    let mut last = Run::default();
    let (mut name_above, mut was_plausible) = ("", false);
    for at in segment.clone() {
        let heads = body.columns(at) & anchors;
        if heads == 0 {
            continue;
        }
        let name = match name_in(at) {
            Some(_) if at > segment.start && body.is_again(at) && !name_above.is_empty() => Some(name_above),
            column => column.map(|column| body.text(at, column)),
        };
        // Twins have the name of the line above.
        let is_same = !is_general && name.is_some_and(|name| !name_above.is_empty() && name == name_above);
        let is_plausible = if is_same { was_plausible } else { name.is_some_and(name::is_plausible) };
        let is_part = (!is_same || last.has_part) && name.is_some_and(|name| !is_plausible && !name.ends_with('-'));
        let is_whole_above = was_plausible;
        (name_above, was_plausible) = (name.unwrap_or(""), is_plausible);
        let has_more = heads & !name_bit != 0;
        let is_name = |run: &Range<usize>| {
            name.is_some()
                && last.has_names
                && (is_part || last.has_part)
                && run.len() < MOST_NAME_LINES
                && match last.more {
                    // Where the names of persons begin on two lines, they are two rows.
                    None => !(begins_ids(at) && run.clone().any(begins_ids)),
                    // As many lines below the one with the port as above it.
                    Some(0) => !has_more && last.begins_with_part,
                    Some(above) => !has_more && run.len() < 2 * above + 1,
                }
                && !named(run.end.saturating_sub(1))
                    .zip(named(at))
                    .is_some_and(|(above, below)| had_room(&above, &below, 1))
        };
        // All that stands below something here goes on what that breaks.
        let all_break = || {
            let common = heads & body.columns(at.saturating_sub(1));
            // No name breaks that is one.
            common != 0
                && !(is_whole_above && common & name_bit != 0)
                && columns_of(common).all(|column| {
                    let above = body.piece(at.saturating_sub(1), column).filter(|above| breaks(above.text));
                    above.is_some_and(|above| {
                        drawn.is_none() || !body.piece(at, column).is_some_and(|below| had_room(&above, &below, 0))
                    })
                })
        };
        let goes_on = |run: &Range<usize>| run.end == at && (is_name(run) || all_break());
        let more = |lines: usize| has_more.then_some(lines);
        match runs.last_mut() {
            Some(run) if goes_on(run) => {
                last.has_names &= name.is_some();
                last.has_part |= is_part;
                last.more = last.more.or(more(run.len()));
                run.end = at + 1;
            }
            _ => {
                last = Run { has_names: name.is_some(), has_part: is_part, begins_with_part: is_part, more: more(0) };
                runs.push(at..at + 1);
            }
        }
    }
    let keys_of = |at: usize| body.columns(at) & anchors & known.keys;
    let key = |run: &Range<usize>| {
        let columns = run.clone().flat_map(|at| columns_of(keys_of(at)).map(move |c| (at, c)));
        columns.map(|(at, column)| (column, body.text(at, column)))
    };
    let are_twins = |one: &Range<usize>, two: &Range<usize>| {
        // Nearly all have one line.
        if one.len() == 1 && two.len() == 1 && !is_general {
            let (one, two) = (one.start, two.start);
            let keys = keys_of(one);
            return keys != 0
                && keys == keys_of(two)
                && columns_of(keys).all(|c| body.text(one, c) == body.text(two, c));
        }
        key(one).next().is_some() && key(one).eq(key(two))
    };
    let doubtful = |lines: &Range<usize>| {
        // A name of several lines that no port holds together could be a line of something else and a name.
        let has_more = |at: usize| body.columns(at) & anchors & !name_bit != 0;
        if lines.len() > 1 && !lines.clone().any(has_more) { known.names.map_or(0, |at| 1 << at.min(63)) } else { 0 }
    };
    let mut end = segment.start;
    // Whether the row above has no lines beside its anchor's.
    let mut was_close = true;
    let mut above: Option<&Range<usize>> = None;
    let mut found = Vec::with_capacity(runs.len());
    for (at, lines) in runs.iter().enumerate() {
        let next = runs.get(at + 1).map_or(segment.end, |next| next.start);
        let is_close = end == lines.start && lines.end == next;
        // Between rows that take no other lines nothing depends on it.
        let is_alone = lines.len() == 1 && is_close && was_close && !is_general;
        let is_twin = !is_alone && above.is_some_and(|above| are_twins(above, lines));
        found.push(Anchor { doubtful: doubtful(lines), lines: lines.clone(), is_twin });
        (above, end, was_close) = (Some(lines), lines.end, is_close);
    }
    found
}

/// Whether a text breaks within a word.
fn breaks(text: &str) -> bool {
    match text.as_bytes() {
        [.., b'-'] => true,
        [.., b']'] => false,
        bytes => {
            let opens = bytes.iter().rposition(|byte| *byte == b'[');
            opens.is_some() && opens > bytes.iter().rposition(|byte| *byte == b']')
        }
    }
}
