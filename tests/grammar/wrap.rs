//! Pages of fixed columns whose cells are wrapped, each on its own. ABNF cannot say so; the grammar says it in its first
//! lines.

use portolan::{Layout, Options};

use crate::language::derive::{Chance, Deriver, Piece, Tree};
use crate::page::{Page, cells, difference_by};
use crate::pages::{PAGES, RENDERINGS, number};

/// The words of a text in lines of a width, or as wide as a word is.
fn filled(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.is_empty() => line.push_str(word),
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// How wide each column of these rows is where cells are wrapped: no word is broken.
fn widths(page: &Tree, rules: &[&str], chance: &mut Chance) -> Vec<usize> {
    let mut columns: Vec<(usize, usize)> = Vec::new();
    for row in rules.iter().flat_map(|rule| page.all(rule)) {
        let found = cells(row);
        columns.resize(found.len(), (0, 0));
        for ((whole, word), cell) in columns.iter_mut().zip(found) {
            *whole = cell.chars().count().max(*whole);
            *word = cell.split_whitespace().map(|word| word.chars().count()).max().unwrap_or(0).max(*word);
        }
    }
    columns.into_iter().map(|(whole, word)| whole.min(word.max(14 + chance.below(10)))).collect()
}

/// A row whose cells are wrapped.
fn block(row: &Tree, widths: &[usize], indent: &str) -> String {
    if row.rule.ends_with("dashes") {
        let dashes: Vec<String> = widths.iter().map(|width| "-".repeat(*width)).collect();
        return format!("{indent}{}\n", dashes.join("  "));
    }
    let cells: Vec<Vec<String>> = cells(row).iter().zip(widths).map(|(cell, width)| filled(cell, *width)).collect();
    let count = cells.iter().map(Vec::len).max().unwrap_or(0);
    let line = |at: usize| {
        let part = |(cell, width): (&Vec<String>, &usize)| {
            let part = cell.get(at).map_or("", String::as_str);
            format!("{part}{}", " ".repeat(width - part.chars().count()))
        };
        let parts: Vec<String> = cells.iter().zip(widths).map(part).collect();
        format!("{indent}{}\n", parts.join("  ").trim_end())
    };
    (0..count).map(line).collect()
}

fn fixed(page: &Tree, chance: &mut Chance) -> String {
    let indent = page.first("indent").unwrap_or_default();
    let records = widths(page, &["headings", "row"], chance);
    let contacts = widths(page, &["contact-headings", "person-row"], chance);
    let text = |piece: &Piece| match piece {
        Piece::Text(text) => text.clone(),
        Piece::Rule(tree) => match &*tree.rule {
            "indent" => String::new(),
            "headings" | "dashes" | "row" => block(tree, &records, &indent),
            "contact-headings" | "contact-dashes" | "person-row" => block(tree, &contacts, &indent),
            _ => tree.text(),
        },
    };
    page.pieces.iter().map(text).collect()
}

#[test]
fn wrapped_pages_are_read_as_they_were_derived() {
    let rendering = RENDERINGS.iter().find(|rendering| rendering.layout == Some(Layout::Fixed)).unwrap();
    let grammar = rendering.grammar();
    let mut deriver = Deriver::new(&grammar, number("GRAMMAR_SEED").unwrap_or(1));
    let mut wrong: Vec<String> = Vec::new();
    for _ in 0..number("GRAMMAR_PAGES").unwrap_or(PAGES) {
        let (tree, _) = rendering.derive(&mut deriver);
        let text = fixed(&tree, &mut deriver.chance).replace('\r', "");
        let parsed = Options::default().parse(text.as_bytes());
        // Where a cell is narrow, the end of a line can look like that of a paragraph.
        let fault = difference_by(&Page::derived(&tree, rendering.plain), &parsed, |text| text.replace('\n', " "));
        wrong.extend(fault.map(|fault| format!("{fault}:\n{text}")));
    }
    wrong.sort_by_key(String::len);
    assert!(wrong.is_empty(), "{} pages are read otherwise, the shortest:\n{}", wrong.len(), wrong[0]);
}
