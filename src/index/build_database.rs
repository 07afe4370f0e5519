//! The index in a database of its own: filled on a thread of its own, then copied into the archive.
//!
//! Its tables are made by the statements that made the archive's. Between such tables SQLite copies rows as they lie in
//! the file, without taking them apart, so that the copy costs a fraction of what making them did.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rusqlite::config::DbConfig;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, OpenFlags, Statement};

use super::bigrams::pieces_of;
use super::documents::{INSERT_DOCUMENT, INSERT_WORDS, Texts, digest};
use super::keys::keys_of_each;
use crate::error::{Error, Result};
use crate::name::{Tagged, searchable};
use crate::schema::Table;
use crate::sorter::Sorter;

/// How many bytes of words FTS5 gathers before it writes them: the more, the less it has to merge afterwards.
const GATHERED: u32 = 4 << 20;
/// And at other times: its own default (`FTS5_DEFAULT_HASHSIZE`).
const GATHERED_USUALLY: u32 = 1 << 20;
/// How many bytes of keys are held in memory before they are sorted into a temporary file.
const KEYS_HELD: usize = 2 << 20;
/// How much of the database is held in memory, in KiB: rows come in order.
const CACHE: i32 = 4_096;
/// After how many of its steps SQLite asks whether to go on.
const STEPS: i32 = 200_000;

/// The table of persons, whose names are read together.
const PERSONS: &str = "officials";
/// The tables of the index that are rebuilt; FTS5 makes its own.
const TABLES: &str = "('upkeep_name_keys', 'upkeep_documents', 'upkeep_text')";
/// The name by which the archive's connection knows the database.
const NAME: &str = "made_index";
/// What is copied, table by table.
const COPIED: [&str; 5] =
    ["upkeep_documents", "upkeep_name_keys", "upkeep_text_data", "upkeep_text_idx", "upkeep_text_docsize"];

/// What the tables of an archive's index are made by.
pub(super) struct Plan {
    encoding: String,
    tables: Vec<String>,
    keys_index: Option<String>,
}

impl Plan {
    /// Takes it from an archive.
    ///
    /// # Errors
    /// If the archive cannot be read.
    pub(super) fn of(archive: &Connection) -> Result<Plan> {
        let mut plan = Plan {
            encoding: archive.query_row("PRAGMA main.encoding", [], |row| row.get(0))?,
            tables: Vec::new(),
            keys_index: None,
        };
        let mut statement = archive.prepare(&format!(
            "SELECT name, sql FROM main.sqlite_schema
             WHERE sql IS NOT NULL AND type IN ('table', 'index') AND tbl_name IN {TABLES} ORDER BY type = 'index'"
        ))?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let (name, sql): (String, String) = (row.get(0)?, row.get(1)?);
            // Keys come in their own order, not in that of entities.
            if name == "upkeep_name_keys_entity" {
                plan.keys_index = Some(sql);
            } else {
                plan.tables.push(sql);
            }
        }
        Ok(plan)
    }
}

/// The database while it is filled.
pub(super) struct Side {
    connection: Connection,
    /// Names of persons, by whose they are: one name says how another is read.
    names: Sorter,
    keys: Sorter,
    keys_index: Option<String>,
    number: i64,
}

impl Side {
    /// Makes a file with the tables; SQLite gives up soon after one of `stops` is set.
    ///
    /// # Errors
    /// If the file cannot be written, or the archive's tables are not as described.
    pub(super) fn make(path: &Path, plan: Plan, stops: [Arc<AtomicBool>; 2]) -> Result<Side> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_CREATE
            | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut connection = Connection::open_with_flags(path, flags)?;
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
        connection
            .progress_handler(STEPS, Some(move || stops.iter().any(|stop| stop.load(Ordering::Relaxed))))?;
        connection.pragma_update(None, "encoding", &plan.encoding)?;
        connection.pragma_update(None, "cache_size", -CACHE)?;
        connection.pragma_update(None, "temp_store", "file")?;
        // If the run fails the file is thrown away: nothing has to be taken back.
        connection.pragma_update(None, "journal_mode", "off")?;
        connection.pragma_update(None, "synchronous", "off")?;
        // The tiers of keys are this program's own; SQLite would make a list of them for each row.
        connection.pragma_update(None, "ignore_check_constraints", true)?;
        connection.execute_batch("BEGIN")?;
        for sql in &plan.tables {
            connection.execute_batch(sql)?;
        }
        connection.execute_batch(&format!(
            "INSERT INTO upkeep_text (upkeep_text, rank) VALUES ('hashsize', {GATHERED})"
        ))?;
        Ok(Side {
            connection,
            names: Sorter::holding(KEYS_HELD),
            keys: Sorter::holding(KEYS_HELD),
            keys_index: plan.keys_index,
            number: 0,
        })
    }

    /// Fills it with the rows that `give` gives.
    ///
    /// # Errors
    /// If it cannot be written, or what `give` gives.
    pub(super) fn fill(&mut self, give: impl FnOnce(&mut Filling<'_>) -> Result<()>) -> Result<()> {
        let document = self.connection.prepare(INSERT_DOCUMENT)?;
        let words = self.connection.prepare(INSERT_WORDS)?;
        give(&mut Filling {
            document,
            words,
            names: &mut self.names,
            keys: &mut self.keys,
            number: &mut self.number,
        })
    }

    /// Makes the keys of the names of persons, of all names of one at a time.
    fn keys_of_persons(&mut self, is_stopped: &dyn Fn() -> bool) -> Result<()> {
        let (keys, mut names, mut last) = (&mut self.keys, Vec::new(), String::new());
        let add = |keys: &mut Sorter, entity: &str, names: &[(String, Option<String>)]| {
            let tagged: Vec<Tagged<'_>> =
                names.iter().map(|(name, language)| Tagged { name, language: language.as_deref() }).collect();
            add_keys(keys, PERSONS, entity, &tagged)
        };
        self.names.each_key(|record| -> Result<()> {
            let mut parts = record.splitn(3, |byte| *byte == 0).map(String::from_utf8_lossy);
            let mut next = || parts.next().unwrap_or_default().into_owned();
            let (entity, language, name) = (next(), next(), next());
            if entity != last {
                if is_stopped() {
                    return Err(Error::Interrupted);
                }
                add(keys, &last, &names)?;
                names.clear();
                last = entity;
            }
            names.push((name, Some(language).filter(|language| !language.is_empty())));
            Ok(())
        })?;
        add(keys, &last, &names)
    }

    /// Writes the keys in their order and ends.
    ///
    /// # Errors
    /// If it cannot be written, or `is_stopped` says so.
    pub(super) fn finish(mut self, is_stopped: &dyn Fn() -> bool) -> Result<()> {
        self.keys_of_persons(is_stopped)?;
        let mut insert = self
            .connection
            .prepare("INSERT INTO upkeep_name_keys (key, tier, entity) VALUES (?1, ?2, ?3)")?;
        let mut last = Vec::new();
        self.keys.each_key(|key| -> Result<()> {
            // Two names of an entity may have a key in common.
            if key == last {
                return Ok(());
            }
            if is_stopped() {
                return Err(Error::Interrupted);
            }
            last.clear();
            last.extend_from_slice(key);
            for (place, part) in key.split(|byte| *byte == 0).enumerate() {
                insert.raw_bind_parameter(place + 1, ToSqlOutput::Borrowed(ValueRef::Text(part)))?;
            }
            insert.raw_execute()?;
            Ok(())
        })?;
        drop(insert);
        if let Some(sql) = &self.keys_index {
            self.connection.execute_batch(sql)?;
        }
        self.connection.execute_batch(&format!(
            "INSERT INTO upkeep_text (upkeep_text, rank) VALUES ('hashsize', {GATHERED_USUALLY}); COMMIT"
        ))?;
        Ok(())
    }
}

/// The statements that fill the database.
pub(super) struct Filling<'side> {
    document: Statement<'side>,
    words: Statement<'side>,
    names: &'side mut Sorter,
    keys: &'side mut Sorter,
    number: &'side mut i64,
}

impl Filling<'_> {
    /// Adds what is found of a row; `kind` is the kind of the entity that its name names, if it does.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub(super) fn add(&mut self, table: &Table, texts: &Texts<'_>, kind: Option<&str>) -> Result<()> {
        if !texts.has_text() {
            return Ok(());
        }
        *self.number += 1;
        let Texts { id, subject, name, body, language } = texts;
        let insert = &mut self.document;
        insert.raw_bind_parameter(1, *self.number)?;
        insert.raw_bind_parameter(2, table.number())?;
        insert.raw_bind_parameter(3, id)?;
        insert.raw_bind_parameter(4, digest(*subject, name, body))?;
        insert.raw_bind_parameter(5, subject.filter(|_| table.name == "names"))?;
        insert.raw_execute()?;
        let insert = &mut self.words;
        insert.raw_bind_parameter(1, *self.number)?;
        let (words, more_words) = (searchable(name), searchable(body));
        insert.raw_bind_parameter(2, words.as_ref())?;
        insert.raw_bind_parameter(3, more_words.as_ref())?;
        if name.is_ascii() && body.is_ascii() {
            insert.raw_bind_parameter(4, "")?;
        } else {
            insert.raw_bind_parameter(4, pieces_of(&format!("{words}\n{more_words}")))?;
        }
        insert.raw_execute()?;
        if let (Some(kind), Some(entity)) = (kind, subject) {
            if kind == PERSONS {
                // No text of a row has a zero byte.
                let record = [entity, language.unwrap_or_default(), name.as_ref()].join("\0");
                self.names.add(record.as_bytes(), &[]).map_err(no_room)?;
            } else {
                add_keys(self.keys, kind, entity, &[Tagged { name, language: *language }])?;
            }
        }
        Ok(())
    }
}

/// Adds the keys of names of an entity of this kind to those that are sorted.
fn add_keys(sorter: &mut Sorter, kind: &str, entity: &str, names: &[Tagged<'_>]) -> Result<()> {
    let mut record = Vec::new();
    for keys in keys_of_each(kind, names) {
        for (tier, key) in keys.iter() {
            record.clear();
            // No name has a zero byte, which also comes before all others: the records sort as the columns do.
            for part in [key, "\0", tier.name(), "\0", entity] {
                record.extend_from_slice(part.as_bytes());
            }
            sorter.add(&record, &[]).map_err(no_room)?;
        }
    }
    Ok(())
}

/// Puts what was made in the place of what an archive has. The file stays attached until [`detach`].
///
/// # Errors
/// If the archive cannot be written.
pub(super) fn install(archive: &Connection, path: &Path) -> Result<()> {
    let path = std::path::absolute(path).map_err(Error::file(path))?;
    let address = ToSqlOutput::Borrowed(ValueRef::Text(path.as_os_str().as_encoded_bytes()));
    archive.execute(&format!("ATTACH ?1 AS {NAME}"), [address])?;
    archive.execute_batch(
        "DELETE FROM main.upkeep_documents; DELETE FROM main.upkeep_name_keys;
         INSERT INTO main.upkeep_text (upkeep_text) VALUES ('delete-all')",
    )?;
    let is_defensive = archive.db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE)?;
    archive.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, false)?;
    let copied = COPIED.iter().try_for_each(|table| {
        archive.execute_batch(&format!(
            "DELETE FROM main.{table}; INSERT INTO main.{table} SELECT * FROM {NAME}.{table}"
        ))
    });
    archive.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, is_defensive)?;
    copied?;
    // FTS5 remembers its tables as they were when all was deleted, and would write over what was copied past it. It
    // forgets when something is rolled back, even if that is nothing.
    archive.execute_batch(&format!("SAVEPOINT {NAME}; ROLLBACK TO {NAME}; RELEASE {NAME}"))?;
    Ok(())
}

/// Detaches the database that was copied: outside of a transaction, as SQLite wants it.
pub(super) fn detach(archive: &Connection) {
    // It stays attached if that fails, which does no harm.
    let _ = archive.execute_batch(&format!("DETACH {NAME}"));
}

/// What went wrong with the file, as reported to the analyst.
pub(super) fn without_room_or_stopped(error: Error) -> Error {
    use rusqlite::ErrorCode::{CannotOpen, DiskFull, OperationInterrupted, SystemIoFailure};
    match error {
        Error::Sqlite(error) => match error.sqlite_error_code() {
            Some(OperationInterrupted) => Error::Interrupted,
            Some(DiskFull | SystemIoFailure | CannotOpen) => no_room(error),
            _ => Error::Sqlite(error),
        },
        other => unkept(other),
    }
}

/// What went wrong with a temporary file that is the program's own, as reported to the analyst.
pub(super) fn unkept(error: Error) -> Error {
    match error {
        Error::Output(error) => no_room(error),
        other => other,
    }
}

pub(super) fn no_room(error: impl std::fmt::Display) -> Error {
    Error::with_hint(
        format!("the index cannot be made in a temporary file: {error}"),
        "make room in the folder for temporary files, or name another one with TMPDIR; nothing was changed",
    )
}
