//! The mark of a cell whose value is not sure: a comment, which nothing renders.

const OPEN: &str = "<!--";

/// `mark = "<!--" *WSP "uncertain" *WSP "-->"`, anywhere in the cell, and no backslash before it that escapes it
pub(super) fn is_uncertain(cell: &str) -> bool {
    // Each cell is asked.
    memchr::memchr_iter(b'<', cell.as_bytes()).any(|at| {
        let (before, comment) = cell.split_at_checked(at).unwrap_or((cell, ""));
        let Some(comment) = comment.strip_prefix(OPEN) else { return false };
        let rest = comment.trim_start_matches([' ', '\t']).strip_prefix("uncertain");
        let is_mark = rest.is_some_and(|rest| rest.trim_start_matches([' ', '\t']).starts_with("-->"));
        is_mark && before.bytes().rev().take_while(|byte| *byte == b'\\').count() % 2 == 0
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_comment_is_a_mark() {
        for cell in ["<!--uncertain-->", "2002-09 <!-- uncertain -->", "a\\\\<!--uncertain--> b"] {
            assert!(is_uncertain(cell), "{cell}");
        }
        for cell in ["", "uncertain", "\\<!--uncertain-->", "&lt;!--uncertain-->", "<!--uncertain", "<!-- no -->"] {
            assert!(!is_uncertain(cell), "{cell}");
        }
    }
}
