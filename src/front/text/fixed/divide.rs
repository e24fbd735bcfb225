//! Lines between the first lines of two rows: which of them belongs to the row above, and which to the one below?
//!
//! A renderer puts the cells of a row at its top, or it centres each: a row of `H` lines has a cell of `k` lines begin
//! at line `(H - k) / 2`. The tallest cell reaches from the row's first line to its last, and a line breaks where
//! the next word has no room. So nearly every division but the right one breaks a rule. What breaks the fewest is
//! found from row to row, keeping the few best ways; where another costs as little, the lines that it would give to
//! another row are told.

#![allow(
    clippy::arithmetic_side_effects,
    reason = "it adds to places among anchors that are held in memory; an anchor is not above the lines that it has"
)]

use std::ops::Range;

use super::body::Body;
use super::cells::Kind;
use super::ways::{self, Divider};

/// How cells of few lines may stand in a row of more: at its top; in its middle, the upper one of two lines that are; or
/// the lower one.
pub(super) const ALIGNS: usize = 3;

/// Columns that are looked at.
pub(super) const MOST_COLUMNS: usize = 64;

/// The lines by which a row is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Anchor {
    pub(super) lines: Range<usize>,
    /// It has the name and the port of the one above.
    pub(super) is_twin: bool,
    /// Columns whose text may be of something else.
    pub(super) doubtful: u64,
}

/// What is known of a column's cells.
#[derive(Clone, Copy, Debug)]
pub(super) struct Column {
    /// Their width.
    pub(super) room: usize,
    pub(super) kind: Kind,
    pub(super) role: Role,
}

/// What a column has to say of another.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Role {
    #[default]
    None,
    /// The id of a contact.
    Id,
    /// What such an id is made of.
    Name,
    /// The name of a service, which has no blanks where words are cut anywhere.
    Service,
}

/// A row: its lines, and the columns in which another division would give it other text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Block {
    pub(super) lines: Range<usize>,
    pub(super) doubtful: u64,
}

/// Lines between two rules, or all of them, and the anchors of the rows among them.
pub(super) struct Segment {
    pub(super) lines: Range<usize>,
    pub(super) anchors: Vec<Anchor>,
}

/// Divides the lines of each segment into rows, one for each of its anchors, in order. Cells stand as breaks the fewest
/// rules in all segments; or `is_at_top`, where that is known.
pub(super) fn divide(body: &Body<'_>, segments: &[Segment], columns: &[Column], is_at_top: bool) -> Vec<Block> {
    let runs: Vec<Run<'_>> = segments.iter().flat_map(runs_of).collect();
    let divided = if is_at_top {
        ways::at_top(&runs)
    } else {
        let lines = runs.iter().map(|run| run.lines().len()).sum();
        Divider::new(body, columns, lines).divide(&runs)
    };
    let mut divided = divided.into_iter();
    let mut blocks = Vec::with_capacity(segments.iter().map(|segment| segment.anchors.len()).sum());
    let mut runs = runs.iter().peekable();
    for segment in segments {
        let mut at = 0;
        while let Some(anchor) = segment.anchors.get(at) {
            match runs.next_if(|run| std::ptr::eq(run.segment, segment) && run.anchors.start == at) {
                Some(run) => {
                    blocks.extend(divided.by_ref().take(run.anchors.len()));
                    at = run.anchors.end;
                }
                None => {
                    blocks.push(Block { lines: anchor.lines.clone(), doubtful: anchor.doubtful });
                    at += 1;
                }
            }
        }
    }
    blocks
}

/// Rows of a segment that share the lines between them.
pub(super) struct Run<'s> {
    pub(super) segment: &'s Segment,
    pub(super) anchors: Range<usize>,
}

impl<'s> Run<'s> {
    /// The anchors of its rows.
    pub(super) fn own(&self) -> &'s [Anchor] {
        self.segment.anchors.get(self.anchors.clone()).unwrap_or_default()
    }

    /// The anchor of the row above it.
    fn above(&self) -> Option<&'s Anchor> {
        self.anchors.start.checked_sub(1).and_then(|at| self.segment.anchors.get(at))
    }

    /// Where the lines start that its rows share.
    fn top(&self) -> usize {
        self.above().map_or(self.segment.lines.start, |above| above.lines.end)
    }

    /// How many lines stand above its first anchor, and those of the row above, where that is the twin of it: 0 and 0
    /// where it is not.
    pub(super) fn begin(&self) -> (usize, (usize, usize)) {
        let Some(first) = self.own().first() else { return (0, (0, 0)) };
        let twin = self.above().filter(|_| first.is_twin);
        (first.lines.start - self.top(), twin.map_or((0, 0), |above| (above.lines.start, above.lines.end)))
    }

    /// Where the lines end that its row of this number may have.
    pub(super) fn end_of(&self, at: usize) -> usize {
        let below = self.segment.anchors.get(self.anchors.start + at + 1);
        below.map_or(self.segment.lines.end, |below| below.lines.start)
    }

    /// The lines that are to be looked at: a twin is held against the row above.
    pub(super) fn lines(&self) -> Range<usize> {
        let (_, before) = self.begin();
        let bottom = self.anchors.len().checked_sub(1).map_or(self.segment.lines.end, |last| self.end_of(last));
        (if before == (0, 0) { self.top() } else { before.0 })..bottom
    }
}

/// The runs of rows that are not one line whatever stands above and below.
///
/// No way leads through a row that is but one, and what that costs is the same for all: it parts the rows above from
/// those below, which can be divided by themselves.
fn runs_of(segment: &Segment) -> Vec<Run<'_>> {
    let Segment { lines, anchors } = segment;
    let mut runs: Vec<Run<'_>> = Vec::new();
    // Whether the row above has no lines beside its anchor's.
    let mut was_close = true;
    let mut end = lines.start;
    for (at, anchor) in anchors.iter().enumerate() {
        let next = anchors.get(at + 1).map_or(lines.end, |next| next.lines.start);
        let is_close = end == anchor.lines.start && anchor.lines.end == next;
        // The lines of a twin are compared with those of the row above.
        let is_free = anchor.lines.len() == 1 && is_close && (!anchor.is_twin || was_close);
        match runs.last_mut() {
            _ if is_free => {}
            Some(run) if run.anchors.end == at => run.anchors.end += 1,
            _ => runs.push(Run { segment, anchors: at..at + 1 }),
        }
        (was_close, end) = (is_close, anchor.lines.end);
    }
    runs
}
