use std::path::Path;

use clap::Args;

use super::arguments::{AnswerArguments, ClockArguments, VerdictArguments};
use super::{Environment, Outcome};
use crate::answer::called::NamesQuery;
use crate::answer::naming::LanguageRange;
use crate::error::Result;
use crate::lookup::ids;

/// List what something was called on a day
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  orgarchive names --subject womens-union --on 1990-01-01
  orgarchive names --subject \"Kim Jung-rin\" --language ko-Hang
  orgarchive names --subject womens-union --kind official --all --format csv")]
pub struct Names {
    /// Show only names of this place, organization, chapter, official or event (id or name; may be repeated)
    #[arg(long, value_name = "ID-OR-NAME", required = true)]
    subject: Vec<String>,

    /// Show only names in this language or script: ko-Hang, ko-Hani, ko-Latn, en
    #[arg(long, value_name = "TAG")]
    language: Option<LanguageRange>,

    /// Show only names of this kind: official, short, variant, translation (may be repeated)
    #[arg(long, value_name = "KIND", value_parser = ["official", "short", "variant", "translation"])]
    kind: Vec<String>,

    #[command(flatten)]
    verdicts: VerdictArguments,

    #[command(flatten)]
    clocks: ClockArguments,

    #[command(flatten)]
    answer: AnswerArguments,
}

impl Names {
    pub(super) fn run(self, archive: &Path, environment: &mut Environment<'_>) -> Result<Outcome> {
        let reader = self.clocks.open(archive, environment)?;
        let asked = NamesQuery {
            subjects: ids(reader.connection(), &self.subject, &[])?,
            language: self.language,
            kinds: self.kind,
            shown: self.verdicts.shown(),
        };
        self.answer.ask(&asked, &reader, environment)
    }
}
