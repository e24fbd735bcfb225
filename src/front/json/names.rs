//! What the keys or the index say by which a data frame calls its rows: their numbers, or a column that was made its index.

use crate::ast::{Field, FieldSet};
use crate::cell;

/// Columns of which one may be an index: records are found by them.
pub(super) const NAMING: [Field; 3] = [Field::ServiceName, Field::Ports, Field::Transport];

/// Under such a key all rows of a table stand.
const OF_TABLES: [&str; 14] = [
    "data", "records", "record", "rows", "row", "items", "results", "values", "entries", "services", "ports",
    "registry", "content", "list",
];

/// Stands for names of several columns at once; no service is called so.
pub(super) const SEVERAL: &str = "[…]";

/// What rows are called by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Names {
    /// Their numbers, or what holds each of them.
    Nothing,
    /// A column that the table lacks.
    Column(Field),
    /// Something else; the table may lack one of these columns for it.
    Other(FieldSet),
}

/// What `names` are, of rows of a table that has these columns.
pub(super) fn tell<'n>(names: impl Iterator<Item = &'n str> + Clone, has: FieldSet) -> Names {
    let lacks = |field: Field| !has.contains(field);
    let all = names.clone().count();
    let are_mostly = |is: &dyn Fn(&str) -> bool| names.clone().filter(|name| is(name)).count() > all / 2;
    if all == 0 || are_counted(names.clone()) {
        return Names::Nothing;
    }
    if names.clone().all(is_number) && !lacks(Field::Ports) {
        return Names::Nothing;
    }
    if are_mostly(&|name| cell::ports(name).is_some()) && lacks(Field::Ports) {
        return Names::Column(Field::Ports);
    }
    if are_mostly(&is_transport) && lacks(Field::Transport) {
        return Names::Column(Field::Transport);
    }
    // Objects that hold a row each do so under one key.
    let mut others = names.clone();
    let first = others.next();
    let is_whole = NAMING.iter().all(|field| !lacks(*field));
    if (all > 1 || is_whole) && first != Some(SEVERAL) && others.all(|name| Some(name) == first) {
        return Names::Nothing;
    }
    if are_mostly(&is_service_name) && lacks(Field::ServiceName) {
        return Names::Column(Field::ServiceName);
    }
    Names::Other(NAMING.into_iter().filter(|field| lacks(*field)).collect())
}

/// The same of keys under which there are several rows each. One such key, or such keys where nothing is lacking, name
/// no column.
pub(super) fn tell_groups<'n>(names: impl Iterator<Item = &'n str> + Clone, has: FieldSet) -> Names {
    let mut others = names.clone();
    let first = others.next();
    let is_one = others.all(|name| Some(name) == first);
    if is_one && !first.is_some_and(|name| is_transport(name) || is_number(name)) {
        // The rows of one service may stand under its name.
        let may_be_name = |name: &str| is_service_name(name) && !OF_TABLES.contains(&&*name.to_ascii_lowercase());
        return match first.is_some_and(may_be_name) && !has.contains(Field::ServiceName) {
            true => Names::Other([Field::ServiceName].into_iter().collect()),
            false => Names::Nothing,
        };
    }
    tell(names, has)
}

/// Whether each is the number of its row.
fn are_counted<'n>(names: impl Iterator<Item = &'n str>) -> bool {
    let mut last = None;
    for name in names {
        let Ok(number) = name.parse::<usize>() else { return false };
        let is_next = last.map_or(number <= 1, |last: usize| last.checked_add(1) == Some(number));
        if !is_next {
            return false;
        }
        last = Some(number);
    }
    true
}

fn is_number(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_transport(name: &str) -> bool {
    cell::transports_len(name) == name.len() && !name.is_empty()
}

/// Of other names than a service's, those of several columns at once have brackets and commas.
fn is_service_name(name: &str) -> bool {
    let may_stand = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.+*/".contains(&byte);
    !name.is_empty() && name.len() <= 64 && name.bytes().all(may_stand)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(names: &[&str], has: &[Field]) -> Names {
        tell(names.iter().copied(), has.iter().copied().collect())
    }

    #[test]
    fn names_of_rows_are_told_by_what_is_lacking() {
        use Field::{Ports, ServiceName, Transport};
        assert_eq!(of(&["0", "1", "2"], &[ServiceName]), Names::Nothing);
        assert_eq!(of(&["1", "2"], &[]), Names::Nothing);
        assert_eq!(of(&["4", "9"], &NAMING), Names::Nothing);
        assert_eq!(of(&["7", "9"], &[ServiceName]), Names::Column(Ports));
        assert_eq!(of(&["tcp", "tcp"], &[ServiceName, Ports]), Names::Column(Transport));
        assert_eq!(of(&["gull", "tern"], &[Ports, Transport]), Names::Column(ServiceName));
        assert_eq!(of(&["_source", "_source"], &[Ports, Transport]), Names::Nothing);
        assert_eq!(of(&["gull", "tern"], &NAMING), Names::Other(FieldSet::EMPTY));
        assert_eq!(of(&["('gull', 'tcp')"], &[Ports]), Names::Other([ServiceName, Transport].into_iter().collect()));
        let groups = |names: &[&str]| tell_groups(names.iter().copied(), [Ports].into_iter().collect());
        assert_eq!((groups(&["records"; 3]), groups(&["tcp"; 3])), (Names::Nothing, Names::Column(Transport)));
        assert_eq!(groups(&["gull"; 3]), Names::Other([ServiceName].into_iter().collect()));
    }
}
