use std::str::FromStr;

use crate::ast::{DateError, PartialDate};
use crate::eight::{TOPS, every};

/// The year, the month and the day that these digits are: four, two and two.
#[inline(always)]
#[allow(clippy::arithmetic_side_effects, reason = "two numbers of two digits make no more than 9,999")]
fn numbers(digits: [u8; 8]) -> Option<(u16, u8, u8)> {
    let digits = u64::from_le_bytes(digits) ^ every(b'0');
    // A digit is less than ten.
    if (digits | digits.wrapping_add(every(0x76))) & TOPS != 0 {
        return None;
    }
    // Each second byte is the number of two digits.
    let pairs = (digits.wrapping_mul(10).wrapping_add(digits >> 8)).to_le_bytes();
    let [century, _, year, _, month, _, day, _] = pairs;
    Some((u16::from(century) * 100 + u16::from(year), month, day))
}

impl FromStr for PartialDate {
    type Err = DateError;

    /// Reads `2002-09-30`, `2002-09` or `2002`.
    ///
    /// `date = 4DIGIT [ "-" 2DIGIT [ "-" 2DIGIT ] ]`
    fn from_str(text: &str) -> Result<Self, DateError> {
        let (digits, has_month, has_day) = match *text.as_bytes() {
            [a, b, c, d] => ([a, b, c, d, b'0', b'0', b'0', b'0'], false, false),
            [a, b, c, d, b'-', e, f] => ([a, b, c, d, e, f, b'0', b'0'], true, false),
            [a, b, c, d, b'-', e, f, b'-', g, h] => ([a, b, c, d, e, f, g, h], true, true),
            _ => return Err(DateError::Syntax),
        };
        let (year, month, day) = numbers(digits).ok_or(DateError::Syntax)?;
        Self::new(year, has_month.then_some(month), has_day.then_some(day))
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
