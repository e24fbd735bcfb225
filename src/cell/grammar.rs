//! The functions of cells against `grammar/cells.abnf`: each takes the sentences of its rule, and what they say; and
//! nothing else.

#[path = "../../tests/grammar/language/mod.rs"]
mod language;

use super::{brackets, name, sentence, state, text, uri};
use crate::ast::Reference;
use language::derive::{Deriver, Tree};
use language::matcher::Matcher;
use language::mutate::mutated;
use language::rules::Grammar;

const SENTENCES: usize = 400;

/// Whether a text is a sentence of a rule, or one stands in it.
fn is(grammar: &Grammar, rule: &str, text: &str) -> bool {
    let mut matcher = Matcher::new(grammar, text);
    if matches!(rule, "alias-of" | "duplicate-of") { matcher.is_within(rule) } else { matcher.is(rule) }
}

/// Derives sentences, and mutates each: `takes` says whether the function takes a text.
fn agree(rule: &str, takes: impl Fn(&str) -> bool, says: impl Fn(&Tree)) {
    let grammar = Grammar::of(&["cells.abnf"]);
    let mut deriver = Deriver::new(&grammar, 1);
    let (mut inside, mut outside) = (0, 0);
    for _ in 0..SENTENCES {
        let tree = deriver.derive(rule);
        let text = tree.text();
        assert!(is(&grammar, rule, &text) && takes(&text), "{rule}: {text:?} is not taken");
        says(&tree);
        let mut other = text;
        for _ in 0..=deriver.chance.below(3) {
            other = mutated(&other, &mut deriver.chance);
            let is_inside = is(&grammar, rule, &other);
            assert_eq!(takes(&other), is_inside, "{rule}: {other:?} is taken, or is one");
            *(if is_inside { &mut inside } else { &mut outside }) += 1;
        }
    }
    assert!(inside + outside >= SENTENCES && outside > 10, "{rule}: {inside} inside, {outside} outside");
}

/// What a reference says, from how its text was derived.
fn reference(tree: &Tree) {
    let found = Reference::from_text(&tree.text());
    let kind = tree.children().next().unwrap();
    let number = |text: &str| text.trim_start_matches(|c: char| !c.is_ascii_digit()).parse().ok();
    let (name, number) = match &*kind.rule {
        "rfc" => ("rfc", number(kind.text().split(',').next().unwrap())),
        "footnote" => ("note", number(&kind.text())),
        other => (other, None),
    };
    assert_eq!(
        (format!("{:?}", found.kind).to_lowercase(), found.number),
        (name.to_owned(), number),
        "{:?}",
        tree.text()
    );
    assert_eq!(found.section.is_some(), kind.first("section").is_some(), "{:?}", tree.text());
    assert_eq!(found.text, tree.text());
}

fn quoted(tree: &Tree) -> String {
    tree.first("quoted").unwrap().trim_matches(['"', '“', '”']).to_owned()
}

#[test]
fn values_are_taken_where_the_grammar_has_them() {
    agree(
        "ports",
        |text| super::ports(text).is_some(),
        |tree| {
            let ports: Vec<u16> = tree.all("port").iter().map(|port| port.text().parse().unwrap()).collect();
            let found = super::ports(&tree.text()).unwrap();
            assert_eq!([found.first(), found.last()], [ports[0], ports[ports.len() - 1]]);
        },
    );
    agree(
        "date",
        |text| super::date(text).is_some(),
        |tree| {
            assert_eq!(super::date(&tree.text()).unwrap().to_string(), tree.text());
        },
    );
    agree("is-transport", super::is_transport, |_| ());
    agree(
        "service-code",
        |text| !text.is_empty() && super::service_code(text).is_some(),
        |tree| {
            assert_eq!(super::service_code(&tree.text()), tree.text().parse().ok());
        },
    );
    agree("is-well-formed", name::is_well_formed, |tree| assert!(name::is_plausible(&tree.text())));
    agree("is-plausible", name::is_plausible, |_| ());
    agree(
        "of-word",
        |text| state::of_word(text).is_some(),
        |tree| {
            let state = tree.children().next().unwrap();
            assert_eq!(state::of_word(&tree.text()).unwrap().as_str(), state.rule);
        },
    );
}

#[test]
fn brackets_and_references_are_taken_where_the_grammar_has_them() {
    agree(
        "brackets",
        |text| brackets::brackets(text).is_some(),
        |tree| {
            let names: Vec<String> = tree.all("bracket").iter().map(|one| one.text()).collect();
            let names: Vec<&str> = names.iter().map(|one| one[1..one.len() - 1].trim()).collect();
            assert_eq!(brackets::brackets(&tree.text()).unwrap(), names);
        },
    );
    agree(
        "run",
        |text| brackets::run(text) == Some(text.len()),
        |tree| {
            assert_eq!(brackets::of_run(&tree.text()).count(), tree.all("bracket").len());
        },
    );
    let is_read = |text: &str| !matches!(Reference::from_text(text).kind, crate::ast::ReferenceKind::Text);
    agree("from-text", is_read, reference);
}

#[test]
fn sentences_are_taken_where_the_grammar_has_them() {
    agree(
        "replacement",
        |text| sentence::replacement_len(text) == Some(text.len()),
        |tree| {
            let description = format!("Quay {}", tree.text());
            assert_eq!(sentence::split_replacement(&description), ("Quay", Some(&*quoted(tree))));
        },
    );
    agree(
        "alias-of",
        |text| sentence::alias_of(text).is_some(),
        |tree| {
            assert_eq!(sentence::alias_of(&tree.text()), Some(&*quoted(tree)));
        },
    );
    agree(
        "duplicate-of",
        |text| sentence::duplicate_of(text).is_some(),
        |tree| {
            assert_eq!(sentence::duplicate_of(&tree.text()), Some(&*quoted(tree)));
        },
    );
}

#[test]
fn addresses_are_taken_where_the_grammar_has_them() {
    agree("is-scheme", uri::is_scheme, |_| ());
    agree("is-contact-uri", uri::is_contact_uri, |tree| {
        let (text, address) = (tree.text(), uri::address(&tree.text()));
        let is_mail = text.to_ascii_lowercase().starts_with("mailto:") || !text.contains(':');
        if !is_mail {
            assert_eq!((&*address.uri, address.repaired), (&*text, false));
        } else if !text.contains('@') && text.contains('&') {
            assert_eq!(address.uri, text.replacen('&', "@", 1));
        }
    });
}

#[test]
fn white_space_folds_as_the_grammar_has_it() {
    let grammar = Grammar::of(&["cells.abnf"]);
    let mut deriver = Deriver::new(&grammar, 1);
    for _ in 0..SENTENCES {
        let tree = deriver.derive("fold");
        let line = |line: &&Tree| line.all("word").iter().map(|word| word.text()).collect::<Vec<_>>().join(" ");
        let lines: Vec<String> = tree.all("line").iter().map(line).collect();
        assert_eq!(text::fold(&tree.text()), lines.join("\n"), "{:?}", tree.text());
        assert_eq!(text::fold_line(&tree.text()), lines.join(" "), "{:?}", tree.text());
    }
}
