//! The address of a contact among words that have lost their columns: where it begins and ends, and what is left of one.

use crate::cell::uri;
use crate::sixteen;

/// Where the first word of `text` begins that is the URI of a contact: one that has a colon or an at sign.
pub(super) fn first(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let first = sixteen::position(bytes, *b":@&")?;
    // By far most are addresses, and the last word.
    if let Some((before, [b'm', b'a', b'i', b'l', b't', b'o', b':', address @ ..])) =
        bytes.split_at_checked(first.saturating_sub(6))
        && matches!(before, [] | [.., b' '])
        && !address.is_empty()
        && text.get(first.saturating_add(1)..).is_some_and(is_one_word)
    {
        return Some(before.len());
    }
    let last = last_word(text);
    let start = text.len().saturating_sub(last.len());
    if first >= start {
        let is_address = last.len() > "mailto:".len() && last.starts_with("mailto:");
        return (is_address || uri::is_contact_uri(last)).then_some(start);
    }
    let mut past = 0;
    for mark in memchr::memchr3_iter(b':', b'@', b'&', text.as_bytes()) {
        if mark < past {
            continue;
        }
        let (before, after) = (text.get(past..mark)?, text.get(mark..)?);
        let length = after.find(char::is_whitespace).unwrap_or(after.len());
        let word = before.chars().rev().take_while(|c| !c.is_whitespace()).map(char::len_utf8).sum();
        let start = mark.saturating_sub(word);
        if uri::is_contact_uri(text.get(start..mark.saturating_add(length))?) {
            return Some(start);
        }
        past = mark.saturating_add(length);
    }
    None
}

/// Whether a text is printed ASCII without a space.
#[inline]
pub(super) fn is_one_word(text: &str) -> bool {
    sixteen::is_word_without(text.as_bytes(), [])
}

/// One address or several, and what stands behind them.
pub(super) fn past(text: &str) -> (&str, &str) {
    let Some(mut end) = text.find(char::is_whitespace) else { return (text, "") };
    loop {
        let (addresses, behind) = text.split_at_checked(end).unwrap_or((text, ""));
        let behind = behind.trim_start();
        let length = behind.find(char::is_whitespace).unwrap_or(behind.len());
        if behind.is_empty() || !behind.get(..length).is_some_and(uri::is_contact_uri) {
            return (addresses, behind);
        }
        end = text.len().saturating_sub(behind.len()).saturating_add(length);
    }
}

/// The last word of `text`, behind any white space.
pub(super) fn last_word(text: &str) -> &str {
    let bytes = text.as_bytes();
    let mut start = bytes.len();
    while let Some(before) = start.checked_sub(1)
        && bytes.get(before).is_some_and(u8::is_ascii_graphic)
    {
        start = before;
    }
    match start.checked_sub(1).and_then(|before| bytes.get(before)) {
        None | Some(b' ') => text.get(start..).unwrap_or(""),
        _ => text.rsplit(char::is_whitespace).next().unwrap_or(""),
    }
}

/// Whether an address ends before its host does: `mailto:bo`, `mailto:bo&ex`.
pub(crate) fn is_cut(uri: &str) -> bool {
    let address = uri.strip_prefix("mailto:").filter(|address| !address.contains(' '));
    address.is_some_and(|address| {
        uri::address(address).uri.split_once('@').is_none_or(|(_, host)| !host.contains('.') || host.ends_with('.'))
    })
}

/// Whether a cell is an address that entity decoding has damaged.
pub(super) fn is_damaged(cell: &str) -> bool {
    // What entities decode to is beyond ASCII, or one of these.
    let may_be = cell.bytes().any(|byte| !byte.is_ascii() || matches!(byte, b'"' | b'<' | b'>'));
    may_be && uri::address(cell).repaired
}
