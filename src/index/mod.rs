//! What finds things: keys of names and full text, kept in ordinary tables beside the records.
//!
//! All of it follows from the records. A run notes which rows it writes, and what another program wrote waits in
//! `upkeep_queue`; at its end the run brings the index up to date in one pass (`catch_up`). Nothing here is a record:
//! it is not exported, merged or sealed, and `check --fix` rebuilds it.

mod bigrams;
mod build_database;
mod builder;
mod documents;
mod keys;
mod matching;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rusqlite::{Connection, OptionalExtension};

use crate::error::{Error, Result};
use crate::record::sums::Sums;
use crate::schema::{Table, versioned_tables};
use crate::sorter::Sorter;
use documents::Following;

pub use builder::{Builder, Copied, Signature};
pub use documents::{Document, each_document, searched_tables, shown_document};
pub(crate) use keys::each_named;
pub use keys::{Key, NameOf, keys_of_all, keys_of_entity, keys_of_names, names_of};
pub use matching::Wanted;

/// The version of the rules by which keys and text are made: an archive whose index other rules made is rebuilt.
const VERSION: &str = "5";

/// From how many touched rows on the index may be rebuilt instead of being followed row by row.
const MANY: u64 = 100_000;
/// By how much a row costs more to follow than to make: it is looked up, and its words are written in smaller parts.
const DEARER: u64 = 4;
/// From how many texts on that are no longer so the index is rebuilt, if they are as many as the others.
const MANY_LEFT: i64 = 10_000;
/// How many bytes of the ids of touched rows are held in memory.
const HELD: usize = 2 << 20;

/// Rows that a run wrote or took away.
#[derive(Debug)]
pub struct Touched {
    /// As the name of their table and their id.
    rows: Sorter,
    /// Why they could not all be noted.
    failure: Option<std::io::Error>,
}

impl Default for Touched {
    fn default() -> Touched {
        Touched { rows: Sorter::holding(HELD), failure: None }
    }
}

impl Touched {
    /// Notes a row.
    pub fn add(&mut self, table: &str, id: &str) {
        let noted = self.rows.add(format!("{table}\0{id}").as_bytes(), &[]);
        // The run is reported at its end.
        self.failure = self.failure.take().or(noted.err());
    }
}

/// Whether the index holds what the records say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It does, as far as is known.
    UpToDate,
    /// So many rows were written by other programs since the last run.
    Behind(i64),
    /// It was never made, or by other rules than this program's.
    NotMade,
}

impl State {
    /// The note for a search; none if the index is up to date.
    #[must_use]
    pub fn note(self) -> Option<String> {
        let remedy = "the next run catches up, or: orgarchive check --fix";
        match self {
            State::UpToDate => None,
            State::Behind(1) => {
                Some(format!("the index is behind: another program wrote 1 row since; {remedy}"))
            }
            State::Behind(rows) => {
                Some(format!("the index is behind: another program wrote {rows} rows since; {remedy}"))
            }
            State::NotMade => Some(format!(
                "this version of the program has not built the index yet, so that not everything is found; {remedy}"
            )),
        }
    }
}

/// The tables of the index, with those that FTS5 makes for itself.
const PARTS: [&str; 8] = [
    "upkeep_name_keys",
    "upkeep_documents",
    "upkeep_queue",
    "upkeep_text",
    "upkeep_text_config",
    "upkeep_text_data",
    "upkeep_text_docsize",
    "upkeep_text_idx",
];

/// Whether all parts of the index are there, whatever they hold.
///
/// # Errors
/// If the archive cannot be read.
pub fn is_whole(connection: &Connection) -> Result<bool> {
    let parts: Vec<&str> = PARTS.iter().copied().chain(["upkeep_state"]).collect();
    let parts = serde_json::json!(parts).to_string();
    let missing: bool = connection.query_row(
        "SELECT EXISTS (SELECT 1 FROM json_each(?1) WHERE value NOT IN (SELECT name FROM main.sqlite_schema WHERE type = 'table'))",
        [parts],
        |row| row.get(0),
    )?;
    Ok(!missing)
}

/// Whether the index is up to date, as far as its own tables tell.
///
/// # Errors
/// If the archive cannot be read.
pub fn state(connection: &Connection) -> Result<State> {
    if !is_whole(connection)? {
        return Ok(State::NotMade);
    }
    let version = version(connection)?;
    let holds_rows = || -> Result<bool> {
        for table in searched_tables() {
            let sql = format!("SELECT EXISTS (SELECT 1 FROM main.{})", table.name);
            if connection.query_row(&sql, [], |row| row.get(0))? {
                return Ok(true);
            }
        }
        Ok(false)
    };
    if version.as_deref() != Some(VERSION) {
        return Ok(if holds_rows()? { State::NotMade } else { State::UpToDate });
    }
    let waiting = connection.query_row("SELECT count(*) FROM upkeep_queue", [], |row| row.get(0))?;
    Ok(if waiting == 0 { State::UpToDate } else { State::Behind(waiting) })
}

/// Whether the index of an archive in which a run touches so many rows is better rebuilt.
///
/// # Errors
/// If the archive cannot be read.
pub fn is_to_be_made(connection: &Connection, rows: u64) -> Result<bool> {
    if state(connection)? == State::NotMade || version(connection)?.is_none() {
        return Ok(true);
    }
    let left = left(connection)?;
    if rows < MANY && left < MANY_LEFT {
        return Ok(false);
    }
    let held = documents::last_number(connection)?;
    if left >= MANY_LEFT && left >= held / 2 {
        return Ok(true);
    }
    Ok(rows >= MANY && rows.saturating_mul(DEARER) >= held.unsigned_abs())
}

/// Brings the index up to date with what a run and, before it, other programs wrote; gives the file of an index that was
/// rebuilt.
///
/// # Errors
/// If the archive cannot be written, or a temporary file, or `interrupted` is set.
pub fn catch_up(
    connection: &Connection,
    touched: &mut Touched,
    interrupted: &Arc<AtomicBool>,
) -> Result<Option<Copied>> {
    if is_to_be_made(connection, touched.rows.count())? {
        return make(connection, interrupted).map(Some);
    }
    let mut queue = connection.prepare("SELECT table_name, id FROM upkeep_queue")?;
    let mut queued = queue.query([])?;
    while let Some(row) = queued.next()? {
        touched.add(&row.get::<_, String>(0)?, &row.get::<_, String>(1)?);
    }
    drop(queued);
    if let Some(error) = touched.failure.take() {
        return Err(build_database::no_room(error));
    }
    let mut entities = Sorter::holding(HELD);
    let mut following = Following::new(connection)?;
    let mut last = Vec::new();
    let followed = touched.rows.each_key(|key| -> Result<()> {
        if interrupted.load(Ordering::Relaxed) {
            return Err(Error::Interrupted);
        }
        let Some((table, id)) = std::str::from_utf8(key).ok().and_then(|key| key.split_once('\0')) else {
            return Ok(());
        };
        let table = searched_tables().find(|searched| searched.name == table);
        if let Some(table) = table.filter(|_| key != last) {
            following.follow(table, id, |entity| entities.add(entity.as_bytes(), &[]))?;
        }
        last.clear();
        last.extend_from_slice(key);
        Ok(())
    });
    followed.map_err(build_database::unkept)?;
    keys::follow(connection, &mut entities, interrupted).map_err(build_database::unkept)?;
    if following.left > 0 {
        connection.execute(
            "INSERT INTO upkeep_state (what, version) VALUES ('left', ?1) ON CONFLICT (what) DO UPDATE SET version = excluded.version",
            [(left(connection)? + following.left).to_string()],
        )?;
    }
    connection.execute("DELETE FROM upkeep_queue", [])?;
    Ok(None)
}

/// The version of the rules by which the index of an archive was made; none if it was never made.
fn version(connection: &Connection) -> Result<Option<String>> {
    let sql = "SELECT version FROM upkeep_state WHERE what = 'search'";
    Ok(connection.query_row(sql, [], |row| row.get(0)).optional()?)
}

/// How many texts the index has that are no longer so.
fn left(connection: &Connection) -> Result<i64> {
    let sql = "SELECT CAST(version AS INTEGER) FROM upkeep_state WHERE what = 'left'";
    Ok(connection.query_row(sql, [], |row| row.get(0)).optional()?.unwrap_or(0))
}

/// Rebuilds the whole index.
///
/// # Errors
/// If the archive cannot be written, or `interrupted` is set.
pub fn make(connection: &Connection, interrupted: &Arc<AtomicBool>) -> Result<Copied> {
    Ok(finish(connection, Builder::begin(connection, None, Arc::clone(interrupted))?)?.1)
}

/// Puts an index that was begun into the archive; gives what was summed of the rows that were handed over.
///
/// # Errors
/// If the archive cannot be written, or the index cannot be made.
pub fn finish(connection: &Connection, builder: Builder) -> Result<(Sums, Copied)> {
    let made = builder.finish(connection)?;
    connection.execute_batch(
        "DELETE FROM upkeep_queue; DELETE FROM upkeep_state WHERE what IN ('search', 'left')",
    )?;
    connection.execute("INSERT INTO upkeep_state (what, version) VALUES ('search', ?1)", [VERSION])?;
    Ok(made)
}

/// Makes the index of an archive that was upgraded and has none yet.
///
/// # Errors
/// If the archive cannot be written.
pub fn make_if_missing(connection: &mut Connection, interrupted: &Arc<AtomicBool>) -> Result<()> {
    if state(connection)? == State::NotMade {
        let transaction = connection.transaction()?;
        let copied = make(&transaction, interrupted)?;
        transaction.commit()?;
        copied.let_go(connection);
    }
    Ok(())
}

/// Whether a table belongs to the index: it holds nothing that is not in other tables.
#[must_use]
pub fn is_part(table: &str) -> bool {
    PARTS.contains(&table)
}

/// What is wrong with the index, row by row: at most `limit` of each kind, as table, id and message.
///
/// # Errors
/// If the archive cannot be read, or `interrupted` says so.
pub fn differences(
    connection: &Connection,
    limit: usize,
    interrupted: &dyn Fn() -> bool,
) -> Result<Vec<(String, String, String)>> {
    let mut found = documents::differences(connection, limit, interrupted)?;
    found.extend(keys::differences(connection, limit, interrupted)?);
    Ok(found)
}

/// The table of that name among those whose versions are kept; entity tables tell what kind an entity is.
fn entity_tables() -> impl Iterator<Item = &'static Table> {
    versioned_tables().filter(|table| table.is_of_entities() && !table.is_of_reports())
}
