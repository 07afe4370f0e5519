//! Where a chain begins: at a body, or at the bodies that the reports of an event name, and on which day.

use std::collections::{BTreeMap, BTreeSet};

use crate::answer::events::{EventsQuery, Reported, participants};
use crate::answer::officials::own_names;
use crate::date::{Day, Span};
use crate::error::Result;
use crate::reader::Reader;
use crate::verdict::Verdict;

/// Where a chain begins.
#[derive(Debug, Clone)]
pub struct Start {
    /// The event that is asked about.
    pub event: Option<String>,
    /// The bodies, with the roles in which they took part; none of those that reports themselves name.
    pub bodies: Vec<(String, Vec<String>)>,
    /// The day.
    pub day: Day,
    /// The days that the event may have been on: the day alone, if it is known or given.
    pub window: Span,
    /// What has to be said about the event and the day.
    pub notes: Vec<String>,
}

impl Start {
    /// A body, on the day of the clocks.
    #[must_use]
    pub fn at(body: &str, day: Day) -> Start {
        let bodies = vec![(body.to_owned(), Vec::new())];
        Start { event: None, bodies, day, window: Span { from: day, to: day }, notes: Vec::new() }
    }

    /// The bodies that an event names, on its day unless another is given; none if it has no date and no day is given.
    ///
    /// # Errors
    /// If the archive cannot be read.
    pub fn of_event(reader: &Reader, event: &str, on: Option<Day>) -> Result<Option<Start>> {
        let mut notes = Vec::new();
        let rows = reported(reader, event, &mut notes)?;
        let dates = rows.iter().map(|row| row.days).reduce(Span::hull);
        let (day, window) = match (on, dates) {
            (Some(day), _) => (day, Span { from: day, to: day }),
            (None, Some(days)) => {
                let Some(day) = day_of(days) else { return Ok(None) };
                (day, days)
            }
            // No report counts, so nothing is asked of the day.
            (None, None) => (reader.day(), Span { from: reader.day(), to: reader.day() }),
        };
        if let Some(days) = dates {
            notes.extend(about_the_day(on, day, days));
        }
        let bodies = bodies(reader, event, &rows)?;
        if bodies.is_empty() && !rows.is_empty() {
            notes.push("the reports of the event name no organization and no chapter".to_owned());
        }
        Ok(Some(Start { event: Some(event.to_owned()), bodies, day, window, notes }))
    }
}

/// What is reported of an event: that it occurred, or else whatever is.
fn reported(reader: &Reader, event: &str, notes: &mut Vec<String>) -> Result<Vec<Reported>> {
    use crate::answer::question::Question;
    let asked = EventsQuery { events: vec![event.to_owned()], ..EventsQuery::default() };
    let mut rows = asked.rows(reader)?;
    if rows.iter().any(|row| row.verdict == Verdict::Disputed) {
        notes.push("the event is disputed: a report denies or cancels it".to_owned());
    }
    if rows.is_empty() {
        let statuses = ["planned", "cancelled", "denied"].map(str::to_owned).to_vec();
        rows = EventsQuery { statuses, ..asked }.rows(reader)?;
        let known: Vec<&str> = rows.iter().map(|row| row.status.as_str()).collect();
        notes.push(match known.is_empty() {
            true => "no report of the event counts".to_owned(),
            false => format!("no report says that the event occurred: it is {}", known.join(" and ")),
        });
    }
    Ok(rows)
}

/// The first of the days on which an event may have been; the last, if there is no first; none, if it may have been on any day.
fn day_of(days: Span) -> Option<Day> {
    match (days.from, days.to) {
        (Day::MIN, Day::MAX) => None,
        (Day::MIN, to) => Some(to),
        (from, _) => Some(from),
    }
}

fn about_the_day(on: Option<Day>, day: Day, days: Span) -> Option<String> {
    let dated = days.run_of_days().unwrap_or_else(|| "at an unknown time".to_owned());
    match on {
        Some(_) if days.contains(day) => None,
        Some(_) => Some(format!("the event is dated {dated}, and not {day}")),
        None if days.is_single_day() => Some(format!("the day of the event is {day}")),
        None => Some(format!("the event is dated {dated}: this is the answer for {day}")),
    }
}

/// The bodies that an event names: chapters first, then organizations, then what took part.
fn bodies(reader: &Reader, event: &str, rows: &[Reported]) -> Result<Vec<(String, Vec<String>)>> {
    let reports = || rows.iter().flat_map(|row| &row.reports);
    let chapters: BTreeSet<String> = reports().filter_map(|report| report.chapter.clone()).collect();
    let organizations: BTreeSet<String> =
        reports().filter_map(|report| report.organization.clone()).collect();
    let mut roles: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (subject, role) in participants(reader, &[event])?.remove(event).unwrap_or_default() {
        roles.entry(subject).or_default().extend(role);
    }
    let subjects: Vec<&str> = roles.keys().map(String::as_str).collect();
    let mut are_bodies = own_names(reader.connection(), "organizations", &subjects)?;
    are_bodies.extend(own_names(reader.connection(), "chapters", &subjects)?);
    let taking_part: Vec<String> =
        roles.keys().filter(|subject| are_bodies.contains_key(*subject)).cloned().collect();
    let mut bodies: Vec<(String, Vec<String>)> = Vec::new();
    for id in chapters.into_iter().chain(organizations).chain(taking_part) {
        if bodies.iter().all(|(known, _)| *known != id) {
            let roles = roles.get(&id).cloned().unwrap_or_default();
            bodies.push((id, roles));
        }
    }
    Ok(bodies)
}
