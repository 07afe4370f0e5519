//! Rows that break a rule which spans their cells and the archive: a stock shell can write them.

use rusqlite::Connection;

use super::{Defect, LISTED};
use crate::error::Result;
use crate::schema::{RowRule, Table};

/// The rows of a table that break one of its rules. What a row alone can break is a constraint, which SQLite checks.
pub(super) fn findings(connection: &Connection, table: &Table) -> Result<Vec<Defect>> {
    let mut findings = Vec::new();
    for rule in table.rules {
        match rule {
            RowRule::SameKind { columns, .. } => findings.extend(of_two_kinds(connection, table, *columns)?),
            RowRule::ExactlyOneOf { .. } | RowRule::Differ { .. } => {}
        }
    }
    Ok(findings)
}

fn of_two_kinds(
    connection: &Connection,
    table: &Table,
    [one, other]: [&'static str; 2],
) -> Result<Vec<Defect>> {
    let name = table.name;
    let mut statement = connection.prepare(&format!(
        "SELECT {name}.id, one.id, one.kind, other.id, other.kind FROM {name}
           JOIN entities AS one ON one.id = {name}.{one} JOIN entities AS other ON other.id = {name}.{other}
         WHERE one.kind <> other.kind ORDER BY {name}.id LIMIT ?1",
    ))?;
    let found = statement.query_map([LISTED as i64], |row| {
        let text = |place: usize| row.get::<_, String>(place);
        Ok(Defect {
            rule: "two kinds",
            table: Some(name.to_owned()),
            id: Some(text(0)?),
            message: format!(
                "\"{}\" is in {}, \"{}\" in {}: no answer uses this row; revise or retract it",
                text(1)?,
                text(2)?,
                text(3)?,
                text(4)?
            ),
        })
    })?;
    Ok(found.collect::<rusqlite::Result<Vec<Defect>>>()?)
}
