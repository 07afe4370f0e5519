//! How much memory SQLite may take.

use rusqlite::{Connection, ffi};

use crate::error::{Error, Result};

/// Lets SQLite count what it takes, which it has to before there can be a limit; it is built not to, for imports take
/// longer with it.
///
/// # Errors
/// If SQLite has been used before: it then goes on as it began.
pub fn count_memory() -> Result<()> {
    // SAFETY: the option takes one int. SQLite refuses it with an error code once it is initialized, and before that no
    // other thread is in SQLite.
    let code = unsafe { ffi::sqlite3_config(ffi::SQLITE_CONFIG_MEMSTATUS, 1) };
    if code == ffi::SQLITE_OK {
        return Ok(());
    }
    Err(Error::Sqlite(rusqlite::Error::SqliteFailure(ffi::Error::new(code), None)))
}

/// Bounds what SQLite takes for rows, sorting and temporary tables, until the program ends; it has to count
/// ([`count_memory`]).
///
/// # Errors
/// If SQLite refuses it.
pub fn limit_memory(connection: &Connection, bytes: i64) -> Result<()> {
    let limit: i64 =
        connection.query_row(&format!("PRAGMA hard_heap_limit = {bytes}"), [], |row| row.get(0))?;
    if limit == bytes { Ok(()) } else { Err(Error::message("the memory of the statement cannot be limited")) }
}
