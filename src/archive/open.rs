//! Opening an archive: to read it or to write to it, as if a stranger had made it.

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use super::migrate::{migrate, newest_schema, schema_of};
use crate::error::{Error, Result};

/// How long a writer waits for another one.
const PATIENCE: Duration = Duration::from_secs(10);

/// What a command wants of the archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// To ask it.
    Read,
    /// To change it.
    Write,
}

/// Opens an archive that exists.
///
/// # Errors
/// If there is none, it is no archive, it is damaged, or it was made by a newer program.
pub fn open(path: &Path, access: Access) -> Result<Connection> {
    if !path.exists() {
        return Err(Error::with_hint(
            format!("{}: there is no archive", path.display()),
            "create one by importing CSV files: orgarchive import FOLDER; or name it: --archive FILE",
        ));
    }
    if path.is_dir() {
        return Err(Error::with_hint(
            format!("{}: this is a folder", path.display()),
            "name the archive's file: --archive FILE",
        ));
    }
    let mut connection = connect(path, access).map_err(|error| not_readable(path, error))?;
    let schema = schema_of(&connection).map_err(|error| not_readable(path, error))?;
    let newest = newest_schema();
    match schema {
        None => Err(Error::with_hint(
            format!("{}: this is no archive of orgarchive's", path.display()),
            "name another file: --archive FILE",
        )),
        Some(version) if version > newest => Err(Error::with_hint(
            format!(
                "{}: a newer orgarchive made this archive (its schema is {version}, this program knows {newest})",
                path.display()
            ),
            "install the newer program; the archive was left alone",
        )),
        Some(version) if version < newest => {
            let mut writer = if access == Access::Write { connection } else { connect(path, Access::Write)? };
            backup_before_migration(&writer, path, version)?;
            migrate(&mut writer, path)?;
            connection = if access == Access::Write { writer } else { connect(path, access)? };
            Ok(connection)
        }
        Some(_) => Ok(connection),
    }
}

/// Opens an archive to write to it, or makes an empty one; tells whether it made it.
///
/// # Errors
/// As [`open`], or if the file cannot be made.
pub fn open_or_create(path: &Path) -> Result<(Connection, bool)> {
    let is_new = std::fs::metadata(path).map_or(true, |file| file.len() == 0);
    if !is_new {
        return Ok((open(path, Access::Write)?, false));
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
    prepare(&connection, access)?;
    if access == Access::Read && !path.with_added_extension("wal").exists() && !is_readable(&connection) {
        // In a folder that cannot be written a WAL archive opens only as a file that nobody changes.
        let address = immutable_address(path);
        let connection = Connection::open_with_flags(address, flags | OpenFlags::SQLITE_OPEN_URI)?;
        prepare(&connection, access)?;
        return Ok(connection);
    }
    Ok(connection)
}

fn is_readable(connection: &Connection) -> bool {
    !matches!(
        connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(())),
        Err(error) if error.sqlite_error_code() == Some(rusqlite::ErrorCode::CannotOpen)
            || error.sqlite_error_code() == Some(rusqlite::ErrorCode::ReadOnly)
    )
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

/// Settings that hold for every connection: a stranger's triggers and views get nothing dangerous to call.
fn prepare(connection: &Connection, access: Access) -> Result<()> {
    connection.busy_timeout(PATIENCE)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DML, false)?;
    connection.pragma_update(None, "cell_size_check", true)?;
    connection.pragma_update(None, "cache_size", -65_536)?;
    connection.pragma_update(None, "temp_store", "memory")?;
    if access == Access::Read {
        connection.pragma_update(None, "query_only", true)?;
        connection.pragma_update(None, "mmap_size", 1_i64 << 30)?;
    }
    Ok(())
}

fn not_readable(path: &Path, error: Error) -> Error {
    match error {
        Error::Sqlite(error) if error.sqlite_error_code() == Some(rusqlite::ErrorCode::NotADatabase) => {
            Error::with_hint(
                format!("{}: this is no SQLite file, or it is damaged", path.display()),
                "name another file: --archive FILE; a damaged archive is restored from a backup",
            )
        }
        other => other,
    }
}

fn backup_before_migration(connection: &Connection, path: &Path, version: i64) -> Result<PathBuf> {
    let copy = path.with_added_extension(format!("schema-{version}.backup"));
    if !copy.exists() {
        connection.backup("main", &copy, None::<fn(rusqlite::backup::Progress)>)?;
    }
    Ok(copy)
}
