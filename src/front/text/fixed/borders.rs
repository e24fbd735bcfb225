//! Where the columns of a table part.
//!
//! Between two headings lies the border of their columns, before a character that hardly a line crosses. Which of the
//! blank columns it is the cells tell that begin there: a cell after two blanks begins a column, and a word after one
//! blank seldom does.

use std::ops::Range;

use super::headings::Headings;
use super::lines::{self, Line, Measure, Span, is_bar};

/// How a column's cells begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum First {
    Bracket,
    Digit,
    Any,
}

impl First {
    fn fits(self, word: &str) -> bool {
        match self {
            Self::Bracket => word.starts_with(['[', '\\']),
            Self::Digit => word.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-'),
            Self::Any => true,
        }
    }
}

/// Where the columns of a table stand.
#[derive(Clone, Debug)]
pub(super) struct Borders {
    /// The first column of characters of each, and the end of the last. The one before a start is blank, or a bar.
    starts: Vec<usize>,
    /// Starts of columns of which the cells do not tell whether they begin there.
    weak: Vec<bool>,
    /// The width of each column's cells, where a rule of dashes draws it.
    rooms: Option<Vec<usize>>,
}

/// What the lines say of each place where a border could be.
#[derive(Clone, Copy, Debug, Default)]
struct Place {
    /// Words that begin within the range and go across it.
    hard: i64,
    /// Words that begin left of the range and go across it.
    soft: i64,
    score: i64,
}

impl Borders {
    pub(super) fn of(headings: &Headings, firsts: Vec<First>, lines: &[Line<'_>]) -> Self {
        if let Some(drawn) = &headings.drawn {
            let mut starts: Vec<usize> = drawn.iter().map(|range| range.start).collect();
            // What is drawn of dashes alone is no border on the right.
            let is_open = !lines.iter().any(|line| line.text.ends_with(is_bar));
            starts.push(if is_open { usize::MAX } else { drawn.last().map_or(usize::MAX, |range| range.end + 1) });
            let weak = vec![false; starts.len()];
            let rooms = headings.is_dashed.then(|| drawn.iter().map(Range::len).collect());
            return Self { starts, weak, rooms };
        }
        let mut tally = Tally::new(headings, firsts);
        let mut spans = Vec::new();
        for line in lines {
            tally.add(line, &mut spans);
        }
        tally.borders(headings, lines)
    }

    pub(super) fn count(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// The width of each column's cells, where a rule of dashes draws it.
    pub(super) fn rooms(&self) -> Option<&[usize]> {
        self.rooms.as_deref()
    }

    /// Whether a rule among the rows is one: within the columns that a rule of dashes draws, it begins in the first.
    /// Elsewhere it would be dashes that a cell holds.
    pub(super) fn is_rule(&self, line: &Line<'_>) -> bool {
        line.is_rule()
            && (self.rooms.is_none()
                || line.marks().next().is_some_and(|(columns, ..)| columns.start < self.columns(0).end))
    }

    /// The columns of characters of a column.
    pub(super) fn columns(&self, at: usize) -> Range<usize> {
        let of = |at: usize| self.starts.get(at).copied().unwrap_or(usize::MAX);
        of(at)..of(at + 1)
    }

    /// Whether text of a line goes across a border.
    pub(super) fn is_across(&self, line: &Line<'_>) -> bool {
        if !line.is_plain() {
            return self.split_into(line, &mut Vec::new(), &mut Vec::new()).0 != 0;
        }
        let first = self.starts.first().copied().unwrap_or(0);
        let mut inner = self.starts.iter().skip(1).filter(|start| **start != usize::MAX);
        inner.any(|start| {
            let before = start.checked_sub(1).filter(|at| *at >= first).and_then(|at| line.text.as_bytes().get(at));
            before.is_some_and(|byte| !matches!(byte, b' ' | b'|'))
        })
    }

    /// Puts what stands in each column of a line behind `pieces`. As bits, the columns whose border to the next one the
    /// text goes across, and those whose border is between two words, and could be between two others. `spans` is for
    /// its words.
    pub(super) fn split_into<'a>(
        &self,
        line: &Line<'a>,
        spans: &mut Vec<Span>,
        pieces: &mut Vec<Piece<'a>>,
    ) -> (u64, u64) {
        let from = pieces.len();
        spans.clear();
        let is_plain =
            lines::plain_spans(line.text.as_bytes(), spans) && memchr::memchr(b'|', line.text.as_bytes()).is_none();
        let across = if is_plain { self.by_words(line, spans, pieces) } else { self.by_marks(line, pieces) };
        let mut unsure = 0;
        for pair in pieces.get(from..).unwrap_or_default().windows(2) {
            if let [one, two] = pair
                && self.weak.get(two.column) == Some(&true)
                && two.at <= one.at + one.width + 1
            {
                unsure |= 1 << one.column.min(63) | 1 << two.column.min(63);
            }
        }
        (across, unsure)
    }

    /// The pieces of a line whose columns are its bytes, and that has no bars: the same as [`by_marks`](Self::by_marks),
    /// a word at a time.
    fn by_words<'a>(&self, line: &Line<'a>, spans: &[Span], pieces: &mut Vec<Piece<'a>>) -> u64 {
        let mut across = 0;
        let first = self.starts.first().copied().unwrap_or(0);
        let (mut column, mut last) = (0, None);
        for span in spans {
            let mut start = span.columns.start.max(first);
            while start < span.columns.end {
                while self.starts.get(column + 1).is_some_and(|next| *next <= start) {
                    column += 1;
                }
                let Some(&limit) = self.starts.get(column + 1) else { return across };
                let end = limit.min(span.columns.end);
                if limit == end {
                    across |= 1 << column.min(63);
                }
                let at = if last == Some(column) { pieces.last().map_or(start, |piece| piece.at) } else { start };
                let text = line.text.get(at..end).unwrap_or("");
                let piece = Piece { column, at, width: end - at, text, measure: line.measure };
                match pieces.last_mut() {
                    Some(open) if last == Some(column) => *open = piece,
                    _ => pieces.push(piece),
                }
                (last, start) = (Some(column), end);
            }
        }
        across
    }

    fn by_marks<'a>(&self, line: &Line<'a>, pieces: &mut Vec<Piece<'a>>) -> u64 {
        let (mut across, mut column, mut bytes) = (0, 0, 0..0);
        // The column of the piece that is open.
        let mut last = None;
        for (Range { start: at, end: to }, byte, c) in line.marks() {
            while self.starts.get(column + 1).is_some_and(|start| *start <= at) {
                column += 1;
            }
            let is_gutter = self.starts.get(column + 1).is_some_and(|start| *start <= to);
            if is_bar(c) && (is_gutter || self.starts.first().is_some_and(|first| at + 1 == *first)) {
                continue;
            }
            if column + 1 >= self.starts.len() || self.starts.first().is_some_and(|first| at < *first) {
                // Left of the first column and right of the last: numbers of rows, and the like.
                continue;
            }
            if is_gutter && self.starts.get(column + 1) != Some(&usize::MAX) {
                across |= 1 << column.min(63);
            }
            let end = byte + c.len_utf8();
            match pieces.last_mut() {
                Some(piece) if last == Some(column) => {
                    bytes.end = end;
                    piece.width = to - piece.at;
                    piece.text = line.text.get(bytes.clone()).unwrap_or("");
                }
                _ => {
                    bytes = byte..end;
                    let text = line.text.get(bytes.clone()).unwrap_or("");
                    pieces.push(Piece { column, at, width: to - at, text, measure: line.measure });
                }
            }
            last = Some(column);
        }
        across
    }
}

/// What stands in one column of one line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Piece<'a> {
    pub(super) column: usize,
    /// The column of its first character.
    pub(super) at: usize,
    /// In columns of characters.
    pub(super) width: usize,
    pub(super) text: &'a str,
    pub(super) measure: Measure,
}

impl Piece<'_> {
    /// The width of its first word.
    pub(super) fn word(&self) -> usize {
        self.text.chars().take_while(|c| !c.is_whitespace()).map(|c| self.measure.width(c)).sum()
    }

    /// The width of its last word.
    pub(super) fn last_word(&self) -> usize {
        self.text.chars().rev().take_while(|c| !c.is_whitespace()).map(|c| self.measure.width(c)).sum()
    }
}

/// Where the first column starts, behind the numbers of rows if there are any: they count up from row to row left of
/// the first heading.
fn after_numbers(first: usize, lines: &[Line<'_>]) -> usize {
    let number = |line: &Line<'_>| {
        let words = line.words(false);
        let word = words.first().filter(|word| word.columns.end < first + 1)?;
        Some((word.text.parse::<u32>().ok()?, word.columns.end))
    };
    let mut before: Option<u32> = None;
    let (mut count, mut start) = (0, 0);
    for line in lines.iter().filter(|line| first > 0 && !line.is_blank()) {
        let Some((number, end)) = number(line) else { return 0 };
        if before.is_some_and(|before| before.checked_add(1) != Some(number)) {
            return 0;
        }
        (before, count, start) = (Some(number), count + 1, start.max(end + 1));
    }
    if count > 1 { start } else { 0 }
}

/// What lines tell of where the borders are.
#[derive(Clone, Debug, Default)]
pub(super) struct Tally {
    firsts: Vec<First>,
    /// A border lies in each of these: before one of their columns, the end's as well.
    ranges: Vec<Range<usize>>,
    places: Vec<Vec<Place>>,
    lines: usize,
}

impl Tally {
    pub(super) fn new(headings: &Headings, firsts: Vec<First>) -> Self {
        let ranges: Vec<Range<usize>> = headings
            .columns
            .windows(2)
            .filter_map(|pair| if let [one, two] = pair { Some(one.end + 1..two.start + 1) } else { None })
            .collect();
        let places = ranges.iter().map(|range| vec![Place::default(); range.len() + 1]).collect();
        Self { firsts, ranges, places, lines: 0 }
    }

    /// Takes in a line; `spans` is for its words.
    pub(super) fn add(&mut self, line: &Line<'_>, spans: &mut Vec<Span>) {
        self.lines += 1;
        line.spans(spans);
        let mut end = None;
        let mut zone = 0;
        let mut next = spans.iter().skip(1).map(|word| word.columns.start);
        for Span { columns: word, bytes } in spans.iter() {
            let is_last = next.next().is_none_or(|next| next >= word.end + 2);
            while self.ranges.get(zone).is_some_and(|range| range.end < word.start) {
                zone += 1;
            }
            // A word can reach over several ranges.
            let mut over = zone;
            while let (Some(range), Some(places)) = (self.ranges.get(over), self.places.get_mut(over)) {
                if range.start > word.end {
                    break;
                }
                // A border at `p` needs a blank at `p - 1`: the word is across for `start < p <= end`.
                let is_hard = word.start >= range.start;
                let from = (word.start + 1).max(range.start) - range.start;
                let to = (word.end + 1).min(range.end).saturating_sub(range.start);
                if from < to {
                    for (at, sign) in [(from, 1), (to, -1)] {
                        if let Some(place) = places.get_mut(at) {
                            *(if is_hard { &mut place.hard } else { &mut place.soft }) += sign;
                        }
                    }
                }
                if range.contains(&word.start)
                    && let Some(place) = places.get_mut(word.start - range.start)
                {
                    let first = self.firsts.get(over + 1).copied().unwrap_or(First::Any);
                    let is_loose = end.is_none_or(|end| word.start >= end + 2);
                    let fits = first.fits(line.text.get(bytes.clone()).unwrap_or(""));
                    place.score += match (fits, is_loose, first) {
                        (false, ..) => -2,
                        (true, true, _) => 2,
                        // To part words is nearly as bad as to go across one.
                        (true, false, First::Any) => -4,
                        (true, false, _) => 1,
                    };
                }
                // Before the blank that parts columns the longest cells end.
                if is_last
                    && let Some(place) = (word.end + 1).checked_sub(range.start).and_then(|at| places.get_mut(at))
                    && range.contains(&(word.end + 1))
                {
                    place.score += 1;
                }
                over += 1;
            }
            end = Some(word.end);
        }
    }

    /// The borders that it tells of the columns below `headings`, in `lines`.
    pub(super) fn borders(mut self, headings: &Headings, lines: &[Line<'_>]) -> Borders {
        let mut starts = vec![headings.columns.first().map_or(0, |first| after_numbers(first.start, lines))];
        let mut weak = vec![false];
        let few = i64::try_from(self.lines / 100).unwrap_or(0).max(1);
        for (range, places) in self.ranges.iter().zip(&mut self.places) {
            let at = choose(places, range.len(), few);
            weak.push(places.get(at).is_none_or(|place| place.score <= 0));
            starts.push(range.start + at);
        }
        starts.push(usize::MAX);
        weak.push(false);
        Borders { starts, weak, rooms: None }
    }
}

/// The best of the places, of which there are `length`.
fn choose(places: &mut [Place], length: usize, few: i64) -> usize {
    let (mut hard, mut soft) = (0, 0);
    for place in places.iter_mut() {
        hard += place.hard;
        soft += place.soft;
        (place.hard, place.soft) = (hard, soft);
    }
    let places = places.get(..length).unwrap_or_default();
    let best = |fits: &dyn Fn(&Place) -> bool| {
        places.iter().enumerate().filter(|(_, place)| fits(place)).max_by_key(|(at, place)| (place.score, *at))
    };
    let least = places.iter().map(|place| place.hard + place.soft).min().unwrap_or(0);
    let Some((at, clean)) = best(&|place| place.hard + place.soft == least) else { return 0 };
    // A few damaged lines go across the border that all the others tell.
    match best(&|place| place.hard <= clean.hard && place.soft <= clean.soft + few) {
        Some((other, damaged)) if damaged.score > 4 * clean.score.max(0) + 8 => other,
        _ => at,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_split_as_characters_are() {
        let texts = ["a  bb ccc", " ab c", "aaaaaaaaaaaaaaaaaaaa b", "", "a a a a a a a a a", "   x     yy   zz"];
        for starts in [vec![0, usize::MAX], vec![0, 4, 9, usize::MAX], vec![2, 5, 6, 12], vec![1, 3, 8, 15, usize::MAX]]
        {
            let borders = Borders { weak: vec![false; starts.len()], starts, rooms: None };
            for text in texts {
                let line = Line { start: 0, text, measure: Measure::Characters };
                let (mut spans, mut words, mut marks) = (Vec::new(), Vec::new(), Vec::new());
                assert!(lines::plain_spans(text.as_bytes(), &mut spans));
                let across = borders.by_words(&line, &spans, &mut words);
                assert_eq!(across, borders.by_marks(&line, &mut marks), "{text:?} {borders:?}");
                assert_eq!(words, marks, "{text:?} {borders:?}");
                assert_eq!(borders.is_across(&line), across != 0, "{text:?} {borders:?}");
            }
        }
    }
}
