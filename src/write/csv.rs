//! The registry's CSV: its columns, CRLF, quotes where they must be.

use std::io::{self, Write};

use csv::{Terminator, WriterBuilder};

use crate::ast::{Field, Registry};

use super::cells::{self, Cell};

pub(super) fn write<W: Write + ?Sized>(registry: &Registry, out: &mut W) -> io::Result<()> {
    rows(registry, out).map_err(|error| match error.into_kind() {
        // As `out` gave it: its kind tells a closed pipe.
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    })
}

fn rows<W: Write + ?Sized>(registry: &Registry, out: &mut W) -> csv::Result<()> {
    let columns = cells::columns(registry);
    let mut rows = WriterBuilder::new().terminator(Terminator::CRLF).buffer_capacity(64 * 1024).from_writer(out);
    rows.write_record(columns.iter().map(|field| field.column()))?;
    for record in registry.iter().filter(|record| !cells::is_empty(record)) {
        for &field in &columns {
            match field {
                // The registry's own puts no line break before its sentence on a replacement.
                Field::Description => rows.write_field(&*cells::description(record, " "))?,
                field => rows.write_field(&*Cell::of(record, field).plain())?,
            }
        }
        rows.write_record(None::<&[u8]>)?;
    }
    rows.flush()?;
    Ok(())
}
