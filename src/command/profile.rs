use std::io::Write as _;
use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::{Environment, Outcome};
use crate::error::{Error, Result};
use crate::import::read_sample;
use crate::profile::{built_in, built_in_names, draft};
use crate::whole_file::{Readers, WholeFile};

/// How many rows a first profile is made from.
const SAMPLED: usize = 500;

/// Write a first mapping profile, or print one that comes with the program: how a foreign file becomes records
#[derive(Debug, Args)]
pub struct Profile {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    New(New),
    Show(Show),
}

/// Print a profile that comes with the program, to read or to change
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  orgarchive profile show popolo
  orgarchive profile show csl-json > mine.toml   (then: orgarchive import --format csl-json --profile mine.toml FILE)")]
struct Show {
    /// Which one: popolo, csl-json, bibtex or ftm
    #[arg(value_parser = built_in_names().collect::<Vec<_>>())]
    name: String,
}

/// Write a first profile from a file's header and a sample of its rows
///
/// What is guessed is marked GUESS, what is to be filled in TODO. docs/profiles.md describes every key.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  orgarchive profile new roster.csv
  orgarchive profile new roster.csv -o roster.toml")]
struct New {
    /// A CSV file or a workbook whose first row names the columns
    file: PathBuf,

    /// The sheet of the workbook, if it has several
    #[arg(long, value_name = "NAME")]
    sheet: Option<String>,

    /// Write the profile to this file, which must not exist yet
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
}

impl Profile {
    /// Whether it writes a file.
    pub(super) fn is_to_file(&self) -> bool {
        matches!(&self.verb, Verb::New(new) if new.output.is_some())
    }

    pub(super) fn run(self, environment: &mut Environment<'_>) -> Result<Outcome> {
        match self.verb {
            Verb::New(new) => new.run(environment),
            Verb::Show(show) => {
                let text = built_in(&show.name).unwrap_or_default();
                environment.out.write_all(text.as_bytes())?;
                Ok(Outcome::Done)
            }
        }
    }
}

impl New {
    fn run(self, environment: &mut Environment<'_>) -> Result<Outcome> {
        let draft = draft(&read_sample(&self.file, self.sheet.as_deref(), SAMPLED)?);
        let Some(path) = &self.output else {
            environment.out.write_all(draft.text.as_bytes())?;
            return Ok(Outcome::Done);
        };
        let mut file = WholeFile::begin(path, Readers::Usual)?;
        file.write_all(draft.text.as_bytes()).map_err(Error::file(path))?;
        file.add().map_err(|error| {
            if error.kind() == std::io::ErrorKind::AlreadyExists {
                return Error::with_hint(
                    format!("{} exists already", path.display()),
                    "give another name, or delete it first: what was filled in would be lost",
                );
            }
            Error::file(path)(error)
        })?;
        writeln!(
            environment.out,
            "{}: a first profile; places marked TODO: {}",
            path.display(),
            draft.to_fill_in
        )?;
        Ok(Outcome::Done)
    }
}
