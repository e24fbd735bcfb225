//! Markdown: a pipe table that has every cell, or one whose empty cells were pushed to the end of the row.
//!
//! * [`table`]: pipe tables of either kind, and their headings; [`rows`]: their rows, which go on over lines; [`cells`]: the
//!   cells of a row.
//! * [`kind`]: which of the two kinds a table is.
//! * [`aligned`]: every cell is there; [`packed`]: the columns are lost.
//! * [`told`]: whether a line begins a row where every cell is there; [`mend`]: rows put together and filled up that a converter wrote in parts.
//! * [`usual`]: a table whose rows are all whole lines, by a short way.
//! * [`mark`]: how a cell says that its value is not sure.
//! * [`inline`]: what stands in a cell as plain text: [links](link), escapes, character references, [tags](tag).
//! * [`alone`]: cells that are one link or one id, told from their bytes.
//! * [`header`]: what stands above the table; [`html`]: tables that are written as HTML.

pub(crate) mod aligned;
mod alone;
mod cells;
mod header;
mod html;
mod inline;
mod kind;
mod link;
mod mark;
mod mend;
pub(crate) mod packed;
mod rows;
mod table;
mod tag;
mod told;
mod usual;
mod wiki;

use std::borrow::Cow;

pub(crate) use wiki::as_markdown;

/// A cell of a table that is no pipe table, as plain text.
pub(in crate::front) fn plain(cell: Cow<'_, str>) -> Cow<'_, str> {
    let plain = inline::text(&cell, &link::Definitions::default(), inline::Breaks::Keep, &mut Vec::new()).into_owned();
    if plain == cell { cell } else { Cow::Owned(plain) }
}
