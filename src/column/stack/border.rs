//! Borders between rows that every division has which is not much dearer than the cheapest.
//!
//! Nearly all rows begin so plainly that what stands above them cannot go on over that line. Where that is sure, the
//! lines above and those below are divided each for itself, and most of what is left between two such borders is one
//! row. That it is sure is reckoned, not guessed:
//!
//! Let a row begin above line *s* and go on over it, its walk in column *j* at the line above. Against it stands the
//! division that has a border at *s* besides: it saves what the walk costs below *s*, and costs what it takes to end the
//! walk at *j*, and a row that begins at *s*. That row may end where the next one plainly begins, or go on as the
//! first walk does once both have come to the same column. `lead` is what the border saves at the least, over every
//! column, over every line up to the next plain beginning at which the first row could end, and, from there on, by what
//! is known of the next border: they are reckoned from the last to the first. A row that goes on over several of them is
//! dearer than one that ends at the lowest, and so on upward.
//!
//! All that goes into it is the kinds of the lines from one plain beginning to the next, and they come again: it is
//! reckoned once for each sort of row.

use std::hash::{Hash, Hasher};
use std::ops::Range;

use crate::ast::Field;
use crate::general_way;

use super::super::walk::{Cost, MARGIN, WIDTH};
use super::kind::Kind;
use super::lead::{Leads, UNKNOWN};
use super::lines::{Lines, are_same};
use super::start::Start;
use super::steps::{Known, Steps};

/// Lines of a row that is remembered.
const MOST_LINES: usize = 32;
/// Sorts of rows that are remembered.
const MOST_RUNS: usize = 1 << 12;

/// A line with which a row plainly begins.
#[derive(Clone, Copy, Debug)]
pub(super) struct Border {
    pub(super) at: usize,
    /// What its row costs, up to the next of these; `None` where that is not one row for sure.
    pub(super) row: Option<u32>,
    /// What it saves over a row that goes on here, if nothing else speaks for that.
    lead: Cost,
    /// The sort of its row.
    pub(super) run: Option<u32>,
    /// The highest port at which a row could begin within its own.
    pub(super) highest: u16,
    pub(super) words: Words,
}

impl Border {
    /// Whether every division near the cheapest has it. `others`: what a border can cost that `lead` does not know.
    pub(super) fn is_sure(&self, others: u32) -> bool {
        self.lead >= MARGIN.saturating_add(others) as Cost
    }
}

/// What the lines of a row tell of rows of words alone.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Words {
    /// A row could begin of words alone, down to the last line.
    pub(super) are_alone: bool,
    /// A line tells of more than words alone do.
    pub(super) is_told: bool,
}

impl Words {
    pub(super) fn pass(&mut self, code: u32) {
        let (kind, start) = (Kind(code as u16), Start((code >> 16) as u16));
        let tells = kind.tells();
        self.is_told |= tells;
        self.are_alone = self.are_alone && !tells || start.exists() && !start.has_ports() && !start.has_transport();
    }

    fn of(codes: &[u32]) -> Self {
        let mut words = Self::default();
        codes.iter().for_each(|code| words.pass(*code));
        words
    }
}

/// What is reckoned of a row that begins plainly.
#[derive(Clone, Copy, Debug)]
struct Reckoned {
    row: Option<u32>,
    /// Which of `leads` tells what is known of its border.
    known: u32,
}

/// What the rest of the document makes of a row that goes on over a border.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Below {
    /// It is at its end.
    End,
    /// What the border saves in each column, one of `leads`.
    Lead(u32),
}

/// What is to be known of a row besides its lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Around {
    pub(super) below: Below,
    /// The line above may go on in its first.
    pub(super) is_open: bool,
    /// What it costs that it stands above the next.
    pub(super) order: u32,
}

impl Hash for Around {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let below = match self.below {
            Below::End => 0,
            Below::Lead(lead) => u64::from(lead) + 1,
        };
        state.write_u64(below | u64::from(self.order) << 32 | u64::from(self.is_open) << 48);
    }
}

/// A hash of the codes of lines, from the last to the first.
#[derive(Clone, Copy, Debug, Default)]
struct Codes(u64);

impl Codes {
    #[inline]
    fn add(&mut self, code: u32) {
        self.0 = (self.0.rotate_left(5) ^ u64::from(code) ^ 1 << 63).wrapping_mul(0x517c_c1b7_2722_0a95);
    }
}

/// A sort of row: its number, and the codes of its lines.
#[derive(Debug)]
struct Run {
    number: u32,
    words: Words,
    codes: Box<[u32]>,
}

/// The sorts of rows, and what is reckoned of them.
pub(super) struct Borders<'c> {
    runs: Known<u64, Run>,
    reckoned: Known<(u32, Around), Reckoned>,
    /// The last row that was asked for: those above one another are often of one sort.
    last: Option<((u32, Around), Reckoned)>,
    leads: Leads<'c>,
}

impl<'c> Borders<'c> {
    /// Of a table of these columns, if it is one whose rows can begin plainly: names come first, and what any line can
    /// go on in comes last.
    pub(super) fn new(columns: &'c [Field]) -> Option<Self> {
        if general_way::is_forced() {
            return None;
        }
        let is_usual = columns.len() <= WIDTH
            && columns.first() == Some(&Field::ServiceName)
            && columns.last() == Some(&Field::Notes);
        is_usual.then(|| Self {
            runs: Known::default(),
            reckoned: Known::default(),
            last: None,
            leads: Leads::new(columns),
        })
    }

    /// All plain beginnings, from the first to the last.
    pub(super) fn all(&mut self, lines: &Lines<'_>, steps: &mut Steps<'_>) -> Vec<Border> {
        // Rows have some six lines.
        let mut found: Vec<Border> = Vec::with_capacity(lines.len() / 5);
        let mut below = Below::End;
        // Where this row ends, and the one below it.
        let (mut end, mut below_end) = (lines.len(), lines.len());
        let mut codes = Codes::default();
        // The lowest port at which a row could begin within this one, the highest, and that of the row below.
        let (mut within, mut highest, mut port_below) = (u16::MAX, 0, u16::MAX);
        let all = lines.codes(0..lines.len());
        let mut above = all;
        while let Some((code, rest)) = above.split_last() {
            above = rest;
            let at = rest.len();
            codes.add(*code);
            let start = Start((code >> 16) as u16);
            if !start.exists() {
                continue;
            }
            let port = lines.port_of(at, start);
            highest = port.unwrap_or(0).max(highest);
            if !is_plain(lines, at, start) {
                within = port.unwrap_or(u16::MAX).min(within);
                continue;
            }
            let (run, words) = match found.last() {
                // Most rows are of the sort of the one below.
                Some(Border { run: Some(run), words, .. }) if lines.have_same_codes(at..end, end..below_end) => {
                    (Some(*run), *words)
                }
                _ => self.run_of(lines.codes(at..end), codes),
            };
            let mut row = at..end;
            loop {
                // Where ports go down, a row that begins here does not stand above those for nothing.
                let goes_down = port.is_some_and(|port| within.min(port_below) < port);
                let (lead, cost, known) = match run {
                    Some(run) if !goes_down => self.border(lines, row.clone(), run, below, steps),
                    _ => (UNKNOWN, None, Below::Lead(0)),
                };
                found.push(Border { at: row.start, row: cost, lead, run, highest, words });
                (below, end, below_end) = (known, row.start, row.end);
                port_below = port.unwrap_or(u16::MAX);
                let Some(above) = row_again(lines, &row) else { break };
                row = above;
            }
            codes = Codes::default();
            (within, highest) = (u16::MAX, 0);
            above = all.get(..end).unwrap_or_default();
        }
        found.reverse();
        found
    }

    /// The sort of the row of these lines.
    pub(super) fn run(&mut self, lines: &Lines<'_>, row: Range<usize>) -> Option<u32> {
        let own = lines.codes(row);
        let mut codes = Codes::default();
        own.iter().rev().for_each(|code| codes.add(*code));
        self.run_of(own, codes).0
    }

    fn run_of(&mut self, row: &[u32], Codes(hash): Codes) -> (Option<u32>, Words) {
        if row.len() > MOST_LINES {
            return (None, Words::of(row));
        }
        if let Some(run) = self.runs.get(&hash) {
            // Rows of other lines could have the same hash; of those nothing is known.
            return if are_same(&run.codes, row) { (Some(run.number), run.words) } else { (None, Words::of(row)) };
        }
        let words = Words::of(row);
        let number = u32::try_from(self.runs.len()).ok().filter(|_| self.runs.len() < MOST_RUNS);
        if let Some(number) = number {
            self.runs.insert(hash, Run { number, words, codes: row.into() });
        }
        (number, words)
    }

    /// The lead of the border above a row, which costs so much if it is one, and what the rows above are to know of it.
    fn border(
        &mut self,
        lines: &Lines<'_>,
        row: Range<usize>,
        run: u32,
        below: Below,
        steps: &mut Steps<'_>,
    ) -> (Cost, Option<u32>, Below) {
        let above = row.start.checked_sub(1).and_then(|above| Some((lines.kind(above)?, lines.start(above))));
        let around = Around {
            below,
            is_open: above.is_some_and(|(kind, _)| kind.is_open()),
            // Those with ports stand in their order.
            order: match (lines.start(row.start), lines.start(row.end)) {
                (Some(start), Some(next)) if !start.has_ports() => lines.before((row.start, start), (row.end, next)),
                _ => 0,
            },
        };
        let Reckoned { row, known } = self.reckoned(lines, row, run, around, steps);
        let above = above.map(|(kind, start)| (kind, start.is_some_and(Start::is_named)));
        (self.leads.least(known, above), row, Below::Lead(known))
    }

    fn reckoned(
        &mut self,
        lines: &Lines<'_>,
        row: Range<usize>,
        run: u32,
        around: Around,
        steps: &mut Steps<'_>,
    ) -> Reckoned {
        let key = (run, around);
        if let Some((_, known)) = self.last.filter(|(last, _)| *last == key) {
            return known;
        }
        if let Some(known) = self.reckoned.get(&key) {
            self.last = Some((key, *known));
            return *known;
        }
        if self.reckoned.len() >= MOST_RUNS {
            return Reckoned { row: None, known: 0 };
        }
        let (row, known) = self.leads.of_row(lines, row, run, around, steps);
        let reckoned = Reckoned { row, known };
        self.reckoned.insert(key, reckoned);
        reckoned
    }
}

/// The row above `row` that says the same, but for TCP or UDP, if it begins as plainly, and rows could begin with the same
/// of its lines.
#[inline]
fn row_again(lines: &Lines<'_>, row: &Range<usize>) -> Option<Range<usize>> {
    let above = row.start.checked_sub(row.len()).filter(|_| lines.are_again(row))?..row.start;
    let is_same = !general_way::is_forced() && lines.have_same_codes(above.clone(), row.clone());
    (is_same && lines.start(above.start).is_some_and(|start| is_plain(lines, above.start, start))).then_some(above)
}

/// Whether a row plainly begins with line `at`: with a name and a port or a transport, with a port above which stands no
/// name, or with words alone and what stands behind those.
#[inline]
fn is_plain(lines: &Lines<'_>, at: usize, start: Start) -> bool {
    match (start.is_named(), start.has_ports()) {
        (true, _) if start.is_words_alone() => {
            let is_telling = |line: usize| lines.kind(line).is_some_and(Kind::tells);
            is_telling(at.saturating_add(2)) && at.checked_sub(1).is_some_and(is_telling)
        }
        (true, has_ports) => start.has_transport() && (has_ports || !start.lacks_port()),
        (false, _) => at.checked_sub(1).is_none_or(|above| lines.start(above).is_none()),
    }
}
