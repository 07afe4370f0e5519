//! A time in office beyond ninety years by one record, or an office ninety years after the birth: a wrong century is one
//! of its readings.

use rusqlite::Row;

use super::words::{called, said_by};
use super::{Evidence, Finding, Rule, Side, Take};
use crate::date::{Day, Span};
use crate::error::Result;
use crate::query::Sql;
use crate::reader::Reader;

const NINETY_YEARS: Sql = Sql { name: "ninety_years", text: include_str!("ninety_years.sql") };

/// The rule `ninety-years`.
pub struct NinetyYears;

struct Long {
    official: String,
    body: String,
    title: String,
    record: (String, String),
    birth: Option<(String, String)>,
    days: Option<Span>,
}

impl Long {
    fn read(reader: &Reader, row: &Row<'_>) -> Result<Option<Long>> {
        let (record, source): (String, String) = (row.get("id")?, row.get("source")?);
        let public: Option<String> = row.get("public_by")?;
        if !reader.counts(public.as_deref(), &source) {
            return Ok(None);
        }
        let day = |text: Option<String>| text.and_then(|text| text.parse::<Day>().ok());
        let (from, to) = (day(row.get("first")?), day(row.get("last")?));
        Ok(Some(Long {
            official: row.get("official")?,
            body: row.get("body")?,
            title: row.get("title")?,
            record: (record, source),
            birth: row.get::<_, Option<String>>("birth")?.zip(row.get("birth_source")?),
            days: from.zip(to).and_then(|(from, to)| Span::new(from, to)),
        }))
    }
}

impl Rule for NinetyYears {
    fn name(&self) -> &'static str {
        "ninety-years"
    }

    fn meaning(&self) -> &'static str {
        "more than ninety years in one post by one record, or a post more than ninety years after the birth"
    }

    fn statements(&self) -> &'static [Sql] {
        const { &[NINETY_YEARS] }
    }

    fn find(&self, reader: &Reader, take: Take<'_>) -> Result<()> {
        reader.groups(
            NINETY_YEARS,
            &[],
            |row| Long::read(reader, row),
            |_, _| false,
            |long| long.iter().try_for_each(|long| take(finding(reader, long)?)),
        )
    }
}

fn finding(reader: &Reader, long: &Long) -> Result<Finding> {
    let (record, source) = (long.record.0.as_str(), long.record.1.as_str());
    let said = said_by(reader, [(record, source)])?;
    let post = format!("{} in {}", called(reader, &long.title)?, called(reader, &long.body)?);
    let name = called(reader, &long.official)?;
    let mut sides = vec![Side::new(format!("{post} {said}"), [Evidence::record(record, source)])];
    let what = match &long.birth {
        Some((birth, of)) => {
            let born = said_by(reader, [(birth.as_str(), of.as_str())])?;
            sides.push(Side::new(format!("born {born}"), [Evidence::record(birth, of)]));
            format!("more than ninety years after the birth, {born}")
        }
        None => "which is more than ninety years".to_owned(),
    };
    Ok(Finding {
        rule: NinetyYears.name(),
        subject: long.official.clone(),
        others: vec![long.body.clone()],
        days: long.days,
        sides,
        message: format!("{name} was {post} {said}, {what}: a wrong century, or two people"),
        would_settle: "a look at the source: the century may be wrong".to_owned(),
    })
}
