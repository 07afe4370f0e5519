//! Withdrawing a record: it leaves its table, and its last version stays in the history with the reason.

use rusqlite::Connection;
use serde_json::json;

use crate::archive::{Moment, Run, Writer};
use crate::error::{Error, Result};
use crate::lookup::tables_of;
use crate::schema::{ATTACHMENTS, TABLES, Table};

/// How many rows that are in the way are named.
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
    Writer::new(&run, table)?.withdraw(id)?;
    let referring: Vec<String> =
        run.settle(NAMED + 1)?.dangling.iter().map(|row| format!("{} {}", row.table, row.id)).collect();
    if !referring.is_empty() {
        let shown: Vec<&str> = referring.iter().take(NAMED).map(String::as_str).collect();
        let more = if referring.len() > NAMED { " and others" } else { "" };
        return Err(Error::with_hint(
            format!("{} {id} is referred to by {}{more}", table.name, shown.join(", ")),
            "retract or correct these first",
        ));
    }
    run.finish(&json!([]), &json!({ table.name: { "retracted": 1 } }), Some(reason))?;
    Ok(table)
}

fn table_of(connection: &Connection, table: Option<&'static Table>, id: &str) -> Result<&'static Table> {
    let candidates = TABLES
        .iter()
        .chain([&ATTACHMENTS])
        .filter(|candidate| table.is_none_or(|table| table.name == candidate.name));
    let found = tables_of(connection, candidates, id)?;
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
