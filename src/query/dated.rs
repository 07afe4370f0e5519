//! Dated records as the statements give them: ten columns that are the same for all of them.

use rusqlite::Row;
use rusqlite::types::ValueRef;

use crate::date::{Day, Span, Until, bounds_of};
use crate::error::Result;
use crate::verdict::step::{self, HeldDay};

/// How many columns every statement about dated records begins with: id, source, since, until, `as_of`,
/// `possible_from`, `possible_to`, `published_earliest`, `published_latest`, `public_by`.
const DATED_COLUMNS: usize = 10;

/// A dated record with what its verdict rests on.
#[derive(Debug, Clone)]
pub struct DatedRow {
    /// Its id.
    pub id: String,
    /// Its source.
    pub source: String,
    /// Days outside which it says that it did not hold, and days on which it held.
    pub possible: Span,
    /// The bounds of its `since`.
    pub since: Option<Span>,
    /// The bounds of its `until`, if that is a date.
    pub until: Option<Span>,
    /// Its held days, with where each comes from.
    pub days: [Option<HeldDay>; 3],
    /// The same days alone.
    pub held: Vec<Span>,
}

/// A row of a statement about dated records.
#[derive(Debug)]
pub struct Fetched<'row, 'statement> {
    row: &'row Row<'statement>,
}

impl<'row, 'statement> Fetched<'row, 'statement> {
    /// A row of such a statement, whether its source counts or not: see [`crate::reader::Reader::fetched`].
    #[must_use]
    pub fn of(row: &'row Row<'statement>) -> Fetched<'row, 'statement> {
        Fetched { row }
    }

    /// The source of the record.
    ///
    /// # Errors
    /// If the row is not one of dated records.
    pub fn source(&self) -> Result<&'row str> {
        Ok(text(self.row, 1)?.unwrap_or_default())
    }

    /// The day by which its source was surely published.
    ///
    /// # Errors
    /// If the row is not one of dated records.
    pub fn public_by(&self) -> Result<Option<&'row str>> {
        text(self.row, 9)
    }

    /// The dated part of the row.
    ///
    /// # Errors
    /// If the archive holds something else than its computed columns promise.
    pub fn dated(&self) -> Result<DatedRow> {
        let row = self.row;
        let (since, as_of) = (bounds(row, 2)?, bounds(row, 4)?);
        let until = match text(row, 3)? {
            Some("..") => Some(Until::Still),
            Some(_) => bounds(row, 3)?.map(Until::Known),
            None => None,
        };
        let published = match (day(row, 7)?, day(row, 8)?) {
            (Some(earliest), Some(latest)) => Span::new(earliest, latest),
            _ => None,
        };
        let days = step::held_days(since, until, as_of, published, day(row, 9)?);
        let end = if let Some(Until::Known(end)) = until { Some(end) } else { None };
        // Links and the like have limits without cells that say them.
        let limit = |place: usize, cell: Option<Day>, none: Day| -> Result<Day> {
            Ok(day(row, place)?.or(cell).unwrap_or(none))
        };
        let possible = Span::new(
            limit(5, since.map(|day| day.from), Day::MIN)?,
            limit(6, end.map(|day| day.to), Day::MAX)?,
        );
        let held = days.iter().flatten().map(|day| day.day).collect();
        Ok(DatedRow {
            id: text(row, 0)?.unwrap_or_default().to_owned(),
            source: text(row, 1)?.unwrap_or_default().to_owned(),
            possible: possible.unwrap_or(Span::ALWAYS),
            since,
            until: end,
            days,
            held,
        })
    }

    /// A text cell behind the dated columns, from 0; blank cells are `None`.
    ///
    /// # Errors
    /// If the statement has no such column.
    pub fn text(&self, place: usize) -> Result<Option<&str>> {
        text(self.row, DATED_COLUMNS + place)
    }

    /// The same, as a text of its own.
    ///
    /// # Errors
    /// If the statement has no such column.
    pub fn owned(&self, place: usize) -> Result<Option<String>> {
        Ok(self.text(place)?.map(str::to_owned))
    }

    /// A text or a whole number behind the dated columns, from 0, as text; blank cells are `None`.
    ///
    /// # Errors
    /// If the statement has no such column.
    pub fn word(&self, place: usize) -> Result<Option<String>> {
        Ok(match self.row.get_ref(DATED_COLUMNS + place)? {
            ValueRef::Integer(number) => Some(number.to_string()),
            _ => self.owned(place)?,
        })
    }

    /// A whole number behind the dated columns, from 0.
    ///
    /// # Errors
    /// If the statement has no such column.
    pub fn whole(&self, place: usize) -> Result<Option<i64>> {
        Ok(self.row.get(DATED_COLUMNS + place)?)
    }
}

impl DatedRow {
    /// The record as a step function takes it: the caller's numbers for it and for its holder, and its term.
    #[must_use]
    pub fn step_record<'a>(&'a self, key: u32, holder: u32, term: Option<&'a str>) -> step::Record<'a> {
        step::Record {
            key,
            holder,
            source: &self.source,
            term,
            since: self.since,
            until: self.until,
            held: self.days,
        }
    }
}

/// A text cell; blank cells are `None`.
pub(super) fn text<'row>(row: &'row Row<'_>, place: usize) -> Result<Option<&'row str>> {
    Ok(match row.get_ref(place)? {
        ValueRef::Text(bytes) => std::str::from_utf8(bytes).ok().filter(|text| !text.is_empty()),
        _ => None,
    })
}

fn day(row: &Row<'_>, place: usize) -> Result<Option<Day>> {
    Ok(text(row, place)?.and_then(|text| text.parse().ok()))
}

/// The bounds of a date cell. The archive holds only dates; one that a stranger wrote in says nothing.
fn bounds(row: &Row<'_>, place: usize) -> Result<Option<Span>> {
    Ok(text(row, place)?.and_then(|text| bounds_of(text).ok()))
}
