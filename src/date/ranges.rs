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

/// The computed columns from the bounds of the cells; `as_of` falls back to [`as_of_bounds`].
///
/// # Errors
/// If `since` lies wholly after `until`.
pub fn dated(since: Option<Span>, until: Option<Until>, as_of: Option<Span>) -> Result<Dated, DateError> {
    let earliest = since.map_or(Day::MIN, |since| since.from);
    let latest = match until {
        Some(Until::Known(until)) => until.to,
        _ => Day::MAX,
    };
    let possible = Span::new(earliest, latest).ok_or_else(|| DateError {
        message: "since lies wholly after until".to_owned(),
        hint: Some("exchange the two, or correct the one that is wrong".to_owned()),
    })?;
    let single = |span: Option<Span>| span.filter(|span| span.is_single_day());
    let certain = match (since, until) {
        (Some(since), Some(Until::Known(until))) => Span::new(since.to, until.from),
        (Some(since), Some(Until::Still)) => as_of.and_then(|as_of| Span::new(since.to, as_of.from)),
        (Some(_), None) => single(since),
        (None, Some(Until::Known(until))) => single(Some(until)),
        (None, Some(Until::Still)) => single(as_of),
        (None, None) => None,
    };
    Ok(Dated { possible, certain, since_latest: since.map(|since| since.to) })
}

/// The day for which a source says something: `as_of`, or the day it was published, which is not after the day it
/// was read; none if neither is known.
#[must_use]
pub fn as_of_bounds(as_of: Option<Span>, published: Option<Span>, accessed: Option<Span>) -> Option<Span> {
    as_of.or_else(|| {
        let published = published?;
        let latest = accessed.map_or(published.to, |accessed| published.to.min(accessed.to));
        // A source read before it was published has a wrong date somewhere: both stay as they are.
        Some(Span::new(published.from, latest).unwrap_or(published))
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
/// It ends no sooner than it begins: an end that is not told leaves the one day on which it surely began.
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
    use super::{Until, as_of_bounds, dated, event};

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
        for (since, end, as_of, possible, certain) in [
            ("1967", "1998", "", "1967-01-01 1998-12-31", "1967-12-31 1998-01-01"),
            ("1998-03", "1998-03", "", "1998-03-01 1998-03-31", "none"),
            ("1990-01", "..", "2010-04", "1990-01-01 9999-12-31", "1990-01-31 2010-04-01"),
            ("1990-01", "..", "", "1990-01-01 9999-12-31", "none"),
            ("2010", "..", "2010-04", "2010-01-01 9999-12-31", "none"),
            ("2017-02-01", "", "2020", "2017-02-01 9999-12-31", "2017-02-01 2017-02-01"),
            ("2017-02", "", "2020", "2017-02-01 9999-12-31", "none"),
            ("", "2017-02-01", "", "0001-01-01 2017-02-01", "2017-02-01 2017-02-01"),
            ("", "2017-02", "", "0001-01-01 2017-02-28", "none"),
            ("", "..", "2005-11-30", "0001-01-01 9999-12-31", "2005-11-30 2005-11-30"),
            ("", "..", "2005-11", "0001-01-01 9999-12-31", "none"),
            ("", "..", "", "0001-01-01 9999-12-31", "none"),
            ("", "", "2005-11-30", "0001-01-01 9999-12-31", "none"),
            ("[..1990]", "[1993..]", "", "0001-01-01 9999-12-31", "1990-12-31 1993-01-01"),
        ] {
            let dated = dated(span(since), until(end), span(as_of)).unwrap();
            assert_eq!(written(Some(dated.possible)), possible, "{since} {end}");
            assert_eq!(written(dated.certain), certain, "{since} {end} {as_of}");
            assert_eq!(dated.since_latest, span(since).map(|span| span.to));
        }
        assert!(dated(span("2010"), until("2009"), None).is_err());
        assert!(dated(span("2010"), until("2009~"), None).is_ok());
    }

    #[test]
    fn a_blank_as_of_is_the_day_of_publication_cut_at_the_day_of_access() {
        let bounds =
            |as_of, published, accessed| written(as_of_bounds(span(as_of), span(published), span(accessed)));
        assert_eq!(bounds("2005", "2010", "2010-05-03"), "2005-01-01 2005-12-31");
        assert_eq!(bounds("", "2010", "2010-05-03"), "2010-01-01 2010-05-03");
        assert_eq!(bounds("", "2010", ""), "2010-01-01 2010-12-31");
        assert_eq!(bounds("", "", "2010-05-03"), "none");
        assert_eq!(bounds("", "2010", "2009"), "2010-01-01 2010-12-31");
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
        /// Holds over days from 1 to 12, of which 12 stands for "no limit".
        #[test]
        fn each_day_is_possible_if_a_reading_admits_it_and_certain_if_all_do(
            since in some_span(), end in some_span(), still in any::<bool>(), as_of in some_span(),
        ) {
            let to_span = |(from, to): (u32, u32)| Span { from: day(from), to: day(to) };
            let until = if still { Some(Until::Still) } else { end.map(to_span).map(Until::Known) };
            let Ok(dated) = dated(since.map(to_span), until, as_of.map(to_span)) else {
                prop_assert!(since.is_some_and(|since| !still && end.is_some_and(|end| since.0 > end.1)));
                return Ok(());
            };
            // A reading says: it began on this day or is known to have held on it, it ended or still held on that one.
            let all = |span: Option<(u32, u32)>| span.map_or(1..=12, |(from, to)| from..=to);
            let (mut ever, mut always, mut readings) = ([false; 13], [true; 13], 0);
            for start in all(since) {
                for stop in all(if still { None } else { end }) {
                    for seen in all(as_of) {
                        if start > stop || (still && as_of.is_some() && seen < start) { continue; }
                        readings += 1;
                        for number in 1..=12 {
                            ever[number as usize] |= (start..=stop).contains(&number);
                            // What is surely so needs two ends that are told, or the one day that is.
                            let last = if still { as_of.map(|_| seen) } else { end.map(|_| stop) };
                            let first = since.map(|_| start);
                            let held = match (first, last) {
                                (Some(first), Some(last)) => (first..=last).contains(&number),
                                (Some(only), None) | (None, Some(only)) => only == number,
                                (None, None) => false,
                            };
                            always[number as usize] &= held;
                        }
                    }
                }
            }
            for number in 1..=12 {
                if ever[number as usize] {
                    prop_assert!(dated.possible.contains(day(number)), "possible on {}", number);
                }
                // Never more is certain than what every reading says.
                if dated.certain.is_some_and(|certain| certain.contains(day(number))) && readings > 0 {
                    prop_assert!(always[number as usize], "certain on {}", number);
                }
            }
            // A reading exists for the first and the last day of what is possible.
            if let (Some(since), Some(end), false) = (since, end, still) {
                prop_assert!(ever[since.0 as usize] && ever[end.1 as usize]);
                prop_assert_eq!(dated.possible, Span { from: day(since.0), to: day(end.1) });
                for number in since.1..=end.0 {
                    prop_assert!(dated.certain.is_some_and(|certain| certain.contains(day(number))));
                }
            }
        }
    }
}
