//! From records to names with ports: which are written, which are historic, and what is to say of the others.

use std::collections::{HashMap, HashSet};

use crate::ast::{Code, Diagnostic, Field, Record, Registry, Severity, Span};
use crate::cell::sentence;

use super::{Ranges, Services, name};

/// A name at a port, or at each port of a range, of a transport protocol.
#[derive(Clone, Copy, Debug)]
pub(super) struct Name<'a> {
    pub(super) text: &'a str,
    pub(super) first: u16,
    pub(super) last: u16,
    pub(super) transport: &'a str,
    /// Another name has taken its place.
    pub(super) is_historic: bool,
    /// The record that gives it.
    pub(super) record: &'a Record,
    /// Its place in the registry among the others.
    pub(super) order: usize,
}

/// Where a record stands, of what is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Place<'a> {
    first: u16,
    last: u16,
    transport: &'a str,
}

/// The names to write, in the registry's order, and what there is to say, in the order of places.
pub(super) fn names<'a>(services: &Services, registry: &'a Registry) -> (Vec<Name<'a>>, Vec<Diagnostic>) {
    let mut told = Told::default();
    let placed: Vec<(&Record, Place<'_>)> =
        registry.iter().filter_map(|record| Some((record, place(services, record, &mut told)?))).collect();
    let is_replaced = |(record, place): &(&'a Record, Place<'a>)| {
        let name = record.replaces().filter(|name| record.service_name() != Some(*name))?;
        Some((*place, name))
    };
    let replaced: HashSet<(Place<'_>, &str)> = placed.iter().filter_map(is_replaced).collect();

    let mut names = Vec::with_capacity(placed.len());
    let mut refused = HashSet::new();
    for (record, place) in placed {
        let own = record.service_name();
        let notes_say = own.is_some_and(|own| is_historic(record, own));
        let both = [own.map(|name| (name, true)), record.replaces().map(|name| (name, false))];
        for (text, is_own) in both.into_iter().flatten() {
            if let Some(fault) = name::fault(text) {
                if refused.insert((place, text)) {
                    told.not_a_service(record, format!("the name {text:?} {fault}; it is left out"));
                }
                continue;
            }
            let is_historic = !is_own || notes_say || replaced.contains(&(place, text));
            let Place { first, last, transport } = place;
            names.push(Name { text, first, last, transport, is_historic, record, order: names.len() });
        }
        told.uncertain(record, notes_say);
    }
    leave_out_hiding(&mut names, &mut told);
    (names, told.finish())
}

/// Where the record stands, if it is a service that is asked for.
fn place<'a>(services: &Services, record: &'a Record, told: &mut Told) -> Option<Place<'a>> {
    let name = record.service_name()?;
    let (Some(ports), Some(transport)) = (record.ports(), record.transport()) else {
        let is_asked_for = record.transport().is_none_or(|known| services.takes(name::transport_word(known)))
            && record.ports().is_none_or(|ports| services.clip(ports).is_some());
        if is_asked_for {
            told.without_place(record);
        }
        return None;
    };
    let (first, last) = services.clip(ports)?;
    let transport = name::transport_word(transport);
    if !services.takes(transport) {
        return None;
    }
    if let Some(fault) = name::transport_fault(transport) {
        told.not_a_service(record, format!("the transport protocol {transport:?} of {name:?} {fault}; it is left out"));
        return None;
    }
    Some(Place { first, last, transport })
}

impl Services {
    fn takes(&self, transport: &str) -> bool {
        self.transports.is_empty()
            || self.transports.iter().any(|wanted| wanted.as_str().eq_ignore_ascii_case(transport))
    }

    /// The ports of a record that are asked for, first and last.
    fn clip(&self, ports: crate::ast::PortRange) -> Option<(u16, u16)> {
        let (first, last) = (ports.first(), ports.last());
        let last = match self.ranges {
            Ranges::First => first,
            Ranges::None if first != last => return None,
            Ranges::None | Ranges::All => last,
        };
        let highest = self.max_port.unwrap_or(u16::MAX);
        (first <= highest).then_some((first, last.min(highest)))
    }
}

/// Whether the notes of a record say that another name has taken the place of its own.
fn is_historic(record: &Record, own: &str) -> bool {
    let duplicated = || record.notes().and_then(sentence::duplicate_of);
    record.alias_of().or_else(duplicated).is_some_and(|other| other != own)
}

/// Readers take the first line that has a name: a historic name must not stand before a line where it is current.
fn leave_out_hiding(names: &mut Vec<Name<'_>>, told: &mut Told) {
    if !names.iter().any(|name| name.is_historic) {
        return;
    }
    let mut current: HashMap<&str, (u16, &str)> = HashMap::new();
    for name in names.iter().filter(|name| !name.is_historic) {
        let highest = current.entry(name.text).or_insert((name.last, name.transport));
        if highest.0 < name.last {
            *highest = (name.last, name.transport);
        }
    }
    names.retain(|name| match current.get(name.text) {
        Some((port, transport)) if name.is_historic && *port > name.first => {
            let Name { text, first, transport: own, .. } = name;
            told.note(
                name.record,
                format!(
                    "the historic name {text:?} is left out at {first}/{own}: it would hide the current one at \
                     {port}/{transport}"
                ),
            );
            false
        }
        _ => true,
    });
}

/// What there is to say.
#[derive(Debug, Default)]
struct Told {
    diagnostics: Vec<Diagnostic>,
    without_place: Tally,
    uncertain: Tally,
}

/// How many records, and the first place.
#[derive(Debug, Default)]
struct Tally {
    count: usize,
    first: Span,
}

impl Tally {
    fn add(&mut self, record: &Record) {
        if self.count == 0 {
            self.first = record.span();
        }
        self.count = self.count.saturating_add(1);
    }
}

impl Told {
    fn tell(&mut self, severity: Severity, code: Code, span: Span, message: String) {
        self.diagnostics.push(Diagnostic { severity, code, message, span, column: 0 });
    }

    fn not_a_service(&mut self, record: &Record, message: String) {
        self.tell(Severity::Warning, Code::NotAService, record.span(), message);
    }

    fn note(&mut self, record: &Record, message: String) {
        self.tell(Severity::Note, Code::NotAService, record.span(), message);
    }

    fn without_place(&mut self, record: &Record) {
        self.without_place.add(record);
    }

    /// Counts a record that is written though something of its line is not sure: what its notes and its description say
    /// of other names decides over these.
    fn uncertain(&mut self, record: &Record, notes_say: bool) {
        let is_told = |field| match field {
            Field::ServiceName | Field::Ports | Field::Transport => true,
            Field::Description => record.replaces().is_some(),
            Field::Notes => notes_say,
            _ => false,
        };
        if record.uncertain().iter().any(is_told) {
            self.uncertain.add(record);
        }
    }

    fn finish(mut self) -> Vec<Diagnostic> {
        let Tally { count, first } = self.without_place;
        if count > 0 {
            let names = if count == 1 { "name has" } else { "names have" };
            let message = format!("{count} {names} no port or no transport protocol, and so no line");
            self.tell(Severity::Note, Code::NotAService, first, message);
        }
        let Tally { count, first } = self.uncertain;
        if count > 0 {
            let (services, look) = if count == 1 { ("service", "looks") } else { ("services", "look") };
            let message = format!(
                "services cannot say what is uncertain; {count} {services} of uncertain name, port or transport protocol \
                 {look} certain now"
            );
            self.tell(Severity::Warning, Code::NotCarried, first, message);
        }
        self.diagnostics.sort_by_key(|diagnostic| (diagnostic.span, diagnostic.code));
        self.diagnostics
    }
}
