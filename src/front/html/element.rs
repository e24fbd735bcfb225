//! The elements that a page's structure needs.

/// An element that is kept of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Element {
    Html,
    Head,
    Title,
    Body,
    H1,
    H2,
    H3,
    Dl,
    Dt,
    Dd,
    Pre,
    P,
    Div,
    Br,
    Span,
    Table,
    Thead,
    Tbody,
    Tr,
    Td,
    Th,
}

use Element::{
    Body, Br, Dd, Div, Dl, Dt, H1, H2, H3, Head, Html, P, Pre, Span, Table, Tbody, Td, Th, Thead, Title, Tr,
};

/// What is done with a tag of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// It is kept, as this element. Links are kept as `span`, which is no formatting element.
    Kept(Element),
    /// It is dropped with all that it holds, which is no markup and no text of the page: this one of [`SKIPPED`].
    Skipped(u8),
    /// It is dropped, and what it holds is not.
    Dropped,
}

/// What is done with a tag of this name, in whatever case it is.
#[inline]
pub(super) fn kind(name: &[u8]) -> Kind {
    of_lower(name).or_else(|| of_any_case(name)).unwrap_or(Kind::Dropped)
}

fn of_any_case(name: &[u8]) -> Option<Kind> {
    let mut lower = [0; LONGEST];
    let lower = lower.get_mut(..name.len())?;
    lower.copy_from_slice(name);
    lower.make_ascii_lowercase();
    of_lower(lower)
}

/// Bytes of the longest name that is known.
const LONGEST: usize = 8;

/// Patterns of bytes, which the compiler makes one decision of; strings it would compare one after the other.
fn of_lower(name: &[u8]) -> Option<Kind> {
    Some(Kind::Kept(match name {
        [b'a'] => Span,
        [b'p'] => P,
        [b't', b'd'] => Td,
        [b't', b'h'] => Th,
        [b't', b'r'] => Tr,
        [b'b', b'r'] => Br,
        [b'd', b'l'] => Dl,
        [b'd', b't'] => Dt,
        [b'd', b'd'] => Dd,
        [b'l', b'i'] | [b'd', b'i', b'v'] => Div,
        [b'h', b'1'] => H1,
        [b'h', b'2'] => H2,
        [b'h', b'3'] => H3,
        [b'p', b'r', b'e'] => Pre,
        [b'h', b't', b'm', b'l'] => Html,
        [b'h', b'e', b'a', b'd'] => Head,
        [b'b', b'o', b'd', b'y'] => Body,
        [b't', b'i', b't', b'l', b'e'] => Title,
        [b't', b'a', b'b', b'l', b'e'] => Table,
        [b't', b'h', b'e', b'a', b'd'] => Thead,
        [b't', b'b', b'o', b'd', b'y'] | [b't', b'f', b'o', b'o', b't'] => Tbody,
        _ => return skipped(name),
    }))
}

/// Elements whose content is no markup and no text of the page.
pub(super) const SKIPPED: [&str; 10] =
    ["script", "style", "textarea", "iframe", "noembed", "noframes", "xmp", "template", "svg", "math"];

fn skipped(name: &[u8]) -> Option<Kind> {
    // Shorter names are those of formatting elements, which are many.
    let at = (0_u8..).zip(SKIPPED).find(|(_, skipped)| name.len() > 2 && skipped.as_bytes() == name);
    at.map(|(at, _)| Kind::Skipped(at))
}

/// A set of elements.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Set(u32);

impl Set {
    pub(super) const fn of(elements: &[Element]) -> Self {
        let (mut set, mut rest) = (0, elements);
        while let [first, after @ ..] = rest {
            set |= 1 << *first as u32;
            rest = after;
        }
        Self(set)
    }

    pub(super) const fn has(self, element: Element) -> bool {
        self.0 >> element as u32 & 1 == 1
    }
}

/// Elements that may not be left open at the end of a page.
pub(super) const MUST_CLOSE: Set = Set::of(&[Table, Dl, Pre, H1, H2, H3, Title]);

impl Element {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Html => "html",
            Head => "head",
            Title => "title",
            Body => "body",
            H1 => "h1",
            H2 => "h2",
            H3 => "h3",
            Dl => "dl",
            Dt => "dt",
            Dd => "dd",
            Pre => "pre",
            P => "p",
            Div => "div",
            Br => "br",
            Span => "span",
            Table => "table",
            Thead => "thead",
            Tbody => "tbody",
            Tr => "tr",
            Td => "td",
            Th => "th",
        }
    }

    /// What it closes where it opens, and the barriers up to which it does.
    #[inline]
    pub(super) const fn implied(self) -> (Set, Set) {
        match self {
            Td | Th => (const { Set::of(&[Td, Th]) }, const { Set::of(&[Tr, Table]) }),
            Tr => (const { Set::of(&[Tr]) }, const { Set::of(&[Table]) }),
            Thead | Tbody => (const { Set::of(&[Thead, Tbody, Tr]) }, const { Set::of(&[Table]) }),
            Dt | Dd => (const { Set::of(&[Dt, Dd]) }, const { Set::of(&[Dl, Td]) }),
            Span => (const { Set::of(&[Span]) }, const { Set::of(&[Td, Th, Dd, Pre, P, Div, Dt]) }),
            Body => (const { Set::of(&[Head]) }, const { Set::of(&[]) }),
            P | Div | Dl | Pre | Table | H1 | H2 | H3 => {
                (const { Set::of(&[P]) }, const { Set::of(&[Td, Th, Dd, Table, Div]) })
            }
            Html | Head | Title | Br => (const { Set::of(&[]) }, const { Set::of(&[]) }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_known_in_any_case() {
        assert_eq!(kind(b"TaBle"), Kind::Kept(Table));
        assert_eq!(kind(b"A"), Kind::Kept(Span));
        assert_eq!(kind(b"Textarea"), Kind::Skipped(2));
        for name in ["t", "tdd", "noframess", "a-longer-name-than-any", "é"] {
            assert_eq!(kind(name.as_bytes()), Kind::Dropped, "{name}");
        }
    }
}
