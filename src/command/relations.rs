use std::path::Path;

use clap::Args;

use super::arguments::{AnswerArguments, ClockArguments, VerdictArguments};
use super::{Environment, Outcome};
use crate::answer::relations::RelationsQuery;
use crate::error::{Error, Result};
use crate::lookup::ids;
use crate::query::vocabulary;

/// List what was below what, or otherwise related, on a day
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  orgarchive relations --subject womens-union --on 1990-01-01
  orgarchive relations --object central-committee --relation subordinate-to
  orgarchive relations --subject trade-unions --all --format csv")]
pub struct Relations {
    /// Show only relations of this place, organization, chapter, official or event (id or name; may be repeated)
    #[arg(long, value_name = "ID-OR-NAME")]
    subject: Vec<String>,

    /// Show only relations of this kind (id; may be repeated)
    #[arg(long, value_name = "ID")]
    relation: Vec<String>,

    /// Show only relations to this place, organization, chapter, official or event: what is below it (id or name; may be repeated)
    #[arg(long, value_name = "ID-OR-NAME")]
    object: Vec<String>,

    /// Also show relations of what is below the subject, or to what is below the object, on that day
    #[arg(long)]
    below: bool,

    #[command(flatten)]
    verdicts: VerdictArguments,

    #[command(flatten)]
    clocks: ClockArguments,

    #[command(flatten)]
    answer: AnswerArguments,
}

impl Relations {
    pub(super) fn run(self, archive: &Path, environment: &mut Environment<'_>) -> Result<Outcome> {
        if self.subject.is_empty() && self.relation.is_empty() && self.object.is_empty() {
            return Err(Error::with_hint(
                "relations needs a subject, an object or a kind of relation",
                "name one: --subject ID-OR-NAME, --object ID-OR-NAME, or --relation ID",
            ));
        }
        let reader = self.clocks.open(archive, environment)?;
        let asked = RelationsQuery {
            subjects: ids(reader.connection(), &self.subject, &[])?,
            relations: vocabulary::words(reader.connection(), "relation_kinds", &self.relation)?,
            objects: ids(reader.connection(), &self.object, &[])?,
            below: self.below,
            shown: self.verdicts.shown(),
        };
        self.answer.ask(&asked, &reader, environment)
    }
}
