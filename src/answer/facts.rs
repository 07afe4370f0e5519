//! What is stated about subjects on a day.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::Connection;

use super::pool::{LimitRow, judge, limits_of};
use super::{Answer, Shown};
use crate::error::Result;
use crate::output::{Cell, Column};
use crate::query::{self, Clocks, DatedRow, Doubtful, Fetched, json_array};

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

/// The columns of the answer.
#[must_use]
pub fn columns() -> Vec<Column> {
    vec![
        Column::shown("subject"),
        Column::shown("attribute"),
        Column::shown("value"),
        Column::hidden("attribute_name"),
        Column::shown("verdict"),
        Column::shown("reason"),
        Column::hidden("since"),
        Column::hidden("until"),
        Column::hidden("as_of"),
        Column::hidden("certain_from"),
        Column::hidden("certain_to"),
        Column::shown("held_before"),
        Column::shown("held_after"),
        Column::hidden("records"),
        Column::shown("sources"),
    ]
}

/// The facts that are asked about, records of the same subject, attribute and value judged together.
///
/// # Errors
/// If the archive cannot be read.
pub fn answer(connection: &Connection, clocks: &Clocks, asked: &Asked) -> Result<Answer> {
    let mut doubtful = Doubtful::default();
    let subjects = json_array(asked.subjects.iter().map(String::as_str));
    let attributes =
        (!asked.attributes.is_empty()).then(|| json_array(asked.attributes.iter().map(String::as_str)));
    let published_by = clocks.published_by();
    let sql = if asked.subjects.is_empty() && attributes.is_some() {
        query::FACTS_OF_ATTRIBUTE
    } else {
        query::FACTS_OF
    };
    let parameters: [(&str, &dyn rusqlite::ToSql); 3] =
        [(":subjects", &subjects), (":attributes", &attributes), (":published_by", &published_by)];
    let mut pools: BTreeMap<(String, String, String), Pool> = BTreeMap::new();
    query::each_row(connection, clocks, sql, &parameters, true, |row| {
        let Some(fetched) = Fetched::counting(row, clocks, &mut doubtful)? else {
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
    let known: BTreeSet<&str> = pools.keys().map(|(subject, ..)| subject.as_str()).collect();
    let known: Vec<&str> = known.into_iter().collect();
    let limits = limits_of(connection, clocks, Some(&known), &mut doubtful)?;
    let mut rows = Vec::with_capacity(pools.len());
    for ((subject, attribute, value), pool) in &pools {
        let records: Vec<&DatedRow> = pool.rows.iter().collect();
        // A death is itself a fact, and remains one: only what can change ends with its subject.
        let is_limit = matches!(attribute.as_str(), "born" | "died" | "founded" | "dissolved");
        let bounds: Vec<&LimitRow> =
            if is_limit { Vec::new() } else { limits.get(subject).into_iter().flatten().collect() };
        let judged = judge(&records, &bounds, clocks.on);
        let is_asked = asked.shown.shows(judged.verdict);
        if is_asked {
            let list = |cells: &BTreeSet<String>| Cell::List(cells.iter().cloned().collect());
            rows.push(vec![
                Cell::from(subject.as_str()),
                Cell::from(attribute.as_str()),
                Cell::from(value.as_str()),
                Cell::from(pool.attribute_name.clone()),
                Cell::from(judged.verdict.to_string()),
                Cell::from(judged.reason.clone()),
                list(&pool.since),
                list(&pool.until),
                list(&pool.as_of),
                Cell::from(judged.certain.map(|span| span.from.to_string())),
                Cell::from(judged.certain.map(|span| span.to.to_string())),
                Cell::from(judged.before()),
                Cell::from(judged.after()),
                Cell::List(judged.records),
                Cell::List(judged.sources),
            ]);
        }
    }
    Ok(Answer { columns: columns(), rows, notes: doubtful.note(clocks.published_by).into_iter().collect() })
}
