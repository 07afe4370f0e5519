use std::path::Path;

use clap::{Args, ValueEnum};

use super::{PictureArguments, clocks};
use crate::answer::tenures::TenuresQuery;
use crate::chart::tenures::bars;
use crate::command::arguments::{VerdictArguments, WindowArguments};
use crate::command::posts::TenureArguments;
use crate::command::{Environment, Outcome};
use crate::error::Result;
use crate::picture::bars::draw;
use crate::picture::page::compose_fitting;

/// Draw who held an office from when to when
///
/// Each bar is a piece of a tenure: on any day its style is the verdict of officials --on that day. Where there is no bar, it
/// was not held, as far as the records say. Small triangles mark the days that records speak of. Point at a bar or a mark to
/// see its reason, records and sources.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  orgarchive chart tenures --organization womens-union --title chair -o chairs.svg
  orgarchive chart tenures --official \"Kim Jung-rin\" --from 1960 --to 2010 -o kim-jung-rin.svg
  orgarchive chart tenures --organization workers-party-of-korea --below --by office --paper a3 -o party.svg")]
pub(super) struct Tenures {
    #[command(flatten)]
    posts: TenureArguments,

    /// Give a row to each holder, or one to an office, with more lines where tenures overlap
    #[arg(long, value_enum, default_value_t = By::Holder)]
    by: By,

    #[command(flatten)]
    verdicts: VerdictArguments,

    #[command(flatten)]
    window: WindowArguments,

    #[command(flatten)]
    pub(super) picture: PictureArguments,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum By {
    /// A row for each official in an office
    Holder,
    /// A row for each office
    Office,
}

impl Tenures {
    pub(super) fn run(self, archive: &Path, environment: &mut Environment<'_>) -> Result<Outcome> {
        self.picture.ending(&["svg"])?;
        let window = self.window.window()?;
        let reader = self.window.open_to_hand_on(archive, self.picture.handing_on, environment)?;
        let asked_with = self.asked_with();
        let asked = TenuresQuery {
            posts: self.posts.asked(reader.connection())?,
            window,
            shown: self.verdicts.shown(),
        };
        let naming = self.picture.naming(&reader);
        let (bars, around) = bars(naming, &asked, self.by == By::Office)?;
        let size = self.picture.size();
        let page = around.page(naming, asked_with)?;
        self.picture.write(&compose_fitting(&page, |room| draw(&bars, room), size), environment)?;
        Ok(Outcome::Done)
    }

    /// The clocks and filters, as the page says them.
    fn asked_with(&self) -> Vec<String> {
        let window = &self.window;
        let mut asked = Vec::new();
        match (window.on, window.from, window.to) {
            (Some(on), ..) => asked.push(format!("Only {}", on.run_of_days().unwrap_or_default())),
            (None, Some(from), Some(to)) => asked.push(format!("From {from} to {to}")),
            (None, Some(from), None) => asked.push(format!("From {from} on")),
            (None, None, Some(to)) => asked.push(format!("Until {to}")),
            (None, None, None) => {}
        }
        if !self.posts.title.is_empty() {
            let posts = if self.posts.title.len() == 1 { "post" } else { "posts" };
            asked.push(format!("Only the {posts} {}", self.posts.title.join(", ")));
        }
        if self.posts.below {
            asked.push("With what is below it, on the days on which it is".to_owned());
        }
        if !self.verdicts.verdict.is_empty() {
            let verdicts: Vec<&str> = self.verdicts.verdict.iter().map(|verdict| verdict.word()).collect();
            asked.push(format!("Only what is {}", verdicts.join(" or ")));
        }
        asked.extend(clocks(window.published_by, window.recorded_by, &window.trust));
        asked
    }
}
