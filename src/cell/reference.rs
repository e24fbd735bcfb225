use nom::branch::alt;
use nom::bytes::complete::{tag, tag_no_case, take_while1};
use nom::character::complete::{digit1, space0, space1};
use nom::combinator::{all_consuming, map_res, opt, rest};
use nom::sequence::{preceded, terminated};
use nom::{IResult, Parser};

use crate::ast::{Reference, ReferenceKind};

/// `section = "," *SP "Section" 1*SP words`
fn section(input: &str) -> IResult<&str, &str> {
    let word = alt((tag_no_case("Section"), tag("§")));
    preceded((tag(","), space0, word, alt((space1, tag("")))), rest).parse(input)
}

/// `rfc = "RFC" *SP 1*DIGIT [ section ]`
fn rfc(input: &str) -> IResult<&str, (u32, Option<&str>)> {
    preceded((tag_no_case("RFC"), space0), (map_res(digit1, str::parse), opt(section))).parse(input)
}

/// `draft = ( "draft-" / "RFC-" ) name [ section ]`
fn draft(input: &str) -> IResult<&str, Option<&str>> {
    let name = take_while1(|c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '+'));
    preceded((alt((tag_no_case("draft-"), tag_no_case("RFC-"))), name), opt(section)).parse(input)
}

/// `uri = scheme ":" …` of the schemes that the registry uses
fn uri(input: &str) -> IResult<&str, &str> {
    let scheme = alt((tag_no_case("https"), tag_no_case("http"), tag_no_case("ftp"), tag_no_case("urn")));
    terminated(scheme, (tag(":"), rest)).parse(input)
}

impl Reference {
    /// Reads what stands between the brackets of a reference: `RFC8765, Section 6.1`, `draft-ietf-…`,
    /// `RFC-ietf-…` (a draft in the RFC Editor's queue), a URI, the number of a footnote, or words.
    ///
    /// ```
    /// use portolan::{Reference, ReferenceKind};
    ///
    /// let reference = Reference::from_text("RFC8765, Section 6.1");
    /// assert_eq!((reference.kind, reference.number), (ReferenceKind::Rfc, Some(8765)));
    /// assert_eq!(reference.section.as_deref(), Some("6.1"));
    /// ```
    #[must_use]
    pub fn from_text(text: &str) -> Self {
        let of = |kind, number, section: Option<&str>| Self {
            kind,
            number,
            section: section.map(|section| section.trim().into()),
            text: text.into(),
        };
        let digits = text.strip_prefix("RFC").unwrap_or("");
        if digits.bytes().all(|byte| byte.is_ascii_digit())
            && let Ok(number) = digits.parse()
        {
            // As most are.
            of(ReferenceKind::Rfc, Some(number), None)
        } else if let Ok((_, (number, section))) = all_consuming(rfc).parse(text) {
            of(ReferenceKind::Rfc, Some(number), section)
        } else if let Ok((_, section)) = all_consuming(draft).parse(text) {
            of(ReferenceKind::Draft, None, section)
        } else if all_consuming(uri).parse(text).is_ok() {
            of(ReferenceKind::Uri, None, None)
        } else if text.bytes().all(|byte| byte.is_ascii_digit())
            && let Ok(number) = text.parse()
        {
            of(ReferenceKind::Note, Some(number), None)
        } else {
            of(ReferenceKind::Text, None, None)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kind_follows_from_the_text() {
        for (text, kind, number, section) in [
            ("RFC6335", ReferenceKind::Rfc, Some(6335), None),
            ("RFC 6335", ReferenceKind::Rfc, Some(6335), None),
            ("RFC8765, Section 6.1", ReferenceKind::Rfc, Some(8765), Some("6.1")),
            ("RFC-ietf-core-coap-11", ReferenceKind::Draft, None, None),
            ("draft-a-b-05, Section 4.3", ReferenceKind::Draft, None, Some("4.3")),
            ("https://example.org/x#y", ReferenceKind::Uri, None, None),
            ("1", ReferenceKind::Note, Some(1), None),
            ("n/a", ReferenceKind::Text, None, None),
            ("RFC", ReferenceKind::Text, None, None),
            ("RFC99999999999", ReferenceKind::Text, None, None),
            ("ITU-T X.510", ReferenceKind::Text, None, None),
        ] {
            let reference = Reference::from_text(text);
            assert_eq!(
                (reference.kind, reference.number, reference.section.as_deref()),
                (kind, number, section),
                "{text}"
            );
            assert_eq!(reference.text, text);
        }
    }
}
