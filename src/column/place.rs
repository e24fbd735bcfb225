//! Rows whose columns are lost: from pieces to drafts.

use std::borrow::Cow;

use crate::assemble::Assembler;
use crate::ast::{Code, Field, FieldSet, PortRange, Span};
use crate::build::{Cells, Draft};
use crate::cell;

use super::dates;
use super::order::{Borders, Context, Reading, Walks};
use super::rows::Guess;
use super::shape::{self, People, Piece, Shape};

/// A row whose columns are lost.
#[derive(Debug)]
pub(crate) struct LooseRow<'a> {
    /// The row as it is written; its pieces are parts of it.
    pub(crate) text: &'a str,
    pub(crate) pieces: Vec<Piece<'a>>,
    /// What became of the borders of its cells.
    pub(crate) borders: Borders,
    pub(crate) span: Span,
    pub(crate) trouble: Trouble,
    /// What was guessed of where it begins and ends.
    pub(crate) guess: Guess,
    /// The columns of its pieces, where the rendering tells them all the same.
    pub(crate) told: Option<Vec<Field>>,
}

/// Pieces that a row may have. The longest notes of the registry have some dozens.
const MOST_PIECES: usize = 4096;

/// What is wrong with a row as it is written; the front-end has reported it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Trouble {
    #[default]
    None,
    /// The document may end within it.
    Cut,
    /// It has lost a border of cells, or got one.
    Damaged,
}

/// What the twins of a row are told by.
#[derive(Clone, Copy, PartialEq)]
struct Key<'a> {
    name: &'a str,
    ports: Option<PortRange>,
    transport: &'a str,
}

impl<'a> Key<'a> {
    fn of(row: &LooseRow<'a>) -> Self {
        let find = |test: fn(&Shape) -> bool| {
            row.pieces.iter().take(3).find(|piece| test(&piece.shape)).map_or("", |piece| piece.text)
        };
        let name = row.pieces.first().filter(|piece| matches!(piece.shape, Shape::Words(_)));
        Self {
            name: name.map_or("", |piece| piece.text),
            ports: cell::ports(find(|shape| *shape == Shape::Ports)),
            transport: find(|shape| *shape == Shape::Transport),
        }
    }

    /// The same name at the same port, one for TCP and one for UDP.
    fn is_twin(&self, other: &Self) -> bool {
        let either = |one: &str, two: &str| self.transport == one && other.transport == two;
        self.name == other.name && self.ports == other.ports && (either("tcp", "udp") || either("udp", "tcp"))
    }
}

/// Puts every row's pieces in their columns and hands the rows over. `columns` are the rendering's, in its order.
pub(crate) fn place<'a>(mut rows: Vec<LooseRow<'a>>, columns: &[Field], people: &mut People<'_>, out: &mut Assembler) {
    for row in &mut rows {
        shape::mark_twins(&mut row.pieces, people);
    }
    let keys: Vec<Key<'a>> = rows.iter().map(Key::of).collect();
    // Most rows are of one sort: the walks of the last are those of the next.
    let mut walks: Option<Walks<'_>> = None;
    for (at, mut row) in rows.into_iter().enumerate() {
        let Some(key) = keys.get(at) else { continue };
        // Rows of one port stand together; a few on either side are enough.
        let near = keys.get(at.saturating_sub(6)..(at + 7).min(keys.len())).unwrap_or_default();
        let mut pieces = std::mem::take(&mut row.pieces);
        if pieces.len() > MOST_PIECES {
            let message = format!("a row of more than {MOST_PIECES} pieces is left out");
            out.report.error(Code::Limit, row.span, message);
            continue;
        }
        let context = {
            let known = dates::Row {
                has_name: !key.name.is_empty(),
                has_ports: key.ports.is_some(),
                has_persons: has_persons(&pieces),
                has_twin: key.ports.is_some() && near.iter().any(|other| key.is_twin(other)),
            };
            let date = pieces.iter().find_map(|piece| match piece.shape {
                Shape::Date(date) => Some(date),
                _ => None,
            });
            Context {
                lone_date: date.map_or(Field::RegistrationDate, |date| dates::guess(date, known)),
                is_dccp: key.transport == "dccp",
                borders: row.borders,
            }
        };
        let told = row.told.take().filter(|told| told.len() == pieces.len());
        let told = told.map(|columns| Reading { columns, uncertain: FieldSet::EMPTY });
        let walks = match walks.take().filter(|walks| walks.are_of(context)) {
            Some(known) => walks.insert(known),
            None => walks.insert(Walks::new(columns, context)),
        };
        let mut reading = told.or_else(|| walks.read(&pieces));
        if reading.is_none() && row.trouble == Trouble::None {
            row.trouble = Trouble::Damaged;
            let message = "this row does not read as the registry's columns in their order; none of its fields is sure";
            out.report.error(Code::DamagedRow, row.span, message);
        } else if row.trouble == Trouble::None
            && let Some(trouble) =
                trouble_within(&pieces, row.borders).or_else(|| trouble_of(reading.as_ref()?, &pieces, row.borders))
        {
            row.trouble = Trouble::Damaged;
            out.report.error(Code::DamagedRow, row.span, trouble);
        }
        if reading.is_none() {
            // What can be kept: any cell may go on in the one after it.
            pieces.iter_mut().skip(1).for_each(|piece| piece.flows = true);
            reading = walks.read(&pieces);
        }
        match reading {
            Some(reading) => hand_over(&row, &pieces, &reading, out),
            None => {
                out.report.error(Code::DamagedRow, row.span, "this row has no service name and no port; it is left out")
            }
        }
    }
}

/// What tells that a row is damaged though its pieces read as a row.
fn trouble_within(pieces: &[Piece<'_>], borders: Borders) -> Option<&'static str> {
    // After the head, a port and a transport side by side begin another row.
    let words = || pieces.iter().skip(3).flat_map(|piece| piece.text.split_whitespace());
    let is_head = |(port, transport): (&str, &str)| {
        cell::is_transport(transport)
            && port.starts_with(|c: char| c.is_ascii_digit())
            && port.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-')
    };
    if words().zip(words().skip(1)).any(is_head) {
        return Some("this row holds the beginning of another one; none of its fields is sure");
    }
    // What is in brackets can go on in the next line of the cell.
    let mut depth = 0_i32;
    let mut broken = |at: usize, piece: &Piece<'_>| {
        if !matches!(piece.shape, Shape::Words(_)) {
            return false;
        }
        let closes_first = piece.text.bytes().any(|byte| {
            depth += i32::from(byte == b'[') - i32::from(byte == b']');
            depth < 0
        });
        // Names in brackets are on one line; in prose a bracket can be wrapped.
        let is_name = piece.text.starts_with('[') && !piece.text.contains(']') || piece.text.contains("[]");
        let is_prose = borders == Borders::Lines && !is_name;
        let next = pieces.get(at + 1).map(|next| next.shape);
        let goes_on = is_prose && matches!(next, Some(Shape::Words(_)));
        closes_first || depth != 0 && !goes_on || borders == Borders::Lines && is_name
    };
    if pieces.iter().enumerate().any(|(at, piece)| broken(at, piece)) {
        return Some("a bracket of this row does not close, or was not opened; none of its fields is sure");
    }
    // "udp Unassigned": the border after the transport is lost.
    let transport = |piece: &Piece<'_>| piece.text.split_whitespace().next().is_some_and(cell::is_transport);
    let is_words = |piece: &&Piece<'_>| matches!(piece.shape, Shape::Words(_));
    (!pieces.iter().any(|piece| piece.shape == Shape::Transport)
        && pieces.iter().skip(1).find(is_words).is_some_and(transport))
    .then_some("a transport protocol stands where the description should; none of the fields is sure")
}

/// What tells that a row of lines is damaged by where its pieces come to stand: a line goes on in any other.
fn trouble_of(reading: &Reading, pieces: &[Piece<'_>], borders: Borders) -> Option<&'static str> {
    let strays = |(piece, field): (&Piece<'_>, &Field)| {
        let in_prose = matches!(field, Field::Description | Field::UnauthorizedUse | Field::Notes);
        match piece.shape {
            Shape::Transport => !matches!(field, Field::Transport | Field::ServiceName),
            Shape::Date(_) => in_prose,
            Shape::Brackets(found) => in_prose && found.persons == shape::Persons::Sure,
            _ => false,
        }
    };
    (borders == Borders::Lines && pieces.iter().zip(&reading.columns).any(strays))
        .then_some("a cell of this row stands where it should not; none of its fields is sure")
}

fn has_persons(pieces: &[Piece<'_>]) -> bool {
    pieces.windows(2).any(|pair| {
        pair.iter().all(|piece| match piece.shape {
            Shape::Brackets(found) => !found.references && found.persons != shape::Persons::No,
            _ => false,
        })
    })
}

fn hand_over(row: &LooseRow<'_>, pieces: &[Piece<'_>], reading: &Reading, out: &mut Assembler) {
    let LooseRow { span, guess, .. } = *row;
    let offset = |piece: &str| (piece.as_ptr() as usize).saturating_sub(row.text.as_ptr() as usize);
    let mut cells: Cells<'_> = Default::default();
    for field in Field::ALL {
        let own =
            || pieces.iter().zip(&reading.columns).filter(|(_, column)| **column == field).map(|(piece, _)| piece.text);
        // Pieces of one cell stand next to one another: with all that is between them.
        if let (Some(first), Some(last), Some(cell)) = (own().next(), own().next_back(), cells.get_mut(field as usize))
        {
            let start = offset(first);
            let text = row.text.get(start..offset(last) + last.len()).unwrap_or(first);
            // Markdown's escape of a pipe within a cell.
            let is_escaped = row.borders == Borders::Kept && text.contains("\\|");
            *cell = if is_escaped { Cow::Owned(text.replace("\\|", "|")) } else { Cow::Borrowed(text) };
        }
    }
    let mut uncertain = reading.uncertain;
    let mut other = uncertain;
    if uncertain.contains(Field::RegistrationDate) && uncertain.contains(Field::ModificationDate) {
        out.report.tally(Code::LoneDate, span);
        other.remove(Field::RegistrationDate);
        other.remove(Field::ModificationDate);
    }
    if !other.is_empty() {
        out.report.tally(Code::AmbiguousColumn, span);
    }
    match row.trouble {
        Trouble::None => {}
        Trouble::Cut => {
            // Its last piece may be the beginning of one; of any column behind the head, for it misleads the reading
            // of those before it, too.
            let head = [Field::ServiceName, Field::Ports, Field::Transport];
            let is_in_head = pieces.len() <= 3;
            uncertain.extend(Field::ALL.into_iter().filter(|field| is_in_head || !head.contains(field)));
        }
        Trouble::Damaged => uncertain.extend(Field::ALL),
    }
    if guess.begins {
        uncertain.extend([Field::ServiceName, Field::Description, Field::Notes]);
    }
    if let Some(from) = guess.goes_on_at {
        // What stands there, and what it would go on from.
        let first = pieces.iter().position(|piece| offset(piece.text) >= from).unwrap_or(pieces.len());
        uncertain.extend(reading.columns.iter().skip(first.saturating_sub(1)).copied());
    }
    uncertain.extend(guess.fields.iter());
    if guess.begins || guess.goes_on_at.is_some() || !guess.fields.is_empty() {
        out.report.warning(
            Code::AmbiguousLine,
            span,
            "a line of this record could as well begin a record of its own, or the record go on in the one above",
        );
    }
    let draft = Draft::from_cells(cells, uncertain, span, &mut out.memo, &mut out.report);
    out.row(draft);
}
