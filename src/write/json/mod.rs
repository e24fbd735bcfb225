//! The JSON of the contract: what serde makes of the AST, byte for byte, at the price of a copy.
//!
//! * [`object`]: a record, a contact, a diagnostic, key by key.
//! * [`value`]: strings, numbers and dates.
//!
//! What a document has once is left to serde. A test holds both ways equal.

mod object;
mod value;

use std::io::{self, Write};

use serde::Serialize;

use crate::ast::{Parsed, Registry};

/// What is gathered before it is handed on: large enough for a call, and small enough to stay in the cache.
const PIECE: usize = 64 * 1024;

/// One object, and the newline that a text file ends with.
pub(super) fn write<W: Write + ?Sized>(parsed: &Parsed, out: &mut W) -> io::Result<()> {
    let Parsed { registry, diagnostics } = parsed;
    let Registry { source, title, updated, experts, references, notes, footnotes, records, contacts } = registry;
    let mut pieces = Pieces::new(out);
    pieces.member(b"{\"source\":", source)?;
    pieces.member(b",\"title\":", title)?;
    pieces.member(b",\"updated\":", updated)?;
    pieces.member(b",\"experts\":", experts)?;
    pieces.member(b",\"references\":", references)?;
    pieces.member(b",\"notes\":", notes)?;
    pieces.member(b",\"footnotes\":", footnotes)?;
    pieces.list(b",\"records\":[", records, object::record)?;
    pieces.list(b"],\"contacts\":[", contacts, object::contact)?;
    pieces.list(b"],\"diagnostics\":[", diagnostics, object::diagnostic)?;
    pieces.buffer.extend_from_slice(b"]}\n");
    pieces.finish()
}

/// One line a record.
pub(super) fn write_lines<W: Write + ?Sized>(registry: &Registry, out: &mut W) -> io::Result<()> {
    let mut pieces = Pieces::new(out);
    for record in registry {
        object::record(&mut pieces.buffer, record);
        pieces.buffer.push(b'\n');
        pieces.hand_on_when_full()?;
    }
    pieces.finish()
}

/// What is written, on its way to `out`: more than one record or what is as large is never gathered.
struct Pieces<'a, W: ?Sized> {
    buffer: Vec<u8>,
    out: &'a mut W,
}

impl<'a, W: Write + ?Sized> Pieces<'a, W> {
    fn new(out: &'a mut W) -> Self {
        // With room for what is still written when the buffer has just not been full.
        Self { buffer: Vec::with_capacity(PIECE + PIECE / 8), out }
    }

    fn hand_on_when_full(&mut self) -> io::Result<()> {
        if self.buffer.len() >= PIECE {
            self.out.write_all(&self.buffer)?;
            self.buffer.clear();
        }
        Ok(())
    }

    fn finish(self) -> io::Result<()> {
        self.out.write_all(&self.buffer)
    }

    fn member(&mut self, key: &[u8], value: &impl Serialize) -> io::Result<()> {
        self.buffer.extend_from_slice(key);
        serde_json::to_writer(&mut self.buffer, value)?;
        self.hand_on_when_full()
    }

    fn list<T>(&mut self, head: &[u8], list: &[T], one: impl Fn(&mut Vec<u8>, &T)) -> io::Result<()> {
        self.buffer.extend_from_slice(head);
        for (at, value) in list.iter().enumerate() {
            if at > 0 {
                self.buffer.push(b',');
            }
            one(&mut self.buffer, value);
            self.hand_on_when_full()?;
        }
        Ok(())
    }
}
