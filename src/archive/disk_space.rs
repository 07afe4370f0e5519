//! Whether the disk has room for a run.

use std::path::Path;

use rusqlite::Connection;

use crate::error::{Error, Result};

/// What the system itself may take for a file that grows.
const SPARE: u64 = 64 * 1024;

/// Refuses a run that the disk has no room for, before it is kept: in WAL mode it is written twice, first beside the
/// archive and then into it, and would be kept with its second half missing.
///
/// # Errors
/// If the disk is too full, or the archive cannot be written.
pub(super) fn verify_room(connection: &Connection) -> Result<()> {
    let mode: String = connection.query_row("PRAGMA main.journal_mode", [], |row| row.get(0))?;
    let Some(path) = connection.path().map(Path::new).filter(|_| mode == "wal") else { return Ok(()) };
    // What is still in memory is written to the file beside the archive now, so that it does not count as growth.
    connection.cache_flush()?;
    let pages: i64 = connection.query_row(
        "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size",
        [],
        |row| row.get(0),
    )?;
    let pages = u64::try_from(pages).unwrap_or_default();
    let size = std::fs::metadata(path).map_err(Error::file(path))?.len();
    match shortage(free(path), pages.saturating_sub(size)) {
        Some((free, needed)) => Err(Error::with_hint(
            format!("{}: the disk is too full: {needed} KiB are needed, {free} are free", path.display()),
            "make room and run the command again; nothing was changed",
        )),
        None => Ok(()),
    }
}

/// How much room is free and how much is needed, in KiB, if that is more.
fn shortage(free: Option<u64>, growth: u64) -> Option<(u64, u64)> {
    let needed = growth + SPARE;
    let free = free.filter(|free| growth > 0 && *free < needed)?;
    Some((free / 1024, needed.div_ceil(1024)))
}

/// How much room the file system of a file has for this user; none where it does not tell.
#[cfg(unix)]
fn free(path: &Path) -> Option<u64> {
    let about = rustix::fs::statvfs(path).ok().filter(|about| about.f_blocks > 0)?;
    Some(about.f_bavail.saturating_mul(about.f_frsize))
}

#[cfg(not(unix))]
fn free(_: &Path) -> Option<u64> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_is_refused_only_if_the_disk_is_known_to_be_too_small() {
        assert_eq!(shortage(Some(100 * 1024), 1024 * 1024), Some((100, 1088)));
        assert_eq!(shortage(Some(2 * 1024 * 1024), 1024 * 1024), None);
        assert_eq!(shortage(Some(0), 0), None, "what does not grow needs no room");
        assert_eq!(shortage(None, 1024 * 1024), None);
    }
}
