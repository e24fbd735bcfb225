//! How soundly a rendering reads: the first part of a document, and the share of its rows that come out whole.

use std::collections::HashSet;
use std::ops::RangeInclusive;

use crate::ast::{Code, Field, Format, Parsed, Severity};
use crate::cell::text::floor;
use crate::front::{self, Rendering};
use crate::options::Limits;

/// Bytes that are read; four times as many, and again, while there is no row in them. So the whole costs no more
/// than a document that has no row.
const BYTES: usize = 64 << 10;

/// The first part of a document, read as one rendering.
#[derive(Debug)]
pub(crate) struct Sample {
    /// Its diagnostics have no columns to rely on: a part ends where the document does not.
    pub(crate) parsed: Parsed,
    /// Rows that were read without damage, some field of them for certain.
    sound: usize,
    /// Other rows.
    unsound: usize,
}

impl Sample {
    /// `None` where the text is not of that rendering.
    pub(crate) fn read(text: &str, rendering: Rendering, limits: &Limits) -> Option<Self> {
        // An object ends with its document.
        let bytes = if rendering.0 == Format::Json { text.len() } else { BYTES };
        Self::of_first(bytes..=usize::MAX, text, rendering, limits)
    }

    /// As [`read`](Self::read), of so many bytes; `None` where more would be needed for a row to stand in them.
    fn of_first(range: RangeInclusive<usize>, text: &str, rendering: Rendering, limits: &Limits) -> Option<Self> {
        let (mut bytes, most) = range.into_inner();
        // As many diagnostics as there are: rows are told apart by them.
        let limits = Limits { diagnostics: usize::MAX, ..limits.clone() };
        loop {
            let part = head(text, bytes);
            let parsed = front::read(part, rendering, &limits);
            let is_whole = part.len() == text.len();
            match parsed {
                // Of a single row in a part it is not known whether it is whole.
                Some(parsed) if is_whole || parsed.registry.records.len() > 1 => {
                    return Some(Self::of(parsed, is_whole));
                }
                _ if is_whole || bytes > most / 4 => return None,
                _ => bytes = bytes.saturating_mul(4),
            }
        }
    }

    /// Whether the first rows read as this rendering without any damage, and are more than a few. They stand near the
    /// beginning, or nothing is told by them.
    pub(crate) fn begins_soundly(text: &str, rendering: Rendering, limits: &Limits) -> bool {
        Self::of_first(BYTES / 8..=BYTES, text, rendering, limits)
            .is_some_and(|sample| sample.sound > 8 && sample.unsound == 0)
    }

    #[allow(clippy::arithmetic_side_effects, reason = "counts records and diagnostics that are held in memory")]
    fn of(parsed: Parsed, is_whole: bool) -> Self {
        let registry = &parsed.registry;
        let columns = registry.source.as_ref().map_or(&[][..], |source| &source.columns);
        // The row that the part ends in, or right after.
        let last = registry.records.last().filter(|_| !is_whole).map(|record| record.span().start);
        let is_before = |start: u32| last.is_none_or(|last| start < last);
        let mut damaged: HashSet<u32> = (parsed.diagnostics.iter())
            .filter(|found| found.severity == Severity::Error && is_of_row(found.code) && is_before(found.span.start))
            .map(|found| found.span.start)
            .collect();
        let (mut sound, mut unsound) = (0, 0);
        let kept = registry.records.len().saturating_sub(usize::from(last.is_some()));
        for record in registry.iter().take(kept) {
            let listed = record.uncertain();
            let all = if columns.is_empty() { &Field::ALL[..] } else { columns };
            let is_damaged = damaged.remove(&record.span().start) || all.iter().all(|field| listed.contains(*field));
            *(if is_damaged { &mut unsound } else { &mut sound }) += 1;
        }
        // What is left of them was no row in the end.
        unsound += damaged.len();
        Self { parsed, sound, unsound }
    }

    pub(crate) fn sound(&self) -> usize {
        self.sound
    }

    /// See [`Detection::confidence`](crate::Detection::confidence).
    pub(crate) fn confidence(&self) -> f64 {
        let has_columns = self.parsed.registry.source.as_ref().is_some_and(|source| !source.columns.is_empty());
        match self.sound.saturating_add(self.unsound) {
            0 if has_columns => 0.5,
            0 => 0.25,
            rows => self.sound as f64 / rows as f64,
        }
    }
}

/// The first `bytes` of a text, to the end of a line.
fn head(text: &str, bytes: usize) -> &str {
    if bytes >= text.len() {
        return text;
    }
    let part = text.get(..floor(text, bytes)).unwrap_or(text);
    let end = memchr::memrchr(b'\n', part.as_bytes()).map_or(part.len(), |newline| newline.saturating_add(1));
    part.get(..end).unwrap_or(part)
}

/// Whether an error of this code is one row's.
fn is_of_row(code: Code) -> bool {
    !matches!(code, Code::Unrecognized | Code::Truncated | Code::Limit | Code::Encoding | Code::Markup)
}
