//! Rows that are written line by line as the one above, but for TCP or UDP.

use crate::ast::Span;
use crate::column::twin::Twin;
use crate::general_way;

use super::body::Body;
use super::divide::Block;
use super::table;

/// A row of which nothing is in doubt, and where its record stands.
pub(super) struct Above<'b> {
    block: &'b Block,
    pub(super) record: usize,
}

impl<'b> Above<'b> {
    #[inline]
    pub(super) fn new(block: &'b Block, record: usize) -> Option<Self> {
        (block.doubtful == 0 && !general_way::is_forced()).then_some(Self { block, record })
    }

    /// The `transport`, which is in this column, and the place of a row, where it says the same but for that. All lines are
    /// cut by their masks for sure.
    #[inline]
    pub(super) fn transport_of<'a>(
        &self,
        block: &Block,
        body: &Body<'a>,
        transport: Option<usize>,
    ) -> Option<(&'a str, Span)> {
        let (own, other) = (&self.block.lines, &block.lines);
        if own.len() != other.len() || block.doubtful != 0 {
            return None;
        }
        let column = transport?;
        let mut found = "";
        for (above, at) in (own.start..).zip(other.clone()) {
            let (above_text, text) = (body.plain(above)?, body.plain(at)?);
            if above_text.len() != text.len() {
                return None;
            }
            if found.is_empty() && body.columns(above) >> column.min(63) & 1 == 1 {
                let piece = body.piece(above, column)?;
                found = Twin::at(above_text, piece.at).filter(|_| piece.width == 3)?.transport_of(text)?;
            } else if above_text != text {
                return None;
            }
        }
        if found.is_empty() {
            return None;
        }
        let (first, number) = body.place(other.start)?;
        let (last, _) = other.clone().rfind(|at| !body.is_blank(*at)).and_then(|at| body.place(at))?;
        Some((found, table::span(first.start..last.end, number)))
    }
}
