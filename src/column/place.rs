//! Rows whose columns are lost: from pieces to drafts.

use std::borrow::Cow;

use crate::assemble::Assembler;
use crate::ast::{Code, Field, FieldSet, PartialDate, PortRange, Span};
use crate::build::{self, Cells, Draft};
use crate::cell;

use super::dates;
use super::known::Readings;
use super::order::{Borders, Context};
use super::rows::Guess;
use super::shape::{self, Piece, Shape};
use super::walk::Reading;

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

/// What is said of a row whose lines could be divided otherwise.
pub(super) const AMBIGUOUS_LINE: &str =
    "a line of this record could as well begin a record of its own, or the record go on in the one above";

/// Rows of one port stand together: how many on either side of a row can be its twin.
pub(crate) const NEAR: usize = 6;

/// The first of the pieces of a row's head for which `test` holds.
fn in_head<'a>(row: &LooseRow<'a>, test: impl Fn(&Shape) -> bool) -> &'a str {
    row.pieces.iter().take(3).find(|piece| test(&piece.shape)).map_or("", |piece| piece.text)
}

pub(super) fn name<'a>(row: &LooseRow<'a>) -> &'a str {
    row.pieces.first().filter(|piece| matches!(piece.shape, Shape::Words(_))).map_or("", |piece| piece.text)
}

pub(super) fn ports_text<'a>(row: &LooseRow<'a>) -> &'a str {
    in_head(row, |shape| matches!(shape, Shape::Ports))
}

pub(super) fn ports(row: &LooseRow<'_>) -> Option<PortRange> {
    cell::ports(ports_text(row))
}

pub(super) fn transport<'a>(row: &LooseRow<'a>) -> &'a str {
    in_head(row, |shape| matches!(shape, Shape::Transport))
}

/// The other of TCP and UDP, for a row that is for one of them.
pub(super) fn other_transport(transport: &str) -> Option<&'static str> {
    match transport {
        "tcp" => Some("udp"),
        "udp" => Some("tcp"),
        "TCP" => Some("UDP"),
        "UDP" => Some("TCP"),
        _ => None,
    }
}

/// What is known of `row` besides its pieces. `has_twin`: whether a row near it has its name and port, for the other of TCP
/// and UDP.
pub(super) fn context(row: &LooseRow<'_>, has_twin: impl FnOnce() -> bool) -> Context {
    let guess =
        |date| lone_date(date, !name(row).is_empty(), has_persons(&row.pieces), || ports(row).is_some() && has_twin());
    Context {
        lone_date: date(&row.pieces).map_or(Field::RegistrationDate, guess),
        is_dccp: cell::is_dccp(transport(row)),
        borders: row.borders,
    }
}

/// The likelier column of a lone date. `is_twin`: whether the row has ports, and one near it has its name and port, for
/// the other of TCP and UDP.
pub(super) fn lone_date(date: PartialDate, has_name: bool, has_persons: bool, is_twin: impl FnOnce() -> bool) -> Field {
    // Ports do not matter but for a twin.
    let is_twin = has_name && has_persons && dates::is_late(date) && is_twin();
    dates::guess(date, dates::Row { has_name, has_ports: is_twin, has_persons, has_twin: is_twin })
}

/// The first date of a row.
pub(super) fn date(pieces: &[Piece<'_>]) -> Option<PartialDate> {
    pieces.iter().find_map(|piece| match piece.shape {
        Shape::Date(date) => date,
        _ => None,
    })
}

/// Puts the pieces of a row in their columns and hands it over. What it says, where nothing of it is in doubt but what its
/// pieces leave open.
pub(super) fn place_row<'a>(
    row: &mut LooseRow<'a>,
    context: Context,
    readings: &mut Readings<'_>,
    out: &mut Assembler,
) -> Option<Settled<'a>> {
    let pieces = std::mem::take(&mut row.pieces);
    if pieces.len() > MOST_PIECES {
        let message = format!("a row of more than {MOST_PIECES} pieces is left out");
        out.report.error(Code::Limit, row.span, message);
        row.pieces = pieces;
        return None;
    }
    let told = row.told.take().filter(|told| told.len() == pieces.len());
    let told = told.map(|columns| Reading { columns, uncertain: FieldSet::EMPTY });
    let mut reading = told.as_ref().or_else(|| readings.read(&pieces, context));
    if reading.is_none() && row.trouble == Trouble::None {
        row.trouble = Trouble::Damaged;
        let message = "this row does not read as the registry's columns in their order; none of its fields is sure";
        out.report.error(Code::DamagedRow, row.span, message);
    } else if row.trouble == Trouble::None
        && let Some(trouble) =
            trouble_within(&pieces, row.borders).or_else(|| trouble_of(reading?, &pieces, row.borders))
    {
        row.trouble = Trouble::Damaged;
        out.report.error(Code::DamagedRow, row.span, trouble);
    }
    if reading.is_none() {
        // What can be kept: any cell may go on in the one after it.
        let kept: Vec<Piece<'_>> =
            pieces.iter().enumerate().map(|(at, piece)| Piece { flows: piece.flows || at > 0, ..*piece }).collect();
        reading = readings.read(&kept, context);
    }
    let settled = reading.and_then(|reading| {
        let doubts = doubts_of_joined(row.borders, &pieces, reading);
        hand_over(row, &pieces, reading, doubts, out)
    });
    if reading.is_none() {
        out.report.error(Code::DamagedRow, row.span, "this row has no service name and no port; it is left out");
    }
    row.pieces = pieces;
    settled
}

/// Whether the piece `at` a place of a row has nothing that [tells](trouble_within) of damage.
#[inline]
fn is_plain((at, piece): (usize, &Piece<'_>)) -> bool {
    match piece.shape {
        Shape::Words(words) => words.plain,
        Shape::Brackets(found) => found.plain,
        Shape::Transport => at < 3,
        Shape::Date(date) => date.is_some(),
        _ => true,
    }
}

/// What tells that a row is damaged though its pieces read as a row.
pub(super) fn trouble_within(pieces: &[Piece<'_>], borders: Borders) -> Option<&'static str> {
    if pieces.iter().enumerate().all(is_plain) {
        return None;
    }
    // After the head, a port and a transport side by side begin another row. No plain piece holds a transport.
    let is_port = |word: &str| {
        word.starts_with(|c: char| c.is_ascii_digit()) && word.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-')
    };
    let behind_head = pieces.get(3..).unwrap_or_default();
    for (at, piece) in behind_head.iter().enumerate().filter(|(at, piece)| !is_plain((at.saturating_add(3), piece))) {
        let above = behind_head.get(..at).unwrap_or_default().iter().rev();
        let mut before = above.flat_map(|piece| piece.text.split_whitespace().next_back()).next().unwrap_or("");
        for word in piece.text.split_whitespace() {
            if cell::is_transport(word) && is_port(before) {
                return Some("this row holds the beginning of another one; none of its fields is sure");
            }
            before = word;
        }
    }
    // What is in brackets can go on in the next line of the cell.
    let mut depth = 0_i32;
    let mut broken = |at: usize, piece: &Piece<'_>| {
        if !matches!(piece.shape, Shape::Words(_)) {
            return false;
        }
        let closes_first = piece.text.bytes().any(|byte| {
            depth = match byte {
                b'[' => depth.saturating_add(1),
                b']' => depth.saturating_sub(1),
                _ => depth,
            };
            depth < 0
        });
        // Names in brackets are on one line; in prose a bracket can be wrapped.
        let is_name = piece.text.starts_with('[') && !piece.text.contains(']') || piece.text.contains("[]");
        let is_prose = borders == Borders::Lines && !is_name;
        let next = pieces.get(at.saturating_add(1)).map(|next| next.shape);
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
pub(super) fn trouble_of(reading: &Reading, pieces: &[Piece<'_>], borders: Borders) -> Option<&'static str> {
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

/// Whether what could be an assignee and a contact stand side by side.
pub(super) fn has_persons(pieces: &[Piece<'_>]) -> bool {
    pieces.windows(2).any(|pair| {
        pair.iter().all(|piece| match piece.shape {
            Shape::Brackets(found) => !found.references && found.persons != shape::Persons::No,
            _ => false,
        })
    })
}

/// The cells of a row, and what its pieces leave open.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Settled<'a> {
    cells: [&'a str; 12],
    uncertain: FieldSet,
    /// Where its record stands, if nothing had to be said of that.
    record: Option<usize>,
    /// Whom it names is known to be in the contact table.
    pub(super) names_listed: bool,
}

impl<'a> Settled<'a> {
    /// Takes the cells that the pieces of a row are. Pieces of one cell stand next to one another, and are taken with all
    /// that is between them.
    #[inline]
    pub(super) fn settle<T>(&mut self, row: &'a str, pieces: &[T], text: impl Fn(&T) -> &'a str, reading: &Reading) {
        *self = Self { cells: [""; 12], uncertain: reading.uncertain, record: None, names_listed: false };
        // The column of the piece before, and the first piece of its cell.
        let (mut before, mut first) = (None, "");
        for (at, piece) in pieces.iter().enumerate() {
            let Some(&field) = reading.columns.get(at) else { break };
            let piece = text(piece);
            let cell = if before == Some(field) {
                let end = offset(row, piece).saturating_add(piece.len());
                row.get(offset(row, first)..end).unwrap_or(first)
            } else {
                first = piece;
                piece
            };
            before = Some(field);
            self.put(field, cell);
        }
    }

    pub(super) fn cell(&self, field: Field) -> &'a str {
        self.cells.get(field as usize).copied().unwrap_or_default()
    }

    #[inline]
    fn put(&mut self, field: Field, text: &'a str) {
        if let Some(cell) = self.cells.get_mut(field as usize) {
            *cell = text;
        }
    }

    pub(super) fn hand_over(&mut self, span: Span, out: &mut Assembler) {
        tally_doubts(self.uncertain, span, out);
        self.record = out.record_of(|out| {
            let draft = Draft::from_texts(&self.cells, self.uncertain, span, &mut out.memo, &mut out.report);
            out.row(Draft { names_listed: self.names_listed, ..draft });
        });
    }

    /// Hands over a row that is written as the last one, which said this, but for its transport.
    #[inline]
    pub(super) fn hand_over_twin(&mut self, transport: &'a str, span: Span, out: &mut Assembler) {
        self.put(Field::Transport, transport);
        let above = self.record.and_then(|_| out.registry.records.len().checked_sub(1));
        match above {
            Some(above) if out.row_once_more(above, transport, span) => tally_doubts(self.uncertain, span, out),
            _ => self.hand_over(span, out),
        }
    }

    /// Hands over a row that says the same, but for what it has of these.
    #[inline]
    pub(super) fn hand_over_again(&mut self, ports: &'a str, transport: &'a str, span: Span, out: &mut Assembler) {
        for (field, text) in [(Field::Ports, ports), (Field::Transport, transport)] {
            if !text.is_empty() {
                self.put(field, text);
            }
        }
        let (ports, transport) = (self.cell(Field::Ports), self.cell(Field::Transport));
        match self.record {
            Some(at) if out.row_again(at, ports, transport, span) => tally_doubts(self.uncertain, span, out),
            _ => self.hand_over(span, out),
        }
    }
}

/// Counts a row with what it leaves open.
#[inline]
pub(super) fn tally_doubts(mut uncertain: FieldSet, span: Span, out: &mut Assembler) {
    if uncertain.contains(Field::RegistrationDate) && uncertain.contains(Field::ModificationDate) {
        out.report.tally(Code::LoneDate, span);
        uncertain.remove(Field::RegistrationDate);
        uncertain.remove(Field::ModificationDate);
    }
    if !uncertain.is_empty() {
        out.report.tally(Code::AmbiguousColumn, span);
    }
}

/// What dates and transports leave open in joined text: a year that ends a description can be a date, unless persons follow; and words beside a date
/// that is damaged can be parts of it.
fn doubts_of_joined(borders: Borders, pieces: &[Piece<'_>], reading: &Reading) -> FieldSet {
    let mut doubts = FieldSet::EMPTY;
    if borders != Borders::Lost {
        return doubts;
    }
    // "TCP" right behind a name can be a word of the description, too.
    if let [_, Piece { text, shape: Shape::Transport, .. }, ..] = pieces
        && !reading.columns.contains(&Field::Ports)
        && !cell::is_transport(text)
    {
        doubts.extend([Field::Transport, Field::Description]);
    }
    let described = reading.columns.iter().rposition(|field| *field == Field::Description);
    let is_named =
        |at: usize| matches!(reading.columns.get(at.saturating_add(1)), Some(Field::Assignees | Field::Contacts));
    if let Some(at) = described
        && pieces.get(at).is_some_and(|last| ends_in_year(last.text))
        && !is_named(at)
    {
        doubts.extend([Field::Description, Field::RegistrationDate, Field::ModificationDate]);
    }
    let are_dates = |field: Field| matches!(field, Field::RegistrationDate | Field::ModificationDate);
    for (pair, fields) in pieces.windows(2).zip(reading.columns.windows(2)) {
        let ([one, two], [first, second]) = (pair, fields) else { continue };
        match (one.shape, two.shape) {
            (Shape::Words(_), Shape::Date(None)) if are_dates(*second) => doubts.insert(*first),
            (Shape::Date(None), Shape::Words(_)) if are_dates(*first) => doubts.insert(*second),
            _ => {}
        }
    }
    doubts
}

/// Whether the last of several words is a year of those that the registry has.
pub(super) fn ends_in_year(text: &str) -> bool {
    matches!(text.as_bytes(), [.., b' ', b'1', b'9', one, two] | [.., b' ', b'2', b'0', one, two]
        if one.is_ascii_digit() && two.is_ascii_digit())
}

/// Where in a row a piece of it begins.
fn offset(row: &str, piece: &str) -> usize {
    (piece.as_ptr() as usize).saturating_sub(row.as_ptr() as usize)
}

fn hand_over<'a>(
    row: &LooseRow<'a>,
    pieces: &[Piece<'a>],
    reading: &Reading,
    doubts: FieldSet,
    out: &mut Assembler,
) -> Option<Settled<'a>> {
    let LooseRow { span, guess, .. } = *row;
    let mut settled = Settled::default();
    settled.settle(row.text, pieces, |piece| piece.text, reading);
    settled.uncertain.extend(doubts.iter());
    // Markdown's escape of a pipe within a cell.
    let has_escapes = row.borders == Borders::Kept && memchr::memchr(b'\\', row.text.as_bytes()).is_some();
    if row.trouble == Trouble::None && guess == Guess::default() && !has_escapes {
        settled.hand_over(span, out);
        return Some(settled);
    }
    tally_doubts(settled.uncertain, span, out);
    let mut cells: Cells<'_> = settled.cells.map(Cow::Borrowed);
    for cell in cells.iter_mut().filter(|cell| has_escapes && cell.contains("\\|")) {
        *cell = Cow::Owned(cell.replace("\\|", "|"));
    }
    let mut uncertain = settled.uncertain;
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
    if guess != Guess::default() {
        if guess.begins {
            uncertain.extend([Field::ServiceName, Field::Description, Field::Notes]);
        }
        if let Some(from) = guess.goes_on_at {
            // What stands there, and what it would go on from.
            let first =
                pieces.iter().position(|piece| offset(row.text, piece.text) >= from as usize).unwrap_or(pieces.len());
            uncertain.extend(reading.columns.iter().skip(first.saturating_sub(1)).copied());
        }
        uncertain.extend(guess.fields.iter());
        out.report.warning(Code::AmbiguousLine, span, AMBIGUOUS_LINE);
    }
    let texts = build::texts(&cells);
    let draft = Draft::from_texts(&texts, uncertain, span, &mut out.memo, &mut out.report);
    out.row(draft);
    None
}
