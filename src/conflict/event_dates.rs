//! One event reported for days that do not overlap.

use rusqlite::Row;

use super::values::{Value, sides_of};
use super::words::{called, together};
use super::{Evidence, Finding, Rule, Side, Take};
use crate::date::{Day, Edtf, Span};
use crate::error::Result;
use crate::query::Sql;
use crate::reader::Reader;

/// Reports of events that several records report, ordered by event.
pub(super) const REPORTS: Sql = Sql { name: "reports", text: include_str!("reports.sql") };

/// The rule `event-dates`: a duration is compared with a duration by its beginning and its end, and a day with a
/// duration by whether it lies in it. Plans may be for other days than what occurred.
pub struct EventDates;

/// One report of an event.
pub(super) struct Report {
    pub event: String,
    pub status: String,
    pub evidence: Evidence,
    pub date: Option<String>,
    /// The days that the date can mean.
    pub days: Span,
    /// The beginning and the end of what lasted, each within its bounds.
    lasting: Option<(Span, Span)>,
    pub others: Vec<String>,
}

impl Report {
    pub fn read(reader: &Reader, row: &Row<'_>) -> Result<Option<Report>> {
        let Some(fetched) = reader.fetched(row)? else {
            return Ok(None);
        };
        let date = fetched.owned(2)?;
        let written = date.as_deref().and_then(|date| Edtf::parse(date).ok());
        let day = |text: Option<&str>| text.and_then(|text| text.parse::<Day>().ok());
        let kept =
            day(fetched.text(3)?).zip(day(fetched.text(4)?)).and_then(|(from, to)| Span::new(from, to));
        let lasting = written.as_ref().filter(|date| date.is_interval());
        Ok(Some(Report {
            event: fetched.owned(0)?.unwrap_or_default(),
            status: fetched.owned(1)?.unwrap_or_default(),
            evidence: Evidence::of(&fetched.dated()?),
            days: kept.or(written.as_ref().map(Edtf::bounds)).unwrap_or(Span::ALWAYS),
            lasting: lasting.and_then(|date| date.start().zip(date.end())),
            date,
            others: [fetched.owned(5)?, fetched.owned(6)?].into_iter().flatten().collect(),
        }))
    }

    /// Whether the two cannot be about the same days.
    pub fn is_apart_from(&self, other: &Report) -> bool {
        match (self.lasting, other.lasting) {
            (Some((start, end)), Some((other_start, other_end))) => {
                !start.overlaps(other_start) || !end.overlaps(other_end)
            }
            _ => !self.days.overlaps(other.days),
        }
    }
}

impl Rule for EventDates {
    fn name(&self) -> &'static str {
        "event-dates"
    }

    fn meaning(&self) -> &'static str {
        "one event reported for days that do not overlap"
    }

    fn statements(&self) -> &'static [Sql] {
        const { &[REPORTS] }
    }

    fn find(&self, reader: &Reader, take: Take<'_>) -> Result<()> {
        reader.groups(
            REPORTS,
            &[],
            |row| Report::read(reader, row),
            |one, other| one.event == other.event,
            |reports| match contradiction(reader, reports)? {
                Some(finding) => take(finding),
                None => Ok(()),
            },
        )
    }
}

fn contradiction(reader: &Reader, reports: &[Report]) -> Result<Option<Finding>> {
    let occurred: Vec<&Report> = reports.iter().filter(|report| report.status == "occurred").collect();
    let values: Vec<Value> = occurred
        .iter()
        .map(|report| Value {
            text: report.date.clone().unwrap_or_default(),
            order: (report.days.from, report.days.to),
        })
        .collect();
    let places = sides_of(&values, |one, other| occurred[one].is_apart_from(occurred[other]));
    let Some(event) = occurred.first().map(|report| &report.event) else { return Ok(None) };
    if places.len() < 2 {
        return Ok(None);
    }
    let dates: Vec<String> = places
        .iter()
        .map(|side| {
            let mut dates: Vec<&str> = side.iter().map(|place| values[*place].text.as_str()).collect();
            dates.dedup();
            dates.join(", ")
        })
        .collect();
    let mut others: Vec<String> = occurred.iter().flat_map(|report| report.others.clone()).collect();
    others.sort();
    others.dedup();
    let title = called(reader, event)?;
    Ok(Some(Finding {
        rule: EventDates.name(),
        subject: event.clone(),
        others,
        days: places.iter().flatten().map(|place| occurred[*place].days).reduce(Span::hull),
        sides: places
            .iter()
            .zip(&dates)
            .map(|(side, dates)| {
                Side::new(
                    format!("occurred {dates}"),
                    side.iter().map(|place| occurred[*place].evidence.clone()),
                )
            })
            .collect(),
        message: format!("\"{title}\" cannot have been on {}", together(&dates)),
        would_settle:
            "a report of the day itself, or a report that there were two events (give each its own id)"
                .to_owned(),
    }))
}
