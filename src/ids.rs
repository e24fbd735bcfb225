//! Ids: who is listed, who is named.
//!
//! A registry names some thousands of persons in no order of its own, so that each question goes to memory that the
//! processor does not have at hand. The less of it there is, the more of it stays: a table of the hashes alone is a third
//! of one of the texts. Two ids are taken for one where their hashes of 64 bits are equal, of which each table has its
//! own: among all persons of the registry that comes to pass once in a million million tables, and cannot be planned.

use std::collections::HashMap;
use std::hash::{BuildHasher, BuildHasherDefault, Hasher};

use ecow::EcoString;
use foldhash::quality::RandomState;

use crate::eight;

/// Ids, each with the value that was put to it last.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ids<V = ()> {
    hashes: RandomState,
    values: HashMap<u64, V, BuildHasherDefault<Same>>,
}

/// The hash of what is a hash: the same.
#[derive(Default)]
struct Same(u64);

impl Hasher for Same {
    fn finish(&self) -> u64 {
        self.0
    }

    /// For other keys than the one kind that there is.
    fn write(&mut self, bytes: &[u8]) {
        self.0 = bytes.iter().fold(self.0, |hash, byte| hash.rotate_left(8) ^ u64::from(*byte));
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }
}

/// Whether two lists are of the same ids.
#[inline]
pub(crate) fn are_same(one: &[EcoString], two: &[EcoString]) -> bool {
    one.len() == two.len() && one.iter().zip(two).all(|(one, two)| eight::same(one.as_bytes(), two.as_bytes()))
}

impl<V> Ids<V> {
    #[inline]
    fn hash_of(&self, id: &str) -> u64 {
        self.hashes.hash_one(id)
    }
}

impl<V: Copy> Ids<V> {
    /// Makes room for so many more.
    pub(crate) fn reserve(&mut self, more: usize) {
        self.values.reserve(more);
    }

    /// Puts `value` to an id; what was put to it before.
    pub(crate) fn insert(&mut self, id: &str, value: V) -> Option<V> {
        self.values.insert(self.hash_of(id), value)
    }

    /// What was put to an id last.
    pub(crate) fn get(&self, id: &str) -> Option<V> {
        self.values.get(&self.hash_of(id)).copied()
    }

    pub(crate) fn has(&self, id: &str) -> bool {
        self.get(id).is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_found_however_many_and_however_long_they_are() {
        let name = |number: usize| format!("Person_{}_{number}", "x".repeat(number % 40)).into();
        let names: Vec<EcoString> = (0..5_000).map(name).collect();
        for room in [0, 100, 10_000] {
            let mut ids = Ids::<u32>::default();
            ids.reserve(room);
            assert!(names.iter().all(|name| !ids.has(name)));
            for (number, name) in (0..).zip(names.iter().step_by(2)) {
                assert_eq!(ids.insert(name, number), None);
            }
            for (at, name) in names.iter().enumerate() {
                let number = (at % 2 == 0).then_some(u32::try_from(at / 2).unwrap_or(0));
                assert_eq!((ids.get(name), ids.has(name)), (number, number.is_some()));
            }
        }
    }

    #[test]
    fn an_id_is_not_one_that_it_begins() {
        let mut ids = Ids::default();
        for id in ["", "a", "a\0", "\0"] {
            assert_eq!(ids.insert(id, id.len()), None);
        }
        assert!(["", "a", "a\0", "\0"].iter().all(|id| ids.get(id) == Some(id.len())));
        assert!(["\0\0", "a\0\0", "b"].iter().all(|id| !ids.has(id)));
    }
    #[test]
    fn every_byte_of_an_id_counts() {
        for length in 0..70 {
            let mut ids = Ids::default();
            let text = "a".repeat(length);
            assert_eq!(ids.insert(&text, 0), None);
            for at in 0..length {
                let other = format!("{}b{}", &text[..at], &text[at + 1..]);
                assert_eq!(ids.insert(&other, at), None, "{other}");
            }
            assert!(ids.has(&text) && !ids.has(&format!("{text}a")));
        }
    }
}
