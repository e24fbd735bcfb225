//! A cell that goes on in the next piece: what does it cost? In the costs of [`order`](super::order).

use crate::ast::Field;

use super::order::{Borders, NO};
use super::shape::{Name, Persons, Piece, Shape};
use super::tail::Opener;

/// What it costs that `piece`, which follows `before` in the cell of `field`, is more of that cell.
pub(crate) fn cost(before: &Piece<'_>, piece: &Piece<'_>, field: Field, borders: Borders) -> u32 {
    match borders {
        Borders::Lines => line_cost(before, piece, field),
        Borders::Kept | Borders::Lost => piece_cost(before, piece, field),
    }
}

/// What it costs that a line goes on in the next: few cells have more than one line, and those are free text.
fn line_cost(before: &Piece<'_>, piece: &Piece<'_>, field: Field) -> u32 {
    let in_sentence = before.text.ends_with([',', '-', '/', '(', ':', ';']);
    let goes_on = in_sentence || piece.text.starts_with(|c: char| c.is_lowercase() || c == ')');
    // A line that could be the name of the next row.
    let is_name = matches!(piece.shape, Shape::Words(words) if words.name == Name::WellFormed)
        && !piece.text.bytes().any(|byte| byte.is_ascii_uppercase());
    match (field, &piece.shape) {
        (Field::Description, Shape::Words(words)) => match words.opener {
            Opener::Replacement => 0,
            Opener::Strong => 12,
            _ if words.unauthorized => 12,
            Opener::Weak => 6,
            Opener::None if goes_on && !is_name => 3,
            Opener::None => 4,
        },
        (Field::Description, Shape::Brackets(found)) => match found.persons {
            Persons::Sure => 12,
            _ => 8,
        },
        (Field::Description, Shape::Transport) => 6,
        (Field::Description, _) => 7,

        (Field::UnauthorizedUse, Shape::Words(words)) => match words.opener {
            Opener::Replacement => 20,
            Opener::Strong => 8,
            _ if words.unauthorized => 3,
            Opener::Weak => 5,
            Opener::None => 4,
        },

        (Field::Notes, Shape::Words(words)) => match words.opener {
            Opener::Replacement => 20,
            _ if words.unauthorized => 8,
            _ if in_sentence => 0,
            Opener::None if is_name => 3,
            _ => 1,
        },
        (Field::Notes, Shape::Brackets(found)) => match found.persons {
            Persons::Sure => 4,
            Persons::Possible => 3,
            Persons::Unlisted | Persons::No => 1,
        },
        (Field::Notes, Shape::Date(_)) => 4,
        (Field::UnauthorizedUse | Field::Notes, Shape::Transport) => 8,
        (Field::Notes, Shape::Ports) => 6,
        (Field::UnauthorizedUse | Field::Notes, _) => 3,

        // Each of several names on a line of its own.
        (Field::References, Shape::Brackets(found)) if found.references => 3,
        (Field::Assignees | Field::Contacts, Shape::Brackets(found)) if !found.references => 6,
        _ => NO,
    }
}

/// Whether words go on from the state that a row without a name says of itself.
pub(super) fn goes_on_from_state(text: &str) -> bool {
    text.starts_with(['(', '-', ','])
}

/// What it costs that a piece cut out of joined text goes on.
fn piece_cost(before: &Piece<'_>, piece: &Piece<'_>, field: Field) -> u32 {
    match (field, &piece.shape) {
        (Field::Description, Shape::Words(words)) => match words.opener {
            Opener::Replacement => 0,
            Opener::Strong => 12,
            _ if words.unauthorized => 12,
            _ if words.after_state => {
                if goes_on_from_state(piece.text) {
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
            let again: u32 = if matches!(before.shape, Shape::Brackets(_)) { 5 } else { 0 };
            again.saturating_add(match found.persons {
                _ if found.references => 4,
                Persons::Sure => 8,
                _ => 2,
            })
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
