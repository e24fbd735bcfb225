use std::str::FromStr;

use crate::ast::{DateError, PartialDate};
use crate::eight::TOPS;
use crate::sixteen::few;

/// What is there of a date before its day, all digits 0.
const NOUGHTS: u64 = u64::from_le_bytes(*b"0000-00-");
/// What is less than ten has no top bit with this added; nor has a hyphen of which nothing is left.
const LESS_THAN_TEN: u64 = u64::from_le_bytes([0x76, 0x76, 0x76, 0x76, 0x7f, 0x76, 0x76, 0x7f]);

/// The year, the month and the day of a text as [`NOUGHTS`] and of the two digits behind it.
#[inline(always)]
#[allow(clippy::arithmetic_side_effects, reason = "two numbers of two digits make no more than 9,999")]
fn numbers(month: u64, day: [u8; 2]) -> Option<(u16, u8, u8)> {
    let digits = month ^ NOUGHTS;
    let day = u64::from(u16::from_le_bytes(day) ^ u16::from_le_bytes(*b"00"));
    // A byte carries into the next one only if its own top bit is set.
    let marks = digits | digits.wrapping_add(LESS_THAN_TEN) | day | day.wrapping_add(LESS_THAN_TEN & 0xffff);
    if marks & TOPS != 0 {
        return None;
    }
    // Two bytes beside each other are the number of two digits.
    let number = |digits: u64| digits.wrapping_mul(10).wrapping_add(digits >> 8).to_le_bytes();
    let [century, _, year, _, _, month, ..] = number(digits);
    let [day, ..] = number(day);
    Some((u16::from(century) * 100 + u16::from(year), month, day))
}

impl FromStr for PartialDate {
    type Err = DateError;

    /// Reads `2002-09-30`, `2002-09` or `2002`.
    ///
    /// `date = 4DIGIT [ "-" 2DIGIT [ "-" 2DIGIT ] ]`
    fn from_str(text: &str) -> Result<Self, DateError> {
        const NO_MONTH: u64 = NOUGHTS >> 32 << 32;
        const NO_DAY: u64 = NOUGHTS >> 56 << 56;
        let bytes = text.as_bytes();
        match *bytes {
            [a, b, c, d, e, f, g, h, i, j] => {
                let month = u64::from_le_bytes([a, b, c, d, e, f, g, h]);
                let (year, month, day) = numbers(month, [i, j]).ok_or(DateError::Syntax)?;
                Self::new(year, Some(month), Some(day))
            }
            [_, _, _, _, _, _, _] => {
                let (year, month, _) = numbers(few(bytes) | NO_DAY, *b"00").ok_or(DateError::Syntax)?;
                Self::new(year, Some(month), None)
            }
            [_, _, _, _] => {
                let (year, ..) = numbers(few(bytes) | NO_MONTH, *b"00").ok_or(DateError::Syntax)?;
                Self::new(year, None, None)
            }
            _ => Err(DateError::Syntax),
        }
    }
}

/// Whether a word is no date and was to be one: it has the parts of one, of which a figure or two are lost, doubled or wrong.
/// A name or a number of several parts seldom looks so: "60870-5-104".
#[inline(never)]
pub(crate) fn is_damaged(word: &str) -> bool {
    let is_number = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let mut parts = word.split('-');
    let (Some(year), Some(month), day, None) = (parts.next(), parts.next(), parts.next(), parts.next()) else {
        return false;
    };
    let has_century = year.starts_with("19") || year.starts_with("20");
    let is_one = match day {
        None => year.len() == 4 && month.len() <= 3 && has_century,
        Some(day) => {
            let strays = [(year, 4), (month, 2), (day, 2)].map(|(part, length)| part.len().abs_diff(length));
            strays.iter().sum::<usize>() <= if has_century { 2 } else { 1 }
        }
    };
    is_one && [year, month, day.unwrap_or("")].into_iter().all(is_number) && word.parse::<PartialDate>().is_err()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numbers::Numbers;

    #[test]
    fn dates_are_checked_and_not_padded() {
        for text in ["2002", "2002-09", "2002-09-30", "2000-02-29"] {
            assert_eq!(text.parse::<PartialDate>().map(|date| date.to_string()).as_deref(), Ok(text));
        }
        for text in ["2002-13", "2002-00", "2002-09-31", "1900-02-29", "0000"] {
            assert_eq!(text.parse::<PartialDate>(), Err(DateError::Calendar), "{text}");
        }
        for text in ["", "02", "2002-9", "2002-09-", "2002/09", "2002-09-30x", "20020930"] {
            assert_eq!(text.parse::<PartialDate>(), Err(DateError::Syntax), "{text}");
        }
    }

    #[test]
    fn dates_are_read_as_by_bytes() {
        let by_bytes = |text: &str| {
            let parts: Vec<&str> = text.split('-').collect();
            let lengths: Vec<usize> = parts.iter().map(|part| part.len()).collect();
            let is_one = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
            if !is_one || ![&[4][..], &[4, 2], &[4, 2, 2]].contains(&lengths.as_slice()) {
                return Err(DateError::Syntax);
            }
            let number = |at: usize| parts.get(at).and_then(|part| part.parse::<u16>().ok());
            let of_two = |at: usize| number(at).and_then(|number| u8::try_from(number).ok());
            PartialDate::new(number(0).unwrap_or(0), of_two(1), of_two(2))
        };
        let mut numbers = Numbers(1);
        let mut next = |end: usize| numbers.below(end);
        for (year, month) in (0..=9999).flat_map(|year| (0..=99).map(move |month| (year, month))) {
            let text = format!("{year:04}-{month:02}-{:02}", next(100).min(next(100)));
            for length in [4, 7, 10] {
                assert_eq!(text[..length].parse::<PartialDate>(), by_bytes(&text[..length]), "{text}");
            }
            // Bytes beside the digits, and far from them.
            let other = ["/", ":", "-", "0", "9", " ", "\0", "\u{7f}", "\u{80}", "\u{bf}", "\u{7ff}"][next(11)];
            let (at, of_it) = (next(10), next(2));
            let mut text = text;
            text.replace_range(at..at + (other.len() - of_it.min(other.len() - 1)).min(10 - at), other);
            for length in 0..=text.len() {
                let Some(text) = text.get(..length) else { continue };
                assert_eq!(text.parse::<PartialDate>(), by_bytes(text), "{text:?}");
            }
        }
    }

    #[test]
    fn what_was_to_be_a_date_is_told_from_numbers() {
        for word in
            ["2002-13", "1963-21", "2002-0", "2002-", "2002-02-30", "202-02-03", "22002-02-03", "2002-2-3", "2035-041"]
        {
            assert!(is_damaged(word), "{word}");
        }
        for word in
            ["2002-02", "2002-02-03", "2002", "60870-5-104", "555-123-4567", "802-11", "1-2-3", "2002-2010", "", "-"]
        {
            assert!(!is_damaged(word), "{word}");
        }
    }

    #[test]
    fn a_month_orders_before_its_days() {
        let mut dates: Vec<PartialDate> =
            ["2003", "2002-09-01", "2002-10", "2002", "2002-09"].iter().filter_map(|text| text.parse().ok()).collect();
        dates.sort_unstable();
        let order: Vec<String> = dates.iter().map(ToString::to_string).collect();
        assert_eq!(order, ["2002", "2002-09", "2002-09-01", "2002-10", "2003"]);
    }
}
