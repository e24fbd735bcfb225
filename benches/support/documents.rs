//! The documents that are measured: the corpus's where it is at hand, else a registry of our own making; and the
//! renderings of web extractors, made of either.

use std::path::PathBuf;

use portolan::{Format, Parsed};

use super::generate;

/// One whole registry in every rendering.
pub(crate) struct Documents {
    /// Where it is from, for the table's heading.
    pub(crate) origin: &'static str,
    pub(crate) parsed: Parsed,
    pub(crate) xml: String,
    pub(crate) csv: String,
    /// Well-formed, as IANA serves it.
    pub(crate) html: String,
    /// The same, in the way of HTML: without end tags that it can do without.
    pub(crate) loose_html: String,
    pub(crate) aligned: String,
    pub(crate) packed: String,
    pub(crate) joined: String,
    pub(crate) tabbed: String,
    pub(crate) fixed: String,
    pub(crate) stacked: String,
}

fn corpus() -> Option<PathBuf> {
    let root = std::env::var_os("PORTOLAN_CORPUS")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus"), PathBuf::from);
    Some(root.join("official")).filter(|official| official.is_dir())
}

impl Documents {
    /// Those of the corpus where it is there, else of a generated registry of 14,500 records.
    pub(crate) fn new() -> Self {
        match corpus() {
            Some(official) => {
                let read = |name: &str| std::fs::read_to_string(official.join(name)).ok();
                let parsed =
                    portolan::parse(&std::fs::read(official.join("2025-10-22.xml")).expect("the registry's XML"));
                let mut documents = Self::of(parsed, "the registry of 2025-10-22 (text: 2013-06-26, CSV: 2024-06-07)");
                let official = [
                    ("2025-10-22.xml", &mut documents.xml),
                    ("2024-06-07.csv", &mut documents.csv),
                    ("2025-10-22.xhtml", &mut documents.html),
                    ("2013-06-26.txt", &mut documents.fixed),
                ];
                for (name, document) in official {
                    if let Some(text) = read(name) {
                        *document = text;
                    }
                }
                documents.loose_html = loose(&documents.html);
                documents
            }
            None => Self::generated(14_500),
        }
    }

    /// Of a generated registry of so many records.
    pub(crate) fn generated(records: usize) -> Self {
        Self::of(Parsed::from(generate::registry(records)), "a generated registry")
    }

    /// The names of the renderings.
    pub(crate) const NAMES: [&'static str; 10] = [
        "xml",
        "csv",
        "html",
        "html, not well-formed",
        "markdown, aligned",
        "markdown, packed",
        "text, joined",
        "text, tabbed",
        "text, stacked",
        "text, fixed",
    ];

    /// Every rendering, by its name.
    pub(crate) fn all(&self) -> [(&'static str, &str); 10] {
        let texts = [
            &self.xml,
            &self.csv,
            &self.html,
            &self.loose_html,
            &self.aligned,
            &self.packed,
            &self.joined,
            &self.tabbed,
            &self.stacked,
            &self.fixed,
        ];
        std::array::from_fn(|at| (Self::NAMES[at], texts[at].as_str()))
    }

    fn of(parsed: Parsed, origin: &'static str) -> Self {
        let written = |format| {
            let mut out = Vec::new();
            portolan::write(&parsed, format, &mut out).expect("a buffer takes all");
            String::from_utf8(out).expect("UTF-8")
        };
        let (csv, html) = (written(Format::Csv), written(Format::Html));
        let rows = rows(&csv);
        let contacts: Vec<Vec<String>> = parsed
            .registry
            .contacts
            .iter()
            .map(|contact| {
                let text = |text: &Option<_>| text.as_ref().map(ToString::to_string).unwrap_or_default();
                let updated = contact.updated.map(|date| date.to_string()).unwrap_or_default();
                vec![
                    format!("[{}]", contact.id),
                    contact.name.as_deref().unwrap_or_default().to_owned(),
                    contact.organization.as_deref().unwrap_or_default().to_owned(),
                    text(&contact.uri),
                    updated,
                ]
            })
            .collect();
        let title = parsed.registry.title.as_deref().unwrap_or_default();
        Self {
            origin,
            xml: written(Format::Xml),
            loose_html: loose(&html),
            aligned: written(Format::Markdown),
            fixed: written(Format::Text),
            packed: packed(title, &rows, &contacts),
            joined: joined(title, &rows, &contacts),
            tabbed: tabbed(title, &rows, &contacts),
            stacked: stacked(title, &rows, &contacts),
            csv,
            html,
            parsed,
        }
    }
}

/// The rows of a CSV, its headings first.
pub(crate) fn rows(csv: &str) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(csv.as_bytes());
    reader.records().map(|row| row.expect("a row").iter().map(str::to_owned).collect()).collect()
}

const CONTACT_HEADINGS: [&str; 5] = ["ID", "Name", "Organization", "Contact URI", "Last Updated"];

fn tables<'a>(rows: &'a [Vec<String>], contacts: &'a [Vec<String>]) -> [(&'static str, Vec<Vec<&'a str>>); 2] {
    let borrowed = |rows: &'a [Vec<String>]| rows.iter().map(|row| row.iter().map(String::as_str).collect::<Vec<_>>());
    let people = std::iter::once(CONTACT_HEADINGS.to_vec()).chain(borrowed(contacts)).collect();
    [("", borrowed(rows).collect()), ("Contact Information", people)]
}

/// Rows whose cells `cells` puts together, one a line.
fn text(title: &str, rows: &[Vec<String>], contacts: &[Vec<String>], cells: impl Fn(&[&str]) -> String) -> String {
    let mut text = format!("{title}\n\n");
    for (heading, table) in tables(rows, contacts) {
        if !heading.is_empty() {
            text += &format!("\n{heading}\n\n");
        }
        for row in table {
            text += &cells(&row);
            text.push('\n');
        }
    }
    text
}

fn joined(title: &str, rows: &[Vec<String>], contacts: &[Vec<String>]) -> String {
    text(title, rows, contacts, |cells| {
        cells.iter().copied().filter(|cell| !cell.is_empty()).collect::<Vec<_>>().join(" ")
    })
}

fn tabbed(title: &str, rows: &[Vec<String>], contacts: &[Vec<String>]) -> String {
    text(title, rows, contacts, |cells| cells.join("\t"))
}

fn stacked(title: &str, rows: &[Vec<String>], contacts: &[Vec<String>]) -> String {
    text(title, rows, contacts, |cells| {
        cells.iter().copied().filter(|cell| !cell.is_empty()).collect::<Vec<_>>().join("\n")
    })
}

fn packed(title: &str, rows: &[Vec<String>], contacts: &[Vec<String>]) -> String {
    let mut markdown = format!("{title}\n\n");
    for (heading, table) in tables(rows, contacts) {
        if !heading.is_empty() {
            markdown += &format!("\n{heading}\n\n");
        }
        for (at, row) in table.iter().enumerate() {
            let kept: Vec<_> = row.iter().copied().filter(|cell| !cell.is_empty()).collect();
            markdown += &format!("| {} |{}\n", kept.join(" | "), " |".repeat(row.len() - kept.len()));
            if at == 0 {
                markdown += &format!("|{}\n", "---|".repeat(row.len()));
            }
        }
    }
    markdown
}

fn loose(html: &str) -> String {
    let start = html.find("<html").unwrap_or(0);
    let body = html.get(start..).unwrap_or(html);
    let body = ["</td>", "</tr>", "</th>", "</tbody>", "</thead>", "</dt>", "</dd>"]
        .iter()
        .fold(body.to_owned(), |page, tag| page.replace(tag, ""));
    format!("<!DOCTYPE html>\n{}", body.replace("<br/>", "<br>").replace("<br />", "<br>"))
}
