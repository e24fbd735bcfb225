//! The regular expressions of XML Schema, as much of them as the schema has: texts that fit one, and whether one does.

use std::collections::BTreeSet;

use crate::language::derive::Chance;

enum Part {
    /// Any of these characters.
    OneOf(Vec<char>),
    /// Any character.
    Any,
    /// One of several sequences.
    Choice(Vec<Vec<(Self, usize, usize)>>),
}

/// A part, and how often it stands at least and at the most.
type Sequence = Vec<(Part, usize, usize)>;

/// Characters that may stand for any.
const ANY: [char; 11] = ['a', 'Z', '0', '-', '.', '/', '?', '[', '&', 'é', '漢'];

/// More than once, for parts that may stand any number of times.
const MANY: usize = 8;

fn choice(rest: &mut &str) -> Part {
    let mut sequences: Vec<Sequence> = vec![Vec::new()];
    while let Some(c) = rest.chars().next() {
        *rest = &rest[c.len_utf8()..];
        let part = match c {
            ')' => break,
            '|' => {
                sequences.push(Vec::new());
                continue;
            }
            '(' => choice(rest),
            '[' => class(rest),
            '.' => Part::Any,
            c => Part::OneOf(vec![c]),
        };
        let (least, most) = times(rest);
        sequences.last_mut().unwrap().push((part, least, most));
    }
    Part::Choice(sequences)
}

fn class(rest: &mut &str) -> Part {
    let (inner, after) = rest.split_once(']').unwrap();
    *rest = after;
    let mut chars = inner.chars().peekable();
    let mut all = Vec::new();
    while let Some(c) = chars.next() {
        match c {
            '\\' => all.extend(chars.next()),
            c if chars.next_if_eq(&'-').is_some() => all.extend(c..=chars.next().unwrap()),
            c => all.push(c),
        }
    }
    Part::OneOf(all)
}

fn times(rest: &mut &str) -> (usize, usize) {
    let (length, times) = match rest.chars().next() {
        Some('?') => (1, (0, 1)),
        Some('*') => (1, (0, MANY)),
        Some('+') => (1, (1, MANY)),
        Some('{') => {
            let end = rest.find('}').unwrap();
            let (least, most) = rest[1..end].split_once(',').unwrap_or((&rest[1..end], &rest[1..end]));
            (end + 1, (least.parse().unwrap(), most.parse().unwrap()))
        }
        _ => (0, (1, 1)),
    };
    *rest = &rest[length..];
    times
}

fn derived(part: &Part, chance: &mut Chance, out: &mut String) {
    match part {
        Part::OneOf(chars) => out.push(*chance.one_of(chars)),
        Part::Any => out.push(*chance.one_of(&ANY)),
        Part::Choice(sequences) => {
            for (part, least, most) in chance.one_of(sequences) {
                let times = least + chance.below(most - least + 1);
                (0..times).for_each(|_| derived(part, chance, out));
            }
        }
    }
}

/// A text that fits.
pub fn fitting(pattern: &str, chance: &mut Chance) -> String {
    let mut out = String::new();
    derived(&choice(&mut &*pattern), chance, &mut out);
    out
}

/// Places behind what may be matched from these places.
fn behind(part: &Part, text: &[char], places: &BTreeSet<usize>) -> BTreeSet<usize> {
    match part {
        Part::OneOf(chars) => {
            places.iter().filter(|at| text.get(**at).is_some_and(|c| chars.contains(c))).map(|at| at + 1).collect()
        }
        Part::Any => places.iter().filter(|at| **at < text.len()).map(|at| at + 1).collect(),
        Part::Choice(sequences) => sequences.iter().flat_map(|parts| in_turn(parts, text, places)).collect(),
    }
}

fn in_turn(parts: &Sequence, text: &[char], places: &BTreeSet<usize>) -> BTreeSet<usize> {
    let mut now = places.clone();
    for (part, least, most) in parts {
        let mut all = BTreeSet::new();
        let mut times = 0;
        while !now.is_empty() && (times <= *most || *most == MANY) {
            if times >= *least {
                if now.is_subset(&all) {
                    break;
                }
                all.extend(&now);
            }
            now = behind(part, text, &now);
            times += 1;
        }
        now = all;
    }
    now
}

/// Whether all of a text fits.
pub fn fits(pattern: &str, text: &str) -> bool {
    let text: Vec<char> = text.chars().collect();
    behind(&choice(&mut &*pattern), &text, &BTreeSet::from([0])).contains(&text.len())
}
