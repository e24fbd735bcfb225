//! Tags of HTML within a line of Markdown.

use crate::cell::text::floor;

use super::link::near;

/// A tag of HTML within a line.
pub(super) enum Tag<'a> {
    /// Text before it and text behind it are apart.
    Border,
    Anchor(&'a str),
    AnchorEnd,
    Dropped,
}

impl<'a> Tag<'a> {
    /// The tag that holds `inner`; `None` where that is none: `<path>`.
    pub(super) fn of(inner: &'a str, after: &str) -> Option<Self> {
        let name = inner.strip_prefix('/').unwrap_or(inner);
        let end = name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len());
        let (name, rest) = name.split_at(end);
        if !(rest.is_empty() || rest.starts_with(|c: char| c.is_whitespace() || c == '/')) {
            return None;
        }
        let is = |names: &[&str]| names.iter().any(|known| name.eq_ignore_ascii_case(known));
        let attributes = rest.trim().trim_end_matches('/');
        if !attributes.is_empty() && !attributes.contains('=') {
            return None;
        }
        if is(&["br", "p", "div", "li", "ul", "ol", "pre", "tr", "blockquote", "hr", "dl", "dt", "dd"]) {
            return Some(Self::Border);
        }
        if is(&["img", "wbr"]) {
            return Some(Self::Dropped);
        }
        let known = ["a", "abbr", "b", "big", "code", "del", "em", "font", "i", "ins", "kbd", "mark", "nobr", "q"];
        if !is(&known) && !is(&["s", "samp", "small", "span", "strong", "sub", "sup", "tt", "u"]) {
            return None;
        }
        let closes = inner.starts_with('/');
        // `<code>` may be a word of the registry: a tag of content has an end.
        let has_end = || {
            let after = near(after);
            let after = after.get(..floor(after, 512)).unwrap_or(after);
            after.split("</").skip(1).any(|end| end.get(..name.len()).is_some_and(|end| end.eq_ignore_ascii_case(name)))
        };
        match () {
            () if closes && is(&["a"]) => Some(Self::AnchorEnd),
            () if closes || !attributes.is_empty() || has_end() => {
                let target = rest.split_once("href=").map_or("", |(_, value)| value);
                let target = target.trim_start_matches(['"', '\'']);
                let target = target.split(['"', '\'', ' ']).next().unwrap_or("");
                Some(if is(&["a"]) { Self::Anchor(target) } else { Self::Dropped })
            }
            () => None,
        }
    }
}
