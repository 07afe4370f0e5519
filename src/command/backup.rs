use std::path::{Path, PathBuf};

use clap::Args;

use super::{Environment, Outcome};
use crate::archive::{Access, backup};
use crate::error::Result;

/// Copy the archive, also while it is in use
///
/// The copy is what the archive holds at one moment, and is verified before it gets its name.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  orgarchive backup archive-2026-11-23.db")]
pub struct Backup {
    /// The file to make; it must not exist yet
    file: PathBuf,
}

impl Backup {
    pub(super) fn run(self, archive: &Path, environment: &mut Environment<'_>) -> Result<Outcome> {
        let connection = environment.open(archive, Access::Read)?;
        backup(&connection, archive, &self.file, &environment.interrupted)?;
        writeln!(environment.out, "copied {} to {}", archive.display(), self.file.display())?;
        Ok(Outcome::Done)
    }
}
