//! The text of a page as html5ever would give it: character references decoded, line ends `\n`.

use std::ops::Range;

use scraper::Html;
use scraper::node::Node;

use super::bounded::Text;

/// Text between two tags that are kept, as it stands in the page.
///
/// What is dropped between its parts leaves no trace: `&am<b>p;` is a reference.
#[derive(Debug, Default)]
pub(super) struct Raw<'a> {
    first: &'a str,
    is_plain: bool,
    /// All of it, if there is more.
    all: String,
}

impl<'a> Raw<'a> {
    #[inline]
    pub(super) fn push(&mut self, Text { text, is_plain }: Text<'a>) {
        if self.is_empty() {
            self.first = text;
            self.is_plain = is_plain;
        } else {
            self.own().push_str(text);
        }
    }

    /// Adds text in which `<` and `&` are characters.
    pub(super) fn push_characters(&mut self, text: &str) {
        let all = self.own();
        for c in text.chars() {
            match c {
                '<' => all.push_str("&lt;"),
                '&' => all.push_str("&amp;"),
                c => all.push(c),
            }
        }
    }

    fn own(&mut self) -> &mut String {
        self.all.push_str(std::mem::take(&mut self.first));
        &mut self.all
    }

    pub(super) fn is_empty(&self) -> bool {
        self.first.is_empty() && self.all.is_empty()
    }

    pub(super) fn clear(&mut self) {
        self.first = "";
        self.all.clear();
    }

    pub(super) fn as_str(&self) -> &str {
        if self.all.is_empty() { self.first } else { &self.all }
    }

    /// The text of the page itself, where it says what it is.
    fn plain(&self) -> Option<&'a str> {
        (self.all.is_empty() && self.is_plain).then_some(self.first)
    }
}

/// The words of elements as they come together, one element after the other.
#[derive(Debug, Default)]
pub(super) struct Words<'a> {
    /// Those that do not stand in the page as they are.
    own: String,
    /// Where in `own` the element's begin.
    from: usize,
    /// All of the element's words so far, where they stand in the page.
    alone: Option<&'a str>,
    /// How many `<pre>` are open: their line ends are kept.
    in_pre: usize,
    /// The last tag was `<pre>`: a line end that follows is none of the text.
    after_pre: bool,
    /// The words with all line ends, if wanted.
    with_breaks: Option<String>,
}

/// The words of an element.
#[derive(Clone, Debug)]
pub(super) enum Said<'a> {
    /// As they stand in the page.
    Page(&'a str),
    /// See [`Words::of`].
    Own(Range<usize>),
}

impl<'a> Words<'a> {
    /// Forgets all elements.
    pub(super) fn clear(&mut self) {
        self.own.clear();
    }

    /// An element begins.
    pub(super) fn begin(&mut self, wants_breaks: bool) {
        self.from = self.own.len();
        self.alone = None;
        self.in_pre = 0;
        self.after_pre = false;
        self.with_breaks = wants_breaks.then(String::new);
    }

    /// Adds the text before a tag. `None` where it holds what html5ever takes otherwise in some places than in others.
    pub(super) fn add(&mut self, raw: &Raw<'a>) -> Option<()> {
        let after_pre = std::mem::take(&mut self.after_pre);
        if let Some(plain) = raw.plain()
            && self.is_empty()
            && self.with_breaks.is_none()
        {
            self.alone = Some(plain);
            return Some(());
        }
        self.make_own();
        if let (Some(plain), None) = (raw.plain(), &self.with_breaks) {
            self.own.push_str(plain);
            return Some(());
        }
        if let Some(kept) = &mut self.with_breaks {
            add(raw.as_str(), false, after_pre, kept)?;
        }
        add(raw.as_str(), self.in_pre == 0, after_pre, &mut self.own)
    }

    pub(super) fn line_break(&mut self) {
        self.make_own();
        self.own.push('\n');
        if let Some(kept) = &mut self.with_breaks {
            kept.push('\n');
        }
        self.after_pre = false;
    }

    pub(super) fn open_pre(&mut self) {
        self.in_pre = self.in_pre.saturating_add(1);
        self.after_pre = true;
    }

    pub(super) fn close_pre(&mut self) {
        self.in_pre = self.in_pre.saturating_sub(1);
        self.after_pre = false;
    }

    /// A tag that breaks no line.
    pub(super) fn other_tag(&mut self) {
        self.after_pre = false;
    }

    fn is_empty(&self) -> bool {
        self.alone.is_none() && self.own.len() == self.from
    }

    fn make_own(&mut self) {
        if let Some(alone) = self.alone.take() {
            self.own.push_str(alone);
        }
    }

    /// Where the next words will stand, for [`Words::since`].
    pub(super) fn mark(&mut self) -> usize {
        self.make_own();
        self.own.len()
    }

    /// The words since a mark.
    pub(super) fn since(&mut self, mark: usize) -> &str {
        self.make_own();
        self.own.get(mark..).unwrap_or("")
    }

    /// The element ends.
    pub(super) fn end(&mut self) -> Said<'a> {
        match self.alone.take() {
            Some(alone) => Said::Page(alone),
            None => Said::Own(self.from..self.own.len()),
        }
    }

    /// What the element said with its line ends, if that was wanted.
    pub(super) fn with_breaks(&mut self) -> Option<String> {
        self.with_breaks.take()
    }

    /// What an element said that has ended.
    pub(super) fn of<'w>(&'w self, said: &Said<'a>) -> &'w str
    where
        'a: 'w,
    {
        match said {
            Said::Page(words) => words,
            Said::Own(range) => self.own.get(range.clone()).unwrap_or(""),
        }
    }
}

fn add(raw: &str, fold: bool, after_pre: bool, out: &mut String) -> Option<()> {
    if !after_pre {
        return decode(raw, fold, out);
    }
    let mut text = String::new();
    decode(raw, fold, &mut text)?;
    out.push_str(text.strip_prefix('\n').unwrap_or(&text));
    Some(())
}

/// Whether a byte of text is not always what it seems.
fn is_odd(byte: u8) -> bool {
    matches!(byte, b'&' | b'\r' | b'\n' | 0)
}

/// Adds to `out` what `raw` says; with `fold` its line ends as spaces. `None` where it holds what html5ever takes
/// otherwise in some places than in others.
fn decode(raw: &str, fold: bool, out: &mut String) -> Option<()> {
    let line_end = if fold { ' ' } else { '\n' };
    let mut rest = raw;
    while let Some(at) = rest.bytes().position(is_odd) {
        let (before, found) = rest.split_at(at);
        out.push_str(before);
        rest = match found.as_bytes().first()? {
            b'\n' => {
                out.push(line_end);
                found.get(1..)?
            }
            b'\r' => {
                out.push(line_end);
                found.strip_prefix("\r\n").or_else(|| found.get(1..))?
            }
            b'&' => reference(found, fold, out)?,
            _ => return None,
        };
    }
    out.push_str(rest);
    Some(())
}

/// The character reference that begins `text`, if it is one that is found in many pages, and its length.
pub(super) fn usual_reference(text: &str) -> Option<(char, usize)> {
    const USUAL: [(&str, char); 7] = [
        ("&amp;", '&'),
        ("&lt;", '<'),
        ("&gt;", '>'),
        ("&quot;", '"'),
        ("&nbsp;", '\u{a0}'),
        ("&#39;", '\''),
        ("&apos;", '\''),
    ];
    USUAL.into_iter().find(|(name, _)| text.starts_with(name)).map(|(name, c)| (c, name.len()))
}

/// Adds what the character reference that begins `text` says, and gives what is left.
fn reference<'t>(text: &'t str, fold: bool, out: &mut String) -> Option<&'t str> {
    if let Some((c, length)) = usual_reference(text) {
        out.push(c);
        return text.get(length..);
    }
    let after = text.get(1..)?;
    let may_be_one = match after.as_bytes() {
        [b'#', next, ..] => next.is_ascii_digit() || matches!(next, b'x' | b'X'),
        [first, ..] => first.is_ascii_alphanumeric(),
        [] => false,
    };
    if !may_be_one {
        out.push('&');
        return Some(after);
    }
    // Two thousand names, some without their semicolon, and numbers that mean others: html5ever knows, and sees nothing
    // but what these are made of.
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'#' | b';');
    let end = after.bytes().position(|byte| !is_part(byte)).map_or(text.len(), |end| end.saturating_add(1));
    let (reference, rest) = text.split_at(end);
    let decoded = Html::parse_fragment(&format!("{reference}<br>"));
    for node in decoded.tree.nodes() {
        if let Node::Text(part) = node.value() {
            out.extend(part.chars().map(|c| if fold && matches!(c, '\n' | '\r') { ' ' } else { c }));
        }
    }
    Some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_decoded_as_html5ever_does() {
        let said = |raw: &str, fold| {
            let mut out = String::new();
            decode(raw, fold, &mut out).map(|()| out)
        };
        for (raw, decoded) in [
            ("a &amp; b", "a & b"),
            ("&lt;&gt;&quot;&nbsp;&#39;", "<>\"\u{a0}'"),
            ("R&D, AT&T &", "R&D, AT&T &"),
            ("&copy;&copy &notit; &#x41;&#65&#0;&#x80;", "©© ¬it; AA\u{fffd}€"),
            ("&amp;lt; &&amp;amp;", "&lt; &&amp;"),
            ("a\r\nb\rc\n\rd&#13;&#10;e", "a\nb\nc\n\nd\r\ne"),
            ("&ampx\r\ny", "&x\ny"),
            ("&# &#; &#a &#x; &#xg &#", "&# &#; &#a &#x; &#xg &#"),
        ] {
            assert_eq!(said(raw, false).as_deref(), Some(decoded), "{raw:?}");
            let folded = decoded.replace(['\r', '\n'], " ");
            assert_eq!(said(raw, true).as_deref(), Some(&*folded), "{raw:?}");
        }
        assert_eq!(said("a\0", true), None);
        assert_eq!(said("&x\0", true), None);
    }
}
