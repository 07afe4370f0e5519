//! A run: one transaction in which the program changes the archive, under one stamp.

use std::cell::RefCell;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, named_params};
use serde_json::Value as Json;

use super::disk_space::verify_room;
use super::lock::in_the_way;
use super::seal::seal;
use super::writer::Effects;
use crate::digest::base32;
use crate::error::{Error, Result};
use crate::index::{self, Builder, Signature, Touched};
use crate::record::sums::Sums;
use crate::record::version::Written;
use crate::schema::Table;

/// How stamps are written: UTC with milliseconds.
pub(super) const STAMP: &str = "%Y-%m-%dT%H:%M:%S%.3fZ";

/// The command of a run that restores what is missing, and seals the archive again.
pub const REPAIR: &str = "check --fix";

/// From how many rows on, added at once to an empty table, the index is made while they are written.
const MEANWHILE: u64 = 5_000;

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
    /// What the run has written so far: the seal adds it to what the last one summed.
    sums: RefCell<Sums>,
    /// The rows that it has written or taken away: the index of `search` follows at its end.
    touched: RefCell<Touched>,
    /// The index, if it is made while the run writes.
    index: RefCell<Option<Builder>>,
    /// Set when the analyst interrupts: the run then ends, and leaves nothing behind.
    interrupted: Arc<AtomicBool>,
    /// What may rest on the rows that it has written.
    pub(super) effects: RefCell<Effects>,
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
        Run::begin_after(connection, command, moment, reason, None)
    }

    /// The same; its stamp is also after another one, such as the last of an archive that is merged in.
    ///
    /// # Errors
    /// As [`Run::begin`].
    pub fn begin_after(
        connection: &'archive mut Connection,
        command: &'static str,
        moment: Moment,
        reason: Option<&str>,
        after: Option<&str>,
    ) -> Result<Run<'archive>> {
        let path = connection.path().map(PathBuf::from);
        // References are checked by the program, with the line that is wrong, and once more by `check`.
        connection.pragma_update(None, "foreign_keys", false)?;
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(
            |error| match error.sqlite_error_code() {
                Some(rusqlite::ErrorCode::DatabaseBusy) => in_the_way(path.as_deref()),
                _ => Error::Sqlite(error),
            },
        )?;
        let is_left: bool =
            transaction.query_row("SELECT EXISTS (SELECT 1 FROM upkeep_run)", [], |row| row.get(0))?;
        if is_left {
            return Err(Error::with_hint(
                "upkeep_run has a row although no run is under way: another program left it there",
                "look at what else it wrote: orgarchive check; orgarchive check --fix removes the row",
            ));
        }
        let last: Option<String> = transaction
            .query_row("SELECT at FROM commits ORDER BY number DESC LIMIT 1", [], |row| row.get(0))
            .optional()?;
        let last = last.as_deref().max(after);
        let stamp = stamp_after(moment.now, last);
        if !is_stamp(&stamp) {
            return Err(Error::with_hint(
                format!("no change can be dated after {}, the archive's last one", last.unwrap_or(&stamp)),
                "a clock was wrong then: restore a backup from before it, or export everything and import it into a new archive",
            ));
        }
        let id = base32(&moment.chance);
        transaction.execute("INSERT INTO commits (at, import) VALUES (?1, ?2)", (&stamp, &id))?;
        transaction.execute(
            "INSERT INTO upkeep_run (number, now, import, reason) VALUES (1, ?1, ?2, ?3)",
            (&stamp, &id, reason),
        )?;
        Ok(Run {
            transaction,
            id,
            stamp,
            command,
            sums: RefCell::default(),
            touched: RefCell::default(),
            index: RefCell::default(),
            interrupted: Arc::default(),
            effects: RefCell::default(),
        })
    }

    /// The same; the end of the run, which may take long, is given up once `interrupted` is set.
    #[must_use]
    pub fn until(mut self, interrupted: &Arc<AtomicBool>) -> Run<'archive> {
        self.interrupted = Arc::clone(interrupted);
        self
    }

    /// To be asked from time to time by whoever writes many rows.
    ///
    /// # Errors
    /// If the analyst interrupted.
    pub fn go_on(&self) -> Result<()> {
        if self.interrupted.load(Ordering::Relaxed) { Err(Error::Interrupted) } else { Ok(()) }
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

    /// The number of its commit, by which it can be taken back as well.
    ///
    /// # Errors
    /// If the archive cannot be read.
    pub fn number(&self) -> Result<Option<i64>> {
        let sql = "SELECT number FROM commits WHERE import = ?1";
        Ok(self.transaction.query_row(sql, [&self.id], |row| row.get(0)).optional()?)
    }

    /// The stamp of everything it writes: not before now, and after everything that the archive holds.
    #[must_use]
    pub fn stamp(&self) -> &str {
        &self.stamp
    }

    /// What a row says that this run writes itself.
    #[must_use]
    pub fn written(&self) -> Written<'_> {
        Written { recorded_at: &self.stamp, arrived_at: &self.stamp, import: Some(&self.id) }
    }

    /// Says that so many rows are about to be added to an empty table: if rebuilding the index is faster, it is from now
    /// on made on another thread, while they are written; that thread ends soon after the analyst interrupts.
    ///
    /// # Errors
    /// If the archive cannot be read, or there is no temporary file.
    pub fn index_meanwhile(&self, table: &'static Table, rows: u64) -> Result<()> {
        let mut index = self.index.borrow_mut();
        if index.is_none() && rows >= MEANWHILE && index::is_to_be_made(self.connection(), rows)? {
            let signature = Signature { stamp: self.stamp.clone(), import: self.id.clone() };
            *index = Some(Builder::begin(self.connection(), Some(signature), Arc::clone(&self.interrupted))?);
        }
        if let Some(index) = index.as_mut() {
            index.hand_over(table);
        }
        Ok(())
    }

    /// Notes a row that the run has changed or taken away, for the index of `search`.
    pub fn note_row(&self, table: &Table, id: &str) {
        self.touched.borrow_mut().add(table.name, id);
        if let Some(index) = self.index.borrow_mut().as_mut().filter(|index| index.has(table)) {
            index.spoil();
        }
    }

    /// Notes a row that the run has added, for the index and for the seal.
    pub(super) fn note_added<'cell>(
        &self,
        table: &'static Table,
        cells: impl Iterator<Item = Option<&'cell str>> + Clone,
        written: Written<'_>,
    ) -> Result<()> {
        let mut index = self.index.borrow_mut();
        // What another archive has written is signed by its own runs.
        let is_own = written.import == Some(&self.id) && written.recorded_at == self.stamp;
        if let Some(index) = index.as_mut().filter(|index| index.has(table)) {
            if is_own {
                return index.add(table, cells);
            }
            index.spoil();
        }
        self.touched.borrow_mut().add(table.name, cells.clone().next().flatten().unwrap_or_default());
        self.note_version(table, cells, written);
        Ok(())
    }

    /// Notes a version that the run has written, for the seal.
    pub(super) fn note_version<'cell>(
        &self,
        table: &Table,
        cells: impl Iterator<Item = Option<&'cell str>>,
        written: Written<'_>,
    ) {
        self.sums.borrow_mut().add(table, cells, written);
    }

    /// Adds a version to the history that this archive never held: it came with another one.
    ///
    /// # Errors
    /// If the archive cannot be written.
    pub fn add_to_history(
        &self,
        table: &Table,
        cells: &[Option<String>],
        written: Written<'_>,
        superseded_by: Option<&str>,
        reason: Option<&str>,
    ) -> Result<()> {
        let mut image = serde_json::Map::new();
        for (column, cell) in table.columns().zip(cells) {
            let is_whole = matches!(column.kind, crate::schema::Kind::Whole(..));
            let value = match cell.as_deref() {
                Some(text) => match text.parse::<i64>() {
                    Ok(number) if is_whole => Json::from(number),
                    _ => Json::from(text),
                },
                None => Json::Null,
            };
            image.insert(column.name.to_owned(), value);
        }
        image.insert("recorded_at".to_owned(), written.recorded_at.into());
        image.insert("arrived_at".to_owned(), written.arrived_at.into());
        image.insert("import".to_owned(), written.import.map_or(Json::Null, Json::from));
        self.transaction
            .prepare_cached(
                "INSERT INTO history (table_name, id, recorded_at, arrived_at, superseded_at, written_by,
                   superseded_by, reason, image)
                 VALUES (:table_name, :id, :recorded_at, :arrived_at, :arrived_at, :written_by, :superseded_by,
                   :reason, :image)",
            )?
            .execute(named_params! {
                ":table_name": table.name,
                ":id": cells[0],
                ":recorded_at": written.recorded_at,
                ":arrived_at": written.arrived_at,
                ":written_by": written.import,
                ":superseded_by": superseded_by,
                ":reason": reason,
                ":image": Json::Object(image).to_string(),
            })?;
        self.note_version(table, cells.iter().map(Option::as_deref), written);
        Ok(())
    }

    /// Marks what the run has written so far: [`Run::go_back`] can return to here, more than once.
    ///
    /// # Errors
    /// If the archive cannot be written.
    pub fn mark(&self) -> Result<()> {
        Ok(self.transaction.execute_batch("SAVEPOINT marked")?)
    }

    /// Takes back all that the run has written since [`Run::mark`], which comes before its first row.
    ///
    /// # Errors
    /// If the archive cannot be written.
    pub fn go_back(&self) -> Result<()> {
        self.index.take();
        self.touched.take();
        self.sums.take();
        Ok(self.transaction.execute_batch("ROLLBACK TO marked")?)
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
        let copied = match self.index.take() {
            Some(index) => {
                let (sums, copied) = index::finish(&self.transaction, index)?;
                self.sums.borrow_mut().add_all(&sums);
                Some(copied)
            }
            None => index::catch_up(&self.transaction, &mut self.touched.borrow_mut(), &self.interrupted)?,
        };
        seal(&self.transaction, &self.stamp, &self.sums.borrow(), self.command == REPAIR)?;
        self.transaction.execute("DELETE FROM upkeep_run", [])?;
        verify_room(&self.transaction)?;
        // Not by the transaction's own method: its connection is needed afterwards.
        self.transaction.execute_batch("COMMIT")?;
        if let Some(copied) = copied {
            copied.let_go(&self.transaction);
        }
        Ok(())
    }
}

/// Whether a text is a stamp as the program writes them.
#[must_use]
pub fn is_stamp(text: &str) -> bool {
    // Years after 9999 have a sign and a fifth digit, and do not sort.
    text.len() == 24
        && NaiveDateTime::parse_from_str(text, STAMP).is_ok_and(|time| time.format(STAMP).to_string() == text)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::{Writer, in_memory};
    use crate::computed::Context;

    fn written(archive: &mut Connection, chance: u8, id: &str, interrupted: &Arc<AtomicBool>) -> Result<()> {
        let moment = Moment { now: "2026-01-01T00:00:00Z".parse().unwrap(), chance: [chance; 10] };
        let run = Run::begin(archive, "import", moment, None)?.until(interrupted);
        let table = Table::versioned("officials").unwrap();
        let cells: Vec<Option<std::borrow::Cow<'_, str>>> = table
            .columns()
            .map(|column| matches!(column.name, "id" | "name" | "source").then(|| id.to_owned().into()))
            .collect();
        Writer::new(&run, table)?.put(&mut Context::default(), &cells, run.written())?;
        run.finish(&Json::Null, &Json::Null, None)
    }

    #[test]
    fn the_end_of_a_run_is_given_up_once_the_analyst_interrupts() {
        let mut archive = in_memory().unwrap();
        let count = |archive: &Connection| -> i64 {
            archive.query_row("SELECT count(*) FROM officials", [], |row| row.get(0)).unwrap()
        };
        let interrupted = Arc::new(AtomicBool::new(true));
        // The first run makes the index, later ones follow it.
        for (turn, id) in [(0, "kim-a"), (1, "ri-b")] {
            let ended = written(&mut archive, 2 * turn, id, &interrupted);
            assert!(matches!(ended, Err(Error::Interrupted)), "{id}: {ended:?}");
            assert_eq!(count(&archive), i64::from(turn), "{id}");
            written(&mut archive, 2 * turn + 1, id, &Arc::default()).unwrap();
        }
        assert_eq!(count(&archive), 2);
    }
}
