//! What keeps a text within its place in XML and HTML: nothing of it becomes a tag or leaves a quote.

use std::fmt::{self, Display};

/// Text as it stands in elements. What no document can hold was replaced before.
pub(super) struct Escaped<'a>(pub(super) &'a str);

impl Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // `>` not only in `]]>`, as the registry has it.
        escape(self.0, false, f)
    }
}

/// Text as it stands between double quotes, and in elements too.
pub(super) struct Quoted<'a>(pub(super) &'a str);

impl Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        escape(self.0, true, f)
    }
}

/// The five entities of XML are all that both XML and HTML know.
fn escape(text: &str, has_quotes: bool, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut from = 0;
    for (at, byte) in text.bytes().enumerate() {
        let entity = match byte {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' if has_quotes => "&quot;",
            _ => continue,
        };
        f.write_str(text.get(from..at).unwrap_or(""))?;
        f.write_str(entity)?;
        from = at.saturating_add(1);
    }
    f.write_str(text.get(from..).unwrap_or(""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_a_text_is_markup() {
        assert_eq!(Quoted("a<b>&\"c' é").to_string(), "a&lt;b&gt;&amp;&quot;c' é");
        assert_eq!(Escaped("a<b>&\"c' é").to_string(), "a&lt;b&gt;&amp;\"c' é");
    }
}
