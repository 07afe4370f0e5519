//! Gaps sorted by what matters, in a temporary database: memory does not grow with their number.

use rusqlite::{Connection, params};
use serde_json::{Value as Json, json};

use super::{Gap, KINDS};
use crate::date::Span;
use crate::error::{Error, Result};

const TABLE: &str =
    "CREATE TABLE gaps (rank INTEGER NOT NULL, length INTEGER NOT NULL, weight INTEGER NOT NULL,
  kind INTEGER NOT NULL, subject TEXT NOT NULL, rest TEXT NOT NULL) STRICT";

const PUT: &str =
    "INSERT INTO gaps (rank, length, weight, kind, subject, rest) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";

/// More senior posts first, longer gaps first, then what more records rest on.
const TAKE: &str = "SELECT rank, weight, kind, subject, rest FROM gaps
  ORDER BY rank, length DESC, weight DESC, kind, subject, rest LIMIT ?1";

/// Where gaps wait until all are known.
pub struct Shelf {
    connection: Connection,
    count: usize,
}

impl Shelf {
    /// An empty shelf.
    ///
    /// # Errors
    /// If SQLite can make no temporary database.
    pub fn new() -> Result<Shelf> {
        let connection = Connection::open("")?;
        connection.execute_batch("PRAGMA journal_mode = off; PRAGMA synchronous = off")?;
        connection.execute_batch(TABLE)?;
        connection.execute_batch("BEGIN")?;
        Ok(Shelf { connection, count: 0 })
    }

    /// How many gaps are on it.
    #[must_use]
    pub fn count(&self) -> usize {
        self.count
    }

    /// Puts a gap on it.
    ///
    /// # Errors
    /// If the disk for temporary files is full.
    pub fn put(&mut self, gap: &Gap) -> Result<()> {
        let kind = KINDS.iter().position(|kind| kind.name() == gap.kind).unwrap_or(KINDS.len());
        let days = gap.days.map(|days| [days.from.to_string(), days.to.to_string()]);
        let rest = json!([gap.message, days, gap.records, gap.sources, gap.would_close]).to_string();
        self.connection.prepare_cached(PUT)?.execute(params![
            gap.rank.unwrap_or(i64::MAX),
            gap.length(),
            gap.weight,
            i64::try_from(kind).unwrap_or(i64::MAX),
            gap.subject,
            rest
        ])?;
        self.count += 1;
        Ok(())
    }

    /// Gives the first `limit` gaps, or all, in their order. They no longer know which other entities they concern.
    ///
    /// # Errors
    /// If the shelf cannot be read, or `take` fails.
    pub fn each(&self, limit: Option<usize>, mut take: impl FnMut(Gap) -> Result<()>) -> Result<()> {
        let limit = limit.map_or(-1, |limit| i64::try_from(limit).unwrap_or(i64::MAX));
        let mut statement = self.connection.prepare(TAKE)?;
        let mut rows = statement.query([limit])?;
        while let Some(row) = rows.next()? {
            let kind: usize = usize::try_from(row.get::<_, i64>(2)?).unwrap_or(usize::MAX);
            let rest: Json = serde_json::from_str(&row.get::<_, String>(4)?)
                .map_err(|error| Error::message(format!("a gap cannot be read again: {error}")))?;
            let text = |place: usize| rest[place].as_str().unwrap_or_default().to_owned();
            let texts = |place: usize| -> Vec<String> {
                rest[place]
                    .as_array()
                    .into_iter()
                    .flatten()
                    .filter_map(Json::as_str)
                    .map(str::to_owned)
                    .collect()
            };
            let day = |place: usize| rest[1][place].as_str().and_then(|day| day.parse().ok());
            let rank: i64 = row.get(0)?;
            take(Gap {
                kind: KINDS.get(kind).map_or("", |kind| kind.name()),
                subject: row.get(3)?,
                others: Vec::new(),
                rank: (rank != i64::MAX).then_some(rank),
                days: day(0).zip(day(1)).and_then(|(from, to)| Span::new(from, to)),
                weight: row.get(1)?,
                message: text(0),
                records: texts(2),
                sources: texts(3),
                would_close: text(4),
            })?;
        }
        Ok(())
    }
}
