//! `--sync`: the files are the whole truth for what some sources say; what they no longer hold is retracted.

use rusqlite::Connection;

use super::summary::{Notice, NoticeKind};
use crate::archive::{Run, Writer};
use crate::error::{Error, Result};
use crate::schema::TABLES;

/// How many rows a refusal names.
const NAMED: usize = 20;

/// Makes the list of the rows that the files hold; it is in a temporary file, not in the archive.
pub(super) fn begin(connection: &Connection) -> Result<()> {
    connection.execute_batch(
        "CREATE TEMP TABLE IF NOT EXISTS seen (table_name TEXT NOT NULL, id TEXT NOT NULL, is_new INTEGER NOT NULL,
           PRIMARY KEY (table_name, id)) WITHOUT ROWID;
         DELETE FROM temp.seen;",
    )?;
    Ok(())
}

/// Notes a row of one of the sources.
pub(super) fn seen(
    connection: &Connection,
    table: &crate::schema::Table,
    id: &str,
    is_new: bool,
) -> Result<()> {
    connection
        .prepare_cached("INSERT OR IGNORE INTO temp.seen (table_name, id, is_new) VALUES (?1, ?2, ?3)")?
        .execute((table.name, id, is_new))?;
    Ok(())
}

/// What the files no longer hold.
pub(super) struct Gone {
    /// Each row that was retracted.
    pub findings: Vec<Notice>,
    /// Whether it is more than half of what the sources said.
    pub is_most: bool,
}

/// Retracts what the sources say in the archive and no longer in the files; gives it as findings.
///
/// # Errors
/// If there is no such source, more than half would be retracted and `force` is not given, or other rows refer to it.
pub(super) fn retract(run: &Run<'_>, sources: &[String], force: bool) -> Result<Gone> {
    let connection = run.connection();
    for source in sources {
        let known: bool =
            connection.query_row("SELECT EXISTS (SELECT 1 FROM sources WHERE id = ?1)", [source], |row| {
                row.get(0)
            })?;
        if !known {
            return Err(Error::with_hint(
                format!("--sync {source}: there is no such source"),
                "give the id of a source that the archive or the files hold",
            ));
        }
    }
    let array = crate::query::json_array(sources.iter().map(String::as_str));
    let mut gone: Vec<(&'static str, String)> = Vec::new();
    for table in TABLES.iter().filter(|table| table.has_provenance()) {
        let name = table.name;
        let mut statement = connection.prepare(&format!(
            "SELECT id FROM {name} WHERE source IN (SELECT value FROM json_each(?1))
               AND NOT EXISTS (SELECT 1 FROM temp.seen WHERE table_name = '{name}' AND seen.id = {name}.id) ORDER BY id"
        ))?;
        for id in statement.query_map([&array], |row| row.get(0))? {
            gone.push((name, id?));
        }
    }
    let stays: i64 =
        connection.query_row("SELECT count(*) FROM temp.seen WHERE NOT is_new", [], |row| row.get(0))?;
    let stays = usize::try_from(stays).unwrap_or(0);
    let is_most = gone.len() > stays;
    if is_most && !force {
        let mut lines: Vec<String> =
            gone.iter().take(NAMED).map(|(table, id)| format!("  {table} {id}")).collect();
        if gone.len() > NAMED {
            lines.push(format!("  and {} more", gone.len() - NAMED));
        }
        return Err(Error::with_hint(
            format!(
                "--sync would retract {} of the {} rows of {}:\n{}",
                gone.len(),
                gone.len() + stays,
                sources.join(", "),
                lines.join("\n")
            ),
            "if the files are all that these sources say, run it again with --force; --dry-run shows the whole plan",
        ));
    }
    for (table, id) in &gone {
        if let Some(table) = crate::schema::Table::named(table) {
            Writer::new(run, table)?.withdraw(id)?;
        }
    }
    let left = run.settle(NAMED)?.dangling;
    if !left.is_empty() {
        let lines: Vec<String> = left
            .iter()
            .map(|row| format!("  {} {} names \"{}\" in {}", row.table, row.id, row.missing, row.column))
            .collect();
        return Err(Error::with_hint(
            format!("--sync would retract rows that others refer to:\n{}", lines.join("\n")),
            "keep these rows in the files, or retract or correct the rows that name them first; nothing was changed",
        ));
    }
    let findings = gone
        .into_iter()
        .map(|(table, id)| Notice { kind: NoticeKind::Retracted, table, id, other: None })
        .collect();
    Ok(Gone { findings, is_most })
}
