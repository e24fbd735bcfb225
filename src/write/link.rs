//! Where references lead.

use crate::ast::{Reference, ReferenceKind};
use crate::cell::uri;

/// The address of what a reference of the registry points to; `None` for words, and for a label whose address the AST
/// does not hold.
pub(super) fn of(reference: &Reference) -> Option<String> {
    let go = |name: &str| Some(format!("https://www.iana.org/go/{name}"));
    match reference.kind {
        ReferenceKind::Rfc => go(&format!("rfc{}", reference.number?)),
        ReferenceKind::Draft => go(reference.text.split([',', ' ']).next()?),
        ReferenceKind::Uri => is_followed(&reference.text).then(|| reference.text.to_string()),
        ReferenceKind::Note => Some(format!("#note{}", reference.number?)),
        ReferenceKind::Person => Some(format!("#{}", reference.text)),
        _ => None,
    }
}

/// Whether a page may link to `uri`: its scheme is one that the registry uses. Of a scheme that nobody looked at, such
/// as `javascript:`, a link would be a trap.
pub(super) fn is_followed(uri: &str) -> bool {
    uri.split_once(':').is_some_and(|(scheme, _)| uri::is_scheme(scheme))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_lead_where_the_registry_s_own_do() {
        for (text, target) in [
            ("RFC8765, Section 6.1", Some("https://www.iana.org/go/rfc8765")),
            ("draft-a-b-05, Section 4", Some("https://www.iana.org/go/draft-a-b-05")),
            ("https://example.org/x", Some("https://example.org/x")),
            ("1", Some("#note1")),
            ("n/a", None),
        ] {
            assert_eq!(of(&Reference::from_text(text)).as_deref(), target, "{text}");
        }
        assert!(!is_followed("javascript://example.org/%0aalert(1)"));
        assert!(!is_followed("example.org"));
    }
}
