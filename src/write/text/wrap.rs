//! Where the lines of a cell break.
//!
//! A reader joins them again: a line that breaks where the next word had no room goes on, and below an empty line a
//! paragraph begins. Where a line would end in what could be half a word, the column is made wider.

use crate::cell::text::{offset, stands_on};

/// Columns of characters that one word may take. A longer one is broken: else all the rows would be as wide.
pub(super) const MOST: usize = 512;

/// What a cell holds, as far as it matters to where it may break.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// One line, which does not break.
    Line,
    /// Words, a paragraph a line.
    Words,
    /// Names in brackets, or one word: what is broken is joined again without a blank.
    Names,
    /// Words in brackets, which break as words do where they are wider than this.
    References(usize),
}

/// The columns of characters that a text takes: one a character, none for one that stands on the one before.
pub(super) fn width(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.chars().filter(|c| !stands_on(*c)).count() }
}

/// Words that stay on one line, or a line of them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Chunk<'a> {
    pub(super) text: &'a str,
    pub(super) width: usize,
    /// Blanks before it.
    pub(super) blank: usize,
    /// The width of its last word.
    last: usize,
}

/// The words of a paragraph, which are a blank apart, or names in brackets, which are not.
pub(super) fn chunks(paragraph: &str, kind: Kind) -> impl Iterator<Item = Chunk<'_>> {
    let mut rest = paragraph;
    // How much is left of a bracket that breaks.
    let mut left = 0;
    let mut blank = 0;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let is_within = left > 0;
        let mut end = match kind {
            _ if is_within => left,
            Kind::Line => rest.len(),
            Kind::Names | Kind::References(_) => rest.find("][").map_or(rest.len(), |at| at.saturating_add(1)),
            Kind::Words => rest.find(' ').unwrap_or(rest.len()),
        };
        if let Kind::References(most) = kind
            && (is_within || width(rest.get(..end)?) > most)
        {
            let word = rest.get(..end)?.find(' ').unwrap_or(end);
            left = end.saturating_sub(word).saturating_sub(1);
            end = word;
        }
        let (text, after) = rest.split_at_checked(end)?;
        rest = after.strip_prefix(' ').unwrap_or(after);
        let before = std::mem::replace(&mut blank, offset(after, rest));
        let width = width(text);
        Some(Chunk { text, width, blank: before, last: width })
    })
}

/// Whether a line that ends so could end within a word: in the hyphen of a compound.
pub(super) fn may_go_on(line: &str) -> bool {
    line.strip_suffix('-').is_some_and(|word| !word.is_empty() && !word.ends_with(['-', ' ']))
}

/// The lines of a cell in a column so wide, with an empty one between two paragraphs.
pub(super) fn lines<'a>(cell: &'a str, kind: Kind, room: usize) -> Vec<&'a str> {
    let mut lines: Vec<&'a str> = Vec::new();
    for paragraph in cell.split('\n') {
        if !lines.is_empty() {
            lines.push("");
        }
        wrap(paragraph, kind, room, &mut |line| lines.push(line));
    }
    if cell.is_empty() { Vec::new() } else { lines }
}

/// Whether a line of a cell could be read as ending within a word: it ends in a hyphen, or is full and ends in a word
/// that with the next one would be too long for any line, or is broken.
pub(super) fn is_doubtful(cell: &str, kind: Kind, room: usize) -> bool {
    cell.split('\n').any(|paragraph| wrap(paragraph, kind, room, &mut |_| {}))
}

/// Gives each line of a paragraph to `put`. Whether one is doubtful.
#[allow(clippy::arithmetic_side_effects, reason = "widths of cells that are held in memory")]
fn wrap<'a>(paragraph: &'a str, kind: Kind, room: usize, put: &mut impl FnMut(&'a str)) -> bool {
    let mut is_doubtful = false;
    let mut line: Option<Chunk<'a>> = None;
    for chunk in chunks(paragraph, kind) {
        // What is broken of one word in brackets, or of an address, is joined again.
        is_doubtful |= chunk.width > room && (kind != Kind::Names || chunk.text.contains(' '));
        line = match line {
            Some(before) if before.width + chunk.blank + chunk.width <= room => {
                let from = offset(paragraph, before.text);
                let to = offset(paragraph, chunk.text) + chunk.text.len();
                let text = paragraph.get(from..to).unwrap_or("");
                let width = before.width + chunk.blank + chunk.width;
                Some(Chunk { text, width, ..chunk })
            }
            before => {
                if let Some(before) = before {
                    let is_long = match kind {
                        Kind::Words => before.last + chunk.width > room,
                        _ => chunk.blank > 0,
                    };
                    is_doubtful |= before.width >= room && is_long || chunk.blank > 0 && may_go_on(before.text);
                    break_up(before, room, put);
                }
                Some(chunk)
            }
        };
    }
    if let Some(line) = line {
        break_up(line, room, put);
    }
    is_doubtful
}

/// A line, or more of them where it is too wide.
fn break_up<'a>(line: Chunk<'a>, room: usize, put: &mut impl FnMut(&'a str)) {
    if line.width <= room {
        return put(line.text);
    }
    let mut rest = line.text;
    let mut wide = line.width;
    while wide > room {
        let mut taken = 0;
        let (mut cut, mut any) = (None, None);
        let mut before = None;
        for (at, c) in rest.char_indices() {
            let own = usize::from(!stands_on(c));
            // Beside a blank a break would hide it.
            if own > 0 && before.is_some() {
                any = Some((at, taken));
                cut = any.filter(|_| c != ' ' && before != Some(' ')).or(cut);
            }
            if taken >= room && own > 0 {
                break;
            }
            taken = taken.saturating_add(own);
            before = Some(c);
        }
        let Some((at, taken)) = cut.or(any) else { break };
        let Some((head, tail)) = rest.split_at_checked(at) else { break };
        put(head);
        (rest, wide) = (tail, wide.saturating_sub(taken));
    }
    put(rest);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_names_break_where_they_have_no_room() {
        for (text, room, expected) in [
            ("one two three", 8, &["one two", "three"][..]),
            ("one\ntwo", 80, &["one", "", "two"]),
            ("e\u{301}e\u{301} b", 4, &["e\u{301}e\u{301} b"]),
            ("", 4, &[]),
        ] {
            assert_eq!(lines(text, Kind::Words, room), expected, "{text}");
        }
        assert_eq!(lines("[A][B c][D]", Kind::Names, 6), ["[A]", "[B c]", "[D]"]);
        assert_eq!(lines("[abc defg]", Kind::Names, 5), ["[ab", "c def", "g]"]);
        assert_eq!(lines("abcdefg", Kind::Words, 3), ["abc", "def", "g"]);
    }
    #[test]
    fn what_could_go_on_is_doubtful() {
        for (text, room, expected) in [
            ("well- formed a", 6, true),
            ("well- formed a", 12, false),
            ("a -- b", 4, false),
            ("one twoo", 4, false),
            ("a one twoo", 5, true),
            ("abcdefg", 3, true),
        ] {
            assert_eq!(is_doubtful(text, Kind::Words, room), expected, "{text}");
        }
    }
}
