//! What some tools put between the texts of a page's elements: `get_text(" | ")` leaves `[ | Jon_Postel | ]`.

#![allow(clippy::arithmetic_side_effects, reason = "places in a text in memory, and counts of what is there")]

/// Brackets that are looked at before a text is taken for one without any separator.
const FIRST: usize = 32;
/// Bytes that an id in brackets may have.
const MOST_ID: usize = 256;
/// Signs that a separator may have beside its blanks.
const MOST_SIGNS: usize = 4;
/// More separators than a row has, brackets and all: a line of so many runs on.
const RUNS_ON: usize = 20;
/// Brackets that tell a separator where lines do not.
const FEWEST: usize = 2;

/// `text` with blanks in place of the separator that its texts are joined by, and that; `None` where they are joined by none.
/// Each line stays as long, and what brackets hold stands right within them, where they close.
///
/// Brackets have a separator at both ends within: each of them is a text, and so is the link between them. A table whose
/// rows are a line each and whose cells it parts is none of this: there it tells where cells are empty.
pub(crate) fn without(text: &str) -> Option<(String, &str)> {
    // Neither XML nor HTML, nor JSON.
    if text.trim_start().starts_with(['<', '{']) {
        return None;
    }
    let separator = brackets(text).take(FIRST).find_map(|at| Some(separated(text, at)?.0))?;
    let (mut opened, mut found) = (0, 0);
    for at in brackets(text) {
        opened += 1;
        found += usize::from(is_separated(text, at, separator));
    }
    let stand = Stand::of(text, separator)?;
    // The ids of the contact table are one text each.
    if found * 4 < opened || found < FEWEST && stand == Stand::RunOn {
        return None;
    }
    // Lines that still have the blanks at their ends tell there what is none of them.
    let last = if text.contains(&format!("{separator}\n")) || text.contains(&format!("{separator}\r")) {
        separator
    } else {
        separator.trim_end()
    };
    let mut out = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        stand.put(line, separator, last, &mut out);
    }
    (out.len() == text.len()).then_some((out, separator))
}

fn brackets(text: &str) -> impl Iterator<Item = usize> {
    memchr::memchr_iter(b'[', text.as_bytes())
}

fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\u{a0}')
}

/// What stands at both ends of the brackets that open at `at`, signs and blanks beside them; what is between; and how
/// long they are.
fn separated(text: &str, at: usize) -> Option<(&str, &str, usize)> {
    let rest = text.get(at + 1..)?;
    let inner = rest.trim_start_matches(is_blank);
    let is_sign = |byte: &u8| b"|,;:.-/~^".contains(byte);
    let signs = inner.bytes().take(MOST_SIGNS + 1).take_while(is_sign).count();
    if !(1..=MOST_SIGNS).contains(&signs) {
        return None;
    }
    let id = inner.get(signs..)?.trim_start_matches(is_blank);
    let separator = rest.get(..rest.len() - id.len())?;
    let length = id.bytes().take(MOST_ID).position(|byte| matches!(byte, b'[' | b']' | b'\n'))?;
    let is_closed = id.get(length..)?.starts_with(']');
    let word = id.get(..length)?.strip_suffix(separator)?;
    let is_word = word.starts_with(|c: char| c.is_alphanumeric() || c == '_');
    (is_closed && is_word).then_some((separator, word, separator.len() + length + 2))
}

fn is_separated(text: &str, at: usize, separator: &str) -> bool {
    separated(text, at).is_some_and(|(found, ..)| found == separator)
}

/// How texts stand in lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stand {
    /// One or none in a line: what is between its ends is no separator, but within brackets.
    Each,
    /// Many in a line.
    RunOn,
}

impl Stand {
    fn of(text: &str, separator: &str) -> Option<Self> {
        let sign = separator.trim();
        let (mut all, mut ended, mut parted) = (0_usize, 0_usize, 0_usize);
        // Separators in lines, and those of them in lines that run on.
        let (mut parts, mut running) = (0_usize, 0_usize);
        for line in text.lines() {
            let line = line.trim();
            if line.is_empty() {
                continue;
            }
            all += 1;
            let body = line.strip_prefix(sign).unwrap_or(line);
            let body = body.strip_suffix(sign).unwrap_or(body);
            ended += usize::from(body.len() < line.len());
            let within = memchr::memmem::find_iter(body.as_bytes(), separator).count();
            let in_brackets = brackets(body).filter(|at| is_separated(body, *at, separator)).count();
            let between = within.saturating_sub(2 * in_brackets);
            parted += usize::from(between > 1);
            parts += between;
            running += if between > RUNS_ON { between } else { 0 };
        }
        // Signs that prose has part texts within no line.
        let is_of_prose = sign.bytes().all(|byte| b",;:.-/".contains(&byte));
        match () {
            () if 2 * ended > all && 4 * parted < ended => Some(Self::Each),
            () if !is_of_prose && 2 * running > parts => Some(Self::RunOn),
            () => None,
        }
    }

    /// Puts a line without its separators.
    fn put(self, line: &str, separator: &str, last: &str, out: &mut String) {
        let content = line.trim_end_matches(['\n', '\r']);
        let sign = separator.trim();
        // Once at each end: words may begin and end with the same sign.
        let start = content.trim_start().strip_prefix(sign).map_or(0, |rest| content.len() - rest.len());
        let behind = content.get(start..).unwrap_or("");
        let end = start + behind.strip_suffix(last).map_or(behind.len(), str::len);
        let body = content.get(start..end).unwrap_or("");
        push_blanks(out, content.get(..start).unwrap_or(""));
        let from = out.len();
        // Blanks that brackets leave, and for which there was no room before them.
        let mut owed = String::new();
        let mut at = 0;
        while let Some(rest) = body.get(at..).filter(|rest| !rest.is_empty()) {
            let in_brackets = if rest.starts_with('[') { separated(body, at) } else { None };
            if let Some((_, word, length)) = in_brackets.filter(|(found, ..)| *found == separator) {
                let has_room = out.len() == from || out.ends_with(is_blank);
                let room = if has_room { &mut *out } else { &mut owed };
                push_blanks(room, separator);
                push_blanks(room, separator);
                out.extend(["[", word, "]"]);
                at += length;
                continue;
            }
            if self == Self::RunOn && rest.starts_with(separator) {
                push_blanks(out, separator);
                out.push_str(&std::mem::take(&mut owed));
                at += separator.len();
                continue;
            }
            let Some(c) = rest.chars().next() else { break };
            out.push(c);
            if is_blank(c) {
                out.push_str(&std::mem::take(&mut owed));
            }
            at += c.len_utf8();
        }
        out.push_str(&owed);
        push_blanks(out, content.get(end..).unwrap_or(""));
        out.push_str(line.get(content.len()..).unwrap_or(""));
    }
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
        let run_on = |sep: &str| "x SEP [ SEP X SEP ] SEP y([ SEP Y SEP ]). SEP ".replace(" SEP ", sep).repeat(13);
        let without_it = |sep: usize| {
            let blank = " ".repeat(sep);
            format!("x{0}{0}{0}[X]{0}y([Y]).{0}{0}{0}", blank).repeat(13)
        };
        for (text, plain, separator) in [
            (
                " | a\n | [ | X | ] | \n | [ | _Y | ] | \n | b | c, | | \n | by ([ | RFC1 | ]) so | \n |\n".to_owned(),
                "   a\n         [X]   \n         [_Y]   \n   b | c, |   \n   by ([RFC1])       so   \n  \n".to_owned(),
                " | ",
            ),
            (
                "[,X,],\r\n,[,Y,],\r\n,b,c,\r\n,d,,\r\n".to_owned(),
                "  [X] \r\n   [Y] \r\n b,c \r\n d, \r\n".to_owned(),
                ",",
            ),
            ("- a -\n- [ - X - ] -\n- dir- -".to_owned(), "  a  \n        [X]  \n  dir-  ".to_owned(), " - "),
            (run_on(" | "), without_it(3), " | "),
            (run_on("|"), without_it(1), "|"),
        ] {
            assert_eq!(without(&text), Some((plain.clone(), separator)), "{text}");
            assert_eq!(plain.len(), text.len());
        }
        for text in [
            // Rows of a table, of prose, few brackets that have it, other documents.
            "a | [ | X | ] | [ | X | ] | b | c\na |  | [ | X | ] | b | c\n",
            " - a - 1 - tcp - [ - X - ] - \n - b - 2 - tcp - [ - X - ] - \n",
            "a, [, X, ], [, Y, ], [, Z, ], b",
            "[A] [B] [C] [D] [E] [F] [G] [H] [I] [J] [|K|] [|L|] [|M|]",
            "| [A] | [B] | [C] | [] |",
            "a [^b^] ^c\nd [^e^] ^f\ng [^h^] ^i\n",
            "<a>\n| [ | X | ] |\n",
            "[\"a\"] [\"b\"] [\"c\"]",
            "[ | ] [ | ] [ | ]",
            "[•A•]\n•[•B•]\n•[•C•]",
            "[ | A ]\n| [ | B ]\n|",
            "[",
            "",
        ] {
            assert_eq!(without(text), None, "{text}");
        }
    }
}
