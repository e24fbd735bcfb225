//! The order of entries that several pages have, each in its own part.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Where an entry belongs as far as its own page tells: by the rank of its key, then within those of equal keys.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    rank: usize,
    /// Of entries of one key on several pages those stand first whose page ends with them, and those last whose
    /// page begins with them.
    side: u8,
    tie: u8,
    /// The number of the page, of all in their order.
    page: usize,
}

/// The order of entries; `pages`: which of them each page has, in its order; `keys`: what the whole is ordered by, and
/// what entries of equal keys are, for each entry.
///
/// No page is reordered (but where pages contradict one another), so an entry that stands out of order on its page
/// stays where it is. Pages that do not overlap follow one another.
pub(super) fn order<K: Ord>(pages: &[Vec<usize>], keys: &[(K, u8)]) -> Vec<usize> {
    let count = keys.len();
    let places = places(pages, keys);
    let mut followers: Vec<Vec<usize>> = vec![Vec::new(); count];
    let mut waits: Vec<usize> = vec![0; count];
    for page in pages {
        for (one, next) in page.iter().zip(page.iter().skip(1)) {
            if let (Some(followers), Some(waits)) = (followers.get_mut(*one), waits.get_mut(*next)) {
                followers.push(*next);
                *waits = waits.saturating_add(1);
            }
        }
    }
    let place = |entry: usize| places.get(entry).copied().unwrap_or_default();
    let mut by_place: Vec<usize> = (0..count).collect();
    by_place.sort_by_key(|entry| place(*entry));
    let mut by_place = by_place.into_iter();
    let mut free: BinaryHeap<_> =
        (0..count).filter(|entry| waits.get(*entry) == Some(&0)).map(|entry| Reverse((place(entry), entry))).collect();
    let mut is_out = vec![false; count];
    let mut out = Vec::with_capacity(count);
    // Where none is free the pages contradict one another.
    while let Some(entry) = free.pop().map(|Reverse((_, entry))| entry).or_else(|| by_place.next()) {
        if is_out.get_mut(entry).is_none_or(|is_out| std::mem::replace(is_out, true)) {
            continue;
        }
        out.push(entry);
        for next in followers.get(entry).into_iter().flatten() {
            let Some(waits) = waits.get_mut(*next) else { continue };
            *waits = waits.saturating_sub(1);
            if *waits == 0 {
                free.push(Reverse((place(*next), *next)));
            }
        }
    }
    out
}

/// The place of each entry, as the page tells that knows best: the one that has the most of what lies between its
/// first entry and its last.
fn places<K: Ord>(pages: &[Vec<usize>], keys: &[(K, u8)]) -> Vec<Place> {
    let (ranks, starts) = ranks(keys);
    let steady: Vec<Vec<usize>> = pages.iter().map(|page| steady_ranks(page, &ranks)).collect();
    let mut numbers: Vec<usize> = (0..pages.len()).collect();
    let tie = |entry: usize| keys.get(entry).map_or(0, |(_, tie)| *tie);
    let begins = |page: usize| {
        let ranks = steady.get(page)?;
        let first = ranks.first()?;
        let entry = pages.get(page)?.first()?;
        Some((*first, side(*first, ranks), tie(*entry)))
    };
    numbers.sort_by_key(|page| begins(*page));
    let mut number_of = vec![0; pages.len()];
    for (number, page) in numbers.into_iter().enumerate() {
        if let Some(slot) = number_of.get_mut(page) {
            *slot = number;
        }
    }
    let mut places = vec![Place::default(); keys.len()];
    let mut knowledge = vec![(0, 0); keys.len()];
    for ((page, ranks), number) in pages.iter().zip(&steady).zip(number_of) {
        let between = match (ranks.first(), ranks.last()) {
            (Some(first), Some(last)) => {
                let start = |rank: usize| starts.get(rank).copied().unwrap_or(keys.len());
                start(last.saturating_add(1)).saturating_sub(start(*first)).max(1)
            }
            _ => continue,
        };
        // Never 0, and so more than that of no page.
        let known =
            (page.len().saturating_mul(1 << 16).checked_div(between).unwrap_or(0).saturating_add(1), page.len());
        for (entry, rank) in page.iter().zip(ranks) {
            if let (Some(place), Some(best)) = (places.get_mut(*entry), knowledge.get_mut(*entry))
                && known > *best
            {
                *best = known;
                *place = Place { rank: *rank, side: side(*rank, ranks), tie: tie(*entry), page: number };
            }
        }
    }
    places
}

/// The rank of each key among the different ones, and how many entries are of lower rank than each.
fn ranks<K: Ord>(keys: &[(K, u8)]) -> (Vec<usize>, Vec<usize>) {
    let key = |entry: &usize| keys.get(*entry).map(|(key, _)| key);
    let mut sorted: Vec<usize> = (0..keys.len()).collect();
    sorted.sort_by_key(key);
    let mut ranks = vec![0; keys.len()];
    let mut starts: Vec<usize> = Vec::new();
    let mut before = None;
    for (at, entry) in sorted.iter().enumerate() {
        if before != Some(key(entry)) {
            before = Some(key(entry));
            starts.push(at);
        }
        if let Some(rank) = ranks.get_mut(*entry) {
            *rank = starts.len().saturating_sub(1);
        }
    }
    (ranks, starts)
}

/// The ranks of a page's entries such that they never descend: one that stands out of order has that of the entry
/// before it. A page that is not ordered by them is one block.
fn steady_ranks(page: &[usize], ranks: &[usize]) -> Vec<usize> {
    let own: Vec<usize> = page.iter().filter_map(|entry| ranks.get(*entry).copied()).collect();
    let in_order = longest_ascent(&own);
    let Some(first) = in_order.first().and_then(|at| own.get(*at)).copied() else { return Vec::new() };
    if in_order.len().saturating_mul(2) < own.len() {
        return vec![own.first().copied().unwrap_or(first); own.len()];
    }
    let mut steady = vec![None; own.len()];
    for at in in_order {
        if let Some(slot) = steady.get_mut(at) {
            *slot = own.get(at).copied();
        }
    }
    let mut last = first;
    let keep = |rank: Option<usize>| {
        last = rank.unwrap_or(last);
        last
    };
    steady.into_iter().map(keep).collect()
}

/// Where the longest part of `values` stands that never descends.
fn longest_ascent(values: &[usize]) -> Vec<usize> {
    // For each length the end of the ascent of that length that ends lowest, and before each value the one it follows.
    let mut ends: Vec<(usize, usize)> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(values.len());
    for (at, value) in values.iter().enumerate() {
        let length = ends.partition_point(|(end, _)| end <= value);
        before.push(length.checked_sub(1).and_then(|shorter| ends.get(shorter)).map(|(_, at)| *at));
        match ends.get_mut(length) {
            Some(end) => *end = (*value, at),
            None => ends.push((*value, at)),
        }
    }
    let mut ascent = Vec::with_capacity(ends.len());
    let mut at = ends.last().map(|(_, at)| *at);
    while let Some(found) = at {
        ascent.push(found);
        at = before.get(found).copied().flatten();
    }
    ascent.reverse();
    ascent
}

fn side(rank: usize, ranks: &[usize]) -> u8 {
    match (ranks.first() == Some(&rank), ranks.last() == Some(&rank)) {
        (false, true) => 0,
        (true, false) => 2,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The order of entries named by their keys; `pages` of indices.
    fn ordered(keys: &[u32], pages: &[&[usize]]) -> Vec<u32> {
        let pages: Vec<Vec<usize>> = pages.iter().map(|page| page.to_vec()).collect();
        let places: Vec<(u32, u8)> = keys.iter().map(|key| (*key, 0)).collect();
        order(&pages, &places).into_iter().map(|at| keys[at]).collect()
    }

    #[test]
    fn the_longest_ascent_is_found() {
        assert!(longest_ascent(&[]).is_empty());
        assert_eq!(longest_ascent(&[3, 1, 2, 2, 9, 4]), [1, 2, 3, 5]);
        assert_eq!(longest_ascent(&[9, 8, 7]), [2]);
    }

    #[test]
    fn pages_follow_one_another_and_overlapping_ones_mix() {
        assert_eq!(ordered(&[7, 8, 1, 2], &[&[0, 1], &[2, 3]]), [1, 2, 7, 8]);
        assert_eq!(ordered(&[1, 5, 9, 3, 7], &[&[0, 1, 2], &[3, 4]]), [1, 3, 5, 7, 9]);
        assert_eq!(ordered(&[1, 5, 9], &[&[0, 2], &[0, 1], &[1, 2]]), [1, 5, 9]);
    }

    #[test]
    fn what_stands_out_of_order_stays_behind_what_it_stood_behind() {
        assert_eq!(ordered(&[1, 99, 2, 3, 4, 5], &[&[0, 1, 2, 3], &[4, 5]]), [1, 99, 2, 3, 4, 5]);
        assert_eq!(ordered(&[4, 5, 0, 6, 1, 2], &[&[0, 1, 2, 3], &[4, 5]]), [1, 2, 4, 5, 0, 6]);
    }

    #[test]
    fn pages_that_contradict_one_another_lose_nothing() {
        assert_eq!(ordered(&[1, 2, 3], &[&[0, 1, 2], &[2, 1, 0]]), [1, 2, 3]);
    }
}
