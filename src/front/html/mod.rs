//! HTML: the registry's page, a search of it, or any page with a table that has its headings.
//!
//! One scanner looks at the page ([`bounded`]): it hands on the few elements that matter, well nested, and the text.
//! Where these stand as HTML's tree builder would leave them, they are read as they come ([`pull`]); else scraper builds
//! the tree, from a bounded copy ([`tree`]). Either hands over what it finds to the same [`page`].

mod bounded;
mod copy;
mod element;
mod page;
mod pull;
mod tag;
mod tree;
mod usual;
#[cfg(any(test, fuzzing))]
pub(crate) mod ways;
mod words;

use crate::assemble::Assembler;
use crate::ast::{Code, Format, Parsed};
use crate::options::Limits;
use crate::preamble;
use crate::report::end_of;

pub(in crate::front) use page::Plain;
use page::{Part, Seen};

/// Reads a page. `None` where it has neither a table of records nor the title of the registry.
pub(crate) fn read(text: &str, limits: &Limits) -> Option<Parsed> {
    let mut out = Assembler::new(Format::Html, None, limits).of(text);
    let seen = walk(text, Part::Page, limits, &mut out);
    finish(text, seen, out)
}

fn finish(text: &str, seen: Seen, mut out: Assembler) -> Option<Parsed> {
    out.title(&seen.title);
    let is_titled = out.registry.title.as_deref().is_some_and(preamble::is_title);
    if !seen.has_records && !is_titled {
        return None;
    }
    if let Some(open) = seen.open {
        let message = format!("the page ends before </{open}>; what was to follow is lost");
        out.report.error(Code::Truncated, end_of(text), message);
    } else if !seen.has_records {
        out.report.error(Code::Truncated, end_of(text), "the page has the registry's title, and no table of records");
    }
    // Of tables within tables the outer one is read first.
    out.registry.records.sort_by_key(|record| record.span().start);
    Some(out.finish(text))
}

/// Reads the tables of `text`, in which all else is blank; `section` is the title above a byte of it, and `plain` reads
/// what its cells hold. Whether one is of records.
pub(in crate::front) fn tables(
    text: &str,
    limits: &Limits,
    section: &dyn Fn(usize) -> String,
    plain: &Plain<'_>,
    out: &mut Assembler,
) -> bool {
    let seen = walk(text, Part::Tables { section, plain }, limits, out);
    if seen.open.is_some() {
        out.report.error(
            Code::Truncated,
            end_of(text),
            "the document ends before </table>; what was to follow is lost",
        );
    }
    seen.has_records
}

fn walk(text: &str, part: Part<'_>, limits: &Limits, out: &mut Assembler) -> Seen {
    let mut tried = out.clone();
    if let Some(seen) = pull::read(text, part, limits, &mut tried) {
        *out = tried;
        return seen;
    }
    tree::read(text, part, limits, out)
}
