//! References that stand in text, `as [RFC6335] says`.

use crate::ast::{Reference, ReferenceKind};

/// A piece of a text.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    Words(&'a str),
    /// A reference that leads somewhere, without its brackets; its text is what the brackets hold.
    Reference(Reference),
}

/// The pieces of `text`, one behind the other. Brackets that hold anything but an RFC, a draft, a URI or the id of a
/// contact are words.
#[allow(clippy::arithmetic_side_effects, reason = "places in a text in memory, no longer than isize::MAX")]
pub(super) fn pieces<'a>(text: &'a str, is_contact: impl Fn(&str) -> bool) -> Vec<Piece<'a>> {
    let mut pieces = Vec::new();
    let (mut words_from, mut from) = (0, 0);
    while let Some(open) = text.get(from..).and_then(|rest| rest.find('[')).map(|at| from + at) {
        let inner = text.get(open + 1..).unwrap_or("");
        let Some(end) =
            inner.find(['[', ']', '\n']).filter(|&end| inner.get(end..).is_some_and(|rest| rest.starts_with(']')))
        else {
            from = open + 1;
            continue;
        };
        from = open + 1 + end + 1;
        let found = inner.get(..end).unwrap_or("");
        let mut reference = Reference::from_text(found);
        if is_contact(found) {
            reference = Reference { kind: ReferenceKind::Person, number: None, section: None, ..reference };
        }
        let leads = matches!(
            reference.kind,
            ReferenceKind::Rfc | ReferenceKind::Draft | ReferenceKind::Uri | ReferenceKind::Person
        );
        if leads {
            if words_from < open {
                pieces.push(Piece::Words(text.get(words_from..open).unwrap_or("")));
            }
            pieces.push(Piece::Reference(reference));
            words_from = from;
        }
    }
    if words_from < text.len() {
        pieces.push(Piece::Words(text.get(words_from..).unwrap_or("")));
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_told_from_brackets() {
        let text = "see [RFC6335], [A_B] and [x] or [[RFC1]";
        let found = pieces(text, |id| id == "A_B");
        let shown: Vec<String> = found
            .iter()
            .map(|piece| match piece {
                Piece::Words(words) => (*words).to_owned(),
                Piece::Reference(reference) => format!("<{}>", reference.text),
            })
            .collect();
        assert_eq!(shown, ["see ", "<RFC6335>", ", ", "<A_B>", " and [x] or [", "<RFC1>"]);
        assert!(pieces("", |_| true).is_empty());
    }
}
