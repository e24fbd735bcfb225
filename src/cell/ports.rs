use std::str::FromStr;

use nom::character::complete::char;
use nom::combinator::{all_consuming, opt};
use nom::error::{Error, ErrorKind};
use nom::sequence::preceded;
use nom::{IResult, Parser};

use crate::ast::{PortRange, PortRangeError};

/// Up to `most` digits that begin `input`, as a number of 16 bits, and how many they are.
pub(super) fn number(input: &str, most: usize) -> IResult<&str, (u16, usize)> {
    let (mut number, mut count) = (0_u32, 0);
    for digit in input.bytes().take(most).take_while(u8::is_ascii_digit) {
        number = number.saturating_mul(10).saturating_add(u32::from(digit - b'0'));
        count += 1;
    }
    match (u16::try_from(number), input.get(count..)) {
        (Ok(number), Some(rest)) if count > 0 => Ok((rest, (number, count))),
        _ => Err(nom::Err::Error(Error::new(input, ErrorKind::Digit))),
    }
}

/// `port = 1*5DIGIT`, 0 to 65535
fn port(input: &str) -> IResult<&str, u16> {
    number(input, 5).map(|(rest, (port, _))| (rest, port))
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
