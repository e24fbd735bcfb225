//! Which lines may begin a row, and how.

use crate::eight;
use crate::general_way;

use super::kind::{Kind, PORTS, TRANSPORT, WORDS};

/// How a row begins, if one may begin with a line. The upper bits are what is rare in that.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Start(pub(super) u16);

const EXISTS: u16 = 1;
const NAMED: u16 = 1 << 1;
const HAS_PORTS: u16 = 1 << 2;
const HAS_TRANSPORT: u16 = 1 << 3;
const LACKS_PORT: u16 = 1 << 4;
const COST: u32 = 8;

/// What stands around a line: the line above it, and those below it; `None` where there is none.
#[derive(Clone, Copy, Debug)]
struct Around {
    above: Option<Kind>,
    below: [Option<Kind>; 3],
}

/// Starts that are remembered, one for each hash.
const MOST: usize = 1 << 8;
/// The bits of a line that is not there: no kind is all ones.
const NONE: u16 = u16::MAX;

/// Tells of lines, from the last to the first, how rows begin with them.
///
/// Few kinds of lines stand around most: how a row begins is told once for each way in which they do.
pub(super) struct Starts {
    names_first: bool,
    /// No port stood so far that is one for sure: names below the last of these have none.
    is_below: bool,
    /// The kinds of the last four lines, the last of them in the lowest bits.
    kinds: u64,
    known: Box<[(u64, u16, Start)]>,
}

impl Starts {
    /// `names_first`: rows with a name begin with it.
    pub(super) fn new(names_first: bool) -> Self {
        let known = vec![(u64::MAX, NONE, Start::default()); MOST].into();
        Self { names_first, is_below: true, kinds: u64::MAX, known }
    }

    /// How a row begins with the line of this kind right above the last one; no row where it is the default. `above`: the
    /// kind of the line above.
    #[inline(always)]
    pub(super) fn next_above(&mut self, kind: Kind, above: impl FnOnce() -> Option<Kind>) -> Start {
        let [next, two] = [Kind(self.kinds as u16), Kind((self.kinds >> 16) as u16)];
        self.kinds = self.kinds << 16 | u64::from(kind.bits());
        let may_begin = match kind.sort() {
            PORTS => {
                self.is_below = self.is_below && !(next.is(TRANSPORT) || next.is_state());
                true
            }
            // With a port or a transport, or one that is none between them.
            WORDS => self.is_below || next.is(TRANSPORT) || two.is(TRANSPORT) || next.is(PORTS),
            TRANSPORT => two.is(TRANSPORT),
            _ => false,
        };
        if may_begin { self.start(above()) } else { Start::default() }
    }

    fn start(&mut self, above: Option<Kind>) -> Start {
        // Of the line above nothing is asked but its sort.
        let beside = above.map_or(NONE, Kind::sort) << 1 | u16::from(self.is_below);
        let key = (self.kinds, beside);
        let slot = (eight::mix(self.kinds, u64::from(beside), 0) >> 48) as usize % MOST;
        if let Some((kinds, beside, start)) = self.known.get(slot)
            && (*kinds, *beside) == key
            && !general_way::is_forced()
        {
            return *start;
        }
        let kind = |bits: u32| Some((self.kinds >> bits) as u16).filter(|bits| *bits != NONE).map(Kind);
        let around = Around { above, below: [kind(16), kind(32), kind(48)] };
        let start =
            Start::of(kind(0).unwrap_or_default(), &around, self.is_below, self.names_first).unwrap_or_default();
        if let Some(known) = self.known.get_mut(slot) {
            *known = (key.0, key.1, start);
        }
        start
    }
}

impl Start {
    #[inline]
    pub(super) fn exists(self) -> bool {
        self.has(EXISTS)
    }

    #[inline]
    pub(super) fn bits(self) -> u16 {
        self.0
    }

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

    /// Nothing but words is known of it.
    #[inline]
    pub(super) fn is_words_alone(self) -> bool {
        self.0 & (HAS_PORTS | HAS_TRANSPORT | LACKS_PORT) == 0
    }

    /// It stands among ports and has none.
    #[inline]
    pub(crate) fn lacks_port(self) -> bool {
        self.has(LACKS_PORT)
    }

    /// What is rare in a row that begins so.
    #[inline]
    pub(crate) fn cost(self) -> u32 {
        u32::from(self.0 >> COST)
    }

    /// How many lines come before the one that tells most surely that here is a row: its port, or its first.
    pub(super) fn to_anchor(self) -> usize {
        usize::from(self.is_named() && self.has_ports())
    }

    /// `is_below`: no port follows that is one for sure. `names_first`: rows with a name begin with it.
    fn of(first: Kind, around: &Around, is_below: bool, names_first: bool) -> Option<Self> {
        let is = |kind: Option<Kind>, sort: u16| kind.is_some_and(|kind| kind.is(sort));
        let [one, two, three] = around.below;
        let is_named = match first.sort() {
            PORTS => false,
            // A service that is called as a transport protocol is.
            TRANSPORT if is(one, PORTS) && is(two, TRANSPORT) => true,
            // A phrase of notes is no name.
            WORDS if first.may_name() => true,
            _ => return None,
        };
        // A state is no name where a description stands.
        if first.is_state() && (is(around.above, PORTS) || is(around.above, TRANSPORT)) {
            return None;
        }
        // What may be ports, a transport, and the line below them.
        let mut rest = if is_named { [one, two, three] } else { [Some(first), one, two] };
        let has_ports = is(rest[0], PORTS);
        if has_ports {
            rest = [rest[1], rest[2], three];
        }
        let has_transport = is(rest[0], TRANSPORT);
        let next = if has_transport { rest[1] } else { rest[0] };
        let description = next.filter(|kind| kind.is(WORDS));
        let could_be = match (has_ports, has_transport) {
            (_, true) => true,
            (true, false) => description.is_some() || next.is_none(),
            // A port that is none stands between name and transport; or a name alone.
            (false, false) => is_below || is(rest[1], TRANSPORT),
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
        let bit = |is_set: bool, bit: u16| if is_set { bit } else { 0 };
        let has = bit(is_named, NAMED) | bit(has_ports, HAS_PORTS) | bit(has_transport, HAS_TRANSPORT);
        Some(Self(cost << COST | EXISTS | has | bit(!has_ports && !is_below, LACKS_PORT)))
    }
}
