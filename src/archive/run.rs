//! A run: one transaction in which the program changes the archive, under one stamp.

use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, named_params};
use serde_json::Value as Json;

use crate::error::{Error, Result};
use crate::import::identity::base32;

/// How stamps are written: UTC with milliseconds.
const STAMP: &str = "%Y-%m-%dT%H:%M:%S%.3fZ";

/// A moment and some chance, both from outside: the library never reads the clock.
#[derive(Debug, Clone, Copy)]
pub struct Moment {
    /// The time.
    pub now: DateTime<Utc>,
    /// Bytes that nobody else has: they make the id of a run unique in the world.
    pub chance: [u8; 10],
}

/// A run that is under way; dropped without [`Run::finish`], it leaves nothing behind.
#[derive(Debug)]
pub struct Run<'archive> {
    transaction: Transaction<'archive>,
    id: String,
    stamp: String,
    command: &'static str,
}

impl<'archive> Run<'archive> {
    /// Begins a run: no other program can write until it ends.
    ///
    /// # Errors
    /// If another program is writing and does not end in time.
    pub fn begin(
        connection: &'archive mut Connection,
        command: &'static str,
        moment: Moment,
        reason: Option<&str>,
    ) -> Result<Run<'archive>> {
        // References are checked by the program, with the line that is wrong, and once more by `check`.
        connection.pragma_update(None, "foreign_keys", false)?;
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(
            |error| match error.sqlite_error_code() {
                Some(rusqlite::ErrorCode::DatabaseBusy) => Error::with_hint(
                    "another program is writing to the archive",
                    "wait until it is done and run the command again; nothing was changed",
                ),
                _ => Error::Sqlite(error),
            },
        )?;
        let last: Option<String> = transaction
            .query_row("SELECT at FROM commits ORDER BY number DESC LIMIT 1", [], |row| row.get(0))
            .optional()?;
        let stamp = stamp_after(moment.now, last.as_deref());
        let id = base32(&moment.chance);
        transaction.execute("INSERT INTO commits (at, import) VALUES (?1, ?2)", (&stamp, &id))?;
        transaction.execute(
            "INSERT INTO run_in_progress (one, now, import, reason) VALUES (1, ?1, ?2, ?3)",
            (&stamp, &id, reason),
        )?;
        Ok(Run { transaction, id, stamp, command })
    }

    /// The transaction.
    #[must_use]
    pub fn connection(&self) -> &Connection {
        &self.transaction
    }

    /// The id of the run, unique in the world.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The stamp of everything it writes: not before now, and after everything that the archive holds.
    #[must_use]
    pub fn stamp(&self) -> &str {
        &self.stamp
    }

    /// Ends the run and keeps what it wrote.
    ///
    /// # Errors
    /// If the archive cannot be written; nothing is then changed.
    pub fn finish(self, files: &Json, counts: &Json, note: Option<&str>) -> Result<()> {
        self.transaction.execute(
            "INSERT INTO imports (id, command, started_at, finished_at, program_version, files, counts, note)
             VALUES (:id, :command, :stamp, :stamp, :version, :files, :counts, :note)",
            named_params! {
                ":id": self.id,
                ":command": self.command,
                ":stamp": self.stamp,
                ":version": env!("CARGO_PKG_VERSION"),
                ":files": files.to_string(),
                ":counts": counts.to_string(),
                ":note": note,
            },
        )?;
        self.transaction.execute("DELETE FROM run_in_progress", [])?;
        self.transaction.commit()?;
        Ok(())
    }
}

/// `now`, or a millisecond after the last stamp if the clock has fallen behind it.
fn stamp_after(now: DateTime<Utc>, last: Option<&str>) -> String {
    let last =
        last.and_then(|last| DateTime::parse_from_rfc3339(last).ok()).map(|last| last.with_timezone(&Utc));
    let stamp = match last {
        Some(last) if last >= now => last + TimeDelta::milliseconds(1),
        _ => now,
    };
    let text = stamp.format(STAMP).to_string();
    // Cutting to milliseconds can bring two stamps together again.
    match last {
        Some(last) if text == last.format(STAMP).to_string() => {
            (last + TimeDelta::milliseconds(1)).format(STAMP).to_string()
        }
        _ => text,
    }
}
