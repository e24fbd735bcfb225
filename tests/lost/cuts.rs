//! A document cut at any byte: what stands before the cut is read as in the whole, and the cut is told.
//!
//! A record is settled where the cut stands behind it: behind its row where something marks the end of that, and in
//! text and Markdown, where a row may go on over lines, behind the first line of the next row or within the contacts. What
//! is settled is what it is in the whole.
//!
//! XML, HTML and JSON tell every cut. Elsewhere what is left may be a document by itself; a cut is told
//!
//! * above the first row, and within brackets;
//! * where a record that is settled names a contact, and the contact table is not there or lacks it;
//! * in NDJSON within a line; in CSV within quotes, and in all cells but the last where rows have all their cells; in a
//!   Markdown table whose rows have all their cells within a row.

use portolan::{Code, Format, Parsed, Severity};
use serde_json::Value;

use crate::compare::differences;
use crate::documents::{Document, Rendering, around, assert_of_all, fixtures, step};

/// A document that is cut.
struct Cut<'a> {
    document: &'a Document,
    /// What is left of its text.
    text: String,
    parsed: Parsed,
}

impl<'a> Cut<'a> {
    fn new(document: &'a Document, at: usize) -> Self {
        let bytes = &document.bytes[..at];
        let text = portolan::decode(bytes).text.trim_end().to_owned();
        Self { document, text, parsed: portolan::parse(bytes) }
    }

    fn between(&self, from: usize) -> &str {
        self.text.get(from..).unwrap_or("")
    }

    /// How many records of the whole are settled.
    fn settled(&self) -> usize {
        let rows = &self.document.whole.registry.records;
        let ends = |at: usize| rows[at].span().range().end;
        let is_settled = |at: usize| match self.document.rendering {
            Rendering::Json | Rendering::Ndjson => unreachable!("what is read back stands elsewhere"),
            Rendering::Xml | Rendering::Csv => ends(at) < self.text.len(),
            Rendering::Html => self.between(ends(at)).contains('>'),
            _ => match rows.get(at + 1) {
                Some(next) => self.between(next.span().range().start).contains('\n'),
                None => !self.parsed.registry.contacts.is_empty(),
            },
        };
        match self.document.rendering {
            Rendering::Json | Rendering::Ndjson => self.text.matches("\"service_name\":").count().saturating_sub(1),
            // The headings tell it, and where they are lost two rows.
            Rendering::Csv
                if !has_headings(&self.text) && (has_headings(self.document_text()) || !self.has_two_rows()) =>
            {
                0
            }
            _ => (0..rows.len()).take_while(|at| is_settled(*at)).count(),
        }
    }

    fn document_text(&self) -> &str {
        std::str::from_utf8(&self.document.bytes).unwrap_or("")
    }

    fn has_two_rows(&self) -> bool {
        self.document.whole.registry.records.get(1).is_some_and(|row| row.span().range().end <= self.text.len())
    }

    /// Whether the cut has to be told.
    fn must_be_told(&self, settled: usize) -> bool {
        let registry = &self.parsed.registry;
        let is_csv = registry.source.as_ref().is_some_and(|source| source.format == Format::Csv);
        let names_others = || {
            if is_csv {
                return false;
            }
            let ids = registry
                .records
                .iter()
                .take(settled)
                .flat_map(|record| record.assignees().iter().chain(record.contacts()));
            let mut ids = ids.filter(|id| registry.contacts.iter().all(|contact| contact.id != **id));
            ids.next().is_some()
        };
        let line = self.text.trim_start_matches('\u{feff}').rsplit('\n').next().unwrap_or("");
        // What an address of a link or a mark of a footnote is cut from says nothing of a row.
        let is_of_rows = !self.text.contains("\nFootnotes") && !self.text.contains("\n   [1]:");
        let is_open = || is_of_rows && line.rfind('[').is_some_and(|at| !line[at..].contains(']'));
        match self.document.rendering {
            Rendering::Xml | Rendering::Html | Rendering::Json => true,
            _ if registry.records.is_empty() => true,
            // Objects of other tools may go on over lines.
            Rendering::Ndjson => {
                // What parts the texts of a sequence (RFC 7464) belongs to none.
                let [text, line] = [self.text.as_str(), line].map(|text| text.replace('\u{1e}', ""));
                let mut values = serde_json::Deserializer::from_str(&text).into_iter::<Value>();
                serde_json::from_str::<Value>(&line).is_err() && values.any(|value| value.is_err())
            }
            Rendering::Csv => self.is_within_row(),
            Rendering::Aligned => names_others() || is_open() || self.is_within_pipes(line),
            _ => names_others() || is_open(),
        }
    }

    /// Whether a CSV ends within quotes or before the last cell of a row that has begun.
    fn is_within_row(&self) -> bool {
        let delimiter = [",", ";", "\t", "|"].into_iter().max_by_key(|one| self.text.matches(one).count()).unwrap();
        let row = |text: &str| {
            let mut is_quoted = false;
            let outside = |c: char| {
                is_quoted ^= c == '"';
                if is_quoted { ' ' } else { c }
            };
            let plain: String = text.chars().map(outside).collect();
            let last = plain.rsplit('\n').next().unwrap_or("").to_owned();
            (last.matches(delimiter).count(), last.contains(|c: char| c.is_alphanumeric()), is_quoted)
        };
        let (cells, has_begun, is_quoted) = row(&self.text);
        // The empty cells at the ends of rows may be left out, in all of them.
        let source = self.document.whole.registry.source.as_ref().unwrap();
        let headings = self.document_text().lines().find(|line| line.contains("Port Number"));
        let most = headings.map_or(source.columns.len() - 1, |line| line.matches(delimiter).count());
        let rows = self.document.whole.registry.records.iter();
        let mut texts = rows.filter_map(|record| self.document_text().get(record.span().range()));
        let are_whole = texts.all(|text| row(&text.replace('\n', " ")).0 >= most);
        is_quoted || has_begun && are_whole && cells < most
    }

    /// Whether it ends within a row of pipes, where all have one at their end.
    fn is_within_pipes(&self, line: &str) -> bool {
        let rows = &self.document.whole.registry.records;
        let mut texts = rows.iter().filter_map(|record| self.document_text().get(record.span().range()));
        let is_of_footnotes = self.text.contains("\nFootnotes");
        !is_of_footnotes && line.starts_with('|') && !line.ends_with('|') && texts.all(|row| row.ends_with('|'))
    }

    fn is_told(&self) -> bool {
        let whole = &self.document.whole.diagnostics;
        let is_of_cut = |code: Code| matches!(code, Code::Truncated | Code::MissingContacts | Code::Unrecognized);
        if self.parsed.registry.records.is_empty() && self.parsed.worst() == Some(Severity::Error) {
            return true;
        }
        let mut told = self.parsed.diagnostics.iter().filter(|told| told.severity >= Severity::Warning);
        told.any(|told| {
            is_of_cut(told.code) || !whole.iter().any(|other| other.span == told.span && other.code == told.code)
        })
    }

    fn wrong(&self) -> Vec<String> {
        let (registry, whole) = (&self.parsed.registry, &self.document.whole.registry);
        let settled = self.settled();
        let mut found = Vec::new();
        if registry.records.len() < settled {
            found.push(format!("{} records of {settled}", registry.records.len()));
        }
        for (number, (one, other)) in registry.records.iter().zip(&whole.records).take(settled).enumerate() {
            found.extend(differences(one, other).iter().map(|field| format!("record {number}: {field}")));
        }
        let settled = registry.contacts.len().saturating_sub(1);
        for (one, other) in registry.contacts.iter().zip(&whole.contacts).take(settled) {
            let are_sure = one.uncertain.is_empty() && other.uncertain.is_empty();
            let is_same = (&one.id, &one.uri, one.updated) == (&other.id, &other.uri, other.updated)
                && (!are_sure || (&one.name, &one.organization) == (&other.name, &other.organization));
            if !is_same {
                found.push(format!("contact {}: {one:?}, in the whole {other:?}", one.id));
            }
        }
        if self.must_be_told(self.settled()) && !self.is_told() {
            found.push("the cut is not told".to_owned());
        }
        found
    }
}

/// Whether a text has a whole line of headings.
fn has_headings(text: &str) -> bool {
    let mut lines = text.split_inclusive('\n').filter(|line| line.ends_with('\n'));
    lines.any(|line| line.contains("Port Number") && line.contains("Service Name"))
}

fn check(document: &Document) -> Vec<String> {
    let every = step(23);
    let end = document.bytes.trim_ascii_end().len();
    let of_cut = |at: usize| {
        let place = format!("{} cut at {at}, {}", document.name, around(&document.bytes, at));
        Cut::new(document, at).wrong().into_iter().map(move |what| format!("{place}: {what}"))
    };
    (document.name.len() % every..end).step_by(every).flat_map(of_cut).collect()
}

/// What damage did to a document that was cut is told by the rows below: one damage at a time. Whether the words of
/// `entities` are written with entities is told by an address at its end.
fn undamaged(rendering: Rendering) -> Vec<Document> {
    let mut documents = fixtures(rendering);
    documents.retain(|document| !document.name.contains("/damaged-") && !document.is("entities"));
    for document in &mut documents {
        // What is left of tabs between cells is text.
        if rendering == Rendering::Csv && document.bytes.contains(&b'\t') {
            document.rendering = Rendering::Tabbed;
        }
    }
    documents
}

macro_rules! renderings {
    ($($name:ident $rendering:ident,)*) => {
        $(
            #[test]
            fn $name() {
                assert_of_all(&undamaged(Rendering::$rendering), check);
            }
        )*
    };
}

renderings! {
    xml Xml, html Html, json Json, ndjson Ndjson, csv Csv, aligned Aligned, packed Packed, tabbed Tabbed,
    joined Joined, stacked Stacked, fixed Fixed,
}
