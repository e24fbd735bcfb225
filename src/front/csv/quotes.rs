//! The cells of one row, by the rules of RFC 4180, and which of their quotes are not where these have them.
//!
//! Whatever stands there is read: the csv crate gives the same cells, and says nothing of a quote that is lost.

use std::borrow::Cow;
use std::ops::Range;

use crate::marks::Marks;

/// A cell as it is written, its quotes with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct RawCell {
    pub(super) bytes: Range<usize>,
    pub(super) fault: Option<Fault>,
}

/// What is wrong with the quotes of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// It does not begin with a quote, and has one.
    Bare,
    /// Text follows its closing quote.
    After,
    /// Its quote does not close.
    Open,
}

/// How a row is divided.
#[derive(Clone, Copy, Debug)]
pub(super) struct Dialect {
    pub(super) delimiter: u8,
    /// Whether quotes are more than text.
    pub(super) quoting: bool,
    /// Whether a line break ends the row where it is not in quotes; else it is text.
    pub(super) by_lines: bool,
}

impl Dialect {
    /// Puts the cells of the row that begins `text` into `cells`. Where it ends: at a line break, or with the text.
    #[allow(clippy::arithmetic_side_effects, reason = "places in a text in memory, no longer than isize::MAX")]
    pub(super) fn row(self, text: &[u8], cells: &mut Vec<RawCell>) -> usize {
        cells.clear();
        let mut marks = Marks::new(text, [self.delimiter, b'\n', b'\r', b'"'], 0);
        let mut start = 0;
        loop {
            let mut fault = None;
            let mut at = start;
            if self.quoting && text.get(at) == Some(&b'"') {
                at = closing(text, at + 1).unwrap_or_else(|| {
                    fault = Some(Fault::Open);
                    text.len()
                });
                marks.seek(at);
            }
            let end = loop {
                let Some(mark) = marks.next() else { break text.len() };
                match text.get(mark) {
                    Some(&byte) if byte == self.delimiter => break mark,
                    Some(b'"') if self.quoting => fault = Some(Fault::Bare),
                    Some(b'\n' | b'\r') if self.by_lines => break mark,
                    _ => {}
                }
            };
            if at > start && end > at {
                fault = Some(Fault::After);
            }
            cells.push(RawCell { bytes: start..end, fault });
            if text.get(end) != Some(&self.delimiter) {
                return end;
            }
            start = end + 1;
        }
    }
}

/// The cells of `row`, in which a line break outside quotes is text as any other.
pub(super) fn cells(row: &str, delimiter: u8) -> Vec<RawCell> {
    let mut cells = Vec::new();
    Dialect { delimiter, quoting: true, by_lines: false }.row(row.as_bytes(), &mut cells);
    cells
}

/// Where the text after the closing quote begins. Two quotes are one that is text.
#[allow(clippy::arithmetic_side_effects, reason = "places in a text in memory, no longer than isize::MAX")]
pub(super) fn closing(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        at += memchr::memchr(b'"', bytes.get(at..)?)? + 1;
        if bytes.get(at) != Some(&b'"') {
            return Some(at);
        }
        at += 1;
    }
}

/// What the cell of a row says by the csv crate, which takes whatever follows a quote that closes for text.
pub(super) fn as_read<'a>(row: &'a str, cell: &RawCell) -> Cow<'a, str> {
    let raw = row.get(cell.bytes.clone()).unwrap_or("");
    match cell.fault {
        None => text(row, cell),
        Some(Fault::Open) => Cow::Owned(undoubled(raw.get(1..).unwrap_or(""))),
        Some(Fault::Bare) => Cow::Borrowed(raw),
        Some(Fault::After) => {
            let (quoted, after) = raw.split_at_checked(closing(raw.as_bytes(), 1).unwrap_or(0)).unwrap_or((raw, ""));
            let inner = quoted.strip_prefix('"').and_then(|inner| inner.strip_suffix('"')).unwrap_or(quoted);
            Cow::Owned(undoubled(inner) + after)
        }
    }
}

/// What a cell says. One whose quotes are not as they must be keeps its text, without a quote at either end.
pub(super) fn text<'a>(row: &'a str, cell: &RawCell) -> Cow<'a, str> {
    let raw = row.get(cell.bytes.clone()).unwrap_or("");
    match cell.fault {
        None => match raw.as_bytes() {
            [b'"', inner @ .., b'"'] => {
                let text = raw.get(1..inner.len().saturating_add(1)).unwrap_or("");
                // None stands alone within.
                if memchr::memchr(b'"', inner).is_some() { Cow::Owned(undoubled(text)) } else { Cow::Borrowed(text) }
            }
            _ => Cow::Borrowed(raw),
        },
        Some(_) => Cow::Borrowed(raw.trim_matches('"')),
    }
}

/// `text` with one quote for each two.
fn undoubled(text: &str) -> String {
    let mut single = String::with_capacity(text.len());
    push_undoubled(&mut single, text);
    single
}

/// Appends `text` with one quote for each two.
#[allow(clippy::arithmetic_side_effects, reason = "places in a text in memory, no longer than isize::MAX")]
pub(super) fn push_undoubled(single: &mut String, text: &str) {
    let mut from = 0;
    for at in memchr::memchr_iter(b'"', text.as_bytes()) {
        // The second of two has been handed over with the first.
        if at >= from && text.as_bytes().get(at + 1) == Some(&b'"') {
            single.push_str(text.get(from..=at).unwrap_or(""));
            from = at + 2;
        }
    }
    single.push_str(text.get(from..).unwrap_or(""));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(row: &str) -> Vec<(String, Option<Fault>)> {
        cells(row, b',').iter().map(|cell| (text(row, cell).into_owned(), cell.fault)).collect()
    }

    #[test]
    fn two_quotes_are_one() {
        for text in ["", "\"", "\"\"", "\"\"\"", "a\"\"b\"c\"\"\"\"é", "\"a\"\"\"\"\""] {
            assert_eq!(undoubled(text), text.replace("\"\"", "\""));
        }
    }

    #[test]
    fn faults_are_told_by_cell() {
        let whole = |text: &str| (text.to_owned(), None);
        let broken = |text: &str, fault| (text.to_owned(), Some(fault));
        assert_eq!(read(r#"a,"b, ""c""",,"#), [whole("a"), whole("b, \"c\""), whole(""), whole("")]);
        assert_eq!(read(r#"a,b",c"#), [whole("a"), broken("b", Fault::Bare), whole("c")]);
        assert_eq!(read(r#""a"b,c"#), [broken("a\"b", Fault::After), whole("c")]);
        assert_eq!(read("a,\"b,c\nd"), [whole("a"), broken("b,c\nd", Fault::Open)]);
        assert_eq!(read(r#""""#), [whole("")]);
        assert_eq!(read(""), [whole("")]);
    }
}
