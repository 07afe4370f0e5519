//! The first and the last day that a single EDTF date can mean.

use edtf_core as core;
use edtf_core::YearKind;

use super::{Day, Span};

/// The bounds of a single date, widened where it is qualified; none if all its days lie outside the years 1 to 9999.
///
/// `written` is the date's own text: the crate spreads a qualifier over all that it covers, and only the text says
/// where it was.
pub(super) fn bounds_of_date(date: &core::Date, written: &str) -> Option<Span> {
    let season = date.month.and_then(core::DateField::value).filter(|code| *code >= 21);
    let bounds = match season {
        Some(code) => season_bounds(date, code)?,
        None => calendar_bounds(date)?,
    };
    let Some(unit) = unit(date, season, written) else {
        return Some(bounds);
    };
    Some(match unit {
        Unit::Days(days) => {
            let times = |day: Day, step: fn(Day) -> Day| (0..days).fold(day, |day, _| step(day));
            Span { from: times(bounds.from, Day::before), to: times(bounds.to, Day::after) }
        }
        Unit::Months(months) => {
            // A winter may have begun in the December before its bounds do, and the season before it three months earlier.
            let before = if matches!(season, Some(24 | 28 | 30)) { months + 1 } else { months };
            let is_day_told = date.day.is_some_and(|day| !day.has_unspecified());
            Span { from: moved(bounds.from, -before, false), to: moved(bounds.to, months, !is_day_told) }
        }
    })
}

/// The last day of a month from 1 to 12.
pub(super) fn last_of_month(year: i32, month: u32) -> Option<Day> {
    (28..=31).rev().find_map(|day| Day::new(year, month, day))
}

/// The first and the last day that fit the digits given.
fn calendar_bounds(date: &core::Date) -> Option<Span> {
    let (from, to) = match years(date)? {
        // The year is given, or nothing but the year is written: no need to look for one that has the day.
        (first, last) if first == last || date.month.is_none() => {
            (day_in_year(date, first, true)?, day_in_year(date, last, false)?)
        }
        // Only some of the years may have the day: a 29 February.
        (first, last) => (
            (first..=last)
                .filter(|year| fits_year(date, *year))
                .find_map(|year| day_in_year(date, year, true))?,
            (first..=last)
                .rev()
                .filter(|year| fits_year(date, *year))
                .find_map(|year| day_in_year(date, year, false))?,
        ),
    };
    Span::new(from, to)
}

/// The first, or the last, day of a year that fits the digits of month and day.
fn day_in_year(date: &core::Date, year: i32, is_first: bool) -> Option<Day> {
    let step = |number: u32, count: u32| if is_first { number } else { count + 1 - number };
    (1..=12)
        .map(|number| step(number, 12))
        .filter(|month| date.month.is_none_or(|field| fits(field, *month)))
        .find_map(|month| {
            (1..=31)
                .map(|number| step(number, 31))
                .filter(|day| date.day.is_none_or(|field| fits(field, *day)))
                .find_map(|day| Day::new(year, month, day))
        })
}

fn fits(field: core::DateField, number: u32) -> bool {
    let [tens, units] = field.digits;
    tens.is_none_or(|digit| u32::from(digit) == number / 10)
        && units.is_none_or(|digit| u32::from(digit) == number % 10)
}

fn fits_year(date: &core::Date, year: i32) -> bool {
    let YearKind::Standard { digits, .. } = date.year.kind else {
        return false;
    };
    digits
        .iter()
        .zip([1000, 100, 10, 1])
        .all(|(digit, place)| digit.is_none_or(|digit| i32::from(digit) == year / place % 10))
}

/// The first and the last year that the year's digits can mean, within 1 to 9999; none if there is none.
fn years(date: &core::Date) -> Option<(i32, i32)> {
    let YearKind::Standard { negative: false, digits } = date.year.kind else {
        return None;
    };
    let with = |unspecified: u8| {
        digits.iter().fold(0_i32, |year, digit| year * 10 + i32::from(digit.unwrap_or(unspecified)))
    };
    let (first, last) = (with(0), with(9));
    if last == 0 {
        return None;
    }
    if let Some(significant) = date.year.significant_digits {
        let open = 10_i32.pow(4_u32.saturating_sub(significant));
        return Some(((first - first % open).max(1), first - first % open + open - 1));
    }
    // There is no year 0 here: `XX00` begins with 0100.
    let first = if first == 0 { (1..=last).find(|year| fits_year(date, *year))? } else { first };
    Some((first, last))
}

/// Seasons, quarters and the like, by the months that they are made of. A winter reaches from the first of January of
/// its year to the last of February of the next: it does not say which of the two winters.
fn season_bounds(date: &core::Date, code: u8) -> Option<Span> {
    let (first, last) = years(date)?;
    let (begin, end) = match code {
        // Southern seasons lie half a year off: their spring is the northern autumn.
        21 | 25 | 31 => (3, 5),
        22 | 26 | 32 => (6, 8),
        23 | 27 | 29 => (9, 11),
        24 | 28 | 30 => {
            let to = last_of_month(last + 1, 2).unwrap_or(Day::MAX);
            return Span::new(Day::new(first, 1, 1)?, to);
        }
        33..=36 => (u32::from(code - 33) * 3 + 1, u32::from(code - 33) * 3 + 3),
        37..=39 => (u32::from(code - 37) * 4 + 1, u32::from(code - 37) * 4 + 4),
        40 | 41 => (u32::from(code - 40) * 6 + 1, u32::from(code - 40) * 6 + 6),
        _ => return None,
    };
    Span::new(Day::new(first, begin, 1)?, last_of_month(last, end)?)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unit {
    Days(u32),
    Months(i32),
}

/// By what the qualifiers of a date widen it: the finest component that a qualifier covers (left of a component:
/// that one); of several qualifiers, the coarsest.
fn unit(date: &core::Date, season: Option<u8>, written: &str) -> Option<Unit> {
    let mut component = 0_usize;
    let mut coarsest: Option<usize> = None;
    for letter in written.chars() {
        match letter {
            '-' => component += 1,
            '?' | '~' | '%' => coarsest = Some(coarsest.map_or(component, |known| known.min(component))),
            _ => {}
        }
    }
    let is_blank =
        |field: Option<core::DateField>| field.is_none_or(|field| field.digits.iter().all(Option::is_none));
    // Of `1X` only the tens are given: the unit is ten, as `199X` widens by ten years.
    let is_tens = |field: Option<core::DateField>| field.is_some_and(|field| field.digits[1].is_none());
    // The precision is that of the finest component of which something is given.
    let coarsest = match coarsest? {
        2 if is_blank(date.day) => 1,
        other => other,
    };
    Some(match coarsest {
        2 => Unit::Days(if is_tens(date.day) { 10 } else { 1 }),
        1 if !is_blank(date.month) => Unit::Months(match season {
            Some(37..=39) => 4,
            Some(40 | 41) => 6,
            Some(_) => 3,
            None if is_tens(date.month) => 10,
            None => 1,
        }),
        _ => Unit::Months(12 * years_of_precision(date)),
    })
}

/// How many years the year's last digits leave open: 1, 10, 100, 1000 or 10000.
fn years_of_precision(date: &core::Date) -> i32 {
    let YearKind::Standard { digits, .. } = date.year.kind else {
        return 1;
    };
    let unspecified = digits.iter().rev().take_while(|digit| digit.is_none()).count();
    let insignificant =
        date.year.significant_digits.map_or(0, |significant| 4_usize.saturating_sub(significant as usize));
    10_i32.pow(u32::try_from(unspecified.max(insignificant)).unwrap_or(4))
}

/// The same day of a month so many months away, or the last that this month has; cut to the years 1 to 9999.
///
/// With `keeps_end`, the last of a month stays the last of a month: the end of a whole month is not a 28th.
fn moved(day: Day, months: i32, keeps_end: bool) -> Day {
    let month = day.year() * 12 + i32::try_from(day.month()).unwrap_or(1) - 1 + months;
    let (year, month) = (month.div_euclid(12), u32::try_from(month.rem_euclid(12)).unwrap_or(0) + 1);
    if year < 1 {
        return Day::MIN;
    }
    let Some(last) = last_of_month(year, month) else {
        return Day::MAX;
    };
    if keeps_end && last_of_month(day.year(), day.month()) == Some(day) {
        return last;
    }
    Day::new(year, month, day.day()).unwrap_or(last)
}

#[cfg(test)]
mod tests {
    use super::super::bounds_of;

    fn holds(cases: &[(&str, &str, &str)]) {
        for (text, from, to) in cases {
            let bounds = bounds_of(text).unwrap_or_else(|error| panic!("{text}: {error}"));
            assert_eq!(
                (bounds.from.to_string().as_str(), bounds.to.to_string().as_str()),
                (*from, *to),
                "{text}"
            );
        }
    }

    #[test]
    fn unspecified_digits_mean_every_day_that_fits_them() {
        holds(&[
            ("156X-12-25", "1560-12-25", "1569-12-25"),
            ("1984-1X", "1984-10-01", "1984-12-31"),
            ("2001-XX-31", "2001-01-31", "2001-12-31"),
            ("2001-XX-3X", "2001-01-30", "2001-12-31"),
            ("2001-02-XX", "2001-02-01", "2001-02-28"),
            ("2001-02-X9", "2001-02-09", "2001-02-19"),
            ("200X-02-29", "2000-02-29", "2008-02-29"),
            ("190X-02-29", "1904-02-29", "1908-02-29"),
            ("1XX3", "1003-01-01", "1993-12-31"),
            // There is no year 0: the first year that fits the digits, and has the day.
            ("XXXX", "0001-01-01", "9999-12-31"),
            ("XXXX-12-XX", "0001-12-01", "9999-12-31"),
            ("XXXX-02-29", "0004-02-29", "9996-02-29"),
            ("XX00", "0100-01-01", "9900-12-31"),
            ("XX00-02-29", "0400-02-29", "9600-02-29"),
            ("XXX0-02-29", "0020-02-29", "9980-02-29"),
            ("X000-22", "1000-06-01", "9000-08-31"),
            ("000X", "0001-01-01", "0009-12-31"),
        ]);
    }

    #[test]
    fn significant_digits_leave_the_others_open() {
        holds(&[
            ("1950S2", "1900-01-01", "1999-12-31"),
            ("1950S3", "1950-01-01", "1959-12-31"),
            ("1950S4", "1950-01-01", "1950-12-31"),
            ("0050S1", "0001-01-01", "0999-12-31"),
            ("1950S2~", "1800-01-01", "2099-12-31"),
        ]);
    }

    #[test]
    fn seasons_quarters_and_halves_are_what_they_say() {
        holds(&[
            ("2009-21", "2009-03-01", "2009-05-31"),
            ("2009-25", "2009-03-01", "2009-05-31"),
            ("2009-26", "2009-06-01", "2009-08-31"),
            ("2009-27", "2009-09-01", "2009-11-30"),
            ("2009-24", "2009-01-01", "2010-02-28"),
            ("2011-28", "2011-01-01", "2012-02-29"),
            ("9999-24", "9999-01-01", "9999-12-31"),
            ("200X-24", "2000-01-01", "2010-02-28"),
            ("2009-29", "2009-09-01", "2009-11-30"),
            ("2009-30", "2009-01-01", "2010-02-28"),
            ("2009-31", "2009-03-01", "2009-05-31"),
            ("2009-32", "2009-06-01", "2009-08-31"),
            ("2009-34", "2009-04-01", "2009-06-30"),
            ("2009-37", "2009-01-01", "2009-04-30"),
            ("2009-38", "2009-05-01", "2009-08-31"),
            ("2009-39", "2009-09-01", "2009-12-31"),
            ("2009-41", "2009-07-01", "2009-12-31"),
        ]);
    }

    #[test]
    fn a_qualifier_widens_by_a_unit_of_the_stated_precision() {
        holds(&[
            ("1990~", "1989-01-01", "1991-12-31"),
            ("1990-05?", "1990-04-01", "1990-06-30"),
            ("2004-01%", "2003-12-01", "2004-02-29"),
            ("2004-06-11%", "2004-06-10", "2004-06-12"),
            ("199X~", "1980-01-01", "2009-12-31"),
            ("19XX?", "1800-01-01", "2099-12-31"),
            ("1985-04-XX~", "1985-03-01", "1985-05-31"),
            ("1985-XX-XX~", "1984-01-01", "1986-12-31"),
            ("1985-04-1X~", "1985-03-31", "1985-04-29"),
            ("1984-1X~", "1983-12-01", "1985-10-31"),
            ("156X-12-25~", "1560-12-24", "1569-12-26"),
            ("0001~", "0001-01-01", "0002-12-31"),
            ("9999-12-31?", "9999-12-30", "9999-12-31"),
            ("0001-01-01?", "0001-01-01", "0001-01-02"),
        ]);
    }

    #[test]
    fn a_season_widens_to_the_seasons_before_and_after() {
        holds(&[
            ("2009-21~", "2008-12-01", "2009-08-31"),
            ("2009-22~", "2009-03-01", "2009-11-30"),
            ("2009-23~", "2009-06-01", "2010-02-28"),
            // Winter 2009 may be that which began in December 2008; the autumn before it began in September.
            ("2009-24~", "2008-09-01", "2010-05-31"),
            ("2001-34~", "2001-01-01", "2001-09-30"),
            ("2001-38~", "2001-01-01", "2001-12-31"),
            ("2001-40~", "2000-07-01", "2001-12-31"),
            ("2009~-22", "2008-06-01", "2010-08-31"),
        ]);
    }

    #[test]
    fn a_qualifier_inside_counts_for_the_finest_component_that_it_covers() {
        holds(&[
            ("2004-06~-11", "2004-05-11", "2004-07-11"),
            ("2004?-06-11", "2003-06-11", "2005-06-11"),
            ("2004-%06-11", "2004-05-11", "2004-07-11"),
            ("2004-06-~11", "2004-06-10", "2004-06-12"),
            ("?2004-06-~11", "2003-06-11", "2005-06-11"),
            ("2004-06?-~11", "2004-05-11", "2004-07-11"),
            // The same day of the other month, or its last.
            ("2004-03~-31", "2004-02-29", "2004-04-30"),
            ("2004-04~-30", "2004-03-30", "2004-05-30"),
            ("2004-04~-3X", "2004-03-30", "2004-05-31"),
            ("2003?-02-28", "2002-02-28", "2004-02-28"),
            ("2003?-02-XX", "2002-02-01", "2004-02-29"),
            ("2004?-02-29", "2003-02-28", "2005-02-28"),
        ]);
    }

    #[test]
    fn each_element_widens_by_itself() {
        holds(&[
            ("2004-06-~01/2004-06-~20", "2004-05-31", "2004-06-21"),
            ("1990~/1993-05", "1989-01-01", "1993-05-31"),
            ("[1990~..]", "1989-01-01", "9999-12-31"),
            ("[1667,1668~]", "1667-01-01", "1669-12-31"),
            ("{1990,1991-05?}", "1990-01-01", "1991-06-30"),
        ]);
    }
}
