use std::path::Path;

use clap::Args;

use super::arguments::{AnswerArguments, HandingOnArguments, WindowArguments};
use super::{Environment, Outcome};
use crate::answer::describe::{records_about, statement};
use crate::dossier::timeline::{chronology, in_order};
use crate::error::Result;

/// Show everything about one entity in chronological order
///
/// A day that a record states (of a founding, of an event, of the time for which it speaks) places it; what is undated comes last.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  orgarchive timeline womens-union --from 1965 --to 1998")]
pub struct Timeline {
    /// A place, organization, chapter, official or event
    #[arg(value_name = "ID-OR-NAME")]
    entity: String,

    #[command(flatten)]
    window: WindowArguments,

    #[command(flatten)]
    handing_on: HandingOnArguments,

    #[command(flatten)]
    answer: AnswerArguments,
}

impl Timeline {
    pub(super) fn run(self, archive: &Path, environment: &mut Environment<'_>) -> Result<Outcome> {
        let window = self.window.window()?;
        let day = WindowArguments::last_day(window, environment);
        let reader = self.window.open_perhaps_to_hand_on(
            archive,
            self.answer.is_handed_on(),
            self.handing_on,
            environment,
        )?;
        let reader = reader.on(day);
        let entity = reader.entity(&self.entity)?;
        if self.answer.statement.show_sql {
            self.answer.statement.show(Some(&statement(&entity)), &reader, environment)?;
        } else {
            let records = in_order(records_about(&reader, &entity)?, window);
            self.answer.write_document(records, &reader, &entity, environment, chronology)?;
        }
        Ok(Outcome::Done)
    }
}
