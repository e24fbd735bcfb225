//! Which column each key of a document names, and what its rows say by having a key or not.

use std::collections::HashMap;

use crate::ast::{Field, FieldSet};
use crate::column::heading;

/// The keys of a document's objects.
#[derive(Debug, Default)]
pub(super) struct Keys {
    known: HashMap<String, Option<Field>>,
    /// Columns in the order in which they first came.
    fields: Vec<Field>,
    /// Columns whose keys stand in objects though they hold nothing there.
    empty: FieldSet,
    /// Columns that the last object had no key for.
    lacking: FieldSet,
    /// Columns of which it was told that two keys name them.
    twice: FieldSet,
}

impl Keys {
    /// The columns of the document, in its order.
    pub(super) fn fields(&mut self) -> Vec<Field> {
        std::mem::take(&mut self.fields)
    }

    /// The document has these columns.
    pub(super) fn add(&mut self, fields: impl Iterator<Item = Field>) {
        for field in fields {
            if !self.fields.contains(&field) {
                self.fields.push(field);
            }
        }
    }

    /// The column that a key names, and whether the key was not seen before.
    pub(super) fn column(&mut self, key: &str) -> (Option<Field>, bool) {
        if let Some(column) = self.known.get(key) {
            return (*column, false);
        }
        let column = heading::column(key);
        self.known.insert(key.to_owned(), column);
        self.add(column.into_iter());
        (column, true)
    }

    /// The cell of an object is this.
    pub(super) fn holds(&mut self, field: Field, cell: &str) {
        if cell.is_empty() {
            self.empty.insert(field);
        }
    }

    /// Columns that an object of these has no key for though others do where they hold nothing; whether the object above
    /// had one for some of them.
    pub(super) fn lacking(&mut self, columns: &[Option<Field>]) -> (FieldSet, bool) {
        let mut lacking = self.empty;
        columns.iter().flatten().for_each(|field| lacking.remove(*field));
        let above = std::mem::replace(&mut self.lacking, lacking);
        (lacking, above != lacking)
    }

    /// Whether that two keys name this column is to be told; once.
    pub(super) fn is_told_twice(&mut self, field: Field) -> bool {
        let is_new = !self.twice.contains(field);
        self.twice.insert(field);
        is_new
    }
}
