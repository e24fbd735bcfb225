//! What some tools put between the texts of a page's elements: `get_text(" | ")` leaves `[ | Jon_Postel | ]`.

#![allow(clippy::arithmetic_side_effects, reason = "places in a text in memory, and parts of it")]

use crate::front::text::plain;

/// Brackets that are looked at before a text is taken for one without any separator.
const FIRST: usize = 32;
/// Bytes that an id in brackets may have.
const MOST_ID: usize = 256;
/// Signs that a separator may have beside its blanks.
const MOST_SIGNS: usize = 3;
/// Brackets that a separator is known by.
const FEWEST: usize = 3;

/// `text` with blanks in place of the separator that its texts are joined by, and that; `None` where they are joined by none.
/// Within brackets there are none, but behind the word: each line is as long as it was.
///
/// A separator stands within brackets, at both ends: each of them is a text, and so is the link between them. Nothing else
/// that a document is written in does so.
pub(crate) fn without(text: &str) -> Option<(String, &str)> {
    let separator = brackets(text).take(FIRST).find_map(|at| Some(separated(text, at)?.0))?;
    let mut opened = 0;
    let mut within = Vec::new();
    for at in brackets(text) {
        opened += 1;
        if let Some((_, end)) = separated(text, at).filter(|(found, _)| *found == separator) {
            within.extend([at + 1..at + 1 + separator.len(), end - separator.len()..end]);
        }
    }
    // The ids of the contact table are one text each.
    if within.len() < 2 * FEWEST || within.len() * 2 < opened {
        return None;
    }
    let sign = separator.trim();
    // What prose has is no separator within a line; at its ends it is, where most lines have it there.
    let is_of_prose = sign.bytes().all(|byte| b",;:.-/".contains(&byte));
    if is_of_prose && !ends_lines(text, sign) {
        return None;
    }
    // Lines that still have the blanks at their ends tell there what is none of them.
    let last = if text.contains(&format!("{separator}\n")) { separator.trim_start() } else { sign };
    let closed_up = plain::without(text, &within);
    let mut out = String::with_capacity(text.len());
    for line in closed_up.split_inclusive('\n') {
        let start = ends_at(line, sign);
        let end = start.max(begins_at(line, last));
        push_blanks(&mut out, line.get(..start).unwrap_or(""));
        let body = line.get(start..end).unwrap_or("");
        if is_of_prose {
            out.push_str(body)
        } else {
            push_parts(&mut out, body, separator)
        }
        push_blanks(&mut out, line.get(end..).unwrap_or(""));
    }
    Some((out, separator))
}

fn brackets(text: &str) -> impl Iterator<Item = usize> {
    memchr::memchr_iter(b'[', text.as_bytes())
}

/// What stands at both ends of the brackets that open at `at`, signs and blanks beside them; and where they close.
fn separated(text: &str, at: usize) -> Option<(&str, usize)> {
    let rest = text.get(at + 1..)?;
    let inner = rest.trim_start_matches(' ');
    let signs = inner.bytes().take(MOST_SIGNS + 1).take_while(|byte| b"|,;:.-/~^".contains(byte)).count();
    if !(1..=MOST_SIGNS).contains(&signs) {
        return None;
    }
    let id = inner.get(signs..)?.trim_start_matches(' ');
    let separator = rest.get(..rest.len() - id.len())?;
    let length = id.bytes().take(MOST_ID).position(|byte| matches!(byte, b'[' | b']' | b'\n'))?;
    let is_closed = id.get(length..)?.starts_with(']');
    let word = id.get(..length)?.strip_suffix(separator)?;
    let end = at + 1 + separator.len() + length;
    (is_closed && word.starts_with(char::is_alphanumeric)).then_some((separator, end))
}

/// Whether most lines that say something have the sign at one of their ends.
fn ends_lines(text: &str, sign: &str) -> bool {
    let (mut all, mut ended) = (0_usize, 0_usize);
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        all += 1;
        ended += usize::from(line.starts_with(sign) || line.ends_with(sign));
    }
    2 * ended > all
}

/// Where the signs and the white space end that a line begins with.
fn ends_at(line: &str, sign: &str) -> usize {
    let mut rest = line;
    while let Some(behind) = rest.trim_start().strip_prefix(sign) {
        rest = behind;
    }
    line.len() - rest.len()
}

/// Where the signs and the white space begin that a line ends with. Signs with blanks end it as a whole.
fn begins_at(line: &str, last: &str) -> usize {
    let mut rest = line;
    let bare = |rest: &'_ str| {
        if last.ends_with(' ') { rest.trim_end_matches(['\n', '\r']).len() } else { rest.trim_end().len() }
    };
    while let Some(before) = rest.get(..bare(rest)).and_then(|rest| rest.strip_suffix(last)) {
        rest = before;
    }
    rest.len()
}

/// Puts `line` without its separators.
fn push_parts(out: &mut String, line: &str, separator: &str) {
    let mut from = 0;
    for at in memchr::memmem::find_iter(line.as_bytes(), separator) {
        out.push_str(line.get(from..at).unwrap_or(""));
        push_blanks(out, separator);
        from = at + separator.len();
    }
    out.push_str(line.get(from..).unwrap_or(""));
}

/// Puts white space in place of `part`, with its own.
fn push_blanks(out: &mut String, part: &str) {
    out.extend(part.chars().map(|c| if c.is_whitespace() { c } else { ' ' }));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn separators_are_known_by_brackets_and_become_blanks() {
        let of = |text: &str| without(text).map(|(plain, separator)| (plain, separator.to_owned()));
        for (text, plain, separator) in [
            (
                "a | [ | X | ] | [ | X | ] | b, c\n | [ | RFC1 | ] |\nby ([ | Y | ])\n",
                "a   [X]         [X]         b, c\n   [RFC1]        \nby       ([Y])\n",
                " | ",
            ),
            ("[,X,]\n,[,Y,],\n, b,c ,\n[,Z,], d,\n", "  [X]\n   [Y] \n  b,c  \n[Z],   d \n", ","),
            ("[, X, ], \n, [, Y, ],\nb, \n, [, Z, ], \n", "    [X]  \n      [Y],\nb  \n      [Z]  \n", ", "),
        ] {
            assert_eq!(of(text), Some((plain.to_owned(), separator.to_owned())), "{text}");
            assert_eq!(plain.len(), text.len());
        }
        for text in [
            // Prose has commas; few brackets have it; markup, other documents.
            "a, [, X, ], [, Y, ], [, Z, ], b",
            "[ | A | ] [ | B | ]",
            "[A] [B] [C] [D] [E] [F] [G] [H] [I] [J] [|K|] [|L|] [|M|]",
            "| [A] | [B] | [C] | [] |",
            "[\"a\"] [\"b\"] [\"c\"]",
            "[ | ] [ | ] [ | ]",
            "[•A•] [•B•] [•C•]",
            "[ | A ] [ | B ] [ | C ]",
            "[",
            "",
        ] {
            assert_eq!(of(text), None, "{text}");
        }
    }
}
