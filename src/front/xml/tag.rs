//! What a tag, or an instruction, says of its element.

use std::borrow::Cow;

use quick_xml::events::attributes::Attributes;
use quick_xml::events::{BytesPI, BytesStart};

use crate::ast::Field;

/// An attribute without its value, its quotes or its `=`, or more attributes than the limit.
pub(super) fn is_broken(tag: &BytesStart<'_>, limit: usize) -> bool {
    let mut attributes = tag.attributes();
    let attributes = attributes.with_checks(false);
    attributes.by_ref().take(limit).any(|found| found.is_err()) || attributes.next().is_some()
}

pub(super) fn attribute<'a>(tag: &BytesStart<'a>, name: &[u8]) -> Option<Cow<'a, str>> {
    let found = tag.attributes().with_checks(false).flatten().find(|found| found.key.as_ref() == name)?;
    let raw = String::from_utf8_lossy(&found.value);
    Some(Cow::Owned(unescaped(&raw).into_owned()))
}

/// The value of an attribute that is written like this; one with an entity that is not known is what is written.
pub(super) fn unescaped(raw: &str) -> Cow<'_, str> {
    quick_xml::escape::unescape(raw).unwrap_or(Cow::Borrowed(raw))
}

/// The fields that `<?portolan uncertain="…"?>` names, which the writer puts into records and persons. Other
/// instructions say nothing here, nor do words that name no field.
pub(super) fn marked<F>(mark: &BytesPI<'_>, field: impl Fn(&str) -> Option<F>) -> Vec<F> {
    let Ok(content) = std::str::from_utf8(mark) else { return Vec::new() };
    if mark.target() != b"portolan" {
        return Vec::new();
    }
    let mut attributes = Attributes::new(content, mark.target().len());
    let found = attributes.with_checks(false).map_while(Result::ok).find(|found| found.key.as_ref() == b"uncertain");
    let Some(found) = found else { return Vec::new() };
    // There are no more fields than that.
    String::from_utf8_lossy(&found.value).split_whitespace().take(Field::ALL.len()).filter_map(field).collect()
}
