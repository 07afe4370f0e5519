//! EDTF texts and the days that they can mean.

use edtf_core as core;
use edtf_core::{IntervalEndpoint, SetElement, YearKind};

use super::advice;
use super::{Day, Span};

/// A text that is no date of ours: what is wrong, and what to write instead where that is clear.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct DateError {
    /// What is wrong.
    pub message: String,
    /// What to write instead.
    pub hint: Option<String>,
}

/// A date in EDTF (Library of Congress 2019, ISO 8601-2), levels 0 to 2: a single date, a season, a set or an interval.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edtf {
    text: String,
    bounds: Span,
    ends: Option<(Option<Span>, Option<Span>)>,
}

impl Edtf {
    /// Reads a date; blanks around it must be trimmed before.
    ///
    /// # Errors
    /// If the text is no EDTF, is reversed, or means days outside the years 1 to 9999.
    pub fn parse(text: &str) -> Result<Edtf, DateError> {
        let (bounds, ends) = read(text)?;
        Ok(Edtf { text: text.to_owned(), bounds, ends })
    }

    /// Reads a date that is no slash interval, as `since` and `until` take it.
    ///
    /// # Errors
    /// As [`Edtf::parse`]; a slash interval is refused with the set to write instead.
    pub fn parse_point(text: &str) -> Result<Edtf, DateError> {
        let date = Edtf::parse(text)?;
        if date.is_interval() {
            let (start, end) = text.split_once('/').unwrap_or((text, ""));
            let blank = |end: &str| {
                if end == ".." { String::new() } else { end.to_owned() }
            };
            return Err(DateError {
                message: format!("\"{text}\" says that something lasted, and one day is asked for here"),
                hint: Some(format!("for \"some day between\" write [{}..{}]", blank(start), blank(end))),
            });
        }
        Ok(date)
    }

    /// The first and the last day that the text can mean, whichever reading is right.
    ///
    /// `~`, `?` and `%` widen them by one unit of the stated precision on both sides. An open or unknown end is
    /// [`Day::MIN`] or [`Day::MAX`].
    #[must_use]
    pub fn bounds(&self) -> Span {
        self.bounds
    }

    /// Whether it is a slash interval: something that lasted.
    #[must_use]
    pub fn is_interval(&self) -> bool {
        self.ends.is_some()
    }

    /// The days on which a slash interval can begin; for other dates their bounds; none if the start is not told.
    #[must_use]
    pub fn start(&self) -> Option<Span> {
        self.ends.map_or(Some(self.bounds), |(start, _)| start)
    }

    /// The days on which a slash interval can end; for other dates their bounds; none if the end is not told.
    #[must_use]
    pub fn end(&self) -> Option<Span> {
        self.ends.map_or(Some(self.bounds), |(_, end)| end)
    }

    /// The text as written.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }
}

/// The bounds of a date, without keeping it. Plain dates (`YYYY`, `YYYY-MM`, `YYYY-MM-DD`) allocate nothing.
///
/// # Errors
/// As [`Edtf::parse`].
pub fn bounds_of(text: &str) -> Result<Span, DateError> {
    match plain(text) {
        Some(span) => Ok(span),
        None => read(text).map(|(bounds, _)| bounds),
    }
}

/// The bounds of `YYYY`, `YYYY-MM` or `YYYY-MM-DD`; none for anything else, a day that does not exist included.
fn plain(text: &str) -> Option<Span> {
    let bytes = text.as_bytes();
    let number = |range: std::ops::Range<usize>| {
        bytes
            .get(range)?
            .iter()
            .try_fold(0_u32, |sum, byte| byte.is_ascii_digit().then(|| sum * 10 + u32::from(byte - b'0')))
    };
    let year = i32::try_from(number(0..4)?).ok()?;
    match bytes.len() {
        4 => Some(Span { from: Day::new(year, 1, 1)?, to: Day::new(year, 12, 31)? }),
        7 if bytes[4] == b'-' => month(year, number(5..7)?),
        10 if bytes[4] == b'-' && bytes[7] == b'-' => {
            Some(Span::single(Day::new(year, number(5..7)?, number(8..10)?)?))
        }
        _ => None,
    }
}

fn month(year: i32, month: u32) -> Option<Span> {
    Some(Span { from: Day::new(year, month, 1)?, to: last_of_month(year, month)? })
}

/// The last day of a month from 1 to 12.
pub(super) fn last_of_month(year: i32, month: u32) -> Option<Day> {
    (28..=31).rev().find_map(|day| Day::new(year, month, day))
}

type Read = (Span, Option<(Option<Span>, Option<Span>)>);

fn read(text: &str) -> Result<Read, DateError> {
    if let Some(span) = plain(text) {
        return Ok((span, None));
    }
    let parsed = core::Edtf::parse(text).map_err(|_| advice::refusal(text))?;
    match &parsed {
        core::Edtf::Date(date) => Ok((date_bounds(text, date, text)?, None)),
        core::Edtf::DateTime(moment) => Ok((date_bounds(text, &moment.date, "")?, None)),
        core::Edtf::Interval(interval) => {
            let (before, after) = text.split_once('/').unwrap_or((text, ""));
            let start = endpoint(text, &interval.start, before)?;
            let end = endpoint(text, &interval.end, after)?;
            let from = start.map_or(Day::MIN, |span| span.from);
            let to = end.map_or(Day::MAX, |span| span.to);
            let bounds = Span::new(from, to).ok_or_else(|| reversed(text, before, after))?;
            Ok((bounds, Some((start, end))))
        }
        core::Edtf::Set(set) => {
            let mut bounds: Option<Span> = None;
            let inside = text.trim_matches(|letter| matches!(letter, '[' | ']' | '{' | '}'));
            for (element, written) in set.elements.iter().zip(inside.split(',')) {
                let element = element_bounds(text, element, written)?;
                bounds = Some(bounds.map_or(element, |bounds| Span {
                    from: bounds.from.min(element.from),
                    to: bounds.to.max(element.to),
                }));
            }
            bounds.map(|bounds| (bounds, None)).ok_or_else(|| advice::refusal(text))
        }
    }
}

fn endpoint(text: &str, end: &IntervalEndpoint, written: &str) -> Result<Option<Span>, DateError> {
    Ok(match end {
        IntervalEndpoint::Open | IntervalEndpoint::Unknown => None,
        IntervalEndpoint::Date(date) => Some(date_bounds(text, date, written)?),
        IntervalEndpoint::OnOrBefore(date) => {
            Some(Span { from: Day::MIN, to: date_bounds(text, date, written)?.to })
        }
        IntervalEndpoint::OnOrAfter(date) => {
            Some(Span { from: date_bounds(text, date, written)?.from, to: Day::MAX })
        }
    })
}

fn element_bounds(text: &str, element: &SetElement, written: &str) -> Result<Span, DateError> {
    Ok(match element {
        SetElement::Date(date) => date_bounds(text, date, written)?,
        SetElement::OnOrBefore(date) => Span { from: Day::MIN, to: date_bounds(text, date, written)?.to },
        SetElement::OnOrAfter(date) => Span { from: date_bounds(text, date, written)?.from, to: Day::MAX },
        SetElement::Range(first, last) => {
            let (before, after) = written.split_once("..").unwrap_or((written, written));
            let (first, last) = (date_bounds(text, first, before)?, date_bounds(text, last, after)?);
            Span::new(first.from, last.to).ok_or_else(|| reversed(text, before, after))?
        }
    })
}

fn reversed(text: &str, first: &str, last: &str) -> DateError {
    DateError {
        message: format!("\"{text}\" ends before it begins"),
        hint: Some(format!("check the two dates: {} is after {}", first.trim(), last.trim())),
    }
}

/// The bounds of a single date; `written` is its own text, which tells what its qualifiers cover.
fn date_bounds(text: &str, date: &core::Date, written: &str) -> Result<Span, DateError> {
    let code = date.month.and_then(|month| month.value()).filter(|code| *code >= 21);
    let (from, to) = match code {
        Some(code) => season_bounds(date, code),
        None => calendar_bounds(date),
    }
    .ok_or_else(|| outside(text))?;
    let (from, to) = match unit(date, code, written) {
        None => (from, to),
        Some(Unit::Days) => (from.before(), to.after()),
        Some(Unit::Months(months)) => (shifted(from, -months), shifted(to, months)),
    };
    Span::new(from, to).ok_or_else(|| outside(text))
}

/// By the crate's own calendar, cut to the years 1 to 9999; none if no day is left.
fn calendar_bounds(date: &core::Date) -> Option<(Day, Day)> {
    let bounds = core::Edtf::Date(*date).bounds();
    let day = |bound: core::Bound, otherwise: Day| match bound {
        // The year 0 is none of ours: the same day of the first year that has it is the first.
        core::Bound::Date(day) if day.year < 1 && otherwise == Day::MIN => {
            (1..=8).find_map(|year| Day::new(year, u32::from(day.month), u32::from(day.day)))
        }
        core::Bound::Date(day) if day.year > 9999 => (otherwise == Day::MAX).then_some(Day::MAX),
        core::Bound::Date(day) => {
            Day::new(i32::try_from(day.year).ok()?, u32::from(day.month), u32::from(day.day))
        }
        _ => None,
    };
    let (from, to) = (day(bounds.earliest, Day::MIN)?, day(bounds.latest, Day::MAX)?);
    // Only years with unspecified digits may reach beyond the calendar; a year that is told must lie in it.
    let is_told = !date.year.has_unspecified();
    let year = date.year.value().unwrap_or(1);
    (!is_told || (1..=9999).contains(&year)).then_some((from, to))
}

/// Seasons, quarters and the like, by the months that they are made of. A winter reaches from the first of January
/// of its year to the last of February of the next: which of the two winters is meant is not told.
fn season_bounds(date: &core::Date, code: u8) -> Option<(Day, Day)> {
    let (first, last) = years(date)?;
    let (begin, end) = match code {
        21 | 25 | 31 => (3, 5),
        22 | 26 | 32 => (6, 8),
        23 | 27 | 29 => (9, 11),
        24 | 28 | 30 => {
            let to = last_of_month(last + 1, 2).unwrap_or(Day::MAX);
            return Some((Day::new(first, 1, 1)?, to));
        }
        33..=36 => (u32::from(code - 33) * 3 + 1, u32::from(code - 33) * 3 + 3),
        37..=39 => (u32::from(code - 37) * 4 + 1, u32::from(code - 37) * 4 + 4),
        40 | 41 => (u32::from(code - 40) * 6 + 1, u32::from(code - 40) * 6 + 6),
        _ => return None,
    };
    Some((Day::new(first, begin, 1)?, last_of_month(last, end)?))
}

/// The first and the last year that the year's digits can mean, within 1 to 9999.
fn years(date: &core::Date) -> Option<(i32, i32)> {
    let YearKind::Standard { negative: false, digits } = date.year.kind else {
        return None;
    };
    let with = |unspecified: u8| {
        digits.iter().fold(0_i32, |year, digit| year * 10 + i32::from(digit.unwrap_or(unspecified)))
    };
    let (first, last) = (with(0), with(9));
    (last >= 1).then_some((first.max(1), last))
}

enum Unit {
    Days,
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
    // The precision is that of the finest component of which something is told.
    let coarsest = match coarsest? {
        2 if is_blank(date.day) => 1,
        other => other,
    };
    Some(match coarsest {
        2 => Unit::Days,
        1 if !is_blank(date.month) => Unit::Months(match season {
            Some(37..=39) => 4,
            Some(40 | 41) => 6,
            Some(_) => 3,
            None => 1,
        }),
        _ => Unit::Months(12 * years_of_precision(date)),
    })
}

/// How many years the year's unspecified or insignificant digits leave open: 1, 10, 100, 1000 or 10000.
fn years_of_precision(date: &core::Date) -> i32 {
    let YearKind::Standard { digits, .. } = date.year.kind else {
        return 1;
    };
    let unspecified = digits.iter().rev().take_while(|digit| digit.is_none()).count();
    let insignificant =
        date.year.significant_digits.map_or(0, |significant| 4_usize.saturating_sub(significant as usize));
    10_i32.pow(u32::try_from(unspecified.max(insignificant)).unwrap_or(4))
}

/// A day so many months away: the last of a month stays the last of a month, and the calendar's ends stay.
fn shifted(day: Day, months: i32) -> Day {
    let month = day.year() * 12 + i32::try_from(day.month()).unwrap_or(1) - 1 + months;
    let (year, month) = (month.div_euclid(12), u32::try_from(month.rem_euclid(12)).unwrap_or(0) + 1);
    if year < 1 {
        return Day::MIN;
    }
    let Some(last) = last_of_month(year, month) else {
        return Day::MAX;
    };
    let was_last = last_of_month(day.year(), day.month()) == Some(day);
    if was_last && months > 0 { last } else { Day::new(year, month, day.day()).unwrap_or(last) }
}

fn outside(text: &str) -> DateError {
    DateError {
        message: format!("\"{text}\" lies outside the years 0001 to 9999"),
        hint: Some("dates run from 0001-01-01 to 9999-12-31".to_owned()),
    }
}
