//! Looking at the bytes of an element of the usual shape, from its beginning to its end.
#![allow(
    clippy::arithmetic_side_effects,
    reason = "places in two texts that are held in memory, one behind the other, and newlines of one"
)]

use std::borrow::Cow;

use quick_xml::escape::resolve_xml_entity;

use super::tag::unescaped;
use super::xref::Xref;
use crate::eight;
use crate::sixteen;

/// A place in the document, and what was read up to there of the element that is being read. Where something is not as
/// it is known, it answers `None`, and is of no more use for this element.
#[derive(Debug)]
pub(super) struct Cursor<'a> {
    text: &'a str,
    pub(super) at: usize,
    /// Newlines of the element so far, and in the white space before it.
    pub(super) newlines: u32,
    /// The texts of the element that do not stand in the document as they are read.
    written: String,
}

/// Where a text of the element stands: in the document, or behind its end, as if what was written followed there.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Piece {
    from: usize,
    to: usize,
}

impl Piece {
    pub(super) fn is_empty(self) -> bool {
        self.from == self.to
    }
}

impl<'a> Cursor<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, at: 0, newlines: 0, written: String::new() }
    }

    /// Goes to where an element may begin.
    pub(super) fn begin(&mut self, at: usize) {
        (self.at, self.newlines) = (at, 0);
        self.written.clear();
    }

    #[inline]
    pub(super) fn rest(&self) -> &'a [u8] {
        self.text.as_bytes().get(self.at..).unwrap_or_default()
    }

    /// What was read from `at` on.
    #[inline(always)]
    pub(super) fn since(&self, at: usize) -> Option<&'a str> {
        self.text.get(at..self.at)
    }

    /// What a piece says.
    #[inline(always)]
    pub(super) fn read(&self, piece: Piece) -> &str {
        self.plain(piece).unwrap_or_else(|| self.written(piece))
    }

    /// A piece that stands in the document as it is.
    #[inline(always)]
    pub(super) fn plain(&self, Piece { from, to }: Piece) -> Option<&'a str> {
        self.text.get(from..to)
    }

    fn written(&self, Piece { from, to }: Piece) -> &str {
        let behind = |at: usize| at.saturating_sub(self.text.len());
        self.written.get(behind(from)..behind(to)).unwrap_or("")
    }

    /// A piece that is plain for so many bytes.
    pub(super) fn skip(&mut self, length: usize) -> Piece {
        let from = self.at;
        self.at += length;
        Piece { from, to: self.at }
    }

    /// A piece that does not stand in the document as it is.
    pub(super) fn write(&mut self, text: &str) -> Piece {
        let start = self.written.len();
        self.written.push_str(text);
        self.written_since(start)
    }

    /// What was written from there on.
    fn written_since(&self, start: usize) -> Piece {
        Piece { from: self.text.len() + start, to: self.text.len() + self.written.len() }
    }

    /// Goes on behind `word`, which must stand here.
    #[inline(always)]
    pub(super) fn eat(&mut self, word: &str) -> Option<()> {
        // Compared in place, which a call is not worth.
        (self.rest().get(..word.len())? == word.as_bytes()).then(|| self.at += word.len())
    }

    /// Goes on behind white space.
    #[inline]
    pub(super) fn white(&mut self) {
        let (length, newlines) = eight::white(self.rest());
        self.at += length;
        self.newlines += newlines;
    }

    /// Whether an attribute comes next in a start tag, and not its `end`, which is read.
    #[inline(always)]
    pub(super) fn attribute(&mut self, end: &str) -> Option<bool> {
        if self.eat(end).is_some() {
            return Some(false);
        }
        let before = self.at;
        self.white();
        match self.eat(end) {
            Some(()) => Some(false),
            None => (self.at > before).then_some(true),
        }
    }

    /// Goes on to the quote at the end of a value, if all up to there says what it is.
    #[inline(always)]
    pub(super) fn plain_value(&mut self) -> Option<&'a str> {
        let from = self.at;
        self.at += sixteen::plain(self.rest(), b'"');
        (self.rest().first() == Some(&b'"')).then(|| self.since(from)).flatten()
    }

    /// Reads the value of an attribute that has none yet, up to and with the quote at its end.
    pub(super) fn value(&mut self, value: &mut Option<Cow<'a, str>>) -> Option<()> {
        let from = self.at;
        let read = match self.plain_value() {
            Some(plain) => Cow::Borrowed(plain),
            None => {
                while self.rest().first() == Some(&b'&') {
                    self.at += 1;
                    self.at += sixteen::plain(self.rest(), b'"');
                }
                unescaped(self.since(from)?)
            }
        };
        self.eat("\"")?;
        value.replace(read).is_none().then_some(())
    }

    /// Reads a reference without words of its own.
    pub(super) fn xref(&mut self) -> Option<Xref<'a>> {
        self.eat("<xref")?;
        let (mut kind, mut target, mut section) = (None, None, None);
        while self.attribute("/>")? {
            let value = if self.eat("type=\"").is_some() {
                &mut kind
            } else if self.eat("data=\"").is_some() {
                &mut target
            } else {
                self.eat("section=\"")?;
                &mut section
            };
            self.value(value)?;
        }
        let (kind, target) = (kind.unwrap_or_default(), target.unwrap_or_default());
        // Any other is told of.
        Some(Xref { kind, target, section, own: Cow::Borrowed("") }).filter(Xref::is_known)
    }

    /// Reads the text that begins here and is plain for so many bytes, if this text stands behind it, with so many newlines,
    /// which is read, too. An empty one stands nowhere.
    #[inline(always)]
    pub(super) fn piece(&mut self, length: usize, behind: &str, newlines: u32) -> Option<Piece> {
        let (from, to) = (self.at, self.at + length);
        let stands = !behind.is_empty() && eight::begins(self.text.as_bytes().get(to..)?, behind.as_bytes());
        stands.then(|| {
            self.at = to + behind.len();
            self.newlines += newlines;
            Piece { from, to }
        })
    }

    /// Text up to an end tag, as it is read; it is plain for so many bytes.
    pub(super) fn content(&mut self, plain: usize) -> Option<Piece> {
        let mut from = self.at;
        self.at += plain;
        if self.rest().starts_with(b"</") {
            return Some(Piece { from, to: self.at });
        }
        let start = self.written.len();
        loop {
            self.written.push_str(self.text.get(from..self.at)?);
            from = self.at;
            match self.rest() {
                [b'<', b'/', ..] => return Some(self.written_since(start)),
                [byte @ (b'\n' | b'\r'), ..] => {
                    self.written.push(' ');
                    self.newlines += u32::from(*byte == b'\n');
                    self.at += 1;
                    from = self.at;
                }
                // That of most addresses.
                [b'&', b'a', b'm', b'p', b';', ..] => {
                    self.written.push('&');
                    self.at += 5;
                    from = self.at;
                }
                [b'&', entity @ ..] => {
                    // The longest of the five has four letters.
                    let end = entity.iter().take(5).position(|byte| *byte == b';')?;
                    let name = self.text.get(self.at + 1..self.at + 1 + end)?;
                    self.written.push_str(resolve_xml_entity(name)?);
                    self.at += end + 2;
                    from = self.at;
                }
                [b'<', b'b', ..] => {
                    self.eat("<br/>")?;
                    self.written.push('\n');
                    from = self.at;
                }
                [b'<', ..] => {
                    let xref = self.xref()?;
                    self.written.push('[');
                    self.written.push_str(&xref.text());
                    self.written.push(']');
                    from = self.at;
                }
                // Another control character.
                [_, ..] => self.at += 1,
                [] => return None,
            }
            self.at += sixteen::plain(self.rest(), b'<');
        }
    }
}
