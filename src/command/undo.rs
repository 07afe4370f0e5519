use std::path::Path;

use clap::Args;

use super::{Environment, Outcome};
use crate::archive::Access;
use crate::error::Result;
use crate::history::undo::undo;

/// Take back one run: retract what it added, and restore what it revised or retracted
///
/// Nothing is lost: both versions stay in the history, and the undo is itself a run that can be taken back. It is
/// refused, with a list, if later runs or edits by another program have built on the run. The same file can be
/// imported again afterwards. Taking back a merge concerns this archive alone: it withdraws nothing in archives that this
/// one is merged into later.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  orgarchive log
  orgarchive undo 4cywp6enrxc917yq --reason \"the wrong file\"")]
pub struct Undo {
    /// The run, by its id or the number of its commit
    #[arg(value_name = "IMPORT")]
    import: String,

    /// Say why; the reason is kept with the versions
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
}

impl Undo {
    pub(super) fn run(self, archive: &Path, environment: &mut Environment<'_>) -> Result<Outcome> {
        let mut connection = environment.open(archive, Access::Write)?;
        let undone = undo(
            &mut connection,
            &self.import,
            self.reason.as_deref(),
            environment.moment,
            &environment.interrupted,
        )?;
        let out = &mut *environment.out;
        let width = undone.tables.iter().map(|(name, _)| name.len()).max().unwrap_or(0) + 1;
        for (table, counts) in &undone.tables {
            let table = format!("{table}:");
            writeln!(out, "{table:width$}  {} retracted, {} restored", counts.retracted, counts.restored)?;
        }
        writeln!(out, "undo {} took back {}", undone.run, self.import)?;
        if undone.is_of_a_merge {
            writeln!(
                out,
                "only this archive is affected: nothing is withdrawn in archives that it is merged into"
            )?;
        }
        Ok(Outcome::Done)
    }
}
