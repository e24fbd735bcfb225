//! Lines of stacked text, a cell each and the empty ones gone, to rows: which line begins one?
//!
//! Every line that could begin a row is weighed with every other: a division of the lines into rows costs what the
//! cheapest walk of each row over the columns does, see [`order`](super::order), and what is rare in how the registry
//! puts rows one below another. The cheapest division is the reading. What another one nearly as cheap would read
//! otherwise is uncertain, in the row that has it and in the row that would.

use std::ops::Range;

use crate::ast::{Field, FieldSet, PortRange, Status};
use crate::cell::{self, state};

use super::order::{Borders, Context, MARGIN, NO, Walks};
use super::shape::{Name, Piece, Shape};
use super::tail::Opener;

/// Lines of a row, and the fields that another division would change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct StackedRow {
    pub(crate) lines: Range<usize>,
    pub(crate) doubtful: FieldSet,
}

/// What is known of a row before it is one.
pub(crate) const CONTEXT: Context =
    Context { lone_date: Field::RegistrationDate, is_dccp: false, borders: Borders::Lines };
/// More than any division costs: a row costs some dozens at the most, and lines are counted in bytes of 32 bits.
const FAR: u32 = u32::MAX / 2;
/// What a row costs whose cells stand in no column.
const DAMAGED: u32 = 30;
/// A row that costs so much more than the best division up to here goes on no longer.
const HOPELESS: u32 = 48;
/// What a line costs that stands above the first row and belongs to none.
const STRAY: u32 = 3;
/// Lines, for each there is, that are read again to see what other divisions would make of them.
const MOST_READ: usize = 16;
/// Rows that may be open at one line; with it the work for each line is bounded.
const MOST_OPEN: usize = 16;

/// The rows of `lines`, a piece each, in order. Lines above the first row belong to none.
pub(crate) fn rows(lines: &[Piece<'_>], columns: &[Field]) -> Vec<StackedRow> {
    let mut division = Division::new(lines, columns, CONTEXT);
    division.run();
    let chosen = division.chosen();
    let mut rows: Vec<StackedRow> =
        chosen.iter().map(|edge| StackedRow { lines: edge.from..edge.to, doubtful: FieldSet::EMPTY }).collect();
    for row in &mut rows {
        if division.start(row.lines.start).is_some_and(|start| start.lacks_port) {
            row.doubtful.extend([Field::ServiceName, Field::Ports]);
        }
    }
    division.doubt(&chosen, &mut rows);
    rows
}

/// A line that may begin a row.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Start<'a> {
    name: &'a str,
    ports: Option<PortRange>,
    has_transport: bool,
    /// It stands among ports and has none.
    lacks_port: bool,
    /// How many lines come before the one that tells most surely that here is a row: its port, or its first.
    to_anchor: usize,
    /// What is rare in a row that begins so.
    cost: u32,
}

impl<'a> Start<'a> {
    /// `is_below`: no port follows that is one for sure. `names_first`: rows with a name begin with it.
    fn at(lines: &[Piece<'a>], at: usize, is_below: bool, names_first: bool) -> Option<Self> {
        let shape = |offset: usize| lines.get(at + offset).map(|piece| &piece.shape);
        let name = match shape(0)? {
            Shape::Ports => "",
            // A service that is called as a transport protocol is.
            Shape::Transport if shape(1) == Some(&Shape::Ports) && shape(2) == Some(&Shape::Transport) => {
                lines.get(at)?.text
            }
            // A phrase of notes is no name, and a state is none where a description stands.
            Shape::Words(words) if words.name == Name::No || words.opener != Opener::None || words.unauthorized => {
                return None;
            }
            Shape::Words(_) => lines.get(at)?.text,
            _ => return None,
        };
        let before = at.checked_sub(1).and_then(|before| lines.get(before)).map(|piece| &piece.shape);
        if matches!(before, Some(Shape::Ports | Shape::Transport)) && state::of_word(name).is_some() {
            return None;
        }
        let to_anchor = usize::from(!name.is_empty());
        let ports = lines.get(at + to_anchor).filter(|piece| piece.shape == Shape::Ports);
        let mut head = to_anchor + usize::from(ports.is_some());
        let has_transport = shape(head) == Some(&Shape::Transport);
        head += usize::from(has_transport);
        let next = lines.get(at + head);
        let description = next.filter(|piece| matches!(piece.shape, Shape::Words(_))).map(|piece| piece.text);
        let could_be = match (ports.is_some(), has_transport) {
            (_, true) => true,
            (true, false) => description.is_some() || next.is_none(),
            // A port that is none stands between name and transport; or a name alone.
            (false, false) => is_below || shape(head + 1) == Some(&Shape::Transport),
        };
        if !could_be {
            return None;
        }
        let states = description.is_some_and(|text| state::of_description(text) != Status::Assigned);
        let states_alone = description.is_some_and(|text| state::of_word(text).is_some());
        let cost = match (name.is_empty(), ports.is_some()) {
            (true, _) if names_first && !states => 5,
            (true, _) => 0,
            (false, true) if names_first && states_alone => 9,
            (false, true) if names_first && states => 4,
            (false, true) => 0,
            // A row that has lost its port, or whose port is damaged.
            (false, false) if !is_below && has_transport => 6,
            (false, false) if !is_below => 2,
            (false, false) => u32::from(!has_transport),
        };
        let to_anchor = if ports.is_some() { to_anchor } else { 0 };
        let lacks_port = ports.is_none() && !is_below;
        let ports = ports.and_then(|piece| cell::ports(piece.text));
        Some(Self { name, ports, lacks_port, has_transport, to_anchor, cost })
    }

    /// What is rare in that `next` begins the row below: ports go from low to high, names without one by letters.
    fn before(&self, next: &Self) -> u32 {
        match (self.ports, next.ports) {
            (Some(ports), Some(next)) if next.first() < ports.first() => 5,
            (None, None) if is_before(next.name, self.name) => 1 + 2 * u32::from(!next.has_transport),
            _ => 0,
        }
    }
}

/// Whether `one` comes before `two` in a dictionary.
fn is_before(one: &str, two: &str) -> bool {
    let letters = |byte: u8| byte.to_ascii_lowercase();
    one.bytes().map(letters).lt(two.bytes().map(letters))
}

/// A row from one start to the next, or to the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Edge {
    from: usize,
    to: usize,
    cost: u32,
}

/// A row that has begun and may go on.
struct Open {
    from: usize,
    /// For each column the cheapest walk that has come to it.
    front: Vec<u32>,
    /// The cheapest way to its beginning, with what is rare in that.
    cost: u32,
    /// The cheapest way to have come here.
    so_far: u32,
}

impl Open {
    fn new(from: usize, front: Vec<u32>, cost: u32) -> Self {
        let mut open = Self { from, front, cost, so_far: 0 };
        open.reckon();
        open
    }

    fn reckon(&mut self) {
        let walk = self.front.iter().copied().min().unwrap_or(NO);
        self.so_far = self.cost + if walk >= NO { DAMAGED } else { walk };
    }
}

/// Leaves the rows that can still be part of a cheap division.
fn prune(open: &mut Vec<Open>) {
    let Some(best) = open.iter().map(|row| row.so_far).min() else { return };
    open.retain(|row| row.so_far < best + HOPELESS);
    if open.len() > MOST_OPEN {
        // The dearest goes; of equals the latest.
        let worst = open.iter().enumerate().max_by_key(|(_, row)| row.so_far).map(|(at, _)| at);
        worst.map(|at| open.remove(at));
    }
}

struct Division<'a, 'l> {
    lines: &'l [Piece<'a>],
    columns: &'l [Field],
    walks: Walks<'l>,
    starts: Vec<Option<Start<'a>>>,
    /// How many lines before each are of a kind that words alone are not: brackets, dates, phrases of notes.
    telling: Vec<usize>,
    /// The cost of the cheapest division of the lines before each.
    best: Vec<u32>,
    /// Where that division is none: the lines before belong to no row.
    is_first: Vec<bool>,
    /// Rows of divisions that are cheapest up to their ends, or nearly so; by their ends.
    edges: Vec<Edge>,
}

impl<'a, 'l> Division<'a, 'l> {
    fn new(lines: &'l [Piece<'a>], columns: &'l [Field], context: Context) -> Self {
        let place = |field: Field| columns.iter().position(|column| *column == field);
        let names_first = place(Field::ServiceName).is_some_and(|name| place(Field::Ports).is_none_or(|at| name < at));
        let is_port = |at: usize| {
            let shape = |at: usize| lines.get(at).map(|piece| &piece.shape);
            shape(at) == Some(&Shape::Ports)
                && match shape(at + 1) {
                    Some(Shape::Transport) => true,
                    Some(Shape::Words(_)) => {
                        lines.get(at + 1).is_some_and(|piece| state::of_word(piece.text).is_some())
                    }
                    _ => false,
                }
        };
        let last_port = (0..lines.len()).rev().find(|&at| is_port(at));
        let start = |at: usize| Start::at(lines, at, last_port.is_none_or(|port| at > port), names_first);
        let mut telling = vec![0];
        for piece in lines {
            let tells = match piece.shape {
                Shape::Brackets(_) | Shape::Date(_) => true,
                Shape::Words(words) => words.opener != Opener::None,
                _ => false,
            };
            telling.push(telling.last().copied().unwrap_or(0) + usize::from(tells));
        }
        Self {
            lines,
            columns,
            walks: Walks::new(columns, context),
            starts: (0..lines.len()).map(start).collect(),
            telling,
            best: vec![FAR; lines.len() + 1],
            is_first: vec![false; lines.len() + 1],
            edges: Vec::new(),
        }
    }

    fn start(&self, at: usize) -> Option<&Start<'a>> {
        self.starts.get(at)?.as_ref()
    }

    /// Goes through the lines once, with the rows that are open at each.
    fn run(&mut self) {
        let mut open: Vec<Open> = Vec::new();
        for at in 0..=self.lines.len() {
            if at == self.lines.len() || self.start(at).is_some() {
                self.close(&open, at);
            }
            let Some(piece) = self.lines.get(at) else { break };
            let before = at.checked_sub(1).and_then(|before| self.lines.get(before));
            let costs = self.walks.costs(before, piece);
            for row in &mut open {
                self.walks.go_on(&mut row.front, &costs);
                row.reckon();
            }
            if let Some(start) = self.start(at).map(|start| start.cost) {
                let stray = STRAY.saturating_mul(u32::try_from(at).unwrap_or(FAR)).min(FAR - 1);
                let cost = self.best.get(at).copied().unwrap_or(FAR);
                // The first of all; where the lines above are many, only if no row could be among them.
                let is_first = stray < cost;
                let cost = stray.min(cost);
                if let (Some(best), Some(first)) = (self.best.get_mut(at), self.is_first.get_mut(at)) {
                    (*best, *first) = (cost, is_first);
                }
                open.push(Open::new(at, self.walks.begin(&costs), cost + start));
            }
            prune(&mut open);
        }
    }

    /// Ends every open row above line `at`.
    fn close(&mut self, open: &[Open], at: usize) {
        let cost = |row: &Open| {
            let start = self.start(row.from)?;
            let words_alone =
                !start.has_transport && start.ports.is_none() && self.telling.get(row.from) == self.telling.get(at);
            let walk = match self.walks.end(&row.front) {
                NO.. => DAMAGED,
                walk => walk,
            };
            let follows = self.start(at).map_or(0, |next| start.before(next));
            Some(walk + start.cost + 2 * u32::from(words_alone) + follows)
        };
        let found: Vec<Edge> =
            open.iter().filter_map(|row| Some(Edge { from: row.from, to: at, cost: cost(row)? })).collect();
        let total = |edge: &Edge| self.best.get(edge.from).copied().unwrap_or(FAR) + edge.cost;
        let Some(best) = found.iter().map(total).min() else { return };
        let near = found.iter().copied().filter(|edge| total(edge) < best + MARGIN);
        self.edges.extend(near);
        if let Some(slot) = self.best.get_mut(at) {
            *slot = best;
        }
    }

    /// The rows of the cheapest division.
    fn chosen(&self) -> Vec<Edge> {
        let mut rows = Vec::new();
        let mut to = self.lines.len();
        let mut edges = self.edges.iter().rev().peekable();
        while edges.peek().is_some() && self.is_first.get(to) == Some(&false) {
            let ends = std::iter::from_fn(|| {
                while edges.next_if(|edge| edge.to > to).is_some() {}
                edges.next_if(|edge| edge.to == to)
            });
            let best = |edge: &&Edge| self.best.get(edge.from).copied().unwrap_or(FAR) + edge.cost;
            let Some(row) = ends.min_by_key(best) else { break };
            rows.push(*row);
            to = row.from;
        }
        rows.reverse();
        rows
    }

    /// Rows that are none of `chosen`, and part of a division that costs hardly more.
    fn nearly_as_cheap(&self, chosen: &[Edge]) -> Vec<Edge> {
        // The cheapest division of the lines behind each.
        let mut rest = vec![FAR; self.lines.len() + 1];
        if let Some(end) = rest.last_mut() {
            *end = 0;
        }
        for edge in self.edges.iter().rev() {
            let cost = rest.get(edge.to).copied().unwrap_or(FAR) + edge.cost;
            if let Some(slot) = rest.get_mut(edge.from) {
                *slot = cost.min(*slot);
            }
        }
        let best = self.best.last().copied().unwrap_or(FAR);
        let is_near = |edge: &Edge| {
            let total = |costs: &[u32], at: usize| costs.get(at).copied().unwrap_or(FAR);
            total(&self.best, edge.from) + edge.cost + total(&rest, edge.to) < best + MARGIN
        };
        let is_chosen = |edge: &Edge| {
            let at = chosen.partition_point(|row| row.from < edge.from);
            chosen.get(at).is_some_and(|row| (row.from, row.to) == (edge.from, edge.to))
        };
        self.edges.iter().filter(|edge| is_near(edge) && !is_chosen(edge)).copied().collect()
    }

    /// Marks what divisions that cost hardly more than that into `chosen` would read otherwise than `rows` do.
    fn doubt(&self, chosen: &[Edge], rows: &mut [StackedRow]) {
        let mut columns_of: Vec<Option<Vec<Field>>> = vec![None; rows.len()];
        let mut left = MOST_READ * self.lines.len();
        for other in self.nearly_as_cheap(chosen) {
            let Some(rest) = left.checked_sub(other.to - other.from) else {
                let all: FieldSet = self.columns.iter().copied().collect();
                rows.iter_mut().for_each(|row| row.doubtful = all);
                return;
            };
            left = rest;
            self.compare(other, rows, &mut columns_of);
        }
    }

    fn columns_of(&self, lines: Range<usize>) -> Vec<Field> {
        let pieces = self.lines.get(lines).unwrap_or_default();
        self.walks.read(pieces).map(|reading| reading.columns).unwrap_or_default()
    }

    /// Marks what `other` would read otherwise. `columns_of` are those of the lines of each row, as far as asked for.
    fn compare(&self, other: Edge, rows: &mut [StackedRow], columns_of: &mut [Option<Vec<Field>>]) {
        let row_of = |rows: &[StackedRow], line: usize| rows.partition_point(|row| row.lines.end <= line);
        // The row that the other division has here, too, if differently: the one with the same port or name.
        let anchor = |row: usize| row + self.start(row).map_or(0, |start| start.to_anchor);
        let home = Some(row_of(rows, anchor(other.from)))
            .filter(|&at| rows.get(at).is_some_and(|row| anchor(row.lines.start) == anchor(other.from)));
        let theirs = self.columns_of(other.from..other.to);
        let mut at = row_of(rows, other.from);
        for (line, their) in (other.from..other.to).zip(theirs) {
            if rows.get(at).is_some_and(|row| row.lines.end <= line) {
                at += 1;
            }
            let (Some(lines), Some(slot)) = (rows.get(at).map(|row| row.lines.clone()), columns_of.get_mut(at)) else {
                return;
            };
            let start = lines.start;
            let ours = slot.get_or_insert_with(|| self.columns_of(lines));
            let our = line.checked_sub(start).and_then(|at| ours.get(at)).copied();
            if Some(at) != home || our != Some(their) {
                for (at, field) in [(Some(at), our), (home, Some(their))] {
                    if let (Some(row), Some(field)) = (at.and_then(|at| rows.get_mut(at)), field) {
                        row.doubtful.insert(field);
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::shape::{self, People};
    use super::*;

    /// The first lines of the rows, and in parentheses what is doubtful of them.
    fn divide(lines: &[&str]) -> String {
        let mut people = People::default();
        let piece = |&text: &&'static str| Piece { text, shape: shape::of_cell(text, &people), flows: true };
        let lines: Vec<&'static str> = lines.iter().map(|line| &*String::from(*line).leak()).collect();
        let mut pieces: Vec<Piece<'_>> = lines.iter().map(piece).collect();
        shape::mark_twins(&mut pieces, &mut people);
        let shown = rows(&pieces, &Field::ALL).into_iter().map(|row| {
            let fields: Vec<&str> = row.doubtful.iter().map(Field::as_str).collect();
            let doubtful = if fields.is_empty() { String::new() } else { format!(" ({})", fields.join(" ")) };
            format!("{}{doubtful}", pieces[row.lines.start].text)
        });
        shown.collect::<Vec<_>>().join(", ")
    }

    fn lines(text: &'static str) -> Vec<&'static str> {
        text.split(" | ").collect()
    }

    #[test]
    fn a_row_begins_with_its_name_or_its_port() {
        for (text, firsts) in [
            ("a | 1 | tcp | A | [X] | [X] | a | 1 | udp | A | [X] | [X] | 2 | tcp | Unassigned", "a, a, 2"),
            ("6 | udp | Unassigned | echo | 7 | tcp | Echo | 8-9 | Unassigned", "6, echo, 8-9"),
            ("t | 23 | udp | T | [X] | [X] | 24 | tcp | any private mail system | [Y] | [Y]", "t, 24"),
            ("acis | 9953 | tcp | 9953 | [T] | [T] | b | 9954 | tcp | B", "acis, b"),
            ("d | 9 | dccp | D | [E] | [E] | [RFC4340] | 1145656131 | 10 | tcp | Unassigned", "d, 10"),
            ("s | 9 | dccp | D | [E] | [E] | [RFC4340] | 52 | 10 | tcp | Unassigned", "s, 10"),
            ("swx | 7300-7359 | The Exchange | [X] | [X] | 7360-7364 | Unassigned", "swx, 7360-7364"),
            ("rrh | 753 | udp | s | 754 | tcp | send | [X] | [X]", "rrh (description), s (service_name)"),
        ] {
            assert_eq!(divide(&lines(text)), firsts, "{text}");
        }
    }

    #[test]
    fn names_without_ports_follow_all_ports() {
        let text = "a | 1 | tcp | A | bb | tcp | B | [X] | [X] | 2020-01-01 | Defined TXT keys: | path | user | c | udp \
                    | C | [X] | [X] | dd | D Service | [Y] | [Y] | Defined TXT keys: None";
        assert_eq!(divide(&lines(text)), "a, bb (notes), c, dd");
    }

    #[test]
    fn a_damaged_row_leaves_the_others() {
        let text = "a | 1 | tcp | A | [X] | [X] | b | 99999 | tcp | B | [X] | [X] | c | 3 | tcp | C | [X] | [X]";
        assert_eq!(divide(&lines(text)), "a, b (service_name ports), c");
    }

    #[test]
    fn nothing_has_no_rows() {
        assert_eq!(divide(&[]), "");
        assert_eq!(divide(&["[X]", "2020-01-01"]), "");
    }
}
