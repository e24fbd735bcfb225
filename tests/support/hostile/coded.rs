//! JSON, encodings, and documents one behind the other.

use super::Place::{All, Cell, End, Row};
use super::{BYTES, FEW_BYTES, MILLION, RENDERINGS, ROWS, Shape, bytes_of, each, shape, times, within};

/// The whole document of a rendering, again and again.
fn pages(n: usize, rendering: &str) -> Vec<u8> {
    times(RENDERINGS.iter().find(|(name, ..)| *name == rendering).unwrap().1, n)
}

/// UTF-16 of a joined text in which so many of one unit stand in a cell.
fn utf_16(mark: bool, unit: u16, n: usize, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    let (_, whole, _) = RENDERINGS[0];
    let (before, after) = whole.split_at(super::place("joined", whole, Cell));
    let mark = mark.then_some(0xfeff);
    let units =
        mark.into_iter().chain(before.encode_utf16()).chain(std::iter::repeat_n(unit, n)).chain(after.encode_utf16());
    units.flat_map(bytes).collect()
}

const PAGES: (usize, &str) = (10_000, "documents");
const UNITS: (usize, &str) = (MILLION, "units");
const DEPTH: (usize, &str) = (MILLION, "levels");

#[rustfmt::skip]
pub const SHAPES: &[Shape] = &[
    shape("json", Row, "open arrays", DEPTH, |n| times("[", n)),
    shape("json", Row, "open objects", DEPTH, |n| times("{\"a\":", n)),
    shape("json", Row, "open records", DEPTH, |n| times("{\"service_name\":", n)),
    shape("json", Row, "nested arrays in a record", DEPTH, |n|
        within("{\"service_name\":\"a\",\"notes\":", [times("[", n / 2), times("]", n / 2)].concat(), "},")),
    shape("json", Row, "a huge number", BYTES, |n| within("{\"service_name\":\"a\",\"service_code\":", bytes_of("9", n), "},")),
    shape("json", Row, "a huge exponent", BYTES, |n| within("{\"service_name\":\"a\",\"service_code\":1e", bytes_of("9", n), "},")),
    shape("json", Row, "one key again and again", (MILLION, "keys"), |n| within("{", times("\"service_name\":\"a\",", n), "\"notes\":null},")),
    shape("json", Row, "unknown keys", (MILLION, "keys"), |n| within("{", each(n, |at| format!("\"k{at}\":0,")), "\"notes\":null},")),
    shape("json", End, "keys of the document", (MILLION, "keys"), |n| times(",\"title\":\"a\"", n)),
    shape("json", All, "one key of the document again and again", (MILLION, "keys"), |n|
        within("{\"records\":[{\"service_name\":\"wave\",\"ports\":null}],", times("\"records\":[],", n), "\"title\":null}")),
    shape("json", Row, "records of nothing", ROWS, |n| times("{},", n)),
    shape("json", Row, "records", ROWS, |n| each(n, |at| format!("{{\"service_name\":\"a{at}\",\"ports\":null}},"))),
    shape("json", Row, "ends of arrays", FEW_BYTES, |n| bytes_of("]", n)),
    shape("json", Row, "quotes", FEW_BYTES, |n| bytes_of("\"", n)),
    shape("json", Row, "commas", FEW_BYTES, |n| bytes_of(",", n)),
    shape("json", Row, "braces", FEW_BYTES, |n| bytes_of("{}", n)),
    shape("json", Row, "blanks and brackets", FEW_BYTES, |n| bytes_of("{   ]   ", n)),
    shape("json", Cell, "a string never closed", BYTES, |n| within("\\", bytes_of("word ", n), "")),
    shape("json", Cell, "escapes", FEW_BYTES, |n| bytes_of("\\u0041", n)),
    shape("json", Cell, "lone surrogates", FEW_BYTES, |n| bytes_of("\\ud800", n)),
    shape("json", Cell, "backslashes", FEW_BYTES, |n| bytes_of("\\", n)),
    shape("json", Cell, "one cell", BYTES, |n| bytes_of("word ", n)),
    shape("json", Cell, "NULs", FEW_BYTES, |n| bytes_of("\0", n)),
    shape("ndjson", Cell, "one line", BYTES, |n| bytes_of("word ", n)),
    shape("ndjson", Row, "a line of braces", BYTES, |n| bytes_of("{", n)),
    shape("ndjson", Row, "lines of braces", ROWS, |n| times("{\n", n)),
    shape("ndjson", Row, "open arrays", DEPTH, |n| within("{\"service_name\":", times("[", n), "\n")),
    shape("ndjson", Row, "records", ROWS, |n| each(n, |at| format!("{{\"service_name\":\"a{at}\",\"ports\":null}}\n"))),
    shape("ndjson", Row, "unknown keys", (MILLION, "keys"), |n| within("{", each(n, |at| format!("\"k{at}\":0,")), "\"notes\":null}\n")),
    shape("joined", All, "lone high surrogates of UTF-16", UNITS, |n| utf_16(true, 0xd800, n, u16::to_le_bytes)),
    shape("joined", All, "lone low surrogates of UTF-16", UNITS, |n| utf_16(true, 0xdc00, n, u16::to_be_bytes)),
    shape("joined", All, "lone surrogates without a mark", UNITS, |n| utf_16(false, 0xd800, n, u16::to_le_bytes)),
    shape("joined", All, "byte order marks of UTF-16", UNITS, |n| utf_16(true, 0xfeff, n, u16::to_be_bytes)),
    shape("joined", Cell, "bytes of no character", FEW_BYTES, |n| vec![0xff; n]),
    shape("html", Cell, "bytes of no character", FEW_BYTES, |n| vec![0xff; n]),
    shape("csv", Cell, "characters cut off", FEW_BYTES, |n| [0xe6, 0xb0].repeat(n / 2)),
    shape("joined", All, "documents", PAGES, |n| pages(n, "joined")),
    shape("tabbed", All, "documents", PAGES, |n| pages(n, "tabbed")),
    shape("stacked", All, "documents", PAGES, |n| pages(n, "stacked")),
    shape("fixed", All, "documents", PAGES, |n| pages(n, "fixed")),
    shape("packed", All, "documents", PAGES, |n| pages(n, "packed")),
    shape("aligned", All, "documents", PAGES, |n| pages(n, "aligned")),
    shape("csv", All, "documents", PAGES, |n| pages(n, "csv")),
    shape("xml", All, "documents", PAGES, |n| pages(n, "xml")),
    shape("html", All, "documents", PAGES, |n| pages(n, "html")),
    shape("json", All, "documents", PAGES, |n| pages(n, "json")),
    shape("ndjson", All, "documents", PAGES, |n| pages(n, "ndjson")),
];
