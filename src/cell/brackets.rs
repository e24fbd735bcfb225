//! Names in brackets: `[Jim_Kateley][Shantonu_Sen]`, `[RFC4744][RFC9900]`.

use crate::sixteen;

/// `brackets = *WSP *(bracket *WSP)` and `bracket = "[" 1*(any but "[" and "]") "]"`, the whole cell: what stands between
/// each pair, trimmed.
pub(crate) fn brackets(cell: &str) -> Option<Vec<&str>> {
    let mut names = Vec::new();
    let mut rest = cell.trim_start();
    while !rest.is_empty() {
        let (name, behind) = rest.strip_prefix('[')?.split_once(']')?;
        if name.is_empty() || name.contains('[') {
            return None;
        }
        names.push(name.trim());
        rest = behind.trim_start();
    }
    Some(names)
}

/// What stands between the bracket that begins `text` and the one that ends it.
#[inline]
pub(crate) fn inner(text: &str) -> Option<&str> {
    match text.as_bytes() {
        [b'[', inner @ .., b']'] => text.get(1..=inner.len()),
        _ => None,
    }
}

/// What stands between the brackets that are all of `text`, where that is one word of ASCII, as most names are.
#[inline]
pub(crate) fn word(text: &str) -> Option<&str> {
    let word = inner(text)?;
    (sixteen::is_word_without(word.as_bytes(), *b"[]") && !word.is_empty()).then_some(word)
}

/// Length in bytes of the run of brackets that begins `text`, without white space between: `[A][B]`.
#[allow(clippy::arithmetic_side_effects, reason = "places in a text in memory, no longer than isize::MAX")]
pub(crate) fn run(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut length = 0;
    while bytes.get(length) == Some(&b'[') {
        let inner = bytes.get(length + 1..)?;
        match sixteen::position(inner, *b"[]") {
            Some(end) if end > 0 && inner.get(end) == Some(&b']') => length += end + 2,
            _ => break,
        }
    }
    (length > 0).then_some(length)
}

/// What stands between the brackets of a run, trimmed.
pub(crate) fn of_run(run: &str) -> impl Iterator<Item = &str> + Clone {
    inner(run).unwrap_or(run).split(']').map(|name| name.strip_prefix('[').unwrap_or(name).trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_all_brackets_or_none() {
        assert_eq!(brackets("[A][B] [C d]"), Some(vec!["A", "B", "C d"]));
        assert_eq!(brackets(""), Some(vec![]));
        for cell in ["[A", "A]", "[A] b", "[[A]]", "[]", "a [B]"] {
            assert_eq!(brackets(cell), None, "{cell}");
            assert_eq!(word(cell), None, "{cell}");
        }
    }

    #[test]
    fn a_word_in_brackets_is_all_of_a_cell() {
        assert_eq!(word("[A.b_2]"), Some("A.b_2"));
        for cell in ["[A][B]", "[A b]", "[]", "[\u{e9}]", "[", "A"] {
            assert_eq!(word(cell), None, "{cell}");
        }
    }

    #[test]
    fn a_run_ends_at_white_space() {
        assert_eq!(run("[A][B] [C]"), Some(6));
        assert_eq!(run("[A]. x"), Some(3));
        for text in ["a[A]", "[]", "[A", "[[A]]", ""] {
            assert_eq!(run(text), None, "{text}");
        }
        assert_eq!(run("[A][]"), Some(3));
        assert_eq!(of_run("[A][ B ][C d]").collect::<Vec<_>>(), ["A", "B", "C d"]);
    }
}
