//! Links: their targets, behind the words or listed apart, and the attributes that some put behind brackets.

#![allow(clippy::arithmetic_side_effects, reason = "places in a text in memory, and counts of what is there")]

use std::cell::OnceCell;
use std::collections::HashMap;
use std::ops::Range;

use crate::cell::text as words;

/// How far the end of a link's target or of a tag is looked for: further off there is none.
pub(super) const FAR: usize = 2048;

/// The beginning of `text` in which an end is looked for.
pub(super) fn near(text: &str) -> &str {
    text.get(..words::floor(text, FAR)).unwrap_or(text)
}

/// What stands between a label and its target.
const BEHIND_LABEL: &str = "]:";

/// The targets of links that a document lists apart from them: `[1]: https://example.org`.
#[derive(Debug, Default)]
pub(super) struct Definitions<'a> {
    text: &'a str,
    /// Where they stand; looked for when the first of them is asked for.
    targets: OnceCell<HashMap<String, Range<usize>>>,
}

impl<'a> Definitions<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        Self { text, targets: OnceCell::new() }
    }

    pub(super) fn get(&self, label: &str) -> Option<&'a str> {
        let targets = self.targets.get_or_init(|| targets(self.text));
        if targets.is_empty() || label.len() > 999 {
            return None;
        }
        self.text.get(targets.get(&key(label))?.clone())
    }
}

fn targets(text: &str) -> HashMap<String, Range<usize>> {
    let mut past = 0;
    // Few lines hold what stands behind a label.
    let lines = memchr::memmem::find_iter(text.as_bytes(), BEHIND_LABEL).filter_map(|at| {
        if at < past {
            return None;
        }
        let (above, below) = text.split_at_checked(at)?;
        let start = memchr::memrchr(b'\n', above.as_bytes()).map_or(0, |newline| newline + 1);
        past = memchr::memchr(b'\n', below.as_bytes()).map_or(text.len(), |end| at + end);
        text.get(start..past)
    });
    let place = |target: &str| {
        let at = (target.as_ptr() as usize).saturating_sub(text.as_ptr() as usize);
        at..at + target.len()
    };
    lines.filter_map(definition).map(|(label, target)| (key(label), place(target))).collect()
}

fn key(label: &str) -> String {
    words::fold_line(label).to_lowercase()
}

fn definition(line: &str) -> Option<(&str, &str)> {
    let line = line.trim().trim_end_matches('\\');
    let (label, target) = line.strip_prefix('[')?.split_once(BEHIND_LABEL)?;
    let target = target.trim();
    let target = target
        .split_once([' ', '\t'])
        .map_or(target, |(target, title)| if title.trim_start().starts_with(['"', '\'', '(']) { target } else { "" });
    let target = target.strip_prefix('<').and_then(|target| target.strip_suffix('>')).unwrap_or(target);
    (!label.contains(['[', ']']) && !target.is_empty() && is_target(target)).then_some((label, target))
}

/// Whether a line lists the target of links and nothing else.
pub(super) fn is_definition(line: &str) -> bool {
    line.trim_start().starts_with('[') && definition(line).is_some()
}

/// Whether words in parentheses behind a bracket can be the target of a link: `#Ed_Cain`, `https://…`, `page.html`.
fn is_target(words: &str) -> bool {
    words.contains([':', '/', '.', '#']) && !words.contains(char::is_whitespace)
}

/// `destination = "(" [ target [ 1*WSP title ] ] ")"`: its length, and the target.
pub(super) fn destination(text: &str) -> Option<(usize, &str)> {
    let inner = near(text).strip_prefix('(')?;
    let mut depth = 0_usize;
    let mut is_escaped = false;
    let mut quote = None;
    let mut end = None;
    for (at, byte) in inner.bytes().enumerate() {
        let was_escaped = std::mem::take(&mut is_escaped);
        match byte {
            _ if was_escaped => {}
            b'\\' => is_escaped = true,
            b'"' if quote == Some(byte) => quote = None,
            b'"' if quote.is_none() && inner.get(..at).is_some_and(|before| before.ends_with([' ', '\n'])) => {
                quote = Some(byte);
            }
            _ if quote.is_some() => {}
            // No target nests any deeper (CommonMark 6.3).
            b'(' if depth > 32 => return None,
            b'(' => depth += 1,
            b')' if depth == 0 => {
                end = Some(at);
                break;
            }
            b')' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    let end = end?;
    let words = inner.get(..end)?.trim();
    let target = match words.strip_prefix('<').and_then(|words| words.split_once('>')) {
        Some((target, title)) if title.is_empty() || title.starts_with([' ', '\n']) => target,
        Some(_) => return None,
        None => match words.split_once([' ', '\n']) {
            Some((target, title)) if title.trim_start().starts_with(['"', '\'', '(']) => target,
            Some(_) => return None,
            None => words,
        },
    };
    (words.is_empty() || is_target(target)).then_some((end + 2, target))
}

/// The length of `{#id}`, `{.class}` or `{key="value"}` behind a bracket.
pub(super) fn attributes(text: &str) -> Option<usize> {
    let inner = near(text).strip_prefix('{')?;
    let end = inner.find('}')?;
    let first = inner.get(..end)?.split_whitespace().next()?;
    let is_own = first.len() > 1 && first.starts_with(['#', '.']) || first == ":" || first.contains("=\"");
    (is_own && !inner.get(..end)?.contains(['\n', '{', '|'])).then_some(end + 2)
}

/// Whether a link's target is outside of the registry; what the registry lists itself leads there by `/go/`.
pub(super) fn leads_out(target: &str) -> bool {
    target.contains("://") && !target.contains("//www.iana.org/go/")
}
