//! One calendar day.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, NaiveDate};

/// A day of the proleptic Gregorian calendar, from 0001-01-01 to 9999-12-31.
///
/// Written as `YYYY-MM-DD`, so that the order of the texts is the order of the days.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(NaiveDate);

impl Day {
    /// 0001-01-01; in a computed column it stands for "no limit before".
    pub const MIN: Day = Day(NaiveDate::from_ymd_opt(1, 1, 1).expect("the year 1 exists"));
    /// 9999-12-31; in a computed column it stands for "no limit after".
    pub const MAX: Day = Day(NaiveDate::from_ymd_opt(9999, 12, 31).expect("the year 9999 exists"));

    /// The day with these numbers, if there is one between [`Day::MIN`] and [`Day::MAX`].
    #[must_use]
    pub fn new(year: i32, month: u32, day: u32) -> Option<Day> {
        let day = Day(NaiveDate::from_ymd_opt(year, month, day)?);
        (Day::MIN..=Day::MAX).contains(&day).then_some(day)
    }

    /// The year, 1 to 9999.
    #[must_use]
    pub fn year(self) -> i32 {
        self.0.year()
    }

    /// The month, 1 to 12.
    #[must_use]
    pub fn month(self) -> u32 {
        self.0.month()
    }

    /// The day of the month, 1 to 31.
    #[must_use]
    pub fn day(self) -> u32 {
        self.0.day()
    }

    /// The day before; [`Day::MIN`] has none and stays.
    #[must_use]
    pub fn before(self) -> Day {
        self.0.pred_opt().map_or(Day::MIN, |day| Day(day).max(Day::MIN))
    }

    /// The day after; [`Day::MAX`] has none and stays.
    #[must_use]
    pub fn after(self) -> Day {
        self.0.succ_opt().map_or(Day::MAX, |day| Day(day).min(Day::MAX))
    }

    /// The day that is so many days after [`Day::MIN`], if it is not after [`Day::MAX`].
    #[must_use]
    pub fn from_number(number: i32) -> Option<Day> {
        let day = Day(NaiveDate::from_num_days_from_ce_opt(number.checked_add(1)?)?);
        (Day::MIN..=Day::MAX).contains(&day).then_some(day)
    }

    /// Days since [`Day::MIN`], which is 0.
    #[must_use]
    pub fn number(self) -> i32 {
        self.0.num_days_from_ce() - 1
    }
}

impl fmt::Display for Day {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:04}-{:02}-{:02}", self.year(), self.month(), self.day())
    }
}

impl fmt::Debug for Day {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, out)
    }
}

/// The text is no `YYYY-MM-DD` of a day that exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a day written as YYYY-MM-DD")]
pub struct NotADay;

impl FromStr for Day {
    type Err = NotADay;

    fn from_str(text: &str) -> Result<Day, NotADay> {
        let bytes = text.as_bytes();
        if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
            return Err(NotADay);
        }
        let number = |range: std::ops::Range<usize>| {
            bytes[range]
                .iter()
                .try_fold(0u32, |sum, &byte| byte.is_ascii_digit().then(|| sum * 10 + u32::from(byte - b'0')))
        };
        let (Some(year), Some(month), Some(day)) = (number(0..4), number(5..7), number(8..10)) else {
            return Err(NotADay);
        };
        Day::new(i32::try_from(year).map_err(|_| NotADay)?, month, day).ok_or(NotADay)
    }
}
