//! Dates in words and figures, as sources write them, put into EDTF. Every word must be understood: a phrase with one
//! that is not has no reading, since it may change what the rest means ("spring or summer 1998", "2009 BC").

use super::Day;
use super::bounds::last_of_month;
use super::edtf::bounds_if_date;

/// One way to write a phrase in EDTF.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reading {
    /// The date.
    pub date: String,
    /// What must be so for this reading, or where it goes; blank if there is nothing to say.
    pub note: &'static str,
}

pub(super) fn reading(date: String, note: &'static str) -> Reading {
    Reading { date, note }
}

/// A piece of a phrase; blanks, commas, brackets and quotation marks only part them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token<'text> {
    Word(&'text str),
    Number(&'text str),
    Dash,
    Slash,
    Dot,
    Tilde,
    Question,
    Other,
}

/// The pieces of a phrase, which must be in lower case. What counts years, months and days in Korean, Chinese and
/// Japanese is a word of its own.
pub(super) fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(letter) = rest.chars().next() {
        let length = if letter.is_ascii_digit() {
            rest.find(|next: char| !next.is_ascii_digit()).unwrap_or(rest.len())
        } else if is_counter(letter) {
            letter.len_utf8()
        } else if letter.is_alphabetic() {
            rest.find(|next: char| !next.is_alphabetic() || is_counter(next)).unwrap_or(rest.len())
        } else {
            letter.len_utf8()
        };
        let (piece, after) = rest.split_at(length);
        rest = after;
        match letter {
            '0'..='9' => tokens.push(Token::Number(piece)),
            '-' => tokens.push(Token::Dash),
            '/' => tokens.push(Token::Slash),
            '.' => tokens.push(Token::Dot),
            '~' => tokens.push(Token::Tilde),
            '?' => tokens.push(Token::Question),
            ',' | '(' | ')' | '\'' | '’' | '"' => {}
            _ if letter.is_whitespace() => {}
            _ if letter.is_alphabetic() => tokens.push(Token::Word(piece)),
            _ => tokens.push(Token::Other),
        }
    }
    tokens
}

fn is_counter(letter: char) -> bool {
    matches!(letter, '년' | '월' | '일' | '年' | '月' | '日')
}

/// What a phrase says of a date.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Parts {
    pub year: Option<i32>,
    /// A month from 1 to 12, or the EDTF code of a season, quarter or half.
    pub month: Option<u32>,
    pub day: Option<u32>,
    pub is_decade: bool,
}

impl Parts {
    /// In EDTF; none without a year. The day may be one that does not exist.
    pub(super) fn written(self) -> Option<String> {
        let year = self.year?;
        match (self.month, self.day) {
            // A part of each of ten years, or of the ten years, is not a date of EDTF.
            (Some(_), _) | (_, Some(_)) if self.is_decade => None,
            (None, None) if self.is_decade => Some(format!("{:03}X", year / 10)),
            (None, None) => Some(format!("{year:04}")),
            (Some(month), None) => Some(format!("{year:04}-{month:02}")),
            (Some(month), Some(day)) => Some(format!("{year:04}-{month:02}-{day:02}")),
            (None, Some(_)) => None,
        }
    }

    /// Whether the two tell the same components.
    pub(super) fn is_as_precise_as(self, other: Parts) -> bool {
        (self.month.is_some(), self.day.is_some()) == (other.month.is_some(), other.day.is_some())
    }
}

/// What a word does to the date beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Modifier {
    About,
    Doubtful,
    Before,
    By,
    After,
    /// Korean 이전, which some take to include the day named.
    BeforeOrBy,
    /// Korean 이후, in the same way.
    AfterOrFrom,
    Early,
    Middle,
    Late,
}

fn modifier(word: &str) -> Option<Modifier> {
    Some(match word {
        "c" | "ca" | "circa" | "cca" | "about" | "around" | "approximately" | "approx" | "roughly" | "약"
        | "경" | "쯤" | "頃" | "约" => Modifier::About,
        "probably" | "possibly" | "perhaps" | "maybe" | "uncertain" => Modifier::Doubtful,
        "before" | "prior" | "전" => Modifier::Before,
        "by" | "까지" => Modifier::By,
        "after" | "후" => Modifier::After,
        "이전" => Modifier::BeforeOrBy,
        "이후" => Modifier::AfterOrFrom,
        "early" | "초" | "초순" | "상순" => Modifier::Early,
        "mid" | "middle" | "중순" => Modifier::Middle,
        "late" | "말" | "하순" => Modifier::Late,
        _ => return None,
    })
}

/// What months are called in English, in small letters.
pub const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

fn month_of(word: &str) -> Option<u32> {
    let place = MONTHS.iter().position(|month| {
        word == *month || word == &month[..3] || (word == "sept" && *month == "september")
    })?;
    u32::try_from(place + 1).ok()
}

/// The EDTF code of a season or a half of the year.
fn season_of(word: &str) -> Option<u32> {
    Some(match word {
        "spring" | "봄" | "春" | "春季" => 21,
        "summer" | "여름" | "夏" | "夏季" => 22,
        "autumn" | "fall" | "가을" | "秋" | "秋季" => 23,
        "winter" | "겨울" | "冬" | "冬季" => 24,
        "상반기" | "전반기" | "上半" => 40,
        "하반기" | "후반기" | "下半" => 41,
        _ => return None,
    })
}

fn ordinal_of(word: &str) -> Option<u32> {
    ["first", "second", "third", "fourth"]
        .iter()
        .position(|ordinal| *ordinal == word)
        .and_then(|place| u32::try_from(place + 1).ok())
}

/// The EDTF code of a quarter (33 to 36) or a half (40, 41) of the year.
fn part_of_year(kind: &str, place: u32) -> Option<u32> {
    match (kind, place) {
        ("q" | "quarter" | "분기", 1..=4) => Some(32 + place),
        ("h" | "half", 1..=2) => Some(39 + place),
        _ => None,
    }
}

fn says_nothing(word: &str) -> bool {
    matches!(
        word,
        "the"
            | "of"
            | "on"
            | "in"
            | "at"
            | "sometime"
            | "monday"
            | "tuesday"
            | "wednesday"
            | "thursday"
            | "friday"
            | "saturday"
            | "sunday"
            | "mon"
            | "tue"
            | "wed"
            | "thu"
            | "fri"
            | "sat"
            | "sun"
    )
}

/// A year of four digits.
pub(super) fn year_of(text: &str) -> Option<i32> {
    (text.len() == 4).then(|| text.parse().ok()).flatten()
}

/// What one phrase says of one date: its readings, and the words that change them.
pub(super) struct Phrase {
    /// More than one where day and month can be exchanged.
    pub parts: Vec<Parts>,
    modifiers: Vec<Modifier>,
}

impl Phrase {
    /// Takes the pieces of a phrase apart; none if one of them is not understood.
    pub(super) fn read(tokens: &[Token<'_>]) -> Option<Phrase> {
        let mut parts = Parts::default();
        let mut modifiers = Vec::new();
        // Numbers that no word says the meaning of, and whether a sign joins each to the one before.
        let mut bare: Vec<&str> = Vec::new();
        let mut joined = 0;
        let mut place = 0;
        while let Some(token) = tokens.get(place) {
            let next = tokens.get(place + 1).copied();
            place += 1;
            match (*token, next) {
                (Token::Number(number), Some(Token::Word("년" | "年"))) => {
                    place += 1;
                    parts.is_decade = matches!(tokens.get(place), Some(Token::Word("대" | "代")));
                    place += usize::from(parts.is_decade);
                    set(&mut parts.year, year_of(number)?)?;
                }
                (Token::Number(number), Some(Token::Word("월" | "月"))) => {
                    place += 1;
                    set(&mut parts.month, number.parse().ok()?)?;
                }
                (Token::Number(number), Some(Token::Word("일" | "日"))) => {
                    place += 1;
                    set(&mut parts.day, number.parse().ok()?)?;
                }
                (Token::Number(number), Some(Token::Word("s"))) => {
                    place += 1;
                    parts.is_decade = true;
                    set(&mut parts.year, year_of(number).filter(|year| year % 10 == 0)?)?;
                }
                (Token::Number(number), Some(Token::Word(kind @ ("분기" | "h" | "q"))))
                    if number.len() == 1 =>
                {
                    place += 1;
                    set(&mut parts.month, part_of_year(kind, number.parse().ok()?)?)?;
                }
                (Token::Word(kind @ ("q" | "h")), Some(Token::Number(number))) => {
                    place += 1;
                    set(&mut parts.month, part_of_year(kind, number.parse().ok()?)?)?;
                }
                (Token::Number(number), Some(Token::Word("st" | "nd" | "rd" | "th")))
                    if number.len() <= 2 =>
                {
                    let count = number.parse().ok()?;
                    place += 1;
                    if let Some(Token::Word(kind @ ("quarter" | "half"))) = tokens.get(place) {
                        place += 1;
                        set(&mut parts.month, part_of_year(kind, count)?)?;
                    } else {
                        set(&mut parts.day, count)?;
                    }
                }
                (Token::Number(number), _) => bare.push(number),
                (Token::Word(word), Some(Token::Word(kind))) if ordinal_of(word).is_some() => {
                    place += 1;
                    set(&mut parts.month, part_of_year(kind, ordinal_of(word)?)?)?;
                }
                (Token::Word("or"), Some(Token::Word("so"))) => {
                    place += 1;
                    modifiers.push(Modifier::About);
                }
                (Token::Word("prior"), Some(Token::Word("to"))) => {
                    place += 1;
                    modifiers.push(Modifier::Before);
                }
                (Token::Word(word), _) => {
                    match (month_of(word).or_else(|| season_of(word)), modifier(word)) {
                        (Some(month), _) => set(&mut parts.month, month)?,
                        (None, Some(modifier)) => modifiers.push(modifier),
                        (None, None) if says_nothing(word) => {}
                        (None, None) => return None,
                    }
                }
                (Token::Tilde, _) => modifiers.push(Modifier::About),
                (Token::Question, _) => modifiers.push(Modifier::Doubtful),
                // At an end it says that something is left open, as in "1998-".
                (Token::Dash | Token::Slash, next) if place == 1 || next.is_none() => return None,
                (Token::Dash | Token::Slash | Token::Dot, next) => {
                    joined += usize::from(matches!(next, Some(Token::Number(_))) && !bare.is_empty());
                }
                (Token::Other, _) => return None,
            }
        }
        Some(Phrase { parts: with_numbers(parts, &bare, joined)?, modifiers })
    }

    /// The one date that it names, if nothing changes or doubts it.
    pub(super) fn plain(&self) -> Option<Parts> {
        match self.parts.as_slice() {
            [only] if self.modifiers.is_empty() => Some(*only),
            _ => None,
        }
    }

    /// What the whole phrase can be written as.
    pub(super) fn readings(&self) -> Vec<Reading> {
        self.parts.iter().filter_map(|parts| self.readings_of(*parts)).flatten().collect()
    }

    fn readings_of(&self, parts: Parts) -> Option<Vec<Reading>> {
        if parts.is_decade && parts.month.is_some() {
            return self.modifiers.is_empty().then(|| part_of_decade(parts)).flatten();
        }
        let date = parts.written()?;
        let modifier = match self.modifiers.as_slice() {
            [] if parts.is_decade && date.ends_with("0X") => {
                // "The 1900s" are ten years to one writer and a hundred to the other.
                let century = format!("{}XX", &date[..2]);
                return Some(vec![reading(date, " (the decade)"), reading(century, " (the century)")]);
            }
            [] => return Some(vec![reading(date, "")]),
            [only] => *only,
            _ => return None,
        };
        if parts.is_decade && date.ends_with("0X") && date.len() == 4 {
            return None;
        }
        let bounds = bounds_if_date(&date)?;
        let in_unit = |day: Day| match (parts.month, parts.day) {
            (None, _) => format!("{:04}", day.year()),
            (Some(_), None) => format!("{:04}-{:02}", day.year(), day.month()),
            (Some(_), Some(_)) => day.to_string(),
        };
        let before = |day: Day| (day > Day::MIN).then(|| format!("[..{}]", in_unit(day.before())));
        let after = |day: Day| (day < Day::MAX).then(|| format!("[{}..]", in_unit(day.after())));
        Some(match modifier {
            Modifier::About => vec![reading(format!("{date}~"), "")],
            Modifier::Doubtful => vec![reading(format!("{date}?"), "")],
            Modifier::Before => vec![reading(before(bounds.from)?, "")],
            Modifier::By => vec![reading(format!("[..{date}]"), "")],
            Modifier::After => vec![reading(after(bounds.to)?, "")],
            Modifier::BeforeOrBy => vec![
                reading(before(bounds.from)?, " (without it)"),
                reading(format!("[..{date}]"), " (with it)"),
            ],
            Modifier::AfterOrFrom => {
                vec![
                    reading(after(bounds.to)?, " (without it)"),
                    reading(format!("[{date}..]"), " (with it)"),
                ]
            }
            Modifier::Early => vec![third(parts, 0)?],
            Modifier::Middle => vec![third(parts, 1)?],
            Modifier::Late => vec![third(parts, 2)?],
        })
    }
}

/// A half of a decade is five years; a season or a quarter of it is nobody's custom, and may be one in each year.
fn part_of_decade(parts: Parts) -> Option<Vec<Reading>> {
    let year = parts.year?;
    let half = match (parts.month?, parts.day) {
        (40, None) => 0,
        (41, None) => 1,
        (_, None) => {
            let whole = Parts { month: None, ..parts };
            return Some(vec![reading(whole.written()?, DECADE)]);
        }
        (_, Some(_)) => return None,
    };
    let part = |length: i32, note| {
        let from = year + half * length;
        reading(format!("[{from:04}..{:04}]", from + length - 1), note)
    };
    // "The second half of the 1900s": see above.
    Some(if year % 100 == 0 {
        vec![part(5, " (of the decade)"), part(50, " (of the century)")]
    } else {
        vec![part(5, "")]
    })
}

/// Where the words go that say which part of a decade is meant.
const DECADE: &str = " (the decade; put the source's words into quote)";

/// Sets a part of the date; none if it was set already.
fn set<T>(place: &mut Option<T>, value: T) -> Option<()> {
    place.replace(value).is_none().then_some(())
}

/// The first, the middle or the last third of a year or a month; of a decade the whole, for its thirds are nobody's custom.
fn third(parts: Parts, place: usize) -> Option<Reading> {
    let year = parts.year?;
    match (parts.month, parts.day) {
        (None, None) if parts.is_decade => Some(reading(parts.written()?, DECADE)),
        (None, None) => {
            let (first, last) = [(1, 4), (5, 8), (9, 12)][place];
            Some(reading(format!("[{year:04}-{first:02}..{year:04}-{last:02}]"), ""))
        }
        (Some(month @ 1..=12), None) => {
            let (first, last) = [(1, 10), (11, 20), (21, last_of_month(year, month)?.day())][place];
            Some(reading(format!("[{year:04}-{month:02}-{first:02}..{year:04}-{month:02}-{last:02}]"), ""))
        }
        _ => None,
    }
}

/// Gives the bare numbers the meanings that are left; more than one result where day and month can be exchanged.
fn with_numbers(parts: Parts, bare: &[&str], joined: usize) -> Option<Vec<Parts>> {
    let number = |text: &str| (text.len() <= 2).then(|| text.parse::<u32>().ok()).flatten();
    let full = |text: &str| year_of(text);
    let one = |parts: Parts| Some(vec![parts]);
    if let Some(month) = parts.month {
        let told = (parts.year.is_some(), parts.day.is_some());
        return match (told, bare) {
            (_, []) => one(parts),
            ((false, _), [year]) if year.len() == 4 => one(Parts { year: full(year), ..parts }),
            // A season, a quarter and a half have no days.
            ((_, false), [day]) if month <= 12 => one(Parts { day: Some(number(day)?), ..parts }),
            ((false, false), [first, second]) if month <= 12 => {
                let (year, day) = if first.len() == 4 { (first, second) } else { (second, first) };
                one(Parts { year: Some(full(year)?), day: Some(number(day)?), ..parts })
            }
            _ => None,
        };
    }
    if parts.year.is_some() {
        return match bare {
            [] => one(parts),
            // 2016 . 4 . 28, where the year was given with a word.
            [month, day] if parts.day.is_none() => {
                one(Parts { month: Some(number(month)?), day: Some(number(day)?), ..parts })
            }
            _ => None,
        };
    }
    match bare {
        [] => one(parts),
        [only] if only.len() == 4 => one(Parts { year: full(only), ..parts }),
        [only] if only.len() == 6 || only.len() == 8 => {
            let (month, day) = only[4..].split_at(2);
            let day = if day.is_empty() { None } else { Some(number(day)?) };
            one(Parts { year: Some(full(&only[..4])?), month: Some(number(month)?), day, ..parts })
        }
        [only] if parts.day.is_none() => one(Parts { day: Some(number(only)?), ..parts }),
        // The end of "April 27-29, 2021": its month stands elsewhere, and without one it is not a date.
        [day, year] if joined == 0 => {
            one(Parts { year: Some(full(year)?), day: Some(number(day)?), ..parts })
        }
        [first, second] => {
            let (year, month) = if first.len() == 4 { (first, second) } else { (second, first) };
            one(Parts { year: Some(full(year)?), month: Some(number(month)?), ..parts })
        }
        [year, month, day] if year.len() == 4 => {
            one(Parts { year: full(year), month: Some(number(month)?), day: Some(number(day)?), ..parts })
        }
        [first, second, year] => {
            let (year, first, second) = (Some(full(year)?), number(first)?, number(second)?);
            let mut all = vec![
                Parts { year, month: Some(first), day: Some(second), ..parts },
                Parts { year, month: Some(second), day: Some(first), ..parts },
            ];
            // A thirteenth month is not a reading; a day that its month lacks is left for the message to name.
            all.retain(|parts| parts.month.is_some_and(|month| (1..=12).contains(&month)));
            all.dedup();
            Some(all)
        }
        _ => None,
    }
}
