//! The lines of a table of stacked text, and which of them may begin a row.

#![allow(clippy::arithmetic_side_effects, reason = "places in a text in memory, and numbers of its lines")]

use std::ops::Range;

use crate::eight;
use crate::general_way;

use super::super::shape::{People, Persons, Piece};
use super::kind::{BRACKETS, Kind, PORTS, TRANSPORT};
use super::seen::{Seen, of_brackets};
use super::start::{Start, Starts};
use super::usual;

/// A line that says something.
#[derive(Clone, Copy, Debug)]
struct Line {
    at: u32,
    len: u32,
    kind: Kind,
    /// All that costs depend on: the kind, as far as they do, and above it how a row may begin with the line.
    code: u32,
    /// The first port of a line that is one; of one in brackets its number among them.
    port: u16,
    /// More lines than from one heading to the next are between it and the line above.
    is_apart: bool,
    /// So many lines from here say what as many above do, but for TCP or UDP; none but where that begins.
    again: u8,
}

impl Line {
    #[inline]
    fn bytes(&self) -> Range<usize> {
        self.at as usize..self.at as usize + self.len as usize
    }

    #[inline]
    fn start(&self) -> Start {
        Start((self.code >> 16) as u16)
    }

    #[inline]
    fn tell_start(&mut self, start: Start) {
        self.code = u32::from(self.kind.of_costs().bits()) | u32::from(start.bits()) << 16;
    }
}

/// Where the last row seems to be that has a port and a transport.
#[derive(Clone, Copy, Debug, Default)]
struct Last {
    /// The line of its transport; where there is none, the first.
    transport: usize,
    /// The line above its port, which may be its name.
    row: usize,
    /// The first bytes of that line, and of its port.
    heads: [[u8; 4]; 2],
}

impl Last {
    /// Of the row whose transport comes below these lines, if its port is the last of them.
    fn of(text: &str, lines: &[Line]) -> Self {
        let head = |line: &Line| text.as_bytes().get(line.at as usize..)?.first_chunk().copied();
        match lines {
            [.., name, port] if port.kind.is(PORTS) => Self {
                transport: lines.len(),
                row: lines.len() - 2,
                heads: [head(name).unwrap_or_default(), head(port).unwrap_or_default()],
            },
            _ => Self::default(),
        }
    }

    /// The first line of the row, if it begins so.
    #[inline]
    fn row_of(&self, head: [u8; 4]) -> Option<usize> {
        let [name, port] = self.heads;
        if head == name { Some(self.row) } else { (head == port).then_some(self.row + 1) }
    }
}

/// The lines of a table, without those that are empty.
#[derive(Debug)]
pub(crate) struct Lines<'a> {
    text: &'a str,
    lines: Vec<Line>,
    seen: Seen,
    /// Lines in brackets, each where it was seen first; one may be there twice.
    brackets: Vec<(u32, u32)>,
    last: Last,
    has_apart: bool,
    /// Nothing but one newline is between any two lines.
    is_dense: bool,
}

impl<'a> Lines<'a> {
    /// No lines of `text` yet.
    pub(crate) fn new(text: &'a str) -> Self {
        // Many of the lines of stacked text are those of the table.
        let most = memchr::memchr_iter(b'\n', text.as_bytes()).count();
        Self {
            text,
            lines: Vec::with_capacity(most + 1),
            seen: Seen::default(),
            brackets: Vec::new(),
            last: Last::default(),
            has_apart: false,
            is_dense: true,
        }
    }

    /// Puts a line of the text below those that are there, and tells what it is, but for one in brackets.
    #[inline]
    pub(crate) fn push(&mut self, bytes: Range<usize>, is_apart: bool) {
        let (at, len) = (narrow(bytes.start), narrow(bytes.len()));
        let told = if self.text.as_bytes().get(bytes.start) == Some(&b'[') {
            (Kind::IN_BRACKETS, self.seen.number_of_brackets(self.text, at, len, &mut self.brackets))
        } else {
            self.seen.of_line(self.text, at, len)
        };
        self.push_told(bytes, told, is_apart);
    }

    #[inline]
    fn push_told(&mut self, bytes: Range<usize>, (kind, port): (Kind, u16), is_apart: bool) {
        let (at, len) = (narrow(bytes.start), narrow(bytes.len()));
        self.has_apart |= is_apart;
        self.is_dense &= self.lines.last().is_none_or(|above| above.bytes().end + 1 == bytes.start);
        if kind.is(TRANSPORT) {
            self.last = Last::of(self.text, &self.lines);
        }
        self.lines.push(Line { at, len, kind, code: 0, port, is_apart, again: 0 });
    }

    /// Puts the line that begins at `at` below those that are there, if its first bytes tell that it is a port, TCP or UDP;
    /// how long it is.
    #[inline]
    pub(crate) fn push_short(&mut self, at: usize, is_apart: impl FnOnce() -> bool) -> Option<usize> {
        let head = u64::from_le_bytes(*self.text.as_bytes().get(at..)?.first_chunk()?);
        let len = eight::first(eight::equal(head, b'\n'));
        // No port is longer.
        let told = usual::of_port_or_transport(head & ((1 << (8 * len.min(6))) - 1), narrow(len))?;
        self.push_told(at..at + len, told, is_apart());
        Some(len)
    }

    /// Puts the line that begins at `at` below those that are there, if it says what the one right above it does, in
    /// brackets; how long it is.
    #[inline]
    pub(crate) fn push_same_brackets(&mut self, at: usize) -> Option<usize> {
        let above = self.lines.last().filter(|above| above.kind.is(BRACKETS))?;
        let same = above.bytes();
        let (_, below) = self.text.as_bytes().get(same.start..)?.split_at_checked(same.len() + 1)?;
        let with_newline = self.text.as_bytes().get(same.start..=same.end)?;
        if general_way::is_forced() || same.end + 1 != at || !below.starts_with(with_newline) {
            return None;
        }
        let told = (above.kind, above.port);
        self.push_told(at..at + same.len(), told, false);
        Some(same.len())
    }

    /// Puts lines below those that are there that begin at `at`, and say what the lines of the last row do, but that it
    /// is for TCP and they are for UDP, or the other way; how many bytes they are, with their newlines, and how many
    /// lines. Of the lines before `first` nothing is known.
    ///
    /// What a line is told to be is told from its text alone, and the two transports are of one kind.
    #[inline]
    pub(crate) fn push_twin(&mut self, first: usize, at: usize) -> Option<(usize, usize)> {
        let head = self.text.as_bytes().get(at..)?.first_chunk()?;
        let row = self.last.row_of(*head).filter(|row| *row >= first)?;
        self.push_again(row, at)
    }

    fn push_again(&mut self, row: usize, at: usize) -> Option<(usize, usize)> {
        if general_way::is_forced() {
            return None;
        }
        let transport = self.last.transport;
        let start = self.lines.get(row)?.at as usize;
        let length = at.checked_sub(start)?;
        let above = self.text.as_bytes().get(start..at)?;
        let below = self.text.as_bytes().get(at..at.checked_add(length)?)?;
        let (head, tail) = above.split_at_checked(self.bytes(transport).start.checked_sub(start)?)?;
        let (same_head, same_tail) = below.split_at_checked(head.len())?;
        let (is_tcp, rest) = match tail {
            [b't', b'c', b'p', rest @ ..] => (true, rest),
            [b'u', b'd', b'p', rest @ ..] => (false, rest),
            _ => return None,
        };
        let other: &[u8] = if is_tcp { b"udp" } else { b"tcp" };
        // The line below begins right behind them.
        let is_twin = head == same_head
            && same_tail.strip_prefix(other) == Some(rest)
            && above.last() == Some(&b'\n')
            && self.bytes(self.len().checked_sub(1)?).end + 1 == at;
        if !is_twin || u32::try_from(at + length).is_err() {
            return None;
        }
        let moved = u32::try_from(length).ok()?;
        let first = self.len();
        let lines = first.checked_sub(row)?;
        self.lines.extend_from_within(row..);
        for line in self.lines.iter_mut().skip(first) {
            (line.at, line.is_apart, line.again) = (line.at + moved, false, 0);
        }
        if let Some(line) = self.lines.get_mut(first) {
            line.again = u8::try_from(lines).unwrap_or(0);
        }
        self.last.transport += lines;
        self.last.row += lines;
        Some((length, lines))
    }

    #[inline]
    pub(crate) fn len(&self) -> usize {
        self.lines.len()
    }

    #[inline]
    pub(crate) fn bytes(&self, at: usize) -> Range<usize> {
        self.lines.get(at).map_or(0..0, Line::bytes)
    }

    /// The newlines from the beginning of one line to that of a later one.
    pub(crate) fn newlines(&self, lines: Range<usize>) -> u32 {
        if self.is_dense {
            return u32::try_from(lines.len()).unwrap_or(u32::MAX);
        }
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
        move |from, to| match (lines.get(usize::from(from)), lines.get(usize::from(to))) {
            (Some(from), Some(to)) => text.get(from.at as usize..to.at as usize + to.len as usize).unwrap_or(""),
            _ => "",
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
        self.lines.get(at).map(Line::start).filter(|start| start.exists())
    }

    /// All that costs depend on of each of these lines: of its kind, and of how a row may begin with it.
    #[inline]
    pub(super) fn codes(&self, lines: Range<usize>) -> impl DoubleEndedIterator<Item = u32> {
        self.lines.get(lines).unwrap_or_default().iter().map(|line| line.code)
    }

    /// Whether two rows are of lines of the same codes, one by one.
    #[inline]
    pub(super) fn have_same_codes(&self, one: Range<usize>, two: Range<usize>) -> bool {
        one.len() == two.len() && self.codes(one).eq(self.codes(two))
    }

    #[inline]
    pub(super) fn code(&self, at: usize) -> u32 {
        self.lines.get(at).map_or(0, |line| line.code)
    }

    #[inline]
    pub(super) fn kinds(&self, lines: Range<usize>) -> impl Iterator<Item = Kind> {
        self.lines.get(lines).unwrap_or_default().iter().map(|line| line.kind)
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
    }

    fn tell_starts(&mut self, names_first: bool) {
        let mut starts = Starts::new(names_first);
        let mut lines = self.lines.as_mut_slice();
        while let [rest @ .., line] = lines {
            line.tell_start(starts.next_above(line.kind, rest.last().map(|above| above.kind)));
            lines = rest;
        }
    }

    /// The lines as pieces of a row.
    pub(crate) fn pieces(&self, lines: Range<usize>) -> Vec<Piece<'a>> {
        lines.map(|at| self.piece(at)).collect()
    }

    fn piece(&self, at: usize) -> Piece<'a> {
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

#[inline]
fn narrow(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// Whether `one` comes before `two` in a dictionary.
fn is_before(one: &str, two: &str) -> bool {
    let letters = |byte: u8| byte.to_ascii_lowercase();
    one.bytes().map(letters).lt(two.bytes().map(letters))
}
