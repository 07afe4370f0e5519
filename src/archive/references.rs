//! Rows that name other rows: which references would dangle after rows were removed or restored.

use rusqlite::Connection;

use crate::error::Result;
use crate::schema::{Kind, Table, versioned_tables};

/// From how many rows on all references are checked.
const MANY: usize = 5_000;

/// A dangling reference.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Dangling {
    /// The table of the row that names something.
    pub table: &'static str,
    /// The id of that row.
    pub id: String,
    /// The column.
    pub column: &'static str,
    /// What it names.
    pub missing: String,
}

/// Dangling references, as far as they name a row of `touched` (table, id) or are in one of them. A fact whose
/// attribute is among them counts as well: its value may have become a reference.
///
/// # Errors
/// If the archive cannot be read.
pub fn dangling(
    connection: &Connection,
    touched: &[(&'static str, String)],
    limit: usize,
) -> Result<Vec<Dangling>> {
    connection.execute_batch(
        "CREATE TEMP TABLE IF NOT EXISTS touched (table_name TEXT NOT NULL, id TEXT NOT NULL, PRIMARY KEY (table_name, id)) WITHOUT ROWID;
         DELETE FROM temp.touched;",
    )?;
    {
        let mut insert = connection.prepare("INSERT OR IGNORE INTO temp.touched VALUES (?1, ?2)")?;
        for (table, id) in touched {
            insert.execute((table, id))?;
        }
    }
    let mut found = Vec::new();
    for table in versioned_tables() {
        for column in table.columns() {
            let (target, named) = match column.kind {
                Kind::Reference(target) => (target, format!("table_name = '{target}'")),
                Kind::Entity | Kind::Event | Kind::Value => ("entities", entity_tables()),
                _ => continue,
            };
            let (name, cell) = (table.name, column.name);
            let (value, kind, attribute) = match column.kind {
                Kind::Value => (
                    "AND (SELECT type FROM attributes WHERE attributes.id = attribute) = 'entity'",
                    "",
                    " OR attribute IN (SELECT id FROM temp.touched WHERE table_name = 'attributes')",
                ),
                Kind::Event => ("", " AND target.kind = 'events'", ""),
                _ => ("", "", ""),
            };
            let missing = format!(
                "{cell} IS NOT NULL {value} AND NOT EXISTS (SELECT 1 FROM {target} AS target WHERE target.id = {name}.{cell}{kind})"
            );
            // Many rows are found faster by one look at all of them.
            let sql = if touched.len() > MANY {
                format!("SELECT id, {cell} FROM {name} WHERE {missing} LIMIT {limit}")
            } else {
                format!(
                "SELECT id, {cell} FROM {name} WHERE ({cell} IN (SELECT id FROM temp.touched WHERE {named}){attribute}) AND {missing}
                 UNION
                 SELECT id, {cell} FROM {name} WHERE id IN (SELECT id FROM temp.touched WHERE table_name = '{name}') AND {missing}
                 LIMIT {limit}"
            )
            };
            let mut statement = connection.prepare(&sql)?;
            let rows = statement.query_map([], |row| {
                Ok(Dangling { table: name, id: row.get(0)?, column: cell, missing: row.get(1)? })
            })?;
            found.extend(rows.collect::<rusqlite::Result<Vec<Dangling>>>()?);
        }
    }
    Ok(found)
}

fn entity_tables() -> String {
    let names: Vec<String> = Table::entities().map(|table| format!("'{}'", table.name)).collect();
    format!("table_name IN ({})", names.join(", "))
}

/// The ids under which a row of the table can be named: its own, and for a report that of its event.
pub fn named_as(table: &Table, id: &str, event: Option<&str>) -> Vec<(&'static str, String)> {
    let Some(table) = Table::versioned(table.name).filter(|table| !table.is_of_records()) else {
        return Vec::new();
    };
    let mut names = vec![(table.name, id.to_owned())];
    if let Some(event) = event.filter(|event| *event != id) {
        names.push((table.name, event.to_owned()));
    }
    names
}
