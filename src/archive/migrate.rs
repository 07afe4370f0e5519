//! The schema of an archive: which version it has, and bringing it up to this program's.

use std::path::Path;

use rusqlite::Connection;
use rusqlite::config::DbConfig;

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

/// Tables by which an archive is known, also when one or two of them are gone.
const TELLING: &str = "('refinery_schema_history', 'sources', 'imports', 'commits', 'history')";

/// The schema version of a database; none if it is no archive.
///
/// It is the one that the migrations noted, or that of the newest piece in it, if their note was lost.
///
/// # Errors
/// If the file cannot be read as a database.
pub fn schema_of(connection: &Connection) -> Result<Option<i64>> {
    let is_archive: bool = connection.query_row(
        &format!("SELECT count(*) > 2 FROM sqlite_schema WHERE type = 'table' AND name IN {TELLING}"),
        [],
        |row| row.get(0),
    )?;
    if !is_archive {
        return Ok(None);
    }
    let has_notes: bool = connection.query_row(
        "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'refinery_schema_history')",
        [],
        |row| row.get(0),
    )?;
    let noted: Option<i64> = if has_notes {
        connection.query_row("SELECT max(version) FROM refinery_schema_history", [], |row| row.get(0))?
    } else {
        None
    };
    match noted {
        Some(version) if version >= newest_schema() => Ok(Some(version)),
        _ => Ok(Some(schema_by_pieces(connection)?.max(noted.unwrap_or(1)))),
    }
}

/// The newest schema of which the database has a piece that the one before did not have.
fn schema_by_pieces(connection: &Connection) -> Result<i64> {
    let found = pieces_of(connection)?;
    for version in (2..=newest_schema()).rev() {
        let earlier = pieces_at(version - 1)?;
        if pieces_at(version)?.iter().any(|piece| !earlier.contains(piece) && found.contains(piece)) {
            return Ok(version);
        }
    }
    Ok(1)
}

/// A table, index, trigger or view of a database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// `table`, `index`, `trigger` or `view`.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// The table that it is or belongs to.
    pub table: String,
    /// The statement that makes it.
    pub sql: String,
}

/// The pieces of a database, in the order in which they were made.
///
/// # Errors
/// If it cannot be read.
pub fn pieces_of(connection: &Connection) -> Result<Vec<Piece>> {
    let mut statement = connection.prepare(
        "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT GLOB 'sqlite_*'
         ORDER BY rowid",
    )?;
    let pieces = statement.query_map([], |row| {
        Ok(Piece { kind: row.get(0)?, name: row.get(1)?, table: row.get(2)?, sql: row.get(3)? })
    })?;
    Ok(pieces.collect::<rusqlite::Result<Vec<Piece>>>()?)
}

/// The pieces that an archive of [`newest_schema`] has.
///
/// # Errors
/// If the migrations fail.
pub fn pieces_expected() -> Result<Vec<Piece>> {
    pieces_at(newest_schema())
}

/// The pieces that an archive of an earlier schema has.
///
/// # Errors
/// If the migrations fail.
pub fn pieces_at(version: i64) -> Result<Vec<Piece>> {
    let mut connection = Connection::open_in_memory()?;
    connection.pragma_update(None, "foreign_keys", false)?;
    let target = i32::try_from(version).unwrap_or(i32::MAX);
    embedded::migrations::runner()
        .set_grouped(true)
        .set_target(refinery::Target::Version(target))
        .run(&mut connection)
        .map_err(|error| Error::told(format!("schema {version} cannot be made: {error}")))?;
    pieces_of(&connection)
}

/// What the migrations note of themselves: version, name and checksum of each.
///
/// # Errors
/// If the migrations fail.
pub fn notes_expected() -> Result<Vec<(i64, String, String)>> {
    notes_of(&super::in_memory()?)
}

/// What the migrations noted in a database; nothing, if their table is gone.
///
/// # Errors
/// If it cannot be read.
pub fn notes_of(connection: &Connection) -> Result<Vec<(i64, String, String)>> {
    let mut statement = connection.prepare(
        "SELECT version, coalesce(name, ''), coalesce(checksum, '') FROM refinery_schema_history ORDER BY version",
    )?;
    let notes = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    Ok(notes.collect::<rusqlite::Result<Vec<_>>>()?)
}

/// Brings a database to [`newest_schema`], in one transaction.
///
/// # Errors
/// If a migration fails; the database is then as it was.
pub fn migrate(connection: &mut Connection, path: &Path) -> Result<()> {
    // A table that is rebuilt must not cascade; what is left over is checked afterwards.
    connection.pragma_update(None, "foreign_keys", false)?;
    let orphans_before = orphans(connection)?;
    // A migration may correct the text of CREATE statements; nothing else of the program's may.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, false)?;
    let migrated = embedded::migrations::runner().set_grouped(true).run(connection);
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    migrated.map_err(|error| {
        Error::with_hint(
            format!("{}: the archive cannot be brought up to date: {error}", path.display()),
            "the archive is unchanged; please report this",
        )
    })?;
    let orphans = orphans(connection)?;
    if orphans > orphans_before {
        return Err(Error::with_hint(
            format!("{}: {orphans} references lead nowhere", path.display()),
            "list them with: orgarchive check",
        ));
    }
    Ok(())
}

fn orphans(connection: &Connection) -> Result<i64> {
    Ok(connection.query_row("SELECT count(*) FROM pragma_foreign_key_check", [], |row| row.get(0))?)
}
