//! How two registries differ, told by the part that a rendering may have no place for.

use std::collections::BTreeMap;

use portolan::{Contact, ContactFieldSet, Field, FieldSet, Part, Record, Registry};

/// What differs, by part; under `None` what every rendering must carry.
pub type Differences = BTreeMap<Option<Part>, Vec<String>>;

/// How `read` differs from `written`. Where things stand and what was read from is no difference.
pub fn differences(written: &Registry, read: &Registry) -> Differences {
    let mut found = Differences::new();
    let mut differ = |part: Option<Part>, place: String, one: String, other: String| {
        if one != other {
            found.entry(part).or_default().push(format!("{place}: {one} is read as {other}"));
        }
    };
    macro_rules! same {
        ($part:expr, $place:expr, $one:expr, $other:expr) => {
            differ($part, $place.to_string(), format!("{:?}", $one), format!("{:?}", $other))
        };
    }
    let columns = |registry: &Registry| {
        let known = registry.source.as_ref().map(|source| source.columns.clone()).unwrap_or_default();
        // Their order is the document's, and no part of the registry.
        let known: FieldSet = if known.is_empty() { Field::ALL.to_vec() } else { known }.into_iter().collect();
        known
    };
    same!(Some(Part::Columns), "columns", columns(written), columns(read));
    same!(Some(Part::Title), "title", written.title, read.title);
    same!(Some(Part::Updated), "updated", written.updated, read.updated);
    same!(Some(Part::Experts), "experts", written.experts, read.experts);
    same!(Some(Part::Notes), "notes", written.notes, read.notes);
    same!(Some(Part::Footnotes), "footnotes", written.footnotes, read.footnotes);
    let texts = |registry: &Registry| registry.references.iter().map(|found| found.text.clone()).collect::<Vec<_>>();
    same!(Some(Part::References), "references", texts(written), texts(read));
    if texts(written) == texts(read) {
        same!(Some(Part::ReferenceKinds), "references", written.references, read.references);
    }
    let ids = |registry: &Registry| registry.contacts.iter().map(|contact| contact.id.clone()).collect::<Vec<_>>();
    same!(Some(Part::Contacts), "contacts", ids(written), ids(read));
    for (one, other) in written.contacts.iter().zip(&read.contacts) {
        let sure = |contact: &Contact| Contact { uncertain: ContactFieldSet::EMPTY, ..contact.clone() };
        same!(Some(Part::Contacts), one.id, sure(one), sure(other));
        same!(Some(Part::Uncertain), one.id, one.uncertain, other.uncertain);
    }
    same!(None, "number of records", written.records.len(), read.records.len());
    for (at, (one, other)) in written.records.iter().zip(&read.records).enumerate() {
        let place = format!("record {at} {:?} {:?}", one.service_name(), one.ports().map(|ports| ports.to_string()));
        macro_rules! value {
            ($($method:ident)*) => {
                $(same!(None, format!("{place} {}", stringify!($method)), one.$method(), other.$method());)*
            };
        }
        value!(
            service_name ports transport description assignees contacts registration_date modification_date service_code
            unauthorized_use notes
        );
        let texts = |record: &Record| record.references().iter().map(|found| found.text.clone()).collect::<Vec<_>>();
        same!(None, format!("{place} references"), texts(one), texts(other));
        if texts(one) == texts(other) {
            same!(Some(Part::ReferenceKinds), place, one.references(), other.references());
        }
        same!(Some(Part::Status), place, one.status(), other.status());
        same!(Some(Part::Replaced), place, (one.replaces(), one.alias_of()), (other.replaces(), other.alias_of()));
        same!(Some(Part::Uncertain), place, one.uncertain(), other.uncertain());
    }
    found
}
