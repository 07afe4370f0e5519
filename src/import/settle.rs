//! What follows at the end of a run from the rows it wrote.

use std::borrow::Cow;

use rusqlite::Connection;

use super::summary::{Finding, FindingKind};
use crate::archive::Stored;
use crate::computed::{Computed, Context, compute};
use crate::error::{Error, Result};
use crate::schema::{Dating, TABLES, Table, computed_columns};

/// How many likely revisions are named at most.
const NAMED: usize = 200;

/// Computes again what rests on the dates of these sources and on the types of these attributes.
///
/// This is no version of the records.
///
/// # Errors
/// If a fact's value does not fit its attribute's new type, or the archive cannot be written.
pub fn compute_again(connection: &Connection, sources: &[String], attributes: &[String]) -> Result<()> {
    for table in TABLES {
        if matches!(table.dating, Dating::Span | Dating::Event) && table.has_provenance() {
            for source in sources {
                compute_rows_again(connection, table, "source", source)?;
            }
        }
        if table.name == "facts" {
            for attribute in attributes {
                compute_rows_again(connection, table, "attribute", attribute)?;
            }
        }
    }
    Ok(())
}

fn compute_rows_again(
    connection: &Connection,
    table: &'static Table,
    column: &str,
    value: &str,
) -> Result<()> {
    let mut context = Context::default();
    let names: Vec<&str> = table.columns().map(|column| column.name).collect();
    let width = names.len();
    let mut select = connection.prepare_cached(&format!(
        "SELECT json_object({}) FROM {} WHERE {column} = ?1",
        pairs(&names),
        table.name
    ))?;
    let images = select.query_map([value], |row| row.get(0))?.collect::<rusqlite::Result<Vec<String>>>()?;
    let assignments: Vec<String> = computed_columns(table)
        .iter()
        .enumerate()
        .map(|(place, (name, _))| format!("{name} = ?{}", place + 2))
        .collect();
    let mut update = connection.prepare_cached(&format!(
        "UPDATE {} SET {} WHERE id = ?1",
        table.name,
        assignments.join(", ")
    ))?;
    for image in images {
        let Some(stored) = Stored::from_image(table, &image) else {
            continue;
        };
        let cells: Vec<Option<Cow<'_, str>>> =
            stored.cells.iter().map(|cell| cell.as_deref().map(Cow::Borrowed)).collect();
        debug_assert_eq!(cells.len(), width);
        let id = stored.cells[0].as_deref().unwrap_or_default();
        let computed: Vec<Computed> = compute(connection, &mut context, table, &cells)?.map_err(|fault| {
            Error::with_hint(
                format!("{}: {id}: {}: {}", table.name, fault.column, fault.error.message),
                format!(
                    "the row no longer fits {column} \"{value}\" as it is now: correct it in the same import"
                ),
            )
        })?;
        update.raw_bind_parameter(1, id)?;
        for (place, value) in computed.iter().enumerate() {
            update.raw_bind_parameter(place + 2, value)?;
        }
        update.raw_execute()?;
    }
    Ok(())
}

fn pairs(names: &[&str]) -> String {
    names.iter().map(|name| format!("'{name}', {name}")).collect::<Vec<_>>().join(", ")
}

/// New rows that are much like an older one of the same source: its correction, more likely than a second statement.
///
/// # Errors
/// If the archive cannot be read.
pub fn likely_revisions(connection: &Connection, table: &str, import: &str) -> Result<Vec<Finding>> {
    let Some(table) = Table::named(table).filter(|table| !table.alike.is_empty()) else {
        return Ok(Vec::new());
    };
    // The plus keeps SQLite from going by the source, of which a large archive has thousands of rows each.
    let alike: Vec<String> =
        table.alike.iter().map(|column| format!("older.{column} IS newer.{column}")).collect();
    let mut statement = connection.prepare(&format!(
        "SELECT newer.id, min(older.id) FROM {name} AS newer JOIN {name} AS older
         ON +older.source = newer.source AND {alike} AND older.id <> newer.id
         WHERE newer.import = ?1 AND older.import IS NOT ?1 GROUP BY newer.id ORDER BY newer.id LIMIT {NAMED}",
        name = table.name,
        alike = alike.join(" AND "),
    ))?;
    let findings = statement
        .query_map([import], |row| {
            Ok(Finding {
                kind: FindingKind::LikelyRevision,
                table: table.name,
                id: row.get(0)?,
                other: Some(row.get(1)?),
            })
        })?
        .collect::<rusqlite::Result<Vec<Finding>>>()?;
    Ok(findings)
}
