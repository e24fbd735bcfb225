//! What each step of a walk over the columns costs: the numbers of [`order`](super::super::order), at hand.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use crate::ast::Field;

use super::super::order::{NO, Walks};
use super::super::shape::{Piece, Shape};
use super::CONTEXT;
use super::kind::Kind;
use super::lines::Lines;

/// Columns that a table can have: each is there once.
pub(super) const WIDTH: usize = 12;
/// Kinds of lines whose costs are remembered.
const MOST_KINDS: usize = 1 << 12;

/// For each column what the cheapest walk costs that has come to it.
pub(super) type Front = [u32; WIDTH];

/// What it costs in each column that a line begins its cell, and that it goes on in it.
#[derive(Clone, Copy, Debug)]
pub(super) struct LineCosts {
    pub(super) start: Front,
    pub(super) flow: Front,
}

/// The costs of steps, and those of the kinds of lines seen so far.
pub(super) struct Steps<'c> {
    pub(super) walks: Walks<'c>,
    pub(super) width: usize,
    /// From each column to the one that is counted first, or to the row's end.
    to: [Front; WIDTH + 1],
    begin: Front,
    known: Known<u32, LineCosts>,
}

impl<'c> Steps<'c> {
    pub(super) fn new(columns: &'c [Field]) -> Self {
        let walks = Walks::new(columns, CONTEXT);
        let mut to = [[NO; WIDTH]; WIDTH + 1];
        for (at, costs) in to.iter_mut().enumerate().take(columns.len() + 1) {
            for (from, cost) in costs.iter_mut().enumerate().take(at) {
                *cost = walks.skip(Some(from), at);
            }
        }
        let mut begin = [NO; WIDTH];
        for (at, cost) in begin.iter_mut().enumerate().take(columns.len()) {
            *cost = walks.skip(None, at);
        }
        Self { walks, width: columns.len().min(WIDTH), to, begin, known: Known::default() }
    }

    /// What a line costs; `is_open`: the one above may go on in it.
    pub(super) fn costs(&mut self, lines: &Lines<'_>, at: usize, is_open: bool) -> LineCosts {
        let key = u32::from(lines.kind(at).map_or(0, Kind::bits)) | u32::from(is_open) << 16;
        if let Some(known) = self.known.get(&key) {
            return *known;
        }
        let above = Piece { text: if is_open { "," } else { "." }, shape: Shape::Transport, flows: true };
        let mut costs = LineCosts { start: [NO; WIDTH], flow: [NO; WIDTH] };
        for piece in lines.pieces(at..at + 1) {
            let slots = costs.start.iter_mut().zip(&mut costs.flow);
            for ((start, flow), cost) in slots.zip(self.walks.costs(Some(&above), &piece)) {
                (*start, *flow) = (cost.start.min(NO), cost.flow.min(NO));
            }
        }
        if self.known.len() < MOST_KINDS {
            self.known.insert(key, costs);
        }
        costs
    }

    /// The walks of a row that begins with a line.
    pub(super) fn begin(&self, costs: &LineCosts) -> Front {
        let mut front = [NO; WIDTH];
        for ((slot, start), skip) in front.iter_mut().zip(&costs.start).zip(&self.begin) {
            *slot = (start + skip).min(NO);
        }
        front
    }

    /// Goes on in all walks with a line.
    pub(super) fn go_on(&self, front: &mut Front, costs: &LineCosts) {
        // From right to left: a step comes from the left.
        for (at, ((start, flow), skips)) in costs.start.iter().zip(&costs.flow).zip(&self.to).enumerate().rev() {
            let Some((before, [stay, ..])) = front.split_at_mut_checked(at) else { continue };
            let mut best = *stay + flow;
            if *start < NO {
                best = before.iter().zip(skips).map(|(walk, skip)| walk + skip + start).fold(best, u32::min);
            }
            *stay = best.min(NO);
        }
    }

    /// What a step from one column to another costs, or to the row's end.
    pub(super) fn step(&self, from: usize, to: usize) -> u32 {
        self.to.get(to).and_then(|costs| costs.get(from)).copied().unwrap_or(NO)
    }

    /// What a walk costs more that ends in a column.
    pub(super) fn end(&self, from: usize) -> u32 {
        self.step(from, self.width)
    }

    /// What the cheapest walk costs that ends here.
    pub(super) fn end_of(&self, front: &Front) -> u32 {
        let ends = self.to.get(self.width).into_iter().flatten().zip(front).map(|(skip, walk)| walk + skip);
        ends.min().unwrap_or(NO).min(NO)
    }
}

/// For numbers that are spread already, more or less: multiplied, so that each bit of one counts.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Spread(u64);

impl Hasher for Spread {
    fn finish(&self) -> u64 {
        self.0 ^ self.0 >> 29
    }

    fn write(&mut self, bytes: &[u8]) {
        let (words, rest) = bytes.as_chunks::<8>();
        words.iter().for_each(|word| self.write_u64(u64::from_le_bytes(*word)));
        rest.iter().for_each(|byte| self.write_u64(u64::from(*byte)));
    }

    fn write_u32(&mut self, number: u32) {
        self.write_u64(u64::from(number));
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = (self.0.rotate_left(5) ^ number).wrapping_mul(0x517c_c1b7_2722_0a95);
    }

    fn write_usize(&mut self, number: usize) {
        self.write_u64(number as u64);
    }
}

pub(super) type Known<K, V> = HashMap<K, V, BuildHasherDefault<Spread>>;
