//! Ids that mean different things in two archives: reported before anything is changed.

use std::sync::atomic::Ordering;

use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension};

use super::{Request, Versions, has_history, listed};
use crate::error::{Error, Result};
use crate::history::runs::KnownRuns;
use crate::schema::{Role, TABLES, Table};

/// Refuses the merge if ids mean different things on both sides.
pub(super) fn different_meanings(
    connection: &Connection,
    foreign: &Connection,
    name: &str,
    request: &Request<'_>,
) -> Result<()> {
    let mut found = Vec::new();
    let mut kinds = connection.prepare("SELECT kind FROM entities WHERE id = ?1 AND kind <> ?2")?;
    let mut statement = foreign.prepare("SELECT id, kind FROM entities ORDER BY id")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (id, theirs): (String, String) = (row.get(0)?, row.get(1)?);
        let here: Option<String> = kinds.query_row([&id, &theirs], |row| row.get(0)).optional()?;
        if let Some(here) = here {
            found.push(format!("{id} is an id in {here} here, and in {theirs} there"));
        }
    }
    let is_kind_conflict = !found.is_empty();
    if !request.same_ids {
        let undone = (&KnownRuns::of(connection)?, &KnownRuns::of(foreign)?);
        for table in TABLES {
            meanings_in(connection, foreign, table, &mut found, request, undone)?;
        }
    }
    if found.is_empty() {
        return Ok(());
    }
    let hint = if is_kind_conflict {
        "give one of the two another id: orgarchive rename OLD NEW, or retract it; nothing was changed"
    } else {
        "if they mean the same after all, merge with --same-ids: the version written last holds; otherwise give one of the two another id: orgarchive rename OLD NEW --table TABLE; nothing was changed"
    };
    Err(Error::with_hint(
        format!("ids mean different things in this archive and in {name}:\n{}", listed(found)),
        hint,
    ))
}

/// The columns that make a row what it is.
pub(super) fn telling(table: &Table) -> Vec<&'static str> {
    match table.role {
        Role::Record | Role::Conclusion => table.alike.iter().copied().chain(["source"]).collect(),
        Role::Source => vec!["title"],
        Role::Own => Vec::new(),
        _ if table.is_of_reports() => vec![table.entity_key(), "title"],
        _ => vec!["name"],
    }
}

/// Rows of one id that have no version in common, and differ in what makes them what they are.
fn meanings_in(
    connection: &Connection,
    foreign: &Connection,
    table: &'static Table,
    found: &mut Vec<String>,
    request: &Request<'_>,
    (runs_here, runs_there): (&KnownRuns, &KnownRuns),
) -> Result<()> {
    let name = table.name;
    let telling = telling(table);
    let (ours, theirs) = (has_history(connection, table)?, has_history(foreign, table)?);
    let columns = telling.join(", ");
    let mut own = connection.prepare(&format!("SELECT {columns} FROM {name} WHERE id = ?1"))?;
    let mut statement = foreign.prepare(&format!("SELECT id, {columns} FROM {name} ORDER BY id"))?;
    let mut rows = statement.query([])?;
    let mut seen = 0_u64;
    while let Some(row) = rows.next()? {
        seen += 1;
        if seen.is_multiple_of(1_000) && request.interrupted.load(Ordering::Relaxed) {
            return Err(Error::Interrupted);
        }
        let id: String = row.get(0)?;
        let told = |row: &rusqlite::Row<'_>, from: usize| -> rusqlite::Result<Vec<Option<String>>> {
            let cell = |place| -> rusqlite::Result<Option<String>> {
                Ok(match row.get(place)? {
                    Value::Text(text) => Some(text),
                    Value::Integer(number) => Some(number.to_string()),
                    _ => None,
                })
            };
            (from..from + telling.len()).map(cell).collect()
        };
        let Some(here) = own.query_row([&id], |row| told(row, 0)).optional()? else { continue };
        let there = told(row, 1)?;
        if here == there {
            continue;
        }
        let local = Versions::of(connection, table, &id, ours, runs_here)?;
        let other = Versions::of(foreign, table, &id, theirs, runs_there)?;
        if local.share_content(&other) {
            continue;
        }
        let words = |cells: Vec<Option<String>>| {
            let words: Vec<String> = cells.into_iter().flatten().collect();
            words.join(", ")
        };
        found.push(format!("{name} {id}: \"{}\" here, \"{}\" there", words(here), words(there)));
    }
    Ok(())
}
