//! Which lines may begin a row, and how.

use super::kind::{Kind, PORTS, TRANSPORT, WORDS};

/// How a row begins, if one may begin with a line. The upper bits are what is rare in that.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Start(u16);

const EXISTS: u16 = 1;
const NAMED: u16 = 1 << 1;
const HAS_PORTS: u16 = 1 << 2;
const HAS_TRANSPORT: u16 = 1 << 3;
const LACKS_PORT: u16 = 1 << 4;
const COST: u32 = 8;

/// What stands around a line: the line above it, and those below it; `None` where there is none.
#[derive(Clone, Copy, Debug)]
pub(super) struct Around {
    pub(super) above: Option<Kind>,
    pub(super) below: [Option<Kind>; 3],
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
    #[inline]
    pub(super) fn of(first: Kind, around: &Around, is_below: bool, names_first: bool) -> Option<Self> {
        let [one, two, _] = around.below;
        let is_transport = |kind: Option<Kind>| kind.is_some_and(|kind| kind.is(TRANSPORT));
        let may_begin = match first.sort() {
            PORTS => true,
            // With a port or a transport, or one that is none between them.
            WORDS => is_below || is_transport(one) || is_transport(two) || one.is_some_and(|one| one.is(PORTS)),
            TRANSPORT => is_transport(two),
            _ => false,
        };
        if !may_begin {
            return None;
        }
        Self::of_words_or_ports(first, around, is_below, names_first)
    }

    fn of_words_or_ports(first: Kind, around: &Around, is_below: bool, names_first: bool) -> Option<Self> {
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
