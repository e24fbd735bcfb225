//! Which words a line can hold: fields end at white space, the line at `#`, and numbers are ports.

use crate::ast::Transport;

/// Why readers would not find `name`, or find something else; `None` where they find it.
pub(super) fn fault(name: &str) -> Option<&'static str> {
    unreadable(name).or_else(|| is_number(name).then_some("would be taken for a port number"))
}

/// Why readers would not find the transport protocol `word`.
pub(super) fn transport_fault(word: &str) -> Option<&'static str> {
    if word.is_empty() {
        return Some("is empty");
    }
    unreadable(word).or_else(|| word.contains('/').then_some("has a slash"))
}

/// Readers differ in what is white space beyond ASCII, so none is written.
fn unreadable(word: &str) -> Option<&'static str> {
    match word.chars().find(|c| c.is_whitespace() || c.is_control() || matches!(c, '#' | '\u{feff}'))? {
        '#' => Some("has a number sign, which begins a comment"),
        '\u{feff}' => Some("has a byte order mark"),
        c if c.is_whitespace() => Some("has white space, which ends a name"),
        _ => Some("has a control character"),
    }
}

/// `number = [ "+" / "-" ] 1*DIGIT [ "/" … ]`: getaddrinfo(3) takes `80` and `+80` for ports without asking for a name,
/// and `80/tcp` is how getent(1) and others write a port.
fn is_number(name: &str) -> bool {
    let unsigned = name.strip_prefix(['+', '-']).unwrap_or(name);
    let digits = unsigned.split('/').next().unwrap_or_default();
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// The word for a transport protocol, in lower case where it is one of the four, however it was made.
pub(super) fn transport_word(transport: &Transport) -> &str {
    let word = transport.as_str();
    KNOWN.into_iter().find(|known| known.eq_ignore_ascii_case(word)).unwrap_or(word)
}

/// The place of a transport protocol among the lines of a port; others stand behind these.
pub(super) fn transport_rank(word: &str) -> usize {
    KNOWN.iter().position(|known| *known == word).unwrap_or(KNOWN.len())
}

const KNOWN: [&str; 4] = ["tcp", "udp", "sctp", "dccp"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_the_registry_can_be_read() {
        for name in ["http", "whois++", "sql*net", "914c/g", "cl/1", "3Com-nsd", "z39.50", "EtherNet/IP-1", "é", "8x"]
        {
            assert_eq!(fault(name), None, "{name}");
        }
    }

    #[test]
    fn others_cannot() {
        for name in ["a b", "a\tb", "a#", "#a", "a\u{0}", "a\u{a0}b", "\u{3000}", "80", "+80", "-1", "80/tcp", "80/"] {
            assert!(fault(name).is_some(), "{name:?}");
        }
        for word in ["", "a/b", "/", "t cp", "#", "tcp\n"] {
            assert!(transport_fault(word).is_some(), "{word:?}");
        }
    }

    #[test]
    fn the_four_have_one_spelling() {
        assert_eq!(transport_word(&Transport::Other("TCP".into())), "tcp");
        assert_eq!(transport_word(&Transport::Other("UDP-Lite".into())), "UDP-Lite");
    }
}
