//! References that were read before: the records of a service name the same people and documents, and so do many
//! others.

use ecow::{EcoString, EcoVec};

use super::xref::Xref;
use crate::ast::Reference;

/// What a record, or its assignee, has of one `<xref/>`: a list that is shared by all records that have no more.
#[derive(Debug)]
pub(super) enum Shared {
    Person(EcoVec<EcoString>),
    Reference(EcoVec<Reference>),
}

impl Shared {
    pub(super) fn new(xref: &Xref<'_>) -> Self {
        if xref.is_person() {
            Self::Person(EcoVec::from([xref.text().as_ref().into()]))
        } else {
            Self::Reference(EcoVec::from([xref.reference()]))
        }
    }

    /// What stands between the brackets.
    pub(super) fn text(&self) -> &str {
        match self {
            Self::Person(people) => people.first().map_or("", EcoString::as_str),
            Self::Reference(references) => references.first().map_or("", |reference| &reference.text),
        }
    }
}

/// Adds what one reference says; the first is taken as it is shared.
pub(super) fn add<T: Clone>(list: &mut EcoVec<T>, shared: &EcoVec<T>) {
    if list.is_empty() {
        *list = shared.clone();
    } else {
        list.extend(shared.iter().cloned());
    }
}

/// Some of the references that were read, by how they are written. Elements that are the same byte for byte say the
/// same, as nothing around them matters.
#[derive(Debug)]
pub(super) struct Memory<'a> {
    slots: Vec<Option<(&'a [u8], Shared)>>,
}

/// A power of two. What comes later takes the place of what was there.
const SLOTS: usize = 256;

impl<'a> Memory<'a> {
    pub(super) fn new() -> Self {
        Self { slots: (0..SLOTS).map(|_| None).collect() }
    }

    /// Where an element that is written like this has its place.
    pub(super) fn slot(written: &[u8]) -> usize {
        let mut hash = written.len() as u64;
        let mut mix = |bytes: &[u8; 8]| {
            hash = (hash.rotate_left(5) ^ u64::from_le_bytes(*bytes)).wrapping_mul(0x517c_c1b7_2722_0a95);
        };
        let (words, _) = written.as_chunks::<8>();
        words.iter().for_each(&mut mix);
        written.last_chunk::<8>().map(&mut mix);
        usize::try_from(hash >> 32).unwrap_or(0) % SLOTS
    }

    pub(super) fn is_known(&self, slot: usize, written: &[u8]) -> bool {
        self.slots.get(slot).is_some_and(|slot| slot.as_ref().is_some_and(|(known, _)| *known == written))
    }

    pub(super) fn get(&self, slot: usize) -> Option<&Shared> {
        self.slots.get(slot)?.as_ref().map(|(_, shared)| shared)
    }

    /// Puts it into its slot.
    pub(super) fn put(&mut self, written: &'a [u8], shared: Shared) -> usize {
        let at = Self::slot(written);
        if let Some(slot) = self.slots.get_mut(at) {
            *slot = Some((written, shared));
        }
        at
    }
}
