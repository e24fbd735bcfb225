//! A whole document: one object, read key by key, its arrays element by element.
#![allow(clippy::arithmetic_side_effects, reason = "places in a text in memory, no longer than isize::MAX")]

use serde::de::DeserializeOwned;

use super::own::{KEYS, StrictSource};
use super::walk::{End, Extent, Walk, part};
use super::{record, source, twice};
use crate::ast::{Code, Diagnostic, Format, Parsed, Registry, Span};
use crate::options::Limits;
use crate::preamble::shortened;
use crate::report::{Lines, Report, end_of};

const CONTACT: &[&str] = &["id", "name", "organization", "uri", "other_uris", "updated", "uncertain"];
const REFERENCE: &[&str] = &["kind", "number", "section", "text"];
const NOTE: &[&str] = &["title", "text"];
const FOOTNOTE: &[&str] = &["id", "text"];
const DIAGNOSTIC: &[&str] = &["severity", "code", "message", "span", "column"];
/// What a reader says besides the diagnostics that its limit lets it keep: tallies, and what was left out.
const BESIDES: usize = 16;

pub(super) fn is_too_long(span: Span, limits: &Limits, report: &mut Report) -> bool {
    let is_over = span.range().len() > limits.cell_bytes;
    if is_over {
        let message = format!("a record of more than {} bytes (limit: cell_bytes) is left out", limits.cell_bytes);
        report.error(Code::Limit, span, message);
    }
    is_over
}

pub(super) fn report_unknown(key: &str, what: &str, span: Span, report: &mut Report) {
    let message = format!("key {:?} is none of a {what}'s; it is left out", shortened(key));
    report.warning(Code::UnknownColumn, span, message);
}

/// What serde says, without the place, which counts from the beginning of the part that was read.
pub(super) fn reason(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let place = format!(" at line {} column {}", error.line(), error.column());
    text.strip_suffix(&place).unwrap_or(&text).to_owned()
}

/// A document as it is read.
pub(super) struct Document<'t> {
    text: &'t str,
    limits: &'t Limits,
    report: Report,
    lines: Lines<'t>,
    registry: Registry,
    /// Those that the document carries.
    carried: Vec<Diagnostic>,
    /// Its keys that were read.
    seen: Vec<&'static str>,
    /// Where each contact stands.
    contacts_at: Vec<usize>,
    walk: Walk<'t>,
    is_cut: bool,
    has_records: bool,
}

impl<'t> Document<'t> {
    pub(super) fn new(text: &'t str, limits: &'t Limits) -> Self {
        Self {
            text,
            limits,
            report: Report::new(limits.diagnostics),
            lines: Lines::new(text.as_bytes()),
            registry: Registry::default(),
            carried: Vec::new(),
            seen: Vec::new(),
            contacts_at: Vec::new(),
            walk: Walk::new(text, 0),
            is_cut: false,
            has_records: false,
        }
    }

    pub(super) fn read(mut self, start: usize) -> Parsed {
        self.walk.at = start;
        if self.walk.peek() == Some(b'[') {
            self.has_records = true;
            self.records();
        } else {
            self.walk.eat(b'{');
            self.members();
        }
        if self.walk.is_spent() {
            let span = self.span(self.walk.at, self.walk.at);
            self.report.error(Code::Limit, span, "too much of this JSON is damaged; what follows is left out");
        } else if self.is_cut {
            self.report.error(Code::Truncated, end_of(self.text), "the document ends before it is complete");
        } else if self.walk.peek().is_some() {
            let span = self.span(self.walk.at, self.text.trim_end().len());
            self.report.error(Code::Markup, span, "something follows the end of the JSON; it is left out");
        } else if !self.has_records {
            self.report.error(Code::Truncated, end_of(self.text), "the JSON ends without its key \"records\"");
        }
        // An input that was no registry stays none.
        if self.registry.source.is_none() && !self.carried.iter().any(|found| found.code == Code::Unrecognized) {
            self.registry.source = Some(source(Format::Json));
        }
        twice::report(&self.registry.contacts, &self.contacts_at, &self.carried, &self.lines, &mut self.report);
        self.report.check_records(&self.registry, self.text);
        let mut diagnostics = self.carried;
        diagnostics.extend(self.report.finish(self.text));
        Parsed { registry: self.registry, diagnostics }
    }

    /// Places must not go back.
    fn span(&mut self, start: usize, end: usize) -> Span {
        self.lines.span(start, end)
    }

    fn members(&mut self) {
        loop {
            match self.walk.peek() {
                _ if self.is_cut || self.walk.is_spent() => return,
                None => return self.is_cut = true,
                Some(b'}') => {
                    self.walk.at += 1;
                    let end = self.walk.at;
                    if self.walk.peek().is_none() {
                        return;
                    }
                    self.walk.recover_top();
                    if self.walk.at >= self.text.len() {
                        return self.walk.at = end;
                    }
                    let span = self.span(end.saturating_sub(1), end);
                    self.report.error(Code::DamagedRow, span, "a brace ends the registry here, and it goes on");
                }
                Some(b',') => self.walk.at += 1,
                Some(_) => match self.walk.key() {
                    Some(key) => self.member(&key),
                    None => self.damaged_key(),
                },
            }
        }
    }

    fn damaged_key(&mut self) {
        let start = self.walk.at;
        if let Some(key) = self.walk.damaged_key(KEYS) {
            let span = self.span(start, self.walk.at);
            self.report.warning(Code::Markup, span, format!("key {key:?} lacks a quote or its colon"));
            return self.member(key);
        }
        self.walk.recover_top();
        let to = self.walk.at;
        // Half a key is the document's end.
        if part(self.text, start..start + 1) != "\"" || to < self.text.len() {
            let span = self.span(start, to);
            self.report.error(Code::DamagedRow, span, "this is no key of a registry; it is left out");
        }
    }

    fn member(&mut self, key: &str) {
        let start = self.walk.at;
        if self.walk.peek().is_none() {
            self.is_cut = true;
            return;
        }
        if self.is_again(key) {
            let span = self.span(start, start);
            self.report.error(Code::DamagedRow, span, format!("key {key:?} stands here once more; it is left out"));
            self.skip();
            return;
        }
        match key {
            "source" => {
                self.registry.source =
                    self.value::<Option<StrictSource>>(key).flatten().map(|StrictSource(source)| source)
            }
            "title" => self.registry.title = self.value(key).flatten(),
            "updated" => self.registry.updated = self.value(key).flatten(),
            "experts" => self.registry.experts = self.value(key).flatten(),
            "references" => {
                let found = self.array(REFERENCE, "reference");
                self.registry.references.extend(found.into_iter().map(|(_, found)| found));
            }
            "notes" => {
                let found = self.array(NOTE, "note");
                self.registry.notes.extend(found.into_iter().map(|(_, found)| found));
            }
            "footnotes" => {
                let found = self.array(FOOTNOTE, "footnote");
                self.registry.footnotes.extend(found.into_iter().map(|(_, found)| found));
            }
            "records" => {
                self.has_records = true;
                self.records();
            }
            "contacts" => {
                for (at, contact) in self.array(CONTACT, "contact") {
                    self.contacts_at.push(at);
                    self.registry.contacts.push(contact);
                }
            }
            "diagnostics" => {
                let found = self.array(DIAGNOSTIC, "diagnostic");
                self.carried.extend(found.into_iter().map(|(_, found)| found));
                let most = self.limits.diagnostics.saturating_add(BESIDES);
                if self.carried.len() > most {
                    let span = self.span(start, start);
                    let message = format!("more than {most} diagnostics (limit: diagnostics); the others are left out");
                    self.report.error(Code::Limit, span, message);
                    self.carried.truncate(most);
                }
            }
            _ => {
                let span = self.span(start, start);
                report_unknown(key, "registry", span, &mut self.report);
                self.skip();
            }
        }
    }

    /// Whether a key comes again, whose value would hide the first. Arrays go on.
    fn is_again(&mut self, key: &str) -> bool {
        let Some(key) = ["source", "title", "updated", "experts"].into_iter().find(|known| *known == key) else {
            return false;
        };
        let is_again = self.seen.contains(&key);
        if !is_again {
            self.seen.push(key);
        }
        is_again
    }

    /// The text of the value here, which the walk is past then.
    fn skip(&mut self) -> Option<(usize, &'t str)> {
        let start = self.walk.at;
        match self.walk.extent(&[]).end {
            End::At(end) if end > start => {
                self.walk.at = end;
                Some((start, part(self.text, start..end)))
            }
            End::At(_) | End::Next(_) => {
                self.walk.at += 1;
                None
            }
            End::Open => {
                self.walk.recover_top();
                let to = self.walk.at;
                self.is_cut = to >= self.text.len();
                if !self.is_cut {
                    let span = self.span(start, to);
                    self.report.error(Code::DamagedRow, span, "this value does not close; it is left out");
                }
                None
            }
        }
    }

    fn value<T: DeserializeOwned>(&mut self, key: &str) -> Option<T> {
        let (start, text) = self.skip()?;
        match serde_json::from_str(text) {
            Ok(value) => Some(value),
            Err(error) => {
                let span = self.span(start, start + text.len());
                let message = format!("key {key:?} does not read: {}; it is left out", reason(&error));
                self.report.error(Code::DamagedRow, span, message);
                // Its end may be that of another value.
                self.walk.at = start + 1;
                self.walk.recover_top();
                self.walk.at = self.walk.at.min(start + text.len());
                None
            }
        }
    }

    /// The elements of the array here, and where each stands.
    fn array<T: DeserializeOwned>(&mut self, keys: &[&str], what: &str) -> Vec<(usize, T)> {
        let mut found = Vec::new();
        let mut is_over = false;
        self.elements(keys, what, |document, start, text| {
            let most = document.limits.records;
            if found.len() >= most {
                if !std::mem::replace(&mut is_over, true) {
                    let span = document.span(start, start + text.len());
                    document.report.over_records(&format!("{what}s"), most, span);
                }
                return Ok(());
            }
            let unknown = record::keys(text, keys)?.unknown;
            let value = serde_json::from_str(text)?;
            if let Some(key) = unknown {
                let span = document.span(start, start + text.len());
                report_unknown(&key, what, span, &mut document.report);
            }
            found.push((start, value));
            Ok(())
        });
        found
    }

    fn records(&mut self) {
        let mut is_over = false;
        self.elements(record::KEYS, "record", |document, start, text| {
            if is_over {
                return Ok(());
            }
            let limits = document.limits;
            if document.registry.records.len() >= limits.records {
                is_over = true;
                let span = document.span(start, start + text.len());
                document.report.over_records("records", limits.records, span);
                return Ok(());
            }
            if text.len() > limits.cell_bytes {
                let span = document.span(start, start + text.len());
                is_too_long(span, limits, &mut document.report);
                return Ok(());
            }
            let (record, unknown) = record::read(text)?;
            if let Some(key) = unknown {
                let span = document.span(start, start + text.len());
                report_unknown(&key, "record", span, &mut document.report);
            }
            document.registry.records.push(record);
            Ok(())
        });
    }

    /// Gives each element of the array here to `each`. One that does not read costs no other.
    fn elements(
        &mut self,
        keys: &[&str],
        what: &str,
        mut each: impl FnMut(&mut Self, usize, &'t str) -> Result<(), serde_json::Error>,
    ) {
        let start = self.walk.at;
        if !self.walk.eat(b'[') && self.walk.peek() == Some(b'{') {
            let span = self.span(start, self.walk.at);
            self.report.warning(Code::Markup, span, format!("the bracket before the first {what} is missing"));
        } else if self.walk.at == start {
            if let Some((_, text)) = self.skip()
                && text != "null"
            {
                let span = self.span(start, start + text.len());
                let message = format!("an array of {what}s should stand here; it is left out");
                self.report.error(Code::DamagedRow, span, message);
            }
            return;
        }
        let mut needs_comma = false;
        loop {
            let start = self.walk.at;
            match self.walk.peek() {
                _ if self.walk.is_spent() => return,
                None => return self.is_cut = true,
                Some(b']') => return self.walk.at += 1,
                Some(b',') => {
                    self.walk.at += 1;
                    needs_comma = false;
                    continue;
                }
                Some(b'{') if needs_comma => {
                    let span = self.span(start, self.walk.at);
                    self.report.warning(Code::Markup, span, "a comma is missing between two elements");
                }
                Some(b'{') => {}
                Some(_) if self.walk.is_at_top() => {
                    let span = self.span(start, self.walk.at);
                    return self.report.error(Code::Markup, span, format!("the array of {what}s does not close"));
                }
                Some(_) => {
                    let start = self.walk.at;
                    self.walk.recover(keys);
                    let span = self.span(start, self.walk.at.max(start));
                    self.report.error(Code::DamagedRow, span, format!("this is no {what}; it is left out"));
                    needs_comma = false;
                    continue;
                }
            }
            needs_comma = true;
            let start = self.walk.at;
            let Extent { end, array_end } = self.walk.extent(keys);
            let (to, text) = match end {
                End::At(to) | End::Next(to) => (to, part(self.text, start..to)),
                End::Open => (self.text.len(), part(self.text, start..self.text.len())),
            };
            let read = each(self, start, text);
            self.walk.at = to;
            let Err(error) = read else { continue };
            let is_open = end == End::Open && array_end.is_none();
            let to = array_end.unwrap_or(to);
            self.walk.at = to;
            needs_comma = false;
            let span = self.span(start, start + part(self.text, start..to).trim_end_matches(is_between).len());
            if is_open {
                let message = format!("the document ends within this {what}; it is left out");
                self.report.error(Code::Truncated, span, message);
                self.is_cut = true;
                return;
            }
            let line = span.line as usize + error.line().saturating_sub(1);
            let message = match reason(&error) {
                reason if error.line() > 1 => {
                    format!("this {what} does not read: {reason}, on line {line}; it is left out")
                }
                reason => format!("this {what} does not read: {reason}; it is left out"),
            };
            self.report.error(Code::DamagedRow, span, message);
        }
    }
}

fn is_between(c: char) -> bool {
    c == ',' || c.is_ascii_whitespace()
}
