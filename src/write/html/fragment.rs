//! Ids in addresses.

use std::borrow::Cow;
use std::fmt::Write;

/// `id` as the fragment of an address: what is not a letter, digit, `-`, `_`, `.` or `~` is percent-encoded.
pub(super) fn fragment(id: &str) -> Cow<'_, str> {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~');
    if id.bytes().all(is_plain) {
        return Cow::Borrowed(id);
    }
    let mut encoded = String::with_capacity(id.len().saturating_add(8));
    for byte in id.bytes() {
        if is_plain(byte) {
            encoded.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fragment_is_ascii() {
        assert_eq!(fragment("O'Kelp_2"), "O%27Kelp_2");
        assert_eq!(fragment("José\""), "Jos%C3%A9%22");
        assert!(matches!(fragment("Ada_Merle"), Cow::Borrowed(_)));
    }
}
