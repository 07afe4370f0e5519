//! One event reported as occurred, and as cancelled or denied.

use super::event_dates::{REPORTS, Report};
use super::words::{called, together};
use super::{Finding, Rule, Side, Take};
use crate::date::Span;
use crate::error::Result;
use crate::query::Sql;
use crate::reader::Reader;

/// The rule `event-status`: for the same days. A meeting that was cancelled and held on another day is not a contradiction.
pub struct EventStatus;

impl Rule for EventStatus {
    fn name(&self) -> &'static str {
        "event-status"
    }

    fn meaning(&self) -> &'static str {
        "one event reported as occurred, and as cancelled or denied for the same days"
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
    let of = |status: &str| reports.iter().filter(|report| report.status == status).collect::<Vec<_>>();
    let occurred = of("occurred");
    let not = |report: &Report| matches!(report.status.as_str(), "cancelled" | "denied");
    let against: Vec<&Report> = reports
        .iter()
        .filter(|report| not(report) && occurred.iter().any(|one| !one.is_apart_from(report)))
        .collect();
    let supporting: Vec<&Report> =
        occurred.into_iter().filter(|report| against.iter().any(|one| !one.is_apart_from(report))).collect();
    let Some(event) = supporting.first().map(|report| &report.event) else { return Ok(None) };
    let mut statuses: Vec<&str> = against.iter().map(|report| report.status.as_str()).collect();
    statuses.sort_unstable();
    statuses.dedup();
    let mut others: Vec<String> = reports.iter().flat_map(|report| report.others.clone()).collect();
    others.sort();
    others.dedup();
    let title = called(reader, event)?;
    Ok(Some(Finding {
        rule: EventStatus.name(),
        subject: event.clone(),
        others,
        days: supporting.iter().chain(&against).map(|report| report.days).reduce(Span::hull),
        sides: vec![
            Side::new("occurred", supporting.iter().map(|report| report.evidence.clone())),
            Side::new(together(&statuses), against.iter().map(|report| report.evidence.clone())),
        ],
        message: format!("\"{title}\" is reported as occurred and as {}", together(&statuses)),
        would_settle: "a report by somebody who was there, or a picture of the day".to_owned(),
    }))
}
