use std::path::Path;

use clap::Args;

use super::{Environment, Outcome};
use crate::archive::Access;
use crate::error::Result;
use crate::history::rename::rename;

/// Give a place, organization, chapter, official or event another id; the old one still finds it
///
/// All rows that name it get a new version. Files that still name the old id can be imported: it is read as the new one.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  orgarchive rename kim-chung-nin kim-jung-rin")]
pub struct Rename {
    /// The id that it has
    old: String,

    /// The id that it should have
    new: String,
}

impl Rename {
    pub(super) fn run(self, archive: &Path, environment: &mut Environment<'_>) -> Result<Outcome> {
        let mut connection = environment.open(archive, Access::Write)?;
        let rows = rename(&mut connection, &self.old, &self.new, environment.moment)?;
        let words = if rows == 1 { "row" } else { "rows" };
        writeln!(environment.out, "renamed: {} is {} now, in {rows} {words}", self.old, self.new)?;
        Ok(Outcome::Done)
    }
}
