use std::path::Path;

use clap::Args;

use super::arguments::{AnswerArguments, ClockArguments, VerdictArguments};
use super::posts::PostArguments;
use super::{Environment, Outcome};
use crate::answer::officials::OfficialsQuery;
use crate::error::Result;

/// List who held which post on a day
///
/// Records of the same official, body and office are judged together, and beside those of others: certain, disputed, possible,
/// or excluded (shown with --all). Every row gives its reason, its records and their sources. tenures gives the
/// same from when to when.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  orgarchive officials --organization womens-union --on 1969-01-01
  orgarchive officials --official \"Kim Jung-rin\" --on 2009-07-01 --published-by 2009-12-31
  orgarchive officials --organization workers-organizations-department --below --all --format json")]
pub struct Officials {
    #[command(flatten)]
    posts: PostArguments,

    /// Leave out officials who are only possible and not attested within this time: 2y, 6m or 30d
    #[arg(long, value_name = "TIME", value_parser = super::arguments::duration)]
    within: Option<i32>,

    #[command(flatten)]
    verdicts: VerdictArguments,

    #[command(flatten)]
    clocks: ClockArguments,

    #[command(flatten)]
    answer: AnswerArguments,
}

impl Officials {
    pub(super) fn run(self, archive: &Path, environment: &mut Environment<'_>) -> Result<Outcome> {
        let reader = self.clocks.open(archive, environment)?;
        let asked = OfficialsQuery {
            shown: self.verdicts.shown(),
            within: self.within,
            ..self.posts.asked(reader.connection())?
        };
        self.answer.ask(&asked, &reader, environment)
    }
}
