//! An event reported as occurred by a source that was published before it.

use rusqlite::Row;

use super::words::called;
use super::{Evidence, Finding, Rule, Side, Take};
use crate::date::{Day, Span};
use crate::error::Result;
use crate::query::Sql;
use crate::reader::Reader;

const REPORTED_BEFORE: Sql = Sql { name: "reported_before", text: include_str!("reported_before.sql") };

/// The rule `reported-before-event`: what is to come is `planned`.
pub struct ReportedBefore;

/// A report that came too early.
struct Early {
    event: String,
    evidence: Evidence,
    date: String,
    published: String,
    days: Option<Span>,
    others: Vec<String>,
}

impl Early {
    fn read(reader: &Reader, row: &Row<'_>) -> Result<Option<Early>> {
        let Some(fetched) = reader.fetched(row)? else {
            return Ok(None);
        };
        let public: Option<Day> = row.get::<_, Option<String>>(9)?.and_then(|text| text.parse().ok());
        let earliest: Option<Day> = fetched.text(2)?.and_then(|text| text.parse().ok());
        Ok(Some(Early {
            event: fetched.owned(0)?.unwrap_or_default(),
            evidence: Evidence::of(&fetched.dated()?),
            date: fetched.owned(1)?.unwrap_or_default(),
            published: fetched.owned(6)?.unwrap_or_default(),
            days: public.zip(earliest).and_then(|(from, to)| Span::new(from, to)),
            others: [fetched.owned(4)?, fetched.owned(5)?].into_iter().flatten().collect(),
        }))
    }
}

impl Rule for ReportedBefore {
    fn name(&self) -> &'static str {
        "reported-before-event"
    }

    fn meaning(&self) -> &'static str {
        "an event reported as occurred by a source that was published before it"
    }

    fn statements(&self) -> &'static [Sql] {
        const { &[REPORTED_BEFORE] }
    }

    fn find(&self, reader: &Reader, take: Take<'_>) -> Result<()> {
        reader.groups(
            REPORTED_BEFORE,
            &[],
            |row| Early::read(reader, row),
            |_, _| false,
            |reports| reports.iter().try_for_each(|report| take(finding(reader, report)?)),
        )
    }
}

fn finding(reader: &Reader, report: &Early) -> Result<Finding> {
    let source = &report.evidence.source;
    Ok(Finding {
        rule: ReportedBefore.name(),
        subject: report.event.clone(),
        others: report.others.clone(),
        days: report.days,
        sides: vec![
            Side::new(format!("occurred {}", report.date), [report.evidence.clone()]),
            Side::new(
                format!("{source} is dated {}", report.published),
                [Evidence { record: None, source: source.clone() }],
            ),
        ],
        message: format!(
            "\"{}\" is reported as occurred on {} by {source}, which is dated {}",
            called(reader, &report.event)?,
            report.date,
            report.published
        ),
        would_settle: format!(
            "the real date of {source} or of its last change; if it announced the event, its status is planned"
        ),
    })
}
