use std::str::FromStr;

use crate::ast::{PortRange, PortRangeError};

/// `port = 1*5DIGIT`, 0 to 65535, that begins `bytes`, and what follows it.
fn port(bytes: &[u8]) -> Option<(u16, &[u8])> {
    let (mut number, mut rest) = (0_u32, bytes);
    while let [byte @ b'0'..=b'9', after @ ..] = rest {
        number = number.wrapping_mul(10).wrapping_add(u32::from(byte - b'0'));
        rest = after;
    }
    // Five digits do not wrap around.
    let port = u16::try_from(number).ok().filter(|_| (1..=5).contains(&(bytes.len() - rest.len())))?;
    Some((port, rest))
}

impl FromStr for PortRange {
    type Err = PortRangeError;

    /// Reads `443` or `6000-6063`; `443-443` is a range of one port, and written as one.
    ///
    /// `ports = port [ "-" port ]`
    fn from_str(text: &str) -> Result<Self, PortRangeError> {
        let (first, rest) = port(text.as_bytes()).ok_or(PortRangeError::Syntax)?;
        match rest {
            [] => Ok(Self::single(first)),
            [b'-', rest @ ..] => match port(rest) {
                Some((last, [])) => Ok(Self::new(first, last)?.written_as_range()),
                _ => Err(PortRangeError::Syntax),
            },
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
