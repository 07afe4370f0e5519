use std::path::Path;

use clap::Args;

use super::{Environment, Outcome};
use crate::archive::Access;
use crate::error::Result;
use crate::schema::Table;

/// Withdraw a record, with the reason; its last version stays in the history
///
/// Rows that refer to it have to be withdrawn first. If the record comes again in an import, it is left
/// out and named; import --restore brings it back.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  orgarchive retract c051 --reason \"the page was misread\"")]
pub struct Retract {
    /// The id of the row
    id: String,

    /// Say why it is withdrawn; the reason is kept with the version
    #[arg(long, value_name = "TEXT")]
    reason: String,

    /// The table of the row, if rows of several tables have this id
    #[arg(long, value_name = "TABLE", value_parser = super::import::table)]
    table: Option<&'static Table>,
}

impl Retract {
    pub(super) fn run(self, archive: &Path, environment: &mut Environment<'_>) -> Result<Outcome> {
        let mut connection = environment.open(archive, Access::Write)?;
        let table = crate::history::retract::retract(
            &mut connection,
            self.table,
            &self.id,
            &self.reason,
            environment.moment,
        )?;
        writeln!(environment.out, "retracted: {} {} ({})", table.name, self.id, self.reason)?;
        Ok(Outcome::Done)
    }
}
