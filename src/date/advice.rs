//! What to write instead of a text that is not EDTF. Nothing is guessed: where two readings are possible, both are named.

use unicode_normalization::UnicodeNormalization;

use super::Day;
use super::bounds::last_of_month;
use super::edtf::{DateError, bounds_if_date};
use super::pairs::{months_in_short, two_dates, years_in_short};
use super::phrase::{Phrase, Reading, Token, reading, tokens, year_of};

const GENERAL: &str = "write YYYY, YYYY-MM or YYYY-MM-DD; leave it blank if the source does not say";

/// How much of a text is shown in a message, and read for advice: no date is longer, and a misplaced cell may be a page.
const SHOWN: usize = 80;

/// A text as a message shows it.
pub(super) fn shown(text: &str) -> &str {
    text.char_indices().nth(SHOWN).map_or(text, |(end, _)| &text[..end])
}

/// The refusal of a text that is not EDTF.
pub(super) fn refusal(text: &str) -> DateError {
    let shown = shown(text);
    if let Some(fault) = impossible_day(text) {
        return DateError { message: format!("\"{shown}\" {fault}"), hint: Some(GENERAL.to_owned()) };
    }
    let message = format!("\"{shown}\" is not an EDTF date");
    if shown.len() < text.len() {
        return DateError { message, hint: Some(GENERAL.to_owned()) };
    }
    // The first impossible day of a set or an interval.
    let ends = |letter: char| matches!(letter, '/' | ',' | '[' | ']' | '{' | '}');
    let mut within =
        text.split(ends).flat_map(|part| part.split("..")).map(|part| part.replace(['?', '~', '%'], ""));
    if let Some((part, fault)) = within.find_map(|part| impossible_day(&part).map(|fault| (part, fault))) {
        return DateError { message: format!("{message}: {part} {fault}"), hint: Some(GENERAL.to_owned()) };
    }
    let folded = folded(text);
    let hint = fixed(&folded).or_else(|| spreadsheet_day(&folded)).unwrap_or_else(|| proposed(&folded));
    DateError { message, hint: Some(hint) }
}

/// Why a text that looks like a day or a month is not one.
fn impossible_day(text: &str) -> Option<String> {
    let parts: Vec<&str> = text.splitn(4, '-').collect();
    let is_shaped = |widths: &[usize]| {
        parts.len() == widths.len()
            && parts
                .iter()
                .zip(widths)
                .all(|(part, width)| part.len() == *width && part.bytes().all(|byte| byte.is_ascii_digit()))
    };
    if ![&[4][..], &[4, 2], &[4, 2, 2]].into_iter().any(is_shaped) {
        return None;
    }
    let number = |place: usize| parts.get(place).and_then(|part| part.parse::<u32>().ok());
    let (year, month, day) = (i32::try_from(number(0)?).ok()?, number(1), number(2));
    if year == 0 {
        return Some("has no year from 0001 to 9999".to_owned());
    }
    let month = month?;
    if !(1..=12).contains(&month) {
        return (day.is_some() || !(21..=41).contains(&month)).then(|| format!("has no month {month:02}"));
    }
    let (day, last) = (day?, last_of_month(year, month)?.day());
    if month == 2 && day == 29 && last == 28 {
        return Some(format!("is not a day: {year} is not a leap year"));
    }
    (day < 1 || day > last).then(|| format!("is not a day: {year:04}-{month:02} has {last} days"))
}

/// Words that say that something was so when the source wrote it.
pub(super) const STILL: &[&str] = &[
    "current",
    "currently",
    "present",
    "now",
    "today",
    "ongoing",
    "to date",
    "현재",
    "現在",
    "现在",
    "지금",
];

/// Words that stand for no date, or for "still so".
fn fixed(text: &str) -> Option<String> {
    const BLANK: &[&str] = &[
        "n.d.", "n.d", "nd", "n/a", "na", "n.a.", "undated", "no date", "unknown", "?", "??", "-", "--",
        "none", "null", "nil", "tbd", "미상", "불명", "불상", "不明", "不详",
    ];
    if BLANK.contains(&text) {
        return Some("leave it blank: the source does not say".to_owned());
    }
    STILL.contains(&text).then(|| {
        "for \"still so when the source wrote it\" write .. in until, and leave the others blank".to_owned()
    })
}

/// Five digits are what a spreadsheet shows for a day whose format was lost.
fn spreadsheet_day(text: &str) -> Option<String> {
    if text.len() != 5 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let days: u32 = text.parse().ok()?;
    // Counted from here, 1900-03-01 and later are what a spreadsheet says, which takes 1900 for a leap year.
    let day = (0..days).fold(Day::new(1899, 12, 30)?, |day, _| day.after());
    Some(format!(
        "this looks like a spreadsheet's number for {day}: format the column as text, and write the date the source gives"
    ))
}

/// The dates that a text which is not EDTF may mean, in EDTF.
#[must_use]
pub fn meant(text: &str) -> Vec<String> {
    if shown(text).len() < text.len() {
        return Vec::new();
    }
    let readings = readings(&folded(text)).into_iter().map(|reading| reading.date);
    readings.filter(|date| bounds_if_date(date).is_some()).collect()
}

/// The EDTF of a text that people write, if it has one reading and loses nothing by it; a text that is EDTF is its own.
/// A word for "still so" gives `..` where the column takes that.
#[must_use]
pub fn read_as_written(text: &str, may_be_still: bool) -> Option<String> {
    let text = text.trim();
    if bounds_if_date(text).is_some() {
        return Some(text.to_owned());
    }
    if shown(text).len() < text.len() || impossible_day(text).is_some() {
        return None;
    }
    let folded = folded(text);
    if may_be_still && (folded == ".." || STILL.contains(&folded.as_str())) {
        return Some("..".to_owned());
    }
    let mut readings = readings(&folded);
    readings.retain(|reading| bounds_if_date(&reading.date).is_some());
    match readings.as_slice() {
        [Reading { date, note: "" }] => Some(date.clone()),
        _ => None,
    }
}

/// A text in lower case with plain dashes, as it is read.
fn folded(text: &str) -> String {
    text.nfkc()
        .collect::<String>()
        .trim()
        .to_lowercase()
        .replace(['–', '—', '−', '‑', '‐'], "-")
        .replace('〜', "~")
}

/// The readings that can be written, as a hint.
fn proposed(folded: &str) -> String {
    let readings = readings(folded);
    let written: Vec<String> = readings
        .iter()
        .filter(|reading| bounds_if_date(&reading.date).is_some())
        .map(|reading| format!("{}{}", reading.date, reading.note))
        .collect();
    if !written.is_empty() {
        return format!("write {}", written.join(", or "));
    }
    if let Some(fault) = readings
        .iter()
        .find_map(|reading| Some(format!("{} {}", reading.date, impossible_day(&reading.date)?)))
    {
        return format!("{fault}; {GENERAL}");
    }
    // 28/04/10, Apr-10: complete except for the century.
    let pieces = tokens(folded);
    let numbers =
        pieces.iter().filter(|piece| matches!(piece, Token::Number(number) if number.len() <= 2)).count();
    let is_short = !pieces.iter().any(|piece| matches!(piece, Token::Number(number) if number.len() > 2));
    let words: Vec<Token<'_>> =
        pieces.iter().copied().filter(|piece| matches!(piece, Token::Word(_) | Token::Other)).collect();
    let is_understood = || Phrase::read(&[words.as_slice(), &[Token::Number("2000")]].concat()).is_some();
    if is_short && (1..=3).contains(&numbers) && is_understood() {
        return "write the year with four digits: YYYY, YYYY-MM or YYYY-MM-DD".to_owned();
    }
    GENERAL.to_owned()
}

/// What the text can be read as, in EDTF; a reading need not be a date.
fn readings(text: &str) -> Vec<Reading> {
    // The weekdays end in what counts days.
    let text = ["월", "화", "수", "목", "금", "토", "일"]
        .iter()
        .fold(text.to_owned(), |text, day| text.replace(&format!("{day}요일"), " "));
    if let Some(readings) = years_in_short(&tokens(&text)).or_else(|| months_in_short(&tokens(&text))) {
        return readings;
    }
    if let Some(date) = respelled(&text).or_else(|| stamped(&text)) {
        return vec![reading(date, "")];
    }
    let in_common_era = without_juche(&text);
    in_common_era
        .iter()
        .map(|text| tokens(text))
        .flat_map(|pieces| {
            let single = || Phrase::read(&pieces).map(|phrase| phrase.readings());
            two_dates(&pieces).or_else(single).unwrap_or_default()
        })
        .collect()
}

/// EDTF except for its blanks, or the case of its X.
fn respelled(text: &str) -> Option<String> {
    let date = text.split_whitespace().collect::<String>().replace('x', "X");
    bounds_if_date(&date).map(|_| date)
}

/// The day of a database's time stamp: `2010-04-28 10:30:00`.
fn stamped(text: &str) -> Option<String> {
    let (day, time) = text.split_once([' ', 't'])?;
    let is_time = time.contains(':')
        && time.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b':' | b'.' | b'+' | b'-' | b'z'));
    (is_time && day.len() == 10 && bounds_if_date(day).is_some()).then(|| day.to_owned())
}

/// With the year of the common era for that of Juche, of which the first was 1912; both ways if the year in brackets is
/// another one; none if it is not a year of Juche.
fn without_juche(text: &str) -> Vec<String> {
    let Some((name, place)) = ["juche", "주체"].iter().find_map(|name| Some((*name, text.find(name)?)))
    else {
        return vec![text.to_owned()];
    };
    let (before, after) = (&text[..place], text[place + name.len()..].trim_start());
    let digits = |text: &str| text.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(text.len());
    let (juche, after) = after.split_at(digits(after));
    let counted = match juche.parse::<u32>() {
        Ok(juche) if (1..=999).contains(&juche) => format!("{:04}", juche + 1911),
        _ => return Vec::new(),
    };
    let in_brackets = after.trim_start().strip_prefix('(').and_then(|rest| rest.split_once(')'));
    match in_brackets.filter(|(year, _)| year_of(year).is_some()) {
        None => vec![format!("{before}{counted}{after}")],
        Some((given, after)) if given == counted => vec![format!("{before}{counted}{after}")],
        Some((given, after)) => vec![format!("{before}{counted}{after}"), format!("{before}{given}{after}")],
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Edtf, bounds_of};
    use super::{GENERAL, read_as_written, refusal};

    fn hint(text: &str) -> String {
        assert!(Edtf::parse(text).is_err(), "{text} is a date");
        refusal(text).hint.unwrap_or_default()
    }

    const LASTED: &str = "write 2009/2010 (if it lasted), or [2009..2010] (if it was some day between)";

    /// Texts that sources write, and the hint that they get.
    const CASES: &[(&str, &str)] = &[
        ("summer 2009", "write 2009-22"),
        ("2009-summer", "write 2009-22"),
        ("Summer of 2009", "write 2009-22"),
        ("2009년 여름", "write 2009-22"),
        ("spring 2009", "write 2009-21"),
        ("Fall 2009", "write 2009-23"),
        ("Autumn, 2009", "write 2009-23"),
        ("winter 2009", "write 2009-24"),
        ("winter 1998/99", "write [1998-12..1999-02]"),
        ("winter of 1998-1999", "write [1998-12..1999-02]"),
        ("Q1 2009", "write 2009-33"),
        ("2009 Q4", "write 2009-36"),
        ("first quarter of 2009", "write 2009-33"),
        ("2nd half of 2009", "write 2009-41"),
        ("H1 2009", "write 2009-40"),
        ("2009년 상반기", "write 2009-40"),
        ("2009년 2분기", "write 2009-34"),
        ("Jan 1990", "write 1990-01"),
        ("January 1990", "write 1990-01"),
        ("Sept. 1990", "write 1990-09"),
        ("28 April 2010", "write 2010-04-28"),
        ("April 28, 2010", "write 2010-04-28"),
        ("28 Apr 2010", "write 2010-04-28"),
        ("Apr. 28 2010", "write 2010-04-28"),
        ("the 28th of April 2010", "write 2010-04-28"),
        ("Wednesday, April 28th, 2010", "write 2010-04-28"),
        ("2010 April 28", "write 2010-04-28"),
        ("28-Apr-2010", "write 2010-04-28"),
        ("1990년", "write 1990"),
        ("1990년 1월", "write 1990-01"),
        ("2010년 4월 28일", "write 2010-04-28"),
        ("2010년 4월 28일 수요일", "write 2010-04-28"),
        ("2010년4월28일(수요일)", "write 2010-04-28"),
        ("2021年2月4日", "write 2021-02-04"),
        ("2021年2月", "write 2021-02"),
        ("07/01/2009", "write 2009-07-01, or 2009-01-07"),
        ("07/07/2009", "write 2009-07-07"),
        ("28/04/2010", "write 2010-04-28"),
        ("28.04.2010", "write 2010-04-28"),
        ("4/28/2010", "write 2010-04-28"),
        ("28-04-2010", "write 2010-04-28"),
        ("2010.04.28", "write 2010-04-28"),
        ("2010.4.28.", "write 2010-04-28"),
        ("2010. 4. 28.", "write 2010-04-28"),
        ("2010/04/28", "write 2010-04-28"),
        ("2010-4-28", "write 2010-04-28"),
        ("2010–04–28", "write 2010-04-28"),
        ("2010-04-28 10:30:00", "write 2010-04-28"),
        ("20100428", "write 2010-04-28"),
        ("201004", "write 2010-04"),
        ("2010.04", "write 2010-04"),
        ("4/2010", "write 2010-04"),
        ("2010-4", "write 2010-04"),
        ("２０１０", "write 2010"),
        ("２０１０年４月", "write 2010-04"),
        ("199x", "write 199X"),
        ("[1990 .. 1993]", "write [1990..1993]"),
        ("2009-2010", LASTED),
        ("2009–2010", LASTED),
        ("2009 - 2010", LASTED),
        ("2009~2010", LASTED),
        ("from 2009 to 2010", LASTED),
        ("2009년부터 2010년까지", LASTED),
        ("between 2009 and 2010", "write [2009..2010]"),
        ("2009 or 2010", "write [2009,2010]"),
        ("1998/99", "write 1998/1999 (if it lasted), or [1998..1999] (if it was some day between)"),
        (
            "2009–10",
            "write 2009-10 (the month), or 2009/2010 (if it lasted), or [2009..2010] (if it was some day between)",
        ),
        ("2009–07", "write 2009-07"),
        (
            "27-29 April 2021",
            "write 2021-04-27/2021-04-29 (if it lasted), or [2021-04-27..2021-04-29] (if it was some day between)",
        ),
        (
            "April 27–29, 2021",
            "write 2021-04-27/2021-04-29 (if it lasted), or [2021-04-27..2021-04-29] (if it was some day between)",
        ),
        (
            "June-July 1998",
            "write 1998-06/1998-07 (if it lasted), or [1998-06..1998-07] (if it was some day between)",
        ),
        ("1998–present", "write 1998 in since and .. in until"),
        ("1990s", "write 199X"),
        ("the 1990's", "write 199X"),
        ("1990년대", "write 199X"),
        ("second half of the 1980s", "write [1985..1989]"),
        ("H1 of the 1970s", "write [1970..1974]"),
        ("1980년대 상반기", "write [1980..1984]"),
        ("1980년대 후반기", "write [1985..1989]"),
        ("first half of the 1900s", "write [1900..1904] (of the decade), or [1900..1949] (of the century)"),
        ("winter of the 1970s", "write 197X (the decade; put the source's words into quote)"),
        ("1970년대 가을", "write 197X (the decade; put the source's words into quote)"),
        ("Q2 of the 1970s", "write 197X (the decade; put the source's words into quote)"),
        ("March of the 1970s", "write 197X (the decade; put the source's words into quote)"),
        (
            "2019년 9~11월",
            "write 2019-09/2019-11 (if it lasted), or [2019-09..2019-11] (if it was some day between)",
        ),
        (
            "2019년 9-11월",
            "write 2019-09/2019-11 (if it lasted), or [2019-09..2019-11] (if it was some day between)",
        ),
        (
            "2019.9~11",
            "write 2019-09/2019-11 (if it lasted), or [2019-09..2019-11] (if it was some day between)",
        ),
        (
            "9-11/2019",
            "write 2019-09/2019-11 (if it lasted), or [2019-09..2019-11] (if it was some day between)",
        ),
        (
            "2019-09/11",
            "write 2019-09/2019-11 (if it lasted), or [2019-09..2019-11] (if it was some day between), or 2019-09-11 (the day)",
        ),
        ("2019-11/09", "write 2019-11-09"),
        ("2019/09-11", "write 2019-09-11"),
        ("2000s", "write 200X (the decade), or 20XX (the century)"),
        ("early 1990s", "write 199X (the decade; put the source's words into quote)"),
        ("late 1975", "write [1975-09..1975-12]"),
        ("early 1975", "write [1975-01..1975-04]"),
        ("mid-1975", "write [1975-05..1975-08]"),
        ("1975년 말", "write [1975-09..1975-12]"),
        ("mid-May 2009", "write [2009-05-11..2009-05-20]"),
        ("early May 2009", "write [2009-05-01..2009-05-10]"),
        ("late May 2009", "write [2009-05-21..2009-05-31]"),
        ("late Feb. 2009", "write [2009-02-21..2009-02-28]"),
        ("2009년 5월 중순", "write [2009-05-11..2009-05-20]"),
        ("c. 2009", "write 2009~"),
        ("c.2009", "write 2009~"),
        ("circa 2009", "write 2009~"),
        ("ca 2009", "write 2009~"),
        ("about 2009", "write 2009~"),
        ("2009 or so", "write 2009~"),
        ("2009년 4월경", "write 2009-04~"),
        ("probably 2009", "write 2009?"),
        ("2009 (?)", "write 2009?"),
        ("before 2009", "write [..2008]"),
        ("before May 2009", "write [..2009-04]"),
        ("before 1 May 2009", "write [..2009-04-30]"),
        ("before summer 2009", "write [..2009-05]"),
        ("by 2009", "write [..2009]"),
        ("by July 2009", "write [..2009-07]"),
        ("after 2009", "write [2010..]"),
        ("after December 2009", "write [2010-01..]"),
        ("2009년 이후", "write [2010..] (without it), or [2009..] (with it)"),
        ("Juche 105", "write 2016"),
        ("Juche 105 (2016)", "write 2016"),
        ("Juche 105 (2015)", "write 2016, or 2015"),
        ("주체105", "write 2016"),
        ("주체105년", "write 2016"),
        ("주체99(2010)년 4월 28일", "write 2010-04-28"),
        ("April 28, Juche 99 (2010)", "write 2010-04-28"),
        ("juche 99.4.28", "write 2010-04-28"),
    ];

    #[test]
    fn a_refused_date_names_what_to_write_instead() {
        for (text, expected) in CASES {
            assert_eq!(hint(text), *expected, "{text}");
        }
    }

    #[test]
    fn all_that_is_proposed_can_be_written() {
        for (text, hint) in CASES {
            for proposed in hint.trim_start_matches("write ").split(", or ") {
                let date = proposed
                    .split(" (")
                    .next()
                    .and_then(|date| date.split(" in ").next())
                    .unwrap_or_default();
                assert!(bounds_of(date).is_ok(), "{text}: {date}");
            }
        }
    }

    #[test]
    fn nothing_is_guessed() {
        for text in [
            "soon",
            "2009 BC",
            "week 12 2009",
            "not 2009",
            "until 2009",
            "since 2009",
            "after the 2009 congress",
            "12 2009",
            "5 years",
            "May",
            "spring or summer",
            "end of 2009",
            "1/2/3/2009",
            "2009 2010",
            "mid-1990s-ish",
            "early 1900s",
            "20th century",
            "c. 2009?",
            "about before 2009",
            "2010:04:28",
            "1,990",
            "주체",
            "juche",
            "juche 0",
            "주체 105 106 107",
            "2009/2010/5",
            "1990 1993 05 01",
            "1998-",
            "1985?-",
            "-",
            "2010-04-28x",
            "15th",
            "first",
            "first congress 2009",
        ] {
            let hint = hint(text);
            let is_general =
                hint == GENERAL || text == "-" || hint.starts_with("write the year with four digits");
            assert!(is_general, "{text}: {hint}");
        }
    }

    /// What has no reading used to be read as what was proposed for it, and that again, until the stack was full.
    #[test]
    fn advice_comes_to_an_end() {
        for text in ["[1990..1993-05-99]", "2009/2010/5", "2010/45/99", "1990-1993-05", "[9999 1 32]"] {
            assert!(hint(text).contains("write"), "{text}");
        }
    }

    #[test]
    fn only_what_has_one_reading_and_loses_nothing_is_read() {
        for (text, read) in [
            ("2024-05-01", Some("2024-05-01")),
            (" May 1, 2024 ", Some("2024-05-01")),
            ("2024/05/01", Some("2024-05-01")),
            ("spring 2024", Some("2024-21")),
            ("about 1990", Some("1990~")),
            ("1990s", Some("199X")),
            ("28/04/2010", Some("2010-04-28")),
            ("07/01/2009", None),
            ("2009-2010", None),
            ("winter of the 1970s", None),
            ("April 31, 2010", None),
            ("2010-04-31", None),
            ("2024-13", None),
            ("unknown", None),
            ("soon", None),
        ] {
            assert_eq!(read_as_written(text, true).as_deref(), read, "{text}");
        }
        assert_eq!(read_as_written("present", true).as_deref(), Some(".."));
        assert_eq!(read_as_written("present", false), None);
    }

    #[test]
    fn a_year_of_two_digits_is_asked_for_in_full() {
        for text in ["28/04/10", "28.4.10", "Apr-10", "April '10", "summer 98"] {
            assert_eq!(hint(text), "write the year with four digits: YYYY, YYYY-MM or YYYY-MM-DD", "{text}");
        }
    }

    #[test]
    fn words_for_no_date_and_for_still_so_are_known() {
        for text in ["n.d.", "undated", "Unknown", "?", "-", "–", "n/a", "N/A", "미상"] {
            assert_eq!(hint(text), "leave it blank: the source does not say", "{text}");
        }
        for text in ["current", "Present", "now", "today", "현재"] {
            assert!(hint(text).contains("write .. in until"), "{text}");
        }
    }

    #[test]
    fn a_spreadsheets_number_is_recognized() {
        assert!(hint("40296").contains("2010-04-28"));
        assert_eq!(hint("+1234"), GENERAL);
        assert_eq!(hint("4029X"), GENERAL);
    }

    #[test]
    fn an_impossible_day_is_told_as_such() {
        for (text, message) in [
            ("1937-13", "\"1937-13\" has no month 13"),
            ("1937-00", "\"1937-00\" has no month 00"),
            ("2010-04-31", "\"2010-04-31\" is not a day: 2010-04 has 30 days"),
            ("2010-04-00", "\"2010-04-00\" is not a day: 2010-04 has 30 days"),
            ("2011-02-29", "\"2011-02-29\" is not a day: 2011 is not a leap year"),
            ("2001-21-05", "\"2001-21-05\" has no month 21"),
            (
                "2010-04-01/2010-04-31",
                "\"2010-04-01/2010-04-31\" is not an EDTF date: 2010-04-31 is not a day: 2010-04 has 30 days",
            ),
            (
                "[..2011-02-29~]",
                "\"[..2011-02-29~]\" is not an EDTF date: 2011-02-29 is not a day: 2011 is not a leap year",
            ),
        ] {
            let error = refusal(text);
            assert_eq!((error.message.as_str(), error.hint.as_deref()), (message, Some(GENERAL)));
        }
        assert_eq!(
            hint("April 31, 2010"),
            format!("2010-04-31 is not a day: 2010-04 has 30 days; {GENERAL}")
        );
        assert_eq!(hint("31/04/2010"), format!("2010-04-31 is not a day: 2010-04 has 30 days; {GENERAL}"));
    }

    #[test]
    fn a_page_in_a_cell_is_shown_in_part() {
        let error = refusal(&"여름 2009 ".repeat(10_000));
        assert!(error.message.chars().count() < 120);
        assert_eq!(error.hint.as_deref(), Some(GENERAL));
    }
}
