//! Files that were loaded before: what a run keeps of a file, and telling by its digest that it brings nothing new.

use std::collections::HashSet;

use rusqlite::{Connection, OptionalExtension, named_params};
use serde_json::{Value as Json, json};

use super::files::Feed;
use super::load::FileRows;
use super::rejects::Refused;
use super::{Counts, Rejects, Request};
use crate::archive::Run;
use crate::error::Result;

/// What a run keeps of its files: names, tables, digests, how many rows, and how they were read where that is unusual.
pub fn described(
    feeds: &[Feed],
    rows: &[FileRows],
    counts: &[Counts],
    refused: &Refused,
    rejects: &[Rejects],
) -> Json {
    let files = feeds.iter().zip(rows).zip(counts).enumerate().map(|(number, ((feed, rows), counts))| {
        let path = std::path::Path::new(feed.intake.name());
        let mut file = json!({
            "name": path.file_name().map(|name| name.to_string_lossy().into_owned()),
            "table": feed.table().map(|table| table.name),
            "sha256": feed.intake.sha256(),
            "rows": rows.rows,
            "superseded": counts.superseded,
        });
        if let Some(reading) = reading(feed) {
            file["reading"] = reading.into();
        }
        if let Some(rejects) = rejects.iter().find(|rejects| rejects.file == number) {
            file["rejected"] = rejects.rows.into();
        }
        let contested: Vec<&str> = refused.contested(u32::try_from(number).unwrap_or(u32::MAX)).collect();
        if !contested.is_empty() {
            file["contested"] = contested.into();
        }
        file
    });
    Json::Array(files.collect())
}

/// The digests of the rows that earlier runs rejected because another row has their id.
///
/// # Errors
/// If the archive cannot be read.
pub fn contested(connection: &Connection) -> Result<HashSet<String>> {
    let mut statement = connection.prepare(
        "SELECT digest.value FROM imports, json_each(imports.files) AS file,
           json_each(file.value, '$.contested') AS digest
         WHERE imports.command = 'import'",
    )?;
    let digests =
        statement.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<HashSet<String>>>()?;
    Ok(digests)
}

/// How the analyst wanted the file to be read, if that was said.
fn reading(feed: &Feed) -> Option<String> {
    let encoding = match feed.intake.known() {
        known if known.how == super::encoding::How::Given => known.encoding.name(),
        _ => "",
    };
    let options = feed.options();
    let separator = options.separator.map(|byte| char::from(byte).to_string()).unwrap_or_default();
    let line = options.header_line.map(|line| line.to_string()).unwrap_or_default();
    let is_usual = encoding.is_empty() && separator.is_empty() && line.is_empty();
    (!is_usual).then(|| format!("encoding {encoding:?}, separator {separator:?}, header line {line:?}"))
}

/// How many rows a file has, if the archive holds all of them as they are: the last run of this program that loaded a
/// file with the same digest in the same way took all of its rows, and no version of a row of its table was superseded
/// since. None if that is not known; the rows are then read one by one.
///
/// # Errors
/// If the archive cannot be read.
pub fn unchanged_rows(run: &Run<'_>, request: &Request<'_>, feed: &Feed) -> Result<Option<u64>> {
    let Some(table) = feed.table().filter(|_| request.sync.is_empty()) else { return Ok(None) };
    let rows: Option<i64> = run
        .connection()
        .prepare_cached(
            "SELECT file.value ->> '$.rows' FROM imports JOIN commits ON commits.import = imports.id,
               json_each(imports.files) AS file
             WHERE imports.command = 'import' AND imports.program_version = :version
               AND file.value ->> '$.sha256' = :sha256 AND file.value ->> '$.table' = :table
               AND file.value ->> '$.reading' IS :reading
               AND file.value ->> '$.superseded' = 0 AND file.value ->> '$.rejected' IS NULL
               AND NOT EXISTS (SELECT 1 FROM history WHERE superseded_at > commits.at AND table_name = :table)
             ORDER BY commits.number DESC LIMIT 1",
        )?
        .query_row(
            named_params! {
                ":version": env!("CARGO_PKG_VERSION"),
                ":sha256": feed.intake.sha256(),
                ":table": table.name,
                ":reading": reading(feed),
            },
            |row| row.get(0),
        )
        .optional()?
        .flatten();
    Ok(rows.map(i64::unsigned_abs))
}
