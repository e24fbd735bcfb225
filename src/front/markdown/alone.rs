//! Cells that are one link or one id and nothing else, in the words converters write: told from their bytes, nothing built.

use crate::sixteen;

use super::inline::{is_link, is_special};
use super::link::FAR;

/// The words of a cell that is a link of the registry in brackets, `[[Jon_Postel](#Jon_Postel)]`, and has nothing to be
/// undone in it: in the one pair of brackets that stays.
pub(super) fn linked(cell: &str) -> Option<&str> {
    let [b'[', b'[', rest @ ..] = cell.as_bytes() else { return None };
    let end = rest.iter().position(|byte| *byte == b']')?;
    let [b']', b'(', target @ .., b')', b']'] = rest.get(end..)? else { return None };
    let is_own = target.starts_with(b"#") || target.starts_with(b"https://www.iana.org/go/");
    let is_plain = |byte: &u8| {
        byte.is_ascii_graphic() && !matches!(byte, b'\\' | b'&' | b'<' | b'>' | b'(' | b')' | b'[' | b']' | b'!' | b'"')
    };
    if !is_own || target.len() > FAR - 2 {
        return None;
    }
    let words = rest.get(..end)?;
    // Most targets are the words themselves.
    let is_same = target.strip_prefix(b"#") == Some(words);
    if is_same && words.iter().all(is_plain)
        || !words.iter().any(|byte| is_special(*byte)) && target.iter().all(is_plain)
    {
        return cell.get(1..end.saturating_add(3));
    }
    None
}

/// The link that is all of a cell, between angle brackets, and has nothing to be undone in it.
pub(super) fn angle_link(cell: &str) -> Option<&str> {
    let [b'<', inner @ .., b'>'] = cell.as_bytes() else { return None };
    let inner = cell.get(1..=inner.len())?;
    let has_more = sixteen::has_any(inner.as_bytes(), *b">%");
    (!has_more && cell.len() <= FAR && !inner.starts_with("!--") && is_link(inner)).then_some(inner)
}

/// What stands between the brackets that are all of a cell, and all that is to be undone in it: `\[Jon_Postel\]`.
pub(super) fn escaped_brackets(cell: &str) -> Option<&str> {
    let words = cell.strip_prefix("\\[")?.strip_suffix("\\]")?;
    (!words.bytes().any(is_special)).then_some(words)
}

/// What stands between the escaped brackets of a cell that is an id and its anchor: `<a id="Jon_Postel"></a>\[Jon_Postel\]`.
/// A word of ASCII.
pub(super) fn anchored(cell: &str) -> Option<&str> {
    if let Some(words) = anchored_by_itself(cell) {
        return Some(words);
    }
    let words = behind_anchor(cell).unwrap_or(cell).strip_prefix("\\[")?.strip_suffix("\\]")?;
    let is_word = !words.is_empty() && words.bytes().all(|byte| byte.is_ascii_graphic() && !is_special(byte));
    is_word.then_some(words)
}

/// The same where the anchor is called so, as most are.
fn anchored_by_itself(cell: &str) -> Option<&str> {
    const OPENS: &[u8] = b"<a id=\"";
    const BETWEEN: &[u8] = b"\"></a>\\[";
    let inner = cell.as_bytes().strip_prefix(OPENS)?.strip_suffix(b"\\]")?;
    let length = inner.len().checked_sub(BETWEEN.len())? / 2;
    let words = inner.get(length..)?.strip_prefix(BETWEEN)?;
    let is_usual = length > 0 && length < FAR / 2 && inner.get(..length) == Some(words) && words.iter().all(is_of_id);
    let end = cell.len().checked_sub(2)?;
    if is_usual { cell.get(end.checked_sub(length)?..end) } else { None }
}

fn is_of_id(byte: &u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.')
}

/// What follows the anchor that begins a cell: `<a id="Jon_Postel"></a>`.
pub(super) fn behind_anchor(cell: &str) -> Option<&str> {
    let id = cell.strip_prefix("<a id=\"")?;
    let end = id.bytes().position(|byte| !is_of_id(&byte))?;
    id.get(end..)?.strip_prefix("\"></a>").filter(|_| end < FAR / 2)
}
