//! References of the rows of an import: known ids, and those that have yet to come.

use std::collections::{BTreeMap, HashMap, HashSet};

use rusqlite::{CachedStatement, Connection, OptionalExtension};

use super::problems::{Place, Refusal};
use crate::error::Result;
use crate::schema::{Kind, TABLES};
use crate::suggest;

/// How many ids are remembered; the others are looked up in the archive each time.
const REMEMBERED: usize = 200_000;
/// How many rows are remembered that wait for one id.
const WAITING_FOR_ONE: usize = 20;
/// Among how many ids a suggestion is looked for.
const CANDIDATES: i64 = 50_000;

/// What a reference names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Target {
    /// A row of that table.
    Row(&'static str),
    /// Any entity.
    Entity,
    /// An event, by the id that its reports share.
    Event,
}

impl Target {
    /// What a column's cells name; none if they are no references.
    #[must_use]
    pub fn of(kind: Kind) -> Option<Target> {
        match kind {
            Kind::Reference(table) => Some(Target::Row(table)),
            Kind::Entity => Some(Target::Entity),
            Kind::Event => Some(Target::Event),
            _ => None,
        }
    }

    fn lookup(self) -> String {
        match self {
            Target::Row(table) => format!("SELECT 1 FROM {table} WHERE id = ?1"),
            Target::Entity => "SELECT 1 FROM entities WHERE id = ?1".to_owned(),
            Target::Event => "SELECT 1 FROM events WHERE event = ?1".to_owned(),
        }
    }

    fn words(self) -> &'static str {
        match self {
            Target::Row(table) => table,
            Target::Entity => "places, organizations, chapters, officials or events",
            Target::Event => "events",
        }
    }

    fn candidates(self) -> String {
        match self {
            Target::Row(table) => format!("SELECT id FROM {table} LIMIT {CANDIDATES}"),
            Target::Entity => format!("SELECT id FROM entities LIMIT {CANDIDATES}"),
            Target::Event => format!("SELECT DISTINCT event FROM events LIMIT {CANDIDATES}"),
        }
    }
}

/// A row that waits for an id.
#[derive(Debug)]
pub struct Waiting {
    /// Where the row is.
    pub place: Place,
    /// The row as it stands.
    pub text: String,
    /// The column of the reference.
    pub column: &'static str,
}

/// All references of a run.
#[derive(Debug, Default)]
pub struct References {
    known: HashMap<Target, HashSet<String>>,
    waiting: BTreeMap<(Target, String), Vec<Waiting>>,
}

impl References {
    /// Notes a reference: it is known, or the row waits for it until the end of the run.
    ///
    /// # Errors
    /// If the archive cannot be read.
    pub fn check(
        &mut self,
        connection: &Connection,
        target: Target,
        id: &str,
        waiting: impl FnOnce() -> Waiting,
    ) -> Result<()> {
        let known = self.known.entry(target).or_default();
        if known.contains(id) {
            return Ok(());
        }
        if exists(connection, target, id)? {
            if known.len() < REMEMBERED {
                known.insert(id.to_owned());
            }
            return Ok(());
        }
        let rows = self.waiting.entry((target, id.to_owned())).or_default();
        if rows.len() < WAITING_FOR_ONE {
            rows.push(waiting());
        }
        Ok(())
    }

    /// The rows whose reference names nothing, now that all rows are there, each with its refusal.
    ///
    /// # Errors
    /// If the archive cannot be read.
    pub fn unresolved(self, connection: &Connection) -> Result<Vec<(Waiting, Refusal)>> {
        let mut unresolved = Vec::new();
        let mut candidates: HashMap<Target, Vec<String>> = HashMap::new();
        for ((target, id), rows) in self.waiting {
            if exists(connection, target, &id)? {
                continue;
            }
            let ids = match candidates.entry(target) {
                std::collections::hash_map::Entry::Occupied(found) => found.into_mut(),
                std::collections::hash_map::Entry::Vacant(free) => {
                    let mut statement = connection.prepare(&target.candidates())?;
                    let ids = statement
                        .query_map([], |row| row.get(0))?
                        .collect::<rusqlite::Result<Vec<String>>>()?;
                    free.insert(ids)
                }
            };
            let hint =
                suggest::did_you_mean(&id, ids.iter().map(String::as_str)).unwrap_or_else(|| match target {
                    Target::Row(table) => {
                        format!("add a row with that id to {table}.csv and import it as well")
                    }
                    _ => "add a row with that id to the CSV of its table and import it as well".to_owned(),
                });
            for row in rows {
                let message = format!("there is no \"{id}\" in {}", target.words());
                let refusal = Refusal::cell("reference", row.column, message).with_hint(hint.clone());
                unresolved.push((row, refusal));
            }
        }
        unresolved.sort_by(|left, right| left.0.place.cmp(&right.0.place));
        Ok(unresolved)
    }
}

fn exists(connection: &Connection, target: Target, id: &str) -> Result<bool> {
    let mut statement: CachedStatement<'_> = connection.prepare_cached(&target.lookup())?;
    Ok(statement.query_row([id], |_| Ok(())).optional()?.is_some())
}

/// How many statements the connection should keep ready for an import.
pub const STATEMENTS: usize = 6 * TABLES.len();
