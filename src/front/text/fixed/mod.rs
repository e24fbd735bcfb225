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
//! * [`headings`]: the lines of the headings, and where each of them stands; [`gates`]: what rules most lines out.
//! * [`tally`]: where columns part, as headings and rows tell; [`narrow`]: the few places where they may; [`borders`]: what
//!   stands between.
//! * [`mask`]: the columns of a line that are no blanks.
//! * [`body`]: what stands in the columns of a line; [`anchors`]: the lines that rows are known by.
//! * [`boxed`]: what is told of tables whose cells are drawn as boxes; [`parts`]: the rows between their rules.
//! * [`rows`]: lines to rows; [`divide`]: lines between the first lines of two rows; [`ways`]: the ways to
//!   do so; [`said`]: what a line says of its columns; [`look`]: how badly some lines make one row.
//! * [`table`]: rows to cells; [`cells`]: the lines of a cell joined again, [`cut`] where words are cut anywhere, and where
//!   paragraphs of boxes have their [`ends`]; [`again`]: rows that say what the one above does.

mod again;
mod anchors;
mod body;
mod borders;
mod boxed;
mod cells;
mod cut;
mod divide;
mod ends;
mod gates;
mod headings;
mod lines;
mod look;
mod mask;
mod narrow;
mod page;
mod parts;
mod rows;
mod said;
mod table;
mod tally;
mod ways;

use crate::assemble::Assembler;
use crate::ast::{Code, ContactField, Field, FieldSet, Format, Layout, Parsed, Span};
use crate::column::grid::{self, GridRow, UsualContact, UsualRow};
use crate::column::heading::Table as Columns;
use crate::front::signs::Signs;
use crate::front::text_preamble;
use crate::options::Limits;
use crate::report::end_of;

use super::tail;
use again::Above;
use borders::Borders;
use cells::Kind;
use divide::Role;
use headings::Headings;
pub(crate) use lines::begins_with_rule;
use lines::{Line, Measure};
use page::Page;
use parts::Tear;
use rows::{Known, Rows};
use table::{Doubt, Marks, Table};
use tally::First;

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
    Page::laid_out(text, &mut Vec::new()).is_some_and(|(lines, page)| page.is_fixed(&lines))
}

/// Whether the first lines below headings of single spaces tell that no columns stand there, wherever the table ends:
/// most of them would have two blanks between words.
#[allow(clippy::arithmetic_side_effects, reason = "it counts lines of a text that is held in memory")]
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
    let mut blocks = Vec::new();
    let lines = lines::masked(text, Measure::Characters, &mut blocks);
    let is_drawn = |page: &Page| page.records.headings.drawn.is_some() && page.records.headings.is_ruled;
    Page::of(&lines).is_some_and(|page| is_drawn(&page) && page.is_fixed(&lines))
}

/// Whether it has them above a rule of dashes and blanks, as no other rendering has.
pub(crate) fn is_dashed(signs: &Signs<'_>) -> bool {
    let text = signs.text;
    if !headings::has_dashed(text, &signs.rules, Measure::Characters, is_records) || !has_dashes(text) {
        return false;
    }
    let mut blocks = Vec::new();
    let lines = lines::masked(text, Measure::Characters, &mut blocks);
    Page::of(&lines).is_some_and(|page| page.is_fixed(&lines))
}

/// Whether three dashes stand in a text one behind the other, without which none [is dashed](is_dashed).
pub(crate) fn has_dashes(text: &str) -> bool {
    memchr::memmem::find(text.as_bytes(), b"---").is_some()
}

/// Reads a page of fixed columns; `None` where it has no headings of records. Where two brackets do not open one right
/// behind the other, it has no pairs of them.
pub(crate) fn read(text: &str, may_have_pairs: bool, limits: &Limits) -> Option<Parsed> {
    let mut blocks = Vec::new();
    let (lines, mut page) = Page::laid_out(text, &mut blocks)?;
    let mut out = Assembler::new(Format::Text, Some(Layout::Fixed), limits).of(text);
    out.columns(page.columns.iter().copied().flatten());
    let start_of = |at: usize| lines.get(at).map_or(text.len(), |line| line.start);
    text_preamble::read(text, start_of(page.header_end), &mut out);
    let headings = &page.records.headings;
    let span = span_of(&lines, &headings.lines);
    out.unknown_columns(&headings.texts, &page.columns, span);

    let [borders, contact_borders] = std::mem::take(&mut page.borders);
    let borders = borders.unwrap_or_else(|| {
        let body = lines.get(page.records.body.clone()).unwrap_or_default();
        Borders::of(headings, &page.firsts(), body)
    });
    let heads = [Field::ServiceName, Field::Ports, Field::Transport];
    let known = Known {
        anchors: bits(&page.columns, |field| heads.contains(field)),
        keys: bits(&page.columns, |field| matches!(field, Field::ServiceName | Field::Ports)),
        names: page.columns.iter().position(|column| *column == Some(Field::ServiceName)),
        once: bits(&page.columns, |field| {
            matches!(field, Field::Ports | Field::Transport | Field::RegistrationDate | Field::ModificationDate)
        }),
        kinds: page.columns.iter().map(|column| (kind_of(*column), role_of(*column))).collect(),
    };
    let rows = Rows::of(&lines, page.records.body.clone(), &borders, &known);
    // Where no contacts follow, the document may have been cut: lines of the next row can stand below the last.
    let is_open = page.contacts.is_none()
        && !page.records.is_closed
        && (!text.ends_with('\n') || rows.blocks.iter().any(|row| row.lines.len() > 1));
    let from = if is_open { rows.blocks.len().saturating_sub(rows.open()) } else { usize::MAX };
    stray(&rows, "record", &mut out);
    gaps(&lines, &rows, "record", &mut out);
    let marks = Marks::of(text, may_have_pairs);
    let mut table = Table::new(&rows, &page.columns, marks);
    let transport = page.columns.iter().position(|column| *column == Some(Field::Transport));
    let mut above: Option<Above<'_>> = None;
    for (at, block) in rows.blocks.iter().enumerate() {
        if at < from
            && let Some(above) = &above
            && let Some((transport, span)) = above.transport_of(block, &rows.body, transport)
            && out.row_once_more(above.record, transport, span)
        {
            continue;
        }
        above = None;
        let mut usual = UsualRow::EMPTY;
        let put = |column: usize, cell| page.columns.get(column).is_some_and(|column| usual.put(cell, *column));
        if at < from
            && out.unnamed.is_empty()
            && let Some(span) = table.usual(block, put)
            && span.range().len() <= out.limits.cell_bytes
        {
            let record = out.record_of(|out| usual.hand_over(span, out));
            above = record.and_then(|record| Above::new(block, record));
            continue;
        }
        let (row, mut doubtful) = table.row(block);
        // The blanks beside its cells do not count.
        if out.is_longer(row.cells.iter().map(|cell| cell.len()).max().unwrap_or(0), row.span) {
            continue;
        }
        if at >= from {
            let is_head = |field: &Field| {
                heads.contains(field) && (text.ends_with('\n') || at.saturating_add(1) < rows.blocks.len())
            };
            doubtful.fields.extend(page.columns.iter().copied().flatten().filter(|field| !is_head(field)));
            out.report.tally(Code::AmbiguousLine, row.span);
        }
        let is_sure = out.unnamed.is_empty() && doubtful.fields == FieldSet::EMPTY;
        let record = out.record_of(|out| {
            report(&row, &doubtful, out);
            grid::record(GridRow { uncertain: doubtful.fields, ..row }, &page.columns, &[], out);
        });
        above = record.filter(|_| is_sure).and_then(|record| Above::new(block, record));
    }
    if let Some((table, columns)) = &page.contacts {
        let span = span_of(&lines, &table.headings.lines);
        out.unknown_headings(&table.headings.texts, columns, span);
        let borders = contact_borders.unwrap_or_else(|| {
            let body = lines.get(table.body.clone()).unwrap_or_default();
            Borders::of(&table.headings, &page::firsts_of_contacts(columns), body)
        });
        contacts(&lines, table, columns, &borders, text, marks, &mut out);
    }
    if let Some(range) = page.footnotes {
        tail::footnotes(text, text, start_of(range.start)..start_of(range.end), &mut out);
    }
    let last = text.trim_end().rsplit('\n').next().unwrap_or("");
    if last.rfind('[') > last.rfind(']') && !out.report.has_errors() {
        let message = "the document ends within the brackets of this row";
        out.report.error(Code::Truncated, end_of(text), message);
    }
    text_preamble::report_no_rows(text, &mut out);
    Some(out.finish(text))
}

fn contacts(
    lines: &[Line<'_>],
    table: &page::Table,
    columns: &[Option<ContactField>],
    borders: &Borders,
    text: &str,
    marks: Marks,
    out: &mut Assembler,
) {
    let kinds: Vec<(Kind, Role)> = columns
        .iter()
        .map(|column| match column {
            Some(ContactField::Id) => (Kind::Ids, Role::Id),
            Some(ContactField::Updated | ContactField::Uri) => (Kind::Word, Role::None),
            Some(ContactField::Name | ContactField::Organization) => (Kind::Text, Role::Name),
            None => (Kind::Text, Role::None),
        })
        .collect();
    let anchors = bits(columns, |field| *field == ContactField::Id);
    let known = Known { anchors, keys: 0, names: None, once: 0, kinds };
    let rows = Rows::of(lines, table.body.clone(), borders, &known);
    stray(&rows, "contact", out);
    gaps(lines, &rows, "contact", out);
    let nothing: Vec<Option<Field>> = vec![None; columns.len()];
    let end = text.trim_end().len();
    let mut table = Table::new(&rows, &nothing, marks);
    // Without the end of its line the last cell may lack some of its own.
    let is_cut = !text.get(end..).unwrap_or("").contains('\n');
    for block in &rows.blocks {
        let mut usual = UsualContact::default();
        let put = |column: usize, cell| columns.get(column).is_some_and(|column| usual.put(cell, *column));
        if let Some(span) = table.usual(block, put)
            && !(is_cut && span.range().end >= end)
            && usual.has_id()
        {
            usual.hand_over(span, out);
            continue;
        }
        let (row, doubtful) = table.row(block);
        report(&row, &doubtful, out);
        let is_last = is_cut && row.span.range().end >= end;
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

fn role_of(column: Option<Field>) -> Role {
    if column == Some(Field::ServiceName) { Role::Service } else { Role::None }
}

fn span_of(lines: &[Line<'_>], range: &std::ops::Range<usize>) -> Span {
    let own = lines.get(range.clone()).unwrap_or_default();
    let bytes = own.first().map_or(0, |line| line.start)..own.last().map_or(0, Line::end);
    table::span(bytes, range.start.saturating_add(1))
}

fn stray(rows: &Rows<'_>, what: &str, out: &mut Assembler) {
    let place = |at: usize| rows.body.place(at);
    let ends = rows.stray.as_ref().and_then(|lines| place(lines.start).zip(place(lines.end.checked_sub(1)?)));
    if let Some(((first, number), (last, _))) = ends {
        let span = table::span(first.start..last.end, number);
        let message = format!("these lines stand above the first {what} and belong to none; they are left out");
        out.report.error(Code::DamagedRow, span, message);
    }
    for (tear, lines) in &rows.torn {
        let Some(((first, number), (last, _))) = place(lines.start).zip(place(lines.end.saturating_sub(1))) else {
            continue;
        };
        let span = table::span(first.start..last.end, number);
        match tear {
            Tear::Rows => {
                let message = format!("these lines between two rules are not one {what}; was a rule or a line lost?");
                out.report.error(Code::DamagedRow, span, message);
            }
            Tear::Open => {
                let message = "this line has no border at its end; what stood there is lost";
                out.report.error(Code::DamagedRow, span, message);
            }
            Tear::Again => {
                let message = "this line is the one above it once more; what stands in it is uncertain";
                out.report.warning(Code::AmbiguousLine, span, message);
            }
        }
    }
}

/// Tells of rules between which nothing stands, and of one that is cut.
fn gaps(lines: &[Line<'_>], rows: &Rows<'_>, what: &str, out: &mut Assembler) {
    if rows.ends_within_rule
        && let Some(last) = lines.len().checked_sub(1)
    {
        out.report.error(Code::Truncated, span_of(lines, &(last..lines.len())), "the document ends within this rule");
    }
    for at in &rows.gaps {
        let message = format!("nothing stands between this rule and the one above it; was a {what} lost?");
        out.report.warning(Code::DamagedRow, span_of(lines, &(*at..at.saturating_add(1))), message);
    }
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
