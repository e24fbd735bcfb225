//! The state that a row without a name says of itself.

use crate::ast::Status;

/// Letters of a word, lower case, doubled ones once: spellings such as "Decomissioned" and "De-Commissioned" meet.
fn key(word: &str) -> String {
    let mut key = String::with_capacity(word.len());
    let mut last = None;
    for letter in word.bytes().filter(u8::is_ascii_alphabetic).map(|letter| letter.to_ascii_lowercase()) {
        if last.replace(letter) != Some(letter) {
            key.push(char::from(letter));
        }
    }
    key
}

/// The state that `word` names, whatever its case, hyphens and parentheses.
pub(crate) fn of_word(word: &str) -> Option<Status> {
    match word {
        // As the registry spells nearly all.
        "Unassigned" => return Some(Status::Unassigned),
        "Reserved" => return Some(Status::Reserved),
        _ if word.len() > 24 => return None,
        _ => {}
    }
    Some(match key(word).as_str() {
        "unasigned" => Status::Unassigned,
        "reserved" => Status::Reserved,
        "deregistered" => Status::Deregistered,
        "removed" => Status::Removed,
        "decomisioned" => Status::Decommissioned,
        "deprecated" => Status::Deprecated,
        _ => return None,
    })
}

/// The state of a row without a name: what the first or second word of its description says.
pub(crate) fn of_description(description: &str) -> Status {
    match description {
        // As nearly all are.
        "Unassigned" => return Status::Unassigned,
        "Reserved" => return Status::Reserved,
        _ => {}
    }
    description.split_whitespace().take(2).find_map(of_word).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_registry_s_own_words() {
        for (description, status) in [
            ("Unassigned", Status::Unassigned),
            ("unassigned", Status::Unassigned),
            ("(unassigned) Possibly assigned", Status::Unassigned),
            ("Unassigned [was netstat]", Status::Unassigned),
            ("IANA Reserved", Status::Reserved),
            ("Reserved - IANA", Status::Reserved),
            ("De-registered", Status::Deregistered),
            ("De-Commissioned Port", Status::Decommissioned),
            ("Decomissioned Port 04/14/00", Status::Decommissioned),
            ("any private mail system", Status::Assigned),
            ("", Status::Assigned),
        ] {
            assert_eq!(of_description(description), status, "{description}");
        }
    }
}
