//! Names: several official ones at one time, and what records say of one of them.

use super::contested::{behind, contradictions, rivalries, sides};
use super::judged::{Wanted, dates};
use super::words::{self, called, said, together};
use super::{Evidence, Finding, Side, Take};
use crate::answer::JudgedNames;
use crate::answer::Names;
use crate::error::Result;
use crate::query::{DatedRow, Sql};
use crate::reader::Reader;

const NAMED_SUBJECTS: Sql = Sql { name: "named_subjects", text: include_str!("named_subjects.sql") };

/// The statements that are run.
pub(super) const STATEMENTS: &[Sql] = &[NAMED_SUBJECTS];

const SUBJECTS_AT_A_TIME: usize = 1_000;

pub(super) const TWO_NAMES: &str = "two-names";
pub(super) const NAME_DATES: &str = "name-dates";

/// Gives what is contested about names.
pub(super) fn find(reader: &Reader, wanted: Wanted<'_>, take: Take<'_>) -> Result<()> {
    reader.batches(NAMED_SUBJECTS, SUBJECTS_AT_A_TIME, |subjects| {
        let names = Names::of(reader, subjects)?;
        for subject in subjects {
            if names.rows(subject).len() < 2 {
                continue;
            }
            for of_language in names.judged(subject) {
                of_subject(reader, subject, &of_language, wanted, take)?;
            }
        }
        Ok(())
    })
}

fn of_subject(
    reader: &Reader,
    subject: &str,
    names: &JudgedNames<'_>,
    wanted: Wanted<'_>,
    take: Take<'_>,
) -> Result<()> {
    let pool = &names.pool;
    if wanted(TWO_NAMES) {
        for rivalry in rivalries(&pool.tenures) {
            let (mut said_of, mut sides) = (Vec::new(), Vec::new());
            for place in &rivalry.holders {
                let tenure = &pool.tenures[*place];
                let rows = behind(pool, tenure, rivalry.days);
                let words =
                    format!("\"{}\" {}", spelled(names, tenure.holder), said(reader, rows.iter().copied())?);
                sides.push(Side::new(words.clone(), rows.iter().map(|row| Evidence::of(row))));
                said_of.push(words);
            }
            let language = names.language.map(|tag| format!(" in {tag}")).unwrap_or_default();
            take(Finding {
                rule: TWO_NAMES,
                subject: subject.to_owned(),
                others: Vec::new(),
                days: Some(rivalry.days),
                sides,
                message: format!(
                    "{} has several official names{language} {}: {}",
                    called(reader, subject)?,
                    words::days(rivalry.days),
                    together(&said_of)
                ),
                would_settle:
                    "a document of that time with the official name, or a report of the change of name"
                        .to_owned(),
            })?;
        }
    }
    if !wanted(NAME_DATES) {
        return Ok(());
    }
    let alone = if pool.tenures.len() > 1 { pool.alone() } else { Vec::new() };
    for (place, tenure) in pool.tenures.iter().enumerate() {
        for one in contradictions(tenure, alone.get(place)) {
            let rows = behind(pool, alone.get(place).unwrap_or(tenure), one.days);
            let (against, speaking): (Vec<&DatedRow>, Vec<&DatedRow>) = sides(&rows, &one);
            let was =
                format!("{} was called \"{}\"", called(reader, subject)?, spelled(names, tenure.holder));
            take(dates(reader, NAME_DATES, (subject, &[]), &was, &one, (&against, &speaking), "")?)?;
        }
    }
    Ok(())
}

/// A spelling of a name.
fn spelled<'a>(names: &JudgedNames<'a>, holder: u32) -> &'a str {
    names.labels.get(holder as usize).and_then(|rows| rows.first()).map_or("", |row| row.name.as_str())
}
