//! Rows of a table as JSON, of about so many bytes.

use super::bodies::{Body, pieces};

/// Rows as JSON, in an array that need not end.
fn rows_of_json(body: &str) -> Vec<u8> {
    format!("[{},{body}", row_of_json(0)).into()
}

fn row_of_json(number: usize) -> String {
    let port = number % 65_536;
    format!(
        "{{\"Service Name\":\"weir-{number}\",\"Port Number\":{port},\"Transport Protocol\":\"tcp\",\"Description\":\"Weir\"}}"
    )
}

/// Cells of the first column of a table.
fn by_column(cells: &str) -> Vec<u8> {
    let whole = "\"Port Number\":{\"0\":1},\"Transport Protocol\":{\"0\":\"tcp\"},\"Description\":{\"0\":\"Weir\"}";
    format!("{{{whole},\"Service Name\":{{{cells}").into()
}

const HEADINGS: &str = "\"columns\":[\"Service Name\",\"Port Number\",\"Transport Protocol\"],";

/// Named by the rendering first.
#[rustfmt::skip]
pub const ROWS: [(&str, Body); 20] = [
    ("json, rows that differ", |n| rows_of_json(&pieces(n, |at| row_of_json(at) + ","))),
    ("json, rows that begin and do not end", |n| rows_of_json(&"{\"Service Name\":\"a\",".repeat(n / 20))),
    ("json, rows within rows", |n| rows_of_json(&"{\"Service Name\":[".repeat(n / 17))),
    ("json, rows with a quote too few", |n| rows_of_json(&"{\"Service Name\":[\"a],\"Port Number\":1},".repeat(n / 39))),
    ("json, objects that begin as no row", |n| rows_of_json(&pieces(n, |at| format!("{{\"a{at}\":[")))),
    ("json, keys of a row", |n| rows_of_json(&format!("{{{}\"Port\":1}}", pieces(n, |at| format!("\"a{at}\":{at},"))))),
    ("json, one key of a row", |n| rows_of_json(&format!("{{{}\"Port\":1}}", "\"Port Number\":1,".repeat(n / 16)))),
    ("json, tables of a row", |n| rows_of_json(&pieces(n, |at| format!("[{}],", row_of_json(at))))),
    ("json, headings again and again", |n| rows_of_json(&"[\"Service Name\",\"Port Number\",\"Protocol\"],".repeat(n / 43))),
    ("json, arrays of cells that do not end", |n| {
        rows_of_json(&format!("[\"Service Name\",\"Port Number\",\"Protocol\"],{}", "[\"a\",1,".repeat(n / 7)))
    }),
    ("json, escapes without end", |n| rows_of_json(&(row_of_json(1) + "]" + &"{\"\\".repeat(n / 3)))),
    ("json, words behind the rows", |n| rows_of_json(&(row_of_json(1) + "]" + &" word".repeat(n / 5)))),
    ("json, columns of cells", |n| by_column(&pieces(n, |at| format!("\"{at}\":\"a{at}\",")))),
    ("json, columns of cells in another order", |n| {
        by_column(&format!("\"x\":\"\"}},\"Port\":{{{}", pieces(n, |at| format!("\"{}\":{},", at * 7919 % 10_007, at % 65_536))))
    }),
    ("json, columns that begin and do not end", |n| by_column(&"\"a\",\"Port\":{".repeat(n / 12))),
    ("json, headings under keys without rows", |n| format!("{{{}\"z\":1}}", HEADINGS.repeat(n / 63)).into()),
    ("json, headings within objects of headings", |n| format!("{{{}", (HEADINGS.to_owned() + "\"c\":{").repeat(n / 68)).into()),
    ("json, rows above headings again and again", |n| {
        format!("{{{}\"z\":1}}", ("\"d\":[[\"a\"]],".to_owned() + HEADINGS).repeat(n / 75)).into()
    }),
    ("ndjson, rows that differ", |n| pieces(n, |at| row_of_json(at) + "\n").into()),
    ("ndjson, rows of half a line", |n| {
        (row_of_json(1) + "\n" + &pieces(n, |at| format!("{{\"Service Name\":\"a{at}\",\"Port Number\n"))).into()
    }),
];
