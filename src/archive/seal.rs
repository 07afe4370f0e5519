//! The seal of a run: digests of what it leaves behind, so that `check` can tell what was changed past the triggers.
//!
//! Every version that ever arrived is in its table or in the history: the sum of the digests of all versions
//! that had arrived by a seal never changes, whoever revises or withdraws them later. The rows of the history itself
//! are digested in their order. Sums are added to, so that a run pays for what it writes, not for what is there.

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension, named_params};
use sha2::{Digest, Sha256};

use crate::digest::hexadecimal;
use crate::error::Result;
use crate::record::sums::{Sums, feed, number_of};
use crate::record::version::{Stored, Written};
use crate::schema::versioned_tables;

/// What a run left behind.
#[derive(Debug, Clone)]
pub struct Seal {
    /// The number of its commit.
    pub number: i64,
    /// The stamp of its commit.
    pub at: String,
    sequence: i64,
    history: String,
    versions: Sums,
    runs: String,
}

impl Seal {
    /// One digest for all that was sealed: whoever keeps it elsewhere can tell whether the seal itself was replaced.
    #[must_use]
    pub fn digest(&self) -> String {
        let mut digest = Sha256::new();
        for text in [&self.number.to_string(), &self.history, &self.versions.as_json(), &self.runs] {
            feed(&mut digest, Some(text));
        }
        hexadecimal(&digest.finalize())
    }
}

/// The last seal; none, if no run of this program has written to the archive yet.
///
/// # Errors
/// If the archive cannot be read.
pub fn last_seal(connection: &Connection) -> Result<Option<Seal>> {
    seals(connection, "ORDER BY number DESC LIMIT 1").map(|mut seals| seals.pop())
}

fn seals(connection: &Connection, order: &str) -> Result<Vec<Seal>> {
    let mut statement = connection.prepare(&format!(
        "SELECT number, coalesce((SELECT at FROM commits WHERE commits.number = upkeep_seals.number), ''), sequence, history,
           versions, runs
         FROM upkeep_seals {order}"
    ))?;
    let seals = statement.query_map([], |row| {
        Ok(Seal {
            number: row.get(0)?,
            at: row.get(1)?,
            sequence: row.get(2)?,
            history: row.get(3)?,
            versions: Sums::from_json(&row.get::<_, String>(4)?),
            runs: row.get(5)?,
        })
    })?;
    Ok(seals.collect::<rusqlite::Result<Vec<Seal>>>()?)
}

/// Seals the archive at the end of a run.
pub(super) fn seal(connection: &Connection, stamp: &str, written: &Sums, is_repair: bool) -> Result<()> {
    let number: i64 =
        connection.query_row("SELECT number FROM commits WHERE at = ?1", [stamp], |row| row.get(0))?;
    // After a repair, what is there is what counts from then on.
    let last = if is_repair { None } else { last_seal(connection)? };
    let (before, sequence, history, mut versions) = match last {
        Some(seal) => (seal.number, seal.sequence, seal.history, seal.versions),
        None => (0, 0, String::new(), Sums::default()),
    };
    if number == before + 1 {
        versions.add_all(written);
    } else {
        // Other programs have written since: what they wrote is found by when it arrived.
        let since: Option<String> = connection
            .query_row("SELECT at FROM commits WHERE number = ?1", [before], |row| row.get(0))
            .optional()?;
        versions.add_all(&sums(connection, since.as_deref().unwrap_or_default(), stamp)?);
    }
    let (sequence, history) = history_digest(connection, sequence, i64::MAX, &history)?;
    connection.execute(
        "INSERT INTO upkeep_seals (number, sequence, history, versions, runs)
         VALUES (:number, :sequence, :history, :versions, :runs)",
        named_params! {
            ":number": number,
            ":sequence": sequence,
            ":history": history,
            ":versions": versions.as_json(),
            ":runs": runs_digest(connection, number)?,
        },
    )?;
    Ok(())
}

/// Digests the rows of the history between two sequence numbers, after the digest of those before; gives the last one.
fn history_digest(connection: &Connection, after: i64, to: i64, before: &str) -> Result<(i64, String)> {
    let mut digest = Sha256::new();
    feed(&mut digest, Some(before));
    let mut statement = connection.prepare(
        "SELECT sequence, table_name, id, recorded_at, arrived_at, superseded_at, written_by, superseded_by, reason, image
         FROM history WHERE sequence > ?1 AND sequence <= ?2 ORDER BY sequence",
    )?;
    let mut rows = statement.query([after, to])?;
    let mut last = after;
    while let Some(row) = rows.next()? {
        last = row.get(0)?;
        for place in 0..10 {
            feed_value(&mut digest, row.get_ref(place)?);
        }
    }
    // A run that superseded nothing leaves the digest as it was.
    if last == after {
        return Ok((after, before.to_owned()));
    }
    Ok((last, hexadecimal(&digest.finalize())))
}

fn feed_value(digest: &mut Sha256, value: ValueRef<'_>) {
    match value {
        ValueRef::Null => feed(digest, None),
        ValueRef::Integer(number) => feed(digest, Some(&number.to_string())),
        ValueRef::Real(number) => feed(digest, Some(&number.to_string())),
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => {
            digest.update((bytes.len() as u64 + 1).to_le_bytes());
            digest.update(bytes);
        }
    }
}

/// The sum of the digests of all imports and withdrawals, which only runs add, and of the commits up to a number.
fn runs_digest(connection: &Connection, number: i64) -> Result<String> {
    let mut sum = 0_u128;
    for (sql, width) in [
        ("SELECT number, at, import FROM commits WHERE number <= ?1", 3),
        (
            "SELECT id, command, started_at, finished_at, program_version, files, counts, note FROM imports WHERE ?1 IS NOT NULL",
            8,
        ),
        (
            "SELECT table_name, id, recorded_at, arrived_at, import, reason FROM upkeep_withdrawals WHERE ?1 IS NOT NULL",
            6,
        ),
    ] {
        let mut statement = connection.prepare(sql)?;
        let mut rows = statement.query([number])?;
        while let Some(row) = rows.next()? {
            let mut digest = Sha256::new();
            for place in 0..width {
                feed_value(&mut digest, row.get_ref(place)?);
            }
            sum = sum.wrapping_add(number_of(digest));
        }
    }
    Ok(format!("{sum:032x}"))
}

/// Sums all versions, current and superseded, that arrived after one stamp and not after another.
fn sums(connection: &Connection, after: &str, to: &str) -> Result<Sums> {
    let mut sums = Sums::default();
    for table in versioned_tables() {
        let names: Vec<&str> = table.columns().map(|column| column.name).collect();
        let width = names.len();
        let mut statement = connection.prepare(&format!(
            "SELECT {}, recorded_at, arrived_at, import FROM {} WHERE arrived_at > ?1 AND arrived_at <= ?2",
            names.join(", "),
            table.name
        ))?;
        let mut rows = statement.query([after, to])?;
        while let Some(row) = rows.next()? {
            let mut cells: Vec<Option<String>> = Vec::with_capacity(width);
            for place in 0..width {
                cells.push(match row.get_ref(place)? {
                    ValueRef::Text(bytes) => Some(String::from_utf8_lossy(bytes).into_owned()),
                    ValueRef::Integer(number) => Some(number.to_string()),
                    _ => None,
                });
            }
            let text = |place: usize| row.get::<_, Option<String>>(place);
            let (recorded_at, arrived_at, import) = (text(width)?, text(width + 1)?, text(width + 2)?);
            let written = Written {
                recorded_at: recorded_at.as_deref().unwrap_or_default(),
                arrived_at: arrived_at.as_deref().unwrap_or_default(),
                import: import.as_deref(),
            };
            sums.add(table, cells.iter().map(Option::as_deref), written);
        }
        let mut statement = connection.prepare(
            "SELECT recorded_at, arrived_at, written_by, image FROM history
             WHERE table_name = ?3 AND arrived_at > ?1 AND arrived_at <= ?2",
        )?;
        let mut rows = statement.query([after, to, table.name])?;
        while let Some(row) = rows.next()? {
            let image: String = row.get(3)?;
            let Some(stored) = Stored::from_image(table, &image) else { continue };
            let texts: (String, String, Option<String>) = (row.get(0)?, row.get(1)?, row.get(2)?);
            let written = Written { recorded_at: &texts.0, arrived_at: &texts.1, import: texts.2.as_deref() };
            sums.add(table, stored.cells.iter().map(Option::as_deref), written);
        }
    }
    Ok(sums)
}

/// The number of the last repair's commit: what is there then counts from then on.
const LAST_REPAIR: &str =
    "coalesce((SELECT max(commits.number) FROM commits JOIN imports ON imports.id = commits.import
  WHERE imports.command = 'check --fix'), 0)";

/// What is not as the last seal left it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Broken {
    /// Versions of this table were changed, added or removed, bypassing the triggers,.
    Versions(String),
    /// Rows of the history after the first and up to the second sequence number were changed or removed.
    History(i64, i64),
    /// Rows of commits or imports were changed or removed.
    Runs,
    /// Seals that runs left were removed.
    Seals,
}

/// Whether a run has no seal although each leaves one. What came before a repair does not count.
fn are_seals_gone(connection: &Connection) -> Result<bool> {
    Ok(connection.query_row(
        &format!(
            "SELECT EXISTS (SELECT 1 FROM commits WHERE import IS NOT NULL AND number >= {LAST_REPAIR}
               AND NOT EXISTS (SELECT 1 FROM upkeep_seals WHERE upkeep_seals.number = commits.number))"
        ),
        [],
        |row| row.get(0),
    )?)
}

/// Holds the archive against its last seal.
///
/// # Errors
/// If the archive cannot be read.
pub fn broken(connection: &Connection) -> Result<Vec<Broken>> {
    let all = seals(connection, &format!("WHERE number >= {LAST_REPAIR} ORDER BY number"))?;
    let mut found = Vec::new();
    if are_seals_gone(connection)? {
        found.push(Broken::Seals);
    }
    let Some(last) = all.last() else { return Ok(found) };
    let is_sums = sums(connection, "", &last.at)?;
    for table in versioned_tables() {
        if is_sums.of(table) != last.versions.of(table) {
            found.push(Broken::Versions(table.name.to_owned()));
        }
    }
    let (mut sequence, mut before) = (0, String::new());
    for seal in &all {
        let (_, digest) = history_digest(connection, sequence, seal.sequence, &before)?;
        if digest != seal.history {
            found.push(Broken::History(sequence, seal.sequence));
        }
        // What follows is compared with what was sealed, so that one edit is reported once.
        sequence = seal.sequence;
        before.clone_from(&seal.history);
    }
    if runs_digest(connection, last.number)? != last.runs {
        found.push(Broken::Runs);
    }
    Ok(found)
}
