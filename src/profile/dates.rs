//! Dates as other files write them, to EDTF: what is written is kept, and nothing is added.

use crate::date::{Edtf, MONTHS};

/// What is in a date of a known shape.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Item {
    /// Four digits.
    Year,
    /// A month as one or two digits; exactly two if a number follows or precedes at once.
    Month { two: bool },
    /// A day as one or two digits; exactly two if a number follows or precedes at once.
    Day { two: bool },
    /// The name of a month in English, whole or its first three letters.
    MonthName,
    /// White space; between two numbers at least one.
    Space { needed: bool },
    /// That character.
    Literal(char),
}

impl Item {
    fn is_number(self) -> bool {
        matches!(self, Item::Year | Item::Month { .. } | Item::Day { .. })
    }
}

/// How a file writes its dates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Format {
    /// `%Y`, `%m`, `%d`, `%b` and `%%` among other characters.
    Shape(Shape),
    /// As EDTF: the text stands as it is.
    Edtf,
}

/// A date of a known shape, such as `%d.%m.%Y`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shape {
    written: String,
    items: Vec<Item>,
}

impl Format {
    /// Reads a format.
    ///
    /// # Errors
    /// If it is not one: what is wrong and what to do.
    pub fn parse(text: &str) -> Result<Format, (String, String)> {
        if text.trim().eq_ignore_ascii_case("edtf") {
            return Ok(Format::Edtf);
        }
        let takes =
            "a format has %Y (year), %m (month), %d (day), %b (English name of a month) and other characters";
        let mut items = Vec::new();
        let mut letters = text.trim().chars();
        while let Some(letter) = letters.next() {
            items.push(match letter {
                '%' => match letters.next() {
                    Some('Y') => Item::Year,
                    Some('m') => Item::Month { two: false },
                    Some('d') => Item::Day { two: false },
                    Some('b' | 'B') => Item::MonthName,
                    Some('%') => Item::Literal('%'),
                    Some('y') => {
                        return Err((
                            format!("\"{text}\" has a year of two digits, whose century is unknown"),
                            "split off the years with pattern, and give the century with take, such as 19{year}"
                                .to_owned(),
                        ));
                    }
                    Some(other) => return Err((format!("\"{text}\" has %{other}"), takes.to_owned())),
                    None => return Err((format!("\"{text}\" ends in %"), takes.to_owned())),
                },
                letter if letter.is_whitespace() => {
                    if matches!(items.last(), Some(Item::Space { .. })) {
                        continue;
                    }
                    Item::Space { needed: false }
                }
                letter => Item::Literal(letter),
            });
        }
        let count = |wanted: fn(&Item) -> bool| items.iter().filter(|item| wanted(item)).count();
        let years = count(|item| matches!(item, Item::Year));
        let months = count(|item| matches!(item, Item::Month { .. } | Item::MonthName));
        let days = count(|item| matches!(item, Item::Day { .. }));
        if years != 1 || months > 1 || days > 1 || days > months {
            return Err((
                format!(
                    "\"{text}\" is not a date format: write the year once, alone, with a month, or with a month and a day"
                ),
                takes.to_owned(),
            ));
        }
        Ok(Format::Shape(Shape { written: text.to_owned(), items: with_widths(items) }))
    }

    /// The format as it is written.
    pub fn written(&self) -> &str {
        match self {
            Format::Shape(shape) => &shape.written,
            Format::Edtf => "edtf",
        }
    }

    /// The date in EDTF, as precise as the text and no more; none if the text has another shape.
    pub fn read(&self, text: &str) -> Option<String> {
        match self {
            Format::Edtf => Edtf::parse(text).is_ok().then(|| text.to_owned()),
            Format::Shape(shape) => {
                let mut found = Found::default();
                if fits(&shape.items, text, &mut found) { edtf(&found) } else { None }
            }
        }
    }
}

/// Numbers that touch have two digits each (years have four), and white space between numbers is needed.
fn with_widths(items: Vec<Item>) -> Vec<Item> {
    let number =
        |place: Option<usize>| place.and_then(|place| items.get(place)).is_some_and(|item| item.is_number());
    (0..items.len())
        .map(|place| {
            let (before, after) = (number(place.checked_sub(1)), number(Some(place + 1)));
            match items[place] {
                Item::Month { .. } => Item::Month { two: before || after },
                Item::Day { .. } => Item::Day { two: before || after },
                Item::Space { .. } => Item::Space { needed: before && after },
                item => item,
            }
        })
        .collect()
}

#[derive(Debug, Default, Clone, Copy)]
struct Found {
    year: u32,
    month: Option<u32>,
    day: Option<u32>,
}

/// Whether the whole text fits; numbers are as long as they can be and still fit.
fn fits(items: &[Item], text: &str, found: &mut Found) -> bool {
    let Some((item, rest)) = items.split_first() else { return text.is_empty() };
    match *item {
        Item::Literal(letter) => text.strip_prefix(letter).is_some_and(|text| fits(rest, text, found)),
        Item::Space { needed } => {
            let after = text.trim_start();
            (!needed || after.len() < text.len()) && fits(rest, after, found)
        }
        Item::Year => number(text, 4).is_some_and(|(year, text)| {
            found.year = year;
            fits(rest, text, found)
        }),
        Item::Month { two } => widths(two).iter().any(|&width| {
            number(text, width).is_some_and(|(month, text)| {
                found.month = Some(month);
                fits(rest, text, found)
            })
        }),
        Item::Day { two } => widths(two).iter().any(|&width| {
            number(text, width).is_some_and(|(day, text)| {
                found.day = Some(day);
                fits(rest, text, found)
            })
        }),
        Item::MonthName => {
            let end = text.find(|letter: char| !letter.is_alphabetic()).unwrap_or(text.len());
            let (name, text) = text.split_at(end);
            found.month = month_named(name);
            found.month.is_some() && fits(rest, text.strip_prefix('.').unwrap_or(text), found)
        }
    }
}

fn widths(two: bool) -> &'static [usize] {
    if two { &[2] } else { &[2, 1] }
}

/// Exactly that many digits at the start of a text, and what follows.
fn number(text: &str, width: usize) -> Option<(u32, &str)> {
    let digits = text.get(..width).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))?;
    Some((digits.parse().ok()?, &text[width..]))
}

fn month_named(name: &str) -> Option<u32> {
    let name = name.to_lowercase();
    let place =
        MONTHS.iter().position(|month| *month == name || (name.len() == 3 && month.starts_with(&name)))?;
    u32::try_from(place + 1).ok()
}

/// The date in EDTF; none if there is no such month, or no month has such a day. The 30 February is left to the import.
fn edtf(found: &Found) -> Option<String> {
    let year = found.year;
    match (found.month, found.day) {
        (None, _) => Some(format!("{year:04}")),
        (Some(month), None) if (1..=12).contains(&month) => Some(format!("{year:04}-{month:02}")),
        (Some(month), Some(day)) if (1..=12).contains(&month) && (1..=31).contains(&day) => {
            Some(format!("{year:04}-{month:02}-{day:02}"))
        }
        _ => None,
    }
}

/// The date that a text gives by several formats; none if it fits none of them.
///
/// # Errors
/// If two formats read two dates out of it: both, and the formats.
pub fn read(formats: &[Format], text: &str) -> Result<Option<String>, String> {
    let mut read: Option<(String, &Format)> = None;
    for format in formats {
        let Some(date) = format.read(text) else { continue };
        match &read {
            Some((first, by)) if *first != date => {
                return Err(format!(
                    "\"{text}\" is {first} by {} and {date} by {}",
                    by.written(),
                    format.written()
                ));
            }
            Some(_) => {}
            None => read = Some((date, format)),
        }
    }
    Ok(read.map(|(date, _)| date))
}

/// The date that separate cells for year, month and day give; none if all of them are blank.
///
/// A month and a day are numbers, with or without `월` and `일`, or the month's English name; the year has four digits,
/// with or without `년`. A `.0` that a spreadsheet program put behind a whole number falls away.
///
/// # Errors
/// If a cell is not one of these, a day has no month or a month no year: what is wrong and what to do.
pub fn from_parts(
    year: Option<&str>,
    month: Option<&str>,
    day: Option<&str>,
) -> Result<Option<String>, (String, &'static str)> {
    let leave = "give what the source says; leave month and day blank if it does not give them";
    let Some(year) = year else {
        return match (month, day) {
            (None, None) => Ok(None),
            _ => Err(("there is a month or a day, but no year".to_owned(), leave)),
        };
    };
    let plain = whole(year, '년');
    if plain.len() != 4 || !plain.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err((
            format!("\"{year}\" is not a year"),
            "a year has four digits; words for it belong in values, and words for \"not known\" in blanks",
        ));
    }
    let Some(month) = month else {
        return match day {
            None => Ok(Some(plain.to_owned())),
            Some(day) => Err((format!("there is a day, \"{day}\", and no month"), leave)),
        };
    };
    let month =
        part(whole(month, '월'), 12).or_else(|| month_named(month.trim_end_matches('.'))).ok_or_else(
            || (format!("\"{month}\" is not a month"), "months are 1 to 12, or their English names"),
        )?;
    let Some(day) = day else { return Ok(Some(format!("{plain}-{month:02}"))) };
    let day = part(whole(day, '일'), 31).ok_or_else(|| {
        (format!("\"{day}\" is not a day"), "days are 1 to 31; words for \"not known\" belong in blanks")
    })?;
    Ok(Some(format!("{plain}-{month:02}-{day:02}")))
}

fn whole(text: &str, unit: char) -> &str {
    let text = text.trim();
    let text = text.strip_suffix(unit).unwrap_or(text).trim_end();
    text.strip_suffix(".0").unwrap_or(text)
}

fn part(text: &str, most: u32) -> Option<u32> {
    let is_number = (1..=2).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|number| is_number && (1..=most).contains(number))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read_by(format: &str, text: &str) -> Option<String> {
        Format::parse(format).unwrap().read(text)
    }

    #[test]
    fn dates_of_many_shapes_keep_their_precision() {
        for (format, text, expected) in [
            ("%d.%m.%Y", "1.7.2009", Some("2009-07-01")),
            ("%d.%m.%Y", "01.07.2009", Some("2009-07-01")),
            ("%Y년 %m월 %d일", "2009년 7월 1일", Some("2009-07-01")),
            ("%Y년 %m월", "2009년7월", Some("2009-07")),
            ("%Y년", "2009년", Some("2009")),
            ("%d %b %Y", "3 March 1994", Some("1994-03-03")),
            ("%b %Y", "Sept. 1994", None),
            ("%b %Y", "Sep. 1994", Some("1994-09")),
            ("%Y%m%d", "20090701", Some("2009-07-01")),
            ("%Y%m%d", "2009071", None),
            ("%d %m %Y", "112009", None),
            ("%d.%m.%Y", "1.13.2009", None),
            ("%d.%m.%Y", "0.1.2009", None),
            ("%Y", "2009.", None),
            ("%Y", "98", None),
            ("edtf", "1990~", Some("1990~")),
            ("edtf", "summer 1990", None),
        ] {
            assert_eq!(read_by(format, text).as_deref(), expected, "{format} {text}");
        }
    }

    #[test]
    fn formats_that_are_none_are_told() {
        for wrong in ["%d.%m.%y", "%m", "%Y %d", "%Y %Y", "%H:%M %Y", "%Y%", "day"] {
            assert!(Format::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn two_readings_are_refused_and_not_chosen_from() {
        let formats = ["%d.%m.%Y", "%m.%d.%Y"].map(|format| Format::parse(format).unwrap());
        assert!(read(&formats, "01.02.2009").unwrap_err().contains("2009-02-01 by %d.%m.%Y"));
        assert_eq!(read(&formats, "13.02.2009").unwrap().as_deref(), Some("2009-02-13"));
        assert_eq!(read(&formats, "02.02.2009").unwrap().as_deref(), Some("2009-02-02"));
    }

    #[test]
    fn parts_with_units_names_and_spreadsheet_numbers_are_read() {
        for (parts, expected) in [
            ((Some("2009년"), Some("7월"), Some("1일")), Some("2009-07-01")),
            ((Some("2009.0"), Some("7.0"), None), Some("2009-07")),
            ((Some("2009"), Some("July"), None), Some("2009-07")),
            ((None, None, None), None),
        ] {
            assert_eq!(from_parts(parts.0, parts.1, parts.2).unwrap().as_deref(), expected);
        }
        for parts in [
            (Some("98"), None, None),
            (Some("2009"), Some("0"), None),
            (Some("2009"), Some("13"), None),
            (Some("2009"), Some("1"), Some("32")),
            (Some("2009"), None, Some("1")),
            (None, Some("1"), None),
            (Some("2009"), Some("+1"), None),
        ] {
            assert!(from_parts(parts.0, parts.1, parts.2).is_err(), "{parts:?}");
        }
    }

    proptest! {
        #[test]
        fn parts_are_as_precise_as_what_is_given(
            year in 1u32..=9999, month in proptest::option::of(1u32..=12), day in proptest::option::of(1u32..=31),
        ) {
            let cells = (format!("{year:04}"), month.map(|month| month.to_string()), day.map(|day| day.to_string()));
            let read = from_parts(Some(&cells.0), cells.1.as_deref(), cells.2.as_deref());
            match (month, day) {
                (None, Some(_)) => prop_assert!(read.is_err()),
                (None, None) => prop_assert_eq!(read.unwrap().unwrap(), cells.0),
                (Some(month), None) => prop_assert_eq!(read.unwrap().unwrap(), format!("{year:04}-{month:02}")),
                (Some(month), Some(day)) => {
                    prop_assert_eq!(read.unwrap().unwrap(), format!("{year:04}-{month:02}-{day:02}"));
                }
            }
        }

        #[test]
        fn a_format_never_adds_a_month_or_a_day(
            format in prop::sample::select(vec!["%Y", "%Y년", "%Y.%m", "%b %Y", "%d.%m.%Y", "%Y%m", "%Y년 %m월 %d일"]),
            text in "[0-9]{1,4}[.년 ]{0,2}[0-9]{0,2}[.월 ]{0,2}[0-9]{0,4}[일]?",
        ) {
            if let Some(date) = read_by(format, &text) {
                let parts = 1 + usize::from(format.contains("%m") || format.contains("%b")) + usize::from(format.contains("%d"));
                prop_assert_eq!(date.split('-').count(), parts);
                prop_assert!(Edtf::parse(&date).is_ok() || date.ends_with("-31") || date.ends_with("-30") || date.ends_with("-29") || date.starts_with("0000"), "{}", date);
            }
        }
    }
}
