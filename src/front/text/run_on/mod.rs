//! Joined text whose rows run on in one line, as extractors leave it that put one blank for all white space: each row is
//! put on a line of its own.
//!
//! ```text
//! … Assignment Notes tcpmux 1 tcp TCP Port Service Multiplexer [Mark_Lottor] [Mark_Lottor] tcpmux 1 udp TCP Port …
//! ```
//!
//! A row is known by what it begins with: a name, a port and a transport, or a port and a state. Ports go from low to
//! high; what looks like a row and is out of order is words of a note. Names without a port are known where a row has
//! ended above them; anywhere else, and where persons stand behind a note, it is a guess that they begin one.

#![allow(clippy::arithmetic_side_effects, reason = "places in a text in memory, and numbers of its words")]

mod words;

use std::borrow::Cow;
use std::ops::Range;

use crate::ast::Field;
use crate::cell::brackets;
use crate::cell::text::floor;
use crate::column::heading::{self, Table};
use crate::column::shape;
use crate::front::sections::{is_contact_title, is_footnote_title};

use super::unwrap::{self, Unwrapped};
use words::{Words, words_of};

/// Words of all headings of a table, and some more.
const MOST_HEADING_WORDS: usize = 32;

/// Places at which headings are looked for.
const MOST_TRIES: usize = 64;

/// Bytes below headings that tell whether rows begin within lines.
const SAMPLE: usize = 4 << 10;

/// Bytes that mostly tell that they do not, and the rows that are enough for that.
const FIRST: usize = SAMPLE / 4;
const ENOUGH: usize = 8;

/// A text whose rows are put on lines of their own.
pub(super) struct Broken<'t> {
    pub(super) text: Unwrapped<'t>,
    /// Where the headings stand, if rows begin anywhere in a line; else only the first does.
    pub(super) headings: Option<Range<usize>>,
}

/// `text` with a newline for the blank before each row, and a blank for any other newline in its tables, so that places
/// stay; `None` where the line of the headings of records ends with them, or there are none.
///
/// Where all rows but the first begin a line, it is one newline that is lost.
pub(super) fn rows(text: &str) -> Option<Broken<'_>> {
    let (headings, columns) = headings_with_rows(text)?;
    let contacts = contact_headings(text, headings.end);
    let end = contacts.as_ref().map_or(text.len(), |contacts| title_above(text, contacts.start));
    let body = Words::of(text, headings.end..end);
    let is_whole = columns.last() == Some(&Some(Field::Notes));
    // What stands behind headings of which some are lost is not told.
    if !is_whole && !body.begins_plainly() {
        return None;
    }
    let (starts, guesses) = body.rows();
    let within = count_within(text, &starts);
    let mut out = Out(text.as_bytes().to_vec());
    out.join(headings.clone());
    out.break_before(headings.start);
    let first = starts.first().copied();
    if within == 0 || 2 * within < starts.len() {
        let first = first.filter(|_| is_whole)?;
        let is_alone = starts.len() == 1 && !text.get(headings.end..end).unwrap_or("").trim().contains('\n');
        if !is_alone {
            out.break_before(first);
            return Some(Broken { text: out.text(vec![first])?, headings: None });
        }
    }
    out.join(headings.end..end);
    out.unlink(&body);
    starts.into_iter().for_each(|start| out.break_before(start));
    if let Some(contacts) = contacts {
        out.squeeze(end..contacts.start);
        out.break_before(end);
        out.break_before(contacts.start);
        out.join(contacts.clone());
        out.join(contacts.end..text.len());
        out.break_contacts(&Words::of(text, contacts.end..text.len()));
    }
    Some(Broken { text: out.text(guesses)?, headings: Some(headings) })
}

/// Whether a text has the headings of records and, behind them in the same line, rows.
pub(crate) fn has_rows(text: &str) -> bool {
    rows(text).is_some()
}

/// The headings of records behind which rows run on, or one begins in their line, and their columns. A sentence of the
/// header can quote them: a line that ends with them, and rows that begin lines below it, come first.
fn headings_with_rows(text: &str) -> Option<(Range<usize>, Vec<Option<Field>>)> {
    let places = words_of(text, 0..text.len()).filter(|(_, word)| unwrap::begins_headings(word)).take(MOST_TRIES);
    let of_records = |table| match table {
        Table::Records(columns) => Some(columns),
        _ => None,
    };
    let mut found = None;
    let mut from = 0;
    for (at, _) in places {
        if at < from {
            continue;
        }
        let Some((headings, columns)) = headings_at(text, at, of_records) else { continue };
        from = headings.end;
        let behind = text.get(headings.end..).unwrap_or("");
        let ends_line = behind.lines().next().is_none_or(|rest| rest.trim().is_empty());
        let sample = |bytes: usize| Words::of(text, headings.end..floor(text, headings.end + bytes));
        if ends_line {
            let (starts, _) = sample(FIRST).rows();
            if starts.len() >= ENOUGH && count_within(text, &starts) == 0 {
                return None;
            }
            let (starts, _) = sample(SAMPLE).rows();
            let within = count_within(text, &starts);
            return Some((headings, columns)).filter(|_| within > 1 && 2 * within >= starts.len());
        }
        if found.is_none() && (sample(SAMPLE).begins_plainly() || columns.last() == Some(&Some(Field::Notes))) {
            found = Some((headings, columns));
        }
    }
    found
}

/// How many rows begin within a line, but for the first.
fn count_within(text: &str, starts: &[usize]) -> usize {
    let is_within = |start: &&usize| {
        let above = text.get(..**start).unwrap_or("");
        !above.get(above.trim_end().len()..).unwrap_or("").contains('\n')
    };
    starts.iter().skip(1).filter(is_within).count()
}

/// The headings of contacts behind a place: the first below their title, else the last.
fn contact_headings(text: &str, from: usize) -> Option<Range<usize>> {
    let is_contacts = |table| matches!(table, Table::Contacts(_)).then_some(());
    let ids = words_of(text, from..text.len()).filter(|(_, word)| word.eq_ignore_ascii_case("ID"));
    // A name of a contact follows each.
    let ids = ids.filter(|(at, _)| {
        let next = words_of(text, *at..floor(text, at + 64)).nth(1);
        next.is_some_and(|(_, word)| heading::may_hold_words(word))
    });
    let mut last = None;
    for (at, _) in ids.take(MOST_TRIES) {
        let Some((headings, ())) = headings_at(text, at, is_contacts) else { continue };
        if title_above(text, headings.start) < headings.start {
            return Some(headings);
        }
        last = Some(headings);
    }
    last
}

/// Where the longest headings stand that begin at a word, if they are `of` such a table, with what that tells.
fn headings_at<T>(text: &str, at: usize, of: impl Fn(Table) -> Option<T>) -> Option<(Range<usize>, T)> {
    let words = words_of(text, at..text.len()).take(MOST_HEADING_WORDS);
    // The digits of the first row are none of theirs.
    let may_be_of_one = |word: &str| heading::may_hold_words(word) && !word.bytes().any(|byte| byte.is_ascii_digit());
    let words = words.take_while(|(_, word)| may_be_of_one(word));
    let ends: Vec<usize> = words.map(|(start, word)| start + word.len()).collect();
    let found = |end: usize| Some((at..end, text.get(at..end).and_then(heading::joined).and_then(&of)?));
    ends.into_iter().rev().find_map(found)
}

/// Where the title begins that stands right above the headings of contacts; their own place where none does.
fn title_above(text: &str, headings: usize) -> usize {
    let above = text.get(floor(text, headings.saturating_sub(64))..headings).unwrap_or("");
    let from = headings - above.len();
    let words: Vec<(usize, &str)> = words_of(text, from..headings).collect();
    let title = (1..=2).rev().find_map(|count| {
        let title = words.get(words.len().checked_sub(count)?..)?;
        let written: Vec<&str> = title.iter().map(|(_, word)| *word).collect();
        is_contact_title(&written.join(" ")).then(|| title.first().map(|(at, _)| *at))?
    });
    title.unwrap_or(headings)
}

/// Whether a word is the id of a contact in its brackets, and no address.
fn is_id(word: &str) -> bool {
    word.starts_with('[') && !word.contains(['&', '@', ':', '/'])
}

/// Whether an id in brackets begins with the first letters of a word, which may be the first of the name that it is made of.
fn is_made_of(id: &str, word: &str) -> bool {
    let letters = |text: &str| -> String { text.chars().filter(|c| c.is_alphanumeric()).take(3).collect() };
    let of_word = letters(word).to_lowercase();
    !of_word.is_empty() && letters(id).to_lowercase().starts_with(&of_word)
}

/// The text that is made.
struct Out(Vec<u8>);

impl Out {
    /// The text, of which what was changed is ASCII, a byte for a byte.
    fn text<'t>(self, guesses: Vec<usize>) -> Option<Unwrapped<'t>> {
        Some(Unwrapped { text: Cow::Owned(String::from_utf8(self.0).ok()?), guesses })
    }

    /// Puts blanks for the newlines of a part.
    fn join(&mut self, part: Range<usize>) {
        let part = self.0.get_mut(part).unwrap_or_default();
        part.iter_mut().filter(|byte| matches!(byte, b'\n' | b'\r')).for_each(|byte| *byte = b' ');
    }

    /// Puts one blank for all white space between words, and the rest of that behind them.
    fn squeeze(&mut self, part: Range<usize>) {
        let part = self.0.get_mut(part).unwrap_or_default();
        let words = String::from_utf8_lossy(part).split_ascii_whitespace().collect::<Vec<_>>().join(" ");
        let squeezed = words.bytes().chain(std::iter::repeat(b' '));
        part.iter_mut().zip(squeezed).for_each(|(slot, byte)| *slot = byte);
    }

    /// Puts a newline for the white space before a place.
    fn break_before(&mut self, at: usize) {
        if let Some(blank) = at.checked_sub(1).and_then(|above| self.0.get_mut(above))
            && blank.is_ascii_whitespace()
        {
            *blank = b'\n';
        }
    }

    /// Puts each contact on a line of its own, and what stands below them: the title of the footnotes, and each of these.
    fn break_contacts(&mut self, words: &Words<'_>) {
        self.unlink(words);
        let (mut is_below, mut is_ended) = (false, true);
        for ((at, word), (next_at, next)) in words.all().zip(words.all().skip(1).chain([(0, "")])) {
            if is_below {
                if brackets::inner(word).is_some() {
                    self.break_before(at);
                }
            } else if is_footnote_title(word) && next.starts_with('[') {
                self.break_before(at);
                self.break_before(next_at);
                is_below = true;
            } else if is_id(word) && (is_ended || is_made_of(word, next)) {
                self.break_before(at);
                is_ended = false;
            } else {
                is_ended |= word.contains(['&', '@']) || word.contains("://") || shape::date(word).is_some();
            }
        }
    }

    /// Leaves out where links lead, which some extractors put behind their texts: `[RFC6335 [https://…]]`, `[A_B (#A_B)]`.
    fn unlink(&mut self, words: &Words<'_>) {
        for ((start, text), (at, link)) in words.all().zip(words.all().skip(1)) {
            let (end_of_text, end) = (start + text.len(), at + link.len());
            let is_within = text.starts_with('[') && !text.contains(']');
            let inner = link.strip_prefix(['[', '(']).unwrap_or("");
            let is_link = inner.contains("://") || inner.starts_with(['#', '/']) || inner.starts_with("mailto:");
            let bare = link.trim_end_matches(['.', ',', ';', ':']);
            if is_within && is_link && (bare.ends_with("]]") || bare.ends_with(")]")) {
                self.blank(end_of_text..end);
                let behind = link.get(bare.len()..).unwrap_or("");
                let closed = self.0.iter_mut().skip(end_of_text).zip(b"]".iter().chain(behind.as_bytes()));
                closed.for_each(|(blank, byte)| *blank = *byte);
            } else if let Some(address) = text.strip_prefix("mailto:")
                && inner.trim_start_matches("mailto:").trim_end_matches([']', ')']) == address
            {
                self.blank(at..end);
            }
        }
    }

    fn blank(&mut self, part: Range<usize>) {
        self.0.get_mut(part).unwrap_or_default().fill(b' ');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADINGS: &str = "Service Name Port Number Transport Protocol Description Assignee Contact Registration Date \
                            Reference Assignment Notes";

    /// The lines of a text whose rows run on, `~` before those of which not all is sure.
    fn lines(text: &str) -> Vec<String> {
        let broken = rows(text).expect("headings with rows behind them").text;
        assert_eq!(broken.text.len(), text.len(), "{text}");
        let mut at = 0;
        let mut lines = Vec::new();
        for line in broken.text.split_inclusive('\n') {
            let is_guess = broken.guesses.iter().any(|guess| (at..at + line.len()).contains(guess));
            let words: Vec<&str> = line.split_whitespace().collect();
            lines.push(format!("{}{}", if is_guess { "~" } else { "" }, words.join(" ")));
            at += line.len();
        }
        lines
    }

    fn assert_told(expected: &[&str]) {
        let plain: Vec<&str> = expected.iter().map(|line| line.trim_start_matches('~')).collect();
        let text = format!("A title {HEADINGS} {}", plain.join(" "));
        let expected: Vec<&str> = ["A title", HEADINGS].iter().chain(expected).copied().collect();
        assert_eq!(lines(&text), expected);
        // Wherever it is wrapped.
        for width in [30, 47, 80] {
            let mut wrapped = String::new();
            let mut room = width;
            for word in text.split(' ') {
                let border = if word.len() < room { ' ' } else { '\n' };
                room = if border == ' ' { room - word.len() } else { width };
                wrapped.push(border);
                wrapped.push_str(word);
            }
            let wrapped = &wrapped[1..];
            if let Some(broken) = rows(wrapped).filter(|broken| broken.headings.is_some()) {
                let rows: Vec<String> = broken
                    .text
                    .text
                    .lines()
                    .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
                    .filter(|line| !line.is_empty())
                    .collect();
                assert!(rows.ends_with(&plain.iter().map(ToString::to_string).collect::<Vec<_>>()), "{rows:?}");
            }
        }
    }

    #[test]
    fn rows_are_told_by_names_ports_and_transports() {
        assert_told(&[
            "0 tcp Reserved [RFC6335]",
            "0 udp Reserved [RFC6335]",
            "gull 1 tcp Gull Feed [Bo_Quill] [Bo_Quill]",
            "gull 1 udp Gull Feed [Bo_Quill] [Bo_Quill]",
            "4 Unassigned",
            "5-7 Unassigned",
            "tern 8 tcp Tern",
            "9 udp any private mail system [Ada_Merle] [Ada_Merle] 2011-03-04",
            "skua 10 tcp Skua, of the north Defined TXT keys: None",
            "10 udp Unassigned",
            "owl 11 dccp Owl [Bo_Quill] [Bo_Quill] [RFC4340] 52",
            "~12 tcp Reserved",
            "~knot 13-14 Knot and Dunlin [Bo_Quill] [Bo_Quill]",
            "15 Unassigned",
        ]);
    }

    #[test]
    fn rows_without_a_port_are_told_by_their_transports_and_persons() {
        assert_told(&[
            "~gull 1 tcp Gull Feed [Bo_Quill] [Bo_Quill]",
            "~tern tcp Tern Feed [Bo_Quill] [Ada_Merle] 2011-03-04",
            "~skua Skua Feed [Ada_Merle] [Ada_Merle] Defined TXT keys: a=b",
            "~owl Owl Feed [Ada_Merle] [Bo_Quill]",
        ]);
        // Who follows a note without an end begins a row, of which nobody knows where.
        assert_told(&[
            "gull 1 tcp Gull Feed [Bo_Quill] [Bo_Quill]",
            "~tern 2 tcp Tern Feed [Bo_Quill] [Bo_Quill] Defined TXT keys: path skua Skua Feed [Ada_Merle] [Ada_Merle]",
            "owl 3 tcp Owl",
        ]);
    }

    #[test]
    fn words_of_notes_begin_no_row() {
        for note in
            ["PORT 2 is used besides", "Known on port 2 tcp since", "runs over tcp", "see port 2, Unassigned before"]
        {
            let row = format!("gull 2 tcp Gull Feed [Bo_Quill] [Bo_Quill] {note}");
            assert!(
                lines(&format!("{HEADINGS} {row} tern 3 tcp Tern owl 4 tcp Owl"))
                    .iter()
                    .any(|line| line.ends_with(&row))
            );
        }
        // What is out of order, but where much is.
        let row = "~gull 2 tcp Gull Feed [Bo_Quill] [Bo_Quill] once swan 1 tcp Swan";
        let more: Vec<String> = (3..30).map(|port| format!("tern{port} {port} tcp Tern")).collect();
        let text = format!("{HEADINGS} {} {}", row.trim_start_matches('~'), more.join(" "));
        assert_eq!(lines(&text)[1..3], [row, "tern3 3 tcp Tern"]);
        assert_eq!(lines(&format!("{HEADINGS} owl 3 tcp Owl tern 2 tcp Tern gull 1 udp Gull")).len(), 4);
    }

    #[test]
    fn contacts_are_told_by_their_ids_and_links_are_left_out() {
        let text = format!(
            "{HEADINGS} gull 1 tcp Gull [Bo_Q (#Bo_Q)] [Bo_Q (#Bo_Q)] [RFC1 [https://x.org/rfc1]]. tern 2 tcp Tern \
             Contact Information ID Name Contact URI [Ada_M] Ada M mailto:a&x.org [a&x.org] [Bo_Q] Bo Q mailto:b&x.org"
        );
        let expected = [
            HEADINGS,
            "gull 1 tcp Gull [Bo_Q] [Bo_Q] [RFC1].",
            "tern 2 tcp Tern",
            "Contact Information",
            "ID Name Contact URI",
            "[Ada_M] Ada M mailto:a&x.org",
            "[Bo_Q] Bo Q mailto:b&x.org",
        ];
        assert_eq!(lines(&text), expected);
    }

    #[test]
    fn a_row_that_may_hide_another_is_no_more_sure_than_that() {
        assert_told(&[
            "gull 1 tcp Gull Feed [Bo_Quill] [Bo_Quill]",
            "~9 udp Reserved tern Tern Feed [Ada_Merle] [Ada_Merle]",
            "owl 11 tcp Owl",
        ]);
    }

    #[test]
    fn headings_in_a_sentence_or_with_a_letter_lost_are_none() {
        let below = format!("{HEADINGS}\ngull 1 tcp Gull\nowl 3 tcp Owl\n");
        let sentence = "The columns are Service Name Port Number Transport Protocol Description Assignment Notes here.";
        assert!(rows(&format!("{sentence}\n\n{below}")).is_none());
        let damaged = HEADINGS.replace("Registration", "Registation");
        assert!(rows(&format!("{damaged} gull 1 tcp Gull [Bo] owl 3 tcp Owl [Bo]")).is_none());
        // Where a line ends behind them is by chance.
        let rows = lines(&format!("{HEADINGS}\ngull 1 tcp Gull owl 3 tcp Owl tern 4 tcp Tern"));
        assert_eq!(rows, [HEADINGS, "gull 1 tcp Gull", "owl 3 tcp Owl", "tern 4 tcp Tern"]);
    }

    #[test]
    fn contacts_begin_below_their_title_and_end_above_footnotes() {
        let text = format!(
            "{HEADINGS} gull 1 tcp An ID Name Contact URI [Bo_Q] [Bo_Q] owl 3 tcp Owl Contact\n Information ID Name Contact \
             URI [Ada_M] Ada M [ACME] mailto:a&x.org [Bo_Q] Bo Q [Cy_R] Cy R 2001-02 Footnotes [1] As [told]."
        );
        let expected = [
            "gull 1 tcp An ID Name Contact URI [Bo_Q] [Bo_Q]",
            "owl 3 tcp Owl",
            "Contact Information",
            "ID Name Contact URI",
            "[Ada_M] Ada M [ACME] mailto:a&x.org",
            "[Bo_Q] Bo Q",
            "[Cy_R] Cy R 2001-02",
            "Footnotes",
            "[1] As [told].",
        ];
        assert_eq!(lines(&text)[1..], expected);
    }

    #[test]
    fn a_newline_that_is_lost_below_the_headings_costs_the_first_row() {
        let text = format!("{HEADINGS} gull 1 tcp Gull\ntern 2 tcp Tern\nowl 3 tcp Owl\n");
        assert_eq!(lines(&text), [HEADINGS, "~gull 1 tcp Gull", "tern 2 tcp Tern", "owl 3 tcp Owl"]);
        // Headings may have been lost with it, and what stands below them is in another column then.
        let text = "Service Name Port Number Transport Protocol Description Assigull 1 tcp Gull\ntern 2 tcp Tern\n";
        assert!(rows(text).is_none());
        assert!(rows(&format!("{HEADINGS}\ngull 1 tcp Gull\n")).is_none());
        assert!(rows("gull 1 tcp Gull").is_none());
    }
}
