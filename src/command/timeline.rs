use std::path::Path;

use clap::Args;

use super::arguments::{AnswerArguments, WindowArguments};
use super::{Environment, Outcome};
use crate::answer::describe::{answer, records_about};
use crate::answer::timeline::in_order;
use crate::error::Result;
use crate::query::{Clocks, Doubtful, find_one};

/// Everything about one entity in the order of time
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
    answer: AnswerArguments,
}

impl Timeline {
    pub(super) fn run(self, archive: &Path, environment: &mut Environment<'_>) -> Result<Outcome> {
        let window = self.window.window()?;
        let connection = self.window.open(archive, environment)?;
        let day = window.map_or(environment.today, |window| window.to.min(environment.today));
        let clocks = Clocks::new(day, self.window.published_by);
        let entity = find_one(&connection, &clocks, &self.entity, &[])?;
        let mut doubtful = Doubtful::default();
        let records = in_order(records_about(&connection, &clocks, &entity, &mut doubtful)?, window);
        let answered = answer(&connection, &clocks, records, &doubtful)?;
        self.answer.write(answered, &connection, &clocks, environment)?;
        Ok(Outcome::Done)
    }
}
