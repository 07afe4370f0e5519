//! What the columns of a sample might be. All of it is a guess, for an analyst to look at.

use std::collections::HashMap;

use unicode_normalization::UnicodeNormalization;

use super::dates::{self, Format};
use super::sample::Sample;

/// The most distinct words of a column that is taken for a list of titles or bodies.
const FEW: usize = 40;
/// Date formats that are tried, the more precise first.
const FORMATS: &[&str] = &[
    "%Y.%m.%d",
    "%Y/%m/%d",
    "%d.%m.%Y",
    "%d/%m/%Y",
    "%m/%d/%Y",
    "%Y년 %m월 %d일",
    "%Y. %m. %d.",
    "%d %b %Y",
    "%b %d, %Y",
    "%Y%m%d",
    "%Y년 %m월",
    "%Y.%m",
    "%Y. %m.",
    "%m/%Y",
    "%m.%Y",
    "%b %Y",
    "%Y년",
];

/// What a column might be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// Nothing is in it.
    Blank,
    /// A key of the row or of its person.
    Key(Key),
    /// A year, a month or a day.
    Part(Part),
    /// Dates, by these formats.
    Dates(Vec<&'static str>),
    /// Dates that two formats read differently.
    EitherDates(&'static str, &'static str),
    /// The name of a person, whole or half, in that language and script.
    Name(&'static str, Half),
    /// The sex of a person.
    Sex,
    /// A few words, with how many rows have each.
    Few(Vec<(String, usize)>),
    /// Anything else.
    Text,
}

/// How the keys of a column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key {
    /// Whether each row has another.
    pub is_unique: bool,
    /// Whether all are numbers, which other files have as well.
    pub is_number: bool,
}

/// A part of a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The year.
    Year,
    /// The month.
    Month,
    /// The day.
    Day,
}

/// Which part of a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Half {
    /// All of it.
    Whole,
    /// The family name.
    Family,
    /// The given name.
    Given,
    /// Other spellings, several in a cell if a separator is given.
    Others(Option<&'static str>),
}

/// What a column might be about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Topic {
    /// The beginning of a posting.
    Since,
    /// The end of a posting.
    Until,
    /// A birth.
    Born,
    /// A death.
    Died,
    /// A title.
    Title,
    /// A body.
    Body,
    /// None of these.
    Unknown,
}

/// A column of the sample.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// What it might be.
    pub kind: Kind,
    /// What it might be about.
    pub topic: Topic,
}

/// Words of a column of dates that are not dates, such as "in office"; each once, in order.
pub fn words_among_dates<'sample>(kind: &Kind, cells: &[&'sample str]) -> Vec<&'sample str> {
    let formats: Vec<Format> = match kind {
        Kind::Dates(formats) => formats.iter().filter_map(|format| Format::parse(format).ok()).collect(),
        _ => Vec::new(),
    };
    let is_date = |cell: &str| match kind {
        Kind::Part(Part::Year) => dates::from_parts(Some(cell), None, None).is_ok(),
        Kind::Dates(_) => !matches!(dates::read(&formats, cell), Ok(None)),
        _ => true,
    };
    let mut words: Vec<&str> = cells.iter().copied().filter(|cell| !is_date(cell)).collect();
    words.sort_unstable();
    words.dedup();
    words
}

/// What each column of a sample might be, in order.
pub fn guess(sample: &Sample) -> Vec<Column> {
    let columns = sample.header.iter().enumerate().map(|(place, name)| {
        let cells: Vec<&str> = sample
            .rows
            .iter()
            .filter_map(|row| row.get(place).map(String::as_str))
            .filter(|cell| !cell.is_empty())
            .collect();
        Column { name: name.clone(), kind: kind(name, &cells, sample.rows.len()), topic: topic(name) }
    });
    columns.collect()
}

/// The words of a header: in lower case, composed.
fn plain(name: &str) -> String {
    name.nfc().collect::<String>().to_lowercase()
}

/// Whether a header has one of these words: ASCII words whole, others anywhere.
fn has_word(name: &str, words: &[&str]) -> bool {
    let name = plain(name);
    let mut parts = name.split(|letter: char| !letter.is_alphanumeric());
    words.iter().any(|word| {
        if word.is_ascii() { parts.clone().any(|part| part == *word) } else { name.contains(word) }
    }) || parts.any(|part| words.iter().any(|word| word.len() > 4 && part.contains(word)))
}

fn topic(name: &str) -> Topic {
    const TOPICS: &[(Topic, &[&str])] = &[
        (Topic::Born, &["born", "birth", "dob", "birthday", "출생", "생년", "생일"]),
        (Topic::Died, &["died", "death", "deceased", "사망"]),
        (
            Topic::Since,
            &[
                "from",
                "since",
                "start",
                "begin",
                "appointed",
                "elected",
                "시작",
                "임명",
                "취임",
                "선출",
                "부터",
            ],
        ),
        (
            Topic::Until,
            &["to", "until", "end", "left", "dismissed", "resigned", "종료", "해임", "퇴임", "까지"],
        ),
        (Topic::Title, &["title", "position", "post", "office", "role", "직책", "직위", "직함"]),
        (
            Topic::Body,
            &[
                "organization",
                "organisation",
                "body",
                "institution",
                "agency",
                "department",
                "committee",
                "기관",
                "단체",
                "소속",
                "부서",
            ],
        ),
    ];
    TOPICS.iter().find(|(_, words)| has_word(name, words)).map_or(Topic::Unknown, |(topic, _)| *topic)
}

fn kind(name: &str, cells: &[&str], rows: usize) -> Kind {
    if cells.is_empty() {
        return Kind::Blank;
    }
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for cell in cells {
        *counts.entry(cell).or_default() += 1;
    }
    let is_key = |cell: &&str| {
        cell.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))
    };
    let named_key = has_word(name, &["id", "no", "nr", "code", "key", "wikidata", "uuid", "번호", "식별자"]);
    if named_key && cells.len() == rows && cells.iter().all(is_key) {
        let is_number = cells.iter().all(|cell| cell.bytes().all(|byte| byte.is_ascii_digit()));
        return Kind::Key(Key { is_unique: counts.len() == rows, is_number });
    }
    if let Some(part) = part(name, cells) {
        return Kind::Part(part);
    }
    if let Some(dates) = dates_of(name, cells) {
        return dates;
    }
    if has_word(name, &["sex", "gender", "성별"]) {
        return Kind::Sex;
    }
    if let Some((language, half)) = name_of(name, cells, counts.len()) {
        return Kind::Name(language, half);
    }
    if counts.len() <= FEW && counts.len() * 2 <= cells.len().max(2)
        || topic(name) == Topic::Title && counts.len() <= FEW
    {
        let mut few: Vec<(String, usize)> =
            counts.into_iter().map(|(word, count)| (word.to_owned(), count)).collect();
        few.sort_by(|left, right| right.1.cmp(&left.1).then_with(|| left.0.cmp(&right.0)));
        return Kind::Few(few);
    }
    Kind::Text
}

/// The part of a date that a header names, and what is left of the header without that name.
pub fn part_named(name: &str) -> Option<(Part, String)> {
    const NAMES: &[(Part, &[&str])] = &[
        (Part::Year, &["year", "연도", "년도", "년"]),
        (Part::Month, &["month", "월"]),
        (Part::Day, &["day", "일"]),
    ];
    let name = plain(name);
    NAMES.iter().find_map(|(part, words)| {
        let word = words.iter().find(|word| name.contains(*word))?;
        let rest: String =
            name.replacen(word, "", 1).chars().filter(|letter| letter.is_alphanumeric()).collect();
        Some((*part, rest))
    })
}

fn part(name: &str, cells: &[&str]) -> Option<Part> {
    let (part, _) = part_named(name)?;
    let fits = |cell: &str| match part {
        Part::Year => dates::from_parts(Some(cell), None, None).is_ok(),
        Part::Month => dates::from_parts(Some("2000"), Some(cell), None).is_ok(),
        Part::Day => dates::from_parts(Some("2000"), Some("1"), Some(cell)).is_ok(),
    };
    // Words such as "in office" may stand among the numbers.
    let fitting = cells.iter().filter(|cell| fits(cell)).count();
    (fitting * 2 >= cells.len()).then_some(part)
}

fn dates_of(name: &str, cells: &[&str]) -> Option<Kind> {
    // Numbers of four digits are years only where the header says so.
    let is_dated = !matches!(topic(name), Topic::Unknown | Topic::Title | Topic::Body)
        || has_word(name, &["date", "dates", "day", "year", "when", "날짜", "일자", "연도"]);
    if !is_dated && cells.iter().all(|cell| cell.len() == 4) {
        return None;
    }
    let is_edtf = |cell: &str| {
        let shaped =
            cell.len() >= 4 && cell.starts_with(|letter: char| letter.is_ascii_digit() || letter == '[');
        shaped && Format::Edtf.read(cell).is_some()
    };
    let mut used: Vec<&'static str> = Vec::new();
    let mut read = 0;
    let mut edtf = 0;
    let mut either: Option<(&'static str, &'static str)> = None;
    let formats: Vec<(&'static str, Format)> =
        FORMATS.iter().filter_map(|text| Some((*text, Format::parse(text).ok()?))).collect();
    let reads = |text: &str| -> Vec<&'static str> {
        formats.iter().filter(|(_, format)| format.read(text).is_some()).map(|(text, _)| *text).collect()
    };
    let all: Vec<Vec<&'static str>> =
        cells.iter().map(|cell| if is_edtf(cell) { Vec::new() } else { reads(cell) }).collect();
    for (cell, by) in cells.iter().zip(&all) {
        match by.as_slice() {
            [] if is_edtf(cell) => edtf += 1,
            [] => {}
            [one] => {
                read += 1;
                if !used.contains(one) {
                    used.push(one);
                }
            }
            _ => read += 1,
        }
    }
    for by in all.iter().filter(|by| by.len() > 1) {
        let known: Vec<&&'static str> = by.iter().filter(|format| used.contains(*format)).collect();
        match (known.as_slice(), by.as_slice()) {
            ([], [first, second, ..]) => either = Some((first, second)),
            ([_], _) => {}
            ([first, second, ..], _) => either = Some((first, second)),
            _ => {}
        }
    }
    // Most are dates; words such as "in office" may stand among them where the header speaks of dates.
    let (share, of) = if is_dated { (2, 1) } else { (5, 4) };
    if (read + edtf) * share < cells.len() * of {
        return None;
    }
    if let Some((first, second)) = either {
        return Some(Kind::EitherDates(first, second));
    }
    used.sort_by_key(|format| FORMATS.iter().position(|known| known == format));
    if edtf > 0 {
        used.push("edtf");
    }
    Some(Kind::Dates(used))
}

/// Scripts of a column's letters, by the greatest share.
fn script(cells: &[&str]) -> Option<&'static str> {
    let (mut hangul, mut han, mut latin, mut all) = (0, 0, 0, 0);
    for letter in cells.iter().flat_map(|cell| cell.nfc()).filter(|letter| letter.is_alphabetic()) {
        all += 1;
        match letter {
            '가'..='힣' | '\u{1100}'..='\u{11ff}' => hangul += 1,
            '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' => han += 1,
            'A'..='Z' | 'a'..='z' | '\u{c0}'..='\u{24f}' => latin += 1,
            _ => {}
        }
    }
    let most = |count: usize| count * 10 >= all * 8 && all > 0;
    match () {
        () if most(hangul) => Some("ko-Hang"),
        () if most(han) => Some("ko-Hani"),
        () if most(latin) => Some("ko-Latn"),
        () => None,
    }
}

const NAME_WORDS: &[&str] = &[
    "name",
    "names",
    "person",
    "hangul",
    "hanja",
    "romanized",
    "romanised",
    "romanization",
    "alias",
    "aliases",
    "aka",
    "이름",
    "성명",
    "한글",
    "한자",
    "로마자",
    "영문",
    "별명",
];

fn name_of(name: &str, cells: &[&str], distinct: usize) -> Option<(&'static str, Half)> {
    let script = script(cells)?;
    let half =
        if has_word(name, &["other", "others", "alias", "aliases", "aka", "variant", "variants", "별명"]) {
            Half::Others(
                [";", " / ", "|"]
                    .into_iter()
                    .find(|separator| cells.iter().any(|cell| cell.contains(separator))),
            )
        } else if has_word(name, &["surname", "family", "last", "lastname"]) || plain(name) == "성" {
            Half::Family
        } else if has_word(name, &["given", "first", "forename", "firstname"]) {
            Half::Given
        } else {
            Half::Whole
        };
    let says_name = matches!(half, Half::Family | Half::Given) || has_word(name, NAME_WORDS);
    let is_other = matches!(topic(name), Topic::Title | Topic::Body)
        || has_word(name, &["party", "group", "place", "province", "정당", "지역", "기관"]);
    // A Korean name in Hangul or Hanja has two to four letters, without a space.
    let short = cells.iter().filter(|cell| (2..=4).contains(&cell.nfc().count())).count();
    let looks_so = cells.len() > 2
        && topic(name) == Topic::Unknown
        && part_named(name).is_none()
        && script != "ko-Latn"
        && short * 10 >= cells.len() * 9
        && distinct * 2 > cells.len();
    (!is_other && (says_name || looks_so)).then_some((script, half))
}
