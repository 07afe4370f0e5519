//! What to write instead of a text that is no EDTF. Nothing is guessed: where two readings are possible, both are named.

use unicode_normalization::UnicodeNormalization;

use super::edtf::{DateError, bounds_of, last_of_month};
use super::{Day, Span};

const GENERAL: &str = "write YYYY, YYYY-MM or YYYY-MM-DD; leave it blank if the source does not say";

const MONTHS: [(&str, u32); 12] = [
    ("jan", 1),
    ("feb", 2),
    ("mar", 3),
    ("apr", 4),
    ("may", 5),
    ("jun", 6),
    ("jul", 7),
    ("aug", 8),
    ("sep", 9),
    ("oct", 10),
    ("nov", 11),
    ("dec", 12),
];

const SEASONS: [(&str, u32); 9] = [
    ("spring", 21),
    ("봄", 21),
    ("summer", 22),
    ("여름", 22),
    ("autumn", 23),
    ("fall", 23),
    ("가을", 23),
    ("winter", 24),
    ("겨울", 24),
];

/// The refusal of a text that is no EDTF.
pub(super) fn refusal(text: &str) -> DateError {
    let shown: String = text.chars().take(80).collect();
    if let Some(message) = impossible_day(text) {
        return DateError { message: format!("\"{shown}\" {message}"), hint: Some(GENERAL.to_owned()) };
    }
    let folded: String =
        text.nfkc().collect::<String>().trim().to_lowercase().replace(['–', '—', '−', '‑'], "-");
    let hint = word(&folded).or_else(|| spreadsheet_day(&folded)).unwrap_or_else(|| {
        let mut readings = readings(&folded);
        // Only what can be written is proposed.
        readings.retain(|reading| {
            reading.split(" (").next().is_some_and(|date| super::Edtf::parse(date).is_ok())
        });
        match readings.as_slice() {
            [] => GENERAL.to_owned(),
            [one] => format!("write {one}"),
            several => format!("write {}", several.join(", or ")),
        }
    });
    DateError { message: format!("\"{shown}\" is no EDTF date"), hint: Some(hint) }
}

/// Why a text that looks like a day or a month is none.
fn impossible_day(text: &str) -> Option<String> {
    let parts: Vec<&str> = text.split('-').collect();
    let widths: Vec<usize> = parts.iter().map(|part| part.len()).collect();
    if !matches!(widths.as_slice(), [4] | [4, 2] | [4, 2, 2])
        || !text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-')
    {
        return None;
    }
    let number = |place: usize| parts.get(place).and_then(|part| part.parse::<u32>().ok());
    let (year, month, day) = (i32::try_from(number(0)?).ok()?, number(1), number(2));
    if year == 0 {
        return Some("has no year from 0001 to 9999".to_owned());
    }
    let month = month?;
    if !(1..=12).contains(&month) {
        return Some(format!("has no month {month:02}"));
    }
    let (day, last) = (day?, last_of_month(year, month)?.day());
    if month == 2 && day == 29 {
        return Some(format!("is no day: {year} is no leap year"));
    }
    (day < 1 || day > last).then(|| format!("is no day: {year:04}-{month:02} has {last} days"))
}

/// Words that stand for no date, or for "still so".
fn word(text: &str) -> Option<String> {
    const BLANK: &[&str] = &[
        "n.d.", "nd", "n/a", "na", "undated", "unknown", "?", "-", "--", "none", "미상", "불명", "不明",
        "null",
    ];
    const STILL: &[&str] =
        &["current", "currently", "present", "now", "today", "ongoing", "to date", "현재", "現在"];
    if BLANK.contains(&text) {
        return Some("leave it blank: the source does not say".to_owned());
    }
    STILL.contains(&text).then(|| {
        "for \"still so when the source wrote it\" write .. in until, and leave the others blank".to_owned()
    })
}

/// Five digits are what a spreadsheet shows for a day whose format was lost.
fn spreadsheet_day(text: &str) -> Option<String> {
    if text.len() != 5 {
        return None;
    }
    let days: u32 = text.parse().ok()?;
    let mut day = Day::new(1899, 12, 30)?;
    for _ in 0..days {
        day = day.after();
    }
    Some(format!(
        "this looks like a spreadsheet's number for {day}: format the column as text, and write the date the source gives"
    ))
}

/// What the text can be read as, in EDTF.
fn readings(text: &str) -> Vec<String> {
    if let Some((first, last)) = text.split_once('-')
        && let (Some(first), Some(last)) = (year(first.trim()), year(last.trim()))
    {
        return vec![
            format!("{first:04}/{last:04} (if it lasted)"),
            format!("[{first:04}..{last:04}] (if it was some day between)"),
        ];
    }
    let tokens = tokens(text);
    let words: Vec<&str> = tokens.iter().filter_map(|token| token.word()).collect();
    let numbers: Vec<&str> = tokens.iter().filter_map(|token| token.number()).collect();
    if words.iter().any(|word| matches!(*word, "juche" | "주체")) {
        return numbers
            .first()
            .and_then(|number| number.parse::<i32>().ok())
            .map_or_else(Vec::new, |juche| vec![format!("{:04}", juche + 1911)]);
    }
    if let [number] = numbers.as_slice()
        && words == ["s"]
        && number.len() == 4
        && number.ends_with('0')
    {
        return vec![format!("{}X", &number[..3])];
    }
    let Some(dates) = plain_dates(&words, &numbers) else {
        return Vec::new();
    };
    dates.into_iter().filter_map(|date| qualified(&words, date)).collect()
}

/// The plain date, without its qualifying words: year, month and day in any of the usual orders.
fn plain_dates(words: &[&str], numbers: &[&str]) -> Option<Vec<String>> {
    let season =
        words.iter().find_map(|word| SEASONS.iter().find(|(name, _)| name == word)).map(|(_, code)| *code);
    let month = words
        .iter()
        .find_map(|word| {
            MONTHS.iter().find(|(name, _)| {
                word.starts_with(name)
                    && "januaryfebruarymarchaprilmayjunejulyaugustseptemberoctobernovemberdecembersept"
                        .contains(word)
            })
        })
        .map(|(_, month)| *month);
    if let Some(season) = season {
        return Some(vec![format!("{:04}-{season}", year(numbers.first()?)?)]);
    }
    if let Some(month) = month {
        return match numbers {
            [only] => Some(vec![format!("{:04}-{month:02}", year(only)?)]),
            [first, second] => {
                let (day, year) =
                    year(second).map(|year| (first, year)).or_else(|| Some((second, year(first)?)))?;
                Some(vec![format!("{year:04}-{month:02}-{:02}", day.parse::<u32>().ok()?)])
            }
            _ => None,
        };
    }
    match numbers {
        [only] if only.len() == 8 => Some(vec![format!("{}-{}-{}", &only[..4], &only[4..6], &only[6..])]),
        [only] if only.len() == 6 => Some(vec![format!("{}-{}", &only[..4], &only[4..])]),
        [only] => Some(vec![format!("{:04}", year(only)?)]),
        [first, second] => match (year(first), year(second)) {
            (Some(year), None) => Some(vec![format!("{year:04}-{:02}", second.parse::<u32>().ok()?)]),
            (None, Some(year)) => Some(vec![format!("{year:04}-{:02}", first.parse::<u32>().ok()?)]),
            _ => None,
        },
        [first, second, third] => {
            if let Some(year) = year(first) {
                return Some(vec![format!(
                    "{year:04}-{:02}-{:02}",
                    second.parse::<u32>().ok()?,
                    third.parse::<u32>().ok()?
                )]);
            }
            let (first, second, year) =
                (first.parse::<u32>().ok()?, second.parse::<u32>().ok()?, year(third)?);
            let mut readings: Vec<String> = [(first, second), (second, first)]
                .into_iter()
                .filter(|(month, day)| bounds_of(&format!("{year:04}-{month:02}-{day:02}")).is_ok())
                .map(|(month, day)| format!("{year:04}-{month:02}-{day:02}"))
                .collect();
            readings.dedup();
            Some(readings)
        }
        _ => None,
    }
}

/// The date with what words such as "late" or "by" make of it.
fn qualified(words: &[&str], date: String) -> Option<String> {
    let has = |any: &[&str]| words.iter().any(|word| any.contains(word));
    let bounds: Span = bounds_of(&date).ok()?;
    if has(&["c", "ca", "circa", "about", "around", "approximately", "경", "약"]) {
        return Some(format!("{date}~"));
    }
    let unit = |day: Day| match date.len() {
        4 => format!("{:04}", day.year()),
        7 => format!("{:04}-{:02}", day.year(), day.month()),
        _ => day.to_string(),
    };
    if has(&["before", "until", "이전"]) && !has(&["by"]) {
        return Some(format!("[..{}]", unit(bounds.from.before())));
    }
    if has(&["by"]) {
        return Some(format!("[..{date}]"));
    }
    if has(&["after", "이후"]) {
        return Some(format!("[{}..]", unit(bounds.to.after())));
    }
    let thirds: Option<usize> =
        [["early", "초"], ["mid", "중순"], ["late", "말"]].iter().position(|third| has(third));
    let Some(third) = thirds else { return Some(date) };
    let (year, month) = (bounds.from.year(), bounds.from.month());
    match date.len() {
        4 => {
            let months = [(1, 4), (5, 8), (9, 12)][third];
            Some(format!("[{year:04}-{:02}..{year:04}-{:02}]", months.0, months.1))
        }
        7 => {
            let (first, last) = [(1, 10), (11, 20), (21, bounds.to.day())][third];
            Some(format!("[{year:04}-{month:02}-{first:02}..{year:04}-{month:02}-{last:02}]"))
        }
        _ => None,
    }
}

/// A year of four digits.
fn year(text: &str) -> Option<i32> {
    (text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok()).flatten()
}

#[derive(Debug, PartialEq, Eq)]
enum Token {
    Word(String),
    Number(String),
}

impl Token {
    fn word(&self) -> Option<&str> {
        match self {
            Token::Word(word) => Some(word),
            Token::Number(_) => None,
        }
    }

    fn number(&self) -> Option<&str> {
        match self {
            Token::Number(number) => Some(number),
            Token::Word(_) => None,
        }
    }
}

/// Runs of letters and of digits; what counts years, months and days in Korean, Chinese and Japanese is no word.
fn tokens(text: &str) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut fresh = true;
    for letter in text.chars() {
        if letter == '~' {
            tokens.push(Token::Word("c".to_owned()));
            fresh = true;
        } else if letter.is_ascii_digit() {
            match tokens.last_mut() {
                Some(Token::Number(number)) if !fresh => number.push(letter),
                _ => tokens.push(Token::Number(letter.to_string())),
            }
            fresh = false;
        } else if matches!(letter, '년' | '월' | '일' | '年' | '月' | '日') || !letter.is_alphabetic() {
            fresh = true;
        } else {
            match tokens.last_mut() {
                Some(Token::Word(word)) if !fresh => word.push(letter),
                _ => tokens.push(Token::Word(letter.to_string())),
            }
            fresh = false;
        }
    }
    tokens
}

#[cfg(test)]
mod tests {
    use super::refusal;

    #[test]
    fn a_refused_date_names_what_to_write_instead() {
        let cases = [
            ("summer 2009", "write 2009-22"),
            ("2009-summer", "write 2009-22"),
            ("2009년 여름", "write 2009-22"),
            ("Jan 1990", "write 1990-01"),
            ("April 28, 2010", "write 2010-04-28"),
            ("28 Apr. 2010", "write 2010-04-28"),
            ("1990년 1월", "write 1990-01"),
            ("2010년 4월 28일", "write 2010-04-28"),
            ("2021年2月4日", "write 2021-02-04"),
            ("07/01/2009", "write 2009-07-01, or 2009-01-07"),
            ("28/04/2010", "write 2010-04-28"),
            ("2010.04.28", "write 2010-04-28"),
            ("2010-4-28", "write 2010-04-28"),
            ("20100428", "write 2010-04-28"),
            ("2009-2010", "write 2009/2010 (if it lasted), or [2009..2010] (if it was some day between)"),
            ("2009–2010", "write 2009/2010 (if it lasted), or [2009..2010] (if it was some day between)"),
            ("1990s", "write 199X"),
            ("late 1975", "write [1975-09..1975-12]"),
            ("mid-May 2009", "write [2009-05-11..2009-05-20]"),
            ("c. 2009", "write 2009~"),
            ("by July 2009", "write [..2009-07]"),
            ("before 2009", "write [..2008]"),
            ("after 2009", "write [2010..]"),
            ("Juche 105 (2016)", "write 2016"),
            ("주체105", "write 2016"),
            ("２０１０", "write 2010"),
        ];
        for (text, hint) in cases {
            assert_eq!(refusal(text).hint.as_deref(), Some(hint), "{text}");
        }
        assert!(refusal("current").hint.is_some_and(|hint| hint.contains("..")));
        assert!(refusal("n.d.").hint.is_some_and(|hint| hint.contains("blank")));
        assert!(refusal("40296").hint.is_some_and(|hint| hint.contains("2010-04-28")));
    }

    #[test]
    fn an_impossible_day_is_told_as_such() {
        assert_eq!(refusal("1937-13").message, "\"1937-13\" has no month 13");
        assert_eq!(refusal("2010-04-31").message, "\"2010-04-31\" is no day: 2010-04 has 30 days");
        assert_eq!(refusal("2011-02-29").message, "\"2011-02-29\" is no day: 2011 is no leap year");
    }
}
