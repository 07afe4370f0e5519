//! The days on which one dated record may have held, and on which it surely did.

use super::{DateError, Day, Edtf, Span};

/// What `until` says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Until {
    /// `..`: still so when the source wrote it.
    Still,
    /// It ended on a day within these bounds.
    Known(Span),
}

/// The computed columns of a dated record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dated {
    /// Outside these days the record says that it did not hold.
    pub possible: Span,
    /// On each of these days it held, whichever reading of the dates is right; none if there is no such day.
    pub certain: Option<Span>,
    /// The last day that `since` can mean.
    pub since_latest: Option<Day>,
}

/// The days on which a record says that something held, each known within bounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct HeldDays {
    /// The first.
    pub since: Option<Span>,
    /// The last, if `until` is a date.
    pub until: Option<Span>,
    /// The day for which the source says it: `as_of` whenever one is stated, else, if it was still so, that of the source.
    pub seen: Option<Span>,
}

impl HeldDays {
    /// All of them.
    pub fn all(self) -> impl Iterator<Item = Span> {
        [self.since, self.until, self.seen].into_iter().flatten()
    }

    /// From the smallest last day to the greatest first day: on each of these days it held, whichever reading is right.
    #[must_use]
    pub fn certain(self) -> Option<Span> {
        Span::new(self.all().map(|day| day.to).min()?, self.all().map(|day| day.from).max()?)
    }
}

/// When a source was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Written {
    /// The days on which it can have been published ([`published_bounds`]); none if it is undated.
    pub published: Option<Span>,
    /// The last day on which it can have been written; none if that is not known.
    pub public_by: Option<Day>,
}

/// The held days of a record. This is the one place that says what they are; the triggers do the same in SQL
/// (`src/schema/derived/bounds.rs`) for plain dates.
///
/// A source cannot have seen what came after it: a day that begins after `public_by` does not count, and one that reaches beyond
/// it is cut there. A term under way, which was begun and is still to end, counts as still so.
#[must_use]
pub fn held_days(
    since: Option<Span>,
    until: Option<Until>,
    as_of: Option<Span>,
    written: Written,
) -> HeldDays {
    let last = written.public_by.unwrap_or(Day::MAX);
    let end = match until {
        Some(Until::Known(end)) => Some(end),
        Some(Until::Still) | None => None,
    };
    let is_under_way = end.is_some_and(|end| end.from > last) && since.is_some_and(|since| since.to <= last);
    let is_still = until == Some(Until::Still) || is_under_way;
    let seen = as_of.or(written.published.filter(|_| is_still));
    let held = |day: Option<Span>| day.and_then(|day| Span::new(day.from, day.to.min(last)));
    HeldDays { since: held(since), until: held(end), seen: held(seen) }
}

/// The computed columns from the bounds of the cells.
///
/// # Errors
/// If `since` is entirely after `until`, or `as_of` wholly outside the two; with the column that is wrong.
pub fn dated(
    since: Option<Span>,
    until: Option<Until>,
    as_of: Option<Span>,
    written: Written,
) -> Result<Dated, (&'static str, DateError)> {
    let earliest = since.map_or(Day::MIN, |since| since.from);
    let latest = match until {
        Some(Until::Known(until)) => until.to,
        _ => Day::MAX,
    };
    let error =
        |message: &str, hint: &str| DateError { message: message.to_owned(), hint: Some(hint.to_owned()) };
    let possible = Span::new(earliest, latest).ok_or_else(|| {
        ("since", error("since is entirely after until", "swap the two, or correct the one that is wrong"))
    })?;
    if as_of.is_some_and(|as_of| !as_of.overlaps(possible)) {
        let side =
            if as_of.is_some_and(|as_of| as_of.to < possible.from) { "before since" } else { "after until" };
        return Err((
            "as_of",
            error(
                &format!("as_of is entirely {side}"),
                "as_of is a day on which it held: correct the one that is wrong, or leave as_of blank",
            ),
        ));
    }
    let certain = held_days(since, until, as_of, written).certain();
    // What a source of an earlier day says of days to come holds for none that the record itself excludes.
    let certain = certain.and_then(|days| Span::new(days.from.max(possible.from), days.to.min(possible.to)));
    Ok(Dated { possible, certain, since_latest: since.map(|since| since.to) })
}

/// The days on which a source can have been published: `published` cut at the day on which it was read, or that day if
/// it comes first; none if the source is undated.
#[must_use]
pub fn published_bounds(published: Option<Span>, accessed: Option<Span>) -> Option<Span> {
    let published = published?;
    Some(match accessed {
        Some(accessed) => Span::new(published.from, published.to.min(accessed.to)).unwrap_or(accessed),
        None => published,
    })
}

/// The computed columns of a reported event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EventRange {
    /// The days that the date can mean.
    pub date: Span,
    /// The days on which it was surely under way.
    pub certain: Option<Span>,
}

/// The computed columns of an event: one that occurred ends no later than its source was published.
#[must_use]
pub fn event(date: &Edtf, occurred: bool, published: Option<Span>) -> EventRange {
    let bounds = date.bounds();
    let latest = match published {
        Some(published) if occurred => bounds.to.min(published.to),
        _ => bounds.to,
    };
    // A report that was published before the event it reports is a contradiction, not a shorter event.
    let cut = Span::new(bounds.from, latest).unwrap_or(bounds);
    let certain = if date.is_interval() {
        // By its own ends alone: the triggers leave these days as they are when `published` is corrected.
        under_way(date)
    } else {
        Some(cut).filter(|cut| cut.is_single_day())
    };
    EventRange { date: cut, certain }
}

/// The days on which a slash interval was under way, whichever readings of its ends are right.
///
/// It ends no sooner than it begins: with an unknown end, the day on which it surely began.
fn under_way(date: &Edtf) -> Option<Span> {
    let (start, end) = match (date.start(), date.end()) {
        (Some(start), Some(end)) => (start, end),
        (Some(start), None) => (start, Span { from: start.from, to: Day::MAX }),
        (None, Some(end)) => (Span { from: Day::MIN, to: end.to }, end),
        (None, None) => return None,
    };
    Span::new(start.to.min(end.to), end.from.max(start.from))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{Day, Edtf, Span, bounds_of};
    use super::{Until, Written, dated, event, held_days, published_bounds};

    fn span(text: &str) -> Option<Span> {
        (!text.is_empty()).then(|| bounds_of(text).unwrap())
    }

    fn written(span: Option<Span>) -> String {
        span.map_or_else(|| "none".to_owned(), |span| format!("{} {}", span.from, span.to))
    }

    fn until(text: &str) -> Option<Until> {
        if text == ".." { Some(Until::Still) } else { span(text).map(Until::Known) }
    }

    #[test]
    fn the_computed_columns_follow_the_table() {
        // since, until, as_of, published, accessed; possible, certain.
        for (since, end, as_of, published, accessed, possible, certain) in [
            ("1967", "1998", "", "", "", "1967-01-01 1998-12-31", "1967-12-31 1998-01-01"),
            ("1998-03", "1998-03", "", "", "", "1998-03-01 1998-03-31", "none"),
            ("1990-01", "..", "2010-04", "", "", "1990-01-01 9999-12-31", "1990-01-31 2010-04-01"),
            ("1990-01", "..", "", "", "2010-05", "1990-01-01 9999-12-31", "none"),
            ("2010", "..", "2010-04", "", "", "2010-01-01 9999-12-31", "none"),
            ("2017-02-01", "", "", "2020", "", "2017-02-01 9999-12-31", "2017-02-01 2017-02-01"),
            ("2017-02", "", "", "2020", "", "2017-02-01 9999-12-31", "none"),
            ("", "2017-02-01", "", "", "", "0001-01-01 2017-02-01", "2017-02-01 2017-02-01"),
            ("", "..", "", "2005-11-30", "", "0001-01-01 9999-12-31", "2005-11-30 2005-11-30"),
            ("", "..", "", "", "", "0001-01-01 9999-12-31", "none"),
            ("[..1990]", "[1993..]", "", "", "", "0001-01-01 9999-12-31", "1990-12-31 1993-01-01"),
            // A stated as_of counts whatever until says.
            ("", "", "2024-05-01", "", "", "0001-01-01 9999-12-31", "2024-05-01 2024-05-01"),
            ("2016", "", "2016", "", "", "2016-01-01 9999-12-31", "none"),
            ("2016", "", "2018-12-15", "2019", "", "2016-01-01 9999-12-31", "2016-12-31 2018-12-15"),
            ("2016", "2020", "2018", "2021", "", "2016-01-01 2020-12-31", "2016-12-31 2020-01-01"),
            // Nothing is held after the source was written.
            ("2027-01-01", "2031", "", "2026-05-01", "", "2027-01-01 2031-12-31", "none"),
            ("2024-01-01", "2026-06", "", "2026-06-10", "", "2024-01-01 2026-06-30", "2024-01-01 2026-06-01"),
            (
                "2024-01-01",
                "2026-06-15",
                "",
                "2026-06-10",
                "",
                "2024-01-01 2026-06-15",
                "2024-01-01 2026-06-10",
            ),
            ("2024", "", "2027", "2026", "", "2024-01-01 9999-12-31", "none"),
            // A term under way counts as still so; one that may be yet to begin does not.
            ("2021-02-01", "2027-02-01", "", "2024-03", "", "2021-02-01 2027-02-01", "2021-02-01 2024-03-01"),
            ("2024", "2027-02-01", "", "2024-03-01", "", "2024-01-01 2027-02-01", "none"),
            // What was read before its printed date says nothing of the days between.
            ("2000", "..", "", "2010-07-01", "2010-05-15", "2000-01-01 9999-12-31", "2000-12-31 2010-05-15"),
            ("2000", "..", "", "2010-07-01", "2010-05", "2000-01-01 9999-12-31", "2000-12-31 2010-05-01"),
            // An announcement: no day that the record itself excludes.
            ("2016-05-02", "..", "", "2015-03-01", "", "2016-05-02 9999-12-31", "none"),
        ] {
            let what = format!("{since} {end} {as_of} {published} {accessed}");
            let dated = dated(span(since), until(end), span(as_of), written_by(published, accessed)).unwrap();
            assert_eq!(written(Some(dated.possible)), possible, "{what}");
            assert_eq!(written(dated.certain), certain, "{what}");
            assert_eq!(dated.since_latest, span(since).map(|span| span.to));
        }
        let column = |since, end, as_of| {
            let dated = dated(span(since), until(end), span(as_of), Written::default());
            dated.err().map_or("none", |(column, _)| column)
        };
        assert_eq!(column("2010", "2009", ""), "since");
        assert_eq!(column("2010", "2009~", ""), "none");
        assert_eq!(column("2014-05-02", "..", "2013-03-03"), "as_of");
        assert_eq!(column("2014-05", "", "2014-05-01"), "none");
        assert_eq!(column("", "2014-05", "2014-06"), "as_of");
    }

    fn written_by(published: &str, accessed: &str) -> Written {
        let published = published_bounds(span(published), span(accessed));
        Written { published, public_by: published.or(span(accessed)).map(|days| days.to) }
    }

    #[test]
    fn a_source_was_out_by_the_day_on_which_it_was_read() {
        let bounds = |published, accessed| written(published_bounds(span(published), span(accessed)));
        assert_eq!(bounds("2010", "2010-05-03"), "2010-01-01 2010-05-03");
        assert_eq!(bounds("2010", ""), "2010-01-01 2010-12-31");
        assert_eq!(bounds("", "2010-05-03"), "none");
        assert_eq!(bounds("2010-07-01", "2010-05"), "2010-05-01 2010-05-31");
    }

    #[test]
    fn an_event_is_under_way_between_the_last_start_and_the_first_end() {
        for (date, occurred, published, bounds, certain) in [
            ("2021-04-27", true, "2021-05-01", "2021-04-27 2021-04-27", "2021-04-27 2021-04-27"),
            ("2021-04", true, "2021-05-01", "2021-04-01 2021-04-30", "none"),
            ("2021-04", true, "2021-04-09", "2021-04-01 2021-04-09", "none"),
            ("2021-04", false, "2021-04-09", "2021-04-01 2021-04-30", "none"),
            ("2021-04", true, "2021-04", "2021-04-01 2021-04-30", "none"),
            ("2021-04", true, "2021-03", "2021-04-01 2021-04-30", "none"),
            ("2021-04-27/2021-04-29", true, "", "2021-04-27 2021-04-29", "2021-04-27 2021-04-29"),
            ("2021-04/2021-06", true, "", "2021-04-01 2021-06-30", "2021-04-30 2021-06-01"),
            ("2021-04/2021-04-29", true, "", "2021-04-01 2021-04-29", "2021-04-29 2021-04-29"),
            ("2021-04/2021-04", true, "", "2021-04-01 2021-04-30", "none"),
            ("2021-01-01/2021-12", true, "2021-06-01", "2021-01-01 2021-06-01", "2021-01-01 2021-12-01"),
            ("2021-04-27/..", true, "2021-05-01", "2021-04-27 2021-05-01", "2021-04-27 2021-04-27"),
            ("2021-04/", false, "", "2021-04-01 9999-12-31", "none"),
            ("/2021-04-29", true, "", "0001-01-01 2021-04-29", "2021-04-29 2021-04-29"),
        ] {
            let range = event(&Edtf::parse(date).unwrap(), occurred, span(published));
            assert_eq!(written(Some(range.date)), bounds, "{date} {published}");
            assert_eq!(written(range.certain), certain, "{date} {published}");
        }
    }

    /// The days of one January: few enough to try all readings.
    fn day(number: u32) -> Day {
        Day::new(2009, 1, number).unwrap()
    }

    fn some_span() -> impl Strategy<Value = Option<(u32, u32)>> {
        proptest::option::of((1..9_u32, 0..3_u32).prop_map(|(from, length)| (from, from + length)))
    }

    proptest! {
        /// What is certain is so in every reading of the dates: the days between the first and the last of any choice of one
        /// day out of each held day. And nothing after the source was written is certain.
        #[test]
        fn a_day_is_certain_if_it_lies_between_held_days_in_every_reading(
            since in some_span(), end in some_span(), still in any::<bool>(), as_of in some_span(),
            published in some_span(),
        ) {
            let to_span = |(from, to): (u32, u32)| Span { from: day(from), to: day(to) };
            let until = if still { Some(Until::Still) } else { end.map(to_span).map(Until::Known) };
            let published = published.map(to_span);
            let source = Written { published, public_by: published.map(|days| days.to) };
            let (since, as_of) = (since.map(to_span), as_of.map(to_span));
            let Ok(dated) = dated(since, until, as_of, source) else {
                let ends = if still { None } else { end.map(to_span) };
                let is_wrong = |one: Option<Span>, other: Option<Span>| {
                    one.zip(other).is_some_and(|(one, other)| one.from > other.to)
                };
                prop_assert!(is_wrong(since, ends) || is_wrong(since, as_of) || is_wrong(as_of, ends));
                return Ok(());
            };
            let held: Vec<Span> = held_days(since, until, as_of, source).all().collect();
            let mut always = [true; 13];
            let mut readings = vec![Vec::new()];
            for days in &held {
                readings = readings
                    .into_iter()
                    .flat_map(|one: Vec<Day>| {
                        let days = *days;
                        (1..=12).map(day).filter(move |day| days.contains(*day)).map(move |day| [&one[..], &[day]].concat())
                    })
                    .collect();
            }
            for reading in readings {
                let ends = reading.iter().min().zip(reading.iter().max());
                for number in 1..=12 {
                    always[number as usize] &=
                        ends.is_some_and(|(first, last)| (*first..=*last).contains(&day(number)));
                }
            }
            for number in 1..=12 {
                let is_certain = dated.certain.is_some_and(|certain| certain.contains(day(number)));
                let is_possible = dated.possible.contains(day(number));
                prop_assert_eq!(is_certain, always[number as usize] && is_possible, "day {}", number);
                prop_assert!(!is_certain || source.public_by.is_none_or(|last| day(number) <= last));
            }
        }
    }
}
