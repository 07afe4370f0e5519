//! Names and ids that a text may be a misspelling of.

use rusqlite::Connection;

use crate::error::Result;

/// How many names and ids before the text, in the order of the alphabet, and how many after it are compared: a slip is
/// looked for where it would stand, so that a large archive answers as soon as a small one.
const EACH_WAY: usize = 500;

/// Names and ids of entities of these kinds (all, if none is given) that come before and after a text.
///
/// # Errors
/// If the archive cannot be read.
pub fn near(connection: &Connection, text: &str, kinds: &[&str]) -> Result<Vec<String>> {
    let mut found = Vec::new();
    let is_asked = |kind: &str| kinds.is_empty() || kinds.contains(&kind);
    for table in
        ["organizations", "officials", "chapters", "places"].into_iter().filter(|kind| is_asked(kind))
    {
        around(connection, table, "name", " COLLATE NOCASE", text, &mut found)?;
        around(connection, table, "id", "", text, &mut found)?;
    }
    if is_asked("events") {
        around(connection, "events", "event", "", text, &mut found)?;
    }
    Ok(found)
}

/// The same, names only, of one table.
///
/// # Errors
/// If the archive cannot be read.
pub fn names_near(connection: &Connection, text: &str, table: &str) -> Result<Vec<String>> {
    let mut found = Vec::new();
    around(connection, table, "name", " COLLATE NOCASE", text, &mut found)?;
    Ok(found)
}

fn around(
    connection: &Connection,
    table: &str,
    column: &str,
    order: &str,
    text: &str,
    found: &mut Vec<String>,
) -> Result<()> {
    for (compares, direction) in [(">=", ""), ("<", " DESC")] {
        let mut statement = connection.prepare_cached(&format!(
            "SELECT {column} FROM {table} WHERE {column} {compares} ?1{order} ORDER BY {column}{order}{direction} LIMIT {EACH_WAY}"
        ))?;
        for name in statement.query_map([text], |row| row.get(0))? {
            found.push(name?);
        }
    }
    Ok(())
}
