//! Opening an archive: to read it or to write to it, as if a stranger had made it.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, OptionalExtension};

use super::backup::copy_pages;
use super::derived::{Maker, bring_views, kept_by_a_later_one, maker, quoted};
use super::interrupted::{is_unfinished, nothing_in_it};
use super::migrate::{Schema, migrate, newest_schema, pieces_of, schema_of, tables_at, upgrade};
use super::plain_file::plain_file;
use super::stop::stop_when;
use crate::error::{Error, Result};
use crate::index::is_part;

/// How long a writer waits for another one, unless the caller sets another time.
pub const PATIENCE: Duration = Duration::from_secs(10);

/// What a command wants of the archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// To ask it.
    Read,
    /// To change it.
    Write,
}

/// Opens an archive that exists. What is asked of it or written to it, and opening it, ends soon after `interrupted` is set.
///
/// # Errors
/// If there is none, it is not an archive, it is damaged, it was made by a newer program, or the analyst interrupts.
pub fn open(path: &Path, access: Access, interrupted: &Arc<AtomicBool>) -> Result<Connection> {
    plain_file(path)?;
    if !path.exists() {
        return Err(Error::with_hint(
            format!("{}: there is no archive", path.display()),
            "create one: orgarchive import FOLDER, or orgarchive add posting for one report; or name it: --archive FILE",
        ));
    }
    if path.is_dir() {
        return Err(Error::with_hint(
            format!("{}: this is a folder", path.display()),
            "name the archive's file: --archive FILE",
        ));
    }
    let mut connection = connect(path, access).map_err(|error| not_readable(path, error))?;
    stop_when(&mut connection, &[interrupted])?;
    let schema = schema_of(&connection).map_err(|error| not_readable(path, error))?;
    let newest = newest_schema();
    match (schema, access) {
        (Schema::None, _) if is_unfinished(&connection)? => Err(nothing_in_it(path)),
        (Schema::None, _) => Err(not_an_archive(path)),
        (Schema::Unreleased, _) => Err(unreleased(path)),
        // What a later program added is not looked at; what this one asks for is there.
        (Schema::Newer(_), Access::Read) if has_all_columns(&connection)? => {
            bring_views(&connection)?;
            Ok(connection)
        }
        (Schema::Newer(version), _) => Err(made_by_a_newer(path, version, "the archive was left alone")),
        // Who only reads changes nothing: a private copy is upgraded, or the views are temporary.
        (Schema::Known(version), Access::Read) if version < newest => {
            migrated_copy(&connection, path, interrupted)
        }
        (Schema::Known(_), Access::Read) => {
            bring_views(&connection)?;
            Ok(connection)
        }
        (Schema::Known(version), Access::Write) => {
            match maker(&connection)? {
                Maker::Later(program) => return Err(kept_by_a_later_one(path, &program)),
                Maker::This if version == newest => return Ok(connection),
                // Nothing can be noted: check --fix makes the table again.
                Maker::Untold if version == newest => return Ok(connection),
                _ => {}
            }
            if version < newest {
                upgrade(&mut connection, path, version, interrupted)?;
            } else {
                migrate(&mut connection, path)?;
            }
            crate::index::make_if_missing(&mut connection, interrupted)?;
            Ok(connection)
        }
    }
}

fn not_an_archive(path: &Path) -> Error {
    Error::with_hint(
        format!("{}: this is not an orgarchive archive", path.display()),
        "name another file: --archive FILE",
    )
}

fn unreleased(path: &Path) -> Error {
    Error::with_hint(
        format!(
            "{}: a development version of orgarchive made this archive, with tables that no release has",
            path.display()
        ),
        "export its tables with that version, and import them into a new archive; this one was left alone",
    )
}

fn made_by_a_newer(path: &Path, version: i64, left: &str) -> Error {
    Error::with_hint(
        format!(
            "{}: a newer orgarchive made this archive (its schema is {version}, this program knows {})",
            path.display(),
            newest_schema()
        ),
        format!("install the newer program; {left}"),
    )
}

/// Whether a database has all tables and columns that this program asks for.
fn has_all_columns(connection: &Connection) -> Result<bool> {
    for piece in
        tables_at(newest_schema())?.iter().filter(|piece| piece.kind == "table" && !is_part(&piece.name))
    {
        let found = columns(connection, &piece.name)?;
        let own = Connection::open_in_memory()?;
        own.execute_batch(&piece.sql)?;
        if !columns(&own, &piece.name)?.iter().all(|column| found.contains(column)) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The names of the columns of a table, and how each is hidden.
fn columns(connection: &Connection, table: &str) -> Result<Vec<(String, i64)>> {
    let mut statement = connection.prepare("SELECT name, hidden FROM pragma_table_xinfo(?1)")?;
    Ok(statement
        .query_map([table], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<Vec<(String, i64)>>>()?)
}

/// Opens an archive to try what a command would do: everything is rolled back afterwards. An archive of an earlier schema
/// is not changed; a private copy is upgraded.
///
/// # Errors
/// As [`open`].
pub fn open_for_plan(path: &Path, interrupted: &Arc<AtomicBool>) -> Result<Connection> {
    plain_file(path)?;
    if path.is_file() {
        let connection = connect(path, Access::Read).map_err(|error| not_readable(path, error))?;
        let schema = schema_of(&connection).map_err(|error| not_readable(path, error))?;
        let is_earlier = matches!(schema, Schema::Known(version) if version < newest_schema());
        if is_earlier
            || (matches!(schema, Schema::Known(_)) && matches!(maker(&connection)?, Maker::Earlier(_)))
        {
            let copy = migrated_copy(&connection, path, interrupted)?;
            prepare(&copy, Access::Write)?;
            copy.pragma_update(None, "query_only", false)?;
            return Ok(copy);
        }
    }
    open(path, Access::Write, interrupted)
}

/// Opens an archive to write to it, or makes an empty one, or completes one whose making was interrupted; returns whether
/// it made it.
///
/// # Errors
/// As [`open`], or if the file cannot be made.
pub fn open_or_create(path: &Path, interrupted: &Arc<AtomicBool>) -> Result<(Connection, bool)> {
    plain_file(path)?;
    let is_new = std::fs::metadata(path).map_or(true, |file| file.len() == 0);
    if !is_new && (path.is_dir() || !was_interrupted(path)?) {
        return Ok((open(path, Access::Write, interrupted)?, false));
    }
    let flags =
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection =
        Connection::open_with_flags(path, flags).map_err(|error| cannot_make(path, &error))?;
    prepare(&connection, Access::Write)?;
    match migrate(&mut connection, path) {
        Ok(()) => Ok((connection, true)),
        Err(Error::Sqlite(error)) => Err(cannot_make(path, &error)),
        Err(other) => Err(other),
    }
}

/// Whether a file is what the interrupted making of an archive left, once what is not committed in it is taken back.
fn was_interrupted(path: &Path) -> Result<bool> {
    let connection = connect(path, Access::Write).map_err(|error| not_readable(path, error))?;
    let schema = schema_of(&connection).map_err(|error| not_readable(path, error))?;
    Ok(schema == Schema::None && is_unfinished(&connection)?)
}

/// Opens an archive that somebody else made, to read its tables: the file is verified first, nothing in it is run, and
/// what looks like a table has to be one.
///
/// # Errors
/// If there is none, it is not an archive, it is damaged, it was made by a newer program, or the analyst interrupts.
pub fn open_stranger(path: &Path, interrupted: &Arc<AtomicBool>) -> Result<Connection> {
    plain_file(path)?;
    if !path.is_file() {
        return Err(Error::with_hint(
            format!("{}: there is no such file", path.display()),
            "name another archive's file",
        ));
    }
    let refused = |what: &str| {
        Error::with_hint(
            format!("{}: {what}", path.display()),
            "nothing was changed; ask for another copy of it",
        )
    };
    let mut connection = connect(path, Access::Read).map_err(|error| not_readable(path, error))?;
    stop_when(&mut connection, &[interrupted])?;
    let schema = schema_of(&connection).map_err(|error| not_readable(path, error))?;
    let newest = newest_schema();
    let version = match schema {
        Schema::Known(version) => version,
        Schema::None if is_unfinished(&connection)? => {
            return Err(refused("nothing is in this file: the making of the archive was interrupted"));
        }
        Schema::None => return Err(refused("this is not an orgarchive archive")),
        Schema::Unreleased => return Err(unreleased(path)),
        Schema::Newer(version) => return Err(made_by_a_newer(path, version, "nothing was changed")),
    };
    let sound: String =
        connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0)).map_err(|error| {
            match Error::Sqlite(error) {
                error if interrupted.load(Ordering::Relaxed) => error,
                error => refused(&format!("the file is damaged: {error}")),
            }
        })?;
    if sound != "ok" {
        return Err(refused(&format!("the file is damaged: {sound}")));
    }
    if let Some(what) = unlike_an_archive(&connection, version)? {
        return Err(refused(&what));
    }
    let connection =
        if version < newest { stranger_copy(&connection, path, interrupted)? } else { connection };
    connection.execute_batch("BEGIN")?;
    Ok(connection)
}

/// What differs from what the program makes: a table that is a view, or has computed columns, other constraints or another shape.
fn unlike_an_archive(connection: &Connection, version: i64) -> Result<Option<String>> {
    for piece in tables_at(version)?.iter().filter(|piece| piece.kind == "table" && !is_part(&piece.name)) {
        let name = &piece.name;
        let sql: Option<String> = connection
            .query_row("SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = ?1", [name], |row| {
                row.get(0)
            })
            .optional()?;
        let Some(sql) =
            sql.filter(|sql| !sql.trim_start().to_ascii_uppercase().starts_with("CREATE VIRTUAL"))
        else {
            return Ok(Some(format!("it has no table {name}")));
        };
        if sql == piece.sql {
            continue;
        }
        let alike = Connection::open_in_memory()?;
        alike.execute_batch(&piece.sql)?;
        if columns(connection, name)? != columns(&alike, name)? {
            return Ok(Some(format!("its table {name} has other columns than an archive has")));
        }
        // sqlite3 -Ac recreates sqlar, and the library of the migrations makes its own table.
        if name != "sqlar" && name != "refinery_schema_history" {
            return Ok(Some(format!("its table {name} was rebuilt by another program")));
        }
    }
    Ok(None)
}

/// A copy of a stranger's older archive, without its triggers and views, upgraded.
fn stranger_copy(connection: &Connection, path: &Path, interrupted: &Arc<AtomicBool>) -> Result<Connection> {
    let mut copy = private_copy(connection, interrupted)?;
    prepare(&copy, Access::Write)?;
    // Also triggers and views that are not the program's: none of them is to run.
    for piece in pieces_of(&copy)?.iter().filter(|piece| piece.kind == "trigger" || piece.kind == "view") {
        copy.execute_batch(&format!("DROP {} IF EXISTS {}", piece.kind, quoted(&piece.name)))?;
    }
    migrate(&mut copy, path)?;
    prepare(&copy, Access::Read)?;
    Ok(copy)
}

/// Writes while others go on reading; afterwards the archive is one file again. Gives also what has to be said if it is
/// not, because the disk has no room for the pages that are in the file beside it.
///
/// # Errors
/// What `write` gives, or if the archive cannot be written.
pub fn while_others_read<T>(
    connection: &mut Connection,
    write: impl FnOnce(&mut Connection) -> Result<T>,
) -> Result<(T, Option<String>)> {
    let path = connection.path().map(PathBuf::from);
    // A change of the mode does not wait for another writer; a transaction does.
    connection.execute_batch("BEGIN IMMEDIATE; ROLLBACK").map_err(|error| {
        match error.sqlite_error_code() {
            Some(rusqlite::ErrorCode::DatabaseBusy) => super::lock::in_the_way(path.as_deref()),
            _ => Error::Sqlite(error),
        }
    })?;
    match connection.pragma_update(None, "journal_mode", "wal") {
        // Somebody is reading: the run writes in the mode that there is, and waits for readers at its end.
        Err(error) if error.sqlite_error_code() == Some(rusqlite::ErrorCode::DatabaseBusy) => {}
        other => other?,
    }
    let result = write(connection);
    // What is done is not interrupted any more, nor is what has to be taken back.
    connection.progress_handler(0, None::<fn() -> bool>)?;
    if !connection.is_autocommit() {
        uninterrupted(|| connection.execute_batch("ROLLBACK"))?;
    }
    // A change of the mode would not tell why it is not made.
    let folded = uninterrupted(|| connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(())));
    // Another program that is reading keeps the archive from that for now.
    let _ = uninterrupted(|| connection.pragma_update(None, "journal_mode", "delete"));
    let unfolded = match folded.err().filter(|error| !is_of_others(error)) {
        Some(error) => path.map(|path| {
            let wal = beside(&path, "-wal");
            format!(
                "what was written is in {wal}, and cannot be written into {path}: {error}; make room, keep both files \
                 side by side until then, and run the same command again, which makes one file of them",
                wal = wal.display(),
                path = path.display()
            )
        }),
        None => None,
    };
    result.map(|done| (done, unfolded))
}

/// Does something again if an interruption came between; each Ctrl-C makes one.
fn uninterrupted<T>(mut attempt: impl FnMut() -> rusqlite::Result<T>) -> rusqlite::Result<T> {
    loop {
        match attempt() {
            Err(error) if error.sqlite_error_code() == Some(rusqlite::ErrorCode::OperationInterrupted) => {}
            other => return other,
        }
    }
}

/// Whether another program is in the way for now.
fn is_of_others(error: &rusqlite::Error) -> bool {
    use rusqlite::ErrorCode::{DatabaseBusy, DatabaseLocked};
    matches!(error.sqlite_error_code(), Some(DatabaseBusy | DatabaseLocked))
}

/// A copy of a database, in a temporary file that nobody else sees.
fn private_copy(connection: &Connection, interrupted: &Arc<AtomicBool>) -> Result<Connection> {
    let mut copy = Connection::open("")?;
    copy_pages(connection, &mut copy, interrupted)?;
    stop_when(&mut copy, &[interrupted])?;
    Ok(copy)
}

/// A copy of an older archive, in a temporary file that nobody else sees, with the schema of this program.
pub(crate) fn migrated_copy(
    connection: &Connection,
    path: &Path,
    interrupted: &Arc<AtomicBool>,
) -> Result<Connection> {
    let mut copy = private_copy(connection, interrupted)?;
    prepare(&copy, Access::Write)?;
    migrate(&mut copy, path)?;
    prepare(&copy, Access::Read)?;
    Ok(copy)
}

/// After how many of its steps SQLite asks whether to go on: some hundred times a second.
const STEPS: i32 = 200_000;

/// Settings for a run that writes much: sorting goes to temporary files instead of memory, on a second thread as well;
/// a statement that takes long, such as one that builds an index, ends when the analyst interrupts.
///
/// # Errors
/// If the settings are refused.
pub fn prepare_for_bulk(connection: &mut Connection, interrupted: Arc<AtomicBool>) -> Result<()> {
    connection.progress_handler(STEPS, Some(move || interrupted.load(Ordering::Relaxed)))?;
    connection.pragma_update(None, "temp_store", "file")?;
    connection.pragma_update(None, "threads", 2)?;
    Ok(())
}

/// How much of an archive is held in memory, in KiB, when it is opened.
const CACHE: i32 = 65_536;
/// How much while the rows of an import are looked up here and there.
const CACHE_TO_LOOK_UP: i32 = 49_152;
/// How much at least and at most while rows are written in the order of their keys and indexes are built. SQLite sorts as
/// much at a time as it may hold: what is sorted in small parts is sorted on the second thread, and in the processor's
/// own cache; more than sixteen parts are merged twice.
const CACHE_IN_ORDER: [u64; 2] = [2_048, 12_288];
/// Of how many rows an index has 1 KiB for each of four parts.
const ROWS_IN_A_KIBIBYTE: u64 = 80;

/// Sets how much of the archive is held in memory: less while so many rows come in order.
///
/// # Errors
/// If the setting is refused.
pub fn hold(connection: &Connection, in_order: Option<u64>) -> Result<()> {
    let [least, most] = CACHE_IN_ORDER;
    let in_order = in_order.map(|rows| (rows / ROWS_IN_A_KIBIBYTE).clamp(least, most));
    let size = in_order.and_then(|size| i32::try_from(size).ok()).unwrap_or(CACHE_TO_LOOK_UP);
    connection.pragma_update(None, "cache_size", -size)?;
    Ok(())
}

/// An empty archive in memory.
///
/// # Errors
/// If the migrations fail.
pub fn in_memory() -> Result<Connection> {
    let mut connection = Connection::open_in_memory()?;
    prepare(&connection, Access::Write)?;
    migrate(&mut connection, Path::new(":memory:"))?;
    Ok(connection)
}

fn cannot_make(path: &Path, error: &rusqlite::Error) -> Error {
    Error::with_hint(
        format!("{}: the archive cannot be made: {error}", path.display()),
        "check that the folder exists and can be written, or name another file: --archive FILE",
    )
}

fn connect(path: &Path, access: Access) -> Result<Connection> {
    let flags = match access {
        Access::Read => OpenFlags::SQLITE_OPEN_READ_ONLY,
        Access::Write => OpenFlags::SQLITE_OPEN_READ_WRITE,
    } | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    let prepared = prepare(&connection, access);
    let is_refused = match &prepared {
        Ok(()) => !is_readable(&connection),
        Err(Error::Sqlite(error)) => is_refusal(error),
        Err(_) => false,
    };
    if access == Access::Write || !is_refused {
        prepared?;
        return Ok(connection);
    }
    drop(connection);
    if beside(path, "-journal").exists() {
        // A run was killed: what it left is rolled back by whoever may write, before anybody reads.
        return roll_back(path).and_then(|()| {
            let connection = Connection::open_with_flags(path, flags)?;
            prepare(&connection, access)?;
            Ok(connection)
        });
    }
    if beside(path, "-wal").exists() {
        let connection = Connection::open_with_flags(path, flags)?;
        prepare(&connection, access)?;
        return Ok(connection);
    }
    // In a folder that cannot be written a WAL archive opens only as a file that nobody changes.
    let address = immutable_address(path);
    let connection = Connection::open_with_flags(address, flags | OpenFlags::SQLITE_OPEN_URI)?;
    prepare(&connection, access)?;
    Ok(connection)
}

/// The file that SQLite keeps beside a database under its name and this ending.
pub(super) fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

/// Takes back what a killed run has left in the file.
fn roll_back(path: &Path) -> Result<()> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let rolled_back = Connection::open_with_flags(path, flags).and_then(|connection| {
        connection.busy_timeout(PATIENCE)?;
        connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))
    });
    rolled_back.map_err(|error| {
        Error::with_hint(
            format!("{}: a run was interrupted, and cannot be rolled back here: {error}", path.display()),
            "make the file and its folder writable, or copy both the archive and its -journal file to where they are",
        )
    })
}

fn is_readable(connection: &Connection) -> bool {
    !connection
        .query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))
        .is_err_and(|error| is_refusal(&error))
}

/// Whether the system refused to make or write the files beside an archive.
fn is_refusal(error: &rusqlite::Error) -> bool {
    use rusqlite::ErrorCode::{CannotOpen, ReadOnly};
    matches!(error.sqlite_error_code(), Some(CannotOpen | ReadOnly))
}

fn immutable_address(path: &Path) -> String {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
    let mut address = String::from("file:");
    for byte in absolute.to_string_lossy().bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' => {
                address.push(char::from(byte))
            }
            other => address.push_str(&format!("%{other:02X}")),
        }
    }
    address.push_str("?immutable=1");
    address
}

/// Does `work`, which puts temporary tables and views before the tables of an archive that is only read: they do not belong
/// of the file. From here on other programs' changes are not seen, so that what was copied and what was not fit together.
///
/// # Errors
/// What `work` gives, or if the archive cannot be read.
pub fn with_temporary_views(connection: &Connection, work: impl FnOnce() -> Result<()>) -> Result<()> {
    connection.pragma_update(None, "query_only", false)?;
    if connection.is_autocommit() {
        connection.execute_batch("BEGIN")?;
    }
    work()?;
    connection.pragma_update(None, "query_only", true)?;
    Ok(())
}

/// What the name of a table means in a statement so far: the table itself, or the temporary view that is before it.
///
/// # Errors
/// If the archive cannot be read.
pub fn shown_as(connection: &Connection, table: &str) -> Result<String> {
    let view: Option<String> = connection
        .query_row("SELECT sql FROM sqlite_temp_schema WHERE type = 'view' AND name = ?1", [table], |row| {
            row.get(0)
        })
        .optional()?;
    let body = view.as_deref().and_then(|sql| sql.split_once(" AS ")).map(|(_, body)| format!("({body})"));
    Ok(body.unwrap_or_else(|| format!("main.{table}")))
}

/// Settings that hold for every connection: a stranger's triggers and views get nothing dangerous to call.
fn prepare(connection: &Connection, access: Access) -> Result<()> {
    connection.busy_timeout(PATIENCE)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DML, false)?;
    // Otherwise SQLite looks at bound values to see whether a partial index serves, and prepares the statement again for each.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.pragma_update(None, "cell_size_check", true)?;
    connection.pragma_update(None, "cache_size", -CACHE)?;
    connection.pragma_update(None, "temp_store", "memory")?;
    if access == Access::Read {
        connection.pragma_update(None, "query_only", true)?;
        connection.pragma_update(None, "mmap_size", 1_i64 << 30)?;
    }
    Ok(())
}

fn not_readable(path: &Path, error: Error) -> Error {
    match error {
        Error::Sqlite(error) if error.sqlite_error_code() == Some(rusqlite::ErrorCode::DatabaseCorrupt) => {
            Error::with_hint(
                format!("{}: the file is damaged or cut off: {error}", path.display()),
                "restore a backup, or save what is readable with: sqlite3 FILE .recover",
            )
        }
        Error::Sqlite(error) if error.sqlite_error_code() == Some(rusqlite::ErrorCode::NotADatabase) => {
            Error::with_hint(
                format!("{}: this is not an SQLite file, or it is damaged", path.display()),
                "name another file: --archive FILE; a damaged archive is restored from a backup",
            )
        }
        other => other,
    }
}
