//! Text of fixed columns: cells padded with blanks, and wrapped over lines where they are long.
//!
//! ```text
//!                            Transport
//! Service Name  Port Number  Protocol   Description      Assignee
//! rcst             3467         tcp     RCST, which is   [Kit_Sturgeon]
//!                                       a protocol
//! ```
//!
//! Browsers and pagers centre the cells of a row, and draw nothing: where columns part and rows begin is inferred. Tools
//! that lay out tables draw a rule of dashes below the headings, and often again below the last row. It says how wide
//! the columns are; cells stand at the top of their row.
//!
//! ```text
//! Service Name  Transport  Description
//!               Protocol
//! ------------  ---------  --------------
//! rcst          tcp        RCST, which is
//!                          a protocol
//! ------------  ---------  --------------
//! ```
//!
//! * [`headings`]: the lines of the headings, and where each of them stands.
//! * [`borders`]: where columns part, as headings and rows tell.
//! * [`rows`]: lines to rows; [`divide`]: lines between the first lines of two rows.
//! * [`cells`]: the lines of a cell joined again.

mod borders;
mod cells;
mod divide;
mod headings;
mod lines;
mod page;
mod rows;

use std::borrow::Cow;

use crate::assemble::Assembler;
use crate::ast::{Code, ContactField, Field, FieldSet, Format, Layout, Parsed, Span};
use crate::column::grid::{self, GridRow};
use crate::column::heading::Table as Columns;
use crate::front::signs::Signs;
use crate::front::{markdown, text_preamble};
use crate::options::Limits;
use crate::report::Lines;

use super::tail;
use borders::{Borders, First, Piece};
use cells::{Breaks, Cell, Kind};
use divide::{Block, Role};
use headings::Headings;
pub(crate) use lines::begins_with_rule;
use lines::{Line, Measure};
use page::Page;
use rows::{Known, Rows};

/// Whether a text has the headings of the registry's records, with rows below that stand in columns.
pub(crate) fn has_headings(signs: &Signs<'_>) -> bool {
    let (text, rules) = (signs.text, signs.rules.as_slice());
    // By each measure that could tell. Mostly the first rows do, and are the same by each.
    let mut first = Some(headings::find_first(text, Measure::Characters, is_records));
    let below = first.iter().flatten().next().map_or(text.len(), |(_, below)| *below);
    // Headings are told by what stands above them and a few lines below.
    let is_told =
        rules.is_empty() && text.get(..headings::end_of_lines(text, below, headings::NEAR)).is_some_and(str::is_ascii);
    let is_none =
        first.iter().flatten().next().is_none_or(|(found, below)| !found.is_spaced && is_joined(text, *below));
    if is_told && is_none {
        return false;
    }
    let told = text.get(..headings::end_of_lines(text, below, 2 * page::SAMPLE)).unwrap_or(text);
    let is_same = told.is_ascii() && (rules.is_empty() || text.is_ascii());
    let measures = Measure::ALL.into_iter().take(if is_same { 1 } else { usize::MAX });
    let has_dashed = |measure| headings::has_dashed(text, rules, measure, is_records);
    if !measures.clone().any(has_dashed) {
        let mut find = |measure| first.take().unwrap_or_else(|| headings::find_first(text, measure, is_records));
        let found = measures.map(|measure| (find(measure), measure));
        let found: Vec<_> = found.collect();
        let is_joined = |headings: &Headings, below: usize| !headings.is_spaced && is_joined(text, below);
        if found.iter().all(|(found, _)| found.as_ref().is_none_or(|(headings, below)| is_joined(headings, *below))) {
            return false;
        }
        let is_fixed = |(found, measure): &(Option<(Headings, usize)>, Measure)| {
            let found = found.as_ref();
            found.is_some_and(|(headings, below)| page::begins_fixed(text, headings, *below, rules, *measure))
        };
        if found.iter().all(is_fixed) {
            return true;
        }
    }
    Page::laid_out(text).is_some_and(|(lines, page)| page.is_fixed(&lines))
}

/// Whether the first lines below headings of single spaces tell that no columns stand there, wherever the table ends:
/// most of them would have two blanks between words.
fn is_joined(text: &str, below: usize) -> bool {
    let sample = text.get(below..headings::end_of_lines(text, below, page::SAMPLE)).unwrap_or("");
    if memchr::memmem::find(sample.as_bytes(), b"  ").is_none() {
        return true;
    }
    let mut lines = lines::lazy(sample, Measure::Characters);
    let (mut all, mut spaced) = (0, 0);
    lines.all(|line| {
        if !line.is_blank() && !line.is_rule() {
            all += 1;
            spaced += usize::from(line.is_spaced());
        }
        all == 0 || spaced * 4 < all
    })
}

fn is_records(table: &Columns) -> bool {
    matches!(table, Columns::Records(_))
}

/// Whether it has them with the columns drawn by rules or bars, in another way than Markdown's.
pub(crate) fn is_drawn(signs: &Signs<'_>) -> bool {
    let (text, rules) = (signs.text, signs.rules.as_slice());
    if !headings::has_dashed(text, rules, Measure::Characters, is_records) {
        let is_drawn = |(headings, _): (Headings, usize)| headings.drawn.is_some() && headings.is_ruled;
        if !headings::may_be_drawn(signs)
            || !headings::find_first(text, Measure::Characters, is_records).is_some_and(is_drawn)
        {
            return false;
        }
    }
    let lines = lines::lines(text, Measure::Characters);
    let is_drawn = |page: &Page| page.records.headings.drawn.is_some() && page.records.headings.is_ruled;
    Page::of(&lines).is_some_and(|page| is_drawn(&page) && page.is_fixed(&lines))
}

/// Whether it has them above a rule of dashes and blanks, as no other rendering has.
pub(crate) fn is_dashed(signs: &Signs<'_>) -> bool {
    let text = signs.text;
    if !headings::has_dashed(text, &signs.rules, Measure::Characters, is_records) || !has_dashes(text) {
        return false;
    }
    let lines = lines::lines(text, Measure::Characters);
    Page::of(&lines).is_some_and(|page| page.is_fixed(&lines))
}

/// Whether three dashes stand in a text one behind the other, without which none [is dashed](is_dashed).
pub(crate) fn has_dashes(text: &str) -> bool {
    memchr::memmem::find(text.as_bytes(), b"---").is_some()
}

/// Reads a page of fixed columns; `None` where it has no headings of records.
pub(crate) fn read(text: &str, limits: &Limits) -> Option<Parsed> {
    let (lines, mut page) = Page::laid_out(text)?;
    let mut out = Assembler::new(Format::Text, Some(Layout::Fixed), limits);
    out.columns(page.columns.iter().copied().flatten());
    let start_of = |at: usize| lines.get(at).map_or(text.len(), |line| line.start);
    text_preamble::read(text, start_of(page.header_end), &mut out);
    let headings = &page.records.headings;
    let span = span_of(&mut Lines::new(text.as_bytes()), &lines, &headings.lines);
    out.unknown_columns(&headings.texts, &page.columns, span);

    let body = lines.get(page.records.body.clone()).unwrap_or_default();
    let borders = page.borders.take().unwrap_or_else(|| Borders::of(headings, page.firsts(), body));
    let heads = [Field::ServiceName, Field::Ports, Field::Transport];
    let known = Known {
        anchors: bits(&page.columns, |field| heads.contains(field)),
        keys: bits(&page.columns, |field| matches!(field, Field::ServiceName | Field::Ports)),
        names: page.columns.iter().position(|column| *column == Some(Field::ServiceName)),
        kinds: page.columns.iter().map(|column| (kind_of(*column), Role::None)).collect(),
    };
    let rows = Rows::of(body, &borders, &known);
    // Where no contacts follow, the document may have been cut: lines of the next row can stand below the last.
    let is_open = page.contacts.is_none()
        && !page.records.is_closed
        && (!text.ends_with('\n') || rows.blocks.iter().any(|row| row.lines.len() > 1));
    let from = if is_open { rows.blocks.len().saturating_sub(rows.open()) } else { usize::MAX };
    let mut count = Lines::new(text.as_bytes());
    stray(&rows, "record", &mut count, &mut out);
    for (at, found) in Table::new(&rows, &page.columns, text).rows(&mut count).enumerate() {
        let (row, mut doubtful) = found;
        // The blanks beside its cells do not count.
        if out.is_longer(row.cells.iter().map(|cell| cell.len()).max().unwrap_or(0), row.span) {
            continue;
        }
        if at >= from {
            let is_head = |field: &Field| heads.contains(field) && (text.ends_with('\n') || at + 1 < rows.blocks.len());
            doubtful.fields.extend(page.columns.iter().copied().flatten().filter(|field| !is_head(field)));
        }
        report(&row, &doubtful, &mut out);
        grid::record(GridRow { uncertain: doubtful.fields, ..row }, &page.columns, &[], &mut out);
    }
    if let Some((table, columns)) = &page.contacts {
        let body = lines.get(table.body.clone()).unwrap_or_default();
        contacts(body, table, columns, text, &mut out);
    }
    if let Some(range) = page.footnotes {
        tail::footnotes(text, start_of(range.start)..start_of(range.end), &mut out);
    }
    text_preamble::report_no_rows(text, &mut out);
    Some(out.finish(text))
}

fn contacts(body: &[Line<'_>], table: &page::Table, columns: &[Option<ContactField>], text: &str, out: &mut Assembler) {
    let firsts: Vec<First> = columns
        .iter()
        .map(|column| match column {
            Some(ContactField::Id) => First::Bracket,
            Some(ContactField::Updated) => First::Digit,
            _ => First::Any,
        })
        .collect();
    let kinds: Vec<(Kind, Role)> = columns
        .iter()
        .map(|column| match column {
            Some(ContactField::Id) => (Kind::Ids, Role::Id),
            Some(ContactField::Updated | ContactField::Uri) => (Kind::Word, Role::None),
            Some(ContactField::Name | ContactField::Organization) => (Kind::Text, Role::Name),
            None => (Kind::Text, Role::None),
        })
        .collect();
    let borders = Borders::of(&table.headings, firsts, body);
    let anchors = bits(columns, |field| *field == ContactField::Id);
    let rows = Rows::of(body, &borders, &Known { anchors, keys: 0, names: None, kinds });
    let mut count = Lines::new(text.as_bytes());
    stray(&rows, "contact", &mut count, out);
    let nothing: Vec<Option<Field>> = vec![None; columns.len()];
    let end = text.trim_end().len();
    for (row, doubtful) in Table::new(&rows, &nothing, text).rows(&mut count) {
        report(&row, &doubtful, out);
        // Without the end of its line the last cell may lack some of its own.
        let is_last = row.span.range().end >= end && !text.get(end..).unwrap_or("").contains('\n');
        let filled = row.cells.iter().rposition(|cell| !cell.trim().is_empty()).unwrap_or(0);
        let last = row.cells.get(filled).map_or("", |cell| cell.trim());
        if is_last && (filled == 0 || tail::ends_within_contact(last)) {
            tail::report_cut_contact(row.span, out);
        }
        let is_doubtful = |at: usize| is_last && at >= filled || doubtful.columns >> at.min(63) & 1 == 1;
        let fields = columns.iter().enumerate().filter(|(at, _)| is_doubtful(*at));
        let fields = fields.filter_map(|(_, field)| *field).filter(|field| *field != ContactField::Id).collect();
        grid::doubtful_contact(row, fields, columns, out);
    }
}

/// Whether links are written as Markdown has them.
fn has_links(text: &str) -> bool {
    memchr::memmem::find_iter(text.as_bytes(), b"](").any(|at| {
        let target = text.get(at + 2..).unwrap_or("");
        target.starts_with('#') || ["http", "mailto:", "tel:"].iter().any(|scheme| target.starts_with(scheme))
    })
}

/// Which columns are of such a field, as bits.
fn bits<T>(columns: &[Option<T>], is: impl Fn(&T) -> bool) -> u64 {
    let set = columns.iter().enumerate().filter(|(_, column)| column.as_ref().is_some_and(&is));
    set.fold(0, |set, (at, _)| set | 1 << at.min(63))
}

fn first_of(column: Option<Field>) -> First {
    match column {
        Some(Field::Assignees | Field::Contacts | Field::References) => First::Bracket,
        Some(Field::Ports | Field::RegistrationDate | Field::ModificationDate | Field::ServiceCode) => First::Digit,
        _ => First::Any,
    }
}

fn kind_of(column: Option<Field>) -> Kind {
    match first_of(column) {
        First::Bracket if column == Some(Field::References) => Kind::References,
        First::Bracket => Kind::Ids,
        First::Digit => Kind::Word,
        First::Any => match column {
            Some(Field::Transport) => Kind::Word,
            _ => Kind::Text,
        },
    }
}

fn span_of(count: &mut Lines<'_>, lines: &[Line<'_>], range: &std::ops::Range<usize>) -> Span {
    let lines = lines.get(range.clone()).unwrap_or_default();
    count.span(lines.first().map_or(0, |line| line.start), lines.last().map_or(0, Line::end))
}

fn stray(rows: &Rows<'_>, what: &str, count: &mut Lines<'_>, out: &mut Assembler) {
    let lines = rows.stray.clone().and_then(|range| rows.body.lines.get(range)).unwrap_or_default();
    if let (Some(first), Some(last)) = (lines.first(), lines.last()) {
        let span = count.span(first.bytes.start, last.bytes.end);
        let message = format!("these lines stand above the first {what} and belong to none; they are left out");
        out.report.error(Code::DamagedRow, span, message);
    }
}

/// What of a row is in doubt.
#[derive(Clone, Copy, Debug, Default)]
struct Doubt {
    fields: FieldSet,
    /// Its columns, as bits.
    columns: u64,
    /// Another division would give it other lines.
    is_divided: bool,
    /// Text goes across a border.
    is_across: bool,
}

fn report(row: &GridRow<'_>, doubt: &Doubt, out: &mut Assembler) {
    if doubt.is_across {
        let message = "text of this row goes across the border of two columns; the fields from there on are not sure";
        out.report.error(Code::DamagedRow, row.span, message);
    } else if doubt.is_divided {
        let message = "a line of this row could as well be of the row above or below";
        out.report.warning(Code::AmbiguousLine, row.span, message);
    } else if doubt.columns != 0 {
        let message = "a cell of this row begins or breaks where another could as well, or a word go on";
        out.report.warning(Code::AmbiguousLine, row.span, message);
    }
}

struct Table<'t, 'a> {
    rows: &'t Rows<'a>,
    columns: &'t [Option<Field>],
    /// Links are written as Markdown has them: converters print tables of fixed columns, too.
    has_links: bool,
    /// A browser has put numbers before links.
    has_numbers: bool,
    /// Two brackets open somewhere, one right behind the other.
    has_pairs: bool,
}

impl<'t, 'a> Table<'t, 'a> {
    fn new(rows: &'t Rows<'a>, columns: &'t [Option<Field>], text: &str) -> Self {
        // Where ids or addresses are links, and not where the words of a cell look like one.
        let has_links = has_links(text) && {
            let is_linked = |kind: Kind| matches!(kind, Kind::Ids | Kind::References | Kind::Word);
            rows.body.pieces.iter().any(|piece| {
                rows.columns.get(piece.column).is_some_and(|column| is_linked(column.kind)) && has_links(piece.text)
            })
        };
        // No pager draws a rule of dashes; a tool that does can print what a pager gave it.
        let has_numbers = !rows.is_drawn
            || rows.body.pieces.iter().any(|piece| {
                let is_number = |at: usize| piece.text.as_bytes().get(at).is_some_and(u8::is_ascii_digit);
                match rows.columns.get(piece.column).map(|column| column.kind) {
                    Some(Kind::Ids | Kind::References) => {
                        piece.text.match_indices("[[").any(|(at, _)| is_number(at + 2))
                    }
                    Some(Kind::Word) => piece.text.starts_with('[') && is_number(1),
                    _ => false,
                }
            });
        let has_pairs = memchr::memmem::find(text.as_bytes(), b"[[").is_some();
        Self { rows, columns, has_links, has_numbers, has_pairs }
    }

    fn rows(&self, count: &mut Lines<'_>) -> impl Iterator<Item = (GridRow<'a>, Doubt)> {
        let breaks = self.breaks();
        let mut pieces = Vec::new();
        self.rows.blocks.iter().map(move |block| self.row(block, &breaks, count, &mut pieces))
    }

    /// A row; `pieces` is for the lines of a cell.
    fn row(
        &self,
        block: &Block,
        breaks: &Breaks,
        count: &mut Lines<'_>,
        pieces: &mut Vec<(usize, Piece<'a>)>,
    ) -> (GridRow<'a>, Doubt) {
        let body = &self.rows.body;
        let lines = body.lines.get(block.lines.clone()).unwrap_or_default();
        let (mut across, mut unsure) = (0, 0);
        for line in lines {
            // What follows on the line may be shifted as well.
            across |= if line.across == 0 { 0 } else { u64::MAX << line.across.trailing_zeros() };
            unsure |= line.unsure;
        }
        let mut doubt = Doubt {
            columns: block.doubtful | across | unsure,
            is_divided: block.doubtful != 0,
            is_across: across != 0,
            ..Doubt::default()
        };
        let mut cells = vec![Cow::Borrowed(""); self.columns.len().min(self.rows.columns.len())];
        // The cells that have a line, by their columns.
        let mut filled = 0_u64;
        for piece in body.pieces(block.lines.clone()) {
            filled |= 1 << piece.column.min(63);
        }
        while filled != 0 {
            let at = filled.trailing_zeros() as usize;
            filled &= filled - 1;
            let (Some(cell), Some(column)) = (cells.get_mut(at), self.rows.columns.get(at)) else { continue };
            pieces.clear();
            for (line, of_line) in block.lines.clone().enumerate() {
                let own = body.line(of_line).iter().filter(|piece| piece.column == at);
                pieces.extend(own.map(|piece| (line, *piece)));
            }
            let Cell { text, is_doubtful } = match pieces.as_slice() {
                [(_, piece)] if !self.has_numbers || !cells::may_have_numbers(piece.text, self.has_pairs) => {
                    Cell { text: Cow::Borrowed(piece.text), is_doubtful: false }
                }
                pieces => cells::join(pieces, *column, breaks, self.has_numbers),
            };
            doubt.columns |= u64::from(is_doubtful) << at.min(63);
            let text = if self.has_links { markdown::plain(text) } else { text };
            // A row that would begin with nothing begins with dots in some renderings.
            let is_nothing = at == 0 && matches!(text.as_ref(), ".." | "\\");
            *cell = if is_nothing { Cow::Borrowed("") } else { text };
        }
        let doubtful = self.columns.iter().enumerate().filter(|_| doubt.columns != 0);
        for (at, column) in doubtful {
            doubt.fields.extend(column.filter(|_| doubt.columns >> at.min(63) & 1 == 1));
        }
        let start = lines.first().map_or(0, |line| line.bytes.start);
        let last = block.lines.clone().rfind(|at| !body.is_blank(*at)).and_then(|at| body.lines.get(at));
        let end = last.map_or(start, |line| line.bytes.end);
        (GridRow { cells, span: count.span(start, end), ..GridRow::default() }, doubt)
    }

    /// What the renderer does with words that have no room, told from the lines that break within a word, and from
    /// those that could have and did not.
    fn breaks(&self) -> Breaks {
        let mut breaks = Breaks::default();
        breaks.is_drawn = self.rows.is_drawn;
        for block in &self.rows.blocks {
            for at in block.lines.clone().skip(1) {
                for below in self.rows.body.line(at) {
                    let above = self.rows.body.line(at - 1).iter().find(|above| above.column == below.column);
                    if let (Some(above), Some(column)) = (above, self.rows.columns.get(below.column)) {
                        breaks.learn(above, below, *column);
                    }
                }
            }
        }
        breaks
    }
}
