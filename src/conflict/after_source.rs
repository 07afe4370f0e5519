//! Dates that come after the source that gives them: plans, or slips of the pen.

use rusqlite::Row;

use super::words::called;
use super::{Evidence, Finding, Rule, Side, Take};
use crate::date::{Day, Span, bounds_of};
use crate::error::Result;
use crate::query::Sql;
use crate::reader::Reader;

const AFTER_SOURCE: Sql = Sql { name: "after_source", text: include_str!("after_source.sql") };

/// The rule `date-after-source`. An announced end of a current term does not count; events have a rule of their own.
pub struct DateAfterSource;

struct Late {
    evidence: Evidence,
    subject: String,
    what: String,
    cell: String,
    date: String,
    published: String,
    days: Option<Span>,
}

impl Late {
    fn read(reader: &Reader, row: &Row<'_>) -> Result<Option<Late>> {
        let (record, source): (String, String) = (row.get("id")?, row.get("source")?);
        let public: Option<String> = row.get("public_by")?;
        if !reader.counts(public.as_deref(), &source) {
            return Ok(None);
        }
        let day = |text: Option<String>| text.and_then(|text| text.parse::<Day>().ok());
        let (mut days, date): (_, String) = (
            day(row.get("earliest")?).zip(day(row.get("latest")?)).and_then(|(from, to)| Span::new(from, to)),
            row.get("date")?,
        );
        if days.is_none() {
            days =
                bounds_of(&date).ok().filter(|days| day(public.clone()).is_some_and(|out| days.from > out));
            if days.is_none() {
                return Ok(None);
            }
        }
        Ok(Some(Late {
            evidence: Evidence::record(&record, &source),
            subject: row.get("subject")?,
            what: row.get("what")?,
            cell: row.get("cell")?,
            date,
            published: row.get::<_, Option<String>>("published")?.unwrap_or_default(),
            days,
        }))
    }
}

impl Rule for DateAfterSource {
    fn name(&self) -> &'static str {
        "date-after-source"
    }

    fn meaning(&self) -> &'static str {
        "a beginning, a sighting, a birth or the like after the source that gives it: a plan, or a slip"
    }

    fn statements(&self) -> &'static [Sql] {
        const { &[AFTER_SOURCE] }
    }

    fn find(&self, reader: &Reader, take: Take<'_>) -> Result<()> {
        reader.groups(
            AFTER_SOURCE,
            &[],
            |row| Late::read(reader, row),
            |_, _| false,
            |late| late.iter().try_for_each(|late| take(finding(reader, late)?)),
        )
    }
}

fn finding(reader: &Reader, late: &Late) -> Result<Finding> {
    let source = &late.evidence.source;
    Ok(Finding {
        rule: DateAfterSource.name(),
        subject: late.subject.clone(),
        others: Vec::new(),
        days: late.days,
        sides: vec![
            Side::new(format!("{} {}", late.cell, late.date), [late.evidence.clone()]),
            Side::new(
                format!("{source} is dated {}", late.published),
                [Evidence { record: None, source: source.clone() }],
            ),
        ],
        message: format!(
            "{}: {} {} {} by {source}, which is dated {}",
            called(reader, &late.subject)?,
            called(reader, &late.what)?,
            late.cell,
            late.date,
            late.published
        ),
        would_settle: format!("a later report of it, or the real date of {source} or of its last change"),
    })
}
