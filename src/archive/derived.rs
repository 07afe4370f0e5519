//! Views and triggers in an archive: whether they are this program's, and making them.

use rusqlite::{Connection, OptionalExtension};

use super::migrate::pieces_of;
use crate::error::{Error, Result};
use crate::schema::derived::{fingerprint, is_derived, sql, temporary_views};

/// The version of this program.
const PROGRAM: &str = env!("CARGO_PKG_VERSION");

/// Whose views and triggers an archive has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Maker {
    /// This program's.
    This,
    /// Those of this earlier version, or of this one as it was while it was made; blank: nothing says whose they are.
    Earlier(String),
    /// Those of this later version of the program.
    Later(String),
    /// The table that says so is gone.
    Untold,
}

impl Maker {
    /// Whether the archive says that its views and triggers are of this very version, and they are not; or says nothing.
    #[must_use]
    pub fn is_unsigned(&self) -> bool {
        matches!(self, Maker::Earlier(version) if version.is_empty() || version == PROGRAM)
    }

    /// The note for an archive with another version's views and triggers.
    #[must_use]
    pub fn note(&self) -> Option<String> {
        match self {
            Maker::Earlier(version) if !self.is_unsigned() => Some(format!(
                "the views and triggers are those of orgarchive {version}: the next command that writes rebuilds them"
            )),
            Maker::Later(version) => Some(format!(
                "orgarchive {version} keeps this archive: this version, {PROGRAM}, can only read it"
            )),
            _ => None,
        }
    }
}

/// Whose views and triggers an archive says that it has.
///
/// # Errors
/// If it cannot be read.
pub fn maker(connection: &Connection) -> Result<Maker> {
    let has_state: Option<i64> = connection
        .query_row(
            "SELECT 1 FROM main.sqlite_schema WHERE type = 'table' AND name = 'upkeep_state'",
            [],
            |row| row.get(0),
        )
        .optional()?;
    if has_state.is_none() {
        return Ok(Maker::Untold);
    }
    let state = |what: &str| -> rusqlite::Result<Option<String>> {
        connection
            .query_row("SELECT version FROM main.upkeep_state WHERE what = ?1", [what], |row| row.get(0))
            .optional()
    };
    if state("derived")?.as_deref() == Some(fingerprint()) {
        return Ok(Maker::This);
    }
    let program = state("program")?.unwrap_or_default();
    Ok(if numbers(&program) > numbers(PROGRAM) { Maker::Later(program) } else { Maker::Earlier(program) })
}

/// The numbers of a version, for comparing it with another.
fn numbers(version: &str) -> Vec<u64> {
    let numbers = version.split(['-', '+']).next().unwrap_or_default();
    numbers.split('.').map(|number| number.parse().unwrap_or(0)).collect()
}

/// Removes the program's own views and triggers, of whatever version; those that an analyst has made stay.
///
/// # Errors
/// If the archive cannot be written.
pub fn remove(connection: &Connection) -> Result<()> {
    // A view takes its triggers with it.
    for piece in pieces_of(connection)?.into_iter().filter(|piece| is_derived(&piece.kind, &piece.name)) {
        connection.execute_batch(&format!("DROP {} IF EXISTS {}", piece.kind, quoted(&piece.name)))?;
    }
    Ok(())
}

/// Makes the program's views and triggers, where there are none, and says that they are this program's.
///
/// # Errors
/// If the archive cannot be written.
pub fn make(connection: &Connection) -> Result<()> {
    connection.execute_batch(sql())?;
    connection.execute("DELETE FROM upkeep_state WHERE what IN ('derived', 'program')", [])?;
    connection.execute_batch(&signature())?;
    Ok(())
}

/// The statement that says that the views and triggers are this program's.
pub(super) fn signature() -> String {
    format!(
        "INSERT INTO upkeep_state (what, version) VALUES ('derived', '{}'), ('program', '{PROGRAM}')",
        fingerprint()
    )
}

/// Gives a connection that only reads this program's views, where the archive has those of another version.
///
/// # Errors
/// If the archive cannot be read.
pub fn bring_views(connection: &Connection) -> Result<()> {
    if maker(connection)? == Maker::This {
        return Ok(());
    }
    connection.pragma_update(None, "query_only", false)?;
    connection.execute_batch(&temporary_views())?;
    connection.pragma_update(None, "query_only", true)?;
    Ok(())
}

/// What to say to whoever wants to change an archive that a later version of the program keeps.
pub fn kept_by_a_later_one(path: &std::path::Path, version: &str) -> Error {
    Error::with_hint(
        format!(
            "{}: orgarchive {version} keeps this archive, and this is {PROGRAM}: it can be read, but not changed",
            path.display()
        ),
        "install the newer program; the archive was left alone",
    )
}

/// A name within a statement.
pub(super) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
