//! RELAX NG in its compact syntax, as much of it as `grammar/registry.rnc` has: read, and documents derived from it.

pub mod derive;
pub mod pattern;
pub mod valid;

use std::collections::BTreeMap;
use std::iter::Peekable;
use std::vec::IntoIter;

/// What an element may hold.
#[derive(Clone, Debug, PartialEq)]
pub enum Pattern {
    Element(String, Box<Self>),
    Attribute(String, Box<Self>),
    /// One after the other.
    Group(Vec<Self>),
    /// In any order.
    Interleave(Vec<Self>),
    Choice(Vec<Self>),
    Optional(Box<Self>),
    Many(Box<Self>),
    Mixed(Box<Self>),
    Text,
    Empty,
    Literal(String),
    /// A datatype of XML Schema: its name, the regular expression that it fits, and its least length.
    Data {
        kind: String,
        pattern: Option<String>,
        least: usize,
    },
    Named(String),
}

/// Patterns by their names.
pub struct Schema(pub BTreeMap<String, Pattern>);

#[derive(Clone, Debug, PartialEq)]
enum Token {
    Word(String),
    Text(String),
    Sign(char),
}

fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let lines = text.lines().filter(|line| !line.trim_start().starts_with('#'));
    let text = lines.collect::<Vec<_>>().join("\n");
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let is_word = |c: char| c.is_ascii_alphanumeric() || "._:-".contains(c);
        let length = match first {
            '"' => 2 + rest[1..].find('"').expect("a closing quote"),
            c if is_word(c) => rest.find(|c| !is_word(c)).unwrap_or(rest.len()),
            _ => 1,
        };
        tokens.push(match first {
            '"' => Token::Text(rest[1..length - 1].to_owned()),
            c if is_word(c) => Token::Word(rest[..length].to_owned()),
            c => Token::Sign(c),
        });
        rest = rest[length..].trim_start();
    }
    tokens
}

struct Reader(Peekable<IntoIter<Token>>);

impl Reader {
    fn eat(&mut self, sign: char) -> bool {
        self.0.next_if_eq(&Token::Sign(sign)).is_some()
    }

    fn expect(&mut self, sign: char) {
        assert!(self.eat(sign), "{sign} is missing before {:?}", self.0.peek());
    }

    fn word(&mut self) -> String {
        match self.0.next() {
            Some(Token::Word(word)) => word,
            other => panic!("a name is missing: {other:?}"),
        }
    }

    fn text(&mut self) -> String {
        match self.0.next() {
            Some(Token::Text(text)) if self.eat('~') => text + &self.text(),
            Some(Token::Text(text)) => text,
            other => panic!("a text is missing: {other:?}"),
        }
    }

    /// Parts with one of three signs between them.
    fn pattern(&mut self) -> Pattern {
        let mut parts = vec![self.part()];
        let mut between = None;
        while let Some(Token::Sign(sign @ (',' | '&' | '|'))) = self.0.peek().cloned() {
            assert_eq!(*between.get_or_insert(sign), sign, "signs are mixed");
            self.expect(sign);
            parts.push(self.part());
        }
        match between {
            None => parts.remove(0),
            Some(',') => Pattern::Group(parts),
            Some('&') => Pattern::Interleave(parts),
            _ => Pattern::Choice(parts),
        }
    }

    fn part(&mut self) -> Pattern {
        let part = match self.0.peek() {
            Some(Token::Text(_)) => Pattern::Literal(self.text()),
            Some(Token::Sign('(')) => self.within('(', ')'),
            _ => match self.word() {
                word if word == "element" => Pattern::Element(self.word(), Box::new(self.within('{', '}'))),
                word if word == "attribute" => Pattern::Attribute(self.word(), Box::new(self.within('{', '}'))),
                word if word == "mixed" => Pattern::Mixed(Box::new(self.within('{', '}'))),
                word if word == "text" => Pattern::Text,
                word if word == "empty" => Pattern::Empty,
                word => match word.strip_prefix("xsd:") {
                    Some(kind) => self.data(kind),
                    None => Pattern::Named(word),
                },
            },
        };
        match () {
            () if self.eat('?') => Pattern::Optional(Box::new(part)),
            () if self.eat('*') => Pattern::Many(Box::new(part)),
            () => part,
        }
    }

    fn within(&mut self, open: char, close: char) -> Pattern {
        self.expect(open);
        let pattern = self.pattern();
        self.expect(close);
        pattern
    }

    fn data(&mut self, kind: &str) -> Pattern {
        let (mut pattern, mut least) = (None, 0);
        if self.eat('{') {
            let name = self.word();
            self.expect('=');
            match (&*name, self.text()) {
                ("pattern", text) => pattern = Some(text),
                ("minLength", text) => least = text.parse().unwrap(),
                (name, _) => panic!("{name}"),
            }
            self.expect('}');
        }
        Pattern::Data { kind: kind.to_owned(), pattern, least }
    }
}

impl Schema {
    pub fn read(text: &str) -> Self {
        let mut reader = Reader(tokens(text).into_iter().peekable());
        let mut named = BTreeMap::new();
        while reader.0.peek().is_some() {
            let mut name = reader.word();
            let is_declaration = matches!(&*name, "default" | "datatypes");
            if is_declaration {
                name = reader.word();
                if name == "namespace" {
                    name = "default namespace".to_owned();
                }
            }
            reader.expect('=');
            let pattern = if is_declaration { Pattern::Literal(reader.text()) } else { reader.pattern() };
            assert!(named.insert(name.clone(), pattern).is_none(), "{name} is defined twice");
        }
        Self(named)
    }

    pub fn get(&self, name: &str) -> &Pattern {
        self.0.get(name).unwrap_or_else(|| panic!("{name} is not defined"))
    }
}

impl Pattern {
    /// Calls `see` with this pattern and all in it.
    pub fn walk<'p>(&'p self, see: &mut dyn FnMut(&'p Self)) {
        see(self);
        match self {
            Self::Element(_, inner) | Self::Attribute(_, inner) => inner.walk(see),
            Self::Optional(inner) | Self::Many(inner) | Self::Mixed(inner) => inner.walk(see),
            Self::Group(all) | Self::Interleave(all) | Self::Choice(all) => all.iter().for_each(|one| one.walk(see)),
            Self::Text | Self::Empty | Self::Literal(_) | Self::Data { .. } | Self::Named(_) => {}
        }
    }
}
