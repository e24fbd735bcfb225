//! What extractors leave of markup in lines, and what they break: undone, so that a line is a cell as it was.

#![allow(
    clippy::arithmetic_side_effects,
    reason = "places in a text in memory and parts of it; what is put is shorter than what is taken"
)]

use std::borrow::Cow;
use std::ops::Range;

use crate::cell::text::floor;

use super::plain;

/// What of `text` is to be undone; told from the whole, for a part can look so by itself.
#[derive(Clone, Copy, Debug, Default)]
struct Dress {
    /// Links and escapes of Markdown.
    is_markdown: bool,
    /// Every ampersand begins an entity.
    has_entities: bool,
    /// Targets of links in parentheses: `[Jo_Tarn (#Jo_Tarn)]`.
    has_targets: bool,
    /// Most brackets have white space inside.
    is_spaced: bool,
}

/// Characters within which a link or an entity ends.
const MOST_LINK: usize = 512;
const ENTITIES: &[(&str, &str)] =
    &[("&amp;", "&"), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&apos;", "'")];

/// How many brackets open, after how many of them white space stands, and before how many that close.
#[derive(Clone, Copy, Debug, Default)]
struct Brackets {
    opened: usize,
    spaced: usize,
    closed_spaced: usize,
}

impl Brackets {
    fn of(text: &str) -> Self {
        if !Self::may_be_spaced(text.as_bytes()) {
            return Self::default();
        }
        let is_space = |byte: u8| matches!(byte, b' ' | b'\n' | b'\r' | b'\t' | 0x0c);
        let bytes = text.as_bytes();
        let mut found = Self { opened: usize::from(bytes.last() == Some(&b'[')), ..Self::default() };
        // Few enough at once to be counted in a byte, many bytes at a time.
        for (these, next) in bytes.chunks(240).zip(bytes.get(1..).unwrap_or_default().chunks(240)) {
            let (mut opened, mut spaced, mut closed) = (0_u8, 0_u8, 0_u8);
            for (&byte, &next) in these.iter().zip(next) {
                opened += u8::from(byte == b'[');
                spaced += u8::from((byte == b'[') & is_space(next));
                closed += u8::from(is_space(byte) & (next == b']'));
            }
            found.opened += usize::from(opened);
            found.spaced += usize::from(spaced);
            found.closed_spaced += usize::from(closed);
        }
        found
    }

    /// Whether white space, or what sorts with it, stands within any brackets: many bytes at a time.
    fn may_be_spaced(text: &[u8]) -> bool {
        let pairs = text.chunks(4096).zip(text.get(1..).unwrap_or_default().chunks(4096));
        text.last() == Some(&b'[')
            || pairs.into_iter().any(|(these, next)| {
                let mut found = false;
                for (&byte, &next) in these.iter().zip(next) {
                    found |= (byte == b'[') & (next <= b' ') | (byte <= b' ') & (next == b']');
                }
                found
            })
    }
}

impl Dress {
    fn of(text: &str, brackets: Brackets) -> Self {
        let bytes = text.as_bytes();
        let is_entity = |at: usize| entity(text.get(at..).unwrap_or("")).is_some();
        let is_link = |target: &str| ["#", "http", "mailto:"].iter().any(|start| target.starts_with(start));
        // Few lines have a parenthesis.
        let (mut is_markdown, mut has_targets) = (false, false);
        for at in memchr::memchr_iter(b'(', bytes) {
            let behind = || text.get(at + 1..).unwrap_or("");
            match at.checked_sub(1).and_then(|before| bytes.get(before)) {
                Some(b']') => is_markdown |= is_link(behind()),
                Some(b' ') => has_targets |= behind().starts_with('#'),
                _ => {}
            }
        }
        let mut ampersands = memchr::memchr_iter(b'&', bytes);
        Self {
            is_markdown,
            has_entities: ampersands.next().is_some_and(is_entity) && ampersands.all(is_entity),
            has_targets,
            is_spaced: 2 * brackets.spaced > brackets.opened,
        }
    }

    /// Whether nothing but white space within brackets is to be undone.
    fn is_none(self) -> bool {
        !(self.is_markdown || self.has_entities || self.has_targets)
    }

    /// How much of the beginning of `rest`, which follows `before`, is to be taken out, and what is put there.
    fn undo(self, before: Option<u8>, rest: &str) -> Option<(usize, &str)> {
        let first = rest.bytes().next()?;
        match first {
            b'&' if self.has_entities => entity(rest),
            b'\\' if self.is_markdown && rest.as_bytes().get(1).is_some_and(u8::is_ascii_punctuation) => Some((1, "")),
            b'[' if self.is_markdown && is_link(rest) => Some((1, "")),
            b']' if self.is_markdown && before != Some(b'\\') => Some((1 + target(rest.get(1..)?)?, "")),
            b'<' if self.is_markdown => autolink(rest),
            b' ' if self.has_targets && rest.starts_with(" (") => {
                let length = 1 + target(rest.get(1..)?)?;
                rest.get(length..)?.starts_with(']').then_some((length, ""))
            }
            _ if first.is_ascii_whitespace() => {
                let after = rest.trim_start_matches(|c: char| c.is_ascii_whitespace());
                let space = rest.get(..rest.len() - after.len())?;
                let is_inside = before == Some(b'[') || after.starts_with(']');
                let is_broken = space.contains('\n') || space.len() > 1 || self.is_spaced;
                (is_inside && is_broken && !after.is_empty()).then_some((space.len(), ""))
            }
            _ => None,
        }
    }
}

fn entity(rest: &str) -> Option<(usize, &'static str)> {
    ENTITIES.iter().find(|(entity, _)| rest.starts_with(entity)).map(|(entity, text)| (entity.len(), *text))
}

/// A link that is its own text: `<mailto:jo&tarn.example.com>`.
fn autolink(rest: &str) -> Option<(usize, &str)> {
    let starts = ["<http://", "<https://", "<mailto:", "<tel:"];
    if !starts.iter().any(|start| rest.starts_with(start)) {
        return None;
    }
    let end = rest.bytes().take(MOST_LINK).position(|byte| byte == b'>' || byte.is_ascii_whitespace())?;
    let is_closed = rest.as_bytes().get(end) == Some(&b'>');
    Some((end + 1, rest.get(1..end)?)).filter(|_| is_closed)
}

/// Whether `rest` begins with a link of Markdown: `[Jo\_Tarn](#Jo_Tarn)`.
fn is_link(rest: &str) -> bool {
    let head = || rest.bytes().enumerate().skip(1).take(MOST_LINK);
    let end = head().find(|(_, byte)| matches!(byte, b'[' | b']' | b'\n'));
    end.is_some_and(|(at, byte)| byte == b']' && rest.get(at + 1..).and_then(target).is_some())
}

/// Length of the target of a link, in its parentheses, that begins `rest`.
fn target(rest: &str) -> Option<usize> {
    let starts = ["(#", "(http://", "(https://", "(mailto:", "(tel:", "(/"];
    if !starts.iter().any(|start| rest.starts_with(start)) {
        return None;
    }
    let mut depth = 0_usize;
    let end = rest.bytes().enumerate().take(MOST_LINK).find(|(_, byte)| {
        depth += usize::from(*byte == b'(');
        depth -= usize::from(*byte == b')');
        depth == 0 || *byte == b'\n'
    })?;
    (end.1 == b')').then_some(end.0 + 1)
}

/// Whether a bracket at byte `at` closes none, and other text follows it: `]2001-01` is a cell that was damaged. It goes
/// back to the last bracket, and so no byte is looked at twice for brackets that close.
fn begins_otherwise(text: &str, at: usize) -> bool {
    let Some((above, [b']', next, ..])) = text.as_bytes().split_at_checked(at) else { return false };
    let is_open = || memchr::memrchr2(b'[', b']', above).and_then(|last| above.get(last)) == Some(&b'[');
    next.is_ascii_alphanumeric() && !is_open()
}

/// Where from `from` on the next white space begins that stands inside of brackets.
fn next_space(text: &str, from: usize) -> Option<usize> {
    let bytes = text.as_bytes().get(from..)?;
    let is_space = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_whitespace);
    memchr::memchr2_iter(b'[', b']', bytes).find_map(|at| match bytes.get(at) {
        Some(b'[') => is_space(at + 1).then_some(from + at + 1),
        _ => {
            let above = at.checked_sub(1).filter(|above| is_space(*above) && !begins_otherwise(text, from + at))?;
            let space = bytes.get(..=above)?.iter().rev().take_while(|byte| byte.is_ascii_whitespace()).count();
            Some(from + at - space)
        }
    })
}

/// `text` without markup, and without the white space that stands inside of brackets. As much is put, as spaces, at
/// the end of the line that comes about: the text stays as long, and each line where it is.
pub(super) fn mend(text: &str) -> Cow<'_, str> {
    let brackets = Brackets::of(text);
    let dress = Dress::of(text, brackets);
    if dress.is_none() && brackets.spaced == 0 && brackets.closed_spaced == 0 {
        return Cow::Borrowed(text);
    }
    let mut mended = String::new();
    let mut owed = 0;
    let mut copied = 0;
    let mut before = None;
    let mut at = 0;
    loop {
        if owed == 0 && dress.is_none() {
            let Some(next) = next_space(text, at) else { break };
            if next > at {
                at = next;
                before = text.as_bytes().get(at - 1).copied();
            }
        }
        let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) else { break };
        let found = dress.undo(before, rest).filter(|(length, _)| {
            let end = at + length;
            let is_space = rest.starts_with(|c: char| c.is_ascii_whitespace());
            !is_space || before == Some(b'[') || !begins_otherwise(text, end)
        });
        match found {
            Some((length, put)) => {
                mended.push_str(text.get(copied..at).unwrap_or(""));
                mended.push_str(put);
                owed += length - put.len();
                before = text.as_bytes().get(at).copied().filter(|byte| !byte.is_ascii_whitespace()).or(before);
                at += length;
                copied = at;
            }
            None => {
                // White space that stays, as a whole: it is looked at once.
                let space = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_whitespace()).len();
                let newline = rest.get(..space).and_then(|space| space.find(['\n', '\r']));
                if let Some(newline) = newline.filter(|_| owed > 0) {
                    mended.push_str(text.get(copied..at + newline).unwrap_or(""));
                    mended.extend(std::iter::repeat_n(' ', std::mem::take(&mut owed)));
                    copied = at + newline;
                }
                at += if space > 1 { space } else { rest.chars().next().map_or(1, char::len_utf8) };
                before = text.as_bytes().get(at - 1).copied();
            }
        }
    }
    if copied == 0 {
        return Cow::Borrowed(text);
    }
    mended.push_str(text.get(copied..).unwrap_or(""));
    mended.extend(std::iter::repeat_n(' ', owed));
    Cow::Owned(mended)
}

/// The bracket that is open at `to`, in its line and not far above, and what stands behind it.
fn opened(text: &str, to: usize) -> Option<(usize, &str)> {
    let from = floor(text, to.saturating_sub(MOST_LINK));
    let open = from + memchr::memrchr3(b'[', b']', b'\n', text.as_bytes().get(from..to)?)?;
    (text.as_bytes().get(open) == Some(&b'[')).then_some((open, text.get(open + 1..to)?))
}

/// `text` without links of Markdown that lead out of it, or to what their words name, and without such targets behind words:
/// `[RFC1](https://a.example)`, `[A](#A)`, `[A (#A)]`. Each line stays as long, and most words where they are.
pub(super) fn without_links(text: &str) -> Cow<'_, str> {
    let bytes = text.as_bytes();
    let mut taken: Vec<Range<usize>> = Vec::new();
    for at in memchr::memchr_iter(b'(', bytes) {
        // Within the target of a link none begins.
        let Some(before) = at.checked_sub(1).filter(|_| taken.last().is_none_or(|last| last.end <= at)) else {
            continue;
        };
        let is_behind = bytes.get(before) == Some(&b']');
        let is_within = bytes.get(before) == Some(&b' ') && bytes.get(at + 1) == Some(&b'#');
        if !is_behind && !is_within {
            continue;
        }
        let Some(end) = text.get(at..).and_then(target).map(|length| at + length) else { continue };
        let Some((open, words)) = opened(text, before) else { continue };
        let leads = match text.get(at + 1..end - 1).unwrap_or("").strip_prefix('#') {
            Some(id) => id.bytes().eq(words.bytes().filter(|byte| *byte != b'\\')),
            None => !words.is_empty(),
        };
        if leads && (is_behind || bytes.get(end) == Some(&b']')) {
            taken.extend(is_behind.then_some(open..open + 1));
            taken.push(before..end);
        }
    }
    if taken.is_empty() {
        return Cow::Borrowed(text);
    }
    // Where links are written, those that escape an underline escape each.
    let mut links = taken.iter().peekable();
    let mut is_in_link = |at: &usize| {
        while links.next_if(|link| link.end <= *at).is_some() {}
        links.peek().is_some_and(|link| link.start <= *at)
    };
    let underlines: Vec<usize> = memchr::memchr_iter(b'_', bytes).filter(|at| !is_in_link(at)).collect();
    let is_escaped = |at: &usize| at.checked_sub(1).and_then(|before| bytes.get(before)) == Some(&b'\\');
    if underlines.iter().all(is_escaped) {
        taken.extend(underlines.iter().map(|at| at - 1..*at));
        taken.sort_unstable_by_key(|range| range.start);
    }
    Cow::Owned(plain::without(text, &taken))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_close_and_places_stay() {
        for (text, mended) in [
            ("in\n[\nRFC1\n]. As in [\r\n RFC2\r\n]\nb", "in\n[RFC1]. As in [RFC2]       \nb"),
            ("[\nA\n][\nB\n]\n[\nC", "[A][B]    \n[C "),
            ("was [x]\n[A]\n", "was [x]\n[A]\n"),
            ("[ A ]\n[B]\n[C]\nin [   RFC1   ].", "[ A ]\n[B]\n[C]\nin [RFC1].      "),
            ("[ A ]\nb [ c ]", "[A]  \nb [c]  "),
            ("[A\n[\nB\n]", "[A\n[B]  "),
            (" \n é\n", " \n é\n"),
            ("[A]\nb\n]2001-01\n", "[A]\nb\n]2001-01\n"),
            ("[ A ]\n[ ]\n[ A ]\n7", "[A]  \n[] \n[A]  \n7"),
        ] {
            assert_eq!(mend(text), mended, "{text:?}");
            assert_eq!(text.len(), mended.len());
        }
    }

    #[test]
    fn markup_is_undone() {
        for (text, mended) in [
            ("[[A\\_B](#A_B)]\n[c](x)", "[A_B]         \n[c](x)"),
            ("\\[[RFC1](https://a.example)\\].\n", "[RFC1].                       \n"),
            ("[c](#c) <mailto:a&b.c>, <b>\n", "c mailto:a&b.c, <b>        \n"),
            ("[A_B (#A_B)]\nb (#c) d", "[A_B]       \nb (#c) d"),
            ("&lt;a&gt; b&amp;c\n", "<a> b&c          \n"),
            ("[c](#c)  \n \nd\n", "c        \n \nd\n"),
            ("b&c &lt;a\n", "b&c &lt;a\n"),
        ] {
            assert_eq!(mend(text), mended, "{text:?}");
            assert_eq!(text.len(), mended.len());
        }
    }

    #[test]
    fn links_go_and_words_behind_them_stay() {
        for (text, plain) in [
            ("a [[b](#b)] [\nc ] &amp; [d (#d)]  \ne\n", "a [b]       [\nc ] &amp;      [d]  \ne\n"),
            ("[é](#é) [f](x) [[g](http://h/i_(j))]. k\n", "é        [f](x) [g].                   k\n"),
            ("[a](http://b) c", "a             c"),
            ("[a](http://b[c](http://d)) e", "a                          e"),
            ("[a\\_b](#a_b) c\\_d e f", "a_b          c_d  e f"),
            ("[a\\_b](#a_b) c\\_d e_f", "a\\_b         c\\_d e_f"),
            // Nothing opens, or it leads elsewhere.
            ("a\\_b ](http://b) c](#c) [d](#e) [f (#g)] h (#h) [](http://i)", ""),
        ] {
            let plain = if plain.is_empty() { text } else { plain };
            assert_eq!(without_links(text), plain);
            assert_eq!(text.len(), plain.len());
        }
    }
}
