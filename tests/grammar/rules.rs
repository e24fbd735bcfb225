//! The grammar as such: every rule is defined, used, and the function that it says it is.

use std::collections::BTreeSet;
use std::fs;

use crate::language::rules::{CORE, Grammar, files, root};
use crate::pages::RENDERINGS;

/// The grammars there are: that of cells, and that of each rendering with what it stands on.
fn grammars() -> Vec<Grammar> {
    let pages = RENDERINGS.iter().map(|rendering| rendering.grammar());
    std::iter::once(Grammar::of(&["cells.abnf"])).chain(pages).collect()
}

#[test]
fn every_file_is_part_of_a_grammar() {
    let used: BTreeSet<String> =
        grammars().iter().flat_map(|grammar| grammar.0.values().map(|rule| rule.file.clone())).collect();
    assert_eq!(used.into_iter().filter(|file| !file.is_empty()).collect::<Vec<_>>(), files());
}

#[test]
fn every_rule_is_defined_and_used() {
    let mut unused = BTreeSet::new();
    let mut used: BTreeSet<String> = BTreeSet::new();
    for grammar in grammars() {
        for rule in grammar.0.values().filter(|rule| rule.file != CORE) {
            // Panics where one is not defined.
            used.extend(grammar.used_by(&rule.name).into_iter().inspect(|name| _ = grammar.get(name)));
            unused.insert(rule.name.to_lowercase());
        }
    }
    let roots: BTreeSet<String> = unused.difference(&used).cloned().collect();
    // What functions of cells are asked for, and whole documents.
    let known = [
        "read",
        "brackets",
        "replacement",
        "alias-of",
        "duplicate-of",
        "run",
        "of-word",
        "from-text",
        "fold",
        "is-well-formed",
        "is-plausible",
        "is-contact-uri",
        "service-code",
        "date",
    ];
    let strange: Vec<_> = roots.iter().filter(|root| !known.contains(&root.as_str())).collect();
    assert!(strange.is_empty(), "no rule uses {strange:?}");
}

#[test]
fn every_rule_names_a_function_that_there_is() {
    let mut missing = BTreeSet::new();
    for grammar in grammars() {
        for rule in grammar.0.values().filter(|rule| rule.file != CORE) {
            let Some((path, function)) = &rule.function else { continue };
            let source = fs::read_to_string(root().join(path))
                .unwrap_or_else(|error| panic!("{}: {}: {}: {error}", rule.file, rule.name, path.display()));
            if ![format!("fn {function}("), format!("fn {function}<")].iter().any(|start| source.contains(start)) {
                missing.insert(format!("{}: {} is not {function} of {}", rule.file, rule.name, path.display()));
            }
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
}
