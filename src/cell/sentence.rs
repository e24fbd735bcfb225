//! The two sentences by which IANA ties a historic name to the well-formed one.

use std::sync::LazyLock;

use memchr::memmem::Finder;
use nom::Err::Error;
use nom::bytes::complete::tag_no_case;
use nom::character::complete::{multispace0, multispace1, one_of};
use nom::combinator::{eof, opt};
use nom::error::{Error as NomError, ErrorKind};
use nom::{IResult, Parser};

/// `tag` with any white space where it has a space
fn words<'a>(sentence: &'static str) -> impl Fn(&'a str) -> IResult<&'a str, ()> {
    move |mut input| {
        // As the registry spells it.
        if let Some(rest) = input.strip_prefix(sentence) {
            return Ok((rest, ()));
        }
        for (place, word) in sentence.split(' ').enumerate() {
            if place > 0 {
                (input, _) = multispace1.parse(input)?;
            }
            // No letter beyond ASCII has one of these as its lower case: there is no "k" among them.
            input = match input.split_at_checked(word.len()) {
                Some((found, rest)) if found.eq_ignore_ascii_case(word) => rest,
                _ => return Err(Error(NomError::new(input, ErrorKind::Tag))),
            };
        }
        Ok((input, ()))
    }
}

/// How the sentence on a replacement begins; the name in quotes follows.
pub(crate) const OPENING: &str = "IANA assigned this well-formed service name as a replacement for";

/// `name-in-quotes = DQUOTE name DQUOTE`; converters make the quotes curly
fn quoted(input: &str) -> IResult<&str, &str> {
    let (input, _) = one_of("\"“”").parse(input)?;
    let end = input
        .find(['"', '“', '”'])
        .filter(|&end| end > 0)
        .ok_or_else(|| nom::Err::Error(nom::error::Error::new(input, nom::error::ErrorKind::TakeUntil)))?;
    let (name, rest) = input.split_at(end);
    let (rest, _) = one_of("\"“”").parse(rest)?;
    Ok((rest, name))
}

/// `replacement = OPENING name-in-quotes [ "." ]`
fn replacement(input: &str) -> IResult<&str, &str> {
    let (input, ()) = words(OPENING)(input)?;
    let (input, _) = multispace1.parse(input)?;
    let (input, name) = quoted(input)?;
    let (input, _) = opt(nom::character::complete::char('.')).parse(input)?;
    Ok((input, name))
}

/// Whether a description may end in the sentence on a replacement: it ends in the quote behind a name, before a full
/// stop or not. Hardly another does.
#[inline]
pub(crate) fn may_end_in_replacement(description: &str) -> bool {
    let may_end = |last: &u8| matches!(last, b'.' | b'"' | 0x80..) || last.is_ascii_whitespace();
    description.as_bytes().last().is_some_and(may_end) && {
        let end = description.trim_end_matches([' ', '\t', '\r', '\n']);
        end.strip_suffix('.').unwrap_or(end).ends_with(['"', '“', '”'])
    }
}

/// The description without the replacement sentence that ends it, and the name that the sentence replaces.
pub(crate) fn split_replacement(description: &str) -> (&str, Option<&str>) {
    if !may_end_in_replacement(description) {
        return (description, None);
    }
    let bytes = description.as_bytes();
    let begins = |at: &usize| bytes.get(*at..).is_some_and(|rest| rest.starts_with(b"IANA"));
    let Some(at) = memchr::memrchr_iter(b'I', bytes).find(begins) else { return (description, None) };
    let (before, sentence) = description.split_at(at);
    match (replacement, multispace0, eof).parse(sentence) {
        Ok((_, (name, ..))) => (before.trim_end(), Some(name)),
        Err(_) => (description, None),
    }
}

/// Length in bytes of the replacement sentence that begins `text`.
pub(crate) fn replacement_len(text: &str) -> Option<usize> {
    if !text.starts_with("IANA") {
        return None;
    }
    let (rest, _) = replacement(text).ok()?;
    text.len().checked_sub(rest.len())
}

/// `alias = "This entry is an alias to" name-in-quotes`, anywhere in the notes
pub(crate) fn alias_of(notes: &str) -> Option<&str> {
    static ALIAS: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("alias"));
    ALIAS.find_iter(notes.as_bytes()).find_map(|at| {
        let (rest, ()) = words("alias to")(notes.get(at..)?).ok()?;
        let (_, (_, name)) = (multispace1, quoted).parse(rest).ok()?;
        Some(name)
    })
}

/// `duplicate = "duplicate of" [ "the" ] name-in-quotes`, anywhere in the notes
pub(crate) fn duplicate_of(notes: &str) -> Option<&str> {
    memchr::memmem::find_iter(notes.as_bytes(), b"duplicate").find_map(|at| {
        let (rest, ()) = words("duplicate of")(notes.get(at..)?).ok()?;
        let (_, (_, _, name)) = (multispace1, opt((tag_no_case("the"), multispace1)), quoted).parse(rest).ok()?;
        Some(name)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sentence_leaves_the_description() {
        let text = "Printer Agent\nIANA assigned this well-formed service name as a replacement for \"printer_agent\".";
        assert_eq!(split_replacement(text), ("Printer Agent", Some("printer_agent")));
        assert_eq!(split_replacement("IANA Reserved"), ("IANA Reserved", None));
        let middle = "IANA assigned this well-formed service name as a replacement for \"a\". And more";
        assert_eq!(split_replacement(middle), (middle, None));
    }

    #[test]
    fn the_alias_is_read_from_the_notes() {
        let notes = "New contact added\nThis entry is an alias to \"EtherNet-IP-1\". This entry is now historic.";
        assert_eq!(alias_of(notes), Some("EtherNet-IP-1"));
        assert_eq!(alias_of("an alias of \"x\""), None);
    }

    #[test]
    fn the_duplicate_is_read_from_the_notes() {
        let notes = "This is a duplicate of the \"http\" service and should not be used for discovery purposes.\nu=";
        assert_eq!(duplicate_of(notes), Some("http"));
        assert_eq!(duplicate_of("duplicates: a duplicate of \"x\""), Some("x"));
        assert_eq!(duplicate_of("a duplicate of another"), None);
    }
}
