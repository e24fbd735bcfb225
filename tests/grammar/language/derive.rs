//! Sentences of the grammar, by chance, and the trees that they are derived by.

use std::collections::HashMap;

use abnf::types::{Node, TerminalValues};

use super::rules::{Grammar, holds};

/// Numbers that look like chance, the same for the same seed (SplitMix64).
#[derive(Clone)]
pub struct Chance(pub u64);

impl Chance {
    pub fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % most.max(1) as u64).unwrap()
    }

    pub fn one_of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }
}

#[derive(Clone, Debug)]
pub enum Piece {
    Text(String),
    Rule(Tree),
}

/// What was derived from a rule.
#[derive(Clone, Debug)]
pub struct Tree {
    /// In lower case.
    pub rule: String,
    pub pieces: Vec<Piece>,
}

impl Tree {
    pub fn text(&self) -> String {
        let text = |piece: &Piece| match piece {
            Piece::Text(text) => text.clone(),
            Piece::Rule(tree) => tree.text(),
        };
        self.pieces.iter().map(text).collect()
    }

    pub fn children(&self) -> impl Iterator<Item = &Self> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Rule(tree) => Some(tree),
            Piece::Text(_) => None,
        })
    }

    /// All parts of a rule, in their order; none within another.
    pub fn all<'t>(&'t self, rule: &str) -> Vec<&'t Self> {
        if self.rule == rule {
            return vec![self];
        }
        self.children().flat_map(|child| child.all(rule)).collect()
    }

    /// The text of the first part of a rule.
    pub fn first(&self, rule: &str) -> Option<String> {
        self.all(rule).first().map(|tree| tree.text())
    }

    /// Changes all parts of a rule.
    pub fn change(&mut self, rule: &str, change: &mut dyn FnMut(&mut Self)) {
        if self.rule == rule {
            return change(self);
        }
        for piece in &mut self.pieces {
            if let Piece::Rule(tree) = piece {
                tree.change(rule, change);
            }
        }
    }

    /// Puts a text in the place of what was derived.
    pub fn put(&mut self, text: String) {
        self.pieces = vec![Piece::Text(text)];
    }
}

pub struct Deriver<'g> {
    grammar: &'g Grammar,
    pub chance: Chance,
    /// How often each alternative was taken, so that none is forgotten.
    taken: HashMap<*const Node, usize>,
    /// Sentences that were too long, so that the next is shorter.
    tries: usize,
}

impl<'g> Deriver<'g> {
    pub fn new(grammar: &'g Grammar, seed: u64) -> Self {
        Self { grammar, chance: Chance(seed), taken: HashMap::new(), tries: 0 }
    }

    pub fn derive(&mut self, rule: &str) -> Tree {
        let definition = self.grammar.get(rule);
        let before = self.tries;
        for tries in 0..1000 {
            self.tries = before.max(tries);
            let mut pieces = Vec::new();
            self.node(&definition.node, &mut pieces);
            self.tries = before;
            let tree = Tree { rule: rule.to_lowercase(), pieces };
            if holds(definition, &tree.text()) {
                return tree;
            }
        }
        panic!("{rule}: nothing derived holds");
    }

    fn node(&mut self, node: &'g Node, pieces: &mut Vec<Piece>) {
        match node {
            Node::Alternatives(nodes) => {
                let least = nodes.iter().min_by_key(|node| self.taken.get(&std::ptr::from_ref(*node)).copied());
                let one = match self.chance.below(2) {
                    0 => least.unwrap(),
                    _ => self.chance.one_of(nodes),
                };
                *self.taken.entry(one).or_default() += 1;
                self.node(one, pieces);
            }
            Node::Concatenation(nodes) => nodes.iter().for_each(|node| self.node(node, pieces)),
            Node::Repetition { repeat, node } => {
                let (least, most) = repeat.min_max();
                let least = least.unwrap_or(0);
                let more = [1, 2, 4, 8][self.chance.below(4)] >> self.tries.min(4);
                let times = (least + self.chance.below(more + 1)).min(most.unwrap_or(usize::MAX));
                (0..times).for_each(|_| self.node(node, pieces));
            }
            Node::Rulename(name) => {
                let tree = self.derive(name);
                // Characters are text of what they stand in.
                if self.grammar.get(name).function.is_some() {
                    pieces.push(Piece::Rule(tree));
                } else {
                    pieces.push(Piece::Text(tree.text()));
                }
            }
            Node::Group(node) => self.node(node, pieces),
            Node::Optional(node) => {
                if self.chance.below(2) == 0 {
                    self.node(node, pieces);
                }
            }
            Node::String(literal) => {
                let (text, is_exact) = (literal.value(), literal.is_case_sensitive());
                pieces.push(Piece::Text(match self.chance.below(if is_exact { 1 } else { 8 }) {
                    1 => text.to_uppercase(),
                    2 => text.to_lowercase(),
                    _ => text.to_owned(),
                }));
            }
            Node::TerminalValues(TerminalValues::Concatenation(values)) => {
                pieces.push(Piece::Text(values.iter().map(|value| char::from_u32(*value).unwrap()).collect()));
            }
            Node::TerminalValues(TerminalValues::Range(from, to)) => {
                let at = match self.chance.below(8) {
                    0 => *from,
                    1 => *to,
                    _ => from + u32::try_from(self.chance.below((to - from + 1) as usize)).unwrap(),
                };
                pieces.push(Piece::Text(char::from_u32(at).unwrap_or('\u{e000}').to_string()));
            }
            Node::Prose(prose) => panic!("prose derives nothing: {prose}"),
        }
    }
}
