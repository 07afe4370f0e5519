//! Indexes during a bulk load: built afterwards they cost a fraction of what they cost row by row.

use std::collections::BTreeSet;

use rusqlite::Connection;

use crate::error::Result;

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

/// Drops the indexes of empty tables and returns the statements that make them again. To be called within the
/// transaction that fills the tables: whoever reads meanwhile never misses them.
///
/// The index by which an import finds an event stays.
///
/// # Errors
/// If the archive cannot be written.
pub fn set_indexes_aside(connection: &Connection, tables: &BTreeSet<&'static str>) -> Result<Vec<String>> {
    let mut statement = connection.prepare(
        "SELECT name, sql FROM sqlite_schema
         WHERE type = 'index' AND tbl_name = ?1 AND sql IS NOT NULL AND name <> 'events_event' ORDER BY name",
    )?;
    let mut aside = Vec::new();
    for table in tables {
        let indexes = statement
            .query_map([table], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<rusqlite::Result<Vec<(String, String)>>>()?;
        for (name, sql) in indexes {
            connection.execute_batch(&format!("DROP INDEX {name}"))?;
            aside.push(sql);
        }
    }
    Ok(aside)
}

/// Makes the indexes again that were set aside.
///
/// # Errors
/// If the archive cannot be written.
pub fn put_indexes_back(connection: &Connection, aside: &[String]) -> Result<()> {
    for sql in aside {
        connection.execute_batch(sql)?;
    }
    Ok(())
}
