//! The lines of a table of stacked text, and which of them may begin a row.

#![allow(clippy::arithmetic_side_effects, reason = "places in a text in memory, and numbers of its lines")]

use std::ops::Range;

use crate::general_way;

use super::super::shape::{People, Persons, Piece};
use super::kind::{BRACKETS, Kind};
use super::push::Last;
use super::seen::{Seen, of_brackets};
use super::start::{Start, Starts};

/// A line that says something.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line {
    pub(super) at: u32,
    pub(super) len: u32,
    pub(super) kind: Kind,
    /// The first port of a line that is one; of one in brackets its number among them.
    pub(super) port: u16,
    /// More lines than from one heading to the next are between it and the line above.
    pub(super) is_apart: bool,
    /// So many lines from here say what as many above do, but for TCP or UDP; none but where that begins.
    pub(super) again: u8,
}

impl Line {
    #[inline]
    pub(super) fn bytes(&self) -> Range<usize> {
        self.at as usize..self.at as usize + self.len as usize
    }
}

/// The lines of a table, without those that are empty.
#[derive(Debug)]
pub(crate) struct Lines<'a> {
    pub(super) text: &'a str,
    pub(super) lines: Vec<Line>,
    /// Of each line all that costs depend on: its kind, as far as they do, and above it how a row may begin with it.
    codes: Vec<u32>,
    pub(super) seen: Seen,
    /// Lines in brackets, each where it was seen first; one may be there twice.
    pub(super) brackets: Vec<(u32, u32)>,
    pub(super) last: Last,
    pub(super) has_apart: bool,
    /// A transport was written in upper case, or several were one line.
    pub(super) is_written_otherwise: bool,
    /// Nothing but one newline is between any two lines.
    pub(super) is_dense: bool,
    /// Who is sure to be a person is so because the contact table lists them.
    pub(super) lists_sure: bool,
}

impl<'a> Lines<'a> {
    /// No lines of `text` yet.
    pub(crate) fn new(text: &'a str) -> Self {
        // Many of the lines of stacked text are those of the table.
        let most = memchr::memchr_iter(b'\n', text.as_bytes()).count();
        Self {
            text,
            lines: Vec::with_capacity(most + 1),
            codes: Vec::new(),
            seen: Seen::default(),
            brackets: Vec::new(),
            last: Last::default(),
            has_apart: false,
            is_written_otherwise: false,
            is_dense: true,
            lists_sure: false,
        }
    }

    #[inline]
    pub(crate) fn len(&self) -> usize {
        self.lines.len()
    }

    #[inline]
    pub(crate) fn bytes(&self, at: usize) -> Range<usize> {
        self.lines.get(at).map_or(0..0, Line::bytes)
    }

    /// Whether nothing but one newline is between any two lines.
    #[inline]
    pub(crate) fn is_dense(&self) -> bool {
        self.is_dense
    }

    /// The newlines from the beginning of one line to that of a later one.
    #[inline]
    pub(crate) fn newlines(&self, lines: Range<usize>) -> u32 {
        if self.is_dense {
            return u32::try_from(lines.len()).unwrap_or(u32::MAX);
        }
        self.newlines_between(lines)
    }

    fn newlines_between(&self, lines: Range<usize>) -> u32 {
        let mut newlines = 0;
        for pair in self.lines.get(lines.start..=lines.end).unwrap_or_default().windows(2) {
            let [line, next] = pair else { break };
            let between = line.at as usize + line.len as usize..next.at as usize;
            newlines += match between.len() {
                1 => 1,
                _ => memchr::memchr_iter(b'\n', self.text.as_bytes().get(between).unwrap_or_default()).count(),
            };
        }
        u32::try_from(newlines).unwrap_or(u32::MAX)
    }

    /// A part of the text.
    #[inline]
    pub(crate) fn slice(&self, bytes: Range<usize>) -> &'a str {
        self.text.get(bytes).unwrap_or("")
    }

    /// What gives of these lines the text from the beginning of one to the end of another.
    #[inline]
    pub(super) fn parts(&self, lines: Range<usize>) -> impl Fn(u8, u8) -> &'a str {
        let (text, lines) = (self.text, self.lines.get(lines).unwrap_or_default());
        move |from, to| {
            let Some(first) = lines.get(usize::from(from)).map(Line::bytes) else { return "" };
            // Most are one line.
            let end =
                if from == to { Some(first.end) } else { lines.get(usize::from(to)).map(|last| last.bytes().end) };
            end.and_then(|end| text.get(first.start..end)).unwrap_or("")
        }
    }

    #[inline]
    pub(crate) fn text(&self, at: usize) -> &'a str {
        self.text.get(self.bytes(at)).unwrap_or("")
    }

    #[inline]
    pub(crate) fn kind(&self, at: usize) -> Option<Kind> {
        self.lines.get(at).map(|line| line.kind)
    }

    #[inline]
    pub(crate) fn start(&self, at: usize) -> Option<Start> {
        self.codes.get(at).map(|code| Start((code >> 16) as u16)).filter(|start| start.exists())
    }

    /// All that costs depend on of each of these lines: of its kind, and of how a row may begin with it.
    #[inline]
    pub(super) fn codes(&self, lines: Range<usize>) -> &[u32] {
        self.codes.get(lines).unwrap_or_default()
    }

    /// Whether two rows are of lines of the same codes, one by one.
    #[inline]
    pub(super) fn have_same_codes(&self, one: Range<usize>, two: Range<usize>) -> bool {
        are_same(self.codes(one), self.codes(two))
    }

    #[inline]
    pub(super) fn code(&self, at: usize) -> u32 {
        self.codes.get(at).copied().unwrap_or(0)
    }

    /// Whether the words of one of these lines could tell that their row is damaged.
    #[inline]
    pub(super) fn are_doubtful(&self, lines: Range<usize>) -> bool {
        self.lines.get(lines).unwrap_or_default().iter().fold(false, |found, line| found | !line.kind.is_plain())
    }

    /// Whether empty lines stand between any two.
    pub(crate) fn has_apart(&self) -> bool {
        self.has_apart
    }

    /// Whether empty lines stand between two of these.
    pub(crate) fn are_apart(&self, lines: Range<usize>) -> bool {
        self.lines.get(lines).is_some_and(|lines| lines.iter().skip(1).any(|line| line.is_apart))
    }

    /// Whether these lines say what as many right above them do, but for TCP or UDP.
    #[inline]
    pub(super) fn are_again(&self, lines: &Range<usize>) -> bool {
        self.lines.get(lines.start).is_some_and(|line| line.again > 0 && usize::from(line.again) == lines.len())
    }

    /// Whether any of these lines has a person's id in brackets.
    pub(crate) fn names_persons(&self, mut lines: Range<usize>) -> bool {
        lines.any(|at| self.kind(at).is_some_and(|kind| kind.is(BRACKETS) && !kind.is_reference()))
    }

    /// Tells what each line in brackets is, now that all whom the contact table lists are known, and where rows may begin.
    /// `names_first`: rows with a name begin with it.
    pub(crate) fn tell(&mut self, people: &mut People<'_>, names_first: bool) {
        self.tell_brackets(people);
        self.tell_starts(names_first);
    }

    fn tell_brackets(&mut self, people: &mut People<'_>) {
        let text = self.text;
        let text_of = |at: u32, len: u32| text.get(at as usize..at as usize + len as usize).unwrap_or("");
        let tell = |(at, len): (u32, u32)| of_brackets(text_of(at, len), people).0;
        let told: Vec<Kind> = self.brackets.iter().copied().map(tell).collect();
        let may_be_twice = |kind: &Kind| matches!(kind.persons(), Some(Persons::Possible | Persons::Unlisted));
        self.lists_sure = true;
        let are_once = self.brackets.len() < usize::from(u16::MAX) && !told.iter().any(may_be_twice);
        if are_once && !general_way::is_forced() {
            for line in &mut self.lines {
                if line.kind.is(BRACKETS) {
                    line.kind = told.get(usize::from(line.port)).copied().unwrap_or(line.kind);
                }
            }
            return;
        }
        // The line above, and its kind before it was told to be of persons for sure.
        let mut above: Option<(&mut Line, Kind)> = None;
        let mut has_twins = false;
        for line in &mut self.lines {
            if !line.kind.is(BRACKETS) {
                above = None;
                continue;
            }
            let kind = told.get(usize::from(line.port)).copied().unwrap_or_else(|| tell((line.at, line.len)));
            line.kind = kind;
            // The same brackets twice, see `shape::twins`.
            if let Some((above, _)) = above.filter(|(_, of_above)| *of_above == kind)
                && matches!(above.kind.persons(), Some(Persons::Possible | Persons::Unlisted))
                && text_of(above.at, above.len) == text_of(line.at, line.len)
            {
                has_twins = true;
                above.kind = kind.sure_persons();
                line.kind = kind.sure_persons();
            }
            above = kind.is(BRACKETS).then_some((line, kind));
        }
        people.complete &= !has_twins;
        self.lists_sure = !has_twins;
    }

    fn tell_starts(&mut self, names_first: bool) {
        let mut starts = Starts::new(names_first);
        self.codes = vec![0; self.lines.len()];
        let mut lines = self.lines.as_slice();
        for slot in self.codes.iter_mut().rev() {
            let Some((line, above)) = lines.split_last() else { break };
            let start = starts.next_above(line.kind, || above.last().map(|above| above.kind));
            *slot = u32::from(line.kind.of_costs().bits()) | u32::from(start.bits()) << 16;
            lines = above;
        }
    }

    /// The lines as pieces of a row.
    pub(crate) fn pieces(&self, lines: Range<usize>) -> Vec<Piece<'a>> {
        lines.map(|at| self.piece(at)).collect()
    }

    /// The same of one.
    pub(super) fn piece(&self, at: usize) -> Piece<'a> {
        let text = self.text(at);
        let shape = self.kind(at).unwrap_or_default().shape(text);
        Piece { text, shape, flows: true }
    }
}

impl<'a> Lines<'a> {
    /// The first port of a row that begins at a line as `start` says.
    #[inline]
    pub(super) fn port_of(&self, at: usize, start: Start) -> Option<u16> {
        let line = start.has_ports().then(|| self.lines.get(at + usize::from(start.is_named())))?;
        line.map(|line| line.port)
    }

    /// What is rare in that the one of two rows stands above the other: ports go from low to high, names without one by
    /// letters.
    pub(super) fn before(&self, (above, start): (usize, Start), (below, next): (usize, Start)) -> u32 {
        match (self.port_of(above, start), self.port_of(below, next)) {
            (Some(port), Some(next)) if next < port => 5,
            (None, None) if is_before(self.name(below, next), self.name(above, start)) => {
                1 + 2 * u32::from(!next.has_transport())
            }
            _ => 0,
        }
    }

    fn name(&self, at: usize, start: Start) -> &'a str {
        if start.is_named() { self.text(at) } else { "" }
    }
}

/// Whether `one` comes before `two` in a dictionary.
fn is_before(one: &str, two: &str) -> bool {
    let letters = |byte: u8| byte.to_ascii_lowercase();
    one.bytes().map(letters).lt(two.bytes().map(letters))
}

/// Whether the codes of two rows are the same: of some lines, which are sooner looked at than a call is made.
#[inline]
pub(super) fn are_same(one: &[u32], two: &[u32]) -> bool {
    one.len() == two.len() && one.iter().zip(two).fold(0, |differ, (one, two)| differ | one ^ two) == 0
}
