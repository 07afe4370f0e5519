use std::path::Path;

use clap::Args;

use super::arguments::{AnswerArguments, ClockArguments, HandingOnArguments};
use super::{Environment, Outcome};
use crate::answer::describe::{records_about, statement};
use crate::dossier::dossier;
use crate::error::Result;

/// Show everything about one entity, with the sources in full
///
/// A dossier to read: who it is, its posts, names, relations, facts and events, what contradicts, and the sources; each
/// record with its id in brackets, by which retract and import find it. In CSV and JSON each record is a row, whose column by_itself says
/// what that record alone means for the day asked about.
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
    handing_on: HandingOnArguments,

    #[command(flatten)]
    answer: AnswerArguments,
}

impl Show {
    pub(super) fn run(self, archive: &Path, environment: &mut Environment<'_>) -> Result<Outcome> {
        let reader = self.clocks.open_perhaps_to_hand_on(
            archive,
            self.answer.is_handed_on(),
            self.handing_on,
            environment,
        )?;
        let entity = reader.entity(&self.entity)?;
        if self.answer.statement.show_sql {
            self.answer.statement.show(Some(&statement(&entity)), &reader, environment)?;
        } else {
            let records = records_about(&reader, &entity)?;
            self.answer.write_document(records, &reader, &entity, environment, dossier)?;
        }
        Ok(Outcome::Done)
    }
}
