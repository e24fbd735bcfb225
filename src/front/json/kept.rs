//! Rows that are kept until all were seen: what one says by lacking a key is told by the others, and so is what they are
//! called by.

use std::borrow::Cow;
use std::rc::Rc;

use super::keys::{Keys, Lacking};
use super::names::{self, Names};
use crate::assemble::Assembler;
use crate::ast::{Code, Field, FieldSet, Span};
use crate::column::grid::{self, GridRow};
use crate::column::heading;
use crate::preamble::shortened;

/// The columns of a row's cells.
type Columns = Rc<[Option<Field>]>;

/// A row, and what stands around it.
#[derive(Debug)]
pub(super) struct Kept<'t> {
    pub(super) row: GridRow<'t>,
    pub(super) columns: Columns,
    /// Keys of an object that name no column; `None`: it is an array.
    pub(super) unknown: Option<Vec<usize>>,
    /// What it is called by.
    pub(super) name: Option<Cow<'t, str>>,
    /// The key under which it and others stand.
    pub(super) group: Option<Cow<'t, str>>,
}

/// Hands over all rows.
pub(super) fn hand_over(mut rows: Vec<Kept<'_>>, keys: &mut Keys, out: &mut Assembler) {
    rows.retain(|kept| !is_heading(&kept.row.cells, &kept.columns));
    lacking(&mut rows, keys, out);
    let of_names = names::tell(rows.iter().filter_map(|kept| kept.name.as_deref()), keys.has());
    settle(&mut rows, of_names, |kept| kept.name.take(), keys, out);
    let mut of_groups = names::tell_groups(rows.iter().filter_map(|kept| kept.group.as_deref()), keys.has());
    // Of an index of several columns, the outer keys are one of them, too.
    if let (Names::Column(_), Names::Nothing) = (of_names, of_groups)
        && !keys.has().contains(Field::ServiceName)
    {
        of_groups = Names::Column(Field::ServiceName);
    }
    // Beside whole rows, what arrays of them stand under says nothing more.
    if of_groups != Names::Other(FieldSet::EMPTY) {
        settle(&mut rows, of_groups, |kept| kept.group.take(), keys, out);
    }
    for kept in rows {
        grid::record(kept.row, &kept.columns, &[], out);
    }
}

/// Whether a row is the headings once more, as where files were put together before they were converted.
fn is_heading(cells: &[Cow<'_, str>], columns: &[Option<Field>]) -> bool {
    let said = || cells.iter().zip(columns).filter(|(cell, column)| column.is_some() && !cell.is_empty());
    said().count() >= heading::FEWEST && said().all(|(cell, column)| heading::column(cell) == *column)
}

/// Lists columns that objects have no key for.
fn lacking(rows: &mut [Kept<'_>], keys: &Keys, out: &mut Assembler) {
    let mut above = Lacking::default();
    let mut told: Vec<FieldSet> = Vec::new();
    for kept in rows {
        let Some(unknown) = &kept.unknown else { continue };
        let now = keys.lacking(&kept.columns, unknown);
        let span = kept.row.span;
        for fields in [now.kept_empty, now.misspelt, now.rare] {
            kept.row.uncertain.extend(fields.iter());
        }
        if !now.kept_empty.is_empty() && now.kept_empty != above.kept_empty {
            let message = format!(
                "this object has no key for {}, which others have though nothing stands there; listed as uncertain",
                quoted(now.kept_empty)
            );
            out.report.error(Code::DamagedRow, span, message);
        }
        if !now.misspelt.is_empty() && now.misspelt != above.misspelt {
            let message = format!(
                "this object has no key for {}, and one that few others have may stand for it; listed as uncertain",
                quoted(now.misspelt)
            );
            out.report.error(Code::DamagedRow, span, message);
        }
        if !now.rare.is_empty() && !told.contains(&now.rare) {
            told.push(now.rare);
            let message = format!(
                "this object, the first of some, has no key for {}: lost, or left out where nothing stands; listed as uncertain",
                quoted(now.rare)
            );
            out.report.warning(Code::AmbiguousColumn, span, message);
        }
        above = now;
    }
}

/// Takes what rows are called by for a column that they lack, or tells that it is left out.
fn settle<'t>(
    rows: &mut [Kept<'t>],
    of_names: Names,
    mut take: impl FnMut(&mut Kept<'t>) -> Option<Cow<'t, str>>,
    keys: &mut Keys,
    out: &mut Assembler,
) {
    match of_names {
        Names::Nothing => {}
        Names::Column(field) => {
            keys.add([field].into_iter());
            let mut first: Option<(String, Span)> = None;
            let mut last: Option<(Columns, Columns)> = None;
            for kept in rows {
                let name = take(kept);
                kept.row.uncertain.insert(field);
                if let (Some(name), None) = (&name, &first) {
                    first = Some((shortened(name), kept.row.span));
                }
                if kept.row.cells.len() != kept.columns.len() || kept.columns.contains(&Some(field)) {
                    continue;
                }
                kept.row.cells.push(name.unwrap_or_default());
                let columns = match &last {
                    Some((before, columns)) if *before == kept.columns => Rc::clone(columns),
                    _ => kept.columns.iter().copied().chain([Some(field)]).collect(),
                };
                last = Some((std::mem::replace(&mut kept.columns, Rc::clone(&columns)), columns));
            }
            if let Some((name, span)) = first {
                out.report.error(Code::DamagedRow, span, taken(&name, field));
            }
        }
        Names::Other(lacks) => {
            let mut first: Option<(String, Span)> = None;
            let (mut alike, mut all) = (0_usize, 0_usize);
            for kept in rows {
                let name = take(kept);
                kept.row.uncertain.extend(lacks.iter());
                if let Some(name) = name {
                    all = all.saturating_add(1);
                    alike = alike.saturating_add(usize::from(kept.row.cells.contains(&name)));
                    first.get_or_insert_with(|| (shortened(&name), kept.row.span));
                }
            }
            let Some((name, span)) = first else { return };
            if !lacks.is_empty() {
                out.report.error(Code::DamagedRow, span, left_out(&name, lacks));
            } else if alike <= all / 2 {
                let message = format!("rows are called {name:?} and so on, which is no column; it is left out");
                out.report.warning(Code::UnknownColumn, span, message);
            }
        }
    }
}

/// What is said of names of rows that are taken for a column.
pub(super) fn taken(name: &str, field: Field) -> String {
    format!(
        "the rows have no {:?}, and are called {name:?} and so on, which is taken for it; listed as uncertain",
        field.column()
    )
}

/// What is said of names of rows that are not.
pub(super) fn left_out(name: &str, lacks: FieldSet) -> String {
    format!(
        "the rows are called {name:?} and so on, which is left out, and may be {}, which they lack; listed as uncertain",
        quoted(lacks)
    )
}

pub(super) fn quoted(fields: FieldSet) -> String {
    fields.iter().map(|field| format!("{:?}", field.column())).collect::<Vec<_>>().join(", ")
}
