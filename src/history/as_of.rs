//! The archive as it was at an earlier moment: temporary views, named like the tables, that give the versions which
//! this file held then. Every question and export runs on them unchanged.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Days, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use rusqlite::types::{ToSqlOutput, Value};
use rusqlite::{Connection, OptionalExtension, ToSql, params_from_iter};

use crate::archive::{is_stamp, with_temporary_views};
use crate::computed::{Computation, Computed, Context, compute};
use crate::error::{Error, Result};
use crate::record::version::Stored;
use crate::schema::{BOOKKEEPING_COLUMNS, Kind, Table, computed_columns, versioned_tables};

/// An earlier moment, as an analyst names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecordedBy {
    /// After the commit with this number.
    Number(i64),
    /// At this moment.
    Moment(NaiveDateTime),
    /// At the end of this day, in UTC.
    Day(NaiveDate),
}

impl FromStr for RecordedBy {
    type Err = String;

    fn from_str(text: &str) -> Result<RecordedBy, String> {
        if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
            return text
                .parse()
                .map(RecordedBy::Number)
                .map_err(|_| "there is no commit with this number".to_owned());
        }
        if let Ok(day) = NaiveDate::parse_from_str(text, "%Y-%m-%d") {
            return Ok(RecordedBy::Day(day));
        }
        DateTime::parse_from_rfc3339(text).map(|moment| RecordedBy::Moment(moment.naive_utc())).map_err(|_| {
            "write the number of a commit (orgarchive log), a day as 2026-01-31, or a moment as 2026-01-31T12:00:00Z".to_owned()
        })
    }
}

impl fmt::Display for RecordedBy {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RecordedBy::Number(number) => write!(out, "{number}"),
            RecordedBy::Moment(moment) => write!(out, "{}", moment.format("%Y-%m-%dT%H:%M:%S%.3fZ")),
            RecordedBy::Day(day) => write!(out, "{day}"),
        }
    }
}

impl RecordedBy {
    /// The stamp up to which versions count: what this archive held after that moment's last commit.
    ///
    /// # Errors
    /// If there is no such commit, or the moment is not over yet.
    pub fn stamp(self, connection: &Connection, now: DateTime<Utc>) -> Result<String> {
        let moment = match self {
            RecordedBy::Number(number) => {
                let at: Option<String> = connection
                    .query_row("SELECT at FROM commits WHERE number = ?1", [number], |row| row.get(0))
                    .optional()?;
                return at.filter(|at| is_stamp(at)).ok_or_else(|| {
                    Error::with_hint(
                        format!("--recorded-by {number}: the archive has no commit with this number"),
                        "orgarchive log lists the commits; a year is not a moment: write its last day, such as 2025-12-31",
                    )
                });
            }
            RecordedBy::Moment(moment) => moment,
            RecordedBy::Day(day) => {
                // The end of the day: a millisecond before the next one begins.
                let next = day.checked_add_days(Days::new(1)).unwrap_or(day).and_time(NaiveTime::MIN);
                next - chrono::TimeDelta::milliseconds(1)
            }
        };
        if moment >= now.naive_utc() {
            return Err(Error::with_hint(
                format!("--recorded-by {self} is not over yet: what is recorded until then is not known"),
                "leave --recorded-by out for the archive as it is now",
            ));
        }
        Ok(moment.format("%Y-%m-%dT%H:%M:%S%.3fZ").to_string())
    }
}

/// When the archive first held something, if that is later than a stamp: what it held by then is nothing.
///
/// # Errors
/// If the archive cannot be read.
pub fn first_change_after(connection: &Connection, stamp: &str) -> Result<Option<String>> {
    let first: Option<String> =
        connection.query_row("SELECT min(at) FROM main.commits", [], |row| row.get(0))?;
    Ok(first.filter(|first| first.as_str() > stamp))
}

/// Makes a connection show the archive as it was at a timestamp, for as long as it is open.
///
/// # Errors
/// If the archive cannot be read.
pub fn show_as_of(connection: &Connection, stamp: &str) -> Result<()> {
    if !is_stamp(stamp) {
        return Err(Error::message(format!(
            "\"{stamp}\" is not a timestamp that an archive can have written"
        )));
    }
    with_temporary_views(connection, || put_views(connection, stamp))
}

fn put_views(connection: &Connection, stamp: &str) -> Result<()> {
    connection.execute_batch(&format!(
        "CREATE TEMP TABLE changed_since (table_name TEXT NOT NULL, id TEXT NOT NULL, PRIMARY KEY (table_name, id)) WITHOUT ROWID;
         INSERT OR IGNORE INTO changed_since SELECT table_name, id FROM main.history
           WHERE table_name IN ('sources', 'attributes') AND superseded_at > '{stamp}';
         INSERT OR IGNORE INTO changed_since SELECT 'sources', id FROM main.sources WHERE arrived_at > '{stamp}';
         INSERT OR IGNORE INTO changed_since SELECT 'attributes', id FROM main.attributes WHERE arrived_at > '{stamp}';"
    ))?;
    let mut context = Context::default();
    for table in versioned_tables() {
        let is_mixed = superseded_since(connection, &mut context, table, stamp)?;
        let names = all_names(table).join(", ");
        let name = table.name;
        let then = if is_mixed {
            format!(
                " AND id NOT IN (SELECT id FROM temp.then_{name}) UNION ALL SELECT {names} FROM temp.then_{name}"
            )
        } else {
            String::new()
        };
        connection.execute_batch(&format!(
            "CREATE TEMP VIEW {name} AS SELECT {names} FROM main.{name} WHERE arrived_at <= '{stamp}'{then}"
        ))?;
    }
    entities_then(connection)
}

fn all_names(table: &Table) -> Vec<&'static str> {
    let computed = computed_columns(table).iter().chain(BOOKKEEPING_COLUMNS).map(|(name, _)| *name);
    table.columns().map(|column| column.name).chain(computed).collect()
}

/// Fills a temporary table with the versions that were current then and are superseded now, and with those whose
/// source or attribute was another version then: their computed columns follow from it. Returns whether there are any.
fn superseded_since(
    connection: &Connection,
    context: &mut Context,
    table: &'static Table,
    stamp: &str,
) -> Result<bool> {
    let name = table.name;
    let names = all_names(table);
    connection.execute_batch(&format!(
        "CREATE TEMP TABLE then_{name} (id TEXT NOT NULL PRIMARY KEY, {}) WITHOUT ROWID",
        names[1..].join(", ")
    ))?;
    let marks = vec!["?"; names.len()].join(", ");
    let mut insert = connection.prepare(&format!(
        "INSERT OR IGNORE INTO temp.then_{name} ({}) VALUES ({marks})",
        names.join(", ")
    ))?;
    let mut count = 0;
    let mut keep = |stored: Stored| -> Result<()> {
        let cells: Vec<Option<Cow<'_, str>>> =
            stored.cells.iter().map(|cell| cell.as_deref().map(Cow::Borrowed)).collect();
        // A version that the program would refuse today says nothing about days.
        let computed = match compute(connection, context, table, &cells)? {
            Computation::Done(computed) => computed,
            Computation::Fault(_) => vec![Computed::None; computed_columns(table).len()],
        };
        let mut values: Vec<ToSqlOutput<'_>> = Vec::with_capacity(names.len());
        for (column, cell) in table.columns().zip(&stored.cells) {
            values.push(match cell {
                Some(text) if matches!(column.kind, Kind::Whole(..)) => match text.parse::<i64>() {
                    Ok(number) => ToSqlOutput::from(number),
                    Err(_) => ToSqlOutput::from(text.as_str()),
                },
                Some(text) => ToSqlOutput::from(text.as_str()),
                None => ToSqlOutput::Owned(Value::Null),
            });
        }
        for value in &computed {
            values.push(value.to_sql()?);
        }
        for text in [&stored.recorded_at, &stored.arrived_at, &stored.import] {
            values.push(match text {
                Some(text) => ToSqlOutput::from(text.as_str()),
                None => ToSqlOutput::Owned(Value::Null),
            });
        }
        count += insert.execute(params_from_iter(values))?;
        Ok(())
    };

    let mut superseded = connection.prepare(
        "SELECT image FROM main.history WHERE table_name = ?1 AND arrived_at <= ?2 AND superseded_at > ?2",
    )?;
    let mut rows = superseded.query([name, stamp])?;
    while let Some(row) = rows.next()? {
        if let Some(stored) = Stored::from_image(table, &row.get::<_, String>(0)?) {
            keep(stored)?;
        }
    }
    if !computed_columns(table).is_empty() && table.has_provenance() {
        let pairs = |columns: &mut dyn Iterator<Item = &str>| {
            columns.map(|name| format!("'{name}', {name}")).collect::<Vec<_>>().join(", ")
        };
        let bookkeeping = BOOKKEEPING_COLUMNS.iter().map(|(name, _)| *name);
        let image = pairs(&mut table.columns().map(|column| column.name).chain(bookkeeping));
        let attribute = if name == "facts" {
            " OR attribute IN (SELECT id FROM temp.changed_since WHERE table_name = 'attributes')"
        } else {
            ""
        };
        let mut current = connection.prepare(&format!(
            "SELECT json_object({image}) FROM main.{name} WHERE arrived_at <= ?1
               AND (source IN (SELECT id FROM temp.changed_since WHERE table_name = 'sources'){attribute})"
        ))?;
        let mut rows = current.query([stamp])?;
        while let Some(row) = rows.next()? {
            if let Some(stored) = Stored::from_image(table, &row.get::<_, String>(0)?) {
                keep(stored)?;
            }
        }
    }
    Ok(count > 0)
}

/// The one id space as it was: entities whose rows were there.
fn entities_then(connection: &Connection) -> Result<()> {
    let tables: Vec<(&str, &str)> = Table::entities().map(|table| (table.name, table.entity_key())).collect();
    connection.execute_batch(
        "CREATE TEMP TABLE then_entities (id TEXT NOT NULL PRIMARY KEY, kind TEXT NOT NULL) WITHOUT ROWID",
    )?;
    let mut conditions = BTreeSet::new();
    for (table, key) in tables {
        conditions.insert(format!(
            "kind = '{table}' AND EXISTS (SELECT 1 FROM temp.{table} AS row WHERE row.{key} = entities.id)"
        ));
        connection.execute_batch(&format!(
            "INSERT OR IGNORE INTO then_entities SELECT gone.{key}, '{table}' FROM temp.then_{table} AS gone
               WHERE NOT EXISTS (SELECT 1 FROM main.entities AS now WHERE now.id = gone.{key} AND now.kind = '{table}')"
        ))?;
    }
    let conditions = Vec::from_iter(conditions).join("\n OR ");
    let is_mixed: bool =
        connection.query_row("SELECT EXISTS (SELECT 1 FROM temp.then_entities)", [], |row| row.get(0))?;
    let gone = if is_mixed { " UNION ALL SELECT id, kind FROM temp.then_entities" } else { "" };
    connection.execute_batch(&format!(
        "CREATE TEMP VIEW entities AS SELECT id, kind FROM main.entities AS entities WHERE {conditions}{gone}"
    ))?;
    Ok(())
}
