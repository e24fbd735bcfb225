//! What keeps a text within its place: well-formed as XML too, and nothing of it becomes a tag or leaves a quote.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::{self, Write};

/// Writes `text` so that it can stand between tags and between double quotes. The five entities of XML are all that
/// both HTML and XML know.
pub(super) fn escape<W: Write + ?Sized>(text: &str, out: &mut W) -> io::Result<()> {
    let mut from = 0;
    for (at, byte) in text.bytes().enumerate() {
        let entity = match byte {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            _ => continue,
        };
        out.write_all(text.get(from..at).unwrap_or("").as_bytes())?;
        out.write_all(entity.as_bytes())?;
        from = at + 1;
    }
    out.write_all(text.get(from..).unwrap_or("").as_bytes())
}

/// `id` as the fragment of an address: what is not a letter, digit, `-`, `_`, `.` or `~` is percent-encoded.
pub(super) fn fragment(id: &str) -> Cow<'_, str> {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~');
    if id.bytes().all(is_plain) {
        return Cow::Borrowed(id);
    }
    let mut encoded = String::with_capacity(id.len() + 8);
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
    fn nothing_of_a_text_is_markup() {
        let mut out = Vec::new();
        escape("a<b>&\"c' é", &mut out).unwrap_or_default();
        assert_eq!(String::from_utf8_lossy(&out), "a&lt;b&gt;&amp;&quot;c' é");
    }

    #[test]
    fn a_fragment_is_ascii() {
        assert_eq!(fragment("O'Kelp_2"), "O%27Kelp_2");
        assert_eq!(fragment("José\""), "Jos%C3%A9%22");
        assert!(matches!(fragment("Ada_Merle"), Cow::Borrowed(_)));
    }
}
