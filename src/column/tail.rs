//! Free text at the end of a row: reports of unauthorized use, and notes. How the registry words them.

use nom::branch::alt;
use nom::bytes::complete::{tag, tag_no_case};
use nom::character::complete::space1;
use nom::combinator::{opt, recognize};
use nom::multi::many0_count;
use nom::{IResult, Parser};

/// How surely a text opens a note.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Opener {
    /// Nothing says so.
    None,
    /// A phrase that notes begin with, and a description could hold.
    Weak,
    /// A phrase that only notes begin with.
    Strong,
    /// The sentence that ends the description of a replacement name.
    Replacement,
}

/// Openings of the registry's notes: on the keys of DNS-SD (RFC 6763 §6), on aliases, on what became of an entry.
pub(super) const STRONG: &[&str] = &["defined txt key", "this entry is an alias", "this entry records"];
pub(super) const WEAK: &[&str] = &[
    "this entry ",
    "this port ",
    "this service name ",
    "this is a",
    "this protocol ",
    "previously ",
    "formerly ",
    "historic usage",
    "historically",
    "not a ",
    "new contact ",
    "modified:",
    "removed ",
    "(removed ",
    "deprecated",
    "de-assigned",
    "de-registered",
    "subtypes:",
    "known subtypes",
    "possible conflict",
    "potential conflict",
];

/// Bytes of a text that tell what it opens, but for the sentence on a replacement.
pub(super) const MOST_ASKED: usize = 48;

/// What the beginning of `text` is.
pub(crate) fn opener(text: &str) -> Opener {
    if !may_open(text.as_bytes()) {
        return Opener::None;
    }
    // Phrases are written with single spaces; where the text has more of them, they are folded first.
    let head = text.get(..crate::cell::text::floor(text, MOST_ASKED)).unwrap_or(text);
    let folded =
        (!crate::cell::text::is_plain(head) && head.contains("  ")).then(|| crate::cell::text::fold_line(head));
    let head = folded.as_deref().unwrap_or(head);
    let begins = |phrases: &[&str]| {
        let is_phrase = |phrase: &&&str| head.get(..phrase.len()).is_some_and(|head| head.eq_ignore_ascii_case(phrase));
        // Their first letters are small.
        let first = head.bytes().next().map(|first| first | 0x20);
        let mut phrases = phrases.iter().filter(|phrase| phrase.bytes().next() == first);
        phrases.any(|phrase| is_phrase(&phrase))
    };
    match text.bytes().next() {
        Some(b'I') if crate::cell::sentence::replacement_len(text).is_some() => Opener::Replacement,
        Some(b'D' | b'd' | b'T' | b't') if begins(STRONG) => Opener::Strong,
        Some(b'[') if reference_as_subject(text) => Opener::Weak,
        Some(_) if begins(WEAK) => Opener::Weak,
        _ => Opener::None,
    }
}

/// Whether a text can be an opening, told from its first letters: by far most are none.
#[inline]
pub(super) fn may_open(text: &[u8]) -> bool {
    match text {
        // What folding white space would make of it is not told so.
        [first, ..] if first.is_ascii_whitespace() || !first.is_ascii() => true,
        [b'I', ..] => text.starts_with(b"IANA"),
        [b'[', ..] => text.starts_with(b"[RFC"),
        [one, two, three, four, ..] => match [one | 0x20, two | 0x20, three | 0x20, four | 0x20] {
            [b'n', b'o', b't', _] | [b'n', b'e', b'w', _] => !four.is_ascii_alphanumeric(),
            // Of what begins so, a tool for access from afar is far more common.
            [b'r', b'e', b'm', b'o'] => matches!(text.get(4), Some(b'v' | b'V')),
            head => is_opening(head),
        },
        _ => false,
    }
}

/// Whether a phrase begins so; those whose first word is shorter are not asked for.
#[rustfmt::skip]
#[inline]
fn is_opening(head: [u8; 4]) -> bool {
    matches!(
        &head,
        b"defi" | b"this" | b"prev" | b"form" | b"hist" | b"modi" | b"(rem" | b"depr" | b"de-a" | b"de-r"
            | b"subt" | b"know" | b"poss" | b"pote"
    )
}

/// `"[" RFC "]."`: a note that tells where its keys are defined begins so.
fn reference_as_subject(text: &str) -> bool {
    crate::cell::brackets::run(text).is_some_and(|length| {
        let (found, rest) = text.split_at(length);
        rest.starts_with(['.', ',', ':', ';']) && found.starts_with("[RFC")
    })
}

/// Whether a word is "known", with its letters in any order but the first: the registry itself writes "Knwon".
pub(super) fn is_known(word: &[u8]) -> bool {
    let [b'k' | b'K', one, two, three, four] = word else { return false };
    // By far most words are told by the sum of their letters.
    if (one ^ two ^ three ^ four) & !0x20 != (b'o' ^ b'w') & !0x20 {
        return false;
    }
    let mut letters = [*one, *two, *three, *four];
    letters.make_ascii_lowercase();
    letters.sort_unstable();
    letters == *b"nnow"
}

fn known(input: &str) -> IResult<&str, &str> {
    let end = input.find(char::is_whitespace).unwrap_or(input.len());
    let (word, rest) = input.split_at(end);
    if is_known(word.as_bytes()) {
        Ok((rest, word))
    } else {
        Err(nom::Err::Error(nom::error::Error::new(input, nom::error::ErrorKind::Tag)))
    }
}

/// `unauthorized-use = [ "Known" SP ] ( "Unauthorized" / "Unofficial" ) SP "use" [ "s" ]`
fn unauthorized_use(input: &str) -> IResult<&str, &str> {
    let kind = alt((tag_no_case("unauthorized"), tag_no_case("unauthorised"), tag_no_case("unofficial")));
    recognize((opt((known, space1)), kind, space1, tag_no_case("use"), opt(tag_no_case("s")))).parse(input)
}

/// `places = 1*( SP / "," / ":" / "on" / "of" / "known" / "port" [ "s" ] / "and" / "&" / port / range )`
///
/// The length of those that begin `text`, and whether a port is among them; `None` where there are none.
fn places(text: &str) -> Option<(usize, bool)> {
    let bytes = text.as_bytes();
    let past = |from: usize, is_in: fn(&u8) -> bool| {
        from.saturating_add(bytes.iter().skip(from).take_while(|byte| is_in(byte)).count())
    };
    let is_space = |byte: &u8| matches!(byte, b' ' | b'\t');
    let (mut end, mut has_port) = (0, false);
    loop {
        let mut at = past(end, is_space);
        if let Some(b',' | b':') = bytes.get(at) {
            at = past(at.saturating_add(1), is_space);
        }
        let digits = past(at, u8::is_ascii_digit);
        let behind = if digits > at {
            let last = past(digits.saturating_add(1), u8::is_ascii_digit);
            let is_range = bytes.get(digits) == Some(&b'-') && last > digits.saturating_add(1);
            if is_range { last } else { digits }
        } else {
            let rest = bytes.get(at..).unwrap_or_default();
            let begins =
                |word: &&str| rest.get(..word.len()).is_some_and(|found| found.eq_ignore_ascii_case(word.as_bytes()));
            let word = ["ports", "port", "known", "and", "on", "of", "&"].into_iter().find(begins);
            word.map_or(at, |word| at.saturating_add(word.len()))
        };
        if behind == at || !matches!(bytes.get(behind), None | Some(b' ' | b'\t' | b',' | b':' | b'.')) {
            return (end > 0).then_some((end, has_port));
        }
        has_port |= digits > at;
        end = behind;
    }
}

/// Whether a report of unauthorized use can begin with `word`.
pub(crate) fn may_report(word: &str) -> bool {
    says_so(word.as_bytes()) || is_known(word.as_bytes())
}

/// Whether `text` begins as "unauthorized" and "unofficial" do.
#[inline]
pub(super) fn says_so(text: &[u8]) -> bool {
    match text {
        [b'u' | b'U', b'n' | b'N', three, four, ..] => matches!(&[three | 0x20, four | 0x20], b"au" | b"of"),
        _ => false,
    }
}

/// Length in bytes of the report of unauthorized use that begins `text`: up to the ports that it lists.
/// Where it lists none its end is not known, and all of `text` belongs to it.
pub(crate) fn unauthorized_len(text: &str) -> Option<usize> {
    let (rest, _) = unauthorized_use(text).ok()?;
    match places(rest) {
        Some((length, true)) => text.len().checked_sub(rest.len().saturating_sub(length)),
        _ => Some(text.len()),
    }
}

/// Whether the words of `text` report unauthorized use, wherever in it they stand.
pub(crate) fn is_unauthorized(text: &str) -> bool {
    let mut rest = text;
    loop {
        // Before "Known" nothing need be asked: the word after it is a report, too.
        if says_so(rest.as_bytes())
            && (unauthorized_use(rest).is_ok() || word(rest).eq_ignore_ascii_case("unofficially"))
        {
            return true;
        }
        match rest.split_once(char::is_whitespace) {
            Some((_, after)) => rest = after.trim_start(),
            None => return false,
        }
    }
}

fn word(text: &str) -> &str {
    text.split(|c: char| !c.is_alphanumeric()).next().unwrap_or("")
}

/// Whether `text` begins as a description does not: with a mark that is no quote, bracket or parenthesis.
pub(crate) fn begins_oddly(text: &str) -> bool {
    let marks = many0_count(alt((tag("\""), tag("'"), tag("("), tag("["), tag("_"), tag("."), tag("/"), tag("“"))));
    let result: IResult<&str, usize> = { marks }.parse(text);
    result.is_ok_and(|(rest, _)| !rest.starts_with(char::is_alphanumeric))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_ends_with_its_ports() {
        for (report, rest) in [
            ("Known Unauthorized Use on port 6501", " This entry"),
            ("Unauthorized Use Known on ports 28017, 28018 and 28019", ""),
            ("Knwon Unauthorized Use on 3300-3301", " Formerly"),
            ("Known UNAUTHORIZED USE: Ports 44515 & 44516", " x"),
            ("Known UNAUTHORIZED USEs on port 5555", ""),
            ("Unofficial use of port 6588", " by others"),
            ("Unauthorized use by some mail users", ""),
        ] {
            assert_eq!(unauthorized_len(&format!("{report}{rest}")), Some(report.len()), "{report}");
        }
        assert_eq!(unauthorized_len("This entry records an unassigned but widespread use"), None);
        assert!(is_unauthorized("PORT 90 also being used unofficially by others"));
        assert!(!is_unauthorized("Microsoft is using 1232"));
    }

    #[test]
    fn every_phrase_may_open() {
        for phrase in STRONG.iter().chain(WEAK) {
            assert!(may_open(phrase.as_bytes()) && may_open(phrase.to_uppercase().as_bytes()), "{phrase}");
            assert!(opener(&format!("{phrase}  x")) >= Opener::Weak, "{phrase}");
        }
        // White space that would be folded leaves it open.
        assert_eq!(opener("  this port  is free"), Opener::Weak);
    }

    #[test]
    fn notes_open_with_set_phrases() {
        assert_eq!(opener("Defined TXT Keys: None"), Opener::Strong);
        assert_eq!(opener("This entry is an alias to \"x\"."), Opener::Strong);
        assert_eq!(opener("This entry has been removed"), Opener::Weak);
        assert_eq!(opener("Thistle protocol"), Opener::None);
        assert_eq!(opener("Dé"), Opener::None);
        assert!(begins_oddly("<== NOTE"));
        assert!(!begins_oddly("(historic) x") && !begins_oddly("\"x\"") && !begins_oddly("Écho"));
    }
}
