//! A copy of an archive that may be in use.

use std::path::Path;

use rusqlite::Connection;
use rusqlite::backup::{Backup, StepResult};

use crate::error::{Error, Result};

/// How many pages are copied between two looks whether the analyst interrupted.
const PAGES: i32 = 4_096;

/// Copies an archive, as it stands at one moment, into a file that does not exist yet. Others may go on reading it, and
/// writing to it where it is in WAL mode.
///
/// # Errors
/// If the file exists or cannot be written, the copy is damaged, or the analyst interrupts; there is then no file.
pub fn backup(connection: &Connection, to: &Path, interrupted: &dyn Fn() -> bool) -> Result<()> {
    if to.exists() {
        return Err(Error::with_hint(
            format!("{}: the file exists", to.display()),
            "name a file that does not exist yet; a backup replaces nothing",
        ));
    }
    let unfinished = to.with_added_extension("unfinished");
    let result = copy(connection, &unfinished, interrupted);
    if let Err(error) = result {
        let _ = std::fs::remove_file(&unfinished);
        return Err(match error {
            Error::Sqlite(error) => Error::with_hint(
                format!("{}: the copy cannot be written: {error}", to.display()),
                "check that its folder exists, can be written and has room",
            ),
            other => other,
        });
    }
    // A link does not replace a file that came into being meanwhile, as a rename would.
    std::fs::hard_link(&unfinished, to)
        .and_then(|()| std::fs::remove_file(&unfinished))
        .or_else(|_| if to.exists() { Ok(()) } else { std::fs::rename(&unfinished, to) })
        .map_err(Error::file(to))
}

fn copy(connection: &Connection, to: &Path, interrupted: &dyn Fn() -> bool) -> Result<()> {
    if to.exists() {
        std::fs::remove_file(to).map_err(Error::file(to))?;
    }
    let mut target = Connection::open(to)?;
    {
        // One reading transaction: whoever writes meanwhile does not make the copy begin anew.
        connection.execute_batch("BEGIN")?;
        connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))?;
        let copying = Backup::new(connection, &mut target)?;
        loop {
            if interrupted() {
                return Err(Error::Interrupted);
            }
            match copying.step(PAGES)? {
                StepResult::Done => break,
                StepResult::More => {}
                _ => std::thread::sleep(std::time::Duration::from_millis(50)),
            }
        }
    }
    connection.execute_batch("COMMIT")?;
    target.pragma_update(None, "journal_mode", "delete")?;
    let check: String = target.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    if check != "ok" {
        return Err(Error::with_hint(
            format!("the archive is damaged, and so would be its copy: {check}"),
            "run orgarchive check",
        ));
    }
    drop(target);
    std::fs::File::open(to).and_then(|file| file.sync_all()).map_err(Error::file(to))
}
