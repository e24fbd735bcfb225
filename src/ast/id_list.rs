//! Whom a record names: nearly always one person, or nobody.

use std::fmt;
use std::ops::Deref;

use ecow::{EcoString, EcoVec};

/// Ids of contacts. One alone stands in the list itself: most ids are short, and take no memory of their own then.
#[derive(Clone, Default)]
pub(crate) struct IdList(Ids);

#[derive(Clone, Default)]
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

impl From<EcoVec<EcoString>> for IdList {
    fn from(ids: EcoVec<EcoString>) -> Self {
        match ids.as_slice() {
            [] => Self::default(),
            [id] => Self::one(id.clone()),
            _ => Self(Ids::More(ids)),
        }
    }
}

impl PartialEq for IdList {
    #[inline]
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl Eq for IdList {}

impl fmt::Debug for IdList {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_the_same_however_it_was_made() {
        let all = ["Ann_Example", "Someone_With_A_Longer_Name", "c"].map(EcoString::from);
        for count in 0..=all.len() {
            let ids = &all[..count];
            let collected: IdList = ids.iter().cloned().collect();
            let list = IdList::from(EcoVec::from(ids));
            assert_eq!((&*list, format!("{list:?}")), (ids, format!("{ids:?}")));
            assert_eq!(collected, list);
            assert_ne!(collected, IdList::one("Ann".into()));
        }
    }
}
