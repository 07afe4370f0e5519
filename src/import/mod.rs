//! Import: files → rows that know where they stand → checked records → staged rows → the archive, in one transaction.
//!
//! `discover` finds the files and their tables. `input` gives the bytes of a file as UTF-8 text (`encoding`, found by
//! `detect_encoding` with the help of `korean` and `likely_encodings`), `dialect` finds what separates its columns, `reader`
//! gives its rows (`row_tracker` sees what the parser does not report, `read_ahead` reads them on a second thread), and
//! `header` checks its header against a table. Table by table, in the order of the schema, `load` puts the rows of all files
//! through `check` (`record::cells`, `record::id`, `example`, `earlier_versions`) and keeps them beside the archive
//! (`staging`). `id_claims` compares their ids, `staged_references` looks up what they name (`references`), and what passed
//! is written in the order of the ids. `rejects` collects what does not pass, for the analyst to read (`record::refusal`)
//! and to correct; `pass` goes through all files again without these rows where others of their records were loaded
//! already, and `halted` reports what else is wrong where a file cannot be read. `likely_revisions`, `alike_sources`, `sync` and `summary`
//! end the run; `structured` copies the objects of a file as such rows, and `sheets` those of workbooks. `already_loaded` knows files that were loaded before. `resolve` takes names for ids (`near_names`), `preview`
//! shows the beginning of a file.

mod alike_sources;
mod already_loaded;
mod check;
mod detect_encoding;
mod dialect;
mod discover;
mod earlier_versions;
pub mod encoding;
mod example;
mod files;
mod halted;
mod header;
mod id_claims;
mod input;
mod korean;
mod likely_encodings;
pub mod likely_revisions;
mod line_sets;
mod load;
mod near_names;
mod other_formats;
mod pass;
mod pipe;
mod preview;
mod read_ahead;
mod reader;
mod references;
mod rejects;
mod resolve;
mod revised_references;
mod row_tracker;
mod sample;
mod second_header;
mod sheets;
mod staged_references;
mod staging;
mod structured;
mod summary;
mod sync;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use encoding_rs::Encoding;
use serde_json::json;

pub use alike_sources::{Marks, address, sources_like};
pub use dialect::ReadOptions;
pub use input::EXPAND_TO;
pub use near_names::Known;
pub use preview::{Preview, preview};
pub use references::{Target, exists};
pub use rejects::Rejects;
pub use resolve::{MAKEABLE, distinction, free_id, named};
pub use sample::read_sample;
pub use structured::{Format, Structure};
pub use summary::{Counts, Notice, NoticeKind, OfFile, Summary};

use crate::archive::{self, Moment, Run};
use crate::error::{Error, Result};
use crate::history::plan::PlanWriter;
use crate::profile::built_in as built_in_profile;
use crate::schema::{Column, TABLES, Table};
use crate::workbook::is_workbook;
use files::{Feed, Rows};
use halted::{Halt, Halted};
use input::Intake;
use load::Loading;
use pass::Pass;
use sheets::Wanted;

/// What an import is asked to do.
pub struct Request<'request> {
    /// What the run is called in the log.
    pub command: &'static str,
    /// Rows that come with the request itself, as files that are not on the disk.
    pub given: &'request [GivenFile],
    /// CSV files, or folders of them; `-` is standard input.
    pub paths: &'request [PathBuf],
    /// The table of all files; none: each file's name gives it.
    pub table: Option<&'static Table>,
    /// The profile that makes records of the rows of all files.
    pub profile: Option<&'request Path>,
    /// Whether a reference may be the name of one row.
    pub resolve_names: bool,
    /// The tables of which a row is made for a name that no row has, out of [`MAKEABLE`].
    pub create_missing: &'request [&'static str],
    /// The encoding of all files; none: it is detected.
    pub encoding: Option<&'static Encoding>,
    /// What the files are, if they are not CSV or what their names say.
    pub format: Option<Format>,
    /// The sheet of each workbook; none: each sheet's name gives its table.
    pub sheet: Option<&'request str>,
    /// To how many bytes a compressed file or a workbook may expand.
    pub expand_to: u64,
    /// What separates the columns, and where the header stands, in all files.
    pub told: ReadOptions,
    /// What the analyst says about the run.
    pub note: Option<&'request str>,
    /// Whether rows that equal an earlier version, or were withdrawn, come back.
    pub restore: bool,
    /// Whether good rows are loaded although others are refused, which are written to separate files.
    pub partial: bool,
    /// Sources of which the files are the whole truth: what they no longer hold is retracted.
    pub sync: &'request [String],
    /// Whether more than half of what these sources say may be retracted.
    pub force: bool,
    /// Asks the analyst on the way; none where nobody is there to answer, or all is to be written as it is.
    pub asks: Option<&'request Asks<'request>>,
    /// Gets the plan line by line, as a diff; nothing is then changed.
    pub plan: Option<&'request PlanWriter<'request>>,
    /// When it happens.
    pub moment: Moment,
    /// How long to wait for another program that writes to the archive.
    pub patience: Duration,
    /// Reports now and then how far it is.
    pub progress: &'request Progress<'request>,
    /// Set when the run is to stop.
    pub interrupted: Arc<AtomicBool>,
}

/// Rows of one table as CSV, which another command made.
#[derive(Debug, Clone)]
pub struct GivenFile {
    /// The table.
    pub table: &'static Table,
    /// The file: a header and rows.
    pub csv: String,
}

impl GivenFile {
    /// The name by which messages call it.
    #[must_use]
    pub fn name(&self) -> String {
        format!("{}.csv", self.table.name)
    }
}

/// What the analyst is asked while files are imported.
pub struct Asks<'asks> {
    /// Whether these findings are to be written.
    pub confirm: &'asks dyn Fn(&[&Notice]) -> Result<bool>,
    /// One of the words that a column takes, for a row of this id in which it is blank; none: what a blank means.
    pub word: &'asks dyn Fn(&str, &Column) -> Result<Option<&'static str>>,
}

/// Asks the analyst a question that ends where the answer begins; gives the answer, none at the end of the input.
pub type Ask<'ask> = dyn Fn(&str) -> Result<Option<String>> + 'ask;

/// Receives how far an import is.
pub type Progress<'progress> = dyn Fn(Step<'_>) + 'progress;

/// How far an import is.
#[derive(Debug, Clone)]
pub enum Step<'step> {
    /// A file is read; it has so many bytes on the disk.
    Reading {
        /// Its name.
        file: &'step str,
        /// Its size on the disk.
        bytes: u64,
    },
    /// So many bytes of it have been read.
    Read(Arc<AtomicU64>),
    /// The rows of a table are written.
    Writing {
        /// Its name.
        table: &'step str,
        /// How many rows there are to write.
        rows: u64,
    },
    /// So many of them have been written.
    Written(u64),
    /// The analyst is asked.
    Asking,
    /// The index of names and words is updated, and the run is sealed.
    Finishing,
    /// The indexes of a table are built.
    Indexing {
        /// Its name.
        table: &'step str,
    },
}

/// Imports files into the archive at `path`, creating it if there is none. All is loaded, or nothing; if good rows are
/// asked for although others are refused, all of these.
///
/// # Errors
/// If a file cannot be read, a row is refused, the archive cannot be written, or the analyst interrupts; the archive
/// is then as it was.
pub fn import(path: &Path, request: &Request<'_>) -> Result<Summary> {
    // Before files are read that may be long.
    archive::plain_file(path)?;
    let is_plan = request.plan.is_some();
    let (read, (mut connection, is_new)) = if is_plan || path.exists() {
        let read = read(request).map_err(|halt| halt.into_error(path, request))?;
        let opened = match is_plan {
            true => (open_for_plan(path, request)?, false),
            false => archive::open_or_create(path, &request.interrupted)?,
        };
        (read, opened)
    } else {
        read_and_create(path, request).map_err(|halt| halt.into_error(path, request))?
    };
    let Read { feeds, said } = read;
    connection.busy_timeout(request.patience)?;
    archive::prepare_for_bulk(&mut connection, Arc::clone(&request.interrupted))?;
    connection.set_prepared_statement_cache_capacity(references::STATEMENTS);
    let mut rejects = Vec::new();
    let result = if is_new || is_plan {
        load(&mut connection, request, &feeds, &mut rejects)
    } else {
        archive::while_others_read(&mut connection, |connection| {
            load(connection, request, &feeds, &mut rejects)
        })
        .map(|(summary, unfolded)| Summary { unfolded, ..summary })
    };
    drop(connection);
    let result = result.map_err(|error| match error {
        Error::Sqlite(error)
            if error.sqlite_error_code() == Some(rusqlite::ErrorCode::OperationInterrupted) =>
        {
            Error::Interrupted
        }
        other => other,
    });
    if result.is_err() {
        rejects::remove(&rejects);
    }
    // Leave no empty archive behind.
    if is_new && !result.as_ref().is_ok_and(|summary| summary.import.is_some()) {
        std::fs::remove_file(path).map_err(Error::file(path))?;
    }
    result.map(|summary| Summary { said, ..summary })
}

/// The files, each looked through once.
struct Read {
    feeds: Vec<Feed>,
    /// What the analyst should know of how they are read.
    said: Vec<String>,
}

/// Finds the files and looks through each: whether it can be read, and whether its header fits.
fn read(request: &Request<'_>) -> Result<Read, Halt> {
    let mut feeds = Vec::new();
    let mut wrong = Vec::new();
    let mut tables = Vec::new();
    let mut said = Vec::new();
    let stops = || request.interrupted.load(Ordering::Relaxed);
    let mut profile = None;
    let built_in = request.format.and_then(Format::profile).filter(|_| request.table.is_none());
    if request.profile.is_some() || built_in.is_some() {
        let intake = match (request.profile, built_in) {
            (Some(path), _) => Intake::open(path, None, request.expand_to, &stops)?,
            (None, name) => {
                let text = name.and_then(built_in_profile).unwrap_or_default();
                let name = format!("{} (profile of the program)", name.unwrap_or_default());
                Intake::of_text(&name, text, &stops)?
            }
        };
        let read = files::profile(&intake)?;
        feeds.push(Feed::new(intake, ReadOptions::default(), Rows::Fixed(read.clone())));
        profile = Some(read);
    }
    let encoding = match profile.as_ref().and_then(|profile| profile.file_options().encoding.as_deref()) {
        Some(name) if request.encoding.is_none() => Some(encoding::encoding_named(name).map_err(|hint| {
            Error::with_hint(format!("the profile's encoding \"{name}\" is not known"), hint)
        })?),
        _ => request.encoding,
    };
    let discovered = discover::discover(request.paths, request.table, profile.is_some())?;
    said.extend(discovered.said());
    for file in discovered.files {
        let reading = request.format.map(Format::reading);
        let reading = reading.or_else(|| Structure::of(&file.path).map(|structure| (structure, None)));
        let (opened, tables_of) = if is_workbook(&file.path) {
            let of_profile = profile.as_ref().and_then(|profile| profile.file_options().sheet.as_deref());
            let wanted = Wanted {
                table: file.table,
                is_named: request.table.is_some(),
                profile: profile.as_ref(),
                sheet: request.sheet.or(of_profile),
                expand_to: request.expand_to,
            };
            let opened = sheets::open(&file.path, &wanted, &stops).map(|sheets| {
                said.extend(sheets.said);
                sheets.loaded
            });
            // Until its sheets are known, rows of any table may be in it.
            (opened, TABLES.iter().collect())
        } else {
            let rows = match (file.table, &profile) {
                (_, Some(profile)) => Rows::By(profile.clone()),
                (Some(table), None) => Rows::Of(table),
                (None, None) => continue,
            };
            let tables_of = rows.tables();
            let encoding = encoding.filter(|_| !header::is_of_rejected(&file.path.to_string_lossy()));
            let opened = Intake::open(&file.path, encoding, request.expand_to, &stops);
            let opened = opened.and_then(|intake| {
                let Some(reading) = reading else { return Ok(vec![(intake, rows)]) };
                let opened = structured::open(&intake, reading, &rows, request.expand_to, &stops)?;
                said.extend(opened.said);
                Ok(vec![(opened.intake, rows)])
            });
            (opened, tables_of)
        };
        let opened = match opened {
            Ok(opened) => opened,
            Err(Error::Interrupted) => return Err(Error::Interrupted.into()),
            Err(error) => {
                wrong.push(error);
                tables.extend::<Vec<_>>(tables_of);
                continue;
            }
        };
        for (intake, rows) in opened {
            let tables_of = rows.tables();
            let feed = Feed::new(intake, request.told, rows);
            match feed.verify() {
                Ok(how) => {
                    said.extend(how);
                    feeds.push(feed);
                }
                Err(error) => {
                    wrong.push(error);
                    tables.extend(tables_of);
                }
            }
        }
    }
    for file in request.given {
        let intake = Intake::of_text(&file.name(), &file.csv, &stops)?;
        let feed =
            Feed::new(intake, ReadOptions { separator: Some(b','), header_line: None }, Rows::Of(file.table));
        feed.verify()?;
        feeds.push(feed);
    }
    if !wrong.is_empty() {
        return Err(Halt::Files(Halted { wrong, tables, feeds }));
    }
    Ok(Read { feeds, said })
}

/// The same, while the archive is created: its hundreds of triggers take as long as some megabytes of CSV.
fn read_and_create(path: &Path, request: &Request<'_>) -> Result<(Read, (rusqlite::Connection, bool)), Halt> {
    let (read, created) = std::thread::scope(|scope| {
        let interrupted = &request.interrupted;
        let created = scope.spawn(move || archive::open_or_create(path, interrupted));
        (read(request), created.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
    });
    match (read, created) {
        (Ok(read), created) => Ok((read, created?)),
        (Err(error), Ok((connection, true))) => {
            // Another program may have found it and written to it meanwhile.
            let is_untouched =
                connection.query_row("SELECT NOT EXISTS (SELECT 1 FROM commits)", [], |row| row.get(0));
            drop(connection);
            if is_untouched == Ok(true) {
                std::fs::remove_file(path).map_err(Error::file(path))?;
            }
            Err(error)
        }
        (Err(error), _) => Err(error),
    }
}

/// An archive in which a plan is tried; one that does not exist yet is made in memory.
fn open_for_plan(path: &Path, request: &Request<'_>) -> Result<rusqlite::Connection> {
    let is_missing = std::fs::metadata(path).map_or(true, |file| file.len() == 0);
    if is_missing { archive::in_memory() } else { archive::open_for_plan(path, &request.interrupted) }
}

fn load(
    connection: &mut rusqlite::Connection,
    request: &Request<'_>,
    feeds: &[Feed],
    rejects: &mut Vec<Rejects>,
) -> Result<Summary> {
    let is_plan = request.plan.is_some();
    let sync_reason = format!("sync {}", request.sync.join(", "));
    let reason = request.note.or((!request.sync.is_empty()).then_some(sync_reason.as_str()));
    let run = Run::begin(connection, request.command, request.moment, reason)?.until(&request.interrupted);
    let Pass { loading, mut tables, counts_of_file, tables_that_held_rows } =
        pass::passes(&run, feeds, request)?;
    for feed in feeds {
        feed.intake.unchanged()?;
    }
    // What was remembered of ids and names is freed before the index needs the memory.
    let Loading { mut refused, broken, mut findings, mut names, revised, added, files: rows_of_file, .. } =
        loading;
    findings.extend(names.took());
    refused.fill_in_texts(feeds)?;
    if !broken.is_empty() {
        let broken = files::all_of(broken.into_values().collect());
        if refused.problems.is_empty() {
            return Err(broken);
        }
        refused.problems.files = Some(Box::new(broken));
        return Err(Error::Rows(Box::new(refused.problems)));
    }
    if !refused.problems.is_empty() && !request.partial {
        return Err(Error::Rows(Box::new(refused.problems)));
    }
    for made in findings.iter().filter(|finding| matches!(finding.kind, NoticeKind::Made(_))) {
        count_in(&mut tables, made.table, Counts { added: 1, ..Counts::default() });
    }
    in_the_order_of_the_files(&mut findings, feeds);
    let mut takes_force = false;
    if !request.sync.is_empty() {
        let gone = sync::retract(&run, request.sync, request.force || is_plan)?;
        takes_force = gone.is_most && !request.force;
        for finding in gone.findings {
            count_in(&mut tables, finding.table, Counts { retracted: 1, ..Counts::default() });
            findings.push(finding);
        }
    }
    // Where the good rows are loaded although others are refused, each pass has looked at it.
    if !request.partial && pass::refuse_what_others_rest_on(&run, feeds, &revised, &mut refused)? {
        refused.fill_in_texts(feeds)?;
        return Err(Error::Rows(Box::new(refused.problems)));
    }
    for (table, counts) in &tables {
        if counts.added > 0 && tables_that_held_rows.contains(table) {
            findings.extend(added.likely_revisions(run.connection(), table, run.id())?);
            if *table == "sources" {
                findings.extend(alike_sources::find(run.connection(), run.id())?);
            }
        }
    }
    let changed = tables.iter().any(|(_, counts)| counts.added + counts.revised + counts.retracted > 0);
    let files = pass::of_files(feeds, &rows_of_file, &refused);
    let mut summary = Summary { tables, findings, files, takes_force, ..Summary::default() };
    if let Some(write) = request.plan {
        crate::history::plan::diff(run.connection(), run.stamp(), write)?;
        summary.problems =
            Some(std::mem::take(&mut refused.problems)).filter(|problems| !problems.is_empty());
        return Ok(summary);
    }
    if let Some(asks) = request.asks {
        let asked: Vec<&Notice> = summary.findings.iter().filter(|found| found.is_asked_about()).collect();
        if !asked.is_empty() {
            (request.progress)(Step::Asking);
            if !(asks.confirm)(&asked)? {
                return Err(Error::message("not confirmed; nothing was changed"));
            }
        }
    }
    refused.set_aside(feeds, rejects)?;
    summary.rejects.clone_from(rejects);
    summary.problems = Some(std::mem::take(&mut refused.problems)).filter(|problems| !problems.is_empty());
    if !changed {
        // A run that changed nothing leaves no trace: the file stays as it was, to the byte.
        return Ok(summary);
    }
    summary.import = Some(run.id().to_owned());
    summary.number = run.number()?;
    let files = already_loaded::described(feeds, &rows_of_file, &counts_of_file, &refused, rejects);
    (request.progress)(Step::Finishing);
    // The index of words takes the memory that looking up took.
    archive::hold(run.connection(), Some(u64::MAX))?;
    run.finish(&files, &counts_by_table(&summary.tables), request.note)?;
    Ok(summary)
}

/// Puts what was made in the order in which the files name it; rows are written in the order of their ids.
fn in_the_order_of_the_files(findings: &mut [Notice], feeds: &[Feed]) {
    let place = |finding: &Notice| match &finding.kind {
        NoticeKind::Made(named) => {
            let (file, line) = named.place.rsplit_once(':').unwrap_or((&named.place, ""));
            let number = feeds.iter().position(|feed| feed.intake.name() == file).unwrap_or(usize::MAX);
            (0, number, line.parse::<u64>().unwrap_or(0))
        }
        // What is not made stays in the order in which it was found: the sort is stable.
        _ => (1, 0, 0),
    };
    findings.sort_by_key(place);
}

/// Adds to the counts of a table, which may be none that the files have rows of.
fn count_in(tables: &mut Vec<(&'static str, Counts)>, table: &'static str, more: Counts) {
    match tables.iter_mut().find(|(name, _)| *name == table) {
        Some((_, counts)) => counts.add(more),
        None => tables.push((table, more)),
    }
}

fn counts_by_table(tables: &[(&'static str, Counts)]) -> serde_json::Value {
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
    by_table.into()
}
