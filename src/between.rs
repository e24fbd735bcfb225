//! What stands between two rows, and is no part of one: it is told, whatever it is.

use crate::ast::{Code, Format, Registry};
use crate::preamble;
use crate::report::{Lines, Report};

/// Bytes between two rows that are a line end and nothing else.
const FEW: usize = 2;

/// Reports what a reader has left out between the rows of `text`, where nothing that was told stands there.
pub(crate) fn report(registry: &Registry, text: &str, report: &mut Report) {
    let Some(source) = &registry.source else { return };
    // In other renderings each line is a part of some row, or told.
    let has_words = match source.format {
        Format::Xml => outside_of_comments,
        Format::Html => outside_of_tags,
        Format::Markdown => on_lines_without_pipes,
        Format::Csv | Format::Text | Format::Json | Format::Ndjson => return,
    };
    let mut lines = Lines::new(text.as_bytes());
    let mut told: Option<Vec<usize>> = None;
    // A line end and an indent, the same between most rows of a page.
    let mut white = "";
    let spans = || registry.records.iter().map(|record| record.span().range());
    for (above, below) in spans().zip(spans().skip(1)) {
        if below.start <= above.end.saturating_add(FEW) {
            continue;
        }
        let gap = text.get(above.end..below.start).unwrap_or("");
        if gap == white {
            continue;
        }
        if gap.trim().is_empty() {
            white = gap;
            continue;
        }
        if !has_words(gap) {
            continue;
        }
        let told = told.get_or_insert_with(|| report.places());
        let next = told.get(told.partition_point(|place| *place < above.end));
        if next.is_none_or(|place| *place >= below.start) {
            let start = above.end.saturating_add(gap.len().saturating_sub(gap.trim_start().len()));
            let end = above.end.saturating_add(gap.trim_end().len());
            let message = "what stands here between two rows is part of none; it is left out";
            report.warning(Code::DamagedRow, lines.span(start, end), message);
        }
    }
}

/// Reports another document of the registry that begins below the last row: where pages stand one behind the other, not
/// every rendering is read on beyond the first table of contacts.
pub(crate) fn report_other(registry: &Registry, text: &str, report: &mut Report) {
    let Some(source) = &registry.source else { return };
    let Some(last) = registry.records.last() else { return };
    if !matches!(source.format, Format::Text | Format::Markdown) {
        return;
    }
    let from = last.span().range().end;
    let below = text.get(from..).unwrap_or("");
    let mut places = memchr::memmem::find_iter(below.as_bytes(), b"Registry");
    let title = places.find_map(|at| {
        let start = below.get(..at)?.rfind('\n').map_or(0, |newline| newline.saturating_add(1));
        let line = below.get(start..)?.lines().next()?;
        let is_title = start > 0 && preamble::is_title(line.trim_matches(['#', '*', ' ', '\t', '\u{feff}']));
        is_title.then(|| from.saturating_add(start)..from.saturating_add(start).saturating_add(line.len()))
    });
    if let Some(title) = title {
        let span = Lines::new(text.as_bytes()).span(title.start, title.end);
        let message = "another document begins here; its records are not read: read it by itself, and merge the two";
        report.error(Code::DamagedRow, span, message);
    }
}

fn outside_of_comments(gap: &str) -> bool {
    let mut parts = gap.split("<!--").map(|part| part.split_once("-->").map_or(part, |(_, after)| after));
    parts.any(|part| !part.trim().is_empty())
}

/// Whether a page that goes on within its table has text there.
fn outside_of_tags(gap: &str) -> bool {
    if gap.contains("<table") || gap.contains("<!--") || gap.contains("<script") {
        return false;
    }
    let mut parts = gap.split('<').map(|part| part.split_once('>').map_or(part, |(_, text)| text));
    parts.any(|text| !text.replace("&nbsp;", " ").trim().is_empty())
}

/// Whether a line is neither of a table nor a mark around one.
fn on_lines_without_pipes(gap: &str) -> bool {
    let is_mark = |line: &str| line.contains('|') || line.starts_with(['{', '[', '`', '<', ':', '+', '-', '=', '\\']);
    gap.lines().map(str::trim).any(|line| !line.is_empty() && !is_mark(line))
}
