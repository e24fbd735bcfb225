//! TODO

use std::io::{self, Write};

use crate::ast::Registry;

pub(super) fn write<W: Write + ?Sized>(_registry: &Registry, _out: &mut W) -> io::Result<()> {
    Err(io::Error::other("not written yet"))
}
