//! Texts that differ a little from a sentence.

use super::derive::Chance;

/// Characters that mean something somewhere.
const SIGNS: &[char] = &[
    '[', ']', '-', '0', '9', 'x', ' ', '\t', '\n', '"', '.', ':', '&', '@', ',', '|', '\\', '<', '_', '/', 'é', '“',
    '\u{a0}',
];

/// A character is lost, doubled, put in, taken for another or for its neighbour; or the end is cut off.
pub fn mutated(text: &str, chance: &mut Chance) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    let at = chance.below(chars.len());
    match chance.below(6) {
        _ if chars.is_empty() => chars.push(*chance.one_of(SIGNS)),
        0 => drop(chars.remove(at)),
        1 => chars.insert(at, chars[at]),
        2 => chars.insert(at, *chance.one_of(SIGNS)),
        3 => chars[at] = *chance.one_of(SIGNS),
        4 if at + 1 < chars.len() => chars.swap(at, at + 1),
        _ => chars.truncate(at),
    }
    chars.into_iter().collect()
}
