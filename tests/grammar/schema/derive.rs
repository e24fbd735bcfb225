//! Documents of a schema, by chance.

use super::{Pattern, Schema, pattern};
use crate::language::derive::Chance;

#[derive(Clone, Debug, Default)]
pub struct Element {
    pub name: String,
    pub attributes: Vec<(String, String)>,
    pub children: Vec<Node>,
}

#[derive(Clone, Debug)]
pub enum Node {
    Element(Element),
    Text(String),
}

impl Element {
    pub fn elements(&self, name: &str) -> impl Iterator<Item = &Self> {
        self.children.iter().filter_map(move |node| match node {
            Node::Element(element) if element.name == name => Some(element),
            _ => None,
        })
    }

    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// As XML; `namespace` is that of the root.
    pub fn xml(&self, namespace: Option<&str>, out: &mut String) {
        let escaped = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
        *out += &format!("<{}", self.name);
        namespace.iter().for_each(|namespace| *out += &format!(" xmlns=\"{namespace}\""));
        self.attributes.iter().for_each(|(name, value)| *out += &format!(" {name}=\"{}\"", escaped(value)));
        if self.children.is_empty() {
            *out += "/>";
            return;
        }
        *out += ">";
        for node in &self.children {
            match node {
                Node::Element(element) => element.xml(None, out),
                Node::Text(text) => *out += &escaped(text),
            }
        }
        *out += &format!("</{}>", self.name);
    }
}

pub struct Deriver<'s> {
    pub schema: &'s Schema,
    pub chance: Chance,
}

impl Deriver<'_> {
    pub fn document(&mut self) -> Element {
        let mut holder = Element::default();
        self.put(self.schema.get("start"), &mut holder);
        match holder.children.pop() {
            Some(Node::Element(root)) => root,
            _ => panic!("no root"),
        }
    }

    fn put(&mut self, pattern: &Pattern, into: &mut Element) {
        match pattern {
            Pattern::Element(name, inner) => {
                let mut element = Element { name: name.clone(), ..Element::default() };
                self.put(inner, &mut element);
                into.children.push(Node::Element(element));
            }
            Pattern::Attribute(name, inner) => {
                let value = self.value(inner);
                into.attributes.push((name.clone(), value));
            }
            Pattern::Group(all) => all.iter().for_each(|one| self.put(one, into)),
            Pattern::Interleave(all) => {
                let mut parts: Vec<Vec<Node>> = Vec::new();
                for one in all {
                    let mut part = Element::default();
                    self.put(one, &mut part);
                    into.attributes.append(&mut part.attributes);
                    part.children.reverse();
                    parts.push(part.children);
                }
                while !parts.iter().all(Vec::is_empty) {
                    let at = self.chance.below(parts.len());
                    into.children.extend(parts[at].pop());
                }
            }
            Pattern::Choice(all) => {
                let at = self.chance.below(all.len());
                self.put(&all[at], into);
            }
            Pattern::Optional(inner) => {
                if self.chance.below(2) == 0 {
                    self.put(inner, into);
                }
            }
            Pattern::Many(inner) => {
                let times = self.chance.below([1, 2, 4][self.chance.clone().below(3)] + 1);
                (0..times).for_each(|_| self.put(inner, into));
            }
            Pattern::Mixed(inner) => {
                let mut part = Element::default();
                self.put(inner, &mut part);
                into.attributes.append(&mut part.attributes);
                for node in part.children {
                    if self.chance.below(3) > 0 {
                        into.children.push(Node::Text(self.words(0)));
                    }
                    into.children.push(node);
                }
                into.children.push(Node::Text(self.words(0)));
            }
            Pattern::Text | Pattern::Literal(_) | Pattern::Data { .. } => {
                let text = self.value(pattern);
                if !text.is_empty() {
                    into.children.push(Node::Text(text));
                }
            }
            Pattern::Empty => {}
            Pattern::Named(name) => self.put(self.schema.get(name), into),
        }
    }

    fn value(&mut self, pattern: &Pattern) -> String {
        match pattern {
            Pattern::Literal(text) => text.clone(),
            Pattern::Data { pattern: Some(text), .. } => pattern::fitting(text, &mut self.chance),
            Pattern::Data { kind, .. } if kind == "unsignedInt" => {
                u32::try_from(self.chance.below(1 << 32)).unwrap().to_string()
            }
            Pattern::Data { least, .. } => self.words(*least),
            Pattern::Text => self.words(0),
            Pattern::Choice(all) => {
                let at = self.chance.below(all.len());
                self.value(&all[at])
            }
            Pattern::Named(name) => self.value(self.schema.get(name)),
            other => panic!("no value: {other:?}"),
        }
    }

    /// Words, at least so many.
    fn words(&mut self, least: usize) -> String {
        const WORDS: &[&str] =
            &["Quay", "pier", "of", "the", "é漢", "R&D", "<path>", "\"x\"", "2001", "tcp", "a.b", "C++", "(old)", "'s"];
        let count = least + self.chance.below(4);
        (0..count).map(|_| *self.chance.one_of(WORDS)).collect::<Vec<_>>().join(" ")
    }
}
