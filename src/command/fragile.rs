use std::path::Path;

use clap::Args;

use super::arguments::{AnswerArguments, ClockArguments, HandingOnArguments};
use super::posts::PostArguments;
use super::{Environment, Outcome};
use crate::error::Result;
use crate::evidence::fragile::FragileQuery;

/// List certain answers that one source or one origin carries
///
/// An answer of officials that is certain on the day, and would not be without one source and those that repeat it: with that
/// source, its records, and what the verdict would be (unrecorded: nothing would be on record). The most senior posts come first,
/// and of these the bodies nearest to the top. An answer that hangs on each of two sources has two rows.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  orgarchive fragile --on 2009-07-01
  orgarchive fragile --organization party --below --on 2009-07-01 --limit 20
  orgarchive fragile --title chair --format csv")]
pub struct Fragile {
    #[command(flatten)]
    posts: PostArguments,

    #[command(flatten)]
    clocks: ClockArguments,

    #[command(flatten)]
    handing_on: HandingOnArguments,

    #[command(flatten)]
    answer: AnswerArguments,
}

impl Fragile {
    pub(super) fn run(self, archive: &Path, environment: &mut Environment<'_>) -> Result<Outcome> {
        let reader = self.clocks.open_perhaps_to_hand_on(
            archive,
            self.answer.is_handed_on(),
            self.handing_on,
            environment,
        )?;
        let asked = FragileQuery { posts: self.posts.asked(reader.connection())? };
        self.answer.ask(&asked, &reader, environment)
    }
}
