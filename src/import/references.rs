//! References of the rows of an import: ids that are known, and those that are missing so far.
//!
//! Tables are loaded in an order in which a row refers to tables before its own, or to its own: once all rows of a table
//! are staged, what is still missing is missing.

use std::collections::{HashMap, HashSet};

use rusqlite::{CachedStatement, Connection, OptionalExtension};

use super::problems::{Place, Refusal};
use super::stage::Staged;
use crate::error::Result;
use crate::schema::{Kind, Role, TABLES, Table};
use crate::suggest;

/// How many ids are remembered; the others are looked up in the archive each time.
const REMEMBERED: usize = 200_000;
/// Among how many ids a suggestion is looked for.
const CANDIDATES: i64 = 50_000;
/// How many refused rows are remembered, to say that what refers to them waits for them.
const REFUSED_REMEMBERED: usize = 100_000;

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

    /// Whether a row of this table can be what is named.
    fn may_be_in(self, table: &Table) -> bool {
        match self {
            Target::Row(name) => name == table.name,
            Target::Entity => table.role == Role::Entity,
            Target::Event => table.name == "events",
        }
    }
}

/// All references of a run.
#[derive(Debug, Default)]
pub struct References {
    /// By target, of which there are few.
    known: Vec<(Target, HashSet<String>)>,
    missing: HashMap<Target, HashSet<String>>,
    refused: HashMap<(&'static str, String), Place>,
    candidates: HashMap<Target, Vec<String>>,
}

impl References {
    /// Notes a reference: it is known, or missing so far.
    ///
    /// # Errors
    /// If the archive cannot be read.
    pub fn note(&mut self, connection: &Connection, target: Target, id: &str) -> Result<()> {
        let place = self.known.iter().position(|(own, _)| *own == target).unwrap_or_else(|| {
            self.known.push((target, HashSet::new()));
            self.known.len() - 1
        });
        let known = &mut self.known[place].1;
        if known.contains(id) {
            return Ok(());
        }
        if exists(connection, target, id)? {
            if known.len() < REMEMBERED {
                known.insert(id.to_owned());
            }
        } else {
            self.missing.entry(target).or_default().insert(id.to_owned());
        }
        Ok(())
    }

    /// Remembers that the row with this id was refused.
    pub fn note_refused(&mut self, table: &'static str, id: &str, place: &Place) {
        if self.refused.len() < REFUSED_REMEMBERED {
            self.refused.entry((table, id.to_owned())).or_insert_with(|| place.clone());
        }
    }

    /// Whether a reference is missing, now that all rows of its table are staged.
    #[must_use]
    pub fn is_missing(&self, target: Target, id: &str) -> bool {
        self.missing.get(&target).is_some_and(|missing| missing.contains(id))
    }

    /// Strikes off what the staged rows of a table bring; tells whether something is still missing.
    ///
    /// # Errors
    /// If the staged rows cannot be read.
    pub fn strike_staged(&mut self, table: &'static Table, staged: &mut Staged) -> Result<bool> {
        let own: Vec<Target> = self
            .missing
            .iter()
            .filter(|(target, ids)| target.may_be_in(table) && !ids.is_empty())
            .map(|(target, _)| *target)
            .collect();
        if !own.is_empty() {
            staged.each_id(|id| {
                for target in &own {
                    if let Some(missing) = self.missing.get_mut(target) {
                        missing.remove(id);
                    }
                }
            })?;
        }
        Ok(self.missing.values().any(|ids| !ids.is_empty()))
    }

    /// Takes an id as missing again: the staged row that would have brought it is refused.
    pub fn lost(&mut self, table: &'static Table, id: &str) {
        for target in [Target::Row(table.name), Target::Entity] {
            if target.may_be_in(table) {
                self.missing.entry(target).or_default().insert(id.to_owned());
            }
        }
    }

    /// Why a row is refused that names an id which is missing.
    ///
    /// # Errors
    /// If the archive cannot be read.
    pub fn refusal(
        &mut self,
        connection: &Connection,
        target: Target,
        column: &'static str,
        id: &str,
    ) -> Result<Refusal> {
        let refused = TABLES
            .iter()
            .filter(|table| target.may_be_in(table))
            .find_map(|table| self.refused.get(&(table.name, id.to_owned())));
        if let Some(place) = refused {
            return Ok(Refusal::cell(
                "waits",
                column,
                format!("the row of \"{id}\" is refused itself ({}:{})", place.file, place.line),
            )
            .with_hint("this row is loaded once that one is corrected"));
        }
        let ids = match self.candidates.entry(target) {
            std::collections::hash_map::Entry::Occupied(found) => found.into_mut(),
            std::collections::hash_map::Entry::Vacant(free) => {
                let mut statement = connection.prepare(&target.candidates())?;
                let ids =
                    statement.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<Vec<String>>>()?;
                free.insert(ids)
            }
        };
        let hint =
            suggest::did_you_mean(id, ids.iter().map(String::as_str)).unwrap_or_else(|| match target {
                Target::Row(table) => {
                    format!("add a row with that id to {table}.csv and import it as well")
                }
                _ => "add a row with that id to the CSV of its table and import it as well".to_owned(),
            });
        let message = format!("there is no \"{id}\" in {}", target.words());
        Ok(Refusal::cell("reference", column, message).with_hint(hint))
    }

    /// Forgets what was missing: the next table begins.
    pub fn begin_table(&mut self) {
        self.missing.clear();
    }
}

/// How many statements a run keeps prepared: one for each target, and those of the store.
pub const STATEMENTS: usize = 96;

/// Whether the archive has what is named.
///
/// # Errors
/// If it cannot be read.
pub fn exists(connection: &Connection, target: Target, id: &str) -> Result<bool> {
    let mut statement: CachedStatement<'_> = connection.prepare_cached(&target.lookup())?;
    Ok(statement.query_row([id], |_| Ok(())).optional()?.is_some())
}
