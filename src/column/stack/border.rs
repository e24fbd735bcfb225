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

use super::super::order::MARGIN;
use super::division::DAMAGED;
use super::kind::{BRACKETS, DATE, Kind, NUMBER, PORTS, TRANSPORT};
use super::lines::Lines;
use super::start::Start;
use super::steps::{Cost, Front, Known, LineCosts, NO, Steps, WIDTH, least};

/// Lines of a row that is remembered.
const MOST_LINES: usize = 32;
/// Sorts of rows that are remembered.
const MOST_RUNS: usize = 1 << 12;
/// Leads that are.
const MOST_LEADS: usize = 256;
/// Rows that may begin within the lines of one.
const MOST_STARTS: usize = 8;
/// A row that costs more is not plain.
const MOST_COST: Cost = 24.0;
/// A lead that is as good as any: no end of a row costs so much.
const ENOUGH: Cost = 16.0;
/// Nothing is known.
const UNKNOWN: Cost = -1_048_576.0;
const NEVER: Cost = 1_048_576.0;

/// For each column what a border saves over a walk that is there above it.
type Lead = [Cost; WIDTH];

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
    /// Its row says what the one above does, which begins plainly, too: rows could begin with the same lines of both.
    pub(super) is_again: bool,
}

impl Border {
    /// Whether every division near the cheapest has it. `others`: what a border can cost that `lead` does not know.
    pub(super) fn is_sure(&self, others: u32) -> bool {
        self.lead >= MARGIN.saturating_add(others) as Cost
    }
}

/// What is reckoned of a row that begins plainly.
#[derive(Clone, Copy, Debug)]
struct Reckoned {
    row: Option<u32>,
    /// Which of `leads` tells what is known of its border.
    known: u32,
}

/// A row that begins at some line within one, or with it.
struct Row {
    line: usize,
    /// What the cheapest division costs of the lines above it.
    best: Cost,
    /// What is rare in its beginning.
    cost: Cost,
    front: Front,
    /// What it costs where it ends above each of the later ones, and with them all.
    ends: Vec<Cost>,
}

/// What the rest of the document makes of a row that goes on over a border.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Below {
    /// It is at its end.
    End,
    /// What the border saves in each column, one of `leads`.
    Lead(u32),
}

/// What is to be known of a row besides its lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Around {
    below: Below,
    /// The line above may go on in its first.
    is_open: bool,
    /// What it costs that it stands above the next.
    order: u32,
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
    codes: Box<[u32]>,
}

/// A lead, and the least of it over the columns in which a line of some kind can stand, less what it takes to end there.
#[derive(Clone, Copy, Debug)]
struct Told {
    lead: Lead,
    least: [Cost; STANDS],
}

/// The sorts of rows, and what is reckoned of them.
pub(super) struct Borders<'c> {
    columns: &'c [Field],
    runs: Known<u64, Run>,
    reckoned: Known<(u32, Around), Reckoned>,
    /// The last row that was asked for: those above one another are often of one sort.
    last: Option<((u32, Around), Reckoned)>,
    leads: Vec<Told>,
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
            columns,
            runs: Known::default(),
            reckoned: Known::default(),
            last: None,
            leads: vec![Told { lead: [UNKNOWN; WIDTH], least: [UNKNOWN; STANDS] }],
        })
    }

    /// All plain beginnings, from the first to the last.
    pub(super) fn all(&mut self, lines: &Lines<'_>, steps: &mut Steps<'_>) -> Vec<Border> {
        let mut found: Vec<Border> = Vec::new();
        let mut below = Below::End;
        // Where this row ends, and the one below it.
        let (mut end, mut below_end) = (lines.len(), lines.len());
        let mut codes = Codes::default();
        // The lowest port at which a row could begin within this one, and that of the row below.
        let (mut within, mut port_below) = (u16::MAX, u16::MAX);
        let mut rest = lines.len();
        while let Some(at) = rest.checked_sub(1) {
            rest = at;
            codes.add(lines.code(at));
            let Some(start) = lines.start(at) else { continue };
            let port = lines.port_of(at, start);
            if !is_plain(lines, at, start) {
                within = port.unwrap_or(u16::MAX).min(within);
                continue;
            }
            let run = match found.last().and_then(|below: &Border| below.run) {
                // Most rows are of the sort of the one below.
                Some(run) if lines.have_same_codes(at..end, end..below_end) => Some(run),
                _ => self.run_of(lines, at..end, codes),
            };
            let mut row = at..end;
            loop {
                // Where ports go down, a row that begins here does not stand above those for nothing.
                let goes_down = port.is_some_and(|port| within.min(port_below) < port);
                let (lead, cost, known) = match run {
                    Some(run) if !goes_down => self.border(lines, row.clone(), run, below, steps),
                    _ => (UNKNOWN, None, Below::Lead(0)),
                };
                found.push(Border { at: row.start, row: cost, lead, run, is_again: false });
                (below, end, below_end) = (known, row.start, row.end);
                port_below = port.unwrap_or(u16::MAX);
                let Some(above) = row_again(lines, &row) else { break };
                if let Some(below) = found.last_mut() {
                    below.is_again = true;
                }
                row = above;
            }
            codes = Codes::default();
            within = u16::MAX;
            rest = end;
        }
        found.reverse();
        found
    }

    /// The sort of the row of these lines.
    pub(super) fn run(&mut self, lines: &Lines<'_>, row: Range<usize>) -> Option<u32> {
        let mut codes = Codes::default();
        lines.codes(row.clone()).rev().for_each(|code| codes.add(code));
        self.run_of(lines, row, codes)
    }

    fn run_of(&mut self, lines: &Lines<'_>, row: Range<usize>, Codes(hash): Codes) -> Option<u32> {
        if row.len() > MOST_LINES {
            return None;
        }
        if let Some(run) = self.runs.get(&hash) {
            // Rows of other lines could have the same hash; of those nothing is known.
            return run.codes.iter().copied().eq(lines.codes(row)).then_some(run.number);
        }
        let number = u32::try_from(self.runs.len()).ok().filter(|_| self.runs.len() < MOST_RUNS)?;
        self.runs.insert(hash, Run { number, codes: lines.codes(row).collect() });
        Some(number)
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
        let stands = above.map(|(kind, start)| stands(kind, start.is_some_and(Start::is_named)));
        let least = self.leads.get(known as usize).map_or(UNKNOWN, |told| match stands {
            Some(stands) => told.least.get(stands).copied().unwrap_or(UNKNOWN),
            None => ENOUGH,
        });
        (least, row, Below::Lead(known))
    }

    /// What is known of a lead, by the kind of the line above.
    fn tell(&self, lead: Lead, steps: &Steps<'_>) -> Told {
        let mut told = Told { lead, least: [ENOUGH; STANDS] };
        for (stands, slot) in told.least.iter_mut().enumerate() {
            let could_hold = columns_of(stands);
            let leads = lead.iter().zip(self.columns).enumerate();
            let leads = leads.filter(|(_, (_, field))| could_hold >> (**field as u16) & 1 == 1);
            *slot = leads.map(|(column, (lead, _))| lead - steps.end(column)).reduce(least).unwrap_or(ENOUGH);
        }
        told
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
        let (cost, lead) = self.reckon(lines, row, around, steps);
        let known = match self.leads.iter().position(|known| known.lead == lead) {
            Some(known) => known,
            None if self.leads.len() < MOST_LEADS => {
                let known = self.leads.len();
                self.leads.push(self.tell(lead, steps));
                known
            }
            None => 0,
        };
        let reckoned = Reckoned { row: cost, known: u32::try_from(known).unwrap_or(0) };
        self.reckoned.insert(key, reckoned);
        reckoned
    }

    /// What a row costs that ends by the next, if it is one; and the lead in each column of the border above it, before
    /// a walk ends there.
    fn reckon(
        &self,
        lines: &Lines<'_>,
        row: Range<usize>,
        Around { below, is_open, order }: Around,
        steps: &mut Steps<'_>,
    ) -> (Option<u32>, Lead) {
        let (at, end) = (row.start, row.end);
        let unknown = (None, [UNKNOWN; WIDTH]);
        let Some(start) = lines.start(at) else { return unknown };
        // What a row costs that stands out of order above another: names without ports go by letters.
        let (before, long_before) = if start.has_ports() { (0.0, 5.0) } else { (3.0, 3.0) };
        // It may end before anything tells more than words.
        let before = if start.is_words_alone() { before + 2.0 } else { before };
        let is_open = |line: usize| match line.checked_sub(1) {
            Some(above) if line > at => lines.kind(above).is_some_and(Kind::is_open),
            _ => is_open,
        };
        let costs: Vec<LineCosts> = row.map(|line| steps.costs(lines, line, is_open(line))).collect();
        let steps: &Steps<'_> = steps;
        let end_of = |front: &Front| match steps.end_of(front) {
            NO.. => DAMAGED as Cost,
            cost => cost,
        };
        let end_in = |column: usize| steps.end(column);
        // Forward: the row that begins here, and rows that begin within it.
        let mut rows: Vec<Row> = Vec::with_capacity(8);
        for (line, costs) in (at..end).zip(&costs) {
            let begins = lines.start(line);
            if begins.is_some() && line > at {
                for row in &mut rows {
                    row.ends.push(row.cost + end_of(&row.front));
                }
            }
            let best = rows.iter().filter_map(|row| Some(row.best + row.ends.last()?)).reduce(least).unwrap_or(0.0);
            rows.iter_mut().for_each(|row| steps.go_on(&mut row.front, costs));
            if let Some(begins) = begins {
                if rows.len() == MOST_STARTS {
                    return unknown;
                }
                let front = steps.begin(costs);
                rows.push(Row { line, best, cost: begins.cost() as Cost, front, ends: Vec::new() });
            }
        }
        for row in &mut rows {
            row.ends.push(row.cost + end_of(&row.front));
        }
        let Some((own, others)) = rows.split_first() else { return unknown };
        let single = own.ends.last().copied().unwrap_or(NEVER) + order as Cost;
        let another = others.iter().filter_map(|row| Some(row.best + row.ends.last()?)).reduce(least).unwrap_or(NEVER);
        if single > MOST_COST {
            return unknown;
        }
        let is_one = another >= single + MARGIN as Cost;
        // What the border saves below `end`, for a row that is in this column there.
        let known = |column: usize| match below {
            Below::End => NEVER,
            Below::Lead(known) => {
                let lead = self.leads.get(known as usize).and_then(|told| told.lead.get(column));
                lead.copied().unwrap_or(UNKNOWN) - single
            }
        };
        let together = |column: usize| own.front.get(column).map_or(NEVER, |walk| own.cost + walk + long_before);
        // What it saves over a division that begins a row at a line within this one, from the last to the first.
        let mut within: Vec<Cost> = Vec::with_capacity(others.len());
        for (row, own_end) in others.iter().zip(&own.ends).rev() {
            let columns = row.front.iter().enumerate().take(steps.width);
            let goes_on = columns.map(|(column, walk)| row.cost + walk + known(column).max(-together(column)));
            let mut ends = row.ends.iter().rev();
            let ends_here = ends.next().map_or(NEVER, |end| end - single);
            let ends_within = ends.zip(&within).map(|(end, saved)| end + saved);
            let saved = goes_on.chain([ends_here]).chain(ends_within).reduce(least).unwrap_or(UNKNOWN);
            within.push(saved.max(-own_end - before));
        }
        within.reverse();
        // Backward: a row that begins above, from where both have come to the same column.
        let mut lead: Lead = [NEVER; WIDTH];
        for (column, slot) in lead.iter_mut().enumerate().take(steps.width) {
            *slot = known(column).max(-together(column)).min(end_in(column) - single);
        }
        let mut within = others.iter().zip(&within).rev().peekable();
        for (costs, line) in costs.iter().zip(at..end).rev() {
            lead = come_from(&lead, costs, steps);
            if let Some((_, saved)) = within.next_if(|(row, _)| row.line == line) {
                for (column, slot) in lead.iter_mut().enumerate().take(steps.width) {
                    *slot = (*slot).min(end_in(column) + saved);
                }
            }
        }
        lead.iter_mut().for_each(|lead| *lead = if *lead < -ENOUGH { UNKNOWN } else { (*lead).min(ENOUGH) });
        (is_one.then_some(single as u32), lead)
    }
}

/// The least that a border saves in each column above a line of these costs, from what it does below.
fn come_from(below: &Lead, costs: &LineCosts, steps: &Steps<'_>) -> Lead {
    let mut above = [NEVER; WIDTH];
    for to in 0..steps.width {
        let (Some(lead), Some(start), Some(flow)) = (below.get(to), costs.start.get(to), costs.flow.get(to)) else {
            break;
        };
        if *start < NO {
            let skips = steps.to(to);
            for from in 0..to {
                if let (Some(slot), Some(skip)) = (above.get_mut(from), skips.get(from)) {
                    *slot = least(*slot, skip + start + lead);
                }
            }
        }
        if let (true, Some(slot)) = (*flow < NO, above.get_mut(to)) {
            *slot = least(*slot, flow + lead);
        }
    }
    above
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

/// Sorts of lines by the columns in which they can stand, see [`stands`].
const STANDS: usize = 16;

/// What tells the columns in which a line of this kind can stand. `is_named`: a row could begin with it as its name.
fn stands(kind: Kind, is_named: bool) -> usize {
    usize::from(kind.sort()) << 1 | usize::from(is_named)
}

/// The columns in which lines can stand, a bit each.
fn columns_of(stands: usize) -> u16 {
    let own: &[Field] = match u16::try_from(stands >> 1) {
        Ok(PORTS) => &[Field::Ports, Field::ServiceCode, Field::RegistrationDate, Field::ModificationDate],
        Ok(TRANSPORT) => &[Field::Transport],
        Ok(DATE) => &[Field::RegistrationDate, Field::ModificationDate],
        Ok(NUMBER) => &[Field::ServiceCode],
        Ok(BRACKETS) => &[Field::Assignees, Field::Contacts, Field::References],
        _ => &[],
    };
    let any = [Field::Description, Field::UnauthorizedUse, Field::Notes];
    let name = Some(Field::ServiceName).filter(|_| stands & 1 == 1);
    own.iter().chain(&any).chain(&name).fold(0, |columns, field| columns | 1 << (*field as u16))
}
