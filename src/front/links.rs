//! Links that markup has written, put back to their words.

use std::borrow::Cow;

use crate::front::markdown;

/// How links are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Markup {
    /// There are none.
    #[default]
    None,
    /// `[Jon_Postel](#Jon_Postel)`
    Markdown,
    /// `` `Jon_Postel <#Jon_Postel>`__ ``
    Backquotes,
    /// `<#Jon_Postel Jon_Postel>`
    Angles,
}

impl Markup {
    /// That of a text which shows a link's first mark, where no other text has it.
    pub(crate) fn of(text: &str) -> Self {
        match text {
            _ if text.contains('`') => Self::Backquotes,
            _ if text.contains('<') => Self::Angles,
            _ => Self::None,
        }
    }

    /// Whether a link is open behind `text`, if it `was` before that.
    pub(crate) fn is_open(self, text: &str, was: bool) -> bool {
        let mut is_escaped = false;
        text.bytes().fold(was, |is_open, byte| {
            let was_escaped = is_escaped;
            is_escaped = byte == b'\\' && !was_escaped;
            match (self, byte) {
                _ if was_escaped => is_open,
                (Self::Backquotes, b'`') => !is_open,
                (Self::Angles, b'<') => true,
                (Self::Angles, b'>') => false,
                _ => is_open,
            }
        })
    }

    /// Whether a backslash takes the next mark's meaning away.
    pub(crate) fn has_escapes(self) -> bool {
        matches!(self, Self::Backquotes | Self::Angles)
    }

    /// A cell without the marks of its links.
    pub(crate) fn plain(self, cell: Cow<'_, str>) -> Cow<'_, str> {
        match self {
            Self::None => cell,
            Self::Markdown => markdown::plain(cell),
            Self::Backquotes | Self::Angles if cell.contains(['`', '<', '\\']) => Cow::Owned(self.written_out(&cell)),
            Self::Backquotes | Self::Angles => cell,
        }
    }

    fn written_out(self, cell: &str) -> String {
        let mut text = String::with_capacity(cell.len());
        let mut rest = cell;
        while let Some(c) = rest.chars().next() {
            let after = rest.get(c.len_utf8()..).unwrap_or("");
            let link = match (self, c) {
                (Self::Backquotes, '`') => backquoted(after),
                (Self::Angles, '<') => angled(after),
                _ => None,
            };
            if let Some((words, after)) = link {
                text.push_str(&self.written_out_words(words));
                rest = after;
                continue;
            }
            rest = match after.chars().next() {
                Some(next) if c == '\\' && (next.is_ascii_punctuation() || next == ' ') => {
                    // An escaped blank parts marks from words, and is none.
                    text.extend(Some(next).filter(|next| *next != ' '));
                    after.get(1..).unwrap_or("")
                }
                _ => {
                    text.push(c);
                    after
                }
            };
        }
        text
    }

    /// The words of a link, in which no link stands.
    fn written_out_words(self, words: &str) -> String {
        let mut text = String::with_capacity(words.len());
        let mut is_escaped = false;
        for c in words.chars() {
            if c == '\\' && !is_escaped {
                is_escaped = true;
                continue;
            }
            if is_escaped && !c.is_ascii_punctuation() {
                text.push('\\');
            }
            text.push(c);
            is_escaped = false;
        }
        text
    }
}

/// `link = "`" [ words ] "<" target ">" "`_" [ "_" ]`, behind its first mark: its words, and what follows it.
fn backquoted(text: &str) -> Option<(&str, &str)> {
    let (inner, after) = text.split_once('`')?;
    let after = after.strip_prefix('_')?;
    let after = after.strip_prefix('_').unwrap_or(after);
    let (words, target) = inner.strip_suffix('>')?.rsplit_once('<')?;
    let words = words.trim_end();
    Some((if words.is_empty() { target } else { words }, after))
}

/// `link = "<" target [ SP words ] ">"`, behind its first mark: its words, and what follows it.
fn angled(text: &str) -> Option<(&str, &str)> {
    let (inner, after) = text.split_once('>')?;
    let is_target = inner.starts_with('#') || inner.contains("://") || inner.starts_with("mailto:");
    let (target, words) = inner.split_once(' ').unwrap_or((inner, inner));
    is_target.then(|| (if words.is_empty() { target } else { words.trim() }, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_put_back_to_their_words() {
        for (markup, cell, words) in [
            (Markup::Backquotes, "[`A_B <#A_B>`__][`C<#C>`__]", "[A_B][C]"),
            (Markup::Backquotes, "`mailto:a&b.example <mailto:a&b.example>`__", "mailto:a&b.example"),
            (Markup::Backquotes, "a `b` \\*c\\* <d>", "a `b` *c* <d>"),
            (Markup::Angles, "[<#A_B A_B>]", "[A_B]"),
            (Markup::Angles, "<mailto:a&b.example>", "mailto:a&b.example"),
            (Markup::Angles, "x=\\<y> <z>", "x=<y> <z>"),
            (Markup::None, "`A <#A>`__", "`A <#A>`__"),
        ] {
            assert_eq!(markup.plain(Cow::Borrowed(cell)), words, "{cell}");
        }
    }
}
