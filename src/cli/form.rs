//! What is written: the forms of the data.

use std::io::{self, Write};

use portolan::{Parsed, Record};
use serde::Serialize;

/// A record on its line, after the name of the input that it is from.
#[derive(Serialize)]
struct Line<'a> {
    input: &'a str,
    #[serde(flatten)]
    record: &'a Record,
}

/// One object, and the newline that a text file ends with.
pub(super) fn json(parsed: &Parsed, pretty: bool, out: &mut impl Write) -> io::Result<()> {
    if pretty {
        serde_json::to_writer_pretty(&mut *out, parsed)?;
    } else {
        serde_json::to_writer(&mut *out, parsed)?;
    }
    out.write_all(b"\n")
}

/// One line a record; `input` is named on each where there is more than one.
pub(super) fn ndjson(parsed: &Parsed, input: Option<&str>, out: &mut impl Write) -> io::Result<()> {
    for record in &parsed.registry {
        match input {
            Some(input) => serde_json::to_writer(&mut *out, &Line { input, record })?,
            None => serde_json::to_writer(&mut *out, record)?,
        }
        out.write_all(b"\n")?;
    }
    Ok(())
}
