//! Whether an element is one of the schema: what may come next is what is left of a pattern behind each part.

use super::derive::{Element, Node};
use super::pattern;
use super::{Pattern, Schema};

/// What is left of a pattern; `None` where what was found does not stand in it.
type Left = Option<Pattern>;

impl Schema {
    pub fn is_valid(&self, root: &Element) -> bool {
        self.behind(self.get("start"), &Node::Element(root.clone())).is_some_and(|left| self.may_end(&left))
    }

    /// Whether nothing more has to come.
    fn may_end(&self, pattern: &Pattern) -> bool {
        match pattern {
            Pattern::Empty | Pattern::Text | Pattern::Optional(_) | Pattern::Many(_) => true,
            Pattern::Group(all) | Pattern::Interleave(all) => all.iter().all(|one| self.may_end(one)),
            Pattern::Choice(all) => all.iter().any(|one| self.may_end(one)),
            Pattern::Mixed(inner) => self.may_end(inner),
            Pattern::Named(name) => self.may_end(self.get(name)),
            Pattern::Literal(_) | Pattern::Data { .. } => self.is_value(pattern, ""),
            Pattern::Element(..) | Pattern::Attribute(..) => false,
        }
    }

    /// What is left of a pattern behind an element or a text.
    fn behind(&self, pattern: &Pattern, node: &Node) -> Left {
        self.after(pattern, &|pattern| match (pattern, node) {
            (Pattern::Element(name, inner), Node::Element(element)) if *name == element.name => {
                self.holds(inner, element).then_some(Pattern::Empty)
            }
            (Pattern::Text, Node::Text(_)) => Some(Pattern::Text),
            (Pattern::Mixed(_), Node::Text(_)) => Some(pattern.clone()),
            (Pattern::Literal(_) | Pattern::Data { .. }, Node::Text(text)) => {
                self.is_value(pattern, text).then_some(Pattern::Empty)
            }
            _ => None,
        })
    }

    /// What is left of a pattern where `take` says what is of one that has no parts.
    fn after(&self, pattern: &Pattern, take: &dyn Fn(&Pattern) -> Left) -> Left {
        match pattern {
            Pattern::Named(name) => self.after(self.get(name), take),
            Pattern::Choice(all) => either(all.iter().filter_map(|one| self.after(one, take)).collect()),
            Pattern::Optional(inner) => self.after(inner, take),
            Pattern::Many(inner) => Some(Pattern::Group(vec![self.after(inner, take)?, pattern.clone()])),
            Pattern::Mixed(inner) => {
                let whole = take(pattern);
                whole.or_else(|| Some(Pattern::Mixed(Box::new(self.after(inner, take)?))))
            }
            Pattern::Group(all) => {
                let mut found = Vec::new();
                for (at, one) in all.iter().enumerate() {
                    found.extend(self.after(one, take).map(|left| {
                        Pattern::Group(std::iter::once(left).chain(all[at + 1..].iter().cloned()).collect())
                    }));
                    if !self.may_end(one) {
                        break;
                    }
                }
                either(found)
            }
            Pattern::Interleave(all) => {
                let of = |at: usize| {
                    let mut left = all.clone();
                    left[at] = self.after(&all[at], take)?;
                    Some(Pattern::Interleave(left))
                };
                either((0..all.len()).filter_map(of).collect())
            }
            _ => take(pattern),
        }
    }

    /// Whether an element has what a pattern says: its attributes in any order, and then its content.
    fn holds(&self, pattern: &Pattern, element: &Element) -> bool {
        let mut left = pattern.clone();
        for (name, value) in &element.attributes {
            let behind = self.past(&left, &mut |known, inner| known == name && self.is_value(inner, value));
            match behind {
                Some(behind) => left = behind,
                None => return false,
            }
        }
        let mut left = match self.past_none(&left) {
            Some(left) => left,
            None => return false,
        };
        for node in &element.children {
            match self.behind(&left, node) {
                Some(behind) => left = behind,
                // White space between elements.
                None if matches!(node, Node::Text(text) if text.trim().is_empty()) => {}
                None => return false,
            }
        }
        self.may_end(&left)
    }

    /// What is left of a pattern without one of its attributes, which may stand anywhere in it.
    fn past(&self, pattern: &Pattern, is: &mut dyn FnMut(&str, &Pattern) -> bool) -> Left {
        match pattern {
            Pattern::Attribute(name, inner) => is(name, inner).then_some(Pattern::Empty),
            Pattern::Named(name) => self.past(self.get(name), is),
            Pattern::Optional(inner) => self.past(inner, is),
            Pattern::Choice(all) => either(all.iter().filter_map(|one| self.past(one, is)).collect()),
            Pattern::Group(all) | Pattern::Interleave(all) => {
                let (at, behind) = all.iter().enumerate().find_map(|(at, one)| Some((at, self.past(one, is)?)))?;
                let mut left = all.clone();
                left[at] = behind;
                Some(if matches!(pattern, Pattern::Group(_)) {
                    Pattern::Group(left)
                } else {
                    Pattern::Interleave(left)
                })
            }
            _ => None,
        }
    }

    /// A pattern without attributes; `None` where one is missing.
    fn past_none(&self, pattern: &Pattern) -> Left {
        let all_of = |all: &[Pattern]| all.iter().map(|one| self.past_none(one)).collect::<Option<Vec<_>>>();
        match pattern {
            Pattern::Attribute(..) => None,
            Pattern::Named(name) => self.past_none(self.get(name)),
            Pattern::Optional(inner) => {
                Some(self.past_none(inner).map_or(Pattern::Empty, |left| Pattern::Optional(Box::new(left))))
            }
            Pattern::Choice(all) => either(all.iter().filter_map(|one| self.past_none(one)).collect()),
            Pattern::Group(all) => Some(Pattern::Group(all_of(all)?)),
            Pattern::Interleave(all) => Some(Pattern::Interleave(all_of(all)?)),
            other => Some(other.clone()),
        }
    }

    fn is_value(&self, pattern: &Pattern, text: &str) -> bool {
        match pattern {
            Pattern::Literal(literal) => literal == text,
            Pattern::Data { pattern: Some(pattern), kind, .. } => {
                pattern::fits(pattern, if kind == "token" { text.trim() } else { text })
            }
            Pattern::Data { kind, .. } if kind == "unsignedInt" => text.trim().parse::<u32>().is_ok(),
            Pattern::Data { least, .. } => text.trim().chars().count() >= *least,
            Pattern::Text => true,
            Pattern::Choice(all) => all.iter().any(|one| self.is_value(one, text)),
            Pattern::Optional(inner) => text.is_empty() || self.is_value(inner, text),
            Pattern::Named(name) => self.is_value(self.get(name), text),
            _ => false,
        }
    }
}

fn either(mut all: Vec<Pattern>) -> Left {
    match all.len() {
        0 | 1 => all.pop(),
        _ => Some(Pattern::Choice(all)),
    }
}
