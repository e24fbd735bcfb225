//! Ids: who is listed, who is named.
//!
//! A registry names some thousands of persons in no order of its own, so that each question goes to memory that the
//! processor does not have at hand. A table of references to texts is three such places, one behind the other; one of the
//! texts themselves, which are short, is one less.

use std::collections::HashMap;
use std::hash::{Hash, Hasher};

use ecow::EcoString;
use foldhash::quality::RandomState;

/// Ids, each with the value that was put to it last.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ids<V = ()> {
    short: HashMap<Key, V, RandomState>,
    /// Ids that are too long for a key.
    long: HashMap<EcoString, V, RandomState>,
}

/// A whole id: both ends of it, which overlap, and in place of the last one's first byte how long it is. The other end has
/// that byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Key {
    first: [u64; 2],
    last: [u64; 2],
}

impl Key {
    #[inline]
    fn of(id: &str) -> Option<Self> {
        let bytes = id.as_bytes();
        let length = bytes.len() as u64;
        let with_length = |word: u64| word & !0xff | length;
        let halves = |word: u128| [word as u64, (word >> 64) as u64];
        match (bytes.len(), bytes.first_chunk(), bytes.last_chunk()) {
            (16..32, Some(first), Some(last)) => {
                let (first, [low, high]) = (u128::from_le_bytes(*first), halves(u128::from_le_bytes(*last)));
                Some(Self { first: halves(first), last: [with_length(low), high] })
            }
            (32.., ..) => None,
            _ => {
                let (first, last) = match (bytes.first_chunk(), bytes.last_chunk()) {
                    (Some(first), Some(last)) => (u64::from_le_bytes(*first), u64::from_le_bytes(*last)),
                    _ => (bytes.iter().fold(0, |word, &byte| word << 8 | u64::from(byte)), 0),
                };
                Some(Self { first: [first, 0], last: [with_length(last), 0] })
            }
        }
    }
}

impl Hash for Key {
    #[inline]
    fn hash<H: Hasher>(&self, state: &mut H) {
        for [low, high] in [self.first, self.last] {
            state.write_u128(u128::from(high) << 64 | u128::from(low));
        }
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
