//! Which entries of several pages are one.

use std::borrow::Cow;
use std::collections::HashMap;
use std::collections::hash_map::Entry as Slot;

use crate::ast::{Contact, ContactField, Field, FieldSet, Record};

/// How many entries of one name an entry is held against: the registry has two at the most.
const LOOK: usize = 64;

/// A row of a table: a record or a contact. `carried`: the columns that its page has.
pub(super) trait Entry: Clone {
    /// What all copies of it have in common, as far as `common`, the columns of all pages, tell.
    fn identity(&self, common: FieldSet) -> String;
    /// All that it says, but for what is uncertain, its place and its paragraphs.
    fn values(&self) -> String;
    /// Whether nothing that is certain in both differs.
    fn agrees(&self, carried: FieldSet, other: &Self, other_carried: FieldSet) -> bool;
    /// How much it leaves open, and how much it lacks beside what that counts; the least is kept.
    fn open(&self, carried: FieldSet) -> (usize, std::cmp::Reverse<usize>);
    /// Itself with what `other`, a copy of it, has where it leaves something open.
    fn filled(&self, carried: FieldSet, other: &Self, other_carried: FieldSet) -> Self;
    /// Whether another one of this identity would be surprising.
    fn is_named(&self, common: FieldSet) -> bool;
}

/// Where an entry stands: of which page, and which of its table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Copy {
    pub(super) page: usize,
    pub(super) at: usize,
}

/// An entry as it is kept.
#[derive(Clone, Debug)]
pub(super) struct Kept<'a, T: Clone> {
    /// The copy that leaves the least open.
    pub(super) copy: Copy,
    /// What it says, with what other copies know beside that.
    pub(super) entry: Cow<'a, T>,
    /// The columns of all of these.
    carried: FieldSet,
}

impl<'a, T: Entry> Kept<'a, T> {
    /// With another copy of it. What is known of it so far stays known, so that all copies of it agree, not each with
    /// the one before it alone.
    fn take(&mut self, copy: Copy, entry: &'a T, carried: FieldSet) {
        if entry.open(carried) < self.entry.open(self.carried) {
            let before = std::mem::replace(self, Self { copy, entry: Cow::Borrowed(entry), carried });
            self.fill(&before.entry, before.carried);
        } else {
            self.fill(entry, carried);
        }
    }

    fn fill(&mut self, other: &T, carried: FieldSet) {
        if self.entry.open(self.carried).0 > 0 {
            self.entry = Cow::Owned(self.entry.filled(self.carried, other, carried));
            self.carried.extend(carried.iter());
        }
    }
}

/// The entries of all pages, each once.
#[derive(Debug)]
pub(super) struct Joined<'a, T: Clone> {
    pub(super) kept: Vec<Kept<'a, T>>,
    /// Which of them each page has, in its order.
    pub(super) pages: Vec<Vec<usize>>,
    /// Copies that differ from what an earlier page has under their name.
    pub(super) conflicts: Vec<Copy>,
}

/// Entries of one identity.
#[derive(Debug, Default)]
struct Namesakes {
    numbers: Vec<usize>,
    /// How many of them came with earlier pages than `page`, how many of those that has too, and how many at the
    /// front it has.
    page: usize,
    before: usize,
    matched: usize,
    passed: usize,
}

impl Namesakes {
    fn turn_to(&mut self, page: usize) {
        if self.page != page || self.numbers.is_empty() {
            *self = Self { numbers: std::mem::take(&mut self.numbers), page, ..Self::default() };
            self.before = self.numbers.len();
        }
    }
}

/// Entries that say the same.
#[derive(Debug, Default)]
struct Equals {
    numbers: Vec<usize>,
    page: usize,
    passed: usize,
}

/// Finds which entries of the pages are one.
#[allow(clippy::arithmetic_side_effects, reason = "counts entries that are held in memory, and what was just pushed")]
pub(super) fn join<'a, T: Entry>(pages: &[(&'a [T], FieldSet)], common: FieldSet) -> Joined<'a, T> {
    let mut joined = Joined { kept: Vec::<Kept<'a, T>>::new(), pages: Vec::new(), conflicts: Vec::new() };
    let mut namesakes: Vec<Namesakes> = Vec::new();
    let mut identities: HashMap<String, usize> = HashMap::new();
    let mut equals: HashMap<String, Equals> = HashMap::new();
    // The last page that each has a copy on.
    let mut seen: Vec<usize> = Vec::new();
    for (page, (entries, carried)) in pages.iter().enumerate() {
        let mut own: Vec<Option<usize>> = Vec::with_capacity(entries.len());
        let mut names: Vec<usize> = Vec::with_capacity(entries.len());
        // Equal ones first, one for one, so that no copy that merely agrees takes the place of one.
        for (at, entry) in entries.iter().enumerate() {
            let name = *match identities.entry(entry.identity(common)) {
                Slot::Occupied(found) => found.into_mut(),
                Slot::Vacant(new) => {
                    namesakes.push(Namesakes::default());
                    new.insert(namesakes.len() - 1)
                }
            };
            names.push(name);
            let agrees = |number: &usize| {
                joined.kept.get(*number).is_some_and(|kept| entry.agrees(*carried, &kept.entry, kept.carried))
            };
            let same = equals.get_mut(&entry.values()).and_then(|same| {
                if same.page != page {
                    (same.page, same.passed) = (page, 0);
                }
                // What was equal may know better by now.
                next_unseen(&same.numbers, &mut same.passed, &seen, page).filter(agrees)
            });
            if let Some(found) = namesakes.get_mut(name) {
                found.turn_to(page);
                found.matched += usize::from(same.is_some());
            }
            if let Some(number) = same {
                see(&mut seen, number, page);
                if let Some(kept) = joined.kept.get_mut(number) {
                    kept.take(Copy { page, at }, entry, *carried);
                }
            }
            own.push(same);
        }
        let mut new = Vec::new();
        for (at, entry) in entries.iter().enumerate() {
            let Some(found) = names.get(at).and_then(|name| namesakes.get_mut(*name)) else { continue };
            let Some(number @ None) = own.get_mut(at) else { continue };
            next_unseen(&found.numbers, &mut found.passed, &seen, page);
            let earlier = found.numbers.get(..found.before).unwrap_or_default();
            let candidates = earlier.get(found.passed..).unwrap_or_default().iter().take(LOOK);
            let same = candidates.copied().find(|number| {
                let agrees = |kept: &Kept<'a, T>| entry.agrees(*carried, &kept.entry, kept.carried);
                seen.get(*number) != Some(&page) && joined.kept.get(*number).is_some_and(agrees)
            });
            let copy = Copy { page, at };
            *number = Some(match same {
                Some(number) => {
                    found.matched += 1;
                    see(&mut seen, number, page);
                    if let Some(kept) = joined.kept.get_mut(number) {
                        kept.take(copy, entry, *carried);
                    }
                    number
                }
                None => {
                    joined.kept.push(Kept { copy, entry: Cow::Borrowed(entry), carried: *carried });
                    seen.push(page);
                    found.numbers.push(seen.len() - 1);
                    equals.entry(entry.values()).or_default().numbers.push(seen.len() - 1);
                    new.push(at);
                    seen.len() - 1
                }
            });
        }
        let differs = |at: &usize| {
            let found = names.get(*at).and_then(|name| namesakes.get(*name));
            found.is_some_and(|found| found.matched < found.before)
                && entries.get(*at).is_some_and(|entry| entry.is_named(common))
        };
        joined.conflicts.extend(new.into_iter().filter(differs).map(|at| Copy { page, at }));
        joined.pages.push(own.into_iter().flatten().collect());
    }
    joined
}

/// The first of `numbers` from `passed` on that the page has no copy of yet; `passed` goes on to it.
fn next_unseen(numbers: &[usize], passed: &mut usize, seen: &[usize], page: usize) -> Option<usize> {
    loop {
        let number = *numbers.get(*passed)?;
        if seen.get(number) != Some(&page) {
            return Some(number);
        }
        *passed = passed.saturating_add(1);
    }
}

fn see(seen: &mut [usize], number: usize, page: usize) {
    if let Some(seen) = seen.get_mut(number) {
        *seen = page;
    }
}

/// Text with its paragraphs as one: not every rendering keeps them.
fn same_words(one: Option<&str>, other: Option<&str>) -> bool {
    one.unwrap_or_default().split_whitespace().eq(other.unwrap_or_default().split_whitespace())
}

/// Puts values together so that no two lists of them give one text.
#[derive(Default)]
struct Key(String);

impl Key {
    fn text(mut self, text: Option<&str>) -> Self {
        for word in text.unwrap_or_default().split_whitespace() {
            self.0.push_str(word);
            self.0.push(' ');
        }
        self.0.push('\n');
        self
    }

    fn shown(self, value: Option<impl ToString>) -> Self {
        self.text(value.map(|value| value.to_string()).as_deref())
    }

    fn list<'a>(mut self, items: impl IntoIterator<Item = &'a str>) -> Self {
        for item in items {
            self = self.text(Some(item));
        }
        self.0.push('\n');
        self
    }
}

impl Entry for Record {
    fn identity(&self, common: FieldSet) -> String {
        let has = |field| common.contains(field);
        Key::default()
            .text(self.service_name().filter(|_| has(Field::ServiceName)))
            .shown(self.ports().filter(|_| has(Field::Ports)))
            .text(self.transport().filter(|_| has(Field::Transport)).map(|transport| transport.as_str()))
            .0
    }

    fn values(&self) -> String {
        Key(self.identity(FieldSet::from_iter(Field::ALL)))
            .text(Some(self.status().as_str()))
            .text(self.description())
            .text(self.replaces())
            .text(self.alias_of())
            .list(self.assignees().iter().map(|id| id.as_str()))
            .list(self.contacts().iter().map(|id| id.as_str()))
            .shown(self.registration_date())
            .shown(self.modification_date())
            .list(self.references().iter().map(|reference| reference.text.as_str()))
            .shown(self.service_code())
            .text(self.unauthorized_use())
            .text(self.notes())
            .0
    }

    fn agrees(&self, carried: FieldSet, other: &Self, other_carried: FieldSet) -> bool {
        let is_open = |field| {
            !carried.contains(field)
                || !other_carried.contains(field)
                || self.uncertain().contains(field)
                || other.uncertain().contains(field)
        };
        let same = |field| match field {
            Field::ServiceName => self.service_name() == other.service_name(),
            Field::Ports => self.ports() == other.ports(),
            Field::Transport => self.transport() == other.transport(),
            Field::Description => {
                same_words(self.description(), other.description())
                    && self.replaces() == other.replaces()
                    && self.status() == other.status()
            }
            Field::Assignees => self.assignees() == other.assignees(),
            Field::Contacts => self.contacts() == other.contacts(),
            Field::RegistrationDate => self.registration_date() == other.registration_date(),
            Field::ModificationDate => self.modification_date() == other.modification_date(),
            // What kind they are not every rendering says.
            Field::References => {
                let texts =
                    |record: &Self| record.references().iter().map(|found| found.text.clone()).collect::<Vec<_>>();
                texts(self) == texts(other)
            }
            Field::ServiceCode => self.service_code() == other.service_code(),
            Field::UnauthorizedUse => same_words(self.unauthorized_use(), other.unauthorized_use()),
            Field::Notes => same_words(self.notes(), other.notes()) && self.alias_of() == other.alias_of(),
        };
        Field::ALL.into_iter().all(|field| is_open(field) || same(field))
    }

    fn open(&self, carried: FieldSet) -> (usize, std::cmp::Reverse<usize>) {
        let is_open = |field: &Field| !carried.contains(*field) || self.uncertain().contains(*field);
        let texts = [self.description(), self.unauthorized_use(), self.notes()];
        let paragraphs = texts.into_iter().flatten().map(|text| text.matches('\n').count()).sum::<usize>();
        let kinds = self.references().iter().filter(|found| found.kind != crate::ast::ReferenceKind::Text).count();
        (Field::ALL.iter().filter(|field| is_open(field)).count(), std::cmp::Reverse(paragraphs.saturating_add(kinds)))
    }

    fn filled(&self, carried: FieldSet, other: &Self, other_carried: FieldSet) -> Self {
        let mut filled = self.clone();
        let mut uncertain = self.uncertain();
        for field in Field::ALL.into_iter().filter(|field| other_carried.contains(*field)) {
            let is_known = carried.contains(field) && !uncertain.contains(field);
            let is_doubtful = other.uncertain().contains(field);
            if is_known || carried.contains(field) && is_doubtful {
                continue;
            }
            if is_doubtful {
                uncertain.insert(field)
            } else {
                uncertain.remove(field)
            }
            filled = filled.with_field_of(field, other);
        }
        filled.with_uncertain(uncertain)
    }

    fn is_named(&self, common: FieldSet) -> bool {
        [Field::ServiceName, Field::Ports, Field::Transport].iter().all(|field| common.contains(*field))
            && (self.service_name().is_some() || self.ports().is_some())
    }
}

impl Entry for Contact {
    fn identity(&self, _common: FieldSet) -> String {
        self.id.to_string()
    }

    fn values(&self) -> String {
        Key::default()
            .text(Some(&self.id))
            .text(self.name.as_deref())
            .text(self.organization.as_deref())
            .text(self.uri.as_deref())
            .list(self.other_uris.iter().map(|uri| uri.as_str()))
            .shown(self.updated)
            .0
    }

    fn agrees(&self, _carried: FieldSet, other: &Self, _other_carried: FieldSet) -> bool {
        let is_open = |field| self.uncertain.contains(field) || other.uncertain.contains(field);
        // The registry's page shows one URI of each.
        let uris = [&self.other_uris, &other.other_uris];
        (uris.iter().any(|uris| uris.is_empty()) || self.other_uris == other.other_uris)
            && (is_open(ContactField::Name) || same_words(self.name.as_deref(), other.name.as_deref()))
            && (is_open(ContactField::Organization)
                || same_words(self.organization.as_deref(), other.organization.as_deref()))
            && (is_open(ContactField::Uri) || self.uri == other.uri)
            && (is_open(ContactField::Updated) || self.updated == other.updated)
    }

    fn open(&self, _carried: FieldSet) -> (usize, std::cmp::Reverse<usize>) {
        (self.uncertain.len() as usize, std::cmp::Reverse(self.other_uris.len()))
    }

    fn filled(&self, _carried: FieldSet, other: &Self, _other_carried: FieldSet) -> Self {
        let mut filled = self.clone();
        for field in self.uncertain.iter().filter(|field| !other.uncertain.contains(*field)) {
            filled.uncertain.remove(field);
            match field {
                ContactField::Id => {}
                ContactField::Name => filled.name.clone_from(&other.name),
                ContactField::Organization => filled.organization.clone_from(&other.organization),
                ContactField::Uri => filled.uri.clone_from(&other.uri),
                ContactField::Updated => filled.updated = other.updated,
            }
        }
        if filled.other_uris.is_empty() {
            filled.other_uris.clone_from(&other.other_uris);
        }
        filled
    }

    fn is_named(&self, _common: FieldSet) -> bool {
        true
    }
}
