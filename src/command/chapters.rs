use std::path::Path;

use clap::Args;

use super::arguments::{AnswerArguments, ClockArguments, VerdictArguments};
use super::{Environment, Outcome};
use crate::answer::chapters::ChaptersQuery;
use crate::answer::tree;
use crate::error::Result;

/// List the chapters that existed on a day, where, and what they were below
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  orgarchive chapters --organization trade-unions --tree
  orgarchive chapters --place north-hamgyong --on 2009-07-01")]
pub struct Chapters {
    /// Show only this chapter (id or name; may be repeated)
    #[arg(long, value_name = "ID-OR-NAME")]
    chapter: Vec<String>,

    /// Show only chapters of this organization (id or name; may be repeated)
    #[arg(long, value_name = "ID-OR-NAME")]
    organization: Vec<String>,

    /// With --organization: also show chapters of what is below it on that day
    #[arg(long, requires = "organization")]
    below: bool,

    /// Show only chapters in this place, or in a place within it
    #[arg(long, value_name = "ID-OR-NAME")]
    place: Vec<String>,

    /// Show only this level: headquarters, provincial, city, county and so on
    #[arg(long, value_name = "LEVEL")]
    level: Vec<String>,

    /// Show them as a tree
    #[arg(long)]
    tree: bool,

    #[command(flatten)]
    verdicts: VerdictArguments,

    #[command(flatten)]
    clocks: ClockArguments,

    #[command(flatten)]
    answer: AnswerArguments,
}

impl Chapters {
    pub(super) fn run(self, archive: &Path, environment: &mut Environment<'_>) -> Result<Outcome> {
        let reader = self.clocks.open(archive, environment)?;
        let ids = |texts: &[String], kinds: &[&str]| crate::lookup::ids(reader.connection(), texts, kinds);
        let asked = ChaptersQuery {
            chapters: ids(&self.chapter, &["chapters"])?,
            organizations: ids(&self.organization, &["organizations"])?,
            below: self.below,
            places: ids(&self.place, &["places"])?,
            levels: self.level,
            shown: self.verdicts.shown(),
        };
        self.answer.ask_and_arrange(&asked, &reader, environment, |answer| {
            if self.tree {
                tree::arrange(answer);
            }
        })
    }
}
