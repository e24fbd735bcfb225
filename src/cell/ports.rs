use std::str::FromStr;

use crate::ast::{PortRange, PortRangeError};

/// `port = 1*5DIGIT`, 0 to 65535, the whole of `digits`.
#[inline]
#[allow(clippy::arithmetic_side_effects, reason = "five digits make no more than 99,999")]
fn port(digits: &[u8]) -> Option<u16> {
    if !(1..=5).contains(&digits.len()) {
        return None;
    }
    let mut number = 0;
    for byte in digits {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            return None;
        }
        number = 10 * number + u32::from(digit);
    }
    u16::try_from(number).ok()
}

impl FromStr for PortRange {
    type Err = PortRangeError;

    /// Reads `443` or `6000-6063`; `443-443` is a range of one port, and written as one.
    ///
    /// `ports = port [ "-" port ]`
    #[inline]
    fn from_str(text: &str) -> Result<Self, PortRangeError> {
        match port(text.as_bytes()) {
            Some(port) => Ok(Self::single(port)),
            None => Self::of_two(text.as_bytes()),
        }
    }
}

impl PortRange {
    #[inline(never)]
    fn of_two(bytes: &[u8]) -> Result<Self, PortRangeError> {
        // No more than two ports and the hyphen.
        let hyphen = bytes.iter().take(6).position(|byte| *byte == b'-').ok_or(PortRangeError::Syntax)?;
        match (bytes.get(..hyphen).and_then(port), bytes.get(hyphen.saturating_add(1)..).and_then(port)) {
            (Some(first), Some(last)) => Ok(Self::new(first, last)?.written_as_range()),
            _ => Err(PortRangeError::Syntax),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_is_two_ports_in_order() {
        assert_eq!("6000-6063".parse(), PortRange::new(6000, 6063));
        assert_eq!("0".parse(), Ok(PortRange::single(0)));
        assert_eq!("00080".parse(), Ok(PortRange::single(80)));
        assert_eq!(
            "443-443".parse().map(|range: PortRange| (range.len(), range.to_string())),
            Ok((1, "443-443".to_owned()))
        );
        assert_eq!("2-1".parse::<PortRange>(), Err(PortRangeError::Reversed { first: 2, last: 1 }));
        for text in ["", "-", "1-", "65536", "1-2-3", " 1", "1 ", "+1", "0x1", "123456", "4294967739", "٣"] {
            assert_eq!(text.parse::<PortRange>(), Err(PortRangeError::Syntax), "{text:?}");
        }
    }
}
