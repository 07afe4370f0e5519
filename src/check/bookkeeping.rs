//! What the archive keeps about itself: stamps, leftovers of a run, the records of the migrations; and restoring it.

use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior};

use super::{Defect, LISTED};
use crate::archive::{self, Piece};
use crate::error::Result;
use crate::schema::versioned_tables;

/// Tables that hold something only while a run or a statement is under way; `upkeep_replaced` may keep what OR IGNORE left.
const PASSING: &[&str] = &["upkeep_run"];

/// Versions whose stamps no commit gave, and what should not be there between two runs.
///
/// # Errors
/// If the archive cannot be read.
pub(super) fn findings(connection: &Connection) -> Result<Vec<Defect>> {
    let mut findings = notes(connection)?;
    for name in PASSING {
        let is_left: bool =
            connection.query_row(&format!("SELECT EXISTS (SELECT 1 FROM {name})"), [], |row| row.get(0))?;
        if is_left {
            findings.push(Defect {
                rule: "leftover",
                table: Some((*name).to_owned()),
                id: None,
                message: "leftover row: no run is under way, but the triggers behave as if one were; remove it with: orgarchive check --fix".to_owned(),
            });
        }
    }
    for table in versioned_tables() {
        let name = table.name;
        findings.extend(stamps(
            connection,
            name,
            &format!(
                "SELECT id FROM {name} WHERE recorded_at IS NULL OR arrived_at IS NULL OR recorded_at > arrived_at
                   OR NOT EXISTS (SELECT 1 FROM commits WHERE at = arrived_at) LIMIT {LISTED}"
            ),
        )?);
    }
    findings.extend(stamps(
        connection,
        "history",
        &format!(
            "SELECT sequence FROM history WHERE recorded_at > arrived_at OR arrived_at > superseded_at
               OR NOT EXISTS (SELECT 1 FROM commits WHERE at = arrived_at)
               OR NOT EXISTS (SELECT 1 FROM commits WHERE at = superseded_at) LIMIT {LISTED}"
        ),
    )?);
    Ok(findings)
}

fn stamps(connection: &Connection, table: &str, sql: &str) -> Result<Vec<Defect>> {
    let mut statement = connection.prepare(sql)?;
    let rows = statement.query_map([], |row| {
        Ok(match row.get_ref(0)? {
            rusqlite::types::ValueRef::Integer(number) => number.to_string(),
            other => other.as_str().unwrap_or_default().to_owned(),
        })
    })?;
    let mut findings = Vec::new();
    for id in rows {
        findings.push(Defect {
            rule: "stamp",
            table: Some(table.to_owned()),
            id: Some(id?),
            message: "no commit has the timestamp of its version: it was written bypassing the triggers; compare with a backup, or import the row again".to_owned(),
        });
    }
    Ok(findings)
}

/// What the migrations noted of themselves.
fn notes(connection: &Connection) -> Result<Vec<Defect>> {
    if archive::notes_of(connection)? == archive::notes_expected() {
        return Ok(Vec::new());
    }
    Ok(vec![Defect {
        rule: "schema",
        table: Some("refinery_schema_history".to_owned()),
        id: None,
        message:
            "the records of the migrations were changed or removed; restore them with: orgarchive check --fix"
                .to_owned(),
    }])
}

/// Makes missing tables again, empty, and clears what a run would trip over; returns what was restored. A run can then
/// restore the rest.
///
/// # Errors
/// If the archive cannot be written; nothing is then changed.
pub(super) fn make_ready(connection: &mut Connection, expected: &[Piece]) -> Result<Vec<String>> {
    connection.pragma_update(None, "foreign_keys", false)?;
    let path = connection.path().map(std::path::PathBuf::from);
    let transaction =
        connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(|error| match error
            .sqlite_error_code()
        {
            Some(rusqlite::ErrorCode::DatabaseBusy) => archive::in_the_way(path.as_deref()),
            _ => error.into(),
        })?;
    let mut put_back = Vec::new();
    for piece in expected.iter().filter(|piece| piece.kind == "table") {
        let is_there: Option<i64> = transaction
            .query_row(
                "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?1",
                [&piece.name],
                |row| row.get(0),
            )
            .optional()?;
        if is_there.is_none() {
            transaction.execute_batch(&piece.sql)?;
            if piece.name == "upkeep_text_config" {
                // The version of FTS5's format, without which it reads nothing (FTS5_CURRENT_VERSION).
                transaction.execute_batch("INSERT INTO upkeep_text_config (k, v) VALUES ('version', 4)")?;
            }
            put_back.push(format!("table {}", piece.name));
        }
    }
    for name in PASSING {
        if transaction.execute(&format!("DELETE FROM {name}"), [])? > 0 {
            put_back.push(format!("{name}, empty"));
        }
    }
    if put_back.iter().any(|what| what == "table commits") {
        commits_from_versions(&transaction)?;
    }
    if archive::notes_of(&transaction)? != archive::notes_expected() {
        archive::write_notes(&transaction)?;
        put_back.push("the records of the migrations".to_owned());
    }
    transaction.commit()?;
    Ok(put_back)
}

/// Commits that were lost, from the stamps that versions carry. Their numbers are other ones, up to the last that was
/// sealed; the commits that follow go on from there.
fn commits_from_versions(transaction: &Transaction<'_>) -> Result<()> {
    let mut stamps: Vec<String> = versioned_tables()
        .map(|table| {
            format!("SELECT arrived_at AS at, CASE WHEN recorded_at = arrived_at THEN import END AS import FROM {}", table.name)
        })
        .collect();
    stamps.push(
        "SELECT arrived_at, CASE WHEN recorded_at = arrived_at THEN written_by END FROM history".to_owned(),
    );
    stamps.push("SELECT superseded_at, superseded_by FROM history".to_owned());
    transaction.execute_batch(&format!(
        "INSERT INTO commits (number, at, import)
         SELECT place + max(0, coalesce((SELECT max(number) FROM upkeep_seals), 0) - total), at, import
         FROM (SELECT row_number() OVER (ORDER BY at) AS place, count(*) OVER () AS total, at, import
           FROM (SELECT at, max(import) AS import FROM ({}) WHERE at IS NOT NULL GROUP BY at))",
        stamps.join(" UNION ALL ")
    ))?;
    Ok(())
}
