//! Service names: RFC 6335 §5.1, and what the registry held before it.

/// `service-name` of RFC 6335 §5.1: 1 to 15 letters, digits and single hyphens, a letter among them, no hyphen
/// at either end.
pub(crate) fn is_well_formed(name: &str) -> bool {
    const LETTER: u8 = 1;
    const DIGIT: u8 = 2;
    const HYPHEN: u8 = 4;
    const OTHER: u8 = 8;
    const SORTS: [u8; 256] = by_byte!(|byte| match byte {
        b'a'..=b'z' | b'A'..=b'Z' => LETTER,
        b'0'..=b'9' => DIGIT,
        b'-' => HYPHEN,
        _ => OTHER,
    });
    let (mut sorts, mut before, mut beside_hyphen) = (0, HYPHEN, 0);
    for byte in name.bytes() {
        let sort = SORTS.get(usize::from(byte)).copied().unwrap_or(OTHER);
        beside_hyphen |= sort & before;
        sorts |= sort;
        before = sort;
    }
    let has_stray_hyphen = (beside_hyphen | before) & HYPHEN != 0;
    sorts & (LETTER | OTHER) == LETTER && !has_stray_hyphen && name.len() <= 15
}

/// A byte that names hold; a letter.
const KNOWN: u8 = 1;
const LETTER: u8 = 2;

/// What each byte is.
const KINDS: [u8; 256] = by_byte!(|byte| match byte {
    b'a'..=b'z' | b'A'..=b'Z' => KNOWN | LETTER,
    b'0'..=b'9' | b'-' | b'_' | b'.' | b'+' | b'*' | b'/' => KNOWN,
    _ => 0,
});

/// A name as older registrations have it, too: one word of letters, digits and `- _ . + * /` that begins with a
/// letter, a digit or an underscore and holds a letter.
pub(crate) fn is_plausible(name: &str) -> bool {
    // One that is well-formed is so, too.
    let kind = |byte: u8| KINDS.get(usize::from(byte)).copied().unwrap_or(0);
    let (all, any) = match name.len() {
        0..=40 => name.bytes().fold((KNOWN, 0), |(all, any), byte| (all & kind(byte), any | kind(byte))),
        _ => (0, 0),
    };
    all == KNOWN
        && any & LETTER != 0
        && name.as_bytes().first().is_some_and(|first| first.is_ascii_alphanumeric() || *first == b'_')
        && !matches!(name.as_bytes().last(), Some(b'.' | b'-' | b'/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn well_formed_is_what_rfc_6335_says() {
        for name in ["http", "3gpp-cbsp", "z39-50", "a", "1-a", "abcdefghijklmno"] {
            assert!(is_well_formed(name), "{name}");
        }
        for name in ["", "443", "-a", "a-", "a--b", "a_b", "abcdefghijklmnop", "whois++", "a b"] {
            assert!(!is_well_formed(name), "{name}");
        }
    }

    #[test]
    fn older_names_are_plausible() {
        for name in ["whois++", "sql*net", "914c/g", "z39.50", "printer_agent", "EtherNet/IP-1"] {
            assert!(is_plausible(name), "{name}");
        }
        for name in ["td:", "hash=<40hex", "[RFC7595]:", "\"Thing\"", "443", "Directory.", ""] {
            assert!(!is_plausible(name), "{name}");
        }
    }
}
