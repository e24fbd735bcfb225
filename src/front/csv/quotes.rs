//! What the quotes of one row say, cell by cell: which are where RFC 4180 has them, and which are not.
//!
//! The csv crate reads whatever stands there and says nothing of a quote that is lost. This looks at the text of a
//! row again, by the same rules.

use std::borrow::Cow;
use std::ops::Range;

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

/// The cells of `row`, in which a line break outside quotes is text as any other.
pub(super) fn cells(row: &str, delimiter: u8) -> Vec<RawCell> {
    let bytes = row.as_bytes();
    let mut cells = Vec::new();
    let mut start = 0;
    loop {
        let mut fault = None;
        let mut at = start;
        if bytes.get(at) == Some(&b'"') {
            at = closing(bytes, at + 1).unwrap_or_else(|| {
                fault = Some(Fault::Open);
                bytes.len()
            });
        }
        let rest = bytes.get(at..).unwrap_or_default();
        let end = at + memchr::memchr(delimiter, rest).unwrap_or(rest.len());
        if fault.is_none() && end > at {
            let after = bytes.get(at..end).unwrap_or_default();
            fault = match at > start {
                true => Some(Fault::After),
                false => memchr::memchr(b'"', after).map(|_| Fault::Bare),
            };
        }
        cells.push(RawCell { bytes: start..end, fault });
        if end >= bytes.len() {
            return cells;
        }
        start = end + 1;
    }
}

/// Where the text after the closing quote begins. Two quotes are one that is text.
fn closing(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        at += memchr::memchr(b'"', bytes.get(at..)?)? + 1;
        if bytes.get(at) != Some(&b'"') {
            return Some(at);
        }
        at += 1;
    }
}

/// What a cell says. One whose quotes are not as they must be keeps its text, without a quote at either end.
pub(super) fn text<'a>(row: &'a str, cell: &RawCell) -> Cow<'a, str> {
    let raw = row.get(cell.bytes.clone()).unwrap_or("");
    match cell.fault {
        None => match raw.strip_prefix('"').and_then(|raw| raw.strip_suffix('"')) {
            Some(inner) if inner.contains("\"\"") => Cow::Owned(inner.replace("\"\"", "\"")),
            Some(inner) => Cow::Borrowed(inner),
            None => Cow::Borrowed(raw),
        },
        Some(_) => Cow::Borrowed(raw.trim_matches('"')),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(row: &str) -> Vec<(String, Option<Fault>)> {
        cells(row, b',').iter().map(|cell| (text(row, cell).into_owned(), cell.fault)).collect()
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
