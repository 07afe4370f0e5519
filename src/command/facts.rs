use std::path::Path;

use clap::Args;

use super::arguments::{AnswerArguments, ClockArguments, VerdictArguments};
use super::{Environment, Outcome};
use crate::answer::facts::FactsQuery;
use crate::error::{Error, Result};
use crate::lookup::ids;
use crate::query::vocabulary;

/// List what is stated about a subject on a day
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  orgarchive facts --subject trade-unions --attribute members --on 2002-06-01
  orgarchive facts --subject \"Kim Jung-rin\"
  orgarchive facts --attribute founded --format csv")]
pub struct Facts {
    /// Show only facts about this place, organization, chapter, official or event (id or name; may be repeated)
    #[arg(long, value_name = "ID-OR-NAME")]
    subject: Vec<String>,

    /// Show only this attribute (id; may be repeated)
    #[arg(long, value_name = "ID")]
    attribute: Vec<String>,

    #[command(flatten)]
    verdicts: VerdictArguments,

    #[command(flatten)]
    clocks: ClockArguments,

    #[command(flatten)]
    answer: AnswerArguments,
}

impl Facts {
    pub(super) fn run(self, archive: &Path, environment: &mut Environment<'_>) -> Result<Outcome> {
        if self.subject.is_empty() && self.attribute.is_empty() {
            return Err(Error::with_hint(
                "facts needs a subject or an attribute",
                "name one: --subject ID-OR-NAME, or --attribute ID",
            ));
        }
        let reader = self.clocks.open(archive, environment)?;
        let asked = FactsQuery {
            subjects: ids(reader.connection(), &self.subject, &[])?,
            attributes: vocabulary::words(reader.connection(), "attributes", &self.attribute)?,
            shown: self.verdicts.shown(),
        };
        self.answer.ask(&asked, &reader, environment)
    }
}
