//! Pieces in order, columns lost: which column is each?
//!
//! One mechanism for packed Markdown, whose cells are whole, for stacked text, whose cells are lines, and for
//! joined text, whose cells were split into pieces at every place where a border could be. Columns come in a known order and a piece is never in an
//! earlier column than the one before it, so an assignment is a walk, and each step has a cost: how unlike
//! the column the piece is, and how unusual it is that the columns between are empty. The cheapest walk is the
//! reading. A column that a piece has in a walk nearly as cheap is a reading that the input does not rule out:
//! both fields are uncertain.
//!
//! Costs are small whole numbers, about the natural logarithm of how much rarer a thing is in the registry
//! than what it is held against: 3 is one in twenty, 8 one in some thousands.

#![allow(
    clippy::arithmetic_side_effects,
    reason = "each walk costs NO at the most before a step, which adds little more; columns and pieces of a row are few thousands"
)]

use crate::ast::Field;

use super::flow;
use super::shape::{Brackets, Name, Persons, Piece, Shape, Words};
use super::tail::Opener;
use super::walk::{self, Cost, PieceCosts, Reading, WIDTH, Walks, least};

/// Never.
pub(crate) const NO: u32 = 1 << 16;

/// What became of the borders between cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Borders {
    /// A piece is a cell.
    Kept,
    /// A piece is a line, and a cell has one or more.
    Lines,
    /// Pieces were cut out of joined text, wherever a border could be.
    Lost,
}

/// What is known of the row besides its pieces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Context {
    /// The likelier column of a lone date.
    pub(crate) lone_date: Field,
    /// The row is for DCCP, the transport that has service codes.
    pub(crate) is_dccp: bool,
    pub(crate) borders: Borders,
}

/// Reads `pieces` as cells of `columns`, which are in the order of the rendering. `None` where no walk exists:
/// more cells than columns, or kinds in an order that no row has.
pub(crate) fn read(pieces: &[Piece<'_>], columns: &[Field], context: Context) -> Option<Reading> {
    Reader::new(columns, context).read(pieces)
}

/// Whether a description reads as a note could.
pub(super) fn is_sentence(text: &str) -> bool {
    text.ends_with('.') && text.bytes().filter(|byte| *byte == b' ').count() > 3
}

/// Reads rows of these columns in one context.
pub(crate) struct Reader<'c> {
    columns: &'c [Field],
    context: Context,
    pub(crate) walks: Walks<'c>,
}

impl<'c> Reader<'c> {
    pub(crate) fn new(columns: &'c [Field], context: Context) -> Self {
        let mut places = [None; 12];
        for (place, &field) in columns.iter().enumerate() {
            if let Some(slot) = places.get_mut(field as usize) {
                *slot = Some(place);
            }
        }
        let step = Step { columns, places, context };
        Self { columns, context, walks: Walks::new(columns, |from, to| step.skip(from, to)) }
    }

    /// Reads `pieces` as [`read`] does.
    pub(crate) fn read(&self, pieces: &[Piece<'_>]) -> Option<Reading> {
        let before = std::iter::once(None).chain(pieces.iter().map(Some));
        let costs: Vec<PieceCosts> = before.zip(pieces).map(|(before, piece)| self.costs(before, piece)).collect();
        self.read_of(pieces, &costs)
    }

    /// What `piece`, which follows `before`, costs in each column.
    pub(crate) fn costs(&self, before: Option<&Piece<'_>>, piece: &Piece<'_>) -> PieceCosts {
        let mut costs = PieceCosts { start: [walk::NO; WIDTH], flow: [walk::NO; WIDTH] };
        let slots = costs.start.iter_mut().zip(&mut costs.flow);
        for (&field, (start, flow)) in self.columns.iter().zip(slots) {
            *start = least(start_cost(piece, field, self.context) as Cost, walk::NO);
            if let Some(before) = before.filter(|_| piece.flows) {
                *flow = least(flow::cost(before, piece, field, self.context.borders) as Cost, walk::NO);
            }
        }
        costs
    }

    /// Reads pieces of which is known what they cost.
    pub(crate) fn read_of(&self, pieces: &[Piece<'_>], costs: &[PieceCosts]) -> Option<Reading> {
        let mut reading = self.walks.read(costs)?;
        let borders = self.context.borders;
        // A description that is the last of its row and a sentence can hold a note that nothing announces.
        if borders == Borders::Lost
            && reading.columns.last() == Some(&Field::Description)
            && pieces.last().is_some_and(|last| is_sentence(last.text))
        {
            let fields = [Field::Description, Field::Notes].into_iter();
            reading.uncertain.extend(fields.filter(|field| self.columns.contains(field)));
        }
        // References stand before notes: those that begin a note have come to the wrong side of something.
        let begins_note = |(at, piece): (usize, &Piece<'_>)| {
            let field = |at: usize| reading.columns.get(at).copied();
            let is_reference = matches!(piece.shape, Shape::Brackets(found) if found.references);
            let is_first = at.checked_sub(1).and_then(field) != field(at);
            field(at).filter(|field| is_reference && is_first && matches!(field, Field::UnauthorizedUse | Field::Notes))
        };
        if borders != Borders::Lines
            && let Some(field) = pieces.iter().enumerate().find_map(begins_note)
        {
            reading.uncertain.extend([Field::References, field]);
        }
        // A note that nothing announces is rare, and a description of several lines, but for the sentence on a
        // replacement; any line that strayed into the table looks so.
        let is_more = |((_, one), (piece, two)): ((&Piece<'_>, &Field), (&Piece<'_>, &Field))| {
            let is_words = matches!(piece.shape, Shape::Words(words) if words.opener == Opener::Replacement);
            *one == Field::Description && *two == Field::Description && !is_words
        };
        let placed = || pieces.iter().zip(&reading.columns);
        if borders == Borders::Lines && placed().zip(placed().skip(1)).any(is_more) {
            reading.uncertain.insert(Field::Description);
        }
        if borders == Borders::Lines
            && let Some((piece, _)) = pieces.iter().zip(&reading.columns).find(|(_, field)| **field == Field::Notes)
            && matches!(piece.shape, Shape::Words(words) if words.opener == Opener::None)
        {
            reading.uncertain.insert(Field::Notes);
        }
        Some(reading)
    }
}

/// Steps from one column to a later one.
struct Step<'a> {
    columns: &'a [Field],
    /// Where each field stands among the columns.
    places: [Option<usize>; 12],
    context: Context,
}

impl Step<'_> {
    /// What it costs that the columns between `from` (`None`: the row's beginning) and `to` (`columns.len()`: its
    /// end) are empty.
    fn skip(&self, from: Option<usize>, to: usize) -> u32 {
        let came_from = from.and_then(|at| self.columns.get(at)).copied();
        let goes_to = self.columns.get(to).copied();
        let between = from.map_or(0, |at| at + 1)..to;
        let skips = |field: Field| {
            self.places.get(field as usize).copied().flatten().is_some_and(|place| between.contains(&place))
        };
        let lone = self.context.lone_date;
        let mut cost = 0;
        // A row has a name or a port.
        if skips(Field::ServiceName) {
            cost += if skips(Field::Ports) { 8 } else { 1 };
        }
        if skips(Field::Description) {
            cost += 4;
        }
        // An assignee without a contact, or a contact without an assignee.
        if skips(Field::Contacts) && came_from == Some(Field::Assignees) {
            cost += 5;
        }
        if skips(Field::Assignees) && goes_to == Some(Field::Contacts) {
            cost += 8;
        }
        let only_registered = skips(Field::ModificationDate) && came_from == Some(Field::RegistrationDate);
        let only_modified = skips(Field::RegistrationDate) && goes_to == Some(Field::ModificationDate);
        if (only_registered && lone == Field::ModificationDate) || (only_modified && lone == Field::RegistrationDate) {
            cost += 2;
        }
        cost
    }
}

/// Whether `piece` can be, or begin, the cell of `field`.
pub(crate) fn can_be(piece: &Piece<'_>, field: Field, context: Context) -> bool {
    start_cost(piece, field, context) < NO
}

/// What it costs that `piece` is, or begins, the cell of `field`.
fn start_cost(piece: &Piece<'_>, field: Field, context: Context) -> u32 {
    match (&piece.shape, field) {
        (Shape::Words(words), Field::Notes | Field::UnauthorizedUse) if context.borders == Borders::Lines => {
            words_start(*words, field) + word_alone(piece.text, *words)
        }
        (Shape::Words(words), _) => words_start(*words, field),
        (Shape::Brackets(found), _) => brackets_start(*found, field),

        (Shape::Ports, Field::Ports) | (Shape::Transport, Field::Transport) => 0,
        (Shape::Transport, Field::Description) => 8,
        (Shape::Transport, Field::ServiceName) => 8,
        (Shape::Transport, _) => NO,

        (Shape::Date(_), Field::RegistrationDate | Field::ModificationDate) => 0,
        (Shape::Date(_), Field::Description | Field::Notes) => 6,
        (Shape::Date(_), _) => NO,

        // A year alone, which the registry may give.
        (Shape::Ports, Field::RegistrationDate | Field::ModificationDate) if is_year(piece.text) => 3,

        // A range is no service code.
        (Shape::Ports | Shape::Number, Field::ServiceCode) if !piece.text.contains('-') => {
            if context.is_dccp {
                0
            } else {
                4
            }
        }
        (Shape::Ports | Shape::Number, Field::Description) => 3,
        (Shape::Ports | Shape::Number, Field::Notes) => 4,
        (Shape::Ports | Shape::Number, _) => NO,
    }
}

#[inline]
pub(super) fn is_year(text: &str) -> bool {
    matches!(text.as_bytes(), [b'1', b'9', _, _] | [b'2', b'0', _, _])
}

fn words_start(words: Words, field: Field) -> u32 {
    match field {
        Field::ServiceName => match words.name {
            Name::WellFormed => 0,
            Name::Plausible => 1,
            Name::Words => 4,
            Name::No => NO,
        },
        Field::Description => match words.opener {
            Opener::Replacement => 0,
            Opener::Strong => 12,
            _ if words.unauthorized => 12,
            Opener::Weak => 4,
            Opener::None if words.odd => 4,
            Opener::None => 0,
        },
        Field::UnauthorizedUse => match words.opener {
            Opener::Replacement => 20,
            _ if words.unauthorized => 0,
            Opener::Strong => 8,
            Opener::Weak | Opener::None => 6,
        },
        Field::Notes => match words.opener {
            Opener::Replacement => 20,
            _ if words.unauthorized => 8,
            Opener::Strong => 0,
            Opener::Weak => 1,
            Opener::None => 3,
        },
        _ => NO,
    }
}

/// How unlike a note one word alone is: a line that could be a service name rather is the name of the next row.
fn word_alone(text: &str, words: Words) -> u32 {
    let is_lower = !text.bytes().any(|byte| byte.is_ascii_uppercase());
    match words.name {
        _ if words.opener != Opener::None || words.unauthorized || text.contains(' ') => 0,
        Name::WellFormed | Name::Plausible if is_lower => 5,
        _ => 2,
    }
}

fn brackets_start(found: Brackets, field: Field) -> u32 {
    match field {
        Field::Assignees | Field::Contacts => match found.persons {
            Persons::Sure => 0,
            Persons::Possible => 1,
            Persons::Unlisted => 4,
            Persons::No => 10,
        },
        Field::References => match found.persons {
            _ if found.references => 0,
            Persons::Sure => 8,
            Persons::Possible | Persons::Unlisted => 4,
            Persons::No => 2,
        },
        Field::Description => 6,
        Field::Notes => match found.persons {
            _ if found.references => 8,
            Persons::Sure => 8,
            Persons::Possible => 6,
            Persons::Unlisted | Persons::No => 5,
        },
        _ => NO,
    }
}

#[cfg(test)]
mod tests {
    use super::super::shape::{self, People};
    use super::*;

    const CONTEXT: Context = Context { lone_date: Field::RegistrationDate, is_dccp: false, borders: Borders::Kept };

    fn read_cells(cells: &[&str], ids: &[&str]) -> (String, String) {
        let people = People::new(ids.iter().copied());
        let mut pieces: Vec<_> = cells.iter().map(|&text| Piece::cell(text, shape::of_cell(text, &people))).collect();
        shape::twins(&mut pieces);
        let reading = read(&pieces, &Field::ALL, CONTEXT).expect("a walk");
        let names = |fields: &mut dyn Iterator<Item = Field>| fields.map(Field::as_str).collect::<Vec<_>>().join(" ");
        (names(&mut reading.columns.iter().copied()), names(&mut reading.uncertain.iter()))
    }

    #[test]
    fn rows_of_the_registry() {
        for (cells, columns, uncertain) in [
            (&["a", "1", "tcp", "A"][..], "service_name ports transport description", ""),
            (&["48654-48999", "Unassigned"], "ports description", ""),
            (&["mihcs", "MIH Command Services", "[RFC5679]"], "service_name description references", ""),
            (&["rrh", "753", "udp"], "service_name ports transport", ""),
            (
                &["acis", "9953", "tcp", "9953", "[T]", "[T]"],
                "service_name ports transport description assignees contacts",
                "",
            ),
            (
                &["x", "tcp", "X", "[I]", "[C]", "2020-04-29", "2021-01-01", "[RFC8995]", "Defined TXT keys: None"],
                "service_name transport description assignees contacts registration_date modification_date references notes",
                "",
            ),
            (
                &["2", "tcp", "Reserved", "2025-02-13"],
                "ports transport description registration_date",
                "registration_date modification_date",
            ),
            (
                &["shilp", "2049", "tcp", "<== NOTE Conflict"],
                "service_name ports transport description",
                "description notes",
            ),
            (&["d", "774", "udp", "This entry is an alias to \"e\"."], "service_name ports transport notes", ""),
            (
                &["a", "1", "udp", "A", "Known Unauthorized Use on port 1"],
                "service_name ports transport description unauthorized_use",
                "",
            ),
        ] {
            assert_eq!(read_cells(cells, &["I", "C"]), (columns.to_owned(), uncertain.to_owned()), "{cells:?}");
        }
    }

    #[test]
    fn too_many_cells_have_no_reading() {
        let pieces: Vec<_> = (0..14).map(|_| Piece::cell("x y", shape::of_words("x y"))).collect();
        assert_eq!(read(&pieces, &Field::ALL, CONTEXT), None);
    }
}
