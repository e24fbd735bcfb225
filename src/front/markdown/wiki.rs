//! Pipe tables of other markup than Markdown, as wikis have them, written as Markdown has them.
//!
//! ```text
//! |=Service Name |=Assignee                     || Service Name || Assignee ||
//! |rcst |[[[Kit_Sturgeon>>#Kit_Sturgeon]]]      | rcst | \[[Kit_Sturgeon|#Kit_Sturgeon]\] |
//! ```
//!
//! How links are written tells the markup: those of the registry lead to the contact table of the page. What is written anew
//! takes as many bytes as what stood there, so that places stay: targets, of which nothing is read, are filled with `#`, and
//! blanks take the place of marks that stand beside a cell's words.

#![allow(clippy::arithmetic_side_effects, reason = "places in a text in memory, and counts of what is there")]

use std::borrow::Cow;
use std::ops::Range;

use crate::cell::text::floor;
use crate::front::sections::is_contact_title;

/// How markup writes the link of an id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wiki {
    /// `[[#Kit_Sturgeon][Kit_Sturgeon]]`, `[[#Kit_Sturgeon|Kit_Sturgeon]]`, or `[[#Kit_Sturgeon]]`
    TargetFirst,
    /// `[[Kit_Sturgeon>>#Kit_Sturgeon]]`
    WordsFirst,
    /// `[Kit_Sturgeon|#Kit_Sturgeon]`
    Piped,
    /// `"Kit_Sturgeon":#Kit_Sturgeon`
    Quoted,
}

/// Bytes below the first pipe in which a link is looked for, and links that are looked at.
const FAR: usize = 1 << 17;
const MOST: usize = 64;

/// Links of ids that tell a markup.
const ENOUGH: usize = 2;

/// Marks that may end a sentence, or a part of one.
const SENTENCE: [char; 7] = [',', '.', ';', ':', '!', '?', ')'];

/// Bytes that a link may take.
const MOST_LINK: usize = 1 << 10;

/// A text whose links are written as one of these, with them and the marks of its cells as Markdown has them.
pub(crate) fn as_markdown(text: &str) -> Option<String> {
    let wiki = wiki_of(text)?;
    let mut out = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let from = out.len();
        wiki.put_line(line, &mut out);
        debug_assert_eq!(out.len() - from, line.len(), "{line}");
    }
    // Nothing else keeps places.
    (out.len() == text.len()).then_some(out)
}

/// Told by the first links to ids below the first pipe: [`ENOUGH`] of them begin cells, and stand in brackets as ids do, or
/// the only one does. One within the words of a cell may be of any markup.
fn wiki_of(text: &str) -> Option<Wiki> {
    let from = memchr::memchr(b'|', text.as_bytes())?;
    let table = text.get(from..floor(text, from + FAR)).unwrap_or("");
    let mut found: [(Wiki, usize); 4] =
        [Wiki::TargetFirst, Wiki::WordsFirst, Wiki::Piped, Wiki::Quoted].map(|wiki| (wiki, 0));
    let mut is_told = |wiki: Wiki| {
        let count = found.iter_mut().find(|(of, _)| *of == wiki).map(|(_, count)| count)?;
        *count += 1;
        (*count == ENOUGH).then_some(wiki)
    };
    // The only link, as long as there is no other.
    let mut only = Some(None);
    // `&#45;` is a character.
    let marks = memchr::memchr_iter(b'#', table.as_bytes());
    let marks = marks.filter_map(|at| table.split_at_checked(at)).filter(|(before, _)| !before.ends_with('&'));
    for (before, target) in marks.take(MOST) {
        let line = before.get(memchr::memrchr(b'\n', before.as_bytes()).map_or(0, |end| end + 1)..).unwrap_or("");
        let wiki = match line.as_bytes() {
            // As Markdown has it.
            [.., b'(' | b'<'] => return None,
            [.., b'[', b'['] => Wiki::TargetFirst,
            [.., b'>', b'>'] => Wiki::WordsFirst,
            [.., b'"', b':'] => Wiki::Quoted,
            [.., b'|'] => Wiki::Piped,
            _ => continue,
        };
        let is_id = wiki.is_id(line, target.split('\n').next().unwrap_or(""));
        if is_id && let Some(wiki) = is_told(wiki) {
            return Some(wiki);
        }
        only = if only == Some(None) && is_id { Some(Some(wiki)) } else { None };
    }
    only.flatten()
}

/// A link: its words, as they stand in the text, and how many bytes it takes.
struct Link<'t> {
    words: Cow<'t, str>,
    length: usize,
}

impl Wiki {
    /// Whether a link stands as an id does, where so much of its line is before the `#` of its target: it begins a cell, is
    /// within brackets, and nothing but more of them follows.
    fn is_id(self, line: &str, target: &str) -> bool {
        let opens = match self {
            Self::TargetFirst | Self::WordsFirst => line.rfind("[["),
            Self::Piped => line.rfind('['),
            Self::Quoted => line.rfind("[\"").map(|at| at + 1),
        };
        let before = opens.and_then(|at| line.get(..at)?.strip_suffix('['));
        let begins = before.is_some_and(|before| {
            let before = before.strip_suffix('\\').unwrap_or(before).trim_end();
            before.is_empty() || before.ends_with('|')
        });
        let after = match self {
            Self::TargetFirst | Self::WordsFirst => target.split_once("]]").map(|(_, after)| after),
            Self::Piped => target.split_once(']').map(|(_, after)| after),
            Self::Quoted => target.get(end_of_target(target)..),
        };
        let after = after.map(|after| after.strip_prefix('\\').unwrap_or(after));
        begins
            && after.and_then(|after| after.strip_prefix(']')).is_some_and(|after| {
                let after = after.trim_start();
                after.is_empty() || after.starts_with(['|', '[']) || after.starts_with("\\[")
            })
    }

    fn put_line(self, line: &str, out: &mut String) {
        // Where bars part cells alone, tags stand in them.
        let is_bare = !line.starts_with('|');
        let line = self.put_marks(line, out);
        let mut rest = line;
        let mut last = None;
        while let Some(c) = rest.chars().next() {
            let is_escaped = last.is_some_and(|last| self.escapes(last));
            let link = if is_escaped { None } else { self.link(rest, last) };
            let taken = match link {
                Some(Link { words, length }) => {
                    put_link(&words, length, out);
                    length
                }
                None => match self.mark(rest, last, is_bare) {
                    Some(mark) => {
                        out.extend(std::iter::repeat_n(' ', mark));
                        mark
                    }
                    None => {
                        out.push(if !is_escaped && self.escapes(c) && has_mark_behind(rest) { '\\' } else { c });
                        c.len_utf8()
                    }
                },
            };
            last = if is_escaped { None } else { rest.get(..taken).and_then(|taken| taken.chars().next_back()) };
            rest = rest.get(taken..).unwrap_or("");
        }
    }

    /// Whether what follows a character is no mark.
    fn escapes(self, c: char) -> bool {
        c == '\\' || self == Self::WordsFirst && c == '~'
    }

    /// Puts the marks of headings; what follows them.
    fn put_marks<'t>(self, line: &'t str, out: &mut String) -> &'t str {
        // `* Contact Information`
        if let Some(title) = line.strip_prefix("* ").filter(|title| is_contact_title(title.trim())) {
            out.push_str("# ");
            return title;
        }
        // `||Service Name||Port Number||`
        if line.contains("||") && !line.replace("||", "").contains('|') && line.matches("||").count() > 1 {
            out.push_str(&line.replace("||", "| "));
            return "";
        }
        // `|=Service Name|=Port Number`
        if line.starts_with("|=") && !line.starts_with("|=.") {
            out.push_str(&line.replace("|=", "| "));
            return "";
        }
        line
    }

    /// The link to an anchor or an address that a text begins with, and what stands before it.
    fn link(self, text: &str, before: Option<char>) -> Option<Link<'_>> {
        let near = |text: &'_ str| -> usize { floor(text, MOST_LINK) };
        match self {
            Self::TargetFirst | Self::WordsFirst => {
                let inner = text.strip_prefix("[[").filter(|inner| !inner.starts_with('['))?;
                let inner = inner.get(..inner.get(..near(inner))?.find("]]")?)?;
                let (target, words) = match self {
                    Self::WordsFirst => {
                        let (words, target) = inner.rsplit_once(">>")?;
                        (target, Cow::Borrowed(words))
                    }
                    _ => {
                        let parts = inner.split_once("][").or_else(|| inner.split_once('|'));
                        parts.map_or_else(|| (inner, words_of(inner)), |(target, words)| (target, Cow::Borrowed(words)))
                    }
                };
                (is_target(target) && is_words(&words)).then_some(Link { words, length: inner.len() + 4 })
            }
            Self::Piped => {
                let inner = text.strip_prefix('[')?;
                let inner = inner.get(..inner.get(..near(inner))?.find(']')?)?;
                let words = match inner.rsplit_once('|') {
                    Some((words, target)) => Some(words).filter(|_| is_target(target))?,
                    None => Some(inner).filter(|inner| is_uri(inner))?,
                };
                is_words(words).then_some(Link { words: Cow::Borrowed(words), length: inner.len() + 2 })
            }
            Self::Quoted => {
                // Within a word it is none.
                let inner = text.strip_prefix('"').filter(|_| before.is_none_or(may_stand_before))?;
                let inner = inner.get(..near(inner))?;
                let (words, target) = inner.split_once('"')?;
                let target = target.strip_prefix(':')?;
                let end = end_of_target(target);
                let is_end = target.get(end..)?.chars().next().is_none_or(may_stand_behind);
                let target = target.get(..end).filter(|target| is_end && is_target(target))?;
                let length = words.len() + 3 + target.len();
                // The words are the target.
                let words = if words == "$" { target } else { words };
                is_words(words).then_some(Link { words: Cow::Borrowed(words), length })
            }
        }
    }

    /// How many bytes a mark takes that a text begins with, and that says nothing: an anchor, how a cell stands.
    fn mark(self, text: &str, before: Option<char>, is_bare: bool) -> Option<usize> {
        let within = |opens: &str, closes: &str| {
            let inner = text.strip_prefix(opens)?;
            let inner = inner.get(..floor(inner, MOST_LINK))?.find(closes)?;
            let mark = text.get(..opens.len() + inner + closes.len())?;
            (!mark.contains(['\n', '|'])).then_some(mark.len())
        };
        match self {
            Self::Piped => within("{anchor:", "}"),
            // The line is broken there.
            Self::TargetFirst | Self::WordsFirst if text.starts_with("\\\\") => {
                let ends = text.get(2..).is_some_and(|rest| rest.starts_with([' ', '|', '\r', '\n']));
                (ends || self == Self::WordsFirst).then_some(2)
            }
            Self::TargetFirst if text.starts_with("\\n\\n") => Some(4),
            Self::WordsFirst => within("{{id name=\"", "/}}"),
            Self::TargetFirst if is_bare && text.starts_with('<') => {
                let marks = ["<class>", "</class>", "<verbatim>", "</verbatim>"];
                marks.iter().find(|mark| text.starts_with(**mark)).map(|mark| mark.len())
            }
            // An anchor stands before what it marks: `#Kit_Sturgeon <class>[Kit_Sturgeon]</class>`
            Self::TargetFirst
                if is_bare && text.starts_with('#') && before.is_none_or(|c| c.is_whitespace() || c == '[') =>
            {
                let id = text.get(..floor(text, MOST_LINK))?.find(char::is_whitespace)?;
                text.get(id..).filter(|rest| rest.starts_with(" <class>")).map(|_| id)
            }
            Self::Quoted if before == Some('|') => {
                let signs =
                    text.bytes().take_while(|byte| matches!(byte, b'_' | b'<' | b'>' | b'=' | b'^' | b'~')).count();
                text.get(signs..).filter(|rest| signs > 0 && rest.starts_with(". ")).map(|_| signs + 2)
            }
            _ => None,
        }
    }
}

/// Puts a link's words as Markdown has a link of so many bytes; where that has no room, the words alone.
fn put_link(words: &str, length: usize, out: &mut String) {
    let Range { start, end } = words.len() + 4..length;
    if start < end && !is_uri(words) {
        out.push('[');
        out.push_str(words);
        out.push_str("](");
        out.extend(std::iter::repeat_n('#', end - start));
        out.push(')');
    } else {
        let blanks = length.saturating_sub(words.len());
        out.extend(std::iter::repeat_n(' ', blanks / 2));
        out.push_str(words);
        out.extend(std::iter::repeat_n(' ', blanks - blanks / 2));
    }
}

/// What a target without words is called by: an id, an address, or the RFC that it leads to.
fn words_of(target: &str) -> Cow<'_, str> {
    let own =
        target.strip_prefix("https://www.iana.org/go/").or_else(|| target.strip_prefix("http://www.iana.org/go/"));
    match own.and_then(|own| own.strip_prefix("rfc").or_else(|| own.strip_prefix("RFC"))) {
        Some(number) => Cow::Owned(["RFC", number].concat()),
        None => Cow::Borrowed(target.strip_prefix('#').unwrap_or(target)),
    }
}

/// Whether a mark of ASCII follows the first character.
fn has_mark_behind(text: &str) -> bool {
    text.as_bytes().get(1).is_some_and(u8::is_ascii_punctuation)
}

fn is_words(text: &str) -> bool {
    !text.is_empty() && !text.contains(['\n', '[', ']', '|'])
}

fn is_target(text: &str) -> bool {
    (text.len() > 1 && text.starts_with('#') || is_uri(text)) && !text.contains(char::is_whitespace)
}

/// Where a target ends that nothing closes. Those of ids hold no other marks than ids do.
fn end_of_target(text: &str) -> usize {
    let ends = |c: char| match text.starts_with('#') {
        true => c.is_whitespace() || c.is_ascii_punctuation() && !matches!(c, '#' | '_' | '-' | '.' | ':' | '&' | ';'),
        false => c.is_whitespace() || matches!(c, '|' | ']'),
    };
    let end = text.find(ends).unwrap_or(text.len());
    match text.get(..end) {
        // A mark behind an address is the sentence's; ids may end in a dot.
        Some(target) if !target.starts_with('#') => target.trim_end_matches(SENTENCE).len(),
        _ => end,
    }
}

fn may_stand_before(c: char) -> bool {
    c.is_whitespace() || matches!(c, '|' | '[' | '(' | '>')
}

fn may_stand_behind(c: char) -> bool {
    c.is_whitespace() || matches!(c, '|' | ']' | '<') || SENTENCE.contains(&c)
}

fn is_uri(text: &str) -> bool {
    text.starts_with("mailto:") || text.contains("://")
}
