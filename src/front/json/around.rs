//! What stands around the rows of a JSON text: which brackets are open, and what else is there.
#![allow(clippy::arithmetic_side_effects, reason = "places in a text in memory, no longer than isize::MAX")]

use std::collections::HashSet;
use std::ops::Range;

use super::cursor::{Cursor, Starts};

/// Keys of data frames beside their rows, by which they tell of themselves.
pub(super) const OF_FRAMES: [&str; 8] = ["schema", "index", "columns", "fields", "meta", "metadata", "dtypes", "types"];

/// Under this key they give the names of their rows.
pub(super) const INDEX: &str = "index";

/// Arrays that are kept of those beside rows, and words.
const MOST_BESIDE: usize = 8;
const MOST_WORDS: usize = 1 << 12;

#[derive(Clone, Copy, Debug)]
struct Open<'t> {
    byte: u8,
    at: u32,
    key: Option<&'t str>,
    /// Where the first value stands in it that is neither an object nor an array.
    loose: Option<u32>,
}

/// What was passed of which something is to be told, and where it stands.
#[derive(Debug)]
pub(super) struct Passed<'t> {
    pub(super) what: What<'t>,
    pub(super) bytes: Range<usize>,
}

impl Passed<'_> {
    pub(super) fn is_damage(&self) -> bool {
        matches!(self.what, What::Damage)
    }
}

/// What that is.
#[derive(Clone, Copy, Debug)]
pub(super) enum What<'t> {
    /// More than a word, under a key of the outermost object that has no rows.
    Key(&'t str),
    /// A word, under a key beside rows.
    Word(&'t str),
    /// Beside all brackets.
    Beside,
    /// No JSON.
    Damage,
}

/// An array that stands under a key.
#[derive(Clone, Debug)]
struct Beside<'t> {
    /// How many brackets are open around it.
    depth: usize,
    key: &'t str,
    bytes: Range<usize>,
}

/// The brackets that are open.
#[derive(Debug, Default)]
pub(super) struct Around<'t> {
    /// Each, and where it stands.
    open: Vec<Open<'t>>,
    /// The key that was passed last, of what has not begun.
    name: Option<&'t str>,
    /// Arrays that were passed which may say more of rows that stand in the same object.
    beside: Vec<Beside<'t>>,
    /// How many are open around the array or the object that was closed last, and where it began.
    closed: Option<(usize, u32)>,
    /// The key of the outermost object under which the cursor stands, and where that key does.
    key: Option<(&'t str, usize)>,
    /// Rows stand under it.
    has_rows: bool,
    /// Words that stand under keys of their own within that one, and where.
    words: Vec<(&'t str, Range<usize>)>,
    /// Keys of words that were told.
    told: HashSet<&'t str>,
    /// Some rows were read.
    has_begun: bool,
    /// What stands beside all brackets was told.
    is_told: bool,
}

impl<'t> Around<'t> {
    /// Whether something was opened that is not closed.
    pub(super) fn is_open(&self) -> bool {
        !self.open.is_empty()
    }

    /// The bracket that was opened last.
    pub(super) fn enclosing(&self) -> Option<u8> {
        self.open.last().map(|open| open.byte)
    }

    /// The key under which that stands.
    pub(super) fn group(&self) -> Option<&'t str> {
        self.open.last().and_then(|open| open.key)
    }

    /// The key that was passed last, if what stands under it is to come.
    pub(super) fn take_name(&mut self) -> Option<&'t str> {
        self.name.take()
    }

    /// Where an array of arrays or of objects stands that was passed in the object that is open; once.
    pub(super) fn take_rows(&mut self, text: &str) -> Option<Range<usize>> {
        let holds_rows = |beside: &&Beside<'_>| {
            let inner = text.get(beside.bytes.start + 1..).unwrap_or("").trim_ascii_start();
            beside.depth == self.open.len() && inner.starts_with(['[', '{']) && !OF_FRAMES.contains(&beside.key)
        };
        let at = self.beside.iter().rposition(|beside| holds_rows(&beside))?;
        Some(self.beside.remove(at).bytes)
    }

    /// Where the names of the rows stand, if an array of them was passed in the object that is open; once.
    pub(super) fn take_index(&mut self) -> Option<usize> {
        let is_index = |beside: &&Beside<'_>| beside.depth == self.open.len() && beside.key == INDEX;
        let at = self.beside.iter().rposition(|beside| is_index(&beside))?;
        Some(self.beside.remove(at).bytes.start)
    }

    /// Where the array or the object begins that was closed last, if it stands in an array in which what is to come does,
    /// too, or beside that.
    pub(super) fn beside(&self) -> Option<usize> {
        let (depth, at) = self.closed?;
        let within = depth.checked_sub(1).map(|around| self.open.get(around).map(|open| open.byte));
        matches!(within, None | Some(Some(b'['))).then_some(at as usize)
    }

    /// Rows stand here.
    pub(super) fn has_rows(&mut self) {
        (self.has_rows, self.has_begun, self.is_told) = (true, true, false);
    }

    /// Where words and numbers stand in the array that is open; once.
    pub(super) fn take_loose(&mut self) -> Option<usize> {
        let open = self.open.last_mut().filter(|open| open.byte == b'[')?;
        open.loose.take().map(|at| at as usize)
    }

    /// Whether some rows were read.
    pub(super) fn has_begun(&self) -> bool {
        self.has_begun
    }

    /// Moves past the opening bracket here.
    pub(super) fn open(&mut self, cursor: &mut Cursor<'t>) {
        if let Some(byte) = cursor.peek() {
            let at = u32::try_from(cursor.at).unwrap_or(u32::MAX);
            self.open.push(Open { byte, at, key: self.name.take(), loose: None });
            cursor.at += 1;
        }
    }

    /// Moves past the closing bracket here.
    pub(super) fn close(&mut self, cursor: &mut Cursor<'t>) {
        cursor.at += 1;
        self.name = None;
        let Some(closed) = self.open.pop() else {
            self.closed = None;
            return;
        };
        let depth = self.open.len();
        self.closed = Some((depth, closed.at));
        while self.beside.last().is_some_and(|beside| beside.depth > depth) {
            self.beside.pop();
        }
        if let (b'[', Some(key)) = (closed.byte, closed.key) {
            if self.beside.len() == MOST_BESIDE {
                self.beside.remove(0);
            }
            self.beside.push(Beside { depth, key, bytes: closed.at as usize..cursor.at });
        }
    }

    /// Moves to `to`. Of what is there it gives what is to be told.
    pub(super) fn pass(&mut self, cursor: &mut Cursor<'t>, to: usize) -> Vec<Passed<'t>> {
        let mut found = Vec::new();
        let mut damage = None;
        while let Some(byte) = cursor.peek().filter(|_| cursor.at < to) {
            let at = cursor.at;
            let is_beside = self.open.is_empty() && (self.has_begun || !matches!(byte, b'{' | b'['));
            if is_beside && !std::mem::replace(&mut self.is_told, true) {
                let end = cursor.text.get(at..to).unwrap_or("").trim_end().len();
                found.push(Passed { what: What::Beside, bytes: at..at + end });
            }
            let is_sound = match byte {
                b'{' | b'[' => {
                    let is_sound = self.enclosing() != Some(b'{') || self.name.is_some();
                    self.open(cursor);
                    is_sound
                }
                b'}' | b']' => {
                    let is_sound =
                        matches!((self.enclosing(), byte), (None, _) | (Some(b'{'), b'}') | (Some(b'['), b']'));
                    self.close(cursor);
                    if self.open.len() == 1
                        && let Some((key, key_at)) = self.key.take()
                    {
                        let words = std::mem::take(&mut self.words);
                        match std::mem::take(&mut self.has_rows) {
                            true => found.extend(words.into_iter().filter_map(|(key, bytes)| self.tell(key, bytes))),
                            false if OF_FRAMES.contains(&key) => {}
                            false => found.push(Passed { what: What::Key(key), bytes: key_at..cursor.at }),
                        }
                    }
                    is_sound
                }
                b'"' => {
                    // What does not close is passed over once.
                    let is_closed = cursor.string().is_ok() && cursor.at <= to;
                    let string = cursor.text.get(at + 1..cursor.at.saturating_sub(1)).unwrap_or("");
                    if self.enclosing() == Some(b'{') && self.name.is_none() && cursor.eat(b':') {
                        self.name = Some(string);
                        if self.open.len() == 1 {
                            (self.key, self.has_rows) = (Some((string, at)), false);
                        }
                        is_closed
                    } else {
                        let is_sound = self.word(at, cursor.at, &mut found);
                        is_sound && is_closed
                    }
                }
                b',' => {
                    cursor.at += 1;
                    true
                }
                _ => {
                    let is_sound = cursor.value(&Starts::default()).is_ok();
                    cursor.at += usize::from(cursor.at == at);
                    self.word(at, cursor.at, &mut found) && is_sound
                }
            };
            if !is_sound && !self.open.is_empty() {
                damage.get_or_insert(at..cursor.at.min(to));
            }
        }
        // What stands beside all is told as a whole.
        damage = damage.filter(|_| !found.iter().any(|passed| matches!(passed.what, What::Beside)));
        found.extend(damage.map(|bytes| Passed { what: What::Damage, bytes }));
        cursor.at = to;
        found
    }

    /// A word or a number stands here; whether it may.
    fn word(&mut self, at: usize, end: usize, found: &mut Vec<Passed<'t>>) -> bool {
        let depth = self.open.len();
        match self.open.last_mut() {
            Some(open) if open.byte == b'[' => {
                open.loose.get_or_insert(u32::try_from(at).unwrap_or(u32::MAX));
                true
            }
            Some(_) => {
                let Some(key) = self.name.take() else { return false };
                if depth == 1 {
                    self.key = None;
                    found.extend(self.tell(key, at..end));
                } else if self.words.len() < MOST_WORDS {
                    self.words.push((key, at..end));
                }
                true
            }
            None => true,
        }
    }

    /// What is to be told of a word under a key, once.
    fn tell(&mut self, key: &'t str, bytes: Range<usize>) -> Option<Passed<'t>> {
        let is_told = OF_FRAMES.contains(&key) || !self.told.insert(key);
        (!is_told).then_some(Passed { what: What::Word(key), bytes })
    }

    /// The same of one beside rows, whose key stands there with its colon.
    pub(super) fn beside_rows(&mut self, text: &'t str, at: usize, end: usize) -> Option<Passed<'t>> {
        let key = text.get(at..end)?.trim_end_matches(':').trim_end().strip_prefix('"')?.strip_suffix('"')?;
        self.tell(key, at..end)
    }

    /// Where the brackets begin that end `text` and close all that is open, if it ends so, behind `from`.
    pub(super) fn closers(&self, text: &str, from: usize) -> Option<usize> {
        let mut rest = text.trim_end();
        let mut at = rest.len();
        for open in &self.open {
            rest = rest.trim_end().strip_suffix(if open.byte == b'{' { '}' } else { ']' })?;
            at = rest.len();
        }
        (at > from && !self.open.is_empty()).then_some(at)
    }
}
