//! What lines are told to be, and which of them were seen before: a service has a row for each transport protocol, and
//! who has one has others.

use crate::ast::PortRange;
use crate::cell;
use crate::eight;
use crate::general_way;

use super::super::shape::{self, People, Shape};
use super::kind::Kind;
use super::usual;

/// Lines that are remembered, one for each hash.
const MOST: usize = 1 << 9;

/// A line of a text, and what most others differ in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Key {
    /// The first eight bytes and the last eight; of a shorter line all, and zeros.
    head: u64,
    tail: u64,
    at: u32,
    len: u32,
}

impl Key {
    #[inline]
    #[allow(clippy::arithmetic_side_effects, reason = "a line without eight bytes has less of them")]
    fn of(text: &str, at: u32, len: u32) -> Self {
        let rest = text.as_bytes().get(at as usize..).unwrap_or_default();
        let line = rest.get(..len as usize).unwrap_or_default();
        let word = |eight: &[u8; 8]| u64::from_le_bytes(*eight);
        let (head, tail) = match (line.first_chunk(), line.last_chunk(), rest.first_chunk()) {
            (Some(head), Some(tail), _) => (word(head), word(tail)),
            (.., Some(head)) => (word(head) & ((1 << (8 * line.len())) - 1), 0),
            _ => (line.iter().rev().fold(0, |head, byte| head << 8 | u64::from(*byte)), 0),
        };
        Self { head, tail, at, len }
    }

    #[inline]
    fn text<'a>(&self, text: &'a str) -> &'a str {
        text.get(self.at as usize..).and_then(|rest| rest.get(..self.len as usize)).unwrap_or("")
    }

    /// Whether both lines of `text` say the same.
    #[inline]
    fn is(&self, other: &Self, text: &str) -> bool {
        (self.len, self.head, self.tail) == (other.len, other.head, other.tail)
            && (self.len <= 16 || self.text(text) == other.text(text))
    }

    #[inline]
    fn slot(&self) -> usize {
        (eight::mix(self.head, self.tail, u64::from(self.len)) >> 48) as usize % MOST
    }
}

/// Lines that were seen, of one text, with their kinds and ports.
#[derive(Debug)]
pub(super) struct Seen(Box<[(Key, Kind, u16)]>);

impl Default for Seen {
    fn default() -> Self {
        // No line is so long.
        Self(vec![(Key { len: u32::MAX, ..Key::default() }, Kind::default(), 0); MOST].into())
    }
}

impl Seen {
    /// The kind of a line that is not in brackets, and its first port if it is one.
    #[inline]
    pub(super) fn of_line(&mut self, text: &str, at: u32, len: u32) -> (Kind, u16) {
        let key = Key::of(text, at, len);
        if let Some(found) = usual::of_port_or_transport(key.head, key.len) {
            return found;
        }
        self.kind(&key, text, of_line)
    }

    /// The number among `brackets` of a line in them; more than they are where they are too many.
    #[inline]
    pub(super) fn number_of_brackets(&mut self, text: &str, at: u32, len: u32, brackets: &mut Vec<(u32, u32)>) -> u16 {
        let key = Key::of(text, at, len);
        let number = |_: &str| {
            let number = u16::try_from(brackets.len()).unwrap_or(u16::MAX);
            if number < u16::MAX {
                brackets.push((at, len));
            }
            (Kind::IN_BRACKETS, number)
        };
        self.kind(&key, text, number).1
    }

    /// The kind of a line, which `tell` tells of one that was not seen.
    #[inline]
    fn kind(&mut self, key: &Key, text: &str, tell: impl FnOnce(&str) -> (Kind, u16)) -> (Kind, u16) {
        if general_way::is_forced() {
            return tell(key.text(text));
        }
        if let Some((known, kind, port)) = self.0.get(key.slot())
            && known.is(key, text)
        {
            return (*kind, *port);
        }
        let (kind, port) = tell(key.text(text));
        if let Some(slot) = self.0.get_mut(key.slot()) {
            *slot = (*key, kind, port);
        }
        (kind, port)
    }
}

fn of_line(line: &str) -> (Kind, u16) {
    Kind::of_usual(line).unwrap_or_else(|| of_any(line, &People::default()))
}

/// The same of a line in brackets, or one that begins so.
pub(super) fn of_brackets(line: &str, people: &People<'_>) -> (Kind, u16) {
    match Kind::of_usual_brackets(line, people) {
        Some(kind) => (kind, 0),
        None => of_any(line, people),
    }
}

#[cold]
fn of_any(line: &str, people: &People<'_>) -> (Kind, u16) {
    let shape = shape::of_cell(line, people);
    let port = match shape {
        Shape::Ports => cell::ports(line).map_or(0, PortRange::first),
        _ => 0,
    };
    (Kind::of(line, &shape), port)
}
