//! A table's headings, in any of the spellings they have had.

#![allow(
    clippy::arithmetic_side_effects,
    reason = "headings of a line in memory, and letters that an array has room for"
)]

mod letters;

use crate::ast::{ContactField, Field};
use crate::cell::text::floor;

pub(crate) use letters::{FIRST_PAIRS, FIRST_TRIPLES, may_name_rows, may_open, may_open_or_be_odd};

/// Headings of the record table, lower case without anything but letters.
const RECORD: &[(&str, Field)] = &[
    ("servicename", Field::ServiceName),
    ("servicenames", Field::ServiceName),
    ("service", Field::ServiceName),
    ("portnumber", Field::Ports),
    ("portnumbers", Field::Ports),
    ("ports", Field::Ports),
    ("port", Field::Ports),
    ("transportprotocol", Field::Transport),
    ("transport", Field::Transport),
    ("protocol", Field::Transport),
    ("proto", Field::Transport),
    ("transports", Field::Transport),
    ("description", Field::Description),
    ("assignee", Field::Assignees),
    ("assignees", Field::Assignees),
    ("contact", Field::Contacts),
    ("contacts", Field::Contacts),
    ("registrationdate", Field::RegistrationDate),
    ("registered", Field::RegistrationDate),
    ("dateregistered", Field::RegistrationDate),
    ("modificationdate", Field::ModificationDate),
    ("modified", Field::ModificationDate),
    ("lastmodified", Field::ModificationDate),
    ("datemodified", Field::ModificationDate),
    ("reference", Field::References),
    ("references", Field::References),
    ("servicecode", Field::ServiceCode),
    ("unauthorizedusereported", Field::UnauthorizedUse),
    ("unauthorizeduse", Field::UnauthorizedUse),
    ("unauthorizeduses", Field::UnauthorizedUse),
    ("unauthorizedusesreported", Field::UnauthorizedUse),
    ("knownunauthorizeduses", Field::UnauthorizedUse),
    ("knownunauthorizeduse", Field::UnauthorizedUse),
    ("assignmentnotes", Field::Notes),
    ("assignmentnote", Field::Notes),
    ("notes", Field::Notes),
];

/// Headings of the contact table.
const CONTACT: &[(&str, ContactField)] = &[
    ("id", ContactField::Id),
    ("name", ContactField::Name),
    ("organization", ContactField::Organization),
    ("organisation", ContactField::Organization),
    ("contacturi", ContactField::Uri),
    ("uri", ContactField::Uri),
    ("lastupdated", ContactField::Updated),
    ("updated", ContactField::Updated),
];

/// Letters of the longest heading, or more.
const MOST_LETTERS: usize = 32;

/// The letters of a heading, lower case.
#[derive(Clone, Copy, Debug, Default)]
struct Key {
    letters: [u8; MOST_LETTERS],
    length: usize,
}

impl Key {
    /// `None` where they are more than any heading has, or others.
    fn of(heading: &str) -> Option<Self> {
        let mut key = Self::default();
        for c in heading.chars() {
            if c.is_ascii_alphabetic() {
                *key.letters.get_mut(key.length)? = c.to_ascii_lowercase() as u8;
                key.length += 1;
            } else if !c.is_ascii() && c.is_alphabetic() {
                c.to_lowercase().try_for_each(|c| key.push(c))?;
            }
        }
        Some(key)
    }

    fn push(&mut self, letter: char) -> Option<()> {
        let letter = u8::try_from(letter).ok().filter(u8::is_ascii)?;
        *self.letters.get_mut(self.length)? = letter;
        self.length += 1;
        Some(())
    }

    fn as_bytes(&self) -> &[u8] {
        self.letters.get(..self.length).unwrap_or_default()
    }

    /// The column that has this heading.
    fn find<T: Copy>(&self, names: &[(&str, T)]) -> Option<T> {
        let key = self.as_bytes();
        names.iter().find(|(name, _)| name.len() == key.len() && name.as_bytes() == key).map(|&(_, column)| column)
    }
}

fn find<T: Copy>(names: &[(&str, T)], heading: &str) -> Option<T> {
    if letters::may_be_one(heading) { Key::of(heading)?.find(names) } else { None }
}

/// Whether this is a heading that one of the registry's tables has.
#[inline]
pub(crate) fn is_known(heading: &str) -> bool {
    letters::may_be_one(heading)
        && Key::of(heading).is_some_and(|key| key.find(RECORD).is_some() || key.find(CONTACT).is_some())
}

/// Whether a line that begins with these bytes may be a heading, by the letters that they are.
#[inline]
pub(crate) fn may_begin_with_three(one: u8, two: u8, three: u8) -> bool {
    letters::may_begin_with_three(one, two, three)
}

/// Whether the first letters of a word that begins with these bytes, read as a number of little ends, may follow one another
/// in a heading.
#[inline(always)]
pub(crate) fn may_hold_begin(three: u32) -> bool {
    letters::may_be_neighbours(three as u16) && letters::may_be_neighbours((three >> 8) as u16)
}

/// Whether this is a heading that a table of records has.
#[inline]
pub(crate) fn is_of_records(heading: &str) -> bool {
    find(RECORD, heading).is_some()
}

/// Whether one of the cells between these bytes is a heading that says what the rows of a table are called by. Each table
/// has one: a line that has not is no line of headings, whatever else is told from it.
pub(crate) fn may_be_headings(line: &str, border: u8) -> bool {
    let mut cells = line.as_bytes().split(|byte| *byte == border);
    cells.any(|cell| may_name_rows(cell) && std::str::from_utf8(cell).is_ok_and(names_rows))
}

/// The column of a table of records that has this heading.
pub(crate) fn column(heading: &str) -> Option<Field> {
    find(RECORD, heading)
}

/// Whether this is a heading that says what the rows of a table are called by.
pub(crate) fn names_rows(heading: &str) -> bool {
    may_name_rows(heading.as_bytes())
        && (matches!(find(RECORD, heading), Some(Field::ServiceName | Field::Ports))
            || find(CONTACT, heading) == Some(ContactField::Id))
}

/// Whether a text may be such a heading by its first letter, whatever stands before that; a mark of markup may hide some.
#[inline]
pub(crate) fn may_name_rows_by_first(text: &[u8]) -> bool {
    const OTHER: u8 = 1;
    const MAY_BE: u8 = 2;
    const SORTS: [u8; 256] = by_byte!(|byte| match byte {
        b's' | b'S' | b'p' | b'P' | b'i' | b'I' | 0x80.. => MAY_BE,
        b'\\' | b'&' | b'<' | b'!' | b']' => MAY_BE,
        b'a'..=b'z' | b'A'..=b'Z' => OTHER,
        _ => 0,
    });
    let mut sorts = text.iter().map(|byte| SORTS.get(usize::from(*byte)).copied().unwrap_or(MAY_BE));
    sorts.find(|sort| *sort != 0) == Some(MAY_BE)
}

/// Whether a text whose first letters are these may be such a heading.
#[inline]
pub(crate) fn may_begin_name_of_rows(one: u8, two: u8) -> bool {
    match one {
        b's' | b'S' => matches!(two, b'e' | b'E') || !two.is_ascii(),
        b'p' | b'P' => matches!(two, b'o' | b'O') || !two.is_ascii(),
        b'i' | b'I' => matches!(two, b'd' | b'D') || !two.is_ascii(),
        one => !one.is_ascii(),
    }
}

/// Whether the letters of a word may be those of a part of a heading.
#[inline]
pub(crate) fn may_be_part(word: &str) -> bool {
    letters::may_be_part(word)
}

/// Whether a heading could hold this word: a line of headings that is wrapped has such words alone.
#[inline]
pub(crate) fn is_part(word: &str) -> bool {
    letters::may_be_part(word) && is_part_of_one(word)
}

/// Whether a text has words and rules of headings alone, as a line has on which headings go on.
pub(crate) fn is_rest(text: &str) -> bool {
    let mut words = text.split(|c: char| c.is_whitespace() || "|+-=*:".contains(c)).filter(|word| !word.is_empty());
    words.all(|word| !word.bytes().any(|byte| byte.is_ascii_digit() || byte == b'[') && is_part(word))
}

fn is_part_of_one(word: &str) -> bool {
    let Some(key) = Key::of(word) else { return false };
    match key.as_bytes() {
        [] => false,
        // So few letters are a part only where a heading begins or ends with them.
        key if key.len() <= 2 => {
            let is_edge = |name: &str| name.as_bytes().starts_with(key) || name.as_bytes().ends_with(key);
            RECORD.iter().any(|(name, _)| is_edge(name)) || CONTACT.iter().any(|(name, _)| is_edge(name))
        }
        key => memchr::memmem::find(letters::ALL, key).is_some(),
    }
}

/// What a table holds, told from its headings, and the column of each of its cells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Table {
    Records(Vec<Option<Field>>),
    Contacts(Vec<Option<ContactField>>),
    Other,
}

/// Columns that a table of records has at the least.
pub(crate) const FEWEST: usize = 3;

/// Columns that are looked at.
const MOST: usize = 64;

/// The table that has these headings.
pub(crate) fn table<S: AsRef<str>>(headings: &[S]) -> Table {
    if !headings.iter().take(MOST).any(|heading| names_rows(heading.as_ref())) {
        return Table::Other;
    }
    let keys: Vec<Option<Key>> = headings.iter().take(MOST).map(|heading| Key::of(heading.as_ref())).collect();
    let contacts = columns(&keys, CONTACT);
    // No heading stands in brackets; the id of a contact may be "ID".
    let is_id = |heading: &S| heading.as_ref().trim().starts_with('[');
    let is_name = |column: &ContactField| !matches!(column, ContactField::Id);
    // Of a record that is called "id", most cells are empty or say something else.
    let filled = keys.iter().filter(|key| key.is_none_or(|key| key.length > 0)).count();
    let is_mostly = 2 * contacts.iter().flatten().count() >= filled && 2 * filled > keys.len();
    if contacts.contains(&Some(ContactField::Id))
        && contacts.iter().flatten().any(is_name)
        && is_mostly
        && !headings.iter().take(MOST).any(is_id)
    {
        return Table::Contacts(contacts);
    }
    let records = columns(&keys, RECORD);
    let seen: Vec<Field> = records.iter().copied().flatten().collect();
    let names_rows = seen.contains(&Field::ServiceName) || seen.contains(&Field::Ports);
    // Any list of ports has a "Port" and a "Description"; the registry's has a column of its own besides.
    let is_own =
        |field: &Field| !matches!(field, Field::Description | Field::References | Field::Contacts | Field::Notes);
    if names_rows && seen.iter().filter(|field| is_own(field)).count() >= 2 && seen.len() >= FEWEST {
        Table::Records(records)
    } else {
        Table::Other
    }
}

/// The column of each heading; of two headings of one column the first.
fn columns<T: Copy + PartialEq>(keys: &[Option<Key>], known: &[(&str, T)]) -> Vec<Option<T>> {
    let mut seen = Vec::new();
    let mut column = |key: &Option<Key>| {
        let column = (*key)?.find(known).filter(|column| !seen.contains(column))?;
        seen.push(column);
        Some(column)
    };
    keys.iter().map(&mut column).collect()
}

/// Whether all words of a line may stand in headings, as far as it has no more words than those of all headings.
pub(crate) fn may_hold_words(line: &str) -> bool {
    line.split_whitespace().take(65).all(letters::may_be_within)
}

/// The headings of a line in which they are joined by single spaces: `Service Name Port Number Transport …`.
/// `None` where the line holds anything else.
pub(crate) fn joined(line: &str) -> Option<Table> {
    if !letters::may_begin_line(line) || !may_hold_words(line) {
        return None;
    }
    let words: Vec<&str> = line.split_whitespace().take(65).collect();
    if words.len() > 64 || words.len() < 3 {
        return None;
    }
    let headings = |is_heading: &dyn Fn(&str) -> bool| {
        let mut found: Vec<String> = Vec::new();
        let mut rest = words.as_slice();
        while !rest.is_empty() {
            // The longest heading first: "Contact URI" before "Contact".
            let length = (1..=rest.len().min(4))
                .rev()
                .find(|&length| rest.get(..length).is_some_and(|heading| is_heading(&heading.concat())))?;
            let (heading, after) = rest.split_at(length);
            found.push(heading.join(" "));
            rest = after;
        }
        Some(found)
    };
    let found = headings(&|heading| find(RECORD, heading).is_some())
        .or_else(|| headings(&|heading| find(CONTACT, heading).is_some()))?;
    match table(&found) {
        Table::Other => None,
        table => Some(table),
    }
}

/// Whether a heading of the record table begins with `text`.
pub(crate) fn may_begin(text: &str) -> bool {
    let Some(key) = Key::of(text.get(..floor(text, 40)).unwrap_or("")) else { return false };
    key.length > 0 && RECORD.iter().any(|(name, _)| name.as_bytes().starts_with(key.as_bytes()))
}

/// The table whose headings begin `lines`, one a line and each of them once, and how many they are.
pub(crate) fn stacked<'a>(lines: impl Iterator<Item = &'a str>) -> Option<(Table, usize)> {
    let mut found: Vec<&str> = Vec::new();
    let (mut records, mut contacts): (Vec<Field>, Vec<ContactField>) = (Vec::new(), Vec::new());
    for line in lines.take_while(|line| line.len() <= 40) {
        let Some(key) = Key::of(line) else { break };
        let record = key.find(RECORD).filter(|field| records.len() == found.len() && !records.contains(field));
        let contact = key.find(CONTACT).filter(|field| contacts.len() == found.len() && !contacts.contains(field));
        if record.is_none() && contact.is_none() {
            break;
        }
        found.push(line);
        records.extend(record);
        contacts.extend(contact);
    }
    match table(&found) {
        Table::Other => None,
        table => Some((table, found.len())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_two_headings_of_one_column_the_first_counts() {
        let contacts = [Some(ContactField::Id), Some(ContactField::Name), None, Some(ContactField::Uri)];
        assert_eq!(table(&["ID", "Name", "id", "Contact URI"]), Table::Contacts(contacts.to_vec()));
        let records = [Some(Field::ServiceName), Some(Field::Ports), None, Some(Field::Transport)];
        assert_eq!(table(&["Service Name", "Port", "Port Number", "Protocol"]), Table::Records(records.to_vec()));
    }

    #[test]
    fn stacked_headings_are_a_run_of_lines() {
        let lines = ["Service Name", "Port Number", "Transport Protocol", "Description", "name", "Name"];
        let columns = [Field::ServiceName, Field::Ports, Field::Transport, Field::Description];
        let records = Table::Records(columns.into_iter().map(Some).collect());
        assert_eq!(stacked(lines.into_iter()), Some((records, 4)));
        let contacts = [ContactField::Id, ContactField::Name, ContactField::Uri].into_iter().map(Some).collect();
        assert_eq!(stacked(["ID", "Name", "Contact URI", "[A]"].into_iter()), Some((Table::Contacts(contacts), 3)));
        assert_eq!(stacked(["Reference", "Note"].into_iter()), None);
    }

    #[test]
    fn transports_are_no_words_of_headings() {
        assert!(["tcp", "udp", "TCP", "UDP"].iter().all(|word| !is_part(word)));
    }

    #[test]
    fn joined_headings_are_told_apart() {
        let line = "Service Name Port Number Transport Protocol Description Assignee Contact Registration Date \
                    Modification Date Reference Service Code Known Unauthorized Uses Assignment Notes";
        let all: Vec<_> = Field::ALL.into_iter().map(Some).collect();
        assert_eq!(joined(line), Some(Table::Records(all)));
        let contacts = [ContactField::Id, ContactField::Name, ContactField::Uri, ContactField::Updated];
        assert_eq!(
            joined("ID Name Contact URI Last Updated"),
            Some(Table::Contacts(contacts.into_iter().map(Some).collect()))
        );
        assert_eq!(joined("Service names are assigned on a first-come basis"), None);
    }

    #[test]
    fn other_tables_are_other() {
        assert_eq!(table(&["Port", "Description"]), Table::Other);
        assert_eq!(table(&["Date", "Amount", "Name"]), Table::Other);
        assert_eq!(table::<&str>(&[]), Table::Other);
        let Table::Records(columns) = table(&["port number", "Service_Name", "Transport Protocol", "Colour"]) else {
            panic!("a table of records");
        };
        assert_eq!(columns, [Some(Field::Ports), Some(Field::ServiceName), Some(Field::Transport), None]);
    }
}
