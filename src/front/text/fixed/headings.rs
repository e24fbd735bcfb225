//! The headings of a table of fixed columns, and where each of them stands.
//!
//! ```text
//!                 Transport              Registration
//! Service Name    Protocol  Description  Date
//! ```
//!
//! A heading that is wrapped has its lines one above the other; between two headings there is a column of blanks,
//! or a bar, or what a rule of dashes leaves open.

#![allow(
    clippy::arithmetic_side_effects,
    reason = "it adds to places among lines and columns that are held in memory, and counts windows while some \
        are left; a text has a line, what is above a line is counted among those above it, and known \
        headings among all"
)]

use std::ops::Range;

use crate::column::heading::{self, Table};
use crate::front::signs::Signs;

use super::boxed;
use super::gates::{self, Near};
use super::lines::{self, Line, Measure, Word};

/// Lines above and below the first one found that headings may take as well.
const MOST_AROUND: usize = 3;

/// Windows of several lines that are read as headings, besides one for every eight lines there are.
const MOST_WINDOWS: usize = 1 << 10;

/// Columns of characters that headings may take.
pub(super) const MOST_WIDTH: usize = 1 << 16;

/// A table's headings.
#[derive(Clone, Debug)]
pub(super) struct Headings {
    /// Its lines.
    pub(super) lines: Range<usize>,
    pub(super) table: Table,
    pub(super) texts: Vec<String>,
    /// Where each heading stands.
    pub(super) columns: Vec<Range<usize>>,
    /// The columns as a rule or bars draw them.
    pub(super) drawn: Option<Vec<Range<usize>>>,
    /// Whether a rule parts the headings from the rows in any other way than Markdown's delimiters do.
    pub(super) is_ruled: bool,
    /// Whether anything but single spaces stands between the headings.
    pub(super) is_spaced: bool,
    /// Whether a rule of dashes and blanks stands below them, as tools print that lay out tables: it draws how wide
    /// each column's cells can be, and such tools put cells at the top of their row.
    pub(super) is_dashed: bool,
    /// Whether a rule draws a box around each of them, and one of `=` parts them from the rows: what is said of a rule of
    /// dashes is true of this one, too.
    pub(super) is_boxed: bool,
}

/// The first headings at or below line `from` whose table is such a one. Those above a rule of dashes come before all
/// others, which may be words of a note.
pub(super) fn find(lines: &[Line<'_>], from: usize, is: fn(&Table) -> bool) -> Option<Headings> {
    find_dashed(lines, from, is).or_else(|| {
        let mut left = most_windows(lines.len());
        find_plain(lines, from, is, &mut left)
    })
}

/// Windows of several lines that are read among so many lines.
fn most_windows(lines: usize) -> usize {
    (lines / 8).saturating_add(MOST_WINDOWS)
}

/// The first headings that no rule of dashes need be below. So many windows of several lines are `left` to be read.
fn find_plain(lines: &[Line<'_>], from: usize, is: fn(&Table) -> bool, left: &mut usize) -> Option<Headings> {
    // The last line around which there were none.
    let (mut tried, mut near) = (None, Near::default());
    // Neither TCP nor UDP is a word of headings.
    let mut is_none_above = false;
    let may_be = |at: &usize| {
        lines.get(*at).is_some_and(|line| {
            let is_none = is_none_above && line.is_again;
            let may_be = !is_none && line.text.len() <= 4 * MOST_WIDTH && gates::may_begin_headings(line);
            is_none_above = !may_be;
            may_be
        })
    };
    (from..lines.len()).filter(may_be).find_map(|at| at_line(lines, from, at, is, &mut tried, &mut near, left))
}

/// Whether headings are found among the first lines of a text, or might be by all of it.
pub(super) fn may_find(lines: &[Line<'_>], is: fn(&Table) -> bool) -> bool {
    let mut left = MOST_WINDOWS;
    find_plain(lines, 0, is, &mut left).is_some() || left == 0
}

/// Bytes at the beginning of a text in which headings are looked for; four times as many, and again, where they are
/// not there.
const PART: usize = 8 << 10;

/// The first headings of a text that has none above a rule of dashes, and where the line below them starts. As
/// [`find`] has them, without the lines of all the text.
pub(super) fn find_first(text: &str, measure: Measure, is: fn(&Table) -> bool) -> Option<(Headings, usize)> {
    let mut bytes = PART;
    loop {
        let part = text.as_bytes().get(..bytes).and_then(|part| memchr::memrchr(b'\n', part));
        let part = part.and_then(|end| text.get(..end)).unwrap_or(if bytes < text.len() { "" } else { text });
        let lines = lines::lines(part, measure);
        let mut left = most_windows(lines.len());
        let found = find_plain(&lines, 0, is, &mut left);
        let is_whole = part.len() == text.len();
        // What is found depends on no line further below than these.
        let is_sure = |found: &Headings| found.lines.end + 2 * MOST_AROUND < lines.len();
        if is_whole || left > 0 && found.as_ref().is_some_and(is_sure) {
            let start_of = |found: &Headings| lines.get(found.lines.end).map_or(part.len(), |line| line.start);
            return found.map(|found| (start_of(&found), found)).map(|(start, found)| (found, start));
        }
        bytes = bytes.saturating_mul(4);
    }
}

/// The first headings above a rule of dashes.
pub(super) fn find_dashed(lines: &[Line<'_>], from: usize, is: fn(&Table) -> bool) -> Option<Headings> {
    let may_be = |at: &usize| lines.get(*at).is_some_and(|line| line.may_be_rule);
    (from..lines.len()).filter(may_be).find_map(|at| above_rule(lines, from, at, is))
}

/// Whether `text`, in which rules start at these bytes, has headings above one of dashes.
pub(super) fn has_dashed(text: &str, rules: &[usize], measure: Measure, is: fn(&Table) -> bool) -> bool {
    rules.iter().any(|&start| {
        // The rule and what can be its headings.
        let end = end_of_lines(text, start, 1);
        let is_box = text.get(start..end).is_some_and(boxed::is_below_headings);
        let from = start_of_lines(text, start, if is_box { boxed::MOST_LINES + 1 } else { MOST_AROUND + 1 });
        let lines = lines::lines(text.get(from..end).unwrap_or(""), measure);
        above_rule(&lines, 0, lines.len() - 1, is).is_some()
    })
}

/// Lines between a rule or a bar and the line that headings are known by, at the most.
pub(super) const NEAR: usize = 2 * MOST_AROUND + 1;

/// Whether headings could stand near a rule or a bar of a text: most documents have nothing that could draw them.
pub(super) fn may_be_drawn(signs: &Signs<'_>) -> bool {
    let text = signs.text;
    // Bars beyond ASCII all begin with this byte.
    let bars = signs.places_of(b'|', 0xe2).filter(|at| text.get(*at..).is_some_and(lines::begins_with_bar));
    is_near(text, signs.rules.iter().copied()) || is_near(text, bars)
}

/// Whether a line near one of these places could be one of headings.
fn is_near(text: &str, mut marks: impl Iterator<Item = usize>) -> bool {
    let (mut line_end, mut past) = (0, 0);
    marks.any(|mark| {
        if mark < line_end {
            return false;
        }
        line_end = end_of_lines(text, mark, 1);
        let from = start_of_lines(text, mark, NEAR).max(past);
        past = end_of_lines(text, mark, NEAR + 1);
        text.get(from..past).unwrap_or("").split('\n').any(gates::may_be_headings)
    })
}

/// Where the line starts that is so many above the one at byte `at`.
fn start_of_lines(text: &str, at: usize, count: usize) -> usize {
    let above = text.as_bytes().get(..at).unwrap_or_default();
    memchr::memrchr_iter(b'\n', above).nth(count).map_or(0, |newline| newline + 1)
}

/// Where the last of so many lines ends, of which byte `at` is in the first.
pub(super) fn end_of_lines(text: &str, at: usize, count: usize) -> usize {
    let below = text.as_bytes().get(at..).unwrap_or_default();
    memchr::memchr_iter(b'\n', below).nth(count.saturating_sub(1)).map_or(text.len(), |newline| at + newline)
}

/// The headings above line `at`, if it is a rule of dashes.
fn above_rule(lines: &[Line<'_>], from: usize, at: usize, is: fn(&Table) -> bool) -> Option<Headings> {
    let rule = lines.get(at).filter(|line| line.text.len() <= 4 * MOST_WIDTH)?;
    if boxed::is_below_headings(rule.text) {
        return boxed::headings(lines, from, at).filter(|found| is(&found.table) && is_whole(&found.table));
    }
    Some(rule).filter(|rule| rule.is_dashes())?;
    let drawn = rule.rule_columns();
    let most = (from..at).rev().take(MOST_AROUND + 1).take_while(|at| gates::may_be_of_headings(lines, *at)).count();
    let found = (1..=most).filter_map(|count| {
        let lines_of = at - count..at;
        by_rule(&words_of(lines, &lines_of)?, drawn.clone(), &lines_of)
    });
    // The most of them known, and as many lines as give that: a line above them can be a title.
    found
        .filter(|found| is(&found.table) && is_whole(&found.table))
        .map(|found| Headings { is_dashed: true, ..found })
        .max_by_key(|found| count(&found.table).0)
}

/// The words of some lines, with their lines.
pub(super) fn words_of<'a>(lines: &[Line<'a>], window: &Range<usize>) -> Option<Vec<(usize, Word<'a>)>> {
    let mut words = Vec::new();
    for at in window.clone() {
        words.extend(lines.get(at)?.words(true).into_iter().map(|word| (at, word)));
    }
    Some(words)
}

/// The headings around line `at`, which may begin with some. `tried` is a line around which there are none; so many windows of several lines are
/// `left` to be read.
fn at_line(
    lines: &[Line<'_>],
    from: usize,
    at: usize,
    is: fn(&Table) -> bool,
    tried: &mut Option<usize>,
    near: &mut Near,
    left: &mut usize,
) -> Option<Headings> {
    let mut goes_on = |at: &usize| near.may_be_of_headings(lines, *at);
    let above = (from..at).rev().take(MOST_AROUND).take_while(&mut goes_on).count();
    let below = (at + 1..lines.len()).take(MOST_AROUND).take_while(&mut goes_on).count();
    let mut windows: Vec<Range<usize>> =
        (0..=above).flat_map(|up| (0..=below).map(move |down| at - up..at + down + 1)).collect();
    windows.sort_by_key(|window| std::cmp::Reverse(window.len()));
    // Those that were read around a line before, where this one was around that.
    if let Some(before) = tried.replace(at)
        && goes_on(&at)
    {
        windows.retain(|window| !window.contains(&before) || window.end > before + 1 + MOST_AROUND);
    }
    windows.retain(|window| {
        let is_left = window.len() == 1 || *left > 0;
        *left -= usize::from(is_left && window.len() > 1);
        is_left
    });
    // No contacts without an "ID", which a line can break.
    if is(&Table::Contacts(Vec::new()))
        && !lines.get(at - above..=at + below).is_some_and(|lines| lines.iter().any(gates::has_id))
    {
        return None;
    }
    // The windows share their lines.
    let around = at - above..at + below + 1;
    let words: Vec<(usize, Word<'_>)> = words_of(lines, &around)?;
    let found = windows
        .into_iter()
        .filter_map(|window| read(lines, &words, window).filter(|found| is(&found.table) && is_whole(&found.table)));
    // The most of them known, then the fewest besides: a word of the first row can seem to go on a heading.
    let mut best: Option<Headings> = None;
    for found in found {
        let (known, all) = count(&found.table);
        if best
            .as_ref()
            .map(|best| count(&best.table))
            .is_none_or(|(most, least)| known > most || known == most && all < least)
        {
            best = Some(found);
        }
    }
    best
}

/// Whether headings are hardly any but known ones: a line of a note can have an "id" and a "name", or be just these.
fn is_whole(table: &Table) -> bool {
    let (known, all) = count(table);
    let others = all - known;
    others == 0 && !matches!(table, Table::Contacts(_)) || known >= 3 && others <= known / 2
}

/// How many columns of a table are known, and how many it has.
fn count(table: &Table) -> (usize, usize) {
    match table {
        Table::Records(columns) => (columns.iter().flatten().count(), columns.len()),
        Table::Contacts(columns) => (columns.iter().flatten().count(), columns.len()),
        Table::Other => (0, 0),
    }
}

/// The headings that these lines make, if they make a table's; `words` has those of all lines around.
fn read(lines: &[Line<'_>], words: &[(usize, Word<'_>)], window: Range<usize>) -> Option<Headings> {
    let words: Vec<(usize, Word<'_>)> = words.iter().filter(|(at, _)| window.contains(at)).cloned().collect();
    let rules = [window.start.checked_sub(1), Some(window.end)];
    let rules = rules.into_iter().rev().flatten().filter_map(|at| lines.get(at)).filter(|line| line.is_rule());
    for rule in rules {
        if let Some(found) = by_rule(&words, rule.rule_columns(), &window) {
            let is_ruled =
                rule.text.contains(|c: char| c == '+' || c == '=' || !c.is_ascii()) || !rule.text.contains('|');
            return Some(Headings { is_ruled, ..found });
        }
    }
    by_blanks(words, window)
}

pub(super) fn by_rule(words: &[(usize, Word<'_>)], drawn: Vec<Range<usize>>, lines: &Range<usize>) -> Option<Headings> {
    if drawn.len() < 2 || drawn.len() > 64 {
        return None;
    }
    let mut texts = vec![String::new(); drawn.len()];
    let mut columns = drawn.clone();
    let mut is_first = vec![true; drawn.len()];
    for (_, word) in words.iter().filter(|(_, word)| !word.is_bar) {
        let at = drawn.iter().position(|range| range.start <= word.columns.start && word.columns.end <= range.end)?;
        let (text, column, first) = (texts.get_mut(at)?, columns.get_mut(at)?, is_first.get_mut(at)?);
        if std::mem::take(first) {
            *column = word.columns.clone();
        } else {
            column.start = column.start.min(word.columns.start);
            column.end = column.end.max(word.columns.end);
            text.push(' ');
        }
        text.push_str(word.text);
    }
    let table = heading::table(&texts);
    let lines = lines.clone();
    (table != Table::Other).then_some(Headings {
        lines,
        table,
        texts,
        columns,
        drawn: Some(drawn),
        is_ruled: true,
        is_spaced: true,
        is_dashed: false,
        is_boxed: false,
    })
}

/// Words that stand above one another, and the blanks on either side.
#[derive(Debug)]
struct Atom<'a> {
    columns: Range<usize>,
    words: Vec<(usize, &'a str)>,
    /// A bar stands before it.
    after_bar: bool,
}

fn by_blanks(mut words: Vec<(usize, Word<'_>)>, lines: Range<usize>) -> Option<Headings> {
    words.sort_by_key(|(line, word)| (word.columns.start, *line));
    let bars: Vec<usize> = words.iter().filter(|(_, word)| word.is_bar).map(|(_, word)| word.columns.start).collect();
    let mut atoms: Vec<Atom<'_>> = Vec::new();
    let mut after_bar = false;
    for (line, word) in &words {
        if word.is_bar {
            after_bar = true;
            continue;
        }
        match atoms.last_mut() {
            Some(atom) if word.columns.start < atom.columns.end && !after_bar => {
                atom.columns.end = atom.columns.end.max(word.columns.end);
                atom.words.push((*line, word.text));
            }
            _ => {
                let columns = word.columns.clone();
                atoms.push(Atom {
                    columns,
                    words: vec![(*line, word.text)],
                    after_bar: std::mem::take(&mut after_bar),
                });
            }
        }
    }
    let mut texts: Vec<String> = Vec::new();
    let mut columns: Vec<Range<usize>> = Vec::new();
    let mut rest = atoms.as_slice();
    let mut is_spaced = lines.len() > 1 || !bars.is_empty();
    // Headings that are none of the registry's stand apart, or this is a sentence.
    let mut before_is_other = false;
    let mut text = String::new();
    while let Some(first) = rest.first() {
        let own = rest.iter().skip(1).take(3).take_while(|atom| !atom.after_bar).count() + 1;
        let known = (1..=own).rev().find(|&count| {
            put_text(rest.get(..count).unwrap_or(&[]), &mut text);
            heading::is_known(&text)
        });
        let gap = columns.last().map_or(2, |before| first.columns.start - before.end.min(first.columns.start));
        let is_apart = first.after_bar || gap >= 2;
        is_spaced |= is_apart && !columns.is_empty();
        if (known.is_none() || before_is_other) && !is_apart {
            return None;
        }
        // Two blanks end a heading that is not known.
        let count = known.unwrap_or_else(|| {
            let close = |pair: &&[Atom<'_>]| {
                matches!(pair, [one, two] if two.columns.start == one.columns.end + 1 && !two.after_bar)
            };
            1 + rest.windows(2).take_while(close).count()
        });
        let (heading, after) = rest.split_at_checked(count)?;
        columns.push(first.columns.start..heading.last()?.columns.end);
        put_text(heading, &mut text);
        texts.push(text.clone());
        before_is_other = known.is_none();
        rest = after;
        if texts.len() > 64 {
            return None;
        }
    }
    let table = heading::table(&texts);
    if table == Table::Other || columns.last()?.end > MOST_WIDTH {
        return None;
    }
    let drawn = by_bars(&columns, &bars);
    Some(Headings { lines, table, texts, columns, drawn, is_ruled: true, is_spaced, is_dashed: false, is_boxed: false })
}

/// Puts the words of a heading, line by line, in the place of what `text` had.
fn put_text(atoms: &[Atom<'_>], text: &mut String) {
    text.clear();
    let mut put = |word: &str| {
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(word);
    };
    let words = || atoms.iter().flat_map(|atom| atom.words.iter().copied());
    // As those of one line do.
    if words().is_sorted_by_key(|(line, _)| line) {
        words().for_each(|(_, word)| put(word));
    } else {
        let mut words: Vec<(usize, &str)> = words().collect();
        words.sort_by_key(|(line, _)| *line);
        words.into_iter().for_each(|(_, word)| put(word));
    }
}

/// The columns that bars draw, where one stands between any two headings.
fn by_bars(columns: &[Range<usize>], bars: &[usize]) -> Option<Vec<Range<usize>>> {
    let mut drawn = Vec::new();
    let mut start = bars.iter().copied().rfind(|bar| columns.first().is_some_and(|first| *bar < first.start));
    for pair in columns.windows(2) {
        let [one, two] = pair else { return None };
        let bar = bars.iter().copied().find(|bar| (one.end..two.start).contains(bar))?;
        drawn.push(start.map_or(0, |bar| bar + 1)..bar);
        start = Some(bar);
    }
    let last = columns.last()?.end;
    let end = bars.iter().copied().find(|bar| *bar >= last).unwrap_or(usize::MAX - 1);
    drawn.push(start.map_or(0, |bar| bar + 1)..end);
    Some(drawn)
}
