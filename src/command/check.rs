use std::path::Path;

use clap::Args;

use super::arguments::OutputArguments;
use super::{Environment, Outcome};
use crate::answer::Answer;
use crate::archive::{Access, open};
use crate::check::check;
use crate::error::Result;
use crate::output::{Cell, Column, Format};

/// Verify the file, the references, the computed columns and the ids
///
/// Ends with status 3 and a list if something is not as it should be.
#[derive(Debug, Args)]
pub struct Check {
    #[command(flatten)]
    output: OutputArguments,
}

impl Check {
    pub(super) fn run(self, archive: &Path, environment: &mut Environment<'_>) -> Result<Outcome> {
        let connection = open(archive, Access::Read)?;
        let findings = check(&connection, &|| environment.is_interrupted())?;
        if findings.is_empty() && self.output.format == Format::Table {
            writeln!(environment.out, "the archive is sound")?;
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
