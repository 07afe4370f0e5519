//! What is stated about subjects on a day.

use std::collections::{BTreeMap, BTreeSet};

use super::Shown;
use super::pool::{Judged, LimitRow, judge, limits_of};
use super::question::{Col, Compared, Question, list, text};
use crate::error::Result;
use crate::output::Cell;
use crate::query::{self, DatedRow, Statement, json_array};
use crate::reader::Reader;

/// Which facts are asked about.
#[derive(Debug, Default)]
pub struct Asked {
    /// Ids of subjects; none: any, if attributes are given.
    pub subjects: Vec<String>,
    /// Ids of attributes; none: all.
    pub attributes: Vec<String>,
    /// Which verdicts to show.
    pub shown: Shown,
}

#[derive(Default)]
struct Pool {
    rows: Vec<DatedRow>,
    attribute_name: Option<String>,
    since: BTreeSet<String>,
    until: BTreeSet<String>,
    as_of: BTreeSet<String>,
}

/// One answer row.
#[derive(Debug, Clone)]
pub struct Stated {
    /// Of whom or what it is stated.
    pub subject: String,
    /// The attribute.
    pub attribute: String,
    /// Its value, as the records write it.
    pub value: String,
    /// What the attribute is called.
    pub attribute_name: Option<String>,
    /// The dates that the records write.
    pub since: Vec<String>,
    /// The same of their ends.
    pub until: Vec<String>,
    /// The same of the days for which they say it.
    pub as_of: Vec<String>,
    /// The verdict, with what it rests on.
    pub judged: Judged,
}

impl Question for Asked {
    type Row = Stated;

    const NAME: &'static str = "facts";

    const COLUMNS: &'static [Col<Stated>] = &[
        Col::shown("subject", |row| Cell::from(row.subject.as_str())),
        Col::shown("attribute", |row| Cell::from(row.attribute.as_str())),
        Col::shown("value", |row| Cell::from(row.value.as_str())),
        Col::hidden("attribute_name", |row| text(row.attribute_name.as_deref())),
        Col::shown("verdict", |row| Cell::from(row.judged.verdict.to_string())),
        Col::shown("reason", |row| Cell::from(row.judged.reason.as_str())),
        Col::hidden("since", |row| list(&row.since)),
        Col::hidden("until", |row| list(&row.until)),
        Col::hidden("as_of", |row| list(&row.as_of)),
        Col::hidden("certain_from", |row| Cell::from(row.judged.certain.map(|span| span.from.to_string()))),
        Col::hidden("certain_to", |row| Cell::from(row.judged.certain.map(|span| span.to.to_string()))),
        Col::shown("held_before", |row| Cell::from(row.judged.before())),
        Col::shown("held_after", |row| Cell::from(row.judged.after())),
        Col::hidden("records", |row| list(&row.judged.records)),
        Col::shown("sources", |row| list(&row.judged.sources)),
    ];

    fn statement(&self, _: &Reader) -> Result<Statement> {
        let attributes =
            (!self.attributes.is_empty()).then(|| json_array(self.attributes.iter().map(String::as_str)));
        let sql = if self.subjects.is_empty() && attributes.is_some() {
            query::FACTS_OF_ATTRIBUTE
        } else {
            query::FACTS_OF
        };
        let subjects = json_array(self.subjects.iter().map(String::as_str));
        Ok(Statement::new(sql).with(":subjects", subjects).with(":attributes", attributes))
    }

    fn rows(&self, reader: &Reader) -> Result<Vec<Stated>> {
        let pools = pools(self, reader)?;
        let known: BTreeSet<&str> = pools.keys().map(|(subject, ..)| subject.as_str()).collect();
        let known: Vec<&str> = known.into_iter().collect();
        let limits = limits_of(reader, Some(&known))?;
        let mut rows = Vec::with_capacity(pools.len());
        for ((subject, attribute, value), pool) in pools {
            let records: Vec<&DatedRow> = pool.rows.iter().collect();
            // A death is itself a fact, and remains one: only what can change ends with its subject.
            let is_limit = matches!(attribute.as_str(), "born" | "died" | "founded" | "dissolved");
            let bounds: Vec<&LimitRow> =
                if is_limit { Vec::new() } else { limits.get(&subject).into_iter().flatten().collect() };
            let judged = judge(&records, &bounds, reader.day());
            if self.shown.shows(judged.verdict) {
                let list = |cells: BTreeSet<String>| cells.into_iter().collect();
                rows.push(Stated {
                    subject,
                    attribute,
                    value,
                    attribute_name: pool.attribute_name,
                    since: list(pool.since),
                    until: list(pool.until),
                    as_of: list(pool.as_of),
                    judged,
                });
            }
        }
        Ok(rows)
    }

    fn compared(row: &Stated) -> Compared {
        Compared {
            key: vec![row.subject.clone(), row.attribute.clone(), row.value.clone()],
            group: vec![row.subject.clone(), row.attribute.clone()],
            verdict: row.judged.verdict.to_string(),
            reason: row.judged.reason.clone(),
            records: row.judged.records.clone(),
            sources: row.judged.sources.clone(),
        }
    }
}

/// The records, by subject, attribute and value.
fn pools(asked: &Asked, reader: &Reader) -> Result<BTreeMap<(String, String, String), Pool>> {
    let mut pools: BTreeMap<(String, String, String), Pool> = BTreeMap::new();
    reader.each_of(&asked.statement(reader)?, |row| {
        let Some(fetched) = reader.fetched(row)? else {
            return Ok(());
        };
        let key = (
            fetched.owned(0)?.unwrap_or_default(),
            fetched.owned(1)?.unwrap_or_default(),
            fetched.owned(2)?.unwrap_or_default(),
        );
        let pool = pools.entry(key).or_default();
        pool.rows.push(fetched.dated()?);
        pool.attribute_name = fetched.owned(3)?;
        pool.since.extend(fetched.owned(5)?);
        pool.until.extend(fetched.owned(6)?);
        pool.as_of.extend(fetched.owned(7)?);
        Ok(())
    })?;
    Ok(pools)
}
