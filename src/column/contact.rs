//! The contact table where its columns are lost: which text is a name, and which an organization?

#![allow(clippy::arithmetic_side_effects, reason = "places in a text in memory, and counts of what is there")]

use crate::assemble::Assembler;
use crate::ast::{Code, ContactField, ContactFieldSet, Record, Span};
use crate::build::ContactDraft;
use crate::cell::{self, brackets, text, uri};
use crate::eight;
use crate::general_way;
use crate::ids::{self, Ids};
use crate::sixteen;

use super::address;
use super::organization::{has_mark, is_legal_form, is_name_ending};
use super::place::ends_in_year;

/// A row of the contact table: an id, texts that are names or organizations, and the rest, known by its form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct LooseContact<'a> {
    pub(crate) id: &'a str,
    /// The id without its brackets, where that is known to be a word.
    pub(crate) word: Option<&'a str>,
    pub(crate) text: Text<'a>,
    pub(crate) uri: &'a str,
    pub(crate) updated: &'a str,
    pub(crate) span: Span,
    /// The document ends within it.
    pub(crate) is_cut: bool,
    /// Words stand behind the address that are no date.
    pub(crate) has_strays: bool,
}

/// What stands where the name and the organization do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Text<'a> {
    #[default]
    None,
    /// A cell: one of them.
    Cell(&'a str),
    /// Two cells: the one and the other.
    Cells(&'a str, &'a str),
    /// Words in which the border between the cells is lost.
    Words(&'a str),
}

/// A contact in joined text: `[Id] Name Organization uri date`.
pub(crate) fn joined(row: &str, span: Span) -> Option<LooseContact<'_>> {
    let length = brackets::run(row)?;
    let id = row.get(..length)?;
    let rest = row.get(length..)?;
    let mut rest = text::trim(rest.strip_prefix(' ').unwrap_or(rest));
    let mut contact = LooseContact { id, word: brackets::word(id), span, ..LooseContact::default() };
    let last = match rest.as_bytes().last() {
        Some(b'0'..=b'9' | b'-') => date_at_end(rest).unwrap_or_else(|| address::last_word(rest)),
        _ => "",
    };
    if !last.is_empty() && is_date(last) {
        contact.updated = last;
        rest = trim_end(rest.get(..rest.len().saturating_sub(last.len()))?);
    }
    if let Some(at) = address::first(rest) {
        contact.uri = rest.get(at..)?;
        rest = trim_end(rest.get(..at)?);
        // Behind nearly all of them stands nothing else.
        if general_way::is_forced() || !address::is_one_word(contact.uri) {
            contact.look_behind_address();
        }
    }
    contact.text = if rest.is_empty() { Text::None } else { Text::Words(rest) };
    Some(contact)
}

impl LooseContact<'_> {
    /// Looks at what stands behind the address, which is put there with it.
    fn look_behind_address(&mut self) {
        let (addresses, behind) = address::past(self.uri);
        // Where a link leads, said once more.
        let is_twice = behind.strip_prefix('(').and_then(|target| target.strip_suffix(')')) == Some(addresses);
        if is_twice {
            self.uri = addresses;
        } else if self.updated.is_empty() && is_like_date(behind) {
            (self.uri, self.updated) = (addresses, behind);
        } else {
            self.has_strays = behind.bytes().any(|byte| byte.is_ascii_digit());
        }
    }
}

/// Whether a text is a word that only a damaged date can be where dates stand.
pub(crate) fn is_like_date(text: &str) -> bool {
    text.len() <= 16 && text.bytes().any(|byte| byte.is_ascii_digit()) && !text.contains(char::is_whitespace)
}

/// Whether a contact of joined text, `row`, has ended before the line `below` it.
pub(crate) fn ends_before(row: &str, below: &str) -> bool {
    let last = address::last_word(row);
    is_date(last) || uri::is_contact_uri(last) && !is_like_date(below) && !below.split(' ').all(uri::is_contact_uri)
}

/// `text` without the white space at its end, which mostly is one space.
fn trim_end(text: &str) -> &str {
    match text.as_bytes() {
        [] => text,
        [.., last] if last.is_ascii_graphic() => text,
        [.., last, b' '] if last.is_ascii_graphic() => text.get(..text.len().saturating_sub(1)).unwrap_or(text),
        _ => text.trim_end(),
    }
}

/// The last word of `text`, where it is made of digits as a date is.
fn date_at_end(text: &str) -> Option<&str> {
    let word = match text.as_bytes() {
        [.., b' ', a, b, c, d, b'-', e, f, b'-', g, h]
            if [a, b, c, d, e, f, g, h].iter().all(|byte| byte.is_ascii_digit()) =>
        {
            10
        }
        [.., b' ', a, b, c, d, b'-', e, f] if [a, b, c, d, e, f].iter().all(|byte| byte.is_ascii_digit()) => 7,
        _ => return None,
    };
    text.get(text.len().checked_sub(word)?..)
}

/// Whether a word is a date, with its day or without. One that is cut short is no name: "2002-0".
fn is_date(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_digit())
        && (cell::date(word).is_some_and(|date| date.month().is_some())
            || is_cut_date(word)
            || cell::is_damaged_date(word))
}

pub(crate) fn is_cut_date(word: &str) -> bool {
    word.len() > 4
        && word.len() < 10
        && word.bytes().enumerate().all(
            |(at, byte)| {
                if at == 4 || at == 7 { byte == b'-' } else { byte.is_ascii_digit() }
            },
        )
}

/// What a cell of a contact is by its form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// A date, or one that is cut short or damaged.
    Date,
    Uri,
    Other,
}

impl Form {
    pub(crate) fn of(cell: &str) -> Self {
        // Of most a letter tells that they are no date.
        let begins_with_letter = match cell.as_bytes() {
            [b'[', first, ..] | [first, ..] => first.is_ascii_alphabetic(),
            [] => false,
        };
        // Figures alone are no name.
        if (!begins_with_letter || general_way::is_forced())
            && (is_date(cell) || is_like_date(cell) && !cell.contains(char::is_alphabetic))
        {
            return Self::Date;
        }
        match cell.as_bytes().strip_prefix(b"mailto:") {
            // Nearly all.
            Some([first, ..]) if first.is_ascii_graphic() => Self::Uri,
            None if !sixteen::has_any(cell.as_bytes(), *b":@&") => Self::Other,
            _ if uri::is_contact_uri(cell.split(char::is_whitespace).next().unwrap_or("")) => Self::Uri,
            _ => Self::Other,
        }
    }
}

/// A contact of cells whose empty ones are gone, and their forms.
pub(crate) fn of_forms<'a>(cells: &[(&'a str, Form)], span: Span) -> Option<LooseContact<'a>> {
    let ((id, _), mut rest) = cells.split_first()?;
    let word = brackets::word(id);
    if word.is_none() {
        brackets::run(id)?;
    }
    let mut contact = LooseContact { id, word, span, ..LooseContact::default() };
    // Behind an address stands nothing else.
    if let Some(((last, form), before)) = rest.split_last()
        && (*form == Form::Date || *form == Form::Other && matches!(before, [.., (_, Form::Uri)]))
    {
        contact.updated = last;
        rest = before;
    }
    if let Some(((last, form), before)) = rest.split_last()
        && (before.len() == 2 || *form == Form::Uri || address::is_damaged(last))
    {
        contact.uri = last;
        rest = before;
    }
    contact.text = match rest {
        [] => Text::None,
        [(one, _)] => Text::Cell(one),
        [(one, _), (two, _), ..] => Text::Cells(one, two),
    };
    Some(contact)
}

/// Hands over contacts whose columns are lost.
pub(crate) fn place_contacts(contacts: Vec<LooseContact<'_>>, has_organization: bool, out: &mut Assembler) {
    if contacts.is_empty() {
        return;
    }
    let roles = roles(&out.registry.records);
    for contact in contacts {
        let draft = place(contact, has_organization, &roles);
        if draft.uncertain.contains(ContactField::Name) {
            out.report.tally(Code::AmbiguousContact, draft.span);
        }
        out.contact(draft);
    }
}

fn roles(records: &[Record]) -> Roles {
    let mut roles = Roles::default();
    for record in records {
        let (assignees, contacts) = (record.assignees(), record.contacts());
        // Most name one person as both.
        if !ids::are_same(assignees, contacts) {
            assignees.iter().for_each(|id| roles.add(id, ASSIGNEE));
            contacts.iter().for_each(|id| roles.add(id, CONTACT));
        }
    }
    roles
}

const ASSIGNEE: u8 = 1;
const CONTACT: u8 = 2;

/// Who stands as assignee, and who as contact, in records where the two differ.
#[derive(Debug, Default)]
struct Roles(Ids<u8>);

impl Roles {
    fn add(&mut self, id: &str, role: u8) {
        if let Some(others) = self.0.insert(id, role).filter(|others| *others != role) {
            self.0.insert(id, others | role);
        }
    }

    /// All that `id` stands as.
    fn of(&self, id: &str) -> u8 {
        self.0.get(id).unwrap_or(0)
    }
}

/// Puts the texts of `contact` in their columns. `has_organization`: the table has that column, which the
/// registry leaves out where it would be empty.
fn place<'a>(contact: LooseContact<'a>, has_organization: bool, roles: &Roles) -> ContactDraft<'a> {
    let id = contact.word.unwrap_or_else(|| contact.id.trim_start_matches('[').trim_end_matches(']'));
    let (name, organization, certain) = match contact.text {
        Text::None => ("", "", true),
        Text::Cell(one) | Text::Words(one) if !has_organization => (one, "", true),
        Text::Cells(one, two) => (one, two, true),
        Text::Cell(one) => one_of_both(one, id, roles),
        Text::Words(words) => split(words, id, roles),
    };
    let mut uncertain = ContactFieldSet::EMPTY;
    if !certain {
        uncertain.extend([ContactField::Name, ContactField::Organization]);
    }
    if let Text::Words(words) = contact.text
        && ends_in_year(words)
        && contact.uri.is_empty()
        && contact.updated.is_empty()
    {
        // It may be when the contact was last changed.
        uncertain.extend([ContactField::Name, ContactField::Organization, ContactField::Updated]);
    }
    if contact.is_cut || contact.has_strays {
        uncertain.extend([ContactField::Uri, ContactField::Updated]);
    }
    ContactDraft {
        id: contact.id,
        word: contact.word,
        name,
        organization,
        uri: contact.uri,
        other_uris: Vec::new(),
        updated: contact.updated,
        uncertain,
        span: contact.span,
    }
}

/// One text: the likelier of a name and an organization. Never certain.
fn one_of_both<'a>(text: &'a str, id: &str, roles: &Roles) -> (&'a str, &'a str, bool) {
    if is_organization(text, id, roles) { ("", text, false) } else { (text, "", false) }
}

/// Words of which the first are the name and the others the organization. The id is made from the name, or from
/// the organization where there is no name.
fn split<'a>(words: &'a str, id: &str, roles: &Roles) -> (&'a str, &'a str, bool) {
    if let Some(end) = length_of_id(words, id) {
        let (first, rest) = words.split_at(end);
        let rest = rest.trim_start();
        if rest.is_empty() {
            return one_of_both(words, id, roles);
        }
        // "Stonebranch" is no name with an organization called "Inc.", and "Jr." is none either.
        let goes_on = rest.starts_with(|c: char| !c.is_alphanumeric()) || is_legal_form(rest) || is_name_ending(rest);
        // An id of 18 to 20 letters can be one that was cut: what it has not may be of the name still.
        let is_cut = (18..=20).contains(&id.len());
        if goes_on || is_cut && !has_mark(rest) {
            return one_of_both(words, id, roles);
        }
        let is_person = first.contains(' ') && !first.ends_with(',') && !has_mark(first);
        // Several words that no organization is called by can be more of the name: "del Rio", "Dias Lima Gramacho".
        let is_organization = has_mark(rest) || !rest.contains(' ');
        // One who stands in that role alone is an organization.
        let certain = is_person && is_organization && !is_cut && roles.of(id) != ASSIGNEE;
        return (first, rest, certain);
    }
    // The id can be the organization's, after a person's name, or the name can have a title before it.
    for (at, _) in words.match_indices(' ') {
        let (first, rest) = words.split_at(at);
        let rest = rest.trim_start();
        match length_of_id(rest, id) {
            Some(end) if end == rest.len() && has_mark(rest) => return (first, rest, false),
            Some(end) => {
                let end = words.len().saturating_sub(rest.len()) + end;
                let (name, organization) = words.split_at(end);
                return (name, organization.trim_start(), false);
            }
            None => {}
        }
    }
    one_of_both(words, id, roles)
}

/// The length of the beginning of `words` that `id` was made from: the same letters, whole words. An id drops
/// what is no letter, ends in a number where another has the same name, and may be cut after 20 characters.
fn length_of_id(words: &str, id: &str) -> Option<usize> {
    let is_letter = |byte: &u8| !byte.is_ascii_digit() && !matches!(byte, b'_' | b'.');
    let id = id.get(..id.bytes().rposition(|byte| is_letter(&byte)).map_or(0, |last| last + 1)).unwrap_or(id);
    if let Ok(length) = length_by_bytes(words, id) {
        return length;
    }
    let mut letters = id.chars().filter(|c| c.is_alphabetic()).peekable();
    letters.peek()?;
    let mut end = 0;
    for (at, c) in words.char_indices() {
        if letters.peek().is_none() {
            return end_of_word(words, id.len(), end);
        }
        if c.is_alphabetic() {
            let expected = letters.next()?;
            // Ids of old spell accents away: any letter stands for one beyond ASCII.
            if c.is_ascii() && !c.eq_ignore_ascii_case(&expected) {
                return None;
            }
        }
        end = at + c.len_utf8();
    }
    letters.peek().is_none().then_some(words.len())
}

/// A letter beyond ASCII, which bytes do not tell.
struct Foreign;

/// The same by bytes, as far as all letters are ASCII.
fn length_by_bytes(words: &str, id: &str) -> Result<Option<usize>, Foreign> {
    let (letters, id) = (words.as_bytes(), id.as_bytes());
    // By far most ids are the name with underscores for its spaces.
    if id.last().is_some_and(u8::is_ascii_alphabetic)
        && let Some((begin, [] | [b' ', ..])) = letters.split_at_checked(id.len())
        && eight::is_with_other(begin, id, b'_', b' ')
    {
        return Ok(Some(id.len()));
    }
    let (mut at, mut of_id) = (0, 0);
    while let Some(&expected) = id.get(of_id) {
        match letters.get(at) {
            Some(&letter) if letter == expected && letter.is_ascii_alphabetic() => {
                at += 1;
                of_id += 1;
            }
            Some(letter) if !letter.is_ascii() => return Err(Foreign),
            _ if !expected.is_ascii() => return Err(Foreign),
            _ if !expected.is_ascii_alphabetic() => of_id += 1,
            Some(letter) if !letter.is_ascii_alphabetic() => at += 1,
            Some(letter) if letter.eq_ignore_ascii_case(&expected) => {
                at += 1;
                of_id += 1;
            }
            _ => return Ok(None),
        }
    }
    // An id without a letter is made from nothing.
    Ok(if at == 0 { None } else { end_of_word(words, id.len(), at) })
}

/// Where the word ends within which, or before which, an id is spent: at `end`. If it was not cut, there is no letter
/// between.
fn end_of_word(words: &str, id_length: usize, end: usize) -> Option<usize> {
    let rest = words.get(end..)?;
    let word = rest.find(char::is_whitespace).unwrap_or(rest.len());
    let tail = rest.get(..word)?;
    (!tail.contains(char::is_alphabetic) || id_length >= 18).then_some(end + word)
}

fn is_organization(text: &str, id: &str, roles: &Roles) -> bool {
    // Where a record's assignee and contact differ, the one is an organization and the other a person.
    match roles.of(id) {
        ASSIGNEE => true,
        CONTACT => has_mark(text) && text.split(' ').count() != 2,
        _ => has_mark(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(row: &str) -> (String, String, bool) {
        let contact = joined(row, Span::default()).expect("a contact");
        let draft = place(contact, true, &Roles::default());
        (draft.name.to_owned(), draft.organization.to_owned(), draft.uncertain.is_empty())
    }

    #[test]
    fn the_id_tells_where_the_name_ends() {
        for (row, name, organization, certain) in [
            (
                "[Bruno_Rijsman] Bruno Rijsman Juniper Networks mailto:b&x.net 2013-02-01",
                "Bruno Rijsman",
                "Juniper Networks",
                true,
            ),
            (
                "[Nathan_Hammond_2] Nathan Hammond Stonebranch, Inc. mailto:n&x.com",
                "Nathan Hammond",
                "Stonebranch, Inc.",
                true,
            ),
            ("[Stonebranch_Inc] Stonebranch, Inc. mailto:n&x.com", "", "Stonebranch, Inc.", false),
            ("[Yossi_Cohen_Shahar] Yossi Cohen-Shahar mailto:y&x.co", "Yossi Cohen-Shahar", "", false),
            (
                "[Christoph_Anton_Mitt] Christoph Anton Mitterer Net GmbH mailto:c&x.net",
                "Christoph Anton Mitterer",
                "Net GmbH",
                false,
            ),
            ("[David_Gutierrez] David Gutiérrez Velneo mailto:d&x.net", "David Gutiérrez", "Velneo", true),
            ("[APCO_Project] Steve Glass APCO Project 25 mailto:s&x.net", "Steve Glass APCO Project 25", "", false),
            ("[flanne] mailto:flanne&x.com", "", "", true),
            ("[Karen_Burns] Karen Burns", "Karen Burns", "", false),
        ] {
            let found = read(row);
            if row.starts_with("[APCO") {
                assert!(!found.2, "{row}: {found:?}");
                continue;
            }
            assert_eq!(found, (name.to_owned(), organization.to_owned(), certain), "{row}");
        }
    }
}
