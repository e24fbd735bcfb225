//! Text that GitHub's Markdown shows as it is: whatever would act is escaped, and no more than that, so that a row can
//! be read as it stands in the file.
//!
//! What acts: the marks of CommonMark and of GitHub's extensions (tables, strikethrough, autolinks, mathematics), and
//! at the beginning of a line those of blocks. A pipe behind a backslash is a character reference, for parsers differ
//! on `\\|`.

/// A run of this much is no name of a character reference.
const MOST_OF_A_REFERENCE: usize = 40;

/// Appends `words`, which are one line, to a cell of a table. `is_joined`: a link follows, without a space between.
pub(super) fn cell(words: &str, is_joined: bool, out: &mut String) {
    // Of hyphens alone a row would be the rule below the headings.
    if !words.is_empty() && words.bytes().all(|byte| matches!(byte, b'-' | b':' | b'+' | b' ')) {
        out.push('\\');
    }
    inline(words, is_joined, out);
}

/// Appends `words`, which are one line, as the beginning of a line: no mark of a list, a heading or the like.
pub(super) fn line(words: &str, is_joined: bool, out: &mut String) {
    let digits = words.bytes().take_while(u8::is_ascii_digit).count();
    let (number, rest) = words.split_at(digits);
    if digits > 0 && rest.starts_with(['.', ')']) {
        out.push_str(number);
        out.push('\\');
        let (mark, rest) = rest.split_at(1);
        out.push_str(mark);
        return inline(rest, is_joined, out);
    }
    if words.starts_with(['#', '>', '+', '-', '=', ':', '{']) {
        let (mark, rest) = words.split_at(1);
        out.push('\\');
        out.push_str(mark);
        return inline(rest, is_joined, out);
    }
    inline(words, is_joined, out);
}

/// Appends `words`, which are one line, behind the marks of a heading: nothing in it reads as an id, as a label or as
/// the end of an entry's name.
pub(super) fn heading(words: &str, out: &mut String) {
    let mut from = 0;
    for (at, mark) in words.match_indices(['#', '{', '}', ':']) {
        inline(words.get(from..at).unwrap_or(""), true, out);
        out.push_str(match mark {
            "#" => "&#35;",
            "{" => "&#123;",
            "}" => "&#125;",
            _ => "&#58;",
        });
        from = at.saturating_add(mark.len());
    }
    inline(words.get(from..).unwrap_or(""), false, out);
}

/// The value of an attribute of HTML, within a cell.
pub(super) fn attribute(value: &str, out: &mut String) {
    for c in value.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '|' => out.push_str("&#124;"),
            '\\' => out.push_str("&#92;"),
            '`' => out.push_str("&#96;"),
            _ => out.push(c),
        }
    }
}

pub(super) fn inline(words: &str, is_joined: bool, out: &mut String) {
    let mut left = words.len();
    for word in words.split_inclusive(' ') {
        left = left.saturating_sub(word.len());
        let is_joined = is_joined && left == 0;
        // A bare address goes on to the next space, and takes escapes for its own.
        let is_address = word.contains("://") || word.contains("www.");
        let is_behind_link = word.starts_with('(') && out.ends_with(']');
        if is_address && !is_joined && !is_behind_link && is_plain(word) {
            out.push_str(word);
        } else {
            self::word(word, is_address, is_joined, out);
        }
    }
}

/// Whether nothing in an address acts.
fn is_plain(address: &str) -> bool {
    let mut marks = address.char_indices().filter(|(_, c)| c.is_ascii() && !c.is_ascii_alphanumeric());
    marks.all(|(at, c)| match c {
        '_' => is_within_word(address, at, at.saturating_add(1)),
        '&' => !begins_reference(address.get(at..).unwrap_or("")),
        '-' | '.' | '/' | ':' | '?' | '=' | '#' | '%' | '+' | ',' | ';' | '@' | '\'' | '"' | '(' | ')' | ' ' => true,
        _ => false,
    })
}

#[allow(clippy::arithmetic_side_effects, reason = "places in a text; a run has its first sign")]
fn word(word: &str, is_address: bool, is_joined: bool, out: &mut String) {
    let mut at = 0;
    let mut before = None;
    while let Some(c) = word.get(at..).and_then(|rest| rest.chars().next()) {
        let rest = word.get(at + c.len_utf8()..).unwrap_or("");
        let done = word.get(..at).unwrap_or("");
        match c {
            '|' if before == Some('\\') => out.push_str("&#124;"),
            '\\' | '`' | '*' | '~' | '[' | ']' | '<' | '$' | '|' => out.extend(['\\', c]),
            '&' if begins_reference(word.get(at..).unwrap_or("")) => out.push_str("&amp;"),
            '!' if is_joined && rest.is_empty() => out.push_str("\\!"),
            ':' if is_address && rest.starts_with("//") => out.push_str("\\:"),
            '.' if is_address && done.ends_with("www") => out.push_str("\\."),
            // What a bracket that is a mark may be followed by.
            '(' | '{' if at == 0 && out.ends_with(']') => out.extend(['\\', c]),
            '_' => {
                let run = 1 + rest.bytes().take_while(|byte| *byte == b'_').count();
                let mark = if is_within_word(word, at, at + run) { "_" } else { "\\_" };
                (0..run).for_each(|_| out.push_str(mark));
                at += run - 1;
            }
            _ => out.push(c),
        }
        before = Some(c);
        at += c.len_utf8();
    }
}

/// Whether underscores at `from..to` stand between letters, where they are no marks.
fn is_within_word(word: &str, from: usize, to: usize) -> bool {
    let before = word.get(..from).and_then(|before| before.chars().next_back());
    let after = word.get(to..).and_then(|after| after.chars().next());
    before.is_some_and(char::is_alphanumeric) && after.is_some_and(char::is_alphanumeric)
}

/// Whether `text` begins as `&name;` or `&#1;`, known or not.
pub(super) fn begins_reference(text: &str) -> bool {
    let name = text.bytes().skip(1).take(MOST_OF_A_REFERENCE);
    let length = name.take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'#').count();
    let end = length.saturating_add(1);
    length > 0 && text.as_bytes().get(end).is_none_or(|byte| *byte == b';') && text.len() > end
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(escape: impl Fn(&str, bool, &mut String), words: &str) -> String {
        let mut out = String::new();
        escape(words, false, &mut out);
        out
    }

    #[test]
    fn what_acts_is_escaped_and_nothing_else() {
        for (words, expected) in [
            ("http protocol over TLS/SSL (secure), 100%", "http protocol over TLS/SSL (secure), 100%"),
            ("a_b c__d _e_ f_", "a_b c__d \\_e\\_ f\\_"),
            ("sql*net a|b C:\\x", "sql\\*net a\\|b C:\\\\x"),
            ("\\| \\\\|", "\\\\&#124; \\\\\\\\&#124;"),
            ("R&D a & b &amp; &#1; &x", "R&D a & b &amp;amp; &amp;#1; &x"),
            ("[was x](y) ![z] <b> a > b", "\\[was x\\](y) !\\[z\\] \\<b> a > b"),
            ("`x` ~~y~~ $z$", "\\`x\\` \\~\\~y\\~\\~ \\$z\\$"),
            ("https://example.org/a_b?c=d&e=f", "https://example.org/a_b?c=d&e=f"),
            ("(see https://example.org/~x) www.a_.org", "(see https\\://example.org/\\~x) www\\.a\\_.org"),
            ("---", "\\---"),
            ("-", "\\-"),
        ] {
            assert_eq!(shown(cell, words), expected, "{words}");
        }
    }

    #[test]
    fn no_line_begins_a_block() {
        for (words, expected) in [
            ("# a", "\\# a"),
            ("1. a", "1\\. a"),
            ("12) a", "12\\) a"),
            ("- a", "\\- a"),
            ("> a", "\\> a"),
            ("===", "\\==="),
            ("* a", "\\* a"),
            ("2005-03", "2005-03"),
        ] {
            assert_eq!(shown(line, words), expected, "{words}");
        }
    }

    #[test]
    fn a_link_that_follows_is_one() {
        let mut out = String::new();
        cell("see!", true, &mut out);
        cell("https://example.org/", true, &mut out);
        assert_eq!(out, "see\\!https\\://example.org/");
        out = "[x]".to_owned();
        cell("(y) {z", false, &mut out);
        assert_eq!(out, "[x]\\(y) {z");
    }
}
