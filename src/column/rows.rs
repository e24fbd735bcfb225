//! Lines of joined text to rows: which line begins a row, and which goes on in the row above it?

#![allow(clippy::arithmetic_side_effects, reason = "places in a text in memory, and counts of what is there")]

use std::cell::OnceCell;
use std::ops::Range;

use crate::ast::{FieldSet, PortRange};
use crate::cell::text::trim;
use crate::general_way;
use crate::marks::Marks;

use super::head::{self, Head, Lengths, Strength};
use super::shape::{self, People, Persons, Shape};
use super::split::Splits;
use super::tail::{self, Opener};
use super::twin::Twin;
use super::usual::UsualRows;

/// A row: its lines, from the first byte of the first to the last byte of the last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct JoinedRow {
    pub(crate) bytes: Range<usize>,
    /// Newlines above it, since the table's beginning.
    pub(crate) newlines: u32,
    /// What its head is, if it has one line.
    pub(crate) head: Option<Lengths>,
    /// It has one line, written as the one above, which is a row of its own, but for TCP or UDP.
    pub(crate) is_again: bool,
    /// Whether it was a guess that the row begins here, or that a line goes on in it.
    pub(crate) guess: Guess,
}

/// What was guessed of a row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Guess {
    /// That it begins, and does not go on in the row above.
    pub(crate) begins: bool,
    /// That its lines from this byte of it on are its own, and begin no row; or, at its end, that the next line does.
    pub(crate) goes_on_at: Option<u32>,
    /// Fields that another way to divide the lines into rows would change.
    pub(crate) fields: FieldSet,
}

impl Guess {
    /// Tells that what goes on from this byte of the row on was guessed to, unless more of it was.
    fn goes_on_from(&mut self, at: usize) {
        self.goes_on_at.get_or_insert(u32::try_from(at).unwrap_or(u32::MAX));
    }
}

/// Bytes that a row takes, or more.
const USUAL_LENGTH: usize = 48;

/// The rows of `text[table]`, and the lines before the first row, which belong to none.
pub(crate) fn rows(text: &str, table: Range<usize>, people: &People<'_>) -> (Vec<JoinedRow>, Option<Range<usize>>) {
    let mut order = Order::new(text, table.clone());
    // Room for rows as long as most are, so that few are moved.
    let mut rows: Vec<JoinedRow> = Vec::with_capacity(table.len() / USUAL_LENGTH);
    let mut stray: Option<Range<usize>> = None;
    let mut open = OpenRow::default();
    // The row above, where nobody has asked yet what could go on in it.
    let mut usual: Option<(&str, Lengths)> = None;
    // The row above, if it has one line, and one row and no more begins as that.
    let mut twin: Option<(Twin<'_>, Lengths)> = None;
    let mut is_below_empty = false;
    for (newlines, line) in lines(text, table).enumerate() {
        if line.is_empty() {
            is_below_empty = true;
            continue;
        }
        let line_text = text.get(line.clone()).unwrap_or("");
        let newlines = u32::try_from(newlines).unwrap_or(u32::MAX);
        if let Some((twin, lengths)) = &twin
            && twin.transport_of(line_text).is_some()
        {
            // All that is told of the row above holds for this one.
            is_below_empty = false;
            let guess = Guess::default();
            rows.push(JoinedRow { bytes: line, newlines, head: Some(*lengths), is_again: true, guess });
            continue;
        }
        let name = head::name_length(line_text.as_bytes());
        if let Some((lengths, port)) = head::usual(line_text.as_bytes(), name) {
            let found = Twin::at(line_text, lengths.transport_at()).filter(|_| !general_way::is_forced());
            twin = found.map(|twin| (twin, lengths));
            usual = Some((line_text, lengths));
            order.above = Some(port);
            is_below_empty = false;
            let guess = Guess::default();
            rows.push(JoinedRow { bytes: line, newlines, head: Some(lengths), is_again: false, guess });
            continue;
        }
        twin = None;
        if let Some((line, lengths)) = usual.take() {
            let name = lengths.name(line);
            open = OpenRow { name, has_port: true, has_transport: true, ..OpenRow::of(line) };
        }
        let found = head::other(line_text, name);
        // An empty line in a row's place is the border of a paragraph: what follows the first line of a row and
        // such a border is a paragraph of that row.
        let is_apart = std::mem::take(&mut is_below_empty);
        open.has_paragraph = open.is_single_line && is_apart && !order.is_spaced();
        let verdict = match &found {
            None => Verdict::GoesOn,
            Some((head, Strength::Sure)) => order.named(line.end, head, &open),
            Some((head, Strength::InOrder)) => {
                if order.fits(line.end, head) {
                    Verdict::Begins
                } else {
                    Verdict::GuessGoesOn
                }
            }
            // It goes on in no row, and may be one.
            Some((_, Strength::Damaged)) => Verdict::GuessBegins,
            Some((head, Strength::Words)) => order.words(&line, head, &open, people),
        };
        if let Some((head, strength)) = &found
            && (*strength == Strength::Sure || verdict == Verdict::Begins && head.is_written_otherwise())
        {
            order.above = head.ports.map(PortRange::first).or(order.above);
        }
        if matches!(verdict, Verdict::Begins | Verdict::GuessBegins) {
            let lengths = found.as_ref().and_then(|(head, _)| Lengths::of(head, line_text));
            let (name, has_port, has_transport) = found
                .map_or(("", false, false), |(head, _)| (head.name, head.ports.is_some(), !head.transport.is_empty()));
            open = OpenRow { name, has_port, has_transport, ..OpenRow::of(line_text) };
            let begins = verdict == Verdict::GuessBegins;
            if let (true, Some(above)) = (begins, rows.last_mut()) {
                above.guess.goes_on_from(above.bytes.len());
            }
            let guess = Guess { begins, ..Guess::default() };
            rows.push(JoinedRow { bytes: line, newlines, head: lengths, is_again: false, guess });
            continue;
        }
        open.goes_on(line_text);
        if let Some(row) = rows.last_mut() {
            row.bytes.end = line.end;
            (row.head, row.is_again) = (None, false);
            if verdict == Verdict::GuessGoesOn {
                row.guess.goes_on_from(line.start.saturating_sub(row.bytes.start));
            }
        } else {
            stray = Some(stray.map_or(line.start, |stray| stray.start)..line.end);
        }
    }
    (rows, stray)
}

/// Tells the rows of `guesses`, places in their order from which on it was guessed that a line goes on in a row.
pub(crate) fn guess(rows: &mut [JoinedRow], guesses: &[usize]) {
    let mut guesses = guesses.iter().peekable();
    for row in rows {
        while let Some(at) = guesses.next_if(|at| **at < row.bytes.end) {
            if let Some(from) = at.checked_sub(row.bytes.start) {
                row.guess.goes_on_from(from);
            }
        }
    }
}

/// The row that a line could go on in.
#[derive(Default)]
struct OpenRow<'a> {
    name: &'a str,
    first_line: &'a str,
    last_line: &'a str,
    /// Whether it has its first line alone yet.
    is_single_line: bool,
    /// Whether the line in question is a paragraph of it.
    has_paragraph: bool,
    has_port: bool,
    has_transport: bool,
    /// Whether a note begins in its first line. Of most rows nobody asks.
    begins_note: OnceCell<bool>,
    /// Whether it has brackets or a date yet, in its first line and below.
    begins_cells: OnceCell<bool>,
    has_cells_below: bool,
}

impl<'a> OpenRow<'a> {
    /// A row that begins with `line`.
    fn of(line: &'a str) -> Self {
        Self { first_line: line, last_line: line, is_single_line: true, ..Self::default() }
    }

    fn goes_on(&mut self, line: &'a str) {
        self.last_line = line;
        self.is_single_line = false;
        self.has_cells_below |= begins_cell(line);
    }

    /// Whether a note or a paragraph has begun in it, so that more may follow.
    fn has_note(&self) -> bool {
        let has_lines = !self.first_line.is_empty() || !self.last_line.is_empty();
        has_lines && (!self.is_single_line || *self.begins_note.get_or_init(|| has_note(self.first_line)))
    }

    /// Whether it has brackets or a date yet; before them a description can go on.
    fn has_cells(&self) -> bool {
        self.has_cells_below || *self.begins_cells.get_or_init(|| begins_cell(self.first_line))
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    Begins,
    GuessBegins,
    GoesOn,
    GuessGoesOn,
}

/// The trimmed lines, as ranges of `text`; an empty line is an empty range.
fn lines(text: &str, table: Range<usize>) -> TrimmedLines<'_> {
    let body = text.get(..table.end).unwrap_or("");
    TrimmedLines { body, ends: Marks::new(body.as_bytes(), [b'\n'], table.start), next: Some(table.start) }
}

struct TrimmedLines<'t> {
    body: &'t str,
    ends: Marks<'t, 1>,
    /// Where the next line begins, if there is one.
    next: Option<usize>,
}

impl Iterator for TrimmedLines<'_> {
    type Item = Range<usize>;

    #[inline(always)]
    fn next(&mut self) -> Option<Range<usize>> {
        let start = self.next?;
        let end = self.ends.next();
        self.next = end.map(|end| end.saturating_add(1));
        let end = end.unwrap_or(self.body.len());
        match self.body.as_bytes().get(start..end) {
            Some([first, .., last]) if first.is_ascii_graphic() && last.is_ascii_graphic() => Some(start..end),
            _ => Some(self.trimmed(start..end)),
        }
    }
}

impl TrimmedLines<'_> {
    #[cold]
    fn trimmed(&self, line: Range<usize>) -> Range<usize> {
        let text = self.body.get(line.clone()).unwrap_or("");
        let trimmed = trim(text);
        let from = line.start + (trimmed.as_ptr() as usize).saturating_sub(text.as_ptr() as usize);
        from..from + trimmed.len()
    }
}

/// The order that the registry keeps: ports from low to high, then the names without a port.
struct Order<'t> {
    text: &'t str,
    table: Range<usize>,
    /// The last port of a sure row above the line in question.
    above: Option<u16>,
    /// The first sure row with a port below some line.
    port: Ahead<u16>,
    /// The first sure row without a port below some line, and its name in lower case.
    name: Ahead<String>,
    is_spaced: OnceCell<bool>,
}

/// What was found below a line by looking ahead. Lines are asked about from the first to the last, so each is looked
/// at once.
#[derive(Debug)]
struct Ahead<T> {
    /// Where the line begins that it was found in, the table's end where there is none.
    at: usize,
    found: Option<T>,
    /// What is not looked at yet.
    rest: usize,
}

impl<T> Ahead<T> {
    fn new(table: &Range<usize>) -> Self {
        Self { at: table.start, found: None, rest: table.start }
    }

    /// What the first line behind byte `from` has for which `test` finds something.
    fn behind(&mut self, from: usize, text: &str, end: usize, test: fn(&Head<'_>) -> Option<T>) -> Option<&T> {
        // Where nothing was found there is nothing more to look at.
        let is_told = if self.found.is_some() { from <= self.at } else { end <= self.rest };
        if !is_told {
            let start = self.rest.max(from).min(end);
            let sure = |line: &Range<usize>| test(&text.get(line.clone()).and_then(head::sure)?);
            let found = lines(text, start..end).find_map(|line| sure(&line).map(|found| (line, found)));
            (self.at, self.rest) = found.as_ref().map_or((end, end), |(line, _)| (line.start, line.end));
            self.found = found.map(|(_, found)| found);
        }
        self.found.as_ref()
    }
}

impl<'t> Order<'t> {
    fn new(text: &'t str, table: Range<usize>) -> Self {
        let (port, name) = (Ahead::new(&table), Ahead::new(&table));
        Self { text, table, above: None, port, name, is_spaced: OnceCell::new() }
    }

    /// The first port of a sure row below the line that ends at `line`.
    fn below(&mut self, line: usize) -> Option<u16> {
        self.port.behind(line, self.text, self.table.end, |head| head.ports.map(PortRange::first)).copied()
    }

    /// Whether empty lines stand between rows as a rule, and so tell nothing of paragraphs.
    fn is_spaced(&self) -> bool {
        *self.is_spaced.get_or_init(|| {
            let (mut sure, mut spaced, mut is_below_empty) = (0, 0, false);
            for line in lines(self.text, self.table.clone()) {
                let is_empty = line.is_empty();
                if let Some((_, Strength::Sure)) = self.text.get(line).and_then(head::head) {
                    sure += 1;
                    spaced += usize::from(is_below_empty);
                }
                is_below_empty = is_empty;
            }
            2 * spaced > sure
        })
    }

    /// Whether the ports of `head` stand between those above and those below.
    fn fits(&mut self, line: usize, head: &Head<'_>) -> bool {
        let above = self.above;
        head.ports.is_some_and(|ports| {
            above.is_none_or(|above| above <= ports.first())
                && self.below(line).is_none_or(|below| ports.first() <= below)
        })
    }

    /// A line that begins with a name and a transport, and perhaps a port between them. Without the port it
    /// stands below all ports; a line of a note can look so, too.
    fn named(&mut self, line: usize, head: &Head<'_>, open: &OpenRow<'_>) -> Verdict {
        if head.ports.is_some() || self.below(line).is_none() {
            Verdict::Begins
        } else if open.has_note() {
            Verdict::GuessGoesOn
        } else {
            Verdict::GuessBegins
        }
    }

    /// A line that begins with a word as a name does. Names without a port and a transport follow all ports.
    fn words(&mut self, line: &Range<usize>, head: &Head<'_>, open: &OpenRow<'_>, people: &People<'_>) -> Verdict {
        // A paragraph of a note opens with a phrase of notes, as a name does not.
        let line_text = self.text.get(line.clone()).unwrap_or("");
        if open.has_paragraph || head.rest.trim().is_empty() || opens_note(line_text) || self.below(line.end).is_some()
        {
            return Verdict::GoesOn;
        }
        let name = head.name.to_ascii_lowercase();
        let next = self.name.behind(line.end, self.text, self.table.end, |head| {
            head.ports.is_none().then(|| head.name.to_ascii_lowercase())
        });
        let in_order = open.name.to_ascii_lowercase() < name && next.is_none_or(|next| name < *next);
        if has_cells(head, people) {
            // Names that have a transport and no port are assigned to somebody: one without brackets, and below it
            // a name out of order, are one row.
            if !open.has_port && open.has_transport && !open.has_cells() && !in_order {
                return Verdict::GuessGoesOn;
            }
            // The last of the ports can be a row whose description goes on here.
            return match open.has_port && !open.has_cells() {
                true if has_upper(head.name) => Verdict::GuessGoesOn,
                true => Verdict::GuessBegins,
                false => Verdict::Begins,
            };
        }
        // Words alone. They can go on in a note that has begun; names stand in alphabetical order.
        if !open.has_note() {
            return Verdict::Begins;
        }
        if head.name == name && in_order && !open.last_line.ends_with([',', ':']) {
            Verdict::GuessBegins
        } else {
            Verdict::GuessGoesOn
        }
    }
}

/// Whether a row that has this head has cells besides a description: names in brackets twice in a row, or what can be
/// nothing else.
pub(super) fn has_cells(head: &Head<'_>, people: &People<'_>) -> bool {
    if let Some(has_cells) = UsualRows::new(people).has_cells(head) {
        return has_cells;
    }
    let mut pieces = Vec::with_capacity(8);
    Splits::new(people).pieces(head, &mut pieces);
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
    has_twins || pieces.iter().skip(2).any(|piece| is_cell(&piece.shape))
}

pub(crate) fn has_upper(name: &str) -> bool {
    name.bytes().any(|byte| byte.is_ascii_uppercase())
}

/// Whether brackets or a date stand in a line as cells do.
fn begins_cell(line: &str) -> bool {
    let mut from = 0;
    memchr::memchr_iter(b' ', line.as_bytes()).chain([line.len()]).any(|end| {
        let word = line.get(from..end).unwrap_or("");
        from = end + 1;
        word.as_bytes().first() == Some(&b'[') || shape::date(word).is_some()
    })
}

/// Whether a note begins in a row's first line, so that its paragraphs may follow.
fn has_note(line: &str) -> bool {
    memchr::memchr_iter(b' ', line.as_bytes()).any(|at| line.get(at + 1..).is_some_and(opens_note))
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
