//! Import: CSV files → rows that know where they stand → checked records → the archive, in one transaction.
//!
//! `discover` finds the files and their tables, `reader` reads rows, `cells` checks a cell, `references` what cells
//! name, `identity` derives ids, `load` puts a row through all of these, `store` writes it, `problems` collects what
//! is refused and `summary` what was done.

mod cells;
mod discover;
pub mod identity;
mod load;
mod problems;
mod reader;
mod references;
mod settle;
mod store;
mod summary;
mod watch;

use std::path::{Path, PathBuf};

use serde_json::json;

pub use problems::{Place, Problems, Refusal};
pub use reader::hexadecimal;
pub use summary::{Counts, Finding, FindingKind, Summary};

use crate::archive::{self, Moment, Run};
use crate::error::{Error, Result};
use crate::schema::Table;
use load::Loading;
use reader::Reader;

/// What an import is asked to do.
pub struct Request<'request> {
    /// CSV files, or folders of them.
    pub paths: &'request [PathBuf],
    /// The table of all files; none: each file's name tells it.
    pub table: Option<&'static Table>,
    /// What the analyst says about the run.
    pub note: Option<&'request str>,
    /// Whether rows that equal an earlier version, or were withdrawn, come back.
    pub restore: bool,
    /// When it happens.
    pub moment: Moment,
    /// Asked now and then whether to stop.
    pub interrupted: &'request dyn Fn() -> bool,
}

/// Imports files into the archive at `path`, creating it if there is none. All is loaded, or nothing.
///
/// # Errors
/// If a file cannot be read, a row is refused, the archive cannot be written, or the analyst interrupts; the archive
/// is then as it was.
pub fn import(path: &Path, request: &Request<'_>) -> Result<Summary> {
    let files = discover::discover(request.paths, request.table)?;
    let mut readers = Vec::with_capacity(files.len());
    let mut wrong_headers = Vec::new();
    for file in &files {
        match Reader::open(&file.path, file.table) {
            Ok(reader) => readers.push((file, reader)),
            Err(error) => wrong_headers.push(error),
        }
    }
    if !wrong_headers.is_empty() {
        return Err(all_of(wrong_headers));
    }
    let (mut connection, is_new) = archive::open_or_create(path)?;
    connection.set_prepared_statement_cache_capacity(references::STATEMENTS);
    if !is_new {
        // Readers go on reading while the run writes.
        connection.pragma_update(None, "journal_mode", "wal")?;
    }
    let result = load(&mut connection, request, readers);
    if !is_new {
        // So that the archive is one file again; another program that is reading keeps it from that for now.
        let _ = connection.pragma_update(None, "journal_mode", "delete");
    }
    drop(connection);
    // An archive in which nothing stands is none yet.
    if is_new && !result.as_ref().is_ok_and(|summary| summary.import.is_some()) {
        std::fs::remove_file(path).map_err(Error::file(path))?;
    }
    result
}

/// The mistakes in several files, told together.
fn all_of(errors: Vec<Error>) -> Error {
    let hints: Vec<String> = errors.iter().filter_map(Error::hint).collect();
    let messages: Vec<String> = errors.iter().map(ToString::to_string).collect();
    Error::with_hint(messages.join("\nerror: "), hints.join("\nhint: "))
}

fn load(
    connection: &mut rusqlite::Connection,
    request: &Request<'_>,
    readers: Vec<(&discover::TableFile, Reader)>,
) -> Result<Summary> {
    let run = Run::begin(connection, "import", request.moment, request.note)?;
    let mut loading = Loading::new(&run, request.restore);
    let empty = archive::empty_tables(run.connection(), readers.iter().map(|(file, _)| file.table.name))?;
    let set_aside = archive::set_aside(run.connection(), &empty)?;
    let mut tables: Vec<(&'static str, Counts)> = Vec::new();
    let mut described = Vec::new();
    for (file, mut reader) in readers {
        let counts = loading.file(&mut reader, file.table, request.interrupted)?;
        described.push(json!({
            "name": file.path.file_name().map(|name| name.to_string_lossy().into_owned()),
            "table": file.table.name,
            "sha256": reader.sha256(),
            "rows": counts.rows,
        }));
        match tables.last_mut() {
            Some((name, total)) if *name == file.table.name => total.add(counts),
            _ => tables.push((file.table.name, counts)),
        }
    }
    archive::put_back(run.connection(), &set_aside)?;
    loading.settle()?;
    if !loading.problems.is_empty() {
        return Err(Error::Rows(Box::new(loading.problems)));
    }
    let mut findings = loading.findings;
    settle::compute_again(run.connection(), &loading.revised_sources, &loading.revised_attributes)?;
    for (table, counts) in &tables {
        if counts.added > 0 && !empty.contains(table) {
            findings.extend(settle::likely_revisions(run.connection(), table, run.id())?);
        }
    }
    let changed = tables.iter().any(|(_, counts)| counts.added + counts.revised > 0);
    if !changed {
        // A run that changed nothing leaves no trace: the file stays as it was, to the byte.
        return Ok(Summary { tables, findings, import: None });
    }
    let id = run.id().to_owned();
    let by_table: serde_json::Map<String, serde_json::Value> = tables
        .iter()
        .map(|(name, counts)| {
            let counts = json!({
                "added": counts.added,
                "revised": counts.revised,
                "unchanged": counts.unchanged,
                "superseded": counts.superseded,
            });
            ((*name).to_owned(), counts)
        })
        .collect();
    run.finish(&described.into(), &by_table.into(), request.note)?;
    Ok(Summary { tables, findings, import: Some(id) })
}
