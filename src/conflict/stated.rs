//! Facts: several values at one time, and what records say of one of them.

use super::contested::{Disagreement, behind, contradictions, rivalries, sides};
use super::judged::{Wanted, beyond_limit, dates, outside};
use super::words::{self, called, said};
use super::{Evidence, Finding, Side, Take};
use crate::answer::LimitRow;
use crate::answer::facts::{JudgedValues, each_attribute};
use crate::error::Result;
use crate::query::Sql;
use crate::reader::Reader;

const STATED_SUBJECTS: Sql = Sql { name: "stated_subjects", text: include_str!("stated_subjects.sql") };

/// The statements that are run.
pub(super) const STATEMENTS: &[Sql] = &[STATED_SUBJECTS];

const SUBJECTS_AT_A_TIME: usize = 1_000;

pub(super) const CHANGING_VALUES: &str = "changing-values";
pub(super) const FACT_DATES: &str = "fact-dates";

/// Gives what is contested about facts; values that never change are a rule of their own.
pub(super) fn find(reader: &Reader, wanted: Wanted<'_>, take: Take<'_>) -> Result<()> {
    reader.batches(STATED_SUBJECTS, SUBJECTS_AT_A_TIME, |subjects| {
        each_attribute(reader, subjects, |values| {
            if values.is_constant { Ok(()) } else { of_attribute(reader, values, wanted, take) }
        })
    })
}

fn of_attribute(
    reader: &Reader,
    values: &JudgedValues<'_>,
    wanted: Wanted<'_>,
    take: Take<'_>,
) -> Result<()> {
    let (pool, subject, attribute) = (&values.pool, values.subject, values.attribute);
    let value = |holder: u32| values.values.get(holder as usize).copied().unwrap_or_default();
    if wanted(CHANGING_VALUES) {
        for rivalry in rivalries(&pool.tenures) {
            let (mut said_of, mut sides) = (Vec::new(), Vec::new());
            for place in &rivalry.holders {
                let tenure = &pool.tenures[*place];
                let rows = behind(pool, tenure, rivalry.days);
                let words = format!("{} {}", value(tenure.holder), said(reader, rows.iter().copied())?);
                let claim = format!("{attribute} is {words}");
                sides.push(Side::new(claim, rows.iter().map(|row| Evidence::of(row))));
                said_of.push(words);
            }
            let (name, when) = (called(reader, subject)?, words::days(rivalry.days));
            take(Finding {
                rule: CHANGING_VALUES,
                subject: subject.to_owned(),
                others: Vec::new(),
                days: Some(rivalry.days),
                sides,
                message: format!("{attribute} of {name} {when} cannot be {}", said_of.join(" as well as ")),
                would_settle: format!(
                    "an official document, or a source close to it, that gives {attribute} of {name} {when}"
                ),
            })?;
        }
    }
    let alone = if pool.tenures.len() > 1 { pool.alone() } else { Vec::new() };
    for (place, tenure) in pool.tenures.iter().enumerate() {
        let alone = alone.get(place);
        for one in contradictions(tenure, alone) {
            if one.is_of_limits(pool, tenure.holder) {
                continue;
            }
            let rows = behind(pool, alone.unwrap_or(tenure), one.days);
            let (against, speaking) = sides(&rows, &one);
            let was = format!("{attribute} of {} was {}", called(reader, subject)?, value(tenure.holder));
            let finding = if let Disagreement::Limit(kind) = one.about {
                let limits: Vec<&LimitRow> = [Some(tenure), alone]
                    .into_iter()
                    .flatten()
                    .flat_map(|tenure| tenure.within(one.days))
                    .flat_map(|piece| pool.limits(piece))
                    .filter(|limit| limit.kind == kind)
                    .collect();
                beyond_limit(reader, outside(kind), (subject, &[]), &was, &one, &speaking, &limits)?
            } else {
                dates(reader, FACT_DATES, (subject, &[]), &was, &one, (&against, &speaking), "")?
            };
            if wanted(finding.rule) {
                take(finding)?;
            }
        }
    }
    Ok(())
}
