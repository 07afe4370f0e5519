//! Who took part in one event, in the order in which they were named.

use super::lists::{Entry, lists_of, statement};
use crate::answer::events::EventsQuery;
use crate::answer::question::{Col, Compared, Question, list, text};
use crate::error::Result;
use crate::output::Cell;
use crate::query::Statement;
use crate::reader::Reader;

/// Of which event the list is asked about.
#[derive(Debug, Clone, Default)]
pub struct ListQuery {
    /// The event.
    pub event: String,
    /// Only these roles; none: all.
    pub roles: Vec<String>,
    /// Only these officials; none: everybody.
    pub officials: Vec<String>,
}

/// One answer row: somebody who took part.
#[derive(Debug, Clone)]
pub struct Listed {
    /// The event.
    pub event: String,
    /// In which role.
    pub role: Option<String>,
    /// By all sources.
    pub entry: Entry,
}

impl Question for ListQuery {
    type Row = Listed;

    const NAME: &'static str = "appearances";

    const COLUMNS: &'static [Col<Listed>] = &[
        Col::hidden("event", |row| Cell::from(row.event.as_str())),
        Col::shown("position", |row| Cell::from(row.entry.place())),
        Col::hidden("lowest", |row| {
            row.entry.range().map_or(Cell::Blank, |range| Cell::from(i64::from(range.0)))
        }),
        Col::hidden("highest", |row| {
            row.entry.range().map_or(Cell::Blank, |range| Cell::from(i64::from(range.1)))
        }),
        Col::shown("subject", |row| Cell::from(row.entry.subject.as_str())),
        Col::shown("role", |row| text(row.role.as_deref())),
        Col::shown("agreement", |row| Cell::from(row.entry.agreement())),
        Col::shown("readings", |row| list(&row.entry.readings())),
        Col::shown("not_named_by", |row| list(&row.entry.not_named_by)),
        Col::hidden("records", |row| Cell::List(row.entry.records.iter().cloned().collect())),
        Col::hidden("sources", |row| Cell::List(row.entry.sources.iter().cloned().collect())),
    ];

    fn statement(&self, _: &Reader) -> Result<Statement> {
        Ok(statement(&[&self.event]))
    }

    fn rows(&self, reader: &Reader) -> Result<Vec<Listed>> {
        let lists = lists_of(reader, &[&self.event], &self.roles)?.remove(&self.event).unwrap_or_default();
        let is_asked = |entry: &Entry| self.officials.is_empty() || self.officials.contains(&entry.subject);
        let rows = lists
            .into_iter()
            .flat_map(|list| list.entries.into_iter().map(move |entry| (list.role.clone(), entry)));
        let rows = rows.filter(|(_, entry)| is_asked(entry));
        Ok(rows.map(|(role, entry)| Listed { event: self.event.clone(), role, entry }).collect())
    }

    fn rows_and_notes(&self, reader: &Reader) -> Result<(Vec<Listed>, Vec<String>)> {
        let rows = self.rows(reader)?;
        let all = ["occurred", "planned", "cancelled", "denied"].map(str::to_owned).to_vec();
        let reports =
            EventsQuery { events: vec![self.event.clone()], statuses: all, ..EventsQuery::default() };
        let statuses: Vec<String> = reports.rows(reader)?.into_iter().map(|report| report.status).collect();
        let mut notes = Vec::new();
        if !statuses.is_empty() && !statuses.iter().any(|status| status == "occurred") {
            let statuses = statuses.join(" and ");
            notes.push(format!("the event is {statuses}: it does not count where appearances are counted"));
        }
        let contested = rows.iter().filter(|row| row.entry.is_contested()).count();
        if contested > 0 {
            let them = if contested == 1 { "1 name" } else { &format!("{contested} names") };
            notes.push(format!("sources contradict each other about {them}"));
        }
        Ok((rows, notes))
    }

    fn compared(row: &Listed) -> Compared {
        Compared {
            key: vec![row.event.clone(), row.role.clone().unwrap_or_default(), row.entry.subject.clone()],
            group: vec![row.event.clone()],
            verdict: row.entry.agreement().to_owned(),
            reason: row.entry.place(),
            records: row.entry.records.iter().cloned().collect(),
            sources: row.entry.sources.iter().cloned().collect(),
        }
    }
}
