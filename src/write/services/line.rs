//! A line for each port and transport protocol, its fields in columns as Debian's file has them.

use std::collections::HashSet;
use std::io::{self, Write};

use crate::ast::Registry;
use crate::write::cells;

use super::collect::Name;
use super::name;

/// Columns from tab to tab.
const TAB: usize = 8;
/// The columns where port, aliases and comment begin, unless what stands before them is longer.
const PORT: usize = 2 * TAB;
const ALIASES: usize = 4 * TAB;
const COMMENT: usize = 6 * TAB;
/// The characters of a comment.
const LONGEST: usize = 60;
/// The bytes of a line with a comment: musl takes what is beyond 127 with the newline for another line, where a comment
/// is none any more.
const BYTES: usize = 126;

/// What the file is made from.
pub(super) fn head<W: Write + ?Sized>(registry: &Registry, out: &mut W) -> io::Result<()> {
    let title = registry.title.as_deref().map(cells::line).unwrap_or_default();
    let title = if title.is_empty() { "a registry of service names and port numbers" } else { &title };
    let (title, is_cut) = cut(title, BYTES, BYTES.saturating_sub("# ".len()));
    writeln!(out, "# {title}{}", if is_cut { "..." } else { "" })?;
    match registry.updated {
        Some(date) => writeln!(out, "# Last updated {date}; written as services(5) by portolan.")?,
        None => writeln!(out, "# Written as services(5) by portolan.")?,
    }
    writeln!(out)
}

/// Writes the lines, from port to port; what it holds is the names, however many ports a range has.
pub(super) fn all<W: Write + ?Sized>(mut names: Vec<Name<'_>>, out: &mut W) -> io::Result<()> {
    names.sort_by(|one, two| one.first.cmp(&two.first).then_with(|| along(one).cmp(&along(two))));
    let mut coming = names.into_iter().peekable();
    let mut here: Vec<Name<'_>> = Vec::new();
    let mut line = Line::default();
    while let Some(next) = coming.peek() {
        let mut port = next.first;
        loop {
            let begun_before = here.len();
            while let Some(name) = coming.next_if(|name| name.first == port) {
                here.push(name);
            }
            if begun_before > 0 && here.len() > begun_before {
                here.sort_by(|one, two| along(one).cmp(&along(two)));
            }
            for names in here.chunk_by(|one, two| one.transport == two.transport) {
                line.write(port, names, out)?;
            }
            here.retain(|name| name.last > port);
            match port.checked_add(1) {
                Some(next) if !here.is_empty() => port = next,
                _ => break,
            }
        }
    }
    Ok(())
}

/// The order of names at one port: transport protocols apart, current names first, then as the registry has them.
fn along<'a>(name: &Name<'a>) -> (usize, &'a str, bool, usize) {
    (name::transport_rank(name.transport), name.transport, name.is_historic, name.order)
}

/// A line under construction; its memory serves for all.
#[derive(Debug, Default)]
struct Line<'a> {
    text: String,
    /// Where in its columns the text ends.
    column: usize,
    written: HashSet<&'a str>,
}

impl<'a> Line<'a> {
    /// Writes the line of these names, each once, of one transport protocol.
    fn write<W: Write + ?Sized>(&mut self, port: u16, names: &[Name<'a>], out: &mut W) -> io::Result<()> {
        let Some((canonical, others)) = names.split_first() else { return Ok(()) };
        self.text.clear();
        self.column = 0;
        self.push(canonical.text);
        self.tab_to(PORT);
        self.push(&format!("{port}/{}", canonical.transport));
        // Most lines have one name: no set is filled for these.
        if !others.is_empty() {
            self.written.clear();
            self.written.insert(canonical.text);
            let begin = self.text.len();
            for other in others {
                if self.written.insert(other.text) {
                    if self.text.len() == begin {
                        self.tab_to(ALIASES)
                    } else {
                        self.push(" ")
                    }
                    self.push(other.text);
                }
            }
        }
        self.comment(canonical.record.description().unwrap_or_default());
        self.text.push('\n');
        out.write_all(self.text.as_bytes())
    }

    fn push(&mut self, field: &str) {
        self.text.push_str(field);
        self.column = self.column.saturating_add(field.chars().count());
    }

    /// Fills with tabs, one at the least, to this column.
    fn tab_to(&mut self, column: usize) {
        loop {
            self.text.push('\t');
            self.column = (self.column / TAB).saturating_add(1).saturating_mul(TAB);
            if self.column >= column {
                break;
            }
        }
    }

    /// Puts `description` behind the fields, as much of it as is short and leaves the line short.
    fn comment(&mut self, description: &str) {
        let description = cells::line(description);
        if description.is_empty() {
            return;
        }
        let (fields, column) = (self.text.len(), self.column);
        self.tab_to(COMMENT);
        self.push("# ");
        let (words, is_cut) = cut(&description, LONGEST, BYTES.saturating_sub(self.text.len()));
        if words.is_empty() {
            self.text.truncate(fields);
            self.column = column;
            return;
        }
        self.text.push_str(words);
        if is_cut {
            self.text.push_str("...");
        }
    }
}

/// The beginning of `line` that is no longer than so many characters and bytes, with three dots where it is cut: at the
/// end of a word, unless that would leave less than half.
fn cut(line: &str, characters: usize, bytes: usize) -> (&str, bool) {
    let end_of = |count: usize| line.char_indices().nth(count).map_or(line.len(), |(at, _)| at);
    if line.len() <= bytes && end_of(characters) == line.len() {
        return (line, false);
    }
    let room = end_of(characters.saturating_sub(3)).min(bytes.saturating_sub(3));
    let room = (0..=room).rev().find(|&at| line.is_char_boundary(at)).unwrap_or(0);
    let (kept, rest) = line.split_at(room);
    let end = match kept.rfind(' ') {
        Some(space) if !rest.starts_with(' ') && space >= kept.len() / 2 => space,
        _ => kept.len(),
    };
    (kept.get(..end).unwrap_or(kept).trim_end_matches([' ', ',', ';', ':', '-']), true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_are_cut_at_words() {
        assert_eq!(cut("abc def", 7, 99), ("abc def", false));
        assert_eq!(cut("abc def ghi", 10, 99), ("abc def", true));
        assert_eq!(cut("abc def, ghi", 11, 99), ("abc def", true));
        assert_eq!(cut("abcdefghijk", 10, 99), ("abcdefg", true));
        assert_eq!(cut("ab cdefghijk", 10, 99), ("ab cdef", true));
        assert_eq!(cut("éééééé", 99, 8), ("éé", true));
        assert_eq!(cut("abcd", 99, 2), ("", true));
    }
}
