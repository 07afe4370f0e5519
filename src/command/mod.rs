//! The verbs of the command line, one file each: its arguments and its function.

mod add;
mod appearances;
pub mod arguments;
mod backup;
mod candidates;
mod chain;
mod chapters;
mod chart;
mod check;
mod completions;
mod conflicts;
mod coverage;
mod diff;
mod edit;
mod environment;
mod events;
mod export;
mod facts;
mod fragile;
mod gaps;
mod import;
mod keep;
mod log;
mod manual;
mod merge;
mod names;
mod officials;
mod organizations;
mod outgoing;
mod posts;
mod profile;
mod relations;
mod rename;
mod retract;
mod schema;
mod search;
mod show;
mod site;
mod sql;
mod template;
mod tenures;
mod timeline;
mod undo;
mod why;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use clap::{Parser, Subcommand};

pub use environment::{Environment, Outcome};

use crate::error::{Error, Result};
use outgoing::Outgoing;

/// Keep a dated, sourced archive of organizations, their chapters, officials and events, in one SQLite file
///
/// Load CSV files into it as reports come out, ask who held which post on a day according to what had been published by
/// then, run SQL on it, and take CSV extracts out of it. Every line names its source.
#[derive(Debug, Parser)]
#[command(
    name = "orgarchive",
    version,
    max_term_width = 110,
    after_help = "Begin with:
  orgarchive add posting              record one report, creating archive.db
  orgarchive import FOLDER            load CSV files, creating archive.db
  orgarchive officials --on 2009-07-01
  orgarchive template postings        a CSV to fill in
  orgarchive schema                   what each table and column means"
)]
pub struct Cli {
    /// The archive's file
    #[arg(long, global = true, env = "ORGARCHIVE", default_value = "archive.db", value_name = "FILE")]
    pub archive: PathBuf,

    /// Fit tables to this many columns (default: the width of the terminal; elsewhere no limit)
    #[arg(long, global = true, value_name = "N", value_parser = clap::value_parser!(u16).range(20..), help_heading = "Output")]
    width: Option<u16>,

    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Add(add::Add),
    Edit(edit::Edit),
    Import(import::Import),
    Officials(officials::Officials),
    Tenures(tenures::Tenures),
    Why(why::Why),
    Fragile(fragile::Fragile),
    Organizations(organizations::Organizations),
    Chapters(chapters::Chapters),
    Events(events::Events),
    Appearances(appearances::Appearances),
    Chain(chain::Chain),
    Facts(facts::Facts),
    Names(names::Names),
    Relations(relations::Relations),
    Show(show::Show),
    Timeline(timeline::Timeline),
    Conflicts(conflicts::Conflicts),
    Candidates(candidates::Candidates),
    Gaps(gaps::Gaps),
    Coverage(coverage::Coverage),
    Search(search::Search),
    Sql(sql::Sql),
    Chart(chart::Chart),
    Site(site::Pages),
    Export(export::Export),
    Diff(diff::Diff),
    Retract(retract::Retract),
    Undo(undo::Undo),
    Rename(rename::Rename),
    Keep(keep::Keep),
    Merge(merge::Merge),
    Backup(backup::Backup),
    Log(log::Log),
    Profile(profile::Profile),
    Template(template::Template),
    Schema(schema::Schema),
    Check(check::Check),
    Completions(completions::Completions),
    #[command(hide = true)]
    Manual(manual::Manual),
}

impl Cli {
    /// Whether the command only asks and answers: nothing is left half done wherever it ends.
    #[must_use]
    pub fn is_question(&self) -> bool {
        !self.command.changes_something()
    }

    /// Whether it may be ended from outside at any moment: a question, or a picture, whose file is begun when it is drawn.
    #[must_use]
    pub fn ends_anywhere(&self) -> bool {
        self.is_question() || matches!(self.command, Command::Chart(_) | Command::Chain(_))
    }

    /// Does what the command line asks for.
    ///
    /// # Errors
    /// If it is refused or fails; nothing is then changed.
    pub fn run(self, environment: &mut Environment<'_>) -> Result<Outcome> {
        let archive = self.archive;
        let width = self.width.map(usize::from);
        let interrupted = Arc::clone(&environment.interrupted);
        let changes_something = self.command.changes_something();
        let mut outgoing = match changes_something {
            true => Outgoing::summary(&mut *environment.out),
            false => Outgoing::answer(&mut *environment.out, Arc::clone(&interrupted)),
        };
        let mut inner = Environment {
            out: &mut outgoing,
            notes: &mut *environment.notes,
            ask: environment.ask,
            is_terminal: environment.is_terminal,
            width: width.or(environment.width),
            is_coloured: environment.is_coloured,
            moment: environment.moment,
            today: environment.today,
            progress: environment.progress,
            patience: environment.patience,
            interrupted: Arc::clone(&interrupted),
        };
        let is_run = self.command.is_run();
        let outcome = self.command.run(&archive, &mut inner).map_err(|error| match error {
            // SQLite and the writers were interrupted, and report that in their own words; SQLite also by what it then
            // has taken back, such as a savepoint.
            Error::Sqlite(error)
                if error.sqlite_error_code() == Some(rusqlite::ErrorCode::OperationInterrupted)
                    || interrupted.load(Ordering::Relaxed) =>
            {
                Error::Interrupted
            }
            Error::Output(_) | Error::File { .. } if interrupted.load(Ordering::Relaxed) => {
                Error::Interrupted
            }
            Error::Sqlite(error) if is_of_a_cell(&error) => named_cell(error, &archive, &interrupted),
            other => other.in_archive(&archive),
        })?;
        if is_run {
            warn_of_the_clock(&archive, &mut inner)?;
        }
        outgoing.end()?;
        Ok(outcome)
    }
}

/// Whether a cell could not be read: SQLite says of which column of an answer, and not of which row.
fn is_of_a_cell(error: &rusqlite::Error) -> bool {
    use rusqlite::Error as Cause;
    matches!(
        error,
        Cause::FromSqlConversionFailure(..)
            | Cause::InvalidColumnType(..)
            | Cause::Utf8Error(..)
            | Cause::IntegralValueOutOfRange(..)
    )
}

/// The same error with the row and the column of the cell that cannot be read.
fn named_cell(error: rusqlite::Error, archive: &Path, interrupted: &Arc<AtomicBool>) -> Error {
    let found =
        crate::archive::open(archive, crate::archive::Access::Read, interrupted).and_then(|connection| {
            crate::check::unreadable(&connection, &|| interrupted.load(Ordering::Relaxed))
        });
    match found {
        Err(Error::Interrupted) => Error::Interrupted,
        Ok(findings) if !findings.is_empty() => {
            let first = &findings[0];
            let (table, id) =
                (first.table.as_deref().unwrap_or_default(), first.id.as_deref().unwrap_or_default());
            let others = match findings.len() {
                1 => String::new(),
                many => format!(" (and {} more)", many - 1),
            };
            Error::with_hint(
                format!("a cell cannot be read: {table} {id}, {}{others}", first.message),
                "orgarchive check lists all such cells",
            )
        }
        _ => Error::with_hint(
            format!("a cell cannot be read: {error}"),
            "orgarchive check names the row if the cell is in the archive; check also an archive that is merged",
        ),
    }
}

/// Says so if the run had to be stamped ahead of the clock, because an earlier one was.
fn warn_of_the_clock(archive: &Path, environment: &mut Environment<'_>) -> Result<()> {
    if !archive.exists() {
        return Ok(());
    }
    // The run is kept: an interruption from here on is too late for it.
    let connection = crate::archive::open(archive, crate::archive::Access::Read, &Arc::default())?;
    if let Some(last) = crate::archive::last_change_ahead(&connection, environment.moment.now)? {
        let now = environment.moment.now.format("%Y-%m-%dT%H:%M:%SZ");
        writeln!(
            environment.notes,
            "warning: the archive's changes are dated up to {last}, ahead of this machine's clock ({now}): every run is dated \
             after them, and other archives refuse to merge this one until then\n\
             hint: set the clock if it is wrong now; if it was wrong then, restore a backup from before that run, or export \
             everything and import it into a new archive: orgarchive export -o FOLDER; orgarchive --archive NEW.db import FOLDER"
        )?;
    }
    Ok(())
}

impl Command {
    /// Whether it writes to the archive.
    fn is_run(&self) -> bool {
        self.changes_something()
            && !matches!(
                self,
                Command::Chain(_)
                    | Command::Chart(_)
                    | Command::Site(_)
                    | Command::Export(_)
                    | Command::Profile(_)
                    | Command::Backup(_)
            )
    }

    /// Whether something is different once the command is done, so that it counts although nobody can read its summary.
    fn changes_something(&self) -> bool {
        match self {
            Command::Add(command) => !command.is_plan(),
            Command::Edit(command) => !command.is_plan(),
            Command::Import(command) => !command.is_plan(),
            Command::Merge(command) => !command.is_plan(),
            Command::Check(command) => command.is_repair(),
            Command::Chart(command) => command.is_to_file(),
            Command::Chain(command) => command.is_to_file(),
            Command::Export(command) => command.is_to_files(),
            Command::Profile(command) => command.is_to_file(),
            Command::Retract(_)
            | Command::Undo(_)
            | Command::Rename(_)
            | Command::Keep(_)
            | Command::Site(_)
            | Command::Backup(_) => true,
            Command::Officials(_)
            | Command::Tenures(_)
            | Command::Why(_)
            | Command::Fragile(_)
            | Command::Organizations(_)
            | Command::Chapters(_)
            | Command::Events(_)
            | Command::Appearances(_)
            | Command::Facts(_)
            | Command::Names(_)
            | Command::Relations(_)
            | Command::Show(_)
            | Command::Timeline(_)
            | Command::Conflicts(_)
            | Command::Candidates(_)
            | Command::Gaps(_)
            | Command::Coverage(_)
            | Command::Search(_)
            | Command::Sql(_)
            | Command::Diff(_)
            | Command::Log(_)
            | Command::Template(_)
            | Command::Schema(_)
            | Command::Completions(_)
            | Command::Manual(_) => false,
        }
    }
}

impl Command {
    fn run(self, archive: &Path, environment: &mut Environment<'_>) -> Result<Outcome> {
        match self {
            Command::Add(command) => command.run(archive, environment),
            Command::Edit(command) => command.run(archive, environment),
            Command::Import(command) => command.run(archive, environment),
            Command::Officials(command) => command.run(archive, environment),
            Command::Tenures(command) => command.run(archive, environment),
            Command::Why(command) => command.run(archive, environment),
            Command::Fragile(command) => command.run(archive, environment),
            Command::Organizations(command) => command.run(archive, environment),
            Command::Chapters(command) => command.run(archive, environment),
            Command::Events(command) => command.run(archive, environment),
            Command::Appearances(command) => command.run(archive, environment),
            Command::Chain(command) => command.run(archive, environment),
            Command::Facts(command) => command.run(archive, environment),
            Command::Names(command) => command.run(archive, environment),
            Command::Relations(command) => command.run(archive, environment),
            Command::Show(command) => command.run(archive, environment),
            Command::Timeline(command) => command.run(archive, environment),
            Command::Conflicts(command) => command.run(archive, environment),
            Command::Candidates(command) => command.run(archive, environment),
            Command::Gaps(command) => command.run(archive, environment),
            Command::Coverage(command) => command.run(archive, environment),
            Command::Search(command) => command.run(archive, environment),
            Command::Sql(command) => command.run(archive, environment),
            Command::Chart(command) => command.run(archive, environment),
            Command::Site(command) => command.run(archive, environment),
            Command::Export(command) => command.run(archive, environment),
            Command::Diff(command) => command.run(archive, environment),
            Command::Retract(command) => command.run(archive, environment),
            Command::Undo(command) => command.run(archive, environment),
            Command::Rename(command) => command.run(archive, environment),
            Command::Merge(command) => command.run(archive, environment),
            Command::Keep(command) => command.run(archive, environment),
            Command::Backup(command) => command.run(archive, environment),
            Command::Log(command) => command.run(archive, environment),
            Command::Profile(command) => command.run(environment),
            Command::Template(command) => command.run(archive, environment),
            Command::Schema(command) => command.run(archive, environment),
            Command::Check(command) => command.run(archive, environment),
            Command::Completions(command) => command.run(environment),
            Command::Manual(command) => command.run(environment),
        }
    }
}
