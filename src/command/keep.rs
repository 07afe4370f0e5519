use std::path::{Path, PathBuf};

use clap::Args;

use super::{Environment, Outcome};
use crate::archive::Access;
use crate::error::Result;
use crate::keep::keep;
use crate::terminal::for_terminal;

/// Store a copy of a source's document in the archive
///
/// The copy is compressed and kept with its SHA-256, which check verifies; sqlite3 archive.db -A lists and extracts
/// what is kept.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  orgarchive keep sp-2016 page.html
  sqlite3 archive.db -At
  sqlite3 archive.db -Ax")]
pub struct Keep {
    /// The id of the source
    source: String,

    /// The document
    file: PathBuf,
}

impl Keep {
    pub(super) fn run(self, archive: &Path, environment: &mut Environment<'_>) -> Result<Outcome> {
        let mut connection = environment.open(archive, Access::Write)?;
        let kept = keep(&mut connection, &self.source, &self.file, environment.moment)?;
        let word = if kept.is_new { "kept" } else { "already kept" };
        let name = for_terminal(&kept.name).into_owned();
        writeln!(environment.out, "{word}: {name} ({} bytes, SHA-256 {})", kept.size, kept.sha256)?;
        Ok(Outcome::Done)
    }
}
