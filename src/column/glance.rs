//! A whole cell at a glance: its sort, see [`known`](super::known), and what else of it tells how its row reads, without
//! all that its shape says.

use crate::ast::PartialDate;
use crate::cell::{self, name, state};

use super::known;
use super::look::{self, Look};
use super::shape::{self, Brackets, People, Shape};
use super::tail::{self, Opener};
use super::usual::{Runs, with_parenthesis};

/// A cell that is not empty, of a row whose first column is that of names.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cell<'t> {
    pub(crate) text: &'t str,
    /// `None` where a glance does not tell all, or something in the cell could tell of damage.
    pub(super) glance: Option<Glance>,
}

impl Cell<'_> {
    /// Whether it is ports or a date, without a letter.
    #[inline]
    pub(crate) fn is_figures(&self) -> bool {
        matches!(self.glance, Some(Glance { kind: Kind::Ports | Kind::Date(_), .. }))
    }
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Glance {
    pub(super) sort: u16,
    pub(super) kind: Kind,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Kind {
    Ports,
    Transport,
    Date(PartialDate),
    Brackets(Brackets),
    Words,
}

/// Looks at cells.
pub(crate) struct Glances<'t, 'p>(Runs<'t, 'p>);

impl<'t, 'p> Glances<'t, 'p> {
    pub(crate) fn new(people: &'p People<'p>) -> Self {
        Self(Runs::new(people))
    }

    /// The cell that is `text`, with as many before it as `at` says.
    #[inline]
    pub(crate) fn cell(&mut self, text: &'t str, at: usize) -> Cell<'t> {
        Cell { text, glance: self.glance(text, at) }
    }

    fn glance(&mut self, text: &'t str, at: usize) -> Option<Glance> {
        let (sort, kind) = match text.as_bytes() {
            [b'[', ..] => {
                let found = self.0.look_at_whole(text)?;
                (known::sort_of_brackets(found), Kind::Brackets(found))
            }
            [b'0'..=b'9', ..] => {
                // No two ports are written as a date of these centuries: the first is the greater one.
                if let [b'1' | b'2', _, _, _, b'-', ..] = text.as_bytes()
                    && let Some(date) = shape::date(text)
                {
                    (known::DATE, Kind::Date(date))
                } else if cell::ports(text).is_some() {
                    (known::sort_of_ports(text), Kind::Ports)
                } else if let Some(date) = shape::date(text) {
                    (known::DATE, Kind::Date(date))
                } else if at > 0 && text.bytes().any(|byte| !byte.is_ascii_digit()) && !shape::is_damaged_date(text) {
                    (words(text)?, Kind::Words)
                } else {
                    return None;
                }
            }
            _ if cell::is_transport(text) => {
                // Behind the head one begins another row.
                (at < 3).then_some((known::TRANSPORT, Kind::Transport))?
            }
            _ if at == 0 => (name(text)?, Kind::Words),
            // Behind ports or a name it may be one however it is written.
            _ if at < 3 && shape::is_written_transport(text) => return None,
            _ => (words(text)?, Kind::Words),
        };
        Some(Glance { sort, kind })
    }
}

/// The sort of words that stand where a name does.
fn name(text: &str) -> Option<u16> {
    let bytes = text.as_bytes();
    let is_asked = || look::begins_as_asked(bytes) && (tail::may_open(bytes) || tail::says_so(bytes));
    if name::is_well_formed(text) && !is_asked() {
        return Some(known::WORDS);
    }
    match shape::of_words(text) {
        Shape::Words(words) if words.plain => Some(known::sort_of_words(text, words, false)),
        _ => None,
    }
}

/// The sort of words that stand in no place for a name, one space between any two, none of which could tell of damage or
/// report unauthorized use.
fn words(text: &str) -> Option<u16> {
    if !text.as_bytes().first()?.is_ascii_alphanumeric() {
        return None;
    }
    let mut look = Look::default();
    let mut rest = text;
    let mut opens_nothing = false;
    loop {
        let length = match look.add_plain_word(rest.as_bytes(), true) {
            Some(length) => {
                opens_nothing |= rest.len() == text.len();
                length
            }
            None => any_word(rest, &mut look)?,
        };
        match rest.as_bytes().get(length) {
            None => break,
            Some(b' ') => rest = rest.get(length..)?.get(1..)?,
            Some(_) => return None,
        }
    }
    if !look.is_sound() {
        return None;
    }
    if opens_nothing {
        return Some(known::WORDS);
    }
    let is_state = || !text.contains(' ') && state::of_word(text).is_some();
    let opener = match tail::opener(text) {
        // "De-registered" alone is what a row without a name says of itself.
        opener if opener != Opener::None && is_state() => Opener::None,
        opener => opener,
    };
    Some(known::WORDS | known::bits_of_opener(opener))
}

/// The length of the word that begins a text, with what it has in parentheses, where it is none that could report
/// unauthorized use.
fn any_word(text: &str, look: &mut Look) -> Option<usize> {
    let bytes = text.as_bytes();
    if tail::says_so(bytes) { None } else { look.add_word(bytes).or_else(|| with_parenthesis(text)) }
}

#[cfg(test)]
mod tests {
    use super::super::order::Borders;
    use super::super::place;
    use super::super::shape::Piece;
    use super::*;

    #[test]
    fn a_glance_tells_what_a_shape_does() {
        let people = People::new(["A", "B_C"].into_iter());
        let words = [
            "x",
            "Web",
            "Web.",
            "tcp",
            "sctp",
            "http",
            "This",
            "this entry",
            "Known",
            "known",
            "Historically",
            "historically",
            "De-registered",
            "Reserved",
            "2",
            "70000",
            "1-2",
            "1999",
            "2002-09",
            "2002-09-30",
            "2002-0",
            "2002-13-01",
            "3GPP",
            "100G-PON",
            "011-04-01",
            "20111-04-01",
            "[A]",
            "[B_C]",
            "[D]",
            "[D][E]",
            "[d e]",
            "[RFC1]",
            "a[b",
            "x]",
            "\"a\"",
            "unofficial",
            "é",
            "-",
            "",
            "a_b",
            "(x)",
            "(y",
            "(an udp of y)",
            "(a)(b)",
            "(unofficial use)",
            "Inc.",
            "#",
            "Defined TXT keys: a=<b>",
            "IANA assigned this well-formed service name as a replacement for \"a_b\".",
            "removed",
            "new contact",
        ];
        let mut glances = Glances::new(&people);
        let (mut number, mut found) = (1_u32, 0);
        let mut below = |end: usize| {
            number = number.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (number >> 8) as usize % end
        };
        for _ in 0..100_000 {
            let parts: Vec<_> = (0..=below(4)).map(|_| words[below(words.len())]).collect();
            let text = crate::cell::text::trim(&parts.join(" ")).to_owned();
            let at = below(5);
            let text: &'static str = text.leak();
            let Some(glance) = glances.cell(text, at).glance else { continue };
            let piece = Piece::cell(text, shape::of_cell(text, &people));
            assert_eq!(glance.sort, known::sort(&piece, at > 0), "{text} {at}");
            match (glance.kind, piece.shape) {
                (Kind::Ports, Shape::Ports) | (Kind::Transport, Shape::Transport) | (Kind::Words, Shape::Words(_)) => {}
                (Kind::Date(one), Shape::Date(two)) => assert_eq!(Some(one), two),
                (Kind::Brackets(one), Shape::Brackets(two)) => assert_eq!(one, two),
                kinds => panic!("{kinds:?}"),
            }
            // Whatever stands before it.
            let mut pieces = vec![Piece::cell("7", Shape::Ports); at];
            if let Some(transport) = pieces.get_mut(1) {
                *transport = Piece::cell("tcp", Shape::Transport);
            }
            pieces.push(piece);
            assert_eq!(place::trouble_within(&pieces, Borders::Kept), None, "{text} {at}");
            found += 1;
        }
        assert!(found > 10_000, "{found}");
    }
}
