//! Days and runs of days as people write them: "1965" for its whole year, and no limit where there is none.

use super::{Day, Span};

impl Span {
    /// Whether nothing is known of the year, as in `XXXX-XX-17`.
    #[must_use]
    pub fn is_of_any_year(self) -> bool {
        self.is_open_before() && self.is_open_after()
    }

    /// The days from the first to the last: "1965", "1965-03", "the 1990s", "1965-03-01 to 1966-02-01", "until 1965",
    /// "from 1966-03-01 on". None where there is no limit at all.
    #[must_use]
    pub fn run_of_days(self) -> Option<String> {
        match (self.is_open_before(), self.is_open_after()) {
            (true, true) => None,
            (true, false) => Some(format!("until {}", last_unit(self.to))),
            (false, true) => Some(format!("from {} on", self.from)),
            (false, false) => Some(self.between(" to ")),
        }
    }

    /// One day within these bounds, after a verb such as "founded": "1965-03-01", "1965", "1965 or before", "at an unknown
    /// time".
    #[must_use]
    pub fn day_within(self) -> String {
        match (self.is_open_before(), self.is_open_after()) {
            (true, true) => "at an unknown time".to_owned(),
            (true, false) => format!("{} or before", last_unit(self.to)),
            (false, true) => format!("{} or after", first_unit(self.from)),
            (false, false) => self.between(" to "),
        }
    }

    /// The same in a sentence: "on 1965-03-01", "on some day in 1965", "on some day between 1965-03-01 and 1966-02-01".
    #[must_use]
    pub fn on_some_day(self) -> String {
        let is_closed = !self.is_open_before() && !self.is_open_after();
        if self.is_single_day() {
            format!("on {}", self.from)
        } else if self.is_of_any_year() {
            self.day_within()
        } else if is_closed && let Some(unit) = self.unit() {
            format!("on some day in {unit}")
        } else if is_closed {
            format!("on some day between {}", self.between(" and "))
        } else {
            let words = self.day_within();
            // A year or a month has days in it.
            format!("{} {words}", if words.matches('-').count() == 2 { "on" } else { "on some day in" })
        }
    }

    fn is_open_before(self) -> bool {
        self.from.year() == Day::MIN.year()
    }

    fn is_open_after(self) -> bool {
        self.to.year() == Day::MAX.year()
    }

    /// The one day, month, year or decade that it is. The first decade of a century has no name of its own.
    fn unit(self) -> Option<String> {
        let (from, to) = (self.from, self.to);
        let (first, last) = (first_unit(from), last_unit(to));
        let are_years = first.len() == 4 && last.len() == 4;
        if self.is_single_day() {
            Some(from.to_string())
        } else if are_years && first == last {
            Some(first)
        } else if month(from) == month(to) && from.day() == 1 && last != to.to_string() {
            Some(month(from))
        } else if are_years && from.year() % 10 == 0 && from.year() % 100 != 0 && to.year() == from.year() + 9
        {
            Some(format!("the {first}s"))
        } else {
            None
        }
    }

    fn between(self, and: &str) -> String {
        if let Some(unit) = self.unit() {
            return unit;
        }
        let (first, last) = (first_unit(self.from), last_unit(self.to));
        // Both ends are as exact as the more exact of the two.
        let length = first.len().max(last.len());
        let cut = |day: Day| day.to_string()[..length].to_owned();
        format!("{}{and}{}", cut(self.from), cut(self.to))
    }
}

/// The longest unit that begins with a day: its year, its month, or itself.
fn first_unit(day: Day) -> String {
    match (day.month(), day.day()) {
        (1, 1) => day.to_string()[..4].to_owned(),
        (_, 1) => month(day),
        _ => day.to_string(),
    }
}

/// The longest unit that ends with a day.
fn last_unit(day: Day) -> String {
    match (day.month(), day.day()) {
        (12, 31) => day.to_string()[..4].to_owned(),
        _ if day < Day::MAX && day.after().day() == 1 => month(day),
        _ => day.to_string(),
    }
}

fn month(day: Day) -> String {
    day.to_string()[..7].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Span {
        crate::date::bounds_of(text).unwrap()
    }

    #[test]
    fn whole_years_months_and_decades_are_written_as_such() {
        let written = |text: &str| of(text).run_of_days().unwrap();
        for (edtf, words) in [
            ("1965", "1965"),
            ("1964-02", "1964-02"),
            ("1965-01", "1965-01"),
            ("1965-12", "1965-12"),
            ("1965-03-01", "1965-03-01"),
            ("1965-01-01", "1965-01-01"),
            ("1965-12-31", "1965-12-31"),
            ("199X", "the 1990s"),
            ("190X", "1900 to 1909"),
            ("1990~", "1989 to 1991"),
            ("[1965-01..1965-03]", "1965-01 to 1965-03"),
            ("[1965-01..1965-03-05]", "1965-01-01 to 1965-03-05"),
            ("[1965..1966-03]", "1965-01 to 1966-03"),
            ("[1965-02-01..1965-02-27]", "1965-02-01 to 1965-02-27"),
            ("[..1965]", "until 1965"),
            ("[..1965-03-02]", "until 1965-03-02"),
            ("[1965..]", "from 1965-01-01 on"),
        ] {
            assert_eq!(written(edtf), words, "{edtf}");
        }
        assert_eq!(Span::ALWAYS.run_of_days(), None);
    }

    #[test]
    fn a_day_of_which_no_year_is_known_has_no_limits_to_a_reader() {
        assert!(
            of("XXXX-XX-17").is_of_any_year()
                && of("XXXX-04").is_of_any_year()
                && !of("19XX").is_of_any_year()
        );
        assert_eq!(of("XXXX-XX-17").day_within(), "at an unknown time");
        assert_eq!(of("XXXX-XX-17").on_some_day(), "at an unknown time");
    }

    #[test]
    fn a_day_within_bounds_is_told_from_a_run_of_days() {
        let on = |text: &str| of(text).on_some_day();
        assert_eq!(on("1965-03-01"), "on 1965-03-01");
        assert_eq!(on("1965"), "on some day in 1965");
        assert_eq!(on("[1965-03-01..1966-02-01]"), "on some day between 1965-03-01 and 1966-02-01");
        assert_eq!(
            (on("[..1965]"), on("[..1965-03-02]")),
            ("on some day in 1965 or before".into(), "on 1965-03-02 or before".into())
        );
        assert_eq!(
            (on("[1965-03..]"), of("[1965..]").day_within()),
            ("on some day in 1965-03 or after".into(), "1965 or after".into())
        );
    }
}
