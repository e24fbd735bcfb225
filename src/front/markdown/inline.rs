//! What a piece of Markdown says as plain text.
//!
//! Backslash escapes, character references, links, autolinks, images, tags of HTML and the attributes that follow a
//! bracket in some dialects. Emphasis is left as it stands: the registry has none, and `sql*net` is a name. So is
//! whatever no converter wrote: `<path>`, `[RFC6335]`, `C:\x`.

#![allow(clippy::arithmetic_side_effects, reason = "places in a text in memory, and counts of what is there")]

use std::borrow::Cow;

use crate::cell::{text as words, uri};
use crate::sixteen;

use super::alone;
use super::link::{self, Definitions, near};
use super::tag::Tag;

/// What becomes of the ends of lines.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Breaks {
    /// A space, but where the line is broken by force and between paragraphs.
    Fold,
    Keep,
}

/// `text` as plain text. The words of links that lead out of the registry are put into `labels`.
pub(super) fn text<'a>(
    text: &'a str,
    definitions: &Definitions<'_>,
    breaks: Breaks,
    labels: &mut Vec<String>,
) -> Cow<'a, str> {
    if !has_special(text) && (breaks == Breaks::Keep || memchr::memchr(b'\n', text.as_bytes()).is_none()) {
        return Cow::Borrowed(text);
    }
    if let Some(link) = alone::angle_link(text) {
        return Cow::Borrowed(link);
    }
    // Of a mere anchor nothing is written, and nothing is kept in mind.
    let text = alone::behind_anchor(text).unwrap_or(text);
    if let Some(words) = alone::escaped_brackets(text) {
        return Cow::Owned(["[", words, "]"].concat());
    }
    let mut writer = Writer {
        source: text,
        definitions,
        breaks,
        at: 0,
        out: String::with_capacity(text.len()),
        open: Vec::new(),
        dropped: Vec::new(),
        labels: Vec::new(),
        anchor: None,
    };
    writer.run();
    Cow::Owned(writer.finish(labels))
}

/// The part of a cell that has all letters of what it says; `None` where that is not told at a glance.
pub(super) fn letters(cell: &str) -> Option<&str> {
    let may_hide = |byte| matches!(byte, b'&' | b'<' | b'[');
    if cell.bytes().any(may_hide) { alone::linked(cell.trim()) } else { Some(cell) }
}

/// What a cell says first.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Begins {
    /// These letters, or bytes of some beyond ASCII.
    Letters(u8, u8),
    /// It has fewer letters.
    Nothing,
    /// That is not told by its first bytes.
    Unknown,
}

/// What a cell that begins with these bytes says first.
///
/// Nothing that stands before the second letter takes letters away: neither a link's target, which stands behind a
/// closing bracket, nor an image, a tag, a comment or a reference.
pub(super) fn begins(cell: &[u8]) -> Begins {
    let mut first = None;
    for (at, &byte) in cell.iter().enumerate() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | 0x80.. => match first {
                None => first = Some(byte),
                Some(first) => return Begins::Letters(first, byte),
            },
            b'\\' | b'&' | b'<' | b'!' => return Begins::Unknown,
            b']' if matches!(cell.get(at + 1), Some(b'(' | b'[' | b'{')) => return Begins::Unknown,
            _ => {}
        }
    }
    Begins::Nothing
}

/// The bytes that are marks of markup within a line.
const SPECIAL: [u8; 6] = *b"\\&<[]!";

pub(super) fn is_special(byte: u8) -> bool {
    matches!(byte, b'\\' | b'&' | b'<' | b'[' | b']' | b'!' | b'\n')
}

/// Whether one of the marks of markup within a line is in a cell.
#[inline]
pub(super) fn has_special(cell: &str) -> bool {
    match cell.as_bytes() {
        // Most are short.
        cell if cell.len() < 8 => cell.iter().any(|byte| SPECIAL.contains(byte)),
        cell => sixteen::has_any(cell, SPECIAL),
    }
}

/// A bracket that is open: where it stands in what was written, and in the source.
#[derive(Clone, Copy, Debug)]
struct Open {
    at: usize,
    source: usize,
    is_image: bool,
}

struct Writer<'a, 'd> {
    source: &'a str,
    definitions: &'d Definitions<'d>,
    breaks: Breaks,
    at: usize,
    out: String,
    open: Vec<Open>,
    /// Opening brackets in `out` that turned out to be marks of links, and are left out in the end.
    dropped: Vec<usize>,
    /// Where in `out` the words of links stand that lead out of the registry.
    labels: Vec<(usize, usize)>,
    /// Where in `out` the words of an `<a>` begin that leads out.
    anchor: Option<usize>,
}

impl<'a> Writer<'a, '_> {
    fn run(&mut self) {
        while let Some(rest) = self.source.get(self.at..).filter(|rest| !rest.is_empty()) {
            let plain = rest.bytes().position(is_special).unwrap_or(rest.len());
            self.out.push_str(rest.get(..plain).unwrap_or(""));
            self.at += plain;
            let Some(rest) = rest.get(plain..).filter(|rest| !rest.is_empty()) else { return };
            self.at += match rest.as_bytes().first() {
                Some(b'\\') => self.escape(rest),
                Some(b'&') => self.reference(rest),
                Some(b'<') => self.angle(rest),
                Some(b'[') => self.opens(1, false),
                Some(b'!') if rest.starts_with("![") => self.opens(2, true),
                Some(b']') => self.closes(rest),
                Some(b'\n') => self.newline(rest),
                _ => self.literal(rest),
            };
        }
    }

    /// What was written, without the brackets that are marks.
    fn finish(mut self, labels: &mut Vec<String>) -> String {
        if self.dropped.is_empty() && self.labels.is_empty() {
            return self.out;
        }
        self.dropped.sort_unstable();
        let without = |from: usize, to: usize, dropped: &[usize]| {
            let mut kept = String::with_capacity(to.saturating_sub(from));
            let mut at = from;
            for &bracket in dropped.iter().skip_while(|bracket| **bracket < from).take_while(|bracket| **bracket < to) {
                kept.push_str(self.out.get(at..bracket).unwrap_or(""));
                at = bracket + 1;
            }
            kept.push_str(self.out.get(at..to).unwrap_or(""));
            kept
        };
        for &(from, to) in self.labels.iter().take(64) {
            labels.push(words::fold_line(&without(from, to, &self.dropped)).into_owned());
        }
        without(0, self.out.len(), &self.dropped)
    }

    /// Writes the first character as it stands.
    fn literal(&mut self, rest: &str) -> usize {
        let length = rest.chars().next().map_or(0, char::len_utf8);
        self.out.push_str(rest.get(..length).unwrap_or(""));
        length
    }

    /// `escape = "\" ( punctuation / newline )`
    fn escape(&mut self, rest: &str) -> usize {
        match rest.as_bytes().get(1) {
            Some(byte) if byte.is_ascii_punctuation() => {
                self.out.push(char::from(*byte));
                2
            }
            Some(b'\n') => {
                self.out.push('\n');
                2
            }
            _ => self.literal(rest),
        }
    }

    /// `reference = "&" ( name / "#" 1*DIGIT / "#x" 1*HEXDIG ) ";"`; without its semicolon it is an address.
    fn reference(&mut self, rest: &str) -> usize {
        let end = rest.bytes().take(40).position(|byte| byte == b';');
        let found = end.and_then(|end| Some((end + 1, decoded(rest.get(1..end + 1)?)?)));
        let Some((length, found)) = found else { return self.literal(rest) };
        self.out.extend(found.into_iter().flatten());
        length
    }

    fn angle(&mut self, rest: &str) -> usize {
        if let Some(comment) = rest.strip_prefix("<!--") {
            let end = near(comment).find("-->");
            return end.map_or_else(|| self.literal(rest), |end| 4 + end + 3);
        }
        let Some(end) = memchr::memchr(b'>', near(rest).as_bytes()) else { return self.literal(rest) };
        let inner = rest.get(1..end).unwrap_or("");
        if is_link(inner) {
            self.out.push_str(&unreserved(inner));
            return end + 1;
        }
        match Tag::of(inner, rest.get(end + 1..).unwrap_or("")) {
            Some(Tag::Border) => self.out.push('\n'),
            Some(Tag::Anchor(target)) => self.anchor = link::leads_out(target).then_some(self.out.len()),
            Some(Tag::AnchorEnd) => {
                if let Some(from) = self.anchor.take() {
                    self.labels.push((from, self.out.len()));
                }
            }
            Some(Tag::Dropped) => {}
            None => return self.literal(rest),
        }
        end + 1
    }

    fn opens(&mut self, length: usize, is_image: bool) -> usize {
        self.open.push(Open { at: self.out.len(), source: self.at + length, is_image });
        self.out.push_str(if is_image { "![" } else { "[" });
        length
    }

    /// The end of a link, of an image, of a span with attributes, or of mere brackets.
    fn closes(&mut self, rest: &str) -> usize {
        let after = rest.get(1..).unwrap_or("");
        let found = self
            .open
            .pop()
            .and_then(|open| self.mark(open, after).map(|(length, leads_out)| (open, length, leads_out)));
        let Some((open, length, leads_out)) = found else { return self.literal(rest) };
        if open.is_image {
            self.out.truncate(open.at);
            let at = open.at;
            while self.dropped.last().is_some_and(|bracket| *bracket >= at) {
                self.dropped.pop();
            }
            self.labels.retain(|(from, _)| *from < at);
        } else {
            self.dropped.push(open.at);
            if leads_out {
                self.labels.push((open.at + 1, self.out.len()));
            }
        }
        let attributes = link::attributes(after.get(length..).unwrap_or("")).unwrap_or(0);
        1 + length + attributes
    }

    /// What follows a closing bracket and makes it one of a link: its length, and whether the link leads out.
    fn mark(&self, open: Open, after: &str) -> Option<(usize, bool)> {
        if let Some((length, target)) = link::destination(after) {
            return Some((length, link::leads_out(target)));
        }
        let label = self.source.get(open.source..self.at).unwrap_or("");
        if let Some(inner) = after.strip_prefix('[')
            && let Some((other, _)) = near(inner).split_once(']')
            && !other.contains('[')
        {
            let target = self.definitions.get(if other.is_empty() { label } else { other });
            // An address has no brackets of the registry's, even where the list of targets was cut off.
            if target.is_some() || label.starts_with("mailto:") {
                return Some((other.len() + 2, target.is_some_and(link::leads_out)));
            }
        }
        // `[[RFC6335]]`: the inner brackets are those of a link, the outer ones the registry's.
        let is_within = self.out.get(..open.at).is_some_and(|before| before.ends_with('['));
        let target = if is_within { self.definitions.get(label) } else { None };
        target.map(|target| (0, link::leads_out(target))).or_else(|| link::attributes(after).map(|_| (0, false)))
    }

    /// A line that goes on, or ends by force: behind two spaces, or before an empty line.
    fn newline(&mut self, rest: &str) -> usize {
        let below = rest.get(1..).unwrap_or("").trim_start_matches([' ', '\t', '\r']);
        // Its line may end in both.
        if self.out.ends_with('\r') {
            self.out.pop();
        }
        let is_forced = self.out.ends_with("  ") || self.out.ends_with('\n') || below.starts_with('\n');
        self.out.push(if self.breaks == Breaks::Keep || is_forced { '\n' } else { ' ' });
        1
    }
}

/// Whether a link may stand between angle brackets so: `mailto:jo@tarn.example.com`.
pub(super) fn is_link(inner: &str) -> bool {
    // No white space is among these.
    let is_graphic = || inner.as_bytes().iter().all(u8::is_ascii_graphic);
    sixteen::has_any(inner.as_bytes(), *b":@")
        && uri::is_contact_uri(inner)
        && !sixteen::has_any(inner.as_bytes(), *b"<")
        && (is_graphic() || !inner.contains(char::is_whitespace))
}

/// The characters of a reference, with its semicolon and without its `&`.
fn decoded(name: &str) -> Option<[Option<char>; 2]> {
    if let Some(number) = name.strip_prefix('#') {
        let number = number.strip_suffix(';')?;
        let number = match number.strip_prefix(['x', 'X']) {
            Some(digits) => u32::from_str_radix(digits, 16).ok()?,
            None => number.parse().ok()?,
        };
        return Some([char::from_u32(number).filter(|c| *c != '\0'), None]);
    }
    let &(first, second) = web_atoms::NAMED_ENTITIES.get(name)?;
    // What is a prefix of a name is listed as nothing.
    let of = |code: u32| char::from_u32(code).filter(|c| *c != '\0');
    of(first).map(|first| [Some(first), of(second)])
}

/// `uri` without the encoding of characters that need none (RFC 3986 §2.3): `%5F` is `_`.
fn unreserved(uri: &str) -> Cow<'_, str> {
    if !uri.contains('%') {
        return Cow::Borrowed(uri);
    }
    let mut parts = uri.split('%');
    let mut plain = parts.next().unwrap_or("").to_owned();
    for part in parts {
        let code = part.get(..2).and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match code.filter(|code| code.is_ascii_alphanumeric() || b"-._~".contains(code)) {
            Some(code) => {
                plain.push(char::from(code));
                plain.push_str(part.get(2..).unwrap_or(""));
            }
            None => {
                plain.push('%');
                plain.push_str(part);
            }
        }
    }
    Cow::Owned(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(cell: &str) -> String {
        text(
            cell,
            &Definitions::of("[1]: https://example.org/\n[RFC6335]: <https://example.org/x>\n"),
            Breaks::Fold,
            &mut Vec::new(),
        )
        .into_owned()
    }

    #[test]
    fn links_are_their_words() {
        for (cell, words) in [
            ("[[Jon\\_Postel](#Jon_Postel)]", "[Jon_Postel]"),
            ("\\[[RFC6335](https://www.iana.org/go/rfc6335)\\]", "[RFC6335]"),
            ("[[A](#A)][[B](#B)]", "[A][B]"),
            ("[[A](x.html \"the (title\")]", "[A]"),
            ("[[A](<x y.html>)]", "[[A](<x y.html>)]"),
            ("[wiki](https://example.org/a_(b))", "wiki"),
            ("[\\[A_B\\]]{#A_B}", "[A_B]"),
            ("[[A](#A){.link}]", "[A]"),
            ("[\\[A\\]]()", "[A]"),
            ("[[A][1]]", "[A]"),
            ("[mailto:a&b.example][7]", "mailto:a&b.example"),
            ("[[RFC6335]]", "[RFC6335]"),
            ("\\[[RFC6335][]\\]", "[RFC6335]"),
            ("<mailto:a&b.example>", "mailto:a&b.example"),
            ("<tel:+1-555-01>", "tel:+1-555-01"),
            ("<mailto:a%5Fb%2F&c.example>", "mailto:a_b%2F&c.example"),
            ("[<https://example.org/?a&b>]", "[https://example.org/?a&b]"),
            ("![csv](csv.png) CSV", " CSV"),
            ("[![csv](csv.png)CSV](a.csv)", "CSV"),
            ("<span id=\"A\">\\[A\\]</span>", "[A]"),
            ("<a href=\"#A\">A</a>", "A"),
        ] {
            assert_eq!(read(cell), words, "{cell}");
        }
    }

    #[test]
    fn what_no_converter_wrote_stays() {
        for cell in [
            "[A][B]",
            "[was netstat]",
            "as in [RFC6335].",
            "sql*net",
            "a_b",
            "whois++",
            "C:\\x",
            "<path>",
            "<username>:<password>",
            "</path/to/endpoint>",
            "<HTTP URL of disk image>",
            "<code>",
            "<feil&host.example>",
            "a&b.c",
            "R&D;",
            "a & b",
            "a < b > c",
            "f(x)[0](y)",
            "[recv](default)",
            "!",
            "![",
            "]",
            "[",
            "{#}",
            "[x]{y}",
        ] {
            assert_eq!(read(cell), cell);
        }
    }

    #[test]
    fn escapes_references_and_breaks() {
        for (cell, words) in [
            ("\\<path\\>", "<path>"),
            ("&lt;path&gt; &amp; &#124; &#x7C; &eacute;", "<path> & | | é"),
            ("a\\|b", "a|b"),
            ("a<br>b<br/>c<br />d", "a\nb\nc\nd"),
            ("a\nb  \nc\n\nd\\\ne", "a b  \nc\n\nd\ne"),
            ("1<sup>st</sup> <!-- --><strong>x</strong>", "1st x"),
        ] {
            assert_eq!(read(cell), words, "{cell}");
        }
    }

    #[test]
    fn labels_of_links_that_lead_out() {
        let mut labels = Vec::new();
        let cell = "[[ITU-T](https://example.org/)][[RFC1](https://www.iana.org/go/rfc1)][<a href=\"http://x.example\">[b]</a>]";
        text(cell, &Definitions::default(), Breaks::Fold, &mut labels);
        assert_eq!(labels, ["ITU-T", "[b]"]);
        labels.clear();
        let apart = Definitions::of("[1]: https://example.org/\n[2]: https://www.iana.org/go/rfc1");
        text("[[ITU-T][1]][[RFC1][2]]", &apart, Breaks::Fold, &mut labels);
        assert_eq!(labels, ["ITU-T"]);
    }
}
