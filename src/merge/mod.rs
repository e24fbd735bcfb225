//! Several pages of one registry as one.

mod copies;
mod order;
mod place;

use std::collections::HashSet;
use std::fmt;

use ecow::EcoString;

use crate::ast::{
    Code, Contact, Diagnostic, Field, FieldSet, Parsed, PartialDate, Record, Registry, Severity, Source, Transport,
};
use copies::{Joined, join};
use place::Base;

pub use place::Page;

/// Makes one of several pages of one registry: of a paged table, searches, or one page in several renderings.
///
/// * Each record is there once, however many pages it is on; a record that one page has twice is there twice. A copy
///   with uncertain fields, or of a page without some columns, is the same record as another if they agree in all
///   other fields; the one that leaves less open is kept, with what the other knows beside that. Text that differs in its paragraphs alone does not differ.
///   Where two pages say different things of one name, port and transport both records stay, and a warning of code
///   [`DifferentCopies`](Code::DifferentCopies) tells of the later.
/// * Records stand as the registry has them: in the order of every page, and where the pages leave it open by port,
///   then the names without one. Contacts likewise, by their ids.
/// * Title, experts, references and notes are those of the first page that has them, footnotes those of all.
/// * [`Source::columns`] are those that all pages have; its format, layout and encoding are the first page's, without
///   the layout where the pages differ in any of the three.
/// * Places count the documents as if they stood one behind the other in the order given, so that they stay unique.
/// * Diagnostics are those of all pages, but for [`MissingContacts`](Code::MissingContacts) that another page has.
///
/// It takes time in proportion to the pages, but for sorting.
///
/// ```
/// use portolan::{Page, merge, parse};
///
/// let heading = "Service Name Port Number Transport Protocol Description\n";
/// let one = format!("{heading}telnet 23 tcp Telnet\nsmtp 25 tcp Simple Mail Transfer\n");
/// let two = format!("{heading}ssh 22 tcp The Secure Shell\ntelnet 23 tcp Telnet\n");
/// let pages = [one, two].map(|page| Page::new(parse(page.as_bytes()), page.into_bytes()));
///
/// let merged = merge(&pages)?;
/// let names: Vec<_> = merged.registry.iter().filter_map(|record| record.service_name()).collect();
/// assert_eq!(names, ["ssh", "telnet", "smtp"]);
/// # Ok::<(), portolan::MergeError>(())
/// ```
///
/// # Errors
/// [`MergeError::Dates`] where two pages were last updated on different dates; a page without a date goes with any.
pub fn merge(pages: &[Page<'_>]) -> Result<Parsed, MergeError> {
    let updated = common_date(pages)?;
    let bases = place::bases(pages);
    let columns: Vec<FieldSet> = pages.iter().map(|page| carried(&page.parsed().registry)).collect();
    let common = columns.iter().fold(FieldSet::from_iter(Field::ALL), |common, other| {
        common.iter().filter(|field| other.contains(*field)).collect()
    });

    let rows: Vec<_> = registries(pages).map(|registry| registry.records.as_slice()).zip(columns.clone()).collect();
    let records = join(&rows, common);
    let entries: Vec<_> = registries(pages).map(|registry| registry.contacts.as_slice()).zip(columns).collect();
    let contacts = join(&entries, common);

    let mut diagnostics = Vec::new();
    conflicts(pages, &bases, &records, &contacts, &mut diagnostics);
    let registry = Registry {
        source: source(pages, common),
        title: registries(pages).find_map(|registry| registry.title.clone()),
        updated,
        experts: registries(pages).find_map(|registry| registry.experts.clone()),
        references: first(pages, |registry| &registry.references),
        notes: first(pages, |registry| &registry.notes),
        footnotes: footnotes(pages),
        records: order::order(&records.pages, &keys(&records, order_of_record))
            .into_iter()
            .filter_map(|at| {
                let kept = records.kept.get(at)?;
                let span = bases.get(kept.copy.page)?.span(kept.entry.span());
                Some(Record::clone(&kept.entry).with_span(span))
            })
            .collect(),
        contacts: order::order(&contacts.pages, &keys(&contacts, order_of_contact))
            .into_iter()
            .filter_map(|at| contacts.kept.get(at).map(|kept| Contact::clone(&kept.entry)))
            .collect(),
    };
    let ids: HashSet<&EcoString> = registry.contacts.iter().map(|contact| &contact.id).collect();
    for (page, base) in pages.iter().zip(&bases) {
        let found = || named(&page.parsed().registry).all(|id| ids.contains(id));
        let has_moved = page.parsed().diagnostics.iter().any(|told| told.code == Code::MissingContacts) && found();
        let kept = page.parsed().diagnostics.iter().filter(|told| !(has_moved && told.code == Code::MissingContacts));
        diagnostics.extend(kept.map(|told| base.diagnostic(told)));
    }
    diagnostics.sort_by_key(|told| (told.span, told.code));
    Ok(Parsed { registry, diagnostics })
}

fn registries<'a>(pages: &'a [Page<'_>]) -> impl Iterator<Item = &'a Registry> {
    pages.iter().map(|page| &page.parsed().registry)
}

fn common_date(pages: &[Page<'_>]) -> Result<Option<PartialDate>, MergeError> {
    let mut dated = registries(pages).enumerate().filter_map(|(page, registry)| Some((page, registry.updated?)));
    let Some(first) = dated.next() else { return Ok(None) };
    match dated.find(|(_, date)| *date != first.1) {
        Some(other) => Err(MergeError::Dates { first, other }),
        None => Ok(Some(first.1)),
    }
}

/// The columns of which a page speaks; one that does not tell them speaks of all.
fn carried(registry: &Registry) -> FieldSet {
    let columns = registry.source.as_ref().map_or(&[][..], |source| &source.columns);
    let columns = if columns.is_empty() { &Field::ALL } else { columns };
    columns.iter().copied().collect()
}

fn source(pages: &[Page<'_>], common: FieldSet) -> Option<Source> {
    let sources = || registries(pages).filter_map(|registry| registry.source.as_ref());
    let first = sources().next()?;
    let stand = |source: &Source| (source.format, source.layout, source.encoding);
    let layout = first.layout.filter(|_| sources().all(|source| stand(source) == stand(first)));
    // A page that was cut before its table has none.
    let columns = sources().map(|source| &source.columns).find(|columns| !columns.is_empty());
    let columns = columns.into_iter().flatten().copied().filter(|field| common.contains(*field)).collect();
    Some(Source { layout, columns, ..*first })
}

fn first<T: Clone>(pages: &[Page<'_>], list: impl Fn(&Registry) -> &Vec<T>) -> Vec<T> {
    registries(pages).map(list).find(|list| !list.is_empty()).cloned().unwrap_or_default()
}

fn footnotes(pages: &[Page<'_>]) -> Vec<crate::ast::Footnote> {
    let mut ids = HashSet::new();
    let all = registries(pages).flat_map(|registry| &registry.footnotes);
    all.filter(|footnote| ids.insert(&footnote.id)).cloned().collect()
}

fn named(registry: &Registry) -> impl Iterator<Item = &EcoString> {
    registry.iter().flat_map(|record| record.assignees().iter().chain(record.contacts()))
}

/// Ports ascend; behind them stand the names of protocols, which say nothing of how they are carried, and then all
/// other names, each by the alphabet. Of one port TCP comes first.
fn order_of_record(record: &Record) -> ((u8, u16, String), u8) {
    let transport = match record.transport() {
        Some(Transport::Tcp) | None => 0,
        Some(Transport::Udp) => 1,
        Some(Transport::Sctp) => 2,
        Some(Transport::Dccp) => 3,
        Some(Transport::Other(_)) => 4,
    };
    let key = match record.ports() {
        Some(ports) => (0, ports.first(), String::new()),
        None => {
            let is_bare = record.transport().is_none() && record.notes().is_none();
            (if is_bare { 1 } else { 2 }, 0, record.service_name().unwrap_or_default().to_lowercase())
        }
    };
    (key, transport)
}

/// By their ids, whatever the case.
fn order_of_contact(contact: &Contact) -> (String, u8) {
    (contact.id.as_str().to_lowercase(), 0)
}

fn keys<T: Clone, K>(joined: &Joined<'_, T>, key: impl Fn(&T) -> K) -> Vec<K> {
    joined.kept.iter().map(|kept| key(&kept.entry)).collect()
}

/// Tells of copies that say different things.
fn conflicts(
    pages: &[Page<'_>],
    bases: &[Base],
    records: &Joined<'_, Record>,
    contacts: &Joined<'_, Contact>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    for copy in &records.conflicts {
        let (Some(page), Some(base)) = (pages.get(copy.page), bases.get(copy.page)) else { continue };
        let Some(record) = page.parsed().registry.records.get(copy.at) else { continue };
        let column = page.column(record.span());
        diagnostics.push(base.diagnostic(&Diagnostic {
            severity: Severity::Warning,
            code: Code::DifferentCopies,
            message:
                "another page has this name, port and transport with other fields; both records are kept".to_owned(),
            span: record.span(),
            column,
        }));
    }
    for copy in &contacts.conflicts {
        let Some(page) = pages.get(copy.page) else { continue };
        let Some(contact) = page.parsed().registry.contacts.get(copy.at) else { continue };
        diagnostics.push(Diagnostic {
            severity: Severity::Warning,
            code: Code::DuplicateContact,
            message: format!("contact {:?} is on two pages, and differs; both are kept", contact.id),
            span: crate::ast::Span::default(),
            column: 0,
        });
    }
}

/// Why pages cannot be one registry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum MergeError {
    /// They were last updated on different dates.
    Dates {
        /// The first page that has a date, counted from 0 in the order given, and that date.
        first: (usize, PartialDate),
        /// The first page that has another.
        other: (usize, PartialDate),
    },
}

impl fmt::Display for MergeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self::Dates { first, other } = self;
        let [(one, of), (two, and)] = [first, other].map(|(page, date)| (page.saturating_add(1), date));
        write!(f, "pages of different dates: page {one} of {of}, page {two} of {and}")
    }
}

impl std::error::Error for MergeError {}
