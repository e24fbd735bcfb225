//! Quotes that blanks part from the borders of their cells, as in `"a", "b"`: some programs write all of them so.

#![allow(clippy::arithmetic_side_effects, reason = "places in a text in memory, and counts of what is there")]

use std::ops::Range;

use super::quotes::closing;

/// How many quotes stand at the border of their cell, and how many behind or before blanks there.
#[derive(Default)]
struct Tally {
    near: usize,
    apart: usize,
}

impl Tally {
    fn count(&mut self, blanks: &Range<usize>) {
        match blanks.is_empty() {
            true => self.near += 1,
            false => self.apart += 1,
        }
    }

    fn is_apart(&self) -> bool {
        self.apart > self.near
    }
}

/// A text with each such quote and its blanks in the other order, where most of its quotes within rows stand apart: as many
/// bytes, so that places stay. Blanks around what a cell says are none of it. `None` where nothing is to be moved. `columns`:
/// how many cells a row has.
pub(super) fn moved(text: &str, from: usize, delimiter: u8, columns: usize) -> Option<String> {
    let bytes = text.as_bytes();
    let cells = quoted_cells(bytes, from, delimiter, columns);
    let (mut before, mut behind) = (Tally::default(), Tally::default());
    for cell in &cells {
        // At the ends of a line nothing is to be seen of how its cells are parted.
        if cell.before.start.checked_sub(1).and_then(|at| bytes.get(at)) == Some(&delimiter) {
            before.count(&cell.before);
        }
        if bytes.get(cell.behind.end) == Some(&delimiter) {
            behind.count(&cell.behind);
        }
    }
    if !before.is_apart() && !behind.is_apart() {
        return None;
    }
    let mut swapped = bytes.to_vec();
    let mut swap = |one: usize, other: usize| {
        if one.max(other) < swapped.len() {
            swapped.swap(one, other);
        }
    };
    for cell in cells {
        swap(cell.before.start, cell.before.end);
        swap(cell.behind.start - 1, cell.behind.end - 1);
    }
    String::from_utf8(swapped).ok()
}

/// A cell in quotes: the blanks before them, and those behind.
struct Quoted {
    before: Range<usize>,
    behind: Range<usize>,
}

/// All cells of `bytes[from..]` that are in quotes from the first sign to the last. A line of many cells within
/// quotes is a row, and the quote above it one that got there otherwise.
fn quoted_cells(bytes: &[u8], from: usize, delimiter: u8, columns: usize) -> Vec<Quoted> {
    let is_row = |line: &[u8]| memchr::memchr_iter(delimiter, line).count() + 1 >= columns.max(2);
    let blanks = |at: usize| {
        let is_blank = |byte: &&u8| matches!(byte, b' ' | b'\t') && **byte != delimiter;
        at..at + bytes.get(at..).unwrap_or_default().iter().take_while(is_blank).count()
    };
    let is_end = |at: usize| bytes.get(at).is_none_or(|byte| *byte == delimiter || matches!(byte, b'\n' | b'\r'));
    let (mut cells, mut start) = (Vec::new(), from);
    while start < bytes.len() {
        let before = blanks(start);
        let mut end = before.end;
        if bytes.get(end) == Some(&b'"') {
            let Some(close) = closing(bytes, end + 1) else { break };
            let within = bytes.get(end..close).unwrap_or_default();
            end += 1;
            if !within.split(|byte| *byte == b'\n').skip(1).any(is_row) {
                let behind = blanks(close);
                end = behind.end;
                if is_end(end) {
                    cells.push(Quoted { before, behind });
                }
            }
        }
        end += memchr::memchr3(delimiter, b'\n', b'\r', bytes.get(end..).unwrap_or_default())
            .unwrap_or(bytes.len() - end.min(bytes.len()));
        start = end + 1;
    }
    cells
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_change_places_with_the_blanks_beside_them() {
        for (text, told) in [
            ("\"a\", \"b\"\n", Some("\"a\",\" b\"\n")),
            ("\"a\" ,\"b, \"\"c\"\"\" ,d\n", Some("\"a \",\"b, \"\"c\"\" \",d\n")),
            ("\"a\" ;  \"b\" ; x\n", Some("\"a \";\"  b \"; x\n")),
            ("a, \"b\nc\"\r\nd, e", Some("a,\" b\nc\"\r\nd, e")),
            ("\"a\",\"b\"\n", None),
            // One among many, and quotes that are words of a cell.
            ("\"a\",\"b\",\"c\", \"d\"\n", None),
            ("a, \"b\" c\n", None),
            ("a, \"b", None),
            // A quote that closes below other rows.
            ("a,b, \"c\nd,e,f\ng,h,i\" \n", None),
            ("a,b, \"c\nd,e,f\ng,h, \"i\"\n", Some("a,b, \"c\nd,e,f\ng,h,\" i\"\n")),
            ("", None),
        ] {
            let delimiter = if text.contains(';') { b';' } else { b',' };
            assert_eq!(moved(text, 0, delimiter, 3).as_deref(), told, "{text}");
        }
    }
}
