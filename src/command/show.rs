use std::path::Path;

use clap::Args;

use super::arguments::{AnswerArguments, ClockArguments};
use super::{Environment, Outcome};
use crate::answer::describe::{answer, records_about, statement};
use crate::error::Result;
use crate::query::find_one;

/// Everything about one entity, record by record, with the sources in full
///
/// The column by_itself tells what each record alone says about the day asked about; what records say together is
/// told by officials, organizations, chapters, facts and events.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  orgarchive show kim-jung-rin
  orgarchive show \"Korean Democratic Women's Union\" --format json")]
pub struct Show {
    /// A place, organization, chapter, official or event
    #[arg(value_name = "ID-OR-NAME")]
    entity: String,

    #[command(flatten)]
    clocks: ClockArguments,

    #[command(flatten)]
    answer: AnswerArguments,
}

impl Show {
    pub(super) fn run(self, archive: &Path, environment: &mut Environment<'_>) -> Result<Outcome> {
        let reader = self.clocks.open(archive, environment)?;
        let entity = find_one(reader.connection(), &self.entity, &[])?;
        if self.answer.statement.show_sql {
            self.answer.statement.show(Some(&statement(&entity)), &reader, environment)?;
        } else {
            let records = records_about(&reader, &entity)?;
            self.answer.write(
                answer(&reader, records, self.answer.statement.output.limit)?,
                &reader,
                environment,
            )?;
        }
        Ok(Outcome::Done)
    }
}
