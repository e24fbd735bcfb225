//! Rows that are written as the one above, but for TCP or UDP: a service has a row for each.

use crate::eight;

/// Of each of the transports below.
pub(super) const LENGTH: usize = 3;

/// A row that may be written again so.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Twin<'t> {
    text: &'t str,
    /// Where its transport begins.
    at: usize,
}

impl<'t> Twin<'t> {
    /// `transport`: the cell that is one, a part of `text`.
    pub(crate) fn new(text: &'t str, transport: &str) -> Option<Self> {
        let at = (transport.as_ptr() as usize).checked_sub(text.as_ptr() as usize)?;
        Self::at(text, at).filter(|_| transport.len() == LENGTH)
    }

    /// One whose transport begins `at` a byte.
    #[inline]
    pub(crate) fn at(text: &'t str, at: usize) -> Option<Self> {
        is_one(text.as_bytes().get(at..at.checked_add(LENGTH)?)?).then_some(Self { text, at })
    }

    pub(crate) fn len(&self) -> usize {
        self.text.len()
    }

    /// The transport of a row that is written as this one but for that.
    #[inline]
    pub(crate) fn transport_of<'r>(&self, row: &'r str) -> Option<&'r str> {
        let (bytes, text) = (row.as_bytes(), self.text.as_bytes());
        // Of most others the first letter or the length tells.
        if bytes.len() != text.len() || bytes.first() != text.first() {
            return None;
        }
        let end = self.at.saturating_add(LENGTH);
        let transport = row.get(self.at..end).filter(|transport| is_one(transport.as_bytes()))?;
        let is_same = eight::same(bytes.get(..self.at)?, text.get(..self.at)?) && bytes.get(end..) == text.get(end..);
        is_same.then_some(transport)
    }
}

/// Whether this is one of the transports of one length of which nothing is told but that they are transports.
#[inline]
fn is_one(transport: &[u8]) -> bool {
    matches!(transport, b"tcp" | b"udp")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_but_the_transport_is_the_same() {
        let text = "| tcp | 7 | tcp | Echo |";
        let twin = Twin::new(text, &text[12..15]).expect("a transport");
        assert_eq!(twin.transport_of("| tcp | 7 | udp | Echo |"), Some("udp"));
        assert_eq!(twin.transport_of(text), Some("tcp"));
        for row in
            ["| udp | 7 | udp | Echo |", "| tcp | 7 | tcp | Each |", "| tcp | 7 | abc | Echo |", "| tcp | 7 | udp |"]
        {
            assert_eq!(twin.transport_of(row), None, "{row}");
        }
        assert!(Twin::new(text, &text[2..3]).is_none() && Twin::new(text, "tcp").is_none());
    }
}
