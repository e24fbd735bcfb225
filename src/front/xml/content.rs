//! The text of an element, with what stands in it.

use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};

use super::document::{Document, Stop};
use crate::cell;

impl<'a> Document<'a, '_> {
    /// An entity that XML does not define stays as it is written.
    fn push_entity(&mut self, text: &mut String, entity: &BytesRef<'_>) {
        if let Ok(Some(c)) = entity.resolve_char_ref() {
            text.push(c);
            return;
        }
        let name = String::from_utf8_lossy(entity);
        match resolve_xml_entity(&name) {
            Some(known) => text.push_str(known),
            None => {
                text.push_str(&format!("&{name};"));
                self.unknown_entity.get_or_insert_with(|| name.into_owned());
            }
        }
    }

    /// The text up to the end tag of the element whose start tag was read: references in brackets, `<br/>` and
    /// the borders of paragraphs as newlines.
    pub(super) fn content(&mut self, breaks: Breaks) -> Result<String, Stop> {
        let mut text = String::new();
        // Open elements; a reference is held with the text before it until its own text is known.
        let mut open: Vec<(BytesStart<'a>, usize)> = Vec::new();
        loop {
            let before = self.position();
            match self.next()? {
                Event::Text(part) => push(&mut text, &String::from_utf8_lossy(&part), breaks),
                Event::CData(part) => push(&mut text, &String::from_utf8_lossy(&part), breaks),
                Event::GeneralRef(entity) => self.push_entity(&mut text, &entity),
                Event::Empty(tag) => match tag.local_name().as_ref() {
                    b"br" => text.push('\n'),
                    b"xref" => {
                        let xref = self.xref(&tag, false)?;
                        text.push_str(&format!("[{}]", xref.text()));
                    }
                    _ => self.within_text(&tag, before),
                },
                Event::Start(tag) => {
                    if open.len() >= self.out.limits.depth {
                        return Err(Stop::Depth(self.position()));
                    }
                    match tag.local_name().as_ref() {
                        b"paragraph" => text.push('\n'),
                        b"br" | b"xref" => {}
                        _ => self.within_text(&tag, before),
                    }
                    let start = text.len();
                    open.push((tag, start));
                }
                Event::End(_) => match open.pop() {
                    None => return Ok(text),
                    Some((tag, start)) => match tag.local_name().as_ref() {
                        b"paragraph" | b"br" => text.push('\n'),
                        b"xref" => {
                            let own = cell::text::fold_line(text.get(start..).unwrap_or("")).into_owned();
                            text.truncate(start);
                            let own = if own.is_empty() { self.xref(&tag, false)?.text().into_owned() } else { own };
                            text.push_str(&format!("[{own}]"));
                        }
                        _ => {}
                    },
                },
                _ => {}
            }
        }
    }
}

/// What a newline in the text of an element is.
#[derive(Clone, Copy)]
pub(super) enum Breaks {
    /// White space.
    Fold,
    /// A line's end: the text stands in the page as it is.
    Keep,
}

fn push(text: &mut String, part: &str, breaks: Breaks) {
    match breaks {
        Breaks::Keep => text.push_str(part),
        Breaks::Fold => text.extend(part.chars().map(|c| if matches!(c, '\n' | '\r') { ' ' } else { c })),
    }
}
