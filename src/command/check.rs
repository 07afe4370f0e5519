use std::path::Path;

use clap::Args;

use super::arguments::OutputArguments;
use super::{Environment, Outcome};
use crate::answer::Answer;
use crate::archive::{Access, last_seal, maker};
use crate::check::{check, fix};
use crate::error::Result;
use crate::output::{Cell, Column, Format};

/// Verify the file, the references, the computed columns, the kept documents and the history
///
/// Ends with status 3 and a list of findings if something is wrong.
#[derive(Debug, Args)]
pub struct Check {
    /// Restore triggers, views and indexes that are missing or changed, and seal the present state
    #[arg(long)]
    fix: bool,

    /// Print the digest that the last run left: kept elsewhere, it shows whether the archive was exchanged
    #[arg(long)]
    seal: bool,

    #[command(flatten)]
    output: OutputArguments,
}

impl Check {
    /// Whether it restores something.
    pub(super) fn is_repair(&self) -> bool {
        self.fix
    }

    pub(super) fn run(self, archive: &Path, environment: &mut Environment<'_>) -> Result<Outcome> {
        if self.fix {
            let mut connection = environment.open(archive, Access::Write)?;
            for piece in fix(&mut connection, environment.moment, &environment.interrupted)? {
                writeln!(environment.notes, "restored: {piece}")?;
            }
        }
        let connection = environment.open(archive, Access::Read)?;
        let notes = [maker(&connection)?.note(), crate::index::state(&connection)?.note()];
        for note in notes.into_iter().flatten() {
            writeln!(environment.notes, "{note}")?;
        }
        let findings = check(&connection, &|| environment.is_interrupted())?;
        if findings.is_empty() && self.output.format == Format::Table {
            writeln!(environment.out, "the archive is sound")?;
            if let Some(seal) = last_seal(&connection)?.filter(|_| self.seal) {
                writeln!(environment.out, "seal of run {}: {}", seal.number, seal.digest())?;
            }
            return Ok(Outcome::Done);
        }
        let outcome = if findings.is_empty() { Outcome::Done } else { Outcome::Findings };
        let note = match findings.len() {
            1 => "1 finding".to_owned(),
            count => format!("{count} findings"),
        };
        let rows = findings
            .into_iter()
            .map(|finding| {
                vec![
                    Cell::from(finding.rule),
                    Cell::from(finding.table),
                    Cell::from(finding.id),
                    Cell::from(finding.message),
                ]
            })
            .collect();
        let columns = ["rule", "table", "id", "message"].into_iter().map(Column::shown).collect();
        self.output.write(Answer { columns, rows, notes: vec![note] }, environment)?;
        Ok(outcome)
    }
}
