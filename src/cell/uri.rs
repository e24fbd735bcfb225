//! Contact URIs: the registry writes `&` for `@`, and converters take `&micro` for an entity.

use ecow::EcoString;

use crate::sixteen;

/// What the entities decode to that HTML reads without a semicolon (WHATWG HTML, named character references),
/// and their names; where two names share a character, the lower-case one. `&amp` is not among them: `&ampex`
/// decodes to `&ex`, which nothing tells from an address at `ex`.
const BARE_ENTITIES: &[(char, &str)] = &[
    ('"', "quot"),
    ('<', "lt"),
    ('>', "gt"),
    ('\u{a0}', "nbsp"),
    ('¡', "iexcl"),
    ('¢', "cent"),
    ('£', "pound"),
    ('¤', "curren"),
    ('¥', "yen"),
    ('¦', "brvbar"),
    ('§', "sect"),
    ('¨', "uml"),
    ('©', "copy"),
    ('ª', "ordf"),
    ('«', "laquo"),
    ('¬', "not"),
    ('\u{ad}', "shy"),
    ('®', "reg"),
    ('¯', "macr"),
    ('°', "deg"),
    ('±', "plusmn"),
    ('²', "sup2"),
    ('³', "sup3"),
    ('´', "acute"),
    ('µ', "micro"),
    ('¶', "para"),
    ('·', "middot"),
    ('¸', "cedil"),
    ('¹', "sup1"),
    ('º', "ordm"),
    ('»', "raquo"),
    ('¼', "frac14"),
    ('½', "frac12"),
    ('¾', "frac34"),
    ('¿', "iquest"),
    ('À', "Agrave"),
    ('Á', "Aacute"),
    ('Â', "Acirc"),
    ('Ã', "Atilde"),
    ('Ä', "Auml"),
    ('Å', "Aring"),
    ('Æ', "AElig"),
    ('Ç', "Ccedil"),
    ('È', "Egrave"),
    ('É', "Eacute"),
    ('Ê', "Ecirc"),
    ('Ë', "Euml"),
    ('Ì', "Igrave"),
    ('Í', "Iacute"),
    ('Î', "Icirc"),
    ('Ï', "Iuml"),
    ('Ð', "ETH"),
    ('Ñ', "Ntilde"),
    ('Ò', "Ograve"),
    ('Ó', "Oacute"),
    ('Ô', "Ocirc"),
    ('Õ', "Otilde"),
    ('Ö', "Ouml"),
    ('×', "times"),
    ('Ø', "Oslash"),
    ('Ù', "Ugrave"),
    ('Ú', "Uacute"),
    ('Û', "Ucirc"),
    ('Ü', "Uuml"),
    ('Ý', "Yacute"),
    ('Þ', "THORN"),
    ('ß', "szlig"),
    ('à', "agrave"),
    ('á', "aacute"),
    ('â', "acirc"),
    ('ã', "atilde"),
    ('ä', "auml"),
    ('å', "aring"),
    ('æ', "aelig"),
    ('ç', "ccedil"),
    ('è', "egrave"),
    ('é', "eacute"),
    ('ê', "ecirc"),
    ('ë', "euml"),
    ('ì', "igrave"),
    ('í', "iacute"),
    ('î', "icirc"),
    ('ï', "iuml"),
    ('ð', "eth"),
    ('ñ', "ntilde"),
    ('ò', "ograve"),
    ('ó', "oacute"),
    ('ô', "ocirc"),
    ('õ', "otilde"),
    ('ö', "ouml"),
    ('÷', "divide"),
    ('ø', "oslash"),
    ('ù', "ugrave"),
    ('ú', "uacute"),
    ('û', "ucirc"),
    ('ü', "uuml"),
    ('ý', "yacute"),
    ('þ', "thorn"),
    ('ÿ', "yuml"),
];

/// A contact URI with `@` where the registry wrote `&`.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Address {
    pub(crate) uri: EcoString,
    /// An entity had swallowed the `&` and the letters after it, and they were put back.
    pub(crate) repaired: bool,
}

/// Undoes the registry's `&` for `@`, and what entity decoding made of it.
///
/// Only addresses are touched: `mailto:` and URIs without a scheme. A `&` in an `http:` URI is its own.
pub(crate) fn address(cell: &str) -> Address {
    let plain = |uri: &str| Address { uri: uri.into(), repaired: false };
    let scheme = match cell.as_bytes() {
        [b'm', b'a', b'i', b'l', b't', b'o', b':', ..] => 7,
        bytes => match bytes.iter().position(|byte| *byte == b':') {
            Some(colon) if bytes.get(..colon).is_some_and(|scheme| scheme.eq_ignore_ascii_case(b"mailto")) => {
                colon.saturating_add(1)
            }
            Some(_) => return plain(cell),
            None => 0,
        },
    };
    let address = cell.get(scheme..).unwrap_or("");
    if sixteen::has_any(address.as_bytes(), *b"@") {
        return plain(cell);
    }
    if let Some(ampersand) = sixteen::position(address.as_bytes(), *b"&") {
        let (user, host) = cell.split_at_checked(scheme.saturating_add(ampersand)).unwrap_or_default();
        return Address { uri: joined([user, "@", host.get(1..).unwrap_or("")]), repaired: false };
    }
    // Not the first character: something must stand before the `@`.
    let swallowed = address.char_indices().skip(1).find_map(|(at, found)| {
        let (_, name) = BARE_ENTITIES.iter().find(|(decoded, _)| *decoded == found)?;
        Some((at, at.saturating_add(found.len_utf8()), name))
    });
    match swallowed {
        Some((start, end, name)) => {
            let (user, host) =
                (cell.get(..scheme.saturating_add(start)).unwrap_or(""), address.get(end..).unwrap_or(""));
            Address { uri: joined([user, "@", name, host]), repaired: true }
        }
        None => plain(cell),
    }
}

fn joined<const N: usize>(parts: [&str; N]) -> EcoString {
    let mut joined = EcoString::with_capacity(parts.iter().map(|part| part.len()).sum());
    parts.iter().for_each(|part| joined.push_str(part));
    joined
}

/// Whether `scheme` is one that the registry uses, or could for a contact.
pub(crate) fn is_scheme(scheme: &str) -> bool {
    ["mailto", "tel", "http", "https", "ftp", "sip", "sips", "xmpp", "urn"]
        .iter()
        .any(|known| scheme.eq_ignore_ascii_case(known))
}

/// Whether `word` reads as the URI of a contact: a known scheme, or an address.
pub(crate) fn is_contact_uri(word: &str) -> bool {
    match word.split_once(':') {
        Some((scheme, rest)) => !rest.is_empty() && is_scheme(scheme),
        None => word.split_once(['@', '&']).is_some_and(|(user, host)| {
            !user.is_empty() && host.contains('.') && !host.starts_with('.') && !host.ends_with('.')
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ampersand_is_an_at_sign() {
        assert_eq!(address("mailto:volz&cisco.com").uri, "mailto:volz@cisco.com");
        assert_eq!(address("mailto:a@b.example").uri, "mailto:a@b.example");
        assert_eq!(address("MailTo:a&b.example").uri, "MailTo:a@b.example");
        assert_eq!(address("mailto:a&b@c.example").uri, "mailto:a&b@c.example");
        assert_eq!(address("mailto:é&ü.example&d").uri, "mailto:é@ü.example&d");
        assert_eq!(address("mailto:a.b-c@d").uri, "mailto:a.b-c@d");
        assert_eq!(address("flanne&vnet.example").uri, "flanne@vnet.example");
        assert_eq!(address("http://example.org/?a&b").uri, "http://example.org/?a&b");
        assert_eq!(address("tel:+1-905-771-6161").uri, "tel:+1-905-771-6161");
    }

    #[test]
    fn every_bare_entity_is_put_back() {
        for &(decoded, name) in BARE_ENTITIES {
            let found = address(&format!("mailto:user{decoded}host.example"));
            assert_eq!(found, Address { uri: format!("mailto:user@{name}host.example").into(), repaired: true });
        }
        assert_eq!(address("mailto:edwardrµsoft.com").uri, "mailto:edwardr@microsoft.com");
        assert!(!address("mailto:sören@example.org").repaired);
    }

    #[test]
    fn contact_uris_are_told_from_words() {
        for word in ["mailto:a&b.c", "tel:+1", "a&b.c", "a@b.c", "http://x"] {
            assert!(is_contact_uri(word), "{word}");
        }
        for word in ["AT&T", "GmbH", "R&D", "Name:", "a@b", "&"] {
            assert!(!is_contact_uri(word), "{word}");
        }
    }
}
