//! Registries of any content, made of any bytes: some as reading could have given them, some as no reader gives them.

use arbitrary::{Arbitrary, Result, Unstructured};
use ecow::{EcoString, EcoVec};
use portolan::{
    Contact, ContactField, Field, FieldSet, Footnote, Note, PartialDate, PortRange, Record, Reference, Registry,
    Status, Transport,
};

use crate::words::{HOSTILE, WORDS};

/// A registry, and whether reading could have given it.
#[derive(Debug)]
pub enum Made {
    /// Of words with one space between them, in the form that each of its fields has.
    Usual(Registry),
    /// The same with some texts that are none of that.
    Odd(Registry),
}

impl<'a> Arbitrary<'a> for Made {
    fn arbitrary(bytes: &mut Unstructured<'a>) -> Result<Self> {
        let is_odd = bytes.arbitrary()?;
        let mut registry = Maker(bytes).registry()?;
        if is_odd {
            Maker(bytes).spoil(&mut registry)?;
            return Ok(Self::Odd(registry));
        }
        Ok(Self::Usual(registry))
    }
}

const FIRST: &[&str] = &["Ada", "Bo", "Cy", "Dee", "Eve", "Finn", "Gus", "José"];
const LAST: &[&str] = &["Merle", "Quill", "Dune", "Vale_2", "O'Kelp", "Reef"];
const NAMES: &[&str] =
    &["weir", "buoy-link", "x11", "3com", "whois++", "buoy_link", "cl/1", "z39.50", "914c-g", "sql*net"];
const TRANSPORTS: &[&str] = &["tcp", "udp", "sctp", "dccp", "quic"];
const URIS: &[&str] = &["mailto:eve@example.org", "tel:+49-531-21-13-0", "https://example.org/~eve?a=b&c=d_e"];
const REFERENCES: &[&str] =
    &["1", "n/a", "draft-merle-chart-02", "https://example.org/a?b=c_d", "ITU-T X.510", "Tide & Co. (2009)"];
const PROSE: &[&str] =
    &["Names", "of", "services,", "ports", "[RFC6335]", "as", "a & b", "(0-1023)", "\"Review\"", "the"];
const EXPERTS: &[&str] = &["TCP/UDP: Eve Sand; Finn Reef, and Jo Tarn\nSCTP: Hal Strand", "Eve Sand and Hal Strand"];
const STATES: &[(&str, Status)] = &[
    ("Unassigned", Status::Unassigned),
    ("IANA Reserved", Status::Reserved),
    ("De-registered", Status::Deregistered),
    ("any private mail system", Status::Assigned),
];

struct Maker<'u, 'a>(&'u mut Unstructured<'a>);

impl Maker<'_, '_> {
    /// `make`, for one of so many.
    fn some<T>(&mut self, many: u8, make: impl FnOnce(&mut Self) -> Result<T>) -> Result<Option<T>> {
        if self.0.ratio(1, many)? { make(self).map(Some) } else { Ok(None) }
    }

    fn up_to<T>(&mut self, most: usize, mut make: impl FnMut(&mut Self) -> Result<T>) -> Result<Vec<T>> {
        let count = self.0.int_in_range(0..=most)?;
        (0..count).map(|_| make(self)).collect()
    }

    fn one_of(&mut self, words: &[&str]) -> Result<EcoString> {
        Ok((*self.0.choose(words)?).into())
    }

    fn words(&mut self, words: &[&str], most: usize) -> Result<EcoString> {
        let first = self.one_of(words)?;
        let more = self.up_to(most, |maker| maker.one_of(words))?;
        Ok(more.into_iter().fold(first, |text, word| text + " " + word))
    }

    /// A paragraph, or several, each on its line.
    fn text(&mut self) -> Result<EcoString> {
        let first = self.words(WORDS, 7)?;
        let more = self.some(4, |maker| maker.words(WORDS, 7))?;
        Ok(more.into_iter().fold(first, |text, line| text + "\n" + line))
    }

    fn prose(&mut self) -> Result<EcoString> {
        let mut line = || Ok(EcoString::from("Lines ") + self.words(PROSE, 30)? + ".");
        let (one, other): (EcoString, EcoString) = (line()?, line()?);
        Ok(if self.0.arbitrary()? { one + "\n" + other } else { one })
    }

    fn name(&mut self) -> Result<EcoString> {
        self.one_of(NAMES)
    }

    fn date(&mut self) -> Result<PartialDate> {
        let (year, month, day) =
            (self.0.int_in_range(1988..=2030)?, self.0.int_in_range(1..=12)?, self.0.int_in_range(0..=28)?);
        let month = self.some(2, |_| Ok(month))?;
        let day = month.and(if day == 0 { None } else { Some(day) });
        PartialDate::new(year, month, day).map_err(|_| arbitrary::Error::IncorrectFormat)
    }

    fn reference(&mut self) -> Result<Reference> {
        let number: u16 = self.0.int_in_range(1..=9999)?;
        let section = self.some(4, |maker| Ok(format!(", Section 6.{}", maker.0.int_in_range(1..=9)?)))?;
        let text = match self.some(3, |maker| maker.one_of(REFERENCES))? {
            Some(text) => text.to_string(),
            None => format!("RFC{number}{}", section.unwrap_or_default()),
        };
        Ok(Reference::from_text(&text))
    }

    fn ports(&mut self) -> Result<PortRange> {
        let (one, other): (u16, u16) = self.0.arbitrary()?;
        match self.0.int_in_range(0..=9)? {
            0 => PortRange::new(one.min(other), one.max(other)).map_err(|_| arbitrary::Error::IncorrectFormat),
            1 => Ok(PortRange::single(one).written_as_range()),
            _ => Ok(PortRange::single(one)),
        }
    }

    fn people(&mut self, ids: &[EcoString]) -> Result<EcoVec<EcoString>> {
        if ids.is_empty() {
            return Ok(EcoVec::new());
        }
        Ok(self.up_to(2, |maker| maker.0.choose(ids).cloned())?.into_iter().collect())
    }

    fn uncertain(&mut self) -> Result<FieldSet> {
        let fields = self.some(10, |maker| maker.up_to(3, |maker| maker.0.choose(&Field::ALL).copied()))?;
        Ok(fields.unwrap_or_default().into_iter().collect())
    }

    /// A record whose words say its state.
    fn record(&mut self, ids: &[EcoString]) -> Result<Record> {
        let transport = self.some(2, |maker| maker.one_of(TRANSPORTS))?.map(Transport::from);
        let ports = self.some(2, Self::ports)?;
        let record = if self.0.ratio(3, 4)? {
            let record = Record::new().with_service_name(self.name()?).with_ports(ports).with_transport(transport);
            let record = record.with_description(self.some(1, Self::text)?.unwrap_or_default());
            record.with_replaces(self.some(10, Self::name)?.unwrap_or_default())
        } else {
            let (words, status) = self.0.choose(STATES)?;
            let ports = ports.unwrap_or(PortRange::single(7));
            Record::new()
                .with_ports(ports)
                .with_transport(transport)
                .with_description(*words)
                .with_status(status.clone())
        };
        let (registered, modified) = match (self.some(2, Self::date)?, self.some(4, Self::date)?) {
            (Some(one), Some(other)) => (Some(one.min(other)), Some(one.max(other))),
            dates => dates,
        };
        let assignees = self.people(ids)?;
        let contacts = if self.0.arbitrary()? { assignees.clone() } else { self.people(ids)? };
        let alias = self.some(8, Self::name)?;
        let notes = match &alias {
            Some(alias) => format!("This entry is an alias to \"{alias}\". It is historic.").into(),
            None => self.some(4, Self::text)?.unwrap_or_default(),
        };
        Ok(record
            .with_assignees(assignees)
            .with_contacts(contacts)
            .with_registration_date(registered)
            .with_modification_date(modified)
            .with_references(self.up_to(2, Self::reference)?.into_iter().collect::<EcoVec<_>>())
            .with_service_code(self.some(10, |maker| maker.0.arbitrary())?)
            .with_unauthorized_use(self.some(8, Self::text)?.unwrap_or_default())
            .with_notes(notes)
            .with_alias_of(alias.unwrap_or_default())
            .with_uncertain(self.uncertain()?))
    }

    fn contact(&mut self, id: EcoString) -> Result<Contact> {
        let words = &["Eve Sand", "Tide & Reef <Labs>, Inc. (Coast)", "Müller_Wrack *x* [y]"];
        let uri = self.some(2, |maker| maker.one_of(URIS))?;
        let uncertain = match self.0.int_in_range(0..=19)? {
            0 => &[ContactField::Name, ContactField::Organization][..],
            1 => &[ContactField::Uri],
            _ => &[],
        };
        Ok(Contact {
            id,
            name: self.some(2, |maker| maker.one_of(words))?,
            organization: self.some(3, |maker| maker.one_of(words))?,
            other_uris: self.some(8, |maker| maker.one_of(URIS))?.filter(|_| uri.is_some()).into_iter().collect(),
            uri,
            updated: self.some(2, Self::date)?,
            uncertain: uncertain.iter().copied().collect(),
        })
    }

    fn registry(&mut self) -> Result<Registry> {
        let id = |maker: &mut Self| Ok(maker.one_of(FIRST)? + "_" + maker.one_of(LAST)?);
        let mut ids = self.up_to(5, id)?;
        ids.sort();
        ids.dedup();
        let notes = &["Note", "Request an Assignment"];
        let note = |maker: &mut Self| Ok(Note { title: maker.one_of(notes)?, text: maker.prose()? });
        let mut number = 0;
        let footnote = |maker: &mut Self| {
            number += 1;
            Ok(Footnote { id: number.to_string().into(), text: maker.prose()? })
        };
        let first = self.record(&ids)?;
        Ok(Registry {
            source: None,
            title: Some("Service Name and Transport Protocol Port Number Registry".into()),
            updated: self.some(2, Self::date)?,
            experts: self.some(2, |maker| maker.one_of(EXPERTS))?,
            references: self.up_to(2, Self::reference)?,
            notes: self.up_to(2, note)?,
            footnotes: self.up_to(2, footnote)?,
            contacts: ids.iter().map(|id| self.contact(id.clone())).collect::<Result<_>>()?,
            records: std::iter::once(Ok(first))
                .chain(self.up_to(7, |maker| maker.record(&ids))?.into_iter().map(Ok))
                .collect::<Result<_>>()?,
        })
    }

    /// A text that no rendering expects, or that means something to one.
    fn odd(&mut self) -> Result<EcoString> {
        match self.some(3, |maker| maker.0.arbitrary::<String>())? {
            Some(text) => Ok(text.into()),
            None => self.one_of(HOSTILE),
        }
    }

    /// Puts an odd text somewhere.
    fn spoil(&mut self, registry: &mut Registry) -> Result<()> {
        let word = self.odd()?;
        match self.0.int_in_range(0..=19)? {
            0 => registry.title = Some(word),
            1 => registry.experts = Some(word),
            2 => registry.notes.insert(0, Note { title: word, text: "One.\nAnother.".into() }),
            3 => registry.notes.push(Note { title: "Note".into(), text: word }),
            4..=6 => {
                if let Some(contact) = registry.contacts.first_mut() {
                    let places = [&mut contact.name, &mut contact.organization, &mut contact.uri];
                    *self.0.choose_iter(places)? = Some(word);
                }
            }
            _ => {
                let at = self.0.choose_index(registry.records.len())?;
                if let Some(record) = registry.records.get_mut(at) {
                    *record = self.spoiled(record.clone(), &word)?;
                }
            }
        }
        Ok(())
    }

    fn spoiled(&mut self, record: Record, word: &EcoString) -> Result<Record> {
        let list = || EcoVec::from([word.clone()]);
        Ok(match self.0.int_in_range(0..=9)? {
            0 => record.with_service_name(word.clone()),
            1 => record.with_description(word.clone()),
            2 => record.with_notes(word.clone()),
            3 => record.with_unauthorized_use(word.clone()),
            4 => record.with_assignees(list()).with_contacts(list()),
            5 => record.with_references(EcoVec::from([Reference::from_text(word)])),
            6 => record.with_transport(Transport::from(word.clone())),
            7 => record.with_replaces(word.clone()),
            8 => Record::new().with_service_name(word.clone()),
            _ => Record::new().with_description(word.clone()),
        })
    }
}
