//! Lines of joined text to rows: which line begins a row, and which goes on in the row above it?

use std::ops::Range;

use crate::ast::FieldSet;

use super::head::{self, Head, Strength};
use super::shape::{self, People, Persons, Shape};
use super::split;
use super::tail::{self, Opener};

/// A row: its lines, from the first byte of the first to the last byte of the last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct JoinedRow {
    pub(crate) bytes: Range<usize>,
    /// Whether it was a guess that the row begins here, or that a line goes on in it.
    pub(crate) guess: Guess,
}

/// What was guessed of a row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Guess {
    /// That it begins, and does not go on in the row above.
    pub(crate) begins: bool,
    /// That its lines from this byte of it on are its own, and begin no row; or, at its end, that the next line does.
    pub(crate) goes_on_at: Option<usize>,
    /// Fields that another way to divide the lines into rows would change.
    pub(crate) fields: FieldSet,
}

/// The rows of `text[table]`, and the lines before the first row, which belong to none.
pub(crate) fn rows(text: &str, table: Range<usize>, people: &People<'_>) -> (Vec<JoinedRow>, Option<Range<usize>>) {
    let lines = lines(text, table);
    let heads: Vec<_> = lines.iter().map(|line| text.get(line.clone()).and_then(head::head)).collect();
    let order = Order::new(&heads);
    let mut rows: Vec<JoinedRow> = Vec::new();
    let mut stray: Option<Range<usize>> = None;
    let mut open = OpenRow::default();
    let is_below_empty = |at: usize| at.checked_sub(1).and_then(|above| lines.get(above)).is_some_and(Range::is_empty);
    let is_spaced = is_spaced(&heads, is_below_empty);
    for (at, line) in lines.iter().enumerate() {
        if line.is_empty() {
            continue;
        }
        // An empty line in a row's place is the border of a paragraph: what follows the first line of a row and
        // such a border is a paragraph of that row.
        open.has_paragraph = open.is_single_line && is_below_empty(at) && !is_spaced;
        let verdict = match heads.get(at).copied().flatten() {
            None => Verdict::GoesOn,
            Some((head, Strength::Sure)) => order.named(at, &head, &open),
            Some((head, Strength::InOrder)) => {
                if order.fits(at, &head) {
                    Verdict::Begins
                } else {
                    Verdict::GuessGoesOn
                }
            }
            Some((head, Strength::Words)) => {
                order.words(at, text.get(line.clone()).unwrap_or(""), &head, &open, people)
            }
        };
        let begins = matches!(verdict, Verdict::Begins | Verdict::GuessBegins);
        let line_text = text.get(line.clone()).unwrap_or("");
        open.has_note = if begins { has_note(line_text) } else { true };
        open.last_line = line_text;
        open.is_single_line = begins;
        open.has_cells = (!begins && open.has_cells) || has_cells(line_text);
        if begins {
            open.has_port = heads.get(at).copied().flatten().is_some_and(|(head, _)| head.ports.is_some());
            open.has_transport = heads.get(at).copied().flatten().is_some_and(|(head, _)| !head.transport.is_empty());
            open.name = heads.get(at).copied().flatten().map_or("", |(head, _)| head.name);
            let begins = verdict == Verdict::GuessBegins;
            if let (true, Some(above)) = (begins, rows.last_mut()) {
                above.guess.goes_on_at.get_or_insert(above.bytes.len());
            }
            rows.push(JoinedRow { bytes: line.clone(), guess: Guess { begins, goes_on_at: None, ..Guess::default() } });
        } else if let Some(row) = rows.last_mut() {
            row.bytes.end = line.end;
            if verdict == Verdict::GuessGoesOn {
                row.guess.goes_on_at.get_or_insert(line.start - row.bytes.start);
            }
        } else {
            stray = Some(stray.map_or(line.start, |stray| stray.start)..line.end);
        }
    }
    (rows, stray)
}

/// The row that a line could go on in.
#[derive(Default)]
struct OpenRow<'a> {
    name: &'a str,
    last_line: &'a str,
    /// Whether a note or a paragraph has begun in it, so that more may follow.
    has_note: bool,
    /// Whether it has its first line alone yet.
    is_single_line: bool,
    /// Whether the line in question is a paragraph of it.
    has_paragraph: bool,
    has_port: bool,
    has_transport: bool,
    /// Whether it has brackets or a date yet; before them a description can go on.
    has_cells: bool,
}

/// Whether empty lines stand between rows as a rule, and so tell nothing of paragraphs.
fn is_spaced(heads: &[Option<(Head<'_>, Strength)>], is_below_empty: impl Fn(usize) -> bool) -> bool {
    let sure = || heads.iter().enumerate().filter(|(_, found)| matches!(found, Some((_, Strength::Sure))));
    2 * sure().filter(|(at, _)| is_below_empty(*at)).count() > sure().count()
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    Begins,
    GuessBegins,
    GoesOn,
    GuessGoesOn,
}

/// The trimmed lines, as ranges of `text`; an empty line is an empty range.
fn lines(text: &str, table: Range<usize>) -> Vec<Range<usize>> {
    let body = text.get(table.clone()).unwrap_or("");
    body.split('\n')
        .map(|line| {
            let start = table.start + (line.as_ptr() as usize - body.as_ptr() as usize);
            let lead = line.len() - line.trim_start().len();
            start + lead..start + lead + line.trim().len()
        })
        .collect()
}

/// The order that the registry keeps: ports from low to high, then the names without a port.
struct Order {
    /// For each line the last port of a sure row above it, and the first of one below it.
    above: Vec<Option<u16>>,
    below: Vec<Option<u16>>,
    /// The name, lower case, of the first sure row without a port below each line.
    next_name: Vec<Option<String>>,
}

impl Order {
    fn new(heads: &[Option<(Head<'_>, Strength)>]) -> Self {
        let port = |found: &Option<(Head<'_>, Strength)>| match found {
            Some((head, Strength::Sure)) => head.ports.map(|ports| ports.first()),
            _ => None,
        };
        let running = |last: &mut Option<u16>, found: Option<u16>| {
            let before = *last;
            *last = found.or(*last);
            Some(before)
        };
        let above = heads.iter().map(port).scan(None, running).collect();
        let mut below: Vec<_> = heads.iter().rev().map(port).scan(None, running).collect();
        below.reverse();
        let name = |found: &Option<(Head<'_>, Strength)>| match found {
            Some((head, Strength::Sure)) if head.ports.is_none() => Some(head.name.to_ascii_lowercase()),
            _ => None,
        };
        let mut next_name: Vec<_> = heads
            .iter()
            .rev()
            .scan(None, |last: &mut Option<String>, found| {
                let before = last.clone();
                *last = name(found).or_else(|| last.take());
                Some(before)
            })
            .collect();
        next_name.reverse();
        Self { above, below, next_name }
    }

    fn neighbours(&self, at: usize) -> (Option<u16>, Option<u16>) {
        (self.above.get(at).copied().flatten(), self.below.get(at).copied().flatten())
    }

    /// Whether the ports of `head` stand between those above and those below.
    fn fits(&self, at: usize, head: &Head<'_>) -> bool {
        let (above, below) = self.neighbours(at);
        head.ports.is_some_and(|ports| {
            above.is_none_or(|above| above <= ports.first()) && below.is_none_or(|below| ports.first() <= below)
        })
    }

    /// A line that begins with a name and a transport, and perhaps a port between them. Without the port it
    /// stands below all ports; a line of a note can look so, too.
    fn named(&self, at: usize, head: &Head<'_>, open: &OpenRow<'_>) -> Verdict {
        if head.ports.is_some() || self.neighbours(at).1.is_none() {
            Verdict::Begins
        } else if open.has_note {
            Verdict::GuessGoesOn
        } else {
            Verdict::GuessBegins
        }
    }

    /// A line that begins with a word as a name does. Names without a port and a transport follow all ports.
    fn words(&self, at: usize, line: &str, head: &Head<'_>, open: &OpenRow<'_>, people: &People<'_>) -> Verdict {
        // A paragraph of a note opens with a phrase of notes, as a name does not.
        let is_below = self.neighbours(at).1.is_none();
        if !is_below || open.has_paragraph || head.rest.trim().is_empty() || opens_note(line) {
            return Verdict::GoesOn;
        }
        let pieces = split::pieces(head, people);
        let is_cell = |shape: &Shape| match shape {
            Shape::Brackets(found) => found.persons == Persons::Sure || found.references,
            Shape::Words(words) => words.opener == Opener::Strong,
            Shape::Date(_) => true,
            _ => false,
        };
        let has_twins = pieces.windows(2).any(|pair| match pair {
            [one, two] => matches!(one.shape, Shape::Brackets(_)) && matches!(two.shape, Shape::Brackets(_)),
            _ => false,
        });
        let name = head.name.to_ascii_lowercase();
        let next = self.next_name.get(at).and_then(Option::as_deref);
        let in_order = open.name.to_ascii_lowercase() < name && next.is_none_or(|next| name.as_str() < next);
        if has_twins || pieces.iter().skip(2).any(|piece| is_cell(&piece.shape)) {
            // Names that have a transport and no port are assigned to somebody: one without brackets, and below it
            // a name out of order, are one row.
            if !open.has_port && open.has_transport && !open.has_cells && !in_order {
                return Verdict::GuessGoesOn;
            }
            // The last of the ports can be a row whose description goes on here.
            return match open.has_port && !open.has_cells {
                true if has_upper(head.name) => Verdict::GuessGoesOn,
                true => Verdict::GuessBegins,
                false => Verdict::Begins,
            };
        }
        // Words alone. They can go on in a note that has begun; names stand in alphabetical order.
        if !open.has_note {
            return Verdict::Begins;
        }
        if head.name == name && in_order && !open.last_line.ends_with([',', ':']) {
            Verdict::GuessBegins
        } else {
            Verdict::GuessGoesOn
        }
    }
}

fn has_upper(name: &str) -> bool {
    name.bytes().any(|byte| byte.is_ascii_uppercase())
}

/// Whether brackets or a date stand in a line as cells do.
fn has_cells(line: &str) -> bool {
    line.split(' ').any(|word| word.starts_with('[') || shape::date(word).is_some())
}

/// Whether a note begins in a row's first line, so that its paragraphs may follow.
fn has_note(line: &str) -> bool {
    line.match_indices(' ').any(|(at, _)| line.get(at + 1..).is_some_and(opens_note))
}

fn opens_note(text: &str) -> bool {
    // The sentence on a replacement, also one that the document's end cut off.
    let sentence = "IANA assigned ";
    tail::opener(text) >= Opener::Weak || text.starts_with(sentence) || sentence.starts_with(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split_rows(text: &str) -> Vec<&str> {
        let (rows, _) = rows(text, 0..text.len(), &People::default());
        rows.iter().map(|row| &text[row.bytes.clone()]).collect()
    }

    #[test]
    fn paragraphs_go_on_in_their_row() {
        let text = "a-b 1 tcp A\n\nIANA assigned this well-formed service name as a replacement for \"a_b\".\n[X] [X]\n\
                    b 2 tcp B [X] [X] Defined TXT keys:\n\ndomain any name\nuserid letters\nc 3 tcp C";
        assert_eq!(split_rows(text).len(), 3);
    }

    #[test]
    fn names_without_ports_follow_all_ports() {
        let text = "a 1 tcp A\nswx 7300-7359 The Exchange\n7400 Unassigned\nwb-mon Wideband Monitoring\nxnet Cross Net Debugger\n\
                    zed tcp Z\n\nDefined TXT keys:\n\ntd: Absolute\n\nzee udp Z";
        assert_eq!(split_rows(text).len(), 7);
    }

    #[test]
    fn a_line_out_of_order_is_part_of_a_note() {
        let text = "a 100 tcp A [X] [X] Port 7 was\nused 7 as well\nb 200 tcp B";
        assert_eq!(split_rows(text).len(), 2);
    }
}
