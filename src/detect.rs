//! Which rendering is this? Told from the content alone.

use crate::ast::{Format, Layout};
use crate::cell::text::floor;
use crate::front::markdown::{aligned, packed};
use crate::front::signs::Signs;
use crate::front::text::{fixed, run_on, stacked, tabbed, unwrap};
use crate::front::{Rendering, csv, json, xml};
use crate::options::Limits;
use crate::preamble;
use crate::sample::Sample;
use crate::sixteen;

/// The rendering of `text`, if it looks like one of the registry that portolan reads; `asked`: one of this format.
pub(crate) fn rendering(text: &str, asked: Option<Format>, limits: &Limits) -> Option<Rendering> {
    match asked {
        None => any(text, limits),
        Some(Format::Markdown) => Some((Format::Markdown, markdown_layout(&Signs::of(text)).or(Some(Layout::Packed)))),
        Some(Format::Text) => {
            let signs = Signs::of(text);
            if fixed::is_dashed(&signs) {
                return Some((Format::Text, Some(Layout::Fixed)));
            }
            soundest(text, &texts(&signs), limits).or(Some((Format::Text, Some(Layout::Joined))))
        }
        Some(format) => Some((format, None)),
    }
}

fn any(text: &str, limits: &Limits) -> Option<Rendering> {
    let start = text.trim_start_matches(['\u{feff}', '\u{1e}', ' ', '\t', '\r', '\n']);
    if start.starts_with('<') {
        if xml::is_registry(start) {
            return Some((Format::Xml, None));
        }
        if is_html(start) {
            // Converters put elements of HTML around Markdown.
            let is_markdown = aligned::may_be_aligned(text) && aligned::is_aligned(&Signs::of(text));
            return Some(if is_markdown { (Format::Markdown, Some(Layout::Aligned)) } else { (Format::Html, None) });
        }
    }
    // A line of NDJSON can be damaged, and be the first.
    let head = start.get(..floor(start, 4096)).unwrap_or(start);
    if (start.starts_with(['{', '[']) || head.contains("\n{"))
        && let Some(format) = json::format_of(start)
    {
        return Some((format, None));
    }
    // The keys of other JSON may look like the headings of a CSV.
    if json::what_else(start).is_some() {
        return None;
    }
    // Nothing further down makes another rendering of a text that begins as IANA's CSV does.
    let csv = (Format::Csv, None);
    if csv::begins_with_headings(start) && goes_on_alike(text) && Sample::begins_soundly(text, csv, limits) {
        return Some(csv);
    }
    by_head(text, limits).or_else(|| by_all(text, limits))
}

/// The rendering of a text that its syntax does not tell at once.
fn by_all(text: &str, limits: &Limits) -> Option<Rendering> {
    let csv = (Format::Csv, None);
    let signs = Signs::of(text);
    if fixed::is_dashed(&signs) {
        return Some((Format::Text, Some(Layout::Fixed)));
    }
    if csv::is_piped(&signs) {
        return Some((Format::Csv, None));
    }
    if let Some(layout) = markdown_layout(&signs) {
        return Some((Format::Markdown, Some(layout)));
    }
    if fixed::is_drawn(&signs) {
        return Some((Format::Text, Some(Layout::Fixed)));
    }
    // The headings of text are looked for only where a CSV leaves a doubt.
    let csv = csv::has_headings(text).then_some(csv);
    if let Some(csv) = csv {
        let confidence = |rendering| Sample::read(text, rendering, limits).map_or(0.0, |sample| sample.confidence());
        let (of_csv, tabbed) = (confidence(csv), (Format::Text, Some(Layout::Tabbed)));
        // No CSV has a table of contacts below, but where one of its cells has their headings.
        if tabbed::has_contacts(&signs) && confidence(tabbed) > of_csv {
            return Some(tabbed);
        }
        if of_csv >= SOUND {
            return Some(csv);
        }
    }
    let renderings: Vec<Rendering> = csv.into_iter().chain(texts(&signs)).collect();
    if let Some(found) = soundest(text, &renderings, limits) {
        return Some(found);
    }
    if run_on::has_rows(text) {
        return Some((Format::Text, Some(Layout::Joined)));
    }
    // Cut before its table.
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty()).take(4);
    if lines.any(|line| preamble::is_title(line.trim_start_matches(['#', ' ']))) {
        return Some(if text.lines().any(|line| line.trim_end() == "- Last Updated") {
            (Format::Markdown, Some(Layout::Packed))
        } else if aligned::has_header(text) {
            (Format::Markdown, Some(Layout::Aligned))
        } else {
            (Format::Text, Some(Layout::Joined))
        });
    }
    None
}

/// Bytes at the beginning of a long text that mostly tell its rendering.
const HEAD: usize = 32 << 10;

/// Those that tell it where rows are long, or the first of them say little.
const LONG_HEAD: usize = 16 * HEAD;

/// The same, told by the first lines of a long text; `None` where they leave a doubt.
///
/// It is told where they look like one rendering alone, where rows stand there that read soundly as that, and where what
/// parts the cells further down is the same.
fn by_head(text: &str, limits: &Limits) -> Option<Rendering> {
    [HEAD, LONG_HEAD].into_iter().find_map(|bytes| {
        let head = text.as_bytes().get(..bytes).filter(|head| head.len().saturating_mul(4) < text.len())?;
        let head = text.get(..memchr::memrchr(b'\n', head)?.saturating_add(1))?;
        let found = one_of_head(head, text).filter(|_| goes_on_alike(text))?;
        Some(found).filter(|found| Sample::begins_soundly(text, *found, limits))
    })
}

/// Whether the same parts the cells of a text at some places far from one another: pipes, tabs, runs of blanks or nothing of
/// these. What is of two renderings, one behind the other, is not told by the first of them.
#[allow(clippy::arithmetic_side_effects, reason = "places in a text, of which each step is an eighth")]
fn goes_on_alike(text: &str) -> bool {
    let bytes = text.as_bytes();
    let first = parts(bytes.get(..4 * PLACE).unwrap_or(bytes));
    let step = bytes.len() / PLACES;
    (0..PLACES).all(|place| {
        let at = place * step + step / 2;
        parts(bytes.get(at..bytes.len().min(at + step.min(PLACE))).unwrap_or_default()) == first
    })
}

/// Places of a text that are looked at, and the bytes of each.
const PLACES: usize = 8;
const PLACE: usize = 2 << 10;

/// Whether half of some lines have pipes, tabs, runs of blanks.
#[allow(clippy::arithmetic_side_effects, reason = "counts lines that are held in memory")]
fn parts(lines: &[u8]) -> [bool; 3] {
    let (mut count, mut found) = (0, [0; 3]);
    for line in lines.split(|byte| *byte == b'\n') {
        count += 1;
        let has =
            [sixteen::has_any(line, *b"|"), sixteen::has_any(line, *b"\t"), line.windows(2).any(|pair| pair == b"  ")];
        found.iter_mut().zip(has).for_each(|(found, has)| *found += usize::from(has));
    }
    found.map(|found| 2 * found > count)
}

/// The one rendering that `head`, with which a text begins, looks like.
fn one_of_head(head: &str, text: &str) -> Option<Rendering> {
    let signs = Signs::of(head);
    if fixed::is_dashed(&signs) {
        return Some((Format::Text, Some(Layout::Fixed)));
    }
    if csv::is_piped(&signs) || aligned::may_hold_html(&signs) {
        return None;
    }
    if packed::has_headings(&signs) {
        let layout = if aligned::begins_aligned(head, text)? { Layout::Aligned } else { Layout::Packed };
        return Some((Format::Markdown, Some(layout)));
    }
    if fixed::is_drawn(&signs) {
        return Some((Format::Text, Some(Layout::Fixed)));
    }
    match texts(&signs).as_slice() {
        // Of a CSV no more than its first rows is looked at.
        [one] if !csv::has_headings(text) => Some(*one),
        _ => None,
    }
}

/// The first of several renderings with these headings that fits the rows, else the one that fits most of them.
///
/// The same line may be headings between tabs of CSV and of text, or joined and aligned by spaces; the rows tell. The
/// stricter syntax comes first and is believed where at least half of the rows read soundly by it: a damaged row must
/// not make a document one of a laxer syntax, in which nothing would be told of it.
fn soundest(text: &str, renderings: &[Rendering], limits: &Limits) -> Option<Rendering> {
    if let [] | [_] = renderings {
        return renderings.first().copied();
    }
    let mut best = (*renderings.first()?, 0);
    for &rendering in renderings {
        let Some(sample) = Sample::read(text, rendering, limits) else { continue };
        if sample.confidence() >= SOUND {
            return Some(rendering);
        }
        if sample.sound() > best.1 {
            best = (rendering, sample.sound());
        }
    }
    Some(best.0)
}

/// The share of rows that must read soundly for a rendering to be believed though another has these headings, too.
const SOUND: f64 = 0.5;

/// The layouts of text that have the headings of the registry's records, and not above a rule of dashes; the one whose
/// syntax says more first.
fn texts(signs: &Signs<'_>) -> Vec<Rendering> {
    // Tabs between headings, or a heading a line, leave nothing to ask.
    let layouts: &[Layout] = if tabbed::has_headings(signs) {
        &[Layout::Tabbed]
    } else if stacked::has_headings(signs) {
        &[Layout::Stacked]
    } else {
        match (fixed::has_headings(signs), unwrap::has_headings(signs)) {
            (true, true) => &[Layout::Fixed, Layout::Joined],
            (true, false) => &[Layout::Fixed],
            (false, true) => &[Layout::Joined],
            (false, false) => &[],
        }
    };
    layouts.iter().map(|layout| (Format::Text, Some(*layout))).collect()
}

fn markdown_layout(signs: &Signs<'_>) -> Option<Layout> {
    if aligned::is_aligned(signs) {
        return Some(Layout::Aligned);
    }
    packed::has_headings(signs).then_some(Layout::Packed)
}

fn is_html(start: &str) -> bool {
    // Other markup has anchors such as `<<body>>`.
    if start.starts_with("<<") {
        return false;
    }
    // A tag that only HTML has, near the beginning: a page, or a part of one.
    let head = start.get(..floor(start, 4096)).unwrap_or(start).to_ascii_lowercase();
    ["<html", "<!doctype html", "<table", "<body", "<div", "<head", "<h1", "<dl"].iter().any(|tag| head.contains(tag))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ast::Field;
    use crate::numbers::Numbers;

    /// `text` with lines lost, doubled and cut, one of so many.
    fn damaged(text: &str, one_of: usize, numbers: &mut Numbers) -> String {
        let mut below = |end: usize| numbers.below(end);
        text.split_inclusive('\n')
            .map(|line| match below(one_of) {
                0 => match below(3) {
                    0 => String::new(),
                    1 => line.repeat(2),
                    _ => line.chars().take(line.chars().count() / 2).collect(),
                },
                _ => line.to_owned(),
            })
            .collect()
    }

    /// A page of the fixtures, with its first rows again and again.
    fn long(name: &str) -> String {
        let page = std::fs::read_to_string(format!("{}/fixtures/{name}", env!("CARGO_MANIFEST_DIR"))).expect("a page");
        // Rows between these two.
        let line_of = |word| page[..page.find(word).expect("a row")].rfind('\n').expect("a line above") + 1;
        let (first, last) = (line_of("oyster"), line_of("mussel"));
        [&page[..first], &page[first..last].repeat(5 * HEAD / (last - first)), &page[last..]].concat()
    }

    #[test]
    fn what_goes_on_otherwise_is_not_told_by_its_first_lines() {
        let limits = Limits::default();
        let names = ["aligned/page.md", "fixed/page.txt", "joined/page.txt", "tabbed/page.txt"];
        for (first, second) in names.into_iter().flat_map(|first| names.map(|second| (first, second))) {
            let text = [long(first), long(second)].concat();
            let found = by_head(&text, &limits);
            assert_eq!(found.is_some(), first == second, "{first} {second}");
        }
    }

    #[test]
    fn headings_of_contacts_within_a_cell_leave_a_csv_one() {
        let headings = Field::ALL.map(|field| field.column()).join("\t");
        let cell = "\"see\nID\tName\tContact URI\tLast Updated\nx\"";
        let rows = format!("gull\t1\ttcp\t\"Gull\nFeed\"\t\t\t\t\t\t\t\t{cell}\ntern\t2\ttcp\tTern\t\t\t\t\t\t\t\t\n");
        let contacts = "ID\tName\tContact URI\tLast Updated\n[A]\tA\tmailto:a&x.org\t\n[B]\tB\tmailto:b&x.org\t\n";
        let told = |text: &str| any(text, &Limits::default());
        assert_eq!(told(&format!("{headings}\n{rows}")), Some((Format::Csv, None)));
        let plain = "gull\t1\ttcp\tGull\t[A]\t[A]\t\t\t\t\t\t\n".repeat(9);
        let tabbed = Some((Format::Text, Some(Layout::Tabbed)));
        assert_eq!(told(&format!("{headings}\n{plain}{contacts}")), tabbed);
    }

    #[test]
    fn the_first_lines_tell_what_all_tell() {
        let limits = Limits::default();
        let mut numbers = Numbers(5);
        for name in [
            "aligned/page.md",
            "packed/page.md",
            "fixed/page.txt",
            "joined/page.txt",
            "stacked/page.txt",
            "tabbed/page.txt",
        ] {
            let text = long(name);
            let told = by_all(&text, &limits);
            assert_eq!((told.is_some(), by_head(&text, &limits)), (true, told), "{name}");
            for one_of in [1000, 200, 50, 20, 5, 2] {
                let text = damaged(&text, one_of, &mut numbers);
                let found = by_head(&text, &limits);
                assert!(found.is_none() || found == by_all(&text, &limits), "{name} {one_of}");
            }
        }
    }
}
