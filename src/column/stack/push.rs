//! Lines of stacked text put one below the other, and told as they come: most are as the one above, or a port, or a
//! transport, and a row for UDP says what the one for TCP does.

#![allow(clippy::arithmetic_side_effects, reason = "places in a text in memory, and numbers of its lines")]

use std::ops::Range;

use crate::eight;
use crate::general_way;

use super::super::shape::{self, Shape};
use super::kind::{BRACKETS, Kind, PORTS, TRANSPORT, WORDS};
use super::lines::{Line, Lines};
use super::usual;

/// Where the last row seems to be that has a port and a transport.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Last {
    /// The line of its transport; where there is none, the first.
    transport: usize,
    /// The line above its port, which may be its name.
    row: usize,
    /// The first bytes of that line, and of its port.
    heads: [u32; 2],
}

impl Last {
    /// Of the row whose transport comes below these lines, if its port is the last of them.
    fn of(text: &str, lines: &[Line]) -> Self {
        let head = |line: &Line| Some(u32::from_le_bytes(*text.as_bytes().get(line.at as usize..)?.first_chunk()?));
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
    fn row_of(&self, head: u32) -> Option<usize> {
        let [name, port] = self.heads;
        if head == name { Some(self.row) } else { (head == port).then_some(self.row + 1) }
    }
}

impl Lines<'_> {
    /// Puts a line of the text below those that are there, and tells what it is, but for one in brackets.
    pub(crate) fn push(&mut self, bytes: Range<usize>, is_apart: bool) {
        self.has_apart |= is_apart;
        self.is_dense &= self.lines.last().is_none_or(|above| above.bytes().end + 1 == bytes.start);
        self.push_below(bytes.start, bytes.len());
        if let Some(line) = self.lines.last_mut() {
            line.is_apart = is_apart;
        }
    }

    /// The same of a line that stands right below the last one, or is the first.
    #[inline]
    pub(crate) fn push_below(&mut self, at: usize, length: usize) {
        let (from, len) = (narrow(at), narrow(length));
        let told = if self.text.as_bytes().get(at) == Some(&b'[') {
            (Kind::IN_BRACKETS, self.seen.number_of_brackets(self.text, from, len, &mut self.brackets))
        } else {
            let (mut kind, port) = self.seen.of_line(self.text, from, len);
            if self.may_be_transport(kind) {
                let text = at.checked_add(length).and_then(|end| self.text.get(at..end)).unwrap_or("");
                if shape::is_written_transport(text) {
                    (kind, self.is_written_otherwise) = (Kind::of(text, &Shape::Transport), true);
                }
            }
            (kind, port)
        };
        self.put(from, len, told);
    }

    /// Whether a line of words below those that are there can be a transport however it is written: right below ports; where
    /// a page writes it so, right below what could be a name, too.
    #[inline(always)]
    fn may_be_transport(&self, kind: Kind) -> bool {
        let is_below = |above: &Line| above.kind.is(PORTS) || self.is_written_otherwise && above.kind.may_name();
        kind.is(WORDS) && self.lines.last().is_some_and(is_below)
    }

    #[inline(always)]
    fn put(&mut self, at: u32, len: u32, (kind, port): (Kind, u16)) {
        if kind.is(TRANSPORT) {
            self.last = Last::of(self.text, &self.lines);
        }
        self.lines.push(Line { at, len, kind, port, is_apart: false, again: 0 });
    }

    /// Puts the line of these first words and this length, that begins at `at`, right below the last one, if they tell that
    /// it is a port, TCP or UDP, or a name, which it is not where it `may_be_title`; `false` where they do not.
    #[inline(always)]
    pub(crate) fn push_short(&mut self, at: usize, words: [u64; 2], len: usize, may_be_title: bool) -> bool {
        let [head, _] = words;
        let told = match head as u8 {
            b'0'..=b'9' => usual::of_port_or_transport(head & ((1 << (8 * len.min(6))) - 1), narrow(len)),
            b't' | b'u' if len == 3 => usual::of_port_or_transport(head & ((1 << 24) - 1), 3),
            // Below ports, or where a page writes them so, it can be a transport in upper case.
            _ if may_be_title || self.is_written_otherwise => None,
            _ if self.lines.last().is_none_or(|above| above.kind.is(PORTS)) => None,
            _ => usual::of_name(words, len).map(|kind| (kind, 0)),
        };
        if let Some(told) = told {
            self.put(narrow(at), narrow(len), told);
        }
        told.is_some()
    }

    /// Puts the line that begins at `at` below those that are there, if it says what the one right above it does, in
    /// brackets; how long it is.
    #[inline]
    pub(crate) fn push_same_brackets(&mut self, at: usize) -> Option<usize> {
        let above = self.lines.last().filter(|above| above.kind.is(BRACKETS))?;
        let same = above.bytes();
        let (_, below) = self.text.as_bytes().get(same.start..)?.split_at_checked(same.len() + 1)?;
        let with_newline = self.text.as_bytes().get(same.start..=same.end)?;
        if general_way::is_forced() || same.end + 1 != at || !eight::begins(below, with_newline) {
            return None;
        }
        let told = (above.kind, above.port);
        self.put(narrow(at), above.len, told);
        Some(same.len())
    }

    /// Puts lines below those that are there that begin at `at`, with these four bytes, and say what the lines of the last
    /// row do, but that it is for TCP and they are for UDP, or the other way; how many bytes they are, with their newlines,
    /// and how many lines. Of the lines before `first` nothing is known.
    ///
    /// What a line is told to be is told from its text alone, and the two transports are of one kind.
    #[inline]
    pub(crate) fn push_twin(&mut self, first: usize, at: usize, head: u32) -> Option<(usize, usize)> {
        let row = self.last.row_of(head).filter(|row| *row >= first)?;
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
        let is_same = |same_rest: &[u8]| eight::begins(same_head, head) && same_rest == rest;
        let is_twin = same_tail.strip_prefix(other).is_some_and(is_same)
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
}

#[inline]
fn narrow(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
