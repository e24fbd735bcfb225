//! Pieces in order, columns lost: which column is each?
//!
//! One mechanism for packed Markdown, whose cells are whole, and for joined text, whose cells were split into
//! pieces at every place where a border could be. Columns come in a known order and a piece is never in an
//! earlier column than the one before it, so an assignment is a walk, and each step has a cost: how unlike
//! the column the piece is, and how unusual it is that the columns between are empty. The cheapest walk is the
//! reading. A column that a piece has in a walk nearly as cheap is a reading that the input does not rule out:
//! both fields are uncertain.
//!
//! Costs are small whole numbers, about the natural logarithm of how much rarer a thing is in the registry
//! than what it is held against: 3 is one in twenty, 8 one in some thousands.

use crate::ast::{Field, FieldSet};

use super::shape::{Brackets, Name, Persons, Piece, Shape, Words};
use super::tail::Opener;

/// A walk cheaper than the cheapest plus this is a reading too.
const MARGIN: u32 = 4;
/// Never.
const NO: u32 = 1 << 16;

/// What is known of the row besides its pieces.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Context {
    /// The likelier column of a lone date.
    pub(crate) lone_date: Field,
    /// The row is for DCCP, the transport that has service codes.
    pub(crate) is_dccp: bool,
    /// The pieces were cut out of joined text: there can be borders within them.
    pub(crate) is_joined: bool,
}

/// The column of each piece, and the fields that are uncertain.
#[derive(Debug, PartialEq)]
pub(crate) struct Reading {
    pub(crate) columns: Vec<Field>,
    pub(crate) uncertain: FieldSet,
}

/// Reads `pieces` as cells of `columns`, which are in the order of the rendering. `None` where no walk exists:
/// more cells than columns, or kinds in an order that no row has.
pub(crate) fn read(pieces: &[Piece<'_>], columns: &[Field], context: Context) -> Option<Reading> {
    let width = columns.len();
    let end = Step { columns, context };
    // Forward: the cheapest walk that ends with piece `i` in column `j`, and where it came from.
    let mut forward: Vec<Vec<(u32, usize)>> = Vec::with_capacity(pieces.len());
    for (i, piece) in pieces.iter().enumerate() {
        let mut row = vec![(NO, 0); width];
        for (j, slot) in row.iter_mut().enumerate() {
            let field = *columns.get(j)?;
            let start = start_cost(piece, field, context);
            if i == 0 {
                *slot = (start + end.skip(None, j), 0);
                continue;
            }
            let before = forward.get(i - 1)?;
            if piece.flows {
                *slot = (before.get(j)?.0 + flow_cost(pieces, i, field), j);
            }
            if start < NO {
                for (k, from) in before.iter().enumerate().take(j) {
                    let cost = from.0 + end.skip(Some(k), j) + start;
                    if cost < slot.0 {
                        *slot = (cost, k);
                    }
                }
            }
        }
        forward.push(row);
    }
    // Backward: the cheapest end of a walk after piece `i` in column `j`.
    let mut after: Vec<Vec<u32>> = vec![vec![NO; width]; pieces.len()];
    for i in (0..pieces.len()).rev() {
        for j in 0..width {
            let cost = match pieces.get(i + 1) {
                None => end.skip(Some(j), width),
                Some(next) => {
                    let later = after.get(i + 1)?;
                    let stay =
                        if next.flows { *later.get(j)? + flow_cost(pieces, i + 1, *columns.get(j)?) } else { NO };
                    (j + 1..width).fold(stay, |best, k| {
                        let Some((&field, &rest)) = columns.get(k).zip(later.get(k)) else {
                            return best;
                        };
                        best.min(rest + end.skip(Some(j), k) + start_cost(next, field, context))
                    })
                }
            };
            *after.get_mut(i)?.get_mut(j)? = cost.min(NO);
        }
    }
    let total = |i: usize, j: usize| -> Option<u32> { Some(forward.get(i)?.get(j)?.0 + after.get(i)?.get(j)?) };
    let last = pieces.len().checked_sub(1)?;
    let mut at = (0..width).min_by_key(|&j| total(last, j).unwrap_or(NO))?;
    let best = total(last, at)?;
    if best >= NO {
        return None;
    }
    let mut reading = Reading { columns: vec![Field::ServiceName; pieces.len()], uncertain: FieldSet::EMPTY };
    for i in (0..pieces.len()).rev() {
        let field = *columns.get(at)?;
        *reading.columns.get_mut(i)? = field;
        for j in (0..width).filter(|&j| j != at) {
            if total(i, j)? < best + MARGIN {
                reading.uncertain.extend([field, *columns.get(j)?]);
            }
        }
        at = forward.get(i)?.get(at)?.1;
    }
    // A description that is the last of its row and a sentence can hold a note that nothing announces.
    if context.is_joined
        && reading.columns.last() == Some(&Field::Description)
        && pieces.last().is_some_and(|piece| piece.text.ends_with('.') && piece.text.split(' ').count() > 4)
    {
        reading
            .uncertain
            .extend([Field::Description, Field::Notes].into_iter().filter(|field| columns.contains(field)));
    }
    Some(reading)
}

/// Steps from one column to a later one.
struct Step<'a> {
    columns: &'a [Field],
    context: Context,
}

impl Step<'_> {
    /// What it costs that the columns between `from` (`None`: the row's beginning) and `to` (`columns.len()`: its
    /// end) are empty.
    fn skip(&self, from: Option<usize>, to: usize) -> u32 {
        let came_from = from.and_then(|at| self.columns.get(at)).copied();
        let goes_to = self.columns.get(to).copied();
        let between = self.columns.get(from.map_or(0, |at| at + 1)..to).unwrap_or_default();
        let skips = |field: Field| between.contains(&field);
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

/// What it costs that `piece` is, or begins, the cell of `field`.
fn start_cost(piece: &Piece<'_>, field: Field, context: Context) -> u32 {
    match (&piece.shape, field) {
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

fn is_year(text: &str) -> bool {
    text.len() == 4 && (text.starts_with("19") || text.starts_with("20"))
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

/// What it costs that piece `at` goes on in the cell of `field`.
fn flow_cost(pieces: &[Piece<'_>], at: usize, field: Field) -> u32 {
    let Some(piece) = pieces.get(at) else { return NO };
    let before = at.checked_sub(1).and_then(|at| pieces.get(at));
    match (field, &piece.shape) {
        (Field::Description, Shape::Words(words)) => match words.opener {
            Opener::Replacement => 0,
            Opener::Strong => 12,
            _ if words.unauthorized => 12,
            _ if words.after_state => {
                if piece.text.starts_with(['(', '-', ',']) {
                    2
                } else {
                    5
                }
            }
            Opener::Weak => 3,
            Opener::None => 1,
        },
        // Twice brackets at the end of a description are an assignee and a contact.
        (Field::Description, Shape::Brackets(found)) => {
            let again = if before.is_some_and(|piece| matches!(piece.shape, Shape::Brackets(_))) { 5 } else { 0 };
            again
                + match found.persons {
                    _ if found.references => 4,
                    Persons::Sure => 8,
                    _ => 2,
                }
        }
        (Field::Description, Shape::Date(_)) => 6,
        (Field::Description, _) => 2,

        (Field::UnauthorizedUse, Shape::Words(words)) => match words.opener {
            Opener::Replacement => 20,
            Opener::Strong => 8,
            _ if words.unauthorized => 1,
            Opener::Weak => 5,
            Opener::None => 3,
        },
        (Field::UnauthorizedUse, Shape::Brackets(found)) => {
            if found.persons == Persons::Sure {
                3
            } else {
                1
            }
        }
        (Field::UnauthorizedUse, Shape::Date(_)) => 3,
        (Field::UnauthorizedUse, _) => 1,

        (Field::Notes, Shape::Words(words)) => match words.opener {
            Opener::Replacement => 20,
            _ if words.unauthorized => 8,
            _ => 0,
        },
        (Field::Notes, Shape::Brackets(found)) => match found.persons {
            Persons::Sure => 3,
            Persons::Possible => 2,
            Persons::Unlisted | Persons::No => 0,
        },
        (Field::Notes, Shape::Date(_)) => 3,
        (Field::Notes, _) => 0,

        (Field::References, Shape::Brackets(found)) if found.references => 3,
        _ => NO,
    }
}

#[cfg(test)]
mod tests {
    use super::super::shape::{self, People};
    use super::*;

    const CONTEXT: Context = Context { lone_date: Field::RegistrationDate, is_dccp: false, is_joined: false };

    fn read_cells(cells: &[&str], ids: &[&str]) -> (String, String) {
        let mut people = People::new(ids.iter().copied());
        let mut pieces: Vec<_> = cells.iter().map(|&text| Piece::cell(text, shape::of_cell(text, &people))).collect();
        shape::mark_twins(&mut pieces, &mut people);
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
