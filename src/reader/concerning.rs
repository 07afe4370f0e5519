//! A reader that sees what concerns some entities, and no more.
//!
//! Rules and gaps read whole tables. Asked about one official they would read a million postings for ten: so the rows
//! that can matter to the entities are copied into temporary tables, and temporary views with the tables' names show
//! these instead. Rules need not know. What is found about others in them may be wrong, since their other rows are missing;
//! the caller keeps what concerns the entities.

use rusqlite::{Connection, OptionalExtension};

use crate::archive::with_temporary_views;
use crate::error::Result;
use crate::schema::{Column, Kind, Table};

use super::Reader;

/// Fills the temporary tables of ids.
const IDS: &str = include_str!("concerning.sql");

/// Kinds of entities of which all rows that matter are known; a place matters to whatever lies in its country.
const NARROWED: &[&str] = &["officials", "organizations", "chapters", "events"];

/// The tables whose rows are copied, in this order, each with the ids of its rows.
const ROWS: &[(&str, &str)] = &[
    ("postings", "SELECT id FROM near_postings"),
    ("events", "SELECT events.id FROM near_events CROSS JOIN events ON events.event = near_events.id"),
    (
        "participants",
        "SELECT participants.id FROM near_events CROSS JOIN participants ON participants.event = near_events.id
         UNION SELECT participants.id FROM near_asked CROSS JOIN participants ON participants.subject = near_asked.id",
    ),
    (
        "relations",
        "SELECT relations.id FROM near_entities CROSS JOIN relations ON relations.subject = near_entities.id
         UNION SELECT relations.id FROM near_places CROSS JOIN relations ON relations.subject = near_places.id
         UNION SELECT relations.id FROM near_asked CROSS JOIN relations ON relations.object = near_asked.id
         UNION SELECT relations.id FROM near_counted CROSS JOIN relations ON relations.object = near_counted.id",
    ),
    ("names", "SELECT names.id FROM near_entities CROSS JOIN names ON names.subject = near_entities.id"),
    ("facts", "SELECT facts.id FROM near_entities CROSS JOIN facts ON facts.subject = near_entities.id"),
    (
        "chapters",
        "SELECT id FROM near_mentioned
         UNION SELECT chapters.id FROM near_counted CROSS JOIN chapters ON chapters.organization = near_counted.id",
    ),
    ("organizations", "SELECT id FROM near_mentioned"),
    ("officials", "SELECT id FROM near_mentioned"),
    // Provinces are compared with those of the same country.
    (
        "places",
        "SELECT id FROM near_mentioned
         UNION SELECT id FROM near_places
         UNION SELECT places.id FROM near_mentioned
           CROSS JOIN places AS country ON country.id = near_mentioned.id AND country.kind = 'country'
           CROSS JOIN places ON places.parent = country.id",
    ),
];

impl Reader {
    /// Lets `ask` see what concerns some entities, and afterwards everything again.
    ///
    /// # Errors
    /// If the archive cannot be read, or `ask` fails.
    pub fn concerning<T>(&self, entities: &[&str], ask: impl FnOnce() -> Result<T>) -> Result<T> {
        let connection = self.connection();
        for entity in entities {
            let kind: Option<String> = connection
                .query_row("SELECT kind FROM entities WHERE id = ?1", [entity], |row| row.get(0))
                .optional()?;
            if !kind.is_some_and(|kind| NARROWED.contains(&kind.as_str())) {
                return ask();
            }
        }
        let narrow = || {
            connection.execute_batch(
                "SAVEPOINT near; CREATE TEMP TABLE near_asked (id TEXT PRIMARY KEY) WITHOUT ROWID",
            )?;
            let mut insert = connection.prepare("INSERT OR IGNORE INTO near_asked VALUES (?1)")?;
            for entity in entities {
                insert.execute([entity])?;
            }
            narrow_to_what_is_asked(connection)
        };
        let answer = with_temporary_views(connection, narrow).and_then(|()| ask());
        connection.pragma_update(None, "query_only", false)?;
        connection.execute_batch("ROLLBACK TO near; RELEASE near; PRAGMA query_only = true")?;
        answer
    }
}

fn narrow_to_what_is_asked(connection: &Connection) -> Result<()> {
    connection.execute_batch(IDS)?;
    connection.execute_batch(
        "CREATE TEMP TABLE near_mentioned (id TEXT PRIMARY KEY) WITHOUT ROWID;
         INSERT INTO near_mentioned SELECT id FROM near_entities;",
    )?;
    let tables = ROWS.iter().filter_map(|(name, ids)| Some((Table::named(name)?, ids)));
    for (table, ids) in tables.clone() {
        let name = table.name;
        connection.execute_batch(&format!(
            "CREATE TEMP TABLE near_of_{name} AS
               SELECT {name}.* FROM ({ids}) AS near CROSS JOIN {name} ON {name}.id = near.id;
             CREATE UNIQUE INDEX temp.near_of_{name}_id ON near_of_{name} (id);"
        ))?;
        for Column { name: column, .. } in table.columns().filter(|column| is_looked_up(column.kind)) {
            connection.execute_batch(&format!(
                "CREATE INDEX temp.near_of_{name}_{column} ON near_of_{name} ({column});
                 INSERT OR IGNORE INTO near_mentioned
                   SELECT DISTINCT {column} FROM near_of_{name} WHERE {column} IS NOT NULL;"
            ))?;
        }
    }
    for (Table { name, .. }, _) in tables {
        connection.execute_batch(&format!(
            "DROP VIEW IF EXISTS temp.{name}; CREATE TEMP VIEW {name} AS SELECT * FROM temp.near_of_{name};"
        ))?;
    }
    Ok(())
}

/// Whether a column names entities, so that rows are looked up by it.
fn is_looked_up(kind: Kind) -> bool {
    match kind {
        Kind::Entity | Kind::Event | Kind::Value => true,
        Kind::Reference(table) => Table::is_entity_table(table),
        _ => false,
    }
}
