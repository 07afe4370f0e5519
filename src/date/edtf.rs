//! EDTF texts and the days that they can mean.

use edtf_core as core;

use super::bounds::{bounds_of_date, last_of_month};
use super::{Day, Span, advice};

/// A text that is not a date of ours: what is wrong, and what to write instead where that is clear.
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
    ends: Option<Ends>,
}

/// The two ends of a slash interval; none where it is open (`..`) or unknown (nothing written).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Ends {
    start: Option<Span>,
    end: Option<Span>,
}

impl Edtf {
    /// Reads a date; blanks around it must be trimmed before.
    ///
    /// The two dates of a range `[a..b]` may differ in precision and be qualified: its bounds are clear all the same.
    ///
    /// # Errors
    /// If the text is not EDTF, is reversed, or means days outside the years 1 to 9999.
    pub fn parse(text: &str) -> Result<Edtf, DateError> {
        let (bounds, ends) = read(text).map_err(|fault| fault.explain(text))?;
        Ok(Edtf { text: text.to_owned(), bounds, ends })
    }

    /// Reads a date that is not a slash interval, as `since` and `until` take it.
    ///
    /// # Errors
    /// As [`Edtf::parse`]; a slash interval is refused with the set to write instead.
    pub fn parse_point(text: &str) -> Result<Edtf, DateError> {
        let date = Edtf::parse(text)?;
        if date.is_interval() {
            let (start, end) = text.split_once('/').unwrap_or((text, ""));
            // `..1990/1993` begins by 1990 at the latest: of some day between, only the outer limits are left.
            let start = if start.starts_with("..") { "" } else { start };
            let end = if end.ends_with("..") { "" } else { end };
            return Err(DateError {
                message: format!("\"{text}\" is an interval, but one day is expected here"),
                hint: Some(match (start, end) {
                    ("", "") => "write the one day that is meant".to_owned(),
                    _ => format!("for \"some day between\" write [{start}..{end}]"),
                }),
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

    /// The days on which a slash interval can begin; for other dates their bounds; none if the start is unknown.
    #[must_use]
    pub fn start(&self) -> Option<Span> {
        self.ends.map_or(Some(self.bounds), |ends| ends.start)
    }

    /// The days on which a slash interval can end; for other dates their bounds; none if the end is unknown.
    #[must_use]
    pub fn end(&self) -> Option<Span> {
        self.ends.map_or(Some(self.bounds), |ends| ends.end)
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
        None => read(text).map(|(bounds, _)| bounds).map_err(|fault| fault.explain(text)),
    }
}

/// The bounds of a text if it is a date. Advice asks this of what it proposes: unlike [`bounds_of`] it gives no advice
/// itself, so that the two cannot call each other without end.
pub(super) fn bounds_if_date(text: &str) -> Option<Span> {
    read(text).ok().map(|(bounds, _)| bounds)
}

/// What is wrong with a text, before it is put into words.
enum Fault {
    NoEdtf,
    OutsideTheYears,
    /// These two dates, of which the first lies after the second.
    Reversed(String, String),
}

impl Fault {
    fn explain(self, text: &str) -> DateError {
        let shown = advice::shown(text);
        match self {
            Fault::NoEdtf => advice::refusal(text),
            Fault::OutsideTheYears => DateError {
                message: format!("\"{shown}\" is outside the years 0001 to 9999"),
                hint: Some("dates run from 0001-01-01 to 9999-12-31".to_owned()),
            },
            Fault::Reversed(first, second) => DateError {
                message: format!("\"{shown}\" ends before it begins"),
                hint: Some(format!("check the two dates: {first} is after {second}")),
            },
        }
    }
}

fn read(text: &str) -> Result<(Span, Option<Ends>), Fault> {
    if let Some(span) = plain(text) {
        return Ok((span, None));
    }
    // The parts of sets and intervals are taken apart here: the crate's own check of their order takes a winter to begin
    // in December and knows nothing of widening, and its ranges want one precision on both sides.
    if text.starts_with(['[', '{']) {
        return read_set(text).map(|span| (span, None));
    }
    if let Some((start, end)) = text.split_once('/') {
        return read_interval(start, end).map(|(span, ends)| (span, Some(ends)));
    }
    match core::Edtf::parse(text) {
        Ok(core::Edtf::Date(date)) => of_date(&date, text).map(|span| (span, None)),
        Ok(core::Edtf::DateTime(moment)) => of_date(&moment.date, "").map(|span| (span, None)),
        _ => Err(Fault::NoEdtf),
    }
}

fn of_date(date: &core::Date, written: &str) -> Result<Span, Fault> {
    bounds_of_date(date, written).ok_or(Fault::OutsideTheYears)
}

/// A single date, as it is in a set or an interval.
fn read_part(text: &str) -> Result<Span, Fault> {
    if let Some(span) = plain(text) {
        return Ok(span);
    }
    match core::Edtf::parse(text) {
        Ok(core::Edtf::Date(date)) => of_date(&date, text),
        _ => Err(Fault::NoEdtf),
    }
}

fn read_interval(start: &str, end: &str) -> Result<(Span, Ends), Fault> {
    let first = match start {
        "" | ".." => None,
        _ => Some(match start.strip_prefix("..") {
            Some(date) => Span { from: Day::MIN, to: read_part(date)?.to },
            None => read_part(start)?,
        }),
    };
    let last = match end {
        "" | ".." => None,
        _ => Some(match end.strip_suffix("..") {
            Some(date) => Span { from: read_part(date)?.from, to: Day::MAX },
            None => read_part(end)?,
        }),
    };
    if first.is_none() && last.is_none() {
        return Err(Fault::NoEdtf);
    }
    let from = first.map_or(Day::MIN, |span| span.from);
    let to = last.map_or(Day::MAX, |span| span.to);
    let bounds = Span::new(from, to).ok_or_else(|| Fault::Reversed(start.to_owned(), end.to_owned()))?;
    Ok((bounds, Ends { start: first, end: last }))
}

fn read_set(text: &str) -> Result<Span, Fault> {
    let inside = text
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
        .or_else(|| text.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')))
        .ok_or(Fault::NoEdtf)?;
    let mut bounds: Option<Span> = None;
    for element in inside.split(',') {
        let span = read_element(element)?;
        bounds =
            Some(bounds.map_or(span, |bounds| Span {
                from: bounds.from.min(span.from),
                to: bounds.to.max(span.to),
            }));
    }
    bounds.ok_or(Fault::NoEdtf)
}

fn read_element(text: &str) -> Result<Span, Fault> {
    match text.split_once("..") {
        None => read_part(text),
        Some(("", last)) => Ok(Span { from: Day::MIN, to: read_part(last)?.to }),
        Some((first, "")) => Ok(Span { from: read_part(first)?.from, to: Day::MAX }),
        Some((first, last)) => Span::new(read_part(first)?.from, read_part(last)?.to)
            .ok_or_else(|| Fault::Reversed(first.to_owned(), last.to_owned())),
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
        7 if bytes[4] == b'-' => {
            let month = number(5..7)?;
            Some(Span { from: Day::new(year, month, 1)?, to: last_of_month(year, month)? })
        }
        10 if bytes[4] == b'-' && bytes[7] == b'-' => {
            Some(Span::single(Day::new(year, number(5..7)?, number(8..10)?)?))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Edtf, bounds_of};

    fn bounds(text: &str) -> String {
        match Edtf::parse(text) {
            Ok(date) => format!("{} {}", date.bounds().from, date.bounds().to),
            Err(error) => error.message,
        }
    }

    #[test]
    fn plain_dates_are_their_days() {
        assert_eq!(bounds("2009"), "2009-01-01 2009-12-31");
        assert_eq!(bounds("2008-02"), "2008-02-01 2008-02-29");
        assert_eq!(bounds("2009-07-01"), "2009-07-01 2009-07-01");
        assert_eq!(bounds("0001-01-01"), "0001-01-01 0001-01-01");
        assert_eq!(bounds("9999-12-31"), "9999-12-31 9999-12-31");
    }

    #[test]
    fn both_ways_to_read_agree() {
        for text in ["2009", "2009-07", "2009-07-01", "199X", "[1990..1993]", "2009-24/2009-03"] {
            assert_eq!(bounds_of(text).ok(), Edtf::parse(text).ok().map(|date| date.bounds()), "{text}");
        }
    }

    #[test]
    fn a_reversed_interval_or_range_is_an_error_that_says_so() {
        for text in ["2010/2009", "[1993..1990]", "2009-07-02/2009-07-01", "{1990,1993..1991}", "1990~/1988"]
        {
            assert_eq!(bounds(text), format!("\"{text}\" ends before it begins"));
        }
        let hint = Edtf::parse("2010/2009").err().and_then(|error| error.hint);
        assert_eq!(hint.as_deref(), Some("check the two dates: 2010 is after 2009"));
    }

    #[test]
    fn an_interval_is_not_reversed_if_one_reading_is_in_order() {
        // The crate takes a winter to begin in December, and a qualified date for the plain one.
        assert_eq!(bounds("2009-24/2009-03"), "2009-01-01 2009-03-31");
        assert_eq!(bounds("1990~/1989"), "1989-01-01 1989-12-31");
    }

    #[test]
    fn a_range_may_differ_in_precision_and_be_qualified() {
        assert_eq!(bounds("[1990..1993-05]"), "1990-01-01 1993-05-31");
        assert_eq!(bounds("[1990~..1993-05-02]"), "1989-01-01 1993-05-02");
        assert_eq!(bounds("[2009-22..2010-24]"), "2009-06-01 2011-02-28");
        assert_eq!(bounds("[199X..]"), "1990-01-01 9999-12-31");
    }

    #[test]
    fn years_out_of_range_are_refused_with_a_message_that_says_so() {
        for text in [
            "0000",
            "0000-05",
            "0000-24",
            "-1985",
            "Y170000002",
            "Y-170000002",
            "Y17E7",
            "Y1E100000",
            "Y9E18S1",
            "Y12345S2",
            "[0000..1990]",
            "1990/Y20000",
            "-1985-05-03~",
            "0000-01-01T10:00:00",
        ] {
            assert_eq!(bounds(text), format!("\"{text}\" is outside the years 0001 to 9999"));
        }
    }

    #[test]
    fn what_is_half_a_set_or_an_interval_is_refused() {
        for text in [
            "",
            "/",
            "../..",
            "..",
            "../",
            "[",
            "[]",
            "{}",
            "[..]",
            "[1990",
            "1990]",
            "[1990}",
            "[[1990]]",
            "[1990,]",
            "[1990..1991..1992]",
            "1990/1991/1992",
            "[1990/1991]",
            "[1990]/1991",
            "1990../1991",
            "1990/..1991",
            "[ 1990]",
            " 1990",
            "1990 ",
            "1990-01-01T10:00:00/1991",
        ] {
            assert!(Edtf::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn the_ends_of_an_interval_are_told_apart() {
        let date = Edtf::parse("2021-04/2021-05-29").unwrap();
        assert!(date.is_interval());
        assert_eq!(date.start(), bounds_of("2021-04").ok());
        assert_eq!(date.end(), bounds_of("2021-05-29").ok());
        for text in ["2021/..", "2021/"] {
            assert_eq!(Edtf::parse(text).unwrap().end(), None, "{text}");
        }
        let point = Edtf::parse("[2021..2022]").unwrap();
        assert!(!point.is_interval());
        assert_eq!((point.start(), point.end()), (Some(point.bounds()), Some(point.bounds())));
        assert_eq!(point.text(), "[2021..2022]");
    }

    #[test]
    fn where_one_day_is_asked_for_an_interval_is_refused_with_a_set_that_can_be_written() {
        for (text, set) in [
            ("2009/2010", "[2009..2010]"),
            ("2009/2010-04-28", "[2009..2010-04-28]"),
            ("1990~/1993-24", "[1990~..1993-24]"),
            ("2009/..", "[2009..]"),
            ("2009/", "[2009..]"),
            ("../2010", "[..2010]"),
            ("/2010", "[..2010]"),
            ("..2004-06/2005", "[..2005]"),
            ("2004/2005..", "[2004..]"),
        ] {
            let hint = Edtf::parse_point(text).err().and_then(|error| error.hint).unwrap_or_default();
            assert_eq!(hint, format!("for \"some day between\" write {set}"));
            assert!(Edtf::parse_point(set).is_ok(), "{set}");
        }
        assert!(Edtf::parse_point("..2004/2005..").is_err());
        assert!(Edtf::parse_point("2009-07").is_ok());
    }
}
