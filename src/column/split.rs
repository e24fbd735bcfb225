//! A joined row to pieces: cut at every place where the border of a cell could be.

use crate::cell::{brackets, sentence, state};

use super::head::Head;
use super::shape::{self, Name, People, Piece, Shape, Words};
use super::tail::{self, Opener};

/// The pieces of a joined row, its head first. A piece that does not begin a cell for sure may flow on from the
/// one before it.
pub(crate) fn pieces<'a>(head: &Head<'a>, people: &People<'_>) -> Vec<Piece<'a>> {
    let mut pieces = Vec::with_capacity(8);
    if !head.name.is_empty() {
        let words = Words {
            name: name_shape(head.name),
            opener: Opener::None,
            unauthorized: false,
            odd: false,
            after_state: false,
        };
        pieces.push(Piece::cell(head.name, Shape::Words(words)));
    }
    if !head.ports_text.is_empty() {
        pieces.push(Piece::cell(head.ports_text, Shape::Ports));
    }
    if !head.transport.is_empty() {
        pieces.push(Piece::cell(head.transport, Shape::Transport));
    }
    let in_head = pieces.len();
    Splitter {
        text: head.rest,
        people,
        pieces: &mut pieces,
        in_head,
        begun: None,
        after_state: false,
        is_dccp: head.transport == "dccp",
    }
    .split(head.name.is_empty());
    pieces
}

fn name_shape(name: &str) -> Name {
    match shape::of_words(name) {
        Shape::Words(Words { name: Name::No, .. }) => Name::Words,
        Shape::Words(words) => words.name,
        _ => Name::Words,
    }
}

struct Splitter<'a, 'p> {
    text: &'a str,
    people: &'p People<'p>,
    pieces: &'p mut Vec<Piece<'a>>,
    in_head: usize,
    /// Where the words begin that no piece has taken yet.
    begun: Option<usize>,
    after_state: bool,
    /// A number of more than five digits is a service code.
    is_dccp: bool,
}

impl<'a> Splitter<'a, '_> {
    fn split(mut self, nameless: bool) {
        let closing = closing_parentheses(self.text);
        let mut next_parenthesis = 0;
        let mut at = 0;
        // Words that a report of unauthorized use has taken: the end of the report.
        let mut report_end = None;
        while let Some(start) = self.text.get(at..).and_then(|rest| Some(at + rest.find(|c: char| !c.is_whitespace())?))
        {
            let rest = self.text.get(start..).unwrap_or("");
            let word = rest.get(..rest.find(char::is_whitespace).unwrap_or(rest.len())).unwrap_or(rest);
            let mut end = start + word.len();
            let breaks = self.text.get(at..start).is_some_and(|space| space.contains('\n'));
            if breaks || self.ends_sentence(start, word) || report_end.is_some_and(|end| start >= end) {
                self.cut(at);
                report_end = None;
            }
            if let Some(length) = brackets_alone(rest) {
                self.cut(at);
                let found = rest.get(..length).unwrap_or("");
                let ids = brackets::brackets(found).unwrap_or_default();
                self.push(found, shape::of_brackets(&ids, self.people));
                end = start + length;
            } else if let Some(date) = shape::date(word) {
                self.cut(at);
                self.push(word, Shape::Date(date));
            } else if word.bytes().all(|byte| byte.is_ascii_digit())
                && (self.begun.is_none() && self.follows_a_cell() || self.is_dccp && word.len() > 5)
            {
                self.cut(at);
                self.push(word, shape::of_cell(word, self.people));
            } else if let Some(length) = sentence::replacement_len(rest) {
                self.cut(at);
                end = start + length;
                self.begun = Some(start);
                self.cut(end);
            } else {
                let opens = tail::opener(rest) != Opener::None;
                let reports = report_end.is_none().then(|| tail::unauthorized_len(rest)).flatten();
                if opens || reports.is_some() {
                    self.cut(at);
                }
                report_end = reports.map(|length| start + length).or(report_end);
                let states = nameless
                    && self.begun.is_none()
                    && self.pieces.len() == self.in_head
                    && state::of_word(word).is_some();
                self.begun.get_or_insert(start);
                if states {
                    self.cut(end);
                    self.after_state = true;
                }
                // What stands in parentheses is part of the words around it.
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

    /// Whether `word`, at `start`, begins a sentence after the words that have begun: a description is seldom more
    /// than one, and what follows can be a note.
    fn ends_sentence(&self, start: usize, word: &str) -> bool {
        let before = self.begun.and_then(|begun| self.text.get(begun..start)).unwrap_or("").trim_end();
        before.ends_with('.')
            && word.starts_with(char::is_uppercase)
            && before
                .rsplit(char::is_whitespace)
                .next()
                .is_some_and(|last| last.chars().filter(|c| c.is_lowercase()).count() > 2)
    }

    /// Whether the last piece is a cell of its own kind: a number can be a cell only there.
    fn follows_a_cell(&self) -> bool {
        self.pieces.len() == self.in_head
            || self.pieces.last().is_some_and(|piece| matches!(piece.shape, Shape::Brackets(_) | Shape::Date(_)))
    }

    fn push(&mut self, text: &'a str, shape: Shape) {
        let flows = self.pieces.len() > self.in_head;
        self.pieces.push(Piece { text, shape, flows });
    }

    /// Ends the words that have begun, at `end`.
    fn cut(&mut self, end: usize) {
        if let Some(start) = self.begun.take() {
            let text = self.text.get(start..end).unwrap_or("").trim_end();
            let mut shape = shape::of_words(text);
            if let Shape::Words(words) = &mut shape {
                words.after_state = std::mem::take(&mut self.after_state);
            }
            self.push(text, shape);
        }
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
        pieces(&head, &People::default()).iter().map(|piece| piece.text).collect()
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
