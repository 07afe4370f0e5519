use std::path::Path;

use clap::Args;

use super::arguments::{AnswerArguments, ClockArguments, VerdictArguments};
use super::{Environment, Outcome};
use crate::answer::officials::OfficialsQuery;
use crate::error::Result;
use crate::query::vocabulary;

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
    /// Show only posts in this organization (id or name; may be repeated)
    #[arg(long, value_name = "ID-OR-NAME")]
    organization: Vec<String>,

    /// Show only posts in this chapter (id or name; may be repeated)
    #[arg(long, value_name = "ID-OR-NAME")]
    chapter: Vec<String>,

    /// With --organization or --chapter: also show posts in what is below it on that day
    #[arg(long)]
    below: bool,

    /// Show only posts in chapters in this place, or in a place within it
    #[arg(long, value_name = "ID-OR-NAME")]
    place: Vec<String>,

    /// Show only posts of this title or office (id)
    #[arg(long, value_name = "ID")]
    title: Vec<String>,

    /// Show only posts of this official (id or name)
    #[arg(long, value_name = "ID-OR-NAME")]
    official: Vec<String>,

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
        let ids = |texts: &[String], kinds: &[&str]| crate::lookup::ids(reader.connection(), texts, kinds);
        let asked = OfficialsQuery {
            organizations: ids(&self.organization, &["organizations", "chapters"])?,
            chapters: ids(&self.chapter, &["chapters"])?,
            places: ids(&self.place, &["places"])?,
            officials: ids(&self.official, &["officials"])?,
            titles: vocabulary::titles(reader.connection(), &self.title)?,
            below: self.below,
            shown: self.verdicts.shown(),
            within: self.within,
        };
        self.answer.ask(&asked, &reader, environment)
    }
}
