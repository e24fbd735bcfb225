//! Pages with something in them that is none of the grammar: it is refused, or something is told of it.

use portolan::{Code, FieldSet, Format, Layout, Options, Parsed, Record, Transport};

use crate::language::derive::{Chance, Deriver, Tree};
use crate::language::matcher::Matcher;
use crate::language::mutate::mutated;
use crate::language::rules::Grammar;
use crate::page::{Page, align, text};
use crate::pages::{PAGES, RENDERINGS, Rendering, number};

/// Cells that hold values: the rule of the cell, that of the values it can hold, and what is told of another.
const VALUES: [(&str, &str, Code); 9] = [
    ("ports", "ports", Code::UnreadablePorts),
    ("registered", "date", Code::UnreadableDate),
    ("modified", "date", Code::UnreadableDate),
    ("updated", "date", Code::UnreadableDate),
    ("last-updated", "date", Code::UnreadableDate),
    ("assignee", "brackets", Code::UnreadableBrackets),
    ("contact", "brackets", Code::UnreadableBrackets),
    ("references", "brackets", Code::UnreadableBrackets),
    ("code", "service-code", Code::UnreadableServiceCode),
];

/// Changes one of the parts of a rule, if there is one.
fn put(tree: &mut Tree, rule: &str, chance: &mut Chance, change: &mut dyn FnMut(&mut Tree, &mut Chance)) {
    let chosen = chance.below(tree.all(rule).len());
    let mut at = 0;
    tree.change(rule, &mut |part| {
        if at == chosen {
            change(part, chance);
        }
        at += 1;
    });
}

/// Calls `check` with pages of each rendering, and a grammar that each is a sentence of.
fn each(mut check: impl FnMut(&Rendering, &Grammar, &Tree, &mut Chance)) {
    for rendering in RENDERINGS {
        let grammar = rendering.grammar();
        let mut deriver = Deriver::new(&grammar, number("GRAMMAR_SEED").unwrap_or(1));
        for _ in 0..number("GRAMMAR_PAGES").unwrap_or(PAGES) {
            let (tree, _) = rendering.derive(&mut deriver);
            check(rendering, &grammar, &tree, &mut deriver.chance);
        }
    }
}

fn read(page: &str) -> Parsed {
    Options::default().parse(page.as_bytes())
}

/// What is told of a page, but for where, and which fields of each row are not sure.
fn told(parsed: &Parsed) -> (Vec<(Code, &str)>, Vec<FieldSet>) {
    let diagnostics = parsed.diagnostics.iter().map(|found| (found.code, &*found.message));
    (diagnostics.collect(), parsed.registry.iter().map(Record::uncertain).collect())
}

#[test]
fn values_that_are_none_are_told() {
    let (mut tried, mut faults) = (0, Vec::new());
    each(|rendering, grammar, tree, chance| {
        let is_loose = !rendering.is_exact && rendering.layout != Some(Layout::Fixed);
        let before = read(&tree.text());
        for (cell, value, code) in VALUES {
            let outside = |other: &String| {
                let plain = (rendering.plain)(other);
                !plain.is_empty() && !Matcher::new(grammar, &plain).is(value)
            };
            let mut damaged = tree.clone();
            let mut found = None;
            put(&mut damaged, cell, chance, &mut |part, chance| {
                let mut others = (0..50).map(|_| mutated(&part.text(), chance));
                found = others.find(|other| is_plain(other, value) && outside(other));
                found.iter().for_each(|found| part.put(found.clone()));
            });
            let Some(found) = found else { continue };
            align(&mut damaged);
            let page = text(&damaged, chance);
            let parsed = read(&page);
            let has = |code| parsed.diagnostics.iter().any(|found| found.code == code);
            // Where there are no columns it may be words of another, which are kept.
            let is_kept = || serde_json::to_string(&parsed).unwrap().contains(&found);
            let is_other = is_loose && (told(&parsed) != told(&before) || is_kept());
            tried += 1;
            if parsed.is_recognized() && !has(code) && !has(Code::DamagedRow) && !is_other {
                let line = page.lines().find(|line| line.contains(&found)).unwrap_or_default();
                faults.push(format!("{}: {cell} {found:?}: {line}", rendering.name()));
            }
        }
    });
    assert!(tried > 1000 && faults.is_empty(), "{} of {tried}:\n{}", faults.len(), faults.join("\n"));
}

/// Whether a text has nothing that means something in a rendering, or that says that a cell is empty or came from a
/// table of numbers.
fn is_plain(text: &str, value: &str) -> bool {
    let has_meaning = |c: char| c.is_whitespace() || ",;|\\<(\"".contains(c) || value != "brackets" && "[]".contains(c);
    !text.contains(has_meaning) && text != "-" && !text.trim_end_matches('0').ends_with('.')
}

#[test]
fn borders_that_are_lost_or_doubled_are_told() {
    let (mut tried, mut faults) = (0, Vec::new());
    each(|rendering, grammar, tree, chance| {
        if !rendering.is_exact {
            return;
        }
        // A row of Markdown may end before its last cells, and a pipe may be part of one; a heading may be empty.
        let (what, is_lost) = match chance.below(2) {
            0 if rendering.format != Format::Markdown => ("row", chance.below(2) == 0),
            _ => ("headings", true),
        };
        let mut damaged = tree.clone();
        put(&mut damaged, what, chance, &mut |row, chance| {
            put(row, "border", chance, &mut |border, _| {
                border.put(if is_lost { String::new() } else { border.text().repeat(2) })
            });
        });
        let page = text(&damaged, chance);
        if Matcher::new(grammar, &page).is("read") {
            return;
        }
        tried += 1;
        let parsed = read(&page);
        let is_other = |transport: Option<&Transport>| matches!(transport, Some(Transport::Other(_)));
        let has_other = parsed.registry.iter().any(|record| is_other(record.transport()));
        let is_told = !parsed.is_recognized() || !parsed.diagnostics.is_empty() || has_other;
        if !is_told && Page::read(&parsed) != Page::derived(tree, rendering.plain) {
            faults.push(format!("{}: {what}:\n{page}", rendering.name()));
        }
    });
    assert!(tried > 50 && faults.is_empty(), "{} of {tried}:\n{}", faults.len(), faults.join("\n"));
}
