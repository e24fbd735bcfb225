//! From the lines below a table's headings to its rows.
//!
//! A row is known by its anchor: the line that has its name, port or transport, or the id of a contact. Rules, or blank
//! lines between all rows, part them; where neither does, lines without an anchor are divided among the rows.

use std::ops::Range;

use crate::cell::name;

use super::borders::{Borders, Piece};
use super::cells::Kind;
use super::divide::{self, Align, Anchor, Block, Body, BodyLine, Column, Division, MOST_COLUMNS, Role};
use super::lines::Line;

/// The rows of a table.
#[derive(Debug)]
pub(super) struct Rows<'a> {
    pub(super) body: Body<'a>,
    pub(super) blocks: Vec<Block>,
    /// Whether rules or blank lines part them.
    pub(super) is_parted: bool,
    /// Whether a rule of dashes draws the columns.
    pub(super) is_drawn: bool,
    /// Lines above the first row that belong to none.
    pub(super) stray: Option<Range<usize>>,
    pub(super) columns: Vec<Column>,
}

/// Lines that a name may take.
const MOST_NAME_LINES: usize = 8;

/// What a table's rows are known by.
#[derive(Debug)]
pub(super) struct Known {
    /// The columns one of which has text in a row's anchor, as bits.
    pub(super) anchors: u64,
    /// Those of them that twins share.
    pub(super) keys: u64,
    /// The one that holds a name, which may take several lines.
    pub(super) names: Option<usize>,
    pub(super) kinds: Vec<(Kind, Role)>,
}

impl<'a> Rows<'a> {
    /// The rows of the lines below the headings.
    pub(super) fn of(lines: &[Line<'a>], borders: &Borders, known: &Known) -> Self {
        let anchors = known.anchors;
        let mut body = Body { lines: Vec::with_capacity(lines.len()), pieces: Vec::new() };
        let mut rules: Vec<usize> = Vec::new();
        let mut spans = Vec::new();
        for line in lines {
            if borders.is_rule(line) {
                rules.push(body.lines.len());
                continue;
            }
            let (across, unsure) = borders.split_into(line, &mut spans, &mut body.pieces);
            let pieces_end = body.pieces.len();
            body.lines.push(BodyLine { bytes: line.start..line.end(), pieces_end, across, unsure });
        }
        // Tools that draw a rule of dashes below the headings put cells at the top, and keep to its widths.
        let drawn = borders.rooms();
        let is_at_top = drawn.is_some();
        let rooms = rooms(&body, borders).into_iter().zip(&known.kinds);
        let columns: Vec<Column> =
            rooms.map(|(room, (kind, role))| Column { room, kind: *kind, role: *role }).collect();
        let is_anchor = |at: usize| body.line(at).iter().any(|piece| anchors >> piece.column.min(63) & 1 == 1);
        let anchor_lines: Vec<usize> = (0..body.lines.len()).filter(|at| is_anchor(*at)).collect();
        let is_blank = |at: usize| body.is_blank(at);
        let is_parted = |one: usize, two: usize| {
            (one..two).any(is_blank)
                || rules.partition_point(|rule| *rule <= one) != rules.partition_point(|rule| *rule <= two)
        };
        let pairs = anchor_lines.windows(2).filter_map(|pair| if let [a, b] = pair { Some((*a, *b)) } else { None });
        let parted = pairs.clone().filter(|(one, two)| is_parted(*one, *two)).count();
        let mut is_parted = parted > 0 && parted * 5 >= pairs.count() * 4;
        let mut parts = segments(&body, &rules, is_parted);
        // A blank line within a cell parts lines of which one has no anchor, or does not begin with one.
        let is_whole = |part: &&Range<usize>| match is_at_top {
            true => is_anchor(part.start),
            false => (*part).clone().any(is_anchor),
        };
        if is_parted && parts.iter().filter(is_whole).count() * 10 < parts.len() * 9 {
            is_parted = false;
            parts = segments(&body, &rules, false);
        }
        let mut rows =
            Self { body: Body::default(), blocks: Vec::new(), is_parted, is_drawn: is_at_top, stray: None, columns };
        if is_parted {
            for segment in parts {
                rows.add_parted(segment.clone(), segment.clone().any(is_anchor));
            }
        } else {
            let anchored: Vec<(Range<usize>, Vec<Anchor>)> =
                parts.into_iter().map(|segment| (segment.clone(), anchors_of(&body, segment, known, drawn))).collect();
            let aligns = if is_at_top { &[Align::Top][..] } else { &[Align::Upper, Align::Top, Align::Lower] };
            // Blocks are added segment by segment, and told apart again by how many there are.
            let mut divisions: Vec<Division> = aligns.iter().map(|align| Division::by(*align)).collect();
            let mut counts = Vec::with_capacity(anchored.len());
            for (segment, anchors) in &anchored {
                divide::divide(&body, segment, anchors, &rows.columns, &mut divisions);
                counts.push(divisions.first().map_or(0, |division| division.blocks.len()));
            }
            // The first of those that cost the least.
            let best = divisions.into_iter().min_by_key(|division| division.cost);
            let mut blocks = best.map(|division| division.blocks).unwrap_or_default().into_iter();
            let mut before = 0;
            for ((segment, _), count) in anchored.iter().zip(counts) {
                if count == before {
                    rows.add_parted(segment.clone(), false);
                }
                rows.blocks.extend(blocks.by_ref().take(count - before));
                before = count;
            }
        }
        rows.body = body;
        rows
    }

    /// How many of the last rows may have lines of one that the document ends before.
    pub(super) fn open(&self) -> usize {
        if self.is_parted {
            return 1;
        }
        let is_tall = |block: &Block| block.lines.len() > 1;
        let pairs = self.blocks.iter().rev().skip(1).zip(self.blocks.iter().rev());
        1 + pairs.take_while(|(above, below)| is_tall(above) || is_tall(below)).count()
    }

    /// A row between two rules or blank lines, or more of the row above where it has no anchor.
    fn add_parted(&mut self, segment: Range<usize>, is_row: bool) {
        match self.blocks.last_mut() {
            Some(block) if !is_row => block.lines.end = segment.end,
            None if !is_row => self.stray = Some(segment),
            _ => self.blocks.push(Block { lines: segment, doubtful: 0 }),
        }
    }
}

/// Runs of lines between rules, and between blank lines where these part rows; without blank lines at their ends.
fn segments(body: &Body<'_>, rules: &[usize], by_blanks: bool) -> Vec<Range<usize>> {
    let is_blank = |at: usize| body.is_blank(at);
    let mut segments: Vec<Range<usize>> = Vec::new();
    let mut start = 0;
    let mut rules = rules.iter().copied().peekable();
    let mut add = |range: Range<usize>| {
        let first = range.clone().find(|at| !is_blank(*at));
        let last = range.rev().find(|at| !is_blank(*at));
        if let (Some(first), Some(last)) = (first, last) {
            segments.push(first..last + 1);
        }
    };
    for at in 0..body.lines.len() {
        let mut ends = by_blanks && is_blank(at);
        while rules.next_if(|rule| *rule <= at).is_some() {
            ends = true;
        }
        if ends {
            add(start..at);
            start = at;
        }
    }
    add(start..body.lines.len());
    segments
}

/// What is known of the lines of an anchor while it grows.
#[derive(Default)]
struct Run {
    /// Each has a name, or more of one.
    has_names: bool,
    /// One has a part of a name of several words.
    has_part: bool,
    begins_with_part: bool,
    /// The names of persons begin on one.
    begins_ids: bool,
    /// Lines above the first that has more than a name.
    more: Option<usize>,
}

/// The anchors of the rows in a segment. A name of several words takes several lines where it is wrapped, and so does
/// one, or a range of ports, that breaks at its hyphen; where the columns are `drawn` that is so wide that what stands
/// below would have had no room.
fn anchors_of(body: &Body<'_>, segment: Range<usize>, known: &Known, drawn: Option<&[usize]>) -> Vec<Anchor> {
    let (anchors, keys) = (known.anchors, known.keys);
    let heads = |at: usize| body.line(at).iter().filter(move |piece| anchors >> piece.column.min(63) & 1 == 1);
    let had_room = |above: &Piece<'_>, below: &Piece<'_>, blanks: usize| {
        drawn.and_then(|rooms| rooms.get(above.column)).is_some_and(|room| above.width + blanks + below.word() <= *room)
    };
    // A run of lines, and what is known of all of them.
    let mut runs: Vec<Range<usize>> = Vec::new();
    let mut last = Run::default();
    for at in segment {
        if heads(at).next().is_none() {
            continue;
        }
        let name = heads(at).find(|piece| Some(piece.column) == known.names).map(|piece| piece.text);
        let is_part = name.is_some_and(|name| !name::is_plausible(name) && !name.ends_with('-'));
        let has_more = heads(at).any(|piece| Some(piece.column) != known.names);
        let is_ids = |column: usize| matches!(known.kinds.get(column), Some((Kind::Ids, _)));
        let begins_ids = body.line(at).iter().any(|piece| is_ids(piece.column) && piece.text.starts_with('['));
        let is_name = |run: &Range<usize>| {
            let named = |at: usize| heads(at).find(|piece| Some(piece.column) == known.names);
            name.is_some()
                && !named(run.end.saturating_sub(1))
                    .zip(named(at))
                    .is_some_and(|(above, below)| had_room(above, below, 1))
                && last.has_names
                && run.len() < MOST_NAME_LINES
                && (is_part || last.has_part)
                && match last.more {
                    // Where the names of persons begin on two lines, they are two rows.
                    None => !(begins_ids && last.begins_ids),
                    // As many lines below the one with the port as above it.
                    Some(0) => !has_more && last.begins_with_part,
                    Some(above) => !has_more && run.len() < 2 * above + 1,
                }
        };
        let above = |piece: &Piece<'_>| heads(at.saturating_sub(1)).find(|above| above.column == piece.column);
        let breaks = |above: &Piece<'_>, below: &Piece<'_>| {
            (above.text.ends_with('-') || opens_bracket(above)) && !had_room(above, below, 0)
        };
        let goes_on = |run: &Range<usize>| {
            run.end == at && is_name(run)
                || run.end == at
                    && heads(at).all(|piece| above(piece).is_none_or(|above| breaks(above, piece)))
                    && heads(at).any(|piece| above(piece).is_some_and(|above| breaks(above, piece)))
        };
        let more = |lines: usize| has_more.then_some(lines);
        match runs.last_mut() {
            Some(run) if goes_on(run) => {
                last.has_names &= name.is_some();
                last.has_part |= is_part;
                last.begins_ids |= begins_ids;
                last.more = last.more.or(more(run.len()));
                run.end = at + 1;
            }
            _ => {
                last = Run {
                    has_names: name.is_some(),
                    has_part: is_part,
                    begins_with_part: is_part,
                    begins_ids,
                    more: more(0),
                };
                runs.push(at..at + 1);
            }
        }
    }
    let key = |run: &Range<usize>| {
        let pieces = run.clone().flat_map(heads).filter(|piece| keys >> piece.column.min(63) & 1 == 1);
        pieces.map(|piece| (piece.column, piece.text))
    };
    let is_twin = |at: usize| {
        let (one, two) = (at.checked_sub(1).and_then(|at| runs.get(at)), runs.get(at));
        one.zip(two).is_some_and(|(one, two)| key(one).next().is_some() && key(one).eq(key(two)))
    };
    let twins: Vec<bool> = (0..runs.len()).map(is_twin).collect();
    let doubtful = |lines: &Range<usize>| {
        // A name of several lines that no port holds together could be a line of something else and a name.
        let is_loose = lines.len() > 1 && !lines.clone().flat_map(heads).any(|piece| Some(piece.column) != known.names);
        known.names.filter(|_| is_loose).map_or(0, |at| 1 << at.min(63))
    };
    let anchor = |(lines, is_twin): (Range<usize>, bool)| Anchor { doubtful: doubtful(&lines), lines, is_twin };
    runs.into_iter().zip(twins).map(anchor).collect()
}

fn opens_bracket(piece: &Piece<'_>) -> bool {
    piece.text.rfind('[') > piece.text.rfind(']')
}

/// The width that each column's cells can have: up to the next column's cells, but for what parts all of them.
fn rooms(body: &Body<'_>, borders: &Borders) -> Vec<usize> {
    let drawn = borders.rooms();
    let count = borders.count().min(MOST_COLUMNS);
    let mut first = vec![usize::MAX; count];
    let mut end = vec![0; count];
    let mut widest = vec![0; count];
    let straight = (0..body.lines.len()).filter(|at| body.lines.get(*at).is_some_and(|line| line.across == 0));
    for piece in straight.flat_map(|at| body.line(at)) {
        if let (Some(first), Some(end), Some(widest)) =
            (first.get_mut(piece.column), end.get_mut(piece.column), widest.get_mut(piece.column))
        {
            *first = piece.at.min(*first);
            *end = (piece.at + piece.width).max(*end);
            *widest = piece.width.max(*widest);
        }
    }
    let limit = |at: usize| Some(borders.columns(at).end).filter(|limit| *limit != usize::MAX);
    let gutter = (0..count).filter_map(|at| Some(limit(at)?.saturating_sub(*end.get(at).filter(|end| **end > 0)?)));
    let gutter = gutter.min().unwrap_or(1).max(1);
    (0..count)
        .map(|at| {
            let (first, widest) = (first.get(at).copied().unwrap_or(0), widest.get(at).copied().unwrap_or(0));
            match drawn.and_then(|rooms| rooms.get(at)) {
                // What goes beyond the rule is damage, and no measure for the other rows.
                Some(room) => *room,
                None => {
                    limit(at).map_or(widest, |limit| limit.saturating_sub(gutter).saturating_sub(first).max(widest))
                }
            }
        })
        .collect()
}
