//! What the kinds of lines cost in each column: the numbers of [`order`](super::super::order), at hand.

use std::collections::HashMap;
use std::ops::Range;

use foldhash::fast::FixedState;

use crate::ast::Field;
use crate::general_way;

use super::super::order::{Context, Reader};
use super::super::shape::{Piece, Shape};
use super::super::walk::{PieceCosts, Reading, Walks};
use super::kind::{Kind, WORDS};
use super::lines::Lines;

/// Kinds of lines whose costs are remembered.
const MOST_KINDS: usize = 1 << 12;

/// The walks over the columns of lines, and the costs of the kinds of lines seen so far.
pub(super) struct Steps<'c> {
    reader: Reader<'c>,
    known: Known<u32, PieceCosts>,
}

impl<'c> Steps<'c> {
    pub(super) fn new(columns: &'c [Field], context: Context) -> Self {
        Self { reader: Reader::new(columns, context), known: Known::default() }
    }

    pub(super) fn walks(&self) -> &Walks<'c> {
        &self.reader.walks
    }

    /// What a line costs; `is_open`: the one above may go on in it.
    pub(super) fn costs(&mut self, lines: &Lines<'_>, at: usize, is_open: bool) -> PieceCosts {
        let key = u32::from(lines.kind(at).map_or(0, |kind| kind.of_costs().bits())) | u32::from(is_open) << 16;
        if let Some(known) = self.known.get(&key) {
            return *known;
        }
        let above = Piece { text: if is_open { "," } else { "." }, shape: Shape::Transport, flows: true };
        let costs = self.reader.costs(Some(&above), &lines.piece(at));
        if self.known.len() < MOST_KINDS {
            self.known.insert(key, costs);
        }
        costs
    }

    /// The columns of the lines of a row: as [`Reader::read`] tells them, of the same costs.
    pub(super) fn read(&mut self, lines: &Lines<'_>, row: Range<usize>) -> Option<Reading> {
        if general_way::is_forced() {
            return self.reader.read(&lines.pieces(row));
        }
        let mut is_open = false;
        let mut costs: Vec<PieceCosts> = Vec::with_capacity(row.len());
        for line in row.clone() {
            costs.push(self.costs(lines, line, is_open));
            is_open = lines.kind(line).is_some_and(Kind::is_open);
        }
        let mut reading = self.walks().read(&costs)?;
        self.doubt_words(lines, row.start, &mut reading);
        Some(reading)
    }

    /// A note that nothing announces is rare, and a description of several lines: see [`Reader::read`].
    fn doubt_words(&self, lines: &Lines<'_>, first: usize, reading: &mut Reading) {
        let columns = &reading.columns;
        let kind = |line: usize| lines.kind(first.saturating_add(line)).unwrap_or_default();
        let has_more = (1..).zip(columns.windows(2)).any(|(line, pair)| {
            matches!(pair, [Field::Description, Field::Description]) && !kind(line).is_replacement()
        });
        let note = columns.iter().position(|field| *field == Field::Notes);
        if has_more {
            reading.uncertain.insert(Field::Description);
        }
        if note.is_some_and(|line| kind(line).is(WORDS) && !kind(line).tells()) {
            reading.uncertain.insert(Field::Notes);
        }
    }
}

pub(super) type Known<K, V> = HashMap<K, V, FixedState>;
