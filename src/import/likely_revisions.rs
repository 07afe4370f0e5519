//! New rows that are probably corrections of an older row of the same source.

use std::collections::{BTreeMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use rusqlite::types::ValueRef;
use rusqlite::{Connection, Params};

use super::summary::{Notice, NoticeKind};
use crate::error::Result;
use crate::schema::Table;

/// How many likely revisions are named at most.
const NAMED: usize = 200;
/// Up to how many new rows the older ones are looked up for each; for more, all older ones are read once.
const FEW: usize = 1_000;
/// From how many older rows that a new one is like on they are common: looking at the new rows one by one soon finds
/// as many as are named.
const COMMON: usize = 2_000;

/// The rows that a run added to tables which held others.
#[derive(Debug, Default)]
pub struct Added(BTreeMap<&'static str, Rows>);

#[derive(Debug, Default)]
struct Rows {
    /// Their ids, as long as they are few.
    ids: Vec<String>,
    /// Digests of what makes rows of the table alike.
    digests: HashSet<u64>,
    count: usize,
}

impl Added {
    /// Notes a row, by its cells.
    pub fn note<Cell: AsRef<str>>(&mut self, table: &'static Table, cells: &[Option<Cell>]) {
        if table.alike.is_empty() {
            return;
        }
        let cell = |column| cells[table.place(column)].as_ref().map(AsRef::as_ref);
        let rows = self.0.entry(table.name).or_default();
        rows.count += 1;
        if rows.count <= FEW {
            rows.ids.extend(cell("id").map(str::to_owned));
        }
        rows.digests.insert(digest(compared(table).map(|column| cell(column).map(str::as_bytes))));
    }

    /// New rows of a table that are much like an older one of the same source: its correction, more likely than a second
    /// statement.
    ///
    /// # Errors
    /// If the archive cannot be read.
    pub fn likely_revisions(
        &self,
        connection: &Connection,
        table: &str,
        import: &str,
    ) -> Result<Vec<Notice>> {
        let (Some(table), Some(rows)) = (Table::named(table), self.0.get(table)) else {
            return Ok(Vec::new());
        };
        if rows.count <= FEW {
            let ids = serde_json::json!(rows.ids).to_string();
            let from = "json_each(?2) AS added CROSS JOIN {table} AS newer ON newer.id = added.value CROSS JOIN {table} AS older";
            return pairs(connection, table, from, (import, ids));
        }
        match rows.older_ones(connection, table, import)? {
            Some(older) => {
                let ids = serde_json::json!(older).to_string();
                let from = "json_each(?2) AS known CROSS JOIN {table} AS older ON older.id = known.value CROSS JOIN {table} AS newer";
                pairs(connection, table, from, (import, ids))
            }
            None => pairs(connection, table, "{table} AS newer CROSS JOIN {table} AS older", (import,)),
        }
    }
}

impl Rows {
    /// The ids of older rows that may be like a new one; none if they are common. Each lookup of one row in a large table
    /// reads another page, so the table is read once from beginning to end.
    fn older_ones(
        &self,
        connection: &Connection,
        table: &Table,
        import: &str,
    ) -> Result<Option<Vec<String>>> {
        let columns: Vec<&str> = compared(table).collect();
        let mut statement = connection.prepare(&format!(
            "SELECT id, {} FROM {} WHERE import IS NOT ?1",
            columns.join(", "),
            table.name
        ))?;
        let mut rows = statement.query([import])?;
        let mut older = Vec::new();
        while let Some(row) = rows.next()? {
            let mut digester = DefaultHasher::new();
            for place in 1..=columns.len() {
                let cell = match row.get_ref(place)? {
                    ValueRef::Text(text) => Some(text),
                    _ => None,
                };
                cell.hash(&mut digester);
            }
            if self.digests.contains(&digester.finish()) {
                if older.len() == COMMON {
                    return Ok(None);
                }
                older.push(row.get(0)?);
            }
        }
        Ok(Some(older))
    }
}

/// The columns that agree in rows that are much alike.
fn compared(table: &Table) -> impl Iterator<Item = &'static str> + use<> {
    std::iter::once("source").chain(table.alike.iter().copied())
}

fn digest<'cell>(cells: impl Iterator<Item = Option<&'cell [u8]>>) -> u64 {
    let mut digester = DefaultHasher::new();
    cells.for_each(|cell| cell.hash(&mut digester));
    digester.finish()
}

fn pairs(
    connection: &Connection,
    table: &'static Table,
    from: &str,
    given: impl Params,
) -> Result<Vec<Notice>> {
    // The plus keeps SQLite from going by the source, of which a large archive has thousands of rows each.
    let alike: Vec<String> =
        table.alike.iter().map(|column| format!("older.{column} IS newer.{column}")).collect();
    let mut statement = connection.prepare(&format!(
        "SELECT newer.id, min(older.id) FROM {from}
         ON +older.source = +newer.source AND {alike} AND older.id <> newer.id
         WHERE newer.import = ?1 AND older.import IS NOT ?1 GROUP BY newer.id ORDER BY newer.id LIMIT {NAMED}",
        from = from.replace("{table}", table.name),
        alike = alike.join(" AND "),
    ))?;
    let findings = statement
        .query_map(given, |row| {
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
