//! Import: CSV files → rows that know where they stand → checked records → the archive, in one transaction.
//!
//! `discover` finds the files and their tables, `reader` reads rows, `cells` checks a cell, `references` what cells
//! name, `identity` derives ids, `load` puts a row through all of these, `store` writes it, `problems` collects what
//! is refused and `summary` what was done.

pub mod cells;
mod discover;
pub mod identity;
mod load;
mod problems;
mod reader;
mod references;
pub mod settle;
mod summary;
mod sync;
mod watch;

use std::path::{Path, PathBuf};

use serde_json::json;

pub use problems::{Place, Problems, Refusal};
pub use reader::hexadecimal;
pub use summary::{Counts, Finding, FindingKind, Summary};

use crate::archive::{self, Moment, Run};
use crate::error::{Error, Result};
use crate::history::plan::PlanWriter;
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
    /// Sources of which the files are the whole truth: what they no longer hold is retracted.
    pub sync: &'request [String],
    /// Whether more than half of what these sources say may be retracted.
    pub force: bool,
    /// Gets the plan line by line, as a diff; nothing is then changed.
    pub plan: Option<&'request PlanWriter<'request>>,
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
    let is_plan = request.plan.is_some();
    let is_missing = std::fs::metadata(path).map_or(true, |file| file.len() == 0);
    // A plan for an archive that does not exist yet is made in memory.
    let (mut connection, is_new) = if is_plan && is_missing {
        (archive::in_memory()?, false)
    } else if is_plan {
        (archive::open_for_plan(path)?, false)
    } else {
        archive::open_or_create(path)?
    };
    connection.set_prepared_statement_cache_capacity(references::STATEMENTS);
    let result = if is_new || is_plan {
        load(&mut connection, request, readers)
    } else {
        archive::while_others_read(&mut connection, |connection| load(connection, request, readers))
    };
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
    let is_plan = request.plan.is_some();
    let sync_reason = format!("sync {}", request.sync.join(", "));
    let reason = request.note.or((!request.sync.is_empty()).then_some(sync_reason.as_str()));
    let run = Run::begin(connection, "import", request.moment, reason)?;
    let mut loading = Loading::new(&run, request.restore, request.sync)?;
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
    let mut takes_force = false;
    if !request.sync.is_empty() {
        let gone = sync::retract(&run, request.sync, request.force || is_plan)?;
        takes_force = gone.is_most && !request.force;
        for finding in gone.findings {
            let retracted = Counts { retracted: 1, ..Counts::default() };
            match tables.iter_mut().find(|(name, _)| *name == finding.table) {
                Some((_, counts)) => counts.add(retracted),
                None => tables.push((finding.table, retracted)),
            }
            findings.push(finding);
        }
    }
    settle::compute_again(run.connection(), &loading.revised_sources, &loading.revised_attributes)?;
    for (table, counts) in &tables {
        if counts.added > 0 && !empty.contains(table) {
            findings.extend(settle::likely_revisions(run.connection(), table, run.id())?);
        }
    }
    let changed = tables.iter().any(|(_, counts)| counts.added + counts.revised + counts.retracted > 0);
    if let Some(write) = request.plan {
        crate::history::plan::diff(run.connection(), run.stamp(), write)?;
        return Ok(Summary { tables, findings, takes_force, import: None });
    }
    if !changed {
        // A run that changed nothing leaves no trace: the file stays as it was, to the byte.
        return Ok(Summary { tables, findings, takes_force, import: None });
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
                "retracted": counts.retracted,
            });
            ((*name).to_owned(), counts)
        })
        .collect();
    run.finish(&described.into(), &by_table.into(), request.note)?;
    Ok(Summary { tables, findings, takes_force, import: Some(id) })
}
