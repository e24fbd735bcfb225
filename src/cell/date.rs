use std::str::FromStr;

use nom::character::complete::char;
use nom::combinator::{all_consuming, opt};
use nom::error::{Error, ErrorKind};
use nom::sequence::preceded;
use nom::{IResult, Parser};

use super::ports::number;
use crate::ast::{DateError, PartialDate};

/// `count` digits
fn digits(count: usize) -> impl Fn(&str) -> IResult<&str, u16> {
    move |input| match number(input, count)? {
        (rest, (number, found)) if found == count => Ok((rest, number)),
        _ => Err(nom::Err::Error(Error::new(input, ErrorKind::Digit))),
    }
}

type Parts = (u16, Option<(u16, Option<u16>)>);

/// `date = 4DIGIT [ "-" 2DIGIT [ "-" 2DIGIT ] ]`
fn date(input: &str) -> IResult<&str, Parts> {
    let day = preceded(char('-'), digits(2));
    let month = preceded(char('-'), (digits(2), opt(day)));
    (digits(4), opt(month)).parse(input)
}

impl FromStr for PartialDate {
    type Err = DateError;

    /// Reads `2002-09-30`, `2002-09` or `2002`.
    fn from_str(text: &str) -> Result<Self, DateError> {
        let (_, (year, rest)) = all_consuming(date).parse(text).map_err(|_| DateError::Syntax)?;
        let (month, day) = rest.map_or((None, None), |(month, day)| (Some(month), day));
        let narrow = |number: Option<u16>| number.map(|number| u8::try_from(number).unwrap_or(u8::MAX));
        Self::new(year, narrow(month), narrow(day))
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
