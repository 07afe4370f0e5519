//! The schema of an archive: which version it has, and bringing it up to this program's.
//!
//! Migrations make what holds data; what is derived ([`super::derived`]) is removed before them and made after them, all in
//! one transaction. refinery embeds the migrations, names them and gives their checksums; its own runner begins a
//! transaction of its own, which could not include what is derived.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use refinery::Migration;
use rusqlite::{Connection, OptionalExtension, TransactionBehavior};

use super::before_migration::keep_copy;
use super::derived;
use super::interrupted::clear_unfinished;
use crate::error::{Error, Result};
use crate::schema::derived::PREFIX;

mod embedded {
    refinery::embed_migrations!("migrations");
}

/// The table in which refinery notes migrations, as refinery makes it.
const NOTES: &str = "CREATE TABLE refinery_schema_history ( -- the migrations that made these tables
  version INT4 PRIMARY KEY, -- counts up
  name VARCHAR(255), -- what the migration is called
  applied_on VARCHAR(255), -- when it was applied (UTC)
  checksum VARCHAR(255) -- of its text
)";

fn migrations() -> Vec<Migration> {
    let mut migrations = embedded::migrations::runner().get_migrations().clone();
    migrations.sort();
    migrations
}

/// The newest schema version that this program knows.
#[must_use]
pub fn newest_schema() -> i64 {
    migrations().last().map_or(0, |migration| i64::from(migration.version()))
}

/// The schema of a database, beside this program's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Schema {
    /// It is not an archive.
    None,
    /// A development version of the program made it, with migrations that no release has.
    Unreleased,
    /// This program's, or an earlier one.
    Known(i64),
    /// A later one.
    Newer(i64),
}

/// Tables by which an archive is known, also when one or two of them are gone.
const TELLING: &str = "('refinery_schema_history', 'sources', 'imports', 'commits', 'history')";

/// The schema version of a database: the one that the migrations noted, or that of the newest piece in it, if their
/// note was lost.
///
/// # Errors
/// If the file cannot be read as a database.
pub fn schema_of(connection: &Connection) -> Result<Schema> {
    let (is_archive, has_notes, has_own): (bool, bool, bool) = connection.query_row(
        &format!(
            "SELECT count(*) FILTER (WHERE name IN {TELLING}) > 2,
               count(*) FILTER (WHERE name = 'refinery_schema_history') > 0,
               count(*) FILTER (WHERE name GLOB '{PREFIX}*') > 0
             FROM sqlite_schema WHERE type = 'table'"
        ),
        [],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
    )?;
    if !is_archive {
        return Ok(Schema::None);
    }
    let noted = if has_notes { notes_of(connection)? } else { Vec::new() };
    let expected = notes_expected();
    let newest = newest_schema();
    if let Some((last, ..)) =
        noted.last().filter(|_| noted.iter().zip(&expected).all(|(one, own)| one == own))
    {
        return Ok(match *last {
            last if last > newest => Schema::Newer(last),
            last if last == newest => Schema::Known(last),
            // An archive of an earlier version, or one whose last notes were removed.
            last => Schema::Known(schema_by_pieces(connection)?.max(last)),
        });
    }
    if !has_own {
        return Ok(Schema::Unreleased);
    }
    // The notes were changed or removed: check says so.
    match noted.last().map_or(0, |(last, ..)| *last) {
        last if last > newest => Ok(Schema::Newer(last)),
        last => Ok(Schema::Known(schema_by_pieces(connection)?.max(last))),
    }
}

/// The newest schema of which the database has a piece that the one before did not have.
fn schema_by_pieces(connection: &Connection) -> Result<i64> {
    let found = pieces_of(connection)?;
    for version in (2..=newest_schema()).rev() {
        let earlier = tables_at(version - 1)?;
        if tables_at(version)?.iter().any(|piece| !earlier.contains(piece) && found.contains(piece)) {
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

/// The pieces that an archive of [`newest_schema`] has, made by this version of the program.
///
/// # Errors
/// If the migrations fail.
pub fn pieces_expected() -> Result<Vec<Piece>> {
    pieces_of(&super::in_memory()?)
}

/// The tables and indexes that an archive of an earlier schema has.
///
/// # Errors
/// If the migrations fail.
pub fn tables_at(version: i64) -> Result<Vec<Piece>> {
    let connection = Connection::open_in_memory()?;
    for migration in migrations().iter().filter(|migration| i64::from(migration.version()) <= version) {
        apply(&connection, migration)?;
    }
    pieces_of(&connection)
}

/// All that makes an archive, in SQL that any program can run: the migrations and their notes, then views and triggers.
#[must_use]
pub fn sql() -> String {
    let migrations = migrations();
    let mut text: String = migrations.iter().filter_map(Migration::sql).collect();
    text.push_str(&format!("\n{NOTES};\n"));
    for (version, name, checksum) in notes_expected() {
        text.push_str(&format!(
            "INSERT INTO refinery_schema_history (version, name, applied_on, checksum)\n  VALUES ({version}, '{name}', {NOW}, '{checksum}');\n"
        ));
    }
    format!("{text}\n{}\n{};\n", crate::schema::derived::sql(), derived::signature())
}

/// What the migrations note of themselves: version, name and checksum of each.
#[must_use]
pub fn notes_expected() -> Vec<(i64, String, String)> {
    let note =
        |one: &Migration| (i64::from(one.version()), one.name().to_owned(), one.checksum().to_string());
    migrations().iter().map(note).collect()
}

/// What the migrations noted in a database; nothing, if their table is gone.
///
/// # Errors
/// If it cannot be read.
pub fn notes_of(connection: &Connection) -> Result<Vec<(i64, String, String)>> {
    let mut statement = connection.prepare(
        "SELECT version, coalesce(name, ''), coalesce(checksum, '') FROM main.refinery_schema_history ORDER BY version",
    )?;
    let notes = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    Ok(notes.collect::<rusqlite::Result<Vec<_>>>()?)
}

/// Writes again what the migrations note of themselves.
///
/// # Errors
/// If the archive cannot be written.
pub fn write_notes(connection: &Connection) -> Result<()> {
    connection.execute("DELETE FROM refinery_schema_history", [])?;
    migrations().iter().try_for_each(|migration| note(connection, migration))
}

/// As for the triggers, SQLite looks at the clock: nothing depends on the note.
const NOW: &str = "strftime('%Y-%m-%dT%H:%M:%SZ', 'now')";

fn note(connection: &Connection, migration: &Migration) -> Result<()> {
    connection.execute(
        &format!(
            "INSERT INTO refinery_schema_history (version, name, applied_on, checksum) VALUES (?1, ?2, {NOW}, ?3)"
        ),
        (migration.version(), migration.name(), migration.checksum().to_string()),
    )?;
    Ok(())
}

fn apply(connection: &Connection, migration: &Migration) -> Result<()> {
    connection.execute_batch(migration.sql().unwrap_or_default())?;
    let has_notes: Option<i64> = connection
        .query_row("SELECT 1 FROM sqlite_schema WHERE name = 'refinery_schema_history'", [], |row| row.get(0))
        .optional()?;
    if has_notes.is_none() {
        connection.execute_batch(NOTES)?;
    }
    note(connection, migration)
}

/// Brings a database to [`newest_schema`] and to this program's views and triggers, in one transaction.
///
/// # Errors
/// If a migration fails, or somebody else is writing; the database is then as it was.
pub fn migrate(connection: &mut Connection, path: &Path) -> Result<()> {
    apply_all(connection, path, &migrations())
}

/// The same to an archive of an earlier schema, once a whole copy of it is beside it.
///
/// # Errors
/// As [`migrate`], or if the copy cannot be written, or the analyst interrupts that.
pub(super) fn upgrade(
    connection: &mut Connection,
    path: &Path,
    version: i64,
    interrupted: &Arc<AtomicBool>,
) -> Result<()> {
    upgrade_by(&migrations(), connection, path, version, interrupted)
}

fn upgrade_by(
    migrations: &[Migration],
    connection: &mut Connection,
    path: &Path,
    version: i64,
    interrupted: &Arc<AtomicBool>,
) -> Result<()> {
    keep_copy(connection, path, version, interrupted)?;
    apply_all(connection, path, migrations)
}

fn apply_all(connection: &mut Connection, path: &Path, migrations: &[Migration]) -> Result<()> {
    // A table that is rebuilt must not cascade; what is left over is checked afterwards.
    connection.pragma_update(None, "foreign_keys", false)?;
    let transaction =
        connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(|error| match error
            .sqlite_error_code()
        {
            Some(rusqlite::ErrorCode::DatabaseBusy) => super::in_the_way(Some(path)),
            _ => error.into(),
        })?;
    // Another program may have done it meanwhile.
    let schema = match schema_of(&transaction)? {
        Schema::Known(version) => version,
        _ => 0,
    };
    let orphans_before = if schema > 0 { orphans(&transaction)? } else { 0 };
    if schema == 0 {
        clear_unfinished(&transaction)?;
    }
    derived::remove(&transaction)?;
    for migration in migrations.iter().filter(|one| i64::from(one.version()) > schema) {
        apply(&transaction, migration).map_err(|error| match error {
            Error::Sqlite(error) if error.sqlite_error_code() != Some(rusqlite::ErrorCode::Unknown) => {
                error.into()
            }
            error => Error::with_hint(
                format!("{}: the archive cannot be upgraded: {error}", path.display()),
                "the archive is unchanged; please report this",
            ),
        })?;
    }
    derived::make(&transaction)?;
    if schema > 0 && orphans(&transaction)? > orphans_before {
        return Err(Error::with_hint(
            format!("{}: upgrading the archive would leave dangling references", path.display()),
            "the archive is unchanged; please report this",
        ));
    }
    transaction.commit()?;
    Ok(())
}

fn orphans(connection: &Connection) -> Result<i64> {
    Ok(connection.query_row("SELECT count(*) FROM pragma_foreign_key_check", [], |row| row.get(0))?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::{Maker, in_memory, maker};

    /// The steps in which SQLite's documentation has a table rebuilt: what a migration may do.
    const REBUILDING: &str = "CREATE TABLE rebuilt (id TEXT NOT NULL PRIMARY KEY, name TEXT NOT NULL, recorded_at TEXT,
         arrived_at TEXT, import TEXT, is_old TEXT) STRICT, WITHOUT ROWID;
       INSERT INTO rebuilt (id, name, recorded_at, arrived_at, import) SELECT id, name, recorded_at, arrived_at, import FROM roles;
       DROP TABLE roles; ALTER TABLE rebuilt RENAME TO roles;";

    fn with_a_next_one(sql: &str) -> Vec<Migration> {
        let mut migrations = migrations();
        let name = format!("V{}__made_up", newest_schema() + 1);
        migrations.push(Migration::unapplied(&name, sql).unwrap());
        migrations
    }

    fn pieces(connection: &Connection) -> Vec<(String, String)> {
        pieces_of(connection).unwrap().into_iter().map(|piece| (piece.name, piece.sql)).collect()
    }

    #[test]
    fn a_migration_may_rebuild_a_table_that_triggers_speak_of() {
        let mut archive = in_memory().unwrap();
        archive.execute("INSERT INTO roles (id, name) VALUES ('speaker', 'speaker')", []).unwrap();
        archive.execute_batch("CREATE VIEW mine AS SELECT name FROM officials").unwrap();
        let migrations = with_a_next_one(REBUILDING);
        apply_all(&mut archive, Path::new("a.db"), &migrations).unwrap();
        // The triggers are back: a change of the row that was there before is a version.
        archive.execute("UPDATE roles SET name = 'main speaker' WHERE id = 'speaker'", []).unwrap();
        let versions: i64 = archive.query_row("SELECT count(*) FROM history", [], |row| row.get(0)).unwrap();
        assert_eq!(versions, 1);
        assert_eq!(schema_of(&archive).unwrap(), Schema::Newer(newest_schema() + 1));
        assert!(pieces(&archive).iter().any(|(name, _)| name == "mine"), "an analyst's view stays");
    }

    #[test]
    fn an_archive_is_upgraded_only_with_a_whole_copy_of_it_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        in_memory().unwrap().backup("main", &path, None::<fn(rusqlite::backup::Progress)>).unwrap();
        let mut archive = Connection::open(&path).unwrap();
        archive.execute("INSERT INTO roles (id, name) VALUES ('speaker', 'speaker')", []).unwrap();
        let version = newest_schema();
        let kept = |number: &str| folder.path().join(format!("a.db.schema-{version}{number}.backup"));
        let whole = std::fs::read(&path).unwrap();
        // What an upgrade left that was killed, or for which the disk had no room.
        let part = &whole[..whole.len() / 3];
        std::fs::write(kept(""), part).unwrap();
        let migrations = with_a_next_one(REBUILDING);
        let mut upgrade = |interrupted: bool| {
            let interrupted = Arc::new(AtomicBool::new(interrupted));
            let done = upgrade_by(&migrations, &mut archive, &path, version, &interrupted);
            (done, schema_of(&archive).unwrap())
        };
        let (done, schema) = upgrade(true);
        assert!(matches!(done, Err(Error::Interrupted)), "{done:?}");
        assert_eq!(schema, Schema::Known(version), "no copy, no upgrade");
        let (done, schema) = upgrade(false);
        done.unwrap();
        assert_eq!(schema, Schema::Newer(version + 1));
        assert_eq!(std::fs::read(kept("")).unwrap(), part, "it is not ours to replace");
        let copy = Connection::open(kept(".2")).unwrap();
        assert_eq!(schema_of(&copy).unwrap(), Schema::Known(version));
        let roles: i64 = copy.query_row("SELECT count(*) FROM roles", [], |row| row.get(0)).unwrap();
        assert_eq!(roles, 1);
    }

    #[test]
    fn a_migration_that_fails_leaves_an_archive_as_it_was() {
        let mut archive = in_memory().unwrap();
        let before = pieces(&archive);
        let migrations = with_a_next_one("CREATE TABLE more (id TEXT); INSERT INTO nowhere VALUES (1);");
        let error = apply_all(&mut archive, Path::new("a.db"), &migrations).unwrap_err();
        assert!(error.to_string().contains("nowhere"), "{error}");
        assert_eq!(pieces(&archive), before);
        assert_eq!(maker(&archive).unwrap(), Maker::This);
    }
}
