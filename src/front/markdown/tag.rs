//! Tags of HTML within a line of Markdown.

use crate::cell::text::floor;

use super::link::near;

/// Bytes of the longest name of a tag that is known.
const LONGEST: usize = "blockquote".len();

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
        let attributes = rest.trim().trim_end_matches('/');
        if !attributes.is_empty() && !attributes.contains('=') {
            return None;
        }
        let mut lower = [0; LONGEST];
        let lower = lower.get_mut(..name.len())?;
        lower.iter_mut().zip(name.bytes()).for_each(|(lower, byte)| *lower = byte.to_ascii_lowercase());
        let is_anchor = match &*lower {
            b"a" => true,
            b"abbr" | b"b" | b"big" | b"code" | b"del" | b"em" | b"font" | b"i" | b"ins" | b"kbd" | b"mark"
            | b"nobr" | b"q" | b"s" | b"samp" | b"small" | b"span" | b"strong" | b"sub" | b"sup" | b"tt" | b"u" => {
                false
            }
            b"br" | b"p" | b"div" | b"li" | b"ul" | b"ol" | b"pre" | b"tr" | b"blockquote" | b"hr" | b"dl" | b"dt"
            | b"dd" => return Some(Self::Border),
            b"img" | b"wbr" => return Some(Self::Dropped),
            _ => return None,
        };
        let closes = inner.starts_with('/');
        // `<code>` may be a word of the registry: a tag of content has an end.
        let has_end = || {
            let after = near(after);
            let after = after.get(..floor(after, 512)).unwrap_or(after);
            after.split("</").skip(1).any(|end| end.get(..name.len()).is_some_and(|end| end.eq_ignore_ascii_case(name)))
        };
        match () {
            () if closes && is_anchor => Some(Self::AnchorEnd),
            () if closes || !attributes.is_empty() || has_end() => {
                let target = rest.split_once("href=").map_or("", |(_, value)| value);
                let target = target.trim_start_matches(['"', '\'']);
                let target = target.split(['"', '\'', ' ']).next().unwrap_or("");
                Some(if is_anchor { Self::Anchor(target) } else { Self::Dropped })
            }
            () => None,
        }
    }
}
