//! Where the columns of a table part, told by counting.
//!
//! Between two headings lies the border of their columns, before a character that hardly a line crosses. Which of the
//! blank columns it is the cells tell that begin there: a cell after two blanks begins a column, and a word after one
//! blank seldom does.

#![allow(
    clippy::arithmetic_side_effects,
    reason = "it counts words of lines that are held in memory, none of which adds more than four for each \
        column of characters; a bit that is set is taken from bits that are, and what goes on from a bit \
        has no more columns than its block"
)]

use std::ops::Range;

use crate::general_way;

use super::borders::Borders;
use super::headings::Headings;
use super::lines::Line;
use super::narrow::{self, Narrow};

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

    /// The same of the word of a plain line that begins there.
    pub(super) fn fits_at(self, line: &[u8], at: usize) -> bool {
        let mut word = line.get(at..).unwrap_or_default().iter();
        match self {
            Self::Bracket => word.next().is_some_and(|byte| matches!(byte, b'[' | b'\\')),
            Self::Digit => {
                let end = word.find(|byte| !byte.is_ascii_digit() && **byte != b'-');
                end.is_none_or(|byte| *byte == b' ')
            }
            Self::Any => true,
        }
    }

    /// What a word says for a border before it, where it `fits` as the first of a cell, and stands behind more than one
    /// blank.
    pub(super) fn score(self, fits: bool, is_loose: bool) -> i64 {
        match (fits, is_loose, self) {
            (false, ..) => -2,
            (true, true, _) => 2,
            // To part words is nearly as bad as to go across one.
            (true, false, Self::Any) => -4,
            (true, false, _) => 1,
        }
    }
}

/// What the lines say of each place where a border could be.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Place {
    /// Words that begin within the range and go across it: how many more than the place before.
    pub(super) hard: i64,
    /// Words that begin left of the range and go across it: how many more than the place before.
    pub(super) soft: i64,
    pub(super) score: i64,
}

/// Where borders lie.
#[derive(Clone, Debug, Default)]
pub(super) struct Ranges {
    /// A border lies in each of these: before one of their columns, the end's as well.
    pub(super) all: Vec<Range<usize>>,
    /// How the cells right of each begin.
    pub(super) firsts: Vec<First>,
}

/// What lines tell of where the borders are.
#[derive(Clone, Debug, Default)]
pub(super) struct Tally {
    ranges: Ranges,
    /// By column of characters. No two ranges have one in common.
    places: Vec<Place>,
    lines: usize,
    /// What plain lines tell; `None` where they are taken in as any other.
    plain: Option<Plain>,
    /// What they tell of a few places, where those of all others do not matter.
    narrow: Option<Narrow>,
}

impl Tally {
    fn new(ranges: Ranges) -> Self {
        let places = vec![Place::default(); ranges.all.iter().map(|range| range.end).max().unwrap_or(0)];
        let plain = Plain::new(&ranges);
        Self { ranges, places, lines: 0, plain, narrow: None }
    }

    /// What those of a table's lines tell that it `takes`.
    pub(super) fn of(
        headings: &Headings,
        firsts: &[First],
        lines: &[Line<'_>],
        takes: impl Fn(&&Line<'_>) -> bool,
    ) -> Self {
        let between = headings.columns.windows(2);
        let all =
            between.filter_map(|pair| if let [one, two] = pair { Some(one.end + 1..two.start + 1) } else { None });
        let all: Vec<Range<usize>> = all.collect();
        let firsts = (1..=all.len()).map(|at| firsts.get(at).copied().unwrap_or(First::Any)).collect();
        let mut tally = Self::new(Ranges { all, firsts });
        let step = narrow::step(lines.len()).filter(|_| tally.plain.is_some() && !general_way::is_forced());
        if let Some(step) = step {
            let mut few = tally.clone();
            lines.iter().step_by(step).filter(|line| line.mask.is_some()).for_each(|line| few.add(line));
            few.tell();
            tally.narrow = Narrow::new(&tally.ranges, &few.places, few_of(lines.len()));
        }
        let mut lines = lines.iter().filter(takes).peekable();
        while let Some(line) = lines.next() {
            let mut times = 1;
            if tally.narrow.is_some() {
                while lines.next_if(|below| below.is_again).is_some() {
                    times += 1;
                }
            }
            tally.add_times(line, times);
        }
        tally
    }

    /// Takes in a line.
    #[inline]
    pub(super) fn add(&mut self, line: &Line<'_>) {
        self.add_times(line, 1);
    }

    /// Takes in so many lines that say the same; more than one where a few places are known.
    #[inline]
    fn add_times(&mut self, line: &Line<'_>, times: usize) {
        self.lines += times;
        match (&mut self.narrow, &mut self.plain, line.mask) {
            (Some(narrow), _, Some(mask)) => narrow.add(line.text.as_bytes(), mask, times),
            (None, Some(plain), Some(mask)) => plain.add(line.text.as_bytes(), mask.blocks, &mut self.places),
            _ => self.add_words(line),
        }
    }

    fn add_words(&mut self, line: &Line<'_>) {
        let words = line.words(false);
        let mut end = None;
        let mut zone = 0;
        let mut next = words.iter().skip(1).map(|word| word.columns.start);
        for word in &words {
            let (text, word) = (word.text, &word.columns);
            let is_last = next.next().is_none_or(|next| next >= word.end + 2);
            while self.ranges.all.get(zone).is_some_and(|range| range.end < word.start) {
                zone += 1;
            }
            // A word can reach over several ranges.
            for (range, first) in self.ranges.all.iter().zip(&self.ranges.firsts).skip(zone) {
                if range.start > word.end {
                    break;
                }
                // A border at `p` needs a blank at `p - 1`: the word is across for `start < p <= end`.
                let is_hard = word.start >= range.start;
                let (from, to) = ((word.start + 1).max(range.start), (word.end + 1).min(range.end));
                if from < to {
                    for (at, sign) in [(from, 1), (to, -1)] {
                        if let Some(place) = self.places.get_mut(at).filter(|_| at < range.end) {
                            *(if is_hard { &mut place.hard } else { &mut place.soft }) += sign;
                        }
                    }
                }
                if range.contains(&word.start)
                    && let Some(place) = self.places.get_mut(word.start)
                {
                    let is_loose = end.is_none_or(|end| word.start >= end + 2);
                    place.score += first.score(first.fits(text), is_loose);
                }
                // Before the blank that parts columns the longest cells end.
                if is_last
                    && range.contains(&(word.end + 1))
                    && let Some(place) = self.places.get_mut(word.end + 1)
                {
                    place.score += 1;
                }
            }
            end = Some(word.end);
        }
    }

    /// Tells each place what was counted, and sums up how many words go across it.
    fn tell(&mut self) {
        if let Some(plain) = &self.plain {
            plain.tell(&self.ranges, &mut self.places);
        }
        for range in &self.ranges.all {
            let (mut hard, mut soft) = (0, 0);
            for place in self.places.get_mut(range.clone()).unwrap_or_default() {
                hard += place.hard;
                soft += place.soft;
                (place.hard, place.soft) = (hard, soft);
            }
        }
    }

    /// The borders that it tells of the columns below `headings`, in `lines`, all of which it has taken in.
    pub(super) fn borders(self, headings: &Headings, lines: &[Line<'_>]) -> Borders {
        let ranges = match self.clean_borders(headings, lines) {
            Ok(borders) => return borders,
            Err(ranges) => ranges,
        };
        let mut wide = Self::new(ranges);
        lines.iter().for_each(|line| wide.add(line));
        wide.clean_borders(headings, lines).unwrap_or_else(|_| Borders::new(Vec::new(), Vec::new()))
    }

    /// The same, where that can be told: but a few places are known, and lines go across all of these somewhere.
    pub(super) fn clean_borders(mut self, headings: &Headings, lines: &[Line<'_>]) -> Result<Borders, Ranges> {
        self.tell();
        let few = few_of(self.lines);
        if let Some(narrow) = &self.narrow
            && !narrow.tell(&self.ranges, &mut self.places, few)
        {
            return Err(self.ranges);
        }
        let mut starts = vec![headings.columns.first().map_or(0, |first| after_numbers(first.start, lines))];
        let mut weak = vec![false];
        for range in &self.ranges.all {
            let places = self.places.get(range.clone()).unwrap_or_default();
            let at = choose(places, few);
            weak.push(places.get(at).is_none_or(|place| place.score <= 0));
            starts.push(range.start + at);
        }
        starts.push(usize::MAX);
        weak.push(false);
        Ok(Borders::new(starts, weak))
    }
}

/// Of so many lines, how many are few.
fn few_of(lines: usize) -> i64 {
    i64::try_from(lines / 100).unwrap_or(0).max(1)
}

/// What lines of printable ASCII tell, whose words are found as bits: how often words begin and end at each column.
#[derive(Clone, Debug)]
struct Plain {
    /// The columns of characters, 64 to a block.
    blocks: Vec<Block>,
    /// By column of characters.
    counts: Vec<Count>,
    /// By the column where a range starts: its end.
    ends: Vec<usize>,
    /// By column of characters, of the range that it is in.
    firsts: Vec<First>,
}

/// Columns at which something is to be counted, as bits.
#[derive(Clone, Copy, Debug, Default)]
struct Block {
    /// Those of a range.
    within: u64,
    /// Those of a range, but its first.
    inner: u64,
    /// The last one before a range.
    before: u64,
    /// Those of a range whose cells begin in some way of their own.
    typed: u64,
}

/// How many words begin at a column: behind two blanks or more, or at the beginning of the line, and behind one. And how
/// many end two columns before it, with another blank behind.
#[derive(Clone, Copy, Debug, Default)]
struct Count {
    loose: usize,
    tight: usize,
    ends: usize,
}

impl Plain {
    /// `None` where the ranges cross one another: headings stand in each other's way.
    fn new(ranges: &Ranges) -> Option<Self> {
        if ranges.all.is_empty() || ranges.all.iter().any(|range| range.is_empty()) {
            return None;
        }
        let end = ranges.all.last()?.end;
        let mut plain = Self {
            blocks: vec![Block::default(); end / 64 + 1],
            counts: vec![Count::default(); end],
            ends: vec![0; end],
            firsts: vec![First::Any; end],
        };
        for (range, first) in ranges.all.iter().zip(&ranges.firsts) {
            *plain.ends.get_mut(range.start)? = range.end;
            plain.firsts.get_mut(range.clone())?.fill(*first);
            let before = range.start.checked_sub(1)?;
            plain.blocks.get_mut(before / 64)?.before |= 1 << (before % 64);
            for at in range.clone() {
                let block = plain.blocks.get_mut(at / 64)?;
                block.within |= 1 << (at % 64);
                block.inner |= u64::from(at > range.start) << (at % 64);
                block.typed |= u64::from(*first != First::Any) << (at % 64);
            }
        }
        Some(plain)
    }

    /// Takes in a line of which these are the bytes, and those of them that are no blanks.
    fn add(&mut self, line: &[u8], filled: &[u64], places: &mut [Place]) {
        let mut before = 0;
        for (at, block) in self.blocks.iter().enumerate() {
            let filled = match filled.get(at) {
                Some(filled) => *filled,
                // Behind the line there are blanks alone.
                None if before >> 62 == 0 => break,
                None => 0,
            };
            // What stands one column before each, and two.
            let (one, two) = (filled << 1 | before >> 63, filled << 2 | before >> 62);
            let begins = filled & !one;
            before = filled;
            let start = at * 64;
            let mut loose = begins & !two & block.within;
            while loose != 0 {
                if let Some(count) = self.counts.get_mut(start + loose.trailing_zeros() as usize) {
                    count.loose += 1;
                }
                loose &= loose - 1;
            }
            let mut tight = begins & two & block.within;
            while tight != 0 {
                if let Some(count) = self.counts.get_mut(start + tight.trailing_zeros() as usize) {
                    count.tight += 1;
                }
                tight &= tight - 1;
            }
            let mut ends = two & !one & !filled & block.inner;
            while ends != 0 {
                if let Some(count) = self.counts.get_mut(start + ends.trailing_zeros() as usize) {
                    count.ends += 1;
                }
                ends &= ends - 1;
            }
            let mut typed = begins & block.typed;
            while typed != 0 {
                let at = typed.trailing_zeros() as usize;
                typed &= typed - 1;
                if let (Some(place), Some(first)) = (places.get_mut(start + at), self.firsts.get(start + at)) {
                    place.score += first.score(first.fits_at(line, start + at), two >> at & 1 == 0);
                }
            }
            let mut across = filled & block.before;
            while across != 0 {
                let at = across.trailing_zeros() as usize;
                across &= across - 1;
                let end = at + (!(filled >> at)).trailing_zeros() as usize;
                let rest = || line.get(start + end..).unwrap_or_default();
                let more = if end == 64 { rest().iter().take_while(|byte| **byte != b' ').count() } else { 0 };
                self.add_soft(start + at + 1, start + end + more, places);
            }
        }
    }

    /// Takes in a word that begins left of the range that starts at `start`, and ends there.
    fn add_soft(&self, start: usize, end: usize, places: &mut [Place]) {
        if let Some(place) = places.get_mut(start) {
            place.soft += 1;
        }
        // Ends are told of the words that begin within the range.
        if self.ends.get(start).is_some_and(|range_end| end + 1 < *range_end)
            && let Some(place) = places.get_mut(end + 1)
        {
            place.soft -= 1;
            place.hard += 1;
        }
    }

    /// Tells `places` what was counted.
    fn tell(&self, ranges: &Ranges, places: &mut [Place]) {
        let signed = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
        for (range, first) in ranges.all.iter().zip(&ranges.firsts) {
            let counts = self.counts.get(range.clone()).unwrap_or_default();
            let places = places.get_mut(range.clone()).unwrap_or_default();
            // Words that begin at the column before.
            let mut begun = 0;
            for (at, (Count { loose, tight, ends }, place)) in counts.iter().zip(places).enumerate() {
                let (loose, tight, ends) = (signed(*loose), signed(*tight), signed(*ends));
                if *first == First::Any {
                    place.score += loose * first.score(true, true) + tight * first.score(true, false);
                }
                place.score += ends;
                // A word that begins behind one blank has another end before that.
                place.hard += begun - if at > 0 { ends + tight } else { 0 };
                begun = loose + tight;
            }
        }
    }
}

/// The best of the places, of which the sums are known.
fn choose(places: &[Place], few: i64) -> usize {
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
