//! The copy that is kept of an archive before it is brought to a later schema.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rusqlite::{Connection, OpenFlags};

use super::backup::copy;
use super::derived::quoted;
use super::migrate::pieces_of;
use crate::error::{Error, Result};
use crate::whole_file::{Readers, WholeFile};

/// How many names are tried.
const NAMES: u32 = 1_000;

/// Sees to it that a whole copy of an archive is beside it, under the first name that is free or that has one already;
/// gives that name. What else has such a name stays as it is.
///
/// # Errors
/// If the copy cannot be written, or the analyst interrupts; no part of it is then left.
pub fn keep_copy(
    connection: &Connection,
    path: &Path,
    version: i64,
    interrupted: &Arc<AtomicBool>,
) -> Result<PathBuf> {
    let name = |number: u32| match number {
        1 => path.with_added_extension(format!("schema-{version}.backup")),
        _ => path.with_added_extension(format!("schema-{version}.{number}.backup")),
    };
    let own = holds(connection)?;
    for copy in (1..=NAMES).map(name).take_while(|name| name.symlink_metadata().is_ok()) {
        if is_whole_copy(&copy, &own) {
            return Ok(copy);
        }
    }
    let cannot_be_kept = |error: &dyn std::fmt::Display| {
        Error::with_hint(
            format!("{}: it cannot be copied before its upgrade: {error}", path.display()),
            "make room beside it and run the command again; the archive is unchanged",
        )
    };
    let file = WholeFile::begin(&name(1), Readers::Of(path)).map_err(|error| match error {
        Error::File { source, .. } => cannot_be_kept(&source),
        other => other,
    })?;
    copy(connection, file.path_meanwhile(), interrupted).map_err(|error| match error {
        Error::Sqlite(error) if !interrupted.load(Ordering::Relaxed) => cannot_be_kept(&error),
        other => other,
    })?;
    file.add_as((1..=NAMES).map(name)).map_err(|error: io::Error| cannot_be_kept(&error))
}

/// Whether a file is sound and holds as much as the archive.
fn is_whole_copy(path: &Path, own: &[(String, i64)]) -> bool {
    let is_file = path.symlink_metadata().is_ok_and(|about| about.is_file());
    // What cannot be read is not a copy, whatever the reason.
    is_file
        && Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).is_ok_and(|copy| {
            let check = copy.query_row("PRAGMA quick_check(1)", [], |row| row.get::<_, String>(0));
            check.is_ok_and(|check| check == "ok") && holds(&copy).is_ok_and(|held| held == own)
        })
}

/// How many rows each table holds, and the last commit: every change has one.
fn holds(connection: &Connection) -> Result<Vec<(String, i64)>> {
    let count = |sql: &str| connection.query_row(sql, [], |row| row.get::<_, i64>(0));
    let mut held = Vec::new();
    for piece in pieces_of(connection)?.into_iter().filter(|piece| piece.kind == "table") {
        let table = quoted(&piece.name);
        held.push((piece.sql, count(&format!("SELECT count(*) FROM main.{table}"))?));
    }
    held.push(("last commit".to_owned(), count("SELECT coalesce(max(number), 0) FROM main.commits")?));
    Ok(held)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::in_memory;

    fn archive(folder: &Path) -> (Connection, PathBuf) {
        let path = folder.join("a.db");
        in_memory().unwrap().backup("main", &path, None::<fn(rusqlite::backup::Progress)>).unwrap();
        let connection = Connection::open(&path).unwrap();
        connection.execute("INSERT INTO roles (id, name) VALUES ('speaker', 'speaker')", []).unwrap();
        (connection, path)
    }

    fn kept(connection: &Connection, path: &Path) -> String {
        let copy = keep_copy(connection, path, 1, &Arc::default()).unwrap();
        let roles: i64 = Connection::open(&copy)
            .unwrap()
            .query_row("SELECT count(*) FROM roles", [], |row| row.get(0))
            .unwrap();
        assert_eq!(roles, 1);
        copy.file_name().unwrap().to_string_lossy().into_owned()
    }

    #[test]
    fn a_part_of_a_copy_is_left_alone_and_a_whole_one_is_kept_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let (archive, path) = archive(folder.path());
        let whole = std::fs::read(&path).unwrap();
        let first = folder.path().join("a.db.schema-1.backup");
        for part in [&[][..], &whole[..whole.len() / 2], b"something else"] {
            std::fs::write(&first, part).unwrap();
            assert_eq!(kept(&archive, &path), "a.db.schema-1.2.backup");
            // It is there now, and serves the next run as well.
            assert_eq!(kept(&archive, &path), "a.db.schema-1.2.backup");
            assert_eq!(std::fs::read(&first).unwrap(), part);
            assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 3);
            std::fs::remove_file(folder.path().join("a.db.schema-1.2.backup")).unwrap();
        }
    }

    #[test]
    fn a_copy_of_another_state_is_no_copy() {
        let folder = tempfile::tempdir().unwrap();
        let (archive, path) = archive(folder.path());
        assert_eq!(kept(&archive, &path), "a.db.schema-1.backup");
        archive.execute("UPDATE roles SET name = 'main speaker'", []).unwrap();
        assert_eq!(kept(&archive, &path), "a.db.schema-1.2.backup");
    }

    #[test]
    fn an_interrupted_copy_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let (archive, path) = archive(folder.path());
        keep_copy(&archive, &path, 1, &Arc::new(AtomicBool::new(true))).unwrap_err();
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
