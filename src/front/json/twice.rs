//! Contacts of one id that differ.

use crate::ast::{Code, Contact, Diagnostic};
use crate::ids::Ids;
use crate::report::{Lines, Report};

/// Reports contacts, which stand at these places, that have the id of one above and differ. What the document was
/// written from may have had them: then it carries that they are told, or that more was said than was kept.
pub(super) fn report(
    contacts: &[Contact],
    places: &[usize],
    carried: &[Diagnostic],
    lines: &Lines<'_>,
    report: &mut Report,
) {
    if carried.iter().any(|found| matches!(found.code, Code::DuplicateContact | Code::Limit)) {
        return;
    }
    let (mut ids, mut lines) = (Ids::default(), lines.clone());
    for (at, (contact, place)) in contacts.iter().zip(places).enumerate() {
        let before = ids.insert(&contact.id, at).and_then(|before| contacts.get(before));
        if before.is_some_and(|before| before != contact) {
            report.differing_contact(&contact.id, lines.span(*place, *place));
        }
    }
}
