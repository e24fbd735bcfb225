//! The lines of a table, one by one.

#![allow(clippy::arithmetic_side_effects, reason = "places in a text in memory")]

use std::ops::Range;

use crate::ast::Span;
use crate::report::Lines;

use super::TabTable;

/// A line without blanks at its end: its number, and where it begins.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Line<'a> {
    pub(super) number: u32,
    pub(super) at: usize,
    pub(super) text: &'a str,
}

impl Line<'_> {
    pub(super) fn span(self) -> Span {
        Span::new(self.at, self.at + self.text.trim_end().len(), self.number)
    }
}

/// Goes through lines one by one, and says where it is.
pub(super) struct Place {
    pub(super) at: usize,
    end: usize,
    pub(super) number: u32,
}

impl Place {
    pub(super) fn of<T>(text: &str, table: &TabTable<'_, T>) -> Self {
        let Range { start: at, end } = table.rows;
        Self { at, end, number: Lines::new(text.as_bytes()).span(at, at).line }
    }

    pub(super) fn is_within(&self) -> bool {
        self.at < self.end
    }

    /// The line here, which it goes beyond.
    pub(super) fn line<'a>(&mut self, text: &'a str) -> Line<'a> {
        let rest = text.get(self.at..self.end).unwrap_or_default();
        let end = memchr::memchr(b'\n', rest.as_bytes()).unwrap_or(rest.len());
        let text = rest.get(..end).unwrap_or_default().trim_end_matches(['\r', ' ']);
        let line = Line { number: self.number, at: self.at, text };
        self.pass(self.at + end + 1);
        line
    }

    /// Goes beyond the line here, below which the next begins at `at`.
    pub(super) fn pass(&mut self, at: usize) {
        self.at = at;
        self.number = self.number.saturating_add(1);
    }
}
