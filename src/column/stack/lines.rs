//! The lines of a table of stacked text, and which of them may begin a row.

use std::ops::Range;

use crate::ast::PortRange;
use crate::cell;

use super::super::shape::{People, Persons, Piece, Runs, Shape};
use super::kind::{BRACKETS, Kind, PORTS, TRANSPORT, WORDS};

/// A line that says something.
#[derive(Clone, Copy, Debug)]
struct Line {
    at: u32,
    len: u32,
    kind: Kind,
    start: Start,
    /// The first port of a line that is one.
    port: u16,
    /// More lines than from one heading to the next are between it and the line above.
    is_apart: bool,
}

/// The lines of a table, without those that are empty.
#[derive(Debug)]
pub(crate) struct Lines<'a> {
    text: &'a str,
    lines: Vec<Line>,
    /// The last port that is one for sure: names below it have none.
    last_port: Option<usize>,
    has_apart: bool,
}

impl<'a> Lines<'a> {
    /// No lines of `text` yet.
    pub(crate) fn new(text: &'a str) -> Self {
        Self { text, lines: Vec::new(), last_port: None, has_apart: false }
    }

    /// Puts a line of the text below those that are there.
    #[inline]
    pub(crate) fn push(&mut self, bytes: Range<usize>, is_apart: bool) {
        let narrow = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        let (at, len) = (narrow(bytes.start), narrow(bytes.len()));
        self.has_apart |= is_apart;
        self.lines.push(Line { at, len, kind: Kind::default(), start: Start::default(), port: 0, is_apart });
    }

    #[inline]
    pub(crate) fn len(&self) -> usize {
        self.lines.len()
    }

    #[inline]
    pub(crate) fn bytes(&self, at: usize) -> Range<usize> {
        self.lines.get(at).map_or(0..0, |line| line.at as usize..line.at as usize + line.len as usize)
    }

    /// The newlines from the beginning of one line to that of a later one.
    pub(crate) fn newlines(&self, lines: Range<usize>) -> u32 {
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

    /// The text from the beginning of one line to the end of another.
    #[inline]
    pub(super) fn part(&self, from: usize, to: usize) -> &'a str {
        let (Some(from), Some(to)) = (self.lines.get(from), self.lines.get(to)) else { return "" };
        self.slice(from.at as usize..to.at as usize + to.len as usize)
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
    fn is(&self, at: usize, sort: u16) -> bool {
        self.kind(at).is_some_and(|kind| kind.is(sort))
    }

    #[inline]
    pub(crate) fn start(&self, at: usize) -> Option<Start> {
        self.lines.get(at).map(|line| line.start).filter(|start| start.has(EXISTS))
    }

    /// All that costs depend on of each of these lines: of its kind, and of how a row may begin with it.
    #[inline]
    pub(super) fn codes(&self, lines: Range<usize>) -> impl Iterator<Item = u32> {
        let lines = self.lines.get(lines).unwrap_or_default();
        lines.iter().map(|line| u32::from(line.kind.of_costs().bits()) | u32::from(line.start.0) << 16)
    }

    /// Whether empty lines stand between any two.
    pub(crate) fn has_apart(&self) -> bool {
        self.has_apart
    }

    /// Whether empty lines stand between two of these.
    pub(crate) fn are_apart(&self, lines: Range<usize>) -> bool {
        self.lines.get(lines).is_some_and(|lines| lines.iter().skip(1).any(|line| line.is_apart))
    }

    /// Whether any of these lines has a person's id in brackets.
    pub(crate) fn names_persons(&self, mut lines: Range<usize>) -> bool {
        lines.any(|at| self.kind(at).is_some_and(|kind| kind.is(BRACKETS) && !kind.is_reference()))
    }

    /// Tells what each line is, and where rows may begin. `names_first`: rows with a name begin with it.
    pub(crate) fn tell(&mut self, people: &mut People<'_>, names_first: bool) {
        let text = self.text;
        let text_of = |line: &Line| text.get(line.at as usize..line.at as usize + line.len as usize).unwrap_or("");
        // The line above, and its kind before it was told to be of persons for sure.
        let mut above: Option<(&mut Line, Kind)> = None;
        let mut has_twins = false;
        let mut shapes = Runs::new(people);
        // Of words many are those of the row above: a service has a row for each transport protocol.
        let mut words = [("", Kind::default()); 2];
        for line in &mut self.lines {
            let found = text_of(line);
            let twin = above.take().filter(|(above, kind)| kind.is(BRACKETS) && text_of(above) == found);
            let kind = if let Some((_, kind)) = &twin {
                *kind
            } else if let [(known, kind), _] = words
                && known == found
                && !found.is_empty()
            {
                kind
            } else if let Some((kind, port)) = Kind::of_usual(found, shapes.people) {
                line.port = port;
                kind
            } else {
                let shape = shapes.of_cell(found, None);
                if shape == Shape::Ports {
                    line.port = cell::ports(found).map_or(0, PortRange::first);
                }
                Kind::of(found, &shape)
            };
            line.kind = kind;
            if kind.is(WORDS) {
                let [_, last] = words;
                words = [last, (found, kind)];
            }
            // The same brackets twice, see `shape::twins`.
            if let Some((above, _)) = twin
                && matches!(above.kind.persons(), Some(Persons::Possible | Persons::Unlisted))
            {
                has_twins = true;
                above.kind = kind.sure_persons();
                line.kind = kind.sure_persons();
            }
            above = Some((line, kind));
        }
        people.complete &= !has_twins;
        let is_port = |at: &usize| {
            self.is(*at, PORTS) && (self.is(at + 1, TRANSPORT) || self.kind(at + 1).is_some_and(Kind::is_state))
        };
        self.last_port = (0..self.len()).rev().find(is_port);
        for at in 0..self.len() {
            let start = Start::at(self, at, self.last_port.is_none_or(|port| at > port), names_first);
            if let (Some(line), Some(start)) = (self.lines.get_mut(at), start) {
                line.start = start;
            }
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

/// How a row begins, if one may begin with a line. The upper bits are what is rare in that.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Start(u16);

const EXISTS: u16 = 1;
const NAMED: u16 = 1 << 1;
const HAS_PORTS: u16 = 1 << 2;
const HAS_TRANSPORT: u16 = 1 << 3;
const LACKS_PORT: u16 = 1 << 4;
const COST: u32 = 8;

impl Start {
    #[inline]
    fn has(self, bit: u16) -> bool {
        self.0 & bit != 0
    }

    #[inline]
    pub(crate) fn is_named(self) -> bool {
        self.has(NAMED)
    }

    #[inline]
    pub(crate) fn has_ports(self) -> bool {
        self.has(HAS_PORTS)
    }

    #[inline]
    pub(crate) fn has_transport(self) -> bool {
        self.has(HAS_TRANSPORT)
    }

    /// It stands among ports and has none.
    #[inline]
    pub(crate) fn lacks_port(self) -> bool {
        self.has(LACKS_PORT)
    }

    /// What is rare in a row that begins so.
    pub(crate) fn cost(self) -> u32 {
        u32::from(self.0 >> COST)
    }

    /// How many lines come before the one that tells most surely that here is a row: its port, or its first.
    pub(super) fn to_anchor(self) -> usize {
        usize::from(self.is_named() && self.has_ports())
    }

    /// `is_below`: no port follows that is one for sure. `names_first`: rows with a name begin with it.
    fn at(lines: &Lines<'_>, at: usize, is_below: bool, names_first: bool) -> Option<Self> {
        let first = lines.kind(at)?;
        let is_named = match first.sort() {
            PORTS => false,
            // A service that is called as a transport protocol is.
            TRANSPORT if lines.is(at + 1, PORTS) && lines.is(at + 2, TRANSPORT) => true,
            // A phrase of notes is no name.
            WORDS if first.may_name() => true,
            _ => return None,
        };
        // A state is no name where a description stands.
        let is_before = |sort: u16| at.checked_sub(1).is_some_and(|before| lines.is(before, sort));
        if first.is_state() && (is_before(PORTS) || is_before(TRANSPORT)) {
            return None;
        }
        let mut head = at + usize::from(is_named);
        let has_ports = lines.is(head, PORTS);
        head += usize::from(has_ports);
        let has_transport = lines.is(head, TRANSPORT);
        head += usize::from(has_transport);
        let next = lines.kind(head);
        let description = next.filter(|kind| kind.is(WORDS));
        let could_be = match (has_ports, has_transport) {
            (_, true) => true,
            (true, false) => description.is_some() || next.is_none(),
            // A port that is none stands between name and transport; or a name alone.
            (false, false) => is_below || lines.is(head + 1, TRANSPORT),
        };
        if !could_be {
            return None;
        }
        let states = description.is_some_and(Kind::states);
        let states_alone = description.is_some_and(Kind::is_state);
        let cost = match (is_named, has_ports) {
            (false, _) if names_first && !states => 5,
            (false, _) => 0,
            (true, true) if names_first && states_alone => 9,
            (true, true) if names_first && states => 4,
            (true, true) => 0,
            // A row that has lost its port, or whose port is damaged.
            (true, false) if !is_below && has_transport => 6,
            (true, false) if !is_below => 2,
            (true, false) => u16::from(!has_transport),
        };
        let bits = [
            (true, EXISTS),
            (is_named, NAMED),
            (has_ports, HAS_PORTS),
            (has_transport, HAS_TRANSPORT),
            (!has_ports && !is_below, LACKS_PORT),
        ];
        Some(Self(bits.into_iter().fold(cost << COST, |start, (is_set, bit)| if is_set { start | bit } else { start })))
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
