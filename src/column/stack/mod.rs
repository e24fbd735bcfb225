//! Lines of stacked text, a cell each and the empty ones gone, to rows: which line begins one?
//!
//! Every line that could begin a row is weighed with every other: a division of the lines into rows costs what the
//! cheapest walk of each row over the columns does, see [`order`](super::order), and what is rare in how the registry
//! puts rows one below another. The cheapest division is the reading, see [`division`]. What another one nearly as cheap
//! would read otherwise is uncertain, in the row that has it and in the row that would.
//!
//! Where a border is sure, see [`border`], the lines above it and those below are divided each for itself: nearly all
//! are one row then.

mod border;
mod division;
mod kind;
mod lead;
mod lines;
mod place;
mod push;
mod seen;
mod start;
mod steps;
mod usual;

use std::ops::Range;

use crate::ast::{Field, FieldSet, Span};

use super::order::{self, Context};

pub(crate) use lines::Lines;
pub(crate) use place::{Placed, place};

use border::{Border, Borders, Words};
use division::{STRAY, divide};
use steps::Steps;

/// Lines of a row, and the fields that another division would change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct StackedRow {
    pub(crate) lines: Range<usize>,
    pub(crate) doubtful: FieldSet,
    /// The sort of the row, where it is known: rows of one sort are of lines of the same kinds.
    pub(crate) run: Option<u32>,
    /// Where it stands in the document, for whoever knows it.
    pub(crate) span: Span,
}

/// What is known of a row before it is one.
pub(crate) const CONTEXT: Context =
    Context { lone_date: Field::RegistrationDate, is_dccp: false, borders: order::Borders::Lines };
/// Lines, for each there is, that are read again to see what other divisions would make of them.
const MOST_READ: usize = 16;
/// More than the lines of a row can cost beside those above it.
const MOST_DEARER: u32 = 128;
/// Lines that are divided at once before the first sure border: those of a beginning may belong to no row.
const FIRST_LINES: usize = 128;

/// Whether rows with a name begin with it.
pub(crate) fn names_first(columns: &[Field]) -> bool {
    let place = |field: Field| columns.iter().position(|column| *column == field);
    place(Field::ServiceName).is_some_and(|name| place(Field::Ports).is_none_or(|at| name < at))
}

/// The rows of `lines`, in order. Lines above the first row belong to none.
pub(crate) fn rows(lines: &Lines<'_>, columns: &[Field]) -> Vec<StackedRow> {
    let mut steps = Steps::new(columns, CONTEXT);
    if let Some(mut borders) = Borders::new(columns)
        && let Some(rows) = between(&mut borders, lines, columns, &mut steps)
    {
        return rows;
    }
    let mut left = MOST_READ.saturating_mul(lines.len());
    let Some(mut found) = divide(lines, 0..lines.len(), &mut steps, 0, &mut left) else { return Vec::new() };
    if found.is_doubtful {
        doubt_all(&mut found.rows, columns);
    }
    found.rows
}

fn doubt_all(rows: &mut [StackedRow], columns: &[Field]) {
    let all: FieldSet = columns.iter().copied().collect();
    rows.iter_mut().for_each(|row| row.doubtful = all);
}

/// What a border may cost that is not known of the lines below it: told from those above, down from the last sure one.
#[derive(Clone, Copy, Debug, Default)]
struct Above {
    /// The highest port at which a row could begin.
    highest: u16,
    words: Words,
}

impl Above {
    /// Passes over the row below a border.
    #[inline]
    fn pass(&mut self, border: &Border) {
        self.highest = self.highest.max(border.highest);
        self.words.are_alone = border.words.are_alone || self.words.are_alone && !border.words.is_told;
    }

    fn pass_line(&mut self, lines: &Lines<'_>, at: usize) {
        self.words.pass(lines.code(at));
        let port = lines.start(at).and_then(|start| lines.port_of(at, start));
        self.highest = self.highest.max(port.unwrap_or(0));
    }

    /// Whether a border is sure below those lines.
    fn has_sure(&self, border: &Border, lines: &Lines<'_>) -> bool {
        let Some(start) = lines.start(border.at) else { return false };
        let port = lines.port_of(border.at, start);
        let out_of_order = if port.is_some() { 0 } else { 3 };
        let words_alone = if self.words.are_alone { 2 } else { 0 };
        port.is_none_or(|port| self.highest <= port) && border.is_sure(u32::saturating_add(out_of_order, words_alone))
    }
}

/// The rows between sure borders. `None` where the costs of all lines together would have to be known for that.
fn between(
    borders: &mut Borders<'_>,
    lines: &Lines<'_>,
    columns: &[Field],
    steps: &mut Steps<'_>,
) -> Option<Vec<StackedRow>> {
    let all = borders.all(lines, steps);
    let mut rows: Vec<StackedRow> = Vec::with_capacity(all.len().saturating_add(all.len() / 8));
    let mut left = MOST_READ.saturating_mul(lines.len());
    let mut is_doubtful = false;
    // What the rows so far cost at the most; and the border at which they end.
    let (mut cost, mut from) = (0_u32, 0);
    let mut above = Above::default();
    for (next, border) in all.iter().map(Some).chain([None]).enumerate() {
        let to = border.map_or(lines.len(), |border| border.at);
        let last = next.checked_sub(1).and_then(|last| all.get(last));
        match last {
            Some(last) => above.pass(last),
            None => (0..to).for_each(|at| above.pass_line(lines, at)),
        }
        let last = last.filter(|last| last.at == from);
        let is_early = from == 0 && to < FIRST_LINES;
        if border.is_some_and(|border| is_early || !above.has_sure(border, lines)) {
            continue;
        }
        // Lines of no row must be dearer than these.
        let leaves_rows_above =
            u32::try_from(from).is_ok_and(|from| cost.saturating_add(MOST_DEARER) <= STRAY.saturating_mul(from));
        match last.and_then(|last| Some((last.row.filter(|_| leaves_rows_above)?, last.run))) {
            Some((row, run)) => {
                cost = cost.saturating_add(row);
                rows.push(StackedRow { lines: from..to, doubtful: FieldSet::EMPTY, run, span: Span::default() });
            }
            None => {
                let found = divide(lines, from..to, steps, cost, &mut left)?;
                cost = cost.saturating_add(found.cost);
                is_doubtful |= found.is_doubtful;
                rows.extend(
                    found.rows.into_iter().map(|row| StackedRow { run: borders.run(lines, row.lines.clone()), ..row }),
                );
                if STRAY.saturating_mul(u32::try_from(to).ok()?) < cost {
                    return None;
                }
            }
        }
        from = to;
        above = Above::default();
    }
    if is_doubtful {
        doubt_all(&mut rows, columns);
    }
    Some(rows)
}

#[cfg(test)]
mod tests {
    use super::super::shape::People;
    use super::*;
    use crate::general_way;
    use crate::numbers::Numbers;

    /// The first lines of the rows, and in parentheses what is doubtful of them.
    fn divide(cells: &[&str]) -> String {
        let text = cells.join("\n");
        let mut lines = Lines::new(&text);
        let mut at = 0;
        while let Some(rest) = text.get(at..).filter(|_| lines.len() < cells.len()) {
            let head = rest.as_bytes().first_chunk().copied().map_or(0, u32::from_le_bytes);
            match lines.push_twin(0, at, head) {
                Some((length, _)) => at += length,
                None => {
                    let length = rest.find('\n').unwrap_or(rest.len());
                    lines.push(at..at + length, false);
                    at += length + 1;
                }
            }
        }
        lines.tell(&mut People::default(), names_first(&Field::ALL));
        let rows = rows(&lines, &Field::ALL);
        let bounds = |rows: &[StackedRow]| rows.iter().map(|row| (row.lines.clone(), row.doubtful)).collect::<Vec<_>>();
        let at_once = general_way::force(|| super::rows(&lines, &Field::ALL));
        assert_eq!(bounds(&rows), bounds(&at_once));
        let shown = rows.into_iter().map(|row| {
            let fields: Vec<&str> = row.doubtful.iter().map(Field::as_str).collect();
            let doubtful = if fields.is_empty() { String::new() } else { format!(" ({})", fields.join(" ")) };
            format!("{}{doubtful}", cells[row.lines.start])
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
    fn by_sure_borders_or_at_once_rows_are_the_same() {
        const LINES: [&str; 44] = [
            "a",
            "tcp",
            "udp",
            "dccp",
            "7",
            "80",
            "443",
            "8000-8010",
            "52",
            "2020",
            "1145656131",
            "A B",
            "Echo Service",
            "Unassigned",
            "Reserved",
            "IANA Reserved",
            "De-registered",
            "any private mail system",
            "x-y",
            "a_b",
            "path",
            "[Jon]",
            "[Jon]",
            "[Eve_2]",
            "[RFC862]",
            "[RFC1][RFC2]",
            "[RFC 1]",
            "2002-09",
            "2011-09-01",
            "2020-01-02",
            "Defined TXT keys:",
            "Defined TXT keys: path=x",
            "This entry is an alias to \"x\".",
            "Historic. Not used,",
            "Known Unauthorized Use on port 7",
            "Unauthorized use of 80",
            "was [x]",
            "tcp and udp 7 tcp",
            "(see below)",
            "IANA assigned this well-formed service name as a replacement for \"a_b\".",
            "<== NOTE",
            "é",
            "user;",
            "9",
        ];
        for seed in 0..96 {
            let mut numbers = Numbers(seed);
            let mut next = |end: usize| numbers.below(end);
            let mut cells: Vec<String> = Vec::new();
            let mut port = 1;
            for row in 0..60 + next(120) {
                port += next(3);
                let name = format!("{}{}", ["svc", "Old_", "x-"][next(3)], row % 40);
                let (ports, words) = (port.to_string(), ["An Echo", "echo", "Unassigned", "Some words, too"][next(4)]);
                let sorts: [&[&str]; 8] = [
                    &[&name, &ports, "tcp", words, "[Jon]", "[Jon]"],
                    &[&name, &ports, "udp", words],
                    &[&name, &ports, "tcp", words, "[Jon]", "[Eve_2]", "2011-09-01", "[RFC862]"],
                    &[&ports, "Unassigned"],
                    &[&ports, "tcp", "Reserved", "2020-01-02"],
                    &[&name, &ports, "udp", words, "[Jon]", "[Jon]", "Defined TXT keys:", "path", "user"],
                    &[&name, "tcp", words, "[Jon]", "[Jon]", "Defined TXT keys: None"],
                    &[&name, words, "[RFC862]"],
                ];
                // Names without ports come last.
                let sort = if row < 50 + next(8) { next(6) } else { 6 + next(2) };
                cells.extend(sorts[sort].iter().map(ToString::to_string));
                // A service has a row for each transport.
                if next(2) == 0 {
                    cells.extend(sorts[sort].iter().map(|cell| if *cell == "tcp" { "udp" } else { cell }.to_string()));
                }
            }
            for _ in 0..next(40) {
                let at = next(cells.len());
                match next(3) {
                    0 => drop(cells.remove(at)),
                    1 => cells.insert(at, LINES[next(LINES.len())].to_owned()),
                    _ => LINES[next(LINES.len())].clone_into(&mut cells[at]),
                }
            }
            let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
            divide(&cells);
            let any: Vec<&str> = (0..400).map(|_| LINES[next(LINES.len())]).collect();
            divide(&any);
        }
    }

    #[test]
    fn a_long_stretch_without_a_sure_border_is_divided_by_itself() {
        let rows = |from: usize| {
            (from..from + 40).flat_map(|row| {
                [&format!("svc{row}"), &row.to_string(), "tcp", "An Echo", "[Jon]", "[Jon]"].map(ToString::to_string)
            })
        };
        let words = (0..3000).map(|word| format!("word{word}"));
        let cells: Vec<String> = rows(1).chain(words).chain(rows(50)).collect();
        let firsts = divide(&cells.iter().map(String::as_str).collect::<Vec<_>>());
        assert!(firsts.starts_with("svc1, svc2,") && firsts.ends_with("svc88, svc89"), "{firsts}");
    }

    #[test]
    fn nothing_has_no_rows() {
        assert_eq!(divide(&[]), "");
        assert_eq!(divide(&["[X]", "2020-01-01"]), "");
    }
}
