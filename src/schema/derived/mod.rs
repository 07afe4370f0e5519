//! What the program makes in an archive beside the tables: views, and the triggers that keep the history, generated from
//! the description of the tables.
//!
//! None of it holds data, so that none of it needs a migration: [`sql`] is made in the transaction of the migrations, and
//! again where the [`fingerprint`] in an archive is another version's. Everything here whose name begins with [`PREFIX`]
//! is the program's own.

mod append_only;
mod bounds;
mod checks;
mod entities;
mod records;
mod sql_dates;
mod versioned;
mod views;

use std::sync::OnceLock;

use sha2::{Digest, Sha256};

use crate::schema::Table;

/// How the names begin of what the archive keeps for its own working, tables included.
pub const PREFIX: &str = "upkeep_";

/// Holds while no run of the program is under way: what is written comes from a stock shell.
const SHELL: &str = "NOT EXISTS (SELECT 1 FROM upkeep_run WHERE number = 1)";

const HEAD: &str = "\
-- Views and triggers: made by orgarchive from the description of the tables, by src/schema/derived. They hold no data;
-- orgarchive check --fix restores them. Plain SQL for SQLite 3.40.
--
-- The triggers keep every version of every row that is superseded, whoever writes and with whatever tool.
--  * A run of orgarchive puts a row in upkeep_run and its own row in commits first. Computed and bookkeeping columns
--    are then its word. Otherwise the triggers check what is written, and fill these columns in.
--  * History is written after the change, from the row as it was. REPLACE fires no delete trigger unless
--    recursive_triggers is on: BEFORE INSERT keeps the row in the way in upkeep_replaced, AFTER INSERT moves it to
--    history. A REPLACE that changes no cell leaves the version as it was; with recursive_triggers on it is seen as a
--    DELETE and an INSERT: two versions.
--  * A write that changes no cell is not a version; '' and NULL are the same blank cell. Ids never change.
--  * No OR and no ON CONFLICT inside a trigger: the policy of the statement outside would take its place.
--  * Writing to a view calls the triggers of that view.
--  * References are not checked here: the keys are deferred, and orgarchive check names orphans. Deleting a source or
--    an attribute leaves what rested on it as it was; when it comes back, what rests on it follows.
";

/// The SQL of all views and triggers.
#[must_use]
pub fn sql() -> &'static str {
    static SQL: OnceLock<String> = OnceLock::new();
    SQL.get_or_init(|| {
        let tables = versioned::kept_tables();
        let mut parts = vec![HEAD.to_owned(), views::views(&tables), append_only::SHARED.to_owned()];
        parts.extend(tables.iter().map(records::of_table));
        parts.push(format!("-- what is only added to\n{}", append_only::guards()));
        parts.push(entities::guards());
        parts.join("\n")
    })
}

/// What distinguishes this [`sql`] from that of another version of the program: the first 128 bits of its SHA-256.
#[must_use]
pub fn fingerprint() -> &'static str {
    static FINGERPRINT: OnceLock<String> = OnceLock::new();
    FINGERPRINT.get_or_init(|| Sha256::digest(sql())[..16].iter().map(|byte| format!("{byte:02x}")).collect())
}

/// The views that are there for whoever asks, as temporary ones: for an archive that may not be changed, whose own are
/// another version's.
#[must_use]
pub fn temporary_views() -> String {
    views::temporary_views(&versioned::kept_tables())
}

/// Whether a view or trigger is the program's own, of whatever version.
#[must_use]
pub fn is_derived(kind: &str, name: &str) -> bool {
    match kind {
        "view" => name.starts_with(PREFIX) || views::NAMES.contains(&name),
        "trigger" => name.starts_with(PREFIX),
        _ => false,
    }
}

/// The names of the triggers that a plain INSERT into the table passes. A run that only adds new rows may drop them
/// and restore them, from `sqlite_schema`, in its own transaction; it then writes `entities` itself.
#[must_use]
pub fn insert_triggers_of(table: &Table) -> Vec<String> {
    let name = |step: &str| format!("{PREFIX}{}_insert_{step}", table.name);
    let mut names = vec![name("begins"), name("ends")];
    if table.is_of_entities() {
        names.push(name("enters"));
    }
    names
}
