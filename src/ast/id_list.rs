//! Whom a record names: nearly always one person, or nobody.

use std::fmt;
use std::ops::Deref;

use ecow::{EcoString, EcoVec};

/// Ids of contacts. One alone stands in the list itself: most ids are short, and take no memory of their own then.
#[derive(Clone, Default, PartialEq, Eq)]
pub(crate) struct IdList(Ids);

#[derive(Clone, Default, PartialEq, Eq)]
enum Ids {
    #[default]
    None,
    One(EcoString),
    /// Two or more.
    More(EcoVec<EcoString>),
}

impl IdList {
    #[inline]
    pub(crate) fn one(id: EcoString) -> Self {
        Self(Ids::One(id))
    }

    #[inline]
    pub(crate) fn push(&mut self, id: EcoString) {
        self.0 = match std::mem::take(&mut self.0) {
            Ids::None => Ids::One(id),
            Ids::One(first) => Ids::More([first, id].into()),
            Ids::More(mut ids) => {
                ids.push(id);
                Ids::More(ids)
            }
        };
    }
}

impl Deref for IdList {
    type Target = [EcoString];

    #[inline]
    fn deref(&self) -> &[EcoString] {
        match &self.0 {
            Ids::None => &[],
            Ids::One(id) => std::slice::from_ref(id),
            Ids::More(ids) => ids,
        }
    }
}

impl FromIterator<EcoString> for IdList {
    fn from_iter<I: IntoIterator<Item = EcoString>>(ids: I) -> Self {
        let mut list = Self::default();
        ids.into_iter().for_each(|id| list.push(id));
        list
    }
}

impl fmt::Debug for IdList {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_its_ids_however_many_they_are() {
        let all = ["Ann_Example", "Someone_With_A_Longer_Name", "c"].map(EcoString::from);
        let list = |count: usize| all[..count].iter().cloned().collect::<IdList>();
        for count in 0..=all.len() {
            assert_eq!((&*list(count), format!("{:?}", list(count))), (&all[..count], format!("{:?}", &all[..count])));
            assert!((0..=all.len()).all(|other| (list(other) == list(count)) == (other == count)));
        }
        assert_ne!(list(1), IdList::one("Ann".into()));
    }
}
