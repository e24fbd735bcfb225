//! Whether a text is a sentence of the grammar: a matcher that remembers what it found at each place.

use std::collections::HashMap;
use std::rc::Rc;

use abnf::types::{Node, TerminalValues};

use super::rules::{Grammar, holds, is_bound};

/// Places behind what may be matched, in order.
type Ends = Rc<Vec<usize>>;

pub struct Matcher<'g> {
    grammar: &'g Grammar,
    text: Vec<char>,
    known: HashMap<(*const Node, usize), Ends>,
}

impl<'g> Matcher<'g> {
    pub fn new(grammar: &'g Grammar, text: &str) -> Self {
        Self { grammar, text: text.chars().collect(), known: HashMap::new() }
    }

    /// Whether all of the text is a sentence of `rule`.
    pub fn is(&mut self, rule: &str) -> bool {
        self.ends(rule).contains(&self.text.len())
    }

    /// The places, in characters, where sentences of `rule` end that begin where the text does.
    pub fn ends(&mut self, rule: &str) -> Ends {
        self.rule(rule, 0)
    }

    /// Whether a sentence of `rule` stands anywhere in the text.
    pub fn is_within(&mut self, rule: &str) -> bool {
        (0..=self.text.len()).any(|at| !self.rule(rule, at).is_empty())
    }

    fn rule(&mut self, rule: &str, at: usize) -> Ends {
        let definition = self.grammar.get(rule);
        let ends = self.node(&definition.node, at);
        if !is_bound(definition) {
            return ends;
        }
        let of = |end: &usize| self.text[at..*end].iter().collect::<String>();
        Rc::new(ends.iter().copied().filter(|end| holds(definition, &of(end))).collect())
    }

    fn node(&mut self, node: &'g Node, at: usize) -> Ends {
        // What costs little is not remembered.
        if matches!(node, Node::String(_) | Node::TerminalValues(_) | Node::Group(_)) {
            return self.find(node, at);
        }
        if let Some(ends) = self.known.get(&(std::ptr::from_ref(node), at)) {
            return Rc::clone(ends);
        }
        let ends = self.find(node, at);
        self.known.insert((node, at), Rc::clone(&ends));
        ends
    }

    fn find(&mut self, node: &'g Node, at: usize) -> Ends {
        let one = |end: usize| Rc::new(vec![end]);
        let none = Ends::default;
        match node {
            Node::Alternatives(nodes) => {
                let found = nodes.iter().map(|node| self.node(node, at)).filter(|ends| !ends.is_empty());
                united(&found.collect::<Vec<_>>())
            }
            Node::Concatenation(nodes) => {
                let mut ends = one(at);
                for node in nodes.iter() {
                    if ends.is_empty() {
                        break;
                    }
                    ends = self.behind(node, &ends);
                }
                ends
            }
            Node::Repetition { repeat, node } => {
                let (least, most) = repeat.min_max();
                let (least, most) = (least.unwrap_or(0), most.unwrap_or(usize::MAX));
                let (mut now, mut all) = (one(at), Vec::new());
                for times in 0.. {
                    if times >= least {
                        // A place that was reached before leads nowhere else.
                        let new: Vec<usize> = now.iter().copied().filter(|end| !all.contains(end)).collect();
                        all.extend(&new);
                        now = Rc::new(new);
                    }
                    if times == most || now.is_empty() {
                        break;
                    }
                    now = self.behind(node, &now);
                }
                all.sort_unstable();
                Rc::new(all)
            }
            Node::Rulename(name) => self.rule(name, at),
            Node::Group(node) => self.node(node, at),
            Node::Optional(node) => united(&[one(at), self.node(node, at)]),
            Node::String(literal) => {
                let is =
                    |one: char, two: char| one == two || !literal.is_case_sensitive() && one.eq_ignore_ascii_case(&two);
                let end = at + literal.value().chars().count();
                let found = self.text.get(at..end);
                let is_same = |found: &[char]| literal.value().chars().zip(found).all(|(one, two)| is(one, *two));
                if found.is_some_and(is_same) { one(end) } else { none() }
            }
            Node::TerminalValues(TerminalValues::Concatenation(values)) => {
                let found = self.text.get(at..at + values.len());
                let is_same = |found: &[char]| values.iter().zip(found).all(|(one, two)| *one == *two as u32);
                if found.is_some_and(is_same) { one(at + values.len()) } else { none() }
            }
            Node::TerminalValues(TerminalValues::Range(from, to)) => {
                let is_within = |found: &char| (*from..=*to).contains(&(*found as u32));
                if self.text.get(at).is_some_and(is_within) { one(at + 1) } else { none() }
            }
            Node::Prose(prose) => panic!("prose matches nothing: {prose}"),
        }
    }

    /// Where `node` ends behind any of these places.
    fn behind(&mut self, node: &'g Node, places: &[usize]) -> Ends {
        let found: Vec<Ends> = places.iter().map(|at| self.node(node, *at)).filter(|ends| !ends.is_empty()).collect();
        united(&found)
    }
}

/// All of these places, each once.
fn united(all: &[Ends]) -> Ends {
    if let [ends] = all {
        return Rc::clone(ends);
    }
    let mut ends: Vec<usize> = all.iter().flat_map(|ends| ends.iter().copied()).collect();
    ends.sort_unstable();
    ends.dedup();
    Rc::new(ends)
}
