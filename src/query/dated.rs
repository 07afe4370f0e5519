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

    /// The id of the record.
    ///
    /// # Errors
    /// If the row is not one of dated records.
    pub fn id(&self) -> Result<&'row str> {
        Ok(text(self.row, 0)?.unwrap_or_default())
    }

    /// What its dates can mean.
    ///
    /// # Errors
    /// If the row is not one of dated records.
    pub fn dates(&self) -> Result<Dates> {
        let row = self.row;
        let until = match text(row, 3)? {
            Some("..") => Some(Until::Still),
            Some(_) => bounds(row, 3)?.map(Until::Known),
            None => None,
        };
        let published = match (day(row, 7)?, day(row, 8)?) {
            (Some(earliest), Some(latest)) => Span::new(earliest, latest),
            _ => None,
        };
        Ok(Dates {
            since: bounds(row, 2)?,
            until,
            as_of: bounds(row, 4)?,
            published,
            public_by: day(row, 9)?,
        })
    }

    /// The dated part of the row.
    ///
    /// # Errors
    /// If the archive holds something else than its computed columns promise.
    pub fn dated(&self) -> Result<DatedRow> {
        let plain = DatedRow::new(self.id()?, self.source()?, self.dates()?);
        // Links and the like have limits without cells that say them.
        let from = day(self.row, 5)?.unwrap_or(plain.possible.from);
        let to = day(self.row, 6)?.unwrap_or(plain.possible.to);
        Ok(DatedRow { possible: Span::new(from, to).unwrap_or(Span::ALWAYS), ..plain })
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

/// What the dates of a record can mean, and when its source was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Dates {
    /// The bounds of its `since`.
    pub since: Option<Span>,
    /// Its `until`.
    pub until: Option<Until>,
    /// The bounds of its `as_of`.
    pub as_of: Option<Span>,
    /// The days on which its source can have been published.
    pub published: Option<Span>,
    /// The last day on which its source can have been written.
    pub public_by: Option<Day>,
}

impl DatedRow {
    /// A record with these dates.
    #[must_use]
    pub fn new(id: &str, source: &str, dates: Dates) -> DatedRow {
        let Dates { since, until, as_of, published, public_by } = dates;
        let days = step::held_days(since, until, as_of, published, public_by);
        let end = if let Some(Until::Known(end)) = until { Some(end) } else { None };
        let possible = Span::new(since.map_or(Day::MIN, |day| day.from), end.map_or(Day::MAX, |day| day.to));
        DatedRow {
            id: id.to_owned(),
            source: source.to_owned(),
            possible: possible.unwrap_or(Span::ALWAYS),
            since,
            until: end,
            days,
            held: days.iter().flatten().map(|day| day.day).collect(),
        }
    }

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
