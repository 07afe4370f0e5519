//! The schema of an archive: which version it has, and bringing it up to this program's.

use std::path::Path;

use rusqlite::{Connection, OptionalExtension};

use crate::error::{Error, Result};

mod embedded {
    refinery::embed_migrations!("migrations");
}

/// The newest schema version that this program knows.
#[must_use]
pub fn newest_schema() -> i64 {
    let newest = embedded::migrations::runner()
        .get_migrations()
        .iter()
        .map(|migration| i64::from(migration.version()))
        .max();
    newest.unwrap_or(0)
}

/// The schema version of a database; none if it is no archive.
///
/// # Errors
/// If the file cannot be read as a database.
pub fn schema_of(connection: &Connection) -> Result<Option<i64>> {
    let is_archive: bool = connection.query_row(
        "SELECT count(*) = 2 FROM sqlite_schema WHERE type = 'table' AND name IN ('refinery_schema_history', 'sources')",
        [],
        |row| row.get(0),
    )?;
    if !is_archive {
        return Ok(None);
    }
    Ok(connection
        .query_row("SELECT max(version) FROM refinery_schema_history", [], |row| row.get::<_, Option<i64>>(0))
        .optional()?
        .flatten())
}

/// Brings a database to [`newest_schema`], in one transaction.
///
/// # Errors
/// If a migration fails; the database is then as it was.
pub fn migrate(connection: &mut Connection, path: &Path) -> Result<()> {
    // A table that is rebuilt must not cascade; what is left over is checked afterwards.
    connection.pragma_update(None, "foreign_keys", false)?;
    embedded::migrations::runner().set_grouped(true).run(connection).map_err(|error| {
        Error::with_hint(
            format!("{}: the archive cannot be brought up to date: {error}", path.display()),
            "the archive is unchanged; please report this",
        )
    })?;
    let orphans: i64 =
        connection.query_row("SELECT count(*) FROM pragma_foreign_key_check", [], |row| row.get(0))?;
    if orphans > 0 {
        return Err(Error::with_hint(
            format!("{}: {orphans} references lead nowhere", path.display()),
            "list them with: orgarchive check",
        ));
    }
    Ok(())
}
