//! What cells were read as: a cell that comes again shares the value of the one before.
//!
//! Rows of one service name the same persons and documents, and so do rows far apart. Values are found by their text, a
//! slot for each hash; a slot holds what came last. So it needs no more room however long the document is.

use ecow::{EcoString, EcoVec};

use crate::ast::{IdList, Reference};
use crate::cell::{brackets, text};
use crate::eight;

/// The values of the cells that were read.
#[derive(Clone, Debug, Default)]
pub(crate) struct Memo {
    ids: Slots<EcoString>,
    references: Slots<EcoVec<Reference>>,
}

impl Memo {
    /// The ids in a cell of names in brackets; `None` where it holds something else.
    #[inline]
    pub(crate) fn ids(&mut self, cell: &str) -> Option<IdList> {
        if cell.is_empty() { Some(IdList::default()) } else { self.named(cell) }
    }

    #[inline(never)]
    fn named(&mut self, cell: &str) -> Option<IdList> {
        match brackets::word(cell) {
            Some(id) => Some(IdList::one(self.id(id))),
            None => several(cell, |id| id.into()),
        }
    }

    /// One id.
    #[inline]
    pub(crate) fn id(&mut self, id: &str) -> EcoString {
        // Nothing is shared of what takes no memory of its own.
        if id.len() <= EcoString::INLINE_LIMIT { id.into() } else { self.ids.one(id) }
    }

    /// The references in a cell of brackets; `None` where it holds something else.
    #[inline]
    pub(crate) fn references(&mut self, cell: &str) -> Option<EcoVec<Reference>> {
        if cell.is_empty() { Some(EcoVec::new()) } else { self.referred(cell) }
    }

    #[inline(never)]
    fn referred(&mut self, cell: &str) -> Option<EcoVec<Reference>> {
        match brackets::word(cell) {
            Some(text) => Some(self.references.one(text)),
            None => several(cell, Reference::from_text),
        }
    }
}

/// What is read from the text between brackets, and shared.
trait Shared: Clone + Default {
    fn read(text: &str) -> Self;
    fn text(&self) -> &str;
}

impl Shared for EcoString {
    fn read(text: &str) -> Self {
        text.into()
    }

    #[inline]
    fn text(&self) -> &str {
        self
    }
}

/// One reference, as the list that a record has.
impl Shared for EcoVec<Reference> {
    fn read(text: &str) -> Self {
        // Of this length: one that grows takes room for four.
        Self::from_elem(Reference::from_text(text), 1)
    }

    #[inline]
    fn text(&self) -> &str {
        self.first().map_or("", |reference| &reference.text)
    }
}

/// Values, found by their text. Beside each stands the hash of that: what is not asked for is not looked at, for it is
/// nowhere near.
#[derive(Clone, Debug, Default)]
struct Slots<T>(Vec<(u64, T)>);

impl<T: Shared> Slots<T> {
    /// The value of a text, which is not empty.
    fn one(&mut self, text: &str) -> T {
        let hash = hash(text);
        self.find(hash, text).unwrap_or_else(|| self.put(hash, text))
    }

    #[inline]
    fn find(&self, hash: u64, text: &str) -> Option<T> {
        let (known, value) = self.0.get(slot(hash))?;
        (*known == hash && value.text() == text).then(|| value.clone())
    }

    #[inline(never)]
    fn put(&mut self, hash: u64, text: &str) -> T {
        if self.0.is_empty() {
            self.0.resize_with(COUNT, <(u64, T)>::default);
        }
        let value = T::read(text);
        if let Some(slot) = self.0.get_mut(slot(hash)) {
            *slot = (hash, value.clone());
        }
        value
    }
}

/// The values of a cell that holds more than one bracket, or white space.
#[cold]
fn several<T, L: FromIterator<T>>(cell: &str, read: impl Fn(&str) -> T) -> Option<L> {
    // A line that breaks within a bracket is wrapped.
    Some(brackets::brackets(cell)?.into_iter().map(|text| read(&text::fold_line(text))).collect())
}

/// Enough for the contacts that the rows of a neighbourhood name.
const COUNT: usize = 1 << 8;

/// A hash of the ends of `text` and of its length. Texts that share a slot take it from each other, and no more.
#[inline]
fn hash(text: &str) -> u64 {
    let bytes = text.as_bytes();
    let word = |bytes: &[u8]| bytes.iter().fold(0, |word: u64, &byte| word << 8 | u64::from(byte));
    let (first, last) = match (bytes.first_chunk(), bytes.last_chunk()) {
        (Some(first), Some(last)) => (u64::from_le_bytes(*first), u64::from_le_bytes(*last)),
        _ => (word(bytes), bytes.len() as u64),
    };
    eight::mix(first, last, bytes.len() as u64)
}

#[inline]
fn slot(hash: u64) -> usize {
    usize::try_from(hash >> 40).unwrap_or(0) % COUNT
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
        let name = "Somebody_Whose_Name_Is_Long";
        let (first, again) = (memo.id(name), memo.id(name));
        assert!(std::ptr::eq(first.as_ptr(), again.as_ptr()));
        for number in 0..10_000 {
            let id = format!("{name}_{number}");
            assert_eq!(memo.id(&id), id);
        }
        assert_eq!(memo.ids.0.len(), COUNT);
    }
}
