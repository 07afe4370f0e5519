//! Withdrawing a record: it leaves its table, and its last version stays in the history with the reason.

use rusqlite::Connection;
use serde_json::json;

use crate::archive::{Moment, Run};
use crate::error::{Error, Result};
use crate::schema::{Kind, OWN_TABLES, Role, TABLES, Table, versioned_tables};

/// How many rows that stand in the way are named.
const NAMED: usize = 10;

/// Withdraws the row with this id and gives its table.
///
/// # Errors
/// If there is no such row, several tables have one and none is given, or other rows refer to it; nothing is then
/// changed.
pub fn retract(
    connection: &mut Connection,
    table: Option<&'static Table>,
    id: &str,
    reason: &str,
    moment: Moment,
) -> Result<&'static Table> {
    let run = Run::begin(connection, "retract", moment, Some(reason))?;
    let table = table_of(run.connection(), table, id)?;
    let referring = referring(run.connection(), table, id)?;
    if !referring.is_empty() {
        let shown: Vec<&str> = referring.iter().take(NAMED).map(String::as_str).collect();
        let more = if referring.len() > NAMED { " and others" } else { "" };
        return Err(Error::with_hint(
            format!("{} {id} is referred to by {}{more}", table.name, shown.join(", ")),
            "retract or correct these first",
        ));
    }
    run.connection().execute(&format!("DELETE FROM {} WHERE id = ?1", table.name), [id])?;
    run.note_row(table, id);
    run.finish(&json!([]), &json!({ table.name: { "retracted": 1 } }), Some(reason))?;
    Ok(table)
}

fn table_of(connection: &Connection, table: Option<&'static Table>, id: &str) -> Result<&'static Table> {
    let mut found = Vec::new();
    // Kept documents are withdrawn like records; their copy stays.
    let attachments = &OWN_TABLES[0];
    for candidate in TABLES
        .iter()
        .chain([attachments])
        .filter(|candidate| table.is_none_or(|table| table.name == candidate.name))
    {
        let sql = format!("SELECT EXISTS (SELECT 1 FROM {} WHERE id = ?1)", candidate.name);
        if connection.query_row(&sql, [id], |row| row.get(0))? {
            found.push(candidate);
        }
    }
    match found.as_slice() {
        [one] => Ok(one),
        [] => Err(Error::with_hint(
            format!("there is no row with the id \"{id}\""),
            "give the id of a record; show lists the records about an entity with --format csv",
        )),
        several => {
            let names: Vec<&str> = several.iter().map(|table| table.name).collect();
            Err(Error::with_hint(
                format!("\"{id}\" is the id of rows in {}", names.join(" and ")),
                "name the table: --table TABLE",
            ))
        }
    }
}

/// Rows that name the row, as `table id`.
fn referring(connection: &Connection, table: &'static Table, id: &str) -> Result<Vec<String>> {
    let named = match table.role {
        Role::Record | Role::Own => return Ok(Vec::new()),
        Role::Entity if table.is_of_reports() => match last_report_of(connection, id)? {
            Some(event) => event,
            None => return Ok(Vec::new()),
        },
        _ => id.to_owned(),
    };
    let mut found = Vec::new();
    for other in versioned_tables() {
        for column in other.columns() {
            let condition = match column.kind {
                Kind::Reference(target) if target == table.name => "",
                Kind::Entity if table.is_of_entities() => "",
                Kind::Event if table.is_of_reports() && !other.is_of_reports() => "",
                Kind::Value if table.is_of_entities() => {
                    " AND (SELECT type FROM attributes WHERE attributes.id = facts.attribute) = 'entity'"
                }
                _ => continue,
            };
            let mut statement = connection.prepare(&format!(
                "SELECT id FROM {name} WHERE {column} = ?1 AND NOT (id = ?2 AND '{name}' = '{own}'){condition} LIMIT {limit}",
                name = other.name,
                column = column.name,
                own = table.name,
                limit = NAMED + 1,
            ))?;
            let ids = statement.query_map([named.as_str(), id], |row| row.get::<_, String>(0))?;
            for referring in ids {
                found.push(format!("{} {}", other.name, referring?));
            }
        }
    }
    found.dedup();
    Ok(found)
}

/// The event of which the row is the last report; none if others report it as well.
fn last_report_of(connection: &Connection, id: &str) -> Result<Option<String>> {
    let (event, reports): (String, i64) = connection.query_row(
        "SELECT event, (SELECT count(*) FROM events AS others WHERE others.event = events.event)
         FROM events WHERE id = ?1",
        [id],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    Ok((reports == 1).then_some(event))
}
