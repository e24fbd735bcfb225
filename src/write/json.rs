//! The JSON of the contract, as serde has it.

use std::io::{self, Write};

use crate::ast::{Parsed, Registry};

/// One object, and the newline that a text file ends with.
pub(super) fn write<W: Write + ?Sized>(parsed: &Parsed, out: &mut W) -> io::Result<()> {
    serde_json::to_writer(&mut *out, parsed)?;
    out.write_all(b"\n")
}

/// One line a record.
pub(super) fn write_lines<W: Write + ?Sized>(registry: &Registry, out: &mut W) -> io::Result<()> {
    for record in registry {
        serde_json::to_writer(&mut *out, record)?;
        out.write_all(b"\n")?;
    }
    Ok(())
}
