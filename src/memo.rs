//! What cells were read as: a cell that comes again shares the value of the one before.
//!
//! Rows of one service name the same persons and documents, and so do rows far apart. Values are found by their text, a
//! slot for each hash; a slot holds what came last. So it needs no more room however long the document is.

use ecow::{EcoString, EcoVec};

use crate::ast::Reference;
use crate::cell::{brackets, text};

/// The values of the cells that were read.
#[derive(Debug, Default)]
pub(crate) struct Memo {
    ids: Slots<EcoString>,
    references: Slots<Reference>,
}

impl Memo {
    /// The ids in a cell of names in brackets; `None` where it holds something else.
    pub(crate) fn ids(&mut self, cell: &str) -> Option<EcoVec<EcoString>> {
        if cell.is_empty() {
            return Some(EcoVec::new());
        }
        match single(cell) {
            Some(id) => Some(self.id(id)),
            // A line that breaks within a bracket is wrapped.
            None => Some(brackets::brackets(cell)?.into_iter().map(|id| text::fold_line(id).as_ref().into()).collect()),
        }
    }

    /// One id, as the list that a record has.
    pub(crate) fn id(&mut self, id: &str) -> EcoVec<EcoString> {
        self.ids.get(id, EcoString::as_str, |id| id.into())
    }

    /// The references in a cell of brackets; `None` where it holds something else.
    pub(crate) fn references(&mut self, cell: &str) -> Option<EcoVec<Reference>> {
        if cell.is_empty() {
            return Some(EcoVec::new());
        }
        match single(cell) {
            Some(text) => Some(self.references.get(text, |reference| &reference.text, Reference::from_text)),
            None => {
                let read = |text: &str| Reference::from_text(&text::fold_line(text));
                Some(brackets::brackets(cell)?.into_iter().map(read).collect())
            }
        }
    }
}

/// What stands in the one pair of brackets that `cell` is, where there is nothing in it to fold or to trim.
fn single(cell: &str) -> Option<&str> {
    let inner = cell.strip_prefix('[')?.strip_suffix(']')?;
    let is_plain = |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b'[' | b']');
    (!inner.is_empty() && inner.bytes().all(is_plain)).then_some(inner)
}

/// Lists of one value, found by its text.
#[derive(Debug)]
struct Slots<T>(Vec<EcoVec<T>>);

impl<T> Default for Slots<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T: Clone> Slots<T> {
    /// Enough for the contacts that the rows of a neighbourhood name.
    const COUNT: usize = 1 << 11;

    fn get(&mut self, text: &str, text_of: impl Fn(&T) -> &str, read: impl FnOnce(&str) -> T) -> EcoVec<T> {
        if self.0.is_empty() {
            self.0.resize_with(Self::COUNT, EcoVec::new);
        }
        let Some(slot) = self.0.get_mut(slot(text) % Self::COUNT) else {
            return std::iter::once(read(text)).collect();
        };
        if slot.first().is_none_or(|value| text_of(value) != text) {
            *slot = std::iter::once(read(text)).collect();
        }
        slot.clone()
    }
}

/// A hash of the ends of `text` and of its length. Texts that share a slot take it from each other, and no more.
fn slot(text: &str) -> usize {
    let bytes = text.as_bytes();
    let word = |bytes: &[u8]| bytes.iter().fold(0, |word: u64, &byte| word << 8 | u64::from(byte));
    let (first, last) = match (bytes.first_chunk(), bytes.last_chunk()) {
        (Some(first), Some(last)) => (u64::from_le_bytes(*first), u64::from_le_bytes(*last)),
        _ => (word(bytes), bytes.len() as u64),
    };
    let mixed = (first ^ last.rotate_left(29) ^ bytes.len() as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    usize::try_from(mixed >> 40).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_read_the_same_the_second_time() {
        let mut memo = Memo::default();
        for _ in 0..2 {
            for cell in ["", "[A_B]", "[A_B][C_D]", " [A_B] ", "[A\n B]", "[é]", "[A", "[]", "[[A]]", "[A]]", "x"] {
                let ids = brackets::brackets(cell)
                    .map(|ids| ids.into_iter().map(|id| text::fold_line(id).into_owned()).collect::<Vec<_>>());
                let read = memo.ids(cell).map(|ids| ids.iter().map(ToString::to_string).collect::<Vec<_>>());
                assert_eq!(read, ids, "{cell}");
                let references =
                    memo.references(cell).map(|found| found.iter().map(|one| one.text.to_string()).collect());
                assert_eq!(references, ids, "{cell}");
            }
        }
    }

    #[test]
    fn equal_ids_are_one_and_slots_are_few() {
        let mut memo = Memo::default();
        let (first, again) = (memo.id("Some_Person"), memo.id("Some_Person"));
        assert!(std::ptr::eq(first.as_ptr(), again.as_ptr()));
        for number in 0..10_000 {
            let id = format!("Person_{number}");
            assert_eq!(memo.id(&id).as_slice(), [EcoString::from(&id)]);
        }
        assert_eq!(memo.ids.0.len(), Slots::<EcoString>::COUNT);
    }
}
