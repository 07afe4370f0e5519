//! The verbs of the command line, one file each: its arguments and its function.

pub mod arguments;
mod backup;
mod candidates;
mod chapters;
mod check;
mod completions;
mod conflicts;
mod coverage;
mod diff;
mod environment;
mod events;
mod export;
mod facts;
mod gaps;
mod import;
mod keep;
mod log;
mod manual;
mod merge;
mod officials;
mod organizations;
mod profile;
mod rename;
mod retract;
mod schema;
mod search;
mod show;
mod sql;
mod template;
mod timeline;
mod undo;

use std::path::{Path, PathBuf};

use clap::{Parser, Subcommand};

pub use environment::{Environment, Outcome};

use crate::error::Result;

/// Keep a dated, sourced archive of organizations, their chapters, officials and events, in one SQLite file
///
/// Load CSV files into it as reports come out, ask who held which post on a day, going by what had been published by
/// then, run SQL on it, and take CSV extracts out of it. Every line names its source.
#[derive(Debug, Parser)]
#[command(
    name = "orgarchive",
    version,
    max_term_width = 110,
    after_help = "Begin with:
  orgarchive import FOLDER            load CSV files, creating archive.db
  orgarchive officials --on 2009-07-01
  orgarchive template postings        a CSV to fill in
  orgarchive schema                   what each table and column means"
)]
pub struct Cli {
    /// The archive's file
    #[arg(long, global = true, env = "ORGARCHIVE", default_value = "archive.db", value_name = "FILE")]
    pub archive: PathBuf,

    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Import(import::Import),
    Officials(officials::Officials),
    Organizations(organizations::Organizations),
    Chapters(chapters::Chapters),
    Events(events::Events),
    Facts(facts::Facts),
    Show(show::Show),
    Timeline(timeline::Timeline),
    Conflicts(conflicts::Conflicts),
    Candidates(candidates::Candidates),
    Gaps(gaps::Gaps),
    Coverage(coverage::Coverage),
    Search(search::Search),
    Sql(sql::Sql),
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
    /// Does what the command line asks for.
    ///
    /// # Errors
    /// If it is refused or fails; nothing is then changed.
    pub fn run(self, environment: &mut Environment<'_>) -> Result<Outcome> {
        let archive = self.archive;
        self.command.run(&archive, environment).map_err(|error| error.in_archive(&archive))
    }
}

impl Command {
    fn run(self, archive: &Path, environment: &mut Environment<'_>) -> Result<Outcome> {
        match self {
            Command::Import(command) => command.run(archive, environment),
            Command::Officials(command) => command.run(archive, environment),
            Command::Organizations(command) => command.run(archive, environment),
            Command::Chapters(command) => command.run(archive, environment),
            Command::Events(command) => command.run(archive, environment),
            Command::Facts(command) => command.run(archive, environment),
            Command::Show(command) => command.run(archive, environment),
            Command::Timeline(command) => command.run(archive, environment),
            Command::Conflicts(command) => command.run(archive, environment),
            Command::Candidates(command) => command.run(archive, environment),
            Command::Gaps(command) => command.run(archive, environment),
            Command::Coverage(command) => command.run(archive, environment),
            Command::Search(command) => command.run(archive, environment),
            Command::Sql(command) => command.run(archive, environment),
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
            Command::Template(command) => command.run(environment),
            Command::Schema(command) => command.run(archive, environment),
            Command::Check(command) => command.run(archive, environment),
            Command::Completions(command) => command.run(environment),
            Command::Manual(command) => command.run(environment),
        }
    }
}
