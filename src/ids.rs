//! Ids: who is listed, who is named.
//!
//! A registry names some thousands of persons in no order of its own, so that each question goes to memory that the
//! processor does not have at hand. A table of references to texts is three such places, one behind the other; one of the
//! texts themselves, which are short, is one less.

use std::collections::HashMap;

use ecow::EcoString;
use foldhash::quality::RandomState;

/// Ids, each with the value that was put to it last.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ids<V = ()> {
    short: HashMap<Key, V, RandomState>,
    /// Ids that are too long for a key.
    long: HashMap<EcoString, V, RandomState>,
}

/// A whole id, and in the last byte how long it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Key([u8; 32]);

impl Key {
    #[inline]
    fn of(id: &str) -> Option<Self> {
        let mut key = [0; 32];
        let (length, bytes) = key.split_last_mut()?;
        bytes.get_mut(..id.len())?.copy_from_slice(id.as_bytes());
        *length = u8::try_from(id.len()).ok()?;
        Some(Self(key))
    }
}

impl<V: Copy> Ids<V> {
    /// Makes room for so many more.
    pub(crate) fn reserve(&mut self, more: usize) {
        self.short.reserve(more);
    }

    /// Puts `value` to an id; what was put to it before.
    pub(crate) fn insert(&mut self, id: &str, value: V) -> Option<V> {
        match Key::of(id) {
            Some(key) => self.short.insert(key, value),
            None => self.long.insert(id.into(), value),
        }
    }

    /// What was put to an id last.
    pub(crate) fn get(&self, id: &str) -> Option<V> {
        match Key::of(id) {
            Some(key) => self.short.get(&key),
            None => self.long.get(id),
        }
        .copied()
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
}
