use serde::{Deserialize, Serialize};

/// Where in the input something stands.
///
/// Offsets count bytes of the input as it was given, from 0; of an input that is not UTF-8, bytes of its text as
/// UTF-8 (see [`Encoding`](super::Encoding) and [`decode`](crate::decode)). `end` is the first byte after it. A value
/// that was not read from a document (a record made by hand) has the empty span at offset 0, line 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// First byte after the last.
    pub end: u32,
    /// Line of the first byte, counted from 1; 0 where there is no document.
    pub line: u32,
}

impl Span {
    /// The span of bytes `start..end`, whose first byte is on line `line` (counted from 1).
    ///
    /// Offsets past 4 GiB saturate; readers refuse such inputs before they measure anything.
    #[must_use]
    pub fn new(start: usize, end: usize, line: u32) -> Self {
        let narrow = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Self { start: narrow(start), end: narrow(end.max(start)), line }
    }

    /// The bytes as a range, to index the document with.
    #[must_use]
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
}
