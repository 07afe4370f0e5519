//! A copy of an archive that may be in use.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, OpenFlags};

use super::stop::stop_when;
use crate::error::{Error, Result};
use crate::whole_file::{Readers, WholeFile};

/// How many pages are copied between two looks whether the analyst interrupted.
const PAGES: i32 = 4_096;

/// Copies an archive, `of` being its file, as it is at one moment, into a file that does not exist yet. Others may go on reading it, and
/// writing to it where it is in WAL mode. Who may not read the archive may not read its copy.
///
/// # Errors
/// If the file exists or cannot be written, the copy is damaged, or the analyst interrupts; there is then no file.
pub fn backup(connection: &Connection, of: &Path, to: &Path, interrupted: &Arc<AtomicBool>) -> Result<()> {
    let exists = || {
        Error::with_hint(
            format!("{}: the file exists", to.display()),
            "name a file that does not exist yet; a backup replaces nothing",
        )
    };
    // A dangling link counts as a file.
    if to.symlink_metadata().is_ok() {
        return Err(exists());
    }
    let cannot_be_written = |error: &dyn std::fmt::Display| {
        Error::with_hint(
            format!("{}: the copy cannot be written: {error}", to.display()),
            "check that its folder exists, can be written and has room",
        )
    };
    let file = WholeFile::begin(to, Readers::Of(of)).map_err(|error| match error {
        Error::File { source, .. } => cannot_be_written(&source),
        other => other,
    })?;
    copy(connection, file.path_meanwhile(), interrupted).map_err(|error| match error {
        Error::Sqlite(error) if !interrupted.load(Ordering::Relaxed) => cannot_be_written(&error),
        other => other,
    })?;
    file.add().map_err(|error| match error.kind() {
        std::io::ErrorKind::AlreadyExists => exists(),
        _ => cannot_be_written(&error),
    })
}

/// Copies all pages of a database into another one.
///
/// # Errors
/// If one of them cannot be read or written, or the analyst interrupts.
pub(super) fn copy_pages(
    connection: &Connection,
    target: &mut Connection,
    interrupted: &AtomicBool,
) -> Result<()> {
    let copying = Backup::new(connection, target)?;
    loop {
        if interrupted.load(Ordering::Relaxed) {
            return Err(Error::Interrupted);
        }
        match copying.step(PAGES)? {
            StepResult::Done => return Ok(()),
            StepResult::More => {}
            _ => std::thread::sleep(std::time::Duration::from_millis(50)),
        }
    }
}

/// Copies a database, as it is at one moment, into an empty file, and verifies the copy.
///
/// # Errors
/// If it cannot be written, it is damaged, or the analyst interrupts.
pub(super) fn copy(connection: &Connection, to: &Path, interrupted: &Arc<AtomicBool>) -> Result<()> {
    let mut target = Connection::open_with_flags(to, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    // The copy has its name only once it is complete: nothing needs rolling back, and there is no journal.
    target.pragma_update(None, "journal_mode", "memory")?;
    // One reading transaction: whoever writes meanwhile does not make the copy begin again.
    let reading = connection.unchecked_transaction()?;
    connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))?;
    copy_pages(connection, &mut target, interrupted)?;
    reading.commit()?;
    target.pragma_update(None, "journal_mode", "delete")?;
    stop_when(&mut target, &[interrupted])?;
    let check: String = target.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    if check != "ok" {
        return Err(Error::with_hint(
            format!("the archive is damaged, and so would be its copy: {check}"),
            "run orgarchive check",
        ));
    }
    Ok(())
}
