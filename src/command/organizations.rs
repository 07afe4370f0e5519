use std::path::Path;

use clap::Args;

use super::arguments::{AnswerArguments, ClockArguments, VerdictArguments};
use super::{Environment, Outcome};
use crate::answer::organizations::OrganizationsQuery;
use crate::answer::tree;
use crate::error::Result;
use crate::lookup::ids;

/// List the organizations that existed on a day, and what they were below
///
/// Names are those of the day asked about.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  orgarchive organizations --on 1960-06-01
  orgarchive organizations --organization workers-organizations-department --below --on 2009-12-31
  orgarchive organizations --tree")]
pub struct Organizations {
    /// Show only this organization (id or name; may be repeated)
    #[arg(long, value_name = "ID-OR-NAME")]
    organization: Vec<String>,

    /// With --organization: also show what is below it on that day
    #[arg(long, requires = "organization")]
    below: bool,

    /// Show only this kind: party, state-body, mass-organization and so on
    #[arg(long, value_name = "KIND")]
    kind: Vec<String>,

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

impl Organizations {
    pub(super) fn run(self, archive: &Path, environment: &mut Environment<'_>) -> Result<Outcome> {
        let reader = self.clocks.open(archive, environment)?;
        let asked = OrganizationsQuery {
            organizations: ids(reader.connection(), &self.organization, &["organizations"])?,
            below: self.below,
            kinds: self.kind,
            shown: self.verdicts.shown(),
        };
        self.answer.ask_and_arrange(&asked, &reader, environment, |answer| {
            if self.tree {
                tree::arrange(answer);
            }
        })
    }
}
