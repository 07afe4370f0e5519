//! Indexes and triggers during a bulk load: indexes built afterwards cost a fraction of what they cost row by row, and
//! the triggers that watch an insert have nothing to do in a table that was empty.

use std::collections::BTreeSet;

use rusqlite::Connection;

use crate::error::Result;
use crate::schema::triggers::insert_triggers_of;
use crate::schema::{Role, Table};

/// Those of the tables that hold no rows.
///
/// # Errors
/// If the archive cannot be read.
pub fn empty_tables(
    connection: &Connection,
    tables: impl Iterator<Item = &'static str>,
) -> Result<BTreeSet<&'static str>> {
    let mut empty = BTreeSet::new();
    for table in tables {
        let sql = format!("SELECT NOT EXISTS (SELECT 1 FROM {table})");
        if connection.query_row(&sql, [], |row| row.get(0))? {
            empty.insert(table);
        }
    }
    Ok(empty)
}

/// Drops the indexes of empty tables, and the triggers that watch inserts into tables of records; returns the
/// statements that make them again. To be called within the transaction that fills the tables: whoever reads meanwhile
/// never misses them.
///
/// The index by which an import finds an event stays, and so do the triggers of entities, which share one id space.
///
/// # Errors
/// If the archive cannot be written.
pub fn set_aside(connection: &Connection, tables: &BTreeSet<&'static str>) -> Result<Vec<String>> {
    let mut statement = connection.prepare(
        "SELECT type, name, sql FROM sqlite_schema
         WHERE type IN ('index', 'trigger') AND tbl_name = ?1 AND sql IS NOT NULL AND name <> 'events_event'
         ORDER BY type, name",
    )?;
    let mut aside = Vec::new();
    for table in tables.iter().filter_map(|name| Table::named(name)) {
        let watching = if table.role == Role::Record { insert_triggers_of(table) } else { Vec::new() };
        let found = statement
            .query_map([table.name], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
            .collect::<rusqlite::Result<Vec<(String, String, String)>>>()?;
        for (kind, name, sql) in found {
            if kind == "index" || watching.contains(&name) {
                connection.execute_batch(&format!("DROP {kind} \"{}\"", name.replace('"', "\"\"")))?;
                aside.push(sql);
            }
        }
    }
    Ok(aside)
}

/// Makes again what was set aside.
///
/// # Errors
/// If the archive cannot be written.
pub fn put_back(connection: &Connection, aside: &[String]) -> Result<()> {
    for sql in aside {
        connection.execute_batch(sql)?;
    }
    Ok(())
}
