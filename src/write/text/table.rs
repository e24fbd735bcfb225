//! A table: how wide its columns are, its headings above a rule, its rows, and a rule that closes it.

use std::borrow::Cow;
use std::io::{self, Write};

use crate::cell::name;

use super::wrap::{self, Kind, MOST};

/// Blanks between two columns.
const GUTTER: usize = 2;

/// Widths that are tried, each one more than the one before, until no line of a column could be misread.
const MOST_TRIED: usize = 64;

/// What a column is before its cells are known.
#[derive(Clone, Copy, Debug)]
pub(super) struct Plan {
    pub(super) heading: &'static str,
    pub(super) kind: Kind,
    /// How wide it is where its cells can be wrapped to that.
    pub(super) preferred: usize,
    /// Rows are known by the names that stand in it: one must not be taken for more of the one above.
    pub(super) is_name: bool,
}

#[derive(Debug)]
struct Column {
    heading: Vec<&'static str>,
    kind: Kind,
    start: usize,
    width: usize,
}

/// A table whose cells a function gives, by row and column.
pub(super) struct Table<F> {
    columns: Vec<Column>,
    rows: usize,
    cell: F,
}

impl<'a, F: Fn(usize, usize) -> Cow<'a, str>> Table<F> {
    #[allow(clippy::arithmetic_side_effects, reason = "widths of cells that are held in memory")]
    pub(super) fn new(plans: &[Plan], rows: usize, cell: F) -> Self {
        let mut columns = Vec::with_capacity(plans.len());
        let mut start = 0;
        for (at, plan) in plans.iter().enumerate() {
            let width = width(plan, (0..rows).map(|row| cell(row, at)));
            let heading = wrap::lines(plan.heading, Kind::Words, width);
            columns.push(Column { heading, kind: plan.kind, start, width });
            start += width + GUTTER;
        }
        Self { columns, rows, cell }
    }

    /// How many cells could be misread all the same.
    pub(super) fn misfits(&self) -> usize {
        let of = |row: usize| {
            let columns = self.columns.iter().enumerate();
            columns.filter(|(at, column)| wrap::is_doubtful(&(self.cell)(row, *at), column.kind, column.width)).count()
        };
        (0..self.rows).map(of).sum()
    }

    pub(super) fn write<W: Write + ?Sized>(&self, out: &mut W) -> io::Result<()> {
        let headings: Vec<Vec<&str>> = self.columns.iter().map(|column| column.heading.clone()).collect();
        self.row(&headings, out)?;
        self.rule(out)?;
        for row in 0..self.rows {
            let cells: Vec<Cow<'a, str>> = (0..self.columns.len()).map(|at| (self.cell)(row, at)).collect();
            let cells = cells.iter().zip(&self.columns);
            let lines: Vec<Vec<&str>> =
                cells.map(|(cell, column)| wrap::lines(cell, column.kind, column.width)).collect();
            self.row(&lines, out)?;
        }
        self.rule(out)
    }

    /// The lines of cells side by side.
    #[allow(clippy::arithmetic_side_effects, reason = "widths of cells that are held in memory")]
    fn row<W: Write + ?Sized>(&self, cells: &[Vec<&str>], out: &mut W) -> io::Result<()> {
        let height = cells.iter().map(Vec::len).max().unwrap_or(0);
        for line in 0..height {
            let mut at = 0;
            for (cell, column) in cells.iter().zip(&self.columns) {
                if let Some(words) = cell.get(line).filter(|words| !words.is_empty()) {
                    blanks(column.start.saturating_sub(at), out)?;
                    out.write_all(words.as_bytes())?;
                    at = column.start + wrap::width(words);
                }
            }
            out.write_all(b"\n")?;
        }
        Ok(())
    }

    fn rule<W: Write + ?Sized>(&self, out: &mut W) -> io::Result<()> {
        for (at, column) in self.columns.iter().enumerate() {
            blanks(if at == 0 { 0 } else { GUTTER }, out)?;
            repeat(&[b'-'; 128], column.width, out)?;
        }
        out.write_all(b"\n")
    }
}

/// How wide a column is: so that its longest word has room, and nothing of it could be misread.
#[allow(clippy::arithmetic_side_effects, reason = "widths of cells that are held in memory")]
fn width<'a>(plan: &Plan, cells: impl Iterator<Item = Cow<'a, str>>) -> usize {
    let words = plan.heading.split(' ').map(str::len).max().unwrap_or(0);
    let (mut natural, mut least) = (0, words);
    // Cells of which a line could be misread.
    let mut risky: Vec<Cow<'a, str>> = Vec::new();
    let mut above = Cow::Borrowed("");
    for cell in cells {
        let (mut longest, mut is_risky) = (0, false);
        for paragraph in cell.split('\n') {
            let mut last: Option<usize> = None;
            let mut whole = 0;
            for chunk in wrap::chunks(paragraph, plan.kind) {
                is_risky |= last.is_some_and(|last| last + chunk.width > plan.preferred)
                    || wrap::may_go_on(chunk.text)
                    || chunk.blank > 0 && plan.kind != Kind::Words;
                whole += chunk.blank + chunk.width;
                least = least.max(chunk.width.min(MOST));
                last = Some(chunk.width);
            }
            longest = longest.max(whole);
        }
        natural = natural.max(longest);
        if plan.is_name {
            least = least.max(apart(&above, &cell));
            above = cell;
        } else if is_risky && longest > plan.preferred {
            risky.push(cell);
        }
    }
    let wished = least.max(natural.min(plan.preferred));
    let is_clear = |width: &usize| !risky.iter().any(|cell| wrap::is_doubtful(cell, plan.kind, *width));
    (wished..wished + MOST_TRIED).find(is_clear).unwrap_or(least.max(natural.min(MOST)))
}

/// The width at which what stands below a name is none of it: it would have had room beside it.
#[allow(clippy::arithmetic_side_effects, reason = "widths of cells that are held in memory")]
fn apart(above: &str, below: &str) -> usize {
    let breaks = |name: &str| name.ends_with('-') || name.rfind('[') > name.rfind(']');
    if above.is_empty() || below.is_empty() {
        0
    } else if breaks(above) || !name::is_plausible(above) || !name::is_plausible(below) {
        wrap::width(above) + 1 + wrap::width(below.split(' ').next().unwrap_or(""))
    } else {
        0
    }
}

fn blanks<W: Write + ?Sized>(count: usize, out: &mut W) -> io::Result<()> {
    repeat(&[b' '; 128], count, out)
}

/// The first `count` bytes of `pattern`, again and again.
fn repeat<W: Write + ?Sized>(pattern: &[u8], count: usize, out: &mut W) -> io::Result<()> {
    let mut left = count;
    while left > 0 {
        let part = pattern.get(..left).unwrap_or(pattern);
        out.write_all(part)?;
        left = left.saturating_sub(part.len());
    }
    Ok(())
}
