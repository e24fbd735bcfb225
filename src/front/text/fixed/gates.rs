//! Whether a line may be one of headings. Most lines of a document are told by a few letters to be none.

#![allow(
    clippy::arithmetic_side_effects,
    reason = "it adds to places in a line that is held in memory, and counts its words; what is left of a line \
        is no longer than it, a bit that is set is taken from bits that are, and a word of at most eight \
        bytes has one at least"
)]

use crate::column::heading;
use crate::eight;
use crate::general_way;
use crate::sixteen;

use super::headings::MOST_WIDTH;
use super::lines::{self, Line, Word};
use super::mask::Mask;

/// Whether headings alone could stand on a line.
pub(super) fn may_be_of_headings(lines: &[Line<'_>], at: usize) -> bool {
    let is_part = |word: &Word<'_>| word.is_bar || heading::is_part(word.text);
    let are_parts = |line: &Line<'_>| {
        for word in (PlainWords { rest: line.text }) {
            match word {
                Some(word) if heading::is_part(word) => {}
                Some(_) => return false,
                None => return line.words(true).iter().all(is_part),
            }
        }
        true
    };
    lines
        .get(at)
        .is_some_and(|line| !line.is_blank() && line.text.len() <= 4 * MOST_WIDTH && are_parts(line) && !line.is_rule())
}

/// The words of a line between blanks and bars, one after the other; nothing of what holds more than printable ASCII.
struct PlainWords<'a> {
    rest: &'a str,
}

impl<'a> Iterator for PlainWords<'a> {
    type Item = Option<&'a str>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        if general_way::is_forced() {
            return Some(None);
        }
        let mut bytes = self.rest.as_bytes();
        while let Some((b"        ", rest)) = bytes.split_first_chunk() {
            bytes = rest;
        }
        while let [b' ' | b'|', rest @ ..] = bytes {
            bytes = rest;
        }
        let length = bytes.iter().take_while(|byte| matches!(byte, b'!'..=b'{' | b'}' | b'~')).count();
        let start = self.rest.len() - bytes.len();
        let word = self.rest.get(start..start + length)?;
        self.rest = self.rest.get(start + length..)?;
        match bytes.get(length) {
            None if length == 0 => None,
            None | Some(b' ' | b'|') => Some(Some(word)),
            Some(_) => Some(None),
        }
    }
}

/// What is known of the lines around one: whether headings alone could stand there.
#[derive(Debug, Default)]
pub(super) struct Near {
    /// One more than the line that it is known of.
    known: [(usize, bool); 8],
}

impl Near {
    pub(super) fn may_be_of_headings(&mut self, lines: &[Line<'_>], at: usize) -> bool {
        let Some(known) = self.known.get_mut(at % 8) else { return may_be_of_headings(lines, at) };
        if known.0 != at + 1 || general_way::is_forced() {
            *known = (at + 1, may_be_of_headings(lines, at));
        }
        known.1
    }
}

/// [`may_be_headings`] of a line whose words may be known.
#[inline]
pub(super) fn may_begin_headings(line: &Line<'_>) -> bool {
    let Some(mask) = line.mask else { return may_be_headings(line.text) };
    let (mut words, mut foreign) = (0, 0);
    let mut before = 0;
    let mut last = 0;
    'line: for (block, filled) in mask.blocks.iter().enumerate() {
        let mut starts = filled & !(filled << 1 | before);
        before = filled >> 63;
        while starts != 0 {
            let place = starts.trailing_zeros();
            starts &= starts - 1;
            words += 1;
            // As far as it goes in this block.
            let length = (!(filled >> place)).trailing_zeros() as usize;
            last = block * 64 + place as usize;
            foreign += usize::from(!may_begin_part(line.text, last, length, mask));
            if foreign > 2 || words == 4 {
                break 'line;
            }
        }
    }
    // A bar parts words.
    let has_bar = || {
        let looked_at = mask.first(0).unwrap_or(0)..mask.blank(last);
        sixteen::has_any(line.text.as_bytes().get(looked_at).unwrap_or(line.text.as_bytes()), [b'|'])
    };
    (words >= foreign + 2 || has_bar()) && may_be_headings(line.text)
}

/// Whether the word that begins there may be a part of a heading, which has so many bytes, or goes on in another block of
/// its mask. Most are told by their first letters, or because they have none.
#[inline(always)]
fn may_begin_part(line: &str, at: usize, length: usize, mask: Mask<'_>) -> bool {
    let word = line.as_bytes().get(at..).unwrap_or_default();
    if let Some(eight) = word.first_chunk() {
        let own = u64::from_le_bytes(*eight);
        if !heading::may_hold_begin(own as u32) {
            return false;
        }
        // All letters have this bit, and neither digits nor hyphens have.
        if length <= 8 && at % 64 + length < 64 && own & (u64::MAX >> (64 - 8 * length)) & eight::every(0x40) == 0 {
            return false;
        }
    }
    line.get(at..mask.blank(at)).is_none_or(heading::may_be_part)
}

/// Whether a line could be one of headings: most are told by their first words.
pub(super) fn may_be_headings(line: &str) -> bool {
    let mut plain = PlainWords { rest: line };
    let mut known = 0;
    // Two of the first four.
    for left in (0..4).rev() {
        match plain.next() {
            Some(Some(word)) => known += usize::from(heading::is_part(word)),
            Some(None) => {
                let words = line.split(|c: char| c.is_whitespace() || lines::is_bar(c)).filter(|word| !word.is_empty());
                return words.take(4).filter(|word| heading::is_part(word)).count() >= 2;
            }
            None => return false,
        }
        if known >= 2 || known + left < 2 {
            break;
        }
    }
    known >= 2
}

/// Whether line `at` could be of headings, or draw them.
pub(super) fn may_tell(lines: &[Line<'_>], at: usize) -> bool {
    may_be_of_headings(lines, at) || lines.get(at).is_some_and(|line| line.is_rule() || may_be_headings(line.text))
}

/// Whether "ID" stands in a line as a word, or a letter of it.
pub(super) fn has_id(line: &Line<'_>) -> bool {
    for word in (PlainWords { rest: line.text }) {
        match word {
            Some(word) if is_id(word) => return true,
            Some(_) => {}
            None => return line.text.split(|c: char| c.is_whitespace() || lines::is_bar(c)).any(is_id),
        }
    }
    false
}

fn is_id(word: &str) -> bool {
    let mut letters = word.chars().filter(|c| c.is_alphabetic());
    let letters = (letters.next(), letters.next(), letters.next());
    matches!(letters, (Some('i' | 'I' | 'd' | 'D'), None | Some('d' | 'D'), None))
}
