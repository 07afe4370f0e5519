//! The whole index rebuilt on a second thread: while a run writes the rows, or from what the tables hold.
//!
//! The thread that writes the archive hands rows over, as their cells; the other one makes documents, words and keys of
//! them in a database of its own (`side`). What was not handed over is read from the tables at the end.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::JoinHandle;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension};
use tempfile::TempDir;

use super::build_database::{self, Plan, Side};
use super::documents::{Places, kept_text, searched_tables};
use super::entity_tables;
use crate::error::{Error, Result};
use crate::record::sums::Sums;
use crate::record::version::Written;
use crate::schema::Table;

/// How many bytes of rows are handed over at a time.
const HANDED_OVER: usize = 64 << 10;
/// How many such batches wait at most.
const WAITING: usize = 24;

/// The name of the database in its folder.
const FILE: &str = "index.db";

/// By which run the rows are written that are handed over.
#[derive(Debug, Clone)]
pub struct Signature {
    /// The stamp of the run.
    pub stamp: String,
    /// The id of the run.
    pub import: String,
}

/// Rows of one table, as their cells one after the other.
#[derive(Debug)]
struct Batch {
    table: &'static Table,
    /// Whether the run has just written them, so that they count for its seal.
    are_new: bool,
    bytes: Vec<u8>,
}

/// An index that is being made.
#[derive(Debug)]
pub struct Builder {
    thread: Option<JoinHandle<Result<Sums>>>,
    sender: Option<SyncSender<Batch>>,
    batch: Option<Batch>,
    stop: Arc<AtomicBool>,
    interrupted: Arc<AtomicBool>,
    /// Where the other thread writes; none once the archive holds a copy.
    folder: Option<TempDir>,
    handed_over: Vec<&'static str>,
    is_spoiled: bool,
}

/// A made index that the archive holds a copy of: its file is removed once the run has ended.
#[derive(Debug)]
#[must_use]
pub struct Copied(#[expect(dead_code, reason = "the file is removed when it is dropped")] Option<TempDir>);

impl Copied {
    /// Closes the file; to be called outside of a transaction.
    pub fn let_go(self, archive: &Connection) {
        build_database::detach(archive);
    }
}

impl Builder {
    /// Begins an index for an archive; `signature` says which run writes what is handed over, and the thread ends soon
    /// after `interrupted` is set.
    ///
    /// # Errors
    /// If the archive cannot be read, or there is no temporary file.
    pub fn begin(
        archive: &Connection,
        signature: Option<Signature>,
        interrupted: Arc<AtomicBool>,
    ) -> Result<Builder> {
        let plan = Plan::of(archive)?;
        // A folder of its own: SQLite would take a journal that somebody else puts beside the file for its own.
        let folder =
            tempfile::Builder::new().prefix("orgarchive-").tempdir().map_err(build_database::no_room)?;
        let path = folder.path().join(FILE);
        let stop = Arc::new(AtomicBool::new(false));
        let (sender, receiver) = sync_channel(WAITING);
        let thread = {
            let stops = [Arc::clone(&stop), Arc::clone(&interrupted)];
            let made = move || {
                make(&path, plan, stops, &receiver, signature.as_ref())
                    .map_err(build_database::without_room_or_stopped)
            };
            std::thread::Builder::new()
                .name("index".to_owned())
                .spawn(made)
                .map_err(build_database::no_room)?
        };
        Ok(Builder {
            thread: Some(thread),
            sender: Some(sender),
            batch: None,
            stop,
            interrupted,
            folder: Some(folder),
            handed_over: Vec::new(),
            is_spoiled: false,
        })
    }

    /// Says that rows which are added to this table are handed over from now on, if they can be; it has to be empty.
    pub fn hand_over(&mut self, table: &'static Table) {
        // Names need the kind of what they name, attachments their documents: they are read at the end.
        let can_be = searched_tables().any(|searched| searched.name == table.name)
            && !matches!(table.name, "names" | "attachments");
        if can_be && !self.has(table) {
            self.handed_over.push(table.name);
        }
    }

    /// Whether rows of this table are handed over.
    #[must_use]
    pub fn has(&self, table: &Table) -> bool {
        self.handed_over.contains(&table.name)
    }

    /// Takes a row that the run has added.
    ///
    /// # Errors
    /// What the other thread ended with.
    pub fn add<'cell>(
        &mut self,
        table: &'static Table,
        cells: impl Iterator<Item = Option<&'cell str>>,
    ) -> Result<()> {
        self.take(table, true, cells.chain([None]))
    }

    /// Notes that rows which were handed over have changed since: the index is then made from the tables.
    pub fn spoil(&mut self) {
        self.is_spoiled = true;
    }

    /// Takes a row with one cell more: the kind of what a name names, or the text of a document.
    fn take<'cell>(
        &mut self,
        table: &'static Table,
        are_new: bool,
        cells: impl Iterator<Item = Option<&'cell str>>,
    ) -> Result<()> {
        let is_full = |batch: &Batch| {
            batch.bytes.len() >= HANDED_OVER || batch.table.name != table.name || batch.are_new != are_new
        };
        if self.batch.as_ref().is_some_and(is_full) {
            self.send()?;
        }
        let batch = self.batch.get_or_insert_with(|| Batch {
            table,
            are_new,
            bytes: Vec::with_capacity(HANDED_OVER + HANDED_OVER / 8),
        });
        for cell in cells {
            let length = cell.map_or(0, |cell| cell.len() + 1);
            batch.bytes.extend_from_slice(&u32::try_from(length).unwrap_or(0).to_le_bytes());
            batch.bytes.extend_from_slice(cell.unwrap_or_default().as_bytes());
        }
        Ok(())
    }

    fn send(&mut self) -> Result<()> {
        let (Some(batch), Some(sender)) = (self.batch.take(), &self.sender) else { return Ok(()) };
        match sender.send(batch) {
            Ok(()) => Ok(()),
            // The other thread has ended, which it does of itself only if something went wrong.
            Err(_) => self.wait().map(|_| ()),
        }
    }

    /// Waits until the other thread has done what was handed over; gives what it summed for the seal.
    fn wait(&mut self) -> Result<Sums> {
        drop(self.sender.take());
        let Some(thread) = self.thread.take() else { return Ok(Sums::default()) };
        thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    }

    /// Reads what was not handed over, and puts the index into the archive; gives what was summed of rows that were
    /// handed over. If such rows were changed since, all is read.
    ///
    /// # Errors
    /// If the archive cannot be read or written, or the index cannot be made.
    pub fn finish(mut self, archive: &Connection) -> Result<(Sums, Copied)> {
        if self.is_spoiled {
            self.send()?;
            let sums = self.wait()?;
            let rebuilt = Builder::begin(archive, None, Arc::clone(&self.interrupted))?;
            return Ok((sums, rebuilt.finish(archive)?.1));
        }
        for table in searched_tables() {
            if !self.has(table) {
                self.read(archive, table)?;
            }
        }
        self.send()?;
        let sums = self.wait()?;
        if let Some(folder) = &self.folder {
            build_database::install(archive, &folder.path().join(FILE))?;
        }
        Ok((sums, Copied(self.folder.take())))
    }

    fn read(&mut self, archive: &Connection, table: &'static Table) -> Result<()> {
        let columns: Vec<&str> = table.columns().map(|column| column.name).collect();
        let width = columns.len();
        let mut statement =
            archive.prepare(&format!("SELECT {} FROM main.{}", columns.join(", "), table.name))?;
        let mut kind_of = archive.prepare("SELECT kind FROM main.entities WHERE id = ?1")?;
        let mut rows = statement.query([])?;
        let subject = table.columns().position(|column| column.name == "subject");
        while let Some(row) = rows.next()? {
            let mut cells: Vec<Option<&str>> = Vec::with_capacity(width + 1);
            for place in 0..width {
                cells.push(match row.get_ref(place)? {
                    ValueRef::Text(bytes) => std::str::from_utf8(bytes).ok(),
                    _ => None,
                });
            }
            let extra: Option<String> = match (table.name, subject) {
                ("names", Some(subject)) => {
                    let kind = kind_of.query_row([cells[subject]], |row| row.get(0)).optional()?;
                    Some(kind.unwrap_or_else(|| "events".to_owned()))
                }
                ("attachments", _) => Some(kept_text(archive, cells[0].unwrap_or_default())?),
                _ => None,
            };
            cells.push(extra.as_deref());
            self.take(table, false, cells.into_iter())?;
        }
        Ok(())
    }
}

impl Drop for Builder {
    /// A run that ends before its end leaves no thread behind that writes to a file.
    fn drop(&mut self) {
        if let Some(thread) = self.thread.take() {
            self.stop.store(true, Ordering::Relaxed);
            drop(self.sender.take());
            let _ = thread.join();
        }
    }
}

/// What the other thread does.
fn make(
    path: &Path,
    plan: Plan,
    stops: [Arc<AtomicBool>; 2],
    batches: &Receiver<Batch>,
    signature: Option<&Signature>,
) -> Result<Sums> {
    let is_stopped = {
        let stops = stops.clone();
        move || stops.iter().any(|stop| stop.load(Ordering::Relaxed))
    };
    let mut side = Side::make(path, plan, stops)?;
    let mut sums = Sums::default();
    side.fill(|filling| {
        for batch in batches {
            if is_stopped() {
                return Err(Error::Interrupted);
            }
            let table = batch.table;
            let places = Places::of(table);
            let kind = entity_tables().find(|kind| kind.name == table.name).map(|kind| kind.name);
            let mut rest = batch.bytes.as_slice();
            let mut cells = Vec::new();
            while !rest.is_empty() {
                cells.clear();
                cells.extend(table.columns().map(|_| next_cell(&mut rest)));
                let extra = next_cell(&mut rest);
                if let (true, Some(signature)) = (batch.are_new, signature) {
                    let written = Written {
                        recorded_at: &signature.stamp,
                        arrived_at: &signature.stamp,
                        import: Some(&signature.import),
                    };
                    sums.add(table, cells.iter().copied(), written);
                }
                let kind = if table.name == "names" { extra } else { kind };
                filling.add(table, &places.texts(table, &cells, extra), kind)?;
            }
        }
        Ok(())
    })?;
    if is_stopped() {
        return Err(Error::Interrupted);
    }
    side.finish(&is_stopped)?;
    Ok(sums)
}

/// Takes the next cell off the bytes of a batch.
fn next_cell<'batch>(rest: &mut &'batch [u8]) -> Option<&'batch str> {
    let (length, after) = rest.split_first_chunk::<4>()?;
    let length = u32::from_le_bytes(*length) as usize;
    let (cell, after) = after.split_at_checked(length.saturating_sub(1))?;
    *rest = after;
    if length == 0 { None } else { std::str::from_utf8(cell).ok() }
}
