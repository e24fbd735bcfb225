//! What a line says of its columns, as far as it matters to where rows begin and end.

#![allow(
    clippy::arithmetic_side_effects,
    reason = "it adds to widths of text that is held in memory, and counts its brackets"
)]

use crate::sixteen;

use super::borders::Piece;
use super::cells::Kind;
use super::divide::Column;

/// Columns of which what is said fits in the number that it is known by.
pub(super) const MOST_SAID: usize = 16;

/// What stands in the columns of a line, as bits.
#[derive(Clone, Copy, Default)]
pub(super) struct Look {
    pub(super) filled: u64,
    /// What begins would have had room behind what stands in the line above.
    pub(super) fits: u64,
    /// An address, where one word belongs.
    pub(super) addresses: u64,
    /// Something with an `@` that is no address, where one word belongs.
    pub(super) odd: u64,
    /// No bracket begins, where cells begin with one.
    pub(super) bare: u64,
    /// More brackets open than close there.
    pub(super) open: u64,
    /// Fewer do.
    pub(super) shut: u64,
    /// The difference is more than one.
    pub(super) deep: u64,
    /// Text begins in lower case.
    pub(super) lower: u64,
    /// Where its pieces end.
    pub(super) pieces_end: usize,
    /// The number of what is said above; 0 where more than that matters.
    pub(super) sort: u16,
}

impl Look {
    /// Takes in a piece, and what stands above it.
    #[inline]
    pub(super) fn add(&mut self, own: &Piece<'_>, above: Option<&Piece<'_>>, column: &Column) {
        let bit = 1 << own.column.min(63);
        let set = |is: bool| if is { bit } else { 0 };
        if let Some(above) = above {
            let taken = above.width + usize::from(column.kind == Kind::Text);
            self.fits |= set(own.word_fits(column.room, taken));
        }
        let first = own.text.as_bytes().first().copied().unwrap_or(0);
        match column.kind {
            Kind::Ids | Kind::References => {
                self.bare |= set(!matches!(first, b'[' | b'\\'));
                let depth = depth(own.text);
                self.open |= set(depth > 0);
                self.shut |= set(depth < 0);
                self.deep |= set(depth.abs() > 1);
            }
            // An address goes on, and begins no cell.
            Kind::Word if sixteen::has_any(own.text.as_bytes(), [b':', b'@']) => match is_address(own.text) {
                true => self.addresses |= bit,
                false => self.odd |= set(own.text.as_bytes().contains(&b'@')),
            },
            Kind::Word => {}
            // A few descriptions begin in lower case; what goes on often does.
            Kind::Text if first.is_ascii() => self.lower |= set(first.is_ascii_lowercase()),
            Kind::Text => self.lower |= set(own.text.starts_with(char::is_lowercase)),
        }
    }

    /// What is said of the first columns, as one number.
    pub(super) fn said(&self) -> u128 {
        let Self { filled, fits, addresses, odd, bare, open, shut, lower, .. } = *self;
        let all = [filled, fits, addresses, odd, bare, open, shut, lower];
        all.into_iter().fold(0, |said, bits| said << MOST_SAID | u128::from(bits & (u64::MAX >> (64 - MOST_SAID))))
    }
}

fn is_address(text: &str) -> bool {
    memchr::memchr(b':', text.as_bytes()).is_some() && (text.contains("mailto:") || text.contains("://"))
}

/// Brackets that open, less those that close.
#[inline]
pub(super) fn depth(text: &str) -> i32 {
    // In by far most cells one opens at the beginning, and closes at the end.
    match text.as_bytes() {
        [b'[', inner @ .., b']'] if !sixteen::has_any(inner, [b'[', b']']) => 0,
        bytes => bytes.iter().map(|byte| i32::from(*byte == b'[') - i32::from(*byte == b']')).sum(),
    }
}
