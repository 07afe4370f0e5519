//! Archives whose making was interrupted: nothing is in them yet, and the next import completes them.

use std::path::Path;

use rusqlite::Connection;

use super::derived::quoted;
use super::migrate::{newest_schema, pieces_of, tables_at};
use crate::error::{Error, Result};

/// The table that notes migrations; earlier programs committed it before all others, in the words of its library.
const NOTES: &str = "refinery_schema_history";

/// Whether a database is what an interrupted making leaves: nothing at all, or tables of an archive without a row.
///
/// # Errors
/// If it cannot be read.
pub fn is_unfinished(connection: &Connection) -> Result<bool> {
    let found = pieces_of(connection)?;
    if found.is_empty() {
        let is_foreign: bool = connection.query_row(
            "SELECT application_id <> 0 OR user_version <> 0 FROM pragma_application_id, pragma_user_version",
            [],
            |row| row.get(0),
        )?;
        return Ok(!is_foreign);
    }
    let own = tables_at(newest_schema())?;
    for piece in &found {
        let is_own = piece.kind == "table" && piece.name == NOTES
            || own.iter().any(|other| (&other.name, &other.sql) == (&piece.name, &piece.sql));
        if !is_own {
            return Ok(false);
        }
        if piece.kind == "table" {
            let has_rows: bool = connection.query_row(
                &format!("SELECT EXISTS (SELECT 1 FROM {})", quoted(&piece.name)),
                [],
                |row| row.get(0),
            )?;
            if has_rows {
                return Ok(false);
            }
        }
    }
    Ok(true)
}

/// Removes the empty tables that an interrupted making left, within the transaction that makes all of them; whatever
/// else the database is, it stays.
///
/// # Errors
/// If it cannot be written.
pub fn clear_unfinished(connection: &Connection) -> Result<()> {
    if is_unfinished(connection)? {
        for piece in pieces_of(connection)?.iter().filter(|piece| piece.kind == "table") {
            connection.execute_batch(&format!("DROP TABLE IF EXISTS {}", quoted(&piece.name)))?;
        }
    }
    Ok(())
}

/// What to say to whoever asks such an archive.
pub fn nothing_in_it(path: &Path) -> Error {
    Error::with_hint(
        format!(
            "{}: nothing is in this file yet: its first import was interrupted, or never begun",
            path.display()
        ),
        "the next import makes the archive: orgarchive import FOLDER",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_tables_of_an_archive_are_unfinished_and_other_databases_are_not() {
        let holding = |sql: &str| {
            let connection = Connection::open_in_memory().unwrap();
            connection.execute_batch(sql).unwrap();
            connection
        };
        let roles =
            tables_at(newest_schema()).unwrap().into_iter().find(|piece| piece.name == "roles").unwrap();
        let notes = "CREATE TABLE refinery_schema_history (version INT4 PRIMARY KEY, name VARCHAR(255));";
        for unfinished in [String::new(), notes.to_owned(), format!("{notes} {};", roles.sql)] {
            let connection = holding(&unfinished);
            assert!(is_unfinished(&connection).unwrap(), "{unfinished}");
            clear_unfinished(&connection).unwrap();
            assert!(pieces_of(&connection).unwrap().is_empty(), "{unfinished}");
        }
        for other in [
            "CREATE TABLE roles (id TEXT)".to_owned(),
            "PRAGMA user_version = 3".to_owned(),
            format!("{notes} CREATE TABLE mine (x)"),
            format!("{notes} INSERT INTO refinery_schema_history VALUES (1, 'initial')"),
            format!("{}; CREATE VIEW mine AS SELECT 1", roles.sql),
        ] {
            let connection = holding(&other);
            let before = pieces_of(&connection).unwrap();
            assert!(!is_unfinished(&connection).unwrap(), "{other}");
            clear_unfinished(&connection).unwrap();
            assert_eq!(pieces_of(&connection).unwrap(), before, "{other}");
        }
    }
}
