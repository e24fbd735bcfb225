//! From the lines below a table's headings to its rows.
//!
//! A row is known by its anchor: the line that has its name, port or transport, or the id of a contact. Rules, or blank
//! lines between all rows, part them; where neither does, lines without an anchor are divided among the rows.

#![allow(
    clippy::arithmetic_side_effects,
    reason = "it counts lines that are held in memory, and adds to places among them"
)]

use std::ops::Range;

use super::anchors;
use super::body::Body;
use super::borders::Borders;
use super::boxed;
use super::cells::Kind;
use super::divide::{self, Block, Column, MOST_COLUMNS, Role, Segment};
use super::lines::Line;
use super::parts::{self, Parts, Tear};

/// The rows of a table.
pub(super) struct Rows<'a> {
    pub(super) body: Body<'a>,
    pub(super) blocks: Vec<Block>,
    /// Whether rules or blank lines part them.
    pub(super) is_parted: bool,
    /// Whether a rule of dashes draws the columns.
    pub(super) is_drawn: bool,
    /// Whether rules draw a box around each cell.
    pub(super) is_boxed: bool,
    /// Lines above the first row that belong to none.
    pub(super) stray: Option<Range<usize>>,
    /// Lines of boxes that tell of damage.
    pub(super) torn: Vec<(Tear, Range<usize>)>,
    /// Rules of boxes right below which another stands.
    pub(super) gaps: Vec<usize>,
    /// The document ends with a part of one.
    pub(super) ends_within_rule: bool,
    pub(super) columns: Vec<Column>,
}

/// What a table's rows are known by.
#[derive(Debug)]
pub(super) struct Known {
    /// The columns one of which has text in a row's anchor, as bits.
    pub(super) anchors: u64,
    /// Those of them that twins share.
    pub(super) keys: u64,
    /// The one that holds a name, which may take several lines.
    pub(super) names: Option<usize>,
    /// Those whose cells have one word, as bits.
    pub(super) once: u64,
    pub(super) kinds: Vec<(Kind, Role)>,
}

impl<'a> Rows<'a> {
    /// The rows of the lines below the headings, `range` of a document's.
    pub(super) fn of(lines: &'a [Line<'a>], range: Range<usize>, borders: &'a Borders, known: &Known) -> Self {
        let first = range.start + 1;
        let gaps = if borders.is_boxed() { gaps(lines, &range, borders) } else { Vec::new() };
        let ends_within_rule = borders.is_boxed() && ends_within_rule(lines, &range);
        let lines = lines.get(range).unwrap_or_default();
        let anchors = known.anchors;
        let mut body = Body::new(lines, first, borders);
        let mut rules: Vec<usize> = Vec::new();
        for (at, line) in lines.iter().enumerate() {
            if borders.is_rule(line) {
                rules.push(body.len());
            } else {
                body.add(at, line);
            }
        }
        // Tools that draw a rule of dashes below the headings put cells at the top, and keep to its widths.
        let drawn = borders.rooms();
        let is_at_top = drawn.is_some();
        let rooms = rooms(&body, borders).into_iter().zip(&known.kinds);
        let columns: Vec<Column> =
            rooms.map(|(room, (kind, role))| Column { room, kind: *kind, role: *role }).collect();
        let is_anchor = |at: usize| body.columns(at) & anchors != 0;
        if borders.is_boxed() {
            let parts = segments(&body, &rules, false);
            let Parts { blocks, stray, torn } = parts::rows(&body, &parts, &columns, known);
            return Self {
                body,
                blocks,
                is_parted: true,
                is_drawn: is_at_top,
                is_boxed: true,
                stray,
                torn,
                gaps,
                ends_within_rule,
                columns,
            };
        }
        let mut is_parted = are_parted(&body, &rules, anchors);
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
        let (mut blocks, mut stray) = (Vec::new(), None);
        if is_parted {
            for segment in parts {
                let is_row = segment.clone().any(is_anchor);
                add_parted(&mut blocks, &mut stray, segment, is_row);
            }
        } else {
            let segments: Vec<Segment> = parts
                .into_iter()
                .map(|lines| Segment { anchors: anchors::of(&body, lines.clone(), known, drawn), lines })
                .collect();
            let mut divided = divide::divide(&body, &segments, &columns, is_at_top).into_iter();
            for segment in segments {
                if segment.anchors.is_empty() {
                    add_parted(&mut blocks, &mut stray, segment.lines, false);
                }
                blocks.extend(divided.by_ref().take(segment.anchors.len()));
            }
        }
        Self {
            body,
            blocks,
            is_parted,
            is_drawn: is_at_top,
            is_boxed: false,
            stray,
            torn: Vec::new(),
            gaps,
            ends_within_rule,
            columns,
        }
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
}

/// A row between two rules or blank lines, or more of the row above where it has no anchor.
fn add_parted(blocks: &mut Vec<Block>, stray: &mut Option<Range<usize>>, segment: Range<usize>, is_row: bool) {
    match blocks.last_mut() {
        Some(block) if !is_row => block.lines.end = segment.end,
        None if !is_row => *stray = Some(segment),
        _ => blocks.push(Block { lines: segment, doubtful: 0 }),
    }
}

/// Rules in and right below a table of boxes that stand right below another, unless many do.
fn gaps(lines: &[Line<'_>], range: &Range<usize>, borders: &Borders) -> Vec<usize> {
    let is_rule = |at: usize| lines.get(at).is_some_and(|line| borders.is_rule(line));
    let rules = (range.start..=range.end).filter(|at| is_rule(*at));
    let gaps: Vec<usize> = rules.clone().filter(|at| at.checked_sub(1).is_some_and(is_rule)).collect();
    if gaps.len() * 2 < rules.count() { gaps } else { Vec::new() }
}

/// Whether a document ends with less of a rule than the one above its rows has.
fn ends_within_rule(lines: &[Line<'_>], range: &Range<usize>) -> bool {
    let above = range.start.checked_sub(1).and_then(|at| lines.get(at));
    let last = lines.last().filter(|_| range.end + 1 >= lines.len());
    above.zip(last).is_some_and(|(above, last)| {
        let (above, last) = (above.text.trim(), last.text.trim());
        boxed::is_rule(last) && last.len() < above.len()
    })
}

/// Whether rules or blank lines part the lines with anchors, but for a few.
fn are_parted(body: &Body<'_>, rules: &[usize], anchors: u64) -> bool {
    let (mut pairs, mut parted) = (0_usize, 0);
    // Whether the line above has been seen that a row is known by, and whether anything has parted it from this one.
    let (mut is_first, mut is_parted) = (true, false);
    let mut rules = rules;
    for at in 0..body.len() {
        while let [rule, rest @ ..] = rules
            && *rule <= at
        {
            (is_parted, rules) = (true, rest);
        }
        let columns = body.columns(at);
        is_parted |= columns == 0;
        if columns & anchors != 0 {
            if !std::mem::take(&mut is_first) {
                pairs += 1;
                parted += usize::from(is_parted);
            }
            is_parted = false;
        }
    }
    parted > 0 && parted * 5 >= pairs * 4
}

/// Runs of lines between rules, and between blank lines where these part rows; without blank lines at their ends.
fn segments(body: &Body<'_>, rules: &[usize], by_blanks: bool) -> Vec<Range<usize>> {
    let is_blank = |at: usize| body.is_blank(at);
    let mut segments: Vec<Range<usize>> = Vec::new();
    let mut start = 0;
    let mut next_rules = rules.iter().copied().peekable();
    let mut add = |range: Range<usize>| {
        let first = range.clone().find(|at| !is_blank(*at));
        let last = range.rev().find(|at| !is_blank(*at));
        if let (Some(first), Some(last)) = (first, last) {
            segments.push(first..last + 1);
        }
    };
    // Where nothing ends one, they are one.
    let lines = if by_blanks || !rules.is_empty() { 0..body.len() } else { 0..0 };
    for at in lines {
        let mut ends = by_blanks && is_blank(at);
        while next_rules.next_if(|rule| *rule <= at).is_some() {
            ends = true;
        }
        if ends {
            add(start..at);
            start = at;
        }
    }
    add(start..body.len());
    segments
}

/// The width that each column's cells can have: up to the next column's cells, but for what parts all of them.
fn rooms(body: &Body<'_>, borders: &Borders) -> Vec<usize> {
    let drawn = borders.rooms();
    let extents = body.extents(borders.count().min(MOST_COLUMNS), |at| borders.columns(at));
    let limit = |at: usize| Some(borders.columns(at).end).filter(|limit| *limit != usize::MAX);
    let ends = extents.iter().enumerate().filter(|(_, (_, end, _))| *end > 0);
    let gutter = ends.filter_map(|(at, (_, end, _))| Some(limit(at)?.saturating_sub(*end)));
    let gutter = gutter.min().unwrap_or(1).max(1);
    let rooms = extents.iter().enumerate().map(|(at, (first, _, widest))| {
        match drawn.and_then(|rooms| rooms.get(at)) {
            // What goes beyond the rule is damage, and no measure for the other rows.
            Some(room) => *room,
            None => limit(at).map_or(*widest, |limit| limit.saturating_sub(gutter).saturating_sub(*first).max(*widest)),
        }
    });
    rooms.collect()
}
