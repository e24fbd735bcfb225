//! What a rendering has no place for, and what of a registry is lost by it.

use std::fmt;

use crate::ast::{Contact, Field, Format, Record, Reference, ReferenceKind, Registry, Status};
use crate::cell::{sentence, state, text, uri};
use crate::preamble;
use crate::write;

macro_rules! parts {
    ($($(#[$doc:meta])* $variant:ident = $one:literal, $many:literal;)*) => {
        /// A part of a registry that some rendering has no place for. Every rendering has one for the twelve columns.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Part {
            $($(#[$doc])* $variant,)*
        }

        impl Part {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// What it is called where there is one, and where there are several.
            const fn nouns(self) -> (&'static str, &'static str) {
                match self { $(Self::$variant => ($one, $many),)* }
            }
        }
    };
}

parts! {
    /// The registry's title.
    Title = "title", "titles";
    /// "Last Updated".
    Updated = "date", "dates";
    /// "Expert(s)".
    Experts = "list of experts", "lists of experts";
    /// References of the registry as a whole.
    References = "reference of the registry", "references of the registry";
    /// Notes above the table.
    Notes = "note", "notes";
    /// Notes below the table.
    Footnotes = "footnote", "footnotes";
    /// The contact table.
    Contacts = "contact", "contacts";
    /// Which columns the source had: where a rendering has all of them, one that was not there is empty.
    Columns = "lack of a column", "lacks of columns";
    /// [`Record::uncertain`] and [`Contact::uncertain`]: that a value is not sure.
    Uncertain = "list of uncertain fields", "lists of uncertain fields";
    /// [`Record::status`], where it is not what the words of the record say.
    Status = "status", "statuses";
    /// [`Record::replaces`] and [`Record::alias_of`], where they are not what the words of the record say.
    Replaced = "name replaced or aliased", "names replaced or aliased";
    /// [`Reference::kind`], number and section, where they are not what the reference's text says.
    ReferenceKinds = "kind of a reference", "kinds of references";
    /// Records that say nothing.
    Empty = "empty row", "empty rows";
    /// Text that no reader gives: white space that is not folded, brackets within names, control characters.
    Spelling = "odd spelling", "odd spellings";
    /// Where things stood in the document: those of the new one take their place.
    Places = "place", "places";
    /// What fixed columns of text have no room for, or text and Markdown would be read as something else: a word longer
    /// than a column can be, a title that is the heading of an entry.
    Fit = "value that does not fit", "values that do not fit";
    /// What the reader had to say.
    Diagnostics = "diagnostic", "diagnostics";
}

impl Format {
    /// Whether the rendering that [`write`](crate::write) makes has a place for `part`. One that has may still lack it
    /// for what only a registry made by hand holds; [`losses`] tells of a registry what is lost.
    #[must_use]
    pub const fn carries(self, part: Part) -> bool {
        match self {
            Self::Json => true,
            Self::Ndjson => !matches!(
                part,
                Part::Title
                    | Part::Updated
                    | Part::Experts
                    | Part::References
                    | Part::Notes
                    | Part::Footnotes
                    | Part::Contacts
                    | Part::Columns
                    | Part::Diagnostics
            ),
            Self::Csv => matches!(part, Part::Columns | Part::Fit),
            Self::Xml => !matches!(
                part,
                Part::Columns
                    | Part::Status
                    | Part::Replaced
                    | Part::Empty
                    | Part::Spelling
                    | Part::Places
                    | Part::Diagnostics
            ),
            Self::Markdown if matches!(part, Part::Fit) => false,
            Self::Html | Self::Markdown => !matches!(
                part,
                Part::Status
                    | Part::Replaced
                    | Part::ReferenceKinds
                    | Part::Empty
                    | Part::Spelling
                    | Part::Places
                    | Part::Diagnostics
            ),
            Self::Text => !matches!(
                part,
                Part::Uncertain
                    | Part::Status
                    | Part::Replaced
                    | Part::ReferenceKinds
                    | Part::Empty
                    | Part::Spelling
                    | Part::Fit
                    | Part::Places
                    | Part::Diagnostics
            ),
        }
    }
}

/// How much of one [`Part`] is lost; shown as `6,102 contacts`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Loss {
    /// What is lost.
    pub part: Part,
    /// How many of it: records, contacts, references, notes, values.
    pub count: usize,
}

impl fmt::Display for Loss {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (one, many) = self.part.nouns();
        if self.count == 1 {
            return write!(f, "1 {one}");
        }
        let digits = self.count.to_string();
        for (index, digit) in digits.chars().enumerate() {
            if index > 0 && digits.len().saturating_sub(index).is_multiple_of(3) {
                f.write_str(",")?;
            }
            write!(f, "{digit}")?;
        }
        write!(f, " {many}")
    }
}

/// What of `registry` is lost where it is written as `format` and read again, each part once; empty where nothing is.
/// [`Part::Places`] and [`Part::Diagnostics`], which are of a document and not of the registry, are not counted.
///
/// ```
/// use portolan::{Format, Part};
///
/// let page = b"# Service Name and Transport Protocol Port Number Registry\n\n\
///     |Service Name|Port Number|Transport Protocol|Description|\n|---|---|---|---|\n|https|443|tcp|Secure|\n";
/// let registry = portolan::parse(page).registry;
/// let losses = portolan::losses(&registry, Format::Csv);
/// assert_eq!(losses.iter().map(|loss| (loss.part, loss.count)).collect::<Vec<_>>(), [(Part::Title, 1)]);
/// assert!(portolan::losses(&registry, Format::Html).is_empty());
/// ```
#[must_use]
pub fn losses(registry: &Registry, format: Format) -> Vec<Loss> {
    let mut found = Vec::new();
    for &part in Part::ALL {
        // XML has a place for kinds and numbers of references, but not for every pair of them. A column without which
        // no reader would know the table, or that a record has a value for, is written where the source lacked it.
        let is_partly = match part {
            Part::ReferenceKinds => format == Format::Xml,
            Part::Columns => format != Format::Json,
            _ => false,
        };
        if format.carries(part) && !is_partly {
            continue;
        }
        let count = count(registry, format, part);
        if count > 0 {
            found.push(Loss { part, count });
        }
    }
    found
}

fn count(registry: &Registry, format: Format, part: Part) -> usize {
    let records = |is_lost: &dyn Fn(&Record) -> bool| registry.iter().filter(|record| is_lost(record)).count();
    match part {
        Part::Title => usize::from(registry.title.is_some()),
        Part::Updated => usize::from(registry.updated.is_some()),
        Part::Experts => usize::from(registry.experts.is_some()),
        Part::References => registry.references.len(),
        Part::Notes => registry.notes.len(),
        Part::Footnotes => registry.footnotes.len(),
        Part::Contacts => registry.contacts.len(),
        Part::Columns => {
            let known = registry.source.as_ref().map_or(0, |source| source.columns.len());
            let written = if format.carries(part) { write::columns(registry).len() } else { Field::ALL.len() };
            if known == 0 { 0 } else { written.saturating_sub(known) }
        }
        Part::Uncertain => {
            let contacts = registry.contacts.iter().filter(|contact| !contact.uncertain.is_empty());
            let contacts = if format.carries(Part::Contacts) { contacts.count() } else { 0 };
            contacts.saturating_add(records(&|record| !record.uncertain().is_empty()))
        }
        Part::Status => records(&|record| *record.status() != status_of(record)),
        Part::Replaced => records(&|record| {
            let (replaces, alias_of) = replaced_in(record);
            (record.replaces(), record.alias_of()) != (replaces.as_deref(), alias_of.as_deref())
        }),
        Part::ReferenceKinds => {
            let own = registry.references.iter().filter(|_| format.carries(Part::References));
            let own = own.filter(|reference| is_kind_lost(reference, format)).count();
            // Among the references of a record of XML, a person would be its contact.
            let is_lost = |found: &&Reference| found.kind == ReferenceKind::Person || is_kind_lost(found, format);
            own.saturating_add(registry.iter().flat_map(Record::references).filter(is_lost).count())
        }
        Part::Empty => records(&write::is_empty),
        Part::Spelling => spellings(registry, format),
        Part::Fit if format == Format::Markdown => write::markdown::misfits(registry),
        Part::Fit => write::text::misfits(registry),
        Part::Places | Part::Diagnostics => 0,
    }
}

/// What the words of a record say of its state.
fn status_of(record: &Record) -> Status {
    match record.service_name() {
        Some(_) => Status::Assigned,
        None => state::of_description(record.description().unwrap_or("")),
    }
}

/// What the words of a record, with the sentence on the name it replaces, are read as.
fn replaced_in(record: &Record) -> (Option<String>, Option<String>) {
    let words = write::description(record, "\n");
    let (_, replaces) = sentence::split_replacement(&words);
    let alias_of = record.notes().and_then(sentence::alias_of);
    (replaces.map(str::to_owned), alias_of.map(str::to_owned))
}

fn is_kind_lost(reference: &Reference, format: Format) -> bool {
    let Reference { kind, number, section, text: words } = reference;
    let read = Reference::from_text(words);
    if format != Format::Xml {
        return read != *reference;
    }
    // Where its own words do not say the section, XML has an attribute for it.
    let is_section_lost = match section {
        Some(section) if read.section.is_none() => {
            section.is_empty() || text::spellable(text::fold_line(section)) != section.as_str()
        }
        section => *section != read.section,
    };
    is_section_lost
        || match kind {
            ReferenceKind::Rfc => number.is_none(),
            ReferenceKind::Note => number.is_none() && read.number.is_some(),
            ReferenceKind::Draft | ReferenceKind::Uri | ReferenceKind::Person | ReferenceKind::Registry => {
                number.is_some()
            }
            ReferenceKind::Text => (read.kind, read.number) != (*kind, *number),
        }
}

/// Texts that no reader gives.
#[allow(clippy::arithmetic_side_effects, reason = "counts texts that are held in memory")]
fn spellings(registry: &Registry, format: Format) -> usize {
    let is_odd = |words: &str| text::spellable(text::fold(words)) != words;
    let is_odd_line = |words: &str| text::spellable(text::fold_line(words)) != words;
    let is_odd_name = |name: &str| name.is_empty() || name.contains(['[', ']']) || is_odd_line(name);
    let is_odd_word = |word: &str| is_odd_name(word) || word.contains(' ');
    // XML has no brackets around the words of a reference, nor around a URI.
    let is_bare = format == Format::Xml;
    let is_odd_text = |text: &str| if is_bare { text.is_empty() || is_odd_line(text) } else { is_odd_name(text) };
    let is_several_uris = |uri: &str| uri.contains(' ') && uri.split(' ').all(uri::is_contact_uri);
    let is_odd_uri = |uri: &str| is_odd_text(uri) || is_several_uris(uri) || uri::address(uri).uri != *uri;
    let mut count = 0;
    let mut tell = |is_odd: bool| count += usize::from(is_odd);
    for record in registry {
        tell(record.service_name().is_some_and(is_odd_line));
        tell(record.replaces().is_some_and(is_odd_line));
        tell(record.transport().is_some_and(|transport| is_odd_word(transport.as_str())));
        for words in [record.description(), record.unauthorized_use(), record.notes()] {
            tell(words.is_some_and(is_odd));
        }
        record.assignees().iter().chain(record.contacts()).for_each(|id| tell(is_odd_name(id)));
        record.references().iter().for_each(|reference| tell(is_odd_text(&reference.text)));
    }
    if format.carries(Part::Contacts) {
        for Contact { id, name, organization, uri, other_uris, .. } in &registry.contacts {
            tell(is_odd_name(id));
            name.iter().chain(organization).for_each(|words| tell(words.is_empty() || is_odd(words)));
            uri.iter().chain(other_uris).for_each(|uri| tell(is_odd_uri(uri)));
            // Several stand in one cell, which is read as several where each is a URI; in XML each has an element.
            let is_several = !other_uris.is_empty();
            let is_one = |uri: &str| !uri.contains(' ') && uri::is_contact_uri(uri);
            tell(
                is_several && format != Format::Xml && !uri.iter().chain(other_uris).all(|uri| is_one(uri))
                    || is_several && uri.is_none(),
            );
        }
    }
    if format.carries(Part::Title) {
        tell(registry.title.as_deref().is_some_and(|title| title.is_empty() || is_odd_line(title)));
        tell(
            registry
                .experts
                .as_deref()
                .is_some_and(|words| words.is_empty() || is_odd(words) || preamble::experts(words) != *words),
        );
        registry.references.iter().for_each(|reference| tell(is_odd_text(&reference.text)));
        // Paragraphs stand apart, whatever lines they are wrapped in.
        let is_odd_body = |words: &str| {
            words.is_empty() || is_odd(words) || preamble::paragraphs(&words.replace('\n', "\n\n")) != words
        };
        for note in &registry.notes {
            tell(is_odd_line(&note.title) || !preamble::is_note(&note.title));
            tell(is_odd_body(&note.text));
        }
        for footnote in &registry.footnotes {
            tell(is_odd_name(&footnote.id));
            tell(is_odd_body(&footnote.text));
        }
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn losses_are_shown_as_counted_nouns() {
        let shown = |part, count| Loss { part, count }.to_string();
        assert_eq!(shown(Part::Contacts, 6_102), "6,102 contacts");
        assert_eq!(shown(Part::Notes, 1), "1 note");
    }

    #[test]
    fn what_the_words_do_not_say_is_lost() {
        let record = Record::new().with_service_name("a").with_status(Status::Reserved).with_alias_of("x");
        let registry = Registry { records: vec![record], ..Registry::default() };
        let parts = |format| losses(&registry, format).iter().map(|loss| loss.part).collect::<Vec<_>>();
        assert_eq!(parts(Format::Xml), [Part::Status, Part::Replaced]);
        assert_eq!(parts(Format::Json), []);
    }
}
