//! What the bytes of a text tell at a glance, found in one walk: where lines begin that may be drawn or be headings, and
//! where marks stand that only some renderings have. It answers most questions about the rendering of a text.

use std::ops::Range;

use crate::column::heading;
use crate::eight::{self, every};

use super::text::fixed;

/// Bytes that are looked at at once for marks.
const BLOCK: usize = 64;

/// Of a text that is looked at again and again.
#[derive(Debug)]
pub(crate) struct Signs<'t> {
    pub(crate) text: &'t str,
    /// Where the lines start that are drawn of dashes and corners.
    pub(crate) rules: Vec<usize>,
    /// Where the first words stand of the lines whose first letters may begin a heading; few do.
    pub(crate) openings: Vec<usize>,
    /// Parts of the text outside of which are no tabs, pipes and `<`, nor letters beyond ASCII.
    marked: Vec<Range<usize>>,
}

impl<'t> Signs<'t> {
    #[allow(clippy::arithmetic_side_effects, reason = "places in a text in memory, no longer than isize::MAX")]
    pub(crate) fn of(text: &'t str) -> Self {
        let mut signs = Self { text, rules: Vec::new(), openings: Vec::new(), marked: Vec::new() };
        signs.line(0);
        let (blocks, rest) = text.as_bytes().as_chunks::<BLOCK>();
        for (at, block) in blocks.iter().enumerate() {
            let at = at * BLOCK;
            // Without a branch, so that the compiler takes sixteen bytes at once.
            if block.iter().fold(false, |found, byte| found | is_mark(*byte)) {
                signs.mark(at..at + BLOCK);
            }
            let (halves, _) = block.as_chunks::<{ BLOCK / 2 }>();
            for (half, bytes) in halves.iter().enumerate() {
                if bytes.iter().fold(false, |found, byte| found | (*byte == b'\n')) {
                    signs.lines_behind(bytes, at + half * bytes.len());
                }
            }
        }
        let at = text.len() - rest.len();
        if rest.iter().any(|byte| is_mark(*byte)) {
            signs.mark(at..text.len());
        }
        signs.lines_behind(rest, at);
        signs
    }

    fn mark(&mut self, part: Range<usize>) {
        match self.marked.last_mut() {
            Some(last) if last.end == part.start => last.end = part.end,
            _ => self.marked.push(part),
        }
    }

    /// The lines that begin behind the newlines among `bytes`, which stand at byte `at`.
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "places in a text; seven bits and seven bits make eight, and 1 is taken from what is not 0"
    )]
    fn lines_behind(&mut self, bytes: &[u8], at: usize) {
        const LOW: u64 = every(0x7f);
        let (eights, rest) = bytes.as_chunks::<8>();
        for (eight_at, eight) in eights.iter().enumerate() {
            let others = u64::from_le_bytes(*eight) ^ every(b'\n');
            // The high bit of each byte that is a newline.
            let mut newlines = !(((others & LOW) + LOW) | others | LOW);
            while newlines != 0 {
                self.line(at + eight_at * 8 + eight::first(newlines) + 1);
                newlines &= newlines - 1;
            }
        }
        let rest_at = at + eights.len() * 8;
        rest.iter().enumerate().filter(|(_, byte)| **byte == b'\n').for_each(|(at, _)| self.line(rest_at + at + 1));
    }

    /// Looks at the line that starts at byte `start`: most are told by their first two letters.
    #[inline(always)]
    fn line(&mut self, start: usize) {
        if self.text.as_bytes().get(start..).is_some_and(heading::may_open_or_be_odd) {
            self.odd_line(start);
        }
    }

    #[inline(never)]
    fn odd_line(&mut self, start: usize) {
        let all = self.text.as_bytes();
        let mut line = all.get(start..).unwrap_or_default();
        while let Some((b"        ", rest)) = line.split_first_chunk() {
            line = rest;
        }
        while let [b' ', rest @ ..] = line {
            line = rest;
        }
        if heading::may_open(line) {
            self.openings.push(all.len().saturating_sub(line.len()));
        }
        let is_word = |first: &u8| first.is_ascii_alphanumeric() || *first == b'[';
        if line.first().is_some_and(|first| !is_word(first)) && fixed::begins_with_rule(line) {
            self.rules.push(start);
        }
    }

    /// Where a byte stands, which must be one of the marks.
    pub(crate) fn places(&self, mark: u8) -> impl Iterator<Item = usize> {
        self.places_of(mark, mark)
    }

    /// Where one of two marks stands.
    #[allow(clippy::arithmetic_side_effects, reason = "places in a text in memory, no longer than isize::MAX")]
    pub(crate) fn places_of(&self, one: u8, other: u8) -> impl Iterator<Item = usize> {
        debug_assert!(is_mark(one) && is_mark(other));
        let bytes = self.text.as_bytes();
        self.marked.iter().flat_map(move |part| {
            let found = memchr::memchr2_iter(one, other, bytes.get(part.clone()).unwrap_or_default());
            found.map(move |at| part.start + at)
        })
    }

    /// The lines that hold a mark, with where they start; as [`lines_with`](super::sections::lines_with) has them.
    pub(crate) fn lines_with(&self, mark: u8) -> impl Iterator<Item = (usize, &'t str)> {
        super::sections::lines_at(self.text, self.places(mark))
    }
}

/// Bytes that few documents have many of: pipes, tabs, `<` and the bytes of letters beyond ASCII.
#[inline(always)]
fn is_mark(byte: u8) -> bool {
    // These two differ in one bit.
    (byte | (b'<' ^ b'|') == b'|') | (byte == b'\t') | !byte.is_ascii()
}
