//! From the lines below a table's headings to its rows.
//!
//! A row is known by its anchor: the line that has its name, port or transport, or the id of a contact. Rules, or blank
//! lines between all rows, part them; where neither does, lines without an anchor are divided among the rows.

use std::ops::Range;

use crate::cell::name;

use super::borders::{Borders, Cut, Cutter, Piece};
use super::cells::Kind;
use super::divide::{self, Anchor, Block, Body, BodyLine, Column, MOST_COLUMNS, Role, Segment};
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
    /// The rows of the lines below the headings, `range` of a document's.
    pub(super) fn of(lines: &[Line<'a>], range: Range<usize>, borders: &Borders, known: &Known) -> Self {
        let first = range.start + 1;
        let lines = lines.get(range).unwrap_or_default();
        let anchors = known.anchors;
        let mut body = Body { lines: Vec::with_capacity(lines.len()), pieces: Vec::new() };
        let mut rules: Vec<usize> = Vec::new();
        let cutter = Cutter::new(borders);
        for (number, line) in (first..).zip(lines) {
            if borders.is_rule(line) {
                rules.push(body.lines.len());
                continue;
            }
            let Cut { columns, across, unsure } = cutter.cut(line, &mut body.pieces);
            let pieces_end = body.pieces.len();
            body.lines.push(BodyLine { bytes: line.start..line.end(), number, pieces_end, columns, across, unsure });
        }
        body.pieces.shrink_to_fit();
        // Tools that draw a rule of dashes below the headings put cells at the top, and keep to its widths.
        let drawn = borders.rooms();
        let is_at_top = drawn.is_some();
        let rooms = rooms(&body, borders).into_iter().zip(&known.kinds);
        let columns: Vec<Column> =
            rooms.map(|(room, (kind, role))| Column { room, kind: *kind, role: *role }).collect();
        let is_anchor = |at: usize| body.columns(at) & anchors != 0;
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
            let segments: Vec<Segment> = parts
                .into_iter()
                .map(|lines| Segment { anchors: anchors_of(&body, lines.clone(), known, drawn), lines })
                .collect();
            let mut blocks = divide::divide(&body, &segments, &rows.columns, is_at_top).into_iter();
            for segment in segments {
                if segment.anchors.is_empty() {
                    rows.add_parted(segment.lines, false);
                }
                rows.blocks.extend(blocks.by_ref().take(segment.anchors.len()));
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
    /// Lines above the first that has more than a name.
    more: Option<usize>,
}

/// The anchors of the rows in a segment. A name of several words takes several lines where it is wrapped, and so does
/// one, or a range of ports, that breaks at its hyphen; where the columns are `drawn` that is so wide that what stands
/// below would have had no room.
fn anchors_of(body: &Body<'_>, segment: Range<usize>, known: &Known, drawn: Option<&[usize]>) -> Vec<Anchor> {
    let Known { anchors, keys, .. } = *known;
    let is_of = |columns: u64, piece: &Piece<'_>| columns >> piece.column.min(63) & 1 == 1;
    let heads = |at: usize| body.line(at).iter().filter(move |piece| is_of(anchors, piece));
    let named = |at: usize| known.names.and_then(|column| body.piece(at, column)).filter(|piece| is_of(anchors, piece));
    let name_bit = known.names.map_or(0, |at| 1 << at.min(63));
    let had_room = |above: &Piece<'_>, below: &Piece<'_>, blanks: usize| {
        drawn.and_then(|rooms| rooms.get(above.column)).is_some_and(|room| above.width + blanks + below.word() <= *room)
    };
    let is_ids = |column: usize| matches!(known.kinds.get(column), Some((Kind::Ids, _)));
    // Whether the names of persons begin on a line.
    let begins_ids = |at: usize| body.line(at).iter().any(|piece| is_ids(piece.column) && piece.text.starts_with('['));
    let breaks = |above: &Piece<'_>| above.text.ends_with('-') || opens_bracket(above);
    // Runs of lines, and what is known of all of them.
    let mut runs: Vec<Range<usize>> = Vec::new();
    let mut last = Run::default();
    let mut name_above = "";
    for at in segment {
        let heads_of = body.columns(at) & anchors;
        if heads_of == 0 {
            continue;
        }
        let name = named(at);
        // Twins have the name of the line above.
        let is_same = name.is_some_and(|name| !name_above.is_empty() && name.text == name_above) && !last.has_part;
        let is_part = !is_same && name.is_some_and(|name| !name::is_plausible(name.text) && !name.text.ends_with('-'));
        name_above = name.map_or("", |name| name.text);
        let has_more = heads_of & !name_bit != 0;
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
                && !named(run.end.saturating_sub(1)).zip(name).is_some_and(|(above, below)| had_room(above, below, 1))
        };
        let above = |piece: &Piece<'_>| heads(at.saturating_sub(1)).find(|above| above.column == piece.column);
        let breaks_into = |above: &Piece<'_>, below: &Piece<'_>| breaks(above) && !had_room(above, below, 0);
        let goes_on = |run: &Range<usize>| {
            run.end == at
                && (is_name(run)
                    || heads(at).all(|piece| above(piece).is_none_or(|above| breaks_into(above, piece)))
                        && heads(at).any(|piece| above(piece).is_some_and(|above| breaks_into(above, piece))))
        };
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
    let key = |run: &Range<usize>| {
        let pieces = run.clone().flat_map(heads).filter(|piece| is_of(keys, piece));
        pieces.map(|piece| (piece.column, piece.text))
    };
    let are_twins = |one: &Range<usize>, two: &Range<usize>| {
        if one.len() > 1 || two.len() > 1 {
            return key(one).next().is_some() && key(one).eq(key(two));
        }
        let columns = body.columns(one.start) & anchors & keys;
        let same = |one: &Piece<'_>, two: &Piece<'_>| one.column == two.column && one.text == two.text;
        columns != 0
            && columns == body.columns(two.start) & anchors & keys
            && (0..known.kinds.len().min(64)).filter(|at| columns >> at & 1 == 1).all(|at| {
                body.piece(one.start, at).zip(body.piece(two.start, at)).is_some_and(|(one, two)| same(one, two))
            })
    };
    let doubtful = |lines: &Range<usize>| {
        // A name of several lines that no port holds together could be a line of something else and a name.
        let is_loose = lines.len() > 1 && !lines.clone().flat_map(heads).any(|piece| Some(piece.column) != known.names);
        if is_loose { name_bit } else { 0 }
    };
    let mut above: Option<Range<usize>> = None;
    let anchor = |lines: Range<usize>| {
        let is_twin = above.replace(lines.clone()).is_some_and(|above| are_twins(&above, &lines));
        Anchor { doubtful: doubtful(&lines), lines, is_twin }
    };
    runs.into_iter().map(anchor).collect()
}

fn opens_bracket(piece: &Piece<'_>) -> bool {
    let bytes = piece.text.as_bytes();
    bytes.contains(&b'[') && bytes.iter().rposition(|byte| *byte == b'[') > bytes.iter().rposition(|byte| *byte == b']')
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
