//! What finds things: keys of names and full text, kept in ordinary tables beside the records.
//!
//! All of it follows from the records. A run notes which rows it writes, and what another program wrote waits in
//! `search_queue`; at its end the run brings the index up to date in one pass (`catch_up`). Nothing here is a record:
//! it is not exported, merged or sealed, and `check --fix` makes it anew.

mod builder;
mod documents;
mod keys;
mod matching;
mod pieces;
mod sharing;
mod side;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rusqlite::{Connection, OptionalExtension};

use crate::archive::Sums;
use crate::error::Result;
use crate::schema::{Table, versioned_tables};

pub use builder::{Builder, Copied, Signature};
pub use documents::{Document, document_of, each_document, searched_tables};
pub use keys::{keys_of, names_of};
pub use matching::Wanted;
pub use sharing::{Sharing, is_then, sharing};

/// The version of the rules by which keys and text are made: an archive whose index other rules made is made anew.
const VERSION: i64 = 1;

/// From how many touched rows on the index is made anew instead of being followed row by row.
const MANY: usize = 100_000;

/// Rows that a run wrote or took away, by table.
#[derive(Debug, Default)]
pub struct Touched {
    rows: BTreeMap<&'static str, Vec<Box<str>>>,
    count: usize,
}

impl Touched {
    /// Notes a row; of very many they are only counted, and the index is then made anew.
    pub fn add(&mut self, table: &Table, id: &str) {
        self.count += 1;
        if self.count < MANY {
            self.rows.entry(table.name).or_default().push(id.into());
        } else {
            self.rows.clear();
        }
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
    /// What to tell who searches; none if the index is up to date.
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
            State::NotMade => Some(format!("the index is not made yet, so that little is found; {remedy}")),
        }
    }
}

/// The tables of the index, with those that FTS5 makes for itself.
const PARTS: [&str; 9] = [
    "name_keys",
    "search_documents",
    "search_queue",
    "search_state",
    "search_text",
    "search_text_config",
    "search_text_data",
    "search_text_docsize",
    "search_text_idx",
];

/// Whether all parts of the index are there, whatever they hold.
///
/// # Errors
/// If the archive cannot be read.
pub fn is_whole(connection: &Connection) -> Result<bool> {
    let parts = serde_json::json!(PARTS).to_string();
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
    let version: Option<i64> =
        connection.query_row("SELECT version FROM search_state", [], |row| row.get(0)).optional()?;
    let holds_rows = || -> Result<bool> {
        for table in searched_tables() {
            let sql = format!("SELECT EXISTS (SELECT 1 FROM main.{})", table.name);
            if connection.query_row(&sql, [], |row| row.get(0))? {
                return Ok(true);
            }
        }
        Ok(false)
    };
    if version != Some(VERSION) {
        return Ok(if holds_rows()? { State::NotMade } else { State::UpToDate });
    }
    let waiting = connection.query_row("SELECT count(*) FROM search_queue", [], |row| row.get(0))?;
    Ok(if waiting == 0 { State::UpToDate } else { State::Behind(waiting) })
}

/// Whether the index of an archive to which a run adds so many rows at once is better made anew.
///
/// # Errors
/// If the archive cannot be read.
pub fn is_to_be_made(connection: &Connection, rows: u64) -> Result<bool> {
    Ok(rows >= MANY as u64 || state(connection)? == State::NotMade || !is_made(connection)?)
}

/// Brings the index up to date with what a run and, before it, other programs wrote; gives the file of an index that was
/// made anew.
///
/// # Errors
/// If the archive cannot be written.
pub fn catch_up(connection: &Connection, touched: &Touched) -> Result<Option<Copied>> {
    if state(connection)? == State::NotMade || !is_made(connection)? || touched.count >= MANY {
        return make(connection).map(Some);
    }
    let mut rows: BTreeMap<&'static str, BTreeSet<Box<str>>> = BTreeMap::new();
    for (table, ids) in &touched.rows {
        rows.entry(table).or_default().extend(ids.iter().cloned());
    }
    let mut queue = connection.prepare("SELECT table_name, id FROM search_queue")?;
    let queued = queue
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<Vec<(String, String)>>>()?;
    for (name, id) in queued {
        if let Some(table) = Table::versioned(&name) {
            rows.entry(table.name).or_default().insert(id.into());
        }
    }
    let mut entities = BTreeSet::new();
    for table in searched_tables() {
        if let Some(ids) = rows.get(table.name) {
            documents::follow(connection, table, ids, &mut entities)?;
        }
    }
    keys::follow(connection, &entities)?;
    connection.execute("DELETE FROM search_queue", [])?;
    Ok(None)
}

fn is_made(connection: &Connection) -> Result<bool> {
    Ok(connection.query_row("SELECT EXISTS (SELECT 1 FROM search_state)", [], |row| row.get(0))?)
}

/// Makes the whole index anew.
///
/// # Errors
/// If the archive cannot be written.
pub fn make(connection: &Connection) -> Result<Copied> {
    Ok(finish(connection, Builder::begin(connection, None, Arc::default())?)?.1)
}

/// Puts an index that was begun into the archive; gives what was summed of the rows that were handed over.
///
/// # Errors
/// If the archive cannot be written, or the index cannot be made.
pub fn finish(connection: &Connection, builder: Builder) -> Result<(Sums, Copied)> {
    let made = builder.finish(connection)?;
    connection.execute_batch("DELETE FROM search_queue; DELETE FROM search_state")?;
    connection.execute("INSERT INTO search_state (one, version) VALUES (1, ?1)", [VERSION])?;
    Ok(made)
}

/// Makes the index of an archive that was brought up to date and has none yet.
///
/// # Errors
/// If the archive cannot be written.
pub fn make_if_missing(connection: &mut Connection) -> Result<()> {
    if state(connection)? == State::NotMade {
        let transaction = connection.transaction()?;
        let copied = make(&transaction)?;
        transaction.commit()?;
        copied.let_go(connection);
    }
    Ok(())
}

/// Whether a table belongs to the index: it holds nothing that is not in other tables.
#[must_use]
pub fn is_part(table: &str) -> bool {
    table == "name_keys" || table.starts_with("search_")
}

/// What is wrong with the index, told row by row: at most `limit` of each kind, as table, id and message.
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
    versioned_tables().filter(|table| table.role == crate::schema::Role::Entity && table.name != "events")
}
