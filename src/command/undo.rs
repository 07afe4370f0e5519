use std::path::Path;

use clap::Args;

use super::{Environment, Outcome};
use crate::archive::{Access, open};
use crate::error::Result;
use crate::history::undo::undo;

/// Take back one run: what it added is retracted, what it revised or retracted is as before
///
/// Nothing is lost: both versions stay in the history, and the undo is itself a run that can be taken back. It is
/// refused, with a list, if later runs or edits by another program have built on the run. The same file can be
/// imported again afterwards.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  orgarchive log
  orgarchive undo 4cywp6enrxc917yq --reason \"the wrong file\"")]
pub struct Undo {
    /// The run, by its id or the number of its commit
    #[arg(value_name = "IMPORT")]
    import: String,

    /// Why; it is kept with the versions
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
}

impl Undo {
    pub(super) fn run(self, archive: &Path, environment: &mut Environment<'_>) -> Result<Outcome> {
        let mut connection = open(archive, Access::Write)?;
        let (run, tables) = undo(&mut connection, &self.import, self.reason.as_deref(), environment.moment)?;
        let out = &mut *environment.out;
        let width = tables.iter().map(|(name, _)| name.len()).max().unwrap_or(0) + 1;
        for (table, counts) in tables {
            let table = format!("{table}:");
            writeln!(out, "{table:width$}  {} retracted, {} restored", counts.retracted, counts.restored)?;
        }
        writeln!(out, "undo {run} took back {}", self.import)?;
        Ok(Outcome::Done)
    }
}
