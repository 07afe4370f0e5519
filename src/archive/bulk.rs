//! Indexes and triggers during a bulk load: indexes built afterwards cost a fraction of what they cost row by row, and
//! the triggers that watch an insert have nothing to do in a run that replaces no row.

use rusqlite::Connection;

use crate::error::Result;
use crate::schema::Table;
use crate::schema::derived::insert_triggers_of;

/// How many rows a table holds, counted up to a number.
///
/// # Errors
/// If the archive cannot be read.
pub fn rows_up_to(connection: &Connection, table: &Table, most: u64) -> Result<u64> {
    let sql = format!("SELECT count(*) FROM (SELECT 1 FROM {} LIMIT ?1)", table.name);
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let count: i64 = connection.query_row(&sql, [most], |row| row.get(0))?;
    Ok(count.unsigned_abs())
}

/// Drops the triggers that watch inserts into a table and, if asked, its indexes; returns the statements that make them
/// again. To be called within the transaction that fills the table: whoever reads meanwhile never misses them.
///
/// A run replaces no row by an insert, so that the triggers of records have nothing to do; who fills a table of entities
/// has to enter them in `entities` meanwhile (`Store::enter_entities`).
///
/// # Errors
/// If the archive cannot be written.
pub fn set_aside(connection: &Connection, table: &Table, with_indexes: bool) -> Result<Vec<String>> {
    let mut statement = connection.prepare(
        "SELECT type, name, sql FROM sqlite_schema
         WHERE type IN ('index', 'trigger') AND tbl_name = ?1 AND sql IS NOT NULL ORDER BY type, name",
    )?;
    let watching = insert_triggers_of(table);
    let found = statement
        .query_map([table.name], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
        .collect::<rusqlite::Result<Vec<(String, String, String)>>>()?;
    let mut aside = Vec::new();
    for (kind, name, sql) in found {
        if (kind == "index" && with_indexes) || watching.contains(&name) {
            connection.execute_batch(&format!("DROP {kind} \"{}\"", name.replace('"', "\"\"")))?;
            aside.push(sql);
        }
    }
    Ok(aside)
}

/// Restores what was suspended.
///
/// # Errors
/// If the archive cannot be written.
pub fn put_back(connection: &Connection, aside: &[String]) -> Result<()> {
    for sql in aside {
        connection.execute_batch(sql)?;
    }
    Ok(())
}

/// Does `work` while SQLite leaves the CHECK constraints of rows to the program: for each row it would make a list of
/// the words that a column may hold, in a tree of its own, which costs as much as the row.
///
/// Only for rows that the import has checked. What its checks refuse is generated from the description of the tables
/// as the constraints are; a test holds the two against each other.
///
/// # Errors
/// What `work` gives, or if the setting is refused.
pub fn without_constraints<T>(connection: &Connection, work: impl FnOnce() -> Result<T>) -> Result<T> {
    connection.pragma_update(None, "ignore_check_constraints", true)?;
    let worked = work();
    connection.pragma_update(None, "ignore_check_constraints", false)?;
    worked
}
