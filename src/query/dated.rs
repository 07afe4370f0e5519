//! Dated records as the statements give them: ten columns that are the same for all of them.

use std::collections::BTreeSet;

use rusqlite::Row;
use rusqlite::types::ValueRef;

use super::Clocks;
use crate::date::{Day, Span, bounds_of};
use crate::error::Result;
use crate::verdict::{HeldDays, Record};

/// How many columns every statement about dated records begins with: id, source, since, until, `as_of`,
/// `possible_from`, `possible_to`, `published_earliest`, `published_latest`, `public_by`.
const DATED_COLUMNS: usize = 10;

/// Sources that may have been out by the day of `--published-by`, but not surely: they do not count.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Doubtful(BTreeSet<String>);

impl Doubtful {
    /// Notes a source.
    pub fn add(&mut self, source: &str) {
        if !self.0.contains(source) {
            self.0.insert(source.to_owned());
        }
    }

    /// Their ids.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    /// The note under an answer; none if all sources count.
    #[must_use]
    pub fn note(&self, published_by: Option<Day>) -> Option<String> {
        let day = published_by?;
        if self.0.is_empty() {
            return None;
        }
        let ids: Vec<&str> = self.0.iter().map(String::as_str).collect();
        let (sources, do_not) = if ids.len() == 1 { ("source", "does") } else { ("sources", "do") };
        Some(format!(
            "{} {sources} {do_not} not count, undated or perhaps published after {day}: {}",
            ids.len(),
            ids.join(", ")
        ))
    }
}

/// Whether a source counts that was surely out by `public_by`; one that only may have been out is noted.
pub fn counts(public_by: Option<&str>, source: &str, clocks: &Clocks, doubtful: &mut Doubtful) -> bool {
    let Some(by) = clocks.published_by else { return true };
    let is_public = public_by.and_then(|day| day.parse::<Day>().ok()).is_some_and(|public| public <= by);
    if !is_public {
        doubtful.add(source);
    }
    is_public
}

/// A dated record with what its verdict rests on.
#[derive(Debug, Clone)]
pub struct DatedRow {
    /// Its id.
    pub id: String,
    /// Its source.
    pub source: String,
    /// Days outside which it says that it did not hold, and days on which it held.
    pub possible: Span,
    /// The days, known within bounds, on which it held.
    pub held: HeldDays,
}

/// A row of a statement about dated records.
#[derive(Debug)]
pub struct Fetched<'row, 'statement> {
    row: &'row Row<'statement>,
}

impl<'row, 'statement> Fetched<'row, 'statement> {
    /// The row, if its source counts; otherwise it is noted as doubtful.
    ///
    /// # Errors
    /// If the row is not one of dated records.
    pub fn counting(
        row: &'row Row<'statement>,
        clocks: &Clocks,
        doubtful: &mut Doubtful,
    ) -> Result<Option<Fetched<'row, 'statement>>> {
        let is_counted = counts(text(row, 9)?, text(row, 1)?.unwrap_or_default(), clocks, doubtful);
        Ok(is_counted.then_some(Fetched { row }))
    }

    /// The dated part of the row.
    ///
    /// # Errors
    /// If the archive holds something else than its computed columns promise.
    pub fn dated(&self) -> Result<DatedRow> {
        let row = self.row;
        let possible = Span::new(day(row, 5)?.unwrap_or(Day::MIN), day(row, 6)?.unwrap_or(Day::MAX));
        let mut held = HeldDays::default();
        if let Some(since) = bounds(row, 2)? {
            held.push(since);
        }
        match text(row, 3)? {
            Some("..") => {
                let published = || -> Result<Option<Span>> {
                    Ok(match (day(row, 7)?, day(row, 8)?) {
                        (Some(earliest), Some(latest)) => Span::new(earliest, latest),
                        _ => None,
                    })
                };
                let as_of = bounds(row, 4)?;
                if let Some(as_of) = if as_of.is_some() { as_of } else { published()? } {
                    held.push(as_of);
                }
            }
            Some(_) => {
                if let Some(until) = bounds(row, 3)? {
                    held.push(until);
                }
            }
            None => {}
        }
        Ok(DatedRow {
            id: text(row, 0)?.unwrap_or_default().to_owned(),
            source: text(row, 1)?.unwrap_or_default().to_owned(),
            possible: possible.unwrap_or(Span::ALWAYS),
            held,
        })
    }

    /// A text cell behind the dated columns, from 0; blank cells are none.
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

    /// A whole number behind the dated columns, from 0.
    ///
    /// # Errors
    /// If the statement has no such column.
    pub fn whole(&self, place: usize) -> Result<Option<i64>> {
        Ok(self.row.get(DATED_COLUMNS + place)?)
    }
}

impl DatedRow {
    /// The record as a verdict takes it; `key` is its place among the caller's records.
    #[must_use]
    pub fn record(&self, key: usize) -> Record {
        Record { key: u32::try_from(key).unwrap_or(u32::MAX), possible: self.possible, held: self.held }
    }
}

/// A text cell; blank cells are none.
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
