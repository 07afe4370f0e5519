use std::path::{Path, PathBuf};

use clap::Args;

use super::{Environment, Outcome};
use crate::error::{Error, Result};
use crate::history::plan;
use crate::merge::{Request, Version, merge};
use crate::record::version::Stored;
use crate::terminal::for_terminal;

/// How many retracted rows the summary names.
const NAMED: usize = 20;

/// Join another archive into this one: its rows, their history, its runs and its documents
///
/// The order of merges does not matter, and merging twice changes nothing. Where both sides changed a row, the version
/// written last wins, and both are listed. What this archive held before is still shown by --recorded-by.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  orgarchive merge colleague.db --dry-run
  orgarchive merge colleague.db")]
pub struct Merge {
    /// The other archive; it is only read
    file: PathBuf,

    /// Accept ids that seem to mean different things on the two sides as the same
    #[arg(long)]
    same_ids: bool,

    /// Print what would be added, revised and retracted, as a diff, and change nothing
    #[arg(long)]
    dry_run: bool,

    /// Add a note to this run, kept with it
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
}

impl Merge {
    /// Whether it only shows what it would do.
    pub(super) fn is_plan(&self) -> bool {
        self.dry_run
    }

    pub(super) fn run(self, archive: &Path, environment: &mut Environment<'_>) -> Result<Outcome> {
        let lines = std::cell::RefCell::new(&mut *environment.out);
        let write = |line: &str| writeln!(lines.borrow_mut(), "{line}").map_err(Error::Output);
        let request = Request {
            same_ids: self.same_ids,
            note: self.note.as_deref(),
            plan: if self.dry_run { Some(&write) } else { None },
            moment: environment.moment,
            patience: environment.patience,
            interrupted: std::sync::Arc::clone(&environment.interrupted),
        };
        let merged = merge(archive, &self.file, &request)?;
        let out = &mut *environment.out;
        let width = merged.tables.iter().map(|(name, _)| name.len()).max().unwrap_or(0) + 1;
        for (table, counts) in
            merged.tables.iter().filter(|(_, counts)| *counts != crate::merge::Counts::default())
        {
            let table = format!("{table}:");
            writeln!(
                out,
                "{table:width$}  {} added, {} revised, {} retracted, {} into the history",
                counts.added, counts.revised, counts.retracted, counts.superseded
            )?;
        }
        for diverged in &merged.diverged {
            let holds = if diverged.theirs_holds { "theirs" } else { "ours" };
            writeln!(
                out,
                "changed on both sides: {} {} ({holds} holds)",
                diverged.table.name,
                for_terminal(&diverged.id)
            )?;
            let stored = |version: &Version| {
                version.content.as_ref().map(|content| Stored {
                    cells: content.clone(),
                    recorded_at: None,
                    arrived_at: None,
                    import: None,
                })
            };
            let by =
                |version: &Version| version.import.clone().unwrap_or_else(|| "another program".to_owned());
            writeln!(
                out,
                "  - here, {} by {}",
                diverged.here.recorded_at,
                for_terminal(&by(&diverged.here))
            )?;
            writeln!(
                out,
                "  + there, {} by {}",
                diverged.there.recorded_at,
                for_terminal(&by(&diverged.there))
            )?;
            let (here, there) = (stored(&diverged.here), stored(&diverged.there));
            for line in plan::lines(diverged.table, &diverged.id, here.as_ref(), there.as_ref()) {
                writeln!(out, "  {}", for_terminal(&line))?;
            }
        }
        for gone in merged.withdrawn.iter().take(NAMED) {
            let by = gone.import.as_deref().unwrap_or("another program");
            let reason = gone.reason.as_deref().map(|reason| format!(" ({reason})")).unwrap_or_default();
            let line = format!("retracted: {} {}, withdrawn there by {by}{reason}", gone.table.name, gone.id);
            writeln!(out, "{}", for_terminal(&line))?;
        }
        if merged.withdrawn.len() > NAMED {
            writeln!(
                out,
                "retracted: and {} more; {}",
                merged.withdrawn.len() - NAMED,
                if self.dry_run { "the plan above lists all" } else { "orgarchive log --changes lists all" }
            )?;
        }
        for (undo, count) in &merged.taken_back {
            let rows = if *count == 1 { "1 row was".to_owned() } else { format!("{count} rows were") };
            writeln!(out, "{rows} taken back by undo {undo}: undo that run to have them again")?;
        }
        for row in &merged.dangling {
            writeln!(
                out,
                "broken reference: {} {} names \"{}\" in {}, which one side has withdrawn or changed; bring it back, or correct the row",
                row.table,
                for_terminal(&row.id),
                for_terminal(&row.missing),
                row.column
            )?;
        }
        if self.dry_run {
            writeln!(out, "nothing was changed: this was the plan")?;
            return Ok(Outcome::Done);
        }
        match &merged.import {
            Some(id) => writeln!(
                out,
                "merge {id} of {} into {}, including {} runs and {} documents",
                self.file.display(),
                archive.display(),
                merged.imports,
                merged.documents
            )?,
            None if merged.taken_back.is_empty() => {
                writeln!(out, "nothing new; {} is unchanged", archive.display())?
            }
            None => writeln!(out, "nothing else is new; {} is unchanged", archive.display())?,
        }
        let is_one_file = environment.note_unfolded(merged.unfolded.as_deref())?;
        Ok(if merged.dangling.is_empty() && is_one_file { Outcome::Done } else { Outcome::Findings })
    }
}
