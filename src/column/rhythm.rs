//! Stacked lines whose empty cells are empty lines: how far below another a line stands tells its column.
//!
//! Nothing says beforehand that a text keeps empty cells so; that nearly all of its rows fit their columns then, and
//! that cells are left empty, does. A row that does not fit, as one of whose cells goes on over lines, is read as any
//! other is.

#![allow(
    clippy::arithmetic_side_effects,
    reason = "lines of a text in memory, of which columns and empty cells take few each"
)]

use std::collections::HashMap;

use crate::ast::Field;

use super::order::{self, Context};
use super::shape::{Piece, Shape};

/// Lines from one cell to the next.
const MOST_LINES: usize = 6;

/// A row: its pieces, and the line of the text that each is.
pub(crate) struct Placed<'a, 'p> {
    pub(crate) pieces: &'p [Piece<'a>],
    pub(crate) lines: &'p [usize],
}

/// The columns of the pieces of each row, as far as empty lines tell them. `headings` are the lines of the headings.
pub(crate) fn columns(
    rows: &[Placed<'_, '_>],
    headings: &[usize],
    columns: &[Field],
    context: Context,
) -> Vec<Option<Vec<Field>>> {
    let step = step(headings);
    // An empty cell takes as many lines as another, or fewer: of the borders on either side of it, one may be gone.
    let readings = (1..=step.unwrap_or(0)).map(|empty| {
        let read = |row: &Placed<'_, '_>| row_columns(row, step.unwrap_or(1), empty, columns, context);
        rows.iter().map(read).collect::<Vec<_>>()
    });
    let fits = |told: &Vec<Option<Vec<Field>>>| told.iter().flatten().count();
    // A text without empty lines has no gaps; one whose empty lines tell something else has rows that do not fit.
    let place = |field: &Field| columns.iter().position(|column| column == field);
    let has_gap = |fields: &Vec<Field>| {
        fields.iter().zip(fields.iter().skip(1)).any(|(one, two)| place(two) > place(one).map(|place| place + 1))
    };
    let gaps = |told: &Vec<Option<Vec<Field>>>| told.iter().flatten().filter(|fields| has_gap(fields)).count();
    let mut told: Vec<_> =
        (1..).zip(readings).filter(|(_, told)| gaps(told) > 1 && 10 * fits(told) >= 9 * rows.len()).collect();
    told.sort_by_key(|(_, told)| fits(told));
    match (told.pop(), told.pop()) {
        (Some((empty, mut best)), other) if other.as_ref().is_none_or(|(_, other)| fits(other) < fits(&best)) => {
            forget_uneven(rows, &mut best, empty, columns);
            best
        }
        _ => rows.iter().map(|_| None).collect(),
    }
}

/// Lines from each of the headings to the next, where they are as many.
fn step(headings: &[usize]) -> Option<usize> {
    let mut steps = headings.iter().zip(headings.iter().skip(1)).map(|(one, two)| two.saturating_sub(*one));
    steps.next().filter(|step| (1..=MOST_LINES).contains(step) && steps.all(|other| other == *step))
}

/// Whether empty cells could be between two lines of a row: more lines than between the headings.
pub(crate) fn are_apart(above: usize, below: usize, headings: &[usize]) -> bool {
    let lines = below.saturating_sub(above);
    lines > 1 && step(headings).is_some_and(|step| lines > step)
}

/// Forgets the columns of rows that are longer or shorter than others with as many cells: a line of them was lost, or
/// strayed into them.
fn forget_uneven(rows: &[Placed<'_, '_>], told: &mut [Option<Vec<Field>>], empty: usize, columns: &[Field]) {
    let place = |field: &Field| columns.iter().position(|column| column == field);
    // Lines from the last cell of a row to the first of the next, without those of the empty cells between them.
    let border = |at: usize| {
        let (row, next) = (rows.get(at)?, rows.get(at + 1)?);
        let last = place(told.get(at)?.as_ref()?.last()?)?;
        let first = place(told.get(at + 1)?.as_ref()?.first()?)?;
        let lines = next.lines.first()?.checked_sub(*row.lines.last()?)?;
        Some(lines.checked_sub(empty * (columns.len().saturating_sub(last + 1) + first)))
    };
    let borders: Vec<_> = (0..rows.len()).map(border).collect();
    let mut counts: HashMap<usize, usize> = HashMap::new();
    for lines in borders.iter().flatten().flatten() {
        *counts.entry(*lines).or_default() += 1;
    }
    let usual = counts.into_iter().max_by_key(|&(lines, count)| (count, lines)).map(|(lines, _)| lines);
    for (row, border) in told.iter_mut().zip(borders) {
        if border.is_some_and(|lines| lines != usual) {
            *row = None;
        }
    }
}

/// The columns of the pieces of a row, each by how far it is from the one above: `step` lines, and `empty` more for each
/// empty cell between.
fn row_columns(
    row: &Placed<'_, '_>,
    step: usize,
    empty: usize,
    columns: &[Field],
    context: Context,
) -> Option<Vec<Field>> {
    let first = match row.pieces.first()?.shape {
        Shape::Ports => Field::Ports,
        _ => Field::ServiceName,
    };
    let mut at = columns.iter().position(|column| *column == first)?;
    let mut above = *row.lines.first()?;
    let mut fields: Vec<Field> = Vec::with_capacity(row.pieces.len());
    for (piece, &line) in row.pieces.iter().zip(row.lines) {
        let is_last = at + 1 == columns.len();
        if !fields.is_empty() && !is_last {
            let more = line.checked_sub(above + step)?;
            at += 1 + more.checked_div(empty).filter(|_| more.checked_rem(empty) == Some(0))?;
        }
        above = line;
        let field = *columns.get(at)?;
        // The last cell of a row may have more lines.
        let goes_on = is_last && fields.last() == Some(&field);
        if !goes_on && !order::can_be(piece, field, context) {
            return None;
        }
        fields.push(field);
    }
    Some(fields)
}

#[cfg(test)]
mod tests {
    use super::super::order::Borders;
    use super::super::shape::{self, People};
    use super::*;

    /// The columns of the rows in `text`; `|` ends a line, `#` a row.
    fn told(text: &str) -> Vec<Option<Vec<&'static str>>> {
        let headings: Vec<usize> = (0..12).collect();
        let context = Context { lone_date: Field::RegistrationDate, is_dccp: false, borders: Borders::Lines };
        let people = People::default();
        let mut number = 0;
        let mut rows: Vec<(Vec<Piece<'_>>, Vec<usize>)> = Vec::new();
        for row in text.trim_end_matches('#').split('#') {
            let mut placed = (Vec::new(), Vec::new());
            for cell in row.split('|') {
                if !cell.is_empty() {
                    placed.0.push(Piece::cell(cell, shape::of_cell(cell, &people)));
                    placed.1.push(number);
                }
                number += 1;
            }
            rows.push(placed);
        }
        let placed: Vec<_> = rows.iter().map(|(pieces, lines)| Placed { pieces, lines }).collect();
        let found = columns(&placed, &headings, &Field::ALL, context);
        found.into_iter().map(|row| row.map(|row| row.into_iter().map(Field::as_str).collect())).collect()
    }

    const NAMED: &str = "a|1|tcp|A||||2020-01-02||||#";
    const NAMELESS: &str = "|2-3||Unassigned||||||||#";

    #[test]
    fn empty_lines_tell_columns() {
        let rows = told(&[NAMED, NAMELESS, NAMED].concat());
        assert_eq!(rows[0], Some(vec!["service_name", "ports", "transport", "description", "modification_date"]));
        assert_eq!(rows[1], Some(vec!["ports", "description"]));
    }

    #[test]
    fn a_row_that_lost_a_line_tells_nothing() {
        let lost = "a|1|tcp|A|||2020-01-02||||#";
        let rows = told(&[&[NAMED, NAMELESS].concat().repeat(6), lost, NAMED].concat());
        let silent: Vec<usize> = (0..13).filter(|at| rows[*at].is_none()).collect();
        assert_eq!(silent, [12]);
    }

    #[test]
    fn nothing_is_told_where_empty_cells_are_gone() {
        let none = |text: &str| told(text).iter().all(Option::is_none);
        assert!(none("a|1|tcp|A|[X]|[X]|2020-01-02#2-3|Unassigned#4-5|Unassigned"));
        assert!(none("a|1|tcp|A|[X]|[X]|2020-01-02#b|2|tcp|B|[X]|[X]"));
    }
}
