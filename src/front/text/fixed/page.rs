//! The parts of a page: its tables, what stands above them and below.

#![allow(
    clippy::arithmetic_side_effects,
    reason = "it counts lines that are held in memory, and adds to places among them; one that is taken from \
        is not the first, and a text is not longer than with the blanks before it"
)]

use std::ops::Range;

use crate::ast::{ContactField, Field};
use crate::column::heading::Table as Columns;
use crate::front::sections::{is_contact_title, is_footnote_title};

use super::borders::Borders;
use super::boxed;
use super::gates;
use super::headings::{self, Headings};
use super::lines::{self, Line, Measure};
use super::tally::{First, Tally};

/// A table's headings and the lines of its rows.
#[derive(Clone, Debug)]
pub(super) struct Table {
    pub(super) headings: Headings,
    pub(super) body: Range<usize>,
    /// Whether a rule closes it.
    pub(super) is_closed: bool,
}

/// Where the parts of a page stand, by lines.
#[derive(Clone, Debug)]
pub(super) struct Page {
    pub(super) header_end: usize,
    pub(super) records: Table,
    pub(super) columns: Vec<Option<Field>>,
    pub(super) contacts: Option<(Table, Vec<Option<ContactField>>)>,
    pub(super) footnotes: Option<Range<usize>>,
    /// Those of the records and of the contacts, where they have been looked for.
    pub(super) borders: [Option<Borders>; 2],
}

/// Lines between a table's title and its headings.
const MOST_BELOW_TITLE: usize = 6;

/// Lines that tell whether rows stand in columns.
pub(super) const SAMPLE: usize = 2000;

impl Page {
    /// The lines of a text and its parts; the measure of characters is the one by which the fewest lines go across a
    /// border. `blocks` is for the masks of the lines.
    pub(super) fn laid_out<'a>(text: &'a str, blocks: &'a mut Vec<u64>) -> Option<(Vec<Line<'a>>, Self)> {
        let mut lines = lines::masked(text, Measure::Characters, blocks);
        if text.is_ascii() {
            let page = Self::of(&lines)?;
            return Some((lines, page));
        }
        let beyond: Vec<usize> =
            (0..lines.len()).filter(|at| lines.get(*at).is_some_and(|line| !line.is_ascii())).collect();
        // Only lines beyond ASCII have other columns by another measure. Where none of them is of headings or a rule,
        // the parts of the page are the same by each.
        let is_one = beyond.iter().all(|at| !gates::may_tell(&lines, *at));
        let known = if is_one { Some(Self::of(&lines)?) } else { None };
        let tallies = known.as_ref().map(|page| page.tallies(&lines));
        let mut best: Option<(usize, Measure, Self)> = None;
        // One by which nothing goes across comes before all others, which take more to be told.
        for is_clean in [true, false] {
            best = None;
            let mut is_known = true;
            for measure in Measure::ALL {
                set_measure(&mut lines, &beyond, measure);
                let mut page = match &known {
                    Some(page) => page.clone(),
                    None => Self::of(&lines)?,
                };
                let tallies = tallies.clone().unwrap_or_else(|| page.tallies(&lines));
                let Some(across) = page.across(&lines, &beyond, tallies, is_clean) else {
                    is_known = false;
                    continue;
                };
                if best.as_ref().is_none_or(|(least, ..)| across < *least) {
                    best = Some((across, measure, page));
                }
                if across == 0 {
                    break;
                }
            }
            if is_known || best.as_ref().is_some_and(|(across, ..)| *across == 0) {
                break;
            }
        }
        let (_, measure, page) = best?;
        set_measure(&mut lines, &beyond, measure);
        Some((lines, page))
    }

    /// What the lines of ASCII tell of the borders in both tables.
    fn tallies(&self, lines: &[Line<'_>]) -> [Tally; 2] {
        let tally = |table: &Table, firsts: &[First]| {
            let body = lines.get(table.body.clone()).filter(|_| table.headings.drawn.is_none()).unwrap_or_default();
            Tally::of(&table.headings, firsts, body, |line| line.is_ascii())
        };
        let records = tally(&self.records, &self.firsts());
        let contacts = self.contacts.as_ref().map(|(table, columns)| tally(table, &firsts_of_contacts(columns)));
        [records, contacts.unwrap_or_default()]
    }

    /// How the cells of each column of records begin.
    pub(super) fn firsts(&self) -> Vec<First> {
        self.columns.iter().map(|column| super::first_of(*column)).collect()
    }

    /// How many of the lines `beyond` ASCII go across a border, of which the others tell `tallies`; `None` where the borders
    /// are to be clean, and are not.
    fn across(&mut self, lines: &[Line<'_>], beyond: &[usize], tallies: [Tally; 2], is_clean: bool) -> Option<usize> {
        let [records, contacts] = tallies;
        let count = |table: &Table, mut tally: Tally| {
            let own = |at: &&usize| table.body.contains(*at);
            let own = || beyond.iter().filter(own).filter_map(|at| lines.get(*at));
            let body = lines.get(table.body.clone()).unwrap_or_default();
            let borders = match table.headings.drawn {
                Some(_) => Borders::of(&table.headings, &[], body),
                None => {
                    own().for_each(|line| tally.add(line));
                    if is_clean {
                        tally.clean_borders(&table.headings, body).ok()?
                    } else {
                        tally.borders(&table.headings, body)
                    }
                }
            };
            Some((own().filter(|line| !line.is_rule() && borders.is_across(line)).count(), borders))
        };
        let (mut across, borders) = count(&self.records, records)?;
        self.borders = [Some(borders), None];
        if let Some((table, _)) = &self.contacts {
            let (more, borders) = count(table, contacts)?;
            let [_, own] = &mut self.borders;
            (across, *own) = (across + more, Some(borders));
        }
        Some(across)
    }

    pub(super) fn of(lines: &[Line<'_>]) -> Option<Self> {
        let headings = headings::find(lines, 0, |table| matches!(table, Columns::Records(_)))?;
        let Columns::Records(columns) = &headings.table else { return None };
        let columns = columns.clone();
        let is_rule = |at: usize| lines.get(at).is_some_and(Line::is_rule);
        let below = headings.lines.end + usize::from(is_rule(headings.lines.end));
        let above = headings.lines.start;
        let header_end = above - usize::from(above > 0 && is_rule(above - 1));

        let is_contacts = |table: &Columns| matches!(table, Columns::Contacts(_));
        // Both tables of a document are of one tool, and words of a note can look like headings; not below the title.
        let contacts = if headings.is_dashed {
            let is_titled = |found: &Headings| {
                let above = found.lines.start.saturating_sub(MOST_BELOW_TITLE).max(below)..found.lines.start;
                let is_title = |line: &Line<'_>| may_be_title(line) && is_contact_title(bare(line));
                lines.get(above).unwrap_or_default().iter().any(is_title)
            };
            let dashed = headings::find_dashed(lines, below, is_contacts);
            dashed.or_else(|| headings::find(lines, below, is_contacts).filter(is_titled))
        } else {
            headings::find(lines, below, is_contacts)
        };
        // A rule as wide as the table closes it: whatever stands above is in it.
        let contacts_start = contacts.as_ref().map_or(lines.len(), |found| found.lines.start);
        let closed = closing_rule(lines, &headings, below..contacts_start);
        // The titles of the parts stand alone between blank lines, or above a table's headings.
        let is_blank = |at: usize| lines.get(at).is_none_or(Line::is_blank);
        let title =
            |at: &usize, is: fn(&str) -> bool| lines.get(*at).is_some_and(|line| may_be_title(line) && is(bare(line)));
        let end = match &contacts {
            Some(found) => {
                let first = found.lines.start.saturating_sub(MOST_BELOW_TITLE).max(closed.map_or(below, |at| at + 1));
                (first..found.lines.start).find(|at| title(at, is_contact_title)).unwrap_or(found.lines.start)
            }
            None => {
                // Below a table that is closed its title comes next.
                let from = closed.map_or(below, |at| at + 1);
                let to = closed.map_or(lines.len(), |at| lines.len().min(at + MOST_BELOW_TITLE));
                (from..to)
                    .find(|at| title(at, is_contact_title) && is_blank(at.saturating_sub(1)) && is_blank(at + 1))
                    .or_else(|| cut_title(lines).filter(|at| (from..to).contains(at)))
                    .unwrap_or(lines.len())
            }
        };
        let mut contacts_at = contacts.as_ref().map_or(end, |found| found.lines.end);
        contacts_at += usize::from(is_rule(contacts_at));
        let contacts_closed = contacts.as_ref().and_then(|found| closing_rule(lines, found, contacts_at..lines.len()));
        let is_footnotes =
            |at: &usize| title(at, is_footnote_title) && is_blank(at.saturating_sub(1)) && is_blank(at + 1);
        let footnotes = match (&contacts, closed, contacts_closed) {
            // Below tables that are closed the first of such titles is one; others may be words of the notes.
            (None, Some(closed), _) | (Some(_), _, Some(closed)) => (closed + 1..lines.len()).find(is_footnotes),
            _ => None,
        };
        let footnotes = footnotes.or_else(|| {
            let below_contacts = contacts_closed.map_or(contacts_at, |at| at + 1)..lines.len();
            let above_contacts = closed.map_or(below, |at| at + 1)..end;
            below_contacts.rev().chain(above_contacts.rev()).find(is_footnotes)
        });
        let body = below..closed.unwrap_or_else(|| footnotes.filter(|at| *at < end).unwrap_or(end));
        let contacts = contacts.and_then(|headings| {
            let Columns::Contacts(columns) = &headings.table else { return None };
            let columns = columns.clone();
            let end = footnotes.filter(|at| *at > contacts_at).unwrap_or(lines.len());
            let end = contacts_closed.unwrap_or_else(|| end_of_contacts(lines, contacts_at..end));
            Some((Table { headings, body: contacts_at..end, is_closed: contacts_closed.is_some() }, columns))
        });
        let footnotes = footnotes.map(|at| at + 1..if at < end { end } else { lines.len() });
        let records = Table { headings, body, is_closed: closed.is_some() };
        Some(Self { header_end, records, columns, contacts, footnotes, borders: [None, None] })
    }

    /// Whether the rows stand in the columns of their headings: joined text has a line of headings, too, and its words
    /// go across any border.
    pub(super) fn is_fixed(&self, lines: &[Line<'_>]) -> bool {
        let body = &self.records.body;
        let sample = lines.get(body.start..body.end.min(body.start + SAMPLE)).unwrap_or_default();
        stand_in_columns(sample, &self.records.headings, &self.firsts())
    }
}

/// How the cells of each column of contacts begin.
pub(super) fn firsts_of_contacts(columns: &[Option<ContactField>]) -> Vec<First> {
    let first = |column: &Option<ContactField>| match column {
        Some(ContactField::Id) => First::Bracket,
        Some(ContactField::Updated) => First::Digit,
        _ => First::Any,
    };
    columns.iter().map(first).collect()
}

/// Whether lines stand in the columns of their headings.
fn stand_in_columns(sample: &[Line<'_>], headings: &Headings, firsts: &[First]) -> bool {
    let borders = Borders::of(headings, firsts, sample);
    let (mut all, mut across, mut spaced) = (0, 0, 0);
    for line in sample.iter().filter(|line| !line.is_blank() && !line.is_rule()) {
        all += 1;
        across += usize::from(borders.is_across(line));
        spaced += usize::from(headings.is_spaced || line.is_spaced());
    }
    if all == 0 {
        return headings.is_spaced;
    }
    across * 2 <= all && spaced * 4 >= all
}

/// Whether the rows below `headings`, from byte `below` on, stand in columns for certain: there are enough of them,
/// and no line among them could end the table, nor could one of `rules` close it.
pub(super) fn begins_fixed(text: &str, headings: &Headings, below: usize, rules: &[usize], measure: Measure) -> bool {
    let end = headings::end_of_lines(text, below, SAMPLE + MOST_BELOW_TITLE + 6);
    let Columns::Records(columns) = &headings.table else { return false };
    if end == text.len() || rules.iter().any(|rule| *rule >= below) || headings.is_dashed {
        return false;
    }
    let mut blocks = Vec::new();
    let lines = lines::masked(text.get(below..end).unwrap_or(""), measure, &mut blocks);
    let is_contacts = |table: &Columns| matches!(table, Columns::Contacts(_));
    if lines.iter().any(may_be_title) || headings::may_find(&lines, is_contacts) {
        return false;
    }
    let firsts: Vec<First> = columns.iter().map(|column| super::first_of(*column)).collect();
    stand_in_columns(lines.get(..SAMPLE).unwrap_or_default(), headings, &firsts)
}

/// Whether a line could be the title of the contacts or of the footnotes: most are told by their first letter.
fn may_be_title(line: &Line<'_>) -> bool {
    let first = line.text.bytes().find(|byte| !matches!(byte, b' ' | b'\t' | b'*' | b'=' | b'#' | b'_' | b'-'));
    first.is_some_and(|byte| matches!(byte | 0x20, b'c' | b'p' | b'f') || !(0x20..0x80).contains(&byte)) && {
        let bare = bare(line);
        is_contact_title(bare) || is_footnote_title(bare)
    }
}

/// A line without what marks a title.
fn bare<'a>(line: &Line<'a>) -> &'a str {
    line.text.trim_matches(|c: char| "*=#_- ".contains(c))
}

fn set_measure(lines: &mut [Line<'_>], which: &[usize], measure: Measure) {
    for at in which {
        if let Some(line) = lines.get_mut(*at) {
            line.measure = measure;
        }
    }
}

/// The last line of `range` that is the rule of dashes below these headings again, or one from end to end of that.
fn closing_rule(lines: &[Line<'_>], headings: &Headings, range: Range<usize>) -> Option<usize> {
    let drawn = headings.drawn.as_deref().filter(|_| headings.is_dashed)?;
    let whole = drawn.first()?.start..drawn.last()?.end;
    // One right above other headings is theirs.
    let end = if range.end < lines.len() { range.end.saturating_sub(1) } else { range.end };
    let is_such = |line: &&Line<'_>| if headings.is_boxed { line.is_rule() } else { line.is_dashes() };
    let found = (range.start..end).rev().find(|at| {
        let line = lines.get(*at).filter(|line| line.text.len() <= 4 * headings::MOST_WIDTH).filter(is_such);
        line.is_some_and(|line| {
            let ranges = line.rule_columns();
            ranges == drawn || ranges == [whole.clone()]
        })
    })?;
    if headings.is_boxed { boxed::end(lines, found + 1..end) } else { Some(found) }
}

/// The last line, if the document ends within the title of the contacts there.
fn cut_title(lines: &[Line<'_>]) -> Option<usize> {
    let at = lines.iter().rposition(|line| !line.is_blank())?;
    let line = lines.get(at)?.text.trim();
    let is_alone = at.checked_sub(1).and_then(|above| lines.get(above)).is_some_and(Line::is_blank);
    (is_alone && ["Contact Information", "People"].iter().any(|title| title.starts_with(line))).then_some(at)
}

/// Where the contacts end: below a blank line, at one that does not begin with an id in brackets.
fn end_of_contacts(lines: &[Line<'_>], body: Range<usize>) -> usize {
    let is_blank = |at: usize| lines.get(at).is_none_or(Line::is_blank);
    let is_row = |at: usize| {
        lines.get(at).is_some_and(|line| {
            let text = line.text.trim_start();
            let indent = line.text.len() - text.len();
            line.is_rule()
                || line.is_blank()
                || indent > 8
                || text.trim_start_matches(super::lines::is_bar).trim_start().starts_with(['[', '\\'])
        })
    };
    let mut range = body.clone();
    range.find(|at| *at > body.start && is_blank(at - 1) && !is_row(*at)).unwrap_or(body.end)
}
