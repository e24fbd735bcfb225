//! Ids: who is listed, who is named.
//!
//! A registry names some thousands of persons in no order of its own, so that each question goes to memory that the
//! processor does not have at hand. A table of references to texts is three such places, one behind the other; one of the
//! texts themselves, which are short, is a single one.

use std::collections::HashMap;
use std::hash::BuildHasher;

use ecow::EcoString;
use foldhash::quality::RandomState;

/// Ids, each with the value that was put to it last.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ids<V = ()> {
    random: RandomState,
    /// Each in the place that its hash tells, or in one of the next. As many as a power of two, and more than there are
    /// ids by a third.
    keys: Vec<Key>,
    /// The value of each.
    values: Vec<V>,
    count: usize,
    /// Ids that are too long for a key.
    long: HashMap<EcoString, V, RandomState>,
}

/// A whole id and how long it is, from 1 on; of zeros alone where there is none. A line of the processor's caches holds two.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(align(32))]
struct Key([u8; 32]);

impl Key {
    const EMPTY: Self = Self([0; 32]);

    #[inline]
    fn of(id: &str) -> Option<Self> {
        let mut key = [0; 32];
        let (length, bytes) = key.split_last_mut()?;
        bytes.get_mut(..id.len())?.copy_from_slice(id.as_bytes());
        *length = u8::try_from(id.len() + 1).ok()?;
        Some(Self(key))
    }
}

impl<V: Copy + Default> Ids<V> {
    pub(crate) fn with_room(most: usize) -> Self {
        let mut ids = Self::default();
        ids.reserve(most);
        ids
    }

    /// Makes room for so many more.
    pub(crate) fn reserve(&mut self, more: usize) {
        let wanted = self.count.saturating_add(more);
        if wanted.saturating_mul(4) <= self.keys.len().saturating_mul(3) {
            return;
        }
        let size = (wanted.saturating_mul(4) / 3 + 1).next_power_of_two().max(16);
        let keys = std::mem::replace(&mut self.keys, vec![Key::EMPTY; size]);
        let values = std::mem::replace(&mut self.values, vec![V::default(); size]);
        for (key, value) in keys.into_iter().zip(values).filter(|(key, _)| *key != Key::EMPTY) {
            self.put(key, value);
        }
    }

    /// Puts `value` to an id; what was put to it before.
    pub(crate) fn insert(&mut self, id: &str, value: V) -> Option<V> {
        let Some(key) = Key::of(id) else { return self.long.insert(id.into(), value) };
        if self.count.saturating_mul(4) >= self.keys.len().saturating_mul(3) {
            self.reserve(self.count + 1);
        }
        let before = self.put(key, value);
        self.count += usize::from(before.is_none());
        before
    }

    pub(crate) fn has(&self, id: &str) -> bool {
        match Key::of(id) {
            Some(key) => self.has_key(&key, self.hash(&key)),
            None => self.long.contains_key(id),
        }
    }

    /// What was put to an id last.
    pub(crate) fn get(&self, id: &str) -> Option<V> {
        let Some(key) = Key::of(id) else { return self.long.get(id).copied() };
        let at = self.place(&key, self.hash(&key)).filter(|at| self.keys.get(*at) == Some(&key))?;
        self.values.get(at).copied()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.count == 0 && self.long.is_empty()
    }

    #[inline]
    fn hash(&self, key: &Key) -> u64 {
        self.random.hash_one(key.0)
    }

    /// Where a key is, or has room.
    #[inline]
    fn place(&self, key: &Key, hash: u64) -> Option<usize> {
        let last = self.keys.len().checked_sub(1)?;
        let mut at = usize::try_from(hash >> 20).unwrap_or(0) & last;
        while self.keys.get(at).is_some_and(|own| own != key && *own != Key::EMPTY) {
            at = (at + 1) & last;
        }
        Some(at)
    }

    #[inline]
    fn has_key(&self, key: &Key, hash: u64) -> bool {
        self.place(key, hash).and_then(|at| self.keys.get(at)) == Some(key)
    }

    fn put(&mut self, key: Key, value: V) -> Option<V> {
        let at = self.place(&key, self.hash(&key))?;
        let before = std::mem::replace(self.values.get_mut(at)?, value);
        let own = self.keys.get_mut(at)?;
        let is_known = *own == key;
        *own = key;
        is_known.then_some(before)
    }
}

/// Looks for ids that are not known. Many are asked for at once, so that the processor need not wait for each.
#[derive(Debug)]
pub(crate) struct Search<'i, 't, V> {
    known: &'i Ids<V>,
    asked: Vec<(u64, Key, &'t EcoString)>,
    missing: Vec<&'t EcoString>,
}

impl<'i, 't, V: Copy + Default> Search<'i, 't, V> {
    /// Ids that are asked for at once.
    const AT_ONCE: usize = 64;

    pub(crate) fn new(known: &'i Ids<V>) -> Self {
        Self { known, asked: Vec::with_capacity(Self::AT_ONCE), missing: Vec::new() }
    }

    #[inline]
    pub(crate) fn ask(&mut self, id: &'t EcoString) {
        match Key::of(id) {
            Some(key) => self.asked.push((self.known.hash(&key), key, id)),
            None if self.known.has(id) => {}
            None => self.missing.push(id),
        }
        if self.asked.len() == Self::AT_ONCE {
            self.answer();
        }
    }

    fn answer(&mut self) {
        let missing = self.asked.drain(..).filter(|(hash, key, _)| !self.known.has_key(key, *hash));
        self.missing.extend(missing.map(|(.., id)| id));
    }

    /// Those that are not known, in no order.
    pub(crate) fn missing(mut self) -> Vec<&'t EcoString> {
        self.answer();
        self.missing
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
            let mut ids = Ids::<u32>::with_room(room);
            assert!(ids.is_empty() && names.iter().all(|name| !ids.has(name)));
            for (number, name) in (0..).zip(names.iter().step_by(2)) {
                assert_eq!(ids.insert(name, number), None);
            }
            for (at, name) in names.iter().enumerate() {
                let number = (at % 2 == 0).then_some(u32::try_from(at / 2).unwrap_or(0));
                assert_eq!((ids.get(name), ids.has(name)), (number, number.is_some()));
            }
            let mut search = Search::new(&ids);
            names.iter().for_each(|name| search.ask(name));
            let mut missing = search.missing();
            missing.sort_unstable();
            let mut odd: Vec<_> = names.iter().skip(1).step_by(2).collect();
            odd.sort_unstable();
            assert_eq!(missing, odd);
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
