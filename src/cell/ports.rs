use std::str::FromStr;

use nom::character::complete::{char, digit1};
use nom::combinator::{all_consuming, map_opt, opt, verify};
use nom::sequence::preceded;
use nom::{IResult, Parser};

use crate::ast::{PortRange, PortRangeError};

/// The number that `digits` are; none where they are something else, or more than 16 bits.
pub(super) fn number(digits: &str) -> Option<u16> {
    digits.bytes().try_fold(0_u16, |number, digit| {
        let digit = digit.is_ascii_digit().then(|| digit - b'0')?;
        number.checked_mul(10)?.checked_add(digit.into())
    })
}

/// `port = 1*5DIGIT`, 0 to 65535
fn port(input: &str) -> IResult<&str, u16> {
    map_opt(verify(digit1, |digits: &str| digits.len() <= 5), number).parse(input)
}

/// `ports = port [ "-" port ]`
fn ports(input: &str) -> IResult<&str, (u16, Option<u16>)> {
    (port, opt(preceded(char('-'), port))).parse(input)
}

impl FromStr for PortRange {
    type Err = PortRangeError;

    /// Reads `443` or `6000-6063`; `443-443` is a range of one port, and written as one.
    fn from_str(text: &str) -> Result<Self, PortRangeError> {
        let (_, (first, last)) = all_consuming(ports).parse(text).map_err(|_| PortRangeError::Syntax)?;
        let range = Self::new(first, last.unwrap_or(first))?;
        Ok(if last.is_some() { range.written_as_range() } else { range })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_is_two_ports_in_order() {
        assert_eq!("6000-6063".parse(), PortRange::new(6000, 6063));
        assert_eq!("0".parse(), Ok(PortRange::single(0)));
        assert_eq!(
            "443-443".parse().map(|range: PortRange| (range.len(), range.to_string())),
            Ok((1, "443-443".to_owned()))
        );
        assert_eq!("2-1".parse::<PortRange>(), Err(PortRangeError::Reversed { first: 2, last: 1 }));
        for text in ["", "-", "1-", "65536", "1-2-3", " 1", "1 ", "+1", "0x1", "123456", "٣"] {
            assert_eq!(text.parse::<PortRange>(), Err(PortRangeError::Syntax), "{text:?}");
        }
    }
}
