//! Where the lines of a cell break.
//!
//! A reader joins them again: a line that breaks where the next word had no room goes on, and below an empty line a
//! paragraph begins. What it could take for a word that breaks, one behind a hyphen for example, stays on its line.

use crate::cell::text::stands_on;

/// Columns of characters that one word may take. A longer one is broken: else all the rows would be as wide.
pub(super) const MOST: usize = 512;

/// Behind these a word itself may break.
const JOINTS: [char; 5] = ['-', '/', '=', '@', '_'];

/// What a cell holds, as far as it matters to where it may break.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// One line, which does not break.
    Line,
    /// Words, a paragraph a line.
    Words,
    /// Names in brackets, or one word: what is broken is joined again without a blank.
    Names,
}

/// The columns of characters that a text takes: one a character, none for one that stands on the one before.
pub(super) fn width(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.chars().filter(|c| !stands_on(*c)).count() }
}

/// Whether a line may end in `word` and the next begin with `next`.
fn may_break(word: &str, next: &str) -> bool {
    let mut last = word.chars().rev();
    let is_joint = last.next().is_some_and(|c| JOINTS.contains(&c) && last.next().is_some_and(|before| before != c));
    !(is_joint
        || word.ends_with(['[', '('])
        || word.ends_with("://")
        || next.starts_with([']', ')'])
        || next.starts_with(['/', '=', '@', '_']) && next.chars().nth(1).is_some())
}

/// Words that stay on one line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Chunk<'a> {
    pub(super) text: &'a str,
    /// The widths of the whole, of its first word and of its last.
    pub(super) width: usize,
    pub(super) first: usize,
    pub(super) last: usize,
}

/// The chunks of a paragraph, which are a blank apart, or of names in brackets, which are not.
pub(super) fn chunks(paragraph: &str, kind: Kind) -> impl Iterator<Item = Chunk<'_>> {
    let mut rest = paragraph;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let end = match kind {
            Kind::Line => rest.len(),
            Kind::Names => rest.find("][").map_or(rest.len(), |at| at + 1),
            Kind::Words => end_of_chunk(rest),
        };
        let (text, after) = rest.split_at_checked(end)?;
        rest = if kind == Kind::Words { after.trim_start_matches(' ') } else { after };
        let (first, last) = match kind {
            Kind::Words => (text.split(' ').next().unwrap_or(""), text.rsplit(' ').next().unwrap_or("")),
            _ => (text, text),
        };
        let of_all = width(text);
        let of = |part: &str| if part.len() == text.len() { of_all } else { width(part) };
        Some(Chunk { text, width: of_all, first: of(first), last: of(last) })
    })
}

fn end_of_chunk(text: &str) -> usize {
    let mut from = 0;
    while let Some(blank) = text.get(from..).and_then(|rest| rest.find(' ')).map(|at| from + at) {
        let word = text.get(from..blank).unwrap_or("");
        let rest = text.get(blank + 1..).unwrap_or("");
        if may_break(word, rest.split(' ').next().unwrap_or("")) {
            return blank;
        }
        from = blank + 1;
    }
    text.len()
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

/// Whether a line of a cell is full and ends in a word that could go on: with the next one it would be too long for
/// any line.
pub(super) fn is_doubtful(cell: &str, kind: Kind, room: usize) -> bool {
    cell.split('\n').any(|paragraph| wrap(paragraph, kind, room, &mut |_| {}))
}

/// Gives each line of a paragraph to `put`. Whether one is doubtful.
fn wrap<'a>(paragraph: &'a str, kind: Kind, room: usize, put: &mut impl FnMut(&'a str)) -> bool {
    let blank = usize::from(kind == Kind::Words);
    let mut is_doubtful = false;
    let mut line: Option<Chunk<'a>> = None;
    let start = paragraph.as_ptr() as usize;
    for chunk in chunks(paragraph, kind) {
        line = match line {
            Some(before) if before.width + blank + chunk.width <= room => {
                let from = before.text.as_ptr() as usize - start;
                let to = chunk.text.as_ptr() as usize - start + chunk.text.len();
                let text = paragraph.get(from..to).unwrap_or("");
                Some(Chunk { text, width: before.width + blank + chunk.width, first: before.first, last: chunk.last })
            }
            before => {
                if let Some(before) = before {
                    is_doubtful |= kind == Kind::Words && before.width >= room && before.last + chunk.first > room;
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
        let mut cut = None;
        let mut before = None;
        for (at, c) in rest.char_indices() {
            let own = usize::from(!stands_on(c));
            if taken + own > room {
                break;
            }
            // Beside a blank a break would hide it.
            if own > 0 && c != ' ' && before.is_some_and(|before| before != ' ') {
                cut = Some((at, taken));
            }
            taken += own;
            before = Some(c);
        }
        let Some((at, taken)) = cut else { break };
        let Some((head, tail)) = rest.split_at_checked(at) else { break };
        put(head);
        (rest, wide) = (tail, wide - taken);
    }
    put(rest);
}

/// Whether a cell holds more on one line than a column has room for.
pub(super) fn is_broken(cell: &str, kind: Kind) -> bool {
    cell.split('\n').flat_map(|paragraph| chunks(paragraph, kind)).any(|chunk| chunk.width > MOST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_break_where_nothing_is_read_into_them() {
        for (text, room, expected) in [
            ("one two three", 8, &["one two", "three"][..]),
            ("well- formed a / b c", 8, &["well- formed", "a / b c"]),
            ("a == b", 2, &["a ==", "b"]),
            ("see ( this", 6, &["see", "( this"]),
            ("one\ntwo", 80, &["one", "", "two"]),
            ("e\u{301}e\u{301} b", 4, &["e\u{301}e\u{301} b"]),
            ("", 4, &[]),
        ] {
            assert_eq!(lines(text, Kind::Words, room), expected, "{text}");
        }
        assert_eq!(lines("[A][B c][D]", Kind::Names, 6), ["[A]", "[B c]", "[D]"]);
        assert_eq!(lines("[abc defg]", Kind::Names, 5), ["[ab", "c de", "fg]"]);
        assert_eq!(lines("abcdefg", Kind::Words, 3), ["abc", "def", "g"]);
    }
}
