use std::str::FromStr;

use crate::ast::{DateError, PartialDate};

/// The number that these digits are.
#[inline(always)]
fn number<const N: usize>(digits: [u8; N]) -> Option<u16> {
    let (mut number, mut are_digits) = (0, true);
    for byte in digits {
        let digit = byte.wrapping_sub(b'0');
        are_digits &= digit <= 9;
        number = 10 * number + u16::from(digit & 15);
    }
    are_digits.then_some(number)
}

impl FromStr for PartialDate {
    type Err = DateError;

    /// Reads `2002-09-30`, `2002-09` or `2002`.
    ///
    /// `date = 4DIGIT [ "-" 2DIGIT [ "-" 2DIGIT ] ]`
    fn from_str(text: &str) -> Result<Self, DateError> {
        let two = |tens: u8, ones: u8| number([tens, ones]).and_then(|number| u8::try_from(number).ok());
        let (year, month, day) = match *text.as_bytes() {
            [a, b, c, d] => ([a, b, c, d], None, None),
            [a, b, c, d, b'-', e, f] => ([a, b, c, d], Some(two(e, f)), None),
            [a, b, c, d, b'-', e, f, b'-', g, h] => ([a, b, c, d], Some(two(e, f)), Some(two(g, h))),
            _ => return Err(DateError::Syntax),
        };
        match (number(year), month, day) {
            (None, ..) | (_, Some(None), _) | (.., Some(None)) => Err(DateError::Syntax),
            (Some(year), month, day) => Self::new(year, month.flatten(), day.flatten()),
        }
    }
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
    fn a_month_orders_before_its_days() {
        let mut dates: Vec<PartialDate> =
            ["2003", "2002-09-01", "2002-10", "2002", "2002-09"].iter().filter_map(|text| text.parse().ok()).collect();
        dates.sort_unstable();
        let order: Vec<String> = dates.iter().map(ToString::to_string).collect();
        assert_eq!(order, ["2002", "2002-09", "2002-09-01", "2002-10", "2003"]);
    }
}
