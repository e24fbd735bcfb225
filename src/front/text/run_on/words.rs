//! The words of rows that run on, and with which of them a row begins.

#![allow(clippy::arithmetic_side_effects, reason = "numbers of the words of a text in memory")]

use std::ops::Range;

use crate::cell::{self, brackets, name, state};
use crate::column::rows::has_upper;
use crate::column::shape;
use crate::column::tail::{self, Opener};

/// The words of a part of a text, with their places.
pub(super) fn words_of(text: &str, range: Range<usize>) -> impl Iterator<Item = (usize, &str)> {
    let part = text.get(range.clone()).unwrap_or("");
    part.split_ascii_whitespace().map(move |word| (range.start + cell::text::offset(part, word), word))
}

pub(super) struct Words<'t> {
    text: &'t str,
    /// Where they begin, and how long they are: a text may be nothing but words of a letter.
    places: Vec<(u32, u32)>,
}

/// The head with which a row may begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Start {
    /// Its first word.
    at: usize,
    /// How many words it has.
    count: usize,
    port: Option<u16>,
    is_guess: bool,
}

impl<'t> Words<'t> {
    pub(super) fn of(text: &'t str, range: Range<usize>) -> Self {
        let places =
            words_of(text, range).map_while(|(at, word)| Some((at.try_into().ok()?, word.len().try_into().ok()?)));
        Self { text, places: places.collect() }
    }

    /// The words with their places.
    pub(super) fn all(&self) -> impl Iterator<Item = (usize, &'t str)> + '_ {
        (0..self.places.len()).filter_map(|at| Some((self.place(at)?, self.word(at))))
    }

    fn place(&self, at: usize) -> Option<usize> {
        self.places.get(at).map(|(at, _)| *at as usize)
    }

    fn word(&self, at: usize) -> &'t str {
        let word = |&(at, length): &(u32, u32)| self.text.get(at as usize..at as usize + length as usize);
        self.places.get(at).and_then(word).unwrap_or("")
    }

    /// Where rows begin, and the places from which on it is a guess what belongs to which.
    pub(super) fn rows(&self) -> (Vec<usize>, Vec<usize>) {
        let mut starts: Vec<Start> = Vec::new();
        let mut at = 0;
        while at < self.places.len() {
            let start = if at == 0 { self.first() } else { self.start(at) };
            at += start.map_or(1, |start| (start.at - at) + start.count);
            starts.extend(start);
        }
        let (starts, mut doubtful) = in_order(starts);
        let last_port = starts.iter().rposition(|start| start.port.is_some());
        let mut rows: Vec<Start> = Vec::new();
        for (row, start) in starts.iter().enumerate() {
            // Words of a note can be a name and a transport, and are mostly while rows have ports.
            let is_ended = self.is_ended(start.at);
            let is_below_ports = last_port.is_none_or(|last| row > last) && !has_upper(self.word(start.at));
            if start.port.is_none() && !is_ended && !is_below_ports {
                doubtful.push(start.at);
                continue;
            }
            rows.push(Start { is_guess: start.is_guess || start.port.is_none() && !is_ended, ..*start });
        }
        let ends = rows.iter().skip(1).map(|next| next.at).chain([self.places.len()]);
        let mut more = Vec::new();
        for (row, end) in rows.iter().zip(ends) {
            let words = row.at + row.count..end;
            if self.hides_row(words.clone()) {
                doubtful.push(row.at);
            }
            self.more_rows(words, &mut more, &mut doubtful);
        }
        let has_unported = !more.is_empty() || rows.iter().any(|row| row.port.is_none());
        rows.extend(more);
        rows.sort_unstable_by_key(|start| start.at);
        // Where some rows have no port, others that name nobody may be words of a description above them.
        let last_port = rows.iter().rposition(|row| row.port.is_some());
        let below = rows.iter().skip(last_port.unwrap_or(0)).filter(|_| has_unported);
        doubtful.extend(below.map(|row| row.at));
        for guess in rows.iter().filter(|row| row.is_guess) {
            doubtful.extend([guess.at.saturating_sub(1), guess.at]);
        }
        doubtful.sort_unstable();
        let place = |at: usize| self.place(at);
        (rows.iter().filter_map(|row| place(row.at)).collect(), doubtful.into_iter().filter_map(place).collect())
    }

    /// Whether the first word begins a row as others do.
    pub(super) fn begins_plainly(&self) -> bool {
        self.start(0).is_some_and(|start| start.at == 0)
    }

    /// Whether these words of a row without a name, whose first say that its port is free, go on as another row would.
    fn hides_row(&self, words: Range<usize>) -> bool {
        let is_more = |at: usize| words.contains(&at) && is_name(self.word(at));
        let is_iana = self.word(words.start) == "IANA";
        self.is_state(words.start) && self.word(words.start) != "any" && is_more(words.start + 1 + usize::from(is_iana))
    }

    /// The first row begins with the first word.
    fn first(&self) -> Option<Start> {
        let start = self.start(0);
        Some(start.filter(|start| start.at == 0).unwrap_or(Start { at: 0, count: 1, port: None, is_guess: false }))
    }

    /// The row that begins with a word, or with the next one.
    fn start(&self, at: usize) -> Option<Start> {
        let port = |at: usize| cell::ports(self.word(at)).map(|ports| ports.first());
        let is_transport = |at: usize| cell::is_transport(self.word(at));
        let start = |at: usize, count: usize, port: Option<u16>| Start { at, count, port, is_guess: false };
        if let Some(first) = port(at) {
            // "port 80 udp" are words of a note.
            let is_told = at.checked_sub(1).is_none_or(|above| !is_of_sentence(self.word(above)));
            return match () {
                () if is_transport(at + 1) && is_told => Some(start(at, 2, Some(first))),
                () if self.is_state(at + 1) => Some(start(at, 1, Some(first))),
                () => None,
            };
        }
        if !is_name(self.word(at)) {
            return None;
        }
        let is_below_state = at.checked_sub(1).is_some_and(|above| self.is_state(above));
        match port(at + 1) {
            Some(first) => {
                let has_transport = is_transport(at + 2);
                let count = 1 + usize::from(has_transport);
                // Rows that say that a port is free have no name, nor is what they say one.
                let is_free = self.is_state(at + 1 + count) || self.is_state(at);
                let is_told = (is_below_state || self.is_ended(at)) && !is_of_sentence(self.word(at));
                match (has_transport, is_free) {
                    (true, _) if is_of_sentence(self.word(at)) => None,
                    (true, false) => Some(start(at, count + 1, Some(first))),
                    // Behind persons or a date the word above begins a row, or is a note.
                    (true, true) if self.is_ended(at) => Some(Start { is_guess: true, ..start(at, 3, Some(first)) }),
                    (_, true) => Some(Start { is_guess: self.is_ended(at), ..start(at + 1, count, Some(first)) }),
                    (false, false) if is_told => Some(Start { is_guess: true, ..start(at, 2, Some(first)) }),
                    (false, false) => None,
                }
            }
            None if is_transport(at + 1) && !is_of_sentence(self.word(at)) => Some(start(at, 2, None)),
            None => None,
        }
    }

    /// Whether a row has ended above a word.
    fn is_ended(&self, at: usize) -> bool {
        at.checked_sub(1).is_none_or(|above| self.ends_row(above))
    }

    /// Whether persons, references or a date end with a word.
    fn ends_row(&self, at: usize) -> bool {
        let word = self.word(at);
        word.ends_with(']') || shape::date(word).is_some()
    }

    /// Whether these words are what a row without a name says of its port.
    fn is_state(&self, at: usize) -> bool {
        let is_one = |at: usize| state::of_word(self.word(at)).is_some();
        // A port that is not free, and has no name: "any private mail system".
        let is_private = self.word(at) == "any" && self.word(at + 1) == "private";
        is_one(at) || is_private || self.word(at) == "IANA" && is_one(at + 1)
    }

    /// Rows without a port or a transport, of which there may be some in these words of one row: behind the persons and
    /// dates of that another name stands, and persons again. Where it is not told which word is that name, the place is
    /// `doubtful`.
    fn more_rows(&self, words: Range<usize>, rows: &mut Vec<Start>, doubtful: &mut Vec<usize>) {
        let mut at = words.start;
        loop {
            let mut rest = (at..words.end).skip_while(|at| !self.ends_row(*at));
            let Some(next) = rest.find(|at| !self.ends_row(*at) && !self.word(*at).starts_with('[')) else { return };
            let sentence: Vec<&str> = (next..words.end).take(8).map(|at| self.word(at)).collect();
            let opens_note = tail::opener(&sentence.join(" ")) != Opener::None;
            let Some(persons) = (next + 1..words.end).find(|at| self.is_person(*at) && self.is_person(at + 1)) else {
                // A row may name nobody; a number is a service code.
                doubtful.extend(Some(next).filter(|next| !opens_note && is_name(self.word(*next))));
                return;
            };
            let may_begin = |at: usize| at < persons && is_name(self.word(at)) && !is_of_sentence(self.word(at));
            // Below what a note ends with: a key and its value, a sentence, that there are none.
            let ends_note = |word: &str| word.ends_with(['>', '.']) || word.contains('=') || word == "None";
            let begin = match opens_note {
                true => (next..persons).rfind(|at| ends_note(self.word(*at))).map(|end| end + 1),
                false => Some(next),
            };
            match begin.filter(|begin| may_begin(*begin)) {
                Some(begin) => rows.push(Start { at: begin, count: 1, port: None, is_guess: true }),
                None => doubtful.push(next),
            }
            at = persons;
        }
    }

    /// Whether a word is a name in brackets, and no reference.
    fn is_person(&self, at: usize) -> bool {
        brackets::inner(self.word(at)).is_some_and(|name| !name.starts_with("RFC"))
    }
}

/// The rows whose ports go from low to high, as many as can be; and the first words of the others. Where these are many
/// it is another order, and all are rows.
fn in_order(starts: Vec<Start>) -> (Vec<Start>, Vec<usize>) {
    // From the last to the first: by each row the one below it of the longest order that it begins; and of each length the
    // order that begins highest, for a note tells of a port below its own sooner than above.
    let mut below: Vec<Option<usize>> = vec![None; starts.len()];
    let mut highest: Vec<(u16, usize)> = Vec::new();
    for (row, start) in starts.iter().enumerate().rev() {
        let Some(port) = start.port else { continue };
        let length = highest.partition_point(|(first, _)| *first >= port);
        if let Some(slot) = below.get_mut(row) {
            *slot = length.checked_sub(1).and_then(|length| highest.get(length)).map(|(_, row)| *row);
        }
        match highest.get_mut(length) {
            Some(slot) => *slot = (port, row),
            None => highest.push((port, row)),
        }
    }
    let ported = starts.iter().filter(|start| start.port.is_some()).count();
    if highest.len() * 10 < ported * 9 {
        return (starts, Vec::new());
    }
    let mut is_in_order = vec![false; starts.len()];
    let mut row = highest.last().map(|(_, row)| *row);
    while let Some(at) = row {
        if let Some(slot) = is_in_order.get_mut(at) {
            *slot = true;
        }
        row = below.get(at).copied().flatten();
    }
    let is_row = |(start, is_in_order): &(Start, bool)| start.port.is_none() || *is_in_order;
    let (rows, others): (Vec<_>, Vec<_>) = starts.into_iter().zip(is_in_order).partition(is_row);
    (rows.into_iter().map(|(start, _)| start).collect(), others.into_iter().map(|(start, _)| start.at).collect())
}

/// Whether a word may be the name of a service.
fn is_name(word: &str) -> bool {
    !word.starts_with('[') && (name::is_well_formed(word) || name::is_plausible(word)) && cell::ports(word).is_none()
}

/// Whether a word is of a sentence, in which a port or a transport may follow it.
fn is_of_sentence(word: &str) -> bool {
    const WORDS: [&str; 27] = [
        "a", "an", "and", "are", "as", "at", "both", "by", "for", "from", "in", "is", "of", "on", "only", "or", "over",
        "port", "ports", "raw", "the", "through", "to", "use", "uses", "using", "with",
    ];
    WORDS.iter().any(|known| word.eq_ignore_ascii_case(known))
}
