//! EDTF dates: the cases collected from the standard, and bounds that contain every day a text can mean.

use orgarchive::date::{Day, Edtf, Span, bounds_of};
use proptest::prelude::*;

/// Every string of the collection that is a single date, season, set or interval of our years has the bounds stated.
#[test]
fn the_collected_cases_pass() {
    let mut reader = csv::Reader::from_reader(include_str!("../data/edtf_cases.csv").as_bytes());
    let mut checked = 0;
    for row in reader.records() {
        let row = row.unwrap();
        let (text, is_valid, earliest, latest) = (&row[0], &row[2] == "true", &row[3], &row[4]);
        let is_in_range = !text.starts_with('-') && !text.starts_with('Y');
        let parsed = Edtf::parse(text);
        if !is_valid || !is_in_range {
            assert!(parsed.is_err(), "{text} is refused");
            checked += 1;
            continue;
        }
        let bounds = parsed.unwrap_or_else(|error| panic!("{text}: {error}")).bounds();
        // The bounds of qualified dates are stated before they are widened.
        let plain: String = text.chars().filter(|letter| !matches!(letter, '~' | '?' | '%')).collect();
        let stated = Edtf::parse(&plain).unwrap_or_else(|error| panic!("{plain}: {error}")).bounds();
        assert!(bounds.encloses(stated), "{text} is no narrower than {plain}");
        assert_eq!(plain.len() < text.len(), bounds != stated, "{text} is widened");
        let expected = |bound: &str, limit: Day| match bound {
            "open" | "unknown" => Some(limit),
            "" => None,
            "0000-12-01" => Day::new(1, 12, 1),
            day => Some(day.parse().unwrap()),
        };
        if let Some(day) = expected(earliest, Day::MIN) {
            assert_eq!(stated.from, day, "{text}");
        }
        if let Some(day) = expected(latest, Day::MAX) {
            assert_eq!(stated.to, day, "{text}");
        }
        checked += 1;
    }
    assert_eq!(checked, 95);
}

fn bounds(text: &str) -> (String, String) {
    let bounds =
        Edtf::parse(text).unwrap_or_else(|error| panic!("{text}: {error} {:?}", error.hint)).bounds();
    (bounds.from.to_string(), bounds.to.to_string())
}

#[test]
fn qualifiers_widen_by_one_unit_of_the_stated_precision() {
    let cases = [
        ("1990~", "1989-01-01", "1991-12-31"),
        ("1990-05?", "1990-04-01", "1990-06-30"),
        ("2004-06-11%", "2004-06-10", "2004-06-12"),
        ("199X~", "1980-01-01", "2009-12-31"),
        ("19XX~", "1800-01-01", "2099-12-31"),
        ("2009-22~", "2009-03-01", "2009-11-30"),
        ("2001-34~", "2001-01-01", "2001-09-30"),
        ("2001-40~", "2000-07-01", "2001-12-31"),
        // Inside: the finest component that a qualifier covers; left of a component, that one; of several, the coarsest.
        ("2004-06~-11", "2004-05-11", "2004-07-11"),
        ("2004?-06-11", "2003-06-11", "2005-06-11"),
        ("2004-%06-11", "2004-05-11", "2004-07-11"),
        ("2004-06-~11", "2004-06-10", "2004-06-12"),
        ("?2004-06-~11", "2003-06-11", "2005-06-11"),
        ("0001~", "0001-01-01", "0002-12-31"),
        ("9999?", "9998-01-01", "9999-12-31"),
        ("2004-06-~01/2004-06-~20", "2004-05-31", "2004-06-21"),
        ("[1990~..]", "1989-01-01", "9999-12-31"),
    ];
    for (text, from, to) in cases {
        assert_eq!(bounds(text), (from.to_owned(), to.to_owned()), "{text}");
    }
}

#[test]
fn seasons_and_parts_of_years_are_what_they_say() {
    let cases = [
        ("2009-21", "2009-03-01", "2009-05-31"),
        ("2009-22", "2009-06-01", "2009-08-31"),
        ("2009-23", "2009-09-01", "2009-11-30"),
        ("2009-24", "2009-01-01", "2010-02-28"),
        ("2011-24", "2011-01-01", "2012-02-29"),
        ("2009-28", "2009-01-01", "2010-02-28"),
        ("2009-33", "2009-01-01", "2009-03-31"),
        ("2009-36", "2009-10-01", "2009-12-31"),
        ("2009-40", "2009-01-01", "2009-06-30"),
        ("2009-41", "2009-07-01", "2009-12-31"),
    ];
    for (text, from, to) in cases {
        assert_eq!(bounds(text), (from.to_owned(), to.to_owned()), "{text}");
    }
}

#[test]
fn what_the_recipes_write_means_what_they_say() {
    let cases = [
        ("[2009-05-11..2009-05-20]", "2009-05-11", "2009-05-20"),
        ("[1975-09..1975-12]", "1975-09-01", "1975-12-31"),
        ("[..2009-07]", "0001-01-01", "2009-07-31"),
        ("2001-XX-03", "2001-01-03", "2001-12-03"),
        ("XXXX-XX-17", "0001-01-17", "9999-12-17"),
        ("190X-02-29", "1904-02-29", "1908-02-29"),
        ("../2010-04-27", "0001-01-01", "2010-04-27"),
    ];
    for (text, from, to) in cases {
        assert_eq!(bounds(text), (from.to_owned(), to.to_owned()), "{text}");
    }
    for reversed in ["2010/2009", "[1993..1990]", "2009-07-02/2009-07-01"] {
        assert!(Edtf::parse(reversed).is_err(), "{reversed}");
    }
    assert!(Edtf::parse_point("2009/2010").is_err());
}

/// All days that a text with unspecified digits can mean, found one by one.
fn meant(text: &str, within: std::ops::RangeInclusive<i32>) -> Vec<Day> {
    let mut days = Vec::new();
    for year in within {
        for month in 1..=12 {
            for number in 1..=31 {
                let Some(day) = Day::new(year, month, number) else {
                    continue;
                };
                let written = day.to_string();
                if text.bytes().zip(written.bytes()).all(|(digit, given)| digit == b'X' || digit == given) {
                    days.push(day);
                }
            }
        }
    }
    days
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_500, ..ProptestConfig::default() })]

    #[test]
    fn bounds_are_the_first_and_the_last_day_that_a_text_can_mean(
        decade in 190..210_i32,
        year in prop_oneof!["[0-9]", Just("X".to_owned())],
        month in prop_oneof![Just(String::new()), "-(0[1-9]|1[0-2]|XX|1X|0X)"],
        day in prop_oneof![Just(String::new()), "-(0[1-9]|[12][0-9]|3[01]|XX|[0-3]X|X[0-9])"],
    ) {
        let text = format!("{decade}{year}{month}{}", if month.is_empty() { String::new() } else { day });
        let days = meant(&text, decade * 10..=decade * 10 + 9);
        match Edtf::parse(&text) {
            Ok(date) => {
                prop_assert!(!days.is_empty(), "{} means no day", text);
                let expected = Span { from: days[0], to: days[days.len() - 1] };
                prop_assert_eq!(date.bounds(), expected, "{}", text);
            }
            Err(error) => prop_assert!(days.is_empty() || error.hint.is_some(), "{}: {}", text, error),
        }
    }

    #[test]
    fn a_qualified_date_contains_its_plain_one_and_a_unit_more(
        year in 1..9999_i32, month in 1..13_u32, number in 1..29_u32, sign in "[~?%]", precision in 0..3_usize,
    ) {
        let plain = match precision {
            0 => format!("{year:04}"),
            1 => format!("{year:04}-{month:02}"),
            _ => format!("{year:04}-{month:02}-{number:02}"),
        };
        let (narrow, wide) = (bounds_of(&plain).unwrap(), bounds_of(&format!("{plain}{sign}")).unwrap());
        prop_assert!(wide.encloses(narrow));
        prop_assert!(wide.from < narrow.from || wide.from == Day::MIN);
        prop_assert!(wide.to > narrow.to || wide.to == Day::MAX);
        prop_assert!(wide.from >= narrow.from || narrow.from.number() - wide.from.number() <= 366);
        prop_assert!(wide.to.number() - narrow.to.number() <= 366);
    }

    #[test]
    fn no_text_makes_the_parser_panic(text in "\\PC{0,24}") {
        let _ = Edtf::parse(&text);
        let _ = orgarchive::number::Number::parse(&text);
    }

    #[test]
    fn no_text_of_dates_letters_makes_the_parser_panic(text in "[0-9X~?%/.,\\[\\]{}TZESY -]{0,24}") {
        if let Ok(date) = Edtf::parse(&text) {
            prop_assert!(date.bounds().from <= date.bounds().to);
        }
    }

    #[test]
    fn days_are_written_as_they_are_read(number in 0..3_652_058_i32) {
        let day = Day::new(1 + number / 366, 1 + (number / 31).unsigned_abs() % 12, 1 + number.unsigned_abs() % 28).unwrap();
        prop_assert_eq!(day.to_string().parse::<Day>().unwrap(), day);
        prop_assert_eq!(day.after().before(), day);
    }
}
