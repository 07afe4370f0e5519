//! The EDTF strings collected from the standard, and dates against the slow and simple way to find what they mean.

use orgarchive::date::{Day, Edtf, Span, bounds_of};
use orgarchive::number::Number;
use proptest::prelude::*;

/// What the collection says of one string.
struct Case {
    text: String,
    is_valid: bool,
    earliest: String,
    latest: String,
}

fn cases() -> Vec<Case> {
    csv::Reader::from_reader(include_str!("../data/edtf_cases.csv").as_bytes())
        .records()
        .map(|row| {
            let row = row.unwrap();
            Case {
                text: row[0].to_owned(),
                is_valid: &row[2] == "true",
                earliest: row[3].to_owned(),
                latest: row[4].to_owned(),
            }
        })
        .collect()
}

/// The day that the collection states; none if it states none.
fn stated(bound: &str, limit: Day) -> Option<Day> {
    match bound {
        "" => None,
        "open" | "unknown" => Some(limit),
        // There is no year 0 here.
        "0000-12-01" => Day::new(1, 12, 1),
        day => Some(day.parse().unwrap()),
    }
}

fn is_of_our_years(case: &Case) -> bool {
    !case.text.starts_with(['-', 'Y'])
}

#[test]
fn every_valid_string_of_our_years_has_the_bounds_stated() {
    let mut checked = 0;
    for case in cases().iter().filter(|case| case.is_valid && is_of_our_years(case)) {
        let text = &case.text;
        let bounds = Edtf::parse(text).unwrap_or_else(|error| panic!("{text}: {error}")).bounds();
        // Bounds of qualified strings are stated before they are widened.
        let plain: String = text.chars().filter(|letter| !matches!(letter, '~' | '?' | '%')).collect();
        let narrow = bounds_of(&plain).unwrap_or_else(|error| panic!("{plain}: {error}"));
        assert!(bounds.encloses(narrow), "{text} is no narrower than {plain}");
        assert_eq!(plain.len() < text.len(), bounds != narrow, "{text} is widened if it is qualified");
        if let Some(day) = stated(&case.earliest, Day::MIN) {
            assert_eq!(narrow.from, day, "{text}");
        }
        if let Some(day) = stated(&case.latest, Day::MAX) {
            assert_eq!(narrow.to, day, "{text}");
        }
        assert_eq!(bounds_of(text).ok(), Some(bounds), "{text}");
        checked += 1;
    }
    assert!(checked >= 70, "{checked} strings were checked");
}

#[test]
fn every_string_that_is_invalid_is_refused_with_what_to_do() {
    let mut checked = 0;
    for case in cases().iter().filter(|case| !case.is_valid) {
        let error = Edtf::parse(&case.text).expect_err(&case.text);
        assert!(error.message.starts_with(&format!("\"{}\"", case.text)), "{}", error.message);
        assert!(error.hint.is_some_and(|hint| !hint.is_empty()), "{}", case.text);
        checked += 1;
    }
    assert!(checked >= 15, "{checked} strings were checked");
}

#[test]
fn every_string_of_other_years_is_refused_with_a_message_that_says_so() {
    for case in cases().iter().filter(|case| case.is_valid && !is_of_our_years(case)) {
        let error = Edtf::parse(&case.text).expect_err(&case.text);
        assert_eq!(error.message, format!("\"{}\" is outside the years 0001 to 9999", case.text));
    }
}

/// Whether a number written with so many digits fits a pattern; no pattern is fit by all.
fn fits(pattern: Option<&str>, number: u32) -> bool {
    pattern.is_none_or(|pattern| {
        let written = format!("{number:0width$}", width = pattern.len());
        pattern.bytes().zip(written.bytes()).all(|(digit, given)| digit == b'X' || digit == given)
    })
}

/// All days of these years that a date with unspecified digits can mean, found one by one.
fn meant(text: &str, years: std::ops::RangeInclusive<u32>) -> Vec<Day> {
    let mut parts = text.split('-');
    let (year, month, day) = (parts.next(), parts.next(), parts.next());
    let months: Vec<u32> = (1..=12).filter(|number| fits(month, *number)).collect();
    let numbers: Vec<u32> = (1..=31).filter(|number| fits(day, *number)).collect();
    let mut days = Vec::new();
    for year in years.filter(|number| fits(year, *number)) {
        for month in &months {
            days.extend(numbers.iter().filter_map(|day| Day::new(i32::try_from(year).ok()?, *month, *day)));
        }
    }
    days
}

#[test]
fn bounds_are_exact_over_all_years() {
    for text in [
        "XXXX",
        "XX00",
        "XXX0",
        "X000",
        "X0X0",
        "000X",
        "00XX",
        "1XX4",
        "9XX9",
        "XXXX-02-29",
        "XX00-02-29",
        "XXX0-02-29",
        "XXXX-XX-31",
        "X0X0-0X-3X",
        "XXXX-1X",
        "0XXX-12-XX",
    ] {
        let days = meant(text, 1..=9999);
        assert_eq!(bounds_of(text).ok(), Span::new(days[0], days[days.len() - 1]), "{text}");
    }
}

/// The days from which `date` may reach to which, if it may lie one unit off: the plain date and its two neighbours.
fn neighbours(year: i32, month: u32, day: Option<u32>, unit: Unit) -> Option<Vec<String>> {
    let write = |year: i32, month: u32, day: Option<u32>| match day {
        None => format!("{year:04}-{month:02}"),
        Some(day) => format!("{year:04}-{month:02}-{day:02}"),
    };
    let mut all = vec![write(year, month, day)];
    for step in [-1, 1] {
        let (year, month) = match unit {
            Unit::Year => (year + step, month),
            Unit::Month => {
                let count = year * 12 + i32::try_from(month).ok()? - 1 + step;
                (count.div_euclid(12), u32::try_from(count.rem_euclid(12)).ok()? + 1)
            }
        };
        all.push(write(year, month, day));
    }
    Some(all)
}

#[derive(Debug, Clone, Copy)]
enum Unit {
    Year,
    Month,
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, ..ProptestConfig::default() })]

    #[test]
    fn bounds_are_the_first_and_the_last_day_that_a_text_can_mean(
        decade in 190..210_u32,
        year in prop_oneof!["[0-9]", Just("X".to_owned())],
        month in prop_oneof![Just(String::new()), "-(0[1-9]|1[0-2]|XX|1X|0X|X[0-9])"],
        day in prop_oneof![Just(String::new()), "-(0[1-9]|[12][0-9]|3[01]|XX|[0-3]X|X[0-9])"],
    ) {
        let text = format!("{decade}{year}{month}{}", if month.is_empty() { "" } else { &day });
        let days = meant(&text, decade * 10..=decade * 10 + 9);
        match Edtf::parse(&text) {
            Ok(date) => {
                prop_assert!(!days.is_empty(), "{} means no day", text);
                prop_assert_eq!(Some(date.bounds()), Span::new(days[0], days[days.len() - 1]), "{}", text);
            }
            Err(error) => prop_assert!(days.is_empty(), "{}: {}", text, error),
        }
    }

    #[test]
    fn a_qualifier_inside_admits_the_same_date_a_unit_off(
        year in 2..9998_i32, month in 1..13_u32, day in proptest::option::of(1..32_u32),
        unit in prop_oneof![Just(Unit::Year), Just(Unit::Month)], sign in "[~?%]",
    ) {
        let rest = day.map_or_else(String::new, |day| format!("-{day:02}"));
        let text = match unit {
            Unit::Year => format!("{year:04}{sign}-{month:02}{rest}"),
            Unit::Month => format!("{year:04}-{sign}{month:02}{rest}"),
        };
        let Ok(bounds) = bounds_of(&text) else {
            prop_assert!(bounds_of(&format!("{year:04}-{month:02}{rest}")).is_err(), "{}", text);
            return Ok(());
        };
        for date in neighbours(year, month, day, unit).unwrap() {
            // A day that the other month lacks is not a reading.
            if let Ok(reading) = bounds_of(&date) {
                prop_assert!(bounds.encloses(reading), "{} may be {}", text, date);
            }
        }
    }

    #[test]
    fn a_qualified_date_reaches_one_unit_further_on_both_sides(
        year in 1..10_000_i32, month in 1..13_u32, number in 1..29_u32, sign in "[~?%]", precision in 0..3_usize,
    ) {
        let plain = match precision {
            0 => format!("{year:04}"),
            1 => format!("{year:04}-{month:02}"),
            _ => format!("{year:04}-{month:02}-{number:02}"),
        };
        let (narrow, wide) = (bounds_of(&plain).unwrap(), bounds_of(&format!("{plain}{sign}")).unwrap());
        let longest = [366, 31, 1][precision];
        prop_assert!(wide.encloses(narrow));
        prop_assert!(wide.from < narrow.from || wide.from == Day::MIN);
        prop_assert!(wide.to > narrow.to || wide.to == Day::MAX);
        prop_assert!(narrow.from.number() - wide.from.number() <= longest);
        prop_assert!(wide.to.number() - narrow.to.number() <= longest);
    }

    #[test]
    fn a_range_has_the_bounds_of_its_ends_and_an_interval_too(
        first in "(19[0-9]{2}|199X|19[0-9]{2}-(0[1-9]|1[0-2]|2[1-4]))[~?]?", last in "20[0-9]{2}(-(0[1-9]|XX))?[~%]?",
    ) {
        let expected = Span::new(bounds_of(&first).unwrap().from, bounds_of(&last).unwrap().to);
        for text in [format!("[{first}..{last}]"), format!("{{{first}..{last}}}"), format!("{first}/{last}")] {
            prop_assert_eq!(bounds_of(&text).ok(), expected, "{}", text);
        }
    }

    #[test]
    fn no_text_makes_the_parsers_panic(text in "\\PC{0,24}") {
        let _ = (Edtf::parse(&text), Edtf::parse_point(&text), bounds_of(&text), Number::parse(&text));
    }

    #[test]
    fn no_text_of_dates_letters_makes_the_parsers_panic(text in "[0-9X~?%/.,\\[\\]{}TZESY -]{0,24}") {
        if let Ok(date) = Edtf::parse(&text) {
            prop_assert!(date.bounds().from <= date.bounds().to);
        }
        let _ = (Edtf::parse_point(&text), Number::parse(&text));
    }

    /// What is proposed for words is itself a date: it never sends the analyst in circles.
    #[test]
    fn no_phrase_makes_the_advice_panic_or_propose_what_is_refused(
        words in proptest::collection::vec(
            prop_oneof![
                Just("2009".to_owned()), Just("May".to_owned()), Just("late".to_owned()), Just("to".to_owned()), Just("by".to_owned()),
                Just("summer".to_owned()), Just("-".to_owned()), Just("년".to_owned()), Just("월".to_owned()), Just("일".to_owned()),
                Just("주체".to_owned()), Just("/".to_owned()), Just("s".to_owned()), Just("or".to_owned()), Just("c.".to_owned()),
                Just("이후".to_owned()), Just("Q".to_owned()), Just("between".to_owned()), Just("and".to_owned()), "[0-9]{1,8}",
            ],
            1..7,
        ),
        joint in prop_oneof![Just(""), Just(" "), Just(".")],
    ) {
        let text = words.join(joint);
        let Err(error) = Edtf::parse(&text) else { return Ok(()) };
        let hint = error.hint.unwrap_or_default();
        let proposed = hint.strip_prefix("write ").filter(|rest| rest.starts_with(|first: char| first.is_ascii_digit() || first == '['));
        for date in proposed.into_iter().flat_map(|rest| rest.split(", or ")) {
            let date = date.split(" (").next().and_then(|date| date.split(" in ").next()).unwrap_or_default();
            prop_assert!(bounds_of(date).is_ok(), "{}: {}", text, hint);
        }
    }

    #[test]
    fn the_order_of_days_is_the_order_of_their_texts(first in 0..3_652_059_i32, second in 0..3_652_059_i32) {
        let day = |number: i32| Day::new(1 + number / 366, 1 + (number / 31).unsigned_abs() % 12, 1 + number.unsigned_abs() % 28).unwrap();
        let (first, second) = (day(first), day(second));
        prop_assert_eq!(first.cmp(&second), first.to_string().cmp(&second.to_string()));
        prop_assert_eq!(first.to_string().parse::<Day>().ok(), Some(first));
        prop_assert_eq!(first.number().cmp(&second.number()), first.cmp(&second));
    }
}
