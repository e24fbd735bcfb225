//! A walk over the lines that say something.

#![allow(clippy::arithmetic_side_effects, reason = "places in a text in memory, and numbers of its lines")]

use std::ops::Range;

use crate::column::heading;
use crate::column::stack::Lines;
use crate::eight;
use crate::front::sections::{is_contact_title, is_footnote_title, lines_with, may_begin_title};
use crate::general_way;
use crate::sixteen;

/// A line that is not empty, trimmed.
#[derive(Clone, Copy)]
pub(super) struct Line<'a> {
    pub(super) at: usize,
    /// Which line of the text it is.
    pub(super) number: usize,
    pub(super) text: &'a str,
}

impl Line<'_> {
    pub(super) fn end(&self) -> usize {
        self.at + self.text.len()
    }
}

/// A walk over the lines that say something.
#[derive(Clone)]
pub(super) struct Walk<'a> {
    text: &'a str,
    /// Where the next line begins, if there is one.
    at: Option<usize>,
    number: usize,
    /// Pipes at either end of a line are borders of a cell.
    is_piped: bool,
}

impl<'a> Walk<'a> {
    /// Where most lines begin with a pipe, it is the border of a cell.
    pub(super) fn new(text: &'a str) -> Self {
        Self::among(text, lines_with(text, b'|'))
    }

    /// The same, of a text whose pipes stand in these lines.
    pub(super) fn among(text: &'a str, lines: impl Iterator<Item = (usize, &'a str)>) -> Self {
        let walk = Self { text, at: Some(0), number: 0, is_piped: false };
        let piped = lines.filter(|(_, line)| line.trim_start_matches(is_space).starts_with('|')).count();
        // Of lines that few or no pipes begin, not all are counted.
        Self { is_piped: piped > 0 && 2 * piped > walk.clone().take(2 * piped).count(), ..walk }
    }

    /// Passes over lines that can be nothing but cells, and says where each of them stands, and its number.
    ///
    /// They are what [`next`](Self::next) would give, up to the first that could be a heading or a title, or is none of
    /// those that nothing is to be trimmed off.
    #[inline]
    pub(super) fn pass_cells(&mut self, mut take: impl FnMut(Range<usize>, usize)) {
        let (Some(mut at), mut number) = (self.at, self.number) else { return };
        while let Some(length) = self.cell_length(at) {
            take(at..at + length, number);
            at += length + 1;
            number += 1;
        }
        (self.at, self.number) = (Some(at), number);
    }

    /// The same of cells of records, which are put to `rows`. `above` is the number of the line above.
    pub(super) fn pass_rows(
        &mut self,
        rows: &mut Lines<'_>,
        above: &mut Option<usize>,
        is_apart: impl Fn(usize, usize) -> bool,
    ) {
        let (Some(mut at), mut number) = (self.at, self.number) else { return };
        let first = rows.len();
        // Below it each stands right below the one before.
        if let Some(length) = self.cell_length(at) {
            rows.push(at..at + length, above.is_some_and(|above| is_apart(above, number)));
            at += length + 1;
            number += 1;
            while let Some((length, lines)) = self.pass_rows_below(rows, first, at) {
                at += length;
                number += lines;
            }
            *above = Some(number - 1);
        }
        (self.at, self.number) = (Some(at), number);
    }

    /// The same of the line that begins here, right below the last one, or of those of a row that says what that above does:
    /// how many bytes they are, with their newlines, and how many lines.
    #[inline(always)]
    fn pass_rows_below(&self, rows: &mut Lines<'_>, first: usize, at: usize) -> Option<(usize, usize)> {
        let rest = self.text.as_bytes().get(at..)?;
        let Some(sixteen) = rest.first_chunk() else {
            let length = self.cell_length(at)?;
            rows.push_below(at, length);
            return Some((length + 1, 1));
        };
        let sixteen = u128::from_le_bytes(*sixteen);
        let words = [sixteen as u64, (sixteen >> 64) as u64];
        let is_in_brackets = words[0] as u8 == b'[';
        let may_begin = may_begin(words[0]);
        if !is_in_brackets {
            let twin = rows.push_twin(first, at, words[0] as u32);
            if twin.is_some() {
                return twin;
            }
        } else if !may_begin && let Some(length) = rows.push_same_brackets(at) {
            return Some((length + 1, 1));
        }
        let length = sixteen::position(rest, [b'\n'])?;
        let is_put = !is_in_brackets && rows.push_short(at, words, length, may_begin);
        if !is_put {
            if !self.is_cell(at..at + length, may_begin) {
                return None;
            }
            rows.push_below(at, length);
        }
        Some((length + 1, 1))
    }

    /// The length of the line that begins here, if it can be nothing but a cell.
    #[inline(always)]
    fn cell_length(&self, at: usize) -> Option<usize> {
        if general_way::is_forced() {
            return None;
        }
        let rest = self.text.as_bytes().get(at..)?;
        let length = sixteen::position(rest, [b'\n'])?;
        let may_begin = rest.first_chunk().is_none_or(|word| may_begin(u64::from_le_bytes(*word)));
        self.is_cell(at..at + length, may_begin).then_some(length)
    }

    /// Whether a line can be nothing but a cell, and nothing is to be trimmed off it. `may_begin`: a heading or a title may
    /// begin as it does.
    #[inline(always)]
    fn is_cell(&self, line: Range<usize>, may_begin: bool) -> bool {
        let bytes = self.text.as_bytes().get(line.clone()).unwrap_or_default();
        is_plain(bytes) && !(may_begin && !is_cell(bytes) && self.text.get(line).is_none_or(may_be_title))
    }

    /// The walk from another line on, whose number is not asked for.
    pub(super) fn from(&self, at: usize) -> Self {
        Self { at: Some(at), ..self.clone() }
    }

    fn trimmed(&self, line: &'a str) -> &'a str {
        line.trim_matches(|c: char| is_space(c) || self.is_piped && c == '|')
    }
}

/// A byte that may end a line of which nothing is to be trimmed, and one that may begin it, too.
const ENDS: u8 = 1;
const BEGINS: u8 = 1 << 1;
/// A byte that a number, a date or a range of ports may hold.
const NUMBERS: u8 = 1 << 2;

const SORTS: [u8; 256] = by_byte!(|byte| match byte {
    b'|' => 0,
    b'-' => ENDS | NUMBERS,
    b'=' | b'_' | b'*' => ENDS,
    b'0'..=b'9' => ENDS | BEGINS | NUMBERS,
    b'!'..=b'~' => ENDS | BEGINS,
    _ => 0,
});

#[inline]
fn sort(byte: u8) -> u8 {
    SORTS.get(usize::from(byte)).copied().unwrap_or(0)
}

/// Whether nothing is to be trimmed off a line, and it is none that is drawn: by far most begin and end so.
#[inline]
fn is_plain(line: &[u8]) -> bool {
    match line {
        [first, .., last] => sort(*first) & BEGINS != 0 && sort(*last) & ENDS != 0,
        [only] => sort(*only) & BEGINS != 0,
        [] => false,
    }
}

/// Whether a line can be neither a heading nor a title: by its first two letters, or because it has none.
#[inline]
fn is_cell(line: &[u8]) -> bool {
    match line {
        [b'0'..=b'9', rest @ ..] => rest.len() < 10 && rest.iter().all(|byte| sort(*byte) & NUMBERS != 0),
        [b'[', one, two, ..] | [one, two, ..] => !may_open(*one, *two),
        _ => false,
    }
}

/// The second letters, a bit each, that follow each letter at the beginning of a heading or a title.
#[allow(clippy::indexing_slicing, reason = "reckoned by the compiler, which tells of an index out of bounds")]
const PAIRS: [u32; 26] = {
    let mut pairs = heading::FIRST_PAIRS;
    let mut one = 0;
    while one < 26 {
        let mut two = 0;
        while two < 26 {
            if may_begin_title(one + b'a', two + b'a') {
                pairs[one as usize] |= 1 << two;
            }
            two += 1;
        }
        one += 1;
    }
    pairs
};

/// Whether a heading or a title may begin with these two bytes.
#[inline]
fn may_open(one: u8, two: u8) -> bool {
    let place = |byte: u8| (byte | 0x20).wrapping_sub(b'a');
    match (PAIRS.get(usize::from(place(one))), place(two)) {
        (Some(pairs), two @ 0..26) => pairs >> two & 1 == 1,
        _ => true,
    }
}

/// The letters that follow each two at the beginning of a heading or a title, a bit each, by their places in the alphabet.
#[allow(clippy::indexing_slicing, reason = "reckoned by the compiler, which tells of an index out of bounds")]
const TRIPLES: [u32; 1 << 10] = {
    let mut triples = [0; 1 << 10];
    let (mut one, mut two, mut three) = (0, 0, 0);
    while one < 26 {
        let is_of_title = may_begin_title(one + b'a', two + b'a') && may_go_on(two + b'a', three + b'a');
        if is_of_title || heading::FIRST_TRIPLES[(one as usize) << 5 | two as usize] >> three & 1 == 1 {
            triples[(one as usize + 1) << 5 | (two as usize + 1)] |= 2 << three;
        }
        three = (three + 1) % 26;
        two = (two + (three == 0) as u8) % 26;
        one += (two == 0 && three == 0) as u8;
    }
    triples
};

/// Whether a heading or a title may begin as this word does, or behind its bracket: told by three letters, if it has them.
#[inline(always)]
fn may_begin(word: u64) -> bool {
    const THREE: u64 = 0x80_8080;
    let word = if word as u8 == b'[' { word >> 8 } else { word };
    let are_letters = word & THREE == 0 && eight::letters(word) & THREE == THREE;
    let [one, two, three, ..] = word.to_le_bytes().map(|letter| letter & 31);
    let triples = TRIPLES.get(usize::from(one) << 5 | usize::from(two));
    !are_letters || triples.is_none_or(|triples| triples >> three & 1 == 1)
}

/// Whether the second letter of a title and the third may be these.
#[inline]
const fn may_go_on(two: u8, three: u8) -> bool {
    matches!(&[two | 0x20, three | 0x20], b"on" | b"eo" | b"oo")
}

/// Whether a line of which nothing is to be trimmed is a heading, or a title by itself.
fn may_be_title(line: &str) -> bool {
    let may_be_title = match line.as_bytes() {
        [b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z', two, three, ..] => may_go_on(*two, *three),
        _ => true,
    };
    let may_be_heading = match line.as_bytes() {
        [one, two, three, ..] => heading::may_begin_with_three(*one, *two, *three),
        _ => true,
    };
    may_be_title && (is_contact_title(line) || is_footnote_title(line))
        || may_be_heading && heading::may_open(line.as_bytes()) && heading::is_known(line)
}

impl<'a> Iterator for Walk<'a> {
    type Item = Line<'a>;

    #[inline]
    fn next(&mut self) -> Option<Line<'a>> {
        loop {
            let start = self.at?;
            // Lines of a cell each are short: a search over long texts takes longer to begin than to find their end.
            let length = sixteen::position(self.text.as_bytes().get(start..)?, [b'\n']);
            let line = self.text.get(start..length.map_or(self.text.len(), |length| start + length))?;
            let number = self.number;
            self.at = length.map(|length| start + length + 1);
            self.number += 1;
            if is_plain(line.as_bytes()) {
                return Some(Line { at: start, number, text: line });
            }
            let text = self.trimmed(line);
            if !is_rule(text) {
                return Some(Line { at: start + (text.as_ptr() as usize - line.as_ptr() as usize), number, text });
            }
        }
    }
}

/// Whether a line is empty, or a line that is drawn.
fn is_rule(line: &str) -> bool {
    line.is_empty() || line.len() > 2 && line.bytes().all(is_drawn)
}

#[inline]
fn is_drawn(byte: u8) -> bool {
    matches!(byte, b'=' | b'-' | b'_' | b'*')
}

fn is_space(c: char) -> bool {
    c.is_whitespace() || c == '\u{feff}'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_heading_and_no_title_is_passed_as_a_cell() {
        let titles = ["Contact Information", "PEOPLE", "Contacts", "Footnotes", "footnote"];
        let headings =
            ["Service Name", "service-name", "Port", "ID", "Id", "URI", "Name", "Last Updated", "[Assignee]"];
        for line in titles.iter().chain(&headings) {
            assert!(!is_cell(line.as_bytes()) && may_be_title(line), "{line}");
        }
        let word = |line: &str| u64::from_le_bytes(*format!("{line}\n      ").as_bytes().first_chunk().unwrap());
        for line in titles.iter().chain(&headings) {
            assert!(may_begin(word(line)), "{line}");
        }
        for line in ["Unassigned", "De-assigned", "service-x", "ports-lock", "80", "[Contactor]", "Footnotes 2"] {
            assert!(is_cell(line.as_bytes()) || !may_be_title(line), "{line}");
        }
    }

    /// Where the lines are that the short way takes, and up to where.
    fn passed(text: &str) -> (Vec<&str>, Option<usize>) {
        let mut walk = Walk::new(text);
        let mut rows = Lines::new(text);
        walk.pass_rows(&mut rows, &mut None, |_, _| false);
        ((0..rows.len()).map(|at| rows.text(at)).collect(), walk.at)
    }

    #[test]
    fn rows_are_passed_up_to_what_may_be_none() {
        let text = "a\n1\ntcp\nA\n[X]\n[X]\na\n1\nudp\nA\n[X]\n[X]\n\nb\n2\ntcp\nB\n";
        assert_eq!(passed(text).0, ["a", "1", "tcp", "A", "[X]", "[X]", "a", "1", "udp", "A", "[X]", "[X]"]);
        assert_eq!(passed("a\n1\ntcp\nContacts\nID\n"), (vec!["a", "1", "tcp"], Some(8)));
        assert_eq!(passed("x\n[Contacts]\ny\n").0, ["x"]);
        assert_eq!(passed("x\n y\n").0, ["x"]);
        // The last line may go on.
        assert_eq!(passed("x\ny").0, ["x"]);
    }
}
