//! Joined text that a pager wrapped at its width, as `lynx` does: lines that go on are put together again.

#![allow(
    clippy::arithmetic_side_effects,
    reason = "places in a text in memory, and numbers of its lines and headings, of which some are above"
)]

use std::borrow::Cow;

use crate::cell::text::floor;
use crate::column::head::{self, Strength};
use crate::column::heading::{self, Table};
use crate::column::tail::{self, Opener};

use crate::front::sections::{is_contact_title, lines_of};
use crate::front::signs::Signs;

/// Lines over which headings are looked for.
const MOST_HEADING_LINES: usize = 6;
/// Lines of a row in which persons are looked for.
const MOST_LINES: usize = 6;

/// A text whose lines are put together, and where it was a guess that one goes on: where that begins.
pub(super) struct Unwrapped<'t> {
    pub(super) text: Cow<'t, str>,
    pub(super) guesses: Vec<usize>,
}

/// `text` with a space for every newline at which a line was wrapped, so that places stay; `None` where it has no
/// line of headings.
///
/// Only a table whose headings are wrapped is taken for wrapped: elsewhere a newline is the border of a row or of a
/// paragraph.
pub(super) fn unwrap(text: &str) -> Option<Unwrapped<'_>> {
    let (first, count) = record_headings(text)?;
    if count == 1 {
        return Some(Unwrapped { text: Cow::Borrowed(text), guesses: Vec::new() });
    }
    let lines: Vec<(usize, &str)> = lines_of(text, 0..text.len()).collect();
    let below = first + count;
    // From the first line to the one below the last.
    let mut wraps = vec![(first, below)];
    let contacts = (below..lines.len()).find(|&at| lines.get(at).is_some_and(|(_, line)| is_contact_title(line)));
    let end = contacts.unwrap_or(lines.len());
    let contacts = (end..lines.len()).find_map(|at| Some((at, at + headings(text, lines.get(at..)?, is_contacts)?)));
    wraps.extend(contacts);
    let table = lines.get(first..end).unwrap_or_default();
    let width = table.iter().map(|(_, line)| line.trim_end().chars().count()).max().unwrap_or(0);
    let pager = Pager { lines: lines.get(..end).unwrap_or_default(), width };
    let (mut row, mut guesses) = (String::new(), Vec::new());
    for at in below..end {
        let (before, line) = (pager.line(at - 1), pager.line(at));
        let mut is_guess = false;
        let goes_on = at > below
            && pager.may_go_on(at)
            && match head::head(line) {
                None => pager.is_full(at) || !before.ends_with(['.', ':', ';', '!', '?']),
                Some((_, Strength::Sure)) => false,
                Some((_, Strength::InOrder | Strength::Damaged)) => ends_open(before),
                // A name, unless the row above is not complete yet, the words on either side belong together, or that has
                // a note and this begins none and names nobody.
                Some((_, Strength::Words)) => {
                    ends_open(before)
                        || opens_note(before, line)
                        || pager.is_full(at) && {
                            let is_open = !row.contains("] [") && !row.contains("TXT") && !row.ends_with(']');
                            // Names without ports stand among others.
                            is_guess = !is_open && !has_port(&row);
                            is_open || has_note(&row) && !pager.has_cells(at)
                        }
                }
            };
        if goes_on {
            wraps.push((at - 1, at + 1));
            guesses.extend(lines.get(at).filter(|_| is_guess).map(|(start, _)| *start));
        } else {
            row.clear();
        }
        // Enough to tell whether it is complete.
        if row.len() < 4096 {
            row.push_str(line);
        }
    }
    let mut unwrapped = text.as_bytes().to_vec();
    for (first, below) in wraps {
        for at in first..below.saturating_sub(1) {
            if let Some((start, line)) = lines.get(at)
                && let Some(newline) = unwrapped.get_mut(start + line.len())
            {
                *newline = b' ';
            }
        }
    }
    // A newline is one byte, and so is a space: the text stays UTF-8.
    Some(Unwrapped { text: String::from_utf8(unwrapped).map_or(Cow::Borrowed(text), Cow::Owned), guesses })
}

/// The lines up to the end of a table that was wrapped at a width.
struct Pager<'t, 'l> {
    lines: &'l [(usize, &'t str)],
    width: usize,
}

impl<'t> Pager<'t, '_> {
    fn line(&self, at: usize) -> &'t str {
        self.lines.get(at).map_or("", |(_, line)| line.trim())
    }

    /// How long the line above would be with the first word of a line; `None` where one of them is empty.
    fn length_with_word(&self, at: usize) -> Option<usize> {
        let above = at.checked_sub(1).and_then(|above| self.lines.get(above)).map_or("", |(_, line)| line.trim_end());
        let word = self.line(at).split(' ').next().unwrap_or("");
        (!above.is_empty() && !word.is_empty()).then(|| above.chars().count() + 1 + word.chars().count())
    }

    /// Whether the line above had no room for the first word of a line.
    fn is_full(&self, at: usize) -> bool {
        self.length_with_word(at).is_some_and(|length| length > self.width)
    }

    /// Whether it may have had none: some pagers want room for the blank behind a word, too.
    fn may_go_on(&self, at: usize) -> bool {
        self.length_with_word(at).is_some_and(|length| length >= self.width)
    }

    /// Whether persons or the beginning of a note stand in a line or in those that may go on in it: then it begins a row.
    fn has_cells(&self, at: usize) -> bool {
        let begins = |at: usize| head::head(self.line(at)).is_some_and(|(_, strength)| strength != Strength::Words);
        let more = (at + 1..).take(MOST_LINES).take_while(|&below| self.may_go_on(below) && !begins(below));
        std::iter::once(at).chain(more).any(|at| {
            let is_person = |bracket: &str| !bracket.starts_with("RFC") && !bracket.contains(':');
            let line = self.line(at);
            line.split('[').skip(1).any(is_person)
                || line
                    .match_indices(' ')
                    .any(|(at, _)| line.get(at + 1..).is_some_and(|behind| tail::opener(behind) == Opener::Strong))
        })
    }
}

/// Whether a line ends in a word that another follows in any sentence.
fn ends_open(line: &str) -> bool {
    const WORDS: [&str; 20] = [
        "a", "an", "and", "as", "at", "be", "by", "for", "from", "in", "is", "not", "of", "on", "or", "that", "the",
        "to", "which", "with",
    ];
    line.rsplit_once(' ').is_some_and(|(_, last)| WORDS.contains(&last))
}

/// Whether a row has a port.
fn has_port(row: &str) -> bool {
    head::head(row).is_some_and(|(head, _)| head.ports.is_some())
}

/// Whether a note has begun in a row: words behind its persons and dates.
fn has_note(row: &str) -> bool {
    let behind = row.rsplit(']').next().unwrap_or(row);
    row.contains(']') && behind.split_whitespace().any(|word| word.starts_with(char::is_alphabetic))
}

/// Whether a text has the headings of a table of records, wrapped or not.
pub(crate) fn has_headings(signs: &Signs<'_>) -> bool {
    signs.openings.iter().any(|&at| heading_lines(signs.text, at).is_some())
}

/// The first line of the headings of the records, and how many lines they take.
fn record_headings(text: &str) -> Option<(usize, usize)> {
    let found = lines_of(text, 0..text.len()).enumerate().filter(|(_, (_, line))| may_begin(line));
    found.into_iter().find_map(|(first, (at, _))| Some((first, heading_lines(text, at)?)))
}

/// How many lines the headings of records take that begin with the line at byte `at`.
fn heading_lines(text: &str, at: usize) -> Option<usize> {
    let lines = lines_of(text, at..text.len());
    // Few lines that begin as headings are made of their words.
    if !lines.clone().next().is_some_and(|(_, line)| may_begin(line) && heading::may_hold_words(line)) {
        return None;
    }
    let lines: Vec<_> = lines.take(MOST_HEADING_LINES).collect();
    headings(text, &lines, is_records)
}

/// Whether headings can begin with `line`: most lines are told by their first word.
fn may_begin(line: &str) -> bool {
    heading::may_open_or_be_odd(line.as_bytes())
        && heading::may_open(line.as_bytes())
        && line.split_whitespace().next().is_some_and(begins_headings)
}

/// Whether headings can begin with a word.
pub(super) fn begins_headings(word: &str) -> bool {
    ["Service", "Port", "ID", "Name", "Transport", "Service_Name"].iter().any(|known| word.eq_ignore_ascii_case(known))
}

/// Whether the last word of a line and the line below it are a phrase that opens a note: "Defined", "TXT keys: …".
fn opens_note(before: &str, line: &str) -> bool {
    let last = before.rsplit(' ').next().unwrap_or("");
    let head = line.get(..floor(line, 40)).unwrap_or(line);
    tail::opener(&format!("{last} {head}")) != Opener::None
}

fn is_records(table: &Table) -> bool {
    matches!(table, Table::Records(_))
}

fn is_contacts(table: &Table) -> bool {
    matches!(table, Table::Contacts(_))
}

/// How many of `lines` the headings take that begin with the first; they take as many as are headings.
fn headings(text: &str, lines: &[(usize, &str)], is: fn(&Table) -> bool) -> Option<usize> {
    let (start, line) = *lines.first()?;
    if !may_begin(line) {
        return None;
    }
    let mut count = None;
    for (at, (offset, line)) in lines.iter().enumerate().take(MOST_HEADING_LINES) {
        // Headings are the lines above together with it.
        if line.trim().is_empty() || !heading::may_hold_words(line) {
            break;
        }
        if heading::joined(text.get(start..offset + line.len())?).is_some_and(|table| is(&table)) {
            count = Some(at + 1);
        }
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrapped_lines_are_put_together_and_places_stay() {
        let text = "   Service Name Port Number Transport Protocol\n   Description Assignee\n   a 1 tcp Some words that go\n   on here [X] [X]\n   b 2 tcp B\n";
        let unwrapped = unwrap(text).expect("headings").text;
        assert_eq!(unwrapped.len(), text.len());
        let lines: Vec<&str> = unwrapped.lines().map(str::trim).collect();
        assert_eq!(lines.len(), 4, "{unwrapped}");
        let wrapped =
            "Service Name Port Number Transport Protocol Description\nAssignee Contact Reference Assignment Notes\n";
        let unwrapped = |rows: &[&str]| {
            let text = wrapped.to_owned() + &rows.join("\n");
            let unwrapped = unwrap(&text).expect("headings").text;
            unwrapped.lines().skip(1).map(str::to_owned).collect::<Vec<_>>()
        };
        // Each is as wide as the first line of the headings, but for its next word; rows begin as the first word tells.
        for rows in [
            &[
                "gull 4030 tcp Gull Feed [Bo_Quill] [Bo_Quill] This entry is an",
                "alias to \"tern\". This entry is now historic.",
            ][..],
            &["gull 4030 tcp Gull Feed [Bo_Quill] [Bo_Quill] Known on", "PORT 90 and elsewhere"],
            &["gull 4030 tcp Gull Feed of [Bo_Quill] [Bo_Quill] Defined", "TXT keys: a=b"],
            &["gull 4030 tcp Gull Feed [Bo_Quill] [Bo_Quill] Some words", "unfamiliarly many of them, see [RFC6335]"],
        ] {
            assert_eq!(unwrapped(rows), [rows.join(" ")], "{rows:?}");
        }
        for rows in [
            &[
                "gull 4030 tcp Gull Feed [Bo_Quill] [Bo_Quill] Some words",
                "unfamiliar Unfamiliar Feed [Ada_Merle] [Ada_Merle]",
            ][..],
            &[
                "gull 4030 tcp Gull Feed [Bo_Quill] [Bo_Quill] Some words",
                "unfamiliar Unfamiliar Feed Defined TXT keys: None",
            ],
            &["gull 4030 tcp Gull [Bo_Quill] [Bo_Quill] Words", "tern Tern Feed, to be told apart"],
            &["gull 4030 tcp Gull Feed of the large [Bo_Quill] [Bo_Quill]", "unfamiliar Unfamiliar Feed"],
        ] {
            assert_eq!(unwrapped(rows), rows, "{rows:?}");
        }
        // A name without a port may stand below another.
        for (row, guesses) in [
            ("gull tcp Gull Feed, as large [Bo_Quill] [Bo_Quill] Words", 1),
            ("gull 4030 tcp Gull Feed, as [Bo_Quill] [Bo_Quill] Words", 0),
        ] {
            let text = format!("{wrapped}{row}\ntern Tern Feed, to be told apart\n");
            let unwrapped = unwrap(&text).expect("headings");
            assert_eq!((unwrapped.text.lines().count(), unwrapped.guesses.len()), (2, guesses), "{row}");
        }
        let whole = "Service Name Port Number Transport Protocol Description\na 1 tcp A\nb c\n";
        assert!(matches!(unwrap(whole), Some(Unwrapped { text: Cow::Borrowed(_), .. })));
        assert!(unwrap("Service names are many\n").is_none());
    }
}
