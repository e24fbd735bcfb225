use std::fmt;
use std::num::NonZeroU16;

use serde::{Deserialize, Serialize};

/// A date as precise as the registry gives it: a day, a month or a year.
///
/// Columns "Registration Date" and "Modification Date": `YYYY-MM-DD`, `YYYY-MM`, or `YYYY`. It is checked
/// against the calendar and never padded; what is absent stays absent. Dates order by time, a less precise
/// one before those within it.
///
/// ```
/// let month: portolan::PartialDate = "2002-09".parse()?;
/// assert_eq!((month.year(), month.month(), month.day()), (2002, Some(9), None));
/// assert!(month < "2002-09-01".parse()?);
/// assert!("2023-02-29".parse::<portolan::PartialDate>().is_err());
/// # Ok::<(), portolan::DateError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PartialDate {
    year: NonZeroU16,
    /// 0: not given.
    month: u8,
    /// 0: not given.
    day: u8,
}

impl PartialDate {
    /// A date of the Gregorian calendar: `year` 1 to 9999, then a month 1 to 12, then a day of that month.
    ///
    /// # Errors
    /// [`DateError::Calendar`] where there is no such date, or a day without its month.
    pub fn new(year: u16, month: Option<u8>, day: Option<u8>) -> Result<Self, DateError> {
        let valid = match (month, day) {
            (None, None) => true,
            (Some(month), None) => (1..=12).contains(&month),
            (Some(month), Some(day)) => (1..=12).contains(&month) && has_day(year, month, day),
            (None, Some(_)) => false,
        };
        match NonZeroU16::new(year) {
            Some(year) if valid && year.get() <= 9999 => {
                Ok(Self { year, month: month.unwrap_or(0), day: day.unwrap_or(0) })
            }
            _ => Err(DateError::Calendar),
        }
    }

    /// The year.
    #[must_use]
    pub fn year(self) -> u16 {
        self.year.get()
    }

    /// The month, 1 to 12.
    #[must_use]
    pub fn month(self) -> Option<u8> {
        (self.month != 0).then_some(self.month)
    }

    /// The day of the month, from 1.
    #[must_use]
    pub fn day(self) -> Option<u8> {
        (self.day != 0).then_some(self.day)
    }
}

/// Whether a month has this day, as each has 28.
#[inline]
fn has_day(year: u16, month: u8, day: u8) -> bool {
    (1..=28).contains(&day) || day > 28 && day <= days_in(year, month)
}

fn days_in(year: u16, month: u8) -> u8 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        _ => 31,
    }
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        if self.month != 0 {
            write!(f, "-{:02}", self.month)?;
        }
        if self.day != 0 {
            write!(f, "-{:02}", self.day)?;
        }
        Ok(())
    }
}

impl fmt::Debug for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PartialDate({self})")
    }
}

impl TryFrom<String> for PartialDate {
    type Error = DateError;

    fn try_from(text: String) -> Result<Self, DateError> {
        text.parse()
    }
}

impl From<PartialDate> for String {
    fn from(date: PartialDate) -> Self {
        date.to_string()
    }
}

/// Why a text or numbers are no [`PartialDate`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DateError {
    /// Not of the form `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.
    Syntax,
    /// Of that form, but no date of the calendar.
    Calendar,
}

impl fmt::Display for DateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Syntax => "not a date of the form YYYY-MM-DD, YYYY-MM or YYYY",
            Self::Calendar => "no such date in the calendar",
        })
    }
}

impl std::error::Error for DateError {}
