//! Rows that may be none, as a spreadsheet saves a title, a comment or a sum: with all of its delimiters.

use std::borrow::Cow;

use super::Body;
use crate::ast::Field;
use crate::cell::name;
use crate::column::frame;

/// What such a row holds.
pub(super) enum Aside {
    /// Words that are no name.
    Words,
    /// A port, that could be one all the same.
    Port,
}

impl Body<'_, '_> {
    /// What a row is that says nothing but a name and a port, though it has a place for what every record says besides.
    pub(super) fn aside(&self, cells: &[Cow<'_, str>]) -> Option<Aside> {
        let has = |field: Field| self.columns.contains(&Some(field));
        if cells.len() != self.columns.len() || !has(Field::Transport) || !has(Field::Description) {
            return None;
        }
        let said = |cell: &&Cow<'_, str>| !frame::is_nothing(cell.trim());
        let mut others = cells
            .iter()
            .zip(&self.columns)
            .filter(|(_, column)| !matches!(column, Some(Field::ServiceName | Field::Ports)));
        if others.any(|(cell, _)| said(&cell)) {
            return None;
        }
        let of = |field: Field| cells.iter().zip(&self.columns).find(|(_, column)| **column == Some(field));
        let text = |field: Field| of(field).map_or("", |(cell, _)| cell.trim());
        let (name, ports) = (text(Field::ServiceName), text(Field::Ports));
        match () {
            // Where no row says more, a port is all that the table tells.
            () if !frame::is_nothing(ports) => self.out.has_transport_above().then_some(Aside::Port),
            // A name alone is all that a registry may know of a service.
            () if frame::is_nothing(name) || name::is_plausible(name) => None,
            () => Some(Aside::Words),
        }
    }
}
