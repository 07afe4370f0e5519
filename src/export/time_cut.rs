//! Which rows belong to an extract that is cut at a day or a publication time.

use rusqlite::{Connection, named_params};

use crate::date::Day;
use crate::error::Result;
use crate::schema::{Dating, Kind, Role, TABLES, Table};

/// Marks the rows of a cut extract: records that may have held on the day and whose source was surely out and is not
/// listed in the temporary table `left_out`; entities whose own source was, or that such a record names; sources that any of these name; vocabularies whole.
///
/// # Errors
/// If the archive cannot be read.
pub fn mark(connection: &Connection, on: Option<Day>, published_by: Option<Day>) -> Result<()> {
    connection.execute_batch(
        "CREATE TEMP TABLE extracted (table_name TEXT NOT NULL, id TEXT NOT NULL, PRIMARY KEY (table_name, id)) WITHOUT ROWID",
    )?;
    let (on, published_by) = (on.map(|day| day.to_string()), published_by.map(|day| day.to_string()));
    for table in TABLES.iter().filter(|table| table.has_provenance()) {
        connection.execute(&own(table), named_params! { ":on": on, ":published_by": published_by })?;
    }
    // What a marked row names is marked as well, until nothing new is named.
    loop {
        let mut added = 0;
        for table in TABLES.iter().filter(|table| table.role != Role::Vocabulary) {
            for statement in named_by(table) {
                added += connection.execute(&statement, [])?;
            }
        }
        if added == 0 {
            return Ok(());
        }
    }
}

/// The condition on a table's rows that keeps those that are marked.
pub fn condition(table: &Table) -> String {
    match table.role {
        Role::Vocabulary => String::new(),
        _ => format!(
            " WHERE {0}.id IN (SELECT extracted.id FROM extracted WHERE extracted.table_name = '{0}')",
            table.name
        ),
    }
}

fn own(table: &Table) -> String {
    let name = table.name;
    let day = match table.dating {
        Dating::Span => {
            format!("AND (:on IS NULL OR :on BETWEEN {name}.possible_from AND {name}.possible_to)")
        }
        Dating::Event => {
            format!("AND (:on IS NULL OR :on BETWEEN {name}.date_earliest AND {name}.date_latest)")
        }
        Dating::None | Dating::Published => "AND (:on IS NULL OR TRUE)".to_owned(),
    };
    // Who took part belongs to the event: it is cut as the event is.
    let event = if name == "participants" {
        "AND EXISTS (SELECT 1 FROM events JOIN extracted ON extracted.table_name = 'events' AND extracted.id = events.id
                     WHERE events.event = participants.event)"
    } else {
        ""
    };
    format!(
        "INSERT INTO extracted SELECT '{name}', {name}.id FROM {name} JOIN sources ON sources.id = {name}.source
         WHERE (:published_by IS NULL OR sources.public_by <= :published_by)
           AND {name}.source NOT IN (SELECT id FROM temp.left_out) {day} {event}"
    )
}

/// Statements that mark what the marked rows of a table name.
fn named_by(table: &'static Table) -> Vec<String> {
    let name = table.name;
    let mark = |target: &str, id: &str, named: &str, more: &str| {
        format!(
            "INSERT INTO extracted SELECT DISTINCT '{target}', {target}.id FROM extracted
               JOIN {name} AS naming ON extracted.table_name = '{name}' AND naming.id = extracted.id
               JOIN {target} ON {target}.{id} = naming.{named}
             WHERE {more} NOT EXISTS (SELECT 1 FROM extracted AS known
                                      WHERE known.table_name = '{target}' AND known.id = {target}.id)"
        )
    };
    let entities = Table::entities;
    let entity_key = Table::entity_key;
    let mut statements = Vec::new();
    for column in table.columns() {
        match column.kind {
            Kind::Reference(target)
                if Table::named(target).is_some_and(|target| target.role != Role::Vocabulary) =>
            {
                statements.push(mark(target, "id", column.name, ""));
            }
            Kind::Entity => {
                statements
                    .extend(entities().map(|entity| mark(entity.name, entity_key(entity), column.name, "")));
            }
            Kind::Value => statements.extend(entities().map(|entity| {
                mark(
                    entity.name,
                    entity_key(entity),
                    column.name,
                    "(SELECT type FROM attributes WHERE attributes.id = naming.attribute) = 'entity' AND",
                )
            })),
            Kind::Event if name != "events" => statements.push(mark("events", "event", column.name, "")),
            _ => {}
        }
    }
    statements
}
