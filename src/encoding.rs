//! From bytes to text.

use std::borrow::Cow;

use encoding_rs::{UTF_16BE, UTF_16LE, WINDOWS_1252};

use crate::ast::Encoding;
use crate::separated;

/// The text of a document, see [`decode`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Decoded<'a> {
    /// The text; borrowed where the input is UTF-8 and nothing is blanked in it. Carriage returns are newlines where there
    /// are no others. A byte order mark of UTF-8 stays in it, so that places count the bytes of the input.
    pub text: Cow<'a, str>,
    /// What the input was read as.
    pub encoding: Encoding,
    /// Each line began with `>`, as a mail quotes it; blanks stand in their place.
    pub is_quoted: bool,
    /// What stood between the texts of a page's elements, ` | ` say; blanks stand in its place.
    pub separator: Option<String>,
    /// Bytes that were not of that encoding, or not UTF-8, and where the first of them stands in `text`.
    pub doubtful: Option<(usize, usize)>,
}

impl<'a> Decoded<'a> {
    /// Of which nothing is blanked.
    fn new(text: Cow<'a, str>, encoding: Encoding, doubtful: Option<(usize, usize)>) -> Self {
        Self { text, encoding, is_quoted: false, separator: None, doubtful }
    }
}

/// The text that a document's places count: UTF-8 as it is; UTF-16 by its byte order mark, or by the NULs that stand
/// beside its ASCII letters; anything else as Windows-1252, but for what in it is UTF-8. NULs at the end, and the
/// control character 1A by which old systems end a text, are no part of it. White space stands for the lines of a fence
/// by which Markdown encloses a text, for the marks of a mail that quotes it, and for the separator of joined texts.
///
/// ```
/// let decoded = portolan::decode(b"caf\xe9 noir");
/// assert_eq!(decoded.text, "café noir");
/// assert_eq!(decoded.encoding, portolan::Encoding::Windows1252);
/// ```
#[must_use]
pub fn decode(input: &[u8]) -> Decoded<'_> {
    let mut decoded = decode_bytes(input);
    // Lines that end in a carriage return alone; the other end is as long, so that places stay.
    if memchr::memchr(b'\n', decoded.text.as_bytes()).is_none() && decoded.text.contains('\r') {
        decoded.text = Cow::Owned(decoded.text.replace('\r', "\n"));
    }
    if let Some(text) = unquoted(&decoded.text) {
        decoded.text = Cow::Owned(text);
        decoded.is_quoted = true;
    }
    if let Some(text) = unfenced(&decoded.text) {
        decoded.text = Cow::Owned(text);
    }
    if let Some((text, separator)) = separated::without(&decoded.text) {
        decoded.separator = Some(separator.to_owned());
        decoded.text = Cow::Owned(text);
    }
    decoded
}

/// Lines that are looked at for the marks of a quoted mail.
const QUOTED: usize = 64;

/// A text without the marks by which a mail quotes each of its lines; `None` where it has none.
fn unquoted(text: &str) -> Option<String> {
    let first = text.trim_start_matches('\u{feff}').trim_start();
    if !first.starts_with('>') {
        return None;
    }
    let mut lines = first.lines().filter(|line| !line.trim().is_empty()).take(QUOTED);
    if !lines.all(|line| line.starts_with('>')) {
        return None;
    }
    let mut plain = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let inner = line.trim_start_matches(['>', ' ', '\u{feff}']);
        let (marks, _) = line.split_at(line.len().saturating_sub(inner.len()));
        plain.extend(marks.chars().map(|c| if c == '>' { ' ' } else { c }));
        plain.push_str(inner);
    }
    Some(plain)
}

/// A text that a fence of Markdown encloses, three of its signs or more, what it holds behind them, and some at the end,
/// with white space for these; `None` where it has none.
fn unfenced(text: &str) -> Option<String> {
    let content = text.trim_start_matches('\u{feff}').trim_start();
    let sign = content.chars().next().filter(|sign| matches!(sign, '`' | '~'))?;
    let first = content.lines().next()?;
    let behind = first.trim_start_matches(sign);
    let signs = first.len().saturating_sub(behind.len());
    if signs < 3 || behind.contains(sign) {
        return None;
    }
    let (head, rest) = text.split_at(text.len().saturating_sub(content.len()).saturating_add(first.len()));
    // It may be cut within.
    let body = rest.trim_end().trim_end_matches(sign);
    // As many close it, in by three blanks at the most; above the end, what it encloses is a part.
    let is_fence = |line: &str| {
        let fence = line.trim();
        fence.len() >= signs && fence.chars().all(|c| c == sign) && line.find(sign).is_some_and(|at| at <= 3)
    };
    if body.lines().any(is_fence) {
        return None;
    }
    let is_closed = body.rsplit('\n').next().is_some_and(|line| line.trim().is_empty());
    if !is_closed || body.is_empty() {
        return None;
    }
    let (body, end) = rest.split_at(body.len());
    let blank = |c: char| if c.is_ascii_graphic() { ' ' } else { c };
    // What is there ends with its line.
    let empty = |c: char| if c.is_ascii_graphic() { '\n' } else { c };
    Some(head.chars().map(blank).chain(body.chars()).chain(end.chars().map(empty)).collect())
}

fn decode_bytes(input: &[u8]) -> Decoded<'_> {
    let utf8 = |text| Decoded::new(Cow::Borrowed(text), Encoding::Utf8, None);
    match input {
        [0xff, 0xfe, rest @ ..] => return utf16(rest, Encoding::Utf16Le),
        [0xfe, 0xff, rest @ ..] => return utf16(rest, Encoding::Utf16Be),
        _ => {}
    }
    if let Some(encoding) = utf16_without_mark(input) {
        return utf16(input, encoding);
    }
    let input = content(input);
    match simdutf8::compat::from_utf8(input) {
        Ok(text) => utf8(text),
        // Cut within a character, by a limit or with the document: no reason to copy.
        Err(error) if error.error_len().is_none() => {
            utf8(std::str::from_utf8(input.get(..error.valid_up_to()).unwrap_or_default()).unwrap_or_default())
        }
        Err(_) => mixed(input),
    }
}

/// Whether a byte fills what is left of a block, or marks where a text ends in it.
fn is_end(byte: u8) -> bool {
    matches!(byte, 0 | 0x1a)
}

/// A text of bytes without the marks at its end, and white space behind the first of them.
pub(crate) fn content(input: &[u8]) -> &[u8] {
    let is_content = |byte: &u8| !is_end(*byte) && !byte.is_ascii_whitespace();
    let tail = input.iter().rposition(is_content).map_or(0, |last| last.saturating_add(1));
    let mark = input.get(tail..).unwrap_or_default().iter().position(|byte| is_end(*byte));
    mark.and_then(|mark| input.get(..tail.saturating_add(mark))).unwrap_or(input)
}

fn utf16(bytes: &[u8], encoding: Encoding) -> Decoded<'_> {
    let decoder = if encoding == Encoding::Utf16Be { UTF_16BE } else { UTF_16LE };
    // Half a character is one that was cut.
    let (pairs, half) = bytes.as_chunks::<2>();
    let (text, had_errors) = decoder.decode_without_bom_handling(pairs.as_flattened());
    let lost = text.matches('\u{fffd}').count();
    let text = match content(text.as_bytes()).len() {
        end if end < text.len() => Cow::Owned(text.get(..end).unwrap_or("").to_owned()),
        _ => text,
    };
    let first = text.find('\u{fffd}').unwrap_or(text.len());
    let doubtful = (had_errors || !half.is_empty()).then_some((lost.saturating_add(half.len()), first));
    Decoded::new(text, encoding, doubtful)
}

/// Text that is mostly ASCII has a NUL in every second byte: the first half tells of high byte first.
fn utf16_without_mark(input: &[u8]) -> Option<Encoding> {
    let head = input.get(..input.len().min(512))?;
    let (pairs, _) = head.as_chunks::<2>();
    let nul = |half: fn(&[u8; 2]) -> u8| pairs.iter().filter(|pair| half(pair) == 0).count();
    let (first, second) = (nul(|[first, _]| *first), nul(|[_, second]| *second));
    let most = |count: usize| pairs.len() >= 8 && count.saturating_mul(10) >= pairs.len().saturating_mul(9);
    match () {
        () if most(second) && first == 0 => Some(Encoding::Utf16Le),
        () if most(first) && second == 0 => Some(Encoding::Utf16Be),
        () => None,
    }
}

fn mixed(input: &[u8]) -> Decoded<'_> {
    let mut text = String::with_capacity(input.len().saturating_add(input.len() / 16));
    let (mut count, mut first) = (0, 0);
    for chunk in input.utf8_chunks() {
        text.push_str(chunk.valid());
        if !chunk.invalid().is_empty() {
            if count == 0 {
                first = text.len();
            }
            count = chunk.invalid().len().saturating_add(count);
            text.push_str(&WINDOWS_1252.decode_without_bom_handling(chunk.invalid()).0);
        }
    }
    Decoded::new(Cow::Owned(text), Encoding::Windows1252, Some((count, first)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf16_bytes(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(bytes).collect()
    }

    #[test]
    fn utf_16_is_told_by_its_mark_and_without_it() {
        let text = "Service Name,Port Number\nfoo,7é\n";
        for (encoding, bytes) in
            [(Encoding::Utf16Le, u16::to_le_bytes as fn(u16) -> [u8; 2]), (Encoding::Utf16Be, u16::to_be_bytes)]
        {
            for mark in ["\u{feff}", ""] {
                let input = utf16_bytes(&format!("{mark}{text}"), bytes);
                let decoded = decode(&input);
                assert_eq!((decoded.text.as_ref(), decoded.encoding, decoded.doubtful), (text, encoding, None));
            }
        }
        let mut lone = utf16_bytes("\u{feff}ab", u16::to_le_bytes);
        lone.extend(0xd800_u16.to_le_bytes());
        assert_eq!(decode(&lone).doubtful, Some((1, 2)));
    }

    #[test]
    fn what_is_utf_8_stays_beside_bytes_that_are_not() {
        let decoded = decode(b"caf\xc3\xa9 caf\xe9 \x93x\x94");
        assert_eq!(decoded.text, "café café “x”");
        assert_eq!(decoded.doubtful, Some((3, 9)));
        assert_eq!(decode(b"a\n\x1a\n").text, "a\n");
        assert_eq!(decode(b"a\0 \n\x1a b \0\0").text, "a\0 \n\x1a b ");
        assert_eq!(decode(b"\xff\xfea\0\n\0\x1a\0\0\0").text, "a\n");
        assert_eq!(decode(b"a\rb\r").text, "a\nb\n");
        assert_eq!(decode(b"a\rb\r\n").text, "a\rb\r\n");
        assert_eq!(decode(b"caf\xc3").text, "caf");
        assert_eq!(decode(b"> a\n>> b > c\n\n>\n").text, "  a\n   b > c\n\n \n");
        assert_eq!(decode(b"> a\nb\n").text, "> a\nb\n");
        for (fenced, told) in [
            ("\n```csv\na `b`\n``c``\n```\n", "\n      \na `b`\n``c``\n\n\n\n\n"),
            ("~~~~\r\na\r\n ~~~~ \r\n\r\n", "    \r\na\r\n \n\n\n\n \r\n\r\n"),
            ("```\na\n`", "   \na\n\n"),
            ("```\na```", "```\na```"),
            ("```\na\n", "```\na\n"),
            ("```", "```"),
            ("```a b\nc\n```", "      \nc\n\n\n\n"),
            ("```a`b\nc\n```", "```a`b\nc\n```"),
            ("````\na\n```\n    ````\n````", "    \na\n```\n    ````\n\n\n\n\n"),
            ("```\na\n```\nb\n```", "```\na\n```\nb\n```"),
            ("```\na\n```\nb\n", "```\na\n```\nb\n"),
            ("``\nc\n``", "``\nc\n``"),
        ] {
            assert_eq!(decode(fenced.as_bytes()).text, told, "{fenced}");
        }
        assert!(matches!(decode("\u{feff}x".as_bytes()).text, Cow::Borrowed("\u{feff}x")));
    }
}
