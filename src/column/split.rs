//! A joined row to pieces: cut at every place where the border of a cell could be.

#![allow(clippy::arithmetic_side_effects, reason = "places in a text in memory, and counts of what is there")]

use std::ops::Range;

use crate::ast::PartialDate;
use crate::cell::{self, brackets, sentence, state};
use crate::general_way;

use super::head::Head;
use super::look::Look;
use super::order::is_year;
use super::shape::{self, Known, People, Piece, Runs, Shape};
use super::tail::{self, Opener};

/// Cuts rows, and knows what the row before was cut to: rows of one service often say the same behind their heads.
pub(crate) struct Splits<'a, 'p> {
    runs: Runs<'a, 'p>,
    /// The name of the row before.
    name: Known<'a>,
}

/// What the pieces behind a head depend on besides their text.
#[derive(Clone, Copy)]
struct Sort {
    is_nameless: bool,
    /// A number of more than five digits is a service code.
    is_dccp: bool,
}

impl<'a, 'p> Splits<'a, 'p> {
    pub(crate) fn people(&self) -> &'p People<'p> {
        self.runs.people
    }

    pub(crate) fn new(people: &'p People<'p>) -> Self {
        Self { runs: Runs::new(people), name: ("", Shape::Number) }
    }

    /// Puts the pieces of a joined row, its head first, into `pieces`, which is empty. A piece that does not begin a
    /// cell for sure may flow on from the one before it.
    pub(crate) fn pieces(&mut self, head: &Head<'a>, pieces: &mut Vec<Piece<'a>>) {
        if !head.name.is_empty() {
            if self.name.0 != head.name {
                self.name = (head.name, Shape::Words(shape::of_name(head.name)));
            }
            pieces.push(Piece::cell(head.name, self.name.1));
        }
        if !head.ports_text.is_empty() {
            pieces.push(Piece::cell(head.ports_text, Shape::Ports));
        }
        if !head.transport.is_empty() {
            pieces.push(Piece::cell(head.transport, Shape::Transport));
        }
        let sort = Sort { is_nameless: head.name.is_empty(), is_dccp: cell::is_dccp(head.transport) };
        let in_head = pieces.len();
        let splitter = Splitter {
            text: head.rest,
            runs: &mut self.runs,
            pieces,
            in_head,
            begun: None,
            after_state: false,
            sort,
            plain_to: 0,
            look: Look::default(),
        };
        splitter.split();
    }
}

struct Splitter<'a, 'r, 'p> {
    text: &'a str,
    runs: &'r mut Runs<'a, 'p>,
    pieces: &'r mut Vec<Piece<'a>>,
    in_head: usize,
    /// Where the words begin that no piece has taken yet.
    begun: Option<usize>,
    after_state: bool,
    sort: Sort,
    /// Where plain words end that are all that has begun, and what they look like.
    plain_to: usize,
    look: Look,
}

impl<'a> Splitter<'a, '_, '_> {
    fn split(mut self) {
        let mut closing: Option<Vec<_>> = None;
        let mut next_parenthesis = 0;
        let mut at = 0;
        // Words that a report of unauthorized use has taken: the end of the report.
        let mut report_end = None;
        loop {
            if report_end.is_none() {
                at = self.take_usual(at);
            }
            if at == self.text.len() {
                break;
            }
            let Some(found) = next_word(self.text, at) else { break };
            let (start, mut end) = (found.start, found.end);
            let rest = self.text.get(start..).unwrap_or("");
            let word = self.text.get(found).unwrap_or("");
            let first = word.bytes().next().unwrap_or(b' ');
            let space = self.text.as_bytes().get(at..start).unwrap_or_default();
            if space.contains(&b'\n') || self.ends_sentence(at, word) || report_end.is_some_and(|end| start >= end) {
                self.cut(at);
                report_end = None;
            }
            if first == b'['
                && let Some(length) = brackets_alone(rest)
            {
                self.cut(at);
                end = start + length;
                self.push_run(start..end);
            } else if let Some(date) = first.is_ascii_digit().then(|| shape::of_date(word)).flatten() {
                self.cut(at);
                self.push(word, date);
            } else if first.is_ascii_digit()
                && word.bytes().all(|byte| byte.is_ascii_digit())
                && (self.begun.is_none() && self.follows_a_cell() || self.sort.is_dccp && word.len() > 5)
            {
                self.cut(at);
                self.push(word, shape::of_cell(word, self.runs.people));
            } else if first == b'I'
                && let Some(length) = sentence::replacement_len(rest)
            {
                self.cut(at);
                end = start + length;
                self.begun = Some(start);
                self.cut(end);
            } else {
                let opens = tail::opener(rest) != Opener::None;
                let may_report = report_end.is_none() && tail::may_report(word);
                let reports = may_report.then(|| tail::unauthorized_len(rest)).flatten();
                if opens || reports.is_some() {
                    self.cut(at);
                }
                report_end = reports.map(|length| start + length).or(report_end);
                let states = self.begun.is_none() && self.may_state() && state::of_word(word).is_some();
                self.begun.get_or_insert(start);
                if states {
                    self.cut(end);
                    self.after_state = true;
                }
                // What stands in parentheses is part of the words around it.
                let closing = closing.get_or_insert_with(|| closing_parentheses(self.text));
                while closing.get(next_parenthesis).is_some_and(|&(open, _)| open < start) {
                    next_parenthesis += 1;
                }
                if let Some(&(open, close)) = closing.get(next_parenthesis)
                    && open < end
                {
                    let after = self.text.get(close..).unwrap_or("");
                    end = close + after.find(char::is_whitespace).unwrap_or(after.len());
                }
            }
            at = end;
        }
        self.cut(self.text.len());
    }

    /// Takes plain words, names in brackets and dates that follow one another, one space between them; where they end.
    fn take_usual(&mut self, mut at: usize) -> usize {
        loop {
            at = self.take_plain_words(at);
            if let Some(run) = run_behind(self.text, at) {
                self.cut(at);
                at = run.end;
                self.push_run(run);
            } else if let Some((text, date)) = date_behind(self.text, at) {
                self.cut(at);
                at += 1 + text.len();
                self.push(text, Shape::Date(Some(date)));
            } else {
                return at;
            }
        }
    }

    /// The end of the words behind `at` before which there is no border and which have no parenthesis: nothing of what is
    /// asked of others can be said of them.
    fn take_plain_words(&mut self, mut at: usize) -> usize {
        if general_way::is_forced() {
            return at;
        }
        let text = self.text.as_bytes();
        if self.begun.is_none() {
            let start = match text.get(at) {
                Some(b' ') => at + 1,
                _ if at == 0 => 0,
                _ => return at,
            };
            let mut look = Look::default();
            let Some(length) = text.get(start..).and_then(|word| look.add_plain_word(word, false)) else { return at };
            at = start + length;
            let states =
                self.may_state() && self.text.get(start..at).is_some_and(|word| state::of_word(word).is_some());
            (self.begun, self.look, self.plain_to) = (Some(start), look, at);
            if states {
                self.cut(at);
                self.after_state = true;
                return at;
            }
        }
        let are_all_plain = self.plain_to == at;
        let mut look = self.look;
        // Behind the end of a sentence another may begin.
        while let Some([before, b' ', word @ ..]) = at.checked_sub(1).and_then(|last| text.get(last..))
            && *before != b'.'
            && let Some(length) = look.add_plain_word(word, !self.sort.is_dccp)
        {
            look.add_space();
            at += 1 + length;
        }
        if are_all_plain {
            (self.look, self.plain_to) = (look, at);
        }
        at
    }

    /// Whether `word` begins a sentence after the words that have begun and end at `at`: a description is seldom more
    /// than one, and what follows can be a note.
    fn ends_sentence(&self, at: usize, word: &str) -> bool {
        let last = at.checked_sub(1).and_then(|last| self.text.as_bytes().get(last));
        let begun = self.begun.filter(|_| last == Some(&b'.'));
        begun.is_some_and(|begun| {
            let before = self.text.get(begun..at).unwrap_or("");
            word.starts_with(char::is_uppercase)
                && before
                    .rsplit(char::is_whitespace)
                    .next()
                    .is_some_and(|last| last.chars().filter(|c| c.is_lowercase()).count() > 2)
        })
    }

    /// Whether the first word of a row without a name comes next, which can say its state.
    fn may_state(&self) -> bool {
        self.sort.is_nameless && self.pieces.len() == self.in_head
    }

    /// Whether the last piece is a cell of its own kind: a number can be a cell only there.
    fn follows_a_cell(&self) -> bool {
        self.pieces.len() == self.in_head
            || self.pieces.last().is_some_and(|piece| match piece.shape {
                Shape::Brackets(_) | Shape::Date(_) => true,
                // The year of a date.
                Shape::Ports => is_year(piece.text),
                _ => false,
            })
    }

    fn push_run(&mut self, run: Range<usize>) {
        let run = self.text.get(run).unwrap_or("");
        // An assignee often is the contact, too.
        let shape = match self.pieces.last() {
            Some(last) if last.text == run && matches!(last.shape, Shape::Brackets(_)) => last.shape,
            _ => self.runs.shape(run),
        };
        self.push(run, shape);
    }

    fn push(&mut self, text: &'a str, shape: Shape) {
        let flows = self.pieces.len() > self.in_head;
        self.pieces.push(Piece { text, shape, flows });
    }

    /// Ends the words that have begun, at `end`.
    fn cut(&mut self, end: usize) {
        if let Some(start) = self.begun.take() {
            let text = self.text.get(start..end).unwrap_or("");
            let (text, mut shape) = if self.plain_to == end {
                (text, shape::of_plain_words(text, self.look))
            } else {
                (text.trim_end(), shape::of_words(text.trim_end()))
            };
            if let Shape::Words(words) = &mut shape {
                words.after_state = std::mem::take(&mut self.after_state);
            }
            self.push(text, shape);
        }
    }
}

/// Where the run of brackets stands that follows the word that ends at `at` behind one space, if white space or the end
/// follows it in turn.
fn run_behind(text: &str, at: usize) -> Option<Range<usize>> {
    if general_way::is_forced() {
        return None;
    }
    let bytes = text.as_bytes();
    if !matches!(bytes.get(at..), Some([b' ', b'[', ..])) {
        return None;
    }
    let start = at + 1;
    let end = start + brackets::run(text.get(start..)?)?;
    matches!(bytes.get(end), None | Some(b' ' | b'\n')).then_some(start..end)
}

/// The date that follows the word that ends at `at` behind one space, if white space or the end follows it in turn.
fn date_behind(text: &str, at: usize) -> Option<(&str, PartialDate)> {
    if general_way::is_forced() {
        return None;
    }
    let [b' ', _, _, _, _, b'-', _, _, rest @ ..] = text.as_bytes().get(at..)? else { return None };
    let length = match rest {
        [b'-', _, _, b' ' | b'\n', ..] | [b'-', _, _] => 10,
        [b' ' | b'\n', ..] | [] => 7,
        _ => return None,
    };
    let word = text.get(at + 1..at + 1 + length)?;
    Some((word, shape::date(word)?))
}

/// Where the next word at or after `at` stands.
fn next_word(text: &str, at: usize) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    let is_space = |byte: &u8| matches!(byte, b' ' | b'\t'..=b'\r');
    let mut start = at;
    while bytes.get(start).is_some_and(is_space) {
        start += 1;
    }
    let mut end = start;
    while bytes.get(end).is_some_and(|byte| byte.is_ascii() && !is_space(byte)) {
        end += 1;
    }
    match bytes.get(end) {
        // There is white space beyond ASCII.
        Some(byte) if !byte.is_ascii() => {
            let rest = text.get(start..)?;
            let from = start + rest.find(|c: char| !c.is_whitespace())?;
            let rest = text.get(from..)?;
            Some(from..from + rest.find(char::is_whitespace).unwrap_or(rest.len()))
        }
        _ => (start < end).then_some(start..end),
    }
}

/// Length of the run of brackets that begins `text`, if white space or the end follows it: `[RFC9148].` is a word.
fn brackets_alone(text: &str) -> Option<usize> {
    let length = brackets::run(text)?;
    text.get(length..)?.chars().next().is_none_or(char::is_whitespace).then_some(length)
}

/// The outermost pairs of parentheses: where each opens, and the byte after where it closes. A parenthesis that
/// is never closed opens nothing.
fn closing_parentheses(text: &str) -> Vec<(usize, usize)> {
    if memchr::memchr(b'(', text.as_bytes()).is_none() {
        return Vec::new();
    }
    let mut open = Vec::new();
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    // A run of brackets is looked at once, not again from each of its brackets.
    let mut run_end = 0;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'(' => open.push(at),
            b')' => {
                if let Some(start) = open.pop() {
                    while pairs.last().is_some_and(|&(inner, _)| inner > start) {
                        pairs.pop();
                    }
                    pairs.push((start, at + 1));
                }
            }
            // Cells of their own are between them: an unclosed parenthesis does not reach over them.
            b'\n' => open.clear(),
            b'[' if !open.is_empty() && at >= run_end => {
                let rest = text.get(at..).unwrap_or("");
                run_end = at + brackets::run(rest).unwrap_or(0);
                if is_twice(rest) {
                    open.clear();
                }
            }
            _ => {}
        }
    }
    pairs
}

/// Whether two runs of brackets stand next to one another, as an assignee and a contact do.
fn is_twice(text: &str) -> bool {
    let second = brackets_alone(text).and_then(|length| text.get(length..)).map(str::trim_start);
    second.is_some_and(|second| brackets_alone(second).is_some())
}

#[cfg(test)]
mod tests {
    use super::super::head::head;
    use super::*;

    fn split(line: &str) -> Vec<&str> {
        let (head, _) = head(line).expect("a row");
        let people = People::default();
        let mut found = Vec::new();
        Splits::new(&people).pieces(&head, &mut found);
        found.iter().map(|piece| piece.text).collect()
    }

    #[test]
    fn rows_that_say_the_same_are_cut_alike() {
        let people = People::default();
        let mut splits = Splits::new(&people);
        for line in [
            "a 1 tcp B C [X] 2002-09",
            "a 1 udp B C [X] 2002-09",
            "a 1 dccp D 1234567",
            "a 1 udp D 1234567",
            "2 udp D 1234567",
        ] {
            let (head, _) = head(line).expect("a row");
            let (mut found, mut alone) = (Vec::new(), Vec::new());
            splits.pieces(&head, &mut found);
            Splits::new(&people).pieces(&head, &mut alone);
            let places = |pieces: &[Piece<'_>]| -> Vec<_> {
                pieces.iter().map(|piece| (piece.text.as_ptr(), piece.text.len(), piece.shape, piece.flows)).collect()
            };
            assert_eq!(places(&found), places(&alone), "{line}");
        }
    }

    #[test]
    fn cut_wherever_a_border_could_be() {
        for (line, expected) in [
            (
                "ftp 21 tcp File Transfer [Control] [J] [J] [RFC959] Defined TXT keys: u=<username>",
                &[
                    "ftp",
                    "21",
                    "tcp",
                    "File Transfer",
                    "[Control]",
                    "[J]",
                    "[J]",
                    "[RFC959]",
                    "Defined TXT keys: u=<username>",
                ][..],
            ),
            (
                "7785 Unassigned Known Unauthorized Use on port 7785",
                &["7785", "Unassigned", "Known Unauthorized Use on port 7785"],
            ),
            (
                "x 1 tcp Foo (see [RFC1] for 2002-09) [A] [A]",
                &["x", "1", "tcp", "Foo (see [RFC1] for 2002-09)", "[A]", "[A]"],
            ),
            (
                "x 1 tcp Foo (NNSP [A] [A] 2017-02-03 (y)",
                &["x", "1", "tcp", "Foo (NNSP", "[A]", "[A]", "2017-02-03", "(y)"],
            ),
            (
                "x 1 dccp Foo [A] [A] [RFC1] 1885957735",
                &["x", "1", "dccp", "Foo", "[A]", "[A]", "[RFC1]", "1885957735"],
            ),
            (
                "x 1 udp Foo [A] [A] 2022-05-03 [RFC9148]. Defined TXT keys: None",
                &["x", "1", "udp", "Foo", "[A]", "[A]", "2022-05-03", "[RFC9148].", "Defined TXT keys: None"],
            ),
            (
                "x 1 tcp Foo\n\nIANA assigned this well-formed service name as a replacement for \"x_\".\n[A] [A]",
                &[
                    "x",
                    "1",
                    "tcp",
                    "Foo",
                    "IANA assigned this well-formed service name as a replacement for \"x_\".",
                    "[A]",
                    "[A]",
                ],
            ),
            (
                "x 1 tcp Foo [A] [A] Known Unauthorized Use on port 6501 This one is free",
                &["x", "1", "tcp", "Foo", "[A]", "[A]", "Known Unauthorized Use on port 6501", "This one is free"],
            ),
        ] {
            assert_eq!(split(line), expected, "{line}");
        }
    }
}
