//! New rows that are probably corrections of an older row of the same source.

use rusqlite::Connection;

use super::summary::{Notice, NoticeKind};
use crate::error::Result;
use crate::schema::Table;

/// How many likely revisions are named at most.
const NAMED: usize = 200;

/// New rows that are much like an older one of the same source: its correction, more likely than a second statement.
///
/// # Errors
/// If the archive cannot be read.
pub fn find(connection: &Connection, table: &str, import: &str) -> Result<Vec<Notice>> {
    let Some(table) = Table::named(table).filter(|table| !table.alike.is_empty()) else {
        return Ok(Vec::new());
    };
    // The plus keeps SQLite from going by the source, of which a large archive has thousands of rows each.
    let alike: Vec<String> =
        table.alike.iter().map(|column| format!("older.{column} IS newer.{column}")).collect();
    let mut statement = connection.prepare(&format!(
        "SELECT newer.id, min(older.id) FROM {name} AS newer JOIN {name} AS older
         ON +older.source = newer.source AND {alike} AND older.id <> newer.id
         WHERE newer.import = ?1 AND older.import IS NOT ?1 GROUP BY newer.id ORDER BY newer.id LIMIT {NAMED}",
        name = table.name,
        alike = alike.join(" AND "),
    ))?;
    let findings = statement
        .query_map([import], |row| {
            Ok(Notice {
                kind: NoticeKind::LikelyRevision,
                table: table.name,
                id: row.get(0)?,
                other: Some(row.get(1)?),
            })
        })?
        .collect::<rusqlite::Result<Vec<Notice>>>()?;
    Ok(findings)
}
