//! What a border saves in each column over a row that goes on over it, see [`border`](super::border).

use std::ops::Range;

use crate::ast::Field;

use super::super::walk::{Cost, Front, MARGIN, NO, PieceCosts, WIDTH, Walks, least, lower};
use super::border::{Around, Below};
use super::division::DAMAGED;
use super::kind::{BRACKETS, DATE, Kind, NUMBER, PORTS, TRANSPORT};
use super::lines::Lines;
use super::start::Start;
use super::steps::{Known, Steps};

/// Sorts of rows of which the walks are remembered.
const MOST_WALKS: usize = 512;
/// Leads that are remembered.
const MOST_LEADS: usize = 256;
/// Rows that may begin within the lines of one.
const MOST_STARTS: usize = 8;
/// A row that costs more is not plain.
const MOST_COST: Cost = 24.0;
/// A lead that is as good as any: no end of a row costs so much.
const ENOUGH: Cost = 16.0;
/// Nothing is known.
pub(super) const UNKNOWN: Cost = -1_048_576.0;
const NEVER: Cost = 1_048_576.0;

/// For each column what a border saves over a walk that is there above it.
type Lead = [Cost; WIDTH];

/// The lines of a row, and the rows that begin within it, or with it: from the first line to the last.
struct Walked {
    costs: Vec<PieceCosts>,
    rows: Vec<Row>,
}

impl Walked {
    /// `is_open`: the line above may go on in the first. `None` where rows may begin with too many of the lines.
    fn of(lines: &Lines<'_>, row: Range<usize>, is_open: bool, steps: &mut Steps<'_>) -> Option<Self> {
        let at = row.start;
        let is_open = |line: usize| match line.checked_sub(1) {
            Some(above) if line > at => lines.kind(above).is_some_and(Kind::is_open),
            _ => is_open,
        };
        let costs: Vec<PieceCosts> = row.clone().map(|line| steps.costs(lines, line, is_open(line))).collect();
        let walks = steps.walks();
        let end_of = |front: &Front| match walks.end_of(front) {
            NO.. => DAMAGED as Cost,
            cost => cost,
        };
        let mut rows: Vec<Row> = Vec::with_capacity(MOST_STARTS);
        for (line, costs) in costs.iter().enumerate() {
            let begins = lines.start(at.saturating_add(line));
            if begins.is_some() && line > 0 {
                for row in &mut rows {
                    row.ends.push(row.cost + end_of(&row.front));
                }
            }
            let best =
                rows.iter().filter_map(|row| Some(row.best + row.ends.as_slice().last()?)).reduce(least).unwrap_or(0.0);
            rows.iter_mut().for_each(|row| walks.go_on(&mut row.front, costs));
            if let Some(begins) = begins {
                if rows.len() == MOST_STARTS {
                    return None;
                }
                let front = walks.begin(costs);
                rows.push(Row { line, best, cost: begins.cost() as Cost, front, ends: Ends::default() });
            }
        }
        for row in &mut rows {
            row.ends.push(row.cost + end_of(&row.front));
        }
        Some(Self { costs, rows })
    }
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
    ends: Ends,
}

/// What a row costs where it ends above each of the rows that may begin within it, and with them all.
#[derive(Default)]
struct Ends {
    costs: [Cost; MOST_STARTS],
    count: usize,
}

impl Ends {
    fn push(&mut self, cost: Cost) {
        if let Some(slot) = self.costs.get_mut(self.count) {
            *slot = cost;
            self.count = self.count.saturating_add(1);
        }
    }

    fn as_slice(&self) -> &[Cost] {
        self.costs.get(..self.count).unwrap_or_default()
    }
}

/// A lead, and the least of it over the columns in which a line of some kind can stand, less what it takes to end there.
#[derive(Clone, Copy, Debug)]
struct Told {
    lead: Lead,
    least: [Cost; STANDS],
}

/// The leads that were reckoned; of the first nothing is known.
pub(super) struct Leads<'c> {
    columns: &'c [Field],
    known: Vec<Told>,
    /// What was walked over: rows of some sort, below a line that is open or not.
    walked: Known<(u32, bool), Option<Walked>>,
}

impl<'c> Leads<'c> {
    pub(super) fn new(columns: &'c [Field]) -> Self {
        Self {
            columns,
            known: vec![Told { lead: [UNKNOWN; WIDTH], least: [UNKNOWN; STANDS] }],
            walked: Known::default(),
        }
    }

    /// What a lead saves at the least below a line of this kind, with which a row could begin as its name, or below none.
    #[inline]
    pub(super) fn least(&self, lead: u32, above: Option<(Kind, bool)>) -> Cost {
        self.known.get(lead as usize).map_or(UNKNOWN, |told| match above {
            Some((kind, is_named)) => told.least.get(stands(kind, is_named)).copied().unwrap_or(UNKNOWN),
            None => ENOUGH,
        })
    }

    /// Which of all leads that of the border above a row of some sort is, and what the row costs, if it is one.
    pub(super) fn of_row(
        &mut self,
        lines: &Lines<'_>,
        row: Range<usize>,
        run: u32,
        around: Around,
        steps: &mut Steps<'_>,
    ) -> (Option<u32>, u32) {
        let key = (run, around.is_open);
        // Rows of one sort stand above others of which more is known, or less.
        let walked = match self.walked.remove(&key) {
            Some(walked) => walked,
            None => Walked::of(lines, row.clone(), around.is_open, steps),
        };
        let (cost, lead) = match (lines.start(row.start), &walked) {
            (Some(first), Some(walked)) => self.reckon(first, walked, around, steps.walks()),
            _ => (None, [UNKNOWN; WIDTH]),
        };
        if self.walked.len() < MOST_WALKS {
            self.walked.insert(key, walked);
        }
        let known = match self.known.iter().position(|known| known.lead == lead) {
            Some(known) => known,
            None if self.known.len() < MOST_LEADS => {
                let known = self.known.len();
                self.known.push(self.tell(lead, steps.walks()));
                known
            }
            None => 0,
        };
        (cost, u32::try_from(known).unwrap_or(0))
    }

    /// What is known of a lead, by the kind of the line above.
    fn tell(&self, lead: Lead, walks: &Walks<'_>) -> Told {
        let mut told = Told { lead, least: [ENOUGH; STANDS] };
        for (stands, slot) in told.least.iter_mut().enumerate() {
            let could_hold = columns_of(stands);
            let leads = lead.iter().zip(self.columns).enumerate();
            let leads = leads.filter(|(_, (_, field))| could_hold >> (**field as u16) & 1 == 1);
            *slot = leads.map(|(column, (lead, _))| lead - walks.end(column)).reduce(least).unwrap_or(ENOUGH);
        }
        told
    }

    /// What a row costs that ends by the next, if it is one; and the lead in each column of the border above it, before
    /// a walk ends there.
    fn reckon(
        &self,
        first: Start,
        walked: &Walked,
        Around { below, order, .. }: Around,
        walks: &Walks<'_>,
    ) -> (Option<u32>, Lead) {
        let unknown = (None, [UNKNOWN; WIDTH]);
        // What a row costs that stands out of order above another: names without ports go by letters.
        let (before, long_before) = if first.has_ports() { (0.0, 5.0) } else { (3.0, 3.0) };
        // It may end before anything tells more than words.
        let before = if first.is_words_alone() { before + 2.0 } else { before };
        let end_in = |column: usize| walks.end(column);
        let Some((own, others)) = walked.rows.split_first() else { return unknown };
        let single = own.ends.as_slice().last().copied().unwrap_or(NEVER) + order as Cost;
        let another =
            others.iter().filter_map(|row| Some(row.best + row.ends.as_slice().last()?)).reduce(least).unwrap_or(NEVER);
        if single > MOST_COST {
            return unknown;
        }
        let is_one = another >= single + MARGIN as Cost;
        // What the border saves below `end`, for a row that is in this column there.
        let known = |column: usize| match below {
            Below::End => NEVER,
            Below::Lead(known) => {
                let lead = self.known.get(known as usize).and_then(|told| told.lead.get(column));
                lead.copied().unwrap_or(UNKNOWN) - single
            }
        };
        let together = |column: usize| own.front.get(column).map_or(NEVER, |walk| own.cost + walk + long_before);
        // What it saves over a division that begins a row at a line within this one, from the last to the first.
        let mut within: Vec<Cost> = Vec::with_capacity(others.len());
        for (row, own_end) in others.iter().zip(own.ends.as_slice()).rev() {
            let columns = row.front.iter().enumerate().take(walks.width);
            let goes_on = columns.map(|(column, walk)| row.cost + walk + known(column).max(-together(column)));
            let mut ends = row.ends.as_slice().iter().rev();
            let ends_here = ends.next().map_or(NEVER, |end| end - single);
            let ends_within = ends.zip(&within).map(|(end, saved)| end + saved);
            let saved = goes_on.chain([ends_here]).chain(ends_within).reduce(least).unwrap_or(UNKNOWN);
            within.push(saved.max(-own_end - before));
        }
        within.reverse();
        // Backward: a row that begins above, from where both have come to the same column.
        let mut lead: Lead = [NEVER; WIDTH];
        for (column, slot) in lead.iter_mut().enumerate().take(walks.width) {
            *slot = known(column).max(-together(column)).min(end_in(column) - single);
        }
        let mut within = others.iter().zip(&within).rev().peekable();
        for (line, costs) in walked.costs.iter().enumerate().rev() {
            lead = come_from(&lead, costs, walks);
            if let Some((_, saved)) = within.next_if(|(row, _)| row.line == line) {
                for (column, slot) in lead.iter_mut().enumerate().take(walks.width) {
                    *slot = (*slot).min(end_in(column) + saved);
                }
            }
        }
        lead.iter_mut().for_each(|lead| *lead = if *lead < -ENOUGH { UNKNOWN } else { (*lead).min(ENOUGH) });
        (is_one.then_some(single as u32), lead)
    }
}

/// The least that a border saves in each column above a line of these costs, from what it does below.
fn come_from(below: &Lead, costs: &PieceCosts, walks: &Walks<'_>) -> Lead {
    let mut above = [NEVER; WIDTH];
    for at in 0..WIDTH {
        if let (Some(slot), Some(lead), Some(flow)) = (above.get_mut(at), below.get(at), costs.flow.get(at)) {
            *slot = if *flow < NO { least(NEVER, flow + lead) } else { NEVER };
        }
    }
    for (to, (start, lead)) in costs.start.iter().zip(below).enumerate() {
        if *start < NO {
            lower(&mut above, walks.to(to), start + lead);
        }
    }
    above
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
