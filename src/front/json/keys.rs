//! Which column each key of a document names, and what its rows say by having a key or not.

use std::collections::HashMap;

use super::names::NAMING;
use crate::ast::{Field, FieldSet};
use crate::column::heading;

/// What a key names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Key {
    Column(Field),
    /// No column; which of those keys it is, in the order in which they first came.
    Unknown(usize),
}

/// What an object that has no key for some columns says by that.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Lacking {
    /// Others have these though nothing stands there.
    pub(super) kept_empty: FieldSet,
    /// A key that others have not may be one of these.
    pub(super) misspelt: FieldSet,
    /// Others have these: rows are known by them, or hardly any object lacks them.
    pub(super) rare: FieldSet,
}

/// The keys of a document's objects.
#[derive(Debug, Default)]
pub(super) struct Keys {
    known: HashMap<String, Key>,
    /// How many objects have each key that names no column.
    counts: Vec<usize>,
    objects: usize,
    /// Columns in the order in which they first came.
    fields: Vec<Field>,
    /// How many objects have each column.
    having: [usize; Field::ALL.len()],
    /// Columns whose keys stand in objects though they hold nothing there.
    empty: FieldSet,
    /// Columns of which it was told that two keys name them.
    twice: FieldSet,
}

impl Keys {
    /// The columns of the document, in its order.
    pub(super) fn fields(&mut self) -> Vec<Field> {
        std::mem::take(&mut self.fields)
    }

    /// The same, in no order.
    pub(super) fn has(&self) -> FieldSet {
        self.fields.iter().copied().collect()
    }

    /// The document has these columns.
    pub(super) fn add(&mut self, fields: impl Iterator<Item = Field>) {
        for field in fields {
            if !self.fields.contains(&field) {
                self.fields.push(field);
            }
        }
    }

    /// What a key names, and whether it was not seen before.
    pub(super) fn column(&mut self, key: &str) -> (Key, bool) {
        if let Some(known) = self.known.get(key) {
            return (*known, false);
        }
        let column = heading::column(key);
        let named = column.map_or(Key::Unknown(self.counts.len()), Key::Column);
        if column.is_none() {
            self.counts.push(0);
        }
        self.known.insert(key.to_owned(), named);
        self.add(column.into_iter());
        (named, true)
    }

    /// An object has these columns, and these keys that name none.
    pub(super) fn object(&mut self, columns: &[Option<Field>], unknown: &[usize]) {
        self.objects = self.objects.saturating_add(1);
        for field in columns.iter().flatten() {
            if let Some(count) = self.having.get_mut(*field as usize) {
                *count = count.saturating_add(1);
            }
        }
        for key in unknown {
            if let Some(count) = self.counts.get_mut(*key) {
                *count = count.saturating_add(1);
            }
        }
    }

    /// The cell of an object is this.
    pub(super) fn holds(&mut self, field: Field, cell: &str) {
        if cell.is_empty() {
            self.empty.insert(field);
        }
    }

    /// What an object says that has these columns and these other keys, once all were seen. Many tools leave a key out
    /// that has no value, and do so throughout.
    pub(super) fn lacking(&self, columns: &[Option<Field>], unknown: &[usize]) -> Lacking {
        let has: FieldSet = columns.iter().flatten().copied().collect();
        let having = |field: Field| self.having.get(field as usize).copied().unwrap_or(0);
        let missing = || Field::ALL.into_iter().filter(|field| having(*field) > 0 && !has.contains(*field));
        // Where some have keys though nothing stands there, one that hardly any object lacks is no matter of what is left out.
        let is_rare = |field: Field| {
            let lacking = self.objects.saturating_sub(having(field));
            self.empty.iter().next().is_some() && (lacking <= 1 || lacking <= self.objects / 16)
        };
        // What most have is a column of the tool's own.
        let is_odd = |key: &usize| self.counts.get(*key).is_some_and(|count| *count <= self.objects / 2);
        let is_misspelt = unknown.iter().any(is_odd);
        let mut lacking = Lacking::default();
        for field in missing() {
            if self.empty.contains(field) {
                lacking.kept_empty.insert(field);
            } else if is_misspelt {
                lacking.misspelt.insert(field);
            } else if NAMING.contains(&field) || is_rare(field) {
                lacking.rare.insert(field);
            }
        }
        lacking
    }

    /// Whether that two keys name this column is to be told; once.
    pub(super) fn is_told_twice(&mut self, field: Field) -> bool {
        let is_new = !self.twice.contains(field);
        self.twice.insert(field);
        is_new
    }
}
