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
        date.start().zip(date.end()).and_then(|(start, end)| Span::new(start.to, end.from))
    } else {
        Some(cut).filter(|cut| cut.is_single_day())
    };
    EventRange { date: cut, certain }
}
