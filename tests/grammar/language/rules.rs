//! The grammar as data: what the files in `grammar/` define, and which function each rule says that it is.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use abnf::types::{Node, TerminalValues};

/// The name of no file: the core rules stand in none.
pub const CORE: &str = "";

/// Rules of RFC 5234, appendix B.1, that the grammar needs no definition for.
const CORE_RULES: &str = "ALPHA = %x41-5A / %x61-7A\nDIGIT = %x30-39\nHEXDIG = DIGIT / \"A\" / \"B\" / \"C\" / \"D\" / \"E\" / \"F\"\n\
                    DQUOTE = %x22\nSP = %x20\nHTAB = %x09\nWSP = SP / HTAB\nCR = %x0D\nLF = %x0A\n";

pub struct Definition {
    pub name: String,
    pub node: Node,
    /// The file of `grammar/` that it stands in; empty for the core rules.
    pub file: String,
    /// The source and the function that read what this rule says; a rule of characters has none.
    pub function: Option<(PathBuf, String)>,
    /// Bytes of the longest sentence, where a comment sets a limit.
    pub most: usize,
}

/// Rules by their names in lower case: names of ABNF have no case.
pub struct Grammar(pub BTreeMap<String, Definition>);

pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Names of the files with rules.
pub fn files() -> Vec<String> {
    let all = fs::read_dir(root().join("grammar")).unwrap();
    let names = all.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<_> = names.filter(|name| name.ends_with(".abnf")).collect();
    names.sort();
    names
}

/// What the comments around a rule say of it.
#[derive(Clone, Default)]
struct Comments {
    path: String,
    function: String,
    most: usize,
}

/// By rule: `; src/cell/ports.rs` names the source of the rules below it, whose functions have the rules' names; a name
/// behind the path is that of the function of all of them. `at most 15 octets` stands in the line of the rule.
fn comments(text: &str) -> BTreeMap<String, Comments> {
    let mut found = BTreeMap::new();
    let mut now = Comments::default();
    for line in text.lines() {
        if let Some(source) = line.strip_prefix("; src/") {
            let source = source.split_once(':').map_or(source, |(source, _)| source);
            let (path, function) = source.split_once(' ').unwrap_or((source, ""));
            now = Comments { path: format!("src/{path}"), function: function.to_owned(), most: 0 };
        } else if line.starts_with(|c: char| c.is_ascii_alphabetic()) {
            let (name, rest) = line.split_once('=').expect("a rule");
            let most = rest.split_once("at most ").and_then(|(_, rest)| rest.split(' ').next()?.parse().ok());
            let most = most.unwrap_or(usize::MAX);
            found.insert(name.trim().to_owned(), Comments { most, ..now.clone() });
        }
    }
    found
}

impl Grammar {
    /// The rules of some files.
    pub fn of(files: &[&str]) -> Self {
        let mut rules = BTreeMap::new();
        for file in std::iter::once(&CORE).chain(files) {
            let text = match *file {
                CORE => CORE_RULES.to_owned(),
                file => fs::read_to_string(root().join("grammar").join(file)).unwrap(),
            };
            let comments = comments(&text);
            for rule in abnf::rulelist(&text).unwrap_or_else(|error| panic!("{file}: {error}")) {
                let name = rule.name().to_owned();
                let Comments { path, function, most } = comments[&name].clone();
                let function = if function.is_empty() { name.replace('-', "_").to_lowercase() } else { function };
                let is_characters = name.chars().all(|c| !c.is_ascii_lowercase());
                let function = (!is_characters).then_some((PathBuf::from(path), function));
                let node = rule.node().clone();
                let definition = Definition { name: name.clone(), node, file: (*file).to_owned(), function, most };
                assert!(rules.insert(name.to_lowercase(), definition).is_none(), "{file}: {name} is defined twice");
            }
        }
        Self(rules)
    }

    pub fn get(&self, name: &str) -> &Definition {
        self.0.get(&name.to_lowercase()).unwrap_or_else(|| panic!("no rule {name}"))
    }

    /// Names of the rules, in lower case, that a rule refers to.
    pub fn used_by(&self, name: &str) -> BTreeSet<String> {
        let mut names = BTreeSet::new();
        walk(&self.get(name).node, &mut |node| {
            if let Node::Rulename(name) = node {
                names.insert(name.to_lowercase());
            }
        });
        names
    }

    /// The strings that these rules, and those that they lead to, are made of.
    pub fn terminals(&self, roots: &[&str]) -> BTreeSet<String> {
        let (mut seen, mut open) = (BTreeSet::new(), roots.iter().map(|root| root.to_lowercase()).collect::<Vec<_>>());
        let mut terminals = BTreeSet::new();
        while let Some(name) = open.pop() {
            if !seen.insert(name.clone()) {
                continue;
            }
            walk(&self.get(&name).node, &mut |node| match node {
                Node::String(literal) => drop(terminals.insert(literal.value().to_owned())),
                Node::TerminalValues(TerminalValues::Concatenation(values)) => {
                    terminals.insert(values.iter().map(|value| char::from_u32(*value).unwrap()).collect());
                }
                _ => {}
            });
            open.extend(self.used_by(&name));
        }
        terminals
    }
}

pub fn walk(node: &Node, see: &mut dyn FnMut(&Node)) {
    see(node);
    match node {
        Node::Alternatives(nodes) | Node::Concatenation(nodes) => nodes.iter().for_each(|node| walk(node, see)),
        Node::Repetition { node, .. } | Node::Group(node) | Node::Optional(node) => walk(node, see),
        _ => {}
    }
}

/// Whether there is something that ABNF cannot say of the sentences of a rule.
pub fn is_bound(rule: &Definition) -> bool {
    rule.most < usize::MAX || rule.name == "ports"
}

/// Whether that is so of a text.
pub fn holds(rule: &Definition, text: &str) -> bool {
    let in_order = || {
        let ports: Vec<u32> = text.split('-').map(|port| port.parse().unwrap()).collect();
        ports.is_sorted()
    };
    !is_bound(rule) || text.len() <= rule.most && (rule.name != "ports" || in_order())
}
