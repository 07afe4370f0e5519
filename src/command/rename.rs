use std::path::Path;

use clap::Args;

use super::{Environment, Outcome};
use crate::archive::Access;
use crate::error::Result;
use crate::history::rename::rename;
use crate::schema::Table;

/// Give an entity, a source, a word of a vocabulary or a record another id; the old one still finds it
///
/// All rows that name it get a new version. Files that still name the old id can be imported: it is read as the new one.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  orgarchive rename kim-chung-nin kim-jung-rin
  orgarchive rename s03 hrnk-2014 --table sources")]
pub struct Rename {
    /// The id that it has
    old: String,

    /// The id that it should have
    new: String,

    /// The table, if several have the id
    #[arg(long, value_name = "TABLE", value_parser = super::import::table)]
    table: Option<&'static Table>,
}

impl Rename {
    pub(super) fn run(self, archive: &Path, environment: &mut Environment<'_>) -> Result<Outcome> {
        let mut connection = environment.open(archive, Access::Write)?;
        let rows = rename(
            &mut connection,
            self.table,
            &self.old,
            &self.new,
            environment.moment,
            &environment.interrupted,
        )?;
        let words = if rows == 1 { "row" } else { "rows" };
        writeln!(environment.out, "renamed: {} is {} now, in {rows} {words}", self.old, self.new)?;
        Ok(Outcome::Done)
    }
}
