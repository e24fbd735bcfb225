//! Pages of every rendering, derived and read.

use portolan::{Format, Layout, Options};

use crate::language::derive::{Deriver, Tree};
use crate::language::matcher::Matcher;
use crate::language::rules::Grammar;
use crate::page::{Page, difference, settle, text};

/// Pages derived of each rendering; more with `GRAMMAR_PAGES`, others with
/// `GRAMMAR_SEED`.
pub const PAGES: u64 = 40;

/// Pages of each rendering of which it is checked that they are of its grammar still when they are settled.
const MATCHED: u64 = 4;

pub struct Rendering {
    pub files: &'static [&'static str],
    pub format: Format,
    pub layout: Option<Layout>,
    /// No column is lost: nothing is uncertain.
    pub is_exact: bool,
    pub plain: fn(&str) -> String,
}

pub const RENDERINGS: &[Rendering] = &[
    Rendering {
        files: &["cells.abnf", "page.abnf", "brackets.abnf", "exact.abnf", "csv.abnf"],
        format: Format::Csv,
        layout: None,
        is_exact: true,
        plain: unquoted,
    },
    Rendering {
        files: &["cells.abnf", "page.abnf", "brackets.abnf", "header.abnf", "exact.abnf", "tabbed.abnf"],
        format: Format::Text,
        layout: Some(Layout::Tabbed),
        is_exact: true,
        plain: str::to_owned,
    },
    Rendering {
        files: &["cells.abnf", "page.abnf", "exact.abnf", "aligned.abnf"],
        format: Format::Markdown,
        layout: Some(Layout::Aligned),
        is_exact: true,
        plain: unescaped,
    },
    Rendering {
        files: &["cells.abnf", "page.abnf", "brackets.abnf", "header.abnf", "loose.abnf", "joined.abnf"],
        format: Format::Text,
        layout: Some(Layout::Joined),
        is_exact: false,
        plain: str::to_owned,
    },
    Rendering {
        files: &["cells.abnf", "page.abnf", "brackets.abnf", "header.abnf", "loose.abnf", "stacked.abnf"],
        format: Format::Text,
        layout: Some(Layout::Stacked),
        is_exact: false,
        plain: str::to_owned,
    },
    Rendering {
        files: &["cells.abnf", "page.abnf", "brackets.abnf", "loose.abnf", "packed.abnf"],
        format: Format::Markdown,
        layout: Some(Layout::Packed),
        is_exact: false,
        plain: str::to_owned,
    },
    Rendering {
        files: &["cells.abnf", "page.abnf", "brackets.abnf", "header.abnf", "loose.abnf", "fixed.abnf"],
        format: Format::Text,
        layout: Some(Layout::Fixed),
        is_exact: false,
        plain: str::to_owned,
    },
];

/// A cell of CSV without its quotes.
fn unquoted(text: &str) -> String {
    match text.strip_prefix('"') {
        Some(text) => text.strip_suffix('"').unwrap().replace("\"\"", "\""),
        None => text.to_owned(),
    }
}

/// A cell of Markdown without targets of links, escapes and character references.
fn unescaped(text: &str) -> String {
    let mut links = text.split("[[");
    let mut plain = links.next().unwrap().trim_start_matches('<').trim_end_matches('>').to_owned();
    for link in links {
        let parts = link.split_once("](").and_then(|(words, rest)| Some((words, rest.split_once(')')?.1)));
        plain += &parts.map_or_else(|| format!("[[{link}"), |(words, rest)| format!("[{words}{rest}"));
    }
    let mut out = String::new();
    let mut chars = plain.chars();
    while let Some(c) = chars.next() {
        out.push(if c == '\\' { chars.next().unwrap_or(c) } else { c });
    }
    for (reference, c) in [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")] {
        out = out.replace(reference, c).replace(&reference.to_uppercase(), c);
    }
    out
}

impl Rendering {
    pub fn grammar(&self) -> Grammar {
        Grammar::of(self.files)
    }

    pub fn name(&self) -> &str {
        self.files[self.files.len() - 1]
    }

    /// A page, and its text.
    pub fn derive(&self, deriver: &mut Deriver<'_>) -> (Tree, String) {
        let mut tree = deriver.derive("read");
        settle(&mut tree, !self.is_exact, &mut deriver.chance);
        let text = text(&tree, &mut deriver.chance);
        (tree, text)
    }

    /// What is wrong with how a page was read.
    fn fault(&self, tree: &Tree, text: &str) -> Option<String> {
        let parsed = Options::default().parse(text.as_bytes());
        let source = parsed.registry.source.as_ref();
        // Rows that have every cell fit both kinds of Markdown.
        let is_layout =
            |found| found == self.layout || (self.layout, found) == (Some(Layout::Packed), Some(Layout::Aligned));
        if !source.is_some_and(|source| source.format == self.format && is_layout(source.layout)) {
            return Some(format!("read as {source:?}"));
        }
        let is_unsure = parsed.registry.records.iter().any(|record| !record.uncertain().is_empty());
        if self.is_exact && is_unsure {
            return Some("something is uncertain".to_owned());
        }
        difference(&Page::derived(tree, self.plain), &parsed)
    }
}

pub fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok()?.parse().ok()
}

#[test]
fn pages_are_read_as_they_were_derived() {
    let mut faults = Vec::new();
    for rendering in RENDERINGS {
        let grammar = rendering.grammar();
        let mut deriver = Deriver::new(&grammar, number("GRAMMAR_SEED").unwrap_or(1));
        let mut wrong: Vec<String> = Vec::new();
        for at in 0..number("GRAMMAR_PAGES").unwrap_or(PAGES) {
            let (tree, text) = rendering.derive(&mut deriver);
            let is_one = at >= MATCHED || Matcher::new(&grammar, &text).is("read");
            assert!(is_one, "{}: derived, but none of it:\n{text}", rendering.name());
            wrong.extend(rendering.fault(&tree, &text).map(|fault| format!("{}: {fault}:\n{text}", rendering.name())));
        }
        wrong.sort_by_key(String::len);
        let count = wrong.len();
        faults.extend(wrong.first().map(|one| format!("{count} pages are read otherwise, the shortest:\n{one}")));
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
